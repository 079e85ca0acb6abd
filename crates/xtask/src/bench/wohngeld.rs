//! The law of Wohngeld beside GETTSIM, the simulator of German taxes and transfers.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;

use super::report::{table, three_digits};
use super::{Bench, Context, pinned_to, refused};
use crate::run::{XtaskError, output, run, write};

/// Households per second and one explained answer.
pub const BENCH: Bench =
    Bench { name: "wohngeld", title: "Housing benefit beside GETTSIM", run: measure };

/// What is installed for the comparison, pinned.
const PEER: [&str; 6] = [
    "gettsim==1.3.1",
    "ttsim-backend==1.3.2",
    "jax==0.10.2",
    "jaxlib==0.10.2",
    "numpy==2.4.6",
    "pandas==3.1.1",
];

/// The script that measures the peer.
const SCRIPT: &str = include_str!("measure_gettsim.py");

/// The core everything runs on.
const CORE: &str = "0";

/// How often the 12,000 rows are repeated in memory: JAX is slow on few rows.
const REPEATS: &str = "100";

/// Times faster than the faster backend, as aimed at.
const AIM_RATIO: f64 = 5.0;

/// Microseconds for one explained answer, as aimed at.
const AIM_EXPLAINED: f64 = 20.0;

/// Figures by name, as the programs print them.
type Figures = HashMap<String, f64>;

fn measure(context: &Context) -> Result<String, XtaskError> {
    let rows = context.shared_data("wohngeld/gettsim_random_reference.csv")?;
    let python = peer(context)?;
    let ours = figures(pinned_to(CORE, &ours(context)?)?.arg(&rows).arg(REPEATS))?;
    let script = context.external("gettsim")?.join("measure_gettsim.py");
    write(&script, SCRIPT)?;
    let backend = |name: &str| {
        let mut command = pinned_to(CORE, &python)?;
        let found = figures(command.arg(&script).arg(name).arg(REPEATS).arg(&rows))?;
        if of(&found, "equal")? < of(&found, "rows")? {
            return Err(refused(format!("{name} does not give its own results of the table")));
        }
        Ok(found)
    };
    let (numpy, jax) = (backend("numpy")?, backend("jax")?);
    section(&ours, &numpy, &jax)
}

/// Builds the program that measures us.
fn ours(context: &Context) -> Result<PathBuf, XtaskError> {
    run(context
        .cargo()
        .args(["build", "--quiet", "--release", "--package", "norm-wohngeld"])
        .args(["--example", "throughput"]))?;
    Ok(context.target().join("release/examples/throughput"))
}

/// Installs the peer from the Python package index, once, and answers its Python.
fn peer(context: &Context) -> Result<PathBuf, XtaskError> {
    let folder = context.external("gettsim")?;
    let python = folder.join("venv/bin/python");
    let installed = folder.join("installed.txt");
    let wanted = PEER.join("\n");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("venv")))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PEER))?;
    write(&installed, &wanted)?;
    Ok(python)
}

/// Runs a program that prints `name value` lines.
fn figures(command: &mut Command) -> Result<Figures, XtaskError> {
    let text = output(command)?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs.filter_map(|(name, value)| Some((name.into(), value.parse().ok()?))).collect())
}

fn of(figures: &Figures, name: &str) -> Result<f64, XtaskError> {
    figures.get(name).copied().ok_or_else(|| refused(format!("a program did not print {name}")))
}

/// Rows a second from the figures of a program.
fn rate(figures: &Figures, rows: &str, nanoseconds: &str) -> Result<f64, XtaskError> {
    Ok(of(figures, rows)? * 1e9 / of(figures, nanoseconds)?)
}

