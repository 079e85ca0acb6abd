//! Classes `resource-path` and `request-data`.

use std::collections::BTreeSet;

use norm_sensorthings::check::{Field, check_query};
use norm_sensorthings::limits::{PAGE_DEFAULT, PAGE_MAX, PATH_STEPS_MAX};
use norm_sensorthings::model::EntityType::{self, Datastream, Location, Observation, Thing};
use norm_sensorthings::path::{Resource, Tail, parse_path};
use norm_sensorthings::query::{Function, Query, next_link, parse_filter};

use super::covers;
use crate::town::{filtered, paged, town};

#[test]
fn resource_path_to_entities() {
    covers("resource-path/resource-path-to-entities");
    for (text, entity, is_list) in [
        ("/Things", Thing, true),
        ("/Things/", Thing, true),
        ("/Things(1)", Thing, false),
        ("/Things(-9223372036854775808)", Thing, false),
        ("/Things('a''b%2Fc')/Datastreams", Datastream, true),
        ("/Datastreams(1)/Observations(2)", Observation, false),
        ("/Datastreams(1)/Observations(2)/phenomenonTime/$value", Observation, false),
        ("/Observations(2)/Datastream/Thing/Locations/$ref", Location, true),
        ("/Things(1)/properties/a/b/list[0]/x", Thing, false),
        ("/Datastreams(1)/unitOfMeasurement/symbol", Datastream, false),
        ("/Things(1)/id", Thing, false),
    ] {
        let read = parse_path(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let Resource::Entities(path) = &read else { panic!("{read:?}") };
        assert_eq!((path.entity(), path.is_list()), (entity, is_list), "{text}");
        // What is written is read the same.
        assert_eq!(parse_path(&read.to_string()).map(|p| p.to_string()), Ok(read.to_string()));
    }
    for (text, resource) in [
        ("", Resource::Root),
        ("/", Resource::Root),
        ("/CreateObservations", Resource::CreateObservations),
        ("/$batch", Resource::Batch),
    ] {
        assert_eq!(parse_path(text), Ok(resource));
    }
    let Ok(Resource::Entities(path)) = parse_path("/Things(1)/name/$value") else { panic!() };
    let property = Thing.property("name").expect("a property");
    let field = Field::Property(property, vec![]);
    assert_eq!(path.tail, Tail::Property { field, is_value: true });
    for (text, status, offset) in [
        ("/Foos", 404, 1),
        ("/things", 404, 1),
        ("/Things(1", 400, 9),
        ("/Things()", 400, 8),
        ("/Things(a)", 400, 8),
        ("/Things('a)", 400, 8),
        ("/Things(99999999999999999999)", 404, 8),
        ("/Things(1)x", 400, 10),
        ("/Things(1)/foo", 404, 11),
        ("/Things(1)/name/foo", 404, 15),
        ("/Things/name", 404, 8),
        ("/Things(1)/Datastreams/name", 404, 23),
        ("/Observations(1)/Datastream(1)", 400, 27),
        ("/Things(1)/properties//a", 400, 22),
        ("/Things(1)/properties/a[x]", 400, 24),
        ("/Things(%ff)", 400, 0),
    ] {
        let error = parse_path(text).expect_err(text);
        assert_eq!((error.status(), error.offset), (status, offset), "{text}: {error}");
    }
    let deep = format!("/Things(1){}", "/Datastreams(1)/Thing".repeat(PATH_STEPS_MAX));
    assert_eq!(parse_path(&deep).unwrap_err().status(), 400);
}

/// Filter, count, order, skip, top: whatever the order in the address.
#[test]
fn order() {
    covers("request-data/order");
    let town = town();
    let one = "$filter=result gt 2&$count=true&$orderby=result desc&$skip=1&$top=2";
    let other = "$top=2&$skip=1&$orderby=result desc&$count=true&$filter=result gt 2";
    let wanted = (vec!["11".to_owned(), "10".to_owned()], 10);
    assert_eq!(paged(&town, Observation, one), wanted);
    assert_eq!(paged(&town, Observation, other), wanted);
}

#[test]
fn expand() {
    covers("request-data/expand");
    let query = Query::parse(
        "$expand=Datastreams($filter=name eq 'a;b';$expand=Observations($top=1;$orderby=phenomenonTime desc),ObservedProperty),Locations",
    )
    .unwrap();
    let query = check_query(&query, Thing).unwrap();
    let names: Vec<&str> = query.expand.iter().map(|e| e.relation.name).collect();
    assert_eq!(names, ["Datastreams", "Locations"]);
    let inner = &query.expand[0].query;
    assert!(inner.filter.is_some());
    assert_eq!(inner.expand[0].query.top, Some(1));
    let query = Query::parse("$expand=Sensor").unwrap();
    let error = check_query(&query, Thing).unwrap_err();
    assert_eq!((error.status(), error.option.as_str()), (400, "$expand"));
    assert!(error.message.contains("Thing has no relation 'Sensor'"));
}

#[test]
fn select() {
    covers("request-data/select");
    let query = Query::parse("$select=id,name,unitOfMeasurement/symbol,Thing").unwrap();
    let query = check_query(&query, Datastream).unwrap();
    assert!(query.wants_id() && query.wants("name") && query.wants("unitOfMeasurement"));
    assert!(query.wants("Thing") && !query.wants("description") && !query.wants("Sensor"));
    let all = check_query(&Query::parse("").unwrap(), Datastream).unwrap();
    assert!(all.wants("description") && all.wants_id());
    let error = check_query(&Query::parse("$select=nam").unwrap(), Datastream).unwrap_err();
    assert_eq!((error.status(), error.option.as_str(), error.offset), (400, "$select", 0));
}

#[test]
fn query_status_code() {
    covers("request-data/query-status-code");
    assert_eq!(Query::parse("$apply=x").unwrap_err().status(), 501);
    assert_eq!(Query::parse("$top=x").unwrap_err().status(), 400);
    assert_eq!(Query::parse("top=x&foo"), Ok(Query::default()));
}

#[test]
fn orderby() {
    covers("request-data/orderby");
    let town = town();
    let rows = |text: &str| paged(&town, Observation, text).0.join(" ");
    assert_eq!(rows("$orderby=result&$top=3"), "1 2 3");
    assert_eq!(rows("$orderby=result asc&$top=3"), "1 2 3");
    assert_eq!(rows("$orderby=result desc&$top=3"), "13 12 11");
    // Missing values stand first, and last when the order is turned.
    assert_eq!(rows("$orderby=resultTime,result desc&$top=2"), "13 6");
    assert_eq!(rows("$orderby=resultTime desc,result&$skip=11"), "6 13");
    assert_eq!(rows("$orderby=parameters/odd desc,id&$top=2"), "1 3");
}

#[test]
fn top() {
    covers("request-data/top");
    let page = |text: &str| check_query(&Query::parse(text).unwrap(), Thing).unwrap().page();
    assert_eq!(page("$top=0"), 0);
    assert_eq!(page("$top=5"), 5);
    assert_eq!(page(""), PAGE_DEFAULT);
    assert_eq!(page("$top=1000000"), PAGE_MAX);
}

#[test]
fn skip() {
    covers("request-data/skip");
    let town = town();
    assert_eq!(paged(&town, Observation, "$skip=12").0, ["13"]);
    assert_eq!(paged(&town, Observation, "$skip=13"), (vec![], 13));
    assert_eq!(paged(&town, Observation, "$skip=9223372036854775807").0, Vec::<String>::new());
}

#[test]
fn count() {
    covers("request-data/count");
    let town = town();
    // Of the whole filtered list, whatever $top and $skip say.
    assert_eq!(paged(&town, Observation, "$count=true&$filter=result lt 5&$top=1&$skip=1").1, 4);
    let counted = |text: &str| check_query(&Query::parse(text).unwrap(), Thing).unwrap().count;
    assert!(counted("$count=true") && !counted("$count=false") && !counted(""));
}

#[test]
fn filter() {
    covers("request-data/filter");
    let town = town();
    let rows = filtered(&town, Thing, "Datastreams/Observations/FeatureOfInterest/id eq null");
    assert_eq!(rows.unwrap(), ["1", "2"]);
    let error = filtered(&town, Thing, "result gt 1").unwrap_err();
    assert_eq!((error.status(), error.offset), (400, 0));
}

/// Every operator, and each against its neighbours in rank (annex A).
#[test]
fn built_in_filter_operations() {
    covers("request-data/built-in-filter-operations");
    let town = town();
    let rows = |text: &str| filtered(&town, Observation, text).unwrap().join(" ");
    for (text, wanted) in [
        ("result eq 5", "5"),
        ("result ne 5 and result lt 7", "1 2 3 4 6"),
        ("result gt 11", "12"),
        ("result ge 11", "11 12"),
        ("result lt 2", "1"),
        ("result le 2", "1 2"),
        ("result lt 2 or result gt 11", "1 12"),
        ("not result lt 12", "12"),
        ("result add 5 eq 7", "2"),
        ("result sub 5 eq 7", "12"),
        ("result mul 2 eq 8", "4"),
        ("result div 2 eq 6", "12"),
        ("result mod 7 eq 6", "6"),
        ("result gt 10 and result add 1 lt 13", "11"),
        // neighbours in rank, without and with brackets
        ("result mul 2 add 1 eq 9", "4"),
        ("result mul (2 add 1) eq 9", "3"),
        ("1 add result mul 2 eq 9", "4"),
        ("10 sub result sub 5 eq 1", "4"),
        ("10 sub (result sub 5) eq 4", "11"),
        ("12 div result div 2 eq 3", "2"),
        ("result add 1 gt 11 eq true", ""),
        ("not result gt 1 or result eq 5", "1 5"),
        ("not (result gt 1 or result eq 5)", "1"),
        ("not result gt 2 and result lt 2", "1"),
        ("result eq 1 or result eq 2 and result eq 3", "1"),
        ("(result eq 1 or result eq 2) and result eq 2", "2"),
        ("-result add 3 eq 1", "2"),
    ] {
        if text == "result add 1 gt 11 eq true" {
            assert!(parse_filter(text).is_err(), "comparisons do not chain");
            continue;
        }
        assert_eq!(rows(text), wanted, "{text}");
    }
}

/// Every function at least once (annex A).
#[test]
fn built_in_query_functions() {
    covers("request-data/built-in-query-functions");
    let town = town();
    let mut missing: BTreeSet<&str> = Function::all().map(Function::name).collect();
    let square = "geography'POLYGON((8 54,9 54,9 55,8 55,8 54))'";
    let line = "geography'LINESTRING(8 52,9 52)'";
    for (entity, text, wanted) in [
        (Thing, "substringof('Pegel',name)", "1"),
        (Thing, "contains(name,'Pegel')", "1"),
        (Thing, "endswith(name,'Brücke')", "1"),
        (Thing, "startswith(name,'Bin')", "2"),
        (Thing, "length(name) eq 10", "2"),
        (Thing, "indexof(name,'market') eq 4", "2"),
        (Thing, "substring(name,4) eq 'market'", "2"),
        (Thing, "substring(name,0,3) eq 'Bin'", "2"),
        (Thing, "tolower(name) eq 'bin market'", "2"),
        (Thing, "toupper(name) eq 'BIN MARKET'", "2"),
        (Thing, "trim(concat(' ',name)) eq 'Bin market'", "2"),
        (Observation, "year(phenomenonTime) eq 2026 and result eq 1", "1"),
        (Observation, "month(phenomenonTime) eq 5 and result eq 1", "1"),
        (Observation, "day(phenomenonTime) eq 4 and result eq 1", "1"),
        (Observation, "hour(phenomenonTime) eq 4", "5"),
        (Observation, "minute(phenomenonTime) eq 0", "13"),
        (Observation, "second(phenomenonTime) eq 0 and result eq 1", "1"),
        (Observation, "fractionalseconds(resultTime) gt 0.2 and result eq 7", "7"),
        (Observation, "date(phenomenonTime) eq 2026-05-04 and result eq 1", "1"),
        (Observation, "time(phenomenonTime) lt 00:45:00", "1 13"),
        (Observation, "totaloffsetminutes(phenomenonTime) eq 0 and result eq 1", "1"),
        (Observation, "now() gt mindatetime() and now() lt maxdatetime() and result eq 1", "1"),
        (
            Observation,
            "round(result div 8) eq 1 and floor(result div 8) eq 0 and ceiling(result div 8) eq 1",
            "4 5 6 7",
        ),
        (Observation, "before(phenomenonTime,2026-05-04T01:00:00Z)", "1"),
        (Observation, "after(phenomenonTime,2026-05-04T11:00:00Z)", "12"),
        (Observation, "meets(phenomenonTime,2026-05-05T00:00:00Z)", "13"),
        (Observation, "during(phenomenonTime,2026-05-04T00:00:00Z/2026-05-04T01:00:00Z)", "1"),
        (Observation, "overlaps(phenomenonTime,2026-05-04T20:00:00Z/2026-05-06T00:00:00Z)", "13"),
        (Observation, "starts(phenomenonTime,2026-05-04T00:00:00Z)", "13"),
        (Observation, "finishes(phenomenonTime,2026-05-05T00:00:00Z)", "13"),
        (Location, "geo.distance(location,geography'POINT(8 54.1)') lt 0.2", "1"),
        (Location, "geo.length(location) ge 1", "2"),
        (Location, &format!("geo.intersects(location,{square})"), "1"),
        (Location, &format!("st_equals(location,{line})"), "2"),
        (Location, &format!("st_disjoint(location,{line})"), "1"),
        (Location, "st_touches(location,geography'POINT(8 52)')", "2"),
        (Location, &format!("st_within(location,{square})"), "1"),
        (Location, "st_overlaps(location,geography'LINESTRING(8.5 52,9.5 52)')", "2"),
        (Location, "st_crosses(location,geography'LINESTRING(8.5 51,8.5 53)')", "2"),
        (Location, &format!("st_intersects(location,{square})"), "1"),
        (Location, "st_contains(location,geography'POINT(8.5 52)')", "2"),
        (Location, &format!("st_relate(location,{square},'T********')"), "1"),
    ] {
        let found = filtered(&town, entity, text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(found.join(" "), wanted, "{text}");
        missing.retain(|name| !text.contains(&format!("{name}(")));
    }
    assert!(missing.is_empty(), "without an example: {missing:?}");
}

#[test]
fn pagination() {
    covers("request-data/pagination");
    let town = town();
    let mut query =
        Query::parse("$top=5&$orderby=result desc&$filter=result lt 'x'&$select=result").unwrap();
    let mut seen = Vec::new();
    loop {
        let checked = check_query(&query, EntityType::Observation).unwrap();
        let rows = norm_sensorthings::evaluate::World::all(&town, Observation);
        let surroundings =
            norm_sensorthings::evaluate::Surroundings::at("2026-05-04T12:00:00Z".parse().unwrap());
        let page = norm_sensorthings::evaluate::page(&town, rows, &checked, surroundings).unwrap();
        seen.extend(page.rows.iter().map(|row| row.id.to_string()));
        if !page.has_more {
            break;
        }
        let skip = query.skip.unwrap_or(0) + 5;
        let link = next_link("https://x.example/v1.1/Observations", &query, skip, None);
        query = Query::parse(link.split_once('?').unwrap().1).unwrap();
        assert_eq!(query.top, Some(5), "every option is repeated: {link}");
    }
    // Every row once.
    assert_eq!(seen, ["13", "12", "11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1"]);
}
