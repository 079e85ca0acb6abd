//! Entries of the register for demo towns.

mod watch;

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use kernel::db::Saved;
use kernel::{Actor, AppError, Audit, Id, Text, Town, Tx};
use norm_sensorthings::batch::Method;
use serde_json::json;

use crate::acts;
use crate::answer::Refusal;
use crate::batch::Resolved;
use crate::inbound::{Device, Door, Places, Sender, Standing, Tally};
use crate::read::View;
use crate::register::{Entry, Personal, RAW_DAYS_MAX, Record};
use crate::routes::{Caller, change_in_town};
use crate::store::{Grant, Key, Sight, inbound, key_by_token, make_key, register as store};

/// Where the trial lies.
const TRIAL: &str = "probebetrieb-der-schnittstelle";

/// The entry for trying out the interface; made and published where it is missing.
pub(crate) fn trial(tx: &mut Tx<'_>) -> Result<Id<Entry>, AppError> {
    if let Some(entry) = store::by_slug(tx, TRIAL)? {
        return Ok(entry.id);
    }
    let today = tx.today();
    let record = Record {
        title: Text::new("Probebetrieb der Schnittstelle", "Trial of the interface"),
        purpose: Text::new(
            "Programme probieren aus, Messwerte an die Stadt zu senden.",
            "Programs try out sending values to the town.",
        ),
        measured: Text::new("Erfundene Werte", "Invented values"),
        not_measured: Text::new("Nichts Wirkliches", "Nothing real"),
        legal_basis: Text::new(
            "Keine nötig: Die Werte sind erfunden.",
            "None needed: the values are invented.",
        ),
        benefit: Text::new(
            "Wer ein Gerät anschließen will, kann es vorher üben.",
            "Whoever wants to connect a device can practise before.",
        ),
        figure: Text::new(
            "Geräte, die danach ohne Hilfe angeschlossen sind",
            "Devices connected without help afterwards",
        ),
        funding: Text::new("Niemand: Es kostet nichts.", "Nobody: it costs nothing."),
        cost_once: Some(kernel::Euro(0)),
        cost_year: Some(kernel::Euro(0)),
        processing: Text::new("Nichts", "Nothing"),
        responsible: "IT".into(),
        contact: "it@example.org".into(),
        decision: "Nicht nötig: laufende Verwaltung".into(),
        raw_days: RAW_DAYS_MAX,
        day_years: 1,
        starts_on: Some(today),
        ends_on: Some(today.checked_add(2.years()).map_err(AppError::internal)?),
        ..Record::default()
    };
    let entry = acts::draft(tx, &record)?;
    acts::publish(tx, entry)?;
    Ok(entry)
}

/// Hours of values before the day the town opens.
const HOURS: i64 = 24 * 30;

/// A stream of a station: name, unit, sign, what is observed, and its value at an hour.
type Told = (&'static str, &'static str, &'static str, &'static str, fn(f64) -> f64);

/// A group of stations: what its entry says, its stations by name, their streams.
struct Group {
    record: fn() -> Record,
    stations: &'static [&'static str],
    streams: &'static [Told],
}

/// A value between 0 and 1 that looks thrown and is the same every time.
fn noise(hour: f64) -> f64 {
    let wave = (hour * 12.9898).sin() * 43_758.547;
    wave - wave.floor()
}

