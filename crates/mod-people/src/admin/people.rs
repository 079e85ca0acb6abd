//! The list of staff, and somebody new.

use axum::response::Response;
use jiff::civil::Date;
use kernel::org::{self, Unit};
use kernel::people::{self, Account, AccountKind, Grant, Role};
use kernel::search::fold;
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Language, Problem, notify};
use web::badge::badge;
use web::button::{Weight, link_button};
use web::choice::Choice;
use web::frame::Frame;
use web::pagination::{Position, pagination, result_count};
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Markup, Page, Tone, alert, button, buttons, html, page};

use super::{reaches, unit_words};
use crate::citizen::door::{encode, is_address};
use crate::staff::account::grant_words;
use crate::{ADMINISTER, setup};

/// People on one page of the list.
const PER_PAGE: u32 = 50;

/// Staff with their grants, as far as the administrator reaches.
struct Staff {
    account: Account,
    grants: Vec<Grant>,
}

/// The list.
///
/// # Errors
/// What the database says.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let sought = fields.get("suche").to_owned();
    let needle = fold(&sought);
    let actor = ctx.actor.clone();
    let (staff, roles, units) = ctx
        .read(move |db| {
            let mut staff = Vec::new();
            let today = db.today();
            for account in people::of_kind(db, AccountKind::Staff)? {
                let words = format!("{} {}", account.person.name.reveal(), account.login.reveal());
                if !needle.is_empty() && !fold(&words).contains(&needle) {
                    continue;
                }
                let grants = people::grants(db, account.id)?;
                if reaches(&actor, &grants, today) {
                    staff.push(Staff { account, grants });
                }
            }
            Ok((staff, people::roles(db)?, org::all(db)?))
        })
        .await?;
    let at: u32 = fields.get("seite").parse().unwrap_or(1).max(1);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let position = Position::new(at, PER_PAGE, u64::try_from(staff.len()).unwrap_or(u64::MAX));
    let today = ctx.today();
    // An absurd page number skips everything.
    let skipped = usize::try_from(u64::from(at - 1) * u64::from(PER_PAGE)).unwrap_or(usize::MAX);
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let rows = staff.iter().skip(skipped).take(shown).map(|one| {
        let account = &one.account;
        Row::new(vec![
            html! { a href=(ctx.to(&format!("/verwaltung/personen/{}", account.id))) {
                (account.person.name.reveal())
            } },
            html! { (web::mail_text(account.login.reveal())) },
            html! { @for grant in one.grants.iter().filter(|g| g.until.is_none_or(|last| last >= today)) {
                div { (grant_words(&ctx, grant, &roles, &units)) }
            } },
            html! { @if let Some(at) = account.seen_at { (ctx.language.moment(at)) }
                @else { (say.of("noch nie", "never")) } },
            state_badge(&ctx, account),
        ])
    });
    let body = html! {
        (Form::get(&ctx.to("/verwaltung/personen")).label(say.of("Suche", "Search")).body(html! {
            (Field::new(say, "suche", say.of("Name oder E-Mail-Adresse", "Name or e-mail address"))
                .value(&sought).text())
            (buttons(html! { (button(Weight::Secondary, say.of("Suchen", "Search"))) }))
        }))
        (result_count(say, position, say.of("Personen", "people")))
        (Table::new(say, say.of("Beschäftigte mit Zugang", "Staff with access")).caption_hidden()
            .columns(vec![
                Column::new(say.of("Name", "Name")),
                Column::new(say.of("Anmeldename", "Sign-in name")),
                Column::new(say.of("Rechte", "Rights")),
                Column::new(say.of("Zuletzt angemeldet", "Last sign-in")),
                Column::new(say.of("Zustand", "State")),
            ])
            .rows(rows).render())
        (pagination(say, position, |n| {
            ctx.to(&format!("/verwaltung/personen?suche={}&seite={n}", encode(&sought)))
        }))
    };
    let page = frame
        .staff(say.of("Personen", "People"))
        .head_actions(link_button(
            Weight::Primary,
            &ctx.to("/verwaltung/personen/neu"),
            say.of("Person hinzufügen", "Add a person"),
        ))
        .body(body);
    Ok(frame.answer(page))
}

/// Whether somebody may sign in, and has done so.
pub fn state_badge(ctx: &Ctx, account: &Account) -> Markup {
    if account.is_disabled {
        badge(Tone::Danger, ctx.say("gesperrt", "locked"))
    } else if account.seen_at.is_none() {
        badge(Tone::Warning, ctx.say("noch nicht eingerichtet", "not set up yet"))
    } else {
        badge(Tone::Success, ctx.say("aktiv", "active"))
    }
}

/// Units where the actor may grant, in the order of lists.
pub fn own_units(actor: &Actor, units: &[Unit], today: Date) -> Vec<Unit> {
    let mine = actor.units_with(ADMINISTER);
    units.iter().filter(|u| mine.contains(&u.id) && u.exists_on(today)).cloned().collect()
}

