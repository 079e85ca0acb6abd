//! The first page of the newsroom: what is mine, what waits for me, what is coming, what is to do.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use axum::response::Response;
use jiff::SignedDuration;
use kernel::people::{self, Account};
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
    /// Tasks given to this person, and those of their units.
    my_tasks: Vec<TaskRow>,
    tasks: Vec<TaskRow>,
    /// Names of those who have a task.
    people: BTreeMap<Id<Account>, String>,
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
        let my_tasks = match actor.account() {
            Some(me) => store::tasks_of(db, me)?,
            None => Vec::new(),
        };
        let mut tasks = store::open_tasks(db)?;
        tasks.retain(|task| task.is_for(&actor) && !task.is_of(&actor));
        let mut people = BTreeMap::new();
        for who in tasks.iter().filter_map(|task| task.assignee) {
            if let Entry::Vacant(free) = people.entry(who) {
                free.insert(people::account(db, who)?.person.name.reveal().clone());
            }
        }
        Ok(Desk {
            mine,
            to_review,
            scheduled,
            ending: readable(ending, &actor),
            second_look,
            my_tasks,
            tasks,
            people,
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
            @if is_empty && desk.tasks.is_empty() && desk.my_tasks.is_empty() {
                (empty_state(Icon::EDIT, say.of("Nichts liegt an", "Nothing waits"),
                    say.of("Beginnen Sie mit einem neuen Text.", "Begin with a new text."), html! {}))
            }
            (my_tasks(&ctx, say, &desk.my_tasks))
            (list(say.of("Zur Prüfung", "To be reviewed"), &desk.to_review, changed))
            (list(say.of("Zweiter Blick nötig", "Needs a second look"), &desk.second_look, changed))
            (list(say.of("Meine Texte in Arbeit", "My texts in work"), &desk.mine, changed))
            (list(say.of("Geplant", "Scheduled"), &desk.scheduled, |i| i.appears_at))
            (list(say.of("Endet in den nächsten zwei Wochen", "Ends in the next two weeks"), &desk.ending, |i| i.ends_at))
            (tasks(&ctx, say, &desk))
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

/// What a task is about, its text and its day.
fn task_cells(ctx: &Ctx, task: &TaskRow) -> Vec<Markup> {
    let due = task.due_on.map(|d| ctx.language.day(d)).unwrap_or_default();
    vec![
        html! { (task.text.of(ctx.language)) },
        html! { @if let Some(item) = task.item { a href=(ctx.to(&base(item))) { (task.title) } } },
        html! { (due) },
    ]
}

fn task_columns(say: Say) -> Vec<Column> {
    vec![
        Column::new(say.of("Was", "What")),
        Column::new(say.of("Text", "Text")),
        Column::new(say.of("Bis", "Due")),
    ]
}

fn is_late(ctx: &Ctx, task: &TaskRow) -> bool {
    task.due_on.is_some_and(|day| day < ctx.today())
}

/// A button in the row of a task.
fn act(ctx: &Ctx, task: &TaskRow, act: &str, label: &str) -> Markup {
    let hidden = [("aufgabe", &*task.id.to_string()), ("tun", act)];
    action_link(&ctx.to(&format!("{BASE}/aufgaben")), &ctx.form_token(), &hidden, label)
}

/// Tasks that were given to this person.
fn my_tasks(ctx: &Ctx, say: Say, tasks: &[TaskRow]) -> Markup {
    let mut columns = task_columns(say);
    columns.push(Column::action(say.of("Erledigt", "Done")));
    columns.push(Column::action(say.of("Abgeben", "Hand back")));
    html! {
        @if !tasks.is_empty() {
            (Table::new(say, say.of("Meine Aufgaben", "My tasks")).id("meine-aufgaben").dense().columns(columns)
                .rows(tasks.iter().map(|task| {
                    let mut cells = task_cells(ctx, task);
                    cells.push(act(ctx, task, "erledigt", say.of("Erledigt", "Done")));
                    cells.push(act(ctx, task, "abgeben", say.of("Abgeben", "Hand back")));
                    Row::new(cells).marked(is_late(ctx, task))
                }))
                .render())
        }
    }
}

/// Tasks of the units somebody writes for.
fn tasks(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let mut columns = task_columns(say);
    columns.push(Column::new(say.of("Bei", "With")));
    columns.push(Column::action(say.of("Erledigt", "Done")));
    columns.push(Column::action(say.of("Übernehmen", "Take over")));
    html! {
        @if !desk.tasks.is_empty() {
            (Table::new(say, say.of("Weitere Aufgaben", "Further tasks")).id("aufgaben").dense().columns(columns)
                .rows(desk.tasks.iter().map(|task| {
                    let with = task.assignee.and_then(|who| desk.people.get(&who));
                    let mut cells = task_cells(ctx, task);
                    cells.push(html! { (with.map_or(say.of("niemandem", "nobody"), String::as_str)) });
                    cells.push(act(ctx, task, "erledigt", say.of("Erledigt", "Done")));
                    cells.push(act(ctx, task, "uebernehmen", say.of("Übernehmen", "Take over")));
                    Row::new(cells).marked(is_late(ctx, task))
                }))
                .render())
        }
    }
}

/// Marks a task as done, takes it over, or hands it back.
pub(crate) async fn finish(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let id: Id<TaskRow> = fields.get("aufgabe").parse().map_err(|_| AppError::NotFound)?;
    let (actor, act) = (ctx.actor.clone(), fields.get("tun").to_owned());
    ctx.write(move |tx| {
        let Some(task) = store::task(tx, id)? else { return Ok(Saved::nothing(())) };
        if !task.is_for(&actor) && !actor.may(PUBLISH) {
            return Err(AppError::NotFound);
        }
        let (is_done, what) = match act.as_str() {
            "uebernehmen" => (store::give_task(tx, id, actor.account())?, "newsroom.task_taken"),
            "abgeben" if task.is_of(&actor) => {
                (store::give_task(tx, id, None)?, "newsroom.task_handed_back")
            }
            "abgeben" => (false, ""),
            _ => (store::finish_task(tx, id)?, "newsroom.task_done"),
        };
        if !is_done {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of(what, id).done())
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
