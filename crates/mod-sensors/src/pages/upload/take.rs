//! Looking at a file and storing it: one reading of the file for both, so that what is stored is what
//! was shown.

use std::collections::HashSet;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Reader, Text, files};
use norm_sensorthings::Json;
use web::Frame;

use super::{DESK, choices, page};
use crate::answer::Refusal;
use crate::file::{Choices, Read, SEPARATORS, Sheet, guess, read};
use crate::store::stations;
use crate::store::uploads::{self as store, Upload};
use crate::store::watch as watched;
use crate::write::arrived::{Arrived, Taken, take_new};

/// A file as it is understood.
pub(super) struct Looked {
    /// The file.
    pub upload: Upload,
    /// The station's name.
    pub station: String,
    /// Its rows.
    pub sheet: Sheet,
    /// What they mean.
    pub choices: Choices,
    /// Streams of the station: number, name, sign of the unit.
    pub streams: Vec<(i64, String, String)>,
    /// The values, or why there are none.
    pub read: Result<Read, Text>,
    /// How many of them are stored already.
    pub known: usize,
}

fn sheet_error(why: Text) -> AppError {
    AppError::refused("sensors/file", why.de, why.en)
}

/// All streams of a station that take plain values, hidden ones too.
fn streams_of(reader: &mut Reader<'_>, thing: i64) -> Result<Vec<(i64, String, String)>, AppError> {
    let mut streams = Vec::new();
    for target in crate::store::inbound::targets(reader)? {
        let spot = watched::spot(reader, target.0)?;
        if spot.thing == thing {
            streams.push((target.0, spot.stream, spot.sign));
        }
    }
    Ok(streams)
}

/// Values whose instant is there already: their stream and start.
fn known(reader: &mut Reader<'_>, read: &Read) -> Result<HashSet<(i64, i64)>, AppError> {
    let streams: HashSet<i64> = read.values.iter().map(|v| v.stream).collect();
    let mut known = HashSet::new();
    for stream in streams {
        let times = || read.values.iter().filter(|v| v.stream == stream).map(|v| v.time.0);
        let (Some(first), Some(last)) = (times().min(), times().max()) else { continue };
        let there = store::starts(reader, stream, (first, last))?;
        known.extend(times().filter(|at| there.contains(at)).map(|at| (stream, at)));
    }
    Ok(known)
}

/// Reads a file as somebody chose, or as it is guessed.
pub(super) async fn look(ctx: &Ctx, id: Id<Upload>, fields: &Fields) -> Result<Looked, AppError> {
    let (upload, station, streams, sha256) = ctx
        .read(move |db| {
            let upload = store::find(db, id)?;
            let station = stations::one(db, upload.thing).map(|s| s.name).or_else(|e| match e {
                AppError::NotFound => Ok(String::new()),
                other => Err(other),
            })?;
            let streams = streams_of(db, upload.thing)?;
            let file = files::find(db, upload.file)?;
            Ok((upload, station, streams, file.sha256))
        })
        .await?;
    let bytes = ctx.town.files().read(&sha256)?;
    let names: Vec<(i64, String)> =
        streams.iter().map(|(id, name, _)| (*id, name.clone())).collect();
    let (fields, now) = (fields.clone(), ctx.now());
    // A hundred thousand rows take a moment: others are served meanwhile.
    let parsed = tokio::task::spawn_blocking(move || -> Result<_, Text> {
        let sheet = Sheet::open(&bytes, fields.get_sign("trenner"))?;
        let mut choices =
            choices(&fields, sheet.head.len()).unwrap_or_else(|| guess(&sheet, &names));
        choices.columns.retain(|(_, stream)| names.iter().any(|(id, _)| id == stream));
        let read = read(&sheet, &choices, now);
        Ok((sheet, choices, read))
    });
    let (sheet, choices, read) = parsed.await.map_err(AppError::internal)?.map_err(sheet_error)?;
    let (read, known) = match read {
        Ok(read) => {
            let (read, count) = ctx
                .read(move |db| {
                    let count = known(db, &read)?.len();
                    Ok((read, count))
                })
                .await?;
            (Ok(read), count)
        }
        Err(why) => (Err(why), 0),
    };
    Ok(Looked { upload, station, sheet, choices, streams, read, known })
}

