//! The last look at a draft before it becomes a decision: summary, notice as PDF, confirm.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::Case;
use kernel::people::Account;
use kernel::{AppError, Audit, Ctx, Fields, Id, Reader, Saved, Text, Tx, org, settings};
use web::badge::Tone;
use web::button::{Weight, link_button};
use web::{Frame, Markup, Say, action_form, buttons, format, html};

use super::decide::{hearing, proposal};
use super::file::attachment;
use crate::acts::Issue;
use crate::door;
use crate::model::{self, Draft, SecondLook};
use crate::settings::DeskSettings;
use crate::view::{self, Opened, Part};
use crate::{DECIDE, acts, notice, store};

fn no_draft() -> AppError {
    AppError::refused(
        "desk/no-draft",
        "Zu diesem Vorgang gibt es keinen Entwurf. Beginnen Sie mit „Entscheiden“.",
        "There is no draft for this case. Start with “Decide”.",
    )
}

/// A draft in rows, for everybody who checks it.
pub(crate) fn summary(ctx: &Ctx, frame: &Frame<'_>, draft: &Draft) -> Markup {
    let say: Say = frame.say;
    let amount = draft.amount.map_or_else(|| "–".to_owned(), |a| format::money(say, a.0));
    let period =
        draft.period.map_or_else(|| "–".to_owned(), |p| format::period(say, p.from, p.until));
    let without = draft.without_hearing.as_str();
    html! {
        (web::list::definition_list(&[
            (say.of("Ergebnis", "Outcome"), html! { strong { (view::say_text(ctx, &model::outcome_text(draft.outcome()))) } }),
            (say.of("Betrag", "Amount"), html! { (amount) }),
            (say.of("Zeitraum", "Period"), html! { (period) }),
        ]))
        h2 { (say.of("Begründung", "Reasons")) }
        @if draft.reasons.is_empty() { p { "–" } }
        @else { (web::page::prose(web::timeline::paragraphs(&draft.reasons))) }
        @if !without.is_empty() {
            h2 { (say.of("Warum ohne Anhörung", "Why without a hearing")) }
            (web::page::prose(web::timeline::paragraphs(without)))
        }
    }
}

struct Ground {
    opened: Opened,
    author: Id<Account>,
    author_name: String,
    draft: Draft,
    look: Option<SecondLook>,
    missing: Vec<String>,
}

fn load(reader: &mut Reader<'_>, ctx: &Ctx, id: Id<Case>) -> Result<Ground, AppError> {
    let opened = Opened::load(reader, ctx, id)?;
    if !ctx.actor.may_in(DECIDE, opened.case.unit) {
        return Err(AppError::Forbidden);
    }
    door::must_be_in_work(&opened.case)?;
    let (author, draft) = store::draft(&ctx.town, reader, id)?.ok_or_else(no_draft)?;
    let author_name = notice::name_of(reader, author)?;
    let look = model::second_look(&settings::get::<DeskSettings>(reader)?, &draft);
    let missing = super::show::missing(reader, ctx, &opened.case)?;
    Ok(Ground { opened, author, author_name, draft, look, missing })
}

/// The review.
pub(crate) async fn show(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let inner = ctx.clone();
    let ground = ctx.read(move |reader| load(reader, &inner, id)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        (view::missing_documents(say, &ground.missing))
        (look_note(say, &ground))
        (summary(&ctx, &frame, &ground.draft))
        p { a href=(ground.opened.url(&ctx, "entscheiden/vorschau")) { (say.of("Bescheid als PDF ansehen (Entwurf)", "See the notice as PDF (draft)")) } }
        (choices(&ctx, say, &ground))
    };
    let title = say.of("Entscheidung prüfen", "Review the decision");
    let page = view::page(&frame, &ctx, &ground.opened, Part::Step, title, &body);
    Ok(frame.answer(view::done(page, say, &fields)))
}

fn look_note(say: Say, ground: &Ground) -> Markup {
    let why = match ground.look {
        None => return Markup::default(),
        Some(SecondLook::Amount(limit)) => say.of(
            format!("Der Betrag liegt über {}.", format::money(say, limit.0)),
            format!("The amount is above {}.", format::money(say, limit.0)),
        ),
        Some(SecondLook::Refusal) => {
            say.of("Es ist eine Ablehnung.", "It is a refusal.").to_owned()
        }
    };
    let title = say
        .of("Diese Entscheidung braucht eine zweite Person", "This decision needs a second person");
    web::alert(
        Tone::Info,
        title,
        html! { p { (why) " " (say.of(
            "Der Bescheid entsteht erst, wenn jemand anderes mitgezeichnet hat.",
            "The notice is made only after somebody else has signed.",
        )) } },
    )
}

