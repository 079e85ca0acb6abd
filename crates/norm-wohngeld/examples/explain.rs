//! Prints the explained result of a household given as JSON on standard input.
//!
//! `cargo run -p norm-wohngeld --example explain -- 2025-01 < household.json`

use std::error::Error;
use std::io::Read as _;

fn main() -> Result<(), Box<dyn Error>> {
    let month = std::env::args().nth(1).ok_or("give the month, such as 2025-01")?.parse()?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let household: norm_wohngeld::Household = serde_json::from_str(&text)?;
    println!("{}", norm_wohngeld::assess(&household, month)?.german());
    for question in norm_wohngeld::questions_needed(&household) {
        println!("offen: {} ({})", question.label_de, question.norm);
    }
    for document in norm_wohngeld::required_documents(&household) {
        println!("Nachweis {}: {} {}", document.id(), document.label_de, document.why_de);
    }
    Ok(())
}
