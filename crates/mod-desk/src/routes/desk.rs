//! The desk: what is due, what is new, what waits, what is stuck.

use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::cases::{self, Case, CaseRow, Filter, Listed, WORK};
use kernel::{AppError, Ctx, Fields, Id, Reader, jobs, notify};
use web::badge::Tone;
use web::icon::Icon;
use web::{Frame, Markup, Say, card, empty, html, page};

use crate::model::{self, Due};
use crate::rows::{Kinds, case_table};
use crate::view::{self, case_url};
use crate::{COUNTERSIGN, notice, store};

/// Rows of what lies there for everybody; the rest is one link away.
const FIRST_ROWS: i64 = 15;

/// What lies on the desk.
struct Desk {
    mine: Listed,
    counts: Counts,
    fresh: Listed,
    to_sign: Listed,
    unread: Vec<(Case, i64)>,
    stuck: Vec<(Case, bool)>,
    kinds: Kinds,
}

/// My open cases in figures; the lists show the first ones only.
#[derive(Clone, Copy, Default)]
struct Counts {
    overdue: i64,
    today: i64,
    week: i64,
    waiting: i64,
}

fn count_mine(reader: &mut Reader<'_>, mine: &Filter, today: Date) -> Result<Counts, AppError> {
    let mut until =
        |day: Date| cases::count(reader, &Filter { due_until: Some(day), ..mine.clone() });
    let overdue = until(today.saturating_sub(1.day()))?;
    let by_today = until(today)?;
    let by_sunday = until(model::end_of_week(today))?;
    let mut waiting = 0;
    for stage in WAITING {
        waiting += cases::count(reader, &Filter { stage: stage.into(), ..mine.clone() })?;
    }
    Ok(Counts { overdue, today: by_today - overdue, week: by_sunday - by_today, waiting })
}

fn load(reader: &mut Reader<'_>, ctx: &Ctx) -> Result<Desk, AppError> {
    let units: Vec<_> = ctx.actor.units_with(WORK).into_iter().collect();
    let me = ctx.actor.account();
    let open = Filter { units, state: "open".into(), ..Filter::default() };
    let own = Filter { assignee: me, ..open.clone() };
    let mine = cases::list(reader, &own)?;
    let counts = count_mine(reader, &own, reader.today())?;
    let first = Filter { rows: Some(FIRST_ROWS), ..open };
    let fresh = cases::list(reader, &Filter { is_unassigned: true, ..first.clone() })?;
    let signs: Vec<_> = ctx.actor.units_with(COUNTERSIGN).into_iter().collect();
    let to_sign =
        cases::list(reader, &Filter { units: signs, stage: "second_pair".into(), ..first })?;
    let kinds = Kinds::read(&ctx.town, reader)?;
    let mut desk =
        Desk { mine, counts, fresh, to_sign, unread: Vec::new(), stuck: Vec::new(), kinds };
    let Some(me) = me else { return Ok(desk) };
    for (id, count) in notify::unread_of(reader, me)? {
        desk.unread.extend(known(reader, ctx, id)?.map(|case| (case, count)));
    }
    let dead = jobs::dead(reader)?;
    for id in store::unnoticed_by(reader, me)? {
        let Some(case) = known(reader, ctx, id)? else { continue };
        let issued = store::decision_of(&ctx.town, reader, id)?;
        let key = issued.map(|i| format!("{}/{}", notice::NOTICE_JOB, i.decision.id));
        let is_dead = dead.iter().any(|job| Some(&job.key) == key.as_ref());
        desk.stuck.push((case, is_dead));
    }
    Ok(desk)
}

