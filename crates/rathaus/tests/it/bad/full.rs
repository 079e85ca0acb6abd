//! A full disk: whoever writes is told and keeps what they typed, whoever reads goes on, and when
//! there is room again everything works without a restart.

use kernel::db::EngineKind;
use kernel::{AppError, Saved, Sql, sql};
use testkit::TestTown;

const MONDAY: &str = "2026-11-02T08:00:00Z";

const PAGES: Sql = sql!("PRAGMA page_count");
/// Just above what a town needs; SQLite takes no less than what is there.
const SHUT: Sql = sql!("PRAGMA max_page_count = 1");
const OPEN: Sql = sql!("PRAGMA max_page_count = 1000000");
/// PostgreSQL says this itself when the disk is full (SQLSTATE 53100).
const SAY_FULL: Sql = sql!(
    "CREATE FUNCTION say_full() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''No space left on device''; END'"
);
const SHUT_MAIL: Sql = sql!(
    "CREATE TRIGGER full_disk BEFORE INSERT ON kernel_mail FOR EACH ROW EXECUTE FUNCTION say_full()"
);
const OPEN_MAIL: Sql = sql!("DROP TRIGGER full_disk ON kernel_mail");

async fn fill(town: &TestTown) {
    let kind = town.town.db().kind();
    let act = move |tx: &mut kernel::Tx<'_>| {
        if kind == EngineKind::Postgres {
            tx.execute(SAY_FULL, &[])?;
            tx.execute(SHUT_MAIL, &[])?;
            return Ok(kernel::Audit::of("test.full", "disk").done());
        }
        assert!(tx.query(PAGES, &[])?.len() == 1);
        tx.query(SHUT, &[])?;
        Ok(Saved::nothing(()))
    };
    town.town.write(kernel::Actor::system("test"), act).await.expect("the disk is full now");
}

async fn make_room(town: &TestTown) {
    let kind = town.town.db().kind();
    let act = move |tx: &mut kernel::Tx<'_>| -> Result<_, AppError> {
        if kind == EngineKind::Postgres {
            tx.execute(OPEN_MAIL, &[])?;
            return Ok(kernel::Audit::of("test.room", "disk").done());
        }
        tx.query(OPEN, &[])?;
        Ok(Saved::nothing(()))
    };
    town.town.write(kernel::Actor::system("test"), act).await.expect("there is room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_nothing_typed_is_lost() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let erika = town.anybody();
        let number = erika.get("/kontakt").await.is(200).field("nummer").expect("a number");
        // Longer than a page of the database, so that it cannot slip into one that is half empty.
        let message = format!("Vor \"Haus 3\" ist <ein> Loch.\n{}", "Es ist tief. ".repeat(350));
        let fields = [
            ("nummer", number.as_str()),
            ("betreff", "Loch in der Straße"),
            ("nachricht", message.as_str()),
        ];
        let sabine = town.citizen("Sabine").await;
        fill(&town).await;
        let told = erika.post("/kontakt", &fields).await.is(503);
        assert_eq!(told.headers["retry-after"], "60");
        let told = told.shows("nicht erreichbar").shows("Noch einmal senden");
        let told = told.hides("database").hides("disk").hides("panick");
        assert!(told.text().contains("Vor &quot;Haus 3&quot; ist &lt;ein&gt; Loch."), "typed text");
        assert_eq!(told.field("betreff").as_deref(), Some("Loch in der Straße"));
        let english = erika.post("/en/kontakt", &fields).await.is(503);
        english.shows("Send again").shows("not available");
        // Reading goes on, for people who are signed in too: their last use is not noted.
        town.advance(jiff::SignedDuration::from_mins(5));
        let _ = sabine.get("/konto").await.is(200);
        let _ = erika.get("/kontakt").await.is(200);
        town.settle().await;
        assert!(town.post.mails().is_empty());

        make_room(&town).await;
        let sent: Vec<(String, String)> = ["nummer", "betreff", "nachricht"]
            .into_iter()
            .map(|name| (name.to_owned(), told.field(name).expect("the page kept it")))
            .collect();
        let mut again: Vec<(&str, &str)> =
            sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        again.retain(|(name, _)| *name != "nachricht");
        again.push(("nachricht", &message));
        let _ = erika.post("/kontakt", &again).await.is(303);
        town.settle().await;
        let mails = town.post.to("post@town.test");
        assert_eq!(mails.len(), 1, "sent once, when there was room");
        assert!(mails[0].body.reveal().contains("Es ist tief."));
        let verdict = town.town.read(kernel::audit::verify).await.expect("the logbook");
        assert!(matches!(verdict, kernel::audit::Verdict::Sound(..)), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_do_not_travel_back_into_a_page() {
    let town = testkit::town(rathaus::modules, MONDAY).await;
    fill(&town).await;
    let anybody = town.anybody();
    let fields = [("name", "egon@town.test"), ("passwort", "ganz geheimes Wort"), ("code", "1")];
    let answer = anybody.post("/verwaltung/anmelden", &fields).await;
    assert!(!answer.text().contains("ganz geheimes Wort"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_write_that_finds_no_room_harms_no_other() {
    let town = testkit::town(rathaus::modules, MONDAY).await;
    fill(&town).await;
    let large = "x".repeat(200_000);
    let mut waiting = Vec::new();
    for n in 0..40 {
        let (house, large) = (std::sync::Arc::clone(&town.town), large.clone());
        waiting.push(tokio::spawn(async move {
            let write = house.write(kernel::Actor::system("test"), move |tx| {
                if n % 4 == 0 {
                    kernel::notify::mail(tx, &format!("t/{n}"), "a@mail.test", "x", &large)?;
                }
                Ok(kernel::Audit::of("test.written", n).done())
            });
            (n, write.await.is_ok())
        }));
    }
    let mut acknowledged = Vec::new();
    for task in waiting {
        let (n, is_saved) = task.await.expect("no write panics");
        assert!(!(is_saved && n % 4 == 0), "{n} did not fit and was acknowledged");
        if is_saved {
            acknowledged.push(n.to_string());
        }
    }
    make_room(&town).await;
    let there =
        town.town.read(|db| kernel::audit::latest(db, i64::MAX, 1_000)).await.expect("the logbook");
    let mut there: Vec<&str> =
        there.iter().filter(|e| e.action == "test.written").map(|e| e.subject.as_str()).collect();
    there.sort_unstable();
    acknowledged.sort();
    assert_eq!(there, acknowledged, "what was acknowledged is there and nothing else");
    let verdict = town.town.read(kernel::audit::verify).await.expect("the logbook");
    assert!(matches!(verdict, kernel::audit::Verdict::Sound(..)), "{verdict:?}");
}
