//! Values that come in by other ways than the standard: webhooks and files. They pass the same gate
//! and the same rounding as everything else.

use kernel::Tx;
use norm_sensorthings::Json;

use super::Work;
use super::create::counted_span;
use crate::answer::Refusal;
use crate::station::{AHEAD_SECONDS, SECOND};
use crate::store::{self, Key, Measured, nanoseconds, stored_result};

/// A value on its way in.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    /// The stream.
    pub stream: i64,
    /// Start and end, in nanoseconds.
    pub time: (i64, i64),
    /// The result.
    pub value: Json,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is stored.
    Stored,
    /// There is a value of this stream at this time already.
    Known,
    /// It lies in the future: the clock of the device is wrong.
    Ahead,
    /// The register holds it back: paused, a draft, over, or in no entry.
    Held(String),
    /// It cannot be stored.
    Wrong(String),
}

/// Stores what may be stored, in the order it came; says of each what became of it.
pub(crate) fn take(tx: &mut Tx<'_>, all: &[Arrived]) -> Result<Vec<Taken>, Refusal> {
    take_unless_known(tx, all, true)
}

/// The same for values of which somebody knows that none is there yet, and none comes twice.
pub(crate) fn take_new(tx: &mut Tx<'_>, all: &[Arrived]) -> Result<Vec<Taken>, Refusal> {
    take_unless_known(tx, all, false)
}

fn take_unless_known(
    tx: &mut Tx<'_>,
    all: &[Arrived],
    is_asked: bool,
) -> Result<Vec<Taken>, Refusal> {
    let key = Key { id: 0, is_whole: true, things: std::collections::BTreeSet::new(), entry: None };
    let latest = nanoseconds(tx.now()).saturating_add(AHEAD_SECONDS * SECOND);
    let mut work = Work::new(tx, &key);
    let mut rows: Vec<Measured> = Vec::new();
    let mut outcomes = Vec::with_capacity(all.len());
    for one in all {
        let is_twin = |row: &Measured| (row.stream, row.time.0) == (one.stream, one.time.0);
        let outcome = if one.time.1 > latest {
            Taken::Ahead
        } else if is_asked && rows.iter().rev().take(64).any(is_twin) {
            Taken::Known
        } else {
            work.arrive(one, &mut rows, is_asked)?
        };
        outcomes.push(outcome);
    }
    work.insert(&rows, None)?;
    Ok(outcomes)
}

impl Work<'_, '_, '_> {
    fn arrive(
        &mut self,
        one: &Arrived,
        rows: &mut Vec<Measured>,
        is_asked: bool,
    ) -> Result<Taken, Refusal> {
        let stream = match self.stream(one.stream) {
            Ok(stream) => stream,
            Err(Refusal::Said(_, why)) => return Ok(Taken::Wrong(why)),
            Err(house) => return Err(house),
        };
        if stream.is_multi {
            return Ok(Taken::Wrong("a MultiDatastream takes no single values".into()));
        }
        let counts = match self.gate(stream.thing) {
            Ok(counts) => counts,
            Err(Refusal::Said(_, why)) => return Ok(Taken::Held(why)),
            Err(house) => return Err(house),
        };
        if is_asked && store::is_known(self.tx, one.stream, one.time.0)? {
            return Ok(Taken::Known);
        }
        let result = if counts {
            match counted_span(&one.value, one.time) {
                Ok(result) => result,
                Err(Refusal::Said(_, why)) => return Ok(Taken::Wrong(why)),
                Err(house) => return Err(house),
            }
        } else {
            stored_result(&one.value)
        };
        let feature = match self.default_feature(stream.thing) {
            Ok(feature) => feature,
            Err(Refusal::Said(_, why)) => return Ok(Taken::Wrong(why)),
            Err(house) => return Err(house),
        };
        rows.push(Measured {
            stream: one.stream,
            feature,
            time: one.time,
            result,
            result_at: None,
            quality: None,
            valid: None,
            parameters: None,
        });
        Ok(Taken::Stored)
    }
}
