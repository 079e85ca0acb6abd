//! A server that others wrote, on loopback, with its real clock: it finds the town, follows it, and
//! shows what the town says, corrects and takes back. Runs where `RATHAUS_GOTOSOCIAL` names its
//! folder (`cargo xtask conformance fediverse` builds it), and says loudly when it does not.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kernel::clock::Clock;
use kernel::db::Place;
use kernel::http::Site;
use kernel::keys::Key;
use kernel::publication::{self, Publication, State};
use kernel::town::{House, Town, TownPlan};
use kernel::{Actor, Audit, Text, settings, worker};
use outside::{Limits, Method, Request};
use serde_json::{Value, json};
use testkit::{KeptPost, PlainPress};

use crate::FediverseSettings;

/// Where a foreign program gets a code instead of a redirect.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
/// What the other server says.
const LOG: &str = "log.txt";
const PASSWORD: &str = "Brunnen-Kastanie-7-Markt";
/// How long something may take that goes both ways.
const PATIENCE: Duration = Duration::from_secs(40);

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// The other server; ends with this.
struct Other {
    child: Child,
    base: String,
    token: String,
    folder: tempfile::TempDir,
}

impl Drop for Other {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join(LOG)).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!(
                "{}",
                lines.get(lines.len().saturating_sub(60)..).unwrap_or_default().join("\n")
            );
        }
    }
}

struct Told {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Told {
    fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert!(self.status < 300, "{}: {text}", self.status);
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }
}

impl Other {
    async fn ask(&self, method: Method, path: &str, fields: &[(&str, &str)], cookie: &str) -> Told {
        self.try_ask(method, path, fields, cookie).await.expect("an answer")
    }

    async fn try_ask(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        cookie: &str,
    ) -> Option<Told> {
        let encoded = |text: &str| {
            text.bytes().fold(String::new(), |mut all, byte| {
                use std::fmt::Write as _;
                write!(all, "%{byte:02X}").expect("letters");
                all
            })
        };
        let pairs: Vec<String> =
            fields.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
        let (query, body) = match method {
            Method::Get if !pairs.is_empty() => (format!("?{}", pairs.join("&")), Vec::new()),
            _ => (String::new(), pairs.join("&").into_bytes()),
        };
        let mut request = Request {
            method,
            url: format!("{}{path}{query}", self.base),
            headers: vec![("accept".into(), "application/json, text/html".into())],
            body,
        };
        if method != Method::Get {
            let kind = "application/x-www-form-urlencoded".to_owned();
            request.headers.push(("content-type".into(), kind));
        }
        if !self.token.is_empty() {
            request.headers.push(("authorization".into(), format!("Bearer {}", self.token)));
        }
        if !cookie.is_empty() {
            request.headers.push(("cookie".into(), cookie.into()));
        }
        let own = vec![self.base.clone()];
        let sent = tokio::task::spawn_blocking(move || {
            let limits = Limits { time: PATIENCE, ..Limits::default() };
            outside::send(&request, &own, limits)
        });
        let answer = sent.await.expect("a thread").ok()?;
        Some(Told { status: answer.status, headers: answer.headers, body: answer.body })
    }

