//! Brokers of others where the messages of doors are fetched.

use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Reader, Tx, sql};

use crate::inbound::Door;

const ALL: Sql = sql!(
    "SELECT b.door, b.address, b.account, b.secret, b.topic, b.version
     FROM sensors_broker b
     JOIN sensors_door d ON d.id = b.door
     WHERE d.revoked_at IS NULL
     ORDER BY b.door
     LIMIT 100"
);
const OF_DOOR: Sql = sql!(
    "SELECT door, address, account, secret, topic, version FROM sensors_broker WHERE door = $1"
);
const SET: Sql = sql!(
    "INSERT INTO sensors_broker (door, address, account, secret, topic, version)
     VALUES ($1, $2, $3, $4, $5, 1)
     ON CONFLICT (door) DO UPDATE
     SET address = excluded.address,
         account = excluded.account,
         secret = excluded.secret,
         topic = excluded.topic,
         version = sensors_broker.version + 1"
);
const REMOVE: Sql = sql!("DELETE FROM sensors_broker WHERE door = $1");

/// A broker as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broker {
    /// The door its messages belong to.
    pub door: Id<Door>,
    /// `mqtts://name:port`, or `mqtt://` within the house.
    pub address: String,
    /// The user name; may be empty.
    pub account: String,
    /// The password, sealed; empty for none.
    pub secret: String,
    /// The topic, with wildcards.
    pub topic: String,
    /// Counts changes.
    pub version: i64,
}

fn broker(row: &Row) -> Result<Broker, AppError> {
    Ok(Broker {
        door: row.at(0)?,
        address: row.at(1)?,
        account: row.at(2)?,
        secret: row.at(3)?,
        topic: row.at(4)?,
        version: row.at(5)?,
    })
}

/// All brokers of doors that are open.
pub(crate) fn all(reader: &mut Reader<'_>) -> Result<Vec<Broker>, AppError> {
    reader.query(ALL, &[])?.iter().map(broker).collect()
}

/// The broker of a door.
pub(crate) fn of_door(reader: &mut Reader<'_>, door: Id<Door>) -> Result<Option<Broker>, AppError> {
    reader.maybe(OF_DOOR, &[&door])?.as_ref().map(broker).transpose()
}

/// Sets the broker of a door.
pub(crate) fn set(tx: &mut Tx<'_>, b: &Broker) -> Result<(), AppError> {
    tx.execute(SET, &[&b.door, &b.address, &b.account, &b.secret, &b.topic])?;
    Ok(())
}

/// Nothing is fetched for a door any more.
pub(crate) fn remove(tx: &mut Tx<'_>, door: Id<Door>) -> Result<bool, AppError> {
    Ok(tx.execute(REMOVE, &[&door])? == 1)
}
