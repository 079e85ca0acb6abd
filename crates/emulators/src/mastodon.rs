//! A Mastodon server with one account.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::http::{Asked, Told};
use crate::{Running, Seen, Service};

/// The account.
pub const ACCOUNT: &str = "1";
/// A token that may do everything.
pub const TOKEN: &str = "mastodon-token";
/// The code a person comes back with.
pub const CODE: &str = "mastodon-code";
/// What a token may.
pub const SCOPES: [&str; 4] = ["read:accounts", "read:statuses", "write:statuses", "write:media"];
/// Letters of a post.
const LETTERS_MAX: usize = 500;
/// Letters an address counts.
const URL_WEIGHT: usize = 23;
/// Files on a post.
const MEDIA_MAX: usize = 4;
/// Requests in five minutes.
const CALLS_MAX: usize = 300;
/// Seconds a key is remembered.
const KEY_S: i64 = 3_600;

/// A file.
#[derive(Clone, Debug)]
pub struct File {
    /// What it shows.
    pub description: String,
    /// What must stay in sight.
    pub focus: String,
    /// Looks until it is ready.
    pub looks: u32,
}

/// A post.
#[derive(Clone, Debug)]
pub struct Status {
    /// Its number.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Who sees it.
    pub visibility: String,
    /// Its language.
    pub language: String,
    /// Its files.
    pub media: Vec<String>,
    /// When it was made.
    pub at: Timestamp,
    /// How often it was changed.
    pub edits: u32,
}

/// The server.
pub struct Mastodon {
    /// Tokens and what they permit.
    pub tokens: BTreeMap<String, Vec<String>>,
    /// Posts.
    pub statuses: Vec<Status>,
    /// Files.
    pub files: BTreeMap<String, File>,
    /// Looks a file stays in the making; ready at once with none.
    pub looks: u32,
    /// Whether the account is suspended.
    pub is_suspended: bool,
    keys: Vec<(String, Timestamp, String)>,
    calls: Vec<Timestamp>,
    base: String,
    next: u64,
}

impl Mastodon {
    /// Starts it.
    pub fn start() -> Running<Self> {
        let scopes = SCOPES.iter().map(|s| (*s).to_owned()).collect();
        let running = Running::start(Self {
            tokens: [(TOKEN.to_owned(), scopes)].into_iter().collect(),
            statuses: Vec::new(),
            files: BTreeMap::new(),
            looks: 0,
            is_suspended: false,
            keys: Vec::new(),
            calls: Vec::new(),
            base: String::new(),
            next: 1000,
        });
        let address = running.address();
        running.with(|s| s.base = address);
        running
    }

    fn number(&mut self) -> String {
        self.next += 1;
        self.next.to_string()
    }

    /// What visitors of the account see.
    pub fn seen(&self) -> Vec<Seen> {
        let seen = |status: &Status| Seen {
            id: status.id.clone(),
            text: status.text.clone(),
            media: status.media.clone(),
            is_public: status.visibility != "private",
            edits: status.edits,
        };
        self.statuses.iter().map(seen).collect()
    }

    fn needs(&self, asked: &Asked, scope: &str) -> Result<(), Told> {
        let Some(granted) = self.tokens.get(&asked.token()) else {
            return Err(error(401, "The access token is invalid"));
        };
        let whole = scope.split(':').next().unwrap_or(scope);
        if !granted.iter().any(|g| g == scope || g == whole) {
            return Err(error(403, "This action is outside the authorized scopes"));
        }
        if self.is_suspended {
            return Err(error(403, "Your login is currently disabled, the account was suspended"));
        }
        Ok(())
    }

    fn shown(&self, status: &Status) -> Value {
        let files: Vec<Value> = status.media.iter().filter_map(|id| self.file(id)).collect();
        json!({ "id": status.id, "created_at": instant(status.at), "visibility": status.visibility,
            "language": status.language, "sensitive": false, "spoiler_text": "",
            "uri": format!("{}/users/stadt/statuses/{}", self.base, status.id),
            "url": format!("{}/@stadt/{}", self.base, status.id),
            "content": html(&status.text), "replies_count": 1, "reblogs_count": 2,
            "favourites_count": 3,
            "edited_at": (status.edits > 0).then(|| instant(status.at)),
            "media_attachments": files, "account": self.account(),
            "mentions": [], "tags": [], "emojis": [], "poll": null, "card": null, "reblog": null,
            "in_reply_to_id": null, "in_reply_to_account_id": null, "application": null })
    }

    fn account(&self) -> Value {
        json!({ "id": ACCOUNT, "username": "stadt", "acct": "stadt", "display_name": "Stadt X",
            "url": format!("{}/@stadt", self.base), "followers_count": 99, "following_count": 0,
            "statuses_count": self.statuses.len(), "bot": false, "locked": false,
            "created_at": "2026-01-01T00:00:00.000Z", "note": "", "avatar": "", "header": "",
            "emojis": [], "fields": [] })
    }

