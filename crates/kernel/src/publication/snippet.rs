//! Parts of text kept once that stand in many publications. They lie in the gazette as drafts of a
//! kind of their own: nobody sees them alone, and every state they had is kept.

use std::collections::{BTreeMap, BTreeSet};

use content::{Document, Key};

use super::{Publication, State, list};
use crate::db::Reader;
use crate::error::AppError;
use crate::value::{Id, Language};

/// The kind under which they lie.
pub const SNIPPET: &str = "snippet";

/// What the snippets of some texts say in a language; nothing for those that say nothing in it.
///
/// # Errors
/// What the database says.
pub fn snippets(
    reader: &mut Reader<'_>,
    documents: &[&Document],
    language: Language,
) -> Result<BTreeMap<Key, Document>, AppError> {
    let wanted: BTreeSet<Key> = documents.iter().flat_map(|d| d.snippets()).collect();
    let mut texts = BTreeMap::new();
    for key in wanted {
        let Ok(id) = key.as_str().parse::<Id<Publication>>() else { continue };
        let Some(found) = list::find(reader, id)? else { continue };
        if found.kind != SNIPPET || found.state == State::Withdrawn {
            continue;
        }
        if let Some(document) = found.body.of(language) {
            texts.insert(key, document.clone());
        }
    }
    Ok(texts)
}
