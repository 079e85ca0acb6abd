//! The list of forms, and reading a schema in: as a new form or as the next edition of one.

use axum::extract::Path;
use axum::response::Response;
use kernel::files::UPLOAD_BYTES_MAX;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Text};
use norm_fim::Schema;
use web::badge::badge;
use web::button::{Weight, button, button_named};
use web::empty::empty_state;
use web::icon::Icon;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Page, Say, Tone, alert, buttons, html, link_button};

use super::portal::{self, Look};
use super::{base, bring, id, wrong};
use crate::model::{Additions, Edition, State, StudioForm, address_of, is_address};
use crate::{guess, store};

/// Longest title, in characters.
const TITLE_CHARS_MAX: usize = 200;

/// All forms with their editions.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let editions = ctx.read(store::all).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let new = html! {
        (link_button(Weight::Primary, &ctx.to("/verwaltung/formulare/neu"), say.of("Schema einlesen", "Read a schema in")))
        (link_button(Weight::Secondary, &ctx.to("/verwaltung/formulare/listen"), say.of("Codelisten", "Code lists")))
    };
    let body = if editions.is_empty() {
        empty_state(
            Icon::CHECKLIST,
            say.of("Noch keine eigenen Formulare", "No forms of your own yet"),
            say.of(
                "Lesen Sie ein amtliches Schema ein (XDatenfelder, aus dem FIM-Portal). Daraus entsteht ein Online-Antrag.",
                "Read an official schema in (XDatenfelder, from the FIM portal). It becomes an online application.",
            ),
            html! {},
        )
    } else {
        table(&ctx, say, &editions)
    };
    let page = frame.staff(say.of("Formulare", "Forms")).head_actions(buttons(new)).body(body);
    Ok(frame.answer(page))
}

fn table(ctx: &Ctx, say: Say, editions: &[Edition]) -> Markup {
    let rows = editions.iter().map(|edition| {
        Row::new(vec![
            html! { a href=(ctx.to(&base(edition.id))) { (edition.form.title.of(ctx.language)) } },
            html! { (edition.number) },
            state(say, edition.state),
            html! { (edition.schema_key) },
            html! { "/antrag/" wbr; (edition.form.service) },
            html! { (ctx.language.moment(edition.changed_at)) },
        ])
    });
    Table::new(say, say.of("Formulare und ihre Fassungen", "Forms and their editions"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Formular", "Form")),
            Column::number(say.of("Fassung", "Edition")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Schema", "Schema")),
            Column::new(say.of("Adresse", "Address")),
            Column::new(say.of("Geändert", "Changed")),
        ])
        .rows(rows)
        .render()
}

/// How an edition stands, as a badge.
pub(super) fn state(say: Say, state: State) -> Markup {
    match state {
        State::Making => badge(Tone::Info, say.of("in Arbeit", "in the making")),
        State::Open => badge(Tone::Success, say.of("geöffnet", "open")),
        State::Past => badge(Tone::Neutral, say.of("geschlossen", "closed")),
    }
}

/// The form for a new schema.
pub(crate) async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let look = portal::look(&ctx, &fields).await?;
    let frame = Frame::of(&ctx);
    let page = question(&ctx, &frame, &fields, &look, &Errors::new());
    Ok(frame.answer(page))
}

/// What may be chosen.
pub(super) fn rules(say: Say) -> UploadRules<'static> {
    UploadRules {
        accept: ".xml",
        kinds: say.of("XML", "XML"),
        max_bytes: UPLOAD_BYTES_MAX,
        multiple: false,
    }
}

