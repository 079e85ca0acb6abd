//! Units: the plan of offices with numbers, contact and opening hours.

use axum::extract::Path;
use axum::response::Response;
use kernel::org::{self, Hours, Unit};
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Problem, Text};
use web::button::{Weight, link_button};
use web::choice::Choice;
use web::field::Width;
use web::frame::Frame;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Page, Tone, button, buttons, html};

use super::{stand, still, unit_words};
use crate::{ADMINISTER, own};

/// Lines of opening hours a unit may have.
const HOURS_MAX: usize = 20;

/// The list, in the order of the plan.
///
/// # Errors
/// What the database says.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let units = ctx.read(org::all).await?;
    let mine = ctx.actor.units_with(ADMINISTER);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let rows = units.iter().map(|unit| {
        let above = units.iter().find(|u| Some(u.id) == unit.parent);
        Row::new(vec![
            html! { (unit.number) },
            html! {
                @if mine.contains(&unit.id) {
                    a href=(ctx.to(&format!("/verwaltung/einheiten/{}", unit.id))) { (unit.name.of(ctx.language)) }
                } @else { (unit.name.of(ctx.language)) }
            },
            html! { @if let Some(above) = above { (unit_words(&ctx, above)) } },
            html! { (unit.telephone) },
            html! { @if let Some(last) = unit.until { (say.of("bis", "until")) " " (ctx.language.day(last)) } },
        ])
    });
    let table = Table::new(say, say.of("Einheiten", "Units"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Nummer", "Number")),
            Column::new(say.of("Name", "Name")),
            Column::new(say.of("Gehört zu", "Part of")),
            Column::new(say.of("Telefon", "Telephone")),
            Column::new(say.of("Besteht", "Exists")),
        ])
        .rows(rows)
        .render();
    let mut page = frame
        .staff(say.of("Einheiten", "Units"))
        .head_actions(link_button(
            Weight::Primary,
            &ctx.to("/verwaltung/einheiten/neu"),
            say.of("Neue Einheit", "New unit"),
        ))
        .body(table);
    if fields.has("gespeichert") {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(frame.answer(page))
}

fn empty(ctx: &Ctx) -> Unit {
    Unit {
        id: Id::new(),
        parent: None,
        number: String::new(),
        name: Text::default(),
        telephone: String::new(),
        email: String::new(),
        street: String::new(),
        postcode: String::new(),
        room: String::new(),
        hours: Vec::new(),
        position: 0,
        from: ctx.today(),
        until: None,
    }
}

/// All units and the one of this identifier, if the actor may change it.
async fn find(ctx: &Ctx, id: &str) -> Result<(Vec<Unit>, Unit), AppError> {
    let id = own::id::<Unit>(id)?;
    if !ctx.actor.may_in(ADMINISTER, id) {
        return Err(AppError::NotFound);
    }
    let units = ctx.read(org::all).await?;
    let unit = units.iter().find(|u| u.id == id).cloned().ok_or(AppError::NotFound)?;
    Ok((units, unit))
}

/// The form of a unit.
///
/// # Errors
/// [`AppError::NotFound`], also for units out of reach.
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let (units, unit) = find(&ctx, &id).await?;
    let frame = Frame::of(&ctx);
    let sheet = Sheet::of(&ctx, &unit);
    let page =
        page(&ctx, &frame, &units, &sheet, &format!("/verwaltung/einheiten/{id}"), &Errors::new());
    Ok(frame.answer(page))
}

/// The form of a new unit.
///
/// # Errors
/// What the database says.
pub async fn ask(ctx: Ctx) -> Result<Response, AppError> {
    let units = ctx.read(org::all).await?;
    let frame = Frame::of(&ctx);
    let sheet = Sheet { stand: String::new(), ..Sheet::of(&ctx, &empty(&ctx)) };
    let page = page(&ctx, &frame, &units, &sheet, "/verwaltung/einheiten/neu", &Errors::new());
    Ok(frame.answer(page))
}

