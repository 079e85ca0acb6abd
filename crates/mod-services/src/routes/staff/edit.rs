//! Writing a service: a new one, and changing one while somebody else may do the same.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::org::{self, Unit};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Tx};
use web::page::stack;
use web::{Errors, Frame, Tone, html};

use super::form::{View, form};
use super::{BASE, Loaded, VERSION, base, busy, load, page, state};
use crate::catalogue;
use crate::model::{Service, slug_of};
use crate::sheet::{Merged, SLUG, Sheet, UNIT, merge, wrong};
use crate::store;

/// Where a new service stands among the others until somebody says so.
const NEW_POSITION: i64 = 100;
/// The kind of refusal when somebody else was faster.
const BUSY: &str = "services/busy";

/// The form of a new service; with `formular`, in the words of an open form.
pub(crate) async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (town, slug) = (Arc::clone(&ctx.town), fields.get("formular").to_owned());
    let sheet = ctx
        .read(move |db| {
            let form = if slug.is_empty() { None } else { catalogue::form_of(&town, db, &slug)? };
            let Some(form) = form else {
                let new = Service { position: NEW_POSITION, ..Service::default() };
                return Ok(Sheet::of(&new, None));
            };
            let bare = catalogue::bare_in_full(&form)?;
            let shown = catalogue::shown(db, bare, Some(&form))?;
            let service = Service { position: NEW_POSITION, ..shown.service };
            Ok(Sheet::of(&service, shown.unit.map(|unit| unit.id)))
        })
        .await?;
    render_new(&ctx, &sheet, None, false).await
}

async fn render_new(
    ctx: &Ctx,
    sheet: &Sheet,
    problem: Option<&Problem>,
    is_preview: bool,
) -> Result<Response, AppError> {
    let units = ctx.read(org::all).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let view = View {
        sheet,
        errors: &errors,
        units: &units,
        action: base("neu"),
        version: None,
        may_move: true,
        has_form: false,
        conflict: None,
        is_preview,
    };
    let page = frame
        .staff(say.of("Neue Leistung", "New service"))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .errors(&errors)
        .body(form(ctx, say, &view));
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

/// Adds a service as a draft.
pub(crate) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let mut sheet = Sheet::typed(&fields);
    if sheet.get(SLUG).is_empty() {
        sheet.set(SLUG, slug_of(sheet.get("titel_de")));
    }
    if fields.get("aktion") == "vorschau" {
        return render_new(&ctx, &sheet, None, true).await;
    }
    match insert(&ctx, sheet.clone()).await {
        Ok(slug) => Ok(ctx.redirect(&format!("{}?gespeichert=ja", base(&slug)))),
        Err(AppError::Refused(problem)) => render_new(&ctx, &sheet, Some(&problem), false).await,
        Err(error) => Err(error),
    }
}

async fn insert(ctx: &Ctx, sheet: Sheet) -> Result<String, AppError> {
    let town = Arc::clone(&ctx.town);
    let (mut service, unit) = read(&sheet, &Service::default())?;
    ctx.write(move |tx| {
        let form = catalogue::form_of(&town, tx, &service.slug)?;
        service.kind = form.as_ref().map(|form| form.kind.clone()).unwrap_or_default();
        if !store::add(tx, &service)? {
            return Err(wrong(
                SLUG,
                "Diese Adresse hat schon eine andere Leistung. Wählen Sie eine andere.",
                "Another service has this address already. Choose another one.",
            )
            .into());
        }
        let key = catalogue::competence(&service, form.as_ref());
        set_unit(tx, &key, unit)?;
        store::note(tx, &service.slug, "added", &sheet)?;
        Ok(Audit::of("services.added", &service.slug).with(service.slug.clone()))
    })
    .await
}

