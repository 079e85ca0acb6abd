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

/// A medium to be chosen, or the one that is chosen.
#[derive(Debug, Clone)]
pub struct Pick {
    /// What a form sends for it.
    pub value: String,
    /// Its title.
    pub title: String,
    /// Address of its small picture, where it has one.
    pub picture: Option<String>,
    /// Its sign where it has no picture.
    pub icon: Icon,
    /// Lines about it: what it shows, who made it.
    pub lines: Vec<String>,
}

impl Pick {
    fn inside(&self) -> Markup {
        html! {
            span.rh-thumb__picture {
                @match &self.picture {
                    Some(url) => img src=(url) alt="" loading="lazy" decoding="async";,
                    None => (self.icon.large()),
                }
            }
            span.rh-thumb__text {
                span.rh-thumb__title { (self.title) }
                @for line in &self.lines { span.rh-thumb__meta { (line) } }
            }
        }
    }
}

/// Media side by side, of which one is chosen.
pub fn picks(legend: &str, name: &str, all: &[Pick], chosen: &str) -> Markup {
    html! {
        fieldset.rh-picks {
            legend.kern-label { (legend) }
            div.rh-thumbs {
                @for it in all {
                    label.rh-thumb {
                        input.rh-thumb__choice type="radio" name=(name) value=(it.value)
                            checked[it.value == chosen] required;
                        (it.inside())
                    }
                }
            }
        }
    }
}

/// A field that holds a medium: which one it is, and buttons to choose another.
pub fn chosen(label: &str, name: &str, it: Option<&Pick>, none: &str, actions: Markup) -> Markup {
    html! {
        div.rh-chosen role="group" aria-label=(label) {
            p.kern-label { (label) }
            input type="hidden" name=(name) value=(it.map_or("", |it| it.value.as_str()));
            @match it {
                Some(it) => div.rh-thumb.rh-thumb--alone { (it.inside()) },
                None => p.rh-muted { (none) },
            }
            div.rh-chosen__actions { (actions) }
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
