//! The button: level, text, publish. Everything else has a sensible beginning.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Text, Tx, jobs, siren};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::{
    Errors, Field, Form, Frame, Markup, Page, Say, action_form, alert, badge, button, buttons, html,
};

use super::{DESK, mark, moment};
use crate::federal::{self, Federal, Standing};
use crate::model::{self, HOURS, HOURS_USUAL, Kind, Message, TEXT_CHARS_MAX, level_word};
use crate::store;

/// Threads shown to staff.
const SHOWN_MAX: i64 = 20;
/// The same warning again within this time is a double click.
const TWICE: SignedDuration = SignedDuration::from_mins(2);

/// What the page shows.
struct Desk {
    current: Vec<Message>,
    federal: Vec<Federal>,
    is_crisis: bool,
    trouble: String,
}

async fn desk(ctx: &Ctx) -> Result<Desk, AppError> {
    ctx.read(|db| {
        let now = db.now();
        Ok(Desk {
            current: store::latest(db, now, SHOWN_MAX)?,
            federal: store::federal(db)?,
            is_crisis: store::is_crisis(db)?,
            trouble: store::source(db, "federal")?.2,
        })
    })
    .await
}

/// The page.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let desk = desk(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &desk, &Fields::default(), &Errors::new());
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &'f Ctx,
    frame: &'f Frame<'f>,
    desk: &Desk,
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let token = ctx.form_token();
    let federal: Vec<&Federal> =
        desk.federal.iter().filter(|f| f.standing == Standing::New).collect();
    let body = html! {
        @if !federal.is_empty() || !desk.trouble.is_empty() { (federal_part(ctx, say, &federal, &desk.trouble)) }
        @if !desk.current.is_empty() {
            h2 { (say.of("Das steht jetzt auf allen Seiten", "This stands on all pages now")) }
            @for message in &desk.current { (current(ctx, say, message)) }
        }
        h2 { (say.of("Neue Warnung", "New warning")) }
        (Form::post(&ctx.to(DESK), &token).body(html! {
            (form_fields(say, fields, errors))
            (buttons(button(Weight::Danger, say.of("Jetzt auf allen Seiten zeigen", "Show on all pages now"))))
        }))
        h2 { (say.of("Krisenmodus", "Crisis mode")) }
        p { (say.of(
            "Die Startseite zeigt dann nur noch Text: Warnungen und Telefonnummern. Sie lädt auch bei sehr vielen Besuchen und schlechtem Netz.",
            "The home page then shows text only: warnings and telephone numbers. It loads with very many visits and over a bad line too.",
        )) }
        @if desk.is_crisis {
            (action_form(&ctx.to("/verwaltung/warnung/krisenmodus"), &token, &[("an", "nein")], Weight::Secondary,
                say.of("Krisenmodus beenden", "End crisis mode")))
        } @else {
            (action_form(&ctx.to("/verwaltung/warnung/krisenmodus"), &token, &[("an", "ja")], Weight::Danger,
                say.of("Krisenmodus einschalten", "Switch on crisis mode")))
        }
    };
    let mut page = frame.staff(say.of("Warnung", "Warning")).errors(errors).body(body);
    if desk.is_crisis {
        page = page.message(
            Tone::Warning,
            say.of("Krisenmodus ist an", "Crisis mode is on"),
            html! {},
        );
    }
    page
}

fn current(ctx: &Ctx, say: Say, message: &Message) -> Markup {
    let (tone, word) = mark(message, ctx.language);
    let token = ctx.form_token();
    let page = format!("{DESK}/{}", message.thread);
    web::card::sub_card(
        &moment(say, message.issued_at),
        html! {
            p { (badge(tone, &word)) }
            p lang="de" { (message.text.de) }
            p { (say.of("Gilt bis ", "Holds until ")) (moment(say, message.valid_until)) }
            @if message.kind != Kind::Clear {
                (buttons(html! {
                    (web::link_button(Weight::Secondary, &ctx.to(&page), say.of("Aktualisieren", "Update")))
                }))
                (action_form(&ctx.to(&format!("{page}/entwarnung")), &token,
                    &[("nummer", &message.number.to_string())], Weight::Primary, say.of("Entwarnung geben", "Give the all-clear")))
            }
        },
    )
}

fn federal_part(ctx: &Ctx, say: Say, all: &[&Federal], trouble: &str) -> Markup {
    let token = ctx.form_token();
    let action = ctx.to("/verwaltung/warnung/bund");
    html! {
        h2 { (say.of("Warnungen von Bund und Land", "Warnings of federal and state authorities")) }
        @if !trouble.is_empty() {
            (alert(Tone::Warning, say.of("Die Bundeswarnungen sind gerade nicht lesbar", "Federal warnings cannot be read at the moment"),
                html! { p { (say.of("Wir versuchen es jede Minute wieder.", "We try again every minute.")) } }))
        }
        @for federal in all {
            (web::card::sub_card(&federal.provider, html! {
                p { (federal.headline) }
                @if !federal.area.is_empty() { p { (say.of("Gebiet: ", "Area: ")) (federal.area) } }
                p { (say.of("Gesendet ", "Sent ")) (moment(say, federal.sent)) ", " (federal.severity.word()) }
                (action_form(&action, &token, &[("id", &federal.id), ("tun", "zeigen")], Weight::Primary, say.of("Auf allen Seiten zeigen", "Show on all pages")))
                (action_form(&action, &token, &[("id", &federal.id), ("tun", "nicht")], Weight::Tertiary, say.of("Nicht zeigen", "Do not show")))
            }))
        }
    }
}

