//! News and dates on public pages.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::format;
use crate::say::Say;

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
}

/// News one below the other, the newest first. The headings are `h3`.
pub fn news_list(say: Say, items: &[NewsItem]) -> Markup {
    html! {
        ul.rh-news {
            @for item in items {
                li.rh-news__item {
                    p.rh-news__meta {
                        time datetime=(item.date) { (format::date(say, item.date)) }
                        @if let Some(topic) = &item.topic { span { (topic) } }
                    }
                    h3.rh-news__title { a.rh-stretched href=(item.url) { (item.title) } }
                    p { (item.teaser) }
                }
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
                    }
                }
            }
        }
    }
}
