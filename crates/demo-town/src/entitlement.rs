//! A rough check whether a household would get Wohngeld, so that stories end plausibly.
//!
//! Law of 2025 in short form: no law of another month, no duty to explain, no rare incomes.
//! The house has a complete calculation elsewhere; this one only chooses households.

use crate::model::{Citizen, Household, IncomeKind, Relation, Tenancy};

/// Rent ceilings (Anlage 1 to § 12 (1) WoGG, 2025) by rent level, in euros for 1 to 5 members
/// and each further one.
const CEILINGS: [[i64; 6]; 7] = [
    [361, 437, 521, 608, 694, 82],
    [408, 493, 587, 686, 782, 94],
    [456, 551, 657, 766, 875, 106],
    [511, 619, 737, 858, 982, 119],
    [562, 680, 809, 946, 1_080, 129],
    [615, 745, 887, 1_035, 1_183, 149],
    [677, 820, 975, 1_139, 1_302, 163],
];
/// Climate amount (§ 12 (7)) in cents for 1 to 5 members and each further one.
const CLIMATE: [i64; 6] = [1_920, 2_480, 2_960, 3_440, 3_920, 480];
/// Both heating amounts (§ 12 (6)) in cents.
const HEATING: [i64; 6] = [11_040, 14_260, 17_020, 19_780, 22_540, 2_760];
/// Coefficients a, b, c of Anlage 2 (2025) for 1 to 8 members; a in hundredths, b and c in 1e-7.
const COEFFICIENTS: [(i128, i128, i128); 8] = [
    (4, 4_797, 408),
    (3, 3_571, 304),
    (2, 2_917, 245),
    (1, 2_163, 176),
    (0, 1_907, 172),
    (-1, 1_722, 166),
    (-2, 1_592, 165),
    (-3, 1_583, 165),
];
/// Least values of M and Y (Anlage 3 no. 1) in euros.
const LEAST: [(i64, i64); 8] = [
    (54, 396),
    (67, 679),
    (79, 906),
    (92, 1_132),
    (103, 1_358),
    (103, 1_585),
    (115, 1_811),
    (128, 2_037),
];

/// Expected amount per month in whole euros; 0 for none. More than eight members count as eight.
pub(crate) fn expected_euros(household: &Household, rent_level: u8) -> u16 {
    if household.excluding_benefit.is_some() {
        return 0;
    }
    let members = household.family().count();
    amount(members, rent_or_burden(household), total_income(household), rent_level)
}

/// § 19 WoGG with the values of 2025: rent and income in cents per month, result in euros.
fn amount(members: usize, rent: i64, income: i64, rent_level: u8) -> u16 {
    let members = members.clamp(1, 8);
    let rent = considered_rent(rent, members, rent_level);
    let (least_rent, least_income) = LEAST[members - 1];
    // Ten decimals, as Anlage 3 asks for: cents times 10^8.
    let rent = i128::from(rent.max(least_rent * 100)) * 100_000_000;
    let income = i128::from(income.max(least_income * 100)) * 100_000_000;
    let one = 10_000_000_000_i128;
    let (a, b, c) = COEFFICIENTS[members - 1];
    let z1 = a * one / 100 + (b * rent + c * income) / 10_000_000;
    let z2 = z1 * income / one;
    let z4 = (rent - z2) * 115 / 100;
    let euros = (z4 + one / 2).div_euclid(one);
    u16::try_from(euros).ok().filter(|euros| *euros >= 10).unwrap_or(0)
}

/// The value for `members` in a table of five and one for each further member.
fn looked_up(table: &[i64; 6], members: usize) -> i64 {
    let further = i64::try_from(members.saturating_sub(5)).unwrap_or(0);
    table[members.min(5) - 1] + further * table[5]
}

/// M of § 19 in cents.
fn considered_rent(rent: i64, members: usize, rent_level: u8) -> i64 {
    let level = usize::from(rent_level.clamp(1, 7)) - 1;
    let ceiling = looked_up(&CEILINGS[level], members) * 100 + looked_up(&CLIMATE, members);
    rent.min(ceiling) + looked_up(&HEATING, members)
}

/// Rent of § 9 or burden of § 10 in cents per month, the share of flat mates taken off.
fn rent_or_burden(household: &Household) -> i64 {
    let flat = &household.flat;
    let area = i64::from(flat.area_m2);
    if flat.tenancy == Tenancy::Owner {
        return flat.burden.map_or(0, |burden| {
            burden.interest_cents
                + burden.repayment_cents
                + burden.administration_cents
                + (area * 3_600 + burden.property_tax_year_cents) / 12
        });
    }
    if flat.tenancy == Tenancy::CareHome {
        // § 9 (3): the highest amount, whatever the place costs.
        return i64::MAX;
    }
    let heads = i64::try_from(household.members.len()).unwrap_or(1);
    let family = i64::try_from(household.family().count()).unwrap_or(1);
    let rent = flat.rent.map_or(0, |rent| {
        if rent.split_in_lease {
            rent.gross_cold_cents()
        } else {
            // Flat amounts of § 6 (2) WoGV where the lease shows no split.
            let water = match heads {
                1 => 900,
                2 => 1_700,
                more => 1_700 + (more - 2) * 300,
            };
            rent.total_cents() - rent.parking_cents - area * 125 - water
        }
    });
    rent * family / heads
}

