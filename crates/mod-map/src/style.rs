//! How the map looks: the style that the drawing program reads, made from the layers of the house.

use kernel::map::{BASE, Layer, Look, ZOOM_MAX};
use kernel::{Language, Text};
use serde_json::{Value, json};

/// Letters on the map: the typeface of the pages, or what the device has.
const FONT: [&str; 2] = ["Fira Sans", "sans-serif"];
/// Colour where nothing else is.
const GROUND: &str = "#f3f1ea";

/// The style of a map with these layers.
pub fn style(layers: &[&Layer], language: Language) -> Value {
    let mut groups: Vec<(&str, u8)> = Vec::new();
    for layer in layers {
        match groups.iter_mut().find(|(group, _)| *group == layer.group) {
            Some((_, zoom)) => *zoom = layer.min_zoom.min(*zoom),
            None => groups.push((layer.group, layer.min_zoom)),
        }
    }
    let sources: serde_json::Map<String, Value> = groups
        .iter()
        .map(|(group, min_zoom)| {
            let source = json!({
                "type": "vector",
                "tiles": [format!("/karte/kacheln/{group}/{{z}}/{{x}}/{{y}}.pbf")],
                "minzoom": min_zoom,
                "maxzoom": ZOOM_MAX.min(17),
            });
            ((*group).to_owned(), source)
        })
        .collect();
    let mut drawn = base();
    for layer in layers.iter().filter(|l| l.group != BASE) {
        drawn.extend(of_layer(layer, language));
    }
    drawn.extend(labels());
    json!({ "version": 8, "sources": sources, "layers": drawn })
}

fn of_base(id: &str, kind: &str, source: &str, mut more: Value) -> Value {
    if let Some(object) = more.as_object_mut() {
        object.insert("id".into(), json!(id));
        object.insert("type".into(), json!(kind));
        object.insert("source".into(), json!(BASE));
        object.insert("source-layer".into(), json!(source));
    }
    more
}

/// A width in points that grows with the zoom.
fn growing(from: (u8, f64), to: (u8, f64)) -> Value {
    json!(["interpolate", ["exponential", 1.6], ["zoom"], from.0, from.1, to.0, to.1])
}

/// Streets by their weight: wide for main roads, narrow for tracks.
fn street_width(extra: f64) -> Value {
    let at = |main: f64, middle: f64, small: f64| {
        json!([
            "match",
            ["get", "class"],
            ["main", "ring", "primary", "secondary", "motorway", "trunk"],
            main + extra,
            ["collector", "country", "tertiary", "industrial"],
            middle + extra,
            ["track", "path", "footway"],
            small * 0.5 + extra,
            small + extra
        ])
    };
    json!([
        "interpolate",
        ["exponential", 1.6],
        ["zoom"],
        10,
        at(1.4, 0.8, 0.4),
        13,
        at(3.0, 2.0, 1.2),
        16,
        at(11.0, 8.0, 6.0),
        19,
        at(44.0, 34.0, 26.0)
    ])
}

/// Colours of land by its kind: kind and colour in turns, the last for all others.
const LAND: [&str; 21] = [
    "wood",
    "#cfe0c3",
    "park",
    "#d5e8c8",
    "meadow",
    "#e3ecd3",
    "field",
    "#f0edd9",
    "settlement",
    "#e9e4dc",
    "old_town",
    "#e6dccf",
    "industry",
    "#dfdde3",
    "square",
    "#efe6da",
    "cemetery",
    "#d8e2cf",
    "sports",
    "#dcecd0",
    "#e9e4dc",
];

fn land() -> Value {
    let mut all = vec![json!("match"), json!(["get", "kind"]), json!("building"), json!("#d3c8bb")];
    all.extend(LAND.iter().map(|word| json!(word)));
    Value::Array(all)
}

