//! What filters mean, over a small town.

use norm_sensorthings::model::EntityType::{self, Datastream, Location, Observation, Thing};

use crate::town::{filtered, paged, town};

fn check(entity: EntityType, filter: &str, wanted: &[i64]) {
    let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let found = filtered(&town(), entity, filter).unwrap_or_else(|e| panic!("{filter}: {e}"));
    assert_eq!(found, wanted, "{filter}");
}

#[test]
fn results_compare_by_the_kind_of_the_literal() {
    check(Observation, "result gt 10", &[11, 12]);
    // The suite of the standard asks this way and expects an order of texts.
    check(Observation, "result gt '3'", &[4, 5, 6, 7, 8, 9, 13]);
    check(Observation, "result eq '5'", &[5]);
    check(Observation, "result eq 'dry'", &[13]);
    check(Observation, "not result gt 2", &[1, 2]);
    check(Observation, "result in (3,'dry',99)", &[3, 13]);
    check(Thing, "properties/int gt 9", &[1]);
    check(Thing, "properties/text eq 5", &[]);
    check(Thing, "properties/text eq '5'", &[1]);
    check(Thing, "properties/int eq '10'", &[1]);
    check(Thing, "properties/deep/list[1]/a eq 'b' and properties/deep/list/0 eq 1", &[1]);
}

#[test]
fn calculations_keep_fractions_and_survive_zero() {
    check(Observation, "result div 2 eq 3.5", &[7]);
    check(Observation, "result div 0 eq 1 or result mod 0 eq 1", &[]);
    check(Observation, "result mul 2 sub 1 eq 7 and result add 1 eq 5", &[4]);
    check(Observation, "result mod 5 eq 0", &[5, 10]);
    check(Observation, "-result lt -11", &[12]);
    check(Observation, "round(result div 4) eq 1 and floor(result div 4) eq 0", &[2, 3]);
    check(Observation, "ceiling(result div 4) eq 1", &[1, 2, 3, 4]);
}

#[test]
fn missing_values_are_no_rows() {
    check(Observation, "resultTime ne 2020-01-01T00:00:00Z", &[7, 8, 9, 10, 11, 12]);
    check(Observation, "not resultTime eq 2020-01-01T00:00:00Z", &[7, 8, 9, 10, 11, 12]);
    check(Observation, "resultTime eq null and result lt 3", &[1, 2]);
    check(Observation, "validTime ne null", &[13]);
    check(Thing, "properties/none eq null", &[1, 2]);
    check(Thing, "Datastreams/id eq null", &[2]);
    check(Thing, "properties/public", &[1]);
    check(Thing, "properties/int", &[]);
    check(Thing, "not properties/int", &[1, 2]);
    check(Observation, "parameters/odd eq true and result gt 9", &[11]);
}

#[test]
fn paths_through_lists_share_their_entity() {
    check(Thing, "Datastreams/name eq 'rain'", &[1]);
    check(Thing, "Datastreams/name eq 'rain' and Datastreams/Observations/result eq 5", &[]);
    check(Thing, "Datastreams/name eq 'level' and Datastreams/Observations/result eq 5", &[1]);
    check(
        Thing,
        "Datastreams/any(a: a/name eq 'rain') and Datastreams/any(b: b/name eq 'level')",
        &[1],
    );
    check(Thing, "not Datastreams/any(d: d/name eq 'rain')", &[2]);
    check(
        Thing,
        "Datastreams/any(d: d/Observations/any(o: o/result eq 5 and d/name eq 'level'))",
        &[1],
    );
    check(Thing, "Datastreams/any(d: d/name eq 'level' and name eq 'Bin market')", &[]);
    check(Thing, "startswith(Things/name,'Pegel')", &[1]);
    check(Observation, "Datastream/Thing/Datastreams/name eq 'rain' and result lt 2", &[1]);
    check(Datastream, "ObservedProperty/name eq 'height'", &[1]);
    check(Datastream, "unitOfMeasurement/symbol eq 'm'", &[1]);
    check(Datastream, "Thing/id eq 1 and id ne 2", &[1]);
}

#[test]
fn text_functions_count_characters() {
    check(Thing, "substringof('rück',name)", &[1]);
    check(Thing, "contains(name,'rück') and length(name) eq 12", &[1]);
    check(Thing, "indexof(name,'e') eq 1 and indexof(name,'x') eq -1", &[1]);
    check(Thing, "indexof(name,'cke') eq 9", &[1]);
    check(Thing, "substring(name,6) eq 'Brücke' and substring(name,6,3) eq 'Brü'", &[1]);
    check(Thing, "toupper(name) eq 'PEGEL BRÜCKE' or tolower(name) eq 'bin market'", &[1, 2]);
    check(Thing, "trim(concat('  ',concat(name,' '))) eq name", &[1, 2]);
    check(Thing, "description eq 'it''s full' and endswith(name,'ket')", &[2]);
    check(Thing, "name gt 'Bin' and name lt 'C'", &[2]);
}

