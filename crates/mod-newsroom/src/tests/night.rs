//! What the look by night finds besides dead links.

use kernel::{Actor, Audit};

use super::*;
use crate::nightly::{barriers, note_answers};
use crate::outside::Verdict;

async fn night(town: &TestTown) -> Client {
    town.advance_days(1);
    town.settle().await;
    editor(town, "Egon").await
}

#[tokio::test(flavor = "multi_thread")]
async fn same_titles_missing_anchors_and_easy_language_are_found_and_listed() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        for (title, text) in
            [("Bäder", "Es ist warm."), ("bäder", "Siehe [unsere Preise](#gibtesnicht).")]
        {
            let item = begin(&town, &egon, "page", title).await;
            head(&egon, &item, title, "Ein Satz.").await;
            words(&egon, &item, text).await;
            let edition = seen(&egon, &item).await;
            let unit = town.unit("50").await.id.to_string();
            let slug = if title == "Bäder" { "baeder" } else { "hallenbad" };
            let fields = [("fassung", &*edition), ("einheit", &*unit), ("adresse", slug)];
            egon.post(&format!("{item}/angaben"), &fields).await.is(303);
            press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        }
        let egon = night(&town).await;
        let page = egon.get(&format!("{BASE}/befunde")).await.is(200).words();
        for expected in [
            "Denselben Titel tragen 1 andere",
            "springt zu einer Stelle",
            "Leichter Sprache fehlt",
            "englische Fassung fehlt",
        ] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
        let only = egon.get(&format!("{BASE}/befunde?art=anchor")).await.is(200);
        only.shows("springt zu einer Stelle").hides("Denselben Titel");
        let stranger = town.staff("Fremd", &[WRITE], "66").await;
        stranger.get(&format!("{BASE}/befunde")).await.is(200).hides("Denselben Titel");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barrier_is_told_to_the_accessibility_statement_after_two_weeks() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Tabelle").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        // Something got in that today's checks would not let pass.
        let id = id_of(&item);
        town.town
            .write(Actor::system("test"), move |tx| {
                let mut p = publication::find(tx, id)?.expect("public");
                let text = ":::tabelle beschriftung=\"Preise\"\n| a | b |\n| 1 | 2 |\n:::";
                let mut ids = content::Counted::new("b");
                p.body.de = Some(content::text::parse(text, &mut ids).expect("a table"));
                publication::save(tx, &p, "test")?;
                Ok(Audit::of("test.changed", id).done())
            })
            .await
            .expect("saved");
        let egon = night(&town).await;
        egon.get(&format!("{BASE}/befunde?art=barrier")).await.is(200).shows("Tabelle");
        assert!(town.town.read(barriers).await.expect("read").is_empty(), "not on the first day");
        town.advance_days(14);
        let known = town.town.read(barriers).await.expect("read");
        assert_eq!(known.len(), 1, "{known:?}");
        assert_eq!(known[0].path, "/aktuelles/tabelle");
        assert_eq!(known[0].since.to_string(), "2026-05-05");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_outside_counts_as_broken_after_two_nights_and_nobody_is_asked_unless_wanted() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Hinaus").await;
        words(&egon, &item, "Siehe [die Nachbarn](https://nachbar.example/fest).").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        let egon = night(&town).await;
        egon.get(BASE).await.is(200).hides("fremden Seite");
        assert!(
            !town.trail().await.contains(&"newsroom.asked_outside".to_owned()),
            "off by default"
        );
        let answers =
            vec![("https://nachbar.example/fest".to_owned(), Verdict::Failed("404".into()))];
        for is_second in [false, true] {
            let answers = answers.clone();
            town.town
                .write(Actor::system("test"), move |tx| {
                    note_answers(tx, &answers)?;
                    Ok(Audit::of("test.asked", "x").done())
                })
                .await
                .expect("noted");
            let egon = night(&town).await;
            let page = egon.get(&format!("{BASE}/befunde?art=outside")).await.is(200).words();
            assert_eq!(
                page.contains("zweimal nicht geantwortet (404)")
                    || page.contains("zweimal nicht geantwortet hat (404)"),
                is_second,
                "{page}"
            );
        }
    }
}
