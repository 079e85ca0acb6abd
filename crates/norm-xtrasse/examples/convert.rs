//! GML to JSON-FG and back: `cargo run -p norm-xtrasse --example convert -- FROM TO.json`

use norm_xtrasse::{Limits, read, to_gml, to_jsonfg};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("name the file to read and the file to write".into());
    };
    let reading = read(&std::fs::read(from)?, Limits::default());
    let Some(collection) = reading.collection else {
        return Err(format!("the file is rejected: {:?}", reading.verdict.findings).into());
    };
    let text = if to.ends_with("json") { to_jsonfg(&collection) } else { to_gml(&collection) };
    std::fs::write(to, text)?;
    Ok(())
}
