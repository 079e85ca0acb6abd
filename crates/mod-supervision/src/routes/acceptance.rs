//! Joint acceptance: sections, attendees, signatures, minutes; and lines as built.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::files::{self, made_here};
use kernel::paper::Letter;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, settings};
use web::button::Weight;
use web::choice::Choice;
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, button, buttons, form, html};

use super::offline::outdoors;
use super::{TOUR, id, reading};
use crate::acceptance::{self, Acceptance, Minutes, Signature, is_strokes};
use crate::asbuilt;
use crate::catalogue::Basis;
use crate::model::{Finding, Section, Taken, Work};
use crate::settings::SupervisionSettings;
use crate::store::{self, acceptance as kept, findings};
use crate::tour::streets;

struct View {
    work: Work,
    streets: String,
    sections: Vec<Section>,
    open: Vec<Finding>,
    bases: Vec<Basis>,
    count: usize,
}

async fn view(ctx: &Ctx, wanted: Id<Work>) -> Result<View, AppError> {
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.read(move |db| {
        let work = store::find(db, wanted)?.open(&actor)?;
        let own: SupervisionSettings = settings::get(db)?;
        let all = findings::list(&town, db, work.id)?;
        Ok(View {
            streets: streets(db, &work)?,
            sections: store::sections_of(db, work.id)?,
            open: all.into_iter().filter(|f| f.state.is_open()).collect(),
            bases: own.all_bases(),
            count: kept::list(&town, db, work.id)?.len(),
            work,
        })
    })
    .await
}

/// The form.
pub(super) async fn form(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let view = view(&ctx, id(&key)?).await?;
    Ok(page(&ctx, &view, &Fields::default(), &Errors::new()))
}

fn page(ctx: &Ctx, view: &View, fields: &Fields, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let path = format!("{TOUR}/arbeiten/{}", view.work.id);
    let is_left = view.sections.iter().any(|s| !s.state.is_taken());
    let body = html! {
        (outdoors(ctx, say, &[]))
        @if is_left {
            (Form::post(&ctx.to(&format!("{path}/abnahme")), &ctx.form_token()).id("abnahme").body(inputs(ctx, say, view, fields, errors)))
        } @else { p { (say.of("Alle Abschnitte sind abgenommen.", "All sections are accepted.")) } }
        h2 { (say.of("Bestand mit der Zustimmung vergleichen", "Compare as built with the consent")) }
        (Form::post(&ctx.to(&format!("{path}/bestand")), &ctx.form_token()).id("bestand").with_files().body(html! {
            (Field::new(say, "bestand", say.of("Datei mit den gebauten Linien", "File with the lines as built"))
                .error(errors.get("bestand")).upload(UploadRules {
                    accept: ".json,.geojson,.gml,.xml",
                    kinds: say.of("GeoJSON oder XTrasse", "GeoJSON or XTrasse"),
                    max_bytes: files::UPLOAD_BYTES_MAX,
                    multiple: false,
                }))
            (buttons(button(Weight::Secondary, say.of("Vergleichen", "Compare"))))
        }))
    };
    let page = frame
        .staff(say.of("Abnahme", "Acceptance"))
        .crumb(say.of("Tour heute", "Today's tour"), ctx.to(TOUR))
        .crumb(view.streets.clone(), ctx.to(&path))
        .script("supervision.js")
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn or<'a>(given: &'a str, usual: &'a str) -> &'a str {
    if given.is_empty() { usual } else { given }
}

fn inputs(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let today = web::format::date_short(say, ctx.today());
    let unconfirmed = say.of(" (nicht bestätigt)", " (not confirmed)");
    let bases: Vec<(String, String)> = view
        .bases
        .iter()
        .filter(|b| b.from <= ctx.today())
        .map(|b| {
            let mark = if b.is_confirmed { "" } else { unconfirmed };
            (b.key.clone(), format!("{}{mark}", b.label.of(ctx.language)))
        })
        .collect();
    let bases: Vec<Choice> = bases.iter().map(|(key, label)| Choice::new(key, label)).collect();
    let number = or(fields.get("nummer"), "").to_owned();
    let number = if number.is_empty() { Id::<Acceptance>::new().to_string() } else { number };
    let field = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).value(fields.get(name)).error(errors.get(name))
    };
    html! {
        input type="hidden" name="nummer" value=(number);
        input type="hidden" name="stand" value=(view.work.version);
        (Field::new(say, "tag", say.of("Tag der Abnahme", "Day of acceptance")).value(or(fields.get("tag"), &today)).error(errors.get("tag")).date_text())
        (field("anwesend", say.of("Wer war dabei? Je Zeile eine Person oder Stelle", "Who was there? One per line")).textarea(3))
        (sections(ctx, say, view, fields, errors))
        (Field::new(say, "grundlage", say.of("Grundlage der Gewährleistung", "Basis of the warranty"))
            .hint(say.of("Vier oder fünf Jahre gibt es nur, wenn sie vereinbart sind.", "Four or five years exist only where they were agreed."))
            .value(fields.get("grundlage")).error(errors.get("grundlage")).radios(&bases))
        (field("bemerkung", say.of("Bemerkungen", "Remarks")).optional().textarea(3))
        (field("name_stadt", say.of("Unterschrift für die Stadt: Name", "Signature for the town: name")).max_length(200).text())
        (pad(say, "strich_stadt", say.of("Unterschrift für die Stadt zeichnen", "Draw the signature for the town")))
        (field("name_firma", say.of("Unterschrift für die Firma: Name", "Signature for the company: name")).max_length(200).text())
        (pad(say, "strich_firma", say.of("Unterschrift für die Firma zeichnen", "Draw the signature for the company")))
        (buttons(button(Weight::Primary, say.of("Abnehmen und Niederschrift erstellen", "Accept and make the minutes"))))
    }
}

