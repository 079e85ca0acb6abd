//! People at browsers: what staff and citizens of the demo town do goes through the real router,
//! with sessions, form tokens and all rules, as if they had clicked.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use jiff::{SignedDuration, Timestamp};
use kernel::people::{self, Account};
use kernel::{Actor, AppError, Audit, Case, Id, Town, session};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

/// Largest page read, in bytes.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// A session is renewed when it is older or was idle longer than this: shorter than the house
/// allows, so that no request meets a dead one.
const LIFE: SignedDuration = SignedDuration::from_hours(7);
const IDLE: SignedDuration = SignedDuration::from_mins(25);
/// Characters of a refusal that are repeated in the error.
const EXCERPT_CHARS: usize = 400;
/// Between the parts of a form with files.
const BOUNDARY: &str = "----rathaus-demo-part";

/// Why somebody got no further.
#[derive(Debug, thiserror::Error)]
pub enum Stuck {
    /// The house failed.
    #[error(transparent)]
    House(#[from] AppError),
    /// The page answered with something else than expected.
    #[error("{asked} answered {status}: {excerpt}")]
    Answer {
        /// Method and path.
        asked: String,
        /// HTTP status.
        status: u16,
        /// Beginning of what the page says.
        excerpt: String,
    },
    /// The request could not be made.
    #[error("no request could be made: {0}")]
    Request(String),
}

/// Who sits at the browser.
#[derive(Clone, Debug)]
pub enum Who {
    /// Somebody with an account: staff or citizen.
    Account(Id<Account>),
    /// The holder of a number and a code.
    Guest(String),
}

/// Somebody at a browser.
pub struct Clerk {
    town: Arc<Town>,
    router: Router,
    who: Who,
    session: Option<Session>,
}

struct Session {
    token: String,
    since: Timestamp,
    used: Timestamp,
}

struct Answer {
    asked: String,
    status: u16,
    body: String,
}

/// The files of a form: field, name, bytes.
pub type Upload<'a> = (&'a str, &'a str, &'a [u8]);

impl Clerk {
    /// Sits somebody down.
    pub fn new(town: &Arc<Town>, router: &Router, who: Who) -> Self {
        Self { town: Arc::clone(town), router: router.clone(), who, session: None }
    }

    /// Signs in where the last session ran out.
    async fn token(&mut self) -> Result<String, Stuck> {
        let now = self.town.now();
        if let Some(session) = &mut self.session
            && now.duration_since(session.since) < LIFE
            && now.duration_since(session.used) < IDLE
        {
            session.used = now;
            return Ok(session.token.clone());
        }
        let who = self.who.clone();
        let token = self
            .town
            .write(Actor::system("demo"), move |tx| {
                let token = match &who {
                    Who::Account(id) => {
                        let account = people::account(tx, *id)?;
                        session::start(tx, &account, "Firefox, Linux")?
                    }
                    Who::Guest(key) => session::start_guest(tx, key, "Firefox, Android")?,
                };
                Ok(Audit::of("demo.signed_in", "session").with(token))
            })
            .await?;
        self.session = Some(Session { token: token.clone(), since: now, used: now });
        Ok(token)
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> Result<Answer, Stuck> {
        let token = self.token().await?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "text/html")
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux) Firefox/140.0")
            .header(header::COOKIE, format!("rathaus={token}"));
        let body = match body {
            None => Body::empty(),
            Some((kind, bytes)) => {
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(bytes)
            }
        };
        let request = request.body(body).map_err(|e| Stuck::Request(e.to_string()))?;
        let answer = self.router.clone().oneshot(request).await;
        let answer = answer.map_err(|e| Stuck::Request(e.to_string()))?;
        let (head, body) = answer.into_parts();
        let bytes =
            to_bytes(body, PAGE_BYTES_MAX).await.map_err(|e| Stuck::Request(e.to_string()))?;
        Ok(Answer {
            asked: format!("{method} {path}"),
            status: head.status.as_u16(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        })
    }

    /// Opens a page; answers its HTML.
    ///
    /// # Errors
    /// [`Stuck`] when it is not shown.
    pub async fn open(&mut self, path: &str) -> Result<String, Stuck> {
        let answer = self.send("GET", path, None).await?;
        if answer.status == 200 { Ok(answer.body) } else { Err(answer.stuck()) }
    }

