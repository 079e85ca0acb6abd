//! What values and the clock do to thresholds. All of it happens in the transaction that stores the
//! values: the warning, its case, and the order to tell people.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::siren::{Banner, Signal};
use kernel::{Actor, AppError, Audit, Id, Reader, Saved, Text, Town, Tx, cases, jobs, org};

use super::tell::{TELL, Tell};
use super::{Ending, Kind, Rule, Threshold, Turn, Warning, judge, task};
use crate::register::Entry;
use crate::station::{AHEAD_SECONDS, SECOND};
use crate::store::{Measured, nanoseconds, stations, warnings, watch as store};

/// Older values warn nobody: that would be news of yesterday. They can still end a warning.
const STALE_SECONDS: i64 = 24 * 3_600;
/// Warnings of sensors on a page at most: beyond that nobody reads them.
const BANNERS_MAX: usize = 3;

/// Judges values that were just stored.
pub(crate) fn arrived(tx: &mut Tx<'_>, rows: &[Measured]) -> Result<(), AppError> {
    let mut streams: BTreeMap<i64, Vec<(i64, Option<f64>)>> = BTreeMap::new();
    for row in rows {
        streams.entry(row.stream).or_default().push((row.time.1, row.result.1));
    }
    for (stream, mut values) in streams {
        let thresholds = store::of_stream(tx, stream)?;
        if thresholds.iter().any(|t| t.is_on) {
            values.sort_by_key(|(at, _)| *at);
            look_at(tx, thresholds, &values)?;
        }
    }
    Ok(())
}

/// The last instant that is not absurdly ahead of us.
fn limit(reader: &Reader<'_>) -> i64 {
    nanoseconds(reader.now()).saturating_add(AHEAD_SECONDS * SECOND)
}

fn look_at(
    tx: &mut Tx<'_>,
    thresholds: Vec<Threshold>,
    values: &[(i64, Option<f64>)],
) -> Result<(), AppError> {
    let limit = limit(tx);
    let known: Vec<(i64, Option<f64>)> =
        values.iter().copied().filter(|(at, _)| *at <= limit).collect();
    let Some((newest, _)) = known.last().copied() else { return Ok(()) };
    let numbers: Vec<(i64, f64)> =
        known.iter().filter_map(|(at, value)| Some((*at, (*value)?))).collect();
    for mut threshold in thresholds.into_iter().filter(|t| t.is_on) {
        if threshold.rule.kind == Kind::Silent {
            heard(tx, &threshold, newest)?;
        } else {
            judge_all(tx, &mut threshold, &numbers)?;
        }
    }
    Ok(())
}

/// Judges numbers in the order of time. Only what stands in the end is told: a peak that came and
/// went within one delivery is history, not news.
fn judge_all(tx: &mut Tx<'_>, t: &mut Threshold, numbers: &[(i64, f64)]) -> Result<(), AppError> {
    let fresh_from = nanoseconds(tx.now()).saturating_sub(STALE_SECONDS * SECOND);
    let before = t.watch;
    let mut fresh: Option<Warning> = None;
    for (at, value) in numbers {
        let was = t.watch;
        match judge(&t.rule, &mut t.watch, (*at, *value), *at >= fresh_from) {
            Some(Turn::Raised { began_at, value }) => {
                fresh = Some(raise(tx, t, began_at, Some(value))?);
            }
            Some(Turn::Cleared { at }) => {
                store::seen(tx, t.id, &was)?;
                let closed = warnings::close(tx, t.id, at, Ending::Values)?;
                if fresh.take().is_none()
                    && let Some(warning) = closed
                {
                    ended(tx, &warning)?;
                }
            }
            None => {}
        }
    }
    if t.watch != before {
        store::seen(tx, t.id, &t.watch)?;
    }
    match fresh {
        Some(warning) => announce(tx, t, &warning),
        None => Ok(()),
    }
}

/// A device that was silent speaks.
fn heard(tx: &mut Tx<'_>, t: &Threshold, newest: i64) -> Result<(), AppError> {
    let age = nanoseconds(tx.now()).saturating_sub(newest);
    if t.watch.open.is_none() || age > t.rule.seconds.saturating_mul(SECOND) {
        return Ok(());
    }
    match warnings::close(tx, t.id, newest, Ending::Values)? {
        Some(warning) => ended(tx, &warning),
        None => Ok(()),
    }
}

