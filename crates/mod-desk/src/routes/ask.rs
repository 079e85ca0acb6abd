//! Asking applicants: for documents, and for their opinion before a refusal.

use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::cases::{Case, WORK};
use kernel::procedure::{DocumentNeed, Outcome};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Text, deadlines, org, settings};
use web::button::{Weight, button};
use web::choice::Choice;
use web::{Field, Form, Frame, buttons, html, link_button};

use crate::door;
use crate::model::{self, HEARING_RULE, Hearing, TEXT_CHARS_MAX};
use crate::settings::{DAYS_MAX, DeskSettings};
use crate::view::{self, Again, Opened, Part};
use crate::{acts, store};

/// Name of the field with the days of a deadline.
const DAYS_FIELD: &str = "tage";

/// Reads the days of a deadline.
fn days_of(fields: &Fields) -> Result<i64, Problem> {
    let days = fields.get(DAYS_FIELD).parse::<i64>().ok();
    days.filter(|days| (1..=DAYS_MAX).contains(days))
        .ok_or_else(|| wrong(DAYS_FIELD, "Geben Sie 1 bis 366 Tage ein.", "Enter 1 to 366 days."))
}

fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new("desk/ask", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
        .at(field, de, en)
}

fn until(today: Date, days: i64) -> Date {
    deadlines::end_shifted(today, days.days())
}

/// The form that asks for documents.
pub(crate) async fn documents_form(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    documents_page(&ctx, door::id(&id)?, None).await
}

