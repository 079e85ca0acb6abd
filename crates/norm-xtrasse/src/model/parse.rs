//! Reads the model's own notation.
//!
//! `feature Name : Parent`, `abstract feature …`, `data …` and `codes …` begin a block; below,
//! indented, stand the attributes (`name? type`, where `?`, `*` and `+` tell how often) or the
//! codes (`1000 Name: label`). `@Target/reverse` is a reference. `without Name` takes a block
//! away. A mistake in these texts is a mistake in this crate: the tests read all of them.

use std::collections::BTreeMap;

use super::{Attribute, Class, ClassKind, Code, CodeList, GeometryType, Model, Type, Version};

const PACKAGES: [&str; 8] = [
    include_str!("../../model/xp.txt"),
    include_str!("../../model/bra.txt"),
    include_str!("../../model/bst.txt"),
    include_str!("../../model/ip.txt"),
    include_str!("../../model/isa.txt"),
    include_str!("../../model/isg.txt"),
    include_str!("../../model/pfs.txt"),
    include_str!("../../model/rvp.txt"),
];
const DIFFERENCES_V20: &str = include_str!("../../model/v20.txt");

/// A block: its heading words and its indented lines.
struct Block {
    kind: &'static str,
    is_abstract: bool,
    parent: Option<&'static str>,
    lines: Vec<&'static str>,
}

pub(super) fn model(version: Version) -> Model {
    let mut blocks = BTreeMap::new();
    for package in PACKAGES {
        read(package, &mut blocks);
    }
    if version == Version::V20 {
        read(DIFFERENCES_V20, &mut blocks);
    }
    let mut model = Model { version, classes: BTreeMap::new(), codes: BTreeMap::new() };
    for (name, block) in blocks.iter().filter(|(_, b)| b.kind == "codes") {
        let codes = block.lines.iter().map(|line| code(line)).collect();
        model.codes.insert(name, CodeList { name, codes });
    }
    for (name, block) in blocks.iter().filter(|(_, b)| b.kind != "codes") {
        let mut lineage = vec![*name];
        let mut at = block;
        while let Some(parent) = at.parent {
            lineage.push(parent);
            at = &blocks[parent];
        }
        let attributes = lineage
            .iter()
            .rev()
            .flat_map(|ancestor| blocks[ancestor].lines.iter())
            .map(|line| attribute(line, &model.codes))
            .collect();
        let kind = if block.kind == "data" { ClassKind::Data } else { ClassKind::Feature };
        let is_abstract = block.is_abstract;
        model.classes.insert(name, Class { version, name, kind, is_abstract, lineage, attributes });
    }
    model
}

fn read(text: &'static str, blocks: &mut BTreeMap<&'static str, Block>) {
    let mut at = None;
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.starts_with(' ') {
            if let Some(block) = at.and_then(|name| blocks.get_mut(name)) {
                block.lines.push(line.trim_start());
            }
            continue;
        }
        let mut words = line.split(' ').peekable();
        let is_abstract = words.next_if_eq(&"abstract").is_some();
        let kind = words.next().unwrap_or_default();
        let name = words.next().unwrap_or_default();
        if kind == "without" {
            blocks.remove(name);
            at = None;
            continue;
        }
        let parent = words.nth(1);
        blocks.insert(name, Block { kind, is_abstract, parent, lines: Vec::new() });
        at = Some(name);
    }
}

fn code(line: &'static str) -> Code {
    let (code, rest) = line.split_once(' ').unwrap_or((line, line));
    let (name, label) = rest.split_once(": ").unwrap_or((rest, rest));
    Code { code, name, label }
}

fn attribute(line: &'static str, codes: &BTreeMap<&'static str, CodeList>) -> Attribute {
    let (name, ty) = line.split_once(' ').unwrap_or((line, "text"));
    let (name, required, many) = match name.as_bytes().last() {
        Some(b'?') => (&name[..name.len() - 1], false, false),
        Some(b'*') => (&name[..name.len() - 1], false, true),
        Some(b'+') => (&name[..name.len() - 1], true, true),
        _ => (name, true, false),
    };
    Attribute { name, required, many, ty: parse_type(ty, codes) }
}

fn parse_type(text: &'static str, codes: &BTreeMap<&'static str, CodeList>) -> Type {
    if let Some(reference) = text.strip_prefix('@') {
        let (targets, reverse) = match reference.split_once('/') {
            Some((targets, reverse)) => (targets, Some(reverse)),
            None => (reference, None),
        };
        return Type::Reference { targets: targets.split('|').collect(), reverse };
    }
    if let Some((_, uom)) = text.split_once(' ') {
        return Type::Measure { uom };
    }
    match text {
        "text" => Type::Text,
        "bool" => Type::Bool,
        "int" => Type::Integer,
        "uri" => Type::Uri,
        "date" => Type::Date,
        "GM_Point" => Type::Geometry(GeometryType::Point),
        "GM_MultiPoint" => Type::Geometry(GeometryType::MultiPoint),
        "GM_Curve" => Type::Geometry(GeometryType::Curve),
        "GM_MultiCurve" => Type::Geometry(GeometryType::MultiCurve),
        "GM_Surface" => Type::Geometry(GeometryType::Surface),
        "GM_MultiSurface" => Type::Geometry(GeometryType::MultiSurface),
        name if codes.contains_key(name) => Type::Codes(name),
        name => Type::Data(name),
    }
}
