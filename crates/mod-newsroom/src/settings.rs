//! What a town decides about its newsroom.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of the newsroom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one switch per kind of text, as the page shows them"
)]
pub struct NewsroomSettings {
    /// News need a second pair of eyes.
    pub second_pair_news: bool,
    /// Events do.
    pub second_pair_event: bool,
    /// Pages do.
    pub second_pair_page: bool,
    /// Official notices do.
    pub second_pair_notice: bool,
    /// Vacancies do.
    pub second_pair_job: bool,
    /// Disruptions do.
    pub second_pair_disruption: bool,
    /// Documents do.
    pub second_pair_document: bool,
    /// Months after which somebody looks at a page again.
    pub review_months: i64,
    /// Clubs may send in events.
    pub takes_events: bool,
    /// Telephone numbers, accounts and addresses of the town that may be shown, one per line.
    pub own: String,
    /// Abbreviations everybody in town knows, one per line.
    pub abbreviations: String,
    /// By night other websites are asked whether links still lead anywhere.
    pub asks_outside: bool,
}

impl Default for NewsroomSettings {
    fn default() -> Self {
        Self {
            second_pair_news: false,
            second_pair_event: false,
            second_pair_page: false,
            second_pair_notice: true,
            second_pair_job: false,
            second_pair_disruption: false,
            second_pair_document: false,
            review_months: 12,
            takes_events: true,
            own: String::new(),
            abbreviations: String::new(),
            asks_outside: false,
        }
    }
}

impl NewsroomSettings {
    /// Whether a kind needs a second pair of eyes.
    pub fn needs_second_pair(&self, kind: &str) -> bool {
        match kind {
            "news" => self.second_pair_news,
            "event" => self.second_pair_event,
            "page" => self.second_pair_page,
            "job" => self.second_pair_job,
            "disruption" => self.second_pair_disruption,
            "document" => self.second_pair_document,
            // Official notices and whatever comes later.
            _ => self.second_pair_notice,
        }
    }
}

fn pair(key: &'static str, de: &str, en: &str) -> SettingField {
    SettingField {
        key,
        label: Text::new(format!("Zweites Augenpaar: {de}"), format!("Second pair of eyes: {en}")),
        hint: Text::new(
            "Vor dem Veröffentlichen gibt jemand anderes frei als die Person, die zuletzt geschrieben hat.",
            "Before publishing, somebody other than the last author approves.",
        ),
        kind: SettingKind::Switch,
    }
}

impl Settings for NewsroomSettings {
    const MODULE: &'static str = "newsroom";

    fn fields() -> Vec<SettingField> {
        let field = |key, label, hint, kind| SettingField { key, label, hint, kind };
        vec![
            pair("second_pair_news", "Nachrichten", "news"),
            pair("second_pair_event", "Veranstaltungen", "events"),
            pair("second_pair_page", "Seiten", "pages"),
            pair("second_pair_notice", "Bekanntmachungen", "official notices"),
            pair("second_pair_job", "Stellenangebote", "vacancies"),
            pair("second_pair_disruption", "Störungen", "disruptions"),
            pair("second_pair_document", "Dokumente", "documents"),
            field(
                "review_months",
                Text::new("Seiten wiedervorlegen nach (Monate)", "Review pages after (months)"),
                Text::new(
                    "Dann erhält die zuständige Einheit eine Aufgabe. Öffentlich steht „zuletzt geprüft am“.",
                    "The unit in charge then gets a task. The public reads “last reviewed on”.",
                ),
                SettingKind::Number(1, 60),
            ),
            field(
                "takes_events",
                Text::new("Vereine dürfen Veranstaltungen melden", "Clubs may send in events"),
                Text::new(
                    "Über ein öffentliches Formular, bestätigt per E-Mail. Nichts erscheint ungeprüft.",
                    "With a public form, confirmed by e-mail. Nothing appears unchecked.",
                ),
                SettingKind::Switch,
            ),
            field(
                "own",
                Text::new("Eigene Nummern und Adressen", "Own numbers and addresses"),
                Text::new(
                    "Telefonnummern, Kontonummern und E-Mail-Adressen der Stadt, eine je Zeile. Sie gelten beim Prüfen nicht als personenbezogen.",
                    "Telephone numbers, accounts and e-mail addresses of the town, one per line. The checks do not take them for personal data.",
                ),
                SettingKind::Lines,
            ),
            field(
                "abbreviations",
                Text::new("Bekannte Abkürzungen", "Known abbreviations"),
                Text::new(
                    "Abkürzungen, die hier alle kennen, eine je Zeile.",
                    "Abbreviations everybody here knows, one per line.",
                ),
                SettingKind::Lines,
            ),
            field(
                "asks_outside",
                Text::new(
                    "Links zu fremden Seiten nachts prüfen",
                    "Check links to other sites by night",
                ),
                Text::new(
                    "Dazu fragt das Rathaus die verlinkten Seiten selbst, langsam, mit eigenem Namen und nur, wo Maschinen willkommen sind (robots.txt). Erst nach zwei erfolglosen Nächten entsteht eine Aufgabe.",
                    "For this the town hall itself asks the linked sites, slowly, under its own name and only where machines are welcome (robots.txt). Only after two nights without success does it become a task.",
                ),
                SettingKind::Switch,
            ),
        ]
    }
}
