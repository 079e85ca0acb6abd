//! The published language between modules: past tense, plain data, versioned names, few.
//!
//! A fact holds identifiers and dates, never names or contents: who needs those reads them with
//! its own right. Every fact has a sample in `tests/facts/`, so that stored ones stay readable.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Something that happened.
pub trait Fact: Serialize + DeserializeOwned {
    /// Stable name, part of the stored format: never rename, add `.v2` instead.
    const NAME: &'static str;
}

/// An application was submitted and has a case number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationSubmitted {
    /// Kind of case, for example `wohngeld`.
    pub kind: String,
    /// The case.
    pub case: String,
    /// The file with the submitted data (answers as JSON), owned by the case.
    pub data: String,
    /// The language the applicant used.
    pub language: String,
    /// What the form was pinned to: schema and edition. Empty in facts of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form: String,
}

impl Fact for ApplicationSubmitted {
    const NAME: &'static str = "applications.submitted.v1";
}

/// A document arrived for a case after its submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentArrived {
    /// The case.
    pub case: String,
    /// Kind of case.
    pub kind: String,
    /// The kind of document, for example `rental-agreement`.
    pub document: String,
    /// The file.
    pub file: String,
}

impl Fact for DocumentArrived {
    const NAME: &'static str = "applications.document_arrived.v1";
}

/// The applicant wrote a message about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageWritten {
    /// The case.
    pub case: String,
    /// Kind of case.
    pub kind: String,
    /// The message.
    pub message: String,
}

impl Fact for MessageWritten {
    const NAME: &'static str = "applications.message_written.v1";
}

/// The applicant withdrew the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationWithdrawn {
    /// The case.
    pub case: String,
    /// Kind of case.
    pub kind: String,
}

impl Fact for ApplicationWithdrawn {
    const NAME: &'static str = "applications.withdrawn.v1";
}

/// A decision was issued; its notice is to be made and delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionIssued {
    /// The case.
    pub case: String,
    /// Kind of case.
    pub kind: String,
    /// The decision.
    pub decision: String,
    /// `granted`, `partly` or `refused`.
    pub outcome: String,
    /// First day of the grant period, if something is granted for a time.
    pub from: Option<jiff::civil::Date>,
    /// Last day of the grant period.
    pub until: Option<jiff::civil::Date>,
}

impl Fact for DecisionIssued {
    const NAME: &'static str = "desk.decision_issued.v1";
}

/// The public can see a publication now, for the first time or in a new revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationShown {
    /// The publication.
    pub publication: String,
    /// Its kind, for example `news`.
    pub kind: String,
    /// Number of the revision.
    pub revision: i64,
    /// Whether it could not be seen before.
    pub is_new: bool,
}

impl Fact for PublicationShown {
    const NAME: &'static str = "kernel.publication_shown.v1";
}

/// The public cannot see a publication any more: withdrawn or run out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationEnded {
    /// The publication.
    pub publication: String,
    /// Its kind.
    pub kind: String,
}

impl Fact for PublicationEnded {
    const NAME: &'static str = "kernel.publication_ended.v1";
}

/// A mail came back, or its reader complained of it at their provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReturned {
    /// What the mail was about: its event.
    pub event: String,
    /// Whether the address is of no use any more: it does not exist, or somebody complained.
    pub is_final: bool,
}

impl Fact for MailReturned {
    const NAME: &'static str = "kernel.mail_returned.v1";
}

/// A deadline ran out unmet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineExpired {
    /// What it belonged to, usually a case.
    pub subject: String,
    /// Its rule.
    pub rule: String,
    /// Its last day.
    pub due_on: jiff::civil::Date,
}

impl Fact for DeadlineExpired {
    const NAME: &'static str = "kernel.deadline_expired.v1";
}

/// The day to remind of a deadline has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineNear {
    /// What it belongs to, usually a case.
    pub subject: String,
    /// Its rule.
    pub rule: String,
    /// Its last day.
    pub due_on: jiff::civil::Date,
}

impl Fact for DeadlineNear {
    const NAME: &'static str = "kernel.deadline_near.v1";
}

/// What operators offer at addresses changed: with one delivery, one act of staff, or one step of an
/// area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageChanged {
    /// The operator.
    pub operator: String,
    /// From which day it holds.
    pub from: jiff::civil::Date,
    /// How many addresses.
    pub addresses: u64,
}

impl Fact for CoverageChanged {
    const NAME: &'static str = "broadband.coverage_changed.v1";
}

/// What one holder held belongs to another now: a guest signed in and took it into an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderChanged {
    /// The key before, `holder/…`.
    pub from: String,
    /// The key now, `account/…`.
    pub to: String,
}

impl Fact for HolderChanged {
    const NAME: &'static str = "people.holder_changed.v1";
}

/// A permit of the road authority came into being: from now on the works may be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitGranted {
    /// The case.
    pub case: String,
    /// What was granted: `consent`, `minor`, `shallow`, `excavation`, `traffic`.
    pub permit: String,
    /// Whether it was granted by silence.
    pub is_deemed: bool,
    /// First day of the works.
    pub from: jiff::civil::Date,
    /// Last day of the works.
    pub until: jiff::civil::Date,
    /// The pieces of route that were granted.
    pub sections: Vec<PermittedSection>,
}

/// A piece of route that was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermittedSection {
    /// Its identifier, stable over all facts about it.
    pub section: String,
    /// Its street, empty if unknown.
    pub street: String,
    /// How it is built: `open`, `trenchless`, `plough`, `milling`, `trenching`, `overhead`.
    pub method: String,
    /// Its line in EPSG:25832: easting and northing in centimetres.
    pub line: Vec<(i64, i64)>,
}

impl Fact for PermitGranted {
    const NAME: &'static str = "permits.granted.v1";
}

/// Works under a permit moved on. Whoever learns of it first tells it: the contractor's notice, the
/// supervision, or the department at the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorksMoved {
    /// The case of the permit.
    pub case: String,
    /// What happened: `started`, `extended`, `finished`, `accepted`, `stopped`.
    pub step: String,
    /// The day it holds from.
    pub on: jiff::civil::Date,
    /// `extended`: the new last day of the works; `accepted`: the last day of the warranty.
    #[serde(default)]
    pub until: Option<jiff::civil::Date>,
    /// The pieces of route it is about; empty for all of the permit.
    #[serde(default)]
    pub sections: Vec<String>,
    /// `accepted`: what the warranty rests on, in words of the law.
    #[serde(default)]
    pub basis: String,
}

impl Fact for WorksMoved {
    const NAME: &'static str = "permits.works_moved.v1";
}

/// Somebody reported damage near a trench, and the house found which works it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefectReported {
    /// The report.
    pub report: String,
    /// The case of the permit; empty when no permitted works lie near.
    pub case: String,
    /// The piece of route; empty when none lies near.
    pub section: String,
    /// What it seems to be: `surface`, `barrier`, `footway`, `trench`, `damage`, `dirt`, `other`.
    pub category: String,
    /// Whether somebody may be hurt.
    pub is_danger: bool,
}

impl Fact for DefectReported {
    const NAME: &'static str = "roadworks.defect_reported.v1";
}
