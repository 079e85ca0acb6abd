//! What a letter of the town says, before it is set in type; the press that sets it is elsewhere.
//!
//! A [`Letter`] is content only: who writes to whom, about what, in which order of blocks.
//! The adapter behind [`Press`] turns it into a tagged PDF (PDF/UA-1) in the town's letter form
//! (DIN 5008 B), so that every notice, receipt and sheet of the house looks and reads alike.

use serde::{Deserialize, Serialize};

/// A whole letter, receipt or sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Language of the text as a BCP 47 tag, for example `de`.
    pub language: String,
    /// Title of the document in its metadata and, where `subject` is empty, on the page.
    pub title: String,
    /// The town and unit that write.
    pub sender: Sender,
    /// Lines of the address field, empty for a receipt or sheet.
    pub recipient: Vec<String>,
    /// Information block at the right: label and value, for example `Aktenzeichen`.
    pub reference: Vec<(String, String)>,
    /// Place and date line as it should be read, for example `22. November 2026`.
    pub date: String,
    /// Subject line, set as the one heading of level 1.
    pub subject: String,
    /// The content in reading order.
    pub body: Vec<Block>,
    /// A file that travels inside the PDF, for example the data of an application.
    pub embedded: Vec<Embedded>,
}

/// Who writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Name of the town as in its letterhead, for example `Stadt Musterbach`.
    pub town: String,
    /// Signing authority, for example `Die Bürgermeisterin`.
    pub authority: String,
    /// Organisational unit, for example `Fachbereich 50 – Soziales`.
    pub unit: String,
    /// Street, postcode and town in one line, for the return address.
    pub address: String,
    /// Lines of the foot: hours, telephone, bank.
    pub foot: Vec<String>,
    /// The coat of arms as SVG, if the town has set one.
    pub arms_svg: Option<String>,
    /// Accent colour as `#rrggbb`.
    pub colour: String,
}

/// One block of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// Heading of level 2 (1) or 3 (2) below the subject.
    Heading(u8, String),
    /// A paragraph of plain text.
    Paragraph(String),
    /// A paragraph that must not be overlooked: set in a box.
    Notice(String),
    /// Unordered list.
    List(Vec<String>),
    /// Ordered list.
    Steps(Vec<String>),
    /// Label and value pairs, for example the answers of a form.
    Facts(Vec<(String, String)>),
    /// A table with a heading row; the last column is set right-aligned if `amounts`.
    Table {
        /// What the table shows, read by screen readers and set above it.
        caption: String,
        /// Heading cells.
        head: Vec<String>,
        /// Rows of as many cells as the head.
        rows: Vec<Vec<String>>,
        /// Whether the last column holds amounts.
        amounts: bool,
    },
    /// Routes drawn over the streets around them.
    Plan(Plan),
    /// Closing words and the name below them.
    Closing(String, String),
    /// What follows begins a page of its own, such as an annex.
    NewPage,
}

/// A line of a plan in EPSG:25832: easting and northing in centimetres.
pub type PlanLine = Vec<(i64, i64)>;

/// Routes over the streets of the town. Where what stands on the sheet is up to the press, which
/// adds a scale bar and the arrow to the north.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What the plan shows, set above it.
    pub caption: String,
    /// The same in words, read to people who do not see the drawing.
    pub alternative: String,
    /// Streets below: name and axis.
    pub streets: Vec<(String, PlanLine)>,
    /// What is drawn above them. At least one has two points.
    pub routes: Vec<PlanRoute>,
    /// What the strokes mean.
    pub legend: Vec<(Stroke, String)>,
}

/// A route of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRoute {
    /// A number or a letter beside it, or nothing.
    pub label: String,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Where it runs.
    pub line: PlanLine,
}

/// How a route is drawn: strokes differ by pattern, not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stroke {
    /// A thick line.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
}

/// A file inside the PDF (PDF/A-3 attachment).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    /// File name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// What it is.
    pub description: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a letter could not be set.
#[derive(Debug, thiserror::Error)]
#[error("could not set the letter: {0}")]
pub struct PressError(pub String);

/// Sets letters in type.
pub trait Press: Send + Sync {
    /// Renders a letter as a tagged PDF. Takes some ten milliseconds: call it off the request path.
    ///
    /// # Errors
    /// When the letter cannot be set; the message names the place.
    fn set(&self, letter: &Letter) -> Result<Vec<u8>, PressError>;
}
