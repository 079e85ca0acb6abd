//! What the office does with a request.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan;
use kernel::org::Unit;
use kernel::{AppError, Audit, Case, Ctx, Fields, Id, Problem, Town, Tx, org};

use super::{OFFICE, office, request};
use crate::library::{Condition, LIBRARY};
use crate::model::{Request, Ruling, State};
use crate::settings::PermitSettings;
use crate::{acts, store};

/// Longest text.
pub(super) const TEXT_MAX: usize = 4_000;

fn wrong(field: &str, de: &str, en: &str) -> AppError {
    Problem::new("permits/office", de, en).at(field, de, en).into()
}

/// One act on a request: the door, the act, back to the page. What is wrong is said on that page,
/// with all that was typed.
async fn act(
    ctx: &Ctx,
    id: &str,
    fields: &Fields,
    action: &'static str,
    work: impl FnOnce(&Town, &mut Tx<'_>, &Request) -> Result<(), AppError> + Send + 'static,
) -> Result<Response, AppError> {
    let case: Id<Case> = super::id(id)?;
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    let done = ctx
        .write(move |tx| {
            let (_, request) = office::enter(&inner, &town, tx, case)?;
            work(&town, tx, &request)?;
            Ok(Audit::of(action, case).done())
        })
        .await;
    match done {
        Ok(()) => Ok(ctx.redirect(&format!("{OFFICE}/{case}?erledigt=ja"))),
        Err(AppError::Refused(problem)) => request::again(ctx, id, fields, &problem).await,
        Err(other) => Err(other),
    }
}

fn must_run(request: &Request) -> Result<(), AppError> {
    if request.state.is_running() { Ok(()) } else { Err(store::changed()) }
}

/// A text that must be there.
pub(super) fn text(fields: &Fields, name: &str, de: &str, en: &str) -> Result<String, AppError> {
    let text = fields.text(name);
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(wrong(name, de, en));
    }
    Ok(text)
}

/// Says what is missing.
pub(super) async fn ask_missing(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let words = text(&fields, "text", "Schreiben Sie, was fehlt.", "Write what is missing.");
    let seen = fields.get("stand").to_owned();
    act(&ctx, &id, &fields, "permits.missing_asked", move |town, tx, request| {
        if request.version.to_string() != seen {
            return Err(store::changed());
        }
        acts::ask_missing(town, tx, request, &words?)
    })
    .await
}

/// Confirms that nothing is missing.
pub(super) async fn complete(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let seen = fields.get("stand").to_owned();
    act(&ctx, &id, &fields, "permits.completeness_confirmed", move |town, tx, request| {
        if request.version.to_string() != seen {
            return Err(store::changed());
        }
        acts::confirm_complete(town, tx, request)
    })
    .await
}

/// Extends the period.
pub(super) async fn extend(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let reasons = text(&fields, "gruende", "Nennen Sie die Gründe.", "Give the reasons.");
    act(&ctx, &id, &fields, "permits.extended", move |town, tx, request| {
        must_run(request)?;
        acts::extend(town, tx, request, &reasons?)
    })
    .await
}

/// Rules on sections: those chosen, or all.
pub(super) async fn rule(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let ruling = match fields.get("entscheidung") {
        "granted" => Ruling::Granted,
        "refused" => Ruling::Refused,
        _ => Ruling::Pending,
    };
    let ground = match ruling {
        Ruling::Refused => fields.get("ablehnung").chars().take(500).collect::<String>(),
        _ => String::new(),
    };
    let chosen: Vec<String> = fields.all("abschnitt").map(str::to_owned).collect();
    act(&ctx, &id, &fields, "permits.ruled", move |_, tx, request| {
        must_run(request)?;
        if ruling == Ruling::Refused && ground.is_empty() {
            return Err(wrong(
                "ablehnung",
                "Eine Ablehnung braucht einen Grund. Er steht im Bescheid.",
                "A refusal needs a ground. It stands in the notice.",
            ));
        }
        for section in store::sections(tx, request.id)? {
            let is_meant = chosen.is_empty() || chosen.contains(&section.id.to_string());
            if is_meant && section.ruling != Ruling::Forwarded {
                store::rule(tx, request.id, section.id, ruling, &ground)?;
            }
        }
        Ok(())
    })
    .await
}

/// Adds conditions of the library or one in own words, or takes one out.
pub(super) async fn condition(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let chosen: Vec<String> = fields.all("vorlage").map(str::to_owned).collect();
    let out = fields.get("weg").parse::<i64>().ok();
    let own = if chosen.is_empty() && out.is_none() {
        let (ground, words) = (fields.get("grund"), fields.text("wortlaut"));
        Some(Condition::own(ground, &words, &fields.text("strassen")))
    } else {
        None
    };
    act(&ctx, &id, &fields, "permits.conditions_changed", move |_, tx, request| {
        must_run(request)?;
        if let Some(seq) = out {
            return store::drop_condition(tx, request.id, seq);
        }
        let known = store::conditions(tx, request.id)?;
        for template in LIBRARY.iter().filter(|t| chosen.iter().any(|c| c == t.name)) {
            if known.iter().all(|c| c.name != template.name) {
                store::add_condition(tx, request.id, &Condition::of(template))?;
            }
        }
        match own {
            Some(own) => store::add_condition(tx, request.id, &own?),
            None => Ok(()),
        }
    })
    .await
}

/// Notes what is done about somebody else who digs nearby.
pub(super) async fn settle(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let other: Id<Request> = super::id(fields.get("anderer"))?;
    let number = fields.get("nr");
    let (what, why) = (format!("abstimmung-{number}"), format!("absprache-{number}"));
    let verdict = fields.get(&what).to_owned();
    let reason = fields.get(&why).chars().take(500).collect::<String>();
    act(&ctx, &id, &fields, "permits.settled", move |town, tx, request| {
        if !["merge", "sequence", "ignore"].contains(&verdict.as_str()) {
            return Err(wrong(&what, "Wählen Sie, was geschieht.", "Choose what is done."));
        }
        if verdict == "ignore" && reason.is_empty() {
            return Err(wrong(
                &why,
                "Nennen Sie den Grund, warum keine Abstimmung nötig ist.",
                "Give the reason why nothing needs to be done.",
            ));
        }
        store::find(town, tx, other)?;
        store::judge(tx, request.id, other, &verdict, &reason)
    })
    .await
}

/// Asks another office.
pub(super) async fn involve(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let unit = fields.get("stelle").parse::<Id<Unit>>();
    let question = text(&fields, "frage", "Schreiben Sie Ihre Frage.", "Write your question.");
    act(&ctx, &id, &fields, "permits.office_asked", move |_, tx, request| {
        must_run(request)?;
        let unit =
            unit.map_err(|_| wrong("stelle", "Wählen Sie eine Stelle.", "Choose an office."))?;
        let question = question?;
        org::find(tx, unit)?;
        let days = PermitSettings::of(tx)?.participation_days;
        let due = kernel::deadlines::shifted(tx.today().saturating_add(days.days()));
        store::ask(tx, request.id, unit, &question, due)?;
        if request.state == State::Complete {
            store::set_state(tx, request, State::Participation)?;
        }
        Ok(())
    })
    .await
}

/// Notes why silence counted as consent.
pub(super) async fn cause(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let cause = fields.get("ursache").chars().take(500).collect::<String>();
    act(&ctx, &id, &fields, "permits.cause_noted", move |_, tx, request| {
        if request.state != State::Deemed {
            return Err(store::changed());
        }
        store::set_cause(tx, request.id, &cause)
    })
    .await
}
