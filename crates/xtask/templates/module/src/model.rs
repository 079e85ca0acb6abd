//! What a {{noun}} is and what it may be called; no database, no HTTP.

use kernel::{Id, Problem};

/// Longest name, in characters. Our choice: it fits on one line of a phone.
pub const NAME_CHARS_MAX: usize = 60;

/// A {{noun}}.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct {{Noun}} {
    /// Identifier.
    pub id: Id<{{Noun}}>,
    /// What it is called.
    pub name: String,
}

impl {{Noun}} {
    /// A new one.
    ///
    /// # Errors
    /// `{{name}}/name` when the name is empty or too long.
    pub fn named(name: &str) -> Result<Self, Problem> {
        let name = name.trim();
        let chars = name.chars().count();
        if chars == 0 || chars > NAME_CHARS_MAX {
            return Err(Problem::new(
                "{{name}}/name",
                "Der Name fehlt oder ist zu lang.",
                "The name is missing or too long.",
            )
            .at(
                "name",
                "Geben Sie einen Namen mit höchstens 60 Zeichen ein.",
                "Enter a name of at most 60 characters.",
            ));
        }
        Ok(Self { id: Id::new(), name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_between_one_and_sixty_characters() {
        assert_eq!({{Noun}}::named(" Ö ").unwrap().name, "Ö");
        assert!({{Noun}}::named(&"ä".repeat(NAME_CHARS_MAX)).is_ok());
        for name in ["", "  ", &"ä".repeat(NAME_CHARS_MAX + 1)] {
            assert_eq!({{Noun}}::named(name).unwrap_err().kind, "{{name}}/name", "{name:?}");
        }
    }
}
