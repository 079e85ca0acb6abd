//! Redirects for editors: the list, one by hand, many from a table.

use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Saved};
use web::button::Weight;
use web::details::details;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, Say, Tone, action_form, alert, button, buttons, format,
    html,
};

use crate::redirects::{LINES_MAX, Redirect, Report, Wish, read_list, take};
use crate::store;

/// Redirects shown; a search narrows them.
const SHOWN_MAX: usize = 300;
/// Largest table, in bytes.
const TABLE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Lines of a report shown.
const REPORT_LINES: usize = 50;
/// Addresses of a ring shown.
const RING_SHOWN: usize = 6;
const BASE: &str = "/verwaltung/weiterleitungen";

/// What the form holds.
#[derive(Default)]
struct Typed {
    path: String,
    target: String,
    why: String,
    is_gone: bool,
}

/// The list.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed = Typed { path: fields.get("von").to_owned(), ..Typed::default() };
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &typed, &Errors::new(), fields.get("q"), None).await?;
    let say = frame.say;
    let page = match (fields.has("gespeichert"), fields.has("entfernt")) {
        (true, _) => page.message(
            Tone::Success,
            say.of("Weiterleitung gespeichert", "Redirect saved"),
            html! {},
        ),
        (_, true) => page.message(
            Tone::Success,
            say.of("Weiterleitung entfernt", "Redirect removed"),
            html! {},
        ),
        _ => page,
    };
    Ok(frame.answer(page))
}

async fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    typed: &Typed,
    errors: &Errors,
    query: &str,
    report: Option<&Report>,
) -> Result<web::Page<'f>, AppError> {
    let mut all = ctx.read(store::redirects).await?;
    let total = all.len();
    let needle = query.to_lowercase();
    all.retain(|r| needle.is_empty() || r.path.contains(&needle) || r.target.contains(&needle));
    let say = frame.say;
    Ok(frame
        .staff(say.of("Weiterleitungen", "Redirects"))
        .lead(say.of(
            "Alte Adressen führen zur neuen Seite. Wer eine Seite umbenennt, braucht hier nichts zu tun: Das merkt sich das System selbst.",
            "Old addresses lead to the new page. Whoever renames a page need not do anything here: the system remembers by itself.",
        ))
        .errors(errors)
        .body(stack(html! {
            (super::missed::tabs(ctx, say, BASE))
            @if let Some(report) = report { (told(say, report)) }
            (form(ctx, say, typed, errors))
            (details(say.of("Viele auf einmal aus einer Tabelle", "Many at once from a table"), import(ctx, say)))
            (filter(ctx, say, query))
            (table(ctx, say, &all, total))
        })))
}

fn form(ctx: &Ctx, say: Say, typed: &Typed, errors: &Errors) -> Markup {
    let (action, token) = (ctx.to(BASE), ctx.form_token());
    Form::post(&action, &token).body(html! {
        (Field::new(say, "von", say.of("Alte Adresse", "Old address"))
            .hint(say.of("Zum Beispiel /rathaus/alte-seite", "For example /rathaus/alte-seite"))
            .value(&typed.path).error(errors.get("von")).text())
        (Field::new(say, "nach", say.of("Neue Adresse", "New address"))
            .hint(say.of("Ein Pfad dieser Seiten oder eine Adresse mit https://", "A path of these pages, or an address with https://"))
            .value(&typed.target).error(errors.get("nach")).optional().text())
        (Field::new(say, "weg", say.of("Die Seite gibt es nicht mehr (410)", "The page is gone for good (410)"))
            .value(if typed.is_gone { "ja" } else { "" }).checkbox())
        (Field::new(say, "grund", say.of("Grund", "Reason"))
            .value(&typed.why).error(errors.get("grund")).optional().text())
        (buttons(html! { (button(Weight::Primary, say.of("Weiterleitung speichern", "Save redirect"))) }))
    })
}

