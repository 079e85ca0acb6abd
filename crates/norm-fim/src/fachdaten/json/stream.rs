//! Goes through a JSON document beside its schema, in one pass and without keeping it.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value as Json};

use super::super::Names;
use crate::form::Form;
use crate::model::{Element, Node};
use crate::path::INDEX_MAX;

/// Deepest nesting of a document.
const DEPTH_MAX: usize = 64;
/// Characters of an unknown key that are shown.
const KEY_SHOWN_MAX: usize = 80;

/// A value that is neither object nor list.
pub(super) enum Given<'a> {
    Text(&'a str),
    Bool(bool),
    Number(Number),
    Nothing,
}

/// What a document says about one child of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing.
    Absent,
    /// A list without entries.
    Empty,
    /// Something.
    Given,
}

/// Somebody who takes what is read. Answering `false` ends the reading.
pub(super) trait Taker {
    /// The child at this place begins; the answer is handed back to [`Taker::leave`].
    fn enter(&mut self, place: &Node) -> usize;
    /// It has ended.
    fn leave(&mut self, mark: usize);
    /// The child is a group that occurs once.
    fn group(&mut self);
    /// All of a group was read; `seen` goes with the children of its node.
    fn group_done(&mut self, node: usize, seen: &[Seen]) -> bool;
    /// The child is a list; the answer is handed back to [`Taker::list_done`].
    fn list(&mut self) -> usize;
    /// An entry of the list begins.
    fn entry(&mut self, index: u32);
    /// All of a list was read; `None` when it is too long.
    fn list_done(&mut self, node: usize, mark: usize, count: Option<u32>) -> bool;
    /// The value of a field, by its definition.
    fn field(&mut self, field: usize, given: Given<'_>) -> bool;
    /// Something of another kind than the schema says.
    fn wrong_type(&mut self) -> bool;
    /// A key the schema does not know here.
    fn unknown(&mut self, key: &str) -> bool;
}

/// A document on its way to a taker.
pub(super) struct Stream<'a, T> {
    form: &'a Form,
    names: &'a Names,
    /// Who takes it.
    pub taker: T,
    /// What was seen of the children of all groups that are open.
    seen: Vec<Seen>,
    /// True when the document is an object.
    pub is_object: bool,
    /// True when reading stopped because a key stands twice in one object.
    pub is_ambiguous: bool,
    /// True when something lay too deep and was passed over.
    pub is_too_deep: bool,
}

impl<'a, T: Taker> Stream<'a, T> {
    pub fn new(form: &'a Form, names: &'a Names, taker: T) -> Self {
        Self {
            form,
            names,
            taker,
            seen: Vec::new(),
            is_object: false,
            is_ambiguous: false,
            is_too_deep: false,
        }
    }

    /// Reads all of a document; says why it ended early.
    pub fn run(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut input = serde_json::Deserializer::from_slice(bytes);
        Below { stream: self, place: Place::Group(0), depth: 0 }
            .deserialize(&mut input)
            .and_then(|_| input.end())
            .map_err(|error| error.to_string())
    }

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        node: usize,
        depth: usize,
        mut map: A,
    ) -> Result<(), A::Error> {
        if depth > DEPTH_MAX {
            self.is_too_deep = true;
            return Json::deserialize(MapAccessDeserializer::new(map)).map(drop);
        }
        let form = self.form;
        let children = &form.schema.nodes[node].children;
        let base = self.seen.len();
        self.seen.resize(base + children.len(), Seen::Absent);
        let mut likely = 0;
        while let Some(key) = map.next_key_seed(Key { stream: self, node, likely })? {
            let Some(position) = key.or_stop::<A::Error>()? else {
                map.next_value::<Json>()?;
                continue;
            };
            likely = position + 1;
            if self.seen[base + position] != Seen::Absent {
                self.is_ambiguous = true;
                return Err(A::Error::custom("a key stands twice"));
            }
            let child = children[position];
            let place = &form.schema.nodes[child];
            let mark = self.taker.enter(place);
            let below = match (place.element, place.multiplicity.is_list()) {
                (_, true) => Place::List(child),
                (Element::Field(field), false) => Place::Field(field),
                (_, false) => Place::Group(child),
            };
            let seen = Below { stream: self, place: below, depth: depth + 1 };
            self.seen[base + position] = map.next_value_seed(seen)?;
            self.taker.leave(mark);
        }
        let goes_on = self.taker.group_done(node, &self.seen[base..]);
        self.seen.truncate(base);
        go_on(goes_on)
    }

    fn list<'de, A: SeqAccess<'de>>(
        &mut self,
        node: usize,
        depth: usize,
        mut entries: A,
    ) -> Result<Seen, A::Error> {
        let place = match self.form.schema.nodes[node].element {
            Element::Field(field) => Place::Field(field),
            _ => Place::Entry(node),
        };
        let mark = self.taker.list();
        let mut count = 0;
        while count < INDEX_MAX {
            self.taker.entry(count);
            if entries.next_element_seed(Below { stream: self, place, depth })?.is_none() {
                break;
            }
            count += 1;
        }
        let mut is_too_long = false;
        while count == INDEX_MAX && entries.next_element::<Json>()?.is_some() {
            is_too_long = true;
        }
        go_on(self.taker.list_done(node, mark, (!is_too_long).then_some(count)))?;
        Ok(if count == 0 { Seen::Empty } else { Seen::Given })
    }
}

