//! Where German sentences end.

/// Abbreviations that end with a dot and do not end a sentence; in lower case, without the dot.
const ABBREVIATIONS: &[&str] = &[
    "abs", "abschn", "abt", "alg", "allg", "anm", "art", "aufl", "az", "bd", "betr", "bez", "bsp",
    "bspw", "bzgl", "bzw", "ca", "co", "dergl", "dez", "dgl", "dipl", "do", "dr", "ehem",
    "einschl", "einw", "etc", "evtl", "exkl", "feb", "ff", "fr", "frl", "geb", "gem", "gemäß",
    "gez", "ggf", "grds", "hinw", "hr", "hrsg", "hs", "ing", "inkl", "insb", "insbes", "jan",
    "jhd", "jr", "kap", "kfm", "lfd", "lt", "max", "med", "mind", "min", "mio", "mrd", "mo", "mtl",
    "nov", "nr", "nrn", "okt", "pos", "prof", "rd", "res", "rn", "sa", "sec", "sep", "sept", "sog",
    "sonst", "spec", "st", "std", "str", "tel", "tsd", "u", "übl", "urspr", "usf", "usw", "verf",
    "vgl", "vorl", "vors", "wiss", "wwe", "zb", "zt", "ziff", "zit", "zul", "zus", "zzgl", "zzt",
    "sr", "hl",
];

/// Abbreviations that usually stand at the end: a capital letter behind them begins a new sentence.
const AT_THE_END: &[&str] = &["etc", "usw", "usf", "ff", "dgl", "dergl", "str"];

const MONTHS: &[&str] = &[
    "januar",
    "jänner",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];

/// Words after which a number with a dot is an ordinal.
const BEFORE_ORDINALS: &[&str] = &[
    "am", "vom", "zum", "bis", "ab", "der", "die", "das", "den", "dem", "des", "im", "jeder",
    "jeden", "jedem", "jede", "jedes", "ein", "eine", "seit", "ihr", "ihre", "ihren", "sein",
    "seinen", "und",
];

/// The word that ends before a place.
fn word_before(text: &str, end: usize) -> &str {
    let head = &text[..end];
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric())
        .last()
        .map_or(end, |(at, _)| at);
    &text[start..end]
}

/// Whether a dot does not end the sentence, given what stands before and behind it.
fn goes_on(text: &str, dot: usize) -> bool {
    let behind = text[dot + 1..].trim_start_matches(['"', '“', '”', '»', '«', '\'', ')', ']']);
    if behind.starts_with(|c: char| !c.is_whitespace()) && behind.len() == text.len() - dot - 1 {
        // 3.500, www.example.org, z.B.
        return true;
    }
    let next = behind.trim_start();
    let Some(first) = next.chars().next() else { return false };
    if first.is_lowercase() {
        return true;
    }
    let word = word_before(text, dot);
    let lower = word.to_lowercase();
    if !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) {
        return is_ordinal(text, dot, word, next, first);
    }
    if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
        return true;
    }
    if AT_THE_END.contains(&lower.as_str()) {
        return false;
    }
    ABBREVIATIONS.contains(&lower.as_str())
}

fn is_ordinal(text: &str, dot: usize, number: &str, next: &str, first: char) -> bool {
    if number.len() > 3 {
        return false;
    }
    let word: String = next.chars().take_while(|c| c.is_alphanumeric()).collect();
    if first.is_ascii_digit() || MONTHS.contains(&word.to_lowercase().as_str()) {
        return true;
    }
    let before = text[..dot - number.len()].trim_end();
    let before = word_before(before, before.len()).to_lowercase();
    BEFORE_ORDINALS.contains(&before.as_str())
}

/// The sentences of a text. Line feeds end one as well: titles and points have no dots.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        let mut chars = line.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let is_end = match c {
                '.' => !goes_on(line, at),
                '!' | '?' | '…' => {
                    // „Halt!“, rief sie: a small letter or comma goes on.
                    let behind = line[at + c.len_utf8()..]
                        .trim_start_matches(['"', '“', '”', '»', '«', ')', '!', '?', '.']);
                    let next = behind.trim_start().chars().next();
                    next.is_none_or(|n| !n.is_lowercase() && !",;:–".contains(n))
                }
                _ => false,
            };
            if !is_end {
                continue;
            }
            let mut end = at + c.len_utf8();
            while let Some((next, closing)) = chars.peek().copied() {
                if !"\"“”»«')]!?.".contains(closing) {
                    break;
                }
                end = next + closing.len_utf8();
                chars.next();
            }
            push(&line[start..end], &mut found);
            start = end;
        }
        push(&line[start..], &mut found);
    }
    found
}

fn push(sentence: &str, found: &mut Vec<String>) {
    let sentence = sentence.trim();
    if sentence.chars().any(char::is_alphanumeric) {
        found.push(sentence.to_owned());
    }
}

/// The words of a sentence; addresses of the web and mail are none.
pub fn words(sentence: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric();
    sentence
        .split_whitespace()
        .filter(|w| !w.contains("://") && !w.contains('@') && !w.starts_with("www."))
        .flat_map(|w| w.split(['/', '—', '…']))
        .map(|w| w.trim_matches(|c: char| !is_word(c)))
        .filter(|w| w.chars().any(is_word))
        .collect()
}
