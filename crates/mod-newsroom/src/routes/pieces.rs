//! Single blocks on the workbench: drawn or open, what can be done with them, what can be put in
//! between.

use content::Block;
use kernel::{AppError, Ctx, Fields};
use web::button::{Weight, button, button_for_enter, button_named};
use web::choice::Choice;
use web::editor::{moves, piece, row_form};
use web::{Errors, Field, Form, Markup, Say, buttons, html};

use super::base;
use super::desk::Desk;
use super::editor::carried;
use crate::fields::{self as forms, KIND_NAMES, draw, kind_label};
use crate::model::Voice;

/// A block with a form of its own: drawn, or its fields if it is open.
pub(super) fn special(
    ctx: &Ctx,
    say: Say,
    desk: &Desk,
    voice: Voice,
    block: &Block,
    fields: &Fields,
    errors: &Errors,
) -> Result<Markup, AppError> {
    let (id, action) = (block.id.as_str(), ctx.to(&format!("{}/baustein", base(desk.item.id))));
    let title = kind_label(block.kind.name());
    let title = title.of(ctx.language);
    let is_open = fields.get("baustein") == id;
    let token = ctx.form_token();
    let to = |what: &str| {
        let (base, view) = (base(desk.item.id), desk.view.word());
        ctx.to(&format!("{base}?sprache={}&ansicht={view}&{what}={id}#p-{id}", voice.word()))
    };
    let is_moving = fields.get("verschieben") == id;
    let name = |de: &str, en: &str| say.of(format!("{title}: {de}"), format!("{title}: {en}"));
    let actions = html! {
        @if !is_open { a href=(to("baustein")) aria-label=(name("Bearbeiten", "Edit")) { (say.of("Bearbeiten", "Edit")) } }
        @if !is_moving { a href=(to("verschieben")) aria-label=(name("Verschieben oder kopieren", "Move or copy")) {
            (say.of("Verschieben oder kopieren", "Move or copy"))
        } }
        (Form::post(&action, &token).inline().label(title).body(html! {
            (carried(say, desk, voice))
            (Field::new(say, "baustein", "").value(id).hidden())
            (moves(say, title))
        }))
    };
    let body = if is_open {
        // What was typed and not saved counts more than what is stored.
        let shown = match fields.get("aktion") {
            "speichern" | "fertig" => forms::read(block, fields).unwrap_or_else(|_| block.clone()),
            _ => block.clone(),
        };
        let inner = draw(say, &shown, &desk.around, errors)?;
        Form::post(&action, &token).label(title).body(html! {
            (carried(say, desk, voice))
            (Field::new(say, "baustein", "").value(id).hidden())
            (button_for_enter("aktion", "speichern"))
            (inner)
            (buttons(html! {
                (button_named(Weight::Primary, "aktion", "speichern", say.of("Speichern", "Save")))
                (button_named(Weight::Secondary, "aktion", "fertig", say.of("Speichern und schließen", "Save and close")))
            }))
        })
    } else {
        web::blocks::draw_block(desk.draft.body(voice), block, &desk.surroundings)
    };
    let body = html! {
        @if is_moving { (moving(ctx, say, desk, voice, block)) }
        (body)
    };
    Ok(piece(&format!("p-{id}"), title, actions, body))
}

/// Letters of the words by which a block is known in a list.
const NAME_CHARS: usize = 50;

/// What a block is called in a list: its place, its kind, its first words.
fn block_name(ctx: &Ctx, at: usize, block: &Block) -> String {
    let kind = kind_label(block.kind.name());
    let words = block.all_fields().into_iter().map(|(_, field)| field.text.words());
    let words = words.map(|w| content::tidy(&w)).find(|w| !w.is_empty()).unwrap_or_default();
    let mut name = format!("{}. {}", at + 1, kind.of(ctx.language));
    if !words.is_empty() {
        let cut: String = words.chars().take(NAME_CHARS).collect();
        let dots = if cut.len() < words.len() { "…" } else { "" };
        name = format!("{name}: {cut}{dots}");
    }
    name
}

