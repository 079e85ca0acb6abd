//! What applicants send after the submission: documents and messages.

use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::facts::{DocumentArrived, MessageWritten};
use kernel::limits::Rate;
use kernel::notify::{self, NewMessage};
use kernel::{AppError, Audit, Ctx, Fields, Language, Text, cases, files};
use web::Errors;

use super::Stop;
use super::documents::{FILE_FIELD, take_files};
use super::status::{MESSAGE_CHARS_MAX, render, takes_documents, view};

/// Messages one caller may write.
const MESSAGE_RATE: Rate =
    Rate { name: "applications.message", burst: 10, every: SignedDuration::from_secs(30) };
/// The same message again within this time is a double click.
const SAME_MESSAGE: SignedDuration = SignedDuration::from_mins(10);
/// Takes documents in after the submission.
pub async fn add_documents(
    ctx: Ctx,
    Path(id): Path<String>,
    mut fields: Fields,
) -> Result<Response, Stop> {
    let current = view(&ctx, &id).await?;
    if !takes_documents(&current.case) {
        return Err(Stop::Error(AppError::refused(
            "applications/ended",
            "Dieser Antrag ist abgeschlossen. Unterlagen nehmen wir dazu nicht mehr an.",
            "This application is closed. We do not accept documents for it any more.",
        )));
    }
    let (good, bad) = take_files(&ctx.town, &mut fields).await?;
    if good.iter().any(|(key, _)| current.needs.iter().all(|n| n.key != *key)) {
        return Err(Stop::Error(AppError::NotFound));
    }
    let is_saved = !good.is_empty();
    if is_saved {
        let (actor, case) = (ctx.actor.clone(), current.case.id);
        let labels: Vec<(String, Text)> =
            current.needs.iter().map(|n| (n.key.clone(), n.label.clone())).collect();
        ctx.write(move |tx| {
            let case = cases::find(tx, case)?.open(&actor)?;
            let there = files::of_owner(tx, &case.owner())?;
            let mut added = 0;
            for (key, file) in &good {
                if there.iter().any(|f| f.label == *key && f.sha256 == file.sha256()) {
                    continue;
                }
                let stored = files::link(tx, file, &case.owner(), key, "citizen")?;
                let name = labels.iter().find(|(k, _)| k == key).map(|(_, l)| l.clone());
                let name = name.unwrap_or_default();
                let what = Text::new(
                    format!("Unterlage eingegangen: {}", name.de),
                    format!("Document received: {}", name.of(Language::En)),
                );
                cases::log(tx, case.id, "", &what, true)?;
                tx.emit(&DocumentArrived {
                    case: case.id.to_string(),
                    kind: case.kind.clone(),
                    document: key.clone(),
                    file: stored.to_string(),
                })?;
                added += 1;
            }
            if added == 0 {
                return Ok(kernel::db::Saved::nothing(()));
            }
            Ok(Audit::of("applications.documents_added", case.id)
                .note(format!("files={added}"))
                .done())
        })
        .await?;
    }
    let mut errors = Errors::new();
    for (key, problem) in &bad {
        errors.add(format!("{FILE_FIELD}{key}"), problem.text(ctx.language));
    }
    if !is_saved && bad.is_empty() {
        errors.add_general(ctx.say("Wählen Sie zuerst eine Datei aus.", "Choose a file first."));
    }
    if errors.is_empty() {
        return Ok(ctx.redirect(&format!("/vorgang/{id}?erledigt=unterlage")));
    }
    let current = view(&ctx, &id).await?;
    Ok(render(&ctx, &current, &errors, "", None))
}

/// Writes to the town.
pub async fn send_message(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Stop> {
    let current = view(&ctx, &id).await?;
    let text = fields.text("text");
    let mut errors = Errors::new();
    if text.trim().is_empty() {
        errors.add("text", ctx.say("Schreiben Sie eine Nachricht.", "Write a message."));
    } else if text.chars().count() > MESSAGE_CHARS_MAX {
        errors.add("text", ctx.say(
            "Die Nachricht ist zu lang. Bitte kürzen Sie sie auf 5.000 Zeichen oder laden Sie eine Datei hoch.",
            "The message is too long. Please shorten it to 5,000 characters or upload a file.",
        ));
    }
    if matches!(current.case.state.as_str(), "closed" | "withdrawn") {
        errors.add_general(ctx.say(
            "Dieser Antrag ist abgeschlossen. Bitte rufen Sie uns an.",
            "This application is closed. Please call us.",
        ));
    }
    if !errors.is_empty() {
        return Ok(render(&ctx, &current, &errors, &text, None));
    }
    ctx.limit(MESSAGE_RATE)?;
    let (actor, case, now) = (ctx.actor.clone(), current.case.id, ctx.now());
    ctx.write(move |tx| {
        let case = cases::find(tx, case)?.open(&actor)?;
        let is_repeated = notify::of_case(tx, case.id)?.iter().any(|m| {
            !m.is_to_citizen && *m.body.reveal() == text && now.duration_since(m.at) < SAME_MESSAGE
        });
        if is_repeated {
            return Ok(kernel::db::Saved::nothing(()));
        }
        let author = cases::applicant(tx, case.id)?.name.into_revealed();
        let message = notify::put(
            tx,
            &NewMessage {
                case: &case,
                is_to_citizen: false,
                subject: "",
                body: &text,
                file: None,
                author: &author,
            },
        )?;
        let what = Text::new("Nachricht von Ihnen", "Message from you");
        cases::log(tx, case.id, "", &what, true)?;
        tx.emit(&MessageWritten {
            case: case.id.to_string(),
            kind: case.kind.clone(),
            message: message.to_string(),
        })?;
        Ok(Audit::of("applications.message_sent", case.id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgang/{id}?erledigt=nachricht")))
}
