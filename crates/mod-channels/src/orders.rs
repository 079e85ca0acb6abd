//! What editors order: send, call off, correct, delete, try again. Each order is an errand per
//! account with a job; accounts never wait for each other.

use jiff::Timestamp;
use kernel::{AppError, Audit, Id, Saved, Town, Tx, jobs};
use norm_social::{Order, Task};

use crate::account::Connection;
use crate::model::{Errand, Kind, Post, Standing, State};
use crate::sending::{Body, kind_of};
use crate::{store, variant};

fn refused(kind: &'static str, de: impl Into<String>, en: impl Into<String>) -> AppError {
    AppError::refused(kind, de, en)
}

fn changed() -> AppError {
    refused(
        "channels/changed-meanwhile",
        "Jemand anderes hat das gerade schon in Auftrag gegeben. Laden Sie die Seite neu.",
        "Somebody else has just ordered this. Reload the page.",
    )
}

/// Schedules the next job of an errand; its run is the job's name.
///
/// # Errors
/// What the database says.
pub fn schedule(
    tx: &mut Tx<'_>,
    e: &Errand,
    connection: &Connection,
    at: Timestamp,
) -> Result<(), AppError> {
    let body = Body { errand: e.id, run: e.run };
    let key = format!("channels/{}/{}", e.id, e.run);
    jobs::schedule_at(tx, kind_of(connection.channel), &key, &body, at)
}

/// The post for an account, if the account may be used and the channel would take it.
fn fitting(
    town: &Town,
    tx: &mut Tx<'_>,
    post: &Post,
    connection: &Connection,
    key: &str,
) -> Result<norm_social::Post, AppError> {
    let all = store::variants(tx, post.id)?;
    let own = all.into_iter().find(|v| v.account == connection.id).ok_or(AppError::NotFound)?;
    let made = variant::make(town, tx, post, &own, connection, key)?;
    if let Some(finding) = made.findings.first().filter(|_| made.is_refused()) {
        return Err(refused("channels/does-not-fit", &finding.words.de, &finding.words.en));
    }
    Ok(made.post)
}

/// Where a post stands that is not there yet.
fn nowhere() -> (String, String) {
    (String::new(), String::new())
}

struct New<'a> {
    post: &'a Post,
    connection: &'a Connection,
    number: i64,
    kind: Kind,
    order: Order,
    at: Option<Timestamp>,
    /// The provider's number and the address of the post, where it is there already.
    there: (String, String),
}

fn add(tx: &mut Tx<'_>, new: New<'_>) -> Result<(), AppError> {
    let now = tx.now();
    // What waited for a person or the account is overtaken by this.
    let before = store::task::latest(tx, new.post.id)?;
    let waits = |e: &Errand| matches!(e.standing, Standing::Held | Standing::Stuck);
    for mut old in before.into_iter().filter(|e| e.account == new.connection.id && waits(e)) {
        let run = old.run;
        old.standing = Standing::Cancelled;
        old.run += 1;
        store::task::save(tx, &old, run)?;
    }
    let is_held = !new.connection.is_usable();
    let errand = Errand {
        id: Id::new(),
        post: new.post.id,
        account: new.connection.id,
        number: new.number,
        kind: new.kind,
        standing: if is_held { Standing::Held } else { Standing::Waiting },
        task: Task::new(new.connection.channel, new.order),
        run: 1,
        due_at: new.at.filter(|at| *at > now),
        remote: new.there.0,
        url: new.there.1,
        changed_at: now,
    };
    store::task::add(tx, &errand)?;
    if !is_held {
        schedule(tx, &errand, new.connection, errand.due_at.unwrap_or(now))?;
    }
    Ok(())
}

/// Releases a post: an errand for each of its accounts.
///
/// # Errors
/// [`AppError::Refused`] when it goes nowhere, does not fit a channel, or its author may not.
pub fn release(
    town: &Town,
    tx: &mut Tx<'_>,
    mut post: Post,
    needs_second_pair: bool,
) -> Result<Saved<()>, AppError> {
    post.may_be_released_by(&tx.actor().label(), needs_second_pair)?;
    let variants = store::variants(tx, post.id)?;
    if variants.is_empty() {
        return Err(refused(
            "channels/goes-nowhere",
            "Wählen Sie mindestens einen Kanal.",
            "Choose at least one channel.",
        ));
    }
    post.state = State::Released;
    post.releaser = tx.actor().label();
    store::save(tx, &post)?;
    let before = store::task::latest(tx, post.id)?;
    for own in &variants {
        let connection = store::account::find(tx, own.account)?;
        let last = before.iter().find(|e| e.account == own.account);
        let number = last.map_or(1, |e| e.number + 1);
        let key = variant::key(&post, &connection, number);
        let made = fitting(town, tx, &post, &connection, &key)?;
        let at = post.send_at;
        let order = Order::Publish(made);
        let (post, connection, there) = (&post, &connection, nowhere());
        add(tx, New { post, connection, number, kind: Kind::Publish, order, at, there })?;
    }
    Ok(Audit::of("channels.released", post.id).note(format!("{} channels", variants.len())).done())
}

