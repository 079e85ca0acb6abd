//! What changed between two editions, as data a page can show to everybody.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::block::Block;
use crate::document::Document;
use crate::fields::{Field, FieldText};
use crate::key::BlockId;
use crate::said::Said;

pub use self::words::{Piece, PieceChange, WORDS_MAX, compare_words};

/// A text of a block that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The block it belongs to: the one compared or one within it.
    pub block: BlockId,
    /// The field's path.
    pub field: String,
    /// What it is called for people.
    pub label: Said,
    /// The words, piece by piece.
    pub pieces: Vec<Piece>,
    /// Whether the words are the same and only marks or link targets differ.
    pub is_only_marks: bool,
}

/// Something other than text that differs: a picture exchanged, another tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// The block it belongs to.
    pub block: BlockId,
    /// What it is called for people.
    pub label: Said,
    /// How it was; empty for nothing.
    pub before: String,
    /// How it is; empty for nothing.
    pub after: String,
}

/// What happened to a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockChange {
    /// It is as it was.
    Same,
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It is different.
    Changed {
        /// Texts that differ.
        fields: Vec<FieldChange>,
        /// Other things that differ.
        settings: Vec<SettingChange>,
    },
}

/// A block in the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared<'a> {
    /// The block as it is now, or as it was if it went.
    pub block: &'a Block,
    /// What happened to it.
    pub change: BlockChange,
    /// Whether it stands elsewhere among the blocks that stayed.
    pub is_moved: bool,
}

/// All differences of two editions, in the order of the new one; what went stands where it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison<'a> {
    /// The blocks.
    pub blocks: Vec<Compared<'a>>,
}

impl Comparison<'_> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|b| b.change == BlockChange::Same && !b.is_moved)
    }

    /// One sentence that sums the differences up.
    pub fn summary(&self) -> Said {
        let count =
            |test: fn(&Compared<'_>) -> bool| self.blocks.iter().filter(|b| test(b)).count();
        let kinds = [
            (count(|b| b.change == BlockChange::Added), "neu", "new"),
            (count(|b| matches!(b.change, BlockChange::Changed { .. })), "geändert", "changed"),
            (count(|b| b.change == BlockChange::Removed), "entfernt", "removed"),
            (count(|b| b.is_moved), "verschoben", "moved"),
        ];
        let join = |word: fn(&(usize, &'static str, &'static str)) -> &'static str| {
            let parts: Vec<String> =
                kinds.iter().filter(|k| k.0 > 0).map(|k| format!("{} {}", k.0, word(k))).collect();
            parts.join(", ")
        };
        if self.is_empty() {
            return Said::new("Nichts ist anders.", "Nothing is different.");
        }
        Said::new(format!("Absätze: {}.", join(|k| k.1)), format!("Blocks: {}.", join(|k| k.2)))
    }
}

/// Names of what is not text, for people.
fn setting_label(name: &str) -> Said {
    let (de, en) = match name {
        "media" | "images" | "files" => ("Datei", "File"),
        "alt" => ("Alternativtext", "Alternative text"),
        "rank" => ("Rang der Überschrift", "Rank of the heading"),
        "tone" => ("Art des Hinweises", "Kind of call-out"),
        "ordered" => ("Nummerierung", "Numbering"),
        "faq" => ("Fragen und Antworten", "Questions and answers"),
        "header" => ("Kopfzellen", "Header cells"),
        "rows" => ("Zeilen und Spalten", "Rows and columns"),
        "captions" => ("Untertitel", "Captions"),
        "description" => ("Audiodeskription", "Audio description"),
        "sign_language" => ("Gebärdensprache", "Sign language"),
        "source" => ("Quelle", "Source"),
        "unit" => ("Stelle", "Unit"),
        "person" => ("Person", "Person"),
        "services" => ("Leistungen", "Services"),
        "query" => ("Auswahl", "Selection"),
        "layers" => ("Ebenen der Karte", "Layers of the map"),
        "center" => ("Ausschnitt der Karte", "Part of the map"),
        "provider" => ("Anbieter", "Provider"),
        "preview" => ("Vorschaubild", "Preview"),
        "alternative" => ("Ersatz ohne Anbieter", "Alternative without the provider"),
        "form" => ("Formular", "Form"),
        "blocks" | "left" | "right" | "steps" | "sections" | "items" => {
            ("Reihenfolge und Zahl", "Order and number")
        }
        _ => ("Einstellung", "Setting"),
    };
    Said::new(de, en)
}

/// A value in short for people.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => {
            let all: Vec<String> = list.iter().map(|v| shown(Some(v))).collect();
            all.join(", ")
        }
        Some(Value::Object(map)) => {
            let all: Vec<String> = map.values().map(|v| shown(Some(v))).collect();
            all.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Some(other) => other.to_string(),
    }
}

/// What a block holds besides text and blocks: texts are blanked, blocks reduced to their ids.
fn bare(block: &Block) -> serde_json::Map<String, Value> {
    let value = serde_json::to_value(&block.kind).unwrap_or_default();
    let Some(Value::Object(mut data)) = value.get("data").cloned() else {
        return serde_json::Map::new();
    };
    let texts: BTreeSet<String> = block
        .kind
        .fields()
        .into_iter()
        .map(|f| f.name.split('[').next().unwrap_or_default().to_owned())
        .collect();
    // A text decided where none was is a change of text; only the decision without text is left.
    for name in texts {
        let keep = matches!(name.as_str(), "alt" | "captions");
        if let Some(value) = data.get_mut(&name)
            && (!keep || value.is_object())
        {
            *value = reduced(&name, value);
        }
    }
    for name in ["blocks", "left", "right", "steps", "sections", "items"] {
        if let Some(value) = data.get_mut(name) {
            *value = reduced(name, value);
        }
    }
    data
}

