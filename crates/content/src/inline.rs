//! Text with marks: a small tree that has one form only.
//!
//! [`Inlines`] is always in its normal form, whatever it was made from: spaces are single, marks of
//! one kind are not nested in themselves, links hold no links, neighbours with equal marks are one.
//! Two texts that look the same are therefore equal, which comparing and merging rely on.

use serde::{Deserialize, Serialize};

use crate::key::Lang;
use crate::link::LinkTarget;

/// A line break within a text, as it stands in runs.
pub const BREAK: &str = "\n";

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// A new line in the same paragraph.
    Break,
    /// Strong importance.
    Strong(Vec<Inline>),
    /// Emphasis.
    Em(Vec<Inline>),
    /// A link.
    Link {
        /// Where it leads.
        to: LinkTarget,
        /// Its words.
        content: Vec<Inline>,
    },
    /// Words in another language.
    Lang {
        /// The language.
        lang: Lang,
        /// The words.
        content: Vec<Inline>,
    },
    /// An abbreviation.
    Abbr {
        /// The short form, as it stands in the text.
        short: String,
        /// What it stands for.
        expansion: String,
    },
}

/// Text with marks, in its normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Inline>", into = "Vec<Inline>")]
pub struct Inlines(Vec<Inline>);

/// The marks a run of text carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Leads somewhere.
    pub link: Option<LinkTarget>,
    /// Is in another language.
    pub lang: Option<Lang>,
    /// Is important.
    pub strong: bool,
    /// Is stressed.
    pub em: bool,
    /// Is an abbreviation of this.
    pub abbr: Option<String>,
}

/// A run of text with one set of marks; a line break is the text [`BREAK`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Their marks.
    pub marks: Marks,
}

/// Characters that steer text direction or are no characters at all: they could make a text read
/// differently from what it says, or break XML.
pub fn is_unsound(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text on one line: spaces single, none at the ends, nothing unsound.
pub fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_unsound(*c)) {
        let c = if matches!(c, ' ' | '\t' | '\n' | '\r') { ' ' } else { c };
        if c != ' ' || !(tidied.is_empty() || tidied.ends_with(' ')) {
            tidied.push(c);
        }
    }
    tidied.truncate(tidied.trim_end_matches(' ').len());
    tidied
}

fn flatten(inlines: Vec<Inline>, marks: &Marks, runs: &mut Vec<Run>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => runs.push(Run { text, marks: marks.clone() }),
            Inline::Break => runs.push(Run { text: BREAK.into(), marks: Marks::default() }),
            Inline::Strong(inner) => {
                flatten(inner, &Marks { strong: true, ..marks.clone() }, runs);
            }
            Inline::Em(inner) => flatten(inner, &Marks { em: true, ..marks.clone() }, runs),
            Inline::Link { to, content } => {
                let link = Some(marks.link.clone().unwrap_or(to));
                flatten(content, &Marks { link, ..marks.clone() }, runs);
            }
            Inline::Lang { lang, content } => {
                flatten(content, &Marks { lang: Some(lang), ..marks.clone() }, runs);
            }
            Inline::Abbr { short, expansion } => {
                let expansion = tidy(&expansion);
                let abbr = (!expansion.is_empty()).then_some(expansion);
                runs.push(Run { text: tidy(&short), marks: Marks { abbr, ..marks.clone() } });
            }
        }
    }
}

/// Spaces single, breaks single and never at an end, empty runs gone.
fn settle(runs: Vec<Run>) -> Vec<Run> {
    let mut settled: Vec<Run> = Vec::with_capacity(runs.len());
    // Whether the next space would stand at the start of a line or after another space.
    let mut is_at_space = true;
    for run in runs {
        if run.text == BREAK {
            trim_line_end(&mut settled);
            if settled.last().is_some_and(|last| last.text != BREAK) {
                settled.push(Run { text: BREAK.into(), marks: Marks::default() });
            }
            is_at_space = true;
            continue;
        }
        let mut text = String::with_capacity(run.text.len());
        for c in run.text.chars().filter(|c| !is_unsound(*c)) {
            let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !is_space {
                text.push(c);
            } else if !is_at_space {
                text.push(' ');
            }
            is_at_space = is_space;
        }
        match settled.last_mut() {
            _ if text.is_empty() => {}
            Some(last)
                if last.text != BREAK && last.marks == run.marks && run.marks.abbr.is_none() =>
            {
                last.text.push_str(&text);
            }
            _ => settled.push(Run { text, marks: run.marks }),
        }
    }
    trim_line_end(&mut settled);
    while settled.last().is_some_and(|last| last.text == BREAK) {
        settled.pop();
        trim_line_end(&mut settled);
    }
    mark_breaks(&mut settled);
    settled
}

fn trim_line_end(runs: &mut Vec<Run>) {
    while let Some(last) = runs.last_mut().filter(|last| last.text != BREAK) {
        last.text.truncate(last.text.trim_end_matches(' ').len());
        if !last.text.is_empty() {
            return;
        }
        runs.pop();
    }
}

/// A break carries the marks both its neighbours have, so that a link over two lines is one link.
fn mark_breaks(runs: &mut [Run]) {
    for at in 1..runs.len().saturating_sub(1) {
        if runs[at].text == BREAK {
            let (before, after) = (&runs[at - 1].marks, &runs[at + 1].marks);
            let marks = Marks {
                link: before.link.clone().filter(|l| after.link.as_ref() == Some(l)),
                lang: before.lang.clone().filter(|l| after.lang.as_ref() == Some(l)),
                strong: before.strong && after.strong,
                em: before.em && after.em,
                abbr: None,
            };
            runs[at].marks = marks;
        }
    }
}

