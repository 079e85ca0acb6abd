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
        let ids = if self.is_id_ahead() { self.ids()? } else { self.all_yes_no_fields()? };
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

    /// `ein Datenfeld der Datenfeldgruppe`: every yes/no field of the carrying group.
    fn all_yes_no_fields(&mut self) -> Step<Vec<String>> {
        if !self.take_all(&["datenfeld", "der", "datenfeldgruppe"])
            && !self.take_all(&["feld", "der", "gruppe"])
        {
            return self.lost("die Felder mit ihren Kennungen");
        }
        let schema = self.context.schema;
        let ids: Vec<String> = schema.nodes[self.context.carrier]
            .children
            .iter()
            .filter(|child| {
                schema.field(**child).is_some_and(|f| f.data_type == crate::model::DataType::Bool)
            })
            .map(|child| schema.base_of(*child).key.id.clone())
            .collect();
        if ids.is_empty() { self.lost("Ja-Nein-Felder in der Gruppe") } else { Ok(ids) }
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
