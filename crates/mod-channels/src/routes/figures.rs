//! What worked: each account over time, each post on its channels; as a table and as a file.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use kernel::{AppError, Ctx, Id};
use web::button::{Weight, link_button};
use web::empty::empty_state;
use web::icon::Icon;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, buttons, html};

use super::show::cell;
use super::{BASE, base, parts};
use crate::account::Connection;
use crate::figures::{Counted, MEASURES};
use crate::model::Post;
use crate::store;

/// Days of an account that are shown.
const DAYS: i64 = 28;
/// Posts in the table.
const POSTS_MAX: i64 = 100;

struct Board {
    accounts: Vec<(Connection, Vec<Counted>)>,
    posts: Vec<Post>,
    of_posts: Vec<Counted>,
}

async fn board(ctx: &Ctx) -> Result<Board, AppError> {
    let since = ctx.today().checked_sub(DAYS.days()).map_err(AppError::internal)?.to_string();
    ctx.read(move |db| {
        let mut accounts = Vec::new();
        for account in store::account::all(db)? {
            let figures = store::figure::of_account(db, account.id, &since)?;
            accounts.push((account, figures));
        }
        let (posts, _) = store::list(db, "", POSTS_MAX, 0)?;
        Ok(Board { accounts, posts, of_posts: store::figure::of_posts(db)? })
    })
    .await
}

fn name(say: Say, measure: &str) -> &'static str {
    let found = MEASURES.iter().find(|(word, ..)| *word == measure);
    found.map_or("", |(_, de, en)| say.of(*de, *en))
}

/// The page.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let board = board(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let is_empty = board.of_posts.is_empty() && board.accounts.iter().all(|(_, f)| f.is_empty());
    let body = html! {
        (parts(&ctx, say, &format!("{BASE}/zahlen")))
        @if is_empty {
            (empty_state(Icon::CHART, say.of("Noch keine Zahlen", "No figures yet"), say.of(
                "Jede Nacht fragen wir die Anbieter nach Beiträgen der letzten 60 Tage. Gezählt wird dort, nicht bei uns; Personen erfahren wir nicht.",
                "Every night we ask the providers about posts of the last 60 days. They count, not we; we learn of no persons."), html! {}))
        } @else {
            p { (say.of(
                "„–“ heißt: Der Anbieter nennt diese Zahl nicht. Das ist nicht null. Jeder Anbieter zählt anders: Vergleichen Sie einen Kanal mit sich selbst.",
                "“–” means: the provider does not tell this figure. That is not zero. Every provider counts differently: compare a channel with itself.",
            )) }
            (buttons(link_button(Weight::Secondary, &ctx.to(&format!("{BASE}/zahlen.csv")), say.of("Alle Zahlen als CSV", "All figures as CSV"))))
            @for (account, figures) in board.accounts.iter().filter(|(_, f)| !f.is_empty()) {
                h2 { (account.label()) }
                (of_account(say, account, figures))
            }
            (of_posts(&ctx, say, &board))
        }
    };
    let page = frame
        .staff(say.of("Zahlen der Kanäle", "Figures of the channels"))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .body(body);
    Ok(frame.answer(page))
}

fn measures<'a>(figures: impl Iterator<Item = &'a Counted>) -> Vec<&'static str> {
    let told: BTreeSet<&str> = figures.map(|c| c.measure.as_str()).collect();
    MEASURES.iter().map(|m| m.0).filter(|word| told.contains(word)).collect()
}

