//! One reader: what its service offers, where it goes, how it stands.

use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{AppError, Audit, Ctx, Fields};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, alert, button, buttons, form, format, html, list};

use super::{ADDRESS_CHARS_MAX, READERS, STATION_CHARS_MAX, check, found, id, moment, standing};
use crate::KEEP;
use crate::pages::inbound::{shown_number, target_words};
use crate::reader::{Reader, Series};
use crate::store::inbound::{Target, targets};
use crate::store::readers as store;

/// Minutes between two questions.
const MINUTES: std::ops::RangeInclusive<i64> = 5..=1_440;
/// Questions by hand.
const BY_HAND: Rate =
    Rate { name: "sensors.reader", burst: 10, every: SignedDuration::from_secs(10) };

/// The page.
pub(crate) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let reader = found(&ctx, id(&key)?).await?;
    page(&ctx, &reader, &Errors::new()).await
}

async fn page(ctx: &Ctx, reader: &Reader, errors: &Errors) -> Result<Response, AppError> {
    let targets = ctx.read(targets).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let may_keep = ctx.actor.may(KEEP);
    let path = ctx.to(&format!("{READERS}/{}", reader.id));
    let body = html! {
        @if let Some(trouble) = &reader.trouble {
            (alert(Tone::Danger, say.of("Es kommen keine Werte", "No values come"), html! {
                p { (trouble.words().of(ctx.language)) }
                @if reader.is_on { p { (say.of(
                    format!("Es wird von selbst weiter versucht, das nächste Mal am {}.", moment(&frame, reader.next_at)),
                    format!("It is tried again by itself, next on {}.", moment(&frame, reader.next_at)),
                )) } }
            }))
        }
        (facts(ctx, &frame, reader))
        h2 { (say.of("Messreihen des Dienstes", "Series of the service")) }
        @if reader.series.is_empty() {
            p { (say.of("Noch unbekannt. Fragen Sie den Dienst einmal, dann stehen sie hier.", "Not known yet. Ask the service once, then they stand here.")) }
        } @else { (series(ctx, &frame, reader)) }
        @if may_keep {
            (Form::post(&format!("{path}/fragen"), &ctx.form_token()).body(buttons(button(Weight::Secondary, say.of("Jetzt fragen", "Ask now")))))
            (settings(ctx, &frame, reader, &targets, errors))
            (Form::post(&format!("{path}/entfernen"), &ctx.form_token()).body(html! {
                p { (say.of("Werte, die schon gespeichert sind, bleiben.", "Values that are stored already stay.")) }
                (buttons(button(Weight::Secondary, say.of("Nicht mehr abholen und austragen", "Fetch no longer and remove"))))
            }))
        }
    };
    let page = frame
        .staff(reader.name.clone())
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(super::super::DESK))
        .crumb(say.of("Werte anderer Dienste", "Values of other services"), ctx.to(READERS))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn facts(ctx: &Ctx, frame: &Frame<'_>, reader: &Reader) -> Markup {
    let say = frame.say;
    let never = || say.of("noch nie", "never yet").to_owned();
    let count = |number: i64| html! { (format::number(say, number)) };
    let rows: Vec<(&str, Markup)> = vec![
        (say.of("Stand", "State"), standing(frame, reader, ctx.now())),
        (
            say.of("Dienst", "Service"),
            html! { (reader.kind.label().of(ctx.language)) ", " code { (reader.address) } },
        ),
        (say.of("Nutzung", "Terms"), html! { (reader.kind.terms().of(ctx.language)) }),
        (
            say.of("Zuletzt gehört", "Last heard"),
            html! { (reader.heard_at.map_or_else(never, |at| moment(frame, at))) },
        ),
        (say.of("Gespeicherte Werte", "Values stored"), count(reader.stored)),
        (say.of("Schon bekannt", "Known already"), count(reader.known)),
        (say.of("Aus der Zukunft", "Ahead of us"), count(reader.ahead)),
        (say.of("Vom Register zurückgehalten", "Held back by the register"), count(reader.held)),
    ];
    list::definition_list(&rows)
}

fn series(ctx: &Ctx, frame: &Frame<'_>, reader: &Reader) -> Markup {
    let say = frame.say;
    Table::new(say, say.of("Messreihen des Dienstes", "Series of the service"))
        .caption_hidden()
        .dense()
        .columns(vec![
            Column::new(say.of("Messreihe", "Series")),
            Column::number(say.of("Letzter Wert", "Latest value")),
            Column::new(say.of("Gemessen", "Measured")),
            Column::new(say.of("Lücken", "Gaps")),
        ])
        .rows(reader.series.iter().map(|one| {
            let value = one.value.map(|v| format!("{} {}", shown_number(v, ctx.language), one.unit));
            Row::new(vec![
                html! { (one.name) " (" (one.key) ")" },
                html! { (value.unwrap_or_default()) },
                html! {
                    @if let Some(at) = one.at { (moment(frame, at)) }
                    @if one.silent_since(ctx.now()).is_some() { " " (web::badge(Tone::Warning, say.of("schweigt", "silent"))) }
                },
                gaps(frame, one),
            ])
        }))
        .render()
}

