//! What an edition still needs before people may begin it, computed from the edition itself.

use kernel::{AppError, Reader, Text, Town, org};
use norm_fim::{Form, QualityKind, Severity, quality};

use crate::model::Edition;
use crate::{shelf, store};

/// How a point stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lamp {
    /// Done.
    Good,
    /// Somebody should look; it can be opened all the same.
    Look,
    /// It cannot be opened before this is done.
    Stop,
}

/// A point of the list before opening.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    pub(crate) lamp: Lamp,
    pub(crate) title: Text,
    pub(crate) words: Text,
    /// Page below the edition where it is done.
    pub(crate) page: &'static str,
}

/// An edition with its form and what it still needs.
pub(crate) struct Report {
    pub(crate) edition: Edition,
    pub(crate) form: Form,
    pub(crate) points: Vec<Point>,
}

impl Report {
    /// Whether people may begin it.
    pub(crate) fn may_open(&self) -> bool {
        self.points.iter().all(|point| point.lamp != Lamp::Stop)
    }

    /// Looks at an edition.
    ///
    /// # Errors
    /// What the database says; internal when the stored schema does not read.
    pub(crate) fn of(
        town: &Town,
        reader: &mut Reader<'_>,
        edition: Edition,
    ) -> Result<Self, AppError> {
        let form = shelf::build(town, reader, &edition)?;
        let unit = org::competent_for(reader, &edition.form.kind())?;
        let points = vec![
            rules(&form),
            lists(&form),
            dead_ends(&form),
            competence(unit.is_some()),
            remedy(&edition),
            applicant(&edition),
            findings(&form),
        ];
        Ok(Self { edition, form, points })
    }

    /// Reads an edition and looks at it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none; as [`Report::of`].
    pub(crate) fn find(
        town: &Town,
        reader: &mut Reader<'_>,
        id: kernel::Id<Edition>,
    ) -> Result<Self, AppError> {
        let edition = store::find(reader, id)?;
        Self::of(town, reader, edition)
    }
}

fn point(lamp: Lamp, title: (&str, &str), words: (String, String), page: &'static str) -> Point {
    Point { lamp, title: Text::new(title.0, title.1), words: Text::new(words.0, words.1), page }
}

fn rules(form: &Form) -> Point {
    let title = ("Regeln", "Rules");
    let (known, open) = (form.rules().count(), form.open_rules().len());
    if open == 0 {
        return point(
            Lamp::Good,
            title,
            (
                format!("{known} Regeln gelten, keine ist offen."),
                format!("{known} rules hold, none is open."),
            ),
            "regeln",
        );
    }
    point(
        Lamp::Stop,
        title,
        (
            format!(
                "{open} Regeln hat das Programm nicht verstanden. Schreiben Sie sie von Hand oder sagen Sie, dass sie nicht nötig sind."
            ),
            format!(
                "{open} rules were not understood. Write them by hand or say that they are not needed."
            ),
        ),
        "regeln",
    )
}

fn lists(form: &Form) -> Point {
    let missing: Vec<&str> = form
        .findings()
        .iter()
        .filter(|finding| finding.code == "code-list-missing")
        .map(|finding| finding.message_de.as_str())
        .collect();
    let title = ("Codelisten", "Code lists");
    if missing.is_empty() {
        let words = ("Alle Listen sind da.".to_owned(), "All lists are here.".to_owned());
        return point(Lamp::Good, title, words, "../listen");
    }
    let count = missing.len();
    point(
        Lamp::Stop,
        title,
        (
            format!("{count} Listen fehlen. {}", missing.join(" ")),
            format!("{count} lists are missing."),
        ),
        "../listen",
    )
}

fn dead_ends(form: &Form) -> Point {
    let title = ("Fragen", "Questions");
    let dead = form.dead_ends();
    if dead.is_empty() {
        let count = form.schema().field_occurrences();
        let words =
            (format!("{count} Fragen im Schema."), format!("{count} questions in the schema."));
        return point(Lamp::Good, title, words, "seiten");
    }
    let places: Vec<String> = dead
        .iter()
        .filter_map(|place| place.parse().ok())
        .map(|path| format!("„{}“", form.place_name(&path, "de")))
        .collect();
    let named = places.join(", ");
    point(
        Lamp::Stop,
        title,
        (
            format!(
                "Diese Fragen sind ausgeblendet, müssen aber beantwortet sein: {named}. Geben Sie eine feste Antwort vor oder blenden Sie sie ein."
            ),
            format!(
                "These questions are hidden but must be answered: {named}. Give a fixed answer or show them."
            ),
        ),
        "seiten",
    )
}

fn competence(is_known: bool) -> Point {
    let title = ("Zuständigkeit", "Competence");
    if is_known {
        let words = ("Eine Stelle ist eingetragen.".to_owned(), "An office is named.".to_owned());
        return point(Lamp::Good, title, words, "bedingungen");
    }
    let words = (
        "Sagen Sie, welche Stelle die Anträge bekommt.".to_owned(),
        "Say which office gets the applications.".to_owned(),
    );
    point(Lamp::Stop, title, words, "bedingungen")
}

fn remedy(edition: &Edition) -> Point {
    let title = ("Bescheid", "Notice");
    if edition.additions.letters.remedy.trim().is_empty() {
        let words = (
            "Die Rechtsbehelfsbelehrung fehlt.".to_owned(),
            "The remedy notice is missing.".to_owned(),
        );
        return point(Lamp::Stop, title, words, "bedingungen");
    }
    let words = (
        "Die Rechtsbehelfsbelehrung ist eingetragen.".to_owned(),
        "The remedy notice is entered.".to_owned(),
    );
    point(Lamp::Good, title, words, "bedingungen")
}

fn applicant(edition: &Edition) -> Point {
    let title = ("Wer beantragt", "Who applies");
    let places = &edition.additions.applicant;
    if places.family_name.is_empty() && places.given_name.is_empty() {
        let words = (
            "Der Schreibtisch weiß nicht, welche Frage den Namen nennt.".to_owned(),
            "The desk does not know which question gives the name.".to_owned(),
        );
        return point(Lamp::Look, title, words, "bedingungen");
    }
    let words = (
        "Name und Anschrift sind zugeordnet.".to_owned(),
        "Name and address are assigned.".to_owned(),
    );
    point(Lamp::Good, title, words, "bedingungen")
}

fn findings(form: &Form) -> Point {
    let title = ("Qualität des Schemas", "Quality of the schema");
    let all = quality(form.schema());
    let critical = all.iter().filter(|finding| finding.kind == QualityKind::FehlerKritisch).count();
    let broken = form
        .findings()
        .iter()
        .filter(|f| f.severity == Severity::Error && f.code != "code-list-missing");
    let broken = broken.count();
    if critical + broken == 0 {
        let count = all.len();
        return point(
            Lamp::Good,
            title,
            (
                format!("{count} Hinweise, keiner ist kritisch."),
                format!("{count} remarks, none is critical."),
            ),
            "bericht",
        );
    }
    point(
        Lamp::Look,
        title,
        (
            format!(
                "{critical} kritische Befunde nach dem amtlichen Katalog, {broken} Stellen, die das Formular nicht prüfen kann."
            ),
            format!(
                "{critical} critical findings of the official catalogue, {broken} places the form cannot check."
            ),
        ),
        "bericht",
    )
}
