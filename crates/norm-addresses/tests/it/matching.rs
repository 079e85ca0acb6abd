//! Lists against the register.

use norm_addresses::{
    Address, Matcher, Query, Reason, house_number, import, match_list, split_address, street_key,
};
use proptest::prelude::*;

use crate::support::sample;

fn address(id: &str, street: &str, number: &str, suffix: &str) -> Address {
    Address {
        id: id.to_owned(),
        street_key: String::new(),
        street: street.to_owned(),
        number: number.to_owned(),
        suffix: suffix.to_owned(),
        place: None,
    }
}

fn small() -> Matcher {
    Matcher::new(&[
        address("1", "Bogenstr.", "14", "A"),
        address("2", "Bogenstr.", "14", ""),
        address("3", "Bodenstr.", "7", ""),
        address("4", "Am Lünink", "27", ""),
        address("5", "Werdener Str.", "9", ""),
        address("6", "Werdenerstr.", "9", ""),
        address("7", "Auf'm Stöcken", "7", ""),
        address("8", "Weg", "1", ""),
        address("9", "", "1", ""),
        address("10", "Markt", "", ""),
    ])
}

fn ask(matcher: &Matcher, address: &str) -> (Option<String>, Reason) {
    let answer = matcher.find(Query { address, ..Query::default() });
    (answer.id, answer.reason)
}

#[test]
fn the_list_of_two_thousand_is_matched() {
    let Some(register) = sample("essen_sued_town.csv") else { return };
    let Some(list) = sample("operator_list_2000.csv") else { return };
    let matcher = Matcher::new(&import(&register).unwrap().addresses);
    let summary = match_list(&matcher, &list).unwrap();
    assert_eq!(summary.rows.len(), 2_000);
    let truth_at = summary.heading.iter().position(|h| h == "truth_objectid").unwrap();
    let (mut real, mut right, mut wrong) = (0, 0, Vec::new());
    for row in &summary.rows {
        let truth = row.row.fields[truth_at].as_str();
        real += usize::from(!truth.is_empty());
        match row.answer.id.as_deref() {
            Some(id) if id == truth => right += 1,
            Some(_) => wrong.push(row),
            None => {}
        }
    }
    println!("{right} of {real} found, {} wrong, {:?}", wrong.len(), summary.reasons);
    assert!(right * 100 >= real * 98, "{right} of {real} found");
    assert!(wrong.len() * 1000 <= summary.rows.len(), "{wrong:?}");
    assert_eq!(summary.found + summary.for_people, 2_000);
}

#[test]
fn spellings_of_one_street_are_one() {
    let key = street_key("Landsberger Str.");
    for spelling in
        ["LANDSBERGER STRASSE", "Landsberger-Straße", "landsberger  str", "Landsbergerstr."]
    {
        assert_eq!(street_key(spelling), key, "{spelling}");
    }
    assert_eq!(street_key("Auf'm Stöcken"), street_key("AUFM STOECKEN"));
    assert_ne!(street_key("Am Weg"), street_key("Im Weg"));
}

#[test]
fn numbers_are_read_or_left_to_people() {
    for (text, wanted) in [
        ("14 a", Some("14A")),
        ("0014A", Some("14A")),
        ("Nr. 14", Some("14")),
        ("Hausnummer 3", Some("3")),
        ("12 1/2", Some("121/2")),
        ("12-14", None),
        ("12/14", None),
        ("0", None),
        ("a", None),
        ("99999999999", None),
    ] {
        assert_eq!(house_number(text).map(|n| n.to_string()).as_deref(), wanted, "{text}");
    }
    for (text, street, number) in [
        ("Am Markt 12 a", "Am Markt", "12 a"),
        ("Am Markt, Nr. 12", "Am Markt", "12"),
        ("Straße des 17. Juni 5", "Straße des 17. Juni", "5"),
        ("Am Markt 12 1/2", "Am Markt", "12 1/2"),
        ("Am Markt 12-14", "Am Markt", "12-14"),
        ("Am Markt", "Am Markt", ""),
    ] {
        assert_eq!(split_address(text), (street, number), "{text}");
    }
}

