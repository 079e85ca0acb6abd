//! The roll-out in figures: shares per state, district and operator, and what nobody plans.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use kernel::map;
use kernel::places::{self, Address};
use kernel::{AppError, Id, Reader};

use crate::area::Area;
use crate::model::{Status, is_fibre};
use crate::money::is_eligible;
use crate::store::{self, Operator, areas};

/// Figures of a part of the town.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Addresses.
    pub addresses: usize,
    /// At which fibre is in the street, on the plot or nearer.
    pub available: usize,
    /// Which are connected.
    pub connected: usize,
    /// At which it is being built.
    pub building: usize,
    /// Where it is planned.
    pub planned: usize,
}

impl Part {
    /// Counts addresses of one mark.
    pub(crate) fn count(&mut self, mark: &str, many: usize) {
        self.addresses += many;
        match mark {
            "connected" => self.connected += many,
            "available" => self.available += many,
            "building" => self.building += many,
            "planned" => self.planned += many,
            _ => {}
        }
    }

    fn add(&mut self, other: &Self) {
        self.addresses += other.addresses;
        self.available += other.available;
        self.connected += other.connected;
        self.building += other.building;
        self.planned += other.planned;
    }

    /// A share of all addresses in tenths of a percent.
    pub fn per_mille(&self, part: usize) -> usize {
        (part * 1000).checked_div(self.addresses).unwrap_or(0)
    }
}

/// The roll-out on a day.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The whole town.
    pub town: Part,
    /// By district.
    pub districts: Vec<(String, Part)>,
    /// By operator: addresses where it has or builds something.
    pub operators: Vec<(Operator, usize, usize)>,
    /// Addresses where two operators have or build fibre.
    pub overbuilt: usize,
    /// Addresses nobody plans.
    pub unplanned: usize,
}

/// The figures of a day. Those of today are summed up by the database; a past day is looked at
/// address by address.
///
/// # Errors
/// What the database says.
pub fn on(reader: &mut Reader<'_>, day: Date) -> Result<Overview, AppError> {
    let parts = if day == reader.today() { parts_today(reader)? } else { parts_on(reader, day)? };
    let names: BTreeMap<String, String> =
        places::districts(reader)?.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let mut overview = Overview::default();
    let mut districts: BTreeMap<String, Part> = BTreeMap::new();
    for (district, part) in parts {
        overview.town.add(&part);
        districts.entry(names.get(&district).cloned().unwrap_or_default()).or_default().add(&part);
    }
    overview.districts = districts.into_iter().collect();
    overview.unplanned = overview.town.addresses.saturating_sub(store::spoken_for(reader, day)?);
    overview.overbuilt = store::overbuilt(reader, day)?;
    let figures = store::per_operator(reader, day)?;
    for operator in store::operators(reader)? {
        let id = operator.id.to_string();
        let (all, ready) = figures.iter().find(|f| f.0 == id).map_or((0, 0), |f| (f.1, f.2));
        overview.operators.push((operator, all, ready));
    }
    Ok(overview)
}

fn size(many: i64) -> usize {
    usize::try_from(many).unwrap_or_default()
}

/// By district, from the entries of the map: they are drawn with every change.
fn parts_today(reader: &mut Reader<'_>) -> Result<BTreeMap<String, Part>, AppError> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for (district, mark, many) in map::tally(reader, crate::layer::LAYER)? {
        parts.entry(district).or_default().count(&mark, size(many));
    }
    // What nobody ever said anything of is not drawn.
    for (district, many) in places::sizes(reader)? {
        let part = parts.entry(district).or_default();
        part.addresses = part.addresses.max(size(many));
    }
    Ok(parts)
}

/// By district, from the history.
fn parts_on(reader: &mut Reader<'_>, day: Date) -> Result<BTreeMap<String, Part>, AppError> {
    let mut best: HashMap<String, Status> = HashMap::new();
    for counted in store::tally(reader, day)? {
        let top = best.entry(counted.address).or_default();
        *top = (*top).max(counted.status);
    }
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for address in places::all(reader)? {
        let status = best.get(&address.id.to_string()).copied().unwrap_or_default();
        let district = address.district.map(|d| d.to_string()).unwrap_or_default();
        parts.entry(district).or_default().count(status.mark(), 1);
    }
    Ok(parts)
}

