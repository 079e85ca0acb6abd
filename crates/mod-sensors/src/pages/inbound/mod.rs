//! Staff pages of what comes in without programming: doors, devices, decoders, files.

pub(crate) mod decoders;
pub(crate) mod devices;
pub(crate) mod doors;
pub(crate) mod mqtt;

use kernel::{Language, Problem};
use norm_sensorthings::Json;

use crate::store::inbound::Target;

/// Where doors and devices are kept.
pub(crate) const INBOUND: &str = "/verwaltung/sensoren/eingang";
/// Where decoders are kept.
pub(crate) const DECODERS: &str = "/verwaltung/sensoren/decoder";

/// A problem of a form with no message yet.
pub(super) fn wrong() -> Problem {
    Problem::new(
        "sensors/inbound",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
}

/// A stream as a choice: entry, station, name and unit.
pub(crate) fn target_words(target: &Target) -> String {
    let (_, entry, station, name, unit) = target;
    let unit = Json::parse(unit).ok();
    let sign = unit.as_ref().and_then(|u| {
        let word = |name: &str| u.get(name).and_then(Json::as_text).filter(|t| !t.is_empty());
        word("symbol").or_else(|| word("name")).map(str::to_owned)
    });
    let sign = sign.map(|s| format!(" ({s})")).unwrap_or_default();
    format!("{entry} › {station} › {name}{sign}")
}

/// A number as people of a language write it.
pub(super) fn typed_number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() < 1e12)
}

/// A number for a form field.
pub(crate) fn shown_number(number: f64, language: Language) -> String {
    let text = number.to_string();
    if language == Language::De { text.replace('.', ",") } else { text }
}
