//! The accounts: which are connected and until when, and a guided way to connect each.

mod guide;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Fields, Problem};
use norm_social::Channel;
use web::button::{Weight, button, link_button};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, badge, buttons, html};

use super::{ACCOUNTS, BASE, id, moment, parts};
use crate::account::{self, Connection, Standing, channel_of, word};
use crate::{CONNECT, hook, signin, store, watch};

pub(super) use guide::guide;

fn channel(text: &str) -> Result<Channel, AppError> {
    channel_of(text).ok_or(AppError::NotFound)
}

fn lamp(say: Say, c: &Connection) -> Markup {
    match c.standing {
        Standing::Connected => badge(Tone::Success, say.of("verbunden", "connected")),
        Standing::Stopped => badge(Tone::Danger, say.of("unterbrochen", "broken off")),
        Standing::Off => badge(Tone::Neutral, say.of("nicht verbunden", "not connected")),
    }
}

/// The page: all channels, their accounts, when a connection ends.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let all = ctx.read(store::account::all).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let may = ctx.actor.may(CONNECT);
    let way = |channel: Channel, label: &str| {
        let path = ctx.to(&format!("{ACCOUNTS}/{}", word(channel)));
        html! { @if may { (link_button(Weight::Secondary, &path, label)) } }
    };
    let mut rows: Vec<Row> = all
        .iter()
        .map(|c| {
            row(
                &ctx,
                say,
                c,
                way(
                    c.channel,
                    &say.of(
                        format!("{} verbinden oder prüfen", c.label()),
                        format!("Connect or check {}", c.label()),
                    ),
                ),
            )
        })
        .collect();
    for channel in Channel::ALL {
        if !all.iter().any(|c| c.channel == channel) {
            let label = say
                .of(format!("{} verbinden", channel.name()), format!("Connect {}", channel.name()));
            rows.push(Row::new(vec![
                html! { (channel.name()) },
                badge(Tone::Neutral, say.of("nicht verbunden", "not connected")),
                html! {},
                way(channel, &label),
            ]));
        }
    }
    let body = html! {
        (parts(&ctx, say, ACCOUNTS))
        (Table::new(say, say.of("Konten der Stadt", "Accounts of the town")).columns(vec![
            Column::new(say.of("Konto", "Account")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Was ist", "What is")),
            Column::action(say.of("Verbinden", "Connect")),
        ]).rows(rows).render())
        p { (say.of(
            "Feeds, Newsletter und das Fediverse der eigenen Website brauchen kein Konto bei einem Anbieter.",
            "Feeds, newsletter and the fediverse of the own website need no account at a provider.",
        )) }
    };
    let page = frame
        .staff(say.of("Konten der Kanäle", "Accounts of the channels"))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .body(body);
    Ok(frame.answer(page))
}

fn row(ctx: &Ctx, say: Say, c: &Connection, way: Markup) -> Row {
    Row::new(vec![
        html! { (c.label()) },
        lamp(say, c),
        html! {
            @if let Some(t) = &c.trouble { p { (account::of(say, &t.reason)) " " (account::of(say, &t.advice)) } }
            @if let Some(at) = c.ends_at { p { (say.of("Die Verbindung hält bis ", "The connection holds until ")) (moment(ctx, at)) } }
            @if let Some(at) = c.checked_at { p.rh-muted { (say.of("Zuletzt geprüft: ", "Last checked: ")) (moment(ctx, at)) } }
        },
        way,
    ])
}

/// Goes on to a page, or shows the guide with what was wrong.
async fn answer(
    ctx: &Ctx,
    channel: Channel,
    done: Result<String, AppError>,
) -> Result<Response, AppError> {
    match done {
        Ok(path) => Ok(ctx.redirect(&path)),
        Err(AppError::Refused(problem)) => guide::again(ctx, channel, &problem).await,
        Err(other) => Err(other),
    }
}

/// Saves the town's own application at a provider.
pub(super) async fn save_app(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let channel = channel(&text)?;
    let (client, secret) = (fields.get("nummer").to_owned(), fields.get("geheimnis").to_owned());
    let done = if client.is_empty() || secret.is_empty() {
        let name = if client.is_empty() { "nummer" } else { "geheimnis" };
        Err(signin::wrong(
            name,
            "Geben Sie Nummer und Geheimnis der App ein.",
            "Enter number and secret of the app.",
        )
        .into())
    } else {
        let path = format!("{ACCOUNTS}/{}", word(channel));
        signin::save_app(&ctx, channel, client, secret).await.map(|()| path)
    };
    answer(&ctx, channel, done).await
}

/// Begins a sign-in: a page with the link to the provider, since forms must not lead elsewhere.
pub(super) async fn sign_in(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let channel = channel(&text)?;
    let api = match server_of(channel, &fields) {
        Ok(api) => api,
        Err(problem) => return guide::again(&ctx, channel, &problem).await,
    };
    let way = match signin::go(&ctx, channel, &api).await {
        Ok(way) => way,
        Err(AppError::Refused(problem)) => return guide::again(&ctx, channel, &problem).await,
        Err(other) => return Err(other),
    };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let name = channel.name();
    let body = html! {
        ol {
            li { (say.of("Melden Sie sich beim Anbieter mit einem Konto an, das die Seite oder den Kanal der Stadt verwaltet.",
                "Sign in at the provider with an account that manages the town's page or channel.")) }
            li { (say.of("Stimmen Sie allen genannten Berechtigungen zu. Fehlt eine, sagen wir Ihnen danach, welche.",
                "Agree to all permissions named. If one is missing we tell you afterwards which.")) }
            li { (say.of("Der Anbieter führt Sie von selbst hierher zurück.", "The provider leads you back here by itself.")) }
        }
        (buttons(link_button(Weight::Primary, &way, &say.of(format!("Weiter zu {name}"), format!("On to {name}")))))
    };
    let page = frame
        .staff(say.of(format!("Bei {name} anmelden"), format!("Sign in at {name}")))
        .crumb(say.of("Konten", "Accounts"), ctx.to(ACCOUNTS))
        .body(body);
    Ok(frame.answer(page))
}

