//! Events: what comes next, a month at a glance, one event, and calendars to take along.

mod list;

use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::publication::{self, Details, Event, Find, Publication};
use kernel::{AppError, Ctx, Reader};
use norm_feeds::calendar::{self, Calendar, Moment, Occurrence, Status};
use web::badge::Tone;
use web::button::Weight;
use web::news::DateItem;
use web::{Markup, Say, alert, buttons, format, html, link_button};

use crate::shown::Shown;
use crate::{article, feeds, item};
pub use list::list;

/// Events looked at.
const EVENTS_MAX: i64 = 2_000;
/// Days looked ahead when nothing narrower is asked for.
const DAYS_AHEAD: i64 = 90;
/// Days of the past in the calendar that is subscribed to.
const DAYS_BACK: i64 = 30;
/// Hours after which calendars ask again.
const REFRESH_HOURS: u16 = 6;

/// An event as calendars know it.
pub(crate) fn calendar_event(ctx: &Ctx, it: &Publication, event: &Event) -> calendar::Event {
    let moment = |at: DateTime| {
        if event.is_all_day { Moment::Day(at.date()) } else { Moment::Local(at) }
    };
    let base = &ctx.town.plan().base_url;
    let place: Vec<&str> = [event.place.as_str(), event.address.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    let mut found = calendar::Event::new(
        format!("{}@{}", it.id, host(base)),
        it.changed_at.max(it.visible_from),
        moment(event.starts),
        it.title.of(ctx.language),
    );
    found.sequence = u32::try_from(it.revision.max(1) - 1).unwrap_or_default();
    // The last day is meant by people, the day after it by calendars.
    found.end = event.ends.map(|end| {
        if event.is_all_day {
            Moment::Day(end.date().tomorrow().unwrap_or(end.date()))
        } else {
            Moment::Local(end)
        }
    });
    it.teaser.of(ctx.language).clone_into(&mut found.description);
    found.location = place.join(", ");
    found.url = format!("{base}{}", ctx.to(&it.path()));
    found.categories = it.topics.iter().map(|t| publication::topic_name(t, ctx.language)).collect();
    found.status = if event.is_cancelled { Status::Cancelled } else { Status::Confirmed };
    found.rule = event.repeats.parse().ok();
    found.except = event.except.iter().map(|day| Moment::Day(*day)).collect();
    found
}

fn host(base: &str) -> &str {
    base.split_once("://").map_or(base, |(_, host)| host)
}

/// A day on which an event takes place.
pub(crate) struct Day {
    pub it: Publication,
    pub event: Event,
    pub at: Occurrence,
}

impl Day {
    fn date(&self) -> Date {
        self.at.start.local().date()
    }

    fn note(&self, say: Say) -> String {
        let mut parts = Vec::new();
        if self.event.is_cancelled {
            parts.push(say.of("Fällt aus", "Cancelled").to_owned());
        }
        if !self.event.is_all_day {
            parts.push(format::time(say, self.at.start.local().time()));
        }
        if !self.event.place.is_empty() {
            parts.push(self.event.place.clone());
        }
        parts.join(", ")
    }
}

fn start_of(day: Date) -> Timestamp {
    Moment::Day(day).instant()
}

/// All that takes place from one day until another, in order.
pub(crate) fn days(
    ctx: &Ctx,
    db: &mut Reader<'_>,
    from: Date,
    until: Date,
    topic: &str,
) -> Result<Vec<Day>, AppError> {
    let after = until.tomorrow().unwrap_or(until);
    let found = publication::list(
        db,
        &Find {
            topic,
            happens_from: Some(from.at(0, 0, 0, 0)),
            happens_before: Some(after.at(0, 0, 0, 0)),
            ..Find::in_place("event", EVENTS_MAX)
        },
    )?;
    let mut all = Vec::new();
    for it in found {
        let Details::Event(event) = it.details.clone() else { continue };
        for at in calendar_event(ctx, &it, &event).occurrences(start_of(from), start_of(after)) {
            all.push(Day { it: it.clone(), event: event.clone(), at });
        }
    }
    all.sort_by_key(|day| (day.at.start.instant(), day.it.id));
    Ok(all)
}

fn dated(ctx: &Ctx, say: Say, day: &Day) -> DateItem {
    DateItem {
        title: day.it.title.of(ctx.language).to_owned(),
        url: ctx.to(&day.it.path()),
        date: day.date(),
        note: day.note(say),
        more: String::new(),
    }
}

/// The next occurrences, for the home page.
pub(crate) fn next_days(
    ctx: &Ctx,
    db: &mut Reader<'_>,
    count: usize,
) -> Result<Vec<DateItem>, AppError> {
    let today = ctx.today();
    let until = today.saturating_add(jiff::Span::new().days(DAYS_AHEAD));
    let say = web::frame::say_of(ctx.language);
    let found = days(ctx, db, today, until, "")?;
    // What repeats stands there once.
    let mut seen = std::collections::BTreeSet::new();
    let first = found.iter().filter(|day| seen.insert(day.it.id));
    Ok(first.take(count).map(|day| dated(ctx, say, day)).collect())
}

/// One event; `.ics` for calendars, `.json` for programs.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    if let Some(slug) = slug.strip_suffix(".ics") {
        return file(&ctx, slug.to_owned()).await;
    }
    item::show(&ctx, "event", slug).await
}

