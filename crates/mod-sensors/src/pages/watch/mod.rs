//! Thresholds and warnings for staff.

pub(crate) mod form;
mod read;
pub(crate) mod task;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Reader};
use web::badge::Tone;
use web::button::{Weight, action_form};
use web::table::{Column, Row, Table};
use web::{Frame, Markup, badge, html, link_button};

use crate::KEEP;
use crate::store::warnings;
use crate::store::watch::{self as store, Spot};
use crate::watch::tell::{amount, moment, peak_words};
use crate::watch::{Gravity, Kind, Threshold, Warning, acts};

/// Where thresholds are kept.
pub(crate) const DESK: &str = "/verwaltung/sensoren/schwellen";

fn id(text: &str) -> Result<Id<Threshold>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// How grave, as a badge that says it in a word.
pub(crate) fn gravity_badge(gravity: Gravity, ctx: &Ctx) -> Markup {
    let tone = match gravity {
        Gravity::Info => Tone::Info,
        Gravity::Caution => Tone::Warning,
        Gravity::Danger => Tone::Danger,
    };
    badge(tone, gravity.level().words().of(ctx.language))
}

/// A rule in words: "ab 300 cm, Ende unter 280 cm".
pub(crate) fn rule_words(t: &Threshold, spot: &Spot, ctx: &Ctx) -> String {
    let words = |value: f64| amount(value, &spot.sign, ctx.language);
    let (level, clear) = (words(t.rule.level), words(t.rule.clear));
    let time = super::stations::span(web::frame::say_of(ctx.language), t.rule.seconds);
    let rule = match t.rule.kind {
        Kind::Above => ctx
            .language
            .of(
                format!("ab {level}, Ende unter {clear}").as_str(),
                format!("from {level}, ends below {clear}").as_str(),
            )
            .to_owned(),
        Kind::Below => ctx
            .language
            .of(
                format!("bis {level}, Ende über {clear}").as_str(),
                format!("down to {level}, ends above {clear}").as_str(),
            )
            .to_owned(),
        Kind::Silent => {
            return ctx
                .language
                .of(
                    format!("kein Wert seit mehr als {time}").as_str(),
                    format!("no value for more than {time}").as_str(),
                )
                .to_owned();
        }
    };
    if t.rule.seconds == 0 {
        return rule;
    }
    match ctx.language {
        kernel::Language::De => format!("{rule}, nach {time}"),
        kernel::Language::En => format!("{rule}, after {time}"),
    }
}

struct Shown {
    thresholds: Vec<(Threshold, Spot)>,
    standing: Vec<(Warning, Spot)>,
}

fn load(db: &mut Reader<'_>) -> Result<Shown, AppError> {
    let mut shown = Shown { thresholds: Vec::new(), standing: Vec::new() };
    for t in store::all(db)? {
        let spot = store::spot(db, t.stream)?;
        shown.thresholds.push((t, spot));
    }
    for w in warnings::standing(db)? {
        let spot = store::spot(db, w.stream)?;
        shown.standing.push((w, spot));
    }
    shown.thresholds.sort_by(|a, b| (&a.1.station, &a.1.stream).cmp(&(&b.1.station, &b.1.stream)));
    Ok(shown)
}

/// All thresholds, and what stands.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let shown = ctx.read(load).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        h2 { (say.of("Warnungen, die jetzt bestehen", "Warnings that stand now")) }
        @if shown.standing.is_empty() {
            p { (say.of("Zurzeit besteht keine Warnung.", "No warning stands at present.")) }
        } @else { (standing(&ctx, &frame, &shown.standing)) }
        h2 { (say.of("Schwellen", "Thresholds")) }
        @if shown.thresholds.is_empty() {
            p { (say.of(
                "Noch keine. Eine Schwelle warnt, sobald ein Wert zu hoch oder zu niedrig ist oder ein Gerät schweigt, und nimmt die Warnung von selbst zurück.",
                "None yet. A threshold warns as soon as a value is too high or too low or a device is silent, and takes the warning back by itself.",
            )) }
        } @else { (table(&ctx, &frame, &shown.thresholds)) }
    };
    let page = frame
        .staff(say.of("Schwellen und Warnungen", "Thresholds and warnings"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(super::DESK))
        .head_actions(html! {
            @if ctx.actor.may(KEEP) {
                (link_button(Weight::Primary, &ctx.to(&format!("{DESK}/neu")), say.of("Neue Schwelle", "New threshold")))
            }
        })
        .body(body);
    Ok(frame.answer(page))
}

