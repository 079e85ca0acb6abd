//! Stories of two editions.

use proptest::prelude::*;

use crate::compare::{BlockChange, PieceChange, compare, compare_words};
use crate::key::Counted;
use crate::merge::{Clash, merge};
use crate::testing::documents;
use crate::text::{parse, parse_like};
use crate::{Block, Document};

fn read(text: &str) -> Document {
    parse(text, &mut Counted::new("b")).unwrap()
}

fn edit(before: &Document, text: &str, who: &str) -> Document {
    parse_like(text, before, &mut Counted::new(who)).unwrap()
}

#[test]
fn a_layman_reads_what_changed() {
    let before = read(
        "# Öffnungszeiten\n\nMontag bis Freitag von 8 bis 12 Uhr.\n\nSamstags zu.\n\nBis bald!",
    );
    let after = edit(
        &before,
        "# Öffnungszeiten\n\nMontag bis Donnerstag von 8 bis 12 Uhr.\n\nNeu: Termine.\n\nBis bald!",
        "n",
    );
    let comparison = compare(&before, &after);
    let pieces: Vec<(PieceChange, String)> = comparison
        .blocks
        .iter()
        .find_map(|b| match &b.change {
            BlockChange::Changed { fields, .. } => Some(&fields[0].pieces),
            _ => None,
        })
        .unwrap()
        .iter()
        .map(|p| (p.change, p.text.clone()))
        .collect();
    let expected = [
        (PieceChange::Same, "Montag bis "),
        (PieceChange::Removed, "Freitag"),
        (PieceChange::Added, "Donnerstag"),
        (PieceChange::Same, " von 8 bis 12 Uhr."),
    ];
    assert_eq!(pieces, expected.map(|(c, t)| (c, t.to_owned())));
    assert_eq!(comparison.summary().de, "Absätze: 2 geändert.");
}

#[test]
fn phrases_are_shown_not_words() {
    let pieces =
        compare_words("Das kostet zehn alte Mark heute.", "Das kostet fünf neue Euro heute.");
    let texts: Vec<&str> = pieces.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(texts, ["Das kostet ", "zehn alte Mark", "fünf neue Euro", " heute."]);
}

#[test]
fn what_moved_and_what_went_is_told() {
    let before = read("Eins\n\nZwei\n\nDrei\n\nVier");
    let mut blocks = before.clone().into_blocks();
    let first = blocks.remove(0);
    blocks.push(first);
    blocks.remove(1);
    let after = Document::new(blocks).unwrap();
    let comparison = compare(&before, &after);
    let told: Vec<(String, bool, bool)> = comparison
        .blocks
        .iter()
        .map(|b| (b.block.id.to_string(), b.change == BlockChange::Removed, b.is_moved))
        .collect();
    let expected =
        [("b-2", false, false), ("b-3", true, false), ("b-4", false, false), ("b-1", false, true)];
    assert_eq!(told, expected.map(|(id, gone, moved)| (id.to_owned(), gone, moved)));
    assert!(compare(&before, &before).is_empty());
}

