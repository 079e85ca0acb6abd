//! Passwords: argon2id with parameters in the stored text, a length, and a refusal of what
//! everybody tries first. No rotation, no rules about kinds of characters (OWASP ASVS 5.0 V6.2).

use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kernel::{AppError, Problem};
use tokio::sync::Semaphore;

/// Fewest characters.
pub const CHARACTERS_MIN: usize = 12;
/// Most characters.
pub const CHARACTERS_MAX: usize = 128;
/// Letters along the keyboard from which on they count as a pattern.
const RUN_CHARACTERS_MIN: usize = 6;
/// Memory of one hash in KiB: 19 MiB, with two passes the floor of OWASP's recommendation.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Hashes computed at the same time: bounds memory to 76 MiB.
static SLOTS: Semaphore = Semaphore::const_new(4);
/// What is compared with when there is no password, so that the answer takes as long.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| make(b"nobody has this password").ok());
/// Words that passwords are often made of, ours, one per line.
static COMMON: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("common_words.txt")
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .collect()
});

fn hasher() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::internal(error.to_string())
}

fn make(password: &[u8]) -> Result<String, AppError> {
    Ok(hasher()?.hash_password(password).map_err(internal)?.to_string())
}

/// Hashes a password; the text names algorithm, parameters and salt (PHC form).
///
/// # Errors
/// Internal when the machine has no randomness or memory.
pub async fn hash(password: String) -> Result<String, AppError> {
    let _slot = SLOTS.acquire().await.map_err(AppError::internal)?;
    tokio::task::spawn_blocking(move || make(password.as_bytes())).await.map_err(internal)?
}

/// Whether a password is the one that was stored. Takes as long when nothing was stored.
///
/// # Errors
/// Internal when the machine gives up.
pub async fn is_right(password: String, stored: Option<String>) -> Result<bool, AppError> {
    let _slot = SLOTS.acquire().await.map_err(AppError::internal)?;
    tokio::task::spawn_blocking(move || {
        let exists = stored.is_some();
        let Some(text) = stored.or_else(|| NOBODY.clone()) else { return Ok(false) };
        let fits = hasher()?.verify_password(password.as_bytes(), text.as_str()).is_ok();
        Ok(exists && fits)
    })
    .await
    .map_err(internal)?
}

/// Checks a new password; `own` are words others know about the person: name, address, town.
///
/// # Errors
/// A [`Problem`] at the field `passwort`.
pub fn check(password: &str, own: &[&str]) -> Result<(), Problem> {
    let characters = password.chars().count();
    let refuse = |kind, de: &str, en: &str| Err(Problem::new(kind, de, en).at("passwort", de, en));
    if characters < CHARACTERS_MIN {
        return refuse(
            "people/password-short",
            "Das Passwort braucht mindestens 12 Zeichen. Mehrere Wörter hintereinander sind gut zu merken.",
            "The password needs at least 12 characters. Several words in a row are easy to remember.",
        );
    }
    if characters > CHARACTERS_MAX {
        return refuse(
            "people/password-long",
            "Das Passwort darf höchstens 128 Zeichen haben.",
            "The password may have at most 128 characters.",
        );
    }
    if is_guessable(password, own) {
        return refuse(
            "people/password-common",
            "Dieses Passwort ist leicht zu erraten. Nehmen Sie eines ohne bekannte Wörter mit angehängten Zahlen, ohne Ihren Namen und ohne den Namen der Stadt.",
            "This password is easy to guess. Choose one that is not a known word with digits added, and without your name or the name of the town.",
        );
    }
    Ok(())
}

/// Letters in lower case, with the usual stand-ins read as letters.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter_map(|c| match c {
            '0' => Some('o'),
            '1' | '!' => Some('i'),
            '3' => Some('e'),
            '4' | '@' => Some('a'),
            '5' | '$' => Some('s'),
            '7' => Some('t'),
            c if c.is_alphabetic() => Some(c),
            _ => None,
        })
        .collect()
}

fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect()
}

