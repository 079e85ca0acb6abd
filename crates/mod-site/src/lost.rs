//! Where a page is missing: redirects of editors, former addresses of publications, what was taken
//! back and why, and for people what they may have meant.

use std::future::Future;
use std::pin::Pin;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::module::Missing;
use kernel::publication::{self, Note, Publication};
use kernel::search::{self, Question, fold};
use kernel::{AppError, Ctx, Reader};
use percent_encoding::percent_decode_str;
use web::error_page::{Trouble, error_page_with};
use web::page::stack;
use web::{Frame, Markup, Say, card, format, html};

use crate::{changes, store};

/// Addresses nobody could answer.
pub(crate) const PATHS: &str = "site.missing_paths";
/// Uses of redirects.
pub(crate) const HITS: &str = "site.redirects";
/// Longest path that is looked up or counted, in bytes.
const PATH_BYTES_MAX: usize = 300;
/// Pages offered instead.
const NEAR_MAX: usize = 5;
/// Words of a path that are looked for.
const WORDS_MAX: usize = 5;
/// Paths where people handle their own affairs: never written down.
const PRIVATE: &[&str] = &[
    "/vorgang",
    "/antrag",
    "/antraege",
    "/postfach",
    "/konto",
    "/verwaltung",
    "/schreibtisch",
    "/vorgaenge",
    "/anmelden",
    "/abmelden",
    "/assets",
    "/medien",
    "/healthz",
    "/p/",
];

/// What programs look for that search for holes or icons: nothing editors could mend.
const NOISE: &[&str] = &[
    "/.",
    "/wp-",
    "/xmlrpc",
    "/phpmyadmin",
    "/cgi-bin",
    "/apple-touch-icon",
    "/favicon",
    "/admin",
    "/vendor/",
    "/boaform",
];

/// Helps on: the hook of the module.
pub(crate) fn help(
    ctx: Ctx,
    missing: Missing,
) -> Pin<Box<dyn Future<Output = Option<Response>> + Send>> {
    Box::pin(async move {
        let found = find(&ctx).await;
        match found {
            Ok(found) => Some(answer(&ctx, missing, &found)?),
            Err(error) => {
                tracing::error!(%error, "A missing page could not be looked up");
                None
            }
        }
    })
}

/// What is known of a missing page.
#[derive(Default)]
struct Known {
    /// Where it went; an empty text says that it is gone.
    target: Option<String>,
    /// The redirect that said so, to be counted.
    by: Option<String>,
    /// What was there and is not shown any more.
    ended: Option<(Publication, Vec<Note>)>,
    /// What may have been meant: title and path.
    near: Vec<(String, String)>,
}

async fn find(ctx: &Ctx) -> Result<Known, AppError> {
    let decoded = percent_decode_str(&ctx.path).decode_utf8_lossy().into_owned();
    if decoded.len() > PATH_BYTES_MAX {
        return Ok(Known::default());
    }
    let (query, language) = (ctx.query.clone(), ctx.language);
    ctx.read(move |db| {
        let mut known = Known::default();
        let bare = decoded.trim_end_matches('/');
        // As it was written comes first: other systems knew capitals and endings.
        let with_query = (!query.is_empty()).then(|| format!("{decoded}?{query}"));
        for path in with_query.as_deref().into_iter().chain([decoded.as_str(), bare]) {
            if let Some(target) = store::redirect(db, path)? {
                known.target = Some(target);
                known.by = Some(path.to_owned());
                return Ok(known);
            }
        }
        let (kind, slug) = publication::of_path(bare);
        if !slug.ends_with(crate::legal::ADDITION)
            && let Some(target) = publication::moved(db, kind, slug)?
        {
            known.target = Some(target);
            return Ok(known);
        }
        if let Some(target) = tidy(&decoded).filter(|_| !is_private(&decoded)) {
            known.target = Some(target);
            return Ok(known);
        }
        // Pages once lay under a folder of their own.
        let path = decoded.strip_prefix("/seiten").unwrap_or(&decoded);
        let (kind, slug) = publication::of_path(path);
        let is_addition = slug.ends_with(crate::legal::ADDITION);
        if is_addition {
            return Ok(known);
        }
        if path != decoded && publication::by_slug(db, kind, slug).is_ok() {
            known.target = Some(path.to_owned());
            return Ok(known);
        }
        if let Some(target) = publication::moved(db, kind, slug)? {
            known.target = Some(target);
            return Ok(known);
        }
        if let Some(ended) = publication::ended(db, kind, slug)? {
            let notes = publication::notes(db, ended.id)?;
            known.ended = Some((ended, notes));
        }
        known.near = near(db, &decoded, language)?;
        Ok(known)
    })
    .await
}

/// The address without a closing slash, in small letters and without the ending of old systems.
fn tidy(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    let small = trimmed.to_lowercase();
    let bare = [".html", ".htm"].iter().find_map(|end| small.strip_suffix(end)).unwrap_or(&small);
    let is_better = bare != path && bare.starts_with('/') && !bare.starts_with("//");
    is_better.then(|| bare.to_owned())
}

/// Pages that the words of a path lead to.
fn near(
    db: &mut Reader<'_>,
    path: &str,
    language: kernel::Language,
) -> Result<Vec<(String, String)>, AppError> {
    let words = words(path);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let question = Question { words: &words, audience: "public", language, kind: "" };
    let found = search::ask(db, &question)?.entries;
    Ok(found.into_iter().take(NEAR_MAX).map(|e| (e.title, e.url)).collect())
}

