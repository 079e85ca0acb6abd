//! The decision of a case and what became of its notice; objection and end.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::{self, Case};
use kernel::jobs::{self, Job};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Reader, Saved, Text, deadlines, org};
use web::badge::{Tone, badge};
use web::button::{Weight, button, link_button};
use web::{Field, Form, Frame, Markup, Say, action_form, buttons, format, html};

use crate::door;
use crate::model::{self, Issued, NOTE_CHARS_MAX, OBJECTION_RULE, RemedyWords, SecondPair};
use crate::view::{self, Again, Opened, Part};
use crate::{COUNTERSIGN, DECIDE, acts, facts, notice, store};

struct Outcome {
    opened: Opened,
    issued: Option<(Issued, String, String)>,
    dead: Option<Id<Job>>,
    pairs: Vec<(SecondPair, String, String)>,
    has_draft: bool,
    words: RemedyWords,
}

fn dead_job(reader: &mut Reader<'_>, issued: &Issued) -> Result<Option<Id<Job>>, AppError> {
    let key = format!("{}/{}", notice::NOTICE_JOB, issued.decision.id);
    Ok(jobs::dead(reader)?.into_iter().find(|job| job.key == key).map(|job| job.id))
}

fn load(reader: &mut Reader<'_>, ctx: &Ctx, id: Id<Case>) -> Result<Outcome, AppError> {
    let opened = Opened::load(reader, ctx, id)?;
    let mut dead = None;
    let issued = match store::decision_of(&ctx.town, reader, id)? {
        None => None,
        Some(issued) => {
            dead = dead_job(reader, &issued)?;
            let by = notice::name_of(reader, issued.decided_by)?;
            let second = match issued.countersigned_by {
                Some(account) => notice::name_of(reader, account)?,
                None => String::new(),
            };
            Some((issued, by, second))
        }
    };
    let mut pairs = Vec::new();
    for pair in store::second_pairs(&ctx.town, reader, id)? {
        let author = notice::name_of(reader, pair.author)?;
        let reviewer = match pair.reviewer {
            Some(account) => notice::name_of(reader, account)?,
            None => String::new(),
        };
        pairs.push((pair, author, reviewer));
    }
    let has_draft = store::draft(&ctx.town, reader, id)?.is_some();
    let procedure = ctx.town.house().procedure(&opened.case.kind)?;
    let words = model::remedy_words(procedure.remedy(reader)?);
    Ok(Outcome { opened, issued, dead, pairs, has_draft, words })
}

/// The decision.
pub(crate) async fn show(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let answer = page(&ctx, id, &fields, None).await?;
    super::show::note_opening(&ctx, id).await?;
    Ok(answer)
}

async fn page(
    ctx: &Ctx,
    id: Id<Case>,
    query: &Fields,
    again: Option<Again>,
) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let outcome = ctx.read(move |reader| load(reader, &inner, id)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        @match &outcome.issued {
            Some((issued, by, second)) => {
                (decided(ctx, &frame, &outcome, issued, by, second))
                @if outcome.opened.case.state == "decided" && !outcome.opened.is_own {
                    (after(ctx, &frame, &outcome, again.as_ref()))
                }
            },
            None => (open(ctx, say, &outcome)),
        }
        @if !outcome.pairs.is_empty() { (second_pairs(say, &outcome.pairs)) }
    };
    let page = view::page(&frame, ctx, &outcome.opened, Part::Decision, "", &body);
    let page = view::done(page, say, query);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

fn open(ctx: &Ctx, say: Say, outcome: &Outcome) -> Markup {
    let opened = &outcome.opened;
    let case = &opened.case;
    let waits = case.stage == "second_pair";
    let (version, once) = opened.meta_pairs();
    let may_decide = ctx.actor.may_in(DECIDE, case.unit) && case.is_open() && !opened.is_own;
    html! {
        p { (if waits {
            say.of("Der Entwurf wartet auf Mitzeichnung.", "The draft waits for a second pair.")
        } else {
            say.of("Es ist noch nicht entschieden.", "No decision yet.")
        }) }
        (buttons(html! {
            @if waits {
                @if ctx.actor.may_in(COUNTERSIGN, case.unit) {
                    (link_button(Weight::Primary, &opened.url(ctx, "mitzeichnen"), say.of("Entwurf prüfen", "Check the draft")))
                }
                @if may_decide {
                    (action_form(&opened.url(ctx, "entwurf-zurueckholen"), &ctx.form_token(), &[("stand", &version), ("einmal", &once)], Weight::Secondary, say.of("Entwurf zurückholen", "Take the draft back")))
                }
            } @else if may_decide {
                @if outcome.has_draft {
                    (link_button(Weight::Primary, &opened.url(ctx, "entscheiden/pruefen"), say.of("Entwurf ansehen", "See the draft")))
                } @else {
                    (link_button(Weight::Primary, &opened.url(ctx, "entscheiden"), say.of("Entscheiden", "Decide")))
                }
            }
        }))
    }
}