fn base() -> Vec<Value> {
    vec![
        json!({ "id": "ground", "type": "background", "paint": { "background-color": GROUND } }),
        of_base(
            "areas",
            "fill",
            "areas",
            json!({ "paint": { "fill-color": land(), "fill-antialias": true } }),
        ),
        of_base(
            "waters",
            "fill",
            "waters",
            json!({ "filter": ["==", ["geometry-type"], "Polygon"], "paint": { "fill-color": "#a9cbe3" } }),
        ),
        of_base(
            "rivers",
            "line",
            "waters",
            json!({ "filter": ["==", ["geometry-type"], "LineString"],
            "layout": { "line-cap": "round", "line-join": "round" },
            "paint": { "line-color": "#a9cbe3", "line-width": growing((10, 1.2), (18, 22.0)) } }),
        ),
        of_base(
            "districts",
            "line",
            "districts",
            json!({ "paint": { "line-color": "#7d6f8f", "line-dasharray": [4, 3],
            "line-width": growing((9, 0.8), (16, 2.0)), "line-opacity": 0.7 } }),
        ),
        of_base(
            "street-edges",
            "line",
            "streets",
            json!({ "layout": { "line-cap": "round", "line-join": "round" },
            "paint": { "line-color": "#bdb4a6", "line-width": street_width(1.4) } }),
        ),
        of_base(
            "streets",
            "line",
            "streets",
            json!({ "layout": { "line-cap": "round", "line-join": "round" },
            "paint": { "line-width": street_width(0.0), "line-color": ["match", ["get", "class"],
                ["main", "ring", "primary", "secondary"], "#fbe3a6", ["track", "path", "footway"], "#efe9dc", "#ffffff"] } }),
        ),
        of_base(
            "rails",
            "line",
            "rails",
            json!({ "paint": { "line-color": "#6f6a66", "line-width": growing((10, 1.0), (18, 5.0)) } }),
        ),
        of_base(
            "rail-ties",
            "line",
            "rails",
            json!({ "minzoom": 13, "paint": { "line-color": "#ffffff", "line-dasharray": [3, 3],
            "line-width": growing((13, 0.8), (18, 3.0)) } }),
        ),
    ]
}

fn labels() -> Vec<Value> {
    let text = |halo: &str, colour: &str| json!({ "text-color": colour, "text-halo-color": halo, "text-halo-width": 1.6 });
    vec![
        of_base(
            "house-numbers",
            "symbol",
            "addresses",
            json!({ "minzoom": 17,
            "layout": { "text-field": ["get", "nr"], "text-font": FONT, "text-size": 12 }, "paint": text("#ffffff", "#4a4540") }),
        ),
        of_base(
            "street-names",
            "symbol",
            "streets",
            json!({ "minzoom": 13,
            "layout": { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": growing((13, 11.0), (18, 16.0)) },
            "paint": text("#ffffff", "#2f2b27") }),
        ),
        of_base(
            "district-names",
            "symbol",
            "districts",
            json!({ "maxzoom": 14,
            "layout": { "text-field": ["get", "name"], "text-font": FONT, "text-size": growing((9, 12.0), (13, 19.0)), "text-letter-spacing": 0.06 },
            "paint": text("#ffffff", "#5b4d6e") }),
        ),
    ]
}

/// The colour of a state, with grey for one that has no mark.
fn colour(layer: &Layer) -> Value {
    if layer.marks.is_empty() {
        return json!("#6b6b6b");
    }
    let mut chosen = vec![json!("match"), json!(["get", "state"])];
    for mark in &layer.marks {
        chosen.extend([json!(mark.value), json!(mark.colour)]);
    }
    chosen.push(json!("#8a8a8a"));
    Value::Array(chosen)
}

fn of_layer(layer: &Layer, language: Language) -> Vec<Value> {
    let one = |suffix: &str, kind: &str, paint: Value| {
        json!({
            "id": format!("{}{suffix}", layer.name),
            "type": kind,
            "source": layer.group,
            "source-layer": layer.name,
            "minzoom": layer.min_zoom,
            "metadata": { "layer": layer.name, "title": title(&layer.title, language) },
            "paint": paint,
        })
    };
    let colour = colour(layer);
    match layer.look {
        Look::Areas => vec![
            one("", "fill", json!({ "fill-color": colour, "fill-opacity": 0.3 })),
            one("-edge", "line", json!({ "line-color": colour, "line-width": 2 })),
        ],
        Look::Lines => vec![
            one(
                "-edge",
                "line",
                json!({ "line-color": "#ffffff", "line-width": growing((11, 3.0), (18, 14.0)) }),
            ),
            one(
                "",
                "line",
                json!({ "line-color": colour, "line-width": growing((11, 2.0), (18, 10.0)) }),
            ),
        ],
        Look::Points => vec![one(
            "",
            "circle",
            json!({
                "circle-color": colour,
                "circle-radius": growing((12, 2.0), (18, 11.0)),
                "circle-stroke-color": "#ffffff",
                "circle-stroke-width": growing((12, 0.4), (18, 2.0)),
            }),
        )],
    }
}

fn title(text: &Text, language: Language) -> &str {
    text.of(language)
}
