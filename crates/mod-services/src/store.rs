//! The SQL of services; this file and its folder are the only ones that know the tables.

mod history;
mod origin;
mod topics;

use kernel::db::Row;
use kernel::search::{self, Entry};
use kernel::{AppError, Language, Reader, Sql, Text, Tx, sql};

pub(crate) use history::{Version, at_version, erase_old, history, note};
pub(crate) use origin::{
    Intake, Origin, erase_intakes, intake, keep_intake, keep_origin, origins, remove_intake,
};
pub(crate) use topics::{add_topic, change_topic, remove_topic, set_services, topics};

use crate::model::{Record, Service, State};
use crate::sheet::Sheet;

const ADD: Sql = sql!(
    "INSERT INTO services_service (slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en,
        entitled_de, entitled_en, procedure_de, procedure_en, documents_de, documents_en,
        legal_basis, fee_de, fee_en, duration_de, duration_en, deadline_de, deadline_en, kind,
        leika, helper_path, helper_de, helper_en, keywords, position, changed_at, state,
        was_public, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26, $27, $28, 'draft', FALSE, 1)
     ON CONFLICT (slug) DO NOTHING"
);
const CHANGE: Sql = sql!(
    "UPDATE services_service SET
        title_de = $2, title_en = $3, teaser_de = $4, teaser_en = $5, text_de = $6, text_en = $7,
        entitled_de = $8, entitled_en = $9, procedure_de = $10, procedure_en = $11,
        documents_de = $12, documents_en = $13, legal_basis = $14, fee_de = $15, fee_en = $16,
        duration_de = $17, duration_en = $18, deadline_de = $19, deadline_en = $20, kind = $21,
        leika = $22, helper_path = $23, helper_de = $24, helper_en = $25, keywords = $26,
        position = $27, changed_at = $28, version = version + 1
     WHERE slug = $1 AND version = $29"
);
const FIND: Sql = sql!(
    "SELECT slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, entitled_de,
            entitled_en, procedure_de, procedure_en, documents_de, documents_en, legal_basis,
            fee_de, fee_en, duration_de, duration_en, deadline_de, deadline_en, kind, leika,
            helper_path, helper_de, helper_en, keywords, position, changed_at, state, was_public,
            version, gone_de, gone_en, successor
     FROM services_service
     WHERE slug = $1"
);
const ALL: Sql = sql!(
    "SELECT slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, entitled_de,
            entitled_en, procedure_de, procedure_en, documents_de, documents_en, legal_basis,
            fee_de, fee_en, duration_de, duration_en, deadline_de, deadline_en, kind, leika,
            helper_path, helper_de, helper_en, keywords, position, changed_at, state, was_public,
            version, gone_de, gone_en, successor
     FROM services_service
     ORDER BY position, slug
     LIMIT 2000"
);
const SET_STATE: Sql = sql!(
    "UPDATE services_service SET state = $3, was_public = was_public OR $4, gone_de = $5,
        gone_en = $6, successor = $7, changed_at = $8, version = version + 1
     WHERE slug = $1 AND version = $2"
);
const MOVE: Sql = sql!(
    "UPDATE services_service SET slug = $2
     WHERE slug = $1 AND version = $3 AND was_public = FALSE"
);

fn text(row: &Row, de: &str, en: &str) -> Result<Text, AppError> {
    Ok(Text { de: row.get(de)?, en: row.get(en)? })
}

fn read(row: &Row) -> Result<Record, AppError> {
    let service = Service {
        slug: row.get("slug")?,
        title: text(row, "title_de", "title_en")?,
        teaser: text(row, "teaser_de", "teaser_en")?,
        text: text(row, "text_de", "text_en")?,
        entitled: text(row, "entitled_de", "entitled_en")?,
        procedure: text(row, "procedure_de", "procedure_en")?,
        documents: text(row, "documents_de", "documents_en")?,
        legal_basis: row.get("legal_basis")?,
        fee: text(row, "fee_de", "fee_en")?,
        deadline: text(row, "deadline_de", "deadline_en")?,
        duration: text(row, "duration_de", "duration_en")?,
        kind: row.get("kind")?,
        leika: row.get("leika")?,
        helper_path: row.get("helper_path")?,
        helper: text(row, "helper_de", "helper_en")?,
        keywords: row.get("keywords")?,
        position: row.get("position")?,
    };
    Ok(Record {
        service,
        state: State::from_word(&row.get::<String>("state")?),
        was_public: row.get("was_public")?,
        version: row.get("version")?,
        changed_at: row.get("changed_at")?,
        gone: text(row, "gone_de", "gone_en")?,
        successor: row.get("successor")?,
    })
}

/// A service by its slug, whatever its state.
///
/// # Errors
/// What the database says.
pub(crate) fn find(reader: &mut Reader<'_>, slug: &str) -> Result<Option<Record>, AppError> {
    reader.maybe(FIND, &[&slug])?.as_ref().map(read).transpose()
}

/// All services, those to be shown first in front; at most 2,000.
///
/// # Errors
/// What the database says.
pub(crate) fn all(reader: &mut Reader<'_>) -> Result<Vec<Record>, AppError> {
    reader.query(ALL, &[])?.iter().map(read).collect()
}

