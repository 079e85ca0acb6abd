//! What an invented household answers in the form of housing benefit. The places and their meaning
//! stand in `data/wohngeld/form.README.md`.

mod words;

use demo_town as invented;
use invented::{
    ApplicationKind, Citizen, ExcludingBenefit, Flat, Household, IncomeKind, Occupation, Relation,
    Rent, Tenancy, WohngeldStory,
};
use jiff::civil::Date;
use norm_fim::{Answers, Decimal, Path, Value};
use words::{
    has_child_benefit, income_kind, landlord_address, marital, occupation, relation, training,
};

/// The applicant's group, and the list of everybody else.
const APPLICANT: &str = "G99000000020";
const OTHERS: &str = "G99000000030";
/// Assets from which they are considerable, in cents: first and each further member. The question
/// of the form names these amounts.
const ASSETS_CENTS: (i64, i64) = (6_000_000, 3_000_000);
/// Degree of disability from which a card is issued (§ 2 (2) SGB IX).
const SEVERE: u8 = 50;
/// Years of basic pension times that matter (§ 17a `WoGG`).
const BASIC_PENSION_YEARS: u8 = 33;
/// States whose citizens move freely: EU, EEA, Switzerland.
const FREE: [&str; 31] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "EL",
];

/// How the applicant wants to be written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// E-mail, empty for none.
    pub email: String,
    /// Telephone, empty for none.
    pub phone: String,
    /// Agrees to digital delivery.
    pub is_digital: bool,
}

/// Whether the form for rent subsidy fits: owners need another one.
pub fn fits(story: &WohngeldStory) -> bool {
    let flat = &story.household.flat;
    match flat.tenancy {
        Tenancy::Owner => false,
        Tenancy::CareHome => true,
        Tenancy::Tenant | Tenancy::Subtenant => flat.rent.is_some(),
    }
}

/// The answers of a household, complete but for its files.
pub fn answers(plan: &invented::Town, story: &WohngeldStory, contact: &Contact) -> Answers {
    let mut form = Filled { answers: Answers::new() };
    let home = &story.household;
    let day = story.dates.submitted.unwrap_or(story.dates.begun);
    form.application(story);
    for (number, person) in home.family().enumerate() {
        let at = match number {
            0 => APPLICANT.to_owned(),
            n => format!("{OTHERS}-{}", n - 1),
        };
        form.person(&at, home, person, day);
        form.incomes(&at, person);
        form.other_benefits(&at, home, day);
        form.special(&at, person, home.flat.tenancy == Tenancy::CareHome);
    }
    form.contact(contact);
    form.flat(plan, home);
    if home.flat.tenancy != Tenancy::CareHome
        && let Some(rent) = &home.flat.rent
    {
        form.rent(&home.flat, rent);
    }
    form.others_in_flat(home);
    form.rest(home);
    form.answers
}

/// What somebody who stopped has not answered yet, from nearly done to hardly begun.
const NOT_YET: [&[&str]; 5] = [
    &["G99000000160"],
    &["G99000000160", "G99000000120"],
    &["G99000000160", "G99000000120", "G99000000110", "G99000000100"],
    &[
        "G99000000160",
        "G99000000120",
        "G99000000110",
        "G99000000100",
        "G99000000090",
        "G99000000080",
        "G99000000070",
    ],
    &[
        "G99000000160",
        "G99000000120",
        "G99000000110",
        "G99000000100",
        "G99000000090",
        "G99000000080",
        "G99000000070",
        "G99000000060",
        "G99000000050",
        "G99000000040",
        "G99000000030",
    ],
];

/// Takes away the end of the form, as far as the number says.
pub fn leave_off(answers: &mut Answers, how_much: u64) {
    let which = usize::try_from(how_much).unwrap_or(0) % NOT_YET.len();
    let groups = NOT_YET[which];
    let is_off = |path: &Path| {
        path.steps().first().is_some_and(|step| groups.contains(&step.segment.as_str()))
    };
    let off: Vec<Path> =
        answers.iter().map(|(path, _)| path).filter(|p| is_off(p)).cloned().collect();
    for path in off {
        answers.clear(&path);
    }
}

struct Filled {
    answers: Answers,
}