/// Where a block may go, or its copy.
fn moving(ctx: &Ctx, say: Say, desk: &Desk, voice: Voice, block: &Block) -> Markup {
    let action = ctx.to(&format!("{}/baustein", base(desk.item.id)));
    let behind: Vec<(String, String)> = desk
        .draft
        .body(voice)
        .blocks()
        .iter()
        .enumerate()
        .map(|(at, other)| {
            let name = block_name(ctx, at, other);
            (other.id.to_string(), say.of(format!("Hinter {name}"), format!("Behind {name}")))
        })
        .collect();
    let mut places = vec![Choice::new("anfang", say.of("Ganz an den Anfang", "To the very start"))];
    places.extend(behind.iter().map(|(id, name)| Choice::new(id, name)));
    row_form(
        &action,
        &ctx.form_token(),
        html! {
            (carried(say, desk, voice))
            (Field::new(say, "baustein", "").value(block.id.as_str()).hidden())
            (Field::new(say, "ziel", say.of("Wohin", "Where to")).value(block.id.as_str()).select(&places))
            (button_named(Weight::Secondary, "aktion", "verschieben", say.of("Dorthin verschieben", "Move there")))
            (button_named(Weight::Secondary, "aktion", "kopieren", say.of("Kopie dort einfügen", "Put a copy there")))
        },
    )
}

/// The name of a field that every place of the page has.
pub(super) fn placed(name: &str, behind: &str) -> String {
    format!("{name}-{}", if behind.is_empty() { "anfang" } else { behind })
}

/// What can be put in after a block.
pub(super) fn adding(ctx: &Ctx, say: Say, desk: &Desk, voice: Voice, behind: &str) -> Markup {
    let action = ctx.to(&format!("{}/baustein", base(desk.item.id)));
    let kinds: Vec<Choice<'_>> = KIND_NAMES
        .iter()
        .filter(|(word, _, _)| !matches!(*word, "text" | "heading" | "list" | "divider"))
        .map(|(word, de, en)| Choice::new(word, say.of(de, en)))
        .collect();
    let snippets: Vec<Choice<'_>> =
        desk.around.snippets.iter().map(|(id, name)| Choice::new(id, name)).collect();
    let upload = ctx.to(&format!("{}/einfuegen", base(desk.item.id)));
    // The names differ from place to place, so that every label has its own field.
    let [kind_name, stock_name, file_name] =
        ["art", "vorrat", "datei"].map(|name| placed(name, behind));
    let label = say.of("Baustein einfügen", "Insert a block");
    let number = desk.draft.body(voice).blocks().iter().position(|b| b.id.as_str() == behind);
    let from_file = format!(
        "{} {}",
        say.of("Aus Datei einfügen, Stelle", "Insert from a file, place"),
        number.map_or(1, |n| n + 2)
    );
    web::details::wide(
        label,
        html! {
            (row_form(&action, &ctx.form_token(), html! {
                (carried(say, desk, voice))
                (Field::new(say, "hinter", "").value(behind).hidden())
                (Field::new(say, &kind_name, say.of("Art", "Kind")).select(&kinds))
                (button_named(Weight::Secondary, "aktion", "neu", say.of("Einfügen", "Insert")))
            }))
            @if !snippets.is_empty() {
                (row_form(&action, &ctx.form_token(), html! {
                    (carried(say, desk, voice))
                    (Field::new(say, "hinter", "").value(behind).hidden())
                    (Field::new(say, &stock_name, say.of("Textbaustein", "Snippet")).select(&snippets))
                    (button_named(Weight::Secondary, "aktion", "verweis", say.of("Verknüpft einfügen", "Insert linked")))
                    (button_named(Weight::Tertiary, "aktion", "vorrat", say.of("Als Kopie einfügen", "Insert a copy")))
                }))
            }
            (Form::post(&upload, &ctx.form_token()).with_files().label(&from_file).body(html! {
                (carried(say, desk, voice))
                (Field::new(say, "hinter", "").value(behind).hidden())
                (Field::new(say, &file_name, say.of("Text aus Word oder einer Webseite", "Text from Word or a web page"))
                    .hint(say.of("Als Webseite (HTML) gespeichert", "Saved as a web page (HTML)"))
                    .upload(web::upload::UploadRules { accept: ".html,.htm,text/html", kinds: "HTML", max_bytes: 4_000_000, multiple: false }))
                (buttons(button(Weight::Secondary, say.of("Text einlesen", "Read the text"))))
            }))
        },
    )
}
