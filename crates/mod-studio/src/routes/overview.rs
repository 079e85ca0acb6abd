//! One edition: what it still needs, opening, closing, the next one, the report of the schema.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Audit, Ctx, Fields, Problem};
use web::button::{Weight, action_form};
use web::details::details;
use web::list::definition_list;
use web::page::stack;
use web::task_list::{Task, task_list};
use web::{Errors, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::portal::{self, Newer};
use super::{base, busy, id, import, load, page};
use crate::model::{Edition, State};
use crate::report::{Lamp, Point, Report};
use crate::shelf::trial_address;
use crate::{OPEN, store};

/// Code lists a message counts at most; more is no count of ours.
const LISTS_SHOWN_MAX: u32 = 100;

/// The overview.
pub(crate) async fn show(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    let newer = portal::newer(&ctx, &report.edition, &fields).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = report.edition.form.title.of(ctx.language).to_owned();
    let body = body(&ctx, say, &report, &newer);
    let mut page = page(&frame, &ctx, &report.edition, "", &title, &body);
    if let Ok(lists @ 1..=LISTS_SHOWN_MAX) = fields.get("listen").parse::<u32>() {
        page = page.message(
            Tone::Success,
            say.of("Aus dem FIM-Portal eingelesen", "Read in from the FIM portal"),
            html! { p { (match lists {
                1 => say.of(
                    "Mit dem Schema kam eine Codeliste, die noch fehlte.".to_owned(),
                    "A code list that was missing came with the schema.".to_owned(),
                ),
                _ => say.of(
                    format!("Mit dem Schema kamen {lists} Codelisten, die noch fehlten."),
                    format!("{lists} code lists that were missing came with the schema."),
                ),
            }) } },
        );
    }
    if fields.get("ok") == "offen" {
        page = page.message(
            Tone::Success,
            say.of("Das Formular ist geöffnet", "The form is open"),
            html! { p { (say.of("Alle können es jetzt ausfüllen.", "Everybody can fill it in now.")) } },
        );
    }
    Ok(frame.answer(page))
}

/// The overview once more, with what was wrong with a file.
pub(super) async fn again(
    ctx: &Ctx,
    edition: &str,
    problem: &Problem,
) -> Result<Response, AppError> {
    let report = load(ctx, edition).await?;
    let frame = Frame::of(ctx);
    let errors: Errors = frame.errors_of(problem);
    let title = report.edition.form.title.of(ctx.language).to_owned();
    let newer = portal::newer(ctx, &report.edition, &Fields::default()).await?;
    let body = body(ctx, frame.say, &report, &newer);
    let page = page(&frame, ctx, &report.edition, "", &title, &body);
    Ok(frame.answer_again(page.errors(&errors)))
}

fn body(ctx: &Ctx, say: Say, report: &Report, newer: &Newer) -> Markup {
    let edition = &report.edition;
    stack(html! {
        (facts(ctx, say, edition))
        section {
            h2 { (say.of("Vor dem Öffnen", "Before opening")) }
            (points(ctx, say, edition, &report.points))
        }
        (acts(ctx, say, report))
        (portal::newer_section(ctx, say, edition, newer))
        (details(say.of("Neue Fassung des Schemas einlesen", "Read in a new version of the schema"), import::next(ctx, say, edition)))
    })
}

fn facts(ctx: &Ctx, say: Say, edition: &Edition) -> Markup {
    let address = format!("/antrag/{}", edition.form.service);
    let shown = if edition.state == State::Open {
        html! { a href=(ctx.to(&address)) { (address) } }
    } else {
        html! { (address) }
    };
    let mut rows = vec![
        (say.of("Stand", "State"), import::state(say, edition.state)),
        (say.of("Adresse", "Address"), shown),
        (
            say.of("Schema", "Schema"),
            html! {
                (edition.schema_key) " " a href=(ctx.to(&format!("{}/schema.xml", base(edition.id)))) { (say.of("XML herunterladen", "Download XML")) }
            },
        ),
        (
            say.of("Zuletzt geändert", "Last changed"),
            html! { (ctx.language.moment(edition.changed_at)) },
        ),
    ];
    if let Some(at) = edition.opened_at {
        rows.push((say.of("Geöffnet", "Opened"), html! { (ctx.language.moment(at)) }));
    }
    definition_list(&rows)
}

fn points(ctx: &Ctx, say: Say, edition: &Edition, points: &[Point]) -> Markup {
    let tasks: Vec<Task> = points
        .iter()
        .map(|point| {
            let (tone, state) = match point.lamp {
                Lamp::Good => (Tone::Success, say.of("erledigt", "done")),
                Lamp::Look => (Tone::Warning, say.of("bitte ansehen", "please look")),
                Lamp::Stop => (Tone::Danger, say.of("fehlt", "missing")),
            };
            let path = match point.page.strip_prefix("../") {
                Some(above) => format!("/verwaltung/formulare/{above}"),
                None => format!("{}/{}", base(edition.id), point.page),
            };
            Task {
                label: point.title.of(ctx.language).to_owned(),
                hint: Some(point.words.of(ctx.language).to_owned()),
                url: Some(ctx.to(&path)),
                tone,
                state: state.to_owned(),
            }
        })
        .collect();
    task_list(&tasks)
}

fn acts(ctx: &Ctx, say: Say, report: &Report) -> Markup {
    let edition = &report.edition;
    let base = base(edition.id);
    let (token, version) = (ctx.form_token(), edition.version.to_string());
    let hidden = [(super::VERSION, version.as_str())];
    let post = |path: &str, weight, label: &str| {
        action_form(&ctx.to(&format!("{base}/{path}")), &token, &hidden, weight, label)
    };
    let may_open = ctx.actor.may(OPEN);
    html! {
        @if edition.state == State::Making && !report.may_open() {
            (alert(Tone::Info, say.of("Öffnen geht noch nicht", "It cannot be opened yet"), html! {
                p { (say.of("Erledigen Sie zuerst, was oben fehlt.", "First do what is missing above.")) }
            }))
        }
        (buttons(html! {
            @if edition.state == State::Making && report.may_open() && may_open {
                (post("oeffnen", Weight::Primary, say.of("Formular öffnen", "Open the form")))
            }
            @if edition.state == State::Open && may_open {
                (post("schliessen", Weight::Secondary, say.of("Formular schließen", "Close the form")))
            }
            @if edition.state != State::Making {
                (post("aendern", Weight::Secondary, say.of("Neue Fassung mit diesem Schema", "New edition with this schema")))
            }
            (link_button(Weight::Secondary, &ctx.to(&format!("/antrag/{}", trial_address(edition.id))),
                say.of("Ausprobieren", "Try it out")))
            (link_button(Weight::Tertiary, &ctx.to(&format!("{base}/vergleich")),
                say.of("Mit der geöffneten Fassung vergleichen", "Compare with the open edition")))
        }))
    }
}

/// The schema as it was read.
pub(crate) async fn download(ctx: Ctx, Path(edition): Path<String>) -> Result<Response, AppError> {
    let id = id(&edition)?;
    let (edition, xml) =
        ctx.read(move |db| Ok((store::find(db, id)?, store::xml(db, id)?))).await?;
    let name = format!("attachment; filename=\"{}-{}.xml\"", edition.form.service, edition.number);
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, xml).into_response())
}

