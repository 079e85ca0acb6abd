//! Paths of sizes for those who were sent a preview.

use content::Key;
use jiff::Timestamp;

use super::{Media, Rendition};
use crate::town::Town;

/// The path of a size that opens without a sign-in until an instant, though nobody has published it:
/// for previews that are shown to people outside.
pub fn preview_path(town: &Town, media: &Media, rendition: &Rendition, until: Timestamp) -> String {
    let until = until.as_second();
    let tag = preview_tag(town, &media.id, until);
    format!("{}?bis={until}&schluessel={tag}", media.path(rendition))
}

/// Whether a preview's path was made here and still holds.
pub fn is_preview(town: &Town, id: &Key, until: &str, tag: &str) -> bool {
    let Ok(seconds) = until.parse::<i64>() else { return false };
    let ours = preview_tag(town, id, seconds);
    let is_ours = ours.len() == tag.len()
        && ours.bytes().zip(tag.bytes()).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0;
    is_ours && seconds > town.now().as_second()
}

fn preview_tag(town: &Town, id: &Key, until: i64) -> String {
    hex::encode(&town.keys().forms.tag(&format!("media|{id}|{until}"))[..16])
}
