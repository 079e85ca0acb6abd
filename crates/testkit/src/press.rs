//! A press for stories of single modules: sets letters as plain text behind a PDF's first bytes.
//! Journeys of the whole house use the real one.

use std::fmt::Write as _;

use kernel::paper::{Block, Letter, Press, PressError};

/// Sets letters as plain text.
pub struct PlainPress;

impl Press for PlainPress {
    fn set(&self, letter: &Letter) -> Result<Vec<u8>, PressError> {
        let mut text = format!("%PDF-1.7 {}\n{}\n", letter.title, letter.subject);
        text.push_str(&letter.recipient.join("\n"));
        for (label, value) in &letter.reference {
            write!(text, "\n{label}: {value}").map_err(|e| PressError(e.to_string()))?;
        }
        for block in &letter.body {
            text.push('\n');
            match block {
                Block::Heading(_, t) | Block::Paragraph(t) | Block::Notice(t) => text.push_str(t),
                Block::List(items) | Block::Steps(items) => text.push_str(&items.join("\n")),
                Block::Facts(facts) => {
                    for (label, value) in facts {
                        writeln!(text, "{label}: {value}")
                            .map_err(|e| PressError(e.to_string()))?;
                    }
                }
                Block::Table { caption, head, rows, .. } => {
                    write!(text, "{caption}\n{}\n", head.join(" | "))
                        .map_err(|e| PressError(e.to_string()))?;
                    for row in rows {
                        writeln!(text, "{}", row.join(" | "))
                            .map_err(|e| PressError(e.to_string()))?;
                    }
                }
                Block::Plan(plan) => {
                    write!(text, "{}\n{}", plan.caption, plan.alternative)
                        .map_err(|e| PressError(e.to_string()))?;
                }
                Block::Closing(words, name) => {
                    write!(text, "{words}\n{name}").map_err(|e| PressError(e.to_string()))?;
                }
                Block::NewPage => text.push('\u{c}'),
            }
        }
        Ok(text.into_bytes())
    }
}
