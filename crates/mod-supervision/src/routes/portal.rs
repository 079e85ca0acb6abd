//! The portal: a company sees the defects of its own works, and answers with a photo.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::files::UPLOAD_BYTES_MAX;
use kernel::questions::{self, Company, CompanyOf};
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Reader, Saved, Town, settings};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::timeline;
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, Say, alert, badge, button, buttons, format, html, list,
    page,
};

use super::{PORTAL, id, reading};
use crate::model::{Details, Event, Finding, Photo, Section, Stage, Work};
use crate::settings::SupervisionSettings;
use crate::store::{self, findings};
use crate::{ladder, take};

/// The company somebody acts for.
fn company(
    town: &Town,
    reader: &mut Reader<'_>,
    actor: &Actor,
) -> Result<Option<Company>, AppError> {
    match (actor, actor.account()) {
        (Actor::Citizen { .. }, Some(account)) => {
            questions::company(town.house(), reader, CompanyOf::Account(account))
        }
        _ => Ok(None),
    }
}

/// A defect of the works of somebody's company, once the town has told of it.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else: they do not learn that it exists.
fn own(
    town: &Town,
    reader: &mut Reader<'_>,
    actor: &Actor,
    wanted: Id<Finding>,
) -> Result<(Work, Finding), AppError> {
    let company = company(town, reader, actor)?.ok_or(AppError::NotFound)?;
    let finding = findings::find(town, reader, wanted)?;
    let work = store::whole(reader, finding.work)?;
    let is_own = !work.company.is_empty() && work.company == company.key;
    if is_own && finding.state.is_known_outside() {
        Ok((work, finding))
    } else {
        Err(AppError::NotFound)
    }
}

type Listed = (Work, Finding, String);

