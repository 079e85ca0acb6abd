//! From the items of a form page to fields, groups and buttons.

use std::collections::BTreeMap;

use norm_fim::{ChoiceGroup, Entry, Finding, Input, Item, List, Page, PartialDate, Question};
use web::button::{Weight, button_unchecked};
use web::choice::Choice;
use web::date_field::DateInput;
use web::field::Width;
use web::{Errors, Field, Markup, Say, alert, form, html, notice};

/// Name of the buttons that do something other than going on.
pub(crate) const ACTION: &str = "aktion";
/// Value of the button that goes on.
pub(crate) const GO_ON: &str = "weiter";
/// Value of the button that saves and leaves.
pub(crate) const LEAVE: &str = "spaeter";
/// Value sent by a page that saves itself and stays.
pub(crate) const KEEP: &str = "sichern";
/// Start of the value of the button that adds an entry; the path of the list follows.
pub(crate) const ADD: &str = "neu|";
/// Start of the value of the button that removes an entry; the path of the entry follows.
pub(crate) const REMOVE: &str = "weg|";
/// Start of the value of the button that opens an entry; the id of its page follows.
pub(crate) const OPEN: &str = "zu|";
/// Hidden field beside a choice: which branch was shown when the page was made.
pub(crate) const SHOWN: &str = "-gezeigt";
/// Characters a date part may have when it is put back as typed.
const PART_CHARS_MAX: usize = 20;

/// What the items of a page are rendered with.
pub(crate) struct View<'a> {
    pub(crate) say: Say,
    pub(crate) errors: &'a Errors,
    /// Which branch of a choice is shown, by the path of the choice.
    pub(crate) chosen: &'a BTreeMap<String, String>,
    /// Title of the page: a list of the same name needs no heading of its own.
    pub(crate) title: &'a str,
    /// Where street names are suggested.
    pub(crate) streets: &'a str,
}

impl View<'_> {
    /// All items one below the other.
    pub(crate) fn items(&self, items: &[Item]) -> Markup {
        html! { @for item in items { (self.item(item)) } }
    }

    fn item(&self, item: &Item) -> Markup {
        match item {
            Item::Question(question) => self.question(question),
            Item::Date(date) => self.partial_date(date),
            Item::Note { title, text, .. } => {
                let body = html! { (web::timeline::paragraphs(text)) };
                if title.is_empty() { notice(body) } else { alert(web::Tone::Info, title, body) }
            }
            Item::Fieldset(set) => {
                form::group(&set.legend, set.help.as_deref(), self.items(&set.items))
            }
            Item::Choice(choice) => self.choice(choice),
            Item::List(list) => self.list(list),
        }
    }

    fn question(&self, q: &Question) -> Markup {
        let say = self.say;
        let name = q.path.to_string();
        let confirms = q.input == Input::Confirm;
        let mut field = Field::new(say, &name, &q.label)
            .value(&q.value)
            .hint_if(q.help.as_deref())
            .error(self.errors.get(&name))
            .optional_if(!q.required && !confirms && q.input != Input::Locked);
        if let Some(token) = &q.autocomplete {
            field = field.autocomplete(token);
        }
        let choices: Vec<Choice<'_>> = q
            .choices
            .iter()
            .map(|c| {
                let choice = Choice::new(&c.code, &c.name);
                match c.help.as_deref() {
                    Some(help) if !help.is_empty() => choice.hint(help),
                    _ => choice,
                }
            })
            .collect();
        match q.input {
            Input::Text => self.line(field, q),
            Input::LongText => match q.max_length.and_then(|l| usize::try_from(l).ok()) {
                Some(most) => field.max_length(most).textarea(5),
                None => field.textarea(5),
            },
            Input::Email => field.email(),
            Input::Tel => field.phone(),
            Input::Date => field.date(&date_parts(&q.value)),
            Input::Time => field
                .hint_if(
                    q.help.as_deref().or(Some(say.of("Zum Beispiel 14:30", "For example 14:30"))),
                )
                .width(Width::Short)
                .text(),
            Input::DateTime => {
                field
                    .hint_if(q.help.as_deref().or(Some(
                        say.of("Zum Beispiel 4.5.2026 14:30", "For example 4.5.2026 14:30"),
                    )))
                    .width(Width::Medium)
                    .text()
            }
            Input::YesNo => field.yes_no(),
            Input::Confirm => field.checkbox(),
            Input::Integer => field.number(),
            Input::Number => field.input_mode("decimal").width(Width::Short).text(),
            Input::Money => field.money(),
            Input::Radio => field.radios(&choices),
            Input::Select => field.select(&choices),
            // Files have a page of their own.
            Input::File => Markup::default(),
            Input::Locked => field.readonly().text(),
        }
    }

    /// One line of text, as wide as its answer is long.
    fn line<'f>(&'f self, field: Field<'f>, q: &Question) -> Markup {
        if is_street(&q.label) {
            return field.suggestions(self.streets).text();
        }
        match q.max_length {
            Some(0..=6) => field.width(Width::Tiny).text(),
            Some(7..=12) => field.width(Width::Short).text(),
            Some(13..=40) => field.width(Width::Medium).text(),
            _ => field.text(),
        }
    }

    fn partial_date(&self, date: &PartialDate) -> Markup {
        let parts = html! {
            @for part in &date.parts {
                @let name = part.path.to_string();
                (Field::new(self.say, &name, &part.label)
                    .value(&part.value)
                    .error(self.errors.get(&name))
                    .optional_if(!part.required)
                    .number())
            }
        };
        form::group(&date.label, date.help.as_deref(), parts)
    }

    fn choice(&self, choice: &ChoiceGroup) -> Markup {
        let name = choice.path.to_string();
        let shown = shown_branch(choice, self.chosen);
        let paths: Vec<String> = choice.branches.iter().map(|b| b.path.to_string()).collect();
        let options: Vec<Choice<'_>> = choice
            .branches
            .iter()
            .zip(&paths)
            .map(|(branch, path)| Choice::new(path, &branch.label))
            .collect();
        html! {
            (Field::new(self.say, &name, &choice.legend)
                .value(shown.as_deref().unwrap_or_default())
                .hint_if(choice.help.as_deref())
                .error(self.errors.get(&name))
                .radios(&options))
            input type="hidden" name={ (name) (SHOWN) } value=(shown.as_deref().unwrap_or_default());
            @for (branch, path) in choice.branches.iter().zip(&paths) {
                @if shown.as_deref() == Some(path.as_str()) { (self.items(&branch.items)) }
            }
        }
    }

    fn list(&self, list: &List) -> Markup {
        let say = self.say;
        let label = if list.entries.is_empty() {
            say.of("Eintrag hinzufügen", "Add an entry")
        } else {
            say.of("Weiteren Eintrag hinzufügen", "Add another entry")
        };
        let content = html! {
            @if list.entries.is_empty() {
                (notice(html! { p { (say.of("Noch kein Eintrag.", "No entry yet.")) } }))
            }
            @for entry in &list.entries { (self.entry(list, entry)) }
            @if list.can_add {
                div { (button_unchecked(Weight::Secondary, ACTION, &format!("{ADD}{}", list.path), label)) }
            } @else if let Some(most) = list.max {
                p { (say.of(
                    format!("Mehr als {most} Einträge sind nicht möglich."),
                    format!("No more than {most} entries are possible."),
                )) }
            }
        };
        if list.legend == self.title {
            content
        } else {
            form::group(&list.legend, list.help.as_deref(), content)
        }
    }

    fn entry(&self, list: &List, entry: &Entry) -> Markup {
        let say = self.say;
        let number = entry.index + 1;
        let title = if entry.summary.is_empty() {
            entry.title.clone()
        } else {
            format!("{number}. {}", entry.summary)
        };
        let content =
            if entry.page.is_some() { Markup::default() } else { self.items(&entry.items) };
        let actions = html! {
            @if let Some(page) = &entry.page {
                (button_unchecked(Weight::Secondary, ACTION, &format!("{OPEN}{page}"), &say.of(
                    format!("Eintrag {number} bearbeiten"),
                    format!("Edit entry {number}"),
                )))
            }
            @if list.can_remove {
                (button_unchecked(Weight::Tertiary, ACTION, &format!("{REMOVE}{}", entry.path), &say.of(
                    format!("Eintrag {number} entfernen"),
                    format!("Remove entry {number}"),
                )))
            }
        };
        form::repeated(&title, content, actions)
    }
}

