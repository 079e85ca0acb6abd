//! Routes: a path, who may call it, and how its forms are guarded. There is no default.

use axum::handler::Handler;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{self, MethodFilter, MethodRouter};

use crate::access::Access;

/// How an unsafe request proves that it comes from our own pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Safe method: nothing to prove.
    Read,
    /// A form: same origin and the form's token.
    Form,
    /// A form with files.
    Upload,
    /// A form of staff with films and large pictures.
    LargeUpload,
    /// JSON from our own scripts: same origin and the token in a header.
    Script,
    /// A program with a key of its own, which the handler asks for. What a browser carries along
    /// does not count: there is no session behind this door.
    Key,
}

/// One route.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path with `{name}` parts.
    pub path: &'static str,
    /// The outer door.
    pub access: Access,
    /// The guard of unsafe requests.
    pub guard: Guard,
    pub(crate) handler: MethodRouter,
}

/// The routes of a module.
#[derive(Default)]
pub struct Routes(pub(crate) Vec<Route>);

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        access: Access,
        guard: Guard,
        handler: MethodRouter,
    ) -> Self {
        self.0.push(Route { method, path, access, guard, handler });
        self
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add("GET", path, access, Guard::Read, routing::get(handler))
    }

    /// A form.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add("POST", path, access, Guard::Form, routing::post(handler))
    }

    /// A form with files.
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add("POST", path, access, Guard::Upload, routing::post(handler))
    }

    /// A form of staff with films and large pictures: up to
    /// [`LARGE_BYTES_MAX`](crate::body::LARGE_BYTES_MAX) in all.
    #[must_use]
    pub fn large_upload<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add("POST", path, access, Guard::LargeUpload, routing::post(handler))
    }

    /// JSON from our own scripts.
    #[must_use]
    pub fn script<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add("POST", path, access, Guard::Script, routing::post(handler))
    }

    /// An interface for programs that come with a key in a header: every method, and the path
    /// below. The handler asks for the key before it changes anything.
    #[must_use]
    pub fn program<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        let methods = [
            MethodFilter::POST,
            MethodFilter::PATCH,
            MethodFilter::PUT,
            MethodFilter::DELETE,
            MethodFilter::OPTIONS,
        ];
        let all = methods.into_iter().fold(MethodFilter::GET, MethodFilter::or);
        let handler = routing::on(all, handler).fallback(no_such_method);
        self.add("ANY", path, Access::Everyone, Guard::Key, handler)
    }

    /// All of them, for the golden list.
    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter()
    }
}

/// Programs learn which methods there are.
async fn no_such_method() -> impl IntoResponse {
    let methods = "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS";
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods)])
}
