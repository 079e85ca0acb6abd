//! Draws the form of a block.

use std::collections::BTreeMap;

use content::text::print_inline;
use content::{Block, Document, Inlines};
use kernel::{AppError, Text};
use serde_json::Value;
use web::choice::Choice;
use web::form::group;
use web::thumbs::Pick;
use web::{Errors, Field, Markup, Say, html};

use super::read::{CELLS_MAX, at, data_of};
use super::{Input, Spec, media, specs};

/// What fields offer to choose from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The media the text shows.
    pub(crate) media: BTreeMap<String, Pick>,
    /// Files with captions: key and title.
    pub(crate) captions: Vec<(String, String)>,
    /// Snippets: key and name.
    pub(crate) snippets: Vec<(String, String)>,
    /// Units: number and name.
    pub(crate) units: Vec<(String, String)>,
    /// Services: key and title.
    pub(crate) services: Vec<(String, String)>,
}

struct Pen<'a> {
    say: Say,
    around: &'a Around,
    errors: &'a Errors,
}

/// The fields of a block.
///
/// # Errors
/// When the block does not become data, which would be a fault of the house.
pub(crate) fn draw(
    say: Say,
    block: &Block,
    around: &Around,
    errors: &Errors,
) -> Result<Markup, AppError> {
    let data = data_of(block)?;
    let pen = Pen { say, around, errors };
    Ok(html! {
        @for spec in specs(block.kind.name()) { (pen.field(spec, spec.name, at(&data, spec.name))) }
    })
}

/// Blocks stored as JSON in the text form.
fn printed(value: &Value) -> String {
    let blocks: Vec<Block> = serde_json::from_value(value.clone()).unwrap_or_default();
    Document::new(blocks).map(|d| content::text::print(&d)).unwrap_or_default()
}

fn rich(value: &Value) -> String {
    let inlines: Inlines = serde_json::from_value(value.clone()).unwrap_or_default();
    print_inline(&inlines, "\n")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.as_i64() != Some(0) => number.to_string(),
        _ => String::new(),
    }
}

