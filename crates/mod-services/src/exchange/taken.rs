//! A service of another catalogue in the town's own fields.

use kernel::{Language, Text};
use norm_xzufi::{CostModule, DeadlineSpan, Localised, TextIn, cost_words, plain, span_words};

use super::markup::{markdown_of, points_of};
use crate::model::{Service, slug_of};
use crate::sheet::{LINE_CHARS_MAX, LINES_MAX, PROSE_CHARS_MAX};

/// A service as the town would show it, and what did not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) service: Service,
    /// Names of fields that were cut to the town's limits.
    pub(crate) cut: Vec<&'static str>,
}

/// Text modules that become one long text: code and heading; the first has none.
const LONG: [(&str, &str, &str); 4] = [
    ("06", "", ""),
    ("16", "Hinweise", "Notes"),
    ("15", "Weitere Informationen", "Further information"),
    ("25", "Wenn Sie nicht einverstanden sind", "If you do not agree"),
];

/// Reads the fields of the town out of a service.
pub(crate) fn taken(from: &norm_xzufi::Service) -> Taken {
    let both = |f: &dyn Fn(Language) -> String| Text::new(f(Language::De), f(Language::En));
    let title = both(&|l| {
        let found = ["03", "02"].iter().find_map(|code| from.text(code, l.tag()));
        found.map(plain).unwrap_or_default()
    });
    let mut service = Service {
        slug: slug_of(&title.de),
        teaser: both(&|l| teaser(from, l)),
        text: both(&|l| long_text(from, l)),
        entitled: both(&|l| module(from, "09", l)),
        procedure: both(&|l| module(from, "11", l)),
        documents: both(&|l| documents(from, l)),
        legal_basis: from.text("07", "de").map(points_of).unwrap_or_default().join("\n"),
        fee: both(&|l| costs(from, l)),
        deadline: both(&|l| deadlines(from, l)),
        duration: both(&|l| durations(from, l)),
        leika: from.key().map(|k| k.number().to_owned()).unwrap_or_default(),
        keywords: terms(from),
        title,
        ..Service::default()
    };
    let cut = fit(&mut service);
    Taken { service, cut }
}

fn module(from: &norm_xzufi::Service, code: &str, language: Language) -> String {
    from.text(code, language.tag()).map(markdown_of).unwrap_or_default()
}

/// Module 24 is made for lists; the short text in its first sentences else.
fn teaser(from: &norm_xzufi::Service, language: Language) -> String {
    let found = ["24", "05"].iter().find_map(|code| from.text(code, language.tag()));
    first_sentences(&found.map(plain).unwrap_or_default().replace('\n', " "))
}

/// As many whole sentences as fit into a line.
fn first_sentences(text: &str) -> String {
    if text.chars().count() <= LINE_CHARS_MAX {
        return text.to_owned();
    }
    let head: String = text.chars().take(LINE_CHARS_MAX).collect();
    match head.rfind(". ") {
        Some(end) => head[..=end].to_owned(),
        None => clipped(text, LINE_CHARS_MAX),
    }
}

fn long_text(from: &norm_xzufi::Service, language: Language) -> String {
    let mut parts = Vec::new();
    for (code, de, en) in LONG {
        let mut text = module(from, code, language);
        if code == "06" && text.is_empty() {
            text = module(from, "05", language);
        }
        if text.is_empty() {
            continue;
        }
        let heading = if language == Language::De { de } else { en };
        parts.push(if heading.is_empty() { text } else { format!("## {heading}\n\n{text}") });
    }
    parts.join("\n\n")
}

/// The text module, else the names of the documents that are asked for.
fn documents(from: &norm_xzufi::Service, language: Language) -> String {
    let said = from.text("08", language.tag()).map(points_of).unwrap_or_default();
    if !said.is_empty() {
        return said.join("\n");
    }
    let incoming = from.documents.iter().flat_map(|m| &m.incoming);
    let names = incoming.filter_map(|d| d.0.document.name.text_in(language.tag()).map(plain));
    names.filter(|n| !n.is_empty()).collect::<Vec<_>>().join("\n")
}

