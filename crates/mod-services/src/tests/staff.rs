//! Stories of staff who write the catalogue.

use kernel::{Actor, Audit, Permission};
use testkit::{Answer, Client, TestTown};

use super::{furnish, modules, wohngeld};
use crate::EDIT;

const LIST: &str = "/verwaltung/leistungen";
const MORNING: &str = "2026-05-04T08:00:00Z";

pub(super) async fn editor(town: &TestTown, name: &str) -> Client {
    town.staff(name, &[EDIT], "50").await
}

/// What a field of the page holds: an input, a text area or a list.
pub(super) fn value(page: &Answer, name: &str) -> Option<String> {
    let html = page.text();
    let at = html.find(&format!("name=\"{name}\""))?;
    let before = html.get(..at)?.rfind('<')?;
    let rest = html.get(before..)?;
    let clean = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    if rest.starts_with("<textarea") {
        let inner = rest.split_once('>')?.1.split_once("</textarea>")?.0;
        return Some(clean(inner.trim_start_matches('\n')));
    }
    if rest.starts_with("<select") {
        let inner = rest.split_once("</select>")?.0;
        let chosen = inner.split("<option").find(|option| option.contains(" selected"))?;
        return Some(chosen.split("value=\"").nth(1)?.split('"').next()?.to_owned());
    }
    page.field(name)
}

/// Every field as the page shows it, with some of them changed.
pub(super) fn typed(page: &Answer, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![("fassung".to_owned(), page.field("fassung").expect("the version"))];
    for name in crate::sheet::Sheet::names() {
        let new = changes.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let value = new.or_else(|| value(page, name)).unwrap_or_default();
        fields.push((name.to_owned(), value));
    }
    fields
}

pub(super) async fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post(path, &fields).await
}

