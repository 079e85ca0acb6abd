//! Everything from A to Z: services, pages and units in one list.

use std::sync::Arc;

use axum::response::Response;
use kernel::publication;
use kernel::search::fold;
use kernel::{AppError, Ctx, org};
use web::page::stack;
use web::{Frame, card, html};

use crate::offers;

/// Pages in the list.
const PAGES_MAX: i64 = 5_000;

/// The list.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let (language, town) = (ctx.language, Arc::clone(&ctx.town));
    let mut entries: Vec<(String, String)> = ctx
        .read(move |db| {
            let today = db.today();
            let title = |text: &kernel::Text| text.of(language).to_owned();
            let services = offers::all(&town, db).into_iter().map(|o| (title(&o.title), o.path));
            let mut all: Vec<(String, String)> = services.collect();
            let pages = publication::briefs(db, "page", PAGES_MAX)?;
            let pages = pages
                .iter()
                .filter(|p| !p.slug.is_empty() && !p.slug.ends_with(crate::legal::ADDITION));
            all.extend(pages.map(|p| (title(&p.title), p.path())));
            let units = org::all(db)?;
            let units = units.iter().filter(|u| u.exists_on(today));
            all.extend(units.map(|u| (title(&u.name), format!("/rathaus/{}", u.number))));
            Ok(all)
        })
        .await?;
    entries.sort_by_cached_key(|(title, path)| (fold(title), path.clone()));
    entries.dedup();
    let mut letters: Vec<card::Letter> = Vec::new();
    for (title, path) in entries {
        let first = fold(&title).chars().find(char::is_ascii_alphanumeric).unwrap_or('#');
        let entry = (title, ctx.to(&path));
        match letters.last_mut() {
            Some((letter, entries)) if *letter == first => entries.push(entry),
            _ => letters.push((first, vec![entry])),
        }
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Alles von A bis Z", "Everything from A to Z"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Leistungen, Seiten und Ämter in einer Liste.",
            "Services, pages and offices in one list.",
        ))
        .body(stack(html! {
            (card::index(say, &letters))
        }));
    Ok(frame.answer_shared(page))
}