/// A wave over the hours of a day, highest at three in the afternoon.
fn daily(hour: f64) -> f64 {
    ((hour - 9.0) / 24.0 * std::f64::consts::TAU).sin()
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn water(hour: f64) -> f64 {
    let rain = (-((hour - 430.0) / 18.0).powi(2)).exp() * 58.0;
    (42.0 + rain + 3.0 * (hour / 90.0).sin() + 2.0 * noise(hour)).round()
}

fn warmth(hour: f64) -> f64 {
    tenths(9.0 + 4.5 * daily(hour) + 3.0 * (hour / 170.0).sin() + noise(hour))
}

fn damp(hour: f64) -> f64 {
    (72.0 - 14.0 * daily(hour) + 6.0 * noise(hour)).round()
}

fn dust(hour: f64) -> f64 {
    tenths(9.0 + 5.0 * noise((hour / 6.0).floor()) + 3.0 * noise(hour))
}

fn filling(hour: f64) -> f64 {
    (hour % 168.0 / 168.0 * 80.0 + 6.0 * noise(hour)).round()
}

fn people(hour: f64) -> f64 {
    (140.0 * daily(hour).max(0.0) + 20.0 * noise(hour)).round()
}

fn base(de: &str, en: &str) -> Record {
    Record {
        title: Text::new(de, en),
        processing: Text::new("Mittelwert je Stunde", "Mean of each hour"),
        recipients: Text::new("Alle, als offene Daten", "Everybody, as open data"),
        licence: Some(kernel::open_data::Licence::DlZero),
        funding: Text::new("Haushalt der Stadt", "The town's own budget"),
        network: Text::new("LoRaWAN der Stadtwerke", "LoRaWAN of the public utilities"),
        raw_days: 730,
        day_years: 10,
        ..Record::default()
    }
}

fn gauges() -> Record {
    Record {
        purpose: Text::new(
            "Vor Hochwasser warnen, bevor Straßen und Keller unter Wasser stehen.",
            "Warn of floods before roads and cellars are under water.",
        ),
        measured: Text::new("Wasserstand in Zentimetern", "Water level in centimetres"),
        not_measured: Text::new("Keine Bilder, keine Töne", "No pictures, no sounds"),
        legal_basis: Text::new("§ 3 DSG NRW; Gefahrenabwehr", "§ 3 DSG NRW; averting danger"),
        cost_once: Some(kernel::Euro(960_000)),
        cost_year: Some(kernel::Euro(145_000)),
        funding: Text::new("Land, 70 Prozent", "State, 70 percent"),
        benefit: Text::new("Mehr Zeit zum Handeln", "More time to act"),
        figure: Text::new(
            "Zeit zwischen Warnung und Überflutung, Ziel 60 Minuten",
            "Time between warning and flood, aim 60 minutes",
        ),
        so_far: Text::new("95 Minuten im Oktober", "95 minutes in October"),
        decision: "Rat, Vorlage 114".into(),
        responsible: "Tiefbau".into(),
        contact: "tiefbau@example.org".into(),
        ..base("Pegel an den Bächen", "Gauges at the brooks")
    }
}

fn climate() -> Record {
    Record {
        purpose: Text::new(
            "Wissen, wo die Stadt im Sommer zu heiß wird und wo Bäume am meisten helfen.",
            "Know where the town gets too hot in summer and where trees help most.",
        ),
        measured: Text::new(
            "Temperatur, Feuchte und Feinstaub",
            "Temperature, humidity and fine dust",
        ),
        not_measured: Text::new("Keine Menschen, keine Geräte", "No people, no devices"),
        legal_basis: Text::new("§ 3 DSG NRW", "§ 3 DSG NRW"),
        cost_once: Some(kernel::Euro(320_000)),
        cost_year: Some(kernel::Euro(60_000)),
        benefit: Text::new(
            "Bäume und Schatten dort, wo sie gebraucht werden",
            "Trees and shade where they are needed",
        ),
        figure: Text::new("Neue Bäume an heißen Orten, Ziel 40", "New trees in hot places, aim 40"),
        so_far: Text::new("12 Bäume gepflanzt", "12 trees planted"),
        decision: "Umweltausschuss, Vorlage 98".into(),
        responsible: "Umwelt".into(),
        contact: "umwelt@example.org".into(),
        ..base("Stadtklima", "Climate of the town")
    }
}

fn glass() -> Record {
    Record {
        purpose: Text::new(
            "Glascontainer leeren, wenn sie voll sind, nicht nach Kalender.",
            "Empty bottle banks when they are full, not by the calendar.",
        ),
        measured: Text::new("Füllstand in Prozent", "Filling in percent"),
        not_measured: Text::new("Wer etwas einwirft", "Who throws something in"),
        legal_basis: Text::new("§ 3 DSG NRW", "§ 3 DSG NRW"),
        cost_once: Some(kernel::Euro(84_000)),
        cost_year: Some(kernel::Euro(21_000)),
        benefit: Text::new("Weniger Fahrten, weniger Scherben", "Fewer trips, less broken glass"),
        figure: Text::new("Leerungen im Jahr, Ziel 30 statt 52", "Trips a year, aim 30 not 52"),
        so_far: Text::new("33 Leerungen", "33 trips"),
        decision: "Nicht nötig: laufende Verwaltung".into(),
        responsible: "Bauhof".into(),
        contact: "bauhof@example.org".into(),
        ..base("Füllstand der Glascontainer", "Filling of the bottle banks")
    }
}

fn visitors() -> Record {
    Record {
        purpose: Text::new(
            "Wissen, ob der umgebaute Markt angenommen wird.",
            "Know whether people like the rebuilt market square.",
        ),
        measured: Text::new(
            "Wie viele Menschen eine Linie überschreiten",
            "How many people cross a line",
        ),
        not_measured: Text::new(
            "Keine Bilder, keine Gesichter, keine Telefone",
            "No pictures, no faces, no telephones",
        ),
        personal: Personal::Possible,
        assessment: "DSFA 2026-03".into(),
        legal_basis: Text::new("§ 3 DSG NRW", "§ 3 DSG NRW"),
        cost_once: Some(kernel::Euro(410_000)),
        cost_year: Some(kernel::Euro(88_000)),
        benefit: Text::new("Belegen, was der Umbau bringt", "Show what the rebuilding brings"),
        figure: Text::new("Menschen am Samstag, Ziel 4.000", "People on Saturdays, aim 4,000"),
        decision: "Rat, Vorlage 121".into(),
        responsible: "Stadtplanung".into(),
        contact: "stadtplanung@example.org".into(),
        counts: true,
        ..base("Zählung am Marktplatz", "Counting at the market square")
    }
}

const GROUPS: [Group; 4] = [
    Group {
        record: gauges,
        stations: &["Pegel Mühlenbrücke", "Pegel Klosterwiese"],
        streams: &[("Wasserstand", "Zentimeter", "cm", "waterLevel", water)],
    },
    Group {
        record: climate,
        stations: &["Wetter am Rathaus", "Wetter am Schulzentrum"],
        streams: &[
            ("Temperatur", "Grad Celsius", "°C", "airTemperature", warmth),
            ("Feuchte", "Prozent", "%", "relativeHumidity", damp),
            ("Feinstaub PM2,5", "Mikrogramm je Kubikmeter", "µg/m³", "pm25", dust),
        ],
    },
    Group {
        record: glass,
        stations: &["Glascontainer Bahnhof"],
        streams: &[("Füllstand", "Prozent", "%", "fillLevel", filling)],
    },
    Group {
        record: visitors,
        stations: &["Zählung Marktplatz"],
        streams: &[("Menschen", "Anzahl", "", "peopleCount", people)],
    },
];

/// Fills a demo town: entries, stations at the places given (longitude, latitude), a month of hours.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>, places: &[(f64, f64)]) -> Result<(), AppError> {
    let mut spots = places.iter().cycle();
    for group in &GROUPS {
        let record = (group.record)();
        let (entry, key) = town.write(Actor::system("demo"), move |tx| open(tx, record)).await?;
        let caller = Caller { view: View { sight: Sight::All, ..View::default() }, key: Some(key) };
        for station in group.stations {
            let Some(place) = spots.next() else { return Ok(()) };
            let made = station_body(town, station, *place, group);
            send(town, &caller, "/Things", &made).await?;
        }
        if (group.record)().counts {
            town.write(Actor::system("demo"), move |tx| {
                let why = "Der Rat berät im Dezember neu, ob er die Zählung will.";
                acts::pause(tx, entry, &Actor::system("demo"), why)?;
                Ok(Audit::of("sensors.paused", entry).done())
            })
            .await?;
        }
    }
    town.write(Actor::system("demo"), |tx| {
        let door = wait_for_somebody(tx)?;
        watch::fill(tx)?;
        crate::layer::draw(tx)?;
        Ok(Audit::of("sensors.door_opened", door).done())
    })
    .await?;
    // Months that are over are sealed from the first day on.
    acts::night(Arc::clone(town)).await.map_err(AppError::internal)
}

