//! From a request to a handler: which town, who acts, is the door open, is the form ours. And back:
//! headers, and errors for people and for programs.

mod device;
pub mod headers;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use tower_http::catch_panic::CatchPanicLayer;

use crate::access::{Access, Actor};
use crate::body;
use crate::db::{Reader, Saved, Tx};
use crate::error::{AppError, Shown};
use crate::fields::Fields;
use crate::limits::{Rate, caller};
use crate::module::Missing;
use crate::routes::{Guard, Route};
use crate::session::{self, Session};
use crate::town::{House, Town};
use crate::value::Language;

/// Bodies with files read at the same time: bounds memory.
const UPLOADS_AT_ONCE: usize = 6;
/// Large bodies with films and pictures read at the same time.
const LARGE_UPLOADS_AT_ONCE: usize = 2;
/// Hours a form of a visitor without session stays valid.
const VISITOR_FORM_HOURS: i64 = 12;
/// Forms one caller may send.
const FORM_RATE: Rate = Rate { name: "form", burst: 60, every: SignedDuration::from_millis(1_000) };
/// Name of the token's field and header.
pub const TOKEN_FIELD: &str = "csrf";
const TOKEN_HEADER: &str = "x-csrf-token";

/// Shows an error to a person or a program.
pub type Presenter = fn(Option<&Ctx>, &AppError, bool) -> Response;

/// The towns one process serves, and how.
pub struct Site {
    /// The departments.
    pub house: Arc<House>,
    /// Towns by host name without port.
    pub towns: HashMap<String, Arc<Town>>,
    /// The town for any other host name: for a single town and for the demo.
    pub fallback: Option<Arc<Town>>,
    /// Whether a proxy of our own sets `X-Forwarded-For`.
    pub trusts_proxy: bool,
    /// Shows errors.
    pub present: Presenter,
    /// Bodies with files read at the same time.
    uploads: body::Turns,
}

impl Site {
    /// A site for these towns.
    pub fn new(house: Arc<House>, towns: &[Arc<Town>], present: Presenter) -> Self {
        let by_host = towns
            .iter()
            .flat_map(|t| t.plan().hosts.iter().map(|h| (h.to_lowercase(), Arc::clone(t))))
            .collect();
        let fallback = match towns {
            [only] => Some(Arc::clone(only)),
            _ => None,
        };
        Self {
            house,
            towns: by_host,
            fallback,
            trusts_proxy: false,
            present,
            uploads: body::Turns::new(UPLOADS_AT_ONCE, LARGE_UPLOADS_AT_ONCE),
        }
    }

    /// The town a request is meant for, by its `Host`.
    pub fn town(&self, headers: &HeaderMap) -> Option<Arc<Town>> {
        let host = headers.get(header::HOST)?.to_str().ok()?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_lowercase();
        self.towns.get(&name).or(self.fallback.as_ref()).cloned()
    }
}

