//! The judgement of values against a threshold: pure, so that it can be told apart from everything
//! that follows.

use super::Kind;
use crate::station::SECOND;

/// From where to where a threshold goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    /// What is looked at.
    pub kind: Kind,
    /// A warning begins here.
    pub level: f64,
    /// It ends beyond here: below it for rising values, above it for falling ones.
    pub clear: f64,
    /// How long a value must stay beyond the level before anybody is warned; for silence, how long
    /// nothing may come.
    pub seconds: i64,
}

impl Rule {
    /// Whether a value asks for a warning.
    fn is_beyond(&self, value: f64) -> bool {
        match self.kind {
            Kind::Above => value >= self.level,
            Kind::Below => value <= self.level,
            Kind::Silent => false,
        }
    }

    /// Whether a value ends a warning.
    fn is_back(&self, value: f64) -> bool {
        match self.kind {
            Kind::Above => value < self.clear,
            Kind::Below => value > self.clear,
            Kind::Silent => true,
        }
    }

    /// The more extreme of two values.
    fn peak(&self, one: f64, other: f64) -> f64 {
        if self.kind == Kind::Below { one.min(other) } else { one.max(other) }
    }
}

/// A warning that stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Open {
    /// When its value was reached, in nanoseconds.
    pub began_at: i64,
    /// The most extreme value so far.
    pub peak: f64,
}

/// How far a threshold has looked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Watch {
    /// The newest value judged, in nanoseconds: older and equal ones change nothing any more.
    pub judged_at: i64,
    /// The first value beyond the level, while it has to stay there.
    pub since: Option<i64>,
    /// The warning that stands.
    pub open: Option<Open>,
}

/// What a value turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Turn {
    /// A warning begins.
    Raised {
        /// When the value was reached.
        began_at: i64,
        /// The value.
        value: f64,
    },
    /// It ends.
    Cleared {
        /// When.
        at: i64,
    },
}

/// Judges a value. One that is not newer than the last says nothing; one that is too old to warn of
/// can still end a warning.
pub(crate) fn judge(
    rule: &Rule,
    watch: &mut Watch,
    (at, value): (i64, f64),
    may_raise: bool,
) -> Option<Turn> {
    if at <= watch.judged_at || !value.is_finite() {
        return None;
    }
    watch.judged_at = at;
    if let Some(open) = &mut watch.open {
        if rule.is_back(value) {
            watch.open = None;
            watch.since = None;
            return Some(Turn::Cleared { at });
        }
        open.peak = rule.peak(open.peak, value);
        return None;
    }
    if !rule.is_beyond(value) || !may_raise {
        watch.since = None;
        return None;
    }
    let since = *watch.since.get_or_insert(at);
    if at - since < rule.seconds.saturating_mul(SECOND) {
        return None;
    }
    watch.open = Some(Open { began_at: since, peak: value });
    watch.since = None;
    Some(Turn::Raised { began_at: since, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(kind: Kind, level: f64, clear: f64, minutes: i64) -> Rule {
        Rule { kind, level, clear, seconds: minutes * 60 }
    }

    /// Turns of values ten minutes apart, as `+` and `-` at their numbers.
    fn turns(rule: Rule, values: &[f64]) -> Vec<String> {
        let mut watch = Watch::default();
        let mut said = Vec::new();
        for (n, value) in (1_i64..).zip(values) {
            match judge(&rule, &mut watch, (n * 600 * SECOND, *value), true) {
                Some(Turn::Raised { began_at, .. }) => {
                    said.push(format!("+{n} since {}", began_at / 600 / SECOND));
                }
                Some(Turn::Cleared { .. }) => said.push(format!("-{n}")),
                None => {}
            }
        }
        said
    }

    #[test]
    fn a_warning_stands_until_the_value_is_well_below() {
        let gauge = rule(Kind::Above, 300.0, 280.0, 0);
        let values = [299.0, 300.0, 290.0, 301.0, 280.0, 279.9, 299.0, 305.0];
        assert_eq!(turns(gauge, &values), ["+2 since 2", "-6", "+8 since 8"]);
        let ice = rule(Kind::Below, 0.0, 1.0, 0);
        assert_eq!(turns(ice, &[1.0, 0.0, 0.9, 1.0, 1.1]), ["+2 since 2", "-5"]);
    }

    #[test]
    fn a_moment_is_not_enough_where_it_must_last() {
        let gauge = rule(Kind::Above, 300.0, 280.0, 20);
        assert_eq!(turns(gauge, &[310.0, 310.0, 290.0, 310.0, 310.0, 311.0]), ["+6 since 4"]);
        assert_eq!(turns(gauge, &[310.0, 310.0]), [""; 0]);
    }

    #[test]
    fn old_equal_and_strange_values_change_nothing() {
        let gauge = rule(Kind::Above, 300.0, 280.0, 0);
        let mut watch = Watch { judged_at: 100, ..Watch::default() };
        for (at, value) in [(100, 400.0), (99, 400.0), (101, f64::NAN), (102, f64::INFINITY)] {
            assert_eq!(judge(&gauge, &mut watch, (at, value), true), None);
        }
        assert_eq!(watch, Watch { judged_at: 100, ..Watch::default() });
        // Too old to warn of, but not to end a warning.
        assert_eq!(judge(&gauge, &mut watch, (101, 400.0), false), None);
        assert!(judge(&gauge, &mut watch, (102, 400.0), true).is_some());
        assert_eq!(watch.open.map(|o| o.began_at), Some(102));
        assert_eq!(judge(&gauge, &mut watch, (103, 0.0), false), Some(Turn::Cleared { at: 103 }));
    }

    #[test]
    fn the_most_extreme_value_is_kept() {
        let mut watch = Watch::default();
        let ice = rule(Kind::Below, 0.0, 1.0, 0);
        for (at, value) in [(1, -1.0), (2, -7.5), (3, -2.0)] {
            judge(&ice, &mut watch, (at, value), true);
        }
        assert_eq!(watch.open.map(|o| o.peak), Some(-7.5));
    }
}