fn raise(
    tx: &mut Tx<'_>,
    t: &Threshold,
    began_at: i64,
    peak: Option<f64>,
) -> Result<Warning, AppError> {
    #[expect(clippy::cast_precision_loss, reason = "days in seconds are exact in a float")]
    let level = if t.rule.kind == Kind::Silent { t.rule.seconds as f64 } else { t.rule.level };
    let warning = Warning {
        id: Id::new(),
        threshold: t.id,
        stream: t.stream,
        title: t.plan.title.clone(),
        gravity: t.plan.gravity,
        is_public: t.plan.is_public,
        kind: t.rule.kind,
        level,
        began_at,
        ended_at: None,
        peak,
        raised_at: tx.now(),
        closed_at: None,
        ending: Ending::Stands,
        case: String::new(),
    };
    warnings::keep(tx, &warning)?;
    Ok(warning)
}

/// Everything that follows a warning: its case, and the order to tell people.
pub(crate) fn announce(tx: &mut Tx<'_>, t: &Threshold, warning: &Warning) -> Result<(), AppError> {
    if let Ok(unit) = t.plan.unit.parse()
        && let Ok(unit) = org::find(tx, unit)
    {
        let spot = store::spot(tx, t.stream)?;
        let known = match warnings::last_case(tx, t.id)? {
            Some(case) => Some(cases::find_for_update(tx, case)).transpose(),
            None => Ok(None),
        };
        let open = known.or_else(not_found)?.filter(cases::Case::is_open);
        let case = if let Some(case) = open {
            case
        } else {
            let title = format!("{}: {}", t.plan.title.de, spot.station);
            cases::open(tx, Id::new(), task::KIND, &title, &unit, task::HOLDER)?
        };
        warnings::set_case(tx, warning.id, case.id)?;
        let what = Text::new(
            format!("Warnung ausgelöst: {}", t.plan.title.de),
            format!("Warning raised: {}", t.plan.title.of(kernel::Language::En)),
        );
        cases::log(tx, case.id, task::WHO, &what, false)?;
    }
    order(tx, warning.id, false)?;
    tx.record(&Audit::of("sensors.warned", warning.id).note(t.id))
}

/// A case that is gone by its retention is no case any more.
fn not_found<T>(error: AppError) -> Result<Option<T>, AppError> {
    match error {
        AppError::NotFound | AppError::Gone => Ok(None),
        other => Err(other),
    }
}

/// Everything that follows the end of a warning. Its case stays: somebody looks whether all is well.
fn ended(tx: &mut Tx<'_>, warning: &Warning) -> Result<(), AppError> {
    if let Ok(case) = warning.case.parse()
        && let Some(case) = cases::find_for_update(tx, case).map(Some).or_else(not_found)?
        && case.is_open()
    {
        let end = warning.ending.label();
        let what = Text::new(
            format!("Warnung {}: {}", end.de, warning.title.de),
            format!("Warning {}: {}", end.en, warning.title.of(kernel::Language::En)),
        );
        cases::log(tx, case.id, task::WHO, &what, false)?;
    }
    order(tx, warning.id, true)?;
    tx.record(&Audit::of("sensors.warning_ended", warning.id).note(warning.ending.key()))
}

/// People are told by a job: it is ordered with the values or not at all, and once.
fn order(tx: &mut Tx<'_>, warning: Id<Warning>, is_end: bool) -> Result<(), AppError> {
    let word = if is_end { "ended" } else { "raised" };
    jobs::schedule(tx, TELL, &format!("sensors/tell/{warning}/{word}"), &Tell { warning, is_end })
}

/// Ends the warnings of thresholds, because nothing is measured any more or nobody wants them.
pub(crate) fn end_all(
    tx: &mut Tx<'_>,
    thresholds: &[Threshold],
    ending: Ending,
) -> Result<(), AppError> {
    let now = nanoseconds(tx.now());
    for t in thresholds.iter().filter(|t| t.watch.open.is_some()) {
        if let Some(warning) = warnings::close(tx, t.id, now, ending)? {
            ended(tx, &warning)?;
        }
    }
    Ok(())
}

/// An entry runs, or does no longer: its warnings end with it, silence counts from its new start.
pub(crate) fn follow_entry(
    tx: &mut Tx<'_>,
    entry: Id<Entry>,
    is_running: bool,
) -> Result<(), AppError> {
    let all = store::of_entry(tx, entry)?;
    if !is_running {
        return end_all(tx, &all, Ending::Paused);
    }
    let now = nanoseconds(tx.now());
    all.iter().try_for_each(|t| store::arm(tx, t.id, now))
}

/// A device belongs to no entry any more.
pub(crate) fn leave_entry(tx: &mut Tx<'_>, thing: i64) -> Result<(), AppError> {
    let all = store::of_thing(tx, thing)?;
    end_all(tx, &all, Ending::Paused)
}

