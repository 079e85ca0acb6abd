//! Who may see and do what; the second pair of eyes.

use norm_social::Channel::Mastodon;
use testkit::Client;

use super::{ACCOUNTS, BASE, set, stages};
use crate::WRITE;
use crate::settings::ChannelSettings;

#[tokio::test(flavor = "multi_thread")]
async fn others_learn_nothing_and_writers_release_nothing() {
    for stage in stages().await {
        stage.bring("mastodon", emulators::mastodon::TOKEN).await.is(303);
        let path = stage.begin(&stage.kira).await;
        stage.write(&path, "Noch geheim.", &[Mastodon]).await.is(303);
        let pages = [
            BASE.to_owned(),
            path.clone(),
            format!("{path}/text"),
            format!("{BASE}/zahlen"),
            format!("{BASE}/zahlen.csv"),
            ACCOUNTS.to_owned(),
            format!("{ACCOUNTS}/mastodon"),
        ];
        let outsiders: [Client; 3] = [
            stage.town.anybody(),
            stage.town.citizen("Erika").await,
            stage.town.staff("Bob", &[], "66").await,
        ];
        for who in &outsiders {
            for page in &pages {
                let answer = who.get(page).await;
                assert!(
                    matches!(answer.status, 303 | 401 | 403 | 404),
                    "{page}: {}",
                    answer.status
                );
                answer.hides("Noch geheim.");
            }
        }
        let writer = stage.town.staff("Wim", &[WRITE], "50").await;
        writer.get(&path).await.is(200).hides("Freigeben").shows("Zur Freigabe geben");
        writer.post(&format!("{path}/freigabe"), &[("aktion", "freigeben")]).await.is(403);
        writer.get(&format!("{ACCOUNTS}/mastodon")).await.is(403);
        writer.post(&format!("{ACCOUNTS}/mastodon/konto"), &[("aktion", "trennen")]).await.is(403);
        writer.post(&format!("{path}/tun"), &[("aktion", "einreichen")]).await.is(303);
        writer.get(&path).await.is(200).shows("wartet auf Freigabe");
        // Who writes on takes it back to a draft.
        stage.write_as(&writer, &path, "Anders.", &[Mastodon], &[]).await.is(303);
        writer.get(&path).await.is(200).shows("Zur Freigabe geben");
        stage.go_on().await;
        assert!(stage.on_server().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_are_needed_nobody_releases_their_own_text() {
    for stage in stages().await {
        let own = ChannelSettings {
            needs_second_pair: true,
            own_servers: stage.server.address(),
            ..ChannelSettings::default()
        };
        set(&stage.town, own).await;
        stage.bring("mastodon", emulators::mastodon::TOKEN).await.is(303);
        let path = stage.begin(&stage.kira).await;
        stage.write(&path, "Vier Augen.", &[Mastodon]).await.is(303);
        stage
            .press(&path, "freigeben", &[])
            .await
            .is(422)
            .shows("Jemand anderes muss ihn freigeben");
        let writer = stage.town.staff("Wim", &[WRITE], "50").await;
        stage.write_as(&writer, &path, "Vier Augen sehen mehr.", &[Mastodon], &[]).await.is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert_eq!(stage.on_server().len(), 1);
    }
}
