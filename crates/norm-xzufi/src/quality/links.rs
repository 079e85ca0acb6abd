//! Links that can be seen to lead nowhere without asking anybody.

use crate::finding::{Finding, Severity};
use crate::html;
use crate::model::Service;

/// Why an address cannot work, in German and English; `None` when nothing is wrong with its form.
pub fn fault(address: &str) -> Option<(&'static str, &'static str)> {
    let address = address.trim();
    if address.is_empty() {
        return Some(("die Adresse ist leer", "the address is empty"));
    }
    if address.contains(char::is_whitespace) {
        return Some(("die Adresse enthält Leerzeichen", "the address has spaces in it"));
    }
    let Some((scheme, rest)) = address.split_once(':') else {
        return Some(("der Anfang (https://) fehlt", "its beginning (https://) is missing"));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => {
            let fine = rest.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
            (!fine).then_some(("das ist keine E-Mail-Adresse", "this is no mail address"))
        }
        "tel" => {
            let fine = rest.chars().filter(char::is_ascii_digit).count() >= 3;
            (!fine).then_some(("das ist keine Telefonnummer", "this is no telephone number"))
        }
        "http" | "https" => web_fault(rest),
        _ => {
            Some(("diese Art von Adresse ist nicht erlaubt", "this kind of address is not allowed"))
        }
    }
}

fn web_fault(rest: &str) -> Option<(&'static str, &'static str)> {
    let incomplete = Some(("die Adresse ist unvollständig", "the address is incomplete"));
    let Some(rest) = rest.strip_prefix("//") else { return incomplete };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let is_plain = !host.is_empty()
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    if !is_plain {
        return incomplete;
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_private = matches!(last, "local" | "intern" | "internal" | "localhost")
        || ["192.168.", "10.", "127."].iter().any(|net| host.starts_with(net));
    is_private.then_some((
        "die Adresse gilt nur im eigenen Netz",
        "the address holds in one's own network only",
    ))
}

/// All addresses of a service with their places.
fn addresses(service: &Service) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for module in &service.texts {
        let place = format!("modulText({})", module.kind.code);
        for said in &module.content {
            all.extend(html::links(&said.text).into_iter().map(|uri| (place.clone(), uri)));
        }
        all.extend(module.links.iter().map(|l| (place.clone(), l.uri.clone())));
    }
    for module in &service.own_texts {
        for said in &module.content {
            let found = html::links(&said.text).into_iter();
            all.extend(found.map(|uri| ("modulTextIndividuell".to_owned(), uri)));
        }
        let own = module.links.iter();
        all.extend(own.map(|l| ("modulTextIndividuell".to_owned(), l.uri.clone())));
    }
    let links = [
        ("modulKosten", service.costs.iter().flat_map(|m| &m.links).collect::<Vec<_>>()),
        ("modulFrist", service.deadlines.iter().flat_map(|m| &m.links).collect()),
        (
            "modulBearbeitungsdauer",
            service.processing_times.iter().flat_map(|m| &m.links).collect(),
        ),
        ("modulDokument", service.documents.iter().flat_map(|m| &m.links).collect()),
    ];
    for (place, found) in links {
        all.extend(found.into_iter().map(|l| (place.to_owned(), l.uri.clone())));
    }
    let costs = service.costs.iter().flat_map(|m| &m.costs).flat_map(|c| &c.link);
    all.extend(costs.map(|l| ("modulKosten/linkKostenbildung".to_owned(), l.0.uri.clone())));
    all.extend(service.origins.iter().map(|o| ("modulUrsprungsportal".to_owned(), o.uri.clone())));
    all
}

/// Tells of addresses that cannot work, each once.
pub(super) fn check(service: &Service, path: &str, found: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for (place, uri) in addresses(service) {
        let Some((de, en)) = fault(&uri) else { continue };
        if seen.contains(&uri) {
            continue;
        }
        let short: String = uri.chars().take(100).collect();
        found.push(Finding::new(
            Severity::Warning,
            "link-dead",
            format!("{path}/{place}"),
            format!("Link „{short}“: {de}."),
            format!("Link “{short}”: {en}."),
        ));
        seen.push(uri);
    }
}
