//! Writing a decision: outcome, amount, period, reasons. Saving it makes a draft, no decision.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::Case;
use kernel::procedure::{Outcome, Proposal};
use kernel::{AppError, Audit, Ctx, Fields, Id, Period, Problem, Reader, Saved, Text, deadlines};
use web::badge::Tone;
use web::button::{Weight, button};
use web::choice::Choice;
use web::{Field, Form, Frame, Markup, Say, buttons, format, html, link_button};

use crate::door;
use crate::model::{self, Draft, Hearing, NOTE_CHARS_MAX, TEXT_CHARS_MAX};
use crate::view::{self, Again, Opened, Part};
use crate::{DECIDE, acts, store};

/// What the page of a decision needs.
struct Ground {
    opened: Opened,
    proposal: Proposal,
    hearing: Hearing,
    draft: Option<Draft>,
    missing: Vec<String>,
    note: Option<String>,
}

/// What the rules propose, in words where the department has not taken the case in.
///
/// # Errors
/// What the department says.
pub(crate) fn proposal(
    reader: &mut Reader<'_>,
    ctx: &Ctx,
    case: &Case,
) -> Result<Proposal, AppError> {
    let procedure = ctx.town.house().procedure(&case.kind)?;
    procedure.proposal(&ctx.town, reader, case).map_err(|error| match error {
        AppError::NotFound => AppError::refused(
            "desk/not-taken-in",
            "Die Angaben dieses Vorgangs sind noch nicht übernommen. Versuchen Sie es in einem Augenblick wieder.",
            "The claim has not been taken in yet. Try again in a moment.",
        ),
        other => other,
    })
}

