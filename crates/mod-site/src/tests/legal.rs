//! Legal pages: what is missing is named, and barriers that people report have a clock.

use kernel::module::{Health, KnownBarrier};

use super::*;

const TEXT: &str = "Der Kalender ist ohne Maus nicht zu bedienen.";

async fn report(town: &TestTown, key: &str, email: &str) {
    let fields =
        [("nummer", key), ("seite", "/veranstaltungen"), ("nachricht", TEXT), ("email", email)];
    town.anybody().post("/barriere-melden", &fields).await.is(303);
}

fn health(findings: &[kernel::module::Finding], id: &str) -> (Health, String) {
    let found = findings.iter().find(|f| f.id == id).unwrap_or_else(|| panic!("no check {id}"));
    (found.health, found.found.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reported_barrier_has_a_clock_until_it_is_answered() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        let key = Id::<()>::new().to_string();
        report(&town, &key, "erika@mail.test").await;
        report(&town, &key, "erika@mail.test").await;
        let list = rita.get("/verwaltung/barrieren").await.is(200).shows("Antwort bis 18.05.2026");
        assert_eq!(
            list.text().matches("/verwaltung/barrieren/").count(),
            1,
            "sent twice, kept once"
        );
        let one = format!("/verwaltung/barrieren/{key}");
        rita.get(&one).await.is(200).shows(TEXT).shows("erika@mail.test");
        let stored = town.town.read(|db| Ok(crate::barriers::recent(db)?.remove(0))).await.unwrap();
        assert!(!stored.letter.contains("erika"), "what people wrote is sealed");
        town.advance_days(15);
        let checks = kernel::check::run(&town.town).await.unwrap();
        assert_eq!(health(&checks, "site/barriers").0, Health::Warn);
        // A session does not last for weeks.
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        rita.get("/verwaltung/barrieren").await.shows("Zwischennachricht fällig");
        for _ in 0..2 {
            rita.post(&format!("{one}/zwischennachricht"), &[]).await.is(303);
        }
        rita.get(&one).await.shows("Antwort bis 15.06.2026");
        town.advance_days(28);
        let checks = kernel::check::run(&town.town).await.unwrap();
        assert_eq!(health(&checks, "site/barriers").0, Health::Fail);
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        rita.post(&format!("{one}/antwort"), &[("antwort", "")]).await.is(422);
        for _ in 0..2 {
            rita.post(&format!("{one}/antwort"), &[("antwort", "Ist behoben.")]).await.is(303);
        }
        rita.get(&one).await.is(200).shows("Beantwortet").hides("Antwort senden");
        town.settle().await;
        let to_erika = town.post.to("erika@mail.test");
        assert_eq!(to_erika.len(), 2, "one interim word, one answer");
        assert!(to_erika.iter().all(|m| m.body.reveal().contains("Ombudsstelle")));
        let otto = town.staff("Otto", &[], "50").await;
        otto.get(&one).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_names_what_is_not_mended_yet() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        let key = Id::<()>::new().to_string();
        report(&town, &key, "").await;
        let erika = town.anybody();
        erika.get("/barrierefreiheit").await.is(200).hides("Kalender");
        let path = format!("/verwaltung/barrieren/{key}/erklaerung");
        let gap = [("luecke", "Der Kalender geht nur mit der Maus."), ("luecke_en", "")];
        rita.post(&path, &gap).await.is(303);
        erika.get("/barrierefreiheit").await.is(200).shows("Der Kalender geht nur mit der Maus.");
        rita.post(&path, &[gap[0], ("behoben", "ja")]).await.is(303);
        erika.get("/barrierefreiheit").await.is(200).hides("Der Kalender geht nur mit der Maus.");
        rita.post(&path, &[("luecke", &*"x".repeat(501))]).await.is(422);
    }
}

