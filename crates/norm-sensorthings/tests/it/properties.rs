//! What holds for all inputs: round trips, no panic, laws of the evaluator.

use std::fmt::Write;

use norm_sensorthings::Json;
use norm_sensorthings::batch::{parse_json_batch, parse_multipart};
use norm_sensorthings::check::{check_filter, check_query};
use norm_sensorthings::data_array::read_create_observations;
use norm_sensorthings::entity::{Purpose, apply_json_patch, read_entity};
use norm_sensorthings::geometry::{Geometry, SpatialRelation, parse_wkt, read_geojson};
use norm_sensorthings::json::Number;
use norm_sensorthings::lorawan::{decoders, read_chirpstack, read_things_stack};
use norm_sensorthings::model::{EntityType, Id};
use norm_sensorthings::mqtt::{parse_publication, parse_subscription};
use norm_sensorthings::path::parse_path;
use norm_sensorthings::query::{
    Arithmetic, Comparison, Connective, Expr, Function, Kind, Literal, Path, Query, Span, Step,
    parse_filter, parse_order,
};
use norm_sensorthings::time::{Instant, Interval, TimeValue, format_duration, parse_duration};
use proptest::prelude::*;

use crate::town::{filtered, town};

fn name() -> impl Strategy<Value = String> {
    // Not a word of the language.
    "[a-zß][a-zA-Z0-9_.ä-]{0,6}".prop_map(|n| format!("x{n}"))
}

fn instant() -> impl Strategy<Value = Instant> {
    (0_i64..4_000_000_000, 0_i32..1_000_000_000, -18_i32..=18).prop_map(|(s, n, hours)| {
        let at = jiff::Timestamp::new(s, n).expect("within the years that exist");
        let offset = jiff::tz::Offset::from_seconds(hours * 2700).expect("an offset");
        let local = offset.to_datetime(at);
        let (sign, minutes) = (if hours < 0 { '-' } else { '+' }, hours.abs() * 45);
        let text = format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        text.parse().expect("a time")
    })
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let number = (-900_i32..=900).prop_map(|n| f64::from(n) / 10.0);
    let position = (number.clone(), number);
    prop_oneof![
        position.clone().prop_map(|(x, y)| format!("POINT ({x} {y})")),
        prop::collection::vec(position.clone(), 2..6)
            .prop_map(|p| format!("LINESTRING {}", listed(&p))),
        prop::collection::vec(position, 3..7).prop_map(|mut p| {
            p.push(p[0]);
            format!("POLYGON ({})", listed(&p))
        }),
    ]
    .prop_map(|text| parse_wkt(&text).expect("sound"))
}

fn listed(positions: &[(f64, f64)]) -> String {
    let all: Vec<String> = positions.iter().map(|(x, y)| format!("{x} {y}")).collect();
    format!("({})", all.join(", "))
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Bool),
        any::<i64>().prop_map(|n| Literal::Number(Number::from(n))),
        any::<f64>().prop_filter_map("finite", |n| Number::from_f64(n).map(Literal::Number)),
        "[1-9]{1,4}(\\.[0-9]{1,3})?(e[+-]?[0-9]{1,2})?"
            .prop_filter_map("a number", |n| Number::parse(&n).map(Literal::Number)),
        "\\PC{0,8}".prop_map(Literal::Text),
        instant().prop_map(|i| Literal::Time(TimeValue::Instant(i))),
        (instant(), instant()).prop_filter_map("in order", |(a, b)| {
            Interval::new(a, b).map(|i| Literal::Time(TimeValue::Interval(i)))
        }),
        (1_i16..9999, 1_i8..=12, 1_i8..=28)
            .prop_map(|(y, m, d)| Literal::Date(jiff::civil::date(y, m, d))),
        (0_i8..24, 0_i8..60, 0_i8..60, 0_i32..1_000_000_000)
            .prop_map(|(h, m, s, n)| Literal::TimeOfDay(jiff::civil::time(h, m, s, n))),
        any::<i32>().prop_map(|s| Literal::Duration(jiff::SignedDuration::from_millis(s.into()))),
        geometry().prop_map(Literal::Geometry),
    ]
}

