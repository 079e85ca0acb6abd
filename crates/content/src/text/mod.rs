//! The text form: everything a text holds, as lines a person can write without a script.
//!
//! Paragraphs are apart by an empty line; `#` to `####` begin headings, `-` and `1.` points, `---` is a
//! divider, `**…**` is strong, `__…__` emphasis, `[words](target)` a link, `[words]{lang="en"}` another
//! language, `[AWO]{abk="Arbeiterwohlfahrt"}` an abbreviation. Everything else is a directive with a
//! German name: `::bild medium="…" alt="…"` in one line, or `:::hinweis art="achtung"` up to a line
//! with `:::`. A backslash takes the special meaning away from the character behind it.
//!
//! Reading what was written gives the same text again: a property test holds it.

mod adopt;
mod inline;
mod parse;
mod parse_kinds;
mod parse_values;
mod print;

pub use adopt::adopt_ids;
pub use inline::{parse_inline, print_inline};
pub use parse::{LINES_MAX, TextError, parse, parse_like};
pub use print::{print, print_block};

/// Words of the text form for values with names.
pub(crate) mod words {
    use crate::parts::{HeaderCells, Provider, Tone};

    /// Tones of a call-out.
    pub const TONES: [(&str, Tone); 4] = [
        ("info", Tone::Info),
        ("erfolg", Tone::Success),
        ("achtung", Tone::Warning),
        ("gefahr", Tone::Danger),
    ];
    /// Header cells of a table.
    pub const HEADERS: [(&str, HeaderCells); 3] = [
        ("zeile", HeaderCells::Row),
        ("spalte", HeaderCells::Column),
        ("beide", HeaderCells::Both),
    ];
    /// Providers of embedded content.
    pub const PROVIDERS: [(&str, Provider); 6] = [
        ("youtube", Provider::Youtube),
        ("vimeo", Provider::Vimeo),
        ("peertube", Provider::Peertube),
        ("mastodon", Provider::Mastodon),
        ("instagram", Provider::Instagram),
        ("facebook", Provider::Facebook),
    ];

    /// The word of a value.
    pub fn word<T: PartialEq>(list: &[(&'static str, T)], value: &T) -> &'static str {
        list.iter().find(|(_, v)| v == value).map_or("", |(word, _)| word)
    }

    /// The value of a word.
    pub fn value<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
        list.iter().find(|(w, _)| *w == word).map(|(_, v)| *v)
    }
}

#[cfg(test)]
mod tests;
