//! Old sites, taken over.

use proptest::prelude::*;

use super::*;
use crate::html::ImageSource;
use crate::key::Counted;
use crate::text::print;
use crate::{BlockId, Document};

const WXR: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Stadt Musterstadt</title><link>https://www.alt.example</link><wp:base_blog_url>https://www.alt.example</wp:base_blog_url>
<item>
<title>Freibad &amp; Sauna öffnen</title><link>https://www.alt.example/2024/05/freibad/</link>
<pubDate>Wed, 01 May 2024 08:00:00 +0000</pubDate>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>Am <strong>1. Mai</strong> geht es los, <a href="https://www.alt.example/preise/">Preise hier</a>.</p><!-- /wp:paragraph -->
<!-- wp:image --><figure class="wp-block-image"><img src="https://www.alt.example/wp-content/bad.jpg" alt="Das Becken"/><figcaption>Das Bad</figcaption></figure><!-- /wp:image -->]]></content:encoded>
<excerpt:encoded><![CDATA[<p>Das Bad öffnet.</p>]]></excerpt:encoded>
<wp:post_id>17</wp:post_id><wp:post_date_gmt>2024-05-01 08:00:00</wp:post_date_gmt><wp:post_name>freibad</wp:post_name>
<wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:post_type>post</wp:post_type>
<category domain="category" nicename="freizeit"><![CDATA[Freizeit]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>18</wp:meta_value></wp:postmeta>
</item>
<item><title>Alt</title><content:encoded><![CDATA[Erste Zeile
zweite Zeile

[caption id="x"]Neuer Absatz[/caption] [in Klammern]

<h2>Titel</h2>]]></content:encoded><wp:post_id>19</wp:post_id><wp:status>draft</wp:status><wp:post_parent>5</wp:post_parent><wp:post_type>page</wp:post_type></item>
<item><title>bad.jpg</title><wp:post_id>18</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://www.alt.example/wp-content/bad.jpg</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>Das Becken</wp:meta_value></wp:postmeta></item>
<item><title>menu</title><wp:post_type>nav_menu_item</wp:post_type></item>
</channel></rss>"#;

#[test]
fn a_wordpress_export_is_read_item_by_item() {
    let mut ids = Counted::new("wp");
    let pages: Vec<OldPage> =
        read_wordpress(WXR.as_bytes(), &mut ids).collect::<Result<_, _>>().unwrap();
    assert_eq!(pages.len(), 3);
    let news = &pages[0];
    assert_eq!(
        (news.kind, news.title.as_str(), news.teaser.as_str()),
        (OldKind::News, "Freibad & Sauna öffnen", "Das Bad öffnet.")
    );
    assert_eq!(news.published.unwrap().to_string(), "2024-05-01T08:00:00Z");
    assert_eq!(
        (news.topics.as_slice(), news.main_image.as_str()),
        (["Freizeit".to_owned()].as_slice(), "18")
    );
    assert_eq!(news.links, ["https://www.alt.example/preise/"]);
    let text = print(&Document::new(news.blocks.clone()).unwrap());
    assert_eq!(
        text,
        "Am **1. Mai** geht es los, [Preise hier](/preise/).\n\n::bild alt=\"Das Becken\" unterschrift=\"Das Bad\"\n"
    );
    let old = &pages[1];
    assert!(!old.is_public && old.kind == OldKind::Page && old.parent.as_deref() == Some("5"));
    let text = print(&Document::new(old.blocks.clone()).unwrap());
    assert_eq!(text, "Erste Zeile\nzweite Zeile\n\nNeuer Absatz \\[in Klammern\\]\n\n# Titel\n");
    assert_eq!((pages[2].kind, pages[2].alt.as_str()), (OldKind::Media, "Das Becken"));
    assert!(matches!(
        read_wordpress("<html><body a='b'/></html>".as_bytes(), &mut Counted::new("x")).next(),
        Some(Err(_))
    ));
}

const T3D: &str = r#"<?xml version="1.0" encoding="utf-8" standalone="yes" ?>
<T3RecordDocument>
<header type="array"><XMLversion>1.0</XMLversion><records type="array"><pages type="array"><rec index="12" type="array"><uid>12</uid><title>Kopf</title></rec></pages></records></header>
<records type="array">
<tablerow index="pages:12" type="array"><fieldlist index="data" type="array">
<field index="uid" type="integer">12</field><field index="pid" type="integer">1</field><field index="title">Sperrmüll</field>
<field index="slug">/umwelt/sperrmuell</field><field index="doktype" type="integer">1</field><field index="abstract">Kurz gesagt</field></fieldlist>
<related index="rels" type="array"><field index="title">falsch</field></related></tablerow>
<tablerow index="pages:13" type="array"><fieldlist index="data" type="array"><field index="doktype">254</field><field index="title">Ordner</field></fieldlist></tablerow>
<tablerow index="tt_content:2" type="array"><fieldlist index="data" type="array"><field index="pid">12</field><field index="sorting">20</field><field index="CType">bullets</field><field index="bodytext">Sofa
Tisch</field></fieldlist></tablerow>
<tablerow index="tt_content:1" type="array"><fieldlist index="data" type="array"><field index="pid">12</field><field index="sorting">10</field><field index="CType">text</field><field index="header">So geht es</field><field index="bodytext">&lt;p&gt;Rufen Sie &lt;a href="t3://page?uid=4"&gt;uns&lt;/a&gt; an.&lt;/p&gt;</field></fieldlist></tablerow>
<tablerow index="tt_content:3" type="array"><fieldlist index="data" type="array"><field index="pid">12</field><field index="hidden">1</field><field index="bodytext">geheim</field></fieldlist></tablerow>
<tablerow index="tx_news_domain_model_news:7" type="array"><fieldlist index="data" type="array"><field index="title">Neu</field><field index="datetime">1714550400</field><field index="bodytext">Eins
Zwei &lt;link 12&gt;dort&lt;/link&gt;</field></fieldlist></tablerow>
<tablerow index="fe_users:1" type="array"><fieldlist index="data" type="array"><field index="username">x</field></fieldlist></tablerow>
</records></T3RecordDocument>"#;

#[test]
fn a_typo3_export_becomes_pages_with_their_content() {
    let read = read_typo3(T3D.as_bytes(), "https://alt.example/", &mut Counted::new("t3")).unwrap();
    assert_eq!(read.pages.len(), 2, "{:?}", read.pages);
    let page = &read.pages[0];
    assert_eq!(
        (page.title.as_str(), page.url.as_str(), page.teaser.as_str()),
        ("Sperrmüll", "/umwelt/sperrmuell", "Kurz gesagt")
    );
    let text = print(&Document::new(page.blocks.clone()).unwrap());
    assert_eq!(text, "# So geht es\n\nRufen Sie [uns](/index.php?id=4) an.\n\n- Sofa\n- Tisch\n");
    let news = &read.pages[1];
    assert_eq!(
        print(&Document::new(news.blocks.clone()).unwrap()),
        "Eins\n\nZwei [dort](/index.php?id=12)\n"
    );
    assert_eq!(news.published.unwrap().as_second(), 1_714_550_400);
    assert_eq!(read.passed_over.get("fe_users"), Some(&1));
    assert!(read_typo3("<rss/>".as_bytes(), "", &mut Counted::new("x")).is_err());
}

#[test]
fn the_content_of_a_saved_page_is_found() {
    let html = r#"<!doctype html><html lang="de"><head><meta charset="iso-8859-1"><title>Müll - Stadt</title><meta name="description" content="Alles zum Müll">
<meta property="article:published_time" content="2023-02-01T10:00:00+01:00"></head><body>
<header><nav><a href="/">Start</a></nav></header><div class="breadcrumb">Start &gt; Müll</div>
<div id="wrap"><div class="text"><h1>Müll</h1><p>Die Tonne wird <a href="../tonne.html#x">am Montag</a> geleert, bitte stellen Sie sie rechtzeitig heraus.</p>
<h3>Größen</h3><p>Es gibt drei, und jede kostet etwas anderes im Jahr. <a href="https://elsewhere.example/">Mehr dazu</a></p><img src="img/t.jpg" alt="Tonne"></div>
<div class="sidebar">Werbung</div></div><footer>Impressum</footer><script>x()</script></body></html>"#;
    let (html, _, _) = encoding_rs::WINDOWS_1252.encode(html);
    let page =
        read_page("https://www.alt.example/umwelt/muell.html", &html, &mut Counted::new("p"))
            .unwrap();
    assert_eq!(
        (page.title.as_str(), page.teaser.as_str(), page.language.as_str()),
        ("Müll", "Alles zum Müll", "de")
    );
    let text = print(&Document::new(page.blocks).unwrap());
    assert_eq!(
        text,
        "Die Tonne wird [am Montag](/tonne.html#x) geleert, bitte stellen Sie sie rechtzeitig heraus.\n\n# Größen\n\nEs gibt drei, und jede kostet etwas anderes im Jahr. [Mehr dazu](https://elsewhere.example/)\n\n::bild alt=\"Tonne\"\n"
    );
    assert_eq!(page.links, ["https://www.alt.example/tonne.html#x"]);
    assert_eq!(
        page.images[0].source,
        ImageSource::Address("https://www.alt.example/umwelt/img/t.jpg".into())
    );
    assert_eq!(page.published.unwrap().to_string(), "2023-02-01T09:00:00Z");
    assert!(matches!(
        read_page("https://x/", b"", &mut Counted::new("p")),
        Err(ImportError::NoPage(_))
    ));
}

#[test]
fn redirects_take_one_step_and_rings_are_named() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let found = redirects(&[
        pair("https://www.alt.example/a/", "/b"),
        pair("/b", "/c"),
        pair("/x", "/y"),
        pair("/y", "/x"),
        pair("/z", "/x"),
        pair("/b", "/d"),
        pair("/self", "/self/"),
        pair("ohne", "/a"),
        pair("/weg", "https://elsewhere.example/"),
    ]);
    let list: Vec<(&str, &str)> =
        found.list.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(list, [("/a", "/c"), ("/b", "/c"), ("/weg", "https://elsewhere.example/")]);
    assert_eq!(found.rings, [Ring(vec!["/x".into(), "/y".into()])]);
    assert_eq!(found.twice, ["/b"]);
    assert_eq!(found.refused.len(), 2);
    // Two thousand in a ring, and a long way to one end.
    let ring: Vec<_> =
        (0..2_000).map(|at| pair(&format!("/r{at}"), &format!("/r{}", (at + 1) % 2_000))).collect();
    let found = redirects(&ring);
    assert_eq!((found.list.len(), found.rings.len(), found.rings[0].0.len()), (0, 1, 2_000));
    let chain: Vec<_> =
        (0..50_000).map(|at| pair(&format!("/r{at}"), &format!("/r{}", at + 1))).collect();
    assert!(redirects(&chain).list.iter().all(|r| r.to == "/r50000"));
}

