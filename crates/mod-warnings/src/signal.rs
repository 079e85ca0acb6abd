//! From the records to the memory that every page reads.

use kernel::settings;
use kernel::siren::{Banner, Signal};
use kernel::{AppError, Reader, Town};

use crate::model::Message;
use crate::settings::WarningSettings;
use crate::store;

/// Warnings on a page at most: beyond that nobody reads them.
const BANNERS_MAX: i64 = 5;

/// What the town warns of now.
///
/// # Errors
/// What the database says.
pub fn signal(_: &Town, reader: &mut Reader<'_>) -> Result<Signal, AppError> {
    let now = reader.now();
    let settings: WarningSettings = settings::get(reader)?;
    let banners = store::latest(reader, now, BANNERS_MAX)?.iter().map(banner).collect();
    Ok(Signal { banners, is_crisis: store::is_crisis(reader)?, hotline: settings.hotline })
}

fn banner(message: &Message) -> Banner {
    Banner {
        level: message.banner_level(),
        text: message.text.clone(),
        area: message.area.clone(),
        at: message.issued_at,
        until: message.valid_until,
        path: message.path(),
        link: message.link.clone(),
    }
}
