//! Reading a file of the site: lines `name: value` up to `---`, then the texts.
//!
//! The German text comes first; `=== en` and `=== leicht` begin the English one and the one in easy
//! language, `=== datei` what stands in the file of a document. All of them are written in the text
//! form of `content`.

use std::collections::BTreeMap;

use content::{Counted, Document, text};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use super::days::{self, Look};
use super::fill::Filler;
use super::item::{
    Both, Details, DisruptionDetails, DocumentDetails, Easy, EventDetails, Item, ItemKind,
    JobDetails, NoticeDetails, PictureUse,
};
use crate::model::Town;

/// Something in a file that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub said: String,
}

type Read<T> = Result<T, String>;

/// Hour at which things appear if nothing else is said.
const MORNING: Time = Time::constant(7, 0, 0, 0);

/// The parts of a file.
struct Parts<'a> {
    head: BTreeMap<&'a str, &'a str>,
    de: &'a str,
    en: Option<&'a str>,
    easy: Option<&'a str>,
    file: Option<&'a str>,
}

fn parts(file: &str) -> Read<Parts<'_>> {
    let (head, body) = file.split_once("\n---\n").ok_or("kein Ende des Kopfes (---)")?;
    let mut lines = BTreeMap::new();
    for line in head.lines().filter(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once(':').ok_or(format!("kein Doppelpunkt: {line}"))?;
        if lines.insert(name.trim(), value.trim()).is_some() {
            return Err(format!("„{name}“ steht doppelt"));
        }
    }
    let (body, file) = split(body, "datei");
    let (body, easy) = split(body, "leicht");
    let (de, en) = split(body, "en");
    Ok(Parts { head: lines, de, en, easy, file })
}

/// What stands before a part of a name, and the part.
fn split<'a>(text: &'a str, name: &str) -> (&'a str, Option<&'a str>) {
    match text.split_once(&format!("\n=== {name}\n")) {
        Some((before, part)) => (before, Some(part)),
        None => (text, None),
    }
}

/// Takes values out of the head of a file.
struct Head<'a> {
    lines: BTreeMap<&'a str, &'a str>,
    filler: Filler<'a>,
}

impl<'a> Head<'a> {
    fn raw(&mut self, name: &str) -> Option<&'a str> {
        self.lines.remove(name).filter(|value| !value.is_empty())
    }

    fn needed(&mut self, name: &str) -> Read<&'a str> {
        self.raw(name).ok_or_else(|| format!("„{name}“ fehlt"))
    }

    fn words(&mut self, name: &str) -> Read<String> {
        let text = self.raw(name).unwrap_or_default();
        let filler = Filler { is_en: name.ends_with("_en"), ..self.filler };
        filler.fill(text).map_err(|what| format!("Platzhalter „{what}“ in {name}"))
    }

    fn needed_words(&mut self, name: &str) -> Read<String> {
        let words = self.words(name)?;
        if words.is_empty() { Err(format!("„{name}“ fehlt")) } else { Ok(words) }
    }

    fn both(&mut self, name: &str) -> Read<Both> {
        Ok(Both { de: self.words(name)?, en: self.words(&format!("{name}_en"))? })
    }

    fn needed_both(&mut self, name: &str) -> Read<Both> {
        Ok(Both { de: self.needed_words(name)?, en: self.needed_words(&format!("{name}_en"))? })
    }

    fn day(&mut self, name: &str, look: Look) -> Read<Option<Date>> {
        let Some(text) = self.raw(name) else { return Ok(None) };
        let day = days::day(text, self.filler.from, look);
        day.map(Some).ok_or_else(|| format!("kein Tag in {name}: {text}"))
    }

    fn needed_day(&mut self, name: &str, look: Look) -> Read<Date> {
        self.day(name, look)?.ok_or_else(|| format!("„{name}“ fehlt"))
    }

    /// A day and an hour, such as `sa+1 17:30`; at midnight without an hour.
    fn moment(&mut self, name: &str, from: Date) -> Read<DateTime> {
        let text = self.needed(name)?;
        let wrong = || format!("kein Zeitpunkt in {name}: {text}");
        let (day, hour) = text.split_once(' ').unwrap_or((text, "00:00"));
        let day = days::day(day, from, Look::Ahead).ok_or_else(wrong)?;
        Ok(day.to_datetime(time(hour).ok_or_else(wrong)?))
    }

    fn number(&mut self, name: &str) -> Read<u32> {
        let text = self.raw(name).unwrap_or("0");
        text.parse().map_err(|_| format!("keine Zahl in {name}: {text}"))
    }

    fn point(&mut self, name: &str) -> Read<Option<crate::model::Point>> {
        let Some(text) = self.raw(name) else { return Ok(None) };
        let found = self.filler.building(text).map(|b| b.point).or_else(|| {
            let name = self.filler.fill(text).ok()?;
            let street = self.filler.town.map.streets.iter().find(|s| s.name == name)?;
            street.axis.get(street.axis.len() / 2).copied()
        });
        found.map(Some).ok_or_else(|| format!("kein Ort: {text}"))
    }
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Reads a file of the site for a town.
pub(super) fn item(file: &str, town: &Town) -> Read<Item> {
    let parts = parts(file)?;
    let filler = Filler { town, from: town.as_of, is_en: false };
    let mut head = Head { lines: parts.head, filler };
    let kind = head.needed("kind")?;
    let kind = ItemKind::of(kind).ok_or_else(|| format!("unbekannte Art {kind}"))?;
    let day = head.needed_day("on", Look::Back)?;
    let hour = match head.raw("at") {
        Some(text) => time(text).ok_or_else(|| format!("keine Uhrzeit: {text}"))?,
        None => MORNING,
    };
    // What was said on a day sees other days from there; what stands for long sees them from now.
    let is_of_its_day = matches!(kind, ItemKind::News | ItemKind::Notice | ItemKind::Document);
    let from = if is_of_its_day { day } else { town.as_of };
    let filler = Filler { from, ..filler };
    head.filler = filler;
    let topics = head.raw("topics").unwrap_or_default();
    let picture = match head.raw("picture") {
        None => None,
        Some(name) => Some(PictureUse { name: name.to_owned(), alt: head.needed_both("alt")? }),
    };
    let title_of_easy = head.words("title_easy")?;
    let easy = match parts.easy {
        None => None,
        Some(_) if title_of_easy.is_empty() => return Err("„title_easy“ fehlt".into()),
        Some(text) => Some(Easy { title: title_of_easy, body: body(text, filler, "l")? }),
    };
    let file = match (kind, parts.file) {
        (ItemKind::Document, Some(text)) => Some(body(text, filler, "d")?),
        (ItemKind::Document, None) => return Err("„=== datei“ fehlt".into()),
        (_, Some(_)) => return Err("„=== datei“ haben nur Dokumente".into()),
        (_, None) => None,
    };
    let item = Item {
        kind,
        // The home page has the path of the whole site.
        path: head.needed("path")?.trim_matches('/').to_owned(),
        position: head.number("position")?,
        title: head.needed_both("title")?,
        teaser: head.needed_both("teaser")?,
        topics: topics.split_whitespace().map(str::to_owned).collect(),
        unit: head.needed("unit")?.to_owned(),
        visible_from: day.to_datetime(hour),
        visible_until: head.day("until", Look::Ahead)?,
        picture,
        body: body(parts.de, filler, "b")?,
        body_en: match parts.en {
            None => None,
            Some(text) => Some(body(text, Filler { is_en: true, ..filler }, "b")?),
        },
        easy,
        file,
        details: details(kind, day, &mut head)?,
    };
    if town.unit(&item.unit).is_none() {
        return Err(format!("Stelle {} gibt es nicht", item.unit));
    }
    match head.lines.keys().next() {
        Some(name) => Err(format!("„{name}“ kennt niemand")),
        None => Ok(item),
    }
}

