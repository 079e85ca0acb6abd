//! What somebody wants to hear: a topic is a path of the service, with a version before it and
//! perhaps `$select`, `$expand` and `$filter` behind it.

use std::sync::Arc;

use kernel::{Reader, Town};
use norm_mqtt::reason;
use norm_sensorthings::Json;
use norm_sensorthings::check::Field;
use norm_sensorthings::json::Object;
use norm_sensorthings::mqtt::{Subscription, parse_subscription};
use norm_sensorthings::path::Tail;
use norm_sensorthings::query::Step;

use super::login::view;
use crate::answer::{Answer, Refusal};
use crate::read::get;
use crate::store::Sight;

/// Looks at a topic: there is something at its path, its query can be answered, and who asks may see
/// it. Answers what is there now of a property.
pub(super) async fn look(
    town: &Town,
    topic: &str,
    sight: Sight,
) -> Result<Option<Arc<[u8]>>, (u8, String)> {
    let parsed = parse_subscription(topic).map_err(|error| {
        let is_wild = topic.split('/').any(|step| step == "+" || step == "#");
        let code = if is_wild { reason::NO_WILDCARDS } else { reason::FILTER_INVALID };
        (code, error.to_string())
    })?;
    let view = view(town, parsed.version.name(), sight);
    let topic = topic.to_owned();
    let read = town.read_within(super::SENDING, move |db| {
        let (path, query) = split(&topic);
        // Nothing is wanted but to know whether it can be answered.
        let query = if parsed.path.is_list() { with(query, "$top=0") } else { query.to_owned() };
        let is_property = matches!(parsed.path.tail, Tail::Property { .. });
        Ok(get(db, &view, path, &query).map(|answer| is_property.then(|| body(&parsed, answer))))
    });
    match read.await {
        Ok(Ok(last)) => Ok(last),
        Ok(Err(Refusal::Said(_, why))) => Err((reason::FILTER_INVALID, why)),
        Ok(Err(Refusal::House(error))) | Err(error) => {
            Err((reason::UNSPECIFIED, error.to_string()))
        }
    }
}

/// Path and query of a topic, without its version.
pub(super) fn split(topic: &str) -> (&str, &str) {
    let rest = topic.find('/').and_then(|at| topic.get(at..)).unwrap_or_default();
    rest.split_once('?').unwrap_or((rest, ""))
}

/// A query with one more option.
fn with(query: &str, option: &str) -> String {
    if query.is_empty() { option.to_owned() } else { format!("{query}&{option}") }
}

/// The message of an answer; a property that has no value says so.
fn body(parsed: &Subscription, answer: Answer) -> Arc<[u8]> {
    let Tail::Property { field: Field::Property(property, steps), .. } = &parsed.path.tail else {
        return answer.body.into();
    };
    if !answer.body.is_empty() {
        return answer.body.into();
    }
    let name = match steps.last() {
        Some(Step::Name(name, _)) => name.clone(),
        Some(Step::Index(at)) => at.to_string(),
        None => property.name.to_owned(),
    };
    let mut nothing = Object::new();
    nothing.set(&name, Json::Null);
    nothing.to_string().into_bytes().into()
}

/// The message about one entity or property as it is now; nothing where it is not there, or not for
/// these eyes.
pub(super) fn one(
    db: &mut Reader<'_>,
    view: &crate::read::View,
    parsed: &Subscription,
    topic: &str,
) -> Option<Arc<[u8]>> {
    let (path, query) = split(topic);
    get(db, view, path, query).ok().map(|answer| body(parsed, answer))
}

/// The query of a topic, narrowed to these entities.
pub(super) fn narrowed(query: &str, ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let only = format!("id in ({})", ids.join(","));
    let mut is_narrowed = false;
    let mut parts: Vec<String> = Vec::new();
    for part in query.split('&').filter(|p| !p.is_empty()) {
        let filter = part.strip_prefix("$filter=").or_else(|| part.strip_prefix("%24filter="));
        parts.push(match filter {
            Some(filter) => {
                is_narrowed = true;
                format!("$filter={only} and ({filter})")
            }
            None => part.to_owned(),
        });
    }
    if !is_narrowed {
        parts.push(format!("$filter={only}"));
    }
    parts.push(format!("$orderby=id&$top={}", ids.len()));
    parts.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_narrowed_and_keep_what_they_said() {
        assert_eq!(narrowed("", &[7]), "$filter=id in (7)&$orderby=id&$top=1");
        assert_eq!(
            narrowed("$select=result&$filter=result gt 3 or true", &[7, 9]),
            "$select=result&$filter=id in (7,9) and (result gt 3 or true)&$orderby=id&$top=2"
        );
        assert_eq!(split("v1.1/Things(1)?$select=name"), ("/Things(1)", "$select=name"));
    }
}
