//! A roll-out one could believe, for the demo town: two operators, a cable network, five areas in
//! different steps, and a last few addresses nobody plans. The same town always gets the same.

mod funding;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::map::Batch;
use kernel::places::{self, Address};
use kernel::{Actor, AppError, Audit, Euro, Id, Town};

use crate::area::Area;
use crate::model::{Offer, Status};
use crate::store::{self, Operator, areas};
use crate::{delivery, layer};

/// Addresses written at once.
const AT_ONCE: usize = 1_000;
/// The operators of the demo: key, name, contact.
const OPERATORS: [(&str, &str, &str); 3] = [
    ("senne", "Lindnetz Glasfaser GmbH", "Projektleitung, Telefon 05251 0000-10"),
    ("west", "Westlicht Telekommunikation AG", "Bauleitung Region Ost, Telefon 0251 0000-20"),
    ("kabel", "Kabel Nord", "Netzplanung, Telefon 0521 0000-30"),
];

struct Plan {
    operator: &'static str,
    is_funded: bool,
    state: &'static str,
    status: Status,
}

/// What happens in the districts, in their order; the pattern repeats.
const PLANS: [Plan; 5] = [
    Plan { operator: "senne", is_funded: false, state: "in_service", status: Status::Connected },
    Plan {
        operator: "senne",
        is_funded: false,
        state: "building",
        status: Status::UnderConstruction,
    },
    Plan { operator: "west", is_funded: false, state: "pre_marketing", status: Status::Announced },
    Plan { operator: "west", is_funded: true, state: "final", status: Status::InPlanning },
    Plan { operator: "senne", is_funded: false, state: "planning", status: Status::InPlanning },
];

fn operator(key: &str) -> Id<Operator> {
    Id::from_name(&format!("demo/operator/{key}"))
}

/// A number from 0 to 99 that is always the same for an address.
fn luck(address: &Address) -> i64 {
    let place = (address.number * 7_919
        + i64::try_from(address.street.len()).unwrap_or(0) * 104_729)
        .rem_euclid(9_973);
    let letters: i64 = address.street.bytes().map(i64::from).sum();
    (place + letters * 31).rem_euclid(100)
}

/// How far an address is within its area.
fn status(plan: &Plan, luck: i64) -> Status {
    match (plan.status, luck) {
        // Some are nearer than the rest.
        (Status::Connected, 0..45) => Status::Activated,
        (Status::Connected, 45..60) => Status::Connected,
        (Status::Connected, 60..75) => Status::Prepared,
        (Status::Connected, _) | (Status::UnderConstruction, 0..30) => Status::Passed,
        (Status::UnderConstruction, 30..70) => Status::UnderConstruction,
        (Status::UnderConstruction, _) => Status::InPlanning,
        (other, _) => other,
    }
}

/// Fills the roll-out of a demo town.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>, today: Date) -> Result<(), AppError> {
    let actor = Actor::system("demo");
    let (addresses, districts) =
        town.read(|db| Ok((places::all(db)?, places::districts(db)?))).await?;
    let plans: BTreeMap<String, (usize, String)> = districts
        .into_iter()
        .enumerate()
        .map(|(at, (id, name))| (id.to_string(), (at % PLANS.len(), name)))
        .collect();
    let areas_of = plans.clone();
    town.write(actor.clone(), move |tx| {
        for (key, name, contact) in OPERATORS {
            let right_until = if key == "kabel" {
                String::new()
            } else {
                today.saturating_add(3.years()).to_string()
            };
            let o = Operator {
                id: operator(key),
                name: name.into(),
                contact: contact.into(),
                right_until,
                invitation: String::new(),
            };
            store::add_operator(tx, &o)?;
        }
        for (district, (at, name)) in &areas_of {
            add_area(tx, district, &PLANS[*at], name, today)?;
        }
        Ok(Audit::of("demo.roll_out_planned", areas_of.len()).done())
    })
    .await?;
    let (addresses, plans) = (Arc::new(addresses), Arc::new(plans));
    for start in (0..addresses.len()).step_by(AT_ONCE) {
        let (addresses, plans) = (Arc::clone(&addresses), Arc::clone(&plans));
        town.write(actor.clone(), move |tx| {
            let mut batch = Batch::default();
            for address in addresses.iter().skip(start).take(AT_ONCE) {
                fill_address(tx, &mut batch, address, &plans, today)?;
            }
            batch.finish(tx)?;
            Ok(Audit::of("demo.roll_out_made", start).done())
        })
        .await?;
    }
    Ok(())
}

