//! The grammar of German rule texts.
//!
//! `Wenn [das Feld] F… = "Ja", dann muss [die Gruppe] G… befüllt werden, sonst …`, the one-line
//! constraints ("mindestens eines der Felder …"), texts that differ by state, and prefills.

mod action;
mod condition;
mod constraint;
mod passive;
mod state;

use super::ast::{Condition, Effect, Operand, Rule};
use super::compile::{Context, Prefill};
use super::token::{Kind, Token};

/// Deepest nesting of brackets in a condition.
const DEPTH_MAX: usize = 16;

/// Words without meaning of their own.
const FILLERS: [&str; 44] = [
    "das",
    "die",
    "der",
    "den",
    "dem",
    "des",
    "ein",
    "eine",
    "einen",
    "feld",
    "felder",
    "feldes",
    "feldern",
    "datenfeld",
    "datenfelder",
    "datenfeldern",
    "datenfelds",
    "feldgruppe",
    "feldgruppen",
    "gruppe",
    "gruppen",
    "datenfeldgruppe",
    "datenfeldgruppen",
    "datengruppe",
    "datengruppen",
    "in",
    "im",
    "beiden",
    "anderen",
    "folgenden",
    "folgende",
    "drei",
    "auch",
    "jeweils",
    "angabe",
    "angaben",
    "zusätzlich",
    "hier",
    "antragsstrecke",
    "entsprechende",
    "entsprechenden",
    "zugehörige",
    "nur",
    "als",
];

/// What a text says.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub rules: Vec<Rule>,
    pub prefills: Vec<Prefill>,
    /// True when the text was understood but says nothing for this state.
    pub says_nothing_here: bool,
}

/// Result of one step: an error says in German where understanding ended.
type Step<T> = Result<T, String>;

pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    context: Context<'a>,
    parsed: Parsed,
    /// The question last compared, for `… <> "Ja"` without a question.
    last_id: Option<String>,
    /// Operator last used, for `= 001 ODER 003`.
    last_op: Option<&'static str>,
    /// Values already compared with per question, for "alle anderen Ausprägungen".
    seen: Vec<(String, String)>,
    /// Elements last acted upon, for "die Felder" and "sonst nicht".
    last_targets: Vec<String>,
    /// Condition last read, for a following sentence with "dann".
    last_condition: Option<Condition>,
    /// False inside of "Für das Land XY gilt" of another state.
    is_active: bool,
    /// States named so far, for "alle anderen Länder".
    named_states: Vec<String>,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, tokens: Vec<Token>, context: Context<'a>) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            context,
            parsed: Parsed::default(),
            last_id: None,
            last_op: None,
            seen: Vec::new(),
            last_targets: Vec::new(),
            last_condition: None,
            is_active: true,
            named_states: Vec::new(),
        }
    }

    /// Reads the whole text.
    pub fn text(mut self) -> Step<Parsed> {
        while !self.is_at_end() {
            if self.skip_if(|k| matches!(k, Kind::Dot | Kind::Comma | Kind::Colon)) {
                continue;
            }
            self.statement()?;
        }
        Ok(self.parsed)
    }

    fn statement(&mut self) -> Step<()> {
        let Some(word) = self.word() else { return self.open_statement() };
        match word.as_str() {
            "für" => self.state_scope(),
            "wenn" | "bei" | "falls" | "sofern" => self.conditional(),
            "es" | "mindestens" | "entweder" => self.constraint(),
            _ => self.open_statement(),
        }
    }

    // --- looking and stepping -------------------------------------------------------------

    fn kind(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|t| &t.kind)
    }

    fn kind_at(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|t| &t.kind)
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The word here, in lower case.
    fn word(&self) -> Option<String> {
        self.word_at(0)
    }

    fn word_at(&self, ahead: usize) -> Option<String> {
        match self.kind_at(ahead)? {
            Kind::Word(word) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    fn is_word(&self, words: &[&str]) -> bool {
        self.word().is_some_and(|w| words.contains(&w.as_str()))
    }

    /// Steps over one of these words.
    fn take(&mut self, words: &[&str]) -> bool {
        let found = self.is_word(words);
        if found {
            self.at += 1;
        }
        found
    }

    /// Steps over these words in this order.
    fn take_all(&mut self, words: &[&str]) -> bool {
        let matches =
            words.iter().enumerate().all(|(i, w)| self.word_at(i).is_some_and(|x| x == *w));
        if matches {
            self.at += words.len();
        }
        matches
    }

    fn skip_if(&mut self, test: impl Fn(&Kind) -> bool) -> bool {
        let found = self.kind().is_some_and(test);
        if found {
            self.at += 1;
        }
        found
    }

    fn skip_fillers(&mut self) {
        while self.take(&FILLERS) {}
    }

    fn expect(&mut self, words: &[&str]) -> Step<()> {
        if self.take(words) { Ok(()) } else { self.lost(words[0]) }
    }

    /// Gives up here.
    fn lost<T>(&self, expected: &str) -> Step<T> {
        let rest = match self.tokens.get(self.at) {
            Some(token) => self.text.get(token.start..).unwrap_or_default(),
            None => "dem Ende",
        };
        let rest: String = rest.chars().take(60).collect();
        Err(format!("Nicht verstanden bei: {rest} (erwartet: {expected})"))
    }

    // --- ids and values -------------------------------------------------------------------

    fn id(&mut self) -> Step<String> {
        self.skip_fillers();
        let id = match self.kind() {
            Some(Kind::Id(id)) => id.clone(),
            _ => return self.lost("ein Element"),
        };
        self.at += 1;
        self.skip_foreign_name();
        self.context.known(&id)
    }

    /// Passes over an unquoted name that the schema does not know: nouns right after an id.
    fn skip_foreign_name(&mut self) {
        const LINKS: [&str; 8] = ["der", "die", "das", "des", "von", "zur", "zum", "über"];
        let is_noun = |kind: Option<&Kind>| {
            matches!(kind, Some(Kind::Word(w)) if w.starts_with(char::is_uppercase)
                && w.chars().any(char::is_lowercase)
                && !["Auswahl", "Antwort", "Wenn", "Dann"].contains(&w.as_str())
                && !FILLERS.contains(&w.to_lowercase().as_str()))
        };
        if !is_noun(self.kind()) {
            return;
        }
        loop {
            let is_link = self.is_word(&LINKS) && is_noun(self.kind_at(1));
            let is_described = self.is_adjective() && is_noun(self.kind_at(1));
            if !is_noun(self.kind()) && !is_link && !is_described {
                return;
            }
            self.at += 1;
        }
    }

    /// True for `gewerberechtliche` in a name, false for every word of the grammar.
    fn is_adjective(&self) -> bool {
        const SHORTEST: usize = 6;
        const GRAMMAR: [&str; 12] = [
            "werden",
            "müssen",
            "dürfen",
            "zeigen",
            "blende",
            "aktiviere",
            "deaktiviere",
            "erscheinen",
            "befüllen",
            "ansonsten",
            "optionale",
            "optionales",
        ];
        matches!(self.kind(), Some(Kind::Word(w)) if w.starts_with(char::is_lowercase)
            && w.chars().count() >= SHORTEST
            && w.chars().all(char::is_alphabetic)
            && ["e", "er", "es", "en", "em"].iter().any(|end| w.ends_with(end))
            && !GRAMMAR.contains(&w.as_str())
            && !FILLERS.contains(&w.as_str()))
    }

    fn is_id_ahead(&self) -> bool {
        let mut ahead = 0;
        while self.word_at(ahead).is_some_and(|w| FILLERS.contains(&w.as_str())) {
            ahead += 1;
        }
        matches!(self.kind_at(ahead), Some(Kind::Id(_)))
    }

    /// Ids joined by commas, "und", "oder" or nothing.
    fn ids(&mut self) -> Step<Vec<String>> {
        let mut ids = vec![self.id()?];
        loop {
            let before = self.at;
            self.skip_if(|k| matches!(k, Kind::Comma));
            self.take(&["und", "oder", "sowie"]);
            if !self.is_id_ahead() {
                self.at = before;
                return Ok(ids);
            }
            ids.push(self.id()?);
        }
    }

    /// A written value, without the label behind a code.
    fn value(&mut self, id: &str) -> Step<String> {
        self.take(&["auswahl", "antwort", "code", "wert"]);
        self.skip_if(|k| matches!(k, Kind::Op("=")));
        let value = match self.kind() {
            Some(Kind::Quoted(text) | Kind::Word(text)) => text.clone(),
            _ => return self.lost("ein Wert"),
        };
        let is_quoted = matches!(self.kind(), Some(Kind::Quoted(_)));
        let end = self.tokens.get(self.at).map_or(0, |t| t.end);
        self.at += 1;
        if is_quoted {
            return Ok(value);
        }
        let is_word = ["ja", "nein", "wahr", "falsch", "true", "false"]
            .contains(&value.to_lowercase().as_str());
        let joined = self.skip_if(|k| matches!(k, Kind::Op("=") | Kind::Dash));
        if self.skip_if(|k| matches!(k, Kind::Quoted(_))) || is_word && !joined {
            return Ok(value);
        }
        if !self.skip_name_of_code(id, &value, end) && joined {
            self.skip_unknown_name();
        }
        Ok(value)
    }

    /// Passes over an unquoted name behind a code when the list knows it.
    fn skip_name_of_code(&mut self, id: &str, code: &str, end: usize) -> bool {
        let after = self.text.get(end..).unwrap_or_default();
        let start = after.trim_start_matches(|c: char| c.is_whitespace() || "=-–—".contains(c));
        let from = end + after.len() - start.len();
        let literal = self.context.literal(id, code);
        let choices = self.context.choices(id);
        let Some(length) = choices
            .iter()
            .filter(|c| matches!(&literal, Ok(Operand::Text(code)) if *code == c.code))
            .find_map(|c| super::token::matching_length(start, &c.name))
        else {
            return false;
        };
        while self.tokens.get(self.at).is_some_and(|t| t.start < from + length) {
            self.at += 1;
        }
        true
    }

    /// Passes over an unquoted name behind `01=` or `001 -` up to the next stop.
    fn skip_unknown_name(&mut self) {
        const STOPS: [&str; 9] = [
            "oder",
            "und",
            "dann",
            "sonst",
            "zeige",
            "muss",
            "vorzubefüllen",
            "vorbefüllt",
            "nicht",
        ];
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                Some(Kind::Word(word)) => {
                    if depth == 0 && STOPS.contains(&word.to_lowercase().as_str()) {
                        return;
                    }
                }
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) if depth > 0 => depth -= 1,
                Some(Kind::Dash) => {}
                _ => return,
            }
            self.at += 1;
        }
    }

    // --- results --------------------------------------------------------------------------

    fn add(&mut self, effect: Effect, target: Option<String>, condition: Condition) {
        if self.is_active {
            self.parsed.rules.push(Rule { effect, target, condition, message: String::new() });
        }
    }

    fn prefill(&mut self, prefill: Prefill) {
        if self.is_active {
            self.parsed.prefills.push(prefill);
        }
    }
}
