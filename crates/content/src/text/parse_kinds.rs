//! Reading directives: names and attributes to kinds of blocks.

use super::parse::{Directive, Reader, trimmed};
use super::parse_values::{alt, captions, cells_of, place};
use super::words::{HEADERS, PROVIDERS, TONES, value};
use crate::block::{
    Accordion, Audio, CallOut, Columns, Contact, Downloads, Embed, Events, Form, Gallery, Image,
    KeyFigures, Kind, List, Map, News, OpeningHours, Quote, Services, Snippet, Steps, Table, Text,
    Video,
};
use crate::inline::Inlines;
use crate::key::Key;
use crate::link::LinkTarget;
use crate::parts::{Download, Figure, GalleryImage, Query, Section};

impl Reader<'_> {
    fn key(&mut self, directive: &mut Directive, name: &str) -> Option<Key> {
        let text = directive.take(name)?;
        let key = Key::parse(text.trim());
        if key.is_err() {
            self.wrong(directive.line, name, &text);
        }
        key.ok()
    }

    fn keys(&mut self, directive: &mut Directive, name: &str) -> Vec<Key> {
        let text = directive.take(name).unwrap_or_default();
        let mut keys = Vec::new();
        for word in text.split_whitespace() {
            match Key::parse(word) {
                Ok(key) => keys.push(key),
                Err(_) => self.wrong(directive.line, name, word),
            }
        }
        keys
    }

    fn target(&mut self, directive: &mut Directive, name: &str) -> Option<LinkTarget> {
        let text = directive.take(name)?;
        let target = LinkTarget::parse(&text);
        if target.is_err() {
            self.wrong(directive.line, name, &text);
        }
        target.ok()
    }

    fn named<T: Copy>(
        &mut self,
        directive: &mut Directive,
        name: &str,
        list: &[(&str, T)],
    ) -> Option<T> {
        let text = directive.take(name)?;
        let found = value(list, &text);
        if found.is_none() {
            let words: Vec<&str> = list.iter().map(|(word, _)| *word).collect();
            let words = words.join(", ");
            self.fail(
                directive.line,
                format!("Bei „{name}“ sind möglich: {words}."),
                format!("Possible for “{name}” are: {words}."),
            );
        }
        found
    }

    pub(super) fn number<T: std::str::FromStr + Default>(
        &mut self,
        directive: &mut Directive,
        name: &str,
    ) -> T {
        let Some(text) = directive.take(name) else { return T::default() };
        text.trim().parse().unwrap_or_else(|_| {
            self.wrong(directive.line, name, &text);
            T::default()
        })
    }

    fn words(&mut self, directive: &mut Directive, name: &str) -> Inlines {
        let text = directive.take(name).unwrap_or_default();
        self.rich(directive.line, &text)
    }

    fn query(&mut self, directive: &mut Directive) -> Query {
        Query {
            topics: self.keys(directive, "themen"),
            unit: self.key(directive, "stelle"),
            count: self.number(directive, "anzahl"),
            days: self.number(directive, "tage"),
        }
    }

    pub(super) fn wrong(&mut self, line: usize, name: &str, text: &str) {
        let shown: String = text.chars().take(60).collect();
        self.fail(
            line,
            format!("„{shown}“ ist bei „{name}“ nicht möglich."),
            format!("“{shown}” is not possible for “{name}”."),
        );
    }

    fn unknown(&mut self, directive: &Directive) {
        let name: String = directive.name.chars().take(40).collect();
        self.fail(
            directive.line,
            format!("Den Baustein „{name}“ gibt es nicht."),
            format!("There is no block “{name}”."),
        );
    }

    /// The lines of a container as plain text.
    fn body(&mut self, opened: usize) -> String {
        let mut lines = Vec::new();
        while let Some(line) = self.inside(opened) {
            lines.push(line.strip_prefix('\\').unwrap_or(line));
        }
        lines.join("\n")
    }

    /// The leaf directives of a container, each read by a function.
    fn entries<T>(
        &mut self,
        opened: usize,
        name: &str,
        read: fn(&mut Self, &mut Directive) -> T,
    ) -> Vec<T> {
        let mut entries = Vec::new();
        while let Some(line) = self.inside(opened) {
            let text = line.trim();
            if text.is_empty() {
                continue;
            }
            let mut directive = self.directive(text.trim_start_matches(':'));
            if directive.name != name || !text.starts_with("::") || text.starts_with(":::") {
                self.misplaced(name);
                continue;
            }
            entries.push(read(self, &mut directive));
            self.finish(directive);
        }
        entries
    }

    fn misplaced(&mut self, wanted: &str) {
        let line = self.line();
        self.fail(
            line,
            format!("Hier kann nur „{wanted}“ stehen."),
            format!("Only “{wanted}” can stand here."),
        );
    }

    /// The parts with titles of a container.
    fn sections(&mut self, opened: usize, name: &str, depth: usize) -> Vec<Section> {
        let mut sections = Vec::new();
        while let Some(line) = self.inside(opened) {
            let Some(rest) = line.trim().strip_prefix(":::") else {
                if !line.trim().is_empty() {
                    self.misplaced(name);
                }
                continue;
            };
            let mut directive = self.directive(rest);
            let title = directive.take("titel").unwrap_or_default();
            let line = directive.line;
            if directive.name != name {
                self.misplaced(name);
            }
            self.finish(directive);
            let blocks = self.blocks(Some(line), depth + 1);
            sections.push(Section { title, blocks });
        }
        sections
    }

    fn columns(&mut self, opened: usize, depth: usize) -> Columns {
        let mut columns = Columns::default();
        while let Some(line) = self.inside(opened) {
            let here = self.line();
            match line.trim() {
                "" => {}
                ":::links" => columns.left.extend(self.blocks(Some(here), depth + 1)),
                ":::rechts" => columns.right.extend(self.blocks(Some(here), depth + 1)),
                _ => self.misplaced(":::links, :::rechts"),
            }
        }
        columns
    }

    fn rows(&mut self, opened: usize) -> Vec<Vec<Inlines>> {
        let mut rows = Vec::new();
        while let Some(line) = self.inside(opened) {
            let text = line.trim();
            let Some(cells) = text.strip_prefix('|') else {
                if !text.is_empty() {
                    self.misplaced("| Zelle | Zelle |");
                }
                continue;
            };
            let here = self.line();
            rows.push(cells_of(cells).iter().map(|cell| self.rich(here, cell)).collect());
        }
        rows
    }
}

