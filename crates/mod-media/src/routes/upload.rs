//! Uploading, several files at once, also from a phone: what is missing may be added later, until
//! then nobody can use the medium.

use std::sync::Arc;

use axum::response::Response;
use content::Key;
use kernel::{AppError, Audit, Ctx, Fields, Problem, Text, settings};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, Page, Say, alert, button, buttons, html, link_button,
};

use super::{LIBRARY, page_of};
use crate::look::look;
use crate::model::{LICENCES, LINE_CHARS_MAX, People, licence_of};
use crate::settings::MediaSettings;
use crate::store;
use crate::take_in::{self, Brought};

/// What the browser offers to choose; the content decides.
const ACCEPT: &str =
    ".jpg,.jpeg,.png,.webp,.gif,.svg,.pdf,.mp4,.m4v,.webm,.mp3,.m4a,.ogg,.vtt,image/jpeg,image/png";

/// The form.
pub async fn form(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let limits: MediaSettings = ctx.read(settings::get).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &fields, &Errors::new(), &limits);
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &'f Ctx,
    frame: &'f Frame<'f>,
    fields: &Fields,
    errors: &Errors,
    limits: &MediaSettings,
) -> Page<'f> {
    let say = frame.say;
    let token = ctx.form_token();
    let rules = UploadRules {
        accept: ACCEPT,
        kinds: say.of(
            "JPG, PNG, WebP, GIF, SVG, PDF, MP4, WebM, MP3, OGG, VTT",
            "JPG, PNG, WebP, GIF, SVG, PDF, MP4, WebM, MP3, OGG, VTT",
        ),
        max_bytes: u64::try_from(limits.film_mb_max.max(limits.file_mb_max)).unwrap_or(0)
            * 1024
            * 1024,
        multiple: true,
    };
    let form = Form::post(&ctx.to("/verwaltung/medien/hochladen"), &token).with_files().with_progress(say).body(html! {
        (Field::new(say, "dateien", say.of("Dateien", "Files")).error(errors.get("dateien"))
            .hint(say.of("Sie können mehrere zugleich wählen. Aufnahmeort und Gerätedaten entfernen wir.",
                "You may choose several at once. We remove the place and the device."))
            .upload(rules))
        (Field::new(say, "nachweis", say.of("Urheberin oder Urheber", "Credit"))
            .value(fields.get("nachweis")).error(errors.get("nachweis")).optional().max_length(LINE_CHARS_MAX)
            .hint(say.of("So steht es unter dem Bild. Bleibt das Feld leer, übernehmen wir die Angabe aus der Datei, wenn eine darin steht.",
                "As it stands below the picture. If the field stays empty, we take what the file says, if it says anything.")).text())
        (licence_field(say, fields.get("lizenz"), errors))
        (end_field(say, fields.get("bis"), errors))
        (people_field(say, fields.get("personen"), errors))
        (generated_field(say, fields.has("ki")))
        (Field::new(say, "zurueck", "").value(fields.get("zurueck")).hidden())
        (buttons(button(Weight::Primary, say.of("Hochladen", "Upload"))))
    });
    frame
        .staff(say.of("Medien hochladen", "Upload media"))
        .crumb(say.of("Medien", "Media"), ctx.to(LIBRARY))
        .errors(errors)
        .body(form)
}

/// The licence.
pub(super) fn licence_field(say: Say, value: &str, errors: &Errors) -> Markup {
    let choices: Vec<Choice<'_>> =
        LICENCES.iter().map(|l| Choice::new(l.word, say.of(l.de, l.en))).collect();
    Field::new(say, "lizenz", say.of("Lizenz", "Licence"))
        .value(value)
        .error(errors.get("lizenz"))
        .select(&choices)
}

