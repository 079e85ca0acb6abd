//! The shapes a town is made of: plain values that anybody can read and store.

mod org;
mod people;
mod place;
mod story;
mod texts;

pub use org::{Hours, OrgUnit, StaffMember, StaffRole};
pub use people::{
    Burden, Citizen, Deductions, ExcludingBenefit, Flat, Gender, Household, Income, IncomeKind,
    MaritalStatus, Occupation, Relation, Rent, Tenancy,
};
pub use place::{
    Address, AddressUse, Area, AreaKind, Bridge, BuildingKind, District, Point, PublicBuilding,
    Railway, Street, StreetKind, TownMap, Watercourse,
};
pub use story::{
    ApplicationKind, Channel, MissingDocument, Outcome, RefusalReason, StoryDates, WohngeldStory,
};
pub use texts::{LegalPages, NewsItem, NewsTopic, PageText, TownService};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A whole invented town.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Town {
    /// The seed it was made from.
    pub seed: u64,
    /// The day the town is seen on: ages, news and the stories are relative to it.
    pub as_of: Date,
    /// Name, keys, colours, coat of arms.
    pub identity: Identity,
    /// Everything with coordinates.
    pub map: TownMap,
    /// All private households with their members; about 30,000 people.
    pub households: Vec<Household>,
    /// Some hundred stories of households that applied for Wohngeld, or began to.
    pub wohngeld: Vec<WohngeldStory>,
    /// The plan of offices, parents before children.
    pub units: Vec<OrgUnit>,
    /// Everybody who works in the town hall and is named in it.
    pub staff: Vec<StaffMember>,
    /// What the town offers to people.
    pub services: Vec<TownService>,
    /// News of the last months, the newest first.
    pub news: Vec<NewsItem>,
    /// What the legal pages of the homepage need.
    pub pages: LegalPages,
}

impl Town {
    /// The household with this number.
    pub fn household(&self, id: u32) -> Option<&Household> {
        by_number(&self.households, id)
    }

    /// The address with this number.
    pub fn address(&self, id: u32) -> Option<&Address> {
        by_number(&self.map.addresses, id)
    }

    /// The street with this number.
    pub fn street(&self, id: u32) -> Option<&Street> {
        by_number(&self.map.streets, id)
    }

    /// The org unit with this key, such as `"50.1"`.
    pub fn unit(&self, key: &str) -> Option<&OrgUnit> {
        self.units.iter().find(|unit| unit.key == key)
    }

    /// Street and house number as one writes them, such as `"Marktplatz 1"`.
    pub fn address_line(&self, address: &Address) -> String {
        let street = self.street(address.street).map_or("", |street| street.name.as_str());
        format!("{street} {}", address.house_number())
    }

    /// How many people live in the town.
    pub fn population(&self) -> usize {
        self.households.iter().map(|household| household.members.len()).sum()
    }
}

/// Numbers count from 1 in the order of the list.
fn by_number<T>(list: &[T], number: u32) -> Option<&T> {
    usize::try_from(number).ok()?.checked_sub(1).and_then(|index| list.get(index))
}

/// What is written on the town sign, in the registers and on the letterhead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Name; no German municipality has it.
    pub name: String,
    /// Name as used in legal texts, such as "Stadt Marlenbrück".
    pub official_name: String,
    /// ASCII form for hosts and files, such as `marlenbrueck`.
    pub slug: String,
    /// Amtlicher Gemeindeschlüssel, 8 digits, in the range of North Rhine-Westphalia, unused.
    pub ags: String,
    /// Amtlicher Regionalschlüssel, 12 digits, made from the same parts.
    pub ars: String,
    /// Name of the invented Kreis.
    pub kreis: String,
    /// Its key, 5 digits, unused.
    pub kreis_key: String,
    /// The Land; always North Rhine-Westphalia.
    pub land: String,
    /// Postcode in the style of the region. Not the postcode of any town hall in our data;
    /// no list of all postcodes was at hand to prove that nobody has it.
    pub postcode: String,
    /// Head of every telephone number. The number range is one that the Bundesnetzagentur
    /// keeps free for films, so that no demonstration ever rings at somebody's home.
    pub phone_base: String,
    /// Host of the homepage, in a top-level domain reserved for examples.
    pub host: String,
    /// Domain of all e-mail addresses.
    pub mail_domain: String,
    /// Name of the river through the town.
    pub river: String,
    /// Year of the first record of the place.
    pub first_recorded: u16,
    /// Year of the town charter.
    pub chartered: u16,
    /// Name of the mayor.
    pub mayor: String,
    /// Mayor in the grammatical gender of the office holder: "Bürgermeisterin" or "Bürgermeister".
    pub mayor_title: String,
    /// Rent level I to VII as 1 to 7. An invented town is in no list: this is our choice.
    pub rent_level: u8,
    /// Area in hectares.
    pub area_ha: u32,
    /// Number of people in [`Town::households`].
    pub population: u32,
    /// The middle of the market place, EPSG:25832.
    pub centre: Point,
    /// House colours as `#rrggbb`.
    pub colours: Colours,
    /// Coat of arms, an SVG drawing without outside references.
    pub crest_svg: String,
    /// The same in the words of heraldry.
    pub blazon: String,
}

/// The two colours of the town and what may be written on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colours {
    /// Dark colour; white text on it is readable (contrast above 7 : 1).
    pub primary: String,
    /// Light accent; black text on it is readable (contrast above 7 : 1).
    pub accent: String,
}
