//! What Facebook and Instagram share: the Graph interface, its errors, its limits.

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::Sha256;

use crate::post::Account;
use crate::task::later;
use crate::trouble::{Class, Trouble, Words};
use crate::wire::{Answer, Method, Request, number, text};

/// Above this share of a limit, in percent, nothing more is sent.
const USAGE_PERCENT_MAX: i64 = 95;
/// How long to pause if the provider names no time, in minutes.
const REGAIN_MINUTES: i64 = 60;
/// How long to leave the provider alone after a refusal by its rules, in hours.
const POLICY_HOURS: i64 = 24;

/// A request to the Graph interface, with token and the proof that we know the secret.
pub(crate) fn graph(account: &Account, method: Method, path: &str) -> Request {
    let version =
        if account.version.is_empty() { String::new() } else { format!("/{}", account.version) };
    let address = format!("{}{version}/{path}", account.bases.api);
    let request = Request::new(method, address).bearer(&account.token);
    if account.app_secret.reveal().is_empty() {
        return request;
    }
    request.ask("appsecret_proof", proof(account.token.reveal(), account.app_secret.reveal()))
}

/// `appsecret_proof`: the token signed with the application's secret.
pub fn proof(token: &str, secret: &str) -> String {
    // A key of any length suits.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(token.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn class(code: i64, sub: i64, is_transient: bool) -> Class {
    of_instagram(sub).unwrap_or(match (code, sub) {
        (24 | 803, _) | (100, 33) => Class::Gone,
        (102 | 190 | 1_404_078 | 4_854_002, _) => Class::Auth,
        (4 | 17 | 32 | 341 | 613 | 80_001 | 80_002, _) => Class::Rate,
        (368 | 1_390_008 | 1_404_112 | 1_346_003 | 1_404_102, _) => Class::Policy,
        (506 | 1_366_051, _) => Class::Duplicate,
        (100 | 1_609_005 | 1_609_008 | 2_061_006, _) => Class::Content,
        (1_366_046 | 2_069_019, _) => Class::Media,
        (2635, _) => Class::VersionRetired,
        (3 | 10 | 200..=299, _) => Class::Permission,
        (1 | 2 | 1_363_047, _) => Class::Transient,
        _ if is_transient => Class::Transient,
        _ => Class::Unclear,
    })
}

/// Instagram's own table.
fn of_instagram(sub: i64) -> Option<Class> {
    Some(match sub {
        2_207_003 | 2_207_020 | 2_207_053 | 2_207_032 | 2_207_076 | 2_207_077 | 2_207_082 => {
            Class::Stale
        }
        2_207_001 => Class::Unclear,
        2_207_051 => Class::Policy,
        2_207_050 => Class::Suspended,
        2_207_042 | 2_207_085 => Class::Rate,
        2_207_006 => Class::Gone,
        2_207_008 | 2_207_027 => Class::NotReady,
        2_207_010 | 2_207_028 => Class::Content,
        2_207_057 | 2_207_023 | 2_207_026 | 2_207_052 | 2_207_004 | 2_207_005 | 2_207_009 => {
            Class::Media
        }
        _ => return None,
    })
}

/// Why a token is dead.
fn token_reason(sub: i64) -> Option<(&'static str, &'static str)> {
    Some(match sub {
        458 => {
            ("Die Anwendung der Stadt wurde dort entfernt.", "The town's app was removed there.")
        }
        459 => (
            "Facebook verlangt eine Sicherheitsprüfung des Kontos.",
            "Facebook asks for a security check of the account.",
        ),
        460 => (
            "Das Kennwort des verbundenen Kontos wurde geändert.",
            "The password of the connected account was changed.",
        ),
        463 => ("Die Verbindung ist abgelaufen.", "The connection has expired."),
        464 => (
            "Das verbundene Konto ist dort nicht bestätigt.",
            "The connected account is not confirmed there.",
        ),
        492 => (
            "Die verbundene Person hat ihre Rolle auf der Seite verloren.",
            "The connected person lost their role on the page.",
        ),
        _ => return None,
    })
}

