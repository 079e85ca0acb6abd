//! A service as it stands in a form: every field by its name. Pages, versions, comparisons and
//! conflicts of two editors all work on this one list.

use std::collections::BTreeMap;

use kernel::org::Unit;
use kernel::{Fields, Id, Problem, Text};
use serde::{Deserialize, Serialize};

use crate::model::{Service, lines};

/// Longest short text, in characters.
pub(crate) const LINE_CHARS_MAX: usize = 300;
/// Longest long text, in characters.
pub(crate) const PROSE_CHARS_MAX: usize = 20_000;
/// Documents or laws of one service at most.
pub(crate) const LINES_MAX: usize = 60;
/// Largest number that orders services.
const POSITION_MAX: i64 = 1_000_000;
/// Field of the address.
pub(crate) const SLUG: &str = "adresse";
/// Field of the unit in charge.
pub(crate) const UNIT: &str = "stelle";
/// Field of the order.
const POSITION: &str = "platz";

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One line.
    Line,
    /// Long text in the small Markdown.
    Prose,
    /// Several lines, each for itself.
    Lines,
}

/// A field of a service.
pub(crate) struct Part {
    /// Its name in forms and versions.
    pub(crate) name: &'static str,
    pub(crate) label: (&'static str, &'static str),
    pub(crate) shape: Shape,
    pub(crate) read: fn(&Service) -> &String,
    pub(crate) place: fn(&mut Service) -> &mut String,
}

impl Part {
    pub(crate) fn label(&self) -> Text {
        Text::new(self.label.0, self.label.1)
    }
}

macro_rules! part {
    ($name:literal, $de:literal, $en:literal, $shape:ident, $($place:ident).+) => {
        Part {
            name: $name,
            label: ($de, $en),
            shape: Shape::$shape,
            read: |s| &s.$($place).+,
            place: |s| &mut s.$($place).+,
        }
    };
}

/// Fields in two languages, German first, then those that need none.
pub(crate) const PARTS: [Part; 21] = [
    part!("titel_de", "Titel", "Title (German)", Line, title.de),
    part!("titel_en", "Titel auf Englisch", "Title in English", Line, title.en),
    part!("kurz_de", "Kurz gesagt", "In short (German)", Line, teaser.de),
    part!("kurz_en", "Kurz gesagt, auf Englisch", "In short, in English", Line, teaser.en),
    part!("text_de", "Worum es geht", "What it is about (German)", Prose, text.de),
    part!("text_en", "Worum es geht, auf Englisch", "What it is about, in English", Prose, text.en),
    part!("wer_de", "Wer ist berechtigt?", "Who is entitled? (German)", Prose, entitled.de),
    part!(
        "wer_en",
        "Wer ist berechtigt? Auf Englisch",
        "Who is entitled? In English",
        Prose,
        entitled.en
    ),
    part!("ablauf_de", "So läuft es ab", "How it works (German)", Prose, procedure.de),
    part!(
        "ablauf_en",
        "So läuft es ab, auf Englisch",
        "How it works, in English",
        Prose,
        procedure.en
    ),
    part!("unterlagen_de", "Unterlagen", "Documents (German)", Lines, documents.de),
    part!("unterlagen_en", "Unterlagen auf Englisch", "Documents in English", Lines, documents.en),
    part!("kosten_de", "Kosten", "Costs (German)", Line, fee.de),
    part!("kosten_en", "Kosten auf Englisch", "Costs in English", Line, fee.en),
    part!("frist_de", "Frist", "Deadline (German)", Line, deadline.de),
    part!("frist_en", "Frist auf Englisch", "Deadline in English", Line, deadline.en),
    part!("dauer_de", "Bearbeitungszeit in Worten", "Processing time (German)", Line, duration.de),
    part!(
        "dauer_en",
        "Bearbeitungszeit in Worten, auf Englisch",
        "Processing time in English",
        Line,
        duration.en
    ),
    part!("recht", "Rechtsgrundlagen", "Legal basis", Lines, legal_basis),
    part!("leika", "Leistungsschlüssel (LeiKa)", "Service key (LeiKa)", Line, leika),
    part!("woerter", "Suchwörter", "Search words", Lines, keywords),
];

/// The page that helps beforehand.
pub(crate) const HELPER: [Part; 3] = [
    part!("hilfe", "Adresse der Hilfsseite", "Address of the helper", Line, helper_path),
    part!("hilfe_de", "Text des Links", "Words of the link (German)", Line, helper.de),
    part!(
        "hilfe_en",
        "Text des Links auf Englisch",
        "Words of the link in English",
        Line,
        helper.en
    ),
];

/// Every field with a text.
pub(crate) fn parts() -> impl Iterator<Item = &'static Part> {
    PARTS.iter().chain(&HELPER)
}

