//! What other catalogues get of ours, and what they would object to.

use axum::response::Response;
use kernel::{AppError, Ctx};
use norm_xzufi::{Finding, QualityRules, Severity, Version, quality_of_message, write};
use web::badge::badge;
use web::button::Weight;
use web::list::definition_list;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::BASE;
use crate::given;

/// The page of the export.
pub(crate) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let message = given::message_of(&ctx, Version::V2_2).await?;
    let today = kernel::clock::local_day(ctx.now());
    let written = write(&message);
    let mut findings = quality_of_message(&message, &QualityRules::on(today));
    findings.extend(written.findings.list);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let counts = [
        (say.of("Leistungen", "Services"), message.services().count()),
        (say.of("Stellen", "Offices"), message.units().count()),
        (say.of("Online-Dienste", "Online services"), message.online_services().count()),
    ];
    let entries: Vec<(&str, Markup)> =
        counts.iter().map(|(name, count)| (*name, html! { (count) })).collect();
    let (old, new) = (ctx.to("/leistungen.xml"), ctx.to("/leistungen.xml?fassung=2.3"));
    let body = stack(html! {
        p { (say.of(
            "Portale des Landes und des Bundes holen sich Ihre öffentlichen Leistungen als XZuFi ab. Was aus einem anderen Katalog kam, geht vollständig zurück, Ihre eigenen Worte liegen darüber.",
            "Portals of the state and the federation collect your public services as XZuFi. What came from another catalogue goes back whole, with your own words on top.",
        )) }
        (definition_list(&entries))
        (buttons(html! {
            (link_button(Weight::Primary, &old, say.of("XZuFi 2.2 öffnen", "Open XZuFi 2.2")))
            (link_button(Weight::Secondary, &new, say.of("XZuFi 2.3 öffnen", "Open XZuFi 2.3")))
        }))
        (objections(&ctx, say, &findings))
    });
    let page = frame
        .staff(say.of("Ausfuhr", "Export"))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .body(body);
    Ok(frame.answer(page))
}

/// How grave a finding is, as a badge.
pub(super) fn severity(say: Say, severity: Severity) -> Markup {
    match severity {
        Severity::Error => badge(Tone::Danger, say.of("Fehler", "Error")),
        Severity::Warning => badge(Tone::Warning, say.of("Warnung", "Warning")),
        Severity::Hint => badge(Tone::Info, say.of("Hinweis", "Hint")),
    }
}

fn objections(ctx: &Ctx, say: Say, findings: &[Finding]) -> Markup {
    if findings.is_empty() {
        let title = say.of("Nichts zu beanstanden", "Nothing to object to");
        return alert(Tone::Success, title, html! {});
    }
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|f| match f.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Hint => 2,
    });
    let rows = sorted.into_iter().map(|finding| {
        Row::new(vec![
            severity(say, finding.severity),
            html! { (finding.message(ctx.language.tag())) },
            html! { code { (finding.path) } },
        ])
    });
    let title = say.of("Was Portale beanstanden würden", "What portals would object to");
    html! {
        section {
            h2 { (title) }
            (Table::new(say, title)
                .caption_hidden()
                .dense()
                .columns(vec![
                    Column::new(say.of("Gewicht", "Weight")),
                    Column::new(say.of("Was", "What")),
                    Column::new(say.of("Wo", "Where")),
                ])
                .rows(rows)
                .render())
        }
    }
}
