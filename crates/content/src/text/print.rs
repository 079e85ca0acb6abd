//! Writing the text form.

use super::inline::{escape, print_inline};
use super::words::{HEADERS, PROVIDERS, TONES, word};
use crate::block::{Block, Kind};
use crate::document::Document;
use crate::inline::Inlines;
use crate::key::Key;
use crate::parts::{Alt, Captions, ListItem, Query, Section};

/// A line with a directive, being written.
struct Directive(String);

impl Directive {
    fn leaf(name: &str) -> Self {
        Self(format!("::{name}"))
    }

    fn open(name: &str) -> Self {
        Self(format!(":::{name}"))
    }

    fn word(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.extend([" ", name, "=\"", &escape(value, "\""), "\""]);
        }
        self
    }

    fn key(self, name: &str, value: Option<&Key>) -> Self {
        self.word(name, value.map_or("", Key::as_str))
    }

    fn keys(self, name: &str, values: &[Key]) -> Self {
        let values: Vec<&str> = values.iter().map(Key::as_str).collect();
        self.word(name, &values.join(" "))
    }

    fn rich(self, name: &str, value: &Inlines) -> Self {
        self.word(name, &print_inline(value, "\\n"))
    }

    fn flag(mut self, name: &str, is_set: bool) -> Self {
        if is_set {
            self.0.extend([" ", name]);
        }
        self
    }

    fn number(self, name: &str, value: u32) -> Self {
        if value == 0 { self } else { self.word(name, &value.to_string()) }
    }

    fn alt(self, alt: Option<&Alt>) -> Self {
        match alt {
            None => self,
            Some(Alt::Decorative) => self.flag("dekorativ", true),
            // An empty text is a decision too.
            Some(Alt::Text(text)) if text.is_empty() => Self(format!("{} alt=\"\"", self.0)),
            Some(Alt::Text(text)) => self.word("alt", text),
        }
    }

    fn query(self, query: &Query) -> Self {
        self.keys("themen", &query.topics)
            .key("stelle", query.unit.as_ref())
            .number("anzahl", query.count.into())
            .number("tage", query.days.into())
    }

    fn end(self, lines: &mut Vec<String>) {
        lines.push(self.0);
    }
}

/// A line of a paragraph, with a backslash where it would begin something else.
fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with('.') {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '-', ':']) { format!("\\{line}") } else { line.to_owned() }
}

fn points(items: &[ListItem], is_ordered: bool, depth: usize, lines: &mut Vec<String>) {
    for (at, item) in items.iter().enumerate() {
        let mark = if is_ordered { format!("{}.", at + 1) } else { "-".to_owned() };
        let words = print_inline(&item.content, "\\n");
        let line = format!("{}{mark} {words}", "  ".repeat(depth));
        lines.push(line.trim_end_matches(' ').to_owned());
        points(&item.items, is_ordered, depth + 1, lines);
    }
}

/// Lines of a long plain text; a line that would end it, or loses a backslash, gets one.
fn body(text: &str, lines: &mut Vec<String>) {
    if !text.is_empty() {
        lines.extend(text.split('\n').map(|line| {
            if line.starts_with([':', '\\']) { format!("\\{line}") } else { line.to_owned() }
        }));
    }
}

fn sections(name: &str, all: &[Section], lines: &mut Vec<String>) {
    for section in all {
        Directive::open(name).word("titel", &section.title).end(lines);
        group(&section.blocks, lines);
        lines.push(":::".into());
    }
}

