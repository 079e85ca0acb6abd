//! Areas and projects: steps with their evidence, quota of contracts, money that adds up.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Euro, Fields, Id, Problem, Text, deadlines, places};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, badge, button, buttons, format, html};

use super::{DESK, agreement, day_text, funding, id};
use crate::KEEP;
use crate::area::{Area, FUNDED, SELF_FINANCED};
use crate::money::Rule;
use crate::overview;
use crate::store::{self, Operator, areas};

const HERE: &str = "/verwaltung/glasfaser/gebiete";

/// All areas.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    list_page(&ctx, &Errors::new()).await
}

async fn list_page(ctx: &Ctx, errors: &Errors) -> Result<Response, AppError> {
    let (all, operators) = ctx.read(|db| Ok((areas::all(db)?, store::operators(db)?))).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let name = |a: &Area| {
        operators
            .iter()
            .find(|o| o.id.to_string() == a.operator)
            .map_or(String::new(), |o| o.name.clone())
    };
    let kinds = [
        Choice::new("nein", say.of("eigenwirtschaftlich", "self-financed")),
        Choice::new("ja", say.of("gefördert", "funded")),
    ];
    let body = html! {
        @if !all.is_empty() {
            (Table::new(say, say.of("Gebiete", "Areas")).caption_hidden().columns(vec![
                Column::new(say.of("Gebiet", "Area")),
                Column::new(say.of("Art", "Kind")),
                Column::new(say.of("Anbieter", "Operator")),
                Column::new(say.of("Stand", "State")),
                Column::new(say.of("seit", "since")),
            ]).rows(all.iter().map(|a| Row::new(vec![
                html! { a href=(ctx.to(&format!("{HERE}/{}", a.id))) { (a.name) } },
                html! { (kinds[usize::from(a.is_funded)].label) },
                html! { (name(a)) },
                html! { (badge(Tone::Info, a.label(&a.state).of(ctx.language))) },
                html! { (day_text(&frame, &a.since)) },
            ]))).render())
        }
        @if ctx.actor.may(KEEP) {
            h2 { (say.of("Gebiet anlegen", "Add an area")) }
            (Form::post(&ctx.to(HERE), &ctx.form_token()).body(html! {
                (Field::new(say, "name", say.of("Name", "Name")).error(errors.get("name")).max_length(120).text())
                (Field::new(say, "art", say.of("Art", "Kind")).value("nein").radios(&kinds))
                (Field::new(say, "strassen", say.of("Straßen, eine je Zeile", "Streets, one on each line")).error(errors.get("strassen")).textarea(5))
                (Field::new(say, "beleg", say.of("Beleg (Schreiben, Vermerk)", "Evidence (letter, note)")).error(errors.get("beleg")).max_length(200).text())
                (buttons(button(Weight::Primary, say.of("Anlegen", "Add"))))
            }))
        }
    };
    let page = frame
        .staff(say.of("Gebiete und Projekte", "Areas and projects"))
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

pub(super) fn refused(field: &str, de: &str, en: &str) -> AppError {
    AppError::Refused(
        Problem::new(
            "broadband/area",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
        .at(field, de, en),
    )
}

/// Adds an area with the addresses of its streets.
pub async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (name, evidence) = (fields.text("name"), fields.text("beleg"));
    let is_funded = fields.get("art") == "ja";
    let streets: Vec<String> = fields
        .get("strassen")
        .lines()
        .map(|l| l.trim().to_owned())
        .filter(|l| !l.is_empty())
        .collect();
    let made = async {
        if name.is_empty() {
            return Err(refused("name", "Geben Sie einen Namen an.", "Enter a name."));
        }
        if evidence.is_empty() {
            return Err(refused(
                "beleg",
                "Geben Sie an, woher der Stand bekannt ist.",
                "Say where the state is known from.",
            ));
        }
        ctx.write(move |tx| {
            let first = if is_funded { FUNDED[0].0 } else { SELF_FINANCED[0].0 };
            let area = Area {
                id: Id::new(),
                name,
                is_funded,
                operator: String::new(),
                state: first.to_owned(),
                since: tx.today().to_string(),
                quota: 0,
                signed: 0,
                quota_by: String::new(),
                ready_by: String::new(),
                file_number: String::new(),
                eligible: Euro(0),
                third: Euro(0),
                rule: String::new(),
                version: 1,
            };
            areas::add(tx, &area, &evidence)?;
            for street in streets {
                let Some((key, _)) = places::street(tx, &street)? else {
                    let de = format!("Die Straße „{street}“ steht nicht im Register.");
                    return Err(refused(
                        "strassen",
                        &de,
                        &format!("The street “{street}” is not in the register."),
                    ));
                };
                for address in places::of_street(tx, &key)? {
                    areas::put_in(tx, area.id, address.id)?;
                }
            }
            Ok(Audit::of("broadband.area_added", area.id).with(area.id))
        })
        .await
    };
    match made.await {
        Ok(area) => Ok(ctx.redirect(&format!("{HERE}/{area}"))),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            list_page(&ctx, &errors).await
        }
        Err(other) => Err(other),
    }
}

