//! Levels of headings, computed from nesting, so that no level is ever jumped whatever editors chose.

use std::collections::BTreeMap;

use crate::block::{Block, Kind};
use crate::document::Document;
use crate::key::BlockId;
use crate::parts::Rank;

/// The deepest level HTML knows.
pub const LEVEL_MAX: u8 = 6;

/// A heading of a text, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The block that brings it.
    pub block: BlockId,
    /// Which of the block's sections it titles; none for headings and titles of whole blocks.
    pub section: Option<usize>,
    /// Its level in the page, 2 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
}

/// The levels of all headings of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    entries: Vec<Entry>,
    levels: BTreeMap<(BlockId, Option<usize>), u8>,
}

/// Ranks that are open, outermost first.
struct Open {
    /// The level above the first rank.
    base: u8,
    ranks: Vec<Rank>,
}

impl Open {
    fn level(&self) -> u8 {
        let deep = u8::try_from(self.ranks.len()).unwrap_or(LEVEL_MAX);
        self.base.saturating_add(deep).min(LEVEL_MAX)
    }

    fn enter(&mut self, rank: Rank) -> u8 {
        while self.ranks.last().is_some_and(|open| *open >= rank) {
            self.ranks.pop();
        }
        self.ranks.push(rank);
        self.level()
    }
}

impl Outline {
    /// Computes all levels of a text that stands below a heading of the level `above` (1 for the
    /// page's title).
    pub fn of(document: &Document, above: u8) -> Self {
        Self::of_blocks(document.blocks(), above)
    }

    /// As [`Outline::of`], for blocks.
    pub fn of_blocks(blocks: &[Block], above: u8) -> Self {
        let mut outline = Self::default();
        outline.group(blocks, above);
        outline
    }

    fn note(&mut self, block: &Block, section: Option<usize>, level: u8, text: String) {
        self.levels.insert((block.id.clone(), section), level);
        self.entries.push(Entry { block: block.id.clone(), section, level, text });
    }

    fn group(&mut self, blocks: &[Block], above: u8) {
        let mut open = Open { base: above, ranks: Vec::new() };
        for block in blocks {
            let below = open.level().saturating_add(1).min(LEVEL_MAX);
            match &block.kind {
                Kind::Heading(it) => {
                    let level = open.enter(it.rank);
                    self.note(block, None, level, it.content.text());
                }
                Kind::Steps(it) => {
                    for (at, step) in it.steps.iter().enumerate() {
                        self.note(block, Some(at), below, step.title.clone());
                        self.group(&step.blocks, below);
                    }
                }
                Kind::Accordion(it) => {
                    for (at, section) in it.sections.iter().enumerate() {
                        self.note(block, Some(at), below, section.title.clone());
                        self.group(&section.blocks, below);
                    }
                }
                Kind::Columns(it) => {
                    self.group(&it.left, open.level());
                    self.group(&it.right, open.level());
                }
                Kind::CallOut(it) => self.titled(block, &it.title, below),
                Kind::Gallery(it) => self.titled(block, &it.title, below),
                Kind::Downloads(it) => self.titled(block, &it.title, below),
                Kind::Services(it) => self.titled(block, &it.title, below),
                Kind::News(it) => self.titled(block, &it.title, below),
                Kind::Events(it) => self.titled(block, &it.title, below),
                Kind::Map(it) => self.titled(block, &it.title, below),
                Kind::KeyFigures(it) => self.titled(block, &it.title, below),
                _ => {}
            }
        }
    }

    fn titled(&mut self, block: &Block, title: &str, level: u8) {
        if !title.is_empty() {
            self.note(block, None, level, title.to_owned());
        }
    }

    /// The level of a block's heading or title.
    pub fn level(&self, block: &BlockId) -> Option<u8> {
        self.levels.get(&(block.clone(), None)).copied()
    }

    /// The level of the title of a block's section: step, accordion.
    pub fn section_level(&self, block: &BlockId, section: usize) -> Option<u8> {
        self.levels.get(&(block.clone(), Some(section))).copied()
    }

    /// All headings in reading order, as for a table of contents.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::block::{Accordion, Columns};
    use crate::key::{Counted, Ids};
    use crate::parts::Section;

    fn heading(ids: &mut Counted, rank: u8) -> Block {
        Block::new(ids.next_id(), Kind::heading(Rank::try_from(rank).unwrap(), "Titel"))
    }

    #[test]
    fn levels_follow_nesting() {
        let mut ids = Counted::new("b");
        let mut blocks: Vec<Block> = [2, 2, 4, 1, 3].map(|rank| heading(&mut ids, rank)).to_vec();
        let inner = heading(&mut ids, 4);
        let section = Section { title: "Frage".into(), blocks: vec![inner] };
        let accordion = Accordion { faq: true, sections: vec![section] };
        blocks.push(Block::new(ids.next_id(), Kind::Accordion(accordion)));
        let columns =
            Columns { left: vec![heading(&mut ids, 3)], right: vec![heading(&mut ids, 1)] };
        blocks.push(Block::new(ids.next_id(), Kind::Columns(columns)));
        let outline = Outline::of_blocks(&blocks, 1);
        let levels: Vec<u8> = outline.entries().iter().map(|e| e.level).collect();
        assert_eq!(levels, [2, 2, 3, 2, 3, 4, 5, 4, 4]);
    }

    proptest! {
        #[test]
        fn no_level_is_ever_jumped(ranks in prop::collection::vec(1_u8..=4, 0..30), above in 1_u8..4) {
            let mut ids = Counted::new("b");
            let blocks: Vec<Block> = ranks.iter().map(|r| heading(&mut ids, *r)).collect();
            let mut last = above;
            for entry in Outline::of_blocks(&blocks, above).entries() {
                prop_assert!(entry.level <= last + 1 && entry.level > above);
                last = entry.level;
            }
        }
    }
}
