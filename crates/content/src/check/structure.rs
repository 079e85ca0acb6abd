//! Titles, headings, pictures, films, tables.

use std::collections::BTreeSet;

use super::{Level, Note, Notes, note};
use crate::block::{Block, Kind};
use crate::document::Document;
use crate::parts::{Alt, Captions, Rank};

/// Letters of the longest alternative text before somebody is asked.
const ALT_LETTERS_MAX: usize = 200;

pub(super) fn check(document: &Document, notes: &mut Notes<'_>) {
    if notes.situation.title.trim().is_empty() {
        let said = ("Der Titel fehlt.", "The title is missing.");
        let mend = ("Geben Sie der Seite einen Titel.", "Give the page a title.");
        notes.add(None, "title", "", note(Level::Blocker, "title-missing", said, mend));
    }
    if notes.situation.needs_teaser && notes.situation.teaser.trim().is_empty() {
        let said = ("Der Anreißer fehlt.", "The teaser is missing.");
        let mend = (
            "Schreiben Sie ein bis zwei Sätze, worum es geht.",
            "Write one or two sentences about it.",
        );
        notes.add(None, "teaser", "", note(Level::Blocker, "teaser-missing", said, mend));
    }
    headings(document.blocks(), &mut BTreeSet::new(), notes);
    document.walk(&mut |block| one(block, notes));
}

/// Headings of one group: never empty, never twice, never a rank left out.
fn headings(blocks: &[Block], seen: &mut BTreeSet<String>, notes: &mut Notes<'_>) {
    let mut last: Option<Rank> = None;
    for block in blocks {
        for group in block.groups() {
            headings(group, seen, notes);
        }
        let Kind::Heading(heading) = &block.kind else { continue };
        let words = heading.content.text();
        if words.trim().is_empty() {
            let said = ("Eine Überschrift ist leer.", "A heading is empty.");
            let mend = (
                "Schreiben Sie etwas hinein oder löschen Sie sie.",
                "Write something or remove it.",
            );
            notes.add(
                Some(block),
                "content",
                "",
                note(Level::Blocker, "heading-empty", said, mend),
            );
            continue;
        }
        if !seen.insert(words.to_lowercase()) || words.eq_ignore_ascii_case(notes.situation.title) {
            let said = ("Diese Überschrift gibt es schon.", "This heading exists already.");
            let mend = (
                "Sagen Sie in jeder Überschrift, worum es genau geht.",
                "Say in each heading what exactly it is about.",
            );
            let it = note(Level::Blocker, "heading-twice", said, mend);
            notes.add(Some(block), "content", &words, it);
        }
        let allowed = last.map_or(1, |rank| u8::from(rank) + 1);
        if u8::from(heading.rank) > allowed {
            let said = (
                format!(
                    "Hier wird ein Rang übersprungen: {} statt höchstens {allowed}.",
                    u8::from(heading.rank)
                ),
                format!(
                    "A rank is left out here: {} instead of {allowed} at most.",
                    u8::from(heading.rank)
                ),
            );
            let mend = ("Wählen Sie den nächsthöheren Rang.", "Choose the next higher rank.");
            let it = Note { level: Level::Blocker, kind: "heading-order", said, mend };
            notes.add(Some(block), "rank", &words, it);
        }
        last = Some(heading.rank);
    }
}

fn alt(block: &Block, field: &str, alt: Option<&Alt>, notes: &mut Notes<'_>) {
    let Some(alt) = alt else {
        let said = (
            "Bei diesem Bild ist nicht entschieden, was Menschen erfahren, die es nicht sehen.",
            "For this picture nobody decided what people learn who do not see it.",
        );
        let mend = (
            "Beschreiben Sie das Bild in einem Satz, oder kennzeichnen Sie es als Schmuck.",
            "Describe the picture in a sentence, or mark it as decorative.",
        );
        return notes.add(Some(block), field, "", note(Level::Blocker, "alt-missing", said, mend));
    };
    let Alt::Text(text) = alt else { return };
    let lower = text.to_lowercase();
    let is_file = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".tif"]
        .iter()
        .any(|e| lower.ends_with(e))
        || ["img_", "dsc_", "dscn", "image0", "pxl_"].iter().any(|s| lower.starts_with(s));
    let (kind, said) = if text.trim().is_empty() {
        let said = ("Der Alternativtext ist leer.", "The alternative text is empty.");
        return notes.add(
            Some(block),
            field,
            "",
            note(Level::Blocker, "alt-empty", said, MEND_ALT),
        );
    } else if is_file {
        (
            "alt-file-name",
            ("Der Alternativtext ist ein Dateiname.", "The alternative text is a file name."),
        )
    } else if text.chars().count() > ALT_LETTERS_MAX {
        ("alt-long", ("Der Alternativtext ist sehr lang.", "The alternative text is very long."))
    } else if [
        "bild von",
        "foto von",
        "grafik von",
        "image of",
        "picture of",
        "ein bild",
        "ein foto",
    ]
    .iter()
    .any(|s| lower.starts_with(s))
    {
        (
            "alt-says-picture",
            (
                "Dass es ein Bild ist, wird ohnehin vorgelesen.",
                "That it is a picture is read out anyway.",
            ),
        )
    } else {
        return;
    };
    notes.add(Some(block), field, text, note(Level::Ask, kind, said, MEND_ALT));
}

