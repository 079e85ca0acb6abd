//! What pages and programs see of a service.

use kernel::org::Unit;
use kernel::{Ctx, Language};
use serde::Serialize;
use serde_json::{Value, json};
use web::contact::{Contact, Hours};

use crate::catalogue::{Listed, Shown};
use crate::model::lines;

/// The contact card of a unit.
pub(crate) fn contact(language: Language, unit: &Unit) -> Contact {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let room = filled(&unit.room).map(|room| match language {
        Language::De => format!("Raum {room}"),
        Language::En => format!("Room {room}"),
    });
    // A room that already says what it is ("2. Etage") needs no word in front.
    let room =
        room.map(
            |text| {
                if unit.room.chars().any(char::is_whitespace) { unit.room.clone() } else { text }
            },
        );
    Contact {
        name: unit.name.of(language).to_owned(),
        address: [filled(&unit.street), room, filled(&unit.postcode)]
            .into_iter()
            .flatten()
            .collect(),
        phone: filled(&unit.telephone),
        email: filled(&unit.email),
        hours: unit
            .hours
            .iter()
            .map(|h| Hours {
                day: h.days.of(language).to_owned(),
                hours: h.times.of(language).to_owned(),
                today: false,
            })
            .collect(),
        ..Contact::default()
    }
}

#[derive(Serialize)]
struct Entry<'a> {
    slug: &'a str,
    title: &'a str,
    teaser: &'a str,
    leika: &'a str,
    #[serde(rename = "online")]
    is_online: bool,
    url: String,
}

/// The list for programs.
pub(crate) fn list_json(ctx: &Ctx, services: &[Listed]) -> Value {
    let base = &ctx.town.plan().base_url;
    let listed: Vec<Entry<'_>> = services
        .iter()
        .map(|Listed { service: s, is_online, .. }| Entry {
            slug: &s.slug,
            title: s.title.of(ctx.language),
            teaser: s.teaser.of(ctx.language),
            leika: &s.leika,
            is_online: *is_online,
            url: format!("{base}{}", ctx.to(&format!("/leistungen/{}", s.slug))),
        })
        .collect();
    json!({ "language": ctx.language.tag(), "services": listed })
}

/// One service for programs, in both languages.
pub(crate) fn one_json(ctx: &Ctx, shown: &Shown) -> Value {
    let base = &ctx.town.plan().base_url;
    let service = &shown.service;
    let mut out = json!({
        "slug": service.slug,
        "url": format!("{base}/leistungen/{}", service.slug),
        "title": service.title,
        "teaser": service.teaser,
        "text": service.text,
        "entitled": service.entitled,
        "procedure": service.procedure,
        "documents": { "de": lines(&service.documents.de), "en": lines(&service.documents.en) },
        "legal_basis": lines(&service.legal_basis),
        "fee": service.fee,
        "deadline": service.deadline,
        "leika": service.leika,
        "keywords": service.keywords.split_whitespace().collect::<Vec<_>>(),
    });
    if let Some((median, most)) = shown.days {
        out["processing_days"] = json!({ "median": median, "nine_of_ten": most });
    }
    if let Some(unit) = &shown.unit {
        out["unit"] = json!({
            "number": unit.number,
            "name": unit.name,
            "telephone": unit.telephone,
            "email": unit.email,
            "street": unit.street,
            "postcode": unit.postcode,
            "hours": unit.hours,
        });
    }
    if shown.is_online {
        out["form"] = format!("{base}/antrag/{}", service.slug).into();
    }
    out
}

/// The service as schema.org describes government services (JSON-LD).
pub(crate) fn structured(ctx: &Ctx, shown: &Shown) -> String {
    let base = &ctx.town.plan().base_url;
    let service = &shown.service;
    let profile = ctx.town.profile();
    let url = format!("{base}{}", ctx.to(&format!("/leistungen/{}", service.slug)));
    let mut out = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": service.title.of(ctx.language),
        "description": service.teaser.of(ctx.language),
        "url": url,
        "areaServed": { "@type": "City", "name": profile.name },
        "availableChannel": { "@type": "ServiceChannel", "availableLanguage": ["de", "en"] },
        "provider": { "@type": "GovernmentOrganization", "name": profile.name, "url": base },
    });
    if !service.leika.is_empty() {
        out["identifier"] = format!("urn:de:fim:leika:leistung:{}", service.leika).into();
    }
    if let Some(unit) = &shown.unit {
        out["serviceOperator"] = json!({
            "@type": "GovernmentOffice",
            "name": unit.name.of(ctx.language),
            "telephone": unit.telephone,
            "email": unit.email,
            "address": { "@type": "PostalAddress", "streetAddress": unit.street, "postalCode": unit.postcode.split_once(' ').map(|(code, _)| code), "addressLocality": unit.postcode.split_once(' ').map_or(unit.postcode.as_str(), |(_, town)| town) },
        });
    }
    if shown.is_online {
        let start = format!("{base}{}", ctx.to(&format!("/antrag/{}", service.slug)));
        out["availableChannel"]["serviceUrl"] = start.into();
    }
    out.to_string()
}

/// A life situation as schema.org lists its services (JSON-LD).
pub(crate) fn structured_topic(
    ctx: &Ctx,
    topic: &crate::topics::Topic,
    services: &[Listed],
) -> String {
    let base = &ctx.town.plan().base_url;
    let items: Vec<Value> = services
        .iter()
        .enumerate()
        .map(|(index, listed)| {
            json!({
                "@type": "ListItem",
                "position": index + 1,
                "name": listed.service.title.of(ctx.language),
                "url": format!("{base}{}", ctx.to(&format!("/leistungen/{}", listed.service.slug))),
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": topic.title.of(ctx.language),
        "itemListElement": items,
    })
    .to_string()
}
