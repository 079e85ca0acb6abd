//! Error pages that help: what happened, what it means, what to do now.

use maud::{Markup, html};

use crate::button::{self, Weight};
use crate::format;
use crate::page::{Kind, Page};
use crate::say::Say;
use crate::town::TownLook;

/// What went wrong, as far as the person needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// 400: the request makes no sense.
    BadRequest,
    /// 401: somebody must sign in first; the address of the sign-in.
    SignInNeeded(String),
    /// 403: signed in, but not entitled.
    Forbidden,
    /// 403: the form is too old or was sent from elsewhere.
    StaleForm,
    /// 404.
    NotFound,
    /// 405: the address exists but cannot be used that way.
    MethodNotAllowed,
    /// 409: somebody else was faster.
    Conflict,
    /// 410: it was here once.
    Gone,
    /// 413: too many bytes; the limit in bytes.
    TooLarge(u64),
    /// 422: understood but not acceptable; the sentence says why.
    Unacceptable(String),
    /// 429: too many requests; seconds to wait.
    TooMany(u64),
    /// 500: our fault; a number people can tell us.
    Broken(Option<String>),
    /// 503: out of order for a while.
    Unavailable,
}

impl Trouble {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SignInNeeded(_) => 401,
            Self::Forbidden | Self::StaleForm => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::TooLarge(_) => 413,
            Self::Unacceptable(_) => 422,
            Self::TooMany(_) => 429,
            Self::Broken(_) => 500,
            Self::Unavailable => 503,
        }
    }

    /// The heading of the page.
    pub fn title(&self, say: Say) -> &'static str {
        match self {
            Self::BadRequest | Self::MethodNotAllowed => {
                say.of("Diese Anfrage verstehen wir nicht", "We do not understand this request")
            }
            Self::SignInNeeded(_) => say.of("Bitte melden Sie sich an", "Please sign in"),
            Self::Forbidden => say.of(
                "Diese Seite ist für Sie nicht freigegeben",
                "You do not have access to this page",
            ),
            Self::StaleForm => say.of("Das Formular ist abgelaufen", "The form has expired"),
            Self::NotFound => say.of("Diese Seite gibt es nicht", "This page does not exist"),
            Self::Conflict => say.of(
                "In der Zwischenzeit wurde etwas geändert",
                "Something was changed in the meantime",
            ),
            Self::Gone => say.of("Diese Seite gibt es nicht mehr", "This page no longer exists"),
            Self::TooLarge(_) => say.of("Das ist zu groß", "This is too large"),
            Self::Unacceptable(_) => {
                say.of("So können wir das nicht annehmen", "We cannot accept it like this")
            }
            Self::TooMany(_) => say.of("Bitte warten Sie einen Moment", "Please wait a moment"),
            Self::Broken(_) => {
                say.of("Bei uns ist ein Fehler passiert", "Something went wrong on our side")
            }
            Self::Unavailable => say.of(
                "Dieser Dienst ist gerade nicht erreichbar",
                "This service is not available right now",
            ),
        }
    }

    fn explanation(&self, say: Say) -> String {
        match self {
            Self::BadRequest | Self::MethodNotAllowed => say.of(
                "Die Adresse oder die gesendeten Angaben passen nicht zusammen. Gehen Sie zurück und versuchen Sie es noch einmal.",
                "The address or the data sent do not fit together. Go back and try again.",
            ).to_owned(),
            Self::SignInNeeded(_) => say.of(
                "Um diese Seite zu sehen, müssen wir wissen, wer Sie sind. Danach geht es hier weiter.",
                "To see this page we need to know who you are. You will come back here afterwards.",
            ).to_owned(),
            Self::Forbidden => say.of(
                "Sie sind angemeldet, aber diese Seite gehört nicht zu Ihrem Bereich. Wenn das nicht stimmt, wenden Sie sich an uns.",
                "You are signed in, but this page does not belong to your area. If that is wrong, contact us.",
            ).to_owned(),
            Self::StaleForm => say.of(
                "Das Formular war zu lange offen oder wurde in einem anderen Fenster schon gesendet. Laden Sie die Seite neu und senden Sie es noch einmal. Gespeicherte Angaben sind nicht verloren.",
                "The form was open for too long or was already sent from another window. Reload the page and send it again. Saved answers are not lost.",
            ).to_owned(),
            Self::NotFound => say.of(
                "Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen. Mit der Suche finden Sie sie am schnellsten.",
                "The address may be misspelt, or the page has moved. The search is the quickest way to find it.",
            ).to_owned(),
            Self::Conflict => say.of(
                "Jemand anderes hat diesen Vorgang geändert, während Sie daran gearbeitet haben. Laden Sie ihn neu, prüfen Sie die Änderung und wiederholen Sie Ihren Schritt.",
                "Somebody else changed this while you were working on it. Reload, check the change and repeat your step.",
            ).to_owned(),
            Self::Gone => say.of(
                "Der Inhalt wurde entfernt oder der Link ist abgelaufen.",
                "The content was removed or the link has expired.",
            ).to_owned(),
            Self::TooLarge(limit) => {
                let size = format::size_limit(say, *limit);
                say.of(
                    format!("Wir können höchstens {size} auf einmal annehmen. Verkleinern Sie die Datei oder senden Sie mehrere Dateien nacheinander."),
                    format!("We can accept at most {size} at once. Make the file smaller or send several files one after the other."),
                )
            }
            Self::Unacceptable(why) => why.clone(),
            Self::TooMany(seconds) => say.of(
                format!("Von Ihrem Anschluss kamen sehr viele Anfragen. In {} geht es weiter.", wait(say, *seconds)),
                format!("Very many requests came from your connection. You can go on in {}.", wait(say, *seconds)),
            ),
            Self::Broken(_) => say.of(
                "Das liegt nicht an Ihnen. Was Sie schon gespeichert haben, ist noch da. Versuchen Sie es in ein paar Minuten noch einmal.",
                "It is not your fault. What you have saved is still there. Try again in a few minutes.",
            ).to_owned(),
            Self::Unavailable => say.of(
                "Wir können im Augenblick nichts speichern oder nachsehen. Was schon gespeichert war, ist sicher. Versuchen Sie es in ein paar Minuten noch einmal oder rufen Sie uns an.",
                "At the moment we can neither save nor look things up. What was saved before is safe. Try again in a few minutes or call us.",
            ).to_owned(),
        }
    }
}

