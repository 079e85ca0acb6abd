//! The homepage of the demo town: texts through the gazette, pictures through the media library.
//!
//! The texts are there before the first page is shown. The pictures are drawn and taken in while
//! the town is open, those of the home page first: a stop in between loses nothing.

use std::sync::Arc;

use demo_town as invented;
use invented::pictures::{self, SKETCHES, Sketch};
use invented::site::{Details, EventDetails, Item, ItemKind, PictureUse};
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use kernel::media::{self, Media, MediaState};
use kernel::publication::{
    self, Body, Disruption, Easy, Event, Job, Notice, Paper, Picture, Publication, State,
};
use kernel::{Actor, AppError, Audit, Text, Town};

use super::Error;
use super::site_papers::{self, Sheet};

/// Width at which pictures are taken in; the library makes the smaller sizes.
const PICTURE_WIDTH: u32 = 1920;
/// Hour at which offices close: until then a disruption lasts on its last day.
const EVENING: i8 = 18;
/// Texts published in one transaction.
const AT_ONCE: usize = 50;
/// Pictures that are seen first.
const FIRST: [&str; 4] = ["silhouette", "wohnstrasse", "bruecke-baustelle", "rathaus"];

fn actor() -> Actor {
    Actor::system("demo")
}

fn both(text: &invented::site::Both) -> Text {
    Text::new(text.de.clone(), text.en.clone())
}

fn key(name: &str) -> Result<content::Key, AppError> {
    content::Key::parse(name).map_err(AppError::internal)
}

fn instant(at: DateTime) -> Result<Timestamp, AppError> {
    Ok(at.to_zoned(kernel::clock::berlin()).map_err(AppError::internal)?.timestamp())
}

fn day_after(day: Date) -> Result<Timestamp, AppError> {
    instant(day.saturating_add(1.day()).to_datetime(jiff::civil::Time::midnight()))
}

/// Publishes everything of the homepage. The files of the notices lie in the library before, as an
/// editor would do it: a notice names the digest of its file.
pub async fn publish(
    town: &Arc<Town>,
    plan: Arc<invented::Town>,
    notices: Vec<Sheet>,
) -> Result<(), Error> {
    let items = Arc::new(invented::site::items(&plan));
    let credit = plan.identity.official_name.clone();
    site_papers::name(town, &items, credit.clone()).await?;
    site_papers::take_in(town, notices).await?;
    town.write(actor(), move |tx| {
        // They are named by the texts before they are drawn.
        for sketch in SKETCHES {
            media::save(tx, &waiting(sketch, &credit)?)?;
        }
        Ok(Audit::of("demo.pictures_named", SKETCHES.len()).done())
    })
    .await?;
    for start in (0..items.len()).step_by(AT_ONCE) {
        let (items, plan) = (Arc::clone(&items), Arc::clone(&plan));
        town.write(actor(), move |tx| {
            let part = items.iter().skip(start).take(AT_ONCE);
            for item in part.clone() {
                publication::save(tx, &published(item, &plan)?, "demo")?;
            }
            Ok(Audit::of("demo.texts_written", part.count()).done())
        })
        .await?;
    }
    Ok(())
}

fn waiting(sketch: &Sketch, credit: &str) -> Result<Media, AppError> {
    Ok(Media {
        id: key(sketch.name)?,
        kind: "image".into(),
        state: MediaState::Waiting,
        title: sketch.title.into(),
        alt: Text::new(sketch.alt, sketch.alt_en),
        credit: credit.to_owned(),
        licence: String::new(),
        is_generated: false,
        usable_until: None,
        focal: sketch.focal,
        renditions: Vec::new(),
        changed_at: Timestamp::UNIX_EPOCH,
    })
}

/// An item as the gazette holds it.
fn published(item: &Item, plan: &invented::Town) -> Result<Publication, AppError> {
    let from = instant(item.visible_from)?;
    let day = item.visible_from.date();
    Ok(Publication {
        title: both(&item.title),
        teaser: both(&item.teaser),
        text: Text::new(
            item.body.plain_text(),
            item.body_en.as_ref().map(content::Document::plain_text).unwrap_or_default(),
        ),
        // A home page without blocks of its own keeps the layout every town begins with.
        body: Body {
            de: Some(item.body.clone()).filter(|body| !body.blocks().is_empty()),
            en: item.body_en.clone(),
        },
        easy: item.easy.as_ref().map(|easy| Easy {
            title: easy.title.clone(),
            teaser: String::new(),
            body: easy.body.clone(),
            checked_by: String::new(),
        }),
        picture: item.picture.as_ref().map(picture).transpose()?,
        unit: item.unit.clone(),
        topics: item.topics.clone(),
        position: i64::from(item.position),
        details: details(item, plan)?,
        reviewed_on: (item.kind == ItemKind::Page).then_some(day),
        state: State::Published,
        visible_until: item.visible_until.map(day_after).transpose()?,
        ..Publication::new(item.kind.name(), &item.path, from)
    })
}

