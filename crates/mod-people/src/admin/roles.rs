//! Roles: names for sets of permissions.

use axum::extract::Path;
use axum::response::Response;
use kernel::people::{self, Role};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Text, org};
use web::button::{Weight, link_button};
use web::choice::Choice;
use web::frame::Frame;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Page, button, buttons, html};

use super::{somebody_administers, stand, still};
use crate::{CHANGE_ROLES, own};

/// Most characters of a role's name.
const NAME_CHARACTERS_MAX: usize = 80;

/// All permissions of the house with their labels.
fn permissions(ctx: &Ctx) -> Vec<(&'static str, String)> {
    let modules = ctx.town.house().modules().iter();
    modules
        .flat_map(|m| &m.permissions)
        .map(|(permission, label)| (permission.0, label.of(ctx.language).to_owned()))
        .collect()
}

/// The list.
///
/// # Errors
/// What the database says.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let roles = ctx.read(people::roles).await?;
    let labels = permissions(&ctx);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let rows = roles.iter().map(|role| {
        Row::new(vec![
            html! { a href=(ctx.to(&format!("/verwaltung/rollen/{}", role.id))) { (role.name.of(ctx.language)) } },
            html! { @for name in &role.permissions {
                @if let Some((_, label)) = labels.iter().find(|(n, _)| n == name) { div { (label) } }
            } },
        ])
    });
    let table = Table::new(say, say.of("Rollen", "Roles"))
        .caption_hidden()
        .columns(vec![Column::new(say.of("Rolle", "Role")), Column::new(say.of("Darf", "May"))])
        .rows(rows)
        .render();
    let page = frame
        .staff(say.of("Rollen", "Roles"))
        .lead(say.of(
            "Eine Rolle bündelt Rechte. Wer sie in einer Einheit hat, darf das dort und in allen Einheiten darunter.",
            "A role bundles rights. Whoever holds it in a unit may do so there and in all units below.",
        ))
        .head_actions(link_button(Weight::Primary, &ctx.to("/verwaltung/rollen/neu"), say.of("Neue Rolle", "New role")))
        .body(table);
    Ok(frame.answer(page))
}

/// A role holds in the whole town: only whoever may change roles everywhere may change one.
///
/// # Errors
/// [`AppError::Forbidden`].
async fn demand_whole_town(ctx: &Ctx) -> Result<(), AppError> {
    let mine = ctx.actor.units_with(CHANGE_ROLES);
    let units = ctx.read(org::all).await?;
    let today = ctx.today();
    if units.iter().filter(|u| u.exists_on(today)).all(|u| mine.contains(&u.id)) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

fn empty() -> Role {
    Role { id: Id::new(), name: Text::default(), permissions: Vec::new() }
}

async fn find(ctx: &Ctx, id: &str) -> Result<Role, AppError> {
    let id = own::id::<Role>(id)?;
    ctx.read(move |db| {
        people::roles(db)?.into_iter().find(|r| r.id == id).ok_or(AppError::NotFound)
    })
    .await
}

/// The form of a role.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    demand_whole_town(&ctx).await?;
    let role = find(&ctx, &id).await?;
    let frame = Frame::of(&ctx);
    let stand = stand(&ctx.town, &role);
    let page =
        page(&ctx, &frame, &role, &format!("/verwaltung/rollen/{id}"), &stand, &Errors::new());
    Ok(frame.answer(page))
}

