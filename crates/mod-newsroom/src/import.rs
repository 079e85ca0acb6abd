//! Taking over an existing website: an export is read, looked at, and becomes drafts. Old addresses
//! lead to the new pages as soon as these are published.

mod pictures;

use std::collections::{BTreeMap, BTreeSet};

use content::html::{Dropped, ImageSource};
use content::import::{
    ImportError, OldKind, OldPage, old_path, read_page, read_typo3, read_wordpress,
};
use content::{Alt, Block, BlockId, Document, Key};
use kernel::org::Unit;
use kernel::publication::{self, Publication};
use kernel::{AppError, Audit, Id, Problem, Saved, Text, Tx};
use serde::{Deserialize, Serialize};

use crate::fields::fresh_id;
use crate::model::{Draft, DraftPicture, EditionStep, Item, State};
use crate::{publish, starting, store};

pub(crate) use pictures::take_pictures;

/// Texts taken over at once; larger sites come in parts.
pub(crate) const TEXTS_MAX: usize = 500;
/// What a picture is called that stood in the text itself.
const INLINE: &str = "Bild im Text";
/// Bytes of the largest export.
pub(crate) const EXPORT_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A text of the old site, ready to become a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Old {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) teaser: String,
    pub(crate) slug: String,
    /// Path on the old site; empty if unknown.
    pub(crate) path: String,
    pub(crate) language: String,
    pub(crate) topics: Vec<String>,
    pub(crate) blocks: Vec<Block>,
    /// Its pictures, in the order of their blocks; the one without a block stands for the text.
    #[serde(default)]
    pub(crate) images: Vec<OldImage>,
    /// What was left out, in German and English.
    pub(crate) dropped: Vec<(String, String)>,
}

/// A picture of a text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OldImage {
    /// The block that shows it; none for the main picture.
    pub(crate) block: Option<BlockId>,
    /// Where it lay, or its name.
    pub(crate) source: String,
    /// What it shows, if the old site said so.
    pub(crate) alt: String,
    /// The medium it became; none as long as its file is missing.
    pub(crate) media: Option<Key>,
    /// A picture that stood in the text itself, still packed: never kept beyond taking it in.
    #[serde(skip)]
    pub(crate) inline: Option<String>,
}

/// A file somebody brought.
pub(crate) struct Brought {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What an export held.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Batch {
    pub(crate) texts: Vec<Old>,
    /// Files of the old media library, which are brought into the own one by hand.
    pub(crate) files: usize,
}

fn kind(old: OldKind) -> &'static str {
    if old == OldKind::News { "news" } else { "page" }
}

fn old(page: OldPage) -> Old {
    let path = old_path(&page.url).unwrap_or_default();
    let mut images = Vec::new();
    if !page.main_image.is_empty() {
        let (source, alt) = (page.main_image.clone(), String::new());
        images.push(OldImage { block: None, source, alt, media: None, inline: None });
    }
    images.extend(page.images.into_iter().map(|image| {
        let (source, inline) = match image.source {
            ImageSource::Address(address) => (address, None),
            ImageSource::Local(name) => (name, None),
            ImageSource::Inline { media_type, base64 } => {
                (format!("{INLINE} ({media_type})"), Some(base64))
            }
        };
        OldImage { block: Some(image.block), source, alt: image.alt, media: None, inline }
    }));
    Old {
        kind: kind(page.kind).to_owned(),
        title: page.title,
        teaser: page.teaser,
        slug: publish::slug_of(&page.slug),
        path,
        language: page.language,
        topics: page
            .topics
            .iter()
            .map(String::as_str)
            .map(publish::slug_of)
            .filter(|t| !t.is_empty())
            .collect(),
        blocks: page.blocks,
        images,
        dropped: page.dropped.iter().map(Dropped::said).map(|s| (s.de, s.en)).collect(),
    }
}

fn refused(error: &ImportError) -> AppError {
    let (de, en) = match error {
        ImportError::Read(_) => (
            "Die Datei lässt sich nicht lesen. Ist sie vollständig?".to_owned(),
            "The file cannot be read. Is it complete?".to_owned(),
        ),
        ImportError::OtherFormat(what) => (
            format!("Das ist kein Export von {what}."),
            format!("This is not an export of {what}."),
        ),
        ImportError::TooMuch { max, .. } => (
            format!("Der Export ist zu groß. Erlaubt sind {max}. Teilen Sie ihn auf."),
            format!("The export is too large. {max} are allowed. Divide it."),
        ),
        ImportError::NoPage(_) => {
            ("In einer Datei steht kein Text.".to_owned(), "One file holds no text.".to_owned())
        }
    };
    Problem::new("newsroom/import", de.clone(), en.clone()).at("datei", &de, &en).into()
}

