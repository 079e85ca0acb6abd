//! Values of edition 3 as the code lists of edition 2.

use std::collections::BTreeMap;

use crate::codelist::CodeList;
use crate::model::{Choice, Field, Schema};

/// Column of the explanations.
pub(super) const HELP_COLUMN: &str = "hilfe";

/// Version a list gets that has none: the day of the last change of its field.
pub(super) fn list_version(field: &Field) -> Option<String> {
    field.base.last_change.as_ref().and_then(|t| t.get(..10)).map(str::to_owned)
}

/// URN of the list that the values of a field become.
pub(super) fn list_uri(field: &Field) -> String {
    format!("urn:de:fim:codeliste:{}_{}", urn_name(&field.base.name), field.base.key)
}

/// The code lists that [`to_xdf2`](crate::to_xdf2) refers to instead of the values in the fields; edition 2 keeps
/// them in files of their own.
pub fn lists_of_values(schema: &Schema) -> Vec<CodeList> {
    let with_values = schema.fields.iter().filter(|f| !f.choices.is_empty());
    with_values
        .map(|field| {
            let uri = list_uri(field);
            let version = list_version(field).unwrap_or_default();
            let row = |choice: &Choice| {
                let mut row = BTreeMap::from([
                    ("code".to_owned(), choice.code.clone()),
                    ("name".to_owned(), choice.name.clone()),
                ]);
                if let Some(help) = &choice.help {
                    row.insert(HELP_COLUMN.to_owned(), help.clone());
                }
                row
            };
            let has_help = field.choices.iter().any(|c| c.help.is_some());
            let mut columns = vec!["code".to_owned(), "name".to_owned()];
            columns.extend(has_help.then(|| HELP_COLUMN.to_owned()));
            CodeList {
                short_name: field.base.name.clone(),
                long_name: Some(field.base.name.clone()),
                version_uri: if version.is_empty() {
                    uri.clone()
                } else {
                    format!("{uri}_{version}")
                },
                version,
                uri,
                columns,
                key_column: Some("code".to_owned()),
                rows: field.choices.iter().map(row).collect(),
            }
        })
        .collect()
}

/// The letters of a name, without umlauts, as it stands in the URN of a code list.
fn urn_name(name: &str) -> String {
    name.replace('ä', "ae")
        .replace('ö', "oe")
        .replace('ü', "ue")
        .replace('Ä', "Ae")
        .replace('Ö', "Oe")
        .replace('Ü', "Ue")
        .replace('ß', "ss")
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect()
}