    fn form_token(&self) -> String {
        let token = self.session.as_ref().map(|s| s.token.as_str());
        kernel::http::token_for(&self.town, token)
    }

    /// Sends a form.
    ///
    /// # Errors
    /// [`Stuck`] when the house does not take it.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<(), Stuck> {
        // Signed in first: the form's token belongs to the session.
        self.token().await?;
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut body = format!("csrf={}", self.form_token());
        for (name, value) in fields {
            body.push('&');
            body.push_str(&encode(name));
            body.push('=');
            body.push_str(&encode(value));
        }
        let kind = "application/x-www-form-urlencoded".to_owned();
        let answer = self.send("POST", path, Some((kind, body.into_bytes()))).await?;
        if answer.status == 303 { Ok(()) } else { Err(answer.stuck()) }
    }

    /// Sends a form with files.
    ///
    /// # Errors
    /// [`Stuck`] when the house does not take it.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[Upload<'_>],
    ) -> Result<(), Stuck> {
        self.token().await?;
        let token = self.form_token();
        let mut body = Vec::new();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        for (field, name, bytes) in files {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let answer = self.send("POST", path, Some((kind, body))).await?;
        if answer.status == 303 { Ok(()) } else { Err(answer.stuck()) }
    }

    /// Opens a page of a case and reads what its form says of itself: version and key.
    ///
    /// # Errors
    /// [`Stuck`] when the page is not shown or has no form.
    pub async fn look(&mut self, case: Id<Case>, page: &str) -> Result<Seen, Stuck> {
        let path = of_case(case, page);
        let html = self.open(&path).await?;
        let get = |name: &str| {
            field(&html, name).ok_or_else(|| Stuck::Answer {
                asked: format!("GET {path}"),
                status: 200,
                excerpt: format!("no field {name}: {}", words(&html)),
            })
        };
        Ok(Seen { version: get("stand")?, once: get("einmal")?, pair: field(&html, "entwurf") })
    }

    /// Opens the page of a form of a case and sends the form.
    ///
    /// # Errors
    /// [`Stuck`] when the page is not shown or the form is not taken.
    pub async fn act(
        &mut self,
        case: Id<Case>,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Result<(), Stuck> {
        let seen = self.look(case, page).await?;
        let mut all = vec![("stand", seen.version.as_str()), ("einmal", seen.once.as_str())];
        if let Some(pair) = &seen.pair {
            all.push(("entwurf", pair.as_str()));
        }
        all.extend_from_slice(fields);
        self.post(&of_case(case, action), &all).await
    }
}

/// What a form of a case says of itself.
pub struct Seen {
    /// Version of the case.
    pub version: String,
    /// Key of this very form.
    pub once: String,
    /// The draft that waits for a second pair of eyes.
    pub pair: Option<String>,
}

/// The path of a page of a case at the desk.
pub fn of_case(case: Id<Case>, below: &str) -> String {
    if below.is_empty() {
        format!("/vorgaenge/{case}")
    } else {
        format!("/vorgaenge/{case}/{below}")
    }
}

impl Answer {
    fn stuck(self) -> Stuck {
        Stuck::Answer { asked: self.asked, status: self.status, excerpt: words(&self.body) }
    }
}

/// The value of the first field of a name.
fn field(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("name=\"{name}\""))?;
    let tag = rest.split('>').next()?;
    let (_, value) = tag.split_once("value=\"")?;
    Some(value.split('"').next()?.replace("&amp;", "&"))
}

/// The words of the main part of a page, for errors.
fn words(html: &str) -> String {
    let main = html.split_once("<main").and_then(|(_, rest)| rest.split_once('>'));
    let main = main.map_or(html, |(_, rest)| rest);
    let mut out = String::new();
    let mut in_tag = false;
    for c in main.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                out.push(' ');
            }
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    let out: Vec<&str> = out.split_whitespace().collect();
    out.join(" ").chars().take(EXCERPT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_on_a_page() {
        let html = r#"<form><input type="hidden" name="stand" value="7"><input name="a&amp;b" value="x"></form>"#;
        assert_eq!(field(html, "stand").as_deref(), Some("7"));
        assert_eq!(field(html, "einmal"), None);
    }

    #[test]
    fn errors_repeat_the_words_of_the_page() {
        assert_eq!(words("<nav>Menü</nav><main id=x><h1>Nein</h1><p>Zu spät</p>"), "Nein Zu spät");
    }
}