/// A door, and a device behind it that nobody has assigned yet.
fn wait_for_somebody(tx: &mut Tx<'_>) -> Result<Id<Door>, AppError> {
    let (door, _) =
        inbound::open_door(tx, "LoRaWAN der Stadtwerke", Sender::ChirpStack, &Places::default())?;
    let now = tx.now();
    inbound::add_device(
        tx,
        &Device {
            id: Id::new(),
            door,
            address: "24E124713B0000A7".into(),
            name: "pegel-schulbach".into(),
            application: "Pegel".into(),
            standing: Standing::Waiting,
            decoder: String::new(),
            routes: Vec::new(),
            fields: ["/battery", "/distance", "/@rssi", "/@snr", "/@sf"].map(str::to_owned).into(),
            signal: "-97 dBm SF9".into(),
            port: 85,
            bytes: 7,
            first_at: now,
            last_at: now,
            last_time: 0,
            tally: Tally::default(),
            trouble: String::new(),
            version: 1,
        },
    )?;
    Ok(door)
}

fn open(tx: &mut Tx<'_>, mut record: Record) -> Result<Saved<(Id<Entry>, Key)>, AppError> {
    let today = tx.today();
    record.starts_on = Some(today.checked_sub(1.years()).map_err(AppError::internal)?);
    record.decided_on = Some(today.checked_sub(15.months()).map_err(AppError::internal)?);
    record.ends_on = Some(today.checked_add(2.years()).map_err(AppError::internal)?);
    let entry = acts::draft(tx, &record)?;
    acts::publish(tx, entry)?;
    let name = record.title.de.clone();
    let token = make_key(tx, &Grant { name, entry: Some(entry), ..Grant::default() })?;
    let key = key_by_token(tx, &token).map_err(Refusal::into_error)?;
    let key = key.ok_or(AppError::NotFound)?;
    Ok(Audit::of("sensors.published", entry).with((entry, key)))
}

