//! The ceremonies of passkeys as scripts ask for them: making one, signing in with one.

use axum::http::HeaderMap;
use axum::response::Response;
use kernel::people::{self, AccountKind};
use kernel::{AppError, Audit, Ctx, Fields, Saved, credentials, session};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};

use crate::citizen::door::{Visit, enter};
use crate::lockout::SIGN_IN_RATE;
use crate::passkeys::{self, Found, PASSKEYS_MAX, Purpose, Running};
use crate::staff::door::{DEVICE, put_device};
use crate::{back, cookies, store};

/// Options for signing in.
///
/// # Errors
/// [`AppError::TooMany`] while the brakes hold.
pub async fn sign_in_start(ctx: Ctx) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let (options, state) = passkeys::discovery(&ctx.town)?;
    let goal = back::from_query(&ctx.query).and_then(|path| back::page_of(&ctx.town, &path));
    let note = goal.unwrap_or_default();
    passkeys::begin(&ctx, Purpose::SignIn, String::new(), &Running { state, note }, options).await
}

/// What became of a passkey at the door.
enum Outcome {
    /// Signed in: token of the session, token of the device for staff, where to go.
    In(String, Option<String>, String),
    Refused,
}

/// Signs in with the device's answer.
///
/// # Errors
/// [`AppError::TooMany`] while the brakes hold.
pub async fn sign_in_finish(
    ctx: Ctx,
    headers: HeaderMap,
    body: String,
) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let (Some(token), Ok(answer)) =
        (passkeys::token(&headers), serde_json::from_str::<PublicKeyCredential>(&body))
    else {
        return Ok(passkeys::not_accepted(&ctx));
    };
    let (town, visit) = (ctx.town.clone(), Visit::of(&ctx));
    let device = cookies::value(&headers, DEVICE);
    let outcome = ctx
        .write(move |tx| {
            let redeemed =
                passkeys::take::<DiscoverableAuthentication>(tx, &town, Purpose::SignIn, &token)?;
            let Some((_, running)) = redeemed else { return Ok(Saved::nothing(Outcome::Refused)) };
            let account = match passkeys::recognise(tx, &town, &answer, running.state)? {
                Found::Account(account) => account,
                Found::Nobody(why) => {
                    return Ok(passkeys::failed("unknown", why, Outcome::Refused));
                }
            };
            let goal = if running.note.is_empty() {
                passkeys::start_of(&account).into()
            } else {
                running.note
            };
            let (token, device) = if account.kind == AccountKind::Staff {
                if let Some(before) = visit.before() {
                    session::sign_out(tx, before)?;
                }
                let token = session::start(tx, &account, visit.device())?;
                let known = match device {
                    Some(known) if store::knows_device(tx, &known, account.id)? => {
                        store::used_device(tx, &known, account.id)?;
                        known
                    }
                    _ => store::know_device(tx, account.id)?,
                };
                (token, Some(known))
            } else {
                (enter(tx, &account, &visit)?, None)
            };
            let line = Audit::of("people.signed_in", account.id).note("passkey");
            Ok(line.with(Outcome::In(token, device, goal)))
        })
        .await?;
    Ok(match outcome {
        Outcome::In(token, device, goal) => {
            let goal = if goal.starts_with("/en/") { goal } else { ctx.to(&goal) };
            let mut response = passkeys::go(&ctx, &goal);
            cookies::put_session(&ctx, &mut response, &token);
            if let Some(device) = device {
                put_device(&ctx, &mut response, &device);
            }
            response
        }
        Outcome::Refused => passkeys::not_accepted(&ctx),
    })
}

/// Where an actor looks after their own account.
pub fn own_page(ctx: &Ctx) -> &'static str {
    if ctx.actor.is_staff() { "/verwaltung/konto" } else { "/konto" }
}

/// Staff change what lets them in only after a fresh factor: a stolen session must not become a
/// stolen account.
///
/// # Errors
/// [`AppError::StepUpRequired`].
pub fn demand_fresh_factor(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.actor.is_staff() && !ctx.factor_is_fresh() {
        return Err(AppError::StepUpRequired);
    }
    Ok(())
}

/// Options for making a passkey.
///
/// # Errors
/// [`AppError::StepUpRequired`] for staff without a fresh factor.
pub async fn register_start(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    if ctx.actor.is_staff() && !ctx.factor_is_fresh() {
        return Ok(passkeys::refuse(
            &ctx,
            "Bitte bestätigen Sie zuerst, dass Sie es sind: Laden Sie die Seite neu und versuchen Sie es noch einmal.",
            "Please confirm first that it is you: reload the page and try again.",
        ));
    }
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let (account, known) =
        ctx.read(move |db| Ok((people::account(db, id)?, credentials::passkeys(db, id)?))).await?;
    if known.len() >= PASSKEYS_MAX {
        return Ok(passkeys::refuse(
            &ctx,
            "Sie haben schon sehr viele Passkeys. Entfernen Sie zuerst einen.",
            "You have a great many passkeys already. Remove one first.",
        ));
    }
    let (options, state) = passkeys::registration(&ctx.town, &account, &known)?;
    let note = passkeys::name_of(&ctx, fields.get("name"));
    passkeys::begin(&ctx, Purpose::Register, id.to_string(), &Running { state, note }, options)
        .await
}

/// Keeps the new passkey.
///
/// # Errors
/// [`AppError::Refused`] when it is known already.
pub async fn register_finish(
    ctx: Ctx,
    headers: HeaderMap,
    body: String,
) -> Result<Response, AppError> {
    demand_fresh_factor(&ctx)?;
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let (Some(token), Ok(answer)) =
        (passkeys::token(&headers), serde_json::from_str::<RegisterPublicKeyCredential>(&body))
    else {
        return Ok(passkeys::not_accepted(&ctx));
    };
    let town = ctx.town.clone();
    let is_kept = ctx
        .write(move |tx| {
            let redeemed =
                passkeys::take::<PasskeyRegistration>(tx, &town, Purpose::Register, &token)?;
            let Some((subject, running)) = redeemed else { return Ok(Saved::nothing(false)) };
            if subject != id.to_string() {
                return Ok(passkeys::failed(&subject, "another account", false));
            }
            match passkeys::keep(tx, &town, id, &answer, &running)? {
                Some(passkey) => Ok(Audit::of("people.passkey_added", id).note(passkey).with(true)),
                None => Ok(passkeys::failed(&subject, "registration refused", false)),
            }
        })
        .await?;
    Ok(if is_kept {
        passkeys::go(&ctx, &ctx.to(&format!("{}?passkey", own_page(&ctx))))
    } else {
        passkeys::not_accepted(&ctx)
    })
}
