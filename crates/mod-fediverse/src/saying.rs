//! A publication in the words of the network.

use content::{
    Alt, BREAK, Block as Part, Document, Inlines, Kind, LinkTarget, Run, Section, TargetKind,
};
use kernel::publication::{Publication, topic_name};
use kernel::{AppError, Language, Reader, Town, media};
use norm_fediverse::publish::{Actor, Picture, Saying, Shape};
use norm_fediverse::text::{Block, Span};

use crate::actor::SAYINGS;
use crate::settings::FediverseSettings;

/// Words with `#` at the end of what is said.
const TAGS_MAX: usize = 5;
/// Letters of the digest that are kept.
const DIGEST_BYTES: usize = 16;

/// The address of what is said of a publication.
pub(crate) fn id(town: &Town, publication: &str) -> String {
    format!("{}{SAYINGS}/{publication}", town.plan().base_url)
}

/// The publication behind an address of ours.
pub(crate) fn publication_of(town: &Town, address: &str) -> Option<String> {
    let rest = address.strip_prefix(&format!("{}{SAYINGS}/", town.plan().base_url))?;
    rest.parse::<kernel::Id<Publication>>().ok().map(|id| id.to_string())
}

/// What is said of a publication, and the digest by which a real change is told.
///
/// # Errors
/// What the database says.
pub(crate) fn saying(
    town: &Town,
    db: &mut Reader<'_>,
    settings: &FediverseSettings,
    actor: &Actor,
    it: &Publication,
) -> Result<(Saying, String), AppError> {
    let base = &town.plan().base_url;
    let title = it.title.of(Language::De).to_owned();
    let teaser = it.teaser.of(Language::De).to_owned();
    let page = format!("{base}{}", it.path());
    let mut blocks = vec![Block::Heading(title.clone())];
    if !teaser.is_empty() {
        blocks.push(Block::Paragraph(vec![Span::Text(teaser.clone())]));
    }
    if settings.is_whole {
        match it.body.of(Language::De) {
            Some(document) => blocks.extend(Text { base }.document(document)),
            None => blocks.extend(paragraphs(it.text.of(Language::De))),
        }
    }
    blocks.push(Block::Paragraph(vec![Span::Link { href: page.clone(), text: page.clone() }]));
    let words: Vec<Span> = it.topics.iter().take(TAGS_MAX).flat_map(|t| tag(base, t)).collect();
    if !words.is_empty() {
        blocks.push(Block::Paragraph(words));
    }
    let saying = Saying {
        id: id(town, &it.id.to_string()),
        shape: Shape::Note,
        title,
        teaser,
        blocks,
        page,
        language: Language::De.tag().to_owned(),
        published: it.visible_from,
        updated: None,
        pictures: picture(town, db, it)?.into_iter().collect(),
    };
    let digest = digest(town, &saying.object(actor).to_string());
    Ok((saying, digest))
}

fn digest(town: &Town, text: &str) -> String {
    let tag = town.keys().records.tag(&format!("fediverse/said/{text}"));
    hex::encode(tag.get(..DIGEST_BYTES).unwrap_or_default())
}

/// A topic as a word with `#`: each of its words begins large, so that it can be read aloud.
fn tag(base: &str, topic: &str) -> [Span; 2] {
    let name = topic_name(topic, Language::De);
    let word: String = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            let mut letters = w.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect::<String>()
            })
        })
        .collect();
    let href = format!("{base}/aktuelles?thema={topic}");
    [Span::Tag { word, href }, Span::Text(" ".into())]
}

fn paragraphs(text: &str) -> Vec<Block> {
    let all = text.split("\n\n").map(str::trim).filter(|p| !p.is_empty());
    all.map(|p| Block::Paragraph(vec![Span::Text(p.to_owned())])).collect()
}

