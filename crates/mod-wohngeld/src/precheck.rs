//! The pre-check: an amount with every step and its paragraph, for the town's own rent level.
//! Nothing is stored, nothing stands in an address, and it says plainly that it binds nobody.

use axum::response::Response;
use kernel::{AppError, Ctx, Fields};
use norm_wohngeld::{Assessment, Household, Month, Outcome, assess};
use web::button::Weight;
use web::choice::Choice;
use web::field::Width;
use web::{
    Errors, Field, Form, Frame, Markup, Page, Tone, alert, button, buttons, html, link_button,
    notice,
};

use crate::precheck_input::{KINDS, PERSONS_MAX, household, key, label, persons};
use crate::settings::WohngeldSettings;
use crate::sheet;

/// The empty form; the number of persons may come with the address.
pub async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame).body(html! {
        (introduction(&frame))
        (form(&ctx, &frame, &fields, &Errors::new()))
    });
    Ok(frame.answer(page))
}

/// The result, with the form below it to try other figures.
pub async fn answer(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    if fields.has("personen-uebernehmen") {
        let page = page(&ctx, &frame).body(html! {
            (introduction(&frame))
            (form(&ctx, &frame, &fields, &Errors::new()))
        });
        return Ok(frame.answer(page));
    }
    let mut household = match household(&fields, frame.say) {
        Ok(household) => household,
        Err(errors) => {
            let page =
                page(&ctx, &frame).errors(&errors).body(form(&ctx, &frame, &fields, &errors));
            return Ok(frame.answer_again(page));
        }
    };
    let settings = ctx.read(WohngeldSettings::of).await?;
    household.place = settings.place(&ctx.town);
    let month = Month::of(ctx.today());
    let result = assess(&household, month);
    let page = page(&ctx, &frame).body(html! {
        @match &result {
            Ok(assessment) => { (outcome(&ctx, &frame, &household, assessment)) }
            Err(error) => {
                (alert(Tone::Warning, frame.say.of("Es konnte nichts berechnet werden", "Nothing could be computed"),
                    html! { p { (sheet::why_not(error, ctx.language)) } }))
            }
        }
        h2 { (frame.say.of("Mit anderen Angaben rechnen", "Try other figures")) }
        (form(&ctx, &frame, &fields, &Errors::new()))
    });
    Ok(frame.answer(page))
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>) -> Page<'f> {
    let say = frame.say;
    frame
        .public(say.of("Wohngeld: Anspruch prüfen", "Housing benefit: check your claim"))
        .crumb(say.of("Leistungen", "Services"), ctx.to("/leistungen"))
        .crumb(say.of("Wohngeld", "Housing benefit"), ctx.to("/leistungen/wohngeld"))
        .lead(say.of(
            "In zwei Minuten sehen Sie, ob und wie viel Wohngeld Ihnen zustehen könnte. Wir speichern nichts.",
            "In two minutes you see whether you may be entitled and to how much. We store nothing.",
        ))
}

fn introduction(frame: &Frame<'_>) -> Markup {
    let say = frame.say;
    notice(html! { p { (say.of(
        "Diese Berechnung ist eine Orientierung. Sie bindet niemanden: weder Sie noch die Wohngeldstelle. Verbindlich ist nur der Bescheid auf Ihren Antrag.",
        "This calculation is for orientation. It binds nobody: neither you nor the office. Only the notice on your application is binding.",
    )) } })
}

fn outcome(ctx: &Ctx, frame: &Frame<'_>, household: &Household, assessment: &Assessment) -> Markup {
    let say = frame.say;
    let calculation = sheet::calculation(assessment, ctx.language);
    let (main, steps) = (sheet::shown(&calculation.main), sheet::shown(&calculation.steps));
    let people = household.members.len();
    html! {
        @if assessment.outcome == Outcome::Entitled {
            (alert::announced(Tone::Success, &say.of(
                format!("Voraussichtlich {} Wohngeld im Monat", assessment.amount),
                format!("Probably {} housing benefit a month", assessment.amount),
            ), html! { p { (say.of(
                format!("Für {} nach den Werten für {}. Das ist eine Orientierung und bindet niemanden.",
                    if people == 1 { "1 Person".to_owned() } else { format!("{people} Personen") }, assessment.month.german()),
                format!("For {} with the values of {}. This is for orientation and binds nobody.",
                    if people == 1 { "1 person".to_owned() } else { format!("{people} people") }, assessment.month),
            )) } }))
        } @else {
            (alert::announced(Tone::Info, say.of(
                "Nach diesen Angaben besteht voraussichtlich kein Anspruch",
                "With these figures there is probably no claim",
            ), html! {
                ul { @for reason in &assessment.reasons_against {
                    li { (say.of(&reason.text_de, &reason.text_en)) " (" (reason.norm) ")" }
                } }
                p { (say.of(
                    "Sie dürfen trotzdem einen Antrag stellen. Die Wohngeldstelle prüft dann Ihren Fall genau.",
                    "You may apply all the same. The office then examines your case in detail.",
                )) }
            }))
        }
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to("/antrag/wohngeld"), say.of("Wohngeld beantragen", "Apply for housing benefit")))
            (link_button(Weight::Secondary, &ctx.to("/leistungen/wohngeld"), say.of("Mehr zum Wohngeld", "More about housing benefit")))
        }))
        section {
            (web::steps::steps_folded(
                say,
                say.of("So ist gerechnet worden", "How it was calculated"),
                &main,
                say.of("Alle Rechenschritte mit Paragrafen", "All steps with their paragraphs"),
                &steps,
            ))
        }
        @if !assessment.assumptions.is_empty() || !assessment.hints.is_empty() {
            (web::details::details(say.of("Annahmen und Hinweise", "Assumptions and hints"), html! {
                ul { @for remark in assessment.assumptions.iter().chain(&assessment.hints) {
                    li { (say.of(&remark.text_de, &remark.text_en)) " (" (remark.norm) ")" }
                } }
            }))
        }
    }
}

