//! Official notices (`BekanntmVO` NRW): by date and sort, the local law in force, and one notice with
//! its day of provision, the digest of its file and what it replaces.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::publication::{self, Details, Find, Notice, Publication};
use kernel::{AppError, Ctx, Fields};
use web::badge::Tone;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::stack;
use web::pagination::{Position, pagination, result_count};
use web::table::{Column, Row, Table};
use web::tabs::{Tab, tabs};
use web::{Frame, Markup, Say, alert, format, html};

use crate::shown::Shown;
use crate::{article, feeds, item};

/// Notices looked through.
const NOTICES_MAX: i64 = 5_000;
/// Notices on one page.
const PER_PAGE: usize = 30;
const BASE: &str = "/bekanntmachungen";

/// A text in German and English.
type Both = (&'static str, &'static str);

/// Sorts of notices, as stored and as people call them, one and many.
const SORTS: &[(&str, Both, Both)] = &[
    ("statute", ("Satzung", "Statute"), ("Satzungen", "Statutes")),
    ("order", ("Ordnungsbehördliche Verordnung", "Order"), ("Verordnungen", "Orders")),
    (
        "general-ruling",
        ("Allgemeinverfügung", "General ruling"),
        ("Allgemeinverfügungen", "General rulings"),
    ),
    ("meeting", ("Sitzung", "Meeting"), ("Sitzungen", "Meetings")),
    ("zoning", ("Bauleitplanung", "Zoning"), ("Bauleitplanung", "Zoning")),
    ("election", ("Wahl", "Election"), ("Wahlen", "Elections")),
    ("tender", ("Vergabe", "Tender"), ("Vergaben", "Tenders")),
    ("other", ("Sonstige Bekanntmachung", "Other notice"), ("Sonstige", "Others")),
];

fn sort_word(say: Say, sort: &str) -> &'static str {
    let found = SORTS.iter().find(|(key, ..)| *key == sort).or(SORTS.last());
    found.map_or("", |(_, (de, en), _)| say.of(de, en))
}

fn notice(it: &Publication) -> Option<&Notice> {
    match &it.details {
        Details::Notice(notice) => Some(notice),
        _ => None,
    }
}

/// The day of provision: what the house set, or the day it was shown.
fn provided(it: &Publication) -> Date {
    notice(it)
        .and_then(|n| n.provided_on)
        .unwrap_or_else(|| kernel::clock::local_day(it.visible_from))
}

/// Whether a statute or an order is in force on a day.
fn is_in_force(it: &Publication, day: Date) -> bool {
    notice(it).is_some_and(|n| {
        matches!(n.sort.as_str(), "statute" | "order")
            && n.in_force_on.is_none_or(|from| from <= day)
            && n.out_of_force_on.is_none_or(|end| day < end)
    })
}

/// All notices, or those of one sort; `art=ortsrecht` asks for the local law in force.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let wanted = fields.get("art").to_owned();
    let mut all =
        ctx.read(|db| publication::list(db, &Find::newest("notice", NOTICES_MAX))).await?;
    let today = ctx.today();
    let is_law = wanted == "ortsrecht";
    let sorts: Vec<&str> = SORTS
        .iter()
        .map(|(key, ..)| *key)
        .filter(|key| all.iter().any(|it| notice(it).is_some_and(|n| n.sort == *key)))
        .collect();
    if is_law {
        all.retain(|it| is_in_force(it, today));
        all.sort_by_cached_key(|it| kernel::search::fold(it.title.of(ctx.language)));
    } else {
        all.retain(|it| wanted.is_empty() || notice(it).is_some_and(|n| n.sort == wanted));
        all.sort_by_key(|it| (std::cmp::Reverse(provided(it)), it.id));
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let per_page = u32::try_from(PER_PAGE).unwrap_or(u32::MAX);
    let asked = fields.get("seite").parse().unwrap_or(1);
    let position = Position::new(asked, per_page, u64::try_from(all.len()).unwrap_or(u64::MAX));
    let first = usize::try_from(position.page).unwrap_or(1).saturating_sub(1) * PER_PAGE;
    let shown: Vec<&Publication> = all.iter().skip(first).take(PER_PAGE).collect();
    let own = ctx.to(BASE);
    let mut page = frame
        .public(say.of("Amtliche Bekanntmachungen", "Official notices"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Hier macht die Stadt öffentlich bekannt, was das Gesetz verlangt. Jede Bekanntmachung bleibt so stehen, wie sie bereitgestellt wurde.",
            "Here the town publishes what the law demands. Every notice stays as it was provided.",
        ));
    for feed in feeds::of_kind("notice").map(|s| feeds::alternates(&ctx, s)).unwrap_or_default() {
        page = page.alternate(feed);
    }
    let page = page.body(stack(html! {
        (sort_tabs(&ctx, say, &sorts, &wanted))
        @if shown.is_empty() {
            (empty_state(
                Icon::DOCUMENT,
                say.of("Keine Bekanntmachung", "No notice"),
                say.of("Hier ist zurzeit nichts bekannt gemacht.", "Nothing is published here at the moment."),
                html! {},
            ))
        } @else {
            (result_count(say, position, say.of("Bekanntmachungen", "notices")))
            (table(&ctx, say, &shown, is_law))
            (pagination(say, position, |n| format!("{own}?art={wanted}&seite={n}")))
        }
        p { a href=(ctx.to("/bekanntmachungen/nachweis")) { (say.of("Unterschriebener Nachweis aller Bekanntmachungen", "Signed record of all notices")) } }
    }));
    Ok(frame.answer_shared(page))
}

