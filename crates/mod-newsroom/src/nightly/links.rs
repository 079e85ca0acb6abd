//! Where texts lead: their links, and the places within them that can be led to.

use std::collections::BTreeSet;

use content::{Document, FieldText, TargetKind};
use kernel::publication::Publication;
use kernel::{AppError, Language, Reader};

use crate::snippets;

/// A link of a text: where it leads and its words.
pub(super) struct Link {
    pub(super) target: Target,
    pub(super) words: String,
}

/// Where a link leads.
pub(super) enum Target {
    /// A page by its id.
    Page(String),
    /// A path of this site.
    Path(String),
    /// A place on the same page.
    Block(String),
    /// Another website.
    Web(String),
}

/// The texts of a publication with what their snippets say.
pub(super) fn bodies(
    reader: &mut Reader<'_>,
    p: &Publication,
) -> Result<Vec<(Document, &'static str)>, AppError> {
    let easy = p.easy.as_ref().map(|e| &e.body);
    let all = [
        (p.body.de.as_ref(), Language::De, "de"),
        (p.body.en.as_ref(), Language::En, "en"),
        (easy, Language::De, "de-simple"),
    ];
    let mut found = Vec::new();
    for (document, language, tag) in all {
        if let Some(document) = document {
            found.push((snippets::whole(reader, document, language)?, tag));
        }
    }
    Ok(found)
}

/// The links of a text.
pub(super) fn links(document: &Document) -> Vec<Link> {
    let mut all = Vec::new();
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            let FieldText::Rich(inlines) = field.text else { continue };
            for (target, words) in inlines.links() {
                let target = match target.kind() {
                    TargetKind::Page(id) => Target::Page(id.to_owned()),
                    TargetKind::Path(path) => Target::Path(path.to_owned()),
                    TargetKind::Block(id) => Target::Block(id.to_owned()),
                    TargetKind::Web(url) => Target::Web(url.to_owned()),
                    _ => continue,
                };
                all.push(Link { target, words });
            }
        }
    });
    all
}

/// The ids of all blocks of a text.
pub(super) fn ids(document: &Document) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    document.walk(&mut |block| {
        all.insert(block.id.to_string());
    });
    all
}
