//! The form of a service: all fields in groups, German and English beside each other.

use kernel::org::Unit;
use kernel::{Ctx, Language};
use web::button::{Weight, button, button_named};
use web::choice::Choice;
use web::field::Width;
use web::page::{halves, prose as readable, stack};
use web::{Errors, Field, Form, Markup, Say, Tone, alert, buttons, card, form, html};

use super::VERSION;
use crate::model::SLUG_CHARS_MAX;
use crate::prose;
use crate::sheet::{Merged, Part, SLUG, Shape, Sheet, UNIT, label, part};

/// What the form shows.
pub(super) struct View<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) errors: &'a Errors,
    pub(super) units: &'a [Unit],
    /// Where it is sent.
    pub(super) action: String,
    /// The version it was made from; none for a new service.
    pub(super) version: Option<i64>,
    /// Whether the address can still be chosen.
    pub(super) may_move: bool,
    /// Whether applications go to the unit that is chosen here.
    pub(super) has_form: bool,
    /// Both texts where two wrote at once.
    pub(super) conflict: Option<(&'a Merged, &'a Sheet)>,
    /// Shows the texts as the public will read them.
    pub(super) is_preview: bool,
}

/// The form.
pub(super) fn form(ctx: &Ctx, say: Say, view: &View<'_>) -> Markup {
    let pair = |name: &str| pair(say, view, name);
    let one = |name: &str| part(name).map(|part| input(say, view, part));
    let version = view.version.map(|v| v.to_string()).unwrap_or_default();
    stack(html! {
        @if let Some((merged, theirs)) = view.conflict { (conflict(ctx, say, merged, theirs, view.units)) }
        @if view.is_preview { (preview(say, view.sheet)) }
        (Form::post(&ctx.to(&view.action), &ctx.form_token())
            .autosave_hint(say.of("Noch nicht gespeichert", "Not saved yet"))
            .body(html! {
            (Field::new(say, VERSION, "").value(&version).hidden())
            (form::group(say.of("Worum es geht", "What it is about"),
                Some(say.of("Lange Texte: ## Überschrift, - Aufzählung, **wichtig**, [Wort](Adresse).",
                    "Long texts: ## heading, - list, **important**, [word](address).")),
                html! { (pair("titel")) (pair("kurz")) (pair("text")) }))
            (form::group(say.of("Für wen und wie", "For whom and how"), None,
                html! { (pair("wer")) (pair("ablauf")) (pair("unterlagen")) }))
            (form::group(say.of("Kosten, Zeit und Recht", "Costs, time and law"), None,
                html! { (pair("kosten")) (pair("frist")) (pair("dauer")) @if let Some(field) = one("recht") { (field) } }))
            (form::group(say.of("Zuständig und zu finden", "In charge and to be found"), None, html! {
                (unit(ctx, say, view))
                @if let Some(field) = one("leika") { (field) }
                @if let Some(field) = one("woerter") { (field) }
                (Field::new(say, "platz", say.of("Reihenfolge", "Order")).value(view.sheet.get("platz"))
                    .error(view.errors.get("platz")).width(Width::Short).optional()
                    .hint(say.of("Kleine Zahlen stehen auf der Startseite vorn.", "Small numbers come first on the home page."))
                    .number())
                (address(say, view))
            }))
            (form::group(say.of("Hilfe vorab", "Help beforehand"),
                Some(say.of("Eine Seite, auf der man vorher etwas prüfen kann, zum Beispiel ein Rechner.",
                    "A page where people can check something beforehand, such as a calculator.")),
                html! { @if let Some(field) = one("hilfe") { (field) } (pair("hilfe")) }))
            (buttons(html! {
                (button(Weight::Primary, if view.version.is_some() { say.of("Speichern", "Save") }
                    else { say.of("Als Entwurf speichern", "Save as a draft") }))
                (button_named(Weight::Secondary, "aktion", "vorschau", say.of("Texte ansehen", "Look at the texts")))
            }))
        }))
    })
}

/// A field in both languages.
fn pair(say: Say, view: &View<'_>, name: &str) -> Markup {
    let side = |language: &str| part(&format!("{name}_{language}"));
    let (Some(german), Some(english)) = (side("de"), side("en")) else { return html! {} };
    halves(html! {
        div { (input(say, view, german)) }
        div { (input(say, view, english)) }
    })
}

fn input(say: Say, view: &View<'_>, part: &Part) -> Markup {
    let label = part.label();
    let hint = hint(say, part.name);
    let field = Field::new(say, part.name, say.of(label.de.as_str(), label.en.as_str()))
        .value(view.sheet.get(part.name))
        .error(view.errors.get(part.name))
        .hint_if(hint)
        .optional_if(part.name != "titel_de");
    match (part.shape, part.name) {
        (Shape::Line, "kurz_de" | "kurz_en") => field.textarea(2),
        (Shape::Line, _) => field.text(),
        (Shape::Prose, "text_de" | "text_en") => field.textarea(12),
        (Shape::Prose | Shape::Lines, _) => field.textarea(4),
    }
}

fn hint(say: Say, name: &str) -> Option<&'static str> {
    Some(match name {
        "kurz_de" => say.of("Ein oder zwei Sätze für Listen und Suche.", "One or two sentences for lists and search."),
        "unterlagen_de" => say.of("Je Zeile eine Unterlage.", "One document per line."),
        "recht" => say.of("Je Zeile eine Vorschrift, zum Beispiel § 1 WoGG.", "One rule per line, for example § 1 WoGG."),
        "kosten_de" => say.of("Zum Beispiel „keine“ oder „12,50 Euro“.", "For example “keine” or “12,50 Euro”."),
        "dauer_de" => say.of(
            "Die eigenen Zahlen stehen von selbst auf der Seite, sobald genug Anträge entschieden sind.",
            "Your own figures appear on the page by themselves as soon as enough applications are decided.",
        ),
        "leika" => say.of("14 Ziffern aus dem Leistungskatalog, sie beginnen mit 99.", "14 digits of the catalogue of services, they begin with 99."),
        "woerter" => say.of("Wörter, mit denen Menschen suchen, auch umgangssprachliche.", "Words people search with, colloquial ones too."),
        "hilfe" => say.of("Zum Beispiel /wohngeld/rechner.", "For example /wohngeld/rechner."),
        _ => return None,
    })
}

