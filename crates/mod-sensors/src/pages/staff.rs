//! The register for staff: publish, pause, release; which devices belong to it; keys.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::badge::Tone;
use web::button::{Weight, action_link};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{
    Errors, Field, Form, Frame, Markup, alert, button, buttons, format, html, link_button, qr,
};

use super::public::{history, said};
use super::{DESK, PUBLIC, id, state_badge};
use crate::acts;
use crate::register::{Entry, State, Step};
use crate::store::{self, Given, Grant, register};
use crate::{KEEP, PAUSE};

/// All entries, drafts too.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let (entries, homeless) =
        ctx.read(|db| Ok((register::all(db)?, register::homeless(db)?))).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let language = ctx.language;
    let day = |day: Option<jiff::civil::Date>| day.map(|d| frame.day(d)).unwrap_or_default();
    let body = html! {
        @if entries.is_empty() { p { (say.of("Noch kein Eintrag.", "No entry yet.")) } } @else {
            (Table::new(say, say.of("Einträge", "Entries")).caption_hidden().columns(vec![
                Column::new(say.of("Name", "Name")),
                Column::new(say.of("Stand", "State")),
                Column::new(say.of("Personenbezug", "Personal data")),
                Column::number(say.of("Kosten im Jahr", "Cost a year")),
                Column::new(say.of("Letzter Tag", "Last day")),
            ]).rows(entries.iter().map(|e| Row::new(vec![
                html! { a href=(ctx.to(&format!("{DESK}/{}", e.id))) { (e.record.title.of(language)) } },
                state_badge(e.state, language),
                html! { (e.record.personal.label().of(language)) },
                html! { (e.record.cost_year.map_or("–".to_owned(), |c| format::money(say, c.0))) },
                html! { (day(e.record.ends_on)) },
            ]))).render())
        }
        @if !homeless.is_empty() {
            h2 { (say.of("Geräte ohne Eintrag", "Devices without an entry")) }
            p { (say.of("Von ihnen wird nichts gespeichert. Ordnen Sie sie auf der Seite eines Eintrags zu.", "Nothing of them is stored. Put them into an entry on its page.")) }
            ul { @for (number, name, _) in &homeless { li { (name) " (" (number) ")" } } }
        }
        p { a href=(ctx.to(PUBLIC)) { (say.of("So sehen es alle", "As everybody sees it")) } }
    };
    let page = frame.staff(say.of("Sensoren", "Sensors")).body(body);
    let page = page.head_actions(html! {
        @if ctx.actor.may(KEEP) { (link_button(Weight::Primary, &ctx.to(&format!("{DESK}/neu")), say.of("Neuer Eintrag", "New entry"))) }
        (link_button(Weight::Secondary, &ctx.to(super::watch::DESK), say.of("Schwellen und Warnungen", "Thresholds and warnings")))
        @if ctx.actor.may(KEEP) { (link_button(Weight::Secondary, &ctx.to("/verwaltung/sensoren/dateien"), say.of("Werte aus einer Datei", "Values from a file"))) }
        (link_button(Weight::Secondary, &ctx.to(super::inbound::INBOUND), say.of("Eingang für Geräte", "Doors for devices")))
        (link_button(Weight::Secondary, &ctx.to(super::readers::READERS), say.of("Werte anderer Dienste", "Values of other services")))
    });
    Ok(frame.answer(page))
}

/// One entry.
pub(crate) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    entry_page(&ctx, id(&key)?, &Errors::new(), None).await
}

struct Shown {
    entry: Entry,
    steps: Vec<Step>,
    things: Vec<register::Named>,
    homeless: Vec<register::Named>,
    keys: Vec<Given>,
}

