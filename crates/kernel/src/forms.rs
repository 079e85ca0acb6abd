//! Online forms: the contract between those who offer them and the module that asks them. A
//! department offers a form it was compiled with; a town keeps others itself. Who asks them cannot
//! tell the difference.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use norm_fim::{
    Answers, Form, FormOptions, Input, Naming, Overlay, Page, Path, Question, ReadOptions,
    read_with,
};
use serde_json::Value;

use crate::access::Trust;
use crate::db::Reader;
use crate::error::AppError;
use crate::procedure::DocumentNeed;
use crate::town::Town;
use crate::value::Text;

/// Who offers online forms.
pub trait FormShelf: Send + Sync {
    /// The forms that people can begin now.
    ///
    /// # Errors
    /// What the database says; internal when a schema does not read.
    fn open(&self, town: &Town, reader: &mut Reader<'_>) -> Result<Vec<SharedForm>, AppError>;

    /// The form of a service that people can begin now.
    ///
    /// # Errors
    /// As [`FormShelf::open`].
    fn find(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        service: &str,
    ) -> Result<Option<SharedForm>, AppError> {
        Ok(self.open(town, reader)?.into_iter().find(|form| form.service == service))
    }

    /// The form a draft was begun with, even if people cannot begin it any more.
    ///
    /// # Errors
    /// As [`FormShelf::open`].
    fn pinned(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        service: &str,
        key: &str,
    ) -> Result<Option<SharedForm>, AppError> {
        Ok(self.find(town, reader, service)?.filter(|form| form.key == key))
    }
}

/// A shelf as the house keeps it.
pub type SharedShelf = Arc<dyn FormShelf>;
/// A form as everybody uses it.
pub type SharedForm = Arc<OnlineForm>;

/// What a form cannot say by itself about its answers.
pub trait Claims: Send + Sync {
    /// Who applies, by the answers as exchanged (JSON, bare element ids).
    fn applicant(&self, answers: &Value) -> Applicant;

    /// The documents these answers call for; numbers of files are filled in by the caller.
    fn documents(&self, answers: &Value) -> Vec<DocumentNeed>;

    /// Whether [`Claims::documents`] already says everything about fields for files that the schema
    /// gives a name.
    fn knows_named_fields(&self) -> bool {
        true
    }

    /// Whether the form asks for consent to notices in the mailbox (§ 9 OZG).
    fn asks_for_consent(&self) -> bool {
        true
    }
}

/// A form ready to be asked.
pub struct OnlineForm {
    /// Address of the service and of its form: `wohngeld` for `/antrag/wohngeld`.
    pub service: String,
    /// Kind of case it opens; the competent unit is looked up by it.
    pub kind: String,
    /// Title of the case, without names of people.
    pub title: Text,
    /// What a draft is pinned to: id and version of the schema, and the edition of what the town
    /// added.
    pub key: String,
    /// The questions and rules.
    pub form: Form,
    /// Under which terms it is asked.
    pub terms: Terms,
    /// What the answers mean.
    pub claims: Arc<dyn Claims>,
}

/// Kind of documents nobody asked for but everybody may hand in.
pub const OTHER: &str = "other";
/// Vocabulary under which a field of a form names the kind of document it takes.
const DOCUMENT: &str = "document";

/// A field of a form that takes files.
#[derive(Clone, Debug)]
pub struct FileField {
    /// Its place.
    pub path: Path,
    /// Kind of document: the label of its files.
    pub key: String,
    /// What it is called.
    pub label: Text,
    /// Why it is asked for.
    pub why: Text,
    /// Whether it must be there.
    pub is_required: bool,
    /// Whether it takes several files.
    pub is_multiple: bool,
    /// Whether the schema says by keyword which document it is.
    pub is_named: bool,
}

impl OnlineForm {
    /// The answers as exchanged, with bare ids.
    ///
    /// # Errors
    /// Internal when the form writes no JSON.
    pub fn exchange(&self, answers: &Answers) -> Result<Value, AppError> {
        Ok(serde_json::from_str(&self.form.to_json(answers, Naming::Local))?)
    }

