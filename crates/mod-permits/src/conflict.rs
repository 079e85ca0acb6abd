//! Who else digs here: sections of other requests within 15 metres and 24 months.
//!
//! The search walks the pieces of the own route through an index of cells; only what lies in a box
//! that touches one of theirs is read, and measured exactly.

use std::collections::{BTreeMap, HashSet};

use jiff::ToSpan;
use kernel::{AppError, Id, Reader};

use crate::model::{Request, Section};
use crate::{shape, store};

/// How near is near, in metres.
pub(crate) const NEAR: f64 = 15.0;
/// Months around the own works that are looked at.
const MONTHS: i32 = 24;

/// Another request nearby.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Nearby {
    /// The other request.
    pub other: Id<Request>,
    /// Pairs: number of the own section from 1, street of the other, distance in metres.
    pub pairs: Vec<(usize, String, f64)>,
}

/// Requests nearby, the ones with most sections first.
///
/// # Errors
/// What the database says.
pub(crate) fn search(
    reader: &mut Reader<'_>,
    request: &Request,
    sections: &[Section],
) -> Result<Vec<Nearby>, AppError> {
    let from = request.from.saturating_sub(MONTHS.months());
    let until = request.until.saturating_add(MONTHS.months());
    let mut seen: HashSet<(usize, Id<Section>)> = HashSet::new();
    let mut found: BTreeMap<Id<Request>, Vec<(usize, String, f64)>> = BTreeMap::new();
    for (index, section) in sections.iter().enumerate() {
        for piece in shape::pieces(&section.line, NEAR) {
            for (other, theirs) in store::near(reader, &piece, request.id, (from, until))? {
                if !seen.insert((index, theirs.id)) {
                    continue;
                }
                let distance = shape::distance(&section.line, &theirs.line);
                if let Some(metres) = distance.filter(|d| *d <= NEAR) {
                    let pair = (index + 1, theirs.street.clone(), metres);
                    found.entry(other).or_default().push(pair);
                }
            }
        }
    }
    let mut all: Vec<Nearby> =
        found.into_iter().map(|(other, pairs)| Nearby { other, pairs }).collect();
    for nearby in &mut all {
        nearby.pairs.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.total_cmp(&b.2)));
    }
    all.sort_by_key(|n| std::cmp::Reverse(n.pairs.len()));
    Ok(all)
}
