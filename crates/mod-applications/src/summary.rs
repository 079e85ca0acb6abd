//! The answers as people read them: for the review, for the case worker and for the receipt.

use norm_fim::{Answer, Answers, Item, Page, PartialDate, Question};
use serde::{Deserialize, Serialize};

use crate::catalogue::Loaded;

/// The answers of one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Heading.
    pub title: String,
    /// Question and answer; an empty answer means that nothing was said.
    pub rows: Vec<(String, String)>,
    /// Page where they are changed.
    #[serde(skip)]
    pub page: String,
}

/// The answers in the order of the pages.
pub(crate) fn sections(loaded: &Loaded, answers: &Answers, language: &str) -> Vec<Section> {
    loaded
        .pages(answers, language)
        .iter()
        .map(|page| section(loaded, answers, page, language))
        .filter(|section| !section.rows.is_empty())
        .collect()
}

fn section(loaded: &Loaded, answers: &Answers, page: &Page, language: &str) -> Section {
    let mut writer = Writer { loaded, answers, language, rows: Vec::new() };
    writer.items(&page.items, "");
    Section { title: page.title.clone(), rows: writer.rows, page: page.id.clone() }
}

/// The same without what was not answered, for paper.
pub(crate) fn answered(mut sections: Vec<Section>) -> Vec<Section> {
    for section in &mut sections {
        section.rows.retain(|(_, answer)| !answer.is_empty());
    }
    sections.retain(|s| !s.rows.is_empty());
    sections
}

struct Writer<'a> {
    loaded: &'a Loaded,
    answers: &'a Answers,
    language: &'a str,
    rows: Vec<(String, String)>,
}

impl Writer<'_> {
    fn items(&mut self, items: &[Item], before: &str) {
        for item in items {
            match item {
                Item::Question(question) => self.question(question, before),
                Item::Date(date) => self.partial_date(date, before),
                Item::Note { .. } => {}
                Item::Fieldset(set) => self.items(&set.items, &join(before, &set.legend)),
                Item::Choice(choice) => {
                    for branch in choice.branches.iter().filter(|b| b.chosen) {
                        self.rows.push((join(before, &choice.legend), branch.label.clone()));
                        self.items(&branch.items, before);
                    }
                }
                Item::List(list) => {
                    for entry in &list.entries {
                        if entry.page.is_none() {
                            self.items(&entry.items, &join(before, &entry.title));
                        }
                    }
                    if list.entries.is_empty() {
                        let none = if self.language == "en" { "none" } else { "keine" };
                        self.rows.push((join(before, &list.legend), none.to_owned()));
                    }
                }
            }
        }
    }

    fn question(&mut self, question: &Question, before: &str) {
        let answer = match self.answers.get(&question.path) {
            Some(Answer::Given(value)) => {
                self.loaded.form.display(question.node, value, self.language)
            }
            Some(Answer::Raw(text)) => text.clone(),
            None => String::new(),
        };
        self.rows.push((join(before, &question.label), answer));
    }

    fn partial_date(&mut self, date: &PartialDate, before: &str) {
        let parts: Vec<&str> =
            date.parts.iter().map(|p| p.value.as_str()).filter(|v| !v.is_empty()).collect();
        self.rows.push((join(before, &date.label), parts.join(".")));
    }
}

fn join(before: &str, label: &str) -> String {
    let label = label.trim_end_matches(':');
    if before.is_empty() { label.to_owned() } else { format!("{before}: {label}") }
}
