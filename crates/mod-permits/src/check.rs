//! The automatic check of completeness: a list in three colours, and the text that asks for what is
//! missing, ready to be sent.

use jiff::civil::Date;
use kernel::Text;
use web::badge::Tone;

use crate::model::{Kind, Method, Operator, Request, Ruling, Section, Surface};

/// Label of the file that proves a power of attorney.
pub const ATTORNEY: &str = "power-of-attorney";
/// Label of the file that shows how traffic is led.
pub const TRAFFIC_PLAN: &str = "traffic-plan";
/// Cover from which a line no longer lies shallow, in centimetres. A default of the house: the rules
/// of technology and the town say more.
const SHALLOW_CM: i64 = 60;
/// Works longer than this should be looked at, in days.
const LONG_DAYS: i32 = 365;

/// How a point came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// In order.
    Green,
    /// Somebody should look.
    Yellow,
    /// Missing.
    Red,
}

impl Light {
    /// How it is marked.
    pub fn tone(self) -> Tone {
        match self {
            Self::Green => Tone::Success,
            Self::Yellow => Tone::Warning,
            Self::Red => Tone::Danger,
        }
    }

    /// In words, for those who see no colours.
    pub fn word(self) -> Text {
        match self {
            Self::Green => Text::new("in Ordnung", "in order"),
            Self::Yellow => Text::new("bitte ansehen", "please look"),
            Self::Red => Text::new("fehlt", "missing"),
        }
    }
}

/// One point of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// How it came out.
    pub light: Light,
    /// What was looked at and found.
    pub text: Text,
    /// What is asked for, in German, where something is missing.
    pub ask: String,
}

/// What the check looks at.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its sections.
    pub sections: &'a [Section],
    /// Who asks.
    pub operator: &'a Operator,
    /// Labels of the files handed in.
    pub files: &'a [String],
    /// Today.
    pub today: Date,
}

struct List(Vec<Point>);

impl List {
    fn put(&mut self, is_there: bool, good: (&str, &str), bad: (&str, &str), ask: &str) {
        let ((de, en), light) = if is_there { (good, Light::Green) } else { (bad, Light::Red) };
        let ask = if is_there { String::new() } else { ask.to_owned() };
        self.0.push(Point { light, text: Text::new(de, en), ask });
    }

    fn look(&mut self, de: impl Into<String>, en: impl Into<String>) {
        self.0.push(Point { light: Light::Yellow, text: Text::new(de, en), ask: String::new() });
    }
}

/// The list of a request.
pub fn check(input: &Input<'_>) -> Vec<Point> {
    let mut list = List(Vec::new());
    who(input, &mut list);
    route(input, &mut list);
    works(input, &mut list);
    list.0
}

fn who(input: &Input<'_>, list: &mut List) {
    let has = |label: &str| input.files.iter().any(|f| f == label);
    let needs_right = matches!(input.request.kind, Kind::Consent | Kind::Minor | Kind::Shallow);
    if input.operator.is_contractor {
        list.put(
            has(ATTORNEY),
            ("Die Vollmacht des Netzbetreibers liegt vor.", "The operator's power of attorney is there."),
            ("Die Vollmacht des Netzbetreibers fehlt.", "The operator's power of attorney is missing."),
            "Vollmacht des Netzbetreibers, für den Sie den Antrag stellen, mit dessen Nachweis der Wegeberechtigung (§ 125 TKG)",
        );
    } else if needs_right {
        list.put(
            input.operator.is_entitled(input.today),
            (
                "Die Wegeberechtigung (§ 125 TKG) ist nachgewiesen.",
                "The right of way (§ 125 TKG) is proven.",
            ),
            (
                "Der Nachweis der Wegeberechtigung (§ 125 TKG) fehlt oder ist abgelaufen.",
                "The proof of the right of way (§ 125 TKG) is missing or has run out.",
            ),
            "Nachweis der Wegeberechtigung der Bundesnetzagentur (§ 125 TKG)",
        );
    }
}

