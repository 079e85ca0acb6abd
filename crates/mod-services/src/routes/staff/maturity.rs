//! How far every public service is online, as a page and as a table for programs.

use std::fmt::Write;
use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::search::fold;
use kernel::{AppError, Ctx, Reader, Town};
use web::badge::badge;
use web::button::Weight;
use web::icon::Icon;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, Tone, buttons, details, empty, html, link_button};

use super::{BASE, base};
use crate::catalogue::{self, Listed};
use crate::maturity::{Measured, measure};

/// A service with its level.
struct Line {
    listed: Listed,
    measured: Measured,
}

fn lines(town: &Town, reader: &mut Reader<'_>) -> Result<Vec<Line>, AppError> {
    let all = catalogue::public(town, reader)?;
    all.into_iter()
        .map(|listed| {
            let form = catalogue::form_of(town, reader, &listed.service.slug)?;
            let shown = catalogue::shown(reader, listed.service.clone(), form.as_ref())?;
            let has_unit = shown.unit.is_some();
            let measured = measure(town, &listed.service, form.as_deref(), has_unit)?;
            Ok(Line { listed, measured })
        })
        .collect()
}

async fn read(ctx: &Ctx) -> Result<Vec<Line>, AppError> {
    let (town, language) = (Arc::clone(&ctx.town), ctx.language);
    let mut all = ctx.read(move |db| lines(&town, db)).await?;
    all.sort_by_cached_key(|line| fold(line.listed.service.title.of(language)));
    Ok(all)
}

/// The page.
pub(crate) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let all = read(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = stack(html! {
        p { (say.of(
            "Wie weit ist jede öffentliche Leistung online? Der Stand ergibt sich aus diesem Haus: Beschreibung, offenes Formular, Stelle, Unterlagen, Bescheid. Niemand trägt ihn ein.",
            "How far is every public service online? The level follows from this house: description, open form, office, documents, notice. Nobody types it in.",
        )) }
        @if all.is_empty() {
            (empty::empty_state(Icon::CHECKLIST, say.of("Noch keine Leistungen", "No services yet"), "", html! {}))
        } @else { (table(&ctx, say, &all)) }
        (details::details(say.of("Was bedeuten die Stufen?", "What do the levels mean?"), html! {
            ul {
                li { (say.of("0: offline", "0: offline")) }
                li { (say.of("1: im Netz beschrieben", "1: described online")) }
                li { (say.of("2: ein Formular zum Ausfüllen", "2: a form to fill in")) }
                li { (say.of("3: ganz online, mit Unterlagen und Bescheid (im Sinn des OZG)", "3: wholly online, with documents and notice (as the OZG means it)")) }
                li { (say.of("4: die Verwaltung holt Nachweise selbst", "4: the authority fetches evidence itself")) }
            }
            p { (say.of(
                "Das ist das Reifegradmodell 1.1. Die 13 Kriterien des Modells 2.0 sind nicht vollständig veröffentlicht.",
                "This is the maturity model 1.1. The 13 criteria of model 2.0 are not published in full.",
            )) }
        }))
    });
    let page = frame
        .staff(say.of("Wie weit sind wir online?", "How far are we online?"))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .head_actions(buttons(html! {
            (link_button(Weight::Secondary, &ctx.to(&base("reifegrad.csv")), say.of("Als Tabelle (CSV) herunterladen", "Download as a table (CSV)")))
        }))
        .body(body);
    Ok(frame.answer(page))
}

fn table(ctx: &Ctx, say: Say, all: &[Line]) -> Markup {
    let language = ctx.language.tag();
    let rows = all.iter().map(|line| {
        let (service, maturity) = (&line.listed.service, &line.measured.maturity);
        let tone = match maturity.level {
            0 => Tone::Danger,
            1 | 2 => Tone::Warning,
            _ => Tone::Success,
        };
        Row::new(vec![
            html! { a href=(ctx.to(&format!("/leistungen/{}", service.slug))) { (service.title.of(ctx.language)) } },
            html! { (badge(tone, &format!("{} – {}", maturity.level, maturity.name(language)))) },
            html! { (next(ctx, maturity)) },
            details::details(&reached(say, maturity), html! {
                ul { @for reason in &maturity.reasons {
                    li {
                        (if reason.is_met { say.of("erfüllt: ", "met: ") } else { say.of("offen: ", "open: ") })
                        (ctx.language.of(&reason.de, &reason.en))
                    }
                } }
            }),
        ])
    });
    Table::new(say, say.of("Stufen der Leistungen", "Levels of the services"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Leistung", "Service")),
            Column::new(say.of("Stufe", "Level")),
            Column::new(say.of("Nächster Schritt", "Next step")),
            Column::new(say.of("Warum", "Why")),
        ])
        .rows(rows)
        .render()
}

fn reached(say: Say, maturity: &norm_xzufi::Maturity) -> String {
    let met = maturity.reasons.iter().filter(|reason| reason.is_met).count();
    let all = maturity.reasons.len();
    say.of(format!("{met} von {all} erfüllt"), format!("{met} of {all} met"))
}

fn next(ctx: &Ctx, maturity: &norm_xzufi::Maturity) -> String {
    let steps: Vec<&str> =
        maturity.next_steps().map(|step| ctx.language.of(&step.de, &step.en)).collect();
    if steps.is_empty() { ctx.say("keiner", "none").to_owned() } else { steps.join(" ") }
}

/// The same for tables and programs: semicolons, as German spreadsheets expect.
pub(crate) async fn csv(ctx: Ctx) -> Result<Response, AppError> {
    let all = read(&ctx).await?;
    let say = web::frame::say_of(ctx.language);
    let mut text = String::from("\u{feff}");
    let head = [
        say.of("Adresse", "Address"),
        say.of("Leistung", "Service"),
        say.of("Leistungsschlüssel", "Service key"),
        say.of("Stufe", "Level"),
        say.of("Formular offen", "Form open"),
        say.of("Konto nötig", "Account needed"),
        say.of("Unterlagen online", "Documents online"),
        say.of("Bescheid digital", "Notice digital"),
        say.of("Nächster Schritt", "Next step"),
    ];
    row(&mut text, &head);
    let word = |is: Option<bool>| match is {
        Some(true) => say.of("ja", "yes"),
        Some(false) => say.of("nein", "no"),
        None => say.of("unbekannt", "unknown"),
    };
    for Line { listed, measured } in &all {
        let facts = &measured.facts;
        let evidence = facts.evidence.map(|e| e != norm_xzufi::Evidence::Paper);
        let level = measured.maturity.level.to_string();
        let next = next(&ctx, &measured.maturity);
        row(
            &mut text,
            &[
                &listed.service.slug,
                listed.service.title.of(ctx.language),
                &listed.service.leika,
                &level,
                word(Some(facts.has_online_service)),
                word(Some(measured.needs_account)),
                word(evidence),
                word(facts.is_notice_digital),
                &next,
            ],
        );
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"reifegrad.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// A line of the table. Words that a spreadsheet would take for a formula get an apostrophe.
fn row(text: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        let separator = if index == 0 { "" } else { ";" };
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        // Writing into a text cannot fail.
        let _ = write!(text, "{separator}\"{guard}{}\"", cell.replace('"', "\"\""));
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_become_formulas_or_break_out() {
        let mut text = String::new();
        row(&mut text, &["=1+1", "a \"b\"; c", "ja"]);
        assert_eq!(text, "\"'=1+1\";\"a \"\"b\"\"; c\";\"ja\"\r\n");
    }
}
