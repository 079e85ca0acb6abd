//! Pages as they will be: what somebody prepares, drawn on the very page it will have.

use std::pin::Pin;

use axum::response::Response;
use kernel::module::Proof;
use kernel::{AppError, Ctx};
use web::Frame;
use web::page::ProofOn;

use crate::shown::{Edition, Shown};
use crate::{home, item};

/// Draws a proof.
pub(crate) fn draw(
    ctx: Ctx,
    proof: Proof,
) -> Pin<Box<dyn Future<Output = Result<Response, AppError>> + Send>> {
    Box::pin(async move {
        let Proof { publication, is_easy, is_print } = proof;
        let on = if is_print { ProofOn::Paper } else { ProofOn::Screen };
        let ctx = Ctx { path: publication.path(), ..ctx };
        if publication.kind == "page" && publication.slug.is_empty() && !is_easy {
            return home::proof(&ctx, publication, on).await;
        }
        let edition = if is_easy { Edition::Easy } else { Edition::Usual };
        let (town, language) = (std::sync::Arc::clone(&ctx.town), ctx.language);
        let shown =
            ctx.read(move |db| Shown::draft(&town, db, publication, language, edition)).await?;
        let frame = Frame::of(&ctx);
        Ok(frame.answer(item::page(&ctx, &frame, &shown).proof(on)))
    })
}
