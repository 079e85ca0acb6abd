//! What is written: entities, lists, tables, maps.

use norm_sensorthings::check::{CheckedQuery, check_query};
use norm_sensorthings::data_array::{
    Column, Part, columns, read_create_observations, write_created, write_data_array,
};
use norm_sensorthings::model::{EntityType, Id};
use norm_sensorthings::query::{Query, ResultMetadata};
use norm_sensorthings::result::{
    CsvWriter, FeatureRow, GeoJsonWriter, Separator, TableColumn, table_columns,
};
use norm_sensorthings::write::{Expanded, List, Out, Record, Writer, property};

use crate::town::json;

fn query(text: &str, entity: EntityType) -> CheckedQuery {
    check_query(&Query::parse(text).expect("a query"), entity).expect("a sound query")
}

const WRITER: Writer<'_> =
    Writer { root: "https://x.example/v1.1", metadata: ResultMetadata::Full };

fn observation(id: i64) -> Record<'static> {
    let field = |name: &str, out: Out<'static>| {
        (EntityType::Observation.property(name).expect("a property"), out)
    };
    Record {
        id: Id::Number(id),
        fields: vec![
            field(
                "phenomenonTime",
                Out::Time("2026-05-04T10:00:00+02:00".parse().expect("a time")),
            ),
            field("result", Out::Raw("10.50".into())),
            field("resultTime", Out::Null),
            field("resultQuality", Out::Null),
            field("parameters", Out::Raw(r#"{"b":{"x":1,"y":2},"a":[1]}"#.into())),
        ],
        expanded: vec![],
    }
}

fn written(options: &str, record: &Record<'_>, entity: EntityType) -> String {
    let mut out = String::new();
    WRITER.entity(&mut out, record, &query(options, entity));
    out
}

#[test]
fn an_entity_is_written_with_its_links_and_its_own_digits() {
    let o = EntityType::Observation;
    let root = "https://x.example/v1.1/Observations(7)";
    assert_eq!(
        written("", &observation(7), o),
        format!(
            r#"{{"@iot.id":7,"@iot.selfLink":"{root}","phenomenonTime":"2026-05-04T08:00:00Z","result":10.50,"resultTime":null,"parameters":{{"b":{{"x":1,"y":2}},"a":[1]}},"Datastream@iot.navigationLink":"{root}/Datastream","MultiDatastream@iot.navigationLink":"{root}/MultiDatastream","FeatureOfInterest@iot.navigationLink":"{root}/FeatureOfInterest"}}"#
        )
    );
    assert_eq!(written("$select=result,id", &observation(7), o), r#"{"@iot.id":7,"result":10.50}"#);
    assert_eq!(
        written("$select=parameters/b/y,parameters/a,Datastream", &observation(7), o),
        format!(
            r#"{{"parameters":{{"b":{{"y":2}},"a":[1]}},"Datastream@iot.navigationLink":"{root}/Datastream"}}"#
        )
    );
    let small = Writer { metadata: ResultMetadata::Minimal, ..WRITER };
    let mut out = String::new();
    small.entity(&mut out, &observation(7), &query("", o));
    assert!(out.starts_with(r#"{"@iot.id":7,"phen"#) && !out.contains("Link"), "{out}");
    let bare = Writer { metadata: ResultMetadata::None, ..WRITER };
    let mut out = String::new();
    bare.entity(&mut out, &observation(7), &query("", o));
    assert!(!out.contains("@iot"), "{out}");
}

#[test]
fn expanded_entities_are_shown_even_if_not_selected() {
    let name = EntityType::Datastream.property("name").expect("a property");
    let relation = |r: &str| EntityType::Datastream.relation(r).expect("a relation");
    let next = "https://x.example/v1.1/Datastreams(1)/Observations?$top=1&$skip=1".to_owned();
    let list =
        List { records: vec![observation(7)], count: Some(9), next_link: Some(next.clone()) };
    let record = Record {
        id: Id::Number(1),
        fields: vec![(name, Out::Text("Pe\"gel".into()))],
        expanded: vec![
            (relation("Observations"), Expanded::Many(list)),
            (relation("Thing"), Expanded::One(None)),
        ],
    };
    let options = "$select=name&$expand=Observations($top=1;$count=true;$select=result),Thing";
    assert_eq!(
        written(options, &record, EntityType::Datastream),
        format!(
            r#"{{"name":"Pe\"gel","Observations@iot.count":9,"Observations":[{{"result":10.50}}],"Observations@iot.nextLink":"{next}"}}"#
        )
    );
    let mut out = String::new();
    let list = List { records: vec![], count: Some(0), next_link: None };
    WRITER.list(&mut out, &list, &query("$count=true", EntityType::Thing));
    assert_eq!(out, r#"{"@iot.count":0,"value":[]}"#);
}

#[test]
fn references_and_single_properties_have_one_member() {
    let mut out = String::new();
    WRITER.references(
        &mut out,
        EntityType::Thing,
        &[Id::Number(1), Id::Text("a/b'c".into())],
        None,
    );
    assert_eq!(
        out,
        r#"{"value":[{"@iot.selfLink":"https://x.example/v1.1/Things(1)"},{"@iot.selfLink":"https://x.example/v1.1/Things('a%2Fb''c')"}]}"#
    );
    let mut out = String::new();
    property(&mut out, "result", &Out::Raw("1.0".into()));
    assert_eq!(out, r#"{"result":1.0}"#);
    for (value, bare) in [
        (Out::Text("a\"b".into()), Some("a\"b")),
        (Out::Raw("1.0".into()), Some("1.0")),
        (Out::Raw("\"text\"".into()), Some("text")),
        (Out::Raw(r#"{"a":1.0}"#.into()), Some(r#"{"a":1.0}"#)),
        (Out::Null, None),
        (Out::Raw("null".into()), None),
    ] {
        assert_eq!(value.bare().as_deref(), bare);
    }
}

#[test]
fn tables_have_one_group_for_each_stream() {
    let row = |stream: i64, id: i64| {
        let address = format!("https://x.example/v1.1/Datastreams({stream})");
        (address, vec![Out::Json(id.into()), Out::Null])
    };
    let query = query("$select=id,resultTime", EntityType::Observation);
    let columns = columns(&query);
    assert_eq!(columns.iter().map(|c| c.name()).collect::<Vec<_>>(), ["id", "resultTime"]);
    let mut out = String::new();
    write_data_array(&mut out, &columns, [row(2, 1), row(1, 2), row(2, 3)], Some(3), Some("next"));
    let json = json(&out);
    assert_eq!(json.pointer("/value/0/dataArray").unwrap().to_string(), "[[1,null],[3,null]]");
    assert_eq!(json.pointer("/value/0/dataArray@iot.count").unwrap().to_string(), "2");
    assert_eq!(json.pointer("/value/1/dataArray").unwrap().to_string(), "[[2,null]]");
    assert_eq!(json.get("@iot.nextLink").unwrap().as_text(), Some("next"));
    assert!(json.pointer("/value/1/Datastream@iot.navigationLink").is_some());
    assert_eq!(columns.first(), Some(&Column::Id));
    let query = Query::parse("$resultFormat=dataArray&$expand=Datastream").expect("a query");
    assert_eq!(check_query(&query, EntityType::Observation).unwrap_err().status(), 400);
    let query = Query::parse("$resultFormat=dataArray").expect("a query");
    assert!(check_query(&query, EntityType::Thing).is_err());
}

#[test]
fn good_rows_of_a_table_stay_when_others_fail() {
    let body = json(
        r#"[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result","FeatureOfInterest/id"],
             "dataArray@iot.count":4,
             "dataArray":[["2026-05-04T08:00:00Z",20.0,1],["yesterday",1,null],["2026-05-04T08:00:00Z"],
                          [null,null,null]]},
            {"components":["phenomenonTime","result"],"dataArray":[["2026-05-04T08:00:00Z",1]]},
            {"MultiDatastream":{"@iot.id":"m"},"components":["result","phenomenonTime","foo"],"dataArray":[]},
            {"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[1],[2]]}]"#,
    );
    let parts = read_create_observations(&body).unwrap();
    let Part::Group(group) = &parts[0] else { panic!("{parts:?}") };
    let good = group.rows[0].as_ref().unwrap();
    assert_eq!(
        good.to_json().to_string(),
        r#"{"phenomenonTime":"2026-05-04T08:00:00Z","result":20.0,"Datastream":{"@iot.id":1},"FeatureOfInterest":{"@iot.id":1}}"#
    );
    assert_eq!(group.rows[1].as_ref().unwrap_err().0[0].pointer, "/0/dataArray/1/0");
    assert_eq!(group.rows[2].as_ref().unwrap_err().0[0].pointer, "/0/dataArray/2");
    assert!(group.rows[3].is_ok());
    let broken: Vec<(usize, &str)> = parts[1..]
        .iter()
        .map(|part| match part {
            Part::Broken { rows, error } => (*rows, error.0[0].pointer.as_str()),
            Part::Group(_) => panic!("{part:?}"),
        })
        .collect();
    assert_eq!(broken, [(1, "/1"), (0, "/2/components/2"), (2, "/3/components")]);
    let answer =
        write_created([Ok("https://x/Observations(1)".to_owned()), Err("no time".to_owned())]);
    assert_eq!(answer, r#"["https://x/Observations(1)","error no time"]"#);
}

#[test]
fn csv_is_safe_for_spreadsheets_and_exact_for_programs() {
    let columns: Vec<String> =
        ["name", "result", "phenomenonTime", "parameters"].map(str::to_owned).to_vec();
    let mut out = String::new();
    let mut csv = CsvWriter::new(&mut out, Separator::Comma, &columns);
    csv.row(&[
        Out::Text("=cmd|' /C calc'!A0".into()),
        Out::Raw("-5.0".into()),
        Out::Time("2026-05-04T08:00:00+02:00".parse().expect("a time")),
        Out::Raw(r#"{"a":"b, c"}"#.into()),
    ]);
    csv.row(&[
        Out::Text("two\nlines \"x\"".into()),
        Out::Null,
        Out::Raw("\"+1\"".into()),
        Out::Null,
    ]);
    assert_eq!(
        out,
        "name,result,phenomenonTime,parameters\r\n\
         '=cmd|' /C calc'!A0,-5.0,2026-05-04T06:00:00Z,\"{\"\"a\"\":\"\"b, c\"\"}\"\r\n\
         \"two\nlines \"\"x\"\"\",,'+1,\r\n"
    );
    let mut out = String::new();
    CsvWriter::new(&mut out, Separator::Semicolon, &columns[..2]).row(&[Out::Null, Out::Null]);
    assert_eq!(out, "name;result\r\n;\r\n");
}

#[test]
fn maps_get_the_first_geometry_and_flat_properties() {
    let mut out = String::new();
    let mut map = GeoJsonWriter::new(&mut out);
    map.row(&FeatureRow {
        id: Some(7_i64.into()),
        values: vec![
            ("name".to_owned(), Out::Text("Pegel".into())),
            (
                "Locations/location".to_owned(),
                Out::Raw(r#"{"type":"Point","coordinates":[6.123456789,51.5]}"#.into()),
            ),
            ("properties".to_owned(), Out::Raw(r#"{"a":{"b":1},"c":null}"#.into())),
        ],
    });
    map.row(&FeatureRow::default());
    map.end(None);
    assert_eq!(
        out,
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[6.1234568,51.5]},"properties":{"name":"Pegel","properties/a/b":1}},{"type":"Feature","geometry":null,"properties":{}}]}"#
    );
}

#[test]
fn tables_reach_into_expanded_entities() {
    let columns_of = |text: &str| table_columns(&query(text, EntityType::Observation));
    let names = |text: &str| -> Vec<String> {
        columns_of(text).expect("columns").iter().map(TableColumn::name).collect()
    };
    let options = "$select=id,result,parameters/b/x,parameters/a[0]&$expand=Datastream($select=name,unitOfMeasurement/symbol;$expand=Observations($top=1;$select=result))";
    let wanted = [
        "id",
        "result",
        "parameters/b/x",
        "parameters/a[0]",
        "Datastream/name",
        "Datastream/unitOfMeasurement/symbol",
        "Datastream/Observations/result",
    ];
    assert_eq!(names(options), wanted);
    assert_eq!(names("").len(), 7);
    let error = columns_of("$expand=Datastream($expand=Observations)").unwrap_err();
    assert_eq!((error.status(), error.option.as_str()), (400, "$expand"));
    let stream = |name: &str| EntityType::Datastream.property(name).expect("a property");
    let relation = EntityType::Observation.relation("Datastream").expect("a relation");
    let record = Record {
        expanded: vec![(
            relation,
            Expanded::One(Some(Box::new(Record {
                id: Id::Number(1),
                fields: vec![
                    (stream("name"), Out::Text("level".into())),
                    (stream("unitOfMeasurement"), Out::Raw(r#"{"symbol":"m"}"#.into())),
                ],
                expanded: vec![],
            }))),
        )],
        ..observation(7)
    };
    let columns = columns_of(options).expect("columns");
    let cells: Vec<Out<'_>> = columns.iter().map(|c| c.cell(&record)).collect();
    let mut out = String::new();
    CsvWriter::new(&mut out, Separator::Comma, &[]).row(&cells);
    assert_eq!(out, "\r\n7,10.50,1,1,level,m,\r\n");
}
