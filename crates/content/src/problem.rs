//! What can be wrong with a stored text, and where.

use std::fmt;

use crate::key::BlockId;
use crate::said::Said;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not the JSON that is expected; the parser's words.
    Syntax(String),
    /// A version this program does not know.
    Version(u64),
    /// A kind of block that does not exist.
    UnknownKind(String),
    /// More entries than allowed.
    TooMany {
        /// How many there are.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// Longer than allowed: characters of a field, bytes of the whole.
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        max: usize,
    },
    /// Blocks in blocks in blocks.
    TooDeep {
        /// How deep is allowed.
        max: usize,
    },
    /// Two blocks with one id.
    SameId,
    /// Rows of different length.
    Uneven,
    /// A kind of block that may not stand here.
    Misplaced(&'static str),
}

/// What is wrong with a stored text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentError {
    /// The block, if it is about one.
    pub block: Option<BlockId>,
    /// The field of the block's data, empty if it is about the whole.
    pub field: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// Marks a message that carries the place of an inner block through the JSON reader.
const CARRIED: char = '\u{1}';

impl ContentError {
    pub(crate) fn whole(wrong: Wrong) -> Self {
        Self { block: None, field: String::new(), wrong }
    }

    pub(crate) fn at(block: &BlockId, field: &str, wrong: Wrong) -> Self {
        Self { block: Some(block.clone()), field: field.to_owned(), wrong }
    }

    /// The place and the reason as one message for the JSON reader around.
    pub(crate) fn carried(&self) -> String {
        let block = self.block.as_ref().map_or("", BlockId::as_str);
        let why = match &self.wrong {
            Wrong::UnknownKind(kind) => format!("={kind}"),
            Wrong::Syntax(why) => why.clone(),
            other => other.to_string(),
        };
        format!("{CARRIED}{block}{CARRIED}{}{CARRIED}{why}{CARRIED}", self.field)
    }

    /// Reads such a message again.
    pub(crate) fn uncarried(message: &str) -> Option<Self> {
        let mut parts = message.split(CARRIED).skip(1);
        let (block, field, why) = (parts.next()?, parts.next()?, parts.next()?);
        let wrong = match why.strip_prefix('=') {
            Some(kind) => Wrong::UnknownKind(kind.to_owned()),
            None => Wrong::Syntax(why.to_owned()),
        };
        Some(Self { block: BlockId::parse(block).ok(), field: field.to_owned(), wrong })
    }

    /// The error as a sentence for people.
    pub fn said(&self) -> Said {
        match &self.wrong {
            Wrong::Syntax(why) => Said::new(
                format!("Der Inhalt ist nicht so aufgebaut, wie er sein muss: {why}"),
                format!("The content is not structured as it must be: {why}"),
            ),
            Wrong::Version(version) => Said::new(
                format!("Der Inhalt stammt aus einer anderen Fassung des Programms ({version})."),
                format!("The content comes from another version of the program ({version})."),
            ),
            Wrong::UnknownKind(kind) => Said::new(
                format!("Einen Baustein der Art „{kind}“ gibt es nicht."),
                format!("There is no block of the kind “{kind}”."),
            ),
            Wrong::TooMany { count, max } => Said::new(
                format!(
                    "Das sind {count} Einträge. Erlaubt sind {max}. Bitte teilen Sie den Inhalt auf mehrere Seiten auf."
                ),
                format!(
                    "These are {count} entries. {max} are allowed. Please divide the content into several pages."
                ),
            ),
            Wrong::TooLong { length, max } => Said::new(
                format!("Der Text ist {length} Zeichen lang. Erlaubt sind {max}."),
                format!("The text has {length} characters. {max} are allowed."),
            ),
            Wrong::TooDeep { max } => Said::new(
                format!("Die Bausteine sind zu tief verschachtelt. Erlaubt sind {max} Ebenen."),
                format!("The blocks are nested too deeply. {max} levels are allowed."),
            ),
            Wrong::SameId => {
                Said::new("Zwei Bausteine tragen dieselbe Kennung.", "Two blocks have the same id.")
            }
            Wrong::Uneven => Said::new(
                "Alle Zeilen einer Tabelle müssen gleich viele Zellen haben.",
                "All rows of a table must have the same number of cells.",
            ),
            Wrong::Misplaced(kind) => Said::new(
                format!("Ein Baustein der Art „{kind}“ darf hier nicht stehen."),
                format!("A block of the kind “{kind}” may not stand here."),
            ),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = ContentError::whole(self.clone());
        f.write_str(&error.said().en)
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.block {
            Some(block) => write!(f, "block {block}, {}: {}", self.field, self.wrong),
            None => write!(f, "{}", self.wrong),
        }
    }
}

impl std::error::Error for ContentError {}