/// The picture of a publication, where it may be shown and somebody described it.
fn picture(
    town: &Town,
    db: &mut Reader<'_>,
    it: &Publication,
) -> Result<Option<Picture>, AppError> {
    let Some(wanted) = &it.picture else { return Ok(None) };
    let now = db.now();
    let Some(medium) = media::find(db, &wanted.media)?.filter(|m| m.is_usable(now)) else {
        return Ok(None);
    };
    let alt = match &wanted.alt {
        Alt::Text(text) => text.clone(),
        Alt::Decorative => String::new(),
    };
    let size = medium
        .sized("og-1200x630")
        .find(|r| r.mime == "image/jpeg")
        .or_else(|| medium.renditions.iter().find(|r| r.mime == "image/jpeg" && r.width > 0));
    Ok(size.map(|size| Picture {
        url: format!("{}{}", town.plan().base_url, medium.path(size)),
        media_type: size.mime.clone(),
        alt,
        size: (size.width, size.height),
        // From the left and from the top, 0 to 1; the network counts from the middle.
        focus: Some((medium.focal.0.mul_add(2.0, -1.0), medium.focal.1.mul_add(-2.0, 1.0))),
    }))
}

/// Turns blocks into the few forms the network knows.
struct Text<'a> {
    base: &'a str,
}

impl Text<'_> {
    fn document(&self, document: &Document) -> Vec<Block> {
        document.blocks().iter().flat_map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> Vec<Block> {
        match &part.kind {
            Kind::Text(text) => vec![Block::Paragraph(self.spans(&text.content))],
            Kind::Heading(heading) => vec![Block::Heading(heading.content.text())],
            Kind::List(list) => {
                vec![Block::List(list.items.iter().map(|i| self.spans(&i.content)).collect())]
            }
            Kind::Quote(quote) => vec![Block::Quote(self.spans(&quote.content))],
            Kind::CallOut(call) => {
                let title = (!call.title.is_empty()).then(|| Block::Heading(call.title.clone()));
                title.into_iter().chain(call.blocks.iter().flat_map(|p| self.part(p))).collect()
            }
            Kind::Steps(steps) => self.sections(&steps.steps),
            Kind::Accordion(all) => self.sections(&all.sections),
            Kind::Columns(columns) => {
                columns.left.iter().chain(&columns.right).flat_map(|p| self.part(p)).collect()
            }
            // Tables, maps, forms and films are looked at on the page; its link stands below.
            _ => Vec::new(),
        }
    }

    fn sections(&self, sections: &[Section]) -> Vec<Block> {
        let one = |section: &Section| {
            let title = Block::Heading(section.title.clone());
            std::iter::once(title).chain(section.blocks.iter().flat_map(|p| self.part(p))).collect()
        };
        sections.iter().flat_map(|s| -> Vec<Block> { one(s) }).collect()
    }

    fn spans(&self, inlines: &Inlines) -> Vec<Span> {
        inlines.runs().into_iter().map(|run| self.span(run)).collect()
    }

    fn span(&self, run: Run) -> Span {
        if run.text == BREAK {
            return Span::Break;
        }
        if let Some(href) = run.marks.link.as_ref().and_then(|to| self.address(to)) {
            return Span::Link { href, text: run.text };
        }
        if run.marks.strong {
            Span::Strong(run.text)
        } else if run.marks.em {
            Span::Emphasis(run.text)
        } else {
            Span::Text(run.text)
        }
    }

    /// The whole address of a link; none where only the page itself knows it.
    fn address(&self, to: &LinkTarget) -> Option<String> {
        match to.kind() {
            TargetKind::Web(url) => Some(url.to_owned()),
            TargetKind::Path(path) => Some(format!("{}{path}", self.base)),
            TargetKind::Page(id) => Some(format!("{}/p/{id}", self.base)),
            TargetKind::Mail(mail) => Some(format!("mailto:{mail}")),
            TargetKind::Media(_) | TargetKind::Block(_) | TargetKind::Phone(_) => None,
        }
    }
}