fn decided(
    ctx: &Ctx,
    frame: &Frame<'_>,
    outcome: &Outcome,
    issued: &Issued,
    by: &str,
    second: &str,
) -> Markup {
    let say = frame.say;
    let opened = &outcome.opened;
    let decision = &issued.decision;
    let none = || "–".to_owned();
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(none, |d| frame.day(d));
    let amount = decision.amount.map_or_else(none, |a| format::money(say, a.0));
    let period = decision.period.map_or_else(none, |p| format::period(say, p.from, p.until));
    let way = match issued.channel.as_str() {
        "mailbox" => say.of("Postfach", "Mailbox"),
        "letter" => say.of("Brief", "Letter"),
        _ => "–",
    };
    html! {
        (web::list::definition_list(&[
            (say.of("Ergebnis", "Outcome"), html! { strong { (view::say_text(ctx, &model::outcome_text(decision.outcome))) } }),
            (say.of("Betrag", "Amount"), html! { (amount) }),
            (say.of("Zeitraum", "Period"), html! { (period) }),
            (say.of("Entschieden am", "Decided on"), html! { (frame.day(decision.day)) }),
            (say.of("Entschieden von", "Decided by"), html! { (by) }),
            (say.of("Mitgezeichnet von", "Signed by"), html! { (if second.is_empty() { "–" } else { second }) }),
        ]))
        section {
            h2 { (say.of("Bescheid und Zustellung", "Notice and delivery")) }
            @match issued.notice {
                Some(file) => p { a href=(opened.url(ctx, &format!("datei/{file}"))) { (say.of("Bescheid herunterladen (PDF)", "Download the notice (PDF)")) } },
                None => (not_made(ctx, say, outcome)),
            }
            (web::list::definition_list(&[
                (say.of("Weg", "Way"), html! { (way) }),
                (say.of("Abgesandt am", "Sent on"), html! { (day(issued.sent_on)) }),
                (say.of("Gilt als bekannt gegeben am", "Counts as delivered on"), html! { (day(issued.delivered_on)) }),
                (outcome.words.until.of(ctx.language), html! { (day(issued.objection_until)) }),
            ]))
        }
        @if !decision.reasons.is_empty() {
            section {
                h2 { (say.of("Begründung", "Reasons")) }
                (web::page::prose(web::timeline::paragraphs(&decision.reasons)))
            }
        }
    }
}

fn not_made(ctx: &Ctx, say: Say, outcome: &Outcome) -> Markup {
    let (version, once) = outcome.opened.meta_pairs();
    html! {
        @if outcome.dead.is_some() {
            (web::alert(Tone::Danger, say.of("Der Bescheid konnte nicht erstellt werden", "The notice could not be made"), html! {
                p { (say.of("Die Entscheidung ist gespeichert. Versuchen Sie es noch einmal; hilft das nicht, rufen Sie die IT an.", "The decision is saved. Try again; if that does not help, call the IT department.")) }
                (action_form(&outcome.opened.url(ctx, "bescheid-wiederholen"), &ctx.form_token(), &[("stand", &version), ("einmal", &once)], Weight::Primary, say.of("Noch einmal versuchen", "Try again")))
            }))
        } @else {
            p { (say.of("Der Bescheid wird gerade erstellt. Laden Sie die Seite in einem Augenblick neu.", "The notice is being made. Reload the page in a moment.")) }
        }
    }
}

fn second_pairs(say: Say, pairs: &[(SecondPair, String, String)]) -> Markup {
    let state = |pair: &SecondPair| match pair.state.as_str() {
        "waiting" => badge(Tone::Warning, say.of("wartet", "waiting")),
        "signed" => badge(Tone::Success, say.of("mitgezeichnet", "signed")),
        "returned" => badge(Tone::Info, say.of("zurückgegeben", "sent back")),
        _ => badge(Tone::Neutral, say.of("zurückgeholt", "taken back")),
    };
    html! { section {
        h2 { (say.of("Mitzeichnung", "Second pair of eyes")) }
        (web::page::prose(html! { ul {
            @for (pair, author, reviewer) in pairs {
                li {
                    (state(pair)) " " (say.of("Entwurf von", "Draft by")) " " (author)
                    @if !reviewer.is_empty() { ", " (say.of("geprüft von", "checked by")) " " (reviewer) }
                    @if !pair.note.is_empty() { (web::timeline::paragraphs(&pair.note)) }
                }
            }
        } }))
    } }
}

