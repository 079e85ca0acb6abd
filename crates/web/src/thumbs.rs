//! Media as small pictures side by side, for staff who look for one; and a picture that is clicked
//! to name a point in it, without any script.

use maud::{Markup, html};

use crate::icon::Icon;

/// One medium in the grid.
#[derive(Debug, Clone)]
pub struct Thumb {
    /// Its title: the link.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Address of its small picture, where it has one.
    pub picture: Option<String>,
    /// Its sign where it has no picture.
    pub icon: Icon,
    /// A line about it.
    pub meta: String,
    /// Badges.
    pub badges: Markup,
    /// Name and value of the box that chooses it, where several may be chosen.
    pub choice: Option<(&'static str, String)>,
}

/// Media side by side.
pub fn thumbs(all: &[Thumb]) -> Markup {
    html! {
        ul.rh-thumbs {
            @for it in all {
                li.rh-thumb {
                    div.rh-thumb__picture {
                        @match &it.picture {
                            Some(url) => img src=(url) alt="" loading="lazy" decoding="async";,
                            None => (it.icon.large()),
                        }
                    }
                    div.rh-thumb__text {
                        a.rh-thumb__title href=(it.url) { (it.title) }
                        @if !it.meta.is_empty() { span.rh-thumb__meta { (it.meta) } }
                        div { (it.badges) }
                    }
                    @if let Some((name, value)) = &it.choice {
                        input.rh-thumb__choice type="checkbox" name=(name) value=(value)
                            aria-label=(it.title);
                    }
                }
            }
        }
    }
}

/// A picture that sends its form when it is clicked, with the place of the click in points as
/// `name.x` and `name.y`; it is shown in exactly this size.
pub fn point_picture(name: &str, url: &str, label: &str, width: u32, height: u32) -> Markup {
    html! {
        input.rh-point type="image" name=(name) src=(url) alt=(label) width=(width) height=(height);
    }
}

/// Pictures with words below, in a row that wraps: how a picture looks in different sizes.
pub fn specimens(all: &[(String, String)], alt: &str) -> Markup {
    html! {
        ul.rh-specimens {
            @for (words, url) in all {
                li { figure.rh-specimen {
                    img src=(url) alt=(alt) loading="lazy" decoding="async";
                    figcaption { (words) }
                } }
            }
        }
    }
}
