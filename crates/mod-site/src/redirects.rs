//! Old addresses and where they lead: read, checked for rings, made into single steps.

use content::import::{Ring, old_path, redirects};
use jiff::civil::Date;
use kernel::{AppError, Problem, Tx};

use crate::store;

/// Longest reason, in characters.
const WHY_CHARS_MAX: usize = 200;
/// Lines of a list taken at once.
pub(crate) const LINES_MAX: usize = 20_000;

/// A redirect; an empty target says that the address is gone for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    pub path: String,
    pub target: String,
    pub why: String,
    pub hits: i64,
    pub hit_on: Option<Date>,
}

/// What an editor wants: from, to, why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    pub path: String,
    pub target: String,
    pub why: String,
}

impl Wish {
    /// A wish as typed; none for the target says that the address is gone.
    ///
    /// # Errors
    /// What is wrong at which field.
    pub fn read(path: &str, target: &str, is_gone: bool, why: &str) -> Result<Self, Problem> {
        let mut problem = Problem::new(
            "site/redirect",
            "Bitte prüfen Sie die Weiterleitung.",
            "Please check the redirect.",
        );
        let from = old_path(&plain(path)).filter(|p| p != "/");
        if from.is_none() {
            problem = problem.at(
                "von",
                "Geben Sie die alte Adresse an, zum Beispiel /rathaus/alte-seite.",
                "Enter the old address, for example /rathaus/alte-seite.",
            );
        }
        let is_elsewhere = target.starts_with("https://") || target.starts_with("http://");
        let to = match (is_gone, is_elsewhere) {
            (true, _) => Some(String::new()),
            (_, true) => content::LinkTarget::parse(target).ok().map(|t| t.as_str().to_owned()),
            _ => old_path(target).filter(|_| target.starts_with('/')),
        };
        if to.is_none() {
            problem = problem.at(
                "nach",
                "Geben Sie die neue Adresse an: einen Pfad dieser Seiten wie /leben/heiraten oder eine Adresse mit https://.",
                "Enter the new address: a path of these pages such as /leben/heiraten, or one with https://.",
            );
        }
        if why.chars().count() > WHY_CHARS_MAX {
            problem = problem.at(
                "grund",
                "Kürzen Sie den Grund auf 200 Zeichen.",
                "Shorten the reason to 200 characters.",
            );
        }
        match (from, to) {
            (Some(from), Some(to)) if problem.fields.is_empty() => {
                Ok(Self { path: from, target: to, why: why.to_owned() })
            }
            _ => Err(problem),
        }
    }
}

/// An address as it is compared: exports write `/gr%C3%BCn`, people ask for `/grün`.
fn plain(address: &str) -> String {
    let (path, query) = match address.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (address, None),
    };
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    let path = match &decoded {
        Ok(decoded) if !decoded.contains(['?', '#']) => decoded.as_ref(),
        _ => path,
    };
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

/// What became of a list of wishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// Redirects that are new.
    pub added: usize,
    /// Redirects that lead elsewhere now.
    pub changed: usize,
    /// Redirects that were there already.
    pub same: usize,
    /// Older redirects that now lead to the end in one step.
    pub flattened: usize,
    /// Rings: nothing of them was taken.
    pub rings: Vec<Vec<String>>,
    /// Lines that cannot be read: number and what is wrong.
    pub unreadable: Vec<(usize, Problem)>,
}

/// Takes wishes over: rings are left out and named, chains become single steps, also those of
/// redirects that were there before.
///
/// # Errors
/// What the database says.
pub(crate) fn take(tx: &mut Tx<'_>, wishes: &[Wish]) -> Result<Report, AppError> {
    let known = store::redirects(tx)?;
    let old = |path: &str| {
        known.binary_search_by(|r| r.path.as_str().cmp(path)).ok().map(|at| &known[at])
    };
    // The first target of a path counts, so wishes come before what is known.
    let steps = wishes.iter().map(|w| (w.path.clone(), w.target.clone()));
    let before = known.iter().map(|r| (r.path.clone(), r.target.clone()));
    let pairs: Vec<(String, String)> =
        steps.chain(before).filter(|(_, target)| !target.is_empty()).collect();
    let found = redirects(&pairs);
    let mut report = Report {
        rings: found.rings.iter().map(|Ring(paths)| paths.clone()).collect(),
        ..Report::default()
    };
    let ends = |path: &str| {
        found.list.binary_search_by(|r| r.from.as_str().cmp(path)).ok().map(|at| &found.list[at].to)
    };
    let mut seen = std::collections::BTreeSet::new();
    for wish in wishes {
        if !seen.insert(wish.path.as_str()) {
            continue;
        }
        let target = match (wish.target.as_str(), ends(&wish.path)) {
            ("", _) => String::new(),
            (_, Some(end)) => end.clone(),
            // In a ring, or to itself.
            (_, None) => {
                let is_named = report.rings.iter().any(|ring| ring.contains(&wish.path));
                if !is_named {
                    report.rings.push(vec![wish.path.clone(), wish.target.clone()]);
                }
                continue;
            }
        };
        match old(&wish.path) {
            Some(there) if there.target == target => {
                report.same += 1;
                continue;
            }
            Some(_) => report.changed += 1,
            None => report.added += 1,
        }
        store::set_redirect(tx, &wish.path, &target, &wish.why)?;
    }
    for redirect in known.iter().filter(|r| !r.target.is_empty() && !seen.contains(r.path.as_str()))
    {
        if let Some(end) = ends(&redirect.path).filter(|end| **end != redirect.target) {
            store::flatten(tx, &redirect.path, end)?;
            report.flattened += 1;
        }
    }
    Ok(report)
}