fn degrees(microdeg: i32) -> String {
    let sign = if microdeg < 0 { "-" } else { "" };
    let all = microdeg.unsigned_abs();
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

/// Blocks that are words.
fn wordy(kind: &Kind, lines: &mut Vec<String>) -> bool {
    match kind {
        Kind::Text(it) if it.content.is_empty() => lines.push("::absatz".into()),
        Kind::Text(it) => lines.extend(print_inline(&it.content, "\n").split('\n').map(guarded)),
        Kind::Heading(it) => {
            let marks = "#".repeat(u8::from(it.rank).into());
            let line = format!("{marks} {}", print_inline(&it.content, "\\n"));
            lines.push(line.trim_end_matches(' ').to_owned());
        }
        Kind::List(it) if it.items.is_empty() => {
            Directive::leaf("liste").flag("nummeriert", it.ordered).end(lines);
        }
        Kind::List(it) => points(&it.items, it.ordered, 0, lines),
        Kind::Divider => lines.push("---".into()),
        Kind::Quote(it) => {
            let source = it.source.as_ref().map_or("", |s| s.as_str());
            Directive::open("zitat").word("von", &it.author).word("quelle", source).end(lines);
            if !it.content.is_empty() {
                lines.extend(print_inline(&it.content, "\n").split('\n').map(guarded));
            }
            lines.push(":::".into());
        }
        Kind::CallOut(it) => {
            let tone = word(&TONES, &it.tone);
            Directive::open("hinweis").word("art", tone).word("titel", &it.title).end(lines);
            group(&it.blocks, lines);
            lines.push(":::".into());
        }
        Kind::Steps(it) => {
            lines.push(":::schritte".into());
            sections("schritt", &it.steps, lines);
            lines.push(":::".into());
        }
        Kind::Accordion(it) => {
            Directive::open("aufklappen").flag("faq", it.faq).end(lines);
            sections("abschnitt", &it.sections, lines);
            lines.push(":::".into());
        }
        Kind::Columns(it) => {
            lines.push(":::spalten".into());
            for (name, blocks) in [(":::links", &it.left), (":::rechts", &it.right)] {
                lines.push(name.into());
                group(blocks, lines);
                lines.push(":::".into());
            }
            lines.push(":::".into());
        }
        Kind::Table(it) => {
            let header = it.header.map_or("", |h| word(&HEADERS, &h));
            let table = Directive::open("tabelle").word("kopf", header);
            table.rich("beschriftung", &it.caption).end(lines);
            for row in &it.rows {
                let mut line = String::from("|");
                for cell in row {
                    let words = print_inline(cell, "\\n").replace('|', "\\|");
                    line.extend([" ", &words, " |"]);
                }
                lines.push(line);
            }
            lines.push(":::".into());
        }
        _ => return false,
    }
    true
}

/// Blocks that show media.
fn shown(kind: &Kind, lines: &mut Vec<String>) -> bool {
    match kind {
        Kind::Image(it) => Directive::leaf("bild")
            .key("medium", it.media.as_ref())
            .alt(it.alt.as_ref())
            .rich("unterschrift", &it.caption)
            .end(lines),
        Kind::Gallery(it) => {
            Directive::open("galerie").word("titel", &it.title).end(lines);
            for image in &it.images {
                Directive::leaf("bild")
                    .key("medium", image.media.as_ref())
                    .alt(image.alt.as_ref())
                    .rich("unterschrift", &image.caption)
                    .end(lines);
            }
            lines.push(":::".into());
        }
        Kind::Video(it) => {
            let captions = match &it.captions {
                None => String::new(),
                Some(Captions::File(key)) => format!("datei:{key}"),
                Some(Captions::InPicture) => "im-bild".into(),
                Some(Captions::NoSpeech) => "ohne-ton".into(),
                Some(Captions::Missing(why)) => format!("fehlt:{why}"),
            };
            Directive::open("video")
                .key("medium", it.media.as_ref())
                .word("titel", &it.title)
                .word("untertitel", &captions)
                .key("beschreibung", it.description.as_ref())
                .key("gebaerdensprache", it.sign_language.as_ref())
                .end(lines);
            body(&it.transcript, lines);
            lines.push(":::".into());
        }
        Kind::Audio(it) => {
            let audio = Directive::open("audio").key("medium", it.media.as_ref());
            audio.word("titel", &it.title).end(lines);
            body(&it.transcript, lines);
            lines.push(":::".into());
        }
        Kind::Downloads(it) => {
            Directive::open("dateien").word("titel", &it.title).end(lines);
            for file in &it.files {
                Directive::leaf("datei")
                    .key("medium", file.media.as_ref())
                    .word("name", &file.label)
                    .word("hinweis", &file.note)
                    .end(lines);
            }
            lines.push(":::".into());
        }
        Kind::Embed(it) => Directive::leaf("einbettung")
            .word("anbieter", it.provider.map_or("", |p| word(&PROVIDERS, &p)))
            .word("verweis", &it.reference)
            .word("titel", &it.title)
            .key("vorschau", it.preview.as_ref())
            .word("ersatz", it.alternative.as_ref().map_or("", |a| a.as_str()))
            .end(lines),
        _ => return false,
    }
    true
}

/// Blocks that fetch what stands elsewhere in the house.
fn fetched(kind: &Kind, lines: &mut Vec<String>) {
    match kind {
        Kind::Contact(it) => Directive::leaf("kontakt")
            .key("stelle", it.unit.as_ref())
            .key("person", it.person.as_ref())
            .rich("hinweis", &it.note)
            .end(lines),
        Kind::OpeningHours(it) => {
            Directive::leaf("oeffnungszeiten").key("stelle", it.unit.as_ref()).end(lines);
        }
        Kind::Snippet(it) => {
            Directive::leaf("textbaustein").key("baustein", it.snippet.as_ref()).end(lines);
        }
        Kind::Services(it) => Directive::leaf("leistungen")
            .word("titel", &it.title)
            .keys("leistungen", &it.services)
            .end(lines),
        Kind::News(it) => {
            Directive::leaf("nachrichten").word("titel", &it.title).query(&it.query).end(lines);
        }
        Kind::Events(it) => {
            Directive::leaf("termine").word("titel", &it.title).query(&it.query).end(lines);
        }
        Kind::Map(it) => {
            let mut map = Directive::open("karte").word("titel", &it.title);
            map = map.keys("ebenen", &it.layers);
            if let Some(place) = it.center {
                let ort =
                    format!("{},{}", degrees(place.lat_microdeg), degrees(place.lon_microdeg));
                map = map.word("ort", &ort).word("zoom", &place.zoom.to_string());
            }
            map.end(lines);
            body(&it.description, lines);
            lines.push(":::".into());
        }
        Kind::KeyFigures(it) => {
            Directive::open("zahlen").word("titel", &it.title).end(lines);
            for figure in &it.figures {
                Directive::leaf("zahl")
                    .word("wert", &figure.value)
                    .word("bedeutung", &figure.label)
                    .word("quelle", &figure.source)
                    .end(lines);
            }
            lines.push(":::".into());
        }
        Kind::Form(it) => {
            let form = Directive::leaf("formular").key("formular", it.form.as_ref());
            form.word("knopf", &it.label).end(lines);
        }
        _ => {}
    }
}

fn one(kind: &Kind, lines: &mut Vec<String>) {
    if !wordy(kind, lines) && !shown(kind, lines) {
        fetched(kind, lines);
    }
}

fn group(blocks: &[Block], lines: &mut Vec<String>) {
    let mut before: Option<&Kind> = None;
    for block in blocks {
        if let Some(before) = before {
            lines.push(String::new());
            // Two lists of one kind would grow into one.
            if let (Kind::List(a), Kind::List(b)) = (before, &block.kind)
                && a.ordered == b.ordered
                && !a.items.is_empty()
                && !b.items.is_empty()
            {
                lines.push("::neue-liste".into());
            }
        }
        one(&block.kind, lines);
        before = Some(&block.kind);
    }
}

/// Writes a whole text.
pub fn print(document: &Document) -> String {
    let mut lines = Vec::new();
    group(document.blocks(), &mut lines);
    lines.push(String::new());
    lines.join("\n")
}

/// Writes one block.
pub fn print_block(block: &Block) -> String {
    let mut lines = Vec::new();
    one(&block.kind, &mut lines);
    lines.join("\n")
}
