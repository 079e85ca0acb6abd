//! Warnings: how near the end of a period is, and who hears of it. Every warning of a period is
//! given once; the last one goes to the head of the unit, too.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use kernel::jobs::Running;
use kernel::module::Schedule;
use kernel::notify;
use kernel::org::Unit;
use kernel::{
    Actor, AppError, Audit, Case, Language, Text, Town, Tx, cases, credentials, org, people,
};
use web::badge::Tone;

use crate::law::{Clock, Term};
use crate::model::{Request, State};
use crate::{ESCALATION, acts, store};

/// Looks every morning.
pub(crate) const SCHEDULE: Schedule = Schedule { name: "permits.warn", hour: 5, run };
/// Days before the end that are said by themselves.
const DAYS: i32 = 3;

/// How near the end of a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// Half of it is gone.
    Half,
    /// Four fifths are gone.
    Most,
    /// Three days are left at most.
    Days,
    /// The last day, or after it.
    Last,
}

/// What a period is watched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watched {
    /// To say that something is missing.
    Notice,
    /// To decide.
    Decide,
}

impl Watched {
    /// The word in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Decide => "decide",
        }
    }

    /// What people read.
    pub(crate) fn label(self) -> Text {
        match self {
            Self::Notice => Text::new("Nachfordern", "Say what is missing"),
            Self::Decide => Text::new("Entscheiden", "Decide"),
        }
    }
}

fn days(from: Date, until: Date) -> i32 {
    until.since(from).map_or(0, |span| span.get_days())
}

impl Alarm {
    /// How near the end of a period is on a day; nothing in its first half.
    pub(crate) fn of(term: &Term, today: Date) -> Option<Self> {
        let (whole, gone) = (days(term.start, term.legal), days(term.start, today));
        match days(today, term.legal) {
            ..=0 => Some(Self::Last),
            1..=DAYS => Some(Self::Days),
            _ if gone * 5 >= whole * 4 => Some(Self::Most),
            _ if gone * 2 >= whole => Some(Self::Half),
            _ => None,
        }
    }

    /// The word in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Half => "half",
            Self::Most => "most",
            Self::Days => "days",
            Self::Last => "last",
        }
    }

    /// What people read.
    pub(crate) fn label(self) -> Text {
        match self {
            Self::Half => Text::new("halbe Frist vorbei", "half of it gone"),
            Self::Most => Text::new("80 % der Frist vorbei", "80 % of it gone"),
            Self::Days => Text::new("höchstens drei Tage", "three days at most"),
            Self::Last => Text::new("letzter Tag", "last day"),
        }
    }

    /// How it is marked.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Half => Tone::Info,
            Self::Most => Tone::Warning,
            Self::Days | Self::Last => Tone::Danger,
        }
    }
}

/// The periods that run for the town: their ends count.
pub(crate) fn watched<'c>(request: &Request, clock: &'c Clock) -> Vec<(Watched, &'c Term)> {
    if !request.state.is_running() {
        return Vec::new();
    }
    // What is confirmed complete waits for the decision only.
    let is_open = matches!(request.state, State::Received | State::Resubmitted);
    let notice = clock.completeness().filter(|_| is_open).map(|t| (Watched::Notice, t));
    let decide = clock.decision().map(|t| (Watched::Decide, t));
    notice.into_iter().chain(decide).collect()
}

fn run(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        let house = Arc::clone(&town);
        town.write(Actor::system("permits"), move |tx| {
            let mut count = 0;
            for request in store::running(&house, tx)? {
                count += warn(&house, tx, &request)?;
            }
            if count == 0 {
                return Ok(kernel::Saved::nothing(()));
            }
            Ok(Audit::of("permits.warned", "requests").note(format!("count={count}")).done())
        })
        .await?;
        Ok(())
    })
}

