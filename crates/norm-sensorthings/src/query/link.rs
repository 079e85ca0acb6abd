//! Links to the next page, and the token that says where it begins.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::options::Query;
use crate::json::Json;

/// What must be encoded in the value of an option. Brackets, quotes, commas and slashes may stand
/// as they are; `$` may not, because clients look for `$top=` and `$skip=` of the outer list in the
/// text of the link.
const VALUE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'$')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b';')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encodes the value of an option or a part of a path.
pub(crate) fn encode_component(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

impl Query {
    /// The query string: outer option names as they are, everything nested encoded.
    pub fn to_query_string(&self) -> String {
        let pairs: Vec<String> = self
            .options()
            .into_iter()
            .map(|(name, value)| format!("{name}={}", encode_component(&value)))
            .collect();
        pairs.join("&")
    }
}

/// The address of the page after one that ends before row `skip`: repeats every option, with the
/// number for clients that read it and the token, if there is one, for a fast database.
///
/// `$top` appears only if the client gave it: clients such as Masterportal read both numbers out of
/// the text of the link and stop when `$top` is not larger than `$skip`.
pub fn next_link(address: &str, query: &Query, skip: u64, token: Option<&SkipToken>) -> String {
    let next =
        Query { skip: Some(skip), skip_token: token.map(SkipToken::encode), ..query.clone() };
    format!("{address}?{}", next.to_query_string())
}

/// Where a page begins: the order keys and the id of the last row before it.
#[derive(Debug, Clone, PartialEq)]
pub struct SkipToken {
    /// Mark of the query it belongs to; see [`SkipToken::mark`].
    pub mark: u64,
    /// Values of the order keys, the id last.
    pub keys: Vec<Json>,
}

impl SkipToken {
    /// A mark of what decides about rows and their order. A token with another mark does not fit.
    pub fn mark(query: &Query) -> u64 {
        // FNV-1a: short, stable between versions of the compiler; no secret depends on it.
        let filter = query.filter.as_ref().map(ToString::to_string).unwrap_or_default();
        let keys = query.order_by.iter().map(ToString::to_string);
        std::iter::once(filter)
            .chain(keys)
            .flat_map(|text| text.into_bytes().into_iter().chain([0]))
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
    }

    /// The token as text for a link.
    pub fn encode(&self) -> String {
        let mut items = vec![Json::text(format!("{:x}", self.mark))];
        items.extend(self.keys.iter().cloned());
        URL_SAFE_NO_PAD.encode(Json::Array(items).to_string())
    }

    /// Reads a token. `None` if it is none or does not fit the query: then the number counts.
    pub fn decode(text: &str, query: &Query) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let json = Json::parse_bytes(&bytes).ok()?;
        let (first, keys) = json.as_array()?.split_first()?;
        let mark = u64::from_str_radix(first.as_text()?, 16).ok()?;
        let fits = mark == Self::mark(query) && keys.len() == query.order_by.len() + 1;
        fits.then(|| Self { mark, keys: keys.to_vec() })
    }
}
