//! The example of the README: what is in a file, what is odd in it, what keeps it from publication.

use jiff::civil::date;
use norm_xzufi::{QualityRules, Version, WriteOptions, quality, read, write_with};

fn look(bytes: &[u8]) -> Result<String, norm_xzufi::ReadError> {
    let read = read(bytes)?; // findings instead of refusal
    for finding in &read.findings.list {
        eprintln!("{:?} {}: {}", finding.line, finding.path, finding.message("de"));
    }
    let rules = QualityRules::on(date(2026, 11, 22));
    for service in read.message.services() {
        println!("{} {}", service.key().map_or("?", |k| k.number()), service.title("de"));
        for finding in quality(service, &rules) {
            println!("  {}", finding.message("de"));
        }
    }
    Ok(write_with(&read.message, &WriteOptions::new(Version::V2_3)).xml)
}

fn main() {
    let Some(file) = std::env::args().nth(1) else { return };
    match std::fs::read(&file).map(|bytes| look(&bytes)) {
        Ok(Ok(xml)) => eprintln!("{} bytes in edition 2.3.1", xml.len()),
        Ok(Err(error)) => eprintln!("{file}: {error}"),
        Err(error) => eprintln!("{file}: {error}"),
    }
}
