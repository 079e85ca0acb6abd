//! What the departments themselves know not to be accessible on the public pages: the accessibility
//! statement has to be true (§ 4 (2) BITVNRW), so it says it without being told.

use std::collections::BTreeMap;

use kernel::module::KnownBarrier;
use kernel::{AppError, Ctx, Module, Reader, Text};
use web::{Markup, Say, html};

/// Pages named with one barrier; of more, the number is told.
const PAGES_MAX: usize = 12;

/// A barrier and the pages that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    text: Text,
    /// Path and title, the longest known first.
    pages: Vec<(String, Text)>,
}

/// Asks every module, and puts the same barrier of several pages into one entry.
pub(crate) fn read(db: &mut Reader<'_>, modules: &[Module]) -> Result<Vec<Known>, AppError> {
    let mut all: Vec<KnownBarrier> = Vec::new();
    for ask in modules.iter().filter_map(|module| module.barriers) {
        all.extend(ask(db)?);
    }
    all.sort_by(|a, b| (a.since, &a.path).cmp(&(b.since, &b.path)));
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut known: Vec<Known> = Vec::new();
    for barrier in all {
        let at = *places.entry(barrier.text.de.clone()).or_insert_with(|| {
            known.push(Known { text: barrier.text.clone(), pages: Vec::new() });
            known.len() - 1
        });
        let pages = &mut known[at].pages;
        if !pages.iter().any(|(path, _)| *path == barrier.path) {
            pages.push((barrier.path, barrier.page));
        }
    }
    Ok(known)
}

/// The entries with links to their pages.
pub(crate) fn draw(ctx: &Ctx, say: Say, known: &[Known]) -> Markup {
    html! {
        @if !known.is_empty() {
            h3 { (say.of("Auf einzelnen Seiten", "On single pages")) }
            p { (say.of(
                "Das hat unsere eigene nächtliche Prüfung gefunden. Wir beheben es nach und nach. Bis dahin geben wir Ihnen den Inhalt gern in einer anderen Form.",
                "Our own nightly check has found this. We mend it step by step. Until then we are happy to give you the content in another form.",
            )) }
            ul {
                @for entry in known {
                    li {
                        (entry.text.of(ctx.language)) " "
                        (say.of("Betrifft: ", "Concerns: "))
                        @for (at, (path, title)) in entry.pages.iter().take(PAGES_MAX).enumerate() {
                            @if at > 0 { ", " }
                            a href=(ctx.to(path)) { (title.of(ctx.language)) }
                        }
                        @if entry.pages.len() > PAGES_MAX {
                            @let more = entry.pages.len() - PAGES_MAX;
                            (say.of(format!(" und {more} weitere Seiten"), format!(" and {more} more pages")))
                        }
                    }
                }
            }
        }
    }
}
