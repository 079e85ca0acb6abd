//! Header and footer of the public pages.

use maud::{Markup, html};

use crate::badge;
use crate::form::CSRF_FIELD;
use crate::icon::Icon;
use crate::page::Page;
use crate::say::Say;
use crate::town::{NavItem, TownLook};

pub(crate) fn public_header(page: &Page<'_>) -> Markup {
    let say = page.say;
    html! {
        header.rh-header {
            div.rh-topbar { div.rh-wrap.rh-topbar__row { (service_links(page)) } }
            div.rh-wrap.rh-header__row {
                (brand(say, page.town))
                @if let Some(url) = &page.town.search_url {
                    div.rh-header__search { (search(say, url, "suche-kopf")) }
                }
                @if !page.town.nav.is_empty() {
                    details.rh-menu {
                        summary.rh-menu__button {
                            (Icon::MENU) span { (say.of("Menü", "Menu")) }
                        }
                        div.rh-menu__panel {
                            @if let Some(url) = &page.town.search_url {
                                (search(say, url, "suche-menue"))
                            }
                            nav aria-label=(say.of("Hauptnavigation", "Main navigation")) {
                                (menu_list(page))
                            }
                        }
                    }
                }
            }
            @if !page.town.nav.is_empty() {
                nav.rh-nav aria-label=(say.of("Hauptnavigation", "Main navigation")) {
                    div.rh-wrap {
                        ul.rh-nav__list {
                            @for item in &page.town.nav { li.rh-nav__item { (nav_entry(page, item)) } }
                        }
                    }
                }
            }
        }
    }
}

