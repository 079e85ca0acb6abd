//! What applicants see of their case: how it stands, what is missing, messages, copies.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::{self, LogLine};
use kernel::deadlines::{self, Deadline};
use kernel::files::{self, StoredFile};
use kernel::notify::{self, Message};
use kernel::org::{self, Unit};
use kernel::procedure::DocumentNeed;
use kernel::{AppError, Audit, Case, Ctx, Fields, Id, Reader, clock};
use web::button::{Weight, button};
use web::contact::{Contact, contact_card};
use web::page::{prose, stack};
use web::progress::{Stage, stages};
use web::timeline::{Event, Letter, letters, timeline};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::{Stop, papers, parse_id};
use crate::model::{Submission, stage_words};
use crate::{case_needs, catalogue, store};

/// Longest message, in characters.
pub(super) const MESSAGE_CHARS_MAX: usize = 5_000;
/// Last parts of the names of deadlines that concern the applicant.
const OPEN_RULES: [&str; 4] = ["documents", "hearing", "objection", "grant-end"];

/// Everything the page shows.
pub(super) struct View {
    pub(super) case: Case,
    pub(super) unit: Unit,
    pub(super) title: String,
    pub(super) submission: Option<Submission>,
    pub(super) needs: Vec<DocumentNeed>,
    pub(super) files: Vec<StoredFile>,
    pub(super) messages: Vec<Message>,
    pub(super) log: Vec<LogLine>,
    pub(super) deadlines: Vec<Deadline>,
}

pub(super) async fn view(ctx: &Ctx, id: &str) -> Result<View, Stop> {
    let id: Id<Case> = parse_id(id)?;
    let (town, actor, language) = (Arc::clone(&ctx.town), ctx.actor.clone(), ctx.language);
    let view = ctx
        .read(move |db| {
            let case = cases::find(db, id)?.open(&actor)?;
            let submission = store::submission(db, id)?;
            let files = files::of_owner(db, &case.owner())?;
            Ok(View {
                unit: org::find(db, case.unit)?,
                title: catalogue::title(&town, db, &case, submission.as_ref(), language)?,
                needs: case_needs(&town, db, &case, &files)?,
                messages: notify::of_case(db, id)?,
                log: cases::log_of(db, id)?,
                deadlines: running(db, id)?,
                submission,
                files,
                case,
            })
        })
        .await?;
    Ok(view)
}

fn running(db: &mut Reader<'_>, case: Id<Case>) -> Result<Vec<Deadline>, AppError> {
    let all = deadlines::of_subject(db, &case.to_string())?;
    let is_open = |rule: &str| OPEN_RULES.contains(&rule.rsplit('/').next().unwrap_or(rule));
    Ok(all.into_iter().filter(|d| d.state == "running" && is_open(&d.rule)).collect())
}

/// The status page. Opening it marks the town's messages as read.
pub async fn status(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Stop> {
    let view = view(&ctx, &id).await?;
    let unread: Vec<Id<Message>> = view
        .messages
        .iter()
        .filter(|m| m.is_to_citizen && m.read_at.is_none())
        .map(|m| m.id)
        .collect();
    if !unread.is_empty() {
        let case = view.case.id;
        ctx.write(move |tx| {
            for message in &unread {
                notify::mark_read(tx, *message)?;
            }
            Ok(Audit::of("applications.messages_read", case)
                .note(format!("count={}", unread.len()))
                .done())
        })
        .await?;
    }
    let done = match fields.get("erledigt") {
        "nachricht" => Some(ctx.say("Ihre Nachricht ist angekommen", "Your message has arrived")),
        "unterlage" => Some(ctx.say("Ihre Unterlage ist angekommen", "Your document has arrived")),
        "ruecknahme" => Some(
            ctx.say("Sie haben den Antrag zurückgenommen", "You have withdrawn the application"),
        ),
        _ => None,
    };
    Ok(render(&ctx, &view, &Errors::new(), "", done))
}

pub(super) fn render(
    ctx: &Ctx,
    view: &View,
    errors: &Errors,
    typed: &str,
    done: Option<&str>,
) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let case = &view.case;
    let (stage, words) = stage_words(case);
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut page = frame
        .public(&view.title)
        .noindex()
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Meine Anträge", "My applications"), ctx.to("/antraege"))
        .preline(say.of(format!("Aktenzeichen {}", case.number), format!("Case number {}", case.number)))
        .lead(format!("{}: {}", stage.of(ctx.language), words.of(ctx.language)))
        .errors(errors)
        .session(super::clock(ctx))
        .aside(contact_card(say, say.of("Zuständig für Sie", "In charge for you"), &Contact {
            name: view.unit.name.of(ctx.language).to_owned(),
            phone: filled(&view.unit.telephone),
            email: filled(&view.unit.email),
            ..Contact::default()
        }))
        .body(html! {
            (progress(ctx, say, view))
            (papers::notices(ctx, say, view))
            (missing(ctx, say, view))
            (stack(html! {
                @if case.is_open() { (papers::documents(ctx, say, view, errors)) }
                section #nachrichten {
                    (prose(html! { h2 { (say.of("Nachrichten", "Messages")) } }))
                    (messages(ctx, say, view))
                    (message_form(ctx, say, view, errors, typed))
                }
                section #kopien {
                    (prose(html! { h2 { (say.of("Bescheide und Kopien", "Notices and copies")) } }))
                    (papers::copies(ctx, say, view))
                }
                @if !case.is_open() { (papers::documents(ctx, say, view, errors)) }
                section #verlauf {
                    (prose(html! { h2 { (say.of("Verlauf", "History")) } }))
                    (history(ctx, view))
                }
                @if case.is_open() {
                    section {
                        (prose(html! {
                            h2 { (say.of("Antrag zurücknehmen", "Withdraw the application")) }
                            p { (say.of(
                                "Wenn Sie den Antrag nicht mehr brauchen, können Sie ihn zurücknehmen.",
                                "If you no longer need the application, you can withdraw it.",
                            )) }
                        }))
                        (buttons(html! {
                            (link_button(Weight::Secondary, &ctx.to(&format!("/vorgang/{}/zuruecknehmen", case.id)),
                                say.of("Zurücknehmen …", "Withdraw …")))
                        }))
                    }
                }
            }))
        });
    if let Some(done) = done {
        page = page.message(Tone::Success, done, html! {});
    }
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn progress(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let case = &view.case;
    let language = ctx.language;
    let day = |at| language.day(clock::local_day(at));
    let opened = day(case.opened_at);
    let decided = case.decided_at.map(day).unwrap_or_default();
    let closed = case.closed_at.map(day).unwrap_or_default();
    let (stage, _) = stage_words(case);
    let now = stage.of(language);
    let received = say.of("Eingegangen", "Received");
    let decision = say.of("Entscheidung", "Decision");
    let line: Vec<(Stage, &str, &str)> = match case.state.as_str() {
        "withdrawn" => vec![(Stage::Done, received, &opened), (Stage::Done, now, &closed)],
        "decided" | "closed" => vec![
            (Stage::Done, received, &opened),
            (Stage::Done, say.of("Geprüft", "Checked"), ""),
            (Stage::Done, decision, &decided),
        ],
        _ if case.stage == "new" => vec![
            (Stage::Now, received, &opened),
            (Stage::Later, say.of("Prüfung", "Check"), ""),
            (Stage::Later, decision, ""),
        ],
        _ => vec![
            (Stage::Done, received, &opened),
            (Stage::Now, now, ""),
            (Stage::Later, decision, ""),
        ],
    };
    stages(say, &line)
}

