//! The map: modules bring layers and put features on them in the same transaction as their own
//! records; the public map, its tiles and the equal list read nothing else.
//!
//! A feature is filed under the cells it lies in ([`norm_mvt`]), so an ordinary index of either
//! engine finds what a tile shows. Every change leaves a stamp at its cells: tiles elsewhere stay as
//! they are.

mod list;
mod tiles;

use std::collections::BTreeSet;

use jiff::civil::Date;
use norm_mvt::{Geometry, Spot};
use norm_xtrasse::{Crs, Point};

use crate::access::{Actor, Permission};
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::search::fold;
use crate::sql;
use crate::town::Town;
use crate::value::Text;

pub use list::{Filter, Listed, ListedEntry, entry, list, tally};
pub use norm_mvt::{MIME, Tile, Value, ZOOM_MAX};
pub use tiles::{Cut, Tiles, stamp, tile};

const OLD_CELLS: Sql = sql!("SELECT cell FROM kernel_map_piece WHERE layer = $1 AND id = $2");
const DROP_PIECES: Sql = sql!("DELETE FROM kernel_map_piece WHERE layer = $1 AND id = $2");
const ADD_PIECE: Sql = sql!(
    "INSERT INTO kernel_map_piece (layer, id, cell, min_zoom, from_day, until_day, geometry, attributes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const DROP_ENTRY: Sql = sql!("DELETE FROM kernel_map_entry WHERE layer = $1 AND id = $2");
const ADD_ENTRY: Sql = sql!(
    "INSERT INTO kernel_map_entry (layer, id, state, title_de, title_en, text_de, text_en, url,
        street, folded, district, position, x, y, from_day, until_day)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
);
const STAMP: Sql = sql!(
    "INSERT INTO kernel_map_stamp (layer, cell, stamp) VALUES ($1, $2, $3)
     ON CONFLICT (layer, cell) DO UPDATE SET stamp = excluded.stamp"
);
const BOX: Sql = sql!(
    "SELECT MIN(min_x) AS min_x, MIN(min_y) AS min_y, MAX(max_x) AS max_x, MAX(max_y) AS max_y
     FROM kernel_street"
);

/// The group of layers every map stands on: areas, waters, streets, addresses.
pub const BASE: &str = "grundkarte";
/// Series of the numbers of changes.
const SERIES: &str = "map/stamp";

/// How a layer is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Filled areas.
    Areas,
    /// Lines.
    Lines,
    /// Points.
    Points,
}

/// A value of the attribute `state` and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The value.
    pub value: &'static str,
    /// What it means.
    pub label: Text,
    /// Its colour, `#rrggbb`; the list and the legend name it too.
    pub colour: &'static str,
}

/// A layer of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Tiles are asked for by group: what is shown together.
    pub group: &'static str,
    /// Name, unique in the house: `module.what`.
    pub name: &'static str,
    /// What people read.
    pub title: Text,
    /// Who may see it; none for everybody.
    pub permission: Option<Permission>,
    /// From which zoom there are tiles of it.
    pub min_zoom: u8,
    /// How it is drawn.
    pub look: Look,
    /// What its states mean; also the filter of the list. Without marks it has no list.
    pub marks: Vec<Mark>,
}

/// A shape in metres (EPSG:25832).
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A point.
    Point((f64, f64)),
    /// Lines.
    Lines(Vec<Vec<(f64, f64)>>),
    /// An area: its outer ring, then its holes.
    Area(Vec<Vec<(f64, f64)>>),
}

/// A feature as the list shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// What it is called.
    pub title: Text,
    /// A sentence about it.
    pub text: Text,
    /// Its page; empty for none.
    pub url: String,
    /// Name of its street, for the filter.
    pub street: String,
    /// Identifier of its district; empty for none.
    pub district: String,
    /// What the list is sorted by.
    pub position: String,
}

