//! Lists as data: news, events, notices, pages, vacancies, documents, disruptions, units, each page
//! by page in one form. `docs/guides/read-the-site-as-data.md` describes it; it only ever grows.

use axum::response::Response;
use jiff::civil::Date;
use kernel::org::{self, Unit};
use kernel::publication::{self, Details, Find, Publication};
use kernel::{AppError, Ctx, Fields, Problem};
use norm_feeds::calendar::Moment;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use web::page::Alternate;

use crate::feeds;

/// Entries of one page when nothing is asked for, and at most.
const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;
/// Pages of a list at most: what lies behind is found by its days.
const PAGES_MAX: i64 = 10_000;
const MIME: &str = "application/json; charset=utf-8";

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    pub page: i64,
    pub per_page: i64,
}

impl Slice {
    /// The page that is asked for.
    ///
    /// # Errors
    /// A bad request when it is no number or out of range.
    pub fn read(fields: &Fields) -> Result<Self, AppError> {
        Ok(Self {
            page: number(fields, "seite", 1, PAGES_MAX)?,
            per_page: number(fields, "je", PER_PAGE, PER_PAGE_MAX)?,
        })
    }

    fn offset(self) -> i64 {
        (self.page - 1) * self.per_page
    }

    /// The entries of the page out of all.
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        let count = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
        all.into_iter().skip(count(self.offset())).take(count(self.per_page)).collect()
    }
}

fn number(fields: &Fields, name: &str, default: i64, max: i64) -> Result<i64, AppError> {
    let text = fields.get(name);
    if text.is_empty() {
        return Ok(default);
    }
    let found = text.parse().ok().filter(|n| (1..=max).contains(n));
    found.ok_or_else(|| {
        bad(name, &format!("eine Zahl von 1 bis {max}"), &format!("a number from 1 to {max}"))
    })
}

fn bad(name: &str, de: &str, en: &str) -> AppError {
    let problem = Problem::new(
        "site/bad-question",
        format!("Die Angabe „{name}“ ist nicht zu lesen: Erwartet wird {de}."),
        format!("“{name}” cannot be read: expected is {en}."),
    );
    AppError::BadRequest(problem.at(name, de, en))
}

fn day(fields: &Fields, name: &str) -> Result<Option<Date>, AppError> {
    match fields.get(name) {
        "" => Ok(None),
        text => {
            let found = text.parse::<Date>().ok().filter(|d| (1900..2200).contains(&d.year()));
            let wrong = || bad(name, "ein Tag wie 2026-11-23", "a day such as 2026-11-23");
            found.map(Some).ok_or_else(wrong)
        }
    }
}

/// A page of a list with the addresses of those around it.
pub(crate) fn answer(
    ctx: &Ctx,
    fields: &Fields,
    own: &str,
    slice: Slice,
    total: i64,
    items: &[Value],
) -> Response {
    let base = &ctx.town.plan().base_url;
    let pages = (total.max(0).saturating_add(slice.per_page - 1) / slice.per_page).max(1);
    let url = |page: i64| {
        let kept =
            fields.pairs().iter().filter(|(name, value)| name != "seite" && !value.is_empty());
        let plain = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut asked: Vec<String> =
            kept.map(|(name, value)| format!("{}={}", plain(name), plain(value))).collect();
        asked.push(format!("seite={page}"));
        format!("{base}{}?{}", ctx.to(own), asked.join("&"))
    };
    let mut body = Map::new();
    body.insert("url".into(), url(slice.page).into());
    body.insert("html_url".into(), html_url(ctx, own).into());
    body.insert("language".into(), ctx.language.tag().into());
    body.insert("total".into(), total.into());
    body.insert("page".into(), slice.page.into());
    body.insert("pages".into(), pages.into());
    body.insert("per_page".into(), slice.per_page.into());
    body.insert("first".into(), url(1).into());
    body.insert("last".into(), url(pages).into());
    let before = (slice.page > 1).then(|| url((slice.page - 1).min(pages)));
    body.insert("previous".into(), before.into());
    body.insert("next".into(), (slice.page < pages).then(|| url(slice.page + 1)).into());
    body.insert("items".into(), items.into());
    feeds::answer(Value::Object(body).to_string(), MIME, None)
}

/// The page for people; pages of the tree have the list of everything.
fn html_url(ctx: &Ctx, own: &str) -> String {
    let path = match own.strip_suffix(".json").unwrap_or(own) {
        "/seiten" => "/a-z",
        path => path,
    };
    format!("{}{}", ctx.town.plan().base_url, ctx.to(path))
}

