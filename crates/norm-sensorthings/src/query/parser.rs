//! Reads expressions: recursive descent with bounded depth, one piece of text at a time.

mod operands;

use super::error::{QueryError, QueryErrorKind};
use super::expression::{Arithmetic, Comparison, Connective, Expr, Kind, Literal, Span};
use super::lexer::{Lexer, Token, TokenKind};
use super::options::{Direction, OrderKey};
use crate::json::Number;
use crate::limits::{FILTER_DEPTH_MAX, FILTER_NODES_MAX, LIST_ITEMS_MAX, QUERY_BYTES_MAX};

/// Reads a filter expression.
///
/// # Errors
/// Where and why it is none.
pub fn parse_filter(text: &str) -> Result<Expr, QueryError> {
    let mut parser = Parser::new(text)?;
    let expr = parser.expression()?;
    parser.finish("'and', 'or', a comparison or a calculation")?;
    Ok(expr)
}

/// Reads the keys of `$orderby`.
///
/// # Errors
/// Where and why they are none.
pub fn parse_order(text: &str) -> Result<Vec<OrderKey>, QueryError> {
    let mut parser = Parser::new(text)?;
    let keys = parser.order()?;
    parser.finish("',', 'asc' or 'desc'")?;
    Ok(keys)
}

/// An expression and the height of its tree.
type Tall = (Expr, usize);

/// Words that cannot begin an operand.
const WORDS: [&str; 15] = [
    "and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "add", "sub", "mul", "div", "mod",
];

pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    pub(super) current: Token,
    /// Where the piece before the current one ended.
    last_end: usize,
    nodes: usize,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str) -> Result<Self, QueryError> {
        if text.len() > QUERY_BYTES_MAX {
            let message = format!("longer than {QUERY_BYTES_MAX} bytes");
            return Err(QueryError::new(QueryErrorKind::TooLarge, QUERY_BYTES_MAX, 0, message));
        }
        let mut lexer = Lexer::new(text);
        let current = lexer.next()?;
        Ok(Self { lexer, current, last_end: 0, nodes: 0 })
    }

    pub fn advance(&mut self) -> Result<Token, QueryError> {
        self.last_end = self.current.span.end;
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.current, next))
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.current.kind == TokenKind::Mark(mark)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.current.kind, TokenKind::Name(name) if name == word)
    }

    pub fn take_mark(&mut self, mark: char) -> Result<bool, QueryError> {
        let is_there = self.is_mark(mark);
        if is_there {
            self.advance()?;
        }
        Ok(is_there)
    }

    pub fn want_mark(&mut self, mark: char) -> Result<(), QueryError> {
        if self.take_mark(mark)? { Ok(()) } else { self.expected(&format!("'{mark}'")) }
    }

    pub fn expected<T>(&self, what: &str) -> Result<T, QueryError> {
        let span = self.current.span;
        let message = format!("expected {what}, found {}", self.current.found());
        Err(QueryError::new(QueryErrorKind::Syntax, span.start, span.end - span.start, message))
    }

    pub fn fail<T>(
        kind: QueryErrorKind,
        span: Span,
        message: impl Into<String>,
    ) -> Result<T, QueryError> {
        Err(QueryError::new(kind, span.start, span.end.saturating_sub(span.start), message))
    }

    pub fn finish(&self, or_else: &str) -> Result<(), QueryError> {
        if self.current.kind == TokenKind::End {
            Ok(())
        } else {
            self.expected(&format!("{or_else} or the end"))
        }
    }

    fn span_from(&self, start: usize) -> Span {
        Span { start, end: self.last_end }
    }

    fn made(&mut self, kind: Kind, start: usize, below: usize) -> Result<Tall, QueryError> {
        let span = self.span_from(start);
        self.nodes += 1;
        if self.nodes > FILTER_NODES_MAX {
            let message = format!("more than {FILTER_NODES_MAX} parts");
            return Self::fail(QueryErrorKind::TooLarge, span, message);
        }
        if below >= FILTER_DEPTH_MAX {
            let message = format!("nested deeper than {FILTER_DEPTH_MAX} levels");
            return Self::fail(QueryErrorKind::TooLarge, span, message);
        }
        Ok((Expr { kind, span }, below + 1))
    }

    pub fn expression(&mut self) -> Result<Expr, QueryError> {
        self.logic(0).map(|(expr, _)| expr)
    }

    /// `or` between `and` between comparisons.
    fn logic(&mut self, depth: usize) -> Result<Tall, QueryError> {
        self.connected(Connective::Or, "or", depth)
    }

    fn connected(
        &mut self,
        connective: Connective,
        word: &str,
        depth: usize,
    ) -> Result<Tall, QueryError> {
        let start = self.current.span.start;
        let term = |parser: &mut Self| match connective {
            Connective::Or => parser.connected(Connective::And, "and", depth),
            Connective::And => parser.not(depth),
        };
        let (first, mut height) = term(self)?;
        if !self.is_word(word) {
            return Ok((first, height));
        }
        let mut terms = vec![first];
        while self.is_word(word) {
            self.advance()?;
            let (next, tall) = term(self)?;
            terms.push(next);
            height = height.max(tall);
        }
        self.made(Kind::Logic(connective, terms), start, height)
    }

    /// `not` binds looser than a comparison, as people write it and FROST reads it.
    fn not(&mut self, depth: usize) -> Result<Tall, QueryError> {
        if !self.is_word("not") {
            return self.comparison(depth);
        }
        let start = self.current.span.start;
        self.advance()?;
        self.check_depth(depth)?;
        let (inner, height) = self.not(depth + 1)?;
        self.made(Kind::Not(Box::new(inner)), start, height)
    }

    fn check_depth(&self, depth: usize) -> Result<(), QueryError> {
        if depth < FILTER_DEPTH_MAX {
            return Ok(());
        }
        let message = format!("nested deeper than {FILTER_DEPTH_MAX} levels");
        Self::fail(QueryErrorKind::TooLarge, self.current.span, message)
    }

    fn comparison_word(&self) -> Option<Comparison> {
        Comparison::ALL.into_iter().find(|(_, word)| self.is_word(word)).map(|(c, _)| c)
    }

    fn comparison(&mut self, depth: usize) -> Result<Tall, QueryError> {
        let start = self.current.span.start;
        let (left, height) = self.sum(depth)?;
        if self.is_word("in") {
            self.advance()?;
            let (items, tall) = self.arguments(depth)?;
            if items.is_empty() {
                return self.expected("a value in the list");
            }
            return self.made(Kind::In(Box::new(left), items), start, height.max(tall));
        }
        let Some(comparison) = self.comparison_word() else { return Ok((left, height)) };
        self.advance()?;
        let (right, tall) = self.sum(depth)?;
        if self.comparison_word().is_some() {
            return self.expected("'and' or 'or' between two comparisons");
        }
        let kind = Kind::Compare(comparison, Box::new(left), Box::new(right));
        self.made(kind, start, height.max(tall))
    }

    fn sum(&mut self, depth: usize) -> Result<Tall, QueryError> {
        self.chain(&Arithmetic::ALL[..2], depth)
    }

    /// Calculations of equal rank, from left to right.
    fn chain(
        &mut self,
        rank: &[(Arithmetic, &'static str)],
        depth: usize,
    ) -> Result<Tall, QueryError> {
        let start = self.current.span.start;
        let is_sum = rank.len() == 2;
        let operand = |parser: &mut Self| {
            if is_sum { parser.chain(&Arithmetic::ALL[2..], depth) } else { parser.unary(depth) }
        };
        let (mut left, mut height) = operand(self)?;
        while let Some((arithmetic, _)) = rank.iter().find(|(_, word)| self.is_word(word)) {
            self.advance()?;
            let (right, tall) = operand(self)?;
            let kind = Kind::Calculate(*arithmetic, Box::new(left), Box::new(right));
            (left, height) = self.made(kind, start, height.max(tall))?;
        }
        Ok((left, height))
    }

    fn unary(&mut self, depth: usize) -> Result<Tall, QueryError> {
        if !self.is_mark('-') {
            return self.operand(depth);
        }
        let minus = self.current.span;
        self.advance()?;
        self.check_depth(depth)?;
        // A minus in front of digits belongs to the number.
        if let TokenKind::Literal(Literal::Number(number)) = &self.current.kind
            && self.current.span.start == minus.end
            && let Some(number) = Number::parse(&format!("-{number}"))
        {
            self.advance()?;
            return self.made(Kind::Literal(Literal::Number(number)), minus.start, 0);
        }
        let (inner, height) = self.unary(depth + 1)?;
        self.made(Kind::Negate(Box::new(inner)), minus.start, height)
    }

    fn operand(&mut self, depth: usize) -> Result<Tall, QueryError> {
        let start = self.current.span.start;
        match &self.current.kind {
            TokenKind::Literal(_) => {
                let TokenKind::Literal(literal) = self.advance()?.kind else {
                    return self.expected("a value");
                };
                self.made(Kind::Literal(literal), start, 0)
            }
            TokenKind::Mark('(') => {
                self.check_depth(depth)?;
                self.advance()?;
                let (inner, height) = self.logic(depth + 1)?;
                self.want_mark(')')?;
                Ok((Expr { kind: inner.kind, span: self.span_from(start) }, height))
            }
            TokenKind::Name(name) if !WORDS.contains(&name.as_str()) => self.named(depth),
            _ => self.expected("a value, a property or a function"),
        }
    }

    pub fn order(&mut self) -> Result<Vec<OrderKey>, QueryError> {
        let mut keys = Vec::new();
        loop {
            let start = self.current.span;
            let expr = self.expression()?;
            let direction = if self.is_word("desc") {
                self.advance()?;
                Direction::Descending
            } else {
                if self.is_word("asc") {
                    self.advance()?;
                }
                Direction::Ascending
            };
            keys.push(OrderKey { expr, direction });
            if keys.len() > LIST_ITEMS_MAX {
                let message = format!("more than {LIST_ITEMS_MAX} keys");
                return Self::fail(QueryErrorKind::TooLarge, start, message);
            }
            if !self.take_mark(',')? {
                return Ok(keys);
            }
        }
    }
}