/// A field by its name.
pub(crate) fn part(name: &str) -> Option<&'static Part> {
    parts().find(|part| part.name == name)
}

/// What a field is called, of those without a text too.
pub(crate) fn label(name: &str) -> Text {
    match (part(name), name) {
        (Some(part), _) => part.label(),
        (_, UNIT) => Text::new("Zuständige Stelle", "Office in charge"),
        (_, SLUG) => Text::new("Adresse", "Address"),
        _ => Text::new("Reihenfolge", "Order"),
    }
}

/// Fields by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sheet(BTreeMap<String, String>);

impl Sheet {
    /// What stands in a service.
    pub(crate) fn of(service: &Service, unit: Option<Id<Unit>>) -> Self {
        let texts = parts().map(|part| (part.name.to_owned(), (part.read)(service).clone()));
        let other = [
            (SLUG, service.slug.clone()),
            (UNIT, unit.map(|unit| unit.to_string()).unwrap_or_default()),
            (POSITION, service.position.to_string()),
        ];
        Self(texts.chain(other.map(|(name, value)| (name.to_owned(), value))).collect())
    }

    /// What was typed.
    pub(crate) fn typed(fields: &Fields) -> Self {
        let names = parts().map(|part| part.name).chain([SLUG, UNIT, POSITION]);
        Self(names.map(|name| (name.to_owned(), fields.text(name))).collect())
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Names of all fields in the order of the form.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        parts().map(|part| part.name).chain([UNIT, POSITION, SLUG])
    }

    /// Fields that differ, in the order of the form.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        Self::names().filter(|name| self.get(name) != other.get(name)).collect()
    }

    /// The unit that was chosen.
    ///
    /// # Errors
    /// A [`Problem`] at the field.
    pub(crate) fn unit(&self) -> Result<Option<Id<Unit>>, Problem> {
        match self.get(UNIT) {
            "" => Ok(None),
            unit => unit.parse().map(Some).map_err(|_| {
                wrong(
                    UNIT,
                    "Wählen Sie eine Stelle aus der Liste.",
                    "Choose an office from the list.",
                )
            }),
        }
    }

    /// The service these fields describe, over what the form does not ask.
    ///
    /// # Errors
    /// A [`Problem`] with a message at every field at fault.
    pub(crate) fn read(&self, before: &Service) -> Result<Service, Problem> {
        let mut service = before.clone();
        let mut problem = blank();
        for part in parts() {
            let value = self.get(part.name).trim();
            if let Some((de, en)) = too_long(part.shape, value) {
                problem = problem.at(part.name, &de, &en);
            }
            value.clone_into((part.place)(&mut service));
        }
        self.get(SLUG).trim().clone_into(&mut service.slug);
        service.leika.retain(|c| !c.is_whitespace());
        problem = check(&service, problem);
        match self.get(POSITION).trim() {
            "" => {}
            text => match text.parse::<i64>() {
                Ok(number) if (0..=POSITION_MAX).contains(&number) => service.position = number,
                _ => {
                    problem = problem.at(
                        POSITION,
                        "Geben Sie eine ganze Zahl ab 0 ein.",
                        "Enter a whole number from 0.",
                    );
                }
            },
        }
        if problem.fields.is_empty() { Ok(service) } else { Err(problem) }
    }
}

fn check(service: &Service, mut problem: Problem) -> Problem {
    if service.title.de.is_empty() {
        problem = problem.at("titel_de", "Geben Sie einen Titel ein.", "Enter a title.");
    }
    if !Service::slug_is_sound(&service.slug) {
        problem = problem.at(
            SLUG,
            "Nehmen Sie kleine Buchstaben von a bis z, Ziffern und Bindestriche, zum Beispiel hund-anmelden.",
            "Use lower-case letters from a to z, digits and hyphens, for example hund-anmelden.",
        );
    }
    if !service.leika.is_empty() && !Service::leika_is_sound(&service.leika) {
        problem = problem.at(
            "leika",
            "Der Leistungsschlüssel hat 14 Ziffern und beginnt mit 99, zum Beispiel 99107023017000.",
            "The service key has 14 digits and begins with 99, for example 99107023017000.",
        );
    }
    if !service.helper_path.is_empty() && !service.has_helper() {
        problem = problem.at(
            "hilfe",
            "Geben Sie eine Adresse dieser Website ein, die mit einem Schrägstrich beginnt, zum Beispiel /wohngeld/rechner.",
            "Enter an address of this site that begins with a slash, for example /wohngeld/rechner.",
        );
    }
    problem
}

