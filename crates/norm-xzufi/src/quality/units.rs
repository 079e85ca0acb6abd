//! Org units and online services: the minimum of the portals; and whole messages.

use super::{QualityRules, links, quality};
use crate::finding::{Finding, Severity};
use crate::model::{Identifier, Message, OnlineService, OrganisationUnit, TextIn};

fn error(code: &str, path: String, de: &str, en: &str) -> Finding {
    Finding::new(Severity::Error, code, path, de, en)
}

/// Findings of an org unit: the portals take none without name, street, postcode, town, a service
/// and an area.
pub fn quality_of_unit(unit: &OrganisationUnit) -> Vec<Finding> {
    let path = format!("organisationseinheit({})", unit.id.value);
    let mut found = Vec::new();
    if !unit.names.iter().any(|n| n.name.text_in("de").is_some()) {
        let at = format!("{path}/name");
        found.push(error("name-missing", at, "Der Name fehlt.", "The name is missing."));
    }
    let is_filled = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    let is_postcode = |text: &Option<String>| {
        text.as_ref().is_some_and(|t| t.len() == 5 && t.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_whole = unit
        .addresses
        .iter()
        .any(|a| is_filled(&a.street) && is_postcode(&a.postcode) && is_filled(&a.town));
    if !is_whole {
        found.push(error(
            "address-incomplete",
            format!("{path}/anschrift"),
            "Es fehlt eine vollständige Anschrift mit Straße, fünfstelliger Postleitzahl und Ort.",
            "A complete address with street, postcode of five digits and town is missing.",
        ));
    }
    if !unit.competences.iter().any(|c| !c.services.is_empty()) {
        found.push(error(
            "service-unassigned",
            format!("{path}/zustaendigkeit"),
            "Der Stelle ist keine Leistung zugeordnet.",
            "No service is assigned to the office.",
        ));
    }
    for (at, competence) in unit.competences.iter().enumerate() {
        if !competence.services.is_empty() && competence.areas.is_empty() {
            found.push(error(
                "area-missing",
                format!("{path}/zustaendigkeit[{}]", at + 1),
                "Zu der Zuständigkeit fehlt das Gebiet.",
                "The area of the competence is missing.",
            ));
        }
    }
    if unit.communications.is_empty() {
        found.push(Finding::new(
            Severity::Warning,
            "contact-missing",
            format!("{path}/kommunikation"),
            "Es gibt weder Telefon noch E-Mail.",
            "There is neither telephone nor mail.",
        ));
    }
    if unit.opening_hours.is_empty() {
        found.push(Finding::new(
            Severity::Hint,
            "hours-missing",
            format!("{path}/oeffnungszeiten"),
            "Öffnungszeiten fehlen.",
            "Opening hours are missing.",
        ));
    }
    found
}

/// Findings of an online service: name, start address, services it is for.
pub fn quality_of_online_service(online: &OnlineService) -> Vec<Finding> {
    let path = format!("onlinedienst({})", online.id.value);
    let mut found = Vec::new();
    if online.name.text_in("de").is_none() {
        let at = format!("{path}/bezeichnung");
        found.push(error("name-missing", at, "Der Name fehlt.", "The name is missing."));
    }
    if online.start().is_none() {
        found.push(error(
            "start-missing",
            format!("{path}/link"),
            "Es fehlt der Link zum Start (Linktyp 01).",
            "The link to the start is missing (kind 01).",
        ));
    }
    for link in &online.links {
        if let Some((de, en)) = links::fault(&link.uri) {
            let short: String = link.uri.chars().take(100).collect();
            found.push(Finding::new(
                Severity::Error,
                "link-dead",
                format!("{path}/link"),
                format!("Link „{short}“: {de}."),
                format!("Link “{short}”: {en}."),
            ));
        } else if !link.uri.to_ascii_lowercase().starts_with("https:") {
            found.push(Finding::new(
                Severity::Warning,
                "link-open",
                format!("{path}/link"),
                "Ein Onlinedienst braucht eine verschlüsselte Adresse (https).",
                "An online service needs an encrypted address (https).",
            ));
        }
    }
    if !online.competences.iter().any(|c| !c.services.is_empty()) {
        found.push(Finding::new(
            Severity::Warning,
            "service-unassigned",
            format!("{path}/zustaendigkeit"),
            "Dem Onlinedienst ist keine Leistung zugeordnet.",
            "No service is assigned to the online service.",
        ));
    }
    found
}

/// Findings of all objects of a message, and of the references between them.
pub fn quality_of_message(message: &Message, rules: &QualityRules) -> Vec<Finding> {
    let mut found: Vec<Finding> = message.services().flat_map(|s| quality(s, rules)).collect();
    found.extend(message.units().flat_map(quality_of_unit));
    found.extend(message.online_services().flat_map(quality_of_online_service));
    let is_known = |id: &Identifier| message.services().any(|s| s.id.is_same(id));
    for unit in message.units() {
        for id in unit.competences.iter().flat_map(|c| &c.services) {
            if !is_known(id) {
                found.push(Finding::new(
                    Severity::Hint,
                    "service-elsewhere",
                    format!("organisationseinheit({})/zustaendigkeit", unit.id.value),
                    format!("Die Leistung {} steht nicht in dieser Datei.", id.value),
                    format!("The service {} is not in this file.", id.value),
                ));
            }
        }
    }
    for service in message.services() {
        let is_assigned = message
            .units()
            .flat_map(|u| &u.competences)
            .flat_map(|c| &c.services)
            .any(|id| id.is_same(&service.id));
        if !is_assigned {
            found.push(Finding::new(
                Severity::Warning,
                "office-missing",
                format!("leistung({})", service.id.value),
                "Für diese Leistung ist keine Stelle zuständig.",
                "No office is competent for this service.",
            ));
        }
    }
    found
}
