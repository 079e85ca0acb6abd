//! Texts that differ by state.

use super::super::token::Kind;
use super::{Parser, Step};

impl Parser<'_> {
    /// `Für die Länder NW, SL gilt:`, `Für alle anderen Länder gilt:`, or without "gilt" before
    /// a sentence that depends on the state.
    pub(super) fn state_scope(&mut self) -> Step<()> {
        self.at += 1;
        self.is_active = self.states()?;
        self.parsed.says_nothing_here = true;
        if self.take(&["gilt", "gelten"]) {
            self.skip_if(|k| matches!(k, Kind::Colon | Kind::Dot));
            return Ok(());
        }
        self.verb_first()
    }

    /// Reads the states after "für" and says whether the town's own is meant.
    pub(super) fn states(&mut self) -> Step<bool> {
        let own = self.context.options.state.map(str::to_uppercase);
        let all = self.take(&["alle", "allen"]);
        self.take(&["das", "die", "den"]);
        let is_rest = self.take(&["anderen", "übrigen"]);
        let names_lands = self.take(&[
            "land",
            "länder",
            "ländern",
            "bundesland",
            "bundesländer",
            "bundesländern",
        ]);
        if is_rest {
            return Ok(own.is_none_or(|own| !self.named_states.contains(&own)));
        }
        if all && !(names_lands && self.take(&["außer"])) {
            return self.lost("alle anderen Länder");
        }
        self.take(&["für"]);
        let mut states = Vec::new();
        while let Some(state) = self.word().and_then(|w| state_code(&w)) {
            states.push(state.to_owned());
            self.at += 1;
            if self.skip_if(|k| matches!(k, Kind::Comma)) {
                continue;
            }
            let is_more =
                self.is_word(&["und"]) && self.word_at(1).is_some_and(|w| state_code(&w).is_some());
            if !is_more {
                break;
            }
            self.at += 1;
        }
        if states.is_empty() {
            return self.lost("ein Land");
        }
        let is_own = own.is_some_and(|own| states.contains(&own));
        self.named_states.extend(states);
        Ok(is_own != all)
    }
}

/// Two letters of a German state from letters or name.
pub(super) fn state_code(word: &str) -> Option<&'static str> {
    const STATES: [(&str, &str); 16] = [
        ("BW", "baden-württemberg"),
        ("BY", "bayern"),
        ("BE", "berlin"),
        ("BB", "brandenburg"),
        ("HB", "bremen"),
        ("HH", "hamburg"),
        ("HE", "hessen"),
        ("MV", "mecklenburg-vorpommern"),
        ("NI", "niedersachsen"),
        ("NW", "nordrhein-westfalen"),
        ("RP", "rheinland-pfalz"),
        ("SL", "saarland"),
        ("SN", "sachsen"),
        ("ST", "sachsen-anhalt"),
        ("SH", "schleswig-holstein"),
        ("TH", "thüringen"),
    ];
    STATES
        .iter()
        .find(|(code, name)| code.to_lowercase() == word || *name == word)
        .map(|(code, _)| *code)
}
