//! The fields that kinds of text have beyond title and text: how they are drawn and read.

use content::Key;
use jiff::civil::Date;
use kernel::publication::{Details, Disruption, Event, Job, Notice, Paper};
use kernel::{AppError, Fields, Problem};
use web::choice::Choice;
use web::{Errors, Field, Markup, Say, format, html};

use crate::fields::{Around, media};
use crate::routes::moments;

/// Words of a choice: stored, German, English.
type Words = [(&'static str, &'static str, &'static str)];

const NOTICES: &Words = &[
    ("statute", "Satzung", "Statute"),
    ("order", "Verordnung", "Order"),
    ("general-ruling", "Allgemeinverfügung", "General ruling"),
    ("meeting", "Sitzung", "Meeting"),
    ("zoning", "Bauleitplanung", "Zoning"),
    ("election", "Wahl", "Election"),
    ("tender", "Ausschreibung", "Tender"),
    ("other", "Sonstige", "Other"),
];
const EMPLOYMENTS: &Words = &[
    ("full-time", "Vollzeit", "Full time"),
    ("part-time", "Teilzeit", "Part time"),
    ("training", "Ausbildung", "Training"),
    ("internship", "Praktikum", "Internship"),
    ("temporary", "Befristet", "Temporary"),
    ("volunteer", "Ehrenamt", "Volunteer"),
];
const DISRUPTIONS: &Words = &[
    ("road", "Straße", "Road"),
    ("waste", "Abfall", "Waste"),
    ("water", "Wasser", "Water"),
    ("power", "Strom", "Power"),
    ("heating", "Heizung", "Heating"),
    ("telephone", "Telefon", "Telephone"),
    ("building", "Gebäude", "Building"),
    ("service", "Dienst", "Service"),
    ("other", "Sonstige", "Other"),
];
const PAPERS: &Words = &[
    ("form", "Formular", "Form"),
    ("plan", "Plan", "Plan"),
    ("report", "Bericht", "Report"),
    ("minutes", "Niederschrift", "Minutes"),
    ("brochure", "Broschüre", "Brochure"),
    ("other", "Sonstiges", "Other"),
];

struct Pen<'a> {
    say: Say,
    errors: &'a Errors,
    around: &'a Around,
}

impl Pen<'_> {
    fn line(&self, name: &str, de: &str, en: &str, value: &str) -> Markup {
        Field::new(self.say, name, self.say.of(de, en))
            .optional()
            .value(value)
            .error(self.errors.get(name))
            .text()
    }

    fn choice(&self, name: &str, de: &str, en: &str, words: &Words, value: &str) -> Markup {
        let say = self.say;
        let choices: Vec<Choice<'_>> =
            words.iter().map(|(word, de, en)| Choice::new(word, say.of(de, en))).collect();
        Field::new(say, name, say.of(de, en))
            .value(value)
            .error(self.errors.get(name))
            .select(&choices)
    }

    fn day(&self, name: &str, de: &str, en: &str, value: Option<Date>) -> Markup {
        let text = value.map(|d| format::date_short(Say::GERMAN, d)).unwrap_or_default();
        Field::new(self.say, name, self.say.of(de, en))
            .optional()
            .value(&text)
            .error(self.errors.get(name))
            .date_text()
    }

    fn tick(&self, name: &str, de: &str, en: &str, value: bool) -> Markup {
        Field::new(self.say, name, self.say.of(de, en))
            .value(if value { "ja" } else { "" })
            .checkbox()
    }

    fn file(&self, name: &str, de: &str, en: &str, value: Option<&Key>) -> Markup {
        let key = value.map_or("", Key::as_str);
        media::field(self.say, name, self.say.of(de, en), key, &self.around.media)
    }

    fn event(&self, e: &Event) -> Markup {
        let say = self.say;
        html! {
            (moments::fields(say, "beginn", say.of("Beginn", "Begins"), None, Some(e.starts), self.errors))
            (moments::fields(say, "ende", say.of("Ende", "Ends"), None, e.ends, self.errors))
            (self.tick("ganztags", "Ganztägig", "All day", e.is_all_day))
            (self.line("ort", "Ort", "Place", &e.place))
            (self.line("anschrift", "Anschrift des Ortes", "Address of the place", &e.address))
            (self.line("veranstalter", "Wer lädt ein?", "Who invites?", &e.organiser))
            (self.line("preis", "Preis (leer: kostenlos)", "Price (empty: free)", &e.price))
            (self.line("anmeldung", "Anmeldung: Adresse im Netz oder E-Mail", "Registration: web or mail address", &e.registration))
            (self.line("zugang", "Barrierefreiheit des Ortes", "Accessibility of the place", &e.accessibility))
            (self.choice("wiederholt", "Wiederholung", "Repetition", REPEATS, &e.repeats))
            (self.tick("faellt_aus", "Fällt aus", "Cancelled", e.is_cancelled))
        }
    }

    fn notice(&self, n: &Notice) -> Markup {
        html! {
            (self.choice("sorte", "Was wird bekannt gemacht?", "What is announced?", NOTICES, &n.sort))
            (self.file("datei", "Verbindliche Datei", "Binding file", n.file.as_ref()))
            (self.day("beschlossen", "Beschlossen am", "Decided on", n.decided_on))
            (self.line("angeordnet_von", "Angeordnet von", "Ordered by", &n.ordered_by))
            (self.day("angeordnet", "Angeordnet am", "Ordered on", n.ordered_on))
            (self.day("in_kraft", "In Kraft ab", "In force from", n.in_force_on))
            (self.day("ausser_kraft", "Außer Kraft ab", "Out of force from", n.out_of_force_on))
            (self.line("hinweis", "Wo und wann auf die Bereitstellung hingewiesen wurde", "Where and when the provision was pointed out", &n.hint))
        }
    }

    fn job(&self, j: &Job) -> Markup {
        html! {
            (self.choice("sorte", "Beschäftigung", "Employment", EMPLOYMENTS, &j.employment))
            (self.day("bewerben_bis", "Bewerben bis", "Apply until", j.apply_until))
            (self.day("ab", "Beginn", "Starts on", j.starts_on))
            (self.line("stunden", "Stunden in der Woche", "Hours a week", &j.hours))
            (self.line("lohn", "Entgelt", "Pay", &j.pay))
            (self.line("ort", "Arbeitsort", "Place of work", &j.place))
            (self.line("bewerben_bei", "Wohin mit der Bewerbung? Adresse im Netz oder E-Mail", "Where to apply? Web or mail address", &j.apply_at))
            (self.file("datei", "Ausschreibung als Datei", "Advertisement as a file", j.file.as_ref()))
        }
    }
}

