//! The house as a whole: pages beside nginx, submissions beside the disk, lists over 100,000
//! cases, start, memory, size.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::load::{self, Load, Round};
use super::process::{House, Memory, service_environment};
use super::report::{median, shown, table, three_digits};
use super::{Bench, Context, free_port, refused};
use crate::run::{XtaskError, output};

/// Pages, submissions, lists, start, memory, size.
pub const BENCH: Bench = Bench { name: "house", title: "The house", run: measure };

/// The pages that are compared.
const PAGES: [(&str, &str); 2] = [("Start page", "/"), ("Service page", "/leistungen/wohngeld")];
/// Cases of the demo town that is served.
const CASES: &str = "60";
/// Starts of the program.
const STARTS: usize = 9;
/// How long an idle process rests before its memory is read.
const REST: Duration = Duration::from_secs(3);
/// Aims, as the issue of the house names them.
const AIM_RATIO: f64 = 0.7;
const AIM_P99: f64 = 2.0;
const AIM_START_MS: u64 = 150;
const AIM_IDLE_MIB: f64 = 60.0;
const AIM_LOAD_MIB: f64 = 150.0;
const AIM_LIST_MS: f64 = 20.0;
const AIM_STUDIO_MS: f64 = 100.0;

fn measure(context: &Context) -> Result<String, XtaskError> {
    load::install()?;
    let binary = context.house()?.binary;
    let folder = context.temp()?;
    let data = folder.path().join("town");
    let port = free_port()?;
    let first = House::start(&binary, &data, port, CASES)?;
    let fresh = first.opened_after();
    House::wait_for_letters(&data)?;
    first.stop()?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let house = House::start(&binary, &data, port, CASES)?;
        starts.push(house.opened_after());
        house.stop()?;
    }
    let house = House::start(&binary, &data, port, CASES)?;
    std::thread::sleep(REST);
    let idle = house.memory()?;
    let pages = pages(folder.path(), port)?;
    let loaded = house.memory()?;
    house.stop()?;
    let mut text = pages;
    text.push_str(&records(context, folder.path())?);
    text.push_str(&studio(context, folder.path())?);
    text.push_str(&program(&binary, fresh, &starts, idle, loaded)?);
    Ok(text)
}

/// "met" or "missed", after an aim.
pub(super) fn judged(is_met: bool) -> String {
    if is_met { "met".into() } else { "missed".into() }
}

fn pages(folder: &Path, port: u16) -> Result<String, XtaskError> {
    let mut rows = Vec::new();
    let mut facts = Vec::new();
    for (title, path) in PAGES {
        let load = Load::prepare(folder, port, path)?;
        facts.push(format!("{title}: {} bytes as sent", load.bytes()));
        let (ours, theirs) = load.rounds()?;
        let rate = |rounds: &[Round]| middle(rounds.iter().map(|r| r.per_second).collect());
        let p99 =
            |rounds: &[Round]| median(&rounds.iter().map(|r| r.p99).collect::<Vec<Duration>>());
        let (our_rate, their_rate) = (rate(&ours), rate(&theirs));
        let (our_p99, their_p99) = (p99(&ours), p99(&theirs));
        let ratio = our_rate / their_rate;
        let tail = our_p99.as_secs_f64() / their_p99.as_secs_f64();
        rows.push(vec![
            title.to_owned(),
            three_digits(our_rate),
            three_digits(their_rate),
            format!("{ratio:.2} (aim {AIM_RATIO}: {})", judged(ratio >= AIM_RATIO)),
            shown(our_p99),
            shown(their_p99),
            format!("{tail:.2} (aim {AIM_P99}: {})", judged(tail <= AIM_P99)),
        ]);
    }
    let nginx = output(Command::new("sh").args(["-c", "nginx -v 2>&1"]))?;
    Ok(format!(
        "### Pages\n\n{}\nRequests per second and the answer time one in a hundred exceeds. Both serve the same bytes,\ncompressed with gzip beforehand, over kept connections ({}); nginx from a file. {nginx}; load by\nwrk: {}, {} rounds of each in turn, the middle one counts. All three share the cores of the machine.\n\n",
        table(&["Page", "House/s", "nginx/s", "Ratio", "House p99", "nginx p99", "Ratio"], &rows),
        facts.join("; "),
        load::WORDS,
        load::ROUNDS,
    ))
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Lines of `name value` that the measuring program prints.
pub(super) struct Figures(Vec<(String, f64)>);

impl Figures {
    pub(super) fn all(&self) -> &[(String, f64)] {
        &self.0
    }

    pub(super) fn read(text: &str) -> Self {
        let pair = |line: &str| {
            let (name, value) = line.rsplit_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        };
        Self(text.lines().filter_map(pair).collect())
    }

    pub(super) fn get(&self, name: &str) -> Result<f64, XtaskError> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| *value).ok_or_else(|| refused(format!("no figure {name}")))
    }
}

/// What an example of the house measures from within.
pub(super) fn inside(context: &Context, what: &str, folder: &Path) -> Result<Figures, XtaskError> {
    let mut program = Command::new(context.house()?.measure);
    // Measured on the disk of the target folder: the usual place for such files may be memory.
    program.arg(what).envs(service_environment()).env("TMPDIR", folder);
    Ok(Figures::read(&output(&mut program)?))
}