fn choices(ctx: &Ctx, say: Say, ground: &Ground) -> Markup {
    let opened = &ground.opened;
    if opened.is_own {
        return Markup::default();
    }
    let (version, once) = opened.meta_pairs();
    let hidden = [("stand", version.as_str()), ("einmal", once.as_str())];
    let (_, other_once) = opened.meta_pairs();
    let drop_hidden = [("stand", version.as_str()), ("einmal", other_once.as_str())];
    let token = ctx.form_token();
    let is_mine = Some(ground.author) == ctx.actor.account();
    let label = if ground.look.is_some() {
        say.of("Zur Mitzeichnung geben", "Submit to the second pair")
    } else {
        say.of("Bescheid jetzt erlassen", "Issue the notice now")
    };
    html! {
        @if !is_mine {
            (web::alert(Tone::Warning, say.of("Diesen Entwurf hat jemand anderes geschrieben", "Somebody else wrote this draft"), html! { p {
                (ground.author_name) ". "
                (say.of("Wer erlässt, steht dafür ein: Öffnen Sie den Entwurf und speichern Sie ihn als Ihren.", "Who issues it answers for it: open the draft and save it as yours."))
            } }))
        }
        (buttons(html! {
            @if is_mine { (action_form(&opened.url(ctx, "erlassen"), &token, &hidden, Weight::Primary, label)) }
            (link_button(Weight::Secondary, &opened.url(ctx, "entscheiden"), say.of("Entwurf ändern", "Change the draft")))
            (action_form(&opened.url(ctx, "entwurf-verwerfen"), &token, &drop_hidden, Weight::Tertiary, say.of("Entwurf verwerfen", "Throw the draft away")))
        }))
    }
}

/// Sets the notice of a draft in type, as a download.
pub(crate) async fn preview(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let inner = ctx.clone();
    let (letter, number) = ctx
        .read(move |reader| {
            let ground = load(reader, &inner, id)?;
            let decision = ground.draft.decision(Id::new(), reader.today());
            let number = ground.opened.case.number.clone();
            let case = ground.opened.case;
            let letter =
                notice::compose(&inner.town, reader, case, ground.author, &decision, true)?;
            Ok((letter, number))
        })
        .await?;
    let bytes = notice::set(&ctx.town, letter).await?;
    Ok(attachment(&format!("Entwurf {number}.pdf"), "application/pdf", bytes))
}

/// Checks a draft once more at the moment it counts: the calculation may have moved on.
///
/// # Errors
/// [`AppError::Refused`] with what is wrong.
pub(crate) fn recheck(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &Case,
    draft: &Draft,
) -> Result<(), AppError> {
    let proposal = proposal(tx, ctx, case)?;
    let hearing = hearing(tx, case.id)?;
    model::check_draft(draft, &proposal, hearing).map_err(|problem| {
        // This page has no fields: the sentence stands alone.
        let (de, en) = problem.fields.first().map_or_else(
            || (problem.de.clone(), problem.en.clone()),
            |(_, de, en)| (de.clone(), en.clone()),
        );
        AppError::refused(problem.kind, de, en)
    })
}

/// Issues the decision, or puts it before a second pair of eyes.
pub(crate) async fn confirm(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let inner = ctx.clone();
    let form = door::Form::of(&fields);
    let me = ctx.actor.account().ok_or(AppError::Forbidden)?;
    let key = ctx
        .write(move |tx| {
            let Some(case) = door::act(tx, id, DECIDE, &form)? else {
                return Ok(Saved::nothing("erlassen"));
            };
            door::must_be_in_work(&case)?;
            let (author, draft) = store::draft(&inner.town, tx, id)?.ok_or_else(no_draft)?;
            if author != me {
                return Err(AppError::refused(
                    "desk/foreign-draft",
                    "Diesen Entwurf hat inzwischen jemand anderes geschrieben. Öffnen Sie ihn und speichern Sie ihn als Ihren.",
                    "Somebody else has written this draft. Open it and save it as yours.",
                ));
            }
            recheck(tx, &inner, &case, &draft)?;
            let rules = settings::get::<DeskSettings>(tx)?;
            if model::second_look(&rules, &draft).is_some() {
                store::ask_second_pair(&inner.town, tx, id, me, &draft)?;
                let today = tx.today();
                store::set_own_due(tx, id, Some(today))?;
                acts::move_to(tx, &case, "second_pair")?;
                let what = Text::new("Entwurf zur Mitzeichnung gegeben.", "Submitted the draft to the second pair.");
                acts::note(tx, &case, &inner.person_name, &what)?;
                return Ok(Audit::of("desk.second_pair_asked", id).with("vorgelegt"));
            }
            let unit = org::find(tx, case.unit)?;
            let issue = Issue {
                town: &inner.town,
                case: &case,
                unit: &unit,
                draft: &draft,
                decided_by: me,
                countersigned_by: None,
            };
            acts::issue(tx, &issue)?;
            note_without_hearing(tx, &case, &inner.person_name, &draft)?;
            Ok(Audit::of("desk.decided", id).note(&draft.outcome).with("erlassen"))
        })
        .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}/entscheidung?ok={key}")))
}

/// Notes in the log why there was no hearing.
///
/// # Errors
/// What the database says.
pub(crate) fn note_without_hearing(
    tx: &mut Tx<'_>,
    case: &Case,
    who: &str,
    draft: &Draft,
) -> Result<(), AppError> {
    if draft.without_hearing.is_empty() {
        return Ok(());
    }
    let why = &draft.without_hearing;
    let what = Text::new(format!("Ohne Anhörung: {why}"), format!("Without a hearing: {why}"));
    acts::note(tx, case, who, &what)
}

/// Throws a draft away.
pub(crate) async fn drop(
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
        door::must_be_in_work(&case)?;
        if store::drop_draft(tx, id)? == 0 {
            return Ok(Saved::nothing(()));
        }
        acts::note(tx, &case, &who, &Text::new("Entwurf verworfen.", "Threw the draft away."))?;
        Ok(Audit::of("desk.draft_dropped", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}?ok=verworfen")))
}
