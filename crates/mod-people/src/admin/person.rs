//! One person: details, rights, sessions, a new link, locking.

use axum::extract::Path;
use axum::response::Response;
use kernel::org::{self, Unit};
use kernel::people::{self, Account, AccountKind, Grant, Role};
use kernel::session::{self, Session};
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Problem, Reader, credentials};
use web::button::{Weight, action_link, link_button};
use web::frame::Frame;
use web::list::definition_list;
use web::table::{Column, Row, Table};
use web::{
    Errors, Field, Form, Markup, Page, Tone, action_form, button, buttons, card, details, html,
};

use super::people::{grant_fields, mail_link, own_units, read_grant, show_link, state_badge};
use super::{not_oneself, reaches, somebody_administers};
use crate::staff::account::grant_words;
use crate::{own, setup, store};

/// Everything the page shows.
struct Whole {
    account: Account,
    grants: Vec<Grant>,
    roles: Vec<Role>,
    units: Vec<Unit>,
    sessions: Vec<Session>,
    passkeys: usize,
}

/// The account, if it is staff within the actor's reach.
fn find(reader: &mut Reader<'_>, actor: &Actor, id: Id<Account>) -> Result<Account, AppError> {
    let account = people::account(reader, id)?;
    let grants = people::grants(reader, id)?;
    if account.kind != AccountKind::Staff || !reaches(actor, &grants, reader.today()) {
        return Err(AppError::NotFound);
    }
    Ok(account)
}

async fn load(ctx: &Ctx, id: Id<Account>) -> Result<Whole, AppError> {
    let actor = ctx.actor.clone();
    ctx.read(move |db| {
        Ok(Whole {
            account: find(db, &actor, id)?,
            grants: people::grants(db, id)?,
            roles: people::roles(db)?,
            units: org::all(db)?,
            sessions: session::of_account(db, id)?,
            passkeys: credentials::passkeys(db, id)?.len(),
        })
    })
    .await
}

fn path(id: Id<Account>) -> String {
    format!("/verwaltung/personen/{id}")
}

