//! The SQL of the workshop; the only file that knows its tables.

use kernel::db::{Reader, Row, Tx};
use kernel::files::StoredFile;
use kernel::{AppError, Case, Id, Sql, Text, Town, sql};
use serde::{Deserialize, Serialize};

use crate::model::{Additions, Edition, ListRow, State, StudioForm};

const ADD_FORM: Sql = sql!(
    "INSERT INTO studio_form (id, service, title_de, title_en, made_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (service) DO NOTHING"
);
const RENAME: Sql = sql!("UPDATE studio_form SET title_de = $2, title_en = $3 WHERE id = $1");
const ADD_EDITION: Sql = sql!(
    "INSERT INTO studio_edition (id, form, number, schema_key, xml, additions, state, version,
        made_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'making', 1, $7, $7)"
);
const LAST_NUMBER: Sql =
    sql!("SELECT COALESCE(MAX(number), 0) FROM studio_edition WHERE form = $1");
const ALL: Sql = sql!(
    "SELECT e.id, e.number, e.schema_key, e.additions, e.state, e.version, e.changed_at,
            e.opened_at, f.id AS form, f.service, f.title_de, f.title_en
     FROM studio_edition e JOIN studio_form f ON f.id = e.form
     ORDER BY f.title_de, f.id, e.number DESC
     LIMIT 1000"
);
const OPEN: Sql = sql!(
    "SELECT e.id, e.number, e.schema_key, e.additions, e.state, e.version, e.changed_at,
            e.opened_at, f.id AS form, f.service, f.title_de, f.title_en
     FROM studio_edition e JOIN studio_form f ON f.id = e.form
     WHERE e.state = 'open'
     ORDER BY f.service"
);
const FIND: Sql = sql!(
    "SELECT e.id, e.number, e.schema_key, e.additions, e.state, e.version, e.changed_at,
            e.opened_at, f.id AS form, f.service, f.title_de, f.title_en
     FROM studio_edition e JOIN studio_form f ON f.id = e.form
     WHERE e.id = $1"
);
const OPEN_OF: Sql = sql!("SELECT id FROM studio_edition WHERE form = $1 AND state = 'open'");
const KINDS: Sql = sql!("SELECT service, title_de, title_en FROM studio_form ORDER BY service");
const XML: Sql = sql!("SELECT xml FROM studio_edition WHERE id = $1");
const SAVE: Sql = sql!(
    "UPDATE studio_edition SET additions = $2, version = version + 1, changed_at = $3
     WHERE id = $1 AND version = $4 AND state = 'making'"
);
const PASS: Sql = sql!(
    "UPDATE studio_edition SET state = 'past', version = version + 1, changed_at = $2
     WHERE form = $1 AND state = 'open'"
);
const OPEN_UP: Sql = sql!(
    "UPDATE studio_edition SET state = 'open', version = version + 1, changed_at = $3,
        opened_at = $3
     WHERE id = $1 AND version = $2 AND state = 'making'"
);
const ADD_LIST: Sql = sql!(
    "INSERT INTO studio_code_list (uri, name, entries, xml, added_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (uri) DO UPDATE SET name = excluded.name, entries = excluded.entries,
        xml = excluded.xml, added_at = excluded.added_at"
);
const LISTS: Sql =
    sql!("SELECT uri, name, entries, added_at FROM studio_code_list ORDER BY name, uri LIMIT 2000");
const LISTS_XML: Sql = sql!("SELECT xml FROM studio_code_list ORDER BY uri");
const LISTS_AS_OF: Sql =
    sql!("SELECT COUNT(*) AS lists, COALESCE(MAX(added_at), '') AS last FROM studio_code_list");
const ADD_CLAIM: Sql = sql!(
    "INSERT INTO studio_claim (case_id, edition, data_file) VALUES ($1, $2, $3)
     ON CONFLICT (case_id) DO NOTHING"
);
const CLAIM: Sql = sql!("SELECT edition, data_file FROM studio_claim WHERE case_id = $1");
const CORRECTIONS: Sql =
    sql!("SELECT place, sealed FROM studio_correction WHERE case_id = $1 ORDER BY place");