fn standing(ctx: &Ctx, frame: &Frame<'_>, all: &[(Warning, Spot)]) -> Markup {
    let say = frame.say;
    Table::new(say, say.of("Warnungen", "Warnings"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Warnung", "Warning")),
            Column::new(say.of("Messstelle", "Station")),
            Column::new(say.of("Seit", "Since")),
            Column::number(say.of("Äußerster Wert", "Most extreme value")),
            Column::new(say.of("Aufgabe", "Task")),
        ])
        .rows(all.iter().map(|(w, spot)| {
            Row::new(vec![
                html! { (gravity_badge(w.gravity, ctx)) " " (w.title.of(ctx.language)) },
                html! { a href=(ctx.to(&spot.path())) { (spot.station) } ", " (spot.stream) },
                html! { (moment(w.began_at, ctx.language)) },
                html! { (peak_words(w, spot, ctx.language).unwrap_or_else(|| "–".to_owned())) },
                html! { @if w.case.is_empty() { "–" } @else {
                    a href=(ctx.to(&format!("{}/{}", crate::watch::task::ROOM, w.case))) { (say.of("Ansehen", "See it")) span.kern-sr-only { ": " (w.title.of(ctx.language)) } }
                } },
            ])
        }))
        .render()
}

fn table(ctx: &Ctx, frame: &Frame<'_>, all: &[(Threshold, Spot)]) -> Markup {
    let say = frame.say;
    Table::new(say, say.of("Schwellen", "Thresholds"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Schwelle", "Threshold")),
            Column::new(say.of("Messstelle", "Station")),
            Column::new(say.of("Warnt", "Warns")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(all.iter().map(|(t, spot)| {
            let title = t.plan.title.of(ctx.language);
            let who = if t.plan.is_public {
                say.of("öffentlich", "in public")
            } else {
                say.of("nur intern", "staff only")
            };
            Row::new(vec![
                html! { @if ctx.actor.may(KEEP) {
                    a href=(ctx.to(&format!("{DESK}/{}", t.id))) { (title) }
                } @else { (title) } },
                html! { (spot.station) ", " (spot.stream) },
                html! { (rule_words(t, spot, ctx)) br; (who) },
                html! { (state_badge(t, say)) },
            ])
        }))
        .render()
}

fn state_badge(t: &Threshold, say: web::Say) -> Markup {
    if !t.is_on {
        badge(Tone::Neutral, say.of("abgeschaltet", "off"))
    } else if t.watch.open.is_some() {
        badge(Tone::Warning, say.of("warnt", "warns"))
    } else {
        badge(Tone::Success, say.of("ruhig", "calm"))
    }
}

/// Switches a threshold on or off.
pub(crate) async fn turn(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let is_on = fields.get("an") == "ja";
    let version: i64 = fields.get("fassung").parse().map_err(|_| AppError::NotFound)?;
    ctx.write(move |tx| {
        let mut threshold = store::find(tx, wanted)?;
        threshold.is_on = is_on;
        threshold.version = version;
        store::save(tx, &threshold)?;
        if is_on {
            store::arm(tx, wanted, crate::store::nanoseconds(tx.now()))?;
        }
        acts::settle(tx, wanted)?;
        let action = if is_on { "sensors.threshold_on" } else { "sensors.threshold_off" };
        Ok(Audit::of(action, wanted).done())
    })
    .await?;
    Ok(ctx.redirect(DESK))
}

/// The button that switches a threshold.
pub(super) fn switch(ctx: &Ctx, frame: &Frame<'_>, t: &Threshold) -> Markup {
    let version = t.version.to_string();
    let hidden = [("an", if t.is_on { "nein" } else { "ja" }), ("fassung", version.as_str())];
    let label = if t.is_on {
        frame.say.of("Abschalten und Warnung beenden", "Switch off and end its warning")
    } else {
        frame.say.of("Wieder einschalten", "Switch on again")
    };
    action_form(
        &ctx.to(&format!("{DESK}/{}/schalten", t.id)),
        &ctx.form_token(),
        &hidden,
        Weight::Secondary,
        label,
    )
}
