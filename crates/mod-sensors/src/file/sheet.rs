//! A file as rows of cells (RFC 4180 and what people make of it).

use kernel::Text;

/// Rows of one file, at most.
const ROWS_MAX: usize = 100_000;
/// Columns, at most.
const COLUMNS_MAX: usize = 60;
/// What may stand between cells.
pub(crate) const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];
/// Lines that the separator is guessed from.
const LOOKED_AT: usize = 30;

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// What stands between cells.
    pub separator: char,
    /// The names in the first row.
    pub head: Vec<String>,
    /// The other rows with the number of their line.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// The text of a file: UTF-8, or what old table programs write.
fn text_of(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

/// The separator that cuts the first lines into the most columns, all of them alike.
fn separator_of(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(LOOKED_AT).collect();
    let columns = |separator: char| {
        let counts = lines.iter().map(|line| {
            let mut is_quoted = false;
            line.chars()
                .filter(|c| {
                    is_quoted ^= *c == '"';
                    !is_quoted && *c == separator
                })
                .count()
        });
        let counts: Vec<usize> = counts.collect();
        let first = counts.first().copied().unwrap_or(0);
        if counts.iter().all(|c| *c == first) { first } else { 0 }
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|s| columns(*s));
    best.unwrap_or(';')
}

impl Sheet {
    /// Reads a file; the separator is guessed where none is given.
    pub fn open(bytes: &[u8], separator: Option<char>) -> Result<Self, Text> {
        if bytes.contains(&0) {
            return Err(Text::new(
                "Das ist keine Textdatei. Speichern Sie die Tabelle als CSV.",
                "This is no text file. Save the table as CSV.",
            ));
        }
        let text = text_of(bytes);
        let separator = separator.unwrap_or_else(|| separator_of(&text));
        let mut rows = cut(&text, separator)?.into_iter();
        let Some((_, head)) = rows.next() else {
            return Err(Text::new("Die Datei ist leer.", "The file is empty."));
        };
        let rows: Vec<(usize, Vec<String>)> = rows.collect();
        if rows.is_empty() {
            return Err(Text::new(
                "Die Datei hat nur eine Zeile. Die erste Zeile nennt die Spalten, darunter stehen die Werte.",
                "The file has only one row. The first row names the columns, below it stand the values.",
            ));
        }
        Ok(Self { separator, head, rows })
    }
}

/// Cuts a text into rows of cells, each with the number of its first line.
fn cut(text: &str, separator: char) -> Result<Vec<(usize, Vec<String>)>, Text> {
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let (mut line, mut first, mut is_quoted) = (1, 1, false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                is_quoted = true;
            }
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                cells.push(std::mem::take(&mut cell));
                keep(&mut rows, first, std::mem::take(&mut cells))?;
                line += 1;
                first = line;
            }
            '\n' => {
                line += 1;
                cell.push('\n');
            }
            sign if sign == separator && !is_quoted => cells.push(std::mem::take(&mut cell)),
            sign => cell.push(sign),
        }
    }
    if is_quoted {
        return Err(Text::new(
            format!("Zeile {first}: Ein Anführungszeichen wird nicht geschlossen."),
            format!("Line {first}: a quotation mark is not closed."),
        ));
    }
    cells.push(cell);
    keep(&mut rows, first, cells)?;
    Ok(rows)
}

/// Keeps a row unless nothing stands in it.
fn keep(rows: &mut Vec<(usize, Vec<String>)>, line: usize, cells: Vec<String>) -> Result<(), Text> {
    let cells: Vec<String> = cells.into_iter().map(|c| c.trim().to_owned()).collect();
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    if cells.len() > COLUMNS_MAX {
        return Err(Text::new(
            format!(
                "Zeile {line}: Das sind mehr als {COLUMNS_MAX} Spalten. Prüfen Sie das Trennzeichen."
            ),
            format!("Line {line}: these are more than {COLUMNS_MAX} columns. Check the separator."),
        ));
    }
    if rows.len() > ROWS_MAX {
        return Err(Text::new(
            "Die Datei hat mehr als 100.000 Zeilen. Teilen Sie sie, zum Beispiel nach Monaten.",
            "The file has more than 100,000 rows. Divide it, for example by months.",
        ));
    }
    rows.push((line, cells));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_as_table_programs_write_them() {
        let text =
            "\u{feff}Zeit;\"Wert; roh\"\r\n\r\n01.05.2026 10:00;\"1,5\"\r\n\"a\"\"b\nc\";2\n;\n";
        let sheet = Sheet::open(text.as_bytes(), None).unwrap();
        assert_eq!(sheet.separator, ';');
        assert_eq!(sheet.head, ["Zeit", "Wert; roh"]);
        let said: Vec<String> =
            sheet.rows.iter().map(|(n, cells)| format!("{n}:{}", cells.join("|"))).collect();
        assert_eq!(said, ["3:01.05.2026 10:00|1,5", "4:a\"b\nc|2"]);
    }

    #[test]
    fn the_separator_is_the_one_that_cuts_all_lines_alike() {
        for (text, wanted) in [
            ("a,b\n1,2\n3,4", ','),
            ("a;b\n1,5;2\n3;4,5", ';'),
            ("a\tb\n1,5\t2", '\t'),
            ("a|b\n1|2", '|'),
            ("time,value\n\"1,5\",2\n", ','),
        ] {
            assert_eq!(Sheet::open(text.as_bytes(), None).unwrap().separator, wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_table_is_said() {
        for (bytes, part) in [
            (&b""[..], "leer"),
            (b"Zeit;Wert\n", "nur eine Zeile"),
            (b"PK\x03\x04\0\0", "keine Textdatei"),
            (b"a;b\n1;\"x\n2;3", "Zeile 2"),
        ] {
            let said = Sheet::open(bytes, None).unwrap_err();
            assert!(said.de.contains(part), "{}", said.de);
        }
        let wide = format!("{}\n1", "a;".repeat(61));
        assert!(Sheet::open(wide.as_bytes(), None).is_err());
        // Old files of table programs are Latin-1.
        let sheet = Sheet::open(b"Zeit;K\xfche\n1;2", None).unwrap();
        assert_eq!(sheet.head[1], "Kühe");
        let long = format!("a;b\n{}", "1;2\n".repeat(ROWS_MAX + 1));
        assert!(Sheet::open(long.as_bytes(), None).unwrap_err().de.contains("100.000"));
    }
}
