//! Looks at the markup the components write: nothing twice, everything linked, nothing inline.

use std::collections::HashSet;

use web::button::Weight;
use web::choice::Choice;
use web::date_field::DateInput;
use web::error_page::{Trouble, error_page};
use web::field::Width;
use web::steps::{Step, steps};
use web::table::{Column, Row, Table};
use web::town::{NavItem, SignedIn};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Markup, Page, Say, Tone, TownLook, alert, badge, button, html};

/// The tags of a document with their attributes, in order.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut out = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((inside, _)) = part.split_once('>') else { continue };
        if inside.starts_with(['/', '!']) {
            continue;
        }
        let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut attributes = Vec::new();
        while !rest.trim().is_empty() {
            rest = rest.trim_start();
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let key = rest[..end].to_owned();
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let (inner, after) = quoted.split_once('"').expect("maud closes its quotes");
                inner.clone_into(&mut value);
                rest = after;
            }
            attributes.push((key, value));
        }
        out.push((name.to_owned(), attributes));
    }
    out
}

/// Everything that must hold for any markup of the house.
fn assert_sound(markup: &Markup) {
    let html = &markup.0;
    let tags = tags(html);
    let mut ids = HashSet::new();
    let mut references = Vec::new();
    for (name, attributes) in &tags {
        let mut seen = HashSet::new();
        for (key, value) in attributes {
            assert!(seen.insert(key), "{key} twice in <{name}>");
            assert!(key != "style" && !key.starts_with("on"), "inline code in <{name}>");
            match key.as_str() {
                "id" => assert!(ids.insert(value.clone()), "id {value} twice"),
                "for" => references.push(value.clone()),
                "aria-describedby" | "aria-labelledby" => {
                    references.extend(value.split(' ').map(str::to_owned));
                }
                _ => {}
            }
        }
        let script = name == "script" && seen.contains(&"src".to_owned());
        assert!(name != "style" && (name != "script" || script), "inline <{name}>");
    }
    for reference in references {
        assert!(ids.contains(&reference), "{reference} is named but not there");
    }
}

fn look() -> TownLook {
    TownLook {
        name: "Musterbach".into(),
        official_name: "Stadt Musterbach".into(),
        home_url: "/".into(),
        search_url: Some("/suche".into()),
        nav: vec![NavItem::new("Rathaus", "Town hall", "/rathaus").with(vec![NavItem::new(
            "Leistungen",
            "Services",
            "/leistungen",
        )])],
        barrier_url: Some("/barriere-melden".into()),
        contact_url: Some("/kontakt".into()),
        ..TownLook::default()
    }
}

fn form(say: Say, errors: &Errors) -> Markup {
    let field = |name: &'static str| {
        Field::new(say, name, "Frage").hint("Hinweis").error(errors.get(name)).optional()
    };
    let choices = [Choice::new("a", "A").hint("Mit Hinweis"), Choice::new("b", "B")];
    let rules = UploadRules { accept: ".pdf", kinds: "PDF", max_bytes: 5_000_000, multiple: false };
    Form::post("/x", "token").with_files().body(html! {
        (field("text").width(Width::Tiny).text())
        (field("geld").money())
        (field("mass").measure("m²", "Quadratmeter"))
        (field("wahl").width(Width::Medium).select(&choices))
        (field("eins").radios(&choices))
        (field("viele").checkboxes(&choices, &["b"]))
        (field("ja").yes_no())
        (field("haken").checkbox())
        (field("tag").date(&DateInput::default()))
        (field("person[0].name").text())
        (field("lang").textarea(4))
        (field("datei").upload(rules))
        (button(Weight::Primary, "Weiter"))
    })
}

#[test]
fn every_page_kind_and_field_is_sound_with_and_without_errors() {
    let look = look();
    let names = ["text", "geld", "mass", "wahl", "eins", "viele", "ja", "haken", "tag", "lang"];
    let mut errors = Errors::new();
    for name in names.into_iter().chain(["datei", "person[0].name"]) {
        errors.add(name, "So geht es nicht.");
    }
    let person = SignedIn {
        name: "Ada".into(),
        role: Some("66".into()),
        sign_out_url: "/abmelden".into(),
        ..SignedIn::default()
    };
    for say in [Say::GERMAN, Say::ENGLISH] {
        for errors in [&Errors::new(), &errors] {
            for page in [
                Page::public(say, &look, "Seite").other_language("/en/x"),
                Page::form(say, &look, "Schritt").back("/vorher"),
                Page::staff(say, &look, "Liste").staff_search("/suche"),
                Page::plain(say, &look, "Anmelden"),
            ] {
                let page = page.person(Some(person.clone())).csrf("token").errors(errors);
                assert_sound(&page.body(form(say, errors)).render());
            }
        }
    }
}

#[test]
fn the_title_says_that_something_is_wrong() {
    let look = look();
    let mut errors = Errors::new();
    errors.add("text", "So geht es nicht.");
    let html = Page::form(Say::GERMAN, &look, "Schritt").errors(&errors).render().into_string();
    assert!(html.contains("<title>Fehler: Schritt – Stadt Musterbach</title>"));
    assert!(html.contains("href=\"#f-text\""));
}

#[test]
fn every_error_page_is_sound_and_says_what_to_do() {
    let look = look();
    for trouble in [
        Trouble::BadRequest,
        Trouble::SignInNeeded("/anmelden".into()),
        Trouble::Forbidden,
        Trouble::StaleForm,
        Trouble::NotFound,
        Trouble::MethodNotAllowed,
        Trouble::Conflict,
        Trouble::Gone,
        Trouble::TooLarge(5_000_000),
        Trouble::Unacceptable("Die Frist ist vorbei.".into()),
        Trouble::TooMany(90),
        Trouble::Broken(Some("AB-1".into())),
        Trouble::Unavailable,
    ] {
        for say in [Say::GERMAN, Say::ENGLISH] {
            let page = error_page(say, &look, &trouble);
            assert_sound(&page);
            assert!(page.0.contains("href=\"/kontakt\""), "{trouble:?} leaves people alone");
        }
    }
}

#[test]
fn tables_keep_their_meaning_as_cards() {
    let table = Table::new(Say::GERMAN, "Vorgänge")
        .columns(vec![Column::new("Nummer"), Column::number("Betrag"), Column::action("Öffnen")])
        .row(Row::new(vec![html! { "1" }, html! { "2" }, html! { "3" }]).marked(true))
        .render();
    assert_sound(&table);
    assert!(table.0.contains("<th scope=\"row\">1</th>"), "{}", table.0);
    assert!(table.0.contains("data-label=\"Betrag\""));
    let step = Step {
        label: "Miete".into(),
        how: "a".into(),
        law: "§ 12 WoGG".into(),
        result: "1".into(),
        strong: true,
    };
    assert_sound(&steps(Say::GERMAN, "Rechnung", &[step]));
}

#[test]
fn alerts_and_badges_show_their_tone_by_more_than_colour() {
    for tone in [Tone::Info, Tone::Success, Tone::Warning, Tone::Danger] {
        for markup in [alert(tone, "Titel", html! { p { "Text" } }), badge(tone, "Wort")] {
            assert_sound(&markup);
            assert!(markup.0.contains("kern-icon--"), "{tone:?}");
        }
    }
}
