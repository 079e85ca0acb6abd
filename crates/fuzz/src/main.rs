//! The targets under libFuzzer; started by `cargo xtask fuzz`, which says by environment which
//! target runs and where its corpus lies.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use fuzz::{TARGETS, Target, find, found};
use sha2::{Digest, Sha256};

/// The name of the target, or `list`.
const WANTED: &str = "RATHAUS_FUZZ_TARGET";
/// The folder of its corpus and, beside it, its words.
const CORPUS: &str = "RATHAUS_FUZZ_CORPUS";

static TARGET: OnceLock<&'static Target> = OnceLock::new();

fn prepare() {
    let name = std::env::var(WANTED).unwrap_or_default();
    let Some(target) = find(&name) else {
        for target in TARGETS {
            println!("{}\t{}", target.name, target.about);
        }
        std::process::exit(i32::from(name != "list"));
    };
    TARGET.set(target).expect("prepared once");
    let corpus = std::env::var(CORPUS).expect("xtask says where the corpus lies");
    let corpus = Path::new(&corpus);
    std::fs::create_dir_all(corpus).expect("the corpus folder");
    for seed in (target.seeds)().into_iter().chain(found(target.name)) {
        let name = hex::encode(Sha256::digest(&seed));
        std::fs::write(corpus.join(&name[..16]), seed).expect("a seed");
    }
    let words: String = target
        .words
        .iter()
        .map(|word| {
            let bytes: String = word.bytes().map(|b| format!("\\x{b:02x}")).collect();
            format!("\"{bytes}\"\n")
        })
        .collect();
    std::fs::write(corpus.with_extension("dict"), words).expect("the words");
}

libfuzzer_sys::fuzz_target!(init: { prepare() }, |data: &[u8]| {
    if let Some(target) = TARGET.get() {
        (target.run)(data);
    }
});
