//! Random filters and orders over one town of entities: what the server answers is what the
//! reference evaluator finds in the same entities in memory.

use jiff::Timestamp;
use norm_sensorthings::Json;
use norm_sensorthings::check::check_query;
use norm_sensorthings::evaluate::{Entities, Row, Surroundings, World, page};
use norm_sensorthings::json::Object;
use norm_sensorthings::model::{EntityType, Id};
use norm_sensorthings::query::Query;

use super::{Server, encoded};

/// Filters tried per engine.
const TRIES: usize = 150;

/// Numbers that look random and are the same each time (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }
}

const OPS: [&str; 6] = ["eq", "ne", "gt", "ge", "lt", "le"];
const TIMES: [&str; 6] = [
    "2026-05-01T10:00:00Z",
    "2026-05-01T12:00:00+02:00",
    "2026-05-01T11:00:00Z/2026-05-01T12:00:00Z",
    "2026-04-30T00:00:00Z/2026-05-02T00:00:00Z",
    "2026-05-01T11:30:00.5Z",
    "9000-12-31T00:00:00Z",
];
const WORDS: [&str; 7] = ["'3'", "'Zimt'", "'Ärger'", "'a'", "'true'", "''", "'Station 2'"];
const PLACES: [&str; 3] = [
    "geography'POLYGON ((6 51, 7 51, 7 52, 6 52, 6 51))'",
    "geography'POINT (6.5 51.5)'",
    "geography'LINESTRING (6 51, 7 52)'",
];

/// Comparisons of what every entity with a name has.
fn named(dice: &mut Dice, p: &str) -> Vec<String> {
    let (op, word) = (dice.of(&OPS), dice.of(&WORDS));
    let number = dice.of(&["0", "1", "2", "3.5"]);
    let texts = dice.of(&["startswith", "endswith", "contains"]);
    vec![
        format!("{p}name {op} {word}"),
        format!("{texts}({p}name,{})", dice.of(&["'S'", "'2'", "'tat'", "'ä'", "''"])),
        format!("tolower({p}name) eq 'station 1'"),
        format!("length({p}name) {op} 5"),
        format!("{p}id {op} {}", dice.of(&["1", "2", "3", "'2'", "2.5"])),
        format!("{p}description eq null"),
        format!("{p}properties/a {op} {number}"),
        format!("{p}properties/b/c {op} {word}"),
        format!("{p}properties eq null"),
    ]
}

/// A value of a property and what it may be compared with.
fn atom(dice: &mut Dice, kind: EntityType, prefix: &str) -> String {
    let op = dice.of(&OPS);
    let number = dice.of(&["0", "1", "2", "3.5", "-1", "10", "9007199254740993"]);
    let time = dice.of(&TIMES);
    let word = dice.of(&WORDS);
    let place = dice.of(&PLACES);
    let spatial =
        dice.of(&["st_within", "st_intersects", "st_equals", "st_contains", "st_disjoint"]);
    let relation = dice.of(&["before", "after", "meets", "overlaps", "starts", "finishes"]);
    let p = prefix;
    let own: Vec<String> = match kind {
        EntityType::Observation => vec![
            format!("{p}result {op} {number}"),
            format!("{p}result {op} {word}"),
            format!("{p}result eq {}", dice.of(&["null", "true", "'offen'"])),
            format!("{p}result ne 'offen'"),
            format!("{p}result in (1, 3.5, 'offen')"),
            format!("{p}result add 1 {op} {number}"),
            format!("round({p}result) eq 4"),
            format!("{p}phenomenonTime {op} {time}"),
            format!("{p}phenomenonTime {op} {time}"),
            format!("{relation}({p}phenomenonTime,{time})"),
            format!("during({p}phenomenonTime,{})", TIMES[2]),
            format!("{p}resultTime {op} {}", TIMES[0]),
            format!("{p}resultTime {} null", dice.of(&["eq", "ne"])),
            format!("{p}resultTime {op} {p}phenomenonTime"),
            format!("{p}validTime {op} {time}"),
            format!("{p}phenomenonTime lt now() sub duration'P3D'"),
            format!("{p}phenomenonTime {op} now()"),
            format!("hour({p}phenomenonTime,'Europe/Berlin') {op} 12"),
            format!("{p}parameters/n {op} {number}"),
            format!("{p}parameters/n {op} '5'"),
            format!("{p}id {op} {}", dice.of(&["1", "7", "12"])),
        ],
        EntityType::Datastream => vec![
            format!("{p}phenomenonTime {op} {time}"),
            format!("{p}resultTime {} null", dice.of(&["eq", "ne"])),
            format!("{p}unitOfMeasurement/symbol {op} '°C'"),
            format!("{spatial}({p}observedArea,{place})"),
        ],
        EntityType::Location => vec![
            format!("{spatial}({p}location,{place})"),
            format!("{spatial}({place},{p}location)"),
            format!("geo.distance({p}location,{}) {op} 0.7", PLACES[1]),
        ],
        EntityType::FeatureOfInterest => vec![
            format!("{spatial}({p}feature,{place})"),
            format!("geo.distance({p}feature,{}) lt 0.3", PLACES[1]),
        ],
        _ => Vec::new(),
    };
    let has_names = kind != EntityType::Observation && kind != EntityType::HistoricalLocation;
    let mut all = own;
    if has_names {
        all.extend(named(dice, p));
    }
    if all.is_empty() {
        return format!("{p}id {op} 1");
    }
    all.swap_remove(dice.roll(all.len()))
}

