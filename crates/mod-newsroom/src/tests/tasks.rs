//! Tasks: whose they are, when they are due, and that nobody sees those of others.

use kernel::people::{self, Account, AccountKind};
use kernel::{Actor, Audit, Text};

use super::*;
use crate::store;

/// The account of somebody who signed in last under a name.
async fn account(town: &TestTown, name: &'static str) -> Id<Account> {
    let found = town.town.read(move |db| {
        let mut all = people::of_kind(db, AccountKind::Staff)?;
        all.retain(|account| account.person.name.reveal() == name);
        Ok(all.pop().map(|account| account.id))
    });
    found.await.expect("people").expect("somebody of that name")
}

/// A task about a text, given to somebody or to nobody.
async fn give(
    town: &TestTown,
    item: &str,
    words: &'static str,
    due: &str,
    to: Option<Id<Account>>,
) {
    let (id, due) = (id_of(item), due.parse().expect("a day"));
    town.town
        .write(Actor::system("test"), move |tx| {
            let key = format!("test/{words}");
            store::add_task(tx, &key, Some(id), "other", &Text::same(words), (Some(due), to))?;
            Ok(Audit::of("test.task", id).done())
        })
        .await
        .expect("a task");
}

async fn task_id(who: &Client) -> String {
    who.get(BASE).await.is(200).field("aufgabe").expect("a task")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_stands_with_the_person_it_was_given_to_and_in_the_calendar() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Fest").await;
        // Olga writes for another unit: nothing of unit 50 is hers, but this task is.
        let olga = town.staff("Olga", &[WRITE], "66").await;
        let to = account(&town, "Olga").await;
        give(&town, &item, "Bild tauschen", "2026-05-12", Some(to)).await;
        give(&town, &item, "Zahlen prüfen", "2026-05-01", None).await;

        let page = olga.get(BASE).await.is(200).shows("Meine Aufgaben").shows("Bild tauschen");
        let _ = page.hides("Zahlen prüfen");
        let page = egon.get(BASE).await.is(200).shows("Weitere Aufgaben").hides("Meine Aufgaben");
        let words = page.words();
        assert!(words.contains("Bild tauschen") && words.contains("Olga"), "{words}");
        assert!(words.contains("Zahlen prüfen") && words.contains("niemandem"), "{words}");
        let may = format!("{BASE}/kalender?monat=2026-05");
        for view in ["liste", "monat"] {
            let page = format!("{may}&ansicht={view}");
            let mine = olga.get(&page).await.is(200).shows("Ihre Aufgabe ist fällig");
            let _ = mine.hides("Aufgabe überfällig");
            let all = egon.get(&page).await.is(200).shows("Aufgabe überfällig");
            let _ = all.shows("Aufgabe fällig").hides("Ihre Aufgabe");
        }
        let stranger = town.staff("Fremd", &[WRITE], "66").await;
        stranger.get(&may).await.is(200).hides("Bild tauschen").hides("Zahlen prüfen");

        // Handed back, it is of the unit; the stranger gets at nothing.
        let id = task_id(&olga).await;
        let acts = format!("{BASE}/aufgaben");
        let hand_back = [("aufgabe", id.as_str()), ("tun", "abgeben")];
        stranger.post(&acts, &hand_back).await.is(404);
        stranger.post(&acts, &[("aufgabe", &id)]).await.is(404);
        olga.post(&acts, &hand_back).await.is(303);
        olga.post(&acts, &hand_back).await.is(404);
        olga.get(BASE).await.is(200).hides("Bild tauschen");
        let take = [("aufgabe", id.as_str()), ("tun", "uebernehmen")];
        for _ in 0..2 {
            egon.post(&acts, &take).await.is(303);
        }
        egon.get(BASE).await.is(200).shows("Meine Aufgaben");
        egon.get(&may).await.is(200).shows("Ihre Aufgabe ist fällig");
        egon.post(&acts, &[("aufgabe", &id), ("tun", "erledigt")]).await.is(303);
        egon.get(BASE).await.is(200).hides("Meine Aufgaben").shows("Zahlen prüfen");
        egon.get(&may).await.is(200).hides("Bild tauschen");
        let trail = town.trail().await;
        for act in ["task_handed_back", "task_taken", "task_done"] {
            assert!(trail.contains(&format!("newsroom.{act}")), "{act}: {trail:?}");
        }
    }
}