fn question<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    fields: &Fields,
    look: &Look,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let chosen = bring::chosen(fields);
    let form = Form::post(&ctx.to("/verwaltung/formulare/neu"), &ctx.form_token())
        .with_files()
        .label(say.of("Datei einlesen", "Read a file in"))
        .body(html! {
            @if let Some(key) = &chosen {
                input type="hidden" name=(bring::SCHEMA) value=(key.id);
                input type="hidden" name=(bring::SCHEMA_VERSION) value=(key.version);
            }
            (Field::new(say, "datei", say.of("Schema (XDatenfelder 3, 2 oder 1)", "Schema (XDatenfelder 3, 2 or 1)"))
                .error(errors.get("datei")).upload(rules(say)))
            (Field::new(say, "titel_de", say.of("Titel", "Title (German)")).value(fields.get("titel_de"))
                .hint(say.of("So heißt der Antrag für Bürgerinnen und Bürger. Leer: wie im Schema.", "What citizens call it. Empty: as in the schema."))
                .optional().error(errors.get("titel_de")).max_length(TITLE_CHARS_MAX).text())
            (Field::new(say, "titel_en", say.of("Titel auf Englisch", "Title in English")).value(fields.get("titel_en"))
                .optional().error(errors.get("titel_en")).max_length(TITLE_CHARS_MAX).text())
            (Field::new(say, "adresse", say.of("Adresse", "Address")).value(fields.get("adresse"))
                .hint(say.of("Teil der Internetadresse, zum Beispiel hundesteuer. Am besten wie die Leistung. Leer: aus dem Titel.", "Part of the web address, for example dog-tax. Best the same as the service. Empty: from the title."))
                .optional().error(errors.get("adresse")).text())
            (buttons(html! {
                @if let Some(key) = &chosen {
                    (button_named(Weight::Primary, bring::FROM, bring::PORTAL, &say.of(
                        format!("{key} noch einmal aus dem FIM-Portal einlesen"),
                        format!("Read {key} in from the FIM portal once more"),
                    )))
                    (button(Weight::Secondary, say.of("Datei einlesen", "Read the file in")))
                } @else {
                    (button(Weight::Primary, say.of("Einlesen", "Read in")))
                }
                (link_button(Weight::Tertiary, &ctx.to("/verwaltung/formulare"), say.of("Abbrechen", "Cancel")))
            }))
        });
    frame
        .staff(say.of("Schema einlesen", "Read a schema in"))
        .crumb(say.of("Formulare", "Forms"), ctx.to("/verwaltung/formulare"))
        .errors(errors)
        .lead(say.of(
            "Laden Sie die Datei, die das FIM-Portal unter „XDatenfelder“ anbietet. Niemand sieht das Formular, bevor Sie es öffnen.",
            "Upload the file that the FIM portal offers as “XDatenfelder”. Nobody sees the form before you open it.",
        ))
        .body(match look {
            Look::Off => form,
            look => stack(html! {
                (portal::section(ctx, say, look, fields))
                section {
                    h2 { (say.of("Datei hochladen", "Upload a file")) }
                    (form)
                }
            }),
        })
}

/// Reads a schema in as a new form.
pub(crate) async fn take(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let made = bring::bring(&ctx, &mut fields).await.and_then(|brought| {
        let form = prepare(&brought.schema, &fields)?;
        Ok((brought, form))
    });
    let (brought, form) = match made {
        Ok(made) => made,
        Err(AppError::Refused(problem)) => return again(&ctx, &fields, &problem).await,
        Err(error) => return Err(error),
    };
    let additions =
        Additions { applicant: guess::applicant(&brought.schema), ..Additions::default() };
    let lists = brought.lists.len();
    let saved = ctx
        .write(move |tx| {
            if !store::add_form(tx, &form)? {
                return Err(taken().into());
            }
            brought.keep_lists(tx)?;
            let edition =
                store::add_edition(tx, form.id, &brought.key(), &brought.xml, &additions)?;
            Ok(Audit::of("studio.form_read", edition).note(brought.note()).with(edition))
        })
        .await;
    match saved {
        Ok(edition) if lists == 0 => Ok(ctx.redirect(&base(edition))),
        Ok(edition) => Ok(ctx.redirect(&format!("{}?listen={lists}", base(edition)))),
        Err(AppError::Refused(problem)) => again(&ctx, &fields, &problem).await,
        Err(error) => Err(error),
    }
}

