//! A whole text: blocks with a version of the format, read strictly and written as JSON.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::block::{Block, Kind};
use crate::fields::FieldText;
use crate::inline::{is_unsound, tidy};
use crate::key::BlockId;
use crate::parts::ListItem;
use crate::problem::{ContentError, Wrong};

/// The version of the stored format.
pub const VERSION: u64 = 1;
/// Bytes of the longest stored text.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Blocks of the longest text, those within others counted.
pub const BLOCKS_MAX: usize = 1_000;
/// How deep blocks may stand in blocks: a paragraph in a call-out in a section in a column.
pub const DEPTH_MAX: usize = 4;
/// Characters of the longest text of one field.
pub const FIELD_CHARS_MAX: usize = 20_000;
/// Entries of the longest list: pictures, files, sections, steps, points, keys.
pub const ENTRIES_MAX: usize = 300;
/// Rows of the longest table.
pub const ROWS_MAX: usize = 500;
/// Columns of the widest table.
pub const COLUMNS_MAX: usize = 20;
/// How deep points may stand below points.
pub const LIST_DEPTH_MAX: usize = 3;

/// A whole text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    version: u64,
    blocks: Vec<Block>,
}

impl Default for Document {
    fn default() -> Self {
        Self { version: VERSION, blocks: Vec::new() }
    }
}

impl Document {
    /// Makes a text of blocks and checks it against all limits. Plain texts are tidied: single
    /// spaces, none at the ends.
    ///
    /// # Errors
    /// With the block and field that break a limit.
    pub fn new(mut blocks: Vec<Block>) -> Result<Self, ContentError> {
        let count = count(&blocks, 1)?;
        if count > BLOCKS_MAX {
            return Err(ContentError::whole(Wrong::TooMany { count, max: BLOCKS_MAX }));
        }
        let mut seen = BTreeSet::new();
        for block in &mut blocks {
            settle(block);
        }
        for block in &blocks {
            check(block, &mut seen)?;
        }
        Ok(Self { version: VERSION, blocks })
    }

    /// Reads a stored text strictly: unknown fields, kinds and versions are errors.
    ///
    /// # Errors
    /// With the block and field concerned.
    pub fn read(json: &str) -> Result<Self, ContentError> {
        if json.len() > BYTES_MAX {
            return Err(ContentError::whole(Wrong::TooLong { length: json.len(), max: BYTES_MAX }));
        }
        let value: Value = serde_json::from_str(json)
            .map_err(|e| ContentError::whole(Wrong::Syntax(e.to_string())))?;
        Self::of_value(value)
    }

    /// Reads a text from a JSON value, as [`Document::read`] does.
    ///
    /// # Errors
    /// As [`Document::read`].
    pub fn of_value(value: Value) -> Result<Self, ContentError> {
        let syntax = |why: &str| ContentError::whole(Wrong::Syntax(why.into()));
        let Value::Object(mut map) = value else {
            return Err(syntax("not an object"));
        };
        match map.remove("version").as_ref().and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => return Err(ContentError::whole(Wrong::Version(other))),
            None => return Err(syntax("no version")),
        }
        let Some(Value::Array(blocks)) = map.remove("blocks") else {
            return Err(syntax("no list of blocks"));
        };
        if let Some(name) = map.keys().next() {
            return Err(syntax(&format!("unknown field {name}")));
        }
        // Before anything is made of them.
        if blocks.len() > BLOCKS_MAX {
            let wrong = Wrong::TooMany { count: blocks.len(), max: BLOCKS_MAX };
            return Err(ContentError::whole(wrong));
        }
        let blocks: Result<Vec<Block>, ContentError> = blocks.into_iter().map(read_block).collect();
        Self::new(blocks?)
    }

    /// The text as it is stored.
    ///
    /// # Panics
    /// Never: blocks hold nothing JSON cannot.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("blocks hold nothing JSON cannot")
    }

    /// The blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks, to be changed and checked again by [`Document::new`].
    pub fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }

    /// A block anywhere in the text.
    pub fn find(&self, id: &BlockId) -> Option<&Block> {
        let mut found = None;
        self.walk(&mut |block| {
            if block.id == *id {
                found = Some(block);
            }
        });
        found
    }

    /// Calls something for every block, from the top.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Block)) {
        for block in &self.blocks {
            block.walk(visit);
        }
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::of_value(value).map_err(|e| D::Error::custom(e.carried()))
    }
}

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        read_block(value).map_err(|e| D::Error::custom(e.carried()))
    }
}

/// Reads a block and those within it.
fn read_block(value: Value) -> Result<Block, ContentError> {
    let syntax = |why: String| ContentError::whole(Wrong::Syntax(why));
    let Value::Object(mut map) = value else {
        return Err(syntax("a block is not an object".into()));
    };
    let id = map.remove("id");
    let id = id.as_ref().and_then(Value::as_str).unwrap_or_default();
    let id = BlockId::parse(id).map_err(|e| syntax(format!("block without id: {e}")))?;
    let place = |field: &str, wrong: Wrong| ContentError::at(&id, field, wrong);
    let Some(Value::String(name)) = map.remove("type") else {
        return Err(place("type", Wrong::Syntax("no type".into())));
    };
    let data = map.remove("data").unwrap_or(Value::Object(serde_json::Map::new()));
    if let Some(field) = map.keys().next() {
        return Err(place(field, Wrong::Syntax("unknown field".into())));
    }
    match Kind::read(&name, &data) {
        None => Err(place("type", Wrong::UnknownKind(name))),
        Some(Ok(kind)) => Ok(Block { id, kind }),
        Some(Err(error)) => {
            let path = error.path().to_string();
            let why = error.into_inner().to_string();
            Err(ContentError::uncarried(&why).unwrap_or_else(|| place(&path, Wrong::Syntax(why))))
        }
    }
}

