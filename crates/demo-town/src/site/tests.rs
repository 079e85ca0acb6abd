//! The files of the site: they can be read, hold together, and are good German.

use std::collections::{BTreeMap, BTreeSet};

use content::check::{Level, Situation, check};
use content::german::{Measures, sentences, words};
use content::{Document, FieldText, Kind, Role, TargetKind};
use jiff::civil::date;

use super::*;
use crate::{DEMO_SEED, pictures, town};

/// Pages the house has by itself.
const ROUTES: [&str; 14] = [
    "/",
    "/aktuelles",
    "/barriere-melden",
    "/barrierefreiheit",
    "/bekanntmachungen",
    "/datenschutz",
    "/dokumente",
    "/impressum",
    "/kontakt",
    "/leistungen",
    "/rathaus",
    "/stellen",
    "/transparenz/aenderungen",
    "/wohngeld/rechner",
];
/// Words of a German sentence, on average over a text.
const WORDS_MAX: f64 = 15.0;
/// Words of a sentence that must not stand in two texts.
const REPEATED_FROM: usize = 8;

fn all() -> Vec<Item> {
    match read(&town(DEMO_SEED)) {
        Ok(items) => items,
        Err(mistakes) => panic!("{mistakes:#?}"),
    }
}

fn path(item: &Item) -> String {
    let folder = match item.kind {
        ItemKind::Page => return format!("/{}", item.path),
        ItemKind::News => "aktuelles",
        ItemKind::Event => "veranstaltungen",
        ItemKind::Notice => "bekanntmachungen",
        ItemKind::Job => "stellen",
        ItemKind::Document => "dokumente",
        ItemKind::Disruption => "stoerungen",
    };
    format!("/{folder}/{}", item.path)
}

fn bodies(item: &Item) -> Vec<(&'static str, &str, &Document)> {
    let mut all = vec![("de", item.title.de.as_str(), &item.body)];
    all.extend(item.body_en.iter().map(|body| ("en", item.title.en.as_str(), body)));
    all.extend(item.easy.iter().map(|easy| ("de-simple", easy.title.as_str(), &easy.body)));
    all.extend(item.file.iter().map(|file| ("de", item.title.de.as_str(), file)));
    all
}

fn prose(document: &Document) -> String {
    let mut text = String::new();
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            if matches!(field.role, Role::Prose) {
                text.push_str(&field.text.words());
                text.push('\n');
            }
        }
    });
    text
}

#[test]
fn the_list_names_every_file() {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap())
        .join("../../data/demo/site");
    let mut found = BTreeSet::new();
    for kind in std::fs::read_dir(&folder).unwrap() {
        let kind = kind.unwrap();
        for file in std::fs::read_dir(kind.path()).unwrap() {
            let (kind, file) = (kind.file_name(), file.unwrap().file_name());
            found.insert(format!("{}/{}", kind.to_str().unwrap(), file.to_str().unwrap()));
        }
    }
    let listed: BTreeSet<String> = files::FILES.iter().map(|(name, _)| (*name).into()).collect();
    assert_eq!(listed, found);
}

#[test]
fn there_is_as_much_as_promised() {
    let items = all();
    let count = |kind| items.iter().filter(|i| i.kind == kind).count();
    for (kind, at_least) in [
        (ItemKind::Page, 62),
        (ItemKind::News, 42),
        (ItemKind::Event, 24),
        (ItemKind::Notice, 10),
        (ItemKind::Job, 6),
        (ItemKind::Disruption, 5),
        (ItemKind::Document, 12),
    ] {
        assert!(count(kind) >= at_least, "{kind:?}: {}", count(kind));
    }
    assert!(items.iter().filter(|i| i.body_en.is_some()).count() >= 15);
    assert!(items.iter().filter(|i| i.easy.is_some()).count() >= 10);
    let kinds: BTreeSet<&str> =
        items.iter().flat_map(|i| i.body.blocks().iter().map(|b| b.kind.name())).collect();
    assert!(kinds.len() >= 17, "{kinds:?}");
    let news = items.iter().filter(|i| i.kind == ItemKind::News);
    let months: BTreeSet<_> =
        news.map(|i| (i.visible_from.date().year(), i.visible_from.date().month())).collect();
    assert!(months.len() >= 12, "{months:?}");
}

#[test]
fn a_document_holds_more_than_its_description() {
    for item in all().iter().filter(|i| i.kind == ItemKind::Document) {
        let file = item.file.as_ref().expect("what stands in the file");
        let count = |kind: &str| file.blocks().iter().filter(|b| b.kind.name() == kind).count();
        assert!(count("heading") >= 4, "{}: {} headings", item.path, count("heading"));
        assert!(count("table") >= 1, "{} has no table", item.path);
        let (inside, outside) = (file.plain_text().len(), item.body.plain_text().len());
        assert!(inside > 3 * outside, "{}: {inside} and {outside}", item.path);
    }
}

#[test]
fn addresses_are_unique_and_every_page_has_its_parent() {
    let items = all();
    let mut seen = BTreeSet::new();
    for item in &items {
        assert!(seen.insert(path(item)), "{} stands there twice", path(item));
        let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c);
        assert!(item.path.chars().all(is_fine), "{}", item.path);
    }
    for page in items.iter().filter(|i| i.kind == ItemKind::Page) {
        if let Some((parent, _)) = page.path.rsplit_once('/') {
            assert!(seen.contains(&format!("/{parent}")), "{} has no parent", page.path);
        }
    }
}