/// Whether a password consists of few known words with digits and signs around them, of a pattern
/// on the keyboard, or of very few different characters.
fn is_guessable(password: &str, own: &[&str]) -> bool {
    let mut seen: Vec<char> = password.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    let typed = letters(password);
    let is_run = typed.chars().count() >= RUN_CHARACTERS_MIN && is_sequence(&typed);
    if seen.len() < 5 || is_run || is_sequence(password) {
        return true;
    }
    let own: Vec<String> = own
        .iter()
        .flat_map(|w| w.split(|c: char| !c.is_alphanumeric()))
        .map(letters)
        .filter(|w| w.chars().count() >= 3)
        .collect();
    let words: Vec<&str> = COMMON.iter().copied().chain(own.iter().map(String::as_str)).collect();
    // Digits at the end are an appendix before they are letters in disguise: "sommer2026!".
    let core = password.trim_matches(|c: char| !c.is_alphabetic());
    [typed, plain(core), plain(password)]
        .iter()
        .any(|text| text.is_empty() || is_made_of(text, &words))
}

/// Most known words in a row that still count as guessable.
const WORDS_MAX: usize = 3;

/// Whether a text is a few known words in a row, or one repeated.
fn is_made_of(text: &str, words: &[&str]) -> bool {
    let is_repeated = words.iter().any(|word| {
        text.len().is_multiple_of(word.len()) && word.repeat(text.len() / word.len()) == text
    });
    is_repeated || is_row_of(text, words, WORDS_MAX)
}

fn is_row_of(text: &str, words: &[&str], left: usize) -> bool {
    text.is_empty()
        || (left > 0
            && words
                .iter()
                .filter_map(|word| text.strip_prefix(word))
                .any(|rest| is_row_of(rest, words, left - 1)))
}

/// Whether the characters run along the keyboard or the alphabet.
fn is_sequence(text: &str) -> bool {
    const RUNS: &[&str] = &[
        "12345678901234567890",
        "qwertzuiopüasdfghjklöäyxcvbnm",
        "qwertyuiopasdfghjklzxcvbnm",
        "abcdefghijklmnopqrstuvwxyzabcdef",
        "1qay2wsx3edc4rfv5tgb6zhn7ujm",
        "1q2w3e4r5t6z7u8i9o0p",
        "1q2w3e4r5t6y7u8i9o0p",
        "q1w2e3r4t5z6u7i8o9p0",
    ];
    let text = text.to_lowercase();
    let backwards: String = text.chars().rev().collect();
    RUNS.iter().any(|run| run.contains(&text) || run.contains(&backwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_is_refused() {
        let own = ["Erika Mustermann", "erika.mustermann@musterbach.example", "Stadt Musterbach"];
        for bad in [
            "Passwort1234",
            "P@ssw0rt2026!",
            "Sommer2026!!!!",
            "123456789012",
            "aaaaaaaaaaaa",
            "qwertzuiopü123",
            "qwertzuiopüa",
            "passwortpasswort",
            "SommerWinter26",
            "Musterbach2026!",
            "ErikaMustermann1",
            "hallohallohallo",
            "ababababababab",
            "abcdefghijkl",
            "20262026202620",
            "kurz",
        ] {
            assert!(check(bad, &own).is_err(), "{bad}");
        }
        for good in [
            "korrekt Pferd Batterie Heftklammer",
            "Nebel&Flöte/Tannenzapfen",
            "x9Kd-2mPq-77Lw",
            "Regenschirm auf dem Dach",
            "трамвай на площади",
        ] {
            assert!(check(good, &own).is_ok(), "{good}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("ÄÖÜäöüß€x9", &[]).unwrap_err().kind, "people/password-short");
        let long: String = "Zaunkönig ".repeat(13);
        assert_eq!(check(&long, &[]).unwrap_err().kind, "people/password-long");
    }

    #[tokio::test]
    async fn a_hash_names_its_parameters_and_knows_its_password() {
        let stored = hash("Regenschirm auf dem Dach".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right("Regenschirm auf dem Dach".into(), Some(stored.clone())).await.unwrap());
        assert!(!is_right("Regenschirm auf dem dach".into(), Some(stored)).await.unwrap());
        assert!(!is_right("nobody has this password".into(), None).await.unwrap());
    }
}
