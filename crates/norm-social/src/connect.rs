//! Connecting an account: where a person signs in, what comes back, what was permitted.

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::meta::{graph, trouble as meta_trouble};
use crate::post::{Account, Bases, Channel};
use crate::task::later;
use crate::token::Grant;
use crate::trouble::Trouble;
use crate::wire::{Answer, Body, Method, Request, Secret, encoded, number, text};
use crate::{mastodon, youtube};

/// Seconds a long-lived token of Meta lives if the answer does not say.
const META_LIFE_S: i64 = 60 * 24 * 3_600;

/// Our application at a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct App {
    /// Its public number.
    pub id: String,
    /// Its secret.
    pub secret: Secret,
    /// Where the provider sends people back to.
    pub redirect: String,
}

/// `code_challenge` of a verifier (PKCE, S256).
pub fn challenge(verifier: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sum = Sha256::digest(verifier.as_bytes());
    let mut made = String::new();
    for three in sum.chunks(3) {
        let whole = three.iter().fold(0_u32, |all, b| (all << 8) | u32::from(*b));
        let whole = whole << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            let index = (whole >> (18 - 6 * at)) & 63;
            let letter = LETTERS.get(usize::try_from(index).unwrap_or(0));
            made.push(letter.map_or('A', |l| char::from(*l)));
        }
    }
    made
}

/// The page of the provider where a person signs in and permits.
pub fn sign_in(
    channel: Channel,
    bases: &Bases,
    version: &str,
    app: &App,
    scopes: &[String],
    state: &str,
    verifier: &str,
) -> String {
    let mut fields = vec![
        ("client_id", app.id.clone()),
        ("redirect_uri", app.redirect.clone()),
        ("response_type", "code".into()),
        ("state", state.to_owned()),
    ];
    let joint = if matches!(channel, Channel::Facebook | Channel::Instagram) { "," } else { " " };
    fields.push(("scope", scopes.join(joint)));
    let path = match channel {
        Channel::Facebook | Channel::Instagram => format!("/{version}/dialog/oauth"),
        Channel::YouTube => {
            fields.push(("access_type", "offline".into()));
            fields.push(("prompt", "consent".into()));
            "/o/oauth2/v2/auth".into()
        }
        Channel::Mastodon => "/oauth/authorize".into(),
    };
    if !matches!(channel, Channel::Facebook | Channel::Instagram) {
        fields.push(("code_challenge", challenge(verifier)));
        fields.push(("code_challenge_method", "S256".into()));
    }
    let fields: Vec<_> = fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
    format!("{}{path}?{}", bases.sign_in, encoded(&fields))
}

/// Mastodon: registers our application with a server.
pub fn register(
    api: &str,
    name: &str,
    redirect: &str,
    website: &str,
    scopes: &[String],
) -> Request {
    let fields = [
        ("client_name", name),
        ("redirect_uris", redirect),
        ("scopes", &scopes.join(" ")),
        ("website", website),
    ];
    Request::post(format!("{api}/api/v1/apps")).with(form(&fields))
}

/// Mastodon: reads the registration.
///
/// # Errors
/// What the server says no with.
pub fn registered(answer: &Answer, redirect: &str, now: Timestamp) -> Result<App, Box<Trouble>> {
    if !answer.is_success() {
        return Err(Box::new(mastodon::trouble(answer, now)));
    }
    let body = answer.json();
    Ok(App {
        id: text(&body, "/client_id"),
        secret: Secret::new(text(&body, "/client_secret")),
        redirect: redirect.to_owned(),
    })
}

