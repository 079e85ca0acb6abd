//! Whole requests to the whole house: any path, query, cookie, header and form, from a visitor, a
//! guest and a member of staff with every right. No request may end in an internal error, and no
//! redirect may leave the house.

use std::sync::{Mutex, OnceLock, PoisonError};

use axum::body::Body;
use axum::http::{Method, Request, header};
use testkit::{Client, TestTown};
use tokio::runtime::Runtime;

use super::{first_line, text};
use crate::Target;

/// The house and those who knock.
struct House {
    runtime: Runtime,
    town: TestTown,
    visitor: Client,
    citizen: Client,
    staff: Client,
    routes: Vec<(&'static str, &'static str)>,
}

fn house() -> &'static Mutex<House> {
    static HOUSE: OnceLock<Mutex<House>> = OnceLock::new();
    HOUSE.get_or_init(|| {
        let runtime = Runtime::new().expect("a runtime");
        let (town, visitor, citizen, staff) = runtime.block_on(async {
            let town = testkit::town(rathaus::modules, "2026-11-02T08:00:00Z").await;
            town.competent("wohngeld", "50.2").await;
            let all: Vec<kernel::Permission> =
                rathaus::modules().iter().flat_map(|m| m.permissions.iter().map(|p| p.0)).collect();
            let staff = town.staff("Alma", &all, "50").await;
            let (visitor, citizen) = (town.anybody(), town.citizen("Erika").await);
            (town, visitor, citizen, staff)
        });
        let routes = rathaus::modules()
            .iter()
            .flat_map(|m| m.routes.iter().map(|r| (r.method, r.path)).collect::<Vec<_>>())
            .filter(|(_, path)| !path.contains("abmelden"))
            .collect();
        Mutex::new(House { runtime, town, visitor, citizen, staff, routes })
    })
}

/// Line one: who, and the number of a route; line two: values of its `{parts}`, with `|` between;
/// line three: the query; line four: the cookie; line five: a header; then the form.
pub(crate) const REQUEST: Target = Target {
    name: "request",
    about: "whole requests: paths, queries, cookies, headers and forms of every route",
    run: |bytes| {
        let house = house().lock().unwrap_or_else(PoisonError::into_inner);
        let (head, rest) = first_line(bytes);
        let (parts, rest) = first_line(rest);
        let (query, rest) = first_line(rest);
        let (cookie, rest) = first_line(rest);
        let (extra, form) = first_line(rest);
        let (who, number) = head.split_once(' ').unwrap_or((&head, "0"));
        let client = match who {
            "staff" => &house.staff,
            "citizen" => &house.citizen,
            _ => &house.visitor,
        };
        let number: usize = number.trim().parse().unwrap_or_default();
        let (method, pattern) = house.routes[number % house.routes.len()];
        let path = fill(pattern, &parts);
        let uri = if query.is_empty() { path } else { format!("{path}?{query}") };
        let token = kernel::http::token_for(&house.town.town, client.session().as_deref());
        let body = [format!("csrf={token}&").as_bytes(), form].concat();
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET))
            .uri(uri)
            .header(header::HOST, "town.test")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-csrf-token", &token);
        let session = client.session().map(|s| format!("rathaus={s}; ")).unwrap_or_default();
        request = request.header(header::COOKIE, format!("{session}{cookie}"));
        if let Some((name, value)) = extra.split_once(':') {
            request = request.header(name.trim(), value.trim());
        }
        // What is no request never reaches the house.
        let Ok(request) = request.body(Body::from(body)) else { return };
        let knock = client.elsewhere();
        let answer = house.runtime.block_on(knock.send(request));
        // One caller would soon have to wait.
        house.town.advance(jiff::SignedDuration::from_secs(2));
        assert_ne!(answer.status, 500, "{method} {pattern}\n{}", answer.words());
        assert!(answer.headers.contains_key("content-security-policy"), "{method} {pattern}");
        assert!(answer.headers.contains_key("x-content-type-options"), "{method} {pattern}");
        if let Some(location) = &answer.location {
            let is_ours = location.starts_with('/')
                && !location.starts_with("//")
                && !location.starts_with("/\\");
            assert!(is_ours, "{method} {pattern} leads to {location}");
        }
    },
    seeds: || {
        let house = house().lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::new();
        for number in 0..house.routes.len() {
            for who in ["visitor", "citizen", "staff"] {
                let seed = format!(
                    "{who} {number}\n0190b6a0-7e2a-7cc0-8000-000000000001|wohngeld|G99000000020\n\
                     q=Wohngeld&seite=2&sort=frist&zurueck=/konto\nx=y\nAccept-Language: en\n\
                     name=A&text=B&stand=1&einmal=x&id=0190b6a0-7e2a-7cc0-8000-000000000001"
                );
                all.push(seed.into_bytes());
            }
        }
        all
    },
    words: &[
        "\n",
        "|",
        "=",
        "&",
        "%00",
        "%2F..%2F",
        "%0d%0a",
        "//evil.example",
        "zurueck=",
        "seite=-1",
        "seite=99999999999999999999",
        "q=%",
        "sort=",
        "visitor ",
        "staff ",
        "citizen ",
        "rathaus=",
        "Host: x",
        "Origin: http://town.test",
        "X-Forwarded-For: ::1",
        "Accept: application/json",
        "Range: bytes=0-",
        "If-None-Match: *",
        "2026-02-30",
        "-",
        "\u{202e}",
    ],
};

fn fill(pattern: &str, parts: &str) -> String {
    let mut values = parts.split('|');
    let mut path = String::new();
    for part in pattern.split('/').skip(1) {
        path.push('/');
        if part.starts_with('{') {
            let value = values.next().unwrap_or("x");
            let encoded =
                percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            path.push_str(&encoded.to_string());
        } else {
            path.push_str(&text(part.as_bytes()));
        }
    }
    path
}
