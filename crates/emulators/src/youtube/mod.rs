//! `YouTube`: the Data interface and the reports, driven by the provider's own descriptions.

mod discovery;
mod films;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::http::{Asked, Told};
use crate::{Running, Seen, Service};

pub use discovery::{Discovery, folder, refusal};
pub use films::{Film, Session};

/// The channel.
pub const CHANNEL: &str = "UC-stadt";
/// The list of everything uploaded.
pub const UPLOADS: &str = "UU-stadt";
/// A list of the channel.
pub const PLAYLIST: &str = "PL-rathaus";
/// A token that may do everything.
pub const TOKEN: &str = "ya29.token";
/// What new tokens are got with.
pub const REFRESH: &str = "1//refresh";
/// Number and secret of the application.
pub const APP: (&str, &str) = ("google-app", "google-secret");
/// The code a person comes back with.
pub const CODE: &str = "4/code";
/// Permissions.
pub const SCOPES: [&str; 5] = [
    "https://www.googleapis.com/auth/youtube.upload",
    "https://www.googleapis.com/auth/youtube.force-ssl",
    "https://www.googleapis.com/auth/youtube.readonly",
    "https://www.googleapis.com/auth/yt-analytics.readonly",
    "https://www.googleapis.com/auth/youtube",
];
/// Seconds a token lives.
const LIFE_S: i64 = 3_599;

/// A token.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it permits.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// The provider.
pub struct YouTube {
    data: Discovery,
    reports: Discovery,
    /// Tokens.
    pub tokens: BTreeMap<String, Token>,
    /// Whether new tokens are given.
    pub has_consent: bool,
    /// Films.
    pub films: Vec<Film>,
    /// Transfers on their way.
    pub sessions: BTreeMap<String, Session>,
    /// Captions: film and language.
    pub captions: Vec<(String, String)>,
    /// Entries of lists: list and film.
    pub entries: Vec<(String, String)>,
    /// Films whose still was set.
    pub stills: Vec<String>,
    /// Units left today.
    pub units: u32,
    /// Uploads left today.
    pub uploads: u32,
    /// Looks a film stays in the making.
    pub looks: u32,
    /// How a film ends: `processed`, `failed/codec`, `rejected/copyright`.
    pub ends: String,
    /// Where it is reached; the address of transfers is made of it.
    base: String,
    next: u64,
}

impl YouTube {
    /// Starts it; none without the descriptions.
    pub fn start() -> Option<Running<Self>> {
        let folder = folder()?;
        let whole =
            Token { scopes: SCOPES.iter().map(|s| (*s).to_owned()).collect(), expires_at: None };
        let service = Self {
            data: Discovery::read(&folder.join("youtube.v3.json")).ok()?,
            reports: Discovery::read(&folder.join("youtubeAnalytics.v2.json")).ok()?,
            tokens: [(TOKEN.to_owned(), whole)].into_iter().collect(),
            has_consent: true,
            films: Vec::new(),
            sessions: BTreeMap::new(),
            captions: Vec::new(),
            entries: Vec::new(),
            stills: Vec::new(),
            units: 10_000,
            uploads: 100,
            looks: 1,
            ends: "processed".into(),
            base: String::new(),
            next: 1,
        };
        let running = Running::start(service);
        let address = running.address();
        running.with(|s| s.base = address);
        Some(running)
    }

    fn number(&mut self, before: &str) -> String {
        self.next += 1;
        format!("{before}{:08}", self.next)
    }

    /// What visitors of the channel see.
    pub fn seen(&self) -> Vec<Seen> {
        let seen = |film: &Film| Seen {
            id: film.id.clone(),
            text: film.resource["snippet"]["title"].as_str().unwrap_or_default().to_owned(),
            media: vec![film.bytes.to_string()],
            is_public: film.resource["status"]["privacyStatus"] == "public",
            edits: film.edits,
        };
        self.films.iter().map(seen).collect()
    }

