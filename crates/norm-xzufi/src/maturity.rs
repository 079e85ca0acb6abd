//! How far a service is online: the five levels of the reports on the online access act, computed
//! from facts, with reasons and the next step.
//!
//! Levels (model 1.1): 0 offline, 1 information, 2 form assistant, 3 online with evidence and
//! digital notice, 4 evidence is fetched by the authority (once only). Model 2.0 has other levels
//! whose criteria are not public in full; its catalogue is data of the house, not of this crate.

use serde::{Deserialize, Serialize};

use crate::html::plain;
use crate::model::{Code, Form, OnlineService, Service, TextIn};

/// How the evidence a service asks for reaches the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// None is asked for.
    None,
    /// On paper.
    Paper,
    /// People upload it.
    Upload,
    /// The authority fetches it with their consent.
    Fetched,
}

/// What is known of a service; what nobody knows is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct MaturityFacts {
    /// The texts say what the service is.
    pub is_described: bool,
    /// There is a form to fill in on the screen or to download.
    pub has_form: bool,
    /// There is an online service with a start.
    pub has_online_service: bool,
    /// One can fill in and send the whole application there.
    pub is_complete_online: Option<bool>,
    /// The identification offered reaches what the service needs.
    pub is_identification_enough: Option<bool>,
    /// How evidence gets there.
    pub evidence: Option<Evidence>,
    /// The notice can be delivered digitally.
    pub is_notice_digital: Option<bool>,
}

impl MaturityFacts {
    /// What the catalogue itself says; the rest is filled in by those who run the online service.
    pub fn of(service: &Service, online: &[&OnlineService], forms: &[&Form]) -> Self {
        let is_told = |code: &&str| {
            let modules = service.modules(code);
            modules.iter().any(|m| m.content.text_in("de").is_some_and(|t| !plain(t).is_empty()))
        };
        let has_links = service.modules("14").iter().any(|m| {
            let in_text = |c: &crate::model::Localised| !crate::html::links(&c.text).is_empty();
            !m.links.is_empty() || m.content.iter().any(in_text)
        });
        let offered: Vec<&&OnlineService> = online.iter().filter(|o| o.start().is_some()).collect();
        let needed = service.trust_level.as_ref().and_then(level);
        let enough = needed.map(|needed| {
            let reaches = |o: &&&OnlineService| {
                o.trust_level.as_ref().and_then(level).is_some_and(|l| l >= needed)
            };
            needed == 0 || offered.iter().any(reaches)
        });
        Self {
            is_described: ["05", "06"].iter().any(is_told),
            has_form: has_links || forms.iter().any(|f| !f.links.is_empty()),
            has_online_service: !offered.is_empty(),
            is_identification_enough: enough.filter(|_| !offered.is_empty()),
            ..Self::default()
        }
    }
}

/// The trust level as a number: 0, 10, 15, 20, 30, 40.
fn level(code: &Code) -> Option<u8> {
    code.code.parse().ok()
}

/// One reason for a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaturityReason {
    /// Level for which it counts.
    pub level: u8,
    /// Whether it is fulfilled.
    pub is_met: bool,
    /// The reason in German.
    pub de: String,
    /// The reason in English.
    pub en: String,
}

/// A level with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maturity {
    /// 0 to 4.
    pub level: u8,
    /// All reasons, in the order of the levels.
    pub reasons: Vec<MaturityReason>,
}

impl Maturity {
    /// What is missing for the next level: the reasons that are not met there.
    pub fn next_steps(&self) -> impl Iterator<Item = &MaturityReason> {
        let next = self.reasons.iter().filter(|r| !r.is_met).map(|r| r.level).min();
        self.reasons.iter().filter(move |r| !r.is_met && Some(r.level) == next)
    }

    /// Name of the level in German or English.
    pub fn name(&self, language: &str) -> &'static str {
        let names = match self.level {
            0 => ("offline", "offline"),
            1 => ("Information", "information"),
            2 => ("Formularassistent", "form assistant"),
            3 => ("Onlineleistung", "online service"),
            _ => ("Once-Only", "once only"),
        };
        if language.starts_with("en") { names.1 } else { names.0 }
    }
}

