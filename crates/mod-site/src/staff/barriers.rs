//! Reports of barriers for staff: the clock of each, the answer with the way to the ombuds office,
//! and what the accessibility statement says of it until it is mended.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved, Text, notify};
use web::badge::{Tone, badge};
use web::button::Weight;
use web::page::{prose, stack};
use web::table::{Column, Row, Table};
use web::timeline::paragraphs;
use web::{
    Errors, Field, Form, Frame, Markup, Say, action_form, button, buttons, format, html,
    link_button,
};

use crate::barriers::{self, Barrier, Clock, Letter};

const BASE: &str = "/verwaltung/barrieren";
/// Longest answer, in characters.
const ANSWER_CHARS_MAX: usize = 10_000;
/// Longest line of the statement, in characters.
const GAP_CHARS_MAX: usize = 500;
/// What every answer must say (§ 5 BITVNRW).
const OMBUDS: &str = "Sind Sie mit dieser Antwort nicht einverstanden? Dann können Sie sich kostenlos an die Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen wenden (§ 10d BGG NRW): https://www.lbbp.nrw.de/ombudsstelle";
const INTERIM: &str = "Guten Tag,\n\nvielen Dank für Ihren Hinweis auf eine Barriere auf unseren Internetseiten. Wir arbeiten daran, brauchen aber noch etwas Zeit. Spätestens sechs Wochen nach Ihrem Hinweis bekommen Sie eine abschließende Antwort.";

fn clock(say: Say, it: &Barrier, today: jiff::civil::Date) -> Markup {
    let day = |day| format::date_short(say, day);
    match it.clock(today) {
        Clock::Done => badge(Tone::Success, say.of("Beantwortet", "Answered")),
        Clock::Running(until) => {
            let until = day(until);
            badge(
                Tone::Info,
                &say.of(format!("Antwort bis {until}"), format!("Answer until {until}")),
            )
        }
        Clock::Late(until) => {
            let until = day(until);
            badge(
                Tone::Warning,
                &say.of(
                    format!("Zwischennachricht fällig, Antwort bis {until}"),
                    format!("Interim word due, answer until {until}"),
                ),
            )
        }
        Clock::Overdue(since) => {
            let since = day(since);
            badge(
                Tone::Danger,
                &say.of(format!("Überfällig seit {since}"), format!("Overdue since {since}")),
            )
        }
    }
}

/// All reports, those without an answer first.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let mut all = ctx.read(barriers::recent).await?;
    all.sort_by_key(|b| {
        (b.answered_on.is_some(), b.answered_on.is_none().then_some(b.received_on))
    });
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let today = ctx.today();
    let rows = all.iter().map(|it| {
        let url = ctx.to(&format!("{BASE}/{}", it.id));
        let page = if it.page.is_empty() { say.of("ohne Angabe", "not given") } else { &it.page };
        Row::new(vec![
            html! { a href=(url) { (page) } },
            html! { (format::date_short(say, it.received_on)) },
            clock(say, it, today),
            html! { @if !it.gap_de.is_empty() && it.mended_on.is_none() { (say.of("steht in der Erklärung", "in the statement")) } },
        ])
        .marked(matches!(it.clock(today), Clock::Late(_) | Clock::Overdue(_)))
    });
    let page = frame
        .staff(say.of("Gemeldete Barrieren", "Barriers reported"))
        .lead(say.of(
            "Jeder Hinweis wird innerhalb von zwei Wochen beantwortet, spätestens nach sechs; dann geht vorher eine Zwischennachricht hinaus.",
            "Every report is answered within two weeks, within six at the latest; then an interim word leaves before.",
        ))
        .body(stack(html! {
            @if all.is_empty() { p { (say.of("Niemand hat eine Barriere gemeldet.", "Nobody has reported a barrier.")) } }
            @else {
                (Table::new(say, say.of("Hinweise", "Reports")).id("barrieren").columns(vec![
                    Column::new(say.of("Seite", "Page")),
                    Column::new(say.of("Eingegangen", "Received")),
                    Column::new(say.of("Frist", "Deadline")),
                    Column::new(say.of("Erklärung", "Statement")),
                ]).rows(rows).render())
            }
        }));
    Ok(frame.answer(page))
}