#[test]
fn settings_are_told_by_name() {
    let before =
        read("::bild medium=\"m-1\" alt=\"Ein Haus\"\n\n:::hinweis art=\"info\"\nText\n:::");
    let after = edit(
        &before,
        "::bild medium=\"m-2\" alt=\"Ein Haus\"\n\n:::hinweis art=\"gefahr\"\nText\n:::",
        "n",
    );
    let labels: Vec<String> = compare(&before, &after)
        .blocks
        .iter()
        .flat_map(|b| match &b.change {
            BlockChange::Changed { settings, fields } => {
                assert!(fields.is_empty(), "{fields:?}");
                settings
                    .iter()
                    .map(|s| format!("{}: {} → {}", s.label.de, s.before, s.after))
                    .collect()
            }
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(labels, ["Datei: m-1 → m-2", "Art des Hinweises: info → danger"]);
}

#[test]
fn two_editors_do_not_lose_each_others_work() {
    let base = read("Eins\n\nZwei\n\nDrei");
    let ours = edit(&base, "Eins, von uns\n\nZwei\n\nDrei\n\nVier, von uns", "u");
    let theirs = edit(&base, "Eins\n\nNeu, von ihnen\n\nZwei\n\nDrei, von ihnen", "t");
    let merged = merge(&base, &ours, &theirs).unwrap();
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    let text = merged.document.plain_text();
    assert_eq!(text, "Eins, von uns\n\nNeu, von ihnen\n\nZwei\n\nDrei, von ihnen\n\nVier, von uns");
}

#[test]
fn conflicts_are_named_and_hold_both() {
    let base = read("Eins\n\nZwei\n\nDrei");
    let ours = edit(&base, "Eins A\n\nDrei", "u");
    let theirs = edit(&base, "Eins B\n\nZwei, besser\n\nDrei", "t");
    let merged = merge(&base, &ours, &theirs).unwrap();
    let clashes: Vec<Clash> = merged.conflicts.iter().map(|c| c.clash).collect();
    assert_eq!(clashes, [Clash::BothChanged, Clash::WeRemoved]);
    assert_eq!(merged.document.plain_text(), "Eins A\n\nZwei, besser\n\nDrei");
    let theirs_first = merged.conflicts[0].theirs.as_ref().unwrap();
    assert_eq!(crate::plain_text(&[theirs_first]), "Eins B");
}

#[test]
fn an_order_changed_by_one_stays_changed() {
    let base = read("Eins\n\nZwei\n\nDrei");
    let mut blocks = base.clone().into_blocks();
    blocks.rotate_left(1);
    let moved = Document::new(blocks).unwrap();
    let ours = edit(&base, "Eins\n\nZwei!\n\nDrei", "u");
    for (a, b) in [(&ours, &moved), (&moved, &ours)] {
        let merged = merge(&base, a, b).unwrap();
        assert!(merged.conflicts.is_empty());
        assert_eq!(merged.document.plain_text(), "Zwei!\n\nDrei\n\nEins");
    }
    let mut blocks = base.clone().into_blocks();
    blocks.swap(0, 1);
    let other = Document::new(blocks).unwrap();
    let merged = merge(&base, &moved, &other).unwrap();
    assert_eq!(merged.conflicts[0].clash, Clash::Order);
}

/// What an editor may do to a text, by chance: drop, change, move, add.
fn edited(document: &Document, actions: &[(u8, usize)], who: &str) -> Document {
    let mut blocks = document.clone().into_blocks();
    for (at, (action, place)) in actions.iter().enumerate() {
        let place = if blocks.is_empty() { 0 } else { place % blocks.len() };
        match action {
            0 if !blocks.is_empty() => {
                blocks.remove(place);
            }
            1 if !blocks.is_empty() => {
                blocks[place].kind = crate::Kind::paragraph(&format!("{who} {at}"));
            }
            2 if !blocks.is_empty() => {
                let block = blocks.remove(place);
                blocks.push(block);
            }
            _ => {
                let id = crate::BlockId::parse(&format!("{who}-{at}")).unwrap();
                blocks.insert(place, Block::new(id, crate::Kind::paragraph(who)));
            }
        }
    }
    Document::new(blocks).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn merging_loses_nothing(
        base in documents(),
        we in prop::collection::vec((0_u8..4, 0_usize..9), 0..5),
        they in prop::collection::vec((0_u8..4, 0_usize..9), 0..5),
    ) {
        let ours = edited(&base, &we, "we");
        let theirs = edited(&base, &they, "they");
        prop_assert_eq!(&merge(&base, &ours, &base).unwrap().document, &ours);
        prop_assert_eq!(&merge(&base, &base, &theirs).unwrap().document, &theirs);
        let same = merge(&base, &ours, &ours).unwrap();
        prop_assert!(same.conflicts.is_empty());
        prop_assert_eq!(&same.document, &ours);
        let merged = merge(&base, &ours, &theirs).unwrap();
        // Every block somebody wrote or changed is in the text or in a conflict.
        for block in ours.blocks().iter().chain(theirs.blocks()) {
            let is_there = merged.document.blocks().contains(block)
                || merged.conflicts.iter().any(|c| c.ours.as_ref() == Some(block) || c.theirs.as_ref() == Some(block))
                || base.blocks().contains(block);
            prop_assert!(is_there, "{:?}", block);
        }
    }

    #[test]
    fn comparing_tells_both_texts(a in "[a-c ,.äß\n]{0,40}", b in "[a-c ,.äß\n]{0,40}") {
        let pieces = compare_words(&a, &b);
        let side = |gone: PieceChange| -> String {
            pieces.iter().filter(|p| p.change != gone).map(|p| p.text.as_str()).collect()
        };
        let squeeze = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(squeeze(&side(PieceChange::Added)), squeeze(&a));
        prop_assert_eq!(squeeze(&side(PieceChange::Removed)), squeeze(&b));
    }

    #[test]
    fn comparing_finds_every_difference(a in documents(), b in documents()) {
        let comparison = compare(&a, &b);
        prop_assert_eq!(comparison.is_empty(), a == b);
        prop_assert!(comparison.blocks.len() >= b.blocks().len());
    }
}
