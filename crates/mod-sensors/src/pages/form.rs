//! Writing an entry of the register.

use axum::extract::Path;
use axum::response::Response;
use kernel::open_data::Licence;
use kernel::{AppError, Audit, Ctx, Euro, Fields, Problem, Text};
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, button, buttons, form, format, html};

use super::{DESK, id, spoken};
use crate::acts;
use crate::register::{Entry, Personal, Record, State};
use crate::store::register as store;

/// Longest text of a field.
const LONG: usize = 2_000;
/// Largest number of days or years.
const NUMBER_MAX: i64 = 100_000;
/// Longest name.
const SHORT: usize = 200;

/// A text of the form in both languages: name of the German field, labels, hint.
type Asked = (&'static str, (&'static str, &'static str), (&'static str, &'static str));

const WHAT: [Asked; 4] = [
    (
        "zweck",
        ("Zweck in einem Satz", "Purpose in a sentence"),
        (
            "Zum Beispiel: Vor Hochwasser warnen, bevor die Straße überflutet ist.",
            "For example: Warn of floods before the road is under water.",
        ),
    ),
    ("gemessen", ("Was wird gemessen?", "What is measured?"), ("", "")),
    (
        "nicht_gemessen",
        ("Was wird nicht gemessen?", "What is not measured?"),
        (
            "Sagen Sie, was manche befürchten könnten und nicht geschieht.",
            "Say what people may fear and does not happen.",
        ),
    ),
    (
        "verarbeitung",
        ("Was geschieht vor dem Speichern?", "What happens before storing?"),
        (
            "Zum Beispiel zusammenfassen, runden, kürzen.",
            "For example adding up, rounding, cutting.",
        ),
    ),
];
const BENEFIT: [Asked; 3] = [
    ("nutzen", ("Erwarteter Nutzen", "Expected benefit"), ("", "")),
    (
        "kennzahl",
        ("Woran wird er gemessen, mit Ziel?", "What figure tells, with its aim?"),
        (
            "Zum Beispiel: Zeit zwischen Warnung und Überflutung, Ziel 60 Minuten.",
            "For example: time between warning and flood, aim 60 minutes.",
        ),
    ),
    ("bisher", ("Wert bisher", "Value so far"), ("", "")),
];

/// An empty form.
pub(crate) async fn blank(ctx: Ctx) -> Result<Response, AppError> {
    let record = Record { raw_days: 365, day_years: 10, ..Record::default() };
    Ok(page(&ctx, None, &record, &Errors::new()))
}

/// The form of an entry.
pub(crate) async fn edit(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let entry = ctx.read(move |db| store::find_entry(db, wanted)).await?;
    let record = entry.record.clone();
    Ok(page(&ctx, Some(&entry), &record, &Errors::new()))
}

/// Adds an entry.
pub(crate) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (record, problem) = typed(&fields);
    if let Some(problem) = problem {
        return Ok(page(&ctx, None, &record, &Frame::of(&ctx).errors_of(&problem)));
    }
    let new = record.clone();
    let added = ctx
        .write(move |tx| {
            let entry = acts::draft(tx, &new)?;
            Ok(Audit::of("sensors.entry_begun", entry).with(entry))
        })
        .await;
    match added {
        Ok(entry) => Ok(ctx.redirect(&format!("{DESK}/{entry}"))),
        Err(AppError::Refused(problem)) => {
            Ok(page(&ctx, None, &record, &Frame::of(&ctx).errors_of(&problem)))
        }
        Err(other) => Err(other),
    }
}

/// Saves an entry.
pub(crate) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let (record, problem) = typed(&fields);
    let entry = ctx.read(move |db| store::find_entry(db, wanted)).await?;
    let again = |problem: &Problem| {
        let errors = Frame::of(&ctx).errors_of(problem);
        page(&ctx, Some(&entry), &record, &errors)
    };
    if let Some(problem) = problem {
        return Ok(again(&problem));
    }
    let (new, note) = (record.clone(), fields.text("anmerkung"));
    let version: i64 = fields.get("fassung").parse().map_err(|_| AppError::NotFound)?;
    let saved = ctx
        .write(move |tx| {
            let mut entry = store::find_entry(tx, wanted)?;
            entry.version = version;
            acts::change(tx, &mut entry, new, &note)?;
            Ok(Audit::of("sensors.entry_changed", wanted).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("{DESK}/{wanted}"))),
        Err(AppError::Refused(problem)) => Ok(again(&problem)),
        Err(other) => Err(other),
    }
}

