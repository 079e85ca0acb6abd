//! Stories of the fediverse, through the real router, with a server that believes only signatures.

mod answers;
mod delivery;
mod finding;
mod others;

use axum::body::Body;
use axum::http::Request;
use emulators::Running;
use emulators::fediverse::Fediverse;
use jiff::{SignedDuration, Timestamp};
use kernel::publication::{self, Publication, State};
use kernel::{Actor, Audit, Id, Module, Text, settings};
use serde_json::{Value, json};
use testkit::{Answer, TestTown};

use crate::FediverseSettings;

const HOST: &str = "town.test";
const ACTOR: &str = "http://town.test/fediverse/stadt";
const INBOX: &str = "/fediverse/stadt/inbox";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// A town that can be followed, and a server with Ada and Ben.
struct Stage {
    town: TestTown,
    server: Running<Fediverse>,
}

async fn stages() -> Vec<Stage> {
    let mut all = Vec::new();
    for town in testkit::towns(modules, emulators::BEGIN).await {
        let server = Fediverse::start(&["ada", "ben"]);
        let own = FediverseSettings {
            is_on: true,
            own_servers: server.address(),
            ..FediverseSettings::default()
        };
        let stage = Stage { town, server };
        stage.set(own).await;
        let actor = stage.activity("/fediverse/stadt").await.is(200);
        let key = json_of(&actor).pointer("/publicKey/publicKeyPem").cloned();
        let key = key.and_then(|k| k.as_str().map(str::to_owned)).expect("a key");
        stage.server.with(|s| s.trusted = key);
        all.push(stage);
    }
    all
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).expect("JSON")
}

impl Stage {
    async fn set(&self, own: FediverseSettings) {
        self.town
            .town
            .write(Actor::system("test"), move |tx| {
                settings::set(tx, &own)?;
                Ok(Audit::of("test.set", "fediverse").done())
            })
            .await
            .expect("settings");
    }

    /// Asks as another server does.
    async fn activity(&self, path: &str) -> Answer {
        let request = Request::builder()
            .uri(path)
            .header("host", HOST)
            .header("accept", "application/activity+json")
            .body(Body::empty())
            .expect("a request");
        self.town.anybody().send(request).await
    }

    fn now(&self) -> Timestamp {
        self.town.town.now()
    }

    /// Moves both clocks.
    fn pass(&self, by: SignedDuration) {
        self.town.advance(by);
        self.server.advance(by.as_secs());
    }

    async fn raw(&self, headers: &[(&'static str, String)], body: &[u8]) -> Answer {
        let mut request = Request::builder().method("POST").uri(INBOX);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(body.to_vec())).expect("a request");
        self.town.anybody().send(request).await
    }

    /// Somebody sends a message, signed as it should be.
    async fn tell(&self, who: &str, message: &Value) -> Answer {
        let body = message.to_string().into_bytes();
        let now = self.now();
        let headers = self.server.with(|s| s.sign(who, INBOX, HOST, &body, now));
        self.raw(&headers, &body).await
    }

    fn actor(&self, who: &str) -> String {
        self.server.with(|s| s.actor(who))
    }

    fn follow_of(&self, who: &str) -> Value {
        let actor = self.actor(who);
        json!({ "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{actor}#follow"),
            "type": "Follow", "actor": actor, "object": ACTOR })
    }

    async fn follow(&self, who: &str) {
        self.tell(who, &self.follow_of(who)).await.is(202);
        self.town.settle().await;
    }

    async fn save(&self, it: Publication) -> Id<Publication> {
        let id = it.id;
        self.town
            .town
            .write(Actor::system("test"), move |tx| {
                publication::save(tx, &it, "test")?;
                Ok(Audit::of("test.published", id).done())
            })
            .await
            .expect("published");
        self.town.settle().await;
        id
    }

    fn news(&self, title: &str) -> Publication {
        let slug = title.to_lowercase().replace(' ', "-");
        Publication {
            title: Text::new(title, ""),
            teaser: Text::new("Was dazu zu wissen ist.", ""),
            state: State::Published,
            topics: vec!["verkehr".into()],
            ..Publication::new("news", &slug, self.now())
        }
    }

    fn heard(&self, kind: &str) -> Vec<Value> {
        self.server.with(|s| s.of_kind(kind))
    }

    async fn followers(&self) -> Value {
        json_of(&self.activity("/fediverse/stadt/followers").await.is(200))["totalItems"].clone()
    }
}
