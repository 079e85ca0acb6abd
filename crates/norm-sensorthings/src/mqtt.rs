//! Topics of MQTT: version, resource path and perhaps a query.

use crate::limits::TOPIC_BYTES_MAX;
use crate::model::EntityType;
use crate::path::{Resource, ResourcePath, Tail, parse_path};
use crate::query::{Query, QueryError, QueryErrorKind};

/// Versions of the service that topics begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `v1.0`
    V1_0,
    /// `v1.1`
    V1_1,
}

impl Version {
    /// Its name in topics and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "v1.0",
            Self::V1_1 => "v1.1",
        }
    }
}

/// What somebody subscribes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// The version it names.
    pub version: Version,
    /// Entities, one of them, or a property.
    pub path: ResourcePath,
    /// `$select`, `$expand` and `$filter` of the topic.
    pub query: Query,
}

fn fail<T>(
    kind: QueryErrorKind,
    offset: usize,
    length: usize,
    message: impl Into<String>,
) -> Result<T, QueryError> {
    Err(QueryError::new(kind, offset, length, message))
}

fn start(topic: &str) -> Result<(Version, &str, usize), QueryError> {
    if topic.len() > TOPIC_BYTES_MAX {
        let message = format!("the topic is longer than {TOPIC_BYTES_MAX} bytes");
        return fail(QueryErrorKind::TooLarge, TOPIC_BYTES_MAX, 0, message);
    }
    if topic.contains('\0') {
        return fail(QueryErrorKind::Syntax, 0, 0, "a topic has no null character");
    }
    for version in [Version::V1_1, Version::V1_0] {
        if let Some(rest) = topic.strip_prefix(version.name())
            && rest.starts_with('/')
        {
            return Ok((version, rest, topic.len() - rest.len()));
        }
    }
    fail(QueryErrorKind::NotFound, 0, 4.min(topic.len()), "a topic begins with v1.1/ or v1.0/")
}

fn path_of(text: &str, skipped: usize) -> Result<ResourcePath, QueryError> {
    match parse_path(text) {
        Ok(Resource::Entities(path)) => Ok(path),
        Ok(_) => {
            fail(QueryErrorKind::NotFound, skipped, text.len(), "expected a set such as Things")
        }
        Err(mut error) => {
            error.offset += skipped;
            Err(error)
        }
    }
}

/// Reads a topic that somebody subscribes to.
///
/// # Errors
/// Where it is wrong. Wildcards are refused: the standard does not define them.
pub fn parse_subscription(topic: &str) -> Result<Subscription, QueryError> {
    let (version, rest, skipped) = start(topic)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if let Some(at) = wildcard(path) {
        let message = "wildcards are not supported in topics";
        return fail(QueryErrorKind::Syntax, skipped + at, 1, message);
    }
    let path = path_of(path, skipped)?;
    if path.tail == Tail::Ref || matches!(path.tail, Tail::Property { is_value: true, .. }) {
        let message = "$ref and $value have no topic";
        return fail(QueryErrorKind::Syntax, skipped, 0, message);
    }
    let query = Query::parse(query)?;
    let has_others = query.count.is_some()
        || !query.order_by.is_empty()
        || query.skip.is_some()
        || query.top.is_some()
        || query.result_format.is_some()
        || query.skip_token.is_some();
    if has_others {
        let message = "topics have only the options $select, $expand and $filter";
        return fail(QueryErrorKind::Syntax, skipped + rest.len(), 0, message);
    }
    Ok(Subscription { version, path, query })
}

/// The first wildcard outside of quotes: `+` or `#` as a whole step.
fn wildcard(path: &str) -> Option<usize> {
    let mut at = 0;
    for step in path.split('/') {
        if step == "+" || step == "#" {
            return Some(at);
        }
        at += step.len() + 1;
    }
    None
}

/// What somebody publishes to: a set in which an entity is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// The version it names.
    pub version: Version,
    /// The set, perhaps below another entity.
    pub path: ResourcePath,
}

impl Publication {
    /// The kind of entity to be made. The standard knows Observations only.
    pub fn entity(&self) -> EntityType {
        self.path.entity()
    }
}

/// Reads a topic that somebody publishes to.
///
/// # Errors
/// Where it is wrong, or leads to no set.
pub fn parse_publication(topic: &str) -> Result<Publication, QueryError> {
    let (version, rest, skipped) = start(topic)?;
    if let Some(at) = wildcard(rest) {
        return fail(QueryErrorKind::Syntax, skipped + at, 1, "nobody publishes to wildcards");
    }
    let path = path_of(rest, skipped)?;
    if !path.is_list() || path.tail != Tail::Nothing {
        let message = "publish to a set, such as v1.1/Datastreams(1)/Observations";
        return fail(QueryErrorKind::Syntax, skipped, rest.len(), message);
    }
    Ok(Publication { version, path })
}
