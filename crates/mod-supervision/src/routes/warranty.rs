//! What expires: the tour list of the warranty, and the draft of the letter that claims it.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx};
use web::badge::Tone;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, badge, format, html};

use super::{TOUR, WARRANTY, acceptance, id};
use crate::warranty::{self, Ending};

/// The list.
pub(super) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let all = ctx.read(move |db| warranty::ending(&town, db, &actor)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        @if all.is_empty() {
            p { (say.of("In den nächsten zwölf Monaten endet keine Gewährleistung.", "No warranty ends within the next twelve months.")) }
        } @else { (table(&ctx, say, &all)) }
    };
    let page = frame
        .staff(say.of("Gewährleistung", "Warranty"))
        .crumb(say.of("Tour heute", "Today's tour"), ctx.to(TOUR))
        .lead(say.of(
            "Was in den nächsten zwölf Monaten endet, Monat für Monat, Straßen nebeneinander.",
            "What ends within the next twelve months, month by month, streets side by side.",
        ))
        .body(body);
    Ok(frame.answer(page))
}

fn table(ctx: &Ctx, say: Say, all: &[Ending]) -> Markup {
    let rows = all.iter().map(|e| {
        let until = e.section.warranty_until;
        let path = format!("{TOUR}/arbeiten/{}", e.work.id);
        Row::new(vec![
            html! { a href=(ctx.to(&path)) { (e.section.street) } },
            html! { @if let Some(day) = until { (format::date(say, day)) } },
            html! { @match until.and_then(|u| warranty::step(ctx.today(), u)) {
                Some(3) => (badge(Tone::Danger, say.of("in drei Monaten", "within three months"))),
                Some(6) => (badge(Tone::Warning, say.of("in sechs Monaten", "within six months"))),
                _ => (badge(Tone::Info, say.of("in einem Jahr", "within a year"))),
            } },
            html! { (e.section.basis) },
            html! { (e.work.builder) },
            html! { (e.open.len()) },
            html! { a href=(ctx.to(&format!("{WARRANTY}/{}/{}", e.work.id, e.section.id)))
                aria-label=(std::format!("{} {}", say.of("Anspruch", "Claim"), e.section.street)) { (say.of("Anspruch (PDF)", "Claim (PDF)")) } },
        ])
    });
    Table::new(
        say,
        say.of("Abschnitte, deren Gewährleistung endet", "Sections whose warranty ends"),
    )
    .caption_hidden()
    .columns(vec![
        Column::new(say.of("Straße", "Street")),
        Column::new(say.of("Endet am", "Ends on")),
        Column::new(say.of("Wie bald", "How soon")),
        Column::new(say.of("Grundlage", "Basis")),
        Column::new(say.of("Firma", "Company")),
        Column::number(say.of("Offene Mängel", "Open defects")),
        Column::action(say.of("Schreiben", "Letter")),
    ])
    .rows(rows)
    .render()
}

/// The draft of the claim.
pub(super) async fn claim(
    ctx: Ctx,
    Path((key, section)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let work = id(&key)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let ending =
        ctx.read(move |db| warranty::of_section(&town, db, &actor, work, &section)).await?;
    let letter = warranty::claim(&ctx.town, &ending, ctx.today());
    let pdf = acceptance::press(&ctx, letter).await?;
    acceptance::pdf(pdf, "Anspruch.pdf")
}
