//! What the look by night finds.

use std::collections::{BTreeMap, BTreeSet};

use content::check::{Situation, check};
use jiff::SignedDuration;
use kernel::publication::{self, Find, Publication};
use kernel::{AppError, Id, Reader, Text, Tx, media};

use super::Found;
use super::links::{Link, Target, bodies, ids, links};
use crate::model::Item;
use crate::store;

/// Pages looked at for links to others.
const PAGES_MAX: i64 = 5_000;
/// Days before a picture's right ends that somebody is told.
const MEDIA_AHEAD_DAYS: i64 = 14;
/// Remarks of the checks that shut people out.
const BARRIERS: [&str; 12] = [
    "alt-missing",
    "alt-empty",
    "captions-missing",
    "captions-reason",
    "heading-empty",
    "heading-order",
    "label-empty",
    "link-empty",
    "map-description",
    "section-title",
    "table-header",
    "transcript-missing",
];

/// The kind of a publication and its folded title.
type KindAndTitle = (String, String);

/// What is known of all pages before each is looked at.
struct Site {
    /// Ids and paths that some visible page leads to.
    linked: BTreeSet<String>,
    /// Items by kind and folded title.
    titles: BTreeMap<KindAndTitle, Vec<(Id<Publication>, String)>>,
    /// Addresses outside that failed twice, and how.
    failing: BTreeMap<String, String>,
}

fn site(reader: &mut Reader<'_>) -> Result<Site, AppError> {
    let mut linked = BTreeSet::new();
    for kind in ["page", "news"] {
        for p in publication::list(reader, &Find::newest(kind, PAGES_MAX))? {
            for (document, _) in bodies(reader, &p)? {
                linked.extend(links(&document).into_iter().filter_map(|l| match l.target {
                    Target::Page(id) => Some(id),
                    Target::Path(path) => Some(path),
                    Target::Block(_) | Target::Web(_) => None,
                }));
            }
        }
    }
    let failing = store::failing(reader)?.into_iter().collect();
    Ok(Site { linked, titles: BTreeMap::new(), failing })
}

/// Every visible text with its item.
fn visible(
    reader: &mut Reader<'_>,
    mut each: impl FnMut(&mut Reader<'_>, &Item, &Publication) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut after = None;
    loop {
        let items = store::rows_of(reader, after)?;
        let Some(last) = items.last() else { return Ok(()) };
        after = Some(last.id);
        for item in &items {
            let Some(p) = publication::find(reader, item.id)? else { continue };
            if p.is_visible(reader.now()) {
                each(reader, item, &p)?;
            }
        }
    }
}

/// Looks at everything.
///
/// # Errors
/// What the database says.
pub(super) fn all(reader: &mut Reader<'_>) -> Result<Vec<Found>, AppError> {
    let mut site = site(reader)?;
    visible(reader, |_, item, p| {
        // Events come again under the same title.
        if item.kind != "event" {
            let key = (item.kind.clone(), kernel::search::fold(&p.title.de));
            site.titles.entry(key).or_default().push((item.id, p.title.de.clone()));
        }
        Ok(())
    })?;
    let mut found = Vec::new();
    visible(reader, |reader, item, p| {
        let mut one = Notes { item, found: &mut found };
        one.links(reader, p, &site)?;
        one.media(reader, p)?;
        one.barriers(reader, p)?;
        one.page(reader, p, &site)
    })?;
    Ok(found)
}

/// Gives texts their days in the calendar that were public before there was one.
///
/// # Errors
/// What the database says.
pub(super) fn complete_dates(tx: &mut Tx<'_>) -> Result<(), AppError> {
    let mut after = None;
    loop {
        let items = store::rows_of(tx, after)?;
        let Some(last) = items.last() else { return Ok(()) };
        after = Some(last.id);
        for item in items.iter().filter(|item| !matches!(item.kind.as_str(), "page" | "news")) {
            if store::has_dates(tx, item.id)? {
                continue;
            }
            if let Some(p) = publication::find(tx, item.id)? {
                store::set_dates(tx, item.id, &p.details)?;
            }
        }
    }
}

/// Addresses of other websites in visible texts, each once.
///
/// # Errors
/// What the database says.
pub(super) fn outside_links(reader: &mut Reader<'_>) -> Result<BTreeSet<String>, AppError> {
    let mut urls = BTreeSet::new();
    visible(reader, |reader, _, p| {
        for (document, _) in bodies(reader, p)? {
            urls.extend(links(&document).into_iter().filter_map(|l| match l.target {
                Target::Web(url) => Some(url),
                _ => None,
            }));
        }
        Ok(())
    })?;
    Ok(urls)
}

struct Notes<'a> {
    item: &'a Item,
    found: &'a mut Vec<Found>,
}