fn reason(level: u8, is_met: bool, yes: (&str, &str), no: (&str, &str)) -> MaturityReason {
    let (de, en) = if is_met { yes } else { no };
    MaturityReason { level, is_met, de: de.to_owned(), en: en.to_owned() }
}

/// Computes the level: a level is reached when its reasons and those of all lower ones are met.
pub fn maturity(facts: MaturityFacts) -> Maturity {
    let mut reasons = vec![
        reason(
            1,
            facts.is_described,
            ("Die Leistung ist im Netz beschrieben.", "The service is described online."),
            ("Es fehlt eine Beschreibung im Netz.", "A description online is missing."),
        ),
        reason(
            2,
            facts.has_form || facts.has_online_service,
            ("Es gibt ein Formular zum Ausfüllen.", "There is a form to fill in."),
            ("Es fehlt ein Formular zum Ausfüllen.", "A form to fill in is missing."),
        ),
    ];
    reasons.extend(online_reasons(facts));
    let is_once = matches!(facts.evidence, Some(Evidence::None | Evidence::Fetched));
    reasons.push(reason(
        4,
        is_once,
        match facts.evidence {
            Some(Evidence::None) => ("Nachweise sind nicht nötig.", "No evidence is needed."),
            _ => (
                "Nachweise holt die Verwaltung mit Einwilligung selbst.",
                "The authority fetches evidence itself, with consent.",
            ),
        },
        (
            "Nachweise müssen noch selbst beigebracht werden.",
            "People must still hand in evidence themselves.",
        ),
    ));
    let lowest = reasons.iter().filter(|r| !r.is_met).map(|r| r.level).min();
    Maturity { level: lowest.map_or(4, |l| l.saturating_sub(1)), reasons }
}

fn online_reasons(facts: MaturityFacts) -> [MaturityReason; 4] {
    let evidence = match facts.evidence {
        None => (
            "Ob Nachweise online möglich sind, ist nicht bekannt.",
            "It is not known whether evidence can be handed in online.",
        ),
        _ => ("Nachweise sind nur auf Papier möglich.", "Evidence is possible on paper only."),
    };
    let notice = match facts.is_notice_digital {
        None => (
            "Ob der Bescheid digital kommt, ist nicht bekannt.",
            "It is not known whether the notice comes digitally.",
        ),
        _ => ("Der Bescheid kommt nicht digital.", "The notice does not come digitally."),
    };
    let complete = match (facts.has_online_service, facts.is_complete_online) {
        (false, _) => ("Es gibt keinen Onlinedienst.", "There is no online service."),
        (true, None) => (
            "Ob der ganze Antrag online geht, ist nicht bekannt.",
            "It is not known whether the whole application works online.",
        ),
        _ => (
            "Der Antrag geht nicht vollständig online.",
            "The application cannot be made online completely.",
        ),
    };
    let identification = match facts.is_identification_enough {
        None => (
            "Ob die Anmeldung für diese Leistung ausreicht, ist nicht bekannt.",
            "It is not known whether the identification is enough for this service.",
        ),
        _ => (
            "Die Anmeldung reicht für diese Leistung nicht aus.",
            "The identification is not enough for this service.",
        ),
    };
    [
        reason(
            3,
            facts.has_online_service && facts.is_complete_online == Some(true),
            ("Der ganze Antrag geht online.", "The whole application works online."),
            complete,
        ),
        reason(
            3,
            facts.is_identification_enough == Some(true),
            (
                "Die Anmeldung reicht für diese Leistung aus.",
                "The identification is enough for this service.",
            ),
            identification,
        ),
        reason(
            3,
            facts.evidence.is_some_and(|e| e != Evidence::Paper),
            (
                "Nachweise gehen online oder sind nicht nötig.",
                "Evidence works online or is not needed.",
            ),
            evidence,
        ),
        reason(
            3,
            facts.is_notice_digital == Some(true),
            ("Der Bescheid kommt digital.", "The notice comes digitally."),
            notice,
        ),
    ]
}