/// Repetitions that editors choose from; anything else an import brought stays as it is.
const REPEATS: &Words = &[
    ("", "Nur einmal", "Once"),
    ("FREQ=DAILY", "Jeden Tag", "Every day"),
    ("FREQ=WEEKLY", "Jede Woche", "Every week"),
    ("FREQ=WEEKLY;INTERVAL=2", "Alle zwei Wochen", "Every two weeks"),
    ("FREQ=MONTHLY", "Jeden Monat am selben Tag", "Every month on the same day"),
    ("FREQ=YEARLY", "Jedes Jahr", "Every year"),
];

/// The fields of a kind.
pub(crate) fn draw(say: Say, details: &Details, around: &Around, errors: &Errors) -> Markup {
    let pen = Pen { say, errors, around };
    match details {
        Details::None => html! {},
        Details::Event(event) => pen.event(event),
        Details::Notice(notice) => pen.notice(notice),
        Details::Job(job) => pen.job(job),
        Details::Disruption(d) => html! {
            (pen.choice("sorte", "Was ist gestört?", "What is disrupted?", DISRUPTIONS, &d.sort))
            (moments::fields(say, "beginn", say.of("Von", "From"), None, Some(d.from), errors))
            (moments::fields(say, "ende", say.of("Bis", "Until"), None, d.until, errors))
            (pen.line("ort", "Wo?", "Where?", &d.place))
        },
        Details::Document(paper) => html! {
            (pen.file("datei", "Datei", "File", paper.file.as_ref()))
            (pen.choice("sorte", "Was ist es?", "What is it?", PAPERS, &paper.sort))
            (pen.day("vom", "Stand vom", "As of", paper.dated))
        },
    }
}

