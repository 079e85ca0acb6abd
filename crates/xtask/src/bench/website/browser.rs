//! First views in a real browser: Lighthouse, the median of five.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bench::house::judged;
use crate::bench::report::table;
use crate::bench::{Context, refused};
use crate::run::{XtaskError, run, write};

/// What is installed, pinned.
const PEER: &str = "lighthouse@13.5.0";
/// Turns reports into lines.
const SCRIPT: &str = include_str!("read_lighthouse.mjs");
/// A page of each kind that most visitors see first; two of them are forms.
const PAGES: [(&str, &str); 5] = [
    ("Home page", "/"),
    ("News item", "/aktuelles/neuer-radweg"),
    ("Service page", "/leistungen/wohngeld"),
    ("Form page", "/wohngeld/rechner"),
    ("Contact form", "/kontakt"),
];
const RUNS: usize = 5;
/// Aims, as the issue of the website names them.
const AIM_SCORE: f64 = 100.0;
const AIM_BYTES: f64 = 120_000.0;
const AIM_REQUESTS: f64 = 12.0;

/// Measures and writes it down.
///
/// # Errors
/// When the tool cannot be installed or a report is missing.
pub(super) fn measure(context: &Context, port: u16) -> Result<String, XtaskError> {
    let home = install(context)?;
    let mut rows = Vec::new();
    for (title, path) in PAGES {
        rows.push(row(&home, port, title, path)?);
    }
    let heading = [
        "Page",
        "Performance",
        "Accessibility",
        "Best practices",
        "SEO",
        "First view, bytes",
        "Requests",
    ];
    Ok(format!(
        "### First views\n\n{}\n{PEER}, mobile profile with its simulated slow network, the median of {RUNS} runs of each figure;\naims: {AIM_SCORE} four times, home page at most {AIM_BYTES} bytes and {AIM_REQUESTS} requests.\n\n",
        table(&heading, &rows)
    ))
}

fn install(context: &Context) -> Result<PathBuf, XtaskError> {
    let home = context.external(&PEER.replace('@', "-"))?;
    if !home.join("node_modules/.bin/lighthouse").exists() {
        run(Command::new("npm")
            .args(["install", "--silent", "--no-save", "--prefix"])
            .arg(&home)
            .arg(PEER))?;
    }
    write(&home.join("read_lighthouse.mjs"), SCRIPT)?;
    Ok(home)
}

fn row(home: &Path, port: u16, title: &str, path: &str) -> Result<Vec<String>, XtaskError> {
    let mut reports = Vec::new();
    for n in 0..RUNS {
        let report = home.join(format!("report-{n}.json"));
        run(Command::new(home.join("node_modules/.bin/lighthouse"))
            .arg(format!("http://127.0.0.1:{port}{path}"))
            .args(["--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"])
            .arg(format!("--output-path={}", report.display()))
            .env("CHROME_PATH", "/usr/bin/chromium")
            .stdout(Stdio::null()))?;
        reports.push(report);
    }
    let text = crate::run::output(
        Command::new("node").arg(home.join("read_lighthouse.mjs")).args(&reports),
    )?;
    let figures: Vec<f64> =
        text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [performance, accessibility, practices, seo, bytes, requests] = figures.as_slice() else {
        return Err(refused(format!("Lighthouse at {path}: {text}")));
    };
    let score = |value: &f64| format!("{value} ({})", judged(*value >= AIM_SCORE));
    let limited = |value: &f64, aim: f64| {
        if path == "/" { format!("{value} ({})", judged(*value <= aim)) } else { value.to_string() }
    };
    Ok(vec![
        title.to_owned(),
        score(performance),
        score(accessibility),
        score(practices),
        score(seo),
        limited(bytes, AIM_BYTES),
        limited(requests, AIM_REQUESTS),
    ])
}
