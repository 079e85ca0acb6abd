//! Every public page and feed of the demo town before checkers that nobody here wrote: the Nu HTML
//! checker, readers of feeds and calendars, the types of schema.org.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{build, refused, start};
use crate::XtaskError;
use crate::bench::{Context, plain};
use crate::run::{output, run, write};

/// What is installed, pinned.
const CHECKER: [&str; 3] = ["vnu-jar@26.9.27", "schema-dts@2.1.0", "typescript@7.0.2"];
const READERS: [&str; 2] = ["feedparser==6.0.14", "icalendar==7.3.0"];
const CHECK_FEEDS: &str = include_str!("website/check_feeds.py");
const STRUCTURED: &str = include_str!("website/structured.mjs");
/// Pages that are fetched at most: lists with filters have no end.
const MOST: usize = 3_000;
/// Pages of one list with other questions, at most.
const SAME: usize = 6;
const CASES: &str = "20";

/// What was looked at and what was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Pages of HTML.
    pub pages: usize,
    /// Feeds and calendars.
    pub feeds: usize,
    /// Pieces of structured data.
    pub structured: usize,
    /// What the checkers say, one line each.
    pub lines: Vec<String>,
}

/// Fetches every public page that links lead to, and has them checked.
///
/// # Errors
/// When something cannot be installed, started or read. What checkers find is in the answer.
pub fn website(binary: Option<&Path>) -> Result<Findings, XtaskError> {
    let context = Context::new();
    let home = install(&context)?;
    let binary = match binary {
        Some(binary) => binary.to_owned(),
        None => build()?,
    };
    let folder = context.temp()?;
    let town = start(&binary, &folder.path().join("town"), CASES)?;
    let mut found = Findings::default();
    let kept = crawl(town.port, &folder.path().join("site"), &mut found)?;
    found.pages = kept.pages.len();
    found.feeds = kept.feeds.len();
    check_pages(&home, &folder.path().join("site"), &kept, &mut found)?;
    check_structured(&home, &kept, &mut found)?;
    check_feeds(&home, &kept, &mut found)?;
    Ok(found)
}

fn install(context: &Context) -> Result<PathBuf, XtaskError> {
    let home = context.external("conformance-website")?;
    // Programs are started elsewhere.
    let home = home.canonicalize().map_err(|cause| XtaskError::File { path: home, cause })?;
    let wanted = [CHECKER.join("\n"), READERS.join("\n")].join("\n");
    let installed = home.join("installed.txt");
    let python = home.join("venv/bin/python");
    if !std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        // The checker would fetch a Java of its own after it is installed; this machine has one.
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-save", "--ignore-scripts", "--prefix"]).arg(&home);
        run(npm.args(CHECKER))?;
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(READERS))?;
        write(&installed, &wanted)?;
    }
    write(&home.join("check_feeds.py"), CHECK_FEEDS)?;
    write(&home.join("structured.mjs"), STRUCTURED)?;
    Ok(home)
}

/// Files by the address they came from.
#[derive(Default)]
struct Kept {
    pages: Vec<PathBuf>,
    feeds: Vec<PathBuf>,
    addresses: BTreeMap<String, String>,
}

fn crawl(port: u16, folder: &Path, found: &mut Findings) -> Result<Kept, XtaskError> {
    let mut kept = Kept::default();
    let mut queue: VecDeque<String> =
        ["/", "/sitemap.xml", "/en/"].map(str::to_owned).into_iter().collect();
    let mut seen: BTreeSet<String> = queue.iter().cloned().collect();
    let mut of_one_list: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(path) = queue.pop_front() {
        if kept.addresses.len() >= MOST {
            found.lines.push(format!("more than {MOST} pages: not all were looked at"));
            break;
        }
        let answer = plain(port, &path)
            .map_err(|cause| XtaskError::Missing { program: "the town".into(), cause })?;
        if answer.status != 200 {
            // Redirects and pages that ask for a sign-in are right; a dead link is not.
            if answer.status == 404 || answer.status >= 500 {
                found.lines.push(format!("{path}: status {}", answer.status));
            }
            continue;
        }
        let Ok(text) = String::from_utf8(answer.body) else { continue };
        let Some(suffix) = suffix(&answer.head, &path) else { continue };
        let name = format!("{:04}{suffix}", kept.addresses.len());
        write(&folder.join(&name), &text)?;
        kept.addresses.insert(name.clone(), path);
        let list = if suffix == ".html" { &mut kept.pages } else { &mut kept.feeds };
        list.push(folder.join(&name));
        for link in links(&text, port) {
            let list = link.split('?').next().unwrap_or_default().to_owned();
            if link.contains('?') {
                let count = of_one_list.entry(list).or_default();
                *count += 1;
                if *count > SAME {
                    continue;
                }
            }
            if seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
    }
    Ok(kept)
}

/// How a file is named, so that the right reader takes it; none for what nobody reads here.
fn suffix(head: &str, path: &str) -> Option<&'static str> {
    let kind = head.lines().find_map(|line| line.strip_prefix("content-type:"))?.trim();
    if kind.starts_with("text/html") {
        return Some(".html");
    }
    if kind.starts_with("text/calendar") {
        return Some(".ics");
    }
    if kind.starts_with("application/feed+json") {
        return Some(".json");
    }
    let is_feed =
        kind.starts_with("application/atom+xml") || kind.starts_with("application/rss+xml");
    (is_feed && !path.ends_with("sitemap.xml")).then_some(".xml")
}