#[cfg(test)]
pub(crate) fn both_ways(reader: &mut Reader<'_>) -> Result<[BTreeMap<String, Part>; 2], AppError> {
    let today = reader.today();
    Ok([parts_today(reader)?, parts_on(reader, today)?])
}

/// Addresses of areas that were not given up.
fn planned(reader: &mut Reader<'_>) -> Result<HashSet<String>, AppError> {
    let members = areas::members(reader)?;
    Ok(members.into_iter().filter(|m| m.2 != "abandoned").map(|m| m.0).collect())
}

/// An address nobody plans.
#[derive(Clone, Debug)]
pub struct Unplanned {
    /// The address.
    pub address: Address,
    /// Why, if somebody said so.
    pub reason: String,
    /// More about it, for staff only.
    pub note: String,
}

/// The last addresses that nobody plans, by street and number.
///
/// # Errors
/// What the database says.
pub fn unplanned(reader: &mut Reader<'_>) -> Result<Vec<Unplanned>, AppError> {
    let today = reader.today();
    let covered: HashSet<String> = store::tally(reader, today)?
        .into_iter()
        .filter(|c| c.status > Status::None)
        .map(|c| c.address)
        .collect();
    let planned = planned(reader)?;
    let mut gaps: HashMap<String, (String, String)> =
        store::gaps(reader)?.into_iter().map(|(id, reason, note)| (id, (reason, note))).collect();
    let open = places::all(reader)?.into_iter().filter(|a| {
        let id = a.id.to_string();
        !covered.contains(&id) && !planned.contains(&id)
    });
    Ok(open
        .map(|address| {
            let (reason, note) = gaps.remove(&address.id.to_string()).unwrap_or_default();
            Unplanned { address, reason, note }
        })
        .collect())
}

/// Addresses of an area that may be built with public money by its rule, and all of them.
///
/// # Errors
/// What the database says.
pub fn eligible(reader: &mut Reader<'_>, area: Id<Area>) -> Result<(i64, i64), AppError> {
    let today = reader.today();
    let wanted = areas::find(reader, area)?;
    let rule = areas::rules(reader, today)?.into_iter().find(|r| r.key == wanted.rule);
    let (mut count, mut total) = (0, 0);
    for (address, of, _) in areas::members(reader)? {
        let Ok(address) = address.parse::<Id<Address>>() else { continue };
        if of != area.to_string() {
            continue;
        }
        total += 1;
        let Some(rule) = &rule else { continue };
        let mut there = Vec::new();
        for one in store::at(reader, address, today)? {
            if Status::read(&one.status).map_err(AppError::internal)? >= Status::Passed {
                there.push(one);
            }
        }
        let fast = there.iter().filter(|c| c.down >= 30).count();
        let best = there.iter().map(|c| c.down).max().unwrap_or(0);
        let both = there.iter().map(|c| c.up.min(c.down)).max().unwrap_or(0);
        let has_fibre = there.iter().any(|c| is_fibre(&c.technology));
        count += i64::from(is_eligible(rule, best, both, has_fibre, fast));
    }
    Ok((count, total))
}

/// Reasons why nobody plans an address: word, German, English, and whether it may be said in public.
pub const REASONS: [(&str, &str, &str, bool); 6] = [
    ("remote", "liegt weit außerhalb, der Bau ist teuer", "far outside, building is dear", true),
    (
        "not_eligible",
        "nicht förderfähig, weil schon schnelles Internet da ist",
        "not eligible, since fast internet is there already",
        true,
    ),
    ("survey", "wird gerade erkundet", "is being surveyed", true),
    ("new", "Neubau, noch keinem Gebiet zugeordnet", "new building, in no area yet", true),
    (
        "no_consent",
        "Zustimmung zum Bau auf dem Grundstück fehlt",
        "consent to build on the plot is missing",
        false,
    ),
    ("other", "anderer Grund", "another reason", false),
];
