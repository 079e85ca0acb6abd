//! Reads the answers of the application form: from the exchanged data (JSON with bare element
//! ids) to the household of the law library. Which id means what is written in
//! `data/wohngeld/form.README.md`.

use jiff::civil::Date;
use norm_wohngeld::{
    BenefitKind, BenefitState, Care, Cents, CoOccupants, CostPart, Death, Dwelling, Household,
    Income, IncomeKind, MaintenancePaid, MaintenanceTo, Member, Month, OtherBenefit, Per, Place,
    Relation, Stay, Sublet, Tenure, TrainingSupport,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A place in the answers; a missing one is as good as an unanswered question.
#[derive(Clone, Copy)]
pub struct At<'a>(Option<&'a Value>);

impl<'a> At<'a> {
    /// The root of the answers: below the schema's own key, if the document names it.
    pub fn root(document: &'a Value) -> Self {
        let inner = document
            .as_object()
            .filter(|o| o.len() == 1)
            .and_then(|o| o.iter().next())
            .filter(|(key, _)| key.starts_with('S'))
            .map(|(_, value)| value);
        Self(Some(inner.unwrap_or(document)))
    }

    /// The part below an element.
    pub fn at(self, id: &str) -> Self {
        Self(self.0.and_then(|v| v.get(id)))
    }

    /// The entries of a repeated element.
    pub fn list(self, id: &str) -> Vec<Self> {
        match self.at(id).0 {
            Some(Value::Array(entries)) => entries.iter().map(|e| Self(Some(e))).collect(),
            Some(single) => vec![Self(Some(single))],
            None => Vec::new(),
        }
    }

    /// A text or code.
    pub fn text(self, id: &str) -> String {
        self.at(id).0.and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    }

    /// Yes or no.
    pub fn truth(self, id: &str) -> Option<bool> {
        self.at(id).0.and_then(Value::as_bool)
    }

    /// A day.
    pub fn day(self, id: &str) -> Option<Date> {
        self.text(id).parse().ok()
    }

    /// The month of a day.
    pub fn month(self, id: &str) -> Option<Month> {
        self.day(id).map(Month::of)
    }

    /// A decimal number in hundredths: cents, or hundredths of a square metre.
    pub fn hundredths(self, id: &str) -> Option<i64> {
        let number = match self.at(id).0? {
            Value::Number(n) => n.to_string(),
            Value::String(s) => s.clone(),
            _ => return None,
        };
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let part: String = part.chars().chain("00".chars()).take(2).collect();
        let sign = if whole.starts_with('-') { -1 } else { 1 };
        let whole: i64 = whole.parse().ok()?;
        Some(whole.checked_mul(100)? + sign * part.parse::<i64>().ok()?)
    }

    /// An amount.
    pub fn cents(self, id: &str) -> Option<Cents> {
        self.hundredths(id).map(Cents)
    }

    /// A small whole number.
    pub fn small<T: TryFrom<i64>>(self, id: &str) -> Option<T> {
        let number = self.at(id).0?;
        let value = number.as_i64().or_else(|| number.as_str()?.parse().ok())?;
        T::try_from(value).ok()
    }

    /// A code of the law library.
    pub fn code<T: DeserializeOwned>(self, id: &str) -> Option<T> {
        serde_json::from_value(Value::String(self.text(id))).ok()
    }
}

/// What the form says beyond the household.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Claim {
    /// The household as declared.
    pub household: Household,
    /// `first`, `renewal` or `increase`.
    pub kind: String,
    /// Number of an earlier grant.
    pub earlier_number: String,
    /// Address of the flat in one line.
    pub flat: String,
    /// Day of moving in.
    pub moved_in: Option<Date>,
    /// Landlord with address.
    pub landlord: String,
    /// Who gets the money.
    pub payee: String,
    /// Account number.
    pub iban: String,
    /// Expected change of income, in words.
    pub expected_change: String,
}

