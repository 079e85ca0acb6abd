//! Outgoing mail: what waits, what left, what is unclear. Texts are shown only where the house
//! keeps mail instead of sending it, as the demo does: elsewhere they carry codes of other people.

use axum::extract::Path;
use axum::response::Response;
use kernel::notify::{self, Mail};
use kernel::{AppError, Ctx, Id};
use web::badge::Tone;
use web::button::Weight;
use web::empty::empty_state;
use web::icon::Icon;
use web::list::definition_list;
use web::page::{prose, stack};
use web::table::{Column, Row, Table};
use web::timeline::linked_paragraphs;
use web::{Frame, Markup, Say, alert, badge, format, html, link_button};

/// Mails shown at most.
const SHOWN_MAX: i64 = 200;

/// State in words with its tone.
fn state(say: Say, mail: &Mail) -> Markup {
    let (tone, words) = match mail.state.as_str() {
        _ if mail.returned_at.is_some() => (Tone::Warning, say.of("kam zurück", "came back")),
        "waiting" => (Tone::Info, say.of("wird verschickt", "being sent")),
        "sent" => (Tone::Success, say.of("verschickt", "sent")),
        "kept" => (Tone::Neutral, say.of("nur hier gezeigt", "shown here only")),
        "unclear" => (Tone::Warning, say.of("ungewiss", "unclear")),
        _ => (Tone::Danger, say.of("nicht verschickt", "not sent")),
    };
    badge(tone, words)
}

/// The address: whole where mail is only shown, else enough to help somebody on the telephone.
fn recipient(mail: &Mail) -> String {
    let address = mail.recipient.reveal();
    if mail.state == "kept" {
        return address.clone();
    }
    match address.split_once('@') {
        Some((name, host)) => {
            let first: String = name.chars().take(1).collect();
            format!("{first}…@{host}")
        }
        None => "…".to_owned(),
    }
}

fn moment(say: Say, at: jiff::Timestamp) -> String {
    format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
}

fn table(ctx: &Ctx, say: Say, mails: &[Mail], below: &str) -> Markup {
    let rows = mails.iter().map(|mail| {
        let url = ctx.to(&format!("{below}/{}", mail.id));
        Row::new(vec![
            html! { a href=(url) { (mail.subject) } },
            html! { (recipient(mail)) },
            html! { (moment(say, mail.made_at)) },
            state(say, mail),
        ])
        .marked(mail.state == "unclear" || mail.state == "failed")
    });
    Table::new(say, say.of("E-Mails, die neuesten zuerst", "Mails, the newest first"))
        .id("mails")
        .dense()
        .columns(vec![
            Column::new(say.of("Betreff", "Subject")),
            Column::new(say.of("An", "To")),
            Column::new(say.of("Geschrieben", "Written")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(rows)
        .render()
}

fn nothing(say: Say) -> Markup {
    empty_state(
        Icon::MAIL,
        say.of("Noch keine E-Mails", "No mails yet"),
        say.of(
            "Sobald das Haus jemandem schreibt, steht es hier.",
            "As soon as the house writes to somebody, it appears here.",
        ),
        html! {},
    )
}

/// All outgoing mail.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let mails = ctx.read(|db| notify::mails(db, SHOWN_MAX)).await?;
    let unclear = mails.iter().any(|m| m.state == "unclear");
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .staff(say.of("Postausgang", "Outgoing mail"))
        .lead(say.of(
            "E-Mails, die das Haus verschickt. Sie sagen nur, dass es etwas zu lesen gibt.",
            "Mails the house sends. They only say that there is something to read.",
        ))
        .body(stack(html! {
            @if unclear {
                (alert(
                    Tone::Warning,
                    say.of("Bei manchen E-Mails ist ungewiss, ob sie ankamen", "Some mails may or may not have left"),
                    html! {
                        p { (say.of(
                            "Das Haus wurde angehalten, während sie verschickt wurden. Sehen Sie im Protokoll des Mailservers nach und wiederholen Sie nur, was nicht hinausging.",
                            "The house stopped while they were being sent. Look into the log of the mail server and repeat only what did not leave.",
                        )) }
                        (link_button(Weight::Secondary, &ctx.to("/verwaltung/betrieb"), say.of("Was steckt fest?", "What is stuck?")))
                    },
                ))
            }
            @if mails.is_empty() { (nothing(say)) }
            @else { (table(&ctx, say, &mails, "/verwaltung/postausgang")) }
        }));
    Ok(frame.answer(page))
}

/// One mail.
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Mail> = id.parse().map_err(|_| AppError::NotFound)?;
    let mail = ctx.read(move |db| notify::find_mail(db, id)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .staff(mail.subject.clone())
        .preline(say.of("E-Mail", "Mail"))
        .crumb(say.of("Postausgang", "Outgoing mail"), ctx.to("/verwaltung/postausgang"))
        .body(stack(html! {
            (facts(say, &mail))
            @if mail.state == "kept" { (text(&mail)) }
            @else {
                p { (say.of(
                    "Der Text bleibt zwischen dem Haus und der Person, an die er geht: Er kann einen Code enthalten.",
                    "The text stays between the house and the person it goes to: it may hold a code.",
                )) }
            }
        }));
    Ok(frame.answer(page))
}

fn facts(say: Say, mail: &Mail) -> Markup {
    let mut entries = vec![
        (say.of("An", "To"), html! { (recipient(mail)) }),
        (say.of("Geschrieben", "Written"), html! { (moment(say, mail.made_at)) }),
        (say.of("Stand", "State"), state(say, mail)),
    ];
    if let Some(at) = mail.sent_at {
        entries.insert(2, (say.of("Erledigt", "Done"), html! { (moment(say, at)) }));
    }
    definition_list(&entries)
}

/// The text with its links ready to follow.
fn text(mail: &Mail) -> Markup {
    prose(linked_paragraphs(mail.body.reveal()))
}

/// The mails of a demo town, for everybody: whoever tries it out as a citizen finds their code
/// here. Elsewhere there is no such page, and mails that were really sent are never shown on it.
pub async fn demo(ctx: Ctx) -> Result<Response, AppError> {
    if !ctx.town.profile().is_demo {
        return Err(AppError::NotFound);
    }
    let mut mails = ctx.read(|db| notify::mails(db, SHOWN_MAX)).await?;
    mails.retain(|mail| mail.state == "kept");
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Postausgang zum Ausprobieren", "Outgoing mail to try out"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Diese Stadt ist erfunden und verschickt nichts. Hier steht, was sie verschickt hätte, zum Beispiel Ihr Code zum Anmelden.",
            "This town is invented and sends nothing. Here is what it would have sent, such as your code to sign in.",
        ))
        .noindex()
        .body(stack(html! {
            @if mails.is_empty() { (nothing(say)) }
            @for mail in &mails {
                (web::card::card(&mail.subject, html! { (facts(say, mail)) (text(mail)) }))
            }
        }));
    Ok(frame.answer(page))
}