impl Notes<'_> {
    fn note(&mut self, kind: &'static str, excerpt: &str, de: String, en: String) {
        let Item { id, owner, .. } = self.item;
        self.found.push(Found {
            kind,
            item: *id,
            owner: *owner,
            text: Text::new(de, en),
            excerpt: excerpt.to_owned(),
        });
    }

    fn links(
        &mut self,
        reader: &mut Reader<'_>,
        p: &Publication,
        site: &Site,
    ) -> Result<(), AppError> {
        for (document, _) in bodies(reader, p)? {
            for Link { target, words } in links(&document) {
                match target {
                    Target::Page(id) => {
                        let found = match id.parse::<Id<Publication>>() {
                            Ok(id) => publication::find(reader, id)?,
                            Err(_) => None,
                        };
                        if !found.is_some_and(|p| p.is_visible(reader.now())) {
                            self.gone(&words);
                        }
                    }
                    Target::Path(path) => self.path(reader, &path, &words)?,
                    Target::Block(id) => {
                        if !ids(&document).contains(&id) {
                            self.no_anchor(&words, &id);
                        }
                    }
                    Target::Web(url) => {
                        if let Some(how) = site.failing.get(&url) {
                            self.note(
                                "outside",
                                &url,
                                format!("Der Link „{words}“ führt zu einer fremden Seite, die zweimal nicht geantwortet hat ({how})."),
                                format!("The link “{words}” leads to another site that failed twice ({how})."),
                            );
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn gone(&mut self, words: &str) {
        self.note(
            "link",
            words,
            format!("Der Link „{words}“ führt ins Leere."),
            format!("The link “{words}” leads nowhere."),
        );
    }

    fn no_anchor(&mut self, words: &str, anchor: &str) {
        self.note(
            "anchor",
            anchor,
            format!("Der Link „{words}“ springt zu einer Stelle, die es nicht gibt."),
            format!("The link “{words}” jumps to a place that does not exist."),
        );
    }

    /// A path of this site. Paths of other parts of the house are theirs to know.
    fn path(&mut self, reader: &mut Reader<'_>, path: &str, words: &str) -> Result<(), AppError> {
        let (bare, anchor) = path.split_once('#').unwrap_or((path, ""));
        let bare = bare.split('?').next().unwrap_or_default();
        let bare = bare.strip_prefix("/en").filter(|p| p.starts_with('/')).unwrap_or(bare);
        let (kind, slug) = publication::of_path(bare);
        if publication::ended(reader, kind, slug)?.is_some() {
            self.gone(words);
            return Ok(());
        }
        // Only places within the text of an editor have a name that can be known here.
        let Some(block) = anchor.strip_prefix("b-") else { return Ok(()) };
        let Ok(found) = publication::by_slug(reader, kind, slug) else { return Ok(()) };
        let mut known = BTreeSet::new();
        for (document, _) in bodies(reader, &found)? {
            known.extend(ids(&document));
        }
        let is_section = block
            .rsplit_once('-')
            .is_some_and(|(id, n)| n.parse::<usize>().is_ok() && known.contains(id));
        if !known.is_empty() && !known.contains(block) && !is_section {
            self.no_anchor(words, anchor);
        }
        Ok(())
    }

    fn media(&mut self, reader: &mut Reader<'_>, p: &Publication) -> Result<(), AppError> {
        let soon = reader.now().checked_add(SignedDuration::from_hours(24 * MEDIA_AHEAD_DAYS));
        let soon = soon.map_err(AppError::internal)?;
        for key in p.media() {
            let found = media::find(reader, &key)?;
            if found.as_ref().is_none_or(|m| !m.is_usable(soon)) {
                let title = found.map(|m| m.title).unwrap_or_default();
                self.note(
                    "media",
                    key.as_str(),
                    format!("Das Nutzungsrecht an „{title}“ ist abgelaufen oder läuft bald ab."),
                    format!("The right to use “{title}” has run out or soon will."),
                );
            }
        }
        Ok(())
    }

    /// What shuts people out: the remarks of the checks, now that the text is public.
    fn barriers(&mut self, reader: &mut Reader<'_>, p: &Publication) -> Result<(), AppError> {
        for (document, tag) in bodies(reader, p)? {
            let situation = Situation {
                title: &p.title.de,
                teaser: &p.teaser.de,
                language: tag,
                ..Situation::default()
            };
            for remark in check(&document, &situation).remarks {
                if !BARRIERS.contains(&remark.kind) {
                    continue;
                }
                let block = remark.block.map(|b| b.to_string()).unwrap_or_default();
                let excerpt = format!("{tag} {} {block} {}", remark.kind, remark.field);
                self.note("barrier", &excerpt, remark.said.de, remark.said.en);
            }
        }
        Ok(())
    }

    fn page(
        &mut self,
        reader: &mut Reader<'_>,
        p: &Publication,
        site: &Site,
    ) -> Result<(), AppError> {
        let key = (self.item.kind.clone(), kernel::search::fold(&p.title.de));
        let same = site.titles.get(&key).map_or(0, Vec::len);
        if same > 1 {
            self.note(
                "title",
                &p.title.de,
                format!("Denselben Titel tragen {} andere Texte derselben Art. In Suche und Listen sind sie nicht zu unterscheiden.", same - 1),
                format!("{} other texts of the kind bear the same title. In search and lists they cannot be told apart.", same - 1),
            );
        }
        if self.item.review_on.is_some_and(|day| day <= reader.today()) {
            self.note(
                "review",
                "",
                "Die Seite soll wieder angesehen werden: Stimmt noch alles?".into(),
                "The page is to be looked at again: does everything still hold?".into(),
            );
        }
        if self.item.kind != "page" {
            return Ok(());
        }
        let is_top = !p.slug.contains('/');
        if p.title.en.is_empty() {
            self.note(
                "translation",
                "",
                "Die englische Fassung fehlt.".into(),
                "The English version is missing.".into(),
            );
        }
        if is_top && p.easy.is_none() {
            self.note(
                "easy",
                "",
                "Die Seite steht ganz oben im Menü, aber eine Fassung in Leichter Sprache fehlt.".into(),
                "The page stands at the top of the menu, but a version in easy language is missing.".into(),
            );
        }
        let is_linked = site.linked.contains(&p.id.to_string()) || site.linked.contains(&p.path());
        if !is_top && !is_linked && is_lonely(reader, p)? {
            self.note(
                "orphan",
                "",
                "Zu dieser Seite führt kein Weg: Die Seite darüber fehlt, und niemand verweist auf sie.".into(),
                "No way leads to this page: the page above it is missing, and nobody links to it.".into(),
            );
        }
        Ok(())
    }
}

/// Whether no page stands above it in the tree.
fn is_lonely(reader: &mut Reader<'_>, p: &Publication) -> Result<bool, AppError> {
    let Some((above, _)) = p.slug.rsplit_once('/') else { return Ok(false) };
    match publication::by_slug(reader, "page", above) {
        Ok(_) => Ok(false),
        Err(AppError::NotFound | AppError::Gone) => Ok(true),
        Err(other) => Err(other),
    }
}
