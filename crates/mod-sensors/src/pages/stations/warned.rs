//! Warnings of a station: what stands, from which value on it warns, what was; and the same as feeds.

use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use kernel::{AppError, Ctx, Id, Language, Reader};
use norm_feeds::feed::{Entry, Feed};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, alert, badge, buttons, card, html, link_button};

use super::data::answer;
use crate::pages::watch::{gravity_badge, rule_words};
use crate::register::State;
use crate::station::Station;
use crate::store::watch::{self as store, Spot};
use crate::store::{stations, warnings};
use crate::watch::tell::{level_words, moment, peak_words};
use crate::watch::{Ending, Gravity, Kind, Threshold, Warning};

/// Warnings in the list of a station.
const LISTED: i64 = 30;
/// Warnings in a feed.
const FED: usize = 50;

/// What a station's page tells of warnings.
pub(super) struct Warned {
    /// Public thresholds that are on.
    pub thresholds: Vec<(Threshold, Spot)>,
    /// Public warnings, the latest first.
    pub history: Vec<(Warning, Spot)>,
}

/// Reads it.
pub(super) fn of(reader: &mut Reader<'_>, thing: i64) -> Result<Warned, AppError> {
    let mut warned = Warned { thresholds: Vec::new(), history: Vec::new() };
    for t in store::of_thing(reader, thing)? {
        let spot = store::spot(reader, t.stream)?;
        if t.is_on && t.plan.is_public && spot.is_shown {
            warned.thresholds.push((t, spot));
        }
    }
    for w in warnings::history(reader, thing, LISTED)? {
        let spot = store::spot(reader, w.stream)?;
        if spot.is_shown {
            warned.history.push((w, spot));
        }
    }
    Ok(warned)
}

impl Warned {
    /// The levels of a stream, for its plot.
    pub fn limits(&self, stream: i64, language: Language) -> Vec<(f64, String)> {
        self.thresholds
            .iter()
            .filter(|(t, _)| t.stream == stream && t.rule.kind != Kind::Silent)
            .map(|(t, _)| (t.rule.level, t.plan.title.of(language).to_owned()))
            .collect()
    }
}

/// What stands, at the top of the page.
pub(super) fn standing(ctx: &Ctx, warned: &Warned) -> Markup {
    html! {
        @for (w, spot) in warned.history.iter().filter(|(w, _)| w.ending == Ending::Stands) {
            @let plan = warned.thresholds.iter().find(|(t, _)| t.id == w.threshold).map(|(t, _)| &t.plan);
            @let tone = match w.gravity { Gravity::Info => Tone::Info, Gravity::Caution => Tone::Warning, Gravity::Danger => Tone::Danger };
            (alert(tone, w.title.of(ctx.language), html! {
                @if let Some(plan) = plan { p { (plan.text.of(ctx.language)) } }
                p { (level_words(w, spot, ctx.language)) ", " (ctx.say("seit ", "since ")) (moment(w.began_at, ctx.language)) }
            }))
        }
    }
}

/// The part of the page about warnings; nothing where the station never warns.
pub(super) fn section(ctx: &Ctx, frame: &Frame<'_>, station: &Station, warned: &Warned) -> Markup {
    let say = frame.say;
    if warned.thresholds.is_empty() && warned.history.is_empty() {
        return Markup::default();
    }
    let here = ctx.to(&station.path());
    html! {
        h2 #warnungen { (say.of("Warnungen", "Warnings")) }
        @if !warned.thresholds.is_empty() {
            p { (say.of("Diese Messstelle warnt von selbst:", "This station warns by itself:")) }
            ul { @for (t, spot) in &warned.thresholds {
                li { (gravity_badge(t.plan.gravity, ctx)) " " strong { (t.plan.title.of(ctx.language)) } ": " (spot.stream) " " (rule_words(t, spot, ctx)) }
            } }
            (buttons(link_button(Weight::Secondary, &ctx.to(&format!("/sensoren/abo?messstelle={}", station.thing)), say.of("Warnungen per E-Mail bekommen", "Get warnings by mail"))))
        }
        @if warned.history.is_empty() {
            p { (say.of("Bisher hat sie nicht gewarnt.", "It has not warned so far.")) }
        } @else { (history(ctx, frame, &warned.history)) }
        (card::link_list(&[(say.of("Warnungen dieser Messstelle als Feed (Atom)", "Warnings of this station as a feed (Atom)"), &format!("{here}/warnungen.atom"))]))
    }
}

