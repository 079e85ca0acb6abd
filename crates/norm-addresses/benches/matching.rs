//! Matching beside looking up the same rows by their exact words, in one run.

use std::collections::HashMap;

use norm_addresses::{Address, Matcher, Query};

fn main() {
    divan::main();
}

/// A town of 2 000 streets with 50 numbers each.
fn register() -> Vec<Address> {
    const ENDS: [&str; 5] = ["str.", "weg", "allee", "gasse", "ring"];
    (0..100_000_usize)
        .map(|n| {
            let street = n / 50;
            let letters = [street % 20, street / 20 % 20, street / 400].map(|d| {
                [
                    "ba", "ler", "min", "tos", "gra", "hel", "wun", "der", "fal", "ken", "ost",
                    "rup", "sieg", "tal", "ul", "vor", "wes", "zim", "acht", "eich",
                ][d]
            });
            Address {
                id: n.to_string(),
                street_key: street.to_string(),
                street: format!("{}{}{}{}", letters[0], letters[1], letters[2], ENDS[street % 5]),
                number: (n % 50 + 1).to_string(),
                suffix: String::new(),
                place: None,
            }
        })
        .collect()
}

/// A third as written, a third spelled otherwise, a third with a typing mistake.
fn rows(register: &[Address]) -> Vec<(String, String)> {
    register
        .iter()
        .step_by(97)
        .enumerate()
        .map(|(at, address)| {
            let street = match at % 3 {
                0 => address.street.clone(),
                1 => address.street.to_uppercase().replace("STR.", "STRASSE"),
                _ => address
                    .street
                    .chars()
                    .enumerate()
                    .filter(|(i, _)| *i != 2)
                    .map(|(_, c)| c)
                    .collect(),
            };
            (street, address.number.clone())
        })
        .collect()
}

#[divan::bench]
fn matched(bencher: divan::Bencher<'_, '_>) {
    let register = register();
    let (matcher, rows) = (Matcher::new(&register), rows(&register));
    bencher.counter(divan::counter::ItemsCount::new(rows.len())).bench(|| {
        let found = rows.iter().filter(|(street, number)| {
            matcher.find(Query { street, number, address: "" }).id.is_some()
        });
        found.count()
    });
}

/// The least that any matching must do: one look into a table.
#[divan::bench]
fn looked_up_exactly(bencher: divan::Bencher<'_, '_>) {
    let register = register();
    let table: HashMap<(&str, &str), &str> =
        register.iter().map(|a| ((a.street.as_str(), a.number.as_str()), a.id.as_str())).collect();
    let rows = rows(&register);
    bencher.counter(divan::counter::ItemsCount::new(rows.len())).bench(|| {
        rows.iter().filter(|(s, n)| table.contains_key(&(s.as_str(), n.as_str()))).count()
    });
}