/// Turns the wish of the taker to stop into the only thing that stops a reader.
fn go_on<E: Error>(goes_on: bool) -> Result<(), E> {
    if goes_on { Ok(()) } else { Err(E::custom("nobody wants to know more")) }
}

/// What the schema expects at a place.
#[derive(Clone, Copy)]
enum Place {
    /// A group, by its node.
    Group(usize),
    /// A group in a list, by its node.
    Entry(usize),
    /// A list, by its node.
    List(usize),
    /// A field, by its definition.
    Field(usize),
}

/// A key of an object of `node`.
struct Key<'s, 'a, T> {
    stream: &'s mut Stream<'a, T>,
    node: usize,
    /// The position of the child that mostly comes next.
    likely: usize,
}

/// What a key means.
enum Meaning {
    /// The child at this position.
    Child(usize),
    /// Nothing the schema knows; whether reading goes on.
    Unknown { goes_on: bool },
}

impl Meaning {
    fn or_stop<E: Error>(self) -> Result<Option<usize>, E> {
        match self {
            Self::Child(position) => Ok(Some(position)),
            Self::Unknown { goes_on } => go_on(goes_on).map(|()| None),
        }
    }
}

impl<'de, T: Taker> DeserializeSeed<'de> for Key<'_, '_, T> {
    type Value = Meaning;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Meaning, D::Error> {
        input.deserialize_str(self)
    }
}

impl<T: Taker> Visitor<'_> for Key<'_, '_, T> {
    type Value = Meaning;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Meaning, E> {
        let Self { stream, node, likely } = self;
        if let Some(at) = stream.names.position(&stream.form.schema, node, key, likely) {
            return Ok(Meaning::Child(at));
        }
        let shown: String = key.chars().take(KEY_SHOWN_MAX).collect();
        Ok(Meaning::Unknown { goes_on: stream.taker.unknown(&shown) })
    }
}

/// Reads whatever stands at a place.
struct Below<'s, 'a, T> {
    stream: &'s mut Stream<'a, T>,
    place: Place,
    depth: usize,
}

impl<T: Taker> Below<'_, '_, T> {
    fn take<E: Error>(self, given: Given<'_>) -> Result<Seen, E> {
        let taker = &mut self.stream.taker;
        go_on(match self.place {
            Place::Field(field) => taker.field(field, given),
            _ => taker.wrong_type(),
        })?;
        Ok(Seen::Given)
    }
}

impl<'de, T: Taker> DeserializeSeed<'de> for Below<'_, '_, T> {
    type Value = Seen;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Seen, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de, T: Taker> Visitor<'de> for Below<'_, '_, T> {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Seen, E> {
        self.take(Given::Text(text))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Seen, E> {
        self.take(Given::Bool(yes))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Seen, E> {
        self.take(Given::Number(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Seen, E> {
        self.take(Given::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Seen, E> {
        self.take(Number::from_f64(number).map_or(Given::Nothing, Given::Number))
    }

    fn visit_unit<E: Error>(self) -> Result<Seen, E> {
        self.take(Given::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Seen, A::Error> {
        match self.place {
            Place::Group(node) => {
                if self.depth == 0 {
                    self.stream.is_object = true;
                } else {
                    self.stream.taker.group();
                }
                self.stream.object(node, self.depth, map).map(|()| Seen::Given)
            }
            Place::Entry(node) => self.stream.object(node, self.depth, map).map(|()| Seen::Given),
            // Built so that numbers keep all digits, the library hands them over as maps.
            Place::List(_) | Place::Field(_) => {
                match Json::deserialize(MapAccessDeserializer::new(map))? {
                    Json::Number(number) => self.take(Given::Number(number)),
                    _ => self.take(Given::Nothing),
                }
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, entries: A) -> Result<Seen, A::Error> {
        if let Place::List(node) = self.place {
            return self.stream.list(node, self.depth, entries);
        }
        Json::deserialize(SeqAccessDeserializer::new(entries))?;
        self.take(Given::Nothing)
    }
}