/// The last day of the licence.
pub(super) fn end_field(say: Say, value: &str, errors: &Errors) -> Markup {
    Field::new(say, "bis", say.of("Lizenz gilt bis", "Licence holds until")).value(value)
        .error(errors.get("bis")).optional()
        .hint(say.of("Bei Agenturbildern Pflicht, zum Beispiel 31.12.2027. Danach verschwindet das Medium von allen Seiten.",
            "Required for agency pictures, for example 31.12.2027. After that the medium disappears from all pages."))
        .date_text()
}

/// Whether people are shown.
pub(super) fn people_field(say: Say, value: &str, errors: &Errors) -> Markup {
    let choices = [
        Choice::new("none", say.of("Nein, niemand ist erkennbar", "No, nobody can be recognised")),
        Choice::new("consent", say.of("Ja, mit Einwilligung", "Yes, with their consent")).hint(
            say.of(
                "Wer wann eingewilligt hat, tragen Sie danach beim Medium ein.",
                "Who agreed and when, you enter afterwards with the medium.",
            ),
        ),
        Choice::new(
            "public",
            say.of("Ja, ohne Einwilligung erlaubt", "Yes, allowed without consent"),
        )
        .hint(say.of(
            "Versammlung, Zug oder Menschen als Beiwerk (§ 23 KUG).",
            "A gathering, a parade, or people beside the matter (§ 23 KUG).",
        )),
    ];
    Field::new(say, "personen", say.of("Sind Personen erkennbar?", "Can people be recognised?"))
        .value(value)
        .error(errors.get("personen"))
        .radios(&choices)
}

/// Made by a program.
pub(super) fn generated_field(say: Say, is_ticked: bool) -> Markup {
    Field::new(say, "ki", say.of("KI-generiert", "Made with AI"))
        .value(if is_ticked { "ja" } else { "" })
        .hint(say.of("Ein Programm hat es gezeichnet oder wesentlich verändert. Das steht dann unter dem Bild.",
            "A program drew it or changed it in substance. This is then said below the picture."))
        .checkbox()
}

