//! The forms of the office, in the order of the work.

use kernel::Ctx;
use kernel::org::Unit;
use web::badge::{Tone, badge};
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Field, Form, Frame, Markup, Say, action_form, button, buttons, details, html};

use super::OFFICE;
use super::acts::TEXT_MAX;
use super::request::{Typed, View};
use crate::conflict::Nearby;
use crate::library::{Ground, LIBRARY};
use crate::model::{Ruling, State};

/// All forms of a request, in the order of the work.
pub(super) fn forms(ctx: &Ctx, frame: &Frame<'_>, view: &View, typed: &Typed<'_>) -> Markup {
    let say = frame.say;
    let state = view.whole.request.state;
    let is_new = matches!(state, State::Received | State::Resubmitted);
    html! {
        @if is_new { (completeness(ctx, say, view, typed)) }
        h2 { (say.of("Wer gräbt hier noch?", "Who else digs here?")) }
        (coordination(ctx, say, view, typed))
        h2 #abschnitte { (say.of("Abschnitte", "Sections")) }
        (super::map(ctx, say, &format!("{OFFICE}/{}/karte", view.case.id)))
        @if state.is_running() { (rulings(ctx, say, view, typed)) } @else { (super::sections(ctx, say, &view.whole.sections)) }
        h2 { (say.of("Nebenbestimmungen", "Conditions")) }
        (conditions(ctx, say, view, typed))
        h2 { (say.of("Andere Stellen", "Other offices")) }
        (offices(ctx, say, view, typed))
        @if state.is_running() && !view.clock.is_waiting { (extension(ctx, say, view, typed)) }
    }
}

fn url(ctx: &Ctx, view: &View, below: &str) -> String {
    ctx.to(&format!("{OFFICE}/{}/{below}", view.case.id))
}

