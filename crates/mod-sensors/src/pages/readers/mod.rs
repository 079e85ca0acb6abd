//! Values of other services: which are fetched, how it stands with them.

mod one;

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, badge, button, buttons, format, html};

use crate::KEEP;
use crate::reader::{Kind, Reader, base, segment};
use crate::store::readers as store;

pub(crate) use one::{ask, remove, save, show};

/// Where they are kept.
pub(crate) const READERS: &str = "/verwaltung/sensoren/abholen";
/// Readers of a town at most.
const READERS_MAX: i64 = 100;
/// Longest address.
const ADDRESS_CHARS_MAX: usize = 300;
/// Longest identifier of a station.
const STATION_CHARS_MAX: usize = 100;

fn wrong() -> Problem {
    Problem::new(
        "sensors/reader",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
}

fn id(text: &str) -> Result<Id<Reader>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn moment(frame: &Frame<'_>, at: Timestamp) -> String {
    format::date_time(frame.say, at.to_zoned(kernel::clock::berlin()).datetime())
}

/// How it stands with a reader, in a badge.
fn standing(frame: &Frame<'_>, reader: &Reader, now: Timestamp) -> Markup {
    let say = frame.say;
    let is_silent =
        reader.series.iter().any(|s| s.stream.is_some() && s.silent_since(now).is_some());
    match (&reader.trouble, reader.is_on) {
        (Some(_), _) => badge(Tone::Danger, say.of("Störung", "trouble")),
        (None, false) => badge(Tone::Neutral, say.of("aus", "off")),
        (None, true) if is_silent => badge(Tone::Warning, say.of("schweigt", "silent")),
        (None, true) if reader.heard_at.is_none() => badge(Tone::Info, say.of("wartet", "waits")),
        (None, true) => badge(Tone::Success, say.of("läuft", "running")),
    }
}

/// The list, with a form for another one.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    page(&ctx, &Fields::default(), &Errors::new()).await
}