fn route(input: &Input<'_>, list: &mut List) {
    let sections = input.sections;
    let count = sections.len();
    list.put(
        count > 0,
        ("Der Lageplan liegt als Strecke vor.", "The plan is there as a route."),
        ("Der Lageplan fehlt.", "The plan is missing."),
        "Lageplan als XTrasse- oder GeoJSON-Datei oder als Liste der Straßen",
    );
    let numbers = |test: &dyn Fn(&Section) -> bool| {
        let all: Vec<String> = (1_usize..)
            .zip(sections)
            .filter(|(_, s)| s.ruling != Ruling::Forwarded && test(s))
            .map(|(n, _)| n.to_string())
            .collect();
        all.join(", ")
    };
    let vague = numbers(&|s| {
        s.method == Method::Unknown
            || (s.method != Method::Overhead && (s.depth_cm == 0 || s.width_cm == 0))
    });
    list.put(
        vague.is_empty(),
        (
            "Verfahren, Tiefe und Breite sind für alle Abschnitte angegeben.",
            "Method, depth and width are given for all sections.",
        ),
        (
            &format!("Verfahren, Tiefe oder Breite fehlen: Abschnitt {vague}."),
            &format!("Method, depth or width are missing: section {vague}."),
        ),
        &format!("Verlegeverfahren, Überdeckung und Grabenbreite für Abschnitt {vague}"),
    );
    let shallow =
        numbers(&|s| s.method != Method::Overhead && s.depth_cm > 0 && s.depth_cm < SHALLOW_CM);
    let is_said = input.request.details.shallow || input.request.kind == Kind::Shallow;
    if !shallow.is_empty() && !is_said {
        list.0.push(Point {
            light: Light::Red,
            text: Text::new(
                format!("Mindertief, aber nicht so angezeigt: Abschnitt {shallow}."),
                format!("Shallow but not declared as such: section {shallow}."),
            ),
            ask: format!(
                "Erklärung zur mindertiefen Verlegung (§ 127 Abs. 7 TKG) für Abschnitt {shallow}"
            ),
        });
    }
    let foreign: Vec<String> = (1_usize..)
        .zip(sections)
        .filter(|(_, s)| s.ruling == Ruling::Forwarded)
        .map(|(n, s)| {
            format!("{n} ({}, {}: {})", s.street, s.road.label().de, s.road.competent().de)
        })
        .collect();
    if !foreign.is_empty() {
        let foreign = foreign.join("; ");
        list.look(
            format!("Für diese Abschnitte ist die Stadt nicht zuständig, darüber wird hier nicht entschieden: {foreign}."),
            format!("The town is not competent for these sections, they are not decided here: {foreign}."),
        );
    }
    let nameless = numbers(&|s| s.street.is_empty());
    if !nameless.is_empty() {
        list.look(
            format!("Ohne Straße: Abschnitt {nameless}."),
            format!("Without a street: section {nameless}."),
        );
    }
}

fn works(input: &Input<'_>, list: &mut List) {
    let request = input.request;
    let details = &request.details;
    list.put(
        !details.contractor.is_empty(),
        ("Die ausführende Firma ist genannt.", "The contractor is named."),
        ("Die ausführende Firma fehlt.", "The contractor is missing."),
        "Name und Anschrift der ausführenden Firma",
    );
    list.put(
        !details.manager.is_empty() && !details.telephone.is_empty(),
        ("Die Bauleitung ist mit Telefon genannt.", "The site manager is named with telephone."),
        ("Bauleitung oder Telefon fehlen.", "Site manager or telephone are missing."),
        "Verantwortliche Bauleitung mit Telefonnummer",
    );
    list.put(
        details.enquired,
        ("Auskünfte über andere Leitungen sind eingeholt.", "Other lines were enquired about."),
        (
            "Auskünfte über andere Leitungen sind nicht eingeholt.",
            "Other lines were not enquired about.",
        ),
        "Bestätigung, dass Auskünfte der anderen Leitungsbetreiber eingeholt sind",
    );
    let on_road = |s: &Section| {
        matches!(s.surface, Surface::Carriageway | Surface::Unknown | Surface::Cycleway)
            && !matches!(s.method, Method::Trenchless | Method::Overhead)
    };
    if input.sections.iter().any(on_road) || request.kind == Kind::Traffic {
        let has_plan = input.files.iter().any(|f| f == TRAFFIC_PLAN);
        list.put(
            has_plan || !details.traffic.is_empty(),
            ("Die Verkehrsführung ist beschrieben.", "Traffic management is described."),
            ("Die Verkehrsführung fehlt.", "Traffic management is missing."),
            "Verkehrskonzept oder Verkehrszeichenplan (RSA 21)",
        );
    }
    let days = request.until.since(request.from).map_or(0, |span| span.get_days());
    if days > LONG_DAYS {
        list.look(
            format!("Die Bauzeit ist {days} Tage lang."),
            format!("The works last {days} days."),
        );
    }
    if request.received_on.is_none() && request.from < input.today {
        list.look("Der Beginn liegt in der Vergangenheit.", "The first day lies in the past.");
    }
}

/// Whether nothing is missing.
pub fn is_complete(points: &[Point]) -> bool {
    points.iter().all(|p| p.light != Light::Red)
}

/// The text that asks for what is missing, in German; empty where nothing is.
pub fn notice(points: &[Point], norm: &str) -> String {
    let missing: Vec<String> =
        points.iter().filter(|p| !p.ask.is_empty()).map(|p| format!("• {}", p.ask)).collect();
    if missing.is_empty() {
        return String::new();
    }
    format!(
        "Ihr Antrag ist noch nicht vollständig ({norm}). Bitte reichen Sie nach:\n\n{}\n\nDie Frist für \
         unsere Entscheidung beginnt, wenn alles vorliegt. Sie können die Angaben und Dateien auf der \
         Seite Ihres Antrags ergänzen.",
        missing.join("\n")
    )
}
