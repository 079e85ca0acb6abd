//! Files of cases and drafts: checked by content, stored once by digest, sealed with the town's
//! key, served as downloads. The bytes lie in the town's folder, what they are in its database.

mod disk;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::{AppError, Problem};
use crate::sql;
use crate::value::{Id, Private};

pub use disk::FileStore;

/// Largest file accepted from the public, in bytes. Our choice: a scan of a long lease fits.
pub const UPLOAD_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// Files one draft or case may hold.
pub const FILES_PER_OWNER_MAX: i64 = 100;
/// Longest file name kept, in characters.
const NAME_CHARS_MAX: usize = 120;

const ADD: Sql = sql!(
    "INSERT INTO kernel_file (id, sha256, size, mime, name, owner, label, origin, scan, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const FIND: Sql = sql!(
    "SELECT id, sha256, size, mime, name, owner, label, origin, scan, made_at
     FROM kernel_file
     WHERE id = $1"
);
const OF_OWNER: Sql = sql!(
    "SELECT id, sha256, size, mime, name, owner, label, origin, scan, made_at
     FROM kernel_file
     WHERE owner = $1
     ORDER BY made_at, id
     LIMIT 500"
);
const COUNT_OF_OWNER: Sql = sql!("SELECT COUNT(*) FROM kernel_file WHERE owner = $1");
const HAND_OVER: Sql = sql!("UPDATE kernel_file SET owner = $2 WHERE owner = $1");
const REMOVE: Sql = sql!("DELETE FROM kernel_file WHERE id = $1 RETURNING sha256");
const SET_ANEW: Sql =
    sql!("UPDATE kernel_file SET sha256 = $2, size = $3 WHERE sha256 = $1 AND origin = 'house'");
const USED: Sql = sql!("SELECT COUNT(*) FROM kernel_file WHERE sha256 = $1");
const DIGESTS: Sql =
    sql!("SELECT DISTINCT sha256 FROM kernel_file WHERE sha256 > $1 ORDER BY sha256 LIMIT 1000");

/// A stored file as the database describes it.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Identifier.
    pub id: Id<StoredFile>,
    /// Digest of the plain bytes.
    pub sha256: String,
    /// Length of the plain bytes.
    pub size_bytes: u64,
    /// MIME type by content.
    pub mime: String,
    /// Name as given, cut and cleaned.
    pub name: Private<String>,
    /// What it belongs to: `draft/…`, `case/…`.
    pub owner: String,
    /// What it is: a kind of document, `data`, `receipt`, `notice`.
    pub label: String,
    /// Who brought it: `citizen`, `staff`, `house`.
    pub origin: String,
    /// `unscanned`, `clean` or `refused`.
    pub scan: String,
    /// When.
    pub made_at: Timestamp,
}

impl StoredFile {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            sha256: row.get("sha256")?,
            size_bytes: row.get("size")?,
            mime: row.get("mime")?,
            name: row.get("name")?,
            owner: row.get("owner")?,
            label: row.get("label")?,
            origin: row.get("origin")?,
            scan: row.get("scan")?,
            made_at: row.get("made_at")?,
        })
    }
}

/// Bytes that passed the check, ready to be stored.
#[derive(Clone, Debug)]
pub struct Checked {
    bytes: Vec<u8>,
    sha256: String,
    mime: &'static str,
    name: String,
}

impl Checked {
    /// Digest of the plain bytes.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// MIME type by content.
    pub fn mime(&self) -> &'static str {
        self.mime
    }
}

/// Types of document the public may hand in, by their first bytes.
fn sniff(bytes: &[u8]) -> Option<(&'static str, &'static [&'static str])> {
    if bytes.starts_with(b"%PDF-") {
        Some(("application/pdf", &["pdf"]))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(("image/png", &["png"]))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(("image/jpeg", &["jpg", "jpeg", "jfif"]))
    } else {
        None
    }
}

/// Marks of a PDF that does more than show pages; names may hide behind `#xx` escapes.
const PDF_ACTIVE: [&[u8]; 6] =
    [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/Encrypt"];

fn unescape_names(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = (bytes[i] == b'#')
            .then(|| bytes.get(i + 1..i + 3))
            .flatten()
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        out.push(hex.unwrap_or(bytes[i]));
        i += if hex.is_some() { 3 } else { 1 };
    }
    out
}

fn pdf_is_active(bytes: &[u8]) -> bool {
    let plain = unescape_names(bytes);
    PDF_ACTIVE.iter().any(|mark| {
        plain.windows(mark.len() + 1).any(|w| {
            w.starts_with(mark) && w.last().is_some_and(|next| !next.is_ascii_alphanumeric())
        })
    })
}

/// The name without folders, control characters and excess length.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = last
        .chars()
        .filter(|c| {
            !c.is_control() && !"\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}\"<>".contains(*c)
        })
        .take(NAME_CHARS_MAX)
        .collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { "dokument".into() } else { clean }
}

