//! What the GIS rules of a grant ask for: profiles that the department loaded, and the subjects of
//! the house that fill their layers.

use std::collections::BTreeMap;

use kernel::places::plane;
use kernel::{AppError, Id, Reader, map};
use norm_gisnb::{Geometry, Profile, Subject, read_profiles};
use serde_json::Value;

use crate::area::Area;
use crate::store::{self, areas, funding, trenches};

/// A trench belongs to an area when it comes this near to one of its addresses, in metres.
const NEAR_METRES: f64 = 40.0;

/// A profile by its identifier; `None` when it is not loaded.
///
/// # Errors
/// What the database says, or a profile that no longer reads.
pub fn profile(reader: &mut Reader<'_>, id: &str) -> Result<Option<Profile>, AppError> {
    let found = funding::profiles(reader)?.into_iter().find(|p| p.0 == id);
    let Some((_, body, _)) = found else { return Ok(None) };
    let all = read_profiles(body.as_bytes()).map_err(AppError::internal)?;
    Ok(all.into_iter().find(|p| p.id == id))
}

/// The subjects of an area: its addresses (`address`), its trenches (`trench`).
///
/// # Errors
/// What the database says.
pub fn subjects(
    reader: &mut Reader<'_>,
    area: Id<Area>,
    crs: &str,
) -> Result<Vec<Subject>, AppError> {
    let place = |(x, y): (f64, f64)| -> Result<(f64, f64), AppError> {
        if crs != "EPSG:4326" {
            return Ok((x, y));
        }
        map::lon_lat(x, y).ok_or_else(|| AppError::internal("a place outside the world"))
    };
    let found = areas::find(reader, area)?;
    let today = reader.today();
    let mut subjects = Vec::new();
    let mut spots = Vec::new();
    for address in areas::addresses(reader, area)? {
        spots.push((address.x, address.y));
        let mut values = words(&[
            ("id", &address.id.to_string()),
            ("official", &address.official),
            ("street", &address.street),
            ("suffix", &address.suffix),
            ("postcode", &address.postcode),
        ]);
        values.insert("number".into(), address.number.into());
        let offers = store::at(reader, address.id, today)?;
        let best = offers.iter().find(|o| crate::model::is_fibre(&o.technology));
        if let Some(offer) = best {
            values.extend(words(&[
                ("operator", &offer.operator),
                ("status", &offer.status),
                ("technology", &offer.technology),
                ("since", &offer.since.to_string()),
            ]));
            values.insert("down".into(), offer.down.into());
            values.insert("up".into(), offer.up.into());
        }
        subjects.push(Subject {
            kind: "address".into(),
            key: address.id.to_string(),
            geometry: Geometry::Point(place((address.x, address.y))?),
            values,
        });
    }
    for trench in trenches::all(reader)? {
        let is_own = trench.operator.to_string() == found.operator;
        let is_near = |spot: &(f64, f64)| {
            plane::distance(*spot, &trench.line).is_some_and(|metres| metres <= NEAR_METRES)
        };
        if !is_own || trench.line.len() < 2 || !spots.iter().any(is_near) {
            continue;
        }
        let line: Result<Vec<_>, _> = trench.line.iter().map(|p| place(*p)).collect();
        subjects.push(Subject {
            kind: "trench".into(),
            key: trench.section.clone(),
            geometry: Geometry::Line(line?),
            values: words(&[
                ("id", &trench.section),
                ("permit", &trench.case),
                ("street", &trench.street),
                ("ready", &trench.ready_by),
            ]),
        });
    }
    Ok(subjects)
}

fn words(pairs: &[(&str, &str)]) -> BTreeMap<String, Value> {
    let known = pairs.iter().filter(|(_, text)| !text.is_empty());
    known.map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
}
