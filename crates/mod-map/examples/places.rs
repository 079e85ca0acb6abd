//! Measures the search for addresses with typing mistakes and the matching of lists:
//! `places ADDRESSES SEARCHES ROWS` fills a town on SQLite and prints `name value` lines.
//! `cargo xtask bench places` calls it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use kernel::places::{self, Found};
use kernel::{Actor, Audit, Id};
use testkit::TestTown;

/// Houses of a street.
const HOUSES: usize = 50;
/// Streets written at once.
const AT_ONCE: usize = 100;
/// What street names are made of.
const FIRST: [&str; 24] = [
    "Linden",
    "Birken",
    "Ahorn",
    "Eichen",
    "Buchen",
    "Kastanien",
    "Mühlen",
    "Brunnen",
    "Kirch",
    "Schul",
    "Markt",
    "Garten",
    "Wiesen",
    "Heide",
    "Berg",
    "Tal",
    "Sonnen",
    "Rosen",
    "Amsel",
    "Finken",
    "Hasen",
    "Fuchs",
    "Königs",
    "Kloster",
];
const MIDDLE: [&str; 42] = [
    "", "feld", "hof", "grund", "bach", "tor", "hain", "horst", "busch", "kamp", "rain", "dorf",
    "haus", "stein", "born", "winkel", "ried", "moor", "see", "brücken", "wald", "anger", "acker",
    "bruch", "eck", "furt", "graben", "hang", "heim", "holz", "kreuz", "land", "mark", "pfad",
    "quell", "rand", "sand", "teich", "ufer", "warte", "zaun", "zeile",
];
const LAST: [&str; 20] = [
    "straße", "weg", "allee", "platz", "gasse", "ring", "steig", "damm", "stieg", "pfad", "ufer",
    "graben", "hof", "markt", "winkel", "wall", "park", "berg", "blick", "grund",
];

fn name(n: usize) -> String {
    let (first, middle) = (FIRST[n % FIRST.len()], MIDDLE[n / FIRST.len() % MIDDLE.len()]);
    format!("{first}{middle}{}", LAST[n / FIRST.len() / MIDDLE.len() % LAST.len()])
}

/// The name with two neighbouring letters swapped.
fn slipped(name: &str, at: usize) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + at % (letters.len() - 2);
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}

async fn fill(town: &TestTown, streets: usize) {
    for start in (0..streets).step_by(AT_ONCE) {
        let written = town.town.write(Actor::system("bench"), move |tx| {
            for n in start..streets.min(start + AT_ONCE) {
                let (key, name) = (format!("{n:06}"), name(n));
                let at = |n: usize| f64::from(u32::try_from(n).unwrap_or_default());
                let (x, y) = (360_000.0 + at(n % 150) * 200.0, 5_690_000.0 + at(n / 150) * 100.0);
                places::add_street(tx, &key, &name, "residential", &[(x, y), (x + 150.0, y)])?;
                for number in 1..=HOUSES {
                    let house = places::Address {
                        id: Id::new(),
                        street: name.clone(),
                        number: i64::try_from(number).unwrap_or(1),
                        suffix: String::new(),
                        postcode: "49999".into(),
                        district: None,
                        x: x + 3.0 * at(number),
                        y: y + 10.0,
                        official: format!("{n}-{number}"),
                    };
                    places::add_address(tx, &key, &house)?;
                }
            }
            Ok(Audit::of("bench.filled", start).done())
        });
        written.await.expect("streets");
    }
}

#[tokio::main]
async fn main() {
    let all: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let [addresses, searches, rows] = all[..] else {
        eprintln!("places ADDRESSES SEARCHES ROWS");
        std::process::exit(2);
    };
    let town = testkit::town(|| vec![mod_map::module()], "2026-03-02T08:00:00Z").await;
    let streets = addresses / HOUSES;
    fill(&town, streets).await;
    // The first search reads the names of the streets.
    places::search(&town.town, "Linden", 12).await.expect("a search");
    let (mut took, mut found) = (Vec::new(), 0);
    for n in 0..searches {
        let (street, number) = (name(n * 7_919 % streets), 1 + n % HOUSES);
        let typed = format!("{} {number}", slipped(&street, n));
        let started = Instant::now();
        let answers = places::search(&town.town, &typed, 12).await.expect("a search");
        took.push(started.elapsed());
        let wanted = format!("{street} {number}");
        found += usize::from(
            answers.iter().any(|a| matches!(a, Found::Address(a) if a.line() == wanted)),
        );
    }
    took.sort_unstable();
    let at = |share: usize| took.get((searches * share / 100).min(searches - 1)).copied();
    let micros = |d: Option<Duration>| d.unwrap_or_default().as_secs_f64() * 1e6;
    println!("search_median_us {:.1}", micros(at(50)));
    println!("search_p99_us {:.1}", micros(at(99)));
    println!("search_found {found}");

    let mut list = String::from("Straße;Hausnummer\n");
    for n in 0..rows {
        let street = name(n * 104_729 % streets);
        let street = if n % 10 == 0 { slipped(&street, n) } else { street };
        writeln!(list, "{street};{}", 1 + n % HOUSES).expect("a text takes any line");
    }
    let matcher = town.town.read(places::matcher).await.expect("a matcher");
    let started = Instant::now();
    let summary = norm_addresses::match_list(&matcher, list.as_bytes()).expect("a list");
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(rows).unwrap_or(1));
    println!("row_us {each:.2}");
    println!("rows_found {}", summary.found);
}
