//! What people do and what they live on.
//!
//! Sizes are chosen so that a town of ordinary incomes results, in which every kind of income
//! occurs that an application for Wohngeld asks for. They are no statistics.

use crate::dice::Dice;
use crate::households::Setting;
use crate::model::{
    Citizen, Deductions, ExcludingBenefit, Gender, Income, IncomeKind, MaritalStatus, Occupation,
    Relation,
};
use crate::words::people::EMPLOYERS;

/// Below this sum of monthly incomes in euros per head a household without work is taken to
/// live on basic income support.
const NEEDY_PER_HEAD_EUROS: i64 = 480;
/// The same for people of retirement age, who have no children to share with.
const NEEDY_OLD_EUROS: i64 = 720;

/// Gives everybody an occupation and incomes; returns the benefit on which the household lives
/// if it cannot live on them.
pub(crate) fn provide(
    members: &mut [Citizen],
    setting: &Setting,
    owner: bool,
    dice: &mut Dice,
) -> Option<ExcludingBenefit> {
    let children_below_three = members
        .iter()
        .any(|person| person.relation == Relation::Child && person.age_on(setting.as_of) < 3);
    let single_parent = members[1..].iter().any(|person| person.relation == Relation::Child)
        && members[1..].iter().all(|person| person.relation == Relation::Child);
    for (index, person) in members.iter_mut().enumerate() {
        let age = i64::from(person.age_on(setting.as_of));
        person.occupation = occupation(person, age, children_below_three && index < 2, dice);
        let incomes = incomes(person, age, setting, children_below_three && index < 2, dice);
        person.incomes = incomes;
        person.deductions = deductions(person, dice);
        if person.incomes.iter().any(|income| income.kind == IncomeKind::StatutoryPension)
            && dice.chance(45)
        {
            person.basic_pension_years = u8::try_from(dice.between(33, 46)).ok();
        }
    }
    if single_parent {
        maintenance(members, setting, dice);
    }
    needy(members, setting, owner, dice)
}

fn occupation(person: &Citizen, age: i64, small_child: bool, dice: &mut Dice) -> Occupation {
    use Occupation::{
        AtHome, CivilServant, Employee, Infant, Pensioner, Pupil, SelfEmployed, Student, Trainee,
        Unemployed,
    };
    match age {
        0..=5 => Infant,
        6..=16 => Pupil,
        17..=18 => *dice.pick(&[Pupil, Pupil, Trainee]),
        19..=24 => {
            [Trainee, Student, Employee, Unemployed, Pupil][dice.weighted(&[30, 24, 36, 6, 4])]
        }
        67.. => [Pensioner, Employee, SelfEmployed][dice.weighted(&[96, 2, 2])],
        63..=66 if dice.chance(55) => Pensioner,
        _ => {
            let home = match (small_child, person.gender) {
                (true, Gender::Female) => 45,
                (true, _) => 8,
                (false, _) => 5,
            };
            let retired = if age > 52 { 7 } else { 1 };
            let student = if age < 29 { 8 } else { 0 };
            [Employee, CivilServant, SelfEmployed, Unemployed, AtHome, Pensioner, Student]
                [dice.weighted(&[66, 5, 8, 8, home, retired, student])]
        }
    }
}

fn income(kind: IncomeKind, euros: i64, payer: &str) -> Income {
    Income { kind, monthly_cents: euros * 100, yearly_extra_cents: 0, payer: payer.to_owned() }
}

