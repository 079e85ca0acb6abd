//! The whole homepage of the town: pages, news, events, notices, jobs, documents, disruptions.
//!
//! The texts lie in `data/demo/site`, one file an item, written by hand in the text form of
//! `content`; what belongs to this town (names, addresses, days) stands in them as placeholders.

mod days;
mod files;
mod fill;
mod item;
mod read;
#[cfg(test)]
mod tests;

pub use item::{
    Both, Details, DisruptionDetails, DocumentDetails, Easy, EventDetails, Item, ItemKind,
    JobDetails, NoticeDetails, PictureUse,
};
pub use read::Mistake;

use crate::model::Town;

/// Everything on the homepage of a town: pages in the order of the tree, then all else, the newest
/// first.
///
/// # Errors
/// With the files that cannot be understood; a test reads all of them.
pub fn read(town: &Town) -> Result<Vec<Item>, Vec<Mistake>> {
    let (mut items, mut mistakes) = (Vec::new(), Vec::new());
    for (file, text) in files::FILES {
        match read::item(text, town) {
            Ok(item) => items.push(item),
            Err(said) => mistakes.push(Mistake { file: (*file).to_owned(), said }),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    items.sort_by(|a, b| {
        let page = |i: &Item| i.kind == ItemKind::Page;
        let tree = || a.path.cmp(&b.path);
        match (page(a), page(b)) {
            (true, true) => tree(),
            _ => page(b).cmp(&page(a)).then(b.visible_from.cmp(&a.visible_from)).then_with(tree),
        }
    });
    Ok(items)
}

/// Everything on the homepage of a town, as [`read`].
///
/// # Panics
/// Never: a test reads every file for many towns.
pub fn items(town: &Town) -> Vec<Item> {
    read(town).expect("a test reads every file")
}
