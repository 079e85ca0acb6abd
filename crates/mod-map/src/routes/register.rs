//! The register: deliveries of house coordinates with their defects, and rows a person decides.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::places::Official;
use kernel::{AppError, Audit, Ctx, Fields, Problem, places};
use norm_addresses::{DefectKind, house_number};
use web::button::Weight;
use web::pagination::{pagination, result_count};
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Page, Say, badge, button, buttons, format, html};

use super::{PER_PAGE, REGISTER_PATH, id, page_of, position};
use crate::import::{self, Reason};
use crate::store::{self, Delivery, Doubt};

/// The kinds of defect with their words.
const KINDS: [DefectKind; 11] = [
    DefectKind::AxesSwapped,
    DefectKind::ZonePrefix,
    DefectKind::Noise,
    DefectKind::NoPlace,
    DefectKind::TwoPlaces,
    DefectKind::StreetUnknown,
    DefectKind::NumberMissing,
    DefectKind::IdRepeated,
    DefectKind::IdMissing,
    DefectKind::Encoding,
    DefectKind::Columns,
];

fn defect_words(say: Say, word: &str) -> String {
    let kind = KINDS.into_iter().find(|k| import::defect_word(*k) == word);
    kind.map_or_else(|| word.to_owned(), |k| say.of(k.words()[0], k.words()[1]).to_owned())
}

fn number(say: Say, n: usize) -> String {
    format::number(say, i64::try_from(n).unwrap_or(i64::MAX))
}

/// The overview.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    overview(&ctx, &Errors::new()).await
}