fn incomes(
    person: &Citizen,
    age: i64,
    setting: &Setting,
    small_child: bool,
    dice: &mut Dice,
) -> Vec<Income> {
    use IncomeKind::{
        Capital, Employment, Minijob, ParentalAllowance, SelfEmployment, SickPay,
        SpousalMaintenance, StudentSupport, TrainingPay, UnemploymentBenefit,
    };
    let employer = (*dice.pick(EMPLOYERS)).replace("{town}", setting.town);
    let mut list = Vec::new();
    match person.occupation {
        Occupation::Infant => {}
        Occupation::Pupil => {
            if age > 14 && dice.chance(14) {
                list.push(income(Minijob, dice.between(80, 380), &employer));
            }
        }
        Occupation::Trainee => {
            list.push(income(TrainingPay, dice.between(880, 1_320), &employer));
        }
        Occupation::Student => {
            if dice.chance(45) {
                list.push(income(StudentSupport, dice.between(260, 934), "Studierendenwerk"));
            }
            if dice.chance(55) {
                list.push(income(Minijob, dice.between(250, 550), &employer));
            }
        }
        Occupation::Employee if dice.chance(3) => {
            list.push(income(SickPay, dice.between(950, 2_150), "Gesundheitskasse Westfalen"));
        }
        Occupation::Employee => wages(person, &employer, small_child, dice, &mut list),
        Occupation::CivilServant => {
            list.push(income(Employment, dice.between(2_900, 5_600), "Land Nordrhein-Westfalen"));
        }
        Occupation::SelfEmployed => {
            list.push(income(SelfEmployment, dice.between(350, 5_200), "eigener Betrieb"));
        }
        Occupation::Unemployed => {
            if dice.chance(52) {
                list.push(income(
                    UnemploymentBenefit,
                    dice.between(690, 1_750),
                    "Agentur für Arbeit",
                ));
            }
            if dice.chance(18) {
                list.push(income(Minijob, dice.between(100, 165), &employer));
            }
        }
        Occupation::AtHome => {
            if small_child && dice.chance(75) {
                list.push(income(ParentalAllowance, dice.between(300, 1_450), "Elterngeldstelle"));
            } else if dice.chance(30) {
                list.push(income(Minijob, dice.between(200, 550), &employer));
            }
            if person.marital == MaritalStatus::Separated && dice.chance(40) {
                list.push(income(SpousalMaintenance, dice.between(200, 900), "früherer Haushalt"));
            }
        }
        Occupation::Pensioner => pensions(person, age, &employer, dice, &mut list),
    }
    if age > 30 && dice.chance(4) {
        list.push(income(Capital, dice.between(10, 140), "Spar- und Kreditbank"));
    }
    list
}

/// Wages of an employee, full time or part time, sometimes with a second job.
fn wages(
    person: &Citizen,
    employer: &str,
    small_child: bool,
    dice: &mut Dice,
    list: &mut Vec<Income>,
) {
    let part_time = match (person.gender, small_child) {
        (Gender::Female, true) => 72,
        (Gender::Female, false) => 42,
        _ => 12,
    };
    let euros = if dice.chance(part_time) {
        dice.between(720, 1_950)
    } else {
        match dice.weighted(&[26, 36, 25, 13]) {
            0 => dice.between(2_420, 2_850),
            1 => dice.between(2_850, 3_600),
            2 => dice.between(3_600, 4_900),
            _ => dice.between(4_900, 7_800),
        }
    };
    let mut wage = income(IncomeKind::Employment, euros, employer);
    if dice.chance(48) {
        wage.yearly_extra_cents = euros * dice.between(20, 100);
    }
    list.push(wage);
    if dice.chance(5) {
        list.push(income(IncomeKind::Minijob, dice.between(120, 520), "Gasthaus Zur Linde"));
    }
}

/// Pensions of somebody who has retired.
fn pensions(person: &Citizen, age: i64, employer: &str, dice: &mut Dice, list: &mut Vec<Income>) {
    use IncomeKind::{CivilPension, CompanyPension, Minijob, StatutoryPension, SurvivorsPension};
    if dice.chance(9) {
        list.push(income(CivilPension, dice.between(1_900, 3_900), "Landesamt für Besoldung"));
    } else {
        let euros = match (person.gender, age > 66) {
            (_, false) => dice.between(620, 1_250),
            (Gender::Female, true) => dice.between(380, 1_550),
            _ => dice.between(780, 2_150),
        };
        list.push(income(StatutoryPension, euros, "Deutsche Rentenversicherung"));
    }
    if person.marital == MaritalStatus::Widowed && dice.chance(75) {
        let payer = "Deutsche Rentenversicherung";
        list.push(income(SurvivorsPension, dice.between(240, 1_080), payer));
    }
    if dice.chance(26) {
        list.push(income(CompanyPension, dice.between(35, 480), "Pensionskasse"));
    }
    if age < 78 && dice.chance(6) {
        list.push(income(Minijob, dice.between(150, 520), employer));
    }
}

