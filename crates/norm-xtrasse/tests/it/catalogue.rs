//! The model says what the catalogue of the standard says.

use norm_xtrasse::Version;
use norm_xtrasse::model::{GeometryType, Model, Type};
use serde_json::Value as Json;

use crate::support::data;

/// The concrete classes that are one of these.
fn concrete<'a>(model: &'a Model, names: &[&str]) -> Vec<&'a str> {
    model
        .classes()
        .filter(|c| !c.is_abstract && names.iter().any(|n| c.is_a(n)))
        .map(|c| c.name)
        .collect()
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Text => "CharacterString".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Integer => "Integer".to_owned(),
        Type::Uri => "URI".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Measure { uom } => (*uom).to_owned(),
        Type::Geometry(ty) => GeometryType::name(*ty).to_owned(),
        Type::Codes(name) | Type::Data(name) => (*name).to_owned(),
        Type::Reference { .. } => unreachable!("references are compared by their classes"),
    }
}

#[test]
fn every_class_attribute_and_code_is_the_one_of_the_catalogue() {
    let Some(folder) = data() else { return };
    let text = std::fs::read(folder.join("xtrasse/xtrasse-2.1-catalogue.json")).unwrap();
    let catalogue: Json = serde_json::from_slice(&text).unwrap();
    let model = Version::V21.model();
    let entries = catalogue["classes"].as_object().unwrap();
    assert_eq!(entries.len(), model.classes().count() + model.code_lists().count());
    for (name, entry) in entries {
        if entry["kind"] == "enumeration" {
            let ours = model.codes(name).unwrap_or_else(|| panic!("{name} is missing"));
            let theirs: Vec<_> = entry["values"].as_array().unwrap().iter().collect();
            assert_eq!(ours.codes.len(), theirs.len(), "{name}");
            for (ours, theirs) in ours.codes.iter().zip(theirs) {
                assert_eq!(ours.code, theirs["code"], "{name}");
                assert_eq!(ours.name, theirs["name"], "{name}");
                assert_eq!(ours.label, theirs["label"], "{name}");
            }
            continue;
        }
        let class = model.class(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(class.is_abstract, entry["abstract"], "{name}");
        let parent = class.lineage.get(1).copied();
        assert_eq!(parent, entry["super"].get(0).and_then(Json::as_str), "{name}");
        let inherited = parent.map_or(0, |p| model.class(p).unwrap().attributes.len());
        let theirs = entry["attributes"].as_array().unwrap();
        let theirs: Vec<_> = theirs.iter().filter(|a| a["stereotype"] != "Identifier").collect();
        assert_eq!(class.attributes.len() - inherited, theirs.len(), "{name}");
        for (ours, theirs) in class.attributes[inherited..].iter().zip(theirs) {
            let place = format!("{name}.{}", ours.name);
            assert_eq!(ours.name, theirs["name"], "{place}");
            let often = match (ours.required, ours.many) {
                (true, false) => "1",
                (true, true) => "1..*",
                (false, false) => "0..1",
                (false, true) => "0..*",
            };
            assert_eq!(often, theirs["multiplicity"], "{place}");
            if let Type::Reference { targets, reverse } = &ours.ty {
                let named: Vec<&str> = match &theirs["typename"] {
                    Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
                    name => vec![name.as_str().unwrap()],
                };
                assert_eq!(concrete(model, targets), concrete(model, &named), "{place}");
                assert_eq!(*reverse, theirs["reverseProperty"].as_str(), "{place}");
                continue;
            }
            let wanted = theirs.get("uom").unwrap_or(&theirs["typename"]);
            assert_eq!(type_name(&ours.ty), *wanted, "{place}");
        }
    }
}

#[test]
fn both_models_are_whole() {
    for version in [Version::V20, Version::V21] {
        let model = version.model();
        for class in model.classes() {
            let mut names: Vec<&str> = class.attributes.iter().map(|a| a.name).collect();
            names.sort_unstable();
            let before = names.len();
            names.dedup();
            assert_eq!(names.len(), before, "{} {}", version.number(), class.name);
            for attribute in &class.attributes {
                match &attribute.ty {
                    Type::Data(name) => assert!(model.class(name).is_some(), "{name}"),
                    Type::Codes(name) => assert!(!model.codes(name).unwrap().codes.is_empty()),
                    Type::Reference { targets, reverse } => {
                        assert!(!concrete(model, targets).is_empty(), "{targets:?}");
                        for target in targets.iter().filter_map(|t| model.class(t)) {
                            let back = reverse.is_none_or(|r| {
                                concrete(model, &[target.name])
                                    .iter()
                                    .any(|c| model.class(c).unwrap().attribute(r).is_some())
                            });
                            assert!(back, "{}.{}", class.name, attribute.name);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(Version::V20.model().class("IGP_Plan").is_some());
    assert!(Version::V20.model().class("ISG_Plan").is_none());
    assert!(Version::V21.model().class("IGP_Plan").is_none());
}