/// Warns of the periods of a request, each stage once; answers how many warnings were new.
fn warn(town: &Town, tx: &mut Tx<'_>, request: &Request) -> Result<usize, AppError> {
    let Some(case) = request.case else { return Ok(0) };
    let clock = acts::clock_of(tx, request)?;
    let today = tx.today();
    let mut count = 0;
    for (watched, term) in watched(request, &clock) {
        let Some(alarm) = Alarm::of(term, today) else { continue };
        if store::note_alarm(tx, request.id, watched, term, alarm)? {
            let case = cases::find_for_update(tx, case)?;
            tell(town, tx, &case, watched, term, alarm)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Writes to whoever has the case, and on the last day to the head of the unit.
fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    case: &Case,
    watched: Watched,
    term: &Term,
    alarm: Alarm,
) -> Result<(), AppError> {
    let is_last = alarm == Alarm::Last;
    let unit = org::find(tx, case.unit)?;
    let mut to: BTreeSet<String> = BTreeSet::new();
    if let Some(clerk) = case.assignee {
        to.insert(people::account(tx, clerk)?.login.into_revealed());
    }
    if to.is_empty() || is_last {
        to.insert(unit.email.clone());
    }
    if is_last {
        to.extend(heads(tx, &unit)?);
    }
    let (legal, internal) = (Language::De.day(term.legal), Language::De.day(term.internal));
    let body = format!(
        "Guten Tag,\n\nim Vorgang {} läuft eine Frist: {} bis zum {legal} (internes Ziel: {internal}), {}.\n\
         Stand: {}.{}\n\n{}/verwaltung/leitungen/{}\n",
        case.number,
        watched.label().de,
        term.norm,
        alarm.label().de,
        if is_last { "\n\nDiese Nachricht geht auch an die Leitung." } else { "" },
        town.plan().base_url,
        case.id
    );
    let subject = match alarm {
        Alarm::Last => format!("Letzter Tag einer Frist: {}", case.number),
        _ => format!("Frist: {}", case.number),
    };
    for (n, address) in to.iter().filter(|address| !address.is_empty()).enumerate() {
        let event = format!(
            "permits.warn/{}/{}/{}/{}/{n}",
            case.id,
            watched.word(),
            term.legal,
            alarm.word()
        );
        notify::mail(tx, &event, address, &subject, &body)?;
    }
    let line = |language: Language| {
        format!(
            "{} {}: {}",
            watched.label().of(language),
            language.day(term.legal),
            alarm.label().of(language)
        )
    };
    let mut line = Text::new(line(Language::De), line(Language::En));
    if is_last {
        line = Text::new(
            format!("{}, Leitung benachrichtigt", line.de),
            format!("{}, head of unit told", line.en),
        );
    }
    cases::log(tx, case.id, "", &line, false)
}

/// Addresses of those who hear of periods that run out in a unit; where nobody does, of the unit
/// above.
fn heads(tx: &mut Tx<'_>, unit: &Unit) -> Result<Vec<String>, AppError> {
    let mut all = Vec::new();
    for id in credentials::holders_of(tx, ESCALATION.0)? {
        let account = people::account(tx, id)?;
        if people::actor(tx, &account)?.may_in(ESCALATION, unit.id) {
            all.push(account.login.into_revealed());
        }
    }
    if all.is_empty()
        && let Some(above) = unit.parent
    {
        all.push(org::find(tx, above)?.email);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Rules, clock};
    use crate::model::Kind;

    #[test]
    fn a_period_warns_at_half_at_four_fifths_three_days_before_and_on_its_last_day() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let now = clock(Rules::shipped(), Kind::Consent, day("2026-03-02"), &[]);
        // 92 days, until Tuesday, 2 June.
        let term = now.decision().expect("it runs");
        for (on, alarm) in [
            ("2026-03-02", None),
            ("2026-04-16", None),
            ("2026-04-17", Some(Alarm::Half)),
            ("2026-05-14", Some(Alarm::Half)),
            ("2026-05-15", Some(Alarm::Most)),
            ("2026-05-29", Some(Alarm::Most)),
            ("2026-05-30", Some(Alarm::Days)),
            ("2026-06-01", Some(Alarm::Days)),
            ("2026-06-02", Some(Alarm::Last)),
            ("2026-06-09", Some(Alarm::Last)),
        ] {
            assert_eq!(Alarm::of(term, day(on)), alarm, "{on}");
        }
    }
}
