//! The proof package: one download with everything that a report needs.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx, Id, Text};
use norm_gisnb::Delivery;

use super::{id, proof};
use crate::area::Area;
use crate::funding::{PROOF_KINDS, Project, Proof, label};
use crate::gis;
use crate::package::{Part, german, ledger, letter, zipped};
use crate::store::funding as kept;

/// The step of the GIS rules that a report delivers: as built.
const STEP: &str = "4";

/// Downloads the package.
pub(super) async fn download(
    ctx: Ctx,
    Path((area, kind, year)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let (area, (kind, year)) = (id::<Area>(&area)?, proof::which(&kind, &year)?);
    let (project, profile) = ctx
        .read(move |db| {
            let project = kept::project(db, area)?;
            let profile = gis::profile(db, project.profile())?;
            Ok((project, profile))
        })
        .await?;
    let report = proof::proof(&project, &kind, year);
    let mut missing = missing(&project, &report);
    let mut parts = vec![Part::text("1-zahlen.csv", &ledger(&project))];
    parts.extend(gis_parts(&ctx, area, profile, &mut missing).await?);
    parts.extend(photo_parts(&ctx, area, &project).await?);
    let sheet = letter(&ctx.town.profile(), ctx.today(), &project, &report, &missing);
    let press = std::sync::Arc::clone(ctx.town.press());
    let zip = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, AppError> {
        let pdf = press.set(&sheet).map_err(AppError::internal)?;
        parts.insert(1, Part::file("2-sachbericht.pdf", pdf));
        let list = if missing.is_empty() {
            "Es fehlt nichts.\r\n".to_owned()
        } else {
            missing.iter().map(|m| format!("[ ] {m}")).collect::<Vec<_>>().join("\r\n")
        };
        parts.insert(0, Part::text("0-was-fehlt.txt", &list));
        zipped(&parts).map_err(AppError::internal)
    });
    let zip = zip.await.map_err(AppError::internal)??;
    let name = label(&PROOF_KINDS, &kind).de.to_lowercase();
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}-{year}.zip\"")),
    ];
    Ok((headers, zip).into_response())
}

fn missing(project: &Project, report: &Proof) -> Vec<String> {
    let list = project.checklist(report).into_iter().filter(|(is_there, _)| !is_there);
    list.map(|(_, what): (bool, Text)| what.de).collect()
}

/// The GIS data and what its check found.
async fn gis_parts(
    ctx: &Ctx,
    area: Id<Area>,
    profile: Option<norm_gisnb::Profile>,
    missing: &mut Vec<String>,
) -> Result<Vec<Part>, AppError> {
    let Some(profile) = profile else {
        missing
            .push("GIS-Daten: Der Bescheid nennt kein Profil, oder es ist nicht geladen.".into());
        return Ok(Vec::new());
    };
    let crs = profile.crs.clone();
    let subjects = ctx.read(move |db| gis::subjects(db, area, &crs)).await?;
    let layers = match norm_gisnb::write(&profile, STEP, &subjects) {
        Ok(layers) => layers,
        Err(finding) => {
            missing.push(format!("GIS-Daten: {}", finding.words[0]));
            return Ok(Vec::new());
        }
    };
    let files: Vec<Delivery<'_>> =
        layers.iter().map(|l| Delivery { file: &l.file, bytes: &l.bytes }).collect();
    let findings = norm_gisnb::check(&profile, STEP, &files, &[]);
    if !findings.is_empty() {
        missing.push(format!(
            "GIS-Daten: {} Hinweise der Prüfung, siehe 4-gis/pruefung.txt",
            findings.len()
        ));
    }
    let lines: Vec<String> = findings
        .iter()
        .map(|f| format!("{} {} {}: {}", f.layer, german(f.feature), f.attribute, f.words[0]))
        .collect();
    let mut parts: Vec<Part> =
        layers.into_iter().map(|l| Part::file(&format!("4-gis/{}", l.file), l.bytes)).collect();
    let report = if lines.is_empty() { "Keine Hinweise.".to_owned() } else { lines.join("\r\n") };
    parts.push(Part::text("4-gis/pruefung.txt", &report));
    Ok(parts)
}

/// The photos and a sheet with their places and digests.
async fn photo_parts(ctx: &Ctx, area: Id<Area>, project: &Project) -> Result<Vec<Part>, AppError> {
    let mut parts = Vec::new();
    let mut lines = vec!["Datei;Inhalt;Aufgenommen;Breite;Länge;SHA-256".to_owned()];
    for (n, photo) in project.photos.iter().enumerate() {
        let (file, bytes) = proof::bytes(ctx, area, id(&photo.file)?).await?;
        let ending = if file.mime == "image/png" { "png" } else { "jpg" };
        let name = format!("foto-{:03}.{ending}", n + 1);
        let place = photo.place.map_or_else(
            || ";".to_owned(),
            |(lon, lat)| format!("{lat:.6};{lon:.6}").replace('.', ","),
        );
        let words = photo.words.replace([';', '"'], ",");
        lines.push(format!("{name};{words};{};{place};{}", photo.taken_at, file.sha256));
        parts.push(Part::kept(&format!("3-fotos/{name}"), bytes));
    }
    parts.push(Part::text("3-fotos/fotos.csv", &(lines.join("\r\n") + "\r\n")));
    Ok(parts)
}
