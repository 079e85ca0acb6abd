//! What people paste.

use proptest::prelude::*;

use super::*;
use crate::key::Counted;
use crate::text::print;
use crate::{Document, Kind};

fn read(html: &str) -> Cleaned {
    paste(html, &mut Counted::new("p"))
}

fn shown(html: &str) -> String {
    print(&Document::new(read(html).blocks).unwrap())
}

#[test]
fn word_lists_and_styles() {
    let html = r"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{color:red}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings>x</o:OfficeDocumentSettings></xml><![endif]--></head><body lang=DE>
<h2>Öffnungszeiten<o:p></o:p></h2>
<p class=MsoNormal style='margin:0'><b><span lang=EN-US style='font-family:Arial'>Montag</span></b> bis <i>Freitag</i><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp;&nbsp; </span></span></span><![endif]>Eins</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>Darunter</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Zwei</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>Erstens</p>
</body></html>";
    assert_eq!(
        shown(html),
        "# Öffnungszeiten\n\n**Montag** bis __Freitag__\n\n- Eins\n  - Darunter\n- Zwei\n\n1. Erstens\n"
    );
}

#[test]
fn google_documents_are_not_all_bold() {
    let html = r#"<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400">Ein </span><span style="font-weight:700">wichtiger</span><span style="font-style:italic"> Satz</span> mit <a href="https://www.google.com/url?q=https://www.example.org/a%3Fb&sa=D">Link</a></p><br><ul><li dir="ltr"><p><span>Punkt</span></p></li></ul></b>"#;
    assert_eq!(
        shown(html),
        "Ein **wichtiger**__ Satz__ mit [Link](https://www.example.org/a?b)\n\n- Punkt\n"
    );
}

#[test]
fn nothing_hostile_passes() {
    let html = r#"<p onclick="x()">Hallo <a href="javascript:alert(1)">hier</a><a href=" JaVa&#x09;Script:alert(1)">dort</a>
<img src=x onerror=alert(1)><svg onload=alert(1)><script>alert(2)</script></svg><iframe src="https://evil.example/"></iframe>
<a href="data:text/html;base64,PHNjcmlwdD4=">Daten</a><script>alert(3)</script><style>body{display:none}</style>
<object data="x.swf"></object><form action="/x"><input name=a><button>Los</button></form><math><mi//xlink:href="data:x,<script>alert(4)</script>"></math></p>"#;
    let cleaned = read(html);
    let json = Document::new(cleaned.blocks.clone()).unwrap().to_json();
    for bad in ["alert", "script", "onerror", "data:", "evil", "onclick"] {
        assert!(!json.to_lowercase().contains(bad), "{bad}: {json}");
    }
    assert!(json.contains("Hallo hierdort"), "{json}");
    for dropped in [
        Dropped::Script,
        Dropped::Form,
        Dropped::Media,
        Dropped::Frame("https://evil.example/".into()),
    ] {
        assert!(cleaned.dropped.contains(&dropped), "{dropped:?}: {:?}", cleaned.dropped);
    }
    assert_eq!(cleaned.images[0].source, ImageSource::Address("x".into()));
}

#[test]
fn tables_stay_and_layout_goes() {
    let html = "<table><caption>Gebühren</caption><tr><th>Was<th>Preis<tr><td rowspan=2>Ausweis<td>37 Euro<tr><td>22,80 Euro</table>
<table><tr><td><h3>Links</h3><p>Text</p></td><td>Rechts</td></tr></table>";
    let cleaned = read(html);
    assert!(cleaned.dropped.contains(&Dropped::MergedCells));
    assert_eq!(
        shown(html),
        ":::tabelle kopf=\"zeile\" beschriftung=\"Gebühren\"\n| Was | Preis |\n| Ausweis | 37 Euro |\n|  | 22,80 Euro |\n:::\n\n# Links\n\nText\n\nRechts\n"
    );
}