/// How far the hearing of a case has come.
///
/// # Errors
/// What the database says.
pub(crate) fn hearing(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Hearing, AppError> {
    Ok(model::hearing(&deadlines::of_subject(reader, &case.to_string())?))
}

fn load(reader: &mut Reader<'_>, ctx: &Ctx, id: Id<Case>) -> Result<Ground, AppError> {
    let opened = Opened::load(reader, ctx, id)?;
    if !ctx.actor.may_in(DECIDE, opened.case.unit) {
        return Err(AppError::Forbidden);
    }
    let proposal = proposal(reader, ctx, &opened.case)?;
    let hearing = hearing(reader, id)?;
    let draft = store::draft(&ctx.town, reader, id)?.map(|(_, draft)| draft);
    let missing = super::show::missing(reader, ctx, &opened.case)?;
    let pairs = store::second_pairs(&ctx.town, reader, id)?;
    let note = pairs.into_iter().next().filter(|p| p.state == "returned").map(|p| p.note);
    Ok(Ground { opened, proposal, hearing, draft, missing, note })
}

/// The form.
pub(crate) async fn form(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    page(&ctx, door::id(&id)?, None).await
}

async fn page(ctx: &Ctx, id: Id<Case>, again: Option<Again>) -> Result<Response, AppError> {
    let inner = ctx.clone();
    let is_first = again.is_none();
    let ground = ctx
        .read(move |reader| {
            let ground = load(reader, &inner, id)?;
            if is_first {
                door::must_be_in_work(&ground.opened.case)?;
            }
            Ok(ground)
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        (notes(ctx, &frame, &ground))
        (Form::post(&ground.opened.url(ctx, "entscheiden"), &ctx.form_token())
            .autosave_hint(say.of("Nicht gespeicherter Entwurf", "Draft not saved"))
            .body(fields(ctx, &frame, &ground, again.as_ref())))
    };
    let title = say.of("Entscheiden", "Decide");
    let page = view::page(&frame, ctx, &ground.opened, Part::Step, title, &body);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

fn notes(ctx: &Ctx, frame: &Frame<'_>, ground: &Ground) -> Markup {
    let say = frame.say;
    let proposal = &ground.proposal;
    let words = view::say_text(ctx, &model::outcome_text(proposal.outcome));
    let amount = proposal.amount.map(|a| format::money(say, a.0));
    let proposed = match amount {
        Some(amount) => format!("{words}, {amount}"),
        None => words,
    };
    html! {
        @if let Some(note) = &ground.note {
            (web::alert(Tone::Warning, say.of("Zurück von der Mitzeichnung", "Back from the second pair"), web::timeline::paragraphs(note)))
        }
        (view::missing_documents(say, &ground.missing))
        (web::alert(Tone::Info, say.of("Vorschlag nach den Regeln", "What the rules propose"), html! { p { (proposed) } }))
        @match ground.hearing {
            Hearing::Running(until) => (web::alert(Tone::Warning, say.of("Die Anhörung läuft", "The hearing is running"), html! { p {
                (say.of("Frist bis", "Deadline")) " " (frame.day(until))
            } })),
            Hearing::Held => (web::alert(Tone::Success, say.of("Angehört", "Heard"), Markup::default())),
            Hearing::None => "",
        }
    }
}

/// The values the form starts with: the draft, else the proposal.
fn start(ground: &Ground) -> Draft {
    let proposal = &ground.proposal;
    ground.draft.clone().unwrap_or_else(|| Draft {
        outcome: proposal.outcome.word().to_owned(),
        amount: proposal.amount,
        period: proposal.period,
        reasons: proposal.reasons.clone(),
        without_hearing: String::new(),
    })
}

fn fields(ctx: &Ctx, frame: &Frame<'_>, ground: &Ground, again: Option<&Again>) -> Markup {
    let say: Say = frame.say;
    let errors = view::errors(frame, again);
    let first = start(ground);
    let day = |day: Option<jiff::civil::Date>| {
        day.map(|d| format!("{}.{}.{}", d.day(), d.month(), d.year())).unwrap_or_default()
    };
    let bound = ground.proposal.is_amount_bound;
    let amount = if bound { ground.proposal.amount } else { first.amount };
    let amount = amount.map(|a| format::money_input(say, a.0)).unwrap_or_default();
    let (outcome, amount, from, until) = (
        view::value(again, "ergebnis", &first.outcome),
        if bound { amount } else { view::value(again, "betrag", &amount) },
        view::value(again, "von", &day(first.period.map(|p| p.from))),
        view::value(again, "bis", &day(first.period.map(|p| p.until))),
    );
    let reasons = view::value(again, "begruendung", &first.reasons);
    let without = view::value(again, "ohne_anhoerung", &first.without_hearing);
    let labels: Vec<(&str, String)> = [Outcome::Granted, Outcome::Partly, Outcome::Refused]
        .iter()
        .map(|o| (o.word(), view::say_text(ctx, &model::outcome_text(*o))))
        .collect();
    let choices: Vec<Choice<'_>> = labels.iter().map(|(v, l)| Choice::new(v, l)).collect();
    let amount_field = Field::new(say, "betrag", say.of("Betrag", "Amount"))
        .value(&amount)
        .optional_if(!bound)
        .error(errors.get("betrag"))
        .hint(if bound {
            say.of(
                "Folgt aus der Berechnung. Ändern Sie die Angaben, wenn er falsch ist.",
                "Follows from the calculation. Correct the facts if it is wrong.",
            )
        } else {
            say.of("In Euro, zum Beispiel 650,50.", "In euros, for example 650.50.")
        });
    html! {
        (ground.opened.meta())
        (Field::new(say, "ergebnis", say.of("Ergebnis", "Outcome")).value(&outcome).error(errors.get("ergebnis")).radios(&choices))
        @if bound { (amount_field.readonly().money()) } @else { (amount_field.money()) }
        (Field::new(say, "von", say.of("Erster Tag", "First day")).value(&from).optional().error(errors.get("von")).date_text())
        (Field::new(say, "bis", say.of("Letzter Tag", "Last day")).value(&until).optional().error(errors.get("bis")).date_text())
        (Field::new(say, "begruendung", say.of("Begründung", "Reasons")).value(&reasons).error(errors.get("begruendung"))
            .optional().max_length(TEXT_CHARS_MAX)
            .hint(say.of("Steht im Bescheid nach der Entscheidung. Bei einer Ablehnung ist sie Pflicht (§ 35 SGB X, § 39 VwVfG).", "Stands in the notice after the ruling. Required for a refusal (§ 35 SGB X, § 39 VwVfG)."))
            .textarea(10))
        (Field::new(say, "ohne_anhoerung", say.of("Warum ohne Anhörung?", "Why without a hearing?")).value(&without).error(errors.get("ohne_anhoerung"))
            .optional().max_length(NOTE_CHARS_MAX)
            .hint(say.of("Nur bei einer Ablehnung, vor der Sie nicht angehört haben. Bleibt im Vorgang, steht nicht im Bescheid.", "Only for a refusal without a hearing. Stays in the case, not in the notice."))
            .textarea(2))
        (buttons(html! {
            (button(Weight::Primary, say.of("Weiter zur Prüfung", "Continue to the review")))
            (link_button(Weight::Tertiary, &ground.opened.url(ctx, ""), say.of("Abbrechen", "Cancel")))
        }))
    }
}

fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new("desk/draft", "Bitte prüfen Sie die Entscheidung.", "Please check the decision.")
        .at(field, de, en)
}

/// Reads the draft as typed; a bound amount is the one of the proposal, whatever was sent.
fn read(fields: &Fields, proposal: &Proposal) -> Result<Draft, Problem> {
    let outcome = Outcome::from_word(fields.get("ergebnis"))
        .ok_or_else(|| wrong("ergebnis", "Wählen Sie ein Ergebnis.", "Choose an outcome."))?;
    let is_refused = outcome == Outcome::Refused;
    let typed = fields.euro("betrag");
    let amount = match (is_refused, proposal.is_amount_bound) {
        (true, _) => None,
        (false, true) => proposal.amount,
        (false, false) => typed?,
    };
    if amount.is_some_and(|amount| amount.0 < 0) {
        return Err(wrong(
            "betrag",
            "Der Betrag kann nicht negativ sein.",
            "The amount cannot be negative.",
        ));
    }
    let (from, until) = (fields.date("von")?, fields.date("bis")?);
    let period = match (is_refused, from, until) {
        (true, _, _) | (false, None, None) => None,
        (false, Some(from), Some(until)) => Some(Period { from, until }),
        (false, None, Some(_)) => {
            return Err(wrong(
                "von",
                "Geben Sie auch den ersten Tag an.",
                "Enter the first day too.",
            ));
        }
        (false, Some(_), None) => {
            return Err(wrong(
                "bis",
                "Geben Sie auch den letzten Tag an.",
                "Enter the last day too.",
            ));
        }
    };
    let without_hearing = if is_refused { fields.text("ohne_anhoerung") } else { String::new() };
    if without_hearing.chars().count() > NOTE_CHARS_MAX {
        return Err(wrong("ohne_anhoerung", "Der Text ist zu lang.", "The text is too long."));
    }
    Ok(Draft {
        outcome: outcome.word().to_owned(),
        amount,
        period,
        reasons: fields.text("begruendung"),
        without_hearing,
    })
}

/// Saves the draft of a decision.
pub(crate) async fn save(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let (inner, sent) = (ctx.clone(), fields.clone());
    let me = ctx.actor.account().ok_or(AppError::Forbidden)?;
    let saved = ctx
        .write(move |tx| {
            let Some(case) = door::act(tx, id, DECIDE, &door::Form::of(&sent))? else {
                return Ok(Saved::nothing(()));
            };
            door::must_be_in_work(&case)?;
            let proposal = proposal(tx, &inner, &case)?;
            let draft = read(&sent, &proposal)?;
            let hearing = hearing(tx, id)?;
            model::check_draft(&draft, &proposal, hearing)?;
            store::save_draft(&inner.town, tx, id, me, &draft)?;
            let what = Text::new(
                "Entwurf der Entscheidung gespeichert.",
                "Saved a draft of the decision.",
            );
            acts::note(tx, &case, &inner.person_name, &what)?;
            Ok(Audit::of("desk.drafted", id).note(&draft.outcome).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}/entscheiden/pruefen"))),
        Err(error) => page(&ctx, id, Some(Again::of(fields, error)?)).await,
    }
}
