//! Rules: those nobody understood wait for an answer of staff; those that hold are listed in words.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Fields, Problem};
use norm_fim::{CompileOptions, Form, HandRule, Key, OpenRule, Rule, RuleText, compile};
use web::button::{Weight, button_named};
use web::details::details;
use web::page::stack;
use web::{Errors, Field, Form as WebForm, Frame, Markup, Say, Tone, alert, buttons, card, html};

use super::{VERSION, base, change, import, load, page, wrong};
use crate::model::{Edition, Settled, State};
use crate::report::Report;
use crate::shelf;

/// Name of the buttons.
const ACT: &str = "aktion";
/// Longest rule or reason, in characters.
const WORDS_CHARS_MAX: usize = 10_000;

/// Open rules, own rules, all that hold.
pub(crate) async fn show(ctx: Ctx, Path(edition): Path<String>) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    Ok(render(&ctx, &report, &Fields::default(), None))
}

fn render(ctx: &Ctx, report: &Report, typed: &Fields, problem: Option<&Problem>) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let (edition, form) = (&report.edition, &report.form);
    let open = form.open_rules();
    let body = stack(html! {
        (import::fixed(say, edition))
        @if open.is_empty() {
            (alert(Tone::Success, say.of("Keine Regel ist offen", "No rule is open"), html! {
                p { (say.of("Alle Regeln des Schemas gelten im Formular oder sind beantwortet.", "All rules of the schema hold in the form or are answered.")) }
            }))
        }
        @for rule in open { (open_rule(ctx, say, edition, rule, typed, &errors)) }
        (own_rules(ctx, say, edition, form))
        (known_rules(say, form, ctx.language.tag()))
    });
    let page =
        page(&frame, ctx, edition, "regeln", say.of("Regeln", "Rules"), &body).errors(&errors);
    if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) }
}

/// Names of the fields of one open rule: several stand on one page.
fn name(what: &str, rule: &OpenRule) -> String {
    format!("{what}-{}-{}", rule.rule, rule.element)
}

fn open_rule(
    ctx: &Ctx,
    say: Say,
    edition: &Edition,
    rule: &OpenRule,
    typed: &Fields,
    errors: &Errors,
) -> Markup {
    let (own, reason) = (name("regel", rule), name("grund", rule));
    let form = || {
        WebForm::post(&ctx.to(&format!("{}/regeln", base(edition.id))), &ctx.form_token()).body(html! {
            (Field::new(say, VERSION, "").value(&edition.version.to_string()).hidden())
            (Field::new(say, "von", "").value(&rule.rule.to_string()).hidden())
            (Field::new(say, "an", "").value(&rule.element.to_string()).hidden())
            (Field::new(say, &own, say.of("Eigene Regel", "Rule of your own")).value(typed.get(&own))
                .hint(say.of(
                    "Als Satz: Wenn Feld F60000000001 = \"Ja\", dann muss Feld F60000000002 befüllt werden. Oder in der Regelsprache (JSON).",
                    "As a German sentence: Wenn Feld F60000000001 = \"Ja\", dann muss Feld F60000000002 befüllt werden. Or in the rule language (JSON).",
                ))
                .error(errors.get(&own)).optional().textarea(3))
            (buttons(button_named(Weight::Primary, ACT, "regel", say.of("Regel eintragen", "Enter the rule"))))
            (Field::new(say, &reason, say.of("Oder: warum hier keine Regel nötig ist", "Or: why no rule is needed here"))
                .value(typed.get(&reason)).error(errors.get(&reason)).optional().max_length(500).text())
            (buttons(button_named(Weight::Secondary, ACT, "nicht-noetig", say.of("Nicht nötig", "Not needed"))))
        })
    };
    card::card(
        &say.of(format!("Offen: {}", rule.rule), format!("Open: {}", rule.rule)),
        html! {
            p { strong { (say.of("So steht es im Schema:", "As the schema says:")) } " „" (rule.text) "“" }
            p { (say.of("Gehört zu", "Belongs to")) " " (rule.element) }
            p { (say.of("Warum es offen ist:", "Why it is open:")) " " (rule.reason) }
            @if edition.state == State::Making { (form()) }
        },
    )
}

