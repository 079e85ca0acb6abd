//! What a text refers to and does not hold itself: media, pages, units, services, lists. Plain data
//! that the caller prepares; drawing asks nobody.

use std::collections::{BTreeMap, BTreeSet};

use content::{BlockId, Captions, Document, FieldText, Key, Kind, Query, TargetKind};
use jiff::civil::Date;

use crate::contact::Contact;
use crate::say::Say;

/// One form of a medium: another size or another format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendition {
    /// Its address.
    pub url: String,
    /// Width in pixels; 0 for sound.
    pub width: u32,
    /// Height in pixels; 0 for sound.
    pub height: u32,
    /// MIME type.
    pub mime: String,
}

/// A medium as far as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Medium {
    /// Name in the media library.
    pub title: String,
    /// Address of the file itself.
    pub url: String,
    /// MIME type of the file itself.
    pub mime: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Width in pixels; 0 for what has none.
    pub width: u32,
    /// Height in pixels; 0 for what has none.
    pub height: u32,
    /// Who made it.
    pub credit: String,
    /// Under which licence, in words; empty where it need not be said.
    pub licence: String,
    /// Made by a program that invents pictures.
    pub is_generated: bool,
    /// Other sizes and formats, all with the proportions of the whole.
    pub renditions: Vec<Rendition>,
    /// The picture a film begins with.
    pub poster: Option<String>,
}

/// A place to go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A service or a news item in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
    /// A sentence or two.
    pub teaser: String,
    /// The day, of news.
    pub date: Option<Date>,
    /// The topic, if one is shown.
    pub topic: Option<String>,
}

/// An event in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day.
    pub date: Date,
    /// Time and place.
    pub note: String,
}

/// A map to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapView {
    /// Address of the map.
    pub url: String,
    /// A picture of it made by the house.
    pub picture: Option<Rendition>,
}

/// Everything around a text. What is not found here is left out of a page, and named in a draft.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The language of the words around the text: buttons, sizes.
    pub say: Say,
    /// The level of the heading the text stands below; the page's title (1) if zero.
    pub above: u8,
    /// What stands before paths of this site: `/en` on English pages.
    pub prefix: String,
    /// What the names of places within the text begin with, where a page shows two texts; `b-` if
    /// empty.
    pub anchor: String,
    /// Nobody but editors sees it: what is missing is named.
    pub is_draft: bool,
    /// What snippets say, by key.
    pub snippets: BTreeMap<Key, Document>,
    /// Host names whose films and posts the town lets show in its pages, after two clicks.
    pub frames: BTreeSet<String>,
    /// The block whose film or post somebody asked for; empty if nobody did.
    pub opened: String,
    /// Media by key.
    pub media: BTreeMap<String, Medium>,
    /// Pages by their lasting id.
    pub pages: BTreeMap<String, Place>,
    /// Units by number.
    pub units: BTreeMap<String, Contact>,
    /// People by id.
    pub persons: BTreeMap<String, Contact>,
    /// Services by key.
    pub services: BTreeMap<String, Entry>,
    /// Forms by key.
    pub forms: BTreeMap<String, Place>,
    /// News found for a block.
    pub news: BTreeMap<BlockId, Vec<Entry>>,
    /// Events found for a block.
    pub events: BTreeMap<BlockId, Vec<Dated>>,
    /// Maps drawn for a block.
    pub maps: BTreeMap<BlockId, MapView>,
}

/// What texts need around them, for whoever prepares [`Surroundings`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Keys of media.
    pub media: BTreeSet<String>,
    /// Lasting ids of pages.
    pub pages: BTreeSet<String>,
    /// Numbers of units.
    pub units: BTreeSet<String>,
    /// Ids of people.
    pub persons: BTreeSet<String>,
    /// Keys of services.
    pub services: BTreeSet<String>,
    /// Keys of forms.
    pub forms: BTreeSet<String>,
    /// Blocks that list news, with their questions.
    pub news: Vec<(BlockId, Query)>,
    /// Blocks that list events, with their questions.
    pub events: Vec<(BlockId, Query)>,
    /// Blocks that show a map.
    pub maps: Vec<BlockId>,
}

impl Needs {
    /// What a text needs.
    pub fn of(document: &Document) -> Self {
        let mut needs = Self::default();
        needs.add(document);
        needs
    }

    /// Adds what another text needs.
    pub fn add(&mut self, document: &Document) {
        self.media.extend(document.media().iter().map(Key::to_string));
        document.walk(&mut |block| {
            for field in block.kind.fields() {
                let FieldText::Rich(inlines) = field.text else { continue };
                for (target, _) in inlines.links() {
                    if let TargetKind::Page(id) = target.kind() {
                        self.pages.insert(id.to_owned());
                    }
                }
            }
            self.add_kind(&block.id, &block.kind);
        });
    }

    fn add_kind(&mut self, id: &BlockId, kind: &Kind) {
        let page = |target: Option<&content::LinkTarget>| match target?.kind() {
            TargetKind::Page(id) => Some(id.to_owned()),
            _ => None,
        };
        match kind {
            Kind::Contact(it) => {
                self.units.extend(it.unit.as_ref().map(Key::to_string));
                self.persons.extend(it.person.as_ref().map(Key::to_string));
            }
            Kind::OpeningHours(it) => self.units.extend(it.unit.as_ref().map(Key::to_string)),
            Kind::Services(it) => self.services.extend(it.services.iter().map(Key::to_string)),
            Kind::Form(it) => self.forms.extend(it.form.as_ref().map(Key::to_string)),
            Kind::News(it) => self.news.push((id.clone(), it.query.clone())),
            Kind::Events(it) => self.events.push((id.clone(), it.query.clone())),
            Kind::Map(_) => self.maps.push(id.clone()),
            Kind::Quote(it) => self.pages.extend(page(it.source.as_ref())),
            Kind::Embed(it) => self.pages.extend(page(it.alternative.as_ref())),
            Kind::Video(it) => {
                if let Some(Captions::File(key)) = &it.captions {
                    self.media.insert(key.to_string());
                }
            }
            _ => {}
        }
    }
}
