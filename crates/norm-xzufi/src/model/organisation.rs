//! Org units: where they are, when they are open, what they are competent for.

use super::{
    Category, Code, Identifier, LanguageVersion, Link, Localised, Moment, OpenCode, Publisher,
    Validity, VersionInfo,
};
use crate::wire::element;

element! {
    /// An org unit (`organisationseinheit`).
    OrganisationUnit {
        /// Identifier.
        id: Identifier = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// Units above it.
        parents: Vec<Identifier> = "uebergeordneteOrganisationseinheitID",
        /// Units below it.
        children: Vec<Identifier> = "untergeordneteOrganisationseinheitID",
        /// Categories.
        categories: Vec<Category> = "kategorie",
        /// Names.
        names: Vec<UnitName> = "name",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Short description.
        short_description: Vec<Localised> = "%kurzbeschreibung",
        /// Addresses.
        addresses: Vec<Address> = "anschrift",
        /// Telephone, mail and the like.
        communications: Vec<Communication> = "kommunikation",
        /// Web addresses.
        websites: Vec<Link> = "internetadresse",
        /// Opening hours.
        opening_hours: Vec<OpeningHours> = "oeffnungszeiten",
        /// What it is competent for.
        competences: Vec<Competence> = "zustaendigkeit",
        /// Publisher.
        publisher: Option<Publisher> = "herausgeber",
        /// Versions.
        version_info: Option<VersionInfo> = "versionsinformation|versionsinformationen",
        /// Languages.
        languages: Vec<LanguageVersion> = "sprachversion",
        /// When it exists.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Name of an org unit.
    UnitName {
        /// The name.
        name: Vec<Localised> = "name",
        /// Short name.
        short_name: Vec<Localised> = "kurzbezeichnung",
        /// When it is called so.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// An address (`anschrift`).
    Address {
        /// Identifier.
        id: Option<Identifier> = "id",
        /// Kind: visitors, post, post office box.
        kind: Option<OpenCode> = "typ",
        /// Street, with the number where that is not apart.
        street: Option<String> = "strasse",
        /// House number.
        house_number: Option<String> = "hausnummer",
        /// Post office box.
        box_number: Option<String> = "postfach",
        /// Postcode.
        postcode: Option<String> = "postleitzahl",
        /// Town.
        town: Option<String> = "ort",
        /// Part of the town.
        district: Option<String> = "ortsteil",
        /// Codes in the administration.
        codes: Option<AdministrativeCodes> = "verwaltungspolitischeKodierung",
        /// Further words, such as the entrance.
        note: Vec<Localised> = "zusatz",
        /// Place on the map.
        place: Vec<GeoCode> = "geokodierung",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Codes of an area in the administration (`verwaltungspolitischeKodierung`).
    AdministrativeCodes {
        /// District.
        kreis: Option<Code> = "kreis",
        /// Region.
        bezirk: Option<Code> = "bezirk",
        /// State.
        state: Option<Code> = "#bundesland",
        /// Code of the municipality, 8 digits.
        ags: Option<Code> = "gemeindeschluessel",
        /// Regional code, 12 digits.
        ars: Option<Code> = "regionalschluessel",
        /// Nation.
        nation: Option<Code> = "nation",
        /// Association of municipalities.
        association: Option<Code> = "gemeindeverband",
    }
}

element! {
    /// A place on the map (`geokodierung`); numbers as they stand in the file.
    GeoCode {
        /// Reference system, for example `EPSG:4326`.
        system: Option<String> = "koordinatensystem",
        /// Longitude or easting.
        x: Option<String> = "laengengrad",
        /// Latitude or northing.
        y: Option<String> = "breitengrad",
    }
}

element! {
    /// A way to reach somebody (`kommunikation`).
    Communication {
        /// The way: telephone, mail, …
        channel: Code = "kanal",
        /// Number or address.
        value: String = "kennung",
        /// Further words.
        note: Vec<Localised> = "zusatz",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Opening hours (`oeffnungszeiten`).
    OpeningHours {
        /// Kind: open to the public, by appointment, telephone.
        kind: Option<OpenCode> = "typ",
        /// The hours of the days.
        times: Vec<OpeningTime> = "oeffnungszeit",
        /// In words.
        description: Vec<Localised> = "%beschreibung",
        /// When they hold.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Hours of one day (`oeffnungszeit`).
    OpeningTime {
        /// Day of the week.
        weekday: Option<Code> = "wochentag",
        /// A single day in place of the day of the week.
        date: Option<Moment> = "datum",
        /// From, as `08:00:00`.
        from: Option<String> = "beginn",
        /// Until.
        until: Option<String> = "ende",
        /// Further words.
        note: Vec<Localised> = "zusatz",
    }
}

element! {
    /// What somebody is competent for, and where (`zustaendigkeit`).
    Competence {
        /// Identifier.
        id: Option<Identifier> = "id",
        /// The part: competent office, contact point, …
        role: Option<OpenCode> = "rolle",
        /// Service.
        services: Vec<Identifier> = "leistungID",
        /// Areas.
        areas: Vec<Identifier> = "gebietID",
        /// Further words.
        description: Vec<Localised> = "%beschreibung",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}
