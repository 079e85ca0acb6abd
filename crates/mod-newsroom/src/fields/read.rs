//! Reads the form of a block back into its data.

use content::text::{TextError, adopt_ids, parse, parse_inline};
use content::{Block, BlockId, Document};
use kernel::{AppError, Fields, Id, Problem};
use serde_json::{Map, Value, json};

use super::{Input, Spec, specs};

/// Lines named at once that were not understood.
const ERRORS_SHOWN: usize = 5;
/// Parts of one block at most that a form carries.
const PARTS_MAX: usize = 60;
/// Cells of a table at most that a form shows one by one.
pub(crate) const CELLS_MAX: usize = 400;

/// A fresh id for a block.
pub(crate) fn fresh_id() -> BlockId {
    // A UUID holds nothing but small letters, digits and hyphens.
    BlockId::parse(&Id::<Block>::new().to_string()).unwrap_or_else(|_| {
        let mut ids = content::Counted::new("b");
        content::Ids::next_id(&mut ids)
    })
}

/// Reads blocks in the text form; those that stayed keep their ids.
///
/// # Errors
/// A [`Problem`] at the field with the lines that cannot be understood.
pub(crate) fn blocks_of(field: &str, text: &str, before: &[Block]) -> Result<Vec<Block>, AppError> {
    let mut ids = fresh_id;
    let document = parse(text, &mut ids).map_err(|errors| text_problem(field, &errors))?;
    let mut blocks = document.into_blocks();
    adopt_ids(before, &mut blocks);
    Ok(blocks)
}

/// What was not understood in a text, at its field.
pub(crate) fn text_problem(field: &str, errors: &[TextError]) -> AppError {
    let list = |pick: fn(&content::Said) -> &str, line: &str| -> String {
        let all: Vec<String> = errors
            .iter()
            .take(ERRORS_SHOWN)
            .map(|e| match e.line {
                0 => pick(&e.said).to_owned(),
                n => format!("{line} {n}: {}", pick(&e.said)),
            })
            .collect();
        all.join(" ")
    };
    Problem::new(
        "newsroom/text",
        "Der Text enthält etwas, das nicht verstanden wurde.",
        "The text holds something that was not understood.",
    )
    .at(field, &list(|s| &s.de, "Zeile"), &list(|s| &s.en, "Line"))
    .into()
}

/// Reads a block from its form.
///
/// # Errors
/// A [`Problem`] at the field that is wrong.
pub(crate) fn read(before: &Block, fields: &Fields) -> Result<Block, AppError> {
    let mut data = data_of(before)?;
    for spec in specs(before.kind.name()) {
        set(&mut data, spec, spec.name, fields)?;
    }
    let value = json!({ "version": 1, "blocks": [
        { "id": before.id, "type": before.kind.name(), "data": data } ] });
    let document = Document::of_value(value).map_err(|e| crate::change::refused(&e.said()))?;
    document.into_blocks().pop().ok_or(AppError::NotFound)
}

/// The data of a block as JSON.
pub(crate) fn data_of(block: &Block) -> Result<Value, AppError> {
    let mut value = serde_json::to_value(block)?;
    let data = value.get_mut("data").map_or(Value::Null, Value::take);
    Ok(if data.is_object() { data } else { Value::Object(Map::new()) })
}

/// The value at a path such as `query.count`.
pub(crate) fn at<'v>(data: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(data, |value, part| value.get(part).unwrap_or(&Value::Null))
}

fn put(data: &mut Value, path: &str, value: Value) {
    match path.split_once('.') {
        Some((first, rest)) => {
            if !data.get(first).is_some_and(Value::is_object) {
                data[first] = Value::Object(Map::new());
            }
            put(&mut data[first], rest, value);
        }
        None => data[path] = value,
    }
}

fn key(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::String(text.to_owned()) }
}

