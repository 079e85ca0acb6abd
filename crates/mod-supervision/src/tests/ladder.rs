//! The way of a defect, from the first mail to the cost record; and the portal of companies.

use super::{form, found, grant, inspector, photo};
use crate::model::{Severity, Stage};
use kernel::Id;
use testkit::{Answer, Client};

const LIND: &str = "bau@lindnetz.test";

/// A step of staff at a finding.
async fn step(who: &Client, page: &str, step: &str, stand: i64) -> Answer {
    let stand = stand.to_string();
    let fields = [("schritt", step), ("stand", &stand), ("grund", "Frist abgelaufen")];
    who.post(&format!("{page}/schritt"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_defect_nobody_repairs_ends_in_own_repair_with_its_cost() {
    for town in testkit::towns(super::modules, super::MONDAY).await {
        let work = grant(&town).await;
        let ina = inspector(&town, "Ina").await;
        ina.upload(&form(&work), &[("art", "pflaster")], &[]).await.is(303);
        town.settle().await;
        let one = found(&town, &work).await.remove(0);
        assert_eq!((one.state, one.due_on), (Stage::Told, Some(super::day("2026-03-16"))));
        let mails = town.post.to(LIND);
        assert!(
            mails[0].body.reveal().contains("Frist: 16. März 2026"),
            "{}",
            mails[0].body.reveal()
        );
        assert!(mails[0].body.reveal().contains(&format!("/maengel/{}", one.id)));
        let page = format!("/aufsicht/befunde/{}", one.id);
        // Too early for harder steps.
        let order = format!("{page}/anordnung");
        ina.get(&order).await.is(404);
        step(&ina, &page, "ankuendigen", one.version).await.is(422);
        step(&ina, &page, "ersatzvornahme", one.version).await.is(422);
        // The last day is theirs; the night after it reminds, once.
        town.advance_days(14);
        town.settle().await;
        assert_eq!(found(&town, &work).await[0].state, Stage::Told);
        town.advance_days(1);
        town.settle().await;
        let one = found(&town, &work).await.remove(0);
        assert_eq!((one.state, one.due_on), (Stage::Reminded, Some(super::day("2026-03-24"))));
        assert_eq!(town.post.to(LIND).len(), 2);
        // Sessions end by night.
        let ina = inspector(&town, "Ina").await;
        step(&ina, &page, "ankuendigen", one.version).await.is(422);
        ina.get(&page).await.shows("Entwurf einer Anordnung");
        assert_eq!(ina.get(&order).await.is(200).kind, "application/pdf");
        town.citizen("Frieda").await.get(&order).await.is(403);
        town.advance_days(8);
        town.settle().await;
        assert_eq!(found(&town, &work).await[0].state, Stage::Reminded, "the rest is for people");
        let ina = inspector(&town, "Ina").await;
        ina.get("/aufsicht").await.shows("Frist abgelaufen");
        step(&ina, &page, "ankuendigen", one.version).await.is(303);
        town.advance_days(8);
        town.settle().await;
        let one = found(&town, &work).await.remove(0);
        let ina = inspector(&town, "Ina").await;
        step(&ina, &page, "ersatzvornahme", one.version).await.is(303);
        let path = format!("{page}/kosten");
        let id = Id::<()>::new().to_string();
        let cost = [
            ("nummer", id.as_str()),
            ("tag", "25.3.2026"),
            ("kostenart", "hours"),
            ("was", "Kolonne 2"),
            ("menge", "2,5"),
            ("preis", "58,40"),
        ];
        ina.post(&path, &cost).await.is(303);
        ina.post(&path, &cost).await.is(303);
        ina.get(&page).await.shows("146,00 €");
        ina.post(&path, &[("menge", "0")]).await.is(422).shows("Geben Sie eine Menge ein");
        let one = found(&town, &work).await.remove(0);
        step(&ina, &page, "erledigt", one.version).await.is(303);
        assert_eq!(found(&town, &work).await[0].state, Stage::Closed);
        town.settle().await;
        assert_eq!(town.post.to(LIND).len(), 5);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_answers_its_own_defects_and_sees_no_others() {
    for town in testkit::towns(super::modules, super::MONDAY).await {
        let work = grant(&town).await;
        let ina = inspector(&town, "Ina").await;
        ina.upload(&form(&work), &[("art", "naht")], &[("foto", "a.jpg", &photo(1))]).await.is(303);
        ina.upload(&form(&work), &[("art", "naht"), ("melden", "nein")], &[]).await.is(303);
        let all = found(&town, &work).await;
        let (untold, told) = (&all[0], &all[1]);
        let (lind, other) = (town.citizen("Lindnetz").await, town.citizen("Fremdnetz").await);
        let page = format!("/maengel/{}", told.id);
        lind.get("/maengel").await.is(200).shows(&told.number).hides(&untold.number);
        lind.get(&page).await.is(200).shows("Firma benachrichtigt").hides("Ina");
        lind.get(&format!("/maengel/{}", untold.id)).await.is(404);
        other.get("/maengel").await.is(200).hides(&told.number);
        other.get(&page).await.is(404);
        other.upload(&page, &[("text", "x")], &[("foto", "b.jpg", &photo(2))]).await.is(404);
        town.anybody().get(&page).await.is(401);
        ina.get(&page).await.is(403);
        let wanted = told.id;
        let photos = super::read(&town, move |db| crate::store::findings::photos(db, wanted)).await;
        let picture = format!("{page}/foto/{}", photos[0].file);
        lind.get(&picture).await.is(200);
        other.get(&picture).await.is(404);
        // An answer needs a photo; sent twice it is one.
        let id = Id::<()>::new().to_string();
        let fields = [("nummer", id.as_str()), ("text", "Fuge vergossen")];
        lind.upload(&page, &fields, &[])
            .await
            .is(422)
            .shows("Fügen Sie ein Foto")
            .shows("Fuge vergossen");
        let picture = photo(2);
        let files = [("foto", "b.jpg", picture.as_slice())];
        lind.upload(&page, &fields, &files).await.is(303);
        lind.upload(&page, &fields, &files).await.is(303);
        let one = found(&town, &work).await.into_iter().find(|f| f.id == wanted).expect("it");
        assert_eq!(one.state, Stage::Answered);
        ina.get("/aufsicht").await.shows("Nachschau: behoben?");
        let staff = format!("/aufsicht/befunde/{wanted}");
        ina.get(&staff).await.shows("Fuge vergossen").shows("Von der Firma");
        // Not enough: a new period. Then it is.
        let stand = one.version.to_string();
        let reject = [("schritt", "nacharbeit"), ("stand", stand.as_str())];
        ina.post(&format!("{staff}/schritt"), &reject).await.is(422).shows("Sagen Sie, warum");
        let seen = [("nachschau", "offen"), ("stand", stand.as_str()), ("text", "Noch offen")];
        ina.upload(&format!("{staff}/nachschau"), &seen, &[]).await.is(303);
        let one = found(&town, &work).await.into_iter().find(|f| f.id == wanted).expect("it");
        assert_eq!(one.state, Stage::Told);
        lind.get(&page).await.shows("Noch offen");
    }
}

#[test]
fn periods_end_on_working_days_and_dangers_do_not_wait() {
    let friday = super::day("2026-04-02");
    // Maundy Thursday plus three days is Easter Sunday.
    assert_eq!(crate::ladder::end(friday, 3, Severity::High), super::day("2026-04-07"));
    assert_eq!(crate::ladder::end(friday, 1, Severity::Danger), super::day("2026-04-03"));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_case_everything_goes() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let work = grant(&town).await;
    let ina = inspector(&town, "Ina").await;
    ina.upload(&form(&work), &[("art", "naht")], &[("foto", "a.jpg", &photo(1))]).await.is(303);
    let case = work.case;
    let gone = super::write(&town, move |tx| {
        let case = kernel::cases::find_for_update(tx, case)?;
        crate::store::erase(tx, &case)
    })
    .await;
    assert!(gone >= 6, "{gone}");
    ina.get("/aufsicht").await.hides("Lindenweg");
}
