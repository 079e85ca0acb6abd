//! The options of a request: read from a query string, merged, and given back as text.

use percent_encoding::percent_decode_str;

use super::error::{QueryError, QueryErrorKind};
use super::expression::{Expr, Literal, Path, Span, Step};
use super::lexer::TokenKind;
use super::parser::Parser;
use crate::limits::{EXPAND_DEPTH_MAX, EXPAND_ITEMS_MAX, LIST_ITEMS_MAX, QUERY_BYTES_MAX};

/// Order of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first; missing values before all others.
    Ascending,
    /// Largest first; missing values after all others.
    Descending,
}

/// A key of `$orderby`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// What is ordered by.
    pub expr: Expr,
    /// Which way.
    pub direction: Direction,
}

/// A name of `$select`. Two are equal if they say the same.
#[derive(Debug, Clone)]
pub struct SelectItem {
    /// The property or relation, perhaps with steps into its JSON.
    pub path: Path,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for SelectItem {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// A relation of `$expand`. Two are equal if they say the same.
#[derive(Debug, Clone)]
pub struct Expand {
    /// Name of the relation.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The options for the related entities.
    pub query: Query,
}

impl PartialEq for Expand {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.query == other.query
    }
}

/// Other forms of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultFormat {
    /// `dataArray`
    DataArray,
    /// `CSV`
    Csv,
    /// `GeoJSON`
    GeoJson,
}

/// How many control members an answer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ResultMetadata {
    /// All.
    #[default]
    Full,
    /// Without the addresses that clients can build.
    Minimal,
    /// Without ids, too.
    None,
    /// Bare properties: no counts and no links of pages inside of entities either.
    Off,
}

/// The options of a request, or of a relation in `$expand`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// `$filter`
    pub filter: Option<Expr>,
    /// `$count`
    pub count: Option<bool>,
    /// `$orderby`
    pub order_by: Vec<OrderKey>,
    /// `$skip`
    pub skip: Option<u64>,
    /// `$top`
    pub top: Option<u64>,
    /// `$select`; empty means everything.
    pub select: Vec<SelectItem>,
    /// Whether `$select` asks for different rows only (`distinct:`, known from FROST).
    pub is_distinct: bool,
    /// `$expand`, each relation once.
    pub expand: Vec<Expand>,
    /// `$resultFormat`
    pub result_format: Option<ResultFormat>,
    /// `$resultMetadata`
    pub result_metadata: Option<ResultMetadata>,
    /// `$skiptoken`, opaque.
    pub skip_token: Option<String>,
}

/// Options that may stand at the relations of `$expand`.
const NESTED: [&str; 7] = ["$filter", "$count", "$orderby", "$skip", "$top", "$select", "$expand"];
/// Options of the whole request only.
const OUTER: [&str; 3] = ["$resultFormat", "$resultMetadata", "$skiptoken"];

