//! One finding: photos with what is doubtful about them, values, history, and the next step.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Reader, Town, settings};
use web::{Errors, Frame, html};

use super::offline::outdoors;
use super::{TOUR, acceptance, id, json, reading, wants_json, who};
use crate::ladder::{self, Step};
use crate::model::{Cost, Event, Finding, Measured, Photo, Section, Work};
use crate::settings::SupervisionSettings;
use crate::store::{self, costs, findings};
use crate::{order, take};

mod costing;
mod parts;

pub(super) use parts::history;

/// All that is known of a finding.
pub(super) struct View {
    pub work: Work,
    pub finding: Finding,
    pub sections: Vec<Section>,
    pub photos: Vec<Photo>,
    pub values: Vec<Measured>,
    pub events: Vec<(Event, String)>,
    pub costs: Vec<Cost>,
    pub twin: Option<Finding>,
    pub own: SupervisionSettings,
}

/// The finding and its works, if somebody may see them.
fn open(
    town: &Town,
    reader: &mut Reader<'_>,
    actor: &Actor,
    wanted: Id<Finding>,
) -> Result<(Work, Finding), AppError> {
    let finding = findings::find(town, reader, wanted)?;
    let work = store::find(reader, finding.work)?.open(actor)?;
    Ok((work, finding))
}

async fn view(ctx: &Ctx, wanted: Id<Finding>) -> Result<View, AppError> {
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.read(move |db| {
        let (work, finding) = open(&town, db, &actor, wanted)?;
        let mut events = Vec::new();
        for event in findings::events(&town, db, wanted)? {
            let name = who(db, &event.made_by)?;
            events.push((event, name));
        }
        let twin = match finding.twin.parse() {
            Ok(twin) => findings::maybe(&town, db, twin)?,
            Err(_) => None,
        };
        Ok(View {
            sections: store::sections_of(db, work.id)?,
            photos: findings::photos(db, wanted)?,
            values: findings::values(db, wanted)?,
            costs: costs::list(db, wanted)?,
            own: settings::get(db)?,
            work,
            finding,
            events,
            twin,
        })
    })
    .await
}

/// The page.
pub(super) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    one(&ctx, id(&key)?, &Fields::default(), &Errors::new()).await
}

/// The draft of an order to repair.
pub(super) async fn order(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let view = view(&ctx, id(&key)?).await?;
    if !order::may_be(&view.finding, ctx.today()) {
        return Err(AppError::NotFound);
    }
    let place = view.sections.iter().find(|s| s.id == view.finding.section);
    let place = place.map_or("(Ort eintragen)", |s| s.street.as_str());
    let kind = view.own.kind_label(&view.finding.kind).de;
    let events: Vec<Event> = view.events.iter().map(|(event, _)| event.clone()).collect();
    let letter =
        order::draft(&ctx.town, &view.work, &view.finding, place, &kind, &events, ctx.today());
    acceptance::pdf(acceptance::press(&ctx, letter).await?, "Anordnung.pdf")
}

async fn one(
    ctx: &Ctx,
    wanted: Id<Finding>,
    fields: &Fields,
    errors: &Errors,
) -> Result<Response, AppError> {
    let view = view(ctx, wanted).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        (outdoors(ctx, say, &[]))
        (parts::warnings(ctx, say, &view))
        (parts::facts(ctx, say, &view))
        (parts::values(say, &view.values))
        (parts::photos(ctx, say, &view))
        (parts::next(ctx, say, &view, fields, errors))
        (costing::costs(ctx, say, &view, fields, errors))
        h2 { (say.of("Verlauf", "History")) }
        (parts::history(ctx, say, &view.events))
    };
    let label = view.own.kind_label(&view.finding.kind);
    let page = frame
        .staff(format!("{}: {}", view.finding.number, label.of(ctx.language)))
        .crumb(say.of("Tour heute", "Today's tour"), ctx.to(TOUR))
        .crumb(view.work.number.clone(), ctx.to(&format!("{TOUR}/arbeiten/{}", view.work.id)))
        .script("supervision.js")
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn path(finding: Id<Finding>) -> String {
    format!("{TOUR}/befunde/{finding}")
}

