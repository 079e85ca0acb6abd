//! Lists: those of HTML, and those Word writes as paragraphs.

use super::clean::{Reading, fitting};
use super::soup::Soup;
use crate::block::{Kind, List};
use crate::document::{ENTRIES_MAX, LIST_DEPTH_MAX};
use crate::inline::{Inlines, Marks};
use crate::parts::ListItem;

/// Words of the mark that Word writes before a point.
fn word_mark(soup: &Soup, at: usize) -> String {
    let mark = soup.find(at, &|s, n| {
        s.attribute(n, "style").is_some_and(|style| {
            style.to_ascii_lowercase().replace(' ', "").contains("mso-list:ignore")
        })
    });
    mark.map(|m| soup.text(m).trim().to_owned()).unwrap_or_default()
}

/// Depth of a point that Word wrote, from zero.
fn word_level(soup: &Soup, at: usize) -> Option<usize> {
    if soup.name(at) != "p" {
        return None;
    }
    let style = soup.attribute(at, "style")?.to_ascii_lowercase();
    let rest = style.split("mso-list:").nth(1)?;
    let rest = rest.split(';').next()?;
    let level = rest.split_whitespace().find_map(|w| w.strip_prefix("level"))?;
    level.parse::<usize>().ok()?.checked_sub(1)
}

/// Points of a depth, the last one first asked for more.
fn below(items: &mut Vec<ListItem>, depth: usize) -> &mut Vec<ListItem> {
    if depth == 0 || items.is_empty() {
        return items;
    }
    let last = items.len() - 1;
    below(&mut items[last].items, depth - 1)
}

impl Reading<'_> {
    /// Whether a paragraph is a point as Word writes it.
    pub(super) fn is_word_point(&self, at: usize) -> bool {
        word_level(self.soup, at).is_some()
    }

    /// Adds a point as Word writes it to the list before it, or begins one.
    pub(super) fn word_point(&mut self, at: usize, around: &Marks) {
        let level = word_level(self.soup, at).unwrap_or(0).min(LIST_DEPTH_MAX - 1);
        let mark = word_mark(self.soup, at);
        let is_ordered = mark.chars().any(char::is_alphanumeric) && mark.ends_with(['.', ')']);
        let content = self.inline(at, around);
        if content.is_empty() {
            return self.flush();
        }
        let item = ListItem { content, items: Vec::new() };
        let is_more = level > 0 || self.goes_on(is_ordered);
        if let Some(list) = self.last_list().filter(|_| is_more) {
            below(&mut list.items, level).push(item);
            return self.flush();
        }
        self.push(Kind::List(List { ordered: is_ordered, items: vec![item] }));
        self.flush();
    }

    fn last_list(&mut self) -> Option<&mut List> {
        match self.last_kind()? {
            Kind::List(list) if list.items.len() < ENTRIES_MAX => Some(list),
            _ => None,
        }
    }

    fn goes_on(&mut self, is_ordered: bool) -> bool {
        self.last_list().is_some_and(|list| list.ordered == is_ordered)
    }

    /// A list of HTML.
    pub(super) fn list(&mut self, at: usize, around: &Marks) {
        self.flush();
        let ordered = self.soup.name(at) == "ol";
        let mut items = self.items(at, around, 1);
        // Longer lists become several; nothing is lost.
        while !items.is_empty() {
            let mut points = 0;
            let fit = items.iter().take_while(|item| {
                points += count(item);
                points <= ENTRIES_MAX
            });
            let fit = fit.count().max(1);
            let rest = items.split_off(fit);
            self.push(Kind::List(List { ordered, items }));
            items = rest;
        }
        self.flush();
    }

    fn items(&mut self, at: usize, around: &Marks, depth: usize) -> Vec<ListItem> {
        let mut items: Vec<ListItem> = Vec::new();
        let soup = self.soup;
        let mut loose = Vec::new();
        for child in soup.children(at) {
            match soup.name(*child) {
                "li" => items.extend(self.item(*child, around, depth)),
                // Wrongly nested, and usual: a list directly in a list belongs to the point before.
                "ul" | "ol" => {
                    let inner = self.items(*child, around, depth + 1);
                    match items.last_mut().filter(|_| depth < LIST_DEPTH_MAX) {
                        Some(last) => last.items.extend(inner),
                        None => items.extend(inner),
                    }
                }
                _ => loose.push(*child),
            }
        }
        for child in loose {
            self.inside(child, around, true);
            items.extend(entries(self.take_runs()));
        }
        items
    }

    fn item(&mut self, at: usize, around: &Marks, depth: usize) -> Vec<ListItem> {
        let soup = self.soup;
        let marks = self.marks(at, around);
        let mut inner = Vec::new();
        for child in soup.children(at) {
            if !matches!(soup.name(*child), "ul" | "ol") {
                self.inside(*child, &marks, false);
            }
        }
        let mut own = entries(self.take_runs());
        for child in soup.children(at) {
            if matches!(soup.name(*child), "ul" | "ol") {
                inner.extend(self.items(*child, &marks, depth + 1));
            }
        }
        match own.last_mut().filter(|_| depth < LIST_DEPTH_MAX) {
            Some(last) => last.items = inner,
            // Too deep: the points stand beside this one.
            None => own.extend(inner),
        }
        own
    }
}

fn count(item: &ListItem) -> usize {
    1 + item.items.iter().map(count).sum::<usize>()
}

fn entries(runs: Vec<crate::inline::Run>) -> Vec<ListItem> {
    let parts: Vec<Inlines> = fitting(runs);
    parts.into_iter().map(|content| ListItem { content, items: Vec::new() }).collect()
}
