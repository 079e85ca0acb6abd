//! The list of events: what comes next, of a day, a weekend, a month, a topic; what repeats stands
//! there once with its further dates. And a whole month as a table.

use std::collections::HashMap;

use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use kernel::publication::{self, Publication};
use kernel::{AppError, Ctx, Fields, Id};
use web::button::Weight;
use web::empty::empty_state;
use web::icon::Icon;
use web::month::{self, Happening};
use web::news::{DateItem, date_list};
use web::page::stack;
use web::pagination::{Position, pagination, result_count};
use web::tabs::{Tab, choices, tabs};
use web::{Frame, Markup, Say, card, format, html, link_button};

use super::{DAYS_AHEAD, Day, dated, days};
use crate::{feeds, item, topics};

const BASE: &str = "/veranstaltungen";
/// Events on one page of the list.
const PER_PAGE: usize = 20;
/// Further dates of what repeats, named one by one.
const NAMED_MAX: usize = 3;

/// Which days are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Ahead,
    Today,
    Weekend,
    Week,
    Day(Date),
    Month(Date),
}

/// What a list asks for.
struct Asked {
    when: When,
    topic: String,
    is_table: bool,
    page: u32,
}

/// A month such as `2026-05`, as its first day.
fn month_of(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    is_near(day).then_some(day)
}

fn is_near(day: Date) -> bool {
    (1970..2100).contains(&day.year())
}

impl Asked {
    fn read(fields: &Fields) -> Self {
        let day = fields.get("tag").parse::<Date>().ok().filter(|day| is_near(*day));
        let named = match fields.get("wann") {
            "heute" => When::Today,
            "wochenende" => When::Weekend,
            "woche" => When::Week,
            _ => When::Ahead,
        };
        let when = day.map(When::Day).or(month_of(fields.get("monat")).map(When::Month));
        Self {
            when: when.unwrap_or(named),
            topic: fields.get("thema").to_owned(),
            is_table: fields.get("ansicht") == "monat",
            page: fields.get("seite").parse().unwrap_or(1),
        }
    }

    /// The first and the last day.
    fn period(&self, today: Date) -> (Date, Date) {
        if self.is_table {
            let first = self.month(today);
            return (first, first.last_of_month());
        }
        match self.when {
            When::Ahead => (today, today.saturating_add(DAYS_AHEAD.days())),
            When::Today => (today, today),
            When::Week => (today, today.saturating_add(6.days())),
            When::Weekend => {
                let to_sunday = i64::from(today.weekday().until(Weekday::Sunday));
                let sunday = today.saturating_add(to_sunday.days());
                let saturday = sunday.saturating_sub(1.days());
                (saturday.max(today), sunday)
            }
            When::Day(day) => (day, day),
            // What is over needs no place in the list of this month.
            When::Month(first) if first == today.first_of_month() => (today, first.last_of_month()),
            When::Month(first) => (first, first.last_of_month()),
        }
    }

    /// The month the table beside the list shows.
    fn month(&self, today: Date) -> Date {
        match self.when {
            When::Day(day) | When::Month(day) => day.first_of_month(),
            _ => today.first_of_month(),
        }
    }

    /// The address of the same list with other days.
    fn address(&self, ctx: &Ctx, when: When, is_table: bool) -> String {
        let mut parts = Vec::new();
        match when {
            When::Ahead => {}
            When::Today => parts.push("wann=heute".to_owned()),
            When::Weekend => parts.push("wann=wochenende".to_owned()),
            When::Week => parts.push("wann=woche".to_owned()),
            When::Day(day) => parts.push(format!("tag={day}")),
            When::Month(first) => parts.push(format!("monat={}", first.strftime("%Y-%m"))),
        }
        if !self.topic.is_empty() && self.topic.chars().all(|c| c.is_alphanumeric() || c == '-') {
            parts.push(format!("thema={}", self.topic));
        }
        if is_table {
            parts.push("ansicht=monat".to_owned());
        }
        let own = ctx.to(BASE);
        if parts.is_empty() { own } else { format!("{own}?{}", parts.join("&")) }
    }
}

