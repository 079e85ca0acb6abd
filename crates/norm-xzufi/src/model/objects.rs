//! Online services, forms, and services as one place specialises them.

use super::{
    Address, Code, Competence, CostModule, DeadlineModule, DocumentModule, Identifier,
    LanguageVersion, Link, Localised, OpenCode, OwnTextModule, ProcessingTimeModule, Publisher,
    TextModule, Validity, VersionInfo,
};
use crate::wire::element;

element! {
    /// An online service (`onlinedienst`).
    OnlineService {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Short name.
        short_name: Vec<Localised> = "kurzbezeichnung",
        /// Teaser.
        teaser: Vec<Localised> = "%teaser",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Where it begins and what else there is.
        links: Vec<OnlineServiceLink> = "link",
        /// How surely a person must be identified.
        trust_level: Option<Code> = "#vertrauensniveau",
        /// Services and areas it is for.
        competences: Vec<Competence> = "zustaendigkeit",
        /// Publisher.
        publisher: Option<Publisher> = "herausgeber",
        /// Areas in which it is offered.
        areas: Vec<Identifier> = "gueltigkeitGebietID",
        /// Versions.
        version_info: Option<VersionInfo> = "versionsinformation|versionsinformationen",
        /// Languages.
        languages: Vec<LanguageVersion> = "sprachversion",
        /// When it exists.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// A link of an online service (`link`).
    OnlineServiceLink {
        /// Language of what it leads to.
        language: Option<String> = "@languageCode",
        /// What it leads to: `01` the start.
        kind: Option<Code> = "typ",
        /// The address.
        uri: String = "link",
        /// Title.
        title: Option<String> = "titel",
        /// Description.
        description: Option<String> = "beschreibung",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
    }
}

element! {
    /// A form (`formular`).
    Form {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Kind.
        kind: Option<OpenCode> = "typ",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Where it is found.
        links: Vec<Link> = "formularOnlineverweis",
        /// Services and areas it is for.
        competences: Vec<Competence> = "zustaendigkeit",
        /// Publisher.
        publisher: Option<Publisher> = "herausgeber",
        /// Versions.
        version_info: Option<VersionInfo> = "versionsinformation|versionsinformationen",
        /// Languages.
        languages: Vec<LanguageVersion> = "sprachversion",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// What one place says about a service in addition (`spezialisierung`).
    Specialisation {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// The service.
        service: Option<Identifier> = "leistungID",
        /// Org units for which it holds.
        units: Vec<Identifier> = "organisationseinheitID",
        /// Areas for which it holds.
        areas: Vec<Identifier> = "gueltigkeitGebietID",
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
        /// Documents.
        documents: Vec<DocumentModule> = "?modulDokument",
        /// Addresses where the service is given.
        addresses: Vec<Address> = "anschrift",
        /// Publisher.
        publisher: Option<Publisher> = "herausgeber",
        /// Versions.
        version_info: Option<VersionInfo> = "versionsinformation|versionsinformationen",
        /// Languages.
        languages: Vec<LanguageVersion> = "sprachversion",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// A branch of trade, made more precise (`WirtschaftszweigSpezifizierbar`).
    Branch {
        /// Code.
        code: Code = "code",
        /// More precisely.
        specific: Identifier = "spezifischeID",
    }
}

/// Kind of link that leads to the start of an online service.
const LINK_START: &str = "01";

impl OnlineService {
    /// Where it begins: the first link of kind 01, or the only link without a kind.
    pub fn start(&self) -> Option<&OnlineServiceLink> {
        let is_start = |l: &&OnlineServiceLink| {
            l.kind.as_ref().is_some_and(|k| k.code == LINK_START) && !l.uri.is_empty()
        };
        self.links.iter().find(is_start).or_else(|| match self.links.as_slice() {
            [only] if only.kind.is_none() && !only.uri.is_empty() => Some(only),
            _ => None,
        })
    }
}
