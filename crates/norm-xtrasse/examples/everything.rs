//! Writes an object of every class into a folder, in both versions and forms:
//! `cargo run -p norm-xtrasse --example everything -- FOLDER`

#[path = "../tests/it/everything.rs"]
mod everything;

use norm_xtrasse::{Version, to_gml, to_jsonfg};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder")?;
    let folder = std::path::Path::new(&folder);
    for version in [Version::V20, Version::V21] {
        let collection = everything::everything(version);
        let name = format!("everything_{}", version.number());
        std::fs::write(folder.join(format!("{name}.gml")), to_gml(&collection))?;
        std::fs::write(folder.join(format!("{name}.json")), to_jsonfg(&collection))?;
    }
    Ok(())
}
