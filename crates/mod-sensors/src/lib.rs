//! Sensors of the town: an OGC `SensorThings` server (1.1, Part 1 with `MultiDatastream`) on the
//! town's own database, embedded or PostgreSQL.
//!
//! The language of the standard is read and checked by `norm-sensorthings`; here it meets the
//! database. Reading is open, writing needs a key.

mod answer;
mod batch;
mod read;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod write;

use kernel::db::Migration;
use kernel::module::{Erase, Retention};
use kernel::{AppError, Module, Tx};

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "sensors",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "sensors",
            name: "0001_entities",
            sql: include_str!("../migrations/0001_entities.sql"),
        }],
        retention: retention(),
        ..Module::default()
    }
}

/// Gives out a key with which a program may write: to everything, or to what belongs to some
/// Things. The key is shown once; only its hash is stored.
///
/// # Errors
/// What the database says.
pub fn give_key(tx: &mut Tx<'_>, name: &str, things: Option<&[i64]>) -> Result<String, AppError> {
    store::make_key(tx, name, things).map_err(answer::Refusal::into_error)
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    let with = |table, rule| Retention { table, rule, erase: Erase::Elsewhere };
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
        with("sensors_observation", "With the Datastream, or when whoever sent it removes it."),
        kept("sensors_key", "Who could write when; hashes and names of systems only."),
        with("sensors_key_thing", "With the Thing."),
    ]
}
