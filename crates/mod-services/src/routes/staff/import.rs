//! Taking services over from another catalogue: read a file, see what it would do, say yes.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Tx};
use norm_xzufi::{Finding, Read, ReadError, Severity, read};
use web::badge::badge;
use web::button::{Weight, button};
use web::details::details;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::export::severity;
use super::{BASE, base};
use crate::exchange::{Fate, Offered, Plan, overlaid};
use crate::model::{Record, Service};
use crate::sheet::{SLUG, Sheet, label, wrong};
use crate::store::{self, Intake, Origin};

/// Field of the file.
const FILE: &str = "datei";
/// Field of the services that are taken over.
const CHOSEN: &str = "leistung";
/// Longest name of a file that is kept, in characters.
const NAME_CHARS_MAX: usize = 120;
/// Findings of reading that are listed; the rest is counted.
const FINDINGS_SHOWN: usize = 50;
/// Endings tried for an address that is taken.
const TRIES_MAX: u32 = 1_000;
/// Where a service taken over stands until somebody says so.
const NEW_POSITION: i64 = 100;

/// The form for a file.
pub(crate) async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    Ok(question(&ctx, None, fields.get("fertig").parse().ok()))
}

fn question(ctx: &Ctx, problem: Option<&Problem>, done: Option<u32>) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let rules = UploadRules {
        accept: ".xml",
        kinds: "XML",
        max_bytes: kernel::files::UPLOAD_BYTES_MAX,
        multiple: false,
    };
    let form = Form::post(&ctx.to(&base("einfuhr")), &ctx.form_token())
        .with_files()
        .label(say.of("Datei einlesen", "Read a file in"))
        .body(html! {
            (Field::new(say, FILE, say.of("Datei im Format XZuFi 2.2 oder 2.3", "File in the format XZuFi 2.2 or 2.3"))
                .error(errors.get(FILE)).upload(rules))
            (buttons(html! {
                (button(Weight::Primary, say.of("Einlesen und ansehen", "Read in and look")))
                (link_button(Weight::Tertiary, &ctx.to(BASE), say.of("Abbrechen", "Cancel")))
            }))
        });
    let mut page = frame
        .staff(say.of("Leistungen übernehmen", "Take services over"))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .lead(say.of(
            "Noch ändert sich nichts: Sie sehen zuerst, was die Datei enthält, und wählen dann aus.",
            "Nothing changes yet: you first see what the file holds, and then choose.",
        ))
        .errors(&errors)
        .body(stack(form));
    if let Some(count) = done {
        let words = match count {
            1 => say.of("1 Leistung übernommen", "1 service taken over").to_owned(),
            n => say.of(format!("{n} Leistungen übernommen"), format!("{n} services taken over")),
        };
        page = page.message(Tone::Success, &words, html! {});
    }
    if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) }
}

/// Reads a file and keeps it until somebody decides.
pub(crate) async fn take(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let upload = fields.take_uploads().into_iter().next().filter(|u| !u.bytes.is_empty());
    let read = match upload.as_ref().map(|upload| understood(&upload.bytes)) {
        Some(Ok(read)) => read,
        Some(Err(problem)) => return Ok(question(&ctx, Some(&problem), None)),
        None => {
            let problem = wrong(FILE, "Wählen Sie eine Datei aus.", "Choose a file.");
            return Ok(question(&ctx, Some(&problem), None));
        }
    };
    let name: String = upload.map(|u| u.name).unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    let id = ctx
        .write(move |tx| {
            let intake = Intake { name, message: read.message, findings: read.findings.list };
            let id = store::keep_intake(tx, &intake)?;
            Ok(Audit::of("services.read_in", id).with(id))
        })
        .await?;
    Ok(ctx.redirect(&base(&format!("einfuhr/{id}"))))
}

fn understood(bytes: &[u8]) -> Result<Read, Problem> {
    let read = read(bytes).map_err(|error| unreadable(&error))?;
    if read.message.services().next().is_none() && read.message.actions.is_empty() {
        return Err(wrong(FILE, "Die Datei enthält keine Leistung.", "The file holds no service."));
    }
    Ok(read)
}

fn unreadable(error: &ReadError) -> Problem {
    wrong(
        FILE,
        &format!(
            "Die Datei ist kein XZuFi, das wir lesen können (Zeile {}, Spalte {}): {}",
            error.line, error.column, error.kind
        ),
        &format!("The file is no XZuFi we can read: {error}"),
    )
}

/// Everything a decision needs.
struct Waiting {
    name: String,
    plan: Plan,
    records: Vec<Record>,
    findings: Vec<Finding>,
}

async fn waiting(ctx: &Ctx, id: &str) -> Result<Waiting, AppError> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    ctx.read(move |db| {
        let Intake { name, message, findings } = store::intake(db, id)?;
        let (records, origins) = (store::all(db)?, store::origins(db)?);
        Ok(Waiting { name, plan: Plan::of(&message, &records, &origins), records, findings })
    })
    .await
}

