//! Sensors of the town: an OGC `SensorThings` server (1.1, Part 1 with `MultiDatastream`) on the
//! town's own database, embedded or PostgreSQL.
//!
//! The language of the standard is read and checked by `norm-sensorthings`; here it meets the
//! database. Reading is open, writing needs a key.

mod acts;
mod answer;
mod batch;
mod csv;
mod datasets;
mod demo;
mod figures;
mod file;
mod follow;
mod inbound;
mod layer;
mod months;
mod mqtt;
mod pages;
mod read;
mod reader;
mod register;
mod routes;
mod station;
mod store;
#[cfg(test)]
mod tests;
mod watch;
mod write;

use kernel::db::Migration;
use kernel::module::{Erase, FindablePage, Following, NavEntry, Retention, Schedule};
use kernel::pulse::Pulse;
use kernel::{AppError, Id, Module, Permission, Text, Tx};

pub use acts::{draft, publish};
pub use demo::fill_for_demo;
pub use mqtt::listen;
pub use register::{Entry, Personal, Record};
pub use store::Grant;

/// May see the register with drafts and keys.
pub const VIEW: Permission = Permission("sensors.view");
/// May write entries of the register, and give out keys.
pub const KEEP: Permission = Permission("sensors.keep");
/// May stop sensors at once, and let them run again.
pub const PAUSE: Permission = Permission("sensors.pause");

/// A migration by the name of its file.
macro_rules! migration {
    ($name:literal) => {
        Migration {
            module: "sensors",
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
        }
    };
}

/// Its tables.
const MIGRATIONS: &[Migration] = &[
    migration!("0001_entities"),
    migration!("0002_purpose"),
    migration!("0003_hours"),
    migration!("0004_inbound"),
    migration!("0005_thresholds"),
    migration!("0006_follows"),
    migration!("0007_released"),
    migration!("0008_broker"),
    migration!("0009_months"),
    migration!("0010_readers"),
    migration!("0011_kept_for"),
];

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "sensors",
        routes: pages::paths(routes::paths()),
        migrations: MIGRATIONS,
        permissions: vec![
            (VIEW, Text::new("Sensor-Register einsehen", "See the register of sensors")),
            (KEEP, Text::new("Sensor-Register pflegen", "Keep the register of sensors")),
            (PAUSE, Text::new("Sensoren pausieren und freigeben", "Pause and release sensors")),
        ],
        schedules: vec![Schedule {
            name: "sensors.night",
            hour: acts::NIGHT_HOUR,
            run: acts::night,
        }],
        navigation: vec![NavEntry {
            path: pages::DESK,
            label: Text::new("Sensoren", "Sensors"),
            group: Text::new("Karte und Adressen", "Map and addresses"),
            icon: "rh-building",
            permission: Some(VIEW),
        }],
        pages: vec![FindablePage {
            path: pages::PUBLIC,
            title: Text::new("Sensoren der Stadt", "Sensors of the town"),
            text: Text::new(
                "Wozu die Stadt misst, was es kostet, was es bringt und wann es endet.",
                "What the town measures for, what it costs, what it brings and when it ends.",
            ),
            words: "sensor sensoren messwerte smart city pegel luft wetter zaehlung datenschutz lorawan",
        }],
        menu: vec![NavEntry {
            path: pages::PUBLIC,
            label: Text::new("Sensoren", "Sensors"),
            group: Text::new("Vor Ort", "Around town"),
            icon: "rh-building",
            permission: None,
        }],
        layers: vec![layer::layer()],
        jobs: watch::tell::jobs(),
        procedures: vec![watch::task::procedure()],
        signals: Some(watch::acts::signal),
        follows: vec![following()],
        pulses: vec![
            Pulse { name: "sensors.watch", seconds: layer::SECONDS, run: layer::pulse },
            Pulse {
                name: "sensors.brokers",
                seconds: mqtt::outside::SECONDS,
                run: mqtt::outside::pulse,
            },
            Pulse { name: "sensors.readers", seconds: reader::SECONDS, run: reader::pulse },
        ],
        retention: retention(),
        datasets: Some(datasets::all),
        ..Module::default()
    }
}

/// Gives out a key with which a program may write. The key is shown once; only its hash is stored.
///
/// # Errors
/// What the database says.
pub fn give_key(tx: &mut Tx<'_>, grant: &Grant) -> Result<String, AppError> {
    store::make_key(tx, grant)
}

/// Gives out a key for everything whose new Things serve a trial of the interface: an entry of the
/// register that is made where it is missing. For demo towns and the official suite.
///
/// # Errors
/// What the database says.
pub fn trial_key(tx: &mut Tx<'_>, name: &str) -> Result<String, AppError> {
    let entry = demo::trial(tx)?;
    let grant =
        Grant { name: name.to_owned(), entry: Some(entry), is_whole: true, ..Grant::default() };
    store::make_key(tx, &grant)
}

