//! The figures per company, as a page and for a spreadsheet.

use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx};
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, buttons, format, html, link_button};

use super::TOUR;
use crate::figures::{Figures, per_company};

/// A number, or a dash where there is none to say.
fn or_dash(number: Option<String>) -> Markup {
    html! { (number.unwrap_or_else(|| "–".to_owned())) }
}

fn cells(say: Say, name: &str, f: &Figures) -> Row {
    Row::new(vec![
        html! { (name) },
        html! { (format::number(say, f.metres)) },
        html! { (format::number(say, f.defects)) },
        or_dash(f.per_hundred().map(|tenths| format::decimal(say, tenths, 1))),
        or_dash(f.median().map(|days| format::number(say, days))),
        html! { (format::number(say, f.open)) },
        or_dash(f.share_late().map(|percent| std::format!("{percent} %"))),
    ])
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let all = ctx.read(move |db| per_company(db, &actor)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        @if all.is_empty() {
            p { (say.of("Noch keine Arbeiten unter Aufsicht.", "No works under supervision yet.")) }
        } @else {
            (Table::new(say, say.of("Kennzahlen je Unternehmen", "Figures by company")).caption_hidden().columns(vec![
                Column::new(say.of("Unternehmen", "Company")),
                Column::number(say.of("Meter unter Aufsicht", "Metres supervised")),
                Column::number(say.of("Mängel", "Defects")),
                Column::number(say.of("je 100 m", "per 100 m")),
                Column::number(say.of("Tage bis behoben", "Days to repair")),
                Column::number(say.of("offen", "open")),
                Column::number(say.of("davon zu spät", "of these late")),
            ]).rows(all.iter().map(|(name, f)| cells(say, name, f))).render())
            p { (say.of(
                "Tage bis behoben: Die Hälfte der Mängel war so schnell behoben oder schneller. Unter 100 m sagt die Zahl je 100 m nichts und fehlt.",
                "Days to repair: half of the defects were repaired as fast or faster. Below 100 m the number per 100 m says nothing and is missing.",
            )) }
            (buttons(link_button(Weight::Secondary, &ctx.to("/aufsicht/firmen.csv"), say.of("Als Tabelle herunterladen (CSV)", "Download as a table (CSV)"))))
        }
    };
    let page = frame
        .staff(say.of("Unternehmen", "Companies"))
        .crumb(say.of("Tour heute", "Today's tour"), ctx.to(TOUR))
        .lead(say.of(
            "Wie gut gebaut wird und wie schnell Mängel verschwinden.",
            "How well is built, and how fast defects go away.",
        ))
        .body(body);
    Ok(frame.answer(page))
}

/// The same for a spreadsheet.
pub(super) async fn csv(ctx: Ctx) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let all = ctx.read(move |db| per_company(db, &actor)).await?;
    let heading = "\u{feff}Unternehmen;Meter;Mängel;je 100 m;Tage bis behoben;offen;zu spät";
    let mut lines = vec![heading.to_owned()];
    for (name, f) in &all {
        let name = name.replace('"', "\"\"");
        // A spreadsheet would compute what begins like a formula.
        let guard = if name.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        let per = f.per_hundred().map(|t| std::format!("{},{}", t / 10, t % 10));
        let median = f.median().map(|days| days.to_string());
        lines.push(std::format!(
            "\"{guard}{name}\";{};{};{};{};{};{}",
            f.metres,
            f.defects,
            per.unwrap_or_default(),
            median.unwrap_or_default(),
            f.open,
            f.late
        ));
    }
    let headers: [(HeaderName, &str); 2] = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"unternehmen.csv\""),
    ];
    Ok((headers, lines.join("\r\n") + "\r\n").into_response())
}
