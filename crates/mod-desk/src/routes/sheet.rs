//! The claim as a sheet: what was declared beside what was found, and the calculation.

use kernel::procedure::{Calculation, CalculationStep, Sheet, SheetRow, SheetSection};
use web::badge::{Tone, badge};
use web::steps::{Step, steps, steps_folded};
use web::table::{Column, Row, Table};
use web::{Markup, Say, html};

/// The facts in which the house came to another value than the applicant.
pub(super) fn deviating(sheet: &Sheet) -> impl Iterator<Item = &SheetRow> {
    sheet.sections.iter().flat_map(|section| &section.rows).filter(|row| row.found.is_some())
}

/// All deviations in one place, each with both values and the reason, and what they change.
pub(super) fn deviations(say: Say, sheet: &Sheet) -> Markup {
    let rows: Vec<&SheetRow> = deviating(sheet).collect();
    if rows.is_empty() {
        return Markup::default();
    }
    let title = match rows.len() {
        1 => say.of("1 Angabe weicht ab".to_owned(), "1 value deviates".to_owned()),
        n => say.of(format!("{n} Angaben weichen ab"), format!("{n} values deviate")),
    };
    web::alert(
        Tone::Warning,
        &title,
        html! {
            ul { @for row in rows { li {
                (row.label) ": "
                (say.of("erklärt", "declared")) " " (declared(row)) ", "
                (say.of("festgestellt", "found")) " "
                strong { (row.found.as_deref().unwrap_or_default()) }
                @if let Some(reason) = &row.reason { " (" (reason) ")" }
            } } }
            @if let Some(calculation) = &sheet.calculation {
                @if let Some(before) = &calculation.declared_result {
                    p {
                        (say.of("Ergebnis:", "Result:")) " " strong { (calculation.result) } ". "
                        (say.of("Nach den Angaben im Antrag wäre es: ", "By the claim as declared it would be: "))
                        (before) "."
                    }
                }
            }
        },
    )
}

fn declared(row: &SheetRow) -> &str {
    if row.declared.is_empty() { "–" } else { &row.declared }
}

/// The facts in tables. `correct` is the page where a fact is corrected, where that is allowed.
pub(super) fn facts(say: Say, sheet: &Sheet, correct: Option<&str>) -> Markup {
    html! { @for section in &sheet.sections { (facts_of(say, section, correct)) } }
}

fn facts_of(say: Say, section: &SheetSection, correct: Option<&str>) -> Markup {
    let link = |base: &str, key: &str| {
        let query = serde_html_form::to_string([("zeile", key)]).unwrap_or_default();
        format!("{base}?{query}")
    };
    // Columns only where they say something: most sections deviate nowhere.
    let deviates = section.rows.iter().any(|row| row.found.is_some());
    let correct = correct.filter(|_| section.rows.iter().any(|row| !row.key.is_empty()));
    let mut columns =
        vec![Column::new(say.of("Angabe", "Fact")), Column::new(say.of("Erklärt", "Declared"))];
    if deviates {
        columns.push(Column::new(say.of("Festgestellt", "Found")));
    }
    if correct.is_some() {
        columns.push(Column::action(say.of("Berichtigen", "Correct")));
    }
    Table::new(say, &section.title)
        .dense()
        .columns(columns)
        .rows(section.rows.iter().map(|row| {
            let mut cells = vec![html! { (row.label) }, html! { (declared(row)) }];
            if deviates {
                cells.push(found(say, row));
            }
            if let Some(base) = correct {
                cells.push(html! {
                    @if !row.key.is_empty() {
                        a href=(link(base, &row.key)) aria-label={ (row.label) ": " (say.of("berichtigen", "correct")) } {
                            (say.of("Berichtigen", "Correct"))
                        }
                    }
                });
            }
            Row::new(cells).marked(row.found.is_some())
        }))
        .render()
}

fn found(say: Say, row: &SheetRow) -> Markup {
    html! {
        @match &row.found {
            Some(found) => {
                strong { (found) } " " (badge(Tone::Warning, say.of("weicht ab", "deviates")))
                @if let Some(reason) = &row.reason { br; (reason) }
            },
            None => (say.of("wie erklärt", "as declared")),
        }
    }
}

/// The calculation: its result, what carries it, and every step on demand.
pub(super) fn calculated(say: Say, calculation: &Calculation) -> Markup {
    let tone = if calculation.declared_result.is_some() { Tone::Warning } else { Tone::Info };
    let all = shown(&calculation.steps);
    html! {
        section #berechnung {
            h2 { (say.of("Berechnung", "Calculation")) }
            (web::alert(tone, &calculation.result, html! {
                @if let Some(before) = &calculation.declared_result {
                    p {
                        (say.of("Nach den Angaben im Antrag wäre es: ", "By the claim as declared it would be: "))
                        strong { (before) } "."
                    }
                }
            }))
            @if calculation.main.is_empty() {
                (steps(say, say.of("Schritte der Berechnung", "Steps of the calculation"), &all))
            } @else {
                (steps_folded(
                    say,
                    say.of("Daraus folgt das Ergebnis", "What the result follows from"),
                    &shown(&calculation.main),
                    &say.of(format!("Alle {} Rechenschritte mit Formeln", all.len()), format!("All {} steps with formulas", all.len())),
                    &all,
                ))
            }
            @if !calculation.remarks.is_empty() {
                h3 { (say.of("Annahmen und Hinweise", "Assumptions and hints")) }
                (web::page::prose(html! { ul { @for remark in &calculation.remarks { li { (remark) } } } }))
            }
        }
    }
}

/// Steps as the pages show them; the last stands out.
fn shown(steps: &[CalculationStep]) -> Vec<Step> {
    let last = steps.len().saturating_sub(1);
    let law = |step: &CalculationStep| match step.mark.as_str() {
        "" => step.norm.clone(),
        mark => format!("{} ({mark})", step.norm),
    };
    steps
        .iter()
        .enumerate()
        .map(|(index, step)| Step {
            label: step.label.clone(),
            how: step.formula.clone(),
            law: law(step),
            result: step.result.clone(),
            strong: index == last,
        })
        .collect()
}
