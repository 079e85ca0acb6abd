//! The tour of today: a list sorted by what presses most. The map of the house is an extra.

use axum::response::Response;
use kernel::{AppError, Ctx};
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, badge, html, link_button};

use super::TOUR;
use super::offline::outdoors;
use crate::tour::{self, Stop};

/// Works whose pages are taken along, at most.
const TAKEN_MAX: usize = 40;

/// The tour.
pub(super) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let stops = ctx.read(move |db| tour::stops(db, &actor)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let pages: Vec<String> = stops
        .iter()
        .take(TAKEN_MAX)
        .flat_map(|s| {
            let path = format!("{TOUR}/arbeiten/{}", s.work.id);
            [ctx.to(&format!("{path}/befund")), ctx.to(&path)]
        })
        .collect();
    let body = html! {
        (outdoors(&ctx, say, &pages))
        @if stops.is_empty() {
            (web::empty::empty_state(web::icon::Icon::CHECK, say.of("Heute steht nichts an", "Nothing is due today"),
                say.of("Sobald eine Leitung genehmigt ist, erscheint sie hier.", "As soon as a line is permitted, it appears here."), html! {}))
        } @else { (table(&ctx, say, &stops)) }
    };
    let page = frame
        .staff(say.of("Tour heute", "Today's tour"))
        // What is on the device only the script knows; it says so itself.
        .lead(say.of("Das Dringendste zuerst.", "The most pressing first."))
        .script("supervision.js")
        .head_actions(html! {
            (link_button(Weight::Secondary, &ctx.to("/karte?ebene=roadworks.sites"), say.of("Auf der Karte", "On the map")))
            (link_button(Weight::Tertiary, &ctx.to("/aufsicht/firmen"), say.of("Unternehmen", "Companies")))
        })
        .body(body);
    Ok(frame.answer(page))
}

fn table(ctx: &Ctx, say: Say, stops: &[Stop]) -> Markup {
    let rows = stops.iter().map(|s| {
        let path = format!("{TOUR}/arbeiten/{}", s.work.id);
        Row::new(vec![
            html! { a href=(ctx.to(&path)) { (s.streets) } },
            html! { @for (tone, text) in &s.reasons { (badge(*tone, text.of(ctx.language))) " " } @if s.reasons.is_empty() { "–" } },
            html! { (badge(s.work.state.tone(), s.work.state.label().of(ctx.language))) },
            html! { (s.work.builder) },
            html! { (s.open) },
            html! { @match s.due_on { Some(day) => (web::format::date_short(say, day)), None => "–" } },
            html! { a href=(ctx.to(&format!("{path}/befund"))) aria-label=(format!("{} {}", say.of("Befund", "Finding"), s.streets)) {
                (say.of("Befund", "Finding")) } },
        ])
        .marked(s.due_on.is_some_and(|day| day < ctx.today()))
    });
    Table::new(
        say,
        say.of("Arbeiten, nach denen Sie heute sehen sollten", "Works you should look at today"),
    )
    .caption_hidden()
    .columns(vec![
        Column::new(say.of("Wo", "Where")),
        Column::new(say.of("Warum", "Why")),
        Column::new(say.of("Stand", "State")),
        Column::new(say.of("Firma", "Company")),
        Column::number(say.of("Offen", "Open")),
        Column::new(say.of("Nächste Frist", "Next period")),
        Column::action(say.of("Befund eintragen", "Enter a finding")),
    ])
    .rows(rows)
    .render()
}
