//! The page for documents, before the review: what is needed and why, files per kind, hand in later.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::files::{self, Checked, StoredFile, UPLOAD_BYTES_MAX};
use kernel::procedure::DocumentNeed;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Town};
use web::button::{Weight, action_link, button};
use web::documents::{DocumentItem, SentFile, document_list};
use web::page::stack;
use web::progress::step_of;
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, html, link_button, notice};

use super::fill::plan;
use super::{Opened, Stop, draft_page, draft_path, edit, open, parse_id, title_of};
use crate::flow::{DOCUMENTS, REVIEW};

/// Start of the name of a file field; the kind of document follows.
pub(crate) const FILE_FIELD: &str = "datei-";
/// Files one draft may hold: room is left for what the house adds to the case.
pub(crate) const FILES_PER_DRAFT_MAX: usize = 80;

/// What browsers offer in the file dialog.
pub(crate) fn rules(say: Say) -> UploadRules<'static> {
    UploadRules {
        accept: ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png",
        kinds: say.of("PDF, JPG oder PNG", "PDF, JPG or PNG"),
        max_bytes: UPLOAD_BYTES_MAX,
        multiple: true,
    }
}

/// The list of documents.
pub async fn documents(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    render(&ctx, &opened, &Errors::new(), fields.has("gespeichert"))
}