const CORRECT: Sql = sql!(
    "INSERT INTO studio_correction (case_id, place, sealed, changed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (case_id, place) DO UPDATE SET sealed = excluded.sealed,
        changed_at = excluded.changed_at"
);
const TAKE_BACK: Sql = sql!("DELETE FROM studio_correction WHERE case_id = $1 AND place = $2");
const ERASE_CORRECTIONS: Sql = sql!("DELETE FROM studio_correction WHERE case_id = $1");
const ERASE_CLAIM: Sql = sql!("DELETE FROM studio_claim WHERE case_id = $1");

fn edition(row: &Row) -> Result<Edition, AppError> {
    Ok(Edition {
        id: row.get("id")?,
        form: StudioForm {
            id: row.get("form")?,
            service: row.get("service")?,
            title: Text::new(row.get::<String>("title_de")?, row.get::<String>("title_en")?),
        },
        number: row.get("number")?,
        schema_key: row.get("schema_key")?,
        state: State::from_word(&row.get::<String>("state")?),
        version: row.get("version")?,
        changed_at: row.get("changed_at")?,
        opened_at: row.get("opened_at")?,
        additions: row.json("additions")?,
    })
}

/// Adds a form; false if its address is taken.
pub(crate) fn add_form(tx: &mut Tx<'_>, form: &StudioForm) -> Result<bool, AppError> {
    let now = tx.now();
    let (de, en) = (&form.title.de, &form.title.en);
    Ok(tx.execute(ADD_FORM, &[&form.id, &form.service, de, en, &now])? == 1)
}

/// Gives a form another title.
pub(crate) fn rename(tx: &mut Tx<'_>, form: Id<StudioForm>, title: &Text) -> Result<(), AppError> {
    tx.execute(RENAME, &[&form, &title.de, &title.en])?;
    Ok(())
}

/// Adds an edition with the next number.
pub(crate) fn add_edition(
    tx: &mut Tx<'_>,
    form: Id<StudioForm>,
    schema_key: &str,
    xml: &str,
    additions: &Additions,
) -> Result<Id<Edition>, AppError> {
    let (id, now) = (Id::new(), tx.now());
    let number = tx.count(LAST_NUMBER, &[&form])? + 1;
    let additions = serde_json::to_string(additions)?;
    tx.execute(ADD_EDITION, &[&id, &form, &number, &schema_key, &xml, &additions, &now])?;
    Ok(id)
}

/// All editions, the newest of each form first.
pub(crate) fn all(reader: &mut Reader<'_>) -> Result<Vec<Edition>, AppError> {
    reader.query(ALL, &[])?.iter().map(edition).collect()
}

/// The editions people can begin.
pub(crate) fn open(reader: &mut Reader<'_>) -> Result<Vec<Edition>, AppError> {
    reader.query(OPEN, &[])?.iter().map(edition).collect()
}

/// One edition.
///
/// # Errors
/// [`AppError::NotFound`] when there is none.
pub(crate) fn find(reader: &mut Reader<'_>, id: Id<Edition>) -> Result<Edition, AppError> {
    edition(&reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?)
}

/// The open edition of a form.
pub(crate) fn open_of(
    reader: &mut Reader<'_>,
    form: Id<StudioForm>,
) -> Result<Option<Id<Edition>>, AppError> {
    Ok(reader.maybe(OPEN_OF, &[&form])?.map(|row| row.at(0)).transpose()?)
}

/// Service and title of every form.
pub(crate) fn services(reader: &mut Reader<'_>) -> Result<Vec<(String, Text)>, AppError> {
    let rows = reader.query(KINDS, &[])?;
    rows.iter()
        .map(|row| {
            let title = Text::new(row.get::<String>("title_de")?, row.get::<String>("title_en")?);
            Ok((row.get("service")?, title))
        })
        .collect()
}

/// The schema as it was read.
pub(crate) fn xml(reader: &mut Reader<'_>, id: Id<Edition>) -> Result<String, AppError> {
    Ok(reader.maybe(XML, &[&id])?.ok_or(AppError::NotFound)?.at(0)?)
}

/// Saves what the town adds; false if somebody else saved in between or people can begin it.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    id: Id<Edition>,
    version: i64,
    additions: &Additions,
) -> Result<bool, AppError> {
    let (now, text) = (tx.now(), serde_json::to_string(additions)?);
    Ok(tx.execute(SAVE, &[&id, &text, &now, &version])? == 1)
}

