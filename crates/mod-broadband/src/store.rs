//! The SQL of operators and coverage; deliveries and areas have files of their own.

pub mod areas;
pub mod deliveries;
pub mod funding;
pub mod trenches;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::places::Address;
use kernel::questions::Coverage;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::model::{Offer, Span, Status};

const ADD_OPERATOR: Sql = sql!(
    "INSERT INTO broadband_operator (id, name, contact, right_until, invitation) VALUES ($1, $2, $3, $4, '')"
);
const OPERATORS: Sql =
    sql!("SELECT id, name, contact, right_until, invitation FROM broadband_operator ORDER BY name");
const INVITE: Sql = sql!("UPDATE broadband_operator SET invitation = $2 WHERE id = $1");
const INVITED: Sql = sql!(
    "SELECT id, name, contact, right_until, invitation FROM broadband_operator WHERE invitation = $1 AND invitation <> ''"
);
const JOIN: Sql = sql!(
    "INSERT INTO broadband_member (account, operator, since) VALUES ($1, $2, $3)
     ON CONFLICT (account) DO UPDATE SET operator = excluded.operator, since = excluded.since"
);
const MEMBER: Sql = sql!(
    "SELECT o.id, o.name, o.contact, o.right_until, o.invitation
     FROM broadband_member m JOIN broadband_operator o ON o.id = m.operator WHERE m.account = $1"
);
const SPANS: Sql = sql!(
    "SELECT from_day, until_day, status, technology, down, up, planned, source
     FROM broadband_coverage WHERE address = $1 AND operator = $2 AND technology = $3 ORDER BY from_day"
);
const DROP_SPANS: Sql =
    sql!("DELETE FROM broadband_coverage WHERE address = $1 AND operator = $2 AND technology = $3");
const ADD_SPAN: Sql = sql!(
    "INSERT INTO broadband_coverage (address, operator, technology, from_day, until_day, status, down, up, planned, source)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const AT: Sql = sql!(
    "SELECT c.address, o.name AS operator, c.status, c.technology, c.down, c.up, c.from_day
     FROM broadband_coverage c JOIN broadband_operator o ON o.id = c.operator
     WHERE c.address = $1 AND c.from_day <= $2 AND c.until_day >= $2
     ORDER BY c.technology, o.name"
);
const HISTORY: Sql = sql!(
    "SELECT o.name AS operator, c.from_day, c.until_day, c.status, c.technology, c.down, c.up, c.planned, c.source
     FROM broadband_coverage c JOIN broadband_operator o ON o.id = c.operator
     WHERE c.address = $1 ORDER BY c.from_day DESC, o.name, c.technology LIMIT 100"
);
const TALLY: Sql = sql!(
    "SELECT status, address FROM broadband_coverage
     WHERE from_day <= $1 AND until_day >= $1 AND technology IN ('ftth', 'ftthb')"
);
const REACHED: Sql = sql!(
    "SELECT COUNT(DISTINCT address) FROM broadband_coverage
     WHERE from_day <= $1 AND until_day >= $1 AND technology IN ('ftth', 'ftthb')
       AND status IN ('passed', 'passed_plus', 'prepared', 'connected', 'activated')"
);
const NAMED: Sql = sql!(
    "SELECT COUNT(DISTINCT address) FROM broadband_coverage
     WHERE from_day <= $1 AND until_day >= $1 AND technology IN ('ftth', 'ftthb') AND status <> 'none'"
);
const PER_OPERATOR: Sql = sql!(
    "SELECT operator, COUNT(*) AS many,
            CAST(SUM(CASE WHEN status IN ('passed', 'passed_plus', 'prepared', 'connected', 'activated')
                          THEN 1 ELSE 0 END) AS BIGINT) AS ready
     FROM broadband_coverage
     WHERE from_day <= $1 AND until_day >= $1 AND technology IN ('ftth', 'ftthb')
       AND status NOT IN ('none', 'announced')
     GROUP BY operator ORDER BY operator"
);
const OVERBUILT: Sql = sql!(
    "SELECT COUNT(*) FROM (
        SELECT address FROM broadband_coverage
        WHERE from_day <= $1 AND until_day >= $1 AND technology IN ('ftth', 'ftthb')
          AND status NOT IN ('none', 'announced')
        GROUP BY address HAVING COUNT(DISTINCT operator) > 1
     ) AS twice"
);
const SPOKEN_FOR: Sql = sql!(
    "SELECT COUNT(*) FROM (
        SELECT address FROM broadband_coverage
        WHERE from_day <= $1 AND until_day >= $1 AND technology IN ('ftth', 'ftthb') AND status <> 'none'
        UNION
        SELECT m.address FROM broadband_area_address m JOIN broadband_area a ON a.id = m.area
        WHERE a.state <> 'abandoned'
     ) AS known"
);
const GAP: Sql = sql!("SELECT reason, note FROM broadband_gap WHERE address = $1");
const SET_GAP: Sql = sql!(
    "INSERT INTO broadband_gap (address, reason, note, noted_on) VALUES ($1, $2, $3, $4)
     ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, note = excluded.note, noted_on = excluded.noted_on"
);
const GAPS: Sql = sql!("SELECT address, reason, note FROM broadband_gap");

