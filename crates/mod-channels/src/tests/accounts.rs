//! Connecting, checking, warning, disconnecting.

use emulators::{graph, mastodon};
use norm_social::Channel;

use super::{ACCOUNTS, stages};
use crate::account::Standing;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_connected_by_signing_in_and_its_token_lies_sealed() {
    for stage in stages().await {
        let guide = stage.kira.get(&format!("{ACCOUNTS}/facebook")).await.is(200);
        guide
            .shows("http://town.test/verwaltung/kanaele/konten/zurueck")
            .shows("VG Köln")
            .hides("Anmeldung beginnen");
        stage
            .kira
            .post(&format!("{ACCOUNTS}/facebook/anmelden"), &[])
            .await
            .is(422)
            .shows("Nummer und Geheimnis");
        stage.meta_app().await;
        let page = stage
            .kira
            .get(&format!("{ACCOUNTS}/facebook"))
            .await
            .is(200)
            .shows("Anmeldung beginnen");
        page.hides(graph::APP.1);
        let back = stage.sign_in("facebook", graph::CODE).await.is(303);
        stage.take_first(&back).await.is(303);
        let page = stage.kira.get(&format!("{ACCOUNTS}/facebook")).await.is(200);
        page.shows("verbunden")
            .shows("Beiträge veröffentlichen")
            .shows("Die Verbindung hält bis")
            .hides(graph::TOKEN);
        let account = stage.accounts().await.remove(0);
        assert!(!account.sealed.is_empty());
        assert!(!account.sealed.contains(graph::TOKEN) && account.sealed.len() > 200);
        // A way back counts once, and only for who went.
        let other = stage.town.staff("Otto", &[crate::CONNECT], "50").await;
        let path = back.location.expect("a choice");
        other.get(&path).await.is(404);
        stage.kira.get(&path).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_the_fediverse_registers_the_town_by_itself() {
    for stage in stages().await {
        let back = stage.sign_in("mastodon", mastodon::CODE).await.is(303);
        stage.take_first(&back).await.is(303);
        let account = stage.accounts().await.remove(0);
        assert_eq!((account.standing, account.channel), (Standing::Connected, Channel::Mastodon));
        assert_eq!(account.limits.map(|l| l.letters_max), Some(500));
        // A wrong token is said where it was entered; a server in the town's own net is not asked.
        let path = format!("{ACCOUNTS}/mastodon/token");
        let server = stage.server.address();
        let wrong = [("server", server.as_str()), ("token", "wrong")];
        stage
            .kira
            .post(&path, &wrong)
            .await
            .is(422)
            .shows("nimmt die Anmeldung der Stadt nicht mehr an");
        let before = stage.graph.asked().len();
        let home = stage.graph.address().replace("127.0.0.1", "localhost");
        for server in [home.as_str(), "https://localhost", "ftp://x", ""] {
            stage.kira.post(&path, &[("server", server), ("token", "x")]).await.is(422);
        }
        assert_eq!(stage.graph.asked().len(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_to_publish_nothing_is_connected() {
    for stage in stages().await {
        stage.meta_app().await;
        stage.graph.with(|g| {
            let token = g.tokens.get_mut(graph::TOKEN).expect("a token");
            token.scopes.retain(|s| s != "pages_manage_posts");
        });
        let answer = stage.bring("facebook", graph::USER_TOKEN).await.is(422);
        answer.shows("Es fehlt die Erlaubnis zu veröffentlichen").shows("pages_manage_posts");
        assert!(stage.accounts().await.is_empty());
        stage.graph.with(|g| {
            let token = g.tokens.get_mut(graph::TOKEN).expect("a token");
            token.scopes = graph::SCOPES
                .iter()
                .map(|s| (*s).to_owned())
                .filter(|s| s != "read_insights")
                .collect();
        });
        stage.bring("facebook", graph::USER_TOKEN).await.is(303);
        let page = stage.kira.get(&format!("{ACCOUNTS}/facebook")).await.is(200);
        page.shows("fehlt").shows("read_insights");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn editors_are_told_before_a_connection_ends_and_when_it_has() {
    for mut stage in stages().await {
        stage.meta_app().await;
        let end = stage.graph.now() + jiff::SignedDuration::from_hours(24 * 90);
        stage
            .graph
            .with(|g| g.tokens.get_mut(graph::TOKEN).expect("a token").expires_at = Some(end));
        stage.bring("facebook", graph::USER_TOKEN).await.is(303);
        let told = |stage: &super::Stage, what: &str| {
            stage.town.post.mails().iter().filter(|m| m.subject.contains(what)).count()
        };
        for _ in 0..12 {
            stage.pass(7 * 24 * 3_600);
            stage.town.settle().await;
        }
        assert_eq!(told(&stage, "läuft bald ab"), 2, "14 and 7 days before");
        for _ in 0..5 {
            stage.pass(24 * 3_600);
            stage.town.settle().await;
        }
        assert_eq!(told(&stage, "läuft bald ab"), 3, "and 2 days before");
        assert_eq!(told(&stage, "nicht mehr verbunden"), 0);
        let mail = stage.town.post.mails().into_iter().find(|m| m.subject.contains("bald ab"));
        let mail = mail.expect("a mail");
        assert!(mail.body.reveal().contains("/verwaltung/kanaele/konten/facebook"));
        stage.pass(2 * 24 * 3_600);
        stage.town.settle().await;
        assert_eq!(told(&stage, "nicht mehr verbunden"), 1);
        stage.rested().await;
        stage.kira.get(ACCOUNTS).await.is(200).shows("unterbrochen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disconnected_account_keeps_no_token_and_its_posts_wait() {
    for mut stage in stages().await {
        stage.bring("mastodon", mastodon::TOKEN).await.is(303);
        let konto = stage.account(Channel::Mastodon).await;
        let path = format!("{ACCOUNTS}/mastodon/konto");
        stage.kira.post(&path, &[("aktion", "pruefen"), ("konto", &konto)]).await.is(303);
        stage.kira.post(&path, &[("aktion", "trennen"), ("konto", &konto)]).await.is(303);
        let account = stage.accounts().await.remove(0);
        assert!(account.sealed.is_empty() && account.standing == Standing::Off);
        let post = stage.publish("Wartet.", &[Channel::Mastodon]).await;
        stage.go_on().await;
        assert!(stage.on_server().is_empty());
        stage.kira.get(&post).await.is(200).shows("wartet auf das Konto");
        stage.rested().await;
        stage.bring("mastodon", mastodon::TOKEN).await.is(303);
        assert_eq!(stage.accounts().await.len(), 1, "it is the same account");
        stage.go_on().await;
        assert_eq!(stage.on_server().len(), 1);
    }
}
