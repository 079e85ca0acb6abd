//! Sign-in with an outside account, against a real provider process on loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use kernel::access::Trust;
use kernel::clock::Clock;
use kernel::people::{self, AccountKind};
use kernel::{Actor, Audit};
use testkit::{Answer, Client, TestTown, towns};

use super::{modules, seconds};
use crate::PeopleSettings;

const BACK: &str = "http://town.test/anmelden/nutzerkonto/zurueck";
const AWAY: &str = "/anmelden/nutzerkonto";
/// The secret the provider knows our client by.
const SECRET: &str = "a secret:with signs/that need care+%";

/// The provider; ends with the test.
struct Provider {
    child: Child,
    port: u16,
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Provider {
    fn start() -> Option<Self> {
        let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
            .join("tests/provider");
        if !folder.join("node_modules/oidc-provider").exists() {
            eprintln!(
                "SKIPPED: sign-in with a real provider; run crates/mod-people/tests/provider/install"
            );
            return None;
        }
        let mut child = Command::new("node")
            .arg("server.mjs")
            .arg(BACK)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let out = child.stdout.take().expect("its output");
        let line = BufReader::new(out)
            .lines()
            .find_map(|l| l.ok()?.strip_prefix("port ").map(|p| p.parse::<u16>().expect("a port")));
        Some(Self { child, port: line.expect("the provider says its port") })
    }

    fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Who signs in from now on.
    fn who(&self, query: &str) {
        fetch(&format!("{}/who?{query}", self.issuer()), &mut BTreeMap::new());
    }
}

/// One request of a browser that keeps cookies; answers where it is sent to.
fn fetch(url: &str, jar: &mut BTreeMap<String, String>) -> Option<String> {
    let agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .new_agent();
    let cookies = jar.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
    let answer = agent.get(url).header("cookie", &cookies).call().expect("the provider answers");
    for cookie in answer.headers().get_all("set-cookie") {
        let pair = cookie.to_str().expect("text").split(';').next().expect("a pair");
        let (name, value) = pair.split_once('=').expect("a cookie");
        jar.insert(name.to_owned(), value.to_owned());
    }
    Some(answer.headers().get("location")?.to_str().expect("text").to_owned())
}

/// Walks through the provider until it sends the browser back to town; answers the path there.
fn walk(from: &str) -> String {
    let base = from.split('/').take(3).collect::<Vec<_>>().join("/");
    let (mut at, mut jar) = (from.to_owned(), BTreeMap::new());
    for _ in 0..10 {
        let next = fetch(&at, &mut jar).unwrap_or_else(|| panic!("no way on from {at}"));
        if let Some(path) = next.strip_prefix("http://town.test") {
            return path.to_owned();
        }
        at = if next.starts_with('/') { format!("{base}{next}") } else { next };
    }
    panic!("the provider leads nowhere");
}

async fn configure(town: &TestTown, provider: &Provider, client: &str, secret_file: &str) {
    let settings = PeopleSettings {
        oidc: true,
        oidc_issuer: provider.issuer(),
        oidc_client_id: client.into(),
        oidc_secret_file: secret_file.into(),
        oidc_trust: "urn:loa:high = high\nurn:loa:1 = low".into(),
        ..PeopleSettings::default()
    };
    town.town
        .write(Actor::system("test"), move |tx| {
            kernel::settings::set(tx, &settings)?;
            Ok(Audit::of("test.settings", "people").done())
        })
        .await
        .unwrap();
}

/// Goes to the provider and back.
async fn sign_in(browser: &Client, from: &str) -> Answer {
    let away = browser.get(from).await.is(303).location.expect("the provider");
    assert!(away.contains("code_challenge_method=S256"), "{away}");
    let back = tokio::task::spawn_blocking(move || walk(&away)).await.unwrap();
    browser.get(&back).await
}

fn now() -> String {
    Clock::system().now().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outside_account_opens_the_same_account_again_with_its_trust() {
    let Some(provider) = Provider::start() else { return };
    for town in towns(modules, &now()).await {
        configure(&town, &provider, "public", "").await;
        provider.who("as=erika");
        let browser = town.anybody();
        let _ = browser.get("/anmelden").await.is(200).shows("Mit meinem Nutzerkonto anmelden");
        let first = sign_in(&browser, AWAY).await.is(303);
        assert_eq!(first.location.as_deref(), Some("/konto?neu"));
        let _ = browser
            .get("/konto")
            .await
            .is(200)
            .shows("Erika Musterfrau")
            .shows("erika@mail.test")
            .shows("hoch");

        let again = town.anybody();
        let second = sign_in(&again, &format!("{AWAY}?zurueck=/konto/adresse")).await.is(303);
        assert_eq!(second.location.as_deref(), Some("/konto/adresse"));
        let all = town.town.read(|db| people::of_kind(db, AccountKind::Citizen)).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].trust, Trust::High);

        provider.who("as=otto");
        let otto = town.anybody();
        let _ = sign_in(&otto, AWAY).await.is(303);
        let _ = otto.get("/konto").await.is(200).shows("Otto Normal").shows("niedrig");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_allowed_signature_and_proof_works_and_a_shared_secret_does_not() {
    let Some(provider) = Provider::start() else { return };
    for town in towns(modules, &now()).await {
        let file = town.town.plan().folder.join("oidc-secret");
        std::fs::write(&file, format!("{SECRET}\n")).unwrap();
        let file = file.display().to_string();
        provider.who("as=erika");
        for (client, secret) in
            [("public", ""), ("basic", file.as_str()), ("pss", ""), ("eddsa", "")]
        {
            configure(&town, &provider, client, secret).await;
            let answer = sign_in(&town.anybody(), AWAY).await;
            assert_eq!(answer.status, 303, "{client}: {}", answer.words());
        }
        configure(&town, &provider, "secretly", &file).await;
        let _ = sign_in(&town.anybody(), AWAY).await.is(422).shows("hat nicht geklappt");
        configure(&town, &provider, "basic", "/nowhere/secret").await;
        let _ = sign_in(&town.anybody(), AWAY).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_in_the_browser_that_asked_and_in_time() {
    let Some(provider) = Provider::start() else { return };
    for town in towns(modules, &now()).await {
        configure(&town, &provider, "public", "").await;
        provider.who("as=erika");
        let browser = town.anybody();
        let away = browser.get(AWAY).await.is(303).location.unwrap();
        let cookie = browser.cookie("rathaus-nutzerkonto").unwrap();
        let back = tokio::task::spawn_blocking(move || walk(&away)).await.unwrap();

        // Another browser: somebody sends their own answer to a victim.
        let victim = town.anybody();
        let _ = victim.get(&back).await.is(422);
        let _ = victim.get(AWAY).await.is(303);
        let _ = victim.get(&back).await.is(422);
        assert_eq!(victim.session(), None);
        // A bent state, an answer in the name of another issuer, none at all.
        let bent = back.replace("state=", "state=x");
        let _ = browser.get(&bent).await.is(422);
        browser.set_cookie("rathaus-nutzerkonto", Some(&cookie));
        let foreign = back.replace("iss=http", "iss=https");
        let _ = browser.get(&foreign).await.is(422);
        let _ = browser.get("/anmelden/nutzerkonto/zurueck").await.is(422);

        browser.set_cookie("rathaus-nutzerkonto", Some(&cookie));
        let _ = browser.get(&back).await.is(303);
        assert!(browser.session().is_some());
        // Replayed: the provider gives a code away once.
        let replay = town.anybody();
        replay.set_cookie("rathaus-nutzerkonto", Some(&cookie));
        let _ = replay.get(&back).await.is(422);

        // Late.
        let slow = town.anybody();
        let away = slow.get(AWAY).await.is(303).location.unwrap();
        let back = tokio::task::spawn_blocking(move || walk(&away)).await.unwrap();
        town.advance(seconds(601));
        let _ = slow.get(&back).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_back_and_a_provider_out_of_reach_are_answered_kindly() {
    let Some(provider) = Provider::start() else { return };
    for town in towns(modules, &now()).await {
        let _ = town.anybody().get(AWAY).await.is(404);
        let _ = town.anybody().get("/anmelden").await.is(200).hides("Nutzerkonto");
        configure(&town, &provider, "public", "").await;
        provider.who("refuse");
        let _ = sign_in(&town.anybody(), AWAY).await.is(422).shows("abgebrochen");
        provider.who("as=erika");
        let nobody = Provider { port: 1, child: Command::new("true").spawn().unwrap() };
        configure(&town, &nobody, "public", "").await;
        let _ = town.anybody().get(AWAY).await.is(422).shows("hat nicht geklappt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_citizen_connects_the_outside_account_and_lesser_sessions_do_not_rise() {
    let Some(provider) = Provider::start() else { return };
    for town in towns(modules, &now()).await {
        configure(&town, &provider, "public", "").await;
        provider.who("as=erika");
        let erika = town.citizen("Erika").await;
        let login = town
            .town
            .read(|db| Ok(people::of_kind(db, AccountKind::Citizen)?[0].login.reveal().clone()))
            .await
            .unwrap();
        let by_mail = town.anybody();
        let _ = by_mail.post("/anmelden", &[("email", &login)]).await.is(303);
        town.settle().await;
        let mail = town.post.to(&login).pop().unwrap();
        let code = mail
            .body
            .reveal()
            .lines()
            .find_map(|l| l.strip_prefix("Ihr Code: "))
            .unwrap()
            .to_owned();
        let _ = by_mail.post("/anmelden/code", &[("code", &code)]).await.is(303);
        let _ = by_mail
            .get("/konto")
            .await
            .is(200)
            .shows("nicht bestätigt")
            .shows("Nutzerkonto verbinden");

        let done = sign_in(&erika, AWAY).await.is(303);
        assert_eq!(done.location.as_deref(), Some("/konto?verbunden"));
        let _ =
            erika.get("/konto").await.is(200).shows("hoch").shows("Ihr Nutzerkonto ist verbunden");
        let _ = by_mail.get("/konto").await.is(401);
        let all = town.town.read(|db| people::of_kind(db, AccountKind::Citizen)).await.unwrap();
        assert_eq!(all.len(), 1);

        // The outside account cannot be pulled into a second account.
        let otto = town.citizen("Otto").await;
        let _ = sign_in(&otto, AWAY).await.is(422).shows("gehört schon zu einem anderen Konto");
        // And a sign-in by mail afterwards vouches for nothing.
        let later = town.anybody();
        let _ = later.post("/anmelden", &[("email", &login)]).await.is(303);
        town.settle().await;
        let mail = town.post.to(&login).pop().unwrap();
        let code = mail
            .body
            .reveal()
            .lines()
            .find_map(|l| l.strip_prefix("Ihr Code: "))
            .unwrap()
            .to_owned();
        let _ = later.post("/anmelden/code", &[("code", &code)]).await.is(303);
        let _ = later.get("/konto").await.is(200).shows("nicht bestätigt");
    }
}