impl Filled {
    fn put(&mut self, path: &str, value: Value) {
        let path: Path = path.parse().expect("paths are written in this file");
        self.answers.set(path, value);
    }

    fn text(&mut self, path: &str, text: &str) {
        if !text.trim().is_empty() {
            self.put(path, Value::Text(text.trim().to_owned()));
        }
    }

    fn code(&mut self, path: &str, code: &str) {
        self.put(path, Value::Code(code.to_owned()));
    }

    fn truth(&mut self, path: &str, is: bool) {
        self.put(path, Value::Bool(is));
    }

    fn day(&mut self, path: &str, day: Date) {
        self.put(path, Value::Date(day));
    }

    fn cents(&mut self, path: &str, cents: i64) {
        self.put(path, Value::Money(Decimal::from_cents(cents)));
    }

    fn application(&mut self, story: &WohngeldStory) {
        let group = "G99000000010";
        let code = match story.kind {
            ApplicationKind::First => "first",
            ApplicationKind::Renewal => "renewal",
            ApplicationKind::Increase => "increase",
        };
        self.code(&format!("{group}.F99000000011"), code);
        if story.kind != ApplicationKind::First {
            let number = format!("WG-{:06}", 400_000 + u64::from(story.household.id) * 7 % 99_991);
            self.text(&format!("{group}.F99000000012"), &number);
        }
        if story.kind == ApplicationKind::Increase {
            let reasons = [
                "Unsere Miete ist gestiegen.",
                "Mein Einkommen ist gesunken, weil ich weniger Stunden arbeite.",
                "Wir sind jetzt eine Person mehr im Haushalt.",
            ];
            let which = usize::try_from(story.household.id).unwrap_or(0) % reasons.len();
            self.text(&format!("{group}.F99000000013"), reasons[which]);
        }
    }

    fn person(&mut self, at: &str, home: &Household, person: &Citizen, day: Date) {
        self.text(&format!("{at}.F99000000021"), &person.first_names);
        self.text(&format!("{at}.F99000000022"), &person.family_name);
        if at == APPLICANT {
            let born = person.birth_name.as_deref().unwrap_or_default();
            self.text(&format!("{at}.F99000000023"), born);
        }
        self.day(&format!("{at}.F99000000024"), person.birth_date);
        self.code(&format!("{at}.F99000000025"), marital(person.marital));
        self.code(&format!("{at}.F99000000026"), occupation(person));
        let nation = person.nationality.as_str();
        if nation == "DE" {
            self.code(&format!("{at}.F99000000027"), "german");
        } else if FREE.contains(&nation) {
            self.code(&format!("{at}.F99000000027"), "eu");
        } else {
            self.code(&format!("{at}.F99000000027"), "other");
            let stay = match home.excluding_benefit {
                Some(ExcludingBenefit::Asylum) => "asylum_procedure",
                _ => "title",
            };
            self.code(&format!("{at}.F99000000028"), stay);
        }
        if matches!(person.occupation, Occupation::Trainee | Occupation::Student) {
            self.code(&format!("{at}.F99000000029"), training(home, person));
        }
        if at == APPLICANT {
            return;
        }
        self.code(&format!("{at}.F99000000031"), relation(person.relation));
        self.truth(&format!("{at}.F99000000032"), true);
        if person.relation == Relation::Child {
            self.code(&format!("{at}.F99000000033"), "here");
            self.truth(&format!("{at}.F99000000034"), has_child_benefit(home, person, day));
        }
    }

    fn incomes(&mut self, at: &str, person: &Citizen) {
        let group = format!("{at}.G99000000320");
        let paid: Vec<_> = person
            .incomes
            .iter()
            .filter(|i| i.monthly_cents > 0 || i.yearly_extra_cents > 0)
            .collect();
        self.truth(&format!("{group}.F99000000321"), !paid.is_empty());
        if paid.is_empty() {
            return;
        }
        for (n, income) in paid.iter().enumerate() {
            let entry = format!("{group}.G99000000310-{n}");
            self.code(&format!("{entry}.F99000000311"), income_kind(income.kind));
            if income.monthly_cents > 0 {
                self.cents(&format!("{entry}.F99000000312"), income.monthly_cents);
            }
            if income.yearly_extra_cents > 0 {
                self.cents(&format!("{entry}.F99000000313"), income.yearly_extra_cents);
            }
            if income.kind == IncomeKind::ParentalAllowance {
                self.put(&format!("{entry}.F99000000316"), Value::Integer(1));
            }
        }
        let deductions = person.deductions;
        self.truth(&format!("{group}.F99000000322"), deductions.income_tax);
        self.truth(&format!("{group}.F99000000323"), deductions.health_insurance);
        self.truth(&format!("{group}.F99000000324"), deductions.pension_insurance);
    }

