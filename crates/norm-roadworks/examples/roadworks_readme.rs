//! The example of the README: a `WZDx` feed becomes a calendar.

use jiff::tz::TimeZone;
use norm_roadworks::{read_wzdx, to_cifs_json, to_ical};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args().nth(1) else { return Ok(()) };
    let feed = read_wzdx(&std::fs::read(file)?)?;
    for problem in feed.problems() {
        eprintln!("{problem}");
    }
    print!("{}", to_ical(&feed));
    print!("{}", to_cifs_json(&feed, &TimeZone::UTC));
    Ok(())
}
