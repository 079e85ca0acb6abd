//! Somebody who asks for pages and sends forms, through the real router.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use kernel::Town;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

/// A person at a browser.
#[derive(Clone)]
pub struct Client {
    town: Arc<Town>,
    router: Router,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// Name of the session's cookie where the town is served without TLS, as test towns are.
const SESSION: &str = "rathaus";

impl Client {
    pub(crate) fn new(town: Arc<Town>, router: Router, session: Option<String>) -> Self {
        let jar = session.map(|token| (SESSION.to_owned(), token)).into_iter().collect();
        Self { town, router, cookies: Arc::new(Mutex::new(jar)) }
    }

    /// The token of the session, if there is one.
    pub fn session(&self) -> Option<String> {
        self.cookie(SESSION)
    }

    /// The value of a cookie the town has set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Sets or takes away a cookie, as somebody who meddles with their browser does.
    pub fn set_cookie(&self, name: &str, value: Option<&str>) {
        let mut jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(value) => jar.insert(name.to_owned(), value.to_owned()),
            None => jar.remove(name),
        };
    }

    /// The same person in another browser, without the session.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        Self::new(Arc::clone(&self.town), self.router.clone(), None)
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let host = self.town.plan().hosts.first().map_or("town.test", String::as_str);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host)
            .header(header::ACCEPT, "text/html")
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux) Firefox/140.0");
        let jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        if !jar.is_empty() {
            let pairs: Vec<String> = jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        request
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let path = format!("{} {}", request.method(), request.uri());
        let request = kernel::http::strip_language(request);
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie in ASCII");
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.set_cookie(name, (!value.is_empty()).then_some(value));
            }
        }
        let header =
            |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        Answer {
            asked: path,
            status: parts.status.as_u16(),
            location: header(header::LOCATION),
            kind: header(header::CONTENT_TYPE).unwrap_or_default(),
            headers: parts.headers.clone(),
            body,
        }
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self.request("GET", path).body(Body::empty()).expect("a request");
        self.send(request).await
    }

    /// Asks as a program does.
    pub async fn get_json(&self, path: &str) -> Answer {
        let mut request = self.request("GET", path).body(Body::empty()).expect("a request");
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().expect("a header"));
        self.send(request).await
    }

    /// Follows redirects to the page at the end.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        let mut location = answer.location.clone();
        let mut last = None;
        for _ in 0..5 {
            let Some(path) = &location else { break };
            let next = self.get(path).await;
            location.clone_from(&next.location);
            last = Some(next);
        }
        last.unwrap_or_else(|| panic!("{}: no redirect to follow, {}", answer.asked, answer.status))
    }

    /// Sends a form with the page's token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = kernel::http::token_for(&self.town, self.session().as_deref());
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    /// Sends exactly these fields.
    pub async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect::<Vec<_>>()
            .join("&");
        let request = self
            .request("POST", path)
            .header(header::ORIGIN, "http://town.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a form with files: field, file name, bytes.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const BOUNDARY: &str = "----test-boundary";
        let token = kernel::http::token_for(&self.town, self.session().as_deref());
        let mut body = Vec::new();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        for (name, file, bytes) in files {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .request("POST", path)
            .header(header::ORIGIN, "http://town.test")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Sends JSON as our scripts do.
    pub async fn script(&self, path: &str, json: &str) -> Answer {
        let token = kernel::http::token_for(&self.town, self.session().as_deref());
        let request = self
            .request("POST", path)
            .header(header::ORIGIN, "http://town.test")
            .header("x-csrf-token", token)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_owned()))
            .expect("a request");
        self.send(request).await
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    asked: String,
    /// HTTP status.
    pub status: u16,
    /// Where it redirects to.
    pub location: Option<String>,
    /// MIME type.
    pub kind: String,
    /// All headers.
    pub headers: axum::http::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

#[expect(
    clippy::return_self_not_must_use,
    reason = "a check is said for its own sake; the answer comes back only for the next one"
)]
impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text a reader sees: without tags, spaces unified.
    pub fn words(&self) -> String {
        let html = self.text();
        let mut out = String::new();
        let mut in_tag = false;
        for c in html.chars() {
            match c {
                '<' => {
                    in_tag = true;
                    out.push(' ');
                }
                '>' => in_tag = false,
                c if !in_tag => out.push(c),
                _ => {}
            }
        }
        let plain = out
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The status must be this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.asked, self.excerpt());
        self
    }

    /// The page must show these words.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        assert!(
            self.words().contains(text),
            "{} does not show {text:?}\n{}",
            self.asked,
            self.excerpt()
        );
        self
    }

    /// The page must not show these words.
    #[track_caller]
    pub fn hides(self, text: &str) -> Self {
        assert!(!self.words().contains(text), "{} shows {text:?}\n{}", self.asked, self.excerpt());
        self
    }

    /// The value of the first `name="…" value="…"` of a field on the page.
    pub fn field(&self, name: &str) -> Option<String> {
        let html = self.text();
        let start = html.find(&format!("name=\"{name}\""))?;
        let tag = html.get(start..)?.split('>').next()?;
        let value = tag.split("value=\"").nth(1)?;
        Some(value.split('"').next()?.replace("&amp;", "&"))
    }

    /// The first link whose address contains this part.
    pub fn link(&self, part: &str) -> Option<String> {
        let html = self.text();
        html.split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains(part))
            .map(|href| href.replace("&amp;", "&"))
    }

    fn excerpt(&self) -> String {
        self.words().chars().take(3_000).collect()
    }
}
