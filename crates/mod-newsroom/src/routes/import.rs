//! Taking over a website: bring the export, look at what it holds, make drafts of it.

use axum::extract::Path;
use axum::response::Response;
use kernel::org::Unit;
use kernel::{AppError, Audit, Ctx, Fields, Id};
use web::button::{Weight, button};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, html};

use super::begin::own_units;
use super::{BASE, refused, wrong};
use crate::import::{self, Batch, Brought, EXPORT_BYTES_MAX, TEXTS_MAX};
use crate::model::kind_name;
use crate::store;

/// Texts shown before they are taken over.
const SHOWN_MAX: usize = 200;

/// The form.
pub(crate) async fn ask(ctx: Ctx) -> Result<Response, AppError> {
    form(&ctx, &Fields::default(), &Errors::new()).await
}

async fn form(ctx: &Ctx, fields: &Fields, errors: &Errors) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let units = ctx.read(move |db| own_units(db, &actor)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let units = super::dashboard::unit_names(units, ctx.language);
    let choices: Vec<Choice<'_>> = units.iter().map(|(id, name)| Choice::new(id, name)).collect();
    let action = ctx.to(&format!("{BASE}/import"));
    let page = frame
        .staff(say.of("Website übernehmen", "Take over a website"))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .lead(say.of(
            "Aus WordPress (Werkzeuge, Daten exportieren), aus TYPO3 (Export als T3D-XML) oder aus gespeicherten Seiten. Alles wird zuerst ein Entwurf.",
            "From WordPress (Tools, Export), from TYPO3 (export as T3D XML) or from saved pages. Everything becomes a draft first.",
        ))
        .errors(errors)
        .body(Form::post(&action, &ctx.form_token()).with_files().body(html! {
            (Field::new(say, "datei", say.of("Export oder gespeicherte Seiten", "Export or saved pages"))
                .error(errors.get("datei"))
                .upload(UploadRules { accept: ".xml,.html,.htm", kinds: "XML, HTML", max_bytes: EXPORT_BYTES_MAX, multiple: true }))
            (Field::new(say, "ordner", say.of("Gespeicherter Ordner mit Seiten und Bildern", "Saved folder with pages and pictures")).optional()
                .hint(say.of(
                    "Bilder, die in den Texten stehen, kommen in die Mediathek. Dort klären Sie vor dem Veröffentlichen die Rechte.",
                    "Pictures that stand in the texts go to the media library. There you settle their rights before publishing.",
                ))
                .upload_folder())
            (Field::new(say, "adresse", say.of("Adresse der alten Website", "Address of the old website"))
                .hint(say.of("Zum Beispiel https://www.stadt.de", "For example https://www.town.example"))
                .value(fields.get("adresse")).error(errors.get("adresse")).text())
            (Field::new(say, "einheit", say.of("Amt, das dafür einsteht", "Unit that answers for it"))
                .value(fields.get("einheit")).error(errors.get("einheit")).select(&choices))
            (buttons(button(Weight::Primary, say.of("Einlesen und ansehen", "Read and look"))))
        }));
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// Reads the export and keeps what it holds until somebody decides.
pub(crate) async fn take(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let files: Vec<Brought> = fields
        .take_uploads()
        .into_iter()
        .filter(|u| !u.bytes.is_empty())
        .map(|u| Brought { name: u.name, bytes: u.bytes })
        .collect();
    match kept(&ctx, &fields, files).await {
        Ok(id) => Ok(ctx.redirect(&format!("{BASE}/import/{id}"))),
        Err(error) => {
            let errors = refused(&Frame::of(&ctx), error)?;
            form(&ctx, &fields, &errors).await
        }
    }
}

async fn kept(ctx: &Ctx, fields: &Fields, files: Vec<Brought>) -> Result<Id<Batch>, AppError> {
    let (files, pictures): (Vec<Brought>, Vec<Brought>) =
        files.into_iter().partition(|file| is_text(&file.name));
    if files.is_empty() {
        return Err(wrong("datei", "Wählen Sie eine Datei.", "Choose a file.").into());
    }
    let site = fields.get("adresse").to_owned();
    if content::LinkTarget::parse(&site).is_ok_and(|t| t.is_external()) {
        let unit: Id<Unit> = fields
            .get("einheit")
            .parse()
            .map_err(|_| wrong("einheit", "Wählen Sie ein Amt.", "Choose a unit."))?;
        if !ctx.actor.may_in(crate::MANAGE, unit) {
            return Err(AppError::Forbidden);
        }
        let mut batch = import::read(&files, &site)?;
        if batch.texts.is_empty() {
            return Err(wrong("datei", "Darin steht kein Text.", "There is no text in it.").into());
        }
        let pictures: Vec<Brought> = pictures.into_iter().filter(|p| is_picture(&p.name)).collect();
        import::take_pictures(&ctx.town, &ctx.actor, &mut batch, pictures, &site).await?;
        return ctx
            .write(move |tx| {
                let id = store::add_import(tx, unit, &serde_json::to_string(&batch)?)?;
                Ok(Audit::of("newsroom.import_read", id)
                    .note(batch.texts.len().to_string())
                    .with(id))
            })
            .await;
    }
    Err(wrong(
        "adresse",
        "Geben Sie die Adresse mit https:// an.",
        "Enter the address with https://.",
    )
    .into())
}

/// The ending of a file's name.
fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| endings.contains(&end.to_lowercase().as_str()))
}

fn is_text(name: &str) -> bool {
    has_ending(name, &["xml", "html", "htm", "t3d"])
}

