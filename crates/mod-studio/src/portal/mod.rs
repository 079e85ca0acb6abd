//! The FIM portal: where the official schemas are found and fetched. Nothing here is called unless
//! the town named the portal and somebody pressed a button.
//!
//! Spoken is its interface `/api/v1/schemas` (search, versions, one schema with its files) and, for
//! service keys that no schema names, `/api/v0/leistung-stammtexte`.

mod answer;
mod ask;
mod trouble;

use std::time::{Duration, Instant};

use kernel::limits::Rate;
use kernel::{AppError, Ctx};
use norm_fim::{CodeList, CodeListRef, CodeLists, Key};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::settings::StudioSettings;

pub(crate) use answer::Found;
use answer::{Detail, Results, Services};
use ask::Bounds;
pub(crate) use trouble::Trouble;

/// Results on one page.
pub(crate) const RESULTS_PER_PAGE: u32 = 20;
/// Pages one may leaf through.
pub(crate) const PAGES_MAX: u32 = 50;
/// Longest search text that is sent, in characters.
pub(crate) const WORDS_CHARS_MAX: usize = 200;
/// Code lists fetched with one schema.
const LISTS_MAX: usize = 60;

/// A list of results or versions.
const LIST: Bounds = Bounds { time: Duration::from_secs(8), bytes: 4 * 1024 * 1024 };
/// A schema: the largest known has 3.5 MB; uploads end at 10 MB too.
const SCHEMA: Bounds = Bounds { time: Duration::from_secs(15), bytes: 10 * 1024 * 1024 };
/// Everything the portal says about a schema, fields and groups too.
const DETAIL: Bounds = Bounds { time: Duration::from_secs(8), bytes: 16 * 1024 * 1024 };
/// A code list; what the portal says about the schema and all its lists together get the same time.
const CODES: Bounds = Bounds { time: Duration::from_secs(15), bytes: 5 * 1024 * 1024 };

/// How often one person may ask.
const PERSON: Rate =
    Rate { name: "studio.portal", burst: 20, every: jiff::SignedDuration::from_secs(3) };

const JSON: &str = "application/json";
const XML: &str = "application/xml";

/// What may stand in a path or a query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// The portal of a town.
#[derive(Clone, Debug)]
pub(crate) struct Portal {
    base: String,
}

/// What somebody searches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A schema by its identifier, all its versions.
    Schema(String),
    /// Schemas of a service, by its key of 14 digits.
    Service(String),
    /// Words.
    Words(String),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Finds {
    pub(crate) items: Vec<Found>,
    /// How many there are in all.
    pub(crate) total: u64,
    /// The name of the service, if the key itself led nowhere and its name was searched for.
    pub(crate) by_name: Option<String>,
}

impl Wanted {
    /// What a text asks for.
    pub(crate) fn read(text: &str) -> Self {
        let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if tight.len() == 14 && tight.bytes().all(|b| b.is_ascii_digit()) {
            return Self::Service(tight);
        }
        let upper = tight.to_ascii_uppercase();
        let id = upper.split_once('V').map_or(upper.as_str(), |(id, _)| id);
        if is_schema_id(id) {
            return Self::Schema(id.to_owned());
        }
        Self::Words(text.trim().chars().take(WORDS_CHARS_MAX).collect())
    }
}

