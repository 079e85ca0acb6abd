//! One publication with all its page needs, read in one go: text around, unit, notes, way, children.

use content::{Alt, Document, Key};
use kernel::org::{self, Unit};
use kernel::publication::{self, Brief, Details, Note, Publication};
use kernel::{AppError, Language, Reader, Town, media, settings};
use web::blocks::{self, Medium, Surroundings};
use web::shared::SharedPicture;

use crate::settings::SiteSettings;

/// Pages below one, and beside one.
const NEIGHBOURS_MAX: i64 = 100;

/// In which form a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// As it was written.
    Usual,
    /// In easy language.
    Easy,
}

/// A publication and what stands around it.
pub(crate) struct Shown {
    pub it: Publication,
    pub edition: Edition,
    /// The language its text is in: German where nothing else was written.
    pub language: Language,
    pub notes: Vec<Note>,
    pub unit: Option<Unit>,
    pub around: Surroundings,
    pub picture: Option<Medium>,
    /// The picture as others show it beside a link.
    pub shared: Option<SharedPicture>,
    pub film: Option<Medium>,
    pub file: Option<Medium>,
    /// The pages above it: title and path.
    pub way: Vec<(String, String)>,
    /// The pages right below it.
    pub below: Vec<Brief>,
    /// The pages beside it, itself included.
    pub beside: Vec<Brief>,
}

/// Whether anything is written in English.
pub(crate) fn has_english(it: &Publication) -> bool {
    it.body.en.is_some() || !it.text.en.is_empty() || (!it.title.en.is_empty() && is_bare(it))
}

fn is_bare(it: &Publication) -> bool {
    it.body.de.is_none() && it.text.de.is_empty()
}

/// The file a publication is about.
pub(crate) fn file_of(it: &Publication) -> Option<&Key> {
    match &it.details {
        Details::Notice(n) => n.file.as_ref(),
        Details::Job(j) => j.file.as_ref(),
        Details::Document(d) => d.file.as_ref(),
        Details::None | Details::Event(_) | Details::Disruption(_) => None,
    }
}

impl Shown {
    /// Reads what a page needs.
    ///
    /// # Errors
    /// What the database says; not found where there is no edition in easy language.
    pub fn read(
        town: &Town,
        db: &mut Reader<'_>,
        it: Publication,
        wanted: Language,
        edition: Edition,
    ) -> Result<Self, AppError> {
        Self::gather(town, db, it, wanted, edition, false)
    }

    /// Reads what the page of a draft needs; what the public may not see yet is seen, too.
    ///
    /// # Errors
    /// As [`Shown::read`].
    pub fn draft(
        town: &Town,
        db: &mut Reader<'_>,
        it: Publication,
        wanted: Language,
        edition: Edition,
    ) -> Result<Self, AppError> {
        Self::gather(town, db, it, wanted, edition, true)
    }

