//! The German housing benefit act (`WoGG`) as a pure library: exact, dated, explained.
//!
//! Facts go in as a [`Household`], a month decides about the law, [`assess`] gives an
//! [`Assessment`]: amount, every step with its paragraph, every reason against, hints, assumptions,
//! and the euro figures from which on a change must be reported. [`questions_needed`] and
//! [`missing_documents`] say what is still open. [`batch_row`] computes rows of a table.
//!
//! No input or output, no clock, no floating point. A month beyond the known law is refused. The
//! result is a preview and an aid for case workers, never a decision.

mod allowances;
mod amount_steps;
mod assess;
mod batch;
mod bulk;
mod change;
mod documents;
mod explain;
mod formula;
mod hints;
mod household;
mod income;
mod income_kinds;
mod labels;
mod levels;
mod members;
mod money;
mod month;
mod notice;
mod owner;
mod period;
mod questions;
mod recompute;
mod rent;
mod tables;
mod text;
mod transition;
mod validate;

pub use assess::{AssessError, Assessment, GRANT_MONTHS, Outcome, assess, assess_with};
pub use batch::{
    BATCH_COLUMNS, BATCH_RESULT_COLUMNS, BatchError, BatchFields, BatchInput, BatchOutput,
    batch_columns, batch_row, compute_batch_row, compute_under, explain_batch_row, read_batch_row,
};
pub use bulk::{Bulk, CentColumns, CentRow};
pub use change::{Change, Figures, Thresholds, change, thresholds};
pub use documents::{
    DocumentKey, RequiredDocument, document_id, missing_documents, required_documents,
};
pub use explain::{Input, Mark, Remark, Step, Text, Unit};
pub use formula::{Amount, ConsideredRent, amount, considered_rent};
pub use household::*;
pub use income_kinds::{IncomeKind, IncomeProof, KindRule, Treatment};
pub use labels::{BENEFITS, Choice, MAINTENANCE_TO, RELATIONS, STAYS, TENURES, TRAINING_SUPPORTS};
pub use levels::{LevelError, Municipality, find_municipalities, municipality, rent_level};
pub use members::{PersonStanding, Standing};
pub use money::{AMOUNT_CENTS_MAX, Cents, Fixed, MoneyError};
pub use month::{Month, MonthError};
pub use notice::{NoticeContents, NoticeDuty, NoticePart, notice_contents};
pub use period::{
    PeriodAssessment, PeriodPart, assess_period, grant_start, grant_start_after_refusal,
    reaches_beyond_known_law, redecide, renewal_counts_as_filed,
};
pub use questions::{AnswerKind, Question, Section, questions_needed};
pub use recompute::{RecomputeError, evaluate, recompute};
pub use tables::{
    LawError, LawOptions, Params, Regime, RentLevel, allowances as dated_amounts, bill_2027,
    last_known_month, params, regimes,
};
pub use text::steps_german;
pub use transition::{TransitionRule, after_change};
pub use validate::InvalidFact;
