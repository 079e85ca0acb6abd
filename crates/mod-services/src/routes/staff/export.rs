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

use super::{BASE, base};
use crate::{given, store};

/// The page of the export.
pub(crate) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let message = given::message_of(&ctx, Version::V2_2).await?;
    let today = kernel::clock::local_day(ctx.now());
    let written = write(&message);
    let mut findings = quality_of_message(&message, &QualityRules::on(today));
    findings.extend(written.findings.list);
    let language = ctx.language;
    let slugs: Vec<(String, String)> = ctx
        .read(store::all)
        .await?
        .into_iter()
        .map(|r| (r.service.slug.clone(), r.service.title.of(language).to_owned()))
        .collect();
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
        (objections(&ctx, say, &findings, &slugs))
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

/// The object a finding is about: the beginning of its path.
fn object(finding: &Finding) -> &str {
    finding.path.split_once('/').map_or(finding.path.as_str(), |(object, _)| object)
}

/// The page of a service of ours that a finding is about.
fn slug<'f>(object: &'f str, slugs: &[(String, String)]) -> Option<&'f str> {
    let id = object.strip_prefix("leistung(")?.strip_suffix(')')?;
    let own = id.strip_prefix("leistung.").unwrap_or(id);
    slugs.iter().any(|(slug, _)| slug == own).then_some(own)
}

fn objections(ctx: &Ctx, say: Say, findings: &[Finding], slugs: &[(String, String)]) -> Markup {
    if findings.is_empty() {
        let title = say.of("Nichts zu beanstanden", "Nothing to object to");
        return alert(Tone::Success, title, html! {});
    }
    let mut objects: Vec<&str> = findings.iter().map(object).collect();
    objects.sort_unstable();
    objects.dedup();
    let mut grave: Vec<(usize, &str)> = objects
        .into_iter()
        .map(|o| (findings.iter().filter(|f| object(f) == o && is_error(f)).count(), o))
        .collect();
    grave.sort_by_key(|(errors, _)| std::cmp::Reverse(*errors));
    let rows = grave.into_iter().map(|(_, about)| {
        let own: Vec<&Finding> = findings.iter().filter(|f| object(f) == about).collect();
        Row::new(vec![
            html! {
                @if let Some(slug) = slug(about, slugs) {
                    @let title = slugs.iter().find(|(s, _)| s == slug).map_or(slug, |(_, t)| t);
                    a href=(ctx.to(&base(slug))) { (title) }
                } @else { code { (about) } }
            },
            html! { (said(ctx, &own, true)) },
            html! { (said(ctx, &own, false)) },
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
                    Column::new(say.of("Wo", "Where")),
                    Column::new(say.of("Fehler", "Errors")),
                    Column::new(say.of("Besser wäre", "Better with")),
                ])
                .rows(rows)
                .render())
        }
    }
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// What is said about one object, each once.
fn said(ctx: &Ctx, findings: &[&Finding], errors: bool) -> Markup {
    let mut all: Vec<&str> = findings
        .iter()
        .filter(|f| is_error(f) == errors)
        .map(|f| f.message(ctx.language.tag()))
        .collect();
    all.dedup();
    html! {
        @if !all.is_empty() { ul { @for message in &all { li { (message) } } } }
    }
}