fn path() -> impl Strategy<Value = Path> {
    let more = prop_oneof![
        name().prop_map(|n| Step::Name(n, Span::default())),
        "(and|eq|true|null|5)".prop_map(|n| Step::Name(n, Span::default())),
        (0_u32..99).prop_map(Step::Index),
    ];
    (name(), prop::collection::vec(more, 0..4)).prop_map(|(first, rest)| {
        let mut steps = vec![Step::Name(first, Span::default())];
        steps.extend(rest);
        Path { steps }
    })
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![literal().prop_map(Kind::Literal), path().prop_map(Kind::Path)];
    let leaf = leaf.prop_map(Expr::from);
    leaf.prop_recursive(5, 40, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let functions: Vec<Function> = Function::all().collect();
        prop_oneof![
            boxed.clone().prop_map(Kind::Not),
            boxed.clone().prop_map(Kind::Negate),
            (any::<bool>(), prop::collection::vec(inner.clone(), 2..4)).prop_map(|(is_and, t)| {
                Kind::Logic(if is_and { Connective::And } else { Connective::Or }, t)
            }),
            (0_usize..6, boxed.clone(), boxed.clone()).prop_map(|(n, a, b)| Kind::Compare(
                Comparison::ALL[n].0,
                a,
                b
            )),
            (0_usize..5, boxed.clone(), boxed.clone()).prop_map(|(n, a, b)| Kind::Calculate(
                Arithmetic::ALL[n].0,
                a,
                b
            )),
            (boxed.clone(), prop::collection::vec(inner.clone(), 1..3))
                .prop_map(|(value, items)| Kind::In(value, items)),
            (path(), name(), boxed).prop_map(|(path, variable, condition)| Kind::Any {
                path,
                variable: variable.replace(['.', '-'], "_"),
                condition
            }),
            (prop::sample::select(functions), prop::collection::vec(inner, 3)).prop_map(
                |(function, mut arguments)| {
                    arguments.truncate(function.arguments().0);
                    Kind::Call(function, arguments)
                }
            ),
        ]
        .prop_map(Expr::from)
    })
}

/// Texts that look like queries, so that the deeper parts are reached, too.
fn noise() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z/()',;:=$@.0-9 \\[\\]-]{1,6}",
        "(Datastreams|Observations|result|name|Thing|properties|location|phenomenonTime)",
        "( eq | and | or | not | gt | add | in |any\\(x:|desc|,|\\(|\\)|/|;|=)",
        "(\\$filter|\\$expand|\\$select|\\$top|\\$orderby|\\$skip|\\$count|&|%24|%)",
        "(2026-05-04T00:00:00Z|/|geography'POINT \\(1 2\\)'|duration'PT1S'|'a''b'|5|-1.5e3|null|true)",
        "\\PC{1,3}",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_written_is_read_the_same(expr in expr()) {
        let text = expr.to_string();
        let read = parse_filter(&text);
        prop_assert_eq!(read.as_ref().map_err(|e| format!("{text}\n{e}")), Ok(&expr));
    }

    #[test]
    fn queries_survive_their_links(filter in expr(), key in expr(), top in any::<u32>(), inner in expr()) {
        let text = format!(
            "$filter={}&$orderby={} desc&$top={top}&$expand=A($filter={};$select=b/c;$expand=D),E/F",
            encoded(&filter), encoded(&key), encoded(&inner)
        );
        let query = Query::parse(&text).map_err(|e| TestCaseError::fail(format!("{text}\n{e}")))?;
        prop_assert_eq!(&query.expand[0].query.filter, &Some(inner));
        prop_assert_eq!(Query::parse(&query.to_query_string()), Ok(query));
    }

    #[test]
    fn nothing_panics_on_noise(text in noise(), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(expr) = parse_filter(&text) {
            for entity in EntityType::ALL {
                if let Err(error) = check_filter(&expr, entity) {
                    let _ = error.caret(&text);
                }
            }
        }
        if let Err(error) = parse_filter(&text) {
            prop_assert!(error.offset <= text.len());
            let _ = error.caret(&text);
        }
        let _ = parse_order(&text);
        if let Ok(query) = Query::parse(&text) {
            for entity in EntityType::ALL {
                let _ = check_query(&query, entity);
            }
        }
        let _ = (parse_path(&text), parse_subscription(&text), parse_publication(&text));
        let _ = parse_path(&format!("Things(1)/{text}"));
        let _ = (parse_wkt(&text), parse_duration(&text), text.parse::<TimeValue>());
        let _ = parse_multipart(text.as_bytes(), "a");
        let _ = (Json::parse(&text), Json::parse_bytes(&bytes));
        for decoder in decoders() {
            let _ = decoder.decode(&bytes, None);
        }
    }

    #[test]
    fn nothing_panics_on_foreign_json(json in json_value()) {
        for entity in EntityType::ALL {
            let _ = read_entity(&json, entity, Purpose::Create(None));
            let _ = read_entity(&json, entity, Purpose::Update(None));
        }
        let _ = (read_geojson(&json), read_create_observations(&json), parse_json_batch(&json));
        let _ = (read_things_stack(&json), read_chirpstack("up", &json));
        let _ = apply_json_patch(&json, &Json::Array(vec![json.clone()]));
    }

    #[test]
    fn json_is_written_as_it_is_read(json in json_value()) {
        let text = json.to_string();
        prop_assert_eq!(Json::parse(&text), Ok(json.clone()));
        // Any JSON reader of the world reads the same.
        let spaced = text.replace(':', ": ");
        prop_assert!(Json::parse(&spaced).is_ok());
        // A broken end is found and has a place.
        let cut = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        if let Err(error) = Json::parse(&text[..cut]) {
            prop_assert!(error.offset <= cut && error.line >= 1 && error.column >= 1);
        }
    }

    #[test]
    fn times_keep_their_nanoseconds_and_their_offset(instant in instant(), millis in any::<i64>()) {
        prop_assert_eq!(instant.with_offset().parse(), Ok(instant));
        let utc: Instant = instant.to_string().parse().expect("a time");
        prop_assert_eq!((utc.at(), utc.offset_minutes()), (instant.at(), 0));
        let duration = jiff::SignedDuration::from_millis(millis);
        prop_assert_eq!(parse_duration(&format_duration(duration)), Ok(duration));
    }

    #[test]
    fn ids_survive_their_addresses(number in any::<i64>(), text in "\\PC{0,12}") {
        for id in [Id::Number(number), Id::Text(text.clone())] {
            let address = norm_sensorthings::path::entity_path(EntityType::Thing, &id);
            let read = parse_path(&format!("/{address}/Datastreams"));
            match read {
                Ok(norm_sensorthings::path::Resource::Entities(path)) => {
                    prop_assert_eq!(path.id.as_ref(), Some(&id));
                    prop_assert_eq!(path.to_string(), format!("/{address}/Datastreams"));
                }
                other => prop_assert!(false, "{address}: {other:?}"),
            }
        }
    }

    #[test]
    fn geometries_relate_both_ways(a in geometry(), b in geometry()) {
        prop_assert_eq!(parse_wkt(&a.to_string()), Ok(a.clone()));
        prop_assert_eq!(read_geojson(&a.to_geojson(None)), Ok(a.clone()));
        prop_assert_eq!(a.relates(&b, SpatialRelation::Disjoint), !a.relates(&b, SpatialRelation::Intersects));
        prop_assert_eq!(a.relates(&b, SpatialRelation::Within), b.relates(&a, SpatialRelation::Contains));
        prop_assert_eq!(a.relates(&b, SpatialRelation::Intersects), a.distance(&b) == Some(0.0));
    }

    #[test]
    fn the_evaluator_keeps_the_laws_of_logic(a in condition(), b in condition()) {
        let town = town();
        let rows = |filter: String| {
            filtered(&town, EntityType::Observation, &filter).map_err(|e| format!("{filter}: {e}"))
        };
        let (one, other) = (rows(a.clone()), rows(b.clone()));
        let both = rows(format!("({a}) and ({b})"));
        let either = rows(format!("({a}) or ({b})"));
        let (one, other) = (one.expect("sound"), other.expect("sound"));
        let is_both: Vec<_> = one.iter().filter(|r| other.contains(r)).cloned().collect();
        prop_assert_eq!(both.expect("sound"), is_both);
        for row in either.clone().expect("sound") {
            prop_assert!(one.contains(&row) || other.contains(&row));
        }
        prop_assert!(one.iter().chain(&other).all(|r| either.as_ref().expect("sound").contains(r)));
        // De Morgan, and nothing is both.
        let neither = rows(format!("not (({a}) or ({b}))")).expect("sound");
        prop_assert_eq!(&neither, &rows(format!("not ({a}) and not ({b})")).expect("sound"));
        let not = rows(format!("not ({a})")).expect("sound");
        prop_assert!(not.iter().all(|r| !one.contains(r)));
        prop_assert_eq!(rows(format!("not not ({a})")).expect("sound"), one);
    }
}