/// The entry of the register at an address below `/sensoren`.
///
/// # Errors
/// Not found when there is none.
pub fn entry_at(tx: &mut Tx<'_>, slug: &str) -> Result<Id<Entry>, AppError> {
    store::register::by_slug(tx, slug)?.map(|e| e.id).ok_or(AppError::NotFound)
}

fn following() -> Following {
    Following {
        title: Text::new("Warnungen von Sensoren", "Warnings of sensors"),
        text: Text::new(
            "Hochwasser, Glätte und anderes: sobald eine Messstelle warnt, und wenn es vorbei ist.",
            "Floods, ice and more: as soon as a station warns, and when it is over.",
        ),
        mail: "/sensoren/abo",
        feeds: &[("/sensoren/warnungen.atom", "Atom")],
        instead_of: "",
    }
}

fn kept(table: &'static str, rule: &'static str) -> Retention {
    Retention { table, rule, erase: Erase::Kept }
}

fn with(table: &'static str, rule: &'static str) -> Retention {
    Retention { table, rule, erase: Erase::Elsewhere }
}

fn retention() -> Vec<Retention> {
    let mut all = retention_of_entities();
    all.extend(retention_of_values());
    all
}

/// Entities of the standard, and the register in front of them.
fn retention_of_entities() -> Vec<Retention> {
    vec![
        kept("sensors_sequence", "Numbers given out; no personal data."),
        kept("sensors_thing", "Until it is removed; things, not persons."),
        kept("sensors_location", "Until it is removed; places of things."),
        with("sensors_thing_location", "With the Thing or the Location."),
        with("sensors_historical_location", "With the Thing or the Location."),
        with("sensors_historical_place", "With the HistoricalLocation."),
        kept("sensors_sensor", "Until it is removed; descriptions of devices."),
        kept("sensors_observed_property", "Until it is removed; no personal data."),
        kept("sensors_feature", "Until it is removed; places."),
        with("sensors_location_feature", "With the Location or the feature."),
        with("sensors_datastream", "With its Thing, Sensor or ObservedProperty."),
        with("sensors_stream_property", "With the MultiDatastream."),
        with("sensors_stream_feature", "With the values it counts."),
        with(
            "sensors_observation",
            "By the nightly work after the days the register names; with the Datastream.",
        ),
        kept("sensors_key", "Who could write when; hashes and names of systems only."),
        with("sensors_key_thing", "With the Thing."),
        kept("sensors_purpose", "Public register; names of units only."),
        with("sensors_purpose_thing", "With the Thing."),
        with("sensors_released", "With the Thing, or until another entry takes it."),
        kept("sensors_purpose_step", "Public history of the register."),
        kept("sensors_key_purpose", "Who could write what when; no personal data."),
    ]
}

/// How values come in, what becomes of them, who is warned.
fn retention_of_values() -> Vec<Retention> {
    vec![
        kept("sensors_door", "Who could send when; hashes and names of systems only."),
        kept(
            "sensors_broker",
            "Until nothing is fetched any more; an account of the town, sealed.",
        ),
        kept(
            "sensors_reader",
            "Until nothing is fetched any more; addresses of public services and counts.",
        ),
        kept("sensors_decoder", "Until it is overwritten; descriptions of devices."),
        Retention {
            table: "sensors_device",
            rule: "30 days after it was last heard, unless it belongs to a stream; no values.",
            erase: Erase::Nightly(inbound::forget_devices),
        },
        Retention {
            table: "sensors_frame",
            rule: "Seven days: repetitions come within them; numbers of frames, no values.",
            erase: Erase::Nightly(inbound::forget_frames),
        },
        kept(
            "sensors_threshold",
            "Until its stream is removed; units and accounts on duty by number.",
        ),
        kept("sensors_warning", "Public record of what was warned of when; no personal data."),
        Retention {
            table: "sensors_follow",
            rule: "Until it is ended by its link; without confirmation 7 days.",
            erase: Erase::Nightly(follow::erase_stale),
        },
        Retention {
            table: "sensors_upload",
            rule: "Two days: files of values between preview and storing.",
            erase: Erase::Nightly(store::uploads::forget),
        },
        with(
            "sensors_month",
            "The file by the nightly work, as soon as its first value may be kept no longer; its digest with the Datastream.",
        ),
        with("sensors_hour", "With the values it counts."),
        with("sensors_day", "By the nightly work, after the years the register names."),
    ]
}
