//! Power cuts: a process under load is killed at random moments, again and again. What it had
//! acknowledged is there afterwards, the audit chain verifies, no mail is sent twice.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{self, Verdict};
use kernel::clock::Clock;
use kernel::db::Place;
use kernel::keys::Key;
use kernel::town::TownPlan;
use kernel::{Actor, Audit, Case, Id, Language, Town, cases, notify};
use platform::SmtpPost;
use platform::smtp::{Protection, Relay};

/// Kills in one run.
const KILLS: usize = 200;
/// Environment that turns the test binary into the process that is killed.
const CHILD: &str = "RATHAUS_CRASH_CHILD";
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

fn plan(folder: &Path) -> TownPlan {
    TownPlan {
        key: "crash".into(),
        hosts: vec!["town.test".into()],
        base_url: "http://town.test".into(),
        folder: folder.to_owned(),
        place: Place::Sqlite(folder.join("town.sqlite")),
    }
}

async fn open(folder: &Path, port: u16) -> Arc<Town> {
    let relay = Relay {
        host: "127.0.0.1".into(),
        port,
        protection: Protection::None,
        login: None,
        from: "post@town.test".into(),
    };
    let house = rathaus::house(Arc::new(SmtpPost::new(&relay).expect("a relay")));
    let place = Place::Sqlite(folder.join("town.sqlite"));
    kernel::town::migrate(&place, &house, Clock::system()).await.expect("migrations");
    let key = Key::from_hex(KEY).expect("a key");
    Town::open(plan(folder), house, &key, Clock::system()).await.expect("the town opens")
}

fn answers() -> norm_fim::Answers {
    let path = format!(
        "{}/../../data/wohngeld/sample-pensioner-alone.json",
        std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where")
    );
    let text = std::fs::read_to_string(path).expect("the sample is there");
    let mut answers: norm_fim::Answers = serde_json::from_str(&text).expect("it reads");
    let schema = norm_fim::read(mod_wohngeld::FORM.as_bytes()).expect("the form reads").schema;
    for (path, value) in
        [("G99000000040.F99000000043", "ja"), ("G99000000040.F99000000042", "x@mail.test")]
    {
        answers.enter(&schema, &path.parse().expect("a path"), value);
    }
    answers
}

/// Says what was acknowledged; the line leaves before the next act begins.
fn acknowledge(what: &str, id: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "ACK {what} {id}").and_then(|()| out.flush()).expect("the parent listens");
}

async fn load(folder: PathBuf, port: u16) {
    let town = open(&folder, port).await;
    tokio::spawn(kernel::worker::work(Arc::clone(&town)));
    for n in 0..3 {
        let town = Arc::clone(&town);
        tokio::spawn(async move {
            loop {
                one_citizen(&town, n).await;
            }
        });
    }
    std::future::pending::<()>().await;
}

/// Somebody applies, writes a message, and is decided upon.
async fn one_citizen(town: &Arc<Town>, n: usize) {
    let holder = format!("holder/{n}-{}", Id::<()>::new());
    let case = mod_applications::submit_for_demo(
        town,
        mod_wohngeld::SERVICE,
        answers(),
        &holder,
        Language::De,
        Vec::new(),
    )
    .await
    .expect("the application is taken");
    acknowledge("case", case);
    let message = town
        .write(Actor::Guest { key: holder }, move |tx| {
            let case = cases::find_for_update(tx, case)?;
            let message = notify::NewMessage {
                case: &case,
                is_to_citizen: false,
                subject: "Frage",
                body: "Wann ist mit dem Bescheid zu rechnen?",
                file: None,
                author: "Antragstellerin",
            };
            let id = notify::put(tx, &message)?;
            notify::mail(
                tx,
                &format!("crash/{id}"),
                &format!("{id}@mail.test"),
                "Neue Nachricht",
                "Es gibt eine Nachricht.",
            )?;
            Ok(Audit::of("crash.written", id).with(id))
        })
        .await
        .expect("the message is taken");
    acknowledge("message", message);
    town.write(Actor::system("crash"), move |tx| {
        cases::decide(tx, case)?;
        Ok(Audit::of("crash.decided", case).done())
    })
    .await
    .expect("the decision is taken");
    acknowledge("decision", case);
}