fn has(texts: &[Localised], language: Language) -> bool {
    language == Language::De || texts.text_in(language.tag()).is_some()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = parts.map(|p| p.replace('\n', " ")).filter(|p| !p.is_empty()).collect();
    all.join("; ")
}

fn costs(from: &norm_xzufi::Service, language: Language) -> String {
    let each = |m: &CostModule| {
        let said = m.description.text_in(language.tag()).map(plain);
        let costs =
            m.costs.iter().filter(|c| c.description.is_empty() || has(&c.description, language));
        costs.map(|c| cost_words(c, language.tag())).chain(said).collect::<Vec<_>>()
    };
    joined(from.costs.iter().flat_map(each))
}

fn spans<'s>(
    all: impl Iterator<Item = (&'s DeadlineSpan, &'s Vec<Localised>)>,
    language: Language,
) -> Vec<String> {
    all.map(|(span, description)| {
        let words = span_words(span, language.tag());
        match description.text_in(language.tag()).map(plain) {
            Some(said) if words.is_empty() => said,
            Some(said) if !said.is_empty() => format!("{words} ({said})"),
            _ => words,
        }
    })
    .collect()
}

fn deadlines(from: &norm_xzufi::Service, language: Language) -> String {
    let each = |m: &norm_xzufi::DeadlineModule| {
        let all = m.deadlines.iter().map(|d| (&d.span, &d.description));
        let said = m.description.text_in(language.tag()).map(plain);
        spans(all, language).into_iter().chain(said).collect::<Vec<_>>()
    };
    joined(from.deadlines.iter().flat_map(each))
}

fn durations(from: &norm_xzufi::Service, language: Language) -> String {
    let each = |m: &norm_xzufi::ProcessingTimeModule| {
        let all = m.times.iter().map(|t| (&t.span, &t.description));
        let said = m.description.text_in(language.tag()).map(plain);
        spans(all, language).into_iter().chain(said).collect::<Vec<_>>()
    };
    joined(from.processing_times.iter().flat_map(each))
}

fn terms(from: &norm_xzufi::Service) -> String {
    let all = from.terms.iter().flat_map(|m| &m.terms).map(|t| &t.term);
    let words: std::collections::BTreeSet<String> =
        all.map(|t| plain(&t.text)).filter(|t| !t.is_empty()).collect();
    words.into_iter().collect::<Vec<_>>().join("\n")
}

fn clipped(text: &str, max: usize) -> String {
    let mut out: String = text.chars().take(max.saturating_sub(1)).collect();
    if let Some(space) = out.rfind(' ') {
        out.truncate(space);
    }
    out.push('…');
    out
}

/// Cuts what is longer than the town's fields, and says which.
fn fit(service: &mut Service) -> Vec<&'static str> {
    use crate::sheet::Shape;
    let mut cut = Vec::new();
    for part in crate::sheet::parts() {
        let value = (part.place)(service);
        let fitting = match part.shape {
            Shape::Line if value.chars().count() > LINE_CHARS_MAX => {
                Some(clipped(value, LINE_CHARS_MAX))
            }
            Shape::Prose if value.chars().count() > PROSE_CHARS_MAX => {
                Some(clipped(value, PROSE_CHARS_MAX))
            }
            Shape::Lines => {
                let lines = crate::model::lines(value);
                let is_long = lines.iter().any(|l| l.chars().count() > LINE_CHARS_MAX);
                (is_long || lines.len() > LINES_MAX).then(|| {
                    let short = |l: &&str| {
                        if l.chars().count() > LINE_CHARS_MAX {
                            clipped(l, LINE_CHARS_MAX)
                        } else {
                            (*l).to_owned()
                        }
                    };
                    lines.iter().take(LINES_MAX).map(short).collect::<Vec<_>>().join("\n")
                })
            }
            Shape::Line | Shape::Prose => None,
        };
        if let Some(fitting) = fitting {
            *value = fitting;
            cut.push(part.name);
        }
    }
    cut
}
