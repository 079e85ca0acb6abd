//! Identifiers: read out of what files write, or derived where a file has none.

use uuid::Uuid;

/// Length of a UUID written with hyphens.
const UUID_CHARS: usize = 36;

/// The first UUID inside of a text such as `GML_87147a36-7c0e-5d75-b3f8-961fed81c8bb`.
pub(crate) fn find_uuid(text: &str) -> Option<Uuid> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts
        .filter_map(|at| text.get(at..at.checked_add(UUID_CHARS)?))
        .find_map(|part| Uuid::try_parse(part).ok())
}

/// An identifier made from a text: the same text gives the same identifier (version 8).
///
/// FNV-1a with 128 bits: enough to tell names within one file apart, no secret is meant.
pub(crate) fn derived(parts: &[&[u8]]) -> Uuid {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash = BASIS;
    for part in parts {
        for byte in part.iter().chain(&[0xff]) {
            hash = (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    }
    uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}
