//! Stories of Wohngeld: what a household applied for and how far it got.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Household;

/// How far the story has come on the day of the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Begun online, not submitted.
    Draft,
    /// Submitted, nobody has answered yet.
    Submitted,
    /// Documents have been requested and are not all there.
    DocumentsMissing,
    /// The office intends to decide against the citizen and has asked for a statement.
    Hearing,
    /// Granted; the grant period is running.
    Granted,
    /// Refused.
    Refused,
    /// Withdrawn by the citizen before a decision.
    Withdrawn,
    /// Was granted; the grant period is over or the household moved out.
    Ended,
}

/// What kind of application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationKind {
    /// First application.
    First,
    /// For the time after a grant period.
    Renewal,
    /// For a higher amount within a grant period (§ 27 WoGG).
    Increase,
}

/// How the application came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Online form.
    Online,
    /// On paper by post.
    Paper,
    /// At the counter.
    Counter,
}

/// A document that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingDocument {
    /// Certificate of the landlord or lease.
    LandlordCertificate,
    /// Proof that the rent is paid.
    RentPayments,
    /// Certificate of the employer.
    PayCertificate,
    /// Notice of the pension insurer.
    PensionNotice,
    /// Notice on unemployment benefit, sick pay or parental allowance.
    BenefitNotice,
    /// Statement of profit or tax assessment.
    ProfitStatement,
    /// Proof of maintenance.
    MaintenanceProof,
    /// Certificate of school or university.
    SchoolCertificate,
    /// Card of disabled persons.
    DisabilityCard,
    /// Contract and yearly statement of the loan.
    LoanStatement,
    /// Residence title.
    ResidenceTitle,
}

/// Why an application was refused or is about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The income is too high for an amount of at least 10 euros.
    IncomeTooHigh,
    /// All members receive a benefit that contains the costs of housing (§ 7 WoGG).
    ExcludingBenefit,
    /// All members are entitled to training support (§ 20 (2) WoGG).
    TrainingSupport,
    /// Considerable assets (§ 21 no. 3 WoGG).
    Assets,
    /// The documents asked for did not come (§ 66 SGB I).
    NoCooperation,
    /// The home is not the centre of life.
    NotAtHome,
}

/// The days of a story, in this order as far as they exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryDates {
    /// Form opened or letter begun.
    pub begun: Date,
    /// Received by the town.
    pub submitted: Option<Date>,
    /// Documents requested.
    pub documents_requested: Option<Date>,
    /// Until when they are asked for.
    pub documents_due: Option<Date>,
    /// Last document received.
    pub documents_received: Option<Date>,
    /// Letter of the hearing sent.
    pub hearing_sent: Option<Date>,
    /// Until when a statement is asked for.
    pub hearing_due: Option<Date>,
    /// Withdrawn by the citizen.
    pub withdrawn: Option<Date>,
    /// Decided.
    pub decided: Option<Date>,
    /// First day of the grant period.
    pub granted_from: Option<Date>,
    /// Last day of the grant period.
    pub granted_until: Option<Date>,
    /// Day on which the story ended early, for example by moving out.
    pub ended: Option<Date>,
}

/// One household and its application for Wohngeld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WohngeldStory {
    /// Number, from 1.
    pub id: u32,
    /// The household as it is in the application; the head is the applicant.
    pub household: Household,
    /// What kind of application.
    pub kind: ApplicationKind,
    /// How it came in.
    pub channel: Channel,
    /// How far it has come.
    pub outcome: Outcome,
    /// Whether everything that is needed to decide is there.
    pub complete: bool,
    /// The days.
    pub dates: StoryDates,
    /// What was asked for, or still is where `complete` is false.
    pub documents: Vec<MissingDocument>,
    /// Why it was refused, or is about to be in a hearing.
    pub refusal: Option<RefusalReason>,
    /// What the generator expects as monthly amount in whole euros by the law of 2025, 0 for
    /// none. A rough check of its own, no replacement for the calculation of the house.
    pub expected_euros: u16,
    /// The story in a German sentence or two, for a clerk who looks for a case to show.
    pub summary: String,
    /// The same in English.
    pub summary_en: String,
}
