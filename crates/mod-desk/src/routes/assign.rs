//! Who works on a case: take, give back, assign, forward.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::cases::{self, Case, WORK};
use kernel::org::{self, Unit};
use kernel::people::{self, Account, AccountKind};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Reader, Saved, Text, settings};
use web::button::{Weight, button};
use web::choice::Choice;
use web::{Field, Form, Frame, Markup, Say, buttons, html, link_button};

use crate::door;
use crate::model::{self, NOTE_CHARS_MAX};
use crate::settings::DeskSettings;
use crate::view::{self, Again, Opened, Part};
use crate::{acts, notice, store};

/// Takes a case nobody works on.
pub(crate) async fn take(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (form, who) = (door::Form::of(&fields), ctx.person_name.clone());
    let me = ctx.actor.account().ok_or(AppError::Forbidden)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        // Who comes second is told who was first, not that a version has changed.
        let before = door::enter(tx, id, &actor)?;
        if before.assignee == Some(me) {
            return Ok(Saved::nothing(()));
        }
        if let Some(other) = before.assignee {
            return Err(taken_by(&notice::name_of(tx, other)?));
        }
        let Some(case) = door::act(tx, id, WORK, &form)? else {
            return Ok(Saved::nothing(()));
        };
        door::must_be_in_work(&case)?;
        cases::assign(tx, id, Some(me))?;
        if case.stage == "new" {
            acts::move_to(tx, &case, "checking")?;
        }
        acts::note(tx, &case, &who, &Text::new("Vorgang übernommen.", "Took the case."))?;
        Ok(Audit::of("desk.assigned", id).note(format!("to={me}")).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=uebernommen")))
}

fn taken_by(name: &str) -> AppError {
    AppError::refused(
        "desk/taken",
        format!(
            "Diesen Vorgang bearbeitet schon {name}. Sollen Sie ihn übernehmen, weisen Sie ihn sich unter „Zuweisen oder abgeben“ zu."
        ),
        format!(
            "{name} works on this case already. If you are to take it over, assign it to yourself."
        ),
    )
}

/// Puts a case back on the pile.
pub(crate) async fn give_back(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (form, who) = (door::Form::of(&fields), ctx.person_name.clone());
    let me = ctx.actor.account();
    ctx.write(move |tx| {
        let Some(case) = door::act(tx, id, WORK, &form)? else {
            return Ok(Saved::nothing(()));
        };
        door::must_be_in_work(&case)?;
        if case.assignee.is_none() || case.assignee != me {
            return Err(AppError::refused(
                "desk/not-yours",
                "Diesen Vorgang bearbeiten Sie nicht, deshalb können Sie ihn nicht zurücklegen.",
                "You do not work on this case, so you cannot give it back.",
            ));
        }
        cases::assign(tx, id, None)?;
        acts::note(tx, &case, &who, &Text::new("Vorgang zurückgelegt.", "Gave the case back."))?;
        Ok(Audit::of("desk.given_back", id).done())
    })
    .await?;
    Ok(ctx.redirect("/schreibtisch?ok=zurueckgelegt"))
}

/// People who may work on cases of a unit, by name.
fn workers(reader: &mut Reader<'_>, unit: Id<Unit>) -> Result<Vec<Account>, AppError> {
    let mut found = Vec::new();
    for account in people::of_kind(reader, AccountKind::Staff)? {
        if !account.is_disabled && people::actor(reader, &account)?.may_in(WORK, unit) {
            found.push(account);
        }
    }
    Ok(found)
}

fn units_today(reader: &mut Reader<'_>, but: Id<Unit>, today: Date) -> Result<Vec<Unit>, AppError> {
    let all = org::all(reader)?.into_iter();
    Ok(all.filter(|unit| unit.id != but && unit.exists_on(today)).collect())
}

/// The form: to somebody of the unit, or to another unit.
pub(crate) async fn form(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    page(&ctx, door::id(&id)?, None).await
}

async fn page(ctx: &Ctx, id: Id<Case>, again: Option<Again>) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let is_first = again.is_none();
    let (opened, people, units) = ctx
        .read(move |reader| {
            let opened = Opened::load(reader, &inner, id)?;
            if is_first {
                door::must_be_in_work(&opened.case)?;
            }
            let people = workers(reader, opened.case.unit)?;
            let units = units_today(reader, opened.case.unit, inner.today())?;
            Ok((opened, people, units))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        (assign_form(ctx, &frame, &opened, &people, again.as_ref()))
        (forward_form(ctx, &frame, &opened, &units, again.as_ref()))
        (buttons(html! { (link_button(Weight::Tertiary, &opened.url(ctx, ""), say.of("Zurück zum Vorgang", "Back to the case"))) }))
    };
    let title = say.of("Zuweisen oder abgeben", "Assign or forward");
    let page = view::page(&frame, ctx, &opened, Part::Step, title, &web::page::stack(body));
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

fn assign_form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    opened: &Opened,
    people: &[Account],
    again: Option<&Again>,
) -> Markup {
    let say: Say = frame.say;
    let errors = view::errors(frame, again);
    let current = opened.case.assignee.map(|a| a.to_string()).unwrap_or_default();
    let chosen = view::value(again, "person", &current);
    let options: Vec<(String, String)> =
        people.iter().map(|a| (a.id.to_string(), a.person.name.reveal().clone())).collect();
    let choices: Vec<Choice<'_>> = options.iter().map(|(v, l)| Choice::new(v, l)).collect();
    html! { section {
        h2 { (say.of("Jemandem aus der Einheit zuweisen", "Assign to somebody of the unit")) }
        (Form::post(&opened.url(ctx, "zuweisen"), &ctx.form_token()).body(html! {
            (opened.meta())
            (Field::new(say, "person", say.of("Wer soll den Vorgang bearbeiten?", "Who should work on the case?")).value(&chosen).error(errors.get("person")).select(&choices))
            (button(Weight::Primary, say.of("Zuweisen", "Assign")))
        }))
    } }
}

fn forward_form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    opened: &Opened,
    units: &[Unit],
    again: Option<&Again>,
) -> Markup {
    let say = frame.say;
    let errors = view::errors(frame, again);
    let chosen = view::value(again, "einheit", "");
    let reason = view::value(again, "grund", "");
    let options: Vec<(String, String)> = units
        .iter()
        .map(|u| (u.id.to_string(), format!("{} {}", u.number, u.name.of(ctx.language))))
        .collect();
    let choices: Vec<Choice<'_>> = options.iter().map(|(v, l)| Choice::new(v, l)).collect();
    html! { section {
        h2 { (say.of("An eine andere Einheit abgeben", "Forward to another unit")) }
        p { (say.of("Danach sehen nur noch die Beschäftigten der anderen Einheit den Vorgang.", "Afterwards only staff of the other unit see the case.")) }
        (Form::post(&opened.url(ctx, "abgeben"), &ctx.form_token()).body(html! {
            (opened.meta())
            (Field::new(say, "einheit", say.of("Einheit", "Unit")).value(&chosen).error(errors.get("einheit")).select(&choices))
            (Field::new(say, "grund", say.of("Grund", "Reason")).value(&reason).error(errors.get("grund")).max_length(NOTE_CHARS_MAX)
                .hint(say.of("Steht im Verlauf, den die andere Einheit sieht.", "Stands in the log the other unit sees.")).textarea(3))
            (button(Weight::Secondary, say.of("Abgeben", "Forward")))
        }))
    } }
}

