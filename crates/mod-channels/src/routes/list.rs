//! All posts, each with a row of lamps: one per channel.

use std::collections::BTreeMap;

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use kernel::{AppError, Ctx, Fields, Id};
use web::button::{Weight, link_button};
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination};
use web::table::{Column, Row, Table};
use web::{Field, Frame, Markup, Say, Tone, alert, badge, buttons, html};

use super::{ACCOUNTS, BASE, base, encoded, moment, parts};
use crate::account::{Connection, Standing};
use crate::model::{Errand, Post, State};
use crate::store;
use crate::store::notice::Comments;

/// Posts on one page.
const PER_PAGE: u32 = 25;

/// Days for which a message that was refused is shown.
const REFUSED_SHOWN: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What stands above the list.
struct News {
    /// Errands that are stuck, and that wait for an account.
    waiting: (i64, i64),
    /// New comments.
    comments: Vec<Comments>,
    /// Messages with a wrong signature: how many, and the last.
    refused: Option<(i64, Timestamp)>,
}

/// A post with its lamps.
type Entry = (Post, Vec<Errand>);

/// The page.
pub(super) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let number: u32 = fields.get("seite").parse().unwrap_or(1).clamp(1, 10_000);
    let state = match fields.get("stand") {
        word @ ("draft" | "submitted" | "released" | "deleted") => word.to_owned(),
        _ => String::new(),
    };
    let (wanted, offset) = (state.clone(), i64::from((number - 1) * PER_PAGE));
    let since = ctx.now() - REFUSED_SHOWN;
    let (entries, total, accounts, news) = ctx
        .read(move |db| {
            let (posts, total) = store::list(db, &wanted, i64::from(PER_PAGE), offset)?;
            let mut entries: Vec<Entry> = Vec::with_capacity(posts.len());
            for post in posts {
                let errands = store::task::latest(db, post.id)?;
                entries.push((post, errands));
            }
            let news = News {
                waiting: store::task::waiting(db)?,
                comments: store::notice::comments(db)?,
                refused: store::notice::refused(db, since)?,
            };
            Ok((entries, total, store::account::all(db)?, news))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let names: BTreeMap<Id<Connection>, &Connection> = accounts.iter().map(|c| (c.id, c)).collect();
    let position = Position::new(number, PER_PAGE, u64::try_from(total).unwrap_or(0));
    let url = |page: u32| ctx.to(&format!("{BASE}?stand={}&seite={page}", encoded(&state)));
    let body = html! {
        (parts(&ctx, say, BASE))
        (hints(&ctx, say, &accounts, &news))
        (told(&ctx, say, &names, &news))
        (filters(&ctx, say, &state))
        @if entries.is_empty() {
            (empty_state(Icon::DOCUMENT, say.of("Noch kein Beitrag", "No post yet"), say.of(
                "Ein Beitrag wird einmal geschrieben und geht an alle Kanäle, die Sie auswählen.",
                "A post is written once and goes to all channels you choose.",
            ), buttons(link_button(Weight::Primary, &ctx.to(&format!("{BASE}/neu")),
                say.of("Neuer Beitrag", "New post")))))
        } @else {
            (table(&ctx, say, &entries, &names))
            (pagination(say, position, url))
        }
    };
    let page = frame
        .staff(say.of("Kanäle", "Channels"))
        .lead(say.of(
            "Einmal schreiben, überall veröffentlichen, überall korrigieren.",
            "Write once, publish everywhere, correct everywhere.",
        ))
        .head_actions(link_button(
            Weight::Primary,
            &ctx.to(&format!("{BASE}/neu")),
            say.of("Neuer Beitrag", "New post"),
        ))
        .body(body);
    Ok(frame.answer(page))
}

fn hints(ctx: &Ctx, say: Say, accounts: &[Connection], news: &News) -> Markup {
    let (stuck, held) = news.waiting;
    let stopped: Vec<&Connection> =
        accounts.iter().filter(|c| c.standing == Standing::Stopped).collect();
    html! {
        @if accounts.iter().all(|c| c.standing == Standing::Off) {
            (alert(Tone::Info, say.of("Noch kein Konto ist verbunden", "No account is connected yet"), html! {
                p { (say.of(
                    "Beiträge können Sie schon schreiben. Sie gehen erst hinaus, wenn ein Konto verbunden ist.",
                    "You can write posts already. They go out once an account is connected.",
                )) " " a href=(ctx.to(ACCOUNTS)) { (say.of("Zu den Konten", "To the accounts")) } }
            }))
        }
        @for c in stopped {
            (alert(Tone::Danger, &c.label(), html! {
                @if let Some(t) = &c.trouble { p { (crate::account::of(say, &t.reason)) " " (crate::account::of(say, &t.advice)) } }
                p { a href=(ctx.to(&format!("{ACCOUNTS}/{}", crate::account::word(c.channel)))) {
                    (say.of("Neu verbinden", "Connect again")) } }
            }))
        }
        @if stuck > 0 {
            p { (badge(Tone::Danger, say.of("braucht Sie", "needs you"))) " " (say.of(
                format!("Sendungen, die auf Sie warten: {stuck}"),
                format!("Errands that wait for you: {stuck}"),
            )) }
        }
        @if held > 0 {
            p { (badge(Tone::Warning, say.of("wartet auf das Konto", "waits for the account"))) " " (say.of(
                format!("Sendungen, die auf ein Konto warten: {held}"),
                format!("Errands that wait for an account: {held}"),
            )) }
        }
    }
}

/// What Meta told by itself.
fn told(ctx: &Ctx, say: Say, names: &BTreeMap<Id<Connection>, &Connection>, news: &News) -> Markup {
    let label = |c: &Comments| names.get(&c.account).map(|c| c.label()).unwrap_or_default();
    html! {
        @if let Some((times, at)) = news.refused {
            (alert(Tone::Warning, say.of("Eine Meldung wurde abgewiesen", "A message was refused"), html! {
                p { (say.of(
                    format!("Sie kam unter dem Namen von Meta, trug aber nicht die richtige Unterschrift (insgesamt {times}-mal, zuletzt {}). Haben Sie das Geheimnis der App bei Meta erneuert? Dann tragen Sie es hier neu ein. Sonst müssen Sie nichts tun.", moment(ctx, at)),
                    format!("It came under the name of Meta, but did not bear the right signature ({times} times in all, last {}). Did you renew the secret of the app at Meta? Then enter it here again. Otherwise you need not do anything.", moment(ctx, at)),
                )) " " a href=(ctx.to(&format!("{ACCOUNTS}/facebook"))) { (say.of("Zum Konto", "To the account")) } }
            }))
        }
        @if !news.comments.is_empty() {
            (alert(Tone::Info, say.of("Neue Kommentare", "New comments"), html! {
                ul { @for c in &news.comments {
                    li {
                        (label(c)) ": " (c.count) " "
                        @match c.post {
                            Some(post) => a href=(ctx.to(&format!("{}/kommentare?konto={}", base(post), c.account))) {
                                (say.of("ansehen", "look at them"))
                            },
                            None => (say.of("unter einem Beitrag, der nicht von hier ausging", "under a post that did not go out from here")),
                        }
                    }
                } }
            }))
        }
    }
}

fn filters(ctx: &Ctx, say: Say, state: &str) -> Markup {
    let states = [State::Draft, State::Submitted, State::Released, State::Deleted];
    let mut choices = vec![Choice::new("", say.of("alle", "all"))];
    choices.extend(states.map(|s| Choice::new(s.word(), s.words(say))));
    let field = Field::new(say, "stand", say.of("Stand", "State")).value(state).select(&choices);
    let action = ctx.to(BASE);
    filter_bar(say, &action, field, (!state.is_empty()).then_some(action.as_str()))
}

fn table(
    ctx: &Ctx,
    say: Say,
    entries: &[Entry],
    names: &BTreeMap<Id<Connection>, &Connection>,
) -> Markup {
    let rows = entries.iter().map(|(post, errands)| {
        let title = if post.title.is_empty() {
            say.of("Ohne Titel", "Untitled").to_owned()
        } else {
            post.title.clone()
        };
        Row::new(vec![
            html! { a href=(ctx.to(&base(post.id))) { (title) } },
            html! {
                (post.state.words(say))
                @if let Some(at) = post.send_at.filter(|at| *at > ctx.now()) {
                    ", " (say.of("geplant für ", "planned for ")) (moment(ctx, at))
                }
                @if post.source == "changed" { " " (badge(Tone::Warning, say.of("Meldung geändert", "item changed"))) }
                @if post.source == "ended" { " " (badge(Tone::Warning, say.of("Meldung nicht mehr öffentlich", "item no longer public"))) }
            },
            lamps(ctx, say, errands, names),
            html! { (moment(ctx, post.changed_at)) },
        ])
    });
    Table::new(say, say.of("Beiträge", "Posts"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Titel", "Title")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Kanäle", "Channels")),
            Column::new(say.of("Geändert", "Changed")),
        ])
        .rows(rows)
        .render()
}

/// The row of lamps: a channel and a word each, never colour alone.
pub(super) fn lamps(
    ctx: &Ctx,
    say: Say,
    errands: &[Errand],
    names: &BTreeMap<Id<Connection>, &Connection>,
) -> Markup {
    html! {
        @if errands.is_empty() { span.rh-muted { (say.of("noch nichts gesendet", "nothing sent yet")) } }
        @for errand in errands {
            @let (tone, words) = errand.lamp(say, ctx.now());
            @let name = names.get(&errand.account).map_or("", |c| c.channel.name());
            span { (badge(tone, &format!("{name}: {words}"))) " " }
        }
    }
}