/// What stands in the form: of a unit, or as typed.
struct Sheet {
    stand: String,
    own: Option<Id<Unit>>,
    values: Fields,
}

/// Simple fields: name, label in both languages, whether it may stay empty.
const LINES: &[(&str, &str, &str, bool)] = &[
    ("nummer", "Nummer", "Number", false),
    ("name_de", "Name", "Name (German)", false),
    ("name_en", "Name auf Englisch", "Name in English", true),
    ("telefon", "Telefon", "Telephone", true),
    ("email", "E-Mail", "E-mail", true),
    ("strasse", "Straße und Hausnummer", "Street and number", true),
    ("ort", "Postleitzahl und Ort", "Postcode and town", true),
    ("raum", "Raum oder Etage", "Room or floor", true),
];

impl Sheet {
    fn of(ctx: &Ctx, unit: &Unit) -> Self {
        let hours = |pick: fn(&Text) -> &String| {
            let lines = unit.hours.iter().map(|h| format!("{}: {}", pick(&h.days), pick(&h.times)));
            lines.collect::<Vec<_>>().join("\n")
        };
        let pairs = [
            ("nummer", unit.number.clone()),
            ("name_de", unit.name.de.clone()),
            ("name_en", unit.name.en.clone()),
            ("ueber", unit.parent.map(|p| p.to_string()).unwrap_or_default()),
            ("telefon", unit.telephone.clone()),
            ("email", unit.email.clone()),
            ("strasse", unit.street.clone()),
            ("ort", unit.postcode.clone()),
            ("raum", unit.room.clone()),
            ("zeiten_de", hours(|t| &t.de)),
            ("zeiten_en", hours(|t| &t.en)),
            ("platz", unit.position.to_string()),
            ("von", unit.from.to_string()),
            ("bis", unit.until.map(|d| d.to_string()).unwrap_or_default()),
        ];
        let values = Fields::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v)).into());
        Self { stand: stand(&ctx.town, unit), own: Some(unit.id), values }
    }
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    units: &[Unit],
    sheet: &Sheet,
    action: &str,
    errors: &Errors,
) -> Page<'f> {
    let (say, v) = (frame.say, &sheet.values);
    let mine = ctx.actor.units_with(ADMINISTER);
    let above: Vec<(String, String)> = units
        .iter()
        .filter(|u| Some(u.id) != sheet.own)
        .filter(|u| mine.contains(&u.id) || u.id.to_string() == v.get("ueber"))
        .map(|u| (u.id.to_string(), unit_words(ctx, u)))
        .collect();
    let choices: Vec<Choice<'_>> = std::iter::once(Choice::new(
        "",
        say.of("keiner, sie steht oben", "none, it stands at the top"),
    ))
    .chain(above.iter().map(|(id, name)| Choice::new(id, name)))
    .collect();
    let body = Form::post(&ctx.to(action), &ctx.form_token()).body(html! {
        (Field::new(say, "stand", "").value(&sheet.stand).hidden())
        @for (name, de, en, is_optional) in LINES {
            (Field::new(say, name, say.of(*de, *en)).value(v.get(name)).optional_if(*is_optional)
                .error(errors.get(name)).autocomplete("off").max_length(200).text())
        }
        (Field::new(say, "ueber", say.of("Gehört zu", "Part of")).value(v.get("ueber"))
            .error(errors.get("ueber")).select(&choices))
        (Field::new(say, "zeiten_de", say.of("Öffnungszeiten", "Opening hours (German)"))
            .hint(say.of(
                "Je Zeile: Tage, Doppelpunkt, Zeiten. Zum Beispiel „Montag bis Mittwoch: 8:00–12:30 Uhr“.",
                "One line each: days, colon, times. For example “Montag bis Mittwoch: 8:00–12:30 Uhr”.",
            ))
            .value(v.get("zeiten_de")).optional().error(errors.get("zeiten_de")).textarea(4))
        (Field::new(say, "zeiten_en", say.of("Öffnungszeiten auf Englisch", "Opening hours in English"))
            .hint(say.of("Dieselben Zeilen in derselben Reihenfolge.", "The same lines in the same order."))
            .value(v.get("zeiten_en")).optional().error(errors.get("zeiten_en")).textarea(4))
        (Field::new(say, "platz", say.of("Platz in Listen", "Place in lists"))
            .hint(say.of("Kleinere Zahlen stehen weiter oben.", "Smaller numbers stand further up."))
            .value(v.get("platz")).error(errors.get("platz")).number())
        (Field::new(say, "von", say.of("Besteht ab", "Exists from")).value(v.get("von"))
            .error(errors.get("von")).width(Width::Short).date_text())
        (Field::new(say, "bis", say.of("Letzter Tag", "Last day")).value(v.get("bis")).optional()
            .error(errors.get("bis")).width(Width::Short).date_text())
        (buttons(html! {
            (button(Weight::Primary, say.of("Speichern", "Save")))
            (link_button(Weight::Tertiary, &ctx.to("/verwaltung/einheiten"), say.of("Abbrechen", "Cancel")))
        }))
    });
    let title = match v.get("name_de") {
        "" => say.of("Neue Einheit", "New unit").to_owned(),
        name => format!("{} {name}", v.get("nummer")),
    };
    frame
        .staff(title)
        .crumb(say.of("Einheiten", "Units"), ctx.to("/verwaltung/einheiten"))
        .errors(errors)
        .body(body)
}

