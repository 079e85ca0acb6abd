//! The review (§ 9a (2), (3) OZG), sending, and the receipt.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Case, Ctx, Fields, Id, cases, files};
use norm_fim::Finding;
use web::button::{Weight, button};
use web::documents::downloads;
use web::list::{Answer, definition_list, summary_part};
use web::page::{prose, stack};
use web::progress::step_of;
use web::{
    Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, details, html, link_button,
};

use super::documents::sent;
use super::fill::{RETURN, general, page_for, plan};
use super::{Opened, Stop, draft_page, draft_path, open, parse_id, receipt_path, title_of};
use crate::flow::{DOCUMENTS, Plan, REVIEW};
use crate::submit::{self, NotReady};
use crate::{catalogue, store, summary};

/// Hidden field: the version of the draft that was looked at.
const VERSION: &str = "fassung";
/// The box that confirms.
const CONFIRM: &str = "bestaetigt";

/// Everything that was entered, with links to change it.
pub async fn review(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    render(&ctx, &opened, &Errors::new())
}

fn render(ctx: &Ctx, opened: &Opened, errors: &Errors) -> Result<Response, Stop> {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let draft = &opened.draft;
    let plan = plan(ctx, &opened.loaded, draft);
    let answers = opened.loaded.with_files(&draft.data.answers, &opened.files);
    let found = submit::findings(&opened.loaded, &answers);
    let title = title_of(opened, ctx.language);
    let page = draft_page(
        &frame,
        ctx,
        opened,
        say.of("Bitte prüfen Sie Ihre Angaben", "Please check what you entered"),
    )
    .back(ctx.to(&draft_path(draft.id, DOCUMENTS)))
    .progress(step_of(say, plan.steps(), plan.steps(), &title))
    .lead(say.of(
        "Noch ist nichts abgeschickt. Sie können alles ändern.",
        "Nothing has been sent yet. You can change everything.",
    ))
    .errors(errors)
    .body(stack(html! {
        @if !found.is_empty() { (missing(ctx, say, opened, &plan, &found)) }
        (answers_list(ctx, say, opened))
        (documents_list(ctx, say, opened)?)
        @if found.is_empty() { (sending(ctx, say, opened, errors)) }
        @else {
            (alert(Tone::Info, say.of("Absenden geht noch nicht", "Sending is not possible yet"), html! {
                p { (say.of(
                    "Bitte ergänzen Sie zuerst, was oben steht.",
                    "Please complete first what is listed above.",
                )) }
            }))
        }
    }));
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// What is missing, each with a link to its page.
fn missing(ctx: &Ctx, say: Say, opened: &Opened, plan: &Plan, found: &[Finding]) -> Markup {
    let draft = &opened.draft;
    let url = |finding: &Finding| match page_for(plan, finding) {
        Some(page) => {
            let path = draft_path(draft.id, &page.id);
            ctx.to(&format!("{path}?pruefen=ja&{RETURN}={REVIEW}"))
        }
        // Only files have no page of questions.
        None => ctx.to(&draft_path(draft.id, DOCUMENTS)),
    };
    alert(
        Tone::Danger,
        say.of("Es fehlt noch etwas", "Something is still missing"),
        html! {
            ul { @for finding in found {
                li { a href=(url(finding)) { (finding.message(ctx.language.tag())) } }
            } }
        },
    )
}

fn answers_list(ctx: &Ctx, say: Say, opened: &Opened) -> Markup {
    let draft = &opened.draft;
    let sections = summary::sections(&opened.loaded, &draft.data.answers, ctx.language.tag());
    html! {
        @for section in &sections {
            @let path = draft_path(draft.id, &section.page);
            @let change = ctx.to(&format!("{path}?{RETURN}={REVIEW}"));
            @let rows = given(say, &section.rows);
            (summary_part(say, &section.title, &change, &rows))
        }
    }
}

/// The answers that were given, then in one line what was left open: that is for checking, too,
/// but must not hide the rest.
fn given(say: Say, rows: &[(String, String)]) -> Vec<Answer> {
    let mut given: Vec<Answer> = rows
        .iter()
        .filter(|(_, answer)| !answer.is_empty())
        .map(|(question, answer)| Answer::text(question, answer, None))
        .collect();
    let open: Vec<&str> = rows
        .iter()
        .filter(|(_, answer)| answer.is_empty())
        .map(|(question, _)| question.as_str())
        .collect();
    if !open.is_empty() {
        given.push(Answer::text(say.of("Keine Angabe zu", "Not answered"), &open.join("\n"), None));
    }
    given
}

fn documents_list(ctx: &Ctx, say: Say, opened: &Opened) -> Result<Markup, AppError> {
    let draft = &opened.draft;
    let needs = opened.loaded.needs(&draft.data.answers, &opened.files)?;
    let change = ctx.to(&draft_path(draft.id, DOCUMENTS));
    let rows: Vec<Answer> = needs
        .iter()
        .filter(|n| n.is_required || n.files > 0)
        .map(|need| {
            let names: Vec<&str> = opened
                .files
                .iter()
                .filter(|f| f.origin == "citizen" && f.label == need.key)
                .map(|f| f.name.reveal().as_str())
                .collect();
            let answer = if names.is_empty() {
                say.of("reiche ich nach", "I hand it in later").to_owned()
            } else {
                names.join("\n")
            };
            Answer::text(need.label.of(ctx.language), &answer, None)
        })
        .collect();
    if rows.is_empty() {
        return Ok(Markup::default());
    }
    Ok(summary_part(say, say.of("Unterlagen", "Documents"), &change, &rows))
}

/// The button that sends, or why there is none.
fn sending(ctx: &Ctx, say: Say, opened: &Opened, errors: &Errors) -> Markup {
    let Some(problem) = submit::obstacle(&opened.loaded, &ctx.actor) else {
        return send_form(ctx, say, opened, errors);
    };
    let back = ctx.to(&draft_path(opened.draft.id, REVIEW));
    html! {
        (alert(Tone::Info, say.of("Absenden geht so nicht", "It cannot be sent like this"), html! {
            p { (problem.text(ctx.language)) }
        }))
        @if !opened.loaded.terms.is_trial {
            (buttons(link_button(Weight::Primary, &ctx.to(&format!("/anmelden?zurueck={back}")), say.of("Anmelden", "Sign in"))))
        }
    }
}

fn send_form(ctx: &Ctx, say: Say, opened: &Opened, errors: &Errors) -> Markup {
    let action = ctx.to(&draft_path(opened.draft.id, "absenden"));
    html! {
        (alert(Tone::Warning, say.of("Vor dem Absenden", "Before you send"), html! {
            p { (say.of(
                "Mit dem Absenden stellen Sie einen verbindlichen Antrag. Nehmen Sie sich Zeit: Lesen Sie alles noch einmal durch. Falsche oder fehlende Angaben können dazu führen, dass Sie Geld zurückzahlen müssen.",
                "By sending you make a binding application. Take your time: read everything once more. Wrong or missing information may mean that you have to pay money back.",
            )) }
            p { (say.of(
                "Danach bekommen Sie eine Eingangsbestätigung mit einer Kopie aller Angaben. Unterlagen können Sie auch später nachreichen.",
                "Afterwards you get a receipt with a copy of everything. You can also hand in documents later.",
            )) }
        }))
        (Form::post(&action, &ctx.form_token()).body(html! {
            input type="hidden" name=(VERSION) value=(opened.draft.version);
            (Field::new(say, CONFIRM, say.of(
                "Ich habe alles geprüft und möchte den Antrag jetzt absenden.",
                "I have checked everything and want to send the application now.",
            )).error(errors.get(CONFIRM)).checkbox())
            (buttons(html! {
                (button(Weight::Primary, say.of("Verbindlich absenden", "Send as binding")))
                (link_button(Weight::Tertiary, &ctx.to(&draft_path(opened.draft.id, "spaeter")),
                    say.of("Später weiter", "Continue later")))
            }))
        }))
    }
}

/// Sends the application.
pub async fn submit(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    if fields.get(CONFIRM) != "ja" {
        let mut errors = Errors::new();
        errors.add(
            CONFIRM,
            ctx.say(
                "Bestätigen Sie, dass Sie alles geprüft haben.",
                "Confirm that you have checked everything.",
            ),
        );
        return render(&ctx, &opened, &errors);
    }
    if fields.get(VERSION) != opened.draft.version.to_string() {
        let AppError::Refused(problem) = submit::changed() else {
            return Err(AppError::NotFound.into());
        };
        return render(&ctx, &opened, &general(problem.text(ctx.language)));
    }
    let packed = submit::pack(&ctx.town, &opened.loaded, opened.draft.clone(), &opened.files).await;
    let parcel = match packed {
        Ok(parcel) => parcel,
        Err(NotReady::Error(error)) => return Err(error.into()),
        // The page itself lists what is missing.
        Err(NotReady::Findings(_)) => {
            let words = ctx.say("Es fehlt noch etwas.", "Something is still missing.");
            return render(&ctx, &opened, &general(words));
        }
    };
    match submit::send(&ctx.town, &opened.loaded, ctx.actor.clone(), parcel).await {
        Ok(case) => Ok(ctx.redirect(&receipt_path(case))),
        Err(AppError::Refused(problem)) => {
            let opened = open(&ctx, &id).await?;
            render(&ctx, &opened, &general(problem.text(ctx.language)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The receipt: number, time, hash, copies.
pub async fn receipt(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: Id<Case> = parse_id(&id)?;
    let actor = ctx.actor.clone();
    let (town, language) = (Arc::clone(&ctx.town), ctx.language);
    let (title, case, submission, data, xml) = ctx
        .read(move |db| {
            let case = cases::find(db, id)?.open(&actor)?;
            let submission = store::submission(db, id)?.ok_or(AppError::NotFound)?;
            let title = catalogue::title(&town, db, &case, Some(&submission), language)?;
            let data = files::find(db, submission.data_file)?;
            let xml = files::find(db, submission.xml_file)?;
            Ok((title, case, submission, data, xml))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let file =
        |f: &files::StoredFile| sent(f, Some(ctx.to(&format!("/vorgang/{id}/datei/{}", f.id))), "");
    let page = frame
        .public(say.of("Ihr Antrag ist eingegangen", "We have received your application"))
        .noindex()
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Meine Anträge", "My applications"), ctx.to("/antraege"))
        .preline(title)
        .message(
            Tone::Success,
            say.of("Danke! Alles ist angekommen.", "Thank you! Everything has arrived."),
            html! {},
        )
        .body(stack(html! {
            (definition_list(&[
                (say.of("Aktenzeichen", "Case number"), html! { strong { (case.number) } }),
                (say.of("Eingegangen am", "Received on"), html! { (ctx.language.moment(submission.submitted_at)) }),
                (say.of("Prüfsumme (SHA-256)", "Checksum (SHA-256)"), html! { code { (grouped(&submission.sha256)) } }),
            ]))
            section {
                (prose(html! {
                    h2 { (say.of("Ihre Kopie", "Your copy")) }
                    p { (say.of(
                        "Die Bestätigung mit allen Angaben liegt auch in Ihrem Postfach.",
                        "The receipt with everything you entered is in your mailbox as well.",
                    )) }
                }))
                (buttons(html! {
                    (link_button(Weight::Primary, &ctx.to(&format!("/vorgang/{id}/eingang.pdf")),
                        say.of("Eingangsbestätigung (PDF) herunterladen", "Download the receipt (PDF)")))
                }))
                (details::details(
                    say.of("Ihre Angaben als Daten für Programme", "What you entered as data for programs"),
                    downloads(say, &[file(&data), file(&xml)]),
                ))
            }
            (prose(html! {
                h2 { (say.of("So geht es weiter", "What happens next")) }
                ol {
                    li { (say.of("Wir prüfen Ihren Antrag und Ihre Unterlagen.", "We check your application and your documents.")) }
                    li { (say.of("Wenn etwas fehlt, schreiben wir Ihnen eine Nachricht.", "If something is missing, we write you a message.")) }
                    li { (say.of("Sie bekommen einen Bescheid mit unserer Entscheidung.", "You get a notice with our decision.")) }
                }
            }))
            (buttons(html! {
                (link_button(Weight::Secondary, &ctx.to(&format!("/vorgang/{id}")),
                    say.of("Stand des Antrags ansehen", "See the status of the application")))
            }))
        }));
    Ok(frame.answer(page))
}

/// A digest in groups of eight, so that it can be compared and breaks on phones.
fn grouped(sha256: &str) -> String {
    let characters: Vec<char> = sha256.chars().collect();
    characters.chunks(8).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
