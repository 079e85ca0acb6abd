//! The home page: what people come for, what is new, whom to ask.

use axum::response::Response;
use kernel::module::Offer;
use kernel::org::Unit;
use kernel::publication::Publication;
use kernel::{AppError, Ctx, Reader, org, publication, settings};
use serde_json::json;
use web::blocks;
use web::card::{Doorway, Teaser, doorways, teaser_grid, tiles};
use web::contact::contact_card;
use web::hero::{Hero, Picture, hero};
use web::icon::Icon;
use web::news::{DateItem, NewsItem, date_list, news_stage};
use web::page::{halves, section, stack, strip};
use web::theme::Look;
use web::{Frame, Markup, Say, card, html};

use crate::settings::SiteSettings;
use crate::shown::{Edition, Shown as Page};
use crate::{events, feeds, offers, view};

/// News on the home page.
const NEWS_SHOWN: i64 = 4;
/// Events on the home page.
const EVENTS_SHOWN: usize = 6;
/// Notices on the home page.
const NOTICES_SHOWN: i64 = 4;
/// Road works on the home page.
const WORKS_SHOWN: i64 = 4;
/// Parts of the site shown with their pictures.
const DOORS_SHOWN: usize = 12;
/// Fewer than so many are no choice.
const DOORS_MIN: usize = 3;
/// Tiles of services.
const TILES_SHOWN: usize = 12;
/// Destinations below the search field.
const POPULAR_SHOWN: usize = 4;
/// Services that can be done online, shown as teasers: so many at most, and only from so many on,
/// because a single one stands among the tiles already.
const ONLINE_SHOWN: usize = 6;
const ONLINE_MIN: usize = 3;

struct Shown {
    settings: SiteSettings,
    offers: Vec<Offer>,
    news: Vec<NewsItem>,
    doors: Vec<Doorway>,
    events: Vec<DateItem>,
    notices: Vec<Publication>,
    works: Vec<Publication>,
    unit: Option<Unit>,
    /// What editors made of the home page: the page with the empty path.
    own: Option<Page>,
}

/// The home page.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let mut shown = read(&ctx, None).await?;
    if let Some(own) = &mut shown.own {
        own.open(&ctx.query);
    }
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &shown);
    let Some(origin) = shown.own.as_ref().and_then(Page::opened_frame) else {
        return Ok(frame.answer_shared(page));
    };
    let mut response = frame.answer(page.noindex());
    kernel::http::headers::allow_frames(&mut response, &origin);
    Ok(response)
}

/// The home page as it will be when a draft of it is published.
pub(crate) async fn proof(
    ctx: &Ctx,
    draft: Publication,
    on: web::page::ProofOn,
) -> Result<Response, AppError> {
    let shown = read(ctx, Some(draft)).await?;
    let frame = Frame::of(ctx);
    Ok(frame.answer(page(ctx, &frame, &shown).proof(on)))
}

async fn read(ctx: &Ctx, draft: Option<Publication>) -> Result<Shown, AppError> {
    let (town, language) = (std::sync::Arc::clone(&ctx.town), ctx.language);
    let (asker, is_draft) = (ctx.clone(), draft.is_some());
    ctx.read(move |db| {
        let settings: SiteSettings = settings::get(db)?;
        let today = db.today();
        let units = org::all(db)?;
        let unit = home_unit(&units, &settings.home_unit, today);
        let news = publication::visible(db, "news", NEWS_SHOWN)?;
        let news = view::news_items(&asker, db, &news)?;
        let own = match draft.map_or_else(|| publication::by_slug(db, "page", ""), Ok) {
            Ok(page) if is_draft => Some(Page::draft(&town, db, page, language, Edition::Usual)?),
            Ok(page) => Some(Page::read(&town, db, page, language, Edition::Usual)?),
            Err(AppError::NotFound | AppError::Gone) => None,
            Err(other) => return Err(other),
        };
        let events = events::next_days(&asker, db, EVENTS_SHOWN)?;
        Ok(Shown {
            doors: doors(&asker, db)?,
            notices: publication::visible(db, "notice", NOTICES_SHOWN)?,
            works: publication::visible(db, "roadworks", WORKS_SHOWN)?,
            offers: offers::all(&town, db),
            settings,
            news,
            events,
            unit,
            own,
        })
    })
    .await
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, shown: &Shown) -> web::Page<'f> {
    let say = frame.say;
    let profile = ctx.town.profile();
    let (title, lead) = match &shown.own {
        Some(own) => (own.title().to_owned(), own.teaser().to_owned()),
        None => greeting(say, &shown.settings, &profile.name),
    };
    let look = Look::named(&profile.look);
    let picture = shown.own.as_ref().and_then(|own| picture(own, look));
    let popular: Vec<(String, String)> = shown
        .offers
        .iter()
        .take(POPULAR_SHOWN)
        .map(|o| (o.title.of(ctx.language).to_owned(), ctx.to(&o.path)))
        .collect();
    let popular: Vec<(&str, &str)> =
        popular.iter().map(|(label, url)| (label.as_str(), url.as_str())).collect();
    let search_url = ctx.to("/suche");
    let stage = hero(
        say,
        &Hero {
            title: &title,
            text: &lead,
            search_url: Some(&search_url),
            popular: &popular,
            picture,
        },
    );
    let mut page = frame.public(title.clone()).description(lead.clone()).hero(stage);
    for feed in feeds::of_kind("news").map(|news| feeds::alternates(ctx, news)).unwrap_or_default()
    {
        page = page.alternate(feed);
    }
    page.structured_data(structured(ctx)).body(body(ctx, say, shown))
}