/// Reads what the form says of licence, people and the like.
///
/// # Errors
/// A problem at a field.
pub(super) fn brought(fields: &Fields) -> Result<Brought, Problem> {
    let line = |name: &str| fields.get(name).chars().take(LINE_CHARS_MAX).collect::<String>();
    let usable_until = fields.date("bis")?;
    let licence = licence_of(fields.get("lizenz"));
    if licence.is_some_and(|l| l.needs_end) && usable_until.is_none() {
        return Err(Problem::new(
            "media/end-missing",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
        .at(
            "bis",
            "Geben Sie an, bis wann die Lizenz der Agentur gilt.",
            "Enter until when the licence of the agency holds.",
        ));
    }
    Ok(Brought {
        name: String::new(),
        title: line("titel"),
        alt: Text::new(line("alt_de"), line("alt_en")),
        credit: line("nachweis"),
        licence: licence.map(|l| l.word.to_owned()).unwrap_or_default(),
        source: line("quelle"),
        people: People::of(fields.get("personen")),
        usable_until,
        is_generated: fields.has("ki"),
        focal: None,
    })
}

/// How a file fared.
enum Outcome {
    Added(Key),
    Known(Key),
    Refused(Problem),
}

/// Takes files in.
pub async fn take(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let limits: MediaSettings = ctx.read(settings::get).await?;
    let frame = Frame::of(&ctx);
    let uploads = fields.take_uploads();
    let brought = match brought(&fields) {
        Ok(_) if uploads.is_empty() => Err(Problem::new(
            "media/no-file",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
        .at("dateien", "Wählen Sie mindestens eine Datei.", "Choose at least one file.")),
        other => other,
    };
    let brought = match brought {
        Ok(brought) => brought,
        Err(problem) => {
            let page = page(&ctx, &frame, &fields, &frame.errors_of(&problem), &limits);
            return Ok(frame.answer_again(page));
        }
    };
    let mut outcomes = Vec::with_capacity(uploads.len());
    for upload in uploads {
        let one = Brought { name: upload.name.clone(), ..brought.clone() };
        let outcome = match take_one(&ctx, one, upload.bytes).await {
            Ok(outcome) => outcome,
            Err(AppError::Refused(problem)) => Outcome::Refused(problem),
            Err(other) => return Err(other),
        };
        outcomes.push((upload.name, outcome));
    }
    if let [(_, Outcome::Added(id))] = outcomes.as_slice() {
        return Ok(ctx.redirect(&page_of(id)));
    }
    Ok(report(&ctx, &frame, &outcomes, back(&fields)))
}

/// Where the form was opened from, within the staff area.
fn back(fields: &Fields) -> Option<&str> {
    let path = fields.get("zurueck");
    (path.starts_with("/verwaltung/") && !path.contains("//") && !path.contains('\\'))
        .then_some(path)
}

async fn take_one(ctx: &Ctx, brought: Brought, bytes: Vec<u8>) -> Result<Outcome, AppError> {
    let sound = look(&ctx.town, &brought.name, bytes).await?;
    let laid = take_in::lay(&ctx.town, &sound).await?;
    let (town, digest) = (Arc::clone(&ctx.town), sound.sha256());
    ctx.write(move |tx| {
        if let Some(known) = store::by_digest(tx, &digest)?.into_iter().next() {
            return Ok(kernel::Saved::nothing(Outcome::Known(known)));
        }
        let id = take_in::store_new(tx, &town, take_in::fresh()?, &sound, &laid, &brought)?;
        Ok(Audit::of("media.added", &id).with(Outcome::Added(id)))
    })
    .await
}

fn report(
    ctx: &Ctx,
    frame: &Frame<'_>,
    outcomes: &[(String, Outcome)],
    back: Option<&str>,
) -> Response {
    let say = frame.say;
    let added: Vec<(&str, &Key)> = outcomes
        .iter()
        .filter_map(|(n, o)| match o {
            Outcome::Added(id) => Some((n.as_str(), id)),
            _ => None,
        })
        .collect();
    let known: Vec<(&str, &Key)> = outcomes
        .iter()
        .filter_map(|(n, o)| match o {
            Outcome::Known(id) => Some((n.as_str(), id)),
            _ => None,
        })
        .collect();
    let refused: Vec<&Problem> = outcomes
        .iter()
        .filter_map(|(_, o)| match o {
            Outcome::Refused(p) => Some(p),
            _ => None,
        })
        .collect();
    let links = |all: &[(&str, &Key)]| {
        html! {
            ul { @for (name, id) in all { li { a href=(ctx.to(&page_of(id))) { (take_in::title_of(name)) } } } }
        }
    };
    let body = html! {
        @if !added.is_empty() {
            (alert(Tone::Success, &say.of(format!("{} Dateien sind da", added.len()), format!("{} files are there", added.len())), links(&added)))
        }
        @if !known.is_empty() {
            (alert(Tone::Info, say.of("Schon vorhanden", "Already there"), html! {
                p { (say.of("Genau diese Dateien liegen schon in der Mediathek:", "Exactly these files are in the library already:")) }
                (links(&known))
            }))
        }
        @if !refused.is_empty() {
            (alert(Tone::Danger, say.of("Nicht angenommen", "Not accepted"), html! {
                ul { @for problem in &refused { li { (problem.text(ctx.language)) } } }
            }))
        }
        (buttons(html! {
            @if let Some(path) = back { (link_button(Weight::Primary, &ctx.to(path), say.of("Zurück zur Arbeit", "Back to work"))) }
            (link_button(Weight::Secondary, &ctx.to("/verwaltung/medien/hochladen"), say.of("Weitere hochladen", "Upload more")))
            (link_button(Weight::Tertiary, &ctx.to(LIBRARY), say.of("Zur Mediathek", "To the library")))
        }))
    };
    let page = frame
        .staff(say.of("Hochgeladen", "Uploaded"))
        .crumb(say.of("Medien", "Media"), ctx.to(LIBRARY))
        .body(body);
    if added.is_empty() && known.is_empty() { frame.answer_again(page) } else { frame.answer(page) }
}
