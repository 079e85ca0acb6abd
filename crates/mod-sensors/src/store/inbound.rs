//! The SQL of doors, devices, decoders and frames.

use jiff::Timestamp;
use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Reader, Tx, session, sql};

use crate::inbound::{Device, Door, OwnDecoder, Places, Sender, Standing, Tally};

const ADD_DOOR: Sql = sql!(
    "INSERT INTO sensors_door (id, name, kind, kept, mapping, made_at, messages, trouble)
     VALUES ($1, $2, $3, $4, $5, $6, 0, '')"
);
const DOOR_BY_TOKEN: Sql = sql!(
    "SELECT id, name, kind, mapping, last_at, messages, trouble
     FROM sensors_door WHERE id = $1 AND kept = $2 AND revoked_at IS NULL"
);
const DOOR: Sql = sql!(
    "SELECT id, name, kind, mapping, last_at, messages, trouble
     FROM sensors_door WHERE id = $1 AND revoked_at IS NULL"
);
const DOORS: Sql = sql!(
    "SELECT id, name, kind, mapping, last_at, messages, trouble
     FROM sensors_door WHERE revoked_at IS NULL ORDER BY name, id LIMIT 200"
);
const CLOSE_DOOR: Sql =
    sql!("UPDATE sensors_door SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL");
const SET_PLACES: Sql =
    sql!("UPDATE sensors_door SET mapping = $2 WHERE id = $1 AND revoked_at IS NULL");
const HEARD: Sql = sql!(
    "UPDATE sensors_door SET last_at = $2, messages = messages + 1, trouble = $3 WHERE id = $1"
);
const IS_STORED: Sql = sql!("SELECT at FROM sensors_frame WHERE door = $1 AND key = $2");
const STORED: Sql = sql!(
    "INSERT INTO sensors_frame (door, key, at) VALUES ($1, $2, $3) ON CONFLICT (door, key) DO NOTHING"
);
const FORGET_FRAMES: Sql = sql!("DELETE FROM sensors_frame WHERE at < $1");
const DEVICE_AT: Sql = sql!(
    "SELECT id, door, address, name, application, state, decoder, mapping, fields, signal, port,
            bytes, first_at, last_at, last_time, frames, stored, doubled, late, ahead, held,
            trouble, version
     FROM sensors_device WHERE door = $1 AND address = $2"
);
const DEVICE: Sql = sql!(
    "SELECT id, door, address, name, application, state, decoder, mapping, fields, signal, port,
            bytes, first_at, last_at, last_time, frames, stored, doubled, late, ahead, held,
            trouble, version
     FROM sensors_device WHERE id = $1"
);
const DEVICES: Sql = sql!(
    "SELECT id, door, address, name, application, state, decoder, mapping, fields, signal, port,
            bytes, first_at, last_at, last_time, frames, stored, doubled, late, ahead, held,
            trouble, version
     FROM sensors_device WHERE state = $1 ORDER BY last_at DESC, id LIMIT 500"
);
const WAITING: Sql =
    sql!("SELECT COUNT(*) FROM sensors_device WHERE state = 'waiting' AND door = $1");
const ADD_DEVICE: Sql = sql!(
    "INSERT INTO sensors_device (id, door, address, name, application, state, decoder, mapping,
        fields, signal, port, bytes, first_at, last_at, last_time, frames, stored, doubled, late,
        ahead, held, trouble, version)
     VALUES ($1, $2, $3, $4, $5, 'waiting', '', '[]', $6, $7, $8, $9, $10, $10, 0, 1, 0, 0, 0, 0, 0, '', 1)"
);
const SAVE_DEVICE: Sql = sql!(
    "UPDATE sensors_device
     SET name = $2, application = $3, fields = $4, signal = $5, port = $6, bytes = $7, last_at = $8,
         last_time = $9, frames = $10, stored = $11, doubled = $12, late = $13, ahead = $14,
         held = $15, trouble = $16
     WHERE id = $1"
);
const SET_STANDING: Sql = sql!(
    "UPDATE sensors_device SET state = $2, decoder = $3, mapping = $4, trouble = '', version = version + 1
     WHERE id = $1 AND version = $5"
);
const FORGET_DEVICES: Sql =
    sql!("DELETE FROM sensors_device WHERE state <> 'assigned' AND last_at < $1");
const DECODERS: Sql = sql!("SELECT id, name FROM sensors_decoder ORDER BY name, id LIMIT 200");
const DECODER: Sql =
    sql!("SELECT name, layout, vectors, version FROM sensors_decoder WHERE id = $1");
const ADD_DECODER: Sql = sql!(
    "INSERT INTO sensors_decoder (id, name, layout, vectors, version, changed_at)
     VALUES ($1, $2, $3, $4, 1, $5)"
);
const SAVE_DECODER: Sql = sql!(
    "UPDATE sensors_decoder
     SET name = $2, layout = $3, vectors = $4, version = version + 1, changed_at = $5
     WHERE id = $1 AND version = $6"
);
const TARGETS: Sql = sql!(
    "SELECT d.id, p.title, t.name, d.name, d.unit
     FROM sensors_purpose p
     JOIN sensors_purpose_thing s ON s.purpose = p.id
     JOIN sensors_thing t ON t.id = s.thing
     JOIN sensors_datastream d ON d.thing = t.id
     WHERE p.state <> 'ended' AND NOT d.is_multi
     ORDER BY p.title, t.name, d.name, d.id
     LIMIT 2000"
);

