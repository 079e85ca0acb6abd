//! Ids for blocks whose written text carries none: what stayed keeps its id.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::print::print_block;
use crate::block::Block;

/// Gives new blocks the ids of the earlier ones they come from: first blocks that are equal, in
/// order; between those, blocks of the same kind.
pub fn adopt_ids(before: &[Block], now: &mut [Block]) {
    let old: Vec<String> = before.iter().map(print_block).collect();
    let new: Vec<String> = now.iter().map(print_block).collect();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for at in 0..len {
                    adopt(&before[old_index + at], &mut now[new_index + at]);
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let mut left: Vec<&Block> = before[old_index..old_index + old_len].iter().collect();
                for block in &mut now[new_index..new_index + new_len] {
                    let same = left.iter().position(|b| b.kind.name() == block.kind.name());
                    if let Some(at) = same {
                        adopt(left[at], block);
                        // Order is kept: what stands before the one taken was passed over.
                        left.drain(..=at);
                    }
                }
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
        }
    }
}

fn adopt(from: &Block, to: &mut Block) {
    to.id = from.id.clone();
    let groups = from.groups();
    for (old, new) in groups.into_iter().zip(to.groups_mut()) {
        adopt_ids(old, new);
    }
}
