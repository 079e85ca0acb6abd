//! A text as others will see it: on a phone, on a desk, on paper, in easy language; and a link for
//! somebody outside that runs out.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::SignedDuration;
use kernel::http::headers::{allow_frames, allow_in_frame};
use kernel::module::Proof;
use kernel::publication::{self as gazette, Publication};
use kernel::{AppError, Audit, Ctx, Fields, Id, Language, Reader, Town, session};
use web::blocks::{Surroundings, draw, gather};
use web::button::{Weight, button};
use web::editor::{View, proofs};
use web::page::ProofOn;
use web::tabs::{Tab, tabs};
use web::{Form, Frame, Markup, Say, Tone, buttons, html};

use super::{base, id, load, page, voice};
use crate::model::{Draft, Item, Voice};
use crate::{publish, store};

/// Purpose of the ticket behind a shared preview.
const SHARED: &str = "newsroom.preview";
/// How long a shared preview holds.
const SHARED_DAYS: i64 = 7;

fn language(voice: Voice) -> Language {
    if voice == Voice::En { Language::En } else { Language::De }
}

fn around(
    town: &Town,
    db: &mut Reader<'_>,
    draft: &Draft,
    voice: Voice,
) -> Result<Surroundings, AppError> {
    let body = draft.body(voice);
    let around = gather(town, db, &[body], language(voice), true)?;
    Ok(Surroundings { is_draft: false, ..around })
}

/// The text with title and teaser, as the page shows it.
fn shown(draft: &Draft, voice: Voice, around: &Surroundings) -> Markup {
    html! {
        article lang=(voice.tag()) {
            h1.rh-h1 { (draft.title(voice)) }
            @if !draft.teaser(voice).is_empty() { p.rh-lead { (draft.teaser(voice)) } }
            (draw(draft.body(voice), around))
        }
    }
}

/// Where the sheet of a view lies.
pub(super) fn sheet_path(item: Id<Publication>, view: View, voice: Voice) -> String {
    format!("{}/blatt?ansicht={}&sprache={}", base(item), view.word(), voice.word())
}

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (item, _) = load(&ctx, &text).await?;
    let (voice, view) = (voice(&fields), View::from_word(fields.get("ansicht")));
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let link = |view: View, voice: Voice| {
        let (base, view) = (base(item.id), view.word());
        ctx.to(&format!("{base}/vorschau?ansicht={view}&sprache={}", voice.word()))
    };
    let voices: Vec<Tab> = [Voice::De, Voice::En]
        .into_iter()
        .map(|v| Tab {
            label: v.name().of(ctx.language).to_owned(),
            url: link(view, v),
            count: None,
            current: v == voice,
        })
        .collect();
    let body = html! {
        @if view != View::Easy { (tabs(say.of("Sprachen", "Languages"), &voices)) }
        (proofs(
            say,
            view,
            |view| link(view, voice),
            |view| ctx.to(&sheet_path(item.id, view, voice)),
        ))
        (sharing(&ctx, say, &item, &fields))
    };
    let mut response = frame.answer(page(&frame, &ctx, &item, "vorschau", &body));
    allow_frames(&mut response, "'self'");
    Ok(response)
}

/// The page a text will have, for the frame beside it: drawn by whoever draws the town's pages.
pub(crate) async fn sheet(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (item, draft) = load(&ctx, &text).await?;
    let view = View::from_word(fields.get("ansicht"));
    let voice = if view == View::Easy { Voice::Easy } else { voice(&fields) };
    let ctx = Ctx { language: language(voice), ..ctx };
    let is_written = voice != Voice::Easy || !draft.body(voice).blocks().is_empty();
    let draws = ctx.town.house().modules().iter().find_map(|m| m.proofs);
    let mut response = match draws {
        Some(draw) if is_written => {
            let publication = ctx
                .read(move |db| {
                    let before = gazette::find(db, item.id)?;
                    let now = db.now();
                    let from = crate::workflow::appears(&draft, before.as_ref(), now);
                    publish::publication(db, &item, &draft, gazette::State::Draft, from)
                })
                .await?;
            let (is_easy, is_print) = (view == View::Easy, view == View::Print);
            draw(ctx, Proof { publication, is_easy, is_print }).await?
        }
        _ => plain(&ctx, draft, voice, view).await?,
    };
    allow_in_frame(&mut response);
    Ok(response)
}

