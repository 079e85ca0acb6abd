//! Terms: who gets the applications, who the applicant is, what it costs, which documents, what the
//! notices say.

use axum::extract::Path;
use axum::response::Response;
use kernel::access::Trust;
use kernel::org::{self, Unit};
use kernel::{AppError, Ctx, Fields, Id, Problem, Text};
use norm_fim::{Element, Schema};
use web::button::{Weight, button};
use web::choice::Choice;
use web::page::stack;
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, form, html};

use super::{VERSION, base, change_form, import, load, page, wrong};
use crate::model::{Additions, ApplicantPlaces, Edition, ExtraDocument, Letters, State};
use crate::report::Report;
use crate::store;

/// Longest text of a notice, in characters.
const LETTER_CHARS_MAX: usize = 20_000;
/// Extra documents a form may ask for.
const DOCUMENTS_MAX: usize = 30;

/// Years a town may keep a case.
const YEARS: std::ops::RangeInclusive<i64> = 1..=60;

/// Short texts: field, label in both languages.
const LINES: [(&str, &str, &str); 4] = [
    ("kosten_de", "Kosten", "Costs (German)"),
    ("kosten_en", "Kosten auf Englisch", "Costs in English"),
    ("frist_de", "Bis wann", "Until when (German)"),
    ("frist_en", "Bis wann, auf Englisch", "Until when, in English"),
];
/// Texts of notices: field, label in both languages.
const LETTERS: [(&str, &str, &str); 4] = [
    ("bewilligt", "Wenn dem Antrag entsprochen wird", "When it is granted"),
    ("teilweise", "Wenn ihm zum Teil entsprochen wird", "When it is partly granted"),
    ("abgelehnt", "Wenn er abgelehnt wird", "When it is refused"),
    ("rechtsbehelf", "Rechtsbehelfsbelehrung", "Remedy notice"),
];

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    let values = values(&ctx, &report.edition).await?;
    render(&ctx, &report, &values, None, fields.has("gespeichert")).await
}

/// What stands in the fields of an edition.
async fn values(ctx: &Ctx, edition: &Edition) -> Result<Fields, AppError> {
    let kind = edition.form.kind();
    let unit = ctx.read(move |db| org::competent_for(db, &kind)).await?;
    let additions = &edition.additions;
    let letters = &additions.letters;
    let documents: Vec<String> = additions
        .documents
        .iter()
        .map(|document| {
            let mark = if document.is_required { "* " } else { "" };
            format!("{mark}{} | {}", document.label.de, document.label.en)
        })
        .collect();
    let mut pairs = vec![
        ("titel_de", edition.form.title.de.clone()),
        ("titel_en", edition.form.title.en.clone()),
        ("stelle", unit.map(|unit| unit.id.to_string()).unwrap_or_default()),
        ("vertrauen", additions.trust.word().to_owned()),
        ("kosten_de", additions.fee.de.clone()),
        ("kosten_en", additions.fee.en.clone()),
        ("frist_de", additions.deadline.de.clone()),
        ("frist_en", additions.deadline.en.clone()),
        ("unterlagen", documents.join("\n")),
        ("bewilligt", letters.granted.clone()),
        ("teilweise", letters.partly.clone()),
        ("abgelehnt", letters.refused.clone()),
        ("rechtsbehelf", letters.remedy.clone()),
        ("jahre", additions.retention_years.map(|y| y.to_string()).unwrap_or_default()),
    ];
    for (name, _, place) in additions.applicant.all() {
        pairs.push((name, place.to_owned()));
    }
    Ok(Fields::from_pairs(pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()))
}