/// The list, or why there is none.
pub(super) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let (company, all, own) = ctx
        .read(move |db| {
            let own: SupervisionSettings = settings::get(db)?;
            let Some(company) = company(&town, db, &actor)? else {
                return Ok((None, Vec::new(), own));
            };
            let mut all: Vec<Listed> = Vec::new();
            for work in store::of_company(db, &company.key)? {
                let sections = store::sections_of(db, work.id)?;
                for finding in findings::list(&town, db, work.id)? {
                    if finding.state.is_known_outside() {
                        let street = street(&sections, &finding);
                        all.push((work.clone(), finding, street));
                    }
                }
            }
            all.sort_by_key(|(_, f, _)| (!f.state.is_open(), f.due_on, f.number.clone()));
            Ok((Some(company), all, own))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = match &company {
        None => alert(
            Tone::Info,
            say.of("Ihr Konto gehört zu keinem Unternehmen", "Your account belongs to no company"),
            html! { p { (say.of(
                "Hier sehen Netzbetreiber und Baufirmen die Mängel ihrer Baustellen. Bitte schreiben Sie der Straßenbehörde mit der E-Mail-Adresse Ihres Kontos. Sie trägt Ihr Unternehmen ein.",
                "Here operators and contractors see the defects of their works. Please write to the road authority, naming the e-mail address of your account. It registers your company.",
            )) } },
        ),
        Some(_) if all.is_empty() => {
            html! { p { (say.of("Es gibt keine Mängel an Ihren Baustellen.", "There are no defects at your works.")) } }
        }
        Some(_) => table(&ctx, say, &all, &own),
    };
    let page = frame
        .public(say.of("Mängel an Ihren Baustellen", "Defects at your works"))
        .crumb(say.of("Leitungen in Straßen", "Lines in roads"), ctx.to("/leitungen"))
        .noindex()
        .preline(company.map(|c| c.name).unwrap_or_default())
        .body(body);
    Ok(frame.answer(page))
}

fn street(sections: &[Section], finding: &Finding) -> String {
    let found = sections.iter().find(|s| s.id == finding.section).map(|s| s.street.clone());
    found.filter(|s| !s.is_empty()).unwrap_or_else(|| "–".into())
}

fn table(ctx: &Ctx, say: Say, all: &[Listed], own: &SupervisionSettings) -> Markup {
    let rows = all.iter().map(|(work, f, street)| {
        Row::new(vec![
            html! { a href=(ctx.to(&format!("{PORTAL}/{}", f.id))) { (f.number) } },
            html! { (own.kind_label(&f.kind).of(ctx.language)) },
            html! { (street) },
            html! { (work.number) },
            html! { (badge(f.state.tone(), f.state.label().of(ctx.language))) },
            html! { @match f.due_on { Some(day) => (format::date_short(say, day)), None => "–" } },
        ])
        .marked(f.is_overdue(ctx.today()))
    });
    Table::new(say, say.of("Offene Mängel zuerst", "Open defects first"))
        .columns(vec![
            Column::new(say.of("Nummer", "Number")),
            Column::new(say.of("Was", "What")),
            Column::new(say.of("Straße", "Street")),
            Column::new(say.of("Aktenzeichen", "Case number")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Frist", "Until")),
        ])
        .rows(rows)
        .render()
}

struct View {
    work: Work,
    finding: Finding,
    street: String,
    photos: Vec<Photo>,
    events: Vec<(Event, String)>,
    own: SupervisionSettings,
}

/// One defect.
pub(super) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    one(&ctx, id(&key)?, &Fields::default(), &Errors::new()).await
}

async fn one(
    ctx: &Ctx,
    wanted: Id<Finding>,
    fields: &Fields,
    errors: &Errors,
) -> Result<Response, AppError> {
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let view = ctx
        .read(move |db| {
            let (work, finding) = own(&town, db, &actor, wanted)?;
            let sections = store::sections_of(db, work.id)?;
            // Who of the town did what is not theirs to know.
            let events = findings::events(&town, db, wanted)?;
            let is_shown = |e: &Event| !matches!(e.what.as_str(), "found" | "reported");
            Ok(View {
                street: street(&sections, &finding),
                photos: findings::photos(db, wanted)?,
                events: events.into_iter().filter(is_shown).map(|e| (e, String::new())).collect(),
                own: settings::get(db)?,
                work,
                finding,
            })
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let f = &view.finding;
    let body = html! {
        (facts(ctx, say, &view))
        (photos(ctx, say, &view))
        @if matches!(f.state, Stage::Told | Stage::Reminded | Stage::Announced | Stage::Answered) {
            h2 { (say.of("Antworten", "Answer")) }
            (form(ctx, say, f, fields, errors))
        }
        h2 { (say.of("Verlauf", "History")) }
        (super::finding::history(ctx, say, &view.events))
    };
    let title = format!("{}: {}", f.number, view.own.kind_label(&f.kind).of(ctx.language));
    let page = frame
        .public(title)
        .crumb(say.of("Mängel an Ihren Baustellen", "Defects at your works"), ctx.to(PORTAL))
        .noindex()
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn facts(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let f = &view.finding;
    let mut all = vec![
        (
            say.of("Stand", "State"),
            html! { (badge(f.state.tone(), f.state.label().of(ctx.language)))
            @if let Some(day) = f.due_on { " " (say.of("bis ", "until ")) (format::date(say, day)) } },
        ),
        (say.of("Straße", "Street"), html! { (view.street) }),
        (say.of("Aktenzeichen", "Case number"), html! { (view.work.number) }),
        (say.of("Schwere", "Severity"), html! { (f.severity.label().of(ctx.language)) }),
        (say.of("Festgestellt", "Found"), html! { (ctx.language.moment(f.made_at)) }),
    ];
    if !f.details.text.is_empty() {
        all.push((say.of("Anmerkung", "Note"), timeline::paragraphs(&f.details.text)));
    }
    list::definition_list(&all)
}

fn photos(ctx: &Ctx, say: Say, view: &View) -> Markup {
    html! {
        @for (n, photo) in (1..).zip(&view.photos) {
            (page::prose(html! {
                img src=(ctx.to(&format!("{PORTAL}/{}/foto/{}", view.finding.id, photo.file))) width="480" loading="lazy"
                    alt=(format!("{} {n}", if photo.origin == "company" { say.of("Ihr Foto", "Your photo") } else { say.of("Foto der Stadt", "Photo of the town") }));
            }))
        }
    }
}

fn form(ctx: &Ctx, say: Say, f: &Finding, fields: &Fields, errors: &Errors) -> Markup {
    let given = fields.get("nummer");
    let number = if given.is_empty() { Id::<Event>::new().to_string() } else { given.to_owned() };
    Form::post(&ctx.to(&format!("{PORTAL}/{}", f.id)), &ctx.form_token()).with_files().body(html! {
        input type="hidden" name="nummer" value=(number);
        (Field::new(say, "text", say.of("Was haben Sie getan?", "What did you do?"))
            .value(fields.get("text")).error(errors.get("text")).textarea(4))
        (Field::new(say, "foto", say.of("Foto der behobenen Stelle", "Photo of the repaired place")).error(errors.get("foto")).upload(UploadRules {
            accept: "image/jpeg,image/png",
            kinds: say.of("JPG oder PNG", "JPG or PNG"),
            max_bytes: UPLOAD_BYTES_MAX,
            multiple: true,
        }))
        (buttons(button(Weight::Primary, say.of("Als behoben melden", "Say that it is repaired"))))
    })
}

/// The company says that it is repaired.
pub(super) async fn answer(
    ctx: Ctx,
    Path(key): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Finding> = id(&key)?;
    // Before anything of theirs is kept: is it theirs?
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.read(move |db| own(&town, db, &actor, wanted).map(drop)).await?;
    match take_answer(&ctx, wanted, &mut fields).await {
        Ok(()) => Ok(ctx.redirect(&format!("{PORTAL}/{wanted}"))),
        Err(AppError::Refused(problem)) if !problem.fields.is_empty() => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            one(&ctx, wanted, &fields, &errors).await
        }
        Err(other) => Err(other),
    }
}

async fn take_answer(ctx: &Ctx, wanted: Id<Finding>, fields: &mut Fields) -> Result<(), AppError> {
    let pictures = reading::pictures(ctx, fields, "foto").await?;
    let text = fields.text("text");
    let mut problem = reading::wrong();
    if text.is_empty() || text.chars().count() > reading::TEXT_CHARS_MAX {
        problem = problem.at(
            "text",
            "Schreiben Sie kurz, was Sie getan haben.",
            "Write briefly what you did.",
        );
    }
    if pictures.is_empty() {
        problem = problem.at(
            "foto",
            "Fügen Sie ein Foto der behobenen Stelle an.",
            "Add a photo of the repaired place.",
        );
    }
    if !problem.fields.is_empty() {
        return Err(problem.into());
    }
    let number: Id<Event> = fields.get("nummer").parse().unwrap_or_else(|_| Id::new());
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (_, mut finding) = own(&town, tx, &actor, wanted)?;
        if findings::event_known(tx, &number.to_string())?.is_some() {
            return Ok(Saved::nothing(()));
        }
        let settings: SupervisionSettings = settings::get(tx)?;
        let mut event = take::event(tx, number.to_string(), "answered", "", finding.version);
        event.details = Details { text: text.clone() };
        let sections = store::sections_of(tx, finding.work)?;
        let line = sections.iter().find(|s| s.id == finding.section).map(|s| &s.line);
        let id = number.to_string();
        take::keep_pictures(tx, &settings, &finding, &id, "company", line, &pictures)?;
        ladder::answer(&town, tx, &mut finding, event)?;
        Ok(Audit::of("supervision.answered", wanted).done())
    })
    .await
}

/// A photo of a defect of theirs.
pub(super) async fn photo(
    ctx: Ctx,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (wanted, file) = (id(&key)?, id(&file)?);
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let (_, finding) = ctx.read(move |db| own(&town, db, &actor, wanted)).await?;
    super::picture(&ctx, &finding, file).await
}
