//! Everything somebody holds: drafts, applications, messages.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::files;
use kernel::notify::{self, Message};
use kernel::{AppError, Audit, Case, Ctx, Fields, Language, Reader, Town, cases, clock, forms};
use web::button::{Weight, action_form, button};
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{prose, stack};
use web::task_list::{Task, task_list};
use web::{Form, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::start::is_guest;
use super::{Stop, holder, open};
use crate::model::{DraftRow, stage_words};
use crate::store;

/// Drafts and applications of whoever is here.
pub async fn applications(ctx: Ctx) -> Result<Response, Stop> {
    let key = holder(&ctx)?;
    let (town, language) = (Arc::clone(&ctx.town), ctx.language);
    let (drafts, cases, guest) = ctx
        .read(move |db| {
            let guest = store::holder(db, &key)?;
            let drafts = store::drafts_of(db, &key)?;
            let drafts = named(&town, db, drafts, language)?;
            Ok((drafts, cases::of_holder(db, &key)?, guest))
        })
        .await?;
    // Somebody with one thing to go on with wants to go on.
    if is_guest(&ctx.actor) && ctx.query.is_empty() {
        match (drafts.as_slice(), cases.as_slice()) {
            ([(_, one)], []) => {
                return Ok(ctx.redirect(&format!("/antrag/entwurf/{}", one.id)));
            }
            ([], [one]) => return Ok(ctx.redirect(&format!("/vorgang/{}", one.id))),
            _ => {}
        }
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let lost = guest.as_ref().and_then(|g| g.lost_on).filter(|_| drafts.is_empty());
    let token = ctx.form_token();
    let page = frame
        .public(say.of("Meine Anträge", "My applications"))
        .noindex()
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .body(stack(html! {
            @if let Some(day) = lost { (expired(&ctx, say, day)) }
            @if drafts.is_empty() && cases.is_empty() && lost.is_none() {
                (empty_state(Icon::CASES, say.of("Noch keine Anträge", "No applications yet"),
                    say.of("Hier stehen Ihre Entwürfe und abgesendeten Anträge.", "Your drafts and sent applications are listed here."),
                    html! { (link_button(Weight::Secondary, &ctx.to("/leistungen"), say.of("Leistungen ansehen", "See the services"))) }))
            }
            @if !drafts.is_empty() {
                section {
                    (prose(html! { h2 { (say.of("Entwürfe", "Drafts")) } }))
                    (draft_list(&ctx, say, &drafts))
                }
            }
            @if !cases.is_empty() {
                section {
                    (prose(html! { h2 { (say.of("Abgesendet", "Sent")) } }))
                    (case_list(&ctx, say, &cases))
                }
                (buttons(html! { (link_button(Weight::Secondary, &ctx.to("/postfach"), say.of("Alle Nachrichten", "All messages"))) }))
            }
            @if let Some(guest) = &guest {
                section {
                    (prose(html! {
                        h2 { (say.of("Ihre Nummer", "Your number")) }
                        p { strong { (guest.number) } }
                        p { a href=(ctx.to("/antrag/code")) { (say.of("Code verloren?", "Lost the code?")) } }
                    }))
                    (action_form(&ctx.to("/antrag/beenden"), &token, &[], Weight::Secondary,
                        say.of("Beenden und abmelden", "Finish and sign out")))
                }
            }
        }));
    Ok(frame.answer(page))
}

fn expired(ctx: &Ctx, say: Say, day: Date) -> Markup {
    alert(
        Tone::Warning,
        say.of("Ihr Entwurf ist abgelaufen", "Your draft has expired"),
        html! {
            p { (say.of(
                format!("Wir haben ihn am {} gelöscht, weil er lange nicht geändert wurde. Es tut uns leid: Wiederherstellen können wir ihn nicht. Sie können jederzeit neu anfangen.", ctx.language.day(day)),
                format!("We deleted it on {} because it had not been changed for a long time. We are sorry: we cannot restore it. You can begin again at any time.", ctx.language.day(day)),
            )) }
            (buttons(html! { (link_button(Weight::Primary, &ctx.to("/leistungen"), say.of("Leistungen ansehen", "See the services"))) }))
        },
    )
}

/// Drafts with the names of their forms.
fn named(
    town: &Town,
    reader: &mut Reader<'_>,
    drafts: Vec<DraftRow>,
    language: Language,
) -> Result<Vec<(String, DraftRow)>, AppError> {
    let forms = if drafts.is_empty() { Vec::new() } else { forms::all(town, reader)? };
    let name = |draft: &DraftRow| {
        forms
            .iter()
            .find(|form| form.service == draft.service)
            .map_or_else(|| draft.service.clone(), |form| form.title.of(language).to_owned())
    };
    Ok(drafts.into_iter().map(|draft| (name(&draft), draft)).collect())
}

fn draft_list(ctx: &Ctx, say: Say, drafts: &[(String, DraftRow)]) -> Markup {
    let tasks: Vec<Task> = drafts
        .iter()
        .map(|(title, draft)| Task {
            label: title.clone(),
            hint: Some(say.of(
                format!(
                    "Zuletzt geändert: {}. Bleibt bis {} gespeichert.",
                    ctx.language.moment(draft.changed_at),
                    ctx.language.day(draft.expires_on)
                ),
                format!(
                    "Last changed: {}. Kept until {}.",
                    ctx.language.moment(draft.changed_at),
                    ctx.language.day(draft.expires_on)
                ),
            )),
            url: Some(ctx.to(&format!("/antrag/entwurf/{}", draft.id))),
            tone: Tone::Info,
            state: say.of("Entwurf", "Draft").to_owned(),
        })
        .collect();
    html! {
        (task_list(&tasks))
        @for (_, draft) in drafts {
            p { a href=(ctx.to(&format!("/antrag/entwurf/{}/loeschen", draft.id))) {
                (say.of(
                    format!("Entwurf vom {} löschen", ctx.language.moment(draft.changed_at)),
                    format!("Delete the draft of {}", ctx.language.moment(draft.changed_at)),
                ))
            } }
        }
    }
}

fn case_list(ctx: &Ctx, say: Say, cases: &[Case]) -> Markup {
    let tasks: Vec<Task> = cases
        .iter()
        .map(|case| {
            let (stage, _) = stage_words(case);
            let needs_me = case.is_open() && matches!(case.stage.as_str(), "documents" | "hearing");
            Task {
                label: case.title.clone(),
                hint: Some(say.of(
                    format!(
                        "Aktenzeichen {}, eingegangen am {}",
                        case.number,
                        ctx.language.day(clock::local_day(case.opened_at))
                    ),
                    format!(
                        "Case number {}, received on {}",
                        case.number,
                        ctx.language.day(clock::local_day(case.opened_at))
                    ),
                )),
                url: Some(ctx.to(&format!("/vorgang/{}", case.id))),
                tone: if needs_me { Tone::Warning } else { Tone::Neutral },
                state: stage.of(ctx.language).to_owned(),
            }
        })
        .collect();
    task_list(&tasks)
}

/// Messages of all applications, newest first.
pub async fn mailbox(ctx: Ctx) -> Result<Response, Stop> {
    let key = holder(&ctx)?;
    let mut messages: Vec<(Case, Message)> = ctx
        .read(move |db| {
            let mut all = Vec::new();
            for case in cases::of_holder(db, &key)? {
                for message in notify::of_case(db, case.id)? {
                    all.push((case.clone(), message));
                }
            }
            Ok(all)
        })
        .await?;
    messages.sort_by_key(|(_, m)| std::cmp::Reverse(m.at));
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let tasks: Vec<Task> = messages
        .iter()
        .map(|(case, message)| {
            let is_new = message.is_to_citizen && message.read_at.is_none();
            let subject = message.subject.reveal().as_str();
            let from = if message.is_to_citizen {
                message.author.clone()
            } else {
                say.of("Sie", "You").to_owned()
            };
            Task {
                label: match subject {
                    "" => say.of("Nachricht", "Message").to_owned(),
                    subject => subject.to_owned(),
                },
                hint: Some(format!("{from}, {}, {}", ctx.language.moment(message.at), case.number)),
                url: Some(ctx.to(&format!("/vorgang/{}#nachrichten", case.id))),
                tone: if is_new { Tone::Info } else { Tone::Neutral },
                state: match (is_new, message.is_to_citizen) {
                    (true, _) => say.of("neu", "new"),
                    (false, true) => say.of("gelesen", "read"),
                    (false, false) => say.of("gesendet", "sent"),
                }
                .to_owned(),
            }
        })
        .collect();
    let page = frame
        .public(say.of("Postfach", "Mailbox"))
        .noindex()
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Meine Anträge", "My applications"), ctx.to("/antraege?alle=ja"))
        .body(html! {
            @if tasks.is_empty() {
                (empty_state(Icon::MAIL, say.of("Keine Nachrichten", "No messages"),
                    say.of("Wenn wir Ihnen schreiben, steht es hier.", "When we write to you, it appears here."),
                    html! { (link_button(Weight::Secondary, &ctx.to("/antraege?alle=ja"), say.of("Meine Anträge", "My applications"))) }))
            } @else { (task_list(&tasks)) }
        });
    Ok(frame.answer(page))
}

/// Asks before a draft goes.
pub async fn confirm_deletion(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let back = ctx.to("/antraege?alle=ja");
    let page = frame
        .form(say.of("Entwurf löschen?", "Delete the draft?"))
        .back(&back)
        .body(html! {
            p { strong { (super::title_of(&opened, ctx.language)) } }
            p { (say.of(
                "Alle Angaben und Dateien dieses Entwurfs gehen verloren.",
                "All data and files of this draft will be lost.",
            )) }
            (Form::post(&ctx.to(&format!("/antrag/entwurf/{}/loeschen", opened.draft.id)), &ctx.form_token()).body(html! {
                (buttons(html! {
                    (button(Weight::Danger, say.of("Ja, Entwurf löschen", "Yes, delete the draft")))
                    (link_button(Weight::Tertiary, &back, say.of("Nein, behalten", "No, keep it")))
                }))
            }))
        });
    Ok(frame.answer(page))
}

/// Deletes a draft with its files.
pub async fn delete_draft(ctx: Ctx, Path(id): Path<String>, _: Fields) -> Result<Response, Stop> {
    let opened = match open(&ctx, &id).await {
        Ok(opened) => opened,
        // A second click.
        Err(Stop::Error(AppError::NotFound)) => return Ok(ctx.redirect("/antraege?alle=ja")),
        Err(stop) => return Err(stop),
    };
    let draft = opened.draft;
    let orphans = ctx
        .write(move |tx| {
            let mut orphans = Vec::new();
            for file in files::of_owner(tx, &draft.owner())? {
                orphans.extend(files::unlink(tx, file.id)?);
            }
            store::remove_draft(tx, draft.id)?;
            Ok(Audit::of("applications.draft_deleted", draft.id).with(orphans))
        })
        .await?;
    let town = Arc::clone(&ctx.town);
    tokio::task::spawn_blocking(move || {
        orphans.iter().try_for_each(|sha256| town.files().remove(sha256))
    })
    .await
    .map_err(AppError::internal)??;
    Ok(ctx.redirect("/antraege?alle=ja"))
}
