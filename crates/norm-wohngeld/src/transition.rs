//! Which law applies when it changes within a grant period (§§ 41 to 44).

use serde::{Deserialize, Serialize};

use crate::money::Cents;
use crate::month::Month;

/// A rule about a change of the law within a grant period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitionRule {
    /// § 42a: reform of 2016.
    S42a,
    /// § 42b: reform of 2020.
    S42b,
    /// § 42c: heating amount of 2021.
    S42c,
    /// § 44 with § 43: update of 2022.
    S44Of2022,
    /// § 42d: Wohngeld-Plus of 2023.
    S42d,
    /// § 44 with § 43: update of 2025.
    S44Of2025,
    /// § 42e of the bill for 2027: awards run on unchanged.
    S42eBill,
}

impl TransitionRule {
    /// The rule about the change of law at a month, if that month brought one.
    pub fn at(change: Month) -> Option<Self> {
        let rules = [
            (Month::known(2016, 1), Self::S42a),
            (Month::known(2020, 1), Self::S42b),
            (Month::known(2021, 1), Self::S42c),
            (Month::known(2022, 1), Self::S44Of2022),
            (Month::known(2023, 1), Self::S42d),
            (Month::known(2025, 1), Self::S44Of2025),
            (Month::known(2027, 1), Self::S42eBill),
        ];
        rules.into_iter().find(|(month, _)| *month == change).map(|(_, rule)| rule)
    }

    /// Paragraph.
    pub fn norm(self) -> &'static str {
        match self {
            Self::S42a => "§ 42a WoGG",
            Self::S42b => "§ 42b WoGG",
            Self::S42c => "§ 42c WoGG",
            Self::S44Of2022 | Self::S44Of2025 => "§§ 43, 44 WoGG",
            Self::S42d => "§ 42d WoGG",
            Self::S42eBill => "§ 42e WoGG (Entwurf 2027)",
        }
    }

    /// Whether the authority decides anew of its own motion.
    pub fn decides_anew(self) -> bool {
        self != Self::S42eBill
    }

    /// Whether the old amount stays where the new one is not higher.
    pub fn keeps_higher_amount(self) -> bool {
        matches!(self, Self::S42a | Self::S42b | Self::S42d | Self::S42eBill)
    }

    /// Whether the December amount of the old year is a floor for applications still open.
    pub fn has_december_floor(self) -> bool {
        matches!(self, Self::S42b | Self::S42d)
    }

    /// German sentence for the notice (special bases must be named).
    pub fn notice_de(self) -> String {
        format!(
            "Dieser Bescheid beruht auf {}. Entscheidungen nach den §§ 27 und 28 WoGG können noch \
             folgen; dann kann sich das Wohngeld auch rückwirkend verringern oder wegfallen.",
            self.norm()
        )
    }
}

/// The amount after a change of the law for the rest of a running grant period.
///
/// `old` was granted before the change, `new` is what the new law gives.
pub fn after_change(rule: TransitionRule, old: Cents, new: Cents) -> Cents {
    if !rule.decides_anew() {
        return old;
    }
    if rule.keeps_higher_amount() { old.max(new) } else { new }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_the_law_has_its_rule() {
        for pair in crate::tables::regimes().windows(2) {
            let rule = TransitionRule::at(pair[1].valid_from).expect("the change has a rule");
            assert!(rule.decides_anew() && rule.notice_de().contains(rule.norm()));
            assert_eq!(TransitionRule::at(pair[1].valid_from.plus(1)), None);
        }
        // 2024 and 2026 brought no new numbers.
        for year in [2024, 2026] {
            assert_eq!(TransitionRule::at(Month::known(year, 1)), None);
        }
        assert_eq!(TransitionRule::at(Month::known(2027, 1)), Some(TransitionRule::S42eBill));
    }

    #[test]
    fn the_higher_old_amount_stays_only_where_the_rule_says_so() {
        let (low, high) = (Cents::euros(100), Cents::euros(150));
        let keeps = |rule| (after_change(rule, high, low), after_change(rule, low, high));
        for rule in [TransitionRule::S42a, TransitionRule::S42b, TransitionRule::S42d] {
            assert_eq!(keeps(rule), (high, high), "{rule:?}");
        }
        for rule in [TransitionRule::S42c, TransitionRule::S44Of2022, TransitionRule::S44Of2025] {
            assert_eq!(keeps(rule), (low, high), "{rule:?}");
        }
        // Under the bill awards run on unchanged.
        assert_eq!(keeps(TransitionRule::S42eBill), (high, low));
    }
}