/// What a path says in words: its last parts, without numbers and endings.
fn words(path: &str) -> String {
    let folded = fold(path);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| {
            w.chars().count() > 2 && !matches!(*w, "html" | "htm" | "php" | "aspx" | "index")
        })
        .collect();
    let from = words.len().saturating_sub(WORDS_MAX);
    words.get(from..).unwrap_or_default().join(" ")
}

/// Whether an address may be written down for editors: none where people handle their own affairs,
/// none that carries something like a key, a number of a case or a mail address.
fn is_to_be_counted(path: &str) -> bool {
    let is_key = |part: &str| {
        part.contains('@')
            || part.len() > 60
            || (part.len() >= 16
                && part.chars().filter(char::is_ascii_digit).count() >= 6
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    };
    let is_noise = NOISE.iter().any(|start| path.starts_with(start));
    path.len() <= PATH_BYTES_MAX && !is_noise && !is_private(path) && !path.split('/').any(is_key)
}

fn answer(ctx: &Ctx, missing: Missing, known: &Known) -> Option<Response> {
    if let Some(by) = &known.by {
        ctx.town.tallies().count(HITS, by);
    }
    match known.target.as_deref() {
        Some("") => return missing.wants_page.then(|| gone(ctx, known)),
        Some(target) => return Some(redirected(ctx, target)),
        None => {}
    }
    let path = percent_decode_str(&ctx.path).decode_utf8_lossy();
    if !missing.is_gone && known.ended.is_none() && is_to_be_counted(&path) {
        ctx.town.tallies().count(PATHS, &path);
    }
    if !missing.wants_page {
        return None;
    }
    if missing.is_gone || known.ended.is_some() {
        return Some(gone(ctx, known));
    }
    // A page that people may not know of is answered as before.
    (!is_private(&path)).then(|| not_found(ctx, known))
}

fn is_private(path: &str) -> bool {
    PRIVATE.iter().any(|start| path.starts_with(start))
}

/// For good (301): links elsewhere may be mended.
fn redirected(ctx: &Ctx, target: &str) -> Response {
    let place = if target.starts_with('/') { ctx.to(target) } else { target.to_owned() };
    let place: String = percent_encoding::utf8_percent_encode(&place, UNSAFE).to_string();
    match HeaderValue::from_str(&place) {
        Ok(place) => (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, place)]).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What may not stand in an address as it is.
const UNSAFE: &percent_encoding::AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'`');

fn not_found(ctx: &Ctx, known: &Known) -> Response {
    let frame = Frame::of(ctx);
    let page = error_page_with(
        frame.say,
        &frame.look,
        &Trouble::NotFound,
        Some(offered(ctx, frame.say, known)),
    );
    (StatusCode::NOT_FOUND, Html(page.into_string())).into_response()
}

fn gone(ctx: &Ctx, known: &Known) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let more = html! {
        @if let Some((ended, notes)) = &known.ended {
            p {
                (say.of("Hier stand: ", "This was here: "))
                strong { (ended.title.of(ctx.language)) }
            }
            @for note in notes {
                p {
                    (changes::words(say, note.kind)) " "
                    (say.of("am ", "on ")) (format::date(say, kernel::clock::local_day(note.at))) ": "
                    (note.text.of(ctx.language))
                }
            }
        }
        (offered(ctx, say, known))
    };
    let page = error_page_with(say, &frame.look, &Trouble::Gone, Some(stack(more)));
    (StatusCode::GONE, Html(page.into_string())).into_response()
}

fn offered(ctx: &Ctx, say: Say, known: &Known) -> Markup {
    let near: Vec<(&str, String)> =
        known.near.iter().map(|(title, path)| (title.as_str(), ctx.to(path))).collect();
    let near: Vec<(&str, &str)> = near.iter().map(|(t, u)| (*t, u.as_str())).collect();
    html! {
        @if !near.is_empty() {
            section {
                h2 { (say.of("Meinten Sie vielleicht", "Did you mean")) }
                (card::link_list(&near))
            }
        }
    }
}

/// The page of a publication by its lasting id: `/p/…` leads to where it is now.
pub async fn by_id(
    ctx: Ctx,
    axum::extract::Path(id): axum::extract::Path<String>,
) -> Result<Response, AppError> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = ctx.read(move |db| publication::by_id(db, id)).await?;
    Ok(redirected(&ctx, &found.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_speak() {
        assert_eq!(
            words("/index.php/Bürgerservice/2019/Personalausweis.html"),
            "buergerservice personalausweis"
        );
        assert_eq!(words("/wp-content/1/2/"), "content");
    }

    #[test]
    fn addresses_are_tidied_once() {
        assert_eq!(tidy("/Leben/Heiraten/").as_deref(), Some("/leben/heiraten"));
        assert_eq!(tidy("/leben.html").as_deref(), Some("/leben"));
        assert_eq!(tidy("/leben"), None);
        for odd in ["//evil.example/", "/", "///"] {
            assert_eq!(tidy(odd), None, "{odd}");
        }
    }

    #[test]
    fn nothing_private_is_written_down() {
        assert!(is_to_be_counted("/buergerservice/personalausweis-2019"));
        for private in [
            "/vorgang/0198c5a0-0000-7000-8000-000000000000",
            "/verwaltung/personen/x",
            "/alt/0198c5a0-0000-7000-8000-000000000000",
            "/abmelden/token",
            "/newsletter/erika@mail.example",
            "/reset/3f9a8b7c6d5e4f3a2b1c",
            "/.env",
            "/wp-login.php",
        ] {
            assert!(!is_to_be_counted(private), "{private}");
        }
    }
}
