//! A message comes in: token, body, device, decoder, streams.

use axum::body::to_bytes;
use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{Actor, AppError, Ctx, Id, Saved, Town, Tx};
use norm_sensorthings::Json;
use norm_sensorthings::json::Object;
use norm_sensorthings::lorawan::{Decoder, Table};

use super::message::{Frame, frames, leaves};
use super::{Device, Door, OwnDecoder, Route, Standing, Tally};
use crate::answer::{Answer, Refusal};
use crate::routes::token;
use crate::store::inbound as store;
use crate::write::arrived::{Arrived, Taken, take};

/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Attempts with a wrong token.
const WRONG: Rate =
    Rate { name: "sensors.inbound", burst: 20, every: SignedDuration::from_secs(30) };
/// Devices of one door that wait at most: a stranger's network does not fill our list.
const WAITING_MAX: i64 = 200;
/// Nanoseconds of a minute.
const MINUTE: i64 = 60_000_000_000;

/// What became of the values of a message.
#[derive(Default)]
struct Outcome {
    tally: Tally,
    waiting: i64,
    ignored: i64,
    troubles: Vec<String>,
}

/// Takes a message.
pub(crate) async fn receive(ctx: Ctx, Path(id): Path<String>, request: Request) -> Response {
    match respond(&ctx, &id, request).await {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.answer().into_response(),
    }
}

async fn respond(ctx: &Ctx, id: &str, request: Request) -> Result<Answer, Refusal> {
    let unknown =
        || Refusal::Said(401, "this door is not known, or the token does not open it".into());
    let id: Id<Door> = id.parse().map_err(|_| unknown())?;
    let given = token(request.headers()).ok_or_else(|| {
        Refusal::Said(401, "the token is missing, as in Authorization: Bearer …".into())
    })?;
    let door = ctx.town.read(move |db| store::door_by_token(db, id, &given)).await?;
    let Some(door) = door else {
        ctx.limit(WRONG)?;
        return Err(unknown());
    };
    if request.method() != axum::http::Method::POST {
        return Err(Refusal::Said(405, "messages come by POST".into()));
    }
    let event = event_of(&ctx.query);
    let body = to_bytes(request.into_body(), BODY_BYTES_MAX).await.map_err(|_| {
        Refusal::Said(413, format!("the body is larger than {BODY_BYTES_MAX} bytes"))
    })?;
    take_message(&ctx.town, door, &event, &body).await
}

/// Takes a message that came through a door, whichever way it came.
pub(crate) async fn take_message(
    town: &Town,
    door: Door,
    event: &str,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let id = door.id;
    let read = std::str::from_utf8(body)
        .map_err(|e| Refusal::bad(format!("the body is not UTF-8: {e}")))
        .and_then(|text| {
            Json::parse(text).map_err(|e| Refusal::bad(format!("the body is no JSON: {e}")))
        })
        .and_then(|json| frames(&door, event, &json, town.now()));
    let actor = Actor::Guest { key: format!("sensors/door/{}", door.id) };
    match read {
        Err(Refusal::Said(status, why)) => {
            // Staff must see it: the network will not tell them.
            let told = why.clone();
            town.write(actor, move |tx| {
                store::heard(tx, id, &told)?;
                Ok(Saved::measured(()))
            })
            .await?;
            Err(Refusal::Said(status, why))
        }
        Err(house) => Err(house),
        Ok(frames) => {
            let outcome = town.write(actor, move |tx| {
                let outcome = take_in(tx, &door, &frames).map_err(Refusal::into_error)?;
                Ok(Saved::measured(outcome))
            });
            Ok(Answer::json(outcome.await?.said()))
        }
    }
}

/// The event of `ChirpStack`, which stands in the address.
fn event_of(query: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(name, _)| *name == "event").map_or("up", |(_, v)| v).to_owned()
}

impl Outcome {
    fn said(&self) -> String {
        let mut object = Object::new();
        object.set("stored", self.tally.stored);
        let more = [
            ("known", self.tally.doubled),
            ("ahead", self.tally.ahead),
            ("held", self.tally.held),
            ("waiting", self.waiting),
            ("ignored", self.ignored),
        ];
        for (name, count) in more {
            if count > 0 {
                object.set(name, count);
            }
        }
        if !self.troubles.is_empty() {
            let all: Vec<Json> = self.troubles.iter().map(|t| Json::from(t.as_str())).collect();
            object.set("messages", all);
        }
        object.to_string()
    }
}

