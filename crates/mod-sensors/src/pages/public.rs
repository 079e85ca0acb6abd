//! The register for everybody: why the town measures, what it costs, what it brings, when it ends.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::open_data::Licence;
use kernel::{AppError, Ctx, Euro, Text};
use serde::Serialize;
use web::badge::Tone;
use web::button::Weight;
use web::timeline::{Event, timeline};
use web::{Frame, Markup, alert, card, format, html, link_button, list};

use super::{PUBLIC, spoken, state_badge, step_words};
use crate::register::{Entry, Record, State, Step};
use crate::store::register as store;

/// Entries that everybody may read.
fn is_public(entry: &Entry) -> bool {
    entry.state != State::Draft
}

/// All entries.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let entries = ctx.read(store::all).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let language = ctx.language;
    let entries: Vec<&Entry> = entries.iter().filter(|e| is_public(e)).collect();
    let running: Vec<&&Entry> = entries.iter().filter(|e| e.state == State::Published).collect();
    let a_year: i64 = running.iter().filter_map(|e| e.record.cost_year).map(|c| c.0).sum();
    let figures = [
        (format::number(say, len(running.len())), say.of("in Betrieb", "running"), None),
        (
            format::number(say, len(entries.len() - running.len())),
            say.of("pausiert oder beendet", "paused or ended"),
            None,
        ),
        (
            // Whole euros: a figure is read at a glance.
            format!("{}\u{a0}€", format::number(say, a_year / 100)),
            say.of("laufende Kosten im Jahr", "running cost a year"),
            None,
        ),
    ];
    let body = html! {
        (card::figures(&figures))
        p { (link_button(Weight::Primary, &ctx.to("/sensoren/stationen"), say.of("Was gerade gemessen wird", "What is measured now"))) }
        @if entries.is_empty() {
            p { (say.of("Die Stadt betreibt zurzeit keine Sensoren.", "The town runs no sensors at present.")) }
        }
        @for entry in &entries {
            (card::card(entry.record.title.of(language), html! {
                p { (state_badge(entry.state, language)) }
                p { (entry.record.purpose.of(language)) }
                p { (say.of("Personenbezug: ", "Personal data: ")) (entry.record.personal.label().of(language)) ". "
                    (cost(&frame, &entry.record)) }
                p { (link_button(Weight::Secondary, &ctx.to(&format!("{PUBLIC}/{}", entry.slug)), &format!("{} {}", say.of("Alles zu", "All about"), entry.record.title.of(language)))) }
            }))
        }
        h2 { (say.of("So ist es geregelt", "How it is governed")) }
        (web::page::prose(html! { ul {
            li { (say.of("Kein Wert wird gespeichert, bevor der Sensor hier eingetragen ist.", "No value is stored before the sensor stands here.")) }
            li { (say.of("Jeder Eintrag hat einen letzten Tag. Danach pausiert der Sensor von selbst.", "Each entry has a last day. After it the sensor pauses by itself.")) }
            li { (say.of("Rohwerte werden nach der genannten Frist gelöscht. Wann das geschah, steht im Verlauf.", "Raw values are deleted after the time named. The history tells when.")) }
            li { (say.of("Zählungen von Menschen und Fahrzeugen werden nur gerundet gespeichert.", "Counts of people and vehicles are stored rounded only.")) }
        } }))
        p { a href=(ctx.to("/sensoren.json")) { (say.of("Das Register als JSON", "The register as JSON")) } }
    };
    let page = frame
        .public(say.of("Sensoren der Stadt", "Sensors of the town"))
        .path(PUBLIC)
        .lead(say.of(
            "Hier steht, wozu die Stadt misst, was es kostet, was es bringt und wann es endet.",
            "Here you read what the town measures for, what it costs, what it brings and when it ends.",
        ))
        .crumb(say.of("Start", "Home"), ctx.to("/"))
        .body(body);
    Ok(frame.answer_shared(page))
}