/// Something on the map.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Name of its layer.
    pub layer: &'static str,
    /// Identifier within the layer. Never a person's.
    pub id: String,
    /// Where it is.
    pub shape: Shape,
    /// From which zoom it is drawn.
    pub min_zoom: u8,
    /// One of the marks of its layer; also an attribute of the tile.
    pub state: String,
    /// Further attributes of the tile. What stands here is public if the layer is.
    pub attributes: Vec<(&'static str, String)>,
    /// First and last day on which it is shown.
    pub days: (Option<Date>, Option<Date>),
    /// As the list shows it; none if it has no place in a list.
    pub entry: Option<Entry>,
}

/// A coordinate in metres (EPSG:25832) as longitude and latitude.
pub fn lon_lat(x: f64, y: f64) -> Option<(f64, f64)> {
    let point = Crs::UTM32.to_lon_lat(Point { x, y, z: None })?;
    Some((point.x, point.y))
}

/// Longitude and latitude as a coordinate in metres (EPSG:25832).
pub fn metres(lon: f64, lat: f64) -> Option<(f64, f64)> {
    let point = Crs::UTM32.of_lon_lat(Point { x: lon, y: lat, z: None })?;
    Some((point.x, point.y))
}

fn spot(point: (f64, f64)) -> Option<Spot> {
    let (lon, lat) = lon_lat(point.0, point.1)?;
    let web = Crs::new(3_857)?.of_lon_lat(Point { x: lon, y: lat, z: None })?;
    norm_mvt::of_web(web.x, web.y)
}

impl Shape {
    fn geometry(&self) -> Option<Geometry> {
        let path =
            |points: &[(f64, f64)]| points.iter().map(|p| spot(*p)).collect::<Option<Vec<_>>>();
        let paths =
            |all: &[Vec<(f64, f64)>]| all.iter().map(|p| path(p)).collect::<Option<Vec<_>>>();
        Some(match self {
            Self::Point(point) => Geometry::Points(vec![spot(*point)?]),
            Self::Lines(lines) => Geometry::Lines(paths(lines)?),
            Self::Area(rings) => Geometry::Areas(vec![paths(rings)?]),
        })
    }

    /// A point of it, for the list.
    fn anchor(&self) -> (f64, f64) {
        match self {
            Self::Point(point) => *point,
            Self::Lines(paths) | Self::Area(paths) => {
                let path = paths.first().map_or(&[][..], Vec::as_slice);
                path.get(path.len() / 2).copied().unwrap_or_default()
            }
        }
    }
}

/// Changes of the map within one transaction; [`Batch::finish`] leaves their stamps.
#[derive(Debug, Default)]
pub struct Batch {
    touched: BTreeSet<(&'static str, i64)>,
}

impl Batch {
    /// Puts a feature where it belongs now; takes away where it was.
    ///
    /// # Errors
    /// [`AppError::Refused`] when its shape is empty or lies outside of Germany's zone 32.
    pub fn put(&mut self, tx: &mut Tx<'_>, feature: &Feature) -> Result<(), AppError> {
        self.remove(tx, feature.layer, &feature.id)?;
        self.add(tx, feature)
    }

    /// Adds a feature that was never there before.
    ///
    /// # Errors
    /// As [`Batch::put`].
    pub fn add(&mut self, tx: &mut Tx<'_>, f: &Feature) -> Result<(), AppError> {
        let placed = f.shape.geometry().and_then(|g| g.bounds().map(|b| (g, b)));
        let Some((geometry, bounds)) = placed else {
            return Err(AppError::refused(
                "map/no-place",
                "Diese Form liegt an keinem Ort der Karte. Prüfen Sie die Koordinaten (EPSG:25832).",
                "This shape is nowhere on the map. Check its coordinates (EPSG:25832).",
            ));
        };
        let packed = geometry.pack();
        let attributes = serde_json::to_string(&attributes(f))?;
        let (from, until) =
            (day(f.days.0), f.days.1.map_or_else(|| "9999-12-31".into(), |d| d.to_string()));
        for cell in norm_mvt::cells(bounds) {
            self.touched.insert((f.layer, norm_mvt::stamp_cell(cell)));
            let zoom = i64::from(f.min_zoom);
            tx.execute(
                ADD_PIECE,
                &[&f.layer, &f.id, &cell, &zoom, &from, &until, &packed, &attributes],
            )?;
        }
        let Some(entry) = &f.entry else { return Ok(()) };
        let (x, y) = f.shape.anchor();
        let folded = fold(&format!("{} {}", entry.title.de, entry.street));
        tx.execute(
            ADD_ENTRY,
            &[
                &f.layer,
                &f.id,
                &f.state,
                &entry.title.de,
                &entry.title.en,
                &entry.text.de,
                &entry.text.en,
                &entry.url,
                &entry.street,
                &folded,
                &entry.district,
                &entry.position,
                &x,
                &y,
                &from,
                &until,
            ],
        )?;
        Ok(())
    }