async fn page(ctx: &Ctx, typed: &Fields, errors: &Errors) -> Result<Response, AppError> {
    let all = ctx.read(store::all).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        @if all.is_empty() {
            p { (say.of("Es wird nichts abgeholt. Solange hier nichts eingetragen und eingeschaltet ist, fragt die Stadt niemanden.", "Nothing is fetched. As long as nothing is entered and switched on here, the town asks nobody.")) }
        } @else { (table(ctx, &frame, &all)) }
        @if ctx.actor.may(KEEP) {
            h2 { (say.of("Messstelle eines anderen Dienstes", "Station of another service")) }
            (form(ctx, &frame, typed, errors))
        }
    };
    let page = frame
        .staff(say.of("Werte anderer Dienste", "Values of other services"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(super::DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn table(ctx: &Ctx, frame: &Frame<'_>, all: &[Reader]) -> Markup {
    let say = frame.say;
    let never = || say.of("noch nie", "never yet").to_owned();
    Table::new(say, say.of("Was abgeholt wird", "What is fetched"))
        .columns(vec![
            Column::new(say.of("Messstelle", "Station")),
            Column::new(say.of("Dienst", "Service")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Zuletzt gehört", "Last heard")),
            Column::number(say.of("Werte", "Values")),
        ])
        .rows(all.iter().map(|one| {
            Row::new(vec![
                html! { a href=(ctx.to(&format!("{READERS}/{}", one.id))) { (one.name) } },
                html! { (one.kind.label().of(ctx.language)) },
                standing(frame, one, ctx.now()),
                html! { (one.heard_at.map_or_else(never, |at| moment(frame, at))) },
                html! { (format::number(say, one.stored)) },
            ])
        }))
        .render()
}

fn form(ctx: &Ctx, frame: &Frame<'_>, typed: &Fields, errors: &Errors) -> Markup {
    let say = frame.say;
    let labels = Kind::ALL.map(Kind::label);
    let kinds: Vec<Choice> = Kind::ALL
        .iter()
        .zip(&labels)
        .map(|(kind, label)| Choice::new(kind.key(), label.of(ctx.language)))
        .collect();
    let [gauges, volunteers] = Kind::ALL.map(Kind::usual_address);
    let addresses = say.of(
        format!("PEGELONLINE: {gauges} – sensor.community: {volunteers}"),
        format!("PEGELONLINE: {gauges} – sensor.community: {volunteers}"),
    );
    Form::post(&ctx.to(READERS), &ctx.form_token()).body(html! {
        (Field::new(say, "dienst", say.of("Dienst", "Service")).value(typed.get("dienst")).error(errors.get("dienst")).radios(&kinds))
        (Field::new(say, "adresse", say.of("Adresse des Dienstes", "Address of the service")).value(typed.get("adresse")).hint(&addresses).error(errors.get("adresse")).max_length(ADDRESS_CHARS_MAX).text())
        (Field::new(say, "station", say.of("Kennung der Messstelle", "Identifier of the station")).value(typed.get("station")).hint(say.of("PEGELONLINE: Name, Nummer oder UUID des Pegels. sensor.community: Nummer des Sensors.", "PEGELONLINE: name, number or UUID of the gauge. sensor.community: number of the sensor.")).error(errors.get("station")).max_length(STATION_CHARS_MAX).text())
        (buttons(button(Weight::Primary, say.of("Eintragen", "Add"))))
    })
}

/// What is wrong with an address and an identifier.
fn check(kind: Kind, address: &str, station: &str) -> Problem {
    let mut problem = wrong();
    if base(address).is_none() {
        problem = problem.at(
            "adresse",
            "Geben Sie eine Adresse an, die mit https:// beginnt. Ohne Verschlüsselung (http://) geht nur eine IP-Adresse im eigenen Netz.",
            "Enter an address that begins with https://. Without encryption (http://) only an IP address of the own network will do.",
        );
    }
    let is_number = !station.is_empty() && station.bytes().all(|b| b.is_ascii_digit());
    if segment(station).is_none() || (kind == Kind::SensorCommunity && !is_number) {
        problem = problem.at(
            "station",
            "Geben Sie die Kennung der Messstelle an, bei sensor.community die Nummer des Sensors.",
            "Enter the identifier of the station, at sensor.community the number of the sensor.",
        );
    }
    problem
}

/// Adds a reader, switched off.
pub(crate) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (address, station) = (fields.text("adresse"), fields.text("station"));
    let kind = Kind::of(fields.get("dienst"));
    let mut problem = check(kind.unwrap_or(Kind::Pegelonline), &address, &station);
    if kind.is_none() {
        problem = problem.at("dienst", "Wählen Sie den Dienst.", "Choose the service.");
    }
    let (Some(kind), true) = (kind, problem.fields.is_empty()) else {
        return page(&ctx, &fields, &Frame::of(&ctx).errors_of(&problem)).await;
    };
    let id: Id<Reader> = Id::new();
    ctx.write(move |tx| {
        if store::count(tx)? >= READERS_MAX {
            return Err(AppError::refused(
                "sensors/too-many-readers",
                format!(
                    "Mehr als {READERS_MAX} Messstellen anderer Dienste holt eine Stadt nicht ab."
                ),
                format!("A town fetches at most {READERS_MAX} stations of other services."),
            ));
        }
        let new = Reader {
            id,
            kind,
            name: station.clone(),
            address: base(&address).unwrap_or_default(),
            station,
            minutes: kind.usual_minutes(),
            is_on: false,
            series: Vec::new(),
            asked_at: None,
            heard_at: None,
            next_at: tx.now(),
            failures: 0,
            stored: 0,
            known: 0,
            ahead: 0,
            held: 0,
            trouble: None,
            version: 1,
        };
        store::add(tx, &new)?;
        Ok(Audit::of("sensors.reader_added", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{READERS}/{id}")))
}

async fn found(ctx: &Ctx, wanted: Id<Reader>) -> Result<Reader, AppError> {
    ctx.read(move |db| store::find(db, wanted)?.ok_or(AppError::NotFound)).await
}

/// Asks now, whether it is switched on or not: somebody wants to see what there is.
async fn asked_now(ctx: &Ctx, Path(key): Path<String>) -> Result<Id<Reader>, AppError> {
    let reader = found(ctx, id(&key)?).await?;
    let id = reader.id;
    crate::reader::round(&Arc::clone(&ctx.town), reader).await?;
    Ok(id)
}
