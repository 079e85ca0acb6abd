//! The parts of the page of a finding.

use kernel::files::UPLOAD_BYTES_MAX;
use kernel::{Ctx, Fields, Id, Text};
use web::badge::Tone;
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::timeline::{self, timeline};
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Markup, Say, alert, badge, button, buttons, format, html, list, page,
};

use super::{View, path};
use crate::ladder::Step;
use crate::model::{Event, Measured, Stage};
use crate::order;
use crate::photo::sentence;
use crate::take::nearest;

/// What has to be known before anything else: contradictions, twins, doubtful places.
pub(super) fn warnings(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let f = &view.finding;
    let away = f.place.and_then(|place| nearest(&view.sections, place));
    let away = away.filter(|(_, m)| *m > f64::from(view.own.doubt_metres));
    html! {
        @if f.is_conflict { (conflict(ctx, say, view)) }
        @if let Some(twin) = &view.twin {
            (alert(Tone::Info, say.of("Vielleicht derselbe Mangel", "Maybe the same defect"), html! { p {
                (say.of("Ein anderer Prüfer hat kurz vorher in der Nähe dasselbe festgestellt: ", "Another inspector found the same nearby shortly before: "))
                a href=(ctx.to(&path(twin.id))) { (twin.number) }
                (say.of(". Beide bleiben gespeichert. Ist es derselbe, verwerfen Sie einen mit diesem Grund.", ". Both are kept. If it is the same, dismiss one with that reason."))
            } }))
        }
        @if let Some((section, metres)) = away {
            (alert(Tone::Warning, say.of("Standort weit vom Abschnitt", "Position far from the section"), html! { p {
                (say.of(
                    format!("Der gemeldete Standort liegt {metres:.0} m vom nächsten Abschnitt ({}). Prüfen Sie, ob der Befund zu diesen Arbeiten gehört.", section.street),
                    format!("The position told is {metres:.0} m from the nearest section ({}). Check whether the finding belongs to these works.", section.street),
                ))
            } }))
        }
        @if f.source == "broken" {
            (alert(Tone::Warning, say.of("Standort unbrauchbar", "Position is of no use"), html! { p {
                (say.of("Das Gerät hat einen Ort gemeldet, den es nicht gibt.", "The device told a place that does not exist."))
            } }))
        }
    }
}

fn conflict(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let one = |weight, word: &str, label: &str| button_named(weight, "ergebnis", word, label);
    alert(
        Tone::Danger,
        say.of("Zwei Prüfer, zwei Ergebnisse", "Two inspectors, two results"),
        html! {
            p { (say.of(
                "Beide Einträge sind gespeichert und stehen im Verlauf. Klären Sie, was stimmt.",
                "Both entries are kept and stand in the history. Settle which one is right.",
            )) }
            (Form::post(&ctx.to(&format!("{}/klaeren", path(view.finding.id))), &ctx.form_token()).id("klaeren").body(html! {
                input type="hidden" name="stand" value=(view.finding.version);
                (Field::new(say, "grund", say.of("Bemerkung", "Remark")).optional().max_length(500).text())
                (buttons(html! {
                    (one(Weight::Primary, "behoben", say.of("Ist behoben", "Is repaired")))
                    (one(Weight::Secondary, "offen", say.of("Ist nicht behoben", "Is not repaired")))
                }))
            }))
        },
    )
}

fn source(source: &str) -> Text {
    match source {
        "device" => Text::new("vom Gerät gemeldet", "told by the device"),
        "photo" => Text::new("aus dem Foto, ungeprüft", "from the photo, unchecked"),
        _ => Text::new("kein Standort", "no position"),
    }
}

/// What is known.
pub(super) fn facts(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let f = &view.finding;
    let section = view.sections.iter().find(|s| s.id == f.section);
    let place = f.place.and_then(|(x, y)| kernel::map::lon_lat(x, y));
    let mut all = vec![
        (
            say.of("Stand", "State"),
            html! { (badge(f.state.tone(), f.state.label().of(ctx.language)))
            @if let Some(day) = f.due_on { " " (say.of("bis ", "until ")) (format::date(say, day)) } },
        ),
        (
            say.of("Schwere", "Severity"),
            html! { (badge(f.severity.tone(), f.severity.label().of(ctx.language))) },
        ),
        (
            say.of("Abschnitt", "Section"),
            html! { @match section { Some(s) => (s.street), None => (say.of("nicht bekannt", "not known")) } },
        ),
        (
            say.of("Standort", "Position"),
            html! {
                @if let Some((lon, lat)) = place {
                    (std::format!("{lat:.5}, {lon:.5}")) ", " (source(&f.source).of(ctx.language))
                    @if f.accuracy > 0 { " (± " (f.accuracy) " m)" }
                } @else { (source("").of(ctx.language)) }
            },
        ),
        (
            say.of("Eingetragen", "Entered"),
            html! { (ctx.language.moment(f.made_at)) @if let Ok(at) = f.device_at.parse() { ", "
            (say.of("auf dem Gerät ", "on the device ")) (ctx.language.moment(at)) } },
        ),
    ];
    if !f.details.text.is_empty() {
        all.push((say.of("Anmerkung", "Note"), timeline::paragraphs(&f.details.text)));
    }
    if !f.report.is_empty() {
        let url = ctx.to(&format!("/verwaltung/baustellen/meldungen/{}", f.report));
        let text = say.of("Meldung von Bürgern ansehen", "Look at the report of citizens");
        all.push((say.of("Herkunft", "Origin"), html! { a href=(url) { (text) } }));
    }
    list::definition_list(&all)
}