    fn file(&self, id: &str) -> Option<Value> {
        let file = self.files.get(id)?;
        let url = (file.looks == 0).then(|| format!("{}/media/{id}.jpg", self.base));
        Some(json!({ "id": id, "type": "image", "url": url, "remote_url": null, "meta": {},
            "preview_url": url, "description": file.description, "blurhash": null }))
    }

    fn route(&mut self, asked: &Asked, path: &[&str], now: Timestamp) -> Result<Told, Told> {
        match (asked.method.as_str(), path) {
            ("GET", ["api", "v1" | "v2", "instance"]) => Ok(Told::json(200, &self.instance())),
            ("POST", ["api", "v1", "apps"]) => Ok(Told::json(
                200,
                &json!({ "id": "1", "name": asked.field("client_name"), "client_id": "client",
                    "client_secret": "secret", "redirect_uri": asked.field("redirect_uris"),
                    "vapid_key": "" }),
            )),
            ("POST", ["oauth", "token"]) => self.token(asked),
            ("GET", ["api", "v1", "accounts", "verify_credentials"]) => {
                self.needs(asked, "read:accounts")?;
                Ok(Told::json(200, &self.account()))
            }
            ("GET", ["api", "v1", "accounts", ACCOUNT]) => Ok(Told::json(200, &self.account())),
            ("GET", ["api", "v1", "accounts", ACCOUNT, "statuses"]) => {
                self.needs(asked, "read:statuses")?;
                let limit = asked.field("limit").and_then(|l| l.parse().ok()).unwrap_or(20);
                let newest = self.statuses.iter().rev().take(usize::min(limit, 40));
                let list: Vec<Value> = newest.map(|s| self.shown(s)).collect();
                Ok(Told::json(200, &json!(list)))
            }
            (_, ["api", "v1" | "v2", "media", ..]) => self.media(asked, path),
            ("POST", ["api", "v1", "statuses"]) => self.publish(asked, now),
            (_, ["api", "v1", "statuses", id]) => self.status(asked, id),
            _ => Err(error(404, "Record not found")),
        }
    }

    fn instance(&self) -> Value {
        json!({ "domain": self.base, "title": "Fediverse", "version": "4.5.0", "uri": self.base,
            "configuration": { "statuses": { "max_characters": LETTERS_MAX,
                    "max_media_attachments": MEDIA_MAX, "characters_reserved_per_url": URL_WEIGHT },
                "media_attachments": { "image_size_limit": 16_777_216,
                    "video_size_limit": 103_809_024, "description_limit": 1_500,
                    "supported_mime_types": ["image/jpeg", "image/png", "image/webp", "video/mp4"] } },
            "api_versions": { "mastodon": 7 } })
    }

    fn token(&mut self, asked: &Asked) -> Result<Told, Told> {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        if of("client_id") != "client" || of("client_secret") != "secret" || of("code") != CODE {
            return Err(Told::json(
                400,
                &json!({ "error": "invalid_grant",
                "error_description": "The provided authorization grant is invalid" }),
            ));
        }
        let name = format!("token-{}", self.number());
        let scopes: Vec<String> = SCOPES.iter().map(|s| (*s).to_owned()).collect();
        let told = json!({ "access_token": name, "token_type": "Bearer",
            "scope": scopes.join(" "), "created_at": 1_700_000_000 });
        self.tokens.insert(name, scopes);
        Ok(Told::json(200, &told))
    }

    fn media(&mut self, asked: &Asked, path: &[&str]) -> Result<Told, Told> {
        self.needs(asked, "write:media")?;
        let Some(id) = path.get(3) else {
            let Some((_, bytes)) = asked.files.first() else {
                return Err(error(422, "Validation failed: File can't be blank"));
            };
            if bytes.is_empty() {
                return Err(error(422, "Validation failed: File is empty"));
            }
            let id = self.number();
            let of = |name: &str| asked.field(name).unwrap_or_default();
            let looks = self.looks;
            let file = File { description: of("description"), focus: of("focus"), looks };
            self.files.insert(id.clone(), file);
            let told = self.file(&id).unwrap_or(Value::Null);
            return Ok(Told::json(if looks > 0 { 202 } else { 200 }, &told));
        };
        let Some(file) = self.files.get_mut(*id) else {
            return Err(error(404, "Record not found"));
        };
        if asked.method == "PUT" {
            file.description = asked.field("description").unwrap_or_default();
        }
        let status = if file.looks > 0 { 206 } else { 200 };
        file.looks = file.looks.saturating_sub(1);
        Ok(Told::json(status, &self.file(id).unwrap_or(Value::Null)))
    }

