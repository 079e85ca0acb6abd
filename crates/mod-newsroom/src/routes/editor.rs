//! The page where a text is written: running text and blocks in turn, remarks beside them.

use axum::extract::Path;
use axum::response::Response;
use content::check::Level;
use content::{Block, Document};
use kernel::http::headers::allow_frames;
use kernel::{AppError, Ctx, Fields};
use web::button::{Weight, button};
use web::editor::{RemarkLine, bench, proofs, remarks, writing};
use web::form::SelfSave;
use web::tabs::{Tab, tabs};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, html};

use super::desk::{Desk, desk};
use super::pieces::{adding, special};
use super::{EDITION, base, page, voice, with_message};
use crate::model::{StepRow, Voice};
use crate::review::Review;
use crate::segments::{Segment, is_written, segments};

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let desk = desk(&ctx, &item, &fields).await?;
    let frame = Frame::of(&ctx);
    let body = render(&ctx, &frame, &desk, &fields, &Errors::new(), &html! {})?;
    let page = page(&frame, &ctx, &desk.item, "", &body).script("editor.js");
    let mut response = frame.answer(with_message(page, &frame, &fields));
    allow_frames(&mut response, "'self'");
    Ok(response)
}

/// The page again, because something was not saved: with what was typed.
pub(super) async fn again(
    ctx: &Ctx,
    item: &str,
    fields: &Fields,
    errors: &Errors,
    above: Markup,
) -> Result<Response, AppError> {
    let desk = desk(ctx, item, fields).await?;
    let frame = Frame::of(ctx);
    let body = render(ctx, &frame, &desk, fields, errors, &above)?;
    let page = page(&frame, ctx, &desk.item, "", &body).errors(errors).script("editor.js");
    let mut response = frame.answer_again(page);
    allow_frames(&mut response, "'self'");
    Ok(response)
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
        @if let Some(step) = &desk.gone { (gone(say, step)) }
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
                url: ctx.to(&format!(
                    "{}?sprache={}&ansicht={}",
                    base(desk.item.id),
                    voice.word(),
                    desk.view.word()
                )),
                count: None,
                current: voice == current,
            }
        })
        .collect();
    tabs(say.of("Sprachen", "Languages"), &all)
}

/// A word to whoever goes on writing a text that the public does not see any more.
fn gone(say: Say, step: &StepRow) -> Markup {
    let at = web::format::date_time(say, step.at.to_zoned(kernel::clock::berlin()).datetime());
    let (title, what) = if step.action == "expired" {
        (
            say.of("Nicht mehr öffentlich: abgelaufen", "No longer public: it ran out"),
            say.of(
                format!("Der Text ist am {at} abgelaufen. Soll er wieder erscheinen, ändern Sie unter „Angaben“ das Feld „Endet am“ und veröffentlichen Sie ihn."),
                format!("The text ran out on {at}. If it shall appear again, change “Ends on” under “Details” and publish it."),
            ),
        )
    } else {
        (
            say.of("Nicht mehr öffentlich: zurückgezogen", "No longer public: withdrawn"),
            say.of(
                format!("Der Text wurde am {at} zurückgezogen: {}", step.note.de),
                format!("The text was withdrawn on {at}: {}", step.note.de),
            ),
        )
    };
    web::alert(Tone::Warning, title, html! { p { (what) } })
}

/// Hidden fields that every form of the page carries.
pub(super) fn carried(say: Say, desk: &Desk, voice: Voice) -> Markup {
    html! {
        (Field::new(say, EDITION, "").value(&desk.item.head.to_string()).hidden())
        (Field::new(say, "sprache", "").value(voice.word()).hidden())
        (Field::new(say, "ansicht", "").value(desk.view.word()).hidden())
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
            (carried(say, desk, voice))
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
            (carried(say, desk, voice))
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

/// Beside the text: the page as others will see it, and remarks.
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
        h2 #vorschau { (say.of("Vorschau", "Preview")) }
        @if !lines.is_empty() {
            p { a href="#pruefung" { (say.of(
                format!("Zur Prüfung: {} Punkte", lines.len()),
                format!("To the check: {} points", lines.len()),
            )) } }
        }
        (beside(ctx, say, desk, voice))
        h2 #pruefung { (say.of("Prüfung", "Check")) }
        @if lines.is_empty() {
            p { (say.of("Nichts zu beanstanden.", "Nothing to object to.")) }
        }
        (remarks(say, &lines))
        @if let Some(words) = desk.review.german.as_ref().and_then(|m| readability(say, voice, m)) {
            (web::notice(html! { p { (words) } }))
        }
    }
}

/// The page as others will see it, as it was last saved.
fn beside(ctx: &Ctx, say: Say, desk: &Desk, voice: Voice) -> Markup {
    let base = base(desk.item.id);
    proofs(
        say,
        desk.view,
        |view| ctx.to(&format!("{base}?sprache={}&ansicht={}#vorschau", voice.word(), view.word())),
        |view| ctx.to(&super::preview::sheet_path(desk.item.id, view, voice)),
    )
}