fn form(fields: &[(&str, &str)]) -> Body {
    Body::Form(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

/// Exchanges the code a person came back with for a token.
pub fn exchange(
    channel: Channel,
    bases: &Bases,
    version: &str,
    app: &App,
    code: &str,
    verifier: &str,
) -> Request {
    let mut fields = vec![
        ("client_id", app.id.as_str()),
        ("client_secret", app.secret.reveal()),
        ("redirect_uri", &app.redirect),
        ("code", code),
    ];
    match channel {
        Channel::Facebook | Channel::Instagram => {
            let request = Request::get(format!("{}/{version}/oauth/access_token", bases.api));
            fields.into_iter().fold(request, |request, (name, value)| request.ask(name, value))
        }
        Channel::YouTube | Channel::Mastodon => {
            fields.push(("grant_type", "authorization_code"));
            fields.push(("code_verifier", verifier));
            token_request(channel, bases).with(form(&fields))
        }
    }
}

fn token_request(channel: Channel, bases: &Bases) -> Request {
    Request::post(match channel {
        Channel::YouTube => format!("{}/token", bases.token),
        _ => format!("{}/oauth/token", bases.api),
    })
}

/// Makes a token live longer, or gets a new one. None where tokens do not end.
pub fn renew(
    channel: Channel,
    bases: &Bases,
    version: &str,
    app: &App,
    grant: &Grant,
) -> Option<Request> {
    Some(match channel {
        Channel::Facebook | Channel::Instagram => {
            Request::get(format!("{}/{version}/oauth/access_token", bases.api))
                .ask("grant_type", "fb_exchange_token")
                .ask("client_id", &app.id)
                .ask("client_secret", app.secret.reveal())
                .ask("fb_exchange_token", grant.token.reveal())
        }
        Channel::YouTube => token_request(channel, bases).with(form(&[
            ("grant_type", "refresh_token"),
            ("client_id", &app.id),
            ("client_secret", app.secret.reveal()),
            ("refresh_token", grant.refresh.reveal()),
        ])),
        Channel::Mastodon => return None,
    })
}

/// With Instagram's own sign-in: makes a token live sixty days more.
pub fn renew_instagram_login(api: &str, grant: &Grant) -> Request {
    Request::get(format!("{api}/refresh_access_token"))
        .ask("grant_type", "ig_refresh_token")
        .ask("access_token", grant.token.reveal())
}

/// Reads a token that was exchanged or renewed; what the answer leaves out stays as before.
///
/// # Errors
/// What the provider says no with: mostly that the person must sign in anew.
pub fn granted(
    channel: Channel,
    answer: &Answer,
    before: &Grant,
    now: Timestamp,
) -> Result<Grant, Box<Trouble>> {
    if !answer.is_success() {
        return Err(Box::new(trouble(channel, answer, now)));
    }
    let body = answer.json();
    let life = number(&body, "/expires_in");
    let is_meta = matches!(channel, Channel::Facebook | Channel::Instagram);
    let life = life.or(is_meta.then_some(META_LIFE_S));
    let refresh = text(&body, "/refresh_token");
    let scope = text(&body, "/scope");
    Ok(Grant {
        token: Secret::new(text(&body, "/access_token")),
        refresh: if refresh.is_empty() { before.refresh.clone() } else { Secret::new(refresh) },
        since: Some(now),
        expires_at: life.map(|seconds| later(now, seconds)),
        consent_until: before.consent_until,
        scopes: if scope.is_empty() {
            before.scopes.clone()
        } else {
            scope.split([' ', ',']).map(str::to_owned).collect()
        },
    })
}

/// What an answer that is no success says, of any provider.
pub fn trouble(channel: Channel, answer: &Answer, now: Timestamp) -> Trouble {
    match channel {
        Channel::Facebook | Channel::Instagram => meta_trouble(answer, channel.name(), now),
        Channel::YouTube => youtube::trouble(answer, now),
        Channel::Mastodon => mastodon::trouble(answer, now),
    }
}

/// An account one may choose after signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The provider's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own token, if it has one (pages).
    pub token: Option<Secret>,
    /// What the person may do there (pages): `CREATE_CONTENT`, `MODERATE`, `MANAGE`, …
    pub tasks: Vec<String>,
    /// `YouTube`: the list of everything uploaded.
    pub uploads: String,
    /// The professional account on Instagram behind a page.
    pub instagram: String,
}

/// Asks which accounts one may choose. `account.token` is the person's token.
pub fn choices(account: &Account) -> Request {
    match account.channel {
        Channel::Facebook | Channel::Instagram => graph(account, Method::Get, "me/accounts")
            .ask("fields", "id,name,access_token,tasks,instagram_business_account")
            .ask("limit", "100"),
        Channel::YouTube => Request::get(format!("{}/youtube/v3/channels", account.bases.api))
            .bearer(&account.token)
            .ask("part", "snippet,contentDetails")
            .ask("mine", "true"),
        Channel::Mastodon => {
            let path = format!("{}/api/v1/accounts/verify_credentials", account.bases.api);
            Request::get(path).bearer(&account.token)
        }
    }
}

/// Reads them.
///
/// # Errors
/// What the provider says no with.
pub fn chosen(
    channel: Channel,
    answer: &Answer,
    now: Timestamp,
) -> Result<Vec<Choice>, Box<Trouble>> {
    if !answer.is_success() {
        return Err(Box::new(trouble(channel, answer, now)));
    }
    let body = answer.json();
    let list = |pointer: &str| body.pointer(pointer).and_then(Value::as_array).cloned();
    let entries = match channel {
        Channel::Facebook | Channel::Instagram => list("/data").unwrap_or_default(),
        Channel::YouTube => list("/items").unwrap_or_default(),
        Channel::Mastodon => vec![body.clone()],
    };
    let read = |entry: &Value| {
        let name = ["/name", "/snippet/title", "/acct"].into_iter().map(|p| text(entry, p));
        let tasks = entry.pointer("/tasks").and_then(Value::as_array).into_iter().flatten();
        Choice {
            id: text(entry, "/id"),
            name: name.into_iter().find(|n| !n.is_empty()).unwrap_or_default(),
            token: Some(text(entry, "/access_token")).filter(|t| !t.is_empty()).map(Secret::new),
            tasks: tasks.filter_map(|t| t.as_str().map(str::to_owned)).collect(),
            uploads: text(entry, "/contentDetails/relatedPlaylists/uploads"),
            instagram: text(entry, "/instagram_business_account/id"),
        }
    };
    Ok(entries.iter().map(read).filter(|choice| !choice.id.is_empty()).collect())
}

/// The daily call that tells whether a connection still lives.
pub fn health(account: &Account, app: &App) -> Request {
    match account.channel {
        Channel::Facebook | Channel::Instagram => {
            let key = format!("{}|{}", app.id, app.secret.reveal());
            Request::get(format!("{}/{}/debug_token", account.bases.api, account.version))
                .ask("input_token", account.token.reveal())
                .ask("access_token", key)
        }
        Channel::YouTube | Channel::Mastodon => choices(account),
    }
}

/// Reads what a connection is still good for; what the answer does not say stays as before.
///
/// # Errors
/// `Class::Auth` if it is dead, and whatever else the provider says no with.
pub fn healthy(
    channel: Channel,
    answer: &Answer,
    before: &Grant,
    now: Timestamp,
) -> Result<Grant, Box<Trouble>> {
    if !answer.is_success() {
        return Err(Box::new(trouble(channel, answer, now)));
    }
    let mut grant = before.clone();
    if !matches!(channel, Channel::Facebook | Channel::Instagram) {
        return Ok(grant);
    }
    let body = answer.json();
    if body.pointer("/data/is_valid") != Some(&Value::Bool(true)) {
        let code = number(&body, "/data/error/code").unwrap_or(190);
        let sub = number(&body, "/data/error/subcode").unwrap_or(0);
        let told = serde_json::json!({ "error": { "code": code, "error_subcode": sub } });
        let told = Answer { status: 400, headers: Vec::new(), body: told.to_string().into_bytes() };
        return Err(Box::new(meta_trouble(&told, channel.name(), now)));
    }
    // Zero says: no date.
    let instant = |path: &str| {
        let seconds = number(&body, path).filter(|seconds| *seconds > 0)?;
        Timestamp::from_second(seconds).ok()
    };
    grant.expires_at = instant("/data/expires_at");
    grant.consent_until = instant("/data/data_access_expires_at");
    let scopes = body.pointer("/data/scopes").and_then(Value::as_array).into_iter().flatten();
    grant.scopes = scopes.filter_map(|s| s.as_str().map(str::to_owned)).collect();
    Ok(grant)
}
