//! The example of the README: a list matched to a register.

use norm_addresses::{Matcher, import, match_list};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(register), Some(list)) = (arguments.next(), arguments.next()) else { return Ok(()) };
    let register = import(&std::fs::read(register)?)?;
    for (kind, count) in register.counts() {
        println!("{count} × {}", kind.words()[0]);
    }
    let summary = match_list(&Matcher::new(&register.addresses), &std::fs::read(list)?)?;
    println!("{} found, {} for people", summary.found, summary.for_people);
    Ok(())
}
