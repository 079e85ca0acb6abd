//! Showing a service to the public, taking it back, and taking it away with a reason.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Problem, Text};
use web::button::{Weight, button};
use web::choice::Choice;
use web::page::stack;
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, html, link_button};

use super::{BASE, Loaded, VERSION, base, busy, load, page};
use crate::catalogue;
use crate::gaps::{Gap, gaps};
use crate::model::State;
use crate::routes::page as public_page;
use crate::sheet::{Sheet, wrong};
use crate::store;

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 1_000;

/// Where the page stands, what is missing and the buttons for it.
pub(super) fn bar(ctx: &Ctx, say: Say, loaded: &Loaded) -> Markup {
    let record = &loaded.record;
    let slug = &record.service.slug;
    let missing = gaps(&record.service, loaded.unit.is_some(), record.changed_at, ctx.today());
    let version = record.version.to_string();
    let switch = |to: State, weight: Weight, label: &str| {
        let hidden = [(VERSION, version.as_str()), ("stand", to.word())];
        web::action_form(
            &ctx.to(&format!("{}/stand", base(slug))),
            &ctx.form_token(),
            &hidden,
            weight,
            label,
        )
    };
    html! {
        p {
            (super::state(say, record.state)) " "
            @if loaded.form.is_some() { (web::badge(Tone::Info, say.of("online möglich", "available online"))) }
        }
        @if record.state == State::Off {
            (alert(Tone::Info, say.of("Diese Leistung ist entfernt", "This service is removed"), html! {
                p { (record.gone.of(ctx.language)) }
            }))
        } @else if !missing.is_empty() { (gap_list(ctx, say, &missing)) }
        (buttons(html! {
            @match record.state {
                State::Public => {
                    (link_button(Weight::Secondary, &ctx.to(&format!("/leistungen/{slug}")), say.of("Seite ansehen", "See the page")))
                    (switch(State::Draft, Weight::Tertiary, say.of("Aus der Öffentlichkeit nehmen", "Take it back from the public")))
                }
                State::Draft => { (switch(State::Public, Weight::Secondary, say.of("Veröffentlichen", "Publish"))) }
                State::Off => { (switch(State::Draft, Weight::Secondary, say.of("Wieder als Entwurf führen", "Make it a draft again"))) }
            }
        }))
    }
}

fn gap_list(ctx: &Ctx, say: Say, missing: &[Gap]) -> Markup {
    alert(
        Tone::Warning,
        say.of("Das fehlt noch", "This is still missing"),
        html! {
            ul { @for gap in missing { li { (gap.label().of(ctx.language)) } } }
        },
    )
}

/// The page as the public reads it, or will.
pub(crate) async fn preview(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let (record, shown) = ctx
        .read(move |db| {
            let loaded = Loaded::read(&town, db, &slug)?;
            let service = loaded.record.service.clone();
            let shown = catalogue::shown(db, service, loaded.form.as_ref())?;
            Ok((loaded.record, shown))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let back = ctx.to(&base(&record.service.slug));
    let (tone, title) = match record.state {
        State::Public => {
            (Tone::Success, say.of("So sieht die Seite aus", "This is how the page looks"))
        }
        State::Draft => (
            Tone::Warning,
            say.of(
                "Vorschau: Die Seite ist noch nicht öffentlich",
                "Preview: the page is not public yet",
            ),
        ),
        State::Off => (
            Tone::Warning,
            say.of("Vorschau: Die Seite ist entfernt", "Preview: the page is removed"),
        ),
    };
    let words =
        html! { p { a href=(back) { (say.of("Zurück zum Bearbeiten", "Back to editing")) } } };
    Ok(frame.answer(public_page(&ctx, &frame, &shown).noindex().message(tone, title, words)))
}

/// Publishes a page or takes it back.
pub(crate) async fn switch(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let to = match fields.get("stand") {
        "public" => State::Public,
        "draft" => State::Draft,
        _ => return Err(AppError::NotFound),
    };
    let version: i64 = fields.get(VERSION).parse().unwrap_or(-1);
    let own = slug.clone();
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let loaded = Loaded::read(&town, tx, &own)?;
        let service = &loaded.record.service;
        if to == State::Public && service.teaser.de.is_empty() && service.text.de.is_empty() {
            return Err(AppError::refused(
                "services/empty",
                "Schreiben Sie zuerst, worum es geht. Eine leere Seite hilft niemandem.",
                "First write what it is about. An empty page helps nobody.",
            ));
        }
        if !store::set_state(tx, &own, version, to, &Text::default(), "")? {
            return Err(busy());
        }
        let (act, audit) = match to {
            State::Public => ("published", "services.published"),
            _ => ("withdrawn", "services.withdrawn"),
        };
        store::note(tx, &own, act, &loaded.sheet())?;
        Ok(Audit::of(audit, &own).done())
    })
    .await?;
    Ok(ctx.redirect(&base(&slug)))
}

/// Asks why a service goes.
pub(crate) async fn ask(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let loaded = load(&ctx, &slug).await?;
    render(&ctx, &loaded, &Fields::default(), None).await
}