/// The text alone, where nothing is written yet or nobody draws pages.
async fn plain(ctx: &Ctx, draft: Draft, voice: Voice, view: View) -> Result<Response, AppError> {
    let (town, wanted) = (ctx.town.clone(), draft.clone());
    let around = ctx.read(move |db| around(&town, db, &wanted, voice)).await?;
    let frame = Frame::of(ctx);
    let on = if view == View::Print { ProofOn::Paper } else { ProofOn::Screen };
    let page = frame.plain(draft.title(voice).to_owned()).own_heading().proof(on).body(html! {
        @if draft.has(voice) {
            (shown(&draft, voice, &around))
        } @else {
            h1 { (frame.say.of("Noch kein Text", "No text yet")) }
            p { (frame.say.of(
                "In dieser Sprache gibt es noch keinen Text.",
                "There is no text in this language yet.",
            )) }
        }
    });
    Ok(frame.answer(page))
}

fn sharing(ctx: &Ctx, say: Say, item: &Item, fields: &Fields) -> Markup {
    let action = ctx.to(&format!("{}/vorschau", base(item.id)));
    let token = fields.get("link");
    let is_token = !token.is_empty()
        && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    html! {
        h2 { (say.of("Jemandem von außen zeigen", "Show it to somebody outside")) }
        @if is_token {
            (web::alert(Tone::Success, say.of("Der Link ist fertig", "The link is ready"), html! {
                p { (format!("{}/vorschau/{token}", ctx.town.plan().base_url)) }
                p { (say.of("Er gilt sieben Tage und braucht kein Konto.", "It holds for seven days and needs no account.")) }
            }))
        }
        (Form::post(&action, &ctx.form_token()).body(buttons(button(
            Weight::Secondary, say.of("Link zur Vorschau machen", "Make a link to the preview"),
        ))))
    }
}

/// Makes a link.
pub(crate) async fn share(ctx: Ctx, Path(text): Path<String>) -> Result<Response, AppError> {
    let (item, actor) = (id(&text)?, ctx.actor.clone());
    let token = ctx
        .write(move |tx| {
            let item = store::find(tx, item)?.open(&actor)?;
            let life = SignedDuration::from_hours(24 * SHARED_DAYS);
            let token = session::ticket(tx, SHARED, &item.id.to_string(), "", life)?;
            Ok(Audit::of("newsroom.shared", item.id).with(token))
        })
        .await?;
    Ok(ctx.redirect(&format!("{}/vorschau?link={token}", base(item))))
}

/// The newest text behind a link.
pub(crate) async fn shared(
    ctx: Ctx,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (voice, town) = (voice(&fields), ctx.town.clone());
    let (draft, around) = ctx
        .read(move |db| {
            let found = session::peek(db, SHARED, &token)?.ok_or(AppError::NotFound)?;
            let id: Id<Publication> = found.0.parse().map_err(|_| AppError::NotFound)?;
            let item = store::known(db, id)?.ok_or(AppError::NotFound)?;
            let (draft, _) = store::edition(db, id, item.head)?;
            let mut around = around(&town, db, &draft, voice)?;
            open_media(&town, db, &mut around)?;
            Ok((draft, around))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(draft.title(voice).to_owned())
        .lead(draft.teaser(voice).to_owned())
        .noindex()
        .body(html! {
            (web::notice(html! { p { (say.of(
                "Das ist ein Entwurf. Er ist nicht veröffentlicht, bitte geben Sie ihn nicht weiter.",
                "This is a draft. It is not published, please do not pass it on.",
            )) } }))
            div lang=(voice.tag()) { (draw(draft.body(voice), &around)) }
        });
    let mut response = frame.answer(page);
    let private = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, private);
    Ok(response)
}

/// Pictures that nobody has published open without a sign-in for as long as the link holds at most.
fn open_media(town: &Town, db: &mut Reader<'_>, around: &mut Surroundings) -> Result<(), AppError> {
    let until = db.now().checked_add(SignedDuration::from_hours(24)).map_err(AppError::internal)?;
    for (id, medium) in &mut around.media {
        let Ok(key) = content::Key::parse(id) else { continue };
        let Some(found) = kernel::media::find(db, &key)? else { continue };
        let opened = |url: &str| {
            found
                .renditions
                .iter()
                .find(|r| found.path(r) == url)
                .map(|r| kernel::media::preview_path(town, &found, r, until))
        };
        medium.url = opened(&medium.url).unwrap_or_else(|| medium.url.clone());
        medium.poster = medium.poster.as_deref().and_then(opened);
        for rendition in &mut medium.renditions {
            rendition.url = opened(&rendition.url).unwrap_or_else(|| rendition.url.clone());
        }
    }
    Ok(())
}
