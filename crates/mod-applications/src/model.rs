//! Drafts, their holders, and the number and code that find them again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::access::{Actor, Guarded};
use kernel::files::StoredFile;
use kernel::{Case, Id, Language, Town};
use norm_fim::Answers;
use serde::{Deserialize, Serialize};

/// Letters and digits of numbers and codes: none that look alike when written by hand (0 O 1 I).
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a holder's number: enough to be unique, short enough to be read out.
const NUMBER_CHARS: usize = 7;
/// Characters of a code: 60 bits, tried at a limited rate and kept as a keyed digest.
const CODE_CHARS: usize = 12;

/// What is personal in a draft: sealed in the database.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DraftData {
    /// Everything answered so far, understood or not, applicable at the moment or not.
    pub(crate) answers: Answers,
    /// Documents the applicant wants to hand in later, by kind.
    pub(crate) later: BTreeSet<String>,
    /// Which branch of a choice is shown, by the path of the choice.
    pub(crate) chosen: BTreeMap<String, String>,
    /// Pages that were sent at least once.
    pub(crate) seen: BTreeSet<String>,
}

impl std::fmt::Debug for DraftData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

/// An application that is being filled in.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) id: Id<Draft>,
    /// Service whose form it is.
    pub(crate) service: String,
    /// Id and version of the schema it was last saved with.
    pub(crate) schema_key: String,
    /// Who holds it: `holder/…` or `account/…`.
    pub(crate) holder: String,
    /// Page to go on with.
    pub(crate) page: String,
    pub(crate) language: Language,
    /// Goes up with every save.
    pub(crate) version: i64,
    /// Goes up when entries of lists are added or removed: older pages then name other entries.
    pub(crate) shape: i64,
    pub(crate) changed_at: Timestamp,
    /// First day on which it is gone.
    pub(crate) expires_on: Date,
    pub(crate) data: DraftData,
}

impl Draft {
    /// Owner of its files.
    pub(crate) fn owner(&self) -> String {
        format!("draft/{}", self.id)
    }
}

impl Guarded for Draft {
    fn readable_by(&self, actor: &Actor) -> bool {
        actor.holder().is_some_and(|h| h == self.holder)
    }
}

/// A draft in a list: without its contents.
#[derive(Clone, Debug)]
pub(crate) struct DraftRow {
    pub(crate) id: Id<Draft>,
    pub(crate) service: String,
    pub(crate) holder: String,
    pub(crate) language: Language,
    pub(crate) changed_at: Timestamp,
    pub(crate) expires_on: Date,
}

/// Somebody without account who holds drafts and cases by number and code.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    /// `holder/…`.
    pub(crate) key: String,
    /// As shown: `A7K-29QX`.
    pub(crate) number: String,
    /// Keyed digest of number and code.
    pub(crate) code_tag: String,
    /// The code, sealed, until its holder has noted it; then empty.
    pub(crate) code_shown: String,
    /// E-mail, sealed; empty if none was given.
    pub(crate) email: String,
    /// Day on which the last draft ran out, if one did.
    pub(crate) lost_on: Option<Date>,
}

/// What was submitted, with its receipt.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub(crate) service: String,
    /// What its form was pinned to.
    pub(crate) schema_key: String,
    /// SHA-256 of the submitted data (JSON), hexadecimal.
    pub(crate) sha256: String,
    pub(crate) submitted_at: Timestamp,
    pub(crate) language: Language,
    pub(crate) data_file: Id<StoredFile>,
    pub(crate) xml_file: Id<StoredFile>,
    pub(crate) summary_file: Id<StoredFile>,
    pub(crate) receipt_file: Option<Id<StoredFile>>,
}

fn random(count: usize) -> String {
    let mut bytes = vec![0_u8; count];
    rand::fill(&mut bytes[..]);
    bytes.into_iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect()
}

/// A new number such as `A7K-29QX`.
pub(crate) fn new_number() -> String {
    let plain = random(NUMBER_CHARS);
    let (start, end) = plain.split_at(3);
    format!("{start}-{end}")
}

