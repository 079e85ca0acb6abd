//! CSV for spreadsheets and programs.

use crate::json::Json;
use crate::write::Out;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    /// `,`
    #[default]
    Comma,
    /// `;`, which German spreadsheets expect.
    Semicolon,
}

impl Separator {
    const fn mark(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
        }
    }
}

/// Writes a table row by row into a text.
#[derive(Debug)]
pub struct CsvWriter<'o> {
    out: &'o mut String,
    separator: Separator,
}

/// Cells of text that begin like this are formulas to spreadsheets.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

impl<'o> CsvWriter<'o> {
    /// Begins a table with its column names, which are property paths with `/`.
    pub fn new(out: &'o mut String, separator: Separator, columns: &[String]) -> Self {
        let mut writer = Self { out, separator };
        for (n, name) in columns.iter().enumerate() {
            writer.between(n);
            writer.cell(name);
        }
        writer.end();
        writer
    }

    fn between(&mut self, n: usize) {
        if n > 0 {
            self.out.push(self.separator.mark());
        }
    }

    fn end(&mut self) {
        self.out.push_str("\r\n");
    }

    fn cell(&mut self, text: &str) {
        let needs_quotes = text.contains(['"', '\n', '\r', ',', ';'])
            || text.starts_with(' ')
            || text.ends_with(' ');
        if needs_quotes {
            self.out.push('"');
            self.out.push_str(&text.replace('"', "\"\""));
            self.out.push('"');
        } else {
            self.out.push_str(text);
        }
    }

    /// A text of people: what would be a formula gets an apostrophe in front.
    fn text(&mut self, text: &str) {
        if text.starts_with(FORMULA_STARTS) {
            self.cell(&format!("'{text}"));
        } else {
            self.cell(text);
        }
    }

    /// Writes a row. Numbers and times are written as they are, objects as JSON.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Out<'a>>) {
        for (n, cell) in cells.into_iter().enumerate() {
            self.between(n);
            match cell {
                Out::Text(text) => self.text(text),
                Out::Time(time) => self.cell(&time.to_string()),
                other => match other.to_json() {
                    Json::Null => {}
                    Json::Text(text) => self.text(&text),
                    json => self.cell(&json.to_string()),
                },
            }
        }
        self.end();
    }
}
