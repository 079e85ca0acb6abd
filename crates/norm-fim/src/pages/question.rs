//! From a field to an input.

use super::{Input, Question};
use crate::answers::{Answer, Answers};
use crate::check::{FILE_SIZE_DEFAULT, MEDIA_TYPES_DEFAULT, confirms};
use crate::form::Form;
use crate::model::{DataType, Field, FieldKind};
use crate::path::Path;
use crate::rules::Situation;
use crate::value::Value;

/// Longest text that is asked in one line.
const LINE_LENGTH_MAX: u32 = 255;
/// Most options shown at once instead of a list that unfolds.
const RADIO_MAX: usize = 7;
/// Vocabulary name under which a keyword of a field holds its `autocomplete` token.
const AUTOCOMPLETE: &str = "autocomplete";

/// Accepted kinds of files: those of the schema, else PDF and pictures.
pub(crate) fn media_types(field: &Field) -> Vec<String> {
    if field.media_types.is_empty() {
        MEDIA_TYPES_DEFAULT.iter().map(|m| (*m).to_owned()).collect()
    } else {
        field.media_types.clone()
    }
}

/// `PDF, JPEG, PNG` for the kinds of files.
pub(crate) fn media_type_names(types: &[String]) -> String {
    let names: Vec<String> =
        types.iter().map(|t| t.rsplit('/').next().unwrap_or(t).to_uppercase()).collect();
    names.join(", ")
}

/// `choices` says how many entries there are to choose from.
fn input_of(field: &Field, choices: usize) -> Input {
    match (field.kind, field.data_type) {
        (FieldKind::Locked, _) => Input::Locked,
        (_, DataType::Bool) if confirms(field) => Input::Confirm,
        (_, DataType::Bool) => Input::YesNo,
        (FieldKind::Select, _) => {
            if choices <= RADIO_MAX {
                Input::Radio
            } else {
                Input::Select
            }
        }
        (_, DataType::Text | DataType::TextLatin) => text_input(field),
        (_, DataType::Date) => Input::Date,
        (_, DataType::Time) => Input::Time,
        (_, DataType::DateTime) => Input::DateTime,
        (_, DataType::Number) => Input::Number,
        (_, DataType::Integer) => Input::Integer,
        (_, DataType::Money) => Input::Money,
        (_, DataType::File | DataType::Object) => Input::File,
    }
}

fn text_input(field: &Field) -> Input {
    let label = field.base.label.to_lowercase();
    if field.constraints.pattern.as_deref().is_some_and(|p| p.contains('@')) {
        Input::Email
    } else if label.contains("telefon") || label.contains("mobil") {
        Input::Tel
    } else if field.constraints.max_length.is_some_and(|l| l > LINE_LENGTH_MAX) {
        Input::LongText
    } else {
        Input::Text
    }
}

/// False inside of an optional group in which nothing is answered yet.
fn is_demanded_around(form: &Form, answers: &Answers, situation: &Situation, path: &Path) -> bool {
    let mut above = path.parent();
    while let Some(group) = above.filter(|p| !p.is_root()) {
        let is_optional =
            form.schema.locate(&group).is_some_and(|n| form.schema.nodes[n].multiplicity.min == 0);
        let is_entry = group.index().is_some();
        if is_optional && !is_entry && !situation.requires(&group) && !answers.is_present(&group) {
            return false;
        }
        above = group.parent();
    }
    true
}

/// Builds the question of a field; for a list of files the path is the list.
pub(super) fn question(
    form: &Form,
    answers: &Answers,
    situation: &Situation,
    node: usize,
    path: &Path,
    language: &str,
) -> Option<Question> {
    let field = form.schema.field(node)?;
    let place = &form.schema.nodes[node];
    let choices = form.choices(node, language);
    let input = input_of(field, choices.len());
    let is_list = !path.is_root() && path.index().is_none() && place.multiplicity.is_list();
    let mut files = Vec::new();
    let mut value = String::new();
    if input == Input::File {
        let mut take = |path: Path| {
            if let Some(Answer::Given(Value::File(file))) = answers.get(&path) {
                files.push((path, file.clone()));
            }
        };
        if is_list {
            for index in 0..answers.counted(path) {
                take(path.with_index(Some(index)));
            }
        } else {
            take(path.clone());
        }
    } else {
        value = answers.input(path);
        if value.is_empty()
            && field.kind == FieldKind::Input
            && let Some(default) = &field.content
        {
            value.clone_from(default);
        }
    }
    let autocomplete = field
        .base
        .keywords
        .iter()
        .find(|k| k.uri.as_deref() == Some(AUTOCOMPLETE))
        .map(|k| k.text.clone());
    Some(Question {
        path: path.clone(),
        node,
        label: form.label(node, language).to_owned(),
        help: form.help(node, language).map(ToOwned::to_owned),
        input,
        required: situation.requires(path)
            || place.multiplicity.min > 0 && is_demanded_around(form, answers, situation, path),
        choices,
        value,
        max_length: field.constraints.max_length,
        autocomplete,
        multiple: is_list,
        files,
        media_types: if input == Input::File { media_types(field) } else { Vec::new() },
        max_size: field.max_size.unwrap_or(FILE_SIZE_DEFAULT),
    })
}