fn history(ctx: &Ctx, frame: &Frame<'_>, all: &[(Warning, Spot)]) -> Markup {
    let say = frame.say;
    let language = ctx.language;
    Table::new(say, say.of("Warnungen bisher", "Warnings so far"))
        .columns(vec![
            Column::new(say.of("Warnung", "Warning")),
            Column::new(say.of("Von", "From")),
            Column::new(say.of("Bis", "To")),
            Column::number(say.of("Äußerster Wert", "Most extreme value")),
        ])
        .rows(all.iter().map(|(w, spot)| {
            Row::new(vec![
                html! { (gravity_badge(w.gravity, ctx)) " " (w.title.of(language)) },
                html! { (moment(w.began_at, language)) },
                html! { @match w.ended_at {
                    Some(at) => { (moment(at, language)) @if w.ending != Ending::Values { br; (w.ending.label().of(language)) } },
                    None => (badge(Tone::Warning, say.of("besteht", "stands"))),
                } },
                html! { (peak_words(w, spot, language).unwrap_or_else(|| "–".to_owned())) },
            ])
        }))
        .render()
}

/// Warnings of all stations, as Atom.
pub(crate) async fn feed_of_all(ctx: Ctx) -> Result<Response, AppError> {
    let all = ctx
        .read(|db| {
            let mut all = Vec::new();
            for station in stations::all(db)?.iter().filter(|s| s.state == State::Published) {
                all.extend(of(db, station.thing)?.history);
            }
            Ok(all)
        })
        .await?;
    let title = ctx.say("Warnungen von Sensoren", "Warnings of sensors").to_owned();
    let page = "/sensoren/stationen".to_owned();
    Ok(feed(&ctx, &title, &page, "/sensoren/warnungen.atom", all))
}

/// Warnings of one station, as Atom.
pub(crate) async fn feed_of_station(
    ctx: Ctx,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let thing = Station::number(&key).ok_or(AppError::NotFound)?;
    let (station, warned) = ctx
        .read(move |db| {
            let station = stations::one(db, thing)?;
            if station.state != State::Published {
                return Err(AppError::NotFound);
            }
            Ok((station, of(db, thing)?))
        })
        .await?;
    let title = format!("{}: {}", ctx.say("Warnungen", "Warnings"), station.name);
    let path = station.path();
    Ok(feed(&ctx, &title, &path, &format!("{path}/warnungen.atom"), warned.history))
}

/// Warnings of one threshold, as Atom.
pub(crate) async fn feed_of_threshold(
    ctx: Ctx,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let id: Id<Threshold> = key.parse().map_err(|_| AppError::NotFound)?;
    let (threshold, spot, mut warned) = ctx
        .read(move |db| {
            let threshold = store::find(db, id)?;
            let spot = store::spot(db, threshold.stream)?;
            if !threshold.plan.is_public || !spot.is_shown {
                return Err(AppError::NotFound);
            }
            let warned = of(db, spot.thing)?;
            Ok((threshold, spot, warned))
        })
        .await?;
    warned.history.retain(|(w, _)| w.threshold == id);
    let title = format!("{}: {}", threshold.plan.title.of(ctx.language), spot.station);
    let own = format!("/sensoren/schwelle/{id}/warnungen.atom");
    Ok(feed(&ctx, &title, &spot.path(), &own, warned.history))
}

fn feed(ctx: &Ctx, title: &str, page: &str, own: &str, mut all: Vec<(Warning, Spot)>) -> Response {
    all.sort_by_key(|(w, _)| std::cmp::Reverse(w.raised_at));
    all.truncate(FED);
    let base = &ctx.town.plan().base_url;
    let profile = ctx.town.profile();
    let page_url = format!("{base}{}", ctx.to(page));
    let own_url = format!("{base}{}", ctx.to(own));
    let entries = all.iter().flat_map(|(w, spot)| of_warning(ctx, base, w, spot)).collect();
    let feed = Feed {
        id: own_url.clone(),
        title: format!("{}: {title}", profile.name),
        description: String::new(),
        language: ctx.language.tag().to_owned(),
        own_url,
        page_url,
        author: profile.name.clone(),
        entries,
        ..Feed::default()
    };
    answer(feed.atom(), "application/atom+xml; charset=utf-8", 60)
}

/// A warning is an entry, its end is another: readers show both as news.
fn of_warning(ctx: &Ctx, base: &str, w: &Warning, spot: &Spot) -> Vec<Entry> {
    let language = ctx.language;
    let title = w.title.of(language);
    let url = format!("{base}{}#warnungen", ctx.to(&spot.path()));
    let entry = |suffix: &str, title: String, summary: String, at: Timestamp| Entry {
        id: format!("urn:uuid:{}{suffix}", w.id),
        title,
        url: url.clone(),
        summary,
        language: language.tag().to_owned(),
        published: at,
        updated: at,
        categories: vec![spot.station.clone()],
        ..Entry::default()
    };
    let level = level_words(w, spot, language);
    let mut all = Vec::new();
    if let (Some(closed), Some(ended)) = (w.closed_at, w.ended_at) {
        let word = ctx.say("Entwarnung", "All clear");
        let summary = format!("{}, {}", w.ending.label().of(language), moment(ended, language));
        all.push(entry("#ende", format!("{word}: {title}, {}", spot.station), summary, closed));
    }
    let since = ctx.say("seit", "since");
    let summary = format!("{level}, {since} {}", moment(w.began_at, language));
    all.push(entry("", format!("{title}, {}", spot.station), summary, w.raised_at));
    all
}