fn filter(dice: &mut Dice, kind: EntityType, prefix: &str, depth: usize) -> String {
    if depth == 0 || dice.roll(3) == 0 {
        return atom(dice, kind, prefix);
    }
    match dice.roll(6) {
        0 => format!("not ({})", filter(dice, kind, prefix, depth - 1)),
        1 | 2 => {
            let word = dice.of(&["and", "or"]);
            let left = filter(dice, kind, prefix, depth - 1);
            format!("({left}) {word} ({})", filter(dice, kind, prefix, depth - 1))
        }
        3 => {
            let lists: Vec<_> = kind.relations().iter().filter(|r| r.is_many).collect();
            if lists.is_empty() {
                return atom(dice, kind, prefix);
            }
            let relation = lists[dice.roll(lists.len())];
            let inner = filter(dice, relation.to, "x/", 0);
            format!("{prefix}{}/any(x: {inner})", relation.name)
        }
        _ => {
            let relations = kind.relations();
            let relation = &relations[dice.roll(relations.len())];
            filter(dice, relation.to, &format!("{prefix}{}/", relation.name), depth - 1)
        }
    }
}

const SETS: [EntityType; 6] = [
    EntityType::Observation,
    EntityType::Thing,
    EntityType::Datastream,
    EntityType::Location,
    EntityType::FeatureOfInterest,
    EntityType::MultiDatastream,
];

fn orders(kind: EntityType) -> &'static [&'static str] {
    match kind {
        EntityType::Observation => &[
            "id",
            "phenomenonTime desc",
            "result",
            "result desc",
            "resultTime desc",
            "Datastream/name,phenomenonTime",
            "parameters/n",
            "validTime",
            "Datastream/Thing/name desc,id desc",
        ],
        EntityType::Datastream => {
            &["name desc", "unitOfMeasurement", "phenomenonTime", "Thing/name", "observedArea"]
        }
        EntityType::Location => &["location", "name"],
        _ => &["id", "name desc", "properties", "properties/a desc", "length(name)"],
    }
}

/// Fills a server with few entities of many kinds.
async fn fill(server: &Server) {
    let results = [
        "1",
        "2",
        "3.50",
        "10",
        "-1",
        "\"offen\"",
        "\"3\"",
        "true",
        "null",
        "{\"a\":1}",
        "[1,2]",
        "9007199254740993",
        "1e400",
        "\"Ärger\"",
    ];
    for n in 1..=3 {
        let mut observations = Vec::new();
        for (k, result) in results.iter().enumerate() {
            let time = match k % 3 {
                0 => format!("2026-05-01T{:02}:00:00Z", 9 + k % 4),
                1 => "2026-05-01T11:00:00Z/2026-05-01T12:00:00Z".to_owned(),
                _ => format!("2026-05-01T11:30:00.{n}Z"),
            };
            let more = match k % 4 {
                0 => r#","resultTime":"2026-05-01T10:00:00Z""#,
                1 => {
                    r#","parameters":{"n":5},"validTime":"2026-05-01T00:00:00Z/2026-05-02T00:00:00Z""#
                }
                2 => r#","parameters":{"n":"5"}"#,
                _ => "",
            };
            observations.push(format!(r#"{{"phenomenonTime":"{time}","result":{result}{more}}}"#));
        }
        let all = observations.join(",");
        let properties =
            ["", r#""properties":{"a":1,"b":{"c":"a"}},"#, r#""properties":{"a":"3"},"#][n - 1];
        let body = format!(
            r#"{{"name":"Station {n}","description":"","Locations":[{{"name":"Ort {n}","description":"",
            "encodingType":"application/geo+json","location":{{"type":"Point","coordinates":[{x},51.5]}}}}],{properties}
            "Datastreams":[{{"name":"Zimt","description":"","observationType":"t","unitOfMeasurement":{{"name":null,"symbol":"°C","definition":null}},
            "Sensor":{{"name":"S{n}","description":"","encodingType":"x","metadata":{{"m":1}}}},
            "ObservedProperty":{{"name":"P{n}","definition":"http://x","description":""}},"Observations":[{all}]}},
            {{"name":"leer {n}","description":"","observationType":"t","unitOfMeasurement":{{"name":null,"symbol":null,"definition":null}},
            "properties":{{"a":{n}}},"Sensor":{{"name":"T{n}","description":"","encodingType":"x","metadata":"m"}},
            "ObservedProperty":{{"name":"Q{n}","definition":"http://x","description":""}}}}]}}"#,
            x = 6.0 + 0.5 * f64::from(u32::try_from(n).unwrap_or(0)),
        );
        server.post("/Things", &body).await;
    }
    server.post("/Things", r#"{"name":"allein","description":""}"#).await;
    server
        .post(
            "/Locations",
            r#"{"name":"ohne","description":"","encodingType":"text/plain","location":"hier"}"#,
        )
        .await;
    let multi = r#"{"name":"Wind","description":"","multiObservationDataTypes":["a","b"],
        "unitOfMeasurements":[{"name":"m","symbol":"m","definition":null},{"name":"n","symbol":"n","definition":null}],
        "Thing":{"@iot.id":1},"Sensor":{"@iot.id":1},"ObservedProperties":[{"@iot.id":2},{"@iot.id":1}],
        "Observations":[{"result":[1,2],"phenomenonTime":"2026-05-02T00:00:00Z"}]}"#;
    server.post("/MultiDatastreams", multi).await;
}

