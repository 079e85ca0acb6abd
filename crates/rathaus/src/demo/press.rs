//! Letters of the past. Typesetting some hundred letters takes a minute of computing, and nobody
//! waits a minute for a demo: while the stories are told, each letter is put off and stands in as a
//! page that says so; when the town is open, they are set one after the other, newest first.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use kernel::files::{self, StoredFile};
use kernel::paper::{Letter, Press, PressError};
use kernel::{Actor, AppError, Audit, Id, Town};
use serde::{Deserialize, Serialize};

use super::papers;

/// Holds the letters that are not set yet, one per line, oldest first.
const PUT_OFF: &str = "letters.jsonl";

/// A letter that waits, and the digest of what stands in for it.
#[derive(Serialize, Deserialize)]
struct Waiting {
    stand_in: String,
    letter: Letter,
}

/// A press that puts letters off.
#[derive(Default)]
pub struct LatePress {
    waiting: Mutex<Vec<Waiting>>,
}

impl Press for LatePress {
    fn set(&self, letter: &Letter) -> Result<Vec<u8>, PressError> {
        // Every letter needs bytes of its own: they are kept by digest.
        let bytes = papers::stand_in(&letter.title, &Id::<Letter>::new().to_string());
        let file = files::made_here("brief.pdf", "application/pdf", bytes.clone());
        let waiting = Waiting { stand_in: file.sha256().to_owned(), letter: letter.clone() };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
        Ok(bytes)
    }
}

impl LatePress {
    /// Notes the letters in the folder of the town, so that a stop loses none.
    pub fn keep(&self, folder: &Path) -> std::io::Result<usize> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = std::io::BufWriter::new(std::fs::File::create(folder.join(PUT_OFF))?);
        for one in waiting.iter() {
            serde_json::to_writer(&mut out, one)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(waiting.len())
    }
}
