//! The second pair of eyes: look at a draft, sign it or send it back with a note.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::Case;
use kernel::people::Account;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Reader, Saved, Text, Tx, org, people};
use web::badge::Tone;
use web::button::{Weight, button_named, link_button};
use web::{Field, Form, Frame, buttons, html};

use super::file::attachment;
use super::review::{note_without_hearing, recheck, summary};
use crate::acts::Issue;
use crate::door;
use crate::model::{NOTE_CHARS_MAX, SecondPair};
use crate::view::{self, Again, Opened, Part};
use crate::{COUNTERSIGN, DECIDE, acts, notice, store};

fn nothing_waits() -> AppError {
    AppError::refused(
        "desk/nothing-to-sign",
        "Hier wartet kein Entwurf mehr auf Mitzeichnung: Er ist schon gezeichnet, zurückgegeben oder zurückgeholt.",
        "No draft waits here any more: it was signed, sent back or taken back.",
    )
}

fn waiting(reader: &mut Reader<'_>, ctx: &Ctx, case: Id<Case>) -> Result<SecondPair, AppError> {
    let pairs = store::second_pairs(&ctx.town, reader, case)?;
    pairs.into_iter().find(|pair| pair.state == "waiting").ok_or_else(nothing_waits)
}

/// Whether the actor wrote the draft: by account or as the same person with another one.
fn is_author(reader: &mut Reader<'_>, ctx: &Ctx, pair: &SecondPair) -> Result<bool, AppError> {
    if ctx.actor.account() == Some(pair.author) {
        return Ok(true);
    }
    let author = people::account(reader, pair.author)?;
    Ok(ctx.actor.person() == Some(author.person.id))
}

fn load(
    reader: &mut Reader<'_>,
    ctx: &Ctx,
    id: Id<Case>,
) -> Result<(Opened, SecondPair, String, bool), AppError> {
    let opened = Opened::load(reader, ctx, id)?;
    if !ctx.actor.may_in(COUNTERSIGN, opened.case.unit) {
        return Err(AppError::Forbidden);
    }
    let pair = waiting(reader, ctx, id)?;
    let author = notice::name_of(reader, pair.author)?;
    let is_mine = is_author(reader, ctx, &pair)?;
    Ok((opened, pair, author, is_mine))
}

/// The page of a draft that waits.
pub(crate) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    page(&ctx, door::id(&id)?, None).await
}

async fn page(ctx: &Ctx, id: Id<Case>, again: Option<Again>) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let (opened, pair, author, is_mine, missing) = ctx
        .read(move |reader| {
            let (opened, pair, author, is_mine) = load(reader, &inner, id)?;
            let missing = super::show::missing(reader, &inner, &opened.case)?;
            Ok((opened, pair, author, is_mine, missing))
        })
        .await?;
    super::show::note_opening(ctx, id).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = view::errors(&frame, again.as_ref());
    let note = view::value(again.as_ref(), "notiz", "");
    let body = html! {
        (view::missing_documents(say, &missing))
        p { (say.of("Entwurf von", "Draft by")) " " (author) }
        (summary(ctx, &frame, &pair.draft))
        p {
            a href=(opened.url(ctx, "mitzeichnen/vorschau")) { (say.of("Bescheid als PDF ansehen (Entwurf)", "See the notice as PDF (draft)")) }
            " · "
            a href=(opened.url(ctx, "")) { (say.of("Antrag und Berechnung ansehen", "See claim and calculation")) }
        }
        @if is_mine {
            (web::alert(Tone::Warning, say.of("Das ist Ihr eigener Entwurf", "This is your own draft"), html! { p {
                (say.of("Mitzeichnen muss jemand anderes.", "Somebody else has to sign."))
            } }))
        } @else if !opened.is_own {
            (Form::post(&opened.url(ctx, "mitzeichnen"), &ctx.form_token()).body(html! {
                (opened.meta())
                input type="hidden" name="entwurf" value=(pair.id);
                (Field::new(say, "notiz", say.of("Anmerkung", "Note")).optional().value(&note).error(errors.get("notiz")).max_length(NOTE_CHARS_MAX)
                    .hint(say.of("Pflicht, wenn Sie zurückgeben.", "Required if you send it back.")).textarea(3))
                (buttons(html! {
                    (button_named(Weight::Primary, "aktion", "zeichnen", say.of("Mitzeichnen und erlassen", "Sign and issue")))
                    (button_named(Weight::Secondary, "aktion", "zurueck", say.of("Zurückgeben", "Send back")))
                }))
            }))
        }
        (buttons(html! { (link_button(Weight::Tertiary, &opened.url(ctx, ""), say.of("Zurück zum Vorgang", "Back to the case"))) }))
    };
    let title = say.of("Mitzeichnen", "Countersign");
    let page = view::page(&frame, ctx, &opened, Part::Step, title, &body);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

