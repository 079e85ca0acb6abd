//! The map of the demo town: its register of streets and addresses, and what lies between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use demo_town as invented;
use invented::AreaKind;
use kernel::map::{Batch, Feature, Shape};
use kernel::places::{self, Address};
use kernel::{Audit, Id, Town};
use norm_xtrasse::{Crs, Point};

use super::Error;
use super::base::actor;

/// Addresses added at once.
const ADDRESSES_AT_ONCE: usize = 2_000;
/// Places for stations.
const SPOTS: usize = 6;
/// Points along one side of a building as the map draws it, in metres from its middle.
const HOUSE_M: f64 = 5.0;

fn pairs(points: &[invented::Point]) -> Vec<(f64, f64)> {
    points.iter().map(|p| (p.east, p.north)).collect()
}

fn drawn(layer: &'static str, id: String, shape: Shape, kind: &str, min_zoom: u8) -> Feature {
    let attributes = vec![("kind", kind.to_owned())];
    let (state, days) = (String::new(), (None, None));
    Feature { layer, id, shape, min_zoom, state, attributes, days, entry: None }
}

/// Fills the register and the base map.
pub async fn fill(town: &Arc<Town>, plan: Arc<invented::Town>) -> Result<(), Error> {
    land(town, Arc::clone(&plan)).await?;
    let map = Arc::clone(&plan);
    let districts = town
        .write(actor(), move |tx| {
            let mut ids = BTreeMap::new();
            for d in &map.map.districts {
                ids.insert(d.id, places::add_district(tx, &d.name, &pairs(&d.ring))?);
            }
            for s in &map.map.streets {
                let class = serde_json::to_value(s.kind)?;
                let class = class.as_str().unwrap_or("");
                places::add_street(tx, &s.key, &s.name, class, &pairs(&s.axis))?;
            }
            Ok(Audit::of("demo.streets_made", map.map.streets.len()).with(ids))
        })
        .await?;
    let districts = Arc::new(districts);
    for start in (0..plan.map.addresses.len()).step_by(ADDRESSES_AT_ONCE) {
        let (map, districts) = (Arc::clone(&plan), Arc::clone(&districts));
        town.write(actor(), move |tx| {
            for a in map.map.addresses.iter().skip(start).take(ADDRESSES_AT_ONCE) {
                let Some(street) = map.street(a.street) else { continue };
                let address = Address {
                    id: Id::from_name(&format!("demo/address/{}", a.id)),
                    street: street.name.clone(),
                    number: i64::from(a.number),
                    suffix: a.suffix.map(String::from).unwrap_or_default(),
                    postcode: a.postcode.clone(),
                    district: districts.get(&a.district).copied(),
                    x: a.point.east,
                    y: a.point.north,
                    official: (100_000 + a.id).to_string(),
                };
                places::add_address(tx, &street.key, &address)?;
            }
            Ok(Audit::of("demo.addresses_made", start).done())
        })
        .await?;
    }
    Ok(())
}

/// Places spread over the town, as longitude and latitude: where stations stand.
pub fn spots(plan: &invented::Town) -> Vec<(f64, f64)> {
    let all = &plan.map.addresses;
    let step = (all.len() / SPOTS).max(1);
    let utm = all.iter().step_by(step).take(SPOTS).map(|a| Point {
        x: a.point.east,
        y: a.point.north,
        z: None,
    });
    utm.filter_map(|p| Crs::UTM32.to_lon_lat(p)).map(|p| (p.x, p.y)).collect()
}

/// Fields, woods, waters, the railway, and a square for every house.
async fn land(town: &Arc<Town>, plan: Arc<invented::Town>) -> Result<(), Error> {
    town.write(actor(), move |tx| {
        let mut batch = Batch::default();
        // They are painted in the order of their numbers.
        for (at, area) in plan.map.areas.iter().enumerate() {
            let shape = Shape::Area(vec![pairs(&area.ring)]);
            let kind = serde_json::to_value(area.kind)?;
            let layer = if area.kind == AreaKind::Lake { "waters" } else { "areas" };
            let feature = drawn(layer, format!("a{at:05}"), shape, kind.as_str().unwrap_or(""), 9);
            batch.add(tx, &feature)?;
        }
        for (at, water) in plan.map.waters.iter().enumerate() {
            let shape = Shape::Lines(vec![pairs(&water.axis)]);
            batch.add(tx, &drawn("waters", format!("w{at:03}"), shape, "river", 9))?;
        }
        for (at, railway) in plan.map.railways.iter().enumerate() {
            let shape = Shape::Lines(vec![pairs(&railway.axis)]);
            batch.add(tx, &drawn("rails", format!("r{at:03}"), shape, "railway", 9))?;
        }
        for a in &plan.map.addresses {
            let (x, y) = (a.point.east, a.point.north);
            let corner = |dx: f64, dy: f64| (x + dx * HOUSE_M, y + dy * HOUSE_M * 0.8);
            let ring =
                vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
            let shape = Shape::Area(vec![ring]);
            batch.add(tx, &drawn("areas", format!("h{:06}", a.id), shape, "building", 15))?;
        }
        batch.finish(tx)?;
        Ok(Audit::of("demo.land_made", plan.map.areas.len()).done())
    })
    .await?;
    Ok(())
}