fn render(ctx: &Ctx, opened: &Opened, errors: &Errors, is_saved: bool) -> Result<Response, Stop> {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let draft = &opened.draft;
    let needs = opened.loaded.needs(&draft.data.answers, &opened.files)?;
    let plan = plan(ctx, &opened.loaded, draft);
    let items: Vec<DocumentItem> =
        needs.iter().map(|need| item(ctx, say, opened, need, errors)).collect();
    let missing: Vec<&str> =
        needs.iter().filter(|n| n.is_missing()).map(|n| n.label.of(ctx.language)).collect();
    let title = title_of(opened, ctx.language);
    let mut page = draft_page(&frame, ctx, opened, say.of("Unterlagen", "Documents"))
        .progress(step_of(say, plan.steps().saturating_sub(1), plan.steps(), &title))
        .lead(ctx.say(&opened.settings.upload_hint_de, &opened.settings.upload_hint_en))
        .errors(errors)
        .body(stack(html! {
            // The items are headings of the third level.
            section {
                (web::page::prose(html! { h2 { (say.of("Das brauchen wir von Ihnen", "What we need from you")) } }))
                p { (rules(say).words(say)) }
                (document_list(say, &items))
            }
            @if !missing.is_empty() {
                (notice(html! {
                    p { (say.of("Es fehlen noch:", "Still missing:")) }
                    ul { @for name in &missing { li { (name) } } }
                    p { (say.of(
                        "Sie können das nachreichen. Entscheiden können wir erst, wenn alles da ist.",
                        "You can hand it in later. We can decide only when everything is there.",
                    )) }
                }))
            }
            (Form::post(&ctx.to(&draft_path(draft.id, DOCUMENTS)), &ctx.form_token()).body(html! {
                input type="hidden" name="aktion" value="weiter";
                (buttons(html! { (button(Weight::Primary, if missing.is_empty() {
                    say.of("Weiter", "Continue")
                } else {
                    say.of("Weiter, Fehlendes reiche ich nach", "Continue, I hand in the rest later")
                }))
                (link_button(Weight::Tertiary, &ctx.to(&draft_path(draft.id, "spaeter")), say.of("Später weiter", "Continue later"))) }))
            }))
        }));
    if let Some(back) = plan.last_main() {
        page = page.back(ctx.to(&draft_path(draft.id, back)));
    }
    if is_saved {
        page = page.message(
            Tone::Success,
            say.of("Ihre Datei ist gespeichert", "Your file is saved"),
            html! {},
        );
    }
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn item(
    ctx: &Ctx,
    say: Say,
    opened: &Opened,
    need: &DocumentNeed,
    errors: &Errors,
) -> DocumentItem {
    let draft = &opened.draft;
    let label = need.label.of(ctx.language);
    let name = format!("{FILE_FIELD}{}", need.key);
    let own: Vec<&StoredFile> =
        opened.files.iter().filter(|f| f.origin == "citizen" && f.label == need.key).collect();
    let (tone, state) = match (need.files, need.is_required) {
        (0, true) if draft.data.later.contains(&need.key) => {
            (Tone::Warning, say.of("reichen Sie nach", "you hand in later").to_owned())
        }
        (0, true) => (Tone::Warning, say.of("fehlt noch", "still missing").to_owned()),
        (0, false) => (Tone::Neutral, say.of("freiwillig", "optional").to_owned()),
        (1, _) => (Tone::Success, say.of("1 Datei", "1 file").to_owned()),
        (n, _) => (Tone::Success, say.of(format!("{n} Dateien"), format!("{n} files"))),
    };
    let token = ctx.form_token();
    let caption = say.of(format!("Dateien für „{label}“"), format!("Files for “{label}”"));
    let action = html! {
        @for file in &own { (remove_button(ctx, say, draft.id, file, &token)) }
        (Form::post(&ctx.to(&draft_path(draft.id, DOCUMENTS)), &token)
            .with_files()
            .label(&caption)
            .autosave_hint(say.of("Noch nicht hochgeladen", "Not uploaded yet"))
            .body(html! {
                (Field::new(say, &name, if own.is_empty() { say.of("Datei auswählen", "Choose a file") } else { say.of("Weitere Datei auswählen", "Choose another file") })
                    .error(errors.get(&name))
                    .upload(rules(say)))
                div { (button(Weight::Secondary, say.of("Hochladen", "Upload"))) }
            }))
    };
    DocumentItem {
        title: label.to_owned(),
        hint: Some(need.why.of(ctx.language).to_owned()).filter(|t| !t.is_empty()),
        tone,
        state,
        files: own.iter().map(|f| sent(f, None, "")).collect(),
        action: Some(action),
    }
}

fn remove_button(
    ctx: &Ctx,
    say: Say,
    draft: Id<crate::model::Draft>,
    file: &StoredFile,
    token: &str,
) -> Markup {
    let path = draft_path(draft, &format!("{DOCUMENTS}/{}/entfernen", file.id));
    let name = file.name.reveal();
    let label = say.of(format!("„{name}“ entfernen"), format!("Remove “{name}”"));
    html! { p { (action_link(&ctx.to(&path), token, &[], &label)) } }
}

/// A stored file as a line of a list.
pub(crate) fn sent(file: &StoredFile, url: Option<String>, when: &str) -> SentFile {
    SentFile {
        name: file.name.reveal().clone(),
        url,
        bytes: file.size_bytes,
        when: when.to_owned(),
    }
}

/// Checked files of a form by kind of document, and what was wrong with the others.
pub(crate) type Taken = (Vec<(String, Checked)>, Vec<(String, Problem)>);

/// Checks and stores the files of a form, off the request path. The bytes lie on the disk before
/// any transaction names them.
///
/// # Errors
/// [`AppError::Unavailable`] when the disk says no.
pub(crate) async fn take_files(town: &Arc<Town>, fields: &mut Fields) -> Result<Taken, AppError> {
    let uploads = fields.take_uploads();
    let town = Arc::clone(town);
    tokio::task::spawn_blocking(move || {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for upload in uploads {
            let Some(key) = upload.field.strip_prefix(FILE_FIELD).map(str::to_owned) else {
                continue;
            };
            match files::check_upload(&upload.name, upload.bytes) {
                Ok(file) => {
                    town.files().write(&file)?;
                    good.push((key, file));
                }
                Err(problem) => bad.push((key, problem)),
            }
        }
        Ok((good, bad))
    })
    .await
    .map_err(AppError::internal)?
}

/// Takes files in, or goes on to the review.
pub async fn hand_in(
    ctx: Ctx,
    Path(id): Path<String>,
    mut fields: Fields,
) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    if fields.get("aktion") == "weiter" {
        return finish(&ctx, &id).await;
    }
    let needs = opened.loaded.needs(&opened.draft.data.answers, &opened.files)?;
    let (good, bad) = take_files(&ctx.town, &mut fields).await?;
    if good.is_empty() && bad.is_empty() {
        let mut errors = Errors::new();
        errors.add_general(ctx.say("Wählen Sie zuerst eine Datei aus.", "Choose a file first."));
        return render(&ctx, &opened, &errors, false);
    }
    if good.iter().any(|(key, _)| needs.iter().all(|n| n.key != *key)) {
        return Err(Stop::Error(AppError::NotFound));
    }
    let is_saved = !good.is_empty();
    if is_saved {
        store_files(&ctx, &opened, good).await?;
    }
    if bad.is_empty() {
        let path = draft_path(opened.draft.id, DOCUMENTS);
        return Ok(ctx.redirect(&format!("{path}?gespeichert=ja")));
    }
    let mut errors = Errors::new();
    for (key, problem) in &bad {
        errors.add(format!("{FILE_FIELD}{key}"), problem.text(ctx.language));
    }
    let opened = open(&ctx, &id).await?;
    render(&ctx, &opened, &errors, is_saved)
}

