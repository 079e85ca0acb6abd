//! All that is planned: what appears, ends, takes place, falls due or is to be looked at, as a list
//! or as a sheet of the month.

use std::collections::BTreeMap;

use axum::response::Response;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use kernel::access::Guarded;
use kernel::module::Plans;
use kernel::{AppError, Ctx, Fields, Language, Reader, Text, clock};
use norm_feeds::calendar::Rule;
use web::empty::empty_state;
use web::icon::Icon;
use web::month::sheet;
use web::tabs::{Tab, tabs};
use web::{Frame, Markup, Say, Tone, badge, format, html};

use super::{BASE, base};
use crate::model::{Item, State, kind_name};
use crate::store::{self, DateRow};

/// Something on a day.
struct Entry {
    at: Option<Time>,
    what: String,
    tone: Tone,
    /// The page it is about, without language.
    path: Option<String>,
    title: String,
    /// What sort of text it is, or what is to be done.
    note: Text,
}

type Days = BTreeMap<Date, Vec<Entry>>;

/// What happens when a text's time comes.
fn appears(say: Say, item: &Item, now: Timestamp) -> (&'static str, Tone) {
    let is_past = item.appears_at.is_some_and(|at| at <= now);
    match item.state {
        State::Scheduled => (
            say.of("Erscheint, bis dahin gesperrt", "Appears, under embargo until then"),
            Tone::Success,
        ),
        _ if item.is_out() && is_past => (say.of("Erschienen", "Appeared"), Tone::Neutral),
        _ if item.is_out() => (say.of("Erscheint", "Appears"), Tone::Success),
        _ => (
            say.of("Soll erscheinen, noch nicht veröffentlicht", "Is to appear, not published yet"),
            Tone::Warning,
        ),
    }
}

fn what(say: Say, row: &DateRow) -> (&'static str, Tone) {
    match row.what.as_str() {
        "begins" if row.item.kind == "event" => (say.of("Findet statt", "Takes place"), Tone::Info),
        "begins" => (say.of("Beginnt", "Begins"), Tone::Info),
        "deadline" => (say.of("Bewerbungsschluss", "Closing date"), Tone::Warning),
        "in_force" => (say.of("Tritt in Kraft", "Enters into force"), Tone::Info),
        "out_of_force" => (say.of("Tritt außer Kraft", "Ends to be in force"), Tone::Warning),
        _ => (say.of("Endet vor Ort", "Ends on site"), Tone::Info),
    }
}

/// Tasks on the days they are due.
fn put_tasks(
    db: &mut Reader<'_>,
    actor: &kernel::Actor,
    say: Say,
    (first, end): (Date, Date),
    days: &mut Days,
) -> Result<(), AppError> {
    for task in store::tasks_due(db, first, end)?.into_iter().filter(|task| task.is_for(actor)) {
        let Some(day) = task.due_on else { continue };
        let is_late = day < db.today();
        days.entry(day).or_default().push(Entry {
            at: None,
            what: match (task.is_of(actor), is_late) {
                (true, false) => say.of("Ihre Aufgabe ist fällig", "Your task is due"),
                (true, true) => say.of("Ihre Aufgabe ist überfällig", "Your task is overdue"),
                (false, false) => say.of("Aufgabe fällig", "Task due"),
                (false, true) => say.of("Aufgabe überfällig", "Task overdue"),
            }
            .to_owned(),
            tone: if is_late { Tone::Danger } else { Tone::Info },
            path: task.item.map(base),
            title: task.title,
            note: task.text,
        });
    }
    Ok(())
}

/// What other departments are going to say in public, or have said.
fn put_others(
    db: &mut Reader<'_>,
    others: &[Plans],
    (actor, language): (&kernel::Actor, Language),
    between: (Timestamp, Timestamp),
    days: &mut Days,
) -> Result<(), AppError> {
    for plans in others {
        for it in plans(db, actor, between)? {
            let local = it.at.to_zoned(clock::berlin()).datetime();
            days.entry(local.date()).or_default().push(Entry {
                at: Some(local.time()),
                what: it.what.of(language).to_owned(),
                tone: if it.is_open { Tone::Warning } else { Tone::Success },
                path: Some(it.path),
                title: it.title,
                note: it.note,
            });
        }
    }
    Ok(())
}