/// Measured values with their limits.
pub(super) fn values(say: Say, all: &[Measured]) -> Markup {
    let limit = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| super::super::real(say, v));
    let rows = all.iter().map(|v| {
        Row::new(vec![
            html! { (v.label) },
            html! { (super::super::real(say, v.value)) " " (v.unit) },
            html! { (limit(v.low)) },
            html! { (limit(v.high)) },
            html! { @if v.is_out() { (badge(Tone::Danger, say.of("außerhalb", "out of range"))) }
            @else { (badge(Tone::Success, say.of("in Ordnung", "fine"))) } },
        ])
    });
    html! {
        @if !all.is_empty() {
            h2 { (say.of("Messwerte", "Measured values")) }
            (Table::new(say, say.of("Messwerte", "Measured values")).caption_hidden().dense().columns(vec![
                Column::new(say.of("Was", "What")),
                Column::number(say.of("Wert", "Value")),
                Column::number(say.of("Mindestens", "At least")),
                Column::number(say.of("Höchstens", "At most")),
                Column::new(say.of("Ergebnis", "Result")),
            ]).rows(rows).render())
        }
    }
}

/// Photos, each with its digest and what is doubtful about it.
pub(super) fn photos(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let of_finding = path(view.finding.id);
    html! {
        @if !view.photos.is_empty() {
            h2 { (say.of("Fotos", "Photos")) }
            @for (n, photo) in (1..).zip(&view.photos) {
                (page::prose(html! {
                    img src=(ctx.to(&format!("{of_finding}/foto/{}", photo.file))) width="480" loading="lazy"
                        alt=(format!("{} {n}", if photo.origin == "company" { say.of("Foto der Firma", "Photo of the company") } else { say.of("Foto des Befunds", "Photo of the finding") }));
                    p { @if photo.origin == "company" { (say.of("Von der Firma. ", "From the company. ")) }
                        (say.of("Prüfsumme", "Digest")) " (SHA-256): " (photo.sha256.get(..16).unwrap_or_default()) "…" }
                    @if !photo.doubts.is_empty() {
                        ul { @for doubt in &photo.doubts { li { (badge(Tone::Warning, say.of("prüfen", "check"))) " " (sentence(doubt).of(ctx.language)) } } }
                    }
                }))
            }
        }
    }
}

/// What can be done next.
pub(super) fn next(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let f = &view.finding;
    let today = ctx.today();
    let steps = [
        (
            Step::Tell,
            Weight::Primary,
            "benachrichtigen",
            say.of("Firma benachrichtigen, Frist setzen", "Tell the company, set a period"),
        ),
        (
            Step::Announce,
            Weight::Primary,
            "ankuendigen",
            say.of("Ersatzvornahme ankündigen", "Announce own repair"),
        ),
        (
            Step::OwnRepair,
            Weight::Primary,
            "ersatzvornahme",
            say.of("Ersatzvornahme beginnen", "Begin own repair"),
        ),
        (
            Step::Reject,
            Weight::Secondary,
            "nacharbeit",
            say.of("Antwort genügt nicht, neue Frist", "Answer does not do, new period"),
        ),
        (
            Step::Close,
            Weight::Secondary,
            "erledigt",
            say.of("Behoben, abschließen", "Repaired, close"),
        ),
        (Step::Dismiss, Weight::Tertiary, "verwerfen", say.of("Kein Mangel", "No defect")),
    ];
    let may: Vec<_> = steps.iter().filter(|(step, ..)| step.may_follow(f, today)).collect();
    html! {
        @if f.state.is_open() && !f.is_conflict && f.state != Stage::Check {
            h2 { (say.of("Nachschau", "Look again")) }
            (look_again(ctx, say, view, errors))
        }
        @if order::may_be(f, today) {
            p { a href=(ctx.to(&format!("{}/anordnung", path(f.id)))) { (say.of("Entwurf einer Anordnung nach § 129 TKG (PDF)", "Draft of an order under § 129 TKG (PDF)")) } }
        }
        @if !may.is_empty() && !f.is_conflict {
            h2 { (say.of("Nächster Schritt", "Next step")) }
            (Form::post(&ctx.to(&format!("{}/schritt", path(f.id))), &ctx.form_token()).id("schritt").body(html! {
                input type="hidden" name="stand" value=(f.version);
                (Field::new(say, "grund", say.of("Begründung", "Reason"))
                    .hint(say.of("Nötig, wenn es kein Mangel ist oder die Antwort nicht genügt.", "Needed where it is no defect or the answer does not do."))
                    .value(fields.get("grund")).error(errors.get("grund")).optional().textarea(2))
                (buttons(html! { @for (_, weight, word, label) in may { (button_named(*weight, "schritt", word, label)) } }))
            }))
        }
    }
}

