//! Everything with coordinates: waters, railway, areas, districts, streets, addresses, buildings.

use serde::{Deserialize, Serialize};

/// A position in EPSG:25832 (ETRS89 / UTM zone 32N), metres, rounded to centimetres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Easting in metres.
    pub east: f64,
    /// Northing in metres.
    pub north: f64,
}

/// The map of the town. Rings are closed without repeating the first point, counter-clockwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TownMap {
    /// The boundary of the town.
    pub outline: Vec<Point>,
    /// Districts; together they cover the outline without gaps and overlaps.
    pub districts: Vec<District>,
    /// River first, then brooks.
    pub waters: Vec<Watercourse>,
    /// The railway line.
    pub railways: Vec<Railway>,
    /// Where a street crosses the river or the railway.
    pub bridges: Vec<Bridge>,
    /// Land use, in the order in which it is painted.
    pub areas: Vec<Area>,
    /// Streets by number; they form one connected network.
    pub streets: Vec<Street>,
    /// Addresses by number.
    pub addresses: Vec<Address>,
    /// Buildings everybody knows.
    pub buildings: Vec<PublicBuilding>,
}

/// A part of the town with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct District {
    /// Number, from 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Its boundary.
    pub ring: Vec<Point>,
    /// A good place for its name on a map.
    pub label: Point,
}

/// Running water.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watercourse {
    /// Name.
    pub name: String,
    /// Middle line, from spring to mouth.
    pub axis: Vec<Point>,
    /// Width in metres.
    pub width_m: f64,
}

/// A railway line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Railway {
    /// Name of the line.
    pub name: String,
    /// Middle line.
    pub axis: Vec<Point>,
    /// Where the trains stop.
    pub station: Point,
}

/// A crossing of a street with the river or the railway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bridge {
    /// Name, such as "Mühlenbrücke".
    pub name: String,
    /// Number of the street.
    pub street: u32,
    /// Where.
    pub point: Point,
    /// True over the river, false at the railway.
    pub over_river: bool,
}

/// Kind of land use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// Arable land.
    Field,
    /// Grassland.
    Meadow,
    /// Woods.
    Wood,
    /// Houses and gardens.
    Settlement,
    /// The old town inside the ring.
    OldTown,
    /// Works and warehouses.
    Industry,
    /// A public park.
    Park,
    /// A graveyard.
    Cemetery,
    /// Sports grounds.
    Sports,
    /// A lake or pond.
    Lake,
    /// A public square.
    Square,
}

/// A piece of land with one use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// What it is used for.
    pub kind: AreaKind,
    /// Its name, empty for most.
    pub name: String,
    /// Its boundary.
    pub ring: Vec<Point>,
}

/// Kind of street, from the most to the least important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreetKind {
    /// Main road to the next town.
    Main,
    /// Ring around the old town and the outer ring.
    Ring,
    /// Street or lane of the old town.
    OldTown,
    /// Collector of a quarter.
    Collector,
    /// Street in an industrial estate.
    Industrial,
    /// Residential street.
    Residential,
    /// Road between villages.
    Country,
    /// Track to single farms.
    Track,
}

/// A street with its official key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Street {
    /// Number, from 1.
    pub id: u32,
    /// Street key, 5 digits, unique.
    pub key: String,
    /// Name, unique.
    pub name: String,
    /// Kind.
    pub kind: StreetKind,
    /// The district in which most of it lies.
    pub district: u32,
    /// Middle line. Streets that meet share a point of exactly these coordinates.
    pub axis: Vec<Point>,
    /// Length in whole metres.
    pub length_m: u32,
}

/// What happens at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressUse {
    /// Only homes.
    Homes,
    /// Shop, office or workshop with homes above.
    Mixed,
    /// Only business.
    Business,
    /// A farm.
    Farm,
    /// A public building.
    Public,
    /// A numbered plot or outbuilding where nobody lives.
    Vacant,
}

/// A house number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// Number, from 1.
    pub id: u32,
    /// Number of the street.
    pub street: u32,
    /// House number; odd on the left of the axis, even on the right.
    pub number: u16,
    /// Letter after the number, if any.
    pub suffix: Option<char>,
    /// Number of the district.
    pub district: u32,
    /// Postcode.
    pub postcode: String,
    /// Where the house stands.
    pub point: Point,
    /// What it is used for.
    #[serde(rename = "use")]
    pub usage: AddressUse,
    /// How many homes the house has.
    pub homes: u8,
}

impl Address {
    /// House number as it is written, such as `12a`.
    pub fn house_number(&self) -> String {
        match self.suffix {
            Some(letter) => format!("{}{letter}", self.number),
            None => self.number.to_string(),
        }
    }
}

/// Kind of public building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuildingKind {
    /// Town hall.
    TownHall,
    /// Branch of the town hall.
    Office,
    /// Church or other place of worship.
    Worship,
    /// School.
    School,
    /// Nursery.
    Nursery,
    /// Library.
    Library,
    /// Museum.
    Museum,
    /// Culture and meeting.
    Culture,
    /// Fire station.
    FireStation,
    /// Police station.
    Police,
    /// Hospital.
    Hospital,
    /// Home for old people.
    CareHome,
    /// Railway station.
    Station,
    /// Swimming pool.
    Pool,
    /// Sports hall.
    SportsHall,
    /// Yard of the town's works.
    WorksYard,
    /// Recycling yard.
    Recycling,
    /// Sewage works.
    SewageWorks,
}

/// A building everybody in town knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicBuilding {
    /// Number, from 1.
    pub id: u32,
    /// Kind.
    pub kind: BuildingKind,
    /// Name.
    pub name: String,
    /// Number of its address.
    pub address: u32,
    /// Where it stands; the point of its address.
    pub point: Point,
    /// Whether one gets in without steps.
    pub step_free: bool,
}
