//! Which fields each kind of block has.

use kernel::Text;

use super::{Input, Spec};

/// Kinds of block as editors know them, in the order in which they are offered.
pub(crate) const KIND_NAMES: [(&str, &str, &str); 25] = [
    ("text", "Absatz", "Paragraph"),
    ("heading", "Überschrift", "Heading"),
    ("list", "Liste", "List"),
    ("image", "Bild", "Picture"),
    ("gallery", "Bildergalerie", "Gallery"),
    ("call_out", "Hinweiskasten", "Call-out"),
    ("steps", "Schritt für Schritt", "Step by step"),
    ("accordion", "Fragen zum Aufklappen", "Questions that open"),
    ("table", "Tabelle", "Table"),
    ("downloads", "Dateien zum Herunterladen", "Downloads"),
    ("contact", "Kontakt eines Amtes", "Contact of a unit"),
    ("opening_hours", "Öffnungszeiten", "Opening hours"),
    ("services", "Leistungen", "Services"),
    ("form", "Knopf zu einem Formular", "Button to a form"),
    ("news", "Liste von Nachrichten", "List of news"),
    ("events", "Liste von Veranstaltungen", "List of events"),
    ("key_figures", "Kennzahlen", "Key figures"),
    ("quote", "Zitat", "Quotation"),
    ("video", "Video", "Video"),
    ("audio", "Tonaufnahme", "Recording"),
    ("embed", "Inhalt eines Anbieters (nach Klick)", "Content of a provider (after a click)"),
    ("map", "Karte", "Map"),
    ("snippet", "Textbaustein, verknüpft", "Snippet, linked"),
    ("columns", "Zwei Spalten", "Two columns"),
    ("divider", "Trennlinie", "Divider"),
];

/// What a kind of block is called.
pub(crate) fn kind_label(kind: &str) -> Text {
    KIND_NAMES
        .iter()
        .find(|(word, _, _)| *word == kind)
        .map_or_else(|| Text::same(kind), |(_, de, en)| Text::new(*de, *en))
}

const fn spec(name: &'static str, de: &'static str, en: &'static str, input: Input) -> Spec {
    Spec { name, de, en, input }
}

const TITLE: Spec = spec("title", "Titel", "Title", Input::Line);
const CAPTION: Spec = spec("caption", "Bildunterschrift", "Caption", Input::Rich);
const ALT: Spec = spec("alt", "Alternativtext", "Alternative text", Input::Alt);
const TRANSCRIPT: Spec = spec(
    "transcript",
    "Abschrift: alles Gesagte und Gezeigte",
    "Transcript: everything said and shown",
    Input::Long,
);
const PICTURE: Spec = spec("media", "Bild", "Picture", Input::Media("image"));
const UNIT: Spec = spec("unit", "Amt", "Unit", Input::Unit);
const TOPICS: Spec = spec("query.topics", "Nur diese Themen", "Only these topics", Input::Words);
const OF_UNIT: Spec = spec("query.unit", "Nur von diesem Amt", "Only of this unit", Input::Unit);
const COUNT: Spec = spec("query.count", "Höchstens so viele", "At most so many", Input::Number);

const IMAGE: &[Spec] = &[PICTURE, ALT, CAPTION];
const GALLERY: &[Spec] = &[TITLE, spec("images", "Bild", "Picture", Input::Repeat(IMAGE))];
const VIDEO: &[Spec] = &[
    spec("media", "Video", "Video", Input::Media("video")),
    TITLE,
    spec("captions", "Untertitel", "Captions", Input::Captions),
    spec(
        "description",
        "Fassung mit Audiodeskription",
        "Version with audio description",
        Input::Media(""),
    ),
    spec("sign_language", "In Gebärdensprache", "In sign language", Input::Media("video")),
    TRANSCRIPT,
];
const AUDIO: &[Spec] =
    &[spec("media", "Tonaufnahme", "Recording", Input::Media("audio")), TITLE, TRANSCRIPT];
