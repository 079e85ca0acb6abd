//! The first sign-in of staff by a one-time link, and the set-up of a second factor.
//!
//! The token stands in the address once: opening the link moves it into a cookie and leads to a
//! clean page. Opening changes nothing, so that a mail scanner cannot use the link up; only sending
//! the form does. The secret of the code app follows from the token, so nothing is kept before.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::people::{self, Account, AccountKind};
use kernel::{
    AppError, Audit, Ctx, Fields, Id, Problem, Saved, Tx, credentials, session, settings,
};
use web::button::{Weight, link_button};
use web::frame::Frame;
use web::passkey::{Ceremony, passkey_button};
use web::{Errors, Field, Form, Markup, Tone, alert, button, buttons, html, page};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use super::door::{FIRST_COOKIE, SET_UP_LIFE, START, put_device, typed_password};
use crate::passkeys::{self, Purpose, Running};
use crate::settings::PeopleSettings;
use crate::setup::{ANEW, FIRST};
use crate::{cookies, password, recovery, store, totp};

/// Opens a one-time link.
///
/// # Errors
/// What the database says.
pub async fn arrive(ctx: Ctx, Path(token): Path<String>) -> Result<Response, AppError> {
    if find(&ctx, Some(token.clone())).await?.is_none() {
        return Ok(used_up(&ctx));
    }
    let mut response = ctx.redirect("/verwaltung/erstanmeldung");
    cookies::put(&ctx, &mut response, FIRST_COOKIE, &token, SET_UP_LIFE);
    Ok(response)
}

/// What is set up for whom.
struct Task {
    token: String,
    account: Account,
    /// Password and everything, or the second factor only.
    is_anew: bool,
    /// Whether the town demands a second factor.
    is_demanded: bool,
}

async fn find(ctx: &Ctx, token: Option<String>) -> Result<Option<Task>, AppError> {
    let Some(token) = token else { return Ok(None) };
    ctx.read(move |db| {
        let Some((subject, payload)) = session::peek(db, FIRST, &token)? else { return Ok(None) };
        let id: Id<Account> = subject.parse().map_err(AppError::internal)?;
        let account = people::account(db, id)?;
        if account.is_disabled || account.kind != AccountKind::Staff {
            return Ok(None);
        }
        let is_demanded = settings::get::<PeopleSettings>(db)?.second_factor;
        Ok(Some(Task { token, account, is_anew: payload == ANEW, is_demanded }))
    })
    .await
}

fn used_up(ctx: &Ctx) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = frame
        .plain(say.of("Dieser Link gilt nicht mehr", "This link is no longer valid"))
        .body(page::prose(html! {
            p { (say.of(
                "Der Link wurde schon benutzt oder ist älter als 24 Stunden. Bitten Sie die Administration um einen neuen.",
                "The link was used already or is older than 24 hours. Ask an administrator for a new one.",
            )) }
            p { a href=(ctx.to("/verwaltung/anmelden")) { (say.of("Zur Anmeldung", "To the sign-in")) } }
        }));
    let mut response = frame.answer(page);
    *response.status_mut() = axum::http::StatusCode::GONE;
    response
}

fn secret_of(ctx: &Ctx, token: &str) -> Vec<u8> {
    let tag = ctx.town.keys().records.tag(&format!("people.first-sign-in|{token}"));
    tag[..totp::SECRET_BYTES].to_vec()
}

/// The page where password and code app are set up.
///
/// # Errors
/// What the database says.
pub async fn show(ctx: Ctx, headers: HeaderMap) -> Result<Response, AppError> {
    let Some(task) = find(&ctx, cookies::value(&headers, FIRST_COOKIE)).await? else {
        return Ok(used_up(&ctx));
    };
    let frame = Frame::of(&ctx);
    let body = form(&ctx, &frame, &task, &Errors::new())?;
    Ok(frame.answer(frame.plain(title(&frame)).script("passkey.js").body(body)))
}

