//! The office of the administrators.

use kernel::people::AccountKind;
use kernel::{Id, people};
use testkit::{Client, TestTown, towns};

use super::{PASSWORD, START, code, egon, modules, seconds, sign_in};
use crate::{ADMINISTER, CHANGE_ROLES, role_id};

/// The administrator of the whole town, signed in.
async fn ada(town: &TestTown) -> Client {
    crate::make_administrator(&town.town, "Ada Admin", "ada@town.test").await.unwrap();
    let token = town
        .town
        .write(kernel::Actor::system("test"), |tx| {
            let ada = people::by_login(tx, "ada@town.test")?.unwrap();
            let token = kernel::session::start(tx, &ada, "Test")?;
            Ok(kernel::Audit::of("test.session", ada.id).with(token))
        })
        .await
        .unwrap();
    let browser = town.anybody();
    browser.set_cookie("rathaus", Some(&token));
    browser
}

async fn account(town: &TestTown, login: &'static str) -> Id<people::Account> {
    town.town.read(move |db| people::by_login(db, login)).await.unwrap().unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_adds_somebody_and_shows_the_link_once() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let unit = town.unit("50").await.id.to_string();
        let role = role_id("case-worker").to_string();
        let _ = ada
            .get("/verwaltung/personen/neu")
            .await
            .is(200)
            .shows("Sachbearbeitung")
            .shows("50 Soziales");
        let empty = [("name", ""), ("email", "x"), ("rolle", ""), ("einheit", "")];
        let _ = ada
            .post("/verwaltung/personen/neu", &empty)
            .await
            .is(422)
            .shows("Geben Sie den Namen an")
            .shows("Wählen Sie eine Rolle")
            .shows("Wählen Sie eine Einheit");
        let fields = [
            ("name", "Egon Amt"),
            ("email", "egon@town.test"),
            ("rolle", role.as_str()),
            ("einheit", unit.as_str()),
            ("mailen", "ja"),
        ];
        let page = ada.post("/verwaltung/personen/neu", &fields).await.is(200).shows("nur einmal");
        let link =
            page.text().split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let path = link.strip_prefix("http://town.test").unwrap().to_owned();
        town.settle().await;
        assert!(town.post.to("egon@town.test")[0].body.reveal().contains(&link));
        let _ = town.anybody().get(&path).await.is(303);
        let _ = ada
            .post("/verwaltung/personen/neu", &fields)
            .await
            .is(422)
            .shows("gibt es schon ein Konto");
        let _ = ada
            .get("/verwaltung/personen?suche=egon")
            .await
            .is(200)
            .shows("Egon Amt")
            .hides("ada@town.test")
            .shows("noch nicht eingerichtet");
        let _ = ada.get("/verwaltung/personen?suche=niemand").await.is(200).hides("Egon Amt");
        let _ = ada.get("/verwaltung/personen?seite=99999999").await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn administration_needs_the_right_and_a_fresh_factor() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let egon_id = egon(&town).await;
        let egon = town.anybody();
        let _ = sign_in(&egon, PASSWORD, &code(&town)).await.is(303);
        let path = format!("/verwaltung/personen/{egon_id}");
        for page in ["/verwaltung/personen", "/verwaltung/einheiten", "/verwaltung/rollen", &path] {
            let _ = town.anybody().get(page).await.is(401);
            let _ = town.citizen("Erika").await.get(page).await.is(403);
            let _ = egon.get(page).await.is(403);
        }
        let lock = format!("{path}/sperren");
        let _ = egon.post(&lock, &[]).await.is(403);
        town.advance(seconds(301));
        let _ = ada.get(&path).await.is(200);
        let away = ada.post(&lock, &[]).await.is(303);
        assert_eq!(
            away.location.as_deref(),
            Some(format!("/verwaltung/bestaetigen?zurueck={lock}").as_str())
        );
        let _ = egon.get("/verwaltung/konto").await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_ends_sessions_at_once_and_unlocking_brings_nothing_back() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let egon_id = egon(&town).await;
        let egon = town.anybody();
        let _ = sign_in(&egon, PASSWORD, &code(&town)).await.is(303);
        let path = format!("/verwaltung/personen/{egon_id}");
        let _ = ada.post(&format!("{path}/sperren"), &[]).await.is(303);
        let _ = egon.get("/verwaltung/konto").await.is(401);
        let _ = ada.get(&path).await.is(200).shows("gesperrt").shows("Entsperren");
        let _ = ada.post(&format!("{path}/entsperren"), &[]).await.is(303);
        let _ = egon.get("/verwaltung/konto").await.is(401);
        town.advance(seconds(60));
        let egon = egon.elsewhere();
        let _ = sign_in(&egon, PASSWORD, &code(&town)).await.is(303);
        let _ = ada.post(&format!("{path}/sitzungen/beenden"), &[]).await.is(303);
        let _ = egon.get("/verwaltung/konto").await.is(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_given_for_a_period_and_end() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let egon_id = egon(&town).await;
        let unit = town.unit("50").await.id.to_string();
        let role = role_id("administrator").to_string();
        let path = format!("/verwaltung/personen/{egon_id}");
        let wrong = [
            ("rolle", role.as_str()),
            ("einheit", unit.as_str()),
            ("von", "5.5.2026"),
            ("bis", "4.5.2026"),
        ];
        let _ =
            ada.post(&format!("{path}/rechte"), &wrong).await.is(422).shows("liegt vor dem ersten");
        let right = [
            ("rolle", role.as_str()),
            ("einheit", unit.as_str()),
            ("von", "5.5.2026"),
            ("bis", "6.5.2026"),
        ];
        let _ = ada.post(&format!("{path}/rechte"), &right).await.is(303);
        let _ = ada.post(&format!("{path}/rechte"), &right).await.is(303);
        let page =
            ada.get(&path).await.is(200).shows("Administration, 50 Soziales, bis 6. Mai 2026");
        assert_eq!(page.words().matches("bis 6. Mai 2026").count(), 1, "granted once");

        let egon = town.anybody();
        let _ = sign_in(&egon, PASSWORD, &code(&town)).await.is(303);
        let _ = egon.get("/verwaltung/personen").await.is(403);
        town.advance_days(1);
        let egon = egon.elsewhere();
        let _ = sign_in(&egon, PASSWORD, &code(&town)).await.is(303);
        let _ = egon.get("/verwaltung/personen").await.is(200).hides("ada@town.test");
        // He reaches nobody above him.
        let ada_id = account(&town, "ada@town.test").await;
        let _ = egon.get(&format!("/verwaltung/personen/{ada_id}")).await.is(404);
        let _ = egon.post(&format!("/verwaltung/personen/{ada_id}/link"), &[]).await.is(404);
        let _ = egon.get("/verwaltung/rollen/neu").await.is(403);
        let outside = town.unit("66").await.id;
        let _ = egon.get(&format!("/verwaltung/einheiten/{outside}")).await.is(404);
        town.advance_days(2);
        let egon = egon.elsewhere();
        let _ = sign_in(&egon, PASSWORD, &code(&town)).await.is(303);
        let _ = egon.get("/verwaltung/personen").await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_their_own_rights_and_the_last_administrator_stays() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let ada_id = account(&town, "ada@town.test").await;
        let grant = town.town.read(move |db| Ok(people::grants(db, ada_id)?[0].id)).await.unwrap();
        let path = format!("/verwaltung/personen/{ada_id}");
        let unit = town.unit("50").await.id.to_string();
        let role = role_id("head-of-unit").to_string();
        let fields = [("rolle", role.as_str()), ("einheit", unit.as_str())];
        let _ =
            ada.post(&format!("{path}/rechte"), &fields).await.is(422).shows("Ihre eigenen Rechte");
        let _ = ada.post(&format!("{path}/sperren"), &[]).await.is(422);
        let _ = ada.post(&format!("{path}/link"), &[]).await.is(422);
        let end = format!("{path}/rechte/{grant}/beenden");
        let _ = ada.post(&end, &[]).await.is(422).shows("Ihre eigenen Rechte");

        // Somebody with the same right in the whole town for a day less than the other: the first
        // may go, the second not.
        let zoe = town.staff("Zoe", &[ADMINISTER, CHANGE_ROLES], "0").await;
        let _ = zoe.post(&format!("{path}/sperren"), &[]).await.is(303);
        let zoe_id = town
            .town
            .read(|db| {
                let all = people::of_kind(db, AccountKind::Staff)?;
                Ok(all.into_iter().find(|a| a.person.name.reveal() == "Zoe").unwrap().id)
            })
            .await
            .unwrap();
        let _ = zoe.post(&format!("/verwaltung/personen/{zoe_id}/sperren"), &[]).await.is(422);
        // The last one cannot take the right out of a role somebody else holds either.
        let role = role_id("administrator").to_string();
        let stand =
            zoe.get(&format!("/verwaltung/rollen/{role}")).await.is(200).field("stand").unwrap();
        let fields =
            [("stand", stand.as_str()), ("name_de", "Administration"), ("recht", "people.roles")];
        let _ = zoe.post(&format!("/verwaltung/rollen/{role}"), &fields).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_change_for_everybody_who_holds_them_but_not_by_oneself_or_blindly() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let own = role_id("administrator").to_string();
        let page = ada
            .get(&format!("/verwaltung/rollen/{own}"))
            .await
            .is(200)
            .shows("Personen, Rechte und Einheiten verwalten");
        let stand = page.field("stand").unwrap();
        let fields = [
            ("stand", stand.as_str()),
            ("name_de", "Administration"),
            ("recht", "people.administer"),
        ];
        let _ = ada
            .post(&format!("/verwaltung/rollen/{own}"), &fields)
            .await
            .is(422)
            .shows("haben Sie selbst");

        let worker = role_id("case-worker").to_string();
        let path = format!("/verwaltung/rollen/{worker}");
        let stand = ada.get(&path).await.is(200).field("stand").unwrap();
        let fields = [
            ("stand", stand.as_str()),
            ("name_de", "Bearbeitung"),
            ("recht", "people.administer"),
            ("recht", "made.up"),
        ];
        let _ = ada.post(&path, &fields).await.is(303);
        let kept = town
            .town
            .read(|db| {
                Ok(people::roles(db)?.into_iter().find(|r| r.id == role_id("case-worker")).unwrap())
            })
            .await
            .unwrap();
        assert_eq!(kept.name.de, "Bearbeitung");
        assert!(kept.permissions.contains(&"people.administer".to_owned()));
        assert!(
            kept.permissions.contains(&"desk.work".to_owned()),
            "rights of departments not running here stay"
        );
        assert!(!kept.permissions.contains(&"made.up".to_owned()));
        // The form was open elsewhere too.
        let _ = ada.post(&path, &fields).await.is(422).shows("In der Zwischenzeit");
        let _ = ada
            .post("/verwaltung/rollen/neu", &[("name_de", "")])
            .await
            .is(422)
            .shows("Geben Sie einen Namen an");
        let _ = ada.post("/verwaltung/rollen/neu", &[("name_de", "Aushilfe")]).await.is(303);
        let _ = ada.get("/verwaltung/rollen").await.is(200).shows("Aushilfe");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_kept_with_their_opening_hours() {
    for town in towns(modules, START).await {
        let ada = ada(&town).await;
        let unit = town.unit("50").await;
        let path = format!("/verwaltung/einheiten/{}", unit.id);
        let page = ada.get(&path).await.is(200).shows("Öffnungszeiten");
        let (stand, above) = (page.field("stand").unwrap(), unit.parent.unwrap().to_string());
        let base = |number: &'static str, hours: &'static str| {
            vec![
                ("stand", stand.as_str()),
                ("nummer", number),
                ("name_de", "Soziales"),
                ("ueber", above.as_str()),
                ("zeiten_de", hours),
                ("platz", "1"),
                ("von", "1.1.2000"),
            ]
        };
        let _ = ada
            .post(&path, &base("50", "immer"))
            .await
            .is(422)
            .shows("Jede Zeile braucht Tage")
            .shows("immer");
        let _ = ada
            .post(&path, &base("66", "Montag: 8:00–12:00 Uhr"))
            .await
            .is(422)
            .shows("trägt schon eine andere Einheit");
        let _ = ada.post(&path, &base("50", "Montag: 8:00–12:00 Uhr")).await.is(303);
        assert_eq!(town.unit("50").await.hours[0].times.de, "8:00–12:00 Uhr");
        let _ = ada
            .post(&path, &base("50", "Montag: 9:00–12:00 Uhr"))
            .await
            .is(422)
            .shows("In der Zwischenzeit");
        // A unit does not stand below itself.
        let team = town.unit("50.2").await.id.to_string();
        let stand = ada.get(&path).await.is(200).field("stand").unwrap();
        let cycle = [
            ("stand", stand.as_str()),
            ("nummer", "50"),
            ("name_de", "Soziales"),
            ("ueber", team.as_str()),
            ("platz", "1"),
        ];
        let _ = ada.post(&path, &cycle).await.is(422).shows("nicht unter sich selbst");
        let top = town.unit("0").await.id.to_string();
        let new =
            [("nummer", "32"), ("name_de", "Ordnung"), ("ueber", top.as_str()), ("platz", "4")];
        let _ = ada.post("/verwaltung/einheiten/neu", &new).await.is(303);
        let _ = ada.get("/verwaltung/einheiten").await.is(200).shows("Ordnung");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_with_one_way_in_is_noticed_and_idles_out_early() {
    for town in towns(modules, START).await {
        let found = async || {
            let all = kernel::check::run(&town.town).await.unwrap();
            all.into_iter().find(|f| f.id == "people/second-credential").unwrap()
        };
        assert_eq!(found().await.health, kernel::module::Health::Ok, "nobody administers yet");
        let ada = ada(&town).await;
        let one = found().await;
        assert_eq!(one.health, kernel::module::Health::Warn, "{}", one.found);
        let id = account(&town, "ada@town.test").await;
        town.town
            .write(kernel::Actor::system("test"), move |tx| {
                let codes: Vec<String> = (0..10).map(|n| format!("{n}")).collect();
                kernel::credentials::set_recovery_codes(tx, id, &codes)?;
                people::set_password(tx, id, "argon")?;
                people::set_totp(tx, id, Some("sealed"))?;
                Ok(kernel::Audit::of("test.codes", id).done())
            })
            .await
            .unwrap();
        assert_eq!(found().await.health, kernel::module::Health::Ok);
        // Whoever may give rights away is asked again after a quarter of an hour.
        town.advance(seconds(14 * 60));
        let _ = ada.get("/verwaltung/konto").await.is(200);
        town.advance(seconds(16 * 60));
        let _ = ada.get("/verwaltung/konto").await.is(401);
    }
}