fn wait(say: Say, seconds: u64) -> String {
    let (count, one, many) = if seconds < 120 {
        (seconds.max(1), say.of("Sekunde", "second"), say.of("Sekunden", "seconds"))
    } else {
        (seconds.div_ceil(60), say.of("Minute", "minute"), say.of("Minuten", "minutes"))
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The error page; for citizens and staff alike.
pub fn error_page(say: Say, town: &TownLook, trouble: &Trouble) -> Markup {
    error_page_with(say, town, trouble, None)
}

/// The error page with something to do right here, such as sending a form again.
pub fn error_page_with(
    say: Say,
    town: &TownLook,
    trouble: &Trouble,
    more: Option<Markup>,
) -> Markup {
    Page::new(say, town, Kind::Plain, trouble.title(say))
        .body(error_body(say, town, trouble, more))
        .render()
}

/// The content of an error page.
fn error_body(say: Say, town: &TownLook, trouble: &Trouble, more: Option<Markup>) -> Markup {
    let reference = match trouble {
        Trouble::Broken(Some(number)) => Some(number),
        _ => None,
    };
    html! {
        div.rh-prose { p { (trouble.explanation(say)) } }
        @if let Some(more) = more { (more) }
        @if let Some(number) = reference {
            p.rh-notice {
                (say.of("Wenn Sie uns schreiben, nennen Sie bitte diese Nummer: ",
                    "If you write to us, please give this number: "))
                strong { (number) }
            }
        }
        @if matches!(trouble, Trouble::NotFound | Trouble::Gone) && town.search_url.is_some() {
            (crate::shell::search(say, town.search_url.as_deref().unwrap_or_default(), "suche-fehler"))
        }
        (button::buttons(html! {
            @if let Trouble::SignInNeeded(url) = trouble {
                (button::link_button(Weight::Primary, url, say.of("Anmelden", "Sign in")))
            }
            (button::link_button(Weight::Secondary, &town.home_url, say.of("Zur Startseite", "To the home page")))
            @if let Some(url) = &town.contact_url {
                (button::link_button(Weight::Tertiary, url, say.of("Kontakt und Hilfe", "Contact and help")))
            }
        }))
    }
}