/// Where somebody may draw; without scripts the name alone is the signature.
fn pad(say: Say, name: &str, label: &str) -> Markup {
    html! {
        div hidden data-rh-sign {
            p { (label) " (" (say.of("freiwillig", "optional")) ")" }
            canvas width="280" height="120" role="img" aria-label=(label) {}
            input type="hidden" name=(name) value="";
            p { button type="button" { (say.of("Zeichnung löschen", "Clear the drawing")) } }
        }
    }
}

fn sections(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let labels =
        [Taken::Accepted, Taken::WithDefects, Taken::Refused].map(|t| (t.word(), t.label()));
    let mut choices = vec![Choice::new("heute-nicht", say.of("heute nicht", "not today"))];
    choices.extend(labels.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))));
    let hint = say.of(
        "Abschnitte mit offenen Mängeln stehen auf „abgenommen mit Mängeln“.",
        "Sections with open defects are set to “accepted with defects”.",
    );
    let usual = |s: &Section| {
        if view.open.iter().any(|f| f.section == s.id) {
            Taken::WithDefects
        } else {
            Taken::Accepted
        }
        .word()
    };
    form::group(
        say.of("Abschnitte", "Sections"),
        Some(hint),
        html! {
            @if let Some(error) = errors.get("abschnitte") { p id="f-abschnitte" { strong { (error) } } }
            @for (n, s) in (1..).zip(&view.sections) {
                @if !s.state.is_taken() {
                    @let name = format!("abschnitt-{}", s.id);
                    @let label = format!("{n}: {}", or(&s.street, "–"));
                    (Field::new(say, &name, &label).value(or(fields.get(&name), usual(s))).select(&choices))
                }
            }
        },
    )
}

/// A signature; without a name there is none.
fn signature(
    fields: &Fields,
    name: &'static str,
    strokes: &str,
    problem: &mut Problem,
) -> Signature {
    let signed =
        Signature { name: fields.get(name).to_owned(), strokes: fields.get(strokes).to_owned() };
    if signed.name.is_empty() || !is_strokes(&signed.strokes) {
        let said = std::mem::replace(problem, reading::wrong());
        *problem = said.at(
            name,
            "Geben Sie den Namen dessen ein, der unterschreibt.",
            "Enter the name of whoever signs.",
        );
    }
    signed
}

/// What became of each section that is still to be accepted.
fn results(view: &View, fields: &Fields) -> Vec<(String, String)> {
    let open = view.sections.iter().filter(|s| !s.state.is_taken());
    open.filter_map(|s| {
        let taken = Taken::from_word(fields.get(&format!("abschnitt-{}", s.id)))?;
        let is_result = taken.is_taken() || taken == Taken::Refused;
        is_result.then(|| (s.id.clone(), taken.word().to_owned()))
    })
    .collect()
}

fn read(ctx: &Ctx, view: &View, fields: &Fields) -> Result<(Date, Minutes), Problem> {
    let mut problem = reading::wrong();
    let day = fields.date("tag").ok().flatten().filter(|day| *day <= ctx.today());
    if day.is_none() {
        problem = problem.at(
            "tag",
            "Geben Sie den Tag ein, nicht in der Zukunft.",
            "Enter the day, not in the future.",
        );
    }
    let text = fields.text("anwesend");
    let attendees: Vec<String> =
        text.lines().map(str::trim).filter(|l| !l.is_empty()).take(30).map(str::to_owned).collect();
    if attendees.is_empty() {
        problem = problem.at("anwesend", "Nennen Sie, wer dabei war.", "Name who was there.");
    }
    let basis = view.bases.iter().find(|b| b.key == fields.get("grundlage"));
    let basis = basis.filter(|b| day.is_none_or(|day| b.from <= day));
    if basis.is_none() {
        problem = problem.at(
            "grundlage",
            "Wählen Sie, worauf die Gewährleistung beruht.",
            "Choose what the warranty rests on.",
        );
    }
    let sections = results(view, fields);
    if sections.is_empty() {
        problem = problem.at(
            "abschnitte",
            "Wählen Sie mindestens einen Abschnitt.",
            "Choose at least one section.",
        );
    }
    let town = signature(fields, "name_stadt", "strich_stadt", &mut problem);
    let company = signature(fields, "name_firma", "strich_firma", &mut problem);
    let (Some(day), Some(basis), true) = (day, basis, problem.fields.is_empty()) else {
        return Err(problem);
    };
    let mark = if basis.is_confirmed { "" } else { " (von der Stadt nicht bestätigt)" };
    let open = view
        .open
        .iter()
        .filter(|f| sections.iter().any(|(id, _)| *id == f.section) || f.section.is_empty());
    let open = open.map(|f| f.number.clone()).collect();
    Ok((
        day,
        Minutes {
            attendees,
            notes: fields.text("bemerkung").chars().take(reading::TEXT_CHARS_MAX).collect(),
            town,
            company,
            basis: format!("{}{mark}", basis.label.de),
            warranty_until: acceptance::warranty(day, basis),
            sections,
            open,
        },
    ))
}

