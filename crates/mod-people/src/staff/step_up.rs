//! Confirming a sensitive step: the password with a code, or a passkey, within the last minutes.
//! The session gets a new token; the way back leads to the page, never out of the house.

use axum::http::HeaderMap;
use axum::response::Response;
use kernel::people::{self, Account};
use kernel::session::Session;
use kernel::{AppError, Audit, Ctx, Fields, Saved, Tx, credentials, session};
use web::button::Weight;
use web::frame::Frame;
use web::passkey::{Ceremony, passkey_button};
use web::{Errors, Field, Form, Markup, button, buttons, html};
use webauthn_rs::prelude::{PasskeyAuthentication, PublicKeyCredential};

use super::door::{Factor, START, second_factor, typed_password};
use crate::citizen::door::encode;
use crate::lockout::{self, SIGN_IN_RATE, tag};
use crate::passkeys::{self, Found, Purpose, Running};
use crate::{back, cookies, password, store};

/// What the account can confirm with.
struct Ways {
    has_password: bool,
    has_codes: bool,
    has_passkeys: bool,
}

async fn ways(ctx: &Ctx) -> Result<Ways, AppError> {
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    ctx.read(move |db| {
        let account = people::account(db, id)?;
        Ok(Ways {
            has_password: account.password.is_some(),
            has_codes: account.totp.is_some(),
            has_passkeys: !credentials::passkeys(db, id)?.is_empty(),
        })
    })
    .await
}

/// The page.
///
/// # Errors
/// What the database says.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    let ways = ways(&ctx).await?;
    let frame = Frame::of(&ctx);
    let body = form(&ctx, &frame, &ways, goal.as_deref(), &Errors::new());
    let page = frame.plain(title(&frame)).script("passkey.js").body(body);
    Ok(frame.answer(page))
}

