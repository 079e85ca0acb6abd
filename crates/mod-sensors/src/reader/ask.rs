//! The one way services of measured values are asked: the address that staff entered and nothing
//! else, no redirects, no cookies, no proxy from the environment, bounded in time and bytes.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ureq::Agent;
use ureq::tls::{TlsConfig, TlsProvider};

use super::read::{self, Told};
use super::{Kind, Reader, Trouble};
use crate::mqtt::outside::is_near;

/// Longest time for one answer.
const TIME: Duration = Duration::from_secs(10);
/// Most bytes of one answer.
const BYTES_MAX: u64 = 2 * 1024 * 1024;
/// How far back is asked at first, and at most: what was missed in a longer break stays missed.
const BACK: SignedDuration = SignedDuration::from_hours(72);
/// How much of what is known is asked again: late values find their place.
const AGAIN: SignedDuration = SignedDuration::from_hours(3);

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("rathaus")
        .timeout_global(Some(TIME))
        .tls_config(tls)
        .build()
        .new_agent()
});

/// What a service said.
#[derive(Debug)]
pub(crate) struct Heard {
    /// What it calls the station; empty where it does not say.
    pub name: String,
    /// Its series with values.
    pub series: Vec<Told>,
}

/// The address of a service as it may be asked, without a slash at its end: TLS, or a machine of the
/// own network.
pub(crate) fn base(address: &str) -> Option<String> {
    let address = address.trim().trim_end_matches('/');
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split('/').next().unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => {
            port.parse::<u16>().ok().filter(|p| *p > 0)?;
            name
        }
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let is_plain = address.len() <= 300
        && address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '\\'))
        && !address.split('/').any(|part| matches!(part, "." | ".."));
    let is_allowed = match scheme {
        "https" => !name.is_empty(),
        "http" => is_near(name),
        _ => false,
    };
    (is_plain && is_allowed).then(|| address.to_owned())
}

/// An identifier as one part of a path; none where it cannot be one.
pub(crate) fn segment(text: &str) -> Option<String> {
    let is_one = !text.is_empty()
        && text.chars().count() <= 100
        && !text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'))
        && !matches!(text, "." | "..");
    let safe = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    is_one.then(|| text.bytes().map(safe).collect())
}

/// Everything a service has for a station: all series, with values since the last ones where they
/// are taken over.
///
/// # Errors
/// What went wrong, for the page of staff.
pub(super) fn all(reader: &Reader, now: Timestamp) -> Result<Heard, Trouble> {
    let base = base(&reader.address).ok_or(Trouble::NotAllowed)?;
    let station = segment(&reader.station).ok_or(Trouble::NotAllowed)?;
    match reader.kind {
        Kind::Pegelonline => gauge(reader, &base, &station, now),
        Kind::SensorCommunity => {
            let bytes = get(&format!("{base}/sensor/{station}/"))?;
            let (name, series) = read::community(&bytes, &reader.station)?;
            Ok(Heard { name, series })
        }
    }
}

fn gauge(reader: &Reader, base: &str, station: &str, now: Timestamp) -> Result<Heard, Trouble> {
    let about = format!(
        "{base}/stations/{station}.json?includeTimeseries=true&includeCurrentMeasurement=true"
    );
    let (name, mut series) = read::gauge(&get(&about)?)?;
    for one in &mut series {
        let Some(kept) = reader.series.iter().find(|s| s.key == one.key && s.stream.is_some())
        else {
            continue;
        };
        let since = kept.taken.map_or(now - BACK, |at| (at - AGAIN).max(now - BACK));
        let since = since.strftime("%Y-%m-%dT%H:%M:%S%%2B00:00");
        let Some(key) = segment(&one.key) else { continue };
        let values =
            get(&format!("{base}/stations/{station}/{key}/measurements.json?start={since}"))?;
        one.values.extend(read::measurements(&values)?);
    }
    Ok(Heard { name, series })
}

fn get(url: &str) -> Result<Vec<u8>, Trouble> {
    let mut answer =
        AGENT.get(url).header("accept", "application/json").call().map_err(|e| trouble(&e))?;
    match answer.status().as_u16() {
        200 => {}
        status => return Err(Trouble::Status(status)),
    }
    answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec().map_err(|e| trouble(&e))
}

fn trouble(error: &ureq::Error) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Slow,
        ureq::Error::BodyExceedsLimit(_) => Trouble::TooLarge,
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => Trouble::Unreadable("HTTP".into()),
        ureq::Error::Io(cause) if cause.kind() == std::io::ErrorKind::TimedOut => Trouble::Slow,
        _ => Trouble::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sealed_or_near_addresses_are_asked() {
        for right in [
            "https://www.pegelonline.wsv.de/webservices/rest-api/v2",
            "https://data.sensor.community:443/airrohr/v1/",
            "http://127.0.0.1:8080",
            "http://192.168.1.4/x",
            "http://[::1]:80/x",
        ] {
            assert_eq!(base(right).as_deref(), Some(right.trim_end_matches('/')), "{right}");
        }
        for wrong in [
            "http://www.pegelonline.wsv.de",
            "https://a@b/x",
            "https://a/x?y",
            "https://a/../x",
            "https://",
            "https://a:0",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(base(wrong), None, "{wrong}");
        }
        assert_eq!(segment("WÜRZBURG").as_deref(), Some("W%C3%9CRZBURG"));
        assert_eq!(segment("KÖLN 2?x#").as_deref(), Some("K%C3%96LN%202%3Fx%23"));
        for wrong in ["", "..", "a/b", "a\nb"] {
            assert_eq!(segment(wrong), None, "{wrong}");
        }
    }
}
