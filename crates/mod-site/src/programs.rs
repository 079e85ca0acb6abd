//! What programs read: feed, site map, robots, security contact, health.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use jiff::civil::Date;
use kernel::publication::{self, Publication};
use kernel::{AppError, Ctx, Language, Saved, jobs, org, settings};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde_json::json;

use crate::offers;
use crate::settings::SiteSettings;

/// News in the feed.
const FEED_MAX: i64 = 50;
/// Addresses in the site map: the standard allows 50,000 per file, in two languages each.
const ADDRESSES_MAX: usize = 20_000;
/// How long an unset security contact counts as valid.
const CONTACT_HOLDS: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Age of the oldest job from which the queue is reported as late.
const QUEUE_LATE: SignedDuration = SignedDuration::from_mins(60);

/// Paths no search engine should walk: personal pages, forms and endless lists.
const KEPT_FROM_ROBOTS: &[&str] = &[
    "/verwaltung",
    "/schreibtisch",
    "/vorgaenge",
    "/vorgang/",
    "/antrag/",
    "/konto",
    "/postfach",
    "/postausgang",
    "/suche",
    "/anmelden",
    "/barriere-melden",
];

/// Writes XML into memory.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn new() -> Result<Self, AppError> {
        let mut writer = Writer::new(Vec::new());
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        writer.write_event(Event::Decl(declaration)).map_err(AppError::internal)?;
        Ok(Self(writer))
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), AppError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Start(start)).map_err(AppError::internal)
    }

    fn close(&mut self, name: &str) -> Result<(), AppError> {
        self.0.write_event(Event::End(BytesEnd::new(name))).map_err(AppError::internal)
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), AppError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Empty(start)).map_err(AppError::internal)
    }

    /// An element with text; characters XML cannot hold are left out.
    fn text(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> Result<(), AppError> {
        let sound: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        self.open(name, attributes)?;
        self.0.write_event(Event::Text(BytesText::new(&sound))).map_err(AppError::internal)?;
        self.close(name)
    }

    fn answer(self, mime: &'static str) -> Response {
        let mut response = self.0.into_inner().into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        web::cache::shared(response)
    }
}

/// The news as an Atom feed (RFC 4287).
pub async fn feed(ctx: Ctx) -> Result<Response, AppError> {
    let news = ctx.read(|db| publication::visible(db, "news", FEED_MAX)).await?;
    let base = ctx.town.plan().base_url.clone();
    let name = ctx.town.profile().name.clone();
    let own = format!("{base}{}", ctx.to("/feed.atom"));
    let newest = news.iter().map(|n| n.changed_at.max(n.visible_from)).max();
    let mut xml = Xml::new()?;
    xml.open(
        "feed",
        &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", ctx.language.tag())],
    )?;
    xml.text("id", &[], &own)?;
    xml.text("title", &[], &format!("{name}: {}", ctx.say("Aktuelles", "News")))?;
    // An empty feed has not changed since the beginning.
    xml.text("updated", &[], &newest.unwrap_or_default().to_string())?;
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)])?;
    let page = format!("{base}{}", ctx.to("/aktuelles"));
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)])?;
    xml.open("author", &[])?;
    xml.text("name", &[], &name)?;
    xml.close("author")?;
    for item in &news {
        entry(&ctx, &mut xml, &base, item)?;
    }
    xml.close("feed")?;
    Ok(xml.answer("application/atom+xml; charset=utf-8"))
}

fn entry(ctx: &Ctx, xml: &mut Xml, base: &str, news: &Publication) -> Result<(), AppError> {
    let url = format!("{base}{}", ctx.to(&format!("/aktuelles/{}", news.slug)));
    xml.open("entry", &[])?;
    xml.text("id", &[], &format!("urn:uuid:{}", news.id))?;
    xml.text("title", &[], news.title.of(ctx.language))?;
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url)])?;
    xml.text("published", &[], &news.visible_from.to_string())?;
    xml.text("updated", &[], &news.changed_at.max(news.visible_from).to_string())?;
    xml.text("summary", &[], news.teaser.of(ctx.language))?;
    xml.close("entry")
}

