//! MQTT on the page of doors: who is connected, what was refused, and brokers of others where the
//! messages of a door are fetched.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, alert, button, buttons, details, format, html};

use super::{INBOUND, doors, wrong};
use crate::inbound::Door;
use crate::mqtt::outside::{Fetching, Link, place, secret_place, usual_topic};
use crate::mqtt::{Hub, Standing};
use crate::store::brokers::{self, Broker};
use crate::store::inbound as store;

/// Longest address, user name, password or topic.
const CHARS_MAX: usize = 250;

/// How the listener of the town stands.
pub(super) fn listener(ctx: &Ctx, frame: &Frame<'_>) -> Markup {
    let say = frame.say;
    let s = ctx.town.part::<Hub>().standing();
    html! {
        h2 { "MQTT" }
        @if s.is_open {
            p { (say.of(
                "Geräte und Programme können auch per MQTT senden und mithören, mit denselben Schlüsseln und Rechten wie über HTTP. ",
                "Devices and programs can send and listen by MQTT, too, with the same keys and rights as by HTTP. ",
            )) @if !s.address.is_empty() { (say.of("Adresse: ", "Address: ")) code { (s.address) } } }
            (numbers(frame, &s))
            @if !s.refusals.is_empty() {
                (details::wide(say.of("Zuletzt abgelehnt", "Refused lately"), refusals(frame, &s)))
            }
        } @else {
            p { (say.of(
                "Der eingebaute MQTT-Empfang ist auf dieser Maschine nicht eingeschaltet.",
                "The built-in listener for MQTT is not switched on on this machine.",
            )) }
        }
    }
}

fn numbers(frame: &Frame<'_>, s: &Standing) -> Markup {
    let say = frame.say;
    let count = |n: u64| format::number(say, i64::try_from(n).unwrap_or(i64::MAX));
    let small = |n: usize| format::number(say, i64::try_from(n).unwrap_or(i64::MAX));
    let rows = [
        (say.of("Verbunden", "Connected"), small(s.clients)),
        (say.of("davon ohne Schlüssel", "of these without a key"), small(s.readers)),
        (say.of("Abonnierte Themen", "Topics subscribed to"), small(s.topics)),
        (
            say.of("Gespeicherte Nachrichten seit dem Start", "Messages stored since the start"),
            count(s.stored),
        ),
        (say.of("Verschickte Nachrichten", "Messages sent"), count(s.told)),
        (say.of("Abgelehnt", "Refused"), count(s.refused)),
        (say.of("Getrennt, weil zu langsam", "Cut off for being too slow"), count(s.slow)),
    ];
    let rows = rows.map(|(what, n)| (what, html! { (n) }));
    web::list::definition_list(&rows)
}

fn refusals(frame: &Frame<'_>, s: &Standing) -> Markup {
    let say = frame.say;
    Table::new(say, say.of("Zuletzt abgelehnt", "Refused lately"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Wann", "When")),
            Column::new(say.of("Wer", "Who")),
            Column::new(say.of("Grund", "Reason")),
        ])
        .rows(s.refusals.iter().map(|(at, who, why)| {
            Row::new(vec![
                html! { (doors::moment(frame, *at)) },
                html! { (who) },
                html! { span lang="en" { (why) } },
            ])
        }))
        .render()
}

/// How it stands with the broker of a door.
pub(super) fn standing(ctx: &Ctx, frame: &Frame<'_>, door: &Door, broker: &Broker) -> Markup {
    let say = frame.say;
    html! {
        p { (say.of("Holt Nachrichten bei ", "Fetches messages at ")) code { (broker.address) } ", " code { (broker.topic) } ". "
            @match ctx.town.part::<Fetching>().link(door.id) {
                Some(Link::Connected(at)) => { (say.of(format!("Verbunden seit {}.", doors::moment(frame, at)), format!("Connected since {}.", doors::moment(frame, at)))) },
                Some(Link::Broken(..)) => {},
                _ => { (say.of("Die Verbindung wird aufgebaut.", "The connection is being made.")) },
            }
        }
        @if let Some(Link::Broken(at, why)) = ctx.town.part::<Fetching>().link(door.id) {
            (alert(Tone::Warning, say.of("Der Broker ist nicht erreichbar", "The broker cannot be reached"), html! {
                p { (why.words().of(ctx.language)) @if !why.detail().is_empty() { " (" span lang="en" { (why.detail()) } ")" } }
                p { (say.of(
                    format!("Seit {}. Es wird von selbst weiter versucht.", doors::moment(frame, at)),
                    format!("Since {}. It is tried again by itself.", doors::moment(frame, at)),
                )) }
            }))
        }
    }
}

