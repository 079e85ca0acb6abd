//! Consents of those shown, and what happens when one is taken back.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::Frame;

use super::show::Sheet;
use super::{key, page_of};
use crate::model::{Consent, LINE_CHARS_MAX, People};
use crate::store;

/// Reads a consent as entered.
fn read(fields: &Fields, today: jiff::civil::Date) -> Result<Consent, Problem> {
    let wrong = || {
        Problem::new(
            "media/consent",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
    };
    let person: String = fields.get("person").chars().take(LINE_CHARS_MAX).collect();
    if person.is_empty() {
        return Err(wrong().at("person", "Geben Sie den Namen an.", "Enter the name."));
    }
    let form = fields.get("form").to_owned();
    if !matches!(form.as_str(), "written" | "electronic" | "spoken") {
        return Err(wrong().at(
            "form",
            "Wählen Sie, wie eingewilligt wurde.",
            "Choose how they agreed.",
        ));
    }
    let Some(given_on) = fields.date("am")?.filter(|day| *day <= today) else {
        return Err(wrong().at(
            "am",
            "Geben Sie einen Tag bis heute an.",
            "Enter a day up to today.",
        ));
    };
    let until = fields.date("ende")?;
    if until.is_some_and(|last| last < given_on) {
        return Err(wrong().at(
            "ende",
            "Das Ende liegt vor dem Anfang.",
            "The end lies before the beginning.",
        ));
    }
    Ok(Consent { id: Id::new(), person, form, given_on, until, withdrawn_at: None })
}

/// Enters a consent.
pub async fn add(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let id = key(&id)?;
    let page = page_of(&id);
    let consent = match read(&fields, ctx.today()) {
        Ok(consent) => consent,
        Err(problem) => {
            let inside = ctx.clone();
            let sheet = ctx.read(move |db| Sheet::read(db, &inside, &id)).await?;
            let frame = Frame::of(&ctx);
            let page = super::show::page(&ctx, &frame, &sheet, &frame.errors_of(&problem));
            return Ok(frame.answer_again(page));
        }
    };
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let mut item = store::find(tx, &id)?;
        store::add_consent(tx, &town, &id, &consent)?;
        item.people = People::Consent;
        store::save(tx, &town, &mut item)?;
        Ok(Audit::of("media.consent_noted", &id).done())
    })
    .await?;
    Ok(ctx.redirect(&page))
}

/// Notes a withdrawal: the medium is blocked everywhere at once; the page then lists each use.
pub async fn withdraw(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id = key(&id)?;
    let page = page_of(&id);
    let consent: Id<Consent> =
        fields.get("einwilligung").parse().map_err(|_| AppError::NotFound)?;
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let mut item = store::find(tx, &id)?;
        if !store::withdraw(tx, &id, consent)? {
            return Err(AppError::NotFound);
        }
        item.blocked = "consent".into();
        store::save(tx, &town, &mut item)?;
        Ok(Audit::of("media.consent_withdrawn", &id).done())
    })
    .await?;
    Ok(ctx.redirect(&page))
}
