//! The mail itself: plain text, which every mail program and every screen reader shows alike, and
//! which loads nothing and counts nobody.

use kernel::publication::{Details, Publication};
use kernel::{Language, Town};

use crate::model::{Issue, KINDS, Subscriber, subject};
use crate::subscribe::link;

/// Entries of one kind in a mail; the page of the kind shows the rest.
const OF_KIND_MAX: usize = 40;
/// Line under a heading.
const RULE: char = '-';

/// Subject and text for one reader; nothing where nothing of it was chosen.
pub fn write(
    town: &Town,
    issue: &Issue,
    to: &Subscriber,
    items: &[Publication],
) -> Option<(String, String)> {
    let wanted: Vec<Publication> = items.iter().filter(|it| to.topics.want(it)).cloned().collect();
    if wanted.is_empty() {
        return None;
    }
    let language = to.language;
    let name = &town.profile().name;
    let mut lines: Vec<String> =
        vec![language.of("Guten Tag,", "Hello,").to_owned(), String::new()];
    for kind in &KINDS {
        let of_kind: Vec<&Publication> = wanted.iter().filter(|it| it.kind == kind.key).collect();
        if of_kind.is_empty() {
            continue;
        }
        let title = language.of(kind.title.0, kind.title.1);
        lines.push(title.to_owned());
        lines.push(RULE.to_string().repeat(title.chars().count()));
        for it in of_kind.iter().take(OF_KIND_MAX) {
            lines.push(String::new());
            lines.extend(entry(town, it, language));
        }
        if of_kind.len() > OF_KIND_MAX {
            let more = of_kind.len() - OF_KIND_MAX;
            lines.push(String::new());
            lines.push(match language {
                Language::De => format!("… und {more} weitere auf unseren Seiten."),
                Language::En => format!("… and {more} more on our pages."),
            });
        }
        lines.push(String::new());
    }
    lines.push(String::new());
    lines.extend(foot(town, to));
    Some((subject(name, issue.rhythm, &wanted, language), lines.join("\n")))
}

fn entry(town: &Town, it: &Publication, language: Language) -> Vec<String> {
    let mut lines = vec![it.title.of(language).to_owned()];
    if let Details::Event(event) = &it.details {
        lines.push(language.day(event.starts.date()));
    }
    let teaser = it.teaser.of(language).trim();
    if !teaser.is_empty() {
        lines.push(teaser.to_owned());
    }
    lines.push(format!("{}{}{}", town.plan().base_url, language.of("", "/en"), it.path()));
    lines
}

fn foot(town: &Town, to: &Subscriber) -> Vec<String> {
    let language = to.language;
    let name = &town.profile().name;
    let topics = to.topics.words(language);
    let choices = link(town, language, to.id, "");
    let leave = link(town, language, to.id, "/ende");
    let of = |de: String, en: String| language.of(&de, &en).to_owned();
    vec![
        // Mail programs take this line as the beginning of the signature.
        "-- ".to_owned(),
        name.clone(),
        of(
            format!("Sie bekommen diese E-Mail, weil Sie sie bestellt haben: {topics}."),
            format!("You get this mail because you asked for it: {topics}."),
        ),
        of(format!("Auswahl ändern: {choices}"), format!("Change your choice: {choices}")),
        of(format!("Abbestellen: {leave}"), format!("End it: {leave}")),
        String::new(),
    ]
}