/// A list without the texts in it: files and keys stay, and how many there are.
fn reduced(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("images" | "files", Value::Array(list)) => {
            list.iter().map(|entry| entry.get("media").cloned().unwrap_or_default()).collect()
        }
        ("rows", Value::Array(rows)) => {
            let width = rows.first().and_then(Value::as_array).map_or(0, Vec::len);
            Value::String(format!("{} × {width}", rows.len()))
        }
        (_, Value::Array(list)) if name != "content" && name != "caption" && name != "note" => {
            Value::Number(list.len().into())
        }
        _ => Value::Null,
    }
}

fn settings(before: &Block, after: &Block, changes: &mut Vec<SettingChange>) {
    if before.kind.name() != after.kind.name() {
        changes.push(SettingChange {
            block: after.id.clone(),
            label: Said::new("Art des Bausteins", "Kind of block"),
            before: before.kind.name().into(),
            after: after.kind.name().into(),
        });
        return;
    }
    let (old, new) = (bare(before), bare(after));
    for (name, value) in &new {
        let was = old.get(name);
        if was != Some(value) {
            changes.push(SettingChange {
                block: after.id.clone(),
                label: setting_label(name),
                before: shown(was),
                after: shown(Some(value)),
            });
        }
    }
}

fn key(block: &Block, field: &Field<'_>) -> (BlockId, String) {
    (block.id.clone(), field.name.clone())
}

/// What differs between two states of one block.
fn changed(before: &Block, after: &Block) -> BlockChange {
    if before == after {
        return BlockChange::Same;
    }
    let old: BTreeMap<(BlockId, String), Field<'_>> =
        before.all_fields().into_iter().map(|(b, f)| (key(b, &f), f)).collect();
    let mut seen = BTreeSet::new();
    let mut fields = Vec::new();
    let mut note = |block: &BlockId,
                    field: &Field<'_>,
                    was: Option<FieldText<'_>>,
                    is: Option<FieldText<'_>>| {
        let words = |text: Option<FieldText<'_>>| text.map(|t| t.words()).unwrap_or_default();
        let (old_words, new_words) = (words(was), words(is));
        if was == is || (old_words.is_empty() && new_words.is_empty()) {
            return;
        }
        fields.push(FieldChange {
            block: block.clone(),
            field: field.name.clone(),
            label: field.label.clone(),
            pieces: compare_words(&old_words, &new_words),
            is_only_marks: old_words == new_words,
        });
    };
    for (block, field) in after.all_fields() {
        let was = old.get(&key(block, &field)).map(|f| f.text);
        note(&block.id, &field, was, Some(field.text));
        seen.insert(key(block, &field));
    }
    for ((block, name), field) in &old {
        if !seen.contains(&(block.clone(), name.clone())) {
            note(block, field, Some(field.text), None);
        }
    }
    let mut others = Vec::new();
    let mut inner: BTreeMap<&BlockId, &Block> = BTreeMap::new();
    before.walk(&mut |block| {
        inner.insert(&block.id, block);
    });
    after.walk(&mut |block| {
        if let Some(was) = inner.get(&block.id) {
            settings(was, block, &mut others);
        }
    });
    BlockChange::Changed { fields, settings: others }
}

/// The places of the longest run of rising numbers: what did not move.
fn rising(numbers: &[usize]) -> BTreeSet<usize> {
    // For each length the place of its smallest last number, and for each place the one before it.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = tails.partition_point(|t| numbers[*t] < *number);
        before.push(length.checked_sub(1).map(|l| tails[l]));
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut kept = BTreeSet::new();
    let mut here = tails.last().copied();
    while let Some(at) = here {
        kept.insert(at);
        here = before[at];
    }
    kept
}

/// Compares two editions block by block.
pub fn compare<'a>(before: &'a Document, after: &'a Document) -> Comparison<'a> {
    let old: BTreeMap<&BlockId, (usize, &Block)> =
        before.blocks().iter().enumerate().map(|(at, b)| (&b.id, (at, b))).collect();
    let new: BTreeSet<&BlockId> = after.blocks().iter().map(|b| &b.id).collect();
    let common: Vec<&Block> = after.blocks().iter().filter(|b| old.contains_key(&b.id)).collect();
    let places: Vec<usize> = common.iter().map(|b| old[&b.id].0).collect();
    let kept: BTreeSet<&BlockId> = rising(&places).into_iter().map(|at| &common[at].id).collect();
    let mut blocks = Vec::new();
    // What went is shown before the first block that stood behind it and stayed in its place.
    let mut shown_until = 0;
    let gone = |from: usize, to: usize| {
        before.blocks()[from.min(to)..to]
            .iter()
            .filter(|b| !new.contains(&b.id))
            .map(|block| Compared { block, change: BlockChange::Removed, is_moved: false })
    };
    for block in after.blocks() {
        let Some((place, was)) = old.get(&block.id) else {
            blocks.push(Compared { block, change: BlockChange::Added, is_moved: false });
            continue;
        };
        let is_moved = !kept.contains(&block.id);
        if !is_moved {
            blocks.extend(gone(shown_until, *place));
            shown_until = place + 1;
        }
        blocks.push(Compared { block, change: changed(was, block), is_moved });
    }
    blocks.extend(gone(shown_until, before.blocks().len()));
    Comparison { blocks }
}
