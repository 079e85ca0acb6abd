//! What is done with single blocks: add, change, move, remove; text from Word or a web page.

use axum::extract::Path;
use axum::response::Response;
use content::{Block, Key, Kind, Snippet, html};
use kernel::{AppError, Ctx, Fields, Id};
use web::html as markup;

use super::editor::again;
use super::pieces::placed;
use super::save::{answer, moved_away};
use super::{base, encoded, id, load, seen, voice};
use crate::change::{Changed, change, document};
use crate::fields::{fresh_id, media, read};
use crate::model::{Draft, EditionStep, Voice};
use crate::snippets;
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

/// Where a block is to be moved: behind another, or to the start.
fn target(blocks: &[Block], chosen: &str) -> Result<usize, AppError> {
    place(blocks, if chosen == "anfang" { "" } else { chosen })
}

/// A copy is a block of its own, with all it holds.
fn give_new_ids(block: &mut Block) {
    block.id = fresh_id();
    for group in block.groups_mut() {
        group.iter_mut().for_each(give_new_ids);
    }
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
        "verschieben" => {
            let from = at(blocks, id)?;
            let behind = fields.get("ziel");
            if behind != id {
                let block = blocks.remove(from);
                let to = target(blocks, behind)?;
                blocks.insert(to, block);
            }
        }
        "kopieren" => {
            let mut copy = blocks[at(blocks, id)?].clone();
            give_new_ids(&mut copy);
            let to = target(blocks, fields.get("ziel"))?;
            blocks.insert(to, copy);
        }
        "entfernen" => {
            let at = at(blocks, id)?;
            blocks.remove(at);
        }
        action => {
            let at = at(blocks, id)?;
            blocks[at] = read(&blocks[at], fields)?;
            if let Some(field) = action.strip_prefix("leeren:") {
                blocks[at] = media::put(&blocks[at], &after(&blocks[at], field, fields), None)?;
            }
        }
    }
    Ok(())
}

/// Where a field lies after its form was saved.
fn after(block: &Block, field: &str, fields: &Fields) -> String {
    media::path_after_saving(block.kind.name(), field, fields)
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
    if matches!(fields.get("aktion"), "vorrat" | "verweis") {
        return snippet(ctx, item, fields).await;
    }
    if let Some(field) = fields.get("aktion").strip_prefix("waehlen:") {
        let field = field.to_owned();
        return choose(ctx, item, fields, field).await;
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
        action if action.starts_with("leeren:") => fields.get("baustein").to_owned(),
        _ => String::new(),
    };
    let anchor = match (open.is_empty(), fields.get("baustein")) {
        (false, _) => format!("&baustein={open}#p-{open}"),
        (true, "") => String::new(),
        (true, block) => format!("#p-{block}"),
    };
    answer(&ctx, &item, &fields, outcome, &anchor).await
}

/// Saves the form of a block and goes on to the media library.
async fn choose(
    ctx: Ctx,
    item: String,
    fields: Fields,
    field: String,
) -> Result<Response, AppError> {
    let (voice, given) = (voice(&fields), fields.clone());
    let edit = move |draft: &mut Draft| {
        let mut blocks = draft.body(voice).clone().into_blocks();
        edit(&mut blocks, &given, None)?;
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), EditionStep::Saved, edit).await;
    if !matches!(outcome, Ok(Changed::Saved)) {
        return answer(&ctx, &item, &fields, outcome, "").await;
    }
    let (_, draft) = load(&ctx, &item).await?;
    let block = fields.get("baustein");
    let found = draft.body(voice).blocks().iter().find(|b| b.id.as_str() == block);
    let field = found.map_or(field.clone(), |b| after(b, &field, &fields));
    Ok(ctx.redirect(&format!(
        "{}/medien?sprache={}&ansicht={}&baustein={}&feld={}",
        base(id(&item)?),
        voice.word(),
        encoded(fields.get("ansicht")),
        encoded(block),
        encoded(&field),
    )))
}

/// Puts a snippet in: linked, or as a copy.
async fn snippet(ctx: Ctx, item: String, fields: Fields) -> Result<Response, AppError> {
    let voice = voice(&fields);
    let wanted: Id<PatternRow> = chosen(&fields, "vorrat").parse().map_err(|_| no_kind())?;
    let pattern = ctx.read(move |db| store::pattern(db, "snippet", wanted)).await?;
    if fields.get("aktion") == "verweis" {
        keep(&ctx, &pattern).await?;
    }
    let behind = fields.get("hinter").to_owned();
    let is_linked = fields.get("aktion") == "verweis";
    let edit = move |draft: &mut Draft| {
        let new = if is_linked {
            let snippet = Key::parse(&pattern.id.to_string()).ok();
            vec![Block::new(fresh_id(), Kind::Snippet(Snippet { snippet }))]
        } else {
            let text = if voice == Voice::En { &pattern.content_en } else { &pattern.content };
            crate::fields::blocks_of("vorrat", text, &[])?
        };
        let mut blocks = draft.body(voice).clone().into_blocks();
        let at = place(&blocks, &behind)?;
        blocks.splice(at..at, new);
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), EditionStep::Saved, edit).await;
    answer(&ctx, &item, &fields, outcome, "").await
}

/// Lets the gazette know what a snippet says, if it does not yet.
async fn keep(ctx: &Ctx, pattern: &PatternRow) -> Result<(), AppError> {
    let pattern = pattern.clone();
    ctx.write(move |tx| {
        if snippets::is_kept(tx, pattern.id)? {
            return Ok(kernel::Saved::nothing(()));
        }
        let PatternRow { id, name, content, content_en, .. } = pattern;
        let written = snippets::Written { name, de: content, en: content_en };
        snippets::publish(tx, id, &written)?;
        Ok(kernel::Audit::of("newsroom.pattern_changed", id).done())
    })
    .await
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