fn body(text: &str, filler: Filler<'_>, ids: &str) -> Read<Document> {
    let whole = filler.fill(text).map_err(|what| format!("Platzhalter „{what}“"))?;
    text::parse(&whole, &mut Counted::new(ids)).map_err(|errors| {
        let lines = errors.iter().map(|e| format!("Textzeile {}: {}", e.line, e.said.de));
        lines.collect::<Vec<_>>().join("; ")
    })
}

fn details(kind: ItemKind, day: Date, head: &mut Head<'_>) -> Read<Details> {
    Ok(match kind {
        ItemKind::Page | ItemKind::News => Details::None,
        ItemKind::Event => Details::Event(Box::new(event(head)?)),
        ItemKind::Notice => Details::Notice(NoticeDetails {
            sort: head.needed("sort")?.to_owned(),
            decided: head.day("decided", Look::Back)?,
            signed_by: head.filler.town.identity.mayor.clone(),
            signed: head.day("signed", Look::Back)?.unwrap_or(day),
            in_force: head.day("in_force", Look::Ahead)?,
            out_of_force: head.day("out_of_force", Look::Ahead)?,
        }),
        ItemKind::Job => Details::Job(Box::new(JobDetails {
            reference: head.needed_words("reference")?,
            employment: head.needed("employment")?.to_owned(),
            hours: head.needed_both("hours")?,
            pay: head.needed_both("pay")?,
            limited: head.both("limited")?,
            starts: head.needed_day("starts", Look::Ahead)?,
            deadline: head.needed_day("deadline", Look::Ahead)?,
            place: head.needed_words("place")?,
            address: head.needed_words("address")?,
        })),
        ItemKind::Document => Details::Document(DocumentDetails {
            sort: head.needed("sort")?.to_owned(),
            dated: head.needed_day("dated", Look::Back)?,
        }),
        ItemKind::Disruption => Details::Disruption(DisruptionDetails {
            sort: head.needed("sort")?.to_owned(),
            from: head.needed_day("from", Look::Ahead)?,
            until: head.needed_day("to", Look::Ahead)?,
            place: head.needed_words("place")?,
            point: head.point("where")?,
        }),
    })
}

fn event(head: &mut Head<'_>) -> Read<EventDetails> {
    let starts_text = head.lines.get("starts").copied().unwrap_or_default();
    let is_whole_day = !starts_text.contains(' ');
    // What is going on for days is looked for in the days before, too.
    let lasts = i64::from(head.number("lasts")?);
    let starts = head.moment("starts", head.filler.from.saturating_sub(lasts.days()))?;
    let ends = head.moment("ends", starts.date())?;
    if ends < starts {
        return Err("das Ende liegt vor dem Anfang".into());
    }
    let step_free = match head.raw("step_free") {
        None => None,
        Some("ja") => Some(true),
        Some("nein") => Some(false),
        Some(other) => return Err(format!("step_free: ja oder nein, nicht {other}")),
    };
    Ok(EventDetails {
        starts,
        ends,
        is_whole_day,
        repeats: head.raw("repeats").unwrap_or_default().to_owned(),
        place: head.needed_words("place")?,
        address: head.words("address")?,
        step_free,
        price: head.both("price")?,
        organiser: head.words("organiser")?,
        point: head.point("where")?,
    })
}
