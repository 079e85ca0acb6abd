//! Journeys in a real browser: the binary runs a demo town, Chromium walks through it. The
//! journeys themselves are scripts in `tests/browser`.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longest time until the demo town is open: a busy machine grows it slowly.
const OPENING_MAX: Duration = Duration::from_mins(3);
/// Time between two looks at what the demo has printed.
const PAUSE: Duration = Duration::from_millis(200);
/// Cases of the demo town: enough to fill every page, few enough to be quick.
const CASES: &str = "12";
/// Set by `./test` and by CI: then a missing browser is a failure, not a reason to skip.
const REQUIRED: [&str; 2] = ["RATHAUS_REQUIRE_BROWSER", "CI"];

fn folder() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where")).join("tests/browser")
}

/// The demo town. However the test ends, its process ends too.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait().map(|_| ())) {
            eprintln!("The demo town with process {} does not end: {error}", self.0.id());
        }
    }
}

impl Demo {
    /// Starts a town in a folder and waits until it is open. Returns the file with what it printed.
    fn open(below: &Path) -> (Self, PathBuf) {
        let said = below.join("demo.txt");
        let out = File::create(&said).expect("the folder is ours");
        let errors = out.try_clone().expect("a file has two handles");
        let child = Command::new(env!("CARGO_BIN_EXE_rathaus"))
            .arg("demo")
            .arg("--data")
            .arg(below.join("town"))
            .args(["--port", "0", "--cases", CASES])
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(errors)
            .spawn()
            .expect("the binary was built with this test");
        let mut demo = Self(child);
        let started = Instant::now();
        loop {
            let text = fs::read_to_string(&said).unwrap_or_default();
            if text.contains("Bereit nach") {
                return (demo, said);
            }
            if let Some(status) = demo.0.try_wait().expect("the process is ours") {
                panic!("the demo ended with {status}:\n{text}");
            }
            assert!(started.elapsed() < OPENING_MAX, "the demo does not open:\n{text}");
            thread::sleep(PAUSE);
        }
    }
}

/// Whether a program answers when asked for its version.
fn answers(program: impl AsRef<OsStr>) -> bool {
    let asked = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    asked.is_ok_and(|output| output.status.success())
}

/// What is missing to run a browser.
fn missing() -> Vec<String> {
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    ["node", "npm", &chromium].into_iter().filter(|p| !answers(p)).map(str::to_owned).collect()
}

/// Installs the packages of the lock file, unless that has been done since it last changed.
fn install() {
    let (lock, mark) =
        (folder().join("package-lock.json"), folder().join("node_modules/.installed"));
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    if changed(&mark) >= changed(&lock) {
        return;
    }
    let status = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder())
        .status()
        .expect("npm answered before");
    assert!(status.success(), "npm ci ends with {status}");
    File::create(mark).expect("npm made the folder");
}

#[test]
fn people_walk_through_the_house_in_a_browser() {
    let missing = missing();
    if !missing.is_empty() {
        let is_required = REQUIRED.iter().any(|name| std::env::var_os(name).is_some());
        assert!(!is_required, "missing: {}", missing.join(", "));
        eprintln!("SKIPPED: no journeys in a browser, missing: {}", missing.join(", "));
        return;
    }
    install();
    let below = tempfile::tempdir().expect("a folder can be made");
    let (_demo, said) = Demo::open(below.path());
    let output = Command::new("node")
        .arg("journeys.mjs")
        .arg(&said)
        .current_dir(folder())
        .stdin(Stdio::null())
        .output()
        .expect("node answered before");
    let report = String::from_utf8_lossy(&output.stdout);
    println!("{report}");
    let town = fs::read_to_string(&said).unwrap_or_default();
    assert!(
        output.status.success(),
        "{}\n{report}\nThe demo said:\n{town}",
        String::from_utf8_lossy(&output.stderr)
    );
}
