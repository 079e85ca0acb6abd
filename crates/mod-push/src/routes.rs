//! The page for everybody, the doors for its script, the worker of the browser; and the figures for
//! editors.

mod staff;

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::module::Way;
use kernel::{Access, AppError, Ctx, Reader, Routes, Text, Town, settings};
use norm_push::browser::{PushError, Subscription};
use serde::Deserialize;
use serde_json::{Value, json};
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::page::{prose, stack};
use web::{Field, Frame, Markup, Say, buttons, html};

use crate::model::{TOPICS, chosen};
use crate::settings::PushSettings;
use crate::{SEE, hub, key, store, subscribe};

pub(crate) use staff::check;

/// The page for everybody.
pub(crate) const PAGE: &str = "/benachrichtigungen";
/// Below it, the worker and the doors for scripts.
const WORKER: &str = "/benachrichtigungen/dienst.js";
const STATE: &str = "/benachrichtigungen/stand.json";
const CHOSEN: &str = "/benachrichtigungen/auswahl";
const BEGIN: &str = "/benachrichtigungen/einschalten";
const END: &str = "/benachrichtigungen/beenden";
/// What the worker reaches: nothing but the messages themselves.
const SCOPE: &str = "/benachrichtigungen/";
/// The figures for editors.
pub(crate) const DESK: &str = "/verwaltung/benachrichtigungen";

/// All paths of this module.
pub(crate) fn paths() -> Routes {
    let all = Access::Everyone;
    Routes::new()
        .get(PAGE, all, page)
        .get(WORKER, all, worker)
        .get(STATE, all, state)
        .script(CHOSEN, all, choice)
        .script(BEGIN, all, begin)
        .script(END, all, end)
        .program(hub::PATH, hub::door)
        .get(DESK, Access::Staff(SEE), staff::show)
}

fn answer(status: StatusCode, value: &Value) -> Response {
    let kind = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, kind)], value.to_string()).into_response()
}

fn refused(sentence: &str) -> Response {
    answer(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "error": sentence }))
}

async fn is_on(ctx: &Ctx) -> Result<Option<PushSettings>, AppError> {
    let settings: PushSettings = ctx.read(settings::get).await?;
    Ok(settings.tells_browsers.then_some(settings))
}

/// Messages in the browser, for the page that lists all ways.
///
/// # Errors
/// What the database says.
pub(crate) fn ways(_: &Town, db: &mut Reader<'_>) -> Result<Vec<Way>, AppError> {
    if !settings::get::<PushSettings>(db)?.tells_browsers {
        return Ok(Vec::new());
    }
    Ok(vec![Way {
        title: Text::new("Benachrichtigungen im Browser", "Messages in the browser"),
        text: Text::new(
            "Warnungen und Neues als Nachricht auf Ihrem Gerät, auch wenn unsere Seiten nicht offen sind.",
            "Warnings and news as a message on your device, even while our pages are not open.",
        ),
        address: String::new(),
        page: (PAGE, Text::new("Benachrichtigungen wählen", "Choose messages")),
    }])
}

