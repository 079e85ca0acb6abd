//! What editors see: how many are told of what, what was sent, what goes wrong. No address.

use axum::response::Response;
use jiff::{SignedDuration, ToSpan};
use kernel::module::{Finding, Health};
use kernel::publication;
use kernel::{AppError, Ctx, Id, Reader, Town, settings};
use web::badge::Tone;
use web::card::figures;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, alert, format, html};

use crate::model::{Message, TOPICS, WARNING, topic};
use crate::settings::PushSettings;
use crate::store::{self, Service};

/// Messages on the page.
const MESSAGES_SHOWN: i64 = 30;
/// Days the figures look back.
const DAYS: i64 = 30;
/// A complaint older than this is no longer news.
const RECENT: SignedDuration = SignedDuration::from_hours(24 * 7);

struct Shown {
    settings: PushSettings,
    choices: Vec<(String, Vec<String>, i64)>,
    figures: Vec<(String, i64)>,
    messages: Vec<(Message, String)>,
    services: Vec<Service>,
    readers: Vec<(String, i64)>,
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let language = ctx.language;
    let shown = ctx.read(move |db| read(db, language)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let all: i64 = shown.choices.iter().map(|(.., many)| many).sum();
    let of = |what: &str| {
        let found = shown.figures.iter().find(|(name, _)| name == what);
        format::number(say, found.map_or(0, |(_, count)| *count))
    };
    let page = frame
        .staff(say.of("Benachrichtigungen", "Messages in the browser"))
        .lead(say.of(
            "Wie viele Browser Nachrichten bekommen, wie viele Programme unsere Feeds lesen und was dabei nicht geht. Adressen sieht hier niemand.",
            "How many browsers get messages, how many programs read our feeds, and what goes wrong. Nobody sees addresses here.",
        ))
        .body(stack(html! {
            (state(say, &shown.settings))
            (troubles(say, &shown.services, ctx.now()))
            (figures(&[
                (format::number(say, all), say.of("Browser", "browsers"), None),
                (of("began"), say.of("neu in 30 Tagen", "new in 30 days"), None),
                (of("ended"), say.of("beendet in 30 Tagen", "ended in 30 days"), None),
                (of("gone"), say.of("vom Browser aufgegeben", "given up by the browser"), None),
                (of("sent"), say.of("Nachrichten zugestellt", "messages delivered"), None),
                (of("failed"), say.of("nicht zustellbar", "not delivered"), None),
            ]))
            (by_topic(say, &shown.choices))
            @if !shown.messages.is_empty() { (messages(say, &shown.messages)) }
            (services(say, &shown))
            @if !shown.readers.is_empty() { (readers(say, &shown.readers)) }
        }));
    Ok(frame.answer(page))
}

fn read(db: &mut Reader<'_>, language: kernel::Language) -> Result<Shown, AppError> {
    let since = db.today().checked_sub(DAYS.days()).unwrap_or(db.today());
    let mut messages = Vec::new();
    for it in store::latest(db, MESSAGES_SHOWN)? {
        let id: Option<Id<publication::Publication>> = it.subject.parse().ok();
        let found = id.map(|id| publication::find(db, id)).transpose()?.flatten();
        let title = found.map(|p| p.title.of(language).to_owned()).unwrap_or_default();
        messages.push((it, title));
    }
    Ok(Shown {
        settings: settings::get(db)?,
        choices: store::choices(db)?,
        figures: store::figures(db, since)?,
        messages,
        services: store::services(db)?,
        readers: store::readers_by_host(db)?,
    })
}

fn state(say: Say, settings: &PushSettings) -> Markup {
    let on = |is_on: bool| if is_on { say.of("ein", "on") } else { say.of("aus", "off") };
    html! {
        p {
            (say.of("Nachrichten im Browser: ", "Messages in the browser: ")) strong { (on(settings.tells_browsers)) }
            " · " (say.of("Feeds melden Neues (WebSub): ", "Feeds tell of changes (WebSub): ")) strong { (on(settings.tells_readers)) }
            ". " (say.of("Beides schaltet die IT in den Einstellungen.", "The IT department switches both in the settings."))
        }
    }
}

/// What a service complained of, in a sentence, and what to do.
fn sentence(say: Say, it: &Service) -> (Tone, String) {
    let host = &it.host;
    match it.trouble.as_str() {
        "key-refused" => (Tone::Danger, say.of(
            format!("{host} nimmt den Schlüssel der Stadt nicht an. Prüfen Sie die Uhr des Servers und die E-Mail-Adresse der Stadt; hält es an, sagen Sie der IT Bescheid."),
            format!("{host} does not accept the key of the town. Check the clock of the server and the mail address of the town; if it goes on, tell the IT department."),
        )),
        "too-large" => (Tone::Warning, say.of(
            format!("{host} war eine Nachricht zu lang. Kürzen Sie Titel und Anriss."),
            format!("A message was too long for {host}. Shorten title and teaser."),
        )),
        "unreached" => (Tone::Warning, say.of(
            format!("{host} war nicht erreichbar. Es wird weiter versucht; hält es an, prüft die IT, ob der Server hinaus darf."),
            format!("{host} could not be reached. It is tried again; if it goes on, the IT department checks whether the server may go outside."),
        )),
        _ => (Tone::Info, say.of(
            format!("{host} bat um eine Pause. Es wird von selbst weiter versucht."),
            format!("{host} asked for a pause. It is tried again by itself."),
        )),
    }
}

fn troubles(say: Say, services: &[Service], now: jiff::Timestamp) -> Markup {
    let recent = services.iter().filter(|it| now.duration_since(it.trouble_at) < RECENT);
    html! {
        @for it in recent {
            @let (tone, text) = sentence(say, it);
            (alert(tone, say.of("Ein Dienst meldet ein Problem", "A service reports a problem"), html! { p { (text) } }))
        }
    }
}

fn by_topic(say: Say, choices: &[(String, Vec<String>, i64)]) -> Markup {
    let count = |key: &str| -> i64 {
        let of = choices.iter().filter(|(_, topics, _)| topics.iter().any(|t| t == key));
        of.map(|(.., many)| many).sum()
    };
    let rows = TOPICS.iter().map(|t| {
        Row::new(vec![
            html! { (say.of(t.title.0, t.title.1)) },
            html! { (format::number(say, count(t.key))) },
        ])
    });
    Table::new(say, say.of("Was gewählt ist", "What is chosen"))
        .id("themen")
        .columns(vec![
            Column::new(say.of("Thema", "Topic")),
            Column::number(say.of("Browser", "Browsers")),
        ])
        .rows(rows)
        .render()
}

fn messages(say: Say, messages: &[(Message, String)]) -> Markup {
    let rows = messages.iter().map(|(it, title)| {
        let at = it.made_at.to_zoned(kernel::clock::berlin()).datetime();
        let kind = topic(&it.kind).map_or("", |t| say.of(t.title.0, t.title.1));
        let state = match it.ended_at {
            Some(_) => say.of("fertig", "done"),
            None if it.rounds > 0 => say.of("wartet auf Dienste", "waits for services"),
            None => say.of("wird verschickt", "being sent"),
        };
        let what = if it.kind == WARNING || title.is_empty() { kind } else { title };
        Row::new(vec![
            html! { (format::date_time(say, at)) },
            html! { (what) },
            html! { (format::number(say, it.sent)) },
            html! { (format::number(say, it.failed)) },
            html! { (state) },
        ])
    });
    Table::new(say, say.of("Letzte Nachrichten", "Latest messages"))
        .id("nachrichten")
        .columns(vec![
            Column::new(say.of("Zeitpunkt", "Time")),
            Column::new(say.of("Worüber", "What about")),
            Column::number(say.of("zugestellt", "delivered")),
            Column::number(say.of("nicht zustellbar", "not delivered")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(rows)
        .render()
}

fn services(say: Say, shown: &Shown) -> Markup {
    let mut hosts: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    for (host, _, many) in &shown.choices {
        *hosts.entry(host).or_default() += many;
    }
    let rows = hosts.iter().map(|(host, many)| {
        let trouble = shown.services.iter().find(|it| it.host == *host);
        let state = trouble.map_or_else(
            || say.of("in Ordnung", "fine").to_owned(),
            |it| {
                let at = it.trouble_at.to_zoned(kernel::clock::berlin()).datetime();
                format!("{}: {}", format::date_time(say, at), sentence(say, it).1)
            },
        );
        Row::new(vec![html! { (host) }, html! { (format::number(say, *many)) }, html! { (state) }])
    });
    Table::new(say, say.of("Dienste der Browserhersteller", "Services of browser makers"))
        .id("dienste")
        .columns(vec![
            Column::new(say.of("Dienst", "Service")),
            Column::number(say.of("Browser", "Browsers")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(rows)
        .render()
}

fn readers(say: Say, readers: &[(String, i64)]) -> Markup {
    let rows = readers.iter().map(|(host, many)| {
        Row::new(vec![html! { (host) }, html! { (format::number(say, *many)) }])
    });
    Table::new(
        say,
        say.of("Programme, die Feeds lesen (WebSub)", "Programs that read feeds (WebSub)"),
    )
    .id("leser")
    .columns(vec![Column::new(say.of("Rechner", "Host")), Column::number(say.of("Feeds", "Feeds"))])
    .rows(rows)
    .render()
}

/// No service refuses the key of the town.
pub(crate) fn check(_: &Town, db: &mut Reader<'_>) -> Result<Finding, AppError> {
    let id = "push/services";
    let now = db.now();
    let services = store::services(db)?;
    let refused = services
        .iter()
        .filter(|it| it.trouble == "key-refused" && now.duration_since(it.trouble_at) < RECENT)
        .count();
    Ok(match refused {
        0 => Finding::ok(id, "no push service refuses the key of the town"),
        many => Finding::bad(
            id,
            Health::Warn,
            format!("{many} push services refuse the key of the town"),
            "Check the clock of the server and the mail address of the town; see docs/operating/push.md.",
        ),
    })
}