fn form(ctx: &Ctx, frame: &Frame<'_>, fields: &Fields, errors: &Errors) -> Markup {
    let say = frame.say;
    let count = persons(fields);
    let numbers: Vec<String> = (1..=PERSONS_MAX).map(|n| n.to_string()).collect();
    let choices: Vec<Choice<'_>> = numbers.iter().map(|n| Choice::new(n, n)).collect();
    let chosen = count.to_string();
    let (action, token) = (ctx.to("/wohngeld/rechner"), ctx.form_token());
    Form::post(&action, &token).body(html! {
        (Field::new(say, "personen", say.of("Wie viele Personen leben im Haushalt?", "How many people live in the household?"))
            .value(&chosen)
            .hint(say.of("Wenn Sie die Zahl ändern, wählen Sie danach „Zahl übernehmen“.", "After changing the number choose “Use this number”."))
            .select(&choices))
        (buttons(web::button::button_unchecked(Weight::Tertiary, "personen-uebernehmen", "1", say.of("Zahl übernehmen", "Use this number"))))
        (Field::new(say, "miete", say.of("Miete im Monat ohne Heizung und Warmwasser", "Rent per month without heating and hot water"))
            .value(fields.get("miete"))
            .hint(say.of("Kaltmiete plus Nebenkosten, in Euro.", "Basic rent plus service charges, in euros."))
            .error(errors.get("miete"))
            .width(Width::Short)
            .money())
        @for n in 1..=count { (person(frame, fields, errors, n)) }
        (buttons(button(Weight::Primary, say.of("Berechnen", "Calculate"))))
    })
}

fn person(frame: &Frame<'_>, fields: &Fields, errors: &Errors, n: usize) -> Markup {
    let say = frame.say;
    let name = |part: &str| format!("p{n}-{part}");
    let title = if n == 1 {
        say.of("Sie selbst".to_owned(), "Yourself".to_owned())
    } else {
        say.of(format!("Person {n}"), format!("Person {n}"))
    };
    let mut kinds = vec![Choice::new("keins", say.of("kein Einkommen", "no income"))];
    kinds.extend(KINDS.iter().map(|k| Choice::new(key(*k), label(*k, say))));
    let relations = [
        Choice::new("partner", say.of("Ehe oder Partnerschaft", "spouse or partner")),
        Choice::new("kind", say.of("Kind", "child")),
        Choice::new("andere", say.of("andere verwandte Person", "other relative")),
    ];
    let (kind_name, amount_name, relation_name) = (name("art"), name("betrag"), name("beziehung"));
    let (tax, health, pension) = (name("steuer"), name("kranken"), name("rente"));
    let tick = |field: &str, de: &str, en: &str| {
        Field::new(say, field, say.of(de, en))
            .value(if fields.has(field) { "ja" } else { "" })
            .optional_if(false)
            .checkbox()
    };
    web::form::group(
        &title,
        None,
        html! {
            @if n > 1 {
                (Field::new(say, &relation_name, say.of("Beziehung zu Ihnen", "Relation to you"))
                    .value(fields.get(&relation_name)).select(&relations))
            }
            (Field::new(say, &kind_name, say.of("Wichtigstes Einkommen", "Main income"))
                .value(fields.get(&kind_name))
                .hint(say.of("Kindergeld zählt nicht mit.", "Child benefit does not count."))
                .select(&kinds))
            (Field::new(say, &amount_name, say.of("Betrag brutto im Monat", "Gross amount per month"))
                .value(fields.get(&amount_name))
                .error(errors.get(&amount_name))
                .optional_if(true)
                .width(Width::Short)
                .money())
            (tick(&tax, "zahlt Einkommensteuer", "pays income tax"))
            (tick(&health, "zahlt Beiträge zur Kranken- und Pflegeversicherung", "pays health and care insurance"))
            (tick(&pension, "zahlt Beiträge zur Rentenversicherung", "pays pension insurance"))
        },
    )
}
