//! The report on a schema: findings of the official catalogue, equal ones as one row.

use std::collections::{BTreeMap, HashMap};

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx};
use norm_fim::{QualityFinding, QualityKind, Schema, quality};
use web::details::details;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, Tone, alert, html};

use super::{load, page};

/// Elements named in a row before the rest is folded away.
const NAMED_MAX: usize = 3;

/// The findings of the official catalogue.
pub(crate) async fn show(ctx: Ctx, Path(edition): Path<String>) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let findings = quality(report.form.schema());
    let own = report.form.findings();
    let body = stack(html! {
        @if !own.is_empty() {
            (alert(Tone::Warning, say.of("Das kann das Formular nicht prüfen", "The form cannot check this"), html! {
                ul { @for finding in own { li { (finding.message(ctx.language.tag())) " (" (finding.path) ")" } } }
            }))
        }
        @if findings.is_empty() {
            p { (say.of("Keine Befunde.", "No findings.")) }
        } @else {
            (table(say, report.form.schema(), &findings))
        }
    });
    let title = say.of("Bericht über das Schema", "Report on the schema");
    Ok(frame.answer(page(&frame, &ctx, &report.edition, "bericht", title, &body)))
}

/// What makes findings equal: the worst first, then as the catalogue counts.
type Sort<'f> = (QualityKind, u16, &'f str);

/// Equal findings with the elements they are about.
fn grouped<'f>(
    names: &HashMap<&str, &str>,
    findings: &'f [QualityFinding],
) -> BTreeMap<Sort<'f>, Vec<String>> {
    let mut groups: BTreeMap<Sort<'f>, Vec<String>> = BTreeMap::new();
    for finding in findings {
        let id = finding.element.id.as_str();
        let name = match names.get(id) {
            Some(name) => format!("{name} ({id})"),
            None => finding.element.to_string(),
        };
        let group = groups.entry((finding.kind, finding.code, &finding.message)).or_default();
        if !group.contains(&name) {
            group.push(name);
        }
    }
    groups
}

fn table(say: Say, schema: &Schema, findings: &[QualityFinding]) -> Markup {
    let word = |kind: QualityKind| match kind {
        QualityKind::FehlerKritisch => say.of("kritisch", "critical"),
        QualityKind::FehlerMethodisch => say.of("methodisch", "methodical"),
        QualityKind::Warnung => say.of("Warnung", "warning"),
        QualityKind::Hinweis => say.of("Hinweis", "remark"),
    };
    let names: HashMap<&str, &str> = (0..schema.nodes.len())
        .map(|node| schema.base_of(node))
        .map(|base| (base.key.id.as_str(), base.name.as_str()))
        .collect();
    let rows = grouped(&names, findings).into_iter().map(|((kind, code, message), elements)| {
        Row::new(vec![
            html! { (word(kind)) },
            html! { (message) },
            named(say, &elements),
            html! { (code) },
        ])
    });
    Table::new(
        say,
        say.of("Befunde nach dem amtlichen Katalog", "Findings of the official catalogue"),
    )
    .columns(vec![
        Column::new(say.of("Rang", "Rank")),
        Column::new(say.of("Befund", "Finding")),
        Column::new(say.of("Wo", "Where")),
        Column::number(say.of("Nummer", "Number")),
    ])
    .rows(rows)
    .render()
}

/// A few elements by name; more of them folded.
fn named(say: Say, elements: &[String]) -> Markup {
    let list = |some: &[String]| html! { ul { @for element in some { li { (element) } } } };
    if elements.len() <= NAMED_MAX {
        return html! { (elements.join(", ")) };
    }
    let count = elements.len();
    details(&say.of(format!("an {count} Stellen"), format!("in {count} places")), list(elements))
}

#[cfg(test)]
mod tests {
    use norm_fim::Key;

    use super::*;

    #[test]
    fn equal_findings_become_one_row_the_worst_first() {
        let finding = |id: &str, kind, code| QualityFinding {
            element: Key::new(id, "1.0.0"),
            row: String::new(),
            code,
            kind,
            count: 1,
            message: format!("Befund {code}"),
        };
        let findings = [
            finding("F1", QualityKind::Hinweis, 1_050),
            finding("F2", QualityKind::FehlerKritisch, 1_001),
            finding("F3", QualityKind::Hinweis, 1_050),
            finding("F3", QualityKind::Hinweis, 1_050),
        ];
        let names = HashMap::from([("F1", "Vorname")]);
        let groups: Vec<_> = grouped(&names, &findings).into_iter().collect();
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].0.1, 1_001, "critical first");
        assert_eq!(groups[1].1.len(), 2, "each element once: {:?}", groups[1].1);
        assert_eq!(groups[1].1[0], "Vorname (F1)");
        assert_eq!(groups[1].1[1], "F3V1.0.0", "without a name its key");
    }
}
