//! Personal data that should not stand on a public page: patterns, no proof.

use super::{Level, Note, Notes};
use crate::document::Document;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalKind {
    /// An account number with a right checksum.
    Iban,
    /// A date of birth.
    BirthDate,
    /// A mobile telephone number.
    Mobile,
    /// An e-mail address at a provider for private people.
    PrivateMail,
}

/// Personal data found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// What it is.
    pub kind: PersonalKind,
    /// As it stands there.
    pub text: String,
}

/// Lengths of account numbers by country.
const IBAN_LENGTHS: &[(&str, usize)] = &[
    ("DE", 22),
    ("AT", 20),
    ("CH", 21),
    ("NL", 18),
    ("BE", 16),
    ("LU", 20),
    ("FR", 27),
    ("PL", 28),
    ("DK", 18),
    ("IT", 27),
    ("ES", 24),
    ("CZ", 24),
    ("GB", 22),
    ("TR", 26),
    ("LT", 20),
    ("IE", 22),
    ("UA", 29),
    ("RO", 24),
    ("BG", 22),
    ("HR", 21),
    ("HU", 28),
    ("GR", 27),
    ("PT", 25),
    ("SE", 24),
    ("FI", 18),
    ("NO", 15),
    ("EE", 20),
    ("LV", 21),
    ("SK", 24),
    ("SI", 19),
    ("LI", 21),
    ("MT", 31),
];

/// Whether a text without spaces is an account number with a right checksum (ISO 13616).
pub fn is_iban(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let Some((_, length)) = IBAN_LENGTHS.iter().find(|(country, _)| upper.starts_with(country))
    else {
        return false;
    };
    if upper.len() != *length || !upper.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let turned = upper.bytes().skip(4).chain(upper.bytes().take(4));
    let rest = turned.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}

fn ibans(text: &str, found: &mut Vec<Personal>) {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at + 15 <= chars.len() {
        let starts = chars[at].is_ascii_alphabetic()
            && chars[at + 1].is_ascii_alphabetic()
            && chars[at + 2].is_ascii_digit()
            && chars[at + 3].is_ascii_digit()
            && (at == 0 || !chars[at - 1].is_alphanumeric());
        let country: String = chars[at..at + 2].iter().collect::<String>().to_ascii_uppercase();
        let length = IBAN_LENGTHS.iter().find(|(c, _)| *c == country).map(|(_, l)| *l);
        let Some(length) = length.filter(|_| starts) else {
            at += 1;
            continue;
        };
        let (mut compact, mut end) = (String::new(), at);
        while let Some(c) = chars.get(end).filter(|_| compact.len() < length) {
            match c {
                ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' => {}
                c if c.is_ascii_alphanumeric() => compact.push(*c),
                _ => break,
            }
            end += 1;
        }
        if is_iban(&compact) {
            let text = chars[at..end].iter().collect();
            found.push(Personal { kind: PersonalKind::Iban, text });
            at = end;
        } else {
            at += 1;
        }
    }
}

/// Words before a date of birth.
const BORN: &[&str] = &["geb.", "geboren", "geburtsdatum", "geburtstag:", "born"];
/// Letters between such a word and the date.
const BORN_REACH: usize = 20;

const MONTHS: &[&str] = &[
    "januar",
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

/// A full date at the beginning of a text: its length in bytes.
fn date(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let day = digits(text);
    let mut rest = text.get(day..).filter(|_| (1..=2).contains(&day))?;
    rest = rest.strip_prefix(['.', '/'])?.trim_start_matches(' ');
    let month = digits(rest);
    if (1..=2).contains(&month) {
        rest = rest.get(month..)?.strip_prefix(['.', '/'])?.trim_start_matches(' ');
    } else {
        let lower = rest.to_lowercase();
        let name = MONTHS.iter().find(|m| lower.starts_with(**m))?;
        rest = rest.get(name.len()..)?.trim_start_matches(' ');
    }
    let year = digits(rest);
    let is_year = year == 4 && (rest.starts_with("19") || rest.starts_with("20"));
    is_year.then(|| text.len() - rest.len() + year)
}

fn births(text: &str, found: &mut Vec<Personal>) {
    let lower = text.to_lowercase();
    // Lower case of German text has the same length; where it has not, nothing can be said.
    if lower.len() != text.len() {
        return;
    }
    for word in BORN {
        for (at, _) in lower.match_indices(word) {
            let is_apart = !lower[..at].ends_with(char::is_alphanumeric);
            let start = at + word.len();
            let place = lower[start..]
                .char_indices()
                .take(BORN_REACH)
                .find(|(offset, c)| c.is_ascii_digit() && date(&text[start + offset..]).is_some());
            if let (true, Some((offset, _))) = (is_apart, place) {
                let end = start + offset + date(&text[start + offset..]).unwrap_or(0);
                let text = text[at..end].to_owned();
                found.push(Personal { kind: PersonalKind::BirthDate, text });
            }
        }
    }
}

fn mobiles(text: &str, found: &mut Vec<Personal>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_start = (bytes[at] == b'+' || bytes[at] == b'0')
            && (at == 0
                || !(bytes[at - 1].is_ascii_alphanumeric() || b"+./-".contains(&bytes[at - 1])));
        if !is_start {
            at += 1;
            continue;
        }
        let mut end = at;
        let mut digits = String::new();
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'0'..=b'9' => digits.push(char::from(*byte)),
                b'+' if end == at => {}
                b' ' | b'-' | b'/' | b'(' | b')' | b'.' if digits.len() < 14 => {}
                _ => break,
            }
            end += 1;
        }
        let national =
            if let Some(rest) = digits.strip_prefix("0049").or_else(|| digits.strip_prefix("49")) {
                rest.trim_start_matches('0').to_owned()
            } else {
                digits.trim_start_matches('0').to_owned()
            };
        let is_mobile = ["15", "16", "17"].iter().any(|p| national.starts_with(p))
            && (10..=12).contains(&national.len());
        if is_mobile {
            let text = text[at..end].trim_end().to_owned();
            found.push(Personal { kind: PersonalKind::Mobile, text });
        }
        at = end.max(at + 1);
    }
}

