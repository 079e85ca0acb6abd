//! One page for a committee: the entry of the register as PDF.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::paper::{Block, Letter, Sender};
use kernel::{AppError, Ctx};
use web::Frame;

use super::public::said;
use super::{PUBLIC, step_words};
use crate::register::State;
use crate::store::register as store;

/// Steps of the history on the sheet.
const STEPS_MAX: usize = 6;

/// The sheet.
pub(crate) async fn pdf(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let wanted = slug.clone();
    let (entry, steps) = ctx
        .read(move |db| {
            let entry = store::by_slug(db, &wanted)?.ok_or(AppError::NotFound)?;
            let steps = store::steps(db, entry.id)?;
            Ok((entry, steps))
        })
        .await?;
    if entry.state == State::Draft {
        return Err(AppError::NotFound);
    }
    let letter = {
        let frame = Frame::of(&ctx);
        let say = frame.say;
        let language = ctx.language;
        let profile = ctx.town.profile();
        let title = entry.record.title.of(language).to_owned();
        let history = steps.iter().take(STEPS_MAX).map(|step| {
            let day = frame.day(step.at.to_zoned(kernel::clock::berlin()).date());
            let words = step_words(&step.what);
            let note =
                if step.note.is_empty() { String::new() } else { format!(" – {}", step.note) };
            format!("{day}: {}{note}", words.of(language))
        });
        Letter {
            language: language.tag().to_owned(),
            title: title.clone(),
            sender: Sender {
                town: profile.name.clone(),
                unit: entry.record.responsible.clone(),
                colour: profile.colour.clone(),
                arms_svg: Some(profile.arms_svg.clone()).filter(|arms| !arms.is_empty()),
                ..Sender::default()
            },
            reference: vec![(
                say.of("Stand", "State").to_owned(),
                entry.state.label().of(language).to_owned(),
            )],
            date: frame.day(ctx.today()),
            subject: title,
            body: vec![
                Block::Paragraph(entry.record.purpose.of(language).to_owned()),
                Block::Facts(said(&frame, &entry.record)),
                Block::Heading(1, say.of("Verlauf", "History").to_owned()),
                Block::List(history.collect()),
                Block::Paragraph(format!(
                    "{} {}{PUBLIC}/{slug}",
                    say.of("Im Register der Stadt:", "In the town's register:"),
                    ctx.town.plan().base_url
                )),
            ],
            ..Letter::default()
        }
    };
    let press = Arc::clone(ctx.town.press());
    let bytes = tokio::task::spawn_blocking(move || press.set(&letter))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("inline; filename=\"sensor.pdf\""),
    );
    Ok(response)
}
