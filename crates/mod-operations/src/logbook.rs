//! The logbook: who did what, when; its chain can be verified and everything exported.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::audit::{self, Entry, Verdict};
use kernel::{AppError, Audit, Ctx, Fields};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::badge::Tone;
use web::button::Weight;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Field, Frame, Markup, Say, action_form, format, html, link_button};

/// Lines on one page.
const LINES: i64 = 50;
/// Lines fetched at once while exporting.
const EXPORT_PAGE: i64 = 2_000;
/// Lines of one export; more are fetched by `vor=`.
const EXPORT_MAX: usize = 200_000;

struct Asked {
    subject: String,
    action: String,
    before: i64,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        Self {
            subject: fields.get("gegenstand").to_owned(),
            action: fields.get("handlung").to_owned(),
            before: fields.get("vor").parse().unwrap_or(i64::MAX),
        }
    }

    fn url(&self, path: &str, before: Option<i64>) -> String {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut pairs = Vec::new();
        for (name, value) in [("gegenstand", &self.subject), ("handlung", &self.action)] {
            if !value.is_empty() {
                pairs.push(format!("{name}={}", encode(value)));
            }
        }
        if let Some(before) = before {
            pairs.push(format!("vor={before}"));
        }
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

/// The newest lines, filtered.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    page(&ctx, &fields, None).await
}

/// Verifies the chain and says what came out.
pub async fn verify(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let verdict = ctx.read(audit::verify).await?;
    page(&ctx, &fields, Some(verdict)).await
}

