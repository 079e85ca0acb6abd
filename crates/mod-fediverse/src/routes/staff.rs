//! What staff see: how many follow from where, answers to read, servers that make trouble.

use std::sync::Arc;

use axum::response::Response;
use kernel::publication::{self, Publication};
use kernel::{AppError, Audit, Ctx, Fields, Id, Reader, Town, settings};
use web::badge::{Tone, badge};
use web::button::Weight;
use web::card::{card, figures};
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Form, Frame, Markup, Say, alert, button, format, html};

use super::{DESK, own_host};
use crate::model::{Reply, Server};
use crate::settings::FediverseSettings;
use crate::store;

/// Answers on the page.
const REPLIES_SHOWN: i64 = 50;
/// Sayings on the page.
const SAID_SHOWN: i64 = 20;

struct Shown {
    settings: FediverseSettings,
    followers: i64,
    waiting: i64,
    unread: i64,
    said: i64,
    replies: Vec<(Reply, String, String)>,
    servers: Vec<(Server, i64)>,
    reactions: Vec<(String, String, i64, i64)>,
}

/// Title and path of a publication.
fn named(db: &mut Reader<'_>, id: &str) -> Result<(String, String), AppError> {
    let Ok(id) = id.parse::<Id<Publication>>() else { return Ok(Default::default()) };
    let found = publication::find(db, id)?;
    Ok(found.map(|it| (it.title.de.clone(), it.path())).unwrap_or_default())
}