fn of_account(say: Say, account: &Connection, figures: &[Counted]) -> Markup {
    let measures = measures(figures.iter());
    let days: BTreeSet<&str> = figures.iter().map(|c| c.day.as_str()).collect();
    let told: BTreeMap<(&str, &str), i64> =
        figures.iter().map(|c| ((c.day.as_str(), c.measure.as_str()), c.value)).collect();
    let mut columns = vec![Column::new(say.of("Tag", "Day"))];
    columns.extend(measures.iter().map(|m| Column::number(name(say, m))));
    let rows = days.iter().rev().map(|day| {
        let shown = day.parse().map_or_else(|_| (*day).to_owned(), |d| web::format::date(say, d));
        let mut cells = vec![html! { (shown) }];
        cells.extend(measures.iter().map(|m| cell(say, told.get(&(day, *m)).copied())));
        Row::new(cells)
    });
    let caption = say.of(
        format!("{}, die letzten {DAYS} Tage", account.label()),
        format!("{}, the last {DAYS} days", account.label()),
    );
    Table::new(say, &caption).dense().columns(columns).rows(rows).render()
}

fn of_posts(ctx: &Ctx, say: Say, board: &Board) -> Markup {
    let measures = measures(board.of_posts.iter());
    if measures.is_empty() {
        return Markup::default();
    }
    let mut told: BTreeMap<(&str, Id<Connection>), BTreeMap<&str, i64>> = BTreeMap::new();
    for c in &board.of_posts {
        let of = told.entry((c.subject.as_str(), c.account)).or_default();
        of.insert(c.measure.as_str(), c.value);
    }
    let mut columns =
        vec![Column::new(say.of("Beitrag", "Post")), Column::new(say.of("Kanal", "Channel"))];
    columns.extend(measures.iter().map(|m| Column::number(name(say, m))));
    let mut rows = Vec::new();
    for post in &board.posts {
        let id = post.id.to_string();
        for (account, _) in &board.accounts {
            let Some(values) = told.get(&(id.as_str(), account.id)) else { continue };
            let mut cells = vec![
                html! { a href=(ctx.to(&base(post.id))) { (post.title) } },
                html! { (account.channel.name()) },
            ];
            cells.extend(measures.iter().map(|m| cell(say, values.get(m).copied())));
            rows.push(Row::new(cells));
        }
    }
    Table::new(say, say.of("Beiträge", "Posts")).columns(columns).rows(rows).render()
}

/// All figures as a file: one row for each, with the provider's own name of it.
pub(super) async fn csv(ctx: Ctx) -> Result<Response, AppError> {
    let board = board(&ctx).await?;
    let label = |id: Id<Connection>| {
        board.accounts.iter().find(|(c, _)| c.id == id).map(|(c, _)| c.label()).unwrap_or_default()
    };
    let title = |subject: &str| {
        let post = board.posts.iter().find(|p| p.id.to_string() == subject);
        post.map(|p| p.title.clone()).unwrap_or_default()
    };
    let mut out = String::from(
        "\u{feff}konto;beitrag;beitrag_id;zahl;quelle_beim_anbieter;tag;wert;abgefragt_am\r\n",
    );
    let all = board.accounts.iter().flat_map(|(_, figures)| figures).chain(&board.of_posts);
    for c in all {
        let fields = [
            label(c.account),
            title(&c.subject),
            c.subject.clone(),
            c.measure.clone(),
            c.source.clone(),
            c.day.clone(),
            c.value.to_string(),
            c.read_at.to_string(),
        ];
        out.extend([fields.map(|f| quoted(&f)).join(";"), "\r\n".to_owned()]);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kanaele-zahlen.csv\""),
    ];
    Ok((headers, out).into_response())
}

/// A field of a CSV file. What a table program would take for a formula begins with an apostrophe.
fn quoted(field: &str) -> String {
    let is_formula =
        field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<i64>().is_err();
    let safe = if is_formula { format!("'{field}") } else { field.to_owned() };
    if safe.contains([';', '"', '\n', '\r']) {
        return format!("\"{}\"", safe.replace('"', "\"\""));
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_cannot_break_out_of_their_field() {
        assert_eq!(quoted("a;b"), "\"a;b\"");
        assert_eq!(quoted("er sagt \"so\""), "\"er sagt \"\"so\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("-5"), "-5");
    }
}
