//! The choices of a form with their German and English names.

use serde::Serialize;

/// One choice: the value as in data, and how people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Value in data, such as `tenant`.
    pub value: &'static str,
    /// German name.
    pub label_de: &'static str,
    /// English name.
    pub label_en: &'static str,
}

/// Shortens the tables below.
const fn choice(value: &'static str, label_de: &'static str, label_en: &'static str) -> Choice {
    Choice { value, label_de, label_en }
}

/// Choices of [`crate::Tenure`].
pub const TENURES: [Choice; 9] = [
    choice("tenant", "Miete", "tenant"),
    choice("subtenant", "Untermiete", "subtenant"),
    choice(
        "similar_right",
        "Genossenschaft oder ähnliches Nutzungsrecht",
        "cooperative or similar",
    ),
    choice("home_resident", "Heim", "resident of a home"),
    choice(
        "own_house_of_many_flats",
        "eigenes Haus mit mehr als zwei Wohnungen",
        "own house with more than two flats",
    ),
    choice("owner", "eigene Wohnung oder eigenes Haus", "own flat or house"),
    choice("heritable_building_right", "Erbbaurecht", "heritable building right"),
    choice("dwelling_right", "Wohnrecht oder Nießbrauch", "dwelling right or usufruct"),
    choice(
        "claim_to_transfer",
        "Anspruch auf Übertragung des Eigentums oder Rechts",
        "claim to the transfer of ownership",
    ),
];

/// Choices of [`crate::Relation`].
pub const RELATIONS: [Choice; 11] = [
    choice("applicant", "Sie selbst", "yourself"),
    choice("spouse", "Ehegatte oder eingetragener Lebenspartner", "spouse or registered partner"),
    choice("partner", "Partnerin oder Partner", "partner"),
    choice("child", "Kind oder Stiefkind", "child or stepchild"),
    choice("foster_child", "Pflegekind", "foster child"),
    choice("grandchild", "Enkelkind", "grandchild"),
    choice("parent", "Elternteil oder Großelternteil", "parent or grandparent"),
    choice("foster_parent", "Pflegemutter oder Pflegevater", "foster parent"),
    choice("sibling", "Bruder oder Schwester", "brother or sister"),
    choice("relative", "andere Verwandte oder Verschwägerte", "other relative or in-law"),
    choice("not_related", "nicht verwandt (zum Beispiel Wohngemeinschaft)", "not related"),
];

/// Choices of [`crate::Stay`].
pub const STAYS: [Choice; 10] = [
    choice("german", "deutsche Staatsangehörigkeit", "German"),
    choice("free_movement", "EU, EWR oder Schweiz", "EU, EEA or Switzerland"),
    choice("title", "Aufenthaltstitel", "residence title"),
    choice("toleration", "Duldung", "toleration"),
    choice("treaty", "Aufenthaltsrecht nach einem Abkommen", "right by treaty"),
    choice("asylum_procedure", "Aufenthaltsgestattung (Asylverfahren)", "asylum procedure"),
    choice("homeless_foreigner", "heimatloser Ausländer", "homeless foreigner"),
    choice("exempt_by_ordinance", "vom Aufenthaltstitel befreit", "exempt from a title"),
    choice(
        "title_without_claim",
        "Titel zur Suche von Arbeit oder Ausbildung, Chancenkarte, Studienpraktikum, \
         Freiwilligendienst",
        "title for seeking work or training, opportunity card, internship, voluntary service",
    ),
    choice("no_right", "nichts davon", "none of these"),
];

/// Choices of [`crate::TrainingSupport`].
pub const TRAINING_SUPPORTS: [Choice; 4] = [
    choice("none", "keine Ausbildung und kein Studium", "no training or studies"),
    choice("entitled", "in Ausbildung, Anspruch auf Förderung", "in training, entitled to support"),
    choice("loan_only", "in Ausbildung, Förderung nur als Darlehen", "in training, loan only"),
    choice("not_entitled", "in Ausbildung, keine Förderung möglich", "in training, no support"),
];

/// Choices of [`crate::BenefitKind`].
pub const BENEFITS: [Choice; 9] = [
    choice(
        "grundsicherungsgeld",
        "Grundsicherungsgeld (früher Bürgergeld)",
        "basic income support",
    ),
    choice("trainee_grant", "Zuschuss nach § 27 Abs. 3 SGB II", "grant for trainees"),
    choice("uebergangsgeld", "Übergangsgeld", "transitional allowance"),
    choice("verletztengeld", "Verletztengeld", "injury benefit"),
    choice(
        "grundsicherung_age",
        "Grundsicherung im Alter oder bei Erwerbsminderung",
        "basic income in old age or reduced earning capacity",
    ),
    choice("subsistence_aid", "Hilfe zum Lebensunterhalt", "subsistence aid"),
    choice("social_compensation", "Soziale Entschädigung", "social compensation"),
    choice("asylum_benefits", "Asylbewerberleistungen", "asylum seekers' benefits"),
    choice("youth_welfare", "Kinder- und Jugendhilfe", "child and youth welfare"),
];

/// Choices of [`crate::MaintenanceTo`].
pub const MAINTENANCE_TO: [Choice; 4] = [
    choice("trainee_elsewhere", "Mitglied, das zur Ausbildung auswärts wohnt", "trainee elsewhere"),
    choice("shared_child", "gemeinsam betreutes Kind", "child in shared care"),
    choice("former_spouse", "früherer oder getrennter Ehegatte", "former or separated spouse"),
    choice("other_person", "andere Person außerhalb", "other person outside the household"),
];

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    fn all_are_read<T: DeserializeOwned>(choices: &[Choice]) {
        for choice in choices {
            let read = serde_json::from_value::<T>(choice.value.into());
            assert!(read.is_ok(), "{}", choice.value);
        }
    }

    #[test]
    fn every_choice_is_a_value_of_its_type() {
        all_are_read::<crate::Tenure>(&TENURES);
        all_are_read::<crate::Relation>(&RELATIONS);
        all_are_read::<crate::Stay>(&STAYS);
        all_are_read::<crate::TrainingSupport>(&TRAINING_SUPPORTS);
        all_are_read::<crate::BenefitKind>(&BENEFITS);
        all_are_read::<crate::MaintenanceTo>(&MAINTENANCE_TO);
    }
}
