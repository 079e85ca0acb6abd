//! What every account has on its own page: passkeys and sessions, for staff and citizens alike.

use axum::extract::Path;
use axum::response::Response;
use kernel::credentials::{self, StoredPasskey};
use kernel::people;
use kernel::session::{self, Session};
use kernel::{AppError, Audit, Ctx, Fields, Id};
use web::button::{Weight, action_link};
use web::field::Width;
use web::frame::Frame;
use web::passkey::{Ceremony, passkey_button};
use web::table::{Column, Row, Table};
use web::{Field, Form, Markup, button, buttons, card, details, html};

use crate::ceremonies::{demand_fresh_factor, own_page};
use crate::passkeys;

/// Reads an identifier of an address; anything else is not found.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// Passkeys with their names, and the button for another one.
pub fn passkey_part(ctx: &Ctx, frame: &Frame<'_>, known: &[StoredPasskey]) -> Markup {
    let (say, token) = (frame.say, ctx.form_token());
    let when = |at: Option<jiff::Timestamp>| {
        at.map_or_else(|| say.of("noch nie", "never").to_owned(), |at| ctx.language.moment(at))
    };
    let rows = known.iter().map(|key| {
        let path = ctx.to(&format!("/konto/passkey/{}", key.id));
        Row::new(vec![
            html! { (key.name) },
            html! { (ctx.language.moment(key.made_at)) },
            html! { (when(key.used_at)) },
            html! {
                (details::details(say.of("Umbenennen", "Rename"), Form::post(&format!("{path}/name"), &token).label(&key.name).body(html! {
                    (Field::new(say, &format!("name-{}", key.id), say.of("Neuer Name", "New name"))
                        .value(&key.name).width(Width::Medium).max_length(60).text())
                    (buttons(html! { (button(Weight::Secondary, say.of("Speichern", "Save"))) }))
                })))
                (action_link(&format!("{path}/entfernen"), &token, &[], say.of("Entfernen", "Remove")))
            },
        ])
    });
    html! {
        @if known.is_empty() {
            p { (say.of(
                "Sie haben noch keinen Passkey. Ein Passkey liegt auf Ihrem Telefon, Ihrem Rechner oder einem Sicherheitsschlüssel. Sie bestätigen mit Fingerabdruck, Gesicht oder PIN und müssen sich kein Passwort merken.",
                "You have no passkey yet. A passkey lives on your phone, your computer or a security key. You confirm with fingerprint, face or PIN and need not remember a password.",
            )) }
        } @else {
            (Table::new(say, say.of("Ihre Passkeys", "Your passkeys")).caption_hidden()
                .columns(vec![
                    Column::new(say.of("Name", "Name")),
                    Column::new(say.of("Angelegt", "Made")),
                    Column::new(say.of("Zuletzt benutzt", "Last used")),
                    Column::action(say.of("Ändern", "Change")),
                ])
                .rows(rows).render())
        }
        @if passkeys::are_possible(&ctx.town) {
            (Form::post(&ctx.to("/konto/passkey/start"), &token).body(html! {
                (Field::new(say, "name", say.of("Name für einen neuen Passkey", "Name for a new passkey"))
                    .hint(say.of("Zum Beispiel „Diensthandy“.", "For example “work phone”."))
                    .optional().width(Width::Medium).max_length(60).text())
                (passkey_button(
                    say, Ceremony::Register, say.of("Passkey anlegen", "Make a passkey"),
                    &token, &ctx.to("/konto/passkey/start"), &ctx.to("/konto/passkey/fertig"),
                ))
            }))
        }
    }
}

