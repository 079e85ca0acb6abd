//! Makes any text printable: no control characters, no unknown glyphs, no word wider than a page.

use crate::face::Faces;

/// Stands for what the fonts cannot show.
const UNKNOWN: char = '\u{FFFD}';

/// Longest run without a place to break before one is added, in characters. The longest German
/// word in common use has 36 letters, and hyphenation deals with it.
const LONGEST_RUN: usize = 42;

/// Distance of the breaks added to an endless run, in characters.
const BREAK_EVERY: usize = 14;

/// Zero-width space: a place to break that shows nothing.
const BREAK: char = '\u{200B}';

/// Text as it can be set: line breaks kept, everything else printable.
pub fn clean(faces: &Faces, raw: &str) -> String {
    clean_for(faces, raw, LONGEST_RUN)
}

/// The same for a narrow place, where runs longer than `longest` characters must break.
pub fn clean_for(faces: &Faces, raw: &str, longest: usize) -> String {
    let raw = raw.replace("\r\n", "\n");
    let mut out = String::with_capacity(raw.len());
    let mut run = String::new();
    for c in raw.chars().filter_map(|c| printable(faces, c)) {
        if breaks(c) {
            release(&mut run, &mut out, longest);
            out.push(c);
        } else if !(c == UNKNOWN && run.ends_with(UNKNOWN)) {
            // One sign is enough for an emoji made of several characters.
            run.push(c);
        }
    }
    release(&mut run, &mut out, longest);
    out.trim_end().to_owned()
}

/// Moves a run without a break to the text, with places to break if it is too long.
fn release(run: &mut String, out: &mut String, longest: usize) {
    if run.chars().count() <= longest {
        out.push_str(run);
    } else {
        for (at, c) in run.chars().enumerate() {
            if at > 0 && at % longest.min(BREAK_EVERY) == 0 {
                out.push(BREAK);
            }
            out.push(c);
        }
    }
    run.clear();
}

/// The same in one line, for names, labels and metadata.
pub fn line(faces: &Faces, raw: &str) -> String {
    clean(faces, raw).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines that say something.
pub fn lines(faces: &Faces, raw: &[String]) -> Vec<String> {
    raw.iter().map(|one| line(faces, one)).filter(|one| !one.is_empty()).collect()
}

/// Paragraphs of a text: blank lines part them.
pub fn paragraphs(faces: &Faces, raw: &str) -> Vec<String> {
    let text = clean(faces, raw);
    let mut parts = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push('\n');
            }
            part.push_str(line.trim_end());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What stands on paper for a character: itself, a space, the sign for unknown, or nothing.
fn printable(faces: &Faces, c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        '\u{AD}' => Some(c),
        // Joiners, direction marks, variation selectors, tags, byte order marks: invisible, and
        // direction marks could turn a text against its reader.
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E0FFF}' => None,
        c if c.is_control() => None,
        // Private use means something else in every font; archives refuse it.
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => Some(UNKNOWN),
        c if c.is_whitespace() && !faces.shows(c) => Some(' '),
        c if faces.shows(c) => Some(c),
        _ => Some(UNKNOWN),
    }
}

/// Whether a line may break at this character anyway.
fn breaks(c: char) -> bool {
    (c.is_whitespace() && c != '\u{A0}' && c != '\u{202F}')
        || matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_europe_and_typographic_signs_stay() {
        let faces = Faces::embedded();
        let text = "Größe ÄÖÜ ẞ § € – „so“ ‚x‘ … · ł ő ș ğ Đ ñ œ å þ ø ή Жук № ½ ² × ≤ → ✓";
        let shown = clean(&faces, text);
        assert!(
            shown.starts_with("Größe ÄÖÜ ẞ § € – „so“ ‚x‘ … · ł ő ș ğ Đ ñ œ å þ ø ή Жук № ½ ²"),
            "{shown}"
        );
    }

    #[test]
    fn the_unknown_becomes_one_sign_and_the_invisible_vanishes() {
        let faces = Faces::embedded();
        assert!(faces.shows(UNKNOWN));
        assert_eq!(clean(&faces, "a\u{1F468}\u{200D}\u{1F469}\u{FE0F}b"), "a\u{FFFD}b");
        assert_eq!(clean(&faces, "x\u{202E}y\u{0}\u{7}\u{E000}z"), "xy\u{FFFD}z");
        assert_eq!(clean(&faces, "a\tb\r\nc\rd"), "a b\nc\nd");
    }

    #[test]
    fn endless_runs_get_places_to_break() {
        let faces = Faces::embedded();
        let word = "Donaudampfschifffahrtsgesellschaftskapitän";
        assert_eq!(clean(&faces, word), word);
        let broken = clean(&faces, &"x".repeat(100));
        assert!(broken.split(BREAK).all(|part| part.chars().count() <= BREAK_EVERY), "{broken}");
        assert_eq!(broken.replace(BREAK, ""), "x".repeat(100));
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let faces = Faces::embedded();
        assert_eq!(paragraphs(&faces, "a\nb\n\n \nc\n"), ["a\nb", "c"]);
        assert!(paragraphs(&faces, " \n\n").is_empty());
    }
}
