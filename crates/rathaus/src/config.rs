//! What the machine needs to know: `rathaus.toml`. What a town decides is in its database.

mod mail;
mod mqtt;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::clock::Clock;
use kernel::db::Place;
use kernel::keys::Key;
use kernel::town::{House, OpenError, TownPlan};
use kernel::{AppError, Town};
use platform::smtp::RelayError;
use serde::Deserialize;

pub use mail::MailConfig;
pub use mqtt::{DEFAULT_MQTT, Mqtt};

/// Where the configuration is looked for when no path is given.
pub const DEFAULT_PATH: &str = "/etc/rathaus/rathaus.toml";

/// The whole configuration. Unknown keys are errors.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// Folder of files, SQLite databases and backups before upgrades.
    #[serde(default = "default_data")]
    pub data: PathBuf,
    /// File with the root key: 64 hexadecimal digits. Belongs outside the data folder.
    #[serde(default = "default_key")]
    pub key_file: PathBuf,
    /// Whether a proxy of our own stands in front and sets X-Forwarded-For.
    #[serde(default)]
    pub trusts_proxy: bool,
    /// How mail leaves.
    #[serde(default)]
    pub mail: MailConfig,
    /// The towns.
    #[serde(default, rename = "town")]
    pub towns: Vec<TownConfig>,
}

/// One town.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownConfig {
    /// Short name: letters, digits and hyphens.
    pub key: String,
    /// Host names it answers to.
    pub hosts: Vec<String>,
    /// Address of its pages, with `https://`, without a slash at the end.
    pub base_url: String,
    /// File with a PostgreSQL connection string; SQLite in the data folder without it.
    pub postgres_file: Option<PathBuf>,
    /// Address and port of its MQTT listener; see [`Config::mqtt`].
    pub mqtt: Option<String>,
    /// Where programs outside connect by MQTT; empty if nobody outside shall.
    #[serde(default)]
    pub mqtt_url: String,
}

fn default_listen() -> String {
    "127.0.0.1:8080".into()
}

fn default_data() -> PathBuf {
    "/var/lib/rathaus".into()
}

fn default_key() -> PathBuf {
    "/etc/rathaus/root.key".into()
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {cause}; {advice}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The cause.
        cause: std::io::Error,
        /// What to do.
        advice: &'static str,
    },
    /// It is no valid TOML, or has unknown or missing keys.
    #[error("{path}: {cause}`rathaus config explain` prints every key with its meaning.")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Line, column and what is wrong.
        cause: Box<toml::de::Error>,
    },
    /// A value of the configuration cannot be.
    #[error("{path}, line {line}: {key}: {reason}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where it stands, or where it is missing: the last line of the file.
        line: usize,
        /// The key.
        key: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// A value cannot be.
    #[error("{key}: {reason}")]
    Value {
        /// The key.
        key: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The mail relay.
    #[error("{0}")]
    Relay(#[from] RelayError),
}

/// The line of a key such as `listen` or `town[1].hosts`, counted from 1; the last line where it
/// does not stand.
fn line_of(text: &str, key: &str) -> usize {
    let (table, name) = match key.split_once("].") {
        Some((table, name)) => (table.split_once('[').and_then(|(_, n)| n.parse().ok()), name),
        None => (None, key),
    };
    let mut town: Option<usize> = None;
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if line == "[[town]]" {
            town = Some(town.map_or(0, |n| n + 1));
        }
        let found = line.split_once('=').is_some_and(|(key, _)| key.trim() == name);
        if found && town == table {
            return i + 1;
        }
    }
    text.lines().count().max(1)
}

