//! One calendar of all that is planned: what appears, ends, takes place or is to be looked at.

use std::collections::BTreeMap;

use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::access::Guarded;
use kernel::{AppError, Ctx, Fields, clock};
use web::empty::empty_state;
use web::icon::Icon;
use web::{Frame, Say, Tone, badge, format, html};

use super::{BASE, base};
use crate::model::{Item, kind_name};
use crate::store;

/// Something on a day.
struct Entry {
    at: Option<jiff::civil::Time>,
    what: &'static str,
    tone: Tone,
    item: Item,
}

fn entries(say: Say, items: Vec<Item>, first: Date, last: Date) -> BTreeMap<Date, Vec<Entry>> {
    let mut days: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
    let mut put = |day: Date, entry: Entry| {
        if first <= day && day <= last {
            days.entry(day).or_default().push(entry);
        }
    };
    for item in items {
        let local = |at: jiff::Timestamp| at.to_zoned(clock::berlin()).datetime();
        let moments = [
            (item.appears_at, say.of("Erscheint", "Appears"), Tone::Success),
            (item.ends_at, say.of("Endet", "Ends"), Tone::Warning),
        ];
        for (at, what, tone) in moments {
            if let Some(at) = at.map(local) {
                let entry = Entry { at: Some(at.time()), what, tone, item: item.clone() };
                put(at.date(), entry);
            }
        }
        if let Some(day) = item.review_on {
            let what = say.of("Wieder ansehen", "Look at again");
            put(day, Entry { at: None, what, tone: Tone::Info, item });
        }
    }
    for list in days.values_mut() {
        list.sort_by_key(|entry| entry.at);
    }
    days
}

/// The page of a month.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let today = ctx.today();
    let month = format!("{}-01", fields.get("monat")).parse::<Date>().unwrap_or(today);
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let instant = |day: Date| {
        day.to_zoned(clock::berlin()).map(|z| z.timestamp()).map_err(AppError::internal)
    };
    let (from, until) = (instant(first)?, instant(last.saturating_add(1.days()))?);
    let actor = ctx.actor.clone();
    let items = ctx
        .read(move |db| {
            let mut items = store::planned(db, from, until)?;
            items.retain(|item| item.readable_by(&actor));
            Ok(items)
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let days = entries(say, items, first, last);
    let link = |day: Date| ctx.to(&format!("{BASE}/kalender?monat={}", day.strftime("%Y-%m")));
    let page = frame
        .staff(format::month_and_year(say, first))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .preline(say.of("Kalender der Redaktion", "Calendar of the newsroom"))
        .body(html! {
            p {
                a href=(link(first.saturating_sub(1.days()))) { (say.of("Voriger Monat", "Previous month")) } " · "
                a href=(link(today)) { (say.of("Heute", "Today")) } " · "
                a href=(link(last.saturating_add(1.days()))) { (say.of("Nächster Monat", "Next month")) }
            }
            @if days.is_empty() {
                (empty_state(Icon::CALENDAR, say.of("In diesem Monat ist nichts geplant", "Nothing is planned this month"),
                    say.of("Texte erscheinen hier, sobald sie ein Datum haben.", "Texts appear here as soon as they have a date."), html! {}))
            }
            @for (day, list) in &days {
                section {
                    h2 { (format::date_with_weekday(say, *day)) }
                    ul.rh-remarks {
                        @for entry in list {
                            li {
                                (badge(entry.tone, entry.what)) " "
                                @if let Some(at) = entry.at { (format::time(say, at)) " " }
                                a href=(ctx.to(&base(entry.item.id))) { (entry.item.title) }
                                span.rh-muted { " " (kind_name(&entry.item.kind).of(ctx.language)) }
                            }
                        }
                    }
                }
            }
        });
    Ok(frame.answer(page))
}
