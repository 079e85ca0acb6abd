//! The course of a case: deadlines, follow-ups, log; and its parties.

use axum::extract::Path;
use axum::response::Response;
use kernel::cases::{self, Case, LogLine, Party, WORK};
use kernel::deadlines::{self, Deadline};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Text};
use web::badge::{Tone, badge};
use web::button::{Weight, action_link, button};
use web::table::{Column, Row, Table};
use web::timeline::{Event, timeline};
use web::{Field, Form, Frame, Markup, Say, action_form, html};

use crate::door;
use crate::model::{self, Followup, Hearing, NOTE_CHARS_MAX};
use crate::view::{self, Again, Opened, Part, due_text};
use crate::{acts, store};

/// Deadlines, follow-ups and log.
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
    let (opened, running, followups, log) = ctx
        .read(move |reader| {
            let opened = Opened::load(reader, &inner, id)?;
            let running = deadlines::of_subject(reader, &id.to_string())?;
            let followups = store::followups(&inner.town, reader, id)?;
            Ok((opened, running, followups, cases::log_of(reader, id)?))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let may_act = opened.case.is_open() && !opened.is_own;
    let body = html! {
        section {
            h2 { (say.of("Fristen", "Deadlines")) }
            (deadline_table(ctx, say, &running))
            @if may_act && matches!(model::hearing(&running), Hearing::Running(_)) {
                (end_hearing(ctx, say, &opened))
            }
        }
        section {
            h2 { (say.of("Wiedervorlagen", "Follow-ups")) }
            (followup_table(ctx, say, &opened, &followups))
            @if may_act { (followup_form(ctx, &frame, &opened, again.as_ref())) }
        }
        section {
            h2 { (say.of("Verlauf", "Log")) }
            (timeline(&log.iter().rev().map(|line| event(ctx, say, line)).collect::<Vec<_>>()))
        }
    };
    let page = view::page(&frame, ctx, &opened, Part::Course, "", &body);
    let page = view::done(page, say, query);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

fn event(ctx: &Ctx, say: Say, line: &LogLine) -> Event {
    let seen = line
        .is_open
        .then(|| badge(Tone::Info, say.of("Antragsteller sieht das", "Applicant sees this")));
    Event {
        when: ctx.language.moment(line.at),
        datetime: line.at.to_string(),
        title: line.what.of(ctx.language).to_owned(),
        who: Some(line.who.clone()),
        body: seen,
        tone: Tone::Neutral,
    }
}

fn deadline_table(ctx: &Ctx, say: Say, all: &[Deadline]) -> Markup {
    if all.is_empty() {
        return html! { p { (say.of("Es läuft keine Frist.", "No deadline is running.")) } };
    }
    let state = |deadline: &Deadline| match deadline.state.as_str() {
        "running" => badge(Tone::Info, say.of("läuft", "running")),
        "met" => badge(Tone::Success, say.of("erfüllt", "met")),
        "expired" => badge(Tone::Warning, say.of("abgelaufen", "over")),
        _ => badge(Tone::Neutral, say.of("erledigt", "dropped")),
    };
    Table::new(say, say.of("Fristen", "Deadlines"))
        .dense()
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Frist", "Deadline")),
            Column::new(say.of("Letzter Tag", "Last day")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(all.iter().map(|deadline| {
            Row::new(vec![
                html! { (deadline.label.of(ctx.language)) },
                html! { (ctx.language.day(deadline.due_on)) },
                state(deadline),
            ])
        }))
        .render()
}

fn end_hearing(ctx: &Ctx, say: Say, opened: &Opened) -> Markup {
    let (version, once) = opened.meta_pairs();
    action_form(
        &opened.url(ctx, "anhoerung-beenden"),
        &ctx.form_token(),
        &[("stand", &version), ("einmal", &once)],
        Weight::Secondary,
        say.of("Antwort ist da: Anhörung beenden", "The answer is here: end the hearing"),
    )
}

fn followup_table(ctx: &Ctx, say: Say, opened: &Opened, followups: &[Followup]) -> Markup {
    if followups.is_empty() {
        return Markup::default();
    }
    let today = ctx.today();
    let may_act = !opened.is_own;
    Table::new(say, say.of("Wiedervorlagen", "Follow-ups"))
        .dense()
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Wofür", "What for")),
            Column::new(say.of("Tag", "Day")),
            Column::action(say.of("Erledigen", "Do")),
        ])
        .rows(followups.iter().map(|followup| {
            let (version, once) = opened.meta_pairs();
            let id = followup.id.to_string();
            Row::new(vec![
                html! { (followup.note) },
                if followup.is_done {
                    html! { (ctx.language.day(followup.due_on)) }
                } else {
                    due_text(say, Some(followup.due_on), today)
                },
                html! {
                    @if followup.is_done { (badge(Tone::Success, say.of("erledigt", "done"))) }
                    @else if may_act {
                        (action_link(
                            &opened.url(ctx, "wiedervorlage-erledigt"),
                            &ctx.form_token(),
                            &[("stand", version.as_str()), ("einmal", once.as_str()), ("wiedervorlage", id.as_str())],
                            say.of("Erledigt", "Done"),
                        ))
                    }
                },
            ])
            .marked(!followup.is_done && followup.due_on < today)
        }))
        .render()
}

fn followup_form(ctx: &Ctx, frame: &Frame<'_>, opened: &Opened, again: Option<&Again>) -> Markup {
    let say = frame.say;
    let errors = view::errors(frame, again);
    let (note, day) = (view::value(again, "notiz", ""), view::value(again, "tag", ""));
    Form::post(&opened.url(ctx, "wiedervorlage"), &ctx.form_token())
        .label(say.of("Neue Wiedervorlage", "New follow-up"))
        .body(html! {
            (opened.meta())
            (Field::new(say, "notiz", say.of("Wofür?", "What for?")).value(&note).error(errors.get("notiz")).max_length(NOTE_CHARS_MAX).text())
            (Field::new(say, "tag", say.of("Wann wieder vorlegen?", "When?")).value(&day).error(errors.get("tag")).date_text())
            (button(Weight::Secondary, say.of("Wiedervorlage setzen", "Set the follow-up")))
        })
}

/// Sets a follow-up: the case is due again on its day.
pub(crate) async fn follow_up(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let sent = fields.clone();
    let (town, who) = (ctx.town.clone(), ctx.person_name.clone());
    let me = ctx.actor.account().ok_or(AppError::Forbidden)?;
    let saved = ctx
        .write(move |tx| {
            let Some(case) = door::speak(tx, id, WORK, &door::Form::of(&sent))? else {
                return Ok(Saved::nothing(()));
            };
            if !case.is_open() {
                return Err(door::too_late());
            }
            let wrong = |field, de, en| {
                Problem::new(
                    "desk/followup",
                    "Bitte prüfen Sie die Angaben.",
                    "Please check what you entered.",
                )
                .at(field, de, en)
            };
            let note = sent.get("notiz");
            if note.is_empty() || note.chars().count() > NOTE_CHARS_MAX {
                return Err(wrong(
                    "notiz",
                    "Schreiben Sie kurz, was dann zu tun ist.",
                    "Write in a few words what is to do then.",
                )
                .into());
            }
            let today = tx.today();
            let last = today.saturating_add(jiff::ToSpan::years(5));
            let day = sent.date("tag")?.filter(|day| *day > today && *day <= last);
            let Some(day) = day else {
                return Err(wrong(
                    "tag",
                    "Geben Sie einen Tag nach heute an, zum Beispiel 4.5.2026.",
                    "Enter a day after today, for example 4.5.2026.",
                )
                .into());
            };
            store::add_followup(&town, tx, id, me, note, day)?;
            // Whoever sets the next day has looked at what was due until now.
            store::set_own_due(tx, id, None)?;
            acts::refresh_due(tx, &case)?;
            let what = Text::new(
                format!("Wiedervorlage am {}.", kernel::Language::De.day(day)),
                format!("Follow-up on {}.", kernel::Language::En.day(day)),
            );
            acts::note(tx, &case, &who, &what)?;
            Ok(Audit::of("desk.followup_set", id).note(format!("on={day}")).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("/vorgaenge/{id}/verlauf?ok=wiedervorlage"))),
        Err(error) => page(&ctx, id, &Fields::default(), Some(Again::of(fields, error)?)).await,
    }
}

/// Ends a follow-up.
pub(crate) async fn end_follow_up(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let form = door::Form::of(&fields);
    let followup: Id<Followup> = door::id(fields.get("wiedervorlage"))?;
    ctx.write(move |tx| {
        let Some(case) = door::speak(tx, id, WORK, &form)? else {
            return Ok(Saved::nothing(()));
        };
        if !store::end_followup(tx, id, followup)? {
            return Ok(Saved::nothing(()));
        }
        if case.is_open() {
            acts::refresh_due(tx, &case)?;
        }
        Ok(Audit::of("desk.followup_done", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{id}/verlauf?ok=erledigt")))
}

/// The parties of a case.
pub(crate) async fn parties(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Case> = door::id(&id)?;
    let inner = ctx.clone();
    let opened = ctx.read(move |reader| Opened::load(reader, &inner, id)).await?;
    super::show::note_opening(&ctx, id).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        @for party in &opened.parties { (party_card(say, party)) }
        @if opened.parties.is_empty() { p { (say.of("Keine Beteiligten.", "No parties.")) } }
    };
    Ok(frame.answer(view::page(&frame, &ctx, &opened, Part::Parties, "", &body)))
}

fn party_card(say: Say, party: &Party) -> Markup {
    let role = match party.role.as_str() {
        "applicant" => say.of("Antragstellerin oder Antragsteller", "Applicant"),
        "representative" => say.of("Bevollmächtigte oder Bevollmächtigter", "Representative"),
        "member" => say.of("Haushaltsmitglied", "Household member"),
        "operator" => say.of("Betreiber", "Operator"),
        other => other,
    };
    let way = if party.is_digital {
        say.of("Postfach, mit Einwilligung", "Mailbox, with consent")
    } else {
        say.of("Brief", "Letter")
    };
    let or_none = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    web::card::card(
        party.name.reveal(),
        web::list::definition_list(&[
            (say.of("Rolle", "Role"), html! { (role) }),
            (
                say.of("Anschrift", "Address"),
                web::timeline::paragraphs(&or_none(party.address.reveal())),
            ),
            (say.of("E-Mail", "E-mail"), html! { (or_none(party.email.reveal())) }),
            (say.of("Zustellung", "Delivery"), html! { (way) }),
        ]),
    )
}
