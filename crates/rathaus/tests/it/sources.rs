//! The sources of the house as the guards read them, and golden files.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub struct Source {
    /// Path below the root, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The crate it belongs to, if it is under `crates/`.
    pub fn crate_name(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or("")
    }

    /// The path below the crate's `src`, or an empty text.
    pub fn in_src(&self) -> &str {
        self.path.split_once("/src/").map_or("", |(_, rest)| rest)
    }

    /// Whether it holds tests only.
    pub fn is_test(&self) -> bool {
        let inside = self.in_src();
        inside == "tests.rs" || inside.starts_with("tests/") || inside.ends_with("/tests.rs")
    }

    /// The text before its unit tests, which stand at the end by custom of the house.
    pub fn without_tests(&self) -> &str {
        let tests = self.text.find("#[cfg(test)]\nmod tests {");
        tests.and_then(|at| self.text.get(..at)).unwrap_or(&self.text)
    }
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"));
    here.ancestors().nth(2).unwrap_or(&here).to_owned()
}

/// Folders that hold nothing of ours.
const FOREIGN: [&str; 6] = ["target", "node_modules", ".git", "dist", "demo-data", "out"];

fn walk(folder: &Path, take: &dyn Fn(&Path) -> bool, found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !FOREIGN.contains(&name) {
                walk(&path, take, found);
            }
        } else if take(&path)
            && let Ok(text) = fs::read_to_string(&path)
        {
            let below = path.strip_prefix(root()).unwrap_or(&path);
            found.push(Source { path: below.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// All text files below a folder of the repository that `take` wants.
pub fn files(below: &str, take: &dyn Fn(&Path) -> bool) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(below), take, &mut found);
    found
}

/// All Rust files below `crates/*/src`.
pub fn rust() -> Vec<Source> {
    let all = files("crates", &|path| path.extension().is_some_and(|e| e == "rs"));
    let found: Vec<Source> = all.into_iter().filter(|s| !s.in_src().is_empty()).collect();
    assert!(found.len() > 100, "the sources were not found: {}", root().display());
    found
}

/// Names of all crates, sorted.
pub fn crates() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("crates"))
        .expect("the house has crates")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            path.join("Cargo.toml").exists().then_some(name)
        })
        .collect();
    names.sort();
    names
}

/// Reads a string literal at the start of a text, spaces before it passed over: its value, and what
/// follows it.
pub fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw.get(hashes..)?.strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let (value, rest) = body.split_once(&end)?;
        return Some((value.to_owned(), rest));
    }
    let body = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, body.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'u' => {
                    let rest = body.get(at + 2..)?;
                    let (code, _) = rest.strip_prefix('{')?.split_once('}')?;
                    value.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                    for _ in 0..code.len() + 2 {
                        chars.next();
                    }
                }
                '\n' => {
                    // A line continued: the spaces at the start of the next one are no text.
                    let rest = body.get(at + 2..)?;
                    for _ in 0..rest.chars().take_while(|c| c.is_whitespace()).count() {
                        chars.next();
                    }
                }
                other => value.push(other),
            },
            c => value.push(c),
        }
    }
    None
}

/// What follows each occurrence of a mark in code, comments passed over.
pub fn after<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.match_indices(mark)
        .filter(|(at, _)| {
            let line = text.get(..*at).and_then(|before| before.rsplit('\n').next());
            !line.unwrap_or_default().trim_start().starts_with("//")
        })
        .filter_map(|(at, mark)| text.get(at + mark.len()..))
        .collect()
}

/// Compares a text with its golden file, or writes it with `BLESS=1`.
///
/// # Panics
/// When they differ: with the first line that does.
#[track_caller]
pub fn golden(path: &str, now: &str) {
    let file = root().join(path);
    if std::env::var("BLESS").is_ok_and(|v| v == "1") {
        fs::create_dir_all(file.parent().expect("a golden file lies in a folder"))
            .expect("the repository is writable");
        if fs::read_to_string(&file).unwrap_or_default() != now {
            fs::write(&file, now).expect("the repository is writable");
        }
        return;
    }
    let was = fs::read_to_string(&file).unwrap_or_default();
    if was == now {
        return;
    }
    let (was, now): (Vec<&str>, Vec<&str>) = (was.lines().collect(), now.lines().collect());
    let gone = was.iter().filter(|l| !now.contains(l)).map(|l| format!("- {l}"));
    let new = now.iter().filter(|l| !was.contains(l)).map(|l| format!("+ {l}"));
    let diff: Vec<String> = gone.chain(new).take(40).collect();
    panic!(
        "{path} no longer says what the code says. If the change is meant: cargo xtask bless, read \
         the diff, commit it.\n{}",
        diff.join("\n")
    );
}

#[test]
fn literals_are_read_as_the_compiler_reads_them() {
    assert_eq!(
        literal(" \"a \\\"b\\\" \\u{e4}c\" rest").expect("the house is as the test expects"),
        ("a \"b\" äc".into(), " rest")
    );
    assert_eq!(
        literal("r#\"a \"b\"\"#;").expect("the house is as the test expects"),
        ("a \"b\"".into(), ";")
    );
    assert_eq!(
        literal("\"one \\\n     two\")").expect("the house is as the test expects"),
        ("one two".into(), ")")
    );
    assert!(literal("name").is_none());
}