fn own_rules(ctx: &Ctx, say: Say, edition: &Edition, form: &Form) -> Markup {
    let additions = &edition.additions;
    if additions.rules.is_empty() && additions.settled.is_empty() {
        return html! {};
    }
    let back = |act: String, label: &str| {
        WebForm::post(&ctx.to(&format!("{}/regeln", base(edition.id))), &ctx.form_token())
            .inline()
            .body(html! {
                (Field::new(say, VERSION, "").value(&edition.version.to_string()).hidden())
                (button_named(Weight::Tertiary, ACT, &act, label))
            })
    };
    let is_open = edition.state == State::Making;
    html! {
        section {
            h2 { (say.of("Von Hand beantwortet", "Answered by hand")) }
            ul {
                @for (index, hand) in additions.rules.iter().enumerate() {
                    li {
                        (in_words(form, &hand.rule, ctx.language.tag()))
                        " (" (hand.element) ")"
                        @if is_open { (back(format!("regel-weg|{index}"), say.of("Diese Regel zurücknehmen", "Take this rule back"))) }
                    }
                }
                @for (index, settled) in additions.settled.iter().enumerate() {
                    li {
                        (say.of("Nicht nötig:", "Not needed:")) " " (settled.rule) " – " (settled.reason)
                        @if is_open { (back(format!("grund-weg|{index}"), say.of("Doch nötig", "Needed after all"))) }
                    }
                }
            }
        }
    }
}

fn known_rules(say: Say, form: &Form, language: &str) -> Markup {
    let rules: Vec<(&Key, &Rule)> = form.rules().collect();
    if rules.is_empty() {
        return html! {};
    }
    details(
        &say.of(
            format!("Alle {} Regeln, die gelten", rules.len()),
            format!("All {} rules that hold", rules.len()),
        ),
        html! { ul { @for (carrier, rule) in &rules { li { (in_words(form, rule, language)) " (" (carrier) ")" } } } },
    )
}

/// A rule as its message, else in the rule language.
fn in_words(_: &Form, rule: &Rule, _: &str) -> Markup {
    if !rule.message.is_empty() {
        return html! { (rule.message) };
    }
    html! { code { (serde_json::to_string(rule).unwrap_or_default()) } }
}

/// Answers an open rule, or takes an answer back.
pub(crate) async fn answer(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let act = fields.get(ACT).to_owned();
    let made = match act.split_once('|') {
        Some(("regel-weg", index)) => take_back(&ctx, &edition, &fields, index, true).await,
        Some(("grund-weg", index)) => take_back(&ctx, &edition, &fields, index, false).await,
        _ if act == "nicht-noetig" => settle(&ctx, &edition, &fields).await,
        _ => by_hand(&ctx, &edition, &fields).await,
    };
    match made {
        Ok(()) => Ok(ctx.redirect(&format!("/verwaltung/formulare/{edition}/regeln"))),
        Err(AppError::Refused(problem)) => {
            let report = load(&ctx, &edition).await?;
            Ok(render(&ctx, &report, &fields, Some(&problem)))
        }
        Err(error) => Err(error),
    }
}

