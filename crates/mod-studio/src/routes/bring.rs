//! Where a schema comes from: a file somebody uploads, or the FIM portal. Both are checked alike.

use std::collections::HashSet;

use kernel::{AppError, Ctx, Fields, Problem, Tx};
use norm_fim::{CodeList, CodeListRef, CodeLists, Key, Payload, Read, ReadError, Schema, read};

use super::lists::row_of;
use super::wrong;
use crate::model::ListRow;
use crate::portal::{Portal, Trouble, is_schema_id, is_version};
use crate::store;

/// Field that says where the schema comes from.
pub(super) const FROM: &str = "woher";
/// Its value for the portal.
pub(super) const PORTAL: &str = "portal";
/// Field with the identifier of a schema of the portal.
pub(super) const SCHEMA: &str = "kennung";
/// Field with its version.
pub(super) const SCHEMA_VERSION: &str = "schemafassung";

/// A schema that was brought, with the code lists that came along.
pub(super) struct Brought {
    pub(super) xml: String,
    pub(super) schema: Schema,
    pub(super) lists: Vec<(ListRow, String)>,
    is_from_portal: bool,
}

impl Brought {
    /// Id and version of the schema.
    pub(super) fn key(&self) -> String {
        self.schema.base.key.to_string()
    }

    /// What the logbook says.
    pub(super) fn note(&self) -> String {
        let key = self.key();
        match (self.is_from_portal, self.lists.len()) {
            (false, _) => key,
            (true, 0) => format!("{key} portal"),
            (true, lists) => format!("{key} portal lists={lists}"),
        }
    }

    /// Keeps the code lists that came along; a list the town has is never replaced.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn keep_lists(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let known: HashSet<String> = store::lists(tx)?.into_iter().map(|list| list.uri).collect();
        for (row, xml) in self.lists.iter().filter(|(row, _)| !known.contains(&row.uri)) {
            store::add_list(tx, row, xml)?;
        }
        Ok(())
    }
}

/// The schema of the portal that somebody chose on the page before.
pub(super) fn chosen(fields: &Fields) -> Option<Key> {
    let (id, version) = (fields.get(SCHEMA), fields.get(SCHEMA_VERSION));
    (is_schema_id(id) && is_version(version)).then(|| Key::new(id, version))
}

/// Takes the schema out of the form, or fetches the one that was chosen.
///
/// # Errors
/// [`AppError::Refused`] with a sentence about what is wrong with it; what the database says.
pub(super) async fn bring(ctx: &Ctx, fields: &mut Fields) -> Result<Brought, AppError> {
    let uploads = fields.take_uploads();
    if fields.get(FROM) == PORTAL {
        return fetch(ctx, chosen(fields).ok_or_else(|| Trouble::Unknown.problem())?).await;
    }
    let Some(upload) = uploads.into_iter().next().filter(|upload| !upload.bytes.is_empty()) else {
        return Err(wrong("datei", "Wählen Sie eine Datei aus.", "Choose a file.").into());
    };
    let (xml, schema) = schema_in(upload.bytes)?;
    Ok(Brought { xml, schema, lists: Vec::new(), is_from_portal: false })
}

async fn fetch(ctx: &Ctx, key: Key) -> Result<Brought, AppError> {
    let refused = |trouble: Trouble| {
        super::portal::note(&trouble);
        trouble.problem()
    };
    let portal = Portal::of(ctx).await?.ok_or_else(|| Trouble::Off.problem())?;
    Portal::admit(ctx).map_err(refused)?;
    let (xml, schema) = schema_in(portal.file(&key).await.map_err(refused)?)?;
    if schema.base.key != key {
        return Err(refused(Trouble::Different).into());
    }
    let missing = missing(ctx, &schema).await?;
    let lists = if missing.is_empty() { Vec::new() } else { portal.lists(&key, missing).await };
    let lists = lists.into_iter().map(|(list, xml)| (row_of(ctx, &list), xml)).collect();
    Ok(Brought { xml, schema, lists, is_from_portal: true })
}

/// The code lists a schema names and the town has not.
async fn missing(ctx: &Ctx, schema: &Schema) -> Result<Vec<CodeListRef>, AppError> {
    let mut known = CodeLists::default();
    for xml in ctx.read(store::lists_xml).await? {
        known.add(CodeList::read(xml.as_bytes()).map_err(AppError::internal)?);
    }
    let named = schema.fields.iter().filter(|field| field.choices.is_empty());
    let mut missing: Vec<CodeListRef> = named
        .filter_map(|field| field.code_list.clone())
        .filter(|reference| known.find(reference).is_none())
        .collect();
    missing.dedup();
    Ok(missing)
}

/// The schema in a file, with a sentence about what is wrong with it.
fn schema_in(bytes: Vec<u8>) -> Result<(String, Schema), Problem> {
    let Read { schema, .. } = read(&bytes).map_err(|error| unreadable(&error))?;
    if schema.payload != Payload::Schema {
        return Err(wrong(
            "datei",
            "Die Datei enthält kein ganzes Formular, sondern nur einen Baustein. Laden Sie im FIM-Portal das Datenschema.",
            "The file holds no whole form but only a building block. Download the data schema from the FIM portal.",
        ));
    }
    let xml = String::from_utf8(bytes).map_err(|_| {
        wrong(
            "datei",
            "Die Datei ist nicht in UTF-8 gespeichert. Laden Sie sie noch einmal aus dem FIM-Portal.",
            "The file is not stored as UTF-8. Download it again from the FIM portal.",
        )
    })?;
    Ok((xml, schema))
}

fn unreadable(error: &ReadError) -> Problem {
    wrong(
        "datei",
        &format!("Die Datei ist kein Schema, das wir lesen können: {error}"),
        &format!("The file is no schema we can read: {error}"),
    )
}