/// The form of a new role.
///
/// # Errors
/// [`AppError::Forbidden`] for administrators of a part of the town.
pub async fn ask(ctx: Ctx) -> Result<Response, AppError> {
    demand_whole_town(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &empty(), "/verwaltung/rollen/neu", "", &Errors::new());
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    role: &Role,
    action: &str,
    stand: &str,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let labels = permissions(ctx);
    let choices: Vec<Choice<'_>> =
        labels.iter().map(|(name, label)| Choice::new(name, label)).collect();
    let chosen: Vec<&str> = role.permissions.iter().map(String::as_str).collect();
    let body = Form::post(&ctx.to(action), &ctx.form_token()).body(html! {
        (Field::new(say, "stand", "").value(stand).hidden())
        (Field::new(say, "name_de", say.of("Name", "Name (German)")).value(&role.name.de)
            .error(errors.get("name_de")).max_length(NAME_CHARACTERS_MAX).text())
        (Field::new(say, "name_en", say.of("Name auf Englisch", "Name in English")).value(&role.name.en)
            .optional().max_length(NAME_CHARACTERS_MAX).text())
        (Field::new(say, "recht", say.of("Darf", "May")).error(errors.get("recht")).checkboxes(&choices, &chosen))
        (buttons(html! {
            (button(Weight::Primary, say.of("Speichern", "Save")))
            (link_button(Weight::Tertiary, &ctx.to("/verwaltung/rollen"), say.of("Abbrechen", "Cancel")))
        }))
    });
    let title = if role.name.de.is_empty() {
        say.of("Neue Rolle", "New role").to_owned()
    } else {
        role.name.of(ctx.language).to_owned()
    };
    frame
        .staff(title)
        .crumb(say.of("Rollen", "Roles"), ctx.to("/verwaltung/rollen"))
        .errors(errors)
        .body(body)
}

/// Saves a role; whoever holds it may not change it.
///
/// # Errors
/// [`AppError::Refused`] for one's own role, or when nobody would be left to administer.
pub async fn save(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let role = find(&ctx, &id).await?;
    write(ctx, role, format!("/verwaltung/rollen/{id}"), fields).await
}

/// Saves a new role.
///
/// # Errors
/// What the database says.
pub async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, empty(), "/verwaltung/rollen/neu".into(), fields).await
}

async fn write(ctx: Ctx, old: Role, action: String, fields: Fields) -> Result<Response, AppError> {
    demand_whole_town(&ctx).await?;
    let known = permissions(&ctx);
    let is_new = old.name.de.is_empty();
    // Permissions of departments that this house does not run at the moment stay as they are.
    let foreign =
        old.permissions.iter().filter(|p| !known.iter().any(|(name, _)| name == p)).cloned();
    let chosen =
        known.iter().map(|(name, _)| *name).filter(|name| fields.all("recht").any(|f| f == *name));
    let permissions: Vec<String> = chosen.map(str::to_owned).chain(foreign).collect();
    let name = Text::new(fields.get("name_de"), fields.get("name_en"));
    let role = Role { id: old.id, name, permissions };
    let sent = fields.get("stand").to_owned();
    let again = |problem: &Problem| {
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(problem);
        frame.answer_again(page(&ctx, &frame, &role, &action, &sent, &errors))
    };
    if role.name.de.is_empty() {
        let (de, en) = ("Geben Sie einen Namen an.", "Enter a name.");
        return Ok(again(&Problem::new("people/role-name", de, en).at("name_de", de, en)));
    }
    let (kept, town, own_account, sent_too) =
        (role.clone(), ctx.town.clone(), ctx.actor.account(), sent.clone());
    let saved = ctx
        .write(move |tx| {
            let now = people::roles(tx)?.into_iter().find(|r| r.id == kept.id);
            if let Some(now) = &now {
                still(&stand(&town, now), &sent_too)?;
            }
            if let Some(own) = own_account
                && people::grants(tx, own)?.iter().any(|g| g.role == kept.id)
            {
                return Err(AppError::refused(
                    "people/own-role",
                    "Diese Rolle haben Sie selbst. Nur eine andere Person mit Verwaltungsrechten kann sie ändern.",
                    "You hold this role yourself. Only another administrator can change it.",
                ));
            }
            people::save_role(tx, &kept)?;
            somebody_administers(tx)?;
            let action = if is_new { "people.role_added" } else { "people.role_changed" };
            Ok(Audit::of(action, kept.id).note(kept.permissions.join(" ")).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect("/verwaltung/rollen")),
        Err(AppError::Refused(problem)) => Ok(again(&problem)),
        Err(other) => Err(other),
    }
}
