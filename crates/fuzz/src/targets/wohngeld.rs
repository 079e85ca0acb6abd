//! Files of the command line: tables and households.

use norm_wohngeld::{Household, LawOptions, Month, assess_with, batch_columns, batch_row};

use super::texts;
use crate::{Target, seeds};

/// Rows of one input that are computed.
const ROWS_MAX: usize = 200;

/// A table of households.
pub(crate) const BATCH: Target = Target {
    name: "batch",
    about: "CSV files of rathaus wohngeld",
    run: |bytes| {
        let mut table =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut rows = table.records();
        let Some(Ok(header)) = rows.next() else { return };
        let header: Vec<&str> = header.iter().collect();
        let Ok(columns) = batch_columns(&header) else { return };
        for row in rows.take(ROWS_MAX).filter_map(Result::ok) {
            let fields = columns.map(|c| row.get(c).unwrap_or_default());
            if let Ok(output) = batch_row(&fields, &LawOptions::default()) {
                assert!((0..1_000_000).contains(&output.wohngeld_eur), "{}", output.wohngeld_eur);
            }
        }
    },
    seeds: || {
        let mut all = texts(&[&norm_wohngeld::BATCH_COLUMNS.join(",")]);
        all.push(
            format!("{}\n2025-01-01,2,2,3,650.50,1200\n", norm_wohngeld::BATCH_COLUMNS.join(","))
                .into_bytes(),
        );
        all.extend(
            seeds::shared("wohngeld", "_core.csv")
                .into_iter()
                .map(|b| b[..b.len().min(4_000)].to_vec()),
        );
        all
    },
    words: &[
        ",",
        "\n",
        "\"",
        "\u{feff}",
        "2025-01-01",
        "2027-01-01",
        "0.00000000001",
        "-1",
        "1e9",
        ";",
    ],
};

/// A household in JSON, in the month of the first line.
pub(crate) const HOUSEHOLD: Target = Target {
    name: "household",
    about: "a household in JSON",
    run: |bytes| {
        let (month, json) = super::first_line(bytes);
        let Ok(month) = month.trim().parse::<Month>() else { return };
        let Ok(household) = serde_json::from_slice::<Household>(json) else { return };
        if let Ok(assessment) = assess_with(&household, month, &LawOptions::default()) {
            drop(norm_wohngeld::steps_german(&assessment.steps));
            drop(serde_json::to_string(&assessment).expect("an assessment is JSON"));
        }
    },
    seeds: || {
        let household = Household::default();
        let json = serde_json::to_string(&household).expect("a household is JSON");
        ["2025-01", "2022-12", "2009-01"]
            .iter()
            .map(|m| format!("{m}\n{json}").into_bytes())
            .collect()
    },
    words: &[
        "null",
        "true",
        "\"2025-01\"",
        "9223372036854775807",
        "-1",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
    ],
};