/// Reads a secret from its file; refuses one that everybody may read.
///
/// # Errors
/// [`ConfigError`] with the path.
pub fn secret(path: &Path) -> Result<String, ConfigError> {
    use std::os::unix::fs::PermissionsExt;
    let advice = "it is named in the configuration; `rathaus key` makes a root key";
    let unreadable = |cause| ConfigError::Unreadable { path: path.to_owned(), cause, advice };
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & 0o007 != 0 {
        return Err(ConfigError::Value {
            key: path.display().to_string(),
            reason: format!(
                "everybody may read this secret (mode {:o}); run chmod 600",
                mode & 0o777
            ),
        });
    }
    Ok(fs::read_to_string(path).map_err(unreadable)?.trim().to_owned())
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`ConfigError`] that says where and what.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let advice = "name another file with --config";
        let text = fs::read_to_string(path).map_err(|cause| ConfigError::Unreadable {
            path: path.to_owned(),
            cause,
            advice,
        })?;
        Self::parse(&text, path)
    }

    /// Reads and checks a text; `path` is where it came from.
    ///
    /// # Errors
    /// [`ConfigError`] that says where and what.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|cause| ConfigError::Invalid {
            path: path.to_owned(),
            cause: Box::new(cause),
        })?;
        config.check().map_err(|error| match error {
            ConfigError::Value { key, reason } => {
                ConfigError::Wrong { path: path.to_owned(), line: line_of(text, &key), key, reason }
            }
            other => other,
        })?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let fail =
            |key: String, reason: &str| Err(ConfigError::Value { key, reason: reason.into() });
        if self.listen.parse::<std::net::SocketAddr>().is_err() {
            return fail(
                "listen".into(),
                "write an address with a port, for example 127.0.0.1:8080",
            );
        }
        if self.towns.is_empty() {
            return fail("town".into(), "name at least one [[town]]");
        }
        for (i, town) in self.towns.iter().enumerate() {
            let name = |part: &str| format!("town[{i}].{part}");
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if town.key.is_empty() || !town.key.chars().all(plain) {
                return fail(name("key"), "use lower-case letters, digits and hyphens");
            }
            if self.towns.iter().filter(|t| t.key == town.key).count() > 1 {
                return fail(name("key"), "two towns have the same key");
            }
            if town.hosts.is_empty() {
                return fail(name("hosts"), "name at least one host");
            }
            let loopback = ["http://localhost", "http://127.0.0.1"];
            let sound = town.base_url.starts_with("https://")
                || loopback.iter().any(|start| town.base_url.starts_with(start));
            if !sound || town.base_url.ends_with('/') {
                return fail(
                    name("base_url"),
                    "write https://… without a slash at the end (http only on this machine)",
                );
            }
            mqtt::check(town).or_else(|(key, reason)| fail(name(key), reason))?;
        }
        Ok(())
    }

    /// The root key of this machine.
    ///
    /// # Errors
    /// [`ConfigError`] with the path.
    pub fn root_key(&self) -> Result<Key, ConfigError> {
        let text = secret(&self.key_file)?;
        Key::from_hex(&text).map_err(|e| ConfigError::Value {
            key: self.key_file.display().to_string(),
            reason: e.to_string(),
        })
    }

    /// The plan of each town.
    ///
    /// # Errors
    /// [`ConfigError`] when a connection string cannot be read.
    pub fn plans(&self) -> Result<Vec<TownPlan>, ConfigError> {
        self.towns
            .iter()
            .map(|town| {
                let folder = self.data.join(&town.key);
                let place = match &town.postgres_file {
                    Some(path) => Place::Postgres(secret(path)?),
                    None => Place::Sqlite(folder.join("town.sqlite")),
                };
                Ok(TownPlan {
                    key: town.key.clone(),
                    hosts: town.hosts.clone(),
                    base_url: town.base_url.clone(),
                    folder,
                    place,
                })
            })
            .collect()
    }

    /// The plan of one town; the only one where no name is given.
    ///
    /// # Errors
    /// [`ConfigError`] that lists the names.
    pub fn plan(&self, key: Option<&str>) -> Result<TownPlan, ConfigError> {
        let plans = self.plans()?;
        let names = plans.iter().map(|p| p.key.clone()).collect::<Vec<_>>().join(", ");
        let found = match key {
            None if plans.len() == 1 => plans.into_iter().next(),
            None => None,
            Some(key) => plans.into_iter().find(|p| p.key == key),
        };
        found.ok_or_else(|| ConfigError::Value {
            key: "--town".into(),
            reason: format!("name one of: {names}"),
        })
    }
}

/// Opens a town of a plan.
///
/// # Errors
/// As [`Town::open`].
pub async fn open(plan: TownPlan, house: Arc<House>, root: &Key) -> Result<Arc<Town>, OpenError> {
    Town::open(plan, house, root, Clock::system()).await
}

