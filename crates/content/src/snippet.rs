//! Parts of text that are kept once and stand in many pages: a reference becomes its blocks where
//! somebody reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::block::{Block, Kind};
use crate::document::Document;
use crate::key::{BlockId, Key};

impl Document {
    /// The same text with what its snippets say in their places, so that headings, words and checks
    /// are those of one text. A reference to what is not among `texts` stays.
    #[must_use]
    pub fn with_snippets(&self, texts: &BTreeMap<Key, Document>) -> Self {
        if texts.is_empty() || self.snippets().iter().all(|key| !texts.contains_key(key)) {
            return self.clone();
        }
        let mut taken = BTreeSet::new();
        self.walk(&mut |block| {
            taken.insert(block.id.clone());
        });
        let mut filler = Filler { texts, taken, count: 0 };
        let blocks = filler.filled(self.blocks());
        // What would break a limit of the whole stays as it is.
        Self::new(blocks).unwrap_or_else(|_| self.clone())
    }

    /// The block a text must not hold to be a snippet: what cannot stand everywhere a snippet can,
    /// and other snippets.
    pub fn unfit_for_snippet(&self) -> Option<&Block> {
        let mut found = None;
        self.walk(&mut |block| {
            let is_unfit = matches!(
                block.kind,
                Kind::Snippet(_) | Kind::Columns(_) | Kind::Accordion(_) | Kind::Steps(_)
            );
            if is_unfit && found.is_none() {
                found = Some(block);
            }
        });
        found
    }
}

struct Filler<'a> {
    texts: &'a BTreeMap<Key, Document>,
    taken: BTreeSet<BlockId>,
    count: usize,
}

impl Filler<'_> {
    fn filled(&mut self, blocks: &[Block]) -> Vec<Block> {
        let mut all = Vec::with_capacity(blocks.len());
        for block in blocks {
            if let Kind::Snippet(it) = &block.kind
                && let Some(text) = it.snippet.as_ref().and_then(|key| self.texts.get(key))
            {
                let mut copies = text.blocks().to_vec();
                for copy in &mut copies {
                    self.rename(copy);
                }
                all.extend(copies);
                continue;
            }
            let mut block = block.clone();
            for group in block.groups_mut() {
                *group = self.filled(group);
            }
            all.push(block);
        }
        all
    }

    /// An id of its own: the same snippet may stand in a text twice.
    fn rename(&mut self, block: &mut Block) {
        loop {
            self.count += 1;
            let Ok(id) = BlockId::parse(&format!("baustein-{}", self.count)) else { return };
            if self.taken.insert(id.clone()) {
                block.id = id;
                break;
            }
        }
        for group in block.groups_mut() {
            for inner in group {
                self.rename(inner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counted, Snippet, text};

    fn parsed(words: &str) -> Document {
        text::parse(words, &mut Counted::new("b")).unwrap()
    }

    #[test]
    fn a_snippet_says_the_same_in_every_place_and_every_block_has_its_own_id() {
        let key = Key::parse("hilfe").unwrap();
        let texts = BTreeMap::from([(key.clone(), parsed("# Hilfe\n\nRufen Sie an."))]);
        let page = parsed(
            "Davor\n\n::textbaustein baustein=\"hilfe\"\n\n::textbaustein baustein=\"hilfe\"",
        );
        let whole = page.with_snippets(&texts);
        assert_eq!(whole.blocks().len(), 5);
        assert_eq!(whole.plain_text(), "Davor\n\nHilfe\n\nRufen Sie an.\n\nHilfe\n\nRufen Sie an.");
        assert_eq!(page.with_snippets(&BTreeMap::new()), page, "unknown ones stay");
        assert_eq!(page.snippets(), BTreeSet::from([key]));
    }

    #[test]
    fn what_cannot_stand_everywhere_is_no_snippet() {
        assert!(parsed("Rufen Sie an.").unfit_for_snippet().is_none());
        let nested =
            Block::new(BlockId::parse("x").unwrap(), Kind::Snippet(Snippet { snippet: None }));
        let document = Document::new(vec![nested]).unwrap();
        assert!(document.unfit_for_snippet().is_some());
    }
}
