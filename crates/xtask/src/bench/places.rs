//! Places: the search for addresses while they are typed, lists matched to the register, the nearest
//! trench to a report.

use std::collections::HashMap;

use super::report::{table, three_digits};
use super::{Bench, Context, refused};
use crate::run::{XtaskError, output, run};

/// The search for places.
pub const BENCH: Bench = Bench { name: "places", title: "Places", run: measure };

/// Addresses in the town, searches, rows of the list.
const PLACES: [&str; 3] = ["1000000", "2000", "20000"];
/// Pieces of trench in the town, searches.
const TRENCHES: [&str; 2] = ["50000", "5000"];
/// Milliseconds for a search, as aimed at: the middle, and 99 of 100.
const AIM_SEARCH_MS: [f64; 2] = [1.0, 10.0];
/// Milliseconds for a row of a list, as aimed at.
const AIM_ROW_MS: f64 = 0.2;
/// Milliseconds for the nearest trench, as aimed at.
const AIM_NEAREST_MS: f64 = 0.1;

type Figures = HashMap<String, f64>;

fn figures(
    context: &Context,
    package: &str,
    example: &str,
    size: &[&str],
) -> Result<Figures, XtaskError> {
    run(context
        .cargo()
        .args(["build", "--quiet", "--release", "--package", package])
        .args(["--example", example]))?;
    let program = context.target().join(format!("release/examples/{example}"));
    let text = output(std::process::Command::new(program).args(size))?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs.filter_map(|(name, value)| Some((name.into(), value.parse().ok()?))).collect())
}

fn measure(context: &Context) -> Result<String, XtaskError> {
    let mut all = figures(context, "mod-map", "places", &PLACES)?;
    all.extend(figures(context, "mod-roadworks", "nearest", &TRENCHES)?);
    section(&all)
}

fn of(figures: &Figures, name: &str) -> Result<f64, XtaskError> {
    figures.get(name).copied().ok_or_else(|| refused(format!("the program did not print {name}")))
}

fn judged(is_reached: bool) -> String {
    if is_reached { "reached" } else { "missed" }.to_owned()
}

fn section(figures: &Figures) -> Result<String, XtaskError> {
    let millis = |name: &str| Ok::<f64, XtaskError>(of(figures, name)? / 1e3);
    let share = |name: &str, all: &str| {
        Ok::<f64, XtaskError>(100.0 * of(figures, name)? / all.parse::<f64>().unwrap_or(1.0))
    };
    let shown = |millis: f64| format!("{} ms", three_digits(millis));
    let (median, p99) = (millis("search_median_us")?, millis("search_p99_us")?);
    let row = millis("row_us")?;
    let mut rows = vec![
        vec![
            "address with two letters swapped".to_owned(),
            shown(median),
            shown(p99),
            format!("{:.1} %", share("search_found", PLACES[1])?),
            judged(median <= AIM_SEARCH_MS[0] && p99 <= AIM_SEARCH_MS[1]),
        ],
        vec![
            "row of a list, one of ten with a slip".to_owned(),
            shown(row),
            String::new(),
            format!("{:.1} %", share("rows_found", PLACES[2])?),
            judged(row <= AIM_ROW_MS),
        ],
    ];
    for (engine, name) in [("sqlite", "SQLite"), ("postgres", "PostgreSQL")] {
        // PostgreSQL is measured where RATHAUS_TEST_POSTGRES names one.
        if engine == "postgres" && !figures.contains_key("postgres_median_us") {
            continue;
        }
        let median = millis(&format!("{engine}_median_us"))?;
        rows.push(vec![
            format!("nearest trench to a report, {name}"),
            shown(median),
            shown(millis(&format!("{engine}_p99_us"))?),
            String::new(),
            judged(median <= AIM_NEAREST_MS),
        ]);
    }
    Ok(format!(
        "Among {} addresses in {} streets, on SQLite: {} searches by one person after another, each read \
         from the\ndatabase; a list of {} rows. Among {} pieces of trench: {} places, looked at within 50 m. \
         Aims: {} ms in the middle\nand {} ms for 99 of 100 searches, {} ms for a row, {} ms for the nearest \
         trench.\n\n{}",
        PLACES[0],
        PLACES[0].parse::<u32>().unwrap_or_default() / 50,
        PLACES[1],
        PLACES[2],
        TRENCHES[0],
        TRENCHES[1],
        AIM_SEARCH_MS[0],
        AIM_SEARCH_MS[1],
        AIM_ROW_MS,
        AIM_NEAREST_MS,
        table(&["What", "median", "99 of 100", "found", "aim"], &rows)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aims_are_judged_and_a_missing_figure_is_named() {
        let known = |search: f64| -> Figures {
            [
                ("search_median_us", search),
                ("search_p99_us", 900.0),
                ("search_found", 1_990.0),
                ("row_us", 20.0),
                ("rows_found", 19_900.0),
                ("sqlite_median_us", 60.0),
                ("sqlite_p99_us", 90.0),
            ]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
        };
        let text = section(&known(300.0)).expect("a section");
        assert!(
            text.contains("99.5 %") && !text.contains("missed") && !text.contains("PostgreSQL")
        );
        assert!(section(&known(3_000.0)).expect("a section").contains("missed"));
        assert!(section(&Figures::new()).is_err());
    }
}
