//! Times the library on official files, beside the JSON Schema library `jsonschema`, on one core:
//! `cargo run --release -p norm-fim --example figures -- FOLDER`, where the folder holds `xdf3/` and
//! `reference/fachdaten/`. Prints one `name value` per line; times in nanoseconds, each the best of
//! several runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use norm_fim::{
    Answers, Form, FormOptions, GenerateOptions, Naming, Schema, json_schema, read, xml_schema,
};

type Failure = Box<dyn std::error::Error>;

/// How often a long measure is repeated.
const RUNS: usize = 10;
/// How often one of some milliseconds is: often enough to be left alone once on a busy machine.
const SOME_RUNS: usize = 60;
/// How often a short one is.
const MANY_RUNS: usize = 300;

/// The time of the fastest of several runs, and what the last one answered.
fn best<T>(runs: usize, mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut fastest = Duration::MAX;
    loop_of(runs, || {
        let start = Instant::now();
        let answer = run();
        fastest = fastest.min(start.elapsed());
        answer
    })
    .map_or_else(|| unreachable!("at least one run"), |answer| (fastest, answer))
}

fn loop_of<T>(runs: usize, mut run: impl FnMut() -> T) -> Option<T> {
    let mut last = None;
    for _ in 0..runs.max(1) {
        last = Some(run());
    }
    last
}

fn say(name: &str, value: impl std::fmt::Display) {
    println!("{name} {value}");
}

fn main() -> Result<(), Failure> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder of test data")?);
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder.join("xdf3"))? {
        files.push(entry?.path());
    }
    files.retain(|path| path.extension().is_some_and(|e| e == "xml"));
    let corpus: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<Result<_, _>>()?;
    let (time, schemas) = best(RUNS, || corpus.iter().map(|b| read(b)).collect::<Vec<_>>());
    let schemas: Vec<Schema> =
        schemas.into_iter().map(|r| r.map(|r| r.schema)).collect::<Result<_, _>>()?;
    say("schemas", schemas.len());
    say("corpus_bytes", corpus.iter().map(Vec::len).sum::<usize>());
    say("corpus_ns", time.as_nanos());
    let largest = corpus.iter().max_by_key(|b| b.len()).ok_or("no schemas there")?;
    let (time, _) = best(SOME_RUNS, || read(largest).is_ok());
    say("largest_bytes", largest.len());
    say("largest_ns", time.as_nanos());
    first_page(&folder, &corpus, &schemas)?;
    documents(&folder, schemas)
}

/// From the bytes of the schema with most fields to its page plan; and what a person waits for who
/// has answered all of it: the plan anew and everything checked, with all rules.
fn first_page(folder: &Path, corpus: &[Vec<u8>], schemas: &[Schema]) -> Result<(), Failure> {
    let most = (0..schemas.len()).max_by_key(|i| schemas[*i].field_occurrences());
    let most = most.ok_or("no schemas there")?;
    let answers = Answers::new();
    let (time, pages) = best(SOME_RUNS, || {
        let schema = read(&corpus[most]).map(|r| r.schema)?;
        let form = Form::new(schema, FormOptions::default());
        Ok::<_, norm_fim::ReadError>(form.pages(&answers, "de").len())
    });
    say("most_fields", schemas[most].field_occurrences());
    say("pages", pages?);
    say("first_page_ns", time.as_nanos());
    let form = Form::new(schemas[most].clone(), FormOptions::default());
    let name = format!("reference/fachdaten/{}.voll.local.json", schemas[most].base.key);
    let answers = form.from_json(&fs::read(folder.join(name))?, Some(Naming::Local))?.answers;
    let (time, _) = best(MANY_RUNS, || form.pages(&answers, "de").len());
    say("answered_pages_ns", time.as_nanos());
    let (time, _) = best(MANY_RUNS, || form.check(&answers).len());
    say("answered_check_ns", time.as_nanos());
    Ok(())
}

/// Full documents, from their bytes to a verdict.
fn documents(folder: &Path, schemas: Vec<Schema>) -> Result<(), Failure> {
    let mut sums = [Duration::ZERO; 5];
    let (mut largest, mut count) = (0, 0);
    for schema in schemas {
        let key = schema.base.key.to_string();
        let base = folder.join("reference/fachdaten");
        let file = base.join(format!("{key}.voll.local.json"));
        let xml = fs::read(base.join(format!("{key}.voll.local.xml")))?;
        let bytes = fs::read(&file)?;
        let options = GenerateOptions { naming: Naming::Local, code_lists: None };
        let generated = serde_json::from_str(&json_schema(&schema, options))?;
        let (compile, theirs) =
            best(RUNS, || jsonschema::options().should_validate_formats(true).build(&generated));
        let theirs = theirs?;
        let xsd = xml_schema(&schema, options);
        let form = Form::new(schema, FormOptions::default());
        let values = form.from_json(&bytes, Some(Naming::Local))?.answers.iter().count();
        let fits = |document: Result<norm_fim::Document, norm_fim::DocumentError>| {
            document
                .is_ok_and(|d| d.findings.is_empty() && form.check_structure(&d.answers).is_empty())
        };
        let naming = Some(Naming::Local);
        let (verdict, a) = best(MANY_RUNS, || form.accepts_json(&bytes, naming));
        let (kept_json, b) = best(MANY_RUNS, || fits(form.from_json(&bytes, naming)));
        let (kept_xml, c) = best(MANY_RUNS, || fits(form.from_xml(&xml, naming)));
        let (peer, d) = best(MANY_RUNS, || {
            serde_json::from_slice(&bytes).is_ok_and(|json| theirs.is_valid(&json))
        });
        if !(a && b && c && d) {
            return Err(format!("{key}: not everybody takes the document: {a} {b} {c} {d}").into());
        }
        for (sum, time) in sums.iter_mut().zip([verdict, kept_json, kept_xml, peer, compile]) {
            *sum += time;
        }
        count += 1;
        if bytes.len() > largest {
            largest = bytes.len();
            let place = std::env::args().nth(2).map(PathBuf::from);
            if let Some(place) = place {
                fs::write(place.join("schema.xsd"), xsd)?;
                fs::write(place.join("document.xml"), &xml)?;
            }
            say("document_bytes", bytes.len());
            say("document_verdict_ns", verdict.as_nanos());
            say("document_json_ns", kept_json.as_nanos());
            say("document_xml_ns", kept_xml.as_nanos());
            say("document_xml_bytes", xml.len());
            say("document_values", values);
            say("document_peer_ns", peer.as_nanos());
        }
    }
    say("documents", count);
    for (name, sum) in ["verdict", "json", "xml", "peer", "peer_compile"].iter().zip(sums) {
        say(&format!("all_{name}_ns"), sum.as_nanos());
    }
    Ok(())
}