async fn render(
    ctx: &Ctx,
    loaded: &Loaded,
    values: &Fields,
    problem: Option<&Problem>,
) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let others = ctx.read(move |db| catalogue::public(&town, db)).await?;
    let frame = Frame::of(ctx);
    let (say, record) = (frame.say, &loaded.record);
    let slug = &record.service.slug;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let none = Choice::new("", say.of("keine", "none"));
    let choices: Vec<Choice<'_>> = std::iter::once(none)
        .chain(
            others
                .iter()
                .filter(|other| other.service.slug != *slug)
                .map(|o| Choice::new(&o.service.slug, o.service.title.of(ctx.language))),
        )
        .collect();
    let body = stack(html! {
        @if record.state == State::Off {
            p { (say.of("Diese Leistung ist schon entfernt.", "This service is removed already.")) }
        } @else if loaded.form.is_some() {
            (alert(Tone::Warning, say.of("Das Online-Formular ist noch offen", "The online form is still open"), html! {
                p { (say.of(
                    "Solange Menschen den Antrag stellen können, bleibt auch die Seite. Schließen Sie zuerst das Formular.",
                    "As long as people can apply, the page stays. First close the form.",
                )) }
            }))
        } @else {
            p { (say.of(
                "Wer die Adresse noch kennt, findet dann Ihren Grund und Hilfe. Sie können die Leistung später wieder aufnehmen.",
                "Whoever still knows the address then finds your reason and help. You can offer the service again later.",
            )) }
            (Form::post(&ctx.to(&format!("{}/entfernen", base(slug))), &ctx.form_token()).body(html! {
                (Field::new(say, VERSION, "").value(&record.version.to_string()).hidden())
                (Field::new(say, "grund_de", say.of("Warum gibt es die Leistung nicht mehr?", "Why is it no longer offered? (German)"))
                    .hint(say.of("Das steht dann auf der Seite.", "This will stand on the page."))
                    .value(values.get("grund_de")).error(errors.get("grund_de")).textarea(3))
                (Field::new(say, "grund_en", say.of("Der Grund auf Englisch", "The reason in English"))
                    .value(values.get("grund_en")).error(errors.get("grund_en")).optional().textarea(3))
                (Field::new(say, "nachfolge", say.of("Welche Leistung tritt an ihre Stelle?", "Which service takes its place?"))
                    .value(values.get("nachfolge")).error(errors.get("nachfolge")).select(&choices))
                (buttons(button(Weight::Danger, say.of("Leistung entfernen", "Remove the service"))))
            }))
        }
    });
    let title = say.of("Leistung entfernen", "Remove the service");
    let page = page(&frame, ctx, record, "entfernen", title, &body).errors(&errors);
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

/// Takes a service away.
pub(crate) async fn remove(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    match take_away(&ctx, slug.clone(), &fields).await {
        Ok(()) => Ok(ctx.redirect(&format!("{BASE}?entfernt=ja"))),
        Err(AppError::Refused(problem)) => {
            let loaded = load(&ctx, &slug).await?;
            render(&ctx, &loaded, &fields, Some(&problem)).await
        }
        Err(error) => Err(error),
    }
}

async fn take_away(ctx: &Ctx, slug: String, fields: &Fields) -> Result<(), AppError> {
    let reason = Text::new(fields.text("grund_de"), fields.text("grund_en"));
    if reason.de.is_empty() {
        let (de, en) = (
            "Schreiben Sie einen Satz für die Menschen, die die Seite suchen.",
            "Write a sentence for the people who look for the page.",
        );
        return Err(wrong("grund_de", de, en).into());
    }
    for (name, text) in [("grund_de", &reason.de), ("grund_en", &reason.en)] {
        if text.chars().count() > REASON_CHARS_MAX {
            return Err(wrong(name, "Höchstens 1.000 Zeichen.", "1,000 characters at most.").into());
        }
    }
    let successor = fields.get("nachfolge").to_owned();
    let version: i64 = fields.get(VERSION).parse().unwrap_or(-1);
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let loaded = Loaded::read(&town, tx, &slug)?;
        if loaded.form.is_some() {
            return Err(AppError::refused(
                "services/form-open",
                "Das Online-Formular ist noch offen. Schließen Sie es zuerst.",
                "The online form is still open. Close it first.",
            ));
        }
        let all = catalogue::public(&town, tx)?;
        let is_known = all.iter().any(|listed| listed.service.slug == successor);
        if !successor.is_empty() && (!is_known || successor == slug) {
            let (de, en) = ("Diese Leistung ist nicht öffentlich.", "This service is not public.");
            return Err(wrong("nachfolge", de, en).into());
        }
        if loaded.record.state == State::Off
            || !store::set_state(tx, &slug, version, State::Off, &reason, &successor)?
        {
            return Err(busy());
        }
        let sheet = Sheet::of(&loaded.record.service, loaded.unit);
        store::note(tx, &slug, "removed", &sheet)?;
        Ok(Audit::of("services.removed", &slug).done())
    })
    .await
}