async fn overview(ctx: &Ctx, errors: &Errors) -> Result<Response, AppError> {
    let (counts, imports, open) = ctx
        .read(|db| Ok((places::counts(db)?, store::imports(db)?, store::open_doubts(db)?)))
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let body = html! {
        (web::card::figures(&[
            (format::number(say, counts.1), say.of("Adressen", "addresses"), None),
            (format::number(say, counts.0), say.of("Straßen", "streets"), None),
            (format::number(say, counts.2), say.of("Stadtteile", "districts"), None),
            (format::number(say, open), say.of("Zeilen zu klären", "rows to be decided"),
                Some(&ctx.to("/verwaltung/adressen/klaeren"))),
        ]))
        (buttons(html! {
            (web::link_button(Weight::Secondary, &ctx.to("/verwaltung/adressen/klaeren"), say.of("Zeilen klären", "Decide rows")))
            (web::link_button(Weight::Secondary, &ctx.to("/verwaltung/adressen/listen"), say.of("Adresslisten abgleichen", "Match lists of addresses")))
        }))
        h2 { (say.of("Hauskoordinaten einlesen", "Read house coordinates")) }
        p { (say.of(
            "Amtliche Hauskoordinaten als CSV (objectid; strschl; strasse; hsnr; hsnrzu; e25832; n25832) oder als WFS-Antwort. Jeder Mangel wird berichtet, keine Zeile geht verloren, nichts wird geraten.",
            "Official house coordinates as CSV (objectid; strschl; strasse; hsnr; hsnrzu; e25832; n25832) or as a WFS answer. Every defect is reported, no row is lost, nothing is guessed.",
        )) }
        (Form::post(&ctx.to("/verwaltung/adressen/einlesen"), &token).with_files().body(html! {
            (Field::new(say, "datei", say.of("Datei", "File")).error(errors.get("datei")).upload(UploadRules {
                accept: ".csv,.txt,.xml,.gml",
                kinds: "CSV, XML, GML",
                max_bytes: kernel::body::LARGE_BYTES_MAX,
                multiple: false,
            }))
            (buttons(button(Weight::Primary, say.of("Einlesen", "Read in"))))
        }))
        @if !imports.is_empty() {
            (Table::new(say, say.of("Lieferungen", "Deliveries")).columns(vec![
                Column::new(say.of("Datei", "File")),
                Column::new(say.of("Wann", "When")),
                Column::number(say.of("Zeilen", "Rows")),
                Column::number(say.of("neu", "new")),
                Column::number(say.of("geändert", "changed")),
                Column::number(say.of("zu klären", "to decide")),
            ]).rows(imports.iter().map(|d| delivery_row(ctx, say, d))).render())
        }
    };
    let page = frame.staff(say.of("Adressen", "Addresses")).errors(errors).body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn delivery_row(ctx: &Ctx, say: Say, d: &Delivery) -> Row {
    Row::new(vec![
        html! { a href=(ctx.to(&format!("{REGISTER_PATH}/lieferung/{}", d.id))) { (d.name) } },
        html! { (ctx.language.moment(d.made_at)) },
        html! { (number(say, d.report.rows)) },
        html! { (number(say, d.report.added)) },
        html! { (number(say, d.report.changed)) },
        html! { (number(say, d.report.doubtful)) },
    ])
}

/// Reads a delivery in.
pub async fn take_in(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let Some(file) = fields.take_uploads().into_iter().find(|f| !f.bytes.is_empty()) else {
        let mut errors = Errors::new();
        errors.add("datei", ctx.say("Wählen Sie eine Datei aus.", "Choose a file."));
        return overview(&ctx, &errors).await;
    };
    match import::take_in(&ctx.town, &ctx.actor, &file.name, file.bytes).await {
        Ok(report) => Ok(ctx.redirect(&format!("{REGISTER_PATH}/lieferung/{}", report.id))),
        Err(AppError::Refused(problem)) => {
            let mut errors = Errors::new();
            errors.add("datei", problem.text(ctx.language));
            overview(&ctx, &errors).await
        }
        Err(other) => Err(other),
    }
}

/// One delivery.
pub async fn delivery(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let import = id(&key)?;
    let d = ctx.read(move |db| store::import(db, import)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let r = &d.report;
    let defects: usize = r.counts.values().sum();
    let body = html! {
        (web::list::definition_list(&[
            (say.of("Gelesen", "Read"), html! { (ctx.language.moment(d.made_at)) }),
            (say.of("Zeilen", "Rows"), html! { (number(say, r.rows)) }),
            (say.of("Neue Adressen", "New addresses"), html! { (number(say, r.added)) }),
            (say.of("Geänderte Adressen", "Changed addresses"), html! { (number(say, r.changed)) }),
            (say.of("Unverändert", "Unchanged"), html! { (number(say, r.same)) }),
            (say.of("Zu klären", "To be decided"), html! { (number(say, r.doubtful)) }),
        ]))
        h2 { (say.of("Mängel der Datei", "Defects of the file")) }
        @if r.counts.is_empty() {
            p { (say.of("Keine.", "None.")) }
        } @else {
            (Table::new(say, say.of("Mängel", "Defects")).caption_hidden().columns(vec![
                Column::new(say.of("Mangel", "Defect")),
                Column::number(say.of("Zeilen", "Rows")),
            ]).rows(r.counts.iter().map(|(word, count)| Row::new(vec![
                html! { (defect_words(say, word)) },
                html! { (number(say, *count)) },
            ]))).render())
            p { a href=(ctx.to(&format!("{REGISTER_PATH}/lieferung/{}/maengel.csv", d.id))) {
                (say.of("Alle Mängel als Tabelle (CSV), ", "All defects as a table (CSV), ")) (number(say, defects)) (say.of(" Zeilen", " rows"))
            } }
        }
    };
    let title = format!("{} {}", say.of("Lieferung", "Delivery"), d.name);
    let page =
        frame.staff(title).crumb(say.of("Adressen", "Addresses"), ctx.to(REGISTER_PATH)).body(body);
    Ok(frame.answer(page))
}

/// Every defect of a delivery as CSV.
pub async fn defects(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let import = id(&key)?;
    let all = ctx.read(move |db| store::defects(db, import)).await?;
    let say = web::frame::say_of(ctx.language);
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    csv.write_record(["zeile", "objectid", "mangel", "bedeutung"]).map_err(AppError::internal)?;
    for d in &all {
        let row = [&d.row.to_string(), &d.id, &d.kind, &defect_words(say, &d.kind)];
        csv.write_record(row).map_err(AppError::internal)?;
    }
    let bytes = csv.into_inner().map_err(|e| AppError::internal(e.to_string()))?;
    let kind = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"maengel.csv\""),
    ];
    Ok((kind, bytes).into_response())
}