    /// Starts it with one person, who signs in as people do.
    async fn start(home: &str) -> Self {
        let home = PathBuf::from(home);
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let place = folder.path().to_owned();
        let at = |part: &str| place.join(part).display().to_string();
        let web = |part: &str| format!("{}/", home.join("web").join(part).display());
        let settings = [
            ("HOST", format!("localhost:{port}")),
            ("PROTOCOL", "http".into()),
            ("PORT", port.to_string()),
            ("BIND_ADDRESS", "127.0.0.1".into()),
            ("DB_TYPE", "sqlite".into()),
            ("DB_ADDRESS", at("sqlite.db")),
            ("STORAGE_LOCAL_BASE_PATH", at("storage")),
            ("WEB_TEMPLATE_BASE_DIR", web("template")),
            ("WEB_ASSET_BASE_DIR", web("assets")),
            ("LETSENCRYPT_ENABLED", "false".into()),
            ("LOG_LEVEL", "debug".into()),
        ];
        let settings: Vec<(String, String)> =
            settings.into_iter().map(|(n, v)| (format!("GTS_{n}"), v)).collect();
        // Lists are read from a file only.
        let allows = "http-client:\n  allow-ips: [\"127.0.0.1/32\"]\n";
        std::fs::write(at("config.yaml"), allows).expect("a file");
        let program = || {
            let mut command = Command::new(home.join("gotosocial"));
            command.envs(settings.iter().cloned()).current_dir(&place);
            command.args(["--config-path", "config.yaml"]);
            let log = std::fs::File::options().create(true).append(true).open(place.join(LOG));
            command.stdout(log.expect("a log")).stderr(Stdio::null());
            command
        };
        let child = program().args(["server", "start"]).spawn().expect("GoToSocial starts");
        let base = format!("http://localhost:{port}");
        let mut other = Self { child, base, token: String::new(), folder };
        let begun = std::time::Instant::now();
        // At first it answers that it is not ready.
        while other
            .try_ask(Method::Get, "/api/v1/instance", &[], "")
            .await
            .is_none_or(|told| told.status != 200)
        {
            assert!(begun.elapsed() < PATIENCE * 3, "GoToSocial does not open");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let person = ["--username", "ada", "--email", "ada@mail.example", "--password", PASSWORD];
        let made = program().args(["admin", "account", "create"]).args(person).status();
        assert!(made.is_ok_and(|s| s.success()), "no account");
        other.token = other.sign_in().await;
        other
    }

    async fn sign_in(&self) -> String {
        let app = [
            ("client_name", "Test"),
            ("redirect_uris", OUT_OF_BAND),
            ("scopes", "read write follow"),
        ];
        let app = self.ask(Method::Post, "/api/v1/apps", &app, "").await.json();
        let of = |name: &str| app[name].as_str().expect("an application").to_owned();
        let (id, secret) = (of("client_id"), of("client_secret"));
        let wanted = [
            ("response_type", "code"),
            ("client_id", id.as_str()),
            ("redirect_uri", OUT_OF_BAND),
            ("scope", "read write follow"),
        ];
        let cookie = |told: &Told, before: &str| {
            let set = told.header("set-cookie").split(';').next().unwrap_or_default();
            if set.is_empty() { before.to_owned() } else { set.to_owned() }
        };
        let begun = self.ask(Method::Get, "/oauth/authorize", &wanted, "").await;
        let jar = cookie(&begun, "");
        let person = [("username", "ada@mail.example"), ("password", PASSWORD)];
        let signed = self.ask(Method::Post, "/auth/sign_in", &person, &jar).await;
        let jar = cookie(&signed, &jar);
        let asked = self.ask(Method::Get, "/oauth/authorize", &[], &jar).await;
        let jar = cookie(&asked, &jar);
        let agreed = self.ask(Method::Post, "/oauth/authorize", &[], &jar).await;
        let code = agreed.header("location").split("code=").nth(1).unwrap_or_default();
        let code = code.split('&').next().unwrap_or_default();
        assert!(!code.is_empty(), "no code: {} {}", agreed.status, agreed.header("location"));
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", id.as_str()),
            ("client_secret", secret.as_str()),
            ("redirect_uri", OUT_OF_BAND),
        ];
        let token = self.ask(Method::Post, "/oauth/token", &grant, "").await.json();
        token["access_token"].as_str().expect("a token").to_owned()
    }

    async fn get(&self, path: &str, fields: &[(&str, &str)]) -> Value {
        self.ask(Method::Get, path, fields, "").await.json()
    }
}

/// A town with its real clock, served over a socket.
struct Here {
    town: Arc<Town>,
    base: String,
    _folder: tempfile::TempDir,
}

impl Here {
    async fn open(other: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let base = format!("http://localhost:{port}");
        let clock = Clock::system();
        let house =
            House::new(vec![crate::module()], Arc::new(PlainPress), Arc::new(KeptPost::default()));
        let house = Arc::new(house);
        let place = Place::Sqlite(folder.path().join("town.sqlite"));
        kernel::town::migrate(&place, &house, clock.clone()).await.expect("migrations");
        let plan = TownPlan {
            key: "teststadt".into(),
            hosts: vec!["localhost".into()],
            base_url: base.clone(),
            folder: folder.path().to_owned(),
            place,
        };
        let root = Key::random();
        let town = Town::open(plan, Arc::clone(&house), &root, clock).await.expect("a town");
        let site = Arc::new(Site::new(house, &[Arc::clone(&town)], web::frame::present));
        let router = web::cache::around(kernel::http::router(Arc::clone(&site)), site);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let own = FediverseSettings {
            is_on: true,
            own_servers: other.to_owned(),
            ..FediverseSettings::default()
        };
        town.write(Actor::system("test"), move |tx| {
            settings::set(tx, &own)?;
            Ok(Audit::of("test.set", "fediverse").done())
        })
        .await
        .expect("settings");
        Self { town, base, _folder: folder }
    }

