//! A station without programming: name, place, what it measures.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::map::lon_lat;
use kernel::{AppError, Audit, Ctx, Fields, Problem, Text, places};
use norm_sensorthings::batch::Method;
use serde_json::json;
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, button, buttons, html};

use super::{DESK, id, spoken};
use crate::batch::Resolved;
use crate::read::View;
use crate::register::{Entry, State};
use crate::routes::{Caller, change_in_town};
use crate::store::{Key, Sight, register};

/// Longest name.
const NAME_CHARS_MAX: usize = 120;

/// Something that towns measure: key, name, name of the unit, its sign, definition, whether it is a
/// count.
struct Quantity {
    key: &'static str,
    name: Text,
    unit: &'static str,
    sign: &'static str,
    is_count: bool,
}

fn quantities() -> Vec<Quantity> {
    let one = |key, de: &str, en: &str, unit, sign| Quantity {
        key,
        name: Text::new(de, en),
        unit,
        sign,
        is_count: false,
    };
    vec![
        one("waterLevel", "Wasserstand", "Water level", "Zentimeter", "cm"),
        one("airTemperature", "Lufttemperatur", "Air temperature", "Grad Celsius", "°C"),
        one("roadTemperature", "Fahrbahntemperatur", "Road temperature", "Grad Celsius", "°C"),
        one("waterTemperature", "Wassertemperatur", "Water temperature", "Grad Celsius", "°C"),
        one("relativeHumidity", "Luftfeuchte", "Humidity", "Prozent", "%"),
        one("soilMoisture", "Bodenfeuchte", "Soil moisture", "Prozent", "%"),
        one("airPressure", "Luftdruck", "Air pressure", "Hektopascal", "hPa"),
        one("rain", "Niederschlag", "Rain", "Millimeter", "mm"),
        one("windSpeed", "Wind", "Wind", "Meter je Sekunde", "m/s"),
        one("pm25", "Feinstaub PM2,5", "Fine dust PM2.5", "Mikrogramm je Kubikmeter", "µg/m³"),
        one("pm10", "Feinstaub PM10", "Fine dust PM10", "Mikrogramm je Kubikmeter", "µg/m³"),
        one("co2", "Kohlendioxid", "Carbon dioxide", "Teile je Million", "ppm"),
        one("soundLevel", "Schallpegel", "Sound level", "Dezibel", "dB"),
        one("fillLevel", "Füllstand", "Filling", "Prozent", "%"),
        one("distance", "Abstand", "Distance", "Millimeter", "mm"),
        one("battery", "Batterie", "Battery", "Prozent", "%"),
        one("voltage", "Spannung", "Voltage", "Volt", "V"),
        Quantity { is_count: true, ..one("count", "Anzahl", "Number", "Anzahl", "") },
    ]
}

async fn entry(ctx: &Ctx, key: &str) -> Result<Entry, AppError> {
    let wanted = id(key)?;
    let entry = ctx.read(move |db| register::find_entry(db, wanted)).await?;
    if entry.state == State::Ended { Err(AppError::NotFound) } else { Ok(entry) }
}

/// An empty form.
pub(crate) async fn blank(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let entry = entry(&ctx, &key).await?;
    Ok(page(&ctx, &entry, &Fields::default(), &Errors::new()))
}