async fn render(
    ctx: &Ctx,
    report: &Report,
    values: &Fields,
    problem: Option<&Problem>,
    is_saved: bool,
) -> Result<Response, AppError> {
    let units = ctx.read(org::all).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let edition = &report.edition;
    let is_open = edition.state == State::Making;
    let body = stack(html! {
        (import::fixed(say, edition))
        (Form::post(&ctx.to(&format!("{}/bedingungen", base(edition.id))), &ctx.form_token()).body(html! {
            (Field::new(say, VERSION, "").value(&edition.version.to_string()).hidden())
            (general(ctx, say, values, &errors, &units))
            (applicant(say, report, values))
            (letters(say, values, &errors))
            @if is_open { (buttons(button(Weight::Primary, say.of("Speichern", "Save")))) }
        }))
    });
    let title = say.of("Bedingungen", "Terms");
    let mut page = page(&frame, ctx, edition, "bedingungen", title, &body).errors(&errors);
    if is_saved {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

fn general(ctx: &Ctx, say: Say, values: &Fields, errors: &Errors, units: &[Unit]) -> Markup {
    let named: Vec<(String, String)> = units
        .iter()
        .map(|unit| {
            (unit.id.to_string(), format!("{} {}", unit.number, unit.name.of(ctx.language)))
        })
        .collect();
    // An office can be exchanged but never be taken away: applications must go somewhere.
    let none =
        values.get("stelle").is_empty().then(|| Choice::new("", say.of("noch keine", "none yet")));
    let units: Vec<Choice<'_>> =
        none.into_iter().chain(named.iter().map(|(id, name)| Choice::new(id, name))).collect();
    let trust = [
        Choice::new("none", say.of("niemand muss sich anmelden", "nobody needs to sign in")),
        Choice::new("low", say.of("mit einem Konto", "with an account")),
        Choice::new(
            "substantial",
            say.of(
                "mit einem Zertifikat wie ELSTER (substanziell)",
                "with a certificate such as ELSTER (substantial)",
            ),
        ),
        Choice::new(
            "high",
            say.of("mit dem Personalausweis (hoch)", "with the identity card (high)"),
        ),
    ];
    html! {
        (Field::new(say, "titel_de", say.of("Titel", "Title (German)")).value(values.get("titel_de")).error(errors.get("titel_de")).max_length(200).text())
        (Field::new(say, "titel_en", say.of("Titel auf Englisch", "Title in English")).value(values.get("titel_en")).optional().max_length(200).text())
        (Field::new(say, "stelle", say.of("Zuständige Stelle", "Office in charge")).value(values.get("stelle")).error(errors.get("stelle")).select(&units))
        (Field::new(say, "vertrauen", say.of("Wie sicher müssen wir wissen, wer es ist?", "How surely must we know who it is?")).value(values.get("vertrauen")).radios(&trust))
        @for (name, de, en) in LINES {
            (Field::new(say, name, say.of(de, en)).value(values.get(name)).optional().max_length(500).text())
        }
        (Field::new(say, "jahre", say.of("So viele Jahre aufbewahren", "Years to keep")).value(values.get("jahre"))
            .hint(say.of("Von Abschluss des Vorgangs an; danach wird er gelöscht. Leer: wie in den Einstellungen des Schreibtischs.", "From the end of the case on; then it is erased. Empty: as in the settings of the desk."))
            .error(errors.get("jahre")).optional().width(web::field::Width::Tiny).text())
        (Field::new(say, "unterlagen", say.of("Weitere Unterlagen", "Further documents")).value(values.get("unterlagen"))
            .hint(say.of("Je Zeile eine, deutsch und englisch mit einem senkrechten Strich getrennt. Ein Stern am Anfang: Sie muss dabei sein. Zum Beispiel: * Mietvertrag | Tenancy agreement", "One per line, German and English separated by a vertical bar. A star in front: it is required. For example: * Mietvertrag | Tenancy agreement"))
            .error(errors.get("unterlagen")).optional().textarea(4))
    }
}

fn applicant(say: Say, report: &Report, values: &Fields) -> Markup {
    let places = places(report.form.schema());
    let mut choices = vec![Choice::new("", say.of("wird nicht gefragt", "is not asked"))];
    choices.extend(places.iter().map(|(place, label)| Choice::new(place, label)));
    form::group(
        say.of("Welche Frage sagt, wer den Antrag stellt?", "Which question says who applies?"),
        Some(say.of(
            "Damit der Schreibtisch und die Briefe Namen und Anschrift kennen.",
            "So that the desk and the letters know name and address.",
        )),
        html! {
            @for (name, label, _) in ApplicantPlaces::default().all() {
                (Field::new(say, name, say.of(label.de.as_str(), label.en.as_str())).value(values.get(name)).select(&choices))
            }
        },
    )
}

/// The fields of a schema with their places, labels with the names of their groups.
fn places(schema: &Schema) -> Vec<(String, String)> {
    fn walk(
        schema: &Schema,
        node: usize,
        place: &str,
        above: &str,
        found: &mut Vec<(String, String)>,
    ) {
        for child in &schema.nodes[node].children {
            let inner = &schema.nodes[*child];
            let at = if place.is_empty() {
                inner.segment.clone()
            } else {
                format!("{place}.{}", inner.segment)
            };
            let base = schema.base_of(*child);
            let own = if base.label.is_empty() { &base.name } else { &base.label };
            let label = if above.is_empty() { own.clone() } else { format!("{above} › {own}") };
            match inner.element {
                Element::Field(_) => found.push((at, label)),
                _ => walk(schema, *child, &at, &label, found),
            }
        }
    }
    let mut found = Vec::new();
    walk(schema, 0, "", "", &mut found);
    found
}

fn letters(say: Say, values: &Fields, errors: &Errors) -> Markup {
    form::group(
        say.of("Bescheid", "Notice"),
        Some(say.of("Absätze trennen Sie mit einer leeren Zeile. Leer: ein kurzer Satz mit dem Titel des Antrags.", "Separate paragraphs by an empty line. Empty: a short sentence with the title of the application.")),
        html! {
            @for (name, de, en) in LETTERS {
                (Field::new(say, name, say.of(de, en)).value(values.get(name)).error(errors.get(name))
                    .optional_if(name != "rechtsbehelf").textarea(4))
            }
        },
    )
}

/// Saves the terms.
pub(crate) async fn save(
    ctx: Ctx,
    Path(edition): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let report = load(&ctx, &edition).await?;
    match keep(&ctx, &edition, &report, &fields).await {
        Ok(()) => {
            Ok(ctx.redirect(&format!("{}/bedingungen?gespeichert=ja", base(report.edition.id))))
        }
        Err(AppError::Refused(problem)) => {
            render(&ctx, &report, &fields, Some(&problem), false).await
        }
        Err(error) => Err(error),
    }
}

/// Title, office and terms in one step: either all of it is kept or nothing.
async fn keep(ctx: &Ctx, edition: &str, report: &Report, fields: &Fields) -> Result<(), AppError> {
    let known: Vec<String> =
        places(report.form.schema()).into_iter().map(|(place, _)| place).collect();
    let made = read(fields, &known)?;
    let title = Text::new(fields.get("titel_de"), fields.get("titel_en"));
    if title.de.is_empty() {
        return Err(wrong("titel_de", "Geben Sie einen Titel ein.", "Enter a title.").into());
    }
    let unit: Option<Id<Unit>> = match fields.get("stelle") {
        "" => None,
        unit => Some(unit.parse().map_err(|_| AppError::NotFound)?),
    };
    change_form(ctx, edition, fields, "studio.terms_saved", move |tx, edition| {
        let kept = std::mem::take(&mut edition.additions);
        edition.additions = Additions {
            arrangement: kept.arrangement,
            texts: kept.texts,
            rules: kept.rules,
            settled: kept.settled,
            ..made
        };
        let kind = edition.form.kind();
        let mut is_changed = false;
        if edition.form.title != title {
            store::rename(tx, edition.form.id, &title)?;
            is_changed = true;
        }
        if let Some(unit) = unit
            && org::competent_for(tx, &kind)?.is_none_or(|before| before.id != unit)
        {
            org::find(tx, unit)?;
            org::make_competent(tx, &kind, unit)?;
            is_changed = true;
        }
        Ok(is_changed)
    })
    .await
    .map(|_| ())
}

fn read(fields: &Fields, known: &[String]) -> Result<Additions, Problem> {
    let place = |name: &str| {
        let typed = fields.get(name);
        if known.iter().any(|one| one == typed) { typed.to_owned() } else { String::new() }
    };
    for (name, ..) in LETTERS {
        if fields.get(name).chars().count() > LETTER_CHARS_MAX {
            return Err(wrong(name, "Höchstens 20.000 Zeichen.", "20,000 characters at most."));
        }
    }
    Ok(Additions {
        trust: Trust::from_word(fields.get("vertrauen")),
        fee: Text::new(fields.get("kosten_de"), fields.get("kosten_en")),
        deadline: Text::new(fields.get("frist_de"), fields.get("frist_en")),
        documents: documents(&fields.text("unterlagen"))?,
        retention_years: years(fields.get("jahre"))?,
        applicant: ApplicantPlaces {
            given_name: place("vorname"),
            family_name: place("nachname"),
            street: place("strasse"),
            number: place("hausnummer"),
            postcode: place("postleitzahl"),
            town: place("ort"),
            email: place("email"),
        },
        letters: Letters {
            granted: fields.text("bewilligt"),
            partly: fields.text("teilweise"),
            refused: fields.text("abgelehnt"),
            remedy: fields.text("rechtsbehelf"),
        },
        ..Additions::default()
    })
}

/// Years to keep a case; `None` for an empty field.
fn years(text: &str) -> Result<Option<i64>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let years = text.trim().parse().ok().filter(|years| YEARS.contains(years));
    years.map(Some).ok_or_else(|| {
        wrong("jahre", "Geben Sie eine Zahl von 1 bis 60 ein.", "Enter a number from 1 to 60.")
    })
}

/// Documents, one per line: `* Deutsch | English`.
fn documents(text: &str) -> Result<Vec<ExtraDocument>, Problem> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > DOCUMENTS_MAX {
        return Err(wrong("unterlagen", "Höchstens 30 Unterlagen.", "30 documents at most."));
    }
    let read = |line: &str| {
        let (line, is_required) = match line.strip_prefix('*') {
            Some(rest) => (rest.trim(), true),
            None => (line, false),
        };
        let (de, en) = line.split_once('|').unwrap_or((line, line));
        ExtraDocument { label: Text::new(de.trim(), en.trim()), is_required }
    };
    Ok(lines.into_iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_whole_and_within_reason() {
        assert_eq!(years(" ").unwrap(), None);
        assert_eq!(years("3").unwrap(), Some(3));
        for bad in ["0", "61", "drei", "2,5", "-1"] {
            assert!(years(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn documents_are_read_line_by_line() {
        let read = documents("* Mietvertrag | Tenancy agreement\n\nFoto\n").unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].label, Text::new("Mietvertrag", "Tenancy agreement"));
        assert!(read[0].is_required && !read[1].is_required);
        assert_eq!(read[1].label, Text::new("Foto", "Foto"));
        assert!(documents(&"x\n".repeat(31)).is_err());
    }
}
