//! From a page in the making to a whole HTML document: head, header, main part, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::alert;
use crate::assets::asset;
use crate::banner;
use crate::dialog;
use crate::errors::error_summary;
use crate::page::{Kind, Page};
use crate::{shell, staff};

/// On what a proof is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofOn {
    /// A screen.
    Screen,
    /// Paper: the rules for printing hold on the screen.
    Paper,
}

impl Page<'_> {
    /// A page only looked at, in a frame beside its editor: without scripts, and links open beside it.
    #[must_use]
    pub fn proof(mut self, on: ProofOn) -> Self {
        self.proof = Some(on);
        self.noindex = true;
        self
    }

    /// The whole HTML document.
    pub fn render(self) -> Markup {
        let (class, header, footer) = match self.kind {
            Kind::Public => ("rh-page", shell::public_header(&self), shell::public_footer(&self)),
            Kind::Form => {
                ("rh-page rh-page--form", shell::slim_header(&self), shell::slim_footer(&self))
            }
            Kind::Plain => {
                ("rh-page rh-page--plain", shell::slim_header(&self), shell::slim_footer(&self))
            }
            Kind::Staff => ("rh-page rh-page--staff", staff::header(&self), Markup::default()),
        };
        let main = self.main();
        html! {
            (DOCTYPE)
            html lang=(self.language.unwrap_or(self.say.code())) {
                (self.head())
                body class=(class) data-rh-session=[self.session.as_ref().map(|s| s.seconds_left)] {
                    a.rh-skip href="#inhalt" { (self.say.of("Zum Inhalt springen", "Skip to content")) }
                    (banner::banners(self.say, &self.town.warnings))
                    (header)
                    @if self.kind == Kind::Staff {
                        div.rh-staff { (staff::side(&self)) (main) }
                    } @else { (main) }
                    (footer)
                    @if let Some(clock) = &self.session {
                        (dialog::session_warning(self.say, &clock.keep_url, self.csrf.as_deref()))
                    }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let mark = if self.errors.is_empty() { "" } else { self.say.of("Fehler: ", "Error: ") };
        let description = self.description.as_ref().or(self.lead.as_ref());
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (mark) (self.title) " – " (self.town.official_name) }
                @if let Some(text) = description { meta name="description" content=(text); }
                @if self.noindex { meta name="robots" content="noindex"; }
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no";
                link rel="preload" href=(asset("fira-sans-latin-400-normal.woff2")) as="font"
                    type="font/woff2" crossorigin;
                @let sheet = if self.proof == Some(ProofOn::Paper) { "paper.css" } else { "site.css" };
                link rel="stylesheet" href=(asset(sheet));
                @if self.kind == Kind::Staff { link rel="stylesheet" href=(asset("staff.css")); }
                @if let Some(url) = &self.town.theme_url { link rel="stylesheet" href=(url); }
                @if let Some(url) = &self.town.arms_url { link rel="icon" href=(url); }
                @if let Some(url) = self.canonical.as_ref().filter(|_| self.kind == Kind::Public) {
                    link rel="canonical" href=(url);
                }
                @if self.kind == Kind::Public && !self.noindex { (self.shared(description)) }
                @for (code, url) in self.languages.iter().filter(|_| self.kind == Kind::Public) {
                    link rel="alternate" hreflang=(code) href=(url);
                }
                @if let Some(url) = self.town.opensearch_url.as_ref().filter(|_| self.kind == Kind::Public) {
                    link rel="search" type="application/opensearchdescription+xml" href=(url)
                        title=(self.town.name);
                }
                @for other in &self.alternates {
                    link rel="alternate" type=(other.mime) href=(other.url) title=(other.title);
                }
                @if self.proof.is_some() {
                    base target="_blank";
                } @else {
                    script src=(asset("site.js")) defer {}
                    @for name in &self.scripts { script src=(asset(name)) defer {} }
                }
                @if let Some(json) = &self.structured {
                    // Data, not code: the security policy lets it pass; "<" could end the element.
                    script type="application/ld+json" { (PreEscaped(json.replace('<', "\\u003c"))) }
                }
            }
        }
    }

    fn main(&self) -> Markup {
        let wide = self.hero.is_some();
        let columns = self.aside.is_some();
        html! {
            main #inhalt .rh-main tabindex="-1" {
                @if let Some(hero) = &self.hero { (hero) }
                div."rh-wrap"[!wide] {
                    (self.breadcrumb_nav())
                    @if let Some(url) = &self.back {
                        a.rh-back href=(url) { (self.say.of("Zurück", "Back")) }
                    }
                    div."rh-columns"[columns] {
                        div."rh-columns__main"[columns] {
                            (error_summary(self.say, &self.errors))
                            @if let Some(message) = &self.message {
                                (alert::announced(message.tone, &message.title, message.body.clone()))
                            }
                            @if let Some(progress) = &self.progress { (progress) }
                            @if self.heading { (self.page_head()) }
                            div."rh-flow"[!wide] { (self.body) }
                        }
                        @if let Some(aside) = &self.aside {
                            aside.rh-columns__aside { (aside) }
                        }
                    }
                }
            }
        }
    }

    fn page_head(&self) -> Markup {
        html! {
            div.rh-page-head {
                div {
                    @if let Some(text) = &self.preline { p.rh-preline { (text) } }
                    h1.rh-h1 { (self.title) }
                    @if let Some(text) = &self.lead { p.rh-lead { (text) } }
                }
                @if let Some(actions) = &self.head_actions { div.rh-page-head__actions { (actions) } }
            }
        }
    }

    fn breadcrumb_nav(&self) -> Markup {
        html! {
            @if !self.breadcrumb.is_empty() {
                nav.rh-breadcrumb aria-label=(self.say.of("Sie sind hier", "You are here")) {
                    ol {
                        @for crumb in &self.breadcrumb {
                            li { a href=(crumb.url) { (crumb.label) } }
                        }
                        li aria-current="page" { (self.title) }
                    }
                }
            }
        }
    }
}
