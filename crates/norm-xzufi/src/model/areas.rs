//! Publishers, areas, categories and pictures.

use super::{Identifier, Localised, Validity, VersionInfo};
use crate::wire::element;

element! {
    /// Who publishes an object (`Herausgeber`).
    Publisher {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Name.
        name: Vec<Localised> = "#bezeichnung",
        /// Short name.
        short_name: Vec<Localised> = "#kurzbezeichnung",
        /// Description.
        description: Vec<Localised> = "beschreibung",
        /// Areas for which it is competent unless something else is said.
        areas: Vec<Area> = "standardZustaendigkeitsgebiet",
    }
}

element! {
    /// An area (`Gebiet`).
    Area {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer:idSekundaer",
        /// What kind of area it is.
        kind: Option<AreaKind> = "typ",
        /// Areas above it.
        parents: Vec<Identifier> = "uebergeordnetesGebietID:uebergeordnetesGebietId",
        /// Areas below it.
        children: Vec<Identifier> = "untergeordnetesGebietID:untergeordnetesGebietId",
        /// Its codes in the administration.
        codes: Option<super::AdministrativeCodes> =
            "verwaltungspolitischeKodierung:verwaltungspolitischeKodierung",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Short name.
        short_name: Vec<Localised> = "kurzbezeichnung",
        /// Description.
        description: Vec<Localised> = "beschreibung",
        /// Versions.
        version_info: Option<VersionInfo> = "versionsinformationen",
        /// When it exists.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Kind of an area (`Gebietstyp`).
    AreaKind {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer:idSekundaer",
        /// Class of the kind.
        class: AreaClass = "klasse",
        /// Name.
        name: Vec<Localised> = "#bezeichnung",
        /// Short name.
        short_name: Vec<Localised> = "#kurzbezeichnung",
        /// Description.
        description: Vec<Localised> = "beschreibung",
    }
}

element! {
    /// Class of kinds of areas (`Gebietsklasse`).
    AreaClass {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Version.
        version: Option<String> = "version",
        /// Short name.
        short_name: Vec<Localised> = "kurzbezeichnung",
    }
}

element! {
    /// A category of services (`Leistungskategorie`, in 2.3 `Kategorie`).
    Category {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// The category above it.
        parent: Option<Identifier> = "uebergeordneteKategorieID",
        /// Categories below it.
        children: Vec<Identifier> = "untergeordneteKategorieID",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Description.
        description: Vec<Localised> = "beschreibung",
        /// The class of categories it belongs to, such as life situations.
        class: CategoryClass = "klasse",
        /// A picture (2.3).
        image: Option<Image> = "-|piktogrammID",
    }
}

element! {
    /// A class of categories (`LeistungskategorieKlasse`).
    CategoryClass {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Kind of the class (2.3).
        kind: Option<super::Code> = "-|#typ",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Version.
        version: Option<String> = "version",
    }
}

element! {
    /// A picture (`Bild`, 2.3).
    Image {
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Text for those who do not see it.
        alternative: Vec<Localised> = "alternativeBeschreibung",
        /// The file.
        file: ImageFile = "dateiReferenz",
        /// Rights.
        copyright: Option<Copyright> = "copyright",
    }
}

element! {
    /// Where the file of a picture is (`BilddateiReferenz`, 2.3).
    ImageFile {
        /// Its identifier.
        id: Option<Identifier> = "dateiID",
        /// Its address.
        url: Option<String> = "dateiURL",
    }
}

element! {
    /// Rights in a picture (`Copyright`, 2.3).
    Copyright {
        /// What is to be said.
        note: Vec<Localised> = "copyrightHinweis",
        /// Where more is said.
        url: Option<String> = "copyrightURL",
    }
}