fn picture(reader: &mut Reader<'_>, it: &mut Directive) -> GalleryImage {
    let media = reader.key(it, "medium");
    GalleryImage { media, alt: alt(it), caption: reader.words(it, "unterschrift") }
}

fn file(reader: &mut Reader<'_>, it: &mut Directive) -> Download {
    let media = reader.key(it, "medium");
    let label = it.take("name").unwrap_or_default();
    Download { media, label, note: it.take("hinweis").unwrap_or_default() }
}

fn figure(_: &mut Reader<'_>, it: &mut Directive) -> Figure {
    let mut take = |name: &str| it.take(name).unwrap_or_default();
    Figure { value: take("wert"), label: take("bedeutung"), source: take("quelle") }
}

/// A directive of one line.
pub(super) fn leaf(reader: &mut Reader<'_>, mut it: Directive) -> Option<Kind> {
    let title = |it: &mut Directive| it.take("titel").unwrap_or_default();
    let kind = match it.name.as_str() {
        "absatz" => Kind::Text(Text::default()),
        "liste" => Kind::List(List { ordered: it.flag("nummeriert"), items: Vec::new() }),
        "bild" => {
            let GalleryImage { media, alt, caption } = picture(reader, &mut it);
            Kind::Image(Image { media, alt, caption })
        }
        "kontakt" => Kind::Contact(Contact {
            unit: reader.key(&mut it, "stelle"),
            person: reader.key(&mut it, "person"),
            note: reader.words(&mut it, "hinweis"),
        }),
        "oeffnungszeiten" => {
            Kind::OpeningHours(OpeningHours { unit: reader.key(&mut it, "stelle") })
        }
        "textbaustein" => Kind::Snippet(Snippet { snippet: reader.key(&mut it, "baustein") }),
        "leistungen" => {
            let services = reader.keys(&mut it, "leistungen");
            Kind::Services(Services { title: title(&mut it), services })
        }
        "nachrichten" => {
            let query = reader.query(&mut it);
            Kind::News(News { title: title(&mut it), query })
        }
        "termine" => {
            let query = reader.query(&mut it);
            Kind::Events(Events { title: title(&mut it), query })
        }
        "einbettung" => Kind::Embed(Embed {
            provider: reader.named(&mut it, "anbieter", &PROVIDERS),
            reference: it.take("verweis").unwrap_or_default(),
            title: title(&mut it),
            preview: reader.key(&mut it, "vorschau"),
            alternative: reader.target(&mut it, "ersatz"),
        }),
        "formular" => Kind::Form(Form {
            form: reader.key(&mut it, "formular"),
            label: it.take("knopf").unwrap_or_default(),
        }),
        _ => {
            reader.unknown(&it);
            return None;
        }
    };
    reader.finish(it);
    Some(kind)
}