fn id_of(text: &str) -> Result<Id<Barrier>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// One report.
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = id_of(&id)?;
    let it = ctx.read(move |db| barriers::find(db, id)).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &it, "", &Errors::new())?;
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    it: &Barrier,
    typed: &str,
    errors: &Errors,
) -> Result<web::Page<'f>, AppError> {
    let say = frame.say;
    let letter = it.open_letter(&ctx.town)?;
    Ok(frame
        .staff(say.of("Gemeldete Barriere", "Barrier reported"))
        .errors(errors)
        .head_actions(clock(say, it, ctx.today()))
        .body(stack(html! {
            (web::list::definition_list(&[
                (say.of("Seite", "Page"), html! { (it.page) }),
                (say.of("Eingegangen", "Received"), html! { (format::date(say, it.received_on)) }),
                (say.of("Name", "Name"), html! { @if letter.name.is_empty() { (say.of("keine Angabe", "not given")) } @else { (letter.name) } }),
                (say.of("E-Mail", "E-mail"), html! { @if letter.email.is_empty() { (say.of("keine Angabe", "not given")) } @else { (letter.email) } }),
            ]))
            (prose(paragraphs(&letter.text)))
            @if it.answered_on.is_none() { (answer_form(ctx, say, it, &letter, typed, errors)) }
            (gap_form(ctx, say, it, errors))
            (buttons(link_button(Weight::Tertiary, &ctx.to(BASE), say.of("Alle Hinweise", "All reports"))))
        })))
}

fn answer_form(
    ctx: &Ctx,
    say: Say,
    it: &Barrier,
    letter: &Letter,
    typed: &str,
    errors: &Errors,
) -> Markup {
    let token = ctx.form_token();
    let action = ctx.to(&format!("{BASE}/{}/antwort", it.id));
    let interim = ctx.to(&format!("{BASE}/{}/zwischennachricht", it.id));
    html! {
        section {
            h2 { (say.of("Antworten", "Answer")) }
            @if letter.email.is_empty() {
                p { (say.of("Es gibt keine E-Mail-Adresse. Notieren Sie, dass der Hinweis erledigt ist.", "There is no e-mail address. Note that the report is settled.")) }
            }
            @if !letter.email.is_empty() && it.interim_on.is_none() {
                (action_form(&interim, &token, &[], Weight::Secondary, say.of("Zwischennachricht senden", "Send interim word")))
            }
            (Form::post(&action, &token).body(html! {
                (Field::new(say, "antwort", say.of("Ihre Antwort", "Your answer"))
                    .hint(say.of("Der Hinweis auf die Ombudsstelle wird von selbst angefügt.", "The way to the ombuds office is added by itself."))
                    .value(typed).error(errors.get("antwort")).optional_if(letter.email.is_empty()).textarea(8))
                (buttons(html! { (button(Weight::Primary, say.of("Antwort senden", "Send answer"))) }))
            }))
        }
    }
}

fn gap_form(ctx: &Ctx, say: Say, it: &Barrier, errors: &Errors) -> Markup {
    let token = ctx.form_token();
    let action = ctx.to(&format!("{BASE}/{}/erklaerung", it.id));
    html! {
        section {
            h2 { (say.of("In der Erklärung zur Barrierefreiheit", "In the accessibility statement")) }
            (Form::post(&action, &token).body(html! {
                (Field::new(say, "luecke", say.of("Was nicht barrierefrei ist, mit Grund und Alternative", "What is not accessible, with reason and alternative"))
                    .hint(say.of("Leer: Der Hinweis betrifft keine Barriere unserer Seiten.", "Empty: the report is about no barrier of our pages."))
                    .value(&it.gap_de).error(errors.get("luecke")).optional().textarea(3))
                (Field::new(say, "luecke_en", say.of("Dasselbe auf Englisch", "The same in English"))
                    .value(&it.gap_en).optional().textarea(2))
                (Field::new(say, "behoben", say.of("Die Barriere ist behoben", "The barrier is mended"))
                    .value(if it.mended_on.is_some() { "ja" } else { "" }).checkbox())
                (buttons(html! { (button(Weight::Secondary, say.of("Speichern", "Save"))) }))
            }))
        }
    }
}

