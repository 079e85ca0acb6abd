//! The papers of a case as its applicant sees them: notices first, documents, copies.

use kernel::deadlines::Deadline;
use kernel::files::StoredFile;
use kernel::procedure::DocumentNeed;
use kernel::{Case, Ctx, Id, clock};
use web::button::{Weight, button};
use web::card::card;
use web::documents::{DocumentItem, SentFile, document_list, downloads};
use web::list::definition_list;
use web::{Errors, Field, Form, Markup, Say, Tone, buttons, details, html, link_button};

use super::documents::{FILE_FIELD, rules, sent};
use super::download::is_for_applicant;
use super::status::{View, takes_documents};

/// Label of the files that are notices.
const NOTICE: &str = "notice";

/// Address of a file of a case.
pub(super) fn file_path(case: Id<Case>, file: Id<StoredFile>) -> String {
    format!("/vorgang/{case}/datei/{file}")
}

/// Whether a deadline asks the applicant to do something; others merely end on a day.
pub(super) fn is_duty(deadline: &Deadline) -> bool {
    deadline.rule.ends_with("/documents") || deadline.rule.ends_with("/hearing")
}

/// The notices, the newest first, with the days that count from them: what people come for once
/// it is decided.
pub(super) fn notices(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let mut notices: Vec<&StoredFile> = view
        .files
        .iter()
        .filter(|f| f.label == NOTICE && is_for_applicant(f, &view.messages))
        .collect();
    notices.sort_by_key(|file| std::cmp::Reverse(file.made_at));
    let days: Vec<(&str, Markup)> = view
        .deadlines
        .iter()
        .filter(|deadline| !is_duty(deadline))
        .map(|d| (d.label.of(ctx.language), html! { (ctx.language.day(d.due_on)) }))
        .collect();
    if notices.is_empty() && days.is_empty() {
        return Markup::default();
    }
    card(
        say.of("Ihr Bescheid", "Your notice"),
        html! {
            @for (index, file) in notices.iter().enumerate() {
                @let weight = if index == 0 { Weight::Primary } else { Weight::Secondary };
                @let day = ctx.language.day(clock::local_day(file.made_at));
                (buttons(link_button(weight, &ctx.to(&file_path(view.case.id, file.id)), &say.of(
                    format!("Bescheid vom {day} herunterladen (PDF)"),
                    format!("Download the notice of {day} (PDF)"),
                ))))
            }
            @if !days.is_empty() { (definition_list(&days)) }
        },
    )
}

/// The documents with their upload. Once it is decided nothing is missing any more: then the list
/// is folded.
pub(super) fn documents(ctx: &Ctx, say: Say, view: &View, errors: &Errors) -> Markup {
    let items: Vec<DocumentItem> =
        view.needs.iter().map(|need| item(ctx, say, view, need, errors)).collect();
    let takes = takes_documents(&view.case);
    let list = html! {
        @if takes { p { (rules(say).words(say)) } }
        (document_list(say, &items))
    };
    html! {
        section #unterlagen {
            h2 { (say.of("Unterlagen", "Documents")) }
            @if view.case.is_open() { (list) }
            @else {
                (details::wide(
                    if takes {
                        say.of("Unterlagen ansehen oder nachreichen", "See documents or hand some in")
                    } else {
                        say.of("Unterlagen ansehen", "See documents")
                    },
                    list,
                ))
            }
        }
    }
}

fn item(ctx: &Ctx, say: Say, view: &View, need: &DocumentNeed, errors: &Errors) -> DocumentItem {
    let case = &view.case;
    let name = format!("{FILE_FIELD}{}", need.key);
    let own = view.files.iter().filter(|f| f.origin == "citizen" && f.label == need.key);
    let when = |file: &StoredFile| ctx.language.day(clock::local_day(file.made_at));
    let (tone, state) = match (need.files, need.is_required && case.is_open()) {
        (0, true) => (Tone::Warning, say.of("fehlt noch", "still missing")),
        (0, false) if case.is_open() => (Tone::Neutral, say.of("freiwillig", "optional")),
        (0, false) => (Tone::Neutral, say.of("nicht eingereicht", "not handed in")),
        _ => (Tone::Success, say.of("eingegangen", "received")),
    };
    let error = errors.get(&name);
    let upload = |words: &str| upload(ctx, say, view, need, words, error);
    let action = match (takes_documents(case), need.files) {
        (false, _) => None,
        (true, 0) => Some(upload(say.of("Datei auswählen", "Choose a file"))),
        // Most documents are one file: another one is the exception.
        (true, _) if error.is_none() => {
            let words = say.of("Weitere Datei hochladen", "Upload another file");
            Some(details::wide(words, upload(words)))
        }
        (true, _) => Some(upload(say.of("Weitere Datei auswählen", "Choose another file"))),
    };
    DocumentItem {
        title: need.label.of(ctx.language).to_owned(),
        hint: Some(need.why.of(ctx.language).to_owned()).filter(|t| !t.is_empty()),
        tone,
        state: state.to_owned(),
        files: own.map(|f| sent(f, Some(ctx.to(&file_path(case.id, f.id))), &when(f))).collect(),
        action,
    }
}

fn upload(
    ctx: &Ctx,
    say: Say,
    view: &View,
    need: &DocumentNeed,
    words: &str,
    error: Option<&str>,
) -> Markup {
    let label = need.label.of(ctx.language);
    let caption = say.of(format!("Dateien für „{label}“"), format!("Files for “{label}”"));
    Form::post(&ctx.to(&format!("/vorgang/{}/unterlagen", view.case.id)), &ctx.form_token())
        .with_files()
        .label(&caption)
        .autosave_hint(say.of("Noch nicht hochgeladen", "Not uploaded yet"))
        .body(html! {
            (Field::new(say, &format!("{FILE_FIELD}{}", need.key), words).error(error).upload(rules(say)))
            div { (button(Weight::Secondary, say.of("Hochladen", "Upload"))) }
        })
}

/// Everything the house has made for the applicant.
pub(super) fn copies(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let summary = view.submission.as_ref().map(|s| s.summary_file);
    let list: Vec<SentFile> = view
        .files
        .iter()
        .filter(|f| f.origin != "citizen" && is_for_applicant(f, &view.messages))
        // The summary is for our pages; the PDF shows the same.
        .filter(|f| Some(f.id) != summary)
        .map(|f| {
            let when = ctx.language.day(clock::local_day(f.made_at));
            let file = sent(f, Some(ctx.to(&file_path(view.case.id, f.id))), &when);
            SentFile { name: format!("{}{}", kind(say, &f.label), file.name), ..file }
        })
        .collect();
    html! {
        @if list.is_empty() { p { (say.of("Noch nichts.", "Nothing yet.")) } }
        @else { (downloads(say, &list)) }
        @if view.submission.is_some() {
            p { a href=(ctx.to(&super::receipt_path(view.case.id))) {
                (say.of("Zur Eingangsbestätigung", "To the receipt"))
            } }
        }
    }
}

/// What a file is, before its name.
fn kind(say: Say, label: &str) -> &'static str {
    match label {
        "data" => say.of("Ihre Angaben als Daten: ", "What you entered, as data: "),
        "receipt" => say.of("Eingangsbestätigung: ", "Receipt: "),
        NOTICE => say.of("Bescheid: ", "Notice: "),
        _ => say.of("Schreiben: ", "Letter: "),
    }
}
