//! What changed between two versions of a schema, place by place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::model::{Element, Schema};
use crate::path::Path;

/// One attribute with both values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeChange {
    /// Name of the attribute, such as `label` or `multiplicity`.
    pub attribute: String,
    /// Value before, empty when there was none.
    pub before: String,
    /// Value after, empty when there is none.
    pub after: String,
}

/// One place that is in both versions and differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceChange {
    /// Path without repetition indices.
    pub path: String,
    /// Question or heading in the new version.
    pub label: String,
    /// What changed.
    pub changes: Vec<AttributeChange>,
}

/// The difference of two schemas.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Diff {
    /// Places only in the new version, with their labels.
    pub added: Vec<(String, String)>,
    /// Places only in the old version, with their labels.
    pub removed: Vec<(String, String)>,
    /// Places that changed.
    pub changed: Vec<PlaceChange>,
}

impl Diff {
    /// True when nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares two versions of a schema. Places are matched by their path of ids.
pub fn diff(before: &Schema, after: &Schema) -> Diff {
    let (old, new) = (places(before), places(after));
    let named = |schema: &Schema, place: (&String, &usize)| {
        (place.0.clone(), schema.base_of(*place.1).label.clone())
    };
    let mut result = Diff {
        added: new
            .iter()
            .filter(|(path, _)| !old.contains_key(*path))
            .map(|place| named(after, place))
            .collect(),
        removed: old
            .iter()
            .filter(|(path, _)| !new.contains_key(*path))
            .map(|place| named(before, place))
            .collect(),
        changed: Vec::new(),
    };
    for (path, old_node) in &old {
        let Some(new_node) = new.get(path) else { continue };
        let (a, b) = (attributes(before, *old_node), attributes(after, *new_node));
        let changes: Vec<AttributeChange> = a
            .into_iter()
            .zip(b)
            .filter(|(a, b)| a.1 != b.1)
            .map(|((attribute, before), (_, after))| AttributeChange {
                attribute: attribute.to_owned(),
                before,
                after,
            })
            .collect();
        if !changes.is_empty() {
            let label = after.base_of(*new_node).label.clone();
            result.changed.push(PlaceChange { path: path.clone(), label, changes });
        }
    }
    result
}

/// Answers that have no place in another version of the schema: none means that a draft can
/// move over as it is.
pub fn lost_answers(answers: &Answers, schema: &Schema) -> Vec<Path> {
    answers.clone().retain_known(schema)
}

fn places(schema: &Schema) -> BTreeMap<String, usize> {
    (0..schema.nodes.len()).map(|node| (schema.trail(node), node)).collect()
}

/// What is compared, in a fixed order.
fn attributes(schema: &Schema, node: usize) -> Vec<(&'static str, String)> {
    let place = &schema.nodes[node];
    let base = schema.base_of(node);
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let rules: Vec<&str> =
        schema.rules_at(node).iter().map(|r| schema.rules[*r].text.as_str()).collect();
    let mut all = vec![
        ("version", base.key.version.clone()),
        ("name", base.name.clone()),
        ("label", base.label.clone()),
        ("label_output", base.label_output.clone()),
        ("help", text(&base.help)),
        ("multiplicity", place.multiplicity.to_string()),
        ("rules", rules.join("\n")),
    ];
    let field = match place.element {
        Element::Field(field) => schema.fields.get(field),
        _ => None,
    };
    let choices = field.map(|f| {
        let all: Vec<String> = f.choices.iter().map(|c| format!("{} {}", c.code, c.name)).collect();
        all.join("\n")
    });
    let limits = field.map(|f| &f.constraints);
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    all.extend([
        ("kind", field.map(|f| f.kind.code().to_owned()).unwrap_or_default()),
        ("data_type", field.map(|f| f.data_type.code().to_owned()).unwrap_or_default()),
        ("min_length", number(limits.and_then(|l| l.min_length))),
        ("max_length", number(limits.and_then(|l| l.max_length))),
        ("min_value", limits.map(|l| text(&l.min_value)).unwrap_or_default()),
        ("max_value", limits.map(|l| text(&l.max_value)).unwrap_or_default()),
        ("pattern", limits.map(|l| text(&l.pattern)).unwrap_or_default()),
        ("content", field.map(|f| text(&f.content)).unwrap_or_default()),
        ("choices", choices.unwrap_or_default()),
        (
            "code_list",
            field
                .and_then(|f| f.code_list.as_ref())
                .map(crate::model::CodeListRef::full_uri)
                .unwrap_or_default(),
        ),
        ("media_types", field.map(|f| f.media_types.join(", ")).unwrap_or_default()),
        ("choice_group", schema.group(node).map(|g| g.is_choice.to_string()).unwrap_or_default()),
    ]);
    all
}
