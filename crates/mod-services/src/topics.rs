//! Life situations: services by what people are going through, as the town arranges them.

use kernel::{Problem, Text};

use crate::model::{Service, slug_of};
use crate::sheet::LINE_CHARS_MAX;
use crate::store;

/// Field of the German title.
pub(crate) const TITLE: &str = "titel_de";
/// Field of the picture.
pub(crate) const ICON: &str = "bild";
/// Largest number that orders life situations.
const POSITION_MAX: i64 = 1_000_000;

/// Pictures to choose from: name, German, English. The first is for those without a choice.
pub(crate) const ICONS: [(&str, &str, &str); 14] = [
    ("checklist", "Liste", "List"),
    ("rh-living", "Wohnen", "Home"),
    ("rh-family", "Familie", "Family"),
    ("rh-school", "Schule", "School"),
    ("rh-identity", "Ausweis", "Identity card"),
    ("rh-euro", "Geld", "Money"),
    ("rh-building", "Bauen", "Building"),
    ("rh-business", "Betrieb", "Business"),
    ("rh-car", "Auto", "Car"),
    ("rh-bus", "Bus", "Bus"),
    ("rh-tree", "Natur", "Nature"),
    ("rh-waste", "Abfall", "Waste"),
    ("rh-town-hall", "Rathaus", "Town hall"),
    ("rh-shield", "Sicherheit", "Safety"),
];

/// A life situation (*Lebenslage*).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Last part of its address. Permanent.
    pub slug: String,
    /// Title.
    pub title: Text,
    /// A sentence or two.
    pub teaser: Text,
    /// Name of its picture, one of [`ICONS`].
    pub icon: String,
    /// Order, small numbers first.
    pub position: i64,
    /// Rises with every change; forms carry it.
    pub version: i64,
    /// Addresses of its services, in order.
    pub services: Vec<String>,
}

impl Topic {
    /// A life situation with an address made of its title.
    pub fn new(title: Text, teaser: Text, position: i64) -> Self {
        Self { slug: slug_of(&title.de), title, teaser, position, ..Self::default() }
    }

    /// Says what is wrong with it.
    ///
    /// # Errors
    /// With a message at every field at fault.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let mut problem = Problem::new(
            "services/topic",
            "Bitte prüfen Sie Ihre Eingabe.",
            "Please check what you entered.",
        );
        if !Service::slug_is_sound(&self.slug) {
            problem = problem.at(
                TITLE,
                "Geben Sie einen Titel ein, zum Beispiel „Umzug“.",
                "Enter a title, for example “Moving house”.",
            );
        }
        let texts = [
            (TITLE, &self.title.de),
            ("titel_en", &self.title.en),
            ("kurz_de", &self.teaser.de),
            ("kurz_en", &self.teaser.en),
        ];
        for (name, text) in texts {
            if text.chars().count() > LINE_CHARS_MAX {
                problem = problem.at(
                    name,
                    &format!("Höchstens {LINE_CHARS_MAX} Zeichen."),
                    &format!("{LINE_CHARS_MAX} characters at most."),
                );
            }
        }
        if !self.icon.is_empty() && ICONS.iter().all(|(name, ..)| *name != self.icon) {
            problem = problem.at(
                ICON,
                "Wählen Sie ein Bild aus der Liste.",
                "Choose a picture from the list.",
            );
        }
        if !(0..=POSITION_MAX).contains(&self.position) {
            problem = problem.at(
                "platz",
                "Geben Sie eine ganze Zahl ab 0 ein.",
                "Enter a whole number from 0.",
            );
        }
        if problem.fields.is_empty() { Ok(()) } else { Err(problem) }
    }
}

/// Saves a life situation with its services: for programs that fill a town. Staff write through
/// their pages.
///
/// # Errors
/// [`kernel::AppError::Refused`] when something in it cannot stand, or its address is taken.
pub fn save_topic(tx: &mut kernel::Tx<'_>, topic: &Topic) -> Result<(), kernel::AppError> {
    topic.check()?;
    if !store::add_topic(tx, topic)? {
        return Err(taken().into());
    }
    store::set_services(tx, &topic.slug, &topic.services)
}

pub(crate) fn taken() -> Problem {
    Problem::new(
        "services/topic",
        "Bitte prüfen Sie Ihre Eingabe.",
        "Please check what you entered.",
    )
    .at(
        TITLE,
        "Eine Lebenslage mit dieser Adresse gibt es schon.",
        "There is a life situation with this address already.",
    )
}
