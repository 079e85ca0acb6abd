//! Coming back with number and code, and leaving a shared computer.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::facts::HolderChanged;
use kernel::limits::Rate;
use kernel::{Actor, AppError, Audit, Ctx, Fields, cases, session};
use web::button::{Weight, button};
use web::page::prose;
use web::{Errors, Field, Form, Frame, buttons, html};

use super::Stop;
use crate::{model, store};

/// Tries of one caller.
const CALLER_RATE: Rate =
    Rate { name: "applications.resume", burst: 10, every: SignedDuration::from_secs(30) };
/// Tries on one number, whoever makes them. Running out delays its holder by a minute, no more.
const NUMBER_RATE: Rate =
    Rate { name: "applications.resume-number", burst: 10, every: SignedDuration::from_secs(60) };

/// Asks for number and code.
pub async fn ask_number(ctx: Ctx) -> Result<Response, Stop> {
    if ctx.actor.holder().is_some() && !ctx.query.contains("andere") {
        return Ok(ctx.redirect("/antraege"));
    }
    Ok(page(&ctx, "", &Errors::new()))
}

fn page(ctx: &Ctx, number: &str, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = frame
        .form(say.of("Antrag weiterführen", "Continue an application"))
        .lead(say.of(
            "Mit Nummer und Code kommen Sie zu Ihrem Entwurf, und nach dem Absenden zum Stand Ihres Antrags.",
            "With number and code you get to your draft, and after sending to the status of your application.",
        ))
        .errors(errors)
        .body(html! {
            (Form::post(&ctx.to("/antrag/weiter"), &ctx.form_token()).body(html! {
                (Field::new(say, "nummer", say.of("Nummer", "Number"))
                    .hint(say.of("Zum Beispiel A7K-29QX", "For example A7K-29QX"))
                    .value(number)
                    .error(errors.get("nummer"))
                    .autocomplete("off")
                    .width(web::field::Width::Short)
                    .text())
                (Field::new(say, "code", "Code")
                    .hint(say.of("Zum Beispiel KXRM-49TD-PW7H", "For example KXRM-49TD-PW7H"))
                    .error(errors.get("code"))
                    .autocomplete("off")
                    .width(web::field::Width::Medium)
                    .text())
                (buttons(html! { (button(Weight::Primary, say.of("Weiter", "Continue"))) }))
            }))
            (prose(html! {
                p { (say.of(
                    "Sie haben ein Konto? Dann melden Sie sich an, Ihre Anträge stehen dort.",
                    "You have an account? Then sign in, your applications are there.",
                )) " " a href=(ctx.to("/anmelden")) { (say.of("Anmelden", "Sign in")) } }
                p { (say.of(
                    "Nummer oder Code verloren? Ohne beides kommen wir aus Sicherheitsgründen nicht an einen Entwurf. Haben Sie den Antrag schon abgesendet, rufen Sie uns an: Wir finden ihn.",
                    "Lost the number or the code? For safety we cannot open a draft without both. If you have already sent the application, call us: we will find it.",
                )) }
            }))
        });
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// Opens what number and code hold. Unknown numbers and wrong codes get the same answer.
pub async fn resume(ctx: Ctx, fields: Fields) -> Result<Response, Stop> {
    let number = model::number_form(fields.get("nummer"));
    let code = fields.get("code").to_owned();
    let mut errors = Errors::new();
    if number.is_empty() {
        errors.add("nummer", ctx.say("Geben Sie Ihre Nummer ein.", "Enter your number."));
    }
    if model::plain(&code).is_empty() {
        errors.add("code", ctx.say("Geben Sie Ihren Code ein.", "Enter your code."));
    }
    if !errors.is_empty() {
        return Ok(page(&ctx, &number, &errors));
    }
    ctx.limit(CALLER_RATE)?;
    ctx.town.limits().take(NUMBER_RATE, &number, ctx.now())?;
    let wanted = number.clone();
    let found = ctx.read(move |db| store::holder_by_number(db, &wanted)).await?;
    // The digest is made in any case, so that an unknown number takes as long as a wrong code.
    let tag = model::code_tag(&ctx.town, &number, &code);
    let Some(holder) = found.filter(|h| model::same(&h.code_tag, &tag)) else {
        errors.add_general(ctx.say(
            "Nummer und Code passen nicht zusammen. Bitte prüfen Sie beides. Nach einem halben Jahr ohne Nutzung löschen wir die Nummer.",
            "Number and code do not match. Please check both. We delete the number after half a year without use.",
        ));
        return Ok(page(&ctx, &number, &errors));
    };
    let (actor, device, old) = (ctx.actor.clone(), ctx.device.clone(), ctx.session.clone());
    let token = ctx
        .write(move |tx| {
            if let Actor::Citizen { account, .. } = actor {
                // Whoever is signed in takes everything into the account.
                let to = format!("account/{account}");
                take_over(tx, &holder.key, &to)?;
                tx.emit(&HolderChanged { from: holder.key.clone(), to })?;
                return Ok(Audit::of("applications.taken_over", &holder.key).with(None));
            }
            if let Some(old) = &old
                && old.guest.is_some()
            {
                session::sign_out(tx, old)?;
            }
            store::holder_used(tx, &holder.key)?;
            let token = session::start_guest(tx, &holder.key, &device)?;
            Ok(Audit::of("applications.resumed", &holder.key).with(Some(token)))
        })
        .await?;
    let mut response = ctx.redirect("/antraege");
    if let Some(token) = token {
        let cookie =
            HeaderValue::from_str(&ctx.session_cookie(&token)).map_err(AppError::internal)?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Passes drafts and cases of a holder to another; its number and code are void then.
pub(crate) fn take_over(tx: &mut kernel::Tx<'_>, from: &str, to: &str) -> Result<u64, AppError> {
    let moved = store::move_drafts(tx, from, to)? + cases::hand_over(tx, from, to)?;
    store::remove_holder(tx, from)?;
    Ok(moved)
}

/// Ends the session of a guest: number and code open it again.
pub async fn leave(ctx: Ctx, _: Fields) -> Result<Response, Stop> {
    if let Some(session) = ctx.session.clone().filter(|s| s.guest.is_some()) {
        ctx.write(move |tx| {
            session::sign_out(tx, &session)?;
            Ok(Audit::of("applications.left", session.id).done())
        })
        .await?;
    }
    let mut response = ctx.redirect("/");
    if matches!(ctx.actor, Actor::Guest { .. }) {
        let cookie = HeaderValue::from_str(&ctx.end_cookie()).map_err(AppError::internal)?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Keeps the session alive while somebody is still reading; asking is enough.
pub async fn stay(ctx: Ctx, _: Fields) -> Result<Response, Stop> {
    Arc::clone(&ctx.town).read(|_| Ok(())).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