const QUOTE: &[Spec] = &[
    spec("content", "Zitat", "Quotation", Input::Rich),
    spec("author", "Wer das gesagt hat", "Who said it", Input::Line),
    spec("source", "Wo es nachzulesen ist", "Where it can be read", Input::Link),
];
const CALL_OUT: &[Spec] = &[
    spec(
        "tone",
        "Wie wichtig",
        "How important",
        Input::Choice(&[
            ("info", "Gut zu wissen", "Good to know"),
            ("success", "Gute Nachricht", "Good news"),
            ("warning", "Achtung", "Take care"),
            ("danger", "Gefahr", "Danger"),
        ]),
    ),
    TITLE,
    spec("blocks", "Text", "Text", Input::Blocks),
];
const SECTION: &[Spec] = &[TITLE, spec("blocks", "Text", "Text", Input::Blocks)];
const STEPS: &[Spec] = &[spec("steps", "Schritt", "Step", Input::Repeat(SECTION))];
const ACCORDION: &[Spec] = &[
    spec("faq", "Es sind Fragen und Antworten", "These are questions and answers", Input::Check),
    spec("sections", "Abschnitt", "Section", Input::Repeat(SECTION)),
];
const TABLE: &[Spec] = &[
    spec("caption", "Was die Tabelle zeigt", "What the table shows", Input::Rich),
    spec(
        "header",
        "Kopf der Tabelle",
        "Head of the table",
        Input::Choice(&[
            ("", "Noch nicht entschieden", "Not decided yet"),
            ("row", "Erste Zeile", "First row"),
            ("column", "Erste Spalte", "First column"),
            ("both", "Erste Zeile und erste Spalte", "First row and first column"),
        ]),
    ),
    spec("rows", "Zellen", "Cells", Input::Cells),
];
const DOWNLOADS: &[Spec] = &[
    TITLE,
    spec(
        "files",
        "Datei",
        "File",
        Input::Repeat(&[
            spec("media", "Datei", "File", Input::Media("document")),
            spec("label", "Bezeichnung", "Label", Input::Line),
            spec("note", "Hinweis", "Note", Input::Line),
        ]),
    ),
];
const CONTACT: &[Spec] = &[UNIT, spec("note", "Hinweis", "Note", Input::Rich)];
const OPENING_HOURS: &[Spec] = &[UNIT];
const SERVICES: &[Spec] = &[TITLE, spec("services", "Leistungen", "Services", Input::Services)];
const NEWS: &[Spec] = &[TITLE, TOPICS, OF_UNIT, COUNT];
const EVENTS: &[Spec] = &[
    TITLE,
    TOPICS,
    OF_UNIT,
    COUNT,
    spec("query.days", "Nur die nächsten Tage", "Only the coming days", Input::Number),
];
const MAP: &[Spec] = &[
    TITLE,
    spec("description", "Dasselbe in Worten", "The same in words", Input::Long),
    spec("layers", "Ebenen", "Layers", Input::Words),
];
const KEY_FIGURES: &[Spec] = &[
    TITLE,
    spec(
        "figures",
        "Kennzahl",
        "Figure",
        Input::Repeat(&[
            spec("value", "Zahl mit Einheit", "Number with unit", Input::Line),
            spec("label", "Was sie bedeutet", "What it means", Input::Line),
            spec("source", "Stand und Quelle", "As of, and source", Input::Line),
        ]),
    ),
];
const EMBED: &[Spec] = &[
    spec(
        "provider",
        "Anbieter",
        "Provider",
        Input::Choice(&[
            ("", "Bitte wählen", "Please choose"),
            ("youtube", "YouTube", "YouTube"),
            ("vimeo", "Vimeo", "Vimeo"),
            ("peertube", "PeerTube", "PeerTube"),
            ("mastodon", "Mastodon", "Mastodon"),
            ("instagram", "Instagram", "Instagram"),
            ("facebook", "Facebook", "Facebook"),
        ]),
    ),
    spec(
        "reference",
        "Kennung oder Adresse beim Anbieter",
        "Id or address at the provider",
        Input::Line,
    ),
    TITLE,
    spec("preview", "Eigenes Vorschaubild", "Preview of our own", Input::Media("image")),
    spec(
        "alternative",
        "Derselbe Inhalt ohne den Anbieter",
        "The same without the provider",
        Input::Link,
    ),
];
const FORM: &[Spec] = &[
    spec("form", "Formular oder Leistung", "Form or service", Input::Service),
    spec("label", "Text auf dem Knopf", "Words on the button", Input::Line),
];
const SNIPPET: &[Spec] = &[spec("snippet", "Textbaustein", "Snippet", Input::Snippet)];
const COLUMNS: &[Spec] = &[
    spec("left", "Links", "Left", Input::Blocks),
    spec("right", "Rechts", "Right", Input::Blocks),
];

/// The fields of a kind; none for kinds that are written in the running text.
pub(crate) fn specs(kind: &str) -> &'static [Spec] {
    match kind {
        "image" => IMAGE,
        "gallery" => GALLERY,
        "video" => VIDEO,
        "audio" => AUDIO,
        "quote" => QUOTE,
        "call_out" => CALL_OUT,
        "steps" => STEPS,
        "accordion" => ACCORDION,
        "table" => TABLE,
        "downloads" => DOWNLOADS,
        "contact" => CONTACT,
        "opening_hours" => OPENING_HOURS,
        "services" => SERVICES,
        "news" => NEWS,
        "events" => EVENTS,
        "map" => MAP,
        "key_figures" => KEY_FIGURES,
        "embed" => EMBED,
        "form" => FORM,
        "snippet" => SNIPPET,
        "columns" => COLUMNS,
        _ => &[],
    }
}
