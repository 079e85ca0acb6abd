//! Finds the typeface of the town's letters and hands its files to the compiler.
//!
//! Fira Sans comes as TTF from the npm package named in `fonts/package.json`, pinned by its lock
//! file; no font is committed. Looked for in this order: `RATHAUS_FONT_DIR`, the `node_modules` of
//! this crate and of the web interface, and last a fetch with `npm ci` into the build folder.
//! Without any of them (offline, no npm) the build still works: the letters are then set in Noto
//! Sans, which a crate brings along, and the build says so.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The package that carries Fira Sans.
const PACKAGE: &str = "node_modules/@expo-google-fonts/fira-sans";

/// The weights the letter form uses, as laid out in the package.
const FACES: [&str; 3] = [
    "400Regular/FiraSans_400Regular.ttf",
    "500Medium/FiraSans_500Medium.ttf",
    "600SemiBold/FiraSans_600SemiBold.ttf",
];

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=fonts");
    println!("cargo::rerun-if-env-changed=RATHAUS_FONT_DIR");

    let faces = installed(&here).or_else(|| fetched(&here, &out));
    let mut code = String::from("static FIRA_SANS: &[&[u8]] = &[\n");
    if let Some(paths) = faces {
        for path in paths {
            println!("cargo::rerun-if-changed={}", path.display());
            writeln!(code, "    include_bytes!(r#\"{}\"#),", path.display())
                .expect("a String takes everything");
        }
    } else {
        println!(
            "cargo::warning=Fira Sans was not found and could not be fetched (npm ci in \
             crates/paper/fonts); letters will be set in Noto Sans"
        );
    }
    code.push_str("];\n");
    fs::write(out.join("fonts.rs"), code).expect("OUT_DIR is writable");
}

/// The faces where somebody has already installed them.
fn installed(here: &Path) -> Option<Vec<PathBuf>> {
    let chosen = env::var_os("RATHAUS_FONT_DIR").map(PathBuf::from);
    let folders = [here.join("fonts").join(PACKAGE), here.join("../web/ui").join(PACKAGE)];
    chosen.into_iter().chain(folders).find_map(|folder| faces_in(&folder))
}

/// All faces below a folder, if none is missing.
fn faces_in(folder: &Path) -> Option<Vec<PathBuf>> {
    FACES.iter().map(|face| folder.join(face).canonicalize().ok()).collect()
}

/// Fetches the pinned package into the build folder, unless cargo was told to stay offline.
fn fetched(here: &Path, out: &Path) -> Option<Vec<PathBuf>> {
    println!("cargo::rerun-if-env-changed=CARGO_NET_OFFLINE");
    if env::var("CARGO_NET_OFFLINE").is_ok_and(|value| value == "true") {
        return None;
    }
    let folder = out.join("typeface");
    fs::create_dir_all(&folder).ok()?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(here.join("fonts").join(file), folder.join(file)).ok()?;
    }
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| faces_in(&folder.join(PACKAGE))).flatten()
}
