//! A site comes into being and changes: each change is a revision, stands in the gazette and on the
//! map, and reaches everybody who asked for it, in one transaction.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::facts::{PermitGranted, WorksMoved};
use kernel::map::{self, Feature, Shape};
use kernel::places;
use kernel::publication::{self, Details, Disruption, NoteKind, Publication};
use kernel::{AppError, Id, Language, Reader, Text, Town, Tx};

use crate::model::{Impact, Line, Section, Site, Sort, State, changes};
use crate::{follow, store};

/// Layer of the map.
pub const LAYER: &str = "roadworks.sites";
/// Kind of its publications.
pub const KIND: &str = "roadworks";
/// Days a finished site is still announced.
const SHOWN_AFTER_DAYS: i64 = 14;
/// From which zoom sites are drawn.
const ZOOM: u8 = 10;

/// What is said when two changed the same.
pub fn changed() -> AppError {
    AppError::refused(
        "roadworks/changed",
        "Diese Baustelle hat sich inzwischen geändert. Laden Sie die Seite neu und prüfen Sie Ihre Angaben.",
        "This site has changed meanwhile. Reload the page and check what you entered.",
    )
}

/// An address that no other site has: street and number of the year.
fn slug(tx: &mut Tx<'_>, street: &str) -> Result<String, AppError> {
    let folded = kernel::search::fold(street);
    let mut word: String = folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    while word.contains("--") {
        word = word.replace("--", "-");
    }
    let word: String = word.trim_matches('-').chars().take(60).collect();
    let word = if word.is_empty() { "baustelle".to_owned() } else { word };
    let year = tx.today().year();
    let number = tx.next(&format!("roadworks/site/{year}"))?;
    Ok(format!("{word}-{year}-{number}"))
}

/// A site that is entered: from a permit or by hand.
pub struct New {
    /// There is one site of each origin.
    pub origin: String,
    /// The case of its permit.
    pub case: String,
    /// Why.
    pub sort: Sort,
    /// What it is called.
    pub title: String,
    /// Name of its street.
    pub street: String,
    /// Who builds.
    pub builder: String,
    /// What people feel of it.
    pub impact: Impact,
    /// More about it.
    pub text: String,
    /// The way around.
    pub detour: String,
    /// First and last day.
    pub days: (Date, Date),
    /// It goes on already.
    pub is_active: bool,
    /// Where it is.
    pub sections: Vec<Section>,
}

/// Enters a site and announces it.
///
/// # Errors
/// What the database says.
pub fn open(town: &Town, tx: &mut Tx<'_>, new: New) -> Result<Site, AppError> {
    let key = places::street(tx, &new.street)?.map(|(key, _)| key).unwrap_or_default();
    let now = tx.now();
    let site = Site {
        id: Id::new(),
        slug: slug(tx, &new.street)?,
        origin: new.origin,
        case: new.case,
        sort: new.sort,
        title: new.title,
        street: new.street,
        street_key: key,
        builder: new.builder,
        state: if new.is_active { State::Active } else { State::Planned },
        impact: new.impact,
        text: new.text,
        detour: new.detour,
        from: new.days.0,
        until: new.days.1,
        started_on: new.is_active.then_some(new.days.0),
        finished_on: None,
        revision: 1,
        made_at: now,
        changed_at: now,
    };
    store::add(tx, &site, &new.sections)?;
    let (from, until) = (site.from, site.until);
    let what = Text::new(
        format!("Angekündigt: {} bis {}.", Language::De.day(from), Language::De.day(until)),
        format!("Announced: {} to {}.", Language::En.day(from), Language::En.day(until)),
    );
    tell(town, tx, &site, &what, "")?;
    Ok(site)
}

/// Changes a site. Nothing happens when nothing is new.
///
/// # Errors
/// [`AppError::Refused`] when it changed meanwhile.
pub fn revise(
    town: &Town,
    tx: &mut Tx<'_>,
    old: &Site,
    new: Site,
    reason: &str,
) -> Result<bool, AppError> {
    let what = changes(old, &new);
    if what == Text::default() && old.sort == new.sort {
        return Ok(false);
    }
    if !store::change(tx, &new)? {
        return Err(changed());
    }
    let site = Site { revision: old.revision + 1, ..new };
    tell(town, tx, &site, &what, reason)?;
    Ok(true)
}

/// Keeps the revision and says it on every channel.
fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    site: &Site,
    what: &Text,
    reason: &str,
) -> Result<(), AppError> {
    store::revise(tx, site, what, reason)?;
    draw(tx, site)?;
    publish(tx, site, what, reason)?;
    follow::tell(town, tx, site, what, reason)
}

