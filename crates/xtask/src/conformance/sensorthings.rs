//! The official suite for `SensorThings`, fetched by Maven.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{build, io, proxy, refused, start};
use crate::XtaskError;

/// Coordinates of the official suite in Maven's registry.
const SUITE: &str = "org.opengis.cite:ets-sta10";
/// One entity of each set, all tied together: the first level of the suite reads them.
const SEED: &str = r#"{"name":"Station","description":"Seed","properties":{"a":1},
"Locations":[{"name":"Place","description":"Seed","encodingType":"application/vnd.geo+json","location":{"type":"Point","coordinates":[6.5,51.5]}}],
"Datastreams":[{"name":"Stream","description":"Seed","observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
"unitOfMeasurement":{"name":"Celsius","symbol":"C","definition":"http://example.org/c"},
"Sensor":{"name":"Sensor","description":"Seed","encodingType":"application/pdf","metadata":"http://example.org/s.pdf"},
"ObservedProperty":{"name":"Property","definition":"http://example.org/p","description":"Seed"},
"Observations":[{"phenomenonTime":"2026-05-01T10:00:00Z","resultTime":"2026-05-01T10:00:00Z","result":20}]}]}"#;

/// How the suite ended.
#[derive(Debug)]
pub struct Verdict {
    /// Tests that passed.
    pub passed: u32,
    /// All tests that ran.
    pub total: u32,
    /// Names of those that failed, with the first line of the reason.
    pub failed: Vec<String>,
}

/// Runs the official suite for `SensorThings` against a demo town of its own.
///
/// # Errors
/// When something cannot be started or read. Tests that fail are in the verdict.
pub fn sensorthings(version: &str, binary: Option<&Path>) -> Result<Verdict, XtaskError> {
    let suite = suite(version)?;
    let binary = match binary {
        Some(binary) => binary.to_owned(),
        None => build()?,
    };
    let folder = tempfile::tempdir().map_err(io("cannot make a folder"))?;
    let town = start(&binary, &folder.path().join("town"), "1")?;
    if town.key.is_empty() {
        return Err(refused("the demo printed no key for its sensors"));
    }
    let proxy = proxy::start(town.port, town.key.clone()).map_err(io("cannot start the proxy"))?;
    seed(proxy)?;
    let root = format!("http://127.0.0.1:{proxy}/sensorthings/v1.0");
    let properties = folder.path().join("run.xml");
    // Without the usual document type: the suite would fetch it from the net.
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<properties version=\"1.0\">\n\
         <entry key=\"iut\">{root}</entry>\n<entry key=\"ics\">3</entry>\n</properties>\n"
    );
    crate::run::write(&properties, &text)?;
    let results = folder.path().join("results");
    fs::create_dir_all(&results).map_err(io("cannot make a folder"))?;
    let status = Command::new("java")
        // Its reports lie in the home of whoever runs it.
        .arg(format!("-Duser.home={}", results.display()))
        .arg("-jar")
        .arg(&suite)
        .arg(&properties)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|cause| XtaskError::Missing { program: "java".into(), cause })?;
    let report = found(&results, "testng-results.xml")
        .ok_or_else(|| refused(format!("the suite wrote no results ({status})")))?;
    verdict(&crate::run::read(&report)?)
}

/// The suite as Maven keeps it on this machine; fetched where it is missing.
fn suite(version: &str) -> Result<PathBuf, XtaskError> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let kept = home.join(format!(
        ".m2/repository/org/opengis/cite/ets-sta10/{version}/ets-sta10-{version}-aio.jar"
    ));
    if kept.exists() {
        return Ok(kept);
    }
    let status = Command::new("mvn")
        .args(["-q", "-B", "dependency:get", "-Dtransitive=false"])
        .arg(format!("-Dartifact={SUITE}:{version}:jar:aio"))
        .status()
        .map_err(|cause| XtaskError::Missing { program: "mvn".into(), cause })?;
    if status.success() && kept.exists() {
        return Ok(kept);
    }
    Err(refused(format!("{SUITE}:{version} (aio) cannot be fetched with mvn")))
}

fn seed(port: u16) -> Result<(), XtaskError> {
    let mut stream =
        TcpStream::connect(("127.0.0.1", port)).map_err(io("cannot reach the town"))?;
    let request = format!(
        "POST /sensorthings/v1.0/Things HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: \
         application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{SEED}",
        SEED.len()
    );
    stream.write_all(request.as_bytes()).map_err(io("cannot seed"))?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(io("cannot seed"))?;
    if answer.starts_with("HTTP/1.1 201") {
        return Ok(());
    }
    Err(refused(format!("the seed was refused: {answer}")))
}

/// A file of this name in a folder or below.
fn found(folder: &Path, name: &str) -> Option<PathBuf> {
    fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).find_map(|path| {
        if path.is_dir() { found(&path, name) } else { path.ends_with(name).then_some(path) }
    })
}

/// Reads the report of `TestNG`.
fn verdict(report: &str) -> Result<Verdict, XtaskError> {
    let number = |name: &str| -> Option<u32> {
        let head = report.split("<testng-results").nth(1)?.split('>').next()?;
        head.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
    };
    let (Some(passed), Some(failed), Some(skipped)) =
        (number("passed"), number("failed"), number("skipped"))
    else {
        return Err(refused("the report of the suite cannot be read"));
    };
    let tests = report.split("<test-method ").skip(1).filter(|t| {
        let head = t.split('>').next().unwrap_or_default();
        head.contains("status=\"FAIL\"") || head.contains("status=\"SKIP\"")
    });
    let named = tests.filter(|t| !t.split('>').next().unwrap_or_default().contains("is-config"));
    let failed_tests = named.map(|test| {
        let name = test.split(" name=\"").nth(1).and_then(|n| n.split('"').next());
        let reason = test.split("<![CDATA[").nth(1).and_then(|r| r.split("]]>").next());
        let lines = reason.unwrap_or_default().lines().map(str::trim).filter(|l| !l.is_empty());
        let reason = lines.take(2).collect::<Vec<_>>().join(" ");
        format!("{}: {reason}", name.unwrap_or("?"))
    });
    Ok(Verdict { passed, total: passed + failed + skipped, failed: failed_tests.collect() })
}

#[cfg(test)]
mod tests {
    use super::verdict;

    #[test]
    fn a_report_is_read() {
        let report = r#"<testng-results skipped="0" failed="1" total="22" passed="21"><suite>
            <test-method status="PASS" signature="a" name="good"></test-method>
            <test-method status="FAIL" signature="b" name="bad"><exception><message><![CDATA[
              not a string
              at x]]></message></exception></test-method></suite></testng-results>"#;
        let verdict = verdict(report).unwrap();
        assert_eq!((verdict.passed, verdict.total), (21, 22));
        assert_eq!(verdict.failed, ["bad: not a string at x"]);
    }
}
