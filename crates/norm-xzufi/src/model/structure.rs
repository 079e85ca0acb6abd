//! Structure of a service: object, action, detail.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::special::local;
use super::{Category, Code, Identifier, Localised};
use crate::wire::{Field, Reading, Slot, Taken, Version, Wire, Writing};
use crate::xml::Element;

/// A code of the catalogue, or a category of one's own (grouping and action of a service).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeOrCategory {
    /// A code of the catalogue.
    Code(Code),
    /// A category.
    Category(Box<Category>),
}

impl Default for CodeOrCategory {
    fn default() -> Self {
        Self::Code(Code::default())
    }
}

impl Wire for CodeOrCategory {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        let wrapped = from.elements().find(|c| c.name.ends_with("LeiKa"));
        if let Some(inner) = wrapped {
            return Code::read(inner, cx, field).map(Self::Code);
        }
        let wrapped = from.elements().find(|c| c.name.ends_with("Individuell"));
        let holder = wrapped.unwrap_or(from);
        if holder.child("id").is_some() {
            return Category::read(holder, cx, field).map(|c| Self::Category(Box::new(c)));
        }
        Code::read(from, cx, field).map(Self::Code)
    }

    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element {
        if cx.version == Version::V2_3 {
            return match self {
                Self::Code(code) => code.write(name, cx, field),
                Self::Category(category) => {
                    cx.lost(field.label());
                    Code { code: category.id.value.clone(), ..Code::default() }
                        .write(name, cx, field)
                }
            };
        }
        let mut element = Element::new(name, &cx.ns);
        element.push(match self {
            Self::Code(code) => code.write(&format!("{name}LeiKa"), cx, field),
            Self::Category(category) => category.write(&format!("{name}Individuell"), cx, field),
        });
        element
    }

    fn json(&self, field: &Field) -> Value {
        match self {
            Self::Code(code) => code.json(field),
            Self::Category(category) => category.json(field),
        }
    }
}

/// How much of the structure of a service is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StructureKind {
    /// The object alone (`LeistungsstrukturObjekt`).
    #[default]
    Object,
    /// Object and action (`LeistungsstrukturObjektMitVerrichtung`).
    ObjectWithAction,
    /// Object, action and detail (`LeistungsstrukturObjektMitVerrichtungUndDetail`).
    ObjectWithActionAndDetail,
}

impl StructureKind {
    const ALL: [Self; 3] = [Self::Object, Self::ObjectWithAction, Self::ObjectWithActionAndDetail];

    const fn tag(self) -> &'static str {
        match self {
            Self::Object => "LeistungsstrukturObjekt",
            Self::ObjectWithAction => "LeistungsstrukturObjektMitVerrichtung",
            Self::ObjectWithActionAndDetail => "LeistungsstrukturObjektMitVerrichtungUndDetail",
        }
    }
}

/// Structure of a service: object, action, detail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Structure {
    /// How much is given.
    pub kind: StructureKind,
    /// Group of services.
    pub group: Option<CodeOrCategory>,
    /// The object, such as the passport.
    pub object: Option<Identifier>,
    /// The action, such as issuing.
    pub action: Option<CodeOrCategory>,
    /// The detail, such as for children.
    pub detail: Vec<Localised>,
}

const GROUP: &str = "leistungsgruppierung|leistungsgruppierungLeiKa";
const OBJECT: &str = "leistungsobjektID";
const ACTION: &str = "verrichtung|verrichtungLeiKa";
const DETAIL: &str = "verrichtungsdetail";

impl Wire for Structure {
    fn read(from: &Element, cx: &mut Reading, _field: &Field) -> Option<Self> {
        let mut taken = Taken::new(from);
        let group = Slot::take(&mut taken, &Field::parse(GROUP), cx);
        let object: Option<Identifier> = Slot::take(&mut taken, &Field::parse(OBJECT), cx);
        let action: Option<CodeOrCategory> = Slot::take(&mut taken, &Field::parse(ACTION), cx);
        let detail: Vec<Localised> = Slot::take(&mut taken, &Field::parse(DETAIL), cx);
        taken.finish(cx);
        let named = from.attribute("xsi:type").map(local);
        let kind = StructureKind::ALL.into_iter().find(|k| Some(k.tag()) == named);
        let kind = kind.unwrap_or({
            if !detail.is_empty() {
                StructureKind::ObjectWithActionAndDetail
            } else if action.is_some() {
                StructureKind::ObjectWithAction
            } else {
                StructureKind::Object
            }
        });
        Some(Self { kind, group, object, action, detail })
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        element.attributes.push(("xsi:type".to_owned(), self.kind.tag().to_owned()));
        self.group.put(&Field::parse(GROUP), &mut element, cx);
        self.object.put(&Field::parse(OBJECT), &mut element, cx);
        self.action.put(&Field::parse(ACTION), &mut element, cx);
        self.detail.put(&Field::parse(DETAIL), &mut element, cx);
        element
    }

    fn json(&self, _field: &Field) -> Value {
        let mut map = Map::new();
        self.group.put_json(&Field::parse(GROUP), &mut map);
        if self.kind != StructureKind::Object {
            let object = self.object.clone().unwrap_or_default();
            Slot::put_json(&object, &Field::parse(OBJECT), &mut map);
            Slot::put_json(
                &self.action.clone().unwrap_or_default(),
                &Field::parse(ACTION),
                &mut map,
            );
        }
        if self.kind == StructureKind::ObjectWithActionAndDetail {
            self.detail.put_json(&Field::parse(DETAIL), &mut map);
        }
        Value::Object(map)
    }
}