/// What a handler knows of its request: the first argument of nearly every handler.
#[derive(Clone)]
pub struct Ctx {
    /// The town.
    pub town: Arc<Town>,
    /// Who acts.
    pub actor: Actor,
    /// Their session.
    pub session: Option<Session>,
    /// Name of the signed-in person, for the page head.
    pub person_name: String,
    /// Language of the page.
    pub language: Language,
    /// Path without language prefix.
    pub path: String,
    /// Query, without the question mark.
    pub query: String,
    /// Caller for limits: a network, not a person.
    pub caller: String,
    /// Browser and system in a few words, for the list of sessions.
    pub device: String,
    /// The form that could not be saved, on the page that says so: it can be sent again.
    pub unsaved: Option<Arc<Fields>>,
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Ctx {
    /// This instant.
    pub fn now(&self) -> jiff::Timestamp {
        self.town.now()
    }

    /// Today in town.
    pub fn today(&self) -> jiff::civil::Date {
        crate::clock::local_day(self.now())
    }

    /// The text of the page's language.
    pub fn say<'a>(&self, de: &'a str, en: &'a str) -> &'a str {
        self.language.of(de, en)
    }

    /// A path in the page's language: English pages lie under `/en`.
    pub fn to(&self, path: &str) -> String {
        match self.language {
            Language::De => path.to_owned(),
            Language::En => format!("/en{path}"),
        }
    }

    /// Answers with a redirect to a path in the page's language (303: the form is done).
    pub fn redirect(&self, path: &str) -> Response {
        see_other(&self.to(path))
    }

    /// The token for forms of this page.
    pub fn form_token(&self) -> String {
        form_token(&self.town, self.session.as_ref(), self.now(), 0)
    }

    /// Whether a factor was confirmed a few minutes ago.
    pub fn factor_is_fresh(&self) -> bool {
        self.session.as_ref().is_some_and(|s| s.factor_is_fresh(self.now()))
    }

    /// Reads.
    ///
    /// # Errors
    /// What the closure or the database say.
    pub async fn read<T, F>(&self, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.town.read(f).await
    }

    /// Writes as the actor of this request.
    ///
    /// # Errors
    /// What the closure or the database say; nothing is saved then.
    pub async fn write<T, F>(&self, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<Saved<T>, AppError> + Send + 'static,
    {
        self.town.write(self.actor.clone(), f).await
    }

    /// Counts a try of this caller against a limit.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn limit(&self, rate: Rate) -> Result<(), AppError> {
        self.town.limits().take(rate, &self.caller, self.now())
    }

    /// The cookie that carries a session's token.
    pub fn session_cookie(&self, token: &str) -> String {
        let (name, secure) = cookie_name(&self.town);
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
    }

    /// The cookie that forgets it.
    pub fn end_cookie(&self) -> String {
        let (name, secure) = cookie_name(&self.town);
        format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts.extensions.get::<Ctx>().cloned().ok_or(AppError::NotFound)
    }
}

/// A redirect after a form (303).
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (axum::http::StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// `Secure` and the `__Host-` prefix wherever the town is served over TLS; on loopback neither works.
fn cookie_name(town: &Town) -> (&'static str, &'static str) {
    if town.plan().base_url.starts_with("https://") {
        ("__Host-rathaus", "; Secure")
    } else {
        ("rathaus", "")
    }
}

fn form_token(town: &Town, session: Option<&Session>, now: jiff::Timestamp, ago: i64) -> String {
    let text = match session {
        Some(session) => format!("session|{}", session.hash()),
        None => format!("visitor|{}", now.as_second() / 3_600 - ago),
    };
    hex::encode(&town.keys().forms.tag(&text)[..16])
}

/// The form token that belongs to a session's token, or to visitors: for programs that act for a
/// person without reading pages, as tests do.
pub fn token_for(town: &Town, session_token: Option<&str>) -> String {
    let text = match session_token {
        Some(token) => format!("session|{}", session::kept(token)),
        None => format!("visitor|{}", town.now().as_second() / 3_600),
    };
    hex::encode(&town.keys().forms.tag(&text)[..16])
}

fn token_is_ours(ctx: &Ctx, sent: &str) -> bool {
    let hours = if ctx.session.is_some() { 0 } else { VISITOR_FORM_HOURS };
    // A visitor who signs in elsewhere in between still sends the visitor's token: refused, and
    // the page says to reload.
    (0..=hours).any(|ago| {
        let ours = form_token(&ctx.town, ctx.session.as_ref(), ctx.now(), ago);
        ours.len() == sent.len()
            && ours.bytes().zip(sent.bytes()).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0
    })
}

/// Builds the router of a site.
pub fn router(site: Arc<Site>) -> Router {
    let mut router: Router = Router::new();
    for module in site.house.modules() {
        for route in module.routes.iter() {
            router = router.route(route.path, guarded(&site, route));
        }
    }
    router
        .fallback(|| async { AppError::NotFound })
        .method_not_allowed_fallback(|| async { AppError::NotFound })
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            AppError::internal("a handler panicked")
                .into_response()
                .map(|_| http_body_util::Empty::new())
        }))
        .layer(middleware::from_fn_with_state(site, enter))
}