async fn entry_page(
    ctx: &Ctx,
    wanted: Id<Entry>,
    errors: &Errors,
    key: Option<&str>,
) -> Result<Response, AppError> {
    let shown = ctx
        .read(move |db| {
            Ok(Shown {
                entry: register::find_entry(db, wanted)?,
                steps: register::steps(db, wanted)?,
                things: register::things(db, wanted)?,
                homeless: register::homeless(db)?,
                keys: store::keys_of(db, wanted)?,
            })
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let entry = &shown.entry;
    let public = format!("{}{PUBLIC}/{}", ctx.town.plan().base_url, entry.slug);
    let said = said(&frame, &entry.record);
    let rows: Vec<(&str, Markup)> =
        said.iter().map(|(term, value)| (term.as_str(), html! { (value) })).collect();
    let body = html! {
        @if let Some(key) = key { (new_key(&frame, key)) }
        p { (state_badge(entry.state, ctx.language)) " " (entry.record.purpose.of(ctx.language)) }
        (actions(ctx, &frame, entry, errors))
        h2 { (say.of("Angaben", "What it says")) }
        (web::list::definition_list(&rows))
        @if ctx.actor.may(KEEP) && entry.state != State::Ended {
            p { (link_button(Weight::Secondary, &ctx.to(&format!("{DESK}/{}/angaben", entry.id)), say.of("Angaben ändern", "Change"))) }
        }
        (devices(ctx, &frame, &shown, errors))
        @if ctx.actor.may(KEEP) { (keys(ctx, &frame, &shown, errors)) }
        @if entry.state != State::Draft {
            h2 { (say.of("Schild für das Gerät", "Label for the device")) }
            p { (say.of("Der Code führt zur öffentlichen Seite dieses Eintrags: ", "The code leads to the public page of this entry: ")) a href=(public) { (public) } }
            (qr::square(&public, say.of("Code mit der Adresse des Eintrags", "Code with the address of the entry"))?)
        }
        h2 { (say.of("Verlauf", "History")) }
        (history(&frame, &shown.steps))
    };
    let page = frame
        .staff(entry.record.title.of(ctx.language).to_owned())
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn new_key(frame: &Frame<'_>, key: &str) -> Markup {
    let say = frame.say;
    alert(
        Tone::Success,
        say.of("Der neue Schlüssel", "The new key"),
        html! {
            p { code { (key) } }
            p { (say.of("Er wird nur dieses eine Mal gezeigt. Geben Sie ihn in das Programm ein, das die Werte sendet.", "It is shown only this once. Enter it in the program that sends the values.")) }
        },
    )
}

/// What can be done with the entry now.
fn actions(ctx: &Ctx, frame: &Frame<'_>, entry: &Entry, errors: &Errors) -> Markup {
    let say = frame.say;
    let to = |what: &str| ctx.to(&format!("{DESK}/{}/{what}", entry.id));
    let token = ctx.form_token();
    let (keep, pause) = (ctx.actor.may(KEEP), ctx.actor.may(PAUSE));
    html! {
        @match entry.state {
            State::Draft => @if keep {
                p { (say.of("Solange der Eintrag ein Entwurf ist, wird kein Wert gespeichert.", "While the entry is a draft, no value is stored.")) }
                (web::action_form(&to("veroeffentlichen"), &token, &[], Weight::Primary, say.of("Veröffentlichen und in Betrieb nehmen", "Publish and put into operation")))
            },
            State::Published => {
                @if pause {
                    (Form::post(&to("pausieren"), &token).body(html! {
                        (Field::new(say, "grund", say.of("Sofort pausieren: Grund (öffentlich)", "Pause at once: reason (public)")).error(errors.get("grund")).max_length(200).text())
                        (buttons(button(Weight::Danger, say.of("Pausieren", "Pause"))))
                    }))
                }
                @if keep { (ending(&to("beenden"), &token, frame)) }
            },
            State::Paused => {
                @if pause {
                    @if entry.record.needs_second() {
                        p { (say.of("Personenbezug ist möglich: Eine andere Person als die, die pausiert hat, gibt frei.", "Persons can be concerned: somebody else than who paused it releases it.")) }
                    }
                    (web::action_form(&to("fortsetzen"), &token, &[], Weight::Primary, say.of("Wieder in Betrieb nehmen", "Let it run again")))
                }
                @if keep { (ending(&to("beenden"), &token, frame)) }
            },
            State::Ended => {},
        }
    }
}

fn ending(to: &str, token: &str, frame: &Frame<'_>) -> Markup {
    let say = frame.say;
    web::details::details(
        say.of("Für immer beenden", "End it for good"),
        html! {
            (Form::post(to, token).body(html! {
                (Field::new(say, "ende", say.of("Warum endet es? (öffentlich)", "Why does it end? (public)")).optional().max_length(200).text())
                (buttons(button(Weight::Danger, say.of("Beenden", "End"))))
            }))
        },
    )
}

fn devices(ctx: &Ctx, frame: &Frame<'_>, shown: &Shown, errors: &Errors) -> Markup {
    let say = frame.say;
    let (entry, keep) = (&shown.entry, ctx.actor.may(KEEP));
    let token = ctx.form_token();
    let numbers: Vec<String> = shown.homeless.iter().map(|(n, ..)| n.to_string()).collect();
    let labels: Vec<String> =
        shown.homeless.iter().map(|(n, name, _)| format!("{name} ({n})")).collect();
    let choices: Vec<Choice> =
        numbers.iter().zip(&labels).map(|(n, label)| Choice::new(n, label)).collect();
    html! {
        h2 { (say.of("Geräte", "Devices")) }
        @if shown.things.is_empty() { p { (say.of("Noch keine. Was ein Programm mit einem Schlüssel dieses Eintrags anlegt, gehört von selbst dazu.", "None yet. What a program makes with a key of this entry belongs to it by itself.")) } }
        ul { @for (number, name, about) in &shown.things {
            li { (name) " (" (number) ")" @if !about.is_empty() { ": " (about) }
                @if keep { " " (action_link(&ctx.to(&format!("{DESK}/{}/geraete/{number}/loesen", entry.id)), &token, &[], &format!("{}: {name}", say.of("Lösen", "Release")))) }
            }
        } }
        @if keep && entry.state != State::Ended {
            p { (link_button(Weight::Secondary, &ctx.to(&format!("{DESK}/{}/messstelle", entry.id)), say.of("Messstelle anlegen", "Add a station"))) }
        }
        @if keep && !choices.is_empty() && entry.state != State::Ended {
            (Form::post(&ctx.to(&format!("{DESK}/{}/geraete", entry.id)), &token).body(html! {
                (Field::new(say, "geraet", say.of("Gerät ohne Eintrag", "Device without an entry")).error(errors.get("geraet")).select(&choices))
                (buttons(button(Weight::Secondary, say.of("Zuordnen", "Put into this entry"))))
            }))
        }
    }
}

fn keys(ctx: &Ctx, frame: &Frame<'_>, shown: &Shown, errors: &Errors) -> Markup {
    let say = frame.say;
    let entry = &shown.entry;
    let token = ctx.form_token();
    html! {
        h2 { (say.of("Schlüssel für Programme", "Keys for programs")) }
        ul { @for key in &shown.keys {
            li { (key.name) ", " (frame.day(key.made_at.to_zoned(kernel::clock::berlin()).date())) " "
                (action_link(&ctx.to(&format!("{DESK}/{}/schluessel/{}/sperren", entry.id, key.id)), &token, &[], &format!("{}: {}", say.of("Sperren", "Take back"), key.name)))
            }
        } }
        @if entry.state != State::Ended {
            (Form::post(&ctx.to(&format!("{DESK}/{}/schluessel", entry.id)), &token).body(html! {
                (Field::new(say, "programm", say.of("Welches Programm sendet?", "Which program sends?")).error(errors.get("programm")).max_length(120).text())
                (buttons(button(Weight::Secondary, say.of("Schlüssel ausgeben", "Give out a key"))))
            }))
        }
    }
}

/// After an act: the page of the entry, with what was wrong if it was refused.
async fn answered(
    ctx: &Ctx,
    wanted: Id<Entry>,
    outcome: Result<(), AppError>,
) -> Result<Response, AppError> {
    match outcome {
        Ok(()) => Ok(ctx.redirect(&format!("{DESK}/{wanted}"))),
        Err(AppError::Refused(problem)) => {
            let mut errors = Frame::of(ctx).errors_of(&problem);
            if errors.is_empty() {
                errors.add_general(problem.text(ctx.language));
            }
            entry_page(ctx, wanted, &errors, None).await
        }
        Err(other) => Err(other),
    }
}

/// Publishes a draft.
pub(crate) async fn publish(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let done = ctx
        .write(move |tx| {
            acts::publish(tx, wanted)?;
            Ok(Audit::of("sensors.published", wanted).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}

/// Pauses at once.
pub(crate) async fn pause(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (wanted, actor, reason) = (id(&key)?, ctx.actor.clone(), fields.text("grund"));
    let done = ctx
        .write(move |tx| {
            acts::pause(tx, wanted, &actor, &reason)?;
            Ok(Audit::of("sensors.paused", wanted).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}

/// Lets it run again.
pub(crate) async fn resume(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let (wanted, actor) = (id(&key)?, ctx.actor.clone());
    let done = ctx
        .write(move |tx| {
            acts::resume(tx, wanted, &actor)?;
            Ok(Audit::of("sensors.resumed", wanted).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}

/// Ends it for good.
pub(crate) async fn end(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (wanted, reason) = (id(&key)?, fields.text("ende"));
    let done = ctx
        .write(move |tx| {
            acts::end(tx, wanted, &reason)?;
            Ok(Audit::of("sensors.ended", wanted).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}

/// Puts a device into the entry.
pub(crate) async fn assign(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let typed: Option<i64> = fields.get("geraet").parse().ok();
    let done = ctx
        .write(move |tx| {
            let free = register::homeless(tx)?;
            let Some(thing) = typed.filter(|t| free.iter().any(|(n, ..)| n == t)) else {
                return Err(AppError::Refused(
                    Problem::new(
                        "sensors/device",
                        "Dieses Gerät ist nicht mehr frei.",
                        "This device is not free any more.",
                    )
                    .at(
                        "geraet",
                        "Wählen Sie ein freies Gerät.",
                        "Choose a free device.",
                    ),
                ));
            };
            register::assign(tx, thing, wanted)?;
            crate::layer::draw(tx)?;
            Ok(Audit::of("sensors.device_assigned", wanted).note(thing).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}

/// Takes a device out of the entry.
pub(crate) async fn release(
    ctx: Ctx,
    Path((key, thing)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let thing: i64 = thing.parse().map_err(|_| AppError::NotFound)?;
    let done = ctx
        .write(move |tx| {
            acts::release(tx, thing, wanted)?;
            Ok(Audit::of("sensors.device_released", wanted).note(thing).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}

/// Gives out a key, shown this once.
pub(crate) async fn give_key(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (wanted, name) = (id(&key)?, fields.text("programm"));
    if name.is_empty() {
        let mut errors = Errors::new();
        let say = Frame::of(&ctx).say;
        errors.add("programm", say.of("Nennen Sie das Programm.", "Name the program."));
        return entry_page(&ctx, wanted, &errors, None).await;
    }
    let given = ctx
        .write(move |tx| {
            register::find_entry(tx, wanted)?;
            let grant = Grant { name, entry: Some(wanted), ..Grant::default() };
            let token = store::make_key(tx, &grant)?;
            Ok(Audit::of("sensors.key_given", wanted).with(token))
        })
        .await?;
    entry_page(&ctx, wanted, &Errors::new(), Some(&given)).await
}

/// Takes a key back.
pub(crate) async fn revoke(
    ctx: Ctx,
    Path((key, number)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let number: i64 = number.parse().map_err(|_| AppError::NotFound)?;
    let done = ctx
        .write(move |tx| {
            if !store::revoke(tx, number, wanted)? {
                return Err(AppError::NotFound);
            }
            Ok(Audit::of("sensors.key_revoked", wanted).note(number).done())
        })
        .await;
    answered(&ctx, wanted, done).await
}
