//! The key of a town: made once, kept wrapped under the key of the house.

use super::OpenError;
use crate::access::Actor;
use crate::db::Db;
use crate::error::AppError;
use crate::keys::Key;
use crate::sql;

const WRAPPED: &str = "town_key";
const FIND_KEY: crate::db::Sql = sql!("SELECT value FROM kernel_setting WHERE module = $1");
const SET_KEY: crate::db::Sql = sql!(
    "INSERT INTO kernel_setting (module, value, set_at) VALUES ($1, $2, $3)
     ON CONFLICT (module) DO NOTHING"
);

pub(super) async fn town_key(db: &Db, root: &Key, name: &str) -> Result<Key, OpenError> {
    let place = format!("{WRAPPED}|{name}");
    let under = root.derive("rathaus/towns/1");
    let found = db
        .read(|reader| {
            Ok(reader.maybe(FIND_KEY, &[&WRAPPED])?.map(|r| r.at::<String>(0)).transpose()?)
        })
        .await?;
    if let Some(wrapped) = found {
        let sealed = hex::decode(&wrapped).map_err(|_| OpenError::WrongKey)?;
        let text = under.open(&place, &sealed).map_err(|_| OpenError::WrongKey)?;
        let text = String::from_utf8(text).map_err(|_| OpenError::WrongKey)?;
        return Key::from_hex(&text).map_err(|_| OpenError::WrongKey);
    }
    let key = Key::random();
    let sealed = under.seal(&place, key.to_hex().as_bytes()).map_err(AppError::internal)?;
    let wrapped = hex::encode(sealed);
    db.write(Actor::system("setup"), move |tx| {
        let now = tx.now();
        tx.execute(SET_KEY, &[&WRAPPED, &wrapped, &now])?;
        Ok(crate::audit::Audit::of("kernel.key_made", "town").done())
    })
    .await?;
    Ok(key)
}