#[test]
fn blocks_of_imports_have_valid_ids() {
    let mut ids = Counted::new("wp");
    for page in read_wordpress(WXR.as_bytes(), &mut ids) {
        for block in page.unwrap().blocks {
            assert!(BlockId::parse(block.id.as_str()).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_wordpress(&bytes[..], &mut Counted::new("x")).take(100).count();
        let _ = read_typo3(&bytes[..], "https://a.example/", &mut Counted::new("x"));
        if let Ok(page) = read_page("https://a.example/b/c", &bytes, &mut Counted::new("x")) {
            prop_assert!(Document::new(page.blocks).is_ok());
        }
    }

    #[test]
    fn any_export_cut_off_ends(at in 0..WXR.len(), other in 0..T3D.len()) {
        let mut ids = Counted::new("x");
        prop_assert!(read_wordpress(&WXR.as_bytes()[..at], &mut ids).count() <= 5);
        let _ = read_typo3(&T3D.as_bytes()[..other], "https://a.example/", &mut ids);
    }

    #[test]
    fn redirects_never_lead_to_redirects(pairs in prop::collection::vec((0..12_u8, 0..12_u8), 0..30)) {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| (format!("/{a}"), format!("/{b}"))).collect();
        let found = redirects(&pairs);
        for redirect in &found.list {
            prop_assert!(found.list.iter().all(|other| other.from != redirect.to));
        }
    }
}
