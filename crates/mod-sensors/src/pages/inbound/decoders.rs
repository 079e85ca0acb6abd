//! Decoders as tables: written, checked by their examples, saved only when all of them come out.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use norm_sensorthings::lorawan::{Table, TableError, decoders, read_vectors};
use web::button::Weight;
use web::{Errors, Field, Form, Frame, Markup, button, buttons, details, html, link_button};

use super::{DECODERS, INBOUND, wrong};
use crate::KEEP;
use crate::inbound::OwnDecoder;
use crate::pages::DESK;
use crate::store::inbound as store;

/// Longest table or list of examples, in characters.
const TEXT_CHARS_MAX: usize = 20_000;
/// Longest name.
const NAME_CHARS_MAX: usize = 120;

/// A table to begin with.
const EXAMPLE: &str = "# Pegel, zwei Bytes Batterie, zwei Bytes Abstand\norder big\nport 2\nbattery u16 bits 0-13 / 1000\ndistance u16 without 0 20\n";
/// Its examples.
const EXAMPLE_VECTORS: &str = "2 0E1C01F4 = {\"battery\": 3.612, \"distance\": 500}\n2 0E1C0000 = {\"battery\": 3.612}\n2 0E = error\n";

/// All decoders.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let own = ctx.read(store::decoders).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let keep = ctx.actor.may(KEEP);
    let body = html! {
        p { (say.of("Ein Decoder sagt, wo in den Nutzdaten eines Geräts welcher Wert steht. Er ist eine Tabelle, kein Programm.", "A decoder says where in the payload of a device which value stands. It is a table, no program.")) }
        h2 { (say.of("Eigene Decoder", "Own decoders")) }
        @if own.is_empty() { p { (say.of("Noch keiner.", "None yet.")) } }
        ul { @for (id, name) in &own { li { a href=(ctx.to(&format!("{DECODERS}/{id}"))) { (name) } } } }
        h2 { (say.of("Eingebaute Decoder", "Built-in decoders")) }
        ul { @for decoder in decoders() { li { (decoder.name) } } }
    };
    let mut page = frame
        .staff(say.of("Decoder", "Decoders"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .crumb(say.of("Eingang", "Doors"), ctx.to(INBOUND))
        .body(body);
    if keep {
        let to = ctx.to(&format!("{DECODERS}/neu"));
        page = page.head_actions(link_button(
            Weight::Primary,
            &to,
            say.of("Neuer Decoder", "New decoder"),
        ));
    }
    Ok(frame.answer(page))
}

/// An empty form with an example.
pub(crate) async fn blank(ctx: Ctx) -> Result<Response, AppError> {
    let start = OwnDecoder {
        layout: EXAMPLE.into(),
        vectors: EXAMPLE_VECTORS.into(),
        ..OwnDecoder::default()
    };
    Ok(page(&ctx, None, &start, &Errors::new()))
}

/// The form of a decoder.
pub(crate) async fn edit(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let id: Id<OwnDecoder> = key.parse().map_err(|_| AppError::NotFound)?;
    let known = ctx.read(move |db| store::decoder(db, id)).await?;
    Ok(page(&ctx, Some(id), &known, &Errors::new()))
}

fn page(ctx: &Ctx, id: Option<Id<OwnDecoder>>, d: &OwnDecoder, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let action = match id {
        Some(id) => ctx.to(&format!("{DECODERS}/{id}")),
        None => ctx.to(&format!("{DECODERS}/neu")),
    };
    let body = html! {
        (Form::post(&action, &ctx.form_token()).body(html! {
            (Field::new(say, "name", say.of("Name", "Name")).value(&d.name).hint(say.of("Hersteller und Modell", "Maker and model")).error(errors.get("name")).max_length(NAME_CHARS_MAX).text())
            (Field::new(say, "tabelle", say.of("Tabelle", "Table")).value(&d.layout).error(errors.get("tabelle")).hint(say.of("Eine Zeile je Wert: Name, Typ, Umrechnung.", "One line for each value: name, type, conversion.")).max_length(TEXT_CHARS_MAX).textarea(14))
            (Field::new(say, "beispiele", say.of("Beispiele", "Examples")).value(&d.vectors).error(errors.get("beispiele")).hint(say.of("Port, Nutzdaten hexadezimal, „=“ und was herauskommt. Gespeichert wird nur, wenn alle stimmen.", "Port, payload in hexadecimal, “=” and what comes out. It is saved only when all of them are right.")).max_length(TEXT_CHARS_MAX).textarea(8))
            input type="hidden" name="fassung" value=(d.version);
            (buttons(button(Weight::Primary, say.of("Prüfen und speichern", "Check and save"))))
        }))
        (details::details(say.of("Was in der Tabelle stehen kann", "What can stand in the table"), help(&frame)))
    };
    let title = if id.is_some() {
        d.name.clone()
    } else {
        say.of("Neuer Decoder", "New decoder").to_owned()
    };
    let page = frame
        .staff(title)
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .crumb(say.of("Eingang", "Doors"), ctx.to(INBOUND))
        .crumb(say.of("Decoder", "Decoders"), ctx.to(DECODERS))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn help(frame: &Frame<'_>) -> Markup {
    let say = frame.say;
    let rows = [
        ("temperature s16 / 10", say.of("Name, Typ und geteilt durch 10. Typen: u8 s8 u16 s16 u24 s24 u32 s32 f32, auch mit „le“ oder „be“ am Ende.", "Name, type and divided by 10. Types: u8 s8 u16 s16 u24 s24 u32 s32 f32, also ending in “le” or “be”.")),
        ("level u16 * -1 + 350", say.of("mal, plus und minus, hier Montagehöhe minus Abstand", "times, plus and minus, here mounting height minus distance")),
        ("battery u16 bits 0-13", say.of("nur diese Bits, das niedrigste ist 0", "only these bits, the lowest is 0")),
        ("humidity u8 at 4", say.of("ab diesem Byte; ohne „at“ geht es der Reihe nach", "from this byte; without “at” one after the other")),
        ("distance u16 without 0 20", say.of("diese Zahlen heißen: kein Wert", "these numbers mean: no value")),
        ("position u8 words normal tilt", say.of("Wörter für 0, 1, …", "words for 0, 1, …")),
        ("probe s16 / 100 if kind = 1", say.of("nur wenn ein Feld davor diese Zahl hat", "only if a field before has this number")),
        ("_ u8", say.of("wird übergangen", "is passed over")),
        ("light u16 optional", say.of("darf am Ende fehlen", "may be missing at the end")),
        ("order little", say.of("niedriges Byte zuerst", "low byte first")),
        ("port 2 3", say.of("was folgt, gilt für diese Ports", "what follows holds for these ports")),
        ("record 01 75", say.of("was folgt, kommt nach diesen Bytes; Nutzdaten aus mehreren solchen Teilen", "what follows comes after these bytes; payloads of several such parts")),
        ("# …", say.of("eine Anmerkung", "a note")),
    ];
    html! { ul { @for (line, words) in rows { li { code { (line) } ": " (words) } } } }
}

/// What is wrong with a decoder; examples are checked against the table.
pub(crate) fn check(d: &OwnDecoder) -> Result<(), Problem> {
    let mut problem = wrong();
    if d.name.is_empty() {
        problem = problem.at("name", "Geben Sie einen Namen an.", "Enter a name.");
    }
    let table = Table::parse(&d.layout).map_err(|e| {
        problem.clone().at(
            "tabelle",
            &format!("Zeile {}: {}", e.line, e.german),
            &format!("Line {}: {}", e.line, e.message),
        )
    })?;
    let said = |e: &TableError| {
        wrong().at(
            "beispiele",
            &format!("Zeile {}: {}", e.line, e.german),
            &format!("Line {}: {}", e.line, e.message),
        )
    };
    let vectors = read_vectors(&d.vectors).map_err(|e| said(&e))?;
    if vectors.iter().all(|v| v.expect.is_none()) {
        problem = problem.at(
            "beispiele",
            "Geben Sie mindestens ein Beispiel an, bei dem Werte herauskommen.",
            "Enter at least one example with values.",
        );
    }
    for vector in &vectors {
        vector.check(&table).map_err(|e| said(&e))?;
    }
    if problem.fields.is_empty() { Ok(()) } else { Err(problem) }
}

fn typed(fields: &Fields) -> OwnDecoder {
    OwnDecoder {
        name: fields.text("name"),
        layout: fields.text("tabelle"),
        vectors: fields.text("beispiele"),
        version: fields.get("fassung").parse().unwrap_or(0),
    }
}

/// Saves a new one.
pub(crate) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    keep(&ctx, None, typed(&fields)).await
}

/// Saves one.
pub(crate) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<OwnDecoder> = key.parse().map_err(|_| AppError::NotFound)?;
    keep(&ctx, Some(id), typed(&fields)).await
}

async fn keep(
    ctx: &Ctx,
    id: Option<Id<OwnDecoder>>,
    decoder: OwnDecoder,
) -> Result<Response, AppError> {
    let again = |problem: &Problem| page(ctx, id, &decoder, &Frame::of(ctx).errors_of(problem));
    if let Err(problem) = check(&decoder) {
        return Ok(again(&problem));
    }
    let new = decoder.clone();
    let saved = ctx
        .write(move |tx| {
            let id = store::save_decoder(tx, id, &new)?;
            Ok(Audit::of("sensors.decoder_saved", id).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(DECODERS)),
        Err(AppError::Refused(problem)) => Ok(again(&problem)),
        Err(other) => Err(other),
    }
}
