//! Building: what is read in, what is refused, rules, words, editions.

use super::{LIST, SCHEMA, START, builder, import, open, post, sent, set_terms};
use mod_studio::BUILD;
use rathaus::modules;

#[tokio::test(flavor = "multi_thread")]
async fn only_builders_build_and_only_openers_open() {
    let town = testkit::town(modules, START).await;
    let _ = town.anybody().get(LIST).await.is(401);
    let _ = town.staff("Egon", &[], "50").await.get(LIST).await.is(403);
    let builder = town.staff("Birgit", &[BUILD], "50").await;
    let _ = builder.get(LIST).await.is(200).shows("Noch keine eigenen Formulare");
    let edition = import(&builder, "mietzuschuss", SCHEMA).await;
    set_terms(&town, &builder, &edition).await;
    let _ = open(&builder, &edition).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_files_and_addresses_are_refused_with_a_reason() {
    let town = testkit::town(modules, START).await;
    let builder = builder(&town).await;
    let path = format!("{LIST}/neu");
    let upload = |name: &'static str, bytes: &'static [u8], address: &'static str| {
        let (builder, path) = (builder.clone(), path.clone());
        async move {
            builder.upload(&path, &[("adresse", address)], &[("datei", name, bytes)]).await.is(422)
        }
    };
    let _ = upload("leer.xml", b"", "a").await.shows("Wählen Sie eine Datei aus");
    let _ = upload("bild.xml", b"\x89PNG", "a").await.shows("kein Schema, das wir lesen können");
    let _ = upload("seite.xml", b"<html/>", "a").await.shows("kein Schema, das wir lesen können");
    let _ = upload("s.xml", SCHEMA.as_bytes(), "Hunde Steuer").await.shows("kleine Buchstaben");
    let _ = upload("s.xml", SCHEMA.as_bytes(), "entwurf").await.shows("kleine Buchstaben");
    let _ = import(&builder, "mietzuschuss", SCHEMA).await;
    let again = upload("s.xml", SCHEMA.as_bytes(), "mietzuschuss").await;
    let _ = again.shows("Diese Adresse hat schon ein anderes Formular");
    let lists = format!("{LIST}/listen");
    let wrong = builder.upload(&lists, &[], &[("datei", "l.xml", b"<a/>")]).await.is(422);
    let _ = wrong.shows("keine Codeliste im Format Genericode");
}

