//! What the office does: ask for documents, correct, hear, decide, sign, note what comes in.

use std::sync::Arc;

use demo_town::RefusalReason;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use kernel::Id;
use kernel::cases::{self, Case};
use kernel::clock::local_day;
use kernel::procedure::{Outcome, Proposal};

use super::super::clerk::Stuck;
use super::super::papers;
use super::super::stories::{Act, dice, moment, working_day_after};
use super::{Walk, german};

impl Walk<'_> {
    pub(super) async fn ask(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
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

    pub(super) async fn correct(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
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

    pub(super) async fn proposal(&self, case: Id<Case>) -> Result<Proposal, Stuck> {
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

    pub(super) async fn hear(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
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

    pub(super) async fn decide(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
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

    pub(super) async fn sign(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
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

    pub(super) async fn object(&mut self, thread: usize, case: Id<Case>) -> Result<(), Stuck> {
        let state = self.town.read(move |db| Ok(cases::find_for_update(db, case)?.state)).await?;
        if state != "decided" {
            return Ok(());
        }
        let day = german(local_day(self.town.now()));
        self.worker(thread).act(case, "entscheidung", "widerspruch", &[("tag", &day)]).await
    }
}
