//! Reports to those who give: what they say, what is still missing, photos.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::files::{self, StoredFile, UPLOAD_BYTES_MAX};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, deadlines};
use web::badge::Tone;
use web::button::Weight;
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, badge, button, buttons, html};

use super::{DESK, home, id, wrong};
use crate::KEEP;
use crate::area::Area;
use crate::funding::{PROOF_KINDS, Photo, Project, Proof, label};
use crate::store::funding as kept;

/// Longest part of a report, in characters.
const PART_CHARS_MAX: usize = 8_000;
/// Photos taken in at once.
const PHOTOS_MAX: usize = 20;
/// Parts of a report: field, German, English.
const PARTS: [(&str, &str, &str); 3] = [
    (
        "stand",
        "Was wurde im Zeitraum gebaut und erreicht?",
        "What was built and reached in this time?",
    ),
    (
        "abweichungen",
        "Was weicht vom Antrag und vom Zeitplan ab, und warum?",
        "What differs from application and schedule, and why?",
    ),
    ("ausblick", "Was folgt als Nächstes?", "What comes next?"),
];

/// The kind and year of a path.
pub(super) fn which(kind: &str, year: &str) -> Result<(String, i64), AppError> {
    let known = PROOF_KINDS.iter().find(|k| k.0 == kind).ok_or(AppError::NotFound)?;
    let year = year.parse().ok().filter(|y| (2000..=2100).contains(y));
    Ok((known.0.to_owned(), year.ok_or(AppError::NotFound)?))
}

/// The report of a kind and year: as it is kept, or a new one.
pub(super) fn proof(project: &Project, kind: &str, year: i64) -> Proof {
    let known = project.proofs.iter().find(|p| p.kind == kind && p.year == year);
    known.cloned().unwrap_or_else(|| Proof { kind: kind.to_owned(), year, ..Proof::default() })
}

pub(super) fn path(area: Id<Area>, kind: &str, year: i64) -> String {
    format!("{DESK}/gebiete/{area}/nachweis/{kind}/{year}")
}