/// The fields of a warning: the two that matter first.
fn form_fields(say: Say, fields: &Fields, errors: &Errors) -> Markup {
    let field = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).error(errors.get(name))
    };
    let levels = [
        Choice::new("danger", say.of("Gefahr", "Danger")).hint(
            say.of("Lebensgefahr oder große Schäden drohen.", "Danger to life, or great damage."),
        ),
        Choice::new("caution", say.of("Achtung", "Caution"))
            .hint(say.of("Vorsicht ist nötig.", "Care is needed.")),
        Choice::new("info", say.of("Information", "Information"))
            .hint(say.of("Gut zu wissen, keine Gefahr.", "Good to know, no danger.")),
    ];
    let hours: Vec<(String, String)> = HOURS
        .iter()
        .map(|h| {
            (
                h.to_string(),
                if *h < 48 {
                    say.of(format!("{h} Stunden"), format!("{h} hours"))
                } else {
                    say.of(format!("{} Tage", h / 24), format!("{} days", h / 24))
                },
            )
        })
        .collect();
    let hours: Vec<Choice<'_>> =
        hours.iter().map(|(value, label)| Choice::new(value, label)).collect();
    let usual = HOURS_USUAL.to_string();
    let chosen =
        if fields.get("stunden").is_empty() { usual.as_str() } else { fields.get("stunden") };
    let hint = say.of(
        format!(
            "Was passiert, und was sollen die Menschen tun? Höchstens {TEXT_CHARS_MAX} Zeichen."
        ),
        format!("What happens, and what should people do? At most {TEXT_CHARS_MAX} characters."),
    );
    html! {
        (field("stufe", say.of("Stufe", "Level")).value(fields.get("stufe")).radios(&levels))
        (field("text", say.of("Text", "Text")).value(fields.get("text")).hint(&hint).max_length(TEXT_CHARS_MAX).textarea(4))
        (field("stunden", say.of("Gilt", "Holds for")).value(chosen).select(&hours))
        (web::details::details(say.of("Gebiet, Link, Englisch", "Area, link, English"), html! {
            (field("gebiet", say.of("Gebiet", "Area")).value(fields.get("gebiet")).optional()
                .hint(say.of("Leer heißt: die ganze Stadt.", "Empty means: the whole town.")).text())
            (field("link", say.of("Link zu Einzelheiten", "Link to details")).value(fields.get("link")).optional().text())
            (field("text_en", say.of("Text auf Englisch", "Text in English")).value(fields.get("text_en")).optional().max_length(TEXT_CHARS_MAX).textarea(3))
            (field("gebiet_en", say.of("Gebiet auf Englisch", "Area in English")).value(fields.get("gebiet_en")).optional().text())
        }))
    }
}

/// Adds a message and orders the reminder of its author.
fn put(tx: &mut Tx<'_>, message: &Message) -> Result<(), AppError> {
    store::add(tx, message)?;
    if message.kind != Kind::Clear {
        let author = tx.actor().account().map(|a| a.to_string()).unwrap_or_default();
        let order = crate::remind::Order { message: message.id, author };
        let key = format!("{}/{}", crate::remind::REMIND, message.id);
        jobs::schedule_at(tx, crate::remind::REMIND, &key, &order, message.remind_at())?;
    }
    Ok(())
}

/// Issues a warning.
pub async fn issue(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let message = match model::read(&fields, ctx.now(), None) {
        Ok(message) => message,
        Err(problem) => return again(&ctx, &fields, &problem).await,
    };
    ctx.write(move |tx| {
        let now = tx.now();
        let is_twice = store::latest(tx, now, SHOWN_MAX)?.iter().any(|m| {
            m.text == message.text
                && m.level == message.level
                && m.kind == Kind::Alert
                && now.duration_since(m.issued_at) < TWICE
        });
        if is_twice {
            return Ok(Saved::nothing(()));
        }
        put(tx, &message)?;
        Ok(Audit::of("warnings.issued", message.thread).note(level_word(message.level)).done())
    })
    .await?;
    siren::refresh(&ctx.town).await?;
    Ok(ctx.redirect(DESK))
}

async fn again(ctx: &Ctx, fields: &Fields, problem: &Problem) -> Result<Response, AppError> {
    let desk = desk(ctx).await?;
    let frame = Frame::of(ctx);
    let page = page(ctx, &frame, &desk, fields, &frame.errors_of(problem));
    Ok(frame.answer_again(page))
}

fn id(thread: &str) -> Result<Id<Message>, AppError> {
    thread.parse().map_err(|_| AppError::NotFound)
}