fn import(ctx: &Ctx, say: Say) -> Markup {
    let (action, token) = (ctx.to(&format!("{BASE}/einfuhr")), ctx.form_token());
    let rules = UploadRules {
        accept: ".csv,text/csv",
        kinds: "CSV",
        max_bytes: u64::try_from(TABLE_BYTES_MAX).unwrap_or(u64::MAX),
        multiple: false,
    };
    Form::post(&action, &token).with_files().body(html! {
        (Field::new(say, "tabelle", say.of("Tabelle", "Table"))
            .hint(say.of(
                "Spalten: alte Adresse, neue Adresse (leer: gibt es nicht mehr), Grund. Getrennt durch Semikolon, Komma oder Tabulator.",
                "Columns: old address, new address (empty: gone for good), reason. Divided by semicolon, comma or tabulator.",
            ))
            .upload(rules))
        (buttons(html! { (button(Weight::Secondary, say.of("Tabelle übernehmen", "Take the table over"))) }))
    })
}

fn filter(ctx: &Ctx, say: Say, query: &str) -> Markup {
    Form::get(&ctx.to(BASE)).label(say.of("Liste durchsuchen", "Search the list")).body(html! {
        (Field::new(say, "q", say.of("Adresse enthält", "Address contains")).value(query).text())
        (buttons(html! { (button(Weight::Secondary, say.of("Suchen", "Search"))) }))
    })
}

fn table(ctx: &Ctx, say: Say, all: &[Redirect], total: usize) -> Markup {
    let (action, token) = (ctx.to(&format!("{BASE}/entfernen")), ctx.form_token());
    let caption = say.of(
        format!("{} von {total} Weiterleitungen", all.len().min(SHOWN_MAX)),
        format!("{} of {total} redirects", all.len().min(SHOWN_MAX)),
    );
    let rows = all.iter().take(SHOWN_MAX).map(|r| {
        Row::new(vec![
            html! { code { (r.path) } },
            html! {
                @if r.target.is_empty() { (say.of("gibt es nicht mehr", "gone for good")) }
                @else { code { (r.target) } }
            },
            html! { (r.why) },
            html! { (format::number(say, r.hits)) },
            html! { @if let Some(day) = r.hit_on { (format::date_short(say, day)) } },
            html! { (action_form(&action, &token, &[("pfad", &r.path)], Weight::Tertiary, say.of("Entfernen", "Remove"))) },
        ])
    });
    Table::new(say, &caption)
        .id("weiterleitungen")
        .columns(vec![
            Column::new(say.of("Alte Adresse", "Old address")),
            Column::new(say.of("führt zu", "leads to")),
            Column::new(say.of("Grund", "Reason")),
            Column::number(say.of("Aufrufe", "Uses")),
            Column::new(say.of("zuletzt", "last")),
            Column::action(say.of("Entfernen", "Remove")),
        ])
        .rows(rows)
        .render()
}

/// Saves one.
pub async fn save(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed = Typed {
        path: fields.get("von").to_owned(),
        target: fields.get("nach").to_owned(),
        why: fields.get("grund").to_owned(),
        is_gone: fields.has("weg"),
    };
    let frame = Frame::of(&ctx);
    let wish = match Wish::read(&typed.path, &typed.target, typed.is_gone, &typed.why) {
        Ok(wish) => wish,
        Err(problem) => {
            let errors = frame.errors_of(&problem);
            let page = page(&ctx, &frame, &typed, &errors, "", None).await?;
            return Ok(frame.answer_again(page));
        }
    };
    let report = ctx
        .write(move |tx| {
            let report = take(tx, std::slice::from_ref(&wish))?;
            // In a ring nothing was saved, and nothing stands in the logbook.
            if !report.rings.is_empty() {
                return Ok(Saved::nothing(report));
            }
            Ok(Audit::of("site.redirect_saved", &wish.path).with(report))
        })
        .await?;
    if let Some(ring) = report.rings.first() {
        let mut errors = Errors::new();
        let way = ring.join(" → ");
        errors.add(
            "nach",
            frame.say.of(
                format!("Diese Weiterleitung führt im Kreis: {way}."),
                format!("This redirect goes round in a circle: {way}."),
            ),
        );
        let page = page(&ctx, &frame, &typed, &errors, "", None).await?;
        return Ok(frame.answer_again(page));
    }
    Ok(ctx.redirect(&format!("{BASE}?gespeichert=1")))
}