/// The page.
///
/// # Errors
/// [`AppError::NotFound`] for nobody, citizens and people out of reach.
pub async fn show(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let whole = load(&ctx, own::id(&id)?).await?;
    let frame = Frame::of(&ctx);
    let mut page = page(&ctx, &frame, &whole, &Fields::default(), &Errors::new());
    if fields.has("gespeichert") {
        page = page.message(Tone::Success, frame.say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    whole: &Whole,
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let is_self = ctx.actor.account() == Some(whole.account.id);
    let body = html! {
        (card::card(say.of("Angaben", "Details"), about(ctx, frame, whole, errors)))
        (card::card(say.of("Rechte", "Rights"), rights(ctx, frame, whole, fields, errors, is_self)))
        (card::card(say.of("Zugang", "Access"), access(ctx, frame, whole, is_self)))
    };
    frame
        .staff(whole.account.person.name.reveal().clone())
        .crumb(say.of("Personen", "People"), ctx.to("/verwaltung/personen"))
        .head_actions(state_badge(ctx, &whole.account))
        .errors(errors)
        .body(body)
}

fn about(ctx: &Ctx, frame: &Frame<'_>, whole: &Whole, errors: &Errors) -> Markup {
    let say = frame.say;
    let (account, base) = (&whole.account, path(whole.account.id));
    html! {
        (definition_list(&[
            (say.of("Anmeldename", "Sign-in name"), html! { (web::mail_text(account.login.reveal())) }),
            (say.of("Zuletzt angemeldet", "Last sign-in"), html! {
                @if let Some(at) = account.seen_at { (ctx.language.moment(at)) }
                @else { (say.of("noch nie", "never")) }
            }),
            (say.of("Zweiter Faktor", "Second factor"), html! { (factors(frame, whole)) }),
        ]))
        (details::details(say.of("Name ändern", "Change the name"),
            Form::post(&ctx.to(&format!("{base}/angaben")), &ctx.form_token()).body(html! {
                (Field::new(say, "name", say.of("Name", "Name")).value(account.person.name.reveal())
                    .error(errors.get("name")).autocomplete("off").max_length(200).text())
                (buttons(html! { (button(Weight::Secondary, say.of("Speichern", "Save"))) }))
            })))
    }
}

fn factors(frame: &Frame<'_>, whole: &Whole) -> String {
    let say = frame.say;
    let mut found = Vec::new();
    if whole.account.totp.is_some() {
        found.push(say.of("Code-App", "code app").to_owned());
    }
    match whole.passkeys {
        0 => {}
        1 => found.push(say.of("ein Passkey", "one passkey").to_owned()),
        n => found.push(format!("{n} Passkeys")),
    }
    if found.is_empty() { say.of("keiner", "none").to_owned() } else { found.join(", ") }
}

fn rights(
    ctx: &Ctx,
    frame: &Frame<'_>,
    whole: &Whole,
    fields: &Fields,
    errors: &Errors,
    is_self: bool,
) -> Markup {
    let (say, today, token) = (frame.say, ctx.today(), ctx.form_token());
    let base = path(whole.account.id);
    let rows = whole.grants.iter().map(|grant| {
        let is_over = grant.until.is_some_and(|last| last < today);
        Row::new(vec![
            html! { (grant_words(ctx, grant, &whole.roles, &whole.units)) },
            html! { (ctx.language.day(grant.from)) },
            html! {
                @if is_over { (say.of("beendet", "ended")) }
                @else if !is_self {
                    (action_link(
                        &ctx.to(&format!("{base}/rechte/{}/beenden", grant.id)), &token, &[],
                        say.of("Beenden", "End"),
                    ))
                }
            },
        ])
    });
    let units = own_units(&ctx.actor, &whole.units, today);
    html! {
        (Table::new(say, say.of("Rechte dieser Person", "Rights of this person")).caption_hidden()
            .columns(vec![
                Column::new(say.of("Recht", "Right")),
                Column::new(say.of("Ab", "From")),
                Column::action(say.of("Beenden", "End")),
            ])
            .rows(rows).render())
        @if is_self {
            p { (say.of(
                "Ihre eigenen Rechte kann nur eine andere Person mit Verwaltungsrechten ändern.",
                "Only another administrator can change your own rights.",
            )) }
        } @else {
            (Form::post(&ctx.to(&format!("{base}/rechte")), &token).body(html! {
                (web::form::group(say.of("Recht hinzufügen", "Add a right"), None, html! {
                    (grant_fields(ctx, frame, &whole.roles, &units, fields, errors))
                }))
                (buttons(html! { (button(Weight::Secondary, say.of("Recht geben", "Grant"))) }))
            }))
        }
    }
}

fn access(ctx: &Ctx, frame: &Frame<'_>, whole: &Whole, is_self: bool) -> Markup {
    let (say, token) = (frame.say, ctx.form_token());
    let base = path(whole.account.id);
    let to = |part: &str| ctx.to(&format!("{base}/{part}"));
    html! {
        @if whole.sessions.is_empty() {
            p { (say.of("Zurzeit nirgends angemeldet.", "Signed in nowhere at the moment.")) }
        } @else {
            ul { @for session in &whole.sessions {
                li { (session.device) ", " (say.of("zuletzt benutzt", "last used")) " " (ctx.language.moment(session.seen_at)) }
            } }
        }
        @if is_self {
            (buttons(html! { (link_button(Weight::Secondary, &ctx.to("/verwaltung/konto"), say.of("Mein Zugang", "My access"))) }))
        } @else {
            (buttons(html! {
                (action_form(&to("sitzungen/beenden"), &token, &[], Weight::Secondary, say.of("Überall abmelden", "Sign out everywhere")))
                (action_form(&to("link"), &token, &[], Weight::Secondary, say.of("Neuen Link zeigen", "Show a new link")))
                (action_form(&to("link"), &token, &[("mailen", "ja")], Weight::Secondary, say.of("Neuen Link mailen", "Mail a new link")))
                @if whole.account.is_disabled {
                    (action_form(&to("entsperren"), &token, &[], Weight::Secondary, say.of("Entsperren", "Unlock")))
                } @else {
                    (action_form(&to("sperren"), &token, &[], Weight::Danger, say.of("Sperren", "Lock")))
                }
            }))
            p { (say.of(
                "Ein neuer Link setzt alles neu: Passwort, Code-App und Passkeys von vorher gelten nicht mehr, sobald er benutzt wird.",
                "A new link sets everything anew: password, code app and passkeys from before stop working once it is used.",
            )) }
        }
    }
}

/// Changes the name.
///
/// # Errors
/// What the database says.
pub async fn rename(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id = own::id::<Account>(&id)?;
    let name = fields.get("name").to_owned();
    if name.is_empty() {
        let whole = load(&ctx, id).await?;
        let frame = Frame::of(&ctx);
        let (de, en) = ("Geben Sie den Namen an.", "Enter the name.");
        let errors = frame.errors_of(&Problem::new("people/name", de, en).at("name", de, en));
        return Ok(frame.answer_again(page(&ctx, &frame, &whole, &fields, &errors)));
    }
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        let person = find(tx, &actor, id)?.person;
        people::change_person(tx, person.id, &name, person.email.reveal(), person.language)?;
        Ok(Audit::of("people.details_changed", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?gespeichert", path(id))))
}

/// Grants a role in a unit for a period.
///
/// # Errors
/// What the database says.
pub async fn grant(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let id = own::id::<Account>(&id)?;
    let whole = load(&ctx, id).await?;
    not_oneself(&ctx.actor, id)?;
    let units = own_units(&ctx.actor, &whole.units, ctx.today());
    let grant = match read_grant(&fields, &whole.roles, &units, ctx.today()) {
        Ok(grant) => grant,
        Err(problem) => {
            let frame = Frame::of(&ctx);
            let errors = frame.errors_of(&problem);
            return Ok(frame.answer_again(page(&ctx, &frame, &whole, &fields, &errors)));
        }
    };
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        find(tx, &actor, id)?;
        // Sent twice, it is granted once.
        let is_there = people::grants(tx, id)?.iter().any(|g| {
            g.role == grant.role
                && g.unit == grant.unit
                && g.from == grant.from
                && g.until == grant.until
        });
        if is_there {
            return Ok(kernel::Saved::nothing(()));
        }
        let given = people::grant(tx, id, grant.role, grant.unit, grant.from, grant.until)?;
        Ok(Audit::of("people.granted", id).note(given).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?gespeichert", path(id))))
}

/// Ends a grant: yesterday was its last day.
///
/// # Errors
/// [`AppError::Refused`] when nobody would be left to administer.
pub async fn end_grant(
    ctx: Ctx,
    Path((id, grant)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (id, grant) = (own::id::<Account>(&id)?, own::id::<Grant>(&grant)?);
    not_oneself(&ctx.actor, id)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        find(tx, &actor, id)?;
        if !people::grants(tx, id)?.iter().any(|g| g.id == grant) {
            return Err(AppError::NotFound);
        }
        let last = tx.today().yesterday().map_err(AppError::internal)?;
        people::end_grant(tx, grant, last)?;
        somebody_administers(tx)?;
        Ok(Audit::of("people.grant_ended", id).note(grant).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?gespeichert", path(id))))
}

/// Locks the account and ends its sessions.
///
/// # Errors
/// [`AppError::Refused`] when nobody would be left to administer.
pub async fn lock(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = own::id::<Account>(&id)?;
    not_oneself(&ctx.actor, id)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        find(tx, &actor, id)?;
        people::set_disabled(tx, id, true)?;
        session::end_all(tx, id)?;
        store::forget_devices(tx, id)?;
        somebody_administers(tx)?;
        Ok(Audit::of("people.locked", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?gespeichert", path(id))))
}

/// Unlocks the account.
///
/// # Errors
/// What the database says.
pub async fn unlock(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = own::id::<Account>(&id)?;
    not_oneself(&ctx.actor, id)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        find(tx, &actor, id)?;
        people::set_disabled(tx, id, false)?;
        Ok(Audit::of("people.unlocked", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?gespeichert", path(id))))
}

/// Ends all sessions of the person.
///
/// # Errors
/// What the database says.
pub async fn end_sessions(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = own::id::<Account>(&id)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        find(tx, &actor, id)?;
        let count = session::end_all(tx, id)?;
        Ok(Audit::of("people.sessions_ended", id).note(count).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?gespeichert", path(id))))
}

/// Makes a new one-time link: shown once, or mailed.
///
/// # Errors
/// What the database says.
pub async fn link(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let id = own::id::<Account>(&id)?;
    not_oneself(&ctx.actor, id)?;
    let is_mailed = fields.get("mailen") == "ja";
    let (actor, town) = (ctx.actor.clone(), ctx.town.clone());
    let (name, link) = ctx
        .write(move |tx| {
            let account = find(tx, &actor, id)?;
            let link = format!("{}{}", town.plan().base_url, setup::first_sign_in_link(tx, id)?);
            if is_mailed {
                mail_link(tx, &town.profile().name, account.person.email.reveal(), &link)?;
            }
            let name = account.person.name.into_revealed();
            Ok(Audit::of("people.link_made", id).with((name, link)))
        })
        .await?;
    if is_mailed {
        return Ok(ctx.redirect(&format!("{}?gespeichert", path(id))));
    }
    Ok(show_link(&ctx, id, &name, &link))
}
