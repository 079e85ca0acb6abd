//! Stories of Wohngeld, told about households that live in the town.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::dice::Dice;
use crate::documents::documents;
use crate::entitlement::{expected_euros, total_income};
use crate::households::{Setting, is_training};
use crate::model::{
    ApplicationKind, Channel, Household, MissingDocument, Outcome, RefusalReason, StoryDates,
    Tenancy, WohngeldStory,
};
use crate::tell;

/// How many stories of each outcome.
const WANTED: [(Outcome, usize); 8] = [
    (Outcome::Draft, 28),
    (Outcome::Submitted, 62),
    (Outcome::DocumentsMissing, 56),
    (Outcome::Hearing, 18),
    (Outcome::Granted, 172),
    (Outcome::Refused, 52),
    (Outcome::Withdrawn, 18),
    (Outcome::Ended, 34),
];

/// Assets in cents from which they are considerable for the first and each further member:
/// guideline of the administrative rules, the authority decides.
const ASSETS_CENTS: (i64, i64) = (6_000_000, 3_000_000);

/// Monthly total income in cents up to which a household is taken to try its luck.
const HOPEFUL_CENTS: i64 = 420_000;

/// What a household may expect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prospect {
    /// An amount of at least ten euros.
    Entitled,
    /// Nothing, for this reason.
    Hopeless(RefusalReason),
}

/// Tells the stories.
pub(crate) fn stories(
    setting: &Setting,
    households: &[Household],
    rent_level: u8,
) -> Vec<WohngeldStory> {
    let mut dice = Dice::new(setting.seed, "stories");
    let mut order: Vec<&Household> = households.iter().collect();
    dice.shuffle(&mut order);
    let (mut entitled, mut hopeless) = (Vec::new(), Vec::new());
    for household in order {
        match prospect(household, rent_level) {
            Some(Prospect::Entitled) => entitled.push(household),
            Some(Prospect::Hopeless(reason)) => hopeless.push((household, reason)),
            None => {}
        }
    }
    spread(&mut hopeless);
    let mut teller = Teller { setting, dice, rent_level, told: Vec::new() };
    for (outcome, count) in WANTED {
        for number in 0..count {
            let lost = match outcome {
                Outcome::Refused | Outcome::Hearing => true,
                Outcome::Granted | Outcome::Ended => false,
                // The others are open: one in six will not get anything.
                _ => number % 6 == 5,
            };
            if lost {
                teller.tell_lost(outcome, number, &mut hopeless, &mut entitled);
            } else {
                teller.tell_won(outcome, &mut entitled);
            }
        }
    }
    let mut told = teller.told;
    // The desk sees them in the order in which they came in.
    told.sort_by_key(|story| {
        (story.dates.submitted.unwrap_or(story.dates.begun), story.household.id)
    });
    for (index, story) in told.iter_mut().enumerate() {
        story.id = u32::try_from(index + 1).expect("some hundred stories");
    }
    told
}

/// Mixes the reasons, so that each occurs among the first.
fn spread(hopeless: &mut Vec<(&Household, RefusalReason)>) {
    let rank = |reason: RefusalReason| match reason {
        RefusalReason::IncomeTooHigh => 0,
        RefusalReason::ExcludingBenefit => 1,
        RefusalReason::TrainingSupport => 2,
        RefusalReason::Assets => 3,
        RefusalReason::NoCooperation | RefusalReason::NotAtHome => 4,
    };
    let mut seen = [0_usize; 5];
    let mut keyed: Vec<(usize, &Household, RefusalReason)> = hopeless
        .iter()
        .map(|(household, reason)| {
            let rank: usize = rank(*reason);
            seen[rank] += 1;
            // High income is the most frequent reason, then the benefits.
            let pace = [1, 2, 6, 6, 9][rank];
            (seen[rank] * pace, *household, *reason)
        })
        .collect();
    keyed.sort_by_key(|(place, household, _)| (*place, household.id));
    // The last is taken first.
    *hopeless = keyed.into_iter().rev().map(|(_, household, reason)| (household, reason)).collect();
}

