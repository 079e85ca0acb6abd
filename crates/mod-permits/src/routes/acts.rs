//! What the office does with a request: forms and what they do.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan;
use kernel::cases::WORK;
use kernel::org::Unit;
use kernel::{AppError, Audit, Case, Ctx, Fields, Id, Problem, Town, Tx, org};
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Field, Form, Frame, Markup, Say, action_form, button, buttons, details, form, html};

use super::OFFICE;
use super::office::{self, View};
use crate::library::{Condition, Ground, LIBRARY};
use crate::model::{Participation, Request, Ruling, State};
use crate::settings::PermitSettings;
use crate::{acts, store};

/// Longest text.
const TEXT_MAX: usize = 4_000;

/// All forms of a request, in the order of the work.
pub(super) fn forms(ctx: &Ctx, frame: &Frame<'_>, view: &View) -> Markup {
    let say = frame.say;
    let state = view.whole.request.state;
    let is_new = matches!(state, State::Received | State::Resubmitted);
    html! {
        @if is_new { (completeness(ctx, say, view)) }
        h2 { (say.of("Wer gräbt hier noch?", "Who else digs here?")) }
        (coordination(ctx, say, view))
        h2 #abschnitte { (say.of("Abschnitte", "Sections")) }
        (super::map(ctx, say, &format!("{OFFICE}/{}/karte", view.case.id)))
        @if state.is_running() { (rulings(ctx, say, view)) } @else { (super::sections(ctx, say, &view.whole.sections)) }
        h2 { (say.of("Nebenbestimmungen", "Conditions")) }
        (conditions(ctx, say, view))
        h2 { (say.of("Andere Stellen", "Other offices")) }
        (offices(ctx, say, view))
        @if state.is_running() && !view.clock.is_waiting { (extension(ctx, say, view)) }
    }
}

fn url(ctx: &Ctx, view: &View, below: &str) -> String {
    ctx.to(&format!("{OFFICE}/{}/{below}", view.case.id))
}

fn completeness(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let token = ctx.form_token();
    let version = view.whole.request.version.to_string();
    let ask = html! {
        (Form::post(&url(ctx, view, "nachfordern"), &token).body(html! {
            input type="hidden" name="stand" value=(version);
            (Field::new(say, "text", say.of("Text der Nachforderung", "Text that says what is missing")).value(&view.ask).max_length(TEXT_MAX).textarea(10))
            (buttons(button(Weight::Primary, say.of("Nachforderung absenden", "Send what is missing"))))
        }))
    };
    html! {
        @if view.ask.is_empty() {
            (details::details(say.of("Trotzdem etwas nachfordern", "Ask for something nevertheless"), ask))
        } @else { (ask) }
        (action_form(&url(ctx, view, "vollstaendig"), &token, &[("stand", &version)], Weight::Secondary,
            say.of("Vollständigkeit bestätigen", "Confirm that it is complete")))
    }
}

