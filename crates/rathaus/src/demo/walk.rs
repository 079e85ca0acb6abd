//! Walks the town through its stories: turns the clock, lets citizens and case workers act through
//! the house, and has the house do its own work in between.

mod applicant;
mod desk;
mod last_day;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use demo_town as invented;
use invented::{Channel, WohngeldStory};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::access::Permission;
use kernel::cases::Case;
use kernel::clock::{Clock, local_day};
use kernel::people::{self, AccountKind};
use kernel::{Id, Language, Town, notify, org};

use super::answers::Contact;
use super::clerk::{Clerk, Stuck, Who};
use super::stories::{self, Act, dice, moment};
use super::{Progress, papers};

/// Before this many days the house works weekly, then daily: nobody sees the hour of a receipt of
/// last year, and each round of its work costs time.
const DAILY_DAYS: i64 = 100;
/// From this many days on letters are posted twice a week, earlier ones once.
const LIVELY_DAYS: i64 = 120;
/// Working days of the letters that still lie on the pile: on a Monday nobody finds it empty.
const PILE_DAYS: usize = 3;
/// How the cases are spread over the case workers.
const SPREAD: [usize; 5] = [0, 1, 0, 2, 1];

/// What became of the walk.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Cases opened.
    pub cases: usize,
    /// Acts that the house did not take, each with the reason.
    pub refused: Vec<String>,
    /// A case that can be followed from outside: number and code of its holder.
    pub guest: Option<(String, String)>,
    /// E-mail of a citizen with an account.
    pub citizen: Option<String>,
}

/// One story as far as it was told.
struct Thread<'a> {
    story: &'a WohngeldStory,
    worker: usize,
    contact: Contact,
    language: Language,
    citizen: Option<Clerk>,
    holder: String,
    case: Option<Id<Case>>,
    withheld: Vec<String>,
    /// The house has not yet dealt with the last act.
    is_fresh: bool,
    heard_until: Option<Date>,
    was_returned: bool,
}

struct Walk<'a> {
    town: Arc<Town>,
    clock: Clock,
    router: Router,
    plan: &'a invented::Town,
    until: Timestamp,
    workers: Vec<Clerk>,
    head: Option<Clerk>,
    threads: Vec<Thread<'a>>,
    agenda: BTreeMap<(Timestamp, usize), (usize, Act)>,
    count: usize,
    told: Told,
}

/// Tells the stories in a town whose held clock stands at the day the town was founded; afterwards
/// it stands at `until`.
///
/// # Errors
/// When the house itself fails; single acts that it refuses are listed in the answer.
pub async fn tell(
    town: &Arc<Town>,
    clock: &Clock,
    plan: &invented::Town,
    cases: usize,
    until: Timestamp,
    progress: &Progress,
) -> Result<Told, Stuck> {
    let site = crate::site(Arc::clone(town.house()), &[Arc::clone(town)], false);
    let router = kernel::http::router(site);
    let (workers, head) = staff(town).await?;
    let mut walk = Walk {
        town: Arc::clone(town),
        clock: clock.clone(),
        plan,
        until,
        workers: workers.into_iter().map(|who| Clerk::new(town, &router, who)).collect(),
        head: head.map(|who| Clerk::new(town, &router, who)),
        router,
        threads: Vec::new(),
        agenda: BTreeMap::new(),
        count: 0,
        told: Told::default(),
    };
    for story in stories::chosen(plan, cases) {
        walk.enter(story);
    }
    walk.rounds_of_post();
    walk.schedule_last_day();
    walk.go(progress).await?;
    walk.find_account().await?;
    Ok(walk.told)
}

/// The case workers and the head of the office for housing benefit.
async fn staff(town: &Arc<Town>) -> Result<(Vec<Who>, Option<Who>), Stuck> {
    Ok(town
        .read(|db| {
            let unit = org::competent_for(db, mod_wohngeld::KIND)?;
            let (mut workers, mut head) = (Vec::new(), None);
            for account in people::of_kind(db, AccountKind::Staff)? {
                let actor = people::actor(db, &account)?;
                let may = |p: Permission| unit.as_ref().is_some_and(|u| actor.may_in(p, u.id));
                if may(mod_desk::COUNTERSIGN) {
                    head.get_or_insert(Who::Account(account.id));
                } else if may(mod_desk::DECIDE) {
                    workers.push(Who::Account(account.id));
                }
            }
            Ok((workers, head))
        })
        .await?)
}

