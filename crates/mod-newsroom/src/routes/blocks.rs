//! What is done with single blocks: add, change, move, remove; text from Word or a web page.

use axum::extract::Path;
use axum::response::Response;
use content::{Block, Kind, html};
use kernel::{AppError, Ctx, Fields, Id};
use web::html as markup;

use super::editor::{again, placed};
use super::save::{answer, moved_away};
use super::{id, seen, voice};
use crate::change::{Changed, change, document};
use crate::fields::{fresh_id, read};
use crate::model::{Draft, EditionStep};
use crate::store::{self, PatternRow};

/// Where a new block goes: behind another, or to the start.
fn place(blocks: &[Block], behind: &str) -> Result<usize, AppError> {
    match behind {
        "" => Ok(0),
        id => {
            blocks.iter().position(|b| b.id.as_str() == id).map(|at| at + 1).ok_or_else(moved_away)
        }
    }
}

/// The place of a block.
fn at(blocks: &[Block], id: &str) -> Result<usize, AppError> {
    blocks.iter().position(|b| b.id.as_str() == id).ok_or_else(moved_away)
}

/// What was chosen at the place a form stood.
fn chosen<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(&placed(name, fields.get("hinter")))
}

/// Does one thing with the blocks of a text.
fn edit(blocks: &mut Vec<Block>, fields: &Fields, new: Option<Block>) -> Result<(), AppError> {
    let id = fields.get("baustein");
    match fields.get("aktion") {
        "neu" => {
            let Some(block) = new else { return Err(no_kind()) };
            let at = place(blocks, fields.get("hinter"))?;
            blocks.insert(at, block);
        }
        "hoch" => {
            let at = at(blocks, id)?;
            if at > 0 {
                blocks.swap(at, at - 1);
            }
        }
        "runter" => {
            let at = at(blocks, id)?;
            if at + 1 < blocks.len() {
                blocks.swap(at, at + 1);
            }
        }
        "entfernen" => {
            let at = at(blocks, id)?;
            blocks.remove(at);
        }
        _ => {
            let at = at(blocks, id)?;
            blocks[at] = read(&blocks[at], fields)?;
        }
    }
    Ok(())
}

fn no_kind() -> AppError {
    AppError::refused(
        "newsroom/no-kind",
        "Wählen Sie zuerst aus, was eingefügt werden soll.",
        "Choose first what is to be inserted.",
    )
}

/// Does one thing with a block.
pub(crate) async fn save(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    if fields.get("aktion") == "vorrat" {
        return snippet(ctx, item, fields).await;
    }
    let voice = voice(&fields);
    let is_new = fields.get("aktion") == "neu";
    let new = Kind::empty(chosen(&fields, "art")).map(|kind| Block::new(fresh_id(), kind));
    let new_id = new.as_ref().map(|b| b.id.to_string()).unwrap_or_default();
    let given = fields.clone();
    let edit = move |draft: &mut Draft| {
        let mut blocks = draft.body(voice).clone().into_blocks();
        edit(&mut blocks, &given, new)?;
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), EditionStep::Saved, edit).await;
    let open = match fields.get("aktion") {
        _ if is_new => new_id,
        "speichern" => fields.get("baustein").to_owned(),
        _ => String::new(),
    };
    let anchor = match (open.is_empty(), fields.get("baustein")) {
        (false, _) => format!("&baustein={open}#p-{open}"),
        (true, "") => String::new(),
        (true, block) => format!("#p-{block}"),
    };
    answer(&ctx, &item, &fields, outcome, &anchor).await
}

/// Puts a copy of a snippet in.
async fn snippet(ctx: Ctx, item: String, fields: Fields) -> Result<Response, AppError> {
    let voice = voice(&fields);
    let wanted: Id<PatternRow> = chosen(&fields, "vorrat").parse().map_err(|_| no_kind())?;
    let pattern = ctx.read(move |db| store::pattern(db, "snippet", wanted)).await?;
    let behind = fields.get("hinter").to_owned();
    let edit = move |draft: &mut Draft| {
        let new = crate::fields::blocks_of("vorrat", &pattern.content, &[])?;
        let mut blocks = draft.body(voice).clone().into_blocks();
        let at = place(&blocks, &behind)?;
        blocks.splice(at..at, new);
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), EditionStep::Saved, edit).await;
    answer(&ctx, &item, &fields, outcome, "").await
}

/// Reads text from Word or a web page into blocks.
pub(crate) async fn paste(
    ctx: Ctx,
    Path(item): Path<String>,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let voice = voice(&fields);
    let upload = fields.take_uploads().into_iter().find(|u| !u.bytes.is_empty());
    let Some(upload) = upload else {
        let problem = super::wrong(
            "datei",
            "Wählen Sie eine Datei. In Word: „Speichern unter“, dann „Webseite, gefiltert“.",
            "Choose a file. In Word: “Save as”, then “Web page, filtered”.",
        );
        return answer(&ctx, &item, &fields, Err(problem.into()), "").await;
    };
    let text = content::import::decode(&upload.bytes);
    let cleaned = html::paste(&text, &mut fresh_id);
    let dropped: Vec<_> = cleaned.dropped.iter().map(html::Dropped::said).collect();
    let pictures = cleaned.images.len();
    let (behind, new) = (fields.get("hinter").to_owned(), cleaned.blocks);
    let edit = move |draft: &mut Draft| {
        let mut blocks = draft.body(voice).clone().into_blocks();
        let at = place(&blocks, &behind)?;
        blocks.splice(at..at, new);
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), EditionStep::Saved, edit).await;
    let is_saved = matches!(outcome, Ok(Changed::Saved));
    if !is_saved || (dropped.is_empty() && pictures == 0) {
        return answer(&ctx, &item, &fields, outcome, "").await;
    }
    let frame = web::Frame::of(&ctx);
    let say = frame.say;
    let told = markup! {
        (web::alert(web::Tone::Info, say.of("Der Text ist eingelesen", "The text is read"), markup! {
            ul {
                @for said in &dropped { li { (ctx.language.of(&said.de, &said.en)) } }
                @if pictures > 0 { li { (say.of(
                    format!("{pictures} Bilder warten auf eine Datei aus der Mediathek."),
                    format!("{pictures} pictures wait for a file of the media library."),
                )) } }
            }
        }))
    };
    let shown = Fields::from_pairs(vec![("sprache".into(), voice.word().into())]);
    again(&ctx, &item, &shown, &web::Errors::new(), told).await
}
