//! The page where a text is written: running text and blocks in turn, remarks beside them.

use axum::extract::Path;
use axum::response::Response;
use content::check::Level;
use content::{Block, Document};
use kernel::{AppError, Ctx, Fields};
use web::button::{Weight, button, button_named};
use web::choice::Choice;
use web::editor::{RemarkLine, bench, moves, piece, remarks, row_form, writing};
use web::form::SelfSave;
use web::tabs::{Tab, tabs};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, html};

use super::desk::{Desk, desk};
use super::{EDITION, base, page, voice, with_message};
use crate::fields::{self as forms, KIND_NAMES, draw, kind_label};
use crate::model::{Item, Voice};
use crate::review::Review;
use crate::segments::{Segment, is_written, segments};

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let desk = desk(&ctx, &item, voice(&fields)).await?;
    let frame = Frame::of(&ctx);
    let body = render(&ctx, &frame, &desk, &fields, &Errors::new(), &html! {})?;
    let page = page(&frame, &ctx, &desk.item, "", &body).script("editor.js");
    Ok(frame.answer(with_message(page, &frame, &fields)))
}

/// The page again, because something was not saved: with what was typed.
pub(super) async fn again(
    ctx: &Ctx,
    item: &str,
    fields: &Fields,
    errors: &Errors,
    above: Markup,
) -> Result<Response, AppError> {
    let desk = desk(ctx, item, voice(fields)).await?;
    let frame = Frame::of(ctx);
    let body = render(ctx, &frame, &desk, fields, errors, &above)?;
    let page = page(&frame, ctx, &desk.item, "", &body).errors(errors).script("editor.js");
    Ok(frame.answer_again(page))
}

fn render(
    ctx: &Ctx,
    frame: &Frame<'_>,
    desk: &Desk,
    fields: &Fields,
    errors: &Errors,
    above: &Markup,
) -> Result<Markup, AppError> {
    let say = frame.say;
    let voice = voice(fields);
    let document = desk.draft.body(voice);
    let mut parts = Vec::new();
    let mut behind = String::new();
    for segment in segments(document) {
        match segment {
            Segment::Words(words) => {
                let after = words.last().map_or(behind.as_str(), |block| block.id.as_str());
                let after = after.to_owned();
                let form = words_form(ctx, say, desk, voice, &words, &behind, fields, errors);
                parts.push(form);
                parts.push(adding(ctx, say, desk, voice, &after));
            }
            Segment::Special(block) => {
                behind = block.id.to_string();
                parts.push(special(ctx, say, desk, voice, block, fields, errors)?);
            }
        }
    }
    let voices = voice_tabs(ctx, say, desk, voice);
    Ok(html! {
        (voices)
        (above)
        @if !desk.at_work.is_empty() {
            (web::notice(html! { p { (say.of(
                format!("Gerade auch hier: {}. Ihre Änderungen werden zusammengeführt.", desk.at_work.join(", ")),
                format!("Also here now: {}. Your changes will be joined.", desk.at_work.join(", ")),
            )) } }))
        }
        (bench(
            html! {
                (head_form(ctx, say, desk, voice, fields, errors))
                @for part in &parts { (part) }
                p { a href=(ctx.to(&format!("{}/ganz?sprache={}", base(desk.item.id), voice.word()))) {
                    (say.of("Ganzen Text auf einmal bearbeiten", "Edit the whole text at once"))
                } }
            },
            side(ctx, say, desk, voice),
        ))
    })
}

fn voice_tabs(ctx: &Ctx, say: Say, desk: &Desk, current: Voice) -> Markup {
    let all: Vec<Tab> = Voice::ALL
        .into_iter()
        .map(|voice| {
            let name = voice.name();
            let missing = say.of(" (fehlt)", " (missing)");
            let mark = if desk.draft.has(voice) { "" } else { missing };
            Tab {
                label: format!("{}{mark}", name.of(ctx.language)),
                url: ctx.to(&format!("{}?sprache={}", base(desk.item.id), voice.word())),
                count: None,
                current: voice == current,
            }
        })
        .collect();
    tabs(say.of("Sprachen", "Languages"), &all)
}