fn after(ctx: &Ctx, frame: &Frame<'_>, outcome: &Outcome, again: Option<&Again>) -> Markup {
    let say = frame.say;
    let opened = &outcome.opened;
    let errors = view::errors(frame, again);
    let (day, reason) = (view::value(again, "tag", ""), view::value(again, "grund", ""));
    let words = &outcome.words;
    html! { section {
        h2 { (say.of("Wie es weitergeht", "What comes next")) }
        @if opened.case.stage == "objection" {
            p { (words.is_there.of(ctx.language)) " " (say.of("Der Vorgang schließt sich nicht von selbst.", "The case does not close by itself.")) }
        } @else {
            p { (say.of("Nach dieser Frist schließt sich der Vorgang von selbst.", "After this deadline the case closes by itself.")) }
            (Form::post(&opened.url(ctx, "widerspruch"), &ctx.form_token()).label(words.note.of(ctx.language)).body(html! {
                (opened.meta())
                (Field::new(say, "tag", words.came_on.of(ctx.language)).value(&day).error(errors.get("tag")).date_text())
                (button(Weight::Secondary, words.note.of(ctx.language)))
            }))
        }
        (Form::post(&opened.url(ctx, "abschliessen"), &ctx.form_token()).label(say.of("Vorgang abschließen", "Close the case")).body(html! {
            (opened.meta())
            (Field::new(say, "grund", say.of("Grund für den Abschluss von Hand", "Reason to close it by hand")).value(&reason).error(errors.get("grund")).max_length(NOTE_CHARS_MAX).text())
            (button(Weight::Tertiary, say.of("Vorgang abschließen", "Close the case")))
        }))
    } }
}

/// Makes a notice again whose job had given up.
pub(crate) async fn repeat(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (town, form) = (ctx.town.clone(), door::Form::of(&fields));
    ctx.write(move |tx| {
        let Some(_) = door::speak(tx, id, kernel::cases::WORK, &form)? else {
            return Ok(Saved::nothing(()));
        };
        let issued = store::decision_of(&town, tx, id)?.ok_or(AppError::NotFound)?;
        match dead_job(tx, &issued)? {
            Some(job) => jobs::repeat(tx, job)?,
            None => return Ok(Saved::nothing(())),
        }
        Ok(Audit::of("desk.notice_repeated", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}/entscheidung?ok=wiederholt")))
}

fn must_be_decided(case: &Case) -> Result<(), AppError> {
    if case.state == "decided" {
        return Ok(());
    }
    Err(AppError::refused(
        "desk/not-decided",
        "Der Vorgang ist noch nicht entschieden, oder er ist schon abgeschlossen. Laden Sie die Seite neu.",
        "The case is not decided yet, or has been closed. Reload the page.",
    ))
}

fn wrong(field: &str, de: &str, en: &str) -> AppError {
    Problem::new("desk/after", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
        .at(field, de, en)
        .into()
}

/// Notes an objection: the case does not close by itself any more.
pub(crate) async fn object(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (inner, sent) = (ctx.clone(), fields.clone());
    let saved = ctx
        .write(move |tx| {
            let form = door::Form::of(&sent);
            let Some(case) = door::act(tx, id, kernel::cases::WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            must_be_decided(&case)?;
            let issued = store::decision_of(&inner.town, tx, id)?.ok_or(AppError::NotFound)?;
            let today = tx.today();
            let day = sent.date("tag")?.filter(|d| *d >= issued.decision.day && *d <= today);
            let Some(day) = day else {
                return Err(wrong(
                    "tag",
                    "Geben Sie einen Tag zwischen der Entscheidung und heute an.",
                    "Enter a day between the decision and today.",
                ));
            };
            deadlines::meet(tx, &id.to_string(), OBJECTION_RULE)?;
            cases::set_stage(tx, id, "objection", Some(today))?;
            let is_late = issued.objection_until.is_some_and(|last| day > last);
            let unit = org::find(tx, case.unit)?;
            let procedure = inner.town.house().procedure(&case.kind)?;
            let told = model::remedy_words(procedure.remedy(tx)?).told;
            let what = Text::new(
                told.de.replace("{}", &kernel::Language::De.day(day)),
                told.en.replace("{}", &kernel::Language::En.day(day)),
            );
            acts::tell(tx, &case, &unit, &what)?;
            Ok(Audit::of("desk.objection_noted", id)
                .note(format!("on={day} late={is_late}"))
                .done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}/entscheidung?ok=widerspruch"))),
        Err(error) => page(&ctx, id, &Fields::default(), Some(Again::of(fields, error)?)).await,
    }
}

/// Closes a decided case by hand.
pub(crate) async fn close(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (sent, who, town) = (fields.clone(), ctx.person_name.clone(), Arc::clone(&ctx.town));
    let saved = ctx
        .write(move |tx| {
            let form = door::Form::of(&sent);
            let Some(case) = door::act(tx, id, kernel::cases::WORK, &form)? else {
                return Ok(Saved::nothing(()));
            };
            must_be_decided(&case)?;
            let reason = sent.get("grund");
            if reason.is_empty() || reason.chars().count() > NOTE_CHARS_MAX {
                return Err(wrong(
                    "grund",
                    "Geben Sie an, warum Sie den Vorgang jetzt abschließen.",
                    "Say why you close the case now.",
                ));
            }
            deadlines::drop_rule(tx, &id.to_string(), OBJECTION_RULE)?;
            facts::close(&town, tx, &case, false)?;
            let what = Text::new(format!("Abgeschlossen: {reason}"), format!("Closed: {reason}"));
            acts::note(tx, &case, &who, &what)?;
            Ok(Audit::of("desk.closed", id).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}/entscheidung?ok=abgeschlossen"))),
        Err(error) => page(&ctx, id, &Fields::default(), Some(Again::of(fields, error)?)).await,
    }
}
