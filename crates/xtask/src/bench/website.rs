//! The public pages: beside nginx and Wagtail, first views in a real browser, and from within.

mod browser;
mod wagtail;

use std::path::Path;

use super::house::{Figures, inside, judged, told};
use super::load::{self, Load, Round};
use super::process::{House, Memory};
use super::report::{median, shown, table, three_digits};
use super::{Bench, Context, free_port};
use crate::run::XtaskError;
use wagtail::Wagtail;

/// Pages beside peers, first views.
pub const BENCH: Bench = Bench { name: "website", title: "The website", run: measure };

/// The same from within: warnings, publishing, search, memory. Apart, because it builds a program of
/// its own.
pub const WITHIN: Bench =
    Bench { name: "publishing", title: "The website from within", run: measure_within };

/// The pages that are compared: a title, our path, whether it is kept ready-made, that of the peer.
const PAGES: [(&str, &str, bool, &str); 4] = [
    ("Home page", "/", true, "/"),
    ("News list", "/aktuelles", true, "/aktuelles/"),
    ("News item", "/aktuelles/neuer-radweg", true, "/aktuelles/meldung-3/"),
    ("Search", "/suche?q=Wohngeld", false, "/search/?query=Wohngeld"),
];
/// Cases of the demo town that is served.
const CASES: &str = "20";
/// Aims, as the issue of the website names them.
const AIM_NGINX: f64 = 0.8;
const AIM_WAGTAIL: f64 = 50.0;
const AIM_BANNER_MS: f64 = 2_000.0;
const AIM_VISIBLE_MS: f64 = 1_000.0;
const AIM_SEARCH_MS: f64 = 10.0;
const AIM_MEMORY_MIB: f64 = 60.0;
const AIM_SCRIPTS: f64 = 150_000.0;

fn measure(context: &Context) -> Result<String, XtaskError> {
    load::install()?;
    let binary = context.house()?.binary;
    let folder = context.temp()?;
    let data = folder.path().join("town");
    let port = free_port()?;
    // The first start prints letters and pictures of the past; the second only serves.
    let first = House::start(&binary, &data, port, CASES)?;
    House::wait_for_letters(&data)?;
    first.stop()?;
    let house = House::start(&binary, &data, port, CASES)?;
    let mut text = peers(context, folder.path(), port, &house)?;
    text.push_str(&browser::measure(context, port)?);
    house.stop()?;
    Ok(text)
}

fn measure_within(context: &Context) -> Result<String, XtaskError> {
    within(context, context.temp()?.path())
}

fn middle(rounds: &[Round]) -> (f64, std::time::Duration) {
    let mut rates: Vec<f64> = rounds.iter().map(|r| r.per_second).collect();
    rates.sort_by(f64::total_cmp);
    let p99 = median(&rounds.iter().map(|r| r.p99).collect::<Vec<_>>());
    (rates.get(rates.len() / 2).copied().unwrap_or_default(), p99)
}