/// The form of the broker of a door.
pub(super) fn form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    door: &Door,
    broker: Option<&Broker>,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let id = door.id.to_string();
    let name = |part: &str| format!("{part}-{id}");
    let (address, account, topic, broker_id) =
        (name("broker"), name("konto"), name("thema"), name("kennwort"));
    let text = |f: fn(&Broker) -> &str| broker.map(f).unwrap_or_default();
    let shown_topic = broker.map_or(usual_topic(door.sender), |b| b.topic.as_str());
    details::details(
        say.of("Nachrichten bei einem MQTT-Broker abholen", "Fetch messages from an MQTT broker"),
        html! {
            (Form::post(&ctx.to(&format!("{INBOUND}/{id}/broker")), &ctx.form_token()).body(html! {
                (Field::new(say, &address, say.of("Adresse des Brokers", "Address of the broker")).value(text(|b| &b.address)).hint(say.of("Zum Beispiel mqtts://eu1.cloud.thethings.network:8883. Leer: es wird nichts abgeholt.", "For example mqtts://eu1.cloud.thethings.network:8883. Empty: nothing is fetched.")).optional_if(true).error(errors.get(&address)).max_length(CHARS_MAX).text())
                (Field::new(say, &account, say.of("Benutzername", "User name")).value(text(|b| &b.account)).optional_if(true).max_length(CHARS_MAX).text())
                (Field::new(say, &broker_id, say.of("Kennwort", "Password")).hint(if broker.is_some_and(|b| !b.secret.is_empty()) { say.of("Leer: das gespeicherte bleibt.", "Empty: the stored one stays.") } else { "" }).optional_if(true).max_length(CHARS_MAX).password())
                (Field::new(say, &topic, say.of("Thema (Topic)", "Topic")).value(shown_topic).error(errors.get(&topic)).max_length(CHARS_MAX).text())
                (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
            }))
        },
    )
}

/// Sets or removes the broker of a door.
pub(crate) async fn set(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let door: Id<Door> = id.parse().map_err(|_| AppError::NotFound)?;
    let text = |part: &str| fields.text(&format!("{part}-{door}"));
    let (address, account, topic) = (text("broker"), text("konto"), text("thema"));
    let password = fields.get(&format!("kennwort-{door}")).to_owned();
    let mut problem = wrong();
    if !address.is_empty() && place(&address).is_none() {
        problem = problem.at(
            &format!("broker-{door}"),
            "Geben Sie eine Adresse an, die mit mqtts:// beginnt. Ohne Verschlüsselung (mqtt://) geht nur eine IP-Adresse im eigenen Netz.",
            "Enter an address that begins with mqtts://. Without encryption (mqtt://) only an IP address of the own network will do.",
        );
    }
    if !address.is_empty() && (topic.is_empty() || topic.chars().count() > CHARS_MAX) {
        problem =
            problem.at(&format!("thema-{door}"), "Geben Sie das Thema an.", "Enter the topic.");
    }
    if !problem.fields.is_empty() {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return doors::page(&ctx, &errors, &Fields::default(), None).await;
    }
    let town = std::sync::Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        store::find_door(tx, door)?;
        if address.is_empty() {
            brokers::remove(tx, door)?;
            return Ok(Audit::of("sensors.broker_removed", door).done());
        }
        let before = brokers::of_door(tx, door)?;
        // A password belongs to one address: it is not sent to another that somebody typed.
        let kept = before.filter(|b| b.address == address).map(|b| b.secret).unwrap_or_default();
        let secret = match password.as_str() {
            "" => kept,
            password => town.seal(&secret_place(door), password.as_bytes())?,
        };
        brokers::set(tx, &Broker { door, address, account, secret, topic, version: 0 })?;
        Ok(Audit::of("sensors.broker_set", door).done())
    })
    .await?;
    crate::mqtt::outside::watch(&ctx.town).await?;
    Ok(ctx.redirect(INBOUND))
}
