//! Other programs that read our letters: poppler's tools and veraPDF.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A letter on disk, so that other programs can read it.
pub struct Printed {
    folder: TempDir,
}

/// A word with its box in millimetres from the upper left corner of its page.
#[derive(Debug)]
pub struct Word {
    pub page: usize,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub text: String,
}

impl Printed {
    pub fn new(pdf: &[u8]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("letter.pdf"), pdf).expect("room for a letter");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("letter.pdf")
    }

    /// What a program prints about the letter; none, loudly, where it is not installed.
    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Option<String> {
        let run = Command::new(program).args(before).arg(self.path()).args(after).output();
        match run {
            Ok(done) => {
                let said = String::from_utf8_lossy(&done.stdout).into_owned();
                assert!(done.status.success(), "{program} refused the letter: {said}");
                Some(said)
            }
            Err(reason) => {
                eprintln!("SKIPPED: {program} cannot run ({reason}); it is part of poppler-utils");
                None
            }
        }
    }

    /// Title, pages, tags and so on.
    pub fn info(&self) -> Option<String> {
        self.ask("pdfinfo", &[], &[])
    }

    /// The XMP metadata.
    pub fn metadata(&self) -> Option<String> {
        self.ask("pdfinfo", &["-meta"], &[])
    }

    /// The tag tree with its text, in the order a screen reader takes.
    pub fn tags(&self) -> Option<String> {
        self.ask("pdfinfo", &["-struct-text"], &[])
    }

    /// The text as one reads it, hyphenation and added breaks undone.
    pub fn text(&self) -> Option<String> {
        let text = self.ask("pdftotext", &["-layout"], &["-"])?;
        Some(text.replace(['\u{AD}', '\u{200B}'], ""))
    }

    /// All words with their places.
    pub fn words(&self) -> Option<Vec<Word>> {
        let boxes = self.ask("pdftotext", &["-bbox"], &["-"])?;
        let mut page = 0;
        let mut words = Vec::new();
        for line in boxes.lines() {
            if line.contains("<page ") {
                page += 1;
            }
            let Some((_, rest)) = line.split_once("<word ") else { continue };
            let number = |name: &str| -> f64 {
                let (_, from) =
                    rest.split_once(&format!("{name}=\"")).expect("a box has four sides");
                let (raw, _) = from.split_once('"').expect("attributes are quoted");
                raw.parse::<f64>().expect("sides are numbers") / 72.0 * 25.4
            };
            let (_, text) = rest.split_once('>').expect("a word has a text");
            let text = text.trim_end_matches("</word>").to_owned();
            words.push(Word {
                page,
                left: number("xMin"),
                top: number("yMin"),
                right: number("xMax"),
                bottom: number("yMax"),
                text,
            });
        }
        Some(words)
    }

    /// The bytes of all files inside, by name.
    pub fn attachments(&self) -> Option<Vec<(String, Vec<u8>)>> {
        let out = self.folder.path().join("out");
        fs::create_dir_all(&out).expect("a folder for the files");
        self.ask("pdfdetach", &["-saveall", "-o", out.to_str().expect("a plain path")], &[])?;
        let mut files: Vec<_> = fs::read_dir(&out)
            .expect("the folder is ours")
            .flatten()
            .map(|entry| {
                let bytes = fs::read(entry.path()).expect("pdfdetach wrote it");
                (entry.file_name().to_string_lossy().into_owned(), bytes)
            })
            .collect();
        files.sort();
        Some(files)
    }
}

/// Holds letters to a profile of veraPDF; skips, loudly, where veraPDF or Java is missing.
pub fn verapdf_passes(profile: &str, letters: &[Printed]) {
    let Some(jar) = verapdf() else {
        eprintln!(
            "SKIPPED: veraPDF is not in the local Maven cache; fetch it with\n  mvn \
             dependency:get -Dartifact=org.verapdf.apps:greenfield-apps:1.28.2"
        );
        return;
    };
    let run = Command::new("java")
        .arg("-cp")
        .arg(jar)
        .args(["org.verapdf.apps.GreenfieldCliWrapper", "-f", profile, "--format", "text", "-v"])
        .args(letters.iter().map(Printed::path))
        .output();
    let Ok(done) = run else {
        eprintln!("SKIPPED: java cannot run, so veraPDF cannot either");
        return;
    };
    let said = String::from_utf8_lossy(&done.stdout);
    let passed = said.lines().filter(|line| line.starts_with("PASS ")).count();
    assert_eq!(passed, letters.len(), "{profile}: {said}{}", String::from_utf8_lossy(&done.stderr));
}

/// The newest veraPDF in the Maven cache: one jar with everything in it.
fn verapdf() -> Option<PathBuf> {
    let home = std::env::var_os("HOME")?;
    let folder = Path::new(&home).join(".m2/repository/org/verapdf/apps/greenfield-apps");
    let mut jars: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|version| {
            let name = version.file_name().into_string().ok()?;
            let jar = version.path().join(format!("greenfield-apps-{name}.jar"));
            jar.is_file().then_some(jar)
        })
        .collect();
    jars.sort();
    jars.pop()
}
