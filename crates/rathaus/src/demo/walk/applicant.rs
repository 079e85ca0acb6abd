//! What applicants do: begin, submit, hand in.

use demo_town as invented;
use invented::{Channel, WohngeldStory};
use kernel::cases::Case;
use kernel::people::{self, AccountKind};
use kernel::{Actor, Audit, Id};

use super::super::clerk::{Stuck, of_case};
use super::super::stories::dice;
use super::super::{answers, papers};
use super::Walk;

/// Files in one upload.
const UPLOADS_AT_ONCE: usize = 5;

impl Walk<'_> {
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

    pub(super) async fn begin(&mut self, thread: usize) -> Result<(), Stuck> {
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

    pub(super) async fn submit(&mut self, thread: usize) -> Result<(), Stuck> {
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

    pub(super) async fn hand_in(
        &mut self,
        thread: usize,
        case: Id<Case>,
        all: bool,
    ) -> Result<(), Stuck> {
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