fn area_id(district: &str) -> Id<Area> {
    Id::from_name(&format!("demo/area/{district}"))
}

fn add_area(
    tx: &mut kernel::Tx<'_>,
    district: &str,
    plan: &Plan,
    name: &str,
    today: Date,
) -> Result<(), AppError> {
    let since = today.saturating_sub(70.days());
    let is_marketed = plan.state == "pre_marketing";
    let area = Area {
        id: area_id(district),
        name: name.to_owned(),
        is_funded: plan.is_funded,
        operator: operator(plan.operator).to_string(),
        state: plan.state.into(),
        since: since.to_string(),
        quota: if plan.is_funded { 0 } else { 33 },
        signed: if is_marketed { 27 } else { 38 },
        quota_by: if is_marketed {
            today.saturating_add(40.days()).to_string()
        } else {
            String::new()
        },
        ready_by: today.saturating_add(14.months()).to_string(),
        file_number: if plan.is_funded { "832.5/5-07 NW 0142".into() } else { String::new() },
        eligible: if plan.is_funded { Euro(487_312_550) } else { Euro(0) },
        third: Euro(0),
        rule: if plan.is_funded { "gigabit".into() } else { String::new() },
        version: 1,
    };
    areas::add(tx, &area, "Vermerk der Koordination Breitband")?;
    if area.is_funded { funding::fill(tx, &area, today) } else { Ok(()) }
}

fn fill_address(
    tx: &mut kernel::Tx<'_>,
    batch: &mut Batch,
    address: &Address,
    plans: &BTreeMap<String, (usize, String)>,
    today: Date,
) -> Result<(), AppError> {
    let luck = luck(address);
    let Some(district) = address.district.map(|d| d.to_string()) else { return Ok(()) };
    let Some((plan, _)) = plans.get(&district) else { return Ok(()) };
    // Two of a hundred are left over: far outside, or new.
    if luck >= 98 {
        let reason = if luck == 98 { "remote" } else { "new" };
        store::set_gap(tx, address.id, reason, "")?;
        return layer::draw(tx, batch, address.id);
    }
    let plan = &PLANS[*plan];
    areas::put_in(tx, area_id(&district), address.id)?;
    let ready = today.saturating_add(14.months());
    let fibre = |status: Status| Offer {
        status,
        technology: "ftth".into(),
        down: if status >= Status::Passed { 1_000 } else { 0 },
        up: if status >= Status::Passed { 500 } else { 0 },
        planned: if status < Status::Passed {
            format!("{}-{:02}", ready.year(), ready.month())
        } else {
            String::new()
        },
    };
    let mut note = |who: &str, from: Date, offer: &Offer| {
        delivery::note(tx, batch, operator(who), address.id, from, offer, "demo").map(drop)
    };
    let now = status(plan, luck);
    // What stands today was planned a year ago.
    if now >= Status::UnderConstruction {
        note(plan.operator, today.saturating_sub(400.days()), &fibre(Status::InPlanning))?;
    }
    note(plan.operator, today.saturating_sub(luck.days()), &fibre(now))?;
    if luck % 3 == 0 {
        let cable = Offer {
            status: Status::Activated,
            technology: "hfc".into(),
            down: 500,
            up: 50,
            planned: String::new(),
        };
        note("kabel", today.saturating_sub(900.days()), &cable)?;
    }
    Ok(())
}
