//! The town's own layout and words: which questions, in which order, how they are asked.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Fields};
use norm_fim::{Base, Element, ElementText, FieldKind, Schema};
use web::badge::badge;
use web::button::{Weight, button};
use web::page::stack;
use web::sortable::{SortableRow, sortable};
use web::{Field, Form, Frame, Markup, Say, Tone, buttons, html};

use super::{VERSION, base, change, import, load, page, wrong};
use crate::model::{Additions, Edition, State};
use crate::report::Report;

/// Name of the buttons that move a question.
const MOVE: &str = "schieben";
/// Longest text of a question, in characters.
const TEXT_CHARS_MAX: usize = 4_000;
/// Languages a question can be worded in: key of the overlay, ending of the field, labels.
const LANGUAGES: [(&str, &str, &str, &str); 3] = [
    ("de", "de", "Deutsch", "German"),
    ("en", "en", "Englisch", "English"),
    ("de-easy", "leicht", "Leichte Sprache", "Easy language"),
];

/// What stands at the top of the schema.
pub(crate) async fn root(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    show(&ctx, &edition, "", &fields).await
}

/// What stands in a group.
pub(crate) async fn group(
    ctx: Ctx,
    Path((edition, place)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    show(&ctx, &edition, &place, &fields).await
}

/// Saves the questions at the top.
pub(crate) async fn save_root(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    save(&ctx, &edition, "", fields).await
}

/// Saves the questions of a group.
pub(crate) async fn save_group(
    ctx: Ctx,
    Path((edition, place)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    save(&ctx, &edition, &place, fields).await
}

/// The node at a place: a path of ids without indices.
fn node_at(schema: &Schema, place: &str) -> Option<usize> {
    let mut node = 0;
    for id in place.split('.').filter(|id| !id.is_empty()) {
        node = *schema.nodes[node]
            .children
            .iter()
            .find(|child| schema.nodes[**child].segment == id)?;
    }
    Some(node)
}

fn below(place: &str, id: &str) -> String {
    if place.is_empty() { id.to_owned() } else { format!("{place}.{id}") }
}

/// The children of a group in the town's order.
fn ordered(report: &Report, node: usize, place: &str) -> Vec<usize> {
    let schema = report.form.schema();
    let mut children = schema.nodes[node].children.clone();
    if let Some(order) = report.edition.additions.arrangement.order.get(place) {
        children.sort_by_key(|child| {
            order.iter().position(|id| *id == schema.nodes[*child].segment).unwrap_or(usize::MAX)
        });
    }
    children
}

async fn show(
    ctx: &Ctx,
    edition: &str,
    place: &str,
    fields: &Fields,
) -> Result<Response, AppError> {
    let report = load(ctx, edition).await?;
    let schema = report.form.schema();
    let node =
        node_at(schema, place).filter(|n| !matches!(schema.nodes[*n].element, Element::Field(_)));
    let node = node.ok_or(AppError::NotFound)?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let title = if place.is_empty() {
        say.of("Fragen", "Questions").to_owned()
    } else {
        report.form.label(node, ctx.language.tag()).to_owned()
    };
    let edition = &report.edition;
    let action = ctx.to(&address(edition, place));
    let children = ordered(&report, node, place);
    let is_open = edition.state == State::Making;
    let rows: Vec<SortableRow> =
        children.iter().map(|child| entry(ctx, say, &report, *child, place)).collect();
    let body = stack(html! {
        (import::fixed(say, edition))
        @if !place.is_empty() {
            p { a href=(ctx.to(&address(edition, above(place)))) { (say.of("Eine Ebene höher", "One level up")) } }
        }
        (Form::post(&action, &ctx.form_token()).body(html! {
            (Field::new(say, VERSION, "").value(&edition.version.to_string()).hidden())
            // The first button is the one that Enter in a field presses.
            @if is_open { (buttons(button(Weight::Secondary, say.of("Speichern", "Save")))) }
            (sortable(say, is_open.then_some(MOVE), &rows))
            @if is_open { (buttons(button(Weight::Primary, say.of("Speichern", "Save")))) }
        }))
    });
    let mut page = page(&frame, ctx, edition, "seiten", &title, &body);
    if fields.has("gespeichert") {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(frame.answer(page))
}

fn address(edition: &Edition, place: &str) -> String {
    let base = base(edition.id);
    if place.is_empty() { format!("{base}/seiten") } else { format!("{base}/seiten/{place}") }
}

fn above(place: &str) -> &str {
    place.rsplit_once('.').map_or("", |(above, _)| above)
}

/// One question or group: its words, whether it is asked, a fixed answer, its place.
fn entry(ctx: &Ctx, say: Say, report: &Report, node: usize, place: &str) -> SortableRow {
    let schema = report.form.schema();
    let id = schema.nodes[node].segment.as_str();
    let base = schema.base_of(node);
    let additions = &report.edition.additions;
    let here = below(place, id);
    let is_hidden = additions.arrangement.hidden.contains(&here);
    let field = schema.field(node);
    let asks = field.is_some_and(|f| {
        matches!(f.kind, FieldKind::Input | FieldKind::Select | FieldKind::Locked)
    });
    let given = additions.arrangement.prefill.get(&here).map_or("", String::as_str);
    let needed = schema.nodes[node].multiplicity.min > 0;
    let (hide, fixed) = (format!("{id}-aus"), format!("{id}-fest"));
    SortableRow {
        key: id.to_owned(),
        label: report.form.label(node, "de").to_owned(),
        url: field.is_none().then(|| ctx.to(&address(&report.edition, &here))),
        marks: marks(say, report, node, is_hidden, given),
        more: html! {
            p { (say.of("Im Schema:", "In the schema:")) " " (base.label) " (" (id) ")" }
            (Field::new(say, &hide, say.of("Nicht fragen", "Do not ask")).value(if is_hidden { "ja" } else { "" })
                .hint_if((needed && asks).then_some(say.of("Das Schema verlangt eine Antwort: Geben Sie dann eine feste Antwort vor.", "The schema demands an answer: then give a fixed one.")))
                .checkbox())
            @if asks {
                (Field::new(say, &fixed, say.of("Feste oder vorgegebene Antwort", "Fixed or given answer")).value(given).optional()
                    .hint(say.of("Wie sie jemand tippen würde; bei Auswahllisten der Schlüssel.", "As somebody would type it; the code for choices.")).text())
            }
            (wording(say, additions, id, base))
        },
    }
}

/// What differs from the schema, without opening the row.
fn marks(say: Say, report: &Report, node: usize, is_hidden: bool, given: &str) -> Markup {
    let schema = report.form.schema();
    let key = &schema.base_of(node).key.id;
    let is_worded =
        report.edition.additions.texts.values().any(|overlay| overlay.elements.contains_key(key));
    let within = schema.nodes[node].children.len();
    html! {
        @if schema.field(node).is_none() {
            span { (say.of(
                if within == 1 { "1 Eintrag".to_owned() } else { format!("{within} Einträge") },
                if within == 1 { "1 entry".to_owned() } else { format!("{within} entries") },
            )) }
        }
        @if is_hidden { (badge(Tone::Warning, say.of("wird nicht gefragt", "is not asked"))) }
        @if !given.is_empty() { (badge(Tone::Info, say.of("Antwort vorgegeben", "answer given"))) }
        @if is_worded { (badge(Tone::Info, say.of("eigener Wortlaut", "own wording"))) }
    }
}

/// Question and help in every language.
fn wording(say: Say, additions: &Additions, id: &str, base: &Base) -> Markup {
    let key = base.key.id.as_str();
    html! {
        @for (language, ending, de, en) in LANGUAGES {
            @let text = additions.texts.get(language).and_then(|overlay| overlay.elements.get(key));
            @let (name, help) = (format!("{id}-frage-{ending}"), format!("{id}-hilfe-{ending}"));
            (Field::new(say, &name, &say.of(format!("Frage oder Überschrift ({de})"), format!("Question or heading ({en})")))
                .value(text.and_then(|t| t.label.as_deref()).unwrap_or_default()).optional()
                .max_length(TEXT_CHARS_MAX).text())
            (Field::new(say, &help, &say.of(format!("Hilfe ({de})"), format!("Help ({en})")))
                .value(text.and_then(|t| t.help.as_deref()).unwrap_or_default()).optional()
                .hint_if((language == "de").then_some(base.help.as_deref().unwrap_or_default()).filter(|h| !h.is_empty()))
                .max_length(TEXT_CHARS_MAX).textarea(2))
        }
    }
}

async fn save(ctx: &Ctx, edition: &str, place: &str, fields: Fields) -> Result<Response, AppError> {
    let report = load(ctx, edition).await?;
    let schema = report.form.schema();
    let node = node_at(schema, place).ok_or(AppError::NotFound)?;
    let children: Vec<(String, String)> = ordered(&report, node, place)
        .into_iter()
        .map(|child| (schema.nodes[child].segment.clone(), schema.base_of(child).key.id.clone()))
        .collect();
    let (at, sent) = (place.to_owned(), fields.clone());
    let moved = fields.get(MOVE).split_once('|').map_or("", |(_, id)| id).to_owned();
    change(ctx, edition, &fields, "studio.questions_saved", move |additions| {
        write(additions, &at, &children, &sent)
    })
    .await?;
    let address = address(&report.edition, place);
    // Who moves a question stays where it is now.
    let is_known = report.form.schema().nodes[node]
        .children
        .iter()
        .any(|child| report.form.schema().nodes[*child].segment == moved);
    let there = if is_known { format!("#ort-{moved}") } else { "?gespeichert=ja".to_owned() };
    Ok(ctx.redirect(&format!("{address}{there}")))
}

fn write(
    additions: &mut Additions,
    place: &str,
    children: &[(String, String)],
    fields: &Fields,
) -> Result<(), AppError> {
    for (id, key) in children {
        let here = below(place, id);
        if fields.get(&format!("{id}-aus")) == "ja" {
            additions.arrangement.hidden.insert(here.clone());
        } else {
            additions.arrangement.hidden.remove(&here);
        }
        match fields.get(&format!("{id}-fest")) {
            "" => {
                additions.arrangement.prefill.remove(&here);
            }
            value => {
                additions.arrangement.prefill.insert(here, value.to_owned());
            }
        }
        for (language, ending, ..) in LANGUAGES {
            let read = |what: &str| -> Result<Option<String>, AppError> {
                let name = format!("{id}-{what}-{ending}");
                let text = fields.text(&name);
                if text.chars().count() > TEXT_CHARS_MAX {
                    return Err(wrong(
                        &name,
                        "Höchstens 4.000 Zeichen.",
                        "4,000 characters at most.",
                    )
                    .into());
                }
                Ok(Some(text).filter(|text| !text.is_empty()))
            };
            let (label, help) = (read("frage")?, read("hilfe")?);
            let overlay = additions.texts.entry(language.to_owned()).or_default();
            let before = overlay.elements.get(key).cloned().unwrap_or_default();
            let text = ElementText { label, help, ..before };
            if text == ElementText::default() {
                overlay.elements.remove(key);
            } else {
                overlay.elements.insert(key.clone(), text);
            }
        }
    }
    additions.texts.retain(|_, overlay| !overlay.elements.is_empty());
    if let Some((way, id)) = fields.get(MOVE).split_once('|') {
        shift(additions, place, children, id, way == "hoch");
    }
    Ok(())
}

/// Moves a question one place.
fn shift(
    additions: &mut Additions,
    place: &str,
    children: &[(String, String)],
    id: &str,
    is_up: bool,
) {
    let mut order: Vec<String> = children.iter().map(|(id, _)| id.clone()).collect();
    let Some(from) = order.iter().position(|one| one == id) else { return };
    let to = if is_up { from.checked_sub(1) } else { Some(from + 1) };
    let Some(to) = to.filter(|to| *to < order.len()) else { return };
    order.swap(from, to);
    additions.arrangement.order.insert(place.to_owned(), order);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_move_one_place_and_stop_at_the_ends() {
        let children: Vec<(String, String)> =
            ["A", "B", "C"].map(|id| (id.to_owned(), id.to_owned())).into();
        let mut additions = Additions::default();
        shift(&mut additions, "G1", &children, "A", true);
        assert!(additions.arrangement.order.is_empty(), "the first stays");
        shift(&mut additions, "G1", &children, "C", false);
        assert!(additions.arrangement.order.is_empty(), "the last stays");
        shift(&mut additions, "G1", &children, "C", true);
        assert_eq!(additions.arrangement.order["G1"], ["A", "C", "B"]);
    }
}
