//! Files of values: sent, looked at, and only then stored, all or nothing.

mod take;

use axum::extract::Path;
use axum::response::Response;
use kernel::files::{self, UPLOAD_BYTES_MAX};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, alert, button, buttons, details, form, format, html,
    link_button,
};

use crate::file::{Choices, SEPARATORS, Sheet, Zone};
use crate::store::inbound::targets;
use crate::store::uploads::{self as store, Upload};
use crate::watch::tell::{amount, moment};
pub(crate) use take::store_all;
use take::{Looked, look};

/// Where files of values are sent.
pub(crate) const DESK: &str = "/verwaltung/sensoren/dateien";
/// Rows of the preview.
const SHOWN: usize = 8;

/// The form.
pub(crate) async fn form(ctx: Ctx) -> Result<Response, AppError> {
    first(&ctx, "", &Errors::new()).await
}

async fn stations(ctx: &Ctx) -> Result<Vec<(String, String)>, AppError> {
    ctx.read(|db| {
        let mut all: Vec<(String, String)> = Vec::new();
        for target in targets(db)? {
            let thing = crate::store::watch::spot(db, target.0)?.thing.to_string();
            if all.iter().all(|(known, _)| *known != thing) {
                all.push((thing, format!("{} › {}", target.1, target.2)));
            }
        }
        Ok(all)
    })
    .await
}