/// The schema with a rule in words no program understands.
fn with_a_riddle() -> String {
    let (before, rest) = SCHEMA.split_once("freitextRegel>").expect("the form has rules");
    let (_, after) = rest.split_once("</").expect("the rule ends");
    format!("{before}freitextRegel>Bei Vollmond gilt das Übliche.</{after}")
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_nobody_understands_wait_for_an_answer_and_keep_the_form_closed() {
    let town = testkit::town(modules, START).await;
    let builder = builder(&town).await;
    let edition = import(&builder, "mietzuschuss", &with_a_riddle()).await;
    set_terms(&town, &builder, &edition).await;
    let _ = builder.get(&edition).await.is(200).shows("Öffnen geht noch nicht").shows("1 Regeln");
    let _ = open(&builder, &edition).await.is(422).shows("noch nicht bereit");

    let path = format!("{edition}/regeln");
    let page = builder.get(&path).await.is(200).shows("Bei Vollmond gilt das Übliche.");
    let (rule, carrier) =
        (page.field("von").expect("the rule"), page.field("an").expect("its carrier"));
    let field = |what: &str| format!("{what}-{rule}-{carrier}");
    let known = [("von", rule.as_str()), ("an", carrier.as_str())];
    let fields = |more: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = known.iter().copied().chain(more.iter().copied()).collect();
        sent(&page, &[], &all)
    };
    let without = fields(&[("aktion", "nicht-noetig")]);
    let _ = post(&builder, &path, &without).await.is(422).shows("Schreiben Sie einen Grund");
    let own = field("regel");
    let riddle = fields(&[("aktion", "regel"), (&own, "Bei Neumond auch.")]);
    let _ = post(&builder, &path, &riddle).await.is(422).shows("Das verstehen wir nicht");
    let nowhere = r#"{"effect":"require","target":"F12345678901","condition":true,"message":""}"#;
    let lost = fields(&[("aktion", "regel"), (&own, nowhere)]);
    let _ = post(&builder, &path, &lost).await.is(422).shows("passt nicht zum Formular");

    let reason = field("grund");
    let settled = fields(&[("aktion", "nicht-noetig"), (&reason, "Der Mond spielt keine Rolle.")]);
    let _ = post(&builder, &path, &settled).await.is(303);
    let _ = builder
        .get(&path)
        .await
        .shows("Keine Regel ist offen")
        .shows("Der Mond spielt keine Rolle");
    let _ = post(&builder, &path, &settled).await.is(422).shows("schon beantwortet");
    let _ = open(&builder, &edition).await.is(303);
    let _ = town.anybody().get("/antrag/mietzuschuss").await.is(200).shows("Zuschuss zur Miete");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_town_words_hides_and_moves_questions() {
    let town = testkit::town(modules, START).await;
    let builder = builder(&town).await;
    let edition = import(&builder, "mietzuschuss", SCHEMA).await;
    let path = format!("{edition}/seiten/G99000000040");
    let page = builder.get(&path).await.is(200).hides("eigener Wortlaut");
    let fields = sent(
        &page,
        &[],
        &[
            ("F99000000041-aus", "ja"),
            ("F99000000042-frage-de", "Wohin dürfen wir Ihnen mailen?"),
            ("F99000000042-frage-en", "Where may we mail you?"),
        ],
    );
    let _ = post(&builder, &path, &fields).await.is(303);
    let page = builder.get(&path).await.shows("Wohin dürfen wir Ihnen mailen?");
    let page = page.shows("eigener Wortlaut");
    let _ = post(&builder, &path, &fields).await.is(422).shows("inzwischen geändert");
    let moved =
        sent(&page, &[], &[("F99000000041-aus", "ja"), ("schieben", "runter|F99000000041")]);
    let _ = post(&builder, &path, &moved).await.is(303);

    let root = format!("{edition}/seiten");
    let page = builder.get(&root).await.is(200);
    let hidden = sent(&page, &[], &[("G99000000020-aus", "ja")]);
    let _ = post(&builder, &root, &hidden).await.is(303);
    let _ = builder.get(&edition).await.shows("ausgeblendet, müssen aber beantwortet sein");
    let _ = builder.get(&format!("{edition}/seiten/G1.F2")).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_compared_and_replaces_the_open_one() {
    let town = testkit::town(modules, START).await;
    let builder = builder(&town).await;
    let first = import(&builder, "mietzuschuss", SCHEMA).await;
    set_terms(&town, &builder, &first).await;
    let _ = open(&builder, &first).await.is(303);
    let fixed = builder.get(&format!("{first}/bedingungen")).await.is(200);
    let _ = fixed.shows("Diese Fassung ist fest");

    let renamed = SCHEMA.replace("Telefonnummer", "Rufnummer");
    assert_ne!(renamed, SCHEMA);
    let files = [("datei", "neu.xml", renamed.as_bytes())];
    let answer = builder.upload(&format!("{first}/fassung"), &[], &files).await.is(303);
    let second = answer.location.expect("to the comparison");
    let _ = builder.get(&second).await.is(200).shows("Telefonnummer").shows("Rufnummer");
    let second = second.strip_suffix("/vergleich").expect("the edition").to_owned();
    let _ = open(&builder, &second).await.is(303);
    let list = builder.get(LIST).await.is(200);
    let _ = list.shows("geschlossen").shows("geöffnet");
    let _ = builder.post(&format!("{second}/schliessen"), &[]).await.is(303);
    let _ = town.anybody().get("/antrag/mietzuschuss").await.is(404);
}
