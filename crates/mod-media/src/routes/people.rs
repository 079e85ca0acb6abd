//! The parts of a medium's page about people: who is shown and agreed, and who looks after it.

use kernel::Ctx;
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Markup, Say, action_form, button, buttons, format, html};

use super::page_of;
use super::show::Sheet;
use crate::model::{LINE_CHARS_MAX, People};

/// Consents of those shown.
pub(super) fn agreement(ctx: &Ctx, say: Say, sheet: &Sheet, errors: &Errors) -> Markup {
    let token = ctx.form_token();
    let page = page_of(sheet.item.id());
    let today = ctx.today();
    let form_words = |form: &str| match form {
        "written" => say.of("schriftlich", "in writing"),
        "electronic" => say.of("elektronisch", "electronically"),
        _ => say.of("mündlich", "in words"),
    };
    let forms = ["written", "electronic", "spoken"].map(|f| Choice::new(f, form_words(f)));
    let field = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).error(errors.get(name))
    };
    html! {
        h2 { (say.of("Einwilligungen der Abgebildeten", "Consents of those shown")) }
        @if sheet.consents.is_empty() {
            p { (say.of("Es ist keine Einwilligung eingetragen.", "No consent is entered.")) }
        }
        @for consent in &sheet.consents {
            (web::card::sub_card(&consent.person, html! {
                p {
                    (form_words(&consent.form)) ", " (format::date(say, consent.given_on))
                    @if let Some(until) = consent.until { ", " (say.of("bis ", "until ")) (format::date(say, until)) }
                }
                @match consent.withdrawn_at {
                    Some(at) => p { strong { (say.of("Widerrufen am ", "Withdrawn on ")) (format::date(say, kernel::clock::local_day(at))) } },
                    None => {
                        @if !consent.holds(today) { p { strong { (say.of("Gilt heute nicht.", "Does not hold today.")) } } }
                        (action_form(&ctx.to(&format!("{page}/widerruf")), &token, &[("einwilligung", &consent.id.to_string())],
                            Weight::Danger, say.of("Widerruf eintragen und sperren", "Note withdrawal and block")))
                    },
                }
            }))
        }
        @if sheet.item.people == People::Consent || !sheet.consents.is_empty() {
            (web::details::details(say.of("Einwilligung eintragen", "Enter a consent"),
                Form::post(&ctx.to(&format!("{page}/einwilligung")), &token).body(html! {
                    (field("person", say.of("Name der abgebildeten Person", "Name of the person shown")).max_length(LINE_CHARS_MAX)
                        .hint(say.of("Wird verschlüsselt gespeichert.", "Is stored encrypted.")).text())
                    (field("form", say.of("Wie hat sie eingewilligt?", "How did they agree?")).select(&forms))
                    (field("am", say.of("Am", "On")).date_text())
                    (field("ende", say.of("Gilt bis", "Holds until")).optional().date_text())
                    (buttons(button(Weight::Secondary, say.of("Eintragen", "Enter"))))
                }))
            )
        }
    }
}

/// Who looks after it.
pub(super) fn cared(ctx: &Ctx, say: Say, sheet: &Sheet, may_edit: bool) -> Markup {
    let is_own = sheet.owner.as_ref().is_some_and(|(_, is_own)| *is_own);
    let action = ctx.to(&format!("{}/uebernehmen", page_of(sheet.item.id())));
    html! {
        h2 { (say.of("Wer kümmert sich?", "Who looks after it?")) }
        @match &sheet.owner {
            Some((name, _)) => p { (say.of(
                format!("{name} bekommt 30 und 7 Tage vor dem Ende einer Lizenz oder Einwilligung eine E-Mail, und am Ende noch einmal."),
                format!("{name} gets an e-mail 30 and 7 days before a licence or consent ends, and once more at the end."),
            )) },
            None => p { (say.of(
                "Bisher niemand. Enden Lizenz oder Einwilligung, bekommen alle eine E-Mail, die Medien ändern dürfen.",
                "Nobody so far. When the licence or a consent ends, everybody who may change media gets an e-mail.",
            )) },
        }
        @if may_edit && !is_own {
            (action_form(&action, &ctx.form_token(), &[], Weight::Secondary, say.of("Ich kümmere mich", "I look after it")))
        }
    }
}
