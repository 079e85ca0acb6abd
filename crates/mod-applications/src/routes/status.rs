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
use web::documents::{DocumentItem, document_list, downloads};
use web::page::{prose, stack};
use web::progress::{Stage, stages};
use web::timeline::{Event, Letter, letters, timeline};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::documents::{FILE_FIELD, rules, sent};
use super::download::is_for_applicant;
use super::{Stop, parse_id};
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
            (missing(ctx, say, view))
            (stack(html! {
                section #unterlagen {
                    (prose(html! { h2 { (say.of("Unterlagen", "Documents")) } }))
                    (documents(ctx, say, view, errors))
                }
                section #nachrichten {
                    (prose(html! { h2 { (say.of("Nachrichten", "Messages")) } }))
                    (messages(ctx, say, view))
                    (message_form(ctx, say, view, errors, typed))
                }
                section #kopien {
                    (prose(html! { h2 { (say.of("Bescheide und Kopien", "Notices and copies")) } }))
                    (copies(ctx, say, view))
                }
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

/// Deadlines that run, and the one list of what is missing, as the case worker sees it too.
fn missing(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let names: Vec<&str> = view
        .needs
        .iter()
        .filter(|n| view.case.is_open() && n.is_missing())
        .map(|n| n.label.of(ctx.language))
        .collect();
    html! {
        @for deadline in &view.deadlines { (running_deadline(ctx, say, deadline)) }
        @if !names.is_empty() {
            (alert(Tone::Warning, say.of("Es fehlen noch Unterlagen", "Documents are still missing"), html! {
                ul { @for name in &names { li { (name) } } }
                p { a href="#unterlagen" { (say.of("Unterlagen hochladen", "Upload documents")) } }
            }))
        }
    }
}

/// What somebody must do by a day is a warning; what merely ends on a day is told.
fn running_deadline(ctx: &Ctx, say: Say, deadline: &Deadline) -> Markup {
    let day = ctx.language.day(deadline.due_on);
    let is_duty = deadline.rule.ends_with("/documents") || deadline.rule.ends_with("/hearing");
    let (tone, words) = if is_duty {
        (Tone::Warning, say.of(format!("Bitte bis zum {day}."), format!("Please by {day}.")))
    } else {
        (Tone::Info, say.of(format!("Am {day}."), format!("On {day}.")))
    };
    alert(tone, deadline.label.of(ctx.language), html! { p { (words) } })
}

fn documents(ctx: &Ctx, say: Say, view: &View, errors: &Errors) -> Markup {
    let case = &view.case;
    let is_open = takes_documents(case);
    let when = |file: &StoredFile| ctx.language.day(clock::local_day(file.made_at));
    let items: Vec<DocumentItem> = view
        .needs
        .iter()
        .map(|need| {
            let name = format!("{FILE_FIELD}{}", need.key);
            let label = need.label.of(ctx.language);
            let own = view.files.iter().filter(|f| f.origin == "citizen" && f.label == need.key);
            let (tone, state) = match (need.files, need.is_required) {
                (0, true) => (Tone::Warning, say.of("fehlt noch", "still missing")),
                (0, false) => (Tone::Neutral, say.of("freiwillig", "optional")),
                _ => (Tone::Success, say.of("eingegangen", "received")),
            };
            let caption = say.of(format!("Dateien für „{label}“"), format!("Files for “{label}”"));
            let path = ctx.to(&format!("/vorgang/{}/unterlagen", case.id));
            DocumentItem {
                title: label.to_owned(),
                hint: Some(need.why.of(ctx.language).to_owned()).filter(|t| !t.is_empty()),
                tone,
                state: state.to_owned(),
                files: own
                    .map(|f| sent(f, Some(ctx.to(&file_path(case.id, f.id))), &when(f)))
                    .collect(),
                action: is_open.then(|| {
                    Form::post(&path, &ctx.form_token())
                        .with_files()
                        .label(&caption)
                        .autosave_hint(say.of("Noch nicht hochgeladen", "Not uploaded yet"))
                        .body(html! {
                            (Field::new(say, &name, if need.files == 0 { say.of("Datei auswählen", "Choose a file") } else { say.of("Weitere Datei auswählen", "Choose another file") })
                                .error(errors.get(&name))
                                .upload(rules(say)))
                            div { (button(Weight::Secondary, say.of("Hochladen", "Upload"))) }
                        })
                }),
            }
        })
        .collect();
    document_list(say, &items)
}

pub(super) fn takes_documents(case: &Case) -> bool {
    matches!(case.state.as_str(), "open" | "decided")
}

fn file_path(case: Id<Case>, file: Id<StoredFile>) -> String {
    format!("/vorgang/{case}/datei/{file}")
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
                .map(|f| (f.name.reveal().clone(), ctx.to(&file_path(view.case.id, f.id))))
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

fn copies(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let summary = view.submission.as_ref().map(|s| s.summary_file);
    let list: Vec<_> = view
        .files
        .iter()
        .filter(|f| f.origin != "citizen" && is_for_applicant(f, &view.messages))
        // The summary is for our pages; the PDF shows the same.
        .filter(|f| Some(f.id) != summary)
        .map(|f| {
            let when = ctx.language.day(clock::local_day(f.made_at));
            sent(f, Some(ctx.to(&file_path(view.case.id, f.id))), &when)
        })
        .collect();
    html! {
        @if list.is_empty() { p { (say.of("Noch nichts.", "Nothing yet.")) } }
        @else { (downloads(say, &list)) }
        @if view.submission.is_some() {
            p { a href=(ctx.to(&super::receipt_path(view.case.id))) {
                (say.of("Zur Eingangsbestätigung", "To the receipt"))
            } }
        }
    }
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
