//! Foreign files on the command line: read within limits, unpacked when they are packed.

use std::io::{Read, Write};
use std::path::Path;

use super::Failure;

/// How the packed form of a file begins (gzip).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The bytes of a file (`-` is standard input), unpacked, never more than `limit`.
pub(super) fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let named = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let packed = if path == Path::new("-") {
        capped(std::io::stdin().lock(), limit)
    } else {
        std::fs::File::open(path).and_then(|file| capped(file, limit))
    };
    let packed = packed.map_err(|e| named(&e))?;
    let bytes = if packed.starts_with(&GZIP) {
        capped(flate2::read::GzDecoder::new(&packed[..]), limit).map_err(|e| named(&e))?
    } else {
        packed
    };
    if bytes.len() > limit {
        return Err(named(&format!("larger than {} MiB, not read", limit >> 20)).into());
    }
    Ok(bytes)
}

/// Reads one byte more than allowed, so that too much is noticed.
fn capped(source: impl Read, limit: usize) -> std::io::Result<Vec<u8>> {
    let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    source.take(room).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a text to a file, or to standard output when there is none.
pub(super) fn put(text: &str, output: Option<&Path>) -> Result<(), Failure> {
    match output {
        Some(path) => {
            std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
        }
        None => Ok(std::io::stdout().lock().write_all(text.as_bytes())?),
    }
}

/// Prints an answer for machines.
pub(super) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    put(&format!("{}\n", serde_json::to_string_pretty(value)?), None)
}
