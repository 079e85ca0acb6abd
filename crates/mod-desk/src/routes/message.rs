//! Messages with the applicant, both ways.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::{Case, WORK};
use kernel::notify::{self, Message};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Text, org};
use web::button::{Weight, button};
use web::timeline::{Letter, letters};
use web::{Field, Form, Frame, Markup, html};

use crate::acts;
use crate::door;
use crate::model::{self, TEXT_CHARS_MAX};
use crate::view::{self, Again, Opened, Part};

/// Longest subject, in characters.
const SUBJECT_CHARS_MAX: usize = 200;

/// The messages of a case; opening them marks them as read.
pub(crate) async fn show(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let answer = page(&ctx, id, &fields, None).await?;
    super::show::note_opening(&ctx, id).await?;
    mark_read(&ctx, id).await?;
    Ok(answer)
}

async fn mark_read(ctx: &Ctx, id: Id<Case>) -> Result<(), AppError> {
    let unread = |message: &Message| !message.is_to_citizen && message.read_at.is_none();
    let some = ctx.read(move |reader| Ok(notify::of_case(reader, id)?.iter().any(unread))).await?;
    if !some {
        return Ok(());
    }
    ctx.write(move |tx| {
        let mut count = 0;
        for message in notify::of_case(tx, id)?.iter().filter(|m| unread(m)) {
            count += u32::from(notify::mark_read(tx, message.id)?);
        }
        if count == 0 {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("desk.messages_read", id).note(format!("messages={count}")).done())
    })
    .await
}

async fn page(
    ctx: &Ctx,
    id: Id<Case>,
    query: &Fields,
    again: Option<Again>,
) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let (opened, messages) = ctx
        .read(move |reader| Ok((Opened::load(reader, &inner, id)?, notify::of_case(reader, id)?)))
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let shown: Vec<Letter> = messages.iter().map(|message| letter(ctx, &opened, message)).collect();
    let body = html! {
        @if shown.is_empty() { p { (say.of("Noch keine Nachrichten.", "No messages yet.")) } }
        @else { (letters(&shown)) }
        @if !opened.is_own { (form(ctx, &frame, &opened, again.as_ref())) }
    };
    let page = view::page(&frame, ctx, &opened, Part::Messages, "", &body);
    let page = view::done(page, say, query);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

fn letter(ctx: &Ctx, opened: &Opened, message: &Message) -> Letter {
    let attachments = message.file.map(|file| {
        let label = ctx.say("Anlage herunterladen", "Download the attachment").to_owned();
        (label, opened.url(ctx, &format!("datei/{file}")))
    });
    let read = match (message.is_to_citizen, message.read_at) {
        (true, Some(at)) => format!(", {} {}", ctx.say("gelesen", "read"), ctx.language.moment(at)),
        (true, None) => format!(", {}", ctx.say("noch nicht gelesen", "not read yet")),
        (false, _) => String::new(),
    };
    Letter {
        from: message.author.clone(),
        when: format!("{}{read}", ctx.language.moment(message.at)),
        subject: message.subject.reveal().clone(),
        text: message.body.reveal().clone(),
        own: message.is_to_citizen,
        attachments: attachments.into_iter().collect(),
    }
}

fn form(ctx: &Ctx, frame: &Frame<'_>, opened: &Opened, again: Option<&Again>) -> Markup {
    let say = frame.say;
    let errors = view::errors(frame, again);
    let (subject, text) = (view::value(again, "betreff", ""), view::value(again, "text", ""));
    let way = match model::addressee(&opened.parties) {
        Some(party) if !party.is_digital => say.of(
            "Die Nachricht geht ins Postfach und zusätzlich als Brief auf den Stapel.",
            "The message goes to the mailbox and also on the pile of letters.",
        ),
        _ => say.of(
            "Die Nachricht geht ins Postfach; per E-Mail kommt nur ein Hinweis.",
            "The message goes to the mailbox; by e-mail only a hint is sent.",
        ),
    };
    html! { section {
        h2 { (say.of("Nachricht schreiben", "Write a message")) }
        (Form::post(&opened.url(ctx, "nachrichten"), &ctx.form_token())
            .autosave_hint(say.of("Nicht gesendete Nachricht", "Message not sent"))
            .body(html! {
                (opened.meta())
                (Field::new(say, "betreff", say.of("Betreff", "Subject")).value(&subject).error(errors.get("betreff")).max_length(SUBJECT_CHARS_MAX).text())
                (Field::new(say, "text", say.of("Nachricht", "Message")).value(&text).hint(way).error(errors.get("text")).max_length(TEXT_CHARS_MAX).textarea(8))
                (button(Weight::Primary, say.of("Senden", "Send")))
            }))
    } }
}

/// Sends a message.
pub(crate) async fn send(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let form = door::Form::of(&fields);
    let (subject, text) = (fields.get("betreff").to_owned(), fields.text("text"));
    let (town, who) = (ctx.town.clone(), ctx.person_name.clone());
    let sent = ctx
        .write(move |tx| {
            // A message does not mind what others do to the case meanwhile.
            let Some(case) = door::speak(tx, id, WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            check(&subject, &text)?;
            let unit = org::find(tx, case.unit)?;
            acts::write(tx, &town, &case, &unit, &subject, &text, None)?;
            let what = Text::new("Nachricht geschrieben.", "Wrote a message.");
            acts::note(tx, &case, &who, &what)?;
            Ok(Audit::of("desk.message_sent", id).done())
        })
        .await;
    match sent {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}/nachrichten?ok=gesendet"))),
        Err(error) => page(&ctx, id, &Fields::default(), Some(Again::of(fields, error)?)).await,
    }
}

fn check(subject: &str, text: &str) -> Result<(), Problem> {
    let wrong = || {
        Problem::new("desk/message", "Bitte prüfen Sie die Nachricht.", "Please check the message.")
    };
    if subject.is_empty() || subject.chars().count() > SUBJECT_CHARS_MAX {
        return Err(wrong().at(
            "betreff",
            "Geben Sie einen Betreff mit höchstens 200 Zeichen an.",
            "Enter a subject of at most 200 characters.",
        ));
    }
    if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return Err(wrong().at(
            "text",
            "Schreiben Sie eine Nachricht mit höchstens 20.000 Zeichen.",
            "Write a message of at most 20,000 characters.",
        ));
    }
    Ok(())
}