const MEND_ALT: (&str, &str) = (
    "Sagen Sie kurz, was zu sehen ist und hier zählt.",
    "Say in short what can be seen and matters here.",
);

fn one(block: &Block, notes: &mut Notes<'_>) {
    match &block.kind {
        Kind::Image(image) => {
            alt(block, "alt", image.alt.as_ref(), notes);
            missing_media(block, image.media.is_none(), notes);
        }
        Kind::Gallery(gallery) => {
            for (at, image) in gallery.images.iter().enumerate() {
                alt(block, &format!("images[{at}].alt"), image.alt.as_ref(), notes);
            }
            missing_media(block, gallery.images.iter().any(|i| i.media.is_none()), notes);
        }
        Kind::Video(video) => {
            missing_media(block, video.media.is_none(), notes);
            captions(block, video.captions.as_ref(), notes);
        }
        Kind::Audio(audio) => {
            missing_media(block, audio.media.is_none(), notes);
            if audio.transcript.trim().is_empty() {
                let said = (
                    "Zu dieser Aufnahme fehlt der Text.",
                    "The text of this recording is missing.",
                );
                let mend = ("Schreiben Sie auf, was gesagt wird.", "Write down what is said.");
                let it = note(Level::Blocker, "transcript-missing", said, mend);
                notes.add(Some(block), "transcript", &audio.title, it);
            }
        }
        _ => parts(block, notes),
    }
}

/// Files, tables, sections, what comes from elsewhere.
fn parts(block: &Block, notes: &mut Notes<'_>) {
    match &block.kind {
        Kind::Downloads(downloads) => {
            missing_media(block, downloads.files.iter().any(|f| f.media.is_none()), notes);
            if let Some(at) = downloads.files.iter().position(|f| f.label.trim().is_empty()) {
                let said = ("Eine Datei hat keine Bezeichnung.", "A file has no label.");
                let mend = ("Sagen Sie, was in der Datei steht.", "Say what the file holds.");
                let it = note(Level::Blocker, "label-empty", said, mend);
                notes.add(Some(block), &format!("files[{at}].label"), "", it);
            }
        }
        Kind::Table(table) => tables(block, table, notes),
        Kind::Steps(steps) => sections(block, steps.steps.iter().map(|s| s.title.as_str()), notes),
        Kind::Accordion(it) => sections(block, it.sections.iter().map(|s| s.title.as_str()), notes),
        Kind::Embed(embed) => {
            let is_known = embed.provider.is_some_and(|p| p.frame_url(&embed.reference).is_some());
            if !is_known {
                let said = (
                    "Der Verweis passt nicht zum Anbieter.",
                    "The reference does not fit the provider.",
                );
                let mend = (
                    "Kopieren Sie die Kennung oder Adresse noch einmal.",
                    "Copy the id or address again.",
                );
                let it = note(Level::Blocker, "embed-reference", said, mend);
                notes.add(Some(block), "reference", &embed.reference, it);
            }
            if embed.alternative.is_none() {
                let said = (
                    "Für Menschen, die dem Anbieter keine Daten geben wollen, fehlt ein anderer Weg.",
                    "There is no other way for people who do not want to give data to the provider.",
                );
                let mend = (
                    "Verweisen Sie auf dasselbe auf der eigenen Seite.",
                    "Link to the same thing on your own site.",
                );
                let it = note(Level::Ask, "embed-alternative", said, mend);
                notes.add(Some(block), "alternative", &embed.title, it);
            }
        }
        Kind::Snippet(it) if it.snippet.is_none() => {
            let said = ("Hier fehlt noch der Textbaustein.", "The snippet is still missing here.");
            let mend = (
                "Wählen Sie einen aus, oder entfernen Sie diese Stelle.",
                "Choose one, or remove this place.",
            );
            notes.add(
                Some(block),
                "snippet",
                "",
                note(Level::Blocker, "snippet-missing", said, mend),
            );
        }
        Kind::Map(map) if map.description.trim().is_empty() => {
            let said = (
                "Was die Karte zeigt, steht nirgends in Worten.",
                "What the map shows is nowhere in words.",
            );
            let mend = ("Schreiben Sie Adressen oder Wege dazu.", "Add addresses or directions.");
            let it = note(Level::Blocker, "map-description", said, mend);
            notes.add(Some(block), "description", &map.title, it);
        }
        _ => {}
    }
}

