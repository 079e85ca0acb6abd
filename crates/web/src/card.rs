//! Cards, teasers and tiles.

use maud::{Markup, html};

use crate::blocks::{self, Medium};
use crate::icon::Icon;
use crate::say::Say;

/// How wide the picture of a doorway is shown; phones show none.
const SIZES_DOOR: &str = "(min-width: 62rem) 19rem, 50vw";

/// A card with a heading and any content.
pub fn card(title: &str, body: Markup) -> Markup {
    html! {
        section.rh-card { h2.rh-card__title { (title) } div.rh-card__body { (body) } }
    }
}

/// A card whose heading is a level deeper: inside of another section.
pub fn sub_card(title: &str, body: Markup) -> Markup {
    html! {
        section.rh-card { h3.rh-card__title { (title) } div.rh-card__body { (body) } }
    }
}

/// A teaser: the whole card leads to one page.
#[derive(Debug, Clone, Copy)]
pub struct Teaser<'a> {
    /// The heading, which is the link.
    pub title: &'a str,
    /// Where it leads.
    pub url: &'a str,
    /// One or two sentences.
    pub text: &'a str,
    /// An icon above the heading.
    pub icon: Option<Icon>,
    /// A short line above the heading: topic, "Online-Dienst".
    pub preline: Option<&'a str>,
}

impl<'a> Teaser<'a> {
    /// A teaser without icon.
    pub const fn new(title: &'a str, url: &'a str, text: &'a str) -> Self {
        Self { title, url, text, icon: None, preline: None }
    }

    /// With an icon.
    #[must_use]
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With a short line above the heading.
    #[must_use]
    pub const fn preline(mut self, preline: &'a str) -> Self {
        self.preline = Some(preline);
        self
    }
}

/// One teaser; usually within a [`teaser_grid`]. The heading is an `h3`.
pub fn teaser(teaser: &Teaser<'_>) -> Markup {
    html! {
        article.rh-teaser {
            @if let Some(icon) = teaser.icon { span.rh-teaser__icon { (icon.large()) } }
            div.rh-teaser__text {
                @if let Some(preline) = teaser.preline { p.rh-preline { (preline) } }
                h3.rh-teaser__title { a.rh-stretched href=(teaser.url) { (teaser.title) } }
                @if !teaser.text.is_empty() { p { (teaser.text) } }
            }
        }
    }
}

/// Teasers side by side: one column on phones, up to three on desks.
pub fn teaser_grid(teasers: &[Teaser<'_>]) -> Markup {
    html! {
        ul.rh-grid { @for one in teasers { li { (teaser(one)) } } }
    }
}

/// What a search found, one below the other. The headings are `h3`.
pub fn results(all: &[Teaser<'_>]) -> Markup {
    html! {
        ul.rh-results {
            @for one in all {
                li.rh-result {
                    @if let Some(preline) = one.preline { p.rh-preline { (preline) } }
                    h3.rh-teaser__title { a.rh-stretched href=(one.url) { (one.title) } }
                    @if !one.text.is_empty() { p { (one.text) } }
                }
            }
        }
    }
}

/// Tiles: icon and title only, for the most frequent services or the life situations.
pub fn tiles(entries: &[(Icon, &str, &str)]) -> Markup {
    html! {
        ul.rh-tiles {
            @for (icon, label, url) in entries {
                li { a.rh-tile href=(url) { (icon.large()) span { (label) } } }
            }
        }
    }
}

/// A way into a part of the site, with its picture.
#[derive(Debug, Clone)]
pub struct Doorway {
    /// What the part is called: the link.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// A sentence about it.
    pub text: String,
    /// Its picture, which only decorates here.
    pub picture: Option<Medium>,
}

/// Ways into the parts of the site side by side. The headings are `h3`.
pub fn doorways(all: &[Doorway]) -> Markup {
    html! {
        ul.rh-doors {
            @for door in all {
                li.rh-door {
                    div.rh-door__text {
                        h3.rh-door__title { a.rh-stretched href=(door.url) { (door.title) } }
                        @if !door.text.is_empty() { p { (door.text) } }
                    }
                    div.rh-door__picture {
                        @match &door.picture {
                            Some(picture) => (blocks::picture(picture, "", SIZES_DOOR)),
                            None => (Icon::TOWN_HALL.large()),
                        }
                    }
                }
            }
        }
    }
}

/// Figures with a word below each: the mayor's page, the desk. `url` is optional per figure.
pub fn figures(entries: &[(String, &str, Option<&str>)]) -> Markup {
    html! {
        ul.rh-figures {
            @for (figure, label, url) in entries {
                li.rh-figure {
                    span.rh-figure__number { (figure) }
                    @if let Some(url) = url { a.rh-figure__label.rh-stretched href=(url) { (label) } }
                    @else { span.rh-figure__label { (label) } }
                }
            }
        }
    }
}

/// A list of links with an arrow each: popular pages, related services.
pub fn link_list(links: &[(&str, &str)]) -> Markup {
    html! {
        ul.rh-links { @for (label, url) in links { li { a href=(url) { (label) } } } }
    }
}

/// A part of a long list: its letter, and titles with their addresses.
pub type Letter = (char, Vec<(String, String)>);

/// A long list by letters, with a row of letters on top; as many columns as there is room for, read
/// from top to bottom.
pub fn index(say: Say, letters: &[Letter]) -> Markup {
    let row: Vec<char> = letters.iter().map(|(letter, _)| letter.to_ascii_lowercase()).collect();
    html! {
        @if letters.len() > 1 {
            nav aria-label=(say.of("Buchstaben", "Letters")) { (letter_row(&row)) }
        }
        div.rh-index {
            @for (letter, entries) in letters {
                section.rh-index__part {
                    h2 id=(letter.to_ascii_lowercase()) { (letter.to_ascii_uppercase()) }
                    ul.rh-links { @for (title, url) in entries { li { a href=(url) { (title) } } } }
                }
            }
        }
    }
}

/// Letters that lead to the parts of a long list; the parts carry the letter as id.
fn letter_row(letters: &[char]) -> Markup {
    html! {
        ul.rh-row { @for letter in letters {
            li { a href={ "#" (letter) } { (letter.to_ascii_uppercase()) } }
        } }
    }
}
