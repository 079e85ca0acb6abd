//! Grant periods: when they begin, how they split at changes of the law (§§ 22, 25, 41 to 44).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::assess::{AssessError, Assessment, assess_mixed, assess_with};
use crate::household::{GrantPeriod, Household};
use crate::money::Cents;
use crate::month::Month;
use crate::tables::{LawOptions, last_known_month, params};
use crate::transition::{TransitionRule, after_change};

/// A part of a grant period under one law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodPart {
    /// First month.
    pub from: Month,
    /// Last month.
    pub until: Month,
    /// The result under the law of the first month.
    pub assessment: Assessment,
    /// What is granted per month: the result, or an older amount that stays.
    pub amount: Cents,
    /// The transitional rule that led here, if the law changed.
    pub rule: Option<TransitionRule>,
}

/// A grant period with its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodAssessment {
    /// The parts, in order.
    pub parts: Vec<PeriodPart>,
    /// First month whose law is not known yet; nothing is computed from there on.
    pub unknown_from: Option<Month>,
}

/// Assesses an application that is still open, over its whole period: old law up to a change,
/// new law after (§ 41 (1)), with the December amount as a floor where the act says so
/// (§§ 42b (5), 42d (5)).
///
/// # Errors
/// [`AssessError`] as for a single month; a period that merely reaches beyond the known law is
/// cut there instead.
pub fn assess_period(
    household: &Household,
    period: GrantPeriod,
    options: &LawOptions,
) -> Result<PeriodAssessment, AssessError> {
    let household = Household { period: Some(period), ..household.clone() };
    let mut parts: Vec<PeriodPart> = Vec::new();
    let mut from = period.from;
    let mut unknown_from = None;
    while from <= period.last() {
        let assessment = match assess_with(&household, from, options) {
            Ok(assessment) => assessment,
            Err(AssessError::Law(_)) if !parts.is_empty() => {
                unknown_from = Some(from);
                break;
            }
            Err(error) => return Err(error),
        };
        let until = last_month_of_law(from, period.last(), options);
        let earlier = parts.last();
        let rule = earlier.and_then(|_| TransitionRule::at(from));
        let floor = match (earlier, rule) {
            (Some(earlier), Some(rule)) if rule.has_december_floor() => earlier.amount,
            _ => Cents::ZERO,
        };
        let amount = assessment.amount.max(floor);
        parts.push(PeriodPart { from, until, assessment, amount, rule });
        from = until.plus(1);
    }
    Ok(PeriodAssessment { parts, unknown_from })
}

/// The last month up to `last` in which the law of `from` holds.
fn last_month_of_law(from: Month, last: Month, options: &LawOptions) -> Month {
    let law = params(from, options);
    let valid_until = law.ok().and_then(|law| law.valid_until).unwrap_or(last);
    // The subsistence level of § 17a and the employee lump sum change with the calendar year.
    let december = Month::known(from.year(), 12);
    valid_until.min(december).min(last)
}

/// Decides anew, of the authority's own motion, about a benefit granted before a change of the
/// law: for the months from `change` to the end of the running period.
///
/// Returns `None` where no rule orders a new decision at that month: then the old decision stays
/// (§ 41 (2)). Under § 42a the allowances of § 17 stay those of the old law.
///
/// # Errors
/// [`AssessError`] as for a single month.
pub fn redecide(
    household: &Household,
    granted: Cents,
    period: GrantPeriod,
    change: Month,
    options: &LawOptions,
) -> Result<Option<PeriodPart>, AssessError> {
    let Some(rule) = TransitionRule::at(change) else { return Ok(None) };
    if change <= period.from || change > period.last() {
        return Ok(None);
    }
    let household = Household { period: Some(period), ..household.clone() };
    let allowances_of = if rule == TransitionRule::S42a { change.plus(-1) } else { change };
    let assessment = assess_mixed(&household, change, allowances_of, options)?;
    let amount = after_change(rule, granted, assessment.amount);
    let until = period.last();
    Ok(Some(PeriodPart { from: change, until, assessment, amount, rule: Some(rule) }))
}

/// First month of the grant period: the month of the application, or the later month in which
/// the conditions are met (§ 25 (2)).
pub fn grant_start(applied_on: Date, conditions_met_from: Option<Month>) -> Month {
    let applied = Month::of(applied_on);
    conditions_met_from.map_or(applied, |from| from.max(applied))
}

/// First month of the grant period after another benefit was refused: the month of the refusal,
/// if the application came before the end of the month after learning of it (§ 25 (3)).
pub fn grant_start_after_refusal(applied_on: Date, refused_from: Month, learned_on: Date) -> Month {
    let in_time = Month::of(applied_on) <= Month::of(learned_on).plus(1);
    if in_time { refused_from.min(Month::of(applied_on)) } else { Month::of(applied_on) }
}

/// The day on which a renewal counts as filed: one filed earlier than two months before the end
/// of the running period counts as filed on the first of its second-last month (§ 22 (4)).
pub fn renewal_counts_as_filed(applied_on: Date, running: GrantPeriod) -> Date {
    let earliest = running.last().plus(-1).first_day();
    earliest.map_or(applied_on, |earliest| applied_on.max(earliest))
}

/// Whether a period reaches beyond the law known to this library.
pub fn reaches_beyond_known_law(period: GrantPeriod) -> bool {
    period.last() > last_known_month()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_begins_with_the_month_of_the_application() {
        assert_eq!(grant_start(date("2025-03-31"), None), month("2025-03"));
        assert_eq!(grant_start(date("2025-03-31"), Some(month("2025-05"))), month("2025-05"));
        assert_eq!(grant_start(date("2025-03-31"), Some(month("2025-01"))), month("2025-03"));
    }

    #[test]
    fn after_a_refusal_it_reaches_back_if_the_application_came_in_time() {
        let (refused, learned) = (month("2025-01"), date("2025-04-10"));
        let start = |applied| grant_start_after_refusal(date(applied), refused, learned);
        assert_eq!(start("2025-05-31"), month("2025-01"));
        assert_eq!(start("2025-06-01"), month("2025-06"));
    }

    #[test]
    fn an_early_renewal_counts_from_the_second_last_month() {
        let running = GrantPeriod { from: month("2025-01"), months: 12 };
        assert_eq!(renewal_counts_as_filed(date("2025-08-15"), running), date("2025-11-01"));
        assert_eq!(renewal_counts_as_filed(date("2025-11-20"), running), date("2025-11-20"));
    }
}
