//! Texts cut to what a channel takes: never within a letter, a word or an address.

use unicode_segmentation::UnicodeSegmentation;

/// What a channel counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Characters of Unicode.
    Scalar,
    /// Letters as people see them.
    Grapheme,
    /// Units of UTF-16, as browsers and many services count.
    Utf16,
    /// Bytes of UTF-8.
    Byte,
}

/// What a channel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What it counts.
    pub unit: Unit,
    /// How many it takes.
    pub max: usize,
    /// What every web address counts, however long; none if it counts as it is.
    pub url_weight: Option<usize>,
    /// How many words with `#` it takes; zero for any number.
    pub hashtags_max: usize,
    /// How many words with `@` it takes; zero for any number.
    pub mentions_max: usize,
}

const fn limits(unit: Unit, max: usize) -> Limits {
    Limits { unit, max, url_weight: None, hashtags_max: 0, mentions_max: 0 }
}

/// A post on Mastodon by default; servers name their own numbers.
pub const FEDIVERSE: Limits = Limits { url_weight: Some(23), ..limits(Unit::Grapheme, 500) };
/// A post on Facebook.
pub const FACEBOOK: Limits = limits(Unit::Utf16, 63_206);
/// A caption on Instagram.
pub const INSTAGRAM: Limits =
    Limits { hashtags_max: 30, mentions_max: 20, ..limits(Unit::Utf16, 2_200) };
/// The title of a film on `YouTube`.
pub const YOUTUBE_TITLE: Limits = limits(Unit::Utf16, 100);
/// The description of a film on `YouTube`.
pub const YOUTUBE_DESCRIPTION: Limits = limits(Unit::Byte, 5_000);
/// A message to browsers: what fits beside the envelope.
pub const WEB_PUSH: Limits = limits(Unit::Byte, 3_000);
/// The text of a banner.
pub const BANNER: Limits = limits(Unit::Grapheme, 300);

/// The sign of what was left out.
const ENDING: &str = "…";

/// A text as a channel gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The text.
    pub text: String,
    /// What it counts there.
    pub length: usize,
    /// Whether something was left out.
    pub is_cut: bool,
    /// Words with `#` above what the channel takes.
    pub hashtags_over: usize,
    /// Words with `@` above what the channel takes.
    pub mentions_over: usize,
}

fn is_url(word: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        word.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && word.len() > scheme.len()
    })
}

impl Limits {
    fn count(&self, text: &str) -> usize {
        match self.unit {
            Unit::Scalar => text.chars().count(),
            Unit::Grapheme => text.graphemes(true).count(),
            Unit::Utf16 => text.encode_utf16().count(),
            Unit::Byte => text.len(),
        }
    }

    /// What a text counts on the channel.
    pub fn length(&self, text: &str) -> usize {
        let Some(weight) = self.url_weight else { return self.count(text) };
        pieces(text).map(|piece| if is_url(piece) { weight } else { self.count(piece) }).sum()
    }
}

/// Words and what stands between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_space = first.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != is_space).unwrap_or(rest.len());
        let (piece, later) = rest.split_at(end);
        rest = later;
        Some(piece)
    })
}

fn marked(text: &str, mark: char) -> usize {
    text.split_whitespace().filter(|w| w.starts_with(mark) && w.chars().count() > 1).count()
}

