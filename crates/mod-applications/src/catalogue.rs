//! Forms as this module asks them: pages without files, documents, the data that is exchanged.

use std::ops::Deref;
use std::sync::Arc;

use kernel::files::StoredFile;
use kernel::forms::{self, OnlineForm, SharedForm};
use kernel::procedure::DocumentNeed;
use kernel::{AppError, Case, Ctx, Language, Reader, Text, Town};
use norm_fim::{Answers, FileRef, Input, Item, Page, Path, Value};

use crate::model::Submission;

/// Kind of documents nobody asked for but everybody may hand in.
pub(crate) const OTHER: &str = forms::OTHER;

/// A form ready to be asked.
#[derive(Clone)]
pub(crate) struct Loaded(SharedForm);

impl Deref for Loaded {
    type Target = OnlineForm;

    fn deref(&self) -> &OnlineForm {
        &self.0
    }
}

/// The form of a service that people can begin now.
///
/// # Errors
/// [`AppError::NotFound`] when nobody offers one; internal when its schema does not read.
pub(crate) async fn of_service(ctx: &Ctx, service: &str) -> Result<Loaded, AppError> {
    let (town, service) = (Arc::clone(&ctx.town), service.to_owned());
    ctx.read(move |db| forms::of_service(&town, db, &service)).await.map(Loaded)
}

/// The form a draft was begun with, or the one that replaces it.
///
/// # Errors
/// [`AppError::NotFound`] when nobody offers one any more.
pub(crate) async fn as_begun(ctx: &Ctx, service: &str, key: &str) -> Result<Loaded, AppError> {
    let town = Arc::clone(&ctx.town);
    let (service, key) = (service.to_owned(), key.to_owned());
    ctx.read(move |db| forms::as_begun(&town, db, &service, &key)).await.map(Loaded)
}

/// The form of a service, outside of any page.
pub(crate) async fn for_demo(town: &Arc<Town>, service: &str) -> Result<Loaded, AppError> {
    let (house, service) = (Arc::clone(town), service.to_owned());
    town.read(move |db| forms::of_service(&house, db, &service)).await.map(Loaded)
}

/// What an application is called: as its form says, else as its case.
pub(crate) fn title(
    town: &Town,
    reader: &mut Reader<'_>,
    case: &Case,
    submission: Option<&Submission>,
    language: Language,
) -> Result<String, AppError> {
    let Some(sent) = submission else { return Ok(case.title.clone()) };
    match forms::as_begun(town, reader, &sent.service, &sent.schema_key) {
        Ok(form) => Ok(form.title.of(language).to_owned()),
        Err(AppError::NotFound) => Ok(case.title.clone()),
        Err(error) => Err(error),
    }
}

impl Loaded {
    /// The pages that are filled in. Files are not asked there: they have a page of their own.
    pub(crate) fn pages(&self, answers: &Answers, language: &str) -> Vec<Page> {
        self.form
            .pages(answers, language)
            .into_iter()
            .map(|mut page| {
                page.items = without_files(page.items);
                page
            })
            .filter(|page| page.items.iter().any(asks))
            .collect()
    }

    /// The documents these answers call for, with the number of files there are: what the
    /// department says, what the form asks beyond that, and room for anything else.
    pub(crate) fn needs(
        &self,
        answers: &Answers,
        files: &[StoredFile],
    ) -> Result<Vec<DocumentNeed>, AppError> {
        let mut needs = self.0.needs(answers)?;
        // A file handed in for something that is not asked any more must not become invisible.
        for file in files {
            if file.origin == "citizen" && needs.iter().all(|n| n.key != file.label) {
                let label = self.document_name(answers, &file.label);
                if file.label != OTHER {
                    needs.push(optional(&file.label, label));
                }
            }
        }
        if needs.iter().all(|n| n.key != OTHER) {
            let label = Text::new("Weitere Unterlagen", "Other documents");
            needs.push(DocumentNeed {
                why: Text::new(
                    "Was Sie uns sonst noch zeigen möchten.",
                    "Anything else you would like to show us.",
                ),
                ..optional(OTHER, label)
            });
        }
        count_files(&mut needs, files);
        Ok(needs)
    }

    fn document_name(&self, answers: &Answers, key: &str) -> Text {
        self.file_fields(answers)
            .into_iter()
            .find(|f| f.key == key)
            .map_or_else(|| Text::new("Weitere Unterlage", "Other document"), |f| f.label)
    }

    /// The answers with the files in the fields that take them.
    pub(crate) fn with_files(&self, answers: &Answers, files: &[StoredFile]) -> Answers {
        let mut answers = answers.clone();
        // Only what is stored here counts: answers from elsewhere may name other files.
        let named: Vec<Path> = answers
            .iter()
            .filter(|(_, answer)| matches!(answer.value(), Some(Value::File(_))))
            .map(|(path, _)| path.clone())
            .collect();
        for path in &named {
            answers.clear(path);
        }
        for field in self.file_fields(&answers) {
            let fitting = files.iter().filter(|f| f.origin == "citizen" && f.label == field.key);
            for (index, file) in (0..).zip(fitting) {
                let path = if field.is_multiple {
                    field.path.with_index(Some(index))
                } else {
                    field.path.clone()
                };
                answers.set(
                    path,
                    Value::File(FileRef {
                        id: file.id.to_string(),
                        name: file.name.reveal().clone(),
                        media_type: file.mime.clone(),
                        size_bytes: file.size_bytes,
                    }),
                );
                if !field.is_multiple {
                    break;
                }
            }
        }
        answers
    }
}

fn optional(key: &str, label: Text) -> DocumentNeed {
    DocumentNeed { key: key.to_owned(), label, why: Text::default(), files: 0, is_required: false }
}

/// Fills in how many files there are for each need: what the applicant sent, and what staff stored
/// for them, as when it came on paper.
pub(crate) fn count_files(needs: &mut [DocumentNeed], files: &[StoredFile]) {
    for need in needs {
        need.files = files.iter().filter(|f| f.origin != "house" && f.label == need.key).count();
    }
}

fn without_files(items: Vec<Item>) -> Vec<Item> {
    items
        .into_iter()
        .filter_map(|item| match item {
            Item::Question(question) if question.input == Input::File => None,
            Item::Fieldset(mut set) => {
                set.items = without_files(set.items);
                (!set.items.is_empty()).then_some(Item::Fieldset(set))
            }
            Item::List(mut list) => {
                for entry in &mut list.entries {
                    entry.items = without_files(std::mem::take(&mut entry.items));
                }
                Some(Item::List(list))
            }
            Item::Choice(mut choice) => {
                for branch in &mut choice.branches {
                    branch.items = without_files(std::mem::take(&mut branch.items));
                }
                Some(Item::Choice(choice))
            }
            other => Some(other),
        })
        .collect()
}

/// Whether an item asks for anything; a page of notes alone would be a dead end.
fn asks(item: &Item) -> bool {
    match item {
        Item::Note { .. } => false,
        Item::Fieldset(set) => set.items.iter().any(asks),
        _ => true,
    }
}