/// Fields for a grant: role, unit, first and last day.
pub fn grant_fields(
    ctx: &Ctx,
    frame: &Frame<'_>,
    roles: &[Role],
    units: &[Unit],
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let role_ids: Vec<String> = roles.iter().map(|r| r.id.to_string()).collect();
    let role_choices: Vec<Choice<'_>> = roles
        .iter()
        .zip(&role_ids)
        .map(|(r, id)| Choice::new(id, r.name.of(ctx.language)))
        .collect();
    let unit_names: Vec<(String, String)> =
        units.iter().map(|u| (u.id.to_string(), unit_words(ctx, u))).collect();
    let unit_choices: Vec<Choice<'_>> =
        unit_names.iter().map(|(id, name)| Choice::new(id, name)).collect();
    html! {
        (Field::new(say, "rolle", say.of("Rolle", "Role")).value(fields.get("rolle"))
            .error(errors.get("rolle")).select(&role_choices))
        (Field::new(say, "einheit", say.of("In der Einheit und allem darunter", "In the unit and everything below"))
            .value(fields.get("einheit")).error(errors.get("einheit")).select(&unit_choices))
        (Field::new(say, "von", say.of("Ab", "From"))
            .hint(say.of("Leer: ab heute.", "Empty: from today.")).optional()
            .value(fields.get("von")).error(errors.get("von")).date_text())
        (Field::new(say, "bis", say.of("Letzter Tag", "Last day"))
            .hint(say.of("Leer: unbefristet.", "Empty: without end.")).optional()
            .value(fields.get("bis")).error(errors.get("bis")).date_text())
    }
}

/// A grant as typed.
pub struct NewGrant {
    /// Role.
    pub role: Id<Role>,
    /// Unit.
    pub unit: Id<Unit>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
}

