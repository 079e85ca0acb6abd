//! The portal of operators: their own requests and nobody else's.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::files::{self, StoredFile};
use kernel::notify::Message;
use kernel::{Actor, AppError, Audit, Case, Ctx, Id, Reader, Town, cases};
use web::badge::Tone;
use web::button::Weight;
use web::progress::{self, Stage};
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, action_form, alert, badge, buttons, html, link_button, list};

use super::{PORTAL, letters};
use crate::check::{self, Point};
use crate::law::Clock;
use crate::model::{Operator, Request, State};
use crate::procedure::Whole;
use crate::{acts, store};

/// The request of an operator somebody acts for.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else: they do not learn that it exists.
pub(super) fn own(
    town: &Town,
    reader: &mut Reader<'_>,
    actor: &Actor,
    id: Id<Request>,
) -> Result<(Operator, Request), AppError> {
    let operator = acts::acts_for(reader, actor)?.ok_or(AppError::NotFound)?;
    let request = store::find(town, reader, id)?;
    if request.operator == operator.id { Ok((operator, request)) } else { Err(AppError::NotFound) }
}

/// The list, or how a company gets in.
pub(super) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let found = ctx
        .read(move |db| match acts::acts_for(db, &actor)? {
            Some(operator) => {
                let requests = store::of_operator(&town, db, operator.id)?;
                let mut rows = Vec::new();
                for request in requests {
                    let number = match request.case {
                        Some(case) => cases::find_for_update(db, case)?.number,
                        None => String::new(),
                    };
                    let clock = acts::clock_of(db, &request)?;
                    rows.push((request, number, clock));
                }
                Ok(Some((operator, rows)))
            }
            None => Ok(None),
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = say.of("Leitungen in Straßen", "Lines in roads");
    let page = frame.public(title).crumb(say.of("Startseite", "Home"), ctx.to("/"));
    let Some((operator, rows)) = found else {
        return Ok(frame.answer(page.body(welcome(&ctx, say))));
    };
    let body = html! {
        (buttons(link_button(Weight::Primary, &ctx.to("/leitungen/neu"), say.of("Neuer Antrag", "New request"))))
        @if rows.is_empty() {
            p { (say.of("Sie haben noch keinen Antrag gestellt.", "You have not made a request yet.")) }
        } @else { (requests(&ctx, say, &rows)) }
    };
    Ok(frame.answer(page.noindex().preline(operator.name).body(body)))
}

fn welcome(ctx: &Ctx, say: Say) -> Markup {
    let is_known = matches!(ctx.actor, Actor::Citizen { .. });
    html! {
        (web::page::prose(html! {
            p { (say.of(
                "Hier beantragen Netzbetreiber und Baufirmen online, was sie für Arbeiten an Leitungen in unseren Straßen brauchen: Zustimmung nach § 127 TKG, geringfügige Baumaßnahme, mindertiefe Verlegung, Aufgrabung und Verkehrsanordnung.",
                "Here operators and contractors ask online for what they need to work on lines in our roads: consent under § 127 TKG, minor works, shallow laying, excavation and traffic order.",
            )) }
            ul {
                li { (say.of("Plan hochladen (XTrasse oder GeoJSON) oder Straßen nennen", "Upload a plan (XTrasse or GeoJSON) or name streets")) }
                li { (say.of("Sofort sehen, was noch fehlt", "See at once what is missing")) }
                li { (say.of("Fristen, Nachrichten und Bescheid an einem Ort", "Periods, messages and notice in one place")) }
            }
        }))
        @if is_known {
            (alert(Tone::Info, say.of("Ihr Konto gehört noch zu keinem Unternehmen", "Your account does not belong to a company yet"), html! { p { (say.of(
                "Bitte schreiben Sie der Straßenbehörde mit der E-Mail-Adresse Ihres Kontos. Sie trägt Ihr Unternehmen ein.",
                "Please write to the road authority, naming the e-mail address of your account. It registers your company.",
            )) } }))
        } @else {
            (buttons(link_button(Weight::Primary, &ctx.to("/anmelden"), say.of("Anmelden", "Sign in"))))
        }
    }
}

fn requests(ctx: &Ctx, say: Say, rows: &[(Request, String, Clock)]) -> Markup {
    let rows = rows.iter().map(|(request, number, clock)| {
        let url = ctx.to(&format!("{PORTAL}/{}", request.id));
        let until = clock.decision().filter(|_| request.state.is_running()).map(|t| t.legal);
        Row::new(vec![
            html! { a href=(url) { (request.title) } },
            html! { @if number.is_empty() { "–" } @else { (number) } },
            html! { (state(ctx, request.state)) },
            html! { (super::period(say, request)) },
            html! { @match until { Some(day) => (web::format::date_short(say, day)), None => "–" } },
        ])
    });
    Table::new(say, say.of("Ihre Anträge", "Your requests"))
        .columns(vec![
            Column::new(say.of("Antrag", "Request")),
            Column::new(say.of("Aktenzeichen", "Case number")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Bauzeit", "Works")),
            Column::new(say.of("Entscheidung spätestens", "Decision at the latest")),
        ])
        .rows(rows)
        .render()
}

/// The state of a request as a badge.
pub(super) fn state(ctx: &Ctx, state: State) -> Markup {
    let tone = match state {
        State::Granted | State::Deemed => Tone::Success,
        State::Refused | State::Withdrawn => Tone::Neutral,
        State::Incomplete | State::Draft => Tone::Warning,
        _ => Tone::Info,
    };
    badge(tone, state.label().of(ctx.language))
}

struct View {
    letters: Vec<Message>,
    whole: Whole,
    points: Vec<Point>,
    clock: Clock,
    case: Option<Case>,
    files: Vec<StoredFile>,
    conditions: Vec<crate::library::Condition>,
}

/// One request.
pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Request> = super::id(&id)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let view = ctx
        .read(move |db| {
            let (_, request) = own(&town, db, &actor, id)?;
            let clock = acts::clock_of(db, &request)?;
            let case = request.case.map(|case| cases::find_for_update(db, case)).transpose()?;
            let files = files::of_owner(db, &request.owner())?;
            let letters = letters::of(db, &request)?;
            let conditions = if request.state == State::Granted {
                store::conditions(db, request.id)?
            } else {
                Vec::new()
            };
            let whole = Whole::of(db, request)?;
            let points = whole.points(db.today());
            Ok(View { letters, whole, points, clock, case, files, conditions })
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let request = &view.whole.request;
    let body = html! {
        (head(&ctx, say, &view))
        @if request.state != State::Draft { (stages(say, request)) }
        @if !view.letters.is_empty() {
            h2 { (say.of("Bescheid und Nachrichten der Stadt", "Notice and messages of the town")) }
            (letters::show(&ctx, request.id, &view.letters))
        }
        h2 { (say.of("Vorhaben", "Works")) }
        (list::definition_list(&[
            (say.of("Art", "Kind"), html! { (request.kind.label().of(ctx.language)) }),
            (say.of("Bauzeit", "Works"), html! { (super::period(say, request)) }),
            (say.of("Strecke", "Route"), html! { (super::route_words(&ctx, say, &view.whole)) }),
        ]))
        @if request.state.is_running() || request.state == State::Draft {
            h2 { (say.of("Ist alles da?", "Is everything there?")) }
            (super::points(&ctx, say, &view.points))
        }
        @if !view.conditions.is_empty() {
            h2 { (say.of("Nebenbestimmungen", "Conditions")) }
            ol lang="de" { @for c in &view.conditions { li { (c.text) } } }
        }
        h2 { (say.of("Strecke", "Route")) }
        (super::map(&ctx, say, &format!("{PORTAL}/{}/karte", request.id)))
        (super::sections(&ctx, say, &view.whole.sections))
        @if !view.files.is_empty() {
            h2 { (say.of("Dateien", "Files")) }
            ul { @for file in view.files.iter().filter(|f| f.label != "data") { li { (file.name.reveal()) } } }
        }
    };
    let number = view.case.as_ref().map(|c| c.number.clone()).unwrap_or_default();
    let page = frame
        .public(request.title.clone())
        .noindex()
        .preline(number)
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Leitungen in Straßen", "Lines in roads"), ctx.to(PORTAL))
        .head_actions(state(&ctx, request.state))
        .body(body);
    Ok(frame.answer(page))
}

/// How far the request is.
fn stages(say: Say, request: &Request) -> Markup {
    let now = match request.state {
        State::Draft => 0,
        State::Received | State::Incomplete | State::Resubmitted => 1,
        State::Complete | State::Participation => 2,
        State::Granted | State::Deemed | State::Refused | State::Withdrawn => 4,
    };
    let received = request.received_on.map(|day| web::format::date_short(say, day));
    let outcome = if now == 4 { request.state.label() } else { kernel::Text::default() };
    let notes = [
        received.unwrap_or_default(),
        match request.state {
            State::Incomplete => say.of("wartet auf Sie", "waits for you").to_owned(),
            _ => String::new(),
        },
        String::new(),
        say.of(outcome.de, outcome.en),
    ];
    let names = [
        say.of("Eingegangen", "Received"),
        say.of("Vollständigkeit", "Completeness"),
        say.of("Prüfung", "Examination"),
        say.of("Entscheidung", "Decision"),
    ];
    let all: Vec<(Stage, &str, &str)> = (0..)
        .zip(names.iter().zip(&notes))
        .map(|(at, (name, note))| {
            let stage = match now {
                n if at < n => Stage::Done,
                n if at == n => Stage::Now,
                _ => Stage::Later,
            };
            (stage, *name, note.as_str())
        })
        .collect();
    progress::stages(say, &all)
}

/// What stands on top: what to do next, or how long it takes.
fn head(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let request = &view.whole.request;
    let token = ctx.form_token();
    let url = |below: &str| ctx.to(&format!("{PORTAL}/{}/{below}", request.id));
    let version = request.version.to_string();
    let hidden = [("stand", version.as_str())];
    if request.state == State::Draft {
        let is_complete = check::is_complete(&view.points);
        return html! {
            @if !is_complete {
                (alert(Tone::Warning, say.of("Es fehlt noch etwas", "Something is missing"), html! { p { (say.of(
                    "Sie können den Antrag ergänzen oder so absenden. Die Frist beginnt erst, wenn alles vorliegt.",
                    "You can supplement the request or send it as it is. The period starts once everything is there.",
                )) } }))
            }
            (buttons(html! {
                (action_form(&url("absenden"), &token, &hidden, Weight::Primary, say.of("Antrag absenden", "Send the request")))
                (link_button(Weight::Secondary, &url("ergaenzen"), say.of("Ergänzen", "Supplement")))
                (action_form(&url("verwerfen"), &token, &hidden, Weight::Tertiary, say.of("Entwurf verwerfen", "Discard the draft")))
            }))
        };
    }
    let case = view.case.as_ref().map(|c| ctx.to(&format!("/vorgang/{}", c.id)));
    let is_mine =
        view.case.as_ref().is_some_and(|c| ctx.actor.holder().as_deref() == Some(&c.holder));
    html! {
        @if request.state == State::Incomplete {
            (alert(Tone::Warning, say.of("Bitte ergänzen Sie Ihren Antrag", "Please supplement your request"), html! { p { (say.of(
                "Was fehlt, steht in unserer Nachricht. Die Frist beginnt, wenn alles vorliegt.",
                "Our message says what is missing. The period starts once everything is there.",
            )) } }))
        }
        @if let (true, Some(term)) = (request.state.is_running(), view.clock.decision()) {
            p { (say.of("Wir entscheiden spätestens am ", "We decide at the latest on ")) (web::format::date(say, term.legal)) " (" (term.norm) ")." }
        }
        @if let Some(day) = request.deemed_on {
            p { (say.of("Die Zustimmung gilt als erteilt seit dem ", "Consent counts as given since ")) (web::format::date(say, day)) "." }
        }
        (buttons(html! {
            @if request.state.is_running() {
                (link_button(Weight::Primary, &url("ergaenzen"), say.of("Ergänzen oder ändern", "Supplement or change")))
            }
            @if let (true, Some(case)) = (is_mine, &case) {
                (link_button(Weight::Secondary, case, say.of("Der Stadt schreiben", "Write to the town")))
            }
        }))
    }
}

/// The map of one request.
pub(super) async fn map(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Request> = super::id(&id)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let sections = ctx
        .read(move |db| {
            own(&town, db, &actor, id)?;
            store::sections(db, id)
        })
        .await?;
    super::drawn(&ctx, sections).await
}

/// Sends a draft.
pub(super) async fn send(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Request> = super::id(&id)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.read(move |db| own(&town, db, &actor, id).map(|_| ())).await?;
    acts::send(&ctx.town, ctx.actor.clone(), id).await?;
    Ok(ctx.redirect(&format!("{PORTAL}/{id}")))
}

/// Discards a draft.
pub(super) async fn discard(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Request> = super::id(&id)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let (_, request) = own(&town, tx, &actor, id)?;
        if request.state != State::Draft {
            return Err(store::changed());
        }
        for file in files::of_owner(tx, &request.owner())? {
            files::unlink(tx, file.id)?;
        }
        store::erase_request(tx, id)?;
        Ok(Audit::of("permits.discarded", id).done())
    })
    .await?;
    Ok(ctx.redirect(PORTAL))
}
