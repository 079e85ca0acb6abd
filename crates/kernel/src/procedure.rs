//! The contract between the desk and a department: how a kind of case is shown, completed,
//! calculated and decided. One module answers for each kind; desk and forms ask through this and
//! know no department.

use std::sync::Arc;

use jiff::civil::Date;

use crate::cases::Case;
use crate::db::{Reader, Tx};
use crate::deadlines::DeliveryRule;
use crate::error::AppError;
use crate::paper::Block;
use crate::town::Town;
use crate::value::{Euro, Id, Language, Period, Text};

/// How one kind of case is worked on.
pub trait Procedure: Send + Sync {
    /// The kind of case, for example `wohngeld`.
    fn kind(&self) -> &'static str;

    /// Its name for people.
    fn name(&self) -> Text;

    /// Whether it answers for a kind of case. A department that keeps its kinds in the database
    /// answers for all that begin with its own word.
    fn covers(&self, kind: &str) -> bool {
        kind == self.kind()
    }

    /// The kinds it answers for with their names.
    ///
    /// # Errors
    /// What the database says.
    fn kinds(&self, _: &mut Reader<'_>) -> Result<Vec<(String, Text)>, AppError> {
        Ok(vec![(self.kind().to_owned(), self.name())])
    }

    /// When a document of this kind of case counts as delivered.
    ///
    /// # Errors
    /// What the database says.
    fn delivery_rule(&self, reader: &mut Reader<'_>) -> Result<DeliveryRule, AppError>;

    /// What people can do against a decision on this kind of case, as law or the town has it: the
    /// words of the desk and of the remedy notice follow it.
    ///
    /// # Errors
    /// What the database says.
    fn remedy(&self, _reader: &mut Reader<'_>) -> Result<Remedy, AppError> {
        Ok(Remedy::Objection)
    }

    /// Years an ended case of this kind is kept, where the kind has a rule of its own; otherwise
    /// the setting of the town holds.
    ///
    /// # Errors
    /// What the database says.
    fn retention_years(&self, _: &mut Reader<'_>, _: &Case) -> Result<Option<i64>, AppError> {
        Ok(None)
    }

    /// What the case worker sees: the claim beside its documents, the calculation, deviations.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the department has not taken the case in yet.
    fn sheet(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        language: Language,
    ) -> Result<Sheet, AppError>;

    /// The one list of documents that applicant and case worker both see.
    ///
    /// # Errors
    /// What the database says.
    fn documents(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Vec<DocumentNeed>, AppError>;

    /// Records what the case worker found instead of what was declared.
    ///
    /// # Errors
    /// [`AppError::Refused`] when the value does not read; the field is `key`.
    fn correct(
        &self,
        town: &Town,
        tx: &mut Tx<'_>,
        case: &Case,
        correction: &Correction<'_>,
    ) -> Result<(), AppError>;

    /// The department's own page of a case, where it has one beside the desk: what is worked on there
    /// does not fit into rows. Its path and its name.
    fn room(&self, _case: &Case) -> Option<(String, Text)> {
        None
    }

    /// Whether a case is work that the house gave itself: nobody applied, nothing is decided. The
    /// desk then offers no decision, no hearing and no message; the department's own page ends it.
    fn is_task(&self, _case: &Case) -> bool {
        false
    }

    /// What the rules propose to decide on `today`.
    ///
    /// # Errors
    /// As [`Procedure::sheet`].
    fn proposal(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Proposal, AppError>;

    /// The department's part of the notice: what is decided, how it was reached, duties.
    /// Salutation, reasons of the case worker, remedy notice and closing are the desk's.
    ///
    /// # Errors
    /// As [`Procedure::sheet`].
    fn notice(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        decision: &Decision,
    ) -> Result<Notice, AppError>;
}

/// A procedure as the house keeps it.
pub type SharedProcedure = Arc<dyn Procedure>;

/// What the case worker sees of a case.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The claim in groups.
    pub sections: Vec<SheetSection>,
    /// The calculation, if the kind has one.
    pub calculation: Option<Calculation>,
    /// Things to look at, most important first.
    pub hints: Vec<Text>,
}

/// A group of facts of the claim.
#[derive(Clone, Debug)]
pub struct SheetSection {
    /// Heading.
    pub title: String,
    /// Its rows.
    pub rows: Vec<SheetRow>,
}

/// One fact: what was declared and what was found.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// Key for corrections; empty where nothing can be corrected.
    pub key: String,
    /// Label.
    pub label: String,
    /// As declared.
    pub declared: String,
    /// As found, if it deviates.
    pub found: Option<String>,
    /// Why it deviates.
    pub reason: Option<String>,
}

/// A recalculation with its explanation.
#[derive(Clone, Debug)]
pub struct Calculation {
    /// The result in one line.
    pub result: String,
    /// The result with the values as declared, where corrections change it.
    pub declared_result: Option<String>,
    /// The few lines that carry the result, in plain words, the result last; empty where the
    /// steps are few enough to speak for themselves.
    pub main: Vec<CalculationStep>,
    /// The steps in the order of the law.
    pub steps: Vec<CalculationStep>,
    /// Assumptions and warnings, each a sentence.
    pub remarks: Vec<String>,
}

/// One step of a calculation.
#[derive(Clone, Debug)]
pub struct CalculationStep {
    /// What is computed.
    pub label: String,
    /// Paragraph, for example `§ 12 Abs. 1 WoGG`.
    pub norm: String,
    /// The formula with its values.
    pub formula: String,
    /// The result with its unit.
    pub result: String,
    /// `statute`, `administrative rule` or `our reading`, in words for people.
    pub mark: String,
}

/// A document the case needs or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentNeed {
    /// Kind of document; the label of its files.
    pub key: String,
    /// What it is called.
    pub label: Text,
    /// Why it is needed and for whom.
    pub why: Text,
    /// Number of files handed in for it.
    pub files: usize,
    /// Whether it is required.
    pub is_required: bool,
}

