//! Observations as tables: many of them with their column names once.

use std::collections::HashMap;
use std::fmt::Write;

use crate::check::{CheckedQuery, Field, Selected};
use crate::entity::{EntityBody, EntityError, EntityErrors, Link, Purpose, read_entity};
use crate::json::{Json, Object, escape, quote};
use crate::limits::DATA_ARRAY_ROWS_MAX;
use crate::model::{COUNT, EntityType, ID, ID_IN_PATHS, Id, NAVIGATION_LINK, NEXT_LINK, Property};
use crate::write::Out;

/// The Observations of one stream in a `CreateObservations` request.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The kind of the stream: `Datastream` or `MultiDatastream`.
    pub stream: EntityType,
    /// Its id.
    pub id: Id,
    /// The rows: an Observation, or why there is none.
    pub rows: Vec<Result<EntityBody, EntityErrors>>,
}

/// A part of a `CreateObservations` request.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A group whose frame is sound.
    Group(Group),
    /// A group that is broken; all its rows fail for the same reason.
    Broken {
        /// How many rows it has.
        rows: usize,
        /// Why they fail.
        error: EntityErrors,
    },
}

/// Columns that a group may have.
const COLUMNS: [&str; 6] =
    ["phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters"];
/// The column that names the feature.
const FEATURE: &str = "FeatureOfInterest/id";

fn broken(pointer: &str, message: impl Into<String>) -> EntityErrors {
    EntityErrors(vec![EntityError { pointer: pointer.to_owned(), message: message.into() }])
}

/// Reads the body of a `CreateObservations` request.
///
/// # Errors
/// When it is no list of groups at all, or has too many rows. Broken groups and rows are told one by
/// one, because the good ones count.
pub fn read_create_observations(body: &Json) -> Result<Vec<Part>, EntityErrors> {
    let Some(groups) = body.as_array() else {
        return Err(broken("", format!("expected a list of groups, found {}", body.kind())));
    };
    let rows = |group: &Json| group.get("dataArray").and_then(Json::as_array).map_or(0, <[_]>::len);
    if groups.iter().map(rows).sum::<usize>() > DATA_ARRAY_ROWS_MAX {
        return Err(broken("", format!("more than {DATA_ARRAY_ROWS_MAX} rows")));
    }
    let parts = groups.iter().enumerate().map(|(n, group)| {
        read_group(group, &format!("/{n}"))
            .unwrap_or_else(|error| Part::Broken { rows: rows(group), error })
    });
    Ok(parts.collect())
}

fn read_group(group: &Json, at: &str) -> Result<Part, EntityErrors> {
    let (stream, reference) = match (group.get("Datastream"), group.get("MultiDatastream")) {
        (Some(reference), None) => (EntityType::Datastream, reference),
        (None, Some(reference)) => (EntityType::MultiDatastream, reference),
        _ => return Err(broken(at, "a group needs either Datastream or MultiDatastream")),
    };
    let place = format!("{at}/{stream}");
    let Some(id) = reference.get(ID).or_else(|| reference.get(ID_IN_PATHS)).and_then(as_id) else {
        return Err(broken(&place, "expected {\"@iot.id\": …}"));
    };
    let place = format!("{at}/components");
    let Some(columns) = group.get("components").and_then(Json::as_array) else {
        return Err(broken(&place, "expected the list of columns"));
    };
    let mut names: Vec<&str> = Vec::with_capacity(columns.len());
    for (n, column) in columns.iter().enumerate() {
        let name = match column.as_text() {
            Some("FeatureOfInterest/@iot.id") => FEATURE,
            name => name.unwrap_or_default(),
        };
        if name != FEATURE && !COLUMNS.contains(&name) {
            let message = format!("there is no column {column}; there are {}", COLUMNS.join(", "));
            return Err(broken(&format!("{place}/{n}"), format!("{message}, {FEATURE}")));
        }
        if names.contains(&name) {
            return Err(broken(&format!("{place}/{n}"), format!("the column {name} stands twice")));
        }
        names.push(name);
    }
    if let Some(missing) = COLUMNS.iter().take(2).find(|name| !names.contains(name)) {
        return Err(broken(&place, format!("the column {missing} is missing")));
    }
    let place = format!("{at}/dataArray");
    let Some(rows) = group.get("dataArray").and_then(Json::as_array) else {
        return Err(broken(&place, "expected the list of rows"));
    };
    let rows = rows
        .iter()
        .enumerate()
        .map(|(n, row)| read_row(row, &names, stream, &id, &format!("{place}/{n}")))
        .collect();
    Ok(Part::Group(Group { stream, id, rows }))
}

fn as_id(json: &Json) -> Option<Id> {
    match json {
        Json::Number(number) => number.as_i64().map(Id::Number),
        Json::Text(text) => Some(Id::Text(text.clone())),
        _ => None,
    }
}