#[test]
fn nothing_is_guessed() {
    let matcher = small();
    for (text, id, reason) in [
        ("Bogenstr. 14A", Some("1"), Reason::Exact),
        ("BOGENSTRASSE 14 a", Some("1"), Reason::Normalised),
        ("Bogensr. 14", Some("2"), Reason::Typo),
        ("Bogenstr. 14B", None, Reason::SuffixUnknown),
        ("Bogenstr. 15", None, Reason::NumberUnknown),
        ("Bogenstr.", None, Reason::NumberMissing),
        ("Bogenstr. 14-16", None, Reason::NumberUnreadable),
        // As close to Bogenstr. as to Bodenstr.: people decide, although one has the number.
        ("Bohenstr. 7", None, Reason::StreetAmbiguous),
        ("Am Luenink 27", Some("4"), Reason::Normalised),
        ("Werdener Str. 9", Some("5"), Reason::Exact),
        ("Werdener Strasse 9", None, Reason::AddressAmbiguous),
        ("Wek 1", None, Reason::StreetUnknown),
        ("Markt 1", None, Reason::StreetUnknown),
        ("Nirgendwostr. 960", None, Reason::StreetUnknown),
        ("", None, Reason::Empty),
    ] {
        assert_eq!(ask(&matcher, text), (id.map(str::to_owned), reason), "{text}");
    }
    let shown = matcher.find(Query { street: "Bogenstr.", number: "14 B", address: "" });
    let shown: Vec<_> = shown.candidates.iter().map(|c| c.address.as_str()).collect();
    assert_eq!(shown, ["Bogenstr. 14", "Bogenstr. 14A"]);
}

#[test]
fn a_spelling_that_people_confirmed_is_kept() {
    let mut matcher = small();
    assert_eq!(ask(&matcher, "Bohenstr. 7").1, Reason::StreetAmbiguous);
    assert!(matcher.learn("Bohenstr.", "Bodenstr."));
    assert!(!matcher.learn("Bohenstr.", "Gibtesnicht"));
    assert_eq!(ask(&matcher, "bohenstrasse 7"), (Some("3".to_owned()), Reason::Alias));
}

#[test]
fn double_rows_are_marked_and_kept() {
    let list = "Straße,Hausnummer,Zusatz\nBogenstr.,14,a\nBOGENSTR,14A,\nX,1,\nX,1,\n";
    let summary = match_list(&small(), list.as_bytes()).unwrap();
    let marks: Vec<_> = summary.rows.iter().map(|r| r.duplicate_of).collect();
    assert_eq!(marks, [None, Some(2), None, Some(4)]);
    assert_eq!((summary.found, summary.for_people, summary.duplicates), (2, 2, 2));
    assert!(match_list(&small(), b"a;b\n1;2\n").is_err());
}

proptest! {
    #[test]
    fn random_words_are_answered(street in ".{0,40}", number in ".{0,12}", address in ".{0,60}") {
        let matcher = small();
        let answer = matcher.find(Query { street: &street, number: &number, address: &address });
        prop_assert_eq!(answer.id.is_some(), answer.reason.is_found());
        prop_assert!((0.0..=1.0).contains(&answer.score));
    }

    #[test]
    fn random_lists_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = match_list(&small(), &bytes);
    }

    /// What is in the register and written as it stands there is always found.
    #[test]
    fn what_is_there_is_found(at in 0..6_usize) {
        let all = [("Bogenstr.", "14 A", "1"), ("Bogenstr.", "14", "2"), ("Bodenstr.", "7", "3"),
            ("Am Lünink", "27", "4"), ("Werdener Str.", "9", "5"), ("Werdenerstr.", "9", "6")];
        let (street, number, id) = all[at];
        let answer = small().find(Query { street, number, address: "" });
        prop_assert_eq!(answer.id.as_deref(), Some(id));
    }
}