/// Judges a threshold that is new or was changed by the latest value, so that nobody has to wait for
/// the next one.
pub(crate) fn settle(tx: &mut Tx<'_>, id: Id<Threshold>) -> Result<(), AppError> {
    let mut t = store::find(tx, id)?;
    if !t.is_on {
        return end_all(tx, &[t], Ending::Off);
    }
    let spot = store::spot(tx, t.stream)?;
    if t.rule.kind == Kind::Silent || !is_running(tx, spot.thing)? {
        return Ok(());
    }
    let limit = limit(tx);
    let latest = stations::readings(tx, t.stream, limit)?.into_iter().next();
    let Some(latest) = latest else { return Ok(()) };
    let crate::station::Value::Number(value) = latest.value else { return Ok(()) };
    t.watch.judged_at = latest.end.saturating_sub(1);
    t.watch.since = None;
    judge_all(tx, &mut t, &[(latest.end, value)])
}

/// A threshold was changed: what stands says so, and what looked at something else ends.
pub(crate) fn change(tx: &mut Tx<'_>, t: &Threshold, before: Rule) -> Result<(), AppError> {
    if before.kind != t.rule.kind {
        let whole = store::find(tx, t.id)?;
        end_all(tx, &[whole], Ending::Off)?;
    }
    warnings::restate(tx, t.id, &t.plan)?;
    settle(tx, t.id)
}

/// The instant of the latest value of a stream.
pub(crate) fn last_value(reader: &mut Reader<'_>, stream: i64) -> Result<Option<i64>, AppError> {
    let limit = limit(reader);
    let latest = stations::readings(reader, stream, limit)?.into_iter().next();
    Ok(latest.map(|r| r.end.max(r.start).min(limit)))
}

/// Whether the entry of a stream runs.
fn is_running(reader: &mut Reader<'_>, thing: i64) -> Result<bool, AppError> {
    match stations::one(reader, thing) {
        Ok(station) => Ok(station.state == crate::register::State::Published),
        Err(AppError::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Thresholds whose devices have been silent for too long, and since when.
fn silent(reader: &mut Reader<'_>) -> Result<Vec<(Threshold, i64)>, AppError> {
    let now = nanoseconds(reader.now());
    let mut found = Vec::new();
    for t in store::waiting_for_silence(reader)? {
        let last = last_value(reader, t.stream)?.unwrap_or(i64::MIN);
        let from = last.max(t.armed_at).saturating_add(t.rule.seconds.saturating_mul(SECOND));
        if now > from {
            found.push((t, from));
        }
    }
    Ok(found)
}

/// Looks who is silent; writes only if somebody is.
pub(crate) async fn listen(town: &Arc<Town>) -> Result<(), AppError> {
    if town.read(silent).await?.is_empty() {
        return Ok(());
    }
    town.write(Actor::system("sensors"), |tx| {
        let found = silent(tx)?;
        for (t, from) in &found {
            let warning = raise(tx, t, *from, None)?;
            announce(tx, t, &warning)?;
        }
        match found.len() {
            0 => Ok(Saved::nothing(())),
            count => Ok(Audit::of("sensors.silent", "watch").note(count).done()),
        }
    })
    .await
}

/// What sensors warn of on every page: of each stream only the gravest.
pub(crate) fn signal(_: &Town, reader: &mut Reader<'_>) -> Result<Signal, AppError> {
    let mut standing: Vec<Warning> =
        warnings::standing(reader)?.into_iter().filter(|w| w.is_public).collect();
    standing.sort_by_key(|w| (std::cmp::Reverse(w.gravity.level()), w.raised_at, w.stream));
    let mut seen = std::collections::BTreeSet::new();
    let mut banners = Vec::new();
    for warning in &standing {
        let spot = store::spot(reader, warning.stream)?;
        let plan = store::find(reader, warning.threshold)?.plan;
        // Of what stands on every page each stream gets one line.
        if banners.len() >= BANNERS_MAX
            || !plan.is_everywhere
            || !spot.is_shown
            || !seen.insert(warning.stream)
        {
            continue;
        }
        banners.push(Banner {
            level: warning.gravity.level(),
            text: sentence(&warning.title, &plan.text),
            area: Text::same(spot.station.clone()),
            at: warning.raised_at,
            until: jiff::Timestamp::MAX,
            path: spot.path(),
            link: String::new(),
        });
    }
    Ok(Signal { banners, ..Signal::default() })
}

/// What happens and what to do, in both languages; English stays empty where nobody wrote it.
fn sentence(title: &Text, text: &Text) -> Text {
    let join = |title: &str, text: &str| match (title, text) {
        (title, "") => title.to_owned(),
        (title, text) => format!("{}. {text}", title.trim_end_matches(['.', '!'])),
    };
    let en = if title.en.is_empty() || (!text.de.is_empty() && text.en.is_empty()) {
        String::new()
    } else {
        join(&title.en, &text.en)
    };
    Text { de: join(&title.de, &text.de), en }
}