fn wrong(field: &str, de: &str, en: &str) -> AppError {
    Problem::new(
        "newsroom/field",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
    .at(field, de, en)
    .into()
}

fn old_blocks(value: &Value) -> Vec<Block> {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

fn set(data: &mut Value, spec: &Spec, field: &str, fields: &Fields) -> Result<(), AppError> {
    let text = fields.get(field);
    let value = match spec.input {
        Input::Line => Value::String(text.to_owned()),
        Input::Long => Value::String(fields.text(field)),
        Input::Rich => {
            let (inlines, bad) = parse_inline(&fields.text(field));
            if let Some(target) = bad.first() {
                let target: String = target.chars().take(60).collect();
                return Err(wrong(
                    field,
                    &format!("Das Linkziel „{target}“ ist nicht erlaubt."),
                    &format!("The link target “{target}” is not allowed."),
                ));
            }
            serde_json::to_value(inlines)?
        }
        Input::Blocks => {
            let before = old_blocks(at(data, spec.name));
            serde_json::to_value(blocks_of(field, &fields.text(field), &before)?)?
        }
        Input::Number if text.is_empty() => json!(0),
        Input::Number => match text.parse::<u16>() {
            Ok(number) => json!(number),
            Err(_) => {
                return Err(wrong(
                    field,
                    "Geben Sie eine ganze Zahl ein.",
                    "Enter a whole number.",
                ));
            }
        },
        Input::Check => json!(fields.has(field)),
        // Nothing chosen where something must be: it stays as it was.
        Input::Choice(words) if words.iter().all(|(word, _, _)| *word != text) => return Ok(()),
        Input::Choice(_) | Input::Media(_) | Input::Unit | Input::Service | Input::Snippet => {
            key(text)
        }
        Input::Link if text.is_empty() => Value::Null,
        Input::Link => match content::LinkTarget::parse(text) {
            Ok(target) => serde_json::to_value(target)?,
            Err(_) => {
                return Err(wrong(
                    field,
                    "Geben Sie eine Adresse ein, zum Beispiel https://… oder /kontakt.",
                    "Enter an address, for example https://… or /kontakt.",
                ));
            }
        },
        Input::Alt => alt(field, fields),
        Input::Captions => captions(field, fields),
        Input::Words => json!(words(text)),
        Input::Services => {
            json!(fields.all(field).filter(|key| !key.is_empty()).collect::<Vec<_>>())
        }
        Input::Cells => cells(field, fields, at(data, spec.name))?,
        Input::Repeat(specs) => repeat(field, specs, fields, at(data, spec.name))?,
    };
    put(data, spec.name, value);
    Ok(())
}

/// Words apart by commas, each once, as they may be keys.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split([',', ' ']).map(crate::publish::slug_of) {
        if !word.is_empty() && !all.contains(&word) {
            all.push(word);
        }
    }
    all
}

fn alt(field: &str, fields: &Fields) -> Value {
    let text = fields.get(field);
    if fields.has(&format!("{field}.schmuck")) {
        json!("decorative")
    } else if text.is_empty() {
        Value::Null
    } else {
        json!({ "text": text })
    }
}

fn captions(field: &str, fields: &Fields) -> Value {
    match fields.get(field) {
        "file" => match fields.get(&format!("{field}.datei")) {
            "" => Value::Null,
            file => json!({ "file": file }),
        },
        "in_picture" => json!("in_picture"),
        "no_speech" => json!("no_speech"),
        "missing" => match fields.get(&format!("{field}.grund")) {
            "" => Value::Null,
            why => json!({ "missing": why }),
        },
        _ => Value::Null,
    }
}

/// Whether anything was entered in a part.
pub(super) fn is_filled(specs: &[Spec], prefix: &str, fields: &Fields) -> bool {
    specs.iter().any(|spec| !fields.get(&format!("{prefix}.{}", spec.name)).is_empty())
}

fn repeat(
    field: &str,
    specs: &'static [Spec],
    fields: &Fields,
    before: &Value,
) -> Result<Value, AppError> {
    let mut parts: Vec<(f64, Value)> = Vec::new();
    for n in 0..PARTS_MAX {
        let prefix = format!("{field}.{n}");
        if !fields.has(&format!("{prefix}.platz")) {
            break;
        }
        if fields.has(&format!("{prefix}.weg")) || !is_filled(specs, &prefix, fields) {
            continue;
        }
        let mut part = before.get(n).cloned().unwrap_or_else(|| Value::Object(Map::new()));
        for spec in specs {
            set(&mut part, spec, &format!("{prefix}.{}", spec.name), fields)?;
        }
        let place = fields.get(&format!("{prefix}.platz")).replace(',', ".");
        parts.push((place.parse().unwrap_or(f64::MAX), part));
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// How large a table is to be; at least one cell, at most what a form can show.
fn size(field: &str, fields: &Fields) -> (usize, usize) {
    let number = |name: &str, max: usize| {
        fields.get(&format!("{field}.{name}")).parse::<usize>().unwrap_or(1).clamp(1, max)
    };
    (number("zeilen", content::ROWS_MAX), number("spalten", content::COLUMNS_MAX))
}

fn cells(field: &str, fields: &Fields, before: &Value) -> Result<Value, AppError> {
    // A table too large for single fields is edited as text and left alone here.
    if !fields.has(&format!("{field}.zeilen")) {
        return Ok(before.clone());
    }
    let (rows, columns) = size(field, fields);
    let mut table = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut cells = Vec::with_capacity(columns);
        for column in 0..columns {
            let (inlines, _) = parse_inline(fields.get(&format!("{field}.{row}.{column}")));
            cells.push(serde_json::to_value(inlines)?);
        }
        table.push(Value::Array(cells));
    }
    Ok(Value::Array(table))
}
