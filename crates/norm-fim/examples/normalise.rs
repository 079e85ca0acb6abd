//! Reads a schema on standard input and writes it as `XDatenfelder` 3 in our layout.
//!
//! `cargo run -p norm-fim --example normalise < in.xml > out.xml`

use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let schema = norm_fim::read_with(&bytes, norm_fim::ReadOptions::strict())?.schema;
    std::io::stdout().write_all(norm_fim::write_xdf3(&schema).as_bytes())?;
    Ok(())
}
