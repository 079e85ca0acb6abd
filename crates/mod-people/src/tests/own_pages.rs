//! The pages where people look after their own accounts, and stepping up.

use kernel::people;
use testkit::towns;

use super::{PASSWORD, START, code, egon, modules, seconds, sign_in};
use crate::totp;

#[tokio::test(flavor = "multi_thread")]
async fn stepping_up_takes_password_and_a_new_code_and_leads_back() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let browser = town.anybody();
        let _ = sign_in(&browser, PASSWORD, &code(&town)).await.is(303);
        let used = code(&town);
        let step = |password: &'static str, code: String, goal: &'static str| {
            let browser = browser.clone();
            async move {
                let fields = [("passwort", password), ("code", code.as_str()), ("zurueck", goal)];
                browser.post("/verwaltung/bestaetigen", &fields).await
            }
        };
        let _ = step(PASSWORD, used, "/verwaltung/konto").await.is(422).shows("nächsten");
        town.advance(seconds(30));
        let _ = step("falsches Passwort hier", code(&town), "/verwaltung/konto").await.is(422);
        let before = browser.session().unwrap();
        let done = step(PASSWORD, code(&town), "/verwaltung/konto/passwort").await.is(303);
        assert_eq!(done.location.as_deref(), Some("/verwaltung/konto"));
        let stolen = browser.elsewhere();
        stolen.set_cookie("rathaus", Some(&before));
        let _ = stolen.get("/verwaltung/konto").await.is(401);
        for (goal, reached) in [
            ("//evil.example", "/schreibtisch"),
            ("https://evil.example/", "/schreibtisch"),
            ("/en/verwaltung/konto", "/en/verwaltung/konto"),
            ("/gibt/es/nicht", "/schreibtisch"),
        ] {
            town.advance(seconds(30));
            let done = step(PASSWORD, code(&town), goal).await.is(303);
            assert_eq!(done.location.as_deref(), Some(reached), "{goal}");
        }
        for _ in 0..5 {
            let _ = step("falsches Passwort hier", String::new(), "").await.is(422);
        }
        let _ = step("falsches Passwort hier", String::new(), "").await.is(429);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_all_other_sessions() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let (here, there) = (town.anybody(), town.anybody());
        let _ = sign_in(&there, PASSWORD, &code(&town)).await.is(303);
        town.advance(seconds(30));
        let _ = sign_in(&here, PASSWORD, &code(&town)).await.is(303);
        let _ = here
            .get("/verwaltung/konto")
            .await
            .is(200)
            .shows("Sachbearbeitung, 50 Soziales")
            .shows("Überall sonst abmelden");
        let weak = [("passwort", "egon@town.test")];
        let _ =
            here.post("/verwaltung/konto/passwort", &weak).await.is(422).shows("leicht zu erraten");
        let fields = [("passwort", "Tannenzapfen im Nebel")];
        let _ = here.post("/verwaltung/konto/passwort", &fields).await.is(303);
        let _ = there.get("/verwaltung/konto").await.is(401);
        let _ = here.get("/verwaltung/konto").await.is(200);
        town.advance(seconds(30));
        let there = there.elsewhere();
        let _ = sign_in(&there, PASSWORD, &code(&town)).await.is(422);
        let _ = sign_in(&there, "Tannenzapfen im Nebel", &code(&town)).await.is(303);
        let _ = here.post("/konto/sitzungen/beenden", &[]).await.is(303);
        let _ = there.get("/verwaltung/konto").await.is(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_app_replaces_the_old_one() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let browser = town.anybody();
        let _ = sign_in(&browser, PASSWORD, &code(&town)).await.is(303);
        let page = browser.get("/verwaltung/konto/code-app").await.is(200);
        let spelled =
            page.text().split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let secret = totp::read_secret(&spelled).unwrap();
        let _ = browser.post("/verwaltung/konto/code-app", &[("code", "000000")]).await.is(422);
        let now = totp::code_at(&secret, town.clock.now()).unwrap();
        let _ = browser
            .post("/verwaltung/konto/code-app", &[("code", &now)])
            .await
            .is(200)
            .shows("Schreiben Sie diese Codes jetzt auf");
        let _ = browser
            .get("/verwaltung/konto")
            .await
            .is(200)
            .shows("Wiederherstellungscodes übrig: 10");
        town.advance(seconds(60));
        let _ = sign_in(&town.anybody(), PASSWORD, &code(&town)).await.is(422);
        let now = totp::code_at(&secret, town.clock.now()).unwrap();
        let _ = sign_in(&town.anybody(), PASSWORD, &now).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn citizens_change_their_details_and_their_address_by_a_code() {
    for town in towns(modules, START).await {
        let erika = town.citizen("Erika").await;
        let _ = erika
            .post("/konto", &[("name", ""), ("sprache", "de")])
            .await
            .is(422)
            .shows("Geben Sie Ihren Namen an");
        let _ = erika.post("/konto", &[("name", "Ö"), ("sprache", "en")]).await.is(303);
        let _ =
            erika.get("/konto?gespeichert").await.is(200).shows("Ihre Angaben sind gespeichert");
        let _ = erika.post("/konto/adresse", &[("email", "neu@mail.test")]).await.is(303);
        town.settle().await;
        let mail = town.post.to("neu@mail.test").pop().unwrap();
        let code = mail
            .body
            .reveal()
            .lines()
            .find_map(|l| l.strip_prefix("Ihr Code: "))
            .unwrap()
            .to_owned();
        let _ = erika.post("/konto/adresse/code", &[("code", "1")]).await.is(422);
        let _ = erika.post("/konto/adresse/code", &[("code", &code)]).await.is(303);
        let _ = erika.get("/konto").await.is(200).shows("neu@mail.test");
        assert!(
            town.town.read(|db| people::by_login(db, "neu@mail.test")).await.unwrap().is_some()
        );

        // An address of somebody else gets a letter, not a code.
        let otto = town.citizen("Otto").await;
        let _ = otto.post("/konto/adresse", &[("email", "neu@mail.test")]).await.is(303);
        town.settle().await;
        let mail = town.post.to("neu@mail.test").pop().unwrap();
        assert!(!mail.body.reveal().contains("Code:"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_is_gone_and_staff_pages_stay_closed_to_citizens() {
    for town in towns(modules, START).await {
        let erika = town.citizen("Erika").await;
        for path in ["/verwaltung/konto", "/verwaltung/bestaetigen"] {
            let _ = erika.get(path).await.is(403);
        }
        let _ = erika.get("/konto/loeschen").await.is(200).shows("nicht rückgängig");
        let _ = erika.post("/konto/loeschen", &[]).await.is(422).shows("Setzen Sie den Haken");
        let _ = erika.post("/konto/loeschen", &[("sicher", "ja")]).await.is(303);
        assert_eq!(erika.session(), None);
        let left =
            town.town.read(|db| people::of_kind(db, people::AccountKind::Citizen)).await.unwrap();
        assert!(left.is_empty());
        let _ = town.anybody().get("/konto").await.is(401);
    }
}