/// Checks an upload from the public by content: type, agreement with its name, size, no active
/// content.
///
/// # Errors
/// A [`Problem`] that says what is wrong with the file and what to do.
pub fn check_upload(name: &str, bytes: Vec<u8>) -> Result<Checked, Problem> {
    let name = clean_name(name);
    if bytes.is_empty() {
        return Err(Problem::new(
            "files/empty",
            format!("Die Datei „{name}“ ist leer. Bitte wählen Sie eine andere Datei."),
            format!("The file “{name}” is empty. Please choose another file."),
        ));
    }
    if bytes.len() as u64 > UPLOAD_BYTES_MAX {
        let limit = UPLOAD_BYTES_MAX / 1024 / 1024;
        return Err(Problem::new(
            "files/too-large",
            format!(
                "Die Datei „{name}“ ist zu groß. Erlaubt sind {limit} MB. Tipp: Fotografieren oder scannen Sie mit geringerer Auflösung."
            ),
            format!(
                "The file “{name}” is too large. The limit is {limit} MB. Tip: use a lower resolution."
            ),
        ));
    }
    let Some((mime, endings)) = sniff(&bytes) else {
        return Err(Problem::new(
            "files/type",
            format!(
                "Die Datei „{name}“ hat ein Format, das wir nicht annehmen. Möglich sind PDF, JPG und PNG."
            ),
            format!(
                "The file “{name}” has a format we do not accept. PDF, JPG and PNG are possible."
            ),
        ));
    };
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    if !endings.contains(&ending.as_str()) {
        return Err(Problem::new(
            "files/name",
            format!(
                "Der Name „{name}“ passt nicht zum Inhalt der Datei. Bitte speichern Sie die Datei neu als PDF, JPG oder PNG."
            ),
            format!(
                "The name “{name}” does not match what is in the file. Please save it again as PDF, JPG or PNG."
            ),
        ));
    }
    if mime == "application/pdf" && pdf_is_active(&bytes) {
        return Err(Problem::new(
            "files/active",
            format!(
                "Die PDF-Datei „{name}“ ist verschlüsselt oder enthält Programme oder weitere Dateien. Bitte drucken Sie sie neu als einfache PDF-Datei."
            ),
            format!(
                "The PDF “{name}” is encrypted or contains scripts or further files. Please print it again as a plain PDF."
            ),
        ));
    }
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(Checked { bytes, sha256, mime, name })
}

/// Takes bytes the house made itself.
pub fn made_here(name: &str, mime: &'static str, bytes: Vec<u8>) -> Checked {
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Checked { bytes, sha256, mime, name: clean_name(name) }
}

/// Names stored bytes in the database.
///
/// # Errors
/// [`AppError::Refused`] when the owner holds too many files.
pub fn link(
    tx: &mut Tx<'_>,
    file: &Checked,
    owner: &str,
    label: &str,
    origin: &str,
) -> Result<Id<StoredFile>, AppError> {
    if tx.count(COUNT_OF_OWNER, &[&owner])? >= FILES_PER_OWNER_MAX {
        return Err(AppError::refused(
            "files/too-many",
            format!("Mehr als {FILES_PER_OWNER_MAX} Dateien nehmen wir je Vorgang nicht an."),
            format!("We accept at most {FILES_PER_OWNER_MAX} files per case."),
        ));
    }
    let id = Id::new();
    let now = tx.now();
    let scan = if origin == "house" { "clean" } else { "unscanned" };
    tx.execute(
        ADD,
        &[
            &id,
            &file.sha256,
            &file.bytes.len(),
            &file.mime,
            &file.name,
            &owner,
            &label,
            &origin,
            &scan,
            &now,
        ],
    )?;
    Ok(id)
}

