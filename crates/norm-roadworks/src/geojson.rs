//! Plain `GeoJSON` for maps: few properties, plain names.

use serde_json::{Value as Json, json};

use crate::model::{Feed, Work};
use crate::wzdx;

/// The feed as a collection of features in WGS 84.
pub fn write(feed: &Feed) -> String {
    let features: Vec<Json> = feed.works.iter().map(feature).collect();
    let out = json!({
        "type": "FeatureCollection",
        "timeStamp": feed.info.update_date,
        "attribution": feed.info.publisher,
        "features": features,
    });
    format!("{out:#}\n")
}

fn feature(work: &Work) -> Json {
    let impact = work.zone.as_ref().map_or("detour", |zone| zone.vehicle_impact.word());
    json!({
        "type": "Feature",
        "id": work.id,
        "geometry": wzdx::geometry(&work.place),
        "properties": {
            "name": work.core.name,
            "description": work.core.description,
            "streets": work.core.road_names,
            "from": work.span.beginning_cross_street,
            "to": work.span.ending_cross_street,
            "start": work.span.start_date,
            "end": work.span.end_date,
            "status": work.status().word(),
            "impact": impact,
            "impact_de": work.impact_german(),
            "direction": work.core.direction.word(),
            "updated": work.core.update_date,
        },
    })
}
