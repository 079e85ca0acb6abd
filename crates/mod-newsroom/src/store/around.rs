//! What stands around the texts: comments, tasks, patterns, contributions from outside.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::people::Account;
use kernel::publication::Publication;
use kernel::{AppError, Id, Reader, Sql, Text, Tx, sql};

/// Days after which an unconfirmed contribution goes.
const UNCONFIRMED_DAYS: i64 = 3;
/// Days after which the sender of a settled contribution is forgotten.
const SETTLED_DAYS: i64 = 30;

const ADD_COMMENT: Sql = sql!(
    "INSERT INTO newsroom_comment (id, item, edition, block, text, author, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const COMMENTS: Sql = sql!(
    "SELECT id, edition, text, author, made_at, resolved_at FROM newsroom_comment
     WHERE item = $1
     ORDER BY made_at, id
     LIMIT 300"
);
const RESOLVE: Sql = sql!(
    "UPDATE newsroom_comment SET resolved_at = $3
     WHERE id = $1 AND item = $2 AND resolved_at IS NULL"
);
const ADD_TASK: Sql = sql!(
    "INSERT INTO newsroom_task (id, key, item, kind, text_de, text_en, due_on, assignee, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (key) DO NOTHING"
);
const TASKS: Sql = sql!(
    "SELECT t.id, t.item, t.text_de, t.text_en, t.due_on, t.assignee, i.title, i.unit
     FROM newsroom_task t
     LEFT JOIN newsroom_item i ON i.id = t.item
     WHERE t.done_at IS NULL
     ORDER BY t.due_on, t.made_at, t.id
     LIMIT 500"
);
const TASKS_OF: Sql = sql!(
    "SELECT t.id, t.item, t.text_de, t.text_en, t.due_on, t.assignee, i.title, i.unit
     FROM newsroom_task t
     LEFT JOIN newsroom_item i ON i.id = t.item
     WHERE t.done_at IS NULL AND t.assignee = $1
     ORDER BY t.due_on, t.made_at, t.id
     LIMIT 200"
);
const TASKS_DUE: Sql = sql!(
    "SELECT t.id, t.item, t.text_de, t.text_en, t.due_on, t.assignee, i.title, i.unit
     FROM newsroom_task t
     LEFT JOIN newsroom_item i ON i.id = t.item
     WHERE t.done_at IS NULL AND t.due_on >= $1 AND t.due_on < $2
     ORDER BY t.due_on, t.made_at, t.id
     LIMIT 2000"
);
const TASK: Sql = sql!(
    "SELECT t.id, t.item, t.text_de, t.text_en, t.due_on, t.assignee, i.title, i.unit
     FROM newsroom_task t
     LEFT JOIN newsroom_item i ON i.id = t.item
     WHERE t.done_at IS NULL AND t.id = $1"
);
const GIVE: Sql = sql!("UPDATE newsroom_task SET assignee = $2 WHERE id = $1 AND done_at IS NULL");
const TASK_KEYS: Sql = sql!("SELECT key FROM newsroom_task WHERE done_at IS NULL LIMIT 5000");
const FINISH: Sql =
    sql!("UPDATE newsroom_task SET done_at = $2, key = id WHERE id = $1 AND done_at IS NULL");
const CLOSE: Sql =
    sql!("UPDATE newsroom_task SET done_at = $2, key = id WHERE key = $1 AND done_at IS NULL");
const ADD_CONTRIBUTION: Sql = sql!(
    "INSERT INTO newsroom_contribution (id, sender, content, state, made_at, changed_at)
     VALUES ($1, $2, $3, 'waiting', $4, $4)"
);
const CONFIRM: Sql = sql!(
    "UPDATE newsroom_contribution SET state = 'confirmed', item = $2, content = '', changed_at = $3
     WHERE id = $1 AND state = 'waiting'"
);
const CONTRIBUTION: Sql =
    sql!("SELECT id, sender, content, state FROM newsroom_contribution WHERE id = $1");
const CONTRIBUTION_OF: Sql =
    sql!("SELECT id, sender, content, state FROM newsroom_contribution WHERE item = $1");
