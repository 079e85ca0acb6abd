//! Constraints in one sentence: at least one of, either or, before, a real date.

use super::super::ast::{Condition, Effect, Operand};
use super::super::token::Kind;
use super::condition::joined;
use super::{Parser, Step};

const FILLED: [&str; 4] = ["befüllt", "ausgefüllt", "angegeben", "gefüllt"];

impl Parser<'_> {
    /// `Es muss mindestens eines der Felder A, B oder C befüllt sein.`
    pub(super) fn constraint(&mut self) -> Step<()> {
        self.take(&["es"]);
        self.take(&["muss", "müssen"]);
        if self.take(&["entweder"]) {
            return self.either();
        }
        self.expect(&["mindestens"])?;
        self.expect(&["eines", "eine", "ein", "einer"])?;
        if !self.is_id_ahead() {
            return self.lost("die Felder mit ihren Kennungen");
        }
        let ids = self.ids()?;
        self.take(&["muss", "müssen"]);
        if self.take(&["den"]) {
            self.expect(&["wert"])?;
            let mut all = Vec::new();
            let start = self.at;
            for id in &ids {
                self.at = start;
                let value = self.value(id)?;
                let literal = self.context.literal(id, &value)?;
                all.push(Condition::Equal(Operand::Identifier(id.clone()), literal));
            }
            self.expect(&["haben"])?;
            self.add(Effect::Valid, None, joined(all, Condition::Or));
            return Ok(());
        }
        self.expect(&FILLED)?;
        self.take(&["sein", "werden"]);
        self.add(Effect::Valid, None, joined(given(&ids), Condition::Or));
        Ok(())
    }

    /// `entweder die Gruppe A oder die Gruppe B befüllt werden`
    fn either(&mut self) -> Step<()> {
        self.take(&["muss", "müssen"]);
        let ids = self.ids()?;
        if ids.len() != 2 {
            return self.lost("genau zwei Elemente");
        }
        self.take(&["muss", "müssen"]);
        self.expect(&FILLED)?;
        self.take(&["sein", "werden"]);
        self.add(Effect::Valid, None, Condition::Xor(given(&ids)));
        Ok(())
    }

    /// `Das Datum im Feld A muss zeitlich vor dem Datum in Feld B liegen.`
    pub(super) fn date_order(&mut self) -> Step<bool> {
        let before = self.at;
        self.take(&["das"]);
        if !self.take(&["datum"]) {
            self.at = before;
            return Ok(false);
        }
        let first = self.id()?;
        self.expect(&["muss", "darf"])?;
        let negated = self.take(&["nicht"]);
        self.take(&["zeitlich"]);
        let Some(word) = self.word().filter(|w| w == "vor" || w == "nach") else {
            return self.lost("vor oder nach");
        };
        self.at += 1;
        self.take(&["dem"]);
        self.expect(&["datum"])?;
        let second = self.id()?;
        self.expect(&["liegen", "sein"])?;
        let (a, b) = (Operand::Identifier(first), Operand::Identifier(second));
        let earlier =
            if word == "vor" { Condition::LessThan(a, b) } else { Condition::LessThan(b, a) };
        let condition = if negated { earlier.negated() } else { earlier };
        self.add(Effect::Valid, None, condition);
        Ok(true)
    }

    /// `Wenn alle drei Felder Tag, Monat und Jahr befüllt sind, muss die Validität des sich
    /// ergebenden Kalenderdatums sichergestellt werden.`
    pub(super) fn whole_date(&mut self) -> Step<()> {
        let ids = self.ids()?;
        let [day, month, year] = ids.as_slice() else { return self.lost("drei Felder") };
        self.expect(&FILLED)?;
        self.expect(&["sind"])?;
        self.skip_if(|k| matches!(k, Kind::Comma));
        self.take(&["dann"]);
        self.expect(&["muss", "müssen"])?;
        // What follows explains with examples which dates are meant; it must speak of that.
        let rest = &self.tokens[self.at..];
        let speaks_of_dates = rest.iter().any(|t| match &t.kind {
            Kind::Word(word) => {
                let lower = word.to_lowercase();
                lower.contains("kalenderdatum") || lower.contains("gültiges")
            }
            _ => false,
        });
        if !speaks_of_dates {
            return self.lost("ein gültiges Datum");
        }
        let part = |id: &String| Operand::Identifier(id.clone());
        let condition = Condition::Or(vec![
            Condition::And(vec![
                Condition::IsEmpty(day.clone()),
                Condition::IsEmpty(month.clone()),
            ]),
            Condition::IsValidDate(part(day), part(month), part(year)),
        ]);
        self.at = self.tokens.len();
        self.add(Effect::Valid, None, condition);
        Ok(())
    }
}

/// "is given" for every element.
fn given(ids: &[String]) -> Vec<Condition> {
    ids.iter().map(|id| Condition::Not(Box::new(Condition::IsEmpty(id.clone())))).collect()
}