fn gaps(frame: &Frame<'_>, one: &Series) -> Markup {
    let say = frame.say;
    let Some((from, until)) = one.gap else { return html! { (say.of("keine", "none")) } };
    let (from, until) = (moment(frame, from), moment(frame, until));
    html! { (say.of(
        format!("{}, zuletzt {from} bis {until}", one.gaps),
        format!("{}, the latest {from} to {until}", one.gaps),
    )) }
}

/// The name of the field of a series.
fn field(n: usize) -> String {
    format!("reihe{n}")
}

fn settings(
    ctx: &Ctx,
    frame: &Frame<'_>,
    reader: &Reader,
    targets: &[Target],
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let minutes = reader.minutes.to_string();
    let mut streams = vec![(String::new(), say.of("nicht übernehmen", "leave it").to_owned())];
    streams.extend(targets.iter().map(|target| (target.0.to_string(), target_words(target))));
    let streams: Vec<Choice> = streams.iter().map(|(key, name)| Choice::new(key, name)).collect();
    let action = ctx.to(&format!("{READERS}/{}", reader.id));
    html! {
        h2 { (say.of("Was übernommen wird", "What is taken over")) }
        (Form::post(&action, &ctx.form_token()).body(html! {
            @if !reader.series.is_empty() {
                (form::group(say.of("Wohin die Messreihen gehören", "Where the series belong"), None, html! {
                    @for (n, one) in reader.series.iter().enumerate() {
                        @let label = if one.unit.is_empty() { one.name.clone() } else { format!("{} ({})", one.name, one.unit) };
                        @let value = one.stream.map(|s| s.to_string()).unwrap_or_default();
                        (Field::new(say, &field(n), &label).value(&value).error(errors.get(&field(n))).select(&streams))
                        input type="hidden" name=(format!("{}_kennung", field(n))) value=(one.key);
                    }
                }))
            }
            (Field::new(say, "adresse", say.of("Adresse des Dienstes", "Address of the service")).value(&reader.address).error(errors.get("adresse")).max_length(ADDRESS_CHARS_MAX).text())
            (Field::new(say, "station", say.of("Kennung der Messstelle", "Identifier of the station")).value(&reader.station).error(errors.get("station")).max_length(STATION_CHARS_MAX).text())
            (Field::new(say, "minuten", say.of("Minuten zwischen zwei Fragen", "Minutes between two questions")).value(&minutes).hint(say.of("5 bis 1.440", "5 to 1,440")).error(errors.get("minuten")).number())
            (Field::new(say, "an", say.of("Regelmäßig abholen", "Fetch regularly")).value(if reader.is_on { "ja" } else { "" }).checkbox())
            (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
        }))
    }
}

/// Saves what is taken over, and whether.
pub(crate) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let mut reader = found(&ctx, id(&key)?).await?;
    let known: Vec<i64> = ctx.read(targets).await?.iter().map(|target| target.0).collect();
    let (address, station) = (fields.text("adresse"), fields.text("station"));
    let mut problem = check(reader.kind, &address, &station);
    let minutes = fields.get("minuten").replace('.', "").parse().ok();
    let minutes = minutes.filter(|m: &i64| MINUTES.contains(m));
    if minutes.is_none() {
        problem =
            problem.at("minuten", "Geben Sie 5 bis 1.440 Minuten an.", "Enter 5 to 1,440 minutes.");
    }
    for n in 0..reader.series.len() {
        // By what the service calls it: the list may have grown meanwhile.
        let key = fields.get(&format!("{}_kennung", field(n))).to_owned();
        let stream: Option<i64> = fields.get(&field(n)).parse().ok();
        if stream.is_some_and(|s| !known.contains(&s)) {
            problem = problem.at(&field(n), "Wählen Sie eine Messreihe.", "Choose a series.");
        }
        if let Some(one) = reader.series.iter_mut().find(|s| s.key == key)
            && one.stream != stream
        {
            (one.stream, one.taken, one.gaps, one.gap) = (stream, None, 0, None);
        }
    }
    if reader.station != station {
        // Another station: what was known of the one before tells nothing.
        reader.series.retain(|one| one.stream.is_some());
        for one in &mut reader.series {
            (one.taken, one.at, one.value, one.gaps, one.gap) = (None, None, None, 0, None);
        }
    }
    (reader.address, reader.station) = (address, station);
    reader.is_on = fields.get("an") == "ja";
    reader.minutes = minutes.unwrap_or(reader.minutes);
    if !problem.fields.is_empty() {
        return page(&ctx, &reader, &Frame::of(&ctx).errors_of(&problem)).await;
    }
    reader.address = super::base(&reader.address).unwrap_or_default();
    let id = reader.id;
    ctx.write(move |tx| {
        reader.next_at = tx.now();
        store::set(tx, &reader)?;
        Ok(Audit::of("sensors.reader_set", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{READERS}/{id}")))
}

/// Asks the service now.
pub(crate) async fn ask(ctx: Ctx, path: Path<String>) -> Result<Response, AppError> {
    ctx.limit(BY_HAND)?;
    let id = super::asked_now(&ctx, path).await?;
    Ok(ctx.redirect(&format!("{READERS}/{id}")))
}

/// Removes it.
pub(crate) async fn remove(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    found(&ctx, wanted).await?;
    ctx.write(move |tx| {
        store::remove(tx, wanted)?;
        Ok(Audit::of("sensors.reader_removed", wanted).done())
    })
    .await?;
    Ok(ctx.redirect(READERS))
}