const SETTLE: Sql = sql!(
    "UPDATE newsroom_contribution SET state = 'settled', changed_at = $2
     WHERE item = $1 AND state = 'confirmed'"
);
const ERASE: Sql = sql!(
    "DELETE FROM newsroom_contribution
     WHERE (state = 'waiting' AND changed_at < $1) OR (state = 'settled' AND changed_at < $2)"
);

/// A remark of a colleague.
#[derive(Clone, Debug)]
pub(crate) struct CommentRow {
    pub(crate) id: Id<CommentRow>,
    pub(crate) edition: i64,
    pub(crate) text: String,
    pub(crate) author: String,
    pub(crate) made_at: Timestamp,
    pub(crate) is_resolved: bool,
}

/// Adds a remark.
pub(crate) fn add_comment(
    tx: &mut Tx<'_>,
    item: Id<Publication>,
    edition: i64,
    block: &str,
    text: &str,
) -> Result<(), AppError> {
    let (id, now, author) = (Id::<CommentRow>::new(), tx.now(), tx.actor().label());
    tx.execute(ADD_COMMENT, &[&id, &item, &edition, &block, &text, &author, &now])?;
    Ok(())
}

/// The remarks about an item, the oldest first.
pub(crate) fn comments(
    reader: &mut Reader<'_>,
    item: Id<Publication>,
) -> Result<Vec<CommentRow>, AppError> {
    let rows = reader.query(COMMENTS, &[&item])?;
    rows.iter()
        .map(|row| {
            Ok(CommentRow {
                id: row.get("id")?,
                edition: row.get("edition")?,
                text: row.get("text")?,
                author: row.get("author")?,
                made_at: row.get("made_at")?,
                is_resolved: row.get::<Option<Timestamp>>("resolved_at")?.is_some(),
            })
        })
        .collect()
}

/// Marks a remark as done; false if it was already.
pub(crate) fn resolve_comment(
    tx: &mut Tx<'_>,
    item: Id<Publication>,
    id: Id<CommentRow>,
) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(RESOLVE, &[&id, &item, &now])? == 1)
}

/// Something to do.
#[derive(Clone, Debug)]
pub(crate) struct TaskRow {
    pub(crate) id: Id<TaskRow>,
    pub(crate) item: Option<Id<Publication>>,
    pub(crate) text: Text,
    pub(crate) due_on: Option<Date>,
    pub(crate) title: String,
    pub(crate) unit: Option<Id<kernel::org::Unit>>,
    /// Whose it is, if it was given to somebody.
    pub(crate) assignee: Option<Id<Account>>,
}

impl TaskRow {
    fn read(row: &kernel::db::Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            item: row.get("item")?,
            text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
            due_on: row.get("due_on")?,
            title: row.get::<Option<String>>("title")?.unwrap_or_default(),
            unit: row.get("unit")?,
            assignee: row.get("assignee")?,
        })
    }

    /// Whether it was given to somebody.
    pub(crate) fn is_of(&self, actor: &kernel::Actor) -> bool {
        actor.account().is_some_and(|me| self.assignee == Some(me))
    }

    /// Whether somebody may see and do it: it is theirs, or of a unit they write for.
    pub(crate) fn is_for(&self, actor: &kernel::Actor) -> bool {
        self.is_of(actor) || self.unit.is_none_or(|unit| actor.may_in(crate::WRITE, unit))
    }
}

/// Adds a task unless one of the same key is open; answers whether it is new.
pub(crate) fn add_task(
    tx: &mut Tx<'_>,
    key: &str,
    item: Option<Id<Publication>>,
    kind: &str,
    text: &Text,
    due: (Option<Date>, Option<Id<Account>>),
) -> Result<bool, AppError> {
    let (id, now) = (Id::<TaskRow>::new(), tx.now());
    let (due_on, assignee) = due;
    let values: [&dyn kernel::db::ToValue; 9] =
        [&id, &key, &item, &kind, &text.de, &text.en, &due_on, &assignee, &now];
    Ok(tx.execute(ADD_TASK, &values)? == 1)
}

