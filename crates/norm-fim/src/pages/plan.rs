//! Lays the questions out on pages.

use super::{Fieldset, Item, Page, QUESTIONS_INLINE, QUESTIONS_PER_PAGE};
use crate::answers::Answers;
use crate::form::Form;
use crate::model::{DataType, Element, FieldKind};
use crate::path::Path;
use crate::rules::Situation;
use crate::value::Value;

impl Form {
    /// The pages for these answers, in order. Pages of list entries follow the page of their
    /// list and name it as their parent.
    pub fn pages(&self, answers: &Answers, language: &str) -> Vec<Page> {
        let situation = self.situation(answers);
        let mut plan =
            Plan { form: self, answers, situation: &situation, language, pages: Vec::new() };
        plan.root();
        repair_links(&mut plan.pages);
        plan.pages
    }

    /// The page with this id, if it applies.
    pub fn page(&self, answers: &Answers, id: &str, language: &str) -> Option<Page> {
        self.pages(answers, language).into_iter().find(|p| p.id == id)
    }

    /// What an entry of a list is recognised by: its first short answers.
    pub fn entry_summary(&self, answers: &Answers, entry: &Path, language: &str) -> String {
        let Some(node) = self.schema.locate(entry) else { return String::new() };
        let mut parts: Vec<String> = Vec::new();
        for child in &self.schema.nodes[node].children {
            let path = entry.child(&self.schema.nodes[*child].segment, None);
            let Some(value) = answers.get(&path).and_then(|a| a.value()) else { continue };
            match value {
                Value::Text(text) if text.chars().count() <= 60 => parts.push(text.clone()),
                Value::Code(_) if parts.is_empty() => {
                    parts.push(self.display(*child, value, language));
                }
                _ => {}
            }
            if parts.len() == 2 {
                break;
            }
        }
        parts.join(" ")
    }
}

pub(super) struct Plan<'a> {
    pub form: &'a Form,
    pub answers: &'a Answers,
    pub situation: &'a Situation,
    pub language: &'a str,
    pages: Vec<Page>,
}

/// A group that gets pages of its own.
pub(super) struct Later {
    pub node: usize,
    pub path: Path,
    pub title: String,
    pub is_entry: bool,
}

/// Marks the pages of an entry that has no page of its own name.
fn repair_links(pages: &mut [Page]) {
    fn walk(items: &mut [Item], known: &[(String, Path)]) {
        for item in items {
            match item {
                Item::Fieldset(set) => walk(&mut set.items, known),
                Item::Choice(choice) => {
                    for branch in &mut choice.branches {
                        walk(&mut branch.items, known);
                    }
                }
                Item::List(list) => {
                    for entry in &mut list.entries {
                        let Some(id) = &entry.page else { continue };
                        if known.iter().any(|(k, _)| k == id) {
                            continue;
                        }
                        entry.page = known
                            .iter()
                            .find(|(_, path)| path.starts_with(&entry.path))
                            .map(|(id, _)| id.clone());
                    }
                }
                _ => {}
            }
        }
    }
    let known: Vec<(String, Path)> = pages.iter().map(|p| (p.id.clone(), p.path.clone())).collect();
    for page in pages {
        walk(&mut page.items, &known);
    }
}

