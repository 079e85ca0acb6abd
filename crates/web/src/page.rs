//! A page in the making: everything a page is made of, gathered step by step.

use maud::{Markup, html};

use crate::badge::Tone;
pub use crate::document::ProofOn;
use crate::errors::Errors;
use crate::say::Say;
use crate::staff::NavGroup;
use crate::town::{SignedIn, TownLook};

/// What a page is for; decides header, width and footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Pages for everybody, with the full navigation.
    #[default]
    Public,
    /// A step of a form: nothing that leads away.
    Form,
    /// The staff area: side navigation, full width.
    Staff,
    /// Sign-in and errors: one narrow column.
    Plain,
}

/// A step of the breadcrumb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// The same content in another form, named in the head: feed, JSON, calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternate {
    /// MIME type.
    pub mime: String,
    /// Address.
    pub url: String,
    /// Name of the form.
    pub title: String,
}

/// The result of the last action, announced when the page loads.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) tone: Tone,
    pub(crate) title: String,
    pub(crate) body: Markup,
}

/// When the session ends and how to keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionClock {
    /// Seconds until the session ends.
    pub seconds_left: u32,
    /// Address that prolongs it; asked with `POST`, `fetch` and the page's token.
    pub keep_url: String,
}

/// A page in the making. `Page::public(say, &town, "Wohngeld").body(html! { … }).render()`.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    pub(crate) say: Say,
    pub(crate) town: &'a TownLook,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) path: String,
    pub(crate) person: Option<SignedIn>,
    pub(crate) csrf: Option<String>,
    pub(crate) other_language_url: Option<String>,
    pub(crate) staff_nav: Vec<NavGroup>,
    pub(crate) staff_search: Option<String>,
    pub(crate) preline: Option<String>,
    pub(crate) lead: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) breadcrumb: Vec<Crumb>,
    pub(crate) back: Option<String>,
    pub(crate) alternates: Vec<Alternate>,
    pub(crate) message: Option<Message>,
    pub(crate) errors: Errors,
    pub(crate) progress: Option<Markup>,
    pub(crate) head_actions: Option<Markup>,
    pub(crate) aside: Option<Markup>,
    pub(crate) body: Markup,
    pub(crate) hero: Option<Markup>,
    pub(crate) session: Option<SessionClock>,
    pub(crate) scripts: Vec<&'static str>,
    pub(crate) structured: Option<String>,
    pub(crate) heading: bool,
    pub(crate) noindex: bool,
    pub(crate) languages: Vec<(String, String)>,
    pub(crate) language: Option<&'static str>,
    pub(crate) canonical: Option<String>,
    pub(crate) shared: Option<crate::shared::SharedPicture>,
    pub(crate) proof: Option<ProofOn>,
}

impl<'a> Page<'a> {
    /// A page of the given kind; the title is also the main heading.
    pub fn new(say: Say, town: &'a TownLook, kind: Kind, title: impl Into<String>) -> Self {
        Self {
            say,
            town,
            kind,
            title: title.into(),
            path: String::new(),
            person: None,
            csrf: None,
            other_language_url: None,
            staff_nav: Vec::new(),
            staff_search: None,
            preline: None,
            lead: None,
            description: None,
            breadcrumb: Vec::new(),
            back: None,
            alternates: Vec::new(),
            message: None,
            errors: Errors::new(),
            progress: None,
            head_actions: None,
            aside: None,
            body: Markup::default(),
            hero: None,
            session: None,
            scripts: Vec::new(),
            structured: None,
            heading: true,
            noindex: kind != Kind::Public,
            languages: Vec::new(),
            language: None,
            canonical: None,
            shared: None,
            proof: None,
        }
    }

    /// A page for everybody.
    pub fn public(say: Say, town: &'a TownLook, title: impl Into<String>) -> Self {
        Self::new(say, town, Kind::Public, title)
    }

    /// A step of a form.
    pub fn form(say: Say, town: &'a TownLook, title: impl Into<String>) -> Self {
        Self::new(say, town, Kind::Form, title)
    }

    /// A page of the staff area.
    pub fn staff(say: Say, town: &'a TownLook, title: impl Into<String>) -> Self {
        Self::new(say, town, Kind::Staff, title)
    }

    /// A page of one narrow column.
    pub fn plain(say: Say, town: &'a TownLook, title: impl Into<String>) -> Self {
        Self::new(say, town, Kind::Plain, title)
    }

    /// The path of the page, to mark the current entry of the navigation.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Who is signed in; `None` for nobody.
    #[must_use]
    pub fn person(mut self, person: Option<SignedIn>) -> Self {
        self.person = person;
        self
    }

    /// The token for the forms of the shell (sign out, keep the session).
    #[must_use]
    pub fn csrf(mut self, token: impl Into<String>) -> Self {
        self.csrf = Some(token.into());
        self
    }

    /// Where the same page is found in the other language.
    #[must_use]
    pub fn other_language(mut self, url: impl Into<String>) -> Self {
        self.other_language_url = Some(url.into());
        self
    }

    /// In which languages the page exists: code and absolute address, itself included. Search
    /// engines ignore relative ones.
    #[must_use]
    pub fn hreflang(mut self, languages: Vec<(String, String)>) -> Self {
        self.languages = languages;
        self
    }

