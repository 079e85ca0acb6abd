//! One post: what it says, how it stands on each channel, what may be done, what was counted.

mod parts;

pub(super) use parts::cell;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Problem, settings};
use web::button::{Weight, link_button};
use web::{Errors, Frame, Page, html};

use super::{BASE, base, id};
use crate::account::Connection;
use crate::figures::Counted;
use crate::model::{Attempt, Errand, Post, State, Variant};
use crate::settings::ChannelSettings;
use crate::store;
use crate::variant::{self, Made};

/// What the page shows.
pub(super) struct Sheet {
    pub(super) post: Post,
    pub(super) accounts: Vec<Connection>,
    pub(super) made: Vec<(Connection, Variant, Made)>,
    /// The latest errand of each account, and the requests of it.
    pub(super) errands: Vec<(Errand, Vec<Attempt>)>,
    pub(super) figures: Vec<Counted>,
    pub(super) needs_second_pair: bool,
}

impl Sheet {
    /// An account by its id.
    pub(super) fn account(&self, id: kernel::Id<Connection>) -> Option<&Connection> {
        self.accounts.iter().find(|c| c.id == id)
    }
}

async fn sheet(ctx: &Ctx, text: &str) -> Result<Sheet, AppError> {
    let wanted = id(text)?;
    let town = ctx.town.clone();
    ctx.read(move |db| {
        let post = store::find(db, wanted)?;
        let accounts = store::account::all(db)?;
        let mut made = Vec::new();
        for own in store::variants(db, wanted)? {
            if let Some(account) = accounts.iter().find(|c| c.id == own.account) {
                let key = variant::key(&post, account, 0);
                let one = variant::make(&town, db, &post, &own, account, &key)?;
                made.push((account.clone(), own, one));
            }
        }
        let mut errands = Vec::new();
        for errand in store::task::latest(db, wanted)? {
            let attempts = store::task::attempts(db, errand.id)?;
            errands.push((errand, attempts));
        }
        let figures = store::figure::of_subject(db, &post.id.to_string())?;
        let needs_second_pair = settings::get::<ChannelSettings>(db)?.needs_second_pair;
        Ok(Sheet { post, accounts, made, errands, figures, needs_second_pair })
    })
    .await
}

/// The page.
pub(super) async fn show(ctx: Ctx, Path(text): Path<String>) -> Result<Response, AppError> {
    let sheet = sheet(&ctx, &text).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &sheet, &Errors::new());
    Ok(frame.answer(page))
}

/// The page after something was refused.
pub(super) async fn again(ctx: &Ctx, text: &str, problem: &Problem) -> Result<Response, AppError> {
    let sheet = sheet(ctx, text).await?;
    let frame = Frame::of(ctx);
    let page = page(ctx, &frame, &sheet, &frame.errors_of(problem));
    Ok(frame.answer_again(page))
}

fn page<'f>(ctx: &'f Ctx, frame: &'f Frame<'f>, sheet: &Sheet, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    let post = &sheet.post;
    let body = html! {
        (parts::source(ctx, say, sheet))
        (parts::outlook(ctx, say, sheet))
        @if !sheet.errands.is_empty() { (parts::channels(ctx, say, sheet)) }
        (parts::actions(ctx, say, sheet))
        (parts::figures(say, sheet))
        (parts::content(ctx, say, sheet))
        (parts::history(ctx, say, sheet))
    };
    let title = if post.title.is_empty() { say.of("Ohne Titel", "Untitled") } else { &post.title };
    let page = frame
        .staff(title)
        .preline(post.state.words(say))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .errors(errors)
        .body(body);
    if post.state == State::Deleted {
        return page;
    }
    let edit = ctx.to(&format!("{}/text", base(post.id)));
    page.head_actions(link_button(Weight::Secondary, &edit, say.of("Bearbeiten", "Edit")))
}
