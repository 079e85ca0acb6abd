//! The way of an item: submitted, returned, approved, published now or later, withdrawn. Every step
//! is decided here, in one transaction with what the public sees.

use jiff::Timestamp;
use kernel::publication::{self, NoteKind, Publication};
use kernel::{Actor, AppError, Audit, Id, Problem, Saved, Text, Town, Tx, settings};

use crate::acts::{Act, ChangeKind, Release};
use crate::model::{Draft, Item, State};
use crate::review::review;
use crate::settings::NewsroomSettings;
use crate::{publish, store};

fn refuse<T>(kind: &'static str, de: &str, en: &str) -> Result<T, AppError> {
    Err(AppError::refused(kind, de, en))
}

fn busy() -> AppError {
    AppError::refused(
        "newsroom/busy",
        "Jemand anderes hat hier gerade etwas geändert. Laden Sie die Seite neu und sehen Sie noch einmal hin.",
        "Somebody else has just changed something here. Load the page again and look once more.",
    )
}

/// Does it. `seen` is the edition the person had in front of them.
///
/// # Errors
/// [`AppError::Forbidden`] without the right, [`AppError::Refused`] when the rules say no.
pub(crate) fn act(
    town: &Town,
    tx: &mut Tx<'_>,
    id: Id<Publication>,
    seen: i64,
    act: Act,
) -> Result<Saved<State>, AppError> {
    let actor = tx.actor().clone();
    let item = store::find(tx, id)?.open(&actor)?;
    if item.head != seen {
        return Err(busy());
    }
    match act {
        Act::Submit => submit(tx, &item, &actor),
        Act::Return(reason) => give_back(tx, &item, &actor, &reason),
        Act::Approve => approve(tx, &item, &actor),
        Act::Publish(release) => release_item(town, tx, &item, &actor, &release),
        Act::Unschedule => unschedule(tx, &item, &actor),
        Act::Withdraw { note, is_readable } => withdraw(tx, &item, &actor, &note, is_readable),
        Act::SecondLook => second_look(tx, &item, &actor),
    }
}