/// What is wrong with a form so far, each at its field.
#[derive(Default)]
struct Wrong(Option<Problem>);

impl Wrong {
    fn note(&mut self, problem: Problem) {
        let known = self.0.get_or_insert_with(|| Problem { fields: Vec::new(), ..problem.clone() });
        known.fields.extend(problem.fields);
    }

    fn day(&mut self, fields: &Fields, name: &str) -> Option<jiff::civil::Date> {
        fields.date(name).unwrap_or_else(|problem| {
            self.note(problem);
            None
        })
    }

    fn euro(&mut self, fields: &Fields, name: &str) -> Option<Euro> {
        match fields.euro(name) {
            Ok(Some(Euro(..0))) => {
                self.note(number_problem(name));
                None
            }
            Ok(amount) => amount,
            Err(problem) => {
                self.note(problem);
                None
            }
        }
    }

    fn number(&mut self, fields: &Fields, name: &str) -> i64 {
        let typed = fields.get(name).replace('.', "");
        if typed.is_empty() {
            return 0;
        }
        typed.parse().ok().filter(|n| (0..=NUMBER_MAX).contains(n)).unwrap_or_else(|| {
            self.note(number_problem(name));
            0
        })
    }

    fn address(&mut self, fields: &Fields, name: &str) -> String {
        let typed = fields.text(name);
        if !typed.is_empty() && !typed.starts_with("https://") {
            let problem = Problem::new(
                "sensors/address",
                "Bitte prüfen Sie die Angaben.",
                "Please check what you entered.",
            );
            self.note(problem.at(
                name,
                "Geben Sie eine Adresse an, die mit https:// beginnt.",
                "Enter an address that begins with https://.",
            ));
        }
        typed
    }
}

/// What was typed, as far as it can be read, and what is wrong with it.
fn typed(fields: &Fields) -> (Record, Option<Problem>) {
    let mut wrong = Wrong::default();
    let text = |name: &str| Text::new(fields.text(name), fields.text(&format!("{name}_en")));
    let personal = fields.get("personenbezug");
    let record = Record {
        title: text("titel"),
        purpose: text("zweck"),
        measured: text("gemessen"),
        not_measured: text("nicht_gemessen"),
        personal: Personal::ALL.into_iter().find(|p| p.key() == personal).unwrap_or_default(),
        legal_basis: text("rechtsgrundlage"),
        assessment: fields.text("folgenabschätzung"),
        processing: text("verarbeitung"),
        raw_days: wrong.number(fields, "tage"),
        day_years: wrong.number(fields, "jahre"),
        recipients: text("empfänger"),
        licence: Licence::of(fields.get("lizenz")),
        terms: fields.text("bedingungen"),
        network: text("netz"),
        cost_once: wrong.euro(fields, "einmalig"),
        cost_year: wrong.euro(fields, "jährlich"),
        funding: text("foerderung"),
        funding_until: wrong.day(fields, "foerderung_bis"),
        benefit: text("nutzen"),
        figure: text("kennzahl"),
        so_far: text("bisher"),
        decision: fields.text("beschluss"),
        decided_on: wrong.day(fields, "beschlossen"),
        decision_url: wrong.address(fields, "beschluss_adresse"),
        responsible: fields.text("zuständig"),
        contact: fields.text("kontakt"),
        starts_on: wrong.day(fields, "von"),
        ends_on: wrong.day(fields, "bis"),
        counts: fields.get("zaehlt") == "ja",
    };
    (record, wrong.0)
}

