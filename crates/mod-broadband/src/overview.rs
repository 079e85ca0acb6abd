//! The roll-out in figures: shares per state, district and operator, and what nobody plans.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
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
    fn count(&mut self, status: Status) {
        self.addresses += 1;
        match status.mark() {
            "connected" => self.connected += 1,
            "available" => self.available += 1,
            "building" => self.building += 1,
            "planned" => self.planned += 1,
            _ => {}
        }
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

/// The figures of a day.
///
/// # Errors
/// What the database says.
pub fn on(reader: &mut Reader<'_>, day: Date) -> Result<Overview, AppError> {
    let names: BTreeMap<String, String> =
        places::districts(reader)?.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let mut best: HashMap<String, Status> = HashMap::new();
    let mut builders: HashMap<String, HashSet<String>> = HashMap::new();
    let mut by_operator: HashMap<String, (usize, usize)> = HashMap::new();
    for counted in store::tally(reader, day)? {
        let top = best.entry(counted.address.clone()).or_default();
        *top = (*top).max(counted.status);
        if counted.status >= Status::InPlanning {
            let count = by_operator.entry(counted.operator.clone()).or_default();
            count.0 += 1;
            count.1 += usize::from(counted.status >= Status::Passed);
            builders.entry(counted.address).or_default().insert(counted.operator);
        }
    }
    let planned = planned(reader)?;
    let mut overview = Overview::default();
    let mut districts: BTreeMap<String, Part> = BTreeMap::new();
    for address in places::all(reader)? {
        let id = address.id.to_string();
        let status = best.get(&id).copied().unwrap_or_default();
        let district = address.district.and_then(|d| names.get(&d.to_string()).cloned());
        overview.town.count(status);
        districts.entry(district.unwrap_or_default()).or_default().count(status);
        overview.unplanned += usize::from(status == Status::None && !planned.contains(&id));
    }
    overview.districts = districts.into_iter().collect();
    overview.overbuilt = builders.values().filter(|b| b.len() > 1).count();
    for operator in store::operators(reader)? {
        let (all, ready) = by_operator.get(&operator.id.to_string()).copied().unwrap_or_default();
        overview.operators.push((operator, all, ready));
    }
    Ok(overview)
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
        let there: Vec<_> = store::at(reader, address, today)?
            .into_iter()
            .filter(|c| Status::of(&c.status).is_some_and(|s| s >= Status::Passed))
            .collect();
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
