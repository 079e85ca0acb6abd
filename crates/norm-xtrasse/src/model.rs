//! The object model: classes, their attributes and code lists, for both versions.
//!
//! The facts stand as plain text in `model/`, one file per package of the standard; they are
//! read once. Version 2.0 is told by its differences to 2.1 (`v20.txt`).

mod parse;

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Version {
    /// `XTrasse` 2.0.
    #[serde(rename = "2.0")]
    V20,
    /// `XTrasse` 2.1.
    #[serde(rename = "2.1")]
    V21,
}

impl Version {
    /// `2.0` or `2.1`.
    pub fn number(self) -> &'static str {
        match self {
            Self::V20 => "2.0",
            Self::V21 => "2.1",
        }
    }

    /// The XML namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::V20 => "http://www.xtrasse.de/2.0",
            Self::V21 => "http://www.xtrasse.de/2.1",
        }
    }

    /// The model of this version.
    pub fn model(self) -> &'static Model {
        static V20: LazyLock<Model> = LazyLock::new(|| parse::model(Version::V20));
        static V21: LazyLock<Model> = LazyLock::new(|| parse::model(Version::V21));
        match self {
            Self::V20 => &V20,
            Self::V21 => &V21,
        }
    }
}

/// All classes and code lists of one version.
#[derive(Debug)]
pub struct Model {
    version: Version,
    classes: BTreeMap<&'static str, Class>,
    codes: BTreeMap<&'static str, CodeList>,
}

impl Model {
    /// Which version this is.
    pub fn version(&self) -> Version {
        self.version
    }

    /// A class by name, such as `BRA_Baugrube`.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    /// All classes, by name.
    pub fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.values()
    }

    /// A code list by name, such as `XP_Legeverfahren`.
    pub fn codes(&self, name: &str) -> Option<&CodeList> {
        self.codes.get(name)
    }

    /// All code lists, by name.
    pub fn code_lists(&self) -> impl Iterator<Item = &CodeList> {
        self.codes.values()
    }
}

/// What a class describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassKind {
    /// An object with an identity.
    Feature,
    /// A structured value inside of an object.
    Data,
}

/// A class of the model.
#[derive(Debug)]
pub struct Class {
    /// Version of the standard it belongs to.
    pub version: Version,
    /// Name with the prefix of its package.
    pub name: &'static str,
    /// Object or structured value.
    pub kind: ClassKind,
    /// True when only its descendants occur in files.
    pub is_abstract: bool,
    /// The class itself first, then its ancestors.
    pub lineage: Vec<&'static str>,
    /// All attributes in the order of the file, the inherited ones first.
    pub attributes: Vec<Attribute>,
}

/// Classes are the same when they have the same name and the same attributes.
impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.attributes == other.attributes
    }
}

impl Class {
    /// True for the class itself and for every ancestor.
    pub fn is_a(&self, name: &str) -> bool {
        self.lineage.contains(&name)
    }

    /// An attribute by name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name == name)
    }

    /// The attribute that holds the geometry.
    pub fn geometry(&self) -> Option<&Attribute> {
        self.attributes.iter().find(|a| matches!(a.ty, Type::Geometry(_)))
    }
}

/// An attribute of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Name of the element and of the JSON member.
    pub name: &'static str,
    /// True when it must be there.
    pub required: bool,
    /// True when it may be there more than once.
    pub many: bool,
    /// What it holds.
    pub ty: Type,
}

/// What an attribute holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Free text.
    Text,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// An address of a document.
    Uri,
    /// A day.
    Date,
    /// A number with a unit.
    Measure {
        /// The unit the standard names (`m`, `MW`, `MWh`).
        uom: &'static str,
    },
    /// A place.
    Geometry(GeometryType),
    /// One code of the list with this name.
    Codes(&'static str),
    /// A structured value of the class with this name.
    Data(&'static str),
    /// Another object.
    Reference {
        /// Classes the object may have (or descend from).
        targets: Vec<&'static str>,
        /// The attribute that leads back.
        reverse: Option<&'static str>,
    },
}

/// The geometry types of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeometryType {
    /// One point.
    Point,
    /// Points.
    MultiPoint,
    /// One line.
    Curve,
    /// Lines.
    MultiCurve,
    /// One area.
    Surface,
    /// Areas.
    MultiSurface,
}

impl GeometryType {
    /// The name in the standard, such as `GM_MultiPoint`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "GM_Point",
            Self::MultiPoint => "GM_MultiPoint",
            Self::Curve => "GM_Curve",
            Self::MultiCurve => "GM_MultiCurve",
            Self::Surface => "GM_Surface",
            Self::MultiSurface => "GM_MultiSurface",
        }
    }
}

/// A list of codes.
#[derive(Debug)]
pub struct CodeList {
    /// Name of the list.
    pub name: &'static str,
    /// Its codes in the order of the standard.
    pub codes: Vec<Code>,
}

impl CodeList {
    /// A code by value.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }
}

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The value in files.
    pub code: &'static str,
    /// The short name.
    pub name: &'static str,
    /// The German words for people.
    pub label: &'static str,
}
