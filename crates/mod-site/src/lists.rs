//! Vacancies, documents, disruptions: short lists, and what their pages say above the text.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::DateTime;
use kernel::publication::{self, Details, Disruption, Find, Job, Paper, Publication};
use kernel::{AppError, Ctx};
use web::badge::Tone;
use web::card::{Teaser, teaser_grid};
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{silent_heading, stack};
use web::{Frame, Markup, Say, alert, badge, format, html};

use crate::feeds::{self, Stream};
use crate::shown::Shown;
use crate::{article, item};

/// Entries of a list.
const SHOWN_MAX: i64 = 300;

async fn list(
    ctx: &Ctx,
    stream: &'static Stream,
    lead: &str,
    order: fn(&mut Vec<Publication>, DateTime),
    line: fn(Say, &Publication) -> String,
) -> Result<Response, AppError> {
    let mut all =
        ctx.read(|db| publication::list(db, &Find::in_place(stream.kind, SHOWN_MAX))).await?;
    order(&mut all, crate::view::local_now(ctx));
    let frame = Frame::of(ctx);
    let say = frame.say;
    let title = say.of(stream.title.0, stream.title.1);
    let urls: Vec<String> = all.iter().map(|it| ctx.to(&it.path())).collect();
    let lines: Vec<String> = all.iter().map(|it| line(say, it)).collect();
    let teasers: Vec<Teaser<'_>> = all
        .iter()
        .zip(urls.iter().zip(&lines))
        .map(|(it, (url, line))| {
            let (title, teaser) = (it.title.of(ctx.language), it.teaser.of(ctx.language));
            Teaser::new(title, url, teaser).preline(line)
        })
        .collect();
    let mut page = frame.public(title).crumb(say.of("Startseite", "Home"), ctx.to("/")).lead(lead);
    for feed in feeds::alternates(ctx, stream) {
        page = page.alternate(feed);
    }
    let page = page.body(stack(html! {
        @if teasers.is_empty() {
            (empty_state(
                Icon::DOCUMENT,
                say.of("Zurzeit nichts", "Nothing at the moment"),
                say.of("Sobald es etwas gibt, steht es hier.", "As soon as there is something, it appears here."),
                html! {},
            ))
        } @else {
            (silent_heading(title))
            (teaser_grid(&teasers))
        }
    }));
    Ok(frame.answer_shared(page))
}

fn stream(kind: &str) -> Result<&'static Stream, AppError> {
    feeds::of_kind(kind).ok_or(AppError::NotFound)
}

/// Vacancies, the nearest deadline first.
pub async fn jobs(ctx: Ctx) -> Result<Response, AppError> {
    let lead = ctx.say(
        "Arbeiten, wo andere wohnen: offene Stellen und Ausbildungsplätze bei der Stadt.",
        "Work where others live: open positions and apprenticeships with the town.",
    );
    list(&ctx, stream("job")?, lead, by_deadline, job_line).await
}

fn job(it: &Publication) -> Option<&Job> {
    match &it.details {
        Details::Job(job) => Some(job),
        _ => None,
    }
}

fn by_deadline(all: &mut Vec<Publication>, now: DateTime) {
    let until = |it: &Publication| job(it).and_then(|j| j.apply_until);
    all.retain(|it| until(it).is_none_or(|day| now.date() <= day));
    all.sort_by_key(|it| (until(it).is_none(), until(it)));
}

fn job_line(say: Say, it: &Publication) -> String {
    let Some(job) = job(it) else { return String::new() };
    let mut parts = vec![employment(say, &job.employment).to_owned()];
    if !job.pay.is_empty() {
        parts.push(job.pay.clone());
    }
    if let Some(day) = job.apply_until {
        let day = format::date_short(say, day);
        parts.push(say.of(format!("bis {day}"), format!("until {day}")));
    }
    parts.join(" · ")
}

fn employment(say: Say, sort: &str) -> &'static str {
    match sort {
        "full-time" => say.of("Vollzeit", "Full-time"),
        "part-time" => say.of("Teilzeit", "Part-time"),
        "training" => say.of("Ausbildung", "Apprenticeship"),
        "internship" => say.of("Praktikum", "Internship"),
        "temporary" => say.of("Befristet", "Temporary"),
        "volunteer" => say.of("Ehrenamt", "Volunteering"),
        _ => say.of("Stelle", "Position"),
    }
}

/// What a vacancy says above its text.
pub(crate) fn job_facts(ctx: &Ctx, say: Say, shown: &Shown, job: &Job) -> Markup {
    let mut entries: Vec<(&str, Markup)> = vec![(
        say.of("Umfang", "Extent"),
        html! {
            (employment(say, &job.employment))
            @if !job.hours.is_empty() { ", " (job.hours) }
        },
    )];
    let mut add = |label, text: &str| {
        if !text.is_empty() {
            entries.push((label, html! { (text) }));
        }
    };
    add(say.of("Bezahlung", "Pay"), &job.pay);
    add(say.of("Arbeitsort", "Place of work"), &job.place);
    entries.push((
        say.of("Beginn", "Start"),
        html! {
            @match job.starts_on {
                Some(day) => (format::date(say, day)),
                None => (say.of("so bald wie möglich", "as soon as possible")),
            }
        },
    ));
    if let Some(day) = job.apply_until {
        entries.push((
            say.of("Bewerben bis", "Apply until"),
            html! { time datetime=(day) { (format::date_with_weekday(say, day)) } },
        ));
    }
    if !job.apply_at.is_empty() {
        entries.push((say.of("Bewerben bei", "Apply at"), item::link(ctx, &job.apply_at)));
    }
    if let Some(file) = &shown.file {
        entries.push((
            say.of("Als Datei", "As a file"),
            item::download(say, file, say.of("Stellenanzeige", "Advertisement")),
        ));
    }
    let is_over = job.apply_until.is_some_and(|day| day < ctx.today());
    html! {
        @if is_over {
            (alert(Tone::Info, say.of("Die Bewerbungsfrist ist abgelaufen", "The deadline has passed"), html! {}))
        }
        (article::facts(&entries))
    }
}

