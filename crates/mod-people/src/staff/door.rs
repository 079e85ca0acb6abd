//! Staff sign in with password and code; everybody signs out here.

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use kernel::people::{self, Account, AccountKind};
use kernel::{AppError, Audit, Ctx, Fields, Town, Tx, credentials, session, settings};
use web::button::Weight;
use web::frame::Frame;
use web::{Errors, Field, Form, Markup, Tone, button, buttons, html};

use crate::lockout::{self, SIGN_IN_RATE};
use crate::settings::PeopleSettings;
use crate::setup::{FACTOR_ONLY, FIRST};
use crate::{back, cookies, password, recovery, store, totp};

/// Where staff arrive.
pub const START: &str = "/schreibtisch";
/// Cookie of a device that signed in before.
pub const DEVICE: &str = "rathaus-geraet";
/// Cookie that carries the ticket of a first sign-in.
pub const FIRST_COOKIE: &str = "rathaus-erstanmeldung";
/// How long somebody may take to set up their second factor.
pub const SET_UP_LIFE: jiff::SignedDuration = jiff::SignedDuration::from_mins(60);

/// The page.
///
/// # Errors
/// What the database says.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    if ctx.actor.is_staff() {
        return Ok(match goal {
            Some(path) => kernel::http::see_other(&path),
            None => ctx.redirect(START),
        });
    }
    let frame = Frame::of(&ctx);
    let mut page = frame.plain(title(&frame)).script("passkey.js").body(form(
        &ctx,
        &frame,
        "",
        goal.as_deref(),
        &Errors::new(),
    ));
    if fields.has("abgemeldet") {
        page = page.message(
            Tone::Success,
            frame.say.of("Sie sind abgemeldet", "You are signed out"),
            html! {},
        );
    }
    Ok(frame.answer(page))
}

