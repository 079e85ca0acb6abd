//! A text as the workbench shows it: stretches of running text and single blocks in turn.

use content::{Block, Document, Kind};

/// A part of the workbench.
pub(crate) enum Segment<'a> {
    /// Running text: paragraphs, headings, lists, dividers.
    Words(Vec<&'a Block>),
    /// A block with a form of its own.
    Special(&'a Block),
}

/// Whether a block is written in the running text.
pub(crate) fn is_written(block: &Block) -> bool {
    matches!(block.kind, Kind::Text(_) | Kind::Heading(_) | Kind::List(_) | Kind::Divider)
}

/// A text as the workbench shows it: before, between and behind special blocks there is room to
/// write.
pub(crate) fn segments(document: &Document) -> Vec<Segment<'_>> {
    let mut all = vec![Segment::Words(Vec::new())];
    for block in document.blocks() {
        if is_written(block) {
            if let Some(Segment::Words(words)) = all.last_mut() {
                words.push(block);
            }
        } else {
            all.push(Segment::Special(block));
            all.push(Segment::Words(Vec::new()));
        }
    }
    all
}

/// The places of the stretch of running text behind a block: from, to. At the start if the id is
/// empty; none if the block is gone.
pub(crate) fn stretch(blocks: &[Block], behind: &str) -> Option<(usize, usize)> {
    let from = match behind {
        "" => 0,
        id => blocks.iter().position(|b| b.id.as_str() == id)? + 1,
    };
    let length = blocks[from..].iter().take_while(|b| is_written(b)).count();
    Some((from, from + length))
}