/// Documents by their titles.
pub async fn documents(ctx: Ctx) -> Result<Response, AppError> {
    let lead = ctx.say(
        "Pläne, Berichte, Formulare und Broschüren der Stadt.",
        "Plans, reports, forms and brochures of the town.",
    );
    list(&ctx, stream("document")?, lead, |_, _| {}, paper_line).await
}

fn paper(it: &Publication) -> Option<&Paper> {
    match &it.details {
        Details::Document(paper) => Some(paper),
        _ => None,
    }
}

fn paper_word(say: Say, sort: &str) -> &'static str {
    match sort {
        "form" => say.of("Formular", "Form"),
        "plan" => say.of("Plan", "Plan"),
        "report" => say.of("Bericht", "Report"),
        "minutes" => say.of("Niederschrift", "Minutes"),
        "brochure" => say.of("Broschüre", "Brochure"),
        _ => say.of("Dokument", "Document"),
    }
}

fn paper_line(say: Say, it: &Publication) -> String {
    let Some(paper) = paper(it) else { return String::new() };
    let word = paper_word(say, &paper.sort);
    paper
        .dated
        .map_or_else(|| word.to_owned(), |day| format!("{word} · {}", format::date(say, day)))
}

/// What a document says above its text.
pub(crate) fn paper_facts(say: Say, shown: &Shown, paper: &Paper) -> Markup {
    let mut entries: Vec<(&str, Markup)> =
        vec![(say.of("Art", "Sort"), html! { (paper_word(say, &paper.sort)) })];
    if let Some(day) = paper.dated {
        entries.push((
            say.of("Vom", "Dated"),
            html! { time datetime=(day) { (format::date(say, day)) } },
        ));
    }
    if let Some(file) = &shown.file {
        entries.push((
            say.of("Datei", "File"),
            item::download(say, file, say.of("Herunterladen", "Download")),
        ));
    }
    article::facts(&entries)
}

/// What does not work now, then what will not.
pub async fn disruptions(ctx: Ctx) -> Result<Response, AppError> {
    let lead = ctx.say(
        "Was gerade gesperrt, geschlossen oder gestört ist, und wie lange.",
        "What is closed or out of order at the moment, and for how long.",
    );
    list(&ctx, stream("disruption")?, lead, still_to_come, disruption_line).await
}

fn disruption(it: &Publication) -> Option<&Disruption> {
    match &it.details {
        Details::Disruption(disruption) => Some(disruption),
        _ => None,
    }
}

fn still_to_come(all: &mut Vec<Publication>, now: DateTime) {
    all.retain(|it| disruption(it).is_none_or(|d| d.until.is_none_or(|end| now < end)));
    all.sort_by_key(|it| disruption(it).map(|d| d.from));
}

fn disruption_word(say: Say, sort: &str) -> &'static str {
    match sort {
        "road" => say.of("Straße", "Road"),
        "waste" => say.of("Abfall", "Waste"),
        "water" => say.of("Wasser", "Water"),
        "power" => say.of("Strom", "Power"),
        "heating" => say.of("Wärme", "Heating"),
        "telephone" => say.of("Telefon", "Telephone"),
        "building" => say.of("Gebäude", "Building"),
        "service" => say.of("Dienst", "Service"),
        _ => say.of("Störung", "Disruption"),
    }
}

fn span(say: Say, it: &Disruption) -> String {
    let whole = |at: DateTime| at.time() == jiff::civil::Time::midnight();
    let from = if whole(it.from) {
        format::date(say, it.from.date())
    } else {
        format::date_time(say, it.from)
    };
    match it.until {
        None => say.of(format!("seit {from}, Ende offen"), format!("since {from}, end unknown")),
        Some(until) => {
            let until = if whole(until) {
                format::date(say, until.date())
            } else {
                format::date_time(say, until)
            };
            say.of(format!("{from} bis {until}"), format!("{from} to {until}"))
        }
    }
}

fn disruption_line(say: Say, it: &Publication) -> String {
    disruption(it).map_or_else(String::new, |d| {
        format!("{} · {}", disruption_word(say, &d.sort), span(say, d))
    })
}

/// What a disruption says above its text.
pub(crate) fn disruption_facts(say: Say, it: &Disruption) -> Markup {
    let mut entries: Vec<(&str, Markup)> = vec![
        (say.of("Was", "What"), html! { (badge(Tone::Warning, disruption_word(say, &it.sort))) }),
        (say.of("Wann", "When"), html! { (span(say, it)) }),
    ];
    if !it.place.is_empty() {
        entries.push((say.of("Wo", "Where"), html! { (it.place) }));
    }
    article::facts(&entries)
}

/// One vacancy.
pub async fn show_job(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    item::show(&ctx, "job", slug).await
}

/// One document.
pub async fn show_document(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    item::show(&ctx, "document", slug).await
}

/// One disruption.
pub async fn show_disruption(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    item::show(&ctx, "disruption", slug).await
}
