//! Reading the lines of a table.

use super::{Field, HEAD_BYTES_MAX, LINES_MAX, Layout, Record, Shape, Table};

/// Longest name, in bytes.
const NAME_BYTES_MAX: usize = 60;
/// Words or numbers behind one another at most.
const LIST_MAX: usize = 64;
/// Highest byte that a field may begin at.
const AT_MAX: usize = 241;

/// What is wrong with a table or with an example beside it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TableError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// The same in German: whoever writes a table reads it.
    pub german: String,
}

/// What is wrong, in German and in English.
pub(super) type Wrong = (String, String);

/// The same in both languages.
pub(super) fn wrong<T>(de: impl Into<String>, en: impl Into<String>) -> Result<T, Wrong> {
    Err((de.into(), en.into()))
}

impl TableError {
    pub(super) fn at(line: usize, (german, message): Wrong) -> Self {
        Self { line, message, german }
    }
}

struct Reader {
    layouts: Vec<Layout>,
    is_little: bool,
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn shape(word: &str) -> Option<(Shape, Option<bool>)> {
    let (word, order) = match word.strip_suffix("le") {
        Some(rest) => (rest, Some(true)),
        None => match word.strip_suffix("be") {
            Some(rest) => (rest, Some(false)),
            None => (word, None),
        },
    };
    let (bytes, is_signed, is_float) = match word {
        "u8" => (1, false, false),
        "s8" => (1, true, false),
        "u16" => (2, false, false),
        "s16" => (2, true, false),
        "u24" => (3, false, false),
        "s24" => (3, true, false),
        "u32" => (4, false, false),
        "s32" => (4, true, false),
        "f32" => (4, false, true),
        _ => return None,
    };
    Some((Shape { bytes, is_signed, is_float }, order))
}

fn number(words: &mut Words<'_>, what: &str) -> Result<f64, Wrong> {
    let word = words.next().unwrap_or_default();
    match word.parse::<f64>().ok().filter(|n| n.is_finite()) {
        Some(number) => Ok(number),
        None => wrong(
            format!("nach „{what}“ fehlt eine Zahl, mit Punkt geschrieben"),
            format!("a number is missing after '{what}'"),
        ),
    }
}

fn whole(word: &str) -> Option<i64> {
    match word.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => word.parse().ok(),
    }
    .filter(|n| n.abs() <= i64::from(u32::MAX))
}

fn name(word: &str) -> Result<Option<String>, Wrong> {
    if word == "_" {
        return Ok(None);
    }
    let is_fine = word.len() <= NAME_BYTES_MAX
        && word.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
        && word.chars().next().is_some_and(char::is_alphabetic);
    if is_fine {
        return Ok(Some(word.to_owned()));
    }
    wrong(
        format!(
            "„{word}“ ist kein Name: Buchstaben, Ziffern, „_“, „-“ und „.“, vorn ein Buchstabe"
        ),
        format!("'{word}' is no name: letters, digits, '_', '-' and '.', beginning with a letter"),
    )
}

/// Words up to the next one that begins something else.
const STARTS: [&str; 9] = ["at", "bits", "*", "/", "+", "-", "without", "if", "optional"];

fn field(first: &str, words: &mut Words<'_>, is_little: bool) -> Result<Field, Wrong> {
    let name = name(first)?;
    let word = words.next().unwrap_or_default();
    let Some((shape, order)) = shape(word) else {
        const TYPES: &str = "u8 s8 u16 s16 u24 s24 u32 s32 f32";
        return wrong(
            format!("nach „{first}“ fehlt der Typ: {TYPES}"),
            format!("after '{first}' the type is missing: {TYPES}"),
        );
    };
    let mut field = Field {
        name,
        shape,
        is_little: order.unwrap_or(is_little),
        at: None,
        bits: None,
        factor: 1.0,
        divisor: 1.0,
        plus: 0.0,
        without: Vec::new(),
        words: Vec::new(),
        only: None,
        is_optional: false,
    };
    while let Some(word) = words.next() {
        option(&mut field, word, words)?;
    }
    Ok(field)
}

fn option(field: &mut Field, word: &str, words: &mut Words<'_>) -> Result<(), Wrong> {
    match word {
        "at" => {
            let at = words.next().and_then(whole).and_then(|n| usize::try_from(n).ok());
            field.at = at.filter(|n| *n <= AT_MAX);
            if field.at.is_none() {
                return wrong(
                    format!("„at“ braucht ein Byte von 0 bis {AT_MAX}"),
                    format!("'at' needs a byte from 0 to {AT_MAX}"),
                );
            }
        }
        "bits" => {
            let highest = u32::try_from(field.shape.bytes * 8 - 1).unwrap_or(31);
            let pair = words.next().and_then(|w| w.split_once('-'));
            let pair = pair.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            let fits = |(a, b): &(u32, u32)| a <= b && *b <= highest && !field.shape.is_float;
            field.bits = pair.filter(fits);
            if field.bits.is_none() {
                return wrong(
                    format!(
                        "„bits“ braucht das niedrigste und das höchste, zum Beispiel 0-{highest}"
                    ),
                    format!("'bits' needs the lowest and the highest, as in 0-{highest}"),
                );
            }
        }
        "*" => field.factor = number(words, word)?,
        "/" => {
            field.divisor = number(words, word)?;
            if field.divisor == 0.0 {
                return wrong("durch 0 wird nicht geteilt", "nothing is divided by 0");
            }
        }
        "+" => field.plus = number(words, word)?,
        "-" => field.plus = -number(words, word)?,
        "without" => without(field, words)?,
        "words" => {
            field.words = words.by_ref().map(str::to_owned).collect();
            if field.words.is_empty() || field.words.len() > LIST_MAX {
                return wrong(
                    "„words“ braucht Wörter für 0, 1, … und steht zuletzt",
                    "'words' needs words for 0, 1, … and stands last",
                );
            }
        }
        "if" => {
            let name = words.next().unwrap_or_default().to_owned();
            let number =
                (words.next() == Some("=")).then(|| words.next().and_then(whole)).flatten();
            let Some(number) = number else {
                return wrong(
                    "„if“ braucht ein Feld davor und eine Zahl, zum Beispiel: if kind = 1",
                    "'if' needs a field before and a number, as in: if kind = 1",
                );
            };
            field.only = Some((name, number));
        }
        "optional" => field.is_optional = true,
        other => {
            return wrong(
                format!("„{other}“ ist hier nicht zu verstehen"),
                format!("'{other}' is not understood here"),
            );
        }
    }
    Ok(())
}

