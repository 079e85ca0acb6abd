//! Single questions, dates, choices and lists of a page.

use super::plan::{Later, Plan};
use super::question::question;
use super::{Branch, ChoiceGroup, Entry, Item, List, PartialDate, QUESTIONS_INLINE};
use crate::model::{DataType, FieldKind};
use crate::path::{INDEX_MAX, Path};

impl Plan<'_> {
    pub(super) fn field(&self, node: usize, path: &Path) -> Option<Item> {
        let schema = &self.form.schema;
        let field = schema.field(node)?;
        if field.kind == FieldKind::Hidden || self.form.is_prefilled(node) {
            return None;
        }
        if field.kind == FieldKind::Label {
            return Some(Item::Note {
                path: path.clone(),
                title: self.label(node),
                text: self.form.content(node, self.language).unwrap_or_default().to_owned(),
            });
        }
        let is_list = schema.nodes[node].multiplicity.is_list();
        let ask = |path: &Path| {
            question(self.form, self.answers, self.situation, node, path, self.language)
        };
        if !is_list || matches!(field.data_type, DataType::File | DataType::Object) {
            return ask(path).map(|q| Item::Question(Box::new(q)));
        }
        let count = self.answers.counted(path).max(1);
        let multiplicity = schema.nodes[node].multiplicity;
        let entries = (0..count)
            .map(|index| {
                let at = path.with_index(Some(index));
                Entry {
                    index,
                    title: format!("{} {}", self.label(node), index + 1),
                    summary: String::new(),
                    page: None,
                    items: ask(&at).map(|q| Item::Question(Box::new(q))).into_iter().collect(),
                    path: at,
                }
            })
            .collect();
        Some(Item::List(List {
            path: path.clone(),
            legend: self.label(node),
            help: self.help(node),
            min: multiplicity.min,
            max: multiplicity.max,
            entries,
            can_add: count < multiplicity.max.unwrap_or(INDEX_MAX),
            can_remove: count > 1,
        }))
    }

    pub(super) fn date(&self, node: usize, path: &Path) -> Option<Item> {
        let schema = &self.form.schema;
        let parts = schema.nodes[node]
            .children
            .iter()
            .filter_map(|child| {
                let at = path.child(&schema.nodes[*child].segment, None);
                question(self.form, self.answers, self.situation, *child, &at, self.language)
            })
            .collect::<Vec<_>>();
        (!parts.is_empty()).then(|| {
            Item::Date(PartialDate {
                path: path.clone(),
                label: self.label(node),
                help: self.help(node),
                parts,
            })
        })
    }

    pub(super) fn choice(&self, node: usize, path: &Path, later: &mut Vec<Later>) -> Item {
        let schema = &self.form.schema;
        let mut branches = Vec::new();
        for child in &schema.nodes[node].children {
            let at = path.child(&schema.nodes[*child].segment, None);
            if !self.situation.applies(&at) {
                continue;
            }
            branches.push(Branch {
                label: self.label(*child),
                chosen: self.answers.is_present(&at),
                items: self.items(&[*child], path, false, later),
                path: at,
            });
        }
        Item::Choice(ChoiceGroup {
            path: path.clone(),
            legend: self.label(node),
            help: self.help(node),
            branches,
        })
    }

    pub(super) fn list(&self, node: usize, path: &Path, later: &mut Vec<Later>) -> List {
        let schema = &self.form.schema;
        let multiplicity = schema.nodes[node].multiplicity;
        let required = self.situation.requires(path);
        let min = if required { multiplicity.min.max(1) } else { multiplicity.min };
        let count = self.answers.count(schema, path).max(min.min(1));
        let inline = self.questions_in(node) <= QUESTIONS_INLINE && !self.has_lists(node);
        let legend = self.label(node);
        let mut entries = Vec::new();
        for index in 0..count {
            let at = path.with_index(Some(index));
            let title = format!("{legend} {}", index + 1);
            let summary = self.form.entry_summary(self.answers, &at, self.language);
            let mut entry =
                Entry { index, title, summary, page: None, items: Vec::new(), path: at };
            if inline {
                let children = self.form.arranged(node, &entry.path);
                entry.items = self.items(&children, &entry.path, false, later);
            } else {
                entry.page = Some(entry.path.to_string());
                let title = if entry.summary.is_empty() {
                    entry.title.clone()
                } else {
                    format!("{}: {}", entry.title, entry.summary)
                };
                let path = entry.path.clone();
                later.push(Later { node, path, title, is_entry: true });
            }
            entries.push(entry);
        }
        List {
            path: path.clone(),
            legend,
            help: self.help(node),
            min,
            max: multiplicity.max,
            can_add: count < multiplicity.max.unwrap_or(INDEX_MAX),
            can_remove: count > min,
            entries,
        }
    }
}