#[test]
fn times_are_taken_apart_where_people_live() {
    check(Observation, "hour(phenomenonTime) eq 9", &[10]);
    check(Observation, "hour(phenomenonTime,'Europe/Berlin') eq 9", &[8]);
    check(Observation, "day(phenomenonTime,'Pacific/Kiritimati') eq 5", &[11, 12]);
    check(
        Observation,
        "minute(phenomenonTime) eq 30 and month(phenomenonTime) eq 5 and year(phenomenonTime) eq 2026 and result lt 2",
        &[1],
    );
    check(
        Observation,
        "fractionalseconds(resultTime) eq 0.25 and second(resultTime) eq 0 and result eq 7",
        &[7],
    );
    check(
        Observation,
        "date(phenomenonTime) eq 2026-05-04 and time(phenomenonTime) eq 05:30:00",
        &[6],
    );
    check(Observation, "totaloffsetminutes(phenomenonTime) eq 0 and result eq 1", &[1]);
    check(Observation, "phenomenonTime add duration'PT3H' gt now()", &[10, 11, 12]);
    check(Observation, "now() sub phenomenonTime lt duration'PT1H'", &[12]);
    check(
        Observation,
        "phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime() and result eq 3",
        &[3],
    );
    check(Observation, "phenomenonTime sub duration'PT30M' eq 2026-05-04T02:00:00+02:00", &[1]);
}

#[test]
fn times_relate() {
    check(
        Observation,
        "phenomenonTime lt 2026-05-04T04:00:00%2B02:00".replace("%2B", "+").as_str(),
        &[1, 2],
    );
    check(Observation, "2026-05-04T02:00:00Z gt phenomenonTime", &[1, 2]);
    check(Observation, "during(phenomenonTime,2026-05-04T00:00:00Z/2026-05-04T02:00:00Z)", &[1, 2]);
    check(Observation, "overlaps(phenomenonTime,2026-05-04T23:00:00Z/2026-05-06T00:00:00Z)", &[13]);
    check(Observation, "meets(phenomenonTime,2026-05-05T00:00:00Z/2026-05-06T00:00:00Z)", &[13]);
    check(Observation, "starts(phenomenonTime,validTime)", &[13]);
    check(Observation, "finishes(phenomenonTime,2026-05-01T00:00:00Z/2026-05-05T00:00:00Z)", &[13]);
    check(Observation, "before(phenomenonTime,2026-05-04T01:00:00Z)", &[1]);
    check(Observation, "after(phenomenonTime,2026-05-04T11:00:00Z)", &[12]);
    check(Datastream, "phenomenonTime ge 2026-05-04T00:00:00Z", &[1]);
}

#[test]
fn places_relate() {
    let square = "geography'POLYGON ((8 54, 9 54, 9 55, 8 55, 8 54))'";
    check(Location, &format!("st_within(location,{square})"), &[1]);
    check(Location, &format!("st_contains({square},location)"), &[1]);
    check(Location, &format!("st_disjoint(location,{square})"), &[2]);
    check(
        Location,
        &format!("geo.intersects(location,{square}) and st_intersects(location,{square})"),
        &[1],
    );
    check(Location, "st_equals(location,geography'POINT (8.1 54.1)')", &[1]);
    check(Location, "st_touches(location,geography'LINESTRING (9 52, 9 53)')", &[2]);
    check(Location, "st_crosses(location,geography'LINESTRING (8.5 51, 8.5 53)')", &[2]);
    check(Location, "st_overlaps(location,geography'LINESTRING (8.5 52, 9.5 52)')", &[2]);
    check(Location, &format!("st_relate(location,{square},'T*F**F***')"), &[1]);
    // Degrees, as FROST measures.
    check(Location, "geo.distance(location,geography'POINT (8 54.1)') lt 1", &[1]);
    check(Location, "geo.length(location) eq 1", &[2]);
    check(
        Thing,
        &format!("startswith(Things/name,'Pegel') and st_within(Locations/location,{square})"),
        &[1],
    );
}

#[test]
fn pages_are_filtered_ordered_and_cut_in_this_order() {
    let town = town();
    // The last test of the official suite, word for word.
    let query = "$count=true&$top=1&$skip=2&$orderby=phenomenonTime asc&$filter=result gt '3' and result lt 'a'";
    assert_eq!(paged(&town, Observation, query), (vec!["6".to_owned()], 6));
    let (rows, _) = paged(&town, Observation, "$orderby=resultTime desc,result desc&$top=3");
    assert_eq!(rows, ["12", "11", "10"]);
    let (rows, _) = paged(&town, Observation, "$orderby=resultTime,id desc&$top=2");
    assert_eq!(rows, ["13", "6"]);
    assert_eq!(paged(&town, Observation, "$top=0"), (vec![], 13));
    let (rows, _) = paged(&town, Observation, "$orderby=Datastream/name desc,result&$top=2");
    assert_eq!(rows, ["13", "1"]);
    let (rows, _) = paged(&town, Location, "$orderby=location");
    assert_eq!(rows, ["2", "1"]);
}