fn sort_tabs(ctx: &Ctx, say: Say, sorts: &[&str], wanted: &str) -> Markup {
    let tab = |key: &str, label: &str| Tab {
        label: label.to_owned(),
        url: if key.is_empty() { ctx.to(BASE) } else { format!("{}?art={key}", ctx.to(BASE)) },
        count: None,
        current: key == wanted,
    };
    let mut all = vec![
        tab("", say.of("Alle", "All")),
        tab("ortsrecht", say.of("Geltendes Ortsrecht", "Local law in force")),
    ];
    all.extend(
        SORTS
            .iter()
            .filter(|(key, ..)| sorts.contains(key))
            .map(|(key, _, (de, en))| tab(key, say.of(de, en))),
    );
    tabs(say.of("Arten von Bekanntmachungen", "Sorts of notices"), &all)
}

fn table(ctx: &Ctx, say: Say, shown: &[&Publication], is_law: bool) -> Markup {
    let rows = shown.iter().map(|it| {
        let url = ctx.to(&it.path());
        let notice = notice(it);
        let sort = notice.map_or("other", |n| n.sort.as_str());
        let day = if is_law { notice.and_then(|n| n.in_force_on) } else { Some(provided(it)) };
        Row::new(vec![
            html! { a href=(url) { (it.title.of(ctx.language)) } },
            html! { (sort_word(say, sort)) },
            html! { @if let Some(day) = day { time datetime=(day) { (format::date_short(say, day)) } } },
        ])
    });
    let caption = if is_law {
        say.of("Satzungen und Verordnungen, die heute gelten", "Statutes and orders in force today")
    } else {
        say.of("Bekanntmachungen, die neuesten zuerst", "Notices, the latest first")
    };
    let day = if is_law {
        say.of("In Kraft seit", "In force since")
    } else {
        say.of("Bereitgestellt am", "Provided on")
    };
    Table::new(say, caption)
        .id("bekanntmachungen")
        .columns(vec![
            Column::new(say.of("Bekanntmachung", "Notice")),
            Column::new(say.of("Art", "Sort")),
            Column::new(day),
        ])
        .rows(rows)
        .render()
}

/// One notice.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    item::show(&ctx, "notice", slug).await
}

/// What the law wants to be known of a notice.
pub(crate) fn facts(ctx: &Ctx, say: Say, shown: &Shown, notice: &Notice) -> Markup {
    let provided = provided(&shown.it);
    let day = |day: Date| html! { time datetime=(day) { (format::date(say, day)) } };
    let mut entries: Vec<(&str, Markup)> = vec![
        (say.of("Art", "Sort"), html! { (sort_word(say, &notice.sort)) }),
        (say.of("Bereitgestellt am", "Provided on"), day(provided)),
        (
            say.of("Bekannt gemacht", "Published"),
            say.of(
                html! { "mit Ablauf des " (day(provided)) },
                html! { "at the end of " (day(provided)) },
            ),
        ),
    ];
    let mut add = |label, value: Option<Date>| {
        if let Some(value) = value {
            entries.push((label, day(value)));
        }
    };
    add(say.of("Beschlossen am", "Decided on"), notice.decided_on);
    add(say.of("Angeordnet am", "Ordered on"), notice.ordered_on);
    let today = ctx.today();
    let begins = match notice.in_force_on {
        Some(day) if day > today => say.of("In Kraft ab", "In force from"),
        _ => say.of("In Kraft seit", "In force since"),
    };
    add(begins, notice.in_force_on);
    let ends = match notice.out_of_force_on {
        Some(day) if day > today => say.of("Außer Kraft ab", "Out of force from"),
        _ => say.of("Außer Kraft seit", "Out of force since"),
    };
    add(ends, notice.out_of_force_on);
    for (label, text) in [
        (say.of("Angeordnet von", "Ordered by"), &notice.ordered_by),
        (say.of("Hinweis auf die Bereitstellung", "Pointed out"), &notice.hint),
    ] {
        if !text.is_empty() {
            entries.push((label, html! { (text) }));
        }
    }
    if let Some(file) = &shown.file {
        entries.push((
            say.of("Verbindliche Fassung", "Binding version"),
            item::download(say, file, say.of("Herunterladen", "Download")),
        ));
    }
    if !notice.sha256.is_empty() {
        entries.push((
            say.of("Prüfsumme (SHA-256)", "Digest (SHA-256)"),
            html! { code { (notice.sha256) } },
        ));
    }
    if let Some(replaced) = &notice.replaces {
        let url = ctx.to(&format!("/p/{replaced}"));
        entries.push((
            say.of("Ersetzt", "Replaces"),
            html! { a href=(url) { (say.of("die frühere Bekanntmachung", "the earlier notice")) } },
        ));
    }
    let permanent = format!("{}/p/{}", ctx.town.plan().base_url, shown.it.id);
    let is_over = notice.out_of_force_on.is_some_and(|end| end <= ctx.today());
    html! {
        @if is_over {
            (alert(Tone::Warning, say.of("Diese Vorschrift gilt nicht mehr", "This rule is no longer in force"), html! {}))
        }
        (article::facts(&entries))
        @if let Ok(printed) = web::article::printed_address(say, &permanent) { (printed) }
    }
}
