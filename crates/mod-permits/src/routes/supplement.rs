//! More for a request: what was missing, or another route. A sent request starts its periods anew.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::facts::DocumentArrived;
use kernel::{AppError, Audit, Ctx, Fields, Id, files};
use web::badge::Tone;
use web::button::Weight;
use web::{Errors, Form, Frame, Page, alert, button, buttons, form, html, link_button};

use super::{PORTAL, ask, portal};
use crate::model::{Request, State};
use crate::{acts, intake, store};

fn yes(is: bool) -> String {
    if is { "ja".into() } else { String::new() }
}

/// The form, filled with what is known.
pub(super) async fn form(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let request = load(&ctx, &id).await?;
    let d = &request.details;
    let fields = Fields::from_pairs(vec![
        ("firma".into(), d.contractor.clone()),
        ("bauleitung".into(), d.manager.clone()),
        ("telefon".into(), d.telephone.clone()),
        ("verkehr".into(), d.traffic.clone()),
        ("auskunft".into(), yes(d.enquired)),
        ("mindertief".into(), yes(d.shallow)),
        ("bemerkung".into(), d.remark.clone()),
        ("stand".into(), request.version.to_string()),
    ]);
    let extent = ask::extent(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, (&request, extent), &fields, &Errors::new());
    Ok(super::with_map(frame.answer(page)))
}

async fn load(ctx: &Ctx, id: &str) -> Result<Request, AppError> {
    let id: Id<Request> = super::id(id)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.read(move |db| Ok(portal::own(&town, db, &actor, id)?.1)).await
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'f>,
    (request, extent): (&Request, ask::Board),
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let url = format!("{PORTAL}/{}", request.id);
    let body = html! {
        @if request.state != State::Draft {
            (alert(Tone::Info, say.of("Die Frist beginnt neu", "The period starts anew"), html! { p { (say.of(
                "Wenn Sie den Antrag ergänzen oder ändern, beginnt die Frist für unsere Entscheidung neu (§ 127 Abs. 3 TKG).",
                "If you supplement or change the request, the period for our decision starts anew (§ 127 (3) TKG).",
            )) } }))
        }
        (Form::post(&ctx.to(&format!("{url}/ergaenzen")), &ctx.form_token()).with_files().body(html! {
            input type="hidden" name="stand" value=(fields.get("stand"));
            (form::group(say.of("Ausführung", "Works on site"), None, ask::works(say, fields, errors)))
            (web::details::details(say.of("Andere Strecke", "Another route"), ask::route(ctx, say, extent, fields, errors)))
            (buttons(html! {
                (button(Weight::Primary, say.of("Speichern", "Save")))
                (link_button(Weight::Tertiary, &ctx.to(&url), say.of("Abbrechen", "Cancel")))
            }))
        }))
    };
    frame
        .form(say.of("Antrag ergänzen", "Supplement the request"))
        .preline(request.title.clone())
        .errors(errors)
        .script("map.js")
        .body(body)
}

/// Keeps what was handed in.
pub(super) async fn save(
    ctx: Ctx,
    Path(id): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let request = load(&ctx, &id).await?;
    match keep(&ctx, &request, &mut fields).await {
        Ok(()) => Ok(ctx.redirect(&format!("{PORTAL}/{}", request.id))),
        Err(AppError::Refused(problem)) => {
            let extent = ask::extent(&ctx).await?;
            let frame = Frame::of(&ctx);
            let page = page(&ctx, &frame, (&request, extent), &fields, &frame.errors_of(&problem));
            Ok(super::with_map(frame.answer_again(page)))
        }
        Err(other) => Err(other),
    }
}

async fn keep(ctx: &Ctx, request: &Request, fields: &mut Fields) -> Result<(), AppError> {
    let details = ask::details(fields)?;
    let usual = ask::usual(fields)?;
    let seen: i64 = fields.get("stand").parse().map_err(|_| store::changed())?;
    let (handed, id) = (fields.clone(), request.id);
    let (route, known) = ctx
        .read(move |db| Ok((ask::handed_in(db, &handed, usual)?, store::sections(db, id)?)))
        .await?;
    let papers = ask::papers(ctx, fields).await?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (_, mut request) = portal::own(&town, tx, &actor, id)?;
        if request.version != seen {
            return Err(store::changed());
        }
        request.details = details;
        let period = format!("{}/{}", request.from, request.until);
        let sections = route.as_deref().unwrap_or(&known);
        let digest = intake::digest(request.kind, &period, sections);
        if store::of_digest(tx, request.operator, &digest)?.is_some_and(|other| other != id) {
            return Err(AppError::refused(
                "permits/twice",
                "Genau diese Strecke haben Sie für diese Zeit schon in einem anderen Antrag.",
                "You have exactly this route for this time in another request already.",
            ));
        }
        store::change(&town, tx, &request, &digest, route.as_deref())?;
        for (label, file) in &papers {
            let file = files::link(tx, file, &request.owner(), label, "citizen")?;
            if let Some(case) = request.case {
                tx.emit(&DocumentArrived {
                    case: case.to_string(),
                    kind: request.kind.case_kind(),
                    document: (*label).to_owned(),
                    file: file.to_string(),
                })?;
            }
        }
        if request.state != State::Draft {
            acts::supplemented(&town, tx, &request, "")?;
        }
        Ok(Audit::of("permits.supplemented", id).done())
    })
    .await
}
