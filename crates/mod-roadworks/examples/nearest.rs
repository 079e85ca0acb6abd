//! Measures the nearest trench to a report: `nearest SECTIONS ROUNDS` fills a town on each engine at
//! hand and prints `name value` lines. `cargo xtask bench places` calls it.

use std::time::Duration;

use mod_roadworks::measure;

#[tokio::main]
async fn main() {
    let all: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let [sections, rounds] = all[..] else {
        eprintln!("nearest SECTIONS ROUNDS");
        std::process::exit(2);
    };
    let towns = testkit::towns(|| vec![mod_roadworks::module()], "2026-03-02T08:00:00Z").await;
    for (engine, town) in ["sqlite", "postgres"].into_iter().zip(towns) {
        measure::fill(&town.town, sections).await.expect("a filled town");
        let (mut took, mut found) = (Vec::new(), 0);
        for round in 0..rounds {
            let round = u64::try_from(round).expect("a small number");
            let (time, is_near) = measure::search(&town.town, round).await.expect("a search");
            took.push(time);
            found += usize::from(is_near);
        }
        took.sort_unstable();
        let at = |share: usize| took.get((rounds * share / 100).min(rounds - 1)).copied();
        let micros = |d: Option<Duration>| d.unwrap_or_default().as_secs_f64() * 1e6;
        println!("{engine}_median_us {:.1}", micros(at(50)));
        println!("{engine}_p99_us {:.1}", micros(at(99)));
        println!("{engine}_found {found}");
    }
}
