//! Lists of others: upload, what was found, and the hand list where a person decides.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::places::{self, Address, Found};
use kernel::{AppError, Audit, Ctx, Fields, Id, files};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::pagination::{pagination, result_count};
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, badge, button, buttons, format, html};

use super::{PER_PAGE, REGISTER_PATH, id, page_of, position};
use crate::lists::{self, Line, List, reason_words};
use crate::store;

const LISTS_PATH: &str = "/verwaltung/adressen/listen";

/// All lists.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    overview(&ctx, &Errors::new()).await
}

async fn overview(ctx: &Ctx, errors: &Errors) -> Result<Response, AppError> {
    let all = ctx
        .read(|db| {
            let lists = store::lists(db)?;
            lists
                .into_iter()
                .map(|l| Ok((store::states(db, l.id)?, l)))
                .collect::<Result<Vec<_>, AppError>>()
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let count = |states: &[(String, i64)], wanted: &[&str]| -> i64 {
        states.iter().filter(|(s, _)| wanted.contains(&s.as_str())).map(|(_, n)| n).sum()
    };
    let body = html! {
        p { (say.of(
            "Eine Liste mit Adressen (CSV) wird mit dem Register abgeglichen: genau, mit vereinheitlichter Schreibweise, mit bestätigten Schreibweisen, mit Tippfehlern. Was nicht sicher ist, entscheidet ein Mensch.",
            "A list of addresses (CSV) is matched to the register: exactly, with spelling evened out, with confirmed spellings, with typing mistakes. What is not certain is decided by a person.",
        )) }
        (Form::post(&ctx.to(LISTS_PATH), &token).with_files().body(html! {
            (Field::new(say, "datei", say.of("Liste (CSV)", "List (CSV)")).error(errors.get("datei")).upload(UploadRules {
                accept: ".csv,.txt",
                kinds: "CSV",
                max_bytes: kernel::body::LARGE_BYTES_MAX,
                multiple: false,
            }))
            (buttons(button(Weight::Primary, say.of("Abgleichen", "Match"))))
        }))
        @if !all.is_empty() {
            (Table::new(say, say.of("Abgleiche", "Matched lists")).columns(vec![
                Column::new(say.of("Datei", "File")),
                Column::new(say.of("Wann", "When")),
                Column::number(say.of("Zeilen", "Rows")),
                Column::number(say.of("gefunden", "found")),
                Column::number(say.of("offen", "open")),
            ]).rows(all.iter().map(|(states, l)| Row::new(vec![
                html! { a href=(ctx.to(&format!("{LISTS_PATH}/{}", l.id))) { (l.name) } },
                html! { (ctx.language.moment(l.made_at)) },
                html! { (format::number(say, l.lines)) },
                html! { (format::number(say, count(states, &["found", "decided"]))) },
                html! { (format::number(say, count(states, &["open"]))) },
            ]))).render())
        }
    };
    let page = frame
        .staff(say.of("Adresslisten abgleichen", "Match lists of addresses"))
        .crumb(say.of("Adressen", "Addresses"), ctx.to(REGISTER_PATH))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// Matches an uploaded list.
pub async fn compare(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let again = |text: String| {
        let mut errors = Errors::new();
        errors.add("datei", &text);
        errors
    };
    let Some(file) = fields.take_uploads().into_iter().find(|f| !f.bytes.is_empty()) else {
        let errors = again(ctx.say("Wählen Sie eine Datei aus.", "Choose a file.").to_owned());
        return overview(&ctx, &errors).await;
    };
    let sha256 = files::made_here("list", "text/csv", file.bytes.clone()).sha256().to_owned();
    let bytes = file.bytes;
    let outcome = async {
        let summary = ctx.read(move |db| lists::compare(db, &bytes)).await?;
        let list = List {
            id: Id::new(),
            name: file.name,
            made_at: ctx.now(),
            heading: summary.heading.clone(),
            encoding: serde_json::to_value(summary.encoding)?
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            lines: i64::try_from(summary.rows.len()).unwrap_or(i64::MAX),
        };
        let id = list.id;
        ctx.write(move |tx| {
            lists::keep(tx, &list, &sha256, &summary)?;
            Ok(Audit::of("map.list_matched", id).note(summary.found).done())
        })
        .await?;
        Ok(id)
    };
    match outcome.await {
        Ok(id) => Ok(ctx.redirect(&format!("{LISTS_PATH}/{id}"))),
        Err(AppError::Refused(problem)) => {
            let errors = again(problem.text(ctx.language).to_owned());
            overview(&ctx, &errors).await
        }
        Err(other) => Err(other),
    }
}

/// One list: first what is open.
pub async fn list(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let list_id = id::<List>(&key)?;
    let page = page_of(&fields);
    let wanted = match fields.get("zeilen") {
        "alle" => "",
        "gefunden" => "found",
        "entschieden" => "decided",
        "weggelassen" => "left",
        _ => "open",
    };
    let shown = fields.text("suche");
    let (list, states, lines) = ctx
        .read(move |db| {
            let lines = store::lines(db, list_id, wanted, PER_PAGE, (page - 1) * PER_PAGE)?;
            Ok((store::list(db, list_id)?, store::states(db, list_id)?, lines))
        })
        .await?;
    let found =
        if shown.is_empty() { Vec::new() } else { places::search(&ctx.town, &shown, 12).await? };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let of = |state: &str| states.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n);
    let total = if wanted.is_empty() { list.lines } else { of(wanted) };
    let position = position(page, PER_PAGE, total);
    let path = ctx.to(&format!("{LISTS_PATH}/{}", list.id));
    let tab = |label: &str, name: &str, state: &str| web::tabs::Tab {
        label: label.to_owned(),
        url: format!("{path}?zeilen={name}"),
        count: u32::try_from(if state.is_empty() { list.lines } else { of(state) }).ok(),
        current: state == wanted,
    };
    let tabs = [
        tab(say.of("Offen", "Open"), "offen", "open"),
        tab(say.of("Gefunden", "Found"), "gefunden", "found"),
        tab(say.of("Entschieden", "Decided"), "entschieden", "decided"),
        tab(say.of("Weggelassen", "Left out"), "weggelassen", "left"),
        tab(say.of("Alle", "All"), "alle", ""),
    ];
    let body = html! {
        (web::tabs::tabs(say.of("Zeilen", "Rows"), &tabs))
        (result_count(say, position, say.of("Zeilen", "rows")))
        @for line in &lines { (one(&ctx, say, &list, line, &found)) }
        (pagination(say, position, |n| format!("{path}?zeilen={}&seite={n}", fields.get("zeilen"))))
        p { a href=(format!("{path}/ergebnis.csv")) { (say.of("Liste mit Ergebnis (CSV)", "List with result (CSV)")) } }
    };
    let page = frame
        .staff(list.name.clone())
        .crumb(say.of("Adressen", "Addresses"), ctx.to(REGISTER_PATH))
        .crumb(say.of("Adresslisten abgleichen", "Match lists of addresses"), ctx.to(LISTS_PATH))
        .body(body);
    Ok(frame.answer(page))
}

fn one(ctx: &Ctx, say: Say, list: &List, line: &Line, found: &[Found]) -> Markup {
    let token = ctx.form_token();
    let action = ctx.to(&format!("{LISTS_PATH}/{}/{}", list.id, line.number));
    let title = format!("{} {}: {}", say.of("Zeile", "Line"), line.number, line.fields.join(" · "));
    let (tone, word) = match line.state.as_str() {
        "open" => (Tone::Warning, say.of("offen", "open")),
        "left" => (Tone::Neutral, say.of("weggelassen", "left out")),
        "decided" => (Tone::Success, say.of("entschieden", "decided")),
        _ => (Tone::Success, say.of("gefunden", "found")),
    };
    let mut meant: Vec<(String, String)> = line
        .candidates
        .iter()
        .filter(|c| !c.id.is_empty())
        .map(|c| (c.id.clone(), c.address.clone()))
        .collect();
    for one in found {
        if let Found::Address(address) = one {
            meant.push((address.id.to_string(), address.line()));
        }
    }
    let choices: Vec<Choice> = meant.iter().map(|(id, label)| Choice::new(id, label)).collect();
    web::card::sub_card(
        &title,
        html! {
            p { (badge(tone, word)) " " (reason_words(say, &line.reason))
                @if line.same_as > 0 { " · " (say.of("wie Zeile ", "same as line ")) (line.same_as) }
            }
            @if line.state == "open" {
                (Form::post(&action, &token).body(html! {
                    @if !choices.is_empty() {
                        (Field::new(say, "adresse", say.of("Gemeint ist", "What is meant")).radios(&choices))
                    }
                    (Field::new(say, "andere", say.of("Andere Adresse", "Another address")).optional()
                        .suggestions("/karte/adressen.json").text())
                    (buttons(html! {
                        (web::button::button_named(Weight::Primary, "tun", "zuordnen", say.of("Zuordnen", "Assign")))
                        (web::button::button_named(Weight::Tertiary, "tun", "weglassen", say.of("Gibt es nicht", "Does not exist")))
                    }))
                }))
            }
        },
    )
}

/// Decides a row.
pub async fn decide(
    ctx: Ctx,
    Path((key, line)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let list_id = id::<List>(&key)?;
    let number: i64 = line.parse().map_err(|_| AppError::NotFound)?;
    let back = format!("{LISTS_PATH}/{list_id}");
    if fields.get("tun") == "weglassen" {
        ctx.write(move |tx| {
            store::decide_line(tx, list_id, number, "left", "")?;
            Ok(Audit::of("map.list_row_left_out", list_id).note(number).done())
        })
        .await?;
        return Ok(ctx.redirect(&back));
    }
    let typed = fields.text("andere");
    let chosen = if typed.is_empty() {
        fields.get("adresse").parse::<Id<Address>>().ok()
    } else {
        // Only what is exactly this address: a person decides, not the search.
        places::exactly(&ctx.town, &typed).await?.map(|a| a.id)
    };
    let Some(address) = chosen else {
        return Err(AppError::refused(
            "map/no-address",
            "Diese Adresse steht nicht im Register. Wählen Sie eine aus der Liste, oder schreiben Sie Straße und Hausnummer genau.",
            "This address is not in the register. Choose one of the list, or write street and number exactly.",
        ));
    };
    ctx.write(move |tx| {
        let (list, line) = (store::list(tx, list_id)?, store::line(tx, list_id, number)?);
        lists::decide(tx, &list, &line, address)?;
        Ok(Audit::of("map.list_row_decided", list_id).note(number).done())
    })
    .await?;
    Ok(ctx.redirect(&back))
}

/// The list as it came, with the answers in columns of their own.
pub async fn result(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let list_id = id::<List>(&key)?;
    let (list, lines) = ctx
        .read(move |db| {
            let lines = store::lines(db, list_id, "", i64::MAX, 0)?;
            let all = lines.into_iter().map(|line| {
                let address = line.address.parse().ok();
                let address = address.map(|id| places::address(db, id)).transpose();
                Ok((address.unwrap_or_default(), line))
            });
            let all = all.collect::<Result<Vec<(Option<Address>, Line)>, AppError>>()?;
            Ok((store::list(db, list_id)?, all))
        })
        .await?;
    let mut csv = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    let added = ["objectid", "adresse_register", "stand", "grund", "treffer", "wie_zeile"];
    let heading = list.heading.iter().map(String::as_str).chain(added);
    csv.write_record(heading).map_err(AppError::internal)?;
    for (address, line) in &lines {
        let mut fields = line.fields.clone();
        fields.resize(fields.len().max(list.heading.len()), String::new());
        let official = address
            .as_ref()
            .map(|a| if a.official.is_empty() { a.id.to_string() } else { a.official.clone() });
        fields.extend([
            official.unwrap_or_default(),
            address.as_ref().map(Address::line).unwrap_or_default(),
            line.state.clone(),
            line.reason.clone(),
            format!("{:.3}", line.score),
            if line.same_as > 0 { line.same_as.to_string() } else { String::new() },
        ]);
        csv.write_record(&fields).map_err(AppError::internal)?;
    }
    let bytes = csv.into_inner().map_err(|e| AppError::internal(e.to_string()))?;
    let kind = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ergebnis.csv\""),
    ];
    Ok((kind, bytes).into_response())
}