/// Rows that wait for a person.
pub async fn doubts(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let page = page_of(&fields);
    let (all, total) = ctx
        .read(move |db| {
            Ok((store::doubts(db, PER_PAGE, (page - 1) * PER_PAGE)?, store::open_doubts(db)?))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let position = position(page, PER_PAGE, total);
    let body = html! {
        (result_count(say, position, say.of("Zeilen zu klären", "rows to be decided")))
        @if !all.is_empty() {
            (Table::new(say, say.of("Zu klären", "To be decided")).caption_hidden().columns(vec![
                Column::new(say.of("Hauskoordinate", "House coordinate")),
                Column::new(say.of("Wie geliefert", "As delivered")),
                Column::new(say.of("Warum", "Why")),
                Column::action(say.of("Klären", "Decide")),
            ]).rows(all.iter().map(|d| Row::new(vec![
                html! { (d.official) },
                html! { (delivered(say, d)) },
                html! { (why(say, d)) },
                html! { a href=(ctx.to(&format!("{REGISTER_PATH}/klaeren/{}", d.id))) { (say.of("Klären", "Decide")) span.kern-sr-only { " " (d.official) } } },
            ]))).render())
        }
        (pagination(say, position, |n| ctx.to(&format!("{REGISTER_PATH}/klaeren?seite={n}"))))
    };
    let page = frame
        .staff(say.of("Zeilen klären", "Decide rows"))
        .crumb(say.of("Adressen", "Addresses"), ctx.to(REGISTER_PATH))
        .body(body);
    Ok(frame.answer(page))
}

fn delivered(say: Say, d: &Doubt) -> String {
    let street = if d.street.is_empty() {
        format!("{} {}", say.of("Straßenschlüssel", "street key"), d.street_key)
    } else {
        d.street.clone()
    };
    format!("{street} {}{}", d.number, d.suffix).trim().to_owned()
}

fn why(say: Say, d: &Doubt) -> &'static str {
    let [de, en] = Reason::of(&d.reason);
    say.of(de, en)
}

/// One row.
pub async fn doubt(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let doubt = id(&key)?;
    let d = ctx.read(move |db| store::doubt(db, doubt)).await?;
    let frame = Frame::of(&ctx);
    let place = |f: fn((f64, f64)) -> f64| d.place.map(|p| f(p).to_string()).unwrap_or_default();
    let typed = Fields::from_pairs(vec![
        ("strasse".into(), d.street.clone()),
        ("nummer".into(), format!("{}{}", d.number, d.suffix)),
        ("ost".into(), place(|p| p.0)),
        ("nord".into(), place(|p| p.1)),
    ]);
    let page = doubt_page(&ctx, &frame, &d, &typed, &Errors::new());
    Ok(frame.answer(page))
}

fn doubt_page<'f>(
    ctx: &'f Ctx,
    frame: &'f Frame<'f>,
    d: &Doubt,
    typed: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let token = ctx.form_token();
    let action = ctx.to(&format!("{REGISTER_PATH}/klaeren/{}", d.id));
    let field = |name: &'static str, label: &'static str| -> Markup {
        Field::new(say, name, label).value(typed.get(name)).error(errors.get(name)).text()
    };
    let body = html! {
        (web::list::definition_list(&[
            (say.of("Hauskoordinate", "House coordinate"), html! { (d.official) }),
            (say.of("Wie geliefert", "As delivered"), html! { (delivered(say, d)) }),
            (say.of("Warum", "Why"), html! { (why(say, d)) }),
            (say.of("Zeile der Lieferung", "Row of the delivery"), html! { (d.line) }),
        ]))
        @if d.state == "open" {
            h2 { (say.of("Berichtigen und übernehmen", "Correct and take in")) }
            (Form::post(&action, &token).body(html! {
                (Field::new(say, "strasse", say.of("Straße", "Street")).value(typed.get("strasse"))
                    .error(errors.get("strasse")).suggestions("/karte/adressen.json").text())
                (field("nummer", say.of("Hausnummer", "House number")))
                (field("ost", say.of("Ostwert (EPSG:25832)", "Easting (EPSG:25832)")))
                (field("nord", say.of("Nordwert (EPSG:25832)", "Northing (EPSG:25832)")))
                (buttons(web::button::button_named(Weight::Primary, "tun", "uebernehmen", say.of("Übernehmen", "Take in"))))
            }))
            h2 { (say.of("Nicht übernehmen", "Leave out")) }
            (Form::post(&action, &token).body(html! {
                (Field::new(say, "grund", say.of("Grund", "Reason")).value(typed.get("grund")).error(errors.get("grund")).max_length(200).text())
                (buttons(web::button::button_named(Weight::Secondary, "tun", "weglassen", say.of("Nicht übernehmen", "Leave out"))))
            }))
        } @else {
            p { (badge(web::badge::Tone::Neutral, if d.state == "taken" { say.of("übernommen", "taken in") } else { say.of("weggelassen", "left out") })) " " (d.note) }
        }
    };
    frame
        .staff(say.of("Zeile klären", "Decide a row"))
        .crumb(say.of("Adressen", "Addresses"), ctx.to(REGISTER_PATH))
        .crumb(say.of("Zeilen klären", "Decide rows"), ctx.to(&format!("{REGISTER_PATH}/klaeren")))
        .errors(errors)
        .body(body)
}

