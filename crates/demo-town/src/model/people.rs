//! People: citizens, their households, homes and incomes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Gender as in the civil register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Diverse.
    Diverse,
}

/// Marital status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaritalStatus {
    /// Never married.
    Single,
    /// Married or in a registered partnership.
    Married,
    /// Married, permanently separated.
    Separated,
    /// Divorced.
    Divorced,
    /// Widowed.
    Widowed,
}

/// Relation to the first member of the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first member; the applicant in a story.
    Head,
    /// Husband, wife or registered partner.
    Spouse,
    /// Partner without marriage.
    Partner,
    /// Child.
    Child,
    /// Mother or father.
    Parent,
    /// Brother or sister.
    Sibling,
    /// Shares the flat without being family: not a household member in the sense of the law.
    FlatMate,
}

/// What somebody mainly does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occupation {
    /// Below school age.
    Infant,
    /// At school.
    Pupil,
    /// In vocational training.
    Trainee,
    /// At university.
    Student,
    /// Employed.
    Employee,
    /// Civil servant.
    CivilServant,
    /// Self-employed.
    SelfEmployed,
    /// Without work.
    Unemployed,
    /// Retired.
    Pensioner,
    /// At home, for example on parental leave.
    AtHome,
}

/// Kind of income. Child benefit is no income in the sense of the law and therefore not here;
/// see [`Household::child_benefit_children`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomeKind {
    /// Wage or salary, gross.
    Employment,
    /// Marginal job with flat-rate tax.
    Minijob,
    /// Pay during vocational training, gross.
    TrainingPay,
    /// Profit from self-employment or trade.
    SelfEmployment,
    /// Statutory pension, gross.
    StatutoryPension,
    /// Widow's or widower's pension, gross.
    SurvivorsPension,
    /// Pension of a former employer, gross.
    CompanyPension,
    /// Pension of a civil servant, gross.
    CivilPension,
    /// Unemployment benefit I.
    UnemploymentBenefit,
    /// Sick pay of the health insurer.
    SickPay,
    /// Parental allowance.
    ParentalAllowance,
    /// Maintenance received for a child.
    ChildMaintenance,
    /// Advance on maintenance by the youth office.
    MaintenanceAdvance,
    /// Maintenance received from a separated or divorced spouse.
    SpousalMaintenance,
    /// Training support for students.
    StudentSupport,
    /// Interest and dividends.
    Capital,
}

/// One income of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Income {
    /// Kind.
    pub kind: IncomeKind,
    /// Amount per month in cents, gross.
    pub monthly_cents: i64,
    /// Paid once a year on top, in cents, such as a Christmas bonus.
    pub yearly_extra_cents: i64,
    /// Who pays it; invented.
    pub payer: String,
}

/// What is paid out of the income: the three questions of § 16 WoGG.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deductions {
    /// Pays income tax.
    pub income_tax: bool,
    /// Pays contributions to health and care insurance.
    pub health_insurance: bool,
    /// Pays contributions to pension insurance.
    pub pension_insurance: bool,
}

impl Deductions {
    /// How many of the three are paid, 0 to 3.
    pub fn count(self) -> u8 {
        u8::from(self.income_tax)
            + u8::from(self.health_insurance)
            + u8::from(self.pension_insurance)
    }
}

/// An invented citizen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citizen {
    /// Number, from 1, unique in the town.
    pub id: u32,
    /// All first names; may be a single letter.
    pub first_names: String,
    /// Family name; may be a single letter, may be very long.
    pub family_name: String,
    /// Family name at birth where it differs.
    pub birth_name: Option<String>,
    /// Birth date.
    pub birth_date: Date,
    /// Place of birth.
    pub birth_place: String,
    /// Gender.
    pub gender: Gender,
    /// Nationality, ISO 3166 alpha-2.
    pub nationality: String,
    /// Language spoken best, BCP 47.
    pub language: String,
    /// Marital status.
    pub marital: MaritalStatus,
    /// Relation to the first member.
    pub relation: Relation,
    /// What this person mainly does.
    pub occupation: Occupation,
    /// Incomes; empty for most children.
    pub incomes: Vec<Income>,
    /// What is paid out of them.
    pub deductions: Deductions,
    /// Degree of disability, 20 to 100 in tens.
    pub disability_degree: Option<u8>,
    /// Care level 1 to 5.
    pub care_level: Option<u8>,
    /// Years of basic pension times, where known; 33 and more matter in § 17a WoGG.
    pub basic_pension_years: Option<u8>,
}