/// Somebody who lays fibre, or has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Identifier.
    pub id: Id<Operator>,
    /// Name.
    pub name: String,
    /// Whom to ask.
    pub contact: String,
    /// Until when the right of use is proved (§ 125 TKG); empty when it is not.
    pub right_until: String,
    /// Digest of the code by which an account joins; empty for none.
    pub invitation: String,
}

/// A past or present offer as the history shows it.
#[derive(Clone, Debug)]
pub struct Past {
    /// Name of the operator.
    pub operator: String,
    /// The span.
    pub span: Span,
}

/// A line of the tally: what is there at an address.
#[derive(Clone, Debug)]
pub struct Counted {
    /// How far it is.
    pub status: Status,
    /// The address.
    pub address: String,
}

fn operator(row: &Row) -> Result<Operator, AppError> {
    Ok(Operator {
        id: row.get("id")?,
        name: row.get("name")?,
        contact: row.get("contact")?,
        right_until: row.get("right_until")?,
        invitation: row.get("invitation")?,
    })
}

/// Adds an operator.
pub fn add_operator(tx: &mut Tx<'_>, o: &Operator) -> Result<(), AppError> {
    match tx.execute(ADD_OPERATOR, &[&o.id, &o.name, &o.contact, &o.right_until]) {
        Err(e) if e.is_unique() => Err(AppError::Refused(
            kernel::Problem::new(
                "broadband/operator-known",
                "Diesen Anbieter gibt es schon.",
                "This operator is known already.",
            )
            .at(
                "name",
                "Ein Anbieter mit diesem Namen ist schon eingetragen.",
                "An operator of this name is entered already.",
            ),
        )),
        other => Ok(other.map(drop)?),
    }
}

/// All operators.
pub fn operators(reader: &mut Reader<'_>) -> Result<Vec<Operator>, AppError> {
    reader.query(OPERATORS, &[])?.iter().map(operator).collect()
}

