//! From the fields of a form to what it says: places, times, values, photos with their claims.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::fields::Upload;
use kernel::files::{self, made_here};
use kernel::{AppError, Ctx, Fields, Id, Problem};

use crate::catalogue::{Measure, decimal};
use crate::model::Severity;
use crate::photo::Picture;
use crate::take::Sent;

/// Longest text, in characters.
pub(super) const TEXT_CHARS_MAX: usize = 4_000;
/// Photos of one entry.
const PHOTOS_MAX: usize = 5;

pub(super) fn wrong() -> Problem {
    Problem::new(
        "supervision/entry",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
}

/// Reads the photos of a form, checks them by content and keeps their bytes; what they say of
/// themselves is read before.
pub(super) async fn pictures(
    ctx: &Ctx,
    fields: &mut Fields,
    field: &'static str,
) -> Result<Vec<Picture>, AppError> {
    let said: Vec<String> = fields.all(&format!("sha-{field}")).map(str::to_owned).collect();
    let uploads: Vec<Upload> =
        fields.take_uploads().into_iter().filter(|u| u.field == field).take(PHOTOS_MAX).collect();
    let town = Arc::clone(&ctx.town);
    let read = move || -> Result<Vec<Picture>, AppError> {
        let mut all = Vec::new();
        for (n, upload) in uploads.into_iter().enumerate() {
            let claim = darkroom::evidence(&upload.bytes);
            let file = files::check_upload(&upload.name, upload.bytes).map_err(|problem| {
                let (de, en) = (problem.de.clone(), problem.en.clone());
                problem.at(field, &de, &en)
            })?;
            if file.mime() == "application/pdf" {
                let (de, en) =
                    ("Wählen Sie ein Foto (JPG oder PNG).", "Choose a photo (JPG or PNG).");
                return Err(wrong().at(field, de, en).into());
            }
            town.files().write(&file)?;
            all.push(Picture { file, said: said.get(n).cloned().unwrap_or_default(), claim });
        }
        Ok(all)
    };
    tokio::task::spawn_blocking(read).await.map_err(AppError::internal)?
}

/// Where the device says it is: the place in metres, how exact, and whether it cannot be.
fn device(fields: &Fields) -> (Option<(f64, f64)>, i64, bool) {
    let (lon, lat) = (fields.get("lon"), fields.get("lat"));
    if lon.is_empty() && lat.is_empty() {
        return (None, 0, false);
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|v| v.is_finite());
    let place = number(lon).zip(number(lat)).and_then(|(lon, lat)| kernel::map::metres(lon, lat));
    let accuracy = fields.get("genauigkeit").parse().unwrap_or(0);
    (place, i64::clamp(accuracy, 0, 100_000), place.is_none())
}

/// The time of the device, if it reads.
pub(super) fn device_at(fields: &Fields) -> String {
    let text = fields.get("geraet_zeit");
    text.parse::<Timestamp>().map(|at| at.to_string()).unwrap_or_default()
}

/// What a form says about a finding.
pub(super) fn sent(
    fields: &Fields,
    work: &str,
    measures: &[Measure],
    pictures: Vec<Picture>,
) -> Result<Sent, Problem> {
    let mut problem = wrong();
    let mut values = Vec::new();
    for measure in measures {
        let name = format!("wert-{}", measure.key);
        let text = fields.get(&name);
        if text.is_empty() {
            continue;
        }
        if let Some(value) = decimal(text) {
            values.push((measure.key.clone(), value));
        } else {
            problem = problem.at(
                &name,
                "Geben Sie eine Zahl ein, zum Beispiel 4,5.",
                "Enter a number, for example 4.5.",
            );
        }
    }
    if fields.get("art").is_empty() {
        problem =
            problem.at("art", "Wählen Sie, was Sie festgestellt haben.", "Choose what you found.");
    }
    let text = fields.text("text");
    if text.chars().count() > TEXT_CHARS_MAX {
        problem = problem.at("text", "Das ist zu lang.", "This is too long.");
    }
    if !problem.fields.is_empty() {
        return Err(problem);
    }
    let (place, accuracy, is_place_broken) = device(fields);
    let mut all: Vec<String> = vec![work.to_owned()];
    let is_content =
        |name: &str| !matches!(name, "csrf" | "geraet_zeit") && !name.starts_with("sha-");
    let pairs = fields.pairs().iter().filter(|(name, _)| is_content(name));
    all.extend(pairs.map(|(name, value)| format!("{name}={value}")));
    all.extend(pictures.iter().map(|p| p.file.sha256().to_owned()));
    let digest = made_here("", "text/plain", all.join("\n").into_bytes()).sha256().to_owned();
    Ok(Sent {
        id: fields.get("nummer").parse().unwrap_or_else(|_| Id::new()),
        section: fields.get("abschnitt").to_owned(),
        kind: fields.get("art").to_owned(),
        severity: Severity::from_word(fields.get("schwere")),
        text,
        place,
        accuracy,
        is_place_broken,
        device_at: device_at(fields),
        values,
        tells: fields.get("melden") != "nein",
        digest,
        pictures,
    })
}