/// What comes next, or what a visitor asks for.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let today = ctx.today();
    let asked = Asked::read(&fields);
    let (from, until) = asked.period(today);
    let shown_month = asked.month(today);
    let (inner, wanted) = (ctx.clone(), asked.topic.clone());
    let (found, marked, topics) = ctx
        .read(move |db| {
            let found = days(&inner, db, from, until, &wanted)?;
            let month = days(&inner, db, shown_month, shown_month.last_of_month(), &wanted)?;
            let marked: Vec<Date> = month.iter().map(Day::date).collect();
            Ok((found, marked, publication::topics(db, "event")?))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut page = frame
        .public(title(say, &asked))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of("Was in der Stadt los ist.", "What happens in town."));
    if asked.when != When::Ahead {
        page = page.crumb(say.of("Veranstaltungen", "Events"), ctx.to(BASE));
    }
    for feed in feeds::of_kind("event").map(|s| feeds::alternates(&ctx, s)).unwrap_or_default() {
        page = page.alternate(feed);
    }
    let topics = topics::named(topics, ctx.language);
    let page = page.body(stack(html! {
        (views(&ctx, say, &asked, today))
        (when_choices(&ctx, say, &asked))
        (item::topic_filter(&ctx, say, BASE, &topics, &asked.topic))
        @if asked.is_table { (table(&ctx, say, &asked, today, &found)) }
        @else { (entries(&ctx, say, &asked, &found)) }
    }));
    let page = if asked.is_table {
        page
    } else {
        page.aside(html! {
            (month::month(say, shown_month, today, &marked,
                |first| asked.address(&ctx, When::Month(first), false),
                |day| asked.address(&ctx, When::Day(day), false)))
            (calendar_card(&ctx, say))
        })
    };
    Ok(frame.answer_shared(page))
}

fn title(say: Say, asked: &Asked) -> String {
    match asked.when {
        When::Month(first) => say.of(
            format!("Veranstaltungen im {}", format::month_and_year(say, first)),
            format!("Events in {}", format::month_and_year(say, first)),
        ),
        When::Day(day) => say.of(
            format!("Veranstaltungen am {}", format::date(say, day)),
            format!("Events on {}", format::date(say, day)),
        ),
        When::Today => say.of("Veranstaltungen heute", "Events today").to_owned(),
        When::Weekend => {
            say.of("Veranstaltungen am Wochenende", "Events at the weekend").to_owned()
        }
        When::Week => say
            .of("Veranstaltungen der nächsten sieben Tage", "Events of the next seven days")
            .to_owned(),
        When::Ahead => say.of("Veranstaltungen", "Events").to_owned(),
    }
}

/// As a list or as the table of a month.
fn views(ctx: &Ctx, say: Say, asked: &Asked, today: Date) -> Markup {
    let month = When::Month(asked.month(today));
    let list = if asked.is_table { month } else { asked.when };
    let tab = |label: &str, url: String, current: bool| Tab {
        label: label.to_owned(),
        url,
        count: None,
        current,
    };
    tabs(
        say.of("Ansicht", "View"),
        &[
            tab(say.of("Liste", "List"), asked.address(ctx, list, false), !asked.is_table),
            tab(say.of("Monat", "Month"), asked.address(ctx, month, true), asked.is_table),
        ],
    )
}

fn when_choices(ctx: &Ctx, say: Say, asked: &Asked) -> Markup {
    let all: Vec<Tab> = [
        (When::Ahead, say.of("Demnächst", "Coming up")),
        (When::Today, say.of("Heute", "Today")),
        (When::Weekend, say.of("Am Wochenende", "At the weekend")),
        (When::Week, say.of("Nächste sieben Tage", "Next seven days")),
    ]
    .into_iter()
    .map(|(when, label)| Tab {
        label: label.to_owned(),
        url: asked.address(ctx, when, false),
        count: None,
        current: !asked.is_table && asked.when == when,
    })
    .collect();
    choices(say.of("Wann", "When"), &all)
}

/// What happens, and on which further days.
struct Group<'a> {
    first: &'a Day,
    further: Vec<Date>,
}

/// Each event once, in the order of its first day.
fn grouped(found: &[Day]) -> Vec<Group<'_>> {
    let mut all: Vec<Group<'_>> = Vec::new();
    let mut known: HashMap<Id<Publication>, usize> = HashMap::new();
    for day in found {
        if let Some(group) = known.get(&day.it.id).and_then(|at| all.get_mut(*at)) {
            group.further.push(day.date());
        } else {
            known.insert(day.it.id, all.len());
            all.push(Group { first: day, further: Vec::new() });
        }
    }
    all
}