/// Maintenance for the children of a single parent: from the other parent, from the youth
/// office, or none.
fn maintenance(members: &mut [Citizen], setting: &Setting, dice: &mut Dice) {
    let kind = dice.weighted(&[46, 34, 20]);
    for child in members.iter_mut().filter(|person| person.relation == Relation::Child) {
        let age = child.age_on(setting.as_of);
        if age >= 18 {
            continue;
        }
        // Advances as paid in 2025 for the three age groups.
        let advance = match age {
            0..=5 => 227,
            6..=11 => 299,
            _ => 394,
        };
        match kind {
            0 => {
                let euros = advance + dice.between(30, 240);
                child.incomes.push(income(
                    IncomeKind::ChildMaintenance,
                    euros,
                    "anderer Elternteil",
                ));
            }
            1 => {
                let payer = "Unterhaltsvorschusskasse";
                child.incomes.push(income(IncomeKind::MaintenanceAdvance, advance, payer));
            }
            _ => {}
        }
    }
}

/// What is paid out of the incomes, as one would expect it from their kinds and sizes.
fn deductions(person: &Citizen, dice: &mut Dice) -> Deductions {
    let mut paid = Deductions::default();
    for income in &person.incomes {
        let euros = income.monthly_cents / 100;
        match income.kind {
            IncomeKind::Employment if person.occupation == Occupation::CivilServant => {
                paid.income_tax = true;
                paid.health_insurance = true;
            }
            IncomeKind::Employment => {
                paid.income_tax |= euros > 1_350;
                paid.health_insurance = true;
                paid.pension_insurance = true;
            }
            IncomeKind::TrainingPay => {
                paid.health_insurance = true;
                paid.pension_insurance = true;
            }
            IncomeKind::SelfEmployment => {
                paid.income_tax |= euros > 1_250;
                paid.health_insurance = true;
                paid.pension_insurance |= dice.chance(35);
            }
            IncomeKind::StatutoryPension | IncomeKind::SurvivorsPension => {
                paid.health_insurance = true;
                paid.income_tax |= euros > 1_500;
            }
            IncomeKind::CivilPension => {
                paid.health_insurance = true;
                paid.income_tax = true;
            }
            IncomeKind::Minijob
            | IncomeKind::CompanyPension
            | IncomeKind::UnemploymentBenefit
            | IncomeKind::SickPay
            | IncomeKind::ParentalAllowance
            | IncomeKind::ChildMaintenance
            | IncomeKind::MaintenanceAdvance
            | IncomeKind::SpousalMaintenance
            | IncomeKind::StudentSupport
            | IncomeKind::Capital => {}
        }
    }
    paid
}

/// The benefit that keeps a household which cannot live on its incomes.
fn needy(
    members: &[Citizen],
    setting: &Setting,
    owner: bool,
    dice: &mut Dice,
) -> Option<ExcludingBenefit> {
    let heads = i64::try_from(members.len()).unwrap_or(1);
    let euros: i64 = members.iter().map(|person| person.monthly_cents() / 100).sum();
    let works = |person: &Citizen| {
        matches!(
            person.occupation,
            Occupation::Employee | Occupation::SelfEmployed | Occupation::CivilServant
        )
    };
    let studies =
        |person: &Citizen| matches!(person.occupation, Occupation::Student | Occupation::Trainee);
    if members.iter().all(studies) {
        return dice.chance(80).then_some(ExcludingBenefit::Training);
    }
    let head = &members[0];
    let old = head.age_on(setting.as_of) >= 67;
    let needed = if old { NEEDY_OLD_EUROS } else { NEEDY_PER_HEAD_EUROS };
    if owner || members.iter().any(works) || euros / heads > needed {
        return None;
    }
    if head.care_level.is_some_and(|level| level > 1) && heads == 1 {
        // Care costs more than a small pension pays.
        return dice.chance(60).then_some(ExcludingBenefit::OldAge);
    }
    if old {
        return dice.chance(62).then_some(ExcludingBenefit::OldAge);
    }
    let refugee = matches!(head.nationality.as_str(), "SY" | "AF" | "NG");
    if refugee && dice.chance(15) {
        return Some(ExcludingBenefit::Asylum);
    }
    dice.chance(88).then_some(ExcludingBenefit::JobSeekers)
}
