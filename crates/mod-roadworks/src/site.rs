//! A site comes into being and changes: each change is a revision, stands in the gazette and on the
//! map, and reaches everybody who asked for it, in one transaction.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::map::{self, Feature, Shape};
use kernel::places;
use kernel::publication::{self, Details, Disruption, NoteKind, Publication};
use kernel::{AppError, Id, Language, Text, Town, Tx};

use crate::changes::changes;
use crate::model::{Impact, Line, Section, Site, Sort, State};
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
    let mut word: String =
        folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
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
    if what == Text::default() {
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
pub(crate) fn draw(tx: &mut Tx<'_>, site: &Site) -> Result<(), AppError> {
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
    let days =
        |language: Language| format!("{} – {}", language.day(site.from), language.day(site.until));
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
