//! What pages and programs see of a service.

use kernel::org::Unit;
use kernel::{AppError, Ctx, Language, Reader, Town, forms};
use serde::Serialize;
use serde_json::{Value, json};
use web::contact::{Contact, Hours};

use crate::model::{Service, lines};

/// Takes the mark away from services that promise an online form this town does not have.
pub(crate) fn keep_promises(
    town: &Town,
    reader: &mut Reader<'_>,
    services: &mut [Service],
) -> Result<(), AppError> {
    let there = forms::all(town, reader)?;
    for service in services {
        service.has_form &= there.iter().any(|form| form.service == service.slug);
    }
    Ok(())
}

/// A service with what the town adds to it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) service: Service,
    pub(crate) unit: Option<Unit>,
    /// Days until half and until nine of ten of the latest cases were decided.
    pub(crate) days: Option<(i64, i64)>,
}

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
struct Listed<'a> {
    slug: &'a str,
    title: &'a str,
    teaser: &'a str,
    leika: &'a str,
    url: String,
}

/// The list for programs.
pub(crate) fn list_json(ctx: &Ctx, services: &[Service]) -> Value {
    let base = &ctx.town.plan().base_url;
    let listed: Vec<Listed<'_>> = services
        .iter()
        .map(|s| Listed {
            slug: &s.slug,
            title: s.title.of(ctx.language),
            teaser: s.teaser.of(ctx.language),
            leika: &s.leika,
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
    if service.has_form {
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
        "availableLanguage": ["de", "en"],
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
            "address": { "@type": "PostalAddress", "streetAddress": unit.street, "addressLocality": unit.postcode },
        });
    }
    if service.has_form {
        out["availableChannel"] = json!({
            "@type": "ServiceChannel",
            "serviceUrl": format!("{base}{}", ctx.to(&format!("/antrag/{}", service.slug))),
        });
    }
    out.to_string()
}
