//! Words as the index knows them: folded, stemmed, with their slips and ends.

use rust_stemmers::{Algorithm, Stemmer};

use crate::value::Language;

/// Longest word the index keeps, in characters; the rest of a longer one is cut.
const WORD_CHARS_MAX: usize = 48;
/// Shortest and longest word whose slips are looked for, in characters.
const SLIPS_FROM: usize = 4;
const SLIPS_UP_TO: usize = 28;

/// Words that say nothing alone, folded: a question made of more than them is asked without them.
const EMPTY_WORDS: &[&str] = &[
    "aber", "als", "am", "an", "auf", "aus", "bei", "beim", "bin", "bis", "da", "das", "dem",
    "den", "der", "des", "die", "ein", "eine", "einen", "einer", "eines", "es", "fuer", "gibt",
    "habe", "hat", "ich", "ihr", "im", "in", "ist", "kann", "man", "mein", "meine", "meinen",
    "mich", "mir", "mit", "muss", "nach", "nicht", "oder", "ohne", "sich", "sie", "sind", "so",
    "ueber", "um", "und", "uns", "von", "vom", "vor", "wann", "was", "welche", "wenn", "wer",
    "wie", "wir", "wird", "wo", "zu", "zum", "zur", "a", "and", "are", "at", "by", "can", "do",
    "does", "for", "from", "have", "how", "i", "is", "my", "of", "on", "or", "the", "to", "what",
    "when", "where", "with",
];

/// The form in which words and names are compared: lower case, without accents, `ß` as `ss`,
/// umlauts as two letters.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'œ' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' | 'ā' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => out.push('e'),
            'ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' => out.push('o'),
            'ř' => out.push('r'),
            'ş' | 'ś' | 'š' | 'ș' => out.push('s'),
            'ț' | 'ť' => out.push('t'),
            'ù' | 'ú' | 'û' | 'ů' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            // A combining dot stays behind a Turkish capital I.
            '\u{300}'..='\u{36f}' => {}
            other => out.push(other),
        }
    }
    out
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w.chars().take(WORD_CHARS_MAX).collect())
        .collect()
}

fn stemmer(language: Language) -> Stemmer {
    Stemmer::create(match language {
        Language::De => Algorithm::German,
        Language::En => Algorithm::English,
    })
}

/// The stems of a text, in order.
pub(super) fn stems(text: &str, language: Language) -> Vec<String> {
    let stemmer = stemmer(language);
    words(text).iter().map(|w| stemmer.stem(w).into_owned()).collect()
}

/// The stems of a question: without words that say nothing, unless there are no others.
pub(super) fn asked(question: &str, language: Language) -> Vec<String> {
    let all = words(question);
    let mut told: Vec<&String> =
        all.iter().filter(|w| !EMPTY_WORDS.contains(&w.as_str())).collect();
    if told.is_empty() {
        told = all.iter().collect();
    }
    let stemmer = stemmer(language);
    let mut stems: Vec<String> = Vec::new();
    for word in told {
        let stem = stemmer.stem(word).into_owned();
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

/// The word with each of its letters left out once: two words one slip apart share one of these,
/// or one of them is one of the other's. Words with digits and very short or long ones have none.
pub(super) fn gaps(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let is_fit = (SLIPS_FROM..=SLIPS_UP_TO).contains(&letters.len())
        && letters.iter().all(|c| c.is_alphabetic());
    if !is_fit {
        return Vec::new();
    }
    let mut all: Vec<String> = (0..letters.len())
        .map(|left_out| {
            letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, c)| c).collect()
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The word from its end.
pub(super) fn backward(word: &str) -> String {
    word.chars().rev().collect()
}

/// Whether a typed word means a known one, both folded: it begins the known one, or is one slip
/// away from it.
pub fn means(typed: &str, known: &str) -> bool {
    let long_enough = typed.chars().count() > 2;
    long_enough
        && (known.starts_with(typed) || (typed.chars().count() > 3 && slips(typed, known) <= 1))
}

/// Slips between two words: wrong, missing, superfluous or swapped letters; counting stops at two.
pub(super) fn slips(typed: &str, known: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), known.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return 2;
    }
    let start = a.iter().zip(&b).take_while(|(left, right)| left == right).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(left, right)| left == right).count();
    let (a, b) = (&a[..a.len() - end.min(a.len())], &b[..b.len() - end.min(b.len())]);
    match (a, b) {
        ([], []) => 0,
        ([_], [] | [_]) | ([], [_]) => 1,
        ([one, two], [three, four]) if one == four && two == three => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn word_forms_share_a_stem() {
        assert_eq!(
            stems("Anträge", Language::De),
            stems("Antrag", Language::De).iter().map(|_| "antraeg".to_owned()).collect::<Vec<_>>()
        );
        assert_eq!(stems("Häuser", Language::De), stems("Haeuser", Language::De));
    }

    #[test]
    fn one_slip_is_forgiven() {
        assert_eq!(slips("wohngeld", "wohngeld"), 0);
        assert!(means("wohngelt", "wohngeld") && means("wohn", "wohngeld"));
        assert!(!means("wohnung", "wohngeld") && !means("wo", "wohngeld"));
        for typo in ["wongeld", "wohnngeld", "wohmgeld", "wohnegld"] {
            assert_eq!(slips(typo, "wohngeld"), 1, "{typo}");
        }
        assert_eq!(slips("wohnung", "wohngeld"), 2);
    }

    #[test]
    fn questions_are_asked_without_words_that_say_nothing() {
        assert_eq!(asked("Wie melde ich meinen Hund an?", Language::De), ["meld", "hund"]);
        assert_eq!(asked("der die das", Language::De).len(), 3);
        assert_eq!(asked("Hund Hund Hunde", Language::De), ["hund"]);
    }

    proptest! {
        /// What makes the index of slips whole: one slip apart means a gap in common.
        #[test]
        fn words_one_slip_apart_share_a_gap(word in "[a-z]{4,20}", at in 0_usize..20, letter in "[a-z]", how in 0_u8..4) {
            let mut letters: Vec<char> = word.chars().collect();
            let at = at % letters.len();
            let new = letter.chars().next().unwrap_or('x');
            match how {
                0 => letters[at] = new,
                1 => letters.insert(at, new),
                2 => { letters.remove(at); }
                _ => { let next = (at + 1) % letters.len(); letters.swap(at.min(next), at.max(next)); }
            }
            let typo: String = letters.into_iter().collect();
            if slips(&typo, &word) == 1 && typo.len() >= 4 {
                let (mut one, mut two) = (gaps(&typo), gaps(&word));
                one.push(typo.clone());
                two.push(word.clone());
                prop_assert!(one.iter().any(|gap| two.contains(gap)), "{typo} {word}");
            }
        }
    }
}
