//! Prints the verdict on every file named: `cargo run -p norm-xtrasse --example verdict -- FILE…`

use norm_xtrasse::{Limits, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args().skip(1) {
        let reading = read(&std::fs::read(&file)?, Limits::default());
        let verdict = reading.verdict;
        let words = if verdict.accepted { "accepted" } else { "rejected" };
        println!("{file}: {words}, {} objects", verdict.features);
        for finding in &verdict.findings {
            let line = finding.line.map_or(String::new(), |line| format!("line {line}: "));
            println!("  {line}{}: {} ({})", finding.path, finding.message_en, finding.code);
        }
    }
    Ok(())
}
