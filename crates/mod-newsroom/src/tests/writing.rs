//! Writing: blocks, languages, paste, bad input, checks by night.

use super::*;

/// Posts to the blocks of a text.
async fn block(who: &Client, item: &str, more: &[(&str, &str)]) -> testkit::Answer {
    let edition = seen(who, item).await;
    let mut fields = vec![("fassung", edition.as_str()), ("sprache", "de")];
    fields.extend_from_slice(more);
    who.post(&format!("{item}/baustein"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_block_can_be_added_and_saved_without_a_script() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = begin(&town, &egon, "page", "Alles").await;
        for (kind, _, _) in crate::fields::KIND_NAMES {
            if matches!(kind, "text" | "heading" | "list" | "divider") {
                continue;
            }
            let added = [("aktion", "neu"), ("art-anfang", kind), ("hinter", "")];
            let answer = block(&egon, &item, &added).await.is(303);
            let open = answer.location.clone().expect("to the open block");
            let id = open.rsplit("#p-").next().expect("an id").to_owned();
            egon.get(open.split('#').next().expect("a path"))
                .await
                .is(200)
                .shows("Speichern und schließen");
            block(&egon, &item, &[("aktion", "speichern"), ("baustein", &id)]).await.is(303);
        }
        egon.get(&item).await.is(200);
        egon.get(&format!("{item}/ganz")).await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_and_questions_are_filled_in_field_by_field() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = begin(&town, &egon, "page", "Gebühren").await;
    let answer = block(&egon, &item, &[("aktion", "neu"), ("art-anfang", "table"), ("hinter", "")])
        .await
        .is(303);
    let id = answer.location.expect("open").rsplit("#p-").next().expect("an id").to_owned();
    let table = [
        ("aktion", "fertig"),
        ("baustein", id.as_str()),
        ("caption", "Hundesteuer"),
        ("header", "row"),
        ("rows.zeilen", "2"),
        ("rows.spalten", "2"),
        ("rows.0.0", "Hund"),
        ("rows.0.1", "Euro"),
        ("rows.1.0", "erster"),
        ("rows.1.1", "**90**"),
    ];
    block(&egon, &item, &table).await.is(303);
    let page = egon.get(&item).await.is(200).text();
    assert!(page.contains("<th scope=\"col\">Euro</th>"), "{page}");
    assert!(page.contains("<td><strong>90</strong></td>"));

    let answer = block(
        &egon,
        &item,
        &[("aktion", "neu"), (&format!("art-{id}"), "accordion"), ("hinter", &id)],
    )
    .await
    .is(303);
    let faq = answer.location.expect("open").rsplit("#p-").next().expect("an id").to_owned();
    let questions = [
        ("aktion", "fertig"),
        ("baustein", faq.as_str()),
        ("faq", "ja"),
        ("sections.0.title", "Zweite?"),
        ("sections.0.blocks", "Ja."),
        ("sections.0.platz", "2"),
        ("sections.1.title", "Erste?"),
        ("sections.1.blocks", "Nein."),
        ("sections.1.platz", "1"),
    ];
    block(&egon, &item, &questions).await.is(303);
    let words = egon.get(&item).await.is(200).words();
    let (first, second) = (words.find("Erste?"), words.find("Zweite?"));
    assert!(first.is_some() && first < second, "{words}");
    block(&egon, &item, &[("aktion", "hoch"), ("baustein", &faq)]).await.is(303);
    let words = egon.get(&item).await.is(200).words();
    assert!(words.find("Erste?") < words.find("Hundesteuer"), "{words}");
    block(&egon, &item, &[("aktion", "entfernen"), ("baustein", &faq)]).await.is(303);
    egon.get(&item).await.is(200).hides("Erste?");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_understood_stays_in_the_form() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Fest").await;
    let edition = seen(&egon, &item).await;
    let text = "Mein langer Text.\n\n:::hinweis\nohne Ende";
    let fields =
        [("fassung", edition.as_str()), ("sprache", "de"), ("hinter", ""), ("worte", text)];
    egon.post(&format!("{item}/text"), &fields)
        .await
        .is(422)
        .shows("Mein langer Text.")
        .shows("Zeile 3");
    let script = "Ein [Link](javascript:alert) und <script>alert(1)</script>";
    let fields =
        [("fassung", edition.as_str()), ("sprache", "de"), ("hinter", ""), ("worte", script)];
    egon.post(&format!("{item}/text"), &fields).await.is(422).shows("nicht erlaubt");
    let many = "x\n\n".repeat(1_500);
    let fields = [
        ("fassung", edition.as_str()),
        ("sprache", "de"),
        ("hinter", ""),
        ("worte", many.as_str()),
    ];
    egon.post(&format!("{item}/text"), &fields).await.is(422).shows("Erlaubt sind 1000");
    let broken = [("fassung", "999"), ("sprache", "de"), ("hinter", ""), ("worte", "x")];
    egon.post(&format!("{item}/text"), &broken).await.is(422).shows("gibt es nicht mehr");
    egon.get(&item).await.is(200).shows("Am Samstag ist Markt.");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_html_becomes_harmless_blocks_and_what_was_dropped_is_named() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Aus Word").await;
    let edition = seen(&egon, &item).await;
    let html = b"<h1>Neu</h1><p onclick=x>Text <b>fett</b><script>alert(1)</script></p><iframe src=//evil.example></iframe><table><tr><th>A</th></tr><tr><td>1</td></tr></table>";
    let fields = [("fassung", edition.as_str()), ("sprache", "de"), ("hinter", "")];
    let answer =
        egon.upload(&format!("{item}/einfuegen"), &fields, &[("datei", "x.html", html)]).await;
    answer.is(422).shows("Skripte wurden entfernt.");
    let page = egon.get(&item).await.is(200).text();
    assert!(!page.contains("alert(1)") && !page.contains("evil.example"), "{page}");
    assert!(page.contains("**fett**"));
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_and_an_undecided_picture_stand_against_publishing() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Spenden").await;
    words(&egon, &item, "Bitte an DE89 3704 0044 0532 0130 00 überweisen.").await;
    press(&egon, &item, "veroeffentlichen", &[]).await.is(422);
    egon.get(&item).await.is(200).shows("Muss");
    assert!(!is_public(&town, &item).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_night_finds_dead_links_and_old_pages_and_closes_what_is_mended() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let goal = news(&town, &egon, "Ziel").await;
        press(&egon, &goal, "veroeffentlichen", &[]).await.is(303);
        let item = news(&town, &egon, "Verweist").await;
        let text = format!("Lesen Sie [unsere Nachricht](page:{}).", id_of(&goal));
        words(&egon, &item, &text).await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        town.advance_days(1);
        town.settle().await;
        let egon = editor(&town, "Egon").await;
        egon.get(BASE).await.is(200).hides("führt ins Leere");
        press(&egon, &goal, "zurueckziehen", &[("grund_de", "Irrtum")]).await.is(303);
        town.advance_days(1);
        town.settle().await;
        let egon = editor(&town, "Egon").await;
        egon.get(BASE).await.is(200).shows("Der Link „unsere Nachricht“ führt ins Leere.");
        words(&egon, &item, "Ohne Link. Das ist besser so.").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        town.advance_days(1);
        town.settle().await;
        let egon = editor(&town, "Egon").await;
        egon.get(BASE).await.is(200).hides("führt ins Leere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_begin_texts_and_snippets_go_into_them() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Muster").await;
    let id = id_of(&item).to_string();
    let place = format!("{BASE}/vorlagen");
    egon.post(&place, &[("aktion", "vorlage"), ("vorlage_name", "Wochenmarkt"), ("text", &id)])
        .await
        .is(303);
    egon.post(
        &place,
        &[("aktion", "baustein"), ("name", "Kontakt"), ("inhalt", "Rufen Sie uns an.")],
    )
    .await
    .is(303);
    let page = egon.get(&format!("{BASE}/neu")).await.is(200).shows("Wochenmarkt").text();
    let template = page.split("Wochenmarkt").next().and_then(|s| s.rsplit("value=\"").next());
    let template = template.and_then(|s| s.split('"').next()).expect("its id").to_owned();
    let unit = town.unit("50").await.id.to_string();
    let fields = [("titel", "Neu"), ("art", "news"), ("einheit", &unit), ("vorlage", &template)];
    let made = egon.post(&format!("{BASE}/neu"), &fields).await.is(303).location.expect("the text");
    let page = egon.get(&made).await.is(200).shows("Am Samstag ist Markt.").text();
    let snippet = page.split("Kontakt</option>").next().and_then(|s| s.rsplit("value=\"").next());
    let snippet = snippet.and_then(|s| s.split('"').next()).expect("its id").to_owned();
    block(&egon, &made, &[("aktion", "vorrat"), ("vorrat-anfang", &snippet), ("hinter", "")])
        .await
        .is(303);
    egon.get(&made).await.is(200).shows("Rufen Sie uns an.");
}