impl Plan<'_> {
    pub(super) fn label(&self, node: usize) -> String {
        self.form.label(node, self.language).to_owned()
    }

    /// Heading of a group's own page; where the same group stands at several places of the
    /// form, with the name of whom it is about.
    fn title(&self, node: usize, above: &Path) -> String {
        let schema = &self.form.schema;
        let element = schema.nodes[node].element;
        let is_shared = schema.nodes.iter().filter(|n| n.element == element).count() > 1;
        let label = self.label(node);
        if !is_shared || above.is_root() {
            return label;
        }
        let mut about = self.form.entry_summary(self.answers, above, self.language);
        if about.is_empty() {
            let Some(holder) = schema.locate(above) else { return label };
            about = self.label(holder);
            if let Some(index) = above.index() {
                about = format!("{about} {}", index + 1);
            }
        }
        format!("{label}: {about}")
    }

    pub(super) fn help(&self, node: usize) -> Option<String> {
        self.form.help(node, self.language).map(ToOwned::to_owned)
    }

    /// Groups of the root become pages; fields between them are gathered on pages of the root.
    fn root(&mut self) {
        let mut loose: Vec<usize> = Vec::new();
        let mut loose_pages = 0;
        let children = self.form.arranged(0, &Path::root());
        for child in children {
            if matches!(self.form.schema.nodes[child].element, Element::Field(_)) {
                loose.push(child);
                continue;
            }
            self.loose_page(&mut loose, &mut loose_pages);
            let path = Path::root().child(&self.form.schema.nodes[child].segment, None);
            if !self.situation.applies(&path) {
                continue;
            }
            let title = self.label(child);
            if self.form.schema.nodes[child].multiplicity.is_list() {
                self.list_page(child, &path, title);
            } else {
                self.group_pages(&Later { node: child, path, title, is_entry: false }, None);
            }
        }
        self.loose_page(&mut loose, &mut loose_pages);
    }

    fn loose_page(&mut self, loose: &mut Vec<usize>, count: &mut usize) {
        let nodes = std::mem::take(loose);
        let mut later = Vec::new();
        for chunk in nodes.chunks(QUESTIONS_PER_PAGE) {
            let items = self.items(chunk, &Path::root(), false, &mut later);
            if items.is_empty() {
                continue;
            }
            *count += 1;
            let id = if *count == 1 { "angaben".to_owned() } else { format!("angaben~{count}") };
            self.pages.push(Page {
                id,
                path: Path::root(),
                title: self.label(0),
                help: None,
                parent: None,
                items,
            });
        }
    }

    fn list_page(&mut self, node: usize, path: &Path, title: String) {
        let mut later = Vec::new();
        let list = self.list(node, path, &mut later);
        let id = path.to_string();
        self.pages.push(Page {
            id: id.clone(),
            path: path.clone(),
            title,
            help: self.help(node),
            parent: None,
            items: vec![Item::List(list)],
        });
        for entry in later {
            self.group_pages(&entry, Some(&id));
        }
    }

    /// Pages of one group that is not a list (or of one entry of a list).
    fn group_pages(&mut self, group: &Later, parent: Option<&str>) {
        let schema = &self.form.schema;
        let children = self.form.arranged(group.node, &group.path);
        let split = self.questions_in(group.node) > QUESTIONS_PER_PAGE;
        let mut later = Vec::new();
        let items = if schema.group(group.node).is_some_and(|g| g.is_choice) {
            vec![self.choice(group.node, &group.path, &mut later)]
        } else if is_partial_date(self.form, group.node) {
            self.date(group.node, &group.path).into_iter().collect()
        } else {
            self.items(&children, &group.path, split, &mut later)
        };
        let base_id = group.path.to_string();
        let chunks = super::spread::spread(items);
        // A list inside an entry needs a page to return to, whatever else is on it.
        let first = self.pages.len();
        for (position, items) in chunks.into_iter().enumerate() {
            let id = match position {
                0 => base_id.clone(),
                _ => format!("{base_id}~{}", position + 1),
            };
            self.pages.push(Page {
                id,
                path: group.path.clone(),
                title: group.title.clone(),
                help: if position == 0 { self.help(group.node) } else { None },
                parent: parent.map(ToOwned::to_owned),
                items,
            });
        }
        for next in later {
            // The page that shows the list is the parent of its entries' pages.
            let holder = self.pages[first..]
                .iter()
                .find(|p| next.is_entry && p.shows_entry(&next.path))
                .map(|p| p.id.clone());
            let parent = holder.as_deref().or(parent).map(ToOwned::to_owned);
            self.group_pages(&next, parent.as_deref());
        }
        // A group that is nothing but its sub-groups hands its introduction to the first.
        if let Some(page) = self.pages.get_mut(first).filter(|p| p.path != group.path)
            && page.help.is_none()
        {
            page.help = self.form.help(group.node, self.language).map(ToOwned::to_owned);
        }
    }

    pub(super) fn items(
        &self,
        nodes: &[usize],
        above: &Path,
        split: bool,
        later: &mut Vec<Later>,
    ) -> Vec<Item> {
        let mut items = Vec::new();
        for node in nodes {
            let place = &self.form.schema.nodes[*node];
            let path = above.child(&place.segment, None);
            if !self.situation.applies(&path) {
                continue;
            }
            match place.element {
                Element::Field(_) => items.extend(self.field(*node, &path)),
                _ if place.multiplicity.is_list() => {
                    items.push(Item::List(self.list(*node, &path, later)));
                }
                _ if is_partial_date(self.form, *node) => items.extend(self.date(*node, &path)),
                _ if self.form.schema.group(*node).is_some_and(|g| g.is_choice) => {
                    items.push(self.choice(*node, &path, later));
                }
                _ if split
                    && (self.questions_in(*node) > QUESTIONS_INLINE || self.has_lists(*node)) =>
                {
                    let title = self.title(*node, above);
                    later.push(Later { node: *node, path, title, is_entry: false });
                }
                _ => {
                    let children = self.form.arranged(*node, &path);
                    let inner = self.items(&children, &path, split, later);
                    if inner.is_empty() {
                        continue;
                    }
                    items.push(Item::Fieldset(Fieldset {
                        legend: self.label(*node),
                        help: self.help(*node),
                        required: place.multiplicity.min > 0 || self.situation.requires(&path),
                        items: inner,
                        path,
                    }));
                }
            }
        }
        items
    }

    /// Number of questions below a node that apply to nobody in particular: lists count as one.
    pub(super) fn questions_in(&self, node: usize) -> usize {
        let schema = &self.form.schema;
        if is_partial_date(self.form, node) {
            return 1;
        }
        schema.nodes[node]
            .children
            .iter()
            .map(|child| match schema.nodes[*child].element {
                Element::Field(f) if schema.fields[f].kind == FieldKind::Hidden => 0,
                Element::Field(_) => 1,
                _ if schema.nodes[*child].multiplicity.is_list() => 1,
                _ => self.questions_in(*child),
            })
            .sum()
    }

    pub(super) fn has_lists(&self, node: usize) -> bool {
        let schema = &self.form.schema;
        schema.nodes[node].children.iter().any(|child| {
            let place = &schema.nodes[*child];
            let is_group = matches!(place.element, Element::Group(_));
            is_group && (place.multiplicity.is_list() || self.has_lists(*child))
        })
    }
}

