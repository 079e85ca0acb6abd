//! From a sound file to a medium of the library: stored, and the jobs ordered that make its sizes.

use std::pin::Pin;
use std::sync::Arc;

use content::Key;
use kernel::files::{self, Checked, StoredFile};
use kernel::jobs;
use kernel::media::{Media, MediaState, Rendition};
use kernel::module::NewMedia;
use kernel::{Actor, AppError, Audit, Id, Text, Town, Tx};
use serde::{Deserialize, Serialize};

use crate::look::{Sound, look};
use crate::model::{Item, People};
use crate::store::{self, Part};

/// Length of the parts of a large file, in bytes.
pub const PART_BYTES: usize = 4 * 1024 * 1024;
/// What comes with a file.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// Its name on the sender's side.
    pub name: String,
    /// Title; made from the name where it is empty.
    pub title: String,
    /// Suggested alternative text.
    pub alt: Text,
    /// Who made it; taken from the picture where it is empty and the picture says so.
    pub credit: String,
    /// Word of the licence.
    pub licence: String,
    /// Where it comes from.
    pub source: String,
    /// Whether people are shown.
    pub people: People,
    /// The last day of the licence.
    pub usable_until: Option<jiff::civil::Date>,
    /// Made by a program that draws by itself.
    pub is_generated: bool,
    /// The focal point, where it is known.
    pub focal: Option<(f64, f64)>,
}

/// Bytes on the disk, ready to be named by a transaction.
#[derive(Clone, Debug)]
pub struct Laid {
    sha256: String,
    parts: Vec<Checked>,
    sizes: Vec<u64>,
}

/// Lays bytes on the disk, in parts where they are many. Off the request path.
///
/// # Errors
/// What the disk says.
pub async fn lay(town: &Arc<Town>, sound: &Sound) -> Result<Laid, AppError> {
    let (town, bytes) = (Arc::clone(town), sound.bytes.clone());
    let (name, mime, sha256) =
        (format!("original.{}", sound.kind.ending()), sound.kind.mime(), sound.sha256());
    // A picture is always unpacked as a whole.
    let length = if sound.kind.is_picture() { bytes.len().max(1) } else { PART_BYTES };
    let work = tokio::task::spawn_blocking(move || {
        let mut laid = Laid { sha256, parts: Vec::new(), sizes: Vec::new() };
        for part in bytes.chunks(length) {
            let checked = files::made_here(&name, mime, part.to_vec());
            town.files().write(&checked)?;
            laid.parts.push(checked);
            laid.sizes.push(part.len() as u64);
        }
        Ok(laid)
    });
    work.await.map_err(AppError::internal)?
}

/// Names the laid bytes as the original of a medium.
fn link(tx: &mut Tx<'_>, id: &Key, laid: &Laid) -> Result<Id<StoredFile>, AppError> {
    let label = format!("part/{}", laid.sha256);
    let mut first = None;
    for (number, (part, size)) in laid.parts.iter().zip(&laid.sizes).enumerate() {
        let file = files::link(tx, part, &store::owner(id), &label, "house")?;
        if laid.parts.len() > 1 {
            let part = Part { digest: part.sha256().to_owned(), size: *size };
            let number = i64::try_from(number).map_err(AppError::internal)?;
            store::add_part(tx, id, &laid.sha256, number, file, &part)?;
        }
        first = first.or(Some(file));
    }
    first.ok_or_else(|| AppError::internal("a file without bytes"))
}

/// A title from the name of a file: `IMG_2041 Marktfest.jpg` says more than nothing.
pub fn title_of(name: &str) -> String {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let words: String = stem
        .chars()
        .map(|c| if matches!(c, '_' | '-') || c.is_control() { ' ' } else { c })
        .collect();
    let title = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = title.chars().take(120).collect();
    if title.is_empty() { "Ohne Titel".into() } else { title }
}

/// Stores a new medium in a transaction; answers its key.
///
/// # Errors
/// What the database says.
pub fn store_new(
    tx: &mut Tx<'_>,
    town: &Town,
    id: Key,
    sound: &Sound,
    laid: &Laid,
    brought: &Brought,
) -> Result<Key, AppError> {
    let said = &sound.suggestion;
    let credit = [&brought.credit, &said.credit, &said.creator].into_iter().find(|c| !c.is_empty());
    let title =
        if brought.title.is_empty() { title_of(&brought.name) } else { brought.title.clone() };
    let now = tx.now();
    let media = Media {
        id: id.clone(),
        kind: sound.word().to_owned(),
        state: MediaState::Waiting,
        title,
        alt: brought.alt.clone(),
        credit: credit.cloned().unwrap_or_default(),
        licence: String::new(),
        is_generated: brought.is_generated,
        usable_until: None,
        focal: brought.focal.unwrap_or((0.5, 0.5)),
        renditions: Vec::new(),
        changed_at: now,
    };
    let mut item = Item {
        media,
        licence: brought.licence.clone(),
        source: brought.source.clone(),
        taken_on: said.taken_on.clone(),
        people: brought.people,
        usable_until: brought.usable_until,
        blocked: String::new(),
        fingerprint: None,
        sha256: String::new(),
        original: Id::new(),
        ending: String::new(),
        width: 0,
        height: 0,
        colour: String::new(),
        notes: Vec::new(),
        added_at: now,
        version: 1,
    };
    // Its row stands before its files name it.
    store::save(tx, town, &mut item)?;
    if tx.actor().is_staff()
        && let Some(account) = tx.actor().account()
    {
        store::set_owner(tx, &id, account)?;
    }
    put_in(tx, town, &mut item, sound, laid)?;
    Ok(id)
}

