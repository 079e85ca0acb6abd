//! What is missing before a service may be published, in words for editors.

mod links;
mod units;

pub use links::fault as link_fault;
pub use units::{quality_of_message, quality_of_online_service, quality_of_unit};

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::codes::text_module;
use crate::finding::{Finding, Severity};
use crate::html::plain;
use crate::model::{Service, TextIn};

/// What is asked of a service; a town may ask for more or less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityRules {
    /// The day of the check.
    pub today: Date,
    /// Text modules that must be there; one of each group is enough.
    pub required: Vec<Vec<String>>,
    /// Languages into which every text must be translated.
    pub languages: Vec<String>,
    /// Longest title (modules 02 and 03), in characters.
    pub title_chars_max: usize,
    /// Longest short text (module 05), in characters without markup.
    pub short_text_chars_max: usize,
    /// After how many months an approval of the texts is old.
    pub approval_months_max: i32,
}

impl QualityRules {
    /// The usual rules on a day: modules 02, 05 or 06, 07, 08, 09, 11, 22; English; titles up to
    /// 120 characters, short texts up to 800; approvals of the last two years.
    pub fn on(today: Date) -> Self {
        let groups: [&[&str]; 7] =
            [&["02"], &["05", "06"], &["07"], &["08"], &["09"], &["11"], &["22"]];
        let required = groups.iter().map(|g| g.iter().map(|c| (*c).to_owned()).collect()).collect();
        Self {
            today,
            required,
            languages: vec!["en".to_owned()],
            title_chars_max: 120,
            short_text_chars_max: 800,
            approval_months_max: 24,
        }
    }
}

fn finding(severity: Severity, code: &str, path: &str, de: String, en: String) -> Finding {
    Finding::new(severity, code, path, de, en)
}

/// Findings of one service, the most serious first.
pub fn quality(service: &Service, rules: &QualityRules) -> Vec<Finding> {
    let path = format!("leistung({})", service.id.value);
    let mut found = Vec::new();
    keys(service, &path, &mut found);
    modules(service, rules, &path, &mut found);
    lengths(service, rules, &path, &mut found);
    translations(service, rules, &path, &mut found);
    structured(service, &path, &mut found);
    approval(service, rules, &path, &mut found);
    validity(service, rules, &path, &mut found);
    links::check(service, &path, &mut found);
    found.sort_by_key(|f| std::cmp::Reverse(f.severity));
    found
}

fn keys(service: &Service, path: &str, found: &mut Vec<Finding>) {
    if service.keys.is_empty() {
        found.push(finding(
            Severity::Error,
            "key-missing",
            &format!("{path}/referenzLeiKa"),
            "Der Leistungsschlüssel fehlt; Portale können die Leistung nicht zuordnen.".to_owned(),
            "The key of the service is missing; portals cannot place it.".to_owned(),
        ));
    }
    for key in service.keys.iter().filter(|k| !k.is_valid()) {
        found.push(finding(
            Severity::Error,
            "key-invalid",
            &format!("{path}/referenzLeiKa"),
            format!(
                "„{}“ ist kein Leistungsschlüssel: 99 und zwölf weitere Ziffern.",
                key.number()
            ),
            format!("“{}” is no key of a service: 99 and twelve more digits.", key.number()),
        ));
    }
}

fn name(code: &str) -> (&str, &str) {
    text_module(code).map_or((code, code), |m| (m.de, m.en))
}

fn modules(service: &Service, rules: &QualityRules, path: &str, found: &mut Vec<Finding>) {
    let is_there = |code: &String| {
        service.modules(code).iter().any(|m| {
            m.content.text_in("de").is_some_and(|t| !plain(t).is_empty()) || !m.links.is_empty()
        })
    };
    for group in &rules.required {
        if group.iter().any(is_there) {
            continue;
        }
        let names: Vec<(&str, &str)> = group.iter().map(|c| name(c)).collect();
        let de: Vec<&str> = names.iter().map(|n| n.0).collect();
        let en: Vec<&str> = names.iter().map(|n| n.1).collect();
        found.push(finding(
            Severity::Error,
            "module-missing",
            &format!("{path}/modulText({})", group.join(",")),
            format!("Es fehlt: {}.", de.join(" oder ")),
            format!("Missing: {}.", en.join(" or ")),
        ));
    }
}

fn lengths(service: &Service, rules: &QualityRules, path: &str, found: &mut Vec<Finding>) {
    let limits = [
        ("02", rules.title_chars_max),
        ("03", rules.title_chars_max),
        ("05", rules.short_text_chars_max),
    ];
    for module in &service.texts {
        let Some((code, limit)) = limits.iter().find(|(c, _)| *c == module.kind.code) else {
            continue;
        };
        for said in &module.content {
            let chars = plain(&said.text).chars().count();
            if chars > *limit {
                let (de, en) = name(code);
                found.push(finding(
                    Severity::Warning,
                    "too-long",
                    &format!("{path}/modulText({code})/inhalt({})", said.language),
                    format!("{de}: {chars} Zeichen, höchstens {limit} sollen es sein."),
                    format!("{en}: {chars} characters, it should be at most {limit}."),
                ));
            }
        }
    }
}

