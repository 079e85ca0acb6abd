//! The shell of the staff area: compact header and side navigation.

use maud::{Markup, html};

use crate::badge;
use crate::icon::Icon;
use crate::page::Page;
use crate::shell;

/// An entry of the side navigation.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// Its icon.
    pub icon: Icon,
    /// Open items behind it, shown as a number if there are any.
    pub open: u32,
}

impl NavLink {
    /// An entry without a number.
    pub fn new(icon: Icon, label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into(), icon, open: 0 }
    }

    /// How many items wait behind it.
    #[must_use]
    pub fn open(mut self, open: u32) -> Self {
        self.open = open;
        self
    }
}

/// A group of entries with a heading; the heading may be empty.
#[derive(Debug, Clone)]
pub struct NavGroup {
    /// Its heading.
    pub title: String,
    /// Its entries.
    pub links: Vec<NavLink>,
}

pub(crate) fn header(page: &Page<'_>) -> Markup {
    let say = page.say;
    html! {
        header.rh-staff-header {
            (shell::brand(say, page.town))
            @if let Some(url) = &page.staff_search {
                form.rh-search.rh-search--staff role="search" action=(url) method="get" {
                    label.kern-sr-only for="suche-stab" {
                        (say.of("Vorgang, Person oder Adresse suchen", "Search case, person or address"))
                    }
                    input.rh-search__input type="search" id="suche-stab" name="q" autocomplete="off"
                        aria-keyshortcuts="/" data-rh-key="/"
                        placeholder=(say.of("Vorgang, Person, Adresse", "Case, person, address"));
                    button.rh-search__button type="submit" {
                        (Icon::SEARCH) span.kern-sr-only { (say.of("Suchen", "Search")) }
                    }
                }
            }
            ul.rh-topbar__list.rh-staff-header__person {
                (shell::language_switch(page))
                (shell::person_items(page))
            }
        }
    }
}

pub(crate) fn side(page: &Page<'_>) -> Markup {
    if page.staff_nav.is_empty() {
        return Markup::default();
    }
    let say = page.say;
    html! {
        div.rh-side {
            details.rh-side__menu {
                summary.rh-menu__button { (Icon::MENU) span { (say.of("Bereiche", "Areas")) } }
                (side_nav(page, "m"))
            }
            div.rh-side__wide { (side_nav(page, "w")) }
        }
    }
}

fn side_nav(page: &Page<'_>, prefix: &str) -> Markup {
    let say = page.say;
    let role = page.person.as_ref().and_then(|person| person.role.as_deref());
    html! {
        nav aria-label=(say.of("Arbeitsbereiche", "Work areas")) {
            @if let Some(role) = role { p.rh-side__role { (role) } }
            @for (index, group) in page.staff_nav.iter().enumerate() {
                @let id = format!("bereich-{prefix}{index}");
                @let titled = !group.title.is_empty();
                @if titled { p.rh-side__title id=(id) { (group.title) } }
                ul.rh-side__list aria-labelledby=[titled.then_some(&id)] {
                    @for link in &group.links {
                        li { a href=(link.url) aria-current=[current(page, &link.url)] {
                            (link.icon) span { (link.label) }
                            @if link.open > 0 {
                                (badge::count(i64::from(link.open), &say.of(
                                    format!(", {} offen", link.open),
                                    format!(", {} open", link.open),
                                )))
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// Marks the entry with the longest address that the page lies under.
fn current(page: &Page<'_>, url: &str) -> Option<&'static str> {
    let under = |candidate: &str| {
        let bare = candidate.split('?').next().unwrap_or(candidate);
        page.path == bare || page.path.strip_prefix(bare).is_some_and(|rest| rest.starts_with('/'))
    };
    let best = page
        .staff_nav
        .iter()
        .flat_map(|group| &group.links)
        .filter(|link| under(&link.url))
        .map(|link| link.url.as_str())
        .max_by_key(|candidate| candidate.len());
    (best == Some(url)).then_some("page")
}
