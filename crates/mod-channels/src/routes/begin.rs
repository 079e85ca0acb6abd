//! A new post: from something that is published, or from nothing.

use axum::response::Response;
use kernel::publication::{self, Find, Picture, Publication};
use kernel::siren::Banner;
use kernel::{AppError, Audit, Ctx, Fields, Id};
use web::button::{Weight, action_form};
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, html};

use super::{BASE, base, moment};
use crate::account::Connection;
use crate::model::{Chosen, Post, Variant, WARNING};
use crate::store;
use crate::variant::usual;

/// Kinds of publications that are worth a post.
const KINDS: [(&str, &str, &str); 5] = [
    ("news", "Meldung", "News"),
    ("event", "Veranstaltung", "Event"),
    ("disruption", "Störung", "Disruption"),
    ("roadworks", "Baustelle", "Road works"),
    ("notice", "Bekanntmachung", "Notice"),
];
/// Publications of a kind offered.
const OFFERED: i64 = 10;

/// How a warning is named in the form: stations of sensors may warn of several things on one page.
fn name_of(banner: &Banner) -> String {
    format!("{}@{}", banner.path, banner.at.as_second())
}

/// Warnings that hold now, of the town and of its sensors.
fn warnings(ctx: &Ctx) -> Vec<Banner> {
    let signal = ctx.town.siren().signal();
    signal.at(ctx.now()).filter(|b| !b.path.is_empty()).cloned().collect()
}

/// What a warning says, as a post.
fn from_warning(post: &mut Post, banner: &Banner, base_url: &str) {
    let (level, text) = (banner.level.words().de, banner.text.de.trim());
    let head: String = text.lines().next().unwrap_or_default().chars().take(120).collect();
    post.title = format!("{level}: {head}");
    post.text = format!("{level}: {text}");
    if !banner.area.de.is_empty() {
        post.text = format!("{}\n\nGebiet: {}", post.text, banner.area.de);
    }
    post.link = format!("{base_url}{}", banner.path);
    WARNING.clone_into(&mut post.source);
}