fn nav_entry(page: &Page<'_>, item: &NavItem) -> Markup {
    let current = item.is_current(&page.path);
    let label = item.label.say(page.say);
    if item.children.is_empty() {
        return html! {
            a.rh-nav__link href=(item.url) aria-current=[current.then_some("page")] { (label) }
        };
    }
    html! {
        details.rh-nav__group name="rh-nav" {
            summary.rh-nav__link."rh-nav__link--current"[current] { (label) }
            @if item.is_shared() { (shared_panel(page, item)) } @else {
                div.rh-nav__panel {
                    ul {
                        @for child in &item.children { li { (nav_link(page, child)) } }
                        @if !item.children.iter().any(|child| child.url == item.url) {
                            li.rh-nav__all { a href=(item.url) {
                                (page.say.of("Alles zu: ", "All about: ")) (label)
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn nav_link(page: &Page<'_>, item: &NavItem) -> Markup {
    html! {
        a href=(item.url) aria-current=[(item.url == page.path).then_some("page")] {
            (item.label.say(page.say))
        }
    }
}

/// Everything at the top of the tree at a glance, each with what lies below it.
fn shared_panel(page: &Page<'_>, item: &NavItem) -> Markup {
    html! {
        div.rh-nav__panel.rh-nav__panel--shared {
            div.rh-wrap {
                ul.rh-nav__tops {
                    @for top in &item.children {
                        li.rh-nav__top {
                            (nav_link(page, top))
                            @if !top.children.is_empty() {
                                ul { @for child in &top.children { li { (nav_link(page, child)) } } }
                            }
                        }
                    }
                }
                p.rh-nav__all { a.rh-more href=(item.url) {
                    (page.say.of("Alles von A bis Z", "Everything from A to Z"))
                } }
            }
        }
    }
}

/// The menu of narrow screens: what has others below it opens in place.
fn menu_list(page: &Page<'_>) -> Markup {
    let entries = page.town.nav.iter().flat_map(|item| {
        if item.is_shared() { item.children.iter().collect() } else { vec![item] }
    });
    html! {
        ul.rh-menu__list { @for item in entries { li { (menu_entry(page, item)) } } }
    }
}

fn menu_entry(page: &Page<'_>, item: &NavItem) -> Markup {
    let label = item.label.say(page.say);
    let current = item.is_current(&page.path);
    if item.children.is_empty() {
        return html! { a href=(item.url) aria-current=[current.then_some("page")] { (label) } };
    }
    let has_own = item.children.iter().any(|child| child.url == item.url);
    html! {
        details.rh-menu__group name="rh-menu" {
            summary."rh-menu__current"[current] { (label) }
            ul {
                @if !has_own {
                    li { a href=(item.url) { (page.say.of("Überblick: ", "Overview: ")) (label) } }
                }
                @for child in &item.children { li { (nav_link(page, child)) } }
            }
        }
    }
}

fn service_links(page: &Page<'_>) -> Markup {
    let say = page.say;
    html! {
        ul.rh-topbar__list {
            @for item in &page.town.service_links {
                li { a href=(item.url) { (item.label.say(say)) } }
            }
        }
        ul.rh-topbar__list { (language_switch(page)) (person_items(page)) }
    }
}

pub(crate) fn language_switch(page: &Page<'_>) -> Markup {
    let other = page.say.language.other();
    html! {
        @if let Some(url) = &page.other_language_url {
            li { a href=(url) lang=(other.code()) hreflang=(other.code()) {
                (Icon::LANGUAGE.small()) (other.own_name())
            } }
        }
    }
}

pub(crate) fn person_items(page: &Page<'_>) -> Markup {
    let say = page.say;
    html! {
        @match &page.person {
            Some(person) => {
                @if let Some(mailbox) = &person.mailbox {
                    li { a href=(mailbox.url) {
                        (Icon::MAIL.small()) (say.of("Postfach", "Mailbox"))
                        @if mailbox.unread > 0 {
                            (badge::count(i64::from(mailbox.unread), &say.of(
                                format!(", {} ungelesen", mailbox.unread),
                                format!(", {} unread", mailbox.unread),
                            )))
                        }
                    } }
                }
                li {
                    @if let Some(url) = &person.account_url {
                        a href=(url) { (Icon::ACCOUNT.small()) (person.name) }
                    } @else { span.rh-topbar__name { (Icon::ACCOUNT.small()) (person.name) } }
                }
                li { (sign_out(say, &person.sign_out_url, page.csrf.as_deref())) }
            }
            None => {
                @if let Some(url) = &page.town.sign_in_url {
                    li { a href=(url) { (Icon::ACCOUNT.small()) (say.of("Anmelden", "Sign in")) } }
                }
            }
        }
    }
}

fn sign_out(say: Say, url: &str, csrf: Option<&str>) -> Markup {
    html! {
        form.rh-inline-form method="post" action=(url) {
            @if let Some(token) = csrf { input type="hidden" name=(CSRF_FIELD) value=(token); }
            button.rh-link-button type="submit" { (say.of("Abmelden", "Sign out")) }
        }
    }
}

pub(crate) fn brand(say: Say, town: &TownLook) -> Markup {
    html! {
        a.rh-brand href=(town.home_url) {
            @if let Some(url) = &town.arms_url { img.rh-brand__arms src=(url) alt="" width="48" height="56"; }
            span.rh-brand__text {
                span.rh-brand__name { (town.name) }
                @if let Some(claim) = &town.claim { span.rh-brand__claim { (claim.say(say)) } }
            }
            span.kern-sr-only { (say.of(" – zur Startseite", " – to the home page")) }
        }
    }
}

pub(crate) fn search(say: Say, url: &str, id: &str) -> Markup {
    html! {
        form.rh-search role="search" action=(url) method="get"
            aria-label=(say.of("Website durchsuchen", "Search this site")) {
            label.kern-sr-only for=(id) { (say.of("Suche", "Search")) }
            input.rh-search__input type="search" id=(id) name="q" autocomplete="off"
                placeholder=(say.of("Was suchen Sie?", "What are you looking for?"));
            button.rh-search__button type="submit" {
                (Icon::SEARCH) span.kern-sr-only { (say.of("Suchen", "Search")) }
            }
        }
    }
}

pub(crate) fn slim_header(page: &Page<'_>) -> Markup {
    html! {
        header.rh-header.rh-header--slim {
            div.rh-wrap.rh-header__row {
                (brand(page.say, page.town))
                ul.rh-topbar__list {
                    @if let Some(url) = &page.town.contact_url {
                        li { a href=(url) { (Icon::HELP.small()) (page.say.of("Hilfe", "Help")) } }
                    }
                    (language_switch(page))
                    @if page.person.is_some() { (person_items(page)) }
                }
            }
        }
    }
}

pub(crate) fn public_footer(page: &Page<'_>) -> Markup {
    let (say, town) = (page.say, page.town);
    html! {
        footer.rh-footer {
            div.rh-wrap.rh-footer__columns {
                div.rh-footer__town {
                    p.rh-footer__name { (town.official_name) }
                    address {
                        @for line in &town.address { (line) br; }
                    }
                    (footer_contact(page))
                }
                @for (index, column) in town.footer.iter().enumerate() {
                    nav aria-labelledby={ "fuss-" (index) } {
                        h2.rh-footer__title id={ "fuss-" (index) } { (column.title.say(say)) }
                        ul { @for link in &column.links {
                            li { a href=(link.url) { (link.label.say(say)) } }
                        } }
                    }
                }
            }
            div.rh-footer__legal { div.rh-wrap {
                (legal_links(page))
                @if let Some(url) = &page.canonical { p.rh-printed { (url) } }
            } }
        }
    }
}

fn footer_contact(page: &Page<'_>) -> Markup {
    let (say, town) = (page.say, page.town);
    html! {
        ul.rh-footer__contact {
            @if let Some(phone) = &town.phone {
                li { (Icon::PHONE.small()) a href=(tel(phone)) { (phone) } }
            }
            @if let Some(email) = &town.email {
                li { (Icon::MAIL.small()) (mail_link(email)) }
            }
            @if let Some(url) = &town.contact_url {
                li { (Icon::HELP.small()) a href=(url) {
                    (say.of("Kontakt und Hilfe", "Contact and help"))
                } }
            }
        }
    }
}

fn legal_links(page: &Page<'_>) -> Markup {
    let (say, town) = (page.say, page.town);
    html! {
        ul.rh-footer__links {
            @for link in &town.legal { li { a href=(link.url) { (link.label.say(say)) } } }
            @if let Some(url) = &town.barrier_url {
                li { a href={ (url) "?seite=" (page.path) } {
                    (say.of("Barriere melden", "Report a barrier"))
                } }
            }
        }
    }
}

pub(crate) fn slim_footer(page: &Page<'_>) -> Markup {
    html! {
        footer.rh-footer.rh-footer--slim {
            div.rh-footer__legal { div.rh-wrap { (footer_contact(page)) (legal_links(page)) } }
        }
    }
}

/// An e-mail address as a link that may break after the at sign.
pub fn mail_link(email: &str) -> Markup {
    html! {
        a href={ "mailto:" (email) } { (mail_text(email)) }
    }
}

/// An e-mail address in words, which may break after the at sign.
pub fn mail_text(email: &str) -> Markup {
    html! {
        @match email.split_once('@') {
            Some((person, host)) => { (person) "@" wbr; (host) }
            None => { (email) }
        }
    }
}

/// The address behind a telephone number as people write it.
pub(crate) fn tel(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}
