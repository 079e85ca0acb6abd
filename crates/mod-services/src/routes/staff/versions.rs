//! Who changed what when, and two versions beside each other.

use axum::extract::Path;
use axum::response::Response;
use kernel::org::Unit;
use kernel::{AppError, Ctx, Fields, Id, Reader, Text, people};
use web::button::{Weight, button};
use web::choice::Choice;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{halves, prose as readable, stack};
use web::timeline::{Event, timeline};
use web::{Field, Form, Frame, Markup, Say, Tone, buttons, card, html, link_button};

use super::form::said;
use super::{base, load, page};
use crate::compare::{Stretch, compare};
use crate::sheet::{Sheet, label, part};
use crate::store::{self, Version};

/// The history, and a comparison where two versions are chosen.
pub(crate) async fn show(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let loaded = load(&ctx, &slug).await?;
    let versions = ctx
        .read(move |db| {
            let versions = store::history(db, &slug)?;
            versions.into_iter().map(|v| Ok((writer(db, &v.actor)?, v))).collect()
        })
        .await?;
    let versions: Vec<(Text, Version)> = versions;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let chosen = |name: &str| {
        let number: i64 = fields.get(name).parse().ok()?;
        versions.iter().map(|(_, v)| v).find(|v| v.number == number)
    };
    let body = stack(html! {
        @if versions.is_empty() {
            (empty_state(
                Icon::CLOCK,
                say.of("Noch keine Änderungen", "No changes yet"),
                say.of(
                    "Ab der nächsten Änderung steht hier, wer wann was geschrieben hat.",
                    "From the next change on this page says who wrote what when.",
                ),
                html! {},
            ))
        } @else {
            @if let (Some(old), Some(new)) = (chosen("von"), chosen("bis")) {
                (comparison(&ctx, say, old, new, &loaded.units))
            }
            (events(&ctx, say, &loaded.record.service.slug, &versions))
            @if versions.len() > 1 { (choose(&ctx, say, &loaded.record.service.slug, &versions, &fields)) }
        }
    });
    let title = say.of("Verlauf", "History");
    Ok(frame.answer(page(&frame, &ctx, &loaded.record, "verlauf", title, &body)))
}

/// The name of who wrote a version, as long as the account exists.
fn writer(reader: &mut Reader<'_>, actor: &str) -> Result<Text, AppError> {
    let Some(id) = actor.strip_prefix("staff:").and_then(|id| id.parse::<Id<_>>().ok()) else {
        return Ok(Text::new("das Haus selbst", "the house itself"));
    };
    match people::account(reader, id) {
        Ok(account) => Ok(Text::same(account.person.name.reveal().as_str())),
        Err(AppError::NotFound) => Ok(Text::new("jemand von früher", "somebody who left")),
        Err(error) => Err(error),
    }
}

fn act(say: Say, act: &str) -> &'static str {
    match act {
        "added" => say.of("angelegt", "added"),
        "published" => say.of("veröffentlicht", "published"),
        "withdrawn" => say.of("als Entwurf weitergeführt", "made a draft"),
        "removed" => say.of("entfernt", "removed"),
        "imported" => say.of("aus einer Datei übernommen", "taken over from a file"),
        "before" => say.of("Stand vor der ersten Änderung", "state before the first change"),
        _ => say.of("geändert", "changed"),
    }
}

/// Versions, newest first; each says which fields differ from the one before.
fn events(ctx: &Ctx, say: Say, slug: &str, versions: &[(Text, Version)]) -> Markup {
    let events: Vec<Event> = versions
        .iter()
        .enumerate()
        .map(|(index, (who, version))| {
            let before = versions.get(index + 1).map(|(_, before)| before);
            Event {
                when: ctx.language.moment(version.at),
                datetime: version.at.to_string(),
                title: say.of(
                    format!("Fassung {}: {}", version.number, act(say, &version.act)),
                    format!("Version {}: {}", version.number, act(say, &version.act)),
                ),
                who: Some(who.of(ctx.language).to_owned()),
                body: Some(links(ctx, say, slug, version, before)),
                tone: if index == 0 { Tone::Success } else { Tone::Neutral },
            }
        })
        .collect();
    html! {
        section {
            h2 { (say.of("Wer hat wann was geändert?", "Who changed what when?")) }
            (timeline(&events))
        }
    }
}