fn look(town: &Town, db: &mut Reader<'_>) -> Result<Shown, AppError> {
    let mut replies = Vec::new();
    for reply in store::unread(town, db, REPLIES_SHOWN)? {
        let (title, path) = named(db, &reply.publication)?;
        replies.push((reply, title, path));
    }
    let mut reactions = Vec::new();
    for said in store::standing(db, SAID_SHOWN, 0)? {
        let (likes, shares) = store::reactions(db, &said.publication)?;
        let (title, path) = named(db, &said.publication)?;
        reactions.push((title, path, likes, shares));
    }
    Ok(Shown {
        settings: settings::get(db)?,
        followers: store::follower_count(db)?,
        waiting: store::waiting(db)?,
        unread: store::unread_count(db)?,
        said: store::count(db)?,
        replies,
        servers: store::servers(db)?,
        reactions,
    })
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let shown = ctx.read(move |db| look(&town, db)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let name = format!("@{}@{}", shown.settings.handle, own_host(&ctx));
    let page = frame
        .staff(say.of("Fediverse", "Fediverse"))
        .lead(say.of(
            "Die Stadt als Konto im Fediverse: Meldungen gehen von selbst hinaus, werden dort korrigiert und zurückgenommen.",
            "The town as an account in the fediverse: news go out, are corrected and taken back there by themselves.",
        ))
        .body(stack(html! {
            @if shown.settings.is_on {
                p { (say.of("Zu finden als ", "To be found as ")) strong translate="no" { (name) } }
            } @else {
                (alert(Tone::Info, say.of("Ausgeschaltet", "Switched off"), html! {
                    p { (say.of(
                        "Niemand kann der Stadt folgen, und nichts geht hinaus. Einschalten lässt es sich in den Einstellungen.",
                        "Nobody can follow the town and nothing goes out. It can be switched on in the settings.")) }
                }))
            }
            (figures(&[
                (format::number(say, shown.followers), say.of("folgen", "follow"), None),
                (format::number(say, shown.said), say.of("Meldungen stehen dort", "news stand there"), None),
                (format::number(say, shown.unread), say.of("Antworten ungelesen", "answers unread"), None),
                (format::number(say, shown.waiting), say.of("noch unterwegs", "still on their way"), None),
            ]))
            (replies(say, &token, &shown.replies))
            @if !shown.reactions.is_empty() { (reactions(&ctx, say, &shown.reactions)) }
            @if !shown.servers.is_empty() { (servers(say, &token, &shown.servers)) }
        }));
    Ok(frame.answer(page))
}

fn replies(say: Say, token: &str, all: &[(Reply, String, String)]) -> Markup {
    html! {
        h2 #antworten { (say.of("Antworten", "Answers")) }
        @if all.is_empty() {
            p { (say.of("Es gibt keine ungelesenen Antworten.", "There are no unread answers.")) }
        }
        @for (reply, title, path) in all {
            (card(title, html! {
                p { a href=(reply.words.actor) rel="external nofollow" { (reply.words.actor) } ", "
                    (format::date_time(say, reply.heard_at.to_zoned(kernel::clock::berlin()).datetime())) }
                @for line in reply.words.text.lines() { p { (line) } }
                p { a href=(path) { (say.of("Ihre Meldung", "Your news item")) } " · "
                    a href=(reply.words.page) rel="external nofollow" {
                        (say.of("Antwort im Fediverse ansehen", "See the answer in the fediverse")) } }
                (Form::post("/verwaltung/fediverse/gelesen", token).body(html! {
                    input type="hidden" name="antwort" value=(reply.mark);
                    (button(Weight::Secondary, say.of("Gelesen", "Read")))
                }))
            }))
        }
    }
}

fn reactions(ctx: &Ctx, say: Say, all: &[(String, String, i64, i64)]) -> Markup {
    let rows = all.iter().map(|(title, path, likes, shares)| {
        Row::new(vec![
            html! { a href=(ctx.to(path)) { (title) } },
            html! { (format::number(say, *likes)) },
            html! { (format::number(say, *shares)) },
        ])
    });
    Table::new(say, say.of("Was ankam", "What people liked"))
        .id("meldungen")
        .columns(vec![
            Column::new(say.of("Meldung", "News item")),
            Column::number(say.of("gefällt", "liked")),
            Column::number(say.of("geteilt", "shared")),
        ])
        .rows(rows)
        .render()
}

/// What is wrong with a server, in a sentence.
fn trouble(say: Say, server: &Server) -> String {
    match server.trouble.as_str() {
        "" => say.of("alles angekommen", "everything arrived").to_owned(),
        "-" => {
            say.of("antwortet nicht; wird weiter versucht", "does not answer; tried again").into()
        }
        "401" | "403" => say.of("nimmt von uns nichts an", "takes nothing from us").to_owned(),
        "410" => say.of("gibt es nicht mehr", "is no longer there").to_owned(),
        "429" => {
            say.of("bittet um Pause; wird weiter versucht", "asks for a pause; tried again").into()
        }
        other => format!("{} ({other})", say.of("meldet einen Fehler", "reports an error")),
    }
}

fn servers(say: Say, token: &str, all: &[(Server, i64)]) -> Markup {
    let rows = all.iter().map(|(server, followers)| {
        let (word, action) = if server.is_blocked {
            ("frei", say.of("Wieder zulassen", "Let in again"))
        } else {
            ("sperren", say.of("Sperren", "Block"))
        };
        let state = if server.is_blocked {
            badge(Tone::Danger, say.of("gesperrt", "blocked"))
        } else if server.trouble.is_empty() {
            html! { (trouble(say, server)) }
        } else {
            badge(Tone::Warning, &trouble(say, server))
        };
        Row::new(vec![
            html! { span translate="no" { (server.host) } },
            html! { (format::number(say, *followers)) },
            state,
            Form::post("/verwaltung/fediverse/server", token).inline().body(html! {
                input type="hidden" name="server" value=(server.host);
                input type="hidden" name="was" value=(word);
                (button(Weight::Secondary, action))
            }),
        ])
    });
    Table::new(say, say.of("Server", "Servers"))
        .id("server")
        .columns(vec![
            Column::new(say.of("Server", "Server")),
            Column::number(say.of("Folgen der Stadt", "Follow the town")),
            Column::new(say.of("Stand", "State")),
            Column::action(say.of("Aktion", "Action")),
        ])
        .rows(rows)
        .render()
}

/// Somebody has read an answer.
pub(super) async fn read(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let mark = fields.get("antwort").to_owned();
    ctx.write(move |tx| {
        store::read(tx, &mark)?;
        Ok(Audit::of("fediverse.reply_read", "fediverse").done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{DESK}#antworten")))
}

/// Blocks a server, or lets it in again. Whoever followed from there no longer does.
pub(super) async fn block(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let host = fields.get("server").to_owned();
    let is_blocked = fields.get("was") == "sperren";
    ctx.write(move |tx| {
        store::block(tx, &host, is_blocked)?;
        if is_blocked {
            store::unfollow_host(tx, &host)?;
            store::drop_deliveries(tx, &host)?;
        }
        let action = if is_blocked { "fediverse.blocked" } else { "fediverse.let_in" };
        Ok(Audit::of(action, &host).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{DESK}#server")))
}