    fn gather(
        town: &Town,
        db: &mut Reader<'_>,
        it: Publication,
        wanted: Language,
        edition: Edition,
        is_draft: bool,
    ) -> Result<Self, AppError> {
        if edition == Edition::Easy && it.easy.is_none() {
            return Err(AppError::NotFound);
        }
        let language = match (wanted, edition) {
            (Language::En, Edition::Usual) if has_english(&it) => Language::En,
            _ => Language::De,
        };
        let text = match edition {
            Edition::Easy => it.easy.as_ref().map(|easy| &easy.body),
            Edition::Usual => it.body.of(language),
        };
        let documents: Vec<&Document> = text.into_iter().collect();
        let mut around = blocks::gather(town, db, &documents, wanted, is_draft)?;
        around.above = 1;
        if !is_draft {
            around.frames = settings::get::<SiteSettings>(db)?.frames();
        }
        let medium = |db: &mut Reader<'_>, key: Option<&Key>| match key {
            Some(key) => blocks::medium(db, key, is_draft),
            None => Ok(None),
        };
        let today = db.today();
        let unit = match it.unit.as_str() {
            "" => None,
            number => org::all(db)?.into_iter().find(|u| u.number == number && u.exists_on(today)),
        };
        let tree = Tree::read(db, &it, language)?;
        Ok(Self {
            notes: publication::notes(db, it.id)?,
            picture: medium(db, it.picture.as_ref().map(|p| &p.media))?,
            shared: shared(town, db, it.picture.as_ref().map(|p| &p.media))?,
            film: medium(db, it.sign_language.as_ref())?,
            file: medium(db, file_of(&it))?,
            unit,
            around,
            way: tree.way,
            below: tree.below,
            beside: tree.beside,
            language,
            edition,
            it,
        })
    }

    /// Opens the film or post a reader asked for: the block named in the query.
    pub fn open(&mut self, query: &str) {
        let asked = query.split('&').find_map(|part| part.strip_prefix("inhalt="));
        asked.unwrap_or_default().clone_into(&mut self.around.opened);
    }

    /// The origin whose frame the page shows, if somebody asked for one that the town lets in.
    pub fn opened_frame(&self) -> Option<String> {
        self.document().and_then(|document| blocks::opened_frame(document, &self.around))
    }

    /// The title in the form that is shown.
    pub fn title(&self) -> &str {
        match (self.edition, &self.it.easy) {
            (Edition::Easy, Some(easy)) => &easy.title,
            _ => self.it.title.of(self.language),
        }
    }

    /// The teaser in the form that is shown.
    pub fn teaser(&self) -> &str {
        match (self.edition, &self.it.easy) {
            (Edition::Easy, Some(easy)) => &easy.teaser,
            _ => self.it.teaser.of(self.language),
        }
    }

    /// The text in blocks, if it was written so.
    pub fn document(&self) -> Option<&Document> {
        match self.edition {
            Edition::Easy => self.it.easy.as_ref().map(|easy| &easy.body),
            Edition::Usual => self.it.body.of(self.language),
        }
    }

    /// What the picture shows, in words.
    pub fn picture_words(&self) -> &str {
        let Some(picture) = &self.it.picture else { return "" };
        match &picture.alt {
            Alt::Text(de) if picture.alt_en.is_empty() => de,
            Alt::Text(de) => self.language.of(de, &picture.alt_en),
            Alt::Decorative => "",
        }
    }
}

/// A picture in the size that is shown beside links.
fn shared(
    town: &Town,
    db: &mut Reader<'_>,
    key: Option<&Key>,
) -> Result<Option<SharedPicture>, AppError> {
    let Some(key) = key else { return Ok(None) };
    let now = db.now();
    let found = media::find(db, key)?.filter(|m| m.is_usable(now));
    Ok(found.and_then(|m| {
        let print = m.sized("og-1200x630").find(|r| r.mime == "image/jpeg")?;
        Some(SharedPicture {
            url: format!("{}{}", town.plan().base_url, m.path(print)),
            width: print.width,
            height: print.height,
            alt: String::new(),
        })
    }))
}

/// Where a page stands among the others.
#[derive(Default)]
struct Tree {
    way: Vec<(String, String)>,
    below: Vec<Brief>,
    beside: Vec<Brief>,
}

impl Tree {
    fn read(db: &mut Reader<'_>, it: &Publication, language: Language) -> Result<Self, AppError> {
        if it.kind != "page" || it.slug.is_empty() {
            return Ok(Self::default());
        }
        let mut tree = Self { below: children(db, &it.slug)?, ..Self::default() };
        let mut above = parent(&it.slug);
        if let Some(path) = above {
            tree.beside = children(db, path)?;
        }
        while let Some(path) = above {
            if let Ok(page) = publication::by_slug(db, "page", path) {
                tree.way.push((page.title.of(language).to_owned(), page.path()));
            }
            above = parent(path);
        }
        tree.way.reverse();
        Ok(tree)
    }
}

/// The path a page lies right below.
pub(crate) fn parent(slug: &str) -> Option<&str> {
    slug.rsplit_once('/').map(|(above, _)| above)
}

/// The pages right below a path, in their order.
pub(crate) fn children(db: &mut Reader<'_>, path: &str) -> Result<Vec<Brief>, AppError> {
    let mut all = publication::right_below(db, path, NEIGHBOURS_MAX)?;
    all.retain(|page| !page.slug.ends_with(crate::legal::ADDITION));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_know_what_they_lie_below() {
        assert_eq!(parent("leben/heiraten/trauorte"), Some("leben/heiraten"));
        assert_eq!(parent("leben"), None);
    }
}
