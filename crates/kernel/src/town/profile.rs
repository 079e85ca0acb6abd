//! Name, look and legal data of a town.

use crate::settings::{SettingField, SettingKind, Settings};
use crate::value::Text;

/// Name, look and legal data of a town: what stands in letterheads, in the page frame and in the
/// imprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Name with its kind: `Stadt Musterbach`.
    pub name: String,
    /// A few words under the name.
    pub claim_de: String,
    /// The same in English.
    pub claim_en: String,
    /// Who signs: `Die Bürgermeisterin`.
    pub authority: String,
    /// Name of the mayor.
    pub mayor: String,
    /// Official municipality key, 8 digits.
    pub ags: String,
    /// Official regional key, 12 digits.
    pub ars: String,
    /// Street and number of the town hall.
    pub street: String,
    /// Postcode and town.
    pub postcode: String,
    /// Telephone.
    pub telephone: String,
    /// E-mail of the town.
    pub email: String,
    /// Supervisory authority.
    pub supervision: String,
    /// Contact of the data protection officer.
    pub privacy_contact: String,
    /// Who answers for editorial content (§ 18 (2) MStV).
    pub editor: String,
    /// Coat of arms as SVG.
    pub arms_svg: String,
    /// First colour, `#rrggbb`.
    pub colour: String,
    /// Second colour, `#rrggbb`.
    pub accent: String,
    /// How its pages look: `klar`, `herzlich` or `kontor`; the first if it is empty.
    pub look: String,
    /// Administrative court, for remedy notices.
    pub court: String,
    /// Whether this is a demo town: shown on every page.
    pub is_demo: bool,
}

impl Settings for Profile {
    const MODULE: &'static str = "town";

    fn fields() -> Vec<SettingField> {
        let line = |key, de: &str, en: &str, hint_de: &str, hint_en: &str| SettingField {
            key,
            label: Text::new(de, en),
            hint: Text::new(hint_de, hint_en),
            kind: SettingKind::Line,
        };
        let mut fields = vec![
            line(
                "name",
                "Name der Kommune",
                "Name of the town",
                "Mit Art, zum Beispiel „Stadt Musterbach“.",
                "With its kind, for example “Stadt Musterbach”.",
            ),
            line(
                "claim_de",
                "Leitsatz",
                "Claim",
                "Ein paar Worte unter dem Namen.",
                "A few words below the name.",
            ),
            line("claim_en", "Leitsatz auf Englisch", "Claim in English", "", ""),
            line(
                "authority",
                "Behörde in Bescheiden",
                "Authority in notices",
                "Zum Beispiel „Die Bürgermeisterin“.",
                "For example “Die Bürgermeisterin”.",
            ),
            line("mayor", "Bürgermeisterin oder Bürgermeister", "Mayor", "", ""),
            line(
                "ags",
                "Amtlicher Gemeindeschlüssel",
                "Official municipality key",
                "8 Ziffern.",
                "8 digits.",
            ),
            line("ars", "Regionalschlüssel", "Regional key", "12 Ziffern.", "12 digits."),
            line("street", "Straße und Hausnummer", "Street and number", "", ""),
            line("postcode", "Postleitzahl und Ort", "Postcode and town", "", ""),
            line("telephone", "Telefon", "Telephone", "", ""),
            line("email", "E-Mail", "E-mail", "", ""),
            line("supervision", "Kommunalaufsicht", "Supervisory authority", "", ""),
            line(
                "privacy_contact",
                "Datenschutzbeauftragte",
                "Data protection officer",
                "E-Mail-Adresse.",
                "E-mail address.",
            ),
            line(
                "editor",
                "Verantwortlich für Inhalte",
                "Responsible for content",
                "Name und Anschrift, § 18 Abs. 2 MStV.",
                "Name and address.",
            ),
            line(
                "court",
                "Verwaltungsgericht",
                "Administrative court",
                "Für Rechtsbehelfsbelehrungen.",
                "For remedy notices.",
            ),
        ];
        for (key, de, en) in
            [("colour", "Hauptfarbe", "First colour"), ("accent", "Zweite Farbe", "Second colour")]
        {
            fields.push(SettingField {
                key,
                label: Text::new(de, en),
                hint: Text::new(
                    "Als #rrggbb. Der Kontrast wird geprüft.",
                    "As #rrggbb. The contrast is checked.",
                ),
                kind: SettingKind::Colour,
            });
        }
        fields.push(SettingField {
            key: "arms_svg",
            label: Text::new("Wappen als SVG", "Coat of arms as SVG"),
            hint: Text::new("Der Quelltext der SVG-Datei.", "The source of the SVG file."),
            kind: SettingKind::Lines,
        });
        fields
    }

    fn check(&self) -> Result<(), (String, Text)> {
        for (key, colour) in [("colour", &self.colour), ("accent", &self.accent)] {
            let sound = colour.is_empty()
                || (colour.len() == 7
                    && colour.starts_with('#')
                    && colour[1..].chars().all(|c| c.is_ascii_hexdigit()));
            if !sound {
                return Err((
                    key.into(),
                    Text::new(
                        "Geben Sie die Farbe als # mit sechs Ziffern oder Buchstaben von A bis F ein.",
                        "Enter the colour as # with six digits or letters from A to F.",
                    ),
                ));
            }
        }
        Ok(())
    }
}

impl Profile {
    /// The main colour, with a calm blue where a town has set none.
    pub fn main_colour(&self) -> &str {
        if self.colour.is_empty() { "#1f4e79" } else { &self.colour }
    }
}