impl DocumentNeed {
    /// Whether it is required and not there.
    pub fn is_missing(&self) -> bool {
        self.is_required && self.files == 0
    }
}

/// What the case worker found instead of what was declared.
#[derive(Clone, Debug)]
pub struct Correction<'a> {
    /// Key of the row.
    pub key: &'a str,
    /// The value as typed; empty takes the correction back.
    pub value: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What people can do against a decision (§ 36 SGB X, § 37 (6) `VwVfG`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// They object (*Widerspruch*), and the authority looks again.
    Objection,
    /// They go to court (*Klage*): the Land has abolished the objection.
    CourtAction,
}

/// How a case is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As applied for.
    Granted,
    /// Less than applied for.
    Partly,
    /// Not at all.
    Refused,
}

impl Outcome {
    /// The word in the database and in facts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partly => "partly",
            Self::Refused => "refused",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "granted" => Some(Self::Granted),
            "partly" => Some(Self::Partly),
            "refused" => Some(Self::Refused),
            _ => None,
        }
    }
}

/// What the rules propose.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Outcome.
    pub outcome: Outcome,
    /// Monthly or single amount.
    pub amount: Option<Euro>,
    /// Period of the grant.
    pub period: Option<Period>,
    /// Reasons as a first draft, in German.
    pub reasons: String,
    /// Whether the amount may be changed by the case worker.
    pub is_amount_bound: bool,
}

/// A decision (*Verwaltungsakt*) as the desk keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Identifier.
    pub id: Id<Decision>,
    /// Outcome.
    pub outcome: Outcome,
    /// Amount.
    pub amount: Option<Euro>,
    /// Period.
    pub period: Option<Period>,
    /// Reasons of the case worker.
    pub reasons: String,
    /// Day of the decision.
    pub day: Date,
}

/// The department's part of a notice.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// Subject line.
    pub subject: String,
    /// What is decided, first in the letter.
    pub ruling: Vec<Block>,
    /// How it was reached, after the case worker's reasons.
    pub explanation: Vec<Block>,
    /// Duties and hints.
    pub duties: Vec<Block>,
    /// The remedy notice in full.
    pub remedy: String,
    /// What stands below the signature on pages of its own: plans, lists.
    pub annex: Vec<Block>,
}