fn title(frame: &Frame<'_>) -> &'static str {
    frame.say.of("Bitte bestätigen Sie, dass Sie es sind", "Please confirm that it is you")
}

fn form(ctx: &Ctx, frame: &Frame<'_>, ways: &Ways, goal: Option<&str>, errors: &Errors) -> Markup {
    let say = frame.say;
    let start = format!(
        "{}?zurueck={}",
        ctx.to("/verwaltung/bestaetigen/passkey/start"),
        encode(goal.unwrap_or(START))
    );
    html! {
        p { (say.of(
            "Dieser Schritt ist besonders geschützt. Ihre Bestätigung gilt fünf Minuten.",
            "This step is specially protected. Your confirmation holds for five minutes.",
        )) }
        @if ways.has_passkeys && passkeys::are_possible(&ctx.town) {
            (passkey_button(
                say, Ceremony::SignIn, say.of("Mit Passkey bestätigen", "Confirm with a passkey"),
                &ctx.form_token(), &start, &ctx.to("/verwaltung/bestaetigen/passkey/fertig"),
            ))
        }
        @if ways.has_password && (ways.has_codes || !ways.has_passkeys) {
            (Form::post(&ctx.to("/verwaltung/bestaetigen"), &ctx.form_token()).body(html! {
                @if let Some(goal) = goal { (Field::new(say, "zurueck", "").value(goal).hidden()) }
                (Field::new(say, "passwort", say.of("Passwort", "Password"))
                    .error(errors.get("passwort")).password())
                @if ways.has_codes {
                    (Field::new(say, "code", say.of("Code aus Ihrer App", "Code from your app"))
                        .hint(say.of(
                            "Einen Code, mit dem Sie sich noch nicht angemeldet haben; jeder gilt nur einmal.",
                            "A code you have not signed in with yet; each counts only once.",
                        ))
                        .input_mode("text").code())
                }
                (buttons(html! { (button(Weight::Primary, say.of("Bestätigen", "Confirm"))) }))
            }))
        }
    }
}

/// Starts the session anew with a fresh factor.
fn renew(tx: &mut Tx<'_>, session: &Session, account: &Account) -> Result<String, AppError> {
    session::sign_out(tx, session)?;
    session::start(tx, account, &session.device)
}

/// Confirms with password and code.
///
/// # Errors
/// [`AppError::TooMany`] while the brakes hold.
pub async fn confirm(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let session = ctx.session.clone().ok_or(AppError::SignInRequired)?;
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    let code = fields.get("code").to_owned();
    // Whoever sits at an open session counts apart from the door.
    let place = tag(&ctx.town, &format!("people.step-up|{id}|{}", session.id));
    let looked = place.clone();
    let stored = ctx
        .read(move |db| {
            let until = store::failure(db, &looked)?.map(|f| f.until);
            lockout::admit(until, db.now())?;
            Ok(people::account(db, id)?.password.map(kernel::Private::into_revealed))
        })
        .await?;
    let is_right = password::is_right(typed_password(&fields), stored).await?;
    let town = ctx.town.clone();
    let token = ctx
        .write(move |tx| {
            let account = people::account(tx, id)?;
            let is_confirmed =
                is_right && matches!(second_factor(tx, &town, &account, &code)?, Factor::Confirmed);
            if !is_confirmed {
                lockout::note(tx, &place)?;
                return Ok(Audit::of("people.step_up_failed", id).with(None));
            }
            store::clear_failure(tx, &place)?;
            let token = renew(tx, &session, &account)?;
            Ok(Audit::of("people.stepped_up", id).with(Some(token)))
        })
        .await?;
    if let Some(token) = token {
        let path = goal.unwrap_or_else(|| ctx.to(START));
        let mut response = kernel::http::see_other(&path);
        cookies::put_session(&ctx, &mut response, &token);
        return Ok(response);
    }
    let ways = ways(&ctx).await?;
    let frame = Frame::of(&ctx);
    let mut errors = Errors::new();
    errors.add("passwort", frame.say.of(
        "Passwort oder Code stimmen nicht. Jeder Code gilt nur einmal; warten Sie gegebenenfalls auf den nächsten.",
        "Password or code are wrong. Every code counts once; wait for the next one if needed.",
    ));
    let body = form(&ctx, &frame, &ways, goal.as_deref(), &errors);
    Ok(frame
        .answer_again(frame.plain(title(&frame)).script("passkey.js").errors(&errors).body(body)))
}

/// Options for confirming with a passkey.
///
/// # Errors
/// What the database says.
pub async fn passkey_start(ctx: Ctx) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let known = ctx.read(move |db| credentials::passkeys(db, id)).await?;
    if known.is_empty() {
        return Ok(passkeys::not_accepted(&ctx));
    }
    let (options, state) = passkeys::confirmation(&ctx.town, &known)?;
    let goal = back::from_query(&ctx.query).and_then(|path| back::page_of(&ctx.town, &path));
    let note = goal.unwrap_or_else(|| ctx.to(START));
    passkeys::begin(&ctx, Purpose::StepUp, id.to_string(), &Running { state, note }, options).await
}

/// Confirms with the device's answer.
///
/// # Errors
/// What the database says.
pub async fn passkey_finish(
    ctx: Ctx,
    headers: HeaderMap,
    body: String,
) -> Result<Response, AppError> {
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let session = ctx.session.clone().ok_or(AppError::SignInRequired)?;
    let (Some(token), Ok(answer)) =
        (passkeys::token(&headers), serde_json::from_str::<PublicKeyCredential>(&body))
    else {
        return Ok(passkeys::not_accepted(&ctx));
    };
    let town = ctx.town.clone();
    let done = ctx
        .write(move |tx| {
            let redeemed =
                passkeys::take::<PasskeyAuthentication>(tx, &town, Purpose::StepUp, &token)?;
            let Some((subject, running)) = redeemed else { return Ok(Saved::nothing(None)) };
            if subject != id.to_string() {
                return Ok(passkeys::failed(&subject, "another account", None));
            }
            match passkeys::confirm(tx, &town, id, &answer, &running.state)? {
                Found::Account(account) => {
                    let token = renew(tx, &session, &account)?;
                    let line = Audit::of("people.stepped_up", id).note("passkey");
                    Ok(line.with(Some((token, running.note))))
                }
                Found::Nobody(why) => Ok(passkeys::failed(&subject, why, None)),
            }
        })
        .await?;
    Ok(match done {
        Some((token, goal)) => {
            let mut response = passkeys::go(&ctx, &goal);
            cookies::put_session(&ctx, &mut response, &token);
            response
        }
        None => passkeys::not_accepted(&ctx),
    })
}
