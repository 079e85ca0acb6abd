//! The Graph interface of Meta: a Facebook Page, and a professional account on Instagram.

mod instagram;
mod pages;

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::http::{Asked, Told, call};
use crate::{Running, Seen, Service};

pub use instagram::Container;
pub use pages::{Comment, Post};

/// The page.
pub const PAGE: &str = "111";
/// The professional account.
pub const INSTAGRAM: &str = "222";
/// Number and secret of the application.
pub const APP: (&str, &str) = ("777", "app-secret");
/// A token of the page that may do everything.
pub const TOKEN: &str = "page-token";
/// A token of the person.
pub const USER_TOKEN: &str = "user-token";
/// The code a person comes back with.
pub const CODE: &str = "code-of-a-person";
/// The oldest version that is served; older ones are answered by it, as the provider does.
const OLDEST: u32 = 21;
/// The newest version.
const NEWEST: u32 = 26;
/// Everything a page may be asked for.
pub const SCOPES: [&str; 13] = [
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_posts",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "pages_read_user_content",
    "read_insights",
    "business_management",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_contents",
];

/// A token as the provider knows it.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it permits.
    pub scopes: Vec<String>,
    /// When it ends; none if never.
    pub expires_at: Option<Timestamp>,
    /// The subcode it is refused with, if it was revoked.
    pub dead: Option<i64>,
}

impl Token {
    fn whole() -> Self {
        let scopes = SCOPES.iter().map(|s| (*s).to_owned()).collect();
        Self { scopes, expires_at: None, dead: None }
    }
}

/// The provider.
pub struct Graph {
    /// Tokens by their text.
    pub tokens: BTreeMap<String, Token>,
    /// Posts of the page, deleted ones taken out.
    pub posts: Vec<Post>,
    /// Pictures handed over, unseen: number, alternative text, when.
    pub photos: BTreeMap<String, (String, Timestamp)>,
    /// Films on their way: number of the transfer to number of the film, size, bytes so far.
    films: BTreeMap<String, (String, u64, u64)>,
    /// Containers of Instagram.
    pub containers: BTreeMap<String, Container>,
    /// Posts on Instagram: number, caption, container, when.
    pub media: Vec<(String, String, String, Timestamp)>,
    /// Looks a container stays in the making.
    pub looks: u32,
    /// Posts of Instagram a day.
    pub quota_total: usize,
    /// Calls of the last hour that are allowed.
    pub calls_max: usize,
    /// Names of figures that are still served.
    pub metrics: Vec<&'static str>,
    /// Whether posts on Instagram can be deleted by program.
    pub deletes_media: bool,
    /// Whether the page tells the application what happens there.
    pub tells: bool,
    /// Whether it really fetches pictures from addresses on this machine.
    pub fetches: bool,
    calls: Vec<Timestamp>,
    next: u64,
}

impl Default for Graph {
    fn default() -> Self {
        let tokens = [TOKEN, USER_TOKEN].map(|name| (name.to_owned(), Token::whole()));
        Self {
            tokens: tokens.into_iter().collect(),
            posts: Vec::new(),
            photos: BTreeMap::new(),
            films: BTreeMap::new(),
            containers: BTreeMap::new(),
            media: Vec::new(),
            looks: 1,
            quota_total: 50,
            calls_max: 4_800,
            metrics: vec![
                "post_media_view",
                "post_total_media_view_unique",
                "post_clicks",
                "page_media_view",
                "page_total_media_view_unique",
                "views",
                "reach",
                "likes",
                "comments",
                "shares",
                "saved",
            ],
            deletes_media: true,
            tells: false,
            fetches: true,
            calls: Vec::new(),
            next: 9_000,
        }
    }
}

impl Graph {
    /// Starts it.
    pub fn start() -> Running<Self> {
        Running::start(Self::default())
    }

    fn number(&mut self) -> String {
        self.next += 1;
        self.next.to_string()
    }

    /// What visitors of the page see.
    pub fn page(&self) -> Vec<Seen> {
        let seen = |post: &Post| Seen {
            id: post.id.clone(),
            text: post.message.clone(),
            media: post.media.clone(),
            is_public: post.is_published,
            edits: post.edits,
        };
        self.posts.iter().map(seen).collect()
    }

    /// What visitors of the account on Instagram see.
    pub fn feed(&self) -> Vec<Seen> {
        let seen = |(id, caption, container, _): &(String, String, String, Timestamp)| Seen {
            id: id.clone(),
            text: caption.clone(),
            media: self.containers.get(container).map_or_else(Vec::new, |c| c.urls.clone()),
            is_public: true,
            edits: 0,
        };
        self.media.iter().map(seen).collect()
    }

