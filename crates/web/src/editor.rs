//! The workbench of editors: writing and blocks on one side, remarks on the other; comparing
//! editions; looking at a text as others will.

use content::compare::{Piece, PieceChange};
use maud::{Markup, html};

use crate::alert;
use crate::badge::{Tone, badge};
use crate::button::{Weight, button_sign};
use crate::form::Form;
use crate::say::Say;

/// Writing on the left, remarks on the right; one below the other on small screens.
pub fn bench(main: Markup, side: Markup) -> Markup {
    html! {
        div.rh-bench {
            div.rh-bench__main { (main) }
            div.rh-bench__side { (side) }
        }
    }
}

/// One block on the workbench: what it is, what can be done with it, and itself.
pub fn piece(id: &str, title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section.rh-piece id=(id) aria-label=(title) {
            div.rh-piece__head { p.rh-piece__title { (title) } div.rh-piece__actions { (actions) } }
            div.rh-piece__body { (body) }
        }
    }
}

/// The buttons of a block within its own small form: up, down, away.
pub fn moves(say: Say, title: &str) -> Markup {
    let name = |de: &str, en: &str| say.of(format!("{title}: {de}"), format!("{title}: {en}"));
    html! {
        (button_sign("aktion", "hoch", "↑", &name("nach oben", "move up")))
        (button_sign("aktion", "runter", "↓", &name("nach unten", "move down")))
        (button_sign("aktion", "entfernen", "✕", &name("entfernen", "remove")))
    }
}

/// A form without frame in a row: a select and its button.
pub fn row_form(action: &str, csrf: &str, body: Markup) -> Markup {
    html! { div.rh-row-form { (Form::post(action, csrf).inline().body(body)) } }
}

/// A remark about a text.
#[derive(Clone, Debug, Default)]
pub struct RemarkLine {
    /// How much it weighs.
    pub tone: Tone,
    /// The weight in a word: "Muss", "Begründen", "Hinweis".
    pub weight: String,
    /// What is wrong.
    pub said: String,
    /// How to mend it.
    pub mend: String,
    /// The words concerned.
    pub excerpt: String,
    /// Where on the page.
    pub href: Option<String>,
}

/// Remarks, the weightiest first as given.
pub fn remarks(say: Say, lines: &[RemarkLine]) -> Markup {
    html! {
        ul.rh-remarks {
            @for line in lines {
                li.rh-remark {
                    p { (badge(line.tone, &line.weight)) " " strong { (line.said) } }
                    @if !line.excerpt.is_empty() { p.rh-muted { "„" (line.excerpt) "“" } }
                    p { (line.mend) }
                    @if let Some(href) = &line.href {
                        p { a href=(href) { (say.of("Zur Stelle", "Go there")) } }
                    }
                }
            }
        }
    }
}

/// As whom or what a text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// On a telephone.
    Phone,
    /// On a desk.
    Desktop,
    /// On paper.
    Print,
    /// In easy language.
    Easy,
}

impl View {
    /// All of them, as they are offered.
    pub const ALL: [Self; 4] = [Self::Phone, Self::Desktop, Self::Print, Self::Easy];

    /// As it stands in addresses and fields.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phone => "handy",
            Self::Desktop => "desktop",
            Self::Print => "druck",
            Self::Easy => "leicht",
        }
    }

    /// Reads the word; a telephone if it is none of them, because most people hold one.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|v| v.word() == word).unwrap_or(Self::Phone)
    }

    fn name(self, say: Say) -> &'static str {
        match self {
            Self::Phone => say.of("Handy", "Phone"),
            Self::Desktop => say.of("Bildschirm", "Desk"),
            Self::Print => say.of("Druck", "Print"),
            Self::Easy => say.of("Leichte Sprache", "Easy language"),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Phone | Self::Easy => "rh-proof",
            Self::Desktop => "rh-proof rh-proof--desktop",
            Self::Print => "rh-proof rh-proof--druck",
        }
    }
}

/// A text as others will see it: its own page in a frame of real width, made smaller where there is
/// less room, with a choice of views. `link` leads to this page with another view, `sheet` to the
/// page in the frame. While somebody writes the script of the editor loads it again.
pub fn proofs(
    say: Say,
    current: View,
    link: impl Fn(View) -> String,
    sheet: impl Fn(View) -> String,
) -> Markup {
    let sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
    html! {
        div data-rh-proofs {
            nav.rh-tabs aria-label=(say.of("Ansichten", "Views")) {
                ul { @for view in View::ALL {
                    li { a href=(link(view)) data-rh-view=(view.word()) data-rh-sheet=(sheet(view))
                        aria-current=[(view == current).then_some("page")] { (view.name(say)) } }
                } }
            }
            div class=(current.class()) {
                iframe.rh-proof__frame src=(sheet(current)) sandbox=(sandbox)
                    title=(say.of("Vorschau der Seite", "Preview of the page")) {}
            }
            p { a href=(sheet(current)) target="_blank" data-rh-alone {
                (say.of("Vorschau allein in neuem Tab", "Preview alone in a new tab"))
            } }
        }
    }
}

/// The words of a text with what came and what went.
pub fn changed_words(pieces: &[Piece]) -> Markup {
    html! {
        p.rh-changed {
            @for piece in pieces {
                @match piece.change {
                    PieceChange::Same => (piece.text),
                    PieceChange::Added => ins { (piece.text) },
                    PieceChange::Removed => del { (piece.text) },
                }
            }
        }
    }
}

/// What is not saved because two people changed the same, with what the others have.
pub fn clash(say: Say, what: &str, theirs: Markup) -> Markup {
    alert::announced(
        Tone::Warning,
        what,
        html! { p { (say.of("So lautet es jetzt bei der anderen Person:", "The other person now has:")) } (theirs) },
    )
}

/// The cells of a table as fields.
pub fn cells(
    say: Say,
    name: &str,
    rows: usize,
    columns: usize,
    value: impl Fn(usize, usize) -> String,
) -> Markup {
    html! {
        div.rh-scroll role="region" aria-label=(say.of("Zellen der Tabelle", "Cells of the table")) tabindex="0" {
            table.rh-cells {
                @for row in 0..rows {
                    tr { @for column in 0..columns {
                        td { input.kern-form-input__input type="text" name=(format!("{name}.{row}.{column}"))
                            value=(value(row, column))
                            aria-label=(say.of(
                                format!("Zeile {}, Spalte {}", row + 1, column + 1),
                                format!("Row {}, column {}", row + 1, column + 1),
                            )); }
                    } }
                }
            }
        }
    }
}

/// A text field for running text; where scripts run it becomes an editor with buttons. `label` names
/// it, `value` is in the text form.
pub fn writing(label: &str, name: &str, id: &str, value: &str, hint: &str) -> Markup {
    let rows = value.lines().map(|line| line.len() / 80 + 1).sum::<usize>().clamp(4, 30);
    html! {
        div.rh-writing data-rh-writing {
            label.kern-label for=(id) { (label) }
            textarea.kern-form-input__input id=(id) name=(name) rows=(rows)
                aria-describedby=(format!("{id}-hint")) { "\n" (value) }
            p.kern-hint id=(format!("{id}-hint")) { (hint) }
        }
    }
}

/// How prominent the button of a step is: the one that leads on is the primary one.
pub const fn weight(is_next: bool) -> Weight {
    if is_next { Weight::Primary } else { Weight::Secondary }
}
