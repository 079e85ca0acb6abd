//! The SQL; the only file that knows the tables.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::files::StoredFile;
use kernel::{AppError, Case, Id, Language, Reader, Sealed, Sql, Town, Tx, sql};

use crate::model::{Draft, DraftData, DraftRow, Holder, Submission};

/// Drafts and holders looked at in one night.
pub(crate) const NIGHT_MAX: i64 = 500;

const ADD_DRAFT: Sql = sql!(
    "INSERT INTO applications_draft (id, service, schema_key, holder, sealed, page, language, version,
        shape, made_at, changed_at, expires_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)"
);
const FIND_DRAFT: Sql = sql!(
    "SELECT id, service, schema_key, holder, sealed, page, language, version, shape, changed_at, expires_on
     FROM applications_draft
     WHERE id = $1"
);
const SAVE_DRAFT: Sql = sql!(
    "UPDATE applications_draft
     SET schema_key = $3, sealed = $4, page = $5, language = $6, version = version + 1, shape = $7,
         changed_at = $8, expires_on = $9
     WHERE id = $1 AND version = $2"
);
const REMOVE_DRAFT: Sql = sql!("DELETE FROM applications_draft WHERE id = $1");
const DRAFTS_OF: Sql = sql!(
    "SELECT id, service, holder, language, changed_at, expires_on
     FROM applications_draft
     WHERE holder = $1
     ORDER BY changed_at DESC
     LIMIT 100"
);
const DRAFTS_UNTIL: Sql = sql!(
    "SELECT id, service, holder, language, changed_at, expires_on
     FROM applications_draft
     WHERE expires_on <= $1
     ORDER BY expires_on, id
     LIMIT $2"
);
const DRAFTS_AFTER: Sql =
    sql!("SELECT id FROM applications_draft WHERE id > $1 ORDER BY id LIMIT 500");
const COUNT_DRAFTS_OF: Sql = sql!("SELECT COUNT(*) FROM applications_draft WHERE holder = $1");
const MOVE_DRAFTS: Sql = sql!("UPDATE applications_draft SET holder = $2 WHERE holder = $1");
const ADD_HOLDER: Sql = sql!(
    "INSERT INTO applications_holder (key, number, code_tag, code_shown, email, language, made_at, used_at)
     VALUES ($1, $2, $3, $4, '', $5, $6, $6)
     ON CONFLICT (number) DO NOTHING"
);
const HOLDER: Sql = sql!(
    "SELECT key, number, code_tag, code_shown, email, lost_on
     FROM applications_holder
     WHERE key = $1"
);
const HOLDER_BY_NUMBER: Sql = sql!(
    "SELECT key, number, code_tag, code_shown, email, lost_on
     FROM applications_holder
     WHERE number = $1"
);
const SET_CODE: Sql = sql!(
    "UPDATE applications_holder SET code_tag = $2, code_shown = $3, used_at = $4 WHERE key = $1"
);
const NOTED: Sql = sql!("UPDATE applications_holder SET code_shown = '' WHERE key = $1");
const SET_EMAIL: Sql = sql!("UPDATE applications_holder SET email = $2 WHERE key = $1");
const HOLDER_USED: Sql = sql!("UPDATE applications_holder SET used_at = $2 WHERE key = $1");
const HOLDER_LOST: Sql =
    sql!("UPDATE applications_holder SET lost_on = $2, used_at = $3 WHERE key = $1");
const REMOVE_HOLDER: Sql = sql!("DELETE FROM applications_holder WHERE key = $1");
const QUIET_HOLDERS: Sql = sql!(
    "SELECT h.key
     FROM applications_holder h
     WHERE h.used_at < $1 AND h.key > $2
       AND NOT EXISTS (SELECT 1 FROM applications_draft d WHERE d.holder = h.key)
     ORDER BY h.key
     LIMIT $3"
);
const ADD_SUBMISSION: Sql = sql!(
    "INSERT INTO applications_submission (case_id, draft, service, schema_key, sha256, submitted_at,
        language, data_file, xml_file, summary_file)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const SUBMISSION: Sql = sql!(
    "SELECT service, schema_key, sha256, submitted_at, language, data_file, xml_file, summary_file,
        receipt_file
     FROM applications_submission
     WHERE case_id = $1"
);
const SENT_AS: Sql = sql!("SELECT case_id FROM applications_submission WHERE draft = $1");
const SET_RECEIPT: Sql = sql!(
    "UPDATE applications_submission SET receipt_file = $2 WHERE case_id = $1 AND receipt_file IS NULL"
);
const REMOVE_SUBMISSION: Sql = sql!("DELETE FROM applications_submission WHERE case_id = $1");
const WITHOUT_RECEIPT: Sql = sql!(
    "SELECT COUNT(*) FROM applications_submission WHERE receipt_file IS NULL AND submitted_at < $1"
);

fn place(id: Id<Draft>) -> String {
    format!("applications_draft|sealed|{id}")
}

