//! From a draft to what the gazette shows.

use content::{Alt, Document};
use jiff::Timestamp;
use kernel::org::{self, Unit};
use kernel::publication::{self as gazette, Body, Easy, Picture, Publication, State};
use kernel::{AppError, Id, Reader};

use crate::model::{Draft, EasyDraft, Item};

/// Letters of the longest address made of a title.
const SLUG_CHARS_MAX: usize = 70;

/// An address made of words: small letters, digits, hyphens.
pub(crate) fn slug_of(words: &str) -> String {
    let mut slug = String::new();
    for c in words.to_lowercase().chars() {
        match c {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    if slug.len() > SLUG_CHARS_MAX {
        let cut = slug[..SLUG_CHARS_MAX].rfind('-').unwrap_or(SLUG_CHARS_MAX);
        slug.truncate(cut);
    }
    slug.trim_end_matches('-').to_owned()
}

/// Whether a text may be an address; pages may lie below others.
pub(crate) fn is_slug(slug: &str, kind: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.len() <= 120
            && !part.starts_with('-')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let mut parts = slug.split('/');
    if kind == "page" {
        parts.all(is_part)
    } else {
        parts.next().is_some_and(is_part) && parts.next().is_none()
    }
}

fn written(document: &Document) -> Option<Document> {
    (!document.blocks().is_empty()).then(|| document.clone())
}

fn easy(draft: &EasyDraft) -> Option<Easy> {
    (!draft.body.blocks().is_empty()).then(|| Easy {
        title: draft.title.clone(),
        teaser: draft.teaser.clone(),
        body: draft.body.clone(),
        checked_by: draft.checked_by.clone(),
    })
}

/// What the gazette shall show of a draft.
///
/// # Errors
/// What the database says.
pub(crate) fn publication(
    reader: &mut Reader<'_>,
    item: &Item,
    draft: &Draft,
    state: State,
    from: Timestamp,
) -> Result<Publication, AppError> {
    let unit = unit_number(reader, item.unit)?;
    // The home page has no address of its own and keeps none.
    let is_home =
        gazette::find(reader, item.id)?.is_some_and(|p| p.kind == "page" && p.slug.is_empty());
    let slug = match draft.slug.as_str() {
        "" if is_home => String::new(),
        "" => slug_of(&draft.title.de),
        slug => slug.to_owned(),
    };
    let mut publication = Publication::new(&item.kind, &slug, from);
    publication.id = item.id;
    publication.title = draft.title.clone();
    publication.teaser = draft.teaser.clone();
    publication.text = crate::snippets::words(reader, Some(&draft.de), Some(&draft.en))?;
    publication.body = Body { de: written(&draft.de), en: written(&draft.en) };
    publication.easy = easy(&draft.easy);
    publication.sign_language.clone_from(&draft.sign_language);
    publication.picture = draft.picture.as_ref().map(|p| Picture {
        media: p.media.clone(),
        alt: p.alt.clone().unwrap_or(Alt::Decorative),
        alt_en: p.alt_en.clone(),
    });
    publication.unit = unit;
    publication.topics.clone_from(&draft.topics);
    publication.position = draft.position;
    publication.details = draft.details.clone();
    publication.reviewed_on = draft.reviewed_on;
    publication.state = state;
    publication.visible_until = draft.ends_at;
    Ok(publication)
}

fn unit_number(reader: &mut Reader<'_>, unit: Id<Unit>) -> Result<String, AppError> {
    Ok(org::find(reader, unit)?.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_of_words() {
        assert_eq!(
            slug_of("Straßenfest am Kirchplatz: Grüße & Musik!"),
            "strassenfest-am-kirchplatz-gruesse-musik"
        );
        assert_eq!(slug_of("  „Öffnungszeiten“ "), "oeffnungszeiten");
        assert!(slug_of(&"sehr langes wort ".repeat(20)).len() <= SLUG_CHARS_MAX);
        assert!(is_slug("leben/heiraten", "page") && !is_slug("leben/heiraten", "news"));
        for wrong in ["", "Leben", "leben//x", "/leben", "a b", "-a"] {
            assert!(!is_slug(wrong, "page"), "{wrong}");
        }
    }
}
