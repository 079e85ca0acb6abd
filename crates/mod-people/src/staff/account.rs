//! The own account of staff: rights, password, code app, passkeys, sessions.

use axum::response::Response;
use kernel::credentials::{self, StoredPasskey};
use kernel::org::{self, Unit};
use kernel::people::{self, Account, Grant, Role};
use kernel::session::{self, Session};
use kernel::{AppError, Audit, Ctx, Fields};
use web::button::{Weight, link_button};
use web::frame::Frame;
use web::list::definition_list;
use web::{Errors, Field, Form, Markup, Page, Tone, button, buttons, html, page};

use super::door::typed_password;
use crate::ceremonies::demand_fresh_factor;
use crate::own::{self, part};
use crate::password;

/// Everything the page shows.
struct Own {
    account: Account,
    grants: Vec<Grant>,
    roles: Vec<Role>,
    units: Vec<Unit>,
    passkeys: Vec<StoredPasskey>,
    sessions: Vec<Session>,
    codes_left: i64,
}

async fn load(ctx: &Ctx) -> Result<Own, AppError> {
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    ctx.read(move |db| {
        Ok(Own {
            account: people::account(db, id)?,
            grants: people::grants(db, id)?,
            roles: people::roles(db)?,
            units: org::all(db)?,
            passkeys: credentials::passkeys(db, id)?,
            sessions: session::of_account(db, id)?,
            codes_left: credentials::recovery_codes_left(db, id)?,
        })
    })
    .await
}

/// The page.
///
/// # Errors
/// What the database says.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let own = load(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut page = page(&ctx, &frame, &own, &Errors::new());
    let done = [
        ("passwort", say.of("Ihr Passwort ist geändert", "Your password is changed")),
        ("passkey", say.of("Ihr Passkey ist angelegt", "Your passkey is made")),
    ];
    if let Some((_, said)) = done.iter().find(|(name, _)| fields.has(name)) {
        page = page.message(Tone::Success, *said, html! {});
    }
    Ok(frame.answer(page))
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, own: &Own, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    let body = html! {
        (part(say.of("Über Sie", "About you"), facts(ctx, frame, own)))
        (part(say.of("Passkeys", "Passkeys"), own::passkey_part(ctx, frame, &own.passkeys)))
        (part(say.of("Passwort", "Password"), password_part(ctx, frame, errors)))
        (part(say.of("Code-App", "Code app"), code_part(ctx, frame, own)))
        (part(say.of("Angemeldet auf", "Signed in on"), own::session_part(ctx, frame, &own.sessions)))
    };
    frame.staff(say.of("Mein Zugang", "My access")).script("passkey.js").errors(errors).body(body)
}

fn facts(ctx: &Ctx, frame: &Frame<'_>, own: &Own) -> Markup {
    let say = frame.say;
    let today = ctx.today();
    let running: Vec<&Grant> = own
        .grants
        .iter()
        .filter(|g| g.from <= today && g.until.is_none_or(|last| last >= today))
        .collect();
    definition_list(&[
        (say.of("Name", "Name"), html! { (own.account.person.name.reveal()) }),
        (
            say.of("Anmeldename", "Sign-in name"),
            html! { (web::mail_text(own.account.login.reveal())) },
        ),
        (
            say.of("Rechte", "Rights"),
            html! {
                @if running.is_empty() { (say.of("keine", "none")) }
                @for grant in running {
                    p { (grant_words(ctx, grant, &own.roles, &own.units)) }
                }
            },
        ),
    ])
}

/// A grant in words: role, unit, last day.
pub fn grant_words(ctx: &Ctx, grant: &Grant, roles: &[Role], units: &[Unit]) -> String {
    let role = roles.iter().find(|r| r.id == grant.role).map_or("?", |r| r.name.of(ctx.language));
    let unit = units
        .iter()
        .find(|u| u.id == grant.unit)
        .map_or_else(|| "?".to_owned(), |u| format!("{} {}", u.number, u.name.of(ctx.language)));
    match grant.until {
        Some(last) => {
            format!("{role}, {unit}, {} {}", ctx.say("bis", "until"), ctx.language.day(last))
        }
        None => format!("{role}, {unit}"),
    }
}

fn password_part(ctx: &Ctx, frame: &Frame<'_>, errors: &Errors) -> Markup {
    let say = frame.say;
    Form::post(&ctx.to("/verwaltung/konto/passwort"), &ctx.form_token()).body(html! {
        (Field::new(say, "passwort", say.of("Neues Passwort", "New password"))
            .hint(say.of(
                "Mindestens 12 Zeichen, am einfachsten mehrere Wörter. Danach sind Sie nur noch hier angemeldet.",
                "At least 12 characters, several words are easiest. Afterwards you are signed in only here.",
            ))
            .error(errors.get("passwort")).autocomplete("new-password").password())
        (buttons(html! { (button(Weight::Secondary, say.of("Passwort ändern", "Change password"))) }))
    })
}

fn code_part(ctx: &Ctx, frame: &Frame<'_>, own: &Own) -> Markup {
    let say = frame.say;
    let has = own.account.totp.is_some();
    html! {
        (page::prose(html! {
            @if has {
                p { (say.of("Eine App ist verbunden.", "An app is connected.")) " "
                    (say.of("Wiederherstellungscodes übrig:", "Recovery codes left:")) " "
                    (own.codes_left) }
            } @else {
                p { (say.of("Es ist keine App verbunden.", "No app is connected.")) }
            }
        }))
        (buttons(html! {
            (link_button(
                Weight::Secondary, &ctx.to("/verwaltung/konto/code-app"),
                if has { say.of("Andere App verbinden", "Connect another app") }
                else { say.of("App verbinden", "Connect an app") },
            ))
            @if has {
                (web::action_form(
                    &ctx.to("/verwaltung/konto/wiederherstellung"), &ctx.form_token(), &[],
                    Weight::Secondary, say.of("Neue Wiederherstellungscodes", "New recovery codes"),
                ))
            }
        }))
    }
}

/// Changes the password and ends all other sessions.
///
/// # Errors
/// [`AppError::StepUpRequired`] without a fresh factor.
pub async fn change_password(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    demand_fresh_factor(&ctx)?;
    let own = load(&ctx).await?;
    let typed = typed_password(&fields);
    let profile = ctx.town.profile();
    let words = [own.account.person.name.reveal(), own.account.login.reveal(), &profile.name];
    if let Err(problem) = password::check(&typed, &words.map(String::as_str)) {
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(&problem);
        return Ok(frame.answer_again(page(&ctx, &frame, &own, &errors)));
    }
    let hash = password::hash(typed).await?;
    let here = ctx.session.clone().ok_or(AppError::SignInRequired)?.id;
    let id = own.account.id;
    ctx.write(move |tx| {
        people::set_password(tx, id, &hash)?;
        own::end_all_but(tx, id, here)?;
        crate::store::forget_devices(tx, id)?;
        Ok(Audit::of("people.password_changed", id).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/konto?passwort"))
}
