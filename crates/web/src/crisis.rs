//! The home page in a crisis: text only, a few kilobytes, from memory alone. It is there when the
//! database is not, and it loads over the thinnest line.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Language, Town};
use maud::{DOCTYPE, Markup, html};

use crate::format;
use crate::frame::say_of;
use crate::say::Say;
use crate::shell::tel;

/// The query that leads past the crisis page to the usual one.
pub const PAST: &str = "normal";

/// Answers whoever asks for the home page of a town in a crisis, without a look at the database.
pub(crate) fn answer(town: &Town, request: &Request) -> Option<Response> {
    let is_read = *request.method() == Method::GET || *request.method() == Method::HEAD;
    if !is_read || request.uri().path() != "/" || request.uri().query().is_some() {
        return None;
    }
    page(town, request.extensions().get::<Language>().copied().unwrap_or_default())
}

fn page(town: &Town, language: Language) -> Option<Response> {
    let signal = town.siren().signal();
    if !signal.is_crisis {
        return None;
    }
    let say = say_of(language);
    let profile = town.profile();
    let now = town.now();
    let to = |path: &str| format!("{}{path}", language.of("", "/en"));
    let moment = |at: jiff::Timestamp| {
        format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
    };
    let banners: Vec<_> = signal.at(now).collect();
    let page = html! {
        (DOCTYPE)
        html lang=(say.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (say.of("Wichtige Informationen", "Important information")) " – " (profile.name) }
            }
            body {
                header { p { strong { (profile.name) } " · " (other_language(say)) } }
                main {
                    h1 { (say.of("Wichtige Informationen", "Important information")) }
                    p { (say.of("Diese Seite ist auf das Nötigste verkürzt, damit sie überall schnell lädt.",
                        "This page is reduced to the essentials, so that it loads quickly everywhere.")) }
                    @if banners.is_empty() { p { (say.of("Zurzeit gibt es keine Warnung.", "There is no warning at the moment.")) } }
                    @for banner in &banners {
                        section {
                            h2 { (banner.level.words().of(language)) }
                            p { (banner.text.of(language)) }
                            ul {
                                @if !banner.area.of(language).is_empty() {
                                    li { (say.of("Gebiet: ", "Area: ")) (banner.area.of(language)) }
                                }
                                li { (say.of("Stand: ", "As of: ")) (moment(banner.at)) }
                                li { (say.of("Gilt bis: ", "Holds until: ")) (moment(banner.until)) }
                                @if !banner.link.is_empty() { li { a href=(banner.link) { (banner.link) } } }
                            }
                        }
                    }
                    h2 { (say.of("Telefon", "Telephone")) }
                    ul {
                        li { (say.of("Feuerwehr und Rettungsdienst: ", "Fire and ambulance: ")) a href="tel:112" { "112" } }
                        li { (say.of("Polizei: ", "Police: ")) a href="tel:110" { "110" } }
                        @if !signal.hotline.is_empty() {
                            li { (say.of("Bürgertelefon: ", "Citizens' line: ")) a href=(tel(&signal.hotline)) { (signal.hotline) } }
                        }
                        @if !profile.telephone.is_empty() {
                            li { (say.of("Rathaus: ", "Town hall: ")) a href=(tel(&profile.telephone)) { (profile.telephone) } }
                        }
                    }
                    p { a href=(to("/warnungen")) { (say.of("Alle Warnungen", "All warnings")) } }
                    p { a href=(to(&format!("/?{PAST}"))) { (say.of("Zur gewohnten Startseite", "To the usual home page")) } }
                }
                footer { p { a href=(to("/impressum")) { (say.of("Impressum", "Imprint")) } " · "
                    a href=(to("/datenschutz")) { (say.of("Datenschutz", "Privacy")) } } }
            }
        }
    };
    Some(response(page))
}

fn other_language(say: Say) -> Markup {
    let other = say.language.other();
    let url = say.of("/en/", "/");
    html! { a href=(url) lang=(other.code()) hreflang=(other.code()) { (other.own_name()) } }
}

fn response(page: Markup) -> Response {
    let mut response = (StatusCode::OK, Body::from(page.into_string())).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
