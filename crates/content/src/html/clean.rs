//! From the tree to blocks.

use super::images::embedded;
use super::marks::{marks_in, target_of};
use super::soup::{Node, Soup};
use super::{Cleaned, Dropped};
use crate::block::{Accordion, Block, Embed, Heading, Kind, Quote, Text};
use crate::document::{ENTRIES_MAX, FIELD_CHARS_MAX};
use crate::inline::{BREAK, Inlines, Marks, Run, tidy};
use crate::key::Ids;
use crate::link::LinkTarget;
use crate::parts::{Rank, Section};

/// Reads a tree into blocks.
pub struct Reading<'a> {
    pub(super) soup: &'a Soup,
    pub(super) ids: &'a mut dyn Ids,
    resolve: &'a dyn Fn(&str) -> Option<LinkTarget>,
    /// Whether language marks mean something.
    pub heeds_language: bool,
    /// Elements that are passed over, such as navigation.
    pub passes_over: &'a dyn Fn(&Soup, usize) -> bool,
    pub(super) out: Cleaned,
    /// The paragraph being read.
    runs: Vec<Run>,
    /// Pictures within a paragraph: they follow it.
    pub(super) waiting: Vec<usize>,
    /// Levels of the headings read, to be turned into ranks at the end.
    levels: Vec<(usize, u8)>,
}

/// Whether an element begins a new paragraph.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "address"
            | "aside"
            | "nav"
            | "figure"
            | "figcaption"
            | "center"
            | "form"
            | "fieldset"
            | "dl"
            | "dt"
            | "dd"
            | "body"
            | "html"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "li"
            | "legend"
            | "ul"
            | "ol"
            | "table"
            | "blockquote"
            | "pre"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
    )
}

