//! The deadline engine: periods of the law as dated rules, what happened to a request, and the days
//! that follow. Pure: no clock, no database.
//!
//! Periods are counted by civil code (§§ 187, 188, 193 BGB) with the public holidays of North
//! Rhine-Westphalia. Several laws hold beside each other; each gives its own days.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use kernel::deadlines::{end_raw, is_working_day, shifted};
use serde::{Deserialize, Serialize};

use crate::model::Kind;

/// The rules this edition knows.
const RULES: &str = include_str!("../data/rules.toml");

/// A house without periods would let every one of them run out in silence: it must not go on. The
/// file is part of the program, and a test reads it.
static SHIPPED: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(RULES).expect("the rules this edition was shipped with read"));

/// What a period is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// To say that the request is incomplete.
    Notice,
    /// To decide.
    Decide,
    /// What an extension adds.
    Extend,
}

/// How sure the house is of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Taken from the text of the law.
    Statute,
    /// From a summary: staff see it as such, and it has no effect.
    Unverified,
}

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Length {
    /// Ends on the day of the same number (§ 188 (2), (3) BGB).
    Months(i64),
    /// Ends on the day of the same name.
    Weeks(i64),
    /// Counts working days only.
    WorkingDays(i64),
}

/// A length nobody understands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("„{0}“ is no length of a period; write for example „3 months“")]
pub struct UnknownLength(String);

impl TryFrom<String> for Length {
    type Error = UnknownLength;

    fn try_from(text: String) -> Result<Self, UnknownLength> {
        let read = text.split_once(' ').and_then(|(number, unit)| {
            let number: i64 = number.parse().ok().filter(|n| (1..=120).contains(n))?;
            match unit {
                "months" | "month" => Some(Self::Months(number)),
                "weeks" | "week" => Some(Self::Weeks(number)),
                "working days" => Some(Self::WorkingDays(number)),
                _ => None,
            }
        });
        read.ok_or(UnknownLength(text))
    }
}

impl Length {
    /// The last day of this period and, in months, of `more` months beside it, without the shift.
    fn end(self, event: Date, more: i64) -> Date {
        match self {
            Self::Months(n) => end_raw(event, (n + more).months()),
            Self::Weeks(n) => end_raw(event, Span::new().weeks(n).months(more)),
            Self::WorkingDays(n) => end_raw(working_days_after(event, n), more.months()),
        }
    }
}

fn working_days_after(mut day: Date, mut count: i64) -> Date {
    while count > 0 {
        day = day.saturating_add(1.day());
        if is_working_day(day) {
            count -= 1;
        }
    }
    day
}

/// The day so many working days before a day.
pub fn working_days_before(mut day: Date, mut count: i64) -> Date {
    while count > 0 {
        day = day.saturating_sub(1.day());
        if is_working_day(day) {
            count -= 1;
        }
    }
    day
}

/// One dated rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Short name of the law.
    pub law: String,
    /// Where it stands.
    pub norm: String,
    /// For which kind of request.
    pub kind: Kind,
    /// What the period is for.
    pub step: Step,
    /// Its length.
    pub span: Length,
    /// First day it holds for a request received.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// Whether silence counts as consent.
    pub deemed: bool,
    /// How sure the house is of it.
    pub standing: Standing,
}

/// Why a table of rules does not read.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The file is not as it should be.
    #[error("the rules do not read: {0}")]
    Unreadable(String),
    /// No rule at all.
    #[error("the table holds no rule")]
    Empty,
    /// An extension that cannot be added to a period.
    #[error("the extension {0} must be one of months")]
    Extension(String),
    /// Two rules for the same thing on the same day.
    #[error("two rules of {0} hold for {1:?} on {2}")]
    Twice(String, Kind, Date),
}

/// The rules in force.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "rule", default)]
    all: Vec<Rule>,
}

impl Rules {
    /// The rules this edition of the program was shipped with.
    ///
    /// # Panics
    /// When they do not read: a fault of the build, and loud.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table of rules and checks that none contradicts another.
    ///
    /// # Errors
    /// [`RulesError`] with the rule at fault.
    pub fn read(text: &str) -> Result<Self, RulesError> {
        let rules: Self =
            toml::from_str(text).map_err(|e| RulesError::Unreadable(e.to_string()))?;
        if rules.all.is_empty() {
            return Err(RulesError::Empty);
        }
        for (index, rule) in rules.all.iter().enumerate() {
            if rule.step == Step::Extend && !matches!(rule.span, Length::Months(_)) {
                return Err(RulesError::Extension(rule.norm.clone()));
            }
            for other in &rules.all[..index] {
                let same =
                    (&rule.law, rule.kind, rule.step) == (&other.law, other.kind, other.step);
                let overlap = rule.until.is_none_or(|u| u >= other.from)
                    && other.until.is_none_or(|u| u >= rule.from);
                if same && overlap {
                    return Err(RulesError::Twice(rule.law.clone(), rule.kind, rule.from));
                }
            }
        }
        Ok(rules)
    }

    /// The rules a town has confirmed count as statute: its legal office answers for them.
    #[must_use]
    pub fn confirmed(mut self, law: &str) -> Self {
        for rule in self.all.iter_mut().filter(|rule| rule.law == law) {
            rule.standing = Standing::Statute;
        }
        self
    }

