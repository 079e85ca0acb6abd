//! A town's own layout of a schema it did not write.

use std::collections::{BTreeMap, BTreeSet};

use norm_fim::{Answers, Arrangement, Form, FormOptions, Page, Path};

use crate::wohngeld::schema;

fn arranged(arrangement: Arrangement) -> Form {
    Form::new(schema(), FormOptions { arrangement, ..FormOptions::default() })
}

fn ids(pages: &[Page]) -> Vec<&str> {
    pages.iter().map(|page| page.id.as_str()).collect()
}

#[test]
fn the_town_orders_pages_and_the_rest_follows() {
    let plain = arranged(Arrangement::default());
    let before = plain.pages(&Answers::new(), "de");
    let wanted = vec!["G99000000050".to_owned(), "G00000000000".to_owned()];
    let form = arranged(Arrangement {
        order: BTreeMap::from([(String::new(), wanted)]),
        ..Arrangement::default()
    });
    let after = form.pages(&Answers::new(), "de");
    assert!(after[0].id.starts_with("G99000000050"), "{:?}", ids(&after));
    let rest = |pages: &[Page]| -> Vec<String> {
        let all = pages.iter().filter(|page| !page.id.starts_with("G99000000050"));
        all.map(|page| page.id.clone()).collect()
    };
    assert_eq!(rest(&before), rest(&after));
}

#[test]
fn what_is_hidden_is_not_asked_and_dead_ends_are_named() {
    let phone = "G99000000040.F99000000041";
    let first_name = "G99000000020.F99000000021";
    let form = arranged(Arrangement {
        hidden: BTreeSet::from([phone.to_owned(), first_name.to_owned()]),
        ..Arrangement::default()
    });
    let pages = form.pages(&Answers::new(), "de");
    let places: BTreeSet<String> = pages.iter().flat_map(Page::places).collect();
    assert!(!places.contains(phone) && !places.contains(first_name), "{places:?}");
    assert_eq!(form.dead_ends(), [first_name], "the telephone is optional, the name is not");
}

#[test]
fn what_is_given_beforehand_ends_the_dead_end_and_is_exported() {
    let place = "G99000000020.F99000000021";
    let form = arranged(Arrangement {
        hidden: BTreeSet::from([place.to_owned()]),
        prefill: BTreeMap::from([(place.to_owned(), "Jasmin".to_owned())]),
        ..Arrangement::default()
    });
    assert!(form.dead_ends().is_empty());
    let answers = form.prefilled();
    let path: Path = place.parse().expect("a path");
    assert_eq!(answers.input(&path), "Jasmin");
    let missing = form.check(&answers);
    assert!(missing.iter().all(|finding| finding.path != place), "nobody can answer it");
    assert!(form.to_json(&answers, norm_fim::Naming::Local).contains("Jasmin"));
}

#[test]
fn a_layout_outlives_places_that_are_gone() {
    let gone = "G99000009999.F99000009999".to_owned();
    let form = arranged(Arrangement {
        hidden: BTreeSet::from([gone.clone()]),
        prefill: BTreeMap::from([(gone.clone(), "x".to_owned())]),
        order: BTreeMap::from([(gone, vec!["F1".to_owned()])]),
    });
    assert!(form.dead_ends().is_empty());
    assert!(form.prefilled().iter().next().is_none());
}
