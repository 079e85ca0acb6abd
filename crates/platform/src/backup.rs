//! The backup of a town: one file with everything in it, encrypted with *age*, so that foreign
//! tools open it too. Inside lies a compressed tar: `manifest.json`, `records.jsonl`, `files/…`.
//!
//! Files travel sealed as they lie on the disk; the town's wrapped key is among the records. Whoever
//! restores needs the passphrase of the backup and the root key of the machine.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;

use age::secrecy::SecretString;
use kernel::audit::{self, Verdict};
use kernel::dump::{self, DumpError};
use kernel::{AppError, Town, files};
use serde::{Deserialize, Serialize};

/// Version of the container.
const FORM: u32 = 1;
/// Level of compression: a middle way between time and size.
const LEVEL: i32 = 6;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the container.
    pub form: u32,
    /// Short name of the town.
    pub town: String,
    /// Version of the program that wrote it.
    pub program: String,
    /// When.
    pub made_at: String,
    /// Rows of all tables.
    pub rows: u64,
    /// Files.
    pub files: u64,
    /// Entries of the audit trail and the last hash.
    pub audit_entries: i64,
    /// Hash of the last entry.
    pub audit_hash: String,
}

/// Why a backup could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file or disk.
    #[error("{what}: {cause}")]
    Io {
        /// What was attempted.
        what: &'static str,
        /// The cause.
        cause: std::io::Error,
    },
    /// The passphrase does not open it, or it is no backup.
    #[error(
        "the backup does not open: wrong passphrase, or the file is damaged or no backup ({0})"
    )]
    DoesNotOpen(String),
    /// A part is missing or does not match.
    #[error("the backup is not whole: {0}")]
    NotWhole(String),
    /// It belongs elsewhere.
    #[error("the backup is of the town {found}, not of {wanted}")]
    OtherTown {
        /// In the backup.
        found: String,
        /// Asked for.
        wanted: String,
    },
    /// The records.
    #[error("{0}")]
    Dump(#[from] DumpError),
    /// The town.
    #[error("{0}")]
    App(#[from] AppError),
}

fn io(what: &'static str) -> impl Fn(std::io::Error) -> BackupError {
    move |cause| BackupError::Io { what, cause }
}

/// Writes a backup of a running town; the file appears only when it is whole.
///
/// # Errors
/// [`BackupError`]; no half file is left behind.
pub async fn write(
    town: &Arc<Town>,
    target: &Path,
    passphrase: SecretString,
) -> Result<Manifest, BackupError> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let records =
        tempfile::NamedTempFile::new_in(folder).map_err(io("cannot write beside the backup"))?;
    let mut out = records.reopen().map_err(io("cannot write beside the backup"))?;
    let key = town.plan().key.clone();
    let (rows, digests, verdict, made_at) = town
        .read(move |reader| {
            // One snapshot: records, the list of files and the state of the logbook belong together.
            let rows = dump::write(reader, &mut out).map_err(AppError::internal)?;
            let verdict = audit::verify(reader)?;
            Ok((rows, files::digests(reader)?, verdict, reader.now()))
        })
        .await?;
    let (audit_entries, audit_hash) = match verdict {
        Verdict::Sound(count, hash) => (count, hash),
        Verdict::Broken { seq, reason } => {
            return Err(BackupError::NotWhole(format!("audit entry {seq} is broken: {reason}")));
        }
    };
    let manifest = Manifest {
        form: FORM,
        town: key,
        program: env!("CARGO_PKG_VERSION").into(),
        made_at: kernel::clock::instant_text(made_at),
        rows,
        files: digests.len() as u64,
        audit_entries,
        audit_hash,
    };
    let (town, target, folder) = (Arc::clone(town), target.to_owned(), folder.to_owned());
    let said = manifest.clone();
    tokio::task::spawn_blocking(move || {
        pack(&town, &target, &folder, passphrase, &manifest, records.path(), &digests)
    })
    .await
    .map_err(|e| BackupError::NotWhole(e.to_string()))??;
    Ok(said)
}

fn pack(
    town: &Town,
    target: &Path,
    folder: &Path,
    passphrase: SecretString,
    manifest: &Manifest,
    records: &Path,
    digests: &[String],
) -> Result<(), BackupError> {
    let whole = tempfile::NamedTempFile::new_in(folder).map_err(io("cannot write the backup"))?;
    let sealed = age::Encryptor::with_user_passphrase(passphrase)
        .wrap_output(whole.reopen().map_err(io("cannot write the backup"))?)
        .map_err(io("cannot write the backup"))?;
    let packed = zstd::Encoder::new(sealed, LEVEL).map_err(io("cannot write the backup"))?;
    let mut tar = tar::Builder::new(packed);
    let fail = io("cannot write the backup");
    let json =
        serde_json::to_vec_pretty(manifest).map_err(|e| BackupError::NotWhole(e.to_string()))?;
    append(&mut tar, "manifest.json", &json).map_err(&fail)?;
    tar.append_path_with_name(records, "records.jsonl").map_err(&fail)?;
    for digest in digests {
        let bytes = town.sealed_file(digest)?;
        append(&mut tar, &format!("files/{digest}"), &bytes).map_err(&fail)?;
    }
    let packed = tar.into_inner().map_err(&fail)?;
    let sealed = packed.finish().map_err(&fail)?;
    let file = sealed.finish().map_err(&fail)?;
    file.sync_all().map_err(&fail)?;
    whole
        .persist(target)
        .map_err(|e| BackupError::Io { what: "cannot put the backup in place", cause: e.error })?;
    Ok(())
}