fn wrong(field: &str, de: &str, en: &str) -> AppError {
    Problem::new("desk/assign", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
        .at(field, de, en)
        .into()
}

/// Assigns a case to somebody of its unit.
pub(crate) async fn assign(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (form, who) = (door::Form::of(&fields), ctx.person_name.clone());
    let chosen = fields.get("person").to_owned();
    let saved = ctx
        .write(move |tx| {
            let Some(case) = door::act(tx, id, WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            door::must_be_in_work(&case)?;
            let unknown = || {
                wrong(
                    "person",
                    "Wählen Sie eine Person der Einheit.",
                    "Choose a person of the unit.",
                )
            };
            let chosen: Id<Account> = chosen.parse().map_err(|_| unknown())?;
            let workers = workers(tx, case.unit)?;
            let worker = workers.iter().find(|a| a.id == chosen).ok_or_else(unknown)?;
            let actor = people::actor(tx, worker)?;
            let parties = cases::parties(tx, id)?;
            if door::is_own(tx, &actor, &case, &parties)? {
                return Err(wrong(
                    "person",
                    "Diese Person ist selbst beteiligt und darf den Vorgang nicht bearbeiten.",
                    "This person is part of the case and may not work on it.",
                ));
            }
            cases::assign(tx, id, Some(chosen))?;
            if case.stage == "new" {
                acts::move_to(tx, &case, "checking")?;
            }
            let name = worker.person.name.reveal();
            let what = Text::new(format!("Zugewiesen an {name}."), format!("Assigned to {name}."));
            acts::note(tx, &case, &who, &what)?;
            Ok(Audit::of("desk.assigned", id).note(format!("to={chosen}")).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=zugewiesen"))),
        Err(error) => page(&ctx, id, Some(Again::of(fields, error)?)).await,
    }
}

/// Forwards a case to another unit.
pub(crate) async fn forward(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (form, who) = (door::Form::of(&fields), ctx.person_name.clone());
    let (chosen, reason) = (fields.get("einheit").to_owned(), fields.text("grund"));
    let saved = ctx
        .write(move |tx| {
            let Some(case) = door::act(tx, id, WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            door::must_be_in_work(&case)?;
            let today = tx.today();
            let units = units_today(tx, case.unit, today)?;
            let unit = units.iter().find(|u| u.id.to_string() == chosen).ok_or_else(|| {
                wrong(
                    "einheit",
                    "Wählen Sie die Einheit, die zuständig ist.",
                    "Choose the competent unit.",
                )
            })?;
            if reason.is_empty() || reason.chars().count() > NOTE_CHARS_MAX {
                return Err(wrong(
                    "grund",
                    "Geben Sie in höchstens 2.000 Zeichen an, warum Sie abgeben.",
                    "Say in at most 2,000 characters why you forward it.",
                ));
            }
            cases::forward(tx, id, unit.id)?;
            store::drop_draft(tx, id)?;
            let days = settings::get::<DeskSettings>(tx)?.new_case_days;
            store::set_own_due(tx, id, Some(model::working_day_in(today, days)))?;
            acts::refresh_due(tx, &case)?;
            let old = org::find(tx, case.unit)?;
            let (from, to) = (&old.name.de, &unit.name.de);
            let what = Text::new(
                format!("Von {from} an {to} abgegeben: {reason}"),
                format!("Forwarded from {from} to {to}: {reason}"),
            );
            acts::note(tx, &case, &who, &what)?;
            let open = Text::new(
                format!("Ihr Vorgang liegt jetzt bei: {to}."),
                format!("Your case is now with: {to}."),
            );
            acts::tell(tx, &case, unit, &open)?;
            Ok(Audit::of("desk.forwarded", id).note(format!("to={}", unit.id)).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect("/schreibtisch?ok=abgegeben")),
        Err(error) => page(&ctx, id, Some(Again::of(fields, error)?)).await,
    }
}