/// Reads the whole claim.
pub fn claim(document: &Value) -> Claim {
    let root = At::root(document);
    let (flat, use_, pay) =
        (root.at("G99000000050"), root.at("G99000000060"), root.at("G99000000120"));
    let change = root.at("G99000000110");
    Claim {
        household: household(root),
        kind: root.at("G99000000010").text("F99000000011"),
        earlier_number: root.at("G99000000010").text("F99000000012"),
        flat: one_line(&flat_lines(flat)),
        moved_in: flat.day("F99000000056"),
        landlord: one_line(&[use_.text("F99000000062"), use_.text("F99000000063")]),
        payee: match pay.text("F99000000122") {
            name if name.is_empty() => full_name(root.at("G99000000020")),
            name => name,
        },
        iban: pay.text("F99000000123"),
        expected_change: one_line(&[
            change.text("F99000000112"),
            change.text("F99000000113"),
            change.text("F99000000114"),
        ]),
    }
}

/// Who applies.
pub fn applicant(document: &Value) -> kernel::forms::Applicant {
    let root = At::root(document);
    let contact = root.at("G99000000040");
    kernel::forms::Applicant {
        name: full_name(root.at("G99000000020")),
        address: flat_lines(root.at("G99000000050")).join("\n"),
        email: contact.text("F99000000042"),
        is_digital: contact.truth("F99000000043").unwrap_or(false),
    }
}

fn full_name(person: At<'_>) -> String {
    format!("{} {}", person.text("F99000000021"), person.text("F99000000022")).trim().to_owned()
}

fn flat_lines(flat: At<'_>) -> Vec<String> {
    let street = format!("{} {}", flat.text("F99000000051"), flat.text("F99000000052"));
    let town = format!("{} {}", flat.text("F99000000053"), flat.text("F99000000054"));
    vec![street.trim().to_owned(), town.trim().to_owned()]
}

