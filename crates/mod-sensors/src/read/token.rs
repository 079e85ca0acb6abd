//! Where the next page begins: clients see an opaque word, the database jumps there.

use norm_sensorthings::Json;
use norm_sensorthings::query::{Query, SkipToken};

use crate::store::Mark;

/// The token for the page after a row.
pub(super) fn of(query: &Query, mark: Mark) -> SkipToken {
    let start = mark.start.map(|start| start.to_string()).unwrap_or_default();
    let key = Json::text(format!("{start}:{}", mark.id));
    SkipToken { mark: SkipToken::mark(query), keys: vec![key] }
}

/// The row a token stands for; none if there is no token, or if it belongs to another query: then
/// the number of rows to skip counts.
pub(super) fn read(query: &Query) -> Option<Mark> {
    let token = SkipToken::decode(query.skip_token.as_deref()?, query)?;
    let (start, id) = token.keys.first()?.as_text()?.split_once(':')?;
    let start = if start.is_empty() { None } else { Some(start.parse().ok()?) };
    Some(Mark { start, id: id.parse().ok()? })
}
