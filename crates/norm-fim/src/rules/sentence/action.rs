//! What follows from a condition: show, hide, demand, forbid, fill in.

use super::super::ast::{Condition, Effect, Operand};
use super::super::token::Kind;
use super::condition::joined;
use super::{Parser, Step};

pub(super) const MODALS: [&str; 8] =
    ["muss", "müssen", "ist", "sind", "wird", "werden", "darf", "dürfen"];
pub(super) const DEMANDED: [&str; 10] = [
    "pflicht",
    "pflichtfeld",
    "pflichtfelder",
    "pflichtgruppe",
    "pflichtfeldgruppe",
    "pflichtangabe",
    "pflichtangaben",
    "pflichtfeldern",
    "pflichtgruppen",
    "verpflichtend",
];
pub(super) const OPTIONAL: [&str; 4] = ["optional", "optionales", "optionale", "freiwillig"];

/// One thing to do with some elements.
pub(super) struct Action {
    /// `None`: neither demanded nor forbidden.
    pub effect: Option<Effect>,
    pub targets: Vec<String>,
}

impl Parser<'_> {
    /// `Wenn …, dann …, sonst …`
    pub(super) fn conditional(&mut self) -> Step<()> {
        self.at += 1;
        self.take(&["in"]);
        if self.take(&["alle"]) {
            return self.whole_date();
        }
        let mut condition = self.condition()?;
        self.repair_opposite(&mut condition);
        self.skip_if(|k| matches!(k, Kind::Comma));
        self.take(&["dann"]);
        let actions = self.actions(&condition)?;
        self.apply(&actions, &condition);
        self.skip_if(|k| matches!(k, Kind::Comma));
        if self.take(&["sonst", "ansonsten", "andernfalls"]) {
            let opposite = condition.clone().negated();
            if self.take(&["nicht"]) {
                let targets = self.last_targets.clone();
                self.apply(&[Action { effect: Some(Effect::Forbid), targets }], &opposite);
            } else {
                let otherwise = self.actions(&opposite)?;
                self.apply(&otherwise, &opposite);
            }
        }
        self.last_condition = Some(condition);
        self.end_of_clause()
    }

    /// After a clause only a stop or another clause may follow.
    pub(super) fn end_of_clause(&mut self) -> Step<()> {
        match self.kind() {
            None | Some(Kind::Dot | Kind::Comma) => Ok(()),
            Some(Kind::Word(_)) if self.is_word(&["wenn", "bei", "falls", "für", "die", "das"]) => {
                Ok(())
            }
            _ => self.lost("das Ende des Satzes"),
        }
    }

    /// `= "Ja" zeige …, bei <> "Nein" blende … aus` contradicts itself; the second half means
    /// the other answer.
    fn repair_opposite(&self, condition: &mut Condition) {
        let Condition::NotEqual(id, Operand::Bool(value)) = &*condition else { return };
        let said = Condition::Equal(id.clone(), Operand::Bool(!*value));
        if self.last_condition.is_none() {
            return;
        }
        let contradicts = self.parsed.rules.iter().any(|r| r.condition == said);
        if contradicts {
            *condition = Condition::Equal(id.clone(), Operand::Bool(*value));
        }
    }

    pub(super) fn apply(&mut self, actions: &[Action], condition: &Condition) {
        for action in actions {
            let Some(effect) = action.effect else { continue };
            for target in &action.targets {
                self.add(effect, Some(target.clone()), condition.clone());
            }
        }
    }

    fn actions(&mut self, condition: &Condition) -> Step<Vec<Action>> {
        let mut actions: Vec<Action> = Vec::new();
        loop {
            self.take(&["dann", "so"]);
            let verb = self.word().unwrap_or_default();
            match verb.as_str() {
                "aktiviere" | "deaktiviere" => {
                    self.at += 1;
                    let effect = if verb == "aktiviere" { Effect::Require } else { Effect::Forbid };
                    let targets = self.targets()?;
                    actions.push(Action { effect: Some(effect), targets });
                }
                "mache" => {
                    let action = self.made_obligatory()?;
                    actions.push(action);
                }
                "zeige" | "zeigen" => {
                    self.at += 1;
                    let action = self.show()?;
                    actions.push(action);
                }
                "blende" => {
                    self.at += 1;
                    let targets = self.targets()?;
                    let effect = if self.take(&["ein"]) { Effect::Require } else { Effect::Forbid };
                    if effect == Effect::Forbid {
                        self.expect(&["aus"])?;
                    }
                    actions.push(Action { effect: Some(effect), targets });
                }
                "erscheint" | "erscheinen" => {
                    self.at += 1;
                    let targets = self.targets()?;
                    actions.push(Action { effect: Some(Effect::Require), targets });
                }
                modal if MODALS.contains(&modal) => {
                    let mut more = self.passive(Vec::new(), Some(condition))?;
                    actions.append(&mut more);
                }
                // `dann F… muss befüllt werden`: the element before the verb.
                _ if self.is_id_ahead() => {
                    let mut more = self.subject_first(condition)?;
                    actions.append(&mut more);
                }
                _ => return self.lost("eine Anweisung"),
            }
            let before = self.at;
            self.skip_if(|k| matches!(k, Kind::Comma));
            self.take(&["und"]);
            let goes_on = self.is_word(&[
                "aktiviere",
                "deaktiviere",
                "mache",
                "zeige",
                "blende",
                "erscheint",
            ]) || self.is_word(&MODALS);
            if self.at == before || !goes_on {
                self.at = before;
                return Ok(actions);
            }
        }
    }

    /// `mache F… [oder: es] zur Pflichtangabe`
    fn made_obligatory(&mut self) -> Step<Action> {
        self.at += 1;
        if self.is_id_ahead() {
            self.last_targets = self.ids()?;
        } else {
            self.take(&["es", "sie", "diese", "dieses", "das", "die"]);
            self.take(&["feld", "gruppe", "felder"]);
        }
        self.expect(&["zu", "zum", "zur"])?;
        self.take(&["einer", "einem"]);
        self.expect(&DEMANDED)?;
        Ok(Action { effect: Some(Effect::Require), targets: self.last_targets.clone() })
    }

    /// `F… muss befüllt werden`
    fn subject_first(&mut self, condition: &Condition) -> Step<Vec<Action>> {
        let start = self.at;
        let subject = self.ids()?;
        if !self.is_word(&MODALS) {
            self.at = start;
            return self.lost("eine Anweisung");
        }
        self.passive(subject, Some(condition))
    }

    /// Elements, or "die Felder" for those last named.
    fn targets(&mut self) -> Step<Vec<String>> {
        if self.is_id_ahead() {
            self.last_targets = self.ids()?;
        } else {
            let before = self.at;
            self.skip_fillers();
            self.take(&["es", "sie", "diese", "dieses"]);
            if self.at == before || self.last_targets.is_empty() {
                return self.lost("ein Element");
            }
        }
        Ok(self.last_targets.clone())
    }

    /// `zeige [als Pflicht] F… [als Pflicht] [nicht] [an]`
    fn show(&mut self) -> Step<Action> {
        let mut is_optional = false;
        let mut is_negated = false;
        let mut manner = |parser: &mut Self| -> Step<()> {
            while parser.is_word(&["als", "nicht", "an"]) {
                if parser.take(&["nicht"]) {
                    is_negated = true;
                } else if parser.take(&["als"]) {
                    if parser.take(&OPTIONAL) {
                        is_optional = true;
                        parser.take(&["feld", "gruppe"]);
                    } else if !parser.take(&DEMANDED) {
                        return parser.lost("Pflichtfeld");
                    }
                } else {
                    parser.at += 1;
                }
            }
            Ok(())
        };
        manner(self)?;
        let targets = self.targets()?;
        manner(self)?;
        let effect = match (is_negated, is_optional) {
            (true, _) => Some(Effect::Forbid),
            (false, true) => None,
            (false, false) => Some(Effect::Require),
        };
        Ok(Action { effect, targets })
    }

    /// A sentence that begins with an element: `Das Feld F… muss befüllt werden.`
    pub(super) fn open_statement(&mut self) -> Step<()> {
        let is_inner = self.is_word(&["im", "in"]);
        if self.date_order()? {
            return Ok(());
        }
        if self.take_all(&["d", "h"]) || !self.is_id_ahead() {
            return self.lost("ein Satz mit Wenn oder einem Element");
        }
        let subject = self.ids()?;
        let modal = self.word().unwrap_or_default();
        if is_inner && modal == "darf" {
            return self.forbidden_code(&subject);
        }
        if !MODALS.contains(&modal.as_str()) {
            return self.lost("muss, darf, ist oder wird");
        }
        if modal == "ist" && self.is_demand_with_list() {
            return self.demanded_by_list(&subject);
        }
        // "… dürfen dann nicht befüllt werden" still stands under the condition before.
        let depends = self.tokens[self.at..]
            .iter()
            .take_while(|t| t.kind != Kind::Dot)
            .any(|t| matches!(&t.kind, Kind::Word(w) if w.to_lowercase() == "dann"));
        let condition = if depends { self.last_condition.clone() } else { None };
        let actions = self.passive(subject, condition.as_ref())?;
        self.apply(&actions, &condition.unwrap_or(Condition::Constant(true)));
        self.end_of_clause()
    }

    fn is_demand_with_list(&self) -> bool {
        let mut words = (0..6).filter_map(|i| self.word_at(i));
        words.any(|w| DEMANDED.contains(&w.as_str()))
            && self.tokens[self.at..]
                .iter()
                .any(|t| matches!(&t.kind, Kind::Word(w) if w.to_lowercase() == "wenn"))
    }

    /// `F… ist ein Pflichtfeld, wenn eines der Felder F…, F… mit "Ja" belegt ist.`
    fn demanded_by_list(&mut self, subject: &[String]) -> Step<()> {
        self.at += 1;
        self.take(&["ein", "eine"]);
        self.expect(&DEMANDED)?;
        self.skip_if(|k| matches!(k, Kind::Comma));
        self.expect(&["wenn"])?;
        self.take(&["mindestens"]);
        self.expect(&["eines", "eins"])?;
        let ids = self.ids()?;
        self.expect(&["mit"])?;
        let mut all = Vec::new();
        let start = self.at;
        for id in &ids {
            self.at = start;
            let value = self.value(id)?;
            let literal = self.context.literal(id, &value)?;
            all.push(Condition::Equal(Operand::Identifier(id.clone()), literal));
        }
        self.expect(&["belegt", "beantwortet"])?;
        self.take(&["ist", "wird"]);
        let condition = joined(all, Condition::Or);
        for target in subject {
            self.add(Effect::Require, Some(target.clone()), condition.clone());
        }
        Ok(())
    }

    /// `Im Datenfeld F… darf Auswahl 01=… nicht ausgewählt werden.`
    fn forbidden_code(&mut self, subject: &[String]) -> Step<()> {
        self.at += 1;
        let [id] = subject else { return self.lost("genau ein Feld") };
        self.take(&["die", "der"]);
        let value = self.value(id)?;
        let literal = self.context.literal(id, &value)?;
        self.expect(&["nicht"])?;
        self.expect(&["ausgewählt", "gewählt", "angegeben"])?;
        self.expect(&["werden"])?;
        let of = Operand::Identifier(id.clone());
        self.add(Effect::Valid, None, Condition::NotEqual(of, literal));
        Ok(())
    }
}