async fn page(ctx: &Ctx, fields: &Fields, verdict: Option<Verdict>) -> Result<Response, AppError> {
    let asked = Asked::of(fields);
    let (subject, action, before) = (asked.subject.clone(), asked.action.clone(), asked.before);
    let lines = ctx.read(move |db| audit::latest_of(db, &subject, &action, before, LINES)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let own = ctx.to("/verwaltung/protokoll");
    let mut page = frame
        .staff(say.of("Protokoll", "Logbook"))
        .path(&own)
        .lead(say.of(
            "Wer hat wann was getan. Jede Zeile ist mit der vorigen verkettet; niemand kann sie unbemerkt ändern.",
            "Who did what, when. Each line is chained to the one before; nobody can change it unnoticed.",
        ))
        .head_actions(html! {
            (action_form(&ctx.to("/verwaltung/protokoll/pruefen"), &ctx.form_token(), &[],
                Weight::Secondary, say.of("Kette prüfen", "Verify the chain")))
            (link_button(Weight::Tertiary, &asked.url(&ctx.to("/verwaltung/protokoll.jsonl"), None),
                say.of("Als JSON-Zeilen herunterladen", "Download as JSON lines")))
        })
        .body(stack(html! {
            (filter(say, &own, &asked))
            @if lines.is_empty() { (nothing(say, &own)) }
            @else {
                (table(ctx, say, &lines))
                @if let Some(last) = lines.last().filter(|_| lines.len() >= 50 && more(&lines)) {
                    (link_button(Weight::Secondary, &asked.url(&own, Some(last.seq)),
                        say.of("Ältere Zeilen", "Older lines")))
                }
            }
        }));
    if let Some(verdict) = &verdict {
        let (tone, title, text) = verdict_words(say, verdict);
        page = page.message(tone, title, html! { p { (text) } });
    }
    Ok(frame.answer(page))
}

/// Line 1 is the first of all.
fn more(lines: &[Entry]) -> bool {
    lines.last().is_some_and(|last| last.seq > 1)
}

fn verdict_words(say: Say, verdict: &Verdict) -> (Tone, String, String) {
    match verdict {
        Verdict::Sound(count, hash) => (
            Tone::Success,
            say.of("Die Kette ist unversehrt", "The chain is sound").to_owned(),
            say.of(
                format!("{} Zeilen ohne Lücke. Prüfsumme der letzten: {hash}", format::number(say, *count)),
                format!("{} lines without a gap. Hash of the last one: {hash}", format::number(say, *count)),
            ),
        ),
        Verdict::Broken { seq, reason } => (
            Tone::Danger,
            say.of(format!("Zeile {seq} ist gebrochen"), format!("Line {seq} is broken")),
            say.of(
                format!("Jemand hat das Protokoll an der Datenbank vorbei geändert ({reason}). Vergleichen Sie mit der letzten Sicherung und sprechen Sie mit der Datenschutzbeauftragten."),
                format!("Somebody changed the logbook by hand ({reason}). Compare it with the last backup and talk to the data protection officer."),
            ),
        ),
    }
}

fn filter(say: Say, own: &str, asked: &Asked) -> Markup {
    let is_set = !asked.subject.is_empty() || !asked.action.is_empty();
    filter_bar(
        say,
        own,
        html! {
            (Field::new(say, "gegenstand", say.of("Gegenstand", "Subject"))
                .hint(say.of("Kennung, zum Beispiel eines Vorgangs", "Identifier, for example of a case"))
                .value(&asked.subject).text())
            (Field::new(say, "handlung", say.of("Handlung", "Action"))
                .hint(say.of("Zum Beispiel settings.changed", "For example settings.changed"))
                .value(&asked.action).text())
        },
        is_set.then_some(own),
    )
}

fn nothing(say: Say, own: &str) -> Markup {
    empty_state(
        Icon::SHIELD,
        say.of("Keine Zeile passt", "No line fits"),
        say.of(
            "Prüfen Sie die Schreibweise oder zeigen Sie alle Zeilen.",
            "Check the spelling or show all lines.",
        ),
        link_button(Weight::Secondary, own, say.of("Alle Zeilen zeigen", "Show all lines")),
    )
}

fn table(ctx: &Ctx, say: Say, lines: &[Entry]) -> Markup {
    let moment = |text: &str| {
        text.parse::<jiff::Timestamp>().map_or_else(
            |_| text.to_owned(),
            |at| format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime()),
        )
    };
    let rows = lines.iter().map(|line| {
        let asked = Asked { subject: line.subject.clone(), action: String::new(), before: 0 };
        let url = asked.url(&ctx.to("/verwaltung/protokoll"), None);
        Row::new(vec![
            html! { (line.seq) },
            html! { (moment(&line.at)) },
            html! { code { (line.action) } },
            html! { a href=(url) { (line.subject) } },
            html! { (line.actor) },
            html! { (line.note) },
        ])
    });
    Table::new(say, say.of("Zeilen, die neuesten zuerst", "Lines, the newest first"))
        .dense()
        .caption_hidden()
        .columns(vec![
            Column::number(say.of("Nr.", "No.")),
            Column::new(say.of("Wann", "When")),
            Column::new(say.of("Handlung", "Action")),
            Column::new(say.of("Gegenstand", "Subject")),
            Column::new(say.of("Wer", "Who")),
            Column::new(say.of("Bemerkung", "Note")),
        ])
        .rows(rows)
        .render()
}

/// The lines as JSON, one per line, newest first. Exporting leaves a line itself.
pub async fn export(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let asked = Asked::of(&fields);
    let out = ctx
        .read(move |db| {
            let (mut out, mut before, mut count) = (String::new(), asked.before, 0);
            loop {
                let lines =
                    audit::latest_of(db, &asked.subject, &asked.action, before, EXPORT_PAGE)?;
                let Some(last) = lines.last() else { break };
                before = last.seq;
                for line in &lines {
                    out.push_str(&serde_json::to_string(line)?);
                    out.push('\n');
                }
                count += lines.len();
                if count >= EXPORT_MAX {
                    break;
                }
            }
            Ok((out, count))
        })
        .await?;
    let (out, count) = out;
    ctx.write(move |_| {
        Ok(Audit::of("operations.logbook_exported", "logbook")
            .note(format!("lines={count}"))
            .done())
    })
    .await?;
    let mut response = Body::from(out).into_response();
    let headers = response.headers_mut();
    headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl; charset=utf-8"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"protokoll.jsonl\""),
    );
    Ok(response)
}
