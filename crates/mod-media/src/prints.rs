//! Jobs that make the sizes of pictures: first the quick formats, so that the picture can be used
//! within seconds, then AVIF.

use std::sync::Arc;

use content::Key;
use darkroom::{Focus, Format, Limits, Picture, SHAPES};
use kernel::files;
use kernel::jobs::{self, JobError, JobKind, Running, Weight};
use kernel::media::Rendition;
use kernel::{Actor, AppError, Audit, Reader, Saved, Town};

use crate::model::Item;
use crate::take_in::{PrintOrder, order_lacking, thousandths};
use crate::{ending, look, store};

/// Makes JPEG and WebP.
pub const PRINT: &str = "media.print";
/// Makes AVIF.
const PRINT_AVIF: &str = "media.print_avif";
/// Tries before a person must look.
const ATTEMPTS_MAX: i64 = 4;
/// Order of the formats in the list of sizes: what everything reads stands last.
const ORDER: [&str; 3] = ["image/avif", "image/webp", "image/jpeg"];

/// The jobs of the library.
pub fn jobs() -> Vec<JobKind> {
    vec![
        JobKind {
            name: PRINT,
            weight: Weight::Heavy,
            attempts_max: ATTEMPTS_MAX,
            is_armed: false,
            run: quick,
        },
        JobKind {
            name: PRINT_AVIF,
            weight: Weight::Heavy,
            attempts_max: ATTEMPTS_MAX,
            is_armed: false,
            run: slow,
        },
    ]
}

fn quick(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move { make(&town, &body, &[Format::WebP, Format::Jpeg], true).await })
}

fn slow(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move { make(&town, &body, &[Format::Avif], false).await })
}

/// A finished size on the disk, not yet named.
type Made = (Rendition, files::Checked);

async fn make(
    town: &Arc<Town>,
    body: &str,
    formats: &'static [Format],
    is_first: bool,
) -> Result<(), JobError> {
    let order: PrintOrder =
        serde_json::from_str(body).map_err(|e| JobError::Never(e.to_string()))?;
    let media = order.media.clone();
    let found = town.read(move |db| store::find(db, &media).map(Some)).await;
    let Some(item) = found.or_else(|e| match e {
        // Deleted in the meantime: nothing to do.
        AppError::NotFound => Ok(None),
        other => Err(other),
    })?
    else {
        return Ok(());
    };
    if !is_current(&item, &order) {
        return Ok(());
    }
    let made = {
        let town = Arc::clone(town);
        // Unpacked one after the other, be it for a size or for a look at what was sent.
        let turn = look::TABLE.acquire().await.map_err(|e| JobError::Later(e.to_string()))?;
        let unpack = (Arc::clone(&town), item.sha256.clone());
        let picture = tokio::task::spawn_blocking(move || unpacked(&unpack.0, &unpack.1))
            .await
            .map_err(|e| JobError::Later(e.to_string()))??;
        drop(turn);
        tokio::task::spawn_blocking(move || print_all(&town, &item, &picture, formats))
            .await
            .map_err(|e| JobError::Later(e.to_string()))??
    };
    let gone = keep(town, order, made, is_first).await?;
    sweep(town, gone).await;
    Ok(())
}

fn is_current(item: &Item, order: &PrintOrder) -> bool {
    item.sha256 == order.sha256 && thousandths(item.media.focal) == order.focal
}

/// Unpacks the original; what stays in memory is the small copy all sizes are made from.
fn unpacked(town: &Town, sha256: &str) -> Result<Picture, JobError> {
    let original = town.files().read(sha256)?;
    darkroom::decode(&original, &Limits::default()).map_err(|e| JobError::Never(e.to_string()))
}

/// Makes all sizes in some formats, one after the other.
fn print_all(
    town: &Town,
    item: &Item,
    picture: &Picture,
    formats: &[Format],
) -> Result<Vec<Made>, JobError> {
    let wrong = |e: &darkroom::Refusal| JobError::Never(e.to_string());
    let (x, y) = item.media.focal;
    let mut made = Vec::new();
    for shape in SHAPES {
        for format in formats.iter().filter(|f| shape.comes_as(**f)) {
            let print =
                darkroom::print(picture, shape, Focus { x, y }, *format).map_err(|e| wrong(&e))?;
            let bytes = print.bytes.len() as u64;
            let file = files::made_here(
                &format!("{}.{}", shape.name, format.ending()),
                format.mime(),
                print.bytes,
            );
            town.files().write(&file)?;
            let rendition = Rendition {
                name: format!("{}-{}.{}", shape.name, &file.sha256()[..10], format.ending()),
                mime: format.mime().to_owned(),
                width: print.width,
                height: print.height,
                bytes,
                sha256: file.sha256().to_owned(),
                file: kernel::Id::new(),
            };
            made.push((rendition, file));
        }
    }
    Ok(made)
}

