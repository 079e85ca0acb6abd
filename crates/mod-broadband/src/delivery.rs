//! A delivery of an operator: rows matched to the register, coverage noted from a day on, and what is
//! not certain left to a person.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::facts::CoverageChanged;
use kernel::map::Batch;
use kernel::places::{self, Address};
use kernel::{Actor, AppError, Audit, Id, Problem, Town, Tx};
use norm_addresses::{MatchedRow, Summary, match_list};
use serde::{Deserialize, Serialize};

use crate::model::{Offer, Status, noted, on, technology};
use crate::store::{Operator, deliveries};
use crate::{layer, store};

/// Rows noted at once; between them others write.
const AT_ONCE: usize = 1_000;

/// A delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Identifier.
    pub id: Id<Delivery>,
    /// Whose it is.
    pub operator: Id<Operator>,
    /// Name of the file.
    pub name: String,
    /// When it came.
    pub made_at: Timestamp,
    /// From which day it holds.
    pub as_of: Date,
    /// Rows.
    pub lines: i64,
    /// Addresses at which something changed.
    pub changed: i64,
}

/// An address that might be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meant {
    /// Identifier; empty for a street without the number.
    pub id: String,
    /// Street and number.
    pub address: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Line in the file.
    pub number: i64,
    /// The row as it was written.
    pub written: String,
    /// How the street was written, to be remembered.
    pub spelling: String,
    /// Why it waits, or how it was found.
    pub reason: String,
    /// What might be meant.
    pub candidates: Vec<Meant>,
    /// What is offered there.
    pub offer: Offer,
    /// The address; empty when there is none yet.
    pub address: String,
    /// `taken`, `open` or `left`.
    pub state: String,
}

/// Where a list has what is offered.
struct Columns {
    street: Option<usize>,
    status: usize,
    technology: Option<usize>,
    down: Option<usize>,
    up: Option<usize>,
    planned: Option<usize>,
}

fn columns(heading: &[String]) -> Result<Columns, AppError> {
    let of = |names: &[&str]| {
        heading.iter().position(|h| names.contains(&kernel::search::fold(h.trim()).as_str()))
    };
    let status = of(&["status", "stand", "ausbaustand"]).ok_or_else(|| {
        let found = heading.join(", ");
        AppError::Refused(Problem::new(
            "broadband/no-status",
            format!("Die Lieferung hat keine Spalte „Status“. Gefunden: {found}."),
            format!("The delivery has no column “Status”. Found: {found}."),
        ))
    })?;
    Ok(Columns {
        street: of(&["strasse", "strassenname", "street", "adresse", "anschrift"]),
        status,
        technology: of(&["technik", "technologie", "technology"]),
        down: of(&["down", "download", "mbit_down", "bandbreite"]),
        up: of(&["up", "upload", "mbit_up"]),
        planned: of(&["geplant", "quartal", "inbetriebnahme", "planned"]),
    })
}

fn field(row: &MatchedRow, at: Option<usize>) -> &str {
    at.and_then(|at| row.row.fields.get(at)).map_or("", |f| f.trim())
}

/// What a row offers, or why it cannot be read.
fn offer(row: &MatchedRow, columns: &Columns) -> Result<Offer, &'static str> {
    let number = |at: Option<usize>| {
        let text = field(row, at);
        if text.is_empty() {
            Ok(0)
        } else {
            text.parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n)).ok_or("speed")
        }
    };
    Ok(Offer {
        status: Status::of(field(row, Some(columns.status))).ok_or("status")?,
        technology: technology(field(row, columns.technology)).ok_or("technology")?.to_owned(),
        down: number(columns.down)?,
        up: number(columns.up)?,
        planned: field(row, columns.planned).chars().take(20).collect(),
    })
}

fn line_of(row: &MatchedRow, columns: &Columns) -> Line {
    let read = offer(row, columns);
    let reason = match (&read, row.answer.id.is_some()) {
        (Err(what), _) => (*what).to_owned(),
        (Ok(_), _) => serde_json::to_value(row.answer.reason)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default(),
    };
    // Whoever says two things of one address in one file is asked which holds.
    let is_double = row.duplicate_of.is_some();
    let is_taken = read.is_ok() && row.answer.id.is_some() && !is_double;
    let meant =
        |c: &norm_addresses::Candidate| Meant { id: c.id.clone(), address: c.address.clone() };
    let street = field(row, columns.street);
    Line {
        number: i64::try_from(row.row.line).unwrap_or(i64::MAX),
        written: row.row.fields.join(" · "),
        spelling: norm_addresses::split_address(street).0.to_owned(),
        reason: if is_double { "double".to_owned() } else { reason },
        candidates: row.answer.candidates.iter().map(meant).collect(),
        offer: read.unwrap_or_default(),
        address: row.answer.id.clone().unwrap_or_default(),
        state: if is_taken { "taken" } else { "open" }.to_owned(),
    }
}

