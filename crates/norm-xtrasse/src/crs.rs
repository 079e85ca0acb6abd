//! Coordinate reference systems: their names in files, the order of their axes, what they cover.

mod utm;

use serde::Serialize;

use crate::geometry::Point;

/// A coordinate reference system by its EPSG number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Crs(u32);

/// How coordinates of a system come to longitude and latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// UTM zone; what is added to the easting (4647: 32 million).
    Utm { zone: u8, prefix: f64 },
    /// Longitude and latitude.
    Geographic,
    /// The projection of web maps.
    WebMercator,
}

/// Systems that are read and written, but not converted: old datums and projections.
const NOT_CONVERTED: [u32; 17] = [
    2397, 2398, 2399, 3034, 3035, 3068, 4314, 4839, 5243, 5676, 5677, 31466, 31467, 31468, 31469,
    5678, 5679,
];
/// Systems whose first axis points north when they are named by URN or by address.
const NORTH_FIRST: [u32; 11] =
    [4258, 4326, 3043, 3044, 3045, 4314, 31466, 31467, 31468, 31469, 3035];
/// Half the circumference of the earth in web maps, in metres.
const WEB_RADIUS: f64 = 6_378_137.0;
/// Germany in longitude and latitude, generously (west, south, east, north).
const GERMANY: [f64; 4] = [5.0, 46.8, 15.8, 55.6];

impl Crs {
    /// ETRS89 / UTM zone 32N, the system of most of Germany.
    pub const UTM32: Self = Self(25_832);
    /// ETRS89 / UTM zone 33N.
    pub const UTM33: Self = Self(25_833);
    /// ETRS89, longitude and latitude in degrees.
    pub const ETRS89: Self = Self(4_258);
    /// WGS 84, longitude and latitude in degrees.
    pub const WGS84: Self = Self(4_326);

    /// The EPSG number.
    pub fn epsg(self) -> u32 {
        self.0
    }

    /// A system by number, `None` when this library does not know it.
    pub fn new(epsg: u32) -> Option<Self> {
        let crs = Self(epsg);
        (crs.kind().is_some() || NOT_CONVERTED.contains(&epsg)).then_some(crs)
    }

    /// Reads `EPSG:25832`, the URN, the address of OGC, and the names of WGS 84.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains("CRS84") || text.eq_ignore_ascii_case("WGS84") {
            return Some(Self::WGS84);
        }
        let lower = text.to_ascii_lowercase();
        let number = if let Some(number) = lower.strip_prefix("epsg:") {
            number
        } else if let Some(rest) = lower
            .strip_prefix("urn:ogc:def:crs:epsg:")
            .or_else(|| lower.strip_prefix("urn:x-ogc:def:crs:epsg:"))
        {
            rest.rsplit(':').next()?
        } else {
            let rest = lower
                .strip_prefix("http://www.opengis.net/def/crs/epsg/")
                .or_else(|| lower.strip_prefix("https://www.opengis.net/def/crs/epsg/"))?;
            rest.split_once('/')?.1
        };
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        Self::new(if plain { number.parse().ok()? } else { return None })
    }

    /// True when coordinates under this name in a GML file begin with the north.
    pub(crate) fn north_first(self, name: &str) -> bool {
        let short = name.trim().get(..5).is_some_and(|p| p.eq_ignore_ascii_case("epsg:"));
        !short && !name.contains("CRS84") && NORTH_FIRST.contains(&self.0)
    }

    /// `EPSG:25832`.
    pub fn short_name(self) -> String {
        format!("EPSG:{}", self.0)
    }

    /// `http://www.opengis.net/def/crs/EPSG/0/25832`.
    pub fn address(self) -> String {
        format!("http://www.opengis.net/def/crs/EPSG/0/{}", self.0)
    }

    /// True for degrees.
    pub fn is_geographic(self) -> bool {
        self.kind() == Some(Kind::Geographic)
    }

    fn kind(self) -> Option<Kind> {
        Some(match self.0 {
            25_831 | 32_631 | 3_043 => Kind::Utm { zone: 31, prefix: 0.0 },
            25_832 | 32_632 | 3_044 => Kind::Utm { zone: 32, prefix: 0.0 },
            25_833 | 32_633 | 3_045 => Kind::Utm { zone: 33, prefix: 0.0 },
            5_649 => Kind::Utm { zone: 31, prefix: 31.0e6 },
            4_647 => Kind::Utm { zone: 32, prefix: 32.0e6 },
            5_650 => Kind::Utm { zone: 33, prefix: 33.0e6 },
            4_258 | 4_326 => Kind::Geographic,
            3_857 => Kind::WebMercator,
            _ => return None,
        })
    }

    /// True when coordinates can be converted from and to this system.
    pub fn converts(self) -> bool {
        self.kind().is_some()
    }

    /// Longitude and latitude in degrees (ETRS89 taken as WGS 84: they differ by some
    /// decimetres of continental drift, as everywhere in practice). `None` for a system without
    /// conversion and for coordinates beyond it.
    pub fn to_lon_lat(self, point: Point) -> Option<Point> {
        let (x, y) = match self.kind()? {
            Kind::Utm { zone, prefix } => utm::inverse(zone, point.x - prefix, point.y)?,
            Kind::Geographic => (point.x, point.y),
            Kind::WebMercator => (
                (point.x / WEB_RADIUS).to_degrees(),
                (point.y / WEB_RADIUS).sinh().atan().to_degrees(),
            ),
        };
        ((-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y)).then_some(Point {
            x,
            y,
            z: point.z,
        })
    }

    /// From longitude and latitude in degrees; see [`Crs::to_lon_lat`].
    pub fn of_lon_lat(self, point: Point) -> Option<Point> {
        let (lon, lat) = (point.x, point.y);
        if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            return None;
        }
        let (x, y) = match self.kind()? {
            Kind::Utm { zone, prefix } => {
                let (easting, northing) = utm::forward(zone, lon, lat)?;
                (easting + prefix, northing)
            }
            Kind::Geographic => (lon, lat),
            Kind::WebMercator => {
                (lon.to_radians() * WEB_RADIUS, lat.to_radians().tan().asinh() * WEB_RADIUS)
            }
        };
        (x.is_finite() && y.is_finite()).then_some(Point { x, y, z: point.z })
    }

    /// True when the point lies in Germany or close to it; true for systems without conversion.
    pub fn in_germany(self, point: Point) -> bool {
        if !self.converts() {
            return true;
        }
        self.to_lon_lat(point).is_some_and(|p| {
            let [west, south, east, north] = GERMANY;
            (west..=east).contains(&p.x) && (south..=north).contains(&p.y)
        })
    }

    /// The systems a plan is likely to be in although it names another.
    pub(crate) fn likely() -> [Self; 5] {
        [Self::UTM32, Self::UTM33, Self(4_647), Self::WGS84, Self(3_857)]
    }
}
