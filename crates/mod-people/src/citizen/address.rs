//! A new e-mail address for a citizen's account: it counts once a code sent there came back.

use axum::http::HeaderMap;
use axum::response::Response;
use kernel::people::{self};
use kernel::{AppError, Audit, Ctx, Fields, Problem, Saved, credentials, notify, session};
use web::button::{Weight, link_button};
use web::frame::Frame;
use web::{Errors, Field, Form, Page, button, buttons, html};

use super::door::{self, CODE_LIFE};
use crate::lockout::{self, tag};
use crate::{cookies, store};

/// Cookie that carries the step between address and code.
const COOKIE: &str = "rathaus-adresse";

/// The page that asks for the new address.
///
/// # Errors
/// Never.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, "", &Errors::new());
    Ok(frame.answer(page))
}

fn start<'f>(ctx: &Ctx, frame: &'f Frame<'_>, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    frame
        .public(say.of("E-Mail-Adresse ändern", "Change the e-mail address"))
        .noindex()
        .crumb(say.of("Mein Konto", "My account"), ctx.to("/konto"))
        .errors(errors)
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, typed: &str, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    start(ctx, frame, errors)
        .body(Form::post(&ctx.to("/konto/adresse"), &ctx.form_token()).body(html! {
        (Field::new(say, "email", say.of("Neue E-Mail-Adresse", "New e-mail address"))
            .hint(say.of(
                "Wir schicken einen Code dorthin. Danach melden Sie sich mit der neuen Adresse an.",
                "We send a code there. Afterwards you sign in with the new address.",
            ))
            .value(typed).error(errors.get("email")).email())
        (buttons(html! {
            (button(Weight::Primary, say.of("Code anfordern", "Request a code")))
            (link_button(Weight::Tertiary, &ctx.to("/konto"), say.of("Abbrechen", "Cancel")))
        }))
    }))
}

fn code_page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    start(ctx, frame, errors).body(
        Form::post(&ctx.to("/konto/adresse/code"), &ctx.form_token()).body(html! {
            (Field::new(say, "code", say.of("Code aus der E-Mail", "Code from the e-mail"))
                .hint(say.of("Acht Ziffern.", "Eight digits.")).error(errors.get("code")).code())
            (buttons(html! {
                (button(Weight::Primary, say.of("Adresse ändern", "Change address")))
                (link_button(Weight::Tertiary, &ctx.to("/konto"), say.of("Abbrechen", "Cancel")))
            }))
        }),
    )
}

/// Sends a code to the new address.
///
/// # Errors
/// [`AppError::TooMany`] when too many were asked for.
pub async fn send_code(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let address = fields.get("email").to_owned();
    if !door::is_address(&address) {
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(&door::address_problem());
        return Ok(frame.answer_again(page(&ctx, &frame, &address, &errors)));
    }
    door::limit(&ctx, &people::login_form(&address))?;
    let code = door::MailCode::new(&ctx.town, &address)?;
    let (town, language, token) = (ctx.town.clone(), ctx.language, code.token.clone());
    ctx.write(move |tx| {
        let is_taken = people::by_login(tx, &address)?.is_some();
        code.keep(tx)?;
        // Whether the address has an account shows only to whoever reads its mail.
        let letter = if is_taken { door::Letter::Taken } else { door::Letter::Code(&code.code) };
        let (subject, body) = letter.write(&town, language);
        notify::mail(tx, &code.event(), &address, &subject, &body)?;
        Ok(Audit::of("people.code_sent", "mail").done())
    })
    .await?;
    let mut response = ctx.redirect("/konto/adresse/code");
    cookies::put(&ctx, &mut response, COOKIE, &token, CODE_LIFE);
    Ok(response)
}

/// The page that asks for the code.
///
/// # Errors
/// What the database says.
pub async fn ask_code(ctx: Ctx, headers: HeaderMap) -> Result<Response, AppError> {
    if cookies::value(&headers, COOKIE).is_none() {
        return Ok(ctx.redirect("/konto/adresse"));
    }
    let frame = Frame::of(&ctx);
    let page = code_page(&ctx, &frame, &Errors::new());
    Ok(frame.answer(page))
}

/// Checks the code and changes the address people sign in with.
///
/// # Errors
/// [`AppError::Refused`] when the address was taken in the meantime.
pub async fn check_code(
    ctx: Ctx,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, AppError> {
    ctx.limit(lockout::SIGN_IN_RATE)?;
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let Some(token) = cookies::value(&headers, COOKIE) else {
        return Ok(ctx.redirect("/konto/adresse"));
    };
    let hash = session::kept(&token);
    let digits: String = fields.get("code").chars().filter(char::is_ascii_digit).collect();
    let given = tag(&ctx.town, &format!("people_mail_code|{hash}|{digits}"));
    let town = ctx.town.clone();
    let is_changed = ctx
        .write(move |tx| {
            let Some((sealed, kept, _)) = store::try_mail_code(tx, &hash)? else {
                return Ok(Saved::nothing(false));
            };
            if kept != given {
                return Ok(Audit::of("people.code_wrong", id).with(false));
            }
            store::end_mail_code(tx, &hash)?;
            let address = door::unseal_address(&town, &hash, &sealed)?;
            let person = people::account(tx, id)?.person;
            if people::by_login(tx, &address)?.is_some() {
                return Ok(Audit::of("people.code_refused", id).with(false));
            }
            credentials::change_login(tx, id, &address)?;
            // The name stays, unless it was the address all along.
            let name = if person.name == person.email { &address } else { person.name.reveal() };
            people::change_person(tx, person.id, name, &address, person.language)?;
            Ok(Audit::of("people.address_changed", id).with(true))
        })
        .await?;
    if is_changed {
        let mut response = ctx.redirect("/konto?adresse");
        cookies::drop(&ctx, &mut response, COOKIE);
        return Ok(response);
    }
    let frame = Frame::of(&ctx);
    let (de, en) = (
        "Der Code stimmt nicht oder gilt nicht mehr. Sie können einen neuen anfordern.",
        "The code is wrong or no longer valid. You can request a new one.",
    );
    let errors = frame.errors_of(&Problem::new("people/code-wrong", de, en).at("code", de, en));
    Ok(frame.answer_again(code_page(&ctx, &frame, &errors)))
}
