//! Trying out: fill the form in like anybody, or hand it data as other programs write them.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Fields, Problem};
use norm_fim::{Finding, Severity};
use web::button::{Weight, button};
use web::page::stack;
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::{base, load, page, wrong};
use crate::report::Report;
use crate::shelf::trial_address;

/// Findings shown at most.
const FINDINGS_MAX: usize = 200;

/// Both ways.
pub(crate) async fn show(ctx: Ctx, Path(edition): Path<String>) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    Ok(render(&ctx, &report, None, None))
}

fn render(
    ctx: &Ctx,
    report: &Report,
    verdict: Option<&[Finding]>,
    problem: Option<&Problem>,
) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let edition = &report.edition;
    let rules = UploadRules {
        accept: ".json,.xml",
        kinds: say.of("JSON oder XML", "JSON or XML"),
        max_bytes: kernel::files::UPLOAD_BYTES_MAX,
        multiple: false,
    };
    let body = stack(html! {
        section {
            h2 { (say.of("Ausfüllen", "Fill it in")) }
            p { (say.of("So sehen es Bürgerinnen und Bürger. Nichts wird abgesendet.", "This is what citizens see. Nothing is sent.")) }
            (buttons(link_button(Weight::Primary, &ctx.to(&format!("/antrag/{}", trial_address(edition.id))), say.of("Formular ausprobieren", "Try the form"))))
        }
        section {
            h2 { (say.of("Mit Daten prüfen", "Check with data")) }
            (Form::post(&ctx.to(&format!("{}/probe", base(edition.id))), &ctx.form_token()).with_files().body(html! {
                (Field::new(say, "datei", say.of("Fachdaten", "Data"))
                    .hint(say.of("Ein Antrag, wie ihn andere Programme liefern.", "An application as other programs deliver it."))
                    .error(errors.get("datei")).upload(rules))
                (buttons(button(Weight::Secondary, say.of("Prüfen", "Check"))))
            }))
        }
        @if let Some(findings) = verdict { (words(ctx, say, findings)) }
    });
    let title = say.of("Ausprobieren", "Try out");
    let page = page(&frame, ctx, edition, "probe", title, &body).errors(&errors);
    if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) }
}

fn words(ctx: &Ctx, say: Say, findings: &[Finding]) -> Markup {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors == 0 {
        return alert(
            Tone::Success,
            say.of("Die Daten passen zum Formular", "The data fit the form"),
            html! {},
        );
    }
    alert(
        Tone::Danger,
        &say.of(format!("{errors} Fehler"), format!("{errors} errors")),
        html! { ul { @for finding in findings.iter().take(FINDINGS_MAX) {
            li { (finding.message(ctx.language.tag())) " (" (finding.path) ")" }
        } } },
    )
}

/// Checks data against the form.
pub(crate) async fn check(
    ctx: Ctx,
    Path(edition): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    let bytes =
        fields.take_uploads().into_iter().next().map(|upload| upload.bytes).unwrap_or_default();
    match verdict(&report, &bytes) {
        Ok(findings) => Ok(render(&ctx, &report, Some(&findings), None)),
        Err(problem) => Ok(render(&ctx, &report, None, Some(&problem))),
    }
}

fn verdict(report: &Report, bytes: &[u8]) -> Result<Vec<Finding>, Problem> {
    let form = &report.form;
    let read = match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => return Err(wrong("datei", "Wählen Sie eine Datei aus.", "Choose a file.")),
        Some(b'<') => form.from_xml(bytes, None),
        Some(_) => form.from_json(bytes, None),
    };
    let document = read.map_err(|error| {
        wrong(
            "datei",
            &format!("Die Datei passt nicht zu diesem Formular: {error}"),
            &format!("The file does not belong to this form: {error}"),
        )
    })?;
    let mut findings = document.findings;
    findings.extend(form.check(&document.answers));
    findings.dedup();
    Ok(findings)
}