fn number_problem(field: &str) -> Problem {
    Problem::new(
        "sensors/number",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
    .at(field, "Geben Sie eine Zahl ab 0 ein.", "Enter a number from 0.")
}

fn page(ctx: &Ctx, entry: Option<&Entry>, record: &Record, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let action = entry.map_or_else(
        || ctx.to(&format!("{DESK}/neu")),
        |e| ctx.to(&format!("{DESK}/{}/angaben", e.id)),
    );
    let is_live = entry.is_some_and(|e| e.state != State::Draft);
    let body = html! {
        (Form::post(&action, &ctx.form_token()).body(html! {
            (form::group(say.of("Worum es geht", "What it is about"), None, what(&frame, record, errors)))
            (form::group(say.of("Menschen und Daten", "People and data"), None, people(&frame, record, errors)))
            (form::group(say.of("Kosten und Nutzen", "Cost and benefit"), None, money(&frame, record, errors)))
            (form::group(say.of("Wer und wie lange", "Who and how long"), None, whole(&frame, record, errors)))
            @if is_live {
                (Field::new(say, "anmerkung", say.of("Was ändert sich? (öffentlich)", "What changes? (public)")).error(errors.get("anmerkung")).max_length(SHORT).text())
            }
            @if let Some(entry) = entry { input type="hidden" name="fassung" value=(entry.version); }
            (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
        }))
    };
    let title = match entry {
        Some(entry) => entry.record.title.of(spoken(say)).to_owned(),
        None => say
            .of("Neuer Eintrag im Sensor-Register", "New entry in the register of sensors")
            .to_owned(),
    };
    let page = frame
        .staff(title)
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// A text in both languages; English may wait.
fn both(frame: &Frame<'_>, (name, label, hint): Asked, value: &Text, errors: &Errors) -> Markup {
    let say = frame.say;
    let english = format!("{name}_en");
    let english_label = format!("{} ({})", say.of(label.0, label.1), say.of("englisch", "English"));
    let hint = Some(say.of(hint.0, hint.1)).filter(|h| !h.is_empty());
    html! {
        (Field::new(say, name, say.of(label.0, label.1)).value(&value.de).hint_if(hint).error(errors.get(name)).max_length(LONG).textarea(2))
        (Field::new(say, &english, &english_label).value(&value.en).optional().max_length(LONG).textarea(2))
    }
}

fn what(frame: &Frame<'_>, record: &Record, errors: &Errors) -> Markup {
    let say = frame.say;
    let values = [&record.purpose, &record.measured, &record.not_measured, &record.processing];
    html! {
        (Field::new(say, "titel", say.of("Name", "Name")).value(&record.title.de).error(errors.get("titel")).max_length(SHORT).text())
        (Field::new(say, "titel_en", say.of("Name (englisch)", "Name (English)")).value(&record.title.en).optional().max_length(SHORT).text())
        @for (asked, value) in WHAT.into_iter().zip(values) { (both(frame, asked, value, errors)) }
    }
}

fn people(frame: &Frame<'_>, record: &Record, errors: &Errors) -> Markup {
    let say = frame.say;
    let labels = Personal::ALL.map(Personal::label);
    let choices: Vec<Choice> = Personal::ALL
        .iter()
        .zip(&labels)
        .map(|(p, label)| Choice::new(p.key(), label.of(spoken(say))))
        .collect();
    let (days, years) = (record.raw_days.to_string(), record.day_years.to_string());
    let mut licences =
        vec![Choice::new("", say.of("Die Werte sind nicht offen", "The values are not open"))];
    licences.extend(Licence::ALL.map(|licence| Choice::new(licence.key(), licence.name())));
    html! {
        (Field::new(say, "personenbezug", say.of("Personenbezug", "Personal data")).value(record.personal.key()).radios(&choices))
        (Field::new(say, "folgenabschätzung", say.of("Aktenzeichen der Datenschutz-Folgenabschätzung", "File number of the impact assessment")).value(&record.assessment).optional().error(errors.get("folgenabschätzung")).max_length(SHORT).text())
        (Field::new(say, "zaehlt", say.of("Hier werden Menschen oder Fahrzeuge gezählt: nur gerundet speichern", "This counts people or vehicles: store rounded only")).value(if record.counts { "ja" } else { "" }).checkbox())
        (both(frame, ("rechtsgrundlage", ("Rechtsgrundlage", "Legal basis"), ("", "")), &record.legal_basis, errors))
        (Field::new(say, "tage", say.of("Rohwerte löschen nach Tagen", "Delete raw values after days")).value(&days).error(errors.get("tage")).number())
        (Field::new(say, "jahre", say.of("Tageswerte löschen nach Jahren (0: nie)", "Delete daily figures after years (0: never)")).value(&years).error(errors.get("jahre")).number())
        (both(frame, ("empfänger", ("Wer bekommt die Werte?", "Who gets the values?"), ("", "")), &record.recipients, errors))
        (Field::new(say, "lizenz", say.of("Lizenz als offene Daten", "Licence as open data")).value(record.licence.map_or("", Licence::key)).hint(say.of("Mit einer Lizenz stehen die Werte im Katalog der offenen Daten.", "With a licence the values stand in the catalogue of open data.")).select(&licences))
        (Field::new(say, "bedingungen", say.of("Andere Bedingungen für die Nutzung", "Other terms of use")).value(&record.terms).optional().hint(say.of("Nur wenn keine der Lizenzen passt.", "Only where none of the licences fits.")).max_length(SHORT).text())
    }
}

fn money(frame: &Frame<'_>, record: &Record, errors: &Errors) -> Markup {
    let say = frame.say;
    let typed =
        |cost: Option<Euro>| cost.map(|c| format::money_input(say, c.0)).unwrap_or_default();
    let (once, year) = (typed(record.cost_once), typed(record.cost_year));
    let until = day(record.funding_until);
    let values = [&record.benefit, &record.figure, &record.so_far];
    html! {
        (Field::new(say, "einmalig", say.of("Kosten einmalig", "Cost once")).value(&once).error(errors.get("einmalig")).money())
        (Field::new(say, "jährlich", say.of("Kosten im Jahr", "Cost a year")).value(&year).error(errors.get("jährlich")).money())
        (both(frame, ("foerderung", ("Förderung", "Funding"), ("", "")), &record.funding, errors))
        (Field::new(say, "foerderung_bis", say.of("Förderung bis", "Funding until")).value(&until).optional().error(errors.get("foerderung_bis")).date_text())
        @for (asked, value) in BENEFIT.into_iter().zip(values) { (both(frame, asked, value, errors)) }
    }
}

fn day(day: Option<jiff::civil::Date>) -> String {
    day.map(|d| d.strftime("%d.%m.%Y").to_string()).unwrap_or_default()
}

fn whole(frame: &Frame<'_>, record: &Record, errors: &Errors) -> Markup {
    let say = frame.say;
    let (start, end, decided) =
        (day(record.starts_on), day(record.ends_on), day(record.decided_on));
    html! {
        (Field::new(say, "zuständig", say.of("Zuständige Stelle", "Responsible unit")).value(&record.responsible).error(errors.get("zuständig")).max_length(SHORT).text())
        (Field::new(say, "kontakt", say.of("Kontakt für Fragen und Widerspruch", "Contact for questions and objections")).value(&record.contact).error(errors.get("kontakt")).max_length(SHORT).text())
        (both(frame, ("netz", ("Netz und Auftragnehmer", "Network and contractors"), ("", "")), &record.network, errors))
        (Field::new(say, "beschluss", say.of("Beschluss (Nummer), oder warum keiner nötig ist", "Decision (number), or why none is needed")).value(&record.decision).error(errors.get("beschluss")).max_length(SHORT).text())
        (Field::new(say, "beschlossen", say.of("Beschlossen am", "Decided on")).value(&decided).optional().error(errors.get("beschlossen")).date_text())
        (Field::new(say, "beschluss_adresse", say.of("Adresse des Beschlusses", "Address of the decision")).value(&record.decision_url).optional().error(errors.get("beschluss_adresse")).max_length(LONG).text())
        (Field::new(say, "von", say.of("Beginn", "Start")).value(&start).optional().error(errors.get("von")).date_text())
        (Field::new(say, "bis", say.of("Letzter Tag", "Last day")).value(&end).error(errors.get("bis")).hint(say.of("Danach pausiert der Sensor von selbst.", "After it the sensor pauses by itself.")).date_text())
    }
}
