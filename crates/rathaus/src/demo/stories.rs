//! When what happens in a story: the days of the invented story become steps at plausible hours,
//! up to this moment. What the desk then really decides, the rules of the house say.

use demo_town as invented;
use invented::{Channel, Outcome, RefusalReason, Tenancy, WohngeldStory};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use kernel::deadlines::{is_working_day, shifted};

/// Something that somebody does in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The citizen begins online and leaves it at that.
    Begin,
    /// The application comes in.
    Submit,
    /// A case worker takes the case.
    Take,
    /// The case worker asks for documents.
    Ask,
    /// The citizen hands in what was asked for, all of it or a part.
    HandIn {
        /// Nothing is missing afterwards.
        all: bool,
    },
    /// The citizen asks something.
    Question,
    /// The case worker answers.
    Reply,
    /// The citizen reads what lies in the mailbox.
    Read,
    /// The case worker finds another rent than declared.
    Correct,
    /// The case worker wants to see the case again on this day.
    FollowUp(Date),
    /// The case worker starts a hearing.
    Hear,
    /// The case worker decides.
    Decide,
    /// The head of the team signs.
    Sign,
    /// The citizen withdraws.
    Withdraw,
    /// The citizen objects; the case worker notes it.
    Object,
}

/// An act with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
}

/// Minutes of the day: when the counters are open, when case workers write, when people are at
/// home.
const COUNTER: (i64, i64) = (8 * 60 + 30, 12 * 60);
const MORNING: (i64, i64) = (7 * 60 + 40, 9 * 60 + 20);
const OFFICE: (i64, i64) = (10 * 60, 15 * 60 + 40);
const HOME: (i64, i64) = (6 * 60 + 30, 22 * 60 + 30);
/// Between two steps of one story that would fall together.
const APART: SignedDuration = SignedDuration::from_mins(25);
/// Days after which somebody has taken every case.
const TAKEN_DAYS: i32 = 6;
/// Days after which the first open cases are decided.
const DECIDED_DAYS: i32 = 11;
/// Amount in euros above which the town wants a second pair of eyes.
pub const SECOND_PAIR_EUROS: u16 = 450;

/// A number that belongs to a story: the same on every machine.
pub fn dice(story: u32, salt: u64, sides: u64) -> u64 {
    // SplitMix64: enough to spread people over hours.
    let mut z = (u64::from(story) << 32 | salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) % sides.max(1)
}

/// The last working day up to a day.
pub fn working_day_before(mut day: Date) -> Date {
    while !is_working_day(day) {
        day = day.saturating_sub(1.day());
    }
    day
}

/// The next working day after a day.
pub fn working_day_after(day: Date) -> Date {
    shifted(day.saturating_add(1.day()))
}

/// A minute of a day in town.
pub fn moment(day: Date, minute: i64) -> Timestamp {
    let noon = day.at(0, 0, 0, 0).saturating_add(minute.minutes());
    noon.to_zoned(kernel::clock::berlin()).map_or(Timestamp::UNIX_EPOCH, |z| z.timestamp())
}

/// Evenly chosen stories: `count` of all that fit the form, drafts apart from the count.
pub fn chosen(plan: &invented::Town, count: usize) -> Vec<&WohngeldStory> {
    let all: Vec<&WohngeldStory> =
        plan.wohngeld.iter().filter(|story| super::answers::fits(story)).collect();
    let cases = all.iter().filter(|s| s.outcome != Outcome::Draft).count().max(1);
    let count = count.min(cases);
    let mut seen = 0;
    all.into_iter()
        .filter(|story| {
            let before = seen * count / cases;
            if story.outcome != Outcome::Draft {
                seen += 1;
                return seen * count / cases > before;
            }
            // As many drafts as belong to so many cases.
            usize::try_from(dice(story.id, 1, cases as u64)).unwrap_or(0) < count
        })
        .collect()
}

/// The steps of a story up to `until`, in order.
pub fn steps(story: &WohngeldStory, until: Timestamp) -> Vec<Step> {
    let mut script = Script {
        story,
        until,
        today: kernel::clock::local_day(until),
        last: Timestamp::UNIX_EPOCH,
        is_over: false,
        steps: Vec::new(),
    };
    script.write();
    script.steps.sort_by_key(|step| step.at);
    script.steps
}

struct Script<'a> {
    story: &'a WohngeldStory,
    until: Timestamp,
    today: Date,
    last: Timestamp,
    is_over: bool,
    steps: Vec<Step>,
}

