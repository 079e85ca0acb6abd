//! Passkeys from making to misuse.

use serde_json::Value;
use testkit::{Client, TestTown, towns};

use super::device::Device;
use super::{PASSWORD, START, code, egon, modules, seconds, sign_in};

const HERE: &str = "http://town.test";

async fn ask(browser: &Client, path: &str, fields: &[(&str, &str)]) -> Value {
    let answer = browser.post(path, fields).await.is(200);
    serde_json::from_slice(&answer.body).unwrap()
}

async fn sign_in_with(browser: &Client, device: &mut Device) -> testkit::Answer {
    let options = ask(browser, "/anmelden/passkey/start", &[]).await;
    let answer = device.get(&options).to_string();
    browser.script("/anmelden/passkey/fertig", &answer).await
}

/// A citizen with a passkey.
async fn erika(town: &TestTown) -> (Client, Device) {
    let browser = town.citizen("Erika").await;
    let mut device = Device::new(HERE);
    let options = ask(&browser, "/konto/passkey/start", &[("name", "Rotes Handy")]).await;
    let answer = device.create(&options).to_string();
    let done = browser.script("/konto/passkey/fertig", &answer).await.is(200);
    assert!(done.text().contains("/konto?passkey"), "{}", done.text());
    (browser, device)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_makes_a_passkey_and_signs_in_without_typing_a_name() {
    for town in towns(modules, START).await {
        let (browser, mut device) = erika(&town).await;
        let _ = browser.get("/konto").await.is(200).shows("Rotes Handy").shows("noch nie");
        let fresh = browser.elsewhere();
        let done = sign_in_with(&fresh, &mut device).await.is(200);
        assert!(done.text().contains("\"/konto\""), "{}", done.text());
        let _ = fresh.get("/konto").await.is(200).shows("Erika");

        // The way back holds for passkeys too, and only within the house.
        for (wanted, reached) in
            [("/konto/adresse", "\"/konto/adresse\""), ("//evil.example", "\"/konto\"")]
        {
            let other = browser.elsewhere();
            let path = format!("/anmelden/passkey/start?zurueck={wanted}");
            let options = ask(&other, &path, &[]).await;
            let answer = device.get(&options).to_string();
            let done = other.script("/anmelden/passkey/fertig", &answer).await.is(200);
            assert!(done.text().contains(reached), "{wanted}: {}", done.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_refused_that_are_late_replayed_foreign_unverified_or_copied() {
    for town in towns(modules, START).await {
        let (browser, mut device) = erika(&town).await;
        let fresh = browser.elsewhere();

        // Replayed.
        let options = ask(&fresh, "/anmelden/passkey/start", &[]).await;
        let ticket = fresh.cookie("rathaus-passkey").unwrap();
        let answer = device.get(&options).to_string();
        let _ = fresh.script("/anmelden/passkey/fertig", &answer).await.is(200);
        let thief = browser.elsewhere();
        thief.set_cookie("rathaus-passkey", Some(&ticket));
        let _ = thief.script("/anmelden/passkey/fertig", &answer).await.is(422);

        // Late.
        let options = ask(&thief, "/anmelden/passkey/start", &[]).await;
        let answer = device.get(&options).to_string();
        town.advance(seconds(301));
        let _ = thief.script("/anmelden/passkey/fertig", &answer).await.is(422);

        // Signed on another page.
        device.origin = "http://evil.example".into();
        let _ = sign_in_with(&thief, &mut device).await.is(422);
        device.origin = HERE.into();

        // The device did not verify its person.
        device.verifies = false;
        let _ = sign_in_with(&thief, &mut device).await.is(422);
        device.verifies = true;

        // A copy whose counter lags behind.
        device.set_counter(0);
        let _ = sign_in_with(&thief, &mut device).await.is(422);
        device.set_counter(100);
        let _ = sign_in_with(&thief, &mut device).await.is(200);

        // A key nobody knows, and nonsense.
        let mut unknown = Device::new(HERE);
        let _ = sign_in_with(&browser.elsewhere(), &mut unknown).await.is(422);
        let _ = browser.elsewhere().script("/anmelden/passkey/fertig", "{}").await.is(422);
        assert!(town.trail().await.contains(&"people.passkey_refused".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_peoples_passkeys_and_sessions_are_not_found() {
    for town in towns(modules, START).await {
        let (browser, _) = erika(&town).await;
        let page = browser.get("/konto").await.is(200);
        let html = page.text();
        let action = |part: &str| {
            html.split("action=\"")
                .skip(1)
                .filter_map(|r| r.split('"').next())
                .find(|a| a.contains(part))
                .unwrap()
                .to_owned()
        };
        let (name, remove) = (action("/name"), action("/entfernen"));
        let otto = town.citizen("Otto").await;
        let _ = otto.post(&remove, &[]).await.is(404);
        let _ = otto.post(&name, &[]).await.is(404);
        let _ = otto.post("/konto/passkey/unsinn/entfernen", &[]).await.is(404);
        let account = town
            .town
            .read(|db| {
                let all = kernel::people::of_kind(db, kernel::people::AccountKind::Citizen)?;
                let erika = all.iter().find(|a| a.person.name.reveal() == "Erika").unwrap().id;
                kernel::session::of_account(db, erika)
            })
            .await
            .unwrap();
        let _ = otto.post(&format!("/konto/sitzung/{}/beenden", account[0].id), &[]).await.is(404);
        let _ = browser.post(&remove, &[]).await.is(303);
        let _ = browser.get("/konto").await.is(200).hides("Rotes Handy");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_add_a_passkey_only_after_a_fresh_factor_and_step_up_with_it() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let browser = town.anybody();
        let _ = sign_in(&browser, PASSWORD, &code(&town)).await.is(303);
        let mut device = Device::new(HERE);
        let options = ask(&browser, "/konto/passkey/start", &[]).await;
        let answer = device.create(&options).to_string();
        let _ = browser.script("/konto/passkey/fertig", &answer).await.is(200);

        town.advance(seconds(301));
        let _ = browser.post("/konto/passkey/start", &[]).await.is(422);
        let away = browser
            .post("/verwaltung/konto/passwort", &[("passwort", "Tannenzapfen im Nebel")])
            .await
            .is(303);
        assert_eq!(
            away.location.as_deref(),
            Some("/verwaltung/bestaetigen?zurueck=/verwaltung/konto/passwort")
        );
        let page = browser.follow(&away).await.is(200).shows("Bitte bestätigen Sie");
        let start = page
            .text()
            .split("data-rh-start=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let before = browser.session();
        let options = ask(&browser, &start, &[]).await;
        let answer = device.get(&options).to_string();
        let done = browser.script("/verwaltung/bestaetigen/passkey/fertig", &answer).await.is(200);
        assert!(
            done.text().contains("\"/verwaltung/konto\""),
            "back to the page of the form: {}",
            done.text()
        );
        assert_ne!(browser.session(), before, "a new token after stepping up");
        let _ = browser
            .post("/verwaltung/konto/passwort", &[("passwort", "Tannenzapfen im Nebel")])
            .await
            .is(303);
        let _ = browser
            .get("/verwaltung/konto?passwort")
            .await
            .is(200)
            .shows("Ihr Passwort ist geändert");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_administrator_sets_up_a_passkey_alone() {
    for town in towns(modules, START).await {
        let link =
            crate::make_administrator(&town.town, "Ada Admin", "ada@town.test").await.unwrap();
        let ada = town.anybody();
        let _ = ada.get(link.strip_prefix(HERE).unwrap()).await.is(303);
        let mut device = Device::new(HERE);
        let options = ask(&ada, "/verwaltung/erstanmeldung/passkey/start", &[]).await;
        let answer = device.create(&options).to_string();
        let _ = ada.script("/verwaltung/erstanmeldung/passkey/fertig", &answer).await.is(200);
        let _ = ada.get("/verwaltung/personen").await.is(200).shows("Ada Admin");
        let _ = ada.elsewhere().get(link.strip_prefix(HERE).unwrap()).await.is(410);
        // It is the only way in: it stays.
        let page = ada.get("/verwaltung/konto").await.is(200);
        let html = page.text();
        let remove = html
            .split("action=\"")
            .skip(1)
            .filter_map(|r| r.split('"').next())
            .find(|a| a.ends_with("/entfernen"))
            .unwrap();
        let _ = ada.post(remove, &[]).await.is(422).shows("einziger Weg hinein");
    }
}