/// The page: what it is, a choice where the browser can, and the other ways.
async fn page(ctx: Ctx) -> Result<Response, AppError> {
    let key = match is_on(&ctx).await? {
        Some(_) => Some(key::sender(&ctx.town).await?.public()),
        None => None,
    };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = stack(html! {
        @match &key {
            Some(key) => { (panel(&ctx, say, key)) }
            None => {
                (web::alert(web::badge::Tone::Info, say.of("Zurzeit nicht eingeschaltet", "Not switched on at the moment"), html! {
                    p { (say.of(
                        "Benachrichtigungen im Browser bieten wir im Moment nicht an. So erfahren Sie trotzdem, was neu ist:",
                        "We do not offer messages in the browser at the moment. This is how you learn what is new all the same:",
                    )) }
                }))
            }
        }
        (prose(html! {
            h2 { (say.of("Andere Wege", "Other ways")) }
            ul {
                li { a href=(ctx.to("/newsletter")) { (say.of("Newsletter per E-Mail", "Newsletter by mail")) } }
                li { a href=(ctx.to("/abonnieren")) { (say.of("Feeds und Kalender", "Feeds and calendars")) } }
                li { a href=(ctx.to("/warnungen")) { (say.of("Aktuelle Warnungen", "Current warnings")) } }
            }
            @if key.is_some() {
                h2 { (say.of("Was mit Ihren Daten geschieht", "What happens to your data")) }
                p { (say.of(
                    "Ihr Browser gibt uns eine Adresse beim Dienst seines Herstellers, zum Beispiel Apple, Google, Microsoft oder Mozilla. Wir speichern sie verschlüsselt, dazu Ihre Themen und die Sprache, sonst nichts: keinen Namen, keine E-Mail-Adresse. Der Dienst leitet unsere Nachrichten verschlüsselt weiter. Er erfährt, dass wir etwas schicken, aber nicht, was.",
                    "Your browser gives us an address at the service of its maker, such as Apple, Google, Microsoft or Mozilla. We store it encrypted, with your topics and language, and nothing else: no name, no mail address. The service passes our messages on encrypted. It learns that we send something, but not what.",
                )) }
                p { (say.of(
                    "Wir löschen die Adresse, sobald Sie hier beenden, Ihr Browser sie aufgibt oder sie ein Jahr lang nicht erreichbar war. Ob Sie eine Nachricht lesen, messen wir nicht.",
                    "We delete the address as soon as you end it here, your browser gives it up, or it could not be reached for a year. We do not measure whether you read a message.",
                )) }
            }
        }))
    });
    let page = frame
        .public(say.of("Benachrichtigungen im Browser", "Messages in the browser"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Warnungen und Neues als Nachricht auf Ihrem Gerät, ohne Konto und ohne E-Mail-Adresse.",
            "Warnings and news as a message on your device, without an account and without a mail address.",
        ))
        .script("push.js")
        .body(body);
    Ok(frame.answer(page))
}

/// The choice. It stays hidden until the script has found that the browser can.
fn panel(ctx: &Ctx, say: Say, key: &str) -> Markup {
    let choices: Vec<Choice<'_>> = TOPICS
        .iter()
        .map(|t| Choice::new(t.key, say.of(t.title.0, t.title.1)).hint(say.of(t.text.0, t.text.1)))
        .collect();
    let words = json!({
        "none": say.of("Wählen Sie mindestens ein Thema.", "Choose at least one topic."),
        "denied": say.of(
            "Ihr Browser erlaubt unseren Seiten keine Nachrichten. Sie können das in seinen Einstellungen ändern.",
            "Your browser does not allow our pages to send messages. You can change that in its settings.",
        ),
        "failed": say.of(
            "Das hat nicht geklappt. Versuchen Sie es später noch einmal.",
            "That did not work. Try again later.",
        ),
        "on": say.of("Eingeschaltet. Sie bekommen Nachrichten zu Ihren Themen.", "Switched on. You get messages on your topics."),
        "off": say.of("Beendet. Ihre Adresse ist gelöscht.", "Ended. Your address is deleted."),
        "begin": say.of("Benachrichtigungen einschalten", "Switch messages on"),
        "save": say.of("Auswahl speichern", "Save the choice"),
    });
    html! {
        p data-rh-push-without {
            (say.of(
                "Dafür brauchen Sie JavaScript und einen Browser, der Nachrichten zeigen kann. Auf iPhone und iPad legen Sie unsere Seite zuerst auf den Startbildschirm.",
                "This needs JavaScript and a browser that can show messages. On iPhone and iPad put our page on the home screen first.",
            ))
        }
        form hidden data-rh-push=(key) data-rh-worker=(WORKER) data-rh-scope=(SCOPE) data-rh-csrf=(ctx.form_token())
            data-rh-chosen=(ctx.to(CHOSEN)) data-rh-begin=(ctx.to(BEGIN)) data-rh-end=(ctx.to(END)) data-rh-words=(words.to_string()) {
            (stack(html! {
                (Field::new(say, "thema", say.of("Worüber möchten Sie etwas erfahren?", "What do you want to be told of?"))
                    .checkboxes(&choices, &["warning"]))
                (buttons(html! {
                    (button_named(Weight::Primary, "tun", "an", say.of("Benachrichtigungen einschalten", "Switch messages on")))
                    (button_named(Weight::Secondary, "tun", "aus", say.of("Beenden", "End them")))
                }))
                p role="status" {}
                p { (say.of(
                    "Erst wenn Sie den Knopf drücken, fragt Ihr Browser Sie um Erlaubnis. Sie können jederzeit auf dieser Seite ändern oder beenden.",
                    "Only when you press the button does your browser ask for your permission. You can change or end it on this page at any time.",
                )) }
            }))
        }
    }
}