    fn needs(&self, asked: &Asked, now: Timestamp, scope: &str) -> Result<(), Told> {
        let Some(token) = self.tokens.get(&asked.token()) else {
            return Err(error(190, 0, "Invalid OAuth access token - Cannot parse access token"));
        };
        if let Some(sub) = token.dead {
            return Err(error(190, sub, "Error validating access token"));
        }
        if token.expires_at.is_some_and(|at| at <= now) {
            return Err(error(190, 463, "Error validating access token: Session has expired"));
        }
        let proof = asked.field("appsecret_proof");
        if proof.is_some_and(|p| p != hex::encode(signed(APP.1, asked.token().as_bytes()))) {
            return Err(error(100, 0, "Invalid appsecret_proof provided in the API argument"));
        }
        if !scope.is_empty() && !token.scopes.iter().any(|s| s == scope) {
            let say = format!("(#200) Requires {scope} permission to manage the object");
            return Err(error(200, 0, &say));
        }
        Ok(())
    }

    /// Signs a message as the provider does and posts it to an address of ours over a socket; the
    /// status it is answered with.
    pub fn tell(address: &str, message: &Value, secret: &str) -> Option<u16> {
        let body = message.to_string().into_bytes();
        let sign = format!("sha256={}", hex::encode(signed(secret, &body)));
        call("POST", address, "application/json", &sign, &body)
    }

    /// Somebody takes a permission of the application back; the message the provider sends about it.
    pub fn revoke(&mut self, scope: &str, now: Timestamp) -> Value {
        for token in self.tokens.values_mut() {
            token.scopes.retain(|s| s != scope);
        }
        json!({ "object": "permissions", "entry": [{ "id": "9", "uid": "9", "time": now.as_second(),
            "changes": [{ "field": scope, "value": { "verb": "revoked", "target_ids": [PAGE] } }] }] })
    }

    /// A citizen comments on a post; the message the provider sends about it.
    pub fn comment(&mut self, post: &str, text: &str, now: Timestamp) -> Option<Value> {
        let number = self.number();
        let post = self.posts.iter_mut().find(|p| p.id == post)?;
        let comment = Comment {
            id: format!("{}_{number}", post.id),
            text: text.into(),
            at: now,
            is_hidden: false,
        };
        let message = json!({ "object": "page", "entry": [{ "id": PAGE, "time": now.as_second(),
            "changes": [{ "field": "feed", "value": { "item": "comment", "verb": "add",
                "post_id": post.id, "comment_id": comment.id, "message": text,
                "from": { "id": "9", "name": "Somebody" }, "created_time": now.as_second() } }] }] });
        post.comments.push(comment);
        Some(message)
    }

    fn route(&mut self, asked: &Asked, path: &[&str], now: Timestamp) -> Result<Told, Told> {
        match (asked.method.as_str(), path) {
            ("GET", ["oauth", "access_token"]) => return Ok(self.token(asked, now)),
            ("GET", ["debug_token"]) => return Ok(self.debug(asked, now)),
            ("GET", ["me", "accounts"]) => return self.accounts(asked, now),
            _ => {}
        }
        self.needs(asked, now, "")?;
        if let Some(told) = self.page_route(asked, path, now) {
            return told;
        }
        self.instagram_route(asked, path, now).unwrap_or_else(|| {
            let id = path.first().copied().unwrap_or_default();
            let say = format!(
                "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due \
                 to missing permissions, or does not support this operation",
                asked.method.to_lowercase()
            );
            Err(error(100, 33, &say))
        })
    }

    fn token(&mut self, asked: &Asked, now: Timestamp) -> Told {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        if of("client_id") != APP.0 || of("client_secret") != APP.1 {
            return error(101, 0, "Error validating application.");
        }
        let seconds = if of("grant_type") == "fb_exchange_token" {
            if !self.tokens.contains_key(&of("fb_exchange_token")) {
                return error(190, 0, "Invalid OAuth access token.");
            }
            5_183_944
        } else if of("code") == CODE {
            3_600
        } else {
            return error(100, 36_009, "This authorization code has been used.");
        };
        let name = format!("user-token-{}", self.number());
        let expires_at = now.checked_add(SignedDuration::from_secs(seconds)).ok();
        self.tokens.insert(name.clone(), Token { expires_at, ..Token::whole() });
        Told::json(
            200,
            &json!({ "access_token": name, "token_type": "bearer", "expires_in": seconds }),
        )
    }