/// This module, and two that know barriers of their own.
fn modules_with_barriers() -> Vec<Module> {
    let mut all = modules();
    all.push(Module { name: "walls", barriers: Some(walls), ..Module::default() });
    all.push(Module { name: "steps", barriers: Some(steps), ..Module::default() });
    all
}

fn barrier(path: &str, page: &str, text: &str, since: &str) -> KnownBarrier {
    KnownBarrier {
        path: path.into(),
        page: Text::new(page, ""),
        text: Text::new(text, "A picture has no description."),
        since: since.parse().unwrap(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all modules answer in one shape")]
fn walls(_: &mut Reader<'_>) -> Result<Vec<KnownBarrier>, AppError> {
    let text = "Ein Bild hat keine Beschreibung.";
    let mut all: Vec<_> = (0..14)
        .map(|at| barrier(&format!("/leben/{at}"), &format!("Seite {at}."), text, "2026-03-01"))
        .collect();
    all.push(barrier("/leben/0", "Seite 0.", text, "2026-04-01"));
    Ok(all)
}

#[expect(clippy::unnecessary_wraps, reason = "all modules answer in one shape")]
fn steps(_: &mut Reader<'_>) -> Result<Vec<KnownBarrier>, AppError> {
    let text = "Ein <Film> hat keine Untertitel.";
    Ok(vec![barrier("/kultur", "Kultur", text, "2026-01-01")])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_says_what_the_modules_know_of_their_own() {
    let town = testkit::town(modules_with_barriers, MORNING).await;
    let erika = town.anybody();
    let page = erika.get("/barrierefreiheit").await.is(200);
    let page = page
        .shows("Wir wissen schon, dass Folgendes nicht barrierefrei ist")
        .shows("Ein Bild hat keine Beschreibung.")
        .shows("Ein <Film> hat keine Untertitel.")
        .shows("und 2 weitere Seiten");
    let text = page.text();
    assert_eq!(text.matches("Ein Bild hat keine").count(), 1, "one entry for all its pages");
    assert_eq!(text.matches("href=\"/leben/0\"").count(), 1, "a page is named once");
    assert!(text.find("Film").unwrap() < text.find("Ein Bild").unwrap(), "the oldest first");
    erika.get("/en/barrierefreiheit").await.is(200).shows("A picture has no description.");
    // Whoever claims to comply fully does not while this stands there.
    let settings = SiteSettings {
        accessibility_full: true,
        accessibility_made_on: "2026-04-01".into(),
        accessibility_reviewed_on: "2026-04-01".into(),
        accessibility_method_de: "Selbstbewertung".into(),
        ..SiteSettings::default()
    };
    decide(&town, settings).await;
    erika.get("/barrierefreiheit").await.shows("teilweise vereinbar").hides("vollständig");
    // Without them nothing of this stands there.
    let plain = testkit::town(modules, MORNING).await;
    plain.anybody().get("/barrierefreiheit").await.is(200).hides("Auf einzelnen Seiten");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_legal_pages_lack_is_named() {
    let town = testkit::town(modules, MORNING).await;
    let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
    let page = rita.get("/verwaltung/rechtstexte").await.is(200);
    assert!(page.link("/verwaltung/einstellungen/town").is_some(), "the place to mend it");
    let _ = page
        .shows("Kommunalaufsicht")
        .shows("Tag der Erklärung")
        .shows("Adresse der Meldestelle")
        .shows("Barriere melden")
        .shows("Amtliche Bekanntmachungen")
        .hides("Prüfsumme zur Datei")
        .hides("Anschrift");
    let (state, words) = health(&kernel::check::run(&town.town).await.unwrap(), "site/legal");
    assert_eq!(state, Health::Warn);
    assert!(words.contains("/impressum: name of the mayor"), "{words}");
    let settings =
        SiteSettings { security_contact: "sicherheit@town.test".into(), ..SiteSettings::default() };
    decide(&town, settings).await;
    let (_, words) = health(&kernel::check::run(&town.town).await.unwrap(), "site/legal");
    assert!(!words.contains("security.txt"), "{words}");
}
