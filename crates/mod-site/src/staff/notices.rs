//! For how long each official notice could be had: what the nightly look wrote down, and the same as
//! a file to hand over.

use axum::response::Response;
use jiff::Timestamp;
use kernel::publication::{self, Details, Find, Publication};
use kernel::{AppError, Audit, Ctx, Fields};
use web::badge::Tone;
use web::button::Weight;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, action_form, alert, badge, buttons, format, html, link_button};

use crate::probe::{LOOK, Records, SOUND, Span, Verdict};

/// Notices shown at most.
const NOTICES_MAX: i64 = 5_000;
const BASE: &str = "/verwaltung/bekanntmachungen";
const PROOF: &str = "/verwaltung/bekanntmachungen/nachweis.json";

async fn read(ctx: &Ctx) -> Result<(Vec<Publication>, Records), AppError> {
    ctx.read(|db| {
        let notices = publication::list(db, &Find::newest("notice", NOTICES_MAX))?;
        Ok((notices, Records::read(db)?))
    })
    .await
}

/// All notices with the time in which they could be had.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (notices, records) = read(&ctx).await?;
    let verdict = records.verify();
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .staff(say.of("Abrufbarkeit der Bekanntmachungen", "Availability of notices"))
        .lead(say.of(
            "Jede Nacht ruft das Haus jede Bekanntmachung ab wie ein Besucher und hält fest, was kam. So ist belegt, dass sie ununterbrochen bereitstand.",
            "Every night the house asks for every notice like a visitor and writes down what came. That proves that it was available without a gap.",
        ))
        .body(stack(html! {
            (state(say, &records, &verdict))
            @if notices.is_empty() || records.runs.is_empty() {
                (empty_state(
                    Icon::DOCUMENT,
                    say.of("Noch kein Nachweis", "No record yet"),
                    say.of("Die erste Prüfung läuft in der kommenden Nacht.", "The first look happens next night."),
                    html! {},
                ))
            } @else {
                (table(&ctx, say, &notices, &records))
                (buttons(html! {
                    (link_button(Weight::Secondary, &ctx.to(PROOF), say.of("Nachweis als Datei (JSON)", "Record as a file (JSON)")))
                    (link_button(Weight::Tertiary, &ctx.to("/bekanntmachungen/nachweis"), say.of("Öffentliche Seite mit Schlüssel", "Public page with the key")))
                }))
            }
            @if !notices.is_empty() {
                (action_form(&ctx.to(BASE), &ctx.form_token(), &[], Weight::Secondary, say.of("Jetzt prüfen und unterschreiben", "Look now and sign")))
            }
        }));
    let page = if fields.has("bestellt") {
        page.message(
            Tone::Info,
            say.of("Die Prüfung läuft", "The look is under way"),
            html! { p { (say.of("Laden Sie die Seite in einer Minute neu.", "Load the page again in a minute.")) } },
        )
    } else {
        page
    };
    Ok(frame.answer(page))
}

fn moment(say: Say, at: Timestamp) -> String {
    format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
}