fn again(
    ctx: &Ctx,
    frame: &Frame<'_>,
    it: &Barrier,
    typed: &str,
    field: &str,
    words: (&str, &str),
) -> Result<Response, AppError> {
    let mut errors = Errors::new();
    errors.add(field, frame.say.of(words.0, words.1));
    Ok(frame.answer_again(page(ctx, frame, it, typed, &errors)?))
}

/// Sends the answer.
pub async fn answer(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id = id_of(&id)?;
    let it = ctx.read(move |db| barriers::find(db, id)).await?;
    let letter = it.open_letter(&ctx.town)?;
    let text = fields.text("antwort");
    let frame = Frame::of(&ctx);
    if text.is_empty() && !letter.email.is_empty() {
        let words = ("Schreiben Sie eine Antwort.", "Write an answer.");
        return again(&ctx, &frame, &it, &text, "antwort", words);
    }
    if text.chars().count() > ANSWER_CHARS_MAX {
        let words = (
            "Kürzen Sie die Antwort auf 10.000 Zeichen.",
            "Shorten the answer to 10,000 characters.",
        );
        return again(&ctx, &frame, &it, &text, "antwort", words);
    }
    ctx.write(move |tx| {
        // Pressed twice, answered once.
        if !barriers::answer(tx, id)? {
            return Ok(Saved::nothing(()));
        }
        if !letter.email.is_empty() {
            let body = format!("{text}\n\n{OMBUDS}\n");
            let subject = "Antwort auf Ihren Hinweis zur Barrierefreiheit";
            notify::mail(tx, &format!("site/barrier-answer/{id}"), &letter.email, subject, &body)?;
        }
        Ok(Audit::of("site.barrier_answered", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{BASE}/{id}")))
}

/// Sends the interim word.
pub async fn interim(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = id_of(&id)?;
    let it = ctx.read(move |db| barriers::find(db, id)).await?;
    let letter = it.open_letter(&ctx.town)?;
    ctx.write(move |tx| {
        if letter.email.is_empty() || !barriers::interim(tx, id)? {
            return Ok(Saved::nothing(()));
        }
        let body = format!("{INTERIM}\n\n{OMBUDS}\n");
        let subject = "Ihr Hinweis zur Barrierefreiheit: Zwischennachricht";
        notify::mail(tx, &format!("site/barrier-interim/{id}"), &letter.email, subject, &body)?;
        Ok(Audit::of("site.barrier_interim_sent", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{BASE}/{id}")))
}

/// Sets what the statement says.
pub async fn statement(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id = id_of(&id)?;
    let it = ctx.read(move |db| barriers::find(db, id)).await?;
    let gap = Text::new(fields.text("luecke"), fields.text("luecke_en"));
    let frame = Frame::of(&ctx);
    if gap.de.chars().count() > GAP_CHARS_MAX || gap.en.chars().count() > GAP_CHARS_MAX {
        let words = ("Kürzen Sie den Text auf 500 Zeichen.", "Shorten the text to 500 characters.");
        return again(&ctx, &frame, &it, "", "luecke", words);
    }
    let is_mended = fields.has("behoben");
    ctx.write(move |tx| {
        barriers::set_gap(tx, id, &gap, is_mended)?;
        Ok(Audit::of("site.barrier_described", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{BASE}/{id}")))
}