/// What a person typed as an address.
fn corrected(d: &Doubt, fields: &Fields) -> Result<Official, Problem> {
    let mut problem =
        Problem::new("map/row", "Bitte prüfen Sie die Angaben.", "Please check what you entered.");
    let street = fields.text("strasse");
    if street.is_empty() {
        problem = problem.at("strasse", "Geben Sie die Straße an.", "Enter the street.");
    }
    let number = house_number(fields.get("nummer"));
    if number.is_none() {
        problem = problem.at(
            "nummer",
            "Geben Sie eine Hausnummer an, zum Beispiel 12a.",
            "Enter a house number, for example 12a.",
        );
    }
    let metres = |name: &str| fields.get(name).trim().replace(',', ".").parse::<f64>().ok();
    let place = metres("ost").zip(metres("nord"));
    let place = place.and_then(|(e, n)| norm_addresses::place_of(e, n));
    if place.is_none() {
        problem = problem.at(
            "ost",
            "Geben Sie Ost- und Nordwert in Metern an (EPSG:25832).",
            "Enter easting and northing in metres (EPSG:25832).",
        );
    }
    let (Some(number), Some((place, _)), false) = (number, place, street.is_empty()) else {
        return Err(problem);
    };
    let is_same = street == d.street;
    Ok(Official {
        id: d.official.clone(),
        street_key: if is_same { d.street_key.clone() } else { String::new() },
        street,
        number: i64::from(number.number),
        suffix: number.suffix,
        x: place.easting,
        y: place.northing,
    })
}

/// Decides a row.
pub async fn settle(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let doubt = id(&key)?;
    let d = ctx.read(move |db| store::doubt(db, doubt)).await?;
    let outcome = if fields.get("tun") == "weglassen" {
        let why = fields.text("grund");
        if why.is_empty() {
            Err(AppError::Refused(
                Problem::new(
                    "map/reason",
                    "Bitte geben Sie einen Grund an.",
                    "Please give a reason.",
                )
                .at(
                    "grund",
                    "Schreiben Sie kurz, warum diese Zeile keine Adresse ist.",
                    "Write shortly why this row is no address.",
                ),
            ))
        } else {
            ctx.write(move |tx| {
                store::decide_doubt(tx, doubt, "left", &why)?;
                Ok(Audit::of("map.row_left_out", doubt).done())
            })
            .await
        }
    } else {
        match corrected(&d, &fields) {
            Err(problem) => Err(AppError::Refused(problem)),
            Ok(mut official) => {
                let row = d.clone();
                ctx.write(move |tx| {
                    if official.street_key.is_empty()
                        && let Some((key, name)) = places::street(tx, &official.street)?
                    {
                        (official.street_key, official.street) = (key, name);
                    }
                    import::settle(tx, &row, &official)?;
                    Ok(Audit::of("map.row_taken_in", doubt).done())
                })
                .await
            }
        }
    };
    match outcome {
        Ok(()) => Ok(ctx.redirect(&format!("{REGISTER_PATH}/klaeren"))),
        Err(AppError::Refused(problem)) => {
            let frame = Frame::of(&ctx);
            let page = doubt_page(&ctx, &frame, &d, &fields, &frame.errors_of(&problem));
            Ok(frame.answer_again(page))
        }
        Err(other) => Err(other),
    }
}
