//! From the editor's desk to everybody: what is planned is nowhere before its instant, and everywhere
//! after it; what is withdrawn is gone on every way.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use kernel::{Id, Permission};
use testkit::{Client, TestTown};

const MONDAY: &str = "2026-05-04T08:00:00Z";
const BASE: &str = "/verwaltung/redaktion";
const WORDS: &str = "Quittenmarmelade";

/// Every way on which the public might get at a news item.
const WAYS: [&str; 15] = [
    "/",
    "/aktuelles/quittenmarmelade",
    "/aktuelles/quittenmarmelade.json",
    "/aktuelles",
    "/aktuelles.json",
    "/en/aktuelles",
    "/feed.atom",
    "/feeds/aktuelles.atom",
    "/feeds/aktuelles.rss",
    "/feeds/aktuelles.json",
    "/suche?q=Quittenmarmelade",
    "/suche.json?q=Quittenmarmelade",
    "/suche/vorschlaege?q=Quittenmarm",
    "/sitemap/news.xml",
    "/sitemap.xml",
];

async fn seen(who: &Client, page: &str) -> String {
    who.get(page).await.is(200).field("fassung").expect("an edition")
}

/// On which ways a visitor sees the words now.
async fn ways(town: &TestTown) -> Vec<&'static str> {
    let visitor = town.anybody();
    let mut found = Vec::new();
    for way in WAYS {
        let text = visitor.get(way).await.text().to_lowercase();
        // The page of a search repeats the question: what counts is a result. Suggestions are
        // titles only.
        let is_search = way.starts_with("/suche?") || way.starts_with("/suche.json");
        let needle = if is_search { "zwölf gläser" } else { "quittenmarmelade" };
        if text.contains(needle) {
            found.push(way);
        }
    }
    found
}

