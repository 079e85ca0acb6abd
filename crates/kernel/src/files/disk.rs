//! The folder of a town's files: sealed bytes, one file per digest.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Checked;
use crate::error::AppError;
use crate::keys::Key;
use crate::value::Id;

/// The folder of a town's files.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
    key: Key,
    is_hurried: Arc<AtomicBool>,
}

impl FileStore {
    /// Opens a folder; makes it where it is missing.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] with the path.
    pub fn open(folder: &Path, key: Key) -> Result<Self, AppError> {
        fs::create_dir_all(folder).map_err(|e| {
            AppError::Unavailable(format!("cannot make the folder {}: {e}", folder.display()))
        })?;
        Ok(Self { folder: folder.to_owned(), key, is_hurried: Arc::default() })
    }

    fn path(&self, sha256: &str) -> PathBuf {
        let (start, rest) = sha256.split_at_checked(2).unwrap_or(("00", sha256));
        self.folder.join(start).join(rest)
    }

    /// Writes bytes durably. Blocking: call it off the request path, before the transaction that
    /// names them; bytes no transaction names are swept away later.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the disk says no.
    pub fn write(&self, file: &Checked) -> Result<(), AppError> {
        let path = self.path(&file.sha256);
        if path.exists() {
            return Ok(());
        }
        let sealed = self.key.seal(&file.sha256, &file.bytes).map_err(AppError::internal)?;
        self.write_sealed(&file.sha256, &sealed)
    }

    /// Writes no longer wait for the disk, see [`Db::hurry`](crate::db::Db::hurry).
    pub fn hurry(&self, is_hurried: bool) {
        self.is_hurried.store(is_hurried, Ordering::Release);
    }

    /// Writes bytes that are sealed already, as a restore does.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the disk says no.
    pub fn write_sealed(&self, sha256: &str, sealed: &[u8]) -> Result<(), AppError> {
        let path = self.path(sha256);
        let folder = path.parent().unwrap_or(&self.folder).to_owned();
        let fail = |e: std::io::Error| AppError::Unavailable(format!("cannot store a file: {e}"));
        fs::create_dir_all(&folder).map_err(fail)?;
        let part = folder.join(format!(".{}.part", Id::<()>::new()));
        let is_hurried = self.is_hurried.load(Ordering::Acquire);
        let written = fs::File::create(&part).and_then(|mut out| {
            out.write_all(sealed)?;
            if is_hurried { Ok(()) } else { out.sync_all() }
        });
        if let Err(error) = written.and_then(|()| fs::rename(&part, &path)) {
            drop(fs::remove_file(&part));
            return Err(fail(error));
        }
        if is_hurried {
            return Ok(());
        }
        fs::File::open(&folder).and_then(|d| d.sync_all()).map_err(fail)
    }

    /// Reads and opens bytes. Blocking.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when they are missing; internal when they were changed.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>, AppError> {
        let sealed = self.read_sealed(sha256)?;
        self.key.open(sha256, &sealed).map_err(AppError::internal)
    }

    /// Reads the sealed bytes as they lie on the disk.
    pub(crate) fn read_sealed(&self, sha256: &str) -> Result<Vec<u8>, AppError> {
        fs::read(self.path(sha256)).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => AppError::NotFound,
            _ => AppError::Unavailable(format!("cannot read a file: {e}")),
        })
    }

    /// Removes bytes nobody names any more.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the disk says no.
    pub fn remove(&self, sha256: &str) -> Result<(), AppError> {
        match fs::remove_file(self.path(sha256)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(AppError::Unavailable(format!("cannot remove a file: {e}")))
            }
            _ => Ok(()),
        }
    }

    /// Digests of all files on the disk.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the disk says no.
    pub fn on_disk(&self) -> Result<Vec<String>, AppError> {
        let fail = |e: std::io::Error| AppError::Unavailable(format!("cannot list files: {e}"));
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.folder).map_err(fail)? {
            let folder = folder.map_err(fail)?;
            if !folder.file_type().map_err(fail)?.is_dir() {
                continue;
            }
            let start = folder.file_name().to_string_lossy().into_owned();
            for file in fs::read_dir(folder.path()).map_err(fail)? {
                let rest = file.map_err(fail)?.file_name().to_string_lossy().into_owned();
                if !rest.starts_with('.') {
                    found.push(format!("{start}{rest}"));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}