/// A directive up to a line with `:::`.
pub(super) fn container(reader: &mut Reader<'_>, mut it: Directive, depth: usize) -> Option<Kind> {
    let line = it.line;
    let title = it.take("titel").unwrap_or_default();
    let kind = match it.name.as_str() {
        "zitat" => {
            let author = it.take("von").unwrap_or_default();
            let source = reader.target(&mut it, "quelle");
            let mut lines = Vec::new();
            while let Some(text) = reader.inside(line) {
                lines.push(trimmed(text));
            }
            let content = reader.rich(line, &lines.join("\n"));
            Kind::Quote(Quote { content, author, source })
        }
        "hinweis" => {
            let tone = reader.named(&mut it, "art", &TONES).unwrap_or_default();
            Kind::CallOut(CallOut { tone, title, blocks: reader.blocks(Some(line), depth + 1) })
        }
        "schritte" => Kind::Steps(Steps { steps: reader.sections(line, "schritt", depth) }),
        "aufklappen" => {
            let faq = it.flag("faq");
            let sections = reader.sections(line, "abschnitt", depth);
            Kind::Accordion(Accordion { faq, sections })
        }
        "spalten" => Kind::Columns(reader.columns(line, depth)),
        "tabelle" => {
            let header = reader.named(&mut it, "kopf", &HEADERS);
            let caption = reader.words(&mut it, "beschriftung");
            Kind::Table(Table { caption, header, rows: reader.rows(line) })
        }
        "galerie" => {
            Kind::Gallery(Gallery { title, images: reader.entries(line, "bild", picture) })
        }
        "dateien" => {
            Kind::Downloads(Downloads { title, files: reader.entries(line, "datei", file) })
        }
        "zahlen" => {
            Kind::KeyFigures(KeyFigures { title, figures: reader.entries(line, "zahl", figure) })
        }
        "video" => Kind::Video(Video {
            media: reader.key(&mut it, "medium"),
            title,
            captions: captions(reader, &mut it),
            description: reader.key(&mut it, "beschreibung"),
            sign_language: reader.key(&mut it, "gebaerdensprache"),
            transcript: reader.body(line),
        }),
        "audio" => {
            let media = reader.key(&mut it, "medium");
            Kind::Audio(Audio { media, title, transcript: reader.body(line) })
        }
        "karte" => {
            let layers = reader.keys(&mut it, "ebenen");
            let center = place(reader, &mut it);
            Kind::Map(Map { title, layers, center, description: reader.body(line) })
        }
        _ => {
            reader.unknown(&it);
            // What stands in it is read all the same, for the errors it may hold.
            reader.blocks(Some(line), depth + 1);
            return None;
        }
    };
    reader.finish(it);
    Some(kind)
}