    /// The language of the page where it is another than that of its words around, such as
    /// `de-simple` for easy language.
    #[must_use]
    pub fn language(mut self, code: &'static str) -> Self {
        self.language = Some(code);
        self
    }

    /// The absolute address of the page: for search engines, and printed below it.
    #[must_use]
    pub fn canonical(mut self, url: impl Into<String>) -> Self {
        self.canonical = Some(url.into());
        self
    }

    /// A short line above the heading: kind of page, case number.
    #[must_use]
    pub fn preline(mut self, text: impl Into<String>) -> Self {
        self.preline = Some(text.into());
        self
    }

    /// A sentence below the heading.
    #[must_use]
    pub fn lead(mut self, text: impl Into<String>) -> Self {
        self.lead = Some(text.into());
        self
    }

    /// The description for search engines; the lead is taken if there is none.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// A step of the breadcrumb, from the home page downwards.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.breadcrumb.push(Crumb { label: label.into(), url: url.into() });
        self
    }

    /// The address of the step before: shows "Zurück" on top of a form.
    #[must_use]
    pub fn back(mut self, url: impl Into<String>) -> Self {
        self.back = Some(url.into());
        self
    }

    /// The same content in another form.
    #[must_use]
    pub fn alternate(mut self, alternate: Alternate) -> Self {
        self.alternates.push(alternate);
        self
    }

    /// The result of the last action.
    #[must_use]
    pub fn message(mut self, tone: Tone, title: impl Into<String>, body: Markup) -> Self {
        self.message = Some(Message { tone, title: title.into(), body });
        self
    }

    /// What is wrong with the form: summary on top, "Fehler:" in the title.
    #[must_use]
    pub fn errors(mut self, errors: &Errors) -> Self {
        self.errors = errors.clone();
        self
    }

    /// How far the form is, see [`crate::progress`].
    #[must_use]
    pub fn progress(mut self, progress: Markup) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Buttons and badges beside the heading.
    #[must_use]
    pub fn head_actions(mut self, actions: Markup) -> Self {
        self.head_actions = Some(actions);
        self
    }

    /// A column beside the main part: contact, help, facts.
    #[must_use]
    pub fn aside(mut self, aside: Markup) -> Self {
        self.aside = Some(aside);
        self
    }

    /// The main part.
    #[must_use]
    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// A stage of full width on top instead of the heading; it must hold the `h1`. The body then
    /// consists of [`section`]s of full width.
    #[must_use]
    pub fn hero(mut self, hero: Markup) -> Self {
        self.hero = Some(hero);
        self.heading = false;
        self
    }

    /// The body brings its own `h1`.
    #[must_use]
    pub fn own_heading(mut self) -> Self {
        self.heading = false;
        self
    }

    /// The side navigation of the staff area.
    #[must_use]
    pub fn staff_nav(mut self, groups: Vec<NavGroup>) -> Self {
        self.staff_nav = groups;
        self
    }

    /// Where the search field of the staff area leads.
    #[must_use]
    pub fn staff_search(mut self, url: impl Into<String>) -> Self {
        self.staff_search = Some(url.into());
        self
    }

    /// Warns before the session ends.
    #[must_use]
    pub fn session(mut self, clock: Option<SessionClock>) -> Self {
        self.session = clock;
        self
    }

    /// Another script of the assets, such as `passkey.js`.
    #[must_use]
    pub fn script(mut self, name: &'static str) -> Self {
        self.scripts.push(name);
        self
    }

    /// The content for programs as JSON-LD, already serialised.
    #[must_use]
    pub fn structured_data(mut self, json: impl Into<String>) -> Self {
        self.structured = Some(json.into());
        self
    }

    /// Search engines shall not list the page. Everything but public pages says so by itself.
    #[must_use]
    pub fn noindex(mut self) -> Self {
        self.noindex = true;
        self
    }
}

/// A section of full width with a heading; `tinted` sets it apart by its background; `more` is a
/// link beside the heading (label, address).
pub fn section(title: &str, tinted: bool, more: Option<(&str, &str)>, content: Markup) -> Markup {
    html! {
        section.rh-band."rh-band--tinted"[tinted] {
            div.rh-wrap {
                div.rh-band__head {
                    h2.rh-h2 { (title) }
                    @if let Some((label, url)) = more { a.rh-more href=(url) { (label) } }
                }
                (content)
            }
        }
    }
}

/// A slim strip of full width below the stage of the home page: a word that concerns everybody.
pub fn strip(content: Markup) -> Markup {
    html! { div.rh-strip { div.rh-wrap { (content) } } }
}

/// Running text: paragraphs, lists, headings from `h2` downwards, in a readable width.
pub fn prose(content: Markup) -> Markup {
    html! { div.rh-prose { (content) } }
}

/// An `h2` that is only read out, where the page shows its meaning without words: above a list
/// whose entries have headings of their own.
pub fn silent_heading(text: &str) -> Markup {
    html! { h2.kern-sr-only { (text) } }
}

/// Parts one below the other with generous distance.
pub fn stack(content: Markup) -> Markup {
    html! { div.rh-stack { (content) } }
}

/// Parts side by side where there is room: two columns of the same width.
pub fn halves(content: Markup) -> Markup {
    html! { div.rh-halves { (content) } }
}
