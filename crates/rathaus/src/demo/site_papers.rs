//! Files of the demo town's notices and documents, set by the house's own press while it is open.

use std::sync::Arc;

use content::{Document, Inlines, Kind, Rank};
use kernel::media::{self, Media, MediaState};
use kernel::paper::{Block, Letter, Sender};
use kernel::publication::{self, Details, Find, Publication};
use kernel::{Actor, AppError, Audit, Text, Town};

use super::Error;

/// Kinds with a file, and what their files are called.
pub const KINDS: [(&str, &str); 2] = [("notice", "bekanntmachung"), ("document", "dokument")];
/// Files of a kind at most.
const MANY: i64 = 100;

/// The key of the file of a notice or document.
///
/// # Errors
/// When the address is no key.
pub fn key(kind: &str, slug: &str) -> Result<content::Key, AppError> {
    let folder = KINDS.iter().find(|(of, _)| *of == kind).map_or(kind, |(_, folder)| *folder);
    content::Key::parse(&format!("{folder}-{slug}")).map_err(AppError::internal)
}

/// The file before it is set.
pub fn waiting(id: content::Key, title: &str, credit: &str) -> Media {
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

/// Sets the files that are still missing and takes them into the library; answers how many.
///
/// # Errors
/// What press, disk and database say.
pub async fn set(town: &Arc<Town>) -> Result<usize, Error> {
    let open = town
        .read(|db| {
            let mut open = Vec::new();
            for (kind, _) in KINDS {
                for p in publication::list(db, &Find::newest(kind, MANY))? {
                    let found = media::find(db, &key(kind, &p.slug)?)?;
                    open.extend(found.filter(|m| m.renditions.is_empty()).map(|m| (m, p)));
                }
            }
            Ok(open)
        })
        .await?;
    let count = open.len();
    for (named, p) in open {
        let house = Arc::clone(town);
        let bytes = tokio::task::spawn_blocking(move || {
            let letter = letter(&house, &p);
            house.press().set(&letter).map_err(AppError::internal)
        })
        .await??;
        let brought = mod_media::Brought {
            name: format!("{}.pdf", named.id),
            title: named.title,
            credit: named.credit,
            licence: "own".into(),
            people: mod_media::People::None,
            ..mod_media::Brought::default()
        };
        let actor = Actor::system("demo");
        mod_media::take_in(town, actor, Some(named.id), brought, bytes).await?;
    }
    Ok(count)
}

/// Names the files before they are set.
///
/// # Errors
/// What the database says.
pub async fn name(
    town: &Arc<Town>,
    all: Vec<(content::Key, String)>,
    credit: String,
) -> Result<(), Error> {
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

fn letter(town: &Town, p: &Publication) -> Letter {
    let profile = town.profile();
    let day = match &p.details {
        Details::Notice(notice) => notice.ordered_on,
        Details::Document(paper) => paper.dated,
        _ => None,
    };
    let mut body = p.body.de.as_ref().map(blocks).unwrap_or_default();
    if p.kind == "document" {
        body.push(Block::Notice(
            "Diese Datei gehört zu einer erfundenen Stadt. Ihr Inhalt ist hier nur beschrieben."
                .into(),
        ));
    }
    let place = profile.postcode.split_once(' ').map_or("", |(_, place)| place);
    Letter {
        language: "de".into(),
        title: p.title.de.clone(),
        sender: Sender {
            town: profile.name.clone(),
            authority: profile.authority.clone(),
            unit: String::new(),
            address: format!("{}, {}", profile.street, profile.postcode),
            foot: vec![format!("{}\n{}", profile.telephone, profile.email)],
            arms_svg: Some(profile.arms_svg.clone()).filter(|svg| !svg.is_empty()),
            colour: profile.main_colour().to_owned(),
        },
        date: day.map_or_else(String::new, |d| {
            format!("{place}, {}", web::format::date(web::Say::default(), d))
        }),
        subject: p.title.de.clone(),
        body,
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
            Kind::Table(it) => {
                let texts =
                    |row: &Vec<Inlines>| row.iter().map(Inlines::text).collect::<Vec<String>>();
                let mut rows = it.rows.iter().map(texts);
                rows.next().map(|head| Block::Table {
                    caption: it.caption.text(),
                    head,
                    rows: rows.collect(),
                    amounts: false,
                })
            }
            _ => None,
        });
    }
    all
}
