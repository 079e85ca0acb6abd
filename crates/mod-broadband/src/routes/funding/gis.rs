//! The rules of funding that a department loads and confirms: GIS profiles, periods; and the check of
//! files that others made.

use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields};
use norm_gisnb::{Delivery, Finding, Profile, Severity, State, read_profiles};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, badge, button, buttons, html};

use super::{DESK, wrong};
use crate::KEEP;
use crate::funding::Term;
use crate::store::funding as kept;

const HERE: &str = "/verwaltung/glasfaser/gis";
/// Largest profile file, in bytes.
const PROFILE_BYTES_MAX: u64 = 2_000_000;

/// A profile as it is kept: when it was loaded, and what it holds.
type Loaded = (String, Profile);

/// What a check of files said: for which profile and step.
struct Checked {
    what: String,
    findings: Vec<Finding>,
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    page(&ctx, &Errors::new(), None).await
}

async fn loaded(ctx: &Ctx) -> Result<Vec<Loaded>, AppError> {
    let all = ctx.read(kept::profiles).await?;
    let mut read = Vec::new();
    for (id, body, on) in all {
        let profiles = read_profiles(body.as_bytes()).map_err(AppError::internal)?;
        read.extend(profiles.into_iter().find(|p| p.id == id).map(|p| (on, p)));
    }
    Ok(read)
}

async fn page(ctx: &Ctx, errors: &Errors, checked: Option<Checked>) -> Result<Response, AppError> {
    let profiles = loaded(ctx).await?;
    let today = ctx.today();
    let terms = ctx.read(move |db| kept::terms(db, today)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        @if let Some(checked) = &checked { (result(&frame, checked)) }
        h2 { (say.of("Profile der GIS-Nebenbestimmungen", "Profiles of the GIS rules")) }
        p { (say.of(
            "Der Bescheid nennt die Fassung, die gilt. Laden Sie sie als Profildatei; ein unvollständiges Profil sperrt die Ausgabe.",
            "The notice names the version that holds. Load it as a profile file; a partial profile blocks the delivery.",
        )) }
        (list(&frame, &profiles))
        @if ctx.actor.may(KEEP) { (load_form(ctx, &frame, errors)) }
        @if !profiles.is_empty() { (check_form(ctx, &frame, &profiles, errors)) }
        h2 { (say.of("Fristen und Anteile der Förderung", "Periods and shares of funding")) }
        p { (say.of(
            "Diese Werte sind Vorgaben aus der Praxis. Bestätigen Sie, was nach Ihren Bescheiden gilt; es gilt ab heute.",
            "These values come from practice. Confirm what holds by your notices; it holds from today on.",
        )) }
        @for term in &terms { (term_card(ctx, &frame, term, errors)) }
    };
    let page = frame
        .staff(say.of("Förderregeln und GIS-Daten", "Rules of funding and GIS data"))
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn result(frame: &Frame<'_>, checked: &Checked) -> Markup {
    let say = frame.say;
    if checked.findings.is_empty() {
        let title = say.of("Die Prüfung fand nichts", "The check found nothing");
        return web::alert(Tone::Success, title, html! { p { (checked.what) } });
    }
    html! {
        h2 { (say.of("Ergebnis der Prüfung", "What the check found")) }
        p { (checked.what) ": " (checked.findings.len()) }
        (Table::new(say, say.of("Hinweise", "Findings")).caption_hidden().columns(vec![
            Column::new(say.of("Ebene", "Layer")),
            Column::number(say.of("Objekt", "Feature")),
            Column::new(say.of("Attribut", "Attribute")),
            Column::new(say.of("Hinweis", "Finding")),
        ]).rows(checked.findings.iter().map(|f| Row::new(vec![
            html! { (f.layer) },
            html! { @if f.feature > 0 { (f.feature) } },
            html! { (f.attribute) },
            html! {
                @if f.severity == Severity::Error { (badge(Tone::Danger, say.of("Fehler", "Error"))) } @else { (badge(Tone::Info, say.of("Hinweis", "Hint"))) }
                " " (say.of(&f.words[0], &f.words[1]))
            },
        ]))).render())
    }
}

fn list(frame: &Frame<'_>, profiles: &[Loaded]) -> Markup {
    let say = frame.say;
    if profiles.is_empty() {
        return html! { p { (say.of("Noch kein Profil geladen.", "No profile loaded yet.")) } };
    }
    Table::new(say, say.of("Profile", "Profiles"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Profil", "Profile")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Stufen", "Steps")),
            Column::number(say.of("Ebenen", "Layers")),
            Column::new(say.of("Geladen", "Loaded")),
        ])
        .rows(profiles.iter().map(|(on, p)| {
            Row::new(vec![
                html! { (p.id) },
                html! { @match p.state {
                    State::Complete => (badge(Tone::Success, say.of("vollständig", "complete"))),
                    State::Partial => (badge(Tone::Warning, say.of("unvollständig", "partial"))),
                } },
                html! { (p.steps.keys().cloned().collect::<Vec<_>>().join(", ")) },
                html! { (p.layers.len()) },
                html! { (super::super::day_text(frame, on)) },
            ])
        }))
        .render()
}

fn load_form(ctx: &Ctx, frame: &Frame<'_>, errors: &Errors) -> Markup {
    let say = frame.say;
    Form::post(&ctx.to(&format!("{HERE}/profil")), &ctx.form_token()).with_files().body(html! {
        (Field::new(say, "profil", say.of("Profildatei (JSON)", "Profile file (JSON)")).error(errors.get("profil")).upload(UploadRules {
            accept: ".json", kinds: "JSON", max_bytes: PROFILE_BYTES_MAX, multiple: false,
        }))
        (buttons(button(Weight::Secondary, say.of("Laden", "Load"))))
    })
}