fn links(ctx: &Ctx, say: Say, slug: &str, version: &Version, before: Option<&Version>) -> Markup {
    let base = base(slug);
    html! {
        @if let Some(before) = before {
            @let changed = before.sheet.differences(&version.sheet);
            @if !changed.is_empty() {
                @let names: Vec<String> =
                    changed.iter().map(|name| label(name).of(ctx.language).to_owned()).collect();
                p { (names.join(", ")) }
                p {
                    a href=(ctx.to(&format!("{base}/verlauf?von={}&bis={}", before.number, version.number))) {
                        (say.of(
                            format!("Fassung {} mit {} vergleichen", before.number, version.number),
                            format!("Compare version {} with {}", before.number, version.number),
                        ))
                    }
                }
            }
        }
        p {
            a href=(ctx.to(&format!("{base}?aus={}", version.number))) {
                (say.of(
                    format!("Fassung {} ins Formular holen", version.number),
                    format!("Put version {} into the form", version.number),
                ))
            }
        }
    }
}

/// Any two versions.
fn choose(
    ctx: &Ctx,
    say: Say,
    slug: &str,
    versions: &[(Text, Version)],
    fields: &Fields,
) -> Markup {
    let named: Vec<(String, String)> = versions
        .iter()
        .map(|(_, v)| {
            let when = ctx.language.moment(v.at);
            (v.number.to_string(), format!("{} – {when}", v.number))
        })
        .collect();
    let choices: Vec<Choice<'_>> = named.iter().map(|(n, name)| Choice::new(n, name)).collect();
    html! {
        section {
            h2 { (say.of("Zwei Fassungen vergleichen", "Compare two versions")) }
            (Form::get(&ctx.to(&format!("{}/verlauf", base(slug)))).body(html! {
                (Field::new(say, "von", say.of("Ältere Fassung", "Older version")).value(fields.get("von")).select(&choices))
                (Field::new(say, "bis", say.of("Neuere Fassung", "Newer version")).value(fields.get("bis")).select(&choices))
                (buttons(button(Weight::Secondary, say.of("Vergleichen", "Compare"))))
            }))
        }
    }
}

fn comparison(ctx: &Ctx, say: Say, old: &Version, new: &Version, units: &[Unit]) -> Markup {
    let changed = old.sheet.differences(&new.sheet);
    html! {
        section {
            h2 { (say.of(
                format!("Was Fassung {} von Fassung {} unterscheidet", new.number, old.number),
                format!("How version {} differs from version {}", new.number, old.number),
            )) }
            @if changed.is_empty() {
                p { (say.of("Die Texte sind gleich.", "The texts are the same.")) }
            } @else {
                p { (say.of(
                    "Links steht, was wegfiel (durchgestrichen), rechts, was dazukam (unterstrichen).",
                    "On the left is what went (struck through), on the right what came (underlined).",
                )) }
            }
            @for name in changed { (difference(ctx, say, name, &old.sheet, &new.sheet, units)) }
            (buttons(html! {
                (link_button(Weight::Tertiary, &ctx.to(&format!("{}/verlauf", base(new.sheet.get(crate::sheet::SLUG)))),
                    say.of("Vergleich schließen", "Close the comparison")))
            }))
        }
    }
}

fn difference(
    ctx: &Ctx,
    say: Say,
    name: &'static str,
    old: &Sheet,
    new: &Sheet,
    units: &[Unit],
) -> Markup {
    let (before, after) = (old.get(name), new.get(name));
    let field = label(name).of(ctx.language).to_owned();
    let (left, right) = compare(before, after);
    let is_text = part(name).is_some() && !before.is_empty() && !after.is_empty();
    let side = |value: &str, stretches: &[Stretch], is_old: bool| {
        if is_text { marked(stretches, is_old) } else { said(ctx, say, name, value, units) }
    };
    halves(html! {
        div { (card::sub_card(&say.of(format!("{field}: vorher"), format!("{field}: before")), side(before, &left, true))) }
        div { (card::sub_card(&say.of(format!("{field}: nachher"), format!("{field}: after")), side(after, &right, false))) }
    })
}

fn marked(stretches: &[Stretch], is_old: bool) -> Markup {
    readable(html! {
        p {
            @for stretch in stretches {
                @for (index, line) in stretch.text.split('\n').enumerate() {
                    @if index > 0 { br; }
                    @if stretch.is_same || line.is_empty() { (line) }
                    @else if is_old { del { (line) } }
                    @else { ins { (line) } }
                }
            }
        }
    })
}
