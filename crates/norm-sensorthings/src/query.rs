//! The query language: `$filter`, `$orderby`, `$expand`, `$select` and the other options, read,
//! written, and put into links.
//!
//! Reading takes linear time; depth, size and number of everything are limited by name in
//! [`limits`](crate::limits).

mod error;
mod expression;
mod function;
mod lexer;
mod link;
mod options;
mod parser;
mod print;

pub use error::{QueryError, QueryErrorKind};
pub use expression::{Arithmetic, Comparison, Connective, Expr, Kind, Literal, Path, Span, Step};
pub use function::Function;
pub(crate) use link::encode_component;
pub use link::{SkipToken, next_link};
pub use options::{
    Direction, Expand, OrderKey, Query, ResultFormat, ResultMetadata, SelectItem, option_text,
};
pub use parser::{parse_filter, parse_order};