fn without(field: &mut Field, words: &mut Words<'_>) -> Result<(), Wrong> {
    let is_number = |w: &&str| !STARTS.contains(w) && *w != "words";
    while let Some(n) = words.peek().copied().filter(is_number).and_then(whole) {
        field.without.push(n);
        words.next();
    }
    if field.without.is_empty() || field.without.len() > LIST_MAX {
        return wrong(
            "„without“ braucht ganze Zahlen, zum Beispiel: without 0 32767",
            "'without' needs whole numbers, as in: without 0 32767",
        );
    }
    Ok(())
}

impl Reader {
    fn line(&mut self, text: &str) -> Result<(), Wrong> {
        let mut words = text.split_whitespace().peekable();
        let Some(first) = words.next() else { return Ok(()) };
        match first {
            "order" => match words.next() {
                Some("big") => self.is_little = false,
                Some("little") => self.is_little = true,
                _ => {
                    return wrong("„order“ braucht big oder little", "'order' needs big or little");
                }
            },
            "port" => {
                let ports = words.by_ref().map(|w| w.trim_matches(',').parse().ok());
                let ports: Option<Vec<u8>> = ports.collect();
                match ports.filter(|p| !p.is_empty() && p.iter().all(|p| *p > 0)) {
                    Some(ports) => self.layouts.push(Layout { ports, ..Layout::default() }),
                    None => {
                        return wrong(
                            "„port“ braucht Zahlen von 1 bis 255",
                            "'port' needs numbers from 1 to 255",
                        );
                    }
                }
            }
            "record" => self.record(&mut words)?,
            name => {
                let field = field(name, &mut words, self.is_little)?;
                return self.add(field);
            }
        }
        match words.next() {
            None => Ok(()),
            Some(more) => wrong(format!("„{more}“ ist zu viel"), format!("'{more}' is too much")),
        }
    }

    fn record(&mut self, words: &mut Words<'_>) -> Result<(), Wrong> {
        let byte = |w: &str| (w.len() == 2).then(|| u8::from_str_radix(w, 16).ok()).flatten();
        let head: Option<Vec<u8>> = words.by_ref().map(byte).collect();
        let Some(head) = head.filter(|h| (1..=HEAD_BYTES_MAX).contains(&h.len())) else {
            return wrong(
                "„record“ braucht seine Bytes, zum Beispiel: record 01 75",
                "'record' needs its bytes, as in: record 01 75",
            );
        };
        self.layout().records.push(Record { head, fields: Vec::new() });
        Ok(())
    }

    fn layout(&mut self) -> &mut Layout {
        if self.layouts.is_empty() {
            self.layouts.push(Layout::default());
        }
        let last = self.layouts.len() - 1;
        &mut self.layouts[last]
    }

    fn add(&mut self, field: Field) -> Result<(), Wrong> {
        let layout = self.layout();
        let fields = match layout.records.last_mut() {
            Some(_) if field.at.is_some() => {
                return wrong(
                    "„at“ zählt vom Anfang und passt nicht in einen „record“",
                    "'at' counts from the start and does not fit into a record",
                );
            }
            Some(record) => &mut record.fields,
            None => &mut layout.fields,
        };
        if let Some((name, _)) = &field.only
            && !fields.iter().any(|f| f.name.as_ref() == Some(name))
        {
            return wrong(
                format!("„if {name}“: dieses Feld gibt es davor nicht"),
                format!("'if {name}': there is no such field before"),
            );
        }
        fields.push(field);
        Ok(())
    }
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// The first line that is not understood, and why.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut reader = Reader { layouts: Vec::new(), is_little: false };
        for (at, line) in text.lines().enumerate() {
            let fail = |wrong| TableError::at(at + 1, wrong);
            if at >= LINES_MAX {
                let (de, en) = (
                    format!("eine Tabelle hat höchstens {LINES_MAX} Zeilen"),
                    format!("a table has at most {LINES_MAX} lines"),
                );
                return Err(fail((de, en)));
            }
            let line = line.split('#').next().unwrap_or_default();
            reader.line(line).map_err(fail)?;
        }
        let is_empty = |l: &Layout| l.fields.is_empty() && l.records.is_empty();
        if reader.layouts.is_empty() || reader.layouts.iter().any(is_empty) {
            let said = ("die Tabelle nennt keinen Wert".into(), "the table names no value".into());
            return Err(TableError::at(text.lines().count().max(1), said));
        }
        Ok(Self { layouts: reader.layouts })
    }
}
