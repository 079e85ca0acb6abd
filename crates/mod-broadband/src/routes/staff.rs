//! The desk of the roll-out: figures for mayor and department, operators, addresses nobody plans.

use axum::extract::Path;
use axum::response::Response;
use kernel::places::Address;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::button::Weight;
use web::choice::Choice;
use web::pagination::{Position, pagination, result_count};
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, button, buttons, format, html};

use super::portal::digest;
use super::{DESK, day_text, id};
use crate::forecast::{self, Forecast};
use crate::overview::{self, Overview, Part, REASONS};
use crate::store::{self, Operator, deliveries};
use crate::{KEEP, store::areas};

/// Rows on a page.
const PER_PAGE: usize = 50;

fn number(say: Say, n: usize) -> String {
    format::number(say, i64::try_from(n).unwrap_or(i64::MAX))
}

fn percent(say: Say, per_mille: usize) -> String {
    let comma = say.of(",", ".");
    format!("{}{comma}{} %", per_mille / 10, per_mille % 10)
}

/// The figures, of today or of a past day.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let day = fields.date("tag")?.unwrap_or_else(|| ctx.today());
    let (figures, list, open, all_areas, ahead) = ctx
        .read(move |db| {
            Ok((
                overview::on(db, day)?,
                deliveries::all(db, None)?,
                deliveries::all_open(db)?,
                areas::all(db)?,
                forecast::look(db, day)?,
            ))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let t = &figures.town;
    let body = html! {
        (web::filter::filter_bar(say, &ctx.to(DESK), html! {
            (Field::new(say, "tag", say.of("Stand am", "As of")).optional().value(fields.get("tag")).date_text())
        }, Some(&ctx.to(DESK))))
        (web::card::figures(&[
            (percent(say, t.per_mille(t.available + t.connected)), say.of("mit Glasfaser in Reichweite", "with fibre in reach"), None),
            (percent(say, t.per_mille(t.connected)), say.of("angeschlossen", "connected"), None),
            (number(say, t.building), say.of("Adressen im Bau", "addresses under construction"), None),
            (number(say, figures.unplanned), say.of("Adressen ohne Plan", "addresses without a plan"), Some(&ctx.to("/verwaltung/glasfaser/ohne-plan"))),
            (format::number(say, open), say.of("Zeilen zu klären", "rows to be decided"), None),
        ]))
        (buttons(html! {
            (web::link_button(Weight::Secondary, &ctx.to("/verwaltung/glasfaser/gebiete"), say.of("Gebiete und Projekte", "Areas and projects")))
            (web::link_button(Weight::Secondary, &ctx.to("/verwaltung/glasfaser/anbieter"), say.of("Anbieter", "Operators")))
            (web::link_button(Weight::Secondary, &ctx.to("/verwaltung/glasfaser/gis"), say.of("Förderregeln und GIS-Daten", "Rules of funding and GIS data")))
            (web::link_button(Weight::Tertiary, &ctx.to("/karte"), say.of("Karte", "Map")))
        }))
        (outlook(&frame, &ahead))
        (by_district(say, &figures))
        (by_operator(say, &figures))
        p { (say.of("Adressen mit zwei Glasfasernetzen (Doppelausbau): ", "Addresses with two fibre networks: ")) (number(say, figures.overbuilt))
            " · " (say.of("Gebiete: ", "areas: ")) (number(say, all_areas.len())) }
        @if ctx.actor.may(KEEP) { (delivery_form(&ctx, say, &figures)) }
        @if !list.is_empty() {
            h2 { (say.of("Letzte Lieferungen", "Latest deliveries")) }
            ul { @for d in &list { li {
                a href=(ctx.to(&format!("{DESK}/lieferung/{}", d.id))) { (d.name) } ", " (frame.day(d.as_of)) ", "
                (format::number(say, d.lines)) (say.of(" Zeilen", " rows"))
            } } }
        }
    };
    let page = frame.staff(say.of("Glasfaserausbau", "Fibre roll-out")).body(body);
    Ok(frame.answer(page))
}

/// Where the pace of the last months leads.
fn outlook(frame: &Frame<'_>, ahead: &Forecast) -> Markup {
    let say = frame.say;
    html! {
        h2 { (say.of("Ausblick", "Outlook")) }
        p {
            @match ahead.done_by {
                Some(month) => {
                    (say.of("Geht es weiter wie in den letzten Monaten, sind die geplanten Adressen erreicht im ", "If it goes on as in the last months, the planned addresses are reached in "))
                    strong { (format!("{:02}/{}", month.month(), month.year())) } ". "
                }
                None => (say.of("Aus den letzten Monaten lässt sich kein Ende ableiten. ", "The last months tell no end. ")),
            }
            (say.of("Noch offen und geplant: ", "Planned and still open: ")) (number(say, ahead.open)) ". "
            (say.of("Das ist eine Rechnung, keine Zusage der Anbieter.", "This is arithmetic, no promise of the operators."))
        }
        (web::details::details(say.of("Adressen mit Glasfaser in Reichweite, Monat für Monat", "Addresses with fibre in reach, month by month"),
            Table::new(say, say.of("Verlauf", "Course")).caption_hidden().columns(vec![
                Column::new(say.of("Am", "On")),
                Column::number(say.of("Adressen", "Addresses")),
            ]).rows(ahead.past.iter().map(|(day, many)| Row::new(vec![
                html! { (frame.day(*day)) },
                html! { (number(say, *many)) },
            ]))).render()))
    }
}

fn cells(say: Say, part: &Part) -> Vec<Markup> {
    [part.connected, part.available, part.building, part.planned]
        .iter()
        .map(|n| html! { (percent(say, part.per_mille(*n))) })
        .collect()
}

fn by_district(say: Say, figures: &Overview) -> Markup {
    Table::new(say, say.of("Nach Stadtteil", "By district"))
        .columns(vec![
            Column::new(say.of("Stadtteil", "District")),
            Column::number(say.of("Adressen", "Addresses")),
            Column::number(say.of("angeschlossen", "connected")),
            Column::number(say.of("möglich", "possible")),
            Column::number(say.of("im Bau", "building")),
            Column::number(say.of("geplant", "planned")),
        ])
        .rows(figures.districts.iter().map(|(name, part)| {
            let name = if name.is_empty() { say.of("ohne Stadtteil", "no district") } else { name };
            let mut row = vec![html! { (name) }, html! { (number(say, part.addresses)) }];
            row.extend(cells(say, part));
            Row::new(row)
        }))
        .render()
}

fn by_operator(say: Say, figures: &Overview) -> Markup {
    Table::new(say, say.of("Nach Anbieter", "By operator"))
        .columns(vec![
            Column::new(say.of("Anbieter", "Operator")),
            Column::number(say.of("geplant oder gebaut", "planned or built")),
            Column::number(say.of("davon in Reichweite", "of these in reach")),
        ])
        .rows(figures.operators.iter().map(|(o, all, ready)| {
            Row::new(vec![
                html! { (o.name) },
                html! { (number(say, *all)) },
                html! { (number(say, *ready)) },
            ])
        }))
        .render()
}

fn delivery_form(ctx: &Ctx, say: Say, figures: &Overview) -> Markup {
    let ids: Vec<String> = figures.operators.iter().map(|(o, ..)| o.id.to_string()).collect();
    let choices: Vec<Choice> =
        ids.iter().zip(&figures.operators).map(|(id, (o, ..))| Choice::new(id, &o.name)).collect();
    html! {
        h2 { (say.of("Lieferung eines Anbieters einlesen", "Read an operator's delivery")) }
        @if choices.is_empty() {
            p { (say.of("Tragen Sie zuerst einen Anbieter ein.", "Enter an operator first.")) }
        } @else {
            (Form::post(&ctx.to("/verwaltung/glasfaser/lieferung"), &ctx.form_token()).with_files().body(html! {
                (Field::new(say, "anbieter", say.of("Anbieter", "Operator")).select(&choices))
                (Field::new(say, "stichtag", say.of("Stichtag", "As of")).optional().date_text())
                (Field::new(say, "datei", say.of("Datei (CSV)", "File (CSV)")).upload(UploadRules {
                    accept: ".csv,.txt", kinds: "CSV", max_bytes: kernel::body::LARGE_BYTES_MAX, multiple: false,
                }))
                (buttons(button(Weight::Primary, say.of("Einlesen", "Read in"))))
            }))
        }
    }
}

/// The last addresses that nobody plans, with reasons.
pub async fn unplanned(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let page = fields.get("seite").parse::<u32>().unwrap_or(1).max(1);
    let all = ctx.read(overview::unplanned).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let total = u64::try_from(all.len()).unwrap_or_default();
    let position = Position::new(page, u32::try_from(PER_PAGE).unwrap_or(50), total);
    let from = (usize::try_from(page).unwrap_or(1) - 1) * PER_PAGE;
    let choices: Vec<Choice> = REASONS.iter().map(|r| Choice::new(r.0, say.of(r.1, r.2))).collect();
    let token = ctx.form_token();
    let body = html! {
        (result_count(say, position, say.of("Adressen ohne Plan", "addresses without a plan")))
        @for one in all.iter().skip(from).take(PER_PAGE) {
            @let action = ctx.to(&format!("{DESK}/ohne-plan/{}", one.address.id));
            (web::card::sub_card(&one.address.line(), html! {
                @if let Some(known) = REASONS.iter().find(|r| r.0 == one.reason) { p { (say.of(known.1, known.2)) @if !one.note.is_empty() { " – " (one.note) } } }
                @if ctx.actor.may(KEEP) {
                    (web::details::details(say.of("Grund angeben", "Give a reason"), Form::post(&action, &token).body(html! {
                        (Field::new(say, "grund", say.of("Grund", "Reason")).value(&one.reason).select(&choices))
                        (Field::new(say, "notiz", say.of("Notiz für das Amt, ohne Namen", "Note for the office, no names")).optional().value(&one.note).max_length(200).text())
                        (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
                    })))
                }
            }))
        }
        (pagination(say, position, |n| ctx.to(&format!("{DESK}/ohne-plan?seite={n}"))))
    };
    let page = frame
        .staff(say.of("Adressen ohne Plan", "Addresses without a plan"))
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .body(body);
    Ok(frame.answer(page))
}

/// Says why nobody plans an address.
pub async fn explain(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let address = id::<Address>(&key)?;
    let (reason, note) = (fields.text("grund"), fields.text("notiz"));
    if !REASONS.iter().any(|r| r.0 == reason) {
        return Err(AppError::NotFound);
    }
    ctx.write(move |tx| {
        kernel::places::address(tx, address)?;
        store::set_gap(tx, address, &reason, &note)?;
        Ok(Audit::of("broadband.gap_explained", address).note(&reason).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/glasfaser/ohne-plan"))
}

/// The operators.
pub async fn operators(ctx: Ctx) -> Result<Response, AppError> {
    operators_page(&ctx, &Errors::new(), None).await
}

async fn operators_page(
    ctx: &Ctx,
    errors: &Errors,
    code: Option<(String, String)>,
) -> Result<Response, AppError> {
    let all = ctx.read(store::operators).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let may = ctx.actor.may(KEEP);
    let body = html! {
        @if let Some((name, code)) = &code {
            (web::alert(web::badge::Tone::Success, say.of("Zugangscode", "Access code"), html! {
                p { (name) ": " strong { (code) } }
                p { (say.of("Er wird nur jetzt gezeigt und gilt einmal. Der Anbieter meldet sich mit einem Konto an und gibt ihn unter /glasfaser/anbieter ein.",
                    "It is shown only now and holds once. The operator signs in with an account and enters it at /glasfaser/anbieter.")) }
            }))
        }
        @for o in &all {
            (web::card::sub_card(&o.name, html! {
                p { (o.contact) }
                p { (say.of("Wegerecht (§ 125 TKG) nachgewiesen bis: ", "Right of way (§ 125 TKG) proved until: "))
                    @if o.right_until.is_empty() { (say.of("kein Nachweis", "no proof")) } @else { (day_text(&frame, &o.right_until)) } }
                @if may {
                    (web::action_form(&ctx.to(&format!("{DESK}/anbieter/{}/einladen", o.id)), &token, &[], Weight::Tertiary, say.of("Neuen Zugangscode erzeugen", "Make a new access code")))
                }
            }))
        }
        @if may {
            h2 { (say.of("Anbieter eintragen", "Enter an operator")) }
            (Form::post(&ctx.to("/verwaltung/glasfaser/anbieter"), &token).body(html! {
                (Field::new(say, "name", say.of("Name", "Name")).error(errors.get("name")).max_length(120).text())
                (Field::new(say, "kontakt", say.of("Kontakt (Stelle, Telefon)", "Contact (office, telephone)")).optional().max_length(200).text())
                (Field::new(say, "wegerecht", say.of("Wegerecht nachgewiesen bis", "Right of way proved until")).optional().error(errors.get("wegerecht")).date_text())
                (buttons(button(Weight::Primary, say.of("Eintragen", "Enter"))))
            }))
        }
    };
    let page = frame
        .staff(say.of("Anbieter", "Operators"))
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// Adds an operator.
pub async fn add_operator(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let made = async {
        let name = fields.text("name");
        if name.is_empty() {
            return Err(AppError::Refused(
                Problem::new(
                    "broadband/operator-name",
                    "Bitte prüfen Sie die Angaben.",
                    "Please check what you entered.",
                )
                .at("name", "Geben Sie den Namen an.", "Enter the name."),
            ));
        }
        let right = fields.date("wegerecht")?.map(|d| d.to_string()).unwrap_or_default();
        let operator = Operator {
            id: Id::new(),
            name,
            contact: fields.text("kontakt"),
            right_until: right,
            invitation: String::new(),
        };
        ctx.write(move |tx| {
            store::add_operator(tx, &operator)?;
            Ok(Audit::of("broadband.operator_added", operator.id).done())
        })
        .await
    };
    match made.await {
        Ok(()) => Ok(ctx.redirect("/verwaltung/glasfaser/anbieter")),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            operators_page(&ctx, &errors, None).await
        }
        Err(other) => Err(other),
    }
}

/// Makes a code by which an account joins an operator.
pub async fn invite(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id::<Operator>(&key)?;
    let bytes: [u8; 8] = rand::random();
    let parts: Vec<String> =
        bytes.chunks(2).map(|two| format!("{:02X}{:02X}", two[0], two[1])).collect();
    let code = parts.join("-");
    let kept = digest(&code);
    let name = ctx
        .write(move |tx| {
            store::invite(tx, wanted, &kept)?;
            let name = store::operators(tx)?.into_iter().find(|o| o.id == wanted).map(|o| o.name);
            Ok(Audit::of("broadband.invited", wanted).with(name.unwrap_or_default()))
        })
        .await?;
    operators_page(&ctx, &Errors::new(), Some((name, code))).await
}
