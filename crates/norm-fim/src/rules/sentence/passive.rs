//! `muss … befüllt werden`, `darf … nicht angezeigt werden`, `ist … auszublenden`.

use super::super::ast::{Condition, Effect, Operand};
use super::super::compile::Prefill;
use super::super::token::Kind;
use super::action::{Action, DEMANDED, MODALS, OPTIONAL};
use super::{Parser, Step};

const SHOWN: [&str; 10] = [
    "befüllt",
    "ausgefüllt",
    "angezeigt",
    "angegeben",
    "gefüllt",
    "anzuzeigen",
    "auszufüllen",
    "befüllen",
    "anzugeben",
    "eingeblendet",
];
const HIDDEN: [&str; 2] = ["ausgeblendet", "auszublenden"];

/// How a sentence says that something is to happen.
struct Manner<'a> {
    /// `muss`, `darf`, `ist`, …
    modal: &'a str,
    /// `nicht` stands before the verb.
    is_negated: bool,
    /// `optional` does.
    is_optional: bool,
}

impl Parser<'_> {
    /// `muss F… befüllt [und G… ausgeblendet] werden`, with the subject before or after.
    pub(super) fn passive(
        &mut self,
        subject: Vec<String>,
        condition: Option<&Condition>,
    ) -> Step<Vec<Action>> {
        let modal = self.word().unwrap_or_default();
        self.at += 1;
        if !subject.is_empty() {
            self.last_targets.clone_from(&subject);
        }
        let mut current = subject;
        let mut actions: Vec<Action> = Vec::new();
        let mut is_negated = false;
        let mut is_optional = false;
        let mut given: Option<Operand> = None;
        loop {
            if self.is_word(&["für", "in"]) && self.names_states_ahead() {
                self.at += 1;
                self.is_active = self.states()?;
                self.parsed.says_nothing_here = true;
                continue;
            }
            if self.take(&["es", "sie"]) {
                continue;
            }
            if self.is_id_ahead() {
                let ids = self.ids()?;
                self.last_targets.clone_from(&ids);
                current.extend(ids);
                continue;
            }
            if self.take(&["nicht"]) {
                is_negated = true;
                continue;
            }
            if self.take(&["mit"]) {
                given = Some(self.value_to_fill_in(&current)?);
                continue;
            }
            if self.take(&OPTIONAL) {
                is_optional = true;
                if self.take(&["feld", "gruppe"]) {
                    actions.push(self.close(&mut current, None)?);
                    break;
                }
                continue;
            }
            let word = self.word().unwrap_or_default();
            if DEMANDED.contains(&word.as_str()) {
                self.at += 1;
                // `ist ein Pflichtfeld` ends here; `als Pflichtfeld anzuzeigen` goes on.
                let ends = !self.is_word(&SHOWN) && !self.is_word(&["zu"]);
                if ends && matches!(modal.as_str(), "ist" | "sind" | "wird" | "werden") {
                    if is_negated {
                        return self.lost("eine eindeutige Anweisung");
                    }
                    actions.push(self.close(&mut current, Some(Effect::Require))?);
                    break;
                }
                continue;
            }
            if ["vorbefüllt", "vorzubefüllen"].contains(&word.as_str()) {
                self.at += 1;
                let Some(value) = given.take() else { return self.lost("ein Wert") };
                self.filled_in(current, value, condition.is_some())?;
                break;
            }
            let manner = Manner { modal: &modal, is_negated, is_optional };
            if let Some(action) = self.verb(&manner, &mut current, &mut given, condition)? {
                actions.push(action);
            } else if self.take(&["dann", "anzuzeigen"]) || self.take(&super::FILLERS) {
                continue;
            } else {
                return self.lost("befüllt werden");
            }
            self.take(&["werden", "sein", "wird", "ist"]);
            is_negated = false;
            let before = self.at;
            self.skip_if(|k| matches!(k, Kind::Comma));
            let joined = self.take(&["und"]);
            let goes_on =
                joined && (self.is_id_ahead() || self.is_word(&SHOWN) || self.is_word(&HIDDEN));
            if !goes_on {
                self.at = before;
                break;
            }
        }
        self.take(&["werden", "sein"]);
        if given.is_some() {
            return self.lost("befüllt werden");
        }
        self.allowed_codes(condition)?;
        Ok(actions)
    }

    /// `befüllt`, `ausgeblendet`, `leer`, `zu befüllen`: what happens to what was named before;
    /// `None` when the next word is none of these.
    fn verb(
        &mut self,
        manner: &Manner<'_>,
        current: &mut Vec<String>,
        given: &mut Option<Operand>,
        condition: Option<&Condition>,
    ) -> Step<Option<Action>> {
        let Manner { modal, is_negated, is_optional } = *manner;
        let word = self.word().unwrap_or_default();
        if word == "leer" || word == "zu" && self.word_at(1).is_some_and(|w| w == "befüllen") {
            self.at += if word == "zu" { 2 } else { 1 };
            let effect = self.meaning(modal, is_negated, word == "zu", word == "leer")?;
            return self.close(current, effect).map(Some);
        }
        let shown = SHOWN.contains(&word.as_str());
        if !shown && !HIDDEN.contains(&word.as_str()) {
            return Ok(None);
        }
        self.at += 1;
        let effect = self.meaning(modal, is_negated, shown, false)?;
        let action = self.close(current, effect.filter(|_| !is_optional))?;
        if let Some(value) = given.take() {
            self.must_equal(&action, value, condition)?;
        }
        Ok(Some(action))
    }

    /// `muss mit "Ja" befüllt werden`: demanded, and with this very answer.
    fn must_equal(
        &mut self,
        action: &Action,
        value: Operand,
        condition: Option<&Condition>,
    ) -> Step<()> {
        let (Some(Effect::Require), [target]) = (action.effect, action.targets.as_slice()) else {
            return self.lost("eine eindeutige Anweisung");
        };
        let mut all = vec![Condition::IsEmpty(target.clone())];
        if let Some(condition) = condition {
            all.push(condition.clone().negated());
        }
        all.push(Condition::Equal(Operand::Identifier(target.clone()), value));
        self.add(Effect::Valid, None, Condition::Or(all));
        Ok(())
    }

    /// The value after "mit" in "mit 001 vorbefüllt".
    fn value_to_fill_in(&mut self, targets: &[String]) -> Step<Operand> {
        let Some(target) = targets.first().or(self.last_targets.first()).cloned() else {
            return self.lost("ein Element");
        };
        let value = self.value(&target)?;
        self.context.literal(&target, &value)
    }

    /// `… vorzubefüllen [und auszublenden]`
    fn filled_in(&mut self, mut targets: Vec<String>, value: Operand, depends: bool) -> Step<()> {
        if depends {
            return Err("Vorbefüllen unter einer Bedingung braucht eine eigene Regel.".to_owned());
        }
        if targets.is_empty() {
            targets.clone_from(&self.last_targets);
        }
        let mut hidden = false;
        if self.take(&["und"]) {
            self.skip_fillers();
            self.expect(&HIDDEN)?;
            hidden = true;
        }
        let value = match value {
            Operand::Text(text) => text,
            Operand::Bool(yes) => yes.to_string(),
            Operand::Identifier(id) => id,
        };
        for target in targets {
            self.prefill(Prefill { target, value: value.clone(), hidden });
        }
        self.take(&["werden"]);
        Ok(())
    }

    /// True when the words after "für" or "in" speak of states and not of elements.
    pub(super) fn names_states_ahead(&self) -> bool {
        (1..5).filter_map(|i| self.word_at(i)).any(|w| {
            super::state::state_code(&w).is_some()
                || w.starts_with("länder")
                || w.starts_with("bundesl")
        })
    }

    /// `Für die anderen Länder darf das Feld nicht angezeigt werden.`: the verb comes first.
    pub(super) fn verb_first(&mut self) -> Step<()> {
        if !self.is_word(&MODALS) {
            return self.lost("gilt, darf, muss oder wird");
        }
        let actions = self.passive(Vec::new(), None)?;
        self.apply(&actions, &Condition::Constant(true));
        self.end_of_clause()
    }

    /// `…, wobei nur die Codes A "…" ODER X "…" ausgewählt werden dürfen`
    fn allowed_codes(&mut self, condition: Option<&Condition>) -> Step<()> {
        let before = self.at;
        self.skip_if(|k| matches!(k, Kind::Comma));
        if !self.take(&["wobei"]) {
            self.at = before;
            return Ok(());
        }
        self.expect(&["nur"])?;
        self.take(&["der", "die"]);
        self.take(&["code", "codes", "wert", "werte"]);
        let [target] = self.last_targets.as_slice() else {
            return self.lost("genau ein Feld");
        };
        let target = target.clone();
        let mut allowed = Vec::new();
        loop {
            let value = self.value(&target)?;
            let literal = self.context.literal(&target, &value)?;
            allowed.push(Condition::Equal(Operand::Identifier(target.clone()), literal));
            if !self.take(&["oder", "und"]) && !self.skip_if(|k| matches!(k, Kind::Comma)) {
                break;
            }
        }
        self.expect(&["ausgewählt", "gewählt"])?;
        self.expect(&["werden"])?;
        self.expect(&["darf", "dürfen"])?;
        let mut all = vec![Condition::IsEmpty(target)];
        if let Some(condition) = condition {
            all.push(condition.clone().negated());
        }
        all.append(&mut allowed);
        self.add(Effect::Valid, None, Condition::Or(all));
        Ok(())
    }

    fn close(&mut self, current: &mut Vec<String>, effect: Option<Effect>) -> Step<Action> {
        let mut targets = std::mem::take(current);
        if targets.is_empty() {
            targets.clone_from(&self.last_targets);
        }
        if targets.is_empty() {
            return self.lost("ein Element");
        }
        self.last_targets.clone_from(&targets);
        Ok(Action { effect, targets })
    }

    fn meaning(
        &self,
        modal: &str,
        is_negated: bool,
        is_shown: bool,
        is_leer: bool,
    ) -> Step<Option<Effect>> {
        let allows = matches!(modal, "darf" | "dürfen");
        let must = matches!(modal, "muss" | "müssen");
        let effect = match (is_shown, is_leer, is_negated) {
            (true, _, true) if !must => Effect::Forbid,
            (true, _, false) if !allows => Effect::Require,
            (_, true, true) if allows => Effect::Require,
            (_, true, false) if must => Effect::Forbid,
            (false, false, false) if !allows => Effect::Forbid,
            _ => return self.lost("eine eindeutige Anweisung"),
        };
        Ok(Some(effect))
    }
}
