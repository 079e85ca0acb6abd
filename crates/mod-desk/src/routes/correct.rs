//! Corrections: what the case worker found instead of what was declared, with the reason.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::{Case, WORK};
use kernel::procedure::{Correction, SheetRow};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Text};
use web::button::{Weight, button};
use web::{Field, Form, Frame, buttons, html, link_button};

use crate::acts;
use crate::door;
use crate::model::NOTE_CHARS_MAX;
use crate::view::{self, Again, Opened, Part};

/// The form for one fact of the claim.
pub(crate) async fn form(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id = door::id(&id)?;
    page(&ctx, id, fields.get("zeile").to_owned(), None).await
}

async fn page(
    ctx: &Ctx,
    id: Id<Case>,
    key: String,
    again: Option<Again>,
) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let wanted = key.clone();
    let is_first = again.is_none();
    let (opened, row) = ctx
        .read(move |reader| {
            let opened = Opened::load(reader, &inner, id)?;
            if is_first {
                door::must_be_in_work(&opened.case)?;
            }
            let procedure = inner.town.house().procedure(&opened.case.kind)?;
            let sheet = procedure.sheet(&inner.town, reader, &opened.case, inner.language)?;
            let mut rows = sheet.sections.into_iter().flat_map(|section| section.rows);
            let row: SheetRow = rows
                .find(|row| !row.key.is_empty() && row.key == wanted)
                .ok_or(AppError::NotFound)?;
            Ok((opened, row))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = view::errors(&frame, again.as_ref());
    let value = view::value(again.as_ref(), "wert", row.found.as_deref().unwrap_or(&row.declared));
    let reason = view::value(again.as_ref(), "grund", row.reason.as_deref().unwrap_or_default());
    let declared = if row.declared.is_empty() {
        say.of("keine Angabe", "not answered")
    } else {
        &row.declared
    };
    let body = Form::post(&opened.url(ctx, "berichtigen"), &ctx.form_token()).body(html! {
        (opened.meta())
        input type="hidden" name="zeile" value=(key);
        (web::list::definition_list(&[(say.of("Im Antrag erklärt", "Declared in the claim"), html! { (declared) })]))
        (Field::new(say, "wert", &row.label)
            .value(&value)
            .hint(say.of("Der Wert, den Sie festgestellt haben. Leer nimmt die Berichtigung zurück.", "The value you found. Empty takes the correction back."))
            .error(errors.get("wert"))
            .text())
        (Field::new(say, "grund", say.of("Grund", "Reason"))
            .value(&reason)
            .hint(say.of("Woher wissen Sie das? Zum Beispiel: Lohnabrechnung März.", "How do you know? For example: pay slip of March."))
            .error(errors.get("grund"))
            .max_length(NOTE_CHARS_MAX)
            .textarea(3))
        (buttons(html! {
            (button(Weight::Primary, say.of("Speichern", "Save")))
            (link_button(Weight::Tertiary, &opened.url(ctx, ""), say.of("Abbrechen", "Cancel")))
        }))
    });
    let title = say.of("Angabe berichtigen", "Correct a fact");
    let page = view::page(&frame, ctx, &opened, Part::Step, title, &body);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

/// Moves the messages of a department to the fields of this form.
fn at_fields(error: AppError) -> AppError {
    match error {
        AppError::Refused(mut problem) => {
            for (field, _, _) in &mut problem.fields {
                if field != "grund" {
                    "wert".clone_into(field);
                }
            }
            AppError::Refused(problem)
        }
        other => other,
    }
}

/// Saves a correction.
pub(crate) async fn save(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let form = door::Form::of(&fields);
    let (key, value, reason) =
        (fields.get("zeile").to_owned(), fields.get("wert").to_owned(), fields.text("grund"));
    let (town, who, row) = (ctx.town.clone(), ctx.person_name.clone(), key.clone());
    let saved = ctx
        .write(move |tx| {
            let Some(case) = door::act(tx, id, WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            door::must_be_in_work(&case)?;
            if (reason.is_empty() && !value.is_empty()) || reason.chars().count() > NOTE_CHARS_MAX {
                return Err(Problem::new(
                    "desk/reason",
                    "Bitte prüfen Sie die Angaben.",
                    "Please check what you entered.",
                )
                .at(
                    "grund",
                    "Geben Sie in höchstens 2.000 Zeichen an, warum Sie berichtigen.",
                    "Say in at most 2,000 characters why you correct it.",
                )
                .into());
            }
            let procedure = town.house().procedure(&case.kind)?;
            let correction = Correction { key: &row, value: &value, reason: &reason };
            procedure.correct(&town, tx, &case, &correction).map_err(at_fields)?;
            let what = if value.is_empty() {
                Text::new("Eine Berichtigung zurückgenommen.", "Took a correction back.")
            } else {
                Text::new("Eine Angabe berichtigt.", "Corrected a fact.")
            };
            acts::note(tx, &case, &who, &what)?;
            Ok(Audit::of("desk.corrected", id).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=berichtigt"))),
        Err(error) => page(&ctx, id, key, Some(Again::of(fields, error)?)).await,
    }
}