async fn written(town: &TestTown, egon: &Client) -> String {
    let unit = town.unit("50").await.id.to_string();
    let new = [("titel", WORDS), ("art", "news"), ("einheit", unit.as_str())];
    let item = egon.post(&format!("{BASE}/neu"), &new).await.is(303).location.expect("the text");
    let edition = seen(egon, &item).await;
    let head = [
        ("fassung", edition.as_str()),
        ("sprache", "de"),
        ("kopf", "ja"),
        ("titel", WORDS),
        ("kurztext", "Zwölf Gläser für alle."),
    ];
    egon.post(&format!("{item}/kopf"), &head).await.is(303);
    let edition = seen(egon, &item).await;
    let text = [
        ("fassung", edition.as_str()),
        ("sprache", "de"),
        ("hinter", ""),
        ("worte", "Am Markt gibt es Marmelade."),
    ];
    egon.post(&format!("{item}/text"), &text).await.is(303);
    item
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embargo_holds_on_every_way_and_a_withdrawal_reaches_all() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let rights = ["newsroom.write", "newsroom.publish", "newsroom.review"].map(Permission);
        let egon = town.staff("Egon", &rights, "50").await;
        let item = written(&town, &egon).await;
        let unit = town.unit("50").await.id.to_string();
        let edition = seen(&egon, &item).await;
        let plan = [
            ("fassung", edition.as_str()),
            ("einheit", unit.as_str()),
            ("erscheint_tag", "4.5.2026"),
            ("erscheint_zeit", "14:00"),
        ];
        egon.post(&format!("{item}/angaben"), &plan).await.is(303);
        let edition = seen(&egon, &item).await;
        let publish = [("fassung", edition.as_str()), ("aktion", "veroeffentlichen")];
        egon.post(&format!("{item}/freigabe"), &publish).await.is(303);
        town.settle().await;
        assert_eq!(ways(&town).await, Vec::<&str>::new(), "before its time");
        town.advance(SignedDuration::from_secs(4 * 3_600 - 1));
        town.settle().await;
        assert_eq!(ways(&town).await, Vec::<&str>::new(), "a second before its time");
        town.advance(SignedDuration::from_secs(1));
        town.settle().await;
        let found = ways(&town).await;
        for way in WAYS.iter().filter(|way| !way.ends_with("news.xml")) {
            assert!(found.contains(way), "{way} is missing in {found:?}");
        }
        let egon = town.staff("Egon", &rights, "50").await;
        let edition = seen(&egon, &item).await;
        let gone = [
            ("fassung", edition.as_str()),
            ("aktion", "zurueckziehen"),
            ("grund_de", "Der Markt fällt aus."),
        ];
        egon.post(&format!("{item}/freigabe"), &gone).await.is(303);
        town.settle().await;
        let left = ways(&town).await;
        let elsewhere: Vec<_> =
            left.iter().filter(|w| **w != "/aktuelles/quittenmarmelade").collect();
        assert!(elsewhere.is_empty(), "{elsewhere:?}");
        town.anybody().get("/aktuelles/quittenmarmelade").await.is(410);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_is_the_very_page_and_a_film_of_others_is_let_in_only_when_asked_for() {
    let town = testkit::town(rathaus::modules, MONDAY).await;
    let rights = ["newsroom.write", "newsroom.publish", "newsroom.review"].map(Permission);
    let egon = town.staff("Egon", &rights, "50").await;
    let item = written(&town, &egon).await;
    let edition = seen(&egon, &item).await;
    let film = "Am Markt gibt es Marmelade.\n\n::einbettung anbieter=\"youtube\" verweis=\"dQw4w9WgXcQ\" titel=\"Film vom Markt\" ersatz=\"/kontakt\"";
    let text = [("fassung", edition.as_str()), ("sprache", "de"), ("worte", film)];
    egon.post(&format!("{item}/ganz"), &text).await.is(303);
    let sheet = egon.get(&format!("{item}/blatt?ansicht=handy")).await.is(200);
    let sheet = sheet.shows("Am Markt gibt es Marmelade.").shows("Stand: ").text();
    assert!(sheet.contains("<base target=\"_blank\">") && sheet.contains("rh-breadcrumb"));
    town.anybody().get("/aktuelles/quittenmarmelade").await.is(404);
    let edition = seen(&egon, &item).await;
    let publish = [("fassung", edition.as_str()), ("aktion", "veroeffentlichen")];
    egon.post(&format!("{item}/freigabe"), &publish).await.is(303);
    town.settle().await;

    let visitor = town.anybody();
    let page = visitor.get("/aktuelles/quittenmarmelade").await.is(200).hides("Hier zeigen");
    let block = page.text().split("data-rh-frame").count();
    assert_eq!(block, 1, "nothing is prepared where the town lets nobody in");
    let house = std::sync::Arc::clone(&town.town);
    town.town
        .write(kernel::Actor::system("test"), move |tx| {
            let mut pages = house.house().modules().iter().flat_map(|m| &m.settings);
            let site = pages.find(|page| page.module == "site").expect("settings of the site");
            let value = serde_json::json!({ "frame_hosts": "www.youtube-nocookie.com" });
            (site.write)(tx, value)?;
            Ok(kernel::Audit::of("test.set", "x").done())
        })
        .await
        .expect("set");
    let page = visitor.get("/aktuelles/quittenmarmelade").await.is(200).shows("Hier zeigen");
    assert!(!page.text().contains("<iframe"), "the first click only offers it");
    let open = page.link("?inhalt=").expect("the second click");
    let path = format!("/aktuelles/quittenmarmelade{}", open.split('#').next().expect("a query"));
    let shown = visitor.get(&path).await.is(200);
    let policy = shown.headers["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.ends_with("frame-src https://www.youtube-nocookie.com"), "{policy}");
    assert!(shown.text().contains("<iframe"));
    let other = visitor.get("/aktuelles/quittenmarmelade").await.is(200);
    let policy = other.headers["content-security-policy"].to_str().expect("text");
    assert!(!policy.contains("frame-src"), "{policy}");
    let wrong = visitor.get("/aktuelles/quittenmarmelade?inhalt=x").await.is(200);
    assert!(
        !wrong.headers["content-security-policy"].to_str().expect("text").contains("frame-src")
    );
}

/// Who takes over a website, with all that belongs to it.
const TAKES_OVER: [&str; 6] = [
    "newsroom.write",
    "newsroom.publish",
    "newsroom.review",
    "newsroom.manage",
    "media.view",
    "media.edit",
];

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_an_old_site_come_into_the_library_out_of_the_folder_and_out_of_the_text() {
    let town = testkit::town(rathaus::modules, MONDAY).await;
    let egon = town.staff("Egon", &TAKES_OVER.map(Permission), "50").await;
    let unit = town.unit("50").await.id.to_string();
    let fields = [("adresse", "https://alt.example"), ("einheit", unit.as_str())];
    let drawn = |number: usize, width: u32| {
        let sketch = &demo_town::pictures::SKETCHES[number];
        demo_town::pictures::png(&sketch.picture(1), width)
    };
    // Whoever packs a picture into a text breaks its lines.
    let packed = STANDARD.encode(drawn(1, 320));
    let packed: Vec<String> =
        packed.as_bytes().chunks(76).map(|l| String::from_utf8_lossy(l).into_owned()).collect();
    let page = format!(
        "<html><body><main><h1>Freibad</h1><p>Offen ab Mai.</p>\
         <img src='../bilder/becken-300x200.png' alt='Das Becken'>\
         <img src='data:image/png;base64,{}' alt='Die Rutsche'>\
         <img src='data:image/png;base64,AAAA' alt='Kaputt'>\
         <img src='../bilder/fehlt.png' alt='Fehlt'></main></body></html>",
        packed.join("\n")
    );
    let files = [
        ("ordner", "gespeichert/freizeit/baden.html", page.as_bytes()),
        ("ordner", "gespeichert/bilder/becken.png", &drawn(0, 640)[..]),
        ("ordner", "gespeichert/bilder/unbenutzt.png", &drawn(2, 640)[..]),
    ];
    let import = format!("{BASE}/import");
    let look = egon.upload(&import, &fields, &files).await.is(303).location.expect("a look");
    let page = egon.get(&look).await.is(200);
    let page = page.shows("2 Bilder sind in der Mediathek").shows("2 Bilder fehlen");
    let _ = page.shows("fehlt.png").shows("Bild im Text (image/png)");
    egon.post(&look, &[]).await.is(200).shows("1 Entwürfe angelegt");
    town.settle().await;
    let library = egon.get("/verwaltung/medien").await.is(200);
    let library = library.shows("becken").shows("Freibad").hides("unbenutzt").text();

    // Both stand in the draft, each in its place, with what the old site said of them.
    let drafts = egon.get(&format!("{BASE}/alle?stand=draft")).await.is(200).shows("Freibad");
    let drafts = drafts.text();
    // Only the address of a text ends with its number.
    let is_item = |part: &&str| {
        let number = part.strip_prefix(BASE).and_then(|rest| rest.strip_prefix('/'));
        number.is_some_and(|n| n.parse::<Id<()>>().is_ok())
    };
    let item = drafts.split('"').find(is_item).expect("the draft").to_owned();
    let text = egon.get(&item).await.is(200).text();
    let places = ["Das Becken", "Die Rutsche"].map(|alt| text.find(alt).expect(alt));
    assert!(places[0] < places[1], "{places:?}");
    // Nothing of them is public before somebody has settled the rights.
    let edition = seen(&egon, &item).await;
    let publish = [("fassung", edition.as_str()), ("aktion", "veroeffentlichen")];
    egon.post(&format!("{item}/freigabe"), &publish).await.is(422);
    town.anybody().get("/freizeit/baden").await.is(404);
    // The same export once more brings nothing twice.
    let look = egon.upload(&import, &fields, &files).await.is(303).location.expect("a look");
    egon.get(&look).await.is(200).shows("2 Bilder sind in der Mediathek");
    let again = egon.get("/verwaltung/medien").await.is(200).text();
    assert_eq!(again.matches("Freibad").count(), library.matches("Freibad").count());
}
