//! Stories of the IT department, through the real router and on both engines.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use kernel::facts::{DeadlineNear, Fact};
use kernel::jobs::{self, JobError, JobKind, Weight};
use kernel::module::Finding;
use kernel::outbox::Subscriber;
use kernel::settings::{self, SettingField, SettingKind, Settings, SettingsPage};
use kernel::town::Profile;
use kernel::{Actor, AppError, Audit, Module, Permission, Text, notify};
use serde::{Deserialize, Serialize};
use testkit::{Answer, Client, TestTown};

use crate::{AUDIT, SETTINGS, WATCH};

const MORNING: &str = "2026-05-04T08:00:00Z";

/// Settings with one field of every kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct DogSettings {
    name: String,
    notes: String,
    kinds: Vec<String>,
    is_open: bool,
    most: i64,
    tax: i64,
    colour: String,
    hidden: String,
}

impl Settings for DogSettings {
    const MODULE: &'static str = "dogs";

    fn fields() -> Vec<SettingField> {
        let field =
            |key, kind| SettingField { key, label: Text::same(key), hint: Text::default(), kind };
        vec![
            field("name", SettingKind::Line),
            field("notes", SettingKind::Lines),
            field("kinds", SettingKind::Lines),
            field("is_open", SettingKind::Switch),
            field("most", SettingKind::Number(1, 10)),
            field("tax", SettingKind::Money),
            field("colour", SettingKind::Colour),
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        if self.name == "Katze" {
            return Err((
                "name".into(),
                Text::new("Eine Katze ist kein Hund.", "A cat is no dog."),
            ));
        }
        Ok(())
    }
}

/// Stands in for a department whose work fails until somebody mends it.
fn dogs() -> Module {
    Module {
        name: "dogs",
        settings: vec![SettingsPage::of::<DogSettings>(|| Text::new("Hunde", "Dogs"))],
        jobs: vec![JobKind {
            name: "dogs.bark",
            weight: Weight::Light,
            attempts_max: 1,
            is_armed: false,
            run: |town, _| {
                Box::pin(async move {
                    let mended: DogSettings = town.read(settings::get).await?;
                    if mended.is_open {
                        Ok(())
                    } else {
                        Err(JobError::Never("the dog sleeps".into()))
                    }
                })
            },
        }],
        subscribers: vec![Subscriber {
            name: "dogs.listen",
            fact: DeadlineNear::NAME,
            run: |_, tx, _| {
                let mended: DogSettings = settings::get(tx)?;
                if mended.is_open {
                    Ok(Audit::of("test.heard", "dog"))
                } else {
                    Err(AppError::internal("the dog does not listen"))
                }
            },
        }],
        ..Module::default()
    }
}

fn modules() -> Vec<Module> {
    vec![crate::module(), dogs()]
}

async fn write(
    town: &TestTown,
    act: impl FnOnce(&mut kernel::Tx<'_>) -> Result<(), AppError> + Send + 'static,
) {
    town.town
        .write(Actor::system("test"), move |tx| {
            act(tx)?;
            Ok(Audit::of("test.done", "town").done())
        })
        .await
        .unwrap();
}

async fn mend(town: &TestTown) {
    write(town, |tx| {
        settings::set(tx, &DogSettings { is_open: true, most: 3, ..Default::default() })
    })
    .await;
}

/// Settles often enough that everything that fails has failed for good.
async fn wear_out(town: &TestTown) {
    for _ in 0..12 {
        town.settle().await;
        town.advance(SignedDuration::from_hours(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_job_is_repeated_by_a_person() {
    for town in testkit::towns(modules, MORNING).await {
        let ida = town.staff("Ida", &[WATCH], "50").await;
        ida.get("/verwaltung/betrieb")
            .await
            .is(200)
            .shows("Nichts steckt fest")
            .shows("Noch keine Sicherung");
        write(&town, |tx| jobs::schedule(tx, "dogs.bark", "bark/1", &"1")).await;
        town.settle().await;
        let page = ida.get("/verwaltung/betrieb").await.is(200);
        let page =
            page.shows("kam nicht zu Ende").shows("the dog sleeps").hides("Nichts steckt fest");
        let id = page.field("id").expect("the job's number");
        mend(&town).await;
        let done =
            ida.post("/verwaltung/betrieb/auftrag/wiederholen", &[("id", &id)]).await.is(303);
        ida.follow(&done).await.is(200).shows("noch einmal versucht");
        town.settle().await;
        ida.get("/verwaltung/betrieb").await.is(200).shows("Nichts steckt fest");
        // A second press, or a colleague who was slower.
        let late = ida.post("/verwaltung/betrieb/auftrag/wiederholen", &[("id", &id)]).await;
        late.is(422).shows("steckt nicht mehr fest");
        ida.post("/verwaltung/betrieb/auftrag/wiederholen", &[("id", "x")]).await.is(404);
        assert!(town.trail().await.contains(&"operations.job_repeated".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_fact_is_repeated_or_set_aside() {
    for town in testkit::towns(modules, MORNING).await {
        for _ in 0..2 {
            write(&town, |tx| {
                tx.emit(&DeadlineNear {
                    subject: "case/1".into(),
                    rule: "test".into(),
                    due_on: tx.today(),
                })
            })
            .await;
        }
        wear_out(&town).await;
        wear_out(&town).await;
        let ida = town.staff("Ida", &[WATCH], "50").await;
        let page =
            ida.get("/verwaltung/betrieb").await.is(200).shows("kam nicht an").shows("dogs.listen");
        let number = page.field("nummer").unwrap();
        let fields = [("nummer", number.as_str()), ("empfaenger", "dogs.listen")];
        mend(&town).await;
        ida.post("/verwaltung/betrieb/mitteilung/wiederholen", &fields).await.is(303);
        town.settle().await;
        let page = ida.get("/verwaltung/betrieb").await.is(200);
        let other = page.field("nummer").unwrap();
        assert_ne!(number, other);
        let fields = [("nummer", other.as_str()), ("empfaenger", "dogs.listen")];
        ida.post("/verwaltung/betrieb/mitteilung/ablegen", &fields).await.is(303);
        ida.post("/verwaltung/betrieb/mitteilung/ablegen", &fields).await.is(422);
        ida.get("/verwaltung/betrieb").await.is(200).shows("Nichts steckt fest");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn outgoing_mail_is_watched_without_reading_it() {
    for town in testkit::towns(modules, MORNING).await {
        let ida = town.staff("Ida", &[WATCH], "50").await;
        ida.get("/verwaltung/postausgang").await.is(200).shows("Noch keine E-Mails");
        town.post.set_down(true);
        write(&town, |tx| {
            notify::mail(tx, "code/1", "erika@mail.test", "Ihr Code", "Der Code lautet 123456.")
        })
        .await;
        town.settle().await;
        let list = ida.get("/verwaltung/postausgang").await.is(200);
        let list = list.shows("wird verschickt").shows("e…@mail.test").hides("erika@mail.test");
        let mail = list.link("/verwaltung/postausgang/").unwrap();
        ida.get(&mail).await.is(200).shows("Ihr Code").hides("123456");
        town.post.set_down(false);
        town.advance(SignedDuration::from_hours(2));
        town.settle().await;
        let ida = town.staff("Ida", &[WATCH], "50").await;
        ida.get("/verwaltung/postausgang").await.is(200).shows("verschickt");
        assert_eq!(town.post.to("erika@mail.test").len(), 1);
        ida.get("/verwaltung/postausgang/nothing").await.is(404);
        // The page for everybody exists in demo towns only.
        town.anybody().get("/postausgang").await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_set_aside_is_not_sent() {
    let town = testkit::town(modules, MORNING).await;
    town.post.set_down(true);
    write(&town, |tx| notify::mail(tx, "code/1", "erika@mail.test", "Ihr Code", "x")).await;
    wear_out(&town).await;
    let ida = town.staff("Ida", &[WATCH], "50").await;
    let page =
        ida.get("/verwaltung/betrieb").await.is(200).shows("Eine E-Mail wurde nicht verschickt");
    let id = page.field("id").unwrap();
    ida.post("/verwaltung/betrieb/auftrag/ablegen", &[("id", &id)]).await.is(303);
    town.post.set_down(false);
    wear_out(&town).await;
    let ida = town.staff("Ida", &[WATCH], "50").await;
    assert!(town.post.mails().is_empty());
    ida.get("/verwaltung/postausgang").await.is(200).shows("nicht verschickt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_shows_its_mail_to_everybody_but_never_what_was_sent() {
    let town = testkit::town(modules, MORNING).await;
    write(&town, |tx| notify::mail(tx, "code/1", "erika@mail.test", "Ihr Code", "123456")).await;
    town.settle().await;
    write(&town, |tx| {
        let mut profile: Profile = settings::get(tx)?;
        profile.is_demo = true;
        settings::set(tx, &profile)
    })
    .await;
    town.town.reload_profile().await.unwrap();
    // This one really left, so it is not shown even here.
    town.anybody().get("/postausgang").await.is(200).shows("Noch keine E-Mails").hides("123456");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logbook_is_read_filtered_verified_and_exported() {
    for town in testkit::towns(modules, MORNING).await {
        let anna = town.staff("Anna", &[AUDIT], "50").await;
        for number in 0..60 {
            let subject = format!("dog-{}", number % 3);
            town.town
                .write(Actor::system("test"), move |_| Ok(Audit::of("dogs.barked", subject).done()))
                .await
                .unwrap();
        }
        let page = anna
            .get("/verwaltung/protokoll")
            .await
            .is(200)
            .shows("dogs.barked")
            .shows("Ältere Zeilen");
        let older = page.link("vor=").unwrap();
        anna.get(&older).await.is(200).shows("test.furnished");
        let one = anna.get("/verwaltung/protokoll?gegenstand=dog-1").await.is(200);
        one.shows("dog-1").hides("dog-2").hides("test.furnished");
        anna.get("/verwaltung/protokoll?handlung=test.furnished")
            .await
            .is(200)
            .hides("dogs.barked");
        anna.get("/verwaltung/protokoll?gegenstand=dog-1&handlung=x.y")
            .await
            .is(200)
            .shows("Keine Zeile passt");
        anna.post("/verwaltung/protokoll/pruefen", &[])
            .await
            .is(200)
            .shows("Die Kette ist unversehrt");
        let export = anna.get("/verwaltung/protokoll.jsonl?handlung=dogs.barked").await.is(200);
        let text = export.text();
        assert_eq!(text.lines().count(), 60);
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["action"], "dogs.barked");
        }
        assert!(town.trail().await.contains(&"operations.logbook_exported".to_owned()));
    }
}

const SOUND: [(&str, &str); 7] = [
    ("name", "Bello"),
    ("notes", "Bellt.\nBeißt nicht."),
    ("kinds", "Dackel\n\n Pudel "),
    ("is_open", "ja"),
    ("most", "3"),
    ("tax", "96,50"),
    ("colour", "#8a1538"),
];

async fn fill(client: &Client, path: &str, changes: &[(&str, &str)]) -> Answer {
    let version = client.get(path).await.is(200).field("stand").unwrap();
    let mut fields: Vec<(&str, &str)> = SOUND
        .iter()
        .map(|(name, value)| {
            let given = changes.iter().find(|(n, _)| n == name);
            (*name, given.map_or(*value, |(_, v)| *v))
        })
        .collect();
    fields.push(("stand", version.as_str()));
    client.post(path, &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_every_kind_are_saved() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = town.staff("Rita", &[SETTINGS], "50").await;
        rita.get("/verwaltung/einstellungen")
            .await
            .is(200)
            .shows("Hunde")
            .shows("Name, Farben, Wappen");
        write(&town, |tx| {
            settings::set(
                tx,
                &DogSettings { hidden: "bleibt".into(), most: 1, ..Default::default() },
            )
        })
        .await;
        let path = "/verwaltung/einstellungen/dogs";
        let saved = fill(&rita, path, &[]).await.is(303);
        rita.follow(&saved).await.is(200).shows("Gespeichert").shows("Beißt nicht.");
        let now: DogSettings = town.town.read(settings::get).await.unwrap();
        let wanted = DogSettings {
            name: "Bello".into(),
            notes: "Bellt.\nBeißt nicht.".into(),
            kinds: vec![],
            is_open: true,
            most: 3,
            tax: 9_650,
            colour: "#8a1538".into(),
            hidden: "bleibt".into(),
        };
        assert_eq!(
            DogSettings { kinds: vec![], ..now.clone() },
            wanted,
            "what is not on the page stays"
        );
        assert_eq!(now.kinds, ["Dackel", "Pudel"]);
        let lines = town.town.read(|db| kernel::audit::latest(db, i64::MAX, 1)).await.unwrap();
        assert_eq!(
            (lines[0].action.as_str(), lines[0].subject.as_str()),
            ("settings.changed", "dogs")
        );
        assert!(
            lines[0].note.contains("tax") && !lines[0].note.contains("96"),
            "{}",
            lines[0].note
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_settings_are_named_at_their_fields() {
    let town = testkit::town(modules, MORNING).await;
    let rita = town.staff("Rita", &[SETTINGS], "50").await;
    let path = "/verwaltung/einstellungen/dogs";
    for (field, value, words) in [
        ("most", "elf", "ganze Zahl von 1 bis 10"),
        ("most", "11", "ganze Zahl von 1 bis 10"),
        ("tax", "viel", "Betrag in Euro"),
        ("colour", "rot", "Farbe als #"),
        ("name", "Katze", "Eine Katze ist kein Hund."),
    ] {
        let again = fill(&rita, path, &[(field, value)]).await.is(422).shows(words);
        assert!(again.text().contains("Fehler:"), "{field}");
        assert!(
            again.text().contains(&format!("href=\"#{field}\""))
                || again.text().contains("href=\"#"),
            "{field}"
        );
        assert!(again.text().contains(value), "what was typed stays: {field}");
    }
    let now: DogSettings = town.town.read(settings::get).await.unwrap();
    assert_eq!(now, DogSettings::default());
    rita.get("/verwaltung/einstellungen/cats").await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_do_not_overwrite_each_other() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = town.staff("Rita", &[SETTINGS], "50").await;
        let path = "/verwaltung/einstellungen/dogs";
        let version = rita.get(path).await.is(200).field("stand").unwrap();
        write(&town, |tx| {
            settings::set(tx, &DogSettings { name: "Waldi".into(), ..Default::default() })
        })
        .await;
        let mut fields = SOUND.to_vec();
        fields.push(("stand", &version));
        let again = rita.post(path, &fields).await.is(422).shows("inzwischen geändert");
        assert!(again.text().contains("value=\"Bello\""), "what was typed stays");
        let now: DogSettings = town.town.read(settings::get).await.unwrap();
        assert_eq!(now.name, "Waldi");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_are_checked_and_hold_at_once() {
    let town = testkit::town(modules, MORNING).await;
    let rita = town.staff("Rita", &[SETTINGS], "50").await;
    let path = "/verwaltung/einstellungen/town";
    let page = rita.get(path).await.is(200).shows("Wappen als SVG").hides("Zu Ihren Farben");
    let version = page.field("stand").unwrap();
    let fields = |colour: &'static str, arms: &'static str| {
        vec![("name", "Stadt Gelbhausen"), ("colour", colour), ("arms_svg", arms)]
    };
    let mut wrong = fields("#ffd100", "kein Bild");
    wrong.push(("stand", &version));
    rita.post(path, &wrong).await.is(422).shows("keine SVG-Datei");
    let mut sound = fields("#ffd100", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
    sound.push(("stand", &version));
    let saved = rita.post(path, &sound).await.is(303);
    rita.follow(&saved).await.is(200).shows("zu hell").shows("Stadt Gelbhausen");
    assert_eq!(town.town.profile().colour, "#ffd100");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_need_a_fresh_factor() {
    let town = testkit::town(modules, MORNING).await;
    let rita = town.staff("Rita", &[SETTINGS], "50").await;
    town.advance(SignedDuration::from_mins(30));
    let path = "/verwaltung/einstellungen/dogs";
    rita.get("/verwaltung/einstellungen").await.is(200);
    let answer = rita.get(path).await.is(303);
    assert_eq!(
        answer.location.as_deref(),
        Some("/verwaltung/bestaetigen?zurueck=/verwaltung/einstellungen/dogs")
    );
    rita.post(path, &SOUND).await.is(303);
    let now: DogSettings = town.town.read(settings::get).await.unwrap();
    assert_eq!(now, DogSettings::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_other_staff_stay_outside() {
    let town = testkit::town(modules, MORNING).await;
    let otto = town.staff("Otto", &[Permission("desk.work")], "50").await;
    let erika = town.citizen("Erika").await;
    for path in [
        "/verwaltung/betrieb",
        "/verwaltung/betrieb/pruefung",
        "/verwaltung/postausgang",
        "/verwaltung/protokoll",
        "/verwaltung/protokoll.jsonl",
        "/verwaltung/einstellungen",
        "/verwaltung/einstellungen/town",
    ] {
        otto.get(path).await.is(403);
        erika.get(path).await.is(403);
        town.anybody().get(path).await.is(401);
    }
    for path in [
        "/verwaltung/betrieb/auftrag/wiederholen",
        "/verwaltung/betrieb/mitteilung/ablegen",
        "/verwaltung/protokoll/pruefen",
        "/verwaltung/einstellungen/town",
    ] {
        otto.post(path, &[("id", "1")]).await.is(403);
        town.anybody().post(path, &[("id", "1")]).await.is(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_speaks_plainly() {
    for town in testkit::towns(modules, MORNING).await {
        let ida = town.staff("Ida", &[WATCH], "50").await;
        ida.get("/verwaltung/betrieb/pruefung")
            .await
            .is(200)
            .shows("brauchen Ihre Aufmerksamkeit")
            .shows("Angaben für Impressum und Briefkopf")
            .shows("Ergänzen Sie die Angaben");
        let english = ida.get("/en/verwaltung/betrieb/pruefung").await.is(200);
        english.shows("need your attention").shows("Imprint and letterhead");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_go_to_the_machine_and_to_whoever_holds_the_token() {
    let town = testkit::town(modules, MORNING).await;
    write(&town, |tx| jobs::schedule(tx, "dogs.bark", "bark/1", &"1")).await;
    town.settle().await;
    let local = town.anybody().get("/metrics").await.is(200);
    let text = local.text();
    assert!(text.contains("rathaus_jobs_dead 1\n"), "{text}");
    assert!(!text.contains("eststadt"), "no name of a town");
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').expect("name and value");
        assert!(value.parse::<i64>().is_ok(), "{line}");
    }
    // Passed on by a proxy on the same machine: somebody else asks.
    let ask = |token: Option<&str>| {
        let mut request = Request::builder()
            .uri("/metrics")
            .header(header::HOST, "town.test")
            .header("x-forwarded-for", "203.0.113.9");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        request.body(Body::empty()).unwrap()
    };
    let stranger = town.anybody();
    stranger.send(ask(None)).await.is(404);
    stranger.send(ask(Some("a-token-nobody-wrote-down"))).await.is(404);
    let file = town.town.plan().folder.join("metrics-token");
    std::fs::write(&file, "a-token-of-some-length\n").unwrap();
    stranger.send(ask(Some("a-token-of-some-length"))).await.is(200);
    stranger.send(ask(Some("another-token-of-length"))).await.is(404);
    std::fs::write(&file, "short").unwrap();
    stranger.send(ask(Some("short"))).await.is(404);
}

/// Every check of kernel and module is said in plain words.
#[tokio::test(flavor = "multi_thread")]
async fn every_check_of_the_kernel_has_words() {
    let town = testkit::town(modules, MORNING).await;
    let findings: Vec<Finding> = kernel::check::run(&Arc::clone(&town.town)).await.unwrap();
    for finding in findings {
        assert_ne!(crate::checks::title(web::Say::GERMAN, finding.id), finding.id);
    }
}
