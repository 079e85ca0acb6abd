//! Texts of the homepage: services, news and legal pages.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Point;

/// Something the town offers to people. Long texts are Markdown with second-level headings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownService {
    /// Last part of its address on the homepage, such as `wohngeld`.
    pub slug: String,
    /// German title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// German short text.
    pub short: String,
    /// English short text.
    pub short_en: String,
    /// German long text.
    pub text: String,
    /// English long text.
    pub text_en: String,
    /// What to bring; German.
    pub documents: Vec<String>,
    /// What to bring; English.
    pub documents_en: Vec<String>,
    /// Laws and rules it rests on.
    pub legal_basis: Vec<String>,
    /// What it costs; German.
    pub fee: String,
    /// What it costs; English.
    pub fee_en: String,
    /// How long it takes; German.
    pub duration: String,
    /// How long it takes; English.
    pub duration_en: String,
    /// Key of the unit that does it.
    pub unit: String,
    /// Whether there is an online service in this house.
    pub online: bool,
    /// Words people search for.
    pub keywords: Vec<String>,
    /// Life situations it belongs to; German.
    pub life_situations: Vec<String>,
}

/// What a news item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewsTopic {
    /// Town hall and council.
    TownHall,
    /// Road works and traffic.
    Roads,
    /// Social matters and housing.
    Social,
    /// Culture and events.
    Culture,
    /// Schools and children.
    School,
    /// Nature, climate, waste.
    Environment,
    /// Warnings and safety.
    Safety,
    /// Digital services.
    Digital,
}

/// A news item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewsItem {
    /// Number, from 1.
    pub id: u32,
    /// Last part of its address on the homepage.
    pub slug: String,
    /// Day of publication.
    pub published: Date,
    /// Topic.
    pub topic: NewsTopic,
    /// German title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// German teaser of one or two sentences.
    pub teaser: String,
    /// German text, paragraphs separated by an empty line.
    pub text: String,
    /// English summary.
    pub summary_en: String,
    /// Key of the unit that wrote it.
    pub unit: String,
    /// Where, if it is about a place.
    pub place: Option<Point>,
    /// Name of the place.
    pub place_name: String,
}

/// A page in two languages. Texts are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// German title.
    pub title: String,
    /// German text.
    pub text: String,
    /// English title.
    pub title_en: String,
    /// English text.
    pub text_en: String,
}

/// What the legal pages need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalPages {
    /// Postal address in lines.
    pub postal_address: Vec<String>,
    /// Telephone of the exchange.
    pub phone: String,
    /// Central mailbox.
    pub email: String,
    /// Who supervises the town.
    pub supervisory_authority: String,
    /// Who answers for editorial content.
    pub editor: String,
    /// Name and mailbox of the data protection officer.
    pub data_protection_officer: String,
    /// Imprint.
    pub imprint: PageText,
    /// Privacy notice; the part that does not depend on the modules that are switched on.
    pub privacy: PageText,
    /// Accessibility statement.
    pub accessibility: PageText,
    /// When the accessibility statement was last reviewed.
    pub accessibility_reviewed: Date,
    /// Known gaps of accessibility; German.
    pub accessibility_gaps: Vec<String>,
    /// The town in easy language.
    pub easy_language: String,
    /// A short portrait of the town.
    pub portrait: PageText,
}