    fn other_benefits(&mut self, at: &str, home: &Household, day: Date) {
        let group = format!("{at}.G99000000340");
        let kind = match home.excluding_benefit {
            Some(ExcludingBenefit::JobSeekers) => Some("grundsicherungsgeld"),
            Some(ExcludingBenefit::OldAge) => Some("grundsicherung_age"),
            Some(ExcludingBenefit::Asylum) => Some("asylum_benefits"),
            // Asked elsewhere, per person in training.
            Some(ExcludingBenefit::Training) | None => None,
        };
        self.truth(&format!("{group}.F99000000341"), kind.is_some());
        self.truth(&format!("{group}.F99000000342"), false);
        if let Some(kind) = kind {
            let entry = format!("{group}.G99000000330-0");
            self.code(&format!("{entry}.F99000000331"), kind);
            self.code(&format!("{entry}.F99000000332"), "received");
            self.truth(&format!("{entry}.F99000000333"), true);
            let since = day.saturating_sub(jiff::ToSpan::months(9)).first_of_month();
            self.day(&format!("{entry}.F99000000334"), since);
        }
    }

    fn special(&mut self, at: &str, person: &Citizen, in_home: bool) {
        let group = format!("{at}.G99000000350");
        let degree = person.disability_degree.filter(|degree| *degree >= SEVERE);
        self.truth(&format!("{group}.F99000000351"), degree.is_some());
        if let Some(degree) = degree {
            self.put(&format!("{group}.F99000000352"), Value::Integer(i64::from(degree)));
        }
        self.truth(&format!("{group}.F99000000353"), person.care_level.is_some() && !in_home);
        self.truth(&format!("{group}.F99000000354"), false);
        if occupation(person) == "pensioner" {
            let has = person.basic_pension_years.is_some_and(|y| y >= BASIC_PENSION_YEARS);
            self.truth(&format!("{group}.F99000000355"), has);
        }
        self.truth(&format!("{group}.F99000000357"), false);
    }

    fn contact(&mut self, contact: &Contact) {
        let group = "G99000000040";
        self.truth(&format!("{group}.F99000000043"), contact.is_digital);
        self.text(&format!("{group}.F99000000042"), &contact.email);
        self.text(&format!("{group}.F99000000041"), &contact.phone);
    }

    fn flat(&mut self, plan: &invented::Town, home: &Household) {
        let group = "G99000000050";
        if let Some(address) = plan.address(home.address) {
            let street = plan.street(address.street).map_or("", |s| s.name.as_str());
            self.text(&format!("{group}.F99000000051"), street);
            self.text(&format!("{group}.F99000000052"), &address.house_number());
            self.text(&format!("{group}.F99000000053"), &address.postcode);
        }
        self.text(&format!("{group}.F99000000054"), &plan.identity.name);
        self.text(&format!("{group}.F99000000055"), &home.flat.storey);
        self.day(&format!("{group}.F99000000056"), home.flat.moved_in);
        let group = "G99000000060";
        let landlord = home.flat.landlord.as_deref().unwrap_or("Hausverwaltung Sommer");
        if home.flat.tenancy == Tenancy::CareHome {
            self.code(&format!("{group}.F99000000061"), "home_resident");
            self.text(&format!("{group}.F99000000064"), landlord);
            return;
        }
        let by = if home.flat.tenancy == Tenancy::Subtenant { "subtenant" } else { "tenant" };
        self.code(&format!("{group}.F99000000061"), by);
        self.text(&format!("{group}.F99000000062"), landlord);
        self.text(&format!("{group}.F99000000063"), &landlord_address(plan, landlord));
    }