#[test]
fn nothing_stands_against_publishing() {
    let mut found = Vec::new();
    for item in all() {
        for (language, title, body) in bodies(&item) {
            let situation = Situation {
                title,
                teaser: &item.teaser.de,
                needs_teaser: true,
                language,
                ..Situation::default()
            };
            let checked = check(body, &situation);
            for remark in checked.remarks {
                // Whether an abbreviation is known, no program can tell for sure.
                let weighs = remark.level == Level::Blocker
                    || (remark.level == Level::Ask && language != "de-simple")
                    || remark.kind.starts_with("easy-");
                if weighs && remark.kind != "abbreviation" {
                    found.push(format!(
                        "{} [{language}] {}: {} — {}",
                        item.path, remark.kind, remark.said.de, remark.excerpt
                    ));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_link_leads_somewhere() {
    let items = all();
    let services: Vec<String> =
        town(DEMO_SEED).services.iter().map(|s| format!("/leistungen/{}", s.slug)).collect();
    let known: BTreeSet<String> = items
        .iter()
        .map(path)
        .chain(ROUTES.iter().map(|r| (*r).to_owned()))
        .chain(services)
        .collect();
    for item in &items {
        for (_, _, body) in bodies(item) {
            body.walk(&mut |block| {
                for field in block.kind.fields() {
                    let FieldText::Rich(rich) = field.text else { continue };
                    for (target, text) in rich.links() {
                        let TargetKind::Path(to) = target.kind() else {
                            panic!("{}: {target} is no page of ours", item.path)
                        };
                        assert!(known.contains(to), "{}: “{text}” → {to}", item.path);
                    }
                }
            });
        }
    }
}

#[test]
fn every_picture_exists_and_is_described() {
    for item in all() {
        if let Some(picture) = &item.picture {
            assert!(pictures::find(&picture.name).is_some(), "{}: {}", item.path, picture.name);
            assert!(picture.alt.de.chars().count() > 12, "{}", item.path);
        }
        for (_, _, body) in bodies(&item) {
            for media in body.media() {
                assert!(pictures::find(media.as_str()).is_some(), "{}: {media}", item.path);
            }
        }
    }
}

#[test]
fn what_blocks_ask_for_is_there() {
    let town = town(DEMO_SEED);
    let items = all();
    let has = |kind, topics: &[content::Key]| {
        let fits = |i: &&Item| topics.iter().any(|t| i.topics.iter().any(|x| x == t.as_str()));
        items.iter().filter(|i| i.kind == kind).any(|i| fits(&i))
    };
    for item in &items {
        for (_, _, body) in bodies(item) {
            body.walk(&mut |block| match &block.kind {
                Kind::Contact(it) => {
                    assert!(it.unit.as_ref().is_some_and(|u| town.unit(u.as_str()).is_some()));
                }
                Kind::OpeningHours(it) => {
                    assert!(it.unit.as_ref().is_some_and(|u| town.unit(u.as_str()).is_some()));
                }
                Kind::Services(it) => {
                    for slug in &it.services {
                        let is_there = town.services.iter().any(|s| s.slug == slug.as_str());
                        assert!(is_there, "{}: {slug}", item.path);
                    }
                }
                Kind::News(it) => assert!(has(ItemKind::News, &it.query.topics), "{}", item.path),
                Kind::Events(it) => {
                    assert!(has(ItemKind::Event, &it.query.topics), "{}", item.path);
                }
                _ => {}
            });
        }
    }
}

#[test]
fn german_sentences_are_short() {
    let mut long = Vec::new();
    for item in all() {
        for text in [Some(&item.body), item.file.as_ref()].into_iter().flatten() {
            let measures = Measures::of(&prose(text));
            if measures.words_per_sentence >= WORDS_MAX {
                long.push(format!("{}: {:.1}", item.path, measures.words_per_sentence));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_is_said_twice() {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let mut twice = Vec::new();
    for item in all() {
        let file = item.file.as_ref().map(prose).unwrap_or_default();
        let text = format!("{}\n{}\n{file}", item.teaser.de, prose(&item.body));
        for sentence in sentences(&text) {
            if words(&sentence).len() < REPEATED_FROM {
                continue;
            }
            if let Some(other) = said.insert(sentence.clone(), item.path.clone()) {
                twice.push(format!("{other} and {}: {sentence}", item.path));
            }
        }
    }
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn the_site_fits_other_towns_and_days() {
    for seed in 2..6 {
        let other = town(seed);
        let items = read(&other).unwrap_or_else(|m| panic!("{seed}: {m:#?}"));
        let text: String = items.iter().map(|i| prose(&i.body)).collect();
        assert!(!text.contains("Marlenbrück"), "a name is written down");
    }
    let mut town = town(DEMO_SEED);
    for month in 1..=12 {
        for day in [1, 15, 28] {
            town.as_of = date(2027, month, day);
            let items = read(&town).unwrap_or_else(|m| panic!("{}: {m:#?}", town.as_of));
            let news = items.iter().filter(|i| i.kind == ItemKind::News);
            let year = town.as_of.yesterday().unwrap();
            for item in news {
                let age = (year - item.visible_from.date()).get_days();
                assert!((-1..=366).contains(&age), "{} on {}: {age}", item.path, town.as_of);
            }
            for item in &items {
                repeats_on_its_day(item);
            }
        }
    }
}

/// An event that repeats begins on one of its own days.
fn repeats_on_its_day(item: &Item) {
    let Details::Event(event) = &item.details else { return };
    let Some((_, days)) = event.repeats.split_once("BYDAY=") else { return };
    let short = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let weekday = event.starts.date().weekday().to_monday_zero_offset();
    let name = short[usize::try_from(weekday).unwrap()];
    assert!(days.ends_with(name), "{}: {days} and {name}", item.path);
}
