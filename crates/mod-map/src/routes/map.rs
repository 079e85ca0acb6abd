//! The map: what is where. Whoever does not use maps has the list, which says the same.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::map::{self, BASE, Layer};
use kernel::places::{self, Found};
use kernel::{AppError, Ctx, Fields, settings};
use web::icon::Icon;
use web::map::{Legend, MapView, Shown};
use web::{Field, Form, Frame, Markup, Say, button, buttons, html};

use super::encoded;
use crate::settings::MapSettings;

/// Questions one caller may ask: as fast as people type.
const RATE: Rate = Rate { name: "map.search", burst: 60, every: SignedDuration::from_millis(100) };
/// Answers to one question.
const FOUND_MAX: usize = 12;

/// Layers with a list of their own, for this actor.
pub fn listed(ctx: &Ctx) -> Vec<&Layer> {
    let all = map::layers(&ctx.town, &ctx.actor);
    all.filter(|l| l.group != BASE && !l.marks.is_empty()).collect()
}

/// Addresses and streets that fit what was typed, as JSON.
pub async fn suggest(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(RATE)?;
    let found = places::search(&ctx.town, fields.get("q"), FOUND_MAX).await?;
    let lines: Vec<String> = found.iter().map(Found::line).collect();
    Ok(super::json(&serde_json::json!({ "suggestions": lines })))
}

fn place(found: &Found) -> Option<(f64, f64)> {
    match found {
        Found::Address(address) => map::lon_lat(address.x, address.y),
        Found::Street(..) => None,
    }
}

/// The page.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let wanted = fields.text("suche");
    let found = if wanted.is_empty() {
        Vec::new()
    } else {
        ctx.limit(RATE)?;
        places::search(&ctx.town, &wanted, FOUND_MAX).await?
    };
    let (extent, own, first) = {
        let street = found.first().and_then(|f| match f {
            Found::Street(key, _) => Some(key.clone()),
            Found::Address(_) => None,
        });
        ctx.read(move |db| {
            let houses = street.map(|key| places::of_street(db, &key)).transpose()?;
            let house = houses.and_then(|h| h.get(h.len() / 2).map(|a| (a.x, a.y)));
            Ok((map::extent(db)?, settings::get::<MapSettings>(db)?, house))
        })
        .await?
    };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let point =
        found.first().and_then(place).or_else(|| first.and_then(|(x, y)| map::lon_lat(x, y)));
    let layers = listed(&ctx);
    let (style, state) = (ctx.to("/karte/stil.json"), "/karte/stand.json".to_owned());
    let view = MapView {
        style_url: &style,
        state_url: &state,
        extent,
        point,
        layers: layers.iter().map(|l| shown(&ctx, l)).collect(),
        source: &own.source,
        outside: own
            .outside_origin()
            .map(|_| (own.outside_url.as_str(), own.outside_name.as_str())),
    };
    let body = html! {
        (search_form(&ctx, say, &wanted))
        @if !wanted.is_empty() { (results(&ctx, say, &found)) }
        @if extent.is_some() { (web::map::map(say, &view)) }
        (lists(&ctx, say, &layers))
    };
    let page = frame
        .public(say.of("Karte", "Map"))
        .description(
            say.of("Die Karte der Stadt, auch als Liste.", "The map of the town, also as a list."),
        )
        .script("map.js")
        .body(body);
    let mut response = frame.answer(page);
    let policy = web::map::policy(own.outside_origin());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn lists(ctx: &Ctx, say: Say, layers: &[&Layer]) -> Markup {
    html! {
        h2 { (say.of("Dasselbe als Liste", "The same as a list")) }
        @if layers.is_empty() {
            p { (say.of(
                "Zurzeit zeigt die Karte nur Straßen und Adressen. Suchen Sie oben nach einer Adresse.",
                "At the moment the map shows streets and addresses only. Search for an address above.",
            )) }
        } @else {
            p { (say.of(
                "Alles, was die Karte zeigt, steht auch in diesen Listen, mit denselben Angaben.",
                "All that the map shows stands in these lists too, with the same details.",
            )) }
            ul {
                @for layer in layers {
                    li { a href=(ctx.to(&format!("/karte/liste?ebene={}", layer.name))) { (layer.title.of(ctx.language)) } }
                }
            }
        }
    }
}

fn shown(ctx: &Ctx, layer: &Layer) -> Shown {
    Shown {
        name: layer.name.to_owned(),
        title: layer.title.of(ctx.language).to_owned(),
        legend: layer
            .marks
            .iter()
            .map(|m| Legend { label: m.label.of(ctx.language).to_owned(), colour: m.colour })
            .collect(),
    }
}

fn search_form(ctx: &Ctx, say: Say, wanted: &str) -> Markup {
    Form::get(&ctx.to("/karte")).label(say.of("Adresse suchen", "Search for an address")).body(
        html! {
            (Field::new(say, "suche", say.of("Straße und Hausnummer", "Street and house number"))
                .value(wanted).suggestions("/karte/adressen.json").max_length(80).text())
            (buttons(button(web::button::Weight::Primary, say.of("Suchen", "Search"))))
        },
    )
}

fn results(ctx: &Ctx, say: Say, found: &[Found]) -> Markup {
    if found.is_empty() {
        return web::empty::empty_state(
            Icon::PLACE,
            say.of("Keine Adresse gefunden", "No address found"),
            say.of(
                "Prüfen Sie die Schreibweise. Es genügen die ersten Buchstaben der Straße.",
                "Check the spelling. The first letters of the street are enough.",
            ),
            html! {},
        );
    }
    html! {
        h2 { (say.of("Gefunden", "Found")) }
        ul {
            @for one in found {
                li { a href=(ctx.to(&format!("/karte?suche={}", encoded(&one.line())))) { (one.line()) } }
            }
        }
    }
}
