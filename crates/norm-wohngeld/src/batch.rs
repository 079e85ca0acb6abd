//! Many households at once, from M and Y's ingredients as in a table: one row, one answer.

use serde::{Deserialize, Serialize};

use crate::explain::{Step, Unit};
use crate::formula::{amount, considered_rent, whole_cents_amount};
use crate::household::MEMBERS_MAX;
use crate::money::{AMOUNT_CENTS_MAX, Cents, Fixed};
use crate::month::Month;
use crate::tables::{LawError, LawOptions, Params, RentLevel, params};

/// Columns read from a row, in the order of [`BatchFields`]; `household` is only carried over.
pub const BATCH_COLUMNS: [&str; 6] = [
    "date",
    "persons_total",
    "persons_considered",
    "mietenstufe",
    "gross_cold_rent_eur",
    "monthly_total_income_eur",
];

/// Columns written for a row.
pub const BATCH_RESULT_COLUMNS: [&str; 3] = ["rent_m", "income_y", "wohngeld_eur"];

/// Characters shown of a text that may be anything.
const SHOWN_MAX: usize = 40;

/// The texts of a row, in the order of [`BATCH_COLUMNS`].
pub type BatchFields<'a> = [&'a str; 6];

/// A row as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchInput {
    /// The month.
    pub month: Month,
    /// Household members.
    pub persons_total: u32,
    /// Considered members.
    pub persons_considered: u32,
    /// Rent level.
    pub level: RentLevel,
    /// Rent of the whole flat.
    pub rent: Fixed,
    /// Total income Y of the considered members.
    pub income: Fixed,
}

/// The answer to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchOutput {
    /// M as it enters the formula, after the least value.
    pub rent_m: Fixed,
    /// Y as it enters the formula, after the least value.
    pub income_y: Fixed,
    /// Benefit in whole euros per month.
    pub wohngeld_eur: i64,
}

