//! What a publication is to programs that know schema.org: one graph per page.

use kernel::Ctx;
use kernel::publication::{Details, NoteKind};
use norm_feeds::jsonld::{self, Address, EventPage, Job, News, Picture, Thing};

use crate::shown::Shown;
use crate::{article, events};

/// The graph of a page as it stands in its head.
pub(crate) fn of(ctx: &Ctx, shown: &Shown) -> String {
    let mut things = vec![article::way(ctx, shown)];
    things.push(thing(ctx, shown));
    jsonld::graph(things).to_string()
}

/// The address of the page, absolute.
fn url(ctx: &Ctx, shown: &Shown) -> String {
    format!("{}{}", ctx.town.plan().base_url, ctx.to(&shown.it.path()))
}

fn picture(ctx: &Ctx, shown: &Shown) -> Picture {
    let base = &ctx.town.plan().base_url;
    shown.picture.as_ref().map_or_else(Picture::default, |picture| Picture {
        url: format!("{base}{}", picture.url),
        credit: picture.credit.clone(),
        ..Picture::default()
    })
}

/// A postal address written in one line: `Marktplatz 1, 49999 Teststadt`.
pub(crate) fn address(line: &str) -> Address {
    let (street, place) = line.rsplit_once(',').unwrap_or((line, ""));
    let place = place.trim();
    let (code, town) = match place.split_once(' ') {
        Some((code, town)) if code.chars().all(|c| c.is_ascii_digit()) => (code, town),
        _ => ("", place),
    };
    Address { street: street.trim().into(), postal_code: code.into(), town: town.into() }
}

fn thing(ctx: &Ctx, shown: &Shown) -> Thing {
    let it = &shown.it;
    let base = &ctx.town.plan().base_url;
    let url = url(ctx, shown);
    match &it.details {
        Details::Event(event) => jsonld::event(&EventPage {
            url: &url,
            event: &events::calendar_event(ctx, it, event),
            address: address(&event.address),
            is_free: Some(event.price.is_empty()),
            organizer: &event.organiser,
        }),
        Details::Job(job) => jsonld::job(&Job {
            url,
            title: shown.title().to_owned(),
            description: it.text.of(shown.language).to_owned(),
            posted: Some(kernel::clock::local_day(it.visible_from)),
            until: job.apply_until,
            kinds: employment(&job.employment),
            employer: ctx.town.profile().name.clone(),
            address: address(&format!(
                "{}, {}",
                ctx.town.profile().street,
                ctx.town.profile().postcode
            )),
            pay_cents: None,
        }),
        _ if it.kind == "news" => jsonld::news(&News {
            url,
            headline: shown.title().to_owned(),
            description: shown.teaser().to_owned(),
            language: shown.language.tag().to_owned(),
            published: it.visible_from,
            modified: Some(it.changed_at.max(it.visible_from)),
            author: format!("{base}/#town"),
            picture: picture(ctx, shown),
            corrections: shown
                .notes
                .iter()
                .filter(|n| n.kind == NoteKind::Correction)
                .map(|n| (n.at, n.text.of(shown.language).to_owned()))
                .collect(),
        }),
        Details::Disruption(it) => {
            let at =
                |time: jiff::civil::DateTime| norm_feeds::calendar::Moment::Local(time).instant();
            let text = shown.it.text.of(shown.language);
            jsonld::announcement(
                &url,
                shown.title(),
                text,
                at(it.from),
                it.until.map(at),
                &it.place,
            )
        }
        _ => Thing::of("WebPage", &url)
            .text("name", shown.title())
            .text("description", shown.teaser())
            .text("inLanguage", shown.language.tag())
            .instant("dateModified", Some(it.changed_at.max(it.visible_from)))
            .refers("publisher", &format!("{base}/#town")),
    }
}

/// Sorts of work as schema.org names them.
fn employment(sort: &str) -> Vec<String> {
    let word = match sort {
        "full-time" => "FULL_TIME",
        "part-time" => "PART_TIME",
        "temporary" => "TEMPORARY",
        "internship" => "INTERN",
        "volunteer" => "VOLUNTEER",
        _ => "OTHER",
    };
    vec![word.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_one_line_are_read() {
        let it = address("Marktplatz 1, 49999 Teststadt");
        assert_eq!(
            (it.street.as_str(), it.postal_code.as_str(), it.town.as_str()),
            ("Marktplatz 1", "49999", "Teststadt")
        );
        assert_eq!(address("Stadthalle").street, "Stadthalle");
        assert_eq!(address("Halle, Bad Lippspringe").town, "Bad Lippspringe");
    }
}
