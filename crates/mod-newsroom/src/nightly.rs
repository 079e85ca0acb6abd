//! The look over all that is published: links, media, review dates, translations, pages nobody
//! links to. What is found becomes a task; what is mended closes its task.

use std::collections::{BTreeMap, BTreeSet};

use content::{FieldText, TargetKind};
use jiff::{SignedDuration, ToSpan};
use kernel::publication::{self, Find, Publication};
use kernel::{AppError, Id, Text, Town, Tx, media};

use crate::model::Item;
use crate::store;

/// Pages looked at for links to others.
const PAGES_MAX: i64 = 5_000;
/// Days before a picture's right ends that somebody is told.
const MEDIA_AHEAD_DAYS: i64 = 14;
/// Days until a task of the night is due.
const DUE_DAYS: i64 = 7;
/// Findings of one night that become tasks: a broken import must not bury everybody.
const FOUND_MAX: usize = 300;

/// Something to be mended.
struct Found {
    kind: &'static str,
    item: Id<Publication>,
    text: Text,
}

impl Found {
    fn key(&self) -> String {
        format!("night/{}/{}", self.kind, self.item)
    }
}

/// Looks at everything; answers how many tasks are new.
pub(crate) fn look(_: &Town, tx: &mut Tx<'_>) -> Result<usize, AppError> {
    crate::adopt::adopt(tx, "import")?;
    let linked = linked_pages(tx)?;
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let mut after = None;
    loop {
        let items = store::rows_of(tx, after)?;
        let Some(last) = items.last() else { break };
        after = Some(last.id);
        for item in &items {
            let Some(p) = publication::find(tx, item.id)? else { continue };
            if !p.is_visible(tx.now()) {
                continue;
            }
            for one in about(tx, item, &p, &linked)? {
                if found.len() < FOUND_MAX {
                    found.insert(one.key(), one);
                }
            }
        }
    }
    for key in store::task_keys(tx)? {
        if key.starts_with("night/") && !found.contains_key(&key) {
            store::close_tasks(tx, &key)?;
        }
    }
    let due = tx.today().saturating_add(DUE_DAYS.days());
    let mut made = 0;
    for (key, one) in &found {
        let is_new =
            store::add_task(tx, key, Some(one.item), one.kind, &one.text, (Some(due), None))?;
        made += usize::from(is_new);
    }
    Ok(made)
}

/// Ids and paths that some visible page leads to.
fn linked_pages(tx: &mut Tx<'_>) -> Result<BTreeSet<String>, AppError> {
    let mut linked = BTreeSet::new();
    for kind in ["page", "news"] {
        for p in publication::list(tx, &Find::newest(kind, PAGES_MAX))? {
            for (target, _) in links(&p) {
                linked.insert(target);
            }
        }
    }
    Ok(linked)
}

/// Where a publication leads within the site: ids of pages and paths, with the words.
fn links(p: &Publication) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let easy = p.easy.as_ref().map(|e| &e.body);
    for document in [p.body.de.as_ref(), p.body.en.as_ref(), easy].into_iter().flatten() {
        document.walk(&mut |block| {
            for field in block.kind.fields() {
                let FieldText::Rich(inlines) = field.text else { continue };
                for (target, words) in inlines.links() {
                    match target.kind() {
                        TargetKind::Page(id) => all.push((id.to_owned(), words)),
                        TargetKind::Path(path) => all.push((path.to_owned(), words)),
                        _ => {}
                    }
                }
            }
        });
    }
    all
}

fn about(
    tx: &mut Tx<'_>,
    item: &Item,
    p: &Publication,
    linked: &BTreeSet<String>,
) -> Result<Vec<Found>, AppError> {
    let mut all = Vec::new();
    let mut note = |kind: &'static str, de: String, en: String| {
        all.push(Found { kind, item: item.id, text: Text::new(de, en) });
    };
    if let Some(words) = broken(tx, p)? {
        note(
            "link",
            format!("Der Link „{words}“ führt ins Leere."),
            format!("The link “{words}” leads nowhere."),
        );
    }
    let soon = tx.now().checked_add(SignedDuration::from_hours(24 * MEDIA_AHEAD_DAYS));
    let soon = soon.map_err(AppError::internal)?;
    for key in p.media() {
        let found = media::find(tx, &key)?;
        if found.as_ref().is_none_or(|m| !m.is_usable(soon)) {
            let title = found.map(|m| m.title).unwrap_or_default();
            note(
                "media",
                format!("Das Nutzungsrecht an „{title}“ ist abgelaufen oder läuft bald ab."),
                format!("The right to use “{title}” has run out or soon will."),
            );
        }
    }
    if item.review_on.is_some_and(|day| day <= tx.today()) {
        note(
            "review",
            "Die Seite soll wieder angesehen werden: Stimmt noch alles?".into(),
            "The page is to be looked at again: does everything still hold?".into(),
        );
    }
    if item.kind == "page" && p.title.en.is_empty() {
        note(
            "translation",
            "Die englische Fassung fehlt.".into(),
            "The English version is missing.".into(),
        );
    }
    let is_top = !p.slug.contains('/');
    let is_linked = linked.contains(&p.id.to_string()) || linked.contains(&p.path());
    if item.kind == "page" && !is_top && !is_linked && is_lonely(tx, p)? {
        note(
            "orphan",
            "Zu dieser Seite führt kein Weg: Die Seite darüber fehlt, und niemand verweist auf sie.".into(),
            "No way leads to this page: the page above it is missing, and nobody links to it.".into(),
        );
    }
    Ok(all)
}

/// The words of the first link to something of the newsroom that is gone. Paths of other parts of the
/// house are theirs to know.
fn broken(tx: &mut Tx<'_>, p: &Publication) -> Result<Option<String>, AppError> {
    for (target, words) in links(p) {
        let is_gone = if target.starts_with('/') {
            let path = target.split(['?', '#']).next().unwrap_or_default();
            let (kind, slug) = publication::of_path(path);
            publication::ended(tx, kind, slug)?.is_some()
        } else {
            match target.parse::<Id<Publication>>() {
                Ok(id) => !publication::find(tx, id)?.is_some_and(|p| p.is_visible(tx.now())),
                Err(_) => true,
            }
        };
        if is_gone {
            return Ok(Some(words));
        }
    }
    Ok(None)
}

/// Whether no page stands above it in the tree.
fn is_lonely(tx: &mut Tx<'_>, p: &Publication) -> Result<bool, AppError> {
    let Some((above, _)) = p.slug.rsplit_once('/') else { return Ok(false) };
    match publication::by_slug(tx, "page", above) {
        Ok(_) => Ok(false),
        Err(AppError::NotFound | AppError::Gone) => Ok(true),
        Err(other) => Err(other),
    }
}