fn one_line(parts: &[String]) -> String {
    parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

fn household(root: At<'_>) -> Household {
    let mut members = vec![member(root.at("G99000000020"), 1, true)];
    for (i, entry) in root.list("G99000000030").into_iter().enumerate() {
        members.push(member(entry, i + 2, false));
    }
    let assets = root.at("G99000000100");
    let change = root.at("G99000000110");
    let deaths = change.month("F99000000116").map(|month| Death {
        month,
        protection_ended: change.truth("F99000000117").unwrap_or(false),
    });
    Household {
        tenure: root.at("G99000000060").code::<Tenure>("F99000000061"),
        place: Place::default(),
        members,
        dwelling: dwelling(root),
        usable_assets: match assets.truth("F99000000101") {
            Some(false) => Some(Cents(0)),
            _ => assets.cents("F99000000102"),
        },
        period: None,
        deaths: deaths.into_iter().collect(),
    }
}

fn member(at: At<'_>, number: usize, is_applicant: bool) -> Member {
    let (income, other, special) =
        (at.at("G99000000320"), at.at("G99000000340"), at.at("G99000000350"));
    let first = at.text("F99000000021");
    Member {
        id: number.to_string(),
        label: if first.is_empty() { format!("Person {number}") } else { first },
        relation: if is_applicant {
            Relation::Applicant
        } else {
            at.code("F99000000031").unwrap_or_default()
        },
        birth_date: at.day("F99000000024"),
        centre_of_life: if is_applicant { Some(true) } else { at.truth("F99000000032") },
        stay: match at.text("F99000000027").as_str() {
            "german" => Some(Stay::German),
            "eu" => Some(Stay::FreeMovement),
            _ => at.code("F99000000028"),
        },
        care: at.code("F99000000033").unwrap_or(Care::Here),
        has_other_benefits: other.truth("F99000000341"),
        other_benefits: other.list("G99000000330").into_iter().filter_map(benefit).collect(),
        counted_in_others_benefit: other.truth("F99000000342").unwrap_or(false),
        training_support: at.code("F99000000029").unwrap_or(TrainingSupport::None),
        has_income: income.truth("F99000000321"),
        incomes: income.list("G99000000310").into_iter().flat_map(incomes).collect(),
        work_expenses_year: income.cents("F99000000325"),
        union_dues_year: None,
        child_care_deductible_year: special.cents("F99000000356"),
        pays_income_tax: income.truth("F99000000322"),
        pays_health_insurance: income.truth("F99000000323"),
        pays_pension_insurance: income.truth("F99000000324"),
        disability_degree: special.small("F99000000352"),
        care_at_home: special.truth("F99000000353"),
        care_level: None,
        nazi_persecution: special.truth("F99000000354").unwrap_or(false),
        child_benefit: at.truth("F99000000034"),
        basic_pension_times: special.truth("F99000000355"),
        maintenance_paid: special
            .list("G99000000360")
            .into_iter()
            .filter_map(maintenance)
            .collect(),
    }
}

fn incomes(at: At<'_>) -> Vec<Income> {
    let Some(kind) = at.code::<IncomeKind>("F99000000311") else { return Vec::new() };
    let until = at.month("F99000000315");
    let make = |amount, per, expenses| Income {
        kind,
        amount,
        per,
        from: None,
        until,
        expenses_year: expenses,
        children: at.small("F99000000316"),
    };
    let mut found = Vec::new();
    if let Some(amount) = at.cents("F99000000312") {
        found.push(make(amount, Per::Month, at.cents("F99000000314")));
    }
    if let Some(amount) = at.cents("F99000000313").filter(|a| a.0 > 0) {
        let expenses = if found.is_empty() { at.cents("F99000000314") } else { None };
        found.push(make(amount, Per::Year, expenses));
    }
    found
}

fn benefit(at: At<'_>) -> Option<OtherBenefit> {
    Some(OtherBenefit {
        kind: at.code::<BenefitKind>("F99000000331")?,
        state: at.code::<BenefitState>("F99000000332")?,
        includes_housing: at.truth("F99000000333").unwrap_or(true),
        is_loan: false,
        wohngeld_can_avoid_need: false,
        from: at.month("F99000000334"),
        until: at.month("F99000000335"),
    })
}

fn maintenance(at: At<'_>) -> Option<MaintenancePaid> {
    Some(MaintenancePaid {
        to: at.code::<MaintenanceTo>("F99000000361")?,
        amount_year: at.cents("F99000000362")?,
        titled_year: at.cents("F99000000364"),
    })
}

fn dwelling(root: At<'_>) -> Dwelling {
    let (rent, others, support) =
        (root.at("G99000000070"), root.at("G99000000080"), root.at("G99000000090"));
    let part = |group: &str, how: &str, amount: &str| {
        let at = rent.at(group);
        match at.text(how).as_str() {
            "not_included" => CostPart::NotIncluded,
            "included" => CostPart::Included,
            "shown" => at.cents(amount).map_or(CostPart::Included, CostPart::Shown),
            _ => CostPart::Unknown,
        }
    };
    let area = |at: At<'_>, id: &str| at.hundredths(id).and_then(|v| u32::try_from(v).ok());
    Dwelling {
        monthly_payment: rent.cents("F99000000071"),
        heating: part("G99000000073", "F99000000731", "F99000000732"),
        hot_water: part("G99000000074", "F99000000741", "F99000000742"),
        energy: part("G99000000075", "F99000000751", "F99000000752"),
        garage: part("G99000000076", "F99000000761", "F99000000762"),
        parking: part("G99000000077", "F99000000771", "F99000000772"),
        extra_services: rent.cents("F99000000078"),
        area_hundredths_m2: area(rent, "F99000000072"),
        business_area_hundredths_m2: area(others, "F99000000088"),
        sublet: area(others, "F99000000082").map(|area_hundredths_m2| Sublet {
            area_hundredths_m2,
            fee: others.cents("F99000000083").unwrap_or_default(),
        }),
        co_occupants: others.small("F99000000085").map(|persons| CoOccupants {
            persons,
            fee: others.cents("F99000000086").unwrap_or_default(),
        }),
        public_support: support.cents("F99000000092"),
        sponsor_support: support.cents("F99000000094"),
        rental_value: root.at("G99000000060").cents("F99000000065"),
        owner: None,
    }
}