    fn on(&self, day: Date, kind: Kind, step: Step) -> impl Iterator<Item = &Rule> {
        self.all.iter().filter(move |rule| {
            rule.kind == kind
                && rule.step == step
                && rule.from <= day
                && rule.until.is_none_or(|until| day <= until)
        })
    }
}

/// Something that happened to a request after it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The town said in text form what is missing.
    Notice(Date),
    /// The applicant handed in what was missing, or changed the request: everything starts anew.
    Supplement(Date),
    /// The town extended the period with reasons.
    Extension(Date),
}

/// A last day with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Short name of the law.
    pub law: String,
    /// Where it stands.
    pub norm: String,
    /// Where its extension stands, if it is extended.
    pub extended_by: Option<String>,
    /// How sure the house is of it.
    pub standing: Standing,
    /// The day that starts it.
    pub start: Date,
    /// Its end without the shift of § 193 BGB.
    pub raw: Date,
    /// Its end by law.
    pub legal: Date,
    /// The day the house aims at: the unshifted end less five working days.
    pub internal: Date,
    /// The first day on which silence counts as consent.
    pub deemed_from: Option<Date>,
}

/// Working days the house keeps in hand.
const RESERVE: i64 = 5;

impl Term {
    fn new(rule: &Rule, start: Date, extension: Option<&Rule>) -> Self {
        let more = match extension.map(|e| e.span) {
            Some(Length::Months(n)) => n,
            // Rules::read lets no other extension in.
            _ => 0,
        };
        let raw = rule.span.end(start, more);
        let legal = shifted(raw);
        Self {
            law: rule.law.clone(),
            norm: rule.norm.clone(),
            extended_by: extension.map(|e| e.norm.clone()),
            standing: rule.standing,
            start,
            raw,
            legal,
            internal: working_days_before(raw, RESERVE).max(start),
            deemed_from: rule.deemed.then(|| legal.saturating_add(1.day())),
        }
    }
}

/// What a late act of the town is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ineffective {
    /// The notice came after the period: the request counts as complete.
    LateNotice(Date),
    /// The extension came after the period, while no period ran, or a second time.
    VainExtension(Date),
}

/// Where a request stands by law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Last days to say that the request is incomplete, one per law.
    pub notice: Vec<Term>,
    /// Last days to decide, one per law; empty while the clock of all laws stands.
    pub decide: Vec<Term>,
    /// Whether the clock stands because the town has said what is missing.
    pub is_waiting: bool,
    /// Acts that had no effect.
    pub ineffective: Vec<Ineffective>,
}

impl Clock {
    /// The nearest last day to decide by rules that are law.
    pub fn decision(&self) -> Option<&Term> {
        self.decide.iter().filter(|t| t.standing == Standing::Statute).min_by_key(|t| t.legal)
    }

    /// The nearest last day to say that something is missing, by rules that are law.
    pub fn completeness(&self) -> Option<&Term> {
        self.notice.iter().filter(|t| t.standing == Standing::Statute).min_by_key(|t| t.legal)
    }

    /// The first day on which silence counts as consent, by rules that are law.
    pub fn deemed_from(&self) -> Option<Date> {
        let terms = self.decide.iter().filter(|t| t.standing == Standing::Statute);
        terms.filter_map(|t| t.deemed_from).min()
    }
}

/// Where a request stands after what happened, in order of days.
///
/// A notice stops the clock only within its period; afterwards the request counts as complete.
/// A supplement starts all periods anew. An extension counts once per start and in time.
pub fn clock(rules: &Rules, kind: Kind, received: Date, events: &[Event]) -> Clock {
    let mut start = received;
    let (mut is_waiting, mut is_extended) = (false, false);
    let mut ineffective = Vec::new();
    let terms = |step, start: Date, is_extended: bool| -> Vec<Term> {
        let rules_now = rules.on(start, kind, step);
        rules_now
            .map(|rule| {
                let mut more = rules.on(start, kind, Step::Extend).filter(|e| e.law == rule.law);
                let extension =
                    (is_extended && step == Step::Decide).then(|| more.next()).flatten();
                Term::new(rule, start, extension)
            })
            .collect()
    };
    let last = |step, start| {
        let all = terms(step, start, false);
        let law = all.into_iter().filter(|t| t.standing == Standing::Statute);
        law.map(|t| t.legal).min()
    };
    for event in events {
        match *event {
            Event::Notice(day) => match last(Step::Notice, start) {
                Some(end) if day > end => ineffective.push(Ineffective::LateNotice(day)),
                // In time, or no law names a last day.
                _ => is_waiting = true,
            },
            Event::Supplement(day) => {
                (start, is_waiting, is_extended) = (day, false, false);
            }
            Event::Extension(day) => {
                let can = rules.on(start, kind, Step::Extend).next().is_some();
                let in_time = last(Step::Decide, start).is_some_and(|end| day <= end);
                if can && in_time && !is_waiting && !is_extended {
                    is_extended = true;
                } else {
                    ineffective.push(Ineffective::VainExtension(day));
                }
            }
        }
    }
    if is_waiting {
        return Clock { is_waiting, ineffective, ..Clock::default() };
    }
    Clock {
        notice: terms(Step::Notice, start, false),
        decide: terms(Step::Decide, start, is_extended),
        is_waiting,
        ineffective,
    }
}