/// Whether a question asks for a street: there the town's own names are suggested.
fn is_street(label: &str) -> bool {
    let label = label.to_lowercase();
    label.starts_with("straße") || label.starts_with("street")
}

/// The branch of a choice that is shown: what was chosen last, else what is answered.
pub(crate) fn shown_branch(
    choice: &ChoiceGroup,
    chosen: &BTreeMap<String, String>,
) -> Option<String> {
    chosen
        .get(&choice.path.to_string())
        .filter(|path| choice.branches.iter().any(|b| b.path.to_string() == **path))
        .cloned()
        .or_else(|| choice.branches.iter().find(|b| b.chosen).map(|b| b.path.to_string()))
}

/// Day, month and year as they were typed: the answer holds them joined by points.
fn date_parts(value: &str) -> DateInput {
    let mut parts =
        value.splitn(3, '.').map(|p| p.chars().take(PART_CHARS_MAX).collect::<String>());
    let mut next = || parts.next().unwrap_or_default();
    DateInput { day: next(), month: next(), year: next() }
}

/// Findings as errors of the page: at the field where there is one, else in the summary alone.
pub(crate) fn errors(findings: &[Finding], page: &Page, language: &str) -> Errors {
    let mut names: Vec<String> = page.questions().iter().map(|q| q.path.to_string()).collect();
    names.extend(choices(&page.items).iter().map(|c| c.path.to_string()));
    let mut errors = Errors::new();
    for finding in findings {
        if names.contains(&finding.path) {
            // One thing at a time: whoever mends the first finding often mends the next.
            if errors.get(&finding.path).is_none() {
                errors.add(finding.path.clone(), finding.message(language));
            }
        } else {
            errors.add_general(finding.message(language));
        }
    }
    errors
}

/// All choices of a page, at whatever depth.
pub(crate) fn choices(items: &[Item]) -> Vec<&ChoiceGroup> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Choice(choice) => {
                found.push(choice);
                for branch in &choice.branches {
                    found.extend(choices(&branch.items));
                }
            }
            Item::Fieldset(set) => found.extend(choices(&set.items)),
            Item::List(list) => {
                for entry in &list.entries {
                    found.extend(choices(&entry.items));
                }
            }
            Item::Question(_) | Item::Date(_) | Item::Note { .. } => {}
        }
    }
    found
}