/// Opens an edition and closes the one before; false if it changed meanwhile.
pub(crate) fn open_up(tx: &mut Tx<'_>, edition: &Edition) -> Result<bool, AppError> {
    let now = tx.now();
    tx.execute(PASS, &[&edition.form.id, &now])?;
    Ok(tx.execute(OPEN_UP, &[&edition.id, &edition.version, &now])? == 1)
}

/// Closes the open edition of a form.
pub(crate) fn close(tx: &mut Tx<'_>, form: Id<StudioForm>) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(PASS, &[&form, &now])? > 0)
}

/// Adds a code list or replaces the one of the same name and version.
pub(crate) fn add_list(tx: &mut Tx<'_>, row: &ListRow, xml: &str) -> Result<(), AppError> {
    tx.execute(ADD_LIST, &[&row.uri, &row.name, &row.entries, &xml, &row.added_at])?;
    Ok(())
}

/// The code lists of the town.
pub(crate) fn lists(reader: &mut Reader<'_>) -> Result<Vec<ListRow>, AppError> {
    let rows = reader.query(LISTS, &[])?;
    rows.iter()
        .map(|row| {
            Ok(ListRow {
                uri: row.get("uri")?,
                name: row.get("name")?,
                entries: row.get("entries")?,
                added_at: row.get("added_at")?,
            })
        })
        .collect()
}

/// The code lists as they were read.
pub(crate) fn lists_xml(reader: &mut Reader<'_>) -> Result<Vec<String>, AppError> {
    reader.query(LISTS_XML, &[])?.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Changes when a code list is added.
pub(crate) fn lists_as_of(reader: &mut Reader<'_>) -> Result<String, AppError> {
    let row = reader.maybe(LISTS_AS_OF, &[])?.ok_or(AppError::NotFound)?;
    Ok(format!("{}/{}", row.get::<i64>("lists")?, row.get::<String>("last")?))
}

/// Notes which edition a case was submitted with.
pub(crate) fn add_claim(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    edition: Id<Edition>,
    data: Id<StoredFile>,
) -> Result<(), AppError> {
    tx.execute(ADD_CLAIM, &[&case, &edition, &data])?;
    Ok(())
}

/// Which edition a case was submitted with, and its data.
///
/// # Errors
/// [`AppError::NotFound`] when the case has not been taken in.
pub(crate) fn claim(
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<(Id<Edition>, Id<StoredFile>), AppError> {
    let row = reader.maybe(CLAIM, &[&case])?.ok_or(AppError::NotFound)?;
    Ok((row.get("edition")?, row.get("data_file")?))
}

/// What the case worker found instead of what was declared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) reason: String,
}

fn seal_place(case: Id<Case>, place: &str) -> String {
    format!("studio_correction|sealed|{case}|{place}")
}

/// The corrections of a case by place.
pub(crate) fn corrections(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Vec<(String, Found)>, AppError> {
    let rows = reader.query(CORRECTIONS, &[&case])?;
    rows.iter()
        .map(|row| {
            let place: String = row.get("place")?;
            let sealed: String = row.get("sealed")?;
            let bytes = town.unseal(&seal_place(case, &place), &sealed)?;
            Ok((place, serde_json::from_slice(&bytes)?))
        })
        .collect()
}

/// Records or takes back a correction.
pub(crate) fn correct(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    place: &str,
    found: Option<&Found>,
) -> Result<(), AppError> {
    let Some(found) = found else {
        tx.execute(TAKE_BACK, &[&case, &place])?;
        return Ok(());
    };
    let sealed = town.seal(&seal_place(case, place), &serde_json::to_vec(found)?)?;
    let now = tx.now();
    tx.execute(CORRECT, &[&case, &place, &sealed, &now])?;
    Ok(())
}

/// Erases what was noted of a case.
pub(crate) fn erase(tx: &mut Tx<'_>, case: &Case) -> Result<u64, AppError> {
    let corrections = tx.execute(ERASE_CORRECTIONS, &[&case.id])?;
    Ok(corrections + tx.execute(ERASE_CLAIM, &[&case.id])?)
}