/// The entities of a server, read through its door.
async fn mirror(server: &Server) -> Entities {
    let mut world = Entities::new();
    let mut rows = Vec::new();
    for kind in EntityType::ALL {
        let all = server.get(&format!("/{}?$top=1000", kind.set())).await.is(200).json();
        for entity in all.get("value").and_then(Json::as_array).unwrap_or_default() {
            let id = entity.get("@iot.id").and_then(|i| i.as_number()?.as_i64()).expect("an id");
            let own: Object = entity
                .as_object()
                .expect("an entity")
                .iter()
                .filter(|(name, _)| !name.contains("@iot."))
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect();
            rows.push((world.insert(kind, id, own), id));
        }
    }
    for (row, id) in rows {
        for relation in row.entity.relations().iter().filter(|r| r.is_many) {
            let path =
                format!("/{}({id})/{}?$top=1000&$select=id", row.entity.set(), relation.name);
            for other in server.get(&path).await.is(200).ids() {
                world.link(
                    &row,
                    relation.name,
                    &Row { entity: relation.to, id: Id::Number(other) },
                );
            }
        }
    }
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_those_of_the_reference_evaluator() {
    for server in Server::all().await {
        // Strange questions by the thousand, on machines that do other things as well.
        let turns = server.town.town.part::<crate::routes::Turns>();
        turns.reading.set(std::time::Duration::from_mins(5)).expect("nobody has asked");
        fill(&server).await;
        let world = mirror(&server).await;
        let now: Timestamp = "2026-05-04T08:00:00Z".parse().expect("an instant");
        let zone = |name: &str| jiff::tz::TimeZone::get(name).ok();
        let mut dice = Dice(7);
        let mut found_some = 0;
        for _ in 0..TRIES {
            let kind = SETS[dice.roll(SETS.len())];
            let text = filter(&mut dice, kind, "", 3);
            let order = dice.of(orders(kind));
            let top = dice.roll(8) + 1;
            let skip = dice.roll(4);
            let asked =
                format!("$filter={text}&$orderby={order}&$top={top}&$skip={skip}&$count=true");
            let got = server.get(&format!("/{}?{asked}", kind.set())).await;
            let Ok(checked) = Query::parse(&encoded(&asked)).and_then(|q| check_query(&q, kind))
            else {
                assert_eq!(got.status, 400, "{asked}: {}", got.text);
                continue;
            };
            assert_eq!(got.status, 200, "{} {asked}: {}", kind.set(), got.text);
            let wanted = page(&world, world.all(kind), &checked, Surroundings { now, zone: &zone })
                .expect("a small world");
            let ids: Vec<Id> = got.ids().into_iter().map(Id::Number).collect();
            let expected: Vec<Id> = wanted.rows.into_iter().map(|row| row.id).collect();
            assert_eq!(ids, expected, "{} {asked}", kind.set());
            assert_eq!(got.at("/@iot.count"), wanted.count.to_string(), "{} {asked}", kind.set());
            assert_eq!(got.at("/@iot.nextLink") != "-", wanted.has_more, "{} {asked}", kind.set());
            found_some += usize::from(!ids.is_empty());
        }
        assert!(found_some > TRIES / 8, "only {found_some} of {TRIES} filters found anything");
    }
}

/// Filters that are split between the row and its related rows.
#[tokio::test(flavor = "multi_thread")]
async fn split_filters_mean_the_same() {
    for server in Server::all().await {
        fill(&server).await;
        for (filter, count) in [
            ("Datastream/id eq 1", 14),
            ("1 eq Datastream/id and result eq 2", 1),
            ("Datastream/id eq 1 and Datastream/id eq 3", 0),
            ("Datastream/id eq 7", 0),
            ("MultiDatastream/id eq 7", 1),
            ("Datastream/id eq 1 or Datastream/id eq 3", 28),
            (
                "Datastream/id eq 1 and Datastream/Thing/name eq 'Station 1' and phenomenonTime ge 2026-05-01T11:30:00Z",
                5,
            ),
            ("Datastream/id eq 1 and round(result) eq 2 and phenomenonTime lt now()", 1),
        ] {
            let got = server
                .get(&format!("/Observations?$count=true&$top=0&$filter={filter}"))
                .await
                .is(200);
            assert_eq!(got.at("/@iot.count"), count.to_string(), "{filter}");
        }
    }
}
