//! Writing: from a news item, variants, how channels count, two editors at once.

use kernel::publication::{self, Publication, State};
use kernel::{Actor, Audit, Id, Text};
use norm_social::Channel::{Facebook, Instagram, Mastodon};

use super::{BASE, Stage, stages};

async fn news(stage: &Stage, hours: i64) -> Id<Publication> {
    let now = stage.town.town.now();
    let from = now + jiff::SignedDuration::from_hours(hours);
    let mut item = Publication::new("news", "brunnen", from);
    item.title = Text::new("Der Brunnen läuft", "The fountain runs");
    item.teaser = Text::new("Ab Montag sprudelt es wieder.", "It runs again from Monday.");
    item.state = State::Published;
    let id = item.id;
    save(stage, item).await;
    id
}

async fn save(stage: &Stage, item: Publication) {
    stage
        .town
        .town
        .write(Actor::system("test"), move |tx| {
            publication::save(tx, &item, "")?;
            Ok(Audit::of("test.news", item.id).done())
        })
        .await
        .expect("a publication");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_begins_with_a_news_item_and_hears_of_its_changes() {
    for stage in stages().await {
        stage.bring("mastodon", emulators::mastodon::TOKEN).await.is(303);
        let id = news(&stage, 0).await;
        stage.town.settle().await;
        stage.kira.get(&format!("{BASE}/neu")).await.is(200).shows("Der Brunnen läuft");
        let begun =
            stage.kira.post(&format!("{BASE}/neu"), &[("aus", &id.to_string())]).await.is(303);
        let text = begun.location.expect("the page to write");
        let page = stage.kira.get(&text).await.is(200);
        page.shows("Ab Montag sprudelt es wieder.").shows("http://town.test/aktuelles/brunnen");
        let path = text.strip_suffix("/text").expect("a path").to_owned();
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert_eq!(stage.on_server().len(), 1);
        stage.kira.get(&path).await.hides("Die Meldung wurde geändert");
        let mut item =
            stage.town.town.read(move |db| publication::by_id(db, id)).await.expect("it");
        item.teaser = Text::new("Ab Dienstag sprudelt es wieder.", "From Tuesday.");
        save(&stage, item.clone()).await;
        stage.town.settle().await;
        stage.kira.get(&path).await.is(200).shows("Die Meldung wurde geändert");
        stage.kira.get(BASE).await.is(200).shows("Meldung geändert");
        stage.press(&path, "korrigieren", &[]).await.is(303);
        stage.kira.get(&path).await.is(200).hides("Die Meldung wurde geändert");
        item.state = State::Withdrawn;
        save(&stage, item).await;
        stage.town.settle().await;
        stage.kira.get(&path).await.is(200).shows("Die Meldung ist nicht mehr öffentlich");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_to_a_page_that_is_not_public() {
    for stage in stages().await {
        stage.bring("mastodon", emulators::mastodon::TOKEN).await.is(303);
        let id = news(&stage, 0).await;
        let begun =
            stage.kira.post(&format!("{BASE}/neu"), &[("aus", &id.to_string())]).await.is(303);
        let path = begun.location.expect("a path").replace("/text", "");
        let mut item =
            stage.town.town.read(move |db| publication::by_id(db, id)).await.expect("it");
        item.state = State::Withdrawn;
        save(&stage, item.clone()).await;
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_server().is_empty());
        let page = stage
            .kira
            .get(&path)
            .await
            .is(200)
            .shows("auf die der Beitrag verweist, ist nicht öffentlich");
        let errand = page.field("auftrag").expect("an errand");
        item.state = State::Published;
        save(&stage, item).await;
        stage.press(&path, "erneut", &[("auftrag", &errand)]).await.is(303);
        stage.go_on().await;
        assert_eq!(stage.on_server().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_channel_has_its_variant_and_is_counted_as_it_counts() {
    for stage in stages().await {
        stage.connect_all().await;
        let path = stage.begin(&stage.kira).await;
        let own = stage.account(Mastodon).await;
        let name = format!("text-{own}");
        let more = [(name.as_str(), "Kurz für das Fediverse."), ("ziel", "text")];
        let all = [Facebook, Mastodon, Instagram];
        let saved = stage
            .write_as(&stage.kira, &path, "Der lange gemeinsame Text.", &all, &more)
            .await
            .is(303);
        assert!(saved.location.is_some_and(|l| l.ends_with("/text")));
        let page = stage.kira.get(&format!("{path}/text")).await.is(200);
        // 23 letters of text, two line breaks, 23 for any link.
        page.shows("48 von 500 Zeichen").shows("Kurz für das Fediverse.").shows("so nicht möglich");
        stage.press(&path, "freigeben", &[]).await.is(422);
        stage
            .write_as(
                &stage.kira,
                &path,
                "Der lange gemeinsame Text.",
                &[Facebook, Mastodon],
                &more[..1],
            )
            .await
            .is(303);
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_page()[0].text.contains("Der lange gemeinsame Text."));
        assert!(stage.on_server()[0].text.contains("Kurz für das Fediverse."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_editors_do_not_overwrite_each_other_and_bad_fields_keep_what_was_typed() {
    for stage in stages().await {
        stage.bring("mastodon", emulators::mastodon::TOKEN).await.is(303);
        let path = stage.begin(&stage.kira).await;
        let first =
            stage.kira.get(&format!("{path}/text")).await.is(200).field("version").expect("one");
        stage.write(&path, "Die erste.", &[Mastodon]).await.is(303);
        let late = [("version", first.as_str()), ("titel", "Meins"), ("text", "Die zweite.")];
        let answer = stage.kira.post(&format!("{path}/text"), &late).await.is(422);
        answer.shows("Jemand anderes hat den Beitrag gerade gespeichert").shows("Die zweite.");
        stage.kira.get(&path).await.is(200).shows("Die erste.").hides("Die zweite.");
        for (name, value, said) in [
            ("link", "javascript:alert(1)", "Geben Sie eine ganze Adresse ein"),
            ("senden_tag", "31.2.2027", "Geben Sie ein Datum ein"),
            ("titel", "", "Geben Sie einen Titel ein"),
        ] {
            let now = stage.kira.get(&format!("{path}/text")).await.field("version").expect("one");
            let mut fields =
                vec![("version", now.as_str()), ("titel", "Titel"), ("text", "Getippt.")];
            fields.retain(|(n, _)| *n != name);
            fields.push((name, value));
            let answer = stage.kira.post(&format!("{path}/text"), &fields).await.is(422);
            answer.shows(said).shows("Getippt.");
        }
        stage.kira.post(&format!("{path}/tun"), &[("aktion", "verwerfen")]).await.is(303);
        stage.kira.get(&path).await.is(404);
    }
}
