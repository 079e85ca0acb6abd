//! The example of the README.

use norm_xtrasse::{Crs, Limits, read, to_jsonfg};

fn routes_of(bytes: &[u8]) -> Result<String, Vec<String>> {
    let reading = read(bytes, Limits::default());
    let Some(plan) = reading.collection else {
        return Err(reading
            .verdict
            .findings
            .iter()
            .map(|f| format!("{}: {}", f.path, f.message("de")))
            .collect());
    };
    for section in plan.of("BRA_BreitbandtrasseAbschnitt") {
        let place = section.geometry().and_then(|g| g.to(Crs::UTM32));
        println!("{:?}: {:.0} m", section.text("title"), place.map_or(0.0, |g| g.length()));
    }
    Ok(to_jsonfg(&plan))
}

fn main() {
    let Some(file) = std::env::args().nth(1) else { return };
    let bytes = std::fs::read(&file).unwrap_or_default();
    match routes_of(&bytes) {
        Ok(json) => println!("{} bytes of JSON-FG", json.len()),
        Err(reasons) => println!("{}", reasons.join("\n")),
    }
}
