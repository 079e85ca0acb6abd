//! The shelf of the town's own forms: editions people can begin, editions that drafts and cases
//! were begun with, and editions that staff try out.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use kernel::forms::{Applicant, Claims, FormShelf, OnlineForm, SharedForm, Terms, state_of};
use kernel::procedure::DocumentNeed;
use kernel::{AppError, Id, Reader, Text, Town};
use norm_fim::{CodeList, CodeLists, Form, FormOptions, read};
use serde_json::Value;

use crate::model::{Additions, ApplicantPlaces, Edition, ExtraDocument, State, TRIAL};
use crate::store;

/// Forms kept ready at most; the one used longest ago would be built again.
const READY_MAX: usize = 200;

/// The forms of a town that nobody compiled in.
#[derive(Default)]
pub(crate) struct Shelf {
    ready: Mutex<HashMap<Key, SharedForm>>,
}

/// What a form that is ready depends on: edition, its version, the code lists, the state, trial.
type Key = (Id<Edition>, i64, String, &'static str, bool);

impl Shelf {
    /// A form ready to be asked.
    ///
    /// # Errors
    /// Internal when the stored schema does not read any more.
    pub(crate) fn ready(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        edition: &Edition,
        is_trial: bool,
    ) -> Result<SharedForm, AppError> {
        let state = state_of(&town.profile().ags);
        let key = (edition.id, edition.version, store::lists_as_of(reader)?, state, is_trial);
        if let Some(found) = self.ready.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(found));
        }
        let form = Arc::new(online(edition, build(town, reader, edition)?, is_trial));
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if ready.len() >= READY_MAX {
            ready.clear();
        }
        // Earlier states of the same edition are never asked for again.
        ready.retain(|(id, version, ..), _| *id != edition.id || *version == edition.version);
        ready.insert(key, Arc::clone(&form));
        Ok(form)
    }
}

/// Builds the form of an edition.
///
/// # Errors
/// Internal when the stored schema does not read any more.
pub(crate) fn build(
    town: &Town,
    reader: &mut Reader<'_>,
    edition: &Edition,
) -> Result<Form, AppError> {
    let xml = store::xml(reader, edition.id)?;
    let schema = read(xml.as_bytes()).map_err(AppError::internal)?.schema;
    let mut code_lists = CodeLists::default();
    for list in store::lists_xml(reader)? {
        code_lists.add(CodeList::read(list.as_bytes()).map_err(AppError::internal)?);
    }
    let additions = edition.additions.clone();
    Ok(Form::new(
        schema,
        FormOptions {
            code_lists,
            state: Some(state_of(&town.profile().ags).to_owned()),
            rules: additions.rules,
            settled: additions.settled.into_iter().map(|settled| settled.rule).collect(),
            overlays: additions.texts.into_iter().collect::<BTreeMap<_, _>>(),
            arrangement: additions.arrangement,
        },
    ))
}

fn online(edition: &Edition, form: Form, is_trial: bool) -> OnlineForm {
    let additions = &edition.additions;
    OnlineForm {
        service: if is_trial { trial_address(edition.id) } else { edition.form.service.clone() },
        kind: edition.form.kind(),
        title: edition.form.title.clone(),
        key: format!("{}/{}", edition.schema_key, edition.id),
        form,
        terms: Terms {
            trust: additions.trust,
            fee: additions.fee.clone(),
            deadline: additions.deadline.clone(),
            is_trial,
        },
        claims: Arc::new(Meaning::of(additions)),
    }
}

/// Where staff try an edition out.
pub(crate) fn trial_address(edition: Id<Edition>) -> String {
    format!("{TRIAL}{edition}")
}

/// What the answers mean, by the places the town named.
struct Meaning {
    applicant: ApplicantPlaces,
    documents: Vec<DocumentNeed>,
}

