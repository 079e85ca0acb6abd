//! Templates, from which texts begin, and snippets, which are put into texts.

use axum::response::Response;
use kernel::publication::Publication;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved};
use web::button::{Weight, action_link, button_named};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, Say, buttons, html};

use super::{BASE, refused, snippet, with_message, wrong};
use crate::MANAGE;
use crate::model::kind_name;
use crate::snippets::{self, Written};
use crate::store::{self, PatternRow, Wanted};

/// Letters of the longest name.
pub(super) const NAME_CHARS_MAX: usize = 80;

/// The page.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    render(&ctx, &fields, &Errors::new()).await
}

async fn render(ctx: &Ctx, fields: &Fields, errors: &Errors) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let (templates, snippets, texts) = ctx
        .read(move |db| {
            use kernel::access::Guarded;
            let mut texts = store::list(db, &Wanted { limit: 100, ..Wanted::default() })?;
            texts.retain(|item| item.readable_by(&actor));
            Ok((store::patterns(db, "template")?, store::patterns(db, "snippet")?, texts))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let may = ctx.actor.may(MANAGE);
    let texts: Vec<(String, String)> =
        texts.into_iter().map(|item| (item.id.to_string(), item.title)).collect();
    let choices: Vec<Choice<'_>> = texts.iter().map(|(id, title)| Choice::new(id, title)).collect();
    let action = ctx.to(&format!("{BASE}/vorlagen"));
    let token = ctx.form_token();
    let page = frame
        .staff(say.of("Vorlagen und Textbausteine", "Templates and snippets"))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .errors(errors)
        .body(html! {
            (list(ctx, say, say.of("Vorlagen", "Templates"), &templates, may))
            (list(ctx, say, say.of("Textbausteine", "Snippets"), &snippets, may))
            @if !snippets.is_empty() {
                p { (say.of(
                    "Ein verknüpfter Textbaustein wird an einer Stelle geändert und gilt sofort überall, wo er steht. Eine Kopie gehört dem Text, in dem sie steht.",
                    "A linked snippet is changed in one place and holds at once wherever it stands. A copy belongs to the text it stands in.",
                )) }
            }
            @if may {
                h2 { (say.of("Neue Vorlage aus einem Text", "New template from a text")) }
                (Form::post(&action, &token).label(say.of("Neue Vorlage", "New template")).body(html! {
                    (Field::new(say, "vorlage_name", say.of("Name der Vorlage", "Name of the template"))
                        .value(fields.get("vorlage_name")).error(errors.get("vorlage_name")).max_length(NAME_CHARS_MAX).text())
                    (Field::new(say, "text", say.of("Text", "Text")).value(fields.get("text"))
                        .error(errors.get("text")).select(&choices))
                    (buttons(button_named(Weight::Secondary, "aktion", "vorlage", say.of("Vorlage anlegen", "Make the template"))))
                }))
                h2 { (say.of("Textbaustein anlegen", "Make a snippet")) }
                (Form::post(&action, &token).label(say.of("Textbaustein", "Snippet")).body(html! {
                    (Field::new(say, "name", say.of("Name des Textbausteins", "Name of the snippet"))
                        .value(fields.get("name")).error(errors.get("name")).max_length(NAME_CHARS_MAX).text())
                    (snippet::words(say, &fields.text("inhalt"), &fields.text("inhalt_en"), errors))
                    (buttons(button_named(Weight::Secondary, "aktion", "baustein", say.of("Textbaustein speichern", "Save the snippet"))))
                }))
            }
        });
    Ok(if errors.is_empty() {
        frame.answer(with_message(page, &frame, fields))
    } else {
        frame.answer_again(page)
    })
}

fn list(ctx: &Ctx, say: Say, title: &str, rows: &[PatternRow], may: bool) -> Markup {
    let action = ctx.to(&format!("{BASE}/vorlagen"));
    let token = ctx.form_token();
    if rows.is_empty() {
        return html! {};
    }
    Table::new(say, title)
        .dense()
        .columns(vec![
            Column::new(say.of("Name", "Name")),
            Column::new(say.of("Für", "For")),
            Column::new(say.of("Geändert", "Changed")),
            Column::action(say.of("Entfernen", "Remove")),
        ])
        .rows(rows.iter().map(|row| {
            let kind = if row.kind.is_empty() { String::new() } else { kind_name(&row.kind).of(ctx.language).to_owned() };
            Row::new(vec![
                html! { @if row.kind.is_empty() {
                    a href=(ctx.to(&format!("{BASE}/vorlagen/{}", row.id))) { (row.name) }
                } @else { (row.name) } },
                html! { (kind) },
                html! { (ctx.language.moment(row.changed_at)) },
                html! { @if may && row.kind.is_empty() {
                    a href=(ctx.to(&format!("{BASE}/vorlagen/{}", row.id))) { (say.of("Ansehen", "Look")) }
                } @else if may { (action_link(&action, &token, &[("aktion", "weg"), ("muster", &row.id.to_string())], say.of("Entfernen", "Remove"))) } },
            ])
        }))
        .render()
}

/// Makes, changes or removes one.
pub(crate) async fn change(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    if !ctx.actor.may(MANAGE) {
        return Err(AppError::Forbidden);
    }
    let (given, actor) = (fields.clone(), ctx.actor.clone());
    let done = ctx
        .write(move |tx| {
            let name = |field: &str| -> Result<String, AppError> {
                let name: String =
                    content::tidy(given.get(field)).chars().take(NAME_CHARS_MAX).collect();
                if name.is_empty() {
                    return Err(wrong(field, "Geben Sie einen Namen ein.", "Enter a name.").into());
                }
                Ok(name)
            };
            match given.get("aktion") {
                "vorlage" => {
                    let id: Id<Publication> = given
                        .get("text")
                        .parse()
                        .map_err(|_| wrong("text", "Wählen Sie einen Text.", "Choose a text."))?;
                    let item = store::find(tx, id)?.open(&actor)?;
                    let (draft, _) = store::edition(tx, id, item.head)?;
                    let name = name("vorlage_name")?;
                    let content = serde_json::to_string(&draft)?;
                    store::add_pattern(tx, "template", &item.kind, &name, (&content, ""))?;
                }
                "baustein" => {
                    let (de, en) = (given.text("inhalt"), given.text("inhalt_en"));
                    let written = Written { name: name("name")?, de, en };
                    let taken = store::patterns(tx, "snippet")?;
                    if taken.iter().any(|other| other.name == written.name) {
                        return Err(wrong(
                            "name",
                            "Diesen Namen hat schon ein anderer Textbaustein.",
                            "Another snippet has this name already.",
                        )
                        .into());
                    }
                    let content = (written.de.as_str(), written.en.as_str());
                    let id = store::add_pattern(tx, "snippet", "", &written.name, content)?;
                    snippets::publish(tx, id, &written)?;
                }
                _ => {
                    let id: Id<PatternRow> =
                        given.get("muster").parse().map_err(|_| AppError::NotFound)?;
                    if !store::remove_pattern(tx, id)? {
                        return Ok(Saved::nothing(()));
                    }
                }
            }
            Ok(Audit::of("newsroom.pattern_changed", given.get("aktion")).done())
        })
        .await;
    match done {
        Ok(()) => Ok(ctx.redirect(&format!("{BASE}/vorlagen?gespeichert"))),
        Err(error) => {
            let errors = refused(&Frame::of(&ctx), error)?;
            render(&ctx, &fields, &errors).await
        }
    }
}