/// A single sign that must not be trimmed: a tab is one.
trait Sign {
    fn get_sign(&self, name: &str) -> Option<char>;
}

impl Sign for Fields {
    fn get_sign(&self, name: &str) -> Option<char> {
        let sign = self.all(name).next()?.chars().next()?;
        SEPARATORS.contains(&sign).then_some(sign)
    }
}

/// Stores the values: all of them, or none and why.
pub(crate) async fn store_all(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Upload> = key.parse().map_err(|_| AppError::NotFound)?;
    let looked = look(&ctx, id, &fields).await?;
    let here = format!("{DESK}/{id}");
    let read = match (&looked.read, looked.upload.stored_at) {
        // A second click finds it done.
        (_, Some(_)) => return Ok(ctx.redirect(&here)),
        (Err(why), None) => return Err(sheet_error(why.clone())),
        (Ok(read), None) => read.clone(),
    };
    if read.bad_count > 0 && fields.get("auslassen") != "ja" {
        let problem = Problem::new(
            "sensors/bad-rows",
            "Es ist nichts gespeichert: Einige Zeilen sind fehlerhaft.",
            "Nothing is stored: some rows are bad.",
        )
        .at(
            "auslassen",
            "Lassen Sie die fehlerhaften Zeilen aus, oder berichtigen Sie die Datei.",
            "Leave the bad rows out, or correct the file.",
        );
        return Ok(page(&ctx, &looked, &Frame::of(&ctx).errors_of(&problem)));
    }
    let stored = ctx
        .write(move |tx| {
            let there = known(tx, &read)?;
            let new: Vec<_> =
                read.values.iter().filter(|v| !there.contains(&(v.stream, v.time.0))).collect();
            let arrived: Vec<Arrived> = new
                .iter()
                .map(|v| Arrived { stream: v.stream, time: v.time, value: Json::from(v.value) })
                .collect();
            let taken = take_new(tx, &arrived).map_err(Refusal::into_error)?;
            for (value, taken) in new.iter().zip(&taken) {
                refused(value.line, taken)?;
            }
            let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let doubled = there.len() + read.doubled;
            let counts = (number(new.len()), number(doubled), number(read.bad_count));
            if !store::stored(tx, id, counts)? {
                return Err(AppError::refused(
                    "sensors/stored-before",
                    "Diese Datei ist schon gespeichert.",
                    "This file is stored already.",
                ));
            }
            Ok(Audit::of("sensors.file_stored", id).note(counts.0).done())
        })
        .await;
    match stored {
        Ok(()) => Ok(ctx.redirect(&here)),
        Err(AppError::Refused(problem)) => {
            Ok(page(&ctx, &looked, &Frame::of(&ctx).errors_of(&problem)))
        }
        Err(other) => Err(other),
    }
}

/// What cannot be stored stops all of it.
fn refused(line: usize, taken: &Taken) -> Result<(), AppError> {
    let (de, en) = match taken {
        Taken::Stored | Taken::Known => return Ok(()),
        Taken::Ahead => {
            ("Die Zeit liegt in der Zukunft.".to_owned(), "The time lies in the future.".to_owned())
        }
        Taken::Held(_) => (
            "Der Eintrag dieser Messstelle im Register ist pausiert oder nicht in Betrieb."
                .to_owned(),
            "The entry of this station in the register is paused or not running.".to_owned(),
        ),
        Taken::Wrong(why) => {
            (format!("Der Wert passt nicht: {why}"), format!("The value does not fit: {why}"))
        }
    };
    Err(AppError::refused(
        "sensors/file-row",
        format!("Es ist nichts gespeichert. Zeile {line}: {de}"),
        format!("Nothing is stored. Line {line}: {en}"),
    ))
}
