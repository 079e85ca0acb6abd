//! Which columns a query gives as a table, and the cells of a row.

use crate::check::{CheckedQuery, Field, Selected};
use crate::evaluate::step_into;
use crate::json::Json;
use crate::model::{ID_IN_PATHS, Relation};
use crate::query::{QueryError, QueryErrorKind, Step};
use crate::write::{Expanded, Out, Record};

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// The relations that lead from the row to the entity.
    pub relations: Vec<&'static Relation>,
    /// What of that entity stands in the column.
    pub field: Field,
}

/// The columns of a query: what `$select` names, else the id and all properties; then those of the
/// expanded entities.
///
/// # Errors
/// When a list is expanded without `$top=1`: a row has place for one entity only.
pub fn table_columns(query: &CheckedQuery) -> Result<Vec<TableColumn>, QueryError> {
    let mut columns = Vec::new();
    collect(query, &mut Vec::new(), &mut columns)?;
    Ok(columns)
}

fn collect(
    query: &CheckedQuery,
    relations: &mut Vec<&'static Relation>,
    columns: &mut Vec<TableColumn>,
) -> Result<(), QueryError> {
    let fields: Vec<Field> = if let Some(selected) = &query.select {
        let fields = selected.iter().filter_map(|item| match item {
            Selected::Field(field) => Some(field.clone()),
            Selected::Relation(_) => None,
        });
        fields.collect()
    } else {
        let all = query.entity.properties().iter().map(|p| Field::Property(p, Vec::new()));
        std::iter::once(Field::Id).chain(all).collect()
    };
    let own = fields.into_iter().map(|field| TableColumn { relations: relations.clone(), field });
    columns.extend(own);
    for expand in &query.expand {
        if expand.relation.is_many && expand.query.top != Some(1) {
            let name = expand.relation.name;
            let message = format!("{name} is a list; in a table it needs $top=1");
            return Err(QueryError::new(QueryErrorKind::Type, 0, 0, message).in_option("$expand"));
        }
        relations.push(expand.relation);
        collect(&expand.query, relations, columns)?;
        relations.pop();
    }
    Ok(())
}

impl TableColumn {
    /// Its name: the path to the property, as in `Datastream/unitOfMeasurement/symbol`.
    pub fn name(&self) -> String {
        let mut names: Vec<&str> = self.relations.iter().map(|r| r.name).collect();
        let mut last = String::new();
        match &self.field {
            Field::Id => names.push(ID_IN_PATHS),
            Field::SelfLink => names.push("selfLink"),
            Field::Property(property, steps) => {
                names.push(property.name);
                for step in steps {
                    match step {
                        Step::Name(name, _) => last = format!("{last}/{name}"),
                        Step::Index(index) => last = format!("{last}[{index}]"),
                    }
                }
            }
        }
        format!("{}{last}", names.join("/"))
    }

    /// Its cell in the row of an entity.
    pub fn cell<'a>(&self, record: &Record<'a>) -> Out<'a> {
        let mut record = record;
        for relation in &self.relations {
            let found = record.expanded.iter().find(|(r, _)| r == relation);
            let next = match found.map(|(_, expanded)| expanded) {
                Some(Expanded::One(Some(next))) => Some(next.as_ref()),
                Some(Expanded::Many(list)) => list.records.first(),
                _ => None,
            };
            let Some(next) = next else { return Out::Null };
            record = next;
        }
        match &self.field {
            Field::Id => Out::Json(Json::from(&record.id)),
            // Addresses are no part of tables.
            Field::SelfLink => Out::Null,
            Field::Property(property, steps) => {
                let found = record.fields.iter().find(|(p, _)| p == property);
                match found {
                    Some((_, value)) if steps.is_empty() => value.clone(),
                    Some((_, value)) => Out::Json(step_into(&value.to_json(), steps)),
                    None => Out::Null,
                }
            }
        }
    }
}
