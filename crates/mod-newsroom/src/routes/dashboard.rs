//! The first page of the newsroom: what is mine, what waits for me, what is coming, what is to do.

use std::collections::BTreeMap;

use axum::response::Response;
use jiff::SignedDuration;
use kernel::people::Account;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved};
use web::button::{Weight, action_link, link_button};
use web::empty::empty_state;
use web::icon::Icon;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, html};

use super::{BASE, base, state_badge};
use crate::model::{Item, State, kind_name};
use crate::store::{self, TaskRow, Wanted};
use crate::{MANAGE, PUBLISH, REVIEW};

/// Rows of each list on the page.
const ROWS: i64 = 12;
/// Days ahead that the page looks.
const AHEAD_DAYS: i64 = 14;

struct Desk {
    mine: Vec<Item>,
    to_review: Vec<Item>,
    scheduled: Vec<Item>,
    ending: Vec<Item>,
    second_look: Vec<Item>,
    tasks: Vec<TaskRow>,
}

fn readable(items: Vec<Item>, actor: &kernel::Actor) -> Vec<Item> {
    use kernel::access::Guarded;
    items.into_iter().filter(|item| item.readable_by(actor)).collect()
}

async fn desk(ctx: &Ctx) -> Result<Desk, AppError> {
    let actor = ctx.actor.clone();
    ctx.read(move |db| {
        let of = |state: State| Wanted {
            state: state.word().to_owned(),
            limit: 100,
            ..Wanted::default()
        };
        let me = actor.account().map(|a: Id<Account>| a.to_string()).unwrap_or_default();
        let open = [State::Returned, State::Draft, State::Submitted, State::Approved];
        let mut mine = Vec::new();
        for state in open {
            let wanted = Wanted { owner: me.clone(), limit: ROWS, ..of(state) };
            mine.extend(store::list(db, &wanted)?);
        }
        let to_review = if actor.may(REVIEW) {
            readable(store::list(db, &of(State::Submitted))?, &actor)
        } else {
            Vec::new()
        };
        let scheduled = readable(store::list(db, &of(State::Scheduled))?, &actor);
        let now = db.now();
        let ahead = now.checked_add(SignedDuration::from_hours(24 * AHEAD_DAYS));
        let planned = store::planned(db, now, ahead.map_err(AppError::internal)?)?;
        let ending = planned
            .into_iter()
            .filter(|i| i.is_out() && i.ends_at.is_some_and(|end| end >= now))
            .collect();
        let out = readable(store::list(db, &of(State::Published))?, &actor);
        let second_look = out.into_iter().filter(|i| i.needs_second_look).collect();
        let tasks = store::open_tasks(db)?
            .into_iter()
            .filter(|t| t.unit.is_none_or(|u| actor.may_in(crate::WRITE, u)))
            .collect();
        Ok(Desk {
            mine,
            to_review,
            scheduled,
            ending: readable(ending, &actor),
            second_look,
            tasks,
        })
    })
    .await
}

/// The page.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let desk = desk(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut links: Vec<(&str, String)> = vec![
        (say.of("Alle Texte", "All texts"), ctx.to(&format!("{BASE}/alle"))),
        (say.of("Kalender", "Calendar"), ctx.to(&format!("{BASE}/kalender"))),
        (
            say.of("Vorlagen und Textbausteine", "Templates and snippets"),
            ctx.to(&format!("{BASE}/vorlagen")),
        ),
        (say.of("Befunde der Nacht", "Findings of the night"), ctx.to(&format!("{BASE}/befunde"))),
    ];
    if ctx.actor.may(MANAGE) {
        links.push((
            say.of("Website übernehmen", "Take over a website"),
            ctx.to(&format!("{BASE}/import")),
        ));
    }
    let links: Vec<(&str, &str)> = links.iter().map(|(l, u)| (*l, u.as_str())).collect();
    let is_empty = desk.mine.is_empty() && desk.to_review.is_empty() && desk.scheduled.is_empty();
    let list = |title: &str, items: &[Item], when: fn(&Item) -> Option<jiff::Timestamp>| {
        html! { @if !items.is_empty() { (table(&ctx, &frame, title, items, when)) } }
    };
    let changed: fn(&Item) -> Option<jiff::Timestamp> = |i| Some(i.changed_at);
    let page = frame
        .staff(say.of("Redaktion", "Newsroom"))
        .head_actions(link_button(
            Weight::Primary,
            &ctx.to(&format!("{BASE}/neu")),
            say.of("Neuer Text", "New text"),
        ))
        .aside(web::card::card(say.of("Überblick", "Overview"), web::card::link_list(&links)))
        .body(html! {
            @if is_empty && desk.tasks.is_empty() {
                (empty_state(Icon::EDIT, say.of("Nichts liegt an", "Nothing waits"),
                    say.of("Beginnen Sie mit einem neuen Text.", "Begin with a new text."), html! {}))
            }
            (list(say.of("Zur Prüfung", "To be reviewed"), &desk.to_review, changed))
            (list(say.of("Zweiter Blick nötig", "Needs a second look"), &desk.second_look, changed))
            (list(say.of("Meine Texte in Arbeit", "My texts in work"), &desk.mine, changed))
            (list(say.of("Geplant", "Scheduled"), &desk.scheduled, |i| i.appears_at))
            (list(say.of("Endet in den nächsten zwei Wochen", "Ends in the next two weeks"), &desk.ending, |i| i.ends_at))
            (tasks(&ctx, say, &desk.tasks))
        });
    Ok(frame.answer(super::with_message(page, &frame, &fields)))
}