fn known(reader: &mut Reader<'_>, ctx: &Ctx, id: Id<Case>) -> Result<Option<Case>, AppError> {
    match cases::find(reader, id)?.open(&ctx.actor) {
        Ok(case) => Ok(Some(case)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The desk of the actor.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let desk = ctx.read(move |reader| load(reader, &inner)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let first = ctx.person_name.split(' ').next().unwrap_or_default().to_owned();
    let page = frame
        .staff(say.of("Schreibtisch", "Desk"))
        .lead(say.of(
            format!(
                "Guten Tag {first}, {} ist {}.",
                say.of("heute", "today"),
                web::format::date_with_weekday(say, ctx.today())
            ),
            format!(
                "Hello {first}, today is {}.",
                web::format::date_with_weekday(say, ctx.today())
            ),
        ))
        .body(body(&ctx, say, &desk));
    Ok(frame.answer(view::done(page, say, &fields)))
}

fn body(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    page::stack(html! {
        (figures(ctx, say, desk))
        @if !desk.stuck.is_empty() { (stuck(ctx, say, desk)) }
        @if !desk.unread.is_empty() { (unread(ctx, say, desk)) }
        (mine(ctx, say, desk))
        @if !desk.to_sign.rows.is_empty() {
            section {
                h2 { (say.of("Zur Mitzeichnung", "For your countersignature")) }
                (case_table(ctx, say, &desk.kinds, say.of("Entwürfe, die eine zweite Person prüfen soll", "Drafts a second person should check"), "mitzeichnung", &desk.to_sign.rows))
                (rest(&ctx.to("/vorgaenge?schritt=second_pair"), say.of("Alle zur Mitzeichnung", "All to countersign"), &desk.to_sign))
            }
        }
        (fresh(ctx, say, desk))
    })
}

fn figures(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let counts = desk.counts;
    let url = |query: &str| ctx.to(&format!("/vorgaenge?{query}"));
    let (mine, late, today_url, week, fresh) = (
        url("wer=ich"),
        url("wer=ich&frist=ueberfaellig"),
        url("wer=ich&frist=heute"),
        url("wer=ich&frist=woche"),
        url("wer=niemand"),
    );
    card::figures(&[
        (
            desk.mine.total.to_string(),
            say.of("meine offenen Vorgänge", "my open cases"),
            Some(&mine),
        ),
        (counts.overdue.to_string(), say.of("überfällig", "overdue"), Some(&late)),
        (counts.today.to_string(), say.of("heute fällig", "due today"), Some(&today_url)),
        (counts.week.to_string(), say.of("bis Sonntag fällig", "due by Sunday"), Some(&week)),
        (counts.waiting.to_string(), say.of("warten auf jemanden", "waiting for somebody"), None),
        (
            desk.fresh.total.to_string(),
            say.of("ohne Bearbeitung", "without case worker"),
            Some(&fresh),
        ),
    ])
}

/// Steps in which a case waits for somebody else.
const WAITING: [&str; 3] = ["documents", "hearing", "second_pair"];

fn is_waiting(case: &Case) -> bool {
    WAITING.contains(&case.stage.as_str())
}

fn stuck(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    html! {
        section {
            h2 { (say.of("Steckt fest", "Stuck")) }
            @for (case, is_dead) in &desk.stuck {
                @let tone = if *is_dead { Tone::Danger } else { Tone::Info };
                (web::alert(tone, &case.number, html! { p {
                    @if *is_dead {
                        (say.of(
                            "Der Bescheid konnte nicht erstellt werden. Versuchen Sie es noch einmal, oder rufen Sie die IT an. ",
                            "The notice could not be made. Try again or call the IT department. ",
                        ))
                    } @else {
                        (say.of("Der Bescheid wird gerade erstellt. ", "The notice is being made. "))
                    }
                    a href=(case_url(ctx, case.id, "entscheidung")) { (say.of("Zur Entscheidung", "To the decision")) " " (case.number) }
                } }))
            }
        }
    }
}

fn unread(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    html! {
        section {
            h2 { (say.of("Neue Nachrichten", "New messages")) }
            (page::prose(html! { ul {
                @for (case, count) in &desk.unread {
                    li {
                        a href=(case_url(ctx, case.id, "nachrichten")) { (case.number) ", " (case.title) }
                        " (" (count) ")"
                    }
                }
            } }))
        }
    }
}

fn mine(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let today = ctx.today();
    let group = |wanted: Due| -> Vec<CaseRow> {
        let of_group = |row: &&CaseRow| {
            let due = model::due(row.case.due_on, today);
            due == wanted
                && (wanted == Due::Overdue || wanted == Due::Today || !is_waiting(&row.case))
        };
        desk.mine.rows.iter().filter(of_group).cloned().collect()
    };
    let waiting: Vec<CaseRow> = desk
        .mine
        .rows
        .iter()
        .filter(|row| is_waiting(&row.case) && model::due(row.case.due_on, today) > Due::Today)
        .cloned()
        .collect();
    let groups = [
        (say.of("Überfällig", "Overdue"), "ueberfaellig", group(Due::Overdue)),
        (say.of("Heute", "Today"), "heute", group(Due::Today)),
        (say.of("Diese Woche", "This week"), "woche", group(Due::Week)),
        (say.of("Später", "Later"), "spaeter", group(Due::Later)),
        (say.of("Ohne Frist", "Without deadline"), "ohne-frist", group(Due::Open)),
        (say.of("Wartet auf jemanden", "Waiting for somebody"), "wartet", waiting),
    ];
    let all = ctx.to("/vorgaenge?wer=ich");
    html! {
        section {
            h2 { (say.of("Meine Vorgänge", "My cases")) }
            @if desk.mine.rows.is_empty() {
                (empty::empty_state(
                    Icon::CHECKLIST,
                    say.of("Ihr Schreibtisch ist leer", "Your desk is empty"),
                    say.of("Übernehmen Sie einen neuen Vorgang aus der Liste unten.", "Take a new case from the list below."),
                    Markup::default(),
                ))
            }
            @for (title, id, rows) in &groups {
                @if !rows.is_empty() {
                    h3 { (title) " (" (rows.len()) ")" }
                    (case_table(ctx, say, &desk.kinds, title, id, rows))
                }
            }
            (rest(&all, say.of("Alle meine Vorgänge", "All my cases"), &desk.mine))
        }
    }
}

/// The way to those that a list on the desk does not show.
fn rest(url: &str, label: &str, listed: &Listed) -> Markup {
    html! {
        @if usize::try_from(listed.total).is_ok_and(|total| total > listed.rows.len()) {
            p { a href=(url) { (label) " (" (listed.total) ")" } }
        }
    }
}

fn fresh(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let all = ctx.to("/vorgaenge?wer=niemand");
    html! {
        section {
            h2 { (say.of("Neu und ohne Bearbeitung", "New and without case worker")) }
            @if desk.fresh.rows.is_empty() {
                (empty::empty_state(
                    Icon::INBOX,
                    say.of("Nichts Neues", "Nothing new"),
                    say.of("Jeder Vorgang Ihrer Einheit hat jemanden, der ihn bearbeitet.", "Every case of your unit has a case worker."),
                    Markup::default(),
                ))
            } @else {
                (case_table(ctx, say, &desk.kinds, say.of("Neue Vorgänge", "New cases"), "neu", &desk.fresh.rows))
                (rest(&all, say.of("Alle ohne Bearbeitung", "All without case worker"), &desk.fresh))
            }
        }
    }
}
