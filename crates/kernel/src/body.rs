//! From the body of a request to the fields of a form, within limits: url-encoded pairs, or the
//! parts of a multipart body with files.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use tokio::sync::Semaphore;

use crate::error::{AppError, Problem};
use crate::fields::{self, Fields, Upload};
use crate::files::UPLOAD_BYTES_MAX;
use crate::routes::Guard;

/// Largest body of a form without files, in bytes.
const FORM_BYTES_MAX: usize = 512 * 1024;
/// Files one request may carry.
const UPLOADS_MAX: usize = 5;
/// Largest body of a form of staff with films and pictures, in bytes: it is held in memory.
pub const LARGE_BYTES_MAX: u64 = 160 * 1024 * 1024;
/// Files such a form may carry.
pub const LARGE_UPLOADS_MAX: usize = 30;

/// Bodies with files read at the same time: bounds memory. Large ones wait for each other, not for
/// those of the public.
#[derive(Debug)]
pub(crate) struct Turns {
    usual: Semaphore,
    large: Semaphore,
}

impl Turns {
    pub(crate) fn new(usual: usize, large: usize) -> Self {
        Self { usual: Semaphore::new(usual), large: Semaphore::new(large) }
    }
}

/// How much a body with files may hold.
struct Room {
    whole: u64,
    file: u64,
    files: usize,
}

const USUAL: Room = Room {
    whole: UPLOAD_BYTES_MAX * UPLOADS_MAX as u64 + FORM_BYTES_MAX as u64,
    // One byte more than the check of files allows: that check names the file in its message.
    file: UPLOAD_BYTES_MAX + 1,
    files: UPLOADS_MAX,
};
const LARGE: Room =
    Room { whole: LARGE_BYTES_MAX, file: LARGE_BYTES_MAX, files: LARGE_UPLOADS_MAX };

/// Reads the form of a guarded route; bodies with files wait for their turn.
///
/// # Errors
/// [`AppError::TooLarge`] and [`AppError::BadRequest`].
pub(crate) async fn read_form(
    turns: &Turns,
    guard: Guard,
    headers: &HeaderMap,
    body: Body,
) -> Result<Fields, AppError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if let (Guard::Upload | Guard::LargeUpload, Ok(boundary)) =
        (guard, multer::parse_boundary(kind))
    {
        let (turns, room) = match guard {
            Guard::LargeUpload => (&turns.large, &LARGE),
            _ => (&turns.usual, &USUAL),
        };
        let _permit = turns.acquire().await.map_err(AppError::internal)?;
        return read_parts(body, boundary, room).await;
    }
    let bytes = axum::body::to_bytes(body, FORM_BYTES_MAX)
        .await
        .map_err(|_| AppError::TooLarge(FORM_BYTES_MAX as u64))?;
    Ok(Fields::from_pairs(fields::parse_pairs(&bytes)?))
}

/// Reads the parts of a multipart body.
///
/// # Errors
/// [`AppError::TooLarge`] and [`AppError::BadRequest`].
pub async fn read_multipart(body: Body, boundary: String) -> Result<Fields, AppError> {
    read_parts(body, boundary, &USUAL).await
}

async fn read_parts(body: Body, boundary: String, room: &Room) -> Result<Fields, AppError> {
    let limits = multer::SizeLimit::new().whole_stream(room.whole).per_field(room.file);
    let constraints = multer::Constraints::new().size_limit(limits);
    let mut parts =
        multer::Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|e| multipart_error(&e))? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file) = part.file_name().map(str::to_owned) else {
            let text = part.text().await.map_err(|e| multipart_error(&e))?;
            fields.pairs.push((name, text));
            fields::check_limits(&fields.pairs)?;
            continue;
        };
        let bytes = part.bytes().await.map_err(|e| multipart_error(&e))?;
        // A file field left empty arrives with an empty name.
        if file.is_empty() && bytes.is_empty() {
            continue;
        }
        if fields.uploads.len() >= room.files {
            return Err(AppError::TooLarge(room.whole));
        }
        fields.uploads.push(Upload { field: name, name: file, bytes: bytes.to_vec() });
    }
    Ok(fields)
}

fn multipart_error(error: &multer::Error) -> AppError {
    match error {
        multer::Error::FieldSizeExceeded { limit, .. }
        | multer::Error::StreamSizeExceeded { limit } => AppError::TooLarge(*limit),
        _ => AppError::BadRequest(Problem::new(
            "form/unreadable",
            "Die Datei kam nicht vollständig an. Bitte versuchen Sie es noch einmal.",
            "The file did not arrive completely. Please try again.",
        )),
    }
}