/// Open tasks, the most urgent first.
pub(crate) fn open_tasks(reader: &mut Reader<'_>) -> Result<Vec<TaskRow>, AppError> {
    reader.query(TASKS, &[])?.iter().map(TaskRow::read).collect()
}

/// Open tasks that were given to somebody, the most urgent first.
pub(crate) fn tasks_of(
    reader: &mut Reader<'_>,
    who: Id<Account>,
) -> Result<Vec<TaskRow>, AppError> {
    reader.query(TASKS_OF, &[&who])?.iter().map(TaskRow::read).collect()
}

/// Open tasks due between two days, the second not included.
pub(crate) fn tasks_due(
    reader: &mut Reader<'_>,
    from: Date,
    until: Date,
) -> Result<Vec<TaskRow>, AppError> {
    reader.query(TASKS_DUE, &[&from, &until])?.iter().map(TaskRow::read).collect()
}

/// An open task.
pub(crate) fn task(reader: &mut Reader<'_>, id: Id<TaskRow>) -> Result<Option<TaskRow>, AppError> {
    reader.maybe(TASK, &[&id])?.as_ref().map(TaskRow::read).transpose()
}

/// Gives a task to somebody; false if it is done by now.
pub(crate) fn give_task(
    tx: &mut Tx<'_>,
    id: Id<TaskRow>,
    who: Option<Id<Account>>,
) -> Result<bool, AppError> {
    Ok(tx.execute(GIVE, &[&id, &who])? == 1)
}

/// Keys of all open tasks.
pub(crate) fn task_keys(reader: &mut Reader<'_>) -> Result<Vec<String>, AppError> {
    reader.query(TASK_KEYS, &[])?.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Marks a task as done; false if it was already.
pub(crate) fn finish_task(tx: &mut Tx<'_>, id: Id<TaskRow>) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(FINISH, &[&id, &now])? == 1)
}

/// Closes the task of a key, because its reason is gone.
pub(crate) fn close_tasks(tx: &mut Tx<'_>, key: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(CLOSE, &[&key, &now])?;
    Ok(())
}

/// What somebody outside sent in; the sender is sealed.
#[derive(Clone, Debug)]
pub(crate) struct Contribution {
    pub(crate) id: Id<Contribution>,
    pub(crate) sender: String,
    pub(crate) content: String,
    pub(crate) state: String,
}

/// Keeps a contribution until its sender confirms it.
pub(crate) fn add_contribution(
    tx: &mut Tx<'_>,
    id: Id<Contribution>,
    sender: &str,
    content: &str,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ADD_CONTRIBUTION, &[&id, &sender, &content, &now])?;
    Ok(())
}

/// Marks a contribution as confirmed; false if it was already.
pub(crate) fn confirm_contribution(
    tx: &mut Tx<'_>,
    id: Id<Contribution>,
    item: Id<Publication>,
) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(CONFIRM, &[&id, &item, &now])? == 1)
}

/// A contribution by its id, or by the item it became.
pub(crate) fn contribution(
    reader: &mut Reader<'_>,
    id: Option<Id<Contribution>>,
    item: Option<Id<Publication>>,
) -> Result<Option<Contribution>, AppError> {
    let row = match (id, item) {
        (Some(id), _) => reader.maybe(CONTRIBUTION, &[&id])?,
        (None, item) => reader.maybe(CONTRIBUTION_OF, &[&item])?,
    };
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Contribution {
        id: row.get("id")?,
        sender: row.get("sender")?,
        content: row.get("content")?,
        state: row.get("state")?,
    }))
}

/// Notes that a contribution was decided upon.
pub(crate) fn settle_contribution(
    tx: &mut Tx<'_>,
    item: Id<Publication>,
) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(SETTLE, &[&item, &now])? == 1)
}

/// Forgets senders: unconfirmed after days, decided upon after a month.
pub(crate) fn erase_contributions(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let ago = |days: i64| {
        tx.now().checked_sub(SignedDuration::from_hours(24 * days)).map_err(AppError::internal)
    };
    let (waiting, settled) = (ago(UNCONFIRMED_DAYS)?, ago(SETTLED_DAYS)?);
    Ok(tx.execute(ERASE, &[&waiting, &settled])?)
}