/// The page of a report.
pub(super) async fn show(
    ctx: Ctx,
    Path((area, kind, year)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let (kind, year) = which(&kind, &year)?;
    page(&ctx, id(&area)?, &kind, year, &Errors::new(), &Fields::default()).await
}

async fn page(
    ctx: &Ctx,
    area: Id<Area>,
    kind: &str,
    year: i64,
    errors: &Errors,
    typed: &Fields,
) -> Result<Response, AppError> {
    let project = ctx.read(move |db| kept::project(db, area)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let proof = proof(&project, kind, year);
    let may = ctx.actor.may(KEEP) && proof.filed_on.is_none();
    let title = label(&PROOF_KINDS, kind);
    let title = format!("{} {year}", say.of(&title.de, &title.en));
    let here = path(area, kind, year);
    let package = ctx.to(&format!("{}/paket", path(area, kind, year)));
    let body = html! {
        @if let Some(on) = proof.filed_on {
            p { (badge(Tone::Success, say.of("eingereicht", "handed in"))) " " (frame.day(on)) " – " (proof.evidence) }
        }
        (checklist(&frame, &project, &proof))
        p { (say.of(
            "Das Paket enthält die Zahlen, den Sachbericht, die Fotos, die GIS-Daten und eine Liste dessen, was noch fehlt.",
            "The package holds the figures, the report, the photos, the GIS data and a list of what is still missing.",
        )) }
        (buttons(web::link_button(Weight::Primary, &package, say.of("Paket herunterladen (ZIP)", "Download the package (ZIP)"))))
        h2 { (say.of("Sachbericht", "Report")) }
        @if may { (report_form(ctx, &frame, &here, &proof, errors, typed)) } @else { (report(&frame, &proof)) }
        h2 { (say.of("Fotos", "Photos")) }
        (photos(ctx, &frame, &project, may.then_some(&*here)))
        @if may { (photo_form(ctx, &frame, &here, area, errors)) }
    };
    let page = frame
        .staff(title)
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .crumb(project.area.name.clone(), ctx.to(&home(area)))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn checklist(frame: &Frame<'_>, project: &Project, proof: &Proof) -> Markup {
    let say = frame.say;
    html! {
        h2 { (say.of("Was da ist und was fehlt", "What is there and what is missing")) }
        ul { @for (is_there, what) in project.checklist(proof) { li {
            @if is_there { (badge(Tone::Success, say.of("vorhanden", "there"))) } @else { (badge(Tone::Warning, say.of("fehlt", "missing"))) }
            " " (say.of(&what.de, &what.en))
        } } }
    }
}

fn parts(proof: &Proof) -> [&str; 3] {
    [&proof.progress, &proof.changes, &proof.outlook]
}

fn report(frame: &Frame<'_>, proof: &Proof) -> Markup {
    html! { @for ((_, de, en), text) in PARTS.iter().zip(parts(proof)) {
        h3 { (frame.say.of(de, en)) }
        @for part in text.lines().filter(|l| !l.trim().is_empty()) { p { (part) } }
    } }
}

fn report_form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    here: &str,
    proof: &Proof,
    errors: &Errors,
    typed: &Fields,
) -> Markup {
    let say = frame.say;
    Form::post(&ctx.to(here), &ctx.form_token()).body(html! {
        @for ((name, de, en), text) in PARTS.iter().zip(parts(proof)) {
            @let value = if typed.has(name) { typed.get(name) } else { text };
            (Field::new(say, name, say.of(de, en)).optional().value(value).error(errors.get(name)).max_length(PART_CHARS_MAX).textarea(6))
        }
        (Field::new(say, "eingereicht", say.of("Eingereicht am", "Handed in on"))
            .hint(say.of("Erst ausfüllen, wenn der Nachweis abgegeben ist. Danach lässt er sich nicht mehr ändern.", "Fill in only once it was handed in. After that it cannot be changed."))
            .optional().value(typed.get("eingereicht")).error(errors.get("eingereicht")).date_text())
        (Field::new(say, "beleg", say.of("Beleg der Abgabe", "Evidence of it")).optional().value(typed.get("beleg")).error(errors.get("beleg")).max_length(200).text())
        input type="hidden" name="fassung" value=(proof.version);
        (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
    })
}

fn photos(ctx: &Ctx, frame: &Frame<'_>, project: &Project, here: Option<&str>) -> Markup {
    let say = frame.say;
    if project.photos.is_empty() {
        return html! { p { (say.of("Noch keine Fotos.", "No photos yet.")) } };
    }
    let base = format!("{DESK}/gebiete/{}/fotos", project.area.id);
    html! { ul { @for p in &project.photos { li {
        a href=(ctx.to(&format!("{base}/{}", p.file))) { (p.words) }
        @if !p.taken_at.is_empty() { ", " (p.taken_at.replace('T', " ")) }
        @match p.place {
            Some((lon, lat)) => { ", " (format!("{lat:.5}; {lon:.5}")) }
            None => { " " (badge(Tone::Warning, say.of("ohne Ort", "no place"))) }
        }
        @if let Some(here) = here { " " (web::action_form(&ctx.to(&format!("{base}/{}", p.file)), &ctx.form_token(), &[("zurueck", here)], Weight::Tertiary,
            &format!("{} {}", say.of("Entfernen:", "Remove:"), p.words))) }
    } } } }
}

fn photo_form(ctx: &Ctx, frame: &Frame<'_>, here: &str, area: Id<Area>, errors: &Errors) -> Markup {
    let say = frame.say;
    let action = ctx.to(&format!("{DESK}/gebiete/{area}/fotos"));
    Form::post(&action, &ctx.form_token()).with_files().body(html! {
        (Field::new(say, "bild", say.of("Fotos (JPG, PNG)", "Photos (JPG, PNG)"))
            .hint(say.of("Ort und Zeit werden aus den Fotos gelesen.", "Place and time are read from the photos."))
            .error(errors.get("bild")).upload(UploadRules {
                accept: ".jpg,.jpeg,.png", kinds: "JPG, PNG", max_bytes: UPLOAD_BYTES_MAX, multiple: true,
            }))
        (Field::new(say, "zeigt", say.of("Was zu sehen ist, ohne Personen", "What they show, no persons")).error(errors.get("zeigt")).max_length(120).text())
        input type="hidden" name="zurueck" value=(here);
        (buttons(button(Weight::Secondary, say.of("Fotos ablegen", "Keep the photos"))))
    })
}

/// Saves a report, or notes that it was handed in.
pub(super) async fn save(
    ctx: Ctx,
    Path((area, kind, year)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (area, (kind, year)) = (id::<Area>(&area)?, which(&kind, &year)?);
    let (typed, kind_of) = (fields.clone(), kind.clone());
    let saved = ctx
        .write(move |tx| {
            let filed_on = typed.date("eingereicht")?;
            if filed_on.is_some_and(|on| on > tx.today()) {
                return Err(wrong(
                    "eingereicht",
                    "Dieser Tag liegt in der Zukunft.",
                    "This day lies in the future.",
                ));
            }
            let evidence = typed.text("beleg");
            if filed_on.is_some() && evidence.is_empty() {
                return Err(wrong(
                    "beleg",
                    "Geben Sie an, was die Abgabe belegt.",
                    "Say what shows that it was handed in.",
                ));
            }
            let part = |name: &str| typed.text(name).chars().take(PART_CHARS_MAX).collect();
            let p = Proof {
                kind: kind_of,
                year,
                progress: part("stand"),
                changes: part("abweichungen"),
                outlook: part("ausblick"),
                filed_on,
                evidence,
                version: typed.get("fassung").parse().map_err(|_| AppError::NotFound)?,
            };
            kept::project(tx, area)?;
            kept::save_proof(tx, area, &p)?;
            if p.kind == "final" && filed_on.is_some() {
                deadlines::meet(tx, &format!("area/{area}"), "broadband/proof")?;
            }
            let what =
                if filed_on.is_some() { "broadband.proof_filed" } else { "broadband.proof_saved" };
            Ok(Audit::of(what, area).note(&p.kind).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&path(area, &kind, year))),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            page(&ctx, area, &kind, year, &errors, &fields).await
        }
        Err(other) => Err(other),
    }
}

/// Where a form of photos was: a report of this area, and nothing else.
fn back(area: Id<Area>, fields: &Fields) -> Result<(String, i64), AppError> {
    let from = fields.get("zurueck");
    let start = format!("{DESK}/gebiete/{area}/nachweis/");
    let (_, rest) = from.split_once(&start).ok_or(AppError::NotFound)?;
    let (kind, year) = rest.split_once('/').ok_or(AppError::NotFound)?;
    which(kind, year)
}

/// Keeps photos.
pub(super) async fn add_photos(
    ctx: Ctx,
    Path(area): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let area: Id<Area> = id(&area)?;
    let (kind, year) = back(area, &fields)?;
    match take_photos(&ctx, area, &mut fields).await {
        Ok(()) => Ok(ctx.redirect(&path(area, &kind, year))),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            page(&ctx, area, &kind, year, &errors, &fields).await
        }
        Err(other) => Err(other),
    }
}

async fn take_photos(ctx: &Ctx, area: Id<Area>, fields: &mut Fields) -> Result<(), AppError> {
    let words = fields.text("zeigt");
    if words.is_empty() {
        return Err(wrong("zeigt", "Geben Sie an, was zu sehen ist.", "Say what they show."));
    }
    let uploads = fields.take_uploads();
    let many = uploads.len();
    let files = Arc::clone(&ctx.town);
    let read = move || -> Result<Vec<_>, AppError> {
        let mut all = Vec::new();
        for upload in uploads.into_iter().filter(|u| u.field == "bild") {
            let claim = darkroom::evidence(&upload.bytes);
            let at_field = |problem: Problem| {
                let (de, en) = (problem.de.clone(), problem.en.clone());
                problem.at("bild", &de, &en)
            };
            let file = files::check_upload(&upload.name, upload.bytes).map_err(at_field)?;
            if file.mime() == "application/pdf" {
                return Err(wrong(
                    "bild",
                    "Wählen Sie Fotos (JPG oder PNG).",
                    "Choose photos (JPG or PNG).",
                ));
            }
            files.files().write(&file)?;
            all.push((file, claim));
        }
        Ok(all)
    };
    if many == 0 || many > PHOTOS_MAX {
        let (de, en) = (
            format!("Wählen Sie 1 bis {PHOTOS_MAX} Fotos."),
            format!("Choose 1 to {PHOTOS_MAX} photos."),
        );
        return Err(wrong("bild", &de, &en));
    }
    let pictures = tokio::task::spawn_blocking(read).await.map_err(AppError::internal)??;
    ctx.write(move |tx| {
        kept::project(tx, area)?;
        for (n, (file, claim)) in pictures.into_iter().enumerate() {
            let stored = files::link(tx, &file, &format!("area/{area}"), "photo", "staff")?;
            let words = if many > 1 { format!("{words} ({})", n + 1) } else { words.clone() };
            let photo = Photo {
                file: stored.to_string(),
                words,
                taken_at: claim.taken_at,
                place: claim.place,
            };
            kept::add_photo(tx, area, &photo)?;
        }
        Ok(Audit::of("broadband.photos_kept", area).done())
    })
    .await
}

/// The bytes of a photo of this area.
pub(super) async fn bytes(
    ctx: &Ctx,
    area: Id<Area>,
    file: Id<StoredFile>,
) -> Result<(StoredFile, Vec<u8>), AppError> {
    let found = ctx.read(move |db| files::find(db, file)).await?;
    if found.owner != format!("area/{area}") {
        return Err(AppError::NotFound);
    }
    let (store, sha256) = (ctx.town.files().clone(), found.sha256.clone());
    let bytes = tokio::task::spawn_blocking(move || store.read(&sha256)).await;
    Ok((found, bytes.map_err(AppError::internal)??))
}

/// A photo.
pub(super) async fn photo(
    ctx: Ctx,
    Path((area, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (found, bytes) = bytes(&ctx, id(&area)?, id(&file)?).await?;
    Ok(([(axum::http::header::CONTENT_TYPE, found.mime)], bytes).into_response())
}

/// Removes a photo.
pub(super) async fn drop_photo(
    ctx: Ctx,
    Path((area, file)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (area, file): (Id<Area>, Id<StoredFile>) = (id(&area)?, id(&file)?);
    let (kind, year) = back(area, &fields)?;
    let gone = ctx
        .write(move |tx| {
            kept::drop_photo(tx, area, &file.to_string())?;
            let gone = files::unlink(tx, file)?;
            Ok(Audit::of("broadband.photo_removed", area).with(gone))
        })
        .await?;
    if let Some(sha256) = gone {
        let store = ctx.town.files().clone();
        let removed = tokio::task::spawn_blocking(move || store.remove(&sha256)).await;
        removed.map_err(AppError::internal)??;
    }
    Ok(ctx.redirect(&path(area, &kind, year)))
}
