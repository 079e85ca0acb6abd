//! The periods of somebody's units as a calendar: an address with a key nobody can guess, shown
//! once, taken away at any time. The address says nothing about who it belongs to.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use kernel::cases::{self, WORK};
use kernel::keys::Key;
use kernel::limits::Rate;
use kernel::people::{self, Account};
use kernel::{AppError, Audit, Ctx, Id, Language, Reader, Town};
use sha2::{Digest, Sha256};
use web::badge::Tone;
use web::button::Weight;
use web::{Field, Frame, Markup, Page, action_form, html};

use super::OFFICE;
use crate::ical::{self, Entry};
use crate::warn::{Watched, watched};
use crate::{acts, store};

const CALENDAR: &str = "/verwaltung/leitungen/kalender";
/// Asked for by programs, some times an hour; wrong keys are slowed down.
const RATE: Rate =
    Rate { name: "permits.calendar", burst: 60, every: SignedDuration::from_secs(2) };
/// Hexadecimal digits of a key.
const KEY_CHARS: usize = 64;

fn digest(key: &str) -> String {
    hex::encode(Sha256::digest(format!("permits.calendar/{key}")))
}

fn own(ctx: &Ctx) -> Result<Id<Account>, AppError> {
    ctx.actor.account().ok_or(AppError::SignInRequired)
}

/// How to get the calendar.
pub(super) async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let account = own(&ctx)?;
    let since = ctx.read(move |db| store::calendar_since(db, account)).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, since, &html! {});
    Ok(frame.answer(page))
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'f>, since: Option<Timestamp>, fresh: &Markup) -> Page<'f> {
    let say = frame.say;
    let (url, token) = (ctx.to(CALENDAR), ctx.form_token());
    let body = html! {
        (fresh)
        p { (say.of(
            "Ihr Kalenderprogramm kann die Fristen Ihrer Vorgänge selbst abholen: das gesetzliche Ende und das interne Ziel jeder Frist, die für die Stadt läuft. Es fragt von Zeit zu Zeit nach; neue und geänderte Fristen erscheinen von allein.",
            "Your calendar program can fetch the periods of your cases by itself: the end by law and the internal aim of every period that runs for the town. It asks from time to time; new and changed periods appear by themselves.",
        )) }
        @if let Some(since) = since {
            p { (say.of("Ihr Kalender hat eine Adresse seit: ", "Your calendar has an address since: ")) (ctx.language.moment(since)) ". "
                (say.of("Aus Sicherheitsgründen zeigen wir sie nicht noch einmal.", "For safety we do not show it again.")) }
            (action_form(&url, &token, &[], Weight::Secondary, say.of("Neue Adresse anlegen, die alte gilt dann nicht mehr", "Make a new address, the old one ends")))
            (action_form(&format!("{url}/widerrufen"), &token, &[], Weight::Tertiary, say.of("Adresse widerrufen", "Take the address away")))
        } @else {
            (action_form(&url, &token, &[], Weight::Primary, say.of("Adresse für meinen Kalender anlegen", "Make an address for my calendar")))
        }
    };
    frame
        .staff(say.of("Fristen im eigenen Kalender", "Periods in your calendar"))
        .crumb(say.of("Leitungen und Aufgrabungen", "Lines and excavations"), ctx.to(OFFICE))
        .body(body)
}

/// Makes a key and shows its address, once.
pub(super) async fn make(ctx: Ctx) -> Result<Response, AppError> {
    let account = own(&ctx)?;
    let key = Key::random().to_hex();
    let kept = digest(&key);
    ctx.write(move |tx| {
        store::set_calendar(tx, account, &kept)?;
        Ok(Audit::of("permits.calendar_opened", account).done())
    })
    .await?;
    let since = ctx.read(move |db| store::calendar_since(db, account)).await?;
    let address = format!("{}/leitungen/fristen/{}.ics", ctx.town.plan().base_url, key.as_str());
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let shown = html! {
        (Field::new(say, "adresse", say.of("Adresse Ihres Kalenders", "Address of your calendar"))
            .hint(say.of("Tragen Sie sie im Kalenderprogramm unter „Kalender abonnieren“ ein. Wer sie kennt, sieht Ihre Fristen: Geben Sie sie nicht weiter.", "Enter it in your calendar program under “subscribe”. Whoever knows it sees your periods: do not pass it on."))
            .value(&address).readonly().text())
    };
    let page = page(&ctx, &frame, since, &shown);
    let done = say.of("Die Adresse ist angelegt", "The address is made");
    Ok(frame.answer(page.message(Tone::Success, done, html! {})))
}

/// Takes the key away.
pub(super) async fn revoke(ctx: Ctx) -> Result<Response, AppError> {
    let account = own(&ctx)?;
    ctx.write(move |tx| {
        store::drop_calendar(tx, account)?;
        Ok(Audit::of("permits.calendar_closed", account).done())
    })
    .await?;
    Ok(ctx.redirect(CALENDAR))
}

/// The calendar of a key.
pub(super) async fn feed(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    ctx.limit(RATE)?;
    let key = key.strip_suffix(".ics").unwrap_or(&key).to_owned();
    if key.len() != KEY_CHARS {
        return Err(AppError::NotFound);
    }
    let town = Arc::clone(&ctx.town);
    let entries = ctx
        .read(move |db| {
            let account = store::of_calendar(db, &digest(&key))?.ok_or(AppError::NotFound)?;
            entries(&town, db, account)
        })
        .await?;
    let name = format!("Fristen Leitungen, {}", ctx.town.profile().name);
    let mut response = ical::write(&name, &entries, ctx.now()).into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// The days of an account's units; nothing of an account that is switched off.
fn entries(
    town: &Town,
    reader: &mut Reader<'_>,
    account: Id<Account>,
) -> Result<Vec<Entry>, AppError> {
    let account = people::account(reader, account)?;
    if account.is_disabled {
        return Err(AppError::NotFound);
    }
    let actor = people::actor(reader, &account)?;
    let mut all = Vec::new();
    for request in store::running(town, reader)? {
        let Some(case) = request.case else { continue };
        let case = cases::find_for_update(reader, case)?;
        if !actor.may_in(WORK, case.unit) {
            continue;
        }
        let clock = acts::clock_of(reader, &request)?;
        for (what, term) in watched(&request, &clock) {
            let url = format!("{}{OFFICE}/{}", town.plan().base_url, case.id);
            let word = Watched::label(what).de;
            let days = [
                ("legal", "letzter Tag", term.legal),
                ("internal", "internes Ziel", term.internal),
            ];
            for (kind, words, day) in days {
                all.push(Entry {
                    uid: format!("{}/{}/{kind}", case.id, what.word()),
                    day,
                    title: format!("{word}, {words}: {}", case.number),
                    text: format!(
                        "{}\n{}\nLetzter Tag: {}",
                        request.title,
                        term.norm,
                        Language::De.day(term.legal)
                    ),
                    url: url.clone(),
                });
            }
        }
    }
    Ok(all)
}
