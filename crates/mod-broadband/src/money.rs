//! Money of funded projects: whole cents, shares that always add up, thresholds by the day.

use kernel::Euro;

/// A rule of funding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its key.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Share of the federation, in hundredths of a percent.
    pub federal: i64,
    /// Share of the state.
    pub state: i64,
    /// What the town must pay itself at least.
    pub own: i64,
    /// Eligible below this many Mbit/s towards the house.
    pub down: i64,
    /// And below this many in both directions.
    pub both_ways: i64,
}

/// Who pays what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// The federation.
    pub federal: Euro,
    /// The state.
    pub state: Euro,
    /// Others, such as the district.
    pub third: Euro,
    /// The town.
    pub own: Euro,
}

/// Hundredths of a percent in the whole.
const WHOLE: i64 = 10_000;

fn part(amount: i64, share: i64) -> i64 {
    // Rounded down: what is left over is the town's.
    let exact = i128::from(amount) * i128::from(share.clamp(0, WHOLE)) / i128::from(WHOLE);
    i64::try_from(exact).unwrap_or(i64::MAX)
}

/// The shares of eligible costs. The state's share is cut so that the town's own stays; what third
/// parties give comes off the town's.
pub fn shares(eligible: Euro, third: Euro, rule: &Rule) -> Shares {
    let whole = eligible.0.max(0);
    let federal = part(whole, rule.federal);
    let own_least = whole - part(whole, WHOLE - rule.own.clamp(0, WHOLE));
    let state = part(whole, rule.state).min((whole - federal - own_least).max(0));
    let rest = whole - federal - state;
    let third = third.0.clamp(0, rest);
    Shares {
        federal: Euro(federal),
        state: Euro(state),
        third: Euro(third),
        own: Euro(rest - third),
    }
}

/// Whether an address may be built with public money: what is reliably there, or announced, stays
/// below the threshold. Two networks of the next generation or one of fibre end it.
pub fn is_eligible(
    rule: &Rule,
    best_down: i64,
    best_both_ways: i64,
    has_fibre: bool,
    networks: usize,
) -> bool {
    !has_fibre && networks < 2 && best_down < rule.down && best_both_ways < rule.both_ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(federal: i64, state: i64, own: i64) -> Rule {
        Rule {
            key: "t".into(),
            name: String::new(),
            federal,
            state,
            own,
            down: 500,
            both_ways: 200,
        }
    }

    proptest! {
        #[test]
        fn shares_always_add_up_and_nobody_pays_less_than_nothing(
            cents in 0i64..5_000_000_000_000, third in -5i64..5_000_000_000_000,
            federal in 0i64..=7_000, state in 0i64..=5_000, own in 0i64..=3_000,
        ) {
            let s = shares(Euro(cents), Euro(third), &rule(federal, state, own));
            prop_assert_eq!(s.federal.0 + s.state.0 + s.third.0 + s.own.0, cents);
            prop_assert!([s.federal, s.state, s.third, s.own].iter().all(|e| e.0 >= 0));
            // Without others the town keeps its least share.
            let alone = shares(Euro(cents), Euro(0), &rule(federal, state, own));
            prop_assert!(i128::from(alone.own.0) * 10_000 >= i128::from(cents) * i128::from(own.min(10_000 - federal)));
        }
    }

    #[test]
    fn the_state_gives_way_to_the_towns_own_share() {
        let s = shares(Euro(1_000_001), Euro(0), &rule(6_000, 3_000, 2_000));
        assert_eq!((s.federal.0, s.own.0), (600_000, 200_001));
        assert_eq!(s.state.0, 200_000);
    }

    #[test]
    fn thresholds_are_those_of_the_rule() {
        let gigabit = rule(5_000, 3_000, 2_000);
        assert!(is_eligible(&gigabit, 250, 40, false, 1));
        assert!(!is_eligible(&gigabit, 500, 50, false, 1));
        assert!(!is_eligible(&gigabit, 200, 200, false, 1));
        assert!(!is_eligible(&gigabit, 100, 40, true, 1));
        assert!(!is_eligible(&gigabit, 100, 40, false, 2));
    }
}
