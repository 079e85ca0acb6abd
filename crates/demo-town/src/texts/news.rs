//! News of the town.

use jiff::ToSpan;
use jiff::civil::Date;

use super::filled;
use super::news_items::NEWS;
use crate::model::{Identity, NewsItem, NewsTopic, PublicBuilding, Street, StreetKind, TownMap};
use crate::names::ascii;

/// A news item as it is written down, with placeholders.
pub(super) struct Draft {
    /// Days before the day of the town.
    pub(super) days_ago: i64,
    pub(super) topic: NewsTopic,
    pub(super) title: &'static str,
    pub(super) title_en: &'static str,
    pub(super) teaser: &'static str,
    pub(super) text: &'static str,
    pub(super) summary_en: &'static str,
    pub(super) unit: &'static str,
    pub(super) place: Place,
}

/// What a news item is about on the map.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// No place.
    Nowhere,
    /// A building whose name begins so.
    Building(&'static str),
    /// A street of this kind, by number; its name replaces `{place}`.
    Street(StreetKind, usize),
    /// A district by number; its name replaces `{place}`.
    District(usize),
    /// A bridge over the river by number; its name replaces `{place}`.
    Bridge(usize),
}

/// All news, the newest first.
pub(crate) fn items(town: &Identity, map: &TownMap, as_of: Date) -> Vec<NewsItem> {
    let mut items: Vec<NewsItem> = NEWS
        .iter()
        .map(|text| {
            let (place_name, place) = find(text.place, map);
            let fill = |part: &str| filled(part, town).replace("{place}", &place_name);
            let title = fill(text.title);
            NewsItem {
                id: 0,
                slug: ascii(&title),
                published: as_of.saturating_sub(text.days_ago.days()),
                topic: text.topic,
                title_en: fill(text.title_en),
                teaser: fill(text.teaser),
                text: fill(text.text),
                summary_en: fill(text.summary_en),
                unit: text.unit.to_owned(),
                title,
                place,
                place_name,
            }
        })
        .collect();
    items.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.slug.cmp(&b.slug)));
    for (index, item) in items.iter_mut().enumerate() {
        item.id = u32::try_from(index + 1).expect("a few dozen");
    }
    items
}

fn find(place: Place, map: &TownMap) -> (String, Option<crate::model::Point>) {
    match place {
        Place::Nowhere => (String::new(), None),
        Place::Building(name) => map
            .buildings
            .iter()
            .find(|building: &&PublicBuilding| building.name.starts_with(name))
            .map_or_else(
                || (name.to_owned(), None),
                |building| (building.name.clone(), Some(building.point)),
            ),
        Place::Street(kind, number) => {
            let mut matching = map
                .streets
                .iter()
                .filter(|street: &&Street| street.kind == kind && street.length_m > 120);
            matching.nth(number).map_or_else(
                || (String::new(), None),
                |street| (street.name.clone(), street.axis.get(street.axis.len() / 2).copied()),
            )
        }
        Place::District(number) => map
            .districts
            .get(number)
            .map_or_else(|| (String::new(), None), |part| (part.name.clone(), Some(part.label))),
        Place::Bridge(number) => {
            map.bridges.iter().filter(|bridge| bridge.over_river).nth(number).map_or_else(
                || (String::new(), None),
                |bridge| (bridge.name.clone(), Some(bridge.point)),
            )
        }
    }
}