fn guarded(site: &Arc<Site>, route: &Route) -> axum::routing::MethodRouter {
    let (access, guard) = (route.access, route.guard);
    let site = Arc::clone(site);
    route.handler.clone().route_layer(middleware::from_fn(move |request: Request, next: Next| {
        let site = Arc::clone(&site);
        async move { door(&site, access, guard, request, next).await }
    }))
}

/// Strips the language prefix before routing: `/en/leistungen` is `/leistungen` in English.
pub fn strip_language(mut request: Request) -> Request {
    let path = request.uri().path();
    let rest = match path.strip_prefix("/en") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => return request,
    };
    let with_query = match request.uri().query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    if let Ok(path) = with_query.parse::<PathAndQuery>() {
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = Some(path);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(Language::En);
        }
    }
    request
}

async fn enter(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|a| a.to_str().ok())
        .is_some_and(|a| a.contains("text/html"));
    let recognised = match visitor(&site, &request) {
        Ok((ctx, token)) => recognise(ctx, token).await,
        Err(error) => Err(error),
    };
    let mut ctx = match recognised {
        Ok(ctx) => ctx,
        Err(error) => return (site.present)(None, &error, wants_page),
    };
    crate::guide::refresh(&ctx.town).await;
    request.extensions_mut().insert(ctx.clone());
    let is_read = is_safe(request.method());
    let mut response = next.run(request).await;
    if let Some(Shown(error)) = response.extensions().get::<Shown>().cloned() {
        log_error(&ctx, &error);
        let status = response.status();
        ctx.unsaved = response.extensions().get::<Unsaved>().map(|u| Arc::clone(&u.0));
        let helped = if is_read { lost(&site, &ctx, &error, wants_page).await } else { None };
        response = helped.unwrap_or_else(|| (site.present)(Some(&ctx), &error, wants_page));
        if response.status().is_success() {
            *response.status_mut() = status;
        }
    }
    let is_personal = !matches!(ctx.actor, Actor::Visitor);
    headers::set_headers(&ctx, is_personal, response.headers_mut());
    response
}

/// What a module knows where a page is missing.
async fn lost(site: &Site, ctx: &Ctx, error: &AppError, wants_page: bool) -> Option<Response> {
    let is_gone = match error {
        AppError::NotFound => false,
        AppError::Gone => true,
        _ => return None,
    };
    for help in site.house.modules().iter().filter_map(|m| m.lost) {
        let answer = help(ctx.clone(), Missing { is_gone, wants_page }).await;
        if answer.is_some() {
            return answer;
        }
    }
    None
}

fn log_error(ctx: &Ctx, error: &AppError) {
    match error {
        AppError::Internal(cause) => {
            tracing::error!(path = route_shape(&ctx.path), %cause, "A request failed");
        }
        AppError::Unavailable(what) => {
            tracing::error!(
                path = route_shape(&ctx.path),
                what,
                "The house could not save or read"
            );
        }
        _ => {}
    }
}

/// The path with identifiers blotted out: logs carry no traces of single people.
fn route_shape(path: &str) -> String {
    path.split('/')
        .map(
            |part| {
                if part.len() > 20 || part.chars().any(|c| c.is_ascii_digit()) {
                    "…"
                } else {
                    part
                }
            },
        )
        .collect::<Vec<_>>()
        .join("/")
}

/// What the request says of itself, and the token it carries.
fn visitor(site: &Site, request: &Request) -> Result<(Ctx, Option<String>), AppError> {
    let headers = request.headers();
    let town = site.town(headers).ok_or(AppError::NotFound)?;
    let language = request.extensions().get::<Language>().copied().unwrap_or_default();
    let (name, _) = cookie_name(&town);
    let token = cookie_value(headers, name);
    let ctx = Ctx {
        actor: Actor::Visitor,
        session: None,
        person_name: String::new(),
        language,
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        caller: caller(address(site, request)),
        device: device::device(headers),
        unsaved: None,
        town,
    };
    Ok((ctx, token))
}

