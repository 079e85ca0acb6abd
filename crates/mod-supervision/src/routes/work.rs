//! One work: how far it is, its sections, what was found there.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::facts::WorksMoved;
use kernel::{AppError, Audit, Ctx, Fields, Id, settings};
use web::button::{Weight, button_named};
use web::table::{Column, Row, Table};
use web::{Form, Frame, Markup, Say, badge, buttons, format, html, link_button, list};

use super::offline::outdoors;
use super::{TOUR, id};
use crate::acceptance::Acceptance;
use crate::asbuilt::Compared;
use crate::facts;
use crate::model::{Finding, Progress, Section, Work};
use crate::settings::SupervisionSettings;
use crate::store::{self, acceptance, findings};
use crate::tour::streets;

struct View {
    work: Work,
    streets: String,
    sections: Vec<Section>,
    findings: Vec<Finding>,
    own: SupervisionSettings,
    accepted: Vec<Acceptance>,
    built: Option<(Compared, jiff::Timestamp)>,
}

/// The page.
pub(super) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted: Id<Work> = id(&key)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let view = ctx
        .read(move |db| {
            let work = store::find(db, wanted)?.open(&actor)?;
            Ok(View {
                streets: streets(db, &work)?,
                sections: store::sections_of(db, work.id)?,
                findings: findings::list(&town, db, work.id)?,
                own: settings::get(db)?,
                accepted: acceptance::list(&town, db, work.id)?,
                built: acceptance::built(db, work.id)?,
                work,
            })
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let path = format!("{TOUR}/arbeiten/{}", view.work.id);
    let body = html! {
        (outdoors(&ctx, say, &[]))
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to(&format!("{path}/befund")), say.of("Befund eintragen", "Enter a finding")))
            @if view.work.state != Progress::Accepted && !view.sections.is_empty() {
                (link_button(Weight::Secondary, &ctx.to(&format!("{path}/abnahme")), say.of("Abnahme", "Acceptance")))
            }
        }))
        (facts_of(&ctx, say, &view))
        (steps(&ctx, say, &view.work))
        h2 { (say.of("Befunde", "Findings")) }
        @if view.findings.is_empty() { p { (say.of("Noch keine.", "None yet.")) } }
        @else { (findings_table(&ctx, say, &view.findings, &view.sections, &view.own)) }
        h2 { (say.of("Abschnitte", "Sections")) }
        (sections_table(&ctx, say, &view.sections, view.built.as_ref().map(|b| &b.0)))
        (records(&ctx, say, &view, &path))
    };
    let page = frame
        .staff(view.streets.clone())
        .crumb(say.of("Tour heute", "Today's tour"), ctx.to(TOUR))
        .script("supervision.js")
        .body(body);
    Ok(frame.answer(page))
}

fn facts_of(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let work = &view.work;
    let day = |day: Option<Date>| day.map_or_else(|| "–".to_owned(), |d| format::date(say, d));
    let missing = say.of(
        "nicht bekannt: Benachrichtigungen gehen nicht hinaus",
        "not known: nothing is sent to it",
    );
    list::definition_list(&[
        (
            say.of("Stand", "State"),
            html! { (badge(work.state.tone(), work.state.label().of(ctx.language))) },
        ),
        (
            say.of("Genehmigung", "Permit"),
            html! { a href=(ctx.to(&format!("/vorgaenge/{}", work.case))) { (work.number) } },
        ),
        (
            say.of("Firma", "Company"),
            html! { (work.builder) ", " @if work.email.is_empty() { (missing) } @else { (work.email) } },
        ),
        (say.of("Bauzeit", "Works"), html! { (format::period(say, work.from, work.until)) }),
        (say.of("Begonnen", "Begun"), html! { (day(work.started_on)) }),
        (say.of("Fertig", "Finished"), html! { (day(work.finished_on)) }),
        (say.of("Zuletzt kontrolliert", "Last visit"), html! { (day(work.visited_on)) }),
    ])
}

fn steps(ctx: &Ctx, say: Say, work: &Work) -> Markup {
    let action = ctx.to(&format!("{TOUR}/arbeiten/{}/schritt", work.id));
    let one = |word: &str, label: &str| button_named(Weight::Secondary, "schritt", word, label);
    html! {
        @if matches!(work.state, Progress::Planned | Progress::Active | Progress::Stopped) {
            (Form::post(&action, &ctx.form_token()).id("stand").body(html! {
                input type="hidden" name="stand" value=(work.version);
                (buttons(html! {
                    @if work.state == Progress::Active {
                        (one("finished", say.of("Heute fertig", "Finished today")))
                        (one("stopped", say.of("Unterbrochen", "Interrupted")))
                    } @else {
                        (one("started", if work.state == Progress::Stopped { say.of("Geht weiter", "Goes on") } else { say.of("Heute begonnen", "Begun today") }))
                    }
                }))
            }))
        }
    }
}

