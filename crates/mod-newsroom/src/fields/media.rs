//! Media in the fields of blocks: which one stands there, choosing another, putting it in.

use std::collections::BTreeMap;

use content::{Block, Document, Key};
use kernel::media::{self, Media};
use kernel::{AppError, Fields, Reader};
use serde_json::{Map, Value, json};
use web::button::{Weight, button_named};
use web::icon::Icon;
use web::thumbs::{Pick, chosen};
use web::{Markup, Say, html};

use super::read::{data_of, is_filled};
use super::{Input, Spec, specs};

/// Parts of one block at most that may be named by a number.
const PARTS_MAX: usize = 500;

/// A medium as a choice.
pub(crate) fn pick(say: Say, media: &Media) -> Pick {
    let small = media.sized("teaser-480").find(|r| r.mime == "image/webp");
    let drawing = || media.renditions.iter().find(|r| r.mime == "image/svg+xml");
    let picture = small.or_else(drawing).map(|r| media.path(r));
    let icon = if media.kind == "image" { Icon::VIEW } else { Icon::DOCUMENT };
    let mut lines = Vec::new();
    if media.kind == "image" {
        let alt = media.alt.of(say.of(kernel::Language::De, kernel::Language::En));
        lines.push(if alt.is_empty() {
            say.of("Noch kein Alternativtext", "No alternative text yet").to_owned()
        } else {
            format!("{}: {alt}", say.of("Alternativtext", "Alternative text"))
        });
    }
    if !media.credit.is_empty() {
        lines.push(media.credit.clone());
    }
    Pick { value: media.id.to_string(), title: media.title.clone(), picture, icon, lines }
}

/// The media of some keys as choices, by key.
///
/// # Errors
/// What the database says.
pub(crate) fn picks_of(
    db: &mut Reader<'_>,
    say: Say,
    keys: impl IntoIterator<Item = Key>,
) -> Result<BTreeMap<String, Pick>, AppError> {
    let mut all = BTreeMap::new();
    for key in keys {
        if let Some(media) = media::find(db, &key)? {
            all.insert(key.to_string(), pick(say, &media));
        }
    }
    Ok(all)
}

/// A field that holds a medium.
pub(crate) fn field(
    say: Say,
    name: &str,
    label: &str,
    key: &str,
    known: &BTreeMap<String, Pick>,
) -> Markup {
    let unknown = (!key.is_empty() && !known.contains_key(key)).then(|| Pick {
        value: key.to_owned(),
        title: say.of("Nicht mehr in der Mediathek", "No longer in the library").to_owned(),
        picture: None,
        icon: Icon::DOCUMENT,
        lines: Vec::new(),
    });
    let it = known.get(key).or(unknown.as_ref());
    let choose = say.of("Aus der Mediathek wählen", "Choose from the library");
    let none = say.of("Noch nichts gewählt.", "Nothing chosen yet.");
    let actions = html! {
        (button_named(Weight::Secondary, "aktion", &format!("waehlen:{name}"), choose))
        @if it.is_some() {
            (button_named(Weight::Tertiary, "aktion", &format!("leeren:{name}"), say.of("Nichts davon zeigen", "Show none")))
        }
    };
    chosen(label, name, it, none, actions)
}

/// A place within a block: a field, or a field of a part.
struct Place<'p> {
    /// The list and the number of the part, if the field is one of a part.
    part: Option<(&'p str, usize)>,
    field: &'p str,
    fields: &'static [Spec],
}

fn place<'p>(kind: &str, path: &'p str) -> Option<Place<'p>> {
    let all = specs(kind);
    let Some((list, rest)) = path.split_once('.') else {
        return Some(Place { part: None, field: path, fields: all });
    };
    let (number, field) = rest.split_once('.')?;
    let number = number.parse().ok().filter(|n| *n < PARTS_MAX)?;
    let fields = all.iter().find(|s| s.name == list).and_then(|s| match s.input {
        Input::Repeat(fields) => Some(fields),
        _ => None,
    })?;
    Some(Place { part: Some((list, number)), field, fields })
}

