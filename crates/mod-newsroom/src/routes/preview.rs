//! A text as others will see it: on a phone, on a desk, on paper, in easy language; and a link for
//! somebody outside that runs out.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::SignedDuration;
use kernel::publication::Publication;
use kernel::{AppError, Audit, Ctx, Fields, Id, Language, Reader, Town, session};
use web::blocks::{Surroundings, draw, gather};
use web::button::{Weight, button};
use web::editor::{View, preview};
use web::tabs::{Tab, tabs};
use web::{Form, Frame, Markup, Say, Tone, buttons, html};

use super::{base, id, load, page, voice};
use crate::model::{Draft, Item, Voice};
use crate::store;

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
            p.rh-h1 { (draft.title(voice)) }
            @if !draft.teaser(voice).is_empty() { p.rh-lead { (draft.teaser(voice)) } }
            (draw(draft.body(voice), around))
        }
    }
}

const VIEWS: [(&str, View, &str, &str); 3] = [
    ("handy", View::Phone, "Handy", "Phone"),
    ("desktop", View::Desktop, "Bildschirm", "Desk"),
    ("druck", View::Print, "Druck", "Print"),
];

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (item, draft) = load(&ctx, &text).await?;
    let voice = voice(&fields);
    let (town, wanted) = (ctx.town.clone(), draft.clone());
    let around = ctx.read(move |db| around(&town, db, &wanted, voice)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let view = VIEWS.iter().find(|v| v.0 == fields.get("ansicht")).unwrap_or(&VIEWS[1]);
    let link = |view: &str, voice: Voice| {
        ctx.to(&format!("{}/vorschau?ansicht={view}&sprache={}", base(item.id), voice.word()))
    };
    let views: Vec<Tab> = VIEWS
        .iter()
        .map(|v| Tab {
            label: say.of(v.2, v.3).to_owned(),
            url: link(v.0, voice),
            count: None,
            current: v.0 == view.0,
        })
        .collect();
    let voices: Vec<Tab> = Voice::ALL
        .into_iter()
        .map(|v| Tab {
            label: v.name().of(ctx.language).to_owned(),
            url: link(view.0, v),
            count: None,
            current: v == voice,
        })
        .collect();
    let body = html! {
        (tabs(say.of("Ansichten", "Views"), &views))
        (tabs(say.of("Sprachen", "Languages"), &voices))
        @if !draft.has(voice) {
            p { (say.of("In dieser Sprache gibt es noch keinen Text.", "There is no text in this language yet.")) }
        } @else {
            (preview(view.1, shown(&draft, voice, &around)))
        }
        (sharing(&ctx, say, &item, &fields))
    };
    Ok(frame.answer(page(&frame, &ctx, &item, "vorschau", &body)))
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