async fn first(ctx: &Ctx, thing: &str, errors: &Errors) -> Result<Response, AppError> {
    let stations = stations(ctx).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let choices: Vec<Choice> = stations.iter().map(|(key, name)| Choice::new(key, name)).collect();
    let body = html! {
        p { (say.of(
            "Für Werte aus Tabellen, von Speicherkarten und von anderen Stellen. Die erste Zeile der Datei nennt die Spalten, darunter steht je Zeile eine Zeit mit ihren Werten. Vor dem Speichern sehen Sie, wie wir die Datei verstehen.",
            "For values from tables, memory cards and other authorities. The first row of the file names the columns, below it each row holds a time with its values. Before anything is stored you see how we understand the file.",
        )) }
        (Form::post(&ctx.to(DESK), &ctx.form_token()).with_files().body(html! {
            (Field::new(say, "messstelle", say.of("Messstelle", "Station")).value(thing).error(errors.get("messstelle")).select(&choices))
            (Field::new(say, "datei", say.of("Datei", "File")).error(errors.get("datei")).upload(UploadRules {
                accept: ".csv,.txt,.tsv",
                kinds: say.of("CSV-Datei mit bis zu 100.000 Zeilen", "CSV file with up to 100,000 rows"),
                max_bytes: UPLOAD_BYTES_MAX,
                multiple: false,
            }))
            (buttons(button(Weight::Primary, say.of("Ansehen", "Look at it"))))
        }))
    };
    let page = frame
        .staff(say.of("Werte aus einer Datei", "Values from a file"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(super::DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// Takes a file in; nothing of it is stored as a value yet.
pub(crate) async fn send(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let key = fields.get("messstelle").to_owned();
    let known = stations(&ctx).await?;
    let sent = fields.take_uploads().into_iter().find(|f| !f.bytes.is_empty());
    let mut problem = Problem::new(
        "sensors/file",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    if !known.iter().any(|(thing, _)| *thing == key) {
        problem = problem.at("messstelle", "Wählen Sie eine Messstelle.", "Choose a station.");
    }
    match &sent {
        None => problem = problem.at("datei", "Wählen Sie eine Datei.", "Choose a file."),
        Some(file) if file.bytes.len() as u64 > UPLOAD_BYTES_MAX => {
            problem = problem.at(
                "datei",
                "Die Datei ist zu groß. Teilen Sie sie, zum Beispiel nach Monaten.",
                "The file is too large. Divide it, for example by months.",
            );
        }
        Some(file) => {
            if let Err(why) = Sheet::open(&file.bytes, None) {
                problem = problem.at("datei", &why.de, &why.en);
            }
        }
    }
    let (true, Some(sent), Ok(thing)) = (problem.fields.is_empty(), sent, key.parse::<i64>())
    else {
        return first(&ctx, &key, &Frame::of(&ctx).errors_of(&problem)).await;
    };
    let checked = files::made_here(&sent.name, "text/csv", sent.bytes);
    ctx.town.files().write(&checked)?;
    let id: Id<Upload> = Id::new();
    let name: String = sent.name.chars().filter(|c| !c.is_control()).take(120).collect();
    ctx.write(move |tx| {
        let file = files::link(tx, &checked, &store::owner(id), "values", "staff")?;
        let upload =
            Upload { id, thing, file, name, stored_at: None, stored: 0, known: 0, left_out: 0 };
        store::add(tx, &upload)?;
        Ok(Audit::of("sensors.file_sent", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{DESK}/{id}")))
}

/// How the file is understood; with choices in the address, as somebody chose.
pub(crate) async fn preview(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Upload> = key.parse().map_err(|_| AppError::NotFound)?;
    let looked = look(&ctx, id, &fields).await?;
    Ok(page(&ctx, &looked, &Errors::new()))
}

fn page(ctx: &Ctx, looked: &Looked, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let upload = &looked.upload;
    let body = html! {
        @if upload.stored_at.is_some() { (done(ctx, &frame, looked)) } @else {
            (summary(ctx, &frame, looked, errors))
            h2 { (say.of("So verstehen wir die Datei", "How we understand the file")) }
            (choosing(ctx, &frame, looked, errors))
        }
    };
    let page = frame
        .staff(upload.name.clone())
        .preline(looked.station.clone())
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(super::DESK))
        .crumb(say.of("Werte aus einer Datei", "Values from a file"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn count(say: web::Say, count: usize) -> String {
    format::number(say, i64::try_from(count).unwrap_or(i64::MAX))
}

fn bad_words(say: web::Say, count: usize) -> &'static str {
    match count {
        1 => say.of("fehlerhafte Zeile", "bad row"),
        _ => say.of("fehlerhafte Zeilen", "bad rows"),
    }
}

fn done(ctx: &Ctx, frame: &Frame<'_>, looked: &Looked) -> Markup {
    let say = frame.say;
    let upload = &looked.upload;
    html! {
        (alert(Tone::Success, say.of("Die Werte sind gespeichert", "The values are stored"), html! {
            p { (format::number(say, upload.stored)) " " (say.of("Werte gespeichert", "values stored")) ", "
                (format::number(say, upload.known)) " " (say.of("waren schon da", "were there already")) ", "
                (say.of("ausgelassene Zeilen: ", "rows left out: ")) (format::number(say, upload.left_out)) "." }
        }))
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to(&format!("/sensoren/station/{}?zeit=jahr", upload.thing)), say.of("Zur Messstelle", "To the station")))
            (link_button(Weight::Secondary, &ctx.to(DESK), say.of("Weitere Datei", "Another file")))
        }))
    }
}

fn summary(ctx: &Ctx, frame: &Frame<'_>, looked: &Looked, errors: &Errors) -> Markup {
    let say = frame.say;
    let read = match &looked.read {
        Ok(read) => read,
        Err(why) => {
            let title = say.of("So lässt sich die Datei nicht lesen", "The file cannot be read so");
            return alert(Tone::Danger, title, html! { p { (why.of(ctx.language)) } });
        }
    };
    let new = read.values.len() - looked.known;
    let bad_words = bad_words(say, read.bad_count);
    let figures = [
        (count(say, new), say.of("neue Werte", "new values"), None),
        (count(say, looked.known + read.doubled), say.of("doppelt", "double"), None),
        (count(say, read.bad_count), bad_words, None),
    ];
    html! {
        (web::card::figures(&figures))
        @if looked.choices.columns.is_empty() {
            p { (say.of("Wählen Sie unten, welche Spalte zu welcher Messreihe gehört.", "Choose below which column belongs to which series.")) }
        }
        @if let (Some(first), Some(last)) = (read.values.iter().map(|v| v.time.1).min(), read.values.iter().map(|v| v.time.1).max()) {
            p { (say.of("Von ", "From ")) (moment(first, ctx.language)) (say.of(" bis ", " to ")) (moment(last, ctx.language)) }
        }
        @if !read.bad.is_empty() { (bad(ctx, frame, read.bad_count, &read.bad)) }
        @if new > 0 { (storing(ctx, frame, looked, read.bad_count > 0, errors)) }
        (sample(ctx, frame, looked))
    }
}

fn bad(ctx: &Ctx, frame: &Frame<'_>, all: usize, named: &[(usize, kernel::Text)]) -> Markup {
    let say = frame.say;
    let title = format!("{} {}", count(say, all), bad_words(say, all));
    alert(
        Tone::Warning,
        &title,
        html! {
            ul { @for (line, why) in named.iter().take(10) {
                li { (say.of("Zeile ", "Line ")) (line) ": " (why.of(ctx.language)) }
            } }
            @if named.len() > 10 {
                (details::details(say.of("Weitere", "More"), html! { ul { @for (line, why) in named.iter().skip(10) {
                    li { (say.of("Zeile ", "Line ")) (line) ": " (why.of(ctx.language)) }
                } } }))
            }
            @if all > named.len() { p { (say.of("und weitere.", "and more.")) } }
        },
    )
}

/// The button that stores; the choices go with it.
fn storing(
    ctx: &Ctx,
    frame: &Frame<'_>,
    looked: &Looked,
    has_bad: bool,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let action = ctx.to(&format!("{DESK}/{}", looked.upload.id));
    Form::post(&action, &ctx.form_token()).body(html! {
        @for (name, value) in chosen(looked) { input type="hidden" name=(name) value=(value); }
        @if has_bad {
            (Field::new(say, "auslassen", say.of("Fehlerhafte Zeilen auslassen", "Leave bad rows out")).error(errors.get("auslassen"))
                .hint(say.of("Sonst berichtigen Sie die Datei und senden sie noch einmal. Was schon da ist, wird nicht doppelt gespeichert.", "Otherwise correct the file and send it again. What is there already is not stored twice.")).checkbox())
        }
        (buttons(button(Weight::Primary, say.of("Werte speichern", "Store the values"))))
    })
}

/// The choices as fields of a form.
fn chosen(looked: &Looked) -> Vec<(String, String)> {
    let c = &looked.choices;
    let mut all = vec![
        ("gewählt".to_owned(), "ja".to_owned()),
        ("trenner".into(), looked.sheet.separator.to_string()),
        ("zeit".into(), c.time.to_string()),
        ("uhrzeit".into(), c.clock.map(|n| n.to_string()).unwrap_or_default()),
        ("zone".into(), if c.zone == Zone::Utc { "utc" } else { "orts" }.into()),
        ("dezimal".into(), if c.is_comma { "komma" } else { "punkt" }.into()),
        ("minuten".into(), c.minutes.to_string()),
    ];
    all.extend(c.columns.iter().map(|(n, stream)| (format!("spalte{n}"), stream.to_string())));
    all
}

fn sample(ctx: &Ctx, frame: &Frame<'_>, looked: &Looked) -> Markup {
    let say = frame.say;
    let Ok(read) = &looked.read else { return Markup::default() };
    if read.values.is_empty() {
        return Markup::default();
    }
    let name = |stream: i64| {
        let found = looked.streams.iter().find(|(id, ..)| *id == stream);
        found.map(|(_, name, sign)| (name.as_str(), sign.as_str())).unwrap_or_default()
    };
    Table::new(say, say.of("Die ersten Werte", "The first values"))
        .dense()
        .columns(vec![
            Column::new(say.of("Zeile", "Line")),
            Column::new(say.of("Zeit (Ortszeit)", "Time (local)")),
            Column::new(say.of("Messreihe", "Series")),
            Column::number(say.of("Wert", "Value")),
        ])
        .rows(read.values.iter().take(SHOWN).map(|v| {
            let (stream, sign) = name(v.stream);
            Row::new(vec![
                html! { (v.line) },
                html! { (moment(v.time.1, ctx.language)) },
                html! { (stream) },
                html! { (amount(v.value, sign, ctx.language)) },
            ])
        }))
        .render()
}

fn choosing(ctx: &Ctx, frame: &Frame<'_>, looked: &Looked, errors: &Errors) -> Markup {
    let say = frame.say;
    let (sheet, c) = (&looked.sheet, &looked.choices);
    let name = |n: usize| match sheet.head.get(n).map(String::as_str) {
        None | Some("") => format!("{} {}", say.of("Spalte", "Column"), n + 1),
        Some(name) => name.to_owned(),
    };
    let columns: Vec<(String, String)> =
        (0..sheet.head.len()).map(|n| (n.to_string(), name(n))).collect();
    let all: Vec<Choice> = columns.iter().map(|(key, name)| Choice::new(key, name)).collect();
    let mut clock = vec![Choice::new("", say.of("steht beim Tag", "stands with the day"))];
    clock.extend(all.iter().copied());
    let separators = SEPARATORS.map(|s| (s.to_string(), separator_name(say, s)));
    let separators: Vec<Choice> =
        separators.iter().map(|(key, name)| Choice::new(key, name)).collect();
    let zones = [
        Choice::new(
            "orts",
            say.of("Ortszeit, mit Sommerzeit", "the town's clock, with summer time"),
        ),
        Choice::new("utc", say.of("Weltzeit (UTC)", "universal time (UTC)")),
    ];
    let decimals = [
        Choice::new("komma", say.of("Komma: 12,5", "comma: 12,5")),
        Choice::new("punkt", say.of("Punkt: 12.5", "point: 12.5")),
    ];
    let mut streams = vec![(String::new(), say.of("nicht übernehmen", "leave it").to_owned())];
    streams.extend(looked.streams.iter().map(|(id, name, sign)| {
        (id.to_string(), if sign.is_empty() { name.clone() } else { format!("{name} ({sign})") })
    }));
    let streams: Vec<Choice> = streams.iter().map(|(key, name)| Choice::new(key, name)).collect();
    let (time, at) = (c.time.to_string(), c.clock.map(|n| n.to_string()).unwrap_or_default());
    let (separator, minutes) = (sheet.separator.to_string(), c.minutes.to_string());
    html! {
        (Form::get(&ctx.to(&format!("{DESK}/{}", looked.upload.id))).body(html! {
            input type="hidden" name="gewählt" value="ja";
            (Field::new(say, "trenner", say.of("Zwischen den Spalten steht", "Between columns stands")).value(&separator).select(&separators))
            (Field::new(say, "zeit", say.of("Spalte mit der Zeit", "Column of the time")).value(&time).select(&all))
            (Field::new(say, "uhrzeit", say.of("Spalte mit der Uhrzeit", "Column of the time of day")).value(&at).select(&clock))
            (Field::new(say, "zone", say.of("Zeiten ohne Zone sind", "Times without a zone are")).value(if c.zone == Zone::Utc { "utc" } else { "orts" }).radios(&zones))
            (Field::new(say, "dezimal", say.of("Zahlen haben ein", "Numbers have a")).value(if c.is_comma { "komma" } else { "punkt" }).radios(&decimals))
            (Field::new(say, "minuten", say.of("Minuten, von denen ein Wert handelt", "Minutes a value is about")).value(&minutes).error(errors.get("minuten")).hint(say.of("0 für einen Augenblick, 60 für Stundenwerte. Die Zeit der Datei ist das Ende.", "0 for a moment, 60 for hourly values. The time of the file is the end.")).number())
            (form::group(say.of("Wohin die Spalten gehören", "Where the columns belong"), None, html! {
                @for n in (0..sheet.head.len()).filter(|n| *n != c.time && Some(*n) != c.clock) {
                    @let field = format!("spalte{n}");
                    @let stream = c.columns.iter().find(|(at, _)| *at == n).map(|(_, s)| s.to_string()).unwrap_or_default();
                    (Field::new(say, &field, &name(n)).value(&stream).select(&streams))
                }
            }))
            (buttons(button(Weight::Secondary, say.of("Vorschau erneuern", "Look again"))))
        }))
    }
}

fn separator_name(say: web::Say, separator: char) -> String {
    match separator {
        ';' => say.of("Semikolon ;", "semicolon ;"),
        ',' => say.of("Komma ,", "comma ,"),
        '\t' => say.of("Tabulator", "tab"),
        _ => say.of("Strich |", "bar |"),
    }
    .to_owned()
}

/// What was chosen; nothing where nobody chose yet.
fn choices(fields: &Fields, columns: usize) -> Option<Choices> {
    if !fields.has("gewählt") {
        return None;
    }
    let column = |name: &str| fields.get(name).parse::<usize>().ok().filter(|n| *n < columns);
    let time = column("zeit")?;
    let clock = column("uhrzeit").filter(|n| *n != time);
    let stream = |n: usize| fields.get(&format!("spalte{n}")).parse::<i64>().ok();
    Some(Choices {
        time,
        clock,
        zone: if fields.get("zone") == "utc" { Zone::Utc } else { Zone::Local },
        is_comma: fields.get("dezimal") == "komma",
        minutes: fields.get("minuten").parse::<i64>().unwrap_or(0).clamp(0, 1_440),
        columns: (0..columns)
            .filter(|n| *n != time && Some(*n) != clock)
            .filter_map(|n| Some((n, stream(n)?)))
            .collect(),
    })
}