/// Takes the frames of one message in.
fn take_in(tx: &mut Tx<'_>, door: &Door, frames: &[Frame]) -> Result<Outcome, Refusal> {
    let mut outcome = Outcome::default();
    for frame in frames {
        let known = store::device_at(tx, door.id, &frame.address)?;
        match known {
            Some(device) if device.standing == Standing::Assigned => {
                assigned(tx, device, frame, &mut outcome)?;
            }
            Some(device) if device.standing == Standing::Refused => outcome.ignored += 1,
            known => unknown(tx, door, known, frame, &mut outcome)?,
        }
    }
    store::heard(tx, door.id, "")?;
    Ok(outcome)
}

/// A device nobody has said anything about: kept is that it spoke, not what it said.
fn unknown(
    tx: &mut Tx<'_>,
    door: &Door,
    known: Option<Device>,
    frame: &Frame,
    outcome: &mut Outcome,
) -> Result<(), Refusal> {
    outcome.waiting += 1;
    let is_new = known.is_none();
    if is_new && store::waiting(tx, door.id)? >= WAITING_MAX {
        outcome.troubles.push(format!("more than {WAITING_MAX} devices wait to be assigned"));
        return Ok(());
    }
    let now = tx.now();
    let mut device = known.unwrap_or_else(|| Device {
        id: Id::new(),
        door: door.id,
        address: frame.address.clone(),
        name: String::new(),
        application: String::new(),
        standing: Standing::Waiting,
        decoder: String::new(),
        routes: Vec::new(),
        fields: Vec::new(),
        signal: String::new(),
        port: 0,
        bytes: 0,
        first_at: now,
        last_at: now,
        last_time: 0,
        tally: Tally::default(),
        trouble: String::new(),
        version: 1,
    });
    note(&mut device, frame, frame.decoded.as_ref());
    device.last_at = now;
    if is_new {
        store::add_device(tx, &device)?;
    } else {
        store::save_device(tx, &device)?;
    }
    Ok(())
}

/// Notes how a device spoke and what its values are called.
fn note(device: &mut Device, frame: &Frame, values: Option<&Json>) {
    device.name.clone_from(&frame.name);
    device.application.clone_from(&frame.application);
    device.tally.frames += 1;
    if let Some(port) = frame.port {
        device.port = i64::from(port);
        device.bytes = i64::try_from(frame.payload.len()).unwrap_or(0);
    }
    if !frame.signal.is_empty() {
        device.signal.clone_from(&frame.signal);
    }
    let health = frame.health.iter().map(|(name, _)| format!("/{name}"));
    for name in values.map(leaves).unwrap_or_default().into_iter().chain(health) {
        if !device.fields.contains(&name) && device.fields.len() < 80 {
            device.fields.push(name);
        }
    }
}

fn assigned(
    tx: &mut Tx<'_>,
    mut device: Device,
    frame: &Frame,
    outcome: &mut Outcome,
) -> Result<(), Refusal> {
    device.last_at = tx.now();
    let mut tally = Tally::default();
    if let Some(key) = &frame.key
        && store::is_stored(tx, device.door, key)?
    {
        tally.doubled = 1;
        note(&mut device, frame, None);
        add(&mut device.tally, tally);
        add(&mut outcome.tally, tally);
        store::save_device(tx, &device)?;
        return Ok(());
    }
    device.trouble = String::new();
    let values = match decode(tx, &device, frame) {
        Ok(values) => values,
        Err(Refusal::Said(_, why)) => {
            device.trouble.clone_from(&why);
            outcome.troubles.push(format!("{}: {why}", device.address));
            note(&mut device, frame, None);
            store::save_device(tx, &device)?;
            return Ok(());
        }
        Err(house) => return Err(house),
    };
    note(&mut device, frame, Some(&values));
    let arrived: Vec<Arrived> =
        device.routes.iter().filter_map(|route| routed(route, &values, frame)).collect();
    for (one, taken) in arrived.iter().zip(take(tx, &arrived)?) {
        match taken {
            Taken::Stored => {
                tally.stored += 1;
                if one.time.1 < device.last_time {
                    tally.late += 1;
                }
                device.last_time = device.last_time.max(one.time.1);
            }
            Taken::Known => tally.doubled += 1,
            Taken::Ahead => {
                tally.ahead += 1;
                device.trouble = "the time of its values lies in the future".into();
            }
            Taken::Held(why) => {
                tally.held += 1;
                device.trouble = why;
            }
            Taken::Wrong(why) => device.trouble = why,
        }
    }
    if !device.trouble.is_empty() {
        outcome.troubles.push(format!("{}: {}", device.address, device.trouble));
    }
    add(&mut device.tally, tally);
    add(&mut outcome.tally, tally);
    if let Some(key) = frame.key.as_ref().filter(|_| tally.stored > 0) {
        store::remember(tx, device.door, key)?;
    }
    store::save_device(tx, &device)?;
    Ok(())
}