/// The form to update a warning.
pub async fn thread(ctx: Ctx, Path(thread): Path<String>) -> Result<Response, AppError> {
    let last = last_of(&ctx, id(&thread)?).await?;
    let hours = HOURS_USUAL.to_string();
    let pairs = [
        ("stufe", level_word(last.level)),
        ("text", &last.text.de),
        ("text_en", &last.text.en),
        ("gebiet", &last.area.de),
        ("gebiet_en", &last.area.en),
        ("link", &last.link),
        ("stunden", &hours),
    ];
    let fields = Fields::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec());
    let frame = Frame::of(&ctx);
    let page = update_page(&ctx, &frame, &last, &fields, &Errors::new());
    Ok(frame.answer(page))
}

async fn last_of(ctx: &Ctx, thread: Id<Message>) -> Result<Message, AppError> {
    let all = ctx.read(move |db| store::thread(db, thread)).await?;
    all.into_iter().next().ok_or(AppError::NotFound)
}

fn update_page<'f>(
    ctx: &'f Ctx,
    frame: &'f Frame<'f>,
    last: &Message,
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let token = ctx.form_token();
    let page = format!("{DESK}/{}", last.thread);
    frame
        .staff(say.of("Warnung aktualisieren", "Update the warning"))
        .crumb(say.of("Warnung", "Warning"), ctx.to(DESK))
        .errors(errors)
        .body(Form::post(&ctx.to(&page), &token).body(html! {
            (Field::new(say, "nummer", "").value(&last.number.to_string()).hidden())
            (form_fields(say, fields, errors))
            (buttons(button(Weight::Danger, say.of("Aktualisierung zeigen", "Show the update"))))
        }))
}

fn meanwhile() -> AppError {
    AppError::refused(
        "warnings/changed-meanwhile",
        "Jemand anderes hat diese Warnung gerade fortgeschrieben. Laden Sie die Seite neu.",
        "Somebody else has just updated this warning. Reload the page.",
    )
}

/// Updates a warning.
pub async fn update(
    ctx: Ctx,
    Path(thread): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let last = last_of(&ctx, id(&thread)?).await?;
    if fields.get("nummer").parse() != Ok(last.number) || last.kind == Kind::Clear {
        return Err(meanwhile());
    }
    let message = match model::read(&fields, ctx.now(), Some(&last)) {
        Ok(message) => message,
        Err(problem) => {
            let frame = Frame::of(&ctx);
            let page = update_page(&ctx, &frame, &last, &fields, &frame.errors_of(&problem));
            return Ok(frame.answer_again(page));
        }
    };
    ctx.write(move |tx| {
        put(tx, &message)?;
        Ok(Audit::of("warnings.updated", message.thread).note(level_word(message.level)).done())
    })
    .await?;
    siren::refresh(&ctx.town).await?;
    Ok(ctx.redirect(DESK))
}

/// Gives the all-clear.
pub async fn all_clear(
    ctx: Ctx,
    Path(thread): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let last = last_of(&ctx, id(&thread)?).await?;
    if fields.get("nummer").parse() != Ok(last.number) || last.kind == Kind::Clear {
        return Err(meanwhile());
    }
    ctx.write(move |tx| {
        let text = Text::new(
            "Die Warnung ist aufgehoben. Es besteht keine Gefahr mehr.",
            "The warning is lifted. There is no danger any more.",
        );
        let clear = last.all_clear(text, tx.now());
        store::add(tx, &clear)?;
        Ok(Audit::of("warnings.cleared", clear.thread).done())
    })
    .await?;
    siren::refresh(&ctx.town).await?;
    Ok(ctx.redirect(DESK))
}

/// Begins or ends the crisis mode.
pub async fn set_crisis(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let is_crisis = fields.get("an") == "ja";
    ctx.write(move |tx| {
        store::set_crisis(tx, is_crisis)?;
        let action = if is_crisis { "warnings.crisis_begun" } else { "warnings.crisis_ended" };
        Ok(Audit::of(action, "town").done())
    })
    .await?;
    siren::refresh(&ctx.town).await?;
    Ok(ctx.redirect(DESK))
}

/// Decides about a federal warning.
pub async fn federal(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (wanted, is_shown) = (fields.get("id").to_owned(), fields.get("tun") == "zeigen");
    ctx.write(move |tx| {
        let all = store::federal(tx)?;
        let mut one = all.into_iter().find(|f| f.id == wanted).ok_or(AppError::NotFound)?;
        if one.standing != Standing::New {
            return Ok(Saved::nothing(()));
        }
        if is_shown {
            federal::show(tx, &mut one)?;
            return Ok(Audit::of("warnings.federal_shown", "federal").done());
        }
        one.standing = Standing::Dismissed;
        store::save_federal(tx, &one)?;
        Ok(Audit::of("warnings.federal_dismissed", "federal").done())
    })
    .await?;
    let town = Arc::clone(&ctx.town);
    siren::refresh(&town).await?;
    Ok(ctx.redirect(DESK))
}
