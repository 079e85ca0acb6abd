//! The case page: the claim beside its documents, the calculation, and what can be done next.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::Case;
use kernel::clock::instant_text;
use kernel::files::{self, StoredFile};
use kernel::procedure::{DocumentNeed, Sheet};
use kernel::{AppError, Audit, Ctx, Fields, Id, Reader, Saved};
use web::badge::Tone;
use web::button::Weight;
use web::documents::{DocumentItem, SentFile, document_list, downloads};
use web::{Frame, Markup, Say, action_form, buttons, card, details, format, html, link_button};

use super::sheet;
use crate::view::{self, Opened, Part};
use crate::{COUNTERSIGN, DECIDE, door, store};

/// What the claim page shows.
struct Claim {
    opened: Opened,
    sheet: Option<Sheet>,
    needs: Vec<DocumentNeed>,
    files: Vec<StoredFile>,
    has_draft: bool,
}

/// Notes that the actor opened a case: once per person, case and hour.
///
/// # Errors
/// What the database says.
pub(crate) async fn note_opening(ctx: &Ctx, case: Id<Case>) -> Result<(), AppError> {
    let Some(account) = ctx.actor.account() else { return Ok(()) };
    let hour: String = instant_text(ctx.now()).chars().take(13).collect();
    let key = hour.clone();
    if ctx.read(move |reader| store::was_opened(reader, case, account, &key)).await? {
        return Ok(());
    }
    ctx.write(move |tx| {
        if !store::note_opened(tx, case, account, &hour)? {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("desk.opened", case).done())
    })
    .await
}

/// The documents a case needs; none where no department answers for it yet.
///
/// # Errors
/// What the department says.
pub(crate) fn needs(
    reader: &mut Reader<'_>,
    ctx: &Ctx,
    case: &Case,
) -> Result<Vec<DocumentNeed>, AppError> {
    let Ok(procedure) = ctx.town.house().procedure(&case.kind) else { return Ok(Vec::new()) };
    match procedure.documents(&ctx.town, reader, case) {
        Err(AppError::NotFound) => Ok(Vec::new()),
        other => other,
    }
}

/// Names of the documents a case still lacks.
///
/// # Errors
/// What the department says.
pub(crate) fn missing(
    reader: &mut Reader<'_>,
    ctx: &Ctx,
    case: &Case,
) -> Result<Vec<String>, AppError> {
    let needs = needs(reader, ctx, case)?;
    let missing = needs.iter().filter(|need| need.is_missing());
    Ok(missing.map(|need| need.label.of(ctx.language).to_owned()).collect())
}

fn load(reader: &mut Reader<'_>, ctx: &Ctx, id: Id<Case>) -> Result<Claim, AppError> {
    let opened = Opened::load(reader, ctx, id)?;
    let case = &opened.case;
    let sheet = match ctx.town.house().procedure(&case.kind) {
        Err(_) => None,
        Ok(procedure) => match procedure.sheet(&ctx.town, reader, case, ctx.language) {
            Ok(sheet) => Some(sheet),
            // The department has not taken the case in yet: the rest of the page is of use.
            Err(AppError::NotFound) => None,
            Err(error) => return Err(error),
        },
    };
    let needs = needs(reader, ctx, case)?;
    let files = files::of_owner(reader, &case.owner())?;
    let has_draft = store::draft(&ctx.town, reader, case.id)?.is_some();
    Ok(Claim { opened, sheet, needs, files, has_draft })
}

