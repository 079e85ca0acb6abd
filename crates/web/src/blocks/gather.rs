//! Prepares [`Surroundings`] from the records of the house: media, gazette, units, offers.

use std::collections::BTreeMap;

use content::{Document, Key, Query};
use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use kernel::media::Media;
use kernel::publication::{self, Details, Find, Publication};
use kernel::{AppError, Id, Language, Reader, Town, clock, media, org};

use super::{Dated, Entry, Medium, Needs, Place, Rendition, Surroundings};
use crate::contact::{Contact, Hours};
use crate::format;
use crate::frame::say_of;
use crate::say::Say;

/// Entries of a list whose editor named no number.
const LIST_LENGTH: u8 = 6;
/// Entries of the longest list.
const LIST_LENGTH_MAX: u8 = 50;
/// How much the proportions of a size may differ from the whole, in thousandths.
const PROPORTION_TOLERANCE: u64 = 20;

/// What some texts need around them, as the public sees it now; in a draft also what the public does
/// not see yet.
///
/// # Errors
/// What the database says.
pub fn gather(
    town: &Town,
    reader: &mut Reader<'_>,
    documents: &[&Document],
    language: Language,
    is_draft: bool,
) -> Result<Surroundings, AppError> {
    let mut needs = Needs::default();
    let snippets = publication::snippets(reader, documents, language)?;
    for document in documents {
        needs.add(&document.with_snippets(&snippets));
    }
    let say = say_of(language);
    let prefix = language.of("", "/en").to_owned();
    let mut around = Surroundings { say, prefix, is_draft, snippets, ..Surroundings::default() };
    for id in &needs.media {
        let Ok(key) = Key::parse(id) else { continue };
        if let Some(medium) = medium(reader, &key, is_draft)? {
            around.media.insert(id.clone(), medium);
        }
    }
    for id in &needs.pages {
        let Ok(page) = id.parse::<Id<Publication>>() else { continue };
        let Some(found) = publication::find(reader, page)? else { continue };
        if is_draft || found.is_visible(reader.now()) {
            let place = Place { title: found.title.of(language).to_owned(), url: found.path() };
            let url = format!("{}{}", around.prefix, place.url);
            around.pages.insert(id.clone(), Place { url, ..place });
        }
    }
    if !needs.units.is_empty() {
        around.units = units(reader, &needs, language)?;
    }
    if !(needs.services.is_empty() && needs.forms.is_empty()) {
        offers(town, reader, language, &mut around)?;
    }
    for (block, query) in &needs.news {
        let found = news(reader, query, language)?;
        around.news.insert(block.clone(), found);
    }
    for (block, query) in &needs.events {
        let found = events(reader, query, language)?;
        around.events.insert(block.clone(), found);
    }
    Ok(around)
}

/// A medium as a page shows it; none if it may not be shown.
///
/// # Errors
/// What the database says.
pub fn medium(
    reader: &mut Reader<'_>,
    key: &Key,
    is_draft: bool,
) -> Result<Option<Medium>, AppError> {
    let now = reader.now();
    let found = media::find(reader, key)?;
    let found =
        found.filter(|m| m.is_usable(now) || (is_draft && m.state != media::MediaState::Blocked));
    Ok(found.map(|m| shown(&m)))
}

/// Whether a size shows the whole and no part cut out of it.
fn is_whole(width: u32, height: u32, of: (u32, u32)) -> bool {
    let (a, b) = (u64::from(width) * u64::from(of.1), u64::from(height) * u64::from(of.0));
    a.abs_diff(b) * 1_000 <= a.max(b) * PROPORTION_TOLERANCE
}

/// A medium of the library as a page shows it.
pub fn shown(media: &Media) -> Medium {
    let largest = media.renditions.iter().max_by_key(|r| r.width);
    let size = largest.map_or((0, 0), |r| (r.width, r.height));
    let is_image = |mime: &str| mime.starts_with("image/");
    let file = media
        .renditions
        .iter()
        .find(|r| r.name.starts_with("original"))
        .or(largest)
        .or(media.renditions.first());
    let poster = media.renditions.iter().find(|r| media.kind == "video" && is_image(&r.mime));
    Medium {
        title: media.title.clone(),
        url: file.map(|r| media.path(r)).unwrap_or_default(),
        mime: file.map(|r| r.mime.clone()).unwrap_or_default(),
        bytes: file.map_or(0, |r| r.bytes),
        width: size.0,
        height: size.1,
        credit: media.credit.clone(),
        licence: String::new(),
        is_generated: media.is_generated,
        renditions: media
            .renditions
            .iter()
            .filter(|r| media.kind != "image" || is_whole(r.width, r.height, size))
            .filter(|r| media.kind != "video" || !is_image(&r.mime))
            .map(|r| Rendition {
                url: media.path(r),
                width: r.width,
                height: r.height,
                mime: r.mime.clone(),
            })
            .collect(),
        poster: poster.map(|r| media.path(r)),
    }
}