/// The pages at the top of the tree, with their pictures.
fn doors(ctx: &Ctx, db: &mut Reader<'_>) -> Result<Vec<Doorway>, AppError> {
    let guide = ctx.town.signposts().guide();
    let mut all = Vec::new();
    for sign in guide.pages.iter().take(DOORS_SHOWN) {
        let slug = sign.path.trim_start_matches('/');
        // The signposts may be a moment older than the pages.
        let page = match publication::by_slug(db, "page", slug) {
            Err(AppError::NotFound | AppError::Gone) => continue,
            found => found?,
        };
        all.push(Doorway {
            title: page.title.of(ctx.language).to_owned(),
            url: ctx.to(&page.path()),
            text: page.teaser.of(ctx.language).to_owned(),
            picture: view::picture(db, &page)?,
        });
    }
    Ok(all)
}

/// The unit the town chose, else one whose name promises help for everybody, else the first that
/// has opening hours.
fn home_unit(units: &[Unit], number: &str, today: jiff::civil::Date) -> Option<Unit> {
    let here: Vec<&Unit> = units.iter().filter(|u| u.exists_on(today)).collect();
    let chosen = here.iter().find(|u| !number.is_empty() && u.number == number);
    let promising = || here.iter().find(|u| u.name.de.starts_with("Bürger") && !u.hours.is_empty());
    let first = || here.iter().find(|u| !u.hours.is_empty()).or(here.first());
    chosen.or_else(promising).or_else(first).map(|u| (*u).clone())
}

fn greeting(say: Say, settings: &SiteSettings, name: &str) -> (String, String) {
    let own = |de: &str, en: &str, default: String| {
        let text = say.of(de, if en.is_empty() { de } else { en });
        if text.is_empty() { default } else { text.to_owned() }
    };
    let short = view::short_name(name);
    (
        own(
            &settings.greeting_de,
            &settings.greeting_en,
            say.of(format!("Willkommen in {short}"), format!("Welcome to {short}")),
        ),
        own(
            &settings.lead_de,
            &settings.lead_en,
            say.of(
                "Ihr Rathaus ist hier rund um die Uhr geöffnet: Leistungen finden, Anträge stellen, Bescheid wissen.",
                "Your town hall is open here around the clock: find services, apply, stay informed.",
            )
            .to_owned(),
        ),
    )
}

fn body(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    html! {
        @if ctx.town.profile().is_demo { (demo_notice(ctx, say)) }
        @if let Some(own) = shown.own.as_ref().filter(|own| own.document().is_some()) { (blocks_of(own)) }
        @else { (usual(ctx, say, shown)) }
        @if !shown.works.is_empty() { (crate::works::section(ctx, say, &shown.works)) }
    }
}

/// The blocks of editors, in the width of the page.
fn blocks_of(own: &Page) -> Markup {
    html! {
        @if let Some(document) = own.document() {
            (web::article::home_blocks(blocks::draw(document, &own.around)))
        }
    }
}

/// The picture editors chose for the stage.
fn picture(own: &Page, look: Look) -> Option<Picture<'_>> {
    own.picture.as_ref().map(|medium| Picture {
        medium,
        alt: own.picture_words(),
        sizes: look.stage_sizes(),
    })
}

/// The layout every town starts with: services, news, events, contact.
fn usual(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let online: Vec<&Offer> =
        shown.offers.iter().filter(|o| o.is_online).take(ONLINE_SHOWN).collect();
    html! {
        @if !shown.offers.is_empty() {
            (section(
                say.of("Was möchten Sie erledigen?", "What would you like to do?"),
                false,
                Some((say.of("Alle Leistungen", "All services"), &ctx.to("/leistungen"))),
                service_tiles(ctx, &shown.offers),
            ))
        }
        @if online.len() >= ONLINE_MIN {
            (section(
                say.of("Von zu Hause aus", "From home"),
                false,
                None,
                online_teasers(ctx, say, &online),
            ))
        }
        @if !shown.news.is_empty() {
            (section(
                say.of("Aktuelles", "News"),
                true,
                Some((say.of("Alle Meldungen", "All news"), &ctx.to("/aktuelles"))),
                news_stage(say, &shown.news),
            ))
        }
        @if shown.doors.len() >= DOORS_MIN {
            (section(
                say.of("Die Stadt nach Themen", "The town by topic"),
                false,
                Some((say.of("Alles von A bis Z", "Everything from A to Z"), &ctx.to("/a-z"))),
                doorways(&shown.doors),
            ))
        }
        @if !shown.events.is_empty() {
            (section(
                say.of("Was los ist", "What happens"),
                true,
                Some((say.of("Alle Veranstaltungen", "All events"), &ctx.to("/veranstaltungen"))),
                date_list(say, &shown.events),
            ))
        }
        (section(
            say.of("Wir sind für Sie da", "We are here for you"),
            false,
            Some((say.of("Ämter und Öffnungszeiten", "Offices and opening hours"), &ctx.to("/rathaus"))),
            contact(ctx, say, shown),
        ))
    }
}

