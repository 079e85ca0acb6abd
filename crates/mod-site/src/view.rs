//! What several pages show: contact cards, days, kinds.

use jiff::civil::DateTime;
use kernel::org::Unit;
use kernel::publication::Publication;
use kernel::{AppError, Ctx, Language, Reader};
use serde_json::{Value, json};
use web::blocks::{self, Medium};
use web::contact::{Contact, Hours};
use web::news::NewsItem;
use web::{Say, format};

use crate::{hours, topics};

/// The local date and time in town.
pub(crate) fn local_now(ctx: &Ctx) -> DateTime {
    ctx.now().to_zoned(kernel::clock::berlin()).datetime()
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The contact card of a unit, with the line of today marked and whether somebody is there now.
pub(crate) fn contact(ctx: &Ctx, say: Say, unit: &Unit, url: Option<String>) -> Contact {
    let now = local_now(ctx);
    let language = ctx.language;
    let until = hours::open_until(&unit.hours, now);
    let is_open = match until {
        Some(time) => {
            let clock = format::time(say, time);
            let words =
                say.of(format!("Jetzt geöffnet bis {clock}"), format!("Open now until {clock}"));
            Some((true, words))
        }
        None if hours::are_readable(&unit.hours) => {
            Some((false, say.of("Zurzeit geschlossen", "Closed at the moment").to_owned()))
        }
        None => None,
    };
    Contact {
        name: unit.name.of(language).to_owned(),
        url,
        address: [filled(&unit.street), room(language, &unit.room), filled(&unit.postcode)]
            .into_iter()
            .flatten()
            .collect(),
        phone: filled(&unit.telephone),
        email: filled(&unit.email),
        now: is_open,
        hours: unit
            .hours
            .iter()
            .map(|line| Hours {
                day: line.days.of(language).to_owned(),
                hours: line.times.of(language).to_owned(),
                today: hours::names_day(&line.days.de, now.weekday()),
            })
            .collect(),
        ..Contact::default()
    }
}

/// "Raum 101"; a room that already says what it is ("2. Etage") needs no word in front.
fn room(language: Language, room: &str) -> Option<String> {
    if room.is_empty() || room.chars().any(char::is_whitespace) {
        return filled(room);
    }
    Some(match language {
        Language::De => format!("Raum {room}"),
        Language::En => format!("Room {room}"),
    })
}

/// The picture that stands for a publication, if it may be shown.
pub(crate) fn picture(db: &mut Reader<'_>, it: &Publication) -> Result<Option<Medium>, AppError> {
    match &it.picture {
        Some(picture) => blocks::medium(db, &picture.media, false),
        None => Ok(None),
    }
}

/// News with their pictures, in their order.
pub(crate) fn news_items(
    ctx: &Ctx,
    db: &mut Reader<'_>,
    news: &[Publication],
) -> Result<Vec<NewsItem>, AppError> {
    news.iter().map(|it| Ok(news_item(ctx, it, picture(db, it)?))).collect()
}

/// A news item as lists show it.
fn news_item(ctx: &Ctx, news: &Publication, picture: Option<Medium>) -> NewsItem {
    NewsItem {
        picture,
        title: news.title.of(ctx.language).to_owned(),
        url: ctx.to(&format!("/aktuelles/{}", news.slug)),
        date: kernel::clock::local_day(news.visible_from),
        topic: topics::first(news, ctx.language),
        teaser: news.teaser.of(ctx.language).to_owned(),
    }
}

/// An address as schema.org describes it; `place` is postcode and town in one line.
pub(crate) fn postal_address(street: &str, place: &str) -> Value {
    let (postcode, town) = place.split_once(' ').unwrap_or(("", place));
    json!({
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": postcode,
        "addressLocality": town,
        "addressCountry": "DE",
    })
}

/// Name of the town without its kind: "Musterbach" of "Stadt Musterbach".
pub(crate) fn short_name(name: &str) -> &str {
    name.split_once(' ').map_or(name, |(_, rest)| rest)
}
