//! Staff at the door.

use kernel::{Actor, Audit, people, session};
use testkit::towns;

use super::{PASSWORD, SECRET, START, code, egon, modules, seconds, sign_in};
use crate::totp;

#[tokio::test(flavor = "multi_thread")]
async fn password_and_code_open_the_door_and_every_code_only_once() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let browser = town.anybody();
        let _ =
            browser.get("/verwaltung/anmelden").await.is(200).shows("Anmeldung für Beschäftigte");
        let now = code(&town);
        let _ =
            sign_in(&browser, "falsches Passwort hier", &now).await.is(422).shows("stimmen nicht");
        let _ = sign_in(&browser, PASSWORD, "").await.is(422).shows("stimmen nicht");
        let _ = sign_in(&browser, PASSWORD, "000000").await.is(422);
        assert_eq!(browser.session(), None, "nobody is signed in yet");

        let answer = sign_in(&browser, PASSWORD, &now).await.is(303);
        assert_eq!(answer.location.as_deref(), Some("/schreibtisch"));
        assert!(browser.session().is_some());

        // The code was used: a second browser that saw it over the shoulder stays outside.
        let thief = browser.elsewhere();
        let _ = sign_in(&thief, PASSWORD, &now).await.is(422);
        town.advance(seconds(30));
        let _ = sign_in(&thief, PASSWORD, &code(&town)).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_people_get_the_same_answer() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let browser = town.anybody();
        let known = sign_in(&browser, "falsches Passwort hier", "123456").await.is(422);
        let fields = [
            ("email", "nobody@town.test"),
            ("passwort", "falsches Passwort hier"),
            ("code", "123456"),
        ];
        let unknown = browser.post("/verwaltung/anmelden", &fields).await.is(422);
        let blot = |text: String| text.replace("nobody@", "egon@");
        assert_eq!(blot(unknown.text()), known.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_slows_down_only_themselves() {
    for town in towns(modules, START).await {
        let account = egon(&town).await;
        let browser = town.anybody();
        let _ = sign_in(&browser, PASSWORD, &code(&town)).await.is(303);

        // All clients of a test share one network; only Egon's browser is known.
        let stranger = browser.elsewhere();
        for _ in 0..5 {
            let _ = sign_in(&stranger, "geraten und geraten", "123456").await.is(422);
        }
        let _ = sign_in(&stranger, "geraten und geraten", "123456").await.is(429);
        town.advance(seconds(30));
        let at_his_desk = sign_in(&browser, PASSWORD, &code(&town)).await;
        let _ = at_his_desk.is(303);

        // The pause of the stranger grows.
        let _ = sign_in(&stranger, "geraten und geraten", "123456").await.is(422);
        town.advance(seconds(20));
        let _ = sign_in(&stranger, "geraten und geraten", "123456").await.is(429);
        let trail = town.trail().await;
        assert_eq!(trail.iter().filter(|a| *a == "people.sign_in_failed").count(), 6);
        let fails = town
            .town
            .read(move |db| kernel::audit::of_subject(db, &account.to_string(), 100))
            .await
            .unwrap();
        assert!(fails.iter().all(|e| !e.note.contains('@')), "no addresses in the logbook");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_made_while_the_pause_runs_does_not_count_even_if_right() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let stranger = town.anybody();
        for _ in 0..5 {
            let _ = sign_in(&stranger, "geraten und geraten", "123456").await.is(422);
        }
        let _ = sign_in(&stranger, PASSWORD, &code(&town)).await.is(429);
        town.advance(seconds(31));
        let _ = sign_in(&stranger, PASSWORD, &code(&town)).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_and_a_revoked_session_end_at_once() {
    for town in towns(modules, START).await {
        let account = egon(&town).await;
        let browser = town.anybody();
        let _ = sign_in(&browser, PASSWORD, &code(&town)).await.is(303);
        let _ = browser.get("/verwaltung/anmelden").await.is(303);
        town.town
            .write(Actor::system("test"), move |tx| {
                people::set_disabled(tx, account, true)?;
                Ok(Audit::of("test.disabled", account).done())
            })
            .await
            .unwrap();
        let _ = browser.get("/verwaltung/anmelden").await.is(200);
        town.advance(seconds(60));
        let _ = sign_in(&browser.elsewhere(), PASSWORD, &code(&town)).await.is(422);
        town.town
            .write(Actor::system("test"), move |tx| {
                people::set_disabled(tx, account, false)?;
                session::end_all(tx, account)?;
                Ok(Audit::of("test.enabled", account).done())
            })
            .await
            .unwrap();
        let _ = browser.get("/verwaltung/anmelden").await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_clears_the_browser() {
    for town in towns(modules, START).await {
        egon(&town).await;
        let browser = town.anybody();
        let _ = sign_in(&browser, PASSWORD, &code(&town)).await.is(303);
        let token = browser.session().unwrap();
        let answer = browser.post("/abmelden", &[]).await.is(303);
        assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"storage\"");
        let _ = browser.follow(&answer).await.is(200).shows("Sie sind abgemeldet");
        assert_eq!(browser.session(), None);
        browser.set_cookie("rathaus", Some(&token));
        let _ = browser.get("/verwaltung/anmelden").await.is(200).shows("Passwort");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_never_leads_out_of_the_house() {
    for town in towns(modules, START).await {
        egon(&town).await;
        for (wanted, reached) in [
            ("/verwaltung/konto", "/verwaltung/konto"),
            ("/verwaltung/personen/7/sperren?x=1", "/verwaltung/personen/7"),
            ("/vorgaenge/1", "/schreibtisch"),
            ("//evil.example", "/schreibtisch"),
            ("https://evil.example", "/schreibtisch"),
            ("/\\evil.example", "/schreibtisch"),
        ] {
            town.advance(seconds(60));
            let fields = [
                ("email", "egon@town.test"),
                ("passwort", PASSWORD),
                ("code", &code(&town)),
                ("zurueck", wanted),
            ];
            let answer = town.anybody().post("/verwaltung/anmelden", &fields).await.is(303);
            assert_eq!(answer.location.as_deref(), Some(reached), "{wanted}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_comes_in_by_a_link_that_works_once() {
    for town in towns(modules, START).await {
        let link =
            crate::make_administrator(&town.town, "Ada Admin", "Ada@town.test").await.unwrap();
        let path = link.strip_prefix("http://town.test").unwrap().to_owned();
        let ada = town.anybody();
        // A mail scanner opens it first; that changes nothing.
        let _ = ada.elsewhere().get(&path).await.is(303);
        let answer = ada.get(&path).await.is(303);
        assert_eq!(answer.location.as_deref(), Some("/verwaltung/erstanmeldung"));
        let page = ada.follow(&answer).await.is(200).shows("Ada Admin").shows("Code-App verbinden");
        let spelled =
            page.text().split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        let secret = totp::read_secret(&spelled).unwrap();
        let now = totp::code_at(&secret, town.clock.now()).unwrap();

        let weak = [("passwort", "Passwort1234"), ("code", now.as_str())];
        let _ =
            ada.post("/verwaltung/erstanmeldung", &weak).await.is(422).shows("leicht zu erraten");
        let wrong = [("passwort", PASSWORD), ("code", "000000")];
        let _ = ada
            .post("/verwaltung/erstanmeldung", &wrong)
            .await
            .is(422)
            .shows("Dieser Code stimmt nicht");
        let right = [("passwort", PASSWORD), ("code", now.as_str())];
        let done = ada
            .post("/verwaltung/erstanmeldung", &right)
            .await
            .is(200)
            .shows("Schreiben Sie diese Codes jetzt auf");
        let recovery =
            done.text().split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        let _ = ada.get("/verwaltung/anmelden").await.is(303);
        let _ = ada.elsewhere().get(&path).await.is(410).shows("gilt nicht mehr");

        // A recovery code opens once in place of the app.
        let fields =
            [("email", "ada@town.test"), ("passwort", PASSWORD), ("code", recovery.as_str())];
        let _ = town.anybody().post("/verwaltung/anmelden", &fields).await.is(303);
        let _ = town.anybody().post("/verwaltung/anmelden", &fields).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_link_ends_after_a_day() {
    for town in towns(modules, START).await {
        let link =
            crate::make_administrator(&town.town, "Ada Admin", "ada@town.test").await.unwrap();
        let path = link.strip_prefix("http://town.test").unwrap().to_owned();
        town.advance(seconds(24 * 3_600 + 1));
        let _ = town.anybody().get(&path).await.is(410);
        let _ = town.anybody().get("/verwaltung/erstanmeldung").await.is(410);
        let _ = town.anybody().get("/verwaltung/erstanmeldung/abc").await.is(410);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_second_factor_sets_one_up_before_coming_in() {
    for town in towns(modules, START).await {
        let unit = town.unit("50").await.id;
        crate::make_staff(
            &town.town,
            "Egon Amt",
            "egon@town.test",
            Some(PASSWORD),
            "case-worker",
            unit,
        )
        .await
        .unwrap();
        let browser = town.anybody();
        let answer = sign_in(&browser, PASSWORD, "").await.is(303);
        assert_eq!(answer.location.as_deref(), Some("/verwaltung/erstanmeldung"));
        assert_eq!(browser.session(), None);
        let page = browser.follow(&answer).await.is(200).hides("Neues Passwort");
        let spelled =
            page.text().split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        let now = totp::code_at(&totp::read_secret(&spelled).unwrap(), town.clock.now()).unwrap();
        let _ = browser.post("/verwaltung/erstanmeldung", &[("code", &now)]).await.is(200);
        assert!(browser.session().is_some());
        assert_ne!(spelled.replace(' ', ""), SECRET);
        // Where the town does not demand it, the password is enough.
        town.town
            .write(Actor::system("test"), |tx| {
                let settings = crate::PeopleSettings { second_factor: false, ..Default::default() };
                kernel::settings::set(tx, &settings)?;
                Ok(Audit::of("test.settings", "people").done())
            })
            .await
            .unwrap();
        crate::make_staff(
            &town.town,
            "Edda Amt",
            "edda@town.test",
            Some(PASSWORD),
            "case-worker",
            unit,
        )
        .await
        .unwrap();
        let fields = [("email", "edda@town.test"), ("passwort", PASSWORD), ("code", "")];
        let _ = town.anybody().post("/verwaltung/anmelden", &fields).await.is(303);
        // But whoever has set one up keeps needing it.
        let _ = sign_in(&town.anybody(), PASSWORD, "").await.is(422);
    }
}