/// What the applicant must do by a day, and the one list of what is missing, as the case worker sees it too.
fn missing(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let names: Vec<&str> = view
        .needs
        .iter()
        .filter(|n| view.case.is_open() && n.is_missing())
        .map(|n| n.label.of(ctx.language))
        .collect();
    html! {
        @for deadline in view.deadlines.iter().filter(|d| papers::is_duty(d)) {
            (alert(Tone::Warning, deadline.label.of(ctx.language), html! { p {
                @let day = ctx.language.day(deadline.due_on);
                (say.of(format!("Bitte bis zum {day}."), format!("Please by {day}.")))
            } }))
        }
        @if !names.is_empty() {
            (alert(Tone::Warning, say.of("Es fehlen noch Unterlagen", "Documents are still missing"), html! {
                ul { @for name in &names { li { (name) } } }
                p { a href="#unterlagen" { (say.of("Unterlagen hochladen", "Upload documents")) } }
            }))
        }
    }
}

pub(super) fn takes_documents(case: &Case) -> bool {
    matches!(case.state.as_str(), "open" | "decided")
}

fn messages(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let all: Vec<Letter> = view
        .messages
        .iter()
        .map(|m| Letter {
            from: if m.is_to_citizen { m.author.clone() } else { say.of("Sie", "You").to_owned() },
            when: ctx.language.moment(m.at),
            subject: m.subject.reveal().clone(),
            text: m.body.reveal().clone(),
            own: !m.is_to_citizen,
            attachments: m
                .file
                .and_then(|id| view.files.iter().find(|f| f.id == id))
                .map(|f| (f.name.reveal().clone(), ctx.to(&papers::file_path(view.case.id, f.id))))
                .into_iter()
                .collect(),
        })
        .collect();
    if all.is_empty() {
        return html! { p { (say.of("Noch keine Nachrichten.", "No messages yet.")) } };
    }
    letters(&all)
}

fn message_form(ctx: &Ctx, say: Say, view: &View, errors: &Errors, typed: &str) -> Markup {
    if view.case.state == "withdrawn" || view.case.state == "closed" {
        return Markup::default();
    }
    let action = ctx.to(&format!("/vorgang/{}/nachricht", view.case.id));
    Form::post(&action, &ctx.form_token())
        .label(say.of("Nachricht schreiben", "Write a message"))
        .autosave_hint(say.of("Noch nicht gesendet", "Not sent yet"))
        .body(html! {
            (Field::new(say, "text", say.of("Ihre Nachricht an uns", "Your message to us"))
                .value(typed)
                .error(errors.get("text"))
                .max_length(MESSAGE_CHARS_MAX)
                .textarea(5))
            div { (button(Weight::Secondary, say.of("Nachricht senden", "Send the message"))) }
        })
}

fn history(ctx: &Ctx, view: &View) -> Markup {
    let events: Vec<Event> = view
        .log
        .iter()
        .rev()
        .filter(|line| line.is_open)
        .map(|line| Event {
            when: ctx.language.moment(line.at),
            datetime: line.at.to_string(),
            title: line.what.of(ctx.language).to_owned(),
            who: Some(line.who.clone()).filter(|w| !w.is_empty()),
            ..Event::default()
        })
        .collect();
    timeline(&events)
}