/// When, where, what it costs: what an event page says above its text.
pub(crate) fn facts(ctx: &Ctx, say: Say, shown: &Shown, event: &Event) -> Markup {
    let ics = ctx.to(&format!("{}.ics", shown.it.path()));
    let next = next(ctx, &shown.it, event);
    let mut entries: Vec<(&str, Markup)> = vec![(say.of("Wann", "When"), when(say, event, &next))];
    let mut add = |label, text: &str| {
        if !text.is_empty() {
            entries.push((label, html! { (text) }));
        }
    };
    add(say.of("Wo", "Where"), &event.place);
    add(say.of("Adresse", "Address"), &event.address);
    add(say.of("Barrierefreiheit", "Accessibility"), &event.accessibility);
    add(say.of("Veranstaltet von", "Organised by"), &event.organiser);
    entries.push((
        say.of("Eintritt", "Admission"),
        html! { @if event.price.is_empty() { (say.of("frei", "free")) } @else { (event.price) } },
    ));
    if !event.registration.is_empty() {
        entries.push((say.of("Anmeldung", "Registration"), item::link(ctx, &event.registration)));
    }
    html! {
        @if event.is_cancelled {
            (alert(Tone::Danger, say.of("Die Veranstaltung fällt aus", "The event is cancelled"), html! {}))
        }
        (article::facts(&entries))
        @if next.len() > 1 {
            section {
                h2 { (say.of("Die nächsten Termine", "The next dates")) }
                ul { @for at in &next { li { (format::date_with_weekday(say, at.start.local().date())) } } }
            }
        }
        (buttons(link_button(Weight::Secondary, &ics, say.of("In den Kalender (iCalendar)", "To the calendar (iCalendar)"))))
    }
}

/// Occurrences listed on the page of what repeats.
const NEXT_SHOWN: usize = 6;
/// Days looked ahead for them.
const NEXT_DAYS: i64 = 400;

fn next(ctx: &Ctx, it: &Publication, event: &Event) -> Vec<Occurrence> {
    let today = ctx.today();
    let until = today.saturating_add(jiff::Span::new().days(NEXT_DAYS));
    let mut all = calendar_event(ctx, it, event).occurrences(start_of(today), start_of(until));
    all.truncate(NEXT_SHOWN);
    all
}

/// The next occurrence, or the only one when it is over.
fn when(say: Say, event: &Event, next: &[Occurrence]) -> Markup {
    let (start, end) = match next.first() {
        Some(at) => (at.start.local(), event.ends.map(|_| at.end.local())),
        None => (event.starts, event.ends),
    };
    // A calendar names the day after the last one.
    let end = end.map(|end| match (event.is_all_day, next.first()) {
        (true, Some(_)) => end.date().yesterday().unwrap_or(end.date()).at(0, 0, 0, 0),
        _ => end,
    });
    let is_one_day = end.is_none_or(|end| end.date() == start.date());
    html! {
        @if event.is_all_day {
            @match end {
                Some(end) if !is_one_day => (format::period(say, start.date(), end.date())),
                _ => (format::date_with_weekday(say, start.date())),
            }
        } @else {
            (format::date_with_weekday(say, start.date())) ", " (format::time(say, start.time()))
            @if let Some(end) = end {
                (say.of(" bis ", " to "))
                @if !is_one_day { (format::date_with_weekday(say, end.date())) ", " }
                (format::time(say, end.time()))
            }
        }
    }
}

fn calendar_of(ctx: &Ctx, name: String, own: &str, events: Vec<calendar::Event>) -> Response {
    let base = &ctx.town.plan().base_url;
    let changed = events.iter().map(|e| e.stamp).max();
    let calendar = Calendar {
        name,
        description: String::new(),
        url: format!("{base}{}", ctx.to("/veranstaltungen")),
        source_url: format!("{base}{}", ctx.to(own)),
        refresh_hours: REFRESH_HOURS,
        events,
    };
    feeds::answer(calendar.write("Rathaus"), "text/calendar; charset=utf-8", changed)
}

/// One event as a calendar file.
async fn file(ctx: &Ctx, slug: String) -> Result<Response, AppError> {
    let it = ctx.read(move |db| publication::by_slug(db, "event", &slug)).await?;
    let Details::Event(event) = &it.details else { return Err(AppError::NotFound) };
    let found = calendar_event(ctx, &it, event);
    let name = it.title.of(ctx.language).to_owned();
    Ok(calendar_of(ctx, name, &format!("{}.ics", it.path()), vec![found]))
}

/// All events as a calendar to subscribe to: those of the last weeks and all to come.
pub(crate) async fn subscribe(ctx: &Ctx) -> Result<Response, AppError> {
    let from = ctx.today().saturating_sub(jiff::Span::new().days(DAYS_BACK));
    let found = ctx
        .read(move |db| {
            let happens_from = Some(from.at(0, 0, 0, 0));
            publication::list(db, &Find { happens_from, ..Find::in_place("event", EVENTS_MAX) })
        })
        .await?;
    let events = found.iter().filter_map(|it| match &it.details {
        Details::Event(event) => Some(calendar_event(ctx, it, event)),
        _ => None,
    });
    let name = format!("{}: {}", ctx.town.profile().name, ctx.say("Veranstaltungen", "Events"));
    Ok(calendar_of(ctx, name, "/feeds/veranstaltungen.ics", events.collect()))
}