    /// Takes a feature away.
    ///
    /// # Errors
    /// What the database says.
    pub fn remove(
        &mut self,
        tx: &mut Tx<'_>,
        layer: &'static str,
        id: &str,
    ) -> Result<(), AppError> {
        let cells = tx.query(OLD_CELLS, &[&layer, &id])?;
        for row in &cells {
            self.touched.insert((layer, norm_mvt::stamp_cell(row.at(0)?)));
        }
        if !cells.is_empty() {
            tx.execute(DROP_PIECES, &[&layer, &id])?;
        }
        tx.execute(DROP_ENTRY, &[&layer, &id])?;
        Ok(())
    }

    /// Leaves the stamps: tiles of these cells are cut anew.
    ///
    /// # Errors
    /// What the database says.
    pub fn finish(self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        if self.touched.is_empty() {
            return Ok(());
        }
        let stamp = tx.next(SERIES)?;
        for (layer, cell) in self.touched {
            tx.execute(STAMP, &[&layer, &cell, &stamp])?;
        }
        Ok(())
    }
}

fn day(day: Option<Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn attributes(f: &Feature) -> Vec<(&str, &str)> {
    let mut all = vec![("id", f.id.as_str())];
    if !f.state.is_empty() {
        all.push(("state", &f.state));
    }
    if let Some(entry) = &f.entry {
        all.push(("title", &entry.title.de));
        if !entry.url.is_empty() {
            all.push(("url", &entry.url));
        }
    }
    all.extend(f.attributes.iter().map(|(key, value)| (*key, value.as_str())));
    all
}

/// Puts one feature on the map.
///
/// # Errors
/// As [`Batch::put`].
pub fn put(tx: &mut Tx<'_>, feature: &Feature) -> Result<(), AppError> {
    let mut batch = Batch::default();
    batch.put(tx, feature)?;
    batch.finish(tx)
}

/// Takes one feature off the map.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut Tx<'_>, layer: &'static str, id: &str) -> Result<(), AppError> {
    let mut batch = Batch::default();
    batch.remove(tx, layer, id)?;
    batch.finish(tx)
}

/// The layers of the house that this actor may see.
pub fn layers<'a>(town: &'a Town, actor: &'a Actor) -> impl Iterator<Item = &'a Layer> {
    town.house()
        .modules()
        .iter()
        .flat_map(|m| &m.layers)
        .filter(|l| l.permission.is_none_or(|p| actor.may(p)))
}

/// West, south, east and north of the town in degrees; none without streets.
///
/// # Errors
/// What the database says.
pub fn extent(reader: &mut Reader<'_>) -> Result<Option<[f64; 4]>, AppError> {
    let row = reader.one(BOX, &[])?;
    let side = |name: &str| row.get::<Option<f64>>(name);
    let sides = (side("min_x")?, side("min_y")?, side("max_x")?, side("max_y")?);
    let (Some(west), Some(south), Some(east), Some(north)) = sides else { return Ok(None) };
    let corners = lon_lat(west, south).zip(lon_lat(east, north));
    Ok(corners.map(|((west, south), (east, north))| [west, south, east, north]))
}
