//! Changing a medium: facts, focal point, file, block, end.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Problem};
use web::Frame;

use super::show::{POINT_WIDTH, Sheet};
use super::upload::brought;
use super::{LIBRARY, key, page_of};
use crate::look::look;
use crate::model::Item;
use crate::{prints, store, take_in};

/// Shows the page again with what is wrong.
async fn again(ctx: &Ctx, id: content::Key, problem: &Problem) -> Result<Response, AppError> {
    let inside = ctx.clone();
    let sheet = ctx.read(move |db| Sheet::read(db, &inside, &id)).await?;
    let frame = Frame::of(ctx);
    let page = super::show::page(ctx, &frame, &sheet, &frame.errors_of(problem));
    Ok(frame.answer_again(page))
}

fn changed_meanwhile() -> AppError {
    AppError::refused(
        "media/changed-meanwhile",
        "Jemand anderes hat dieses Medium gerade geändert. Laden Sie die Seite neu und tragen Sie Ihre Änderung noch einmal ein.",
        "Somebody else has just changed this medium. Reload the page and enter your change again.",
    )
}

/// Saves the facts.
pub async fn save(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let id = key(&id)?;
    let brought = match brought(&fields) {
        Ok(b) if b.title.is_empty() => Err(Problem::new(
            "media/title-missing",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
        .at("titel", "Geben Sie einen Titel ein.", "Enter a title.")),
        other => other,
    };
    let brought = match brought {
        Ok(brought) => brought,
        Err(problem) => return again(&ctx, id, &problem).await,
    };
    let version: i64 = fields.get("fassung").parse().unwrap_or(0);
    let town = Arc::clone(&ctx.town);
    let page = page_of(&id);
    ctx.write(move |tx| {
        let mut item = store::find(tx, &id)?;
        if item.version != version {
            return Err(changed_meanwhile());
        }
        item.media.title = brought.title;
        item.media.alt = brought.alt;
        item.media.credit = brought.credit;
        item.media.is_generated = brought.is_generated;
        item.licence = brought.licence;
        item.source = brought.source;
        item.usable_until = brought.usable_until;
        if matches!(item.media.kind.as_str(), "image" | "video") {
            item.people = brought.people;
        }
        store::save(tx, &town, &mut item)?;
        Ok(Audit::of("media.changed", &id).done())
    })
    .await?;
    Ok(ctx.redirect(&page))
}

/// The focal point a form names: by a click, by a place, or in per cent.
fn point_of(fields: &Fields, item: &Item) -> Option<(f64, f64)> {
    let number = |name: &str| {
        fields.get(name).replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite())
    };
    let share = |part: f64| (part / 100.0).clamp(0.0, 1.0);
    if let (Some(x), Some(y)) = (number("klick.x"), number("klick.y")) {
        // Pressed with the keyboard the picture names its corner: that is no place anybody chose.
        if x == 0.0 && y == 0.0 {
            return None;
        }
        let width = f64::from(POINT_WIDTH);
        let height = width * f64::from(item.height) / f64::from(item.width.max(1));
        return Some(((x / width).clamp(0.0, 1.0), (y / height.max(1.0)).clamp(0.0, 1.0)));
    }
    if let Some((x, y)) = fields.get("stelle").split_once('-') {
        return Some((share(x.parse().ok()?), share(y.parse().ok()?)));
    }
    Some((share(number("x")?), share(number("y")?)))
}

/// Sets the focal point and orders the sizes anew.
pub async fn point(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let id = key(&id)?;
    let page = page_of(&id);
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let mut item = store::find(tx, &id)?;
        let Some(focal) = point_of(&fields, &item) else {
            return Err(AppError::refused(
                "media/no-point",
                "Geben Sie zwei Zahlen von 0 bis 100 an, oder wählen Sie eine Stelle.",
                "Enter two numbers from 0 to 100, or choose a place.",
            ));
        };
        item.media.focal = focal;
        take_in::order_prints(tx, &item)?;
        store::save(tx, &town, &mut item)?;
        Ok(Audit::of("media.point_set", &id).done())
    })
    .await?;
    Ok(ctx.redirect(&page))
}

/// Puts another file in its place.
pub async fn replace(
    ctx: Ctx,
    Path(id): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let id = key(&id)?;
    let page = page_of(&id);
    let Some(upload) = fields.take_uploads().into_iter().next() else {
        let problem = Problem::new(
            "media/no-file",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
        .at("datei", "Wählen Sie eine Datei.", "Choose a file.");
        return again(&ctx, id, &problem).await;
    };
    let sound = match look(&ctx.town, &upload.name, upload.bytes).await {
        Ok(sound) => sound,
        Err(AppError::Refused(problem)) => return again(&ctx, id, &problem).await,
        Err(other) => return Err(other),
    };
    let laid = take_in::lay(&ctx.town, &sound).await?;
    let town = Arc::clone(&ctx.town);
    let gone = ctx
        .write(move |tx| {
            let mut item = store::find(tx, &id)?;
            if item.media.kind != sound.word() {
                return Err(AppError::refused(
                    "media/other-kind",
                    "Die neue Datei ist von anderer Art als die alte. Laden Sie sie als neues Medium hoch.",
                    "The new file is of another kind than the old one. Upload it as a new medium.",
                ));
            }
            let gone = take_in::put_in(tx, &town, &mut item, &sound, &laid)?;
            Ok(Audit::of("media.replaced", &id).with(gone))
        })
        .await?;
    prints::sweep(&ctx.town, gone).await;
    Ok(ctx.redirect(&page))
}

async fn set_block(ctx: Ctx, id: String, reason: &'static str) -> Result<Response, AppError> {
    let id = key(&id)?;
    let page = page_of(&id);
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let mut item = store::find(tx, &id)?;
        reason.clone_into(&mut item.blocked);
        store::save(tx, &town, &mut item)?;
        let action = if reason.is_empty() { "media.unblocked" } else { "media.blocked" };
        Ok(Audit::of(action, &id).done())
    })
    .await?;
    Ok(ctx.redirect(&page))
}

/// Makes the one who asks look after it: the library tells them when rights end.
pub async fn take_over(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = key(&id)?;
    let page = page_of(&id);
    let account = ctx.actor.account().ok_or(AppError::NotFound)?;
    ctx.write(move |tx| {
        store::find(tx, &id)?;
        store::set_owner(tx, &id, account)?;
        Ok(Audit::of("media.taken_over", &id).done())
    })
    .await?;
    Ok(ctx.redirect(&page))
}

/// Takes it away from everybody.
pub async fn block(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    set_block(ctx, id, "other").await
}

/// Gives it back; what is missing still keeps it from being used.
pub async fn unblock(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    set_block(ctx, id, "").await
}

/// Deletes what nothing uses.
pub async fn delete(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = key(&id)?;
    let gone = ctx
        .write(move |tx| {
            store::find(tx, &id)?;
            let gone = store::remove(tx, &id)?;
            Ok(Audit::of("media.deleted", &id).with(gone))
        })
        .await?;
    prints::sweep(&ctx.town, gone).await;
    Ok(ctx.redirect(LIBRARY))
}