/// What the file would do.
pub(crate) async fn review(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let waiting = waiting(&ctx, &id).await?;
    Ok(overview(&ctx, &id, &waiting, None))
}

fn overview(ctx: &Ctx, id: &str, waiting: &Waiting, problem: Option<&Problem>) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let body = stack(html! {
        @if !waiting.plan.deleted.is_empty() { (deleted(ctx, say, &waiting.plan.deleted)) }
        @if !waiting.findings.is_empty() { (oddities(ctx, say, &waiting.findings)) }
        (Form::post(&ctx.to(&base(&format!("einfuhr/{id}"))), &ctx.form_token())
            .label(say.of("Auswählen", "Choose"))
            .body(html! {
                (choices(ctx, say, waiting))
                (buttons(html! {
                    (button(Weight::Primary, say.of("Ausgewählte übernehmen", "Take over what is chosen")))
                    (link_button(Weight::Tertiary, &ctx.to(&base("einfuhr")), say.of("Andere Datei", "Another file")))
                }))
            }))
    });
    let page = frame
        .staff(say.of("Was soll übernommen werden?", "What shall be taken over?"))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .crumb(say.of("Leistungen übernehmen", "Take services over"), ctx.to(&base("einfuhr")))
        .preline(&waiting.name)
        .lead(say.of(
            "Neue Leistungen werden Entwürfe. Wo Sie selbst etwas geschrieben haben, bleiben Ihre Worte.",
            "New services become drafts. Where you wrote something yourselves, your words stay.",
        ))
        .errors(&errors)
        .body(body);
    if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) }
}

fn deleted(ctx: &Ctx, say: Say, slugs: &[String]) -> Markup {
    let title = say.of("Im anderen Katalog gelöscht", "Deleted in the other catalogue");
    alert(
        Tone::Warning,
        title,
        html! {
            p { (say.of(
                "Diese Leistungen gibt es dort nicht mehr. Entscheiden Sie selbst, ob Sie Ihre Seite entfernen.",
                "These services no longer exist there. Decide yourselves whether to remove your page.",
            )) }
            ul {
                @for slug in slugs {
                    li { a href=(ctx.to(&format!("{}/entfernen", base(slug)))) { (slug) } }
                }
            }
        },
    )
}

fn oddities(ctx: &Ctx, say: Say, findings: &[Finding]) -> Markup {
    let count = findings.len();
    let summary = say.of(
        format!("{count} Auffälligkeiten in der Datei"),
        format!("{count} oddities in the file"),
    );
    let list = html! {
        ul {
            @for finding in findings.iter().take(FINDINGS_SHOWN) {
                li {
                    (severity(say, finding.severity)) " "
                    (finding.message(ctx.language.tag())) " "
                    code { (finding.path) }
                }
            }
            @if count > FINDINGS_SHOWN { li { "…" } }
        }
    };
    let is_grave = findings.iter().any(|f| f.severity == Severity::Error);
    html! {
        @if is_grave {
            (alert(Tone::Warning, say.of("Die Datei hat Fehler", "The file has errors"), html! {
                p { (say.of("Sehen Sie nach, bevor Sie etwas übernehmen.", "Look at them before you take anything over.")) }
            }))
        }
        (details(&summary, list))
    }
}

fn choices(ctx: &Ctx, say: Say, waiting: &Waiting) -> Markup {
    let rows = waiting.plan.offered.iter().enumerate().map(|(index, offered)| {
        let title = offered.service.title.of(ctx.language);
        let id = format!("{CHOSEN}-{index}");
        let is_same = offered.fate == Fate::Same;
        Row::new(vec![
            html! {
                div.kern-form-check {
                    input.kern-form-check__checkbox type="checkbox" id=(id) name=(CHOSEN)
                        value=(offered.key()) checked[!is_same] disabled[is_same];
                    label.kern-label for=(id) { (title) }
                }
            },
            html! { (offered.service.leika) },
            fate(ctx, say, offered, waiting),
        ])
    });
    let title = say.of("Leistungen in der Datei", "Services in the file");
    Table::new(say, title)
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Übernehmen", "Take over")),
            Column::new(say.of("Schlüssel", "Key")),
            Column::new(say.of("Was geschieht", "What happens")),
        ])
        .rows(rows)
        .render()
}

