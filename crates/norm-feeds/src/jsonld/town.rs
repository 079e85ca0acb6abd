//! The town itself: organisation, site, units, services.

use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use super::{Address, Thing};

/// The town as an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organization {
    /// Its lasting address, such as `https://host/#stadt`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Its crest.
    pub logo_url: String,
    /// Where it is.
    pub address: Address,
    /// How to call it.
    pub telephone: String,
    /// How to write to it.
    pub email: String,
    /// Its municipality key of eight digits.
    pub ags: String,
    /// Its regional key of twelve digits.
    pub ars: String,
    /// Its profiles elsewhere.
    pub profiles: Vec<String>,
}

/// The town: `GovernmentOrganization` with the area it serves.
pub fn organization(it: &Organization) -> Thing {
    let key = |name: &str, value: &str| {
        (!value.is_empty())
            .then(|| json!({ "@type": "PropertyValue", "propertyID": name, "value": value }))
    };
    let keys: Vec<Value> =
        [key("AGS", &it.ags), key("ARS", &it.ars)].into_iter().flatten().collect();
    let area = Thing::of("AdministrativeArea", "").text("name", &it.name).value("identifier", keys);
    Thing::of("GovernmentOrganization", &it.id)
        .text("name", &it.name)
        .text("url", &it.url)
        .text("logo", &it.logo_url)
        .value("address", it.address.thing())
        .text("telephone", &it.telephone)
        .text("email", &it.email)
        .value("areaServed", area)
        .value("sameAs", it.profiles.clone())
}

/// The site, with the address of its search: `WebSite` with `SearchAction`.
pub fn web_site(id: &str, name: &str, url: &str, search_url: &str, publisher: &str) -> Thing {
    let action = json!({
        "@type": "SearchAction",
        "target": { "@type": "EntryPoint", "urlTemplate": search_url },
    });
    let action = if search_url.contains("{search_term_string}") { action } else { Value::Null };
    Thing::of("WebSite", id)
        .text("name", name)
        .text("url", url)
        .refers("publisher", publisher)
        .value("potentialAction", action)
}

/// Hours of one day of the week, or of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The weekdays, Monday is 1; empty for every day of the time.
    pub weekdays: Vec<u8>,
    /// Open from and to; none if closed.
    pub open: Option<(Time, Time)>,
    /// First and last day of an exception.
    pub only: Option<(Date, Date)>,
}

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn hours(it: &Hours) -> Value {
    let days: Vec<String> = it
        .weekdays
        .iter()
        .filter_map(|d| WEEKDAYS.get(usize::from(*d).checked_sub(1)?))
        .map(|day| format!("https://schema.org/{day}"))
        .collect();
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    // Opening and closing at one time says closed.
    let (opens, closes) =
        it.open.map_or(("00:00".into(), "00:00".into()), |(a, b)| (clock(a), clock(b)));
    let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    Thing::of("OpeningHoursSpecification", "")
        .value("dayOfWeek", days)
        .text("opens", &opens)
        .text("closes", &closes)
        .text("validFrom", &day(it.only.map(|o| o.0)))
        .text("validThrough", &day(it.only.map(|o| o.1)))
        .into()
}

/// A unit of the town.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Its lasting address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Where it is.
    pub address: Address,
    /// Latitude and longitude in millionths of a degree.
    pub geo_microdeg: Option<(i32, i32)>,
    /// How to call it.
    pub telephone: String,
    /// How to write to it.
    pub email: String,
    /// When it is open.
    pub hours: Vec<Hours>,
    /// What it belongs to.
    pub parent: String,
}

/// A unit: `GovernmentOffice` with hours and place.
pub fn office(it: &Office) -> Thing {
    let degrees = crate::calendar::degrees;
    let geo = it.geo_microdeg.map(|(lat, lon)| {
        json!({ "@type": "GeoCoordinates", "latitude": degrees(lat), "longitude": degrees(lon) })
    });
    Thing::of("GovernmentOffice", &it.id)
        .text("name", &it.name)
        .text("url", &it.url)
        .value("address", it.address.thing())
        .value("geo", geo)
        .text("telephone", &it.telephone)
        .text("email", &it.email)
        .value("openingHoursSpecification", it.hours.iter().map(hours).collect::<Vec<_>>())
        .refers("parentOrganization", &it.parent)
}

/// A service of the town.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its page, and lasting address.
    pub url: String,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
    /// What kind of service it is.
    pub kind: String,
    /// Its key in the catalogue of all services (`LeiKa`).
    pub key: String,
    /// Who offers it: the id of the town.
    pub provider: String,
    /// Who does the work: the id of the unit.
    pub operator: String,
    /// For whom it is.
    pub audience: String,
    /// Where it can be had online.
    pub online_url: String,
    /// Where to call.
    pub telephone: String,
    /// How long it takes, in days.
    pub processing_days: Option<u16>,
}

/// A service: `GovernmentService`.
pub fn service(it: &Service) -> Thing {
    let audience = (!it.audience.is_empty())
        .then(|| json!({ "@type": "Audience", "audienceType": it.audience }));
    let phone = (!it.telephone.is_empty())
        .then(|| json!({ "@type": "ContactPoint", "telephone": it.telephone }));
    let time = it.processing_days.map(|days| format!("P{days}D")).unwrap_or_default();
    let channel = Thing::of("ServiceChannel", "")
        .text("serviceUrl", &it.online_url)
        .value("servicePhone", phone)
        .text("processingTime", &time);
    let channel = if channel.0.len() > 1 { Value::from(channel) } else { Value::Null };
    Thing::of("GovernmentService", &it.url)
        .text("name", &it.name)
        .text("url", &it.url)
        .text("description", &it.description)
        .text("serviceType", &it.kind)
        .text("identifier", &it.key)
        .refers("provider", &it.provider)
        .refers("serviceOperator", &it.operator)
        .refers("jurisdiction", &it.provider)
        .value("audience", audience)
        .value("availableChannel", channel)
}