fn page(ctx: &Ctx, entry: &Entry, typed: &Fields, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let all = quantities();
    let labels: Vec<String> = all
        .iter()
        .map(|q| {
            let name = q.name.of(ctx.language);
            if q.sign.is_empty() { name.to_owned() } else { format!("{name} ({})", q.sign) }
        })
        .collect();
    let choices: Vec<Choice> =
        all.iter().zip(&labels).map(|(q, label)| Choice::new(q.key, label)).collect();
    let chosen: Vec<&str> = typed.all("misst").collect();
    let body = html! {
        (Form::post(&ctx.to(&format!("{DESK}/{}/messstelle", entry.id)), &ctx.form_token()).body(html! {
            (Field::new(say, "name", say.of("Name", "Name")).value(typed.get("name")).hint(say.of("Zum Beispiel: Pegel Mühlenbrücke", "For example: Gauge at the mill bridge")).error(errors.get("name")).max_length(NAME_CHARS_MAX).text())
            (Field::new(say, "beschreibung", say.of("Beschreibung", "Description")).value(typed.get("beschreibung")).optional().max_length(500).textarea(2))
            (Field::new(say, "ort", say.of("Wo steht das Gerät?", "Where is the device?")).value(typed.get("ort"))
                .hint(say.of("Eine Adresse der Stadt, oder Breite und Länge, zum Beispiel 51,5512; 6,6013", "An address of the town, or latitude and longitude, for example 51.5512; 6.6013"))
                .suggestions("/karte/adressen.json").error(errors.get("ort")).max_length(120).text())
            (Field::new(say, "misst", say.of("Was misst es?", "What does it measure?")).error(errors.get("misst")).checkboxes(&choices, &chosen))
            (buttons(button(Weight::Primary, say.of("Messstelle anlegen", "Add the station"))))
        }))
    };
    let page = frame
        .staff(say.of("Neue Messstelle", "New station"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .crumb(entry.record.title.of(spoken(say)), ctx.to(&format!("{DESK}/{}", entry.id)))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// Latitude and longitude as people write them: `51,5512; 6,6013` or `51.5512, 6.6013`.
fn coordinates(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = match text.split_once(';') {
        Some(pair) => pair,
        None => text.split_once(", ").or_else(|| text.split_once(' '))?,
    };
    let number = |t: &str| t.trim().trim_end_matches('°').replace(',', ".").parse::<f64>().ok();
    let (lat, lon) = (number(lat)?, number(lon)?);
    let is_near = (47.0..=56.0).contains(&lat) && (5.0..=16.0).contains(&lon);
    is_near.then_some((lon, lat))
}

/// Longitude and latitude of what was typed.
async fn place(ctx: &Ctx, text: &str) -> Result<Option<(f64, f64)>, AppError> {
    if let Some(found) = coordinates(text) {
        return Ok(Some(found));
    }
    let found = places::exactly(&ctx.town, text).await?;
    Ok(found.and_then(|a| lon_lat(a.x, a.y)))
}

/// Adds it.
pub(crate) async fn add(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let entry = entry(&ctx, &key).await?;
    let name = fields.text("name");
    let place = place(&ctx, &fields.text("ort")).await?;
    let all = quantities();
    let chosen: Vec<&Quantity> =
        all.iter().filter(|q| fields.all("misst").any(|m| m == q.key)).collect();
    let mut problem = Problem::new(
        "sensors/station",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        problem = problem.at("name", "Geben Sie einen Namen an.", "Enter a name.");
    }
    if place.is_none() {
        problem = problem.at(
            "ort",
            "Diesen Ort kennen wir nicht. Geben Sie eine Adresse der Stadt oder Breite und Länge an.",
            "We do not know this place. Enter an address of the town, or latitude and longitude.",
        );
    }
    if chosen.is_empty() {
        problem = problem.at("misst", "Wählen Sie, was gemessen wird.", "Choose what is measured.");
    }
    let (true, Some((lon, lat))) = (problem.fields.is_empty(), place) else {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return Ok(page(&ctx, &entry, &fields, &errors));
    };
    let body = body(&name, &fields.text("beschreibung"), (lon, lat), &chosen);
    let actor = ctx.actor.clone();
    let key = Key {
        id: 0,
        is_whole: true,
        things: std::collections::BTreeSet::new(),
        entry: Some(entry.id),
    };
    let caller = Caller { view: View { sight: Sight::All, ..View::default() }, key: Some(key) };
    let request = Resolved {
        method: Method::Post,
        path: "/Things".into(),
        query: String::new(),
        content_type: "application/json".into(),
        wants_entity: false,
        body: body.into_bytes(),
    };
    let answer = change_in_town(&ctx.town, &caller, request).await;
    if answer.status != 201 {
        return Err(AppError::internal(String::from_utf8_lossy(&answer.body).into_owned()));
    }
    let (town, wanted) = (Arc::clone(&ctx.town), entry.id);
    town.write(actor, move |tx| {
        crate::layer::draw(tx)?;
        Ok(Audit::of("sensors.station_added", wanted).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{DESK}/{}", entry.id)))
}

fn body(name: &str, about: &str, (lon, lat): (f64, f64), chosen: &[&Quantity]) -> String {
    const TYPES: &str = "http://www.opengis.net/def/observationType/OGC-OM/2.0/";
    let streams: Vec<serde_json::Value> = chosen
        .iter()
        .map(|q| {
            let kind = if q.is_count { "OM_CountObservation" } else { "OM_Measurement" };
            // The state of the battery is nobody's business outside.
            let properties = json!({ "public": !matches!(q.key, "battery" | "voltage") });
            json!({
                "name": q.name.de, "description": "", "observationType": format!("{TYPES}{kind}"),
                "unitOfMeasurement": { "name": q.unit, "symbol": q.sign, "definition": null },
                "properties": properties,
                "Sensor": { "name": name, "description": "", "encodingType": "text/html", "metadata": "" },
                "ObservedProperty": { "name": q.name.de, "definition": format!("urn:rathaus:quantity:{}", q.key), "description": "" },
            })
        })
        .collect();
    json!({
        "name": name, "description": about,
        "Locations": [{ "name": name, "description": "", "encodingType": "application/geo+json",
            "location": { "type": "Point", "coordinates": [lon, lat] } }],
        "Datastreams": streams,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_people_write_them() {
        for text in ["51,5512; 6,6013", "51.5512, 6.6013", "51.5512 6.6013", "51,5512°; 6,6013°"]
        {
            let (lon, lat) = coordinates(text).unwrap();
            assert!((lon - 6.6013).abs() < 1e-9 && (lat - 51.5512).abs() < 1e-9, "{text}");
        }
        for text in ["Marktplatz 1", "6.6, 51.5", "", "51,5"] {
            assert_eq!(coordinates(text), None, "{text}");
        }
    }
}