/// Requests per second of the same kinds of page at the house, nginx and Wagtail.
fn peers(context: &Context, folder: &Path, port: u16, house: &House) -> Result<String, XtaskError> {
    let wagtail = Wagtail::start(context, folder)?;
    let mut rows = Vec::new();
    for (title, path, is_ready_made, theirs) in PAGES {
        let (ours, nginx, bytes) = if is_ready_made {
            let load = Load::prepare(folder, port, path)?;
            let (ours, nginx) = load.rounds()?;
            (ours, Some(middle(&nginx)), load.bytes())
        } else {
            let url = format!("http://127.0.0.1:{port}{path}");
            let bytes = super::process::get(port, path)
                .map_err(|cause| XtaskError::Missing { program: "the house".into(), cause })?;
            (load::rounds_of(&url)?, None, bytes.body.len())
        };
        let (rate, p99) = middle(&ours);
        let (their_rate, their_p99) = middle(&load::rounds_of(&wagtail.url(theirs))?);
        let times = rate / their_rate;
        rows.push(vec![
            title.to_owned(),
            bytes.to_string(),
            three_digits(rate),
            nginx.map_or_else(String::new, |(theirs, _)| {
                let ratio = rate / theirs;
                format!("{ratio:.2} (aim {AIM_NGINX}: {})", judged(ratio >= AIM_NGINX))
            }),
            three_digits(their_rate),
            format!(
                "{} (aim {AIM_WAGTAIL}: {})",
                three_digits(times),
                judged(times >= AIM_WAGTAIL)
            ),
            shown(p99),
            nginx.map_or_else(String::new, |(_, theirs)| shown(theirs)),
            shown(their_p99),
        ]);
    }
    let heading = [
        "Page",
        "Bytes",
        "House/s",
        "to nginx",
        "Wagtail/s",
        "to Wagtail",
        "p99",
        "nginx p99",
        "Wagtail p99",
    ];
    let (ours, theirs) = (house.memory()?, wagtail.memory()?);
    Ok(format!(
        "### Pages beside nginx and Wagtail\n\n{}\nMemory of their own after it: house {:.0} MiB, Wagtail {:.0} MiB; what is mapped (programs, databases),\nshared parts counted once: {:.0} and {:.0} MiB.\n\nBytes as sent, compressed. nginx serves the same bytes from a file. {}\nLoad by wrk: {}, {} rounds, the middle one counts; all share\nthe cores of the machine. A search is made anew for every question in both.\n\n",
        table(&heading, &rows),
        ours.own,
        theirs.own,
        ours.mapped,
        theirs.mapped,
        wagtail::WORDS,
        load::WORDS,
        load::ROUNDS,
    ))
}

/// What only a program inside the house can see.
fn within(context: &Context, folder: &Path) -> Result<String, XtaskError> {
    let figures = inside(context, "website", folder)?;
    let (pages, entries) = (figures.get("pages")?, figures.get("entries")?);
    let bytes = figures.get("bytes of the text-only home page")?;
    let memory = Memory {
        own: figures.get("memory of its own with every page fetched")?,
        mapped: figures.get("memory mapped with every page fetched")?,
    };
    let scripts = figures.get("bytes of scripts of the editor page")?;
    Ok(format!(
        "### Warnings, publishing, search\n\n{}\n{pages} pages and {entries} entries of the search, through the whole house on SQLite, asked by one\nvisitor one after another. Single requests: the middle of nine. The text-only home page has {bytes} bytes.\nMemory of its own with every page fetched: {}.\nScripts of the editor page: {scripts} bytes (aim at most {AIM_SCRIPTS}: {}).\n",
        table(&["What visitors wait for", ""], &waited(&figures)),
        told(memory, AIM_MEMORY_MIB),
        judged(scripts <= AIM_SCRIPTS),
    ))
}

fn waited(figures: &Figures) -> Vec<Vec<String>> {
    let named = figures.all().iter().filter(|(name, _)| {
        let is_count = matches!(name.as_str(), "pages" | "entries");
        !is_count && !name.starts_with("bytes") && !name.starts_with("memory")
    });
    named
        .map(|(name, ms)| {
            let aim = aim(name)
                .map_or_else(String::new, |aim| format!(" (aim {aim} ms: {})", judged(*ms <= aim)));
            vec![name.clone(), format!("{ms:.2} ms{aim}")]
        })
        .collect()
}

fn aim(name: &str) -> Option<f64> {
    match name {
        "From the click to the banner" => Some(AIM_BANNER_MS),
        "From publishing to the list of news" => Some(AIM_VISIBLE_MS),
        name if name.starts_with("Search") && !name.ends_with("whole page") => Some(AIM_SEARCH_MS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_an_aim_is_judged() {
        let figures = Figures::read("pages 5\nSearch for a slip 12.5\nEvery page once more 3\n");
        let rows = waited(&figures);
        assert_eq!(rows.len(), 2);
        assert!(rows[0][1].contains("missed"), "{rows:?}");
        assert!(!rows[1][1].contains("aim"), "{rows:?}");
        assert_eq!(aim("Search for a word, whole page"), None);
    }
}