/// Reads opening hours: one line per group of days, English beside German.
fn read_hours(de: &str, en: &str) -> Result<Vec<Hours>, Problem> {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    let (german, english) = (lines(de), lines(en));
    let refuse = |field: &str, de: &str, en: &str| {
        Err(Problem::new("people/hours", de, en).at(field, de, en))
    };
    if german.len() > HOURS_MAX {
        return refuse("zeiten_de", "Das sind zu viele Zeilen.", "That is too many lines.");
    }
    if !english.is_empty() && english.len() != german.len() {
        return refuse(
            "zeiten_en",
            "Die englischen Öffnungszeiten brauchen genauso viele Zeilen wie die deutschen.",
            "The English opening hours need as many lines as the German ones.",
        );
    }
    let mut hours = Vec::new();
    for (index, line) in german.iter().enumerate() {
        let Some((days, times)) = line.split_once(": ") else {
            return refuse(
                "zeiten_de",
                "Jede Zeile braucht Tage, einen Doppelpunkt und Zeiten.",
                "Every line needs days, a colon and times.",
            );
        };
        let (days_en, times_en) = match english.get(index).map(|l| l.split_once(": ")) {
            Some(Some(pair)) => pair,
            Some(None) => {
                return refuse(
                    "zeiten_en",
                    "Jede Zeile braucht Tage, einen Doppelpunkt und Zeiten.",
                    "Every line needs days, a colon and times.",
                );
            }
            None => ("", ""),
        };
        hours.push(Hours {
            days: Text::new(days.trim(), days_en.trim()),
            times: Text::new(times.trim(), times_en.trim()),
        });
    }
    Ok(hours)
}

