//! Connecting a code app later, and a new set of recovery codes.

use axum::response::Response;
use kernel::people::{self, Account};
use kernel::session::Session;
use kernel::{AppError, Audit, Ctx, Fields};
use web::button::{Weight, link_button};
use web::frame::Frame;
use web::{Errors, Field, Form, Page, button, buttons, html};

use super::first::code_list;
use crate::ceremonies::demand_fresh_factor;
use crate::{own, recovery, totp};

async fn load(ctx: &Ctx) -> Result<(Account, Session), AppError> {
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let session = ctx.session.clone().ok_or(AppError::SignInRequired)?;
    let account = ctx.read(move |db| people::account(db, id)).await?;
    Ok((account, session))
}

/// The secret that this session would connect now: it follows from the session and from what is
/// connected, so a page shown twice shows the same code and one used is gone.
fn secret_of(ctx: &Ctx, account: &Account, session: &Session) -> Vec<u8> {
    let before = account.totp.as_ref().map_or("none", |sealed| sealed.reveal().as_str());
    let tag = ctx.town.keys().records.tag(&format!("people.code-app|{}|{before}", session.id));
    tag[..totp::SECRET_BYTES].to_vec()
}

/// The page.
///
/// # Errors
/// [`AppError::StepUpRequired`] without a fresh factor.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    demand_fresh_factor(&ctx)?;
    let (account, session) = load(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &account, &session, &Errors::new())?;
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    account: &Account,
    session: &Session,
    errors: &Errors,
) -> Result<Page<'f>, AppError> {
    let say = frame.say;
    let secret = secret_of(ctx, account, session);
    let uri = totp::uri(&secret, &ctx.town.profile().name, account.login.reveal());
    let code =
        web::qr::square(&uri, say.of("Quadratischer Code für die App", "Square code for the app"))?;
    let body = Form::post(&ctx.to("/verwaltung/konto/code-app"), &ctx.form_token()).body(html! {
        p { (say.of(
            "Lesen Sie den Code mit Ihrer App ein, oder tippen Sie den Schlüssel ab. Eine vorher verbundene App gilt danach nicht mehr.",
            "Scan the code with your app, or type the key. An app connected before stops working.",
        )) }
        div { (code) }
        p { (say.of("Schlüssel:", "Key:")) " " code { (totp::spelled(&secret)) } }
        (Field::new(say, "code", say.of("Code, den die App jetzt zeigt", "Code the app shows now"))
            .error(errors.get("code")).code())
        (buttons(html! {
            (button(Weight::Primary, say.of("App verbinden", "Connect the app")))
            (link_button(Weight::Tertiary, &ctx.to("/verwaltung/konto"), say.of("Abbrechen", "Cancel")))
        }))
    });
    let page = frame
        .staff(say.of("Code-App verbinden", "Connect a code app"))
        .crumb(say.of("Mein Zugang", "My access"), ctx.to("/verwaltung/konto"))
        .errors(errors)
        .body(body);
    Ok(page)
}

/// Connects the app.
///
/// # Errors
/// [`AppError::StepUpRequired`] without a fresh factor.
pub async fn connect(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    demand_fresh_factor(&ctx)?;
    let (account, session) = load(&ctx).await?;
    let secret = secret_of(&ctx, &account, &session);
    let Some(step) = totp::matching_step(&secret, fields.get("code"), ctx.now())? else {
        let frame = Frame::of(&ctx);
        let mut errors = Errors::new();
        errors.add("code", frame.say.of(
            "Dieser Code stimmt nicht. Geben Sie die sechs Ziffern ein, die Ihre App gerade zeigt.",
            "This code is wrong. Enter the six digits your app shows right now.",
        ));
        let page = page(&ctx, &frame, &account, &session, &errors)?;
        return Ok(frame.answer_again(page));
    };
    let (town, id) = (ctx.town.clone(), account.id);
    let codes = ctx
        .write(move |tx| {
            people::set_totp(tx, id, Some(&totp::seal(&town, id, &secret)?))?;
            people::use_totp_step(tx, id, step)?;
            own::end_all_but(tx, id, session.id)?;
            let codes = recovery::renew(tx, &town, id)?;
            Ok(Audit::of("people.code_app_set", id).with(codes))
        })
        .await?;
    Ok(show_codes(&ctx, &codes))
}

/// Gives a new set of recovery codes; the old ones end.
///
/// # Errors
/// [`AppError::StepUpRequired`] without a fresh factor.
pub async fn renew_codes(ctx: Ctx) -> Result<Response, AppError> {
    demand_fresh_factor(&ctx)?;
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let town = ctx.town.clone();
    let codes = ctx
        .write(move |tx| {
            let codes = recovery::renew(tx, &town, id)?;
            Ok(Audit::of("people.recovery_codes_renewed", id).with(codes))
        })
        .await?;
    Ok(show_codes(&ctx, &codes))
}

fn show_codes(ctx: &Ctx, codes: &[String]) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = frame.staff(say.of("Ihre Wiederherstellungscodes", "Your recovery codes")).body(html! {
        (code_list(&frame, codes))
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to("/verwaltung/konto"), say.of("Fertig", "Done")))
        }))
    });
    frame.answer(page)
}
