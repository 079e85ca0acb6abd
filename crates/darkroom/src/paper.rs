//! Documents (PDF): whether everybody can read them, as far as a look at their structure tells.
//!
//! It finds the marks of the catalogue, also in compressed objects: tags, language, title. It does
//! not judge whether the tags are right; that takes a person and a checker of PDF/UA.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// What was found in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "findings that have nothing to do with each other"
)]
pub struct Paper {
    /// Whether it is tagged: the order and meaning of its parts are written in it.
    pub is_tagged: bool,
    /// Its language, such as `de-DE`; empty where none is named.
    pub language: String,
    /// Whether it has a title.
    pub has_title: bool,
    /// Whether it holds letters at all; a mere scan does not.
    pub has_text: bool,
    /// Whether it is locked with a password.
    pub is_encrypted: bool,
    /// Whether it holds programs, further files or forms that send themselves.
    pub is_active: bool,
}

/// Bytes unpacked from one document at most.
const UNPACKED_MAX: usize = 16 * 1024 * 1024;
/// Compressed parts looked at.
const STREAMS_MAX: usize = 2_000;
/// How far before a stream its description is looked for.
const DICTIONARY_MAX: usize = 1_024;

/// Looks at a document.
pub fn paper(bytes: &[u8]) -> Paper {
    let unpacked = unpacked(bytes);
    let parts = [bytes, unpacked.as_slice()];
    let has = |name: &[u8]| parts.iter().any(|p| names(p, name).next().is_some());
    let is_marked = parts.iter().any(|part| {
        names(part, b"/Marked").any(|at| part[at..].trim_ascii_start().starts_with(b"true"))
    });
    Paper {
        is_tagged: is_marked && has(b"/StructTreeRoot"),
        language: parts.iter().find_map(|p| language(p)).unwrap_or_default(),
        has_title: parts.iter().any(|p| has_title(p)),
        has_text: has(b"/Font"),
        is_encrypted: has(b"/Encrypt"),
        is_active: [
            &b"/JavaScript"[..],
            b"/JS",
            b"/Launch",
            b"/EmbeddedFile",
            b"/RichMedia",
            b"/SubmitForm",
        ]
        .iter()
        .any(|name| has(name)),
    }
}

/// Places right behind a name of the format.
fn names<'a>(bytes: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    find_all(bytes, name)
        .map(move |at| at + name.len())
        .filter(|end| bytes.get(*end).is_none_or(|b| !b.is_ascii_alphanumeric()))
}

fn find_all<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at + word.len() <= bytes.len() {
            let first = bytes[at..].iter().position(|b| *b == word[0])?;
            at += first;
            let is_here = bytes[at..].starts_with(word);
            at += 1;
            if is_here {
                return Some(at - 1);
            }
        }
        None
    })
}

/// Object streams, which hold the catalogue of newer files, and metadata, without their packing.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for at in find_all(bytes, b"stream").take(STREAMS_MAX * 2) {
        if at >= 3 && &bytes[at - 3..at] == b"end" {
            continue;
        }
        let before = &bytes[at.saturating_sub(DICTIONARY_MAX)..at];
        let start = before.windows(4).rposition(|w| w == b" obj").unwrap_or(0);
        let dictionary = &before[start..];
        let is_wanted = [&b"/ObjStm"[..], b"/Metadata", b"/XML"]
            .iter()
            .any(|name| names(dictionary, name).next().is_some());
        if !is_wanted {
            continue;
        }
        let body = &bytes[at + 6..];
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        let room = UNPACKED_MAX.saturating_sub(out.len()) as u64;
        if names(dictionary, b"/FlateDecode").next().is_some() {
            // What breaks off midway is looked at as far as it goes.
            drop(ZlibDecoder::new(body).take(room).read_to_end(&mut out));
            out.push(b'\n');
        }
    }
    out
}

/// Text of a string behind a name: `(de-DE)` or `<6465>`.
fn string(bytes: &[u8], at: usize) -> Option<Vec<u8>> {
    let rest = bytes[at..].trim_ascii_start();
    match rest.first()? {
        b'(' => {
            let end = rest.iter().take(512).position(|b| *b == b')')?;
            Some(rest[1..end].to_vec())
        }
        b'<' if rest.get(1) != Some(&b'<') => {
            let end = rest.iter().take(1_024).position(|b| *b == b'>')?;
            let digits = std::str::from_utf8(&rest[1..end]).ok()?;
            let pairs = digits.as_bytes().chunks(2).filter_map(|p| std::str::from_utf8(p).ok());
            Some(pairs.filter_map(|p| u8::from_str_radix(p, 16).ok()).collect())
        }
        _ => None,
    }
}

fn language(bytes: &[u8]) -> Option<String> {
    names(bytes, b"/Lang").filter_map(|at| string(bytes, at)).find_map(|text| {
        // Two bytes a letter where it begins with their mark.
        let letters: Vec<u8> = text.into_iter().filter(u8::is_ascii_graphic).collect();
        let word = String::from_utf8(letters).ok()?;
        let is_tag = (2..=20).contains(&word.len())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        is_tag.then_some(word)
    })
}

fn has_title(bytes: &[u8]) -> bool {
    let in_catalogue = names(bytes, b"/Title")
        .filter_map(|at| string(bytes, at))
        .any(|text| text.iter().any(u8::is_ascii_alphanumeric));
    in_catalogue
        || find_all(bytes, b"<dc:title>").any(|at| {
            let rest = &bytes[at..bytes.len().min(at + 1_024)];
            let text: Vec<u8> = rest
                .split(|b| *b == b'<')
                .take(6)
                .filter_map(|part| {
                    part.iter().position(|b| *b == b'>').map(|i| part[i + 1..].to_vec())
                })
                .flatten()
                .collect();
            text.iter().any(u8::is_ascii_alphanumeric)
        })
}