/// Who acts, by the session of the token.
async fn recognise(mut ctx: Ctx, token: Option<String>) -> Result<Ctx, AppError> {
    if let Some(token) = token {
        let found = ctx.town.read(move |reader| session::find(reader, &token)).await?;
        if let Some((session, actor, name)) = found {
            // A full disk must not keep people from reading.
            if let Err(error) = session::touch(ctx.town.db(), &session).await {
                tracing::warn!(%error, "The last use of a session was not noted");
            }
            ctx.actor = actor;
            ctx.session = Some(session);
            ctx.person_name = name;
        }
    }
    Ok(ctx)
}

fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(cookie::Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|c| c.name() == name && !c.value().is_empty())
        .map(|c| c.value().to_owned())
}

fn address(site: &Site, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip());
    if !site.trusts_proxy {
        return peer;
    }
    // Our own proxy appends the address it saw; what stands before it was sent by anybody.
    request
        .headers()
        .get("x-forwarded-for")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.rsplit(',').next())
        .and_then(|v| v.trim().parse().ok())
        .unwrap_or(peer)
}

async fn door(site: &Site, access: Access, guard: Guard, request: Request, next: Next) -> Response {
    let request = match pass(site, access, guard, request).await {
        Ok(request) => request,
        Err(error) => return error.into_response(),
    };
    // Files are too large to be handed back and forth.
    let sent = request.extensions().get::<Fields>().filter(|f| f.uploads().is_empty()).cloned();
    let mut response = next.run(request).await;
    let error = response.extensions().get::<Shown>().map(|shown| Arc::clone(&shown.0));
    if let (Some(sent), Some(AppError::Unavailable(_) | AppError::Internal(_))) =
        (sent, error.as_deref())
    {
        response.extensions_mut().insert(Unsaved(Arc::new(sent)));
    }
    response
}

/// What was sent and not saved, on its way to the error page.
#[derive(Clone)]
struct Unsaved(Arc<Fields>);

async fn pass(
    site: &Site,
    access: Access,
    guard: Guard,
    mut request: Request,
) -> Result<Request, AppError> {
    let mut ctx = request.extensions().get::<Ctx>().cloned().ok_or(AppError::NotFound)?;
    if guard == Guard::Key {
        // A foreign page can make a browser send its cookies here, but not a key.
        ctx.actor = Actor::Visitor;
        ctx.session = None;
        request.extensions_mut().insert(ctx);
        return Ok(request);
    }
    if guard != Guard::Read {
        if !is_same_origin(&ctx, request.headers()) {
            return Err(AppError::ForeignForm);
        }
        ctx.limit(FORM_RATE)?;
    }
    access.admit(&ctx.actor, ctx.factor_is_fresh())?;
    match guard {
        Guard::Read | Guard::Key => {}
        Guard::Script => {
            // Scripts answer in JSON; the token travels in a header that foreign pages cannot set.
            let sent = request.headers().get(TOKEN_HEADER).and_then(|v| v.to_str().ok());
            if !sent.is_some_and(|sent| token_is_ours(&ctx, sent)) {
                return Err(AppError::ForeignForm);
            }
        }
        Guard::Form | Guard::Upload | Guard::LargeUpload => {
            let body = std::mem::take(request.body_mut());
            let fields = body::read_form(&site.uploads, guard, request.headers(), body).await?;
            if !token_is_ours(&ctx, fields.get(TOKEN_FIELD)) {
                return Err(AppError::ForeignForm);
            }
            request.extensions_mut().insert(fields);
        }
    }
    Ok(request)
}

/// Browsers say where a request comes from; one that says nothing is held to the token alone.
fn is_same_origin(ctx: &Ctx, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site")
        && site != "same-origin"
    {
        return false;
    }
    match text("origin") {
        None => true,
        Some(origin) => {
            let host = text("host").unwrap_or_default();
            let own = origin.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
            origin == ctx.town.plan().base_url || (!host.is_empty() && own == host)
        }
    }
}

/// Whether a method changes nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