impl BatchOutput {
    /// The texts of [`BATCH_RESULT_COLUMNS`]; M and Y with at most four decimals, as in the
    /// reference data.
    pub fn fields(&self) -> [String; 3] {
        let shown = |value: Fixed| value.rounded(4).to_string();
        [shown(self.rent_m), shown(self.income_y), self.wohngeld_eur.to_string()]
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{column}: {reason}")]
pub struct BatchError {
    /// The column.
    pub column: &'static str,
    /// The reason, in English.
    pub reason: String,
}

impl BatchError {
    fn new(column: usize, reason: &(impl ToString + ?Sized)) -> Self {
        Self { column: BATCH_COLUMNS[column], reason: reason.to_string() }
    }

    /// A text that is not what the column needs.
    fn unreadable(column: usize, text: &str, reason: &(impl ToString + ?Sized)) -> Self {
        if text.is_empty() {
            return Self::new(column, "the field is empty");
        }
        let shown: String = text.chars().take(SHOWN_MAX).collect();
        let reason = reason.to_string();
        // Some reasons quote the text themselves.
        if reason.starts_with('\'') {
            return Self::new(column, &reason);
        }
        Self::new(column, &format!("'{shown}' {reason}"))
    }
}

/// Finds the columns of a table by their names in its first line; others are ignored.
///
/// # Errors
/// [`BatchError`] names the first column that is missing.
pub fn batch_columns<S: AsRef<str>>(header: &[S]) -> Result<[usize; 6], BatchError> {
    let mut found = [0; 6];
    for (column, name) in BATCH_COLUMNS.iter().enumerate() {
        // A byte order mark may stand before the first name.
        let is_it = |field: &S| field.as_ref().trim_start_matches('\u{feff}').trim() == *name;
        let place = header.iter().position(is_it);
        found[column] = place.ok_or_else(|| BatchError::new(column, "the column is missing"))?;
    }
    Ok(found)
}

/// Reads the texts of a row. Amounts have a decimal point; decimals beyond the tenth are rounded
/// half up (Anlage 3 no. 2 `WoGG` knows ten).
///
/// # Errors
/// [`BatchError`] names the first column that cannot be and why.
pub fn read_batch_row(fields: &BatchFields<'_>) -> Result<BatchInput, BatchError> {
    let fields: BatchFields<'_> = fields.map(str::trim);
    let month = fields[0].parse().map_err(|error| BatchError::unreadable(0, fields[0], &error))?;
    let persons_total = persons(&fields, 1)?;
    let persons_considered = persons(&fields, 2)?;
    if persons_considered > persons_total {
        return Err(BatchError::new(2, "more considered members than members"));
    }
    let level =
        fields[3].parse().ok().and_then(RentLevel::new).ok_or_else(|| {
            BatchError::unreadable(3, fields[3], &"is not a rent level from 1 to 7")
        })?;
    let (rent, income) = (euros(&fields, 4)?, euros(&fields, 5)?);
    Ok(BatchInput { month, persons_total, persons_considered, level, rent, income })
}

fn persons(fields: &BatchFields<'_>, column: usize) -> Result<u32, BatchError> {
    let limit = u32::try_from(MEMBERS_MAX).unwrap_or(u32::MAX);
    let is_number =
        !fields[column].is_empty() && fields[column].bytes().all(|b| b.is_ascii_digit());
    match fields[column].parse() {
        Ok(0) if column == 2 => Err(BatchError::new(
            column,
            "no member is considered, so there is no claim (§ 21 no. 2 WoGG)",
        )),
        Ok(persons) if is_number && (1..=limit).contains(&persons) => Ok(persons),
        _ => {
            let reason = format!("is not a number of persons from 1 to {limit}");
            Err(BatchError::unreadable(column, fields[column], &reason))
        }
    }
}

fn euros(fields: &BatchFields<'_>, column: usize) -> Result<Fixed, BatchError> {
    let text = fields[column];
    let value = Fixed::parse_rounded(text).ok_or_else(|| {
        let has_comma = text.contains(',');
        let reason = if has_comma { "needs a decimal point" } else { "is not an amount in euros" };
        BatchError::unreadable(column, text, &reason)
    })?;
    if value < Fixed::ZERO {
        return Err(BatchError::new(column, "the amount is negative"));
    }
    if value > Cents(AMOUNT_CENTS_MAX).into() {
        return Err(BatchError::new(column, "the amount is larger than ten billion euros"));
    }
    Ok(value)
}

/// Computes a row.
///
/// # Errors
/// [`LawError`] for a month beyond the known law or a rent level it did not have.
pub fn compute_batch_row(
    input: &BatchInput,
    options: &LawOptions,
) -> Result<BatchOutput, LawError> {
    let law = params(input.month, options)?;
    compute_under(law, input)
}

/// Computes a row under a law already chosen.
///
/// # Errors
/// [`LawError`] for a rent level this law did not have.
pub fn compute_under(law: &Params, input: &BatchInput) -> Result<BatchOutput, LawError> {
    let (total, considered) = (input.persons_total, input.persons_considered);
    let rent = considered_rent(law, total, considered, input.level, Some(input.rent))?;
    if let Some((m, y, eur)) = whole_cents_amount(law, considered, rent.m, input.income) {
        return Ok(BatchOutput { rent_m: m, income_y: y, wohngeld_eur: eur });
    }
    let result = amount(law, considered, rent.m, input.income);
    Ok(BatchOutput { rent_m: result.m_used, income_y: result.y_used, wohngeld_eur: result.eur })
}

/// Reads and computes a row.
///
/// # Errors
/// [`BatchError`] names the column and the reason.
pub fn batch_row(
    fields: &BatchFields<'_>,
    options: &LawOptions,
) -> Result<BatchOutput, BatchError> {
    let input = read_batch_row(fields)?;
    compute_batch_row(&input, options).map_err(|error| law_error(&error))
}

/// Which column a refusal of the law belongs to.
fn law_error(error: &LawError) -> BatchError {
    let column = if matches!(error, LawError::NoSuchLevel { .. }) { 3 } else { 0 };
    BatchError::new(column, error)
}

/// The steps of a row, as in [`crate::Assessment::steps`].
///
/// # Errors
/// [`BatchError`] names the column and the reason.
pub fn explain_batch_row(
    input: &BatchInput,
    options: &LawOptions,
) -> Result<Vec<Step>, BatchError> {
    let law = params(input.month, options).map_err(|error| law_error(&error))?;
    let number = |value: u32| Fixed::euros(value.into());
    let (total, considered) = (input.persons_total, input.persons_considered);
    let given = [
        Step::new("household.total", "Haushaltsmitglieder", "household members", "§ 5 WoGG")
            .given("t", "Spalte persons_total", number(total), Unit::Number)
            .is("t", number(total), Unit::Number),
        Step::new(
            "household.considered",
            "zu berücksichtigende Haushaltsmitglieder",
            "considered household members",
            "§ 6 Abs. 1 WoGG",
        )
        .given("n", "Spalte persons_considered", number(considered), Unit::Number)
        .is("n", number(considered), Unit::Number),
        Step::new("rent.agreed", "Miete", "rent", "§ 9 WoGG")
            .given("R", "Spalte gross_cold_rent_eur", input.rent, Unit::EuroPerMonth)
            .is("R", input.rent, Unit::EuroPerMonth),
        Step::new(
            "income.y",
            "Y: Gesamteinkommen im Monat",
            "Y: total income per month",
            "§ 13 Abs. 2 WoGG",
        )
        .given("Y", "Spalte monthly_total_income_eur", input.income, Unit::EuroPerMonth)
        .is("Y", input.income, Unit::EuroPerMonth),
    ];
    let mut steps = Vec::with_capacity(20);
    steps.extend(given);
    crate::assess::explain_formula(law, input, steps).map_err(|error| law_error(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(changed: usize, value: &str) -> BatchFields<'_> {
        let mut fields = ["2025-01-01", "3", "2", "4", "800.50", "1500.25"];
        fields[changed] = value;
        fields
    }

    #[test]
    fn a_bad_field_names_its_column() {
        let options = LawOptions::default();
        assert!(batch_row(&row(0, "2025-01-01"), &options).is_ok());
        let bad = [
            (0, "gestern"),
            (0, "2027-01-01"),
            (0, "2008-12-01"),
            (1, "0"),
            (1, "-1"),
            (1, "x"),
            (2, "4"),
            (3, "8"),
            (3, ""),
            (4, "-1"),
            (4, "1,5"),
            (4, "1.234,56"),
            (4, "+5"),
            (4, ".5"),
            (4, "--5"),
            (4, "5 €"),
            (4, "0.1.2"),
            (4, "123456789012345678901234567890"),
            (4, "0.1234567890x"),
            (5, "NaN"),
            (5, "inf"),
            (5, "1e3"),
            (5, "99999999999999"),
            (5, "-0.01"),
            (1, "99999999999"),
            (1, "2.0"),
            (1, "+2"),
            (1, "101"),
            (2, "0"),
            (3, "0"),
            (3, "III"),
            (3, "-1"),
            (0, "2025-02-30"),
            (0, "01.01.2025"),
            (0, "2025"),
        ];
        for (column, value) in bad {
            let error = batch_row(&row(column, value), &options).unwrap_err();
            assert_eq!(error.column, BATCH_COLUMNS[column], "{value}: {error}");
        }
        for (column, name) in BATCH_COLUMNS.into_iter().enumerate() {
            let error = batch_row(&row(column, "  "), &options).unwrap_err();
            let expected = (name, "the field is empty");
            assert_eq!((error.column, error.reason.as_str()), expected);
        }
        // Level VII did not exist in 2016.
        let fields = ["2016-01-01", "1", "1", "7", "500", "500"];
        assert_eq!(batch_row(&fields, &options).unwrap_err().column, "mietenstufe");
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let read = |text: &str| read_batch_row(&row(5, text)).map(|input| input.income);
        let ten = |units| Ok(Fixed(units));
        assert_eq!(read("1500.25"), ten(15_002_500_000_000));
        assert_eq!(read(" 1500.25\t"), ten(15_002_500_000_000));
        assert_eq!(read("001500.250"), ten(15_002_500_000_000));
        assert_eq!(read("-0.00"), ten(0));
        assert_eq!(read("7."), ten(70_000_000_000));
        // What a program prints for a third of a euro.
        assert_eq!(read("0.3333333333333333"), ten(3_333_333_333));
        assert_eq!(read("0.00000000005"), ten(1));
        assert_eq!(read("0.00000000004999"), ten(0));
        assert_eq!(read("10000000000"), ten(100_000_000_000_000_000_000));
    }

    #[test]
    fn the_day_does_not_matter_only_the_month() {
        let options = LawOptions::default();
        for (day, first) in
            [("2024-12-31", "2024-12-01"), ("2026-12-31", "2026-12-01"), ("2024-02-29", "2024-02")]
        {
            assert_eq!(batch_row(&row(0, day), &options), batch_row(&row(0, first), &options));
        }
        let last_old = batch_row(&row(0, "2024-12-31"), &options).unwrap();
        let first_new = batch_row(&row(0, "2025-01-01"), &options).unwrap();
        assert_ne!(last_old, first_new);
    }

    #[test]
    fn more_than_twelve_members_have_the_ceiling_of_twelve() {
        let options = LawOptions::default();
        let of = |persons: &str| {
            let fields = ["2025-01-01", persons, persons, "4", "9999", "2000"];
            batch_row(&fields, &options).unwrap()
        };
        assert_eq!(of("12").rent_m, of("13").rent_m);
        assert_eq!(of("12").rent_m, of("20").rent_m);
        assert_eq!(of("13").wohngeld_eur, of("12").wohngeld_eur + 65);
        // The supplement ends at the rent considered.
        assert!(Fixed::euros(of("20").wohngeld_eur.into()) <= of("20").rent_m);
    }
}
