//! Stories of the library, on both engines.

mod sizes;

use axum::body::Body;
use axum::http::{Request, header};
use content::Key;
use jiff::{SignedDuration, Timestamp};
use kernel::media;
use kernel::publication::{self, Picture, Publication, State};
use kernel::{Actor, Audit, Module, Permission, Text};
use testkit::{Answer, Client, TestTown};

use crate::{EDIT, VIEW};

const NOW: &str = "2026-05-04T08:00:00Z";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
    let content = [name.as_slice(), body].concat();
    let mut crc = flate2::Crc::new();
    crc.update(&content);
    out.extend(&content);
    out.extend(crc.sum().to_be_bytes());
    out
}

/// A picture: a wave whose length depends on the seed.
fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    packed_png(width, height, seed, flate2::Compression::fast())
}

fn packed_png(width: u32, height: u32, seed: u32, level: flate2::Compression) -> Vec<u8> {
    let mut points = Vec::new();
    for y in 0..height {
        points.push(0);
        for x in 0..width {
            let shade = |n: u32| u8::try_from((x * n / 7 + y * (seed + 1) / 5) % 256).unwrap();
            points.extend([shade(seed + 1), shade(seed + 3), shade(2)]);
        }
    }
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), level);
    std::io::Write::write_all(&mut packer, &points).unwrap();
    let mut head = width.to_be_bytes().to_vec();
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(*b"IHDR", &head));
    out.extend(chunk(*b"tEXt", b"Author\0Otto Geheim"));
    out.extend(chunk(*b"IDAT", &packer.finish().unwrap()));
    out.extend(chunk(*b"IEND", b""));
    out
}

const FACTS: [(&str, &str); 3] =
    [("nachweis", "Foto: Erika"), ("lizenz", "own"), ("personen", "none")];

async fn editor(town: &TestTown) -> Client {
    town.staff("edda", &[VIEW, EDIT], "50").await
}

/// Uploads a file and answers the path of its page.
async fn upload(edda: &Client, name: &str, bytes: &[u8]) -> String {
    let answer =
        edda.upload("/verwaltung/medien/hochladen", &FACTS, &[("dateien", name, bytes)]).await;
    answer.is(303).location.unwrap()
}

fn key(page: &str) -> Key {
    Key::parse(page.rsplit('/').next().unwrap()).unwrap()
}

async fn medium(town: &TestTown, page: &str) -> media::Media {
    let key = key(page);
    town.town.read(move |db| media::find(db, &key)).await.unwrap().expect("a medium")
}

/// Publishes a news item with this picture.
async fn publish(town: &TestTown, page: &str, from: &str, until: Option<&str>) -> Publication {
    let from: Timestamp = from.parse().unwrap();
    let item = Publication {
        title: Text::same("Marktfest"),
        state: State::Published,
        picture: Some(Picture {
            media: key(page),
            alt: content::Alt::Text("Ein Fest".into()),
            alt_en: String::new(),
        }),
        visible_until: until.map(|u| u.parse().unwrap()),
        ..Publication::new("news", "marktfest", from)
    };
    let kept = item.clone();
    town.town
        .write(Actor::system("test"), move |tx| {
            publication::save(tx, &item, "test")?;
            media::set_uses(tx, &format!("publication/{}", item.id), &item.media())?;
            Ok(Audit::of("test.published", item.id).done())
        })
        .await
        .unwrap();
    kept
}

