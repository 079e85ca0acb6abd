//! Pictures of an old site: out of a saved folder, and out of the texts themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use content::{Block, BlockId, Key, Kind};
use kernel::module::{NewMedia, TakesMedia};
use kernel::{Actor, AppError, Text, Town};

use super::{Batch, Brought};

/// Pictures out of the texts themselves taken over at once.
const INLINE_MAX: usize = 200;
/// Bytes of them, unpacked.
const INLINE_BYTES_MAX: usize = 24 * 1024 * 1024;

/// The name of a file without its folders, as it is compared.
fn bare(name: &str) -> String {
    let name = name.split(['?', '#']).next().unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    percent_encoding::percent_decode_str(name).decode_utf8_lossy().to_lowercase()
}

/// `bild-300x200.jpg` is a smaller copy of `bild.jpg`; `-scaled` one of a very large picture.
fn larger(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (stem, addition) = stem.rsplit_once('-')?;
    let is_size = addition
        .split_once('x')
        .is_some_and(|(w, h)| w.parse::<u32>().is_ok() && h.parse::<u32>().is_ok());
    (is_size || addition == "scaled").then(|| format!("{stem}.{ending}"))
}

/// Takes the pictures that texts show out of a saved folder into the media library. Those that are
/// missing or cannot be taken stay named in the texts.
///
/// # Errors
/// What the database says; a single picture that is refused is left out.
pub(crate) async fn take_pictures(
    town: &Arc<Town>,
    actor: &Actor,
    batch: &mut Batch,
    pictures: Vec<Brought>,
    site: &str,
) -> Result<(), AppError> {
    let Some(take_in) = town.house().modules().iter().find_map(|m| m.takes_media) else {
        return Ok(());
    };
    let mut by_name: BTreeMap<String, Vec<u8>> =
        pictures.into_iter().map(|file| (bare(&file.name), file.bytes)).collect();
    take_inline(town, actor, take_in, batch, site).await?;
    let mut taken: BTreeMap<String, Option<Key>> = BTreeMap::new();
    let open = batch.texts.iter_mut().flat_map(|old| &mut old.images);
    for image in open.filter(|image| image.media.is_none()) {
        let name = bare(&image.source);
        let name = match larger(&name) {
            Some(larger) if by_name.contains_key(&larger) || taken.contains_key(&larger) => larger,
            _ => name,
        };
        if let Some(bytes) = by_name.remove(&name) {
            let alt = Text::new(image.alt.clone(), "");
            let source = format!("{site} {}", image.source).chars().take(200).collect();
            let new = NewMedia { name: name.clone(), bytes, alt, source };
            let key = match take_in(Arc::clone(town), actor.clone(), new).await {
                Ok(key) => Some(key),
                Err(AppError::Refused(_)) => None,
                Err(other) => return Err(other),
            };
            taken.insert(name.clone(), key);
        }
        image.media = taken.get(&name).cloned().flatten();
    }
    for old in &mut batch.texts {
        let shown: BTreeMap<&BlockId, &Key> = old
            .images
            .iter()
            .filter_map(|i| Some((i.block.as_ref()?, i.media.as_ref()?)))
            .collect();
        old.blocks.iter_mut().for_each(|block| show(block, &shown));
    }
    Ok(())
}

/// Takes in the pictures that stood in the texts themselves, as many as may come at once; the others
/// stay named as missing.
async fn take_inline(
    town: &Arc<Town>,
    actor: &Actor,
    take_in: TakesMedia,
    batch: &mut Batch,
    site: &str,
) -> Result<(), AppError> {
    let (mut count, mut bytes_left) = (0, INLINE_BYTES_MAX);
    for old in &mut batch.texts {
        for image in &mut old.images {
            let Some(packed) = image.inline.take() else { continue };
            if count == INLINE_MAX || packed.len() / 4 * 3 > bytes_left {
                continue;
            }
            // Editors of old break the lines of what they pack.
            let packed: Vec<u8> =
                packed.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let Ok(bytes) = STANDARD.decode(packed) else { continue };
            count += 1;
            bytes_left = bytes_left.saturating_sub(bytes.len());
            let new = NewMedia {
                name: format!("{}.png", old.title.replace(['/', '\\', '.'], " ")),
                bytes,
                alt: Text::new(image.alt.clone(), ""),
                source: format!("{site}{}", old.path).chars().take(200).collect(),
            };
            image.media = match take_in(Arc::clone(town), actor.clone(), new).await {
                Ok(key) => Some(key),
                Err(AppError::Refused(_)) => None,
                Err(other) => return Err(other),
            };
        }
    }
    Ok(())
}

/// Puts pictures into the blocks that show them.
fn show(block: &mut Block, media: &BTreeMap<&BlockId, &Key>) {
    if let (Kind::Image(image), Some(key)) = (&mut block.kind, media.get(&block.id)) {
        image.media = Some((*key).clone());
    }
    for group in block.groups_mut() {
        for inner in group {
            show(inner, media);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_saved_files_are_matched() {
        assert_eq!(bare("https://a.example/x/Gr%C3%BCn.JPG?v=2"), "grün.jpg");
        assert_eq!(bare("Seite-Dateien\\bild.png"), "bild.png");
        assert_eq!(larger("bild-300x200.jpg").as_deref(), Some("bild.jpg"));
        assert_eq!(larger("bild-scaled.jpg").as_deref(), Some("bild.jpg"));
        assert_eq!(larger("bild-neu.jpg"), None);
    }
}
