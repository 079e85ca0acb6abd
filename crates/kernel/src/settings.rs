//! What a town decides: one typed value per module, in its database, edited on a page.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::instant_text;
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::value::Text;

const FIND: Sql = sql!("SELECT value FROM kernel_setting WHERE module = $1");
const SET: Sql = sql!(
    "INSERT INTO kernel_setting (module, value, set_at)
     VALUES ($1, $2, $3)
     ON CONFLICT (module) DO UPDATE SET value = excluded.value, set_at = excluded.set_at"
);

/// Settings of one module. Every field has a default (`#[serde(default)]` on the struct), so that
/// an older stored value still reads.
pub trait Settings: Serialize + DeserializeOwned + Default + Send + 'static {
    /// Name of the module: the key in the database.
    const MODULE: &'static str;

    /// The fields for the page where they are edited.
    fn fields() -> Vec<SettingField>;

    /// Checks values that belong together.
    ///
    /// # Errors
    /// The name of the field at fault and what is wrong with it.
    fn check(&self) -> Result<(), (String, Text)> {
        Ok(())
    }
}

/// One field as the settings page shows it.
#[derive(Clone, Debug)]
pub struct SettingField {
    /// Name of the field in the struct.
    pub key: &'static str,
    /// Its label.
    pub label: Text,
    /// What it does, with its unit.
    pub hint: Text,
    /// How it is entered.
    pub kind: SettingKind,
}

/// How a setting is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// One line of text.
    Line,
    /// Several lines.
    Lines,
    /// Yes or no.
    Switch,
    /// A whole number between two bounds, both included.
    Number(i64, i64),
    /// An amount in cents.
    Money,
    /// A colour as `#rrggbb`.
    Colour,
}

/// Reads the settings of a module; defaults where nothing was set.
///
/// # Errors
/// That the stored value does not read.
pub fn get<S: Settings>(reader: &mut Reader<'_>) -> Result<S, AppError> {
    match reader.maybe(FIND, &[&S::MODULE])? {
        Some(row) => Ok(row.json("value")?),
        None => Ok(S::default()),
    }
}

/// Saves the settings of a module.
///
/// # Errors
/// [`AppError::Refused`] when they do not fit together.
pub fn set<S: Settings>(tx: &mut Tx<'_>, settings: &S) -> Result<(), AppError> {
    if let Err((field, text)) = settings.check() {
        let problem = crate::error::Problem::new("settings/invalid", &text.de, &text.en);
        return Err(problem.at(&field, &text.de, &text.en).into());
    }
    let at = instant_text(tx.now());
    tx.execute(SET, &[&S::MODULE, &serde_json::to_string(settings)?, &at])?;
    Ok(())
}

/// Settings of a module as data, for the page that edits any of them.
///
/// # Errors
/// What the database says.
pub fn raw(reader: &mut Reader<'_>, module: &str) -> Result<Option<serde_json::Value>, AppError> {
    Ok(match reader.maybe(FIND, &[&module])? {
        Some(row) => Some(row.json("value")?),
        None => None,
    })
}

/// A module's settings, erased to plain data for the page.
#[derive(Clone, Copy)]
pub struct SettingsPage {
    /// Name of the module.
    pub module: &'static str,
    /// Heading.
    pub title: fn() -> Text,
    /// The fields.
    pub fields: fn() -> Vec<SettingField>,
    /// The values that hold now.
    pub read: fn(&mut Reader<'_>) -> Result<serde_json::Value, AppError>,
    /// Checks and saves values.
    pub write: fn(&mut Tx<'_>, serde_json::Value) -> Result<(), AppError>,
}

impl SettingsPage {
    /// The page of one settings struct.
    pub fn of<S: Settings>(title: fn() -> Text) -> Self {
        Self {
            module: S::MODULE,
            title,
            fields: S::fields,
            read: |reader| Ok(serde_json::to_value(get::<S>(reader)?)?),
            write: |tx, value| {
                let settings: S = serde_json::from_value(value).map_err(|e| {
                    AppError::refused(
                        "settings/invalid",
                        format!("Diese Einstellungen sind nicht lesbar: {e}"),
                        format!("These settings cannot be read: {e}"),
                    )
                })?;
                set(tx, &settings)
            },
        }
    }
}
