//! Files of a case: fetched as downloads, stored by staff.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::cases::{Case, WORK};
use kernel::files::{self, Checked, StoredFile, UPLOAD_BYTES_MAX, check_upload};
use kernel::procedure::DocumentNeed;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Text};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use web::button::{Weight, button};
use web::choice::Choice;
use web::upload::UploadRules;
use web::{Field, Form, Markup, Say, html};

use crate::door;
use crate::view::Opened;
use crate::{acts, facts};

/// Label of files that are no document the case asks for.
const OTHER: &str = "other";
/// What a file name in a header leaves unescaped (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Answers with a file as a download: never shown inside our own pages.
pub(crate) fn attachment(name: &str, mime: &str, bytes: Vec<u8>) -> Response {
    let escaped = utf8_percent_encode(name, PLAIN);
    let disposition = format!("attachment; filename*=UTF-8''{escaped}");
    let value = |text: &str, other: &'static str| {
        HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(other))
    };
    let headers = [
        (header::CONTENT_TYPE, value(mime, "application/octet-stream")),
        (header::CONTENT_DISPOSITION, value(&disposition, "attachment")),
    ];
    (headers, bytes).into_response()
}

/// Reads the bytes of a file off the request path.
///
/// # Errors
/// [`AppError::NotFound`] when they are missing.
pub(crate) async fn bytes_of(ctx: &Ctx, file: &StoredFile) -> Result<Vec<u8>, AppError> {
    let (files, sha256) = (ctx.town.files().clone(), file.sha256.clone());
    let read = tokio::task::spawn_blocking(move || files.read(&sha256));
    read.await.map_err(AppError::internal)?
}

/// A file of the case.
pub(crate) async fn download(
    ctx: Ctx,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (id, file): (Id<Case>, Id<StoredFile>) = (door::id(&id)?, door::id(&file)?);
    let actor = ctx.actor.clone();
    let file = ctx
        .read(move |reader| {
            let case = door::enter(reader, id, &actor)?;
            let file = files::find(reader, file)?;
            if file.owner == case.owner() { Ok(file) } else { Err(AppError::NotFound) }
        })
        .await?;
    super::show::note_opening(&ctx, id).await?;
    let bytes = bytes_of(&ctx, &file).await?;
    Ok(attachment(file.name.reveal(), &file.mime, bytes))
}

/// The form for a file that came by post or at the counter.
pub(crate) fn form(ctx: &Ctx, say: Say, opened: &Opened, needs: &[DocumentNeed]) -> Markup {
    let labels: Vec<(String, String)> = needs
        .iter()
        .map(|need| (need.key.clone(), need.label.of(ctx.language).to_owned()))
        .chain(std::iter::once((OTHER.to_owned(), say.of("Sonstiges", "Other").to_owned())))
        .collect();
    let choices: Vec<Choice<'_>> = labels.iter().map(|(v, l)| Choice::new(v, l)).collect();
    let rules = UploadRules {
        accept: ".pdf,.jpg,.jpeg,.png",
        kinds: say.of("PDF, JPG oder PNG", "PDF, JPG or PNG"),
        max_bytes: UPLOAD_BYTES_MAX,
        multiple: true,
    };
    Form::post(&opened.url(ctx, "unterlagen"), &ctx.form_token())
        .with_files()
        .label(say.of("Datei ablegen", "Store a file"))
        .body(html! {
            (opened.meta())
            (Field::new(say, "art", say.of("Art der Unterlage", "Kind of document")).value(OTHER).select(&choices))
            (Field::new(say, "datei", say.of("Datei", "File")).upload(rules))
            (button(Weight::Secondary, say.of("Ablegen", "Store")))
        })
}

/// Stores files that came by post or at the counter.
pub(crate) async fn store(
    ctx: Ctx,
    Path(id): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let actor = ctx.actor.clone();
    // Asked before the bytes are looked at: nobody fills the store of a foreign unit.
    ctx.read(move |reader| door::enter(reader, id, &actor).map(|_| ())).await?;
    let uploads = fields.take_uploads();
    if uploads.is_empty() {
        return Err(no_file().into());
    }
    let mut checked: Vec<Checked> = Vec::new();
    for upload in uploads {
        checked.push(check_upload(&upload.name, upload.bytes)?);
    }
    let files = ctx.town.files().clone();
    let written = tokio::task::spawn_blocking(move || {
        checked.iter().try_for_each(|file| files.write(file))?;
        Ok::<_, AppError>(checked)
    });
    let checked = written.await.map_err(AppError::internal)??;
    let (form, label) = (door::Form::of(&fields), fields.get("art").to_owned());
    let (town, who) = (ctx.town.clone(), ctx.person_name.clone());
    ctx.write(move |tx| {
        let Some(case) = door::act(tx, id, WORK, &form)? else {
            return Ok(Saved::nothing(()));
        };
        let label = known_label(&town, tx, &case, &label)?;
        for file in &checked {
            files::link(tx, file, &case.owner(), &label, "staff")?;
        }
        let what = Text::new("Datei abgelegt.", "File stored.");
        acts::note(tx, &case, &who, &what)?;
        if case.is_open() {
            facts::complete_documents(&town, tx, &case)?;
        }
        Ok(Audit::of("desk.file_stored", id).note(format!("files={}", checked.len())).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=abgelegt")))
}

fn no_file() -> Problem {
    Problem::new(
        "desk/no-file",
        "Sie haben keine Datei ausgewählt. Gehen Sie zurück und wählen Sie eine Datei.",
        "You have not chosen a file. Go back and choose one.",
    )
}

/// The label as sent if the case knows it, else none of the document's.
fn known_label(
    town: &kernel::Town,
    tx: &mut kernel::Tx<'_>,
    case: &Case,
    label: &str,
) -> Result<String, AppError> {
    let Ok(procedure) = town.house().procedure(&case.kind) else { return Ok(OTHER.to_owned()) };
    let needs = procedure.documents(town, tx, case)?;
    let known = needs.into_iter().find(|need| need.key == label);
    Ok(known.map_or_else(|| OTHER.to_owned(), |need| need.key))
}

/// Reads a file of a case for a page that has asked its own door.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) async fn send(ctx: &Ctx, file: Id<StoredFile>) -> Result<Response, AppError> {
    let file = ctx.read(move |reader| files::find(reader, file)).await?;
    let bytes = bytes_of(ctx, &file).await?;
    Ok(attachment(file.name.reveal(), &file.mime, bytes))
}
