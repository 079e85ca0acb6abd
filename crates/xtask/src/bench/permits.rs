//! Lines in roads: who else digs here, for a request of many sections.

use std::collections::HashMap;

use super::report::{table, three_digits};
use super::{Bench, Context, refused};
use crate::run::{XtaskError, output, run};

/// The search for others who dig.
pub const BENCH: Bench = Bench { name: "permits", title: "Who else digs here", run: measure };

/// Sections in the town, sections of the request, searches.
const SIZE: [&str; 3] = ["50000", "300", "40"];
/// Milliseconds for one search, as aimed at.
const AIM_MS: f64 = 100.0;

type Figures = HashMap<String, f64>;

fn measure(context: &Context) -> Result<String, XtaskError> {
    run(context
        .cargo()
        .args(["build", "--quiet", "--release", "--package", "mod-permits"])
        .args(["--example", "conflicts"]))?;
    let program = context.target().join("release/examples/conflicts");
    let text = output(std::process::Command::new(program).args(SIZE))?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    section(&pairs.filter_map(|(name, value)| Some((name.into(), value.parse().ok()?))).collect())
}

fn of(figures: &Figures, name: &str) -> Result<f64, XtaskError> {
    figures.get(name).copied().ok_or_else(|| refused(format!("the program did not print {name}")))
}

fn section(figures: &Figures) -> Result<String, XtaskError> {
    let mut rows = Vec::new();
    for (engine, name) in [("sqlite", "SQLite"), ("postgres", "PostgreSQL")] {
        // PostgreSQL is measured where RATHAUS_TEST_POSTGRES names one.
        if engine == "postgres" && !figures.contains_key("postgres_median_us") {
            continue;
        }
        let millis = |what: &str| Ok(of(figures, &format!("{engine}_{what}_us"))? / 1e3);
        let (median, worst): (f64, f64) = (millis("median")?, millis("worst")?);
        rows.push(vec![
            name.to_owned(),
            format!("{} ms", three_digits(median)),
            format!("{} ms", three_digits(worst)),
            three_digits(of(figures, &format!("{engine}_requests"))?),
            three_digits(of(figures, &format!("{engine}_pairs"))?),
            if worst <= AIM_MS { "reached" } else { "missed" }.to_owned(),
        ]);
    }
    let [sections, own, rounds] = SIZE;
    let aim = format!("aim: {AIM_MS} ms");
    let heading = ["Engine", "median", "slowest", "requests found", "pairs of sections", &aim];
    Ok(format!(
        "A request of {own} sections in one quarter of the town against {sections} sections of others: all \
         within\n15 m and 24 months, measured exactly, read from the database each time. {rounds} searches, \
         each beside\nanother quarter; the slowest counts.\n\n{}",
        table(&heading, &rows)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_search_decides_and_a_missing_engine_is_left_out() {
        let known = |worst: f64| -> Figures {
            [
                ("sqlite_median_us", 20_000.0),
                ("sqlite_worst_us", worst),
                ("sqlite_requests", 12.0),
                ("sqlite_pairs", 900.0),
            ]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
        };
        let text = section(&known(90_000.0)).expect("a section");
        assert!(
            text.contains("reached") && text.contains("90.0 ms") && !text.contains("PostgreSQL")
        );
        assert!(section(&known(130_000.0)).expect("a section").contains("missed"));
        assert!(section(&Figures::new()).is_err());
    }
}
