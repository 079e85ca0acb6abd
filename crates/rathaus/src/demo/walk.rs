//! Walks the town through its stories: turns the clock, lets citizens and case workers act through
//! the house, and has the house do its own work in between.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use demo_town as invented;
use invented::{Channel, RefusalReason, WohngeldStory};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use kernel::access::Permission;
use kernel::cases::{self, Case};
use kernel::clock::{Clock, local_day};
use kernel::people::{self, AccountKind};
use kernel::procedure::{Outcome, Proposal};
use kernel::{Actor, Audit, Id, Language, Town, notify, org};

use super::answers::{self, Contact};
use super::clerk::{Clerk, Stuck, Who, of_case};
use super::papers;
use super::stories::{self, Act, dice, moment, working_day_after};

/// Before this many days the house works weekly, then daily: nobody sees the hour of a receipt of
/// last year, and each round of its work costs time.
const DAILY_DAYS: i64 = 100;
/// From this many days on letters are posted twice a week, earlier ones once.
const LIVELY_DAYS: i64 = 120;
/// Days of the letters that still lie on the pile.
const PILE_DAYS: i64 = 3;
/// Files in one upload.
const UPLOADS_AT_ONCE: usize = 5;
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
    walk.go().await?;
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

/// Marks the rounds of the post in the agenda.
const NOBODY: usize = usize::MAX;

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
        let last = today.saturating_sub(PILE_DAYS.days());
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

    async fn go(&mut self) -> Result<(), Stuck> {
        let today = local_day(self.until);
        let daily = today.saturating_sub(DAILY_DAYS.days());
        let mut day = local_day(self.town.now());
        while let Some(((at, _), (thread, act))) = self.agenda.pop_first() {
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

    /// Gives the citizen something to hold the application by: an account, or number and code.
    async fn holder(&mut self, thread: usize) -> Result<(), Stuck> {
        let t = &mut self.threads[thread];
        let is_online = t.story.channel == Channel::Online;
        if is_online && t.contact.is_digital && dice(t.story.id, 52, 3) == 0 {
            let (name, email) = (t.story.household.head().full_name(), t.contact.email.clone());
            let language = t.language;
            let registered = self
                .town
                .write(Actor::Visitor, move |tx| {
                    let known = people::by_login(tx, &email)?.map(|account| account.id);
                    let id = match known {
                        Some(id) => id,
                        None => {
                            people::register(tx, AccountKind::Citizen, &name, &email, language)?
                        }
                    };
                    Ok(Audit::of("people.registered", id).with(id))
                })
                .await?;
            t.holder = format!("account/{registered}");
            self.told.citizen = Some(t.contact.email.clone());
            return Ok(());
        }
        let holder = mod_applications::holder_for_demo(&self.town, t.language).await?;
        t.holder = holder.key;
        if is_online {
            self.told.guest = Some((holder.number, holder.code));
        }
        Ok(())
    }

    async fn begin(&mut self, thread: usize) -> Result<(), Stuck> {
        self.holder(thread).await?;
        let t = &self.threads[thread];
        let mut answers = answers::answers(self.plan, t.story, &t.contact);
        answers::leave_off(&mut answers, dice(t.story.id, 53, 5));
        mod_applications::draft_for_demo(
            &self.town,
            mod_wohngeld::SERVICE,
            answers,
            &t.holder,
            t.language,
        )
        .await?;
        Ok(())
    }

    async fn submit(&mut self, thread: usize) -> Result<(), Stuck> {
        self.holder(thread).await?;
        let t = &self.threads[thread];
        let story = t.story;
        let answers = answers::answers(self.plan, story, &t.contact);
        let service = mod_wohngeld::SERVICE;
        let needs = mod_applications::needs_for_demo(&self.town, service, &answers).await?;
        let mut keys: Vec<String> = needs.into_iter().map(|need| need.key).collect();
        let withheld = withheld(story, &keys);
        keys.retain(|key| !withheld.contains(key));
        let files = keys
            .into_iter()
            .map(|key| {
                let (name, bytes) = papers::document(&key);
                (key, name, bytes)
            })
            .collect();
        let sent = mod_applications::submit_for_demo(
            &self.town, service, answers, &t.holder, t.language, files,
        )
        .await;
        let case = match sent {
            Ok(case) => case,
            Err(error @ kernel::AppError::Refused(_)) => {
                let asked = "submission".to_owned();
                return Err(Stuck::Answer { asked, status: 422, excerpt: error.to_string() });
            }
            Err(error) => return Err(error.into()),
        };
        let t = &mut self.threads[thread];
        (t.case, t.withheld, t.is_fresh) = (Some(case), withheld, true);
        self.told.cases += 1;
        Ok(())
    }

    async fn ask(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        let t = &self.threads[thread];
        let dates = t.story.dates;
        let days = match (dates.documents_requested, dates.documents_due) {
            (Some(from), Some(due)) => (due - from).get_days().clamp(7, 60),
            _ => 28,
        }
        .to_string();
        let withheld = t.withheld.clone();
        let mut fields: Vec<(&str, &str)> =
            withheld.iter().map(|key| ("unterlage", key.as_str())).collect();
        if fields.is_empty() {
            fields.push(("text", "Bitte reichen Sie die letzte Abrechnung der Nebenkosten ein."));
        }
        fields.push(("tage", &days));
        self.worker(thread).act(case, "nachfordern", "nachfordern", &fields).await
    }

    async fn hand_in(&mut self, thread: usize, case: Id<Case>, all: bool) -> Result<(), Stuck> {
        let t = &mut self.threads[thread];
        let count = if all { t.withheld.len() } else { 1.min(t.withheld.len()) };
        let keys: Vec<String> = t.withheld.drain(..count).collect();
        let is_online = t.story.channel == Channel::Online;
        let papers: Vec<(String, String, Vec<u8>)> = keys
            .into_iter()
            .map(|key| {
                let (name, bytes) = papers::document(&key);
                (key, name, bytes)
            })
            .collect();
        if is_online {
            let citizen = self.citizen(thread)?;
            for part in papers.chunks(UPLOADS_AT_ONCE) {
                let fields: Vec<String> =
                    part.iter().map(|(key, ..)| format!("datei-{key}")).collect();
                let files: Vec<_> = part
                    .iter()
                    .zip(&fields)
                    .map(|((_, name, bytes), field)| {
                        (field.as_str(), name.as_str(), bytes.as_slice())
                    })
                    .collect();
                citizen.upload(&format!("/vorgang/{case}/unterlagen"), &[], &files).await?;
            }
            self.threads[thread].is_fresh = true;
            return Ok(());
        }
        // Post and counter: the case worker files it.
        for (key, name, bytes) in &papers {
            let worker = self.worker(thread);
            let seen = worker.look(case, "").await?;
            let fields = [("stand", seen.version.as_str()), ("einmal", &seen.once), ("art", key)];
            let files = [("datei", name.as_str(), bytes.as_slice())];
            worker.upload(&of_case(case, "unterlagen"), &fields, &files).await?;
        }
        Ok(())
    }

    async fn correct(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        let Some(rent) = self.threads[thread].story.household.flat.rent else { return Ok(()) };
        let cents = rent.total_cents() - 500 - i64::from(self.threads[thread].story.id % 9) * 150;
        let value = format!("{},{:02}", cents / 100, cents % 100);
        let fields = [
            ("zeile", "rent"),
            ("wert", value.as_str()),
            ("grund", "Betrag laut Bescheinigung der Vermieterin oder des Vermieters."),
        ];
        self.worker(thread).act(case, "berichtigen?zeile=rent", "berichtigen", &fields).await
    }

    async fn proposal(&self, case: Id<Case>) -> Result<Proposal, Stuck> {
        let town = Arc::clone(&self.town);
        Ok(self
            .town
            .read(move |db| {
                let case = cases::find_for_update(db, case)?;
                town.house().procedure(&case.kind)?.proposal(&town, db, &case)
            })
            .await?)
    }

    /// Why the case will be refused, if it will: what the rules say, else what the story says.
    async fn refusal(&self, thread: usize, case: Id<Case>) -> Result<Option<String>, Stuck> {
        let proposal = self.proposal(case).await?;
        if proposal.outcome == Outcome::Refused {
            return Ok(Some(proposal.reasons));
        }
        let refusal: Option<RefusalReason> = self.threads[thread].story.refusal;
        Ok(refusal.and_then(papers::reason).map(str::to_owned))
    }

    async fn hear(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        // Where the calculation grants after all there is nothing to hear about.
        let Some(why) = self.refusal(thread, case).await? else { return Ok(()) };
        let (name, number) = self
            .town
            .read(move |db| {
                let name = cases::applicant(db, case)?.name.into_revealed();
                Ok((name, cases::find_for_update(db, case)?.number))
            })
            .await?;
        let dates = self.threads[thread].story.dates;
        let days = match (dates.hearing_sent, dates.hearing_due) {
            (Some(sent), Some(due)) => i64::from((due - sent).get_days()).clamp(7, 60),
            _ => 21,
        };
        let text = format!(
            "Guten Tag {name},\n\nwir haben Ihren Antrag (Vorgang {number}) geprüft. Nach dem, was uns vorliegt, wollen wir ihn ablehnen. Diese Tatsachen sind dafür wichtig:\n\n{why}\n\nBevor wir entscheiden, können Sie sich dazu äußern. Ist etwas falsch, oder fehlt etwas? Dann schreiben Sie uns, und schicken Sie Nachweise mit."
        );
        let fields = [("text", text.as_str()), ("tage", &days.to_string())];
        self.worker(thread).act(case, "anhoeren", "anhoeren", &fields).await?;
        let today = local_day(self.town.now());
        let until = kernel::deadlines::end_shifted(today, days.days());
        self.threads[thread].heard_until = Some(until);
        Ok(())
    }

    async fn decide(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        let proposal = self.proposal(case).await?;
        let refusal = self.refusal(thread, case).await?;
        let today = local_day(self.town.now());
        let day = |day: Option<Date>| day.map(german).unwrap_or_default();
        if let Some(why) = refusal {
            let until = if let Some(until) = self.threads[thread].heard_until {
                until
            } else {
                self.hear(thread, case).await?;
                self.threads[thread].heard_until.unwrap_or(today)
            };
            if until >= today {
                let again = moment(working_day_after(working_day_after(until)), 10 * 60 + 20);
                if again < self.until {
                    self.schedule(again, thread, Act::Decide);
                }
                return Ok(());
            }
            // The night that ends the hearing.
            self.settle().await?;
            let fields = [("ergebnis", "refused"), ("begruendung", why.as_str())];
            self.worker(thread).act(case, "entscheiden", "entscheiden", &fields).await?;
        } else {
            let (from, until) =
                (day(proposal.period.map(|p| p.from)), day(proposal.period.map(|p| p.until)));
            let fields = [
                ("ergebnis", proposal.outcome.word()),
                ("von", from.as_str()),
                ("bis", until.as_str()),
                ("begruendung", proposal.reasons.as_str()),
            ];
            self.worker(thread).act(case, "entscheiden", "entscheiden", &fields).await?;
        }
        self.worker(thread).act(case, "entscheiden/pruefen", "erlassen", &[]).await?;
        self.threads[thread].is_fresh = true;
        let stage = self.town.read(move |db| Ok(cases::find_for_update(db, case)?.stage)).await?;
        if stage == "second_pair" {
            let minute =
                9 * 60 + i64::try_from(dice(self.threads[thread].story.id, 54, 150)).unwrap_or(0);
            let at = moment(working_day_after(today), minute);
            if at < self.until {
                self.schedule(at, thread, Act::Sign);
            }
        }
        Ok(())
    }

    async fn sign(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        let t = &mut self.threads[thread];
        let Some(head) = &mut self.head else { return Ok(()) };
        if !t.was_returned && dice(t.story.id, 55, 7) == 0 {
            t.was_returned = true;
            let fields = [("aktion", "zurueck"), ("notiz", papers::SENT_BACK)];
            head.act(case, "mitzeichnen", "mitzeichnen", &fields).await?;
            let again = self.town.now() + SignedDuration::from_hours(3);
            if again < self.until {
                self.schedule(again, thread, Act::Decide);
            }
            return Ok(());
        }
        t.is_fresh = true;
        let fields = [("aktion", "zeichnen"), ("notiz", "")];
        head.act(case, "mitzeichnen", "mitzeichnen", &fields).await
    }

    async fn object(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        let state = self.town.read(move |db| Ok(cases::find_for_update(db, case)?.state)).await?;
        if state != "decided" {
            return Ok(());
        }
        let day = german(local_day(self.town.now()));
        self.worker(thread).act(case, "entscheidung", "widerspruch", &[("tag", &day)]).await
    }
}

/// What the household does not hand in at once: what the story asks for later.
fn withheld(story: &WohngeldStory, keys: &[String]) -> Vec<String> {
    if story.documents.is_empty() {
        return Vec::new();
    }
    let kinds: Vec<&str> =
        story.documents.iter().flat_map(|d| papers::kinds(*d)).copied().collect();
    let of = |kinds: &[&str]| -> Vec<String> {
        let fits = |key: &&String| kinds.iter().any(|k| key.split(':').next() == Some(*k));
        keys.iter().filter(fits).cloned().collect()
    };
    let found = of(&kinds);
    if found.is_empty() { of(&["landlord_certificate", "home_certificate"]) } else { found }
}

fn german(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}