/// Cuts a text to what a channel takes, at a word if there is one, and says so with "…". An address
/// is kept whole or left out.
pub fn cut(text: &str, limits: &Limits) -> Cut {
    let text = text.trim();
    let done = |text: String, is_cut: bool| {
        let over =
            |mark, max: usize| if max == 0 { 0 } else { marked(&text, mark).saturating_sub(max) };
        Cut {
            length: limits.length(&text),
            hashtags_over: over('#', limits.hashtags_max),
            mentions_over: over('@', limits.mentions_max),
            text,
            is_cut,
        }
    };
    if limits.length(text) <= limits.max {
        return done(text.to_owned(), false);
    }
    let room = limits.max.saturating_sub(limits.count(ENDING));
    let (mut kept, mut length) = (String::new(), 0);
    for piece in pieces(text) {
        let url = limits.url_weight.filter(|_| is_url(piece));
        let weight = url.unwrap_or_else(|| limits.count(piece));
        if length + weight > room {
            // A word longer than all the room is cut within, an address never.
            if kept.is_empty() && !is_url(piece) {
                for letter in piece.graphemes(true) {
                    let weight = limits.count(letter);
                    if length + weight > room {
                        break;
                    }
                    length += weight;
                    kept.push_str(letter);
                }
            }
            break;
        }
        length += weight;
        kept.push_str(piece);
    }
    let mut kept = kept.trim_end().to_owned();
    while kept.ends_with([',', ';', ':', '–', '-', '(']) {
        kept.pop();
        kept.truncate(kept.trim_end().len());
    }
    // An address would grow by the sign behind it.
    let last = kept.split_whitespace().next_back().unwrap_or_default();
    if is_url(last) {
        kept.push(' ');
    }
    kept.push_str(ENDING);
    // Joined letters can count differently from apart.
    while limits.length(&kept) > limits.max && !kept.is_empty() {
        let end = kept
            .trim_end_matches(ENDING)
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at);
        kept.truncate(end);
        if limits.count(ENDING) <= limits.max && end > 0 {
            kept.push_str(ENDING);
        }
    }
    done(kept, true)
}

/// Cuts to a number of letters as people see them, at a word.
pub fn shorten(text: &str, letters: usize) -> String {
    cut(text, &limits(Unit::Grapheme, letters)).text
}

/// A text and the address of its page: the text gives way, the address stays whole.
pub fn compose(text: &str, url: &str, limits: &Limits) -> Cut {
    if url.is_empty() {
        return cut(text, limits);
    }
    let tail = format!("\n\n{url}");
    let weight = limits.count("\n\n") + limits.url_weight.unwrap_or_else(|| limits.count(url));
    if weight >= limits.max {
        return cut(text, limits);
    }
    let room = Limits { max: limits.max - weight, ..*limits };
    let mut made = cut(text, &room);
    made.text.push_str(&tail);
    made.text = made.text.trim().to_owned();
    made.length = limits.length(&made.text);
    made
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_and_letters_stay_whole() {
        let ten = limits(Unit::Grapheme, 10);
        assert_eq!(cut("Guten Morgen", &ten).text, "Guten…");
        assert_eq!(cut("Guten Tag.", &ten).text, "Guten Tag.");
        // There is no room for the sign behind a word that just fits.
        assert_eq!(cut("Guten Tagg heute", &ten).text, "Guten…");
        let family = "👨‍👩‍👧‍👦".repeat(12);
        assert_eq!(cut(&family, &ten).text, format!("{}…", "👨‍👩‍👧‍👦".repeat(9)));
        let bytes = limits(Unit::Byte, 20);
        assert!(cut(&"ü".repeat(30), &bytes).text.len() <= 20);
    }

    #[test]
    fn addresses_count_what_the_channel_says() {
        let long = format!("https://stadt.example/{}", "a".repeat(400));
        let text = format!("{} {long}", "Wort ".repeat(90));
        let cut = compose(&text, &long, &FEDIVERSE);
        assert!(cut.text.ends_with(&long));
        assert!(cut.length <= 500, "{}", cut.length);
        assert_eq!(FEDIVERSE.length(&long), 23);
        assert_eq!(super::cut(&"#a ".repeat(40), &INSTAGRAM).hashtags_over, 10);
    }

    proptest! {
        #[test]
        fn nothing_is_longer_than_allowed(
            text in "(?s)(https://[a-z]{1,30}|[a-zäöü👨‍👩‍👧‍👦🇩🇪é\u{301} \n,.]){0,40}",
            max in 1_usize..60,
            unit in prop::sample::select(vec![Unit::Scalar, Unit::Grapheme, Unit::Utf16, Unit::Byte]),
            url_weight in prop::option::of(5_usize..30),
        ) {
            let limits = Limits { url_weight, ..limits(unit, max) };
            let made = cut(&text, &limits);
            prop_assert!(limits.length(&made.text) <= max, "{:?}", made);
            if !made.is_cut {
                prop_assert_eq!(made.text, text.trim());
            }
            let composed = compose(&text, "https://a.example/b", &limits);
            prop_assert!(limits.length(&composed.text) <= max, "{:?}", composed);
        }
    }
}