impl Script<'_> {
    fn dice(&self, salt: u64, sides: u64) -> u64 {
        dice(self.story.id, salt, sides)
    }

    fn days(&self, salt: u64, from: i64, to: i64) -> jiff::Span {
        let sides = u64::try_from(to - from + 1).unwrap_or(1);
        (from + i64::try_from(self.dice(salt, sides)).unwrap_or(0)).days()
    }

    fn time(&self, day: Date, (from, to): (i64, i64), salt: u64) -> Timestamp {
        let sides = u64::try_from(to - from).unwrap_or(1);
        moment(day, from + i64::try_from(self.dice(salt, sides)).unwrap_or(0))
    }

    /// The next step of the story; once one lies in the future, the story has come no further.
    fn next(&mut self, act: Act, day: Date, hours: (i64, i64), salt: u64) {
        let at = self.time(day, hours, salt).max(self.last + APART);
        if self.is_over || at >= self.until {
            self.is_over = true;
            return;
        }
        self.last = at;
        self.steps.push(Step { at, act });
    }

    /// A step of the house, on a working day.
    fn office(&mut self, act: Act, day: Date, hours: (i64, i64), salt: u64) {
        self.next(act, shifted(day), hours, salt);
    }

    /// Something beside the story.
    fn aside(&mut self, act: Act, day: Date, hours: (i64, i64), salt: u64) {
        let at = self.time(day, hours, salt);
        if at < self.until {
            self.steps.push(Step { at, act });
        }
    }

    fn is_online(&self) -> bool {
        self.story.channel == Channel::Online
    }

    fn write(&mut self) {
        let dates = self.story.dates;
        let Some(submitted) = dates.submitted else {
            self.next(Act::Begin, dates.begun, HOME, 2);
            return;
        };
        self.submit(submitted);
        let submitted = kernel::clock::local_day(self.last);
        let asked = dates.documents_requested.or_else(|| {
            (self.story.refusal == Some(RefusalReason::NoCooperation))
                .then(|| submitted.saturating_add(6.days()))
        });
        let Some(taken) = self.taken(submitted, asked) else {
            if let Some(day) = self.story.dates.withdrawn {
                self.next(Act::Withdraw, day, HOME, 24);
            }
            return;
        };
        self.office(Act::Take, taken, MORNING, 3);
        self.talk(submitted);
        if let Some(day) = asked {
            self.office(Act::Ask, day, OFFICE, 4);
            self.documents(day);
        }
        self.end();
    }

    /// What comes in today came in by now.
    fn submit(&mut self, day: Date) {
        let (day, hours) = if self.is_online() || shifted(day) > self.today {
            (day, HOME)
        } else {
            (shifted(day), COUNTER)
        };
        if self.time(day, hours, 2) >= self.until {
            let minutes = i64::try_from(10 + self.dice(2, 300)).unwrap_or(10);
            self.last = self.until - SignedDuration::from_mins(minutes);
            self.steps.push(Step { at: self.last, act: Act::Submit });
        } else {
            self.next(Act::Submit, day, hours, 2);
        }
    }

    /// The day on which a case worker takes the case.
    fn taken(&self, submitted: Date, asked: Option<Date>) -> Option<Date> {
        let dates = self.story.dates;
        let soonest = submitted.saturating_add(1.day());
        if let Some(first) = asked.or(dates.hearing_sent).or(dates.decided) {
            let day = first.saturating_sub(self.days(5, 0, 4));
            return Some(day.max(soonest));
        }
        if let Some(withdrawn) = dates.withdrawn {
            let day = submitted.saturating_add(self.days(5, 2, 8));
            return (day < withdrawn).then_some(day);
        }
        let age = (self.today - submitted).get_days();
        let day = submitted.saturating_add(self.days(5, 2, 5));
        (age > TAKEN_DAYS || (age > 2 && self.dice(6, 2) == 0)).then_some(day)
    }

    /// Questions, answers, notes: what makes a case look lived in.
    fn talk(&mut self, submitted: Date) {
        let taken = kernel::clock::local_day(self.last);
        let is_open = self.story.dates.decided.is_none() && self.story.dates.withdrawn.is_none();
        if self.is_online() && self.dice(7, 6) == 2 {
            let day = submitted.saturating_add(self.days(8, 1, 9)).max(taken);
            self.aside(Act::Question, day, HOME, 9);
            let answer = shifted(working_day_after(day).saturating_add(self.days(10, 0, 2)));
            self.aside(Act::Reply, answer, OFFICE, 11);
        }
        if is_open && self.dice(12, 5) == 3 {
            let due = shifted(self.today.max(taken).saturating_add(self.days(13, 0, 9)));
            if due > taken {
                let late = (OFFICE.1, OFFICE.1 + 40);
                self.aside(Act::FollowUp(due), taken, late, 14);
            }
        }
        let rents = matches!(self.story.household.flat.tenancy, Tenancy::Tenant);
        if rents && self.dice(15, 9) == 4 && self.story.dates.withdrawn.is_none() {
            self.next(Act::Correct, taken, (9 * 60 + 25, 9 * 60 + 55), 16);
        }
    }

    fn documents(&mut self, asked: Date) {
        let dates = self.story.dates;
        let hours = if self.is_online() { HOME } else { COUNTER };
        let hand_in = |script: &mut Self, day: Date, all: bool, salt| {
            let day = if script.is_online() { day } else { shifted(day) };
            script.next(Act::HandIn { all }, day, hours, salt);
        };
        if self.story.complete {
            if let Some(day) = dates.documents_received {
                hand_in(self, day, true, 17);
            }
            return;
        }
        if self.story.outcome != Outcome::DocumentsMissing {
            return;
        }
        if self.story.documents.len() > 1 && self.dice(18, 3) == 0 {
            let day = asked.saturating_add(self.days(19, 4, 20));
            if day <= self.today {
                hand_in(self, day, false, 20);
            }
        }
        if self.dice(21, 6) == 1 {
            let day = self.today.saturating_sub(self.days(22, 0, 3));
            if day > asked {
                hand_in(self, day, true, 23);
            }
        }
    }

    /// Hearing, decision, objection, withdrawal; what is due in old open cases today.
    fn end(&mut self) {
        let dates = self.story.dates;
        if let Some(day) = dates.withdrawn {
            self.next(Act::Withdraw, day, HOME, 24);
            return;
        }
        if let Some(day) = dates.hearing_sent {
            self.office(Act::Hear, day, OFFICE, 25);
        }
        if let Some(day) = dates.decided {
            self.office(Act::Decide, day, OFFICE, 26);
            self.after(shifted(day));
            return;
        }
        let submitted = kernel::clock::local_day(self.steps.first().map_or(self.until, |s| s.at));
        let age = (self.today - submitted).get_days();
        if self.story.outcome != Outcome::Submitted || age < DECIDED_DAYS {
            return;
        }
        let is_large = self.story.expected_euros > SECOND_PAIR_EUROS;
        let back = if is_large { 1.day() } else { self.days(28, 0, 8) };
        let day = working_day_before(self.today.saturating_sub(back));
        if self.story.expected_euros == 0 {
            if self.dice(27, 2) == 0 {
                self.office(Act::Hear, day, OFFICE, 28);
            }
        } else if is_large || self.dice(27, 3) == 0 {
            self.office(Act::Decide, day, OFFICE, 28);
            self.after(day);
        }
    }

    fn after(&mut self, decided: Date) {
        let age = (self.today - decided).get_days();
        if self.is_online() && self.dice(29, 3) != 0 {
            self.aside(Act::Read, decided.saturating_add(self.days(30, 1, 4)), HOME, 31);
        }
        let is_refused = self.story.outcome == Outcome::Refused;
        if is_refused && (14..150).contains(&age) && self.dice(32, 4) == 1 {
            let day = decided.saturating_add(self.days(33, 12, 28));
            self.office(Act::Object, day, OFFICE, 34);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_in_order_and_not_in_the_future() {
        let plan = demo_town::town(demo_town::DEMO_SEED);
        let until = moment(plan.as_of, 11 * 60);
        let mut acts = 0;
        let all = chosen(&plan, usize::MAX);
        for story in &all {
            let steps = steps(story, until);
            assert!(steps.iter().all(|s| s.at < until), "{}", story.id);
            assert!(steps.is_sorted_by_key(|s| s.at));
            let first = steps.first().map(|s| s.act);
            let begins = if story.outcome == Outcome::Draft { Act::Begin } else { Act::Submit };
            assert!(first.is_none_or(|act| act == begins), "{}: {steps:?}", story.id);
            acts += steps.len();
        }
        let stories = all.len();
        assert!(acts > 3 * stories, "{acts} steps in {stories} stories: nothing happens in them");
    }

    #[test]
    fn staff_work_on_working_days() {
        let plan = demo_town::town(demo_town::DEMO_SEED);
        let until = moment(plan.as_of, 11 * 60);
        for story in chosen(&plan, usize::MAX) {
            for step in steps(story, until) {
                if matches!(step.act, Act::Take | Act::Ask | Act::Hear | Act::Decide | Act::Reply) {
                    let day = kernel::clock::local_day(step.at);
                    assert!(is_working_day(day), "{}: {step:?} on {day}", story.id);
                }
            }
        }
    }

    #[test]
    fn as_many_cases_as_wanted_are_chosen_from_all_ages() {
        let plan = demo_town::town(demo_town::DEMO_SEED);
        for count in [0, 1, 40, 240] {
            let chosen = chosen(&plan, count);
            let cases: Vec<_> = chosen.iter().filter(|s| s.outcome != Outcome::Draft).collect();
            assert_eq!(cases.len(), count);
            if count >= 40 {
                assert!(cases.iter().any(|s| s.outcome == Outcome::Ended));
                assert!(cases.iter().any(|s| s.outcome == Outcome::Submitted));
            }
        }
    }
}