/// Groups neighbours that share a mark, outermost first: link, language, strong, emphasis.
fn grow(runs: &[Run], depth: u8) -> Vec<Inline> {
    if depth == 4 {
        return runs.iter().map(leaf).collect();
    }
    let mut grown = Vec::new();
    let mut rest = runs;
    while let Some(first) = rest.first() {
        let is_same = |run: &Run| match depth {
            0 => run.marks.link == first.marks.link,
            1 => run.marks.lang == first.marks.lang,
            2 => run.marks.strong == first.marks.strong,
            _ => run.marks.em == first.marks.em,
        };
        let length = rest.iter().position(|r| !is_same(r)).unwrap_or(rest.len());
        let (group, later) = rest.split_at(length);
        rest = later;
        let content = grow(group, depth + 1);
        match (depth, &first.marks) {
            (0, Marks { link: Some(to), .. }) => {
                grown.push(Inline::Link { to: to.clone(), content });
            }
            (1, Marks { lang: Some(lang), .. }) => {
                grown.push(Inline::Lang { lang: lang.clone(), content });
            }
            (2, Marks { strong: true, .. }) => grown.push(Inline::Strong(content)),
            (3, Marks { em: true, .. }) => grown.push(Inline::Em(content)),
            _ => grown.extend(content),
        }
    }
    grown
}

fn leaf(run: &Run) -> Inline {
    match &run.marks.abbr {
        _ if run.text == BREAK => Inline::Break,
        Some(expansion) => Inline::Abbr { short: run.text.clone(), expansion: expansion.clone() },
        None => Inline::Text(run.text.clone()),
    }
}

/// Appends the words of pieces; breaks as line feeds.
fn write_text(pieces: &[Inline], text: &mut String) {
    for piece in pieces {
        match piece {
            Inline::Text(words) => text.push_str(words),
            Inline::Abbr { short, .. } => text.push_str(short),
            Inline::Break => text.push('\n'),
            Inline::Strong(inner) | Inline::Em(inner) => write_text(inner, text),
            Inline::Link { content, .. } | Inline::Lang { content, .. } => {
                write_text(content, text);
            }
        }
    }
}

impl Inlines {
    /// Plain words without marks; line feeds become breaks.
    pub fn plain(text: &str) -> Self {
        let mut runs = Vec::new();
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                runs.push(Run { text: BREAK.into(), marks: Marks::default() });
            }
            runs.push(Run { text: line.to_owned(), marks: Marks::default() });
        }
        Self::from_runs(runs)
    }

    /// Makes a text from runs.
    pub fn from_runs(runs: Vec<Run>) -> Self {
        Self(grow(&settle(runs), 0))
    }

    /// The text as runs with marks.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        flatten(self.0.clone(), &Marks::default(), &mut runs);
        mark_breaks(&mut runs);
        runs
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Inline] {
        &self.0
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words without marks; breaks as line feeds.
    pub fn text(&self) -> String {
        let mut text = String::new();
        write_text(&self.0, &mut text);
        text
    }

    /// All links: where they lead and what they say.
    pub fn links(&self) -> Vec<(LinkTarget, String)> {
        let mut links = Vec::new();
        // In the normal form links stand outermost.
        for piece in &self.0 {
            if let Inline::Link { to, content } = piece {
                let mut words = String::new();
                write_text(content, &mut words);
                links.push((to.clone(), words));
            }
        }
        links
    }
}

impl From<Vec<Inline>> for Inlines {
    fn from(pieces: Vec<Inline>) -> Self {
        let mut runs = Vec::new();
        flatten(pieces, &Marks::default(), &mut runs);
        Self::from_runs(runs)
    }
}

impl From<Inlines> for Vec<Inline> {
    fn from(inlines: Inlines) -> Self {
        inlines.0
    }
}

impl From<&str> for Inlines {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Inline {
        Inline::Text(words.into())
    }

    #[test]
    fn equal_looks_are_equal_values() {
        let a = Inlines::from(vec![
            Inline::Strong(vec![Inline::Strong(vec![text("sehr")]), text(" wichtig")]),
            Inline::Strong(vec![text("!")]),
        ]);
        assert_eq!(a, Inlines::from(vec![Inline::Strong(vec![text("sehr wichtig!")])]));
        let breaks =
            [text("  a "), text(" b\u{202e}\t"), Inline::Break, Inline::Break, text(" c ")];
        let b = Inlines::from(breaks.to_vec());
        assert_eq!(b.text(), "a b\nc");
        assert_eq!(Inlines::plain("a b\nc"), b);
    }

    #[test]
    fn spaces_at_the_edge_of_a_mark_stay() {
        let a = Inlines::from(vec![Inline::Strong(vec![text("sehr ")]), text("wichtig")]);
        assert_eq!(a.text(), "sehr wichtig");
    }

    #[test]
    fn links_hold_no_links_and_stand_outermost() {
        let to = |t: &str| LinkTarget::parse(t).unwrap();
        let inner = Inline::Link { to: to("/b"), content: vec![text("b")] };
        let outer = Inline::Link { to: to("/a"), content: vec![text("a "), inner] };
        let all = Inlines::from(vec![Inline::Strong(vec![text("x "), outer])]);
        assert_eq!(all.links(), [(to("/a"), "a b".to_owned())]);
        assert_eq!(all.text(), "x a b");
    }

    #[test]
    fn reading_brings_the_normal_form() {
        let read: Inlines =
            serde_json::from_str(r#"[{"text":" a"},{"em":[{"em":[{"text":"b "}]}]},"break"]"#)
                .unwrap();
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(written, r#"[{"text":"a"},{"em":[{"text":"b"}]}]"#);
        let wrong = r#"[{"link":{"to":"javascript:x","content":[{"text":"a"}]}}]"#;
        assert!(serde_json::from_str::<Inlines>(wrong).is_err());
    }
}