/// Sets a letter in type.
pub(super) async fn press(ctx: &Ctx, letter: Letter) -> Result<Vec<u8>, AppError> {
    let press = Arc::clone(ctx.town.press());
    tokio::task::spawn_blocking(move || press.set(&letter))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)
}

/// Accepts.
pub(super) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Work> = id(&key)?;
    let view = view(&ctx, wanted).await?;
    // The same form sent twice: it is done.
    let new: Id<Acceptance> = fields.get("nummer").parse().unwrap_or_else(|_| Id::new());
    if ctx.read(move |db| kept::work_of(db, new)).await? == Some(wanted) {
        return Ok(ctx.redirect(&format!("{TOUR}/arbeiten/{wanted}")));
    }
    let (day, minutes) = match read(&ctx, &view, &fields) {
        Ok(read) => read,
        Err(problem) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            return Ok(page(&ctx, &view, &fields, &errors));
        }
    };
    let number = format!("A-{}-{}", view.work.number, view.count + 1);
    let letter = acceptance::sheet(&ctx.town, &view.work, &number, day, &minutes, &view.sections);
    let bytes = press(&ctx, letter).await?;
    let file = made_here(&format!("{number}.pdf"), "application/pdf", bytes);
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let version: i64 = fields.get("stand").parse().unwrap_or(0);
    ctx.town.files().write(&file)?;
    ctx.write(move |tx| {
        // The same form sent twice.
        if kept::work_of(tx, new)? == Some(wanted) {
            return Ok(Saved::nothing(()));
        }
        let mut work = store::find(tx, wanted)?.open(&actor)?;
        work.version = version;
        let mut new = Acceptance {
            id: new,
            number,
            work: wanted,
            day,
            minutes,
            file: Id::new(),
            made_at: tx.now(),
        };
        acceptance::accept(&town, tx, &mut work, &mut new, &file)?;
        Ok(Audit::of("supervision.accepted", wanted).note(&new.number).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{TOUR}/arbeiten/{wanted}")))
}

/// A PDF as an answer.
pub(super) fn pdf(bytes: Vec<u8>, name: &str) -> Result<Response, AppError> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let shown = HeaderValue::from_str(&format!("inline; filename=\"{name}\""))
        .map_err(AppError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, shown);
    Ok(response)
}

/// The minutes.
pub(super) async fn minutes(
    ctx: Ctx,
    Path((key, acceptance)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (wanted, one): (Id<Work>, Id<Acceptance>) = (id(&key)?, id(&acceptance)?);
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let file = ctx
        .read(move |db| {
            let work = store::find(db, wanted)?.open(&actor)?;
            let all = kept::list(&town, db, work.id)?;
            let found = all.into_iter().find(|a| a.id == one).ok_or(AppError::NotFound)?;
            files::find(db, found.file)
        })
        .await?;
    let town = Arc::clone(&ctx.town);
    let bytes = tokio::task::spawn_blocking(move || town.files().read(&file.sha256))
        .await
        .map_err(AppError::internal)??;
    pdf(bytes, "Niederschrift.pdf")
}

/// Compares lines as built with the consent.
pub(super) async fn built(
    ctx: Ctx,
    Path(key): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Work> = id(&key)?;
    let view = view(&ctx, wanted).await?;
    let upload = fields.take_uploads().into_iter().find(|u| u.field == "bestand");
    let own: SupervisionSettings = ctx.read(settings::get).await?;
    let sections = view.sections.clone();
    let compared = tokio::task::spawn_blocking(move || {
        let bytes = upload.map(|u| u.bytes).unwrap_or_default();
        let lines = asbuilt::read(&bytes)?;
        let digest = made_here("", "text/plain", bytes).sha256().to_owned();
        asbuilt::compare(&sections, &lines, i64::from(own.built_cm)).map(|c| (c, digest))
    })
    .await
    .map_err(AppError::internal)?;
    let (compared, digest) = match compared {
        Ok(done) => done,
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            return Ok(page(&ctx, &view, &fields, &errors));
        }
        Err(other) => return Err(other),
    };
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        let work = store::find(tx, wanted)?.open(&actor)?;
        kept::set_built(tx, work.id, &digest, &compared)?;
        Ok(Audit::of("supervision.compared", wanted).note(compared.outside).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{TOUR}/arbeiten/{wanted}")))
}