/// The working day since which letters lie on the pile.
fn pile_begins(today: Date) -> Date {
    let mut day = today;
    for _ in 0..PILE_DAYS {
        day = day.saturating_sub(1.day());
        while kernel::deadlines::shifted(day) != day {
            day = day.saturating_sub(1.day());
        }
    }
    day
}

/// Marks the rounds of the post in the agenda.
const NOBODY: usize = usize::MAX;
/// Marks the last working day in the agenda.
const EVERYBODY: usize = usize::MAX - 1;

impl<'a> Walk<'a> {
    fn schedule(&mut self, at: Timestamp, thread: usize, act: Act) {
        self.count += 1;
        self.agenda.insert((at, self.count), (thread, act));
    }

    fn enter(&mut self, story: &'a WohngeldStory) {
        let home = &story.household;
        let email = home.email.clone().unwrap_or_default();
        let willing = match story.channel {
            Channel::Online => 10,
            Channel::Counter => 7,
            Channel::Paper => 3,
        };
        let contact = Contact {
            is_digital: !email.is_empty() && dice(story.id, 50, 10) < willing,
            email,
            phone: home.phone.clone().unwrap_or_default(),
        };
        let is_english = home.head().language != "de" && dice(story.id, 51, 3) == 0;
        let number = self.threads.len();
        self.threads.push(Thread {
            story,
            worker: SPREAD[number % SPREAD.len()] % self.workers.len().max(1),
            contact,
            language: if is_english { Language::En } else { Language::De },
            citizen: None,
            holder: String::new(),
            case: None,
            withheld: Vec::new(),
            is_fresh: false,
            heard_until: None,
            was_returned: false,
        });
        for step in stories::steps(story, self.until) {
            self.schedule(step.at, number, step.act);
        }
    }

    fn rounds_of_post(&mut self) {
        let Some(((first, _), _)) = self.agenda.first_key_value() else { return };
        let today = local_day(self.until);
        let last = pile_begins(today);
        let lively = today.saturating_sub(LIVELY_DAYS.days());
        let mut day = local_day(*first);
        while day <= last {
            let weekday = day.weekday().to_monday_one_offset();
            if weekday == 5 || (weekday == 2 && day > lively) {
                self.schedule(moment(kernel::deadlines::shifted(day), 16 * 60), NOBODY, Act::Read);
            }
            day = day.saturating_add(1.day());
        }
    }

    async fn go(&mut self, progress: &Progress) -> Result<(), Stuck> {
        let today = local_day(self.until);
        let daily = today.saturating_sub(DAILY_DAYS.days());
        let mut day = local_day(self.town.now());
        while let Some(((at, _), (thread, act))) = self.agenda.pop_first() {
            progress(self.count - self.agenda.len(), self.count);
            let next = local_day(at);
            let is_due = if next > daily {
                next > day
            } else {
                next.iso_week_date().week() != day.iso_week_date().week()
            };
            if is_due {
                // The night before the day's work.
                self.turn(moment(next, 5 * 60));
                self.settle().await?;
                day = next;
            }
            self.turn(at);
            let done = match thread {
                NOBODY => self.post_letters().await,
                EVERYBODY => self.last_day().await,
                thread => self.act(thread, act).await,
            };
            match done {
                Ok(()) => {}
                Err(Stuck::House(error)) => return Err(error.into()),
                Err(stuck) => {
                    let who = self.threads.get(thread).map_or(0, |t| t.story.id);
                    tracing::warn!(story = who, ?act, %stuck, "An act of the demo was not taken");
                    self.told.refused.push(format!("{who} {act:?}: {stuck}"));
                }
            }
        }
        self.turn(self.until);
        self.settle().await
    }

    /// Turns the clock forward, never back.
    fn turn(&self, at: Timestamp) {
        if at > self.town.now() {
            self.clock.set(at.min(self.until));
        }
    }