fn title(frame: &Frame<'_>) -> &'static str {
    frame.say.of("Zugang einrichten", "Set up your access")
}

fn form(ctx: &Ctx, frame: &Frame<'_>, task: &Task, errors: &Errors) -> Result<Markup, AppError> {
    let say = frame.say;
    let secret = secret_of(ctx, &task.token);
    let issuer = ctx.town.profile().name.clone();
    let uri = totp::uri(&secret, &issuer, task.account.login.reveal());
    let code =
        web::qr::square(&uri, say.of("Quadratischer Code für die App", "Square code for the app"))?;
    Ok(html! {
        p { (say.of("Zugang für", "Access for")) " " strong { (task.account.person.name.reveal()) }
            ", " (task.account.login.reveal()) }
        @if passkeys::are_possible(&ctx.town) {
            h2 { (say.of("Mit Passkey", "With a passkey")) }
            p { (say.of(
                "Am einfachsten und am sichersten: Ihr Gerät bestätigt Sie mit Fingerabdruck, Gesicht oder PIN.",
                "Easiest and safest: your device confirms you with fingerprint, face or PIN.",
            )) }
            (passkey_button(
                say, Ceremony::Register, say.of("Passkey anlegen", "Make a passkey"), &ctx.form_token(),
                &ctx.to("/verwaltung/erstanmeldung/passkey/start"),
                &ctx.to("/verwaltung/erstanmeldung/passkey/fertig"),
            ))
            h2 { (say.of("Oder mit Passwort und Code-App", "Or with password and code app")) }
        }
        (Form::post(&ctx.to("/verwaltung/erstanmeldung"), &ctx.form_token()).body(html! {
            @if task.is_anew {
                (Field::new(say, "passwort", say.of("Neues Passwort", "New password"))
                    .hint(say.of(
                        "Mindestens 12 Zeichen, am einfachsten mehrere Wörter. Sie müssen es nicht regelmäßig ändern.",
                        "At least 12 characters, several words are easiest. You need not change it regularly.",
                    ))
                    .error(errors.get("passwort")).autocomplete("new-password").password())
            }
            (web::form::group(
                say.of("Code-App verbinden", "Connect a code app"),
                Some(say.of(
                    "Öffnen Sie eine App für Einmal-Codes auf Ihrem Telefon und lesen Sie den Code ein, oder tippen Sie den Schlüssel ab.",
                    "Open an app for one-time codes on your phone and scan the code, or type the key.",
                )),
                html! {
                    div { (code) }
                    p { (say.of("Schlüssel:", "Key:")) " " code { (totp::spelled(&secret)) } }
                    (Field::new(say, "code", say.of("Code, den die App jetzt zeigt", "Code the app shows now"))
                        .optional_if(!task.is_demanded)
                        .error(errors.get("code")).code())
                },
            ))
            (buttons(html! { (button(Weight::Primary, say.of("Zugang einrichten", "Set up access"))) }))
        }))
    })
}

/// Sets everything up and signs in.
///
/// # Errors
/// What the database says.
pub async fn set_up(ctx: Ctx, headers: HeaderMap, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(crate::lockout::SIGN_IN_RATE)?;
    let Some(task) = find(&ctx, cookies::value(&headers, FIRST_COOKIE)).await? else {
        return Ok(used_up(&ctx));
    };
    let typed = typed_password(&fields);
    match checked(&ctx, &task, &typed, fields.get("code")) {
        Ok(step) => finish(&ctx, task, typed, step).await,
        Err(AppError::Refused(problem)) => {
            let frame = Frame::of(&ctx);
            let errors = frame.errors_of(&problem);
            let body = form(&ctx, &frame, &task, &errors)?;
            let page = frame.plain(title(&frame)).script("passkey.js").errors(&errors).body(body);
            Ok(frame.answer_again(page))
        }
        Err(other) => Err(other),
    }
}

/// Checks what was typed; answers the step of the code, none where no code app is set up.
fn checked(ctx: &Ctx, task: &Task, typed: &str, code: &str) -> Result<Option<i64>, AppError> {
    if task.is_anew {
        let profile = ctx.town.profile();
        let person = &task.account.person;
        password::check(
            typed,
            &[person.name.reveal(), task.account.login.reveal(), &profile.name],
        )?;
    }
    if code.is_empty() && !task.is_demanded {
        return Ok(None);
    }
    let (de, en) = (
        "Dieser Code stimmt nicht. Geben Sie die sechs Ziffern ein, die Ihre App gerade zeigt.",
        "This code is wrong. Enter the six digits your app shows right now.",
    );
    match totp::matching_step(&secret_of(ctx, &task.token), code, ctx.now())? {
        Some(step) => Ok(Some(step)),
        None => Err(Problem::new("people/code-wrong", de, en).at("code", de, en).into()),
    }
}

async fn finish(
    ctx: &Ctx,
    task: Task,
    typed: String,
    step: Option<i64>,
) -> Result<Response, AppError> {
    let hash = if task.is_anew { Some(password::hash(typed).await?) } else { None };
    let secret = secret_of(ctx, &task.token);
    let (town, label, old) = (ctx.town.clone(), ctx.device.clone(), ctx.session.clone());
    let done = ctx
        .write(move |tx| {
            let account = task.account.id;
            if session::redeem(tx, FIRST, &task.token)?.is_none() {
                return Ok(Saved::nothing(None));
            }
            if let Some(hash) = &hash {
                forget_everything(tx, account)?;
                people::set_password(tx, account, hash)?;
            }
            let codes = match step {
                Some(step) => {
                    let sealed = totp::seal(&town, account, &secret)?;
                    people::set_totp(tx, account, Some(&sealed))?;
                    people::use_totp_step(tx, account, step)?;
                    recovery::renew(tx, &town, account)?
                }
                None => Vec::new(),
            };
            if let Some(old) = &old {
                session::sign_out(tx, old)?;
            }
            let known = people::account(tx, account)?;
            let token = session::start(tx, &known, &label)?;
            let device = store::know_device(tx, account)?;
            Ok(Audit::of("people.access_set_up", account).with(Some((token, device, codes))))
        })
        .await?;
    let Some((token, device, codes)) = done else { return Ok(used_up(ctx)) };
    let mut response = if codes.is_empty() { ctx.redirect(START) } else { show_codes(ctx, &codes) };
    cookies::drop(ctx, &mut response, FIRST_COOKIE);
    cookies::put_session(ctx, &mut response, &token);
    put_device(ctx, &mut response, &device);
    Ok(response)
}

/// Options for a passkey in place of password and app.
///
/// # Errors
/// What the database says.
pub async fn passkey_start(ctx: Ctx, headers: HeaderMap) -> Result<Response, AppError> {
    ctx.limit(crate::lockout::SIGN_IN_RATE)?;
    let Some(task) = find(&ctx, cookies::value(&headers, FIRST_COOKIE)).await? else {
        return Ok(passkeys::not_accepted(&ctx));
    };
    let (options, state) = passkeys::registration(&ctx.town, &task.account, &[])?;
    let running = Running { state, note: passkeys::name_of(&ctx, "") };
    passkeys::begin(&ctx, Purpose::First, task.account.id.to_string(), &running, options).await
}

/// Keeps the passkey, uses the link up and signs in.
///
/// # Errors
/// What the database says.
pub async fn passkey_finish(
    ctx: Ctx,
    headers: HeaderMap,
    body: String,
) -> Result<Response, AppError> {
    let (Some(task), Some(token), Ok(answer)) = (
        find(&ctx, cookies::value(&headers, FIRST_COOKIE)).await?,
        passkeys::token(&headers),
        serde_json::from_str::<RegisterPublicKeyCredential>(&body),
    ) else {
        return Ok(passkeys::not_accepted(&ctx));
    };
    let (town, label, old) = (ctx.town.clone(), ctx.device.clone(), ctx.session.clone());
    let done = ctx
        .write(move |tx| {
            let account = task.account.id;
            let redeemed =
                passkeys::take::<PasskeyRegistration>(tx, &town, Purpose::First, &token)?;
            let Some((subject, running)) = redeemed else { return Ok(Saved::nothing(None)) };
            if subject != account.to_string() {
                return Ok(passkeys::failed(&subject, "another account", None));
            }
            if task.is_anew {
                forget_everything(tx, account)?;
            }
            if passkeys::keep(tx, &town, account, &answer, &running)?.is_none()
                || session::redeem(tx, FIRST, &task.token)?.is_none()
            {
                return Ok(Saved::nothing(None));
            }
            if let Some(old) = &old {
                session::sign_out(tx, old)?;
            }
            let known = people::account(tx, account)?;
            let token = session::start(tx, &known, &label)?;
            let device = store::know_device(tx, account)?;
            let line = Audit::of("people.access_set_up", account).note("passkey");
            Ok(line.with(Some((token, device))))
        })
        .await?;
    let Some((token, device)) = done else { return Ok(passkeys::not_accepted(&ctx)) };
    let mut response = passkeys::go(&ctx, &ctx.to(START));
    cookies::drop(&ctx, &mut response, FIRST_COOKIE);
    cookies::put_session(&ctx, &mut response, &token);
    put_device(&ctx, &mut response, &device);
    Ok(response)
}

/// A link that sets up everything anew ends what was before: the way back after a loss or theft.
fn forget_everything(tx: &mut Tx<'_>, account: Id<Account>) -> Result<(), AppError> {
    session::end_all(tx, account)?;
    store::forget_devices(tx, account)?;
    credentials::remove_passkeys(tx, account)?;
    credentials::set_recovery_codes(tx, account, &[])?;
    people::set_totp(tx, account, None)?;
    credentials::drop_password(tx, account)
}

fn show_codes(ctx: &Ctx, codes: &[String]) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = frame
        .plain(say.of("Ihr Zugang ist eingerichtet", "Your access is set up"))
        .body(html! {
            (code_list(&frame, codes))
            (buttons(html! {
                (link_button(Weight::Primary, &ctx.to(START), say.of("Weiter zum Schreibtisch", "Continue to the desk")))
            }))
        });
    frame.answer(page)
}

/// Recovery codes with what they are for; shown once.
pub fn code_list(frame: &Frame<'_>, codes: &[String]) -> Markup {
    let say = frame.say;
    html! {
        (alert(
            Tone::Warning,
            say.of("Schreiben Sie diese Codes jetzt auf", "Write these codes down now"),
            html! { p { (say.of(
                "Mit jedem Wiederherstellungscode können Sie sich einmal ohne Telefon anmelden. Wir zeigen sie nur dieses eine Mal. Bewahren Sie sie auf Papier an einem sicheren Ort auf.",
                "Each recovery code lets you sign in once without your phone. We show them only this once. Keep them on paper in a safe place.",
            )) } },
        ))
        (page::prose(html! { ul { @for code in codes { li { code { (code) } } } } }))
    }
}
