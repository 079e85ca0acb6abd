//! The map as a component: a drawing surface with its own buttons, a legend, and what is in view as
//! text. Without scripts only the text around it is there; the list says the same.

use maud::{Markup, html};

use crate::assets::asset;
use crate::say::Say;

/// A mark of the legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legend {
    /// What it means.
    pub label: String,
    /// Its colour, `#rrggbb`.
    pub colour: &'static str,
}

/// A layer that can be shown and hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name in the style.
    pub name: String,
    /// What people read.
    pub title: String,
    /// Its marks.
    pub legend: Vec<Legend>,
}

/// What the map shows.
#[derive(Clone, Debug)]
pub struct MapView<'a> {
    /// Where its style is read.
    pub style_url: &'a str,
    /// Where the number of the latest change is read.
    pub state_url: &'a str,
    /// West, south, east, north of the town.
    pub extent: Option<[f64; 4]>,
    /// Longitude and latitude of what was searched.
    pub point: Option<(f64, f64)>,
    /// Layers above the base map.
    pub layers: Vec<Shown>,
    /// Source of the data.
    pub source: &'a str,
    /// An outside base map: address of its tiles and its name.
    pub outside: Option<(&'a str, &'a str)>,
}

/// What browsers may do on a page with a map: as everywhere, and run the map's own worker. Tiles of
/// an outside map are read from this origin only.
pub fn policy(outside: Option<&str>) -> String {
    let more = outside.map(|o| format!(" {o}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{more}; font-src 'self'; \
         media-src 'self'; connect-src 'self'{more}; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'; manifest-src 'self'; require-trusted-types-for 'script'"
    )
}

/// The map. The page needs the script `map.js` and the [`policy`].
pub fn map(say: Say, view: &MapView<'_>) -> Markup {
    let numbers = |all: &[f64]| all.iter().map(|n| format!("{n:.6}")).collect::<Vec<_>>().join(",");
    let extent = view.extent.map(|e| numbers(&e));
    let point = view.point.map(|(lon, lat)| numbers(&[lon, lat]));
    html! {
        section.rh-map hidden data-rh-map=(view.style_url) data-rh-state=(view.state_url)
            data-rh-worker=(asset("map-worker.js")) data-rh-extent=[extent] data-rh-point=[point]
            aria-label=(say.of("Karte", "Map")) {
            p.rh-map__help id="rh-map-help" data-rh-help { (say.of(
                "Mit der Tastatur: Pfeiltasten verschieben, Plus und Minus zoomen, Eingabetaste sagt, was in der Mitte ist.",
                "By keyboard: arrow keys move, plus and minus zoom, Enter says what is in the middle.",
            )) }
            div.rh-map__frame {
                div.rh-map__canvas data-rh-canvas data-rh-label=(say.of("Karte der Stadt", "Map of the town")) {}
                (zooming(say))
                @if !view.source.is_empty() { p.rh-map__source { (view.source) } }
            }
            @if !view.layers.is_empty() { (legend(say, &view.layers)) }
            @if let Some((url, name)) = view.outside {
                p { label { input type="checkbox" data-rh-outside=(url); " "
                    (say.of("Hintergrundkarte von außen laden: ", "Load a base map from outside: ")) (name)
                    (say.of(". Der Anbieter erfährt dabei Ihre IP-Adresse.", ". Its provider learns your IP address."))
                } }
            }
            div.rh-map__found role="status" data-rh-found
                data-rh-none=(say.of("Hier ist nichts eingetragen.", "Nothing is entered here."))
                data-rh-here=(say.of("An dieser Stelle", "At this place")) {}
        }
    }
}

fn zooming(say: Say) -> Markup {
    html! {
        div.rh-map__buttons {
            button.rh-map__button type="button" data-rh-zoom="1" aria-label=(say.of("Größer", "Zoom in")) { "+" }
            button.rh-map__button type="button" data-rh-zoom="-1" aria-label=(say.of("Kleiner", "Zoom out")) { "−" }
            button.rh-map__button type="button" data-rh-home aria-label=(say.of("Ganze Stadt", "Whole town")) { "⌂" }
        }
    }
}

/// A map to draw a route on. What is drawn stands as `GeoJSON` in the textarea `field` of the same
/// form; without scripts the field alone is there. The page needs `map.js` and the [`policy`].
pub fn draw(say: Say, style_url: &str, extent: [f64; 4], field: &str) -> Markup {
    let extent = extent.map(|n| format!("{n:.6}")).join(",");
    let act = |name: &str, label: &str| {
        html! {
            button.kern-btn.kern-btn--secondary type="button" data-rh-act=(name) { span.kern-label { (label) } }
        }
    };
    html! {
        section.rh-map hidden data-rh-draw=(style_url) data-rh-field=(field) data-rh-extent=(extent)
            data-rh-worker=(asset("map-worker.js")) aria-label=(say.of("Strecke zeichnen", "Draw the route")) {
            p.rh-map__help id="rh-draw-help" data-rh-help { (say.of(
                "Klicken oder tippen Sie die Punkte der Strecke nacheinander an. Mit der Tastatur: Pfeiltasten verschieben, Plus und Minus zoomen, Eingabetaste setzt einen Punkt in die Mitte, Rücktaste nimmt ihn weg, Escape beendet die Linie.",
                "Click or tap the points of the route one after the other. By keyboard: arrow keys move, plus and minus zoom, Enter puts a point into the middle, Backspace takes it away, Escape ends the line.",
            )) }
            div.rh-map__frame {
                div.rh-map__canvas data-rh-canvas data-rh-label=(say.of("Karte, um eine Strecke zu zeichnen", "Map to draw a route on")) {}
                div.rh-map__cross aria-hidden="true" {}
                (zooming(say))
            }
            p role="status" data-rh-drawn
                data-rh-empty=(say.of("Noch nichts gezeichnet.", "Nothing drawn yet."))
                data-rh-first=(say.of("Erster Punkt gesetzt. Setzen Sie den nächsten.", "First point set. Set the next one."))
                data-rh-sum=(say.of("Gezeichnet: {n} Linie(n), zusammen {m} m.", "Drawn: {n} line(s), {m} m in all.")) {}
            div.rh-buttons {
                (act("point", say.of("Punkt in die Mitte", "Point in the middle")))
                (act("back", say.of("Letzten Punkt zurück", "Take back the last point")))
                (act("end", say.of("Linie beenden", "End the line")))
                (act("clear", say.of("Alles löschen", "Clear all")))
            }
        }
    }
}

fn legend(say: Say, layers: &[Shown]) -> Markup {
    html! {
        fieldset.rh-map__legend {
            legend { (say.of("Was die Karte zeigt", "What the map shows")) }
            @for layer in layers {
                div.rh-map__layer {
                    label { input type="checkbox" checked data-rh-layer=(layer.name); " " (layer.title) }
                    ul {
                        @for mark in &layer.legend {
                            li { svg.rh-map__mark viewBox="0 0 16 16" aria-hidden="true" { circle cx="8" cy="8" r="7" fill=(mark.colour) {} } (mark.label) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_to_draw_on_is_hidden_until_a_script_shows_it_and_names_its_field() {
        let page = draw(Say::GERMAN, "/karte/stil.json", [8.0, 51.0, 9.0, 52.0], "linie");
        let page = page.into_string();
        assert!(page.contains("hidden") && page.contains("data-rh-field=\"linie\""));
        assert!(page.matches("type=\"button\"").count() == 7, "no button of it sends the form");
    }

    #[test]
    fn the_legend_names_what_colours_mean_and_the_policy_opens_no_more_than_asked() {
        let layer = Shown {
            name: "a.b".into(),
            title: "Glasfaser".into(),
            legend: vec![Legend { label: "angeschlossen".into(), colour: "#006b3c" }],
        };
        let view = MapView {
            style_url: "/karte/stil.json",
            state_url: "/karte/stand.json",
            extent: Some([8.0, 51.0, 9.0, 52.0]),
            point: None,
            layers: vec![layer],
            source: "",
            outside: None,
        };
        let page = map(Say::GERMAN, &view).into_string();
        assert!(page.contains("angeschlossen") && page.contains("data-rh-layer=\"a.b\""));
        assert!(page.contains("hidden"), "without scripts there is no empty map");
        assert!(!policy(None).contains("https:"));
        assert!(
            policy(Some("https://tiles.test")).contains("connect-src 'self' https://tiles.test;")
        );
    }
}