async fn take_back(
    ctx: &Ctx,
    edition: &str,
    fields: &Fields,
    index: &str,
    is_rule: bool,
) -> Result<(), AppError> {
    let index: usize = index.parse().map_err(|_| AppError::NotFound)?;
    change(ctx, edition, fields, "studio.rule_taken_back", move |additions| {
        let count = if is_rule { additions.rules.len() } else { additions.settled.len() };
        if index >= count {
            return Err(AppError::NotFound);
        }
        if is_rule {
            additions.rules.remove(index);
        } else {
            additions.settled.remove(index);
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// The open rule a form speaks of.
fn addressed<'r>(report: &'r Report, fields: &Fields) -> Result<&'r OpenRule, AppError> {
    let (from, at) = (fields.get("von"), fields.get("an"));
    let mut open = report.form.open_rules().iter();
    open.find(|rule| rule.rule.to_string() == from && rule.element.to_string() == at).ok_or_else(
        || {
            AppError::refused(
                "studio/answered",
                "Diese Regel ist schon beantwortet.",
                "This rule is answered already.",
            )
        },
    )
}

async fn settle(ctx: &Ctx, edition: &str, fields: &Fields) -> Result<(), AppError> {
    let report = load(ctx, edition).await?;
    let open = addressed(&report, fields)?.clone();
    let field = name("grund", &open);
    let reason = fields.get(&field).to_owned();
    if reason.is_empty() {
        return Err(wrong(
            &field,
            "Schreiben Sie einen Grund: Er steht später im Bericht.",
            "Write a reason: it stands in the report later.",
        )
        .into());
    }
    change(ctx, edition, fields, "studio.rule_settled", move |additions| {
        additions.settled.push(Settled { rule: open.rule, reason });
        Ok(())
    })
    .await?;
    Ok(())
}

async fn by_hand(ctx: &Ctx, edition: &str, fields: &Fields) -> Result<(), AppError> {
    let report = load(ctx, edition).await?;
    let open = addressed(&report, fields)?.clone();
    let field = name("regel", &open);
    let words = fields.text(&field);
    if words.is_empty() || words.chars().count() > WORDS_CHARS_MAX {
        return Err(wrong(
            &field,
            "Schreiben Sie die Regel, höchstens 10.000 Zeichen.",
            "Write the rule, 10,000 characters at most.",
        )
        .into());
    }
    let state = kernel::forms::state_of(&ctx.town.profile().ags);
    let rules = understood(&report.form, &open, &words, state).map_err(|reason| {
        wrong(
            &field,
            &format!("Das verstehen wir nicht: {reason}"),
            &format!("We do not understand this: {reason}"),
        )
    })?;
    let hand: Vec<HandRule> = rules
        .into_iter()
        .map(|rule| HandRule {
            element: open.element.id.clone(),
            stands_for: Some(open.rule.clone()),
            rule,
        })
        .collect();
    // A rule that names a place the form does not have would never hold: tried before it is kept.
    let mut probe = report.edition.clone();
    probe.additions.rules.extend(hand.iter().cloned());
    let town = Arc::clone(&ctx.town);
    let form = ctx.read(move |db| shelf::build(&town, db, &probe)).await?;
    if let Some(finding) = form.findings().iter().find(|finding| finding.code == "rule") {
        return Err(wrong(&field, &finding.message_de, &finding.message_en).into());
    }
    change(ctx, edition, fields, "studio.rule_written", move |additions| {
        additions.rules.extend(hand);
        Ok(())
    })
    .await?;
    Ok(())
}

/// The rules of a sentence, or of the rule language where it begins like JSON.
fn understood(form: &Form, open: &OpenRule, words: &str, state: &str) -> Result<Vec<Rule>, String> {
    match words.chars().next() {
        Some('[') => return serde_json::from_str(words).map_err(|error| error.to_string()),
        Some('{') => {
            return serde_json::from_str(words)
                .map(|rule| vec![rule])
                .map_err(|error| error.to_string());
        }
        _ => {}
    }
    let schema = form.schema();
    let carrier = (0..schema.nodes.len()).find(|node| schema.base_of(*node).key == open.element);
    let original = schema.rules.iter().find(|rule| rule.key == open.rule);
    let (Some(carrier), Some(original)) = (carrier, original) else {
        return Err("Die Regel steht nicht im Schema.".to_owned());
    };
    let text = RuleText { text: words.to_owned(), ..original.clone() };
    let options = CompileOptions { state: Some(state), code_lists: Some(form.code_lists()) };
    let compiled = compile(schema, carrier, &text, &options);
    match compiled.open {
        Some(reason) => Err(reason),
        None if compiled.rules.is_empty() => {
            Err("Der Satz sagt nichts, was zu prüfen wäre.".to_owned())
        }
        None => Ok(compiled.rules),
    }
}