/// The process that is killed; as a test of its own it has nothing to do.
#[test]
fn child() {
    let Ok(order) = std::env::var(CHILD) else { return };
    let (port, folder) = order.split_once(' ').expect("port and folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(load(PathBuf::from(folder), port.parse().expect("a port")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_no_mail_goes_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let relay = testkit::smtp::Relay::start().await;
    prepare(folder.path(), relay.port).await;
    let (mut cases_seen, mut messages, mut decisions) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for round in 0..KILLS {
        // Spread over start, load and recovery without a source of chance a failure could not name.
        let wait = Duration::from_millis(60 + (round as u64 * 7_919) % 1_140);
        for line in run_and_kill(folder.path(), relay.port, wait) {
            let mut parts = line.split(' ').skip(1);
            match (parts.next(), parts.next()) {
                (Some("case"), Some(id)) => drop(cases_seen.insert(id.to_owned())),
                (Some("message"), Some(id)) => drop(messages.insert(id.to_owned())),
                (Some("decision"), Some(id)) => drop(decisions.insert(id.to_owned())),
                _ => {}
            }
        }
    }
    assert!(cases_seen.len() > 20, "the load was no load: {} cases", cases_seen.len());
    let town = open(folder.path(), relay.port).await;
    for id in &cases_seen {
        let id: Id<Case> = id.parse().expect("an id");
        let case = town
            .read(move |db| cases::find_for_update(db, id))
            .await
            .expect("an acknowledged case");
        assert!(!decisions.contains(&id.to_string()) || case.state == "decided", "{id}");
    }
    for id in &messages {
        let id = id.parse().expect("an id");
        town.read(move |db| notify::find(db, id)).await.expect("an acknowledged message");
    }
    let verdict = town.read(audit::verify).await.expect("the logbook");
    assert!(matches!(verdict, Verdict::Sound(..)), "{verdict:?}");
    let mut seen = BTreeSet::new();
    for mail in relay.received() {
        let id = mail
            .data
            .lines()
            .find(|l| l.to_lowercase().starts_with("message-id:"))
            .map(str::to_owned);
        let id = id.expect("every mail has an identifier");
        assert!(seen.insert(id.clone()), "sent twice: {id}");
    }
    assert!(seen.len() > 10, "hardly any mail left: {}", seen.len());
    eprintln!(
        "{KILLS} kills: {} cases, {} messages, {} decisions acknowledged and there, {} mails, none twice",
        cases_seen.len(),
        messages.len(),
        decisions.len(),
        seen.len()
    );
}

/// Units, competence and rent level, before the first kill.
async fn prepare(folder: &Path, port: u16) {
    let town = open(folder, port).await;
    town.write(Actor::system("test"), |tx| {
        let unit = kernel::org::Unit {
            id: Id::new(),
            parent: None,
            number: "50".into(),
            name: kernel::Text::same("Soziales"),
            telephone: String::new(),
            email: String::new(),
            street: String::new(),
            postcode: String::new(),
            room: String::new(),
            hours: Vec::new(),
            position: 1,
            from: jiff::civil::Date::constant(2000, 1, 1),
            until: None,
        };
        kernel::org::save(tx, &unit)?;
        kernel::org::make_competent(tx, "wohngeld", unit.id)?;
        let level = mod_wohngeld::WohngeldSettings { rent_level: 3, ..Default::default() };
        kernel::settings::set(tx, &level)?;
        let profile = kernel::town::Profile {
            name: "Stadt Teststadt".into(),
            email: "post@town.test".into(),
            ..Default::default()
        };
        kernel::settings::set(tx, &profile)?;
        Ok(Audit::of("test.furnished", "town").done())
    })
    .await
    .expect("furniture");
}

/// Starts the loaded process, kills it after a while, and answers what it had acknowledged.
fn run_and_kill(folder: &Path, port: u16, wait: Duration) -> Vec<String> {
    let program = std::env::current_exe().expect("this test binary");
    let mut child = Command::new(program)
        .args(["--exact", "crash::child", "--nocapture", "--test-threads", "1"])
        .env(CHILD, format!("{port} {}", folder.display()))
        .env("RATHAUS_LOG", "off")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the process starts");
    let mut out = child.stdout.take().expect("its output");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        // A line cut by the kill is no acknowledgement.
        drop(std::io::Read::read_to_string(&mut out, &mut text));
        text
    });
    std::thread::park_timeout(wait);
    child.kill().expect("kill -9");
    child.wait().expect("its end");
    let text = reader.join().expect("its words");
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().filter_map(|l| l.find("ACK ").map(|at| l[at..].to_owned())).collect()
}