/// Reads the fields of a grant. The role must exist, the unit lie in the administrator's reach.
///
/// # Errors
/// A [`Problem`] with a message at every wrong field.
pub fn read_grant(
    fields: &Fields,
    roles: &[Role],
    units: &[Unit],
    today: Date,
) -> Result<NewGrant, Problem> {
    let mut problem = Problem::new(
        "people/grant",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    let role = fields.get("rolle").parse().ok().filter(|id| roles.iter().any(|r| r.id == *id));
    let unit = fields.get("einheit").parse().ok().filter(|id| units.iter().any(|u| u.id == *id));
    if role.is_none() {
        problem = problem.at("rolle", "Wählen Sie eine Rolle.", "Choose a role.");
    }
    if unit.is_none() {
        problem = problem.at("einheit", "Wählen Sie eine Einheit.", "Choose a unit.");
    }
    let mut day = |name: &str| match fields.date(name) {
        Ok(day) => day,
        Err(wrong) => {
            problem.fields.extend(wrong.fields);
            None
        }
    };
    let from = day("von").unwrap_or(today);
    let until = day("bis");
    if until.is_some_and(|last| last < from) {
        problem = problem.at(
            "bis",
            "Der letzte Tag liegt vor dem ersten.",
            "The last day is before the first.",
        );
    }
    match (role, unit) {
        (Some(role), Some(unit)) if problem.fields.is_empty() => {
            Ok(NewGrant { role, unit, from, until })
        }
        _ => Err(problem),
    }
}

async fn choices(ctx: &Ctx) -> Result<(Vec<Role>, Vec<Unit>), AppError> {
    let actor = ctx.actor.clone();
    ctx.read(move |db| {
        let today = db.today();
        let units = own_units(&actor, &org::all(db)?, today);
        Ok((people::roles(db)?, units))
    })
    .await
}

/// The form for somebody new.
///
/// # Errors
/// What the database says.
pub async fn ask(ctx: Ctx) -> Result<Response, AppError> {
    let (roles, units) = choices(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = new_page(&ctx, &frame, &roles, &units, &Fields::default(), &Errors::new());
    Ok(frame.answer(page))
}

fn new_page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    roles: &[Role],
    units: &[Unit],
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let body = Form::post(&ctx.to("/verwaltung/personen/neu"), &ctx.form_token()).body(html! {
        (Field::new(say, "name", say.of("Name", "Name")).value(fields.get("name"))
            .error(errors.get("name")).autocomplete("off").max_length(200).text())
        (Field::new(say, "email", say.of("Dienstliche E-Mail-Adresse", "Work e-mail address"))
            .hint(say.of("Damit meldet sich die Person an.", "The person signs in with it."))
            .value(fields.get("email")).error(errors.get("email")).autocomplete("off").email())
        (grant_fields(ctx, frame, roles, units, fields, errors))
        (Field::new(say, "mailen", say.of("Den Link zum Einrichten auch per E-Mail schicken", "Also send the set-up link by e-mail"))
            .value(fields.get("mailen")).checkbox())
        (buttons(html! {
            (button(Weight::Primary, say.of("Person hinzufügen", "Add the person")))
            (link_button(Weight::Tertiary, &ctx.to("/verwaltung/personen"), say.of("Abbrechen", "Cancel")))
        }))
    });
    frame
        .staff(say.of("Person hinzufügen", "Add a person"))
        .crumb(say.of("Personen", "People"), ctx.to("/verwaltung/personen"))
        .errors(errors)
        .body(body)
}

fn read_person(fields: &Fields) -> Result<(String, String), Problem> {
    let mut problem = Problem::new(
        "people/person",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    let (name, email) = (fields.get("name").to_owned(), fields.get("email").to_owned());
    if name.is_empty() {
        problem = problem.at("name", "Geben Sie den Namen an.", "Enter the name.");
    }
    if !is_address(&email) {
        problem = problem.at(
            "email",
            "Geben Sie eine E-Mail-Adresse an, zum Beispiel name@stadt.de.",
            "Enter an e-mail address, for example name@town.org.",
        );
    }
    if problem.fields.is_empty() { Ok((name, email)) } else { Err(problem) }
}

/// Adds the person and shows the link once.
///
/// # Errors
/// What the database says.
pub async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (roles, units) = choices(&ctx).await?;
    let again = |error: AppError| {
        let frame = Frame::of(&ctx);
        let AppError::Refused(mut problem) = error else { return Err(error) };
        if problem.kind == "people/login-taken" {
            let (de, en) = (problem.de.clone(), problem.en.clone());
            problem = problem.at("email", &de, &en);
        }
        let errors = frame.errors_of(&problem);
        Ok(frame.answer_again(new_page(&ctx, &frame, &roles, &units, &fields, &errors)))
    };
    let (person, grant) = (read_person(&fields), read_grant(&fields, &roles, &units, ctx.today()));
    let (name, email, grant) = match (person, grant) {
        (Ok((name, email)), Ok(grant)) => (name, email, grant),
        (Err(mut one), Err(other)) => {
            one.fields.extend(other.fields);
            return again(one.into());
        }
        (Err(one), Ok(_)) | (Ok(_), Err(one)) => return again(one.into()),
    };
    let is_mailed = fields.get("mailen") == "ja";
    let (town, shown) = (ctx.town.clone(), name.clone());
    let added = ctx
        .write(move |tx| {
            let id = people::register(tx, AccountKind::Staff, &name, &email, Language::De)?;
            people::grant(tx, id, grant.role, grant.unit, grant.from, grant.until)?;
            let link = format!("{}{}", town.plan().base_url, setup::first_sign_in_link(tx, id)?);
            if is_mailed {
                mail_link(tx, &town.profile().name, &email, &link)?;
            }
            Ok(Audit::of("people.staff_added", id).with((id, link)))
        })
        .await;
    match added {
        Ok((id, link)) => Ok(show_link(&ctx, id, &shown, &link)),
        Err(error) => again(error),
    }
}

/// Mails the link for setting up an access.
///
/// # Errors
/// What the database says.
pub fn mail_link(
    tx: &mut kernel::Tx<'_>,
    town: &str,
    email: &str,
    link: &str,
) -> Result<(), AppError> {
    let subject = format!("{town}: Ihr Zugang");
    let body = format!(
        "Guten Tag,\n\nfür Sie wurde ein Zugang angelegt. Richten Sie ihn hier ein:\n\n{link}\n\nDer Link gilt 24 Stunden und nur einmal.\n\n{town}\n"
    );
    let event = format!("people.link/{}", kernel::session::kept(link));
    notify::mail(tx, &event, email, &subject, &body)
}

/// The page that shows a one-time link, once.
pub fn show_link(ctx: &Ctx, id: Id<Account>, name: &str, link: &str) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        (alert(Tone::Warning, say.of("Wir zeigen diesen Link nur einmal", "We show this link only once"), html! {
            p { (say.of(
                "Geben Sie ihn der Person auf einem sicheren Weg. Er gilt 24 Stunden und für eine Einrichtung.",
                "Give it to the person in a safe way. It holds for 24 hours and for one set-up.",
            )) }
        }))
        (page::prose(html! { p { strong { (name) } } p { code { (link) } } }))
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to(&format!("/verwaltung/personen/{id}")), say.of("Zur Person", "To the person")))
            (link_button(Weight::Tertiary, &ctx.to("/verwaltung/personen"), say.of("Zur Liste", "To the list")))
        }))
    };
    let page = frame
        .staff(say.of("Link zum Einrichten", "Link for setting up"))
        .crumb(say.of("Personen", "People"), ctx.to("/verwaltung/personen"))
        .body(body);
    frame.answer(page)
}
