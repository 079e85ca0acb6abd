//! Files of a case for its applicant: always as downloads, never shown by the browser itself.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::files::{self, StoredFile};
use kernel::notify::{self, Message};
use kernel::{AppError, Case, Ctx, Id, cases};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Stop, parse_id};
use crate::receipt;

/// Whether applicants may fetch a file: what they brought, what the house made for them, and what
/// was attached to a message to them. Notes and drafts of the office are none of these.
pub(super) fn is_for_applicant(file: &StoredFile, messages: &[Message]) -> bool {
    file.origin == "citizen"
        || (file.origin == "house" && matches!(file.label.as_str(), "data" | "receipt"))
        || messages.iter().any(|m| m.is_to_citizen && m.file == Some(file.id))
}

/// A file of the case, always as a download.
pub async fn download(
    ctx: Ctx,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let id: Id<Case> = parse_id(&id)?;
    let file: Id<StoredFile> = parse_id(&file)?;
    let actor = ctx.actor.clone();
    let file = ctx
        .read(move |db| {
            let case = cases::find(db, id)?.open(&actor)?;
            let file = files::find(db, file)?;
            let messages = notify::of_case(db, id)?;
            let is_theirs = file.owner == case.owner() && is_for_applicant(&file, &messages);
            if is_theirs { Ok(file) } else { Err(AppError::NotFound) }
        })
        .await?;
    serve(&ctx, file).await
}

/// The receipt as PDF; made now if the job has not come to it yet.
pub async fn receipt_pdf(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: Id<Case> = parse_id(&id)?;
    let actor = ctx.actor.clone();
    ctx.read(move |db| cases::find(db, id)?.open(&actor).map(|_| ())).await?;
    let file = receipt::make(&ctx.town, id).await?;
    let file = ctx.read(move |db| files::find(db, file)).await?;
    serve(&ctx, file).await
}

async fn serve(ctx: &Ctx, file: StoredFile) -> Result<Response, Stop> {
    let (town, sha256) = (Arc::clone(&ctx.town), file.sha256.clone());
    let bytes = tokio::task::spawn_blocking(move || town.files().read(&sha256))
        .await
        .map_err(AppError::internal)??;
    // An ASCII name for old programs, the real one beside it (RFC 6266).
    let name = file.name.reveal();
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' })
        .collect();
    let disposition = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        utf8_percent_encode(name, NON_ALPHANUMERIC)
    );
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).map_err(AppError::internal);
    headers.insert(header::CONTENT_TYPE, value(&file.mime)?);
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition)?);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    Ok(response)
}