async fn store_files(
    ctx: &Ctx,
    opened: &Opened,
    good: Vec<(String, Checked)>,
) -> Result<(), AppError> {
    let (owner, id) = (opened.draft.owner(), opened.draft.id);
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        // The draft may have been sent or deleted since: then its files belong to nobody.
        let sealed = crate::store::find_draft(tx, &town, id)?.ok_or(AppError::NotFound)?;
        sealed.open(&actor)?;
        let there = files::of_owner(tx, &owner)?;
        if there.len() + good.len() > FILES_PER_DRAFT_MAX {
            return Err(AppError::refused(
                "applications/too-many-files",
                format!("Mehr als {FILES_PER_DRAFT_MAX} Dateien nehmen wir je Antrag nicht an. Fassen Sie mehrere Seiten in einer PDF-Datei zusammen."),
                format!("We accept at most {FILES_PER_DRAFT_MAX} files per application. Combine several pages in one PDF file."),
            ));
        }
        let mut added = 0;
        for (key, file) in &good {
            // The same file twice for the same document: a double click, not a second file.
            if there.iter().any(|f| f.label == *key && f.sha256 == file.sha256()) {
                continue;
            }
            files::link(tx, file, &owner, key, "citizen")?;
            added += 1;
        }
        Ok(Audit::of("applications.files_added", id).note(format!("files={added}")).done())
    })
    .await
}

async fn finish(ctx: &Ctx, id: &str) -> Result<Response, Stop> {
    let opened = open(ctx, id).await?;
    let needs = opened.loaded.needs(&opened.draft.data.answers, &opened.files)?;
    let missing: std::collections::BTreeSet<String> =
        needs.iter().filter(|n| n.is_missing()).map(|n| n.key.clone()).collect();
    let (opened, ()) = edit(ctx, id, |_, draft| {
        draft.data.later.clone_from(&missing);
        REVIEW.clone_into(&mut draft.page);
        Ok(())
    })
    .await?;
    Ok(ctx.redirect(&draft_path(opened.draft.id, REVIEW)))
}

/// Takes a file back. A second click finds it gone, which is what was wanted.
pub async fn remove_file(
    ctx: Ctx,
    Path((id, file)): Path<(String, String)>,
    _: Fields,
) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    let file: Id<StoredFile> = parse_id(&file)?;
    let draft = opened.draft.id;
    if opened.files.iter().any(|f| f.id == file && f.origin == "citizen") {
        let orphan = ctx
            .write(move |tx| {
                let orphan = files::unlink(tx, file)?;
                Ok(Audit::of("applications.file_removed", draft).with(orphan))
            })
            .await?;
        if let Some(sha256) = orphan {
            let town = Arc::clone(&ctx.town);
            tokio::task::spawn_blocking(move || town.files().remove(&sha256))
                .await
                .map_err(AppError::internal)??;
        }
    }
    Ok(ctx.redirect(&draft_path(draft, DOCUMENTS)))
}
