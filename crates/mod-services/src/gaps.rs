//! What is missing on the page of a service.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::{Text, clock};

use crate::model::Service;
use crate::sheet::PARTS;

/// Months after which somebody should look at a page again.
const FRESH_MONTHS: i32 = 12;

/// Something missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing is said about it.
    Text,
    /// Nobody knows what it costs.
    Costs,
    /// Nobody is in charge.
    Unit,
    /// Something is not in English.
    English,
    /// Nobody looked at it for a year.
    Old,
}

impl Gap {
    pub(crate) const ALL: [Self; 5] =
        [Self::Text, Self::Costs, Self::Unit, Self::English, Self::Old];

    /// Its name in addresses.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Costs => "kosten",
            Self::Unit => "stelle",
            Self::English => "englisch",
            Self::Old => "alt",
        }
    }

    pub(crate) fn label(self) -> Text {
        match self {
            Self::Text => Text::new("Beschreibung fehlt", "No description"),
            Self::Costs => Text::new("Kosten fehlen", "No costs"),
            Self::Unit => Text::new("Keine Stelle zuständig", "No office in charge"),
            Self::English => Text::new("Nicht ganz auf Englisch", "Not all in English"),
            Self::Old => Text::new("Älter als ein Jahr", "Older than a year"),
        }
    }
}

/// What is missing on a page that was last changed at an instant.
pub(crate) fn gaps(
    service: &Service,
    has_unit: bool,
    changed_at: Timestamp,
    today: Date,
) -> Vec<Gap> {
    let is_old = clock::local_day(changed_at).saturating_add(FRESH_MONTHS.months()) < today;
    Gap::ALL
        .into_iter()
        .filter(|gap| match gap {
            Gap::Text => service.teaser.de.is_empty() || service.text.de.is_empty(),
            Gap::Costs => service.fee.de.is_empty(),
            Gap::Unit => !has_unit,
            Gap::English => lacks_english(service),
            Gap::Old => is_old,
        })
        .collect()
}

/// Whether something is said in German only.
fn lacks_english(service: &Service) -> bool {
    PARTS.iter().filter_map(|part| part.name.strip_suffix("_de").map(|name| (name, part))).any(
        |(name, german)| {
            let english = PARTS.iter().find(|p| p.name.strip_suffix("_en") == Some(name));
            let english = english.is_some_and(|p| (p.read)(service).is_empty());
            !(german.read)(service).is_empty() && english
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_follow_from_what_is_there() {
        let at: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let mut service = Service { title: Text::new("Hund", "Dog"), ..Service::default() };
        let found = gaps(&service, false, at, day("2027-05-05"));
        assert_eq!(found, [Gap::Text, Gap::Costs, Gap::Unit, Gap::Old]);
        service.teaser = Text::same("x");
        service.text = Text::same("x");
        service.fee = Text::new("keine", "");
        assert_eq!(gaps(&service, true, at, day("2027-05-04")), [Gap::English]);
    }
}
