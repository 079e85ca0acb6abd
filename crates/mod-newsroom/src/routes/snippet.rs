//! One snippet: what it says, where it is used, changing it everywhere at once.

use axum::extract::Path;
use axum::response::Response;
use kernel::access::Guarded;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved};
use web::button::{Weight, button_named};
use web::{Errors, Field, Form, Frame, Markup, Say, buttons, html};

use super::patterns::NAME_CHARS_MAX;
use super::{BASE, base, refused, state_badge, with_message, wrong};
use crate::model::{Item, kind_name};
use crate::snippets::{self, Written};
use crate::store::{self, PatternRow};
use crate::{MANAGE, PUBLISH};

/// Hidden field: the state the page was made from.
const SEEN: &str = "stand";

/// The fields of what a snippet says.
pub(super) fn words(say: Say, de: &str, en: &str, errors: &Errors) -> Markup {
    let hint = say.of(
        "Leerzeile: neuer Absatz. # am Anfang: Überschrift. - am Anfang: Liste. **fett**, [Wörter](Adresse).",
        "Empty line: new paragraph. # first: heading. - first: list. **bold**, [words](address).",
    );
    html! {
        (Field::new(say, "inhalt", say.of("Inhalt", "Content")).hint(hint)
            .value(de).error(errors.get("inhalt")).textarea(6))
        (Field::new(say, "inhalt_en", say.of("Inhalt auf Englisch", "Content in English")).optional()
            .hint(say.of(
                "Ohne ihn lässt sich der Baustein nicht in englische Texte einfügen.",
                "Without it the snippet cannot stand in English texts.",
            ))
            .value(en).error(errors.get("inhalt_en")).textarea(6))
    }
}

fn pattern_id(text: &str) -> Result<Id<PatternRow>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    render(&ctx, pattern_id(&text)?, &fields, &Errors::new()).await
}

async fn render(
    ctx: &Ctx,
    id: Id<PatternRow>,
    fields: &Fields,
    errors: &Errors,
) -> Result<Response, AppError> {
    let (row, users) =
        ctx.read(move |db| Ok((store::pattern(db, "snippet", id)?, store::users(db, id)?))).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let action = ctx.to(&format!("{BASE}/vorlagen/{id}"));
    let is_typed = fields.has(SEEN);
    let value = |name: &str, stored: &str| {
        if is_typed { fields.text(name) } else { stored.to_owned() }
    };
    let public = users.iter().filter(|item| item.is_out()).count();
    let may = ctx.actor.may(MANAGE);
    let page = frame
        .staff(row.name.clone())
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .crumb(
            say.of("Vorlagen und Textbausteine", "Templates and snippets"),
            ctx.to(&format!("{BASE}/vorlagen")),
        )
        .preline(say.of("Textbaustein", "Snippet"))
        .errors(errors)
        .body(html! {
            @if may {
                @if public > 0 {
                    (web::notice(html! { p { (say.of(
                        format!("Steht in {public} öffentlichen Texten. Was Sie hier speichern, lesen dort sofort alle."),
                        format!("Stands in {public} public texts. What you save here is read there by everybody at once."),
                    )) } }))
                }
                (Form::post(&action, &ctx.form_token()).body(html! {
                    (Field::new(say, SEEN, "").value(&row.changed_at.to_string()).hidden())
                    (Field::new(say, "name", say.of("Name", "Name")).value(&value("name", &row.name))
                        .error(errors.get("name")).max_length(NAME_CHARS_MAX).text())
                    (words(say, &value("inhalt", &row.content), &value("inhalt_en", &row.content_en), errors))
                    (buttons(html! {
                        (button_named(Weight::Primary, "aktion", "speichern", say.of("Überall ändern", "Change everywhere")))
                        @if users.is_empty() {
                            (button_named(Weight::Tertiary, "aktion", "weg", say.of("Entfernen", "Remove")))
                        }
                    }))
                }))
            } @else {
                pre { (row.content) }
            }
            (used(ctx, &frame, &users))
        });
    Ok(if errors.is_empty() {
        frame.answer(with_message(page, &frame, fields))
    } else {
        frame.answer_again(page)
    })
}

