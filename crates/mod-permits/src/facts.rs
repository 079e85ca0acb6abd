//! What permits do when something happened elsewhere.

use std::sync::Arc;

use kernel::facts::{ApplicationWithdrawn, DeadlineExpired, DecisionIssued, Fact};
use kernel::outbox::{self, Subscriber};
use kernel::{AppError, Audit, Case, Id, Town, Tx, deadlines};

use crate::acts::{self, DECIDE_RULE, NOTICE_RULE};
use crate::model::{Kind, Request, Ruling, State};
use crate::store;

pub(crate) fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber {
            name: "permits.note_decision",
            fact: DecisionIssued::NAME,
            run: note_decision,
        },
        Subscriber { name: "permits.deem", fact: DeadlineExpired::NAME, run: expire },
        Subscriber { name: "permits.withdraw", fact: ApplicationWithdrawn::NAME, run: withdraw },
    ]
}

fn ours(town: &Town, tx: &mut Tx<'_>, case: &str) -> Result<Option<(Id<Case>, Request)>, AppError> {
    let Ok(case) = case.parse::<Id<Case>>() else { return Ok(None) };
    match store::of_case(town, tx, case) {
        Ok(request) => Ok(Some((case, request))),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The desk has decided: what nobody ruled on follows the outcome.
fn note_decision(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DecisionIssued = outbox::read(body)?;
    let passed_over = Audit::of("permits.passed_over", &fact.case);
    if Kind::of_case(&fact.kind).is_none() {
        return Ok(passed_over);
    }
    let Some((case, request)) = ours(town, tx, &fact.case)? else { return Ok(passed_over) };
    if !request.state.is_running() {
        return Ok(passed_over);
    }
    let is_refused = fact.outcome == "refused";
    let (state, rest) = if is_refused {
        (State::Refused, Ruling::Refused)
    } else {
        (State::Granted, Ruling::Granted)
    };
    store::rule_rest(tx, request.id, rest)?;
    store::set_state(tx, &request, state)?;
    for rule in [NOTICE_RULE, DECIDE_RULE] {
        deadlines::meet(tx, &fact.case, rule)?;
    }
    if !is_refused {
        acts::announce(tx, &request, case, false)?;
    }
    Ok(Audit::of("permits.decided", case).note(state.word()))
}

/// The period to decide is over.
fn expire(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DeadlineExpired = outbox::read(body)?;
    let passed_over = Audit::of("permits.passed_over", &fact.subject);
    if fact.rule != DECIDE_RULE {
        return Ok(passed_over);
    }
    let Some((case, request)) = ours(town, tx, &fact.subject)? else { return Ok(passed_over) };
    let today = tx.today();
    if acts::deem(town, tx, &request, today)? {
        return Ok(Audit::of("permits.deemed", case));
    }
    Ok(passed_over)
}

/// The applicant took the request back.
fn withdraw(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: ApplicationWithdrawn = outbox::read(body)?;
    let Some((case, request)) = ours(town, tx, &fact.case)? else {
        return Ok(Audit::of("permits.passed_over", &fact.case));
    };
    if request.state.is_running() {
        store::set_state(tx, &request, State::Withdrawn)?;
        for rule in [NOTICE_RULE, DECIDE_RULE] {
            deadlines::drop_rule(tx, &fact.case, rule)?;
        }
    }
    Ok(Audit::of("permits.withdrawn", case))
}