/// The next step on the way of a defect.
pub(super) async fn step(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Finding> = id(&key)?;
    let step = Step::from_word(fields.get("schritt")).ok_or(AppError::NotFound)?;
    let version: i64 = fields.get("stand").parse().unwrap_or(0);
    let text = fields.text("grund");
    if text.is_empty() && matches!(step, Step::Dismiss | Step::Reject) {
        let problem = reading::wrong().at("grund", "Sagen Sie, warum.", "Say why.");
        let errors = Frame::of(&ctx).errors_of(&problem);
        return one(&ctx, wanted, &fields, &errors).await;
    }
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (work, mut finding) = open(&town, tx, &actor, wanted)?;
        finding.version = version;
        ladder::step(&town, tx, &work, &mut finding, step, &text)?;
        Ok(Audit::of("supervision.defect_stepped", wanted).note(finding.state.word()).done())
    })
    .await?;
    Ok(ctx.redirect(&path(wanted)))
}

/// Somebody came back to look; from the form, or from the device that kept it.
pub(super) async fn visit(
    ctx: Ctx,
    Path(key): Path<String>,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Finding> = id(&key)?;
    let outcome = fields.get("nachschau").to_owned();
    if !matches!(outcome.as_str(), "behoben" | "offen") {
        let problem = reading::wrong().at(
            "nachschau",
            "Wählen Sie, was Sie gesehen haben.",
            "Choose what you saw.",
        );
        if wants_json(&headers) {
            return Err(problem.into());
        }
        let errors = Frame::of(&ctx).errors_of(&problem);
        return one(&ctx, wanted, &fields, &errors).await;
    }
    let pictures = reading::pictures(&ctx, &mut fields, "foto").await?;
    let number: Id<Event> = fields.get("nummer").parse().unwrap_or_else(|_| Id::new());
    let sent = take::Visit {
        id: number.to_string(),
        is_fixed: outcome == "behoben",
        text: fields.text("text").chars().take(reading::TEXT_CHARS_MAX).collect(),
        base: fields.get("stand").parse().unwrap_or(0),
        device_at: reading::device_at(&fields),
        pictures,
    };
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (work, mut finding) = open(&town, tx, &actor, wanted)?;
        take::visit(&town, tx, &work, &mut finding, &sent)?;
        Ok(Audit::of("supervision.visited", wanted).note(&outcome).done())
    })
    .await?;
    if wants_json(&headers) {
        return Ok(json(&serde_json::json!({ "id": number, "url": ctx.to(&path(wanted)) })));
    }
    Ok(ctx.redirect(&path(wanted)))
}

/// Decides between two that contradict each other.
pub(super) async fn settle(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Finding> = id(&key)?;
    let is_fixed = match fields.get("ergebnis") {
        "behoben" => true,
        "offen" => false,
        _ => return Err(AppError::NotFound),
    };
    let version: i64 = fields.get("stand").parse().unwrap_or(0);
    let text = fields.text("grund");
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (work, mut finding) = open(&town, tx, &actor, wanted)?;
        finding.version = version;
        ladder::settle(&town, tx, &work, &mut finding, is_fixed, &text)?;
        Ok(Audit::of("supervision.settled", wanted).note(is_fixed).done())
    })
    .await?;
    Ok(ctx.redirect(&path(wanted)))
}

/// Adds a position to the cost record.
pub(super) async fn cost(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Finding> = id(&key)?;
    let cost = match costing::read(&fields, ctx.today()) {
        Ok(cost) => cost,
        Err(problem) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            return one(&ctx, wanted, &fields, &errors).await;
        }
    };
    let number = fields.get("nummer").parse().unwrap_or_else(|_| Id::new());
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (_, finding) = open(&town, tx, &actor, wanted)?;
        if finding.state != crate::model::Stage::OwnRepair {
            return Err(store::changed());
        }
        costs::add(tx, number, wanted, &cost)?;
        Ok(Audit::of("supervision.cost_added", wanted).note(cost.cents).done())
    })
    .await?;
    Ok(ctx.redirect(&path(wanted)))
}

/// A photo.
pub(super) async fn photo(
    ctx: Ctx,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (wanted, file) = (id(&key)?, id(&file)?);
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let (_, finding) = ctx.read(move |db| open(&town, db, &actor, wanted)).await?;
    super::picture(&ctx, &finding, file).await
}