fn server_of(channel: Channel, fields: &Fields) -> Result<String, Problem> {
    if channel == Channel::Mastodon {
        signin::server(fields.get("server"))
    } else {
        Ok(String::new())
    }
}

/// Takes a token that somebody made at the provider.
pub(super) async fn bring_token(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let channel = channel(&text)?;
    if channel == Channel::YouTube {
        return Err(AppError::NotFound);
    }
    let token = fields.get("token");
    let done = match server_of(channel, &fields) {
        Err(problem) => Err(problem.into()),
        Ok(_) if token.is_empty() || token.chars().any(char::is_whitespace) => Err(signin::wrong(
            "token",
            "Fügen Sie den Zugangsschlüssel ein.",
            "Paste the access token.",
        )
        .into()),
        Ok(api) => signin::brought(&ctx, channel, &api, token).await,
    };
    answer(&ctx, channel, done.map(|id| format!("{ACCOUNTS}/auswahl/{id}"))).await
}

/// The provider sent somebody back.
pub(super) async fn came_back(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (state, code) = (fields.get("state"), fields.get("code"));
    let (begun, _) = signin::begun(&ctx, state).await?;
    let done = if code.is_empty() {
        Err(AppError::refused(
            "channels/sign-in-refused",
            "Die Anmeldung wurde beim Anbieter abgebrochen. Beginnen Sie sie neu, wenn Sie das Konto verbinden möchten.",
            "The sign-in was broken off at the provider. Begin it anew if you want to connect the account.",
        ))
    } else {
        signin::came_back(&ctx, state, code).await
    };
    answer(&ctx, begun.channel, done.map(|id| format!("{ACCOUNTS}/auswahl/{id}"))).await
}

/// Which of the accounts somebody wants to connect.
pub(super) async fn offer(ctx: Ctx, Path(signin): Path<String>) -> Result<Response, AppError> {
    offer_page(&ctx, &signin, None).await
}

async fn offer_page(
    ctx: &Ctx,
    signin: &str,
    problem: Option<&Problem>,
) -> Result<Response, AppError> {
    let (row, kept) = signin::begun(ctx, signin).await?;
    let grant = kept.grant.ok_or(AppError::NotFound)?;
    let all = signin::choices(ctx, row.channel, &row.api, &grant).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |p| frame.errors_of(p));
    let choices: Vec<Choice<'_>> = all.iter().map(|c| Choice::new(&c.id, &c.name)).collect();
    let first = all.first().map_or("", |c| c.id.as_str());
    let body = html! {
        @if all.is_empty() {
            p { (say.of(
                "Der Anbieter nennt kein Konto, mit dem die Stadt veröffentlichen kann. Prüfen Sie dort, ob Ihr Zugang die Seite oder den Kanal verwaltet; bei Instagram muss es ein professionelles Konto sein, das mit der Facebook-Seite verknüpft ist.",
                "The provider names no account the town can publish with. Check there whether your access manages the page or channel; on Instagram it must be a professional account linked to the Facebook page.",
            )) }
        } @else {
            (Form::post(&ctx.to(&format!("{ACCOUNTS}/auswahl/{signin}")), &ctx.form_token()).body(html! {
                (Field::new(say, "konto", say.of("Welches Konto soll verbunden werden?", "Which account shall be connected?"))
                    .value(first).error(errors.get("konto")).radios(&choices))
                (buttons(button(Weight::Primary, say.of("Verbinden", "Connect"))))
            }))
        }
    };
    let page = frame
        .staff(say.of("Konto auswählen", "Choose the account"))
        .crumb(say.of("Konten", "Accounts"), ctx.to(ACCOUNTS))
        .errors(&errors)
        .body(body);
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

/// Connects it.
pub(super) async fn choose(
    ctx: Ctx,
    Path(signin): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    match signin::choose(&ctx, &signin, fields.get("konto")).await {
        Ok(id) => {
            let of = ctx.read(move |db| store::account::find(db, id)).await?;
            Ok(ctx.redirect(&format!("{ACCOUNTS}/{}", word(of.channel))))
        }
        Err(AppError::Refused(problem)) => offer_page(&ctx, &signin, Some(&problem)).await,
        Err(other) => Err(other),
    }
}

/// Checks an account now, or disconnects it.
pub(super) async fn act(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let channel = channel(&text)?;
    let account = id::<Connection>(fields.get("konto"))?;
    let path = format!("{ACCOUNTS}/{}", word(channel));
    match fields.get("aktion") {
        "melden" => {
            let done = hook::follow(&ctx, account).await.map(|()| path);
            return answer(&ctx, channel, done).await;
        }
        "trennen" => {
            signin::disconnect(&ctx, account).await?;
        }
        "pruefen" => {
            let found = ctx.read(move |db| store::account::find(db, account)).await?;
            if !found.sealed.is_empty() {
                watch::look(&ctx.town, &found).await?;
            }
        }
        _ => return Err(AppError::NotFound),
    }
    Ok(ctx.redirect(&path))
}