/// The page of a case.
pub(crate) async fn show(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let inner = ctx.clone();
    let claim = ctx.read(move |reader| load(reader, &inner, id)).await?;
    note_opening(&ctx, id).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let room = ctx.town.house().procedure(&claim.opened.case.kind).ok();
    let room = room.and_then(|procedure| procedure.room(&claim.opened.case));
    let body = html! {
        (actions(&ctx, say, &claim))
        @if let Some((path, name)) = &room {
            (buttons(link_button(Weight::Secondary, &ctx.to(path), name.of(ctx.language))))
        }
        @if let Some(sheet) = &claim.sheet {
            @if !sheet.hints.is_empty() {
                (web::alert(Tone::Warning, say.of("Bitte beachten", "Please note"), html! { ul {
                    @for hint in &sheet.hints { li { (hint.of(ctx.language)) } }
                } }))
            }
        }
        @if !claim.opened.is_task { (at_a_glance(say, &claim)) }
        @if let Some(sheet) = &claim.sheet { (sheet::deviations(say, sheet)) }
        (web::page::halves(html! {
            div #angaben { (facts(&ctx, say, &claim)) }
            @if !claim.opened.is_task || !claim.files.is_empty() {
                div #unterlagen { (documents(&ctx, say, &claim)) }
            }
        }))
        @if let Some(calculation) = claim.sheet.as_ref().and_then(|s| s.calculation.as_ref()) {
            (sheet::calculated(say, calculation))
        }
    };
    let page = view::page(&frame, &ctx, &claim.opened, Part::Claim, "", &body);
    Ok(frame.answer(view::done(page, say, &fields)))
}

/// What the case stands at: the result, how many values deviate, how many documents are missing.
fn at_a_glance(say: Say, claim: &Claim) -> Markup {
    let Some(sheet) = &claim.sheet else { return Markup::default() };
    let missing = claim.needs.iter().filter(|need| need.is_missing()).count();
    let deviating = sheet::deviating(sheet).count();
    let result = sheet.calculation.as_ref().map(|c| c.result.clone());
    let mut figures = Vec::new();
    if let Some(result) = result {
        figures.push((
            result,
            say.of("nach der Berechnung", "by the calculation"),
            Some("#berechnung"),
        ));
    }
    let words = match deviating {
        1 => say.of("Angabe weicht ab", "value deviates"),
        _ => say.of("Angaben weichen ab", "values deviate"),
    };
    figures.push((deviating.to_string(), words, Some("#angaben")));
    if claim.opened.case.is_open() {
        let words = match missing {
            1 => say.of("Unterlage fehlt", "document is missing"),
            _ => say.of("Unterlagen fehlen", "documents are missing"),
        };
        figures.push((missing.to_string(), words, Some("#unterlagen")));
    }
    card::figures(&figures)
}

fn facts(ctx: &Ctx, say: Say, claim: &Claim) -> Markup {
    let case = &claim.opened.case;
    let may_correct = case.is_open()
        && !claim.opened.is_task
        && case.stage != "second_pair"
        && !claim.opened.is_own;
    let correct = may_correct.then(|| claim.opened.url(ctx, "berichtigen"));
    html! {
        h2 { @if claim.opened.is_task { (say.of("Worum es geht", "What it is about")) } @else { (say.of("Angaben", "Claim")) } }
        @match &claim.sheet {
            Some(sheet) => (sheet::facts(say, sheet, correct.as_deref())),
            None => (web::notice(html! { p { (say.of(
                "Die Angaben sind noch nicht übernommen. Laden Sie die Seite in einem Augenblick neu.",
                "The claim has not been taken in yet. Reload the page in a moment.",
            )) } })),
        }
    }
}

