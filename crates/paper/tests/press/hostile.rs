//! Content is data: whatever a citizen writes is shown, never obeyed.

use kernel::paper::{Block, Embedded, Letter, Press};

use crate::letters::{letter, pairs, text};
use crate::tools::Printed;
use crate::{PRESS, print};

/// Markup, code and structure of Typst, JSON, PDF and XML.
const HOSTILE: [&str; 16] = [
    r#"#read("/etc/passwd")"#,
    r#"#{ panic("x") }"#,
    "#import \"@preview/cetz:0.3.0\"",
    "#eval(\"1+1\")",
    "*fett* _kursiv_ `roh`",
    "$x^2$ $",
    r"\ \u{41} \\",
    "= Überschrift",
    "- Punkt + Schritt / Wort: Sinn",
    "<marke> @verweis",
    "// Kommentar /* mehr */",
    "]})\"'}],",
    "\", \"lang\": \"fr",
    "https://example.org/#anker",
    "(/JavaScript) >> endobj",
    "]]> </x:xmpmeta> &amp; --",
];

/// A letter with the text in every place that takes one.
fn everywhere(hostile: &str) -> Letter {
    let h = || hostile.to_owned();
    let mut all = letter();
    all.title = h();
    all.subject = h();
    all.date = h();
    all.recipient = vec![h(), h()];
    all.reference = vec![(h(), h())];
    all.sender.town = h();
    all.sender.authority = h();
    all.sender.unit = h();
    all.sender.address = h();
    all.sender.foot = vec![h()];
    all.sender.colour = h();
    all.language = h();
    all.body = vec![
        Block::Heading(1, h()),
        Block::Paragraph(h()),
        Block::Notice(h()),
        Block::List(vec![h()]),
        Block::Steps(vec![h()]),
        Block::Facts(vec![(h(), h())]),
        Block::Table {
            caption: h(),
            head: vec![h(), h()],
            rows: vec![vec![h(), h()]],
            amounts: true,
        },
        Block::Closing(h(), h()),
    ];
    all.embedded = vec![Embedded { name: h(), mime: h(), description: h(), bytes: h().into() }];
    all
}

#[test]
fn hostile_text_is_printed_as_it_was_written() {
    for hostile in HOSTILE {
        let printed = Printed::new(&print(&everywhere(hostile)));
        let Some(text) = printed.text() else { return };
        let squeezed = |raw: &str| raw.split_whitespace().collect::<String>();
        let (text, wanted) = (squeezed(&text), squeezed(hostile));
        let times = text.matches(&wanted).count();
        assert!(times >= 12, "{hostile:?} stands there {times} times:\n{text}");
        assert!(!text.contains("root:x:0"), "a file of the machine was read");
        let info = printed.info().expect("poppler ran before");
        assert!(info.contains("JavaScript:      no"), "{info}");
    }
}

#[test]
fn signs_no_font_knows_stop_no_letter() {
    let odd = [
        "Emoji \u{1F600}\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} Ende",
        "漢字 かな 한글 ไทย हिन्दी עברית العربية",
        "\u{0}\u{1}\u{7F}\u{9F}\u{FEFF}\u{FFFE}\u{FFFF}\u{E000}\u{10FFFD}",
        "\u{202E}verkehrt\u{202C} \u{2066}isoliert\u{2069}",
        "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}",
        "\u{301}am Anfang",
        "Zeile\r\nZeile\u{2028}Zeile\u{B}Zeile\tTab",
        "𝔘𝔫𝔦 ① ㎡ ﬁ ﬃ Ⅷ ‰ ‱ ″ ∑ √ ∞ ≠",
        "M̂ L̥̄ s̱ C̆ ḱ Ñ ţ ș J́ Ǆ ʼn",
    ];
    for text in odd {
        let pdf = PRESS.set(&everywhere(text));
        assert!(pdf.is_ok(), "{text:?}: {:?}", pdf.err());
    }
    let Some(text) = Printed::new(&print(&everywhere(odd[0]))).text() else { return };
    assert!(text.contains("Emoji \u{FFFD} Ende"), "{text}");
}

#[test]
fn letters_and_signs_of_europe_are_printed() {
    let europe = "ÄÖÜ äöü ẞß § € – „so“ ‚eng‘ … Łódź Şahin Çelik Ñandú Þór Ærø Œuvre Čapek Őszi Țară Ελλάδα Жуков";
    let mut all = letter();
    all.body = vec![Block::Paragraph(europe.into()), Block::Facts(pairs(&[("Name", europe)]))];
    all.recipient = text(&[europe]);
    let Some(text) = Printed::new(&print(&all)).text() else { return };
    for word in europe.split(' ') {
        assert!(text.matches(word).count() >= 3, "{word}:\n{text}");
    }
    assert!(!text.contains('\u{FFFD}'), "{text}");
}

#[test]
fn a_shield_cannot_fetch_files_of_the_machine() {
    for reference in
        ["/etc/passwd", "file:///etc/passwd", "http://localhost:1/x.png", "/letter.json"]
    {
        let mut letter = letter();
        letter.sender.arms_svg = Some(format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"><image xlink:href="{reference}" width="9" height="9"/><rect width="4" height="4"/></svg>"#
        ));
        if let Ok(pdf) = PRESS.set(&letter) {
            let Some(text) = Printed::new(&pdf).text() else { return };
            assert!(!text.contains("root:"), "{text}");
        }
    }
}

#[test]
fn a_shield_with_scripts_and_letters_is_only_a_picture() {
    let mut letter = letter();
    letter.sender.arms_svg = Some(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><script>alert(1)</script><text x="5" y="40" font-family="Comic Sans MS">MB</text><rect width="40" height="9"/></svg>"#
            .into(),
    );
    let Some(info) = Printed::new(&print(&letter)).info() else { return };
    assert!(info.contains("JavaScript:      no"), "{info}");
}