/// The site map, each page in both languages.
pub async fn sitemap(ctx: Ctx) -> Result<Response, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let pages = ctx
        .read(move |db| {
            let today = db.today();
            let mut pages: Vec<(String, Option<Date>)> = [
                "/",
                "/leistungen",
                "/aktuelles",
                "/rathaus",
                "/kontakt",
                "/impressum",
                "/datenschutz",
                "/barrierefreiheit",
            ]
            .iter()
            .map(|path| ((*path).to_owned(), None))
            .collect();
            pages.extend(offers::all(&town, db).into_iter().map(|o| (o.path, None)));
            let units = org::all(db)?;
            let units = units.iter().filter(|u| u.exists_on(today));
            pages.extend(units.map(|u| (format!("/rathaus/{}", u.number), None)));
            for (kind, folder) in [("news", "/aktuelles"), ("page", "/seiten")] {
                let shown = publication::visible(db, kind, 5_000)?;
                pages.extend(
                    shown.iter().filter(|p| !p.slug.ends_with(crate::legal::ADDITION)).map(|p| {
                        let day = kernel::clock::local_day(p.changed_at.max(p.visible_from));
                        (format!("{folder}/{}", p.slug), Some(day))
                    }),
                );
            }
            pages.truncate(ADDRESSES_MAX);
            Ok(pages)
        })
        .await?;
    let base = &ctx.town.plan().base_url;
    let mut xml = Xml::new()?;
    xml.open(
        "urlset",
        &[
            ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),
            ("xmlns:xhtml", "http://www.w3.org/1999/xhtml"),
        ],
    )?;
    for (path, day) in &pages {
        let (de, en) = (format!("{base}{path}"), format!("{base}/en{path}"));
        for own in [&de, &en] {
            xml.open("url", &[])?;
            xml.text("loc", &[], own)?;
            if let Some(day) = day {
                xml.text("lastmod", &[], &day.to_string())?;
            }
            for (language, href) in [("de", &de), ("en", &en), ("x-default", &de)] {
                xml.empty(
                    "xhtml:link",
                    &[("rel", "alternate"), ("hreflang", language), ("href", href)],
                )?;
            }
            xml.close("url")?;
        }
    }
    xml.close("urlset")?;
    Ok(xml.answer("application/xml; charset=utf-8"))
}

/// What search engines should leave alone, and where the site map is.
pub async fn robots(ctx: Ctx) -> Response {
    let mut text = String::from("User-agent: *\n");
    for language in ["", "/en"] {
        for path in KEPT_FROM_ROBOTS {
            text.extend(["Disallow: ", language, path, "\n"]);
        }
    }
    text.extend(["Sitemap: ", ctx.town.plan().base_url.as_str(), "/sitemap.xml\n"]);
    web::cache::shared(plain(text))
}

fn plain(text: String) -> Response {
    text.into_response()
}

/// Where to report security holes (RFC 9116).
pub async fn security(ctx: Ctx) -> Result<Response, AppError> {
    let settings: SiteSettings = ctx.read(settings::get).await?;
    if settings.security_contact.is_empty() {
        return Err(AppError::NotFound);
    }
    let contact = if settings.security_contact.starts_with("https://") {
        settings.security_contact.clone()
    } else {
        format!("mailto:{}", settings.security_contact)
    };
    let expires = if let Ok(day) = settings.security_expires_on.parse::<Date>() {
        format!("{day}T23:59:59Z")
    } else {
        let day = ctx.now().checked_add(CONTACT_HOLDS).map_err(AppError::internal)?;
        format!("{}T00:00:00Z", kernel::clock::local_day(day))
    };
    let base = &ctx.town.plan().base_url;
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: de, en\nCanonical: {base}/.well-known/security.txt\n"
    );
    Ok(web::cache::shared(plain(text)))
}

/// Where password managers find the page that changes a password.
pub async fn change_password(ctx: Ctx) -> Response {
    kernel::http::see_other(match ctx.language {
        Language::De => "/konto",
        Language::En => "/en/konto",
    })
}

/// The process answers.
pub async fn live() -> Response {
    plain("ok\n".into())
}

/// The house can read and write, and its queue moves.
pub async fn ready(ctx: Ctx) -> Response {
    let now = ctx.now();
    // A write that is rolled back: takes the writer's turn and the engine's lock, leaves nothing.
    let writable = ctx
        .town
        .write(kernel::Actor::system("health"), |tx| {
            tx.next("health")?;
            Ok(Saved::nothing(()))
        })
        .await
        .is_ok();
    let queue = ctx.read(jobs::backlog).await.ok();
    let (waiting, oldest) = queue.unwrap_or_default();
    let late = oldest.map(|at| now.duration_since(at)).filter(|age| *age > SignedDuration::ZERO);
    let status = match (writable && queue.is_some(), late) {
        (false, _) => "down",
        (true, Some(age)) if age > QUEUE_LATE => "late",
        (true, _) => "ok",
    };
    let code = if status == "down" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = json!({
        "status": status,
        "database": if writable { "ok" } else { "down" },
        "queue": { "waiting": waiting, "oldest_seconds": late.map_or(0, |age| age.as_secs()) },
    });
    let json = HeaderValue::from_static("application/json");
    (code, [(header::CONTENT_TYPE, json)], body.to_string()).into_response()
}
