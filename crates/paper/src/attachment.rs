//! Files that travel inside the PDF: names and types no reader trips over.

use kernel::paper::Embedded;
use serde::Serialize;

use crate::face::Faces;
use crate::text;

/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 120;

/// A file inside the PDF.
#[derive(Serialize)]
pub struct Attachment {
    path: String,
    name: String,
    mime: String,
    description: String,
    line: String,
}

/// The files with names, types and descriptions a PDF accepts, and their bytes beside them.
pub fn prepare(
    files: &[Embedded],
    faces: &Faces,
    german: bool,
) -> (Vec<Attachment>, Vec<(String, Vec<u8>)>) {
    let mut shown: Vec<Attachment> = Vec::with_capacity(files.len());
    let mut bytes = Vec::with_capacity(files.len());
    for (number, file) in files.iter().enumerate() {
        let mut name = file_name(&file.name, number + 1);
        if shown.iter().any(|other| other.name == name) {
            name = format!("{}-{name}", number + 1);
        }
        let description = match text::line(faces, &file.description) {
            empty if empty.is_empty() => name.clone(),
            description => description,
        };
        let size = size(file.bytes.len(), german);
        let path = format!("/embedded/{number}");
        bytes.push((path.clone(), file.bytes.clone()));
        shown.push(Attachment {
            line: text::line(faces, &format!("{name} – {description} ({size})")),
            mime: mime(&file.mime),
            path,
            name,
            description,
        });
    }
    (shown, bytes)
}

/// A file name without path or signs a file system might read differently.
fn file_name(raw: &str, number: usize) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim_matches(['.', '_']).to_owned();
    if name.is_empty() { format!("datei-{number}") } else { name }
}

/// The MIME type if it has the form of one.
fn mime(raw: &str) -> String {
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match raw.trim().split_once('/') {
        Some((kind, sub)) if token(kind) && token(sub) => raw.trim().to_owned(),
        _ => "application/octet-stream".into(),
    }
}

/// A size people read: bytes, kB or MB with one decimal.
fn size(bytes: usize, german: bool) -> String {
    let point = if german { ',' } else { '.' };
    match bytes {
        0..1_000 => format!("{bytes} Byte"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            format!("{}{point}{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_and_types_are_harmless() {
        assert_eq!(file_name("../../etc/passwd", 1), "passwd");
        assert_eq!(file_name("C:\\Größe 1.xml", 1), "Größe_1.xml");
        assert_eq!(file_name("..", 3), "datei-3");
        assert_eq!(mime("application/xml"), "application/xml");
        assert_eq!(mime("text/html; charset=utf-8"), "application/octet-stream");
        assert_eq!(size(999, true), "999 Byte");
        assert_eq!(size(1_001, true), "2 kB");
        assert_eq!(size(1_250_000, true), "1,3 MB");
        assert_eq!(size(1_250_000, false), "1.3 MB");
    }
}
