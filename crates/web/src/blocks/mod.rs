//! Draws what editors write: a [`content::Document`] with its [`Surroundings`] becomes markup.
//!
//! The same for the page, its preview, print and easy language. Levels of headings come from the
//! [`Outline`], never from the editor. Nothing is asked of anybody outside: embedded content is a
//! preview of our own with a link.

mod files;
mod gather;
mod inline;
mod lists;
mod media;
mod parts;
mod surroundings;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use content::{Block, BlockId, Document, FieldText, Inlines, Kind, Outline, TargetKind};
use maud::{Markup, html};

use crate::say::Say;

pub use gather::{gather, medium, shown};
pub use media::{picture, picture_now};
pub use parts::{opened_frame, provider_page};
pub use surroundings::{Dated, Entry, MapView, Medium, Needs, Place, Rendition, Surroundings};

/// Headings of the highest level from which a table of contents helps.
const CONTENTS_FROM: usize = 4;

/// Draws one text.
pub(crate) struct Artist<'a> {
    around: &'a Surroundings,
    outline: Outline,
    /// Blocks that are linked to or can be: only these carry an id.
    targets: BTreeSet<String>,
}

/// Draws a text.
pub fn draw(document: &Document, around: &Surroundings) -> Markup {
    let document = &document.with_snippets(&around.snippets);
    let artist = Artist::of(document, around);
    html! { div.rh-blocks { (artist.blocks(document.blocks())) } }
}

/// Draws one block of a text, with the level its headings have in the whole.
pub fn draw_block(document: &Document, block: &Block, around: &Surroundings) -> Markup {
    let artist = Artist::of(document, around);
    if let Kind::Snippet(it) = &block.kind
        && let Some(text) = it.snippet.as_ref().and_then(|key| around.snippets.get(key))
    {
        return draw(text, around);
    }
    html! { div.rh-blocks { (artist.block(block)) } }
}

/// Draws a text with marks that stands alone.
pub fn draw_inlines(text: &Inlines, around: &Surroundings) -> Markup {
    Artist::of(&Document::default(), around).inlines(text)
}

/// The main headings of a long text as links; nothing for a short one.
pub fn contents(document: &Document, around: &Surroundings) -> Markup {
    let say = around.say;
    let above = around.above.max(1);
    let document = &document.with_snippets(&around.snippets);
    let outline = Outline::of(document, above);
    let start = if around.anchor.is_empty() { "b-" } else { &around.anchor };
    let main: Vec<_> = outline
        .entries()
        .iter()
        .filter(|entry| entry.level == above + 1 && entry.section.is_none())
        .collect();
    html! {
        @if main.len() >= CONTENTS_FROM {
            nav.rh-contents aria-label=(say.of("Inhalt dieser Seite", "Contents of this page")) {
                ul.rh-links {
                    @for entry in main { li { a href=(format!("#{start}{}", entry.block)) { (entry.text) } } }
                }
            }
        }
    }
}

/// A heading of a level; a paragraph where there is none.
pub(crate) fn heading(
    level: Option<u8>,
    id: Option<&str>,
    class: Option<&str>,
    words: Markup,
) -> Markup {
    match level {
        Some(0..=2) => html! { h2 id=[id] class=[class] { (words) } },
        Some(3) => html! { h3 id=[id] class=[class] { (words) } },
        Some(4) => html! { h4 id=[id] class=[class] { (words) } },
        Some(5) => html! { h5 id=[id] class=[class] { (words) } },
        Some(_) => html! { h6 id=[id] class=[class] { (words) } },
        None => html! { p id=[id] class=[class] { (words) } },
    }
}

impl<'a> Artist<'a> {
    fn of(document: &Document, around: &'a Surroundings) -> Self {
        let outline = Outline::of(document, around.above.max(1));
        let mut targets = BTreeSet::new();
        document.walk(&mut |block| {
            for field in block.kind.fields() {
                let FieldText::Rich(inlines) = field.text else { continue };
                for (target, _) in inlines.links() {
                    if let TargetKind::Block(id) = target.kind() {
                        targets.insert(id.to_owned());
                    }
                }
            }
        });
        Self { around, outline, targets }
    }

