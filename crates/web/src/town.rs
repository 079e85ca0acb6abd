//! How a town presents itself: name, coat of arms, navigation, footer. Data of the town, shown by
//! the shell of every page.

use serde::{Deserialize, Serialize};

use crate::say::{Language, Say};

/// A text of the town in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// German.
    pub de: String,
    /// English; the German text is shown where it is empty.
    #[serde(default)]
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }

    /// The text for the reader.
    pub fn say(&self, say: Say) -> &str {
        if say.language == Language::English && !self.en.is_empty() { &self.en } else { &self.de }
    }
}

/// An entry of the navigation or footer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavItem {
    /// What it says.
    pub label: Text,
    /// Where it leads.
    pub url: String,
    /// Entries below it; the entry then opens a list instead of leading there at once.
    #[serde(default)]
    pub children: Vec<NavItem>,
}

impl NavItem {
    /// An entry without others below it.
    pub fn new(de: &str, en: &str, url: &str) -> Self {
        Self { label: Text::new(de, en), url: url.to_owned(), children: Vec::new() }
    }

    /// An entry with others below it.
    #[must_use]
    pub fn with(mut self, children: Vec<Self>) -> Self {
        self.children = children;
        self
    }

    /// Its entries have others below them: one panel shows them all.
    pub(crate) fn is_shared(&self) -> bool {
        self.children.iter().any(|child| !child.children.is_empty())
    }

    /// The page shown is this one or lies below it.
    pub(crate) fn is_current(&self, path: &str) -> bool {
        let below = |url: &str| {
            url != "/" && path.strip_prefix(url).is_some_and(|rest| rest.starts_with('/'))
        };
        self.url == path || below(&self.url) || self.children.iter().any(|c| c.is_current(path))
    }
}

/// A column of links in the footer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FooterColumn {
    /// Its heading.
    pub title: Text,
    /// Its links.
    pub links: Vec<NavItem>,
}

/// How a town presents itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownLook {
    /// Short name: "Lindenbrück".
    pub name: String,
    /// Full name: "Stadt Lindenbrück".
    pub official_name: String,
    /// A line below the name: "Stadt am Fluss".
    #[serde(default)]
    pub claim: Option<Text>,
    /// Address of the coat of arms (SVG or PNG).
    #[serde(default)]
    pub arms_url: Option<String>,
    /// Address of the home page.
    pub home_url: String,
    /// Address of the town's own colours, see [`crate::theme`].
    #[serde(default)]
    pub theme_url: Option<String>,
    /// Address of the search; without it no search field is shown.
    #[serde(default)]
    pub search_url: Option<String>,
    /// Address of the description by which browsers search here.
    #[serde(default)]
    pub opensearch_url: Option<String>,
    /// Where citizens sign in; without it no such link is shown.
    #[serde(default)]
    pub sign_in_url: Option<String>,
    /// Links on top of each page: easy language, sign language.
    #[serde(default)]
    pub service_links: Vec<NavItem>,
    /// The main navigation; about six entries.
    #[serde(default)]
    pub nav: Vec<NavItem>,
    /// Columns of links in the footer.
    #[serde(default)]
    pub footer: Vec<FooterColumn>,
    /// Postal address, line by line.
    #[serde(default)]
    pub address: Vec<String>,
    /// Telephone number as people write it.
    #[serde(default)]
    pub phone: Option<String>,
    /// E-mail address of the town hall.
    #[serde(default)]
    pub email: Option<String>,
    /// Address of the contact page: help at the same place on each page (WCAG 3.2.6).
    #[serde(default)]
    pub contact_url: Option<String>,
    /// Imprint, privacy, accessibility statement.
    #[serde(default)]
    pub legal: Vec<NavItem>,
    /// Warnings that stand above the head of every page.
    #[serde(default)]
    pub warnings: Vec<crate::banner::Warning>,
    /// Form to report a barrier; the address of the page is added as `?seite=`.
    #[serde(default)]
    pub barrier_url: Option<String>,
}

/// The person who is signed in, as the header shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignedIn {
    /// Name shown.
    pub name: String,
    /// Role or department: "Wohngeldstelle".
    pub role: Option<String>,
    /// Address of the person's own page; without it the name is no link.
    pub account_url: Option<String>,
    /// Where the sign-out form is sent (`POST`).
    pub sign_out_url: String,
    /// New messages, shown as a number beside the mailbox; `None` shows no mailbox.
    pub mailbox: Option<Mailbox>,
}

/// The mailbox link of the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Address of the mailbox.
    pub url: String,
    /// Messages not yet read.
    pub unread: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_entry_is_the_current_one() {
        let home = NavItem::new("Start", "Home", "/");
        let services = NavItem::new("Leistungen", "Services", "/leistungen");
        assert!(services.is_current("/leistungen/wohngeld"));
        assert!(!services.is_current("/leistungen-alt"));
        assert!(!home.is_current("/leistungen") && home.is_current("/"));
    }
}
