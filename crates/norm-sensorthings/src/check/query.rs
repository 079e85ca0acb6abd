//! Checks all options of a request against the entity model.

use super::expression::{fail, property};
use super::types::{Field, Scope};
use super::{check_filter, check_order_key};
use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::model::{EntityType, NAVIGATION_LINK, Relation};
use crate::query::{
    Direction, Query, QueryError, QueryErrorKind, ResultFormat, ResultMetadata, SelectItem, Step,
};

/// Something that `$select` asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Selected {
    /// The id, the own address or a property.
    Field(Field),
    /// The address of related entities.
    Relation(&'static Relation),
}

/// A relation of `$expand` with its options.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedExpand {
    /// The relation.
    pub relation: &'static Relation,
    /// The options for the related entities.
    pub query: CheckedQuery,
}

/// The options of a request, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedQuery {
    /// The kind of entities asked for.
    pub entity: EntityType,
    /// The filter.
    pub filter: Option<Scope>,
    /// The keys of the order; the id follows always.
    pub order: Vec<(Scope, Direction)>,
    /// Whether the number of all rows is wanted.
    pub count: bool,
    /// Rows to pass over.
    pub skip: u64,
    /// Most rows that the client wants.
    pub top: Option<u64>,
    /// What of each entity is wanted; `None` for everything.
    pub select: Option<Vec<Selected>>,
    /// Whether only different rows are wanted.
    pub is_distinct: bool,
    /// The related entities that are shown with it.
    pub expand: Vec<CheckedExpand>,
    /// Another form of the result.
    pub format: Option<ResultFormat>,
    /// How many control members are wanted.
    pub metadata: ResultMetadata,
}

impl CheckedQuery {
    /// Rows that are given at most: what the client wants, within the limits of the server.
    pub fn page(&self) -> u64 {
        self.top.unwrap_or(PAGE_DEFAULT).min(PAGE_MAX)
    }

    /// Whether a property is to be written.
    pub fn wants(&self, name: &str) -> bool {
        self.select.as_ref().is_none_or(|selected| {
            selected.iter().any(|item| match item {
                Selected::Field(Field::Property(property, _)) => property.name == name,
                Selected::Relation(relation) => relation.name == name,
                Selected::Field(_) => false,
            })
        })
    }

    /// Whether the id is to be written.
    pub fn wants_id(&self) -> bool {
        self.select.as_ref().is_none_or(|selected| selected.contains(&Selected::Field(Field::Id)))
    }
}

/// Checks the options of a request for entities of a kind.
///
/// # Errors
/// The option, where and why names or types do not fit.
pub fn check_query(query: &Query, entity: EntityType) -> Result<CheckedQuery, QueryError> {
    let checked = check_level(query, entity)?;
    if query.result_format == Some(ResultFormat::DataArray) {
        if entity != EntityType::Observation {
            let message = "only Observations have the form dataArray";
            return Err(
                QueryError::new(QueryErrorKind::Type, 0, 0, message).in_option("$resultFormat")
            );
        }
        if let Some(item) = query.expand.first() {
            let message = "$expand does not fit to dataArray";
            return fail(QueryErrorKind::Type, item.span, message)
                .map_err(|e: QueryError| e.in_option("$expand"));
        }
    }
    Ok(checked)
}

fn check_level(query: &Query, entity: EntityType) -> Result<CheckedQuery, QueryError> {
    let filter = query.filter.as_ref().map(|expr| check_filter(expr, entity)).transpose();
    let filter = filter.map_err(|e| e.in_option("$filter"))?;
    let order: Result<Vec<_>, QueryError> = query
        .order_by
        .iter()
        .map(|key| Ok((check_order_key(key, entity)?, key.direction)))
        .collect();
    let order = order.map_err(|e| e.in_option("$orderby"))?;
    let select: Result<Vec<Selected>, QueryError> =
        query.select.iter().map(|item| selected(item, entity)).collect();
    let select = select.map_err(|e| e.in_option("$select"))?;
    let mut expand = Vec::with_capacity(query.expand.len());
    for item in &query.expand {
        let Some(relation) = entity.relation(&item.name) else {
            let known: Vec<&str> = entity.relations().iter().map(|r| r.name).collect();
            let message =
                format!("{entity} has no relation '{}'; it has {}", item.name, known.join(", "));
            return fail(QueryErrorKind::Unknown, item.span, message)
                .map_err(|e: QueryError| e.in_option("$expand"));
        };
        let query = check_level(&item.query, relation.to).map_err(|mut e| {
            // The place counts from the start of the outermost $expand.
            "$expand".clone_into(&mut e.option);
            e
        })?;
        expand.push(CheckedExpand { relation, query });
    }
    Ok(CheckedQuery {
        entity,
        filter,
        order,
        count: query.count.unwrap_or(false),
        skip: query.skip.unwrap_or(0),
        top: query.top,
        select: (!select.is_empty()).then_some(select),
        is_distinct: query.is_distinct,
        expand,
        format: query.result_format,
        metadata: query.result_metadata.unwrap_or_default(),
    })
}

fn selected(item: &SelectItem, entity: EntityType) -> Result<Selected, QueryError> {
    let Some((Step::Name(name, span), rest)) = item.path.steps.split_first() else {
        return fail(QueryErrorKind::Syntax, item.span, "expected a name");
    };
    let relation_name = name.strip_suffix(NAVIGATION_LINK).unwrap_or(name);
    if let (Some(relation), []) = (entity.relation(relation_name), rest) {
        return Ok(Selected::Relation(relation));
    }
    let (field, _) = property(entity, name, rest, *span)?;
    Ok(Selected::Field(field))
}