    fn say(&self) -> Say {
        self.around.say
    }

    /// What names of places begin with.
    fn start(&self) -> &str {
        if self.around.anchor.is_empty() { "b-" } else { &self.around.anchor }
    }

    /// The name of a block as a place in the page.
    fn anchor(&self, id: &BlockId) -> String {
        format!("{}{id}", self.start())
    }

    /// The id of a block in the page, if anything leads there.
    fn id(&self, block: &Block) -> Option<String> {
        let has_one = self.around.is_draft || self.targets.contains(block.id.as_str());
        has_one.then(|| self.anchor(&block.id))
    }

    /// Something that is not there: named in a draft, left out of a page.
    fn missing(&self, de: &str, en: &str) -> Markup {
        html! {
            @if self.around.is_draft { p.rh-notice { (self.say().of(de, en)) } }
        }
    }

    fn blocks(&self, blocks: &[Block]) -> Markup {
        html! { @for block in blocks { (self.block(block)) } }
    }

    /// A block below its title.
    fn titled(&self, id: &BlockId, title: &str, body: Markup) -> Markup {
        html! {
            @if !title.is_empty() {
                (heading(self.outline.level(id), Some(&self.anchor(id)), None, html! { (title) }))
            }
            (body)
        }
    }

    fn block(&self, block: &Block) -> Markup {
        let id = &block.id;
        match &block.kind {
            Kind::Heading(it) => {
                let name = self.anchor(id);
                heading(self.outline.level(id), Some(&name), None, self.inlines(&it.content))
            }
            Kind::Gallery(it) => self.titled(id, &it.title, self.gallery(it)),
            Kind::Downloads(it) => self.titled(id, &it.title, self.downloads(it)),
            Kind::Services(it) => self.titled(id, &it.title, self.services(it)),
            Kind::News(it) => self.titled(id, &it.title, self.news(id)),
            Kind::Events(it) => self.titled(id, &it.title, self.events(id)),
            Kind::Map(it) => self.titled(id, &it.title, self.map(id, it)),
            Kind::KeyFigures(it) => self.titled(id, &it.title, Self::key_figures(it)),
            Kind::CallOut(it) => self.call_out(block, it),
            Kind::Table(it) => self.table(block, it),
            Kind::Text(it) => {
                html! { p id=[self.id(block)] { (self.inlines(&it.content)) } }
            }
            Kind::Divider => html! { hr; },
            other => {
                let inner = self.plain(block, other);
                match self.id(block) {
                    Some(id) => html! { div id=(id) { (inner) } },
                    None => inner,
                }
            }
        }
    }

    /// Blocks that bring no heading of their own.
    fn plain(&self, block: &Block, kind: &Kind) -> Markup {
        match kind {
            Kind::List(it) => self.list(it),
            Kind::Image(it) => self.image(it),
            Kind::Video(it) => self.video(it),
            Kind::Audio(it) => self.audio(it),
            Kind::Quote(it) => self.quote(it),
            Kind::Steps(it) => self.steps(block, it),
            Kind::Accordion(it) => self.accordion(block, it),
            Kind::Contact(it) => self.contact(it),
            Kind::OpeningHours(it) => self.opening_hours(it),
            Kind::Embed(it) => self.embed(block, it),
            // One that says something was put into the text before it is drawn.
            Kind::Snippet(_) => self.missing(
                "Der Textbaustein fehlt, oder es gibt ihn nicht in dieser Sprache.",
                "The snippet is missing, or does not exist in this language.",
            ),
            Kind::Form(it) => self.form(it),
            Kind::Columns(it) => html! {
                div.rh-halves {
                    div.rh-blocks { (self.blocks(&it.left)) }
                    div.rh-blocks { (self.blocks(&it.right)) }
                }
            },
            _ => html! {},
        }
    }
}
