//! What is written is read as the same.

use proptest::prelude::*;

use super::*;
use crate::key::{BlockId, Counted, Lang};
use crate::testing::documents;
use crate::{Block, Document, Inlines, Kind, Marks, Rank, Run};

fn read(text: &str) -> Document {
    parse(text, &mut Counted::new("t")).unwrap_or_else(|e| panic!("{text}\n{e:#?}"))
}

#[test]
fn a_page_written_by_hand() {
    let text = "\
# Sperrmüll abholen
Wir holen Ihren **Sperrmüll** ab.
Bitte melden Sie ihn [hier an](/leistungen/sperrmuell).
- Möbel
- Teppiche
  auch große
  - ohne Klammern

- Matratzen

:::hinweis art=\"achtung\" titel=\"Neu ab Januar\"
Die [ASG]{abk=\"Abfallservicegesellschaft\"} kommt jetzt **montags**.
:::

::bild medium=\"m-1\" alt=\"Ein Sofa am Straßenrand\"
---
:::tabelle kopf=\"zeile\" beschriftung=\"Preise\"
| Was | Preis |
| Abholung | 20 \\| 30 Euro
:::
";
    let document = read(text);
    let names: Vec<&str> = document.blocks().iter().map(|b| b.kind.name()).collect();
    let expected = ["heading", "text", "list", "call_out", "image", "divider", "table"];
    assert_eq!(names, expected);
    let Kind::List(list) = &document.blocks()[2].kind else { panic!() };
    assert_eq!(list.items.len(), 3);
    assert_eq!(list.items[1].content.text(), "Teppiche\nauch große");
    assert_eq!(list.items[1].items[0].content.text(), "ohne Klammern");
    let Kind::Table(table) = &document.blocks()[6].kind else { panic!() };
    assert_eq!(table.rows[1][1].text(), "20 | 30 Euro");
    assert_eq!(read(&print(&document)), document);
}

#[test]
fn errors_name_the_line() {
    for (text, line) in [
        ("Hallo\n\n::quatsch", 3),
        (":::hinweis\nText", 1),
        ("a\n\n:::\n", 3),
        ("[x](javascript:alert)", 1),
        ("::bild medium=\"m", 1),
        ("::bild groesse=\"m\"", 1),
        ("\n::bild medium=\"a b\"", 2),
        (":::tabelle kopf=\"oben\"\n:::", 1),
        (":::galerie\nText\n:::", 2),
    ] {
        let errors = parse(text, &mut Counted::new("t")).unwrap_err();
        assert_eq!(errors[0].line, line, "{text}: {errors:?}");
        assert!(!errors[0].said.de.is_empty() && !errors[0].said.en.is_empty());
    }
    let deep = ":::hinweis\n".repeat(5_000);
    assert!(parse(&deep, &mut Counted::new("t")).is_err());
    let many = "---\n".repeat(10_000);
    let errors = parse(&many, &mut Counted::new("t")).unwrap_err();
    assert!(errors[0].said.de.contains("10000"), "{errors:?}");
}

#[test]
fn blocks_that_stayed_keep_their_ids() {
    let before = read("# Eins\n\nZwei\n\nDrei\n\n- vier");
    let ids = |d: &Document| d.blocks().iter().map(|b| b.id.to_string()).collect::<Vec<_>>();
    let after = parse_like(
        "Neu\n\n# Eins\n\nZwei, geändert\n\nDrei\n\n- vier\n- fünf",
        &before,
        &mut Counted::new("n"),
    )
    .unwrap();
    let (old, new) = (ids(&before), ids(&after));
    assert_eq!(new[1..], old[..]);
    assert!(new[0].starts_with("n-"));
}

#[test]
fn a_space_that_does_not_break_is_a_word() {
    for text in ["# \u{a0}", "\u{a0}", "- \u{a0}", ":::zitat\n\u{2003}\n:::", "1. a\u{a0}"] {
        assert_eq!(print(&read(text)).trim_end_matches('\n'), text);
    }
}

#[test]
fn brackets_without_end_cost_nothing() {
    let hostile = "[".repeat(200_000);
    assert_eq!(parse_inline(&hostile).0.text().len(), 200_000);
    let hostile = "[a](".repeat(50_000);
    assert!(!parse_inline(&hostile).0.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn reading_what_was_written_gives_the_same(document in documents()) {
        let text = print(&document);
        let again = parse_like(&text, &document, &mut Counted::new("new"));
        prop_assert_eq!(again.as_ref(), Ok(&document), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,400}") {
        let _ = parse(&text, &mut Counted::new("t"));
        let (inlines, _) = parse_inline(&text);
        let written = print_inline(&inlines, "\n");
        prop_assert_eq!(parse_inline(&written).0, inlines);
    }

    #[test]
    fn marks_survive(text in "[\\[\\](){}*_\\\\n:#|\" ab-]{0,60}") {
        let (inlines, _) = parse_inline(&text);
        for line_break in ["\n", "\\n"] {
            let written = print_inline(&inlines, line_break);
            prop_assert_eq!(&parse_inline(&written).0, &inlines, "{}", written);
        }
    }
}

#[test]
fn one_block_is_written() {
    let marks = Marks { lang: Lang::parse("en").ok(), ..Marks::default() };
    let block = Block::new(BlockId::parse("a").unwrap(), Kind::heading(Rank::Two, "x"));
    assert_eq!(print_block(&block), "## x");
    let run = Run { text: "a".into(), marks };
    assert_eq!(print_inline(&Inlines::from_runs(vec![run]), "\n"), "[a]{lang=\"en\"}");
}
