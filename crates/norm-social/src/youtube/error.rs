//! What `YouTube` refuses with.

use jiff::Timestamp;
use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::NAME;
use crate::task::later;
use crate::trouble::{Class, Trouble};
use crate::wire::{Answer, text};

/// Pause after "too fast", in seconds.
const FAST_PAUSE_S: i64 = 300;
/// Pause after the number of films of a day is used up.
const DAY_S: i64 = 24 * 3_600;

/// The next midnight in California, when the service gives new units.
pub fn next_quota(now: Timestamp) -> Timestamp {
    let zone = TimeZone::posix("PST8PDT,M3.2.0,M11.1.0").unwrap_or(TimeZone::UTC);
    let there = now.to_zoned(zone);
    let next = there.start_of_day().and_then(|day| day.checked_add(1.day()));
    next.map_or_else(|_| later(now, DAY_S), |at| at.timestamp())
}

type Row = (&'static str, Class, &'static str, &'static str);

/// Reasons with a sentence of their own.
const REASONS: [Row; 13] = [
    (
        "quotaExceeded",
        Class::Rate,
        "Die Tagesmenge der Schnittstelle von YouTube ist aufgebraucht. Um Mitternacht kalifornischer Zeit geht es weiter.",
        "The day's units of YouTube's interface are used up. It goes on at midnight in California.",
    ),
    (
        "uploadLimitExceeded",
        Class::Rate,
        "Der Kanal hat heute schon so viele Videos bekommen, wie YouTube erlaubt.",
        "The channel has received as many films today as YouTube allows.",
    ),
    (
        "youtubeSignupRequired",
        Class::Permission,
        "Zu dem verbundenen Google-Konto gehört kein YouTube-Kanal.",
        "The connected Google account has no channel on YouTube.",
    ),
    (
        "insufficientPermissions",
        Class::Permission,
        "Beim Verbinden wurde nicht allen Berechtigungen zugestimmt.",
        "Not all permissions were agreed to when the account was connected.",
    ),
    (
        "invalidTitle",
        Class::Content,
        "YouTube nimmt den Titel nicht an (höchstens 100 Zeichen, ohne < und >).",
        "YouTube does not take the title (100 characters at most, without < and >).",
    ),
    (
        "invalidDescription",
        Class::Content,
        "YouTube nimmt die Beschreibung nicht an (höchstens 5.000 Bytes, ohne < und >).",
        "YouTube does not take the description (5,000 bytes at most, without < and >).",
    ),
    (
        "invalidTags",
        Class::Content,
        "YouTube nimmt die Schlagwörter nicht an (zusammen höchstens 500 Zeichen).",
        "YouTube does not take the keywords (500 characters together at most).",
    ),
    (
        "invalidPublishAt",
        Class::Content,
        "YouTube nimmt den Zeitpunkt der Veröffentlichung nicht an.",
        "YouTube does not take the time of publication.",
    ),
    (
        "videoNotFound",
        Class::Gone,
        "Das Video ist bei YouTube nicht mehr da.",
        "The film is no longer on YouTube.",
    ),
    (
        "captionExists",
        Class::Duplicate,
        "Untertitel in dieser Sprache gibt es dort schon.",
        "Captions in this language are there already.",
    ),
    (
        "playlistNotFound",
        Class::Gone,
        "Die Playlist gibt es bei YouTube nicht mehr.",
        "The list no longer exists on YouTube.",
    ),
    (
        "authenticatedUserAccountSuspended",
        Class::Suspended,
        "YouTube hat den Kanal der Stadt gesperrt.",
        "YouTube suspended the town's channel.",
    ),
    (
        "channelSuspended",
        Class::Suspended,
        "YouTube hat den Kanal der Stadt gesperrt.",
        "YouTube suspended the town's channel.",
    ),
];

fn class(status: u16, reason: &str) -> Class {
    match (status, reason) {
        (_, "rateLimitExceeded" | "userRateLimitExceeded") | (429, _) => Class::Rate,
        (_, "processingFailure" | "backendError" | "internalError") | (500.., _) => {
            Class::Transient
        }
        (401, _) => Class::Auth,
        (403, _) => Class::Permission,
        (404 | 410, _) => Class::Gone,
        (409, _) => Class::Duplicate,
        (400, r) if r.starts_with("media") || r == "invalidImage" => Class::Media,
        (400, _) => Class::Content,
        _ => Class::Unclear,
    }
}

/// What an answer that is no success says.
pub(crate) fn trouble(answer: &Answer, now: Timestamp) -> Trouble {
    let body = answer.json();
    if text(&body, "/error") == "invalid_grant" {
        return Trouble::of(Class::Auth, "invalid_grant", NAME);
    }
    let mut reason = text(&body, "/error/errors/0/reason");
    if reason.is_empty() {
        reason = answer.status.to_string();
    }
    let row = REASONS.iter().find(|(name, ..)| *name == reason);
    let class = row.map_or_else(|| class(answer.status, &reason), |(_, class, ..)| *class);
    let mut trouble = Trouble::of(class, reason.clone(), NAME);
    if let Some((_, _, de, en)) = row {
        trouble = trouble.because(*de, *en);
    }
    let until = match (class, reason.as_str()) {
        (_, "quotaExceeded") => Some(next_quota(now)),
        (_, "uploadLimitExceeded") => Some(later(now, DAY_S)),
        (Class::Rate, _) => {
            let said = answer.header("retry-after").and_then(|s| s.parse().ok());
            Some(later(now, said.unwrap_or(FAST_PAUSE_S)))
        }
        _ => None,
    };
    trouble.until(until)
}

/// Why a film could not be processed.
pub(super) fn failed_film(reason: &str) -> Trouble {
    let (de, en) = match reason {
        "codec" => (
            "YouTube kann das Video nicht lesen: unbekannte Kodierung.",
            "YouTube cannot read the film: unknown codec.",
        ),
        "conversion" => {
            ("YouTube konnte das Video nicht umwandeln.", "YouTube could not convert the film.")
        }
        "emptyFile" => ("Die Videodatei ist leer.", "The film's file is empty."),
        "invalidFile" => (
            "Die Datei ist kein Video, das YouTube kennt.",
            "The file is no film that YouTube knows.",
        ),
        "tooSmall" => ("Die Videodatei ist zu klein.", "The film's file is too small."),
        "uploadAborted" => ("Die Übertragung brach ab.", "The transfer broke off."),
        _ => ("YouTube konnte das Video nicht verarbeiten.", "YouTube could not process the film."),
    };
    Trouble::of(Class::Media, reason, NAME).because(de, en).advise(
        "Speichern Sie das Video als MP4 mit H.264 und AAC und versuchen Sie es noch einmal.",
        "Save the film as MP4 with H.264 and AAC and try again.",
    )
}

/// Why a film was refused.
pub(super) fn rejected_film(reason: &str) -> Trouble {
    let (de, en) = match reason {
        "copyright" | "claim" => (
            "YouTube hat das Video wegen fremder Rechte abgelehnt.",
            "YouTube refused the film because of others' rights.",
        ),
        "duplicate" => ("Das Video steht schon auf YouTube.", "The film is on YouTube already."),
        "length" => {
            ("Das Video ist für den Kanal zu lang.", "The film is too long for the channel.")
        }
        "uploaderAccountSuspended" | "uploaderAccountClosed" => {
            ("YouTube hat den Kanal der Stadt gesperrt.", "YouTube suspended the town's channel.")
        }
        _ => (
            "YouTube hat das Video nach seinen Regeln abgelehnt.",
            "YouTube refused the film by its rules.",
        ),
    };
    let class =
        if reason.starts_with("uploaderAccount") { Class::Suspended } else { Class::Policy };
    Trouble::of(class, reason, NAME).because(de, en)
}
