//! The routes: who may call them, and that no form from elsewhere gets through.

use std::fmt::Write;

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use kernel::routes::Guard;
use kernel::{Access, Module, Permission, audit};
use testkit::{Client, TestTown};

use crate::sources::golden;

/// What a request says of its origin, as headers; its name; its token.
type Try<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str);

fn guard(guard: Guard) -> &'static str {
    match guard {
        Guard::Read => "",
        Guard::Form => "form",
        Guard::Upload => "upload",
        Guard::LargeUpload => "large upload",
        Guard::Script => "script",
        Guard::Key => "key",
    }
}

#[test]
fn the_routes_are_the_golden_ones() {
    let mut text = String::from(
        "# Routes\n\nEvery address with the outer door and the guard of its forms. Written by a test; \
         `cargo xtask bless`.\n",
    );
    for module in rathaus::modules() {
        writeln!(
            text,
            "\n## {}\n\n| Method | Path | Access | Guard |\n|---|---|---|---|",
            module.name
        )
        .expect("the house is as the test expects");
        for route in module.routes.iter() {
            writeln!(
                text,
                "| {} | `{}` | {} | {} |",
                route.method,
                route.path,
                route.access.words(),
                guard(route.guard)
            )
            .expect("the house is as the test expects");
        }
    }
    golden("docs/reference/routes.md", &text);
}

