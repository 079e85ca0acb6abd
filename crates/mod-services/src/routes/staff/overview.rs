//! The list of all services, with what is missing.

use std::sync::Arc;

use axum::response::Response;
use kernel::forms::{self, SharedForm};
use kernel::org::{self, Unit};
use kernel::search::fold;
use kernel::{AppError, Ctx, Fields, Reader, Town};
use web::badge::badge;
use web::button::Weight;
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Field, Frame, Markup, Say, Tone, buttons, html, link_button};

use super::{BASE, base};
use crate::gaps::{Gap, gaps};
use crate::model::{Record, State};
use crate::{catalogue, store};

/// A line of the list.
pub(crate) struct Line {
    pub(crate) record: Record,
    pub(crate) is_online: bool,
    pub(crate) unit: Option<Unit>,
    pub(crate) gaps: Vec<Gap>,
}

/// All services and the forms without a page.
pub(crate) struct Overview {
    pub(crate) lines: Vec<Line>,
    pub(crate) bare: Vec<SharedForm>,
}

impl Overview {
    pub(crate) fn read(town: &Town, reader: &mut Reader<'_>) -> Result<Self, AppError> {
        let (open, units) = (forms::all(town, reader)?, org::all(reader)?);
        let competences = org::competences(reader)?;
        let today = reader.today();
        let records = store::all(reader)?;
        let has_page = |form: &SharedForm| records.iter().any(|r| r.service.slug == form.service);
        let bare = open.iter().filter(|form| !has_page(form)).cloned().collect();
        let lines = records.into_iter().map(|record| {
            let form = open.iter().find(|form| form.service == record.service.slug);
            let unit_of = |key: &str| {
                let (_, id) = competences.iter().find(|(kind, _)| kind == key)?;
                units.iter().find(|unit| unit.id == *id).cloned()
            };
            let unit = unit_of(&catalogue::competence(&record.service, form))
                .or_else(|| unit_of(&record.service.slug));
            let gaps = match record.state {
                State::Off => Vec::new(),
                _ => gaps(&record.service, unit.is_some(), record.changed_at, today),
            };
            Line { is_online: form.is_some(), unit, gaps, record }
        });
        Ok(Self { lines: lines.collect(), bare })
    }
}

/// The list, narrowed by words, state and gap.
pub(crate) async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let mut all = ctx.read(move |db| Overview::read(&town, db)).await?;
    all.lines.sort_by_cached_key(|line| fold(line.record.service.title.of(ctx.language)));
    let is_empty = all.lines.is_empty() && all.bare.is_empty();
    let (query, wanted, gap) =
        (fold(fields.get("q")), fields.get("stand").to_owned(), fields.get("luecke").to_owned());
    all.lines.retain(|line| {
        let service = &line.record.service;
        let text = fold(&format!(
            "{} {} {} {}",
            service.title.de, service.title.en, service.slug, service.keywords
        ));
        query.split_whitespace().all(|word| text.contains(word))
            && (wanted.is_empty() || line.record.state.word() == wanted)
            && (gap.is_empty() || line.gaps.iter().any(|one| one.word() == gap))
    });
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = stack(html! {
        @if is_empty { (nothing(say)) } @else {
            (filters(&ctx, say, &fields))
            (table(&ctx, say, &all.lines))
            @if !all.bare.is_empty() { (bare(&ctx, say, &all.bare)) }
        }
    });
    let new = html! {
        (link_button(Weight::Primary, &ctx.to(&base("neu")), say.of("Neue Leistung", "New service")))
        (link_button(Weight::Secondary, &ctx.to(&base("themen")), say.of("Lebenslagen", "Life situations")))
        (link_button(Weight::Secondary, &ctx.to(&base("einfuhr")), say.of("Übernehmen", "Take over")))
        (link_button(Weight::Secondary, &ctx.to(&base("ausfuhr")), say.of("Ausfuhr", "Export")))
        (link_button(Weight::Secondary, &ctx.to(&base("reifegrad")), say.of("Wie weit sind wir online?", "How far are we online?")))
    };
    let mut page =
        frame.staff(say.of("Leistungen", "Services")).head_actions(buttons(new)).body(body);
    if fields.has("entfernt") {
        page = page.message(Tone::Success, say.of("Entfernt", "Removed"), html! {});
    }
    Ok(frame.answer(page))
}

