//! How hard a German text is to read: sentences, syllables, formulas, words that could be simpler.
//!
//! These are hints, no proof: whether people understand a text only people can tell. No text leaves
//! the house for it.

mod phrases;
mod sentences;
mod syllables;
mod verbs;

pub use phrases::{PHRASES, PhraseFound, find_phrases};
pub use sentences::{sentences, words};
pub use syllables::syllables;
pub use verbs::{is_nominal, is_passive, subclauses};

/// Words of a sentence above which it is long.
pub const SENTENCE_WORDS_MAX: usize = 20;
/// Syllables of a word above which it is long.
pub const WORD_SYLLABLES_MAX: usize = 6;
/// Nouns made of verbs in one sentence from which it is nominal style.
pub const NOMINAL_FROM: usize = 3;
/// Commas and conjunctions of a sentence from which its clauses are nested.
pub const NESTED_FROM: usize = 3;

/// What was counted in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// Sentences.
    pub sentences: usize,
    /// Words.
    pub words: usize,
    /// Syllables.
    pub syllables: usize,
    /// Sentences in the passive.
    pub passive: usize,
    /// Words per sentence.
    pub words_per_sentence: f64,
    /// Syllables per word.
    pub syllables_per_word: f64,
    /// Reading ease after Flesch, for German by Amstad: 0 very hard, 100 very easy.
    pub flesch_amstad: f64,
    /// First Vienna formula: the school year from which the text is understood, 4 to 15.
    pub wiener_1: f64,
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

impl Measures {
    /// Counts a text.
    pub fn of(text: &str) -> Self {
        let mut it = Self::default();
        let (mut many, mut long, mut single) = (0, 0, 0);
        for sentence in sentences(text) {
            let all = words(&sentence);
            if all.is_empty() {
                continue;
            }
            it.sentences += 1;
            it.passive += usize::from(is_passive(&sentence));
            for word in all {
                let count = syllables(word);
                it.words += 1;
                it.syllables += count;
                many += usize::from(count >= 3);
                single += usize::from(count == 1);
                long += usize::from(word.chars().filter(|c| c.is_alphanumeric()).count() > 6);
            }
        }
        it.words_per_sentence = ratio(it.words, it.sentences);
        it.syllables_per_word = ratio(it.syllables, it.words);
        if it.words > 0 {
            it.flesch_amstad = 180.0 - it.words_per_sentence - 58.5 * it.syllables_per_word;
            let percent = |part: usize| 100.0 * ratio(part, it.words);
            it.wiener_1 =
                0.1935 * percent(many) + 0.1672 * it.words_per_sentence + 0.1297 * percent(long)
                    - 0.0327 * percent(single)
                    - 0.875;
        }
        it
    }

    /// The share of sentences in the passive, 0 to 1.
    pub fn passive_share(&self) -> f64 {
        ratio(self.passive, self.sentences)
    }
}

#[cfg(test)]
mod tests;
