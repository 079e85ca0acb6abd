//! Doors for networks and programs, and the devices that were heard behind them.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id};
use web::badge::Tone;
use web::button::{Weight, action_link};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{
    Errors, Field, Form, Frame, Markup, alert, badge, button, buttons, details, format, html,
    link_button,
};

use super::{DECODERS, INBOUND, mqtt, wrong};
use crate::KEEP;
use crate::inbound::{Device, Door, Places, Sender, Standing};
use crate::pages::DESK;
use crate::store::brokers::{self, Broker};
use crate::store::inbound as store;

/// Longest name.
const NAME_CHARS_MAX: usize = 120;
/// Longest JSON pointer.
const POINTER_CHARS_MAX: usize = 200;

struct Shown {
    doors: Vec<Door>,
    waiting: Vec<Device>,
    assigned: Vec<Device>,
    refused: Vec<Device>,
    brokers: Vec<Broker>,
}

impl Shown {
    fn broker(&self, door: &Door) -> Option<&Broker> {
        self.brokers.iter().find(|b| b.door == door.id)
    }
}

/// A door that was just opened, with its token.
type New<'a> = Option<(&'a Door, &'a str)>;

/// The page.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    page(&ctx, &Errors::new(), &Fields::default(), None).await
}

pub(super) async fn page(
    ctx: &Ctx,
    errors: &Errors,
    typed: &Fields,
    new: New<'_>,
) -> Result<Response, AppError> {
    let shown = ctx
        .read(|db| {
            Ok(Shown {
                doors: store::doors(db)?,
                waiting: store::devices(db, Standing::Waiting)?,
                assigned: store::devices(db, Standing::Assigned)?,
                refused: store::devices(db, Standing::Refused)?,
                brokers: brokers::all(db)?,
            })
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let keep = ctx.actor.may(KEEP);
    let body = html! {
        @if let Some((door, token)) = new { (opened(ctx, &frame, door, token)) }
        h2 { (say.of("Geräte, die auf Zuordnung warten", "Devices that wait to be assigned")) }
        @if shown.waiting.is_empty() {
            p { (say.of("Keine. Sobald sich ein unbekanntes Gerät meldet, steht es hier. Von ihm wird kein Wert gespeichert, bis Sie es zuordnen.", "None. As soon as an unknown device speaks it stands here. No value of it is stored until you assign it.")) }
        } @else {
            p { (say.of("Von diesen Geräten wird kein Wert gespeichert, bis Sie sie zuordnen.", "No value of these devices is stored until you assign them.")) }
            (devices(ctx, &frame, &shown, &shown.waiting))
        }
        h2 { (say.of("Zugeordnete Geräte", "Assigned devices")) }
        @if shown.assigned.is_empty() { p { (say.of("Noch keine.", "None yet.")) } }
        @else { (devices(ctx, &frame, &shown, &shown.assigned)) }
        @if !shown.refused.is_empty() {
            (details::wide(&say.of(format!("Abgelehnte Geräte ({})", shown.refused.len()), format!("Refused devices ({})", shown.refused.len())), devices(ctx, &frame, &shown, &shown.refused)))
        }
        h2 { (say.of("Eingänge", "Doors")) }
        @for door in &shown.doors { (one(ctx, &frame, door, shown.broker(door), errors, keep)) }
        @if shown.doors.is_empty() { p { (say.of("Noch keiner.", "None yet.")) } }
        @if keep { (adding(ctx, &frame, errors, typed)) }
        (mqtt::listener(ctx, &frame))
    };
    let page = frame
        .staff(say.of("Eingang für Geräte", "Doors for devices"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .head_actions(link_button(
            Weight::Secondary,
            &ctx.to(DECODERS),
            say.of("Decoder", "Decoders"),
        ))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn address(ctx: &Ctx, door: &Door) -> String {
    format!("{}/sensoren/eingang/{}", ctx.town.plan().base_url, door.id)
}

fn opened(ctx: &Ctx, frame: &Frame<'_>, door: &Door, token: &str) -> Markup {
    let say = frame.say;
    let how = match door.sender {
        Sender::ThingsStack => say.of(
            "In The Things Stack: Integrations › Webhooks › Custom webhook. Format JSON, Base URL die Adresse, zusätzlicher Header „X-API-Key“ mit dem Schlüssel, Ereignis „Uplink message“ ohne weiteren Pfad.",
            "In The Things Stack: Integrations › Webhooks › Custom webhook. Format JSON, base URL the address, additional header “X-API-Key” with the key, event “Uplink message” without a further path.",
        ),
        Sender::ChirpStack => say.of(
            "In ChirpStack: Application › Integrations › HTTP. Encoding JSON, Event endpoint URL die Adresse, Header „X-API-Key“ mit dem Schlüssel.",
            "In ChirpStack: Application › Integrations › HTTP. Encoding JSON, event endpoint URL the address, header “X-API-Key” with the key.",
        ),
        Sender::Json => say.of(
            "Ihr Programm sendet JSON per POST an die Adresse, mit dem Header „Authorization: Bearer“ und dem Schlüssel.",
            "Your program sends JSON by POST to the address, with the header “Authorization: Bearer” and the key.",
        ),
    };
    alert(
        Tone::Success,
        &say.of(
            format!("Der Eingang „{}“ ist offen", door.name),
            format!("The door “{}” is open", door.name),
        ),
        html! {
            p { (say.of("Adresse: ", "Address: ")) code { (address(ctx, door)) } }
            p { (say.of("Schlüssel: ", "Key: ")) code { (token) } }
            p { (say.of("Der Schlüssel wird nur dieses eine Mal gezeigt. ", "The key is shown only this once. ")) (how) }
        },
    )
}

fn one(
    ctx: &Ctx,
    frame: &Frame<'_>,
    door: &Door,
    broker: Option<&Broker>,
    errors: &Errors,
    keep: bool,
) -> Markup {
    let say = frame.say;
    let token = ctx.form_token();
    let last = door.last_at.map(|at| moment(frame, at));
    web::card::sub_card(
        &door.name,
        html! {
            p { (door.sender.label().of(ctx.language)) ". " code { (address(ctx, door)) } }
            p { @match last {
                Some(last) => { (say.of(format!("{} Nachrichten, die letzte am {last}.", format::number(say, door.messages)), format!("{} messages, the last on {last}.", format::number(say, door.messages)))) },
                None => { (say.of("Noch keine Nachricht.", "No message yet.")) },
            } }
            @if !door.trouble.is_empty() {
                (alert(Tone::Warning, say.of("Die letzte Nachricht war nicht lesbar", "The last message could not be read"), html! { p lang="en" { (door.trouble) } }))
            }
            @if let Some(broker) = broker { (mqtt::standing(ctx, frame, door, broker)) }
            @if keep {
                (mqtt::form(ctx, frame, door, broker, errors))
                @if door.sender == Sender::Json {
                    (details::details(say.of("Wo in der Nachricht steht was?", "Where in the message is what?"), html! {
                        (Form::post(&ctx.to(&format!("{INBOUND}/{}/stellen", door.id)), &token).body(html! {
                            (places(frame, &door.places, &door.id.to_string(), &Errors::new()))
                            (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
                        }))
                    }))
                }
                p { (action_link(&ctx.to(&format!("{INBOUND}/{}/schliessen", door.id)), &token, &[], &format!("{}: {}", say.of("Eingang schließen", "Shut this door"), door.name))) }
            }
        },
    )
}

/// Fields with JSON pointers; their names end with the door, so that each stands once on the page.
fn places(frame: &Frame<'_>, places: &Places, door: &str, errors: &Errors) -> Markup {
    let say = frame.say;
    let rows = [
        ("geraet", &places.device, say.of("Kennung des Geräts", "Identifier of the device"), say.of("Zum Beispiel /geraet/id", "For example /device/id"), false),
        ("zeit", &places.time, say.of("Zeit der Messung", "Time of measuring"), say.of("Leer: wenn die Nachricht eintrifft. RFC 3339 oder Sekunden oder Millisekunden seit 1970.", "Empty: when the message arrives. RFC 3339, or seconds or milliseconds since 1970."), true),
        ("nummer", &places.key, say.of("Nummer der Nachricht", "Number of the message"), say.of("Damit Wiederholungen erkannt werden.", "So that repetitions are recognised."), true),
        ("werte", &places.values, say.of("Objekt mit den Werten", "Object with the values"), say.of("Leer: die ganze Nachricht.", "Empty: the whole message."), true),
        ("liste", &places.list, say.of("Liste mehrerer Nachrichten", "List of several messages"), say.of("Leer: eine Nachricht, oder der Inhalt ist selbst die Liste.", "Empty: one message, or the body itself is the list."), true),
    ];
    html! {
        @for (name, value, label, hint, optional) in rows {
            @let id = format!("{name}-{door}");
            (Field::new(say, &id, label).value(value).hint(hint).optional_if(optional).error(errors.get(&id)).max_length(POINTER_CHARS_MAX).text())
        }
    }
}

fn adding(ctx: &Ctx, frame: &Frame<'_>, errors: &Errors, typed: &Fields) -> Markup {
    let say = frame.say;
    let labels = Sender::ALL.map(Sender::label);
    let choices: Vec<Choice> = Sender::ALL
        .iter()
        .zip(&labels)
        .map(|(s, label)| Choice::new(s.key(), label.of(ctx.language)))
        .collect();
    let sender = match typed.get("art") {
        "" => Sender::ThingsStack.key(),
        other => other,
    };
    html! {
        h2 { (say.of("Neuer Eingang", "New door")) }
        (Form::post(&ctx.to(INBOUND), &ctx.form_token()).body(html! {
            (Field::new(say, "name", say.of("Name", "Name")).value(typed.get("name")).hint(say.of("Zum Beispiel: LoRaWAN der Stadtwerke", "For example: LoRaWAN of the public utilities")).error(errors.get("name")).max_length(NAME_CHARS_MAX).text())
            (Field::new(say, "art", say.of("Wer sendet?", "Who sends?")).value(sender).error(errors.get("art")).radios(&choices))
            (buttons(button(Weight::Primary, say.of("Eingang öffnen", "Open a door"))))
        }))
    }
}

pub(super) fn moment(frame: &Frame<'_>, at: jiff::Timestamp) -> String {
    format::date_time(frame.say, at.to_zoned(kernel::clock::berlin()).datetime())
}

fn devices(ctx: &Ctx, frame: &Frame<'_>, shown: &Shown, devices: &[Device]) -> Markup {
    let say = frame.say;
    let door = |d: &Device| {
        shown.doors.iter().find(|o| o.id == d.door).map(|o| o.name.clone()).unwrap_or_default()
    };
    Table::new(say, say.of("Geräte", "Devices"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Gerät", "Device")),
            Column::new(say.of("Eingang", "Door")),
            Column::new(say.of("Zuletzt gehört", "Last heard")),
            Column::number(say.of("Nachrichten", "Messages")),
            Column::number(say.of("Werte", "Values")),
            Column::new(say.of("Hinweise", "Notes")),
        ])
        .rows(devices.iter().map(|d| {
            let name = if d.name.is_empty() { &d.address } else { &d.name };
            Row::new(vec![
                html! { a href=(ctx.to(&format!("{INBOUND}/geraet/{}", d.id))) { (name) } @if *name != d.address { br; (d.address) } },
                html! { (door(d)) },
                html! { (moment(frame, d.last_at)) @if !d.signal.is_empty() { br; (d.signal) } },
                html! { (format::number(say, d.tally.frames)) },
                html! { (format::number(say, d.tally.stored)) },
                html! { (notes(frame, d)) },
            ])
        }))
        .render()
}

/// What is unusual about a device.
pub(super) fn notes(frame: &Frame<'_>, d: &Device) -> Markup {
    let say = frame.say;
    let counts = [
        (d.tally.doubled, say.of("doppelt", "doubled")),
        (d.tally.late, say.of("verspätet", "late")),
        (d.tally.ahead, say.of("Uhr geht vor", "clock ahead")),
        (d.tally.held, say.of("vom Register angehalten", "held by the register")),
    ];
    html! {
        @for (count, word) in counts.iter().filter(|(count, _)| *count > 0) { (format::number(say, *count)) " " (word) br; }
        @if !d.trouble.is_empty() { (badge(Tone::Warning, say.of("Störung", "trouble"))) }
    }
}

/// Opens a door.
pub(crate) async fn open(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let name = fields.text("name");
    let Some(sender) = Sender::of(fields.get("art")) else { return Err(AppError::NotFound) };
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        let problem = wrong().at("name", "Geben Sie einen Namen an.", "Enter a name.");
        let errors = Frame::of(&ctx).errors_of(&problem);
        return page(&ctx, &errors, &fields, None).await;
    }
    let places = Places { device: "/device".into(), ..Places::default() };
    let (door, token) = ctx
        .write(move |tx| {
            let (id, token) = store::open_door(tx, &name, sender, &places)?;
            let door = store::find_door(tx, id)?;
            Ok(Audit::of("sensors.door_opened", id).with((door, token)))
        })
        .await?;
    page(&ctx, &Errors::new(), &Fields::default(), Some((&door, &token))).await
}

/// Shuts a door.
pub(crate) async fn shut(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Door> = id.parse().map_err(|_| AppError::NotFound)?;
    ctx.write(move |tx| {
        if !store::shut_door(tx, id)? {
            return Err(AppError::NotFound);
        }
        Ok(Audit::of("sensors.door_shut", id).done())
    })
    .await?;
    Ok(ctx.redirect(INBOUND))
}

/// Says where things stand in messages.
pub(crate) async fn set_places(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let door: Id<Door> = id.parse().map_err(|_| AppError::NotFound)?;
    let text = |name: &str| fields.text(&format!("{name}-{id}"));
    let places = Places {
        list: text("liste"),
        device: text("geraet"),
        time: text("zeit"),
        key: text("nummer"),
        values: text("werte"),
    };
    let all = [&places.list, &places.device, &places.time, &places.key, &places.values];
    let is_bad = |p: &&String| {
        (!p.is_empty() && !p.starts_with('/')) || p.chars().count() > POINTER_CHARS_MAX
    };
    if places.device.is_empty() || all.iter().any(is_bad) {
        let problem = kernel::Problem::new(
            "sensors/inbound",
            "Stellen beginnen mit einem Schrägstrich, zum Beispiel /geraet/id. Die Kennung des Geräts muss angegeben sein.",
            "Places begin with a slash, for example /device/id. The identifier of the device must be given.",
        );
        let errors = Frame::of(&ctx).errors_of(&problem);
        return page(&ctx, &errors, &Fields::default(), None).await;
    }
    ctx.write(move |tx| {
        if !store::set_places(tx, door, &places)? {
            return Err(AppError::NotFound);
        }
        Ok(Audit::of("sensors.door_changed", door).done())
    })
    .await?;
    Ok(ctx.redirect(INBOUND))
}