/// Warnings as a table with a button each.
fn warning_table(ctx: &Ctx, say: Say, all: &[Banner]) -> Markup {
    let (action, token) = (ctx.to(&format!("{BASE}/neu")), ctx.form_token());
    let rows = all.iter().map(|banner| {
        let text = banner.text.of(ctx.language);
        let head: String = text.lines().next().unwrap_or_default().chars().take(120).collect();
        let label = say.of(
            format!("Beitrag zur Warnung „{head}“ beginnen"),
            format!("Begin a post about the warning “{head}”"),
        );
        Row::new(vec![
            html! { (head) },
            html! { (banner.level.words().of(ctx.language)) },
            html! { (moment(ctx, banner.at)) },
            action_form(
                &action,
                &token,
                &[("warnung", &name_of(banner))],
                Weight::Secondary,
                &label,
            ),
        ])
    });
    Table::new(say, say.of("Aus einer Warnung, die gerade gilt", "From a warning that holds now"))
        .columns(vec![
            Column::new(say.of("Warnung", "Warning")),
            Column::new(say.of("Stufe", "Level")),
            Column::new(say.of("Seit", "Since")),
            Column::action(say.of("Beginnen", "Begin")),
        ])
        .rows(rows)
        .render()
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let all = ctx
        .read(|db| {
            let mut all = Vec::new();
            for (kind, ..) in KINDS {
                all.extend(publication::list(db, &Find::newest(kind, OFFERED))?);
            }
            all.sort_by_key(|p| std::cmp::Reverse(p.visible_from));
            Ok(all)
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let (action, token) = (ctx.to(&format!("{BASE}/neu")), ctx.form_token());
    let rows = all.iter().map(|p| {
        let kind = KINDS.iter().find(|(kind, ..)| *kind == p.kind);
        let kind = kind.map_or("", |(_, de, en)| say.of(*de, *en));
        let id = p.id.to_string();
        let label = say.of(
            format!("Beitrag zu „{}“ beginnen", p.title.of(ctx.language)),
            format!("Begin a post about “{}”", p.title.of(ctx.language)),
        );
        Row::new(vec![
            html! { (p.title.of(ctx.language)) },
            html! { (kind) },
            html! { (moment(&ctx, p.visible_from)) },
            action_form(&action, &token, &[("aus", &id)], Weight::Secondary, &label),
        ])
    });
    let table = Table::new(say, say.of("Aus etwas Veröffentlichtem", "From something published"))
        .columns(vec![
            Column::new(say.of("Titel", "Title")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Öffentlich seit", "Public since")),
            Column::action(say.of("Beginnen", "Begin")),
        ])
        .rows(rows)
        .render();
    let warnings = warnings(&ctx);
    let body = html! {
        p { (say.of(
            "Am einfachsten beginnt ein Beitrag mit einer Seite der Stadt: Text, Bild und Link sind dann schon da, und wer den Kanal nicht nutzt, findet alles auch auf der Website.",
            "A post begins most easily with a page of the town: text, picture and link are there then, and whoever does not use the channel finds everything on the website too.",
        )) }
        (action_form(&action, &token, &[("aus", "")], Weight::Primary, say.of("Leeren Beitrag beginnen", "Begin an empty post")))
        @if !warnings.is_empty() { (warning_table(&ctx, say, &warnings)) }
        @if !all.is_empty() { (table) }
    };
    let page = frame
        .staff(say.of("Neuer Beitrag", "New post"))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .body(body);
    Ok(frame.answer(page))
}

/// What a publication says, as a post.
pub(crate) fn from_publication(post: &mut Post, p: &Publication, base_url: &str) {
    post.publication = Some(p.id);
    post.revision = p.revision;
    post.title = p.title.de.chars().take(crate::model::TITLE_CHARS_MAX).collect();
    post.text = if p.teaser.de.is_empty() {
        p.title.de.clone()
    } else {
        format!("{}\n\n{}", p.title.de, p.teaser.de)
    };
    post.link = format!("{base_url}{}", p.path());
    post.media = p.picture.iter().map(chosen).collect();
}

fn chosen(picture: &Picture) -> Chosen {
    let alt = match &picture.alt {
        content::Alt::Text(text) => text.clone(),
        content::Alt::Decorative => String::new(),
    };
    Chosen { key: picture.media.to_string(), alt }
}

/// Every account that is connected, or all if none is: somebody may prepare.
fn wanted(all: &[Connection]) -> Vec<Variant> {
    let is_any = all.iter().any(Connection::is_usable);
    let all = all.iter().filter(|c| c.is_usable() || !is_any);
    all.map(usual).collect()
}

/// Begins a post.
pub(super) async fn begin(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let source: Option<Id<Publication>> = fields.get("aus").parse().ok();
    let warning = match fields.get("warnung") {
        "" => None,
        name => {
            let found = warnings(&ctx).into_iter().find(|b| name_of(b) == name);
            Some(found.ok_or(AppError::Gone)?)
        }
    };
    let town = ctx.town.clone();
    let post = ctx
        .write(move |tx| {
            let mut post = Post::new(tx.actor().label(), tx.now());
            if let Some(id) = source {
                let publication = publication::by_id(tx, id)?;
                from_publication(&mut post, &publication, &town.plan().base_url);
            }
            if let Some(banner) = &warning {
                from_warning(&mut post, banner, &town.plan().base_url);
            }
            store::save(tx, &post)?;
            let all = store::account::all(tx)?;
            // A channel for films is no place for a picture.
            let is_film = |v: &Variant| {
                all.iter().any(|c| c.id == v.account && c.channel == norm_social::Channel::YouTube)
            };
            let variants: Vec<Variant> = wanted(&all).into_iter().filter(|v| !is_film(v)).collect();
            store::set_variants(tx, post.id, &variants)?;
            Ok(Audit::of("channels.begun", post.id).with(post.id))
        })
        .await?;
    Ok(ctx.redirect(&format!("{}/text", base(post))))
}