/// Service and unit, or every message there is.
fn read(sheet: &Sheet, before: &Service) -> Result<(Service, Option<Id<Unit>>), Problem> {
    match (sheet.read(before), sheet.unit()) {
        (Ok(service), Ok(unit)) => Ok((service, unit)),
        (Err(mut problem), Err(more)) => {
            problem.fields.extend(more.fields);
            Err(problem)
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    }
}

/// Makes a unit competent; says whether that changed anything.
fn set_unit(tx: &mut Tx<'_>, key: &str, unit: Option<Id<Unit>>) -> Result<bool, AppError> {
    let Some(unit) = unit else { return Ok(false) };
    if org::competent_for(tx, key)?.is_some_and(|before| before.id == unit) {
        return Ok(false);
    }
    let is_there = org::all(tx)?.iter().any(|one| one.id == unit);
    if !is_there {
        return Err(wrong(
            UNIT,
            "Diese Stelle gibt es nicht mehr. Wählen Sie eine andere.",
            "This office does not exist any more. Choose another one.",
        )
        .into());
    }
    org::make_competent(tx, key, unit)?;
    tx.record(&Audit::of("services.unit_set", unit).note(format!("kind={key}")))?;
    Ok(true)
}

/// The form of a service; with `aus`, with what stood there in an earlier version.
pub(crate) async fn show(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let loaded = load(&ctx, &slug).await?;
    let mut sheet = loaded.sheet();
    if let Ok(version) = fields.get("aus").parse::<i64>() {
        let (slug, own) = (slug.clone(), slug);
        let old = ctx.read(move |db| store::at_version(db, &slug, version)).await?;
        sheet = old.ok_or(AppError::NotFound)?;
        sheet.set(SLUG, own);
    }
    let shown = Shown { is_saved: fields.has("gespeichert"), ..Shown::default() };
    Ok(render(&ctx, &loaded, &sheet, &shown))
}

/// What else a page with the form says.
#[derive(Default)]
struct Shown {
    problem: Option<Problem>,
    conflict: Option<Merged>,
    is_preview: bool,
    is_saved: bool,
}

fn render(ctx: &Ctx, loaded: &Loaded, sheet: &Sheet, shown: &Shown) -> Response {
    let frame = Frame::of(ctx);
    let (say, record) = (frame.say, &loaded.record);
    let errors = shown.problem.as_ref().map_or_else(Errors::new, |p| frame.errors_of(p));
    let now = loaded.sheet();
    let view = View {
        sheet,
        errors: &errors,
        units: &loaded.units,
        action: base(&record.service.slug),
        version: Some(record.version),
        may_move: !record.was_public,
        has_form: loaded.form.is_some(),
        conflict: shown.conflict.as_ref().map(|merged| (merged, &now)),
        is_preview: shown.is_preview,
    };
    let body = stack(html! {
        (state::bar(ctx, say, loaded))
        (form(ctx, say, &view))
    });
    let title = record.service.title.of(ctx.language);
    let mut page = page(&frame, ctx, record, "", title, &body).errors(&errors);
    if shown.is_saved {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    if shown.problem.is_some() || shown.conflict.is_some() {
        frame.answer_again(page)
    } else {
        frame.answer(page)
    }
}

/// Saves what was typed, unless somebody else saved in between: then both texts are shown.
pub(crate) async fn save(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let mut sheet = Sheet::typed(&fields);
    let loaded = load(&ctx, &slug).await?;
    if loaded.record.was_public || sheet.get(SLUG).is_empty() {
        sheet.set(SLUG, slug.clone());
    }
    let version: i64 = fields.get(VERSION).parse().unwrap_or(-1);
    if loaded.record.version != version {
        return conflict(&ctx, &slug, &sheet, version).await;
    }
    if fields.get("aktion") == "vorschau" {
        return Ok(render(&ctx, &loaded, &sheet, &Shown { is_preview: true, ..Shown::default() }));
    }
    match keep(&ctx, &loaded, sheet.clone()).await {
        Ok(slug) => Ok(ctx.redirect(&format!("{}?gespeichert=ja", base(&slug)))),
        Err(AppError::Refused(problem)) if problem.kind == BUSY => {
            conflict(&ctx, &slug, &sheet, version).await
        }
        Err(AppError::Refused(problem)) => {
            let shown = Shown { problem: Some(problem), ..Shown::default() };
            Ok(render(&ctx, &loaded, &sheet, &shown))
        }
        Err(error) => Err(error),
    }
}

/// Shows both texts; saving once more keeps what then stands in the form.
async fn conflict(ctx: &Ctx, slug: &str, mine: &Sheet, version: i64) -> Result<Response, AppError> {
    let (loaded, own) = (load(ctx, slug).await?, slug.to_owned());
    let base = ctx.read(move |db| store::at_version(db, &own, version)).await?;
    let merged = merge(base.as_ref(), mine, &loaded.sheet());
    let sheet = merged.sheet.clone();
    let shown = Shown { conflict: Some(merged), ..Shown::default() };
    Ok(render(ctx, &loaded, &sheet, &shown))
}

/// Keeps text, address and unit in one step; answers the address.
async fn keep(ctx: &Ctx, loaded: &Loaded, sheet: Sheet) -> Result<String, AppError> {
    let before = loaded.record.clone();
    let (was, unit_before) = (loaded.sheet(), loaded.unit);
    let form = loaded.form.clone();
    let (mut service, unit) = read(&sheet, &before.service)?;
    if let Some(form) = &form {
        service.kind.clone_from(&form.kind);
    }
    ctx.write(move |tx| {
        let old = before.service.slug.clone();
        if store::at_version(tx, &old, before.version)?.is_none() {
            // Written before versions were kept: what stood there must not be lost.
            store::note(tx, &old, "before", &was)?;
        }
        if service.slug != old && !store::rename(tx, &old, &service.slug, before.version)? {
            return Err(wrong(
                SLUG,
                "Diese Adresse hat schon eine andere Leistung. Wählen Sie eine andere.",
                "Another service has this address already. Choose another one.",
            )
            .into());
        }
        let key = catalogue::competence(&service, form.as_ref());
        let is_unit_new = unit != unit_before && set_unit(tx, &key, unit)?;
        if service == before.service && !is_unit_new {
            return Ok(Saved::nothing(old));
        }
        if !store::change(tx, &service, before.version)? {
            return Err(busy());
        }
        store::note(tx, &service.slug, "saved", &Sheet::of(&service, unit))?;
        let note = format!("version={}", before.version + 1);
        Ok(Audit::of("services.saved", &service.slug).note(note).with(service.slug.clone()))
    })
    .await
}
