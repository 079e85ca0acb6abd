//! Households: who lives where with whom, in which home and on what.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::dice::Dice;
use crate::homes;
use crate::incomes;
use crate::map::Drawing;
use crate::model::{
    AddressUse, Citizen, Deductions, ExcludingBenefit, Gender, Household, IncomeKind,
    MaritalStatus, Occupation, Relation, StreetKind, Tenancy,
};
use crate::names::{self, Family};

/// About how many people the town shall have.
const PEOPLE_WANTED: usize = 30_200;
/// One household in so many has a name at which forms break.
const HARD_NAME_EVERY: usize = 640;

/// What the people of a town have in common.
pub(crate) struct Setting<'a> {
    pub(crate) seed: u64,
    pub(crate) as_of: Date,
    pub(crate) town: &'a str,
}

/// Shape of a household.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Single,
    Couple,
    Family,
    SingleParent,
    FlatShare,
    ThreeGenerations,
    WithRelative,
}

/// Settles the town.
pub(crate) fn settle(setting: &Setting, drawing: &Drawing) -> Vec<Household> {
    let mut dice = Dice::new(setting.seed, "households");
    let mut homes: Vec<(u32, u8)> = drawing
        .map
        .addresses
        .iter()
        .flat_map(|address| (0..address.homes).map(move |home| (address.id, home)))
        .collect();
    dice.shuffle(&mut homes);
    let mut maker = Maker { setting, dice, people: 0, households: Vec::new() };
    for (address, home) in homes {
        if maker.count() >= PEOPLE_WANTED {
            break;
        }
        maker.household(drawing, address, home);
    }
    maker.households
}

struct Maker<'a> {
    setting: &'a Setting<'a>,
    dice: Dice,
    people: u32,
    households: Vec<Household>,
}

