//! Searching for inputs that break a parser: libFuzzer with a stable compiler, guided by the
//! branches of our own crates.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{XtaskError, cargo, output, run};

/// Memory a target may take, in megabytes.
const MEMORY_MB: u32 = 4_096;
/// Seconds one input may take.
const INPUT_SECONDS: u32 = 25;
/// Longest input, in bytes.
const INPUT_BYTES_MAX: u32 = 64 * 1024;

/// Runs one target, or all of them one after the other, each for so many seconds.
///
/// # Errors
/// [`XtaskError::Refused`] for a name that is none, or when something was found.
pub fn fuzz(target: Option<&str>, seconds: u64) -> Result<(), XtaskError> {
    let root = crate::root();
    let program = build(&root)?;
    let mut list = Command::new(&program);
    let known = output(list.env("RATHAUS_FUZZ_TARGET", "list"))?;
    let names: Vec<&str> = known.lines().filter_map(|l| l.split('\t').next()).collect();
    let wanted: Vec<&str> = match target {
        None => names,
        Some(name) if names.contains(&name) => vec![name],
        Some(name) => {
            return Err(XtaskError::Refused(format!("no target {name}; there are:\n{known}")));
        }
    };
    let mut broken = Vec::new();
    for name in wanted {
        println!("== {name}: {seconds} s");
        if let Err(error) = search(&root, &program, name, seconds) {
            eprintln!("{name}: {error}");
            broken.push(name);
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    Err(XtaskError::Refused(format!(
        "broken: {}; what broke them lies in crates/fuzz/found/ and runs in every test",
        broken.join(", ")
    )))
}

/// Builds the searching program; foreign crates are those of the ordinary build.
fn build(root: &Path) -> Result<PathBuf, XtaskError> {
    let wrapper = root.join("scripts/rustc-with-coverage");
    let arguments = ["build", "-p", "fuzz", "--bin", "fuzz", "--features", "fuzz/libfuzzer"];
    let mut command = cargo();
    command
        .current_dir(root)
        .env("RUSTC_WORKSPACE_WRAPPER", &wrapper)
        .args(arguments)
        .args(["--message-format", "json-render-diagnostics"]);
    let messages = output(&mut command)?;
    let made = messages
        .lines()
        .filter(|line| line.contains("\"name\":\"fuzz\"") && line.contains("\"executable\":\""))
        .filter_map(|line| line.split("\"executable\":\"").nth(1)?.split('"').next())
        .next_back();
    made.map(PathBuf::from)
        .ok_or_else(|| XtaskError::Refused("cargo did not say where the program lies".into()))
}

fn search(root: &Path, program: &Path, name: &str, seconds: u64) -> Result<(), XtaskError> {
    let folder = program.parent().unwrap_or(root).join("fuzz-corpus");
    let corpus = folder.join(name);
    let found = root.join("crates/fuzz/found").join(name);
    for folder in [&corpus, &found] {
        std::fs::create_dir_all(folder)
            .map_err(|cause| XtaskError::File { path: folder.clone(), cause })?;
    }
    let mut command = Command::new(program);
    command
        .current_dir(root)
        .env("RATHAUS_ROOT", root)
        .env("RATHAUS_FUZZ_TARGET", name)
        .env("RATHAUS_FUZZ_CORPUS", &corpus)
        .env("RATHAUS_LOG", "off")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-rss_limit_mb={MEMORY_MB}"))
        .arg(format!("-timeout={INPUT_SECONDS}"))
        .arg(format!("-max_len={INPUT_BYTES_MAX}"))
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg(format!("-dict={}", corpus.with_extension("dict").display()))
        .args(["-print_final_stats=1", "-verbosity=0"])
        .arg(&corpus);
    let ended = run(&mut command);
    // Only folders that hold something stay; git knows no empty ones.
    drop(std::fs::remove_dir(&found));
    ended
}