fn coordination(ctx: &Ctx, say: Say, view: &View) -> Markup {
    if view.nearby.is_empty() {
        return html! { p { (say.of("Niemand im Umkreis von 15 Metern und 24 Monaten.", "Nobody within 15 metres and 24 months.")) } };
    }
    let verdicts = [
        Choice::new("merge", say.of("zusammenlegen", "merge")),
        Choice::new("sequence", say.of("nacheinander", "one after the other")),
        Choice::new("ignore", say.of("nicht nötig, mit Grund", "not needed, with a reason")),
    ];
    html! {
        @for (nearby, other, operator, number, verdict) in &view.nearby {
            (web::card::sub_card(&format!("{number} {}", other.title), html! {
                p { (operator) ", " (super::period(say, other)) ", " (other.state.label().of(ctx.language)) }
                p { (nearby.pairs.len()) " " (say.of("Berührungen, zum Beispiel Abschnitt ", "contacts, for example section ")) (nearby.pairs[0].0) " – " (nearby.pairs[0].1) " (" (format!("{:.0}", nearby.pairs[0].2)) "\u{a0}m)" }
                (Form::post(&url(ctx, view, "abstimmen"), &ctx.form_token()).body(html! {
                    input type="hidden" name="anderer" value=(nearby.other);
                    (Field::new(say, "urteil", say.of("Abstimmung", "What is done")).value(verdict.as_ref().map_or("", |v| v.0.as_str())).radios(&verdicts))
                    (Field::new(say, "grund", say.of("Grund oder Absprache", "Reason or agreement")).value(verdict.as_ref().map_or("", |v| v.1.as_str())).optional().max_length(500).text())
                    (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
                }))
            }))
        }
    }
}

fn rulings(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let rows = (1_usize..).zip(&view.whole.sections).map(|(number, s)| {
        let id = format!("a{number}");
        let is_ours = s.ruling != Ruling::Forwarded;
        Row::new(vec![
            html! { @if is_ours { label for=(id) { input type="checkbox" id=(id) name="abschnitt" value=(s.id); " " (number) } } @else { (number) } },
            html! { (s.street) },
            html! { (s.method.label().of(ctx.language)) },
            html! { (crate::procedure::metres(ctx.language, s.length_cm)) },
            html! { (s.ruling.label().of(ctx.language)) @if !s.ground.is_empty() { ": " (s.ground) } },
        ])
    });
    let table = Table::new(say, say.of("Abschnitte auswählen", "Choose sections"))
        .dense()
        .columns(vec![
            Column::new(say.of("Nr.", "No.")),
            Column::new(say.of("Straße", "Street")),
            Column::new(say.of("Verfahren", "Method")),
            Column::number(say.of("Länge", "Length")),
            Column::new(say.of("Entscheidung", "Decision")),
        ])
        .rows(rows)
        .render();
    html! {
        (Form::post(&url(ctx, view, "abschnitte"), &ctx.form_token()).body(html! {
            (table)
            (Field::new(say, "grund", say.of("Grund, wenn Sie ablehnen", "Ground if you refuse")).optional().max_length(500)
                .hint(say.of("Steht im Bescheid. Ohne Auswahl gilt Ihre Entscheidung für alle Abschnitte.", "Stands in the notice. Without a choice your decision holds for all sections.")).text())
            (buttons(html! {
                (button_named(Weight::Primary, "entscheidung", "granted", say.of("Zustimmen", "Consent")))
                (button_named(Weight::Secondary, "entscheidung", "refused", say.of("Ablehnen", "Refuse")))
                (button_named(Weight::Tertiary, "entscheidung", "open", say.of("Wieder offen", "Open again")))
            }))
        }))
    }
}

fn conditions(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let token = ctx.form_token();
    let action = url(ctx, view, "nebenbestimmung");
    let is_running = view.whole.request.state.is_running();
    let grounds: Vec<(&str, String)> =
        Ground::ALL.iter().map(|g| (g.word(), g.label().of(ctx.language).to_owned())).collect();
    let grounds: Vec<Choice<'_>> = grounds.iter().map(|(w, l)| Choice::new(w, l)).collect();
    let unused: Vec<Choice<'_>> = LIBRARY
        .iter()
        .filter(|t| view.conditions.iter().all(|c| c.name != t.name))
        .map(|t| Choice::new(t.name, t.text))
        .collect();
    html! {
        @if view.conditions.is_empty() { p { (say.of("Noch keine.", "None yet.")) } }
        ol { @for c in &view.conditions {
            li {
                span lang="de" { (c.text) } " (" (c.ground.label().of(ctx.language)) ") "
                @if !c.streets.is_empty() { (say.of("Nur: ", "Only: ")) (c.streets) " " }
                @if is_running { (web::button::action_link(&action, &token, &[("weg", &c.seq.to_string())], say.of("Entfernen", "Remove"))) }
            }
        } }
        @if is_running {
            @if !unused.is_empty() {
                (details::details(say.of("Aus der Bibliothek", "From the library"), Form::post(&action, &token).body(html! {
                    (Field::new(say, "vorlage", say.of("Nebenbestimmungen", "Conditions")).checkboxes(&unused, &[]))
                    (buttons(button(Weight::Secondary, say.of("Übernehmen", "Add"))))
                })))
            }
            (details::details(say.of("Eigene Nebenbestimmung", "Own condition"), Form::post(&action, &token).body(html! {
                (Field::new(say, "grund", say.of("Grund nach § 127 Abs. 8 TKG", "Ground under § 127 (8) TKG")).radios(&grounds))
                (Field::new(say, "wortlaut", say.of("Wortlaut", "Text")).max_length(2_000).textarea(3))
                (Field::new(say, "strassen", say.of("Nur für diese Straßen, eine je Zeile", "Only for these streets, one per line")).optional().textarea(2))
                (buttons(button(Weight::Secondary, say.of("Hinzufügen", "Add"))))
            })))
        }
    }
}

fn offices(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let asked = |u: &Unit| view.asked.iter().any(|(_, known)| known.id == u.id);
    let free: Vec<(String, String)> = view
        .units
        .iter()
        .filter(|u| u.id != view.case.unit && !asked(u))
        .map(|u| (u.id.to_string(), format!("{} {}", u.number, u.name.of(ctx.language))))
        .collect();
    let free: Vec<Choice<'_>> = free.iter().map(|(v, l)| Choice::new(v, l)).collect();
    html! {
        @for (p, unit) in &view.asked {
            p {
                strong { (unit.name.of(ctx.language)) } ": "
                @if p.answered_on.is_some() { (p.answer) } @else {
                    (say.of("antwortet bis ", "answers by ")) (web::format::date_short(say, p.due_on))
                }
            }
        }
        @if view.whole.request.state.is_running() {
            (details::details(say.of("Stelle beteiligen", "Ask an office"), Form::post(&url(ctx, view, "beteiligen"), &ctx.form_token()).body(html! {
                (Field::new(say, "stelle", say.of("Stelle", "Office")).select(&free))
                (Field::new(say, "frage", say.of("Frage", "Question")).max_length(TEXT_MAX).textarea(3))
                (buttons(button(Weight::Secondary, say.of("Beteiligen", "Ask"))))
            })))
        }
    }
}

fn extension(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let content = Form::post(&url(ctx, view, "verlaengern"), &ctx.form_token()).body(html! {
        (form::group(say.of("Frist verlängern", "Extend the period"), None, html! {
            (Field::new(say, "gruende", say.of("Gründe (gehen an den Antragsteller)", "Reasons (go to the applicant)")).max_length(TEXT_MAX).textarea(3))
        }))
        (buttons(button(Weight::Secondary, say.of("Um einen Monat verlängern", "Extend by a month"))))
    });
    details::details(say.of("Frist verlängern", "Extend the period"), content)
}

fn wrong(field: &str, de: &str, en: &str) -> AppError {
    Problem::new("permits/office", de, en).at(field, de, en).into()
}

/// One act on a request: the door, the act, back to the page.
async fn act(
    ctx: &Ctx,
    id: &str,
    action: &'static str,
    work: impl FnOnce(&Town, &mut Tx<'_>, &Request) -> Result<(), AppError> + Send + 'static,
) -> Result<Response, AppError> {
    let id: Id<Case> = super::id(id)?;
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    ctx.write(move |tx| {
        let (_, request) = office::enter(&inner, &town, tx, id)?;
        work(&town, tx, &request)?;
        Ok(Audit::of(action, id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{OFFICE}/{id}?erledigt=ja")))
}

fn must_run(request: &Request) -> Result<(), AppError> {
    if request.state.is_running() { Ok(()) } else { Err(store::changed()) }
}

fn text(fields: &Fields, name: &str, de: &str, en: &str) -> Result<String, AppError> {
    let text = fields.text(name);
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(wrong(name, de, en));
    }
    Ok(text)
}

/// Says what is missing.
pub(super) async fn ask_missing(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let words = text(&fields, "text", "Schreiben Sie, was fehlt.", "Write what is missing.")?;
    let seen = fields.get("stand").to_owned();
    act(&ctx, &id, "permits.missing_asked", move |town, tx, request| {
        if request.version.to_string() != seen {
            return Err(store::changed());
        }
        acts::ask_missing(town, tx, request, &words)
    })
    .await
}

/// Confirms that nothing is missing.
pub(super) async fn complete(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let seen = fields.get("stand").to_owned();
    act(&ctx, &id, "permits.completeness_confirmed", move |town, tx, request| {
        if request.version.to_string() != seen {
            return Err(store::changed());
        }
        acts::confirm_complete(town, tx, request)
    })
    .await
}

/// Extends the period.
pub(super) async fn extend(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let reasons = text(&fields, "gruende", "Nennen Sie die Gründe.", "Give the reasons.")?;
    act(&ctx, &id, "permits.extended", move |town, tx, request| {
        must_run(request)?;
        acts::extend(town, tx, request, &reasons)
    })
    .await
}

/// Rules on sections: those chosen, or all.
pub(super) async fn rule(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let ruling = match fields.get("entscheidung") {
        "granted" => Ruling::Granted,
        "refused" => Ruling::Refused,
        _ => Ruling::Pending,
    };
    let ground = fields.get("grund").chars().take(500).collect::<String>();
    if ruling == Ruling::Refused && ground.is_empty() {
        return Err(wrong(
            "grund",
            "Eine Ablehnung braucht einen Grund. Gehen Sie zurück und tragen Sie ihn ein.",
            "A refusal needs a ground. Go back and enter it.",
        ));
    }
    let ground = if ruling == Ruling::Refused { ground } else { String::new() };
    let chosen: Vec<String> = fields.all("abschnitt").map(str::to_owned).collect();
    act(&ctx, &id, "permits.ruled", move |_, tx, request| {
        must_run(request)?;
        for section in store::sections(tx, request.id)? {
            let is_meant = chosen.is_empty() || chosen.contains(&section.id.to_string());
            if is_meant && section.ruling != Ruling::Forwarded {
                store::rule(tx, request.id, section.id, ruling, &ground)?;
            }
        }
        Ok(())
    })
    .await
}

/// Adds conditions of the library or one in own words, or takes one out.
pub(super) async fn condition(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let chosen: Vec<String> = fields.all("vorlage").map(str::to_owned).collect();
    let out = fields.get("weg").parse::<i64>().ok();
    let own = if chosen.is_empty() && out.is_none() {
        let (ground, words) = (fields.get("grund"), fields.text("wortlaut"));
        Some(Condition::own(ground, &words, &fields.text("strassen"))?)
    } else {
        None
    };
    act(&ctx, &id, "permits.conditions_changed", move |_, tx, request| {
        must_run(request)?;
        if let Some(seq) = out {
            return store::drop_condition(tx, request.id, seq);
        }
        let known = store::conditions(tx, request.id)?;
        for template in LIBRARY.iter().filter(|t| chosen.iter().any(|c| c == t.name)) {
            if known.iter().all(|c| c.name != template.name) {
                store::add_condition(tx, request.id, &Condition::of(template))?;
            }
        }
        match &own {
            Some(own) => store::add_condition(tx, request.id, own),
            None => Ok(()),
        }
    })
    .await
}

/// Notes what is done about somebody else who digs nearby.
pub(super) async fn settle(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let other: Id<Request> = super::id(fields.get("anderer"))?;
    let verdict = fields.get("urteil").to_owned();
    let reason = fields.get("grund").chars().take(500).collect::<String>();
    if !["merge", "sequence", "ignore"].contains(&verdict.as_str()) {
        return Err(wrong("urteil", "Wählen Sie, was geschieht.", "Choose what is done."));
    }
    if verdict == "ignore" && reason.is_empty() {
        return Err(wrong("grund", "Nennen Sie den Grund.", "Give the reason."));
    }
    act(&ctx, &id, "permits.settled", move |town, tx, request| {
        store::find(town, tx, other)?;
        store::judge(tx, request.id, other, &verdict, &reason)
    })
    .await
}

/// Asks another office.
pub(super) async fn involve(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let unit: Id<Unit> = super::id(fields.get("stelle"))?;
    let question = text(&fields, "frage", "Schreiben Sie Ihre Frage.", "Write your question.")?;
    act(&ctx, &id, "permits.office_asked", move |_, tx, request| {
        must_run(request)?;
        org::find(tx, unit)?;
        let days = PermitSettings::of(tx)?.participation_days;
        let due = kernel::deadlines::shifted(tx.today().saturating_add(days.days()));
        store::ask(tx, request.id, unit, &question, due)?;
        if request.state == State::Complete {
            store::set_state(tx, request, State::Participation)?;
        }
        Ok(())
    })
    .await
}

/// Notes why silence counted as consent.
pub(super) async fn cause(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let cause = fields.get("ursache").chars().take(500).collect::<String>();
    act(&ctx, &id, "permits.cause_noted", move |_, tx, request| {
        if request.state != State::Deemed {
            return Err(store::changed());
        }
        store::set_cause(tx, request.id, &cause)
    })
    .await
}

/// Another office answers.
pub(super) async fn answer(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Participation> = super::id(&id)?;
    let answer =
        text(&fields, "antwort", "Schreiben Sie Ihre Stellungnahme.", "Write your answer.")?;
    let (actor, town) = (ctx.actor.clone(), Arc::clone(&ctx.town));
    ctx.write(move |tx| {
        let question = store::participation(tx, id)?;
        if !actor.may_in(WORK, question.unit) {
            return Err(AppError::NotFound);
        }
        if !store::answer(tx, id, &answer)? {
            return Err(store::changed());
        }
        let request = store::find(&town, tx, question.request)?;
        let all = store::asked(tx, request.id)?;
        if request.state == State::Participation && all.iter().all(|p| p.answered_on.is_some()) {
            store::set_state(tx, &request, State::Complete)?;
        }
        Ok(Audit::of("permits.office_answered", id).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/stellungnahmen?erledigt=ja"))
}
