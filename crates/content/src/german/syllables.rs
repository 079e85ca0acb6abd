//! Syllables of German words, by rules and lists of our own.

const VOWELS: &str = "aeiouyäöüáàâéèêëíîóôúûœæø";
/// Two vowels spoken as one.
const PAIRS: &[&str] =
    &["ai", "ei", "au", "äu", "eu", "ie", "ee", "aa", "oo", "oi", "ou", "ay", "ey", "oy"];

/// Stems after whose `i` an `e` begins a new syllable: Familie, Medien.
const STEMS_IE: &[&str] = &[
    "famili",
    "feri",
    "medi",
    "immobili",
    "mobili",
    "lini",
    "studi",
    "prämi",
    "akti",
    "foli",
    "seri",
    "materi",
    "materiali",
    "kriteri",
    "ministeri",
    "bakteri",
    "itali",
    "spani",
    "belgi",
    "prinzipi",
    "pati",
    "ori",
    "hygi",
    "kli",
    "effizi",
    "lili",
    "kastani",
    "komödi",
    "tragödi",
    "arteri",
    "ari",
    "petersili",
    "hortensi",
    "grazi",
    "indi",
    "asi",
    "austri",
    "bosni",
    "kroati",
    "rumäni",
    "bulgari",
    "slowaki",
    "sloweni",
    "syri",
    "brasili",
    "jubili",
    "koali",
    "stipendi",
    "gremi",
    "laborator",
    "territori",
    "prozenti",
    "quoti",
    "gradi",
    "ambi",
    "nuti",
];

/// Beginnings after whose first vowel a new syllable begins: be-urteilen, Ko-operation.
const STARTS: &[&str] = &[
    "beur", "beun", "geur", "beinhalt", "beirr", "geimpf", "geirr", "beend", "beerd", "beehr",
    "geehr", "geebn", "koop", "koord", "hierar", "reell", "reins", "deins",
];

/// Words that are not spoken as they are written, with their syllables.
const LOANS: &[(&str, usize)] = &[
    ("online", 2),
    ("offline", 2),
    ("homepage", 2),
    ("website", 2),
    ("webseite", 3),
    ("service", 2),
    ("services", 2),
    ("team", 1),
    ("teams", 1),
    ("download", 2),
    ("downloads", 2),
    ("update", 2),
    ("updates", 2),
    ("feedback", 2),
    ("home", 1),
    ("office", 2),
    ("site", 1),
    ("page", 1),
    ("type", 1),
    ("code", 1),
    ("chance", 2),
    ("creme", 1),
    ("shuttle", 2),
    ("live", 1),
    ("stream", 1),
    ("livestream", 2),
    ("notebook", 2),
    ("backup", 2),
    ("software", 2),
    ("hardware", 2),
    ("europa", 3),
    ("bike", 1),
    ("e-bike", 2),
    ("workshop", 2),
    ("user", 2),
];

/// How many syllables a word has; at least one. Abbreviations are spelled, numbers count once.
pub fn syllables(word: &str) -> usize {
    let parts: Vec<&str> =
        word.split(['-', '·', '\'', '’', '\u{ad}']).filter(|p| !p.is_empty()).collect();
    let lower = word.to_lowercase();
    if let Some((_, count)) = LOANS.iter().find(|(loan, _)| *loan == lower) {
        return *count;
    }
    parts.into_iter().map(part).sum::<usize>().max(1)
}

fn part(word: &str) -> usize {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return 1;
    }
    let has_vowel = word.to_lowercase().chars().any(|c| VOWELS.contains(c));
    // EU, ÖPNV, BImSchG: spoken letter by letter.
    if (capitals >= 2 && capitals * 2 >= letters) || !has_vowel {
        return letters.min(6);
    }
    let lower = word.to_lowercase();
    if let Some((_, count)) = LOANS.iter().find(|(loan, _)| *loan == lower) {
        return *count;
    }
    count(&lower)
}

fn count(word: &str) -> usize {
    let chars: Vec<char> = word.chars().collect();
    let is_vowel = |at: usize| {
        let c = chars[at];
        let after_q = c == 'u' && at > 0 && chars[at - 1] == 'q';
        // A y before a vowel at the beginning is a consonant: Yoga.
        let leads = c == 'y' && at == 0 && chars.get(1).is_some_and(|n| VOWELS.contains(*n));
        VOWELS.contains(c) && !after_q && !leads
    };
    let mut found = 0;
    let mut at = 0;
    while at < chars.len() {
        if !is_vowel(at) {
            at += 1;
            continue;
        }
        found += 1;
        let is_pair = at + 1 < chars.len()
            && PAIRS.contains(&chars[at..=at + 1].iter().collect::<String>().as_str())
            && is_vowel(at + 1)
            && !is_split(word, &chars, at);
        at += if is_pair { 2 } else { 1 };
    }
    found.max(1)
}

/// Whether two vowels that are usually one are two here.
fn is_split(word: &str, chars: &[char], at: usize) -> bool {
    let head: String = chars[..=at].iter().collect();
    let tail: String = chars[at + 1..].iter().collect();
    let first_vowel = chars.iter().position(|c| VOWELS.contains(*c));
    let starts = first_vowel == Some(at)
        && ["", "ver", "un", "mit", "vor"].iter().any(|before| {
            word.strip_prefix(before).is_some_and(|rest| STARTS.iter().any(|s| rest.starts_with(s)))
        });
    if starts {
        return true;
    }
    match (chars[at], chars[at + 1]) {
        ('i', 'e') => {
            let next = tail.chars().nth(1);
            // studieren, seriös: the stems end before "ier".
            if next == Some('r') {
                return false;
            }
            let is_stem = STEMS_IE.iter().any(|stem| head.ends_with(stem) && is_fresh(&head, stem));
            let is_plural = tail == "en" && !ends_in_one(word);
            is_stem || is_plural
        }
        ('e', 'u') => tail.starts_with("um") || tail.starts_with("us") && tail.len() == 2,
        ('ä', 'u') => tail.starts_with("um") && head.ends_with("lä"),
        // Ideen, Seen, Alleen.
        ('e', 'e') => tail == "en",
        // Mosaik, archaisch.
        ('a', 'i') => tail == "ik" || tail.starts_with("isch"),
        _ => false,
    }
}

/// Short stems count only where a word or its second part may begin.
fn is_fresh(head: &str, stem: &str) -> bool {
    stem.chars().count() > 4
        || head.chars().count() == stem.chars().count()
        || matches!(stem, "medi" | "lini" | "feri" | "seri" | "akti" | "foli" | "hygi" | "studi")
}

/// Words on "ien" that are spoken as one: Wien, schien.
fn ends_in_one(word: &str) -> bool {
    ["wien", "schien", "spien", "dien", "kien"].iter().any(|end| word.ends_with(end))
        && !["medien", "studien", "stipendien", "gymnasien"].iter().any(|end| word.ends_with(end))
}