/// What can be done next, the likeliest first.
fn actions(ctx: &Ctx, say: Say, claim: &Claim) -> Markup {
    let opened = &claim.opened;
    let case = &opened.case;
    if !case.is_open() || opened.is_own {
        return Markup::default();
    }
    let (version, once) = opened.meta_pairs();
    let hidden = [("stand", version.as_str()), ("einmal", once.as_str())];
    let token = ctx.form_token();
    let url = |below: &str| opened.url(ctx, below);
    let may_decide = ctx.actor.may_in(DECIDE, case.unit) && !opened.is_task;
    let may_sign = ctx.actor.may_in(COUNTERSIGN, case.unit);
    if case.stage == "second_pair" {
        return buttons(html! {
            @if may_sign { (link_button(Weight::Primary, &url("mitzeichnen"), say.of("Entwurf prüfen", "Check the draft"))) }
            (link_button(Weight::Secondary, &url("entscheidung"), say.of("Zur Entscheidung", "To the decision")))
        });
    }
    buttons(html! {
        @if case.assignee.is_none() {
            (action_form(&url("uebernehmen"), &token, &hidden, Weight::Primary, say.of("Übernehmen", "Take the case")))
        } @else if may_decide {
            @if claim.has_draft {
                (link_button(Weight::Primary, &url("entscheiden/pruefen"), say.of("Entwurf ansehen", "See the draft")))
            } @else {
                (link_button(Weight::Primary, &url("entscheiden"), say.of("Entscheiden", "Decide")))
            }
        }
        @if !opened.is_task {
            (link_button(Weight::Secondary, &url("nachfordern"), say.of("Unterlagen anfordern", "Request documents")))
            (link_button(Weight::Secondary, &url("anhoeren"), say.of("Anhören", "Start a hearing")))
            (link_button(Weight::Secondary, &url("nachrichten"), say.of("Nachricht schreiben", "Write a message")))
        }
        (link_button(Weight::Tertiary, &url("zuweisen"), say.of("Zuweisen oder abgeben", "Assign or forward")))
        @if opened.is_mine(ctx) {
            (action_form(&url("zuruecklegen"), &token, &hidden, Weight::Tertiary, say.of("Zurücklegen", "Give back")))
        }
    })
}

fn sent(ctx: &Ctx, say: Say, claim: &Claim, file: &StoredFile) -> SentFile {
    let day = kernel::clock::local_day(file.made_at);
    SentFile {
        name: file.name.reveal().clone(),
        url: Some(claim.opened.url(ctx, &format!("datei/{}", file.id))),
        bytes: file.size_bytes,
        when: format::date_short(say, day),
    }
}

fn documents(ctx: &Ctx, say: Say, claim: &Claim) -> Markup {
    let items: Vec<DocumentItem> = claim
        .needs
        .iter()
        .map(|need| {
            let (tone, state) = match (need.files > 0, need.is_required) {
                (true, _) => (Tone::Success, say.of("eingegangen", "received")),
                (false, true) => (Tone::Warning, say.of("fehlt", "missing")),
                (false, false) => (Tone::Neutral, say.of("freiwillig", "optional")),
            };
            let why = need.why.of(ctx.language);
            let own = claim.files.iter().filter(|f| f.label == need.key);
            DocumentItem {
                title: need.label.of(ctx.language).to_owned(),
                hint: (!why.is_empty()).then(|| why.to_owned()),
                tone,
                state: state.to_owned(),
                files: own.map(|f| sent(ctx, say, claim, f)).collect(),
                action: None,
            }
        })
        .collect();
    let is_needed = |file: &&StoredFile| claim.needs.iter().any(|n| n.key == file.label);
    let others: Vec<SentFile> = claim
        .files
        .iter()
        .filter(|file| !is_needed(file))
        .map(|file| {
            let mut line = sent(ctx, say, claim, file);
            line.when = format!("{} · {}", label_text(ctx, &file.label), line.when);
            line
        })
        .collect();
    html! {
        h2 { (say.of("Unterlagen", "Documents")) }
        @if items.is_empty() && others.is_empty() {
            p { (say.of("Es liegen keine Unterlagen vor.", "There are no documents.")) }
        }
        @if !items.is_empty() { (document_list(say, &items)) }
        @if !others.is_empty() {
            h3 { (say.of("Weitere Dateien", "Further files")) }
            (downloads(say, &others))
        }
        @if !claim.opened.is_own {
            (details::details(say.of("Datei ablegen", "Store a file"), super::file::form(ctx, say, &claim.opened, &claim.needs)))
        }
    }
}

/// The words for the label of a file.
fn label_text<'a>(ctx: &Ctx, label: &'a str) -> &'a str {
    match label {
        "data" => ctx.language.of("Daten des Antrags", "Data of the application"),
        "receipt" => ctx.language.of("Eingangsbestätigung", "Receipt"),
        "notice" => ctx.language.of("Bescheid", "Notice"),
        "letter" => ctx.language.of("Schreiben", "Letter"),
        "other" => ctx.language.of("Sonstiges", "Other"),
        other => other,
    }
}
