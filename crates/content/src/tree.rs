//! Blocks within blocks, and blocks made in one line.

use crate::block::{Block, Heading, Kind, Text};
use crate::key::BlockId;
use crate::parts::Rank;

impl Block {
    /// A block.
    pub fn new(id: BlockId, kind: impl Into<Kind>) -> Self {
        Self { id, kind: kind.into() }
    }

    /// The blocks it holds, group by group: columns, sections, the inside of a call-out.
    pub fn groups(&self) -> Vec<&[Block]> {
        match &self.kind {
            Kind::CallOut(it) => vec![&it.blocks],
            Kind::Steps(it) => it.steps.iter().map(|s| s.blocks.as_slice()).collect(),
            Kind::Accordion(it) => it.sections.iter().map(|s| s.blocks.as_slice()).collect(),
            Kind::Columns(it) => vec![&it.left, &it.right],
            _ => Vec::new(),
        }
    }

    /// The blocks it holds, to be changed.
    pub fn groups_mut(&mut self) -> Vec<&mut Vec<Block>> {
        match &mut self.kind {
            Kind::CallOut(it) => vec![&mut it.blocks],
            Kind::Steps(it) => it.steps.iter_mut().map(|s| &mut s.blocks).collect(),
            Kind::Accordion(it) => it.sections.iter_mut().map(|s| &mut s.blocks).collect(),
            Kind::Columns(it) => vec![&mut it.left, &mut it.right],
            _ => Vec::new(),
        }
    }

    /// Calls something for this block and all it holds, from the top.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Block)) {
        visit(self);
        for group in self.groups() {
            for block in group {
                block.walk(visit);
            }
        }
    }
}

impl From<Text> for Kind {
    fn from(it: Text) -> Self {
        Self::Text(it)
    }
}

impl Kind {
    /// A paragraph of plain words.
    pub fn paragraph(text: &str) -> Self {
        Self::Text(Text { content: text.into() })
    }

    /// A heading of plain words.
    pub fn heading(rank: Rank, text: &str) -> Self {
        Self::Heading(Heading { rank, content: text.into() })
    }
}
