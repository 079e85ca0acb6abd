//! A table of households: read, computed row by row, written. A bad row is named with line,
//! column and reason; it never stops the others.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Position};
use norm_wohngeld::{
    BATCH_COLUMNS, BATCH_RESULT_COLUMNS, BatchFields, LawOptions, Step, batch_columns, batch_row,
    explain_batch_row, read_batch_row,
};

/// Bad rows named one by one; the rest is counted.
const NAMED_MAX: usize = 1000;

/// The column that is only carried over.
const HOUSEHOLD: &str = "household";

/// Why the whole table cannot be computed.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What is wrong with a row.
#[derive(Debug, thiserror::Error)]
#[error("{file}: line {line}, column {column}: {reason}")]
pub struct Complaint {
    file: String,
    line: u64,
    column: String,
    reason: String,
}

/// A column and what is wrong with it.
type Bad = (String, String);

/// A table whose heading was read.
pub struct Table {
    path: PathBuf,
    lines: Lines,
    reader: csv::Reader<File>,
    names: Vec<String>,
    household: usize,
    columns: [usize; 6],
}

impl Table {
    /// Opens a file and finds the columns in its heading.
    ///
    /// # Errors
    /// When the file cannot be read or a column is missing or named twice.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let fail = |reason: String| format!("{}: {reason}", path.display());
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_path(path)
            .map_err(|e| fail(e.to_string()))?;
        let heading = reader.byte_headers().map_err(|e| fail(e.to_string()))?;
        let names: Vec<String> = heading
            .iter()
            .map(|name| {
                let name = String::from_utf8_lossy(name);
                name.trim_start_matches('\u{feff}').trim().to_owned()
            })
            .collect();
        if let [only] = names.as_slice()
            && only.contains([';', '\t'])
        {
            let reason = "the columns must be separated by commas, and decimals by points";
            return Err(fail(format!("line 1: {reason}")).into());
        }
        for wanted in std::iter::once(HOUSEHOLD).chain(BATCH_COLUMNS) {
            if names.iter().filter(|name| *name == wanted).count() > 1 {
                return Err(fail(format!("line 1, column {wanted}: named twice")).into());
            }
        }
        let household = names
            .iter()
            .position(|name| name == HOUSEHOLD)
            .ok_or_else(|| fail(format!("line 1, column {HOUSEHOLD}: the column is missing")))?;
        let columns = batch_columns(&names).map_err(|e| fail(format!("line 1, column {e}")))?;
        let lines = Lines::of(path).map_err(|e| fail(e.to_string()))?;
        Ok(Self { path: path.to_owned(), lines, reader, names, household, columns })
    }

    /// Computes every row into another file; answers whether all rows were sound.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn compute(
        mut self,
        output: &Path,
        options: &LawOptions,
        complaints: &mut impl Write,
    ) -> Result<bool, Failure> {
        let fail = |error: &dyn std::fmt::Display| format!("{}: {error}", output.display());
        if output.canonicalize().is_ok_and(|o| self.path.canonicalize().is_ok_and(|i| i == o)) {
            return Err(fail(&"is the input itself; name another file").into());
        }
        let mut writer = csv::Writer::from_path(output).map_err(|e| fail(&e))?;
        let heading = std::iter::once(HOUSEHOLD).chain(BATCH_COLUMNS).chain(BATCH_RESULT_COLUMNS);
        writer.write_record(heading).map_err(|e| fail(&e))?;
        let (mut rows, mut bad) = (0_usize, 0_usize);
        let mut record = ByteRecord::new();
        while self.reader.read_byte_record(&mut record)? {
            rows += 1;
            let kept = std::iter::once(self.household).chain(self.columns);
            for field in kept.map(|column| record.get(column).unwrap_or_default()) {
                writer.write_field(field).map_err(|e| fail(&e))?;
            }
            let results = match self.fields(&record).and_then(|fields| {
                batch_row(&fields, options).map_err(|e| (e.column.to_owned(), e.reason))
            }) {
                Ok(result) => result.fields(),
                Err(wrong) => {
                    bad += 1;
                    self.complain(complaints, bad, &record, wrong)?;
                    Default::default()
                }
            };
            writer.write_record(&results).map_err(|e| fail(&e))?;
        }
        writer.flush().map_err(|e| fail(&e))?;
        if bad > 0 {
            writeln!(complaints, "{bad} of {rows} rows are bad; their results are empty")?;
        }
        Ok(bad == 0)
    }

    /// The steps of a row with its line; the inner error says why the row is bad.
    ///
    /// # Errors
    /// When the file cannot be read or has no such row.
    pub fn explain(
        mut self,
        row: usize,
        options: &LawOptions,
    ) -> Result<Result<(u64, Vec<Step>), Complaint>, Failure> {
        let found = row.checked_sub(1).and_then(|before| {
            let mut records = self.reader.byte_records();
            records.nth(before)
        });
        let Some(record) = found else {
            return Err(format!("{}: there is no row {row}", self.path.display()).into());
        };
        let record = record?;
        let steps = self.fields(&record).and_then(|fields| {
            read_batch_row(&fields)
                .and_then(|input| explain_batch_row(&input, options))
                .map_err(|e| (e.column.to_owned(), e.reason))
        });
        match steps {
            Ok(steps) => Ok(Ok((self.lines.line(&record)?, steps))),
            Err(bad) => Ok(Err(self.complaint(&record, bad)?)),
        }
    }

    /// The texts of the columns, if the row has as many fields as the heading.
    fn fields<'a>(&self, record: &'a ByteRecord) -> Result<BatchFields<'a>, Bad> {
        let (wanted, there) = (self.names.len(), record.len());
        if there < wanted {
            let reason = format!("missing: the row has {there} fields, the heading {wanted}");
            return Err((self.names[there].clone(), reason));
        }
        // A decimal comma without quotation marks would move every later field by one.
        if record.iter().skip(wanted).any(|field| !field.is_empty()) {
            let reason = format!("too much: the row has {there} fields, the heading {wanted}");
            return Err(((wanted + 1).to_string(), reason));
        }
        let mut fields = [""; 6];
        for ((field, column), name) in fields.iter_mut().zip(self.columns).zip(BATCH_COLUMNS) {
            *field = std::str::from_utf8(record.get(column).unwrap_or_default())
                .map_err(|_| (name.to_owned(), "the text is not UTF-8".to_owned()))?;
        }
        Ok(fields)
    }

    fn complain(
        &mut self,
        complaints: &mut impl Write,
        count: usize,
        record: &ByteRecord,
        bad: Bad,
    ) -> Result<(), Failure> {
        if count <= NAMED_MAX {
            writeln!(complaints, "{}", self.complaint(record, bad)?)?;
        } else if count == NAMED_MAX + 1 {
            writeln!(complaints, "further bad rows are only counted")?;
        }
        Ok(())
    }

    fn complaint(
        &mut self,
        record: &ByteRecord,
        (column, reason): Bad,
    ) -> Result<Complaint, Failure> {
        let line = self.lines.line(record)?;
        Ok(Complaint { file: self.path.display().to_string(), line, column, reason })
    }
}

/// Counts lines as an editor does. The reader of the table passes over empty lines without
/// saying so; here the file is read once more, forward only, when somebody asks.
struct Lines {
    reader: BufReader<File>,
    at: u64,
    ends: u64,
}

impl Lines {
    fn of(path: &Path) -> std::io::Result<Self> {
        Ok(Self { reader: BufReader::new(File::open(path)?), at: 0, ends: 0 })
    }

    /// The line a row begins in. Rows must be asked for in their order.
    fn line(&mut self, record: &ByteRecord) -> std::io::Result<u64> {
        let start = record.position().map_or(0, Position::byte);
        loop {
            let bytes = self.reader.fill_buf()?;
            let until_start = usize::try_from(start.saturating_sub(self.at)).unwrap_or(usize::MAX);
            let before = bytes.len().min(until_start);
            let empty = bytes[before..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let taken = before + empty;
            let is_last = bytes.is_empty() || taken < bytes.len();
            self.ends += bytes[..taken].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            self.at += u64::try_from(taken).unwrap_or(0);
            self.reader.consume(taken);
            if is_last {
                return Ok(self.ends + 1);
            }
        }
    }
}
