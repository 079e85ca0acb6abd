//! The stage of the home page.

use maud::{Markup, PreEscaped, html};

use crate::blocks::{self, Medium};
use crate::icon::Icon;
use crate::say::Say;

/// A picture of the town for the stage.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Its sizes and formats.
    pub medium: &'a Medium,
    /// What it shows; empty if it only decorates.
    pub alt: &'a str,
    /// How wide it is shown, as in the attribute of that name.
    pub sizes: &'a str,
}

/// What the stage says.
#[derive(Debug, Clone, Copy)]
pub struct Hero<'a> {
    /// The `h1`: "Willkommen in Lindenbrück".
    pub title: &'a str,
    /// One sentence.
    pub text: &'a str,
    /// Where the search leads; `None` shows none.
    pub search_url: Option<&'a str>,
    /// Frequent destinations below the search (label, address).
    pub popular: &'a [(&'a str, &'a str)],
    /// A picture; without one a drawn view of a town in the town's colours.
    pub picture: Option<Picture<'a>>,
}

/// The stage: greeting, search, frequent destinations, picture.
pub fn hero(say: Say, hero: &Hero<'_>) -> Markup {
    html! {
        div.rh-hero {
            div.rh-wrap.rh-hero__text {
                h1.rh-hero__title { (hero.title) }
                p.rh-hero__lead { (hero.text) }
                @if let Some(url) = hero.search_url {
                    form.rh-hero__search role="search" action=(url) method="get"
                        aria-label=(say.of("Leistungen und Themen", "Services and topics")) {
                        label.kern-sr-only for="suche-start" {
                            (say.of("Was möchten Sie erledigen?", "What would you like to do?"))
                        }
                        input.rh-hero__input type="search" id="suche-start" name="q" autocomplete="off"
                            placeholder=(say.of("Was möchten Sie erledigen?", "What would you like to do?"));
                        button.rh-hero__button type="submit" {
                            (Icon::SEARCH) span { (say.of("Suchen", "Search")) }
                        }
                    }
                }
                @if !hero.popular.is_empty() {
                    div.rh-hero__popular {
                        p { (say.of("Häufig gesucht:", "Often searched:")) }
                        ul { @for (label, url) in hero.popular { li { a href=(url) { (label) } } } }
                    }
                }
            }
            @match hero.picture {
                Some(picture) => div.rh-hero__picture { (blocks::picture_now(picture.medium, picture.alt, picture.sizes)) },
                None => (PreEscaped(PANORAMA)),
            }
        }
    }
}

/// A drawn view of a small town: hills, roofs, church, town hall, bridge, river. Its colours come
/// from the stylesheet, so that it fits every town and the dark theme.
const PANORAMA: &str = include_str!("panorama.svg");
