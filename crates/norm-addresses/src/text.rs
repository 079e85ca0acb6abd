//! Streets and house numbers in the form in which they are compared.

/// Endings that all mean the same.
const STREET_ENDINGS: [&str; 3] = ["strasse", "straße", "str"];

/// The key of a street: lower case, umlauts written out, `Straße` as `str`, no blanks, no
/// hyphens, no points. Two spellings of one street have the same key.
pub fn street_key(street: &str) -> String {
    let mut key = String::with_capacity(street.len());
    for word in
        street.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '`' | '´')))
    {
        let start = key.len();
        for character in word.chars().flat_map(char::to_lowercase) {
            match character {
                'ä' => key.push_str("ae"),
                'ö' => key.push_str("oe"),
                'ü' => key.push_str("ue"),
                'ß' => key.push_str("ss"),
                'é' | 'è' | 'ê' => key.push('e'),
                'à' | 'á' | 'â' => key.push('a'),
                '\'' | '’' | '`' | '´' | '\u{308}' => {}
                other => key.push(other),
            }
        }
        for ending in STREET_ENDINGS {
            if key[start..].ends_with(ending) {
                key.truncate(key.len() - ending.len());
                key.push_str("str");
                break;
            }
        }
    }
    key
}

/// A house number: digits without leading zeros and a suffix in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HouseNumber {
    /// The digits as a number.
    pub number: u32,
    /// The suffix: a letter, a fraction, or nothing.
    pub suffix: String,
}

impl std::fmt::Display for HouseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.number, self.suffix)
    }
}

/// Words that may stand before a number.
const NUMBER_WORDS: [&str; 5] = ["hausnummer", "nummer", "nr.", "nr", "no."];

fn without_word(text: &str) -> &str {
    let text = text.trim_start();
    for word in NUMBER_WORDS {
        let head = text.get(..word.len());
        if head.is_some_and(|h| h.eq_ignore_ascii_case(word)) {
            return text[word.len()..].trim_start();
        }
    }
    text
}

/// Reads `12`, `0012`, `12a`, `12 A`, `Nr. 12 a`. `None` for ranges and everything else that is
/// not one number.
pub fn house_number(text: &str) -> Option<HouseNumber> {
    let text = without_word(text).trim().trim_end_matches(['.', ',']);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text[..digits].parse().ok()?;
    let suffix: String = text[digits..]
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    let letter = suffix.chars().all(char::is_alphabetic) && suffix.chars().count() <= 2;
    let fraction = matches!(suffix.as_str(), "1/2" | "1/3" | "1/4" | "3/4" | "½");
    (number > 0 && (letter || fraction)).then_some(HouseNumber { number, suffix })
}

/// Divides `Am Markt 12 a` into the street and the rest that begins with the number.
pub fn split_address(address: &str) -> (&str, &str) {
    let address = address.split_once('\n').map_or(address, |(line, _)| line).trim();
    let starts = address.char_indices().filter(|(at, c)| {
        let before = address[..*at].chars().next_back();
        c.is_ascii_digit() && before.is_some_and(|b| b.is_whitespace() || matches!(b, '.' | ','))
    });
    // The last group of digits that begins a number; `Straße 12 5` belongs to street 12.
    let at = starts.map(|(at, _)| at).rfind(|at| plausible(&address[*at..]));
    let Some(at) = at else { return (address, "") };
    let (street, number) = address.split_at(at);
    let street = street.trim().trim_end_matches(',').trim();
    for word in NUMBER_WORDS {
        let cut = street.len().saturating_sub(word.len());
        let tail =
            street.get(cut..).filter(|_| street.get(..cut).is_some_and(|h| h.ends_with(' ')));
        if tail.is_some_and(|t| t.eq_ignore_ascii_case(word)) {
            return (street[..cut].trim().trim_end_matches(',').trim(), number.trim());
        }
    }
    (street, number.trim())
}

/// A number, a range, or a fraction: at most a few characters follow the digits. A fraction's
/// own digits begin no number.
fn plausible(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let tail = &rest[digits..];
    !tail.starts_with('/') && tail.chars().count() <= 12
}