fn len(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn cost(frame: &Frame<'_>, record: &Record) -> String {
    let say = frame.say;
    let (Some(Euro(once)), Some(Euro(year))) = (record.cost_once, record.cost_year) else {
        return say.of("Kosten: noch nicht angegeben.", "Cost: not said yet.").to_owned();
    };
    if once == 0 && year == 0 {
        return say.of("Kosten: keine.", "Cost: none.").to_owned();
    }
    let (once, year) = (format::money(say, once), format::money(say, year));
    say.of(
        format!("Kosten: einmalig {once}, im Jahr {year}."),
        format!("Cost: {once} once, {year} a year."),
    )
}

async fn found(ctx: &Ctx, slug: String) -> Result<(Entry, Vec<Step>, Vec<store::Named>), AppError> {
    let found = ctx
        .read(move |db| {
            let entry = store::by_slug(db, &slug)?.ok_or(AppError::NotFound)?;
            Ok((entry.clone(), store::steps(db, entry.id)?, store::things(db, entry.id)?))
        })
        .await?;
    if is_public(&found.0) { Ok(found) } else { Err(AppError::NotFound) }
}

/// One entry.
pub(crate) async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let (entry, steps, things) = found(&ctx, slug).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let here = ctx.to(&format!("{PUBLIC}/{}", entry.slug));
    let body = html! {
        (told(&frame, &entry, &steps))
        (facts(&frame, &entry.record))
        @if !things.is_empty() && entry.state == State::Published {
            h2 { (say.of("Messstellen", "Stations")) }
            ul { @for (number, name, about) in &things {
                li { a href=(ctx.to(&format!("/sensoren/station/{number}"))) { (name) } @if !about.is_empty() { ": " (about) } }
            } }
        }
        h2 { (say.of("Verlauf", "History")) }
        (history(&frame, &steps))
        h2 { (say.of("Mitnehmen", "Take away")) }
        @let years = super::report::years(&entry, ctx.today());
        @let reports: Vec<(String, String)> = years.iter().map(|year| (
            say.of(format!("Jahresbericht {year} (PDF)"), format!("Yearly report {year} (PDF)")),
            format!("{here}/jahresbericht/{year}.pdf"),
        )).collect();
        @let reports: Vec<(&str, &str)> = reports.iter().map(|(name, path)| (name.as_str(), path.as_str())).collect();
        (card::link_list(&reports))
        (card::link_list(&[
            (say.of("Blatt für den Ausschuss (PDF)", "Sheet for the committee (PDF)"), &format!("{here}/blatt.pdf")),
            (say.of("Diesen Eintrag als JSON", "This entry as JSON"), &format!("{here}/daten.json")),
        ]))
    };
    let page = frame
        .public(entry.record.title.of(ctx.language).to_owned())
        .path(PUBLIC)
        .lead(entry.record.purpose.of(ctx.language))
        .crumb(say.of("Start", "Home"), ctx.to("/"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(PUBLIC))
        .body(body);
    Ok(frame.answer_shared(page))
}

/// Where it stands, and since when and why if it does not run.
fn told(frame: &Frame<'_>, entry: &Entry, steps: &[Step]) -> Markup {
    let say = frame.say;
    let last = steps.iter().find(|s| s.what == entry.state.key());
    let since = last.map(|s| frame.day(s.at.to_zoned(kernel::clock::berlin()).date()));
    let since = since.unwrap_or_default();
    let why = last.map_or("", |s| s.note.as_str());
    match entry.state {
        State::Paused => alert(
            Tone::Warning,
            &format!("{} {since}", say.of("Pausiert seit", "Paused since")),
            html! { p { (why) } p { (say.of("Es wird nichts gespeichert und nichts gezeigt.", "Nothing is stored and nothing is shown.")) } },
        ),
        State::Ended => alert(
            Tone::Info,
            &format!("{} {since}", say.of("Beendet am", "Ended on")),
            html! { @if !why.is_empty() { p { (why) } } },
        ),
        State::Published | State::Draft => {
            html! { p { (state_badge(entry.state, spoken(frame.say))) " " (say.of("seit ", "since ")) (since) } }
        }
    }
}

/// What the entry says, as people ask for it: German and English term, value.
pub(super) fn said(frame: &Frame<'_>, record: &Record) -> Vec<(String, String)> {
    let say = frame.say;
    let of = |text: &Text| text.of(spoken(frame.say)).to_owned();
    let day = |day: Option<jiff::civil::Date>| day.map(|d| frame.day(d)).unwrap_or_default();
    let money = |euro: Option<Euro>| euro.map(|e| format::money(say, e.0)).unwrap_or_default();
    let joined = |parts: [String; 2]| {
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let kept = say.of(
        format!("{} Tage", format::number(say, record.raw_days)),
        format!("{} days", format::number(say, record.raw_days)),
    );
    let years = match record.day_years {
        0 => say.of("dauerhaft", "for good").to_owned(),
        n => say.of(format!("{n} Jahre"), format!("{n} years")),
    };
    let open = match record.licence.map(Licence::name) {
        None if record.terms.is_empty() => say.of("nein", "no").to_owned(),
        None => record.terms.clone(),
        Some(name) => {
            let licence = joined([name.to_owned(), record.terms.clone()]);
            say.of(format!("ja, Lizenz: {licence}"), format!("yes, licence: {licence}"))
        }
    };
    let rounded = say.of(
        "nur gerundet, über mindestens 15 Minuten; 0 heißt: weniger als 5",
        "rounded only, over at least 15 minutes; 0 means: fewer than 5",
    );
    let rows = [
        (say.of("Gemessen wird", "What is measured"), of(&record.measured)),
        (say.of("Nicht gemessen wird", "What is not measured"), of(&record.not_measured)),
        (
            say.of("Personenbezug", "Personal data"),
            record.personal.label().of(spoken(frame.say)).to_owned(),
        ),
        (
            say.of("Zählungen", "Counts"),
            if record.counts { rounded.to_owned() } else { String::new() },
        ),
        (say.of("Rechtsgrundlage", "Legal basis"), of(&record.legal_basis)),
        (
            say.of("Datenschutz-Folgenabschätzung", "Data protection impact assessment"),
            record.assessment.clone(),
        ),
        (say.of("Vor dem Speichern", "Before storing"), of(&record.processing)),
        (say.of("Rohwerte bleiben", "Raw values are kept"), kept),
        (say.of("Tageswerte bleiben", "Daily figures are kept"), years),
        (say.of("Wer die Werte bekommt", "Who gets the values"), of(&record.recipients)),
        (say.of("Offene Daten", "Open data"), open),
        (say.of("Netz und Auftragnehmer", "Network and contractors"), of(&record.network)),
        (say.of("Kosten einmalig", "Cost once"), money(record.cost_once)),
        (say.of("Kosten im Jahr", "Cost a year"), money(record.cost_year)),
        (say.of("Förderung", "Funding"), joined([of(&record.funding), until(frame, record)])),
        (say.of("Erwarteter Nutzen", "Expected benefit"), of(&record.benefit)),
        (say.of("Woran man ihn misst", "How it is measured"), of(&record.figure)),
        (say.of("Bisher", "So far"), of(&record.so_far)),
        (
            say.of("Beschluss", "Decision"),
            joined([record.decision.clone(), day(record.decided_on)]),
        ),
        (say.of("Beginn", "Start"), day(record.starts_on)),
        (say.of("Letzter Tag", "Last day"), day(record.ends_on)),
        (say.of("Zuständig", "Responsible"), record.responsible.clone()),
        (say.of("Fragen und Widerspruch", "Questions and objections"), record.contact.clone()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    rows.map(|(term, value)| (term.to_owned(), value)).collect()
}

fn until(frame: &Frame<'_>, record: &Record) -> String {
    let Some(day) = record.funding_until.map(|d| frame.day(d)) else { return String::new() };
    frame.say.of(format!("bis {day}"), format!("until {day}"))
}

fn facts(frame: &Frame<'_>, record: &Record) -> Markup {
    let said = said(frame, record);
    let rows: Vec<(&str, Markup)> =
        said.iter().map(|(term, value)| (term.as_str(), html! { (value) })).collect();
    html! {
        (list::definition_list(&rows))
        @if !record.decision_url.is_empty() {
            p { a href=(record.decision_url) rel="noreferrer" { (frame.say.of("Der Beschluss im Ratsinformationssystem", "The decision in the council's system")) } }
        }
    }
}

/// What happened to an entry.
pub(super) fn history(frame: &Frame<'_>, steps: &[Step]) -> Markup {
    let say = frame.say;
    let events: Vec<Event> = steps
        .iter()
        .map(|step| {
            let at = step.at.to_zoned(kernel::clock::berlin());
            let note = match step.what.as_str() {
                "cleared" => {
                    say.of(format!("{} Werte", step.note), format!("{} values", step.note))
                }
                _ => step.note.clone(),
            };
            Event {
                when: frame.day(at.date()),
                datetime: at.date().to_string(),
                title: step_words(&step.what).of(spoken(frame.say)).to_owned(),
                body: (!note.is_empty()).then(|| html! { p { (note) } }),
                ..Event::default()
            }
        })
        .collect();
    timeline(&events)
}

/// An entry for programs.
#[derive(Serialize)]
struct Published<'a> {
    slug: &'a str,
    state: &'static str,
    url: String,
    things: Vec<String>,
    #[serde(flatten)]
    record: &'a Record,
}

fn published<'a>(ctx: &Ctx, entry: &'a Entry, things: &[store::Named]) -> Published<'a> {
    let base = &ctx.town.plan().base_url;
    Published {
        slug: &entry.slug,
        state: entry.state.key(),
        url: format!("{base}{PUBLIC}/{}", entry.slug),
        things: things
            .iter()
            .map(|(number, ..)| format!("{base}/sensorthings/v1.1/Things({number})"))
            .collect(),
        record: &entry.record,
    }
}

fn json_answer(value: &impl Serialize) -> Result<Response, AppError> {
    let text = serde_json::to_string(value)?;
    let mut response = text.into_response();
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// All entries for programs.
pub(crate) async fn list_json(ctx: Ctx) -> Result<Response, AppError> {
    let entries = ctx
        .read(|db| {
            let all = store::all(db)?;
            let public = all.into_iter().filter(is_public);
            public.map(|e| Ok((store::things(db, e.id)?, e))).collect::<Result<Vec<_>, AppError>>()
        })
        .await?;
    let all: Vec<Published<'_>> =
        entries.iter().map(|(things, entry)| published(&ctx, entry, things)).collect();
    json_answer(&serde_json::json!({ "value": all }))
}

/// One entry for programs.
pub(crate) async fn json(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let (entry, _, things) = found(&ctx, slug).await?;
    json_answer(&published(&ctx, &entry, &things))
}
