//! Every night the house asks for its own official notices, through its own door like anybody, and
//! writes down what came: the proof that they could be had without a gap (`BekanntmVO` NRW).
//!
//! One line per night is chained to the night before, signed, and noted in the logbook. What was found
//! of a notice is kept as a span of nights; a night can be computed again from the spans, so that
//! nobody bends them unseen.

pub(crate) mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use jiff::{SignedDuration, Timestamp};
use kernel::http::Site;
use kernel::jobs::{JobError, JobKind, Running, Weight};
use kernel::module::{Finding, Health};
use kernel::publication::{self, Details, Find, Publication};
use kernel::{Actor, AppError, Audit, Id, Reader, Town, media};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

/// Notices asked for at most.
const NOTICES_MAX: i64 = 5_000;
/// Largest answer that is read, in bytes.
const ANSWER_MAX: usize = 100 * 1024 * 1024;
/// Hours between two looks from which on a night is missing.
const NIGHT_HOURS: i64 = 36;
/// A notice as it was provided.
pub(crate) const SOUND: &str = "ok";

/// One look at all notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub number: i64,
    pub at: Timestamp,
    pub asked: i64,
    pub failed: i64,
    /// Digest of all lines.
    pub digest: String,
    /// Hash of the look before.
    pub previous: String,
    /// Hash of this one.
    pub hash: String,
}

/// What was found of one notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub publication: Id<Publication>,
    /// [`SOUND`], or what was wrong: `page-404`, `file-500`, `file-altered`, `file-missing`.
    pub state: String,
    /// Digest of text and file as they came.
    pub digest: String,
}

/// Looks one after another that found the same of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub publication: Id<Publication>,
    pub first_run: i64,
    pub last_run: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub state: String,
    pub digest: String,
}

/// A notice that has to be there.
struct Due {
    id: Id<Publication>,
    path: String,
    /// Address and digest of its file.
    file: Option<(String, String)>,
    /// Whether it names a file that does not lie here, or not as it was provided.
    lacks_file: bool,
}

fn hex_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The digest of all lines of a look, which stand in the order of their notices.
fn digest_of(lines: &[Line]) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(format!("{} {} {}\n", line.publication, line.state, line.digest));
    }
    hex::encode(digest.finalize())
}

impl Run {
    fn after(last: Option<&Self>, at: Timestamp, lines: &[Line]) -> Self {
        let failed = lines.iter().filter(|l| l.state != SOUND).count();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let mut run = Self {
            number: last.map_or(1, |l| l.number + 1),
            at,
            asked: count(lines.len()),
            failed: count(failed),
            digest: digest_of(lines),
            previous: last.map(|l| l.hash.clone()).unwrap_or_default(),
            hash: String::new(),
        };
        run.hash = run.seal();
        run
    }

    fn seal(&self) -> String {
        let at = kernel::clock::instant_text(self.at);
        let Self { number, asked, failed, digest, previous, .. } = self;
        hex_of(format!("{previous} {number} {at} {asked} {failed} {digest}").as_bytes())
    }
}

fn due(db: &mut Reader<'_>) -> Result<Vec<Due>, AppError> {
    let mut all = Vec::new();
    for it in publication::list(db, &Find::newest("notice", NOTICES_MAX))? {
        let Details::Notice(notice) = &it.details else { continue };
        let medium = match &notice.file {
            Some(key) => media::find(db, key)?,
            None => None,
        };
        let file = medium.and_then(|m| {
            let found = m.renditions.iter().find(|r| r.sha256 == notice.sha256)?;
            Some((m.path(found), notice.sha256.clone()))
        });
        let lacks_file = notice.file.is_some() && file.is_none();
        all.push(Due { id: it.id, path: it.path(), file, lacks_file });
    }
    all.sort_by_key(|it| it.id.to_string());
    Ok(all)
}

/// The look of the night.
pub(crate) fn night(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { look(&town).await.map_err(JobError::from) })
}

/// The look that somebody asks for.
pub(crate) const LOOK: &str = "site.look_at_notices";
/// Tries before a person must see to it.
const ATTEMPTS_MAX: i64 = 3;

/// A look between the nights.
pub(crate) fn job() -> JobKind {
    JobKind {
        name: LOOK,
        weight: Weight::Heavy,
        attempts_max: ATTEMPTS_MAX,
        is_armed: false,
        run: |town, _| night(town),
    }
}

/// Looks at all notices, writes down what came, and signs it.
///
/// # Errors
/// What the database says.
pub async fn look(town: &Arc<Town>) -> Result<(), AppError> {
    let notices = town.read(due).await?;
    if notices.is_empty() {
        return Ok(());
    }
    let site = Site::new(Arc::clone(town.house()), &[Arc::clone(town)], web::frame::present);
    let router = kernel::http::router(Arc::new(site));
    let mut lines = Vec::new();
    for notice in &notices {
        lines.push(ask_for(town, &router, notice).await?);
    }
    let inside = Arc::clone(town);
    town.write(Actor::system("probe"), move |tx| {
        let run = Run::after(store::last(tx)?.as_ref(), tx.now(), &lines);
        store::add(tx, &run, &lines)?;
        crate::record::sign_look(tx, &inside, &run)?;
        let note = format!("asked={} failed={} hash={}", run.asked, run.failed, run.hash);
        Ok(Audit::of("site.notices_asked", run.number).note(note).done())
    })
    .await
}

