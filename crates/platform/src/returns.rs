//! Mail that comes back: read out of a folder (Maildir) into which the mail server of the town puts
//! what arrives at the sender's address. What is understood is noted and removed; everything else is
//! left to people, in the same folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::notify::{self, Mail};
use kernel::{Actor, AppError, Audit, Id, Saved, Town};
use norm_mail::{BYTES_MAX, Fate, Return};

/// Mails of one look; the next look goes on.
const MAILS_MAX: usize = 500;

/// What one look at the folder came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Mails of ours that came back for the first time.
    pub returned: usize,
    /// Notices that change nothing: still being tried, or told before.
    pub nothing: usize,
    /// Left to people.
    pub left: usize,
}

/// Why the folder could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReturnsError {
    /// A file or the folder.
    #[error(
        "the folder of returned mail, {path}: {cause}; is it a Maildir that the service may read and write?"
    )]
    Folder {
        /// Where.
        path: PathBuf,
        /// The cause.
        cause: std::io::Error,
    },
    /// The records.
    #[error("a returned mail could not be noted: {0}")]
    Records(#[from] AppError),
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> ReturnsError + '_ {
    move |cause| ReturnsError::Folder { path: path.to_owned(), cause }
}

/// Looks once what came back.
///
/// # Errors
/// [`ReturnsError`]; what was not looked at stays where it is.
pub async fn look(folder: &Path, towns: &[Arc<Town>]) -> Result<Looked, ReturnsError> {
    let mut looked = Looked::default();
    for path in waiting(folder)? {
        let bytes = read(&path).map_err(at(&path))?;
        let is_done = match norm_mail::read(&bytes) {
            Some(found) => note(&found, towns).await?,
            None => None,
        };
        if let Some(is_new) = is_done {
            looked.returned += usize::from(is_new);
            looked.nothing += usize::from(!is_new);
            fs::remove_file(&path).map_err(at(&path))?;
        } else {
            looked.left += 1;
            leave(folder, &path).map_err(at(&path))?;
        }
    }
    Ok(looked)
}

/// What arrived and nobody has looked at.
fn waiting(folder: &Path) -> Result<Vec<PathBuf>, ReturnsError> {
    let new = folder.join("new");
    let mut found = Vec::new();
    for entry in fs::read_dir(&new).map_err(at(&new))? {
        let entry = entry.map_err(at(&new))?;
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            found.push(entry.path());
        }
    }
    found.sort();
    found.truncate(MAILS_MAX);
    Ok(found)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(BYTES_MAX as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts a mail where programs and people look for what is not new any more.
fn leave(folder: &Path, path: &Path) -> std::io::Result<()> {
    let cur = folder.join("cur");
    fs::create_dir_all(&cur)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let end = if name.contains(":2,") { "" } else { ":2," };
    fs::rename(path, cur.join(format!("{name}{end}")))
}

/// Notes a return with the town whose mail it was; whether it was news. Nothing where it was nobody's.
async fn note(found: &Return, towns: &[Arc<Town>]) -> Result<Option<bool>, AppError> {
    let number = found.message_id.split('@').next().unwrap_or_default();
    let Ok(id) = number.parse::<Id<Mail>>() else { return Ok(None) };
    let fate = found.fate;
    for town in towns {
        let noted = town
            .write(Actor::system("post"), move |tx| match notify::find_mail(tx, id) {
                Err(AppError::NotFound) => Ok(Saved::nothing(None)),
                Err(other) => Err(other),
                Ok(_) if fate == Fate::Nothing => Ok(Saved::nothing(Some(false))),
                Ok(_) => {
                    let is_final = matches!(fate, Fate::NoSuchAddress | Fate::Complaint);
                    if !notify::returned(tx, id, is_final)? {
                        return Ok(Saved::nothing(Some(false)));
                    }
                    Ok(Audit::of("kernel.mail_returned", id).note(word(fate)).with(Some(true)))
                }
            })
            .await?;
        if noted.is_some() {
            return Ok(noted);
        }
    }
    Ok(None)
}

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::NoSuchAddress => "no such address",
        Fate::GivenUp => "given up",
        Fate::Complaint => "complaint",
        Fate::Nothing => "nothing",
    }
}