/// Opens a door; answers its id and the token, which is shown once.
pub(crate) fn open_door(
    tx: &mut Tx<'_>,
    name: &str,
    sender: Sender,
    places: &Places,
) -> Result<(Id<Door>, String), AppError> {
    let id = Id::new();
    let (token, kept) = session::new_token();
    let mapping = serde_json::to_string(places)?;
    let now = tx.now();
    tx.execute(ADD_DOOR, &[&id, &name, &sender.key(), &kept, &mapping, &now])?;
    Ok((id, token))
}

fn door(row: &Row) -> Result<Door, AppError> {
    let (kind, mapping): (String, String) = (row.get("kind")?, row.get("mapping")?);
    Ok(Door {
        id: row.get("id")?,
        name: row.get("name")?,
        sender: Sender::of(&kind)
            .ok_or_else(|| AppError::internal(format!("sensors_door.kind: {kind}")))?,
        places: serde_json::from_str(&mapping)?,
        last_at: row.get("last_at")?,
        messages: row.get("messages")?,
        trouble: row.get("trouble")?,
    })
}

/// The door with this id, if the token opens it.
pub(crate) fn door_by_token(
    reader: &mut Reader<'_>,
    id: Id<Door>,
    token: &str,
) -> Result<Option<Door>, AppError> {
    reader.maybe(DOOR_BY_TOKEN, &[&id, &session::kept(token)])?.as_ref().map(door).transpose()
}

/// A door that is open.
pub(crate) fn find_door(reader: &mut Reader<'_>, id: Id<Door>) -> Result<Door, AppError> {
    reader.maybe(DOOR, &[&id])?.as_ref().map(door).ok_or(AppError::NotFound)?
}

/// All doors that are open.
pub(crate) fn doors(reader: &mut Reader<'_>) -> Result<Vec<Door>, AppError> {
    reader.query(DOORS, &[])?.iter().map(door).collect()
}

/// Shuts a door.
pub(crate) fn shut_door(tx: &mut Tx<'_>, id: Id<Door>) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(CLOSE_DOOR, &[&id, &now])? == 1)
}

/// Says where things stand in messages.
pub(crate) fn set_places(tx: &mut Tx<'_>, id: Id<Door>, places: &Places) -> Result<bool, AppError> {
    let mapping = serde_json::to_string(places)?;
    Ok(tx.execute(SET_PLACES, &[&id, &mapping])? == 1)
}

/// Notes that something came in, and what was wrong with it.
pub(crate) fn heard(tx: &mut Tx<'_>, id: Id<Door>, trouble: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(HEARD, &[&id, &now, &trouble])?;
    Ok(())
}

/// Whether a frame was stored before.
pub(crate) fn is_stored(
    reader: &mut Reader<'_>,
    door: Id<Door>,
    key: &str,
) -> Result<bool, AppError> {
    Ok(reader.maybe(IS_STORED, &[&door, &key])?.is_some())
}

/// Remembers a frame.
pub(crate) fn remember(tx: &mut Tx<'_>, door: Id<Door>, key: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(STORED, &[&door, &key, &now])?;
    Ok(())
}

/// Forgets frames stored before an instant.
pub(crate) fn forget_frames(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(FORGET_FRAMES, &[&before])?)
}

/// Forgets devices that belong to nothing and were not heard since an instant.
pub(crate) fn forget_devices(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(FORGET_DEVICES, &[&before])?)
}

fn device(row: &Row) -> Result<Device, AppError> {
    let (state, mapping, fields): (String, String, String) =
        (row.get("state")?, row.get("mapping")?, row.get("fields")?);
    Ok(Device {
        id: row.get("id")?,
        door: row.get("door")?,
        address: row.get("address")?,
        name: row.get("name")?,
        application: row.get("application")?,
        standing: Standing::of(&state),
        decoder: row.get("decoder")?,
        routes: serde_json::from_str(&mapping)?,
        fields: serde_json::from_str(&fields)?,
        signal: row.get("signal")?,
        port: row.get("port")?,
        bytes: row.get("bytes")?,
        first_at: row.get("first_at")?,
        last_at: row.get("last_at")?,
        last_time: row.get("last_time")?,
        tally: Tally {
            frames: row.get("frames")?,
            stored: row.get("stored")?,
            doubled: row.get("doubled")?,
            late: row.get("late")?,
            ahead: row.get("ahead")?,
            held: row.get("held")?,
        },
        trouble: row.get("trouble")?,
        version: row.get("version")?,
    })
}

