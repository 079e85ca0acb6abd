//! The grammar: what is read, how tightly, and where mistakes are.

use norm_sensorthings::check::{check_filter, check_query};
use norm_sensorthings::limits::{EXPAND_DEPTH_MAX, FILTER_DEPTH_MAX, FILTER_NODES_MAX};
use norm_sensorthings::model::EntityType;
use norm_sensorthings::query::{
    Query, QueryErrorKind, SkipToken, next_link, option_text, parse_filter, parse_order,
};

/// Everything that binds looser in brackets, as the parser understood it.
fn is_read_as(text: &str, same: &str) {
    let one = parse_filter(text).unwrap_or_else(|e| panic!("{text}: {e}\n{}", e.caret(text)));
    let other = parse_filter(same).unwrap_or_else(|e| panic!("{same}: {e}"));
    assert_eq!(one, other, "{text} is read as {one}");
}

#[test]
fn operators_bind_as_the_standard_says() {
    is_read_as("a eq 1 or b eq 2 and c eq 3", "a eq 1 or (b eq 2 and c eq 3)");
    is_read_as("a eq 1 and b eq 2 or c eq 3", "(a eq 1 and b eq 2) or c eq 3");
    is_read_as("not a eq 1 and b eq 2", "(not (a eq 1)) and b eq 2");
    is_read_as("not not a", "not (not a)");
    is_read_as("a add 1 gt b sub 2", "(a add 1) gt (b sub 2)");
    is_read_as("a add 2 mul 3 eq 7", "(a add (2 mul 3)) eq 7");
    is_read_as("a sub 2 sub 3 eq 7", "((a sub 2) sub 3) eq 7");
    is_read_as("a mul 2 div 3 mod 4 eq 7", "(((a mul 2) div 3) mod 4) eq 7");
    is_read_as("-a add 1 eq 0", "((-a) add 1) eq 0");
    is_read_as("-5 lt a", "(-5) lt a");
    is_read_as("  a   eq\t1 ", "a eq 1");
    is_read_as("a in (1,2 , 3)", "a in (1, 2, 3)");
    assert_ne!(parse_filter("-(5) lt a"), parse_filter("-5 lt a"));
}

#[test]
fn literals_and_paths_are_read() {
    for text in [
        "name eq 'it''s'",
        "result eq -1.50e3",
        "result eq 1.2e-5 or result eq 123e-5 or result eq 1e+5 or result eq 0.5",
        "result eq null or not (result ne null)",
        "phenomenonTime gt 2026-05-04T08:00:00.123456789+02:00",
        "phenomenonTime eq 2026-05-04T08:00:00Z/2026-05-05T08:00:00Z",
        "phenomenonTime gt 2026-05-04t08:00z and time gt 2026-05-04T08:00:00+0200",
        "date(phenomenonTime) eq 2026-05-04 and time(phenomenonTime) lt 12:30:00",
        "phenomenonTime add duration'P1DT2H' lt now()",
        "st_within(location,geography'POLYGON ((0 0, 1 0, 1 1, 0 0))')",
        "properties/a.b/c-d/straße/and/0/true eq true",
        "properties/list[3]/x[0] eq 1",
        "Things/Datastreams/Observations/result gt 5",
        "Datastreams/any(d: d/Observations/any(o: o/result gt 5) and d/name eq 'a')",
        "@iot.id eq 5 and Thing/@iot.id eq 6",
        "substring(name,1,2) eq 'e'",
        "geo.distance(location,geometry'point(8 54.1)') lt 1",
    ] {
        let read = parse_filter(text).unwrap_or_else(|e| panic!("{}", e.caret(text)));
        let written = read.to_string();
        assert_eq!(parse_filter(&written).unwrap(), read, "{text} was written as {written}");
    }
}

