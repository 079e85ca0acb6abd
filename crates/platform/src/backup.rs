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
use kernel::clock::Clock;
use kernel::dump::{self, DumpError};
use kernel::files::FileStore;
use kernel::keys::Key;
use kernel::town::{House, TownPlan};
use kernel::{Actor, AppError, Db, Town, files};
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
    let home = Arc::clone(&town);
    tokio::task::spawn_blocking(move || {
        pack(&town, &target, &folder, passphrase, &manifest, records.path(), &digests)
    })
    .await
    .map_err(|e| BackupError::NotWhole(e.to_string()))??;
    // The backup stands even where the logbook cannot take a line more.
    let line = dump::backed_up_line(said.rows).done();
    if let Err(error) = home.write(Actor::system("backup"), move |_| Ok(line)).await {
        tracing::warn!(%error, "The backup was made but not noted in the logbook");
    }
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

/// Reads a backup into a running town that holds nothing yet, and proves it: rows, files, audit
/// chain. The town must be opened anew afterwards: the records bring its own key.
///
/// # Errors
/// [`BackupError`] with what does not match.
pub async fn restore(
    town: &Arc<Town>,
    source: &Path,
    passphrase: SecretString,
) -> Result<Manifest, BackupError> {
    let target =
        Target { plan: town.plan().clone(), db: town.db().clone(), files: town.files().clone() };
    target.fill(town.house(), source, passphrase).await
}

/// Reads a backup of this program or an older one into a database that holds nothing yet, brings it
/// up to date, and proves it.
///
/// # Errors
/// [`BackupError`] with what does not match.
pub async fn restore_fresh(
    plan: &TownPlan,
    house: &House,
    source: &Path,
    passphrase: SecretString,
) -> Result<Manifest, BackupError> {
    kernel::folder::make(&plan.folder)?;
    let db = Db::open(&plan.place, Clock::system()).await.map_err(AppError::from)?;
    // Files stay sealed with the town's key, which comes with the records: this one opens nothing.
    let files = FileStore::open(&plan.folder.join("files"), Key::random())?;
    Target { plan: plan.clone(), db, files }.fill(house, source, passphrase).await
}

/// Where a backup goes.
#[derive(Clone)]
struct Target {
    plan: TownPlan,
    db: Db,
    files: FileStore,
}

impl Target {
    async fn fill(
        self,
        house: &House,
        source: &Path,
        passphrase: SecretString,
    ) -> Result<Manifest, BackupError> {
        let (source, target) = (source.to_owned(), self.clone());
        let unpacked = tokio::task::spawn_blocking(move || unpack(&target, &source, passphrase));
        let (manifest, records) =
            unpacked.await.map_err(|e| BackupError::NotWhole(e.to_string()))??;
        let open = || {
            let file = File::open(records.path()).map_err(io("cannot read the records"))?;
            Ok::<_, BackupError>(BufReader::new(file))
        };
        // A damaged backup is found before anything is written.
        dump::inspect(open()?)?;
        let steps = dump::steps(open()?)?;
        let rows = dump::load(&self.db, house.migrations(), steps, open()?).await?;
        if rows != manifest.rows {
            return Err(BackupError::NotWhole(format!("{rows} rows instead of {}", manifest.rows)));
        }
        self.prove(&manifest).await?;
        Ok(manifest)
    }

    async fn prove(&self, manifest: &Manifest) -> Result<(), BackupError> {
        let (named, verdict) =
            self.db.read(|reader| Ok((files::digests(reader)?, audit::verify(reader)?))).await?;
        match verdict {
            Verdict::Sound(count, hash)
                if count == manifest.audit_entries && hash == manifest.audit_hash => {}
            other => {
                return Err(BackupError::NotWhole(format!(
                    "the audit trail does not match: {other:?}"
                )));
            }
        }
        let there: BTreeSet<String> = self.files.on_disk()?.into_iter().collect();
        match named.iter().find(|d| !there.contains(*d)) {
            Some(missing) => Err(BackupError::NotWhole(format!("file {missing} is missing"))),
            None => Ok(()),
        }
    }
}

fn unpack(
    target: &Target,
    source: &Path,
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
            if read.town != target.plan.key {
                return Err(BackupError::OtherTown {
                    found: read.town,
                    wanted: target.plan.key.clone(),
                });
            }
            manifest = Some(read);
        } else if name == "records.jsonl" {
            let scratch = &target.plan.folder;
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
            target.files.write_sealed(digest, &bytes)?;
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
