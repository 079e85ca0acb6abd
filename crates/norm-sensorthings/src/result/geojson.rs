//! `GeoJSON` for maps.

use std::fmt::Write;

use crate::geometry::read_geojson_feature;
use crate::json::{Json, Object, quote};
use crate::limits::JSON_DEPTH_MAX;
use crate::write::Out;

/// Decimals of coordinates: a centimetre on the ground.
const DECIMALS: u8 = 7;

/// A row for a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeatureRow<'a> {
    /// Id of the feature.
    pub id: Option<Json>,
    /// Names and values, names with `/` for related entities. The first value that is a geometry
    /// becomes the geometry of the feature; objects are flattened.
    pub values: Vec<(String, Out<'a>)>,
}

/// Writes a `FeatureCollection` row by row into a text.
#[derive(Debug)]
pub struct GeoJsonWriter<'o> {
    out: &'o mut String,
    is_first: bool,
}

/// Properties that may hold the geometry of a feature.
const PLACES: [&str; 3] = ["location", "feature", "observedArea"];

impl<'o> GeoJsonWriter<'o> {
    /// Begins a collection.
    pub fn new(out: &'o mut String) -> Self {
        out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
        Self { out, is_first: true }
    }

    /// Writes a feature.
    pub fn row(&mut self, row: &FeatureRow<'_>) {
        let mut geometry = None;
        let mut properties = Vec::new();
        for (name, value) in &row.values {
            let last = name.rsplit('/').next().unwrap_or_default();
            let json = value.to_json();
            if PLACES.contains(&last)
                && let Ok(Some(found)) = read_geojson_feature(&json)
            {
                geometry = geometry.or(Some(found));
                continue;
            }
            flatten(&mut properties, name, json, 0);
        }
        self.out.push_str(if self.is_first { "" } else { "," });
        self.is_first = false;
        self.out.push_str("{\"type\":\"Feature\",");
        if let Some(id) = &row.id {
            self.put(format_args!("\"id\":{id},"));
        }
        let properties: Object = properties.into_iter().collect();
        let geometry = geometry.map_or(Json::Null, |g| g.to_geojson(Some(DECIMALS)));
        self.put(format_args!("\"geometry\":{geometry},\"properties\":{properties}}}"));
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.out.write_fmt(text).unwrap_or_default();
    }

    /// Ends the collection, with the address of the next page if there is one.
    pub fn end(self, next_link: Option<&str>) {
        self.out.push(']');
        if let Some(next) = next_link {
            self.out.push_str(",\"@iot.nextLink\":");
            quote(self.out, next).unwrap_or_default();
        }
        self.out.push('}');
    }
}

/// Puts a value, and of an object each of its parts, under names with `/` between.
fn flatten(properties: &mut Vec<(String, Json)>, name: &str, value: Json, depth: usize) {
    match value {
        Json::Null => {}
        Json::Object(object) if depth < JSON_DEPTH_MAX => {
            for (inner, value) in object.iter() {
                flatten(properties, &format!("{name}/{inner}"), value.clone(), depth + 1);
            }
        }
        value => properties.push((name.to_owned(), value)),
    }
}
