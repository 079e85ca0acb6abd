//! Values whose form depends on what they are, or on the edition.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::modules::IncomingDocument;
use super::{Code, Document, Link};
use crate::finding::Severity;
use crate::wire::{Field, Reading, Slot, Taken, Version, Wire, Writing, element};
use crate::xml::Element;

/// Declares a value of one of several records, told apart by `xsi:type`, by a wrapping element of
/// that name, or by the fields it has.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident {
        $( $(#[$vmeta:meta])* $variant:ident($ty:ty) = $tag:literal if $($has:literal)|+ ),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $( $(#[$vmeta])* $variant($ty), )* }

        impl $crate::wire::Wire for $name {
            fn read(
                from: &$crate::xml::Element,
                cx: &mut $crate::wire::Reading,
                field: &$crate::wire::Field,
            ) -> Option<Self> {
                let (kind, from) = $crate::model::special::kind_of(
                    from,
                    &[ $( ($tag, &[$($has),+]) ),* ],
                    cx,
                );
                $( if kind == Some($tag) {
                    return <$ty as $crate::wire::Wire>::read(from, cx, field).map(Self::$variant);
                } )*
                None
            }

            fn write(
                &self,
                name: &str,
                cx: &mut $crate::wire::Writing,
                field: &$crate::wire::Field,
            ) -> $crate::xml::Element {
                match self { $( Self::$variant(value) => {
                    let mut element = $crate::wire::Wire::write(value, name, cx, field);
                    element.attributes.push(("xsi:type".to_owned(), $tag.to_owned()));
                    element
                } )* }
            }

            fn json(&self, field: &$crate::wire::Field) -> serde_json::Value {
                match self { $( Self::$variant(value) => $crate::wire::Wire::json(value, field), )* }
            }
        }
    };
}
pub(crate) use choice;

use crate::wire::snake;

/// Local part of a type such as `xzufi:KostenFix`.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Which kind an element is, and the element that holds its fields.
pub(crate) fn kind_of<'e>(
    from: &'e Element,
    kinds: &[(&'static str, &[&'static str])],
    cx: &mut Reading,
) -> (Option<&'static str>, &'e Element) {
    if let Some(named) = from.attribute("xsi:type") {
        let found = kinds.iter().find(|(tag, _)| *tag == local(named));
        if let Some((tag, _)) = found {
            return (Some(tag), from);
        }
    }
    for child in from.elements() {
        let found = kinds.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(&child.name));
        if let Some((tag, _)) = found {
            return (Some(tag), child);
        }
    }
    for (tag, has) in kinds {
        let fits = |c: &Element| has.iter().any(|n| *n == c.name || snake(n) == c.name);
        if from.elements().any(fits) {
            return (Some(tag), from);
        }
    }
    // In JSON an empty object is what has no field that must be filled.
    if cx.format == crate::wire::Format::Json
        && let Some((tag, _)) = kinds.last()
    {
        return (Some(tag), from);
    }
    cx.tell(
        Severity::Warning,
        "kind-unknown",
        from,
        format!("Die Art der Angabe in {} ist nicht erkennbar.", from.name),
        format!("It cannot be seen of what kind {} is.", from.name),
    );
    (None, from)
}

impl Default for super::DeadlineSpan {
    fn default() -> Self {
        Self::Dates(super::FixedDates::default())
    }
}

impl Default for super::CostChoice {
    fn default() -> Self {
        Self::Free(super::FreeOfCharge::default())
    }
}

/// A link that 2.2 knows as an address only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlainLink(pub Link);

impl Wire for PlainLink {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        if from.has_elements() {
            return Link::read(from, cx, field).map(Self);
        }
        let uri = String::read(from, cx, field)?;
        Some(Self(Link { uri, ..Link::default() }))
    }

    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element {
        if cx.version == Version::V2_3 {
            return self.0.write(name, cx, field);
        }
        if self.0 != (Link { uri: self.0.uri.clone(), ..Link::default() }) {
            cx.lost("linkKostenbildung/titel");
        }
        self.0.uri.write(name, cx, field)
    }

    fn json(&self, _field: &Field) -> Value {
        self.0.uri.clone().into()
    }
}

/// An incoming document: in 2.2 the document alone, in 2.3 with what is said about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Incoming(pub IncomingDocument);

impl Wire for Incoming {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        if from.child("dokument").is_some() {
            return IncomingDocument::read(from, cx, field).map(Self);
        }
        let document = Document::read(from, cx, field)?;
        Some(Self(IncomingDocument { document, ..IncomingDocument::default() }))
    }

    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element {
        if cx.version == Version::V2_3 {
            return self.0.write(name, cx, field);
        }
        let alone = IncomingDocument { document: self.0.document.clone(), ..Default::default() };
        if self.0 != alone {
            cx.lost("pflichtangabetyp");
        }
        self.0.document.write(name, cx, field)
    }

    fn json(&self, field: &Field) -> Value {
        self.0.document.json(field)
    }
}

/// Declares two lists of codes: the first is all that 2.2 knows; 2.3 wraps both.
macro_rules! two_lists {
    ($(#[$meta:meta])* $name:ident: $(#[$fm:meta])* $first:ident = $old:literal, $new:literal,
        $(#[$sm:meta])* $second:ident = $more:literal, $holder:ident) => {
        element! {
            /// Both lists as 2.3 writes them.
            $holder {
                /// The first.
                first: Vec<Code> = $new,
                /// The second.
                second: Vec<Code> = $more,
            }
        }

        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $(#[$fm])*
            pub $first: Vec<Code>,
            $(#[$sm])*
            pub $second: Vec<Code>,
        }

        impl Slot for $name {
            fn take(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Self {
                let mut value = Self::default();
                let inner = (Field::parse($new), Field::parse($more));
                for element in from.all(field, cx) {
                    let is_holder = element.elements().any(|c| {
                        [&inner.0, &inner.1].iter().any(|f| {
                            c.name == f.label() || c.name == snake(f.label())
                        })
                    });
                    if is_holder {
                        let both = $holder::read(element, cx, field);
                        let both = both.unwrap_or_default();
                        value.$first.extend(both.first);
                        value.$second.extend(both.second);
                    } else {
                        value.$first.extend(Code::read(element, cx, field));
                    }
                }
                value
            }

            fn put(&self, field: &Field, into: &mut Element, cx: &mut Writing) {
                if cx.version == Version::V2_2 {
                    self.$first.put(field, into, cx);
                    if !self.$second.is_empty() {
                        cx.lost($more.trim_start_matches('#'));
                    }
                } else if *self != Self::default() {
                    let both =
                        $holder { first: self.$first.clone(), second: self.$second.clone() };
                    Some(both).put(field, into, cx);
                }
            }

            fn put_json(&self, field: &Field, map: &mut Map<String, Value>) {
                self.$first.put_json(field, map);
            }
        }
    };
}

two_lists! {
    /// Areas of information of the single digital gateway.
    SdgAreas:
    /// Of the first annex.
    first = "#informationsbereichSDG", "#informationsbereichSDG1",
    /// Of the second annex (2.3).
    second = "#informationsbereichSDG2", SdgHolder
}

two_lists! {
    /// Nationalities for which a service matters.
    Nationalities:
    /// Nationalities.
    single = "relevantFuerStaatsangehoerigkeit", "#staatsangehoerigkeit",
    /// Groups of states (2.3).
    groups = "#staatengruppe", NationalityHolder
}