/// Grammar: the place, and a word of what was expected.
#[test]
fn mistakes_in_the_grammar_have_a_place() {
    for (text, offset, message) in [
        ("", 0, "expected a value"),
        ("name eq", 7, "expected a value"),
        ("name eq 'a", 8, "no closing quote"),
        ("name eq 'a' extra", 12, "or the end"),
        ("(name eq 'a'", 12, "expected ')'"),
        ("name = 'a'", 5, "found '='"),
        ("name eq 1 eq 2", 10, "'and' or 'or'"),
        ("and name eq 1", 0, "expected a value"),
        ("foo(name)", 0, "no function 'foo'"),
        ("StartsWith(name,'a')", 0, "did you mean startswith?"),
        ("length(name,'a') eq 1", 0, "takes 1 arguments, not 2"),
        ("name/ eq 1", 5, "expected a name after"),
        ("Datastreams/all(d: d/name eq 'a')", 12, "expected 'any'"),
        ("Datastreams/any(d d/name)", 18, "expected ':'"),
        ("a in ()", 7, "a value in the list"),
        ("result eq 1.5.2", 10, "neither a number nor a time"),
        ("time eq 2026-02-30T00:00:00Z", 8, "no such day"),
        ("time eq 2026-05-04T08:00:00", 27, "without zone is ambiguous"),
        ("time eq 2026-05-04T08:00:00 02:00", 27, "%2B"),
        ("time eq 2026-05-04T08:00:00Z/2026-05-03T08:00:00Z", 8, "ends before it starts"),
        ("x eq duration'P1Y'", 16, "years and months"),
        ("st_within(location,geography'POINT (1)')", 37, "expected a number"),
        ("name eq \"a\"", 8, "means nothing here"),
        ("name eq 'a' ; drop", 12, "found ';'"),
        ("a[x] eq 1", 2, "an index from 0"),
    ] {
        let error = parse_filter(text).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert_eq!(error.offset, offset, "{text}: {error}\n{}", error.caret(text));
        assert_eq!(error.status(), 400);
    }
}