fn section(ours: &Figures, numpy: &Figures, jax: &Figures) -> Result<String, XtaskError> {
    let whole = [
        rate(ours, "rows", "text_ns")?,
        rate(numpy, "rows", "call_ns")?,
        rate(jax, "rows", "call_ns")?,
    ];
    let compiled = [
        rate(ours, "bulk_rows", "bulk_ns")?,
        rate(numpy, "compiled_rows", "compiled_ns")?,
        rate(jax, "compiled_rows", "compiled_ns")?,
    ];
    let line = |what: &str, rates: [f64; 3]| {
        let ratio = rates[0] / rates[1].max(rates[2]);
        let mut cells = vec![what.to_owned()];
        cells.extend(rates.map(three_digits));
        cells.push(format!("{} times", three_digits(ratio)));
        cells.push(if ratio >= AIM_RATIO { "reached" } else { "missed" }.to_owned());
        cells
    };
    let aim = format!("aim: {AIM_RATIO} times");
    let heading =
        ["Households per second, one core", "ours", "numpy", "JAX", "ours to the faster", &aim];
    let rates = table(&heading, &[line("whole call", whole), line("bare arithmetic", compiled)]);
    let micros = of(ours, "explained_ns")? / 1e3;
    let verdict = if micros < AIM_EXPLAINED { "reached" } else { "missed" };
    let words = format!(
        "The {} rows of the reference table, four months, pinned to one core with `taskset`; after \
         a\nwarm-up the best of several runs, imports never counted. The peer: {},\n{} from the \
         Python\npackage index, in 64-bit floating point, its run-time checks off.\n\n\
         * *Whole call*: as it is used. Ours reads texts, computes and writes texts (`batch_row`, \
         what\n  `rathaus wohngeld` does per row). GETTSIM: one warm `gettsim.main` per month, from \
         columns to\n  columns; building its graph, and with JAX compiling, is part of every call.\n\
         * *Bare arithmetic*: {} rows ready in memory, one law per run, from columns to one \
         column of\n  benefits. Ours is `Bulk`: integers, exact, here in registers of {} bits. \
         GETTSIM: only its\n  compiled `tt_function`, without building, compiling and converting; \
         JAX vectorises it for the\n  processor at hand. It is the fastest part of the peer, not \
         the way it is called.\n\n",
        three_digits(of(ours, "rows")?),
        PEER[..2].join(", "),
        PEER[2..].join(", "),
        three_digits(of(ours, "bulk_rows")?),
        three_digits(of(ours, "bulk_bits")?),
    );
    Ok(format!(
        "{words}{rates}\nOne household of four with two incomes, from facts to an explained result \
         with {} steps: {} µs\n(aim: under {AIM_EXPLAINED} µs, {verdict}). GETTSIM explains \
         nothing.\n",
        of(ours, "explained_steps")?,
        three_digits(micros),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(pairs: &[(&str, f64)]) -> Figures {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
    }

    #[test]
    fn the_ratio_is_that_to_the_faster_peer() {
        let ours = known(&[
            ("rows", 12_000.0),
            ("text_ns", 1_200_000.0),
            ("bulk_rows", 1_200_000.0),
            ("bulk_ns", 6_000_000.0),
            ("bulk_bits", 512.0),
            ("explained_ns", 5_000.0),
            ("explained_steps", 30.0),
        ]);
        let peer = |call: f64, compiled: f64| {
            known(&[
                ("rows", 12_000.0),
                ("call_ns", call),
                ("compiled_rows", 1_200_000.0),
                ("compiled_ns", compiled),
            ])
        };
        let text = section(&ours, &peer(12e9, 600e6), &peer(24e9, 12e6)).unwrap();
        // 10 million against 1,000; 200 million against 100 million.
        assert!(text.contains("10,000 times") && text.contains("reached"), "{text}");
        assert!(text.contains("2.00 times") && text.contains("missed"), "{text}");
        assert!(text.contains("30 steps: 5.00 µs"), "{text}");
        assert!(section(&known(&[]), &peer(1.0, 1.0), &peer(1.0, 1.0)).is_err());
    }

    #[test]
    fn lines_that_are_no_figures_are_passed_over() {
        let found =
            figures(Command::new("printf").arg("rows 12\nwarning: x y\nequal 12\n")).unwrap();
        assert_eq!(found, known(&[("rows", 12.0), ("equal", 12.0)]));
    }
}
