//! The figures per company.

use super::{form, found, grant, inspector, moves};
use crate::INSPECT;

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_judged_by_its_length_its_defects_and_its_days() {
    for town in testkit::towns(super::modules, super::MONDAY).await {
        let work = grant(&town).await;
        let ina = inspector(&town, "Ina").await;
        ina.get("/aufsicht/firmen").await.is(200).shows("Noch keine Arbeiten unter Aufsicht");
        moves(&town, &work, "started", Vec::new()).await;
        for _ in 0..2 {
            ina.upload(&form(&work), &[("art", "pflaster")], &[]).await.is(303);
        }
        town.settle().await;
        town.advance_days(5);
        let ina = inspector(&town, "Ina").await;
        let one = found(&town, &work).await.remove(0);
        let stand = one.version.to_string();
        let done = [("schritt", "erledigt"), ("stand", stand.as_str()), ("grund", "gesehen")];
        ina.post(&format!("/aufsicht/befunde/{}/schritt", one.id), &done).await.is(303);
        // 700 m, two defects, one repaired after five days, the other in time.
        ina.get("/aufsicht/firmen").await.is(200).shows("Lindnetz GmbH 700 2 0,3 5 1 0 %");
        let csv = ina.get("/aufsicht/firmen.csv").await.is(200).text();
        assert!(csv.contains("\"Lindnetz GmbH\";700;2;0,3;5;1;0\r\n"), "{csv}");
        // Time passes, and the period of the other is over.
        town.advance_days(20);
        let ina = inspector(&town, "Ina").await;
        ina.get("/aufsicht/firmen").await.shows("Lindnetz GmbH 700 2 0,3 5 1 100 %");
        let other = town.staff("Otto", &[INSPECT], "50").await;
        other.get("/aufsicht/firmen").await.is(200).hides("Lindnetz");
        town.anybody().get("/aufsicht/firmen").await.is(401);
    }
}