fn read(old: &Unit, fields: &Fields, actor: &Actor) -> Result<Unit, Problem> {
    let mut problem = Problem::new(
        "people/unit",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    for (name, de, en) in [
        ("nummer", "Geben Sie eine Nummer an.", "Enter a number."),
        ("name_de", "Geben Sie einen Namen an.", "Enter a name."),
    ] {
        if fields.get(name).is_empty() {
            problem = problem.at(name, de, en);
        }
    }
    let mut keep = |result: Result<Option<jiff::civil::Date>, Problem>| match result {
        Ok(day) => day,
        Err(wrong) => {
            problem.fields.extend(wrong.fields);
            None
        }
    };
    let from = keep(fields.date("von")).unwrap_or(old.from);
    let until = keep(fields.date("bis"));
    let hours = match read_hours(&fields.text("zeiten_de"), &fields.text("zeiten_en")) {
        Ok(hours) => hours,
        Err(wrong) => {
            problem.fields.extend(wrong.fields);
            Vec::new()
        }
    };
    let Ok(position) = fields.get("platz").parse::<i64>() else {
        return Err(problem.at("platz", "Geben Sie eine ganze Zahl an.", "Enter a whole number."));
    };
    let parent: Option<Id<Unit>> = fields.get("ueber").parse().ok();
    // A unit may stay where it is; a new place must lie within the administrator's reach.
    let may_stand = parent == old.parent && !old.number.is_empty()
        || parent.is_some_and(|p| actor.may_in(ADMINISTER, p));
    if !may_stand {
        problem = problem.at(
            "ueber",
            "Wählen Sie eine Einheit, in der Sie Verwaltungsrechte haben.",
            "Choose a unit where you may administer.",
        );
    }
    if !problem.fields.is_empty() {
        return Err(problem);
    }
    let text = |name: &str| fields.get(name).to_owned();
    Ok(Unit {
        id: old.id,
        parent,
        number: text("nummer"),
        name: Text::new(text("name_de"), text("name_en")),
        telephone: text("telefon"),
        email: text("email"),
        street: text("strasse"),
        postcode: text("ort"),
        room: text("raum"),
        hours,
        position,
        from,
        until,
    })
}

/// Saves a unit.
///
/// # Errors
/// What the database says.
pub async fn save(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let (units, unit) = find(&ctx, &id).await?;
    write(ctx, units, unit, format!("/verwaltung/einheiten/{id}"), fields).await
}

/// Saves a new unit.
///
/// # Errors
/// What the database says.
pub async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let units = ctx.read(org::all).await?;
    let unit = empty(&ctx);
    write(ctx, units, unit, "/verwaltung/einheiten/neu".into(), fields).await
}

async fn write(
    ctx: Ctx,
    units: Vec<Unit>,
    old: Unit,
    action: String,
    fields: Fields,
) -> Result<Response, AppError> {
    let sent = fields.get("stand").to_owned();
    let again = |problem: &Problem| {
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(problem);
        let sheet = Sheet { stand: sent.clone(), own: Some(old.id), values: fields.clone() };
        frame.answer_again(page(&ctx, &frame, &units, &sheet, &action, &errors))
    };
    let unit = match read(&old, &fields, &ctx.actor) {
        Ok(unit) => unit,
        Err(problem) => return Ok(again(&problem)),
    };
    let (town, sent_too) = (ctx.town.clone(), sent.clone());
    let saved = ctx
        .write(move |tx| {
            if let Some(now) = org::all(tx)?.into_iter().find(|u| u.id == unit.id) {
                still(&stand(&town, &now), &sent_too)?;
            }
            org::save(tx, &unit)?;
            super::somebody_administers(tx)?;
            Ok(Audit::of("people.unit_saved", unit.id).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect("/verwaltung/einheiten?gespeichert")),
        Err(AppError::Refused(problem)) => Ok(again(&problem)),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_line_by_line() {
        let read = read_hours(
            "Montag: 8:00–12:30 Uhr\n\n Dienstag : 8:00–16:00 Uhr ",
            "Monday: 8–12:30\nTuesday: 8–16",
        )
        .unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].days, Text::new("Montag", "Monday"));
        assert_eq!(read[1].times, Text::new("8:00–16:00 Uhr", "8–16"));
        assert!(read_hours("", "").unwrap().is_empty());
        assert!(read_hours("Montag 8 bis 12", "").is_err());
        assert!(read_hours("Montag: 8", "Monday: 8\nTuesday: 9").is_err());
        assert!(read_hours("Montag: 8", "Monday 8").is_err());
    }
}
