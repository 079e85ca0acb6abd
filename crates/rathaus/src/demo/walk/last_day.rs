//! The last working day before the doors open: what a newcomer should find on the desks, whatever
//! day it is and however the stories went.

use jiff::{SignedDuration, Timestamp};
use kernel::Id;
use kernel::cases::{self, Case};
use kernel::clock::local_day;
use kernel::people;
use kernel::procedure::{Outcome, Proposal};

use super::super::clerk::Stuck;
use super::super::stories::{Act, moment, working_day_before};
use super::{EVERYBODY, Walk};

/// Drafts that wait for a second pair of eyes.
const TO_SIGN: usize = 3;
/// Notices that lie on the pile of letters.
const TO_POST: usize = 4;
/// Decisions somebody takes action against.
const OBJECTIONS: usize = 2;
/// Minute of the day on which the desks are cleared.
const AFTERNOON: i64 = 13 * 60 + 10;

/// What a case could still become today.
struct Open {
    thread: usize,
    case: Id<Case>,
    is_digital: bool,
    needs_second_pair: bool,
}

impl Walk<'_> {
    /// Notes the last working day in the agenda.
    pub(super) fn schedule_last_day(&mut self) {
        let today = local_day(self.until);
        let mut day = working_day_before(today);
        let latest = self.until - SignedDuration::from_mins(20);
        // Before the office opens, the last working day was another one.
        if day == today && latest < moment(day, 9 * 60) {
            day = working_day_before(day.yesterday().unwrap_or(day));
        }
        let at: Timestamp = moment(day, AFTERNOON).min(latest);
        self.schedule(at, EVERYBODY, Act::Decide);
    }

    /// Clears the desks as far as nobody has done it.
    pub(super) async fn last_day(&mut self) -> Result<(), Stuck> {
        self.settle().await?;
        let candidates = self.open_cases().await?;
        let (mut to_sign, mut to_post) = (0, 0);
        for open in candidates {
            let wanted = if open.needs_second_pair {
                &mut to_sign
            } else if !open.is_digital {
                &mut to_post
            } else {
                continue;
            };
            let most = if open.needs_second_pair { TO_SIGN } else { TO_POST };
            if *wanted < most {
                *wanted += 1;
                self.try_act(open.thread, open.case, Act::Decide).await?;
            }
        }
        let mut objections = 0;
        for thread in 0..self.threads.len() {
            let Some(case) = self.threads[thread].case else { continue };
            if objections < OBJECTIONS && self.is_decided(case).await? {
                objections += 1;
                self.try_act(thread, case, Act::Object).await?;
            }
        }
        Ok(())
    }

    /// An act the house may refuse: then it is noted, and the day goes on.
    async fn try_act(&mut self, thread: usize, case: Id<Case>, act: Act) -> Result<(), Stuck> {
        let done = match act {
            Act::Object => self.object(thread, case).await,
            _ => self.decide(thread, case).await,
        };
        match done {
            Err(stuck @ Stuck::Answer { .. }) => {
                let story = self.threads[thread].story.id;
                self.told.refused.push(format!("{story} {act:?} on the last day: {stuck}"));
                Ok(())
            }
            other => other,
        }
    }

    /// Open cases that can be granted, in the order they came in.
    async fn open_cases(&mut self) -> Result<Vec<Open>, Stuck> {
        let limit = self
            .town
            .read(|db| Ok(kernel::settings::get::<mod_desk::DeskSettings>(db)?.second_pair_above))
            .await?;
        let mut found = Vec::new();
        for (number, thread) in self.threads.iter().enumerate() {
            let Some(case) = thread.case else { continue };
            let state = self.town.read(move |db| cases::find_for_update(db, case)).await?;
            if state.stage != "checking" || state.assignee.is_none() {
                continue;
            }
            let Ok(proposal) = self.proposal(case).await else { continue };
            let Proposal { outcome, amount, .. } = proposal;
            if outcome == Outcome::Refused || thread.story.refusal.is_some() {
                continue;
            }
            found.push(Open {
                thread: number,
                case,
                is_digital: thread.contact.is_digital,
                needs_second_pair: amount.is_some_and(|a| a > limit),
            });
        }
        Ok(found)
    }

    async fn is_decided(&self, case: Id<Case>) -> Result<bool, Stuck> {
        let case = self.town.read(move |db| cases::find_for_update(db, case)).await?;
        Ok(case.state == "decided" && case.stage == "decided")
    }

    /// Names the account a newcomer can try: the newest one with a notice in its mailbox.
    pub(super) async fn find_account(&mut self) -> Result<(), Stuck> {
        let holders: Vec<(String, Id<Case>)> = self
            .threads
            .iter()
            .rev()
            .filter(|t| t.holder.starts_with("account/"))
            .filter_map(|t| Some((t.holder.clone(), t.case?)))
            .collect();
        let found = self
            .town
            .read(move |db| {
                for (holder, case) in holders {
                    let state = cases::find_for_update(db, case)?.state;
                    let has_notice = matches!(state.as_str(), "decided" | "closed")
                        && kernel::notify::of_case(db, case)?
                            .iter()
                            .any(|m| m.is_to_citizen && m.file.is_some());
                    let account = holder.strip_prefix("account/").and_then(|id| id.parse().ok());
                    if let (true, Some(account)) = (has_notice, account) {
                        return Ok(Some(people::account(db, account)?.login.into_revealed()));
                    }
                }
                Ok(None)
            })
            .await?;
        if found.is_some() {
            self.told.citizen = found;
        }
        Ok(())
    }
}
