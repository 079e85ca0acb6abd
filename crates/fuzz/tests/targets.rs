//! Every target for a second at most: what was found before, its seeds, then bent ones. Order and
//! number are the same in every run, so that a faster machine finds nothing a slower one did not;
//! `RATHAUS_FUZZ_SECONDS` goes on looking. A failure writes the input to a file and says where.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use fuzz::mutate::{Chance, mutate};
use fuzz::{Target, find, found};

/// How long each target runs at most; `RATHAUS_FUZZ_SECONDS` says otherwise.
const SECONDS: u64 = 1;
/// Inputs of a run that nobody gave a time.
const INPUTS: u32 = 4_000;
/// Longer than any input may take on a busy machine: beyond it a parser is not linear.
const SLOW: Duration = Duration::from_secs(20);
/// Inputs at least, however slow the machine is.
const INPUTS_MIN: u32 = 20;

/// How long and how many.
fn limits() -> (Duration, u32) {
    let wanted = std::env::var("RATHAUS_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    let inputs = if wanted.is_some() { u32::MAX } else { INPUTS };
    (Duration::from_secs(wanted.unwrap_or(SECONDS)), inputs)
}

fn one(target: &Target, input: &[u8]) {
    let begun = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let took = begun.elapsed();
    if ended.is_err() || took > SLOW {
        let folder = std::env::temp_dir().join("rathaus-fuzz").join(target.name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("input");
        std::fs::write(&path, input).expect("the input is kept");
        panic!(
            "{} broke after {took:?} on {} bytes, kept in {}; mend it and put the file into crates/fuzz/found/{}",
            target.name,
            input.len(),
            path.display(),
            target.name
        );
    }
}

fn run(name: &str) {
    let target = find(name).expect("a target of this name");
    let before = found(name);
    for input in &before {
        one(target, input);
    }
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty() || std::env::var("RATHAUS_SHARED_DATA").is_err(), "no seeds");
    for seed in &seeds {
        one(target, seed);
    }
    let seed = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mut chance = Chance::new(seed);
    let begun = Instant::now();
    let (long, most) = limits();
    let mut inputs = 0;
    while inputs < most && (begun.elapsed() < long || inputs < INPUTS_MIN) {
        one(target, &mutate(&mut chance, &seeds, target.words));
        inputs += 1;
    }
    eprintln!("{name}: {} found before, {} seeds, {inputs} bent ones", before.len(), seeds.len());
}

macro_rules! targets {
    ($($test:ident $name:literal;)*) => {
        $(#[test]
        fn $test() {
            run($name);
        })*

        #[test]
        fn every_target_is_run() {
            let named = [$($name),*];
            for target in fuzz::TARGETS {
                assert!(named.contains(&target.name), "{} is run by no test", target.name);
            }
        }
    };
}

targets! {
    uploads "upload";
    multipart_bodies "multipart";
    pairs "pairs";
    amounts "amounts";
    schemas "schema";
    code_lists "code-list";
    rules "rule";
    answers "answers";
    typed_answers "typed";
    data_in_json "data-json";
    data_in_xml "data-xml";
    configurations "config";
    records "records";
    tables_of_households "batch";
    households "household";
    markdown "markdown";
    requests "request";
    catalogues "catalogue";
    catalogues_in_json "catalogue-json";
    texts_of_catalogues "catalogue-text";
    pictures "picture";
    drawings "drawing";
    packets_of_devices "mqtt";
    questions_to_sensors "sensor-question";
    entities_of_sensors "sensor-body";
    batches_of_sensors "sensor-batch";
    messages_of_the_fediverse "inbox";
    signatures "signature";
    answers_of_channels "channels";
}

/// The way to notice: a target that panics is told with its input.
#[test]
fn a_broken_target_would_be_noticed() {
    let broken = Target {
        name: "broken",
        about: "fails on any byte",
        run: |bytes| assert!(bytes.is_empty()),
        seeds: Vec::new,
        words: &[],
    };
    assert!(catch_unwind(|| one(&broken, b"x")).is_err());
    assert!(catch_unwind(|| one(&broken, b"")).is_ok());
}