/// Sets the digest of the code by which an account joins.
pub fn invite(tx: &mut Tx<'_>, id: Id<Operator>, digest: &str) -> Result<(), AppError> {
    if tx.execute(INVITE, &[&id, &digest])? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// The operator of a code's digest.
pub fn invited(reader: &mut Reader<'_>, digest: &str) -> Result<Option<Operator>, AppError> {
    reader.maybe(INVITED, &[&digest])?.as_ref().map(operator).transpose()
}

/// Lets an account speak for an operator; the code is used up.
pub fn join(tx: &mut Tx<'_>, account: &str, id: Id<Operator>) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(JOIN, &[&account, &id, &today])?;
    invite(tx, id, "")
}

/// The operator an account speaks for.
pub fn operator_of(reader: &mut Reader<'_>, account: &str) -> Result<Option<Operator>, AppError> {
    reader.maybe(MEMBER, &[&account])?.as_ref().map(operator).transpose()
}

fn day(row: &Row, column: &str) -> Result<Date, AppError> {
    let text: String = row.get(column)?;
    text.parse().map_err(AppError::internal)
}

fn span(row: &Row) -> Result<Span, AppError> {
    let status: String = row.get("status")?;
    Ok(Span {
        from: day(row, "from_day")?,
        until: day(row, "until_day")?,
        offer: Offer {
            status: Status::read(&status).map_err(AppError::internal)?,
            technology: row.get("technology")?,
            down: row.get("down")?,
            up: row.get("up")?,
            planned: row.get("planned")?,
        },
        source: row.get("source")?,
    })
}

/// The history of an operator's technique at an address.
pub fn spans(
    reader: &mut Reader<'_>,
    address: Id<Address>,
    operator: Id<Operator>,
    technology: &str,
) -> Result<Vec<Span>, AppError> {
    reader.query(SPANS, &[&address, &operator, &technology])?.iter().map(span).collect()
}

/// Writes the history of an operator's technique at an address anew.
pub fn set_spans(
    tx: &mut Tx<'_>,
    address: Id<Address>,
    operator: Id<Operator>,
    technology: &str,
    spans: &[Span],
) -> Result<(), AppError> {
    tx.execute(DROP_SPANS, &[&address, &operator, &technology])?;
    for s in spans {
        let o = &s.offer;
        tx.execute(
            ADD_SPAN,
            &[
                &address,
                &operator,
                &technology,
                &s.from,
                &s.until,
                &o.status.word(),
                &o.down,
                &o.up,
                &o.planned,
                &s.source,
            ],
        )?;
    }
    Ok(())
}

/// What is there at an address on a day.
pub fn at(
    reader: &mut Reader<'_>,
    address: Id<Address>,
    on: Date,
) -> Result<Vec<Coverage>, AppError> {
    let rows = reader.query(AT, &[&address, &on])?;
    rows.iter()
        .map(|row| {
            let status: String = row.get("status")?;
            Status::read(&status).map_err(AppError::internal)?;
            Ok(Coverage {
                address: row.get("address")?,
                operator: row.get("operator")?,
                status,
                technology: row.get("technology")?,
                down: row.get("down")?,
                up: row.get("up")?,
                since: day(row, "from_day")?,
            })
        })
        .collect()
}

/// The whole history of an address, the latest first.
pub fn history(reader: &mut Reader<'_>, address: Id<Address>) -> Result<Vec<Past>, AppError> {
    let rows = reader.query(HISTORY, &[&address])?;
    rows.iter().map(|row| Ok(Past { operator: row.get("operator")?, span: span(row)? })).collect()
}

/// Fibre at all addresses on a day.
pub fn tally(reader: &mut Reader<'_>, on: Date) -> Result<Vec<Counted>, AppError> {
    let rows = reader.query(TALLY, &[&on])?;
    rows.iter()
        .map(|row| {
            let status: String = row.get("status")?;
            Ok(Counted {
                status: Status::read(&status).map_err(AppError::internal)?,
                address: row.get("address")?,
            })
        })
        .collect()
}

/// Addresses with fibre in reach on a day, and those that somebody at least announced.
pub fn reached(reader: &mut Reader<'_>, on: Date) -> Result<(usize, usize), AppError> {
    let mut count = |sql| reader.count(sql, &[&on]).map(|n| usize::try_from(n).unwrap_or_default());
    Ok((count(REACHED)?, count(NAMED)?))
}

/// By operator: addresses where it plans or has fibre on a day, and those in reach.
pub fn per_operator(
    reader: &mut Reader<'_>,
    on: Date,
) -> Result<Vec<(String, usize, usize)>, AppError> {
    let rows = reader.query(PER_OPERATOR, &[&on])?;
    let size = |n: i64| usize::try_from(n).unwrap_or_default();
    rows.iter()
        .map(|row| Ok((row.get("operator")?, size(row.get("many")?), size(row.get("ready")?))))
        .collect()
}

/// Addresses where two operators plan or have fibre on a day.
pub fn overbuilt(reader: &mut Reader<'_>, on: Date) -> Result<usize, AppError> {
    Ok(usize::try_from(reader.count(OVERBUILT, &[&on])?).unwrap_or_default())
}

/// Addresses somebody plans on a day, or that lie in an area that was not given up.
pub fn spoken_for(reader: &mut Reader<'_>, on: Date) -> Result<usize, AppError> {
    Ok(usize::try_from(reader.count(SPOKEN_FOR, &[&on])?).unwrap_or_default())
}

/// Why nobody plans an address, and more about it.
pub fn gap(
    reader: &mut Reader<'_>,
    address: Id<Address>,
) -> Result<Option<(String, String)>, AppError> {
    let row = reader.maybe(GAP, &[&address])?;
    row.map(|row| Ok((row.at(0)?, row.at(1)?))).transpose()
}

/// Says why nobody plans an address.
pub fn set_gap(
    tx: &mut Tx<'_>,
    address: Id<Address>,
    reason: &str,
    note: &str,
) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(SET_GAP, &[&address, &reason, &note, &today])?;
    Ok(())
}

/// Why nobody plans which addresses, and more about it.
pub fn gaps(reader: &mut Reader<'_>) -> Result<Vec<(String, String, String)>, AppError> {
    let rows = reader.query(GAPS, &[])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).collect()
}