fn fate(ctx: &Ctx, say: Say, offered: &Offered, waiting: &Waiting) -> Markup {
    let names = |fields: &[&'static str]| {
        let names: Vec<String> =
            fields.iter().map(|name| label(name).of(ctx.language).to_owned()).collect();
        names.join(", ")
    };
    html! {
        @match &offered.fate {
            Fate::New => {
                (badge(Tone::Info, say.of("neu", "new"))) " "
                (say.of("wird ein Entwurf", "becomes a draft"))
            }
            Fate::Same => { (badge(Tone::Neutral, say.of("unverändert", "unchanged"))) }
            Fate::Changes { slug, taken, kept } => {
                (badge(Tone::Warning, say.of("ändert", "changes"))) " "
                a href=(ctx.to(&base(slug))) { (slug) }
                @if !taken.is_empty() {
                    p { (say.of("Übernommen: ", "Taken over: ")) (names(taken)) }
                }
                @if !kept.is_empty() {
                    p { (say.of("Ihre Worte bleiben: ", "Your words stay: ")) (names(kept)) }
                    @if let Some(record) = waiting.records.iter().find(|r| r.service.slug == *slug) {
                        (differing(ctx, say, record, offered, kept))
                    }
                }
            }
        }
        @if !offered.cut.is_empty() {
            p { (say.of("Gekürzt, weil zu lang: ", "Cut because too long: ")) (names(&offered.cut)) }
        }
    }
}

/// What the catalogue says now where the town has its own words.
fn differing(
    ctx: &Ctx,
    say: Say,
    record: &Record,
    offered: &Offered,
    kept: &[&'static str],
) -> Markup {
    let now = Sheet::of(&record.service, None);
    let list = html! {
        dl {
            @for name in kept {
                dt { (label(name).of(ctx.language)) }
                dd { (say.of("Bei Ihnen: ", "Yours: ")) (now.get(name)) }
                dd { (say.of("Im Katalog: ", "In the catalogue: ")) (offered.sheet.get(name)) }
            }
        }
    };
    details(say.of("Beides vergleichen", "Compare both"), list)
}

/// Takes over what was chosen.
pub(crate) async fn apply(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let chosen: Vec<String> = fields.all(CHOSEN).map(str::to_owned).collect();
    if chosen.is_empty() {
        let waiting = waiting(&ctx, &id).await?;
        let problem = wrong(
            &format!("{CHOSEN}-0"),
            "Wählen Sie mindestens eine Leistung aus.",
            "Choose at least one service.",
        );
        return Ok(overview(&ctx, &id, &waiting, Some(&problem)));
    }
    let intake: Id<_> = id.parse().map_err(|_| AppError::NotFound)?;
    let count = ctx
        .write(move |tx| {
            let Intake { message, .. } = store::intake(tx, intake)?;
            let (records, origins) = (store::all(tx)?, store::origins(tx)?);
            // The plan is made anew: what others wrote meanwhile is theirs and stays.
            let plan = Plan::of(&message, &records, &origins);
            let mut count = 0_u32;
            for offered in plan.offered.iter().filter(|o| chosen.contains(&o.key())) {
                count += u32::from(take_over(tx, offered, &records)?);
            }
            store::remove_intake(tx, intake)?;
            Ok(Audit::of("services.taken_over", intake).note(format!("count={count}")).with(count))
        })
        .await?;
    Ok(ctx.redirect(&format!("{}?fertig={count}", base("einfuhr"))))
}

fn take_over(tx: &mut Tx<'_>, offered: &Offered, records: &[Record]) -> Result<bool, AppError> {
    let slug = match &offered.fate {
        Fate::Same => return Ok(false),
        Fate::New => add(tx, offered)?,
        Fate::Changes { slug, taken, .. } => {
            let record = records.iter().find(|r| r.service.slug == *slug);
            let record = record.ok_or(AppError::NotFound)?;
            let now = Sheet::of(&record.service, None);
            let sheet = overlaid(&now, &offered.sheet, taken);
            let service = sheet.read(&record.service)?;
            if !taken.is_empty() {
                if !store::change(tx, &service, record.version)? {
                    return Err(super::busy());
                }
                store::note(tx, slug, "imported", &sheet)?;
            }
            slug.clone()
        }
    };
    let origin = Origin { slug, original: offered.original.clone(), sheet: offered.sheet.clone() };
    store::keep_origin(tx, &origin)?;
    Ok(true)
}

/// Adds a draft under the first address that is free.
fn add(tx: &mut Tx<'_>, offered: &Offered) -> Result<String, AppError> {
    let wanted = match offered.service.slug.as_str() {
        slug if Service::slug_is_sound(slug) => slug.to_owned(),
        _ => "leistung".to_owned(),
    };
    for number in 1..=TRIES_MAX {
        let ending = if number == 1 { String::new() } else { format!("-{number}") };
        let room = crate::model::SLUG_CHARS_MAX - ending.len();
        let mut slug = wanted.clone();
        slug.truncate(room);
        let slug = format!("{}{ending}", slug.trim_end_matches('-'));
        let service =
            Service { slug: slug.clone(), position: NEW_POSITION, ..offered.service.clone() };
        if store::add(tx, &service)? {
            let mut sheet = Sheet::of(&service, None);
            sheet.set(SLUG, slug.clone());
            store::note(tx, &slug, "imported", &sheet)?;
            return Ok(slug);
        }
    }
    Err(AppError::refused(
        "services/address",
        "Für eine der Leistungen ist keine Adresse mehr frei.",
        "No address is free for one of the services.",
    ))
}