fn add(all: &mut Tally, more: Tally) {
    all.stored += more.stored;
    all.doubled += more.doubled;
    all.late += more.late;
    all.ahead += more.ahead;
    all.held += more.held;
}

/// The values of a frame: by the decoder of the device, with what is known of its reception.
fn decode(tx: &mut Tx<'_>, device: &Device, frame: &Frame) -> Result<Json, Refusal> {
    let mut values = match device.decoder.as_str() {
        "" => frame.decoded.clone().unwrap_or_else(|| Object::new().into()),
        _ if frame.payload.is_empty() => Object::new().into(),
        key => {
            let bad = |e: norm_sensorthings::lorawan::DecodeError| Refusal::bad(e.to_string());
            let decoded = match Decoder::named(key) {
                Some(decoder) => decoder.decode(&frame.payload, frame.port).map_err(bad)?,
                None => own(tx, key)?.decode(&frame.payload, frame.port).map_err(bad)?,
            };
            decoded.values.into()
        }
    };
    if let Json::Object(members) = &mut values {
        for (name, value) in frame.health.iter() {
            members.set(name, value.clone());
        }
    }
    Ok(values)
}

fn own(tx: &mut Tx<'_>, key: &str) -> Result<Table, Refusal> {
    let gone = || Refusal::bad("its decoder is not there any more");
    let id: Id<OwnDecoder> = key.parse().map_err(|_| gone())?;
    let decoder = match store::decoder(tx, id) {
        Err(AppError::NotFound) => return Err(gone()),
        other => other?,
    };
    Table::parse(&decoder.layout).map_err(|e| Refusal::bad(format!("its decoder: {e}")))
}

/// A value on its way to a stream.
fn routed(route: &Route, values: &Json, frame: &Frame) -> Option<Arrived> {
    let value = values.pointer(&route.field)?;
    let is_plain = (route.factor - 1.0).abs() < f64::EPSILON && route.plus.abs() < f64::EPSILON;
    let value = match value {
        Json::Null => return None,
        Json::Number(_) if is_plain => value.clone(),
        Json::Number(number) => Json::from(tidy(number.as_f64() * route.factor + route.plus)),
        // Some networks send numbers as texts.
        Json::Text(text) => match text.trim().replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => {
                Json::from(tidy(number * route.factor + route.plus))
            }
            _ => value.clone(),
        },
        other => other.clone(),
    };
    let start = frame.time.saturating_sub(route.minutes.saturating_mul(MINUTE));
    Some(Arrived { stream: route.stream, time: (start, frame.time), value })
}

/// A computed number without the last digits that only the computing made.
fn tidy(number: f64) -> f64 {
    let rounded = (number * 1e9).round() / 1e9;
    if rounded.is_finite() { rounded } else { number }
}

/// Forgets frames that cannot come twice any more.
pub(crate) fn forget_frames(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - SignedDuration::from_hours(24 * 7);
    store::forget_frames(tx, before)
}

/// Forgets devices that belong to nothing and are silent.
pub(crate) fn forget_devices(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - SignedDuration::from_hours(24 * 30);
    store::forget_devices(tx, before)
}
