//! Homes: size, rent or burden, landlord, day of moving in.

use jiff::ToSpan;

use crate::dice::Dice;
use crate::households::Setting;
use crate::model::{Burden, Citizen, Flat, Gender, Relation, Rent, Tenancy};
use crate::names;
use crate::words::people::LANDLORDS;

/// The home of these people: `place` is how many homes the house has and which one this is.
pub(crate) fn flat(
    setting: &Setting,
    members: &[Citizen],
    tenancy: Tenancy,
    place: (u8, u8),
    dice: &mut Dice,
) -> Flat {
    let owner = tenancy == Tenancy::Owner;
    let care_home = tenancy == Tenancy::CareHome;
    let heads = i64::try_from(members.len()).unwrap_or(1);
    let roomy = if owner { 30 } else { 0 };
    let area = if care_home {
        dice.between(17, 24)
    } else {
        (26 + 17 * heads + roomy + dice.between(0, 34)).min(240)
    };
    let youngest = members
        .iter()
        .filter(|person| person.relation != Relation::Child)
        .map(|person| i64::from(person.age_on(setting.as_of)))
        .min()
        .unwrap_or(30);
    let longest = if care_home { 60 } else { ((youngest - 17) * 7).clamp(2, 420) };
    let moved_in = setting
        .as_of
        .saturating_sub(dice.between(1, longest).months())
        .saturating_sub(dice.between(0, 27).days());
    // Leases begin on the first or the fifteenth.
    let day = if dice.chance(85) { 1 } else { 15 };
    Flat {
        storey: if care_home { format!("Zimmer {}", place.1 + 1) } else { storey(place) },
        area_m2: u16::try_from(area).unwrap_or(60),
        rooms: u8::try_from((area / 27).clamp(1, 8)).unwrap_or(2),
        moved_in: moved_in.with().day(day).build().unwrap_or(moved_in),
        tenancy,
        rent: (!owner).then(|| rent(area, heads, care_home, dice)),
        burden: owner.then(|| burden(youngest, place.0, dice)),
        landlord: (!owner).then(|| landlord(setting, tenancy, dice)),
        built: u16::try_from(dice.between(1890, 2023)).unwrap_or(1970),
    }
}

/// Where in the house a home is, counted from below, two to a floor.
fn storey((homes, home): (u8, u8)) -> String {
    if homes == 1 {
        return "Einfamilienhaus".to_owned();
    }
    let side = if home.is_multiple_of(2) { "links" } else { "rechts" };
    match home / 2 {
        0 => format!("Erdgeschoss {side}"),
        floor => format!("{floor}. Obergeschoss {side}"),
    }
}

fn landlord(setting: &Setting, tenancy: Tenancy, dice: &mut Dice) -> String {
    if tenancy == Tenancy::CareHome {
        return "Träger des Heims".to_owned();
    }
    if tenancy == Tenancy::Subtenant || dice.chance(48) {
        let family = names::family(dice);
        let gender = if dice.chance(50) { Gender::Female } else { Gender::Male };
        let first = names::first_names(dice, family.origin, gender, 1962);
        return format!("{first} {}", names::inflected(&family.name, family.origin, gender));
    }
    (*dice.pick(LANDLORDS)).replace("{town}", setting.town)
}

/// Rents per square metre in cents, rounded to half euros; a place in a care home costs more.
fn rent(area: i64, heads: i64, care_home: bool, dice: &mut Dice) -> Rent {
    if care_home {
        return Rent {
            net_cold_cents: dice.between(430, 760) * 100,
            service_cents: 0,
            heating_cents: 0,
            hot_water_cents: 0,
            energy_cents: 0,
            parking_cents: 0,
            split_in_lease: false,
        };
    }
    Rent {
        net_cold_cents: area * dice.between(540, 900) / 50 * 50,
        service_cents: area * dice.between(140, 230) / 50 * 50,
        heating_cents: area * dice.between(85, 160) / 50 * 50,
        hot_water_cents: if dice.chance(78) { heads * 900 + 300 } else { 0 },
        energy_cents: if dice.chance(3) { 3_000 + heads * 1_500 } else { 0 },
        parking_cents: if dice.chance(14) { dice.between(20, 60) * 100 } else { 0 },
        split_in_lease: dice.chance(90),
    }
}

fn burden(age: i64, homes: u8, dice: &mut Dice) -> Burden {
    let paid_off = age > 62 || dice.chance(20);
    let interest = if paid_off { 0 } else { dice.between(9_000, 78_000) };
    Burden {
        interest_cents: interest,
        repayment_cents: interest * dice.between(60, 150) / 100,
        property_tax_year_cents: dice.between(19_000, 82_000),
        administration_cents: if homes > 1 { dice.between(2_200, 3_600) } else { 0 },
        heating_cents: dice.between(8_000, 24_000),
    }
}
