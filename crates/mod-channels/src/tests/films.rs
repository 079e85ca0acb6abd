//! Films: what they wear, uploads that go on after a crash; previews while somebody types.

use emulators::youtube::PLAYLIST;
use kernel::worker;
use norm_social::Aim;
use norm_social::Channel::{Facebook, Instagram, Mastodon, YouTube};

use super::{BASE, Stage, stages};
use crate::sending::{Body, Step, Work};

/// A post with a film for `YouTube`, written; its path and the account.
async fn begun(stage: &Stage, kind: &str) -> (String, String) {
    let path = stage.begin(&stage.kira).await;
    stage.choose(&path, kind).await;
    stage.write(&path, "So wurde gebaut.", &[YouTube]).await.is(303);
    (path, stage.account(YouTube).await)
}

async fn wear(stage: &Stage, path: &str, place: &str, kind: &str) {
    let key = stage.medium(kind).await;
    let page = stage.kira.get(&format!("{path}/bild?fuer={place}")).await.is(200);
    page.shows("bekommt das Video");
    stage.kira.post(&format!("{path}/bild"), &[("fuer", place), ("medium", &key)]).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_wears_what_was_wished() {
    for stage in stages().await {
        stage.connect_all().await;
        let Some(films) = &stage.films else { continue };
        let (path, account) = begun(&stage, "video").await;
        let page = stage.kira.get(&format!("{path}/text")).await.is(200);
        page.shows("Aus dem Rathaus").shows("Ohne Untertitel verstehen gehörlose Menschen");
        wear(&stage, &path, &format!("vorschaubild-{account}"), "image").await;
        wear(&stage, &path, &format!("untertitel-{account}"), "captions").await;
        wear(&stage, &path, &format!("untertitel-{account}"), "captions").await;
        let name = |what: &str| format!("{what}-{account}");
        let names = ["sichtbarkeit", "stichworte", "playlist", "untertitel-sprache-1"].map(name);
        let more = [
            (names[0].as_str(), "unlisted"),
            (names[1].as_str(), "Brunnen, #Marktplatz, Brunnen"),
            (names[2].as_str(), PLAYLIST),
            (names[3].as_str(), "tr"),
        ];
        stage.write_as(&stage.kira, &path, "So wurde gebaut.", &[YouTube], &more).await.is(303);
        let page = stage.kira.get(&format!("{path}/text")).await.is(200);
        assert!(page.text().contains("value=\"Brunnen, Marktplatz\""), "{}", page.text());
        page.hides("Ohne Untertitel verstehen");
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        stage.kira.get(&path).await.is(200).shows("veröffentlicht");
        films.with(|f| {
            let film = &f.films[0];
            assert_eq!(film.resource["status"]["privacyStatus"], "unlisted");
            assert_eq!(
                film.resource["snippet"]["tags"],
                serde_json::json!(["Brunnen", "Marktplatz"])
            );
            assert_eq!(f.stills.as_slice(), std::slice::from_ref(&film.id));
            let spoken: Vec<&str> = f.captions.iter().map(|(_, l)| l.as_str()).collect();
            assert_eq!(spoken, ["de", "tr"]);
            assert!(f.entries.contains(&(PLAYLIST.to_owned(), film.id.clone())));
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_becomes_public_by_itself_and_a_correction_does_not_hide_it_again() {
    for mut stage in stages().await {
        stage.connect_all().await;
        if stage.films.is_none() {
            continue;
        }
        let (path, account) = begun(&stage, "video").await;
        let name = |what: &str| format!("{what}-{account}");
        let names = ["stichworte", "oeffentlich_tag", "oeffentlich_zeit"].map(name);
        let wrong = [(names[0].as_str(), ""), (names[1].as_str(), "31.2.2027")];
        let answer = stage.write_as(&stage.kira, &path, "Text.", &[YouTube], &wrong).await.is(422);
        answer.shows("Geben Sie ein Datum ein").shows("Text.");
        let more = [
            (names[0].as_str(), ""),
            (names[1].as_str(), "24.11.2026"),
            (names[2].as_str(), "8:00"),
        ];
        stage.write_as(&stage.kira, &path, "Text.", &[YouTube], &more).await.is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        let status = |stage: &Stage| {
            let films = stage.films.as_ref().expect("films");
            films.with(|f| f.films[0].resource["status"].clone())
        };
        assert_eq!(status(&stage)["privacyStatus"], "private");
        assert_eq!(status(&stage)["publishAt"], "2026-11-24T07:00:00Z");
        stage.pass(2 * 24 * 3_600);
        stage.rested().await;
        stage.write_as(&stage.kira, &path, "Besserer Text.", &[YouTube], &more).await.is(303);
        stage.press(&path, "korrigieren", &[]).await.is(303);
        stage.go_on().await;
        assert_eq!(status(&stage)["privacyStatus"], "public");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_was_when_the_process_died() {
    for stage in stages().await {
        stage.connect_all().await;
        let Some(films) = &stage.films else { continue };
        let (path, _) = begun(&stage, "long-video").await;
        stage.press(&path, "freigeben", &[]).await.is(303);
        let errand = stage.errands(&path).await.remove(0);
        let body = Body { errand: errand.id, run: errand.run };
        let mut work = Box::pin(Work::begin(&stage.town.town, body)).await.unwrap().expect("work");
        loop {
            let Step::Send(call) = work.next().await.unwrap() else { panic!("nothing to send") };
            let exchange = work.send(&call).await;
            if matches!(call.aim, Aim::Chunk(_)) {
                break;
            }
            work.hear(&call, &exchange).await.unwrap();
        }
        drop(work);
        stage.kira.get(&path).await.is(200).shows("übertragen");
        worker::recover(&stage.town.town).await.unwrap();
        stage.go_on().await;
        stage.kira.get(&path).await.is(200).shows("veröffentlicht").hides("übertragen");
        let (count, bytes, sessions) =
            films.with(|f| (f.films.len(), f.films[0].bytes, f.sessions.len()));
        assert_eq!((count, bytes, sessions), (1, 20_000_000, 1));
        // Three pieces of at most eight MiB and one question where to go on: nothing was sent twice.
        assert_eq!(films.asked().iter().filter(|a| a.starts_with("PUT ")).count(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_shown_as_each_channel_counts_and_not_kept() {
    for stage in stages().await {
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        stage.write(&path, "Vorher.", &[Mastodon]).await.is(303);
        let (own, other) = (stage.account(Mastodon).await, stage.account(Facebook).await);
        let (kanal, second) = (format!("kanal-{own}"), format!("kanal-{other}"));
        let typed = [
            ("titel", ""),
            ("text", "Getippt, nicht gespeichert."),
            ("link", "https://town.test/eine/sehr/lange/adresse/die/nur/23/zeichen/wiegt"),
            (kanal.as_str(), own.as_str()),
            (second.as_str(), other.as_str()),
        ];
        let drawn = stage.kira.post(&format!("{path}/vorschau"), &typed).await.is(200);
        // 27 letters, two line breaks, 23 for any link.
        let drawn = drawn.shows("52 von 500 Zeichen").shows("Getippt, nicht gespeichert.");
        drawn.shows("von 63206 Zeichen");
        stage.kira.get(&path).await.is(200).shows("Vorher.").hides("Getippt");
        stage.town.anybody().post(&format!("{path}/vorschau"), &typed).await.is(401);
        stage.kira.get(&format!("{path}/text")).await.is(200).shows("Vorschau");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_pictures_become_an_album_and_a_carousel_in_their_order() {
    for stage in stages().await {
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        for _ in 0..3 {
            stage.choose(&path, "image").await;
        }
        let alts = [("alt-0", "eins"), ("alt-1", "zwei"), ("alt-2", "drei"), ("vor", "2")];
        let page = stage.kira.get(&format!("{path}/text")).await.is(200);
        let version = page.field("version").expect("a version");
        let mut fields = vec![("version", version.as_str()), ("titel", "Album")];
        fields.extend(alts);
        let moved = stage.kira.post(&format!("{path}/text"), &fields).await.is(303);
        assert!(moved.location.is_some_and(|l| l.ends_with("/text")));
        let page = stage.kira.get(&format!("{path}/text")).await.is(200);
        assert_eq!(page.field("version").map(|v| v != version), Some(true));
        let version = page.field("version").expect("a version");
        let all = [Facebook, Instagram];
        let (one, two) = (stage.account(Facebook).await, stage.account(Instagram).await);
        let names = [format!("kanal-{one}"), format!("kanal-{two}")];
        let fields = [
            ("version", version.as_str()),
            ("titel", "Album"),
            ("text", "Drei Bilder."),
            ("alt-0", "eins"),
            ("alt-1", "drei"),
            ("alt-2", "zwei"),
            (names[0].as_str(), one.as_str()),
            (names[1].as_str(), two.as_str()),
        ];
        stage.kira.post(&format!("{path}/text"), &fields).await.is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert_eq!(stage.errands(&path).await.len(), all.len());
        assert_eq!((stage.on_page().len(), stage.on_instagram().len()), (1, 1));
        assert_eq!((stage.on_page()[0].media.len(), stage.on_instagram()[0].media.len()), (3, 3));
        stage.kira.get(BASE).await.is(200).shows("Facebook: veröffentlicht");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_film_is_a_film_on_the_page_and_a_reel() {
    for stage in stages().await {
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        stage.choose(&path, "video").await;
        stage.write(&path, "So wurde gebaut.", &[Facebook, Instagram]).await.is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        stage.go_on().await;
        assert_eq!((stage.on_page().len(), stage.on_instagram().len()), (1, 1));
        let page = stage.kira.get(&path).await.is(200).hides("braucht Sie");
        assert_eq!(page.text().matches("veröffentlicht<").count(), 2, "{}", page.words());
    }
}
