//! Structured data (schema.org) as JSON-LD: one graph per page, from the same values as the page.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::calendar::{Moment, Status, berlin};

/// Characters of a headline that readers show.
pub const HEADLINE_CHARS_MAX: usize = 110;

/// An object, being built: empty values leave no trace.
#[derive(Clone, Debug)]
pub struct Thing(Map<String, Value>);

impl Thing {
    /// A thing of a type; `id` is its lasting address, or empty.
    pub fn of(kind: &str, id: &str) -> Self {
        let mut map = Map::new();
        map.insert("@type".into(), kind.into());
        Self(map).text("@id", id)
    }

    /// Sets a text, if there is one.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.insert(name.into(), value.into());
        }
        self
    }

    /// Sets a value, if it is one.
    #[must_use]
    pub fn value(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.0.insert(name.into(), value);
        }
        self
    }

    /// Sets an instant with the offset of the house.
    #[must_use]
    pub fn instant(self, name: &str, at: Option<Timestamp>) -> Self {
        self.text(name, &at.map(instant).unwrap_or_default())
    }

    /// Refers to another thing of the graph.
    #[must_use]
    pub fn refers(self, name: &str, id: &str) -> Self {
        if id.is_empty() { self } else { self.value(name, json!({ "@id": id })) }
    }
}

impl From<Thing> for Value {
    fn from(thing: Thing) -> Self {
        Self::Object(thing.0)
    }
}

/// An instant on the clock of the house, with its offset.
pub fn instant(at: Timestamp) -> String {
    at.to_zoned(berlin()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        other => instant(other.instant()),
    }
}

/// All things of a page as one graph.
pub fn graph(things: Vec<Thing>) -> Value {
    let things: Vec<Value> = things.into_iter().map(Value::from).collect();
    json!({ "@context": "https://schema.org", "@graph": things })
}

/// A graph as it may stand within a `script` element: nothing in it ends that element.
pub fn script_text(graph: &Value) -> String {
    graph.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// An address by post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub town: String,
}

impl Address {
    fn thing(&self) -> Value {
        if *self == Self::default() {
            return Value::Null;
        }
        Thing::of("PostalAddress", "")
            .text("streetAddress", &self.street)
            .text("postalCode", &self.postal_code)
            .text("addressLocality", &self.town)
            .text("addressCountry", "DE")
            .into()
    }
}

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
        "query-input": "required name=search_term_string",
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

/// A picture with its rights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// Its licence, as an address.
    pub license_url: String,
    /// Who made it.
    pub credit: String,
    /// Whose rights it is.
    pub copyright: String,
}

fn picture(it: &Picture) -> Value {
    if it.url.is_empty() {
        return Value::Null;
    }
    Thing::of("ImageObject", "")
        .text("contentUrl", &it.url)
        .text("license", &it.license_url)
        .text("creditText", &it.credit)
        .text("copyrightNotice", &it.copyright)
        .into()
}

/// A news item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Its page, and lasting address.
    pub url: String,
    /// Its headline; longer ones are cut at a word.
    pub headline: String,
    /// Its teaser.
    pub description: String,
    /// The language.
    pub language: String,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// Who publishes it: the id of the town.
    pub author: String,
    /// Its picture.
    pub picture: Picture,
    /// Corrections: when and what.
    pub corrections: Vec<(Timestamp, String)>,
}

/// A news item: `NewsArticle`, with its corrections.
pub fn news(it: &News) -> Thing {
    let corrections: Vec<Value> = it
        .corrections
        .iter()
        .map(|(at, text)| {
            json!({ "@type": "CorrectionComment", "datePublished": instant(*at), "text": text })
        })
        .collect();
    let headline = crate::cut::shorten(&it.headline, HEADLINE_CHARS_MAX);
    Thing::of("NewsArticle", &it.url)
        .text("headline", &headline)
        .text("url", &it.url)
        .text("mainEntityOfPage", &it.url)
        .text("description", &it.description)
        .text("inLanguage", &it.language)
        .instant("datePublished", Some(it.published))
        .instant("dateModified", it.modified.or(Some(it.published)))
        .refers("author", &it.author)
        .refers("publisher", &it.author)
        .value("image", picture(&it.picture))
        .value("correction", corrections)
}

/// An event of a calendar as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage<'a> {
    /// Its page, and lasting address.
    pub url: &'a str,
    /// The event.
    pub event: &'a crate::calendar::Event,
    /// Where it is, by post.
    pub address: Address,
    /// Whether it costs nothing; none if nobody said.
    pub is_free: Option<bool>,
    /// Who organises it, if it is not the event's organiser.
    pub organizer: &'a str,
}

