//! All posts of a month on their days: as a list or as a sheet of the month. The same entries stand in
//! the calendar of the newsroom, through [`kernel::module::Planned`].

use std::collections::BTreeMap;

use axum::response::Response;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::module::Planned;
use kernel::{Actor, AppError, Ctx, Fields, Reader, Text, clock};
use web::button::{Weight, link_button};
use web::empty::empty_state;
use web::icon::Icon;
use web::month::sheet;
use web::tabs::{Tab, tabs};
use web::{Frame, Markup, Say, Tone, badge, buttons, format, html};

use super::{BASE, base, parts};
use crate::model::{Errand, Post, Standing, State};
use crate::{WRITE, store};

/// Where it is.
pub(super) const CALENDAR: &str = "/verwaltung/kanaele/kalender";

type Days = BTreeMap<Date, Vec<Planned>>;

/// What happens to a post at its time, and whether somebody must still do something for it.
fn what(post: &Post, errands: &[Errand], at: Timestamp, now: Timestamp) -> (Text, bool) {
    let open = |de: &str, en: &str| (Text::new(de, en), true);
    let fine = |de: &str, en: &str| (Text::new(de, en), false);
    match post.state {
        State::Draft => open("Soll hinausgehen, noch ein Entwurf", "Is to go out, still a draft"),
        State::Submitted => {
            open("Soll hinausgehen, wartet auf Freigabe", "Is to go out, waits for release")
        }
        State::Deleted => fine("Gelöscht", "Deleted"),
        State::Released => {
            let has = |standing| errands.iter().any(|e| e.standing == standing);
            if has(Standing::Stuck) {
                open("Braucht Sie", "Needs you")
            } else if has(Standing::Held) {
                open("Wartet auf ein Konto", "Waits for an account")
            } else if at > now {
                fine("Geht hinaus", "Goes out")
            } else {
                fine("Hinausgegangen", "Went out")
            }
        }
    }
}

/// The posts between two instants, for whoever may see them.
///
/// # Errors
/// What the database says.
pub(crate) fn planned(
    db: &mut Reader<'_>,
    actor: &Actor,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Planned>, AppError> {
    if !actor.may(WRITE) {
        return Ok(Vec::new());
    }
    let now = db.now();
    let mut all = Vec::new();
    for (post, at) in store::between(db, from, until)? {
        let errands = store::task::latest(db, post.id)?;
        let (what, is_open) = what(&post, &errands, at, now);
        all.push(Planned {
            at,
            what,
            is_open,
            path: base(post.id),
            title: post.title,
            note: Text::new("Beitrag auf Kanälen", "post on channels"),
        });
    }
    all.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.title.cmp(&b.title)));
    Ok(all)
}

fn instant(day: Date) -> Result<Timestamp, AppError> {
    day.to_zoned(clock::berlin()).map(|z| z.timestamp()).map_err(AppError::internal)
}

/// The page of a month.
pub(super) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let today = ctx.today();
    let month = format!("{}-01", fields.get("monat")).parse::<Date>().unwrap_or(today);
    let first = month.first_of_month();
    let after = first.last_of_month().saturating_add(1.days());
    let (actor, from, until) = (ctx.actor.clone(), instant(first)?, instant(after)?);
    let all = ctx.read(move |db| planned(db, &actor, (from, until))).await?;
    let mut days = Days::new();
    for entry in all {
        days.entry(clock::local_day(entry.at)).or_default().push(entry);
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let is_sheet = fields.get("ansicht") == "monat";
    let link = |day: Date, is_sheet: bool| {
        let view = if is_sheet { "monat" } else { "liste" };
        ctx.to(&format!("{CALENDAR}?ansicht={view}&monat={}", day.strftime("%Y-%m")))
    };
    let views = [(false, say.of("Liste", "List")), (true, say.of("Monatsblatt", "Month sheet"))]
        .map(|(sheet, name)| Tab {
            label: name.to_owned(),
            url: link(first, sheet),
            count: None,
            current: sheet == is_sheet,
        });
    let before = first.saturating_sub(1.days());
    let body = html! {
        (parts(&ctx, say, CALENDAR))
        (tabs(say.of("Ansichten", "Views"), &views))
        p {
            a href=(link(before, is_sheet)) { (say.of("Voriger Monat", "Previous month")) } " · "
            a href=(link(today, is_sheet)) { (say.of("Heute", "Today")) } " · "
            a href=(link(after, is_sheet)) { (say.of("Nächster Monat", "Next month")) }
        }
        @if days.is_empty() {
            (empty_state(Icon::CALENDAR, say.of("In diesem Monat steht kein Beitrag", "There is no post in this month"),
                say.of("Beiträge stehen hier an dem Tag, für den sie geplant sind oder an dem sie hinausgingen.",
                    "Posts stand here on the day they are planned for or went out."),
                buttons(link_button(Weight::Primary, &ctx.to(&format!("{BASE}/neu")), say.of("Neuer Beitrag", "New post")))))
        }
        @if is_sheet {
            (sheet(say, first, today, |day| {
                days.get(&day).into_iter().flatten().map(|e| html! {
                    (time(say, e)) " " (e.what.of(ctx.language)) ": " (title(&ctx, say, e))
                }).collect()
            }))
        } @else { (list(&ctx, say, &days)) }
    };
    let page = frame
        .staff(format::month_and_year(say, first))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .preline(say.of("Kalender der Kanäle", "Calendar of the channels"))
        .body(body);
    Ok(frame.answer(page))
}

fn time(say: Say, entry: &Planned) -> String {
    format::time(say, entry.at.to_zoned(clock::berlin()).time())
}

fn title(ctx: &Ctx, say: Say, entry: &Planned) -> Markup {
    let words =
        if entry.title.is_empty() { say.of("Ohne Titel", "Untitled") } else { &entry.title };
    html! { a href=(ctx.to(&entry.path)) { (words) } }
}

fn list(ctx: &Ctx, say: Say, days: &Days) -> Markup {
    html! {
        @for (day, list) in days {
            section {
                h2 { (format::date_with_weekday(say, *day)) }
                ul.rh-remarks {
                    @for entry in list {
                        @let tone = if entry.is_open { Tone::Warning } else { Tone::Success };
                        li {
                            (badge(tone, entry.what.of(ctx.language))) " " (time(say, entry)) " "
                            (title(ctx, say, entry))
                        }
                    }
                }
            }
        }
    }
}