async fn ask_for(town: &Town, router: &Router, notice: &Due) -> Result<Line, AppError> {
    let (status, _) = get(town, router, &notice.path).await?;
    let (data_status, body) = get(town, router, &format!("{}.json", notice.path)).await?;
    let mut state = SOUND.to_owned();
    if !(status.is_success() && data_status.is_success()) {
        state = format!("page-{}", status.as_u16());
    }
    if notice.lacks_file {
        "file-missing".clone_into(&mut state);
    }
    let mut digest = Sha256::new();
    digest.update(words(&body).as_bytes());
    if let Some((path, expected)) = &notice.file {
        let (status, body) = get(town, router, path).await?;
        let found = hex_of(&body);
        if !status.is_success() {
            state = format!("file-{}", status.as_u16());
        } else if found != *expected {
            "file-altered".clone_into(&mut state);
        }
        digest.update(found.as_bytes());
    }
    Ok(Line { publication: notice.id, state, digest: hex::encode(digest.finalize()) })
}

/// What must not change of a notice, out of its data.
fn words(body: &[u8]) -> String {
    let data: Value = serde_json::from_slice(body).unwrap_or_default();
    let parts = ["id", "title", "text", "body", "details"];
    parts.map(|name| data.get(name).unwrap_or(&Value::Null).to_string()).join("\n")
}

/// Asks like anybody from outside.
async fn get(town: &Town, router: &Router, path: &str) -> Result<(StatusCode, Vec<u8>), AppError> {
    let host = town.plan().hosts.first().cloned().unwrap_or_default();
    let request = Request::builder().uri(path).header(header::HOST, host);
    let request = request.body(Body::empty()).map_err(AppError::internal)?;
    let answer = router.clone().oneshot(request).await.map_err(AppError::internal)?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), ANSWER_MAX).collect().await;
    Ok((status, body.map_err(AppError::internal)?.to_bytes().to_vec()))
}

/// Everything that was written down.
pub(crate) struct Records {
    pub runs: Vec<Run>,
    pub spans: Vec<Span>,
}

/// Nights on which nobody looked, or a record that does not fit: found when all is computed again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The first look that does not fit.
    pub bent: Option<i64>,
    /// From when until when nobody looked.
    pub gaps: Vec<(Timestamp, Timestamp)>,
}

impl Records {
    /// Reads all.
    pub fn read(db: &mut Reader<'_>) -> Result<Self, AppError> {
        Ok(Self { runs: store::runs(db)?, spans: store::spans(db)? })
    }

    /// Computes all again.
    pub fn verify(&self) -> Verdict {
        let mut verdict = Verdict::default();
        let mut lines: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
        for span in &self.spans {
            for run in span.first_run..=span.last_run {
                lines.entry(run).or_default().push(Line {
                    publication: span.publication,
                    state: span.state.clone(),
                    digest: span.digest.clone(),
                });
            }
        }
        let mut last: Option<&Run> = None;
        for run in &self.runs {
            let found = lines.remove(&run.number).unwrap_or_default();
            if *run != Run::after(last, run.at, &found) && verdict.bent.is_none() {
                verdict.bent = Some(run.number);
            }
            if let Some(last) = last
                && run.at.duration_since(last.at) > SignedDuration::from_hours(NIGHT_HOURS)
            {
                verdict.gaps.push((last.at, run.at));
            }
            last = Some(run);
        }
        verdict
    }

    /// The spans of a notice, the first one first.
    pub fn of(&self, id: Id<Publication>) -> Vec<&Span> {
        self.spans.iter().filter(|s| s.publication == id).collect()
    }
}

/// The notices could be had every night, and what was written down is whole.
pub(crate) fn check(_: &Town, db: &mut Reader<'_>) -> Result<Finding, AppError> {
    let id = "site/notices";
    let records = Records::read(db)?;
    let verdict = records.verify();
    if let Some(run) = verdict.bent {
        return Ok(Finding::bad(
            id,
            Health::Fail,
            format!("the record of the notices does not fit from look {run} on"),
            "Compare with the logbook (site.notices_asked) and with a backup.",
        ));
    }
    let Some(last) = records.runs.last() else {
        return Ok(Finding::ok(id, "nobody has asked for the notices yet; it happens every night"));
    };
    let found = format!(
        "{} looks, the last one at {}: {} of {} failed",
        records.runs.len(),
        last.at,
        last.failed,
        last.asked
    );
    let is_old = db.now().duration_since(last.at) > SignedDuration::from_hours(NIGHT_HOURS);
    Ok(if last.failed > 0 || is_old {
        Finding::bad(id, Health::Warn, found, "Look at /verwaltung/bekanntmachungen.")
    } else {
        Finding::ok(id, found)
    })
}
