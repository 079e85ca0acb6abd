//! Thresholds of the demo town: a flood that was, and a bottle bank that is nearly full.

use kernel::org::{self, Unit};
use kernel::{AppError, Id, Text, Tx};

use crate::station::Value;
use crate::store::{inbound, nanoseconds, stations, warnings, watch as store};
use crate::watch::{
    Days, Duty, Ending, Gravity, Kind, Plan, Rule, Threshold, Turn, Warning, Watch, acts, judge,
};

/// Values of a stream that are looked at.
const VALUES_MAX: i64 = 5_000;

struct Told {
    station: &'static str,
    stream: &'static str,
    rule: Rule,
    gravity: Gravity,
    /// Everybody is warned, and on every page.
    reach: (bool, bool),
    title: (&'static str, &'static str),
    text: (&'static str, &'static str),
    has_case: bool,
}

const fn above(level: f64, clear: f64) -> Rule {
    Rule { kind: Kind::Above, level, clear, seconds: 0 }
}

const RAISED: Told = Told {
    station: "Pegel Mühlenbrücke",
    stream: "Wasserstand",
    rule: above(80.0, 70.0),
    gravity: Gravity::Info,
    reach: (true, true),
    title: ("Erhöhter Wasserstand", "Raised water level"),
    text: (
        "Der Uferweg kann nass und rutschig sein.",
        "The path along the bank may be wet and slippery.",
    ),
    has_case: false,
};

const TOLD: [Told; 5] = [
    RAISED,
    Told { station: "Pegel Klosterwiese", ..RAISED },
    Told {
        station: "Pegel Klosterwiese",
        rule: above(95.0, 85.0),
        gravity: Gravity::Caution,
        title: ("Hochwasser, Stufe 1", "Flood, stage 1"),
        text: (
            "Die Klosterwiese ist gesperrt. Räumen Sie Keller in Ufernähe.",
            "The abbey meadow is closed. Clear cellars near the bank.",
        ),
        has_case: true,
        ..RAISED
    },
    Told {
        station: "Glascontainer Bahnhof",
        stream: "Füllstand",
        rule: above(70.0, 20.0),
        gravity: Gravity::Info,
        reach: (true, false),
        title: ("Glascontainer fast voll", "Bottle bank nearly full"),
        text: (
            "Bitte nutzen Sie einen anderen Container. Der Bauhof leert diesen bald.",
            "Please use another bank. This one is emptied soon.",
        ),
        has_case: true,
    },
    Told {
        station: "Wetter am Rathaus",
        stream: "Temperatur",
        rule: Rule { kind: Kind::Silent, level: 0.0, clear: 0.0, seconds: 86_400 },
        gravity: Gravity::Info,
        reach: (false, false),
        title: ("Wetterstation schweigt", "Weather station is silent"),
        text: ("Bitte Stromversorgung und Funk prüfen.", "Please check power supply and radio."),
        has_case: true,
    },
];

/// Sets the thresholds, and writes down what they would have said of the month that was.
pub(super) fn fill(tx: &mut Tx<'_>) -> Result<(), AppError> {
    let units = org::all(tx)?;
    let is_ours = |u: &&Unit| u.name.de.contains("Tiefbau") || u.name.de.contains("Bau");
    let unit = units.iter().find(is_ours).or(units.first()).cloned();
    for told in &TOLD {
        let targets = inbound::targets(tx)?;
        let target = targets.iter().find(|t| t.2 == told.station && t.3 == told.stream);
        if let Some(target) = target {
            set(tx, target.0, told, unit.as_ref())?;
        }
    }
    Ok(())
}

fn set(tx: &mut Tx<'_>, stream: i64, told: &Told, unit: Option<&Unit>) -> Result<(), AppError> {
    let text = |(de, en): (&str, &str)| Text::new(de, en);
    let duty = unit.map(|unit| Duty {
        who: format!("unit/{}", unit.id),
        days: Days::Working,
        from: jiff::civil::time(7, 0, 0, 0),
        until: jiff::civil::time(16, 0, 0, 0),
    });
    let mut threshold = Threshold {
        id: Id::new(),
        stream,
        rule: told.rule,
        plan: Plan {
            title: text(told.title),
            text: text(told.text),
            gravity: told.gravity,
            is_public: told.reach.0,
            is_everywhere: told.reach.1,
            unit: unit.filter(|_| told.has_case).map(|u| u.id.to_string()).unwrap_or_default(),
            duty: duty.into_iter().collect(),
        },
        is_on: true,
        watch: Watch::default(),
        armed_at: nanoseconds(tx.now()),
        version: 1,
    };
    store::add(tx, &threshold)?;
    for reading in stations::between(tx, stream, (0, i64::MAX), VALUES_MAX)? {
        let Value::Number(value) = reading.value else { continue };
        let was = threshold.watch.open;
        let turn = judge(&threshold.rule, &mut threshold.watch, (reading.end, value), true);
        if let (Some(Turn::Cleared { at }), Some(open)) = (turn, was) {
            let over = Warning {
                ended_at: Some(at),
                closed_at: Some(instant(at)),
                ending: Ending::Values,
                ..warning(&threshold, open.began_at, open.peak)
            };
            warnings::keep(tx, &over)?;
        }
    }
    if let Some(open) = threshold.watch.open {
        let standing = warning(&threshold, open.began_at, open.peak);
        warnings::keep(tx, &standing)?;
        acts::announce(tx, &threshold, &standing)?;
    }
    store::seen(tx, threshold.id, &threshold.watch)
}

fn instant(nanoseconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default()
}

fn warning(t: &Threshold, began_at: i64, peak: f64) -> Warning {
    Warning {
        id: Id::new(),
        threshold: t.id,
        stream: t.stream,
        title: t.plan.title.clone(),
        gravity: t.plan.gravity,
        is_public: t.plan.is_public,
        kind: t.rule.kind,
        level: t.rule.level,
        began_at,
        ended_at: None,
        peak: Some(peak),
        raised_at: instant(began_at),
        closed_at: None,
        ending: Ending::Stands,
        case: String::new(),
    }
}
