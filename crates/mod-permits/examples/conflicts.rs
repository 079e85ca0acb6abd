//! Measures the search for others who dig: `conflicts SECTIONS OWN ROUNDS` fills a town on each
//! engine at hand and prints `name value` lines. `cargo xtask bench permits` calls it.

use std::time::Duration;

use mod_permits::measure;

#[tokio::main]
async fn main() {
    let all: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let [sections, own, rounds] = all[..] else {
        eprintln!("conflicts SECTIONS OWN ROUNDS");
        std::process::exit(2);
    };
    let towns = testkit::towns(|| vec![mod_permits::module()], "2026-03-02T08:00:00Z").await;
    for (engine, town) in ["sqlite", "postgres"].into_iter().zip(towns) {
        measure::fill(&town.town, sections).await.expect("a filled town");
        let (mut took, mut pairs, mut requests) = (Vec::new(), 0, 0);
        for round in 0..rounds {
            let round = u64::try_from(round).expect("a small number");
            let found = measure::search(&town.town, own, round).await.expect("a search");
            took.push(found.took);
            pairs += found.pairs;
            requests += found.requests;
        }
        took.sort_unstable();
        let at = |share: usize| took.get((rounds * share / 100).min(rounds - 1)).copied();
        let micros = |d: Option<Duration>| d.unwrap_or_default().as_micros();
        println!("{engine}_median_us {}", micros(at(50)));
        println!("{engine}_worst_us {}", micros(took.last().copied()));
        println!("{engine}_pairs {}", pairs / rounds);
        println!("{engine}_requests {}", requests / rounds);
    }
}
