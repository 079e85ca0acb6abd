//! The town hall: its units as a tree, each with contact, opening hours and what it does.

use axum::extract::Path;
use axum::response::Response;
use kernel::module::Offer;
use kernel::org::{self, Unit};
use kernel::{AppError, Ctx, Id};
use serde_json::json;
use web::card::{Teaser, card, link_list, teaser_grid};
use web::contact::contact_card;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::stack;
use web::{Frame, Markup, Say, html};

use crate::{offers, view};

/// Units that exist today.
async fn units(ctx: &Ctx) -> Result<Vec<Unit>, AppError> {
    let mut units = ctx.read(org::all).await?;
    let today = ctx.today();
    units.retain(|u| u.exists_on(today));
    Ok(units)
}

fn url(ctx: &Ctx, unit: &Unit) -> String {
    ctx.to(&format!("/rathaus/{}", unit.number))
}

fn below<'u>(units: &'u [Unit], parent: &Unit) -> Vec<&'u Unit> {
    units.iter().filter(|u| u.parent == Some(parent.id)).collect()
}

/// Units without one above that exists today.
fn tops(units: &[Unit]) -> Vec<&Unit> {
    let is_there = |id: Id<Unit>| units.iter().any(|u| u.id == id);
    units.iter().filter(|u| u.parent.is_none_or(|p| !is_there(p))).collect()
}

/// All units.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let units = units(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let (alone, with_teams): (Vec<&Unit>, Vec<&Unit>) =
        tops(&units).into_iter().partition(|u| below(&units, u).is_empty());
    let page = frame
        .public(say.of("Rathaus: Ämter und Öffnungszeiten", "Town hall: offices and opening hours"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .alternate(crate::data::alternate(&ctx, "/rathaus"))
        .lead(say.of(
            "Wer wofür zuständig ist, wo Sie uns finden und wann wir da sind.",
            "Who is in charge of what, where to find us and when we are there.",
        ))
        .body(stack(html! {
            @if units.is_empty() { (nothing(&ctx, say)) }
            @for top in &with_teams {
                section {
                    h2 { a href=(url(&ctx, top)) { (numbered(&ctx, top)) } }
                    (teasers(&ctx, &below(&units, top)))
                }
            }
            @if !alone.is_empty() {
                section {
                    @if with_teams.is_empty() { h2 { (say.of("Alle Stellen", "All units")) } }
                    @else { h2 { (say.of("Weitere Stellen", "Other units")) } }
                    (teasers(&ctx, &alone))
                }
            }
        }));
    Ok(frame.answer_shared(page))
}

fn numbered(ctx: &Ctx, unit: &Unit) -> String {
    format!("{} {}", unit.number, unit.name.of(ctx.language))
}

fn nothing(ctx: &Ctx, say: Say) -> Markup {
    let profile = ctx.town.profile();
    let phone = if profile.telephone.is_empty() { "–" } else { &profile.telephone };
    empty_state(
        Icon::TOWN_HALL,
        say.of(
            "Hier steht bald, wer wofür zuständig ist",
            "Soon you will find here who is in charge",
        ),
        &say.of(
            format!("Bis dahin hilft Ihnen die Zentrale: {phone}"),
            format!("Until then the exchange helps: {phone}"),
        ),
        html! {},
    )
}

fn teasers(ctx: &Ctx, units: &[&Unit]) -> Markup {
    let shown: Vec<(String, String, String)> =
        units.iter().map(|u| (numbered(ctx, u), url(ctx, u), u.telephone.clone())).collect();
    let teasers: Vec<Teaser<'_>> =
        shown.iter().map(|(title, url, text)| Teaser::new(title, url, text)).collect();
    teaser_grid(&teasers)
}

/// One unit.
pub async fn show(ctx: Ctx, Path(number): Path<String>) -> Result<Response, AppError> {
    let units = units(&ctx).await?;
    let unit = units.iter().find(|u| u.number == number).ok_or(AppError::NotFound)?;
    let offers = offers_of(&ctx, &units, unit).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let teams = below(&units, unit);
    let title = unit.name.of(ctx.language).to_owned();
    let mut page = frame
        .public(title.clone())
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Rathaus", "Town hall"), ctx.to("/rathaus"))
        .preline(say.of(format!("Stelle {}", unit.number), format!("Unit {}", unit.number)))
        .structured_data(structured(&ctx, unit));
    for above in above(&units, unit) {
        page = page.crumb(above.name.of(ctx.language), url(&ctx, above));
    }
    let links: Vec<(String, String)> =
        offers.iter().map(|o| (o.title.of(ctx.language).to_owned(), ctx.to(&o.path))).collect();
    let links: Vec<(&str, &str)> = links.iter().map(|(l, u)| (l.as_str(), u.as_str())).collect();
    let page = page
        .body(stack(html! {
            @if !teams.is_empty() {
                section { h2 { (say.of("Dazu gehören", "Its parts")) } (teasers(&ctx, &teams)) }
            }
            @if links.is_empty() && teams.is_empty() {
                p { (say.of(
                    "Rufen Sie an oder schreiben Sie uns, wenn Sie ein Anliegen haben.",
                    "Call or write to us if you need something.",
                )) }
            }
            @if !links.is_empty() {
                section {
                    h2 { (say.of("Das erledigen wir für Sie", "What we do for you")) }
                    (link_list(&links))
                }
            }
            (card(say.of("Schreiben Sie uns", "Write to us"), html! {
                p { a href=(ctx.to(&format!("/kontakt?an={}", unit.number))) {
                    (say.of("Nachricht an diese Stelle", "Message to this unit"))
                } }
            }))
        }))
        .aside(contact_card(
            say,
            say.of("Kontakt", "Contact"),
            &view::contact(&ctx, say, unit, None),
        ));
    Ok(frame.answer_shared(page))
}

/// The units above, from the top; a cycle ends the walk.
fn above<'u>(units: &'u [Unit], unit: &Unit) -> Vec<&'u Unit> {
    let mut chain: Vec<&Unit> = Vec::new();
    let mut parent = unit.parent;
    while let Some(id) = parent {
        let Some(next) = units.iter().find(|u| u.id == id) else { break };
        if chain.iter().any(|seen| seen.id == id) {
            break;
        }
        chain.push(next);
        parent = next.parent;
    }
    chain.reverse();
    chain
}

/// What the unit and everything below it does, by title.
async fn offers_of(ctx: &Ctx, units: &[Unit], unit: &Unit) -> Result<Vec<Offer>, AppError> {
    let own = org::below(units, unit.id);
    let (town, language) = (std::sync::Arc::clone(&ctx.town), ctx.language);
    ctx.read(move |db| {
        let competences = org::competences(db)?;
        let is_ours =
            |key: &str| competences.iter().any(|(kind, unit)| kind == key && own.contains(unit));
        let mut offers: Vec<Offer> =
            offers::all(&town, db).into_iter().filter(|o| is_ours(&o.competence)).collect();
        offers.sort_by_cached_key(|o| kernel::search::fold(o.title.of(language)));
        Ok(offers)
    })
    .await
}

/// The unit as schema.org describes offices (JSON-LD).
fn structured(ctx: &Ctx, unit: &Unit) -> String {
    let base = &ctx.town.plan().base_url;
    json!({
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": unit.name.of(ctx.language),
        "url": format!("{base}{}", url(ctx, unit)),
        "telephone": unit.telephone,
        "email": unit.email,
        "address": view::postal_address(&unit.street, &unit.postcode),
        "parentOrganization": { "@id": format!("{base}/#town") },
    })
    .to_string()
}
