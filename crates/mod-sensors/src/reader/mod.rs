//! Values fetched from services of others: gauges of the federal waterways (PEGELONLINE) and stations
//! of volunteers (sensor.community). Off until somebody switches it on; only the address that staff
//! entered is asked; what is known already is not stored twice.

mod ask;
pub(crate) mod read;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::jobs::{JobError, Running};
use kernel::{Actor, AppError, Id, Saved, Text, Town, Tx};
use norm_sensorthings::Json;
use serde::{Deserialize, Serialize};

use crate::answer::Refusal;
use crate::store::nanoseconds;
use crate::store::readers as store;
use crate::write::arrived::{Arrived, Taken, take};

pub(crate) use ask::{Heard, base, segment};

/// Seconds between two looks at what is due.
pub(crate) const SECONDS: u64 = 30;
/// Readers of one look at most: the rest is due at the next.
pub(crate) const TOGETHER: i64 = 10;
/// Longest pause after failures.
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(6);
/// Twice the pause this often at most.
const DOUBLED_MAX: i64 = 6;
/// A series is silent after so many times of what is usual between its values,
const SILENT_TIMES: i64 = 3;
/// and never before this.
const SILENT_MIN: SignedDuration = SignedDuration::from_mins(30);

/// Whose service it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Gauges of the federal waterways administration.
    Pegelonline,
    /// Stations of volunteers.
    SensorCommunity,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 2] = [Self::Pegelonline, Self::SensorCommunity];

    /// As forms and the database have it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pegelonline => "pegelonline",
            Self::SensorCommunity => "sensor-community",
        }
    }

    /// From a form or the database.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.key() == key)
    }

    /// In words.
    pub fn label(self) -> Text {
        match self {
            Self::Pegelonline => Text::new(
                "PEGELONLINE: Pegel der Bundeswasserstraßen",
                "PEGELONLINE: gauges of the federal waterways",
            ),
            Self::SensorCommunity => Text::new(
                "sensor.community: Messstellen von Freiwilligen",
                "sensor.community: stations of volunteers",
            ),
        }
    }

    /// Where its public service is; asked only when somebody enters it.
    pub fn usual_address(self) -> &'static str {
        match self {
            Self::Pegelonline => "https://www.pegelonline.wsv.de/webservices/rest-api/v2",
            Self::SensorCommunity => "https://data.sensor.community/airrohr/v1",
        }
    }

    /// Minutes between two questions, as the service suggests.
    pub fn usual_minutes(self) -> i64 {
        match self {
            Self::Pegelonline => 15,
            // It answers what came in the last five minutes.
            Self::SensorCommunity => 5,
        }
    }

    /// Under which terms it gives its values.
    pub fn terms(self) -> Text {
        match self {
            Self::Pegelonline => Text::new(
                "Die Daten stehen unter der Datenlizenz Deutschland Zero 2.0 und sind ungeprüfte Rohdaten.",
                "The data are under the data licence Germany zero 2.0 and are raw and unchecked.",
            ),
            Self::SensorCommunity => Text::new(
                "Die Daten stehen unter der Open Database License. Nennen Sie sensor.community als Quelle.",
                "The data are under the Open Database License. Name sensor.community as their source.",
            ),
        }
    }
}

/// A series that a service offers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Series {
    /// What the service calls it: `W`, `P1`.
    pub key: String,
    /// In words.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Minutes between two values, where the service says so.
    pub every: Option<i64>,
    /// The latest value.
    pub value: Option<f64>,
    /// When it was measured.
    pub at: Option<Timestamp>,
    /// The Datastream it goes into.
    pub stream: Option<i64>,
    /// The latest value that was taken over.
    pub taken: Option<Timestamp>,
    /// How often values were missing in between.
    pub gaps: i64,
    /// The latest gap.
    pub gap: Option<(Timestamp, Timestamp)>,
}

impl Series {
    /// Since when it is silent, if it is.
    pub fn silent_since(&self, now: Timestamp) -> Option<Timestamp> {
        let usual = SignedDuration::from_mins(self.every.unwrap_or(60).clamp(1, 1_440));
        let limit = (usual * i32::try_from(SILENT_TIMES).unwrap_or(3)).max(SILENT_MIN);
        self.at.filter(|at| now.duration_since(*at) > limit)
    }