/// Running sessions, this one marked.
pub fn session_part(ctx: &Ctx, frame: &Frame<'_>, sessions: &[Session]) -> Markup {
    let (say, token) = (frame.say, ctx.form_token());
    let own = ctx.session.as_ref().map(|s| s.id);
    let rows = sessions.iter().map(|session| {
        let is_own = Some(session.id) == own;
        Row::new(vec![
            html! { (session.device) @if is_own { " (" (say.of("hier", "here")) ")" } },
            html! { (ctx.language.moment(session.made_at)) },
            html! { (ctx.language.moment(session.seen_at)) },
            html! { @if !is_own {
                (action_link(
                    &ctx.to(&format!("/konto/sitzung/{}/beenden", session.id)), &token, &[],
                    say.of("Beenden", "End"),
                ))
            } },
        ])
    });
    html! {
        (Table::new(say, say.of("Wo Sie angemeldet sind", "Where you are signed in")).caption_hidden()
            .columns(vec![
                Column::new(say.of("Gerät", "Device")),
                Column::new(say.of("Angemeldet seit", "Signed in since")),
                Column::new(say.of("Zuletzt benutzt", "Last used")),
                Column::action(say.of("Beenden", "End")),
            ])
            .rows(rows).render())
        @if sessions.len() > 1 {
            (web::action_form(
                &ctx.to("/konto/sitzungen/beenden"), &token, &[], Weight::Secondary,
                say.of("Überall sonst abmelden", "Sign out everywhere else"),
            ))
        }
    }
}

/// A part of an own page with its heading.
pub fn part(title: &str, content: Markup) -> Markup {
    card::card(title, content)
}

/// Renames a passkey.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs.
pub async fn rename(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let account = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let name = passkeys::name_of(&ctx, fields.get(&format!("name-{key}")));
    let key = id::<StoredPasskey>(&key)?;
    ctx.write(move |tx| {
        credentials::name_passkey(tx, account, key, &name)?;
        Ok(Audit::of("people.passkey_renamed", account).note(key).done())
    })
    .await?;
    Ok(ctx.redirect(own_page(&ctx)))
}

/// Removes a passkey, unless nobody could sign in any more.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs, [`AppError::Refused`] when it is the last way in.
pub async fn remove(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    demand_fresh_factor(&ctx)?;
    let id_of_account = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let key = id::<StoredPasskey>(&key)?;
    let is_staff = ctx.actor.is_staff();
    ctx.write(move |tx| {
        credentials::remove_passkey(tx, id_of_account, key)?;
        let account = people::account(tx, id_of_account)?;
        let has_password = account.password.is_some() && account.totp.is_some();
        if is_staff && !has_password && credentials::passkeys(tx, id_of_account)?.is_empty() {
            return Err(AppError::refused(
                "people/last-way-in",
                "Das ist Ihr einziger Weg hinein. Richten Sie zuerst Passwort und Code-App oder einen anderen Passkey ein.",
                "This is your only way in. Set up password and code app or another passkey first.",
            ));
        }
        Ok(Audit::of("people.passkey_removed", id_of_account).note(key).done())
    })
    .await?;
    Ok(ctx.redirect(own_page(&ctx)))
}

/// Ends one session.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs.
pub async fn end_session(ctx: Ctx, Path(session): Path<String>) -> Result<Response, AppError> {
    let account = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let session = id::<Session>(&session)?;
    ctx.write(move |tx| {
        session::end(tx, account, session)?;
        Ok(Audit::of("people.session_ended", account).done())
    })
    .await?;
    Ok(ctx.redirect(own_page(&ctx)))
}

/// Ends all sessions but this one.
///
/// # Errors
/// What the database says.
pub async fn end_others(ctx: Ctx) -> Result<Response, AppError> {
    let account = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    let own = ctx.session.clone().ok_or(AppError::SignInRequired)?.id;
    ctx.write(move |tx| {
        let count = end_all_but(tx, account, own)?;
        Ok(Audit::of("people.sessions_ended", account).note(count).done())
    })
    .await?;
    Ok(ctx.redirect(own_page(&ctx)))
}

/// Ends all sessions of an account but one; answers how many.
///
/// # Errors
/// What the database says.
pub fn end_all_but(
    tx: &mut kernel::Tx<'_>,
    account: Id<people::Account>,
    own: Id<Session>,
) -> Result<usize, AppError> {
    let others: Vec<_> =
        session::of_account(tx, account)?.into_iter().filter(|s| s.id != own).collect();
    for other in &others {
        session::end(tx, account, other.id)?;
    }
    Ok(others.len())
}