/// The worker in the browser; it reaches nothing but messages.
async fn worker(_: Ctx) -> Result<Response, AppError> {
    let code = web::find(web::asset("push-worker.js")).ok_or(AppError::NotFound)?;
    let code = String::from_utf8_lossy(code.bytes);
    let lines = json!({ "state": STATE, "begin": BEGIN });
    let mut response = format!("const DOORS={lines};\n{code}").into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    let scope = HeaderValue::from_static(SCOPE);
    headers.insert(HeaderName::from_static("service-worker-allowed"), scope);
    Ok(response)
}

/// What a worker needs whose address its maker has changed: the town's key, and a token for its form.
async fn state(ctx: Ctx) -> Result<Response, AppError> {
    if is_on(&ctx).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let key = key::sender(&ctx.town).await?.public();
    Ok(answer(StatusCode::OK, &json!({ "key": key, "token": ctx.form_token() })))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Handed {
    subscription: Value,
    topics: Option<Vec<String>>,
    endpoint: String,
}

/// What a browser chose.
async fn choice(ctx: Ctx, body: String) -> Result<Response, AppError> {
    let handed: Handed = serde_json::from_str(&body).unwrap_or_default();
    let found = find(&ctx, handed.endpoint).await?;
    Ok(answer(StatusCode::OK, &json!({ "topics": found })))
}

async fn find(ctx: &Ctx, endpoint: String) -> Result<Option<Vec<String>>, AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.read(move |db| Ok(store::of_endpoint(&town, db, &endpoint)?.map(|known| known.topics)))
        .await
}

/// A browser wants messages, or others. One whose address was changed by its maker names the old one
/// and keeps its topics.
async fn begin(ctx: Ctx, body: String) -> Result<Response, AppError> {
    ctx.limit(subscribe::RATE)?;
    let Some(settings) = is_on(&ctx).await? else { return Err(AppError::NotFound) };
    let handed: Handed = serde_json::from_str(&body).unwrap_or_default();
    let to = match Subscription::read(&handed.subscription, &settings.own()) {
        Ok(to) => to,
        Err(PushError::UnknownHost) => {
            return Ok(refused(ctx.say(
                "Den Dienst Ihres Browsers kennen wir nicht. Nehmen Sie bitte einen anderen Browser.",
                "We do not know the service of your browser. Please take another browser.",
            )));
        }
        Err(_) => {
            return Ok(refused(ctx.say(
                "Ihr Browser hat uns keine brauchbare Adresse gegeben.",
                "Your browser gave us no usable address.",
            )));
        }
    };
    let own = settings.own();
    if ctx.town.profile().is_demo && !own.iter().any(|base| outside::is_below(&to.endpoint, base)) {
        return Ok(refused(ctx.say(
            "Diese Vorführung schickt nichts ins Internet, deshalb auch keine Nachrichten an Ihren Browser.",
            "This demonstration sends nothing to the internet, and so no messages to your browser.",
        )));
    }
    let topics = match handed.topics {
        Some(topics) => topics,
        None => find(&ctx, handed.endpoint.clone()).await?.unwrap_or_default(),
    };
    let topics = chosen(topics.iter().map(String::as_str));
    if topics.is_empty() {
        return Ok(refused(
            ctx.say("Wählen Sie mindestens ein Thema.", "Choose at least one topic."),
        ));
    }
    subscribe::take(&ctx, to, topics.clone(), handed.endpoint).await?;
    Ok(answer(StatusCode::OK, &json!({ "topics": topics })))
}

/// A browser wants no more messages.
async fn end(ctx: Ctx, body: String) -> Result<Response, AppError> {
    let handed: Handed = serde_json::from_str(&body).unwrap_or_default();
    subscribe::end(&ctx, handed.endpoint).await?;
    Ok(answer(StatusCode::OK, &json!({})))
}