/// The device of an address behind a door.
pub(crate) fn device_at(
    reader: &mut Reader<'_>,
    door: Id<Door>,
    address: &str,
) -> Result<Option<Device>, AppError> {
    reader.maybe(DEVICE_AT, &[&door, &address])?.as_ref().map(device).transpose()
}

/// A device.
pub(crate) fn find_device(reader: &mut Reader<'_>, id: Id<Device>) -> Result<Device, AppError> {
    reader.maybe(DEVICE, &[&id])?.as_ref().map(device).ok_or(AppError::NotFound)?
}

/// Devices with a standing, the latest heard first.
pub(crate) fn devices(
    reader: &mut Reader<'_>,
    standing: Standing,
) -> Result<Vec<Device>, AppError> {
    reader.query(DEVICES, &[&standing.key()])?.iter().map(device).collect()
}

/// How many devices behind a door wait.
pub(crate) fn waiting(reader: &mut Reader<'_>, door: Id<Door>) -> Result<i64, AppError> {
    Ok(reader.count(WAITING, &[&door])?)
}

/// Adds a device that was heard for the first time.
pub(crate) fn add_device(tx: &mut Tx<'_>, d: &Device) -> Result<(), AppError> {
    let fields = serde_json::to_string(&d.fields)?;
    tx.execute(
        ADD_DEVICE,
        &[
            &d.id,
            &d.door,
            &d.address,
            &d.name,
            &d.application,
            &fields,
            &d.signal,
            &d.port,
            &d.bytes,
            &d.first_at,
        ],
    )?;
    Ok(())
}

/// Saves what was heard of a device.
pub(crate) fn save_device(tx: &mut Tx<'_>, d: &Device) -> Result<(), AppError> {
    let fields = serde_json::to_string(&d.fields)?;
    let t = d.tally;
    tx.execute(
        SAVE_DEVICE,
        &[
            &d.id,
            &d.name,
            &d.application,
            &fields,
            &d.signal,
            &d.port,
            &d.bytes,
            &d.last_at,
            &d.last_time,
            &t.frames,
            &t.stored,
            &t.doubled,
            &t.late,
            &t.ahead,
            &t.held,
            &d.trouble,
        ],
    )?;
    Ok(())
}

/// Says what is done with a device; answers whether nobody else did meanwhile.
pub(crate) fn set_standing(tx: &mut Tx<'_>, d: &Device) -> Result<bool, AppError> {
    let mapping = serde_json::to_string(&d.routes)?;
    let changed =
        tx.execute(SET_STANDING, &[&d.id, &d.standing.key(), &d.decoder, &mapping, &d.version])?;
    Ok(changed == 1)
}

/// Decoders that staff wrote: id and name.
pub(crate) fn decoders(reader: &mut Reader<'_>) -> Result<Vec<(Id<OwnDecoder>, String)>, AppError> {
    let rows = reader.query(DECODERS, &[])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// A decoder that staff wrote.
pub(crate) fn decoder(reader: &mut Reader<'_>, id: Id<OwnDecoder>) -> Result<OwnDecoder, AppError> {
    let row = reader.maybe(DECODER, &[&id])?.ok_or(AppError::NotFound)?;
    Ok(OwnDecoder {
        name: row.at(0)?,
        layout: row.at(1)?,
        vectors: row.at(2)?,
        version: row.at(3)?,
    })
}

/// Saves a decoder; a new one where no id is given. Answers its id.
pub(crate) fn save_decoder(
    tx: &mut Tx<'_>,
    id: Option<Id<OwnDecoder>>,
    d: &OwnDecoder,
) -> Result<Id<OwnDecoder>, AppError> {
    let now = tx.now();
    let (saved, id) = match id {
        None => {
            let id = Id::new();
            (tx.execute(ADD_DECODER, &[&id, &d.name, &d.layout, &d.vectors, &now]), id)
        }
        Some(id) => {
            let values: [&dyn kernel::db::ToValue; 6] =
                [&id, &d.name, &d.layout, &d.vectors, &now, &d.version];
            (tx.execute(SAVE_DECODER, &values), id)
        }
    };
    match saved {
        Ok(1) => Ok(id),
        Ok(_) => Err(AppError::refused(
            "sensors/changed-meanwhile",
            "Jemand anderes hat das gerade geändert. Laden Sie die Seite neu.",
            "Somebody else has just changed this. Reload the page.",
        )),
        Err(e) if e.is_unique() => Err(AppError::Refused(
            kernel::Problem::new(
                "sensors/decoder",
                "Bitte prüfen Sie die Angaben.",
                "Please check what you entered.",
            )
            .at("name", "Diesen Namen gibt es schon.", "This name is taken."),
        )),
        Err(e) => Err(e.into()),
    }
}

/// A stream that values can go into: number, entry, station, name, unit as JSON.
pub(crate) type Target = (i64, String, String, String, String);

/// All streams of entries that are not over.
pub(crate) fn targets(reader: &mut Reader<'_>) -> Result<Vec<Target>, AppError> {
    let rows = reader.query(TARGETS, &[])?;
    rows.iter()
        .map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?, row.at(3)?, row.at(4)?)))
        .collect()
}