fn allowed(is_allowed: bool) -> Result<(), AppError> {
    if is_allowed { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Moves an item and notes the step.
fn moved(
    tx: &mut Tx<'_>,
    item: &Item,
    state: State,
    action: &'static str,
    reason: &str,
) -> Result<Saved<State>, AppError> {
    if !store::set_state(tx, item, state, item.live, item.needs_second_look)? {
        return Err(busy());
    }
    store::add_step(tx, item.id, item.head, action, reason, ("", &Text::default()))?;
    let action = match action {
        "submitted" => "newsroom.submitted",
        "returned" => "newsroom.returned",
        "approved" => "newsroom.approved",
        _ => "newsroom.moved",
    };
    Ok(Audit::of(action, item.id).note(format!("edition={}", item.head)).with(state))
}

fn submit(tx: &mut Tx<'_>, item: &Item, actor: &Actor) -> Result<Saved<State>, AppError> {
    allowed(item.may_write(actor))?;
    if !matches!(item.state, State::Draft | State::Returned) {
        return refuse(
            "newsroom/not-a-draft",
            "Nur ein Entwurf kann zur Prüfung gegeben werden.",
            "Only a draft can be handed to review.",
        );
    }
    moved(tx, item, State::Submitted, "submitted", "")
}

fn give_back(
    tx: &mut Tx<'_>,
    item: &Item,
    actor: &Actor,
    reason: &str,
) -> Result<Saved<State>, AppError> {
    allowed(item.may_review(actor))?;
    if !matches!(item.state, State::Submitted | State::Approved) {
        return refuse(
            "newsroom/not-submitted",
            "Zurückgeben lässt sich nur, was zur Prüfung liegt.",
            "Only what is under review can be returned.",
        );
    }
    if reason.is_empty() {
        let problem = Problem::new("newsroom/reason", "Ein Grund fehlt.", "A reason is missing.");
        return Err(problem
            .at("grund", "Schreiben Sie, was noch zu tun ist.", "Write what is left to do.")
            .into());
    }
    moved(tx, item, State::Returned, "returned", reason)
}

fn approve(tx: &mut Tx<'_>, item: &Item, actor: &Actor) -> Result<Saved<State>, AppError> {
    allowed(item.may_review(actor))?;
    if item.state != State::Submitted {
        return refuse(
            "newsroom/not-submitted",
            "Freigeben lässt sich nur, was zur Prüfung liegt.",
            "Only what is under review can be approved.",
        );
    }
    let (_, author) = store::edition(tx, item.id, item.head)?;
    let submitter = store::steps(tx, item.id)?
        .into_iter()
        .find(|s| s.action == "submitted")
        .map(|s| s.author)
        .unwrap_or_default();
    if [author, submitter].contains(&actor.label()) {
        return refuse(
            "newsroom/own-work",
            "Eigene Texte kann man nicht selbst freigeben. Bitten Sie jemanden aus dem Team.",
            "Nobody approves their own text. Ask somebody of the team.",
        );
    }
    moved(tx, item, State::Approved, "approved", "")
}

/// Whether the rules let this item out, and whether it has to be looked at afterwards.
fn second_pair(
    tx: &mut Tx<'_>,
    item: &Item,
    actor: &Actor,
    release: &Release,
) -> Result<bool, AppError> {
    let settings: NewsroomSettings = settings::get(tx)?;
    if item.state == State::Approved || !settings.needs_second_pair(&item.kind) {
        return Ok(false);
    }
    if !release.is_forced {
        return refuse(
            "newsroom/second-pair",
            "Diese Art von Text braucht ein zweites Augenpaar. Geben Sie ihn zur Prüfung.",
            "This kind of text needs a second pair of eyes. Hand it to review.",
        );
    }
    allowed(item.may_force(actor))?;
    if release.reason.is_empty() {
        return Err(missing_reason());
    }
    Ok(true)
}

fn missing_reason() -> AppError {
    Problem::new("newsroom/reason", "Eine Begründung fehlt.", "A reason is missing.")
        .at(
            "begruendung",
            "Schreiben Sie, warum der Text so veröffentlicht werden soll.",
            "Write why the text is to be published like this.",
        )
        .into()
}

fn note_is_there(item: &Item, release: &Release) -> Result<(), AppError> {
    if !item.is_out() || release.kind == ChangeKind::Minor || !release.note.de.is_empty() {
        return Ok(());
    }
    Err(Problem::new("newsroom/note", "Der Hinweis fehlt.", "The note is missing.")
        .at(
            "hinweis_de",
            "Schreiben Sie in einem Satz, was sich geändert hat. Das liest die Öffentlichkeit.",
            "Write in one sentence what has changed. The public reads it.",
        )
        .into())
}

fn release_item(
    town: &Town,
    tx: &mut Tx<'_>,
    item: &Item,
    actor: &Actor,
    release: &Release,
) -> Result<Saved<State>, AppError> {
    allowed(item.may_publish(actor))?;
    let (draft, _) = store::edition(tx, item.id, item.head)?;
    let found = review(town, tx, item, &draft)?;
    if !found.may_be_published() {
        return refuse(
            "newsroom/blocked",
            "Es gibt noch Punkte, die dem Veröffentlichen entgegenstehen. Sie stehen auf dieser Seite.",
            "Some points still stand against publishing. They are listed on this page.",
        );
    }
    if found.count(content::check::Level::Ask) > 0 && release.reason.is_empty() {
        return Err(missing_reason());
    }
    let needs_look = second_pair(tx, item, actor, release)?;
    note_is_there(item, release)?;
    let before = publication::find(tx, item.id)?;
    let now = tx.now();
    let from = appears(&draft, before.as_ref(), now);
    let state = if from > now { State::Scheduled } else { State::Published };
    // The gazette itself holds official notices to their rules.
    let shown = publish::publication(tx, item, &draft, publication::State::Published, from)?;
    publication::save(tx, &shown, release.kind.word())?;
    if item.is_out() && release.kind != ChangeKind::Minor {
        let kind = match release.kind {
            ChangeKind::Correction => NoteKind::Correction,
            _ => NoteKind::Change,
        };
        publication::note(tx, item.id, kind, &release.note)?;
    }
    if !store::set_state(tx, item, state, item.head, needs_look)? {
        return Err(busy());
    }
    let action = if needs_look { "forced" } else { "published" };
    let change = (release.kind.word(), &release.note);
    store::add_step(tx, item.id, item.head, action, &release.reason, change)?;
    store::settle_contribution(tx, item.id)?;
    let audit = match (needs_look, state) {
        (true, _) => "newsroom.forced",
        (_, State::Scheduled) => "newsroom.scheduled",
        _ => "newsroom.published",
    };
    Ok(Audit::of(audit, item.id).note(format!("edition={}", item.head)).with(state))
}

/// When it appears: what is out already keeps its first day.
pub(crate) fn appears(draft: &Draft, before: Option<&Publication>, now: Timestamp) -> Timestamp {
    let was_seen = before.filter(|p| p.is_visible(now)).map(|p| p.visible_from);
    match (was_seen, draft.appears_at) {
        (Some(first), _) => first,
        (None, Some(planned)) if planned > now => planned,
        _ => now,
    }
}

fn unschedule(tx: &mut Tx<'_>, item: &Item, actor: &Actor) -> Result<Saved<State>, AppError> {
    allowed(item.may_publish(actor))?;
    let shown = publication::find(tx, item.id)?;
    let Some(mut shown) = shown.filter(|p| p.visible_from > tx.now()) else {
        return refuse(
            "newsroom/not-scheduled",
            "Der Text ist nicht mehr geplant.",
            "The text is no longer scheduled.",
        );
    };
    shown.state = publication::State::Draft;
    publication::save(tx, &shown, "unscheduled")?;
    if !store::set_state(tx, item, State::Draft, 0, false)? {
        return Err(busy());
    }
    store::add_step(tx, item.id, item.head, "unscheduled", "", ("", &Text::default()))?;
    Ok(Audit::of("newsroom.unscheduled", item.id).with(State::Draft))
}

fn withdraw(
    tx: &mut Tx<'_>,
    item: &Item,
    actor: &Actor,
    note: &Text,
    is_readable: bool,
) -> Result<Saved<State>, AppError> {
    allowed(item.may_publish(actor))?;
    if note.de.is_empty() {
        return Err(Problem::new("newsroom/reason", "Ein Grund fehlt.", "A reason is missing.")
            .at(
                "grund_de",
                "Schreiben Sie, warum der Text zurückgezogen wird. Das liest die Öffentlichkeit.",
                "Write why the text is withdrawn. The public reads it.",
            )
            .into());
    }
    let shown = publication::find(tx, item.id)?;
    let Some(mut shown) = shown.filter(|p| p.state == publication::State::Published) else {
        return refuse(
            "newsroom/not-published",
            "Der Text ist nicht veröffentlicht.",
            "The text is not published.",
        );
    };
    if !is_readable {
        shown.state = publication::State::Withdrawn;
        publication::save(tx, &shown, "withdrawn")?;
    }
    publication::note(tx, item.id, NoteKind::Withdrawal, note)?;
    let live = if is_readable { item.live } else { 0 };
    if !store::set_state(tx, item, State::Withdrawn, live, false)? {
        return Err(busy());
    }
    store::add_step(tx, item.id, item.head, "withdrawn", "", ("withdrawal", note))?;
    Ok(Audit::of("newsroom.withdrawn", item.id).with(State::Withdrawn))
}

fn second_look(tx: &mut Tx<'_>, item: &Item, actor: &Actor) -> Result<Saved<State>, AppError> {
    allowed(item.may_review(actor))?;
    let forced_by = store::steps(tx, item.id)?
        .into_iter()
        .find(|s| s.action == "forced")
        .map(|s| s.author)
        .unwrap_or_default();
    if !item.needs_second_look || forced_by == actor.label() {
        return refuse(
            "newsroom/own-work",
            "Das muss jemand anderes ansehen als die Person, die veröffentlicht hat.",
            "Somebody other than the publisher must look at it.",
        );
    }
    if !store::set_state(tx, item, item.state, item.live, false)? {
        return Err(busy());
    }
    store::add_step(tx, item.id, item.head, "looked", "", ("", &Text::default()))?;
    Ok(Audit::of("newsroom.looked", item.id).with(item.state))
}