    async fn settle(&mut self) -> Result<(), Stuck> {
        kernel::worker::settle(&self.town).await?;
        for thread in &mut self.threads {
            thread.is_fresh = false;
        }
        Ok(())
    }

    /// Posts what lies on the pile.
    async fn post_letters(&mut self) -> Result<(), Stuck> {
        self.settle().await?;
        let pile = self.town.read(notify::letters).await?;
        let Some(worker) = self.workers.first_mut() else { return Ok(()) };
        if pile.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = pile.iter().map(|letter| letter.id.to_string()).collect();
        let day = german(local_day(self.town.now()));
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("brief", id.as_str())).collect();
        fields.push(("tag", &day));
        worker.post("/verwaltung/briefe/versandt", &fields).await
    }

    async fn act(&mut self, thread: usize, act: Act) -> Result<(), Stuck> {
        match act {
            Act::Begin => return self.begin(thread).await,
            Act::Submit => return self.submit(thread).await,
            _ => {}
        }
        // Its submission was not taken: the story ended before it began.
        let Some(case) = self.threads[thread].case else { return Ok(()) };
        if self.threads[thread].is_fresh {
            self.settle().await?;
        }
        match act {
            Act::Begin | Act::Submit => {}
            Act::Take => self.worker(thread).act(case, "", "uebernehmen", &[]).await?,
            Act::Ask => self.ask(thread, case).await?,
            Act::HandIn { all } => self.hand_in(thread, case, all).await?,
            Act::Question => {
                let text = papers::question(self.threads[thread].story);
                let citizen = self.citizen(thread)?;
                citizen.post(&format!("/vorgang/{case}/nachricht"), &[("text", text)]).await?;
            }
            Act::Reply => {
                let text = papers::answer(self.threads[thread].story);
                let fields = [("betreff", "Ihre Frage zum Wohngeld"), ("text", text)];
                self.worker(thread).act(case, "nachrichten", "nachrichten", &fields).await?;
            }
            Act::Read => {
                self.citizen(thread)?.open(&format!("/vorgang/{case}")).await?;
            }
            Act::Correct => self.correct(thread, case).await?,
            Act::FollowUp(day) => {
                let (note, day) = (papers::follow_up(self.threads[thread].story), german(day));
                let fields = [("notiz", note), ("tag", day.as_str())];
                self.worker(thread).act(case, "verlauf", "wiedervorlage", &fields).await?;
            }
            Act::Hear => self.hear(thread, case).await?,
            Act::Decide => self.decide(thread, case).await?,
            Act::Sign => self.sign(thread, case).await?,
            Act::Withdraw => {
                let citizen = self.citizen(thread)?;
                citizen.post(&format!("/vorgang/{case}/zuruecknehmen"), &[]).await?;
                self.threads[thread].is_fresh = true;
            }
            Act::Object => self.object(thread, case).await?,
        }
        Ok(())
    }

    fn worker(&mut self, thread: usize) -> &mut Clerk {
        let worker = self.threads[thread].worker;
        &mut self.workers[worker]
    }

    /// The holder of the application at their browser.
    fn citizen(&mut self, thread: usize) -> Result<&mut Clerk, Stuck> {
        let thread = &mut self.threads[thread];
        let who = match thread.holder.strip_prefix("account/") {
            Some(account) => Who::Account(account.parse().map_err(kernel::AppError::internal)?),
            None => Who::Guest(thread.holder.clone()),
        };
        let (town, router) = (&self.town, &self.router);
        Ok(thread.citizen.get_or_insert_with(|| Clerk::new(town, router, who)))
    }
}

fn german(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_pile_holds_letters_of_working_days_on_every_day_of_the_week() {
        assert_eq!(pile_begins(date(2026, 11, 23)), date(2026, 11, 18), "Monday: since Wednesday");
        assert_eq!(pile_begins(date(2026, 11, 22)), date(2026, 11, 18), "Sunday the same");
        assert_eq!(pile_begins(date(2026, 11, 20)), date(2026, 11, 17));
        assert_eq!(pile_begins(date(2026, 12, 28)), date(2026, 12, 22), "past Christmas");
    }
}