/// How the last look ended, and whether the record is whole.
fn state(say: Say, records: &Records, verdict: &Verdict) -> Markup {
    let Some(last) = records.runs.last() else { return html! {} };
    let (count, at) = (records.runs.len(), moment(say, last.at));
    html! {
        @if let Some(run) = verdict.bent {
            (alert(Tone::Danger, say.of("Der Nachweis passt nicht zusammen", "The record does not fit together"), html! {
                p { (say.of(
                    format!("Ab Prüfung {run} wurde etwas verändert. Vergleichen Sie mit dem Protokoll und einer Sicherung."),
                    format!("From look {run} on something was altered. Compare with the logbook and a backup."),
                )) }
            }))
        } @else if last.failed > 0 {
            (alert(Tone::Warning, say.of("Bei der letzten Prüfung fehlte etwas", "Something was missing at the last look"), html! {
                p { (say.of(
                    format!("{at}: {} von {} Bekanntmachungen waren nicht vollständig abrufbar.", last.failed, last.asked),
                    format!("{at}: {} of {} notices were not fully available.", last.failed, last.asked),
                )) }
            }))
        } @else {
            (alert(Tone::Success, say.of("Alle Bekanntmachungen waren abrufbar", "All notices were available"), html! {
                p { (say.of(
                    format!("Letzte Prüfung: {at}. Bisher {count} Prüfungen, jede mit der vorigen verkettet, unterschrieben und im Protokoll vermerkt."),
                    format!("Last look: {at}. {count} looks so far, each chained to the one before, signed and noted in the logbook."),
                )) }
            }))
        }
        @if !verdict.gaps.is_empty() {
            p { (say.of("Ohne Prüfung blieb: ", "Nobody looked: "))
                @for (index, (from, until)) in verdict.gaps.iter().enumerate() {
                    @if index > 0 { "; " }
                    (moment(say, *from)) (say.of(" bis ", " to ")) (moment(say, *until))
                }
            }
        }
    }
}

fn table(ctx: &Ctx, say: Say, notices: &[Publication], records: &Records) -> Markup {
    let last_run = records.runs.last().map_or(0, |r| r.number);
    let rows = notices.iter().map(|it| {
        let spans = records.of(it.id);
        let provided = match &it.details {
            Details::Notice(notice) => notice.provided_on,
            _ => None,
        };
        let looks: i64 = spans.iter().map(|s| s.last_run - s.first_run + 1).sum();
        Row::new(vec![
            html! { a href=(ctx.to(&it.path())) { (it.title.of(ctx.language)) } },
            html! { @if let Some(day) = provided { (format::date_short(say, day)) } },
            html! { (period(say, &spans, last_run)) },
            html! { (looks) },
            html! { (troubles(say, &spans)) },
        ])
    });
    Table::new(
        say,
        say.of("Wann welche Bekanntmachung abrufbar war", "When which notice was available"),
    )
    .id("abrufbarkeit")
    .columns(vec![
        Column::new(say.of("Bekanntmachung", "Notice")),
        Column::new(say.of("Bereitgestellt", "Provided")),
        Column::new(say.of("Unverändert abrufbar", "Available unchanged")),
        Column::new(say.of("Prüfungen", "Looks")),
        Column::new(say.of("Ausfälle", "Outages")),
    ])
    .rows(rows)
    .render()
}

/// Since when it has been there without a change, or until when it was.
fn period(say: Say, spans: &[&Span], last_run: i64) -> String {
    let Some(span) = spans.iter().rfind(|s| s.state == SOUND) else {
        return say.of("noch nicht geprüft", "not looked at yet").to_owned();
    };
    let first = moment(say, span.first_at);
    if span.last_run == last_run {
        say.of(format!("seit {first}"), format!("since {first}"))
    } else {
        let last = moment(say, span.last_at);
        say.of(format!("{first} bis {last}"), format!("{first} to {last}"))
    }
}

fn troubles(say: Say, spans: &[&Span]) -> Markup {
    let bad: Vec<&&Span> = spans.iter().filter(|s| s.state != SOUND).collect();
    html! {
        @if bad.is_empty() { (badge(Tone::Success, say.of("keine", "none"))) }
        @for span in bad {
            p { (badge(Tone::Danger, &span.state)) " " (moment(say, span.first_at))
                @if span.first_run != span.last_run { (say.of(" bis ", " to ")) (moment(say, span.last_at)) }
            }
        }
    }
}

/// Looks now and signs, on top of every night.
pub async fn look(ctx: Ctx) -> Result<Response, AppError> {
    ctx.write(move |tx| {
        let now = kernel::clock::instant_text(tx.now());
        // Twice within a second is once.
        let key = format!("{LOOK}/{}", now.get(..19).unwrap_or(&now));
        kernel::jobs::schedule(tx, LOOK, &key, &())?;
        Ok(Audit::of("site.look_ordered", "notices").done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{BASE}?bestellt=1")))
}