fn nothing(say: Say) -> Markup {
    empty_state(
        Icon::CHECKLIST,
        say.of("Noch keine Leistungen", "No services yet"),
        say.of(
            "Beschreiben Sie, was die Stadt für die Menschen tut. Jede Leistung bekommt eine eigene Seite.",
            "Describe what the town does for people. Every service gets a page of its own.",
        ),
        html! {},
    )
}

fn filters(ctx: &Ctx, say: Say, fields: &Fields) -> Markup {
    let states = [
        Choice::new("", say.of("alle", "all")),
        Choice::new(State::Public.word(), say.of("öffentlich", "public")),
        Choice::new(State::Draft.word(), say.of("Entwurf", "draft")),
        Choice::new(State::Off.word(), say.of("entfernt", "removed")),
    ];
    let labels: Vec<_> = Gap::ALL.iter().map(|gap| (gap.word(), gap.label())).collect();
    let gaps: Vec<Choice<'_>> = std::iter::once(Choice::new("", say.of("egal", "any")))
        .chain(labels.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))))
        .collect();
    let is_set = ["q", "stand", "luecke"].iter().any(|name| !fields.get(name).is_empty());
    let clear = ctx.to(BASE);
    filter_bar(
        say,
        &ctx.to(BASE),
        html! {
            (Field::new(say, "q", say.of("Suchen", "Search")).value(fields.get("q")).text())
            (Field::new(say, "stand", say.of("Stand", "State")).value(fields.get("stand")).select(&states))
            (Field::new(say, "luecke", say.of("Was fehlt", "What is missing")).value(fields.get("luecke")).select(&gaps))
        },
        is_set.then_some(clear.as_str()),
    )
}

fn table(ctx: &Ctx, say: Say, lines: &[Line]) -> Markup {
    let rows = lines.iter().map(|line| {
        let service = &line.record.service;
        Row::new(vec![
            html! { a href=(ctx.to(&base(&service.slug))) { (service.title.of(ctx.language)) } },
            html! {
                (super::state(say, line.record.state))
                @if line.is_online { " " (badge(Tone::Info, say.of("online", "online"))) }
            },
            html! {
                @for (index, gap) in line.gaps.iter().enumerate() {
                    @if index > 0 { br; }
                    (gap.label().of(ctx.language))
                }
                @if line.gaps.is_empty() { (say.of("nichts", "nothing")) }
            },
            html! {
                @if let Some(unit) = &line.unit { (unit.number) " " (unit.name.of(ctx.language)) }
                @else { (say.of("keine", "none")) }
            },
            html! { (ctx.language.moment(line.record.changed_at)) },
        ])
    });
    let count = match lines.len() {
        1 => say.of("1 Leistung", "1 service").to_owned(),
        n => say.of(format!("{n} Leistungen"), format!("{n} services")),
    };
    html! {
        div role="status" { p { (count) } }
        @if !lines.is_empty() {
            (Table::new(say, say.of("Leistungen", "Services"))
                .caption_hidden()
                .dense()
                .columns(vec![
                    Column::new(say.of("Leistung", "Service")),
                    Column::new(say.of("Stand", "State")),
                    Column::new(say.of("Es fehlt", "Missing")),
                    Column::new(say.of("Zuständig", "In charge")),
                    Column::new(say.of("Geändert", "Changed")),
                ])
                .rows(rows)
                .render())
        }
    }
}

/// Open forms that speak for themselves so far.
fn bare(ctx: &Ctx, say: Say, forms: &[SharedForm]) -> Markup {
    let rows = forms.iter().map(|form| {
        let title = form.title.of(ctx.language);
        let url = ctx.to(&format!("{}?formular={}", base("neu"), form.service));
        Row::new(vec![
            html! { a href=(ctx.to(&format!("/leistungen/{}", form.service))) { (title) } },
            html! {
                a href=(url) { (say.of(
                    format!("Seite zu „{title}“ schreiben"),
                    format!("Write a page about “{title}”"),
                )) }
            },
        ])
    });
    html! {
        section {
            h2 { (say.of("Formulare ohne eigene Seite", "Forms without a page of their own")) }
            p { (say.of(
                "Diese Online-Formulare sind offen. Auf ihrer Seite steht nur, was das Formular selbst sagt.",
                "These online forms are open. Their page says only what the form itself says.",
            )) }
            (Table::new(say, say.of("Formulare ohne eigene Seite", "Forms without a page of their own"))
                .caption_hidden()
                .columns(vec![
                    Column::new(say.of("Formular", "Form")),
                    Column::action(say.of("Seite schreiben", "Write a page")),
                ])
                .rows(rows)
                .render())
        }
    }
}
