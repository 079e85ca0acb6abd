//! What the other modules offer to the public, gathered.

use kernel::module::Offer;
use kernel::search::fold;
use kernel::{Reader, Text, Town};
use web::icon::Icon;

/// Everything on offer, each module's most wanted first. A module that cannot answer is left out:
/// the page shows the rest.
pub(crate) fn all(town: &Town, db: &mut Reader<'_>) -> Vec<Offer> {
    let mut offers = Vec::new();
    for module in town.house().modules() {
        let Some(ask) = module.offers else { continue };
        match ask(town, db) {
            Ok(more) => offers.extend(more),
            Err(error) => {
                tracing::error!(module = module.name, %error, "A module could not say what it offers");
            }
        }
    }
    offers
}

/// Words in titles and the icon that goes with them, the more special first.
const ICONS: &[(&[&str], Icon)] = &[
    (&["verloren", "fund"], Icon::SEARCH),
    (&["hund", "tier"], Icon::TREE),
    (&["gewerbe", "betrieb", "gaststaette", "markt"], Icon::BUSINESS),
    (&["wohngeld", "wohnung", "wohnberechtigung", "wohnen", "miete"], Icon::LIVING),
    (&["abfall", "muell", "sperr", "tonne"], Icon::WASTE),
    (
        &[
            "kind",
            "kita",
            "geburt",
            "eltern",
            "eheschliess",
            "trauung",
            "heirat",
            "familie",
            "unterhalt",
        ],
        Icon::FAMILY,
    ),
    (
        &[
            "ausweis",
            "pass",
            "meldebescheinigung",
            "fuehrungszeugnis",
            "ummeld",
            "anmeld",
            "umzug",
            "meldung",
        ],
        Icon::IDENTITY,
    ),
    (
        &[
            "fahrzeug",
            "kfz",
            "fuehrerschein",
            "parken",
            "parker",
            "parkausweis",
            "bewohnerpark",
            "auto",
        ],
        Icon::CAR,
    ),
    (&["baum", "gruen", "umwelt", "klima"], Icon::TREE),
    (&["schule", "buecherei", "bibliothek", "kultur", "volkshochschule", "musik"], Icon::SCHOOL),
    (&["bau", "grundstueck", "denkmal"], Icon::BUILDING),
    (&["strasse", "aufbruch", "sondernutzung", "baustelle"], Icon::ROADWORKS),
    (&["steuer", "gebuehr", "beitrag", "zuschuss", "hilfe", "sozial", "bildung"], Icon::EURO),
    (&["termin"], Icon::CALENDAR),
    (&["schaden", "mangel", "maengel"], Icon::MESSAGE),
    (&["glasfaser", "breitband"], Icon::FIBRE),
    (&["bus", "ticket"], Icon::BUS),
];

/// The icon that fits a title.
pub(crate) fn icon_for(title: &Text) -> Icon {
    let words = fold(&title.de);
    ICONS
        .iter()
        .find(|(marks, _)| marks.iter().any(|mark| words.contains(mark)))
        .map_or(Icon::DOCUMENT, |(_, icon)| *icon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_follow_the_title() {
        assert_eq!(icon_for(&Text::same("Wohngeld beantragen")), Icon::LIVING);
        assert_eq!(icon_for(&Text::same("Führerschein umtauschen")), Icon::CAR);
        assert_eq!(icon_for(&Text::same("Sperrmüll anmelden")), Icon::WASTE);
        assert_eq!(icon_for(&Text::same("Eheschließung anmelden")), Icon::FAMILY);
        // "einsehen" holds "ehe" and is no wedding.
        assert_eq!(icon_for(&Text::same("Archivgut einsehen")), Icon::DOCUMENT);
    }
}