impl Maker<'_> {
    fn count(&self) -> usize {
        usize::try_from(self.people).unwrap_or(usize::MAX)
    }

    fn household(&mut self, drawing: &Drawing, address: u32, home: u8) {
        let index = usize::try_from(address - 1).expect("an index fits");
        let place = &drawing.map.addresses[index];
        let street_index = usize::try_from(place.street - 1).expect("an index fits");
        let quiet = drawing.map.streets[street_index].kind > StreetKind::OldTown;
        let own_house = place.homes == 1 && quiet && place.usage != AddressUse::Mixed;
        let care_home = place.usage == AddressUse::Public;
        let shape = if care_home { Shape::Single } else { self.shape(own_house) };
        let mut members = if care_home { vec![self.resident()] } else { self.members(shape) };
        let grown = members[0].age_on(self.setting.as_of) >= 27;
        let owner = !care_home && grown && self.dice.chance(if own_house { 56 } else { 15 });
        let right = match (care_home, owner) {
            (true, _) => Tenancy::CareHome,
            (false, true) => Tenancy::Owner,
            (false, false) if self.dice.chance(3) => Tenancy::Subtenant,
            (false, false) => Tenancy::Tenant,
        };
        let excluding_benefit = incomes::provide(&mut members, self.setting, owner, &mut self.dice);
        if self.households.len() % HARD_NAME_EVERY == 17
            && let Some((first, last)) = names::hard(self.households.len() / HARD_NAME_EVERY)
        {
            first.clone_into(&mut members[0].first_names);
            last.clone_into(&mut members[0].family_name);
        }
        let flat = homes::flat(self.setting, &members, right, (place.homes, home), &mut self.dice);
        let child_benefit =
            members.iter().filter(|person| gets_child_benefit(person, self.setting.as_of)).count();
        let id = u32::try_from(self.households.len() + 1).expect("a town is small");
        let (email, phone) = self.contact(&members[0], id);
        let assets_cents = self.assets(owner, excluding_benefit.is_some());
        let iban = iban(id);
        self.households.push(Household {
            id,
            address,
            flat,
            members,
            excluding_benefit,
            assets_cents,
            child_benefit_children: u8::try_from(child_benefit).unwrap_or(u8::MAX),
            iban,
            email,
            phone,
        });
    }

    fn shape(&mut self, own_house: bool) -> Shape {
        use Shape::{
            Couple, Family, FlatShare, Single, SingleParent, ThreeGenerations, WithRelative,
        };
        const SHAPES: [Shape; 7] =
            [Single, Couple, Family, SingleParent, FlatShare, ThreeGenerations, WithRelative];
        let weights: &[u32] =
            if own_house { &[25, 36, 28, 4, 0, 4, 3] } else { &[47, 23, 16, 9, 3, 1, 1] };
        SHAPES[self.dice.weighted(weights)]
    }

    /// The members with names and birth dates; incomes come later.
    fn members(&mut self, shape: Shape) -> Vec<Citizen> {
        use MaritalStatus::{Divorced, Married, Separated, Single, Widowed};
        let family = names::family(&mut self.dice);
        let mut members = Vec::new();
        match shape {
            Shape::Single => {
                let age = match self.dice.weighted(&[27, 35, 38]) {
                    0 => self.age(18, 34),
                    1 => self.age(35, 64),
                    _ => self.age(65, 97),
                };
                let gender = self.gender(age);
                let status = match age {
                    0..=34 => Single,
                    35..=64 => *self.dice.pick(&[Single, Single, Divorced, Divorced, Separated]),
                    _ => *self.dice.pick(&[Widowed, Widowed, Divorced, Single]),
                };
                members.push(self.person(&family, gender, age, Relation::Head, status));
            }
            Shape::Couple => {
                let age = if self.dice.chance(62) { self.age(55, 92) } else { self.age(22, 54) };
                self.couple(&family, age, &mut members);
            }
            Shape::Family | Shape::ThreeGenerations => {
                let age = self.age(24, 53);
                self.couple(&family, age, &mut members);
                let count = [1, 2, 3, 4, 5, 7][self.dice.weighted(&[36, 42, 14, 5, 2, 1])];
                self.children(&family, count, &mut members);
                if shape == Shape::ThreeGenerations {
                    let older = age + self.dice.between(22, 36);
                    let gender = self.gender(older);
                    let old = self.person(&family, gender, older, Relation::Parent, Widowed);
                    members.push(old);
                }
            }
            Shape::SingleParent => {
                let age = self.age(20, 51);
                let gender = if self.dice.chance(86) { Gender::Female } else { Gender::Male };
                let status = *self.dice.pick(&[Single, Divorced, Separated, Divorced]);
                members.push(self.person(&family, gender, age, Relation::Head, status));
                let count = [1, 2, 3, 4][self.dice.weighted(&[55, 32, 10, 3])];
                self.children(&family, count, &mut members);
            }
            Shape::FlatShare => {
                for number in 0..self.dice.between(2, 4) {
                    let other = names::family(&mut self.dice);
                    let age = self.age(18, 33);
                    let gender = self.gender(age);
                    let relation = if number == 0 { Relation::Head } else { Relation::FlatMate };
                    members.push(self.person(&other, gender, age, relation, Single));
                }
            }
            Shape::WithRelative => {
                let age = self.age(28, 62);
                let gender = self.gender(age);
                members.push(self.person(&family, gender, age, Relation::Head, Single));
                if self.dice.chance(25) {
                    let other = (age + self.dice.between(-9, 9)).max(20);
                    let gender = self.gender(other);
                    members.push(self.person(&family, gender, other, Relation::Sibling, Single));
                } else {
                    let older = age + self.dice.between(21, 37);
                    let gender = self.gender(older);
                    members.push(self.person(&family, gender, older, Relation::Parent, Widowed));
                }
            }
        }
        debug_assert!(
            members.iter().all(|person| person.marital != Married || shape != Shape::Single)
        );
        members
    }

    /// Somebody who lives in a care home.
    fn resident(&mut self) -> Citizen {
        let family = names::family(&mut self.dice);
        let age = self.age(76, 99);
        let gender = self.gender(age);
        let status = MaritalStatus::Widowed;
        let mut person = self.person(&family, gender, age, Relation::Head, status);
        person.care_level = u8::try_from(self.dice.between(2, 5)).ok();
        person
    }

    fn couple(&mut self, family: &Family, age: i64, members: &mut Vec<Citizen>) {
        let married = age > 60 || self.dice.chance(74);
        let status = if married { MaritalStatus::Married } else { MaritalStatus::Single };
        let other = (age + self.dice.between(-6, 5)).max(19);
        let same = self.dice.chance(2);
        let first = if self.dice.chance(52) { Gender::Female } else { Gender::Male };
        let second = match (first, same) {
            (gender, true) => gender,
            (Gender::Male, false) => Gender::Female,
            (_, false) => Gender::Male,
        };
        members.push(self.person(family, first, age, Relation::Head, status));
        // Some love across the lists.
        let foreign = names::family(&mut self.dice);
        let origin = if self.dice.chance(88) { family.origin } else { foreign.origin };
        let own = names::family_name(&mut self.dice, origin);
        let relation = if married { Relation::Spouse } else { Relation::Partner };
        let name = if married && self.dice.chance(82) { family.name.clone() } else { own.clone() };
        let theirs = Family { origin, name };
        let mut person = self.person(&theirs, second, other, relation, status);
        if married && person.family_name != own {
            person.birth_name = Some(own);
        }
        members.push(person);
    }

    /// Children of the adults who are already there.
    fn children(&mut self, family: &Family, count: i64, members: &mut Vec<Citizen>) {
        let youngest =
            members.iter().map(|adult| i64::from(adult.age_on(self.setting.as_of))).min();
        let oldest_child = (youngest.unwrap_or(30) - 19).clamp(0, 22);
        let mut ages: Vec<i64> = (0..count).map(|_| self.dice.between(0, oldest_child)).collect();
        ages.sort_unstable_by(|a, b| b.cmp(a));
        for age in ages {
            let gender = match self.dice.below(400) {
                0 => Gender::Diverse,
                n if n % 2 == 0 => Gender::Female,
                _ => Gender::Male,
            };
            let child = self.person(family, gender, age, Relation::Child, MaritalStatus::Single);
            members.push(child);
        }
    }

    fn age(&mut self, from: i64, to: i64) -> i64 {
        self.dice.between(from, to)
    }

    /// Women live longer, and therefore more often alone when old.
    fn gender(&mut self, age: i64) -> Gender {
        let women = if age > 74 { 68 } else { 50 };
        match self.dice.below(500) {
            0 => Gender::Diverse,
            n if n % 100 < women => Gender::Female,
            _ => Gender::Male,
        }
    }

    fn person(
        &mut self,
        family: &Family,
        gender: Gender,
        age: i64,
        relation: Relation,
        marital: MaritalStatus,
    ) -> Citizen {
        self.people += 1;
        let days = self.dice.between(0, 364);
        let birth_date = self.setting.as_of.saturating_sub(age.years()).saturating_sub(days.days());
        let year = birth_date.year();
        let roots = names::roots(&mut self.dice, family.origin, year, self.setting.town);
        Citizen {
            id: self.people,
            first_names: names::first_names(&mut self.dice, family.origin, gender, year),
            family_name: names::inflected(&family.name, family.origin, gender),
            birth_name: None,
            birth_date,
            birth_place: roots.birth_place,
            gender,
            nationality: roots.nationality,
            language: roots.language,
            marital,
            relation,
            occupation: Occupation::AtHome,
            incomes: Vec::new(),
            deductions: Deductions::default(),
            disability_degree: self.disability(age),
            care_level: (age > 78 && self.dice.chance(28))
                .then(|| u8::try_from(self.dice.between(1, 4)).unwrap_or(1)),
            basic_pension_years: None,
        }
    }

    fn disability(&mut self, age: i64) -> Option<u8> {
        let percent = if age > 60 { 17 } else { 3 };
        self.dice.chance(percent).then(|| {
            let tens = [3, 4, 5, 6, 7, 8, 10][self.dice.weighted(&[18, 14, 26, 12, 8, 10, 12])];
            tens * 10
        })
    }

    fn contact(&mut self, head: &Citizen, id: u32) -> (Option<String>, Option<String>) {
        let old = head.age_on(self.setting.as_of) > 78;
        let email = self.dice.chance(if old { 35 } else { 90 }).then(|| {
            let first = names::ascii(head.first_names.split(' ').next().unwrap_or(""));
            let last = names::ascii(head.family_name.split(' ').next_back().unwrap_or(""));
            format!("{first}.{last}.{id}@post.example")
        });
        // A block of mobile numbers kept free for films.
        let phone = self.dice.chance(85).then(|| format!("0176 040690{:02}", id % 100));
        (email, phone)
    }

    fn assets(&mut self, owner: bool, poor: bool) -> i64 {
        let euros = if poor {
            self.dice.between(0, 4_000)
        } else if owner {
            self.dice.between(1_000, 90_000)
        } else {
            match self.dice.below(20) {
                0 => self.dice.between(70_000, 260_000),
                1..=6 => self.dice.between(8_000, 45_000),
                _ => self.dice.between(0, 8_000),
            }
        };
        euros * 100
    }
}