/// Providers where private people have their mail.
const PRIVATE_HOSTS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "freenet.de",
    "yahoo.de",
    "yahoo.com",
    "hotmail.com",
    "hotmail.de",
    "outlook.com",
    "outlook.de",
    "live.de",
    "icloud.com",
    "me.com",
    "aol.com",
    "posteo.de",
    "mailbox.org",
    "arcor.de",
    "unitybox.de",
    "online.de",
    "proton.me",
    "protonmail.com",
    "1und1.de",
    "ymail.com",
];

fn mails(text: &str, found: &mut Vec<Personal>) {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    for (at, _) in text.match_indices('@') {
        let start = text[..at]
            .rfind(|c| !is_part(c))
            .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let rest = &text[at + 1..];
        let end =
            rest.find(|c: char| !(c.is_alphanumeric() || ".-".contains(c))).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches(['.', '-']);
        if start < at && PRIVATE_HOSTS.contains(&host.to_lowercase().as_str()) {
            let text = format!("{}@{host}", &text[start..at]);
            found.push(Personal { kind: PersonalKind::PrivateMail, text });
        }
    }
}

/// Personal data in a text.
pub fn find_personal(text: &str) -> Vec<Personal> {
    let mut found = Vec::new();
    ibans(text, &mut found);
    births(text, &mut found);
    mobiles(text, &mut found);
    mails(text, &mut found);
    found
}

/// A text without what separates its signs, to be compared.
fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '@').collect::<String>().to_lowercase()
}

fn about(kind: PersonalKind) -> Note {
    let (level, kind, de, en) = match kind {
        PersonalKind::Iban => (
            Level::Blocker,
            "personal-iban",
            "Hier steht eine Kontonummer.",
            "There is an account number here.",
        ),
        PersonalKind::BirthDate => (
            Level::Blocker,
            "personal-birth",
            "Hier steht ein Geburtsdatum.",
            "There is a date of birth here.",
        ),
        PersonalKind::Mobile => (
            Level::Ask,
            "personal-mobile",
            "Hier steht eine Handynummer.",
            "There is a mobile number here.",
        ),
        PersonalKind::PrivateMail => (
            Level::Ask,
            "personal-mail",
            "Hier steht eine private E-Mail-Adresse.",
            "There is a private e-mail address here.",
        ),
    };
    let mend = (
        "Nehmen Sie sie heraus, oder halten Sie fest, dass die Person einverstanden ist.",
        "Take it out, or record that the person agreed.",
    );
    Note { level, kind, said: (de.to_owned(), en.to_owned()), mend }
}

pub(super) fn check(document: &Document, notes: &mut Notes<'_>) {
    let own: Vec<String> = notes.situation.own.iter().map(|o| compact(o)).collect();
    for (field, text) in [("title", notes.situation.title), ("teaser", notes.situation.teaser)] {
        for personal in find_personal(text).into_iter().filter(|p| !own.contains(&compact(&p.text)))
        {
            notes.add(None, field, &personal.text, about(personal.kind));
        }
    }
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            for personal in find_personal(&field.text.words()) {
                if !own.contains(&compact(&personal.text)) {
                    notes.add(Some(block), &field.name, &personal.text, about(personal.kind));
                }
            }
        }
    });
}
