//! The equal list: every feature of a layer, filtered by state, district and street.

use axum::response::Response;
use kernel::map::{self, Filter, Layer, ListedEntry};
use kernel::{AppError, Ctx, Fields, places};
use web::choice::Choice;
use web::field::Width;
use web::filter::filter_bar;
use web::pagination::{pagination, result_count};
use web::table::{Column, Row, Table};
use web::{Field, Frame, Markup, html};

use super::map::listed;
use super::{encoded, page_of, position};

/// The list.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let layers = listed(&ctx);
    let wanted = fields.get("ebene");
    let found = layers.iter().find(|l| l.name == wanted);
    let Some(layer) = found.or_else(|| layers.first().filter(|_| wanted.is_empty())).copied()
    else {
        return if layers.is_empty() {
            Ok(ctx.redirect("/karte"))
        } else {
            Err(AppError::NotFound)
        };
    };
    let filter = Filter {
        layer: layer.name.to_owned(),
        state: fields.text("stand"),
        district: fields.text("bezirk"),
        words: fields.text("suche"),
        page: page_of(&fields),
    };
    let asked = filter.clone();
    let (listed, districts) =
        ctx.read(move |db| Ok((map::list(db, &asked)?, places::districts(db)?))).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let position = position(filter.page, listed.per_page, listed.total);
    let path = |page: u32| {
        let part = |name: &str, value: &str| {
            if value.is_empty() { String::new() } else { format!("&{name}={}", encoded(value)) }
        };
        ctx.to(&format!(
            "/karte/liste?ebene={}{}{}{}&seite={page}",
            layer.name,
            part("stand", &filter.state),
            part("bezirk", &filter.district),
            part("suche", &filter.words)
        ))
    };
    let district_name = |id: &str| {
        districts
            .iter()
            .find(|(d, _)| d.to_string() == id)
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    };
    let body = html! {
        p { a href=(ctx.to("/karte")) { (say.of("Zur Karte", "To the map")) } }
        (filters(&ctx, &frame, &layers, &filter, &districts))
        (result_count(say, position, say.of("Einträge", "entries")))
        @if !listed.entries.is_empty() {
            (Table::new(say, layer.title.of(ctx.language)).caption_hidden()
                .columns(vec![
                    Column::new(say.of("Was", "What")),
                    Column::new(say.of("Stand", "State")),
                    Column::new(say.of("Stadtteil", "District")),
                ])
                .rows(listed.entries.iter().map(|e| row(&ctx, layer, e, &district_name(&e.district))))
                .render())
        }
        (pagination(say, position, path))
    };
    let title = format!("{}: {}", say.of("Liste", "List"), layer.title.of(ctx.language));
    let page = frame.public(title).crumb(say.of("Karte", "Map"), ctx.to("/karte")).body(body);
    Ok(frame.answer(page))
}

fn row(ctx: &Ctx, layer: &Layer, entry: &ListedEntry, district: &str) -> Row {
    let state = layer.marks.iter().find(|m| m.value == entry.state);
    let title = entry.title.of(ctx.language);
    Row::new(vec![
        html! {
            @if entry.url.is_empty() { (title) } @else { a href=(ctx.to(&entry.url)) { (title) } }
            @if !entry.text.of(ctx.language).is_empty() { br; (entry.text.of(ctx.language)) }
        },
        html! { (state.map_or("", |m| m.label.of(ctx.language))) },
        html! { (district) },
    ])
}

fn filters(
    ctx: &Ctx,
    frame: &Frame<'_>,
    layers: &[&Layer],
    filter: &Filter,
    districts: &[(kernel::Id<places::District>, String)],
) -> Markup {
    let say = frame.say;
    let all = || Choice::new("", say.of("alle", "all"));
    let of_layers: Vec<Choice> =
        layers.iter().map(|l| Choice::new(l.name, l.title.of(ctx.language))).collect();
    let mut states = vec![all()];
    if let Some(layer) = layers.iter().find(|l| l.name == filter.layer) {
        states.extend(layer.marks.iter().map(|m| Choice::new(m.value, m.label.of(ctx.language))));
    }
    let mut of_districts = vec![all()];
    let ids: Vec<String> = districts.iter().map(|(id, _)| id.to_string()).collect();
    of_districts.extend(ids.iter().zip(districts).map(|(id, (_, name))| Choice::new(id, name)));
    filter_bar(
        say,
        &ctx.to("/karte/liste"),
        html! {
            (Field::new(say, "ebene", say.of("Was", "What")).value(&filter.layer).select(&of_layers))
            (Field::new(say, "stand", say.of("Stand", "State")).optional().value(&filter.state).select(&states))
            (Field::new(say, "bezirk", say.of("Stadtteil", "District")).optional().value(&filter.district).select(&of_districts))
            (Field::new(say, "suche", say.of("Straße", "Street")).optional().value(&filter.words).width(Width::Medium).text())
        },
        Some(&ctx.to(&format!("/karte/liste?ebene={}", filter.layer))),
    )
}