/// One file.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, id: Id<StoredFile>) -> Result<StoredFile, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(StoredFile::read).ok_or(AppError::NotFound)?
}

/// Files of an owner, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_owner(reader: &mut Reader<'_>, owner: &str) -> Result<Vec<StoredFile>, AppError> {
    reader.query(OF_OWNER, &[&owner])?.iter().map(StoredFile::read).collect()
}

/// Puts other bytes in the place of a letter the house made itself, as it is set in type anew;
/// answers how many files changed. What people handed in stays as it is.
///
/// # Errors
/// What the database says.
pub fn set_anew(tx: &mut Tx<'_>, old_sha256: &str, file: &Checked) -> Result<u64, AppError> {
    let size = i64::try_from(file.bytes.len()).map_err(AppError::internal)?;
    Ok(tx.execute(SET_ANEW, &[&old_sha256, &file.sha256, &size])?)
}

/// Whether any file still has these bytes.
///
/// # Errors
/// What the database says.
pub fn is_used(reader: &mut Reader<'_>, sha256: &str) -> Result<bool, AppError> {
    Ok(reader.count(USED, &[&sha256])? > 0)
}

/// Hands all files of an owner to another, as a draft becomes a case.
///
/// # Errors
/// What the database says.
pub fn hand_over(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<u64, AppError> {
    Ok(tx.execute(HAND_OVER, &[&from, &to])?)
}

/// Removes a file's record; answers the digest if nobody names the bytes any more.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn unlink(tx: &mut Tx<'_>, id: Id<StoredFile>) -> Result<Option<String>, AppError> {
    let sha256: String = tx.maybe(REMOVE, &[&id])?.ok_or(AppError::NotFound)?.at(0)?;
    let used = tx.count(USED, &[&sha256])?;
    Ok((used == 0).then_some(sha256))
}

/// All digests the database names.
///
/// # Errors
/// What the database says.
pub fn digests(reader: &mut Reader<'_>) -> Result<Vec<String>, AppError> {
    let mut all: Vec<String> = Vec::new();
    loop {
        let after = all.last().cloned().unwrap_or_default();
        let page = reader.query(DIGESTS, &[&after])?;
        if page.is_empty() {
            return Ok(all);
        }
        for row in &page {
            all.push(row.at(0)?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Key;

    #[test]
    fn content_decides_not_the_name() {
        let kind = |name: &str, bytes: &[u8]| {
            check_upload(name, bytes.to_vec()).map(|c| c.mime).map_err(|p| p.kind)
        };
        assert_eq!(kind("a.pdf", b"%PDF-1.7\n..."), Ok("application/pdf"));
        assert_eq!(kind("a.png", b"%PDF-1.7\n..."), Err("files/name"));
        assert_eq!(kind("a.pdf", b"MZ..."), Err("files/type"));
        assert_eq!(kind("a.pdf", b""), Err("files/empty"));
        assert_eq!(kind("a.pdf", b"%PDF-1.7\n/S /JavaScript (x)"), Err("files/active"));
        assert_eq!(kind("a.pdf", b"%PDF-1.7\n/S /J#61vaScript (x)"), Err("files/active"));
        let large = vec![b'x'; usize::try_from(UPLOAD_BYTES_MAX).unwrap() + 1];
        assert_eq!(kind("a.pdf", &large), Err("files/too-large"));
    }

    #[test]
    fn names_lose_folders_and_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\Miet\u{202e}vertrag.pdf"), "Mietvertrag.pdf");
        assert_eq!(clean_name("..."), "dokument");
    }

    #[test]
    fn bytes_on_disk_are_sealed_and_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path(), Key::random()).unwrap();
        let file = made_here("x.txt", "text/plain", b"Erika Mustermann".to_vec());
        store.write(&file).unwrap();
        assert_eq!(store.read(file.sha256()).unwrap(), b"Erika Mustermann");
        let sealed = store.read_sealed(file.sha256()).unwrap();
        assert!(!sealed.windows(5).any(|w| w == b"Erika"));
        assert_eq!(store.on_disk().unwrap(), [file.sha256()]);
    }
}
