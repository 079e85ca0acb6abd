//! Files of the demo town's notices and documents, set by the house's own press: those of notices
//! before the notices are published, because a notice is bound to the bytes of its file; those of
//! documents while the town is open.

use std::sync::Arc;

use content::{Document, Inlines, Kind, Rank};
use demo_town as invented;
use invented::site::{Details, Item, ItemKind};
use jiff::civil::Date;
use kernel::media::{self, Media, MediaState};
use kernel::paper::{Block, Letter, Press, Sender};
use kernel::{Actor, AppError, Audit, Text, Town};
use tokio::task::JoinHandle;

use super::Error;

/// What stands on paper where somebody is to write.
const BLANK: &str = "…………………";

/// A file that is set: of which medium, and its bytes.
pub struct Sheet {
    id: content::Key,
    title: String,
    bytes: Vec<u8>,
}

/// The key of the file of a notice or document.
///
/// # Errors
/// When the address is no key.
pub fn key(item: &Item) -> Result<content::Key, AppError> {
    let folder = if item.kind == ItemKind::Notice { "bekanntmachung" } else { "dokument" };
    content::Key::parse(&format!("{folder}-{}", item.path)).map_err(AppError::internal)
}

/// Begins to set the files of all notices beside whatever else is done.
pub fn begin(
    town: &Arc<Town>,
    plan: &Arc<invented::Town>,
) -> JoinHandle<Result<Vec<Sheet>, AppError>> {
    let (town, plan) = (Arc::clone(town), Arc::clone(plan));
    tokio::task::spawn_blocking(move || {
        let items = invented::site::items(&plan);
        // The press of the house puts letters off while its past is told; a notice cannot wait.
        let press = paper::Typesetter::new();
        let notices = items.iter().filter(|item| item.kind == ItemKind::Notice);
        notices.map(|item| sheet(&town, &press, item)).collect()
    })
}

fn sheet(town: &Town, press: &dyn Press, item: &Item) -> Result<Sheet, AppError> {
    let bytes = press.set(&letter(town, item)).map_err(AppError::internal)?;
    Ok(Sheet { id: key(item)?, title: item.title.de.clone(), bytes })
}

/// Takes files into the library.
///
/// # Errors
/// What disk and database say.
pub async fn take_in(town: &Arc<Town>, sheets: Vec<Sheet>) -> Result<(), Error> {
    let credit = town.profile().name.clone();
    for Sheet { id, title, bytes } in sheets {
        let brought = mod_media::Brought {
            name: format!("{id}.pdf"),
            title,
            credit: credit.clone(),
            licence: "own".into(),
            people: mod_media::People::None,
            ..mod_media::Brought::default()
        };
        mod_media::take_in(town, Actor::system("demo"), Some(id), brought, bytes).await?;
    }
    Ok(())
}

/// Names the files of documents before they are set.
///
/// # Errors
/// What the database says.
pub async fn name(town: &Arc<Town>, items: &[Item], credit: String) -> Result<(), Error> {
    let documents = items.iter().filter(|item| item.kind == ItemKind::Document);
    let all: Vec<(content::Key, String)> = documents
        .map(|item| Ok((key(item)?, item.title.de.clone())))
        .collect::<Result<_, AppError>>()?;
    town.write(Actor::system("demo"), move |tx| {
        let count = all.len();
        for (id, title) in all {
            media::save(tx, &waiting(id, &title, &credit))?;
        }
        Ok(Audit::of("demo.files_named", count).done())
    })
    .await?;
    Ok(())
}

/// A file before it is set.
fn waiting(id: content::Key, title: &str, credit: &str) -> Media {
    Media {
        id,
        kind: "document".into(),
        state: MediaState::Waiting,
        title: title.to_owned(),
        alt: Text::default(),
        credit: credit.to_owned(),
        licence: String::new(),
        is_generated: false,
        usable_until: None,
        focal: (0.5, 0.5),
        renditions: Vec::new(),
        changed_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

/// Sets the files of documents that are still missing and takes them in; answers how many.
///
/// # Errors
/// What press, disk and database say.
pub async fn set(town: &Arc<Town>, seed: u64) -> Result<usize, Error> {
    let today = kernel::clock::local_day(town.now());
    let items = tokio::task::spawn_blocking(move || {
        let mut items = invented::site::items(&invented::town_on(seed, today));
        items.retain(|item| item.kind == ItemKind::Document);
        items
    })
    .await?;
    let open = town
        .read(move |db| {
            let mut open = Vec::new();
            for item in items {
                let found = media::find(db, &key(&item)?)?;
                if found.is_some_and(|m| m.renditions.is_empty()) {
                    open.push(item);
                }
            }
            Ok(open)
        })
        .await?;
    let count = open.len();
    for item in open {
        let house = Arc::clone(town);
        let set = move || sheet(&house, house.press().as_ref(), &item);
        take_in(town, vec![tokio::task::spawn_blocking(set).await??]).await?;
    }
    Ok(count)
}

/// The day an item bears.
fn day(item: &Item) -> Option<Date> {
    match &item.details {
        Details::Notice(notice) => Some(notice.signed),
        Details::Document(document) => Some(document.dated),
        _ => None,
    }
}

fn letter(town: &Town, item: &Item) -> Letter {
    let profile = town.profile();
    let place = profile.postcode.split_once(' ').map_or("", |(_, place)| place);
    Letter {
        language: "de".into(),
        title: item.title.de.clone(),
        sender: Sender {
            town: profile.name.clone(),
            authority: profile.authority.clone(),
            unit: String::new(),
            address: format!("{}, {}", profile.street, profile.postcode),
            foot: vec![format!("{}\n{}", profile.telephone, profile.email)],
            arms_svg: Some(profile.arms_svg.clone()).filter(|svg| !svg.is_empty()),
            colour: profile.main_colour().to_owned(),
        },
        date: day(item).map_or_else(String::new, |d| {
            format!("{place}, {}", web::format::date(web::Say::default(), d))
        }),
        subject: item.title.de.clone(),
        body: blocks(item.file.as_ref().unwrap_or(&item.body)),
        ..Letter::default()
    }
}

/// The blocks of a text that a sheet of paper can hold.
fn blocks(document: &Document) -> Vec<Block> {
    let mut all = Vec::new();
    for block in document.blocks() {
        all.extend(match &block.kind {
            Kind::Heading(it) => {
                let level = if it.rank == Rank::One { 1 } else { 2 };
                Some(Block::Heading(level, it.content.text()))
            }
            Kind::Text(it) => Some(Block::Paragraph(it.content.text())),
            Kind::List(it) => {
                let points = it.items.iter().map(|point| point.content.text()).collect();
                Some(if it.ordered { Block::Steps(points) } else { Block::List(points) })
            }
            Kind::Table(it) => table(it.caption.text(), &it.rows),
            _ => None,
        });
    }
    all
}

/// A table; an empty cell is a place to write.
fn table(caption: String, rows: &[Vec<Inlines>]) -> Option<Block> {
    let cell = |it: &Inlines| if it.is_empty() { BLANK.to_owned() } else { it.text() };
    let (head, rows) = rows.split_first()?;
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let is_amount = |text: &String| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || " .,€%".contains(c))
    };
    let amounts = rows.iter().all(|row| row.last().is_some_and(is_amount));
    Some(Block::Table { caption, head: head.iter().map(Inlines::text).collect(), rows, amounts })
}