/// A publication in a list; its own address with `.json` tells the rest.
fn entry(base: &str, it: &Publication) -> Value {
    let path = it.path();
    let changed = it.changed_at.max(it.visible_from);
    json!({
        "id": it.id.to_string(),
        "kind": it.kind,
        "url": format!("{base}{path}"),
        "data_url": if it.slug.is_empty() { Value::Null } else { format!("{base}{path}.json").into() },
        "permanent_url": format!("{base}/p/{}", it.id),
        "title": it.title,
        "teaser": it.teaser,
        "topics": it.topics,
        "unit": if it.unit.is_empty() { Value::Null } else { it.unit.clone().into() },
        "details": if it.details == Details::None { Value::Null } else { json!(it.details) },
        "has_english": crate::shown::has_english(it),
        "has_easy": it.easy.is_some(),
        "published": it.visible_from.to_string(),
        "changed": changed.to_string(),
    })
}

/// What is asked of a list of publications.
struct Asked {
    kind: &'static str,
    topic: String,
    unit: String,
    from: Option<Date>,
    until: Option<Date>,
    slice: Slice,
}

impl Asked {
    fn read(fields: &Fields, kind: &'static str) -> Result<Self, AppError> {
        Ok(Self {
            kind,
            topic: fields.get("thema").to_owned(),
            unit: fields.get("stelle").to_owned(),
            from: day(fields, "von")?,
            until: day(fields, "bis")?,
            slice: Slice::read(fields)?,
        })
    }

    /// Days mean when events happen, and when everything else was published.
    fn find(&self, today: Date) -> Find<'_> {
        let after = self.until.map(|day| day.tomorrow().unwrap_or(day));
        let mut find = Find {
            topic: &self.topic,
            unit: &self.unit,
            offset: self.slice.offset(),
            is_in_place: matches!(self.kind, "event" | "page" | "job" | "document"),
            ..Find::newest(self.kind, self.slice.per_page)
        };
        if self.kind == "event" {
            find.happens_from = Some(self.from.unwrap_or(today).at(0, 0, 0, 0));
            find.happens_before = after.map(|day| day.at(0, 0, 0, 0));
        } else {
            find.shown_from = self.from.map(|day| Moment::Day(day).instant());
            find.shown_before = after.map(|day| Moment::Day(day).instant());
        }
        find
    }
}

async fn list(
    ctx: &Ctx,
    fields: &Fields,
    own: &str,
    kind: &'static str,
) -> Result<Response, AppError> {
    let asked = Asked::read(fields, kind)?;
    let slice = asked.slice;
    let (found, total) = ctx
        .read(move |db| {
            let find = asked.find(db.today());
            Ok((publication::list(db, &find)?, publication::count(db, &find)?))
        })
        .await?;
    let base = &ctx.town.plan().base_url;
    let items: Vec<Value> = found.iter().map(|it| entry(base, it)).collect();
    Ok(answer(ctx, fields, own, slice, total, &items))
}

/// News, the newest first.
pub async fn news(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/aktuelles.json", "news").await
}

/// Events of today and later, or of the days asked for.
pub async fn events(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/veranstaltungen.json", "event").await
}

/// Notices, the newest first.
pub async fn notices(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/bekanntmachungen.json", "notice").await
}

/// Pages of the tree.
pub async fn pages(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/seiten.json", "page").await
}

/// Vacancies.
pub async fn jobs(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/stellen.json", "job").await
}

/// Documents.
pub async fn documents(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/dokumente.json", "document").await
}

/// Disruptions and closures.
pub async fn disruptions(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    list(&ctx, &fields, "/stoerungen.json", "disruption").await
}

/// The units of today.
pub async fn units(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let slice = Slice::read(&fields)?;
    let mut all = ctx.read(org::all).await?;
    let today = ctx.today();
    all.retain(|unit| unit.exists_on(today));
    let base = &ctx.town.plan().base_url;
    let items: Vec<Value> = all.iter().map(|unit| unit_entry(base, unit, &all)).collect();
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(answer(&ctx, &fields, "/rathaus.json", slice, total, &slice.of(items)))
}

fn unit_entry(base: &str, unit: &Unit, all: &[Unit]) -> Value {
    let above = unit.parent.and_then(|id| all.iter().find(|u| u.id == id));
    json!({
        "id": unit.id.to_string(),
        "kind": "unit",
        "url": format!("{base}/rathaus/{}", unit.number),
        "number": unit.number,
        "name": unit.name,
        "above": above.map(|u| u.number.as_str()),
        "telephone": unit.telephone,
        "email": unit.email,
        "street": unit.street,
        "postcode": unit.postcode,
        "room": unit.room,
        "hours": unit.hours,
    })
}

/// A list as data, named in the head of its page.
pub(crate) fn alternate(ctx: &Ctx, path: &str) -> Alternate {
    Alternate {
        mime: "application/json".into(),
        url: ctx.to(&format!("{path}.json")),
        title: ctx.say("Diese Liste als JSON", "This list as JSON").to_owned(),
    }
}