/// A station with its streams and their values, as a program would send it.
fn station_body(town: &Town, name: &str, (lon, lat): (f64, f64), group: &Group) -> String {
    let now = town.now().as_second() / 3_600 * 3_600;
    // Two gauges of a town tell of the same rain, not of the same hour.
    let apart = 24.0 * f64::from(name.bytes().fold(0_u8, u8::wrapping_add) % 7);
    let streams = group.streams.iter().map(|(what, unit, sign, property, value)| {
        let values = (0..HOURS).map(|n| {
            let end = now - (HOURS - 1 - n) * 3_600;
            let time = format!("{}/{}", instant(end - 3_600), instant(end));
            #[expect(clippy::cast_precision_loss, reason = "a month has few hours")]
            let hour = n as f64 + apart;
            json!({ "phenomenonTime": time, "resultTime": instant(end), "result": value(hour) })
        });
        json!({
            "name": what,
            "description": "",
            "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
            "unitOfMeasurement": { "name": unit, "symbol": sign, "definition": null },
            "Sensor": { "name": format!("Messgerät für {what}"), "description": "", "encodingType": "text/html", "metadata": "Ein erfundenes Gerät" },
            "ObservedProperty": { "name": what, "definition": format!("urn:rathaus:demo:{property}"), "description": "" },
            "Observations": values.collect::<Vec<_>>(),
        })
    });
    json!({
        "name": name,
        "description": "Messstelle der Stadt",
        "Locations": [{ "name": name, "description": "", "encodingType": "application/geo+json",
            "location": { "type": "Point", "coordinates": [lon, lat] } }],
        "Datastreams": streams.collect::<Vec<_>>(),
    })
    .to_string()
}

fn instant(second: i64) -> String {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

async fn send(town: &Town, caller: &Caller, path: &str, body: &str) -> Result<(), AppError> {
    let request = Resolved {
        method: Method::Post,
        path: path.to_owned(),
        query: String::new(),
        content_type: "application/json".to_owned(),
        wants_entity: false,
        body: body.as_bytes().to_vec(),
    };
    let answer = change_in_town(town, caller, request).await;
    if answer.status == 201 {
        return Ok(());
    }
    Err(AppError::internal(String::from_utf8_lossy(&answer.body).into_owned()))
}
