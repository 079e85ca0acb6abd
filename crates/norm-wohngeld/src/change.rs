//! Changes within a grant period and from which figures on they matter (§ 27).

use serde::{Deserialize, Serialize};

use crate::explain::Remark;
use crate::money::{Cents, Fixed};
use crate::month::Month;

/// The figures of a decision that a change is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Household members.
    pub members_total: u32,
    /// Considered members.
    pub members_considered: u32,
    /// Rent or burden per month (§ 27 (3) no. 2).
    pub rent_or_burden: Fixed,
    /// Rent or burden considered without the heating amount (§ 27 (1) no. 2, (2) no. 2).
    pub rent_without_heating: Fixed,
    /// Total income per month (§ 27 (1) no. 3, (2) no. 3).
    pub income_y: Fixed,
    /// Sum of monthly income and receipts (§ 27 (3) no. 3).
    pub income_monthly_sum: Fixed,
    /// Benefit per month.
    pub amount: Cents,
}

/// The percentages of § 27 as euro figures: the first cent that lies beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Report at once when the sum of monthly income and receipts reaches this (§ 27 (3) no. 3).
    pub report_income_sum_from: Cents,
    /// Report at once when the monthly rent or burden falls to this (§ 27 (3) no. 2).
    pub report_rent_down_to: Cents,
    /// Higher benefit on application when the considered rent without heating amount reaches
    /// this (§ 27 (1) no. 2).
    pub increase_rent_from: Cents,
    /// Higher benefit on application when the total income falls to this (§ 27 (1) no. 3).
    pub increase_income_down_to: Cents,
    /// Lower benefit of the authority's own motion when the considered rent without heating
    /// amount falls to this (§ 27 (2) no. 2).
    pub decrease_rent_down_to: Cents,
    /// Lower benefit of the authority's own motion when the total income reaches this
    /// (§ 27 (2) no. 3).
    pub decrease_income_from: Cents,
}

/// Percent the considered rent must rise for an increase (§ 27 (1) no. 2).
const RENT_UP: i128 = 10;
/// Percent the rent must fall for a decrease or a report (§ 27 (2), (3)).
const RENT_DOWN: i128 = 15;
/// Percent the income must rise for a decrease or a report (§ 27 (2), (3)).
const INCOME_UP: i128 = 15;

/// Percent the total income must fall for an increase (§ 27 (1) no. 3): 10 since 2023.
fn income_down(month: Month) -> i128 {
    if month >= Month::known(2023, 1) { 10 } else { 15 }
}

/// Whether `new` exceeds `old` by more than so many percent. Exact.
fn is_up(old: Fixed, new: Fixed, percent: i128) -> bool {
    new.0.saturating_mul(100) > old.0.saturating_mul(100 + percent)
}

/// Whether `new` lies under `old` by more than so many percent. Exact.
fn is_down(old: Fixed, new: Fixed, percent: i128) -> bool {
    new.0.saturating_mul(100) < old.0.saturating_mul(100 - percent)
}

/// The first whole cent more than so many percent above.
fn first_above(old: Fixed, percent: i128) -> Cents {
    // Units of 1e-10 euros times 100; one cent is 1e10 of them.
    let limit = old.0.saturating_mul(100 + percent);
    Cents(i64::try_from(limit.div_euclid(10_000_000_000) + 1).unwrap_or(i64::MAX))
}

/// The first whole cent more than so many percent below, never under zero.
fn first_below(old: Fixed, percent: i128) -> Cents {
    let limit = old.0.saturating_mul(100 - percent);
    let cents = limit.saturating_sub(1).div_euclid(10_000_000_000);
    Cents(i64::try_from(cents).unwrap_or(i64::MAX)).at_least_zero()
}