    /// Fields that take files and apply to these answers.
    pub fn file_fields(&self, answers: &Answers) -> Vec<FileField> {
        let files = |language: &str| -> Vec<Question> {
            let pages = self.form.pages(answers, language);
            let all = pages.iter().flat_map(Page::questions);
            all.filter(|q| q.input == Input::File).cloned().collect()
        };
        let english = files("en");
        files("de").into_iter().map(|question| self.file_field(question, &english)).collect()
    }

    fn file_field(&self, question: Question, english: &[Question]) -> FileField {
        let other = english.iter().find(|q| q.path == question.path);
        let named = self.form.schema().field(question.node).and_then(|field| {
            let mut keywords = field.base.keywords.iter();
            keywords.find(|k| k.uri.as_deref() == Some(DOCUMENT)).map(|k| k.text.clone())
        });
        FileField {
            key: named.clone().unwrap_or_else(|| question.path.to_string()),
            label: Text::new(
                &question.label,
                other.map_or(question.label.clone(), |q| q.label.clone()),
            ),
            why: Text::new(
                question.help.clone().unwrap_or_default(),
                other.and_then(|q| q.help.clone()).unwrap_or_default(),
            ),
            is_required: question.required,
            is_multiple: question.multiple,
            is_named: named.is_some(),
            path: question.path,
        }
    }

    /// The documents these answers call for: what the claims say, and what the form asks beyond
    /// that. Numbers of files are filled in by the caller.
    ///
    /// # Errors
    /// As [`OnlineForm::exchange`].
    pub fn needs(&self, answers: &Answers) -> Result<Vec<DocumentNeed>, AppError> {
        let mut needs = self.claims.documents(&self.exchange(answers)?);
        for field in self.file_fields(answers) {
            let is_there = needs.iter().any(|need| need.key == field.key);
            let is_known = field.is_named && self.claims.knows_named_fields();
            if !is_there && (field.is_required || !is_known) && field.key != OTHER {
                needs.push(DocumentNeed {
                    key: field.key,
                    label: field.label,
                    why: field.why,
                    files: 0,
                    is_required: field.is_required,
                });
            }
        }
        Ok(needs)
    }
}

/// Under which terms a form is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How surely the applicant must be known before sending.
    pub trust: Trust,
    /// What it costs, in words; empty for nothing to say.
    pub fee: Text,
    /// Until when it must be sent, in words; empty for no deadline.
    pub deadline: Text,
    /// Staff try it out: everything works, nothing is sent.
    pub is_trial: bool,
}

/// Who applies, as the answers say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Given and family name.
    pub name: String,
    /// Postal address, lines separated by line breaks.
    pub address: String,
    /// E-mail, empty if none was given.
    pub email: String,
    /// Whether they agree to delivery in the mailbox.
    pub is_digital: bool,
}

/// The forms that people can begin now, of all shelves.
///
/// # Errors
/// As [`FormShelf::open`].
pub fn all(town: &Town, reader: &mut Reader<'_>) -> Result<Vec<SharedForm>, AppError> {
    let mut found = Vec::new();
    for shelf in shelves(town) {
        found.extend(shelf.open(town, reader)?);
    }
    Ok(found)
}

/// The form of a service that people can begin now.
///
/// # Errors
/// [`AppError::NotFound`] when nobody offers one; as [`FormShelf::open`].
pub fn of_service(
    town: &Town,
    reader: &mut Reader<'_>,
    service: &str,
) -> Result<SharedForm, AppError> {
    for shelf in shelves(town) {
        if let Some(form) = shelf.find(town, reader, service)? {
            return Ok(form);
        }
    }
    Err(AppError::NotFound)
}

