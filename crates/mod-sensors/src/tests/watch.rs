//! Thresholds: warnings that come and go by themselves, whoever writes and in whatever order; who is
//! told when; tasks; silence.

use jiff::SignedDuration;
use kernel::cases::WORK;
use kernel::{Actor, Audit, Id, siren};

use super::{STATION, Server};
use crate::store::{warnings, watch as store};
use crate::watch::{Threshold, Warning, acts as watching};
use crate::{KEEP, VIEW, acts};

/// The form of a gauge that warns from 300 on and ends below 280.
pub(super) fn gauge() -> Vec<(&'static str, String)> {
    [
        ("strom", "1"),
        ("art", "above"),
        ("grenze", "300"),
        ("ende", "280"),
        ("minuten", ""),
        ("titel", "Hochwasser, Stufe 1"),
        ("titel_en", "Flood, stage 1"),
        ("text", "Meiden Sie den Uferweg."),
        ("text_en", "Keep away from the bank."),
        ("stufe", "caution"),
        ("oeffentlich", "ja"),
        ("ueberall", "ja"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

pub(super) fn with(
    form: &[(&'static str, String)],
    more: &[(&'static str, &str)],
) -> Vec<(&'static str, String)> {
    let mut form = form.to_vec();
    for (name, value) in more {
        form.retain(|(known, _)| known != name);
        form.push((name, (*value).to_owned()));
    }
    form
}

impl Server {
    /// Sets a threshold as staff do; answers it.
    pub(super) async fn set(&self, form: &[(&'static str, String)]) -> Threshold {
        let paula = self.town.staff("Paula", &[VIEW, KEEP], "66").await;
        let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        paula.post("/verwaltung/sensoren/schwellen/neu", &fields).await.is(303);
        self.thresholds().await.into_iter().max_by_key(|t| t.id.to_string()).expect("a threshold")
    }

    pub(super) async fn thresholds(&self) -> Vec<Threshold> {
        self.town.town.read(store::all).await.expect("thresholds")
    }

    /// A value of stream 1 so many minutes from now.
    pub(super) async fn value(&self, minutes: i64, value: f64) {
        let at = self.town.town.now() + SignedDuration::from_mins(minutes);
        let body = format!(r#"{{"phenomenonTime":"{at}","result":{value}}}"#);
        self.post("/Datastreams(1)/Observations", &body).await;
    }

    pub(super) async fn standing(&self) -> Vec<Warning> {
        self.town.town.read(warnings::standing).await.expect("warnings")
    }

    async fn history(&self) -> Vec<Warning> {
        self.town.town.read(|db| warnings::history(db, 1, 100)).await.expect("warnings")
    }

    /// What stands above every page.
    pub(super) async fn banners(&self) -> Vec<String> {
        siren::refresh(&self.town.town).await.expect("the siren");
        let signal = self.town.town.siren().signal();
        signal.at(self.town.town.now()).map(|b| format!("{}: {}", b.area.de, b.text.de)).collect()
    }

    fn mails(&self) -> Vec<String> {
        self.town.post.mails().iter().map(|m| m.subject.clone()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_comes_and_goes_by_itself() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.set(&gauge()).await;
        server.value(-60, 299.0).await;
        assert_eq!(server.banners().await, [""; 0]);
        server.value(-50, 310.5).await;
        assert_eq!(
            server.banners().await,
            ["Station: Hochwasser, Stufe 1. Meiden Sie den Uferweg."]
        );
        // Values that say the same, or a little less, change nothing.
        for (minutes, value) in [(-40, 310.5), (-30, 333.0), (-20, 281.0)] {
            server.value(minutes, value).await;
        }
        assert_eq!(server.history().await.len(), 1);
        let visitor = server.town.anybody();
        let page = visitor.get("/sensoren/station/1-station").await.is(200);
        let page = page.shows("Achtung: Hochwasser, Stufe 1. Meiden Sie den Uferweg.");
        let page = page.shows("Gebiet: Station").hides("gilt bis").shows("besteht").shows("333");
        let text = page.text();
        assert!(text.contains("rh-plot__limit"), "the level is drawn");
        let page = visitor.get("/en/sensoren/station/1-station").await.is(200);
        page.shows("Caution: Flood, stage 1. Keep away from the bank.").shows("ends below 280");
        server.value(-10, 279.0).await;
        assert_eq!(server.banners().await, [""; 0]);
        let history = server.history().await;
        assert_eq!((history.len(), history[0].peak), (1, Some(333.0)));
        let page = visitor.get("/sensoren/station/1-station").await.is(200);
        page.hides("Achtung: Hochwasser").shows("Warnungen bisher").shows("4. Mai 2026, 09:10 Uhr");
        let feed = visitor.get("/sensoren/warnungen.atom").await.is(200).text();
        assert!(feed.contains("Entwarnung: Hochwasser, Stufe 1, Station"), "{feed}");
        assert_eq!(feed.matches("<entry").count(), 2, "{feed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn late_and_absurd_values_turn_nothing() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let t = server.set(&gauge()).await;
    server.value(-10, 250.0).await;
    // Out of order: older than what was judged.
    server.value(-20, 400.0).await;
    // A clock that is an hour ahead.
    server.value(60, 400.0).await;
    assert!(server.standing().await.is_empty());
    server.value(-5, 400.0).await;
    assert_eq!(server.standing().await.len(), 1, "what lies ahead did not blind us");
    server.value(-15, 100.0).await;
    assert_eq!(server.standing().await.len(), 1, "an old value ends nothing");
    assert_eq!(t.rule.clear.to_string(), "280");
    // A day that is over comes in at once: history of nobody's worry, and no news.
    let rows: Vec<String> = (0..48)
        .map(|n| format!(r#"["2026-04-{:02}T{:02}:00:00Z",{}]"#, 20 + n / 24, n % 24, 200 + n * 10))
        .collect();
    let other = STATION.replace("Station", "Andere");
    server.post("/Things", &other).await;
    server.set(&with(&gauge(), &[("strom", "2")])).await;
    let body = format!(
        r#"[{{"Datastream":{{"@iot.id":2}},"components":["phenomenonTime","result"],"dataArray":[{}]}}]"#,
        rows.join(",")
    );
    server.post("/CreateObservations", &body).await;
    assert_eq!(server.standing().await.len(), 1, "yesterday's flood warns nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peak_within_one_delivery_is_history_and_no_news() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.set(&with(&gauge(), &[("wer0", &unit(&server).await)])).await;
    let rows = r#"[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[
        ["2026-05-04T07:10:00Z",310],["2026-05-04T07:00:00Z",290],["2026-05-04T07:20:00Z",200]]}]"#;
    server.post("/CreateObservations", rows).await;
    server.town.settle().await;
    assert_eq!(server.history().await.len(), 1);
    assert!(server.standing().await.is_empty());
    assert_eq!(server.mails(), [""; 0]);
}

async fn unit(server: &Server) -> String {
    format!("unit/{}", server.town.unit("66").await.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_at_once_warn_once() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.set(&gauge()).await;
        let town = &server;
        let (a, b, c) = (town.value(-3, 310.0), town.value(-2, 320.0), town.value(-1, 330.0));
        tokio::join!(a, b, c);
        assert_eq!(server.history().await.len(), 1);
        server.town.settle().await;
        server.town.settle().await;
        let told = server.town.trail().await.iter().filter(|a| *a == "sensors.told").count();
        assert_eq!(told, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_must_stay_beyond_for_a_time_where_that_is_asked() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.set(&with(&gauge(), &[("minuten", "30")])).await;
    server.value(-60, 310.0).await;
    server.value(-45, 310.0).await;
    assert!(server.standing().await.is_empty());
    server.value(-30, 311.0).await;
    assert_eq!(server.standing().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_is_told_in_its_hours_and_a_case_is_opened() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let office = unit(&server).await;
        let case_unit = server.town.unit("66").await.id.to_string();
        let mut roads = server.town.unit("66").await;
        roads.email = "tiefbau@town.test".into();
        let saved = server.town.town.write(Actor::system("test"), move |tx| {
            kernel::org::save(tx, &roads)?;
            Ok(Audit::of("test.saved", roads.id).done())
        });
        saved.await.expect("a unit");
        let duty = [
            ("wer0", office.as_str()),
            ("tage0", "working"),
            ("von0", "7:30"),
            ("bis0", "16:00"),
            ("vorgang", case_unit.as_str()),
        ];
        server.set(&with(&gauge(), &duty)).await;
        // Ten in the morning of a Monday.
        server.value(-1, 310.0).await;
        server.town.settle().await;
        assert_eq!(server.mails(), ["Hochwasser, Stufe 1, Station"]);
        let mail = server.town.post.to("tiefbau@town.test").remove(0);
        let body = mail.body.reveal();
        assert!(body.contains("/verwaltung/sensoren/aufgabe/"), "{body}");
        let case = server.standing().await.remove(0).case;
        // At night nobody is there: the morning tells begin and end in one mail.
        server.town.advance(SignedDuration::from_hours(12));
        server.value(-1, 200.0).await;
        server.value(0, 320.0).await;
        server.town.advance(SignedDuration::from_mins(30));
        server.value(0, 200.0).await;
        server.town.settle().await;
        assert_eq!(server.mails().len(), 1);
        assert_eq!(server.history().await.len(), 2);
        assert_eq!(server.history().await[0].case, case, "an open case takes the next warning");
        server.town.advance(SignedDuration::from_hours(10));
        server.town.settle().await;
        let mails = server.mails();
        assert_eq!(mails.len(), 3, "{mails:?}");
        assert_eq!(mails[1], "Entwarnung: Hochwasser, Stufe 1, Station");
        // The task is done on its page, by those who work there.
        let other = server.town.staff("Olga", &[WORK], "50").await;
        other.get(&format!("/verwaltung/sensoren/aufgabe/{case}")).await.is(404);
        let bernd = server.town.staff("Bernd", &[WORK], "66").await;
        let page = bernd.get(&format!("/verwaltung/sensoren/aufgabe/{case}")).await.is(200);
        page.shows("Die Werte sind wieder gut").shows("320");
        let address = format!("/verwaltung/sensoren/aufgabe/{case}");
        bernd.post(&address, &[("was", "")]).await.is(422).shows("was getan wurde");
        bernd.post(&address, &[("was", "Steg gesperrt und wieder geöffnet")]).await.is(303);
        bernd.get(&address).await.is(200).shows("abgeschlossen");
        bernd.post(&address, &[("was", "noch einmal")]).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_a_threshold_of_its_own() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.value(-5, 10.0).await;
        let case_unit = server.town.unit("66").await.id.to_string();
        let silent = [
            ("art", "silent"),
            ("grenze", ""),
            ("ende", ""),
            ("minuten", "120"),
            ("oeffentlich", ""),
            ("titel", "Pegel schweigt"),
            ("vorgang", case_unit.as_str()),
        ];
        server.set(&with(&gauge(), &silent)).await;
        watching::listen(&server.town.town).await.expect("a look");
        assert!(server.standing().await.is_empty());
        server.town.advance(SignedDuration::from_mins(126));
        for _ in 0..2 {
            watching::listen(&server.town.town).await.expect("a look");
        }
        let standing = server.standing().await;
        assert_eq!(standing.len(), 1);
        assert!(!standing[0].case.is_empty());
        assert_eq!(server.banners().await, [""; 0], "staff only");
        // A value that is old itself is no sign of life, a new one is.
        server.value(-125, 10.0).await;
        assert_eq!(server.standing().await.len(), 1);
        server.value(-1, 10.0).await;
        assert!(server.standing().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_and_a_release_end_warnings() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.set(&gauge()).await;
        server.value(-5, 310.0).await;
        assert_eq!(server.banners().await.len(), 1);
        server.turn(true).await;
        assert_eq!(server.banners().await, [""; 0]);
        assert!(server.standing().await.is_empty());
        let pause = server.history().await.remove(0);
        assert_eq!(pause.ending.key(), "paused");
        server.turn(false).await;
        server.value(0, 320.0).await;
        assert_eq!(server.standing().await.len(), 1);
        // A device that is released is nobody's to read until somebody takes it again.
        let paula = server.town.staff("Paula", &[VIEW, KEEP], "66").await;
        let entry = server.entry().await;
        let desk = format!("/verwaltung/sensoren/{entry}");
        paula.post(&format!("{desk}/geraete/1/loesen"), &[]).await.is(303);
        assert!(server.standing().await.is_empty());
        for path in [
            "/Things(1)",
            "/Datastreams(1)",
            "/Observations(1)",
            "/Things(1)/Datastreams",
            "/HistoricalLocations(1)",
        ] {
            server.get(path).await.is(404);
        }
        assert_eq!(server.get("/Things?$count=true").await.at("/@iot.count"), "0");
        server.get("/Locations(1)/Things").await.is(404);
        // Writing the stream anew does not bring it back.
        server.write("PATCH", "/Datastreams(1)", r#"{"properties":{"public":true}}"#).await.is(200);
        server.get("/Datastreams(1)").await.is(404);
        paula.post(&format!("{desk}/geraete"), &[("geraet", "1")]).await.is(303);
        server.get("/Things(1)").await.is(200);
        server.get("/Datastreams(1)").await.is(200);
    }
}

impl Server {
    async fn entry(&self) -> Id<crate::Entry> {
        let found = self
            .town
            .town
            .read(|db| Ok(crate::store::register::by_slug(db, "versuch")?.expect("an entry").id));
        found.await.expect("an entry")
    }

    pub(super) async fn turn(&self, is_pause: bool) {
        let entry = self.entry().await;
        let done = self.town.town.write(Actor::system("test"), move |tx| {
            if is_pause {
                acts::pause(tx, entry, &Actor::system("test"), "Der Rat berät neu")?;
            } else {
                acts::resume(tx, entry, &Actor::system("test"))?;
            }
            Ok(Audit::of("test.turned", entry).done())
        });
        done.await.expect("turned");
    }
}