/// § 27 in euros for a decision.
pub fn thresholds(figures: &Figures, month: Month) -> Thresholds {
    Thresholds {
        report_income_sum_from: first_above(figures.income_monthly_sum, INCOME_UP),
        report_rent_down_to: first_below(figures.rent_or_burden, RENT_DOWN),
        increase_rent_from: first_above(figures.rent_without_heating, RENT_UP),
        increase_income_down_to: first_below(figures.income_y, income_down(month)),
        decrease_rent_down_to: first_below(figures.rent_without_heating, RENT_DOWN),
        decrease_income_from: first_above(figures.income_y, INCOME_UP),
    }
}

/// What a change within a grant period leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Grounds for a higher benefit on application (§ 27 (1)); empty if it would not rise.
    pub on_application: Vec<Remark>,
    /// Grounds for a lower benefit of the authority's own motion (§ 27 (2)); empty if it would
    /// not fall. Only for changes that are not temporary.
    pub own_motion: Vec<Remark>,
    /// Duties to report at once (§ 27 (3)), whatever the new amount.
    pub must_report: Vec<Remark>,
}

/// Compares a decision with the new facts. `month` is the month of the change.
pub fn change(old: &Figures, new: &Figures, month: Month) -> Change {
    let mut change = Change::default();
    if new.amount > old.amount {
        change.on_application = grounds_up(old, new, month);
    }
    if new.amount < old.amount {
        change.own_motion = grounds_down(old, new);
    }
    change.must_report = duties(old, new);
    change
}

fn grounds_up(old: &Figures, new: &Figures, month: Month) -> Vec<Remark> {
    let mut grounds = Vec::new();
    if new.members_considered > old.members_considered {
        grounds.push(Remark::new(
            "more_members",
            "§ 27 Abs. 1 Satz 1 Nr. 1 WoGG",
            "Es sind mehr Haushaltsmitglieder zu berücksichtigen.",
            "More members are considered.",
        ));
    }
    if is_up(old.rent_without_heating, new.rent_without_heating, RENT_UP) {
        grounds.push(Remark::new(
            "rent_up",
            "§ 27 Abs. 1 Satz 1 Nr. 2 WoGG",
            "Die zu berücksichtigende Miete oder Belastung ist um mehr als 10 Prozent gestiegen.",
            "The considered rent or burden rose by more than 10 percent.",
        ));
    }
    let percent = income_down(month);
    if is_down(old.income_y, new.income_y, percent) {
        grounds.push(Remark::new(
            "income_down",
            "§ 27 Abs. 1 Satz 1 Nr. 3 WoGG",
            format!("Das Gesamteinkommen ist um mehr als {percent} Prozent gesunken."),
            format!("The total income fell by more than {percent} percent."),
        ));
    }
    grounds
}

fn grounds_down(old: &Figures, new: &Figures) -> Vec<Remark> {
    let mut grounds = Vec::new();
    if new.members_considered < old.members_considered {
        grounds.push(Remark::new(
            "fewer_members",
            "§ 27 Abs. 2 Satz 1 Nr. 1 WoGG",
            "Es sind weniger Haushaltsmitglieder zu berücksichtigen.",
            "Fewer members are considered.",
        ));
    }
    if is_down(old.rent_without_heating, new.rent_without_heating, RENT_DOWN) {
        grounds.push(Remark::new(
            "rent_down",
            "§ 27 Abs. 2 Satz 1 Nr. 2 WoGG",
            "Die zu berücksichtigende Miete oder Belastung ist um mehr als 15 Prozent gesunken.",
            "The considered rent or burden fell by more than 15 percent.",
        ));
    }
    if is_up(old.income_y, new.income_y, INCOME_UP) {
        grounds.push(Remark::new(
            "income_up",
            "§ 27 Abs. 2 Satz 1 Nr. 3 WoGG",
            "Das Gesamteinkommen ist um mehr als 15 Prozent gestiegen.",
            "The total income rose by more than 15 percent.",
        ));
    }
    grounds
}