impl Group<'_> {
    fn item(&self, ctx: &Ctx, say: Say) -> DateItem {
        DateItem { more: self.more(say), ..dated(ctx, say, self.first) }
    }

    /// The further days in words.
    fn more(&self, say: Say) -> String {
        let Some(last) = self.further.last() else { return String::new() };
        if self.further.len() <= NAMED_MAX {
            let days: Vec<String> =
                self.further.iter().map(|day| format::date_short(say, *day)).collect();
            let days: Vec<&str> = days.iter().map(String::as_str).collect();
            let days = format::enumeration(say, &days);
            return say.of(format!("auch am {days}"), format!("also on {days}"));
        }
        let (count, last) = (self.further.len(), format::date(say, *last));
        say.of(
            format!("und {count} weitere Termine bis {last}"),
            format!("and {count} more dates until {last}"),
        )
    }
}

fn entries(ctx: &Ctx, say: Say, asked: &Asked, found: &[Day]) -> Markup {
    if found.is_empty() {
        return nothing(ctx, say);
    }
    let all = grouped(found);
    let per_page = u32::try_from(PER_PAGE).unwrap_or(u32::MAX);
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let position = Position::new(asked.page, per_page, total);
    let start = usize::try_from(position.page).unwrap_or(1).saturating_sub(1) * PER_PAGE;
    let shown: Vec<&Group<'_>> = all.iter().skip(start).take(PER_PAGE).collect();
    let month = |group: &&Group<'_>| group.first.date().first_of_month();
    html! {
        (result_count(say, position, say.of("Veranstaltungen", "events")))
        @for same in shown.chunk_by(|a, b| month(a) == month(b)) {
            section {
                @if let Some(first) = same.first() {
                    h2 { (format::month_and_year(say, first.first.date())) }
                }
                (date_list(say, &same.iter().map(|g| g.item(ctx, say)).collect::<Vec<_>>()))
            }
        }
        (pagination(say, position, |number| {
            let own = asked.address(ctx, asked.when, false);
            let joint = if own.contains('?') { '&' } else { '?' };
            format!("{own}{joint}seite={number}")
        }))
    }
}

fn table(ctx: &Ctx, say: Say, asked: &Asked, today: Date, found: &[Day]) -> Markup {
    let all: Vec<Happening> = found
        .iter()
        .map(|day| Happening {
            day: day.date(),
            time: (!day.event.is_all_day).then(|| day.at.start.local().time()),
            title: day.it.title.of(ctx.language).to_owned(),
            url: ctx.to(&day.it.path()),
        })
        .collect();
    month::agenda(say, asked.month(today), today, &all, |first| {
        asked.address(ctx, When::Month(first), true)
    })
}

fn nothing(ctx: &Ctx, say: Say) -> Markup {
    empty_state(
        Icon::CALENDAR,
        say.of("Hier steht noch nichts", "Nothing here yet"),
        say.of(
            "In dieser Zeit ist keine Veranstaltung eingetragen.",
            "No event is listed for this time.",
        ),
        html! { (link_button(Weight::Secondary, &ctx.to(BASE), say.of("Was als Nächstes kommt", "What comes next"))) },
    )
}

fn calendar_card(ctx: &Ctx, say: Say) -> Markup {
    card::card(
        say.of("In Ihren Kalender", "In your calendar"),
        html! {
            p { (say.of("Abonnieren Sie alle Veranstaltungen; Änderungen kommen von selbst an.", "Subscribe to all events; changes arrive by themselves.")) }
            p { a href=(ctx.to("/feeds/veranstaltungen.ics")) { (say.of("Kalender abonnieren (iCalendar)", "Subscribe to the calendar (iCalendar)")) } }
        },
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn period(when: When, today: Date) -> (Date, Date) {
        Asked { when, topic: String::new(), is_table: false, page: 1 }.period(today)
    }

    #[test]
    fn a_weekend_begins_on_saturday_and_ends_on_sunday() {
        let weekend = (date(2026, 11, 28), date(2026, 11, 29));
        assert_eq!(period(When::Weekend, date(2026, 11, 23)), weekend);
        assert_eq!(period(When::Weekend, date(2026, 11, 28)), weekend);
        assert_eq!(period(When::Weekend, date(2026, 11, 29)), (weekend.1, weekend.1));
    }

    #[test]
    fn this_month_begins_today_and_others_on_their_first() {
        let today = date(2026, 11, 23);
        assert_eq!(period(When::Month(date(2026, 11, 1)), today), (today, date(2026, 11, 30)));
        let december = (date(2026, 12, 1), date(2026, 12, 31));
        assert_eq!(period(When::Month(date(2026, 12, 1)), today), december);
    }
}