/// One area.
pub async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    area_page(&ctx, id(&key)?, &Errors::new()).await
}

async fn area_page(ctx: &Ctx, wanted: Id<Area>, errors: &Errors) -> Result<Response, AppError> {
    let today = ctx.today();
    let (area, steps, operators, rules, due, agreed, (eligible, total)) = ctx
        .read(move |db| {
            Ok((
                areas::find(db, wanted)?,
                areas::steps(db, wanted)?,
                store::operators(db)?,
                areas::rules(db, today)?,
                deadlines::of_subject(db, &format!("area/{wanted}"))?,
                store::funding::agreed(db, wanted)?,
                overview::eligible(db, wanted)?,
            ))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        p { (badge(Tone::Info, area.label(&area.state).of(ctx.language))) " " (say.of("seit ", "since ")) (day_text(&frame, &area.since)) }
        p { (area.meaning().of(ctx.language)) }
        @if !due.is_empty() {
            h2 { (say.of("Fristen", "Deadlines")) }
            ul { @for d in due.iter().filter(|d| d.state != "dropped") { li { (d.label.of(ctx.language)) ": " (frame.day(d.due_on)) } } }
        }
        p { (format::number(say, total)) " " (say.of("Adressen", "addresses"))
            @if area.is_funded && !area.rule.is_empty() { ", " (say.of("davon förderfähig nach dem, was heute da ist: ", "of these eligible by what is there today: ")) (format::number(say, eligible)) }
        }
        @if area.is_funded && area.eligible.0 > 0 { (funding::money(&frame, &area, &rules)) }
        @if area.is_funded {
            (buttons(web::link_button(Weight::Secondary, &ctx.to(&format!("{HERE}/{wanted}/foerderung")), say.of("Bescheide, Mittel und Nachweise", "Notices, money and proofs"))))
        }
        @if ctx.actor.may(KEEP) {
            (step_form(ctx, &frame, &area, errors))
            (details_form(ctx, &frame, &area, &operators, &rules, errors))
        }
        (agreement::part(ctx, &frame, &area, &agreed, errors))
        h2 { (say.of("Verlauf", "Course")) }
        ul { @for (day, state, evidence) in &steps { li { (day_text(&frame, day)) ": " (area.label(state).of(ctx.language)) " – " (evidence) } } }
    };
    let page = frame
        .staff(area.name.clone())
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .crumb(say.of("Gebiete", "Areas"), ctx.to(HERE))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn step_form(ctx: &Ctx, frame: &Frame<'_>, area: &Area, errors: &Errors) -> Markup {
    let say = frame.say;
    let next: Vec<Choice> = area
        .steps()
        .iter()
        .filter(|s| area.may_go(s.0))
        .map(|s| Choice::new(s.0, say.of(s.1, s.2)))
        .collect();
    if next.is_empty() {
        return html! {};
    }
    html! {
        h2 { (say.of("Nächster Schritt", "Next step")) }
        (Form::post(&ctx.to(&format!("{HERE}/{}/schritt", area.id)), &ctx.form_token()).body(html! {
            (Field::new(say, "schritt", say.of("Schritt", "Step")).error(errors.get("schritt")).select(&next))
            (Field::new(say, "am", say.of("Am", "On")).optional().error(errors.get("am")).date_text())
            (Field::new(say, "beleg", say.of("Beleg", "Evidence")).error(errors.get("beleg")).max_length(200).text())
            input type="hidden" name="fassung" value=(area.version);
            (buttons(button(Weight::Primary, say.of("Eintragen", "Enter"))))
        }))
    }
}

fn details_form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    area: &Area,
    operators: &[Operator],
    rules: &[Rule],
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let ids: Vec<String> = operators.iter().map(|o| o.id.to_string()).collect();
    let mut of = vec![Choice::new("", say.of("noch offen", "open"))];
    of.extend(ids.iter().zip(operators).map(|(id, o)| Choice::new(id, &o.name)));
    let mut kinds = vec![Choice::new("", say.of("keine", "none"))];
    kinds.extend(rules.iter().map(|r| Choice::new(&r.key, &r.name)));
    let (quota, signed) = (area.quota.to_string(), area.signed.to_string());
    let (eligible, third) =
        (format::money_input(say, area.eligible.0), format::money_input(say, area.third.0));
    html! {
        h2 { (say.of("Angaben", "Details")) }
        (Form::post(&ctx.to(&format!("{HERE}/{}", area.id)), &ctx.form_token()).body(html! {
            (Field::new(say, "anbieter", say.of("Anbieter", "Operator")).value(&area.operator).select(&of))
            (Field::new(say, "fertig", say.of("Fertig voraussichtlich", "Expected to be ready")).optional().value(&area.ready_by).error(errors.get("fertig")).date_text())
            @if area.is_funded {
                (Field::new(say, "aktenzeichen", say.of("Aktenzeichen der Bewilligung", "File number of the grant")).optional().value(&area.file_number).text())
                (Field::new(say, "regel", say.of("Förderrichtlinie", "Rule of funding")).value(&area.rule).select(&kinds))
                (Field::new(say, "kosten", say.of("Zuwendungsfähige Kosten", "Eligible costs")).optional().value(&eligible).error(errors.get("kosten")).money())
                (Field::new(say, "dritte", say.of("Anteil Dritter", "Share of others")).optional().value(&third).error(errors.get("dritte")).money())
            } @else {
                (Field::new(say, "quote", say.of("Nötige Verträge in Prozent", "Contracts needed, in percent")).optional().value(&quota).error(errors.get("quote")).number())
                (Field::new(say, "verträge", say.of("Abgeschlossene Verträge in Prozent", "Contracts signed, in percent")).optional().value(&signed).number())
                (Field::new(say, "quote_bis", say.of("Vorvermarktung bis", "Pre-marketing until")).optional().value(&area.quota_by).error(errors.get("quote_bis")).date_text())
            }
            input type="hidden" name="fassung" value=(area.version);
            (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
        }))
    }
}

fn typed(mut area: Area, fields: &Fields) -> Result<Area, AppError> {
    let percent = |name: &str| {
        let text = fields.get(name);
        if text.is_empty() {
            return Ok(0);
        }
        text.parse::<i64>().ok().filter(|n| (0..=100).contains(n)).ok_or_else(|| {
            refused(
                "quote",
                "Geben Sie eine Zahl von 0 bis 100 ein.",
                "Enter a number from 0 to 100.",
            )
        })
    };
    let day = |name: &str| {
        Ok::<_, AppError>(fields.date(name)?.map(|d| d.to_string()).unwrap_or_default())
    };
    let euro = |name: &str| {
        let amount = fields.euro(name)?.unwrap_or(Euro(0));
        if amount.0 < 0 {
            Err(refused(name, "Geben Sie einen Betrag ab 0 ein.", "Enter an amount from 0."))
        } else {
            Ok(amount)
        }
    };
    area.operator = fields.text("anbieter");
    area.ready_by = day("fertig")?;
    if area.is_funded {
        area.file_number = fields.text("aktenzeichen");
        area.rule = fields.text("regel");
        (area.eligible, area.third) = (euro("kosten")?, euro("dritte")?);
    } else {
        (area.quota, area.signed) = (percent("quote")?, percent("verträge")?);
        area.quota_by = day("quote_bis")?;
    }
    area.version = fields.get("fassung").parse().map_err(|_| AppError::NotFound)?;
    Ok(area)
}

/// Saves the details.
pub async fn save(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let wanted: Id<Area> = id(&key)?;
    let saved = ctx
        .write(move |tx| {
            let area = typed(areas::find(tx, wanted)?, &fields)?;
            areas::save(tx, &area)?;
            let subject = format!("area/{wanted}");
            deadlines::drop_rule(tx, &subject, "broadband/pre-marketing")?;
            if let Ok(until) = area.quota_by.parse() {
                let label = Text::new("Ende der Vorvermarktung", "End of pre-marketing");
                deadlines::start(tx, &subject, "broadband/pre-marketing", &label, until, None)?;
            }
            Ok(Audit::of("broadband.area_changed", wanted).done())
        })
        .await;
    answered(&ctx, wanted, saved).await
}

/// Notes a step.
pub async fn step(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let wanted: Id<Area> = id(&key)?;
    let noted = ctx
        .write(move |tx| {
            let mut area = areas::find(tx, wanted)?;
            let (to, evidence) = (fields.text("schritt"), fields.text("beleg"));
            if !area.may_go(&to) {
                return Err(refused(
                    "schritt",
                    "Dieser Schritt ist von hier aus nicht möglich.",
                    "This step is not possible from here.",
                ));
            }
            if evidence.is_empty() {
                return Err(refused("beleg", "Geben Sie einen Beleg an.", "Give evidence."));
            }
            let on = fields.date("am")?.unwrap_or_else(|| tx.today());
            if on > tx.today() || on.to_string() < area.since {
                return Err(refused(
                    "am",
                    "Der Tag muss zwischen dem letzten Schritt und heute liegen.",
                    "The day must lie between the last step and today.",
                ));
            }
            area.version = fields.get("fassung").parse().map_err(|_| AppError::NotFound)?;
            (area.state, area.since) = (to.clone(), on.to_string());
            areas::save(tx, &area)?;
            areas::step(tx, wanted, on, &to, &evidence)?;
            if area.is_funded && to == "in_service" {
                funding::fulfilled(tx, wanted, on)?;
            }
            Ok(Audit::of("broadband.step_noted", wanted).note(&to).done())
        })
        .await;
    answered(&ctx, wanted, noted).await
}

pub(super) async fn answered(
    ctx: &Ctx,
    wanted: Id<Area>,
    outcome: Result<(), AppError>,
) -> Result<Response, AppError> {
    match outcome {
        Ok(()) => Ok(ctx.redirect(&format!("{HERE}/{wanted}"))),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(ctx).errors_of(&problem);
            area_page(ctx, wanted, &errors).await
        }
        Err(other) => Err(other),
    }
}