fn count(blocks: &[Block], depth: usize) -> Result<usize, ContentError> {
    let mut all = blocks.len();
    for block in blocks {
        if depth > DEPTH_MAX {
            return Err(ContentError::at(&block.id, "", Wrong::TooDeep { max: DEPTH_MAX }));
        }
        for group in block.groups() {
            all += count(group, depth + 1)?;
        }
    }
    Ok(all)
}

/// Brings the plain texts of a block and of all it holds into their one form.
fn settle(block: &mut Block) {
    block.kind.strings_mut(&mut |text, is_long| {
        if is_long {
            let lines: Vec<String> = text.lines().map(tidy).collect();
            let start = lines.iter().position(|l| !l.is_empty()).unwrap_or(lines.len());
            let end = lines.iter().rposition(|l| !l.is_empty()).map_or(start, |at| at + 1);
            *text = lines[start..end].join("\n");
        } else {
            *text = tidy(text);
        }
    });
    for group in block.groups_mut() {
        group.iter_mut().for_each(settle);
    }
}

/// Checks a block and those within it against limits and against what may stand where.
fn check(block: &Block, seen: &mut BTreeSet<BlockId>) -> Result<(), ContentError> {
    let fail = |field: &str, wrong: Wrong| Err(ContentError::at(&block.id, field, wrong));
    if !seen.insert(block.id.clone()) {
        return fail("id", Wrong::SameId);
    }
    for (field, count, max) in lengths(&block.kind) {
        if count > max {
            return fail(field, Wrong::TooMany { count, max });
        }
    }
    for field in block.kind.fields() {
        let words = field.text.words();
        let length = words.chars().count();
        if length > FIELD_CHARS_MAX {
            return fail(&field.name, Wrong::TooLong { length, max: FIELD_CHARS_MAX });
        }
        if let FieldText::Plain(text) = field.text
            && text.chars().any(is_unsound)
        {
            return fail(&field.name, Wrong::Syntax("control characters".into()));
        }
    }
    match &block.kind {
        Kind::List(list) if list_depth(&list.items) > LIST_DEPTH_MAX => {
            return fail("items", Wrong::TooDeep { max: LIST_DEPTH_MAX });
        }
        Kind::Table(table) => {
            let width = table.rows.first().map_or(0, Vec::len);
            if let Some(at) = table.rows.iter().position(|row| row.len() != width) {
                return fail(&format!("rows[{at}]"), Wrong::Uneven);
            }
        }
        _ => {}
    }
    for group in block.groups() {
        for inner in group {
            if !may_hold(&block.kind, &inner.kind) {
                let kind = inner.kind.name();
                return Err(ContentError::at(&inner.id, "type", Wrong::Misplaced(kind)));
            }
            check(inner, seen)?;
        }
    }
    Ok(())
}

/// Whether a block of one kind may stand in a block of another.
fn may_hold(outer: &Kind, inner: &Kind) -> bool {
    match outer {
        Kind::CallOut(_) => matches!(inner, Kind::Text(_) | Kind::List(_)),
        Kind::Columns(_) => !matches!(inner, Kind::Columns(_)),
        Kind::Steps(_) | Kind::Accordion(_) => {
            !matches!(inner, Kind::Columns(_) | Kind::Accordion(_) | Kind::Steps(_))
        }
        _ => false,
    }
}

fn list_depth(items: &[ListItem]) -> usize {
    if items.is_empty() {
        return 0;
    }
    1 + items.iter().map(|item| list_depth(&item.items)).max().unwrap_or(0)
}

fn points(items: &[ListItem]) -> usize {
    items.iter().map(|item| 1 + points(&item.items)).sum()
}

/// What a block counts: field, how many, at most how many.
fn lengths(kind: &Kind) -> Vec<(&'static str, usize, usize)> {
    let entries = |name: &'static str, count: usize| vec![(name, count, ENTRIES_MAX)];
    match kind {
        Kind::List(it) => entries("items", points(&it.items)),
        Kind::Gallery(it) => entries("images", it.images.len()),
        Kind::Steps(it) => entries("steps", it.steps.len()),
        Kind::Accordion(it) => entries("sections", it.sections.len()),
        Kind::Downloads(it) => entries("files", it.files.len()),
        Kind::Services(it) => entries("services", it.services.len()),
        Kind::News(it) => entries("query.topics", it.query.topics.len()),
        Kind::Events(it) => entries("query.topics", it.query.topics.len()),
        Kind::Map(it) => entries("layers", it.layers.len()),
        Kind::KeyFigures(it) => entries("figures", it.figures.len()),
        Kind::Table(it) => {
            let width = it.rows.iter().map(Vec::len).max().unwrap_or(0);
            vec![("rows", it.rows.len(), ROWS_MAX), ("rows[0]", width, COLUMNS_MAX)]
        }
        _ => Vec::new(),
    }
}
