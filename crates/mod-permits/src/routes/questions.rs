//! Questions to other offices, and their answers.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::WORK;
use kernel::{AppError, Audit, Ctx, Fields, Id};
use web::badge::Tone;
use web::button::Weight;
use web::icon::Icon;
use web::{Errors, Form, Frame, Page, button, buttons, card, format, html};

use super::OFFICE;
use super::acts::{TEXT_MAX, text};
use crate::model::{Participation, Request, Section, State};
use crate::store;

/// Where the questions stand.
const QUESTIONS: &str = "/verwaltung/stellungnahmen";

type Open = Vec<(Participation, Request, Vec<Section>)>;

async fn open(ctx: &Ctx) -> Result<Open, AppError> {
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    ctx.read(move |db| {
        let mut mine = Vec::new();
        for question in store::waiting(db)? {
            if inner.actor.may_in(WORK, question.unit) {
                let request = store::find(&town, db, question.request)?;
                let sections = store::sections(db, request.id)?;
                mine.push((question, request, sections));
            }
        }
        Ok(mine)
    })
    .await
}

/// Questions to the offices of whoever asks.
pub(super) async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let open = open(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut page = page(&ctx, &frame, &open, &fields, &Errors::new());
    if fields.has("erledigt") {
        page = page.message(Tone::Success, say.of("Stellungnahme abgegeben", "Answered"), html! {});
    }
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'f>,
    open: &Open,
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let token = ctx.form_token();
    let today = ctx.today();
    let body = html! {
        @if open.is_empty() {
            (web::empty::empty_state(Icon::CASES, say.of("Keine Frage offen", "No question is open"),
                say.of("Fragt die Straßenbehörde Ihre Stelle nach Bauarbeiten, steht die Frage hier.", "When the road authority asks your office about works, the question stands here."), html! {}))
        }
        @for (question, request, sections) in open {
            @let name = format!("antwort-{}", question.id);
            (card::card(&request.title, html! {
                p {
                    (say.of("Antworten bis ", "Answer by ")) (format::date(say, question.due_on))
                    @if question.due_on < today { " " (web::badge::badge(Tone::Danger, say.of("überfällig", "overdue"))) }
                    ". " (say.of("Bauzeit: ", "Works: ")) (super::period(say, request)) "."
                }
                p { strong { (say.of("Frage: ", "Question: ")) } (question.question) }
                (super::map(ctx, say, &format!("{QUESTIONS}/{}/karte", question.id)))
                (web::details::details(say.of("Abschnitte als Liste", "Sections as a list"), super::sections(ctx, say, sections)))
                (Form::post(&ctx.to(&format!("{QUESTIONS}/{}", question.id)), &token).body(html! {
                    (web::Field::new(say, &name, say.of("Stellungnahme", "Answer")).value(fields.get(&name)).error(errors.get(&name)).max_length(TEXT_MAX).textarea(4))
                    (buttons(button(Weight::Primary, say.of("Abgeben", "Answer"))))
                }))
            }))
        }
    };
    frame
        .staff(say.of("Stellungnahmen", "Questions to offices"))
        .crumb(say.of("Leitungen und Aufgrabungen", "Lines and excavations"), ctx.to(OFFICE))
        .errors(errors)
        .body(body)
}

/// The map of what an office is asked about.
pub(super) async fn map(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Participation> = super::id(&id)?;
    let actor = ctx.actor.clone();
    let sections = ctx
        .read(move |db| {
            let question = store::participation(db, id)?;
            if !actor.may_in(WORK, question.unit) {
                return Err(AppError::NotFound);
            }
            store::sections(db, question.request)
        })
        .await?;
    super::drawn(&ctx, sections).await
}

/// Another office answers.
pub(super) async fn answer(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Participation> = super::id(&id)?;
    match keep(&ctx, id, &fields).await {
        Ok(()) => Ok(ctx.redirect(&format!("{QUESTIONS}?erledigt=ja"))),
        Err(AppError::Refused(problem)) => {
            let open = open(&ctx).await?;
            let frame = Frame::of(&ctx);
            let errors = frame.errors_of(&problem);
            let page = page(&ctx, &frame, &open, &fields, &errors);
            Ok(frame.answer_again(page))
        }
        Err(other) => Err(other),
    }
}

async fn keep(ctx: &Ctx, id: Id<Participation>, fields: &Fields) -> Result<(), AppError> {
    let (actor, town) = (ctx.actor.clone(), Arc::clone(&ctx.town));
    let name = format!("antwort-{id}");
    let answer = text(fields, &name, "Schreiben Sie Ihre Stellungnahme.", "Write your answer.");
    ctx.write(move |tx| {
        let question = store::participation(tx, id)?;
        if !actor.may_in(WORK, question.unit) {
            return Err(AppError::NotFound);
        }
        if !store::answer(tx, id, &answer?)? {
            return Err(AppError::refused(
                "permits/answered",
                "Ihre Stelle hat inzwischen geantwortet.",
                "Your office has answered meanwhile.",
            ));
        }
        let request = store::find(&town, tx, question.request)?;
        let all = store::asked(tx, request.id)?;
        if request.state == State::Participation && all.iter().all(|p| p.answered_on.is_some()) {
            store::set_state(tx, &request, State::Complete)?;
        }
        Ok(Audit::of("permits.office_answered", id).done())
    })
    .await
}
