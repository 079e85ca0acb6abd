//! A small town of entities for tests, and where test data lies.

use std::path::PathBuf;

use norm_sensorthings::Json;
use norm_sensorthings::check::{check_filter, check_query};
use norm_sensorthings::evaluate::{Entities, Evaluator, Row, Surroundings, World, page};
use norm_sensorthings::json::Object;
use norm_sensorthings::model::EntityType;
use norm_sensorthings::query::{Query, QueryError, parse_filter};

/// Reads JSON that the test wrote.
pub fn json(text: &str) -> Json {
    Json::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub fn object(text: &str) -> Object {
    json(text).as_object().cloned().expect("an object")
}

/// The folder of the test data, or `None` with a loud word.
pub fn data() -> Option<PathBuf> {
    let shared = match std::env::var("RATHAUS_SHARED_DATA") {
        Ok(path) => PathBuf::from(path),
        Err(_) => PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
            .join("../../../shared/data"),
    };
    let folder = shared.join("smartcity");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there", folder.display());
    None
}

/// Two stations: one with a gauge of twelve observations, one that measures nothing.
pub fn town() -> Entities {
    let mut town = Entities::new();
    let bridge = town.insert(
        EntityType::Thing,
        1,
        object(
            r#"{"@iot.id":1,"name":"Pegel Brücke","description":"Messstelle","properties":
                {"int":10,"text":"5","deep":{"list":[1,{"a":"b"}]},"public":true,"none":null}}"#,
        ),
    );
    let market = town.insert(
        EntityType::Thing,
        2,
        object(r#"{"name":"Bin market","description":"it's full","properties":{"int":9}}"#),
    );
    let place = town.insert(
        EntityType::Location,
        1,
        object(
            r#"{"name":"Bridge","encodingType":"application/geo+json",
                "location":{"type":"Point","coordinates":[8.1,54.1]}}"#,
        ),
    );
    let other = town.insert(
        EntityType::Location,
        2,
        object(
            r#"{"name":"Line","encodingType":"application/geo+json",
                "location":{"type":"LineString","coordinates":[[8,52],[9,52]]}}"#,
        ),
    );
    let level = town.insert(
        EntityType::Datastream,
        1,
        object(
            r#"{"name":"level","unitOfMeasurement":{"name":"metre","symbol":"m","definition":null},
                "phenomenonTime":"2026-05-04T00:00:00Z/2026-05-04T11:00:00Z"}"#,
        ),
    );
    let rain = town.insert(EntityType::Datastream, 2, object(r#"{"name":"rain"}"#));
    let property = town.insert(EntityType::ObservedProperty, 1, object(r#"{"name":"height"}"#));
    town.link(&bridge, "Locations", &place);
    town.link(&market, "Locations", &other);
    town.link(&bridge, "Datastreams", &level);
    town.link(&bridge, "Datastreams", &rain);
    town.link(&level, "ObservedProperty", &property);
    for n in 1..=12_i64 {
        let text = format!(
            r#"{{"phenomenonTime":"2026-05-04T{:02}:30:00Z","result":{n},"resultTime":{},
                "parameters":{{"odd":{}}}}}"#,
            n - 1,
            if n > 6 { "\"2026-05-04T12:00:00.250Z\"" } else { "null" },
            n % 2 == 1,
        );
        let observation = town.insert(EntityType::Observation, n, object(&text));
        town.link(&level, "Observations", &observation);
    }
    let day = town.insert(
        EntityType::Observation,
        13,
        object(
            r#"{"phenomenonTime":"2026-05-04T00:00:00Z/2026-05-05T00:00:00Z","result":"dry",
                "validTime":"2026-05-04T00:00:00Z/2026-06-04T00:00:00Z"}"#,
        ),
    );
    town.link(&rain, "Observations", &day);
    town
}

/// The ids of the entities for which a filter holds.
pub fn filtered(
    town: &Entities,
    entity: EntityType,
    filter: &str,
) -> Result<Vec<String>, QueryError> {
    let scope = check_filter(&parse_filter(filter)?, entity)?;
    let zone = |name: &str| jiff::tz::TimeZone::get(name).ok();
    let now = "2026-05-04T12:00:00Z".parse().expect("a time");
    let mut evaluator = Evaluator::new(town, Surroundings { now, zone: &zone });
    let holds = |row: &Row| evaluator.holds(&scope, row).expect("few combinations");
    Ok(town.all(entity).into_iter().filter(holds).map(|row| row.id.to_string()).collect())
}

/// The ids of the rows a query gives, in order, and the number of all.
pub fn paged(town: &Entities, entity: EntityType, query: &str) -> (Vec<String>, usize) {
    let query = Query::parse(query).unwrap_or_else(|e| panic!("{query}: {e}"));
    let query = check_query(&query, entity).unwrap_or_else(|e| panic!("{e}"));
    let surroundings = Surroundings::at("2026-05-04T12:00:00Z".parse().expect("a time"));
    let page = page(town, town.all(entity), &query, surroundings).expect("few combinations");
    (page.rows.into_iter().map(|row| row.id.to_string()).collect(), page.count)
}
