//! Official form schemas, beside a JSON Schema library and xmllint.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::report::{shown, table, three_digits};
use super::{Bench, Context, pinned_to, refused};
use crate::run::{XtaskError, is_there, output, run};

/// Reading schemas and checking what is submitted.
pub const BENCH: Bench = Bench { name: "fim", title: "Forms from official schemas", run: measure };

/// The core everything runs on.
const CORE: &str = "0";

/// How often xmllint gets the same document, to take its start and the schema out of the figure.
const REPEATS: u32 = 400;

/// Figures by name, as the program prints them.
type Figures = HashMap<String, f64>;

fn measure(context: &Context) -> Result<String, XtaskError> {
    let data = context.shared_data("fim")?;
    run(context
        .cargo()
        .args(["build", "--quiet", "--release", "--package", "norm-fim"])
        .args(["--example", "figures"]))?;
    let program = context.target().join("release/examples/figures");
    let place = context.temp()?;
    let text = output(pinned_to(CORE, &program)?.arg(&data).arg(place.path()))?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    let figures: Figures =
        pairs.filter_map(|(name, value)| Some((name.into(), value.parse().ok()?))).collect();
    section(&figures, xmllint(place.path())?)
}

/// The time xmllint takes for one more document, the schema already read.
fn xmllint(place: &Path) -> Result<Duration, XtaskError> {
    if !is_there("xmllint") {
        return Err(refused("xmllint is not installed; it is the peer for XML"));
    }
    let document = place.join("document.xml");
    let time = |count: u32| {
        let mut fastest = Duration::MAX;
        for _ in 0..3 {
            let mut command = pinned_to(CORE, Path::new("xmllint"))?;
            command.args(["--nonet", "--noout", "--schema"]).arg(place.join("schema.xsd"));
            for _ in 0..count {
                command.arg(&document);
            }
            let start = Instant::now();
            quietly(&mut command)?;
            fastest = fastest.min(start.elapsed());
        }
        Ok::<_, XtaskError>(fastest)
    };
    let one = time(1)?;
    Ok(time(1 + REPEATS)?.saturating_sub(one) / REPEATS)
}

/// Runs a program whose words nobody needs; a refusal is an error.
fn quietly(command: &mut Command) -> Result<(), XtaskError> {
    let result = command.output();
    match result {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(refused(String::from_utf8_lossy(&output.stderr).into_owned())),
        Err(cause) => Err(refused(format!("xmllint: {cause}"))),
    }
}

fn of(figures: &Figures, name: &str) -> Result<f64, XtaskError> {
    figures.get(name).copied().ok_or_else(|| refused(format!("the program did not print {name}")))
}

fn section(figures: &Figures, xmllint: Duration) -> Result<String, XtaskError> {
    let aims = table(&["One core", "took", "aim: under", ""], &aims(figures)?);
    let peers = table(
        &["The same full document, from its bytes to a verdict", "ours", "peer", "peer to ours"],
        &peers(figures, xmllint)?,
    );
    Ok(format!(
        "Official exports of the shared test data, pinned to one core with `taskset`; the best of \
         several runs.\n\n{aims}\nEverybody has the schema ready: ours the form, the peers the schema \
         that we generate for them. For\nxmllint the figure is what each further document adds to a \
         run, so that its start is not counted. All\nof them accept the documents; that they refuse \
         the same ones is tested\n(`crates/norm-fim/tests/it/verdicts.rs`). *Verdict* is yes or no \
         (`Form::accepts_json`, and `is_valid` of\nthe peer); with the *answers kept* ours also \
         returns every value at its place and would name every\nmisfit in two languages \
         (`Form::from_json` or `from_xml`, and `check_structure`), which the peers do\nnot.\n\n{peers}"
    ))
}

/// One row for everything that has an aim.
fn aims(figures: &Figures) -> Result<Vec<Vec<String>>, XtaskError> {
    let count = |name: &str| count(figures, name);
    let (schemas, corpus) = (count("schemas")?, count("corpus_bytes")?);
    let (largest, fields) = (count("largest_bytes")?, count("most_fields")?);
    let (json, xml) = (count("document_bytes")?, count("document_xml_bytes")?);
    let values = count("document_values")?;
    let measured = [
        (format!("read all {schemas} schemas ({corpus} bytes)"), "corpus_ns", 5_000),
        (format!("read the largest file ({largest} bytes)"), "largest_ns", 200),
        (
            format!("from its bytes to all pages of the schema with most fields ({fields})"),
            "first_page_ns",
            50,
        ),
        ("the same pages anew, everything answered".to_owned(), "answered_pages_ns", 100),
        ("everything answered there checked, with all rules".to_owned(), "answered_check_ns", 100),
        (
            format!("check the largest full document ({values} values, {json} bytes of JSON)"),
            "document_json_ns",
            1,
        ),
        (format!("the same document in XML ({xml} bytes)"), "document_xml_ns", 1),
    ];
    let row = |(what, name, aim): (String, &str, u64)| {
        let (took, aim) = (time(figures, name)?, Duration::from_millis(aim));
        let verdict = if took < aim { "reached" } else { "missed" };
        Ok(vec![what, shown(took), shown(aim), verdict.to_owned()])
    };
    measured.into_iter().map(row).collect()
}

/// One row for every comparison.
fn peers(figures: &Figures, xmllint: Duration) -> Result<Vec<Vec<String>>, XtaskError> {
    let time = |name: &str| time(figures, name);
    let (peer, all_peer) = (time("document_peer_ns")?, time("all_peer_ns")?);
    Ok(vec![
        pair("JSON, verdict, beside the library `jsonschema`", time("document_verdict_ns")?, peer),
        pair("JSON, answers kept, beside the same", time("document_json_ns")?, peer),
        pair("XML, answers kept, beside `xmllint --schema`", time("document_xml_ns")?, xmllint),
        pair(
            &format!("all {} full documents in JSON, verdict", count(figures, "documents")?),
            time("all_verdict_ns")?,
            all_peer,
        ),
        pair("all of them, answers kept", time("all_json_ns")?, all_peer),
    ])
}

fn time(figures: &Figures, name: &str) -> Result<Duration, XtaskError> {
    of(figures, name).map(|nanoseconds| Duration::from_secs_f64(nanoseconds / 1e9))
}

fn count(figures: &Figures, name: &str) -> Result<String, XtaskError> {
    of(figures, name).map(|n| if n < 1e3 { n.to_string() } else { three_digits(n) })
}

fn pair(what: &str, ours: Duration, peer: Duration) -> Vec<String> {
    let ratio = peer.as_secs_f64() / ours.as_secs_f64();
    vec![what.to_owned(), shown(ours), shown(peer), format!("{} times", three_digits(ratio))]
}
