//! What editors see: how many get the newsletter, what was sent. Nobody by name.

use axum::response::Response;
use jiff::ToSpan;
use kernel::{AppError, Ctx, Reader};
use web::card::figures;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, format, html};

use crate::model::{Issue, KINDS, Rhythm, Topics};
use crate::store;

/// Issues on the page.
const ISSUES_SHOWN: i64 = 30;
/// Days the figures look back.
const DAYS: i64 = 30;

struct Shown {
    chosen: Vec<(Rhythm, Topics, i64)>,
    waiting: i64,
    figures: Vec<(String, i64)>,
    issues: Vec<Issue>,
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let shown = ctx.read(read).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let readers: i64 = shown.chosen.iter().map(|(.., many)| many).sum();
    let of = |what: &str| {
        let found = shown.figures.iter().find(|(name, _)| name == what);
        format::number(say, found.map_or(0, |(_, count)| *count))
    };
    let page = frame
        .staff(say.of("Newsletter", "Newsletter"))
        .lead(say.of(
            "Wie viele Menschen Post bekommen und was verschickt wurde. Wer eine E-Mail öffnet, messen wir nicht. Adressen sieht hier niemand.",
            "How many people get mail and what was sent. We do not measure who opens a mail. Nobody sees addresses here.",
        ))
        .body(stack(html! {
            (figures(&[
                (format::number(say, readers), say.of("bestätigte Adressen", "confirmed addresses"), None),
                (format::number(say, shown.waiting), say.of("noch nicht bestätigt", "not confirmed yet"), None),
                (of("confirmed"), say.of("bestätigt in 30 Tagen", "confirmed in 30 days"), None),
                (of("ended"), say.of("abbestellt in 30 Tagen", "ended in 30 days"), None),
                (of("unreachable"), say.of("unzustellbar gelöscht in 30 Tagen", "deleted as unreachable in 30 days"), None),
            ]))
            (by_topic(say, &shown.chosen))
            (issues(say, &shown.issues))
        }));
    Ok(frame.answer(page))
}

fn read(db: &mut Reader<'_>) -> Result<Shown, AppError> {
    let since = db.today().checked_sub(DAYS.days()).unwrap_or(db.today());
    Ok(Shown {
        chosen: store::chosen(db)?,
        waiting: store::waiting(db)?,
        figures: store::figures(db, since)?,
        issues: store::issues(db, ISSUES_SHOWN)?,
    })
}

fn by_topic(say: Say, chosen: &[(Rhythm, Topics, i64)]) -> Markup {
    let count = |key: &str, rhythm: Rhythm| -> i64 {
        chosen
            .iter()
            .filter(|(r, topics, _)| *r == rhythm && topics.0.iter().any(|t| t.starts_with(key)))
            .map(|(.., many)| many)
            .sum()
    };
    let rows = KINDS.iter().map(|kind| {
        let mut cells = vec![html! { (say.of(kind.title.0, kind.title.1)) }];
        let counts = Rhythm::ALL.iter().map(|r| count(kind.key, *r));
        cells.extend(counts.map(|many| html! { (format::number(say, many)) }));
        Row::new(cells)
    });
    Table::new(say, say.of("Was gelesen wird", "What is read"))
        .id("themen")
        .columns(vec![
            Column::new(say.of("Thema", "Topic")),
            Column::number(say.of("sofort", "at once")),
            Column::number(say.of("täglich", "daily")),
            Column::number(say.of("wöchentlich", "weekly")),
        ])
        .rows(rows)
        .render()
}

fn issues(say: Say, issues: &[Issue]) -> Markup {
    let rows = issues.iter().map(|it| {
        let at = it.until.to_zoned(kernel::clock::berlin()).datetime();
        let state = if it.ended_at.is_some() {
            say.of("verschickt", "sent")
        } else {
            say.of("wird verschickt", "being sent")
        };
        Row::new(vec![
            html! { (format::date_time(say, at)) },
            html! { (say.of(it.rhythm.label().de, it.rhythm.label().en)) },
            html! { (format::number(say, it.items)) },
            html! { (format::number(say, it.mails)) },
            html! { (state) },
        ])
    });
    Table::new(say, say.of("Ausgaben", "Issues"))
        .id("ausgaben")
        .columns(vec![
            Column::new(say.of("Zeitpunkt", "Time")),
            Column::new(say.of("Rhythmus", "Rhythm")),
            Column::number(say.of("Einträge", "Entries")),
            Column::number(say.of("E-Mails", "Mails")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(rows)
        .render()
}
