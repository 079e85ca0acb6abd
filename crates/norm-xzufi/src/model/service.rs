//! A service: what the administration offers, by object and action.

use super::objects::Branch;
use super::{
    ApprovalModule, Category, Code, CostModule, DeadlineModule, DocumentModule, Identifier,
    InformationModule, LanguageVersion, Localised, Nationalities, OriginPortal, OwnTextModule,
    ProcessingTimeModule, Publisher, SdgAreas, ServiceKey, Structure, TermModule, TextIn,
    TextModule, Validity, VersionInfo,
};
use crate::wire::element;

element! {
    /// A service (`leistung`).
    Service {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Object, action, detail.
        structure: Option<Structure> = "struktur",
        /// State in the catalogue (2.3).
        catalogue_state: Option<Code> = "-|#statusKatalog",
        /// State in the library (2.3).
        library_state: Option<Code> = "-|#statusBibliothek",
        /// How detailed it is (2.3).
        detail_level: Option<Code> = "-|#detailstufe",
        /// Keys in the catalogue of the administration.
        keys: Vec<ServiceKey> = "referenzLeiKa|referenzLeistungsschluessel",
        /// Text modules.
        texts: Vec<TextModule> = "modulText",
        /// Text modules of own kinds.
        own_texts: Vec<OwnTextModule> = "modulTextIndividuell",
        /// Deadlines.
        deadlines: Vec<DeadlineModule> = "?modulFrist",
        /// Costs.
        costs: Vec<CostModule> = "?modulKosten",
        /// Processing times.
        processing_times: Vec<ProcessingTimeModule> = "?modulBearbeitungsdauer",
        /// Terms by which it is searched.
        terms: Vec<TermModule> = "modulBegriffImKontext",
        /// Approval of the texts.
        approvals: Vec<ApprovalModule> = "?modulFachlicheFreigabe",
        /// What is to be told on request.
        information: Vec<InformationModule> = "?modulAuskunftshinweis",
        /// Documents.
        documents: Vec<DocumentModule> = "?modulDokument",
        /// Where the texts were published first.
        origins: Vec<OriginPortal> = "modulUrsprungsportal",
        /// Who makes the rules and who carries them out: types 1 to 12.
        types: Vec<Code> = "#typisierung",
        /// How surely a person must be identified.
        trust_level: Option<Code> = "#vertrauensniveau",
        /// For whom: 001 people, 002 companies, 003 administration.
        addressees: Vec<Code> = "#leistungsadressat",
        /// Kind of the place it is about (2.3).
        place_kind: Option<super::OpenCode> = "-|#bezugsortTyp",
        /// Whether the law demands written form.
        written_form: Option<bool> = "kennzeichenSchriftformerfordernis|kennzeichenFormularSchriftformerfordernis:kennzeichen_schritformerfordernis",
        /// Whether one must appear in person (2.3).
        in_person: Option<bool> = "-|kennzeichenFormularPersoenlich",
        /// Whether no form is needed (2.3).
        without_form: Option<bool> = "-|kennzeichenFormularFormlos",
        /// Categories, such as life situations.
        categories: Vec<Category> = "kategorie",
        /// Classifications.
        classifications: Vec<Code> = "klassifizierung",
        /// Areas of the single digital gateway.
        sdg: SdgAreas = "#informationsbereichSDG|informationsbereicheSDG",
        /// Related services.
        related: Vec<Identifier> = "idLeistungImKontext|leistungImKontextID",
        /// Processes.
        processes: Vec<Identifier> = "idProzess|prozessID",
        /// Publisher.
        publisher: Option<Publisher> = "herausgeber",
        /// Areas in which it holds.
        areas: Vec<Identifier> = "gueltigkeitGebietID",
        /// Whether the single point of contact carries it out (2.2).
        single_contact: Option<bool> = "kennzeichenEA|-",
        /// Whether the single point of contact carries it out (2.3).
        single_contact_kinds: Vec<Code> = "-|#durchfuehrbarEinheitlicheStelle",
        /// Branches of trade for which it matters.
        branches: Vec<Branch> = "relevantFuerWirtschaftszweig",
        /// Legal forms for which it matters.
        legal_forms: Vec<Code> = "relevantFuerRechtsform",
        /// Nationalities for which it matters.
        nationalities: Nationalities = "relevantFuerStaatsangehoerigkeit",
        /// Versions.
        version_info: Option<VersionInfo> = "versionsinformation|versionsinformationen",
        /// Languages.
        languages: Vec<LanguageVersion> = "sprachversion",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

impl Service {
    /// The text modules of a code, in the order of display.
    pub fn modules(&self, code: &str) -> Vec<&TextModule> {
        let mut found: Vec<&TextModule> =
            self.texts.iter().filter(|m| m.kind.code == code).collect();
        found.sort_by_key(|m| m.head.position.unwrap_or(i64::MAX));
        found
    }

    /// Text of the first module of a code that has one in this language.
    pub fn text(&self, code: &str, language: &str) -> Option<&str> {
        self.modules(code).into_iter().find_map(|m| m.content.text_in(language))
    }

    /// What the public calls it: module 03, else 02, else the identifier.
    pub fn title(&self, language: &str) -> &str {
        ["03", "02"]
            .iter()
            .find_map(|code| self.text(code, language))
            .or_else(|| ["03", "02"].iter().find_map(|code| self.text(code, "de")))
            .unwrap_or(&self.id.value)
    }

    /// The first valid key.
    pub fn key(&self) -> Option<&ServiceKey> {
        self.keys.iter().find(|k| k.is_valid())
    }

    /// A module with a text, for making services.
    #[must_use]
    pub fn with_text(mut self, code: &str, language: &str, text: &str) -> Self {
        let said = Localised::new(language, text);
        match self.texts.iter_mut().find(|m| m.kind.code == code) {
            Some(module) => module.content.push(said),
            None => self.texts.push(TextModule {
                kind: Code::of("leikaTextmodul", code),
                content: vec![said],
                ..TextModule::default()
            }),
        }
        self
    }
}

/// Order of the elements of a service in 2.3, by their names there.
pub(crate) const ORDER_2_3: &[&str] = &[
    "id",
    "idSekundaer",
    "struktur",
    "statusKatalog",
    "statusBibliothek",
    "detailstufe",
    "referenzLeistungsschluessel",
    "leistungsadressat",
    "bezugsortTyp",
    "modulText",
    "modulTextIndividuell",
    "modulFrist",
    "modulBearbeitungsdauer",
    "modulKosten",
    "modulDokument",
    "modulBegriffImKontext",
    "modulFachlicheFreigabe",
    "modulAuskunftshinweis",
    "modulUrsprungsportal",
];