fn demo_notice(ctx: &Ctx, say: Say) -> Markup {
    strip(html! {
        p {
            strong { (say.of("Eine Stadt zum Ausprobieren.", "A town to try out.")) } " "
            (say.of(
                "Menschen, Straßen und Nachrichten sind erfunden. Nichts verlässt dieses Gerät, auch keine E-Mail:",
                "Its people, streets and news are invented. Nothing leaves this machine, not even mail:",
            ))
            " "
            a href=(ctx.to("/postausgang")) { (say.of("zum Postausgang", "see the outgoing mail")) }
        }
    })
}

fn service_tiles(ctx: &Ctx, offers: &[Offer]) -> Markup {
    let shown: Vec<(Icon, &str, String)> = offers
        .iter()
        .take(TILES_SHOWN)
        .map(|o| (offers::icon_for(&o.title), o.title.of(ctx.language), ctx.to(&o.path)))
        .collect();
    let entries: Vec<(Icon, &str, &str)> =
        shown.iter().map(|(icon, label, url)| (*icon, *label, url.as_str())).collect();
    tiles(&entries)
}

fn online_teasers(ctx: &Ctx, say: Say, online: &[&Offer]) -> Markup {
    let urls: Vec<String> = online.iter().map(|o| ctx.to(&o.path)).collect();
    let teasers: Vec<Teaser<'_>> = online
        .iter()
        .zip(&urls)
        .map(|(o, url)| {
            Teaser::new(o.title.of(ctx.language), url, o.teaser.of(ctx.language))
                .icon(offers::icon_for(&o.title))
                .preline(say.of("Online-Dienst", "Online service"))
        })
        .collect();
    teaser_grid(&teasers)
}

fn contact(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let links: Vec<(&str, String)> = vec![
        (say.of("Nachricht schreiben", "Write a message"), ctx.to("/kontakt")),
        (say.of("Antrag weiterführen", "Continue an application"), ctx.to("/antrag/weiter")),
        (say.of("Barriere melden", "Report a barrier"), ctx.to("/barriere-melden")),
        (say.of("Ämter von A bis Z", "Offices of the town hall"), ctx.to("/rathaus")),
    ];
    let links: Vec<(&str, &str)> =
        links.iter().map(|(label, url)| (*label, url.as_str())).collect();
    let notices: Vec<(&str, String)> =
        shown.notices.iter().map(|n| (n.title.of(ctx.language), ctx.to(&n.path()))).collect();
    let notices: Vec<(&str, &str)> =
        notices.iter().map(|(label, url)| (*label, url.as_str())).collect();
    halves(html! {
        @if let Some(unit) = &shown.unit {
            (contact_card(
                say,
                say.of("Kontakt und Öffnungszeiten", "Contact and opening hours"),
                &view::contact(ctx, say, unit, Some(ctx.to(&format!("/rathaus/{}", unit.number)))),
            ))
        }
        (stack(html! {
            (card::card(say.of("Schnell zum Ziel", "Quick links"), card::link_list(&links)))
            @if !notices.is_empty() {
                (card::card(
                    say.of("Amtlich bekannt gemacht", "Officially published"),
                    html! {
                        (card::link_list(&notices))
                        p { a href=(ctx.to("/bekanntmachungen")) { (say.of("Alle Bekanntmachungen", "All notices")) } }
                    },
                ))
            }
        }))
    })
}

/// The town and its search as schema.org describes them (JSON-LD).
fn structured(ctx: &Ctx) -> String {
    let profile = ctx.town.profile();
    let base = &ctx.town.plan().base_url;
    let mut organisation = json!({
        "@type": "GovernmentOrganization",
        "@id": format!("{base}/#town"),
        "name": profile.name,
        "url": format!("{base}/"),
        "telephone": profile.telephone,
        "email": profile.email,
        "address": view::postal_address(&profile.street, &profile.postcode),
        "areaServed": { "@type": "AdministrativeArea", "name": profile.name, "identifier": profile.ags },
    });
    if !profile.arms_svg.is_empty() {
        organisation["logo"] = format!("{base}/wappen.svg").into();
    }
    let search = format!("{base}{}?q={{search_term_string}}", ctx.to("/suche"));
    json!({
        "@context": "https://schema.org",
        "@graph": [organisation, {
            "@type": "WebSite",
            "url": format!("{base}{}", ctx.to("/")),
            "name": profile.name,
            "inLanguage": ctx.language.tag(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": search },
            },
        }],
    })
    .to_string()
}