/// Where it stands. Titles of texts one may not read stay closed.
fn used(ctx: &Ctx, frame: &Frame<'_>, users: &[Item]) -> Markup {
    let say = frame.say;
    let (open, closed): (Vec<&Item>, Vec<&Item>) =
        users.iter().partition(|item| item.readable_by(&ctx.actor));
    html! {
        h2 { (say.of("Wo er steht", "Where it is used")) }
        @if users.is_empty() {
            p { (say.of("Noch in keinem Text.", "In no text yet.")) }
        }
        ul.rh-remarks {
            @for item in open {
                li {
                    a href=(ctx.to(&base(item.id))) { (item.title) } " "
                    span.rh-muted { (kind_name(&item.kind).of(ctx.language)) } " "
                    (state_badge(frame, item, ctx.language))
                }
            }
            @if !closed.is_empty() {
                li { (say.of(
                    format!("und in {} Texten anderer Ämter", closed.len()),
                    format!("and in {} texts of other units", closed.len()),
                )) }
            }
        }
    }
}

fn written(fields: &Fields) -> Result<Written, AppError> {
    let name: String = content::tidy(fields.get("name")).chars().take(NAME_CHARS_MAX).collect();
    if name.is_empty() {
        return Err(wrong("name", "Geben Sie einen Namen ein.", "Enter a name.").into());
    }
    Ok(Written { name, de: fields.text("inhalt"), en: fields.text("inhalt_en") })
}

/// Changes or removes it.
pub(crate) async fn save(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id = pattern_id(&text)?;
    let (given, actor) = (fields.clone(), ctx.actor.clone());
    let is_removal = fields.get("aktion") == "weg";
    let done = ctx
        .write(move |tx| {
            let row = store::pattern(tx, "snippet", id)?;
            let users = store::users(tx, id)?;
            if is_removal {
                if !users.is_empty() {
                    return Err(AppError::refused(
                        "newsroom/snippet-used",
                        "Der Textbaustein steht noch in Texten. Nehmen Sie ihn dort zuerst heraus.",
                        "The snippet still stands in texts. Take it out there first.",
                    ));
                }
                store::remove_pattern(tx, id)?;
                return Ok(Audit::of("newsroom.pattern_changed", id).note("removed").done());
            }
            if given.get(SEEN) != row.changed_at.to_string() {
                return Err(AppError::refused(
                    "newsroom/stale",
                    "Jemand hat den Textbaustein inzwischen geändert. Ihr Text steht unten noch da. Wenn Sie noch einmal speichern, gilt Ihr Text.",
                    "Somebody has changed the snippet meanwhile. Your text still stands below. If you save once more, yours holds.",
                ));
            }
            // What the public reads is changed only by those who may publish there.
            if users.iter().any(|i| i.is_out() && !actor.may_in(PUBLISH, i.unit)) {
                return Err(AppError::Forbidden);
            }
            let written = written(&given)?;
            let content = (written.de.as_str(), written.en.as_str());
            if !store::change_snippet(tx, &row, &written.name, content)? {
                return Ok(Saved::nothing(()));
            }
            let followed = snippets::publish(tx, id, &written)?;
            let note = format!("texts={followed}");
            Ok(Audit::of("newsroom.pattern_changed", id).note(note).done())
        })
        .await;
    match done {
        Ok(()) if is_removal => Ok(ctx.redirect(&format!("{BASE}/vorlagen?gespeichert"))),
        Ok(()) => Ok(ctx.redirect(&format!("{BASE}/vorlagen/{id}?gespeichert"))),
        Err(error) => {
            let errors = refused(&Frame::of(&ctx), error)?;
            render(&ctx, id, &fields, &errors).await
        }
    }
}