/// The form a draft or a submission was made with; else the one of the service today.
///
/// # Errors
/// [`AppError::NotFound`] when nobody offers one any more; as [`FormShelf::open`].
pub fn as_begun(
    town: &Town,
    reader: &mut Reader<'_>,
    service: &str,
    key: &str,
) -> Result<SharedForm, AppError> {
    for shelf in shelves(town) {
        if let Some(form) = shelf.pinned(town, reader, service, key)? {
            return Ok(form);
        }
    }
    of_service(town, reader, service)
}

fn shelves(town: &Town) -> impl Iterator<Item = &SharedShelf> {
    town.house().modules().iter().flat_map(|m| &m.forms)
}

/// A form that a department brings with its program.
#[derive(Clone, Copy)]
pub struct FormOffer {
    /// Address of the service and of its form: `/antrag/wohngeld`.
    pub service: &'static str,
    /// Kind of case it opens.
    pub kind: &'static str,
    /// The form schema (XDatenfelder 3 XML).
    pub schema: &'static str,
    /// English labels by element (TOML), empty if there are none.
    pub english: &'static str,
    /// Title of the case, without names of people.
    pub title: fn() -> Text,
    /// Who applies, by the answers as exchanged.
    pub applicant: fn(&Value) -> Applicant,
    /// The documents these answers call for.
    pub documents: fn(&Value) -> Vec<DocumentNeed>,
}

impl FormOffer {
    /// A shelf with this one form.
    pub fn shelf(self) -> SharedShelf {
        Arc::new(self)
    }

    fn read(self, state: &str) -> Result<OnlineForm, AppError> {
        let schema = read_with(self.schema.as_bytes(), ReadOptions::strict())
            .map_err(AppError::internal)?
            .schema;
        let mut overlays = BTreeMap::new();
        if !self.english.is_empty() {
            let english: Overlay = toml::from_str(self.english).map_err(AppError::internal)?;
            overlays.insert("en".to_owned(), english);
        }
        let options =
            FormOptions { state: Some(state.to_owned()), overlays, ..FormOptions::default() };
        Ok(OnlineForm {
            service: self.service.to_owned(),
            kind: self.kind.to_owned(),
            title: (self.title)(),
            key: schema.base.key.to_string(),
            form: Form::new(schema, options),
            terms: Terms::default(),
            claims: Arc::new(self),
        })
    }
}

impl Claims for FormOffer {
    fn applicant(&self, answers: &Value) -> Applicant {
        (self.applicant)(answers)
    }

    fn documents(&self, answers: &Value) -> Vec<DocumentNeed> {
        (self.documents)(answers)
    }
}

type Key = (usize, usize, &'static str);

/// Forms by the place of their text in the program and the state they are for: towns share them.
static READ: OnceLock<Mutex<HashMap<Key, SharedForm>>> = OnceLock::new();

impl FormShelf for FormOffer {
    fn open(&self, town: &Town, _: &mut Reader<'_>) -> Result<Vec<SharedForm>, AppError> {
        let state = state_of(&town.profile().ags);
        let key = (self.schema.as_ptr().addr(), self.schema.len(), state);
        let forms = READ.get_or_init(Mutex::default);
        if let Some(found) = forms.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(vec![Arc::clone(found)]);
        }
        let form = Arc::new(self.read(state)?);
        forms.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&form));
        Ok(vec![form])
    }
}

/// The state of a municipality as two letters, by the first digits of its key (AGS). Rules of
/// official schemas differ by state.
pub fn state_of(ags: &str) -> &'static str {
    match ags.get(..2) {
        Some("01") => "SH",
        Some("02") => "HH",
        Some("03") => "NI",
        Some("04") => "HB",
        Some("06") => "HE",
        Some("07") => "RP",
        Some("08") => "BW",
        Some("09") => "BY",
        Some("10") => "SL",
        Some("11") => "BE",
        Some("12") => "BB",
        Some("13") => "MV",
        Some("14") => "SN",
        Some("15") => "ST",
        Some("16") => "TH",
        _ => "NW",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_follows_from_the_municipality() {
        assert_eq!(state_of("05554020"), "NW");
        assert_eq!(state_of("09162000"), "BY");
        assert_eq!(state_of(""), "NW");
    }
}
