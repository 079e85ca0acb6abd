//! What people looked for and did not find: addresses and words, counted without persons.

use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Saved};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::button::Weight;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::tabs::Tab;
use web::{Frame, Markup, Say, action_form, format, html};

use crate::store::{self, Line};

/// A word is shown to editors from so many questions on, so that a name typed once stays unseen.
const WORD_COUNT_MIN: i64 = 3;
const PATHS: &str = "/verwaltung/weiterleitungen/vermisst";
const WORDS: &str = "/verwaltung/weiterleitungen/woerter";

/// The ways between redirects and the two logs.
pub(crate) fn tabs(ctx: &Ctx, say: Say, current: &str) -> Markup {
    let tab = |path: &str, label: &str| Tab {
        label: label.to_owned(),
        url: ctx.to(path),
        count: None,
        current: path == current,
    };
    web::tabs::tabs(
        say.of("Weiterleitungen und was fehlt", "Redirects and what is missing"),
        &[
            tab("/verwaltung/weiterleitungen", say.of("Weiterleitungen", "Redirects")),
            tab(PATHS, say.of("Vermisste Adressen", "Missing addresses")),
            tab(WORDS, say.of("Suche ohne Treffer", "Search without results")),
        ],
    )
}

/// Addresses nobody could answer.
pub async fn paths(ctx: Ctx) -> Result<Response, AppError> {
    let lines = ctx.read(store::missing_paths).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .staff(say.of("Vermisste Adressen", "Missing addresses"))
        .lead(say.of(
            "Diese Adressen wurden aufgerufen, und es gab dort keine Seite. Gezählt wird ohne Personen; was 90 Tage nicht mehr vorkommt, verschwindet.",
            "These addresses were asked for and there was no page. Counted without persons; what does not occur for 90 days disappears.",
        ))
        .body(stack(html! {
            (tabs(&ctx, say, PATHS))
            (table(&ctx, say, &lines, say.of("Adresse", "Address"), PATHS, |line| {
                let path: String = utf8_percent_encode(&line.name, NON_ALPHANUMERIC).to_string();
                let url = ctx.to(&format!("/verwaltung/weiterleitungen?von={path}"));
                html! { a href=(url) { (say.of("Weiterleiten", "Redirect")) } }
            }))
        }));
    Ok(frame.answer(page))
}

/// Words that found nothing.
pub async fn words(ctx: Ctx) -> Result<Response, AppError> {
    let lines = ctx.read(|db| store::missing_words(db, WORD_COUNT_MIN)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .staff(say.of("Suche ohne Treffer", "Search without results"))
        .lead(say.of(
            "Diese Wörter wurden mindestens dreimal gesucht, und es gab kein Ergebnis. Oft hilft ein Stichwort bei einer Leistung oder das Wort im Text einer Seite.",
            "These words were looked for at least three times without a result. A keyword of a service often helps, or the word in the text of a page.",
        ))
        .body(stack(html! {
            (tabs(&ctx, say, WORDS))
            (table(&ctx, say, &lines, say.of("Wort", "Word"), WORDS, |line| {
                let word: String = utf8_percent_encode(&line.name, NON_ALPHANUMERIC).to_string();
                html! { a href=(ctx.to(&format!("/suche?q={word}"))) { (say.of("Suchen", "Search")) } }
            }))
        }));
    Ok(frame.answer(page))
}

fn table(
    ctx: &Ctx,
    say: Say,
    lines: &[Line],
    what: &str,
    base: &str,
    link: impl Fn(&Line) -> Markup,
) -> Markup {
    let (action, token) = (ctx.to(&format!("{base}/erledigt")), ctx.form_token());
    if lines.is_empty() {
        return html! { p { (say.of("Zurzeit fehlt nichts.", "Nothing is missing at the moment.")) } };
    }
    let rows = lines.iter().map(|line| {
        Row::new(vec![
            html! { code { (line.name) } },
            html! { (format::number(say, line.count)) },
            html! { (format::date_short(say, line.first_on)) },
            html! { (format::date_short(say, line.last_on)) },
            link(line),
            html! { (action_form(&action, &token, &[("name", &line.name)], Weight::Tertiary, say.of("Erledigt", "Done"))) },
        ])
    });
    Table::new(say, what)
        .id("vermisst")
        .caption_hidden()
        .columns(vec![
            Column::new(what),
            Column::number(say.of("Wie oft", "How often")),
            Column::new(say.of("zuerst", "first")),
            Column::new(say.of("zuletzt", "last")),
            Column::action(say.of("Hinführen", "Lead there")),
            Column::action(say.of("Abhaken", "Tick off")),
        ])
        .rows(rows)
        .render()
}

/// Takes an address off the log.
pub async fn path_done(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let name = fields.get("name").to_owned();
    ctx.write(move |tx| {
        if !store::forget_path(tx, &name)? {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("site.missing_path_ticked_off", "path").done())
    })
    .await?;
    Ok(ctx.redirect(PATHS))
}

/// Takes a word off the log.
pub async fn word_done(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let name = fields.get("name").to_owned();
    ctx.write(move |tx| {
        if !store::forget_word(tx, &name)? {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("site.missing_word_ticked_off", "word").done())
    })
    .await?;
    Ok(ctx.redirect(WORDS))
}