    /// Notes where values are missing between what was known and what came.
    fn note_gaps(&mut self, times: &[Timestamp]) {
        let Some(every) = self.every.filter(|m| *m > 0) else { return };
        // Half a step more than usual is a clock that is not ours.
        let limit = SignedDuration::from_secs(every * 90);
        let mut before = self.taken;
        for at in times {
            if let Some(from) = before
                && at.duration_since(from) > limit
            {
                self.gaps += 1;
                self.gap = Some((from, *at));
            }
            before = before.max(Some(*at));
        }
    }
}

/// What went wrong with a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Trouble {
    /// The address may not be asked.
    NotAllowed,
    /// No connection.
    Unreachable,
    /// No answer in time.
    Slow,
    /// More bytes than we take.
    TooLarge,
    /// Another status than 200.
    Status(u16),
    /// An answer that does not read: where.
    Unreadable(String),
}

impl Trouble {
    /// For staff: what is wrong, and what to do.
    pub fn words(&self) -> Text {
        match self {
            Self::NotAllowed => Text::new(
                "Diese Adresse wird nicht abgefragt. Sie muss mit https:// beginnen; ohne Verschlüsselung geht nur eine IP-Adresse im eigenen Netz.",
                "This address is not asked. It must begin with https://; without encryption only an IP address of the own network will do.",
            ),
            Self::Unreachable => Text::new(
                "Der Dienst ist nicht erreichbar. Prüfen Sie die Adresse und ob der Server nach außen darf.",
                "The service cannot be reached. Check the address, and whether the server may connect to the outside.",
            ),
            Self::Slow => Text::new(
                "Der Dienst antwortet nicht rechtzeitig.",
                "The service does not answer in time.",
            ),
            Self::TooLarge => Text::new(
                "Die Antwort des Dienstes ist zu groß.",
                "The answer of the service is too large.",
            ),
            Self::Status(404) => Text::new(
                "Der Dienst kennt diese Messstelle oder Messreihe nicht (Status 404). Prüfen Sie ihre Kennung.",
                "The service does not know this station or series (status 404). Check its identifier.",
            ),
            Self::Status(429) => Text::new(
                "Der Dienst ist zu oft gefragt worden (Status 429). Wählen Sie einen größeren Abstand.",
                "The service was asked too often (status 429). Choose a longer pause.",
            ),
            Self::Status(status) => Text::new(
                format!("Der Dienst antwortet mit Status {status}."),
                format!("The service answers with status {status}."),
            ),
            Self::Unreadable(place) => Text::new(
                format!("Die Antwort des Dienstes ist nicht lesbar: {place}."),
                format!("The answer of the service cannot be read: {place}."),
            ),
        }
    }
}

/// A service that is asked for one station.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reader {
    /// Its identifier.
    pub id: Id<Reader>,
    /// Whose service it is.
    pub kind: Kind,
    /// What the service calls the station.
    pub name: String,
    /// Where the service is.
    pub address: String,
    /// The station: an identifier of the service.
    pub station: String,
    /// Minutes between two questions.
    pub minutes: i64,
    /// Whether it is asked by itself.
    pub is_on: bool,
    /// What it offers, and where it goes.
    pub series: Vec<Series>,
    /// When it was last asked.
    pub asked_at: Option<Timestamp>,
    /// When it last answered.
    pub heard_at: Option<Timestamp>,
    /// When it is asked next.
    pub next_at: Timestamp,
    /// Failures since it last answered.
    pub failures: i64,
    /// How many values were stored,
    pub stored: i64,
    /// were known,
    pub known: i64,
    /// lay ahead of us,
    pub ahead: i64,
    /// or were held back by the register.
    pub held: i64,
    /// What is wrong.
    pub trouble: Option<Trouble>,
    /// Counts changes by staff.
    pub version: i64,
}

impl Reader {
    /// When it is asked again after it failed so often.
    fn after(&self, now: Timestamp) -> Timestamp {
        let pause = SignedDuration::from_mins(self.minutes.max(1));
        let times = 1_i32 << self.failures.clamp(0, DOUBLED_MAX);
        // An answer every minute leaves no room for seconds of the look itself.
        now + (pause * times).min(PAUSE_MAX.max(pause)) - SignedDuration::from_secs(5)
    }