fn records(context: &Context, folder: &Path) -> Result<String, XtaskError> {
    let sent = inside(context, "submissions", folder)?;
    let per_second = sent.get("submissions")? / sent.get("seconds")?;
    let commits = sent.get("commits")? / sent.get("seconds")?;
    let syncs = sent.get("syncs")? / sent.get("seconds")?;
    let disk = sent.get("disk syncs per second")?;
    let rows = vec![
        vec!["Submissions per second".into(), three_digits(per_second)],
        vec!["Commits per second".into(), three_digits(commits)],
        vec!["Writes per commit".into(), format!("{:.1}", sent.get("writes per commit")?)],
        vec!["Syncs per second, commits and files".into(), three_digits(syncs)],
        vec![
            format!("Syncs per second of the disk, {} bytes each", sent.get("bytes per sync")?),
            three_digits(disk),
        ],
        vec!["House beside the disk".into(), format!("{:.2}", syncs / disk)],
    ];
    let lists = inside(context, "lists", folder)?;
    // The aim is about lists; a search by words reads more and is judged by itself.
    let (mut slowest, mut slowest_search) = (0.0_f64, 0.0_f64);
    let mut list_rows = Vec::new();
    for (name, milliseconds) in &lists.0 {
        let slowest = if name.starts_with("Search") { &mut slowest_search } else { &mut slowest };
        *slowest = slowest.max(*milliseconds);
        list_rows.push(vec![name.clone(), format!("{milliseconds:.1} ms")]);
    }
    Ok(format!(
        "### Submissions\n\n{}\nWhole applications for housing benefit, checked, sealed, with three files each, by 32 people at\nonce, on SQLite with full synchronisation: each is on the disk when it is acknowledged.\n\n### Lists over 100,000 cases\n\n{}\nThe middle of nine requests through the whole house, page included; aim {AIM_LIST_MS} ms: lists {},\nsearches {}.\n\n",
        table(&["Durable submissions", ""], &rows),
        table(&["List", "Time"], &list_rows),
        judged(slowest <= AIM_LIST_MS),
        judged(slowest_search <= AIM_LIST_MS),
    ))
}

/// Writing on the official schema with most fields.
fn studio(context: &Context, folder: &Path) -> Result<String, XtaskError> {
    let figures = inside(context, "studio", folder)?;
    let fields = figures.get("fields")?;
    let rows: Vec<Vec<String>> = figures
        .0
        .iter()
        .filter(|(name, _)| name != "fields")
        .map(|(name, ms)| {
            // Reading in happens once; everything else is asked again and again.
            let aim = if name.starts_with("Read") {
                String::new()
            } else {
                format!(" (aim {AIM_STUDIO_MS}: {})", judged(*ms <= AIM_STUDIO_MS))
            };
            vec![name.clone(), format!("{ms:.1} ms{aim}")]
        })
        .collect();
    Ok(format!(
        "### Workshop of forms\n\n{}\nThe official schema with most fields ({fields}) of the shared test data; the middle of nine requests\nthrough the whole house on SQLite.\n\n",
        table(&["What staff wait for", ""], &rows),
    ))
}

fn program(
    binary: &Path,
    fresh: Duration,
    starts: &[Duration],
    idle: Memory,
    loaded: Memory,
) -> Result<String, XtaskError> {
    let size = std::fs::metadata(binary)
        .map_err(|cause| XtaskError::File { path: binary.to_owned(), cause })?
        .len();
    let start = median(starts);
    let aim = Duration::from_millis(AIM_START_MS);
    #[expect(clippy::cast_precision_loss, reason = "a binary has less than 2^52 bytes")]
    let mebibytes = size as f64 / 1_048_576.0;
    let rows = vec![
        vec![
            "Start to the first answered page".into(),
            format!("{} (aim {AIM_START_MS} ms: {})", shown(start), judged(start <= aim)),
        ],
        vec!["Memory of its own, idle".into(), told(idle, AIM_IDLE_MIB)],
        vec!["Memory of its own, under load".into(), told(loaded, AIM_LOAD_MIB)],
        vec!["Size of the binary".into(), format!("{mebibytes:.0} MiB")],
        vec![format!("Fresh demo town with {CASES} cases to its first page"), shown(fresh)],
    ];
    Ok(format!("### Program\n\n{}", table(&["Program", ""], &rows)))
}

/// Memory beside its aim, and what is mapped apart: that stays only as long as there is room.
pub(super) fn told(memory: Memory, aim: f64) -> String {
    format!(
        "{:.0} MiB (aim {aim}: {}), program and database mapped {:.0} MiB",
        memory.own,
        judged(memory.own <= aim),
        memory.mapped
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_line_by_line() {
        let figures = Figures::read("seconds 5.5\ndisk syncs per second 800\nnoise\n");
        assert!((figures.get("disk syncs per second").unwrap() - 800.0).abs() < 1e-9);
        assert!(figures.get("noise").is_err());
    }
}
