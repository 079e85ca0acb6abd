//! Editions: who saved what and when, what changed between two, and going back.

use axum::extract::Path;
use axum::response::Response;
use content::compare::{BlockChange, Compared, compare, compare_words};
use kernel::{AppError, Ctx, Fields};
use web::blocks::Surroundings;
use web::button::{Weight, action_form};
use web::editor::changed_words;
use web::timeline::{Event, timeline};
use web::{Frame, Markup, Say, Tone, badge, html};

use super::{EDITION, base, id, names, page, seen, with_message};
use crate::change::{Changed, change};
use crate::fields::kind_label;
use crate::model::{Draft, EditionRow, EditionStep, Item, StepRow, Voice};
use crate::store;

struct Desk {
    item: Item,
    editions: Vec<EditionRow>,
    steps: Vec<StepRow>,
    names: std::collections::BTreeMap<String, String>,
}

/// The page: the way of the text and its editions, or two of them compared.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (item_id, actor) = (id(&text)?, ctx.actor.clone());
    let pair = (fields.get("alt").parse::<i64>().ok(), fields.get("neu").parse::<i64>().ok());
    let (desk, pair) = ctx
        .read(move |db| {
            let item = store::find(db, item_id)?.open(&actor)?;
            let editions = store::editions(db, item_id)?;
            let steps = store::steps(db, item_id)?;
            let labels = editions.iter().map(|e| e.author.clone());
            let labels: Vec<String> =
                labels.chain(steps.iter().map(|s| s.author.clone())).collect();
            let names = names(db, labels)?;
            let pair = match pair {
                (Some(old), Some(new)) => {
                    let (before, _) = store::edition(db, item_id, old)?;
                    let (after, _) = store::edition(db, item_id, new)?;
                    Some((old, new, before, after))
                }
                _ => None,
            };
            Ok((Desk { item, editions, steps, names }, pair))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = match &pair {
        Some((old, new, before, after)) => html! {
            p { a href=(ctx.to(&format!("{}/fassungen", base(desk.item.id)))) { (say.of("Alle Fassungen", "All editions")) } }
            h2 { (say.of(format!("Fassung {old} und Fassung {new}"), format!("Edition {old} and edition {new}"))) }
            (comparison(&ctx, say, before, after))
        },
        None => overview(&ctx, say, &desk),
    };
    let page = page(&frame, &ctx, &desk.item, "fassungen", &body);
    Ok(frame.answer(with_message(page, &frame, &fields)))
}

fn step_name(say: Say, action: &str) -> &'static str {
    let (de, en) = match action {
        "submitted" => ("Zur Prüfung gegeben", "Handed to review"),
        "returned" => ("Zurückgegeben", "Returned"),
        "approved" => ("Freigegeben", "Approved"),
        "published" => ("Veröffentlicht", "Published"),
        "forced" => {
            ("Ohne zweites Augenpaar veröffentlicht", "Published without a second pair of eyes")
        }
        "unscheduled" => ("Vom Plan genommen", "Taken off the plan"),
        "withdrawn" => ("Zurückgezogen", "Withdrawn"),
        "expired" => ("Abgelaufen", "Expired"),
        "looked" => ("Zweiter Blick bestätigt", "Second look confirmed"),
        _ => ("Geändert", "Changed"),
    };
    say.of(de, en)
}

fn overview(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let name = |label: &str| desk.names.get(label).cloned();
    let way: Vec<Event> = desk
        .steps
        .iter()
        .map(|step| Event {
            when: ctx.language.moment(step.at),
            datetime: step.at.to_string(),
            title: format!(
                "{} ({} {})",
                step_name(say, &step.action),
                say.of("Fassung", "edition"),
                step.edition
            ),
            who: name(&step.author),
            body: (!step.reason.is_empty() || !step.note.de.is_empty()).then(|| {
                html! {
                    @if !step.reason.is_empty() { p { (step.reason) } }
                    @if !step.note.de.is_empty() { p { (step.note.of(ctx.language)) } }
                }
            }),
            tone: if step.action == "returned" || step.action == "withdrawn" {
                Tone::Warning
            } else {
                Tone::Success
            },
        })
        .collect();
    let head = desk.item.head;
    let editions: Vec<Event> = desk
        .editions
        .iter()
        .map(|edition| Event {
            when: ctx.language.moment(edition.made_at),
            datetime: edition.made_at.to_string(),
            title: format!(
                "{} {}: {}",
                say.of("Fassung", "Edition"),
                edition.number,
                edition.step.name().of(ctx.language)
            ),
            who: name(&edition.author),
            body: Some(edition_actions(ctx, say, desk, edition, head)),
            tone: Tone::Neutral,
        })
        .collect();
    html! {
        @if !way.is_empty() { h2 { (say.of("Der Weg des Textes", "The way of the text")) } (timeline(&way)) }
        h2 { (say.of("Alle Fassungen", "All editions")) }
        (timeline(&editions))
    }
}