async fn ask(client: &Client, path: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, "town.test")
        .header(name, value)
        .body(Body::empty())
        .unwrap();
    client.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded_made_and_shown_only_once_something_public_uses_it() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let page = upload(&edda, "Markt_fest.png", &png(600, 400, 1)).await;
        edda.get(&page).await.is(200).shows("Markt fest").shows("werden gerade berechnet");
        town.settle().await;
        edda.get(&page).await.is(200).shows("nutzbar").hides("werden gerade berechnet");
        let found = medium(&town, &page).await;
        assert_eq!(
            found.renditions.len(),
            21,
            "six sizes in three formats, and three as JPEG for channels"
        );
        let names: Vec<&str> = found.sized("card-960").map(|r| r.mime.as_str()).collect();
        assert_eq!(names, ["image/avif", "image/webp", "image/jpeg"]);
        let card = found.sized("card-960").last().unwrap().clone();
        let path = found.path(&card);

        // Nobody outside may fetch it: nothing public uses it. Staff may.
        town.anybody().get(&path).await.is(404);
        town.citizen("Otto").await.get(&path).await.is(404);
        let seen = edda.get(&path).await.is(200);
        assert_eq!(
            (seen.kind.as_str(), seen.headers["cache-control"].to_str().unwrap()),
            ("image/jpeg", "no-store")
        );

        // Used by something embargoed: still not, until its hour comes.
        publish(&town, &page, "2026-05-04T10:00:00Z", Some("2026-05-05T10:00:00Z")).await;
        town.anybody().get(&path).await.is(404);
        town.advance(SignedDuration::from_hours(2));
        let shown = town.anybody().get(&path).await.is(200);
        assert_eq!(shown.headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(shown.headers["x-content-type-options"], "nosniff");
        assert_eq!(shown.body.len() as u64, card.bytes);
        assert!(!shown.body.windows(4).any(|w| w == b"Otto"));
        // A second time it comes from memory; a browser that has it gets nothing.
        let tag = shown.headers["etag"].to_str().unwrap().to_owned();
        ask(&town.anybody(), &path, header::IF_NONE_MATCH, &tag).await.is(304);
        // The plain name leads to today's bytes.
        let plain = format!("/medien/{}/card-960.jpg", found.id);
        assert_eq!(town.anybody().get(&plain).await.is(302).location, Some(path.clone()));
        town.anybody().get(&format!("/medien/{}/nichts.jpg", found.id)).await.is(404);
        // After its end nobody gets it.
        town.advance(SignedDuration::from_hours(24));
        town.anybody().get(&path).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_consent_takes_the_picture_from_everybody_and_names_each_use() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let page = upload(&edda, "Chor.png", &png(300, 200, 2)).await;
        let version = edda.get(&page).await.field("fassung").unwrap();
        // Sizes that are made while somebody fills in the form are in nobody's way.
        town.settle().await;
        // People are shown: not usable until somebody has agreed.
        let mut facts = vec![("titel", "Chor"), ("fassung", version.as_str())];
        facts.extend([("nachweis", "Foto: Erika"), ("lizenz", "own"), ("personen", "consent")]);
        edda.post(&page, &facts).await.is(303);
        edda.get(&page).await.shows("gültige Einwilligung der Abgebildeten");
        // An old version of the form changes nothing.
        edda.post(&page, &facts).await.is(422);
        let add = format!("{page}/einwilligung");
        let consent =
            |day| [("person", "Mia Muster"), ("form", "written"), ("am", day), ("ende", "")];
        edda.post(&add, &consent("5.5.2026")).await.is(422).shows("bis heute");
        edda.post(&add, &consent("1.5.2026")).await.is(303);
        publish(&town, &page, NOW, None).await;
        let found = medium(&town, &page).await;
        assert!(found.is_usable(town.town.now()));
        let path = found.path(found.sized("teaser-480").last().unwrap());
        town.anybody().get(&path).await.is(200);
        edda.get(&page).await.shows("Mia Muster").shows("Marktfest");

        let id = edda.get(&page).await.field("einwilligung").unwrap();
        edda.post(&format!("{page}/widerruf"), &[("einwilligung", &id)]).await.is(303);
        town.anybody().get(&path).await.is(410);
        town.citizen("Otto").await.get(&path).await.is(410);
        town.staff("egon", &[VIEW], "50").await.get(&path).await.is(410);
        assert!(!medium(&town, &page).await.is_usable(town.town.now()));
        edda.get(&page)
            .await
            .shows("niemand sieht es mehr")
            .shows("Widerrufen am")
            .shows("Marktfest");
        // A second withdrawal is none; deleting waits for the uses.
        edda.post(&format!("{page}/widerruf"), &[("einwilligung", &id)]).await.is(404);
        edda.post(&format!("{page}/loeschen"), &[]).await.is(422).shows("noch verwendet");
        // The name does not lie open in the database, and not in the logbook.
        let rows = town.town.read(|db| kernel::audit::latest(db, i64::MAX, 100)).await.unwrap();
        assert!(rows.iter().all(|e| !e.note.contains("Mia")));
        assert!(town.trail().await.contains(&"media.consent_withdrawn".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licence_that_ends_takes_the_picture_from_the_pages() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let stock = [("nachweis", "Agentur X"), ("lizenz", "stock"), ("personen", "none")];
        let bytes = png(640, 480, 3);
        let missing = edda
            .upload("/verwaltung/medien/hochladen", &stock, &[("dateien", "a.png", &bytes)])
            .await;
        missing.is(422).shows("bis wann die Lizenz");
        let facts = [stock.as_slice(), &[("bis", "10.5.2026")]].concat();
        let page = edda
            .upload("/verwaltung/medien/hochladen", &facts, &[("dateien", "a.png", &bytes)])
            .await
            .is(303)
            .location
            .unwrap();
        town.settle().await;
        publish(&town, &page, NOW, None).await;
        let found = medium(&town, &page).await;
        let path = found.path(&found.renditions[0]);
        edda.get("/verwaltung/medien")
            .await
            .is(200)
            .shows("Lizenzen laufen ab")
            .shows("endet in 6 Tagen");
        town.advance_days(6);
        town.anybody().get(&path).await.is(200);
        town.advance_days(1);
        town.anybody().get(&path).await.is(410);
        let edda = editor(&town).await;
        edda.get(&page).await.is(200).shows("Lizenz abgelaufen");
        edda.get("/verwaltung/medien?stand=endet").await.shows("Agentur X");
        edda.get("/verwaltung/medien?stand=blocked").await.hides("Agentur X");
        edda.get("/verwaltung/medien?stand=abgelaufen").await.shows("Agentur X");
    }
}

async fn mails(town: &TestTown) -> Vec<(String, String)> {
    let all = town.town.read(|db| kernel::notify::mails(db, 50)).await.unwrap();
    all.into_iter().map(|m| (m.recipient.reveal().clone(), m.body.reveal().clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_after_a_medium_is_told_before_its_rights_end_and_when_they_have() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let stock = [("nachweis", "X"), ("lizenz", "stock"), ("personen", "none")];
        let facts = [stock.as_slice(), &[("bis", "20.6.2026")]].concat();
        let file = png(64, 48, 8);
        let files: [(&str, &str, &[u8]); 1] = [("dateien", "Turm.png", &file)];
        let sent = edda.upload("/verwaltung/medien/hochladen", &facts, &files).await;
        let page = sent.is(303).location.unwrap();
        town.settle().await;
        publish(&town, &page, NOW, None).await;
        edda.get(&page).await.shows("30 und 7 Tage vor dem Ende").hides("Ich kümmere mich");
        let night = || async {
            crate::prints::night(std::sync::Arc::clone(&town.town)).await.unwrap();
            mails(&town).await
        };
        assert!(night().await.is_empty(), "47 days are long");
        town.advance_days(17);
        let told = night().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].0.starts_with("edda") && told[0].1.contains("noch bis 20.06.2026"));
        assert!(told[0].1.contains(&page) && told[0].1.contains("an einer Stelle"));
        town.advance_days(1);
        assert_eq!(night().await.len(), 1, "once for each stage");
        town.advance_days(22);
        assert_eq!(night().await.len(), 2);
        // Somebody else takes it over, and hears of the end.
        let uwe = town.staff("uwe", &[VIEW, EDIT], "50").await;
        uwe.get(&page).await.shows("Ich kümmere mich");
        uwe.post(&format!("{page}/uebernehmen"), &[]).await.is(303);
        town.advance_days(8);
        let told = night().await;
        assert_eq!(told.len(), 3);
        let last = told.iter().find(|(_, body)| body.contains("galt bis 20.06.2026")).unwrap();
        assert!(last.0.starts_with("uwe"), "{last:?}");
        let found = medium(&town, &page).await;
        town.anybody().get(&found.path(&found.renditions[0])).await.is(410);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_finds_what_needs_a_hand() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let used = upload(&edda, "Brunnen.png", &png(64, 48, 40)).await;
        upload(&edda, "Allee.png", &png(64, 48, 10)).await;
        // The same picture in another file.
        let twin = packed_png(64, 48, 10, flate2::Compression::none());
        upload(&edda, "Zwilling.png", &twin).await;
        town.settle().await;
        publish(&town, &used, NOW, None).await;
        let list = |stand: &str| {
            let path = format!("/verwaltung/medien?stand={stand}");
            let edda = &edda;
            async move { edda.get(&path).await.is(200) }
        };
        list("unbenutzt").await.shows("Allee").hides("Brunnen");
        list("ohne-alt").await.shows("Allee").shows("Brunnen");
        list("einwilligung").await.hides("Allee").hides("Brunnen");
        let version = edda.get(&used).await.field("fassung").unwrap();
        let mut facts = vec![("titel", "Brunnen"), ("fassung", version.as_str())];
        facts.extend([("nachweis", "X"), ("lizenz", "own"), ("personen", "consent")]);
        facts.push(("alt_de", "Ein Brunnen aus Sandstein"));
        edda.post(&used, &facts).await.is(303);
        list("einwilligung").await.shows("Brunnen").hides("Allee");
        list("ohne-alt").await.shows("Allee").hides("Brunnen");
        list("doppelt").await.shows("Allee").shows("Zwilling").hides("Brunnen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_files_at_once_and_each_says_what_is_wrong_with_it() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let picture = png(300, 200, 4);
        let mut bomb = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = 30_000u32.to_be_bytes().to_vec();
        head.extend(30_000u32.to_be_bytes());
        head.extend([8, 2, 0, 0, 0]);
        bomb.extend(chunk(*b"IHDR", &head));
        bomb.extend(chunk(*b"IDAT", b"\x78\x9c\0\0"));
        let files: Vec<(&str, &str, &[u8])> = vec![
            ("dateien", "gut.png", &picture),
            ("dateien", "nochmal.png", &picture),
            ("dateien", "bombe.png", &bomb),
            ("dateien", "halb.png", &picture[..picture.len() / 2]),
            ("dateien", "programm.jpg", b"MZ\x90\0 nothing"),
            ("dateien", "handy.heic", b"\0\0\0\x20ftypheic\0\0\0\0"),
            ("dateien", "boese.svg", b"<!DOCTYPE svg [<!ENTITY a \"x\">]><svg>&a;</svg>"),
            (
                "dateien",
                "plan.svg",
                b"<svg viewBox='0 0 10 10'><script>alert(1)</script><path d='M0 0'/></svg>",
            ),
            ("dateien", "film.vtt", b"WEBVTT\n\n00:01,000 --> 00:02,000\nHallo"),
            ("dateien", "satzung.pdf", b"%PDF-1.7\n/OpenAction<</S/JavaScript>>"),
            ("dateien", "bericht.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog/Font 1>>"),
        ];
        let answer = edda.upload("/verwaltung/medien/hochladen", &FACTS, &files).await.is(200);
        let answer = answer
            .shows("3 Dateien sind da")
            .shows("Schon vorhanden")
            .shows("„bombe.png“ ist zu groß")
            .shows("„halb.png“ ist beschädigt")
            .shows("„programm.jpg“ hat ein Format")
            .shows("Datei im Format HEIC")
            .shows("„boese.svg“ enthält Programme")
            .shows("„film.vtt“, Zeile 3")
            .shows("„satzung.pdf“ enthält Programme");
        let plan = answer
            .text()
            .split("href=\"")
            .filter_map(|r| r.split('"').next())
            .filter(|h| h.starts_with("/verwaltung/medien/0"))
            .nth(1)
            .unwrap()
            .to_owned();
        edda.get(&plan).await.is(200).shows("Aus der Zeichnung wurde entfernt: script");
        let drawing = medium(&town, &plan).await;
        let shown = edda.get(&drawing.path(&drawing.renditions[0])).await.is(200);
        assert!(shown.kind == "image/svg+xml" && !shown.text().contains("script"));
        assert!(shown.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        edda.get("/verwaltung/medien?art=document").await.shows("bericht").hides("plan");
        edda.get("/verwaltung/medien?q=BERICHT").await.shows("bericht").hides("gut");
        // Nothing chosen, and only what cannot be taken.
        edda.upload("/verwaltung/medien/hochladen", &FACTS, &[])
            .await
            .is(422)
            .shows("Wählen Sie mindestens eine Datei");
        edda.upload("/verwaltung/medien/hochladen", &FACTS, &[("dateien", "x.exe", b"MZ")])
            .await
            .is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn films_come_in_pieces() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0".to_vec();
        film.extend((0..9_000_000u32).map(|i| u8::try_from(i / 1_000 % 251).unwrap()));
        let page = upload(&edda, "Rundgang.mp4", &film).await;
        let found = medium(&town, &page).await;
        let path = found.path(&found.renditions[0]);
        publish(&town, &page, NOW, None).await;
        let whole = town.anybody().get(&path).await.is(200);
        assert!(whole.body == film && whole.kind == "video/mp4");
        assert_eq!(whole.headers["accept-ranges"], "bytes");
        let piece =
            ask(&town.anybody(), &path, header::RANGE, "bytes=4194300-8388700").await.is(206);
        assert_eq!(piece.body, film[4_194_300..=8_388_700]);
        assert_eq!(piece.headers["content-range"], format!("bytes 4194300-8388700/{}", film.len()));
        ask(&town.anybody(), &path, header::RANGE, "bytes=99999999-").await.is(416);
        // Replaced, its uses stay and the earlier name leads to the new bytes.
        let mut other = film.clone();
        other.truncate(5_000_000);
        edda.upload(&format!("{page}/datei"), &[], &[("datei", "neu.mp4", &other)]).await.is(303);
        let now = medium(&town, &page).await;
        let new_path = now.path(&now.renditions[0]);
        assert_eq!(town.anybody().get(&path).await.is(302).location, Some(new_path.clone()));
        assert_eq!(town.anybody().get(&new_path).await.is(200).body, other);
        // No bytes of the first film are left on the disk.
        let named = town.town.read(kernel::files::digests).await.unwrap();
        assert_eq!(town.town.files().on_disk().unwrap(), named);
        edda.upload(&format!("{page}/datei"), &[], &[("datei", "b.png", &png(9, 9, 1))])
            .await
            .is(422)
            .shows("anderer Art");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focal_point_is_set_by_click_place_or_number() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let page = upload(&edda, "a.png", &png(600, 300, 5)).await;
        town.settle().await;
        let before = medium(&town, &page).await;
        let point = format!("{page}/punkt");
        edda.post(&point, &[("klick.x", "28"), ("klick.y", "70")]).await.is(303);
        assert_eq!(medium(&town, &page).await.focal, (0.1, 0.5));
        town.settle().await;
        let after = medium(&town, &page).await;
        assert_ne!(before.sized("card-960").next(), after.sized("card-960").next(), "cut anew");
        assert_eq!(after.renditions.len(), 21);
        // An earlier cut leads to today's.
        let old = before.path(before.sized("card-960").last().unwrap());
        edda.get(&old).await.is(302);
        edda.post(&point, &[("stelle", "100-0")]).await.is(303);
        assert_eq!(medium(&town, &page).await.focal, (1.0, 0.0));
        edda.post(&point, &[("x", "25"), ("y", "12,5"), ("stelle", "")]).await.is(303);
        assert_eq!(medium(&town, &page).await.focal, (0.25, 0.125));
        edda.post(&point, &[("klick.x", "0"), ("klick.y", "0")]).await.is(422);
        edda.post(&point, &[("x", "viel"), ("y", "")]).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn doors_stay_shut_and_previews_hold_for_a_time() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let page = upload(&edda, "a.png", &png(300, 200, 6)).await;
        town.settle().await;
        let looker = town.staff("egon", &[VIEW], "50").await;
        looker.get(&page).await.is(200).hides("Endgültig löschen");
        for path in ["", "/punkt", "/einwilligung", "/sperren", "/loeschen"] {
            looker.post(&format!("{page}{path}"), &[]).await.is(403);
        }
        looker.get("/verwaltung/medien/hochladen").await.is(403);
        town.anybody().get("/verwaltung/medien").await.is(401);
        town.staff("otto", &[Permission("desk.work")], "50").await.get(&page).await.is(403);
        // A preview for somebody outside: for an hour, for this medium.
        let found = medium(&town, &page).await;
        let until = town.town.now() + SignedDuration::from_hours(1);
        let path = media::preview_path(&town.town, &found, &found.renditions[0], until);
        town.anybody().get(&path).await.is(200);
        town.anybody().get(&path.replace("schluessel=", "schluessel=0")).await.is(404);
        town.anybody().get(&path.replace("bis=1", "bis=2")).await.is(404);
        town.advance(SignedDuration::from_mins(61));
        town.anybody().get(&path).await.is(404);
        // Several changed at once, blocked by hand, and gone.
        let edda = editor(&town).await;
        let looker = town.staff("egon", &[VIEW], "50").await;
        let id = found.id.to_string();
        edda.post(
            "/verwaltung/medien/auswahl",
            &[("medium", &id), ("nachweis", "Foto: Uwe"), ("lizenz", "cc0")],
        )
        .await
        .is(303);
        assert_eq!(medium(&town, &page).await.credit, "Foto: Uwe");
        edda.post("/verwaltung/medien/auswahl", &[("medium", &id)]).await.is(422);
        edda.post(&format!("{page}/sperren"), &[]).await.is(303);
        looker.get(&found.path(&found.renditions[0])).await.is(410);
        edda.post(&format!("{page}/freigeben"), &[]).await.is(303);
        edda.post(&format!("{page}/loeschen"), &[]).await.is(303);
        edda.get(&page).await.is(404);
        assert!(town.town.files().on_disk().unwrap().is_empty());
    }
}