/// What is wrong with the length of a value.
fn too_long(shape: Shape, value: &str) -> Option<(String, String)> {
    let (max, is_long) = match shape {
        Shape::Line => (LINE_CHARS_MAX, value.chars().count() > LINE_CHARS_MAX),
        Shape::Prose => (PROSE_CHARS_MAX, value.chars().count() > PROSE_CHARS_MAX),
        Shape::Lines => {
            let all = lines(value);
            if all.len() > LINES_MAX {
                return Some((
                    format!("Höchstens {LINES_MAX} Zeilen."),
                    format!("{LINES_MAX} lines at most."),
                ));
            }
            (LINE_CHARS_MAX, all.iter().any(|line| line.chars().count() > LINE_CHARS_MAX))
        }
    };
    is_long.then(|| match shape {
        Shape::Lines => (
            format!("Je Zeile höchstens {max} Zeichen."),
            format!("{max} characters per line at most."),
        ),
        _ => (format!("Höchstens {max} Zeichen."), format!("{max} characters at most.")),
    })
}

fn blank() -> Problem {
    Problem::new(
        "services/field",
        "Bitte prüfen Sie Ihre Eingabe.",
        "Please check what you entered.",
    )
}

/// A refusal at one field.
pub(crate) fn wrong(field: &str, de: &str, en: &str) -> Problem {
    blank().at(field, de, en)
}

/// Two people changed the same service: what becomes of their fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    /// The form as it is shown again: mine where I changed something, theirs elsewhere.
    pub(crate) sheet: Sheet,
    /// Fields that only the other changed: their words stand in the form now.
    pub(crate) taken_over: Vec<&'static str>,
    /// Fields both changed: mine stand in the form, theirs beside it.
    pub(crate) contested: Vec<&'static str>,
}

/// Joins what I typed with what is saved now, seen from the version my form was made from.
pub(crate) fn merge(base: Option<&Sheet>, mine: &Sheet, theirs: &Sheet) -> Merged {
    let mut merged = Merged { sheet: mine.clone(), taken_over: Vec::new(), contested: Vec::new() };
    for name in mine.differences(theirs) {
        let is_mine_untouched = base.is_some_and(|base| base.get(name) == mine.get(name));
        let is_theirs_untouched = base.is_some_and(|base| base.get(name) == theirs.get(name));
        if is_mine_untouched {
            merged.sheet.set(name, theirs.get(name));
            merged.taken_over.push(name);
        } else if !is_theirs_untouched {
            merged.contested.push(name);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> Service {
        Service {
            slug: "hund".into(),
            title: Text::new("Hund", "Dog"),
            position: 3,
            ..Service::default()
        }
    }

    #[test]
    fn a_service_survives_its_form() {
        let mut full = service();
        for (index, part) in parts().enumerate() {
            *(part.place)(&mut full) = match part.name {
                "leika" => "99107023017000".into(),
                "hilfe" => "/rechner".into(),
                _ => format!("Text {index}"),
            };
        }
        assert_eq!(Sheet::of(&full, None).read(&Service::default()), Ok(full));
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let mut sheet = Sheet::of(&service(), None);
        for (name, value) in [
            ("titel_de", " "),
            ("leika", "12"),
            ("hilfe", "//anderswo.example"),
            (SLUG, "Hund!"),
            (POSITION, "vorn"),
            ("kurz_de", &"x".repeat(301)),
            ("unterlagen_de", &"x\n".repeat(61)),
        ] {
            sheet.set(name, value);
        }
        let problem = sheet.read(&service()).unwrap_err();
        let mut at: Vec<&str> = problem.fields.iter().map(|(name, ..)| name.as_str()).collect();
        at.sort_unstable();
        let all = [SLUG, "hilfe", "kurz_de", "leika", POSITION, "titel_de", "unterlagen_de"];
        assert_eq!(at, all);
    }

    #[test]
    fn spaces_in_a_key_are_forgiven() {
        let mut sheet = Sheet::of(&service(), None);
        sheet.set("leika", "99 107 023 017 000");
        assert_eq!(sheet.read(&service()).unwrap().leika, "99107023017000");
    }

    #[test]
    fn nobody_loses_a_word_when_two_write() {
        let base = Sheet::of(&service(), None);
        let (mut mine, mut theirs) = (base.clone(), base.clone());
        mine.set("kosten_de", "12 Euro");
        mine.set("titel_de", "Hund anmelden");
        theirs.set("titel_de", "Hunde anmelden");
        theirs.set("frist_de", "zwei Wochen");
        let merged = merge(Some(&base), &mine, &theirs);
        assert_eq!(merged.sheet.get("kosten_de"), "12 Euro");
        assert_eq!(merged.sheet.get("titel_de"), "Hund anmelden");
        assert_eq!(merged.sheet.get("frist_de"), "zwei Wochen");
        assert_eq!((merged.taken_over, merged.contested), (vec!["frist_de"], vec!["titel_de"]));
        // Without the version in between everything that differs is asked.
        let unsure = merge(None, &mine, &theirs);
        assert_eq!(unsure.contested, ["titel_de", "kosten_de", "frist_de"]);
    }
}