/// Names and types: the place, and a word of what was expected.
#[test]
fn mistakes_in_names_and_types_have_a_place() {
    for (entity, text, offset, message) in [
        (EntityType::Thing, "nam eq 'a'", 0, "Thing has no 'nam'; it has id, name"),
        (EntityType::Thing, "Datastreams/foo eq 1", 12, "Datastream has no 'foo'"),
        (EntityType::Thing, "name/first eq 'a'", 5, "name is a text; nothing such as first"),
        (EntityType::Thing, "name gt 5", 0, "a text and a number cannot be compared"),
        (EntityType::Thing, "name", 0, "expected a condition, found a text"),
        (EntityType::Thing, "5 and true", 0, "expected a condition, found a number"),
        (EntityType::Thing, "Datastreams eq 5", 0, "this is a whole Datastream"),
        (EntityType::Thing, "length(5) eq 1", 7, "length wants a text here, not a number"),
        (EntityType::Thing, "name gt null", 0, "null has no order"),
        (EntityType::Thing, "name add 1 eq 2", 0, "'add' does not fit between a text and a number"),
        (EntityType::Thing, "-name eq 2", 1, "expected a number after '-'"),
        (EntityType::Observation, "phenomenonTime gt '2026-05-04'", 0, "without quotes"),
        (EntityType::Observation, "phenomenonTime gt 2026-05-04", 0, "add time and zone"),
        (EntityType::Observation, "during(phenomenonTime,2026-05-04T08:00:00Z)", 22, "an interval"),
        (EntityType::Observation, "during(phenomenonTime,resultTime)", 22, "an interval"),
        (EntityType::Observation, "hour(phenomenonTime,resultTime) eq 1", 20, "time zone"),
        (EntityType::Observation, "hour(phenomenonTime,'../etc') eq 1", 20, "time zone"),
        (EntityType::Observation, "Datastream/any(d: d/name eq 'a')", 0, "single entity"),
        (EntityType::Location, "st_within(name,location)", 10, "a geometry"),
        (EntityType::Location, "st_relate(location,location,'T')", 28, "nine characters"),
        (EntityType::Location, "location eq geography'POINT (1 2)'", 0, "st_equals"),
        (EntityType::Location, "year(location) eq 5", 5, "a time or a day"),
    ] {
        let expr = parse_filter(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let error = check_filter(&expr, entity).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert_eq!(error.offset, offset, "{text}: {error}\n{}", error.caret(text));
        assert_eq!(error.status(), 400);
    }
}

#[test]
fn the_caret_stands_below_the_mistake() {
    let text = "name eq 'ä' and nam eq 'x'";
    let error = check_filter(&parse_filter(text).unwrap(), EntityType::Thing).unwrap_err();
    assert_eq!(error.caret(text), "name eq 'ä' and nam eq 'x'\n                ^^^");
    // Of long texts only the surroundings are shown.
    let long = format!("{} and nam eq 'x'", vec!["name eq 'a'"; 50].join(" and "));
    let error = check_filter(&parse_filter(&long).unwrap(), EntityType::Thing).unwrap_err();
    let shown = error.caret(&long);
    let (line, caret) = shown.split_once('\n').unwrap();
    assert!(line.chars().count() <= 80);
    assert_eq!(&line[caret.find('^').unwrap()..=caret.rfind('^').unwrap()], "nam");
}

#[test]
fn depth_and_size_have_limits_and_long_lists_are_fine() {
    let deep = |n: usize| format!("{}true{}", "(".repeat(n), ")".repeat(n));
    assert!(parse_filter(&deep(FILTER_DEPTH_MAX)).is_ok());
    for text in [
        deep(10_000),
        "not ".repeat(10_000) + "true",
        "-".repeat(10_000) + "a eq 1",
        format!("1{} eq 1", " add 1".repeat(10_000)),
        "a/any(x:".repeat(10_000),
        "length(".repeat(10_000),
    ] {
        let error = parse_filter(&text).unwrap_err();
        assert_eq!(error.kind, QueryErrorKind::TooLarge, "{error}");
    }
    // Clients ask for many ids at once.
    let many = vec!["id eq 1"; FILTER_NODES_MAX / 3 - 1].join(" or ");
    assert!(parse_filter(&many).is_ok());
    let joins = "Datastreams/any(a: Datastreams/any(b: Datastreams/any(c: true)))";
    let joins = [joins; 10].join(" and ");
    let error = check_filter(&parse_filter(&joins).unwrap(), EntityType::Thing).unwrap_err();
    assert_eq!(error.kind, QueryErrorKind::TooLarge, "{error}");
}

#[test]
fn order_keys_are_expressions() {
    let keys = parse_order("Thing/name desc,length(name),result add 1 asc").unwrap();
    assert_eq!(keys.len(), 3);
    assert_eq!(keys[0].to_string(), "Thing/name desc");
    let query = Query::parse("$orderby=Datastreams/name").unwrap();
    let error = check_query(&query, EntityType::Thing).unwrap_err();
    assert_eq!((error.option.as_str(), error.offset), ("$orderby", 0));
    assert!(error.message.contains("is a list"));
}

#[test]
fn options_are_decoded_and_checked() {
    let query = Query::parse("%24top=5&$filter=name+eq%20'a%26b%2Bc'&plain=x&$count=true").unwrap();
    assert_eq!(query.top, Some(5));
    assert_eq!(query.filter.unwrap().to_string(), "name eq 'a&b+c'");
    for (text, status, option) in [
        ("$top=-1", 400, "$top"),
        ("$top=1.5", 400, "$top"),
        ("$top=", 400, "$top"),
        ("$top=99999999999999999999", 400, "$top"),
        ("$skip=a", 400, "$skip"),
        ("$count=1", 400, "$count"),
        ("$count=TRUE", 400, "$count"),
        ("$top=1&%24top=2", 400, "$top"),
        ("$search=x", 501, "$search"),
        ("$Filter=true", 501, "$Filter"),
        ("$resultFormat=XML", 400, "$resultFormat"),
        ("$filter=%ff", 400, "$filter"),
        ("$expand=Things($resultFormat=CSV)", 400, "$expand"),
        ("$expand=Things($levels=2)", 501, "$expand"),
        ("$expand=Things($top=1", 400, "$expand"),
        ("$expand=Things($top=1;$top=2)", 400, "$expand"),
        ("$expand=Things($top=1),Things($top=2)", 400, "$expand"),
        ("$expand=", 400, "$expand"),
        ("$select=name,", 400, "$select"),
    ] {
        let error = Query::parse(text).expect_err(text);
        assert_eq!((error.status(), error.option.as_str()), (status, option), "{text}: {error}");
    }
}

#[test]
fn expands_nest_and_merge() {
    let text = "$expand=Locations,Datastreams/ObservedProperty,Datastreams($select=name;\
                $expand=Observations($top=1;$orderby=phenomenonTime desc))";
    let query = Query::parse(text).unwrap();
    assert_eq!(
        query.options(),
        [(
            "$expand",
            "Locations,Datastreams($select=name;$expand=ObservedProperty,\
             Observations($orderby=phenomenonTime desc;$top=1))"
                .to_owned()
        )]
    );
    check_query(&query, EntityType::Thing).unwrap();
    let deep = "Things/Datastreams/Thing/Datastreams/Thing/Datastreams";
    assert!(deep.split('/').count() > EXPAND_DEPTH_MAX);
    let error = Query::parse(&format!("$expand={deep}")).unwrap_err();
    assert_eq!(error.kind, QueryErrorKind::TooLarge);
    let wide: Vec<String> = (0..100).map(|n| format!("R{n}")).collect();
    let error = Query::parse(&format!("$expand={}", wide.join(","))).unwrap_err();
    assert_eq!(error.kind, QueryErrorKind::TooLarge);
    // A mistake inside of an expand has its place in the whole.
    let text = "Datastreams($filter=nam eq 'x')";
    let query = Query::parse(&format!("$expand={text}")).unwrap();
    let error = check_query(&query, EntityType::Thing).unwrap_err();
    assert_eq!((error.option.as_str(), error.offset), ("$expand", 20));
}

#[test]
fn links_to_the_next_page_can_be_read_by_clients() {
    let text =
        "$filter=name eq 'a;b'&$top=2&$skip=4&$expand=Datastreams($top=1;$skip=3)&$orderby=name";
    let query = Query::parse(text).unwrap();
    let token = SkipToken { mark: SkipToken::mark(&query), keys: vec!["x".into(), 7_i64.into()] };
    let link = next_link("https://x.example/v1.1/Things", &query, 6, Some(&token));
    // Masterportal looks for these in the text of the link, and must find the outer ones only.
    assert_eq!(link.matches("$top=").count(), 1);
    assert_eq!(link.matches("$skip=").count(), 1);
    assert!(link.contains("$top=2") && link.contains("$skip=6"), "{link}");
    assert!(link.contains("%24top%3D1"), "{link}");
    let (_, text) = link.split_once('?').unwrap();
    let next = Query::parse(text).unwrap();
    assert_eq!(next.skip, Some(6));
    let same = Query { skip: query.skip, skip_token: None, ..next.clone() };
    assert_eq!(same, query);
    let text = next.skip_token.clone().unwrap();
    assert_eq!(SkipToken::decode(&text, &next), Some(token));
    // The token of another order does not fit, nor does noise.
    let other = Query::parse("$orderby=description").unwrap();
    assert_eq!(SkipToken::decode(&text, &other), None);
    assert_eq!(SkipToken::decode("noise", &next), None);
}

/// The request of the German city maps, word for word.
#[test]
fn masterportal_is_understood() {
    let text = "$filter=startswith(Things/name,'Pegel') and st_within(Locations/location,\
                geography'POLYGON ((9.9 53.4,10.1 53.4,10.1 53.6,9.9 53.6,9.9 53.4))')\
                &$expand=Locations,Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc),\
                ObservedProperty)";
    let query = check_query(&Query::parse(text).unwrap(), EntityType::Thing).unwrap();
    assert_eq!(query.filter.unwrap().joins.len(), 1);
    assert_eq!(query.expand[1].query.expand.len(), 2);
}

/// The official suite compares every property of every entity with texts and times.
#[test]
fn every_property_may_be_compared_and_ordered_by() {
    use norm_sensorthings::model::PropertyKind;
    for entity in EntityType::ALL {
        for property in entity.properties() {
            let literal = match property.kind {
                PropertyKind::Instant | PropertyKind::Interval | PropertyKind::Time => {
                    "2015-03-01T00:00:00%2B01:00"
                }
                _ => "'text'",
            };
            for operator in ["lt", "le", "eq", "ne", "ge", "gt"] {
                let name = property.name;
                let text = format!("$filter={name} {operator} {literal}&$orderby={name} desc");
                check_query(&Query::parse(&text).unwrap(), entity)
                    .unwrap_or_else(|e| panic!("{text}: {e}"));
            }
        }
        for relation in entity.relations().iter().filter(|r| !r.is_many) {
            let text =
                format!("$orderby={}/id,id desc&$filter={}/id eq 5", relation.name, relation.name);
            check_query(&Query::parse(&text).unwrap(), entity)
                .unwrap_or_else(|e| panic!("{text}: {e}"));
        }
    }
}

#[test]
fn the_text_of_an_option_is_found_for_its_caret() {
    let query = "$top=5&%24filter=nam%20eq+'a%26'";
    let error = check_query(&Query::parse(query).unwrap(), EntityType::Thing).unwrap_err();
    let text = option_text(query, &error.option).unwrap();
    assert_eq!(error.caret(&text), "nam eq 'a&'\n^^^");
    assert_eq!(option_text(query, "$skip"), None);
}
