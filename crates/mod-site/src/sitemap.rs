//! The site map: every public page in each of its languages, with the day of its last real change.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::publication::{self, Brief};
use kernel::{AppError, Ctx, Reader, Town, org};
use norm_feeds::sitemap::{Page, sitemap_index, sitemaps};

use crate::{feeds, offers};

/// Publications of one kind in the map.
const PER_KIND_MAX: i64 = 20_000;
const MIME: &str = "application/xml; charset=utf-8";

/// Pages of the house itself.
const OWN: &[&str] = &[
    "/",
    "/leistungen",
    "/rathaus",
    "/a-z",
    "/kontakt",
    "/abonnieren",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/transparenz/aenderungen",
];

/// A page and its languages.
struct Known {
    path: String,
    changed: Option<Date>,
    has_english: bool,
}

fn known(path: impl Into<String>) -> Known {
    Known { path: path.into(), changed: None, has_english: true }
}

/// Day of the last change that readers can see.
fn changed_on(it: &Brief) -> Date {
    kernel::clock::local_day(it.changed_at.max(it.visible_from))
}

fn gather(town: &Town, db: &mut Reader<'_>) -> Result<Vec<Known>, AppError> {
    let today = db.today();
    let mut pages: Vec<Known> = OWN.iter().map(|path| known(*path)).collect();
    pages.extend(offers::all(town, db).into_iter().map(|o| known(o.path)));
    let units = org::all(db)?;
    let units = units.iter().filter(|u| u.exists_on(today));
    pages.extend(units.map(|u| known(format!("/rathaus/{}", u.number))));
    let kinds = feeds::STREAMS.iter().map(|s| s.kind).chain(["page"]);
    for kind in kinds {
        let shown = publication::briefs(db, kind, PER_KIND_MAX)?;
        let newest = shown.iter().map(changed_on).max();
        if let (Some(stream), Some(_)) = (feeds::of_kind(kind), newest) {
            let path = format!("/{}", stream.name);
            pages.push(Known { path, changed: newest, has_english: true });
        }
        let shown = shown.iter().filter(|p| !p.slug.ends_with(crate::legal::ADDITION));
        pages.extend(shown.filter(|p| !p.slug.is_empty()).map(|p| Known {
            path: publication::path(kind, &p.slug),
            changed: Some(changed_on(p)),
            has_english: p.has_english || !p.title.en.is_empty(),
        }));
    }
    Ok(pages)
}

async fn files(ctx: &Ctx) -> Result<Vec<(String, Option<Date>)>, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let known = ctx.read(move |db| gather(&town, db)).await?;
    let base = &ctx.town.plan().base_url;
    let mut pages = Vec::with_capacity(known.len() * 2);
    for it in &known {
        let (de, en) = (format!("{base}{}", it.path), format!("{base}/en{}", it.path));
        let mut languages = vec![("de".to_owned(), de.clone())];
        if it.has_english {
            languages.push(("en".to_owned(), en.clone()));
        }
        languages.push(("x-default".to_owned(), de.clone()));
        let page = |url| Page { url, changed: it.changed, languages: languages.clone() };
        pages.push(page(de));
        if it.has_english {
            pages.push(page(en));
        }
    }
    let newest = known.iter().filter_map(|k| k.changed).max();
    Ok(sitemaps(&pages).into_iter().map(|file| (file, newest)).collect())
}

/// The site map, or the index of its parts where one file does not hold it.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let files = files(&ctx).await?;
    if let [(only, _)] = files.as_slice() {
        return Ok(feeds::answer(only.clone(), MIME, None));
    }
    let base = &ctx.town.plan().base_url;
    let parts: Vec<(String, Option<Date>)> = files
        .iter()
        .enumerate()
        .map(|(at, (_, newest))| (format!("{base}/sitemap/{}.xml", at + 1), *newest))
        .collect();
    Ok(feeds::answer(sitemap_index(&parts), MIME, None))
}

/// One part of a large site map.
pub async fn part(ctx: Ctx, Path(name): Path<String>) -> Result<Response, AppError> {
    let number = name.strip_suffix(".xml").and_then(|n| n.parse::<usize>().ok());
    let at = number.and_then(|n| n.checked_sub(1)).ok_or(AppError::NotFound)?;
    let (file, _) = files(&ctx).await?.into_iter().nth(at).ok_or(AppError::NotFound)?;
    Ok(feeds::answer(file, MIME, None))
}
