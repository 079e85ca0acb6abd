//! The SQL; the only file that knows the table.

use kernel::db::Row;
use kernel::search::{self, Entry};
use kernel::{AppError, Language, Reader, Sql, Text, Tx, sql};

use crate::model::Service;

const SAVE: Sql = sql!(
    "INSERT INTO services_service (slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en,
        entitled_de, entitled_en, procedure_de, procedure_en, documents_de, documents_en,
        legal_basis, fee_de, fee_en, duration_de, duration_en, kind, leika, has_form, helper_path,
        helper_de, helper_en, keywords, position, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26, $27)
     ON CONFLICT (slug) DO UPDATE SET
        title_de = excluded.title_de, title_en = excluded.title_en,
        teaser_de = excluded.teaser_de, teaser_en = excluded.teaser_en,
        text_de = excluded.text_de, text_en = excluded.text_en,
        entitled_de = excluded.entitled_de, entitled_en = excluded.entitled_en,
        procedure_de = excluded.procedure_de, procedure_en = excluded.procedure_en,
        documents_de = excluded.documents_de, documents_en = excluded.documents_en,
        legal_basis = excluded.legal_basis, fee_de = excluded.fee_de, fee_en = excluded.fee_en,
        duration_de = excluded.duration_de, duration_en = excluded.duration_en,
        kind = excluded.kind, leika = excluded.leika, has_form = excluded.has_form,
        helper_path = excluded.helper_path, helper_de = excluded.helper_de,
        helper_en = excluded.helper_en, keywords = excluded.keywords,
        position = excluded.position, changed_at = excluded.changed_at"
);
const FIND: Sql = sql!(
    "SELECT slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, entitled_de,
            entitled_en, procedure_de, procedure_en, documents_de, documents_en, legal_basis,
            fee_de, fee_en, duration_de, duration_en, kind, leika, has_form, helper_path,
            helper_de, helper_en, keywords, position
     FROM services_service
     WHERE slug = $1"
);
const ALL: Sql = sql!(
    "SELECT slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, entitled_de,
            entitled_en, procedure_de, procedure_en, documents_de, documents_en, legal_basis,
            fee_de, fee_en, duration_de, duration_en, kind, leika, has_form, helper_path,
            helper_de, helper_en, keywords, position
     FROM services_service
     ORDER BY position, slug
     LIMIT 2000"
);
const REMOVE: Sql = sql!("DELETE FROM services_service WHERE slug = $1");

fn text(row: &Row, de: &str, en: &str) -> Result<Text, AppError> {
    Ok(Text { de: row.get(de)?, en: row.get(en)? })
}

fn read(row: &Row) -> Result<Service, AppError> {
    Ok(Service {
        slug: row.get("slug")?,
        title: text(row, "title_de", "title_en")?,
        teaser: text(row, "teaser_de", "teaser_en")?,
        text: text(row, "text_de", "text_en")?,
        entitled: text(row, "entitled_de", "entitled_en")?,
        procedure: text(row, "procedure_de", "procedure_en")?,
        documents: text(row, "documents_de", "documents_en")?,
        legal_basis: row.get("legal_basis")?,
        fee: text(row, "fee_de", "fee_en")?,
        duration: text(row, "duration_de", "duration_en")?,
        kind: row.get("kind")?,
        leika: row.get("leika")?,
        has_form: row.get("has_form")?,
        helper_path: row.get("helper_path")?,
        helper: text(row, "helper_de", "helper_en")?,
        keywords: row.get("keywords")?,
        position: row.get("position")?,
    })
}

/// A service by its slug.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, slug: &str) -> Result<Service, AppError> {
    reader.maybe(FIND, &[&slug])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// All services, those to be shown first in front; at most 2,000.
///
/// # Errors
/// What the database says.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Service>, AppError> {
    reader.query(ALL, &[])?.iter().map(read).collect()
}

/// Saves a service and what it is found by.
///
/// # Errors
/// [`AppError::Refused`] when the slug cannot stand in an address or there is no German title.
pub fn save(tx: &mut Tx<'_>, service: &Service) -> Result<(), AppError> {
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
    let now = tx.now();
    tx.execute(
        SAVE,
        &[
            &service.slug,
            &service.title.de,
            &service.title.en,
            &service.teaser.de,
            &service.teaser.en,
            &service.text.de,
            &service.text.en,
            &service.entitled.de,
            &service.entitled.en,
            &service.procedure.de,
            &service.procedure.en,
            &service.documents.de,
            &service.documents.en,
            &service.legal_basis,
            &service.fee.de,
            &service.fee.en,
            &service.duration.de,
            &service.duration.en,
            &service.kind,
            &service.leika,
            &service.has_form,
            &service.helper_path,
            &service.helper.de,
            &service.helper.en,
            &service.keywords,
            &service.position,
            &now,
        ],
    )?;
    for language in [Language::De, Language::En] {
        search::save(tx, &entry(service, language), &words(service, language))?;
    }
    Ok(())
}

/// Removes a service from pages and search.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn remove(tx: &mut Tx<'_>, slug: &str) -> Result<(), AppError> {
    if tx.execute(REMOVE, &[&slug])? == 0 {
        return Err(AppError::NotFound);
    }
    for language in [Language::De, Language::En] {
        search::remove(tx, &entry_id(slug, language))?;
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