fn check_form(ctx: &Ctx, frame: &Frame<'_>, profiles: &[Loaded], errors: &Errors) -> Markup {
    let say = frame.say;
    let options: Vec<(String, String)> = profiles
        .iter()
        .flat_map(|(_, p)| {
            p.steps.iter().map(move |(step, words)| {
                (format!("{}/{step}", p.id), format!("{}, {step}: {words}", p.id))
            })
        })
        .collect();
    let choices: Vec<Choice> = options.iter().map(|(key, words)| Choice::new(key, words)).collect();
    html! {
        h2 { (say.of("GIS-Dateien prüfen", "Check GIS files")) }
        (Form::post(&ctx.to(&format!("{HERE}/pruefen")), &ctx.form_token()).with_files().body(html! {
            (Field::new(say, "stufe", say.of("Profil und Stufe", "Profile and step")).select(&choices))
            (Field::new(say, "dateien", say.of("Dateien (GeoJSON)", "Files (GeoJSON)"))
                .hint(say.of("Eine Datei je Ebene. Sie werden nur geprüft, nicht gespeichert.", "One file for each layer. They are checked, not kept."))
                .error(errors.get("dateien")).upload(UploadRules {
                    accept: ".geojson", kinds: "GeoJSON", max_bytes: kernel::body::LARGE_BYTES_MAX, multiple: true,
                }))
            (buttons(button(Weight::Secondary, say.of("Prüfen", "Check"))))
        }))
    }
}

fn term_card(ctx: &Ctx, frame: &Frame<'_>, term: &Term, errors: &Errors) -> Markup {
    let say = frame.say;
    let unit = match term.unit.as_str() {
        "weeks" => say.of("Wochen", "weeks"),
        "months" => say.of("Monate", "months"),
        _ => say.of("Prozent", "percent"),
    };
    let (name, amount) = (format!("wert_{}", term.key), term.amount.to_string());
    let title = format!("{}: {amount} {unit}", term.basis);
    web::card::sub_card(
        &title,
        html! {
            p { @if term.is_confirmed { (badge(Tone::Success, say.of("bestätigt", "confirmed"))) } @else { (badge(Tone::Warning, say.of("nicht bestätigt", "not confirmed"))) } }
            @if ctx.actor.may(KEEP) {
                (Form::post(&ctx.to(&format!("{HERE}/frist")), &ctx.form_token()).inline().body(html! {
                    (Field::new(say, &name, unit).value(&amount).error(errors.get(&name)).number())
                    input type="hidden" name="regel" value=(term.key);
                    (button(Weight::Tertiary, &format!("{} {}", say.of("Bestätigen:", "Confirm:"), term.basis)))
                }))
            }
        },
    )
}

async fn answered(ctx: &Ctx, outcome: Result<(), AppError>) -> Result<Response, AppError> {
    match outcome {
        Ok(()) => Ok(ctx.redirect(HERE)),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(ctx).errors_of(&problem);
            page(ctx, &errors, None).await
        }
        Err(other) => Err(other),
    }
}

/// Loads profiles.
pub(super) async fn load(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let upload = fields.take_uploads().into_iter().find(|u| u.field == "profil");
    let bytes = upload.map(|u| u.bytes).unwrap_or_default();
    let taken = async {
        let profiles = read_profiles(&bytes).map_err(|error| {
            let (de, en) = (
                format!("Das Profil lässt sich nicht lesen: {error}."),
                format!("The profile cannot be read: {error}."),
            );
            wrong("profil", &de, &en)
        })?;
        let body = String::from_utf8(bytes).map_err(AppError::internal)?;
        ctx.write(move |tx| {
            for profile in &profiles {
                kept::set_profile(tx, &profile.id, &body)?;
            }
            Ok(Audit::of("broadband.profiles_loaded", profiles.len()).done())
        })
        .await
    };
    answered(&ctx, taken.await).await
}

/// Checks files against a profile; nothing is kept.
pub(super) async fn check(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let chosen = fields.text("stufe");
    let (profile, step) = chosen.rsplit_once('/').ok_or(AppError::NotFound)?;
    let (_, profile) =
        loaded(&ctx).await?.into_iter().find(|(_, p)| p.id == profile).ok_or(AppError::NotFound)?;
    let files: Vec<_> =
        fields.take_uploads().into_iter().filter(|u| u.field == "dateien").collect();
    if files.is_empty() {
        let none =
            wrong("dateien", "Wählen Sie mindestens eine Datei.", "Choose at least one file.");
        return answered(&ctx, Err(none)).await;
    }
    let step = step.to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        let files: Vec<Delivery<'_>> =
            files.iter().map(|f| Delivery { file: &f.name, bytes: &f.bytes }).collect();
        norm_gisnb::check(&profile, &step, &files, &[])
    });
    let findings = checked.await.map_err(AppError::internal)?;
    page(&ctx, &Errors::new(), Some(Checked { what: chosen, findings })).await
}

/// Confirms or changes a period.
pub(super) async fn term(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let key = fields.text("regel");
    let saved = ctx
        .write(move |tx| {
            let today = tx.today();
            let known = kept::terms(tx, today)?.into_iter().find(|t| t.key == key);
            let mut term = known.ok_or(AppError::NotFound)?;
            let name = format!("wert_{key}");
            let amount = fields.get(&name).trim().parse().ok().filter(|n| (0..=600).contains(n));
            term.amount = amount.ok_or_else(|| {
                wrong(
                    &name,
                    "Geben Sie eine Zahl von 0 bis 600 ein.",
                    "Enter a number from 0 to 600.",
                )
            })?;
            kept::set_term(tx, &term)?;
            Ok(Audit::of("broadband.term_confirmed", &term.key).done())
        })
        .await;
    answered(&ctx, saved).await
}