fn append(tar: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    header.set_cksum();
    tar.append_data(&mut header, name, bytes)
}

/// Reads a backup into a fresh, migrated town and proves it: rows, files, audit chain.
///
/// # Errors
/// [`BackupError`] with what does not match; the records are unchanged then.
pub async fn restore(
    town: &Arc<Town>,
    source: &Path,
    passphrase: SecretString,
) -> Result<Manifest, BackupError> {
    let (source, scratch) = (source.to_owned(), town.plan().folder.clone());
    let house = Arc::clone(town);
    let unpacked =
        tokio::task::spawn_blocking(move || unpack(&house, &source, &scratch, passphrase))
            .await
            .map_err(|e| BackupError::NotWhole(e.to_string()))??;
    let (manifest, records) = unpacked;
    let input = File::open(records.path()).map_err(io("cannot read the records"))?;
    let rows = dump::read(town.db(), BufReader::new(input)).await?;
    if rows != manifest.rows {
        return Err(BackupError::NotWhole(format!("{rows} rows instead of {}", manifest.rows)));
    }
    let (named, verdict) =
        town.read(|reader| Ok((files::digests(reader)?, audit::verify(reader)?))).await?;
    match verdict {
        Verdict::Sound(count, hash)
            if count == manifest.audit_entries && hash == manifest.audit_hash => {}
        other => {
            return Err(BackupError::NotWhole(format!(
                "the audit trail does not match: {other:?}"
            )));
        }
    }
    let there: BTreeSet<String> = town.files().on_disk()?.into_iter().collect();
    if let Some(missing) = named.iter().find(|d| !there.contains(*d)) {
        return Err(BackupError::NotWhole(format!("file {missing} is missing")));
    }
    Ok(manifest)
}

fn unpack(
    town: &Town,
    source: &Path,
    scratch: &Path,
    passphrase: SecretString,
) -> Result<(Manifest, tempfile::NamedTempFile), BackupError> {
    let opens = |e: &dyn std::fmt::Display| BackupError::DoesNotOpen(e.to_string());
    let file = File::open(source).map_err(io("cannot open the backup"))?;
    let sealed = age::Decryptor::new(BufReader::new(file)).map_err(|e| opens(&e))?;
    let identity = age::scrypt::Identity::new(passphrase);
    let plain =
        sealed.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|e| opens(&e))?;
    let mut tar = tar::Archive::new(zstd::Decoder::new(plain).map_err(|e| opens(&e))?);
    let mut manifest: Option<Manifest> = None;
    let mut records: Option<tempfile::NamedTempFile> = None;
    let mut count = 0_u64;
    for entry in tar.entries().map_err(|e| opens(&e))? {
        let mut entry = entry.map_err(|e| opens(&e))?;
        let name = entry.path().map_err(|e| opens(&e))?.to_string_lossy().into_owned();
        if name == "manifest.json" {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(|e| opens(&e))?;
            let read: Manifest = serde_json::from_str(&text).map_err(|e| opens(&e))?;
            if read.form != FORM {
                return Err(BackupError::NotWhole(format!("form {} is not known here", read.form)));
            }
            if read.town != town.plan().key {
                return Err(BackupError::OtherTown {
                    found: read.town,
                    wanted: town.plan().key.clone(),
                });
            }
            manifest = Some(read);
        } else if name == "records.jsonl" {
            let mut kept = tempfile::NamedTempFile::new_in(scratch).map_err(io("cannot unpack"))?;
            std::io::copy(&mut entry, &mut kept).map_err(|e| opens(&e))?;
            records = Some(kept);
        } else if let Some(digest) = name.strip_prefix("files/") {
            let sound = digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit());
            if !sound {
                return Err(BackupError::NotWhole(format!("{name} is no file of a town")));
            }
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|e| opens(&e))?;
            town.put_sealed_file(digest, &bytes)?;
            count += 1;
        } else {
            return Err(BackupError::NotWhole(format!("{name} does not belong into a backup")));
        }
    }
    let manifest = manifest.ok_or_else(|| BackupError::NotWhole("no manifest".into()))?;
    let records = records.ok_or_else(|| BackupError::NotWhole("no records".into()))?;
    if count != manifest.files {
        return Err(BackupError::NotWhole(format!("{count} files instead of {}", manifest.files)));
    }
    Ok((manifest, records))
}