    fn judged(&self, asked: &Asked) -> Result<(String, Vec<String>), Told> {
        let text = asked.field("status").unwrap_or_default();
        let media = asked.list("media_ids");
        if text.trim().is_empty() && media.is_empty() {
            return Err(error(422, "Validation failed: Text can't be blank"));
        }
        let words = text.split_whitespace();
        let saved: usize = words
            .filter(|w| w.starts_with("https://") || w.starts_with("http://"))
            .map(|w| w.chars().count().saturating_sub(URL_WEIGHT))
            .sum();
        if text.chars().count() - saved > LETTERS_MAX {
            let say = format!("Validation failed: Text character limit of {LETTERS_MAX} exceeded");
            return Err(error(422, &say));
        }
        let unready = |id: &String| self.files.get(id).is_none_or(|f| f.looks > 0);
        if media.len() > MEDIA_MAX || media.iter().any(unready) {
            let say =
                "Cannot attach files that have not finished processing. Try again in a moment!";
            return Err(error(422, say));
        }
        Ok((text, media))
    }

    fn publish(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        self.needs(asked, "write:statuses")?;
        let key = asked.header("idempotency-key").to_owned();
        self.keys.retain(|(_, at, _)| now.duration_since(*at) < SignedDuration::from_secs(KEY_S));
        if let Some((_, _, id)) = self.keys.iter().find(|(k, ..)| *k == key && !key.is_empty())
            && let Some(status) = self.statuses.iter().find(|s| s.id == *id)
        {
            return Ok(Told::json(200, &self.shown(status)));
        }
        let (text, media) = self.judged(asked)?;
        let or = |name: &str, usual: &str| asked.field(name).unwrap_or_else(|| usual.into());
        let status = Status {
            id: self.number(),
            text,
            visibility: or("visibility", "public"),
            language: or("language", "en"),
            media,
            at: now,
            edits: 0,
        };
        self.keys.push((key, now, status.id.clone()));
        let told = self.shown(&status);
        self.statuses.push(status);
        Ok(Told::json(200, &told))
    }

    fn status(&mut self, asked: &Asked, id: &str) -> Result<Told, Told> {
        let scope = if asked.method == "GET" { "read:statuses" } else { "write:statuses" };
        self.needs(asked, scope)?;
        let Some(at) = self.statuses.iter().position(|s| s.id == id) else {
            return Err(error(404, "Record not found"));
        };
        if asked.method == "PUT" {
            let (text, media) = self.judged(asked)?;
            let given = asked.json.get("media_attributes").and_then(Value::as_array).cloned();
            for entry in given.unwrap_or_default() {
                let of = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                if let Some(file) = self.files.get_mut(&of("id")) {
                    file.description = of("description");
                }
            }
            if let Some(status) = self.statuses.get_mut(at) {
                status.text = text;
                status.media = media;
                status.edits += 1;
            }
        }
        let told = self.statuses.get(at).map_or(Value::Null, |s| self.shown(s));
        if asked.method == "DELETE" {
            self.statuses.remove(at);
        }
        Ok(Told::json(200, &told))
    }
}

/// A text as the server shows it: paragraphs, and addresses with their ends hidden.
fn html(text: &str) -> String {
    let escape = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let word = |word: &str| {
        let Some(rest) = word.strip_prefix("https://") else { return escape(word) };
        let (near, far) = rest.split_at(rest.floor_char_boundary(30));
        format!(
            "<a href=\"{word}\" rel=\"nofollow\"><span class=\"invisible\">https://</span>\
             <span class=\"ellipsis\">{}</span><span class=\"invisible\">{}</span></a>",
            escape(near),
            escape(far)
        )
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    let paragraph =
        |p: &str| format!("<p>{}</p>", p.lines().map(line).collect::<Vec<_>>().join("<br />"));
    text.split("\n\n").map(paragraph).collect()
}

fn error(status: u16, message: &str) -> Told {
    Told::json(status, &json!({ "error": message }))
}

fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}

impl Service for Mastodon {
    fn answer(&mut self, asked: &Asked, now: Timestamp) -> Told {
        let span = SignedDuration::from_mins(5);
        self.calls.retain(|at| now.duration_since(*at) < span);
        let reset = self.calls.first().and_then(|at| at.checked_add(span).ok()).unwrap_or(now);
        let told = if self.calls.len() >= CALLS_MAX {
            error(429, "Too many requests")
        } else {
            self.calls.push(now);
            let path: Vec<&str> = asked.path.split('/').filter(|p| !p.is_empty()).collect();
            self.route(asked, &path, now).unwrap_or_else(|told| told)
        };
        told.with("x-ratelimit-limit", CALLS_MAX.to_string())
            .with("x-ratelimit-remaining", (CALLS_MAX - self.calls.len()).to_string())
            .with("x-ratelimit-reset", format!("{reset:.6}"))
    }

    fn state(&self) -> Value {
        json!({ "mastodon": self.seen().iter().map(Seen::json).collect::<Vec<_>>() })
    }
}