fn unit(ctx: &Ctx, say: Say, view: &View<'_>) -> Markup {
    let named: Vec<(String, String)> = view
        .units
        .iter()
        .map(|unit| {
            (unit.id.to_string(), format!("{} {}", unit.number, unit.name.of(ctx.language)))
        })
        .collect();
    let none = Choice::new("", say.of("noch keine", "none yet"));
    let choices: Vec<Choice<'_>> =
        std::iter::once(none).chain(named.iter().map(|(id, name)| Choice::new(id, name))).collect();
    let label = label(UNIT);
    let hint = view.has_form.then(|| {
        say.of("Dorthin gehen auch neue Online-Anträge.", "New online applications go there too.")
    });
    Field::new(say, UNIT, say.of(label.de.as_str(), label.en.as_str()))
        .value(view.sheet.get(UNIT))
        .error(view.errors.get(UNIT))
        .hint_if(hint)
        .select(&choices)
}

fn address(say: Say, view: &View<'_>) -> Markup {
    let field = Field::new(say, SLUG, say.of("Adresse der Seite", "Address of the page"))
        .value(view.sheet.get(SLUG))
        .error(view.errors.get(SLUG))
        .max_length(SLUG_CHARS_MAX);
    if view.may_move {
        return field
            .optional_if(view.version.is_none())
            .hint(say.of(
                "Der Teil nach /leistungen/. Sobald die Seite öffentlich war, bleibt die Adresse für immer. Leer: aus dem Titel.",
                "The part behind /leistungen/. Once the page was public, the address stays for ever. Empty: made of the title.",
            ))
            .text();
    }
    field
        .readonly()
        .hint(say.of(
            "Die Seite war öffentlich, deshalb bleibt ihre Adresse.",
            "The page was public, so its address stays.",
        ))
        .text()
}

/// The long texts as the public will read them.
fn preview(say: Say, sheet: &Sheet) -> Markup {
    let texts = |language: &str| {
        let at = |name: &str| sheet.get(&format!("{name}_{language}")).to_owned();
        let (title, short) = (at("titel"), at("kurz"));
        let parts: Vec<String> = ["text", "wer", "ablauf"].map(at).into();
        html! {
            div {
                (card::card(&title, html! {
                    @if !short.is_empty() { p { strong { (short) } } }
                    @for part in &parts { @if !part.is_empty() { (readable(prose(part))) } }
                }))
            }
        }
    };
    html! {
        section aria-label=(say.of("Vorschau der Texte", "Preview of the texts")) {
            (alert(Tone::Info, say.of("So sehen die Texte aus. Gespeichert ist noch nichts.", "This is how the texts look. Nothing is saved yet."), html! {}))
            (halves(html! { (texts("de")) div lang="en" { (texts("en")) } }))
        }
    }
}

/// What two people wrote into the same fields, beside each other.
fn conflict(ctx: &Ctx, say: Say, merged: &Merged, theirs: &Sheet, units: &[Unit]) -> Markup {
    html! {
        (alert(Tone::Warning, say.of("Jemand anderes hat inzwischen gespeichert", "Somebody else has saved meanwhile"), html! {
            p { (say.of(
                "Ihre Eingaben stehen noch im Formular. Gespeichert ist davon noch nichts. Sehen Sie die Unterschiede an und speichern Sie dann noch einmal.",
                "What you typed is still in the form. Nothing of it is saved yet. Look at the differences and then save again.",
            )) }
            @if !merged.taken_over.is_empty() {
                p { (say.of("Diese Felder hat nur die andere Person geändert, sie stehen jetzt im Formular: ",
                    "Only the other person changed these fields, they stand in the form now: ")) (names(ctx.language, &merged.taken_over)) "." }
            }
        }))
        @if !merged.contested.is_empty() {
            section {
                h2 { (say.of("Beide haben geändert", "Both have changed")) }
                @for name in &merged.contested {
                    @let field = label(name).of(ctx.language).to_owned();
                    (halves(html! {
                        div { (card::sub_card(&say.of(format!("{field}: Ihre Fassung"), format!("{field}: yours")), said(ctx, say, name, merged.sheet.get(name), units))) }
                        div { (card::sub_card(&say.of(format!("{field}: jetzt gespeichert"), format!("{field}: saved now")), said(ctx, say, name, theirs.get(name), units))) }
                    }))
                }
            }
        }
    }
}

fn names(language: Language, fields: &[&'static str]) -> String {
    let labels: Vec<String> =
        fields.iter().map(|name| label(name).of(language).to_owned()).collect();
    labels.join(", ")
}

/// A value in words.
pub(super) fn said(ctx: &Ctx, say: Say, name: &str, value: &str, units: &[Unit]) -> Markup {
    let unit = (name == UNIT).then(|| units.iter().find(|unit| unit.id.to_string() == value));
    html! {
        @if let Some(Some(unit)) = unit { p { (unit.number) " " (unit.name.of(ctx.language)) } }
        @else if value.is_empty() { p { em { (say.of("leer", "empty")) } } }
        @else { @for line in value.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }
    }
}