/// Puts a site on the map, or takes it off.
fn draw(tx: &mut Tx<'_>, site: &Site) -> Result<(), AppError> {
    let id = site.id.to_string();
    let lines: Vec<Line> = store::sections(tx, site.id)?
        .into_iter()
        .map(|s| s.line)
        .filter(|line| line.len() > 1)
        .collect();
    if !site.is_open() || lines.is_empty() {
        return map::remove(tx, LAYER, &id);
    }
    let district = match site.street_key.as_str() {
        "" => None,
        key => places::of_street(tx, key)?.first().and_then(|a| a.district),
    };
    let impact = site.impact.short();
    let days = |language: Language| {
        format!("{} – {}", language.day(site.from), language.day(site.until))
    };
    let feature = Feature {
        layer: LAYER,
        id,
        shape: Shape::Lines(lines),
        min_zoom: ZOOM,
        state: mark(site).to_owned(),
        attributes: vec![("impact", site.impact.word().to_owned())],
        days: (None, None),
        entry: Some(map::Entry {
            title: Text::same(format!("{}: {}", site.street, site.title)),
            text: Text::new(
                format!("{}, {}", days(Language::De), impact.de),
                format!("{}, {}", days(Language::En), impact.en),
            ),
            url: site.path(),
            street: site.street.clone(),
            district: district.map(|d| d.to_string()).unwrap_or_default(),
            position: format!("{} {}", site.from, site.street),
        }),
    };
    match map::put(tx, &feature) {
        // What has no place on the map stands in the list all the same.
        Err(AppError::Refused(_)) => Ok(()),
        other => other,
    }
}

/// The mark of a site on the map.
pub fn mark(site: &Site) -> &'static str {
    match (site.state, site.impact) {
        (State::Planned, _) => "planned",
        (_, Impact::Closed) => "closed",
        _ => "active",
    }
}

/// The gazette: home page, search, feeds and channels read it.
fn publish(tx: &mut Tx<'_>, site: &Site, what: &Text, reason: &str) -> Result<(), AppError> {
    let id = site.id.of::<Publication>();
    let now = tx.now();
    let known = publication::find(tx, id)?;
    let is_known = known.is_some();
    let mut p = known.unwrap_or_else(|| Publication::new(KIND, &site.slug, now));
    p.id = id;
    p.title = Text::same(format!("{}: {}", site.street, site.title));
    let impact = site.impact.short();
    let line = |l: Language, impact: &str| {
        format!("{} – {}, {impact}", l.day(site.from), l.day(site.until))
    };
    p.teaser = Text::new(line(Language::De, &impact.de), line(Language::En, &impact.en));
    let long = site.impact.label();
    let words = |impact: &str| {
        let parts = [impact, &site.text, &site.detour, &site.builder];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n\n")
    };
    p.text = Text::new(words(&long.de), words(&long.en));
    p.details = Details::Disruption(Disruption {
        sort: "road".into(),
        from: site.from.at(0, 0, 0, 0),
        until: Some(site.until.saturating_add(1.day()).at(0, 0, 0, 0)),
        place: site.street.clone(),
    });
    p.state = publication::State::Published;
    p.visible_until = match site.state {
        State::Done | State::Cancelled => {
            let day = tx.today().saturating_add(SHOWN_AFTER_DAYS.days());
            day.to_zoned(kernel::clock::berlin()).ok().map(|end| end.timestamp())
        }
        _ => None,
    };
    let why = if reason.is_empty() { what.de.as_str() } else { reason };
    publication::save(tx, &p, why)?;
    if is_known && *what != Text::default() {
        publication::note(tx, id, NoteKind::Change, what)?;
    }
    Ok(())
}