#[test]
fn no_two_routes_share_method_and_path() {
    let modules = rathaus::modules();
    let mut all: Vec<(&str, &str)> =
        modules.iter().flat_map(|m| m.routes.iter()).map(|r| (r.method, r.path)).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn only_reading_is_unguarded() {
    for module in rathaus::modules() {
        for route in module.routes.iter() {
            let is_read = route.guard == Guard::Read;
            assert_eq!(is_read, route.method == "GET", "{} {}", route.method, route.path);
        }
    }
}

/// One form of the house: where it goes, its door and its guard.
#[derive(Clone)]
struct Form {
    path: String,
    access: Access,
    guard: Guard,
}

fn forms(modules: &[Module]) -> Vec<Form> {
    let routes = modules
        .iter()
        .flat_map(|m| m.routes.iter())
        .filter(|r| !matches!(r.guard, Guard::Read | Guard::Key));
    routes
        .map(|r| {
            let parts = r.path.split('/').map(|part| {
                if part.starts_with('{') { "019a0000-0000-7000-8000-000000000000" } else { part }
            });
            Form { path: parts.collect::<Vec<_>>().join("/"), access: r.access, guard: r.guard }
        })
        .collect()
}

/// Somebody who passes the outer door, so that only the guard of the form can say no.
async fn somebody_for(town: &TestTown, access: Access) -> Client {
    match access {
        Access::Everyone => town.anybody(),
        Access::Holder | Access::Citizen | Access::SignedIn => town.citizen("Erika").await,
        Access::AnyStaff => town.staff("Egon", &[], "50").await,
        Access::Staff(p) | Access::StaffStepUp(p) => town.staff("Egon", &[p], "50").await,
    }
}

async fn last_entry(town: &TestTown) -> i64 {
    let latest = town
        .town
        .read(|db| audit::latest(db, i64::MAX, 1))
        .await
        .expect("the house is as the test expects");
    latest.first().map_or(0, |e| e.seq)
}

fn request(client: &Client, form: &Form, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let kind = match form.guard {
        Guard::Script => "application/json",
        _ => "application/x-www-form-urlencoded",
    };
    let mut request = Request::builder()
        .method("POST")
        .uri(&form.path)
        .header(header::HOST, "town.test")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, kind);
    if let Some(token) = client.session() {
        request = request.header(header::COOKIE, format!("rathaus={token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).expect("the house is as the test expects")
}

/// Every form, sent without its token, with the token of somebody else, and from another site with
/// the right token: refused each time, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn forms_from_elsewhere_change_nothing() {
    let town = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    let all = forms(&rathaus::modules());
    assert!(all.len() > 10, "only {} forms found", all.len());
    for form in all {
        let client = somebody_for(&town, form.access).await;
        let token = kernel::http::token_for(&town.town, client.session().as_deref());
        let wrong = kernel::http::token_for(&town.town, Some("somebody else"));
        let before = last_entry(&town).await;
        let (ours, foreign) = ("http://town.test", "https://evil.example");
        let with = format!("csrf={token}");
        let tries: [Try<'_>; 5] = [
            ("without a token", vec![("origin", ours)], ""),
            ("with another's token", vec![("origin", ours), ("x-csrf-token", &wrong)], "csrf=00"),
            ("from elsewhere", vec![("origin", foreign), ("x-csrf-token", &token)], &with),
            ("from nowhere", vec![("origin", "null"), ("x-csrf-token", &token)], &with),
            (
                "from another site",
                vec![("origin", ours), ("sec-fetch-site", "cross-site"), ("x-csrf-token", &token)],
                &with,
            ),
        ];
        for (how, headers, body) in tries {
            let answer = client.send(request(&client, &form, &headers, body)).await;
            assert_eq!(answer.status, 403, "{} {how}: {:.200}", form.path, answer.words());
        }
        assert_eq!(last_entry(&town).await, before, "{} wrote something", form.path);
        // Limits count by time.
        town.advance(SignedDuration::from_secs(6));
    }
}

/// Interfaces for programs change nothing without a key, whatever a browser carries along.
#[tokio::test(flavor = "multi_thread")]
async fn programs_without_a_key_change_nothing() {
    let town = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    let egon = town.staff("Egon", &[Permission("test.nothing")], "50").await;
    let session = format!("rathaus={}", egon.session().expect("a session"));
    let before = last_entry(&town).await;
    let mut count = 0;
    for module in rathaus::modules() {
        for route in module.routes.iter().filter(|r| r.guard == Guard::Key) {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let request = Request::builder()
                    .method(method)
                    .uri(route.path.replace("{*path}", "Things"))
                    .header(header::HOST, "town.test")
                    .header(header::COOKIE, &session)
                    .body(Body::from("{\"name\":\"x\",\"description\":\"\"}"))
                    .expect("a request");
                let answer = egon.send(request).await;
                // Whoever asks to be told is asked back before anything is believed: no key.
                if route.path == "/websub" {
                    assert_eq!(answer.status, 404, "{method} {}: {}", route.path, answer.words());
                    continue;
                }
                assert_eq!(answer.status, 401, "{method} {}: {}", route.path, answer.words());
                count += 1;
            }
        }
    }
    assert!(count > 0, "no interface was tried");
    assert_eq!(last_entry(&town).await, before);
}

/// Somebody without the right is stopped at the outer door of every route of the staff area.
#[tokio::test(flavor = "multi_thread")]
async fn the_outer_door_is_shut() {
    let town = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    let stranger = town.anybody();
    let edda = town.staff("Edda", &[Permission("test.nothing")], "66").await;
    let citizen = town.citizen("Erika").await;
    for module in rathaus::modules() {
        for route in module.routes.iter() {
            let form = forms_path(route.path);
            if !matches!(route.access, Access::Staff(_) | Access::StaffStepUp(_)) {
                continue;
            }
            for (who, client, status) in
                [("a visitor", &stranger, 401), ("a citizen", &citizen, 403), ("Edda", &edda, 403)]
            {
                let answer = match route.method {
                    "GET" => client.get(&form).await,
                    _ => client.post(&form, &[]).await,
                };
                assert_eq!(answer.status, status, "{} {form} as {who}", route.method);
            }
            town.advance(SignedDuration::from_secs(3));
        }
    }
}

fn forms_path(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.starts_with('{') { "019a0000-0000-7000-8000-000000000000" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}