/// Addresses of the same town in a page or a site map.
fn links(text: &str, port: u16) -> Vec<String> {
    let own = format!("http://127.0.0.1:{port}");
    let after = |mark: &'static str, end: char| {
        text.split(mark).skip(1).filter_map(move |rest| rest.split(end).next())
    };
    let all = after("href=\"", '"').chain(after("<loc>", '<'));
    let clean = all.filter_map(|link| {
        let link = link.replace("&amp;", "&");
        let link = link.strip_prefix(&own).unwrap_or(&link);
        let link = link.split('#').next().unwrap_or_default();
        let is_file = link.starts_with("/assets/") || link.starts_with("/medien/");
        (link.starts_with('/') && !link.starts_with("//") && !is_file).then(|| link.to_owned())
    });
    clean.collect()
}

fn check_pages(
    home: &Path,
    folder: &Path,
    kept: &Kept,
    found: &mut Findings,
) -> Result<(), XtaskError> {
    let answer = Command::new("java")
        .arg("-jar")
        .arg(home.join("node_modules/vnu-jar/build/dist/vnu.jar"))
        .args([
            "--format",
            "gnu",
            "--stdout",
            "--exit-zero-always",
            "--skip-non-html",
            "--errors-only",
        ])
        .args(&kept.pages)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|cause| XtaskError::Missing { program: "java".into(), cause })?;
    if !answer.status.success() {
        return Err(XtaskError::Failed { program: "vnu".into(), status: answer.status });
    }
    let prefix = format!("\"file:{}/", folder.display());
    for line in String::from_utf8_lossy(&answer.stdout).lines() {
        let line = line.replace(&prefix, "");
        let (name, rest) = line.split_once('"').unwrap_or(("", line.as_str()));
        let address = kept.addresses.get(name).map_or(name, String::as_str);
        found.lines.push(format!("{address}{rest}"));
    }
    Ok(())
}

fn check_structured(home: &Path, kept: &Kept, found: &mut Findings) -> Result<(), XtaskError> {
    let file = home.join("structured.ts");
    let count =
        output(Command::new("node").arg(home.join("structured.mjs")).arg(&file).args(&kept.pages))?;
    found.structured = count.trim().parse().unwrap_or_default();
    let answer = Command::new(home.join("node_modules/.bin/tsc"))
        .args(["--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "bundler"])
        .args(["--module", "esnext", "--pretty", "false"])
        .arg(&file)
        .current_dir(home)
        .output()
        .map_err(|cause| XtaskError::Missing { program: "tsc".into(), cause })?;
    let text = std::fs::read_to_string(&file)
        .map_err(|cause| XtaskError::File { path: file.clone(), cause })?;
    let lines: Vec<&str> = text.lines().collect();
    for line in String::from_utf8_lossy(&answer.stdout).lines() {
        // The page stands in the line above the value.
        let number: Option<usize> =
            line.split(['(', ',']).nth(1).and_then(|number| number.parse().ok());
        let page = number.and_then(|n| lines.get(n.saturating_sub(2)));
        let page = page.map(|p| p.trim_start_matches("// ")).unwrap_or_default();
        let address = kept.addresses.get(page).map_or(page, String::as_str);
        found.lines.push(format!("{address}: {line}"));
    }
    Ok(())
}

fn check_feeds(home: &Path, kept: &Kept, found: &mut Findings) -> Result<(), XtaskError> {
    let text = output(
        Command::new(home.join("venv/bin/python"))
            .arg(home.join("check_feeds.py"))
            .args(&kept.feeds),
    )?;
    for line in text.lines() {
        let (name, rest) = line.split_once(": ").unwrap_or(("", line));
        let address = kept.addresses.get(name).map_or(name, String::as_str);
        found.lines.push(format!("{address}: {rest}"));
    }
    if kept.pages.is_empty() || kept.feeds.is_empty() {
        return Err(refused("the town has no pages or no feeds"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_those_of_the_town() {
        let page = r#"<a href="/a?b=1&amp;c=2#d">x</a><a href="https://example.org/">y</a>
            <link href="/assets/x.css"><loc>http://127.0.0.1:81/e</loc><a href="//cdn/x">"#;
        assert_eq!(links(page, 81), ["/a?b=1&c=2", "/e"]);
    }

    #[test]
    fn what_comes_is_named_by_what_it_is() {
        let head = |kind: &str| format!("http/1.1 200 ok\r\ncontent-type: {kind}\r\n");
        assert_eq!(suffix(&head("text/html; charset=utf-8"), "/"), Some(".html"));
        assert_eq!(suffix(&head("application/atom+xml"), "/aktuelles.atom"), Some(".xml"));
        assert_eq!(suffix(&head("application/pdf"), "/x.pdf"), None);
    }
}
