//! The SQL of sites; subscriptions and reports have files of their own.

pub mod follows;
pub mod reports;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Text, Tx, sql};

use crate::model::{Impact, Line, Revision, Section, Site, Sort, State};

/// Sites read at once at most.
const SITES_MAX: i64 = 2_000;

const ADD: Sql = sql!(
    "INSERT INTO roadworks_site (id, origin, case_id, slug, sort, title, street, street_key, builder,
        state, impact, text, detour, from_day, until_day, started_on, finished_on, revision, made_at,
        changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18, $18)"
);
const CHANGE: Sql = sql!(
    "UPDATE roadworks_site SET sort = $2, title = $3, builder = $4, state = $5, impact = $6,
        text = $7, detour = $8, from_day = $9, until_day = $10, started_on = $11, finished_on = $12,
        revision = revision + 1, changed_at = $13
     WHERE id = $1 AND revision = $14"
);
const FIND: Sql = sql!(
    "SELECT id, origin, case_id, slug, sort, title, street, street_key, builder, state, impact, text,
            detour, from_day, until_day, started_on, finished_on, revision, made_at, changed_at
     FROM roadworks_site WHERE id = $1"
);
const BY_SLUG: Sql = sql!("SELECT id FROM roadworks_site WHERE slug = $1");
const BY_ORIGIN: Sql = sql!("SELECT id FROM roadworks_site WHERE origin = $1");
const OF_CASE: Sql = sql!(
    "SELECT id, origin, case_id, slug, sort, title, street, street_key, builder, state, impact, text,
            detour, from_day, until_day, started_on, finished_on, revision, made_at, changed_at
     FROM roadworks_site WHERE case_id = $1 ORDER BY street, id"
);
const LIST: Sql = sql!(
    "SELECT id, origin, case_id, slug, sort, title, street, street_key, builder, state, impact, text,
            detour, from_day, until_day, started_on, finished_on, revision, made_at, changed_at
     FROM roadworks_site
     WHERE ($1 = '' OR street_key = $1)
       AND (state IN ('planned', 'active', 'stopped') OR finished_on >= $2)
     ORDER BY CASE state WHEN 'active' THEN 0 WHEN 'stopped' THEN 1 WHEN 'planned' THEN 2 ELSE 3 END,
              from_day, street, id
     LIMIT $3"
);
const ALL: Sql = sql!(
    "SELECT id, origin, case_id, slug, sort, title, street, street_key, builder, state, impact, text,
            detour, from_day, until_day, started_on, finished_on, revision, made_at, changed_at
     FROM roadworks_site
     WHERE ($1 = '' OR state = $1)
     ORDER BY changed_at DESC, id
     LIMIT $2 OFFSET $3"
);
const COUNT: Sql = sql!("SELECT COUNT(*) FROM roadworks_site WHERE ($1 = '' OR state = $1)");
const ADD_SECTION: Sql = sql!(
    "INSERT INTO roadworks_section (id, site, position, method, line, basis)
     VALUES ($1, $2, $3, $4, $5, '') ON CONFLICT (id) DO NOTHING"
);
const ADD_CELL: Sql = sql!(
    "INSERT INTO roadworks_cell (cell, section) VALUES ($1, $2) ON CONFLICT (cell, section) DO NOTHING"
);
const SECTIONS: Sql = sql!(
    "SELECT id, method, line, accepted_on, warranty_until, basis
     FROM roadworks_section WHERE site = $1 ORDER BY position, id"
);
const ACCEPT: Sql = sql!(
    "UPDATE roadworks_section SET accepted_on = $2, warranty_until = $3, basis = $4 WHERE id = $1"
);
const NEAR: Sql = sql!(
    "SELECT s.id, s.site, s.method, s.line, s.accepted_on, s.warranty_until, s.basis,
            t.state
     FROM roadworks_cell c
     JOIN roadworks_section s ON s.id = c.section
     JOIN roadworks_site t ON t.id = s.site
     WHERE c.cell = $1 AND t.state <> 'cancelled'"
);
const REVISE: Sql = sql!(
    "INSERT INTO roadworks_revision (site, number, at, what_de, what_en, reason, from_day, until_day,
        state, impact)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const REVISIONS: Sql = sql!(
    "SELECT number, at, what_de, what_en, reason FROM roadworks_revision
     WHERE site = $1 ORDER BY number DESC LIMIT 200"
);