impl Citizen {
    /// First and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_names, self.family_name)
    }

    /// Completed years of life on `day`.
    pub fn age_on(&self, day: Date) -> u16 {
        let had_birthday =
            (day.month(), day.day()) >= (self.birth_date.month(), self.birth_date.day());
        let years = day.year() - self.birth_date.year() - i16::from(!had_birthday);
        u16::try_from(years).unwrap_or(0)
    }

    /// Sum of the incomes per month in cents, extras not counted.
    pub fn monthly_cents(&self) -> i64 {
        self.incomes.iter().map(|income| income.monthly_cents).sum()
    }
}

/// By which right somebody lives in the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tenancy {
    /// Tenant.
    Tenant,
    /// Tenant of a tenant.
    Subtenant,
    /// Owner of the flat or house.
    Owner,
    /// Lives in a care home.
    CareHome,
}

/// Rent per month in cents, split as a lease splits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rent {
    /// Net rent without any running costs.
    pub net_cold_cents: i64,
    /// Running costs without heating and hot water.
    pub service_cents: i64,
    /// Heating.
    pub heating_cents: i64,
    /// Hot water.
    pub hot_water_cents: i64,
    /// Other household energy, if the rent contains it.
    pub energy_cents: i64,
    /// Garage or parking space.
    pub parking_cents: i64,
    /// False where the lease names only the total and the flat amounts have to be taken off.
    pub split_in_lease: bool,
}

impl Rent {
    /// What is paid to the landlord.
    pub fn total_cents(&self) -> i64 {
        self.gross_cold_cents()
            + self.heating_cents
            + self.hot_water_cents
            + self.energy_cents
            + self.parking_cents
    }

    /// Net rent and running costs: the rent of § 9 WoGG.
    pub fn gross_cold_cents(&self) -> i64 {
        self.net_cold_cents + self.service_cents
    }
}

/// What an owner pays for the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burden {
    /// Interest per month in cents.
    pub interest_cents: i64,
    /// Repayment per month in cents.
    pub repayment_cents: i64,
    /// Property tax per year in cents.
    pub property_tax_year_cents: i64,
    /// Fees of the administrator per month in cents; 0 in a house of one's own.
    pub administration_cents: i64,
    /// Fuel and power for heating per month in cents.
    pub heating_cents: i64,
}

/// The home of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flat {
    /// Where in the house, such as "1. Obergeschoss links".
    pub storey: String,
    /// Living space in square metres.
    pub area_m2: u16,
    /// Rooms without kitchen and bathroom.
    pub rooms: u8,
    /// Day of moving in.
    pub moved_in: Date,
    /// By which right.
    pub tenancy: Tenancy,
    /// Rent of the whole flat; none for owners.
    pub rent: Option<Rent>,
    /// Burden; only for owners.
    pub burden: Option<Burden>,
    /// Landlord; none for owners.
    pub landlord: Option<String>,
    /// Year the house was built.
    pub built: u16,
}

/// A benefit that already covers the costs of housing and therefore excludes Wohngeld
/// (§ 7 WoGG).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcludingBenefit {
    /// Basic income support for job seekers, SGB II.
    JobSeekers,
    /// Basic income support in old age, SGB XII.
    OldAge,
    /// Benefits for asylum seekers.
    Asylum,
    /// Training support for all members of the household (§ 20 WoGG).
    Training,
}

/// People who live together at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Number, from 1.
    pub id: u32,
    /// Number of the address.
    pub address: u32,
    /// The home.
    pub flat: Flat,
    /// Members, the head first.
    pub members: Vec<Citizen>,
    /// A benefit that excludes Wohngeld, if the household lives on one.
    pub excluding_benefit: Option<ExcludingBenefit>,
    /// Savings and other usable assets of all members in cents.
    pub assets_cents: i64,
    /// For how many members child benefit is paid. It is no income for Wohngeld.
    pub child_benefit_children: u8,
    /// IBAN with right check digits and a bank code that no bank has.
    pub iban: String,
    /// E-mail address in a domain reserved for examples, where there is one.
    pub email: Option<String>,
    /// Telephone in a range kept free for films, where there is one.
    pub phone: Option<String>,
}

impl Household {
    /// The first member.
    ///
    /// # Panics
    /// Never for a household made by this crate: each has at least one member.
    pub fn head(&self) -> &Citizen {
        self.members.first().expect("a household is made with its head")
    }

    /// Members in the sense of the law: everybody but flat mates.
    pub fn family(&self) -> impl Iterator<Item = &Citizen> {
        self.members.iter().filter(|member| member.relation != Relation::FlatMate)
    }
}
