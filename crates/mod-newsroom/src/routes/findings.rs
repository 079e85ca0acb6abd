//! All that the look by night found, on one page.

use std::collections::BTreeMap;

use axum::response::Response;
use kernel::{AppError, Ctx, Fields, Id, org};
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination, result_count};
use web::table::{Column, Row, Table};
use web::{Field, Frame, Markup, Say, html};

use super::{BASE, base, encoded};
use crate::nightly::KINDS;
use crate::store::{self, FindingRow};

/// Findings on one page.
const PER_PAGE: u32 = 50;

/// The page.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let (kind, unit) = (fields.get("art").to_owned(), fields.get("einheit").to_owned());
    let unit = unit.parse::<Id<org::Unit>>().map(|id| id.to_string()).unwrap_or_default();
    let (found, units) = ctx
        .read(move |db| {
            let mut found = store::findings(db, &kind, &unit)?;
            found.retain(|f| {
                [crate::WRITE, crate::REVIEW, crate::PUBLISH]
                    .into_iter()
                    .any(|right| actor.may_in(right, f.unit))
            });
            Ok((found, org::all(db)?))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let units = super::dashboard::unit_names(units, ctx.language);
    let number: u32 = fields.get("seite").parse().unwrap_or(1).clamp(1, 10_000);
    let position = Position::new(number, PER_PAGE, found.len() as u64);
    let url = |page: u32| {
        let (kind, unit) = (encoded(fields.get("art")), encoded(fields.get("einheit")));
        ctx.to(&format!("{BASE}/befunde?art={kind}&einheit={unit}&seite={page}"))
    };
    let from = ((position.page - 1) * PER_PAGE) as usize;
    let shown: Vec<&FindingRow> = found.iter().skip(from).take(PER_PAGE as usize).collect();
    let page = frame
        .staff(say.of("Befunde der Nacht", "Findings of the night"))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .lead(say.of(
            "Jede Nacht wird alles Veröffentlichte durchgesehen. Was behoben ist, verschwindet in der nächsten Nacht von selbst.",
            "Every night all that is public is looked over. What is mended goes by itself in the next night.",
        ))
        .body(html! {
            (filters(&ctx, say, &fields, &units))
            @if shown.is_empty() {
                (empty_state(Icon::CHECK, say.of("Nichts gefunden", "Nothing found"),
                    say.of("In dieser Auswahl ist nichts zu beheben.", "There is nothing to mend in this choice."), html! {}))
            } @else {
                (result_count(say, position, say.of("Befunde", "findings")))
                (table(&ctx, say, &shown, &units))
                (pagination(say, position, url))
            }
        });
    Ok(frame.answer(page))
}

fn filters(ctx: &Ctx, say: Say, fields: &Fields, units: &BTreeMap<String, String>) -> Markup {
    let all = Choice::new("", say.of("Alle", "All"));
    let mut kinds = vec![all];
    kinds.extend(KINDS.iter().map(|(word, de, en)| Choice::new(word, say.of(de, en))));
    let mut offered = vec![Choice::new("", say.of("Alle", "All"))];
    offered.extend(units.iter().map(|(id, name)| Choice::new(id, name)));
    let clear = ctx.to(&format!("{BASE}/befunde"));
    let is_filtered = !fields.get("art").is_empty() || !fields.get("einheit").is_empty();
    filter_bar(
        say,
        &clear,
        html! {
            (Field::new(say, "art", say.of("Art", "Kind")).value(fields.get("art")).select(&kinds))
            (Field::new(say, "einheit", say.of("Amt", "Unit")).value(fields.get("einheit")).select(&offered))
        },
        is_filtered.then_some(clear.as_str()),
    )
}

fn table(ctx: &Ctx, say: Say, shown: &[&FindingRow], units: &BTreeMap<String, String>) -> Markup {
    let name = |kind: &str| {
        let found = KINDS.iter().find(|(word, _, _)| *word == kind);
        found.map_or_else(|| kind.to_owned(), |(_, de, en)| say.of(*de, *en).to_owned())
    };
    Table::new(say, say.of("Befunde", "Findings"))
        .dense()
        .columns(vec![
            Column::new(say.of("Text", "Text")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Was", "What")),
            Column::new(say.of("Amt", "Unit")),
            Column::new(say.of("Seit", "Since")),
        ])
        .rows(shown.iter().map(|f| {
            let unit = units.get(&f.unit.to_string()).cloned().unwrap_or_default();
            let is_address = f.kind == "outside";
            Row::new(vec![
                html! { a href=(ctx.to(&base(f.item))) { (f.title) } },
                html! { (name(&f.kind)) },
                html! {
                    (f.text.of(ctx.language))
                    @if is_address { " " span.rh-muted { (f.excerpt) } }
                },
                html! { (unit) },
                html! { (ctx.language.day(f.found_on)) },
            ])
        }))
        .render()
}