/// Sentences for single codes that say more than their class.
fn reason(code: i64, sub: i64) -> Option<(&'static str, &'static str)> {
    if code == 190 {
        return token_reason(sub);
    }
    Some(match (code, sub) {
        (_, 2_207_009) => (
            "Das Seitenverhältnis des Bildes passt nicht (erlaubt ist 4:5 bis 1,91:1).",
            "The aspect of the picture does not fit (4:5 to 1.91:1 is allowed).",
        ),
        (_, 2_207_004) => ("Das Bild ist größer als 8 MB.", "The picture is larger than 8 MB."),
        (_, 2_207_005) => {
            ("Instagram nimmt nur JPEG-Bilder an.", "Instagram takes JPEG pictures only.")
        }
        (_, 2_207_026) => (
            "Instagram nimmt dieses Videoformat nicht an (gebraucht wird MP4 oder MOV mit H.264).",
            "Instagram does not take this kind of film (MP4 or MOV with H.264 is needed).",
        ),
        (_, 2_207_052) => (
            "Instagram konnte das Bild nicht von der Homepage abholen.",
            "Instagram could not fetch the picture from the homepage.",
        ),
        (_, 2_207_010) => (
            "Der Text ist für Instagram zu lang (höchstens 2.200 Zeichen).",
            "The text is too long for Instagram (2,200 characters at most).",
        ),
        (_, 2_207_042) => (
            "Die Tagesmenge von Instagram ist ausgeschöpft.",
            "Instagram's number of posts per day is used up.",
        ),
        (1_609_008, _) => (
            "Facebook lehnt Links auf Facebook selbst ab.",
            "Facebook refuses links to Facebook itself.",
        ),
        (1_609_005 | 2_061_006, _) => (
            "Facebook konnte die verlinkte Seite nicht lesen.",
            "Facebook could not read the linked page.",
        ),
        (1_366_046, _) => (
            "Das Bild ist für Facebook zu groß (höchstens 4 MB, JPEG oder PNG).",
            "The picture is too large for Facebook (4 MB at most, JPEG or PNG).",
        ),
        (1_404_078 | 4_854_002, _) => (
            "Facebook verlangt, dass sich die verbundene Person ausweist.",
            "Facebook asks the connected person for proof of identity.",
        ),
        _ => return None,
    })
}

/// What an answer that is no success says.
pub(crate) fn trouble(answer: &Answer, provider: &str, now: Timestamp) -> Trouble {
    let body = answer.json();
    let Some(code) = number(&body, "/error/code") else {
        let class = match answer.status {
            401 => Class::Auth,
            429 => Class::Rate,
            404 => Class::Gone,
            500.. => Class::Transient,
            _ => Class::Unclear,
        };
        return Trouble::of(class, answer.status.to_string(), provider);
    };
    let sub = number(&body, "/error/error_subcode").unwrap_or(0);
    let is_transient = body.pointer("/error/is_transient") == Some(&Value::Bool(true));
    let class = class(code, sub, is_transient);
    let label = if sub == 0 { code.to_string() } else { format!("{code}/{sub}") };
    let mut trouble = Trouble::of(class, label, provider);
    if let Some((de, en)) = reason(code, sub) {
        trouble.reason = Words::of(de, en);
    }
    trouble.trace = text(&body, "/error/fbtrace_id");
    trouble.until = match class {
        Class::Rate => {
            let minutes = usage(answer).map_or(0, |u| u.regain_minutes);
            let minutes = if minutes > 0 { minutes } else { REGAIN_MINUTES };
            Some(later(now, minutes * 60))
        }
        Class::Policy => now.checked_add(SignedDuration::from_hours(POLICY_HOURS)).ok(),
        _ => None,
    };
    trouble
}

/// How much of a limit is used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The fullest of its counters, in percent.
    pub percent: i64,
    /// Minutes until calls are taken again; zero while they are.
    pub regain_minutes: i64,
}

/// What the headers of an answer say about limits.
pub fn usage(answer: &Answer) -> Option<Usage> {
    let mut found: Option<Usage> = None;
    let mut heed = |entry: &Value| {
        let of = |name: &str| entry.get(name).and_then(Value::as_i64).unwrap_or(0);
        let percent = of("call_count").max(of("total_cputime")).max(of("total_time"));
        let regain_minutes = of("estimated_time_to_regain_access");
        let so_far = found.unwrap_or_default();
        found = Some(Usage {
            percent: so_far.percent.max(percent),
            regain_minutes: so_far.regain_minutes.max(regain_minutes),
        });
    };
    let read = |name| answer.header(name).and_then(|v| serde_json::from_str::<Value>(v).ok());
    if let Some(Value::Object(of_business)) = read("x-business-use-case-usage") {
        of_business.values().filter_map(Value::as_array).flatten().for_each(&mut heed);
    }
    if let Some(entry) = read("x-app-usage") {
        heed(&entry);
    }
    found
}

/// Until when the account shall rest, by the headers of an answer.
pub fn pace(answer: &Answer, now: Timestamp) -> Option<Timestamp> {
    let usage = usage(answer)?;
    let minutes = match usage {
        Usage { regain_minutes, .. } if regain_minutes > 0 => regain_minutes,
        Usage { percent, .. } if percent >= USAGE_PERCENT_MAX => REGAIN_MINUTES,
        _ => return None,
    };
    Some(later(now, minutes * 60))
}

/// A warning if the provider served another version than was asked for: ours is retired.
pub fn version_warning(answer: &Answer, account: &Account) -> Option<Trouble> {
    let served = answer.header("facebook-api-version")?;
    if account.version.is_empty() || served == account.version {
        return None;
    }
    let code = format!("{} -> {served}", account.version);
    Some(Trouble::of(Class::VersionRetired, code, account.channel.name()))
}