fn duties(old: &Figures, new: &Figures) -> Vec<Remark> {
    let mut duties = Vec::new();
    let excluded = |figures: &Figures| figures.members_total - figures.members_considered;
    let fewer = new.members_considered < old.members_considered;
    if fewer || excluded(new) > excluded(old) {
        duties.push(Remark::new(
            "report_members",
            "§ 27 Abs. 3 Satz 1 Nr. 1 WoGG",
            "Weniger Mitglieder zu berücksichtigen oder mehr ausgeschlossen: bitte sofort melden.",
            "Fewer considered or more excluded members: report at once.",
        ));
    }
    if is_down(old.rent_or_burden, new.rent_or_burden, RENT_DOWN) {
        duties.push(Remark::new(
            "report_rent",
            "§ 27 Abs. 3 Satz 1 Nr. 2 WoGG",
            "Die Miete oder Belastung ist um mehr als 15 Prozent gesunken: bitte sofort melden.",
            "Rent or burden fell by more than 15 percent: report at once.",
        ));
    }
    if is_up(old.income_monthly_sum, new.income_monthly_sum, INCOME_UP) {
        duties.push(Remark::new(
            "report_income",
            "§ 27 Abs. 3 Satz 1 Nr. 3 WoGG",
            "Einkommen und Einnahmen sind zusammen um mehr als 15 Prozent gestiegen: bitte sofort \
             melden.",
            "Income and receipts together rose by more than 15 percent: report at once.",
        ));
    }
    duties
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(rent: &str, income: &str) -> Figures {
        let value = |text| Fixed::parse(text).unwrap();
        Figures {
            members_total: 1,
            members_considered: 1,
            rent_or_burden: value(rent),
            rent_without_heating: value(rent),
            income_y: value(income),
            income_monthly_sum: value(income),
            amount: Cents::euros(100),
        }
    }

    #[test]
    fn the_first_cent_beyond_counts_and_the_one_before_does_not() {
        let month = "2025-01".parse().unwrap();
        for (rent, income) in [("500", "1000"), ("333.33", "1234.5678912345"), ("0.01", "0")] {
            let old = figures(rent, income);
            let limits = thresholds(&old, month);
            let cent = Fixed::from(Cents(1));
            let from = Fixed::from(limits.report_income_sum_from);
            assert!(is_up(old.income_monthly_sum, from, 15));
            assert!(!is_up(old.income_monthly_sum, from - cent, 15));
            let down = Fixed::from(limits.report_rent_down_to);
            assert!(
                limits.report_rent_down_to == Cents::ZERO || is_down(old.rent_or_burden, down, 15)
            );
            assert!(!is_down(old.rent_or_burden, down + cent, 15));
        }
    }

    #[test]
    fn exactly_fifteen_percent_is_not_more_than_fifteen() {
        let month = "2025-01".parse().unwrap();
        let limits = thresholds(&figures("500", "1000"), month);
        assert_eq!(limits.report_income_sum_from, Cents(115_001));
        assert_eq!(limits.report_rent_down_to, Cents(42_499));
        assert_eq!(limits.increase_rent_from, Cents(55_001));
        assert_eq!(limits.increase_income_down_to, Cents(89_999));
        let before_2023 = thresholds(&figures("500", "1000"), "2022-12".parse().unwrap());
        assert_eq!(before_2023.increase_income_down_to, Cents(84_999));
    }

    #[test]
    fn a_rise_in_rent_needs_an_application_and_a_rise_in_income_a_report() {
        let month = "2025-01".parse().unwrap();
        let old = figures("500", "1000");
        let mut new = figures("560", "1000");
        new.amount = Cents::euros(130);
        let found = change(&old, &new, month);
        assert_eq!(found.on_application.len(), 1);
        assert!(found.own_motion.is_empty() && found.must_report.is_empty());
        let mut new = figures("500", "1151");
        new.amount = Cents::euros(50);
        let found = change(&old, &new, month);
        assert_eq!(found.own_motion[0].key, "income_up");
        assert_eq!(found.must_report[0].key, "report_income");
    }
}