/// Makes a key file that only its owner may read; leaves an existing one alone.
///
/// # Errors
/// [`AppError::Unavailable`] with the path.
pub fn make_key(path: &Path) -> Result<Key, AppError> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let fail =
        |e: std::io::Error| AppError::Unavailable(format!("key file {}: {e}", path.display()));
    if path.exists() {
        let text = fs::read_to_string(path).map_err(fail)?;
        return Key::from_hex(&text).map_err(AppError::internal);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    let key = Key::random();
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(fail)?;
    writeln!(file, "{}", *key.to_hex()).and_then(|()| file.sync_all()).map_err(fail)?;
    Ok(key)
}

/// The configuration explained, key by key.
pub const EXPLAINED: &str = r#"# rathaus.toml: what the machine needs to know. Unknown keys are errors.
# What a town decides (name, colours, deadlines, texts) is in its database and is edited on pages.

listen = "127.0.0.1:8080"            # address and port; a proxy with TLS stands in front
data = "/var/lib/rathaus"            # folder of files, SQLite databases, backups before upgrades
key_file = "/etc/rathaus/root.key"   # 64 hexadecimal digits, mode 0600; keep a copy in the safe
trusts_proxy = false                 # true: the last X-Forwarded-For is the caller

[mail]
relay = ""                           # host of the relay; empty keeps mail on the page "Postausgang"
# port = 587                         # 587 with starttls, 465 with tls, 25 with none
protection = "starttls"              # starttls, tls, or none for a relay on this machine
user = ""                            # user at the relay, if it asks
# password_file = "/etc/rathaus/mail.password"
from = ""                            # sender; the town's own address where it is empty
# returned = "/var/mail/rathaus"     # Maildir of the sender's mailbox: mails that came back are noted

[[town]]                             # one block per town
key = "musterbach"                   # short name for folders and commands
hosts = ["www.musterbach.example"]   # host names it answers to
base_url = "https://www.musterbach.example"
# postgres_file = "/etc/rathaus/musterbach.postgres"   # connection string; SQLite without it
mqtt = "127.0.0.1:1883"              # MQTT listener of the sensors; "" for none; needed per town where there are several
mqtt_url = ""                        # where programs outside connect: mqtts://…, a proxy with TLS in front
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_explained_configuration_is_a_valid_one() {
        let config: Config = toml::from_str(EXPLAINED).unwrap();
        config.check().unwrap();
        assert_eq!(config.towns.len(), 1);
    }

    #[test]
    fn one_town_listens_by_mqtt_unless_it_says_no() {
        let town = |key: &str, more: &str| {
            format!(
                "[[town]]\nkey = \"{key}\"\nhosts = [\"{key}\"]\nbase_url = \"https://{key}\"\n{more}\n"
            )
        };
        let read = |text: &str| Config::parse(text, Path::new("x.toml")).unwrap();
        let found = read(&town("a", "")).mqtt(0).unwrap();
        assert_eq!((found.listen.as_str(), found.is_named), (DEFAULT_MQTT, false));
        assert_eq!(read(&town("a", "mqtt = \"\"")).mqtt(0), None);
        let two = read(&(town("a", "") + &town("b", "mqtt = \"127.0.0.1:1884\"")));
        assert_eq!(two.mqtt(0), None);
        assert!(two.mqtt(1).unwrap().is_named);
        for (more, key) in
            [("mqtt = \"here\"", "mqtt"), ("mqtt_url = \"mqtt://a.example\"", "mqtt_url")]
        {
            let error = Config::parse(&town("a", more), Path::new("x.toml")).unwrap_err();
            assert!(error.to_string().contains(&format!("town[0].{key}")), "{error}");
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let read = |text: &str| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("rathaus.toml");
            fs::write(&path, text).unwrap();
            Config::read(&path).unwrap_err().to_string()
        };
        assert!(read("lisen = \"x\"").contains("lisen"));
        assert!(read("").contains("[[town]]"));
        assert!(read("listen = \"here\"").contains("listen"));
        let town = "[[town]]\nkey = \"A B\"\nhosts = [\"a\"]\nbase_url = \"https://a\"";
        assert!(read(town).contains("town[0].key"));
        let town = "[[town]]\nkey = \"a\"\nhosts = [\"a\"]\nbase_url = \"http://a.example\"";
        assert!(read(town).contains("town[0].base_url"));
    }
}