    /// Takes over what came.
    fn hear(&mut self, tx: &mut Tx<'_>, heard: Heard) -> Result<(), Refusal> {
        let now = tx.now();
        (self.heard_at, self.failures, self.trouble) = (Some(now), 0, None);
        if !heard.name.is_empty() {
            self.name = heard.name;
        }
        for mut new in heard.series {
            new.values.sort_by_key(|(at, _)| *at);
            let place = self.series.iter().position(|s| s.key == new.key);
            let at = place.unwrap_or_else(|| {
                self.series.push(Series { key: new.key.clone(), ..Series::default() });
                self.series.len() - 1
            });
            let Some(series) = self.series.get_mut(at) else { continue };
            (series.name, series.unit, series.every) = (new.name, new.unit, new.every);
            if let Some((at, value)) = new.values.last() {
                (series.at, series.value) = (Some(*at), Some(*value));
            }
            let Some(stream) = series.stream else { continue };
            let fresh: Vec<Timestamp> = new.values.iter().map(|(at, _)| *at).collect();
            series.note_gaps(&fresh);
            series.taken = series.taken.max(fresh.last().copied());
            let arrived = new.values.iter().map(|(at, value)| {
                let at = nanoseconds(*at);
                Arrived { stream, time: (at, at), value: Json::from(*value) }
            });
            let arrived: Vec<Arrived> = arrived.collect();
            for outcome in take(tx, &arrived)? {
                match outcome {
                    Taken::Stored => self.stored += 1,
                    Taken::Known => self.known += 1,
                    Taken::Ahead => self.ahead += 1,
                    Taken::Held(_) | Taken::Wrong(_) => self.held += 1,
                }
            }
        }
        Ok(())
    }
}

/// Asks once, and stores what came or what is wrong.
///
/// # Errors
/// What the database says.
pub(crate) async fn round(town: &Arc<Town>, reader: Reader) -> Result<(), AppError> {
    let (id, version) = (reader.id, reader.version);
    let now = town.now();
    let asked = tokio::task::spawn_blocking(move || ask::all(&reader, now));
    let heard = asked.await.map_err(AppError::internal)?;
    if let Err(trouble) = &heard {
        tracing::warn!(?trouble, "A service of measured values cannot be read");
    }
    town.write(Actor::system("sensors"), move |tx| {
        // Whoever changed or removed it meanwhile has the last word.
        let Some(mut reader) = store::find(tx, id)?.filter(|r| r.version == version) else {
            return Ok(Saved::nothing(()));
        };
        reader.asked_at = Some(tx.now());
        match heard {
            Ok(heard) => reader.hear(tx, heard).map_err(Refusal::into_error)?,
            Err(trouble) => {
                reader.failures += 1;
                reader.trouble = Some(trouble);
            }
        }
        reader.next_at = reader.after(tx.now());
        store::save_heard(tx, &reader)?;
        Ok(Saved::measured(()))
    })
    .await
}

/// Asks everything that is due.
///
/// # Errors
/// What the database says.
pub(crate) async fn poll(town: &Arc<Town>) -> Result<(), AppError> {
    for reader in town.read(store::due).await? {
        round(town, reader).await?;
    }
    Ok(())
}

/// The pulse.
pub(crate) fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { poll(&town).await.map_err(|e| JobError::Later(e.to_string())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_775_000_000 + minute * 60).unwrap()
    }

    #[test]
    fn gaps_and_silence_are_seen() {
        let mut series = Series { every: Some(15), ..Series::default() };
        series.note_gaps(&[at(0), at(15), at(30), at(75), at(90)]);
        assert_eq!((series.gaps, series.gap), (1, Some((at(30), at(75)))));
        series.taken = Some(at(90));
        // What is repeated or late is no gap; what comes after an hour of nothing is.
        series.note_gaps(&[at(60), at(90), at(150)]);
        assert_eq!((series.gaps, series.gap), (2, Some((at(90), at(150)))));
        series.at = Some(at(150));
        assert_eq!(series.silent_since(at(190)), None);
        assert_eq!(series.silent_since(at(196)), Some(at(150)));
    }
}
