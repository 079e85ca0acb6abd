//! Warnings of periods, and the calendar of staff.

use jiff::SignedDuration;

use super::*;
use crate::ESCALATION;

/// Gives the road authority an address to write to.
async fn reachable(town: &TestTown) {
    let mut unit = town.unit("66").await;
    unit.email = "tiefbau@town.test".into();
    town.town
        .write(Actor::system("test"), move |tx| {
            kernel::org::save(tx, &unit)?;
            Ok(Audit::of("test.reachable", unit.id).done())
        })
        .await
        .expect("an address");
}

/// Lets the mornings of so many days come.
async fn mornings(town: &TestTown, days: i64) {
    town.advance_days(days);
    town.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_warning_is_given_once_and_the_last_goes_to_the_head() {
    for town in towns().await {
        reachable(&town).await;
        let lind = company(&town, "Lindnetz", false).await;
        let (_, case) = send(&town, &lind, &whole("Ausbau", "Lindenweg")).await;
        town.staff("Hilde Haupt", &[WORK, ESCALATION], "66").await;
        town.staff("Fremde Leitung", &[WORK, ESCALATION], "50").await;
        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        let stand = ina.get(&office(case, "")).await.field("stand").expect("a version");
        ina.post(&office(case, "/vollstaendig"), &[("stand", &stand)]).await.is(303);
        let unit = || town.post.to("tiefbau@town.test");
        mornings(&town, 45).await;
        assert_eq!(unit().len(), 0, "less than half of the period is gone");
        mornings(&town, 1).await;
        mornings(&town, 1).await;
        assert_eq!(unit().len(), 1, "half of it: once");
        mornings(&town, 27).await;
        mornings(&town, 1).await;
        assert_eq!(unit().len(), 2, "80 %: once");
        let mail = unit().remove(1);
        let words = mail.body.reveal();
        assert!(words.contains("bis zum 2. Juni 2026") && words.contains("80 %"), "{words}");
        assert!(!words.contains("Lindnetz"), "a mail says no more than it must");
        mornings(&town, 14).await;
        assert_eq!(unit().len(), 3, "three days before");
        let all = || town.post.mails();
        let to_heads =
            |name: &str| all().iter().filter(|m| m.recipient.reveal().starts_with(name)).count();
        assert_eq!(to_heads("hilde haupt"), 0);
        mornings(&town, 3).await;
        assert_eq!((unit().len(), to_heads("hilde haupt")), (4, 1), "the last day");
        assert_eq!(to_heads("fremde leitung"), 0, "heads of other units hear nothing");
        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        ina.get("/verwaltung/leitungen").await.is(200).shows("letzter Tag").shows("intern");
        ina.get(&office(case, "")).await.is(200).shows("letzter Tag");
    }
}

/// The address a page shows, without what stands before its path.
fn address(page: &str) -> String {
    let from = page.find("/leitungen/fristen/").expect("an address");
    let path: String = page[from..].chars().take_while(|c| !"\"<& ".contains(*c)).collect();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_opens_with_its_key_only_and_can_be_taken_away() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let (_, case) = send(&town, &lind, &whole("Ausbau Nord", "Lindenweg")).await;
        let page = "/verwaltung/leitungen/kalender";
        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        ina.get(page).await.is(200).shows("Adresse für meinen Kalender anlegen");
        let made = ina.post(page, &[]).await.is(200);
        let first = address(&made.text());
        assert!(
            first.split('.').next_back() == Some("ics")
                && !first.contains("Ina")
                && !first.contains(&case.to_string())
        );
        assert!(!ina.get(page).await.text().contains(&first), "it is shown once");
        let anybody = town.anybody();
        let feed = anybody.get(&first).await.is(200);
        assert!(feed.kind.starts_with("text/calendar"), "{}", feed.kind);
        let text = feed.text().replace("\r\n ", "");
        for words in [
            "DTSTART;VALUE=DATE:20260402",
            "DTSTART;VALUE=DATE:20260602",
            "SUMMARY:Entscheiden\\, letzter Tag: 66-2026-00001",
            "SUMMARY:Nachfordern\\, internes Ziel: 66-2026-00001",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 4);

        // Somebody of another office has a calendar, too, and nothing in it.
        let other = town.staff("Soz Ial", &[WORK], "50").await;
        let theirs = address(&other.post(page, &[]).await.is(200).text());
        assert_eq!(anybody.get(&theirs).await.is(200).text().matches("BEGIN:VEVENT").count(), 0);

        // A new address ends the old one; taking it away ends both.
        let second = address(&ina.post(page, &[]).await.is(200).text());
        anybody.get(&first).await.is(404);
        anybody.get(&second).await.is(200);
        ina.post(&format!("{page}/widerrufen"), &[]).await.is(303);
        anybody.get(&second).await.is(404);
        anybody.get("/leitungen/fristen/0123.ics").await.is(404);

        // What is decided leaves the calendar.
        town.advance(SignedDuration::from_mins(1));
        let third = address(&ina.post(page, &[]).await.is(200).text());
        decide(&town, case, "granted").await;
        assert_eq!(anybody.get(&third).await.is(200).text().matches("BEGIN:VEVENT").count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_switched_off_has_no_calendar() {
    let town = one().await;
    let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
    let mine = address(&ina.post("/verwaltung/leitungen/kalender", &[]).await.is(200).text());
    town.anybody().get(&mine).await.is(200);
    town.town
        .write(Actor::system("test"), |tx| {
            for account in kernel::people::of_kind(tx, kernel::people::AccountKind::Staff)? {
                kernel::people::set_disabled(tx, account.id, true)?;
            }
            Ok(Audit::of("test.disabled", "staff").done())
        })
        .await
        .expect("switched off");
    town.anybody().get(&mine).await.is(404);
}