/// Y of § 19 in cents per month.
pub(crate) fn total_income(household: &Household) -> i64 {
    let mut year: i64 = household.family().map(yearly_income).sum();
    for person in household.family() {
        let degree = person.disability_degree.unwrap_or(0);
        if degree == 100 || degree > 0 && person.care_level.is_some() {
            year -= 180_000;
        }
        if person.relation == Relation::Child {
            let earned: i64 = person
                .incomes
                .iter()
                .filter(|income| {
                    matches!(income.kind, IncomeKind::TrainingPay | IncomeKind::Minijob)
                })
                .map(|income| income.monthly_cents * 12)
                .sum();
            year -= earned.min(120_000);
        }
        year -= basic_pension_allowance(person);
    }
    let mut others = household.family().skip(1);
    if household.child_benefit_children > 0
        && household.family().count() > 1
        && others.all(|person| person.relation == Relation::Child)
    {
        year -= 132_000;
    }
    year.max(0) / 12
}

/// Allowance of § 17a in cents per year.
fn basic_pension_allowance(person: &Citizen) -> i64 {
    if person.basic_pension_years.is_none_or(|years| years < 33) {
        return 0;
    }
    let pension: i64 = person
        .incomes
        .iter()
        .filter(|income| income.kind == IncomeKind::StatutoryPension)
        .map(|income| income.monthly_cents * 12)
        .sum();
    let free = 120_000.min(pension);
    (free + (pension - free) * 30 / 100).min(12 * 28_150)
}

/// Income of one member after § 16, in cents per year.
fn yearly_income(person: &Citizen) -> i64 {
    let base: i64 = person
        .incomes
        .iter()
        .map(|income| {
            let year = income.monthly_cents * 12 + income.yearly_extra_cents;
            match income.kind {
                IncomeKind::Employment | IncomeKind::TrainingPay => (year - 123_000).max(0),
                IncomeKind::StatutoryPension
                | IncomeKind::SurvivorsPension
                | IncomeKind::CompanyPension
                | IncomeKind::CivilPension => (year - 10_200).max(0),
                IncomeKind::ParentalAllowance => (year - 360_000).max(0),
                IncomeKind::StudentSupport => year / 2,
                IncomeKind::Capital => (year - 10_000).max(0),
                IncomeKind::Minijob
                | IncomeKind::SelfEmployment
                | IncomeKind::UnemploymentBenefit
                | IncomeKind::SickPay
                | IncomeKind::ChildMaintenance
                | IncomeKind::MaintenanceAdvance
                | IncomeKind::SpousalMaintenance => year,
            }
        })
        .sum();
    base * (10 - i64::from(person.deductions.count())) / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the reference file with the law of 2025, without excluded members and up to
    /// eight persons: the amount must be that of the statute.
    #[test]
    fn amounts_agree_with_the_reference() {
        let file = std::env::var("RATHAUS_SHARED_DATA").map_or_else(
            |_| {
                std::path::PathBuf::from(
                    std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"),
                )
                .join("../../../shared/data")
            },
            std::path::PathBuf::from,
        );
        let file = file.join("wohngeld/gettsim_random_reference.csv");
        let Ok(mut reader) = csv::Reader::from_path(&file) else {
            eprintln!("SKIPPED: {} is not there", file.display());
            return;
        };
        let headers = reader.headers().unwrap().clone();
        let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let cents = |text: &str| {
            let (euros, rest) = text.split_once('.').unwrap_or((text, ""));
            let rest = format!("{rest:0<2}");
            euros.parse::<i64>().unwrap() * 100 + rest[..2].parse::<i64>().unwrap()
        };
        let (mut rows, mut near) = (0, 0);
        for record in reader.records() {
            let record = record.unwrap();
            let field = |name: &str| record.get(column(name)).unwrap();
            let members: usize = field("persons_total").parse().unwrap();
            if field("date") != "2025-01-01"
                || field("persons_considered") != field("persons_total")
                || members > 8
            {
                continue;
            }
            let got = amount(
                members,
                cents(field("gross_cold_rent_eur")),
                cents(field("monthly_total_income_eur")),
                field("mietenstufe").parse().unwrap(),
            );
            let expected = cents(field("statute_wohngeld_eur")) / 100;
            rows += 1;
            // The income is cut to cents here, which moves a few amounts by one euro.
            let off = (i64::from(got) - expected).abs();
            assert!(off <= 1, "{record:?}: {got}");
            near += off;
        }
        assert!(rows > 500, "only {rows} rows");
        assert!(near * 100 <= rows, "{near} of {rows} rows are a euro off");
    }
}