/// A new code such as `KXRM-49TD-PW7H`.
pub(crate) fn new_code() -> String {
    let plain = random(CODE_CHARS);
    let parts: Vec<&str> =
        [plain.get(..4), plain.get(4..8), plain.get(8..)].into_iter().flatten().collect();
    parts.join("-")
}

/// What people typed as number or code, without spaces, hyphens and lower case.
pub(crate) fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).take(40).collect::<String>().to_uppercase()
}

/// The number in the form in which it is kept, from whatever was typed.
pub(crate) fn number_form(typed: &str) -> String {
    let plain = plain(typed);
    match plain.split_at_checked(3) {
        Some((start, end)) if !end.is_empty() => format!("{start}-{end}"),
        _ => plain,
    }
}

/// The digest under which number and code are kept: without the town's key nobody can try codes
/// on a stolen database.
pub(crate) fn code_tag(town: &Town, number: &str, code: &str) -> String {
    hex::encode(town.keys().forms.tag(&format!("holder|{}|{}", plain(number), plain(code))))
}

/// Whether two digests are the same, in constant time.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}

/// How a stage of work is told to the applicant: title and explanation.
pub(crate) fn stage_words(case: &Case) -> (kernel::Text, kernel::Text) {
    use kernel::Text;
    let stage = if case.state == "open" { case.stage.as_str() } else { case.state.as_str() };
    match stage {
        "new" => (
            Text::new("Eingegangen", "Received"),
            Text::new(
                "Ihr Antrag ist bei uns. Als Nächstes sehen wir ihn uns an.",
                "We have your application. Next we look at it.",
            ),
        ),
        "documents" => (
            Text::new("Unterlagen fehlen", "Documents are missing"),
            Text::new(
                "Wir brauchen noch Unterlagen von Ihnen, bevor wir entscheiden können.",
                "We still need documents from you before we can decide.",
            ),
        ),
        "hearing" => (
            Text::new("Sie haben das Wort", "Your turn to speak"),
            Text::new(
                "Bevor wir entscheiden, möchten wir wissen, was Sie dazu sagen. Lesen Sie bitte unsere Nachricht und antworten Sie uns.",
                "Before we decide, we would like to know what you say. Please read our message and answer us.",
            ),
        ),
        "decided" => (
            Text::new("Entschieden", "Decided"),
            Text::new(
                "Den Bescheid finden Sie hier oder in Ihrem Briefkasten.",
                "You find the notice here or in your letter box.",
            ),
        ),
        "closed" => (
            Text::new("Abgeschlossen", "Closed"),
            Text::new("Ihr Antrag ist abgeschlossen.", "Your application is closed."),
        ),
        "withdrawn" => (
            Text::new("Zurückgenommen", "Withdrawn"),
            Text::new(
                "Sie haben den Antrag zurückgenommen. Wir bearbeiten ihn nicht weiter.",
                "You have withdrawn the application. We do not work on it any more.",
            ),
        ),
        _ => (
            Text::new("In Prüfung", "Being checked"),
            Text::new(
                "Wir prüfen Ihren Antrag. Wenn etwas fehlt, melden wir uns.",
                "We are checking your application. If something is missing, we tell you.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_codes_survive_handwriting() {
        let (number, code) = (new_number(), new_code());
        assert_eq!(number.len(), 8);
        assert_eq!(code.len(), 14);
        assert_eq!(number_form(&number), number);
        assert_eq!(number_form(&format!(" {} ", number.to_lowercase().replace('-', " "))), number);
        assert_eq!(plain(&code.to_lowercase()), code.replace('-', ""));
        for text in [&number, &code] {
            assert!(!text.contains(['0', 'O', '1', 'I']), "{text}");
        }
    }

    #[test]
    fn odd_input_is_no_number() {
        for typed in ["", "a", "ab", "💥", "A7K", &"x".repeat(10_000)] {
            assert!(number_form(typed).len() <= 41);
        }
    }

    #[test]
    fn digests_compare_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "ab"));
    }
}
