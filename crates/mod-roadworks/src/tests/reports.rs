//! Reports near trenches: the works are found, doubles avoided, everybody gets the answer.

use super::*;
use crate::KEEP;

/// A picture of one point.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n rest";

fn position(x: f64, y: f64) -> (String, String) {
    let (lon, lat) = kernel::map::lon_lat(WEST + x, SOUTH + y).expect("on earth");
    (format!("{lat:.7}"), format!("{lon:.7}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_finds_trench_company_and_warranty_and_gets_an_answer() {
    for town in towns().await {
        let case = grant(&town).await;
        moves(&town, step(&case, "accepted", "2026-03-01", Some("2030-03-01"))).await;
        let erika = town.anybody();
        erika.get("/baustellen/melden").await.is(200).shows("Wo ist es?");
        erika.get("/baustellen/melden?ort=Linden").await.is(200).shows("Welchen Ort meinen Sie?");
        erika
            .get("/baustellen/melden?ort=Xyzzy+1")
            .await
            .is(200)
            .shows("Diesen Ort kennen wir nicht");
        let place = "/baustellen/melden?ort=Lindenweg+12";
        let form = erika.get(place).await.is(200).shows("Hier hat gebaut: Lindnetz GmbH");
        let form = form.shows("Mängel bis 1. März 2030");
        let number = form.field("nummer").expect("a number");
        let mut fields = vec![
            ("nummer", number.as_str()),
            ("ort", "Lindenweg 12"),
            ("was", "surface"),
            ("gefahr", "ja"),
            ("text", "Platten abgesackt."),
            ("email", "erika@mail.test"),
        ];
        erika.upload("/baustellen/melden", &fields[..2], &[]).await.is(422).shows("Wählen Sie aus");
        erika.upload("/baustellen/melden", &fields, &[("foto", "x.exe", b"MZ")]).await.is(422);
        let photo: &[(&str, &str, &[u8])] = &[("foto", "bild.png", PNG)];
        let sent = erika.upload("/baustellen/melden", &fields, photo).await.is(303);
        let page = sent.location.expect("its page");
        // Sent twice it is one.
        let again = erika.upload("/baustellen/melden", &fields, photo).await.is(303);
        assert_eq!(again.location.as_deref(), Some(page.as_str()));
        town.settle().await;
        erika.get(&page).await.is(200).shows("M-2026-00001").shows("Lindnetz GmbH");
        assert_eq!(town.post.to("erika@mail.test").len(), 1);

        // Somebody else sees that it is known, and follows it.
        let other = Id::<()>::new().to_string();
        fields[0].1 = &other;
        let seen =
            erika.get("/baustellen/melden?ort=Lindenweg+11").await.is(200).shows("schon gemeldet");
        let action =
            seen.text().split("action=\"").find(|a| a.contains("melden/auch/")).map(str::to_owned);
        let action = action.expect("a form").split('"').next().expect("an address").to_owned();
        let too = [("nummer", other.as_str()), ("email-M-2026-00001", "otto@mail.test")];
        erika.post(&action, &too).await.is(303);
        erika.post(&action, &too).await.is(303);

        let ina = town.staff("Ina Geneur", &[KEEP], "66").await;
        let list = ina
            .get("/verwaltung/baustellen/meldungen")
            .await
            .is(200)
            .shows("M-2026-00001")
            .shows("Gefahr");
        let one = list.link("/verwaltung/baustellen/meldungen/0").expect("a link");
        let shown = ina.get(&one).await.is(200).shows("Platten abgesackt").shows("1. März 2030");
        let image = shown.link("/foto/").expect("a photo");
        assert_eq!(ina.get(&image).await.is(200).body, PNG);
        erika.get(&image).await.is(401);
        let answer = [
            ("stand", "1"),
            ("schritt", "done"),
            ("antwort", "Die Firma hat die Platten neu verlegt."),
        ];
        ina.post(&one, &[("stand", "1"), ("schritt", "done")]).await.is(422);
        ina.post(&one, &answer).await.is(303);
        ina.post(&one, &answer).await.is(422).shows("inzwischen");
        town.settle().await;
        erika
            .get(&page)
            .await
            .is(200)
            .shows("Die Firma hat die Platten neu verlegt.")
            .shows("erledigt");
        let mails = town.post.to("otto@mail.test");
        assert_eq!(mails.len(), 1);
        assert!(!mails[0].body.reveal().contains(&page), "the code is the reporter's");
        assert_eq!(town.post.to("erika@mail.test").len(), 2);

        // Number and code open it, a wrong code does not.
        let code = page.rsplit('/').next().expect("a code").to_lowercase();
        let open = [("nummer", "m-2026-00001"), ("code", code.as_str())];
        let found = erika.post("/baustellen/meldung", &open).await.is(303);
        assert_eq!(found.location.as_deref(), Some(page.as_str()));
        erika
            .post("/baustellen/meldung", &[("nummer", "M-2026-00001"), ("code", "0123456789")])
            .await
            .is(422);
        erika.get("/baustellen/meldung/M-2026-00001/0123456789").await.is(404);

        town.advance_days(366);
        assert!(write(&town, crate::taking::erase_old).await > 3);
        erika.get(&page).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exact_position_is_looked_at_closely_and_a_rough_one_widely() {
    let town = one().await;
    grant(&town).await;
    let at = |x: f64, y: f64, accuracy: u32| {
        let (lat, lon) = position(x, y);
        format!("/baustellen/melden?lat={lat}&lon={lon}&genauigkeit={accuracy}")
    };
    let anybody = town.anybody();
    // The trench lies 206 m north of the corner.
    anybody.get(&at(300.0, 216.0, 5)).await.is(200).shows("Hier baut: Lindnetz GmbH");
    anybody.get(&at(300.0, 236.0, 5)).await.is(200).shows("kennen wir keine Baustelle");
    anybody.get(&at(300.0, 236.0, 60)).await.is(200).shows("Hier baut: Lindnetz GmbH");
    anybody.get(&at(300.0, 9_000.0, 5)).await.is(200).shows("Diesen Ort kennen wir nicht");
    anybody
        .get("/baustellen/melden?lat=0&lon=0&genauigkeit=5")
        .await
        .is(200)
        .shows("Diesen Ort kennen wir nicht");
    // The device may be asked on this page only.
    let header = |a: &testkit::Answer| {
        a.headers
            .get("permissions-policy")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(header(&anybody.get("/baustellen/melden").await), "geolocation=(self)");
    assert!(header(&anybody.get("/baustellen").await).contains("geolocation=()"));
}