/// Findings in a table.
pub(super) fn findings_table(
    ctx: &Ctx,
    say: Say,
    all: &[Finding],
    sections: &[Section],
    own: &SupervisionSettings,
) -> Markup {
    let street = |f: &Finding| {
        let found = sections.iter().find(|s| s.id == f.section);
        found.map(|s| s.street.clone()).filter(|s| !s.is_empty()).unwrap_or_else(|| "–".into())
    };
    let rows = all.iter().map(|f| {
        Row::new(vec![
            html! { a href=(ctx.to(&format!("{TOUR}/befunde/{}", f.id))) { (f.number) } },
            html! { (own.kind_label(&f.kind).of(ctx.language)) },
            html! { (street(f)) },
            html! { @if f.state.is_open() { (badge(f.severity.tone(), f.severity.label().of(ctx.language))) } @else { "–" } },
            html! { (badge(f.state.tone(), f.state.label().of(ctx.language))) },
            html! { @match f.due_on { Some(day) => (format::date_short(say, day)), None => "–" } },
        ])
        .marked(f.is_overdue(ctx.today()))
    });
    Table::new(say, say.of("Befunde, die neuesten zuerst", "Findings, the latest first"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Nummer", "Number")),
            Column::new(say.of("Was", "What")),
            Column::new(say.of("Straße", "Street")),
            Column::new(say.of("Schwere", "Severity")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Frist", "Until")),
        ])
        .rows(rows)
        .render()
}

fn sections_table(ctx: &Ctx, say: Say, all: &[Section], built: Option<&Compared>) -> Markup {
    let deviation = |s: &Section| {
        let found = built.and_then(|b| b.sections.iter().find(|one| one.0 == s.id));
        match found {
            None => "–".to_owned(),
            Some((_, _, 0)) => say.of("keine Linie", "no line").to_owned(),
            Some((_, cm, percent)) => {
                format!("{} m, {percent} %", format::decimal(say, *cm, 2))
            }
        }
    };
    let rows = (1..).zip(all).map(|(n, s): (usize, &Section)| {
        Row::new(vec![
            html! { (n) },
            html! { (s.street) @if s.street.is_empty() { "–" } },
            html! { (format::number(say, s.length_cm / 100)) " m" },
            html! { (badge(s.state.tone(), s.state.label().of(ctx.language))) },
            html! { @match s.warranty_until { Some(day) => (format::date_short(say, day)), None => "–" } },
            html! { (deviation(s)) },
        ])
    });
    Table::new(say, say.of("Abschnitte", "Sections"))
        .caption_hidden()
        .dense()
        .columns(vec![
            Column::new(say.of("Nr.", "No.")),
            Column::new(say.of("Straße", "Street")),
            Column::number(say.of("Länge", "Length")),
            Column::new(say.of("Abnahme", "Acceptance")),
            Column::new(say.of("Gewährleistung bis", "Warranty until")),
            Column::new(say.of("Bestand: Abweichung, gebaut", "As built: deviation, built")),
        ])
        .rows(rows)
        .render()
}

/// Minutes, and lines as built.
fn records(ctx: &Ctx, say: Say, view: &View, path: &str) -> Markup {
    html! {
        @if !view.accepted.is_empty() {
            h2 { (say.of("Niederschriften", "Minutes")) }
            ul { @for a in &view.accepted {
                li { a href=(ctx.to(&format!("{path}/abnahme/{}", a.id))) { (a.number) " (PDF)" }
                    ", " (format::date(say, a.day)) }
            } }
        }
        @if let Some((compared, at)) = &view.built {
            h2 { (say.of("Bestand und Zustimmung", "As built and consent")) }
            p { (ctx.language.moment(*at)) ": "
                (say.of(
                    format!("{} m gebaut, davon {} m außerhalb der Zustimmung; am weitesten {} m.", compared.built, compared.outside, format::decimal(say, compared.farthest_cm, 2)),
                    format!("{} m built, {} m of it outside of the consent; {} m at most.", compared.built, compared.outside, format::decimal(say, compared.farthest_cm, 2)),
                )) }
        }
    }
}

/// One tap: begun, interrupted, finished. Road works and coverage follow.
pub(super) async fn step(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Work> = id(&key)?;
    let actor = ctx.actor.clone();
    let (step, version) =
        (fields.get("schritt").to_owned(), fields.get("stand").parse::<i64>().unwrap_or(0));
    if !matches!(step.as_str(), "started" | "stopped" | "finished") {
        return Err(AppError::NotFound);
    }
    ctx.write(move |tx| {
        let old = store::find(tx, wanted)?.open(&actor)?;
        let today = tx.today();
        let mut work = Work { version, ..old.clone() };
        if step == "finished" {
            facts::finish(tx, &work, &[])?;
        }
        facts::step(&mut work, &step, today, None);
        if work.state == old.state {
            return Err(store::changed());
        }
        store::change(tx, &work)?;
        store::visited(tx, work.id)?;
        tx.emit(&WorksMoved {
            case: work.case.to_string(),
            step: step.clone(),
            on: today,
            until: None,
            sections: Vec::new(),
            basis: String::new(),
        })?;
        Ok(Audit::of("supervision.stepped", wanted).note(&step).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{TOUR}/arbeiten/{wanted}")))
}
