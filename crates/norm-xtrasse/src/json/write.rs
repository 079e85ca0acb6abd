//! Writes JSON-FG as the tool of the standard's body does.

use serde_json::{Map, Value as Json, json};

use super::{SCHEMA, shape};
use crate::crs::Crs;
use crate::value::{Collection, Feature, Record, Value};

/// The file: the same collection gives the same bytes.
pub fn write(collection: &Collection) -> String {
    let crs = collection.features.iter().find_map(Feature::geometry).map(|g| g.crs);
    let crs = crs.unwrap_or(Crs::UTM32).address();
    let number = collection.version.number();
    let href = format!("{SCHEMA}/-/raw/main/json/{number}/featurecollection.json");
    let features: Vec<String> =
        collection.features.iter().map(|one| format!("  {}", feature(one))).collect();
    let link = json!({
        "href": href,
        "rel": "describedby",
        "type": "application/schema+json",
        "title": "JSON Schema of this document",
    });
    let crs = Json::from(crs);
    let features = features.join(",\n");
    format!(
        "{{\n\"type\": \"FeatureCollection\",\n\"coordRefSys\": {crs},\n\"features\": [\n\
         {features}\n],\n\"links\": [{link}]\n}}\n"
    )
}

/// One object as a JSON-FG feature: `geometry` in WGS 84, `place` in its own system.
pub fn feature(feature: &Feature) -> Json {
    let mut properties = Map::new();
    record(&feature.properties, &feature.class.attributes, &mut properties);
    let mut out = json!({
        "type": "Feature",
        "id": feature.id.to_string(),
        "featureType": feature.class.name,
        "properties": properties,
        "time": null,
        "geometry": null,
        "place": null,
    });
    let Some(geometry) = feature.geometry() else { return out };
    let world = geometry.to(Crs::WGS84);
    if geometry.crs != Crs::WGS84 {
        out["place"] = shape::write(&geometry.shape);
        out["coordRefSys"] = Json::from(geometry.crs.address());
    }
    if let Some(world) = world {
        out["geometry"] = shape::write(&world.shape);
        if let Some(bounds) = world.shape.bounds() {
            out["bbox"] = json!(bounds);
        }
    }
    out
}

fn record(record: &Record, attributes: &[crate::model::Attribute], out: &mut Map<String, Json>) {
    for attribute in attributes {
        let mut values = record.all(attribute.name).filter_map(value).peekable();
        if values.peek().is_none() {
            continue;
        }
        let json = if attribute.many { values.collect() } else { values.next().into() };
        out.insert(attribute.name.to_owned(), json);
    }
}

fn value(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Text(text) | Value::Uri(text) => Json::from(text.as_str()),
        Value::Code(code) => Json::from(*code),
        Value::Bool(value) => Json::from(*value),
        Value::Integer(value) => Json::from(*value),
        Value::Date(date) => Json::from(date.to_string()),
        Value::Measure(measure) => json!({ "value": measure.value, "uom": measure.uom }),
        Value::Reference(id) => Json::from(id.to_string()),
        Value::Data(class, inner) => {
            let mut map = Map::new();
            record(inner, &class.attributes, &mut map);
            Json::Object(map)
        }
        Value::Geometry(_) => return None,
    })
}