    async fn save(&self, it: &Publication) {
        let it = it.clone();
        self.town
            .write(Actor::system("test"), move |tx| {
                publication::save(tx, &it, "test")?;
                Ok(Audit::of("test.published", it.id).done())
            })
            .await
            .expect("published");
        worker::settle(&self.town).await.expect("settled");
    }
}

/// Asks again until the other server shows what is expected.
async fn until<F: Future<Output = Option<Value>>>(what: &str, ask: impl Fn() -> F) -> Value {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it never happens: {what}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_others_wrote_follows_reads_corrections_and_forgets() {
    let Ok(home) = std::env::var("RATHAUS_GOTOSOCIAL") else {
        eprintln!("SKIPPED: a foreign server of the fediverse, RATHAUS_GOTOSOCIAL is not set");
        return;
    };
    let other = Other::start(&home).await;
    let here = Here::open(&other.base).await;
    let actor = format!("{}/fediverse/stadt", here.base);
    let asked = [("q", actor.as_str()), ("resolve", "true"), ("type", "accounts")];
    let found = other.get("/api/v2/search", &asked).await;
    let account = &found["accounts"][0];
    assert_eq!(account["username"], "stadt", "{found}");
    let id = account["id"].as_str().expect("an account").to_owned();
    other.ask(Method::Post, &format!("/api/v1/accounts/{id}/follow"), &[], "").await.json();
    until("following", || async {
        worker::settle(&here.town).await.expect("settled");
        let relation = other.get("/api/v1/accounts/relationships", &[("id[]", &id)]).await;
        (relation[0]["following"] == json!(true)).then(|| relation[0].clone())
    })
    .await;
    let mut it = Publication {
        title: Text::new("Neuer Radweg", ""),
        teaser: Text::new("Am Samstag fahren wir ihn gemeinsam ab.", ""),
        state: State::Published,
        topics: vec!["verkehr".into()],
        ..Publication::new("news", "neuer-radweg", here.town.now())
    };
    here.save(&it).await;
    let shows = |words: &'static str| {
        let other = &other;
        move || async move {
            let home = other.get("/api/v1/timelines/home", &[]).await;
            let all = home.as_array().cloned().unwrap_or_default();
            let says = |s: &&Value| s["content"].as_str().is_some_and(|c| c.contains(words));
            all.iter().find(says).cloned()
        }
    };
    let status = until("the post", shows("Neuer Radweg")).await;
    assert_eq!(status["tags"][0]["name"], "verkehr", "{status}");
    assert_eq!(status["visibility"], "public");
    // Liked there, counted here; answered there, read here.
    let number = status["id"].as_str().expect("a post").to_owned();
    other.ask(Method::Post, &format!("/api/v1/statuses/{number}/favourite"), &[], "").await.json();
    let reply = [("status", "@stadt Endlich!"), ("in_reply_to_id", number.as_str())];
    other.ask(Method::Post, "/api/v1/statuses", &reply, "").await.json();
    let (town, publication) = (Arc::clone(&here.town), it.id.to_string());
    until("the like and the answer", || {
        let (town, publication) = (Arc::clone(&town), publication.clone());
        async move {
            let inside = Arc::clone(&town);
            let (likes, unread) = town
                .read(move |db| {
                    let likes = crate::store::reactions(db, &publication)?.0;
                    Ok((likes, crate::store::unread(&inside, db, 9)?))
                })
                .await
                .expect("counts");
            let is_there = likes == 1 && unread.iter().any(|r| r.words.text.contains("Endlich!"));
            is_there.then_some(Value::Null)
        }
    })
    .await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    it.title = Text::new("Neuer Radweg eröffnet", "");
    here.save(&it).await;
    until("the correction", shows("eröffnet")).await;
    it.state = State::Withdrawn;
    here.save(&it).await;
    until("the end", || async { shows("Neuer Radweg")().await.is_none().then_some(Value::Null) })
        .await;
    other.ask(Method::Post, &format!("/api/v1/accounts/{id}/unfollow"), &[], "").await.json();
    until("nobody follows", || async {
        let many = here.town.read(crate::store::follower_count).await.expect("a count");
        (many == 0).then_some(Value::Null)
    })
    .await;
}