fn seal(town: &Town, draft: &Draft) -> Result<String, AppError> {
    town.seal(&place(draft.id), &serde_json::to_vec(&draft.data)?)
}

/// Stores a new draft.
pub(crate) fn add_draft(tx: &mut Tx<'_>, town: &Town, draft: &Draft) -> Result<(), AppError> {
    let sealed = seal(town, draft)?;
    tx.execute(
        ADD_DRAFT,
        &[
            &draft.id,
            &draft.service,
            &draft.schema_key,
            &draft.holder,
            &sealed,
            &draft.page,
            &draft.language,
            &draft.version,
            &draft.shape,
            &draft.changed_at,
            &draft.expires_on,
        ],
    )?;
    Ok(())
}

/// A draft, closed until its holder opens it.
pub(crate) fn find_draft(
    reader: &mut Reader<'_>,
    town: &Town,
    id: Id<Draft>,
) -> Result<Option<Sealed<Draft>>, AppError> {
    let Some(row) = reader.maybe(FIND_DRAFT, &[&id])? else { return Ok(None) };
    let plain = town.unseal(&place(id), &row.get::<String>("sealed")?)?;
    let data: DraftData = serde_json::from_slice(&plain)?;
    Ok(Some(Sealed::new(Draft {
        id: row.get("id")?,
        service: row.get("service")?,
        schema_key: row.get("schema_key")?,
        holder: row.get("holder")?,
        page: row.get("page")?,
        language: row.get("language")?,
        version: row.get("version")?,
        shape: row.get("shape")?,
        changed_at: row.get("changed_at")?,
        expires_on: row.get("expires_on")?,
        data,
    })))
}

/// Saves a draft if nobody else saved it since this version; false otherwise.
pub(crate) fn save_draft(tx: &mut Tx<'_>, town: &Town, draft: &Draft) -> Result<bool, AppError> {
    let sealed = seal(town, draft)?;
    let now = tx.now();
    let saved = tx.execute(
        SAVE_DRAFT,
        &[
            &draft.id,
            &draft.version,
            &draft.schema_key,
            &sealed,
            &draft.page,
            &draft.language,
            &draft.shape,
            &now,
            &draft.expires_on,
        ],
    )?;
    Ok(saved == 1)
}

/// Removes a draft; false if it was gone.
pub(crate) fn remove_draft(tx: &mut Tx<'_>, id: Id<Draft>) -> Result<bool, AppError> {
    Ok(tx.execute(REMOVE_DRAFT, &[&id])? == 1)
}

fn draft_rows(rows: &[Row]) -> Result<Vec<DraftRow>, AppError> {
    rows.iter()
        .map(|row| {
            Ok(DraftRow {
                id: row.get("id")?,
                service: row.get("service")?,
                holder: row.get("holder")?,
                language: row.get("language")?,
                changed_at: row.get("changed_at")?,
                expires_on: row.get("expires_on")?,
            })
        })
        .collect()
}

/// Drafts of a holder, latest first.
pub(crate) fn drafts_of(reader: &mut Reader<'_>, holder: &str) -> Result<Vec<DraftRow>, AppError> {
    draft_rows(&reader.query(DRAFTS_OF, &[&holder])?)
}

/// Drafts that run out until a day, that day included.
pub(crate) fn drafts_until(reader: &mut Reader<'_>, day: Date) -> Result<Vec<DraftRow>, AppError> {
    draft_rows(&reader.query(DRAFTS_UNTIL, &[&day, &NIGHT_MAX])?)
}

/// Identifiers of drafts behind one, in order, a page at a time.
pub(crate) fn draft_ids_after(
    reader: &mut Reader<'_>,
    last: &str,
) -> Result<Vec<Id<Draft>>, AppError> {
    reader.query(DRAFTS_AFTER, &[&last])?.iter().map(|r| Ok(r.at(0)?)).collect()
}

/// Number of drafts of a holder.
pub(crate) fn count_drafts_of(reader: &mut Reader<'_>, holder: &str) -> Result<i64, AppError> {
    Ok(reader.count(COUNT_DRAFTS_OF, &[&holder])?)
}