fn units(
    reader: &mut Reader<'_>,
    needs: &Needs,
    language: Language,
) -> Result<BTreeMap<String, Contact>, AppError> {
    let line = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let prefix = language.of("", "/en");
    let today = reader.today();
    let all = org::all(reader)?;
    let wanted = all.into_iter().filter(|u| needs.units.contains(&u.number) && u.exists_on(today));
    Ok(wanted
        .map(|unit| {
            let hours = unit.hours.iter().map(|h| Hours {
                day: h.days.of(language).to_owned(),
                hours: h.times.of(language).to_owned(),
                today: false,
            });
            let address = [&unit.street, &unit.room, &unit.postcode];
            let contact = Contact {
                name: unit.name.of(language).to_owned(),
                url: Some(format!("{prefix}/rathaus/{}", unit.number)),
                address: address.into_iter().filter(|l| !l.is_empty()).cloned().collect(),
                phone: line(&unit.telephone),
                email: line(&unit.email),
                hours: hours.collect(),
                ..Contact::default()
            };
            (unit.number, contact)
        })
        .collect())
}

/// What the house offers to the public, by the last part of its address.
fn offers(
    town: &Town,
    reader: &mut Reader<'_>,
    language: Language,
    around: &mut Surroundings,
) -> Result<(), AppError> {
    let house = std::sync::Arc::clone(town.house());
    for offers in house.modules().iter().filter_map(|m| m.offers) {
        for offer in offers(town, reader)? {
            let Some(key) = offer.path.rsplit('/').next().filter(|key| !key.is_empty()) else {
                continue;
            };
            let (title, url) =
                (offer.title.of(language).to_owned(), format!("{}{}", around.prefix, offer.path));
            around.forms.insert(key.to_owned(), Place { title: title.clone(), url: url.clone() });
            let teaser = offer.teaser.of(language).to_owned();
            around
                .services
                .insert(key.to_owned(), Entry { title, url, teaser, ..Entry::default() });
        }
    }
    Ok(())
}

/// What fits a question, each once, in the order of the lists.
fn fitting(
    reader: &mut Reader<'_>,
    query: &Query,
    find: &Find<'_>,
) -> Result<Vec<Publication>, AppError> {
    let unit = query.unit.as_ref().map_or("", Key::as_str);
    let mut topics: Vec<&str> = query.topics.iter().map(Key::as_str).collect();
    if topics.is_empty() {
        topics.push("");
    }
    let mut all: Vec<Publication> = Vec::new();
    for topic in topics {
        for found in publication::list(reader, &Find { unit, topic, ..find.clone() })? {
            if all.iter().all(|p| p.id != found.id) {
                all.push(found);
            }
        }
    }
    Ok(all)
}

fn length(query: &Query) -> usize {
    usize::from(if query.count == 0 { LIST_LENGTH } else { query.count.min(LIST_LENGTH_MAX) })
}

fn news(
    reader: &mut Reader<'_>,
    query: &Query,
    language: Language,
) -> Result<Vec<Entry>, AppError> {
    let find = Find::newest("news", i64::try_from(length(query)).unwrap_or(i64::MAX));
    let mut found = fitting(reader, query, &find)?;
    found.sort_by_key(|p| std::cmp::Reverse(p.visible_from));
    found.truncate(length(query));
    let prefix = language.of("", "/en");
    Ok(found
        .into_iter()
        .map(|p| Entry {
            title: p.title.of(language).to_owned(),
            url: format!("{prefix}{}", p.path()),
            teaser: p.teaser.of(language).to_owned(),
            date: Some(clock::local_day(p.visible_from)),
            topic: p.topics.first().cloned(),
        })
        .collect())
}

fn events(
    reader: &mut Reader<'_>,
    query: &Query,
    language: Language,
) -> Result<Vec<Dated>, AppError> {
    let now = reader.now().to_zoned(clock::berlin()).datetime();
    let until = (query.days > 0).then(|| now.saturating_add(i64::from(query.days).days()));
    let mut find = Find::in_place("event", i64::from(LIST_LENGTH_MAX));
    // What began a few hours ago and has no end is still on.
    find.happens_from = now.checked_sub(SignedDuration::from_hours(6)).ok();
    find.happens_before = until;
    let mut found: Vec<(DateTime, Publication)> = fitting(reader, query, &find)?
        .into_iter()
        .filter_map(|p| match &p.details {
            Details::Event(event) => Some((event.starts, p)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(starts, p)| (*starts, p.id));
    found.truncate(length(query));
    let (say, prefix) = (say_of(language), language.of("", "/en"));
    Ok(found.into_iter().map(|(starts, p)| dated(say, language, prefix, starts, &p)).collect())
}

fn dated(say: Say, language: Language, prefix: &str, starts: DateTime, p: &Publication) -> Dated {
    let Details::Event(event) = &p.details else {
        return Dated {
            title: String::new(),
            url: String::new(),
            date: starts.date(),
            note: String::new(),
        };
    };
    let time = (!event.is_all_day).then(|| format::time(say, starts.time()));
    let parts = [time.as_deref(), Some(event.place.as_str())];
    let note: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Dated {
        title: p.title.of(language).to_owned(),
        url: format!("{prefix}{}", p.path()),
        date: starts.date(),
        note: note.join(", "),
    }
}