/// Notes what an operator offers at an address from a day on; `true` when it is another than before.
///
/// # Errors
/// What the database says.
pub fn note(
    tx: &mut Tx<'_>,
    batch: &mut Batch,
    operator: Id<Operator>,
    address: Id<Address>,
    from: Date,
    offer: &Offer,
    source: &str,
) -> Result<bool, AppError> {
    let before = store::spans(tx, address, operator, &offer.technology)?;
    if on(&before, from).is_some_and(|s| s.offer == *offer) {
        return Ok(false);
    }
    let after = noted(&before, from, offer.clone(), source);
    store::set_spans(tx, address, operator, &offer.technology, &after)?;
    layer::draw(tx, batch, address)?;
    Ok(true)
}

/// Takes a delivery in.
///
/// # Errors
/// [`AppError::Refused`] when it cannot be read or came before; nothing of it is kept then.
pub async fn take_in(
    town: &Arc<Town>,
    actor: &Actor,
    operator: Id<Operator>,
    name: &str,
    bytes: Vec<u8>,
    as_of: Date,
) -> Result<Delivery, AppError> {
    let sha256 =
        kernel::files::made_here("delivery", "text/csv", bytes.clone()).sha256().to_owned();
    let summary: Summary = town
        .read(move |db| {
            let matcher = places::matcher(db)?;
            match_list(&matcher, &bytes).map_err(|error| {
                AppError::Refused(Problem::new(
                    "broadband/no-delivery",
                    format!("Die Lieferung ist nicht lesbar: {error}."),
                    format!("The delivery cannot be read: {error}."),
                ))
            })
        })
        .await?;
    let columns = columns(&summary.heading)?;
    let lines: Arc<Vec<Line>> =
        Arc::new(summary.rows.iter().map(|r| line_of(r, &columns)).collect());
    let mut delivery = Delivery {
        id: Id::new(),
        operator,
        name: name.to_owned(),
        made_at: town.now(),
        as_of,
        lines: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        changed: 0,
    };
    let first = delivery.clone();
    town.write(actor.clone(), move |tx| {
        deliveries::add(tx, &first, &sha256)?;
        Ok(Audit::of("broadband.delivered", first.id).note(first.lines).done())
    })
    .await?;
    for start in (0..lines.len()).step_by(AT_ONCE) {
        let (lines, d) = (Arc::clone(&lines), delivery.clone());
        let changed = town.write(actor.clone(), move |tx| {
            let changed = keep(tx, &d, lines.iter().skip(start).take(AT_ONCE))?;
            Ok(Audit::of("broadband.delivery_kept", d.id).note(start).with(changed))
        });
        delivery.changed += changed.await?;
    }
    let last = delivery.clone();
    town.write(actor.clone(), move |tx| {
        deliveries::set_changed(tx, last.id, last.changed)?;
        let addresses = u64::try_from(last.changed).unwrap_or_default();
        tx.emit(&CoverageChanged {
            operator: last.operator.to_string(),
            from: last.as_of,
            addresses,
        })?;
        Ok(Audit::of("broadband.coverage_changed", last.id).note(last.changed).done())
    })
    .await?;
    Ok(delivery)
}

fn keep<'a>(
    tx: &mut Tx<'_>,
    d: &Delivery,
    lines: impl Iterator<Item = &'a Line>,
) -> Result<i64, AppError> {
    let mut batch = Batch::default();
    let mut changed = 0;
    let source = format!("delivery/{}", d.id);
    for line in lines {
        deliveries::add_line(tx, d.id, line)?;
        let Ok(address) = line.address.parse::<Id<Address>>() else { continue };
        if line.state == "taken"
            && note(tx, &mut batch, d.operator, address, d.as_of, &line.offer, &source)?
        {
            changed += 1;
        }
    }
    batch.finish(tx)?;
    Ok(changed)
}

/// Decides a row of the hand list: this address is meant.
///
/// # Errors
/// [`AppError::Refused`] when it was decided meanwhile or its offer cannot be read.
pub fn assign(
    tx: &mut Tx<'_>,
    d: &Delivery,
    number: i64,
    address: Id<Address>,
) -> Result<(), AppError> {
    let line = deliveries::find_line(tx, d.id, number)?;
    if matches!(line.reason.as_str(), "status" | "technology" | "speed") {
        return Err(AppError::refused(
            "broadband/unreadable-offer",
            "Status, Technik oder Bandbreite dieser Zeile ist nicht lesbar. Lassen Sie die Zeile weg und bitten Sie um eine berichtigte Lieferung.",
            "Status, technique or speed of this row cannot be read. Leave the row out and ask for a corrected delivery.",
        ));
    }
    let meant = places::address(tx, address)?;
    deliveries::decide(tx, d.id, number, "taken", &address.to_string())?;
    let is_other =
        norm_addresses::street_key(&line.spelling) != norm_addresses::street_key(&meant.street);
    if !line.spelling.is_empty()
        && is_other
        && places::street(tx, &line.spelling)?.is_none()
        && let Some((key, _)) = places::street(tx, &meant.street)?
    {
        places::confirm_spelling(tx, &line.spelling, &key)?;
    }
    let mut batch = Batch::default();
    note(tx, &mut batch, d.operator, address, d.as_of, &line.offer, &format!("delivery/{}", d.id))?;
    batch.finish(tx)
}