/// Everything of a month that somebody may see.
fn read(
    db: &mut Reader<'_>,
    (actor, language): (&kernel::Actor, Language),
    others: &[Plans],
    first: Date,
) -> Result<Days, AppError> {
    let say = web::frame::say_of(language);
    let end = first.last_of_month().saturating_add(1.days());
    let instant = |day: Date| {
        day.to_zoned(clock::berlin()).map(|z| z.timestamp()).map_err(AppError::internal)
    };
    let mut days = Days::new();
    let mut put = |day: Date, at: Option<Time>, (what, tone): (&'static str, Tone), item: &Item| {
        if first <= day && day < end && item.readable_by(actor) {
            days.entry(day).or_default().push(Entry {
                at,
                what: what.to_owned(),
                tone,
                path: Some(base(item.id)),
                title: item.title.clone(),
                note: kind_name(&item.kind),
            });
        }
    };
    let now = db.now();
    for item in store::planned(db, instant(first)?, instant(end)?)? {
        let local = |at: Timestamp| at.to_zoned(clock::berlin()).datetime();
        if let Some(at) = item.appears_at.map(local) {
            put(at.date(), Some(at.time()), appears(say, &item, now), &item);
        }
        if let Some(at) = item.ends_at.map(local) {
            let ends = say.of("Läuft ab", "Runs out");
            put(at.date(), Some(at.time()), (ends, Tone::Warning), &item);
        }
        if let Some(day) = item.review_on {
            put(day, None, (say.of("Wieder ansehen", "Look at again"), Tone::Info), &item);
        }
    }
    for row in store::dates(db, first, end)? {
        let time = (row.at.time() != Time::midnight()).then(|| row.at.time());
        let what = what(say, &row);
        match row.repeats.parse::<Rule>() {
            Ok(rule) if !row.repeats.is_empty() => {
                for at in rule.times(row.at, end.at(0, 0, 0, 0)) {
                    put(at.date(), time, what, &row.item);
                }
            }
            _ => put(row.at.date(), time, what, &row.item),
        }
    }
    put_tasks(db, actor, say, (first, end), &mut days)?;
    put_others(db, others, (actor, language), (instant(first)?, instant(end)?), &mut days)?;
    for list in days.values_mut() {
        list.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.title.cmp(&b.title)));
    }
    Ok(days)
}

/// The page of a month.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let today = ctx.today();
    let month = format!("{}-01", fields.get("monat")).parse::<Date>().unwrap_or(today);
    let first = month.first_of_month();
    let (actor, language) = (ctx.actor.clone(), ctx.language);
    let others: Vec<Plans> = ctx.town.house().modules().iter().filter_map(|m| m.planned).collect();
    let days = ctx.read(move |db| read(db, (&actor, language), &others, first)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let is_sheet = fields.get("ansicht") == "monat";
    let link = |day: Date, is_sheet: bool| {
        let view = if is_sheet { "monat" } else { "liste" };
        ctx.to(&format!("{BASE}/kalender?ansicht={view}&monat={}", day.strftime("%Y-%m")))
    };
    let views = [(false, say.of("Liste", "List")), (true, say.of("Monatsblatt", "Month sheet"))]
        .map(|(sheet, name)| Tab {
            label: name.to_owned(),
            url: link(first, sheet),
            count: None,
            current: sheet == is_sheet,
        });
    let (before, after) =
        (first.saturating_sub(1.days()), first.last_of_month().saturating_add(1.days()));
    let page = frame
        .staff(format::month_and_year(say, first))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .preline(say.of("Kalender der Redaktion", "Calendar of the newsroom"))
        .body(html! {
            (tabs(say.of("Ansichten", "Views"), &views))
            p {
                a href=(link(before, is_sheet)) { (say.of("Voriger Monat", "Previous month")) } " · "
                a href=(link(today, is_sheet)) { (say.of("Heute", "Today")) } " · "
                a href=(link(after, is_sheet)) { (say.of("Nächster Monat", "Next month")) }
            }
            @if days.is_empty() {
                (empty_state(Icon::CALENDAR, say.of("In diesem Monat ist nichts geplant", "Nothing is planned this month"),
                    say.of("Texte erscheinen hier, sobald sie ein Datum haben.", "Texts appear here as soon as they have a date."), html! {}))
            }
            @if is_sheet {
                (sheet(say, first, today, |day| {
                    days.get(&day).into_iter().flatten().map(|e| small(&ctx, say, e)).collect()
                }))
            } @else { (list(&ctx, say, &days)) }
        });
    Ok(frame.answer(page))
}

fn list(ctx: &Ctx, say: Say, days: &Days) -> Markup {
    html! {
        @for (day, list) in days {
            section {
                h2 { (format::date_with_weekday(say, *day)) }
                ul.rh-remarks {
                    @for entry in list {
                        li {
                            (badge(entry.tone, &entry.what)) " "
                            @if let Some(at) = entry.at { (format::time(say, at)) " " }
                            (link(ctx, entry))
                            span.rh-muted { " " (entry.note.of(ctx.language)) }
                        }
                    }
                }
            }
        }
    }
}

/// An entry on the sheet of a month.
fn small(ctx: &Ctx, say: Say, entry: &Entry) -> Markup {
    html! {
        @if let Some(at) = entry.at { (format::time(say, at)) " " }
        (entry.what) ": "
        (link(ctx, entry))
    }
}

/// The way to the text; without one, the words alone.
fn link(ctx: &Ctx, entry: &Entry) -> Markup {
    html! {
        @match &entry.path {
            Some(path) => a href=(ctx.to(path)) { (entry.title) },
            None => (entry.title),
        }
    }
}