/// Removes one.
pub async fn remove(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let path = fields.get("pfad").to_owned();
    ctx.write(move |tx| {
        if !store::remove_redirect(tx, &path)? {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("site.redirect_removed", &path).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{BASE}?entfernt=1")))
}

/// Takes a table over and tells what became of each line.
pub async fn import_table(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let upload = fields.take_uploads().into_iter().find(|u| u.field == "tabelle");
    let bytes = upload.map(|u| u.bytes).unwrap_or_default();
    if bytes.is_empty() || bytes.len() > TABLE_BYTES_MAX {
        let mut errors = Errors::new();
        errors.add(
            "tabelle",
            frame.say.of(
                "Wählen Sie eine Tabelle im Format CSV mit höchstens 4 MB aus.",
                "Choose a table as CSV with at most 4 MB.",
            ),
        );
        let page = page(&ctx, &frame, &Typed::default(), &errors, "", None).await?;
        return Ok(frame.answer_again(page));
    }
    let (wishes, unreadable) = read_list(&bytes);
    let mut report = ctx
        .write(move |tx| {
            let report = take(tx, &wishes)?;
            let note = format!("added={} changed={}", report.added, report.changed);
            Ok(Audit::of("site.redirects_imported", wishes.len()).note(note).with(report))
        })
        .await?;
    report.unreadable = unreadable;
    let page = page(&ctx, &frame, &Typed::default(), &Errors::new(), "", Some(&report)).await?;
    Ok(frame.answer(page))
}

/// What became of a table.
fn told(say: Say, report: &Report) -> Markup {
    let is_whole = report.rings.is_empty() && report.unreadable.is_empty();
    let tone = if is_whole { Tone::Success } else { Tone::Warning };
    alert::announced(
        tone,
        say.of("Die Tabelle wurde übernommen", "The table was taken over"),
        html! {
            p { (say.of(
                format!(
                    "Neu: {}. Geändert: {}. Schon da: {}. Verkürzt: {}. Im Kreis: {}. Nicht lesbar: {}.",
                    report.added, report.changed, report.same, report.flattened,
                    report.rings.len(), report.unreadable.len(),
                ),
                format!(
                    "New: {}. Changed: {}. Already there: {}. Shortened: {}. In a circle: {}. Unreadable: {}.",
                    report.added, report.changed, report.same, report.flattened,
                    report.rings.len(), report.unreadable.len(),
                ),
            )) }
            @if !is_whole {
                ul {
                    @for ring in report.rings.iter().take(REPORT_LINES) {
                        li { (say.of("Im Kreis, nicht übernommen: ", "In a circle, not taken: "))
                            (ring.iter().take(RING_SHOWN).cloned().collect::<Vec<_>>().join(" → "))
                            @if ring.len() > RING_SHOWN { " → … (" (ring.len()) ")" } }
                    }
                    @for (line, problem) in report.unreadable.iter().take(REPORT_LINES) {
                        li {
                            (say.of("Zeile ", "Line ")) (line) ": "
                            @match problem.fields.first() {
                                Some((_, de, en)) => (say.of(de, en)),
                                None => (say.of(problem_text(problem, true), problem_text(problem, false))),
                            }
                        }
                    }
                }
                @if report.unreadable.len() > REPORT_LINES {
                    p { (say.of("Weitere Zeilen sind ausgelassen.", "Further lines are left out.")) }
                }
            }
            @if report.added + report.changed + report.same >= LINES_MAX {
                p { (say.of("Es wurden 20.000 Zeilen gelesen.", "20,000 lines were read.")) }
            }
        },
    )
}

fn problem_text(problem: &kernel::Problem, is_german: bool) -> String {
    let language = if is_german { kernel::Language::De } else { kernel::Language::En };
    problem.text(language).to_owned()
}