/// An event: `Event`, with a schedule if it repeats.
pub fn event(it: &EventPage<'_>) -> Thing {
    let event = it.event;
    let status = match event.status {
        Status::Confirmed | Status::Tentative => "https://schema.org/EventScheduled",
        Status::Cancelled => "https://schema.org/EventCancelled",
    };
    let place =
        Thing::of("Place", "").text("name", &event.location).value("address", it.address.thing());
    let place = if place.0.len() > 1 { Value::from(place) } else { Value::Null };
    let schedule = event.rule.as_ref().map(|rule| {
        use crate::calendar::Frequency;
        let frequency = match rule.frequency {
            Frequency::Daily => "D",
            Frequency::Weekly => "W",
            Frequency::Monthly => "M",
            Frequency::Yearly => "Y",
        };
        let start = event.start.local();
        let is_day = event.start.is_day();
        let clock = start.time().strftime("%H:%M:%S").to_string();
        let clock = if is_day { String::new() } else { clock };
        Value::from(
            Thing::of("Schedule", "")
                .text("startDate", &start.date().to_string())
                .text("startTime", &clock)
                .text(
                    "endDate",
                    &rule.until.map(|u| u.local().date().to_string()).unwrap_or_default(),
                )
                .text("repeatFrequency", &format!("P{}{frequency}", rule.interval))
                .value("repeatCount", rule.count)
                .text("scheduleTimezone", crate::calendar::BERLIN_NAME),
        )
    });
    // The last day, where a calendar names the day after it.
    let end = event.end.map(|end| match end {
        Moment::Day(day) => day.yesterday().unwrap_or(day).to_string(),
        other => moment(other),
    });
    let organizer = event.organizer.as_ref().map_or(it.organizer, |(name, _)| name);
    let organizer =
        (!organizer.is_empty()).then(|| json!({ "@type": "Organization", "name": organizer }));
    Thing::of("Event", it.url)
        .text("name", &event.summary)
        .text("url", it.url)
        .text("description", &event.description)
        .text("startDate", &moment(event.start))
        .text("endDate", &end.unwrap_or_default())
        .text("eventStatus", status)
        .text("eventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode")
        .value("location", place)
        .text("image", &event.image_url)
        .value("isAccessibleForFree", it.is_free)
        .value("eventSchedule", schedule)
        .value("organizer", organizer)
}

/// A job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// Its page, and lasting address.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// What it is about, as HTML or text.
    pub description: String,
    /// Since when it is offered.
    pub posted: Option<Date>,
    /// The last day for applications.
    pub until: Option<Date>,
    /// `FULL_TIME`, `PART_TIME`, `TEMPORARY`, `INTERN` …
    pub kinds: Vec<String>,
    /// The town.
    pub employer: String,
    /// Where one works.
    pub address: Address,
    /// Pay per month in cents, from and to.
    pub pay_cents: Option<(i64, i64)>,
}

/// A job: `JobPosting`.
pub fn job(it: &Job) -> Thing {
    let amount = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let pay = it.pay_cents.map(|(from, to)| {
        json!({
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": amount(from), "maxValue": amount(to), "unitText": "MONTH",
            },
        })
    });
    let employer = (!it.employer.is_empty())
        .then(|| json!({ "@type": "GovernmentOrganization", "name": it.employer }));
    let address = it.address.thing();
    let place = (!address.is_null()).then(|| json!({ "@type": "Place", "address": address }));
    // The whole last day counts.
    let until = it.until.map(|day| Moment::Local(day.at(23, 59, 59, 0)).instant());
    Thing::of("JobPosting", &it.url)
        .text("title", &it.title)
        .text("url", &it.url)
        .text("description", &it.description)
        .text("datePosted", &it.posted.map(|d| d.to_string()).unwrap_or_default())
        .instant("validThrough", until)
        .value("employmentType", it.kinds.clone())
        .value("hiringOrganization", employer)
        .value("jobLocation", place)
        .value("baseSalary", pay)
        .value("directApply", true)
}

/// The way to a page: `BreadcrumbList` of names and addresses, from the top.
pub fn breadcrumbs(way: &[(String, String)]) -> Thing {
    let steps: Vec<Value> = way
        .iter()
        .enumerate()
        .map(|(at, (name, url))| {
            json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": url })
        })
        .collect();
    Thing::of("BreadcrumbList", "").value("itemListElement", steps)
}

/// A warning: `SpecialAnnouncement` from an instant until another.
pub fn announcement(
    url: &str,
    title: &str,
    text: &str,
    from: Timestamp,
    until: Option<Timestamp>,
    area: &str,
) -> Thing {
    let place = (!area.is_empty()).then(|| json!({ "@type": "AdministrativeArea", "name": area }));
    Thing::of("SpecialAnnouncement", url)
        .text("name", title)
        .text("text", text)
        .text("url", url)
        .instant("datePosted", Some(from))
        .instant("expires", until.or_else(|| from.checked_add(SignedDuration::from_hours(24)).ok()))
        .value("spatialCoverage", place)
}
