//! Joining what two editors made of one text, block by block; what cannot be joined is named.

use std::collections::{BTreeMap, BTreeSet};

use crate::block::Block;
use crate::document::Document;
use crate::key::BlockId;
use crate::problem::ContentError;
use crate::said::Said;

/// Why a block could not be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Both changed it, differently.
    BothChanged,
    /// We changed it, they removed it.
    TheyRemoved,
    /// We removed it, they changed it.
    WeRemoved,
    /// Both put the blocks into another order.
    Order,
}

impl Clash {
    /// The reason as a sentence.
    pub fn said(self) -> Said {
        match self {
            Self::BothChanged => Said::new(
                "Sie beide haben diesen Absatz geändert. Welche Fassung soll gelten?",
                "You both changed this block. Which version should stay?",
            ),
            Self::TheyRemoved => Said::new(
                "Sie haben diesen Absatz geändert, jemand anderes hat ihn gelöscht.",
                "You changed this block, somebody else removed it.",
            ),
            Self::WeRemoved => Said::new(
                "Sie haben diesen Absatz gelöscht, jemand anderes hat ihn geändert.",
                "You removed this block, somebody else changed it.",
            ),
            Self::Order => Said::new(
                "Sie beide haben die Reihenfolge geändert. Es gilt Ihre Reihenfolge.",
                "You both changed the order. Your order stays.",
            ),
        }
    }
}

/// A block that could not be joined: the result holds ours (or theirs if we removed it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The block; none if it is about the order.
    pub block: Option<BlockId>,
    /// Why.
    pub clash: Clash,
    /// As it was before both.
    pub base: Option<Block>,
    /// As we have it; none if we removed it.
    pub ours: Option<Block>,
    /// As they have it; none if they removed it.
    pub theirs: Option<Block>,
}

/// The joined text and what could not be joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text. Nothing anybody wrote is missing from it or from the conflicts.
    pub document: Document,
    /// What a person must decide.
    pub conflicts: Vec<Conflict>,
}

type ById<'a> = BTreeMap<&'a BlockId, &'a Block>;

fn by_id(document: &Document) -> ById<'_> {
    document.blocks().iter().map(|b| (&b.id, b)).collect()
}

/// The ids of a text that another also has, in order.
fn order<'a>(document: &'a Document, kept: &BTreeSet<&BlockId>) -> Vec<&'a BlockId> {
    document.blocks().iter().map(|b| &b.id).filter(|id| kept.contains(*id)).collect()
}

/// Decides one block: what stays of it, and the conflict if there is one.
fn decide(
    id: &BlockId,
    base: Option<&Block>,
    ours: Option<&Block>,
    theirs: Option<&Block>,
) -> (Option<Block>, Option<Conflict>) {
    let clash = match (base, ours, theirs) {
        _ if ours == theirs => return (ours.cloned(), None),
        (Some(_), _, _) if ours == base => return (theirs.cloned(), None),
        (Some(_), _, _) if theirs == base => return (ours.cloned(), None),
        // Each id belongs to one editor's new block; with both it is one block changed twice.
        (None, Some(_), None) | (None, None, _) => return (ours.or(theirs).cloned(), None),
        (_, Some(_), Some(_)) => Clash::BothChanged,
        (Some(_), Some(_), None) => Clash::TheyRemoved,
        (Some(_), None, _) => Clash::WeRemoved,
    };
    let conflict = Conflict {
        block: Some(id.clone()),
        clash,
        base: base.cloned(),
        ours: ours.cloned(),
        theirs: theirs.cloned(),
    };
    (ours.or(theirs).cloned(), Some(conflict))
}

/// Puts the ids of one text that another lacks behind their neighbours.
fn weave<'a>(
    into: Vec<&'a BlockId>,
    other: &'a Document,
    wanted: &BTreeSet<&BlockId>,
) -> Vec<&'a BlockId> {
    let mut woven = into;
    let mut present: BTreeSet<&BlockId> = woven.iter().copied().collect();
    let mut before: Option<&BlockId> = None;
    for block in other.blocks() {
        let id = &block.id;
        if !wanted.contains(id) {
            continue;
        }
        if present.insert(id) {
            let at = before.and_then(|b| woven.iter().position(|w| *w == b)).map_or(0, |at| at + 1);
            woven.insert(at, id);
        }
        before = Some(id);
    }
    woven
}

/// Joins two editions made from one.
///
/// # Errors
/// When the joined text breaks a limit, such as too many blocks.
pub fn merge(base: &Document, ours: &Document, theirs: &Document) -> Result<Merged, ContentError> {
    let (old, mine, other) = (by_id(base), by_id(ours), by_id(theirs));
    let ids: BTreeSet<&BlockId> =
        old.keys().chain(mine.keys()).chain(other.keys()).copied().collect();
    let mut stays: BTreeMap<&BlockId, Block> = BTreeMap::new();
    let mut conflicts = Vec::new();
    for id in ids {
        let of = |all: &ById<'_>| all.get(id).map(|b| (*b).clone());
        let (kept, conflict) =
            decide(id, of(&old).as_ref(), of(&mine).as_ref(), of(&other).as_ref());
        conflicts.extend(conflict);
        if let Some(block) = kept {
            stays.insert(id, block);
        }
    }
    let kept: BTreeSet<&BlockId> = stays.keys().copied().collect();
    // The order of what all three have tells who moved blocks.
    let everywhere: BTreeSet<&BlockId> = kept
        .iter()
        .copied()
        .filter(|id| old.contains_key(id) && mine.contains_key(id) && other.contains_key(id))
        .collect();
    let (was, we, they) =
        (order(base, &everywhere), order(ours, &everywhere), order(theirs, &everywhere));
    let theirs_first = we == was && they != was;
    if we != was && they != was && we != they {
        conflicts.push(Conflict {
            block: None,
            clash: Clash::Order,
            base: None,
            ours: None,
            theirs: None,
        });
    }
    let (first, second) = if theirs_first { (theirs, ours) } else { (ours, theirs) };
    let woven = weave(weave(order(first, &kept), second, &kept), base, &kept);
    let blocks = woven.into_iter().filter_map(|id| stays.remove(id)).collect();
    Ok(Merged { document: Document::new(blocks)?, conflicts })
}
