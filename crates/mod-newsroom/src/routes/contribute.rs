//! The public form for events of clubs: sent in, confirmed by mail, looked at by the newsroom.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::DateTime;
use kernel::{AppError, Ctx, Fields, Problem, settings};
use web::button::{Weight, button};
use web::{Errors, Field, Form, Frame, Tone, buttons, html};

use super::{moments, refused, wrong};
use crate::contribution::{self, SEND_RATE, Sender, Sent};
use crate::settings::NewsroomSettings;

/// Letters of the longest text.
const TEXT_CHARS_MAX: usize = 3_000;
/// Letters of the longest line.
const LINE_CHARS_MAX: usize = 150;

async fn is_open(ctx: &Ctx) -> Result<(), AppError> {
    let settings: NewsroomSettings = ctx.read(settings::get).await?;
    if settings.takes_events { Ok(()) } else { Err(AppError::NotFound) }
}

/// The form.
pub(crate) async fn ask(ctx: Ctx) -> Result<Response, AppError> {
    is_open(&ctx).await?;
    Ok(form(&ctx, &Fields::default(), &Errors::new()))
}

fn form(ctx: &Ctx, fields: &Fields, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let typed = |name: &str| moments::read(fields, name).ok().flatten();
    let line = |name: &'static str, de: &'static str, en: &'static str| {
        Field::new(say, name, say.of(de, en))
            .value(fields.get(name))
            .error(errors.get(name))
            .max_length(LINE_CHARS_MAX)
    };
    let text = fields.text("text");
    let action = ctx.to("/veranstaltung-melden");
    let page = frame
        .public(say.of("Veranstaltung melden", "Send in an event"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Für Vereine, Kirchengemeinden und alle, die in der Stadt etwas veranstalten. Sie brauchen kein Konto.",
            "For clubs, parishes and everybody who puts on something in town. You need no account.",
        ))
        .errors(errors)
        .body(Form::post(&action, &ctx.form_token()).body(html! {
            (line("titel", "Name der Veranstaltung", "Name of the event").text())
            (moments::fields(say, "beginn", say.of("Beginn", "Begins"), None, typed("beginn"), errors))
            (moments::fields(say, "ende", say.of("Ende", "Ends"), Some(say.of("Wenn Sie es wissen", "If you know it")), typed("ende"), errors))
            (line("ort", "Ort", "Place").text())
            (line("anschrift", "Anschrift des Ortes", "Address of the place").optional().text())
            (line("veranstalter", "Wer lädt ein?", "Who invites?").text())
            (line("preis", "Preis (leer: kostenlos)", "Price (empty: free)").optional().text())
            (Field::new(say, "text", say.of("Worum geht es?", "What is it about?")).value(&text)
                .error(errors.get("text")).max_length(TEXT_CHARS_MAX).textarea(6))
            (line("name", "Ihr Name", "Your name").autocomplete("name").text())
            (Field::new(say, "mail", say.of("Ihre E-Mail-Adresse", "Your e-mail address")).value(fields.get("mail"))
                .hint(say.of(
                    "Dorthin schicken wir einen Link zum Bestätigen. Name und Adresse werden nicht veröffentlicht und einen Monat nach der Entscheidung gelöscht.",
                    "We send a link there to confirm. Name and address are not published and are deleted a month after the decision.",
                ))
                .error(errors.get("mail")).email())
            (buttons(button(Weight::Primary, say.of("Veranstaltung melden", "Send in the event"))))
        }));
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn required(fields: &Fields, name: &str, de: &str, en: &str) -> Result<String, Problem> {
    let text: String = content::tidy(fields.get(name)).chars().take(LINE_CHARS_MAX).collect();
    if text.is_empty() { Err(wrong(name, de, en)) } else { Ok(text) }
}

fn line(fields: &Fields, name: &str) -> String {
    content::tidy(fields.get(name)).chars().take(LINE_CHARS_MAX).collect()
}

