//! News and dates on public pages.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::blocks::{self, Medium};
use crate::format;
use crate::say::Say;

/// How wide a picture beside a news item is shown, and the one of the item that leads.
const SIZES: &str = "(min-width: 62rem) 24rem, 100vw";
const SIZES_LEAD: &str = "(min-width: 62rem) 46rem, 100vw";

/// A news item in a list.
#[derive(Debug, Clone)]
pub struct NewsItem {
    /// Heading.
    pub title: String,
    /// Address.
    pub url: String,
    /// The day it was published.
    pub date: Date,
    /// Topic, such as "Verkehr".
    pub topic: Option<String>,
    /// One or two sentences.
    pub teaser: String,
    /// Its picture, which only decorates here: the heading says what the item is about.
    pub picture: Option<Medium>,
}

/// News one below the other, the newest first. The headings are `h3`.
pub fn news_list(say: Say, items: &[NewsItem]) -> Markup {
    html! { ul.rh-news { @for item in items { (entry(say, item, SIZES)) } } }
}

/// The same with the first item large: the home page, and the first page of the list.
pub fn news_stage(say: Say, items: &[NewsItem]) -> Markup {
    html! {
        ul.rh-news.rh-news--stage {
            @for (index, item) in items.iter().enumerate() {
                (entry(say, item, if index == 0 { SIZES_LEAD } else { SIZES }))
            }
        }
    }
}

fn entry(say: Say, item: &NewsItem, sizes: &str) -> Markup {
    html! {
        li.rh-news__item."rh-news__item--pictured"[item.picture.is_some()] {
            div.rh-news__text {
                p.rh-news__meta {
                    time datetime=(item.date) { (format::date(say, item.date)) }
                    @if let Some(topic) = &item.topic { span { (topic) } }
                }
                h3.rh-news__title { a.rh-stretched href=(item.url) { (item.title) } }
                p { (item.teaser) }
            }
            @if let Some(picture) = &item.picture {
                div.rh-news__picture { (blocks::picture(picture, "", sizes)) }
            }
        }
    }
}

/// An event or a date to keep.
#[derive(Debug, Clone)]
pub struct DateItem {
    /// What happens.
    pub title: String,
    /// Address.
    pub url: String,
    /// The day.
    pub date: Date,
    /// Time and place: "19:00 Uhr, Rathaussaal".
    pub note: String,
    /// Further days of what repeats, in words; empty for none.
    pub more: String,
}

/// Dates with the day as a calendar leaf.
pub fn date_list(say: Say, items: &[DateItem]) -> Markup {
    html! {
        ul.rh-dates {
            @for item in items {
                li.rh-dates__item {
                    time.rh-leaf datetime=(item.date) {
                        span.rh-leaf__day { (item.date.day()) (say.of(".", "")) }
                        span.rh-leaf__month { " " (format::month(say, item.date.month())) }
                    }
                    div {
                        h3.rh-dates__title { a.rh-stretched href=(item.url) { (item.title) } }
                        p { (item.note) }
                        @if !item.more.is_empty() { p.rh-dates__more { (item.more) } }
                    }
                }
            }
        }
    }
}