    fn debug(&self, asked: &Asked, now: Timestamp) -> Told {
        if asked.field("access_token").unwrap_or_default() != format!("{}|{}", APP.0, APP.1) {
            return error(190, 0, "Invalid OAuth access token.");
        }
        let name = asked.field("input_token").unwrap_or_default();
        let Some(token) = self.tokens.get(&name) else {
            return Told::json(
                200,
                &json!({ "data": { "is_valid": false, "scopes": [],
                "error": { "code": 190, "message": "Invalid OAuth access token.", "subcode": 467 } } }),
            );
        };
        let is_expired = token.expires_at.is_some_and(|at| at <= now);
        let sub = token.dead.or(is_expired.then_some(463));
        let consent =
            now.checked_add(SignedDuration::from_hours(24 * 90)).map_or(0, Timestamp::as_second);
        let mut data = json!({ "app_id": APP.0, "type": "PAGE", "application": "Stadt",
            "is_valid": sub.is_none(), "scopes": token.scopes,
            "expires_at": token.expires_at.map_or(0, Timestamp::as_second),
            "data_access_expires_at": consent, "profile_id": PAGE, "user_id": "9" });
        if let Some(sub) = sub {
            data["error"] = json!({ "code": 190, "message": "dead", "subcode": sub });
        }
        Told::json(200, &json!({ "data": data }))
    }

    fn accounts(&self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        self.needs(asked, now, "pages_show_list")?;
        let tasks = ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ANALYZE"];
        Ok(Told::json(
            200,
            &json!({ "data": [{ "id": PAGE, "name": "Stadt X", "access_token": TOKEN,
                "tasks": tasks, "instagram_business_account": { "id": INSTAGRAM } }],
                "paging": { "cursors": { "before": "a", "after": "b" } } }),
        ))
    }

    fn metric(&self, asked: &Asked, name: &str, id: &str) -> Result<Value, Told> {
        // One name that is not served makes the whole call fail.
        if !self.metrics.contains(&name) {
            return Err(error(100, 0, "(#100) The value must be a valid insights metric"));
        }
        let period = asked.field("period").unwrap_or_else(|| "lifetime".into());
        let mut entry = json!({ "name": name, "period": period, "title": name,
            "description": name, "id": format!("{id}/insights/{name}/{period}") });
        if asked.field("metric_type").as_deref() == Some("total_value") {
            entry["total_value"] = json!({ "value": 90 });
        } else if period == "day" {
            entry["values"] = json!([{ "value": 120, "end_time": "2026-11-22T08:00:00+0000" },
                { "value": 80, "end_time": "2026-11-23T08:00:00+0000" }]);
        } else {
            entry["values"] = json!([{ "value": 42 }]);
        }
        Ok(entry)
    }

    fn insights(&self, asked: &Asked, id: &str) -> Result<Told, Told> {
        let names = asked.field("metric").unwrap_or_default();
        let names = names.trim_matches(['[', ']']).split(',').map(|n| n.trim_matches(['"', ' ']));
        let data: Vec<Value> =
            names.map(|name| self.metric(asked, name, id)).collect::<Result<_, _>>()?;
        Ok(Told::json(200, &json!({ "data": data, "paging": {} })))
    }

    /// The fullest counter, in percent.
    fn usage(&self) -> usize {
        self.calls.len() * 100 / self.calls_max.max(1)
    }
}

pub(crate) fn signed(secret: &str, bytes: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

/// An error as Meta words it.
fn error(code: i64, sub: i64, message: &str) -> Told {
    let mut error = json!({ "message": message, "type": "OAuthException", "code": code,
        "is_transient": matches!(code, 1 | 2), "fbtrace_id": "AbCdEf" });
    if sub != 0 {
        error["error_subcode"] = json!(sub);
        error["error_user_title"] = json!("Titel");
        error["error_user_msg"] = json!(message);
    }
    Told::json(if matches!(code, 1 | 2) { 500 } else { 400 }, &json!({ "error": error }))
}

/// An instant as Meta writes it.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

impl Service for Graph {
    fn answer(&mut self, asked: &Asked, now: Timestamp) -> Told {
        let mut path: Vec<&str> = asked.path.split('/').filter(|p| !p.is_empty()).collect();
        let mut served = NEWEST;
        if let Some(version) = path.first().and_then(|v| v.strip_prefix('v')) {
            let major = version.split('.').next().and_then(|m| m.parse().ok());
            if let Some(major) = major {
                served = u32::clamp(major, OLDEST, NEWEST);
                path.remove(0);
            }
        }
        let hour = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now);
        self.calls.retain(|at| *at > hour);
        let told = if self.calls.len() >= self.calls_max {
            error(80_001, 0, "(#80001) There have been too many calls to this Page account.")
        } else {
            self.calls.push(now);
            self.route(asked, &path, now).unwrap_or_else(|told| told)
        };
        let regain = if self.calls.len() >= self.calls_max { 60 } else { 0 };
        let usage = json!({ "777": [{ "type": "pages", "call_count": self.usage(),
            "total_cputime": 1, "total_time": 2, "estimated_time_to_regain_access": regain }] });
        told.with("facebook-api-version", format!("v{served}.0"))
            .with("x-fb-trace-id", "AbCdEf")
            .with("x-business-use-case-usage", usage.to_string())
    }

    fn state(&self) -> Value {
        let list = |seen: Vec<Seen>| seen.iter().map(Seen::json).collect::<Vec<_>>();
        json!({ "facebook": list(self.page()), "instagram": list(self.feed()) })
    }
}