/// Whether child benefit is paid for this person: children, up to 25 in training.
fn gets_child_benefit(person: &Citizen, as_of: Date) -> bool {
    let age = person.age_on(as_of);
    person.relation == Relation::Child
        && (age < 18
            || age < 25
                && matches!(
                    person.occupation,
                    Occupation::Pupil | Occupation::Student | Occupation::Trainee
                ))
        && !person.incomes.iter().any(|income| income.kind == IncomeKind::UnemploymentBenefit)
}

/// An IBAN with right check digits; the bank code 00000000 belongs to no bank.
fn iban(account: u32) -> String {
    let number = u64::from(account) * 7_919 + 1_000_003;
    // Check digits of ISO 13616: bank code, account, DE as 1314, 00; modulo 97.
    let remainder = u128::from(number) * 1_000_000 + 131_400;
    let check = 98 - remainder % 97;
    format!("DE{check:02}00000000{number:010}")
}

/// Whether this benefit is the reason for a refusal under § 20 and not § 7 WoGG.
pub(crate) fn is_training(benefit: ExcludingBenefit) -> bool {
    benefit == ExcludingBenefit::Training
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_have_right_check_digits() {
        for account in [1, 2, 77, 14_000] {
            let iban = iban(account);
            assert_eq!(iban.len(), 22);
            // Move the first four characters to the end, D is 13 and E is 14.
            let digits = format!("{}1314{}", &iban[4..], &iban[2..4]);
            let remainder = digits
                .bytes()
                .fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
            assert_eq!(remainder, 1, "{iban}");
        }
    }
}
