//! Pages at their own path in the tree, behind all other routes, and their editions in easy
//! language under `/leicht`.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::publication::{self, Find, Publication};
use kernel::{AppError, Ctx, Language};
use web::page::{prose, stack};
use web::{Frame, card, html};

use crate::item;
use crate::shown::Edition;

/// Deepest path of a page, in parts.
const DEPTH_MAX: usize = 8;
/// Texts in easy language listed, of each kind.
const EASY_MAX: i64 = 2_000;

/// A page by its path.
pub async fn show(
    ctx: Ctx,
    headers: HeaderMap,
    Path(path): Path<String>,
) -> Result<Response, AppError> {
    if path.split('/').count() > DEPTH_MAX {
        return Err(AppError::NotFound);
    }
    let path = if item::wants_json(&headers) && path.strip_suffix(".json").is_none() {
        format!("{path}.json")
    } else {
        path
    };
    item::show(&ctx, "page", path).await
}

/// A text in easy language: `/leicht/leben/heiraten`. It is German, whatever the reader's language.
pub async fn easy(ctx: Ctx, Path(path): Path<String>) -> Result<Response, AppError> {
    let (kind, slug) = publication::of_path(&path);
    let slug = slug.to_owned();
    let ctx = Ctx { language: Language::De, ..ctx };
    let shown = item::read(&ctx, kind, slug, Edition::Easy).await?;
    Ok(item::answer(&ctx, &shown))
}

/// All there is in easy language, and how these pages work.
pub async fn easy_list(ctx: Ctx) -> Result<Response, AppError> {
    let ctx = Ctx { language: Language::De, ..ctx };
    let all: Vec<Publication> = ctx
        .read(|db| {
            let mut all = Vec::new();
            let kinds = crate::feeds::STREAMS.iter().map(|s| s.kind);
            for kind in ["page"].into_iter().chain(kinds) {
                let found = publication::list(db, &Find::in_place(kind, EASY_MAX))?;
                all.extend(found.into_iter().filter(|p| p.easy.is_some()));
            }
            Ok(all)
        })
        .await?;
    let links: Vec<(&str, String)> = all
        .iter()
        .filter_map(|p| Some((p.easy.as_ref()?.title.as_str(), format!("/leicht{}", p.path()))))
        .collect();
    let links: Vec<(&str, &str)> = links.iter().map(|(t, u)| (*t, u.as_str())).collect();
    let frame = Frame::of(&ctx);
    let town = ctx.town.profile().name.clone();
    let page = frame
        .public("Leichte Sprache")
        .language("de-simple")
        .crumb("Startseite", "/")
        .lead(format!("Das sind die Internet-Seiten von: {town}."))
        .body(stack(html! {
            (prose(html! {
                h2 { "Was finden Sie hier?" }
                p { "Hier erklären wir Ihnen unsere Internet-Seiten in Leichter Sprache." }
                p { "Sie finden hier Hilfe vom Rathaus." br; "Zum Beispiel: Anträge, Öffnungs-Zeiten und Nachrichten." }
                h2 { "So finden Sie etwas" }
                ul {
                    li { "Oben auf jeder Seite ist ein Such-Feld. Schreiben Sie dort ein Wort hinein." }
                    li { "Oben auf jeder Seite ist auch ein Menü. Dort stehen die wichtigsten Themen." }
                    li { a href="/a-z" { "Alle Themen von A bis Z" } }
                    li { a href="/kontakt" { "Sie können uns schreiben oder anrufen" } }
                }
                h2 { "Können alle die Internet-Seiten nutzen?" }
                p { "Die Internet-Seiten sollen ohne Hindernisse sein." br; "Das nennt man: barriere-frei." br; "Haben Sie ein Hindernis gefunden?" br; a href="/barriere-melden" { "Dann sagen Sie es uns bitte" } "." }
                p { a href="/barrierefreiheit" { "Hier steht mehr über Barriere-Freiheit" } "." }
            }))
            @if !links.is_empty() {
                section {
                    h2 { "Diese Seiten gibt es in Leichter Sprache" }
                    (card::link_list(&links))
                }
            }
        }));
    Ok(frame.answer_shared(page))
}
