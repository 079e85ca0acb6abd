//! Paths, functions and what stands in their brackets.

use super::{Parser, Tall, WORDS};
use crate::limits::JSON_STEPS_MAX;
use crate::query::error::{QueryError, QueryErrorKind};
use crate::query::expression::{Expr, Kind, Literal, Path, Span, Step};
use crate::query::function::Function;
use crate::query::lexer::TokenKind;

impl Parser<'_> {
    /// A function, or a path, perhaps with `any`.
    pub(super) fn named(&mut self, depth: usize) -> Result<Tall, QueryError> {
        let token = self.advance()?;
        let TokenKind::Name(name) = token.kind else { return self.expected("a name") };
        let start = token.span.start;
        if self.is_mark('(') {
            return self.call(&name, token.span, depth);
        }
        let mut steps = vec![Step::Name(name, token.span)];
        loop {
            if self.is_mark('/') {
                let name = self.name_after_slash()?;
                let (Some(Step::Name(word, span)), true) = (&name, self.is_mark('(')) else {
                    steps.extend(name);
                    self.check_steps(&steps)?;
                    continue;
                };
                if word != "any" {
                    let message = format!("expected 'any', found '{word}': only any(…) may follow");
                    return Self::fail(QueryErrorKind::Syntax, *span, message);
                }
                return self.any(Path { steps }, start, depth);
            }
            if let Some(index) = self.index_step()? {
                steps.push(index);
                self.check_steps(&steps)?;
                continue;
            }
            return self.made(Kind::Path(Path { steps }), start, 0);
        }
    }

    /// An index in square brackets, if there is one.
    fn index_step(&mut self) -> Result<Option<Step>, QueryError> {
        if !self.take_mark('[')? {
            return Ok(None);
        }
        let index = match &self.current.kind {
            TokenKind::Literal(Literal::Number(number)) => number.as_str().parse().ok(),
            _ => None,
        };
        let Some(index) = index else { return self.expected("an index from 0") };
        self.advance()?;
        self.want_mark(']')?;
        Ok(Some(Step::Index(index)))
    }

    fn check_steps(&self, steps: &[Step]) -> Result<(), QueryError> {
        if steps.len() <= JSON_STEPS_MAX {
            return Ok(());
        }
        let message = format!("more than {JSON_STEPS_MAX} steps");
        Self::fail(QueryErrorKind::TooLarge, self.current.span, message)
    }

    /// The name behind the slash that is the current piece; afterwards the piece behind it is.
    fn name_after_slash(&mut self) -> Result<Option<Step>, QueryError> {
        self.last_end = self.current.span.end;
        self.current = self.lexer.name_after_slash()?;
        // true, false and null are names here.
        let word = match &self.current.kind {
            TokenKind::Name(name) => name.clone(),
            TokenKind::Literal(Literal::Null) => "null".to_owned(),
            TokenKind::Literal(Literal::Bool(value)) => value.to_string(),
            _ => return self.expected("a name after '/'"),
        };
        let token = self.advance()?;
        Ok(Some(Step::Name(word, token.span)))
    }

    fn any(&mut self, path: Path, start: usize, depth: usize) -> Result<Tall, QueryError> {
        self.check_depth(depth)?;
        self.want_mark('(')?;
        let TokenKind::Name(variable) = self.current.kind.clone() else {
            return self.expected("a name for one of them, as in any(x: x/name eq 'a')");
        };
        if WORDS.contains(&variable.as_str()) {
            return self.expected("a name that is no word of the language");
        }
        self.advance()?;
        self.want_mark(':')?;
        let (condition, height) = self.logic(depth + 1)?;
        self.want_mark(')')?;
        self.made(Kind::Any { path, variable, condition: Box::new(condition) }, start, height)
    }

    fn call(&mut self, name: &str, span: Span, depth: usize) -> Result<Tall, QueryError> {
        let Some(function) = Function::named(name) else {
            let lower = name.to_lowercase();
            let hint = Function::named(&lower)
                .map_or(String::new(), |f| format!("; did you mean {}?", f.name()));
            let message = format!("there is no function '{name}'{hint}");
            return Self::fail(QueryErrorKind::Unknown, span, message);
        };
        let (arguments, height) = self.arguments(depth)?;
        let (least, most) = function.arguments();
        if !(least..=most).contains(&arguments.len()) {
            let wanted =
                if least == most { least.to_string() } else { format!("{least} to {most}") };
            let message = format!("{name} takes {wanted} arguments, not {}", arguments.len());
            let span = self.span_from(span.start);
            return Self::fail(QueryErrorKind::Type, span, message);
        }
        self.made(Kind::Call(function, arguments), span.start, height)
    }

    /// Expressions in brackets with commas between.
    pub(super) fn arguments(&mut self, depth: usize) -> Result<(Vec<Expr>, usize), QueryError> {
        self.check_depth(depth)?;
        self.want_mark('(')?;
        let mut items = Vec::new();
        let mut height = 0;
        if self.take_mark(')')? {
            return Ok((items, height));
        }
        loop {
            let (item, tall) = self.logic(depth + 1)?;
            items.push(item);
            height = height.max(tall);
            if !self.take_mark(',')? {
                break;
            }
        }
        if !self.is_mark(')') {
            return self.expected("',' or ')'");
        }
        self.advance()?;
        Ok((items, height))
    }

    /// A path of names without functions, as `$select` and `$expand` have them.
    pub fn plain_path(&mut self) -> Result<(Path, Span), QueryError> {
        let token = self.current.clone();
        let TokenKind::Name(name) = token.kind else { return self.expected("a name") };
        self.advance()?;
        let mut steps = vec![Step::Name(name, token.span)];
        loop {
            let step =
                if self.is_mark('/') { self.name_after_slash()? } else { self.index_step()? };
            let Some(step) = step else { break };
            steps.push(step);
            self.check_steps(&steps)?;
        }
        Ok((Path { steps }, self.span_from(token.span.start)))
    }
}
