//! What the town wrote about a request, for everybody who acts for the company: messages and the
//! notice, always as a download.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::files::{self, StoredFile};
use kernel::notify::{self, Message};
use kernel::{AppError, Ctx, Id, Reader};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::Markup;
use web::timeline::{self, Letter};

use super::{PORTAL, portal};
use crate::model::Request;

/// Messages of the town about a request, newest first.
pub(super) fn of(reader: &mut Reader<'_>, request: &Request) -> Result<Vec<Message>, AppError> {
    let Some(case) = request.case else { return Ok(Vec::new()) };
    let mut all = notify::of_case(reader, case)?;
    all.retain(|message| message.is_to_citizen);
    all.reverse();
    Ok(all)
}

/// Shows them.
pub(super) fn show(ctx: &Ctx, id: Id<Request>, letters: &[Message]) -> Markup {
    let shown = letters.iter().map(|m| {
        let url = |file| ctx.to(&format!("{PORTAL}/{id}/datei/{file}"));
        let name = ctx.say("Bescheid oder Anlage (PDF)", "Notice or enclosure (PDF)").to_owned();
        Letter {
            from: m.author.clone(),
            when: ctx.language.moment(m.at),
            subject: m.subject.reveal().clone(),
            text: m.body.reveal().clone(),
            own: false,
            attachments: m.file.map(|file| (name, url(file))).into_iter().collect(),
        }
    });
    timeline::letters(&shown.collect::<Vec<_>>())
}

/// A file the town sent.
pub(super) async fn download(
    ctx: Ctx,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let id: Id<Request> = super::id(&id)?;
    let file: Id<StoredFile> = super::id(&file)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let file = ctx
        .read(move |db| {
            let (_, request) = portal::own(&town, db, &actor, id)?;
            let is_sent = of(db, &request)?.iter().any(|m| m.file == Some(file));
            if is_sent { files::find(db, file) } else { Err(AppError::NotFound) }
        })
        .await?;
    let (town, sha256) = (Arc::clone(&ctx.town), file.sha256.clone());
    let bytes = tokio::task::spawn_blocking(move || town.files().read(&sha256))
        .await
        .map_err(AppError::internal)??;
    let name = file.name.reveal();
    let sign = |c: char| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(sign).collect();
    // An ASCII name for old programs, the real one beside it (RFC 6266).
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
    let policy = HeaderValue::from_static("sandbox; default-src 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
