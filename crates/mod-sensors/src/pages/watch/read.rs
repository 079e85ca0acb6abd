//! Reading the form of a threshold: everything that is wrong is said at once, each at its field.

use jiff::civil::Time;
use kernel::{Fields, Problem, Text};

use super::form::Offer;
use crate::pages::inbound::typed_number;
use crate::watch::{Days, Duty, Gravity, Kind, Plan, Rule};

/// People who can be entered.
pub(super) const ROWS: usize = 4;
/// Longest title.
pub(super) const TITLE_CHARS_MAX: usize = 80;
/// Longest text: it stands on every page.
pub(super) const TEXT_CHARS_MAX: usize = 300;
/// Longest time, in minutes: thirty days.
const MINUTES_MAX: f64 = 43_200.0;

/// A form while it is read.
struct Reading<'a> {
    fields: &'a Fields,
    offer: &'a Offer,
    problem: Problem,
}

/// Reads what was typed: the stream, the rule, the plan.
pub(super) fn read(fields: &Fields, offer: &Offer) -> Result<(i64, Rule, Plan), Problem> {
    let problem = Problem::new(
        "sensors/threshold",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    let mut reading = Reading { fields, offer, problem };
    let stream = reading.stream();
    let rule = reading.rule();
    let plan = reading.plan();
    if reading.problem.fields.is_empty() { Ok((stream, rule, plan)) } else { Err(reading.problem) }
}

impl Reading<'_> {
    fn wrong(&mut self, name: &str, de: &str, en: &str) {
        let one = Problem::new("sensors/threshold", "", "").at(name, de, en);
        self.problem.fields.extend(one.fields);
    }

    fn stream(&mut self) -> i64 {
        if let Some((threshold, _)) = &self.offer.known {
            return threshold.stream;
        }
        let stream = self.fields.get("strom").parse().unwrap_or(0);
        if !self.offer.targets.iter().any(|t| t.0 == stream) {
            self.wrong("strom", "Wählen Sie eine Messreihe.", "Choose a series.");
        }
        stream
    }

    fn seconds(&mut self, kind: Kind) -> i64 {
        let minutes = match self.fields.get("minuten") {
            "" => Some(0.0),
            text => typed_number(text),
        };
        let least = if kind == Kind::Silent { 1.0 } else { 0.0 };
        let Some(minutes) = minutes.filter(|m| (least..=MINUTES_MAX).contains(m)) else {
            self.wrong(
                "minuten",
                "Geben Sie Minuten an, höchstens 43.200 (30 Tage). Für schweigende Geräte mindestens 1.",
                "Enter minutes, at most 43,200 (30 days). For silent devices at least 1.",
            );
            return 0;
        };
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let seconds = (minutes * 60.0).round() as i64;
        seconds
    }

    fn rule(&mut self) -> Rule {
        let kind = Kind::of(self.fields.get("art")).unwrap_or(Kind::Above);
        let seconds = self.seconds(kind);
        if kind == Kind::Silent {
            return Rule { kind, level: 0.0, clear: 0.0, seconds };
        }
        let Some(level) = typed_number(self.fields.get("grenze")) else {
            self.wrong("grenze", "Geben Sie eine Zahl an.", "Enter a number.");
            return Rule { kind, level: 0.0, clear: 0.0, seconds };
        };
        let clear = match self.fields.get("ende") {
            "" => Some(level),
            text => typed_number(text),
        };
        let sound = clear.filter(|clear| match kind {
            Kind::Above => *clear <= level,
            _ => *clear >= level,
        });
        if sound.is_none() {
            self.wrong(
                "ende",
                "Geben Sie eine Zahl an: nicht über der Grenze bei steigenden, nicht unter ihr bei fallenden Werten.",
                "Enter a number: not above the level for rising values, not below it for falling ones.",
            );
        }
        Rule { kind, level, clear: sound.unwrap_or(level), seconds }
    }

    fn words(
        &mut self,
        (name, most, is_needed): (&str, usize, bool),
        (de, en): (&str, &str),
    ) -> String {
        let text = self.fields.text(name);
        if (is_needed && text.is_empty()) || text.chars().count() > most {
            self.wrong(name, de, en);
        }
        text
    }

    fn plan(&mut self) -> Plan {
        let is_public = self.fields.get("oeffentlich") == "ja";
        let title = Text {
            de: self.words(
                ("titel", TITLE_CHARS_MAX, true),
                ("Geben Sie einen Namen an.", "Enter a name."),
            ),
            en: self.words(
                ("titel_en", TITLE_CHARS_MAX, is_public),
                ("Geben Sie den Namen auch auf Englisch an.", "Enter the name in English, too."),
            ),
        };
        let text = Text {
            de: self.words(
                ("text", TEXT_CHARS_MAX, is_public),
                (
                    "Sagen Sie in ein, zwei Sätzen, was es bedeutet.",
                    "Say in a sentence or two what it means.",
                ),
            ),
            en: self.words(
                ("text_en", TEXT_CHARS_MAX, is_public),
                ("Geben Sie den Text auch auf Englisch an.", "Enter the text in English, too."),
            ),
        };
        let unit = self.fields.get("vorgang").to_owned();
        if !unit.is_empty() && !self.offer.units.iter().any(|u| u.id.to_string() == unit) {
            self.wrong("vorgang", "Diese Einheit gibt es nicht mehr.", "This unit is gone.");
        }
        let duty = (0..ROWS).filter_map(|n| self.duty(n)).collect();
        let gravity = Gravity::of(self.fields.get("stufe")).unwrap_or_default();
        let is_everywhere = is_public && self.fields.get("ueberall") == "ja";
        Plan { title, text, gravity, is_public, is_everywhere, unit, duty }
    }

    fn duty(&mut self, n: usize) -> Option<Duty> {
        let name = format!("wer{n}");
        let who = self.fields.get(&name).to_owned();
        if who.is_empty() {
            return None;
        }
        let is_known = self.offer.people.iter().any(|(key, _)| *key == who)
            || self.offer.units.iter().any(|u| format!("unit/{}", u.id) == who);
        if !is_known {
            self.wrong(
                &name,
                "Diese Person oder Einheit gibt es nicht mehr.",
                "This person or unit is gone.",
            );
        }
        let (from, until) = (self.time(&format!("von{n}")), self.time(&format!("bis{n}")));
        let days = Days::of(self.fields.get(&format!("tage{n}"))).unwrap_or_default();
        Some(Duty { who, days, from, until })
    }

    fn time(&mut self, name: &str) -> Time {
        let typed = self.fields.get(name);
        if typed.is_empty() {
            return Time::midnight();
        }
        clock(typed).unwrap_or_else(|| {
            self.wrong(
                name,
                "Geben Sie eine Uhrzeit an, zum Beispiel 7:30.",
                "Enter a time, for example 7:30.",
            );
            Time::midnight()
        })
    }
}

/// A time as people write it: `7:30`, `07.30`, `16`.
fn clock(text: &str) -> Option<Time> {
    let text = text.trim().trim_end_matches("Uhr").trim();
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let hour: i8 = hour.parse().ok()?;
    let minute: i8 = minute.parse().ok()?;
    // Midnight at the end of a day is the first instant of the next.
    Time::new(if hour == 24 { 0 } else { hour }, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::clock;
    use jiff::civil::time;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("7:30", Some(time(7, 30, 0, 0))),
            ("07.30 Uhr", Some(time(7, 30, 0, 0))),
            ("16", Some(time(16, 0, 0, 0))),
            ("24:00", Some(time(0, 0, 0, 0))),
            ("25", None),
            ("7:60", None),
            ("früh", None),
        ] {
            assert_eq!(clock(text), wanted, "{text}");
        }
    }
}