fn translations(service: &Service, rules: &QualityRules, path: &str, found: &mut Vec<Finding>) {
    for language in &rules.languages {
        let missing: Vec<&str> = service
            .texts
            .iter()
            .filter(|m| m.content.text_in("de").is_some() && m.content.text_in(language).is_none())
            .map(|m| m.kind.code.as_str())
            .collect();
        if missing.is_empty() {
            continue;
        }
        let de: Vec<&str> = missing.iter().map(|c| name(c).0).collect();
        let en: Vec<&str> = missing.iter().map(|c| name(c).1).collect();
        found.push(finding(
            Severity::Warning,
            "translation-missing",
            &format!("{path}/modulText({})", missing.join(",")),
            format!("Nicht übersetzt ({language}): {}.", de.join(", ")),
            format!("Not translated ({language}): {}.", en.join(", ")),
        ));
    }
    for version in &service.languages {
        if version.is_machine_translated == Some(true) {
            let language = &version.language;
            found.push(finding(
                Severity::Hint,
                "machine-translated",
                &format!("{path}/sprachversion({language})"),
                format!(
                    "Die Fassung „{language}“ hat eine Maschine übersetzt; die Seite muss es sagen."
                ),
                format!("A machine translated the version “{language}”; the page must say so."),
            ));
        }
    }
}

fn structured(service: &Service, path: &str, found: &mut Vec<Finding>) {
    let parts = [
        (service.costs.is_empty(), "modulKosten", "Kosten", "costs"),
        (
            service.processing_times.is_empty(),
            "modulBearbeitungsdauer",
            "Bearbeitungsdauer",
            "processing time",
        ),
        (service.deadlines.is_empty(), "modulFrist", "Fristen", "deadlines"),
        (service.addressees.is_empty(), "leistungsadressat", "Adressaten", "addressees"),
        (service.trust_level.is_none(), "vertrauensniveau", "Vertrauensniveau", "trust level"),
        (service.areas.is_empty(), "gueltigkeitGebietID", "Gebiet", "area"),
        (service.publisher.is_none(), "herausgeber", "Herausgeber", "publisher"),
    ];
    for (is_missing, element, de, en) in parts {
        if is_missing {
            let severity = match element {
                "modulFrist" | "herausgeber" => Severity::Hint,
                _ => Severity::Warning,
            };
            found.push(finding(
                severity,
                "part-missing",
                &format!("{path}/{element}"),
                format!("Keine Angabe: {de}."),
                format!("Nothing said: {en}."),
            ));
        }
    }
}

fn approval(service: &Service, rules: &QualityRules, path: &str, found: &mut Vec<Finding>) {
    let path = format!("{path}/modulFachlicheFreigabe");
    let dates: Vec<Date> = service
        .approvals
        .iter()
        .filter_map(|a| a.approved_on.as_ref().and_then(crate::model::Moment::date))
        .collect();
    let Some(last) = dates.into_iter().max() else {
        found.push(finding(
            Severity::Warning,
            "approval-missing",
            &path,
            "Es steht nicht da, wann die Texte fachlich freigegeben wurden.".to_owned(),
            "It is not said when the texts were approved.".to_owned(),
        ));
        return;
    };
    let months: Span = rules.approval_months_max.months();
    let is_old = last.checked_add(months).is_ok_and(|until| until < rules.today);
    if is_old {
        found.push(finding(
            Severity::Warning,
            "approval-stale",
            &path,
            format!(
                "Fachlich freigegeben am {}, vor mehr als {} Monaten: bitte prüfen lassen.",
                last.strftime("%d.%m.%Y"),
                rules.approval_months_max
            ),
            format!(
                "Approved on {last}, more than {} months ago: please have it checked.",
                rules.approval_months_max
            ),
        ));
    } else if last > rules.today {
        found.push(finding(
            Severity::Hint,
            "approval-future",
            &path,
            format!("Die Freigabe liegt in der Zukunft ({}).", last.strftime("%d.%m.%Y")),
            format!("The approval lies in the future ({last})."),
        ));
    }
}

fn validity(service: &Service, rules: &QualityRules, path: &str, found: &mut Vec<Finding>) {
    let ends = service.validity.iter().map(|v| v.end.as_ref().and_then(crate::model::Moment::date));
    let ends: Vec<Option<Date>> = ends.collect();
    let is_over =
        !ends.is_empty() && ends.iter().all(|end| end.is_some_and(|end| end < rules.today));
    if is_over {
        found.push(finding(
            Severity::Error,
            "expired",
            &format!("{path}/gueltigkeit"),
            "Die Leistung gilt nicht mehr.".to_owned(),
            "The service is no longer valid.".to_owned(),
        ));
    }
}
