//! Events: what comes next, a month at a glance, one event, and calendars to take along.

use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::publication::{self, Details, Event, Find, Publication};
use kernel::{AppError, Ctx, Fields, Reader};
use norm_feeds::calendar::{self, Calendar, Moment, Occurrence, Status};
use web::badge::Tone;
use web::button::Weight;
use web::empty::empty_state;
use web::icon::Icon;
use web::news::{DateItem, date_list};
use web::page::stack;
use web::{Frame, Markup, Say, alert, buttons, card, format, html, link_button, month};

use crate::shown::Shown;
use crate::{article, feeds, item, topics};

/// Events looked at.
const EVENTS_MAX: i64 = 2_000;
/// Days shown when no month is asked for.
const DAYS_AHEAD: i64 = 90;
/// Occurrences on one page.
const SHOWN_MAX: usize = 150;
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
    found.categories = it.topics.iter().map(|t| topics::name(t, ctx.language)).collect();
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

/// A month such as `2026-05`, as its first day.
fn month_of(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    (1970..2100).contains(&day.year()).then_some(day)
}

/// What comes next, or the days of a month.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let today = ctx.today();
    let asked = month_of(fields.get("monat"));
    let topic = fields.get("thema").to_owned();
    let (from, until) = match asked {
        Some(first) => (first, first.last_of_month()),
        None => (today, today.saturating_add(jiff::Span::new().days(DAYS_AHEAD))),
    };
    let shown_month = asked.unwrap_or(today.first_of_month());
    let (inner, wanted) = (ctx.clone(), topic.clone());
    let (days, marked, topics) = ctx
        .read(move |db| {
            let days = days(&inner, db, from, until, &wanted)?;
            let month = self::days(&inner, db, shown_month, shown_month.last_of_month(), &wanted)?;
            let marked: Vec<Date> = month.iter().map(Day::date).collect();
            Ok((days, marked, publication::topics(db, "event")?))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = match asked {
        Some(first) => say.of(
            format!("Veranstaltungen im {}", format::month_and_year(say, first)),
            format!("Events in {}", format::month_and_year(say, first)),
        ),
        None => say.of("Veranstaltungen", "Events").to_owned(),
    };
    let mut page = frame
        .public(title)
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of("Was in der Stadt los ist.", "What happens in town."));
    if asked.is_some() {
        page = page.crumb(say.of("Veranstaltungen", "Events"), ctx.to("/veranstaltungen"));
    }
    for feed in feeds::of_kind("event").map(|s| feeds::alternates(&ctx, s)).unwrap_or_default() {
        page = page.alternate(feed);
    }
    let page = page
        .body(stack(html! {
            (item::topic_filter(&ctx, say, "/veranstaltungen", &topics::named(topics, ctx.language), &topic))
            @if days.is_empty() { (nothing(&ctx, say)) } @else { (by_month(&ctx, say, &days)) }
        }))
        .aside(html! {
            (month::month(say, shown_month, today, &marked, |first| {
                format!("{}?monat={}", ctx.to("/veranstaltungen"), first.strftime("%Y-%m"))
            }))
            (card::card(say.of("In Ihren Kalender", "In your calendar"), html! {
                p { (say.of("Abonnieren Sie alle Veranstaltungen; Änderungen kommen von selbst an.", "Subscribe to all events; changes arrive by themselves.")) }
                p { a href=(ctx.to("/feeds/veranstaltungen.ics")) { (say.of("Kalender abonnieren (iCalendar)", "Subscribe to the calendar (iCalendar)")) } }
            }))
        });
    Ok(frame.answer_shared(page))
}

fn nothing(ctx: &Ctx, say: Say) -> Markup {
    empty_state(
        Icon::CALENDAR,
        say.of("Hier steht noch nichts", "Nothing here yet"),
        say.of(
            "In dieser Zeit ist keine Veranstaltung eingetragen.",
            "No event is listed for this time.",
        ),
        html! { (link_button(Weight::Secondary, &ctx.to("/veranstaltungen"), say.of("Was als Nächstes kommt", "What comes next"))) },
    )
}

/// Occurrences under the names of their months; the first of a day carries its name for links.
fn by_month(ctx: &Ctx, say: Say, days: &[Day]) -> Markup {
    let shown = days.get(..SHOWN_MAX.min(days.len())).unwrap_or_default();
    let months = shown.chunk_by(|a, b| a.date().first_of_month() == b.date().first_of_month());
    html! {
        @for month in months {
            section {
                @if let Some(first) = month.first() { h2 { (format::month_and_year(say, first.date())) } }
                @for same in month.chunk_by(|a, b| a.date() == b.date()) {
                    @if let Some(first) = same.first() {
                        div id={ "tag-" (first.date()) } {
                            (date_list(say, &same.iter().map(|d| dated(ctx, say, d)).collect::<Vec<_>>()))
                        }
                    }
                }
            }
        }
        @if days.len() > shown.len() {
            p { (say.of("Weitere Termine finden Sie über den Monatskalender.", "You find more by the calendar of months.")) }
        }
    }
}

fn dated(ctx: &Ctx, say: Say, day: &Day) -> DateItem {
    DateItem {
        title: day.it.title.of(ctx.language).to_owned(),
        url: ctx.to(&day.it.path()),
        date: day.date(),
        note: day.note(say),
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
    Ok(found.iter().take(count).map(|day| dated(ctx, say, day)).collect())
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