/// Calls off what has not left yet; the post is a draft again if nothing has.
///
/// # Errors
/// [`AppError::Refused`] when nothing can be called off any more.
pub fn call_off(tx: &mut Tx<'_>, mut post: Post) -> Result<Saved<()>, AppError> {
    let latest = store::task::latest(tx, post.id)?;
    let mut count = 0;
    for mut e in latest.iter().filter(|e| e.may_be_cancelled()).cloned() {
        let run = e.run;
        e.standing = Standing::Cancelled;
        e.run += 1;
        count += i32::from(store::task::save(tx, &e, run)?);
    }
    if count == 0 {
        return Err(refused(
            "channels/too-late",
            "Es ist nichts mehr abzubrechen: Alles ist gesendet oder wird es gerade.",
            "There is nothing to call off any more: everything is sent or just being sent.",
        ));
    }
    if !latest.iter().any(|e| !e.may_be_cancelled() && e.standing != Standing::Cancelled) {
        post.state = State::Draft;
        store::save(tx, &post)?;
    }
    Ok(Audit::of("channels.called_off", post.id).done())
}

/// Sends what a post says now to all channels on which it stands and that can change it. Answers
/// how many were ordered, and the channels that cannot.
///
/// # Errors
/// [`AppError::Refused`] when a variant does not fit.
pub fn correct(town: &Town, tx: &mut Tx<'_>, mut post: Post) -> Result<Saved<()>, AppError> {
    let mut count = 0;
    for last in store::task::latest(tx, post.id)? {
        let connection = store::account::find(tx, last.account)?;
        let is_at_rest = matches!(last.standing, Standing::Done | Standing::Stuck);
        if !last.is_shown() || !is_at_rest || !connection.channel.can_correct() {
            continue;
        }
        let number = last.number + 1;
        let key = variant::key(&post, &connection, number);
        let made = fitting(town, tx, &post, &connection, &key)?;
        let order = Order::Correct { id: last.remote.clone(), post: made };
        let there = (last.remote.clone(), last.url.clone());
        let (post, connection) = (&post, &connection);
        add(tx, New { post, connection, number, kind: Kind::Correct, order, at: None, there })?;
        count += 1;
    }
    if count == 0 {
        return Err(refused(
            "channels/nothing-to-correct",
            "Der Beitrag steht auf keinem Kanal, der sich korrigieren lässt.",
            "The post stands on no channel that can be corrected.",
        ));
    }
    if post.source == "changed" {
        post.source.clear();
        store::save(tx, &post)?;
    }
    Ok(Audit::of("channels.corrected", post.id).note(format!("{count} channels")).done())
}

/// Takes a post away from one account, or from all: what has not left is called off, what stands
/// there is deleted.
///
/// # Errors
/// [`AppError::Refused`] where it can neither be called off nor deleted just now.
pub fn delete(
    tx: &mut Tx<'_>,
    mut post: Post,
    only: Option<Id<Connection>>,
) -> Result<Saved<()>, AppError> {
    let mut count = 0;
    for mut last in store::task::latest(tx, post.id)? {
        if only.is_some_and(|id| id != last.account) {
            continue;
        }
        let connection = store::account::find(tx, last.account)?;
        let is_at_rest = matches!(last.standing, Standing::Done | Standing::Stuck | Standing::Held);
        if last.is_shown() && last.kind != Kind::Delete && is_at_rest {
            let order = Order::Delete { id: last.remote.clone() };
            let there = (last.remote.clone(), last.url.clone());
            let (post, connection, number) = (&post, &connection, last.number + 1);
            add(tx, New { post, connection, number, kind: Kind::Delete, order, at: None, there })?;
            count += 1;
        } else if last.may_be_cancelled() {
            let run = last.run;
            last.standing = Standing::Cancelled;
            last.run += 1;
            count += i32::from(store::task::save(tx, &last, run)?);
        } else if !matches!(last.standing, Standing::Done | Standing::Cancelled) {
            return Err(refused(
                "channels/on-its-way",
                format!(
                    "{}: Der Beitrag ist gerade unterwegs. Versuchen Sie es in ein paar Minuten noch einmal.",
                    connection.label()
                ),
                format!(
                    "{}: The post is on its way just now. Try again in a few minutes.",
                    connection.label()
                ),
            ));
        }
    }
    if only.is_none() {
        post.state = State::Deleted;
        store::save(tx, &post)?;
    }
    let what = only.map_or_else(|| "everywhere".to_owned(), |id| id.to_string());
    Ok(Audit::of("channels.deleted", post.id).note(format!("{what}, {count} channels")).done())
}

