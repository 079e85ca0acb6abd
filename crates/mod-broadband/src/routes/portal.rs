//! The operators' door: their own account, their own rows, nobody else's.

use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{Actor, AppError, Audit, Ctx, Fields, Problem};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, button, buttons, format, html};

use super::deliveries::{figures, reason_words, upload};
use super::{id, portal_areas};
use crate::delivery::Delivery;
use crate::store::{self, Operator, areas, deliveries};

/// Codes one caller may try.
const RATE: Rate = Rate { name: "broadband.code", burst: 8, every: SignedDuration::from_secs(60) };
const HERE: &str = "/glasfaser/anbieter";

/// The digest under which a code is kept.
pub fn digest(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    kernel::files::made_here("code", "text/plain", plain.to_uppercase().into_bytes())
        .sha256()
        .to_owned()
}

fn account(ctx: &Ctx) -> Result<String, AppError> {
    match &ctx.actor {
        Actor::Citizen { account, .. } => Ok(account.to_string()),
        _ => Err(AppError::Forbidden),
    }
}

async fn mine(ctx: &Ctx) -> Result<Option<Operator>, AppError> {
    let account = account(ctx)?;
    ctx.read(move |db| store::operator_of(db, &account)).await
}

/// The operator of whoever is signed in; nothing else is to be found here for others.
pub(super) async fn own(ctx: &Ctx) -> Result<Operator, AppError> {
    mine(ctx).await?.ok_or(AppError::NotFound)
}

/// The page.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    page(&ctx, &Errors::new()).await
}

async fn page(ctx: &Ctx, errors: &Errors) -> Result<Response, AppError> {
    let operator = mine(ctx).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = match &operator {
        None => join_form(ctx, &frame, errors),
        Some(operator) => {
            let of = operator.id;
            let (all, areas) = ctx
                .read(move |db| {
                    let own = areas::all(db)?.into_iter().filter(|a| a.operator == of.to_string());
                    Ok((deliveries::all(db, Some(of))?, own.collect::<Vec<_>>()))
                })
                .await?;
            html! { (desk(ctx, &frame, &all, errors)) (portal_areas::list(ctx, &frame, &areas)) }
        }
    };
    let title = operator.map_or_else(
        || say.of("Zugang für Anbieter", "Access for operators").to_owned(),
        |o| format!("{} {}", say.of("Glasfaser:", "Fibre:"), o.name),
    );
    let page = frame.public(title).noindex().errors(errors).body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn join_form(ctx: &Ctx, frame: &Frame<'_>, errors: &Errors) -> Markup {
    let say = frame.say;
    html! {
        p { (say.of(
            "Netzbetreiber liefern hier ihren Ausbaustand. Den Zugangscode erhalten Sie von der Stadt.",
            "Network operators deliver the state of their roll-out here. You get the code from the town.",
        )) }
        (Form::post(&ctx.to(HERE), &ctx.form_token()).body(html! {
            (Field::new(say, "code", say.of("Zugangscode", "Access code")).error(errors.get("code")).text())
            (buttons(button(Weight::Primary, say.of("Weiter", "Continue"))))
        }))
    }
}

fn desk(ctx: &Ctx, frame: &Frame<'_>, all: &[Delivery], errors: &Errors) -> Markup {
    let say = frame.say;
    html! {
        h2 { (say.of("Ausbaustand liefern", "Deliver the state of the roll-out")) }
        p { (say.of(
            "CSV mit Straße, Hausnummer, Status und, wenn Sie mögen, Technik, Down, Up, Geplant. Dieselbe Datei zweimal schadet nicht.",
            "CSV with Straße, Hausnummer, Status and, if you like, Technik, Down, Up, Geplant. The same file twice does no harm.",
        )) }
        (Form::post(&ctx.to("/glasfaser/anbieter/liefern"), &ctx.form_token()).with_files().body(html! {
            (Field::new(say, "stichtag", say.of("Stichtag", "As of")).optional().error(errors.get("stichtag")).date_text())
            (Field::new(say, "datei", say.of("Datei (CSV)", "File (CSV)")).error(errors.get("datei")).upload(UploadRules {
                accept: ".csv,.txt", kinds: "CSV", max_bytes: kernel::body::LARGE_BYTES_MAX, multiple: false,
            }))
            (buttons(button(Weight::Primary, say.of("Liefern", "Deliver"))))
        }))
        @if !all.is_empty() {
            (Table::new(say, say.of("Ihre Lieferungen", "Your deliveries")).columns(vec![
                Column::new(say.of("Datei", "File")),
                Column::new(say.of("Stichtag", "As of")),
                Column::number(say.of("Zeilen", "Rows")),
                Column::number(say.of("geändert", "changed")),
            ]).rows(all.iter().map(|d| Row::new(vec![
                html! { a href=(ctx.to(&format!("{HERE}/lieferung/{}", d.id))) { (d.name) } },
                html! { (frame.day(d.as_of)) },
                html! { (format::number(say, d.lines)) },
                html! { (format::number(say, d.changed)) },
            ]))).render())
        }
    }
}

/// Joins by a code.
pub async fn join(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(RATE)?;
    let account = account(&ctx)?;
    let digest = digest(fields.get("code"));
    let joined = ctx
        .write(move |tx| {
            let Some(operator) = store::invited(tx, &digest)? else {
                return Err(AppError::Refused(Problem::new("broadband/code", "Dieser Code gilt nicht.", "This code is not valid.").at(
                    "code",
                    "Dieser Code gilt nicht oder wurde schon benutzt. Fragen Sie bei der Stadt nach einem neuen.",
                    "This code is not valid or was used. Ask the town for a new one.",
                )));
            };
            store::join(tx, &account, operator.id)?;
            Ok(Audit::of("broadband.joined", operator.id).done())
        })
        .await;
    answered(&ctx, joined.map(|()| HERE.to_owned())).await
}

/// Delivers for the own operator.
pub async fn deliver(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let operator = own(&ctx).await?;
    let delivered = upload(&ctx, operator.id, fields).await;
    answered(&ctx, delivered.map(|d| format!("{HERE}/lieferung/{}", d.id))).await
}

async fn answered(ctx: &Ctx, outcome: Result<String, AppError>) -> Result<Response, AppError> {
    match outcome {
        Ok(path) => Ok(ctx.redirect(&path)),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(ctx).errors_of(&problem);
            page(ctx, &errors).await
        }
        Err(other) => Err(other),
    }
}

/// One of the own deliveries: what was taken, what the town is looking at.
pub async fn delivery(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let operator = own(&ctx).await?;
    let (d, (lines, open)) = ctx
        .read(move |db| {
            Ok((
                deliveries::find(db, wanted, Some(operator.id))?,
                deliveries::open_lines(db, wanted)?,
            ))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        (figures(&frame, &d, open))
        @if open > 0 {
            (web::alert(Tone::Info, say.of("Diese Zeilen klärt die Stadt", "The town decides these rows"), html! {
                p { (say.of("Sie können auch eine berichtigte Datei liefern.", "You can deliver a corrected file, too.")) }
            }))
            ul { @for line in &lines { li { (say.of("Zeile ", "Line ")) (line.number) ": " (line.written) " – " (reason_words(say, &line.reason)) } } }
        }
    };
    let page = frame
        .public(d.name.clone())
        .crumb(say.of("Lieferungen", "Deliveries"), ctx.to(HERE))
        .noindex()
        .body(body);
    Ok(frame.answer(page))
}