    fn rent(&mut self, flat: &Flat, rent: &Rent) {
        let group = "G99000000070";
        self.cents(&format!("{group}.F99000000071"), rent.total_cents());
        let area = Decimal::integer(i64::from(flat.area_m2));
        self.put(&format!("{group}.F99000000072"), Value::Number(area));
        // Whoever lets a parking space along names its price, whatever else the lease keeps quiet.
        let parts = [
            ("G99000000073", "F9900000073", rent.heating_cents, rent.split_in_lease),
            ("G99000000074", "F9900000074", rent.hot_water_cents, rent.split_in_lease),
            ("G99000000075", "F9900000075", rent.energy_cents, rent.split_in_lease),
            ("G99000000076", "F9900000076", 0, true),
            ("G99000000077", "F9900000077", rent.parking_cents, true),
        ];
        for (part, field, cents, is_shown) in parts {
            let how = match (cents, is_shown) {
                (0, _) => "not_included",
                (_, true) => "shown",
                (_, false) => "included",
            };
            self.code(&format!("{group}.{part}.{field}1"), how);
            if how == "shown" {
                self.cents(&format!("{group}.{part}.{field}2"), cents);
            }
        }
    }

    fn others_in_flat(&mut self, home: &Household) {
        let group = "G99000000080";
        let mates = home.members.len() - home.family().count();
        self.truth(&format!("{group}.F99000000081"), false);
        self.truth(&format!("{group}.F99000000084"), mates > 0);
        self.truth(&format!("{group}.F99000000087"), false);
        if mates > 0 {
            let (mates, all) = (count(mates), count(home.members.len()));
            self.put(&format!("{group}.F99000000085"), Value::Integer(mates));
            let rent = home.flat.rent.map_or(0, |rent| rent.total_cents());
            self.cents(&format!("{group}.F99000000086"), rent * mates / all);
        }
    }

    fn rest(&mut self, home: &Household) {
        self.truth("G99000000090.F99000000091", false);
        self.truth("G99000000090.F99000000093", false);
        let limit = ASSETS_CENTS.0 + (count(home.family().count()) - 1) * ASSETS_CENTS.1;
        let is_rich = home.assets_cents > limit;
        self.truth("G99000000100.F99000000101", is_rich);
        if is_rich {
            self.cents("G99000000100.F99000000102", home.assets_cents);
        }
        self.truth("G99000000110.F99000000111", false);
        self.truth("G99000000110.F99000000115", false);
        self.code("G99000000120.F99000000121", "applicant");
        self.text("G99000000120.F99000000123", &home.iban);
        for field in ["F99000000162", "F99000000163", "F99000000164"] {
            self.truth(&format!("G99000000160.{field}"), true);
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).expect("households are small")
}

#[cfg(test)]
mod tests {
    use norm_fim::{Form, FormOptions, ReadOptions, Severity, read_with};

    use super::*;

    #[test]
    fn every_story_fills_the_form_without_a_fault() {
        let offer = mod_wohngeld::form();
        let schema =
            read_with(offer.schema.as_bytes(), ReadOptions::strict()).expect("the form").schema;
        let options = FormOptions { state: Some("NW".into()), ..FormOptions::default() };
        let form = Form::new(schema, options);
        let plan = demo_town::town(demo_town::DEMO_SEED);
        let (mut told, mut faults) = (0, Vec::new());
        for story in plan.wohngeld.iter().filter(|story| fits(story)) {
            let mut story = story.clone();
            if story.household.iban.is_empty() {
                // A draft is not complete by nature.
                story.household.iban = plan.wohngeld[0].household.iban.clone();
            }
            let email = story.household.email.clone().unwrap_or_default();
            let contact = Contact {
                is_digital: !email.is_empty(),
                email,
                phone: story.household.phone.clone().unwrap_or_default(),
            };
            let answers = answers(&plan, &story, &contact);
            let unknown: Vec<_> =
                answers.iter().filter(|(path, _)| form.schema().locate(path).is_none()).collect();
            assert!(unknown.is_empty(), "places the form does not have: {unknown:?}");
            told += 1;
            let found = form.check(&answers).into_iter().filter(|f| f.severity == Severity::Error);
            faults.extend(found.map(|f| format!("{}: {} {}", story.id, f.path, f.message_de)));
        }
        assert!(told > 300, "the form fits only {told} stories");
        assert!(
            faults.is_empty(),
            "{} faults: {:#?}",
            faults.len(),
            &faults[..faults.len().min(20)]
        );
    }
}
