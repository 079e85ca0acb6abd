//! Differences of two texts, word by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Words of a text up to which differences are shown word by word; longer ones are shown as a whole.
pub const WORDS_MAX: usize = 6_000;

/// A piece of a text that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What happened to it.
    pub change: PieceChange,
    /// The words.
    pub text: String,
}

/// What happened to a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceChange {
    /// It stayed.
    Same,
    /// It went.
    Removed,
    /// It came.
    Added,
}

/// Words, spaces and signs, each by itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, later) = rest.split_at(end);
        tokens.push(token);
        rest = later;
    }
    tokens
}

/// The differences of two texts, word by word.
pub fn compare_words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |change: PieceChange, text: String| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.change == change => last.text.push_str(&text),
        _ => pieces.push(Piece { change, text }),
    };
    if before == after {
        push(PieceChange::Same, after.to_owned());
        return pieces;
    }
    if old.len() > WORDS_MAX || new.len() > WORDS_MAX {
        push(PieceChange::Removed, before.to_owned());
        push(PieceChange::Added, after.to_owned());
        return pieces;
    }
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { new_index, len, .. } => {
                push(PieceChange::Same, new[new_index..new_index + len].concat());
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                push(PieceChange::Removed, old[old_index..old_index + old_len].concat());
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                push(PieceChange::Added, new[new_index..new_index + new_len].concat());
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                push(PieceChange::Removed, old[old_index..old_index + old_len].concat());
                push(PieceChange::Added, new[new_index..new_index + new_len].concat());
            }
        }
    }
    join_words(&pieces)
}

/// A single space that stayed between two changes joins them: people read phrases, not words.
fn join_words(pieces: &[Piece]) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        // The changes from here on, spaces between them included.
        let mut end = at;
        let (mut removed, mut added) = (String::new(), String::new());
        while let Some(piece) = pieces.get(end) {
            match piece.change {
                PieceChange::Removed => removed.push_str(&piece.text),
                PieceChange::Added => added.push_str(&piece.text),
                PieceChange::Same => {
                    let is_between = end > at
                        && piece.text == " "
                        && pieces.get(end + 1).is_some_and(|p| p.change != PieceChange::Same);
                    if !is_between {
                        break;
                    }
                    removed.push(' ');
                    added.push(' ');
                }
            }
            end += 1;
        }
        if end == at {
            joined.push(pieces[at].clone());
            at += 1;
            continue;
        }
        if removed.trim().is_empty() || added.trim().is_empty() {
            // Only came or only went: the spaces between stayed.
            joined.extend_from_slice(&pieces[at..end]);
        } else {
            joined.push(Piece { change: PieceChange::Removed, text: removed });
            joined.push(Piece { change: PieceChange::Added, text: added });
        }
        at = end;
    }
    joined
}
