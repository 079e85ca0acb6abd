//! Guesses where a schema asks who applies: by the harmonised elements of the federal kit, else by
//! the words of the question. Staff see the guess and change it.

use norm_fim::{DataType, Element, Schema};

use crate::model::ApplicantPlaces;

/// How a place is recognised.
struct Sign {
    /// Ids of harmonised elements (Baukasten Optimierte Bausteine).
    ids: &'static [&'static str],
    /// Starts of the question, in lower case.
    words: &'static [&'static str],
}

const GIVEN: Sign = Sign { ids: &["F60000000228"], words: &["vorname", "rufname"] };
const FAMILY: Sign = Sign {
    ids: &["F60000000227"],
    words: &["familienname", "nachname", "name der firma", "firma"],
};
const STREET: Sign = Sign { ids: &["F60000000243"], words: &["straße", "strasse"] };
const NUMBER: Sign = Sign { ids: &["F60000000244"], words: &["hausnummer"] };
const POSTCODE: Sign = Sign { ids: &["F60000000246"], words: &["postleitzahl", "plz"] };
const TOWN: Sign = Sign { ids: &["F60000000247"], words: &["ort", "wohnort", "stadt"] };
const EMAIL: Sign = Sign { ids: &["F60000000242"], words: &["e-mail", "email"] };

/// The likely places of a schema.
pub(crate) fn applicant(schema: &Schema) -> ApplicantPlaces {
    let mut fields = Vec::new();
    collect(schema, 0, "", &mut fields);
    let find = |sign: &Sign| {
        let by_id = fields.iter().find(|f| sign.ids.contains(&f.id.as_str()));
        let by_word = || fields.iter().find(|f| sign.words.iter().any(|w| f.label.starts_with(w)));
        by_id.or_else(by_word).map(|f| f.place.clone()).unwrap_or_default()
    };
    ApplicantPlaces {
        given_name: find(&GIVEN),
        family_name: find(&FAMILY),
        street: find(&STREET),
        number: find(&NUMBER),
        postcode: find(&POSTCODE),
        town: find(&TOWN),
        email: find(&EMAIL),
    }
}

struct Asked {
    place: String,
    id: String,
    label: String,
}

fn collect(schema: &Schema, node: usize, place: &str, found: &mut Vec<Asked>) {
    for child in &schema.nodes[node].children {
        let inner = &schema.nodes[*child];
        let at = if place.is_empty() {
            inner.segment.clone()
        } else {
            format!("{place}.{}", inner.segment)
        };
        match inner.element {
            Element::Field(field) => {
                let field = &schema.fields[field];
                if matches!(
                    field.data_type,
                    DataType::Text | DataType::TextLatin | DataType::Integer
                ) {
                    found.push(Asked {
                        place: at,
                        id: field.base.key.id.clone(),
                        label: field.base.label.to_lowercase(),
                    });
                }
            }
            _ => collect(schema, *child, &at, found),
        }
    }
}
