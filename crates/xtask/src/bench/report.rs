//! The document `docs/benchmarks.md`: a head, the machine, and one section per bench between
//! markers, so that a bench replaces its own section only.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::{BENCHES, Bench, Context};
use crate::run::{XtaskError, output, read, write};

const HEAD: &str = "# Benchmarks\n\nWritten by `cargo xtask bench`; `cargo xtask bench NAME` measures one section anew. Peers run in\nthe same run on the same machine: compare the ratios, not figures of different days or machines.\n\n";

/// The machine that measured.
pub struct Machine {
    rows: Vec<[String; 2]>,
}

impl Machine {
    /// Asks the system.
    ///
    /// # Errors
    /// When a program of the system or a file of `/proc` is missing.
    pub fn ask(context: &Context) -> Result<Self, XtaskError> {
        let cpus = read(Path::new("/proc/cpuinfo"))?;
        let field = |name: &str| {
            let line = cpus.lines().find(|line| line.starts_with(name));
            line.and_then(|l| l.split_once(": ")).map_or("unknown", |(_, value)| value.trim())
        };
        let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
        let memory = read(Path::new("/proc/meminfo"))?;
        let kilobytes: u64 = memory
            .split_whitespace()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .unwrap_or_default();
        let kernel = output(Command::new("uname").args(["-s", "-r", "-m"]))?;
        let mut rustc = Command::new("rustc");
        let rustc = output(rustc.current_dir(context.root()).arg("--version"))?;
        let row = |name: &str, value: String| [name.to_owned(), value];
        Ok(Self {
            rows: vec![
                row("Processor", field("model name").to_owned()),
                row("Cores", cores.to_string()),
                row("Memory", format!("{} GiB", (kilobytes + (1 << 19)) >> 20)),
                row("Kernel", kernel),
                row("Compiler", rustc),
            ],
        })
    }

    fn markdown(&self) -> String {
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.to_vec()).collect();
        table(&["Machine", ""], &rows)
    }

    /// In a few words, for a section: others may have been measured elsewhere.
    fn short(&self) -> String {
        format!("{} with {} cores", self.rows[0][1], self.rows[1][1])
    }
}

/// When and from what a section was measured.
pub struct Stamp {
    day: String,
    commit: String,
    /// How busy the machine was: on a busy one the figures are lower and the ratios less sure.
    load: String,
}

impl Stamp {
    /// Asks the system and the history.
    ///
    /// # Errors
    /// When `git` or `date` is missing.
    pub fn ask(context: &Context) -> Result<Self, XtaskError> {
        let git = |arguments: &[&str]| {
            output(Command::new("git").current_dir(context.root()).args(arguments))
        };
        let mut commit = git(&["rev-parse", "--short", "HEAD"])?;
        let changed = git(&["status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs"])?;
        if !changed.is_empty() {
            commit.push_str(" and changes on top");
        }
        let day = output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
        let load = read(Path::new("/proc/loadavg"))?;
        let load = load.split(' ').next().unwrap_or_default().to_owned();
        Ok(Self { day, commit, load })
    }
}

/// Writes the section of a bench into the document and leaves the others as they are.
///
/// # Errors
/// What the disk says.
pub fn replace(
    path: &Path,
    machine: &Machine,
    bench: &Bench,
    stamp: &Stamp,
    found: &str,
) -> Result<(), XtaskError> {
    let old = if path.exists() { read(path)? } else { String::new() };
    let fresh = format!(
        "## {}\n\n`cargo xtask bench {}`, {}, commit {}, {}, load average {}\n\n{}\n",
        bench.title,
        bench.name,
        stamp.day,
        stamp.commit,
        machine.short(),
        stamp.load,
        found.trim_end()
    );
    write(path, &document(&old, &machine.markdown(), bench.name, &fresh))
}

/// The whole document: the sections of `old`, with one of them fresh.
fn document(old: &str, machine: &str, fresh_name: &str, fresh: &str) -> String {
    let mut text = format!("{HEAD}{machine}");
    for Bench { name, .. } in BENCHES {
        let kept = if *name == fresh_name { Some(fresh) } else { section(old, name) };
        if let Some(kept) = kept {
            text.push_str(&["\n<!-- ", name, " -->\n", kept, "<!-- /", name, " -->\n"].concat());
        }
    }
    text
}

/// The section between the markers of a bench.
fn section<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("<!-- {name} -->\n");
    let (_, rest) = text.split_once(&start)?;
    Some(rest.split_once(&format!("<!-- /{name} -->"))?.0)
}

/// A table in Markdown, its columns as wide as their longest cell.
pub fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = heading.iter().map(|cell| cell.chars().count().max(3)).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!(" {cell:width$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = line(heading.to_vec());
    text.push_str(&line(rule.iter().map(String::as_str).collect()));
    for row in rows {
        text.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    text
}

/// The middle of durations; zero of none.
pub fn median(durations: &[Duration]) -> Duration {
    rank(durations, 50)
}

/// The duration only one in a hundred exceeds; zero of none.
pub fn p99(durations: &[Duration]) -> Duration {
    rank(durations, 99)
}

/// The smallest duration that at least so many of a hundred do not exceed.
fn rank(durations: &[Duration], percent: usize) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

/// A duration with three digits, in the unit that suits.
pub fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    };
    format!("{} {unit}", three_digits(value))
}

/// A number with three digits, and with commas between thousands.
pub fn three_digits(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => {
            // More digits than three would pretend to a precision no measurement has.
            let (mantissa, exponent) = scientific(value);
            let zeros = exponent.saturating_sub(2);
            thousands(&(mantissa.replace('.', "") + &"0".repeat(zeros)))
        }
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A number of at least 100 as its first three digits and the power of ten of the first.
fn scientific(value: f64) -> (String, usize) {
    let text = format!("{value:.2e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.to_owned(), exponent.parse().unwrap_or_default())
}

/// Commas between thousands.
fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_the_others_stay() {
        let name = BENCHES[0].name;
        let first = document("", "machine 1\n", name, "eins\n");
        assert!(first.starts_with("# Benchmarks\n"));
        assert_eq!(section(&first, name), Some("eins\n"));
        let second = document(&first, "machine 2\n", name, "zwei\n");
        assert_eq!(section(&second, name), Some("zwei\n"));
        assert!(!second.contains("eins"), "{second}");
        let kept = document(&second, "machine 2\n", "another", "drei\n");
        assert_eq!(section(&kept, name), Some("zwei\n"), "not its turn");
    }

    #[test]
    fn ranks_are_of_what_was_measured() {
        let all: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(median(&all), Duration::from_millis(100));
        assert_eq!(p99(&all), Duration::from_millis(198));
        assert_eq!(p99(&all[..1]), Duration::from_millis(200));
        assert_eq!(median(&[]), Duration::ZERO);
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(shown(Duration::from_nanos(4_321)), "4.32 µs");
        assert_eq!(shown(Duration::from_millis(12_345)), "12.3 s");
        assert_eq!(three_digits(1_234_567.0), "1,230,000");
        assert_eq!(three_digits(999_900.0), "1,000,000");
        assert_eq!(three_digits(456.4), "456");
    }

    #[test]
    fn a_table_is_aligned() {
        let text = table(&["a", "b"], &[vec!["long".into(), "µ".into()]]);
        assert_eq!(text, "| a    | b   |\n| ---- | --- |\n| long | µ   |\n");
    }
}