/// Puts a file in the place of the one a medium has; uses stay as they are.
///
/// # Errors
/// What the database says.
pub fn put_in(
    tx: &mut Tx<'_>,
    town: &Town,
    item: &mut Item,
    sound: &Sound,
    laid: &Laid,
) -> Result<Vec<String>, AppError> {
    let id = item.id().clone();
    let has_it = item.sha256 == laid.sha256;
    if !has_it {
        item.original = link(tx, &id, laid)?;
    }
    item.sha256.clone_from(&laid.sha256);
    sound.kind.ending().clone_into(&mut item.ending);
    item.width = sound.width;
    item.height = sound.height;
    item.colour.clone_from(&sound.colour);
    item.fingerprint = sound.fingerprint;
    item.notes.clone_from(&sound.notes);
    let mut gone = Vec::new();
    if sound.kind.is_picture() {
        order_prints(tx, item)?;
    } else {
        let bytes: u64 = laid.sizes.iter().sum();
        item.media.renditions = vec![Rendition {
            name: format!("original-{}.{}", &laid.sha256[..10], item.ending),
            mime: sound.kind.mime().to_owned(),
            width: sound.width,
            height: sound.height,
            bytes,
            sha256: laid.sha256.clone(),
            file: item.original,
        }];
        gone = store::unlink_except(tx, &id, &laid.sha256, &[item.original])?;
    }
    store::save(tx, town, item)?;
    Ok(gone)
}

/// What a job of printing is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PrintOrder {
    /// The medium.
    pub media: Key,
    /// The original it is made from: another one has an order of its own.
    pub sha256: String,
    /// The focal point, in thousandths.
    pub focal: (i64, i64),
}

/// Orders the sizes of a picture.
pub fn order_prints(tx: &mut Tx<'_>, item: &Item) -> Result<(), AppError> {
    let order = PrintOrder {
        media: item.id().clone(),
        sha256: item.sha256.clone(),
        focal: thousandths(item.media.focal),
    };
    // The instant belongs to the key: back to an earlier point is an order again.
    let now = kernel::clock::instant_text(tx.now());
    schedule(tx, &order, &now)
}

/// Orders the sizes of a picture that lacks some, because it came before they were made: once for
/// these sizes, however that ends.
pub fn order_lacking(tx: &mut Tx<'_>, item: &Item, lacking: &[&str]) -> Result<(), AppError> {
    let order = PrintOrder {
        media: item.id().clone(),
        sha256: item.sha256.clone(),
        focal: thousandths(item.media.focal),
    };
    schedule(tx, &order, &lacking.join("+"))
}

fn schedule(tx: &mut Tx<'_>, order: &PrintOrder, mark: &str) -> Result<(), AppError> {
    let key =
        format!("media.print/{}/{}/{:?}/{mark}", order.media, &order.sha256[..10], order.focal);
    jobs::schedule(tx, crate::prints::PRINT, &key, order)
}

/// A point in thousandths, so that it compares.
#[expect(clippy::cast_possible_truncation, reason = "0 to 1,000")]
pub fn thousandths((x, y): (f64, f64)) -> (i64, i64) {
    let part = |v: f64| (v.clamp(0.0, 1.0) * 1_000.0).round() as i64;
    (part(x), part(y))
}

/// Takes a file in as somebody, outside of a form: for the demo, imports and other programs.
/// Answers the key of the medium, or of the one that has these very bytes.
///
/// # Errors
/// [`AppError::Refused`] when the file cannot be taken.
pub async fn take_in(
    town: &Arc<Town>,
    actor: Actor,
    id: Option<Key>,
    brought: Brought,
    bytes: Vec<u8>,
) -> Result<Key, AppError> {
    let sound = look(town, &brought.name, bytes).await?;
    let laid = lay(town, &sound).await?;
    let inside = Arc::clone(town);
    town.write(actor, move |tx| {
        let known = store::by_digest(tx, &laid.sha256)?;
        if let (None, Some(known)) = (&id, known.first()) {
            return Ok(Audit::of("media.known", known).with(known.clone()));
        }
        let id = id.map_or_else(fresh, Ok)?;
        let id = store_new(tx, &inside, id, &sound, &laid, &brought)?;
        Ok(Audit::of("media.added", &id).with(id))
    })
    .await
}

/// A key nobody has yet.
pub fn fresh() -> Result<Key, AppError> {
    Key::parse(&Id::<Item>::new().to_string()).map_err(AppError::internal)
}

/// Takes in what another department brings.
pub fn from_elsewhere(
    town: Arc<Town>,
    actor: Actor,
    new: NewMedia,
) -> Pin<Box<dyn Future<Output = Result<Key, AppError>> + Send>> {
    Box::pin(async move {
        let NewMedia { name, bytes, alt, source } = new;
        let brought = Brought { name, alt, source, ..Brought::default() };
        take_in(&town, actor, None, brought, bytes).await
    })
}