fn title(frame: &Frame<'_>) -> &'static str {
    frame.say.of("Anmeldung für Beschäftigte", "Staff sign-in")
}

fn form(ctx: &Ctx, frame: &Frame<'_>, login: &str, goal: Option<&str>, errors: &Errors) -> Markup {
    let say = frame.say;
    html! {
        (Form::post(&ctx.to("/verwaltung/anmelden"), &ctx.form_token()).body(html! {
            @if let Some(goal) = goal { (Field::new(say, "zurueck", "").value(goal).hidden()) }
            (Field::new(say, "email", say.of("E-Mail-Adresse", "E-mail address"))
                .value(login).error(errors.get("email")).autocomplete("username").email())
            (Field::new(say, "passwort", say.of("Passwort", "Password")).password())
            (Field::new(say, "code", say.of("Code aus Ihrer App", "Code from your app"))
                .hint(say.of(
                    "Sechs Ziffern. Beim ersten Mal bleibt das Feld leer. Wenn Ihr Telefon fehlt: einer Ihrer Wiederherstellungscodes.",
                    "Six digits. Leave it empty the first time. If your phone is missing: one of your recovery codes.",
                ))
                .input_mode("text").code())
            (buttons(html! { (button(Weight::Primary, say.of("Anmelden", "Sign in"))) }))
        }))
        (crate::citizen::door::passkey_part(ctx, frame, goal))
    }
}

/// What became of a try.
enum Outcome {
    /// Signed in: token of the session, token of the device.
    In(String, String),
    /// The password was right, a second factor is still to be set up: token of the ticket.
    SetUp(String),
    /// Something is wrong; nobody learns what.
    Wrong,
}

/// Signs in.
///
/// # Errors
/// [`AppError::TooMany`] while the brakes hold.
pub async fn sign_in(ctx: Ctx, headers: HeaderMap, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let login = fields.get("email").to_owned();
    let typed = typed_password(&fields);
    let code = fields.get("code").to_owned();
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    let device = cookies::value(&headers, DEVICE);

    let (account, device, place) = find(&ctx, login.clone(), device).await?;
    let stored =
        account.as_ref().and_then(|a| a.password.clone()).map(kernel::Private::into_revealed);
    let is_right = password::is_right(typed, stored).await?;

    let (town, label, guest) = (ctx.town.clone(), ctx.device.clone(), ctx.session.clone());
    let outcome = ctx
        .write(move |tx| {
            let known = match &account {
                Some(account) => Some(people::account(tx, account.id)?),
                None => None,
            };
            let candidate = known.filter(|a| {
                is_right && a.kind == AccountKind::Staff && !a.is_disabled && a.password.is_some()
            });
            let subject = account.as_ref().map_or_else(|| "unknown".into(), |a| a.id.to_string());
            let factor = match &candidate {
                Some(account) => second_factor(tx, &town, account, &code)?,
                None => Factor::Wrong,
            };
            match (candidate, factor) {
                (Some(account), Factor::Confirmed) => {
                    store::clear_failure(tx, &place)?;
                    let device = match device {
                        Some(known) => {
                            store::used_device(tx, &known, account.id)?;
                            known
                        }
                        None => store::know_device(tx, account.id)?,
                    };
                    if let Some(guest) = &guest {
                        session::sign_out(tx, guest)?;
                    }
                    let token = session::start(tx, &account, &label)?;
                    Ok(Audit::of("people.signed_in", subject).with(Outcome::In(token, device)))
                }
                (Some(account), Factor::NotSetUp) => {
                    let id = account.id.to_string();
                    let token = session::ticket(tx, FIRST, &id, FACTOR_ONLY, SET_UP_LIFE)?;
                    Ok(Audit::of("people.factor_demanded", subject).with(Outcome::SetUp(token)))
                }
                _ => {
                    lockout::note(tx, &place)?;
                    Ok(Audit::of("people.sign_in_failed", subject).with(Outcome::Wrong))
                }
            }
        })
        .await?;
    Ok(answer(&ctx, outcome, &login, goal))
}

/// The password as typed: spaces around it belong to it.
pub fn typed_password(fields: &Fields) -> String {
    fields.all("passwort").next().unwrap_or_default().to_owned()
}

/// The account of a name, the device if it is known for it, and the place where tries count.
async fn find(
    ctx: &Ctx,
    login: String,
    device: Option<String>,
) -> Result<(Option<Account>, Option<String>, String), AppError> {
    let caller = ctx.clone();
    ctx.read(move |db| {
        let account = people::by_login(db, &login)?;
        let device = match (&account, device) {
            (Some(account), Some(token)) if store::knows_device(db, &token, account.id)? => {
                Some(token)
            }
            _ => None,
        };
        let place = lockout::place(&caller, &login, device.as_deref());
        let until = store::failure(db, &place)?.map(|f| f.until);
        lockout::admit(until, db.now())?;
        Ok((account, device, place))
    })
    .await
}

/// How the second factor stands.
pub enum Factor {
    /// Given, or not demanded by the town's settings.
    Confirmed,
    /// Demanded, and the account has none yet.
    NotSetUp,
    /// Missing, wrong or used before.
    Wrong,
}

/// Checks the second factor of an account and uses it up.
///
/// # Errors
/// What the database says.
pub fn second_factor(
    tx: &mut Tx<'_>,
    town: &Town,
    account: &Account,
    code: &str,
) -> Result<Factor, AppError> {
    let Some(sealed) = &account.totp else {
        if !credentials::passkeys(tx, account.id)?.is_empty() {
            // Whoever has a passkey uses it: the password alone is not enough any more.
            return Ok(Factor::Wrong);
        }
        let demanded = settings::get::<PeopleSettings>(tx)?.second_factor;
        return Ok(if demanded { Factor::NotSetUp } else { Factor::Confirmed });
    };
    let secret = totp::unseal(town, account.id, sealed.reveal())?;
    let is_good = match totp::matching_step(&secret, code, tx.now())? {
        Some(step) => people::use_totp_step(tx, account.id, step)?,
        None => !code.is_empty() && recovery::redeem(tx, town, account.id, code)?,
    };
    Ok(if is_good { Factor::Confirmed } else { Factor::Wrong })
}

fn answer(ctx: &Ctx, outcome: Outcome, login: &str, goal: Option<String>) -> Response {
    match outcome {
        Outcome::In(token, device) => {
            let mut response = match goal {
                Some(path) => kernel::http::see_other(&path),
                None => ctx.redirect(START),
            };
            cookies::put_session(ctx, &mut response, &token);
            put_device(ctx, &mut response, &device);
            response
        }
        Outcome::SetUp(ticket) => {
            let mut response = ctx.redirect("/verwaltung/erstanmeldung");
            cookies::put(ctx, &mut response, FIRST_COOKIE, &ticket, SET_UP_LIFE);
            response
        }
        Outcome::Wrong => {
            let frame = Frame::of(ctx);
            let mut errors = Errors::new();
            errors.add_general(frame.say.of(
                "E-Mail-Adresse, Passwort oder Code stimmen nicht. Jeder Code gilt nur einmal; warten Sie gegebenenfalls auf den nächsten.",
                "E-mail address, password or code are wrong. Every code counts once; wait for the next one if needed.",
            ));
            let page = frame.plain(title(&frame)).script("passkey.js").errors(&errors).body(form(
                ctx,
                &frame,
                login,
                goal.as_deref(),
                &errors,
            ));
            frame.answer_again(page)
        }
    }
}

/// Puts the cookie of a known device on an answer.
pub fn put_device(ctx: &Ctx, response: &mut Response, token: &str) {
    let life = jiff::SignedDuration::from_hours(24 * store::DEVICE_DAYS);
    cookies::put(ctx, response, DEVICE, token, life);
}

/// Signs out whoever is signed in, and tells the browser to forget what it stored.
///
/// # Errors
/// What the database says.
pub async fn sign_out(ctx: Ctx) -> Result<Response, AppError> {
    let is_staff = ctx.actor.is_staff();
    if let Some(session) = ctx.session.clone() {
        ctx.write(move |tx| {
            session::sign_out(tx, &session)?;
            let subject = session.account.map_or_else(|| "guest".into(), |a| a.to_string());
            Ok(Audit::of("people.signed_out", subject).done())
        })
        .await?;
    }
    let goal = if is_staff { "/verwaltung/anmelden?abgemeldet" } else { "/anmelden?abgemeldet" };
    let mut response = ctx.redirect(goal);
    debug_assert_eq!(response.status(), StatusCode::SEE_OTHER, "a form is answered by a redirect");
    cookies::append(&mut response, &ctx.end_cookie());
    // Not "cookies": the known device stays known, so that strangers cannot slow its owner down.
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", forget);
    Ok(response)
}
