//! The public page of the record: how it stands, the town's key, and how anybody checks it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx};
use web::button::Weight;
use web::empty::empty_state;
use web::icon::Icon;
use web::list::definition_list;
use web::page::{prose, stack};
use web::{Frame, Markup, Say, Tone, alert, buttons, format, html, link_button};

use super::signer::Signer;
use super::{Whole, fingerprint, look_statement};
use crate::probe::Run;

/// Where the page lies.
pub(crate) const BASE: &str = "/bekanntmachungen/nachweis";
/// The name under which the record is kept.
const FILE_NAME: &str = "nachweis-bekanntmachungen.json";
/// The name under which the key is kept.
const KEY_NAME: &str = "nachweis-schluessel.pem";

async fn read(ctx: &Ctx) -> Result<Whole, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    ctx.read(move |db| Whole::read(db, &town)).await
}

/// The page.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let whole = read(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Nachweis der Bekanntmachungen", "Record of the official notices"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(
            say.of("Amtliche Bekanntmachungen", "Official notices"),
            ctx.to("/bekanntmachungen"),
        )
        .lead(say.of(
            "Jede Nacht ruft die Stadt alle Bekanntmachungen ab wie ein Besucher und hält fest, was kam. Jede Prüfung ist mit der vorigen verkettet und unterschrieben. So sehen Sie selbst, dass nichts nachträglich geändert wurde.",
            "Every night the town asks for all notices like a visitor and writes down what came. Every look is chained to the one before and signed. So you see for yourself that nothing was altered afterwards.",
        ))
        .body(stack(html! {
            @match (whole.records.runs.last(), &whole.signer) {
                (Some(run), Some(signer)) => {
                    (state(say, &whole, run))
                    (files(&ctx, say))
                    (key(&ctx, say, signer))
                    (how(&ctx, say, &whole, run))
                }
                _ => (empty_state(
                    Icon::DOCUMENT,
                    say.of("Noch kein Nachweis", "No record yet"),
                    say.of("Die erste Prüfung läuft in der kommenden Nacht. Dabei entsteht auch der Schlüssel.", "The first look happens next night. The key is made then, too."),
                    html! {},
                )),
            }
        }));
    Ok(frame.answer_shared(page))
}

fn state(say: Say, whole: &Whole, run: &Run) -> Markup {
    let at = format::date_time(say, run.at.to_zoned(kernel::clock::berlin()).datetime());
    let count = whole.records.runs.len();
    let failed: usize = whole.records.runs.iter().filter(|run| run.failed > 0).count();
    let signature = whole.signatures.last().filter(|(number, ..)| *number == run.number);
    html! {
        @if whole.records.verify().bent.is_some() {
            (alert(Tone::Danger, say.of("Der Nachweis passt nicht zusammen", "The record does not fit together"), html! {
                p { (say.of("Die Stadt geht dem nach.", "The town is looking into it.")) }
            }))
        }
        (definition_list(&[
            (say.of("Letzte Prüfung", "Last look"), html! { (at) }),
            (say.of("Bekanntmachungen dabei", "Notices in it"), html! { (run.asked) }),
            (say.of("Prüfungen bisher", "Looks so far"), html! { (count) }),
            (say.of("Davon mit Ausfällen", "Of these with outages"), html! { (failed) }),
            (say.of("Kopf der Kette", "Head of the chain"), html! { code { (run.hash) } }),
            (say.of("Unterschrift dazu", "Its signature"), html! {
                @match signature {
                    Some((_, _, signature)) => code { (signature) },
                    None => (say.of("folgt mit der nächsten Prüfung", "comes with the next look")),
                }
            }),
        ]))
    }
}

fn files(ctx: &Ctx, say: Say) -> Markup {
    let (record, key) = (ctx.to(&format!("{BASE}.json")), ctx.to(&format!("{BASE}.pem")));
    buttons(html! {
        (link_button(Weight::Primary, &record, say.of("Nachweis herunterladen (JSON)", "Download the record (JSON)")))
        (link_button(Weight::Secondary, &key, say.of("Öffentlichen Schlüssel herunterladen (PEM)", "Download the public key (PEM)")))
    })
}

fn key(ctx: &Ctx, say: Say, signer: &Signer) -> Markup {
    let public = signer.public_key();
    let made = format::date(say, kernel::clock::local_day(signer.made_at));
    html! {
        h2 { (say.of("Der Schlüssel der Stadt", "The town's key")) }
        (prose(html! { p { (say.of(
            "Mit diesem Schlüssel prüfen Sie die Unterschrift. Er gehört nur zu diesem Nachweis. Den geheimen Teil kennt nur das Rathaus. Vergleichen Sie den Fingerabdruck am Telefon, wenn es darauf ankommt.",
            "With this key you check the signature. It belongs to this record only. Its secret part is known to the town hall alone. Compare the fingerprint by telephone if much depends on it.",
        )) } }))
        (definition_list(&[
            (say.of("Verfahren", "Method"), html! { "Ed25519" }),
            (say.of("In Gebrauch seit", "In use since"), html! { (made) }),
            (say.of("Fingerabdruck", "Fingerprint"), html! { code { (fingerprint(&public)) } }),
            (say.of("Öffentlicher Schlüssel", "Public key"), html! { code { (public) } }),
            (say.of("Telefon", "Telephone"), html! { (ctx.town.profile().telephone) }),
        ]))
    }
}

fn how(ctx: &Ctx, say: Say, whole: &Whole, run: &Run) -> Markup {
    let at = kernel::clock::instant_text(run.at);
    let statement = look_statement(&ctx.town.plan().base_url, run.number, &at, &run.hash);
    let is_signed = whole.signatures.last().is_some_and(|(number, ..)| *number == run.number);
    html! {
        h2 { (say.of("So prüfen Sie selbst", "How to check it yourself")) }
        (prose(html! {
            p { (say.of(
                "Das Programm Rathaus ist frei erhältlich. Es prüft die Datei ohne Internet und sagt, ob alles zusammenpasst:",
                "The program Rathaus is free. It checks the file without the internet and says whether everything fits:",
            )) }
            p { code { "rathaus notices verify " (FILE_NAME) " --key " (KEY_NAME) } }
            p { (say.of(
                "Ohne unser Programm: In der Datei steht unter „rule“, wie jeder Wert berechnet wird. Die letzte Prüfung prüfen Sie zum Beispiel mit OpenSSL. Unterschrieben ist dieser Text, jede Zeile mit einem Zeilenende:",
                "Without our program: the member “rule” of the file says how every value is computed. Check the last look with OpenSSL, for example. What is signed is this text, every line with a line feed:",
            )) }
            @if is_signed {
                ul { @for line in statement.lines() { li { code { (line) } } } }
            }
        }))
    }
}

/// The record as a file.
pub async fn file(ctx: Ctx) -> Result<Response, AppError> {
    let body = read(&ctx).await?.file(&ctx)?.to_string();
    Ok(as_file(body, "application/json; charset=utf-8", FILE_NAME))
}

/// The public key as a file.
pub async fn key_file(ctx: Ctx) -> Result<Response, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let signer = ctx.read(move |db| super::signer::find(db, &town)).await?;
    let signer = signer.ok_or(AppError::NotFound)?;
    Ok(as_file(signer.pem(), "application/x-pem-file", KEY_NAME))
}

fn as_file(body: String, mime: &'static str, name: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