/// What the form says.
fn read(ctx: &Ctx, fields: &Fields) -> Result<(Sender, Sent), AppError> {
    let title =
        required(fields, "titel", "Wie heißt die Veranstaltung?", "What is the event called?")?;
    let beginning = "Wann beginnt es? Geben Sie Tag und Uhrzeit an.";
    let starts: DateTime = moments::read(fields, "beginn")?
        .ok_or_else(|| wrong("beginn_tag", beginning, "When does it begin? Give day and time."))?;
    if starts.date() < ctx.today() {
        return Err(wrong(
            "beginn_tag",
            "Der Beginn liegt in der Vergangenheit.",
            "The beginning lies in the past.",
        )
        .into());
    }
    let ends = moments::read(fields, "ende")?;
    if ends.is_some_and(|end| end < starts) {
        return Err(wrong(
            "ende_tag",
            "Das Ende liegt vor dem Beginn.",
            "The end is before the beginning.",
        )
        .into());
    }
    let place = required(fields, "ort", "Wo findet es statt?", "Where does it take place?")?;
    let organiser = required(fields, "veranstalter", "Wer lädt ein?", "Who invites?")?;
    let text: String = fields.text("text").chars().take(TEXT_CHARS_MAX).collect();
    if text.is_empty() {
        return Err(wrong("text", "Schreiben Sie ein paar Sätze.", "Write a few sentences.").into());
    }
    let name = required(fields, "name", "Wie heißen Sie?", "What is your name?")?;
    let email = fields.get("mail").to_owned();
    let is_mail = email.len() <= LINE_CHARS_MAX
        && content::LinkTarget::parse(&format!("mailto:{email}")).is_ok();
    if !is_mail {
        return Err(wrong(
            "mail",
            "Geben Sie Ihre E-Mail-Adresse ein.",
            "Enter your e-mail address.",
        )
        .into());
    }
    let sent = Sent {
        title,
        starts,
        ends,
        place,
        address: line(fields, "anschrift"),
        organiser,
        price: line(fields, "preis"),
        text,
    };
    Ok((Sender { name, email }, sent))
}

/// Takes it.
pub(crate) async fn send(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    is_open(&ctx).await?;
    let read = read(&ctx, &fields);
    let (sender, sent) = match read {
        Ok(both) => both,
        Err(error) => {
            let errors = refused(&Frame::of(&ctx), error)?;
            return Ok(form(&ctx, &fields, &errors));
        }
    };
    ctx.limit(SEND_RATE)?;
    let town = ctx.town.clone();
    ctx.write(move |tx| contribution::take(&town, tx, &sender, &sent)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .plain(say.of("Fast fertig", "Almost done"))
        .lead(say.of(
            "Wir haben Ihnen eine E-Mail geschickt. Bitte öffnen Sie den Link darin, dann sieht sich unsere Redaktion Ihre Veranstaltung an.",
            "We have sent you an e-mail. Please open the link in it, then our editors will look at your event.",
        ));
    Ok(frame.answer(page))
}

/// What the link in the mail is about, with a button: programs that look at links confirm nothing.
pub(crate) async fn look(ctx: Ctx, Path(token): Path<String>) -> Result<Response, AppError> {
    let (town, asked) = (ctx.town.clone(), token.clone());
    let found = ctx.read(move |db| contribution::behind(&town, db, &asked)).await?;
    let sent = found.ok_or(AppError::Gone)?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let action = ctx.to(&format!("/veranstaltung-melden/{token}"));
    let starts = web::format::date_time(say, sent.starts);
    let page = frame.plain(say.of("Veranstaltung bestätigen", "Confirm the event")).body(html! {
        p { strong { (sent.title) } }
        p { (starts) ", " (sent.place) }
        (Form::post(&action, &ctx.form_token())
            .body(buttons(button(Weight::Primary, say.of("Bestätigen", "Confirm")))))
    });
    Ok(frame.answer(page))
}

/// The sender confirms.
pub(crate) async fn confirm(ctx: Ctx, Path(token): Path<String>) -> Result<Response, AppError> {
    let town = ctx.town.clone();
    let is_done = ctx.write(move |tx| contribution::confirm(&town, tx, &token)).await?;
    if !is_done {
        return Err(AppError::Gone);
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame.plain(say.of("Vielen Dank", "Thank you")).message(
        Tone::Success,
        say.of("Ihre Veranstaltung ist bei uns", "Your event has reached us"),
        html! { p { (say.of(
            "Unsere Redaktion sieht sie sich an. Wenn alles stimmt, steht sie bald im Kalender.",
            "Our editors will look at it. If everything is right it will soon be in the calendar.",
        )) } },
    );
    Ok(frame.answer(page))
}