/// Which kind of medium a field of a block takes; none if it takes none.
pub(crate) fn wanted(kind: &str, path: &str) -> Option<&'static str> {
    let place = place(kind, path)?;
    place.fields.iter().find(|s| s.name == place.field).and_then(|s| match s.input {
        Input::Media(kind) => Some(kind),
        _ => None,
    })
}

/// The block with a medium in one of its fields, or with none there. What the picture shows is taken
/// over from the library where nobody has said it yet.
///
/// # Errors
/// [`AppError::NotFound`] for a field that takes no medium.
pub(crate) fn put(block: &Block, path: &str, medium: Option<&Media>) -> Result<Block, AppError> {
    let kind = block.kind.name();
    if wanted(kind, path).is_none() {
        return Err(AppError::NotFound);
    }
    let place = place(kind, path).ok_or(AppError::NotFound)?;
    let mut data = data_of(block)?;
    let part = match place.part {
        None => &mut data,
        Some((list, number)) => {
            if !data.get(list).is_some_and(Value::is_array) {
                data[list] = Value::Array(Vec::new());
            }
            let parts = data[list].as_array_mut().ok_or(AppError::NotFound)?;
            if number >= parts.len() {
                parts.push(Value::Object(Map::new()));
            }
            let end = parts.len() - 1;
            &mut parts[number.min(end)]
        }
    };
    part[place.field] = medium.map_or(Value::Null, |m| json!(m.id));
    let has_alt = place.fields.iter().any(|s| matches!(s.input, Input::Alt));
    if let Some(medium) = medium.filter(|m| has_alt && !m.alt.de.is_empty())
        && part.get("alt").is_none_or(Value::is_null)
    {
        part["alt"] = json!({ "text": medium.alt.de });
    }
    let value = json!({ "version": 1, "blocks": [
        { "id": block.id, "type": kind, "data": data } ] });
    let document = Document::of_value(value).map_err(|e| crate::change::refused(&e.said()))?;
    document.into_blocks().pop().ok_or(AppError::NotFound)
}

/// Where a field lies after its form was saved: parts that were left empty or taken away are gone,
/// the others stand in the order of their places.
pub(crate) fn path_after_saving(kind: &str, path: &str, fields: &Fields) -> String {
    let Some(Place { part: Some((list, number)), field, fields: specs }) = place(kind, path) else {
        return path.to_owned();
    };
    let mut kept: Vec<(f64, usize)> = Vec::new();
    for n in 0..PARTS_MAX {
        let prefix = format!("{list}.{n}");
        if !fields.has(&format!("{prefix}.platz")) {
            break;
        }
        if !fields.has(&format!("{prefix}.weg")) && is_filled(specs, &prefix, fields) {
            let place = fields.get(&format!("{prefix}.platz")).replace(',', ".");
            kept.push((place.parse().unwrap_or(f64::MAX), n));
        }
    }
    kept.sort_by(|a, b| a.0.total_cmp(&b.0));
    let now = kept.iter().position(|(_, n)| *n == number).unwrap_or(kept.len());
    format!("{list}.{now}.{field}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_take_media_are_known_and_parts_are_found_again_after_saving() {
        assert_eq!(wanted("image", "media"), Some("image"));
        assert_eq!(wanted("gallery", "images.3.media"), Some("image"));
        assert_eq!(wanted("downloads", "files.0.media"), Some("document"));
        for wrong in ["alt", "images.x.media", "nothing", "images.0", "images.9999.media"] {
            assert_eq!(wanted("gallery", wrong), None, "{wrong}");
        }
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields::from_pairs(vec![
            pair("images.0.media", "m1"),
            pair("images.0.platz", "2"),
            pair("images.1.media", "m2"),
            pair("images.1.platz", "1"),
            pair("images.2.media", ""),
            pair("images.2.platz", "3"),
        ]);
        let after = |path| path_after_saving("gallery", path, &fields);
        assert_eq!(after("images.0.media"), "images.1.media");
        assert_eq!(after("images.2.media"), "images.2.media", "a new part comes last");
        assert_eq!(path_after_saving("image", "media", &fields), "media");
    }
}
