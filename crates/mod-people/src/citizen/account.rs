//! The own account of citizens: name and language, passkeys, sessions, outside accounts, the end.

use axum::response::Response;
use kernel::credentials::{self, StoredPasskey};
use kernel::people::{self, Account};
use kernel::session::{self, Session};
use kernel::{Actor, AppError, Audit, Ctx, Fields, Language, Problem, settings};
use web::button::{Weight, link_button};
use web::choice::Choice;
use web::frame::Frame;
use web::list::definition_list;
use web::{Errors, Field, Form, Markup, Page, Tone, alert, button, buttons, html, page};

use crate::own::{self, part};
use crate::settings::PeopleSettings;
use crate::{cookies, store};

/// Most characters of a name: a limit of the page, not of names.
const NAME_CHARACTERS_MAX: usize = 200;

/// Everything the page shows.
struct Own {
    account: Account,
    passkeys: Vec<StoredPasskey>,
    sessions: Vec<Session>,
    issuers: Vec<String>,
    settings: PeopleSettings,
}

async fn load(ctx: &Ctx) -> Result<Own, AppError> {
    let id = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    ctx.read(move |db| {
        Ok(Own {
            account: people::account(db, id)?,
            passkeys: credentials::passkeys(db, id)?,
            sessions: session::of_account(db, id)?,
            issuers: credentials::issuers(db, id)?,
            settings: settings::get(db)?,
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
    let mut page = page_of(&ctx, &frame, &own, &Errors::new());
    let done = [
        ("neu", say.of("Willkommen! Ihr Konto ist angelegt", "Welcome! Your account is made")),
        ("gespeichert", say.of("Ihre Angaben sind gespeichert", "Your details are saved")),
        (
            "adresse",
            say.of(
                "Ihre neue E-Mail-Adresse gilt ab jetzt",
                "Your new e-mail address holds from now on",
            ),
        ),
        ("passkey", say.of("Ihr Passkey ist angelegt", "Your passkey is made")),
        ("verbunden", say.of("Ihr Nutzerkonto ist verbunden", "Your user account is connected")),
    ];
    if let Some((_, said)) = done.iter().find(|(name, _)| fields.has(name)) {
        page = page.message(Tone::Success, *said, html! {});
    }
    Ok(frame.answer(page))
}

fn page_of<'f>(ctx: &Ctx, frame: &'f Frame<'_>, own: &Own, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    let body = html! {
        (page::prose(html! {
            p { a href=(ctx.to("/postfach")) { (say.of("Meine Vorgänge und Nachrichten", "My cases and messages")) } }
        }))
        (part(say.of("Über Sie", "About you"), about(ctx, frame, own, errors)))
        (part(say.of("E-Mail-Adresse", "E-mail address"), html! {
            p { (own.account.person.email.reveal()) }
            (buttons(html! {
                (link_button(Weight::Secondary, &ctx.to("/konto/adresse"), say.of("Adresse ändern", "Change address")))
            }))
        }))
        (part(say.of("Passkeys", "Passkeys"), own::passkey_part(ctx, frame, &own.passkeys)))
        @if own.settings.oidc || !own.issuers.is_empty() {
            (part(say.of("Nutzerkonto", "User account"), outside(ctx, frame, own)))
        }
        (part(say.of("Angemeldet auf", "Signed in on"), own::session_part(ctx, frame, &own.sessions)))
        (part(say.of("Konto löschen", "Delete the account"), html! {
            p { (say.of(
                "Sie können Ihr Konto jederzeit löschen. Vorher sagen wir Ihnen, was das bedeutet.",
                "You can delete your account at any time. We tell you first what that means.",
            )) }
            (buttons(html! {
                (link_button(Weight::Secondary, &ctx.to("/konto/loeschen"), say.of("Konto löschen", "Delete the account")))
            }))
        }))
    };
    frame
        .public(say.of("Mein Konto", "My account"))
        .noindex()
        .script("passkey.js")
        .errors(errors)
        .body(body)
}

fn about(ctx: &Ctx, frame: &Frame<'_>, own: &Own, errors: &Errors) -> Markup {
    let say = frame.say;
    let person = &own.account.person;
    Form::post(&ctx.to("/konto"), &ctx.form_token()).body(html! {
        (Field::new(say, "name", say.of("Name", "Name")).value(person.name.reveal())
            .error(errors.get("name")).autocomplete("name").max_length(NAME_CHARACTERS_MAX).text())
        (Field::new(say, "sprache", say.of("Sprache unserer Nachrichten", "Language of our messages"))
            .value(person.language.tag())
            .radios(&[Choice::new("de", "Deutsch"), Choice::new("en", "English")]))
        (buttons(html! { (button(Weight::Primary, say.of("Speichern", "Save"))) }))
    })
}

fn outside(ctx: &Ctx, frame: &Frame<'_>, own: &Own) -> Markup {
    let say = frame.say;
    let trust = match own.account.trust {
        kernel::access::Trust::None => say.of("nicht bestätigt", "not confirmed"),
        kernel::access::Trust::Low => say.of("niedrig", "low"),
        kernel::access::Trust::Substantial => say.of("substanziell", "substantial"),
        kernel::access::Trust::High => say.of("hoch", "high"),
    };
    html! {
        (definition_list(&[(say.of("Vertrauensniveau", "Trust level"), html! { (trust) })]))
        @if own.issuers.contains(&own.settings.oidc_issuer) {
            p { (say.of("Ihr Nutzerkonto ist verbunden.", "Your user account is connected.")) }
        } @else if own.settings.oidc {
            (buttons(html! {
                (link_button(
                    Weight::Secondary, &ctx.to("/anmelden/nutzerkonto?zurueck=/konto"),
                    say.of("Nutzerkonto verbinden", "Connect a user account"),
                ))
            }))
        }
    }
}

/// Saves name and language.
///
/// # Errors
/// What the database says.
pub async fn save(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let own = load(&ctx).await?;
    let name = fields.get("name").to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let (de, en) = ("Geben Sie Ihren Namen an.", "Enter your name.");
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(&Problem::new("people/name", de, en).at("name", de, en));
        return Ok(frame.answer_again(page_of(&ctx, &frame, &own, &errors)));
    }
    let language = if fields.get("sprache") == "en" { Language::En } else { Language::De };
    let (id, person) = (own.account.id, own.account.person);
    ctx.write(move |tx| {
        people::change_person(tx, person.id, &name, person.email.reveal(), language)?;
        Ok(Audit::of("people.details_changed", id).done())
    })
    .await?;
    Ok(ctx.redirect("/konto?gespeichert"))
}

/// What deleting means, and the question.
///
/// # Errors
/// What the database says.
pub async fn ask_to_delete(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let page = delete_page(&ctx, &frame, &Errors::new());
    Ok(frame.answer(page))
}

fn delete_page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    let body = html! {
        (alert(Tone::Warning, say.of("Das lässt sich nicht rückgängig machen", "This cannot be undone"), html! {}))
        (page::prose(html! {
            ul {
                li { (say.of(
                    "Ihr Name, Ihre E-Mail-Adresse, Ihre Passkeys und alle Anmeldungen werden sofort gelöscht.",
                    "Your name, your e-mail address, your passkeys and all sign-ins are deleted at once.",
                )) }
                li { (say.of(
                    "Begonnene, noch nicht abgeschickte Anträge können Sie danach nicht mehr öffnen.",
                    "You can no longer open applications you began but did not submit.",
                )) }
                li { (say.of(
                    "Eingereichte Anträge bearbeiten wir weiter. Sie sehen sie hier nicht mehr und bekommen Bescheide als Brief.",
                    "We go on working on submitted applications. You no longer see them here and receive notices by letter.",
                )) }
                li { (say.of(
                    "Akten müssen wir so lange aufbewahren, wie das Gesetz es verlangt. Danach löschen wir sie von selbst.",
                    "We must keep files for as long as the law demands. Then we delete them on our own.",
                )) }
            }
        }))
        (Form::post(&ctx.to("/konto/loeschen"), &ctx.form_token()).body(html! {
            (Field::new(say, "sicher", say.of("Ja, mein Konto löschen", "Yes, delete my account"))
                .error(errors.get("sicher")).checkbox())
            (buttons(html! {
                (button(Weight::Danger, say.of("Konto endgültig löschen", "Delete the account for good")))
                (link_button(Weight::Tertiary, &ctx.to("/konto"), say.of("Abbrechen", "Cancel")))
            }))
        }))
    };
    frame
        .public(say.of("Konto löschen", "Delete the account"))
        .noindex()
        .crumb(say.of("Mein Konto", "My account"), ctx.to("/konto"))
        .errors(errors)
        .body(body)
}

/// Deletes the account.
///
/// # Errors
/// What the database says.
pub async fn delete(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let Actor::Citizen { account: id, .. } = ctx.actor else { return Err(AppError::Forbidden) };
    if fields.get("sicher") != "ja" {
        let (de, en) =
            ("Setzen Sie den Haken, wenn Sie sicher sind.", "Tick the box if you are sure.");
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(&Problem::new("people/not-sure", de, en).at("sicher", de, en));
        return Ok(frame.answer_again(delete_page(&ctx, &frame, &errors)));
    }
    ctx.write(move |tx| {
        let account = people::account(tx, id)?;
        store::forget_devices(tx, id)?;
        credentials::erase_account(tx, &account)?;
        Ok(Audit::of("people.account_deleted", id).done())
    })
    .await?;
    let mut response = ctx.redirect("/anmelden?geloescht");
    cookies::append(&mut response, &ctx.end_cookie());
    Ok(response)
}