impl Query {
    /// Reads a query string, percent-encoded, without the question mark. Options without a dollar
    /// sign are passed over.
    ///
    /// # Errors
    /// The option, the place and the reason; an unknown option with a dollar sign has the status
    /// 501.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > QUERY_BYTES_MAX {
            let message = format!("the query is longer than {QUERY_BYTES_MAX} bytes");
            return Err(QueryError::new(QueryErrorKind::TooLarge, QUERY_BYTES_MAX, 0, message));
        }
        let mut query = Self::default();
        let mut seen = Vec::new();
        let mut budget = EXPAND_ITEMS_MAX;
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name)?;
            if !name.starts_with('$') {
                continue;
            }
            let value = decode(value).map_err(|e| e.in_option(&name))?;
            query
                .read_option(&name, &value, &mut seen, &mut budget)
                .map_err(|e| e.in_option(&name))?;
        }
        Ok(query)
    }

    fn read_option(
        &mut self,
        name: &str,
        value: &str,
        seen: &mut Vec<String>,
        budget: &mut usize,
    ) -> Result<(), QueryError> {
        check_name(name, seen, Span::default(), true)?;
        match name {
            "$resultFormat" => {
                let known = [
                    ("dataArray", ResultFormat::DataArray),
                    ("CSV", ResultFormat::Csv),
                    ("GeoJSON", ResultFormat::GeoJson),
                ];
                self.result_format = Some(one_of(value, &known)?);
            }
            "$resultMetadata" => {
                let known = [
                    ("full", ResultMetadata::Full),
                    ("minimal", ResultMetadata::Minimal),
                    ("none", ResultMetadata::None),
                    ("off", ResultMetadata::Off),
                ];
                self.result_metadata = Some(one_of(value, &known)?);
            }
            "$skiptoken" => self.skip_token = Some(value.to_owned()),
            _ => {
                let mut parser = Parser::new(value)?;
                self.read_value(name, &mut parser, 0, budget)?;
                parser.finish("','")?;
            }
        }
        Ok(())
    }

    /// Reads the value of an option that may also be nested.
    fn read_value(
        &mut self,
        name: &str,
        parser: &mut Parser<'_>,
        depth: usize,
        budget: &mut usize,
    ) -> Result<(), QueryError> {
        match name {
            "$filter" => self.filter = Some(parser.expression()?),
            "$orderby" => self.order_by = parser.order()?,
            "$count" => {
                let TokenKind::Literal(Literal::Bool(value)) = parser.current.kind else {
                    return parser.expected("true or false");
                };
                parser.advance()?;
                self.count = Some(value);
            }
            "$top" => self.top = Some(whole(parser)?),
            "$skip" => self.skip = Some(whole(parser)?),
            "$select" => self.read_select(parser)?,
            _ => self.read_expand(parser, depth, budget)?,
        }
        Ok(())
    }

    fn read_select(&mut self, parser: &mut Parser<'_>) -> Result<(), QueryError> {
        let mut is_everything = false;
        loop {
            if parser.take_mark('*')? {
                is_everything = true;
            } else {
                let (path, span) = parser.plain_path()?;
                let is_distinct = self.select.is_empty()
                    && path.steps.len() == 1
                    && matches!(path.steps.first(), Some(Step::Name(n, _)) if n == "distinct");
                if is_distinct && parser.take_mark(':')? {
                    self.is_distinct = true;
                    continue;
                }
                self.select.push(SelectItem { path, span });
                if self.select.len() > LIST_ITEMS_MAX {
                    let message = format!("more than {LIST_ITEMS_MAX} names");
                    return Parser::fail(QueryErrorKind::TooLarge, span, message);
                }
            }
            if !parser.take_mark(',')? {
                break;
            }
        }
        if is_everything {
            self.select.clear();
        }
        Ok(())
    }

    fn read_expand(
        &mut self,
        parser: &mut Parser<'_>,
        depth: usize,
        budget: &mut usize,
    ) -> Result<(), QueryError> {
        loop {
            let (path, span) = parser.plain_path()?;
            let inner = depth + path.steps.len();
            if inner > EXPAND_DEPTH_MAX {
                let message = format!("more than {EXPAND_DEPTH_MAX} levels of $expand");
                return Parser::fail(QueryErrorKind::TooLarge, span, message);
            }
            let Some(rest) = budget.checked_sub(path.steps.len()) else {
                let message = format!("more than {EXPAND_ITEMS_MAX} relations in $expand");
                return Parser::fail(QueryErrorKind::TooLarge, span, message);
            };
            *budget = rest;
            let mut query = Self::default();
            if parser.take_mark('(')? {
                query.read_nested(parser, inner, budget)?;
            }
            // A/B/C becomes C inside of B inside of A.
            for step in path.steps.into_iter().rev() {
                let Step::Name(name, span) = step else { continue };
                query = Self { expand: vec![Expand { name, span, query }], ..Self::default() };
            }
            for item in query.expand {
                self.merge_expand(item)?;
            }
            if !parser.take_mark(',')? {
                return Ok(());
            }
        }
    }

    fn read_nested(
        &mut self,
        parser: &mut Parser<'_>,
        depth: usize,
        budget: &mut usize,
    ) -> Result<(), QueryError> {
        let mut seen = Vec::new();
        loop {
            let token = parser.current.clone();
            let name = match token.kind {
                TokenKind::Name(name) if name.starts_with('$') => name,
                _ => return parser.expected("an option such as $filter or $top"),
            };
            check_name(&name, &mut seen, token.span, false)?;
            parser.advance()?;
            parser.want_mark('=')?;
            self.read_value(&name, parser, depth, budget)?;
            if parser.take_mark(')')? {
                return Ok(());
            }
            if !parser.is_mark(';') {
                return parser.expected("';' or ')'");
            }
            parser.advance()?;
        }
    }

    /// Adds a relation; the same one again adds to it, if the options do not contradict.
    fn merge_expand(&mut self, item: Expand) -> Result<(), QueryError> {
        let Some(known) = self.expand.iter_mut().find(|known| known.name == item.name) else {
            self.expand.push(item);
            return Ok(());
        };
        let (span, mut added) = (item.span, item.query);
        let inner = std::mem::take(&mut added.expand);
        let plain = Self::default();
        if added != plain {
            let mut own = known.query.clone();
            own.expand.clear();
            if own != plain && own != added {
                let message = format!("{} stands twice with different options", item.name);
                return Parser::fail(QueryErrorKind::Syntax, span, message);
            }
            added.expand = std::mem::take(&mut known.query.expand);
            known.query = added;
        }
        inner.into_iter().try_for_each(|item| known.query.merge_expand(item))
    }
}