/// Whether this is the identifier of a schema: `S` and digits.
pub(crate) fn is_schema_id(text: &str) -> bool {
    let digits = text.strip_prefix('S').unwrap_or_default();
    (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether this is the number of a version: `1.0` or `1.0.0`.
pub(crate) fn is_version(text: &str) -> bool {
    text.len() <= 20 && !text.is_empty() && text.split('.').all(|part| part.parse::<u32>().is_ok())
}

/// Whether a version comes after another.
pub(crate) fn is_newer(version: &str, than: &str) -> bool {
    let parts = |text: &str| -> Vec<u32> {
        let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap_or(0)).collect();
        while parts.last() == Some(&0) {
            parts.pop();
        }
        parts
    };
    parts(version) > parts(than)
}

impl Portal {
    /// The portal of the town, if it named one.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn of(ctx: &Ctx) -> Result<Option<Self>, AppError> {
        let settings: StudioSettings = ctx.read(kernel::settings::get).await?;
        let base = settings.portal.trim().trim_end_matches('/').to_owned();
        Ok((!base.is_empty()).then_some(Self { base }))
    }

    /// Counts one question of this person.
    ///
    /// # Errors
    /// [`Trouble::TooOften`].
    pub(crate) fn admit(ctx: &Ctx) -> Result<(), Trouble> {
        let person = ctx.actor.account().map_or_else(|| ctx.caller.clone(), |id| id.to_string());
        match ctx.town.limits().take(PERSON, &person, ctx.now()) {
            Err(AppError::TooMany(seconds)) => Err(Trouble::TooOften(seconds)),
            _ => Ok(()),
        }
    }

    /// Searches; the first page is 1.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(crate) async fn search(&self, wanted: Wanted, page: u32) -> Result<Finds, Trouble> {
        let this = self.clone();
        ask::outside(move || match wanted {
            Wanted::Schema(id) => {
                let mut items = this.versions_of(&id)?;
                items.reverse();
                items.truncate(usize::try_from(RESULTS_PER_PAGE).unwrap_or(usize::MAX));
                let total = items.len() as u64;
                Ok(Finds { items, total, by_name: None })
            }
            Wanted::Words(words) => this.by_words(&words, page),
            Wanted::Service(key) => {
                let found = this.by_words(&key, page)?;
                if found.total > 0 {
                    return Ok(found);
                }
                let Some(name) = this.service(&key)? else { return Ok(found) };
                let found = this.by_words(&name, page)?;
                Ok(Finds { by_name: Some(name), ..found })
            }
        })
        .await
    }

    /// All versions of a schema, the oldest first; empty where the portal does not know it.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(crate) async fn versions(&self, id: &str) -> Result<Vec<Found>, Trouble> {
        let (this, id) = (self.clone(), id.to_owned());
        ask::outside(move || this.versions_of(&id)).await
    }

    /// The file of a schema.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(crate) async fn file(&self, key: &Key) -> Result<Vec<u8>, Trouble> {
        let url = format!("{}/xdf", self.address(key));
        ask::outside(move || ask::get(&url, XML, SCHEMA)).await
    }

    /// The code lists a schema names, as far as the portal has them. What cannot be fetched is left
    /// out: the list before opening says what is missing.
    pub(crate) async fn lists(
        &self,
        key: &Key,
        wanted: Vec<CodeListRef>,
    ) -> Vec<(CodeList, String)> {
        let (this, url) = (self.clone(), self.address(key));
        let fetched = ask::outside(move || {
            let until = Instant::now() + CODES.time;
            let detail: Detail = answer::read(&ask::get(&url, JSON, DETAIL)?)?;
            Ok(this.fetch(&detail, &wanted, until))
        });
        fetched.await.unwrap_or_default()
    }

    fn address(&self, key: &Key) -> String {
        let (id, version) = (plain(&key.id), plain(&key.version));
        format!("{}/api/v1/schemas/{id}/{version}", self.base)
    }

    fn by_words(&self, words: &str, page: u32) -> Result<Finds, Trouble> {
        let offset = page.saturating_sub(1).min(PAGES_MAX) * RESULTS_PER_PAGE;
        let url = format!(
            "{}/api/v1/schemas?fts_query={}&is_latest=true&limit={RESULTS_PER_PAGE}&offset={offset}",
            self.base,
            plain(words)
        );
        let answered = ask::get(&url, JSON, LIST).map_err(|trouble| match trouble {
            // A portal always answers a search: something else lives at the address.
            Trouble::Unknown => Trouble::Unreadable("status 404 for a search".to_owned()),
            other => other,
        });
        let results: Results = answer::read(&answered?)?;
        let total = results.total_count;
        let items = answer::found(results.items, RESULTS_PER_PAGE);
        Ok(Finds { items, total, by_name: None })
    }

    /// The name of a service.
    fn service(&self, key: &str) -> Result<Option<String>, Trouble> {
        let url = format!(
            "{}/api/v0/leistung-stammtexte?leistungsschluessel={}&limit=1",
            self.base,
            plain(key)
        );
        let services: Services = answer::read(&ask::get(&url, JSON, LIST)?)?;
        let name = services.items.into_iter().next().map(|service| answer::short(&service.title));
        Ok(name.filter(|name| !name.is_empty()))
    }

    fn versions_of(&self, id: &str) -> Result<Vec<Found>, Trouble> {
        let url = format!("{}/api/v1/schemas/{}", self.base, plain(id));
        match ask::get(&url, JSON, LIST) {
            Err(Trouble::Unknown) => Ok(Vec::new()),
            Ok(bytes) => {
                let mut all = answer::found(answer::read(&bytes)?, u32::MAX);
                all.retain(|found| found.key.id == id);
                Ok(all)
            }
            Err(other) => Err(other),
        }
    }

    fn fetch(
        &self,
        detail: &Detail,
        wanted: &[CodeListRef],
        until: Instant,
    ) -> Vec<(CodeList, String)> {
        let mut fetched = Vec::new();
        for offered in detail.lists().take(LISTS_MAX) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let Some(path) = offered.path() else { continue };
            if !wanted.iter().any(|reference| offered.may_be(reference)) {
                continue;
            }
            let bounds = Bounds { time: left, ..CODES };
            // The configured address, whatever host the answer names: nobody sends us elsewhere.
            let Ok(bytes) = ask::get(&format!("{}{path}", self.base), XML, bounds) else {
                continue;
            };
            let (Ok(list), Ok(xml)) = (CodeList::read(&bytes), String::from_utf8(bytes)) else {
                continue;
            };
            let mut alone = CodeLists::default();
            alone.add(list.clone());
            if wanted.iter().any(|reference| alone.find(reference).is_some()) {
                fetched.push((list, xml));
            }
        }
        fetched
    }
}

fn plain(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_it_asks_for() {
        let schema = Wanted::Schema("S00000000364".into());
        assert_eq!(Wanted::read("S00000000364"), schema);
        assert_eq!(Wanted::read(" s00000000364 V1.0.0 "), schema);
        let service = Wanted::Service("99006066273000".into());
        assert_eq!(Wanted::read("99 006 066 273 000"), service);
        assert_eq!(Wanted::read(" Hund "), Wanted::Words("Hund".into()));
        for words in ["S", "S1234x", "123", "9900606627300", "S../../etc", "SV1"] {
            assert_eq!(Wanted::read(words), Wanted::Words(words.into()));
        }
        let Wanted::Words(cut) = Wanted::read(&"ä".repeat(5_000)) else { panic!("words") };
        assert_eq!(cut.chars().count(), WORDS_CHARS_MAX);
    }

    #[test]
    fn versions_are_numbers_not_text() {
        assert!(is_newer("1.10.0", "1.9.0"));
        assert!(is_newer("1.2", "1.1.9"));
        assert!(!is_newer("1.0.0", "1.0"));
        assert!(!is_newer("1.0", "1.0.0"));
        assert!(is_newer("1.0", ""));
        for bad in ["", "1.", "../1", "1.0/xdf", "latest", "1.0.0.0.0.0.0.0.0.0.0.0"] {
            assert!(!is_version(bad), "{bad}");
        }
        assert!(is_version("1.0.0") && is_version("2.0"));
    }
}
