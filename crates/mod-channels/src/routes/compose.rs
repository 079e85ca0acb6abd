//! Writing: one text, what differs on each channel, pictures, the time; beside each channel how it
//! will look and what the channel would say.

mod film;
mod read;
mod view;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Problem, Reader, Town};
use web::button::{Weight, button_named};
use web::thumbs::Pick;
use web::{Errors, Field, Form, Frame, Page, buttons, html};

use super::{BASE, base, encoded, id};
use crate::account::Connection;
use crate::model::{Post, State, Variant};
use crate::store;
use crate::variant::{self, Made};

pub(super) use view::{pick, preview};

/// A post with everything around it.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) post: Post,
    pub(super) variants: Vec<Variant>,
    pub(super) accounts: Vec<Connection>,
}

impl Desk {
    fn load(db: &mut Reader<'_>, post: kernel::Id<Post>) -> Result<Self, AppError> {
        Ok(Self {
            post: store::find(db, post)?,
            variants: store::variants(db, post)?,
            accounts: store::account::all(db)?,
        })
    }

    /// What each chosen account would get.
    pub(super) fn made(
        &self,
        town: &Town,
        db: &mut Reader<'_>,
    ) -> Result<Vec<(Connection, Variant, Made)>, AppError> {
        let mut all = Vec::new();
        for own in &self.variants {
            let Some(account) = self.accounts.iter().find(|c| c.id == own.account) else {
                continue;
            };
            let key = variant::key(&self.post, account, 0);
            let made = variant::make(town, db, &self.post, own, account, &key)?;
            all.push((account.clone(), own.clone(), made));
        }
        Ok(all)
    }
}

/// What the page shows beside the fields.
pub(super) struct Shown {
    made: Vec<(Connection, Variant, Made)>,
    picks: BTreeMap<String, Pick>,
}

/// The page.
pub(super) async fn show(ctx: Ctx, Path(text): Path<String>) -> Result<Response, AppError> {
    let post = id(&text)?;
    let desk = ctx.read(move |db| Desk::load(db, post)).await?;
    if desk.post.state == State::Deleted {
        return Err(AppError::Gone);
    }
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &desk, &Errors::new()).await?;
    Ok(frame.answer(page))
}

async fn page<'f>(
    ctx: &'f Ctx,
    frame: &'f Frame<'f>,
    desk: &Desk,
    errors: &Errors,
) -> Result<Page<'f>, AppError> {
    let say = frame.say;
    let (town, copy) = (ctx.town.clone(), desk.clone());
    let shown = ctx
        .read(move |db| {
            Ok(Shown { picks: view::picks(db, say, &copy)?, made: copy.made(&town, db)? })
        })
        .await?;
    let action = format!("{}/text", base(desk.post.id));
    let live = ctx.to(&format!("{}/vorschau", base(desk.post.id)));
    let version = desk.post.version.to_string();
    let body = html! {
        (Form::post(&ctx.to(&action), &ctx.form_token())
            .autosave_hint(say.of("Nicht gespeicherte Änderungen", "Changes not saved"))
            .drawn_while_typing(&live)
            .body(html! {
            (Field::new(say, "version", "").value(&version).hidden())
            (view::common(say, &desk.post, errors))
            (view::media(say, &desk.post, &shown.picks))
            (view::time(say, &desk.post, errors))
            h2 { (say.of("Kanäle", "Channels")) }
            p { (say.of(
                "Ohne eigene Fassung bekommt ein Kanal den gemeinsamen Text. Die Vorschau zählt, wie der Kanal zählt.",
                "Without a variant of its own a channel gets the common text. The preview counts as the channel counts.",
            )) }
            @if desk.accounts.is_empty() { (view::no_accounts(ctx, say)) }
            @for account in &desk.accounts {
                (view::channel(ctx, say, desk, account, &shown, errors))
            }
            (buttons(html! {
                (button_named(Weight::Primary, "ziel", "beitrag", say.of("Speichern und weiter", "Save and go on")))
                (button_named(Weight::Secondary, "ziel", "text", say.of("Speichern und Vorschau zeigen", "Save and show the preview")))
            }))
        }))
    };
    let title = if desk.post.state == State::Released {
        say.of("Beitrag ändern", "Change the post")
    } else {
        say.of("Beitrag schreiben", "Write the post")
    };
    Ok(frame
        .staff(title)
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .crumb(desk.post.title.clone(), ctx.to(&base(desk.post.id)))
        .errors(errors)
        .script("live.js")
        .body(body))
}

/// The previews of what is typed, without keeping it.
pub(super) async fn draw(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&text)?;
    let mut desk = ctx.read(move |db| Desk::load(db, wanted)).await?;
    // What is not right yet is said when it is saved; what is typed is shown all the same.
    let _ = read::read(&fields, &mut desk);
    let say = Frame::of(&ctx).say;
    let (town, copy) = (ctx.town.clone(), desk.clone());
    let made = ctx.read(move |db| copy.made(&town, db)).await?;
    Ok(web::frame::fragment(html! {
        @for account in &desk.accounts { (view::live(&ctx, say, account, &made)) }
    }))
}

/// Saves; goes where the pressed button leads.
pub(super) async fn save(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&text)?;
    let mut desk = ctx.read(move |db| Desk::load(db, wanted)).await?;
    if desk.post.state == State::Deleted {
        return Err(AppError::Gone);
    }
    let label = ctx.actor.label();
    let outcome = match read::read(&fields, &mut desk) {
        Ok(()) => store_it(&ctx, &desk, &fields, label).await,
        Err(problem) => Err(problem.into()),
    };
    match outcome {
        Ok(()) => Ok(ctx.redirect(&goal(&fields, wanted))),
        Err(AppError::Refused(problem)) => again(&ctx, &desk, &problem).await,
        Err(other) => Err(other),
    }
}

fn goal(fields: &Fields, post: kernel::Id<Post>) -> String {
    let base = base(post);
    if fields.has("weg") || fields.has("vor") {
        return format!("{base}/text");
    }
    match fields.get("ziel") {
        "text" => format!("{base}/text"),
        "bild" => format!("{base}/bild"),
        place if place.starts_with("vorschaubild-") || place.starts_with("untertitel-") => {
            format!("{base}/bild?fuer={}", encoded(place))
        }
        _ => base,
    }
}

async fn store_it(ctx: &Ctx, desk: &Desk, fields: &Fields, label: String) -> Result<(), AppError> {
    let seen: i64 = fields.get("version").parse().unwrap_or(0);
    let (mut post, variants) = (desk.post.clone(), desk.variants.clone());
    ctx.write(move |tx| {
        let now = store::find(tx, post.id)?;
        if now.version != seen {
            return Err(AppError::refused(
                "channels/changed-meanwhile",
                "Jemand anderes hat den Beitrag gerade gespeichert. Ihre Eingaben stehen noch hier: Kopieren Sie sie heraus, bevor Sie die Seite neu laden.",
                "Somebody else has just saved the post. What you entered still stands here: copy it before you reload the page.",
            ));
        }
        // Who changes what waits for release makes it a draft again.
        post.state = if now.state == State::Submitted { State::Draft } else { now.state };
        post.author = label;
        store::save(tx, &post)?;
        store::set_variants(tx, post.id, &variants)?;
        Ok(Audit::of("channels.written", post.id).done())
    })
    .await
}

async fn again(ctx: &Ctx, desk: &Desk, problem: &Problem) -> Result<Response, AppError> {
    let frame = Frame::of(ctx);
    let errors = frame.errors_of(problem);
    let page = page(ctx, &frame, desk, &errors).await?;
    Ok(frame.answer_again(page))
}
