//! The example of the README.

use norm_wohngeld::{
    AssessError, Household, Month, assess, missing_documents, questions_needed, recompute,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let household: Household = serde_json::from_str(
        r#"{
            "tenure": "tenant",
            "place": { "ags": "05170048" },
            "members": [
                { "id": "1", "relation": "applicant", "pays_health_insurance": true,
                  "incomes": [
                      { "kind": "statutory_pension", "amount": "900.00", "per": "month" } ] }
            ],
            "dwelling": { "monthly_payment": "500.00", "heating": "not_included" }
        }"#,
    )?;
    let month: Month = "2025-03".parse()?;

    // The result with every step, as German text; `serde` writes the same as data.
    let result = assess(&household, month)?;
    println!("{}", result.german());
    // Nobody has to believe it: every step follows from its listed values.
    recompute(&result.steps)?;
    // From which figures on must this household report a change (§ 27)?
    let limits = result.thresholds.ok_or("no claim, no limits")?;
    println!("report income from {} a month on", limits.report_income_sum_from);

    // What is still open, for form, status page and desk alike.
    for question in questions_needed(&household) {
        println!("{}: {}", question.key, question.label_en);
    }
    for document in missing_documents(&household, &["lease"]) {
        println!("{}: {}", document.id(), document.why_en);
    }

    // Law that is not known is never guessed.
    match assess(&household, "2027-01".parse()?) {
        Err(AssessError::Law(reason)) => println!("{reason}"),
        _ => return Err("a month beyond the known law must be refused".into()),
    }
    Ok(())
}