/// Names the sizes, if the order still holds; answers digests nobody names any more.
async fn keep(
    town: &Arc<Town>,
    order: PrintOrder,
    made: Vec<Made>,
    is_first: bool,
) -> Result<Vec<String>, AppError> {
    let inside = Arc::clone(town);
    town.write(Actor::system("darkroom"), move |tx| {
        let mut item = match store::find(tx, &order.media) {
            Err(AppError::NotFound) => {
                return Ok(Audit::of("media.prints_dropped", &order.media).with(Vec::new()));
            }
            other => other?,
        };
        if !is_current(&item, &order) {
            return Ok(Audit::of("media.prints_dropped", &order.media).with(Vec::new()));
        }
        let owner = store::owner(&order.media);
        if is_first {
            item.media.renditions.clear();
        } else {
            item.media.renditions.retain(|r| r.mime != Format::Avif.mime());
        }
        for (mut rendition, file) in made {
            rendition.file = files::link(tx, &file, &owner, "print", "house")?;
            item.media.renditions.push(rendition);
        }
        sort(&mut item.media.renditions);
        let mut kept: Vec<_> = item.media.renditions.iter().map(|r| r.file).collect();
        kept.push(item.original);
        let gone = store::unlink_except(tx, &order.media, &item.sha256, &kept)?;
        store::save_by_house(tx, &inside, &mut item)?;
        if is_first {
            let now = kernel::clock::instant_text(tx.now());
            let (media, focal) = (&order.media, order.focal);
            let key = format!("{PRINT_AVIF}/{media}/{}/{focal:?}/{now}", &order.sha256[..10]);
            jobs::schedule(tx, PRINT_AVIF, &key, &order)?;
        }
        Ok(Audit::of("media.printed", &order.media).with(gone))
    })
    .await
}

/// By size as in [`SHAPES`], within a size by format.
fn sort(renditions: &mut [Rendition]) {
    let place = |r: &Rendition| {
        let shape = SHAPES.iter().position(|s| r.name.starts_with(s.name)).unwrap_or(SHAPES.len());
        let format = ORDER.iter().position(|m| *m == r.mime).unwrap_or(ORDER.len());
        (shape, format)
    };
    renditions.sort_by_key(place);
}

/// Takes bytes nobody names from the disk; what stays behind is found by `rathaus check`.
pub async fn sweep(town: &Arc<Town>, gone: Vec<String>) {
    let town = Arc::clone(town);
    let swept = tokio::task::spawn_blocking(move || {
        for digest in gone {
            if let Err(error) = town.files().remove(&digest) {
                tracing::warn!(%error, "Bytes of a medium stay on the disk");
            }
        }
    });
    drop(swept.await);
}

/// Pictures ordered anew in one night at most: each takes seconds.
const ORDERS_MAX: usize = 300;

/// The sizes a picture lacks; none for what is no picture or still in the making.
fn lacking(item: &Item) -> Vec<&'static str> {
    let renditions = &item.media.renditions;
    if renditions.is_empty() || item.fingerprint.is_none() {
        return Vec::new();
    }
    let is_there = |name: &str| renditions.iter().any(|r| r.name.starts_with(name));
    SHAPES.iter().map(|shape| shape.name).filter(|name| !is_there(name)).collect()
}

/// Pictures that lack sizes, because the house did not make these yet when they came.
fn incomplete(reader: &mut Reader<'_>) -> Result<Vec<Key>, AppError> {
    let mut found = Vec::new();
    for key in store::pictures(reader)? {
        if !lacking(&store::find(reader, &key)?).is_empty() {
            found.push(key);
        }
        if found.len() == ORDERS_MAX {
            break;
        }
    }
    Ok(found)
}

/// Orders what pictures lack; answers for how many.
async fn complete(town: &Arc<Town>) -> Result<usize, AppError> {
    let keys = town.read(incomplete).await?;
    if keys.is_empty() {
        return Ok(0);
    }
    town.write(Actor::system("darkroom"), move |tx| {
        for key in &keys {
            let item = store::find(tx, key)?;
            order_lacking(tx, &item, &lacking(&item))?;
        }
        Ok(Audit::of("media.sizes_ordered", keys.len()).with(keys.len()))
    })
    .await
}

/// Turns states with the day: licences and consents that ran out. Orders the sizes that pictures of
/// former days lack.
pub fn night(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        complete(&town).await?;
        let keys: Vec<Key> = town.read(store::turning).await?;
        let inside = Arc::clone(&town);
        town.write(Actor::system("media"), move |tx| {
            let mut turned = 0;
            let mut ends = Vec::new();
            for key in &keys {
                let mut item = store::find(tx, key)?;
                let before = item.media.state;
                let consents = store::consents(tx, &inside, key)?;
                let lines = ending::look(tx, &item, &consents)?;
                if !lines.is_empty() {
                    ends.push((key.clone(), lines));
                }
                item.settle(crate::model::all_agree(&consents, tx.today()));
                if item.media.state != before {
                    store::save_by_house(tx, &inside, &mut item)?;
                    turned += 1;
                }
            }
            let mails = ending::tell(tx, &inside, &ends)?;
            if turned == 0 && ends.is_empty() {
                return Ok(Saved::nothing(()));
            }
            let note = format!("turned={turned}, ending={}, mails={mails}", ends.len());
            Ok(Audit::of("media.turned", "library").note(note).done())
        })
        .await?;
        Ok(())
    })
}