impl Meaning {
    fn of(additions: &Additions) -> Self {
        let documents = additions.documents.iter().enumerate();
        Self {
            applicant: additions.applicant.clone(),
            documents: documents.map(|(index, document)| need(index, document)).collect(),
        }
    }
}

fn need(index: usize, document: &ExtraDocument) -> DocumentNeed {
    DocumentNeed {
        key: format!("extra-{}", index + 1),
        label: document.label.clone(),
        why: Text::default(),
        files: 0,
        is_required: document.is_required,
    }
}

impl Claims for Meaning {
    fn applicant(&self, answers: &Value) -> Applicant {
        let at = |place: &str| value_at(answers, place);
        let places = &self.applicant;
        let joined = |parts: [String; 2]| {
            let filled: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            filled.join(" ")
        };
        let street = joined([at(&places.street), at(&places.number)]);
        let town = joined([at(&places.postcode), at(&places.town)]);
        let lines: Vec<String> = [street, town].into_iter().filter(|l| !l.is_empty()).collect();
        Applicant {
            name: joined([at(&places.given_name), at(&places.family_name)]),
            address: lines.join("\n"),
            email: at(&places.email),
            is_digital: false,
        }
    }

    fn documents(&self, _: &Value) -> Vec<DocumentNeed> {
        self.documents.clone()
    }

    fn knows_named_fields(&self) -> bool {
        false
    }

    fn asks_for_consent(&self) -> bool {
        false
    }
}

/// The answer at a place of the exchanged data; the first one where it is repeated.
fn value_at(answers: &Value, place: &str) -> String {
    if place.is_empty() {
        return String::new();
    }
    let mut value = answers;
    for id in place.split('.') {
        while let Value::Array(all) = value {
            let Some(first) = all.first() else { return String::new() };
            value = first;
        }
        let versioned = format!("{id}V");
        let Some(next) = value.as_object().and_then(|object| {
            object.get(id).or_else(|| {
                object.iter().find(|(name, _)| name.starts_with(&versioned)).map(|(_, v)| v)
            })
        }) else {
            return String::new();
        };
        value = next;
    }
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

impl FormShelf for Shelf {
    fn open(&self, town: &Town, reader: &mut Reader<'_>) -> Result<Vec<SharedForm>, AppError> {
        let open = store::open(reader)?;
        open.iter().map(|edition| self.ready(town, reader, edition, false)).collect()
    }

    fn find(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        service: &str,
    ) -> Result<Option<SharedForm>, AppError> {
        if let Some(id) = service.strip_prefix(TRIAL) {
            let Ok(id) = id.parse() else { return Ok(None) };
            return match store::find(reader, id) {
                Ok(edition) => self.ready(town, reader, &edition, true).map(Some),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            };
        }
        let Some(edition) = store::open(reader)?.into_iter().find(|e| e.form.service == service)
        else {
            return Ok(None);
        };
        self.ready(town, reader, &edition, false).map(Some)
    }

    fn pinned(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        service: &str,
        key: &str,
    ) -> Result<Option<SharedForm>, AppError> {
        if service.starts_with(TRIAL) {
            return self.find(town, reader, service);
        }
        let Some(id) = key.rsplit('/').next().and_then(|id| id.parse::<Id<Edition>>().ok()) else {
            return Ok(None);
        };
        match store::find(reader, id) {
            Ok(edition) if edition.state != State::Making => {
                self.ready(town, reader, &edition, false).map(Some)
            }
            Ok(_) | Err(AppError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_are_found_at_their_place() {
        let answers = json!({
            "G1": [{ "F1": "Ada" }, { "F1": "Grace" }],
            "G2": { "F2V1.0.0": 12345, "F3": true },
        });
        assert_eq!(value_at(&answers, "G1.F1"), "Ada");
        assert_eq!(value_at(&answers, "G2.F2"), "12345");
        assert_eq!(value_at(&answers, "G2.F3"), "");
        assert_eq!(value_at(&answers, "G9.F1"), "");
        assert_eq!(value_at(&answers, ""), "");
    }
}