fn look_again(ctx: &Ctx, say: Say, view: &View, errors: &Errors) -> Markup {
    let f = &view.finding;
    let seen = [
        Choice::new("behoben", say.of("Behoben", "Repaired")),
        Choice::new("offen", say.of("Noch nicht behoben", "Not repaired yet")),
    ];
    let label = std::format!("{} {}", say.of("Nachschau", "Look again"), f.number);
    Form::post(&ctx.to(&format!("{}/nachschau", path(f.id))), &ctx.form_token()).id("nachschau").with_files().body(html! {
        div data-rh-queue=(label) data-rh-need="nachschau" {}
        input type="hidden" name="nummer" value=(Id::<Event>::new());
        input type="hidden" name="stand" value=(f.version);
        (Field::new(say, "nachschau", say.of("Was haben Sie gesehen?", "What did you see?")).error(errors.get("nachschau")).radios(&seen))
        (Field::new(say, "foto", say.of("Foto", "Photo")).error(errors.get("foto")).optional().upload(UploadRules {
            accept: "image/jpeg,image/png",
            kinds: say.of("JPG oder PNG", "JPG or PNG"),
            max_bytes: UPLOAD_BYTES_MAX,
            multiple: true,
        }))
        (Field::new(say, "text", say.of("Anmerkung", "Note")).optional().textarea(2))
        (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
    })
}

/// What happened, in words.
fn happened(what: &str) -> Text {
    match what {
        "reported" => Text::new("Von Bürgern gemeldet", "Reported by citizens"),
        "told" => Text::new("Firma benachrichtigt", "Company told"),
        "reminded" => Text::new("Erinnert, zweite Frist", "Reminded, second period"),
        "announced" => Text::new("Ersatzvornahme angekündigt", "Own repair announced"),
        "own_repair" => Text::new("Ersatzvornahme begonnen", "Own repair began"),
        "answered" => Text::new("Firma meldet: behoben", "Company says: repaired"),
        "fixed" => Text::new("Nachschau: behoben", "Looked again: repaired"),
        "not_fixed" => Text::new("Nachschau: nicht behoben", "Looked again: not repaired"),
        "settled_fixed" => Text::new("Geklärt: behoben", "Settled: repaired"),
        "settled_open" => Text::new("Geklärt: nicht behoben", "Settled: not repaired"),
        "closed" => Text::new("Abgeschlossen: behoben", "Closed: repaired"),
        "dismissed" => Text::new("Kein Mangel", "No defect"),
        _ => Text::new("Festgestellt", "Found"),
    }
}

/// What happened, in order.
pub(in crate::routes) fn history(ctx: &Ctx, say: Say, all: &[(Event, String)]) -> Markup {
    let events: Vec<timeline::Event> = all
        .iter()
        .map(|(e, who)| {
            let tone = if e.is_conflict { Tone::Danger } else { Tone::Neutral };
            let due = e.due_on.map(|day| format::date(say, day));
            timeline::Event {
                when: ctx.language.moment(e.at),
                datetime: e.at.to_string(),
                title: happened(&e.what).of(ctx.language).to_owned(),
                body: Some(html! {
                    @if let Some(day) = due { p { (say.of("Frist: ", "Until: ")) (day) } }
                    @if e.is_conflict { p { (say.of("Widerspricht einem anderen Eintrag.", "Contradicts another entry.")) } }
                    @if !e.details.text.is_empty() { (timeline::paragraphs(&e.details.text)) }
                }),
                tone,
                who: (!who.is_empty()).then(|| who.clone()),
            }
        })
        .collect();
    timeline(&events)
}
