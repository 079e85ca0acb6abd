//! Small values that every object is made of.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::finding::Severity;
use crate::wire::{Field, Reading, Taken, Wire, Writing, cleaned, deep_text, element};
use crate::xml::{Element, Node, trim};

element! {
    /// An identifier with the scheme it belongs to (`Identifikator`).
    Identifier {
        /// Short name of the body that gives these identifiers, for example `L100027`.
        agency: Option<String> = "@schemeAgencyID",
        /// Name of that body.
        agency_name: Option<String> = "@schemeAgencyName",
        /// Where the data of the scheme are found.
        data_uri: Option<String> = "@schemeDataURI",
        /// Short name of the scheme, for example `AGS`.
        scheme: Option<String> = "@schemeID",
        /// Name of the scheme.
        scheme_name: Option<String> = "@schemeName",
        /// Where the scheme is described.
        scheme_uri: Option<String> = "@schemeURI",
        /// Version of the scheme.
        scheme_version: Option<String> = "@schemeVersionID",
        /// The identifier itself.
        value: String = "=value",
    }
}

impl Identifier {
    /// An identifier without a scheme.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// Two identifiers mean the same thing when value and giving body are equal; whoever does
    /// not name the body leaves it open.
    pub fn is_same(&self, other: &Self) -> bool {
        let is_open = self.agency.is_none() || other.agency.is_none();
        self.value == other.value && (is_open || self.agency == other.agency)
    }
}

/// A text in one language (`StringLocalized`, `HtmlStringLocalized`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Localised {
    /// Language in two letters: `de`, `en`.
    pub language: String,
    /// The text; in modules with the allowed markup, see [`crate::sanitise`].
    pub text: String,
}

impl Localised {
    /// A text in a language.
    pub fn new(language: impl Into<String>, text: impl Into<String>) -> Self {
        Self { language: language.into(), text: text.into() }
    }
}

impl Wire for Localised {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        let mut taken = Taken::new(from);
        let language = taken.attribute(&Field::parse("@languageCode"), cx);
        let inner = taken.all(&Field::parse("_value"), cx);
        let plain = Field::parse(if field.is_html { "%" } else { "" });
        let text = if let Some(inner) = inner.first() {
            String::read(inner, cx, &plain)
        } else if field.is_html {
            taken.use_everything();
            let text = crate::wire::inner_html(from, cx);
            let mut copy = Element::new(&from.name, &from.ns);
            copy.line = from.line;
            copy.nodes.push(Node::Text(text));
            String::read(&copy, cx, &plain)
        } else {
            Some(trim(&taken.own_text()).to_owned())
        };
        taken.finish(cx);
        let language = language.filter(|l| !l.is_empty()).unwrap_or_else(|| {
            if !field.is_bare {
                cx.tell(
                    Severity::Hint,
                    "language-missing",
                    from,
                    "Die Sprache fehlt; Deutsch wird angenommen.".to_owned(),
                    "The language is missing; German is assumed.".to_owned(),
                );
            }
            "de".to_owned()
        });
        Some(Self { language, text: text.unwrap_or_default() })
    }

    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        element.attributes.push(("languageCode".to_owned(), self.language.clone()));
        element.nodes.push(Node::Text(cleaned(self.text.clone(), field, cx)));
        element
    }

    fn json(&self, field: &Field) -> Value {
        if field.is_bare {
            return Value::String(self.text.clone());
        }
        let mut map = Map::new();
        map.insert("language_code".to_owned(), self.language.clone().into());
        map.insert("_value".to_owned(), self.text.clone().into());
        Value::Object(map)
    }
}

/// Finding the text of a language.
pub trait TextIn {
    /// The text of a language (its first two letters count), if there is one that is not empty.
    fn text_in(&self, language: &str) -> Option<&str>;

    /// The text of the language asked for, else the German one, else the first.
    fn best(&self, language: &str) -> Option<&str>;
}