async fn documents_page(
    ctx: &Ctx,
    id: Id<Case>,
    again: Option<Again>,
) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let is_first = again.is_none();
    let (opened, needs, rules) = ctx
        .read(move |reader| {
            let opened = Opened::load(reader, &inner, id)?;
            if is_first {
                door::must_be_in_work(&opened.case)?;
            }
            let needs = super::show::needs(reader, &inner, &opened.case)?;
            Ok((opened, needs, settings::get::<DeskSettings>(reader)?))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = view::errors(&frame, again.as_ref());
    let open: Vec<&DocumentNeed> = needs.iter().filter(|need| need.files == 0).collect();
    let labels: Vec<&str> = open.iter().map(|need| need.label.of(ctx.language)).collect();
    let choices: Vec<Choice<'_>> = open
        .iter()
        .zip(&labels)
        .map(|(need, label)| Choice::new(&need.key, label).hint(need.why.of(ctx.language)))
        .collect();
    let chosen: Vec<String> = match &again {
        Some(again) => again.fields.all("unterlage").map(str::to_owned).collect(),
        None => open.iter().filter(|n| n.is_required).map(|n| n.key.clone()).collect(),
    };
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let text = view::value(again.as_ref(), "text", "");
    let days = view::value(again.as_ref(), DAYS_FIELD, &rules.document_days.to_string());
    let body = Form::post(&opened.url(ctx, "nachfordern"), &ctx.form_token()).body(html! {
        (opened.meta())
        @if choices.is_empty() {
            (web::notice(html! { p { (say.of("Von den Unterlagen dieses Antrags fehlt keine. Sie können trotzdem etwas anfordern.", "No document of this claim is missing. You can ask for something else.")) } }))
        } @else {
            (Field::new(say, "unterlage", say.of("Welche Unterlagen fehlen?", "Which documents are missing?"))
                .error(errors.get("unterlage")).checkboxes(&choices, &chosen))
        }
        (Field::new(say, "text", say.of("Was brauchen Sie außerdem?", "What else do you need?"))
            .optional().value(&text).error(errors.get("text")).max_length(TEXT_CHARS_MAX)
            .hint(say.of("Steht so in der Nachricht. Anrede, Liste und Frist schreiben wir dazu.", "Stands in the message as it is. We add greeting, list and deadline."))
            .textarea(5))
        (Field::new(say, DAYS_FIELD, say.of("Frist in Tagen", "Deadline in days")).value(&days).error(errors.get(DAYS_FIELD)).number())
        (buttons(html! {
            (button(Weight::Primary, say.of("Anfordern", "Request")))
            (link_button(Weight::Tertiary, &opened.url(ctx, ""), say.of("Abbrechen", "Cancel")))
        }))
    });
    let title = say.of("Unterlagen anfordern", "Request documents");
    let page = view::page(&frame, ctx, &opened, Part::Step, title, &body);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

/// Asks for documents.
pub(crate) async fn documents(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (inner, sent) = (ctx.clone(), fields.clone());
    let saved = ctx
        .write(move |tx| {
            let form = door::Form::of(&sent);
            let Some(case) = door::act(tx, id, WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            door::must_be_in_work(&case)?;
            let needs = super::show::needs(tx, &inner, &case)?;
            let wanted: Vec<&str> = sent.all("unterlage").collect();
            let chosen: Vec<&DocumentNeed> =
                needs.iter().filter(|need| wanted.contains(&need.key.as_str())).collect();
            let further = sent.text("text");
            if chosen.is_empty() && further.is_empty() {
                let field = if needs.iter().any(|n| n.files == 0) { "unterlage" } else { "text" };
                return Err(wrong(
                    field,
                    "Wählen Sie Unterlagen, oder schreiben Sie, was Sie brauchen.",
                    "Choose documents or write what you need.",
                )
                .into());
            }
            if further.chars().count() > TEXT_CHARS_MAX {
                return Err(wrong("text", "Der Text ist zu lang.", "The text is too long.").into());
            }
            let until = until(tx.today(), days_of(&sent)?);
            let unit = org::find(tx, case.unit)?;
            let parties = kernel::cases::parties(tx, id)?;
            let to = model::addressee(&parties).ok_or(AppError::NotFound)?;
            let text = acts::documents_text(
                to.name.reveal(),
                &case,
                &chosen,
                &further,
                until,
                to.language,
            );
            acts::ask_documents(tx, &inner.town, &case, &unit, &text, until)?;
            let note = format!("documents={} until={until}", chosen.len());
            Ok(Audit::of("desk.documents_requested", id).note(note).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=angefordert"))),
        Err(error) => documents_page(&ctx, id, Some(Again::of(fields, error)?)).await,
    }
}

/// The form that starts a hearing.
pub(crate) async fn hearing_form(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    hearing_page(&ctx, door::id(&id)?, None).await
}

async fn hearing_page(ctx: &Ctx, id: Id<Case>, again: Option<Again>) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let is_first = again.is_none();
    let (opened, first, rules, state) = ctx
        .read(move |reader| {
            let opened = Opened::load(reader, &inner, id)?;
            let case = &opened.case;
            if is_first {
                door::must_be_in_work(case)?;
            }
            let proposal = match inner.town.house().procedure(&case.kind) {
                Ok(procedure) => procedure.proposal(&inner.town, reader, case).ok(),
                Err(_) => None,
            };
            let reasons = proposal.filter(|p| p.outcome == Outcome::Refused).map(|p| p.reasons);
            let name = model::addressee(&opened.parties).map(|p| p.name.reveal().clone());
            let first =
                acts::hearing_text(&name.unwrap_or_default(), case, &reasons.unwrap_or_default());
            let running = model::hearing(&deadlines::of_subject(reader, &id.to_string())?);
            Ok((opened, first, settings::get::<DeskSettings>(reader)?, running))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = view::errors(&frame, again.as_ref());
    let text = view::value(again.as_ref(), "text", &first);
    let days = view::value(again.as_ref(), DAYS_FIELD, &rules.hearing_days.to_string());
    let body = html! {
        @if let Hearing::Running(until) = state {
            (web::alert(web::Tone::Info, say.of("Es läuft schon eine Anhörung", "A hearing is running"), html! { p {
                (say.of("Frist bis", "Deadline")) " " (frame.day(until)) ". "
                (say.of("Eine neue Anhörung ersetzt die alte Frist.", "A new hearing replaces the old deadline."))
            } }))
        }
        (Form::post(&opened.url(ctx, "anhoeren"), &ctx.form_token()).body(html! {
            (opened.meta())
            (Field::new(say, "text", say.of("Nachricht", "Message")).value(&text).error(errors.get("text")).max_length(TEXT_CHARS_MAX)
                .hint(say.of("Nennen Sie die Tatsachen, auf die Sie die Entscheidung stützen wollen (§ 24 SGB X, § 28 VwVfG). Die Frist schreiben wir dazu.", "Name the facts the decision will rest on (§ 24 SGB X, § 28 VwVfG). We add the deadline."))
                .textarea(14))
            (Field::new(say, DAYS_FIELD, say.of("Frist in Tagen", "Deadline in days")).value(&days).error(errors.get(DAYS_FIELD)).number())
            (buttons(html! {
                (button(Weight::Primary, say.of("Anhörung starten", "Start the hearing")))
                (link_button(Weight::Tertiary, &opened.url(ctx, ""), say.of("Abbrechen", "Cancel")))
            }))
        }))
    };
    let title = say.of("Anhören", "Start a hearing");
    let page = view::page(&frame, ctx, &opened, Part::Step, title, &body);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

/// Starts a hearing.
pub(crate) async fn hearing(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (inner, sent) = (ctx.clone(), fields.clone());
    let saved = ctx
        .write(move |tx| {
            let form = door::Form::of(&sent);
            let Some(case) = door::act(tx, id, WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            door::must_be_in_work(&case)?;
            let text = sent.text("text");
            if text.is_empty() || text.contains("[Schreiben Sie hier") {
                return Err(wrong(
                    "text",
                    "Schreiben Sie, auf welche Tatsachen Sie die Entscheidung stützen wollen.",
                    "Write which facts the decision will rest on.",
                )
                .into());
            }
            if text.chars().count() > TEXT_CHARS_MAX {
                return Err(wrong("text", "Der Text ist zu lang.", "The text is too long.").into());
            }
            let until = until(tx.today(), days_of(&sent)?);
            let unit = org::find(tx, case.unit)?;
            let text = format!(
                "{text}\n\nSie können uns bis zum {} antworten. Danach entscheiden wir.",
                kernel::Language::De.day(until)
            );
            acts::hear(tx, &inner.town, &case, &unit, &text, until)?;
            Ok(Audit::of("desk.hearing_started", id).note(format!("until={until}")).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=angehoert"))),
        Err(error) => hearing_page(&ctx, id, Some(Again::of(fields, error)?)).await,
    }
}

/// Notes that the answer to a hearing has come, or that the applicant does not want to answer.
pub(crate) async fn end_hearing(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (form, who) = (door::Form::of(&fields), ctx.person_name.clone());
    ctx.write(move |tx| {
        let Some(case) = door::act(tx, id, WORK, &form)? else {
            return Ok(Saved::nothing(()));
        };
        door::must_be_in_work(&case)?;
        let running = model::hearing(&deadlines::of_subject(tx, &id.to_string())?);
        if !matches!(running, Hearing::Running(_)) {
            return Err(AppError::refused(
                "desk/no-hearing",
                "Es läuft keine Anhörung. Laden Sie die Seite neu.",
                "No hearing is running. Reload the page.",
            ));
        }
        deadlines::meet(tx, &id.to_string(), HEARING_RULE)?;
        let today = tx.today();
        store::set_own_due(tx, id, Some(today))?;
        let stage = if case.stage == "hearing" { "checking" } else { case.stage.as_str() };
        acts::move_to(tx, &case, stage)?;
        let what = Text::new(
            "Anhörung beendet: Die Antwort liegt vor, oder es soll keine geben.",
            "Hearing ended: the answer is here, or there will be none.",
        );
        acts::note(tx, &case, &who, &what)?;
        Ok(Audit::of("desk.hearing_ended", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}/verlauf?ok=anhoerung")))
}