/// Reads what somebody brought: an export of `WordPress` or TYPO3, or saved pages. `site` is the
/// address of the old site.
///
/// # Errors
/// A [`Problem`] at the file when it is none of these or too much.
pub(crate) fn read(files: &[Brought], site: &str) -> Result<Batch, AppError> {
    let mut batch = Batch::default();
    let mut ids = fresh_id;
    let mut library: BTreeMap<String, (String, String)> = BTreeMap::new();
    for file in files {
        let start =
            String::from_utf8_lossy(&file.bytes[..file.bytes.len().min(2_000)]).into_owned();
        if start.contains("T3RecordDocument") {
            let read =
                read_typo3(file.bytes.as_slice(), site, &mut ids).map_err(|e| refused(&e))?;
            batch.texts.extend(read.pages.into_iter().map(old));
        } else if start.contains("<rss") || start.contains("wp:wxr") {
            for page in read_wordpress(file.bytes.as_slice(), &mut ids) {
                let page = page.map_err(|e| refused(&e))?;
                if page.kind == OldKind::Media {
                    batch.files += 1;
                    library.insert(page.id, (page.main_image, page.alt));
                } else {
                    batch.texts.push(old(page));
                }
            }
        } else {
            let url = format!("{}/{}", site.trim_end_matches('/'), path_of(&file.name));
            batch.texts.push(old(read_page(&url, &file.bytes, &mut ids).map_err(|e| refused(&e))?));
        }
        if batch.texts.len() > TEXTS_MAX {
            let most = ImportError::TooMuch { what: "texts", max: TEXTS_MAX };
            return Err(refused(&most));
        }
    }
    // `WordPress` names the main picture by its number in the library.
    for image in batch.texts.iter_mut().flat_map(|old| &mut old.images) {
        if let Some((address, alt)) = library.get(&image.source) {
            image.source.clone_from(address);
            image.alt.clone_from(alt);
        }
    }
    Ok(batch)
}

/// The path a saved page had: without the folder somebody chose, and without the name that servers
/// leave out.
fn path_of(name: &str) -> &str {
    let path = name.split_once('/').map_or(name, |(_, path)| path);
    path.strip_suffix("index.html").or(path.strip_suffix("index.htm")).unwrap_or(path)
}

/// The address a text would best have: of a page its old path, so that nobody notices the move.
fn wanted(old: &Old) -> String {
    let path = old.path.trim_matches('/');
    if old.kind == "page" && publish::is_slug(path, "page") {
        path.to_owned()
    } else if old.slug.is_empty() {
        publish::slug_of(&old.title)
    } else {
        old.slug.clone()
    }
}

/// An address nobody has yet.
fn free(taken: &mut BTreeSet<(String, String)>, kind: &str, wanted: &str) -> String {
    let wanted = if wanted.is_empty() { "seite" } else { wanted };
    let mut slug = wanted.to_owned();
    let mut n = 1;
    while !taken.insert((kind.to_owned(), slug.clone())) {
        n += 1;
        slug = format!("{wanted}-{n}");
    }
    slug
}

/// Whether the gazette knows something at an address, shown or not.
fn is_known(tx: &mut Tx<'_>, kind: &str, slug: &str) -> Result<bool, AppError> {
    match publication::by_slug(tx, kind, slug) {
        Ok(_) | Err(AppError::Gone) => Ok(true),
        Err(AppError::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Makes drafts of an export; answers how many.
pub(crate) fn make(
    tx: &mut Tx<'_>,
    batch: &Batch,
    unit: Id<Unit>,
) -> Result<Saved<usize>, AppError> {
    let mut taken = BTreeSet::new();
    let mut made = 0;
    let ids: BTreeMap<String, Id<Publication>> = batch
        .texts
        .iter()
        .filter(|old| !old.path.is_empty())
        .map(|old| {
            (old.path.clone(), Id::from_name(&format!("newsroom.import/{}/{}", unit, old.path)))
        })
        .collect();
    for old in &batch.texts {
        let wanted = wanted(old);
        let mut slug = free(&mut taken, &old.kind, &wanted);
        while is_known(tx, &old.kind, &slug)? {
            slug = free(&mut taken, &old.kind, &wanted);
        }
        let id = ids.get(&old.path).copied().unwrap_or_else(Id::new);
        if add(tx, old, id, &slug, unit)? {
            made += 1;
        }
    }
    Ok(Audit::of("newsroom.imported", made).with(made))
}

/// Adds one draft; false if it was taken over before.
fn add(
    tx: &mut Tx<'_>,
    old: &Old,
    id: Id<Publication>,
    slug: &str,
    unit: Id<Unit>,
) -> Result<bool, AppError> {
    let mut draft = Draft { slug: slug.to_owned(), topics: old.topics.clone(), ..Draft::default() };
    let body = crate::change::document(old.blocks.clone()).unwrap_or_else(|_| Document::default());
    if old.language.starts_with("en") {
        draft.title = Text::new("", old.title.clone());
        draft.teaser = Text::new("", old.teaser.clone());
        draft.en = body;
    } else {
        draft.title = Text::new(old.title.clone(), "");
        draft.teaser = Text::new(old.teaser.clone(), "");
        draft.de = body;
    }
    let main = old.images.iter().find(|i| i.block.is_none());
    draft.picture = main.and_then(|image| {
        let alt = (!image.alt.is_empty()).then(|| Alt::Text(image.alt.clone()));
        Some(DraftPicture { media: image.media.clone()?, alt, alt_en: String::new() })
    });
    starting::furnish(tx, &old.kind, &mut draft)?;
    let item = Item {
        id,
        kind: old.kind.clone(),
        title: String::new(),
        unit,
        owner: tx.actor().account(),
        state: State::Draft,
        head: 1,
        live: 0,
        appears_at: None,
        ends_at: None,
        review_on: draft.review_on,
        needs_second_look: false,
        origin: "import".into(),
        changed_at: tx.now(),
    };
    if !store::add(tx, &item, &draft, EditionStep::Imported, &old.path)? {
        return Ok(false);
    }
    // The gazette keeps the address free and knows the old one; nobody sees anything yet.
    let now = tx.now();
    let kept = publish::publication(tx, &item, &draft, publication::State::Draft, now)?;
    publication::save(tx, &kept, "imported")?;
    if !old.path.is_empty() && old.path != kept.path() {
        publication::had_address(tx, id, &old.path)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_pages_have_the_paths_of_their_files() {
        assert_eq!(path_of("gespeichert/buerger/index.html"), "buerger/");
        assert_eq!(path_of("seite.html"), "seite.html");
    }
}