fn heading_level(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

impl<'a> Reading<'a> {
    /// A reading of a tree, with new ids from the caller and the caller's rule for links.
    pub fn new(
        soup: &'a Soup,
        ids: &'a mut dyn Ids,
        resolve: &'a dyn Fn(&str) -> Option<LinkTarget>,
    ) -> Self {
        Self {
            soup,
            ids,
            resolve,
            heeds_language: true,
            passes_over: &|_, _| false,
            out: Cleaned::default(),
            runs: Vec::new(),
            waiting: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// Reads some nodes and all below them.
    pub fn read(mut self, nodes: &[usize]) -> Cleaned {
        for node in nodes {
            self.walk(*node, &Marks::default());
        }
        self.flush();
        self.rank_headings();
        self.out
    }

    /// Levels become ranks without gaps: the highest one used is the first.
    fn rank_headings(&mut self) {
        let mut used: Vec<u8> = self.levels.iter().map(|(_, level)| *level).collect();
        used.sort_unstable();
        used.dedup();
        for (at, level) in &self.levels {
            let rank = used.iter().position(|u| u == level).unwrap_or(0) + 1;
            let rank = Rank::try_from(u8::try_from(rank).unwrap_or(4)).unwrap_or(Rank::Four);
            if let Some(Kind::Heading(heading)) = self.out.blocks.get_mut(*at).map(|b| &mut b.kind)
            {
                heading.rank = rank;
            }
        }
    }

    /// Notes something left out, once.
    pub(super) fn drop_it(&mut self, what: Dropped) {
        if !self.out.dropped.contains(&what) && self.out.dropped.len() < ENTRIES_MAX {
            self.out.dropped.push(what);
        }
    }

    pub(super) fn push(&mut self, kind: Kind) {
        let id = self.ids.next_id();
        self.out.blocks.push(Block { id, kind });
    }

    /// What the block read last is.
    pub(super) fn last_kind(&mut self) -> Option<&mut Kind> {
        self.out.blocks.last_mut().map(|b| &mut b.kind)
    }

    /// Takes the paragraph read so far.
    pub(super) fn take_runs(&mut self) -> Vec<Run> {
        std::mem::take(&mut self.runs)
    }

    /// Ends the paragraph being read, and shows the pictures that stood in it.
    pub(super) fn flush(&mut self) {
        for content in fitting(self.take_runs()) {
            self.push(Kind::Text(Text { content }));
        }
        for image in std::mem::take(&mut self.waiting) {
            self.image(image, "");
        }
    }

    /// Reads the text below a node, without making blocks of it: for headings, points, cells.
    pub(super) fn inline(&mut self, at: usize, around: &Marks) -> Inlines {
        self.flush();
        self.inside(at, around, true);
        Inlines::from_runs(self.take_runs())
    }

    /// Text and marks below a node; blocks within it are lines.
    pub(super) fn inside(&mut self, at: usize, around: &Marks, is_top: bool) {
        if (self.passes_over)(self.soup, at) {
            return;
        }
        let name = match self.soup.node(at) {
            Node::Text(text) => {
                let text = text.clone();
                self.runs.push(Run { text, marks: around.clone() });
                return;
            }
            Node::Element { name, .. } => name.clone(),
        };
        if self.is_left_out(at, &name) {
            return;
        }
        match name.as_str() {
            "br" => self.line_break(),
            "img" => self.waiting.push(at),
            _ => {
                let lines = is_block(&name) && !is_top;
                if lines {
                    self.line_break();
                }
                let marks = self.marks(at, around);
                for child in self.soup.children(at).to_vec() {
                    self.inside(child, &marks, false);
                }
                if lines {
                    self.line_break();
                }
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        self.runs.push(Run { text: BREAK.into(), marks: Marks::default() });
    }

    /// The marks in an element, links and what is dropped of them included.
    pub(super) fn marks(&mut self, at: usize, around: &Marks) -> Marks {
        let mut marks = marks_in(self.soup, at, around, self.heeds_language);
        if self.soup.name(at) == "a"
            && let Some(href) = self.soup.attribute(at, "href").filter(|h| !h.trim().is_empty())
        {
            match target_of(href, self.resolve) {
                Some(target) => marks.link = marks.link.or(Some(target)),
                // Marks of places within the old text say nothing here.
                None if href.trim().starts_with('#') => {}
                None => self.drop_it(Dropped::Link(href.trim().chars().take(100).collect())),
            }
        }
        marks
    }

    /// Whether an element has nothing to say here; what is lost is noted.
    fn is_left_out(&mut self, at: usize, name: &str) -> bool {
        match name {
            "script" => self.drop_it(Dropped::Script),
            "style" | "template" | "xml" | "head" | "title" | "noscript" | "datalist" | "map" => {}
            "iframe" | "object" | "embed" | "applet" | "frame" => self.frame(at),
            "input" | "select" | "textarea" | "button" | "option" => self.drop_it(Dropped::Form),
            "svg" | "math" | "canvas" | "video" | "audio" => self.drop_it(Dropped::Media),
            _ => {
                let ignored = self.soup.attribute(at, "style").is_some_and(|s| {
                    let s = s.to_ascii_lowercase().replace(' ', "");
                    s.contains("mso-list:ignore")
                        || s.contains("display:none")
                        || s.contains("mso-element:comment")
                });
                return ignored || self.soup.attribute(at, "hidden").is_some();
            }
        }
        true
    }

    fn frame(&mut self, at: usize) {
        let address = self.soup.attribute(at, "src").or_else(|| self.soup.attribute(at, "data"));
        let address = address.unwrap_or_default().trim().to_owned();
        let title = tidy(self.soup.attribute(at, "title").unwrap_or_default());
        if let Some((provider, reference)) = embedded(&address) {
            self.flush();
            let provider = Some(provider);
            self.push(Kind::Embed(Embed { provider, reference, title, ..Embed::default() }));
        } else {
            self.drop_it(Dropped::Frame(address.chars().take(100).collect()));
        }
    }

    /// Reads a node and all below it into blocks.
    pub(super) fn walk(&mut self, at: usize, around: &Marks) {
        if (self.passes_over)(self.soup, at) {
            return;
        }
        let name = match self.soup.node(at) {
            Node::Text(_) => return self.inside(at, around, false),
            Node::Element { name, .. } => name.clone(),
        };
        if self.is_left_out(at, &name) {
            return;
        }
        if let Some(level) = heading_level(&name) {
            let content = self.inline(at, around);
            if !content.is_empty() {
                self.levels.push((self.out.blocks.len(), level));
                self.push(Kind::Heading(Heading { rank: Rank::One, content }));
            }
            return self.flush();
        }
        if self.is_word_point(at) {
            return self.word_point(at, around);
        }
        match name.as_str() {
            "br" => {
                // Two in a row are what people type for a new paragraph.
                if self.runs.last().is_some_and(|r| r.text == BREAK) {
                    self.flush();
                } else {
                    self.line_break();
                }
            }
            "hr" => {
                self.flush();
                self.push(Kind::Divider);
            }
            "img" => self.waiting.push(at),
            "ul" | "ol" | "menu" => self.list(at, around),
            "table" => self.table(at, around),
            "figure" => self.figure(at, around),
            "details" => self.details(at, around),
            "blockquote" => {
                let content = self.inline(at, &Marks::default());
                if !content.is_empty() {
                    self.push(Kind::Quote(Quote { content, ..Quote::default() }));
                }
                self.flush();
            }
            "pre" => self.preformatted(at),
            _ => {
                let is_apart = is_block(&name);
                if is_apart {
                    self.flush();
                }
                let mut marks = self.marks(at, around);
                marks.strong |= name == "dt";
                for child in self.soup.children(at).to_vec() {
                    self.walk(child, &marks);
                }
                if is_apart {
                    self.flush();
                }
            }
        }
    }

    fn preformatted(&mut self, at: usize) {
        self.flush();
        let text = self.soup.text(at);
        for part in text.split("\n\n") {
            for content in fitting(Inlines::plain(part).runs()) {
                self.push(Kind::Text(Text { content }));
            }
        }
    }

    fn details(&mut self, at: usize, around: &Marks) {
        self.flush();
        let children = self.soup.children(at).to_vec();
        let (summary, rest): (Vec<usize>, Vec<usize>) =
            children.into_iter().partition(|c| self.soup.name(*c) == "summary");
        let title = summary.first().map(|s| tidy(&self.soup.text(*s))).unwrap_or_default();
        let start = self.out.blocks.len();
        for child in rest {
            self.walk(child, around);
        }
        self.flush();
        let inner = self.out.blocks.split_off(start);
        // What may not stand in a section follows it; headings in it lose their own count.
        self.levels.retain(|(place, _)| *place < start);
        let fits =
            |b: &Block| !matches!(b.kind, Kind::Accordion(_) | Kind::Steps(_) | Kind::Columns(_));
        let (blocks, others): (Vec<Block>, Vec<Block>) = inner.into_iter().partition(fits);
        let section = Section { title, blocks };
        match self.out.blocks.last_mut().map(|b| &mut b.kind) {
            Some(Kind::Accordion(before)) if before.sections.len() < ENTRIES_MAX => {
                before.sections.push(section);
            }
            _ => self.push(Kind::Accordion(Accordion { faq: false, sections: vec![section] })),
        }
        self.out.blocks.extend(others);
    }
}

/// Paragraphs no longer than a field may be; nothing is lost.
pub(super) fn fitting(runs: Vec<Run>) -> Vec<Inlines> {
    let whole = Inlines::from_runs(runs);
    if whole.is_empty() {
        return Vec::new();
    }
    if whole.text().chars().count() <= FIELD_CHARS_MAX {
        return vec![whole];
    }
    let mut parts = Vec::new();
    let (mut part, mut length) = (Vec::new(), 0);
    for run in whole.runs() {
        let chars: Vec<char> = run.text.chars().collect();
        for chunk in chars.chunks(FIELD_CHARS_MAX / 2) {
            if length + chunk.len() > FIELD_CHARS_MAX {
                parts.push(Inlines::from_runs(std::mem::take(&mut part)));
                length = 0;
            }
            length += chunk.len();
            part.push(Run { text: chunk.iter().collect(), marks: run.marks.clone() });
        }
    }
    parts.push(Inlines::from_runs(part));
    parts
}