fn read_row(
    row: &Json,
    names: &[&str],
    stream: EntityType,
    id: &Id,
    at: &str,
) -> Result<EntityBody, EntityErrors> {
    let Some(cells) = row.as_array().filter(|cells| cells.len() == names.len()) else {
        return Err(broken(at, format!("expected a list of {} values", names.len())));
    };
    let mut object = Object::new();
    let mut feature = None;
    for (n, (name, cell)) in names.iter().zip(cells).enumerate() {
        if *name == FEATURE {
            if !cell.is_null() {
                let found = as_id(cell).ok_or_else(|| {
                    broken(&format!("{at}/{n}"), format!("expected an id, found {}", cell.kind()))
                })?;
                feature = Some(found);
            }
        } else if *name == "result" || !cell.is_null() {
            object.set(name, cell.clone());
        }
    }
    let relation = EntityType::Observation.relation(stream.name());
    let read = read_entity(&object.into(), EntityType::Observation, Purpose::Create(relation));
    let mut body = read.map_err(|errors| {
        let moved = errors.0.into_iter().map(|error| {
            let name = error.pointer.trim_start_matches('/');
            let first = name.split('/').next().unwrap_or_default();
            let pointer = match names.iter().position(|n| escape(n) == first) {
                Some(column) => format!("{at}/{column}"),
                None => at.to_owned(),
            };
            EntityError { pointer, message: error.message }
        });
        EntityErrors(moved.collect())
    })?;
    if let Some(relation) = relation {
        body.links.push((relation, vec![Link::To(id.clone())]));
    }
    if let (Some(feature), Some(relation)) =
        (feature, EntityType::Observation.relation("FeatureOfInterest"))
    {
        body.links.push((relation, vec![Link::To(feature)]));
    }
    Ok(body)
}

/// The answer to a `CreateObservations` request: for each row, in order, an address or a reason.
pub fn write_created(outcomes: impl IntoIterator<Item = Result<String, String>>) -> String {
    let items = outcomes.into_iter().map(|outcome| match outcome {
        Ok(address) => Json::from(address),
        Err(reason) => Json::from(format!("error {reason}")),
    });
    Json::Array(items.collect()).to_string()
}

/// A column of a table that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The id.
    Id,
    /// A property.
    Property(&'static Property),
}

impl Column {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => ID_IN_PATHS,
            Self::Property(property) => property.name,
        }
    }
}

/// The columns that a query asks for: those of `$select` in its order, else all.
pub fn columns(query: &CheckedQuery) -> Vec<Column> {
    let Some(selected) = &query.select else {
        // The order that clients know from FROST.
        let names =
            ["phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters"];
        let all = names.into_iter().filter_map(|name| query.entity.property(name));
        return std::iter::once(Column::Id).chain(all.map(Column::Property)).collect();
    };
    let wanted = selected.iter().filter_map(|item| match item {
        Selected::Field(Field::Id) => Some(Column::Id),
        Selected::Field(Field::Property(property, _)) => Some(Column::Property(property)),
        _ => None,
    });
    wanted.collect()
}

/// A row that is written: the address of its stream, and its cells.
pub type Row<'a> = (String, Vec<Out<'a>>);

/// Writes Observations as tables, one for each stream in the order of their first rows.
pub fn write_data_array<'a>(
    out: &mut String,
    columns: &[Column],
    rows: impl IntoIterator<Item = Row<'a>>,
    count: Option<u64>,
    next_link: Option<&str>,
) {
    let mut groups: Vec<(String, usize, String)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (address, cells) in rows {
        let at = *known.entry(address).or_insert_with_key(|address| {
            groups.push((address.clone(), 0, String::new()));
            groups.len() - 1
        });
        let Some((_, length, table)) = groups.get_mut(at) else { continue };
        table.push_str(if *length == 0 { "[" } else { ",[" });
        for (n, cell) in cells.iter().enumerate() {
            table.push_str(if n == 0 { "" } else { "," });
            cell.put(table);
        }
        table.push(']');
        *length += 1;
    }
    let names = Json::Array(columns.iter().map(|c| Json::from(c.name())).collect()).to_string();
    out.push('{');
    // Writing to memory does not fail.
    write_groups(out, &groups, &names, count, next_link).unwrap_or_default();
    out.push('}');
}

fn write_groups(
    out: &mut String,
    groups: &[(String, usize, String)],
    names: &str,
    count: Option<u64>,
    next_link: Option<&str>,
) -> std::fmt::Result {
    if let Some(count) = count {
        write!(out, "\"{COUNT}\":{count},")?;
    }
    out.push_str("\"value\":[");
    for (n, (address, length, table)) in groups.iter().enumerate() {
        let is_multi =
            address.rsplit('/').next().is_some_and(|s| s.starts_with("MultiDatastreams"));
        let kind = if is_multi { EntityType::MultiDatastream } else { EntityType::Datastream };
        write!(out, "{}{{\"{kind}{NAVIGATION_LINK}\":", if n == 0 { "" } else { "," })?;
        quote(out, address)?;
        write!(
            out,
            ",\"components\":{names},\"dataArray{COUNT}\":{length},\"dataArray\":[{table}]}}"
        )?;
    }
    out.push(']');
    if let Some(next) = next_link {
        write!(out, ",\"{NEXT_LINK}\":")?;
        quote(out, next)?;
    }
    Ok(())
}
