//! Publishing, correcting, deleting on all channels.

use norm_social::Channel::{Facebook, Instagram, Mastodon, YouTube};

use super::stages;

#[tokio::test(flavor = "multi_thread")]
async fn one_text_reaches_all_channels_exactly_once() {
    for stage in stages().await {
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        stage.choose(&path, "image").await;
        stage
            .write(
                &path,
                "Der Brunnen läuft wieder. #NeuerBrunnen",
                &[Facebook, Instagram, Mastodon],
            )
            .await
            .is(303);
        stage
            .kira
            .get(&path)
            .await
            .is(200)
            .shows("Was geschehen wird")
            .shows("Gleich nach der Freigabe geht der Beitrag an");
        stage.press(&path, "freigeben", &[]).await.is(303);
        // A second click releases nothing more.
        stage.press(&path, "freigeben", &[]).await.is(422);
        stage.go_on().await;
        let (page, feed, server) = (stage.on_page(), stage.on_instagram(), stage.on_server());
        assert_eq!((page.len(), feed.len(), server.len()), (1, 1, 1));
        for seen in [&page[0], &feed[0], &server[0]] {
            assert!(seen.text.contains("Der Brunnen läuft wieder."), "{seen:?}");
            assert!(seen.text.contains("https://town.test/aktuelles/brunnen"), "{seen:?}");
            assert_eq!(seen.media.len(), 1, "{seen:?}");
        }
        let focus = stage
            .server
            .with(|s| s.files.values().next().map(|f| (f.focus.clone(), f.description.clone())));
        assert_eq!(focus, Some(("-0.50,0.00".into(), "Der neue Brunnen".into())));
        let shown = stage.kira.get(&path).await.is(200);
        shown.shows("veröffentlicht").shows("Beitrag auf dem Kanal ansehen").hides("braucht Sie");
        let list = stage.kira.get(super::BASE).await.is(200);
        list.shows("Facebook: veröffentlicht")
            .shows("Instagram: veröffentlicht")
            .shows("Mastodon: veröffentlicht");
        let trail = stage.town.trail().await;
        assert_eq!(trail.iter().filter(|a| *a == "channels.armed").count(), 3);
        assert_eq!(trail.iter().filter(|a| *a == "channels.done").count(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_goes_up_in_pieces() {
    for stage in stages().await {
        if stage.films.is_none() {
            continue;
        }
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        stage.choose(&path, "video").await;
        stage.write(&path, "So wurde gebaut.", &[YouTube]).await.is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        let seen = stage.films.as_ref().map(|f| f.with(|f| f.seen())).unwrap_or_default();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].is_public);
        stage.kira.get(&path).await.is(200).shows("veröffentlicht");
        stage.write(&path, "So wurde wirklich gebaut.", &[YouTube]).await.is(303);
        stage.press(&path, "korrigieren", &[]).await.is(303);
        stage.go_on().await;
        let seen = stage.films.as_ref().map(|f| f.with(|f| f.seen())).unwrap_or_default();
        assert_eq!((seen.len(), seen[0].edits), (1, 1));
        let said = |f: &emulators::youtube::YouTube| f.films[0].resource.to_string();
        let said = stage.films.as_ref().map(|f| f.with(|f| said(f))).unwrap_or_default();
        assert!(said.contains("wirklich"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_reaches_every_channel_that_can_and_a_deletion_all() {
    for stage in stages().await {
        stage.connect_all().await;
        let all = [Facebook, Instagram, Mastodon];
        let path = stage.publish("Der Brunnen leuft wieder.", &all).await;
        stage.go_on().await;
        stage.write(&path, "Der Brunnen läuft wieder.", &all).await.is(303);
        stage.press(&path, "korrigieren", &[]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_page()[0].text.contains("läuft"));
        assert!(stage.on_server()[0].text.contains("läuft"));
        assert!(stage.on_instagram()[0].text.contains("leuft"), "Instagram cannot change a text");
        stage.kira.get(&path).await.is(200).shows("korrigiert");
        // On Instagram it is deleted and sent once more.
        let konto = stage.account(Instagram).await;
        stage.press(&path, "hier-loeschen", &[("konto", &konto)]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_instagram().is_empty());
        stage.press(&path, "neu-senden", &[("konto", &konto)]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_instagram()[0].text.contains("läuft"));
        stage.press(&path, "loeschen", &[]).await.is(303);
        stage.go_on().await;
        let left = (stage.on_page().len(), stage.on_instagram().len(), stage.on_server().len());
        assert_eq!(left, (0, 0, 0));
        stage.kira.get(&path).await.is(200).shows("überall gelöscht").hides("Bearbeiten");
        stage.press(&path, "loeschen", &[]).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_channel_cannot_delete_a_person_does_and_says_so() {
    for stage in stages().await {
        stage.connect_all().await;
        stage.graph.with(|g| g.deletes_media = false);
        let path = stage.publish("Der Brunnen läuft.", &[Instagram]).await;
        stage.go_on().await;
        stage.press(&path, "loeschen", &[]).await.is(303);
        stage.go_on().await;
        let page = stage.kira.get(&path).await.is(200).shows("In der App erledigt");
        let errand = page.field("auftrag").expect("an errand");
        stage.press(&path, "erledigt", &[("auftrag", &errand)]).await.is(303);
        stage.kira.get(&path).await.is(200).hides("In der App erledigt").shows("gelöscht");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_post_waits_and_can_be_called_off() {
    for mut stage in stages().await {
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        let time = [("senden_tag", "23.11.2026"), ("senden_zeit", "15:00")];
        stage.write_as(&stage.kira, &path, "Um drei.", &[Mastodon, Facebook], &time).await.is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_server().is_empty(), "it is not three yet");
        stage.kira.get(&path).await.is(200).shows("geplant");
        stage.press(&path, "abbrechen", &[]).await.is(303);
        stage.pass(3 * 3_600);
        stage.go_on().await;
        stage.rested().await;
        assert!(stage.on_server().is_empty() && stage.on_page().is_empty());
        stage.kira.get(&path).await.is(200).shows("abgebrochen").shows("Freigeben");
        // Released again, its time being over, it goes out at once, and once.
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert_eq!((stage.on_server().len(), stage.on_page().len()), (1, 1));
        stage.press(&path, "abbrechen", &[]).await.is(422).shows("nichts mehr abzubrechen");
    }
}