fn missing_media(block: &Block, is_missing: bool, notes: &mut Notes<'_>) {
    if is_missing {
        let said = ("Hier fehlt noch eine Datei.", "A file is still missing here.");
        let mend = (
            "Laden Sie sie hoch oder wählen Sie eine aus der Mediathek.",
            "Upload it or choose one from the library.",
        );
        notes.add(Some(block), "media", "", note(Level::Blocker, "media-missing", said, mend));
    }
}

fn captions(block: &Block, decided: Option<&Captions>, notes: &mut Notes<'_>) {
    let (level, kind, said, mend) = match decided {
        None => (
            Level::Blocker,
            "captions-missing",
            (
                "Für diesen Film ist nicht entschieden, wie es um Untertitel steht.",
                "For this film nobody decided about captions.",
            ),
            (
                "Wählen Sie Untertitel aus, oder sagen Sie, warum es keine gibt.",
                "Choose captions, or say why there are none.",
            ),
        ),
        Some(Captions::Missing(why)) if why.trim().is_empty() => (
            Level::Blocker,
            "captions-reason",
            (
                "Warum es keine Untertitel gibt, steht nicht da.",
                "It is not said why there are no captions.",
            ),
            ("Nennen Sie den Grund.", "Say why."),
        ),
        Some(Captions::Missing(_)) => (
            Level::Ask,
            "captions-exception",
            ("Dieser Film hat keine Untertitel.", "This film has no captions."),
            (
                "Reichen Sie Untertitel nach; bis dahin hilft eine Abschrift.",
                "Add captions later; until then a transcript helps.",
            ),
        ),
        Some(_) => return,
    };
    notes.add(Some(block), "captions", "", note(level, kind, said, mend));
}

fn tables(block: &Block, table: &crate::block::Table, notes: &mut Notes<'_>) {
    if table.header.is_none() {
        let said = (
            "Bei dieser Tabelle ist nicht gesagt, welche Zellen Köpfe sind.",
            "For this table nobody said which cells are headers.",
        );
        let mend = (
            "Wählen Sie: erste Zeile, erste Spalte oder beide.",
            "Choose: first row, first column or both.",
        );
        notes.add(Some(block), "header", "", note(Level::Blocker, "table-header", said, mend));
    }
    if table.caption.is_empty() {
        let said = ("Die Tabelle hat keine Beschriftung.", "The table has no caption.");
        let mend = ("Sagen Sie in einem Satz, was sie zeigt.", "Say in a sentence what it shows.");
        notes.add(Some(block), "caption", "", note(Level::Ask, "table-caption", said, mend));
    }
    let is_header = |row: usize, column: usize| table.header.is_some_and(|h| h.holds(row, column));
    for (row, cells) in table.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            // The corner may stay empty.
            if cell.is_empty() && is_header(row, column) && (row, column) != (0, 0) {
                let said = ("Eine Kopfzelle ist leer.", "A header cell is empty.");
                let mend = (
                    "Schreiben Sie hinein, was darunter oder daneben steht.",
                    "Write what stands below or beside.",
                );
                let it = note(Level::Ask, "table-header-empty", said, mend);
                notes.add(Some(block), &format!("rows[{row}][{column}]"), "", it);
            }
        }
    }
}

fn sections<'a>(block: &Block, titles: impl Iterator<Item = &'a str>, notes: &mut Notes<'_>) {
    for title in titles {
        if title.trim().is_empty() {
            let said = ("Ein Abschnitt hat keinen Titel.", "A section has no title.");
            let mend = ("Sagen Sie im Titel, was darin steht.", "Say in the title what it holds.");
            notes.add(Some(block), "title", "", note(Level::Blocker, "section-title", said, mend));
        }
    }
}