/// A person has done what was asked: the errand goes on. What is not on the channel yet is begun
/// anew with the words of now.
///
/// # Errors
/// [`AppError::Refused`] when it is not stuck, or does not fit.
pub fn again(town: &Town, tx: &mut Tx<'_>, id: Id<Errand>) -> Result<Saved<()>, AppError> {
    let mut e = store::task::find(tx, id)?;
    if !matches!(e.standing, Standing::Stuck | Standing::Held) {
        return Err(changed());
    }
    let post = store::find(tx, e.post)?;
    let connection = store::account::find(tx, e.account)?;
    if e.may_be_rewritten() {
        let Order::Publish(before) = &e.task.order else { return Err(changed()) };
        let made = fitting(town, tx, &post, &connection, &before.key.clone())?;
        e.task = Task::new(connection.channel, Order::Publish(made));
    } else {
        e.task.resume();
    }
    let run = e.run;
    e.run += 1;
    e.standing = if connection.is_usable() { Standing::Waiting } else { Standing::Held };
    if !store::task::save(tx, &e, run)? {
        return Err(changed());
    }
    if connection.is_usable() {
        let now = tx.now();
        schedule(tx, &e, &connection, now)?;
    }
    Ok(Audit::of("channels.tried_again", e.id).done())
}

/// Sends a post to an account once more after it was deleted there.
///
/// # Errors
/// [`AppError::Refused`] while it stands there or is on its way.
pub fn anew(
    town: &Town,
    tx: &mut Tx<'_>,
    post: &Post,
    account: Id<Connection>,
) -> Result<Saved<()>, AppError> {
    let connection = store::account::find(tx, account)?;
    let last = store::task::latest(tx, post.id)?.into_iter().find(|e| e.account == account);
    let is_free = last.as_ref().is_none_or(|e| {
        e.standing == Standing::Cancelled
            || (e.kind == Kind::Delete && e.standing == Standing::Done)
    });
    if !is_free || post.state != State::Released {
        return Err(changed());
    }
    let number = last.map_or(1, |e| e.number + 1);
    let key = variant::key(post, &connection, number);
    let order = Order::Publish(fitting(town, tx, post, &connection, &key)?);
    let (connection, there, kind) = (&connection, nowhere(), Kind::Publish);
    add(tx, New { post, connection, number, kind, order, at: None, there })?;
    Ok(Audit::of("channels.sent_anew", post.id).note(connection.id).done())
}

/// A person did in the provider's app what the channel cannot do by program.
///
/// # Errors
/// [`AppError::Refused`] when nothing waits for hands.
pub fn by_hand(tx: &mut Tx<'_>, id: Id<Errand>) -> Result<Saved<()>, AppError> {
    let mut e = store::task::find(tx, id)?;
    if !e.is_for_hands() {
        return Err(changed());
    }
    let run = e.run;
    e.run += 1;
    e.standing = Standing::Done;
    if !store::task::save(tx, &e, run)? {
        return Err(changed());
    }
    Ok(Audit::of("channels.done_by_hand", e.id).done())
}

/// An account is connected again: what waited for it goes on.
///
/// # Errors
/// What the database says.
pub fn free(tx: &mut Tx<'_>, connection: &Connection) -> Result<usize, AppError> {
    let held = store::task::held(tx, connection.id)?;
    let now = tx.now();
    let mut count = 0;
    for mut e in held {
        let run = e.run;
        e.task.resume();
        e.run += 1;
        e.standing = Standing::Waiting;
        if store::task::save(tx, &e, run)? {
            schedule(tx, &e, connection, e.due_at.unwrap_or(now).max(now))?;
            count += 1;
        }
    }
    Ok(count)
}