/// A word of the database that no program wrote.
fn known<T>(found: Option<T>, word: &str) -> Result<T, AppError> {
    found.ok_or_else(|| AppError::internal(format!("unknown word {word:?}")))
}

fn site(row: &Row) -> Result<Site, AppError> {
    let word = |name: &str| -> Result<String, AppError> { Ok(row.get(name)?) };
    let (sort, state, impact) = (word("sort")?, word("state")?, word("impact")?);
    Ok(Site {
        id: row.get("id")?,
        origin: row.get("origin")?,
        case: row.get("case_id")?,
        slug: row.get("slug")?,
        sort: known(Sort::from_word(&sort), &sort)?,
        title: row.get("title")?,
        street: row.get("street")?,
        street_key: row.get("street_key")?,
        builder: row.get("builder")?,
        state: known(State::from_word(&state), &state)?,
        impact: known(Impact::from_word(&impact), &impact)?,
        text: row.get("text")?,
        detour: row.get("detour")?,
        from: row.get("from_day")?,
        until: row.get("until_day")?,
        started_on: row.get("started_on")?,
        finished_on: row.get("finished_on")?,
        revision: row.get("revision")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Adds a site with its sections.
///
/// # Errors
/// A unique violation when its origin or address is taken.
pub fn add(tx: &mut Tx<'_>, s: &Site, sections: &[Section]) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(
        ADD,
        &[
            &s.id,
            &s.origin,
            &s.case,
            &s.slug,
            &s.sort.word(),
            &s.title,
            &s.street,
            &s.street_key,
            &s.builder,
            &s.state.word(),
            &s.impact.word(),
            &s.text,
            &s.detour,
            &s.from,
            &s.until,
            &s.started_on,
            &s.finished_on,
            &now,
        ],
    )?;
    add_sections(tx, s.id, sections)
}

/// Adds sections that are not there yet.
///
/// # Errors
/// What the database says.
pub fn add_sections(tx: &mut Tx<'_>, site: Id<Site>, sections: &[Section]) -> Result<(), AppError> {
    for (position, section) in (1_i64..).zip(sections) {
        let line = serde_json::to_string(&section.line)?;
        tx.execute(ADD_SECTION, &[&section.id, &site, &position, &section.method, &line])?;
        for cell in kernel::places::plane::cells(&section.line, 0.0) {
            tx.execute(ADD_CELL, &[&cell, &section.id])?;
        }
    }
    Ok(())
}

/// Writes a site anew; answers whether it still had the revision it was read with.
///
/// # Errors
/// What the database says.
pub fn change(tx: &mut Tx<'_>, s: &Site) -> Result<bool, AppError> {
    let now = tx.now();
    let rows = tx.execute(
        CHANGE,
        &[
            &s.id,
            &s.sort.word(),
            &s.title,
            &s.builder,
            &s.state.word(),
            &s.impact.word(),
            &s.text,
            &s.detour,
            &s.from,
            &s.until,
            &s.started_on,
            &s.finished_on,
            &now,
            &s.revision,
        ],
    )?;
    Ok(rows == 1)
}

/// A site.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, id: Id<Site>) -> Result<Site, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(site).ok_or(AppError::NotFound)?
}

/// A site by its address.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn by_slug(reader: &mut Reader<'_>, slug: &str) -> Result<Site, AppError> {
    let id = reader.maybe(BY_SLUG, &[&slug])?.ok_or(AppError::NotFound)?.at(0)?;
    find(reader, id)
}

/// The site of an origin.
///
/// # Errors
/// What the database says.
pub fn of_origin(reader: &mut Reader<'_>, origin: &str) -> Result<Option<Site>, AppError> {
    let Some(row) = reader.maybe(BY_ORIGIN, &[&origin])? else { return Ok(None) };
    find(reader, row.at(0)?).map(Some)
}