#[test]
fn headings_get_ranks_without_gaps_and_frames_of_films_become_blocks() {
    let html = "<h2>A</h2><h4>B</h4><h2>C</h2><iframe src='//www.youtube.com/embed/dQw4w9WgXcQ?rel=0' title='Film'></iframe>
<details><summary>Frage?</summary><p>Antwort</p></details><details><summary>Noch eine</summary>x</details>";
    assert_eq!(
        shown(html),
        "# A\n\n## B\n\n# C\n\n::einbettung anbieter=\"youtube\" verweis=\"dQw4w9WgXcQ\" titel=\"Film\"\n\n:::aufklappen\n:::abschnitt titel=\"Frage?\"\nAntwort\n:::\n:::abschnitt titel=\"Noch eine\"\nx\n:::\n:::\n"
    );
}

#[test]
fn pictures_wait_for_somebody() {
    let html = r#"<figure><img src="/bilder/markt.jpg" alt="Der Markt"><figcaption>Foto: <em>Stadt</em></figcaption></figure>
<p>Text <img src="data:image/png;base64,AAAA"> weiter</p><img src="file:///C:/Users/x/Bild%201.png" alt=""><img src="data:image/svg+xml,<svg>"><img src=p.gif width=1>"#;
    let cleaned = read(html);
    let sources: Vec<&ImageSource> = cleaned.images.iter().map(|i| &i.source).collect();
    assert_eq!(
        sources,
        [
            &ImageSource::Address("/bilder/markt.jpg".into()),
            &ImageSource::Inline { media_type: "image/png".into(), base64: "AAAA".into() },
            &ImageSource::Local("Bild%201.png".into()),
        ]
    );
    let Kind::Image(image) = &cleaned.blocks[0].kind else { panic!() };
    assert_eq!(image.caption.text(), "Foto: Stadt");
    assert_eq!(image.alt, Some(crate::Alt::Text("Der Markt".into())));
}

#[test]
fn hostile_size_is_bounded() {
    let fonts: Vec<String> = (0..2_000).map(|at| format!("<font size={at}><p>")).collect();
    let fonts = fonts.concat();
    let many = format!("{fonts}{}", "<p>x".repeat(100_000));
    let cleaned = read(&many);
    assert!(cleaned.blocks.len() <= NODES_MAX);
    let deep = "<div>".repeat(300_000);
    assert!(read(&deep).blocks.is_empty());
    let lists = format!("{}Ende", "<ul><li>".repeat(50_000));
    assert!(Document::new(read(&lists).blocks).is_ok());
    let cells = "<table>".to_owned() + &"<tr><td colspan=1000 rowspan=1000>a<td>b".repeat(2_000);
    assert!(!read(&cells).blocks.is_empty());
    let ten_thousand = "<hr>".repeat(10_000);
    let error = Document::new(read(&ten_thousand).blocks).unwrap_err();
    assert!(error.said().de.contains("10000"));
    let long = format!("<p>{}</p>", "wort ".repeat(20_000));
    let document = Document::new(read(&long).blocks).unwrap();
    assert_eq!(document.plain_text().split_whitespace().count(), 20_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_markup_gives_a_sound_text(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<a href=/x>",
            "</a>", "<h2>", "</h2>", "<blockquote>", "<details>", "<summary>", "</details>", "<img src=a>", "<br>", "<hr>",
            "Wort ", "&amp;", "<!--", "-->", "<![CDATA[", "<svg>", "<ol>", "<dl><dt>", "<dd>", "<pre>", "<i lang=en>", "</i>",
            "<p style='mso-list:l0 level3'>", "<figure>", "</figure>", "<script>", "</script>", "\u{202e}", "<div>", "</div>",
        ]), 0..60),
    ) {
        let cleaned = paste(&parts.concat(), &mut Counted::new("p"));
        let document = Document::new(cleaned.blocks);
        prop_assert!(document.is_ok(), "{:?}", document);
        let document = document.unwrap();
        prop_assert_eq!(Document::read(&document.to_json()).unwrap(), document);
    }

    #[test]
    fn any_bytes_are_read(text in "(?s).{0,500}") {
        let cleaned = paste(&text, &mut Counted::new("p"));
        prop_assert!(Document::new(cleaned.blocks).is_ok());
    }
}