/// Conditions over observations of the town, some of them null for some rows.
fn condition() -> impl Strategy<Value = String> {
    let operator = "(eq|ne|gt|ge|lt|le)";
    prop_oneof![
        (operator, 0..14).prop_map(|(o, n)| format!("result {o} {n}")),
        (operator, 0..14).prop_map(|(o, n)| format!("result {o} '{n}'")),
        (operator, 0..24).prop_map(|(o, n)| format!("phenomenonTime {o} 2026-05-04T{n:02}:30:00Z")),
        operator.prop_map(|o| format!("resultTime {o} 2026-05-04T12:00:00Z")),
        Just("parameters/odd".to_owned()),
        Just("resultTime eq null".to_owned()),
        (1..4, 0..4).prop_map(|(a, b)| format!("result mod {a} eq {b}")),
        Just("Datastream/name eq 'level'".to_owned()),
    ]
}

fn encoded(expr: &Expr) -> String {
    let mut text = String::new();
    for byte in expr.to_string().bytes() {
        write!(text, "%{byte:02x}").expect("into memory");
    }
    text
}

fn json_value() -> impl Strategy<Value = Json> {
    let known = "(type|coordinates|Point|name|Datastream|Thing|@iot.id|components|dataArray|result|\
                 op|path|from|value|add|requests|method|url|uplink_message|end_device_ids|device_id)";
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        known.prop_map(Json::Text),
        ".{0,6}".prop_map(Json::Text),
    ];
    leaf.prop_recursive(4, 30, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::vec((prop_oneof![known, ".{0,4}"], inner), 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}
