//! Cleaning of texts.

use norm_xzufi::{links, plain, safe_link, sanitise};
use proptest::prelude::*;

#[test]
fn allowed_markup_stays_and_all_else_goes() {
    for (raw, clean) in [
        ("kein Markup, a < b & c", "kein Markup, a &lt; b &amp; c"),
        ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
        ("<h2>x</h2><ul><li>1<li>2</ul>", "<h2>x</h2><ul><li>1</li><li>2</li></ul>"),
        ("<p>eins<p>zwei", "<p>eins</p><p>zwei</p>"),
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<div class=\"x\"><span style=\"y\">z</span></div>", "z"),
        ("<script>alert(1)</script>a<style>b</style>", "a"),
        ("<a href=\"javascript:alert(1)\">x</a>", "x"),
        ("<a href=\" JaVa\nScript:alert(1)\">x</a>", "x"),
        ("<a href=\"/pfad\">x</a>", "x"),
        (
            "<a href=\"HTTPS://x.example/?a=1&b=2\" onclick=\"y\">x</a>",
            "<a href=\"https://x.example/?a=1&amp;b=2\">x</a>",
        ),
        (
            "<a href=\"mailto:a@b.example\">x</a><a href=\"tel:+49\">y</a>",
            "<a href=\"mailto:a@b.example\">x</a><a href=\"tel:+49\">y</a>",
        ),
        (
            "<a href=\"http://a.example\">x<a href=\"http://b.example\">y</a></a>",
            "<a href=\"http://a.example\">x</a><a href=\"http://b.example\">y</a>",
        ),
        ("<ul>lose<b>fett</b></ul>", "<ul><li>lose<b>fett</b></li></ul>"),
        ("<li>ohne Liste</li>", "<p>ohne Liste</p>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<img src=x onerror=alert(1)>&lt;script&gt;", "&lt;script&gt;"),
        ("<svg><p>x</p></svg>y", "y"),
        ("<!-- k -->a<![CDATA[b]]>", "a"),
        ("a\u{0}b\u{b}c\rd", "abc\nd"),
    ] {
        assert_eq!(sanitise(raw).html, clean, "{raw}");
    }
    let removed =
        sanitise("<div id=\"a\"><script>x</script><a href=\"ftp://x\">y</a></div>").removed;
    assert_eq!(removed, ["<a href=\"ftp://x\">", "<div>", "<script>"]);
}

#[test]
fn words_without_markup_and_links() {
    let html = "<p>Ein  <b>Wort</b></p><ul><li>a</li><li>b &amp; c</li></ul>x<br/>y";
    assert_eq!(plain(html), "Ein Wort\na\nb & c\nx\ny");
    assert_eq!(
        links("<a href=\"https://a.example/\">x</a> <a href=\"tel:1\">y</a>"),
        ["https://a.example/", "tel:1"]
    );
    assert_eq!(safe_link("https://"), None);
    assert_eq!(safe_link("data:text/html,x"), None);
}

#[test]
fn deep_and_long_texts_stay_linear() {
    let deep = format!("{}x", "<ul><li>".repeat(20_000));
    let clean = sanitise(&deep);
    assert!(clean.html.len() < deep.len() * 2, "{}", clean.html.len());
    let marks = format!("{}<p>x", "<b><a href=\"http://x\">".repeat(50_000));
    assert!(sanitise(&marks).html.len() < marks.len() * 2);
}

fn soup() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        proptest::sample::select(vec![
            "<p>",
            "</p>",
            "<ul>",
            "</ul>",
            "<ol>",
            "</ol>",
            "<li>",
            "</li>",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<em>",
            "</em>",
            "<a href=\"https://x.example/?a&b\">",
            "<a href='javascript:1'>",
            "</a>",
            "<h1>",
            "</h1>",
            "<h6>",
            "<br>",
            "<br/>",
            "</br>",
            "<div>",
            "</div>",
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "<title>",
            "</title>",
            "<svg>",
            "</svg>",
            "<!--",
            "-->",
            "<",
            ">",
            "&",
            "&amp;",
            "&lt;",
            "&#0;",
            "&#13;",
            "\"",
            "'",
            "<b onclick=x>",
            "<table><td>",
            " ",
            "\n",
            "\r",
            "<sup",
            "<![CDATA[",
            "]]>",
            "\u{0}",
            "&nbsp;",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    proptest::collection::vec(pieces, 0..30).prop_map(|p| p.concat())
}

fn is_allowed(name: &str) -> bool {
    matches!(
        name,
        "p" | "br"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "sup"
            | "sub"
            | "ul"
            | "ol"
            | "li"
            | "a"
    )
}

/// Judged by another parser: well-formed XML, only allowed elements, only safe links.
fn judge(html: &str) -> Result<(), String> {
    let document = format!("<x>{html}</x>");
    let parsed = quick_xml_names(&document)?;
    for (name, attributes) in parsed.iter().skip(1) {
        if !is_allowed(name) {
            return Err(format!("element {name}"));
        }
        for (key, value) in attributes {
            let fine = name == "a" && key == "href" && safe_link(value).as_deref() == Some(value);
            if !fine {
                return Err(format!("attribute {key}={value}"));
            }
        }
    }
    Ok(())
}

type Start = (String, Vec<(String, String)>);

fn quick_xml_names(document: &str) -> Result<Vec<Start>, String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(document);
    let mut starts = Vec::new();
    let mut depth = 0;
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(start) => {
                depth += 1;
                starts.push(named(&start)?);
            }
            Event::Empty(start) => starts.push(named(&start)?),
            Event::End(_) => depth -= 1,
            Event::Eof if depth == 0 => return Ok(starts),
            Event::Eof => return Err("not closed".to_owned()),
            _ => {}
        }
    }
}

fn named(start: &quick_xml::events::BytesStart<'_>) -> Result<Start, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|e| e.to_string())?;
        attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
    }
    Ok((start.name().into_inner().to_owned(), attributes))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn cleaned_markup_is_allowed_well_formed_and_stable(raw in soup()) {
        let clean = sanitise(&raw);
        judge(&clean.html).map_err(|e| TestCaseError::fail(format!("{e} in {}", clean.html)))?;
        let again = sanitise(&clean.html);
        prop_assert_eq!(&again.html, &clean.html);
        prop_assert!(again.removed.is_empty(), "{:?}", again.removed);
    }

    #[test]
    fn words_survive_cleaning(words in "[a-zäöüß ]{0,40}") {
        let raw = format!("<div><p>{words}</p></div>");
        prop_assert_eq!(plain(&sanitise(&raw).html), plain(&words));
    }
}
