//! How values of the model stand in messages: one description of each record serves reading and
//! writing XML of both versions and the JSON of the portal.

mod field;
mod slot;
mod text;

pub(crate) use text::inner_html;

pub(crate) use field::{Field, Taken, snake, unknown_element};
pub(crate) use slot::{Slot, Wire, cleaned, deep_text};

use std::rc::Rc;

use crate::finding::{Finding, Findings, Severity};
use crate::xml::Element;

/// Edition of the standard.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Version {
    /// `XZuFi` 2.2.0, spoken by the collecting service of the portals.
    #[serde(rename = "2.2.0")]
    V2_2,
    /// `XZuFi` 2.3.1.
    #[serde(rename = "2.3.1")]
    V2_3,
}

impl Version {
    /// The number as it stands in the attribute `xzufiVersion`.
    pub const fn number(self) -> &'static str {
        match self {
            Self::V2_2 => "2.2.0",
            Self::V2_3 => "2.3.1",
        }
    }

    /// The namespace of its elements; that of 2.3.1 follows the pattern of the earlier ones.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V2_2 => "http://xoev.de/schemata/xzufi/2_2_0",
            Self::V2_3 => "http://xoev.de/schemata/xzufi/2_3_1",
        }
    }
}

/// Form of what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A message.
    Xml,
    /// What the portal's interface answers.
    Json,
}

/// What reading knows and has found so far.
pub(crate) struct Reading {
    /// Edition of the file.
    pub version: Version,
    /// Its form.
    pub format: Format,
    /// Whether texts with markup are cleaned.
    pub cleans: bool,
    /// What was found.
    pub findings: Findings,
    path: Vec<String>,
}

impl Reading {
    /// Begins.
    pub fn new(version: Version, format: Format, cleans: bool) -> Self {
        Self { version, format, cleans, findings: Findings::default(), path: Vec::new() }
    }

    /// Reads something inside of a place.
    pub fn within<T>(&mut self, step: String, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let value = read(self);
        self.path.pop();
        value
    }

    /// Tells something about the present place.
    pub fn tell(&mut self, severity: Severity, code: &str, at: &Element, de: String, en: String) {
        let mut finding = Finding::new(severity, code, self.path.join("/"), de, en);
        finding.line = (at.line > 0).then_some(at.line);
        self.findings.push(finding);
    }

    /// Names the object being read in the first step, once its identifier is known.
    pub fn name_object(&mut self, id: &str) {
        if let Some(first) = self.path.first_mut()
            && !first.contains('(')
        {
            let short: String = id.chars().take(80).collect();
            *first = format!("{first}({short})");
        }
    }
}

/// What writing knows and has found so far.
pub(crate) struct Writing {
    /// Edition to write.
    pub version: Version,
    /// Namespace of the elements.
    pub ns: Rc<str>,
    /// No namespace: code and name of codes.
    pub none: Rc<str>,
    /// What could not be said in this edition, or was cleaned.
    pub findings: Findings,
    path: Vec<String>,
}

impl Writing {
    /// Begins.
    pub fn new(version: Version, namespace: &str) -> Self {
        Self {
            version,
            ns: Rc::from(namespace),
            none: Rc::from(""),
            findings: Findings::default(),
            path: Vec::new(),
        }
    }

    /// Writes something inside of a place.
    pub fn within<T>(&mut self, step: String, write: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let value = write(self);
        self.path.pop();
        value
    }

    /// Tells something about the present place.
    pub fn tell(&mut self, severity: Severity, code: &str, de: String, en: String) {
        self.findings.push(Finding::new(severity, code, self.path.join("/"), de, en));
    }

    /// Tells that a field has no place in the edition written.
    pub fn lost(&mut self, field: &str) {
        let number = self.version.number();
        self.tell(
            Severity::Warning,
            "not-in-version",
            format!("{field} gibt es in XZuFi {number} nicht; die Angabe wird weggelassen."),
            format!("{field} does not exist in XZuFi {number}; it is left out."),
        );
    }
}

/// Several values that stand among the fields of a record.
pub(crate) trait Fields: Sized {
    /// Takes its fields out of an element.
    fn take_all(from: &mut Taken<'_>, cx: &mut Reading) -> Self;
    /// Puts its fields into an element.
    fn put_all(&self, into: &mut Element, cx: &mut Writing);
    /// Puts its fields into an object of JSON.
    fn json_all(&self, map: &mut serde_json::Map<String, serde_json::Value>);
}

/// Declares a record: its fields with types and names in messages (see [`Field::parse`]).
///
/// The order of the fields is the order of the elements.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $( $(#[$fmeta:meta])* $field:ident : $ty:ty = $spec:literal ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name { $( $(#[$fmeta])* pub $field: $ty, )* }

        impl $crate::wire::Fields for $name {
            fn take_all(
                from: &mut $crate::wire::Taken<'_>,
                cx: &mut $crate::wire::Reading,
            ) -> Self {
                Self { $( $field: $crate::wire::Slot::take(from, &$crate::wire::Field::parse($spec), cx), )* }
            }

            fn put_all(&self, into: &mut $crate::xml::Element, cx: &mut $crate::wire::Writing) {
                $( $crate::wire::Slot::put(&self.$field, &$crate::wire::Field::parse($spec), into, cx); )*
            }

            fn json_all(&self, map: &mut serde_json::Map<String, serde_json::Value>) {
                $( $crate::wire::Slot::put_json(&self.$field, &$crate::wire::Field::parse($spec), map); )*
            }
        }
    };
}

/// Declares a record that is an element of its own.
macro_rules! element {
    ($(#[$meta:meta])* $name:ident { $($body:tt)* }) => {
        $crate::wire::record! { $(#[$meta])* $name { $($body)* } }

        impl $crate::wire::Wire for $name {
            fn read(
                from: &$crate::xml::Element,
                cx: &mut $crate::wire::Reading,
                _field: &$crate::wire::Field,
            ) -> Option<Self> {
                Some($crate::wire::Taken::whole(from, cx))
            }

            fn write(
                &self,
                name: &str,
                cx: &mut $crate::wire::Writing,
                _field: &$crate::wire::Field,
            ) -> $crate::xml::Element {
                let mut element = $crate::xml::Element::new(name, &cx.ns);
                $crate::wire::Fields::put_all(self, &mut element, cx);
                element
            }

            fn json(&self, _field: &$crate::wire::Field) -> serde_json::Value {
                let mut map = serde_json::Map::new();
                $crate::wire::Fields::json_all(self, &mut map);
                serde_json::Value::Object(map)
            }
        }
    };
}

/// Declares a record whose fields stand among those of another.
macro_rules! part {
    ($(#[$meta:meta])* $name:ident { $($body:tt)* }) => {
        $crate::wire::record! { $(#[$meta])* $name { $($body)* } }

        impl $crate::wire::Slot for $name {
            fn take(
                from: &mut $crate::wire::Taken<'_>,
                _field: &$crate::wire::Field,
                cx: &mut $crate::wire::Reading,
            ) -> Self {
                $crate::wire::Fields::take_all(from, cx)
            }

            fn put(
                &self,
                _field: &$crate::wire::Field,
                into: &mut $crate::xml::Element,
                cx: &mut $crate::wire::Writing,
            ) {
                $crate::wire::Fields::put_all(self, into, cx);
            }

            fn put_json(
                &self,
                _field: &$crate::wire::Field,
                map: &mut serde_json::Map<String, serde_json::Value>,
            ) {
                $crate::wire::Fields::json_all(self, map);
            }
        }
    };
}

pub(crate) use element;
pub(crate) use part;
pub(crate) use record;