/// Passes all drafts of a holder to another.
pub(crate) fn move_drafts(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<u64, AppError> {
    Ok(tx.execute(MOVE_DRAFTS, &[&from, &to])?)
}

/// Stores a new holder; false if the number is taken.
pub(crate) fn add_holder(
    tx: &mut Tx<'_>,
    holder: &Holder,
    language: Language,
) -> Result<bool, AppError> {
    let now = tx.now();
    let added = tx.execute(
        ADD_HOLDER,
        &[&holder.key, &holder.number, &holder.code_tag, &holder.code_shown, &language, &now],
    )?;
    Ok(added == 1)
}

fn read_holder(row: &Row) -> Result<Holder, AppError> {
    Ok(Holder {
        key: row.get("key")?,
        number: row.get("number")?,
        code_tag: row.get("code_tag")?,
        code_shown: row.get("code_shown")?,
        email: row.get("email")?,
        lost_on: row.get("lost_on")?,
    })
}

/// A holder by its key.
pub(crate) fn holder(reader: &mut Reader<'_>, key: &str) -> Result<Option<Holder>, AppError> {
    reader.maybe(HOLDER, &[&key])?.as_ref().map(read_holder).transpose()
}

/// A holder by its number.
pub(crate) fn holder_by_number(
    reader: &mut Reader<'_>,
    number: &str,
) -> Result<Option<Holder>, AppError> {
    reader.maybe(HOLDER_BY_NUMBER, &[&number])?.as_ref().map(read_holder).transpose()
}

/// Gives a holder another code.
pub(crate) fn set_code(tx: &mut Tx<'_>, key: &str, tag: &str, shown: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_CODE, &[&key, &tag, &shown, &now])?;
    Ok(())
}

/// Forgets the readable code: its holder has noted it.
pub(crate) fn forget_code(tx: &mut Tx<'_>, key: &str) -> Result<u64, AppError> {
    Ok(tx.execute(NOTED, &[&key])?)
}

/// Keeps the sealed address of a holder.
pub(crate) fn set_email(tx: &mut Tx<'_>, key: &str, sealed: &str) -> Result<(), AppError> {
    tx.execute(SET_EMAIL, &[&key, &sealed])?;
    Ok(())
}

/// Notes that number and code were used.
pub(crate) fn holder_used(tx: &mut Tx<'_>, key: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(HOLDER_USED, &[&key, &now])?;
    Ok(())
}

/// Notes that a draft of the holder ran out, so that the holder can be told.
pub(crate) fn holder_lost(tx: &mut Tx<'_>, key: &str, on: Date) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(HOLDER_LOST, &[&key, &on, &now])?;
    Ok(())
}

/// Forgets a holder.
pub(crate) fn remove_holder(tx: &mut Tx<'_>, key: &str) -> Result<u64, AppError> {
    Ok(tx.execute(REMOVE_HOLDER, &[&key])?)
}

/// Keys of holders without drafts that were not used since, a page at a time.
pub(crate) fn quiet_holders(
    reader: &mut Reader<'_>,
    before: Timestamp,
    last: &str,
) -> Result<Vec<String>, AppError> {
    reader
        .query(QUIET_HOLDERS, &[&before, &last, &NIGHT_MAX])?
        .iter()
        .map(|r| Ok(r.at(0)?))
        .collect()
}

/// Files of a submission.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DataFiles {
    pub(crate) json: Id<StoredFile>,
    pub(crate) xml: Id<StoredFile>,
    pub(crate) summary: Id<StoredFile>,
}

/// Stores what was submitted.
pub(crate) fn add_submission(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    draft: &Draft,
    sha256: &str,
    files: DataFiles,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(
        ADD_SUBMISSION,
        &[
            &case,
            &draft.id,
            &draft.service,
            &draft.schema_key,
            &sha256,
            &now,
            &draft.language,
            &files.json,
            &files.xml,
            &files.summary,
        ],
    )?;
    Ok(())
}

/// The submission of a case, if it came through a form here.
pub(crate) fn submission(
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Option<Submission>, AppError> {
    let Some(row) = reader.maybe(SUBMISSION, &[&case])? else { return Ok(None) };
    Ok(Some(Submission {
        service: row.get("service")?,
        schema_key: row.get("schema_key")?,
        sha256: row.get("sha256")?,
        submitted_at: row.get("submitted_at")?,
        language: row.get("language")?,
        data_file: row.get("data_file")?,
        xml_file: row.get("xml_file")?,
        summary_file: row.get("summary_file")?,
        receipt_file: row.get("receipt_file")?,
    }))
}

/// The case a draft became.
pub(crate) fn sent_as(
    reader: &mut Reader<'_>,
    draft: Id<Draft>,
) -> Result<Option<Id<Case>>, AppError> {
    Ok(reader.maybe(SENT_AS, &[&draft])?.map(|r| r.at(0)).transpose()?)
}

/// Notes the receipt; false if there is one already.
pub(crate) fn set_receipt(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    file: Id<StoredFile>,
) -> Result<bool, AppError> {
    Ok(tx.execute(SET_RECEIPT, &[&case, &file])? == 1)
}

/// Erases what was noted of a case.
pub(crate) fn erase_submission(tx: &mut Tx<'_>, case: &Case) -> Result<u64, AppError> {
    Ok(tx.execute(REMOVE_SUBMISSION, &[&case.id])?)
}

/// Number of submissions older than an instant that have no receipt.
pub(crate) fn without_receipt(reader: &mut Reader<'_>, before: Timestamp) -> Result<i64, AppError> {
    Ok(reader.count(WITHOUT_RECEIPT, &[&before])?)
}
