//! What programs ask of `SensorThings`, and what they send.

use norm_sensorthings::Json;
use norm_sensorthings::batch::{boundary_of, parse_json_batch, parse_multipart};
use norm_sensorthings::check::check_query;
use norm_sensorthings::entity::{Purpose, read_entity};
use norm_sensorthings::model::EntityType;
use norm_sensorthings::path::{Resource, parse_path};
use norm_sensorthings::query::{Query, parse_filter};

use super::{first_line, text, texts};
use crate::Target;

/// A path and a query: what is understood is written and understood again as the same.
pub(crate) const QUESTION: Target = Target {
    name: "sensor-question",
    about: "paths and queries of SensorThings",
    run: |bytes| {
        let asked = text(bytes);
        let (path, query) = asked.split_once('?').unwrap_or((&asked, ""));
        if let Ok(resource) = parse_path(path) {
            let again = parse_path(&resource.to_string()).expect("a path it wrote itself");
            assert_eq!(again, resource, "a path changed by being written");
            let kind = match &resource {
                Resource::Entities(path) => path.entity(),
                _ => EntityType::Thing,
            };
            if let Ok(query) = Query::parse(query) {
                drop(check_query(&query, kind));
            }
        }
        if let Ok(filter) = parse_filter(query) {
            let again = parse_filter(&filter.to_string()).expect("a filter it wrote itself");
            assert_eq!(again.to_string(), filter.to_string(), "a filter changed by being written");
        }
    },
    seeds: || {
        texts(&[
            "/Things(1)/Datastreams(2)/Observations?$filter=result gt 5 and phenomenonTime lt 2026-01-01T00:00:00Z&$top=3&$skip=1&$count=true",
            "/Datastreams?$expand=Observations($top=1;$orderby=phenomenonTime desc;$select=result),Thing/Locations&$orderby=name asc,Thing/id desc",
            "/Things(1)/properties/a/$value",
            "/Observations/$ref?$filter=geo.distance(FeatureOfInterest/feature,geography'POINT(7 51)') lt 0.1",
            "x?substringof('a',name) or not (length(description) add 2 mul 3 ge 4.5e1) and year(phenomenonTime) eq 2026",
            "x?overlaps(phenomenonTime,2026-01-01T00:00:00Z/P1D) or Datastream/Thing/properties/deep/er[0] ne 'it''s'",
            "/Observations?$resultFormat=dataArray&$filter=validTime ge now() sub duration'PT1H'",
        ])
    },
    words: &[
        "$filter=",
        "$expand=",
        "$select=",
        "$orderby=",
        "$top=",
        " eq ",
        " and ",
        " or ",
        "not ",
        "(",
        ")",
        "/$ref",
        "/$value",
        "Observations",
        "phenomenonTime",
        "geography'",
        "duration'",
        "now()",
        "''",
    ],
};

/// A body for each kind of entity, named in its first line.
pub(crate) const BODY: Target = Target {
    name: "sensor-body",
    about: "entities of SensorThings as programs send them",
    run: |bytes| {
        let (kind, body) = first_line(bytes);
        let Ok(json) = Json::parse_bytes(body) else { return };
        let again = Json::parse(&json.to_string()).expect("JSON it wrote itself");
        assert_eq!(again.to_string(), json.to_string(), "JSON changed by being written");
        let kind = EntityType::ALL.into_iter().find(|k| k.set() == kind);
        let kind = kind.unwrap_or(EntityType::Thing);
        for purpose in [Purpose::Create(None), Purpose::Replace, Purpose::Update(None)] {
            drop(read_entity(&json, kind, purpose));
        }
    },
    seeds: || {
        texts(&[
            "Things\n{\"name\":\"a\",\"description\":\"\",\"properties\":{\"x\":[1,2.5e3,null,true]},\"Locations\":[{\"@iot.id\":1},{\"name\":\"l\",\"description\":\"\",\"encodingType\":\"application/geo+json\",\"location\":{\"type\":\"Point\",\"coordinates\":[7,51]}}]}",
            "Observations\n{\"phenomenonTime\":\"2026-05-01T10:00:00Z/2026-05-01T11:00:00+02:00\",\"result\":20.5,\"validTime\":\"2026-05-01T10:00:00Z/2026-05-01T11:00:00Z\",\"Datastream\":{\"@iot.id\":1},\"parameters\":{\"a\":\"\\u00e4\"}}",
            "FeaturesOfInterest\n{\"name\":\"f\",\"description\":\"\",\"encodingType\":\"application/geo+json\",\"feature\":{\"type\":\"Polygon\",\"coordinates\":[[[7,51],[8,51],[8,52],[7,51]]]}}",
            "MultiDatastreams\n{\"name\":\"m\",\"description\":\"\",\"observationType\":\"x\",\"multiObservationDataTypes\":[\"a\",\"b\"],\"unitOfMeasurements\":[{},{}],\"Thing\":{\"@iot.id\":1},\"Sensor\":{\"@iot.id\":1},\"ObservedProperties\":[{\"@iot.id\":1},{\"@iot.id\":2}]}",
        ])
    },
    words: &[
        "{",
        "}",
        "[",
        "]",
        "\"@iot.id\":",
        "\"Point\"",
        "null",
        "1e999",
        "\\ud800",
        "/",
        "P1D",
    ],
};

/// A batch: the first line is its media type.
pub(crate) const BATCH: Target = Target {
    name: "sensor-batch",
    about: "batches of SensorThings in both forms",
    run: |bytes| {
        let (kind, body) = first_line(bytes);
        match boundary_of(&kind) {
            Some(boundary) => drop(parse_multipart(body, boundary)),
            None => {
                if let Ok(json) = Json::parse_bytes(body) {
                    drop(parse_json_batch(&json));
                }
            }
        }
    },
    seeds: || {
        texts(&[
            "multipart/mixed;boundary=b\n--b\r\nContent-Type: application/http\r\n\r\nGET Things?$filter=name eq 'x' HTTP/1.1\r\nHost: x\r\n\r\n\r\n--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST Things HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n--c--\r\n--b--\r\n",
            "application/json\n{\"requests\":[{\"id\":\"1\",\"method\":\"get\",\"url\":\"Things\"},{\"id\":\"2\",\"atomicityGroup\":\"g\",\"dependsOn\":[\"1\"],\"method\":\"post\",\"url\":\"$1/Datastreams\",\"body\":{}}]}",
        ])
    },
    words: &[
        "--b",
        "--b--",
        "--c",
        "\r\n\r\n",
        "HTTP/1.1",
        "Content-Type: ",
        "\"requests\"",
        "\"id\"",
        "GET ",
        "PATCH ",
    ],
};