/// The text of a list: UTF-8, or what German spreadsheets write otherwise (Windows-1252).
fn decoded(bytes: &[u8]) -> String {
    let of_byte = |byte: &u8| match byte {
        0x80 => '€',
        0x82 | 0x91 | 0x92 => '\'',
        0x84 => '„',
        0x93 => '“',
        0x94 => '”',
        0x96 => '–',
        other => char::from(*other),
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(of_byte).collect(),
    }
}

/// Reads a list: two or three columns, divided by semicolons, commas or tabulators; old address,
/// new address (empty for what is gone), reason. A first line that is no address is a heading.
pub(crate) fn read_list(bytes: &[u8]) -> (Vec<Wish>, Vec<(usize, Problem)>) {
    let text = decoded(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let divider = [b';', b'\t', b','].into_iter().find(|d| first.contains(char::from(*d)));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(divider.unwrap_or(b';'))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut wishes, mut wrong) = (Vec::new(), Vec::new());
    for (at, record) in reader.records().enumerate() {
        let line = at + 1;
        if line > LINES_MAX {
            wrong.push((
                line,
                Problem::new(
                    "site/too-many-lines",
                    "Die Liste ist zu lang. Teilen Sie sie nach 20.000 Zeilen.",
                    "The list is too long. Divide it after 20,000 lines.",
                ),
            ));
            break;
        }
        let Ok(record) = record else {
            wrong.push((
                line,
                Problem::new(
                    "site/unreadable-line",
                    "Diese Zeile ist nicht lesbar.",
                    "This line cannot be read.",
                ),
            ));
            continue;
        };
        let column = |n: usize| record.get(n).unwrap_or_default();
        let is_heading = line == 1 && old_path(column(0)).is_none();
        if is_heading || record.iter().all(str::is_empty) {
            continue;
        }
        match Wish::read(column(0), column(1), column(1).is_empty(), column(2)) {
            Ok(wish) => wishes.push(wish),
            Err(problem) => wrong.push((line, problem)),
        }
    }
    (wishes, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_spreadsheets_write_them() {
        let (wishes, wrong) = read_list(
            "\u{feff}Alt;Neu;Grund\r\nhttps://alt.example/a/;/b;Umzug\r\n/weg;;\r\nkeine Adresse;/x\r\n\r\n/c;nirgendwo\r\n"
                .as_bytes(),
        );
        assert_eq!(
            wishes,
            [
                Wish { path: "/a".into(), target: "/b".into(), why: "Umzug".into() },
                Wish { path: "/weg".into(), target: String::new(), why: String::new() },
            ]
        );
        assert_eq!(wrong.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5]);
        let (wishes, wrong) = read_list(b"/index.php?id=12,/rathaus\n");
        assert_eq!((wishes[0].path.as_str(), wrong.len()), ("/index.php?id=12", 0));
        let (wishes, wrong) =
            read_list(b"/gr\xfcn;/garten;\x84\xdcbersicht\x93 zieht um \x96 endlich\r\n");
        assert_eq!((wishes[0].why.as_str(), wrong.len()), ("„Übersicht“ zieht um – endlich", 0));
        assert_eq!(wishes[0].path, "/grün");
        let (wishes, wrong) = read_list(&[0xff, 0xfe, 0x00, 0x22]);
        assert!(wishes.is_empty() && wrong.len() <= 1);
    }

    #[test]
    fn nothing_but_pages_and_the_web_is_a_target() {
        for target in ["", "javascript:alert(1)", "//evil.example", "ftp://a", "https://"] {
            assert!(Wish::read("/a", target, false, "").is_err(), "{target}");
        }
        assert!(Wish::read("/", "/b", false, "").is_err(), "the home page stays");
        assert!(Wish::read("/a", "https://land.example/x", false, "").is_ok());
    }
}
