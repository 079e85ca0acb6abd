//! Who may do what: by right and by unit.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_text_belongs_to_its_unit_and_each_right_opens_one_door() {
    for town in testkit::towns(modules, MONDAY).await {
        let (egon, arno) = (editor(&town, "Egon").await, author(&town, "Arno").await);
        let tina = town.staff("Tina", &[WRITE, REVIEW, PUBLISH], "66").await;
        let item = news(&town, &arno, "Aus dem Sozialamt").await;

        town.anybody().get(&item).await.is(401);
        town.citizen("Otto").await.get(&item).await.is(403);
        for path in ["", "/angaben", "/vorschau", "/freigabe", "/fassungen", "/gespraech"] {
            tina.get(&format!("{item}{path}")).await.is(404);
        }
        tina.post(&format!("{item}/text"), &[("worte", "x"), ("fassung", "1")]).await.is(404);
        tina.get(&format!("{BASE}/alle")).await.is(200).hides("Aus dem Sozialamt");

        press(&arno, &item, "veroeffentlichen", &[]).await.is(403);
        press(&arno, &item, "freigeben", &[]).await.is(403);
        press(&arno, &item, "einreichen", &[]).await.is(303);
        assert!(!is_public(&town, &item).await);
        egon.get(BASE).await.is(200).shows("Zur Prüfung").shows("Aus dem Sozialamt");
        press(&egon, &item, "freigeben", &[]).await.is(303);
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        assert!(is_public(&town, &item).await);
        let unit = town.unit("66").await.id.to_string();
        let foreign = [("titel", "X"), ("art", "news"), ("einheit", unit.as_str())];
        arno.post(&format!("{BASE}/neu"), &foreign).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_preview_runs_out_and_shows_nothing_else() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Geheim").await;
    let answer = egon.post(&format!("{item}/vorschau"), &[]).await.is(303);
    let address = answer.location.expect("back to the preview");
    let token = address.rsplit("link=").next().expect("a token").to_owned();
    let outside = town.anybody();
    outside
        .get(&format!("/vorschau/{token}"))
        .await
        .is(200)
        .shows("Das ist ein Entwurf.")
        .shows("Markt");
    outside.get("/vorschau/falsch").await.is(404);
    town.advance_days(8);
    outside.get(&format!("/vorschau/{token}")).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_texts_are_withdrawn_together_or_not_at_all() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let (one, two) = (news(&town, &egon, "Eins").await, news(&town, &egon, "Zwei").await);
    press(&egon, &one, "veroeffentlichen", &[]).await.is(303);
    let (a, b) = (id_of(&one).to_string(), id_of(&two).to_string());
    let both = [
        ("text", a.as_str()),
        ("text", b.as_str()),
        ("aktion", "zurueckziehen"),
        ("grund", "Irrtum"),
    ];
    egon.post(&format!("{BASE}/alle"), &both).await.is(422).shows("nicht veröffentlicht");
    assert!(is_public(&town, &one).await, "none, because one could not");
    let topic =
        [("text", a.as_str()), ("text", b.as_str()), ("aktion", "aendern"), ("thema", "Verkehr")];
    egon.post(&format!("{BASE}/alle"), &topic).await.is(303);
    egon.get(&format!("{BASE}/alle?suche=verkehr")).await.is(200).shows("Eins").shows("Zwei");
}
