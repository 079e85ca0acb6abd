//! Deliveries for staff: upload for an operator, and the hand list where a person decides.

use axum::extract::Path;
use axum::response::Response;
use kernel::places::{self, Address};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::button::Weight;
use web::choice::Choice;
use web::{Field, Form, Frame, Markup, Say, buttons, format, html};

use super::{DESK, id};
use crate::delivery::{self, Delivery, Line};
use crate::store::{self, Operator, deliveries};

/// Takes an uploaded file in for an operator.
///
/// # Errors
/// [`AppError::Refused`] with the field at fault.
pub async fn upload(
    ctx: &Ctx,
    operator: Id<Operator>,
    mut fields: Fields,
) -> Result<Delivery, AppError> {
    let problem = |field: &str, de: &str, en: &str| {
        AppError::Refused(
            Problem::new(
                "broadband/upload",
                "Bitte prüfen Sie die Angaben.",
                "Please check what you entered.",
            )
            .at(field, de, en),
        )
    };
    let as_of = fields.date("stichtag")?.unwrap_or_else(|| ctx.today());
    if as_of > ctx.today() {
        return Err(problem(
            "stichtag",
            "Der Stichtag liegt in der Zukunft.",
            "The day lies in the future.",
        ));
    }
    let Some(file) = fields.take_uploads().into_iter().find(|f| !f.bytes.is_empty()) else {
        return Err(problem("datei", "Wählen Sie eine Datei aus.", "Choose a file."));
    };
    delivery::take_in(&ctx.town, &ctx.actor, operator, &file.name, file.bytes, as_of).await
}

/// Takes a delivery in.
pub async fn take_in(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let operator = id(fields.get("anbieter"))?;
    let delivery = upload(&ctx, operator, fields).await?;
    Ok(ctx.redirect(&format!("{DESK}/lieferung/{}", delivery.id)))
}

/// Why a row waits, or how it was found.
pub fn reason_words(say: Say, word: &str) -> &'static str {
    match word {
        "status" => say.of("Status nicht lesbar", "status cannot be read"),
        "technology" => say.of("Technik nicht lesbar", "technique cannot be read"),
        "speed" => say.of("Bandbreite nicht lesbar", "speed cannot be read"),
        "double" => say.of(
            "Adresse steht zweimal in der Lieferung",
            "the address stands twice in the delivery",
        ),
        "street_unknown" => say.of("Straße unbekannt", "street unknown"),
        "street_ambiguous" => say.of("mehrere ähnliche Straßen", "several similar streets"),
        "number_unknown" => {
            say.of("Hausnummer an dieser Straße unbekannt", "number unknown in this street")
        }
        "suffix_unknown" => say.of("Hausnummernzusatz unbekannt", "suffix of the number unknown"),
        "number_missing" => say.of("Hausnummer fehlt", "number missing"),
        "empty" => say.of("keine Adresse angegeben", "no address given"),
        _ => say.of("Adresse nicht eindeutig", "address not clear"),
    }
}

/// Figures of a delivery.
pub fn figures(frame: &Frame<'_>, d: &Delivery, open: i64) -> Markup {
    let say = frame.say;
    web::list::definition_list(&[
        (say.of("Stichtag", "As of"), html! { (frame.day(d.as_of)) }),
        (say.of("Zeilen", "Rows"), html! { (format::number(say, d.lines)) }),
        (
            say.of("Geänderte Adressen", "Addresses changed"),
            html! { (format::number(say, d.changed)) },
        ),
        (say.of("Zu klären", "To be decided"), html! { (format::number(say, open)) }),
    ])
}

/// One delivery with its hand list.
pub async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let (d, (lines, open), operators) = ctx
        .read(move |db| {
            Ok((
                deliveries::find(db, wanted, None)?,
                deliveries::open_lines(db, wanted)?,
                store::operators(db)?,
            ))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let operator = operators.iter().find(|o| o.id == d.operator).map_or("", |o| o.name.as_str());
    let body = html! {
        (figures(&frame, &d, open))
        @if !lines.is_empty() { h2 { (say.of("Zu klären", "To be decided")) } }
        @for line in &lines { (one(&ctx, say, &d, line)) }
    };
    let page = frame
        .staff(format!("{operator}: {}", d.name))
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .body(body);
    Ok(frame.answer(page))
}

fn one(ctx: &Ctx, say: Say, d: &Delivery, line: &Line) -> Markup {
    let token = ctx.form_token();
    let action = ctx.to(&format!("{DESK}/lieferung/{}/{}", d.id, line.number));
    let choices: Vec<Choice> = line
        .candidates
        .iter()
        .filter(|c| !c.id.is_empty())
        .map(|c| Choice::new(&c.id, &c.address))
        .collect();
    web::card::sub_card(
        &format!("{} {}: {}", say.of("Zeile", "Line"), line.number, line.written),
        html! {
            p { (reason_words(say, &line.reason)) }
            (Form::post(&action, &token).body(html! {
                @if !choices.is_empty() {
                    (Field::new(say, "adresse", say.of("Gemeint ist", "What is meant")).radios(&choices))
                }
                (Field::new(say, "andere", say.of("Andere Adresse", "Another address")).optional().suggestions("/karte/adressen.json").text())
                (buttons(html! {
                    (web::button::button_named(Weight::Primary, "tun", "zuordnen", say.of("Zuordnen", "Assign")))
                    (web::button::button_named(Weight::Tertiary, "tun", "weglassen", say.of("Weglassen", "Leave out")))
                }))
            }))
        },
    )
}

/// Decides a row.
pub async fn decide(
    ctx: Ctx,
    Path((key, line)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id::<Delivery>(&key)?;
    let number: i64 = line.parse().map_err(|_| AppError::NotFound)?;
    let back = format!("{DESK}/lieferung/{wanted}");
    if fields.get("tun") == "weglassen" {
        ctx.write(move |tx| {
            deliveries::decide(tx, wanted, number, "left", "")?;
            Ok(Audit::of("broadband.row_left_out", wanted).note(number).done())
        })
        .await?;
        return Ok(ctx.redirect(&back));
    }
    let typed = fields.text("andere");
    let chosen = if typed.is_empty() {
        fields.get("adresse").parse::<Id<Address>>().ok()
    } else {
        places::exactly(&ctx.town, &typed).await?.map(|a| a.id)
    };
    let Some(address) = chosen else {
        return Err(AppError::refused(
            "broadband/no-address",
            "Diese Adresse steht nicht im Register. Schreiben Sie Straße und Hausnummer genau.",
            "This address is not in the register. Write street and number exactly.",
        ));
    };
    ctx.write(move |tx| {
        let d = deliveries::find(tx, wanted, None)?;
        delivery::assign(tx, &d, number, address)?;
        Ok(Audit::of("broadband.row_decided", wanted).note(number).done())
    })
    .await?;
    Ok(ctx.redirect(&back))
}