impl TextIn for [Localised] {
    fn text_in(&self, language: &str) -> Option<&str> {
        let short = |l: &str| l.get(..2).unwrap_or(l).to_ascii_lowercase();
        let wanted = short(language);
        self.iter()
            .find(|l| short(&l.language) == wanted && !l.text.trim().is_empty())
            .map(|l| l.text.as_str())
    }

    fn best(&self, language: &str) -> Option<&str> {
        self.text_in(language)
            .or_else(|| self.text_in("de"))
            .or_else(|| self.first().map(|l| l.text.as_str()))
    }
}

/// A date, or date and time, as it stands in the file (`xs:date`, `xs:dateTime`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub String);

impl Moment {
    /// The calendar day in it, whatever time and offset follow.
    pub fn date(&self) -> Option<Date> {
        self.0.get(..10)?.parse().ok()
    }
}

impl Wire for Moment {
    fn read(from: &Element, cx: &mut Reading, _field: &Field) -> Option<Self> {
        let moment = Self(deep_text(from, cx));
        if moment.0.is_empty() {
            return None;
        }
        if moment.date().is_none() {
            let short: String = moment.0.chars().take(40).collect();
            cx.tell(
                Severity::Warning,
                "date-unreadable",
                from,
                format!("„{short}“ ist kein Datum der Form JJJJ-MM-TT."),
                format!("“{short}” is not a date of the form YYYY-MM-DD."),
            );
        }
        Some(moment)
    }

    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element {
        self.0.write(name, cx, field)
    }

    fn json(&self, _field: &Field) -> Value {
        Value::String(self.0.clone())
    }

    fn text(&self) -> String {
        self.0.clone()
    }
}

element! {
    /// A period in which something holds (`Zeitraum`).
    Validity {
        /// Its begin.
        begin: Option<Moment> = "beginn",
        /// Its end.
        end: Option<Moment> = "ende",
        /// What is to be said about it.
        note: Vec<Localised> = "zusatz",
    }
}

element! {
    /// A link with a title (`HyperlinkErweitert`).
    Link {
        /// Language of what it leads to.
        language: Option<String> = "@languageCode",
        /// The address.
        uri: String = "uri",
        /// Title.
        title: Option<String> = "titel",
        /// Description.
        description: Option<String> = "beschreibung",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
    }
}

element! {
    /// Who made and changed something, and when (`Versionsinformation`).
    VersionInfo {
        /// When it was made.
        created_at: Option<Moment> = "erstelltDatumZeit",
        /// By whom.
        created_by: Option<String> = "erstelltDurch",
        /// When it was changed last.
        changed_at: Option<Moment> = "geaendertDatumZeit",
        /// By whom.
        changed_by: Option<String> = "geaendertDurch",
        /// Number of the version.
        version: Option<String> = "version",
    }
}

element! {
    /// Where a text translated by a machine comes from (`MaschinelleUebersetzung`, 2.3).
    MachineTranslation {
        /// Language of the original.
        original_language: String = "originalSprache",
        /// Identifier of the original.
        original_id: Option<Identifier> = "originalID",
        /// The machine.
        translated_by: Option<String> = "uebersetztDurch",
    }
}

element! {
    /// One of the languages of an object (`Sprachversion`).
    LanguageVersion {
        /// The language.
        language: String = "languageCode",
        /// Its German name.
        name_german: Option<String> = "sprachbezeichnungDeutsch",
        /// Its own name.
        name_native: Option<String> = "sprachbezeichnungNativ",
        /// Whether a machine translated it (2.3).
        is_machine_translated: Option<bool> = "-|kennzeichenMaschinelleUebersetzung",
        /// Where the translation comes from (2.3).
        machine_translation: Option<MachineTranslation> = "-|maschinelleUebersetzung",
        /// When it was made.
        created_at: Option<Moment> = "erstelltDatumZeit",
        /// By whom.
        created_by: Option<String> = "erstelltDurch",
        /// When it was changed last.
        changed_at: Option<Moment> = "geaendertDatumZeit",
        /// By whom.
        changed_by: Option<String> = "geaendertDurch",
        /// Number of the version.
        version: Option<String> = "version",
    }
}