    fn token(&mut self, asked: &Asked, now: Timestamp) -> Told {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        if of("client_id") != APP.0 || of("client_secret") != APP.1 {
            return Told::json(401, &json!({ "error": "invalid_client" }));
        }
        let is_new = of("grant_type") == "authorization_code" && of("code") == CODE;
        let is_again = of("grant_type") == "refresh_token" && of("refresh_token") == REFRESH;
        if !self.has_consent || !(is_new || is_again) {
            let said = "Token has been expired or revoked.";
            return Told::json(
                400,
                &json!({ "error": "invalid_grant", "error_description": said }),
            );
        }
        let name = self.number("ya29.");
        let expires_at = now.checked_add(SignedDuration::from_secs(LIFE_S)).ok();
        let scopes: Vec<String> = SCOPES.iter().map(|s| (*s).to_owned()).collect();
        let mut told = json!({ "access_token": name, "expires_in": LIFE_S,
            "scope": scopes.join(" "), "token_type": "Bearer" });
        if is_new {
            told["refresh_token"] = json!(REFRESH);
        }
        self.tokens.insert(name, Token { scopes, expires_at });
        Told::json(200, &told)
    }

    fn scopes(&self, asked: &Asked, now: Timestamp) -> Result<Vec<String>, Told> {
        let token = self.tokens.get(&asked.token());
        let alive = token.filter(|t| t.expires_at.is_none_or(|at| at > now));
        alive.map(|t| t.scopes.clone()).ok_or_else(|| {
            refusal(401, "authError", "Request had invalid authentication credentials.")
        })
    }

    /// Every call costs, also one that fails.
    fn pay(&mut self, id: &str) -> Result<(), Told> {
        let used_up = || {
            let say = "The request cannot be completed because you have exceeded your quota.";
            refusal(403, "quotaExceeded", say)
        };
        if id == "youtube.videos.insert" {
            self.uploads = self.uploads.checked_sub(1).ok_or_else(used_up)?;
            return Ok(());
        }
        let cost = match id {
            "youtube.captions.insert" => 400,
            "youtube.captions.update" => 450,
            "youtube.captions.list"
            | "youtube.captions.delete"
            | "youtube.videos.update"
            | "youtube.videos.delete"
            | "youtube.playlistItems.insert"
            | "youtube.thumbnails.set" => 50,
            _ => 1,
        };
        self.units = self.units.checked_sub(cost).ok_or_else(used_up)?;
        Ok(())
    }

    fn report(asked: &Asked) -> Told {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        let dimensions = of("dimensions");
        let metrics = of("metrics");
        let names = dimensions.split(',').chain(metrics.split(',')).filter(|n| !n.is_empty());
        let heads: Vec<Value> = names
            .clone()
            .map(|name| {
                let kind = if name == "day" { "STRING" } else { "INTEGER" };
                json!({ "name": name, "columnType": "METRIC", "dataType": kind })
            })
            .collect();
        let row: Vec<Value> = names
            .map(|name| if name == "day" { json!(of("startDate")) } else { json!(17) })
            .collect();
        Told::json(
            200,
            &json!({ "kind": "youtubeAnalytics#resultTable", "columnHeaders": heads, "rows": [row] }),
        )
    }
}

impl Service for YouTube {
    fn answer(&mut self, asked: &Asked, now: Timestamp) -> Told {
        if asked.path == "/token" {
            return self.token(asked, now);
        }
        let session = asked.query.iter().find(|(name, _)| name == "upload_id");
        if let (Some((_, id)), "PUT") = (session, asked.method.as_str()) {
            let id = id.clone();
            return self.transfer(&id, asked, now);
        }
        let checked = self.scopes(asked, now).and_then(|scopes| {
            let book = if asked.path.starts_with("/v2/") { &self.reports } else { &self.data };
            book.check(asked, &scopes)
        });
        let method = match checked {
            Ok(method) => method,
            Err(told) => return told,
        };
        if let Err(told) = self.pay(&method.id) {
            return told;
        }
        if method.id == "youtubeAnalytics.reports.query" {
            return Self::report(asked);
        }
        self.perform(&method, asked, now)
    }

    fn state(&self) -> Value {
        let films: Vec<Value> = self.seen().iter().map(Seen::json).collect();
        json!({ "youtube": films, "captions": self.captions, "lists": self.entries,
            "stills": self.stills })
    }
}