/// A permit came into being: one site per street, or more of the sites that are there.
///
/// # Errors
/// What the database says.
pub fn of_permit(town: &Town, tx: &mut Tx<'_>, fact: &PermitGranted) -> Result<usize, AppError> {
    let builder = builder_of(tx, &fact.case)?;
    let mut streets: Vec<(String, Vec<Section>)> = Vec::new();
    for piece in &fact.sections {
        let line: Line = piece.line.iter().map(|p| (metres(p.0), metres(p.1))).collect();
        let section = Section {
            id: piece.section.clone(),
            method: piece.method.clone(),
            line,
            accepted_on: None,
            warranty_until: None,
            basis: String::new(),
        };
        let street = street_of(tx, &piece.street, &section.line)?;
        match streets.iter_mut().find(|(name, _)| *name == street) {
            Some((_, sections)) => sections.push(section),
            None => streets.push((street, vec![section])),
        }
    }
    let count = streets.len();
    for (street, sections) in streets {
        let origin = format!("permit/{}/{street}", fact.case);
        let Some(old) = store::of_origin(tx, &origin)? else {
            let new = New {
                origin,
                case: fact.case.clone(),
                sort: Sort::Lines,
                title: title(&fact.permit).to_owned(),
                street,
                builder: builder.clone(),
                impact: Impact::Some,
                text: String::new(),
                detour: String::new(),
                days: (fact.from, fact.until),
                is_active: false,
                sections,
            };
            open(town, tx, new)?;
            continue;
        };
        store::add_sections(tx, old.id, &sections)?;
        let mut new = old.clone();
        if old.state == State::Planned {
            new.from = new.from.min(fact.from);
        }
        new.until = new.until.max(fact.until);
        if !revise(town, tx, &old, new, "")? {
            draw(tx, &old)?;
        }
    }
    Ok(count)
}

#[expect(clippy::cast_precision_loss, reason = "coordinates in centimetres are far below 2^53")]
fn metres(cm: i64) -> f64 {
    cm as f64 / 100.0
}

fn title(permit: &str) -> &'static str {
    match permit {
        "minor" => "kleine Arbeiten an Leitungen",
        "shallow" => "Glasfaser wird verlegt",
        "excavation" => "Aufgrabung",
        "traffic" => "Verkehrsregelung für Bauarbeiten",
        _ => "Leitungen werden verlegt",
    }
}

/// Who holds a permit: the company that asked for it.
fn builder_of(reader: &mut Reader<'_>, case: &str) -> Result<String, AppError> {
    let Ok(id) = case.parse() else { return Ok(String::new()) };
    let parties = kernel::cases::parties(reader, id)?;
    let holder = parties.iter().find(|p| p.role == "applicant");
    Ok(holder.map(|p| p.name.reveal().clone()).unwrap_or_default())
}

/// The street of a piece: as the permit names it, else the nearest one.
fn street_of(reader: &mut Reader<'_>, named: &str, line: &Line) -> Result<String, AppError> {
    if !named.is_empty() {
        return Ok(named.to_owned());
    }
    let Some(mut around) = places::Extent::around(line) else { return Ok(UNNAMED.to_owned()) };
    around.min_x -= STREET_METRES;
    around.min_y -= STREET_METRES;
    around.max_x += STREET_METRES;
    around.max_y += STREET_METRES;
    let middle = line.get(line.len() / 2).copied().unwrap_or_default();
    let streets = places::streets_near(reader, &around)?;
    let nearest = streets
        .into_iter()
        .filter_map(|s| Some((places::plane::distance(middle, &s.axis)?, s.name)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(nearest.map_or_else(|| UNNAMED.to_owned(), |(_, name)| name))
}

/// How far the street of a piece without a name may be.
const STREET_METRES: f64 = 100.0;
/// Where no street is near.
const UNNAMED: &str = "Außenbereich";

/// Works moved on: the sites of the permit follow.
///
/// # Errors
/// What the database says.
pub fn of_move(town: &Town, tx: &mut Tx<'_>, fact: &WorksMoved) -> Result<usize, AppError> {
    let mut moved = 0;
    for old in store::of_case(tx, &fact.case)? {
        let sections = store::sections(tx, old.id)?;
        let meant: Vec<&Section> = sections
            .iter()
            .filter(|s| fact.sections.is_empty() || fact.sections.contains(&s.id))
            .collect();
        if meant.is_empty() {
            continue;
        }
        let mut new = old.clone();
        match fact.step.as_str() {
            "started" => start(&mut new, fact.on),
            "finished" => finish(&mut new, fact.on),
            "stopped" if old.is_open() => new.state = State::Stopped,
            "extended" => new.until = fact.until.unwrap_or(new.until),
            "accepted" => {
                for section in meant {
                    store::accept(tx, &section.id, fact.on, fact.until, &fact.basis)?;
                }
                finish(&mut new, fact.on);
            }
            _ => {}
        }
        moved += usize::from(revise(town, tx, &old, new, "")?);
    }
    Ok(moved)
}

/// The works begin.
pub fn start(site: &mut Site, on: Date) {
    if matches!(site.state, State::Planned | State::Stopped) {
        site.state = State::Active;
        site.started_on = site.started_on.or(Some(on));
    }
}

/// The works are over.
pub fn finish(site: &mut Site, on: Date) {
    if site.is_open() {
        site.state = State::Done;
        site.finished_on = Some(on);
    }
}