/// Items in a table; also for the list of all.
pub(super) fn table(
    ctx: &Ctx,
    frame: &Frame<'_>,
    title: &str,
    items: &[Item],
    when: fn(&Item) -> Option<jiff::Timestamp>,
) -> Markup {
    let say = frame.say;
    Table::new(say, title)
        .dense()
        .columns(vec![
            Column::new(say.of("Titel", "Title")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Wann", "When")),
        ])
        .rows(items.iter().map(|item| {
            Row::new(vec![
                html! { a href=(ctx.to(&base(item.id))) { (item.title) } },
                html! { (kind_name(&item.kind).of(ctx.language)) },
                state_badge(frame, item, ctx.language),
                html! { (when(item).map(|at| ctx.language.moment(at)).unwrap_or_default()) },
            ])
        }))
        .render()
}

fn tasks(ctx: &Ctx, say: Say, tasks: &[TaskRow]) -> Markup {
    let action = ctx.to(&format!("{BASE}/aufgaben"));
    let token = ctx.form_token();
    html! {
        @if !tasks.is_empty() {
            (Table::new(say, say.of("Aufgaben", "Tasks")).dense()
                .columns(vec![
                    Column::new(say.of("Was", "What")),
                    Column::new(say.of("Text", "Text")),
                    Column::new(say.of("Bis", "Due")),
                    Column::action(say.of("Erledigt", "Done")),
                ])
                .rows(tasks.iter().map(|task| {
                    let due = task.due_on.map(|d| ctx.language.day(d)).unwrap_or_default();
                    let is_late = task.due_on.is_some_and(|d| d < ctx.today());
                    Row::new(vec![
                        html! { (task.text.of(ctx.language)) },
                        html! { @if let Some(item) = task.item { a href=(ctx.to(&base(item))) { (task.title) } } },
                        html! { (due) },
                        action_link(&action, &token, &[("aufgabe", &task.id.to_string())], say.of("Erledigt", "Done")),
                    ]).marked(is_late)
                }))
                .render())
        }
    }
}

/// Marks a task as done.
pub(crate) async fn finish(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let id: Id<TaskRow> = fields.get("aufgabe").parse().map_err(|_| AppError::NotFound)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        let task = store::open_tasks(tx)?.into_iter().find(|t| t.id == id);
        let Some(task) = task else { return Ok(Saved::nothing(())) };
        let mine = task.unit.is_none_or(|u| actor.may_in(crate::WRITE, u));
        if !mine && !actor.may(PUBLISH) {
            return Err(AppError::NotFound);
        }
        if !store::finish_task(tx, id)? {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("newsroom.task_done", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{BASE}?gespeichert")))
}

/// Names of units by id, for lists.
pub(super) fn unit_names(
    units: Vec<kernel::org::Unit>,
    language: kernel::Language,
) -> BTreeMap<String, String> {
    units
        .into_iter()
        .map(|u| (u.id.to_string(), format!("{} {}", u.number, u.name.of(language))))
        .collect()
}
