//! The funded project of the demo town: notices, milestones, money asked for, an example of a profile.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{AppError, Euro, Id, Tx};

use crate::area::Area;
use crate::funding::{Booking, Draw, Grant, Milestone, Proof};
use crate::store::funding as kept;

/// Identifier of the profile; its name says that no notice asks for it.
const PROFILE_ID: &str = "beispiel-demo";
/// An example of a profile. No annex of any notice reads like this.
const PROFILE: &str = r#"{"profiles": [{"id": "beispiel-demo", "issued": "2026-01-01", "status": "complete",
  "crs": "EPSG:25832", "steps": {"3": "Netzplanung", "4": "Bestand"}, "layers": [
   {"name": "Endkunden", "geometry": "Point", "subject": "address", "attributes": [
    {"name": "ID", "type": "integer", "required": true, "rule": "unique, running from 1", "source": "running"},
    {"name": "Strasse", "type": "text", "required": true, "source": "street"},
    {"name": "Hausnummer", "type": "integer", "required": true, "source": "number"},
    {"name": "Stand", "type": "integer", "required": true,
     "codes": {"1": "geplant", "2": "im Bau", "3": "versorgt"},
     "source": "status|{announced=1,in_planning=1,under_construction=2,*=3}"}]},
   {"name": "Trassenbau", "geometry": "LineString", "subject": "trench", "continuous": true, "optional": true,
    "attributes": [{"name": "Strasse", "type": "text", "source": "street"}]}]}]}"#;

/// Notices: giver, kind, days ago, file number, amount in cents.
const GRANTS: [(&str, &str, i32, &str, i64); 3] = [
    ("federal", "provisional", 420, "832.5/5-07 NW 0142", 243_656_275),
    ("federal", "final", 160, "832.5/5-07 NW 0142-2", 243_656_275),
    ("state", "final", 90, "34.06-NW-0142", 146_193_765),
];
/// Milestones: title, days from today, cents, how many days ago it was reached.
const MILESTONES: [(&str, i32, i64, Option<i32>); 4] = [
    ("Auswahlverfahren abgeschlossen", -150, 12_450_000, Some(155)),
    ("Netzplan liegt vor", -40, 21_800_000, Some(38)),
    ("Trasse Nord, 9,4 km", 210, 231_000_000, None),
    ("Alle Anschlüsse in Betrieb", 420, 222_062_550, None),
];

fn ago(today: Date, days: i32) -> Date {
    today.saturating_sub(days.days())
}

/// Fills the project of an area.
///
/// # Errors
/// What the database says.
pub(super) fn fill(tx: &mut Tx<'_>, area: &Area, today: Date) -> Result<(), AppError> {
    let id = |what: &str, n: usize| format!("demo/{what}/{}/{n}", area.id);
    kept::set_profile(tx, PROFILE_ID, PROFILE)?;
    for (n, (giver, kind, days, file_number, amount)) in GRANTS.into_iter().enumerate() {
        let grant = Grant {
            id: Id::from_name(&id("grant", n)),
            giver: giver.into(),
            kind: kind.into(),
            issued_on: ago(today, days),
            file_number: file_number.into(),
            eligible: area.eligible,
            amount: Euro(amount),
            until: Some(today.saturating_add(500.days())),
            profile: if giver == "federal" { PROFILE_ID.into() } else { String::new() },
        };
        kept::add_grant(tx, area.id, &grant)?;
    }
    for (n, (title, due, cost, reached)) in MILESTONES.into_iter().enumerate() {
        let milestone = Milestone {
            id: Id::from_name(&id("milestone", n)),
            title: title.into(),
            due_on: Some(ago(today, -due)),
            cost: Euro(cost),
            reached_on: None,
            evidence: String::new(),
        };
        kept::add_milestone(tx, area.id, &milestone)?;
        if let Some(days) = reached {
            let (on, evidence) = (ago(today, days), "Vermerk der Koordination Breitband");
            kept::reach(tx, area.id, milestone.id, on, evidence)?;
        }
    }
    for (n, (days, cents, words)) in [
        (140, 12_450_000, "Begleitung des Auswahlverfahrens"),
        (30, 8_720_000, "Netzplan, Abschlag 1"),
    ]
    .into_iter()
    .enumerate()
    {
        let booking = Booking {
            id: Id::from_name(&id("booking", n)),
            number: 0,
            on: ago(today, days),
            kind: "cost".into(),
            amount: Euro(cents),
            words: words.into(),
            milestone: Id::<Milestone>::from_name(&id("milestone", n)).to_string(),
            takes_back: None,
        };
        kept::book(tx, area.id, &booking)?;
    }
    draws(tx, area, today)?;
    let report = Proof {
        kind: "interim".into(),
        year: i64::from(today.year()),
        progress: "Das Auswahlverfahren ist abgeschlossen. Der Netzplan liegt vor und ist mit der Straßenverwaltung abgestimmt.".into(),
        ..Proof::default()
    };
    kept::save_proof(tx, area.id, &report)
}

fn draws(tx: &mut Tx<'_>, area: &Area, today: Date) -> Result<(), AppError> {
    for (giver, cents, asked, is_received) in
        [("federal", 6_225_000, 130, true), ("federal", 10_900_000, 20, false)]
    {
        let draw = Draw {
            id: Id::from_name(&format!("demo/draw/{}/{asked}", area.id)),
            giver: giver.into(),
            amount: Euro(cents),
            asked_on: ago(today, asked),
            received_on: None,
            spend_by: None,
            spent_on: None,
        };
        kept::add_draw(tx, area.id, &draw)?;
        if is_received {
            let by = ago(today, asked - 56);
            kept::receive(tx, area.id, draw.id, ago(today, asked - 14), Some(by))?;
            kept::spend(tx, area.id, draw.id, ago(today, asked - 30))?;
        }
    }
    Ok(())
}