impl Pen<'_> {
    fn field(&self, spec: &Spec, name: &str, value: &Value) -> Markup {
        let say = self.say;
        let label = say.of(spec.de, spec.en);
        let text = plain(value);
        let field = Field::new(say, name, label).error(self.errors.get(name)).optional();
        match spec.input {
            Input::Line | Input::Link => field.value(&text).text(),
            Input::Number => field.value(&text).number(),
            Input::Long => field.value(&text).textarea(5),
            Input::Rich => field.value(&rich(value)).hint(self.marks()).textarea(2),
            Input::Blocks => field.value(&printed(value)).hint(self.marks()).textarea(8),
            Input::Check => {
                let chosen = if value.as_bool() == Some(true) { "ja" } else { "" };
                Field::new(say, name, label).value(chosen).checkbox()
            }
            Input::Choice(words) => {
                let choices: Vec<Choice<'_>> =
                    words.iter().map(|(word, de, en)| Choice::new(word, say.of(de, en))).collect();
                Field::new(say, name, label).value(&text).select(&choices)
            }
            Input::Media(_) => media::field(say, name, label, &text, &self.around.media),
            Input::Snippet => Self::select(field, &self.around.snippets, &text),
            Input::Unit => Self::select(field, &self.around.units, &text),
            Input::Service => Self::select(field, &self.around.services, &text),
            Input::Services => self.services(field, value),
            Input::Words => {
                let all: Vec<String> = value.as_array().into_iter().flatten().map(plain).collect();
                let hint = say.of("Durch Komma getrennt", "Apart by commas");
                field.value(&all.join(", ")).hint(hint).text()
            }
            Input::Alt => self.alt(name, value),
            Input::Captions => self.captions(name, value),
            Input::Cells => self.cells(name, value),
            Input::Repeat(specs) => self.parts(spec, specs, name, value),
        }
    }

    fn marks(&self) -> &'static str {
        self.say.of(
            "**fett**, __betont__, [Wörter](https://…). Leerzeile: neuer Absatz. „- “ am Anfang: Liste.",
            "**bold**, __stressed__, [words](https://…). Empty line: new paragraph. “- ” first: list.",
        )
    }

    fn select(field: Field<'_>, all: &[(String, String)], chosen: &str) -> Markup {
        let choices: Vec<Choice<'_>> =
            all.iter().map(|(key, title)| Choice::new(key, title)).collect();
        field.value(chosen).select(&choices)
    }

    fn captions_file(&self, field: Field<'_>, chosen: &str) -> Markup {
        let mut choices: Vec<Choice<'_>> = vec![Choice::new("", self.say.of("Keine", "None"))];
        choices.extend(self.around.captions.iter().map(|(key, title)| Choice::new(key, title)));
        if !chosen.is_empty() && choices.iter().all(|c| c.value != chosen) {
            choices.push(Choice::new(chosen, chosen));
        }
        field.value(chosen).select(&choices)
    }

    fn services(&self, field: Field<'_>, value: &Value) -> Markup {
        let chosen: Vec<String> = value.as_array().into_iter().flatten().map(plain).collect();
        let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
        let choices: Vec<Choice<'_>> =
            self.around.services.iter().map(|(key, title)| Choice::new(key, title)).collect();
        field.checkboxes(&choices, &chosen)
    }

    fn alt(&self, name: &str, value: &Value) -> Markup {
        let say = self.say;
        let text = value.get("text").map(plain).unwrap_or_default();
        let decorative = if value.as_str() == Some("decorative") { "ja" } else { "" };
        let is_nothing = format!("{name}.schmuck");
        html! {
            (Field::new(say, name, say.of("Was zeigt das Bild?", "What does the picture show?"))
                .hint(say.of(
                    "Für Menschen, die es nicht sehen. Ein Satz, ohne „Bild von“.",
                    "For people who do not see it. One sentence, without “picture of”.",
                ))
                .error(self.errors.get(name)).value(&text).text())
            (Field::new(say, &is_nothing, say.of(
                "Das Bild ist nur Schmuck und sagt nichts", "The picture is decoration and says nothing",
            )).value(decorative).checkbox())
        }
    }

    fn captions(&self, name: &str, value: &Value) -> Markup {
        let say = self.say;
        let chosen = match value {
            Value::String(word) => word.as_str(),
            Value::Object(map) if map.contains_key("file") => "file",
            Value::Object(_) => "missing",
            _ => "",
        };
        let (file, why) = (format!("{name}.datei"), format!("{name}.grund"));
        let text = |key: &str| value.get(key).map(plain).unwrap_or_default();
        let choices = [
            Choice::new("file", say.of("In einer Datei", "In a file")),
            Choice::new("in_picture", say.of("Im Bild", "In the picture")),
            Choice::new("no_speech", say.of("Niemand spricht", "Nobody speaks")),
            Choice::new("missing", say.of("Es gibt keine, weil …", "There are none, because …")),
        ];
        let label = say.of("Untertitel", "Captions");
        html! {
            (Field::new(say, name, label).value(chosen).error(self.errors.get(name)).radios(&choices))
            (self.captions_file(
                Field::new(say, &file, say.of("Datei mit Untertiteln", "File with captions")).optional(),
                &text("file"),
            ))
            (Field::new(say, &why, say.of("Warum es keine gibt", "Why there are none")).optional()
                .value(&text("missing")).text())
        }
    }

    fn cells(&self, name: &str, value: &Value) -> Markup {
        let say = self.say;
        let empty = Vec::new();
        let rows = value.as_array().unwrap_or(&empty);
        let columns = rows.first().and_then(Value::as_array).map_or(2, Vec::len).max(1);
        let count = rows.len().max(2);
        if count * columns > CELLS_MAX {
            return html! { p { (say.of(
                "Diese Tabelle ist zu groß für einzelne Felder. Bearbeiten Sie sie unter „Ganzer Text“.",
                "This table is too large for single fields. Edit it under “Whole text”.",
            )) } };
        }
        let (rows_name, columns_name) = (format!("{name}.zeilen"), format!("{name}.spalten"));
        html! {
            (Field::new(say, &rows_name, say.of("Zeilen", "Rows")).value(&count.to_string()).number())
            (Field::new(say, &columns_name, say.of("Spalten", "Columns"))
                .value(&columns.to_string()).number())
            (web::editor::cells(say, name, count, columns, |row, column| {
                rows.get(row).and_then(|r| r.get(column)).map(rich).unwrap_or_default()
            }))
        }
    }

    fn parts(&self, spec: &Spec, specs: &'static [Spec], name: &str, value: &Value) -> Markup {
        let say = self.say;
        let empty = Vec::new();
        let parts = value.as_array().unwrap_or(&empty);
        let label = Text::new(spec.de, spec.en);
        html! {
            // One empty part more than there are: without scripts, saving brings the next.
            @for n in 0..=parts.len() {
                @let part = parts.get(n).unwrap_or(&Value::Null);
                @let prefix = format!("{name}.{n}");
                @let legend = format!("{} {}", say.of(&label.de, &label.en), n + 1);
                @let is_new = n == parts.len();
                @let hint = is_new.then_some(say.of("Leer lassen, wenn keines mehr dazukommt.", "Leave empty if there are no more."));
                (group(&legend, hint, html! {
                    @for inner in specs {
                        (self.field(inner, &format!("{prefix}.{}", inner.name), at(part, inner.name)))
                    }
                    (Field::new(say, &format!("{prefix}.platz"), say.of("Platz", "Place"))
                        .value(&(n + 1).to_string()).number())
                    @if !is_new {
                        (Field::new(say, &format!("{prefix}.weg"), say.of("Entfernen", "Remove")).checkbox())
                    }
                }))
            }
        }
    }
}
