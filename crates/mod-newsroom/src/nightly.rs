//! The look over all that is published: links, anchors, media, barriers, titles, easy language, review
//! dates, translations, pages nobody links to. What is found is listed on one page and becomes a task
//! of whoever answers for the text; what is mended goes by itself.

mod find;
mod links;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, ToSpan};
use kernel::module::KnownBarrier;
use kernel::publication::{self, Publication};
use kernel::settings;
use kernel::{Actor, AppError, Audit, Id, Reader, Saved, Text, Town, Tx};

use crate::outside::{ASKED_MAX, NAME, Verdict, ask_all};
use crate::settings::NewsroomSettings;
use crate::store::{self, Answered, Seen};

/// Days until a task of the night is due.
const DUE_DAYS: i64 = 7;
/// Tasks of one night: a broken import must not bury everybody.
const TASKS_MAX: usize = 300;
/// Findings kept.
const FOUND_MAX: usize = 5_000;
/// Days after which a finding about accessibility belongs into the accessibility statement.
const BARRIER_DAYS: i64 = 14;
/// Days after which an address that answered is asked again.
const ASK_AGAIN_DAYS: i64 = 7;
/// Hours after which an address that failed is asked again.
const ASK_FAILED_HOURS: i64 = 20;

/// Something to be mended.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) kind: &'static str,
    pub(crate) item: Id<Publication>,
    pub(crate) owner: Option<Id<kernel::people::Account>>,
    pub(crate) text: Text,
    /// The words or the address concerned.
    pub(crate) excerpt: String,
}

/// What a kind of finding is called.
pub(crate) const KINDS: [(&str, &str, &str); 10] = [
    ("link", "Link führt ins Leere", "Link leads nowhere"),
    ("anchor", "Sprungziel fehlt", "Anchor is missing"),
    ("outside", "Fremde Seite antwortet nicht", "Other site does not answer"),
    ("media", "Nutzungsrecht an Medien", "Right to media"),
    ("barrier", "Nicht barrierefrei", "Not accessible"),
    ("title", "Gleicher Titel", "Same title"),
    ("easy", "Leichte Sprache fehlt", "Easy language is missing"),
    ("review", "Lange nicht geprüft", "Not reviewed for long"),
    ("translation", "Übersetzung fehlt", "Translation is missing"),
    ("orphan", "Kein Weg zur Seite", "No way to the page"),
];

/// The kind of task a finding becomes.
fn task_kind(kind: &str) -> &'static str {
    match kind {
        "link" | "anchor" | "outside" => "link",
        "media" => "media",
        "review" => "review",
        "easy" | "translation" => "translation",
        "orphan" => "orphan",
        _ => "update",
    }
}

/// The look of one night.
///
/// # Errors
/// What the database says.
pub(crate) async fn look(town: &Arc<Town>) -> Result<(), AppError> {
    let actor = || Actor::system("newsroom");
    town.write(actor(), |tx| {
        let taken = crate::adopt::adopt(tx, "import")?;
        find::complete_dates(tx)?;
        Ok(match taken {
            0 => Saved::nothing(()),
            n => Audit::of("newsroom.adopted", "texts").note(format!("texts={n}")).done(),
        })
    })
    .await?;
    ask_outside(town).await?;
    let found = town.read(find::all).await?;
    town.write(actor(), move |tx| {
        let (findings, tasks) = keep(tx, found)?;
        let note = format!("findings={findings} tasks={tasks}");
        Ok(Audit::of("newsroom.looked_over", "texts").note(note).done())
    })
    .await
}

/// Asks other websites, if the town wants that.
async fn ask_outside(town: &Arc<Town>) -> Result<(), AppError> {
    let urls = town.read(due).await?;
    if urls.is_empty() {
        return Ok(());
    }
    let name = format!("{NAME} (+{})", town.plan().base_url);
    let asked = tokio::task::spawn_blocking(move || ask_all(urls, &name)).await;
    let answers = asked.map_err(AppError::internal)?;
    town.write(Actor::system("newsroom"), move |tx| {
        let count = note_answers(tx, &answers)?;
        Ok(Audit::of("newsroom.asked_outside", "links").note(format!("links={count}")).done())
    })
    .await
}