fn picture(used: &PictureUse) -> Result<Picture, AppError> {
    Ok(Picture {
        media: key(&used.name)?,
        alt: content::Alt::Text(used.alt.de.clone()),
        alt_en: used.alt.en.clone(),
    })
}

fn details(item: &Item, plan: &invented::Town) -> Result<publication::Details, AppError> {
    use publication::Details as Held;
    Ok(match &item.details {
        Details::None => Held::None,
        Details::Event(event) => Held::Event(happening(event)),
        Details::Notice(notice) => Held::Notice(Notice {
            sort: notice.sort.clone(),
            decided_on: notice.decided,
            ordered_by: format!("{}, {}", notice.signed_by, plan.identity.mayor_title),
            ordered_on: Some(notice.signed),
            file: Some(site_papers::key(item)?),
            sha256: String::new(),
            provided_on: Some(item.visible_from.date()),
            in_force_on: notice.in_force,
            out_of_force_on: notice.out_of_force,
            hint: "Aushang am Rathaus".into(),
            replaces: None,
        }),
        Details::Job(job) => Held::Job(Job {
            apply_until: Some(job.deadline),
            starts_on: Some(job.starts),
            employment: job.employment.clone(),
            hours: job.hours.de.clone(),
            pay: format!("{}, {}", job.pay.de, job.limited.de),
            place: format!("{}, {}", job.place, job.address),
            apply_at: plan.unit("10").map(|unit| unit.email.clone()).unwrap_or_default(),
            file: None,
        }),
        Details::Document(paper) => {
            let file = Some(site_papers::key(item)?);
            Held::Document(Paper { file, sort: paper.sort.clone(), dated: Some(paper.dated) })
        }
        Details::Disruption(it) => Held::Disruption(Disruption {
            sort: it.sort.clone(),
            from: it.from.at(7, 0, 0, 0),
            until: Some(it.until.at(EVENING, 0, 0, 0)),
            place: it.place.clone(),
        }),
    })
}

fn happening(event: &EventDetails) -> Event {
    Event {
        starts: event.starts,
        ends: Some(event.ends),
        is_all_day: event.is_whole_day,
        repeats: event.repeats.clone(),
        except: Vec::new(),
        place: event.place.clone(),
        address: event.address.clone(),
        organiser: event.organiser.clone(),
        price: event.price.de.clone(),
        registration: String::new(),
        accessibility: match event.step_free {
            Some(true) => "Ohne Stufen zu erreichen".into(),
            Some(false) => "Nicht ohne Stufen zu erreichen".into(),
            None => String::new(),
        },
        is_cancelled: false,
    }
}

/// Draws the pictures that are still missing and takes them into the library; answers how many.
///
/// # Errors
/// What disk and database say.
pub async fn hang_pictures(town: &Arc<Town>, seed: u64) -> Result<usize, Error> {
    let mut open: Vec<&Sketch> = SKETCHES.iter().collect();
    open.sort_by_key(|s| FIRST.iter().position(|name| *name == s.name).unwrap_or(FIRST.len()));
    let mut count = 0;
    for sketch in open {
        let id = key(sketch.name)?;
        let known = id.clone();
        let found = town.read(move |db| media::find(db, &known)).await?;
        let Some(named) = found.filter(|m| m.licence.is_empty() && m.renditions.is_empty()) else {
            continue;
        };
        let bytes = tokio::task::spawn_blocking(move || {
            pictures::png(&sketch.picture(seed), PICTURE_WIDTH)
        })
        .await?;
        let brought = mod_media::Brought {
            name: format!("{}.png", sketch.name),
            title: sketch.title.into(),
            alt: Text::new(sketch.alt, sketch.alt_en),
            credit: named.credit,
            licence: "own".into(),
            people: mod_media::People::None,
            focal: Some(sketch.focal),
            ..mod_media::Brought::default()
        };
        mod_media::take_in(town, actor(), Some(id), brought, bytes).await?;
        count += 1;
    }
    Ok(count)
}