/// Hidden fields that every form of the page carries.
pub(super) fn carried(say: Say, item: &Item, voice: Voice) -> Markup {
    html! {
        (Field::new(say, EDITION, "").value(&item.head.to_string()).hidden())
        (Field::new(say, "sprache", "").value(voice.word()).hidden())
    }
}

fn saving(say: Say) -> SelfSave<'static> {
    SelfSave {
        button: "aktion=tippen",
        saved: say.of("Gesichert um {time} Uhr", "Saved at {time}"),
        failed: say.of(
            "Nicht gesichert. Bitte auf „Speichern“ drücken.",
            "Not saved. Please press “Save”.",
        ),
    }
}

/// Title and teaser.
fn head_form(
    ctx: &Ctx,
    say: Say,
    desk: &Desk,
    voice: Voice,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let typed = |name: &str, stored: &str| {
        if fields.has("kopf") { fields.text(name) } else { stored.to_owned() }
    };
    let title = typed("titel", desk.draft.title(voice));
    let teaser = typed("kurztext", desk.draft.teaser(voice));
    let checked = typed("geprueft_von", &desk.draft.easy.checked_by);
    let action = ctx.to(&format!("{}/kopf", base(desk.item.id)));
    Form::post(&action, &ctx.form_token())
        .label(say.of("Titel und Kurztext", "Title and teaser"))
        .autosave_hint(say.of("Noch nicht gesichert", "Not saved yet"))
        .saves_itself(saving(say))
        .body(html! {
            (carried(say, &desk.item, voice))
            (Field::new(say, "kopf", "").value("ja").hidden())
            (Field::new(say, "titel", say.of("Titel", "Title")).value(&title)
                .error(errors.get("titel")).max_length(200).text())
            (Field::new(say, "kurztext", say.of("Kurztext", "Teaser")).value(&teaser)
                .hint(say.of("Ein oder zwei Sätze für Listen und Suche", "One or two sentences for lists and search"))
                .error(errors.get("kurztext")).max_length(600).textarea(2))
            @if voice == Voice::Easy {
                (Field::new(say, "geprueft_von", say.of("Geprüft von", "Checked by")).optional()
                    .hint(say.of("Wer aus der Zielgruppe den Text geprüft hat und wann", "Who of the target group checked the text, and when"))
                    .value(&checked).text())
            }
            (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
        })
}

/// A stretch of running text.
#[expect(clippy::too_many_arguments, reason = "one call, all of them parts of one page")]
fn words_form(
    ctx: &Ctx,
    say: Say,
    desk: &Desk,
    voice: Voice,
    words: &[&Block],
    behind: &str,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let blocks: Vec<Block> = words.iter().map(|b| (*b).clone()).collect();
    let stored = Document::new(blocks).map(|d| content::text::print(&d)).unwrap_or_default();
    let is_typed = fields.has("worte") && fields.get("hinter") == behind;
    let value = if is_typed { fields.text("worte") } else { stored };
    let action = ctx.to(&format!("{}/text", base(desk.item.id)));
    let field_id = format!("w-{}", if behind.is_empty() { "anfang" } else { behind });
    let count = segments(desk.draft.body(voice))
        .iter()
        .take_while(|s| !matches!(s, Segment::Special(b) if b.id.as_str() == behind))
        .filter(|s| matches!(s, Segment::Words(_)))
        .count();
    // Several stretches of a page are told apart by their number.
    let label = match count {
        _ if behind.is_empty() => say.of("Text", "Text").to_owned(),
        n => say.of(format!("Text, Teil {}", n + 1), format!("Text, part {}", n + 1)),
    };
    let label = label.as_str();
    let hint = say.of(
        "Leerzeile: neuer Absatz. # am Anfang: Überschrift. - am Anfang: Liste. **fett**, [Wörter](Adresse).",
        "Empty line: new paragraph. # first: heading. - first: list. **bold**, [words](address).",
    );
    let form = Form::post(&action, &ctx.form_token())
        .label(label)
        .autosave_hint(say.of("Noch nicht gesichert", "Not saved yet"))
        .saves_itself(saving(say))
        .body(html! {
            (carried(say, &desk.item, voice))
            (Field::new(say, "hinter", "").value(behind).hidden())
            @if is_typed { @if let Some(error) = errors.get("worte") {
                (web::alert(Tone::Danger, say.of("Bitte prüfen", "Please check"), html! { p { (error) } }))
            } }
            (writing(label, "worte", &field_id, &value, hint))
            (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
        });
    // Room to write between two blocks is offered, not forced upon the page.
    let is_in_between = words.is_empty() && !behind.is_empty() && !is_typed;
    if is_in_between {
        web::details::wide(say.of("Hier Text schreiben", "Write text here"), form)
    } else {
        form
    }
}

/// A block with a form of its own: drawn, or its fields if it is open.
fn special(
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
    let edit = format!("{}?sprache={}&baustein={id}#p-{id}", base(desk.item.id), voice.word());
    let actions = html! {
        @if !is_open { a href=(ctx.to(&edit)) { (say.of("Bearbeiten", "Edit")) } }
        (Form::post(&action, &token).inline().label(title).body(html! {
            (carried(say, &desk.item, voice))
            (Field::new(say, "baustein", "").value(id).hidden())
            (moves(say, title))
        }))
    };
    let body = if is_open {
        // What was typed and not saved counts more than what is stored.
        let shown = match fields.get("aktion") {
            "speichern" => forms::read(block, fields).unwrap_or_else(|_| block.clone()),
            _ => block.clone(),
        };
        let inner = draw(say, &shown, &desk.around, errors)?;
        Form::post(&action, &token).label(title).body(html! {
            (carried(say, &desk.item, voice))
            (Field::new(say, "baustein", "").value(id).hidden())
            (inner)
            (buttons(html! {
                (button_named(Weight::Primary, "aktion", "speichern", say.of("Speichern", "Save")))
                (button_named(Weight::Secondary, "aktion", "fertig", say.of("Speichern und schließen", "Save and close")))
            }))
        })
    } else {
        web::blocks::draw_block(desk.draft.body(voice), block, &desk.surroundings)
    };
    Ok(piece(&format!("p-{id}"), title, actions, body))
}

/// The name of a field that every place of the page has.
pub(super) fn placed(name: &str, behind: &str) -> String {
    format!("{name}-{}", if behind.is_empty() { "anfang" } else { behind })
}

/// What can be put in after a block.
fn adding(ctx: &Ctx, say: Say, desk: &Desk, voice: Voice, behind: &str) -> Markup {
    let action = ctx.to(&format!("{}/baustein", base(desk.item.id)));
    let kinds: Vec<Choice<'_>> = KIND_NAMES
        .iter()
        .filter(|(word, _, _)| !matches!(*word, "text" | "heading" | "list" | "divider"))
        .map(|(word, de, en)| Choice::new(word, say.of(de, en)))
        .collect();
    let snippets: Vec<Choice<'_>> =
        desk.snippets.iter().map(|(id, name)| Choice::new(id, name)).collect();
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
                (carried(say, &desk.item, voice))
                (Field::new(say, "hinter", "").value(behind).hidden())
                (Field::new(say, &kind_name, say.of("Art", "Kind")).select(&kinds))
                (button_named(Weight::Secondary, "aktion", "neu", say.of("Einfügen", "Insert")))
            }))
            @if !snippets.is_empty() {
                (row_form(&action, &ctx.form_token(), html! {
                    (carried(say, &desk.item, voice))
                    (Field::new(say, "hinter", "").value(behind).hidden())
                    (Field::new(say, &stock_name, say.of("Textbaustein", "Snippet")).select(&snippets))
                    (button_named(Weight::Secondary, "aktion", "vorrat", say.of("Einfügen", "Insert")))
                }))
            }
            (Form::post(&upload, &ctx.form_token()).with_files().label(&from_file).body(html! {
                (carried(say, &desk.item, voice))
                (Field::new(say, "hinter", "").value(behind).hidden())
                (Field::new(say, &file_name, say.of("Text aus Word oder einer Webseite", "Text from Word or a web page"))
                    .hint(say.of("Als Webseite (HTML) gespeichert", "Saved as a web page (HTML)"))
                    .upload(web::upload::UploadRules { accept: ".html,.htm,text/html", kinds: "HTML", max_bytes: 4_000_000, multiple: false }))
                (buttons(button(Weight::Secondary, say.of("Text einlesen", "Read the text"))))
            }))
        },
    )
}

