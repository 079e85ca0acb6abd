//! Letters of the past. Setting some hundred letters takes a minute of computing, and nobody waits
//! a minute for a demo: while the stories are told, each letter is put off, and a page stands in
//! for it that says so. When the town is open they are set one after the other, newest first.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::files;
use kernel::paper::{Letter, Press, PressError};
use kernel::{Actor, AppError, Audit, Id, Town};
use serde::{Deserialize, Serialize};

use super::{Error, papers};

/// Holds the letters that are not set yet, one per line, oldest first.
const PUT_OFF: &str = "letters.jsonl";
/// Letters set before they are saved together.
const AT_ONCE: usize = 8;

/// A letter that waits, and the digest of what stands in for it.
#[derive(Clone, Serialize, Deserialize)]
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
    /// Notes the letters in the folder of the town, so that a stop loses none; answers how many.
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

/// Whether letters of this town still wait.
pub fn are_waiting(folder: &Path) -> bool {
    folder.join(PUT_OFF).exists()
}

/// Sets the letters that were put off, newest first; answers how many. A stop in between loses
/// nothing: the next call goes on.
///
/// # Errors
/// What press, disk and database say.
pub async fn set(town: &Arc<Town>) -> Result<usize, Error> {
    let list = town.plan().folder.join(PUT_OFF);
    let Ok(text) = std::fs::read_to_string(&list) else { return Ok(0) };
    let mut count = 0;
    let lines: Vec<&str> = text.lines().rev().collect();
    for part in lines.chunks(AT_ONCE) {
        let part: Vec<Waiting> =
            part.iter().map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?;
        count += set_part(town, part).await?;
    }
    std::fs::remove_file(list)?;
    Ok(count)
}

async fn set_part(town: &Arc<Town>, part: Vec<Waiting>) -> Result<usize, Error> {
    let part = town
        .read(move |db| {
            let mut open = Vec::with_capacity(part.len());
            for waiting in part {
                if files::is_used(db, &waiting.stand_in)? {
                    open.push(waiting);
                }
            }
            Ok(open)
        })
        .await?;
    if part.is_empty() {
        return Ok(0);
    }
    let house = Arc::clone(town);
    let made = tokio::task::spawn_blocking(move || {
        let mut made = Vec::with_capacity(part.len());
        for Waiting { stand_in, letter } in part {
            let bytes = house.press().set(&letter).map_err(AppError::internal)?;
            let file = files::made_here("brief.pdf", "application/pdf", bytes);
            house.files().write(&file)?;
            made.push((stand_in, file));
        }
        Ok::<_, AppError>(made)
    })
    .await??;
    let count = made.len();
    town.write(Actor::system("demo"), move |tx| {
        for (stand_in, file) in &made {
            files::set_anew(tx, stand_in, file)?;
        }
        Ok(Audit::of("demo.letters_set", count).done())
    })
    .await?;
    Ok(count)
}
