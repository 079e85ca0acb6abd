//! Looking at a file before it is taken in: what it is, whether it is sound, what an editor should
//! know of it.

use std::sync::Arc;

use darkroom::{Kind, Limits, Refusal};
use kernel::{AppError, Town, settings};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::model::{Note, refusal};
use crate::settings::MediaSettings;

/// One picture is unpacked at a time: it may take a quarter of a gigabyte for a moment.
pub(crate) static TABLE: Semaphore = Semaphore::const_new(1);

/// A file that was looked at and can be stored.
#[derive(Clone, Debug)]
pub struct Sound {
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) colour: String,
    pub(crate) fingerprint: Option<u64>,
    pub(crate) suggestion: darkroom::Suggestion,
    pub(crate) notes: Vec<Note>,
}

/// The kind of a medium in the words of the kernel.
pub fn word(kind: Kind) -> &'static str {
    match kind {
        k if k.is_picture() => "image",
        Kind::Svg => "image",
        Kind::Pdf => "document",
        Kind::Vtt => "captions",
        k if k.is_film() => "video",
        _ => "audio",
    }
}

/// Looks at a file. Takes its time: pictures are unpacked.
///
/// # Errors
/// [`AppError::Refused`] with what is wrong with it and what to do.
pub async fn look(town: &Arc<Town>, name: &str, bytes: Vec<u8>) -> Result<Sound, AppError> {
    let limits: MediaSettings = town.read(settings::get).await?;
    let _turn = TABLE.acquire().await.map_err(AppError::internal)?;
    let looked = tokio::task::spawn_blocking(move || check(bytes, &limits)).await;
    // A decoder that gives up in the middle says the same as one that refuses.
    let looked = looked.unwrap_or_else(|_| Err(Refusal::Damaged("the decoder gave up".into())));
    looked.map_err(|e| refusal(name, &e).into())
}

fn check(bytes: Vec<u8>, limits: &MediaSettings) -> Result<Sound, Refusal> {
    let kind = darkroom::kind(&bytes)?;
    let is_long = kind.is_film() || kind.is_sound();
    let most = if is_long { limits.film_mb_max } else { limits.file_mb_max };
    let bytes_max = u64::try_from(most).unwrap_or(0) * 1024 * 1024;
    if bytes.len() as u64 > bytes_max {
        return Err(Refusal::TooManyBytes(bytes_max));
    }
    let mut sound = Sound {
        kind,
        bytes: Vec::new(),
        width: 0,
        height: 0,
        colour: String::new(),
        fingerprint: None,
        suggestion: darkroom::Suggestion::default(),
        notes: Vec::new(),
    };
    match kind {
        k if k.is_picture() => picture(&mut sound, &bytes, bytes_max)?,
        Kind::Svg => drawing(&mut sound, &bytes)?,
        Kind::Pdf => {
            document(&mut sound, &bytes)?;
            sound.bytes = bytes;
        }
        Kind::Vtt => {
            captions(&mut sound, &bytes)?;
            sound.bytes = bytes;
        }
        _ => sound.bytes = bytes,
    }
    Ok(sound)
}

fn picture(sound: &mut Sound, bytes: &[u8], bytes_max: u64) -> Result<(), Refusal> {
    let limits = Limits { bytes_max, ..Limits::default() };
    let picture = darkroom::decode(bytes, &limits)?;
    sound.suggestion = darkroom::suggestion(bytes);
    sound.bytes = darkroom::clean(bytes)?;
    if sound.kind == Kind::Gif {
        sound.kind = Kind::Png;
    }
    sound.width = picture.width;
    sound.height = picture.height;
    sound.colour = darkroom::dominant(&picture);
    sound.fingerprint = Some(darkroom::fingerprint(&picture));
    if sound.suggestion.had_place {
        sound.notes.push(Note::new(
            "Der Aufnahmeort stand in der Datei. Wir haben ihn entfernt.",
            "The file held the place where it was taken. We have removed it.",
        ));
    }
    if picture.width < 1_200 {
        sound.notes.push(Note::new(
            format!("Das Bild ist nur {} Punkte breit. Als großes Bild oben auf einer Seite wirkt es unscharf.", picture.width),
            format!("The picture is only {} points wide. As a large picture on top of a page it looks blurred.", picture.width),
        ));
    }
    Ok(())
}

fn drawing(sound: &mut Sound, bytes: &[u8]) -> Result<(), Refusal> {
    let drawing = darkroom::drawing(bytes)?;
    if !drawing.removed.is_empty() {
        let list = drawing.removed.join(", ");
        sound.notes.push(Note::new(
            format!("Aus der Zeichnung wurde entfernt: {list}. Bitte prüfen Sie, ob sie noch vollständig aussieht."),
            format!("Removed from the drawing: {list}. Please check whether it still looks complete."),
        ));
    }
    sound.width = drawing.width;
    sound.height = drawing.height;
    sound.bytes = drawing.bytes;
    Ok(())
}

fn document(sound: &mut Sound, bytes: &[u8]) -> Result<(), Refusal> {
    let paper = darkroom::paper(bytes);
    if paper.is_encrypted || paper.is_active {
        return Err(Refusal::Active("PDF".into()));
    }
    let mut note = |is_wrong: bool, de: &str, en: &str| {
        if is_wrong {
            sound.notes.push(Note::new(de, en));
        }
    };
    note(
        !paper.has_text,
        "Das PDF enthält keinen Text, vermutlich ist es ein Scan. Screenreader lesen nichts vor. Bieten Sie den Inhalt als Seite an.",
        "The PDF holds no text; it is probably a scan. Screen readers read nothing. Offer the content as a page.",
    );
    note(
        paper.has_text && !paper.is_tagged,
        "Das PDF ist nicht getaggt: Screenreader kennen seine Überschriften und Reihenfolge nicht. Speichern Sie es als barrierefreies PDF (PDF/UA).",
        "The PDF is not tagged: screen readers do not know its headings and order. Save it as an accessible PDF (PDF/UA).",
    );
    note(
        !paper.has_title,
        "Das PDF hat keinen Titel. Tragen Sie ihn in den Eigenschaften der Datei ein.",
        "The PDF has no title. Enter it in the properties of the file.",
    );
    note(
        paper.language.is_empty(),
        "Im PDF fehlt die Angabe der Sprache.",
        "The PDF does not name its language.",
    );
    Ok(())
}

fn captions(sound: &mut Sound, bytes: &[u8]) -> Result<(), Refusal> {
    let read = darkroom::captions(bytes)?;
    if let Some(first) = read.hasty.first() {
        sound.notes.push(Note::new(
            format!(
                "{} Untertitel stehen zu kurz, um sie zu lesen; der erste in Zeile {first}.",
                read.hasty.len()
            ),
            format!(
                "{} captions are too short to be read; the first one is in line {first}.",
                read.hasty.len()
            ),
        ));
    }
    Ok(())
}

impl Sound {
    /// Digest of the cleaned bytes.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.bytes))
    }

    /// The kind of medium.
    pub fn word(&self) -> &'static str {
        word(self.kind)
    }
}