/// Sets the notice of a waiting draft in type, as a download.
pub(crate) async fn preview(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let inner = ctx.clone();
    let (letter, number) = ctx
        .read(move |reader| {
            let (opened, pair, _, _) = load(reader, &inner, id)?;
            let decision = pair.draft.decision(Id::new(), reader.today());
            let number = opened.case.number.clone();
            let letter =
                notice::compose(&inner.town, reader, opened.case, pair.author, &decision, true)?;
            Ok((letter, number))
        })
        .await?;
    let bytes = notice::set(&ctx.town, letter).await?;
    Ok(attachment(&format!("Entwurf {number}.pdf"), "application/pdf", bytes))
}

/// Signs a draft or sends it back.
pub(crate) async fn sign(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (inner, sent) = (ctx.clone(), fields.clone());
    let signed = ctx
        .write(move |tx| {
            let Some(case) = door::act(tx, id, COUNTERSIGN, &door::Form::of(&sent))? else {
                return Ok(Saved::nothing("erlassen"));
            };
            let pair = to_review(tx, &inner, &case, sent.get("entwurf"))?;
            let note = sent.text("notiz");
            if note.chars().count() > NOTE_CHARS_MAX {
                return Err(wrong_note("Die Anmerkung ist zu lang.", "The note is too long."));
            }
            if sent.get("aktion") == "zeichnen" {
                grant_signature(tx, &inner, &case, &pair, &note)
            } else {
                send_back(tx, &inner, &case, &pair, &note)
            }
        })
        .await;
    match signed {
        Ok(key) => Ok(ctx.redirect(&format!("/vorgaenge/{id}/entscheidung?ok={key}"))),
        Err(AppError::Refused(problem)) if !problem.fields.is_empty() => {
            page(&ctx, id, Some(Again { fields, problem })).await
        }
        Err(error) => Err(error),
    }
}

/// The draft the actor was shown, if it still waits and somebody else wrote it.
fn to_review(tx: &mut Tx<'_>, ctx: &Ctx, case: &Case, shown: &str) -> Result<SecondPair, AppError> {
    if !case.is_open() {
        return Err(door::too_late());
    }
    let pair = waiting(tx, ctx, case.id)?;
    if pair.id.to_string() != shown {
        return Err(nothing_waits());
    }
    if is_author(tx, ctx, &pair)? {
        return Err(AppError::refused(
            "desk/own-draft",
            "Diesen Entwurf haben Sie selbst geschrieben. Mitzeichnen muss jemand anderes.",
            "You wrote this draft yourself. Somebody else has to sign.",
        ));
    }
    Ok(pair)
}

fn review(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    pair: &SecondPair,
    state: &str,
    note: &str,
) -> Result<Id<Account>, AppError> {
    let me = ctx.actor.account().ok_or(AppError::Forbidden)?;
    let is_first = store::review(&ctx.town, tx, pair.id, state, me, note)?;
    if is_first { Ok(me) } else { Err(nothing_waits()) }
}

fn send_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    pair: &SecondPair,
    note: &str,
) -> Result<Saved<&'static str>, AppError> {
    if note.is_empty() {
        return Err(wrong_note(
            "Schreiben Sie, was geändert werden soll.",
            "Write what should be changed.",
        ));
    }
    review(tx, ctx, pair, "returned", note)?;
    let today = tx.today();
    store::set_own_due(tx, case.id, Some(today))?;
    acts::move_to(tx, case, "checking")?;
    let what = Text::new("Entwurf zurückgegeben.", "Sent the draft back.");
    acts::note(tx, case, &ctx.person_name, &what)?;
    Ok(Audit::of("desk.second_pair_returned", case.id).with("zurueckgegeben"))
}

fn grant_signature(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    pair: &SecondPair,
    note: &str,
) -> Result<Saved<&'static str>, AppError> {
    recheck(tx, ctx, case, &pair.draft)?;
    let me = review(tx, ctx, pair, "signed", note)?;
    let unit = org::find(tx, case.unit)?;
    let issue = Issue {
        town: &ctx.town,
        case,
        unit: &unit,
        draft: &pair.draft,
        decided_by: pair.author,
        countersigned_by: Some(me),
    };
    let what = Text::new("Entscheidung mitgezeichnet.", "Signed the decision.");
    acts::note(tx, case, &ctx.person_name, &what)?;
    acts::issue(tx, &issue)?;
    let author = notice::name_of(tx, pair.author)?;
    note_without_hearing(tx, case, &author, &pair.draft)?;
    let words = format!("{} second_pair", pair.draft.outcome);
    Ok(Audit::of("desk.decided", case.id).note(words).with("erlassen"))
}

fn wrong_note(de: &str, en: &str) -> AppError {
    Problem::new("desk/note", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
        .at("notiz", de, en)
        .into()
}

/// Takes a waiting draft back.
pub(crate) async fn recall(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (form, who) = (door::Form::of(&fields), ctx.person_name.clone());
    ctx.write(move |tx| {
        let Some(case) = door::act(tx, id, DECIDE, &form)? else {
            return Ok(Saved::nothing(()));
        };
        if !case.is_open() {
            return Err(door::too_late());
        }
        if !store::recall(tx, id)? {
            return Err(nothing_waits());
        }
        acts::move_to(tx, &case, "checking")?;
        acts::note(tx, &case, &who, &Text::new("Entwurf zurückgeholt.", "Took the draft back."))?;
        Ok(Audit::of("desk.second_pair_recalled", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=zurueckgeholt")))
}