/// Addresses to be asked now, those first that were never asked or longest ago; none as long as the
/// town has not switched it on.
fn due(reader: &mut Reader<'_>) -> Result<Vec<String>, AppError> {
    let settings: NewsroomSettings = settings::get(reader)?;
    if !settings.asks_outside {
        return Ok(Vec::new());
    }
    let known: BTreeMap<String, Answered> =
        store::known_outside(reader)?.into_iter().map(|a| (a.url.clone(), a)).collect();
    let now = reader.now();
    let mut due = Vec::new();
    for url in find::outside_links(reader)? {
        let Some(before) = known.get(&url) else {
            due.push((jiff::Timestamp::MIN, url));
            continue;
        };
        let wait = if before.failures > 0 { ASK_FAILED_HOURS } else { 24 * ASK_AGAIN_DAYS };
        if before.asked_at + SignedDuration::from_hours(wait) <= now {
            due.push((before.asked_at, url));
        }
    }
    due.sort();
    due.truncate(ASKED_MAX);
    Ok(due.into_iter().map(|(_, url)| url).collect())
}

/// Keeps the answers. An address counts as broken only when it failed twice, on two nights.
pub(crate) fn note_answers(
    tx: &mut Tx<'_>,
    answers: &[(String, Verdict)],
) -> Result<usize, AppError> {
    let known: BTreeMap<String, Answered> =
        store::known_outside(tx)?.into_iter().map(|a| (a.url.clone(), a)).collect();
    let now = tx.now();
    for (url, verdict) in answers {
        let failures = known.get(url).map_or(0, |a| a.failures);
        let (status, failed_at, failures) = match verdict {
            Verdict::Fine => ("fine", None, 0),
            Verdict::Failed(how) => (how.as_str(), Some(now), failures + 1),
            // No proof for either: what was known stays.
            Verdict::Unknown => ("unknown", known.get(url).and_then(|a| a.failed_at), failures),
        };
        let answered = Answered { url: url.clone(), asked_at: now, failed_at, failures };
        store::note_answer(tx, &answered, status)?;
    }
    Ok(answers.len())
}

/// Keeps what was found, forgets what is mended; answers findings and new tasks.
fn keep(tx: &mut Tx<'_>, found: Vec<Found>) -> Result<(usize, usize), AppError> {
    let mut tasks: BTreeMap<String, Found> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for one in found.into_iter().take(FOUND_MAX) {
        let name = format!("newsroom.finding/{}/{}/{}", one.kind, one.item, one.excerpt);
        let id = Id::<Found>::from_name(&name).to_string();
        let Found { kind, item, text, excerpt, .. } = &one;
        store::note_finding(tx, &Seen { id: &id, item: *item, kind, text, excerpt })?;
        ids.insert(id);
        let key = format!("night/{}/{}", one.kind, one.item);
        if tasks.len() < TASKS_MAX {
            tasks.entry(key).or_insert(one);
        }
    }
    store::forget_findings(tx)?;
    for key in store::task_keys(tx)? {
        if key.starts_with("night/") && !tasks.contains_key(&key) {
            store::close_tasks(tx, &key)?;
        }
    }
    let due = tx.today().saturating_add(DUE_DAYS.days());
    let mut made = 0;
    for (key, one) in &tasks {
        let (kind, due) = (task_kind(one.kind), (Some(due), one.owner));
        made += usize::from(store::add_task(tx, key, Some(one.item), kind, &one.text, due)?);
    }
    Ok((ids.len(), made))
}

/// What of the public pages is not accessible, for the accessibility statement.
pub(crate) fn barriers(reader: &mut Reader<'_>) -> Result<Vec<KnownBarrier>, AppError> {
    let known_since = reader.today().saturating_sub(BARRIER_DAYS.days());
    let mut all = Vec::new();
    for (item, text, since) in store::barriers(reader, known_since)? {
        let Some(p) = publication::find(reader, item)? else { continue };
        if p.is_visible(reader.now()) {
            all.push(KnownBarrier { path: p.path(), page: p.title, text, since });
        }
    }
    Ok(all)
}