impl Page {
    fn shows_entry(&self, path: &Path) -> bool {
        fn walk(items: &[Item], path: &Path) -> bool {
            items.iter().any(|item| match item {
                Item::List(list) => list.entries.iter().any(|e| e.path == *path),
                Item::Fieldset(set) => walk(&set.items, path),
                Item::Choice(choice) => choice.branches.iter().any(|b| walk(&b.items, path)),
                _ => false,
            })
        }
        walk(&self.items, path)
    }
}

/// Number of questions an item puts on a page.
pub(super) fn item_size(item: &Item) -> usize {
    match item {
        Item::Question(_) | Item::Date(_) | Item::List(_) => 1,
        Item::Note { .. } => 0,
        Item::Fieldset(set) => set.items.iter().map(item_size).sum(),
        Item::Choice(choice) => {
            choice
                .branches
                .iter()
                .map(|b| b.items.iter().map(item_size).sum::<usize>())
                .max()
                .unwrap_or(0)
                + 1
        }
    }
}

/// True for a group of three whole numbers day, month, year (such as G60000000083).
fn is_partial_date(form: &Form, node: usize) -> bool {
    let schema = &form.schema;
    let children = &schema.nodes[node].children;
    if children.len() != 3 || schema.group(node).is_none() {
        return false;
    }
    let is_part = |child: usize, word: &str| {
        schema.field(child).is_some_and(|f| {
            f.data_type == DataType::Integer && f.base.name.to_lowercase().starts_with(word)
        })
    };
    is_part(children[0], "tag") && is_part(children[1], "monat") && is_part(children[2], "jahr")
}
