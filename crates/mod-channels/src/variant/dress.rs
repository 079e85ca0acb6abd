//! What a film on `YouTube` wears: still, captions, keywords, list, and who may see it.

use content::Key;
use jiff::Timestamp;
use kernel::media::{self, Media, Rendition};
use kernel::{AppError, Reader, Town};
use norm_social::judge::{Finding, Weight};
use norm_social::{Captions, Post, Stored, Visibility, Words};

use super::missing;
use crate::film::Film;

/// Bytes of a still.
const STILL_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// What came of it.
pub(super) struct Dressed {
    pub(super) findings: Vec<Finding>,
    /// Where the still can be looked at, and what is said below it.
    pub(super) still: Option<(String, String)>,
}

fn stored(size: &Rendition) -> Stored {
    Stored { key: size.sha256.clone(), bytes: size.bytes, media_type: size.mime.clone() }
}

fn found(reader: &mut Reader<'_>, key: &str, kind: &str) -> Result<Option<Media>, AppError> {
    let now = reader.now();
    let Ok(key) = Key::parse(key) else { return Ok(None) };
    Ok(media::find(reader, &key)?.filter(|m| m.is_usable(now) && m.kind == kind))
}

/// The largest picture the service takes as a still.
fn still(media: &Media) -> Option<&Rendition> {
    let jpeg = media.renditions.iter().filter(|r| r.mime == "image/jpeg");
    let fits = jpeg.filter(|r| r.bytes <= STILL_BYTES_MAX);
    // The shape of films first: the service puts bars around everything else.
    let is_wide = |r: &Rendition| f64::from(r.width) >= 1.5 * f64::from(r.height);
    fits.max_by_key(|r| (is_wide(r), r.width))
}

/// Dresses a film; what cannot be had is a finding.
pub(super) fn dress(
    town: &Town,
    reader: &mut Reader<'_>,
    film: &Film,
    post: &mut Post,
    until: Timestamp,
) -> Result<Dressed, AppError> {
    let mut dressed = Dressed { findings: Vec::new(), still: None };
    post.tags.clone_from(&film.keywords);
    post.playlist.clone_from(&film.list);
    post.visibility = film.visibility;
    // Once the time has come the film is public: a correction must not hide it again.
    post.public_at = film.public_at.filter(|at| *at > reader.now());
    if film.public_at.is_some() {
        post.visibility = Visibility::Public;
    }
    if !film.still.is_empty() {
        match found(reader, &film.still, "image")? {
            Some(media) => match still(&media) {
                Some(size) => {
                    let path = media::preview_path(town, &media, size, until);
                    let alt = media.alt.de.clone();
                    dressed.still = Some((path, alt));
                    post.still = Some(stored(size));
                }
                None => dressed.findings.push(missing(
                    "still",
                    "Das Vorschaubild liegt nicht als JPEG mit höchstens 2 MB vor.",
                    "The still does not lie there as JPEG of 2 MB at most.",
                )),
            },
            None => dressed.findings.push(missing(
                "still",
                "Das Vorschaubild steht in der Mediathek nicht mehr zur Verfügung.",
                "The still is no longer available in the media library.",
            )),
        }
    }
    for captions in &film.captions {
        let media = found(reader, &captions.key, "captions")?;
        match media.as_ref().and_then(|m| m.renditions.first()) {
            Some(size) => {
                let language = captions.language.clone();
                post.captions.push(Captions { file: stored(size), language });
            }
            None => dressed.findings.push(missing(
                "captions",
                "Untertitel stehen in der Mediathek nicht mehr zur Verfügung.",
                "Captions are no longer available in the media library.",
            )),
        }
    }
    if film.captions.is_empty() {
        dressed.findings.push(Finding {
            weight: Weight::Hint,
            about: "captions",
            words: Words::of(
                "Ohne Untertitel verstehen gehörlose Menschen das Video nicht.",
                "Without captions deaf people do not understand the film.",
            ),
        });
    }
    Ok(dressed)
}
