//! A press for stories of single modules: sets letters as plain text behind a PDF's first bytes.
//! Journeys of the whole house use the real one.

use kernel::paper::{Block, Letter, Press, PressError};

/// Sets letters as plain text.
pub struct PlainPress;

impl Press for PlainPress {
    fn set(&self, letter: &Letter) -> Result<Vec<u8>, PressError> {
        let mut text = format!("%PDF-1.7 {}\n{}\n", letter.title, letter.subject);
        text.push_str(&letter.recipient.join("\n"));
        for (label, value) in &letter.reference {
            text.push_str(&format!("\n{label}: {value}"));
        }
        for block in &letter.body {
            text.push('\n');
            match block {
                Block::Heading(_, t) | Block::Paragraph(t) | Block::Notice(t) => text.push_str(t),
                Block::List(items) | Block::Steps(items) => text.push_str(&items.join("\n")),
                Block::Facts(facts) => {
                    for (label, value) in facts {
                        text.push_str(&format!("{label}: {value}\n"));
                    }
                }
                Block::Table { caption, head, rows, .. } => {
                    text.push_str(&format!("{caption}\n{}\n", head.join(" | ")));
                    for row in rows {
                        text.push_str(&format!("{}\n", row.join(" | ")));
                    }
                }
                Block::Closing(words, name) => text.push_str(&format!("{words}\n{name}")),
            }
        }
        Ok(text.into_bytes())
    }
}
