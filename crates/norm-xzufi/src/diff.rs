//! What changed between two versions of a service, for editors.

use serde::{Deserialize, Serialize};

use crate::codes::text_module;
use crate::html::plain;
use crate::model::{Code, DeadlineModule, Localised, Service, TextIn};
use crate::words::{cost_words, span_words};

/// A part of a service that a town can supplement, and that changes on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "part", content = "code")]
pub enum Part {
    /// A text module of the catalogue, by its code.
    Text(String),
    /// A text module of an own kind, by its code.
    OwnText(String),
    /// Costs.
    Costs,
    /// Deadlines.
    Deadlines,
    /// Processing times.
    ProcessingTimes,
    /// Documents.
    Documents,
    /// Any other field, by the name of its element.
    Field(String),
}

impl Part {
    /// Its name for people.
    pub fn name(&self, language: &str) -> String {
        let english = language.starts_with("en");
        let pick = |de: &str, en: &str| if english { en.to_owned() } else { de.to_owned() };
        match self {
            Self::Text(code) => text_module(code).map_or_else(
                || pick("Textmodul", "Text module") + " " + code,
                |m| pick(m.de, m.en),
            ),
            Self::OwnText(code) => pick("Eigenes Textmodul", "Own text module") + " " + code,
            Self::Costs => pick("Kosten", "Costs"),
            Self::Deadlines => pick("Fristen", "Deadlines"),
            Self::ProcessingTimes => pick("Bearbeitungsdauer", "Processing time"),
            Self::Documents => pick("Dokumente", "Documents"),
            Self::Field(name) => name.clone(),
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What changed.
    pub part: Part,
    /// In which language; absent for what has none.
    pub language: Option<String>,
    /// What stood there, in words without markup; absent for what is new.
    pub before: Option<String>,
    /// What stands there now; absent for what is gone.
    pub after: Option<String>,
    /// Only markup or links changed, not the words.
    pub is_markup_only: bool,
}

/// What changed from one version of a service to the next, in the order of the texts.
///
/// Version number and day of the change are no change of their own.
pub fn diff(old: &Service, new: &Service) -> Vec<Change> {
    let mut changes = Vec::new();
    for part in parts(old).into_iter().chain(parts(new)) {
        if changes.iter().all(|c: &Change| c.part != part) {
            changes.extend(texts(&part, old, new));
        }
    }
    for (part, said) in STRUCTURED {
        let (before, after) = (said(old), said(new));
        if before != after {
            changes.push(plain_change(part.clone(), before, after));
        }
    }
    changes.extend(fields(old, new));
    changes
}

/// What of a service is said in words: a part and how it is put.
type Said = (Part, fn(&Service) -> Option<String>);

const STRUCTURED: &[Said] = &[
    (Part::Costs, |s| {
        let costs = s.costs.iter().flat_map(|m| {
            let said = m.description.best("de").map(plain);
            m.costs.iter().map(|c| kind_and(c.kind.code.as_ref(), &cost_words(c, "de"))).chain(said)
        });
        joined(costs)
    }),
    (Part::Deadlines, |s| joined(s.deadlines.iter().flat_map(deadlines))),
    (Part::ProcessingTimes, |s| {
        let times = s.processing_times.iter().flat_map(|m| {
            let said = m.description.best("de").map(plain);
            let each = |t: &crate::model::ProcessingTime| {
                with_description(&span_words(&t.span, "de"), &t.description)
            };
            m.times.iter().map(each).chain(said)
        });
        joined(times)
    }),
    (Part::Documents, |s| {
        let documents = s.documents.iter().flat_map(|m| {
            let incoming = m.incoming.iter().map(|d| &d.0.document);
            incoming.chain(&m.outgoing).filter_map(|d| d.name.best("de").map(plain))
        });
        joined(documents)
    }),
];

fn joined(lines: impl Iterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = lines.filter(|l| !l.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn kind_and(kind: Option<&Code>, words: &str) -> String {
    match kind.and_then(|k| k.name.as_ref()) {
        Some(name) => format!("{name}: {words}"),
        None => words.to_owned(),
    }
}

fn with_description(words: &str, description: &[Localised]) -> String {
    match description.best("de").map(plain).filter(|d| !d.is_empty()) {
        Some(description) => format!("{words} ({description})"),
        None => words.to_owned(),
    }
}

fn deadlines(module: &DeadlineModule) -> Vec<String> {
    let said = module.description.best("de").map(plain);
    let each = module.deadlines.iter().map(|d| {
        kind_and(
            d.kind.code.as_ref(),
            &with_description(&span_words(&d.span, "de"), &d.description),
        )
    });
    each.chain(said).collect()
}

fn parts(service: &Service) -> Vec<Part> {
    let texts = service.texts.iter().map(|m| Part::Text(m.kind.code.clone()));
    let own = service.own_texts.iter().map(|m| Part::OwnText(m.kind.code.clone()));
    let mut all: Vec<Part> = texts.chain(own).collect();
    all.sort();
    all.dedup();
    all
}

/// All texts of a part in one language, with its links, as one.
fn said(service: &Service, part: &Part, language: &str) -> Option<(String, String)> {
    let mut raw = Vec::new();
    let mut add = |content: &[Localised], links: &[crate::model::Link], is_first: bool| {
        raw.extend(content.iter().filter(|c| c.language == language).map(|c| c.text.clone()));
        if is_first {
            raw.extend(links.iter().map(|l| format!("<a href=\"{}\"></a>", l.uri)));
        }
    };
    match part {
        Part::Text(code) => {
            for m in service.modules(code) {
                add(&m.content, &m.links, language == "de");
            }
        }
        Part::OwnText(code) => {
            for m in service.own_texts.iter().filter(|m| m.kind.code == *code) {
                add(&m.content, &m.links, language == "de");
            }
        }
        _ => {}
    }
    let raw = raw.join("\n");
    (!raw.is_empty()).then(|| (plain(&raw), raw))
}

fn languages(service: &Service) -> impl Iterator<Item = &String> {
    let texts = service.texts.iter().flat_map(|m| &m.content);
    texts.chain(service.own_texts.iter().flat_map(|m| &m.content)).map(|c| &c.language)
}

fn texts(part: &Part, old: &Service, new: &Service) -> Vec<Change> {
    let mut all: Vec<&String> = languages(old).chain(languages(new)).collect();
    all.sort();
    all.dedup();
    // German first: the others are translations.
    all.sort_by_key(|l| l.as_str() != "de");
    let mut changes = Vec::new();
    for language in all {
        let (before, after) = (said(old, part, language), said(new, part, language));
        if before == after {
            continue;
        }
        let words = |s: &Option<(String, String)>| s.as_ref().map(|(words, _)| words.clone());
        let (before, after) = (words(&before), words(&after));
        let is_markup_only = before == after;
        let language = Some(language.clone());
        changes.push(Change { part: part.clone(), language, before, after, is_markup_only });
    }
    changes
}

fn plain_change(part: Part, before: Option<String>, after: Option<String>) -> Change {
    Change { part, language: None, before, after, is_markup_only: false }
}

/// Everything that is neither text nor said in words above: compared as it stands in the file.
fn fields(old: &Service, new: &Service) -> Vec<Change> {
    let values = |service: &Service| {
        let mut rest = service.clone();
        rest.texts.clear();
        rest.own_texts.clear();
        rest.version_info = None;
        rest.languages.iter_mut().for_each(|l| {
            l.changed_at = None;
            l.changed_by = None;
            l.version = None;
        });
        serde_json::to_value(rest)
    };
    let (Ok(serde_json::Value::Object(before)), Ok(serde_json::Value::Object(after))) =
        (values(old), values(new))
    else {
        return Vec::new();
    };
    let structured = ["costs", "deadlines", "processing_times", "documents"];
    let short = |value: &serde_json::Value| {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => return None,
            serde_json::Value::Array(all) if all.is_empty() => return None,
            other => other.to_string(),
        };
        Some(text.chars().take(2_000).collect::<String>())
    };
    let mut changes = Vec::new();
    for (name, value) in &after {
        let earlier = before.get(name).unwrap_or(&serde_json::Value::Null);
        let is_said = structured.contains(&name.as_str())
            && STRUCTURED
                .iter()
                .any(|(part, said)| part_of(name).as_ref() == Some(part) && said(old) != said(new));
        if value != earlier && !is_said {
            let part = part_of(name).unwrap_or_else(|| Part::Field(name.clone()));
            changes.push(plain_change(part, short(earlier), short(value)));
        }
    }
    changes
}

fn part_of(field: &str) -> Option<Part> {
    Some(match field {
        "costs" => Part::Costs,
        "deadlines" => Part::Deadlines,
        "processing_times" => Part::ProcessingTimes,
        "documents" => Part::Documents,
        _ => return None,
    })
}