/// The sites of a permit.
///
/// # Errors
/// What the database says.
pub fn of_case(reader: &mut Reader<'_>, case: &str) -> Result<Vec<Site>, AppError> {
    reader.query(OF_CASE, &[&case])?.iter().map(site).collect()
}

/// What goes on, what is planned, and what ended on this day or later; of one street or of all.
///
/// # Errors
/// What the database says.
pub fn list(
    reader: &mut Reader<'_>,
    street_key: &str,
    ended_from: Date,
) -> Result<Vec<Site>, AppError> {
    reader.query(LIST, &[&street_key, &ended_from, &SITES_MAX])?.iter().map(site).collect()
}

/// All sites for staff, the latest changed first, and how many there are.
///
/// # Errors
/// What the database says.
pub fn all(
    reader: &mut Reader<'_>,
    state: &str,
    per_page: i64,
    page: i64,
) -> Result<(Vec<Site>, i64), AppError> {
    let offset = (page.max(1) - 1).saturating_mul(per_page);
    let rows = reader.query(ALL, &[&state, &per_page, &offset])?;
    let sites = rows.iter().map(site).collect::<Result<_, _>>()?;
    Ok((sites, reader.count(COUNT, &[&state])?))
}

fn section(row: &Row) -> Result<Section, AppError> {
    Ok(Section {
        id: row.get("id")?,
        method: row.get("method")?,
        line: row.json::<Line>("line")?,
        accepted_on: row.get("accepted_on")?,
        warranty_until: row.get("warranty_until")?,
        basis: row.get("basis")?,
    })
}

/// The pieces of a site.
///
/// # Errors
/// What the database says.
pub fn sections(reader: &mut Reader<'_>, site: Id<Site>) -> Result<Vec<Section>, AppError> {
    reader.query(SECTIONS, &[&site])?.iter().map(section).collect()
}

/// Notes that a piece was accepted, and its warranty.
///
/// # Errors
/// What the database says.
pub fn accept(
    tx: &mut Tx<'_>,
    section: &str,
    on: Date,
    until: Option<Date>,
    basis: &str,
) -> Result<(), AppError> {
    tx.execute(ACCEPT, &[&section, &on, &until, &basis])?;
    Ok(())
}

/// A piece of a site near a place.
#[derive(Clone, Debug)]
pub struct Near {
    /// The piece.
    pub section: Section,
    /// Its site.
    pub site: Id<Site>,
    /// How far the site is.
    pub state: State,
}

/// Pieces that touch a cell.
///
/// # Errors
/// What the database says.
pub fn near(reader: &mut Reader<'_>, cell: i64) -> Result<Vec<Near>, AppError> {
    let rows = reader.query(NEAR, &[&cell])?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("state")?;
            Ok(Near {
                section: section(row)?,
                site: row.get("site")?,
                state: known(State::from_word(&state), &state)?,
            })
        })
        .collect()
}

/// Keeps a revision.
///
/// # Errors
/// What the database says.
pub fn revise(tx: &mut Tx<'_>, s: &Site, what: &Text, reason: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(
        REVISE,
        &[
            &s.id,
            &s.revision,
            &now,
            &what.de,
            &what.en,
            &reason,
            &s.from,
            &s.until,
            &s.state.word(),
            &s.impact.word(),
        ],
    )?;
    Ok(())
}

/// The revisions of a site, the latest first.
///
/// # Errors
/// What the database says.
pub fn revisions(reader: &mut Reader<'_>, site: Id<Site>) -> Result<Vec<Revision>, AppError> {
    let rows = reader.query(REVISIONS, &[&site])?;
    rows.iter()
        .map(|row| {
            Ok(Revision {
                number: row.get("number")?,
                at: row.get("at")?,
                what: Text { de: row.get("what_de")?, en: row.get("what_en")? },
                reason: row.get("reason")?,
            })
        })
        .collect()
}