fn day(fields: &Fields, name: &str) -> Result<Option<Date>, AppError> {
    Ok(fields.date(name)?)
}

fn word(fields: &Fields, name: &str, words: &Words, before: &str) -> String {
    let text = fields.get(name);
    let is_known = words.iter().any(|(word, _, _)| *word == text);
    if is_known { text.to_owned() } else { before.to_owned() }
}

fn line(fields: &Fields, name: &str) -> String {
    content::tidy(fields.get(name))
}

fn file(fields: &Fields, name: &str) -> Option<Key> {
    Key::parse(fields.get(name)).ok()
}

/// Reads the fields of a kind.
///
/// # Errors
/// A [`Problem`] at the field.
pub(crate) fn read(before: &Details, fields: &Fields) -> Result<Details, AppError> {
    Ok(match before {
        Details::None => Details::None,
        Details::Event(e) => Details::Event(Event {
            starts: moments::read(fields, "beginn")?.ok_or_else(no_beginning)?,
            ends: moments::read(fields, "ende")?,
            is_all_day: fields.has("ganztags"),
            repeats: word(fields, "wiederholt", REPEATS, &e.repeats),
            except: e.except.clone(),
            place: line(fields, "ort"),
            address: line(fields, "anschrift"),
            organiser: line(fields, "veranstalter"),
            price: line(fields, "preis"),
            registration: line(fields, "anmeldung"),
            accessibility: line(fields, "zugang"),
            is_cancelled: fields.has("faellt_aus"),
        }),
        Details::Notice(n) => Details::Notice(Notice {
            sort: word(fields, "sorte", NOTICES, &n.sort),
            decided_on: day(fields, "beschlossen")?,
            ordered_by: line(fields, "angeordnet_von"),
            ordered_on: day(fields, "angeordnet")?,
            file: file(fields, "datei"),
            sha256: n.sha256.clone(),
            provided_on: n.provided_on,
            in_force_on: day(fields, "in_kraft")?,
            out_of_force_on: day(fields, "ausser_kraft")?,
            hint: line(fields, "hinweis"),
            replaces: n.replaces.clone(),
        }),
        Details::Job(j) => Details::Job(Job {
            apply_until: day(fields, "bewerben_bis")?,
            starts_on: day(fields, "ab")?,
            employment: word(fields, "sorte", EMPLOYMENTS, &j.employment),
            hours: line(fields, "stunden"),
            pay: line(fields, "lohn"),
            place: line(fields, "ort"),
            apply_at: line(fields, "bewerben_bei"),
            file: file(fields, "datei"),
        }),
        Details::Disruption(d) => Details::Disruption(Disruption {
            sort: word(fields, "sorte", DISRUPTIONS, &d.sort),
            from: moments::read(fields, "beginn")?.ok_or_else(no_beginning)?,
            until: moments::read(fields, "ende")?,
            place: line(fields, "ort"),
        }),
        Details::Document(p) => Details::Document(Paper {
            file: file(fields, "datei"),
            sort: word(fields, "sorte", PAPERS, &p.sort),
            dated: day(fields, "vom")?,
        }),
    })
}

fn no_beginning() -> AppError {
    Problem::new(
        "newsroom/field",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
    .at("beginn_tag", "Geben Sie an, wann es beginnt.", "Say when it begins.")
    .into()
}

/// The file of what has one, to be set.
pub(crate) fn file_mut(details: &mut Details) -> Option<&mut Option<Key>> {
    match details {
        Details::Notice(n) => Some(&mut n.file),
        Details::Job(j) => Some(&mut j.file),
        Details::Document(p) => Some(&mut p.file),
        Details::None | Details::Event(_) | Details::Disruption(_) => None,
    }
}