/// Opens an edition; the one before closes.
pub(crate) async fn open(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (town, id) = (Arc::clone(&ctx.town), id(&edition)?);
    let version: i64 = fields.get(super::VERSION).parse().unwrap_or(-1);
    ctx.write(move |tx| {
        let report = Report::find(&town, tx, id)?;
        if !report.may_open() {
            return Err(AppError::refused(
                "studio/not-ready",
                "Das Formular ist noch nicht bereit. Sehen Sie auf dem Überblick nach, was fehlt.",
                "The form is not ready yet. See on the overview what is missing.",
            ));
        }
        if report.edition.version != version {
            return Err(busy());
        }
        if !store::open_up(tx, &report.edition)? {
            return Err(busy());
        }
        Ok(Audit::of("studio.opened", id).note(&report.edition.form.service).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?ok=offen", base(id))))
}

/// Closes a form: nobody can begin it any more, what was begun goes on.
pub(crate) async fn close(
    ctx: Ctx,
    Path(edition): Path<String>,
    _: Fields,
) -> Result<Response, AppError> {
    let id = id(&edition)?;
    ctx.write(move |tx| {
        let edition = store::find(tx, id)?;
        store::close(tx, edition.form.id)?;
        Ok(Audit::of("studio.closed", id).note(&edition.form.service).done())
    })
    .await?;
    Ok(ctx.redirect(&base(id)))
}

/// Begins the next edition with the same schema.
pub(crate) async fn begin_next(
    ctx: Ctx,
    Path(edition): Path<String>,
    _: Fields,
) -> Result<Response, AppError> {
    let id = id(&edition)?;
    let next = ctx
        .write(move |tx| {
            let before = store::find(tx, id)?;
            let xml = store::xml(tx, id)?;
            let next = store::add_edition(
                tx,
                before.form.id,
                &before.schema_key,
                &xml,
                &before.additions,
            )?;
            Ok(Audit::of("studio.edition_begun", next).with(next))
        })
        .await?;
    Ok(ctx.redirect(&base(next)))
}