/// Refuses what can never be a service.
fn check(service: &Service) -> Result<(), AppError> {
    if !Service::slug_is_sound(&service.slug) {
        return Err(AppError::refused(
            "services/slug",
            "Die Adresse der Leistung besteht aus kleinen Buchstaben von a bis z, Ziffern und Bindestrichen.",
            "The address of a service consists of lower-case letters from a to z, digits and hyphens.",
        ));
    }
    if service.title.de.trim().is_empty() {
        return Err(AppError::refused(
            "services/title",
            "Geben Sie der Leistung einen Titel.",
            "Give the service a title.",
        ));
    }
    Ok(())
}

/// Runs one of the statements that write all fields; `version` is the one that is replaced.
fn write(
    tx: &mut Tx<'_>,
    sql: Sql,
    service: &Service,
    version: Option<i64>,
) -> Result<bool, AppError> {
    let (s, now) = (service, tx.now());
    let mut values: Vec<&dyn kernel::db::ToValue> = vec![
        &s.slug,
        &s.title.de,
        &s.title.en,
        &s.teaser.de,
        &s.teaser.en,
        &s.text.de,
        &s.text.en,
        &s.entitled.de,
        &s.entitled.en,
        &s.procedure.de,
        &s.procedure.en,
        &s.documents.de,
        &s.documents.en,
        &s.legal_basis,
        &s.fee.de,
        &s.fee.en,
        &s.duration.de,
        &s.duration.en,
        &s.deadline.de,
        &s.deadline.en,
        &s.kind,
        &s.leika,
        &s.helper_path,
        &s.helper.de,
        &s.helper.en,
        &s.keywords,
        &s.position,
        &now,
    ];
    if let Some(version) = &version {
        values.push(version);
    }
    Ok(tx.execute(sql, &values)? == 1)
}

/// Adds a service as a draft; false if its address is taken.
///
/// # Errors
/// [`AppError::Refused`] when the slug cannot stand in an address or there is no German title.
pub(crate) fn add(tx: &mut Tx<'_>, service: &Service) -> Result<bool, AppError> {
    check(service)?;
    write(tx, ADD, service, None)
}

/// Changes a service whose version is still this one; false if it is not.
///
/// # Errors
/// As [`add`].
pub(crate) fn change(tx: &mut Tx<'_>, service: &Service, version: i64) -> Result<bool, AppError> {
    check(service)?;
    let is_changed = write(tx, CHANGE, service, Some(version))?;
    if is_changed {
        index(tx, &service.slug)?;
    }
    Ok(is_changed)
}

/// Gives a draft that nobody saw another address; false if it is taken or was seen.
///
/// # Errors
/// What the database says.
pub(crate) fn rename(
    tx: &mut Tx<'_>,
    slug: &str,
    new: &str,
    version: i64,
) -> Result<bool, AppError> {
    if find(tx, new)?.is_some() || tx.execute(MOVE, &[&slug, &new, &version])? == 0 {
        return Ok(false);
    }
    history::rename(tx, slug, new)?;
    origin::rename(tx, slug, new)?;
    topics::rename(tx, slug, new)?;
    Ok(true)
}

/// Sets the state of a service whose version is still this one; false if it is not.
///
/// # Errors
/// What the database says.
pub(crate) fn set_state(
    tx: &mut Tx<'_>,
    slug: &str,
    version: i64,
    state: State,
    gone: &Text,
    successor: &str,
) -> Result<bool, AppError> {
    let (now, is_public) = (tx.now(), state == State::Public);
    let params: [&dyn kernel::db::ToValue; 8] =
        [&slug, &version, &state.word(), &is_public, &gone.de, &gone.en, &successor, &now];
    let is_set = tx.execute(SET_STATE, &params)? == 1;
    if is_set {
        index(tx, slug)?;
    }
    Ok(is_set)
}

/// Saves a service and shows it to the public, with its version and what it is found by: for
/// programs that fill a town. Staff write through their pages.
///
/// # Errors
/// [`AppError::Refused`] when the slug cannot stand in an address or there is no German title.
pub fn save(tx: &mut Tx<'_>, service: &Service) -> Result<(), AppError> {
    if !add(tx, service)? {
        let version = find(tx, &service.slug)?.ok_or(AppError::NotFound)?.version;
        change(tx, service, version)?;
    }
    let version = find(tx, &service.slug)?.ok_or(AppError::NotFound)?.version;
    set_state(tx, &service.slug, version, State::Public, &Text::default(), "")?;
    note(tx, &service.slug, "published", &Sheet::of(service, None))
}

/// Writes what a service is found by, or takes it away where the public does not see it.
fn index(tx: &mut Tx<'_>, slug: &str) -> Result<(), AppError> {
    let record = find(tx, slug)?;
    let shown = record.filter(|r| r.state == State::Public).map(|r| r.service);
    for language in [Language::De, Language::En] {
        match &shown {
            Some(service) => {
                search::save(tx, &entry(service, language), &words(service, language))?;
            }
            None => search::remove(tx, &entry_id(slug, language))?,
        }
    }
    Ok(())
}

fn entry_id(slug: &str, language: Language) -> String {
    format!("service/{slug}/{}", language.tag())
}

fn entry(service: &Service, language: Language) -> Entry {
    Entry {
        id: entry_id(&service.slug, language),
        kind: "service".into(),
        audience: "public".into(),
        language,
        title: service.title.of(language).to_owned(),
        summary: service.teaser.of(language).to_owned(),
        url: format!("/leistungen/{}", service.slug),
    }
}

/// Further words a service is found by. People with English pages still type German names.
fn words(service: &Service, language: Language) -> String {
    [
        service.keywords.as_str(),
        service.text.of(language),
        service.entitled.of(language),
        service.documents.of(language),
        service.title.de.as_str(),
    ]
    .join(" ")
}
