//! Conditions: comparisons joined by "und", "oder" and brackets.

use super::super::ast::{Condition, Operand};
use super::super::token::Kind;
use super::{DEPTH_MAX, Parser, Step};

/// Words that end a condition.
const STOPS: [&str; 18] = [
    "dann",
    "zeige",
    "blende",
    "aktiviere",
    "deaktiviere",
    "muss",
    "müssen",
    "ist",
    "sind",
    "darf",
    "dürfen",
    "erscheint",
    "erscheinen",
    "wird",
    "werden",
    "sonst",
    "ansonsten",
    "mache",
];

impl Parser<'_> {
    /// Reads a condition up to "dann" or the first verb.
    pub(super) fn condition(&mut self) -> Step<Condition> {
        let condition = self.any_of(0)?;
        self.last_condition = Some(condition.clone());
        Ok(condition)
    }

    fn any_of(&mut self, depth: usize) -> Step<Condition> {
        if depth > DEPTH_MAX {
            return self.lost("weniger Klammern");
        }
        let mut all = vec![self.all_of(depth)?];
        while self.take(&["oder"]) {
            all.push(self.all_of(depth)?);
        }
        Ok(joined(all, Condition::Or))
    }

    fn all_of(&mut self, depth: usize) -> Step<Condition> {
        let mut all = vec![self.one(depth)?];
        while self.is_word(&["und"]) {
            self.at += 1;
            all.push(self.one(depth)?);
        }
        Ok(joined(all, Condition::And))
    }

    fn one(&mut self, depth: usize) -> Step<Condition> {
        if matches!(self.kind(), Some(Kind::Open))
            && !matches!(self.kind_at(1), Some(Kind::Word(w)) if w.bytes().all(|b| b.is_ascii_digit()))
        {
            self.at += 1;
            let inner = self.any_of(depth + 1)?;
            if !self.skip_if(|k| matches!(k, Kind::Close)) {
                return self.lost(")");
            }
            return Ok(inner);
        }
        if self.is_id_ahead() {
            let id = self.id()?;
            self.last_id = Some(id.clone());
            return self.predicate(&id);
        }
        let Some(id) = self.last_id.clone() else { return self.lost("ein Element") };
        if let Some(Kind::Op(op)) = self.kind() {
            let op = *op;
            self.at += 1;
            return self.comparison(&id, op);
        }
        match self.last_op {
            Some(op) if !self.is_word(&STOPS) => self.comparison(&id, op),
            _ => self.lost("ein Vergleich"),
        }
    }

    /// What is said about a question.
    fn predicate(&mut self, id: &str) -> Step<Condition> {
        if self.take(&["mit"]) {
            self.take(&["dem", "der"]);
            self.take(&["code", "wert"]);
            let condition = self.comparison(id, "=")?;
            self.expect(&["belegt", "gewählt", "ausgewählt", "beantwortet"])?;
            self.take(&["ist", "sind", "wird", "wurde"]);
            return Ok(condition);
        }
        let before = self.at;
        self.take(&["ist", "sind"]);
        if let Some(condition) = self.emptiness(id) {
            return Ok(condition);
        }
        self.at = before;
        if self.take_all(&["ist", "gleich"]) || self.take(&["gleich", "entspricht"]) {
            return self.comparison(id, "=");
        }
        if self.take_all(&["ist", "ungleich"]) || self.take(&["ungleich"]) {
            return self.comparison(id, "<>");
        }
        let named = self.take(&["antwort", "auswahl"]);
        if let Some(Kind::Op(op)) = self.kind() {
            let op = *op;
            self.at += 1;
            return self.comparison(id, op);
        }
        if self.take(&["ist", "lautet"]) || named {
            return self.comparison(id, "=");
        }
        if self.skip_foreign_label() {
            return self.predicate(id);
        }
        // `F… 01 Natürliche Person`: a code of the list right after the question.
        if let Some(Kind::Word(word)) = self.kind() {
            let word = word.clone();
            let is_code = self.context.choices(id).iter().any(|c| c.code == word);
            if is_code {
                let condition = self.comparison(id, "=")?;
                self.skip_name(id, &condition);
                return Ok(condition);
            }
        }
        self.lost("ein Vergleich")
    }

    /// Passes over an unquoted label that the schema does not know (elements are renamed, texts
    /// are not), if nothing but names stands before the next operator.
    fn skip_foreign_label(&mut self) -> bool {
        const WORDS_MAX: usize = 16;
        const GRAMMAR: [&str; 9] =
            ["wenn", "dann", "nicht", "leer", "und", "oder", "ist", "sonst", "befüllt"];
        for ahead in 0..WORDS_MAX {
            match self.kind_at(ahead) {
                Some(Kind::Op(_)) if ahead > 0 => {
                    self.at += ahead;
                    return true;
                }
                Some(Kind::Word(word)) if !GRAMMAR.contains(&word.to_lowercase().as_str()) => {}
                Some(Kind::Open | Kind::Close | Kind::Colon | Kind::Dash) => {}
                _ => return false,
            }
        }
        false
    }

    /// Passes over the name of the code just compared with.
    fn skip_name(&mut self, id: &str, condition: &Condition) {
        let Condition::Equal(_, Operand::Text(code)) = condition else { return };
        let name =
            self.context.choices(id).iter().find(|c| c.code == *code).map(|c| c.name.clone());
        let (Some(name), Some(token)) = (name, self.tokens.get(self.at)) else { return };
        let start = token.start;
        let rest = self.text.get(start..).unwrap_or_default();
        if let Some(length) = super::super::token::matching_length(rest, &name) {
            while self.tokens.get(self.at).is_some_and(|t| t.start < start + length) {
                self.at += 1;
            }
        }
    }

    fn emptiness(&mut self, id: &str) -> Option<Condition> {
        const FILLED: [&str; 4] = ["befüllt", "ausgefüllt", "angegeben", "gefüllt"];
        let empty = Condition::IsEmpty(id.to_owned());
        let negated = self.take(&["nicht"]);
        let condition = if self.take(&["leer"]) {
            if negated { Condition::Not(Box::new(empty)) } else { empty }
        } else if self.take(&FILLED) {
            if negated { empty } else { Condition::Not(Box::new(empty)) }
        } else {
            if negated {
                self.at -= 1;
            }
            return None;
        };
        self.take(&["ist", "sind", "wird", "wurde", "werden"]);
        Some(condition)
    }

    fn comparison(&mut self, id: &str, op: &'static str) -> Step<Condition> {
        self.last_op = Some(op);
        if self.skip_if(|k| matches!(k, Kind::Open)) {
            let mut all = Vec::new();
            loop {
                all.push(self.comparison(id, op)?);
                let is_and = self.is_word(&["und"]);
                if is_and && op == "=" {
                    return self.lost("oder");
                }
                let more =
                    self.take(&["und", "oder"]) || self.skip_if(|k| matches!(k, Kind::Comma));
                if !more {
                    break;
                }
            }
            if !self.skip_if(|k| matches!(k, Kind::Close)) {
                return self.lost(")");
            }
            let join = if op == "<>" { Condition::And } else { Condition::Or };
            return Ok(joined(all, join));
        }
        if op == "=" && self.take(&["alle", "allen"]) {
            return self.all_other_values(id);
        }
        let value = self.value(id)?;
        if !matches!(op, "=" | "<>") {
            return self.ordering(id, op, &value);
        }
        let literal = self.context.literal(id, &value)?;
        if let Operand::Text(code) = &literal {
            self.seen.push((id.to_owned(), code.clone()));
        }
        self.take(&["ist", "beträgt", "lautet"]);
        let of = Operand::Identifier(id.to_owned());
        Ok(if op == "=" { Condition::Equal(of, literal) } else { Condition::NotEqual(of, literal) })
    }

    /// `= alle anderen möglichen Ausprägungen der Codeliste`
    fn all_other_values(&mut self, id: &str) -> Step<Condition> {
        self.take(&["anderen", "übrigen"]);
        self.take(&["möglichen"]);
        self.expect(&["ausprägungen", "werte", "werten", "codes"])?;
        if self.take(&["der", "aus"]) {
            self.take(&["der"]);
            self.expect(&["codeliste", "liste"])?;
        }
        let all: Vec<Condition> = self
            .seen
            .iter()
            .filter(|(seen, _)| seen == id)
            .map(|(_, code)| {
                Condition::NotEqual(Operand::Identifier(id.to_owned()), Operand::Text(code.clone()))
            })
            .collect();
        if all.is_empty() {
            self.lost("ein vorher genannter Wert")
        } else {
            Ok(joined(all, Condition::And))
        }
    }

    fn ordering(&mut self, id: &str, op: &str, value: &str) -> Step<Condition> {
        let is_number = value.parse::<crate::decimal::Decimal>().is_ok();
        let is_numeric = self.context.field(id).is_some_and(|f| {
            use crate::model::DataType::{Integer, Money, Number};
            matches!(f.data_type, Integer | Money | Number)
        });
        if !is_number || !is_numeric || self.is_word(&["jahre", "jahren"]) {
            return self.lost("ein Vergleich von Zahlen");
        }
        let of = Operand::Identifier(id.to_owned());
        let number = Operand::Text(value.to_owned());
        Ok(match op {
            "<" => Condition::LessThan(of, number),
            ">" => Condition::LessThan(number, of),
            "<=" => Condition::Not(Box::new(Condition::LessThan(number, of))),
            _ => Condition::Not(Box::new(Condition::LessThan(of, number))),
        })
    }
}

/// One condition stays itself; several are joined.
pub(super) fn joined(
    mut all: Vec<Condition>,
    join: impl FnOnce(Vec<Condition>) -> Condition,
) -> Condition {
    match (all.len(), all.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            all.push(last);
            join(all)
        }
        (_, None) => Condition::Constant(true),
    }
}