/// The decoded value of an option in a query string: the text that places in a
/// [`QueryError`] count in.
pub fn option_text(query: &str, option: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| decode(name).is_ok_and(|name| name == option))?;
    decode(value).ok()
}

/// Decodes the percent signs and plus signs of a query string.
fn decode(text: &str) -> Result<String, QueryError> {
    let spaced = text.replace('+', " ");
    let wrong = |why: &str| QueryError::new(QueryErrorKind::Syntax, 0, 0, why);
    let decoded = percent_decode_str(&spaced).decode_utf8();
    let decoded = decoded.map_err(|_| wrong("the percent-encoded bytes are not UTF-8"))?;
    if decoded.contains('\0') {
        return Err(wrong("the character %00 means nothing in a query"));
    }
    Ok(decoded.into_owned())
}

fn check_name(
    name: &str,
    seen: &mut Vec<String>,
    span: Span,
    is_outer: bool,
) -> Result<(), QueryError> {
    let is_known = NESTED.contains(&name);
    if !is_known && !(OUTER.contains(&name)) {
        let message = format!("the option {name} is not supported");
        return Parser::fail(QueryErrorKind::NotImplemented, span, message);
    }
    if !is_known && !is_outer {
        let message = format!("{name} is an option of the whole request only");
        return Parser::fail(QueryErrorKind::Syntax, span, message);
    }
    if seen.iter().any(|s| s == name) {
        let message = format!("the option {name} stands twice");
        return Parser::fail(QueryErrorKind::Syntax, span, message);
    }
    seen.push(name.to_owned());
    Ok(())
}

fn whole(parser: &mut Parser<'_>) -> Result<u64, QueryError> {
    let value = match &parser.current.kind {
        TokenKind::Literal(Literal::Number(number)) => number.as_str().parse().ok(),
        _ => None,
    };
    // Databases count with signs.
    match value.filter(|v: &u64| i64::try_from(*v).is_ok()) {
        Some(value) => {
            parser.advance()?;
            Ok(value)
        }
        None => parser.expected("a whole number, 0 or more"),
    }
}

fn one_of<T: Copy>(value: &str, known: &[(&str, T)]) -> Result<T, QueryError> {
    if let Some((_, found)) = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)) {
        return Ok(*found);
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let message = format!("expected {}, found '{value}'", names.join(", "));
    Err(QueryError::new(QueryErrorKind::Syntax, 0, value.len(), message))
}
