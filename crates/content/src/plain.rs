//! A text without marks, for search, channels and mail.

use crate::block::{Block, Kind};
use crate::document::Document;
use crate::fields::{FieldText, Role};
use crate::parts::ListItem;

fn push(text: &mut String, words: &str) {
    let words = words.trim();
    if !words.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(words);
    }
}

fn points(items: &[ListItem], ordered: bool, depth: usize, text: &mut String) {
    for (at, item) in items.iter().enumerate() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&"  ".repeat(depth));
        if ordered {
            text.extend([&(at + 1).to_string(), ". "]);
        } else {
            text.push_str("– ");
        }
        text.push_str(&item.content.text().replace('\n', " "));
        points(&item.items, ordered, depth + 1, text);
    }
}

fn block(it: &Block, text: &mut String) {
    match &it.kind {
        Kind::List(list) => {
            let mut lines = String::new();
            points(&list.items, list.ordered, 0, &mut lines);
            // The first line of a nested list begins at the margin, so nothing is trimmed away.
            push(text, &lines);
        }
        Kind::Table(table) => {
            push(text, &table.caption.text());
            let rows: Vec<String> = table
                .rows
                .iter()
                .map(|row| {
                    let cells: Vec<String> =
                        row.iter().map(|c| c.text().replace('\n', " ")).collect();
                    cells.join(" | ")
                })
                .collect();
            push(text, &rows.join("\n"));
        }
        Kind::Quote(quote) => {
            push(text, &format!("„{}“", quote.content.text()));
            push(text, &quote.author);
        }
        Kind::Steps(steps) => {
            for (at, step) in steps.steps.iter().enumerate() {
                push(text, &format!("{}. {}", at + 1, step.title));
                step.blocks.iter().for_each(|b| block(b, text));
            }
        }
        Kind::Accordion(accordion) => {
            for section in &accordion.sections {
                push(text, &section.title);
                section.blocks.iter().for_each(|b| block(b, text));
            }
        }
        Kind::KeyFigures(figures) => {
            push(text, &figures.title);
            for figure in &figures.figures {
                push(text, &format!("{}: {}", figure.label, figure.value));
            }
        }
        kind => {
            for field in kind.fields().into_iter().filter(|f| f.role != Role::Code) {
                match field.text {
                    FieldText::Rich(inlines) => push(text, &inlines.text()),
                    FieldText::Plain(words) => push(text, words),
                }
            }
            for group in it.groups() {
                for inner in group {
                    block(inner, text);
                }
            }
        }
    }
}

impl Document {
    /// The words of the text: paragraphs apart by an empty line, points with dashes or numbers,
    /// what pictures show where pictures stand.
    pub fn plain_text(&self) -> String {
        plain_text(&self.blocks().iter().collect::<Vec<_>>())
    }

    /// The first paragraph, for a teaser when nobody wrote one; empty if there is none.
    pub fn first_paragraph(&self) -> String {
        let mut found = String::new();
        self.walk(&mut |block| {
            if let Kind::Text(it) = &block.kind
                && found.is_empty()
            {
                found = it.content.text().replace('\n', " ");
            }
        });
        found
    }
}

/// The words of some blocks, as [`Document::plain_text`] writes them.
pub fn plain_text(blocks: &[&Block]) -> String {
    let mut text = String::new();
    for it in blocks {
        block(it, &mut text);
    }
    text
}
