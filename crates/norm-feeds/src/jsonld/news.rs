//! What a town publishes: news, events, jobs, warnings, and the way to a page.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Address, Thing, instant, moment};
use crate::calendar::{Moment, Status};

/// Characters of a headline that readers show.
pub const HEADLINE_CHARS_MAX: usize = 110;

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