/// Remarks about one of the texts, with their weight in a word.
pub(super) fn remark_lines(ctx: &Ctx, say: Say, review: &Review, voice: Voice) -> Vec<RemarkLine> {
    review
        .of(voice)
        .map(|noted| {
            let (tone, weight) = match noted.remark.level {
                Level::Blocker => (Tone::Danger, say.of("Muss", "Must")),
                Level::Ask => (Tone::Warning, say.of("Begründen", "Give a reason")),
                Level::Hint => (Tone::Info, say.of("Hinweis", "Hint")),
            };
            let (said, mend) = (&noted.remark.said, &noted.remark.mend);
            RemarkLine {
                tone,
                weight: weight.to_owned(),
                said: ctx.language.of(&said.de, &said.en).to_owned(),
                mend: ctx.language.of(&mend.de, &mend.en).to_owned(),
                excerpt: noted.remark.excerpt.clone(),
                href: None,
            }
        })
        .collect()
}

/// How easily the German text reads, by formula: a hint, no proof.
fn readability(say: Say, voice: Voice, measures: &content::german::Measures) -> Option<String> {
    if voice != Voice::De || measures.sentences < 3 {
        return None;
    }
    let (words, ease) = (measures.words_per_sentence, measures.flesch_amstad);
    Some(say.of(
        format!("{words:.0} Wörter je Satz, Lesbarkeit nach Flesch-Amstad {ease:.0} von 100. Das ist ein Anhalt, kein Beweis für Verständlichkeit."),
        format!("{words:.0} words a sentence, reading ease (Flesch-Amstad) {ease:.0} of 100. This is a hint, no proof that the text is understood."),
    ))
}

/// Remarks beside the text.
fn side(ctx: &Ctx, say: Say, desk: &Desk, voice: Voice) -> Markup {
    let lines = remark_lines(ctx, say, &desk.review, voice);
    let is_placed = |id: &str| {
        desk.draft.body(voice).blocks().iter().any(|b| b.id.as_str() == id && !is_written(b))
    };
    let lines: Vec<RemarkLine> = lines
        .into_iter()
        .zip(desk.review.of(voice))
        .map(|(line, noted)| {
            let block = noted.remark.block.as_ref().map(content::BlockId::as_str);
            let href = block.filter(|id| is_placed(id)).map(|id| format!("#p-{id}"));
            RemarkLine { href, ..line }
        })
        .collect();
    html! {
        h2 { (say.of("Prüfung", "Check")) }
        @if lines.is_empty() {
            p { (say.of("Nichts zu beanstanden.", "Nothing to object to.")) }
        }
        (remarks(say, &lines))
        @if let Some(words) = desk.review.german.as_ref().and_then(|m| readability(say, voice, m)) {
            (web::notice(html! { p { (words) } }))
        }
    }
}