fn edition_actions(ctx: &Ctx, say: Say, desk: &Desk, edition: &EditionRow, head: i64) -> Markup {
    let link = |old: i64, new: i64| {
        ctx.to(&format!("{}/fassungen?alt={old}&neu={new}", base(desk.item.id)))
    };
    let before = desk.editions.iter().map(|e| e.number).find(|n| *n < edition.number);
    let action = ctx.to(&format!("{}/fassungen", base(desk.item.id)));
    html! {
        @if !edition.reason.is_empty() { p { (edition.reason) } }
        p {
            @if let Some(before) = before {
                a href=(link(before, edition.number)) { (say.of("Was hat sich geändert?", "What has changed?")) } " "
            }
            @if edition.number != head {
                a href=(link(edition.number, head)) { (say.of("Mit der neuesten vergleichen", "Compare with the newest")) }
            }
        }
        @if edition.number != head && desk.item.may_write(&ctx.actor) {
            (action_form(&action, &ctx.form_token(),
                &[("nummer", &edition.number.to_string()), (EDITION, &head.to_string())],
                Weight::Secondary, &say.of(
                    format!("Fassung {} zurückholen", edition.number),
                    format!("Restore edition {}", edition.number),
                )))
        }
    }
}

/// What changed, in the order of the new text.
fn comparison(ctx: &Ctx, say: Say, before: &Draft, after: &Draft) -> Markup {
    let around = Surroundings { say, is_draft: true, ..Surroundings::default() };
    html! {
        @for voice in Voice::ALL {
            @let (old, new) = (before.body(voice), after.body(voice));
            @let heads = [(before.title(voice), after.title(voice)), (before.teaser(voice), after.teaser(voice))];
            @if old != new || heads.iter().any(|(a, b)| a != b) {
                h3 { (voice.name().of(ctx.language)) }
                @for (a, b) in heads { @if a != b { (changed_words(&compare_words(a, b))) } }
                @let all = compare(old, new);
                @for one in all.blocks.iter().filter(|c| c.change != BlockChange::Same || c.is_moved) {
                    (compared(ctx, say, one, &around))
                }
            }
        }
        @if same_otherwise(before, after) {} @else {
            p { (say.of("Auch Angaben wie Zeiten, Themen, Bild oder Adresse haben sich geändert.", "Details such as times, topics, picture or address have changed too.")) }
        }
    }
}

fn same_otherwise(before: &Draft, after: &Draft) -> bool {
    let bare = |draft: &Draft| {
        let mut draft = draft.clone();
        for voice in Voice::ALL {
            draft.set_body(voice, content::Document::default());
        }
        draft.title = kernel::Text::default();
        draft.teaser = kernel::Text::default();
        draft.easy = crate::model::EasyDraft::default();
        draft
    };
    bare(before) == bare(after)
}

fn compared(ctx: &Ctx, say: Say, one: &Compared<'_>, around: &Surroundings) -> Markup {
    let (tone, word) = match &one.change {
        BlockChange::Added => (Tone::Success, say.of("Neu", "New")),
        BlockChange::Removed => (Tone::Danger, say.of("Entfernt", "Removed")),
        BlockChange::Changed { .. } => (Tone::Info, say.of("Geändert", "Changed")),
        BlockChange::Same => (Tone::Neutral, say.of("Verschoben", "Moved")),
    };
    let title = kind_label(one.block.kind.name());
    html! {
        section {
            p { (badge(tone, word)) " " (title.of(ctx.language))
                @if one.is_moved && one.change != BlockChange::Same { " " (badge(Tone::Neutral, say.of("Verschoben", "Moved"))) } }
            @match &one.change {
                BlockChange::Changed { fields, settings } => {
                    @for field in fields {
                        @if fields.len() > 1 { p.rh-muted { (ctx.language.of(&field.label.de, &field.label.en)) } }
                        (changed_words(&field.pieces))
                        @if field.is_only_marks { p.rh-muted { (say.of("Nur Auszeichnung oder Linkziel", "Marks or link target only")) } }
                    }
                    @for setting in settings {
                        p { (ctx.language.of(&setting.label.de, &setting.label.en)) ": "
                            del { (setting.before) } " " ins { (setting.after) } }
                    }
                }
                _ => {
                    @if let Ok(document) = content::Document::new(vec![one.block.clone()]) {
                        (web::blocks::draw(&document, around))
                    }
                }
            }
        }
    }
}

/// Brings an earlier edition back as a new one.
pub(crate) async fn restore(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let item = id(&text)?;
    let number: i64 = fields.get("nummer").parse().map_err(|_| AppError::NotFound)?;
    let actor = ctx.actor.clone();
    let (earlier, head) = ctx
        .read(move |db| {
            let item = store::find(db, item)?.open(&actor)?;
            Ok((store::edition(db, item.id, number)?.0, item.head))
        })
        .await?;
    if head != seen(&fields) {
        return Err(AppError::refused(
            "newsroom/busy",
            "Inzwischen gibt es eine neuere Fassung. Sehen Sie sich die Liste noch einmal an.",
            "There is a newer edition meanwhile. Look at the list once more.",
        ));
    }
    let edit = move |draft: &mut Draft| {
        *draft = earlier;
        Ok(())
    };
    match change(&ctx, item, head, EditionStep::Restored, edit).await? {
        Changed::Saved => Ok(ctx.redirect(&format!("{}/fassungen?gespeichert", base(item)))),
        Changed::Clash(..) => Err(AppError::refused(
            "newsroom/busy",
            "Jemand anderes schreibt gerade. Versuchen Sie es gleich noch einmal.",
            "Somebody else is writing. Try again in a moment.",
        )),
    }
}