fn is_picture(name: &str) -> bool {
    has_ending(name, &["jpg", "jpeg", "png", "gif", "webp", "avif", "tif", "tiff"])
}

fn batch_id(text: &str) -> Result<Id<Batch>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// What the export held.
pub(crate) async fn look(ctx: Ctx, Path(text): Path<String>) -> Result<Response, AppError> {
    let (id, actor) = (batch_id(&text)?, ctx.actor.clone());
    let batch = ctx
        .read(move |db| {
            let (unit, content) = store::import(db, id)?;
            if !actor.may_in(crate::MANAGE, unit) {
                return Err(AppError::NotFound);
            }
            Ok(serde_json::from_str::<Batch>(&content)?)
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let action = ctx.to(&format!("{BASE}/import/{id}"));
    let count = batch.texts.len();
    let page = frame
        .staff(say.of(format!("{count} Texte gefunden"), format!("{count} texts found")))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .crumb(say.of("Website übernehmen", "Take over a website"), ctx.to(&format!("{BASE}/import")))
        .body(html! {
            (pictures(say, &batch))
            (table(&ctx, say, &batch))
            (Form::post(&action, &ctx.form_token()).body(html! {
                p { (say.of(
                    "Alle werden Entwürfe. Die alten Adressen führen zu den neuen Seiten, sobald diese veröffentlicht sind.",
                    "All become drafts. The old addresses lead to the new pages as soon as these are published.",
                )) }
                (buttons(button(Weight::Primary, say.of("Als Entwürfe anlegen", "Make drafts"))))
            }))
        });
    Ok(frame.answer(page))
}

/// Names listed of pictures that are missing.
const MISSING_SHOWN: usize = 100;

/// Which pictures were taken, and which are missing.
fn pictures(say: Say, batch: &Batch) -> Markup {
    let all: Vec<_> = batch.texts.iter().flat_map(|old| &old.images).collect();
    let taken = all.iter().filter(|i| i.media.is_some()).count();
    let mut missing: Vec<&str> =
        all.iter().filter(|i| i.media.is_none()).map(|i| i.source.as_str()).collect();
    missing.sort_unstable();
    missing.dedup();
    html! {
        @if taken > 0 {
            (web::alert(Tone::Success, &say.of(
                format!("{taken} Bilder sind in der Mediathek"),
                format!("{taken} pictures are in the media library"),
            ), html! { p { (say.of(
                "Klären Sie dort Urheberin oder Urheber und Lizenz. Vorher lassen sich die Texte nicht veröffentlichen.",
                "Settle their credit and licence there. Before that the texts cannot be published.",
            )) } }))
        }
        @if !missing.is_empty() {
            (web::details::details(&say.of(
                format!("{} Bilder fehlen", missing.len()),
                format!("{} pictures are missing", missing.len()),
            ), html! {
                p { (say.of(
                    "Ihre Dateien lagen nicht im Ordner. Wählen Sie ihn noch einmal, oder ergänzen Sie die Bilder in den Entwürfen.",
                    "Their files were not in the folder. Choose it once more, or add the pictures in the drafts.",
                )) }
                ul { @for source in missing.iter().take(MISSING_SHOWN) { li { (source) } } }
            }))
        }
    }
}

fn table(ctx: &Ctx, say: Say, batch: &Batch) -> Markup {
    Table::new(say, say.of("Texte", "Texts"))
        .dense()
        .columns(vec![
            Column::new(say.of("Titel", "Title")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Alte Adresse", "Old address")),
            Column::number(say.of("Bausteine", "Blocks")),
            Column::number(say.of("Bilder", "Pictures")),
            Column::new(say.of("Nicht übernommen", "Left out")),
        ])
        .rows(batch.texts.iter().take(SHOWN_MAX).map(|old| {
            let dropped: Vec<&str> =
                old.dropped.iter().map(|(de, en)| ctx.language.of(de, en)).collect();
            Row::new(vec![
                html! { (old.title) },
                html! { (kind_name(&old.kind).of(ctx.language)) },
                html! { (old.path) },
                html! { (old.blocks.len()) },
                html! { (old.images.len()) },
                html! { (dropped.join(" ")) },
            ])
        }))
        .render()
}

/// Makes the drafts.
pub(crate) async fn make(ctx: Ctx, Path(text): Path<String>) -> Result<Response, AppError> {
    let (id, actor) = (batch_id(&text)?, ctx.actor.clone());
    let made = ctx
        .write(move |tx| {
            let (unit, content) = store::import(tx, id)?;
            if !actor.may_in(crate::MANAGE, unit) {
                return Err(AppError::NotFound);
            }
            let batch: Batch = serde_json::from_str(&content)?;
            store::finish_import(tx, id)?;
            import::make(tx, &batch, unit)
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let all = ctx.to(&format!("{BASE}/alle?stand=draft"));
    let page = frame
        .staff(say.of("Übernommen", "Taken over"))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .message(
            Tone::Success,
            say.of(format!("{made} Entwürfe angelegt"), format!("{made} drafts made")),
            html! { p { a href=(all) { (say.of("Zu den Entwürfen", "To the drafts")) } } },
        )
        .body(html! { p { (say.of(
            format!("Höchstens {TEXTS_MAX} Texte gehen auf einmal. Was schon übernommen war, bleibt unberührt."),
            format!("At most {TEXTS_MAX} texts go at once. What was taken over before stays untouched."),
        )) } });
    Ok(frame.answer(page))
}