fn prospect(household: &Household, rent_level: u8) -> Option<Prospect> {
    use RefusalReason::{Assets, ExcludingBenefit, IncomeTooHigh, TrainingSupport};
    if let Some(benefit) = household.excluding_benefit {
        let reason = if is_training(benefit) { TrainingSupport } else { ExcludingBenefit };
        return Some(Prospect::Hopeless(reason));
    }
    let euros = expected_euros(household, rent_level);
    let members = i64::try_from(household.family().count()).unwrap_or(1);
    let rich = household.assets_cents > ASSETS_CENTS.0 + (members - 1) * ASSETS_CENTS.1;
    let owner = household.flat.tenancy == Tenancy::Owner;
    match (euros, rich) {
        (10.., true) if !owner => Some(Prospect::Hopeless(Assets)),
        (10.., true) => None,
        (10.., false) => Some(Prospect::Entitled),
        (..10, _) => (!owner && total_income(household) < HOPEFUL_CENTS)
            .then_some(Prospect::Hopeless(IncomeTooHigh)),
    }
}

struct Teller<'a> {
    setting: &'a Setting<'a>,
    dice: Dice,
    rent_level: u8,
    told: Vec<WohngeldStory>,
}

impl Teller<'_> {
    fn tell_won(&mut self, outcome: Outcome, entitled: &mut Vec<&Household>) {
        // A household whose dates fit: it must have lived there, with all members, by then.
        for _ in 0..30 {
            let Some(household) = entitled.pop() else { return };
            let dates = self.dates(outcome);
            if fits(household, &dates) {
                let euros = expected_euros(household, self.rent_level);
                self.push(household, outcome, dates, None, euros);
                return;
            }
        }
    }

    fn tell_lost(
        &mut self,
        outcome: Outcome,
        number: usize,
        hopeless: &mut Vec<(&Household, RefusalReason)>,
        entitled: &mut Vec<&Household>,
    ) {
        use RefusalReason::{NoCooperation, NotAtHome};
        let decided = matches!(outcome, Outcome::Refused | Outcome::Hearing);
        for _ in 0..30 {
            // Some get nothing for what they did, not for what they have.
            let picked = match number % 9 {
                4 if decided => entitled.pop().map(|household| (household, NoCooperation)),
                8 if decided => entitled.pop().map(|household| (household, NotAtHome)),
                _ => hopeless.pop(),
            };
            let Some((household, reason)) = picked else { return };
            let dates = self.dates(outcome);
            if fits(household, &dates) {
                self.push(household, outcome, dates, decided.then_some(reason), 0);
                return;
            }
        }
    }

    fn push(
        &mut self,
        household: &Household,
        outcome: Outcome,
        dates: StoryDates,
        refusal: Option<RefusalReason>,
        euros: u16,
    ) {
        let possible = documents(household);
        let waiting = matches!(outcome, Outcome::DocumentsMissing | Outcome::Draft)
            || refusal == Some(RefusalReason::NoCooperation);
        let asked = if dates.documents_requested.is_some() || waiting {
            self.some_of(&possible)
        } else {
            Vec::new()
        };
        let mut household = household.clone();
        if outcome == Outcome::Draft {
            self.leave_gaps(&mut household);
        }
        let channel = if outcome == Outcome::Draft {
            Channel::Online
        } else {
            let old = household.head().age_on(self.setting.as_of) > 70;
            let weights = if old { [22, 48, 30] } else { [64, 20, 16] };
            [Channel::Online, Channel::Paper, Channel::Counter][self.dice.weighted(&weights)]
        };
        let kind = [ApplicationKind::First, ApplicationKind::Renewal, ApplicationKind::Increase]
            [self.dice.weighted(&[58, 34, 8])];
        let mut story = WohngeldStory {
            id: 0,
            household,
            kind,
            channel,
            outcome,
            complete: !waiting,
            dates,
            documents: asked,
            refusal,
            expected_euros: euros,
            summary: String::new(),
            summary_en: String::new(),
        };
        (story.summary, story.summary_en) = tell::summary(&story, self.setting.as_of);
        self.told.push(story);
    }

    /// A draft lacks what people look up last.
    fn leave_gaps(&mut self, household: &mut Household) {
        if self.dice.chance(60) {
            household.iban.clear();
        }
        if self.dice.chance(40)
            && let Some(rent) = &mut household.flat.rent
        {
            rent.split_in_lease = false;
        }
    }

    fn some_of(&mut self, possible: &[MissingDocument]) -> Vec<MissingDocument> {
        let mut list = possible.to_vec();
        self.dice.shuffle(&mut list);
        let count = usize::try_from(self.dice.between(1, 3)).unwrap_or(1);
        list.truncate(count);
        list
    }

    fn ago(&mut self, from: i64, to: i64) -> Date {
        self.setting.as_of.saturating_sub(self.dice.between(from, to).days())
    }

    fn later(&mut self, day: Date, from: i64, to: i64) -> Date {
        workday(day.saturating_add(self.dice.between(from, to).days()))
    }

    /// Days that lead to the outcome and end before today.
    fn dates(&mut self, outcome: Outcome) -> StoryDates {
        let (from, to) = match outcome {
            Outcome::Draft => (0, 38),
            Outcome::Submitted => (0, 24),
            Outcome::DocumentsMissing => (18, 75),
            Outcome::Hearing => (60, 135),
            Outcome::Refused => (110, 420),
            Outcome::Granted | Outcome::Withdrawn => (70, 330),
            Outcome::Ended => (430, 760),
        };
        let arrived = self.ago(from, to);
        let begun = arrived.saturating_sub(self.dice.between(0, 12).days());
        let mut dates = StoryDates {
            begun,
            submitted: None,
            documents_requested: None,
            documents_due: None,
            documents_received: None,
            hearing_sent: None,
            hearing_due: None,
            withdrawn: None,
            decided: None,
            granted_from: None,
            granted_until: None,
            ended: None,
        };
        if outcome == Outcome::Draft {
            dates.begun = arrived;
            return dates;
        }
        dates.submitted = Some(arrived);
        if outcome == Outcome::Submitted {
            return dates;
        }
        let asked = outcome == Outcome::DocumentsMissing || self.dice.chance(55);
        let mut last = arrived;
        if asked {
            let requested = self.later(arrived, 4, 14);
            dates.documents_requested = Some(requested);
            dates.documents_due = Some(workday(requested.saturating_add(28.days())));
            if outcome == Outcome::DocumentsMissing {
                return dates;
            }
            last = self.later(requested, 5, 26);
            dates.documents_received = Some(last);
        }
        self.finish(outcome, arrived, last, &mut dates);
        dates
    }

    /// The second half: hearing, decision, grant period.
    fn finish(&mut self, outcome: Outcome, arrived: Date, last: Date, dates: &mut StoryDates) {
        match outcome {
            Outcome::Hearing => {
                let sent = workday(self.ago(3, 17));
                dates.hearing_sent = Some(sent.min(self.setting.as_of));
                dates.hearing_due = Some(workday(sent.saturating_add(21.days())));
            }
            Outcome::Withdrawn => dates.withdrawn = Some(self.later(last, 2, 20)),
            Outcome::Refused => {
                let sent = self.later(last, 3, 12);
                dates.hearing_sent = Some(sent);
                let due = workday(sent.saturating_add(21.days()));
                dates.hearing_due = Some(due);
                dates.decided = Some(self.later(due, 1, 18));
            }
            Outcome::Granted | Outcome::Ended => {
                dates.decided = Some(self.later(last, 3, 24));
                let first = arrived.first_of_month();
                dates.granted_from = Some(first);
                let until = first.saturating_add(12.months()).saturating_sub(1.day());
                dates.granted_until = Some(until);
                if outcome == Outcome::Ended && self.dice.chance(30) {
                    dates.ended = Some(self.later(arrived, 120, 330));
                }
            }
            Outcome::Draft | Outcome::Submitted | Outcome::DocumentsMissing => {}
        }
    }
}

/// The day itself or the Monday after it.
fn workday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.day()),
        _ => day,
    }
}

/// Whether the household lived there with all its members when the story began.
fn fits(household: &Household, dates: &StoryDates) -> bool {
    household.flat.moved_in <= dates.begun
        && household.members.iter().all(|person| person.birth_date < dates.begun)
        && household.head().age_on(dates.begun) >= 18
}