async fn switch(client: &Client, slug: &str, state: &str) -> Answer {
    let path = format!("{LIST}/{slug}");
    let version = client.get(&path).await.is(200).field("fassung").expect("the version");
    client.post(&format!("{path}/stand"), &[("fassung", &version), ("stand", state)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_write_come_in() {
    let town = testkit::town(modules, MORNING).await;
    furnish(&town).await;
    let other = town.staff("Otto", &[Permission("desk.work")], "50").await;
    for path in ["", "/neu", "/wohngeld", "/wohngeld/vorschau", "/wohngeld/entfernen"] {
        let path = format!("{LIST}{path}");
        let _ = town.anybody().get(&path).await.is(401);
        let _ = other.get(&path).await.is(403);
        let _ = editor(&town, "Edda").await.get(&path).await.is(200);
    }
    for path in ["/neu", "/wohngeld", "/wohngeld/stand", "/wohngeld/entfernen"] {
        let _ = other.post(&format!("{LIST}{path}"), &[]).await.is(403);
    }
    let _ = editor(&town, "Edda").await.get(&format!("{LIST}/gibt-es-nicht")).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_written_looked_at_published_and_taken_away() {
    for town in testkit::towns(modules, MORNING).await {
        let edda = editor(&town, "Edda").await;
        let _ = edda.get(LIST).await.is(200).shows("Noch keine Leistungen");
        let unit = town.unit("66").await.id.to_string();
        let fields = [
            ("titel_de", "Straße aufgraben"),
            ("titel_en", "Dig up a road"),
            ("kurz_de", "Wer graben will, fragt vorher."),
            ("text_de", "## Wann?\n\nVor **jedem** Graben."),
            ("unterlagen_de", "Lageplan\nZeitplan"),
            ("leika", "99 108 001 001 000"),
            ("stelle", &unit),
        ];
        let answer = edda.post(&format!("{LIST}/neu"), &fields).await.is(303);
        let path = format!("{LIST}/strasse-aufgraben");
        assert_eq!(answer.location.as_deref(), Some(format!("{path}?gespeichert=ja").as_str()));
        let page = edda.get(&path).await.is(200).shows("Entwurf").shows("Kosten fehlen");
        assert_eq!(page.field("leika").as_deref(), Some("99108001001000"));
        let visitor = town.anybody();
        let _ = visitor.get("/leistungen/strasse-aufgraben").await.is(404);
        let _ = visitor.get("/leistungen").await.hides("Straße aufgraben");
        let preview = edda.get(&format!("{path}/vorschau")).await.is(200);
        let _ = preview.shows("noch nicht öffentlich").shows("Lageplan").shows("Tiefbau");

        let _ = switch(&edda, "strasse-aufgraben", "public").await.is(303);
        let public = visitor.get("/leistungen/strasse-aufgraben").await.is(200);
        let _ = public.shows("Vor jedem Graben.").shows("Tiefbau").shows("99108001001000");
        let _ = visitor.get("/leistungen?q=graben").await.shows("Straße aufgraben");

        let version = edda.get(&path).await.field("fassung").unwrap();
        let gone = [("fassung", version.as_str()), ("grund_de", "Das macht jetzt der Kreis.")];
        let nothing = [("fassung", version.as_str()), ("grund_en", "The county does it now.")];
        let again = edda.post(&format!("{path}/entfernen"), &nothing).await.is(422);
        assert_eq!(value(&again, "grund_en").as_deref(), Some("The county does it now."));
        let _ = edda.post(&format!("{path}/entfernen"), &gone).await.is(303);
        let page = visitor.get("/leistungen/strasse-aufgraben").await.is(410);
        let _ = page.shows("Das macht jetzt der Kreis.").shows("Alle Leistungen");
        let _ = visitor.get("/leistungen/strasse-aufgraben.json").await.is(410);
        let _ = visitor.get("/leistungen").await.hides("Straße aufgraben");
        let _ = switch(&edda, "strasse-aufgraben", "draft").await.is(303);
        let acts: Vec<String> =
            town.trail().await.into_iter().filter(|act| act.starts_with("services.")).collect();
        assert_eq!(
            acts,
            [
                "services.unit_set",
                "services.added",
                "services.published",
                "services.removed",
                "services.withdrawn"
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_on_an_error() {
    let town = testkit::town(modules, MORNING).await;
    furnish(&town).await;
    let edda = editor(&town, "Edda").await;
    let fields = [("titel_de", ""), ("text_de", "Ein langer Text"), ("leika", "123")];
    let page = edda.post(&format!("{LIST}/neu"), &fields).await.is(422);
    assert_eq!(page.field("leika").as_deref(), Some("123"));
    let _ = page.shows("Geben Sie einen Titel ein.").shows("14 Ziffern").shows("Ein langer Text");
    let fields = [("titel_de", "Wohngeld"), ("kosten_de", "nichts")];
    let page = edda.post(&format!("{LIST}/neu"), &fields).await.is(422);
    assert_eq!(page.field("kosten_de").as_deref(), Some("nichts"));
    let _ = page.shows("Diese Adresse hat schon eine andere Leistung");
    let path = format!("{LIST}/wohngeld");
    let fields = typed(&edda.get(&path).await, &[("leika", "1"), ("stelle", "keine")]);
    let page = post(&edda, &path, &fields).await.is(422);
    let _ = page.shows("14 Ziffern").shows("Wählen Sie eine Stelle aus der Liste.");
    let unknown = kernel::Id::<()>::new().to_string();
    let fields = typed(&edda.get(&path).await, &[("stelle", &unknown)]);
    let _ = post(&edda, &path, &fields).await.is(422).shows("Diese Stelle gibt es nicht mehr");
    // Looking at the texts saves nothing.
    let mut fields = typed(&edda.get(&path).await, &[("text_de", "## Neu\n\n**wichtig**")]);
    fields.push(("aktion".into(), "vorschau".into()));
    let page = post(&edda, &path, &fields).await.is(200).shows("Gespeichert ist noch nichts");
    assert!(page.text().contains("<strong>wichtig</strong>"));
    let _ = town.anybody().get("/leistungen/wohngeld").await.hides("wichtig");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_editors_see_both_texts_and_lose_none() {
    for town in testkit::towns(modules, MORNING).await {
        furnish(&town).await;
        let (edda, emil) = (editor(&town, "Edda").await, editor(&town, "Emil").await);
        let path = format!("{LIST}/wohngeld");
        let (hers, his) = (edda.get(&path).await, emil.get(&path).await);
        let fields = typed(&hers, &[("kurz_de", "Geld für die Miete."), ("frist_de", "keine")]);
        let _ = post(&edda, &path, &fields).await.is(303);
        let fields = typed(&his, &[("kurz_de", "Zuschuss zum Wohnen."), ("kosten_de", "gratis")]);
        let page = post(&emil, &path, &fields).await.is(422);
        let page = page
            .shows("Jemand anderes hat inzwischen gespeichert")
            .shows("Zuschuss zum Wohnen.")
            .shows("Geld für die Miete.");
        // What only she changed is there already, what only he changed is kept.
        assert_eq!(page.field("frist_de").as_deref(), Some("keine"));
        assert_eq!(page.field("kosten_de").as_deref(), Some("gratis"));
        let _ = post(&emil, &path, &typed(&page, &[])).await.is(303);
        let shown = town.anybody().get("/leistungen/wohngeld").await.is(200);
        let _ = shown.shows("Zuschuss zum Wohnen.").shows("gratis").shows("Frist");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_permanent_once_the_public_saw_it() {
    for town in testkit::towns(modules, MORNING).await {
        let edda = editor(&town, "Edda").await;
        let fields = [("titel_de", "Hund"), ("kurz_de", "x"), ("adresse", "hund")];
        let _ = edda.post(&format!("{LIST}/neu"), &fields).await.is(303);
        let page = edda.get(&format!("{LIST}/hund")).await;
        let fields = typed(&page, &[("adresse", "hund-anmelden")]);
        let _ = post(&edda, &format!("{LIST}/hund"), &fields).await.is(303);
        let _ = edda.get(&format!("{LIST}/hund")).await.is(404);
        let path = format!("{LIST}/hund-anmelden");
        let _ = switch(&edda, "hund-anmelden", "public").await.is(303);
        let page = edda.get(&path).await.is(200).shows("deshalb bleibt ihre Adresse");
        let fields = typed(&page, &[("adresse", "anders"), ("titel_de", "Hunde")]);
        let _ = post(&edda, &path, &fields).await.is(303);
        let _ = town.anybody().get("/leistungen/hund-anmelden").await.is(200).shows("Hunde");
        let _ = town.anybody().get("/leistungen/anders").await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_is_missing() {
    let town = testkit::town(modules, MORNING).await;
    furnish(&town).await;
    town.town
        .write(Actor::system("test"), |tx| {
            let english = kernel::Text::new("nur deutsch", "");
            crate::save(tx, &crate::Service { deadline: english, ..wohngeld() })?;
            Ok(Audit::of("test.services", "1").done())
        })
        .await
        .unwrap();
    let edda = editor(&town, "Edda").await;
    let list = edda.get(LIST).await.is(200).shows("Kosten fehlen").shows("Nicht ganz auf Englisch");
    let _ = list.shows("50.2 Wohngeldstelle");
    let _ = edda.get(&format!("{LIST}?luecke=alt")).await.shows("0 Leistungen");
    let costs = edda.get(&format!("{LIST}?luecke=kosten")).await.is(200);
    let _ = costs.shows("Änderung der Anschrift").hides("Wohngeld beantragen");
    let _ = edda.get(&format!("{LIST}?stand=draft")).await.shows("0 Leistungen");
    let _ = edda.get(&format!("{LIST}?q=umzug")).await.shows("1 Leistung");
    town.advance_days(367);
    let edda = editor(&town, "Edda").await;
    let _ = edda.get(&format!("{LIST}?luecke=alt")).await.shows("2 Leistungen");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_page_is_not_published() {
    let town = testkit::town(modules, MORNING).await;
    let edda = editor(&town, "Edda").await;
    let _ = edda.post(&format!("{LIST}/neu"), &[("titel_de", "Leer")]).await.is(303);
    let _ = switch(&edda, "leer", "public").await.is(422).shows("Schreiben Sie zuerst");
    // Somebody else was faster.
    let fields = [("fassung", "99"), ("stand", "draft")];
    let _ = edda.post(&format!("{LIST}/leer/stand"), &fields).await.is(422);
    let fields = [("fassung", "1"), ("stand", "irgendwas")];
    let _ = edda.post(&format!("{LIST}/leer/stand"), &fields).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_is_kept_and_compared() {
    for town in testkit::towns(modules, MORNING).await {
        furnish(&town).await;
        let edda = editor(&town, "Edda").await;
        let path = format!("{LIST}/wohngeld");
        let fields = typed(&edda.get(&path).await, &[("kosten_de", "zwölf Euro im Jahr")]);
        let _ = post(&edda, &path, &fields).await.is(303);
        let fields = typed(&edda.get(&path).await, &[("kosten_de", "zehn Euro im Jahr")]);
        let _ = post(&edda, &path, &fields).await.is(303);
        // Saving the same again is no change.
        let fields = typed(&edda.get(&path).await, &[]);
        let _ = post(&edda, &path, &fields).await.is(303);
        let page = edda.get(&format!("{path}/verlauf")).await.is(200).shows("Edda");
        let link = page.link("verlauf?von=3").expect("a comparison");
        let _ = page.shows("Fassung 4: geändert").hides("Fassung 5").shows("das Haus selbst");
        let page = edda.get(&link).await.is(200).shows("Kosten: vorher").shows("Kosten: nachher");
        let text = page.text();
        assert!(text.contains("<del>zwölf </del>") && text.contains("<ins>zehn </ins>"), "{text}");
        let old = edda.get(&format!("{path}?aus=3")).await.is(200);
        assert_eq!(value(&old, "kosten_de").as_deref(), Some("zwölf Euro im Jahr"));
        let _ = post(&edda, &path, &typed(&old, &[])).await.is(303);
        let _ = town.anybody().get("/leistungen/wohngeld").await.shows("zwölf Euro im Jahr");
        let _ = edda.get(&format!("{path}?aus=77")).await.is(404);
        // After three years old versions go, the present one stays.
        town.advance_days(4 * 365);
        let erase = |tx: &mut kernel::Tx<'_>| crate::store::erase_old(tx);
        let gone =
            town.town
                .write(Actor::system("test"), move |tx| {
                    Ok(Audit::of("test.erased", 1).with(erase(tx)?))
                })
                .await
                .unwrap();
        assert_eq!(gone, 3);
        let left = town.town.read(|db| crate::store::history(db, "wohngeld")).await.unwrap();
        assert_eq!(left.iter().map(|v| v.number).collect::<Vec<_>>(), [5]);
    }
}