/// The form once more. The portal is not asked again on its own.
async fn again(ctx: &Ctx, fields: &Fields, problem: &Problem) -> Result<Response, AppError> {
    let look = portal::waiting(ctx).await?;
    let frame = Frame::of(ctx);
    let errors = frame.errors_of(problem);
    Ok(frame.answer_again(question(ctx, &frame, fields, &look, &errors)))
}

fn taken() -> Problem {
    wrong(
        "adresse",
        "Diese Adresse hat schon ein anderes Formular. Wählen Sie eine andere, oder lesen Sie das Schema dort als neue Fassung ein.",
        "Another form has this address. Choose another one, or read the schema in there as a new edition.",
    )
}

fn prepare(schema: &Schema, fields: &Fields) -> Result<StudioForm, Problem> {
    let name = match (schema.base.label.trim(), schema.base.name.trim()) {
        ("", name) => name,
        (label, _) => label,
    };
    let title = |field: &str, other: &str| -> Result<String, Problem> {
        let typed = match fields.get(field) {
            "" => other,
            typed => typed,
        };
        if typed.chars().count() > TITLE_CHARS_MAX {
            return Err(wrong(
                field,
                "Der Titel ist zu lang: höchstens 200 Zeichen.",
                "The title is too long: 200 characters at most.",
            ));
        }
        Ok(typed.to_owned())
    };
    let de = title("titel_de", name)?;
    let en = title("titel_en", &de)?;
    let service = match fields.get("adresse") {
        "" => address_of(&de),
        typed => typed.to_owned(),
    };
    if !is_address(&service) {
        return Err(wrong(
            "adresse",
            "Schreiben Sie kleine Buchstaben von a bis z, Ziffern und Bindestriche, zum Beispiel hundesteuer.",
            "Write small letters from a to z, digits and hyphens, for example dog-tax.",
        ));
    }
    Ok(StudioForm { id: Id::new(), service, title: Text::new(de, en) })
}

/// The form for the next edition.
pub(super) fn next(ctx: &Ctx, say: Say, edition: &Edition) -> Markup {
    Form::post(&ctx.to(&format!("{}/fassung", base(edition.id))), &ctx.form_token())
        .with_files()
        .label(say.of("Neue Fassung des Schemas", "New version of the schema"))
        .body(html! {
            (Field::new(say, "datei", say.of("Schema (XDatenfelder)", "Schema (XDatenfelder)"))
                .hint(say.of("Was Sie hier eingestellt haben, kommt mit. Angefangene Entwürfe bleiben bei der alten Fassung.", "What you have set here comes along. Drafts stay with the old edition."))
                .upload(rules(say)))
            (buttons(button(Weight::Secondary, say.of("Als neue Fassung einlesen", "Read in as a new edition"))))
        })
}

/// Reads a schema in as the next edition of a form.
pub(crate) async fn renew(
    ctx: Ctx,
    Path(edition): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let id = id(&edition)?;
    let brought = match bring::bring(&ctx, &mut fields).await {
        Ok(brought) => brought,
        Err(AppError::Refused(problem)) => {
            return super::overview::again(&ctx, &edition, &problem).await;
        }
        Err(error) => return Err(error),
    };
    let edition = ctx
        .write(move |tx| {
            let before = store::find(tx, id)?;
            brought.keep_lists(tx)?;
            let key = brought.key();
            let edition =
                store::add_edition(tx, before.form.id, &key, &brought.xml, &before.additions)?;
            Ok(Audit::of("studio.edition_read", edition).note(brought.note()).with(edition))
        })
        .await?;
    Ok(ctx.redirect(&format!("{}/vergleich", base(edition))))
}

/// What to say where nothing can be changed any more.
pub(super) fn fixed(say: Say, edition: &Edition) -> Markup {
    if edition.state == State::Making {
        return html! {};
    }
    alert(
        Tone::Info,
        say.of("Diese Fassung ist fest", "This edition is fixed"),
        html! { p { (say.of(
            "Bürgerinnen und Bürger haben mit ihr angefangen. Legen Sie auf dem Überblick eine neue Fassung an, um etwas zu ändern.",
            "Citizens have begun with it. Begin a new edition on the overview to change something.",
        )) } },
    )
}