fn completeness(ctx: &Ctx, say: Say, view: &View, typed: &Typed<'_>) -> Markup {
    let token = ctx.form_token();
    let version = view.whole.request.version.to_string();
    let ask = html! {
        (Form::post(&url(ctx, view, "nachfordern"), &token).body(html! {
            input type="hidden" name="stand" value=(version);
            (Field::new(say, "text", say.of("Text der Nachforderung", "Text that says what is missing")).value(typed.or("text", &view.ask)).error(typed.errors.get("text")).max_length(TEXT_MAX).textarea(10))
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

fn coordination(ctx: &Ctx, say: Say, view: &View, typed: &Typed<'_>) -> Markup {
    if view.nearby.is_empty() {
        return html! { p { (say.of("Niemand im Umkreis von 15 Metern und 24 Monaten.", "Nobody within 15 metres and 24 months.")) } };
    }
    let verdicts = [
        Choice::new("merge", say.of("zusammenlegen", "merge")),
        Choice::new("sequence", say.of("nacheinander", "one after the other")),
        Choice::new("ignore", say.of("nicht nötig, mit Grund", "not needed, with a reason")),
    ];
    html! {
        @for (n, one) in view.nearby.iter().enumerate() {
            @let (what, why) = (format!("abstimmung-{n}"), format!("absprache-{n}"));
            @let (verdict, reason) = one.verdict.as_ref().map_or(("", ""), |v| (v.0.as_str(), v.1.as_str()));
            (web::card::sub_card(format!("{} {}", one.number, one.other.title).trim(), html! {
                p {
                    (one.operator) ", " (super::period(say, &one.other)) ", " (one.other.state.label().of(ctx.language)) " "
                    @if verdict.is_empty() { (badge(Tone::Warning, say.of("noch offen", "still open"))) }
                    @else { (badge(Tone::Success, say.of("abgestimmt", "settled"))) }
                }
                p { (contacts(say, &one.nearby)) }
                (Form::post(&url(ctx, view, "abstimmen"), &ctx.form_token()).body(html! {
                    input type="hidden" name="anderer" value=(one.nearby.other);
                    input type="hidden" name="nr" value=(n);
                    (Field::new(say, &what, say.of("Abstimmung", "What is done")).value(typed.or(&what, verdict)).error(typed.errors.get(&what)).radios(&verdicts))
                    (Field::new(say, &why, say.of("Grund oder Absprache", "Reason or agreement")).value(typed.or(&why, reason)).error(typed.errors.get(&why)).optional().max_length(500).text())
                    (buttons(button(Weight::Secondary, say.of("Abstimmung speichern", "Save what is done"))))
                }))
            }))
        }
    }
}

/// How many sections come near each other, and where first.
fn contacts(say: Say, nearby: &Nearby) -> String {
    let count = nearby.pairs.len();
    let Some((own, street, metres)) = nearby.pairs.first() else { return String::new() };
    let distance = if *metres < 0.5 {
        say.of("kreuzt oder berührt", "crosses or touches").to_owned()
    } else {
        format!("{metres:.0}\u{a0}m {}", say.of("entfernt", "away"))
    };
    let street =
        if street.is_empty() { say.of("ohne Straße", "without a street") } else { street };
    if count == 1 {
        return format!("{} {own} – {street}: {distance}.", say.of("Abschnitt", "Section"));
    }
    format!(
        "{count} {} {own} – {street}: {distance}.",
        say.of("Berührungen, die erste: Abschnitt", "contacts, the first: section")
    )
}

fn rulings(ctx: &Ctx, say: Say, view: &View, typed: &Typed<'_>) -> Markup {
    let chosen: Vec<String> = typed.fields.all("abschnitt").map(str::to_owned).collect();
    let rows = (1_usize..).zip(&view.whole.sections).map(|(number, s)| {
        let id = format!("a{number}");
        let is_ours = s.ruling != Ruling::Forwarded;
        Row::new(vec![
            html! { @if is_ours { label for=(id) { input type="checkbox" id=(id) name="abschnitt" value=(s.id) checked[chosen.contains(&s.id.to_string())]; " " (number) } } @else { (number) } },
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
            (Field::new(say, "ablehnung", say.of("Grund, wenn Sie ablehnen", "Ground if you refuse")).value(typed.or("ablehnung", "")).error(typed.errors.get("ablehnung")).optional().max_length(500)
                .hint(say.of("Steht im Bescheid. Ohne Auswahl gilt Ihre Entscheidung für alle Abschnitte.", "Stands in the notice. Without a choice your decision holds for all sections.")).text())
            (buttons(html! {
                (button_named(Weight::Primary, "entscheidung", "granted", say.of("Zustimmen", "Consent")))
                (button_named(Weight::Secondary, "entscheidung", "refused", say.of("Ablehnen", "Refuse")))
                (button_named(Weight::Tertiary, "entscheidung", "open", say.of("Wieder offen", "Open again")))
            }))
        }))
    }
}

fn conditions(ctx: &Ctx, say: Say, view: &View, typed: &Typed<'_>) -> Markup {
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
            (folded(typed, &["grund", "wortlaut"], say.of("Eigene Nebenbestimmung", "Own condition"), Form::post(&action, &token).body(html! {
                (Field::new(say, "grund", say.of("Grund nach § 127 Abs. 8 TKG", "Ground under § 127 (8) TKG")).value(typed.or("grund", "")).error(typed.errors.get("grund")).radios(&grounds))
                (Field::new(say, "wortlaut", say.of("Wortlaut", "Text")).value(typed.or("wortlaut", "")).error(typed.errors.get("wortlaut")).max_length(2_000).textarea(3))
                (Field::new(say, "strassen", say.of("Nur für diese Straßen, eine je Zeile", "Only for these streets, one per line")).value(typed.or("strassen", "")).optional().textarea(2))
                (buttons(button(Weight::Secondary, say.of("Hinzufügen", "Add"))))
            })))
        }
    }
}

fn offices(ctx: &Ctx, say: Say, view: &View, typed: &Typed<'_>) -> Markup {
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
                strong { (unit.name.of(ctx.language)) } ": " (p.question) br;
                @if let Some(day) = p.answered_on {
                    (badge(Tone::Success, say.of("beantwortet", "answered"))) " " (web::format::date_short(say, day)) ": " (p.answer)
                } @else if p.due_on < ctx.today() {
                    (badge(Tone::Danger, say.of("überfällig", "overdue"))) " " (say.of("seit ", "since ")) (web::format::date_short(say, p.due_on))
                } @else {
                    (badge(Tone::Info, say.of("gefragt", "asked"))) " " (say.of("antwortet bis ", "answers by ")) (web::format::date_short(say, p.due_on))
                }
            }
        }
        @if view.whole.request.state.is_running() {
            (folded(typed, &["stelle", "frage"], say.of("Stelle beteiligen", "Ask an office"), Form::post(&url(ctx, view, "beteiligen"), &ctx.form_token()).body(html! {
                (Field::new(say, "stelle", say.of("Stelle", "Office")).value(typed.or("stelle", "")).error(typed.errors.get("stelle")).select(&free))
                (Field::new(say, "frage", say.of("Frage", "Question")).value(typed.or("frage", "")).error(typed.errors.get("frage")).max_length(TEXT_MAX).textarea(3))
                (buttons(button(Weight::Secondary, say.of("Beteiligen", "Ask"))))
            })))
        }
    }
}

fn extension(ctx: &Ctx, say: Say, view: &View, typed: &Typed<'_>) -> Markup {
    let content = Form::post(&url(ctx, view, "verlaengern"), &ctx.form_token()).body(html! {
        (Field::new(say, "gruende", say.of("Gründe (gehen an den Antragsteller)", "Reasons (go to the applicant)")).value(typed.or("gruende", "")).error(typed.errors.get("gruende")).max_length(TEXT_MAX).textarea(3))
        (buttons(button(Weight::Secondary, say.of("Um einen Monat verlängern", "Extend by a month"))))
    });
    folded(typed, &["gruende"], say.of("Frist verlängern", "Extend the period"), content)
}

/// A form that is folded away, unless something in it was wrong.
fn folded(typed: &Typed<'_>, names: &[&str], summary: &str, content: Markup) -> Markup {
    if names.iter().any(|name| typed.errors.get(name).is_some()) {
        return html! { h3 { (summary) } (content) };
    }
    details::details(summary, content)
}
