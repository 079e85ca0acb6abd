//! Areas of roll-out: the steps of a self-financed one and of a funded one.

use kernel::{Id, Text};

/// An area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Identifier.
    pub id: Id<Area>,
    /// Name.
    pub name: String,
    /// Whether public money pays for it.
    pub is_funded: bool,
    /// Identifier of the operator; empty while nobody is chosen.
    pub operator: String,
    /// Where it stands: one of the steps.
    pub state: String,
    /// Since when.
    pub since: String,
    /// Contracts needed before building, in percent; zero for none.
    pub quota: i64,
    /// Contracts signed, in percent.
    pub signed: i64,
    /// Until when contracts are gathered.
    pub quota_by: String,
    /// When it is to be ready.
    pub ready_by: String,
    /// File number of the grant.
    pub file_number: String,
    /// Eligible costs, in cents.
    pub eligible: kernel::Euro,
    /// What third parties give, in cents.
    pub third: kernel::Euro,
    /// Key of the rule of funding.
    pub rule: String,
    /// Counts changes: two people at once are told.
    pub version: i64,
}

/// A step: word, German, English, and what it means for whoever lives there.
pub type Step = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Steps of an area that an operator pays itself.
pub const SELF_FINANCED: [Step; 9] = [
    (
        "announced",
        "angekündigt",
        "announced",
        "Ein Anbieter hat den Ausbau angekündigt.",
        "An operator has announced the roll-out.",
    ),
    (
        "agreed",
        "Kooperation vereinbart",
        "cooperation agreed",
        "Stadt und Anbieter haben den Ausbau vereinbart.",
        "Town and operator have agreed on the roll-out.",
    ),
    (
        "pre_marketing",
        "Vorvermarktung",
        "pre-marketing",
        "Der Anbieter sammelt Verträge. Erst wenn genug zusammenkommen, wird gebaut.",
        "The operator gathers contracts. Only when there are enough, it builds.",
    ),
    (
        "decided",
        "Ausbau beschlossen",
        "roll-out decided",
        "Der Ausbau ist sicher.",
        "The roll-out is certain.",
    ),
    (
        "planning",
        "in Planung",
        "in planning",
        "Der Anbieter plant die Leitungen und beantragt die Genehmigungen.",
        "The operator plans the lines and applies for permits.",
    ),
    (
        "building",
        "im Bau",
        "under construction",
        "Die Leitungen werden gelegt.",
        "The lines are being laid.",
    ),
    (
        "accepted",
        "abgenommen",
        "accepted",
        "Die Stadt hat die Straßen abgenommen.",
        "The town has accepted the streets.",
    ),
    (
        "in_service",
        "in Betrieb",
        "in service",
        "Das Netz ist in Betrieb.",
        "The network is in service.",
    ),
    (
        "abandoned",
        "aufgegeben",
        "abandoned",
        "Der Anbieter hat den Ausbau aufgegeben.",
        "The operator has given up the roll-out.",
    ),
];

/// Steps of an area that public money pays for.
pub const FUNDED: [Step; 11] = [
    (
        "dialogue",
        "Branchendialog",
        "sector dialogue",
        "Die Stadt fragt die Anbieter, was sie vorhaben.",
        "The town asks operators what they intend.",
    ),
    (
        "survey",
        "Markterkundung",
        "market survey",
        "Die Anbieter melden, wo sie in drei Jahren selbst bauen.",
        "Operators say where they will build themselves within three years.",
    ),
    (
        "applied",
        "Förderung beantragt",
        "funding applied for",
        "Die Stadt hat Fördermittel beantragt.",
        "The town has applied for funding.",
    ),
    (
        "provisional",
        "vorläufiger Bescheid",
        "provisional grant",
        "Die Förderung ist vorläufig bewilligt.",
        "The funding is granted provisionally.",
    ),
    (
        "selection",
        "Auswahlverfahren",
        "selection of the operator",
        "Die Stadt sucht den Anbieter aus.",
        "The town chooses the operator.",
    ),
    (
        "final",
        "endgültiger Bescheid",
        "final grant",
        "Die Förderung ist endgültig bewilligt.",
        "The funding is granted finally.",
    ),
    (
        "co_funded",
        "Landesmittel bewilligt",
        "state money granted",
        "Auch das Land hat seinen Anteil bewilligt.",
        "The state has granted its share, too.",
    ),
    (
        "building",
        "im Bau",
        "under construction",
        "Die Leitungen werden gelegt.",
        "The lines are being laid.",
    ),
    (
        "in_service",
        "in Betrieb",
        "in service",
        "Das Netz ist in Betrieb.",
        "The network is in service.",
    ),
    (
        "proved",
        "Verwendung nachgewiesen",
        "use proved",
        "Die Stadt hat die Verwendung der Mittel nachgewiesen.",
        "The town has proved the use of the money.",
    ),
    (
        "abandoned",
        "aufgegeben",
        "abandoned",
        "Das Vorhaben wurde aufgegeben.",
        "The project was given up.",
    ),
];

impl Area {
    /// The steps of its kind.
    pub fn steps(&self) -> &'static [Step] {
        if self.is_funded { &FUNDED } else { &SELF_FINANCED }
    }

    /// What a step is called.
    pub fn label(&self, state: &str) -> Text {
        let step = self.steps().iter().find(|s| s.0 == state);
        step.map_or_else(|| Text::same(state), |s| Text::new(s.1, s.2))
    }

    /// What its step means for whoever lives there.
    pub fn meaning(&self) -> Text {
        let step = self.steps().iter().find(|s| s.0 == self.state);
        step.map_or_else(Text::default, |s| Text::new(s.3, s.4))
    }

    /// Whether it may go to this step: forward, or given up.
    pub fn may_go(&self, to: &str) -> bool {
        let at = |state: &str| self.steps().iter().position(|s| s.0 == state);
        let is_over = matches!(self.state.as_str(), "abandoned" | "proved");
        let (Some(now), Some(next)) = (at(&self.state), at(to)) else { return false };
        !is_over && next > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(is_funded: bool, state: &str) -> Area {
        Area {
            id: Id::new(),
            name: "Nord".into(),
            is_funded,
            operator: String::new(),
            state: state.into(),
            since: String::new(),
            quota: 33,
            signed: 0,
            quota_by: String::new(),
            ready_by: String::new(),
            file_number: String::new(),
            eligible: kernel::Euro(0),
            third: kernel::Euro(0),
            rule: String::new(),
            version: 1,
        }
    }

    #[test]
    fn an_area_goes_forward_or_is_given_up_and_never_back() {
        assert!(area(false, "announced").may_go("building"));
        assert!(area(true, "final").may_go("abandoned"));
        assert!(!area(false, "building").may_go("announced"));
        assert!(!area(false, "abandoned").may_go("in_service"));
        assert!(!area(true, "survey").may_go("pre_marketing"));
    }
}
