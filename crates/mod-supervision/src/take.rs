//! Taking findings in. What comes twice is one; what two inspectors find in one place stays two and
//! says so.

use jiff::{SignedDuration, Timestamp};
use kernel::places::plane;
use kernel::{AppError, Id, Problem, Reader, Town, Tx, settings};

use crate::catalogue::Measure;
use crate::ladder;
use crate::model::{Details, Event, Finding, Measured, Photo, Section, Severity, Stage, Work};
use crate::photo::{self, Known, Picture};
use crate::settings::SupervisionSettings;
use crate::store::{self, findings};

/// Findings of one kind this near each other may be the same, in metres.
const TWIN_METRES: f64 = 30.0;
/// And this long after each other.
const TWIN_HOURS: i64 = 24;

/// What somebody sends.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Number made on the device.
    pub id: Id<Finding>,
    /// The section that was chosen; empty for the nearest.
    pub section: String,
    /// Key of the kind.
    pub kind: String,
    /// How bad it is, if somebody chose.
    pub severity: Option<Severity>,
    /// In words.
    pub text: String,
    /// Where the device was, in metres.
    pub place: Option<(f64, f64)>,
    /// How exact it says it is.
    pub accuracy: i64,
    /// Whether the device told a place that cannot be.
    pub is_place_broken: bool,
    /// When, by the clock of the device.
    pub device_at: String,
    /// Measured values by key.
    pub values: Vec<(String, f64)>,
    /// Whether the company hears of it at once.
    pub tells: bool,
    /// Digest of all of it.
    pub digest: String,
    /// Photos.
    pub pictures: Vec<Picture>,
}

/// The same number with other content.
fn taken() -> AppError {
    AppError::refused(
        "supervision/number-taken",
        "Unter dieser Nummer ist schon ein anderer Befund gespeichert. Laden Sie die Seite neu und geben Sie den Befund noch einmal ein.",
        "Another finding is saved under this number already. Reload the page and enter the finding again.",
    )
}

/// Takes a finding in; answers whether it is new. The same once more is the one there is.
///
/// # Errors
/// [`AppError::Refused`] with the field at fault.
pub fn take_in(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    sent: &Sent,
) -> Result<(Finding, bool), AppError> {
    if let Some(there) = findings::maybe(town, tx, sent.id)? {
        let is_same = there.work == work.id && there.digest == sent.digest;
        return if is_same { Ok((there, false)) } else { Err(taken()) };
    }
    let own: SupervisionSettings = settings::get(tx)?;
    let kind = own.kind(&sent.kind).ok_or_else(|| {
        Problem::new(
            "supervision/kind",
            "Bitte prüfen Sie die Angaben.",
            "Please check what you entered.",
        )
        .at("art", "Wählen Sie, was Sie festgestellt haben.", "Choose what you found.")
    })?;
    let values = measured(&own.all_measures(), &sent.values);
    let is_out = values.iter().any(Measured::is_out);
    let worst = kind.severity.or(is_out.then_some(Severity::High));
    let sections = store::sections_of(tx, work.id)?;
    let section = section_of(&sections, sent);
    let from_photo = sent.pictures.iter().find_map(|p| photo::place(&p.claim));
    let (place, source) = match (sent.place, from_photo) {
        (Some(place), _) => (Some(place), "device"),
        (None, Some(place)) => (Some(place), "photo"),
        (None, None) if sent.is_place_broken => (None, "broken"),
        (None, None) => (None, ""),
    };
    let (year, now) = (tx.today().year(), tx.now());
    let mut finding = Finding {
        id: sent.id,
        number: format!("B-{year}-{:05}", tx.next(&format!("supervision/finding/{year}"))?),
        work: work.id,
        section: section.map(|s| s.id.clone()).unwrap_or_default(),
        kind: kind.key,
        severity: sent.severity.or(worst).unwrap_or(Severity::Low),
        origin: "staff".into(),
        state: if worst.is_some() { Stage::Found } else { Stage::Recorded },
        details: Details { text: sent.text.clone() },
        place,
        accuracy: sent.accuracy,
        source: source.into(),
        device_at: sent.device_at.clone(),
        made_at: now,
        made_by: tx.actor().label(),
        digest: sent.digest.clone(),
        report: String::new(),
        twin: String::new(),
        due_on: None,
        is_conflict: false,
        version: 1,
    };
    finding.twin = twin(town, tx, &finding)?;
    findings::add(town, tx, &finding)?;
    findings::add_values(tx, finding.id, &values)?;
    let line = section.map(|s| &s.line);
    keep_pictures(tx, &own, &finding, "", "staff", line, &sent.pictures)?;
    let event = event(tx, Id::<Event>::new().to_string(), "found", "", 0);
    findings::happen(town, tx, finding.id, &event)?;
    store::visited(tx, work.id)?;
    if finding.state == Stage::Found && sent.tells {
        ladder::tell(town, tx, work, &mut finding)?;
    }
    Ok((finding, true))
}

/// Something that happens now.
pub fn event(tx: &Tx<'_>, id: String, what: &str, text: &str, base: i64) -> Event {
    Event {
        id,
        what: what.to_owned(),
        details: Details { text: text.to_owned() },
        at: tx.now(),
        device_at: String::new(),
        made_by: tx.actor().label(),
        base,
        is_conflict: false,
        due_on: None,
    }
}

fn measured(known: &[Measure], sent: &[(String, f64)]) -> Vec<Measured> {
    let find = |key: &str| known.iter().find(|m| m.key == key);
    sent.iter()
        .filter_map(|(key, value)| {
            let m = find(key)?;
            Some(Measured {
                measure: m.key.clone(),
                label: m.label.de.clone(),
                unit: m.unit.clone(),
                value: *value,
                low: m.low,
                high: m.high,
            })
        })
        .collect()
}

/// The section that was chosen, else the nearest to where the device was, else the only one.
fn section_of<'s>(sections: &'s [Section], sent: &Sent) -> Option<&'s Section> {
    if let Some(chosen) = sections.iter().find(|s| s.id == sent.section) {
        return Some(chosen);
    }
    let from_photo = sent.pictures.iter().find_map(|p| photo::place(&p.claim));
    match sent.place.or(from_photo) {
        Some(place) => nearest(sections, place).map(|(section, _)| section),
        None if sections.len() == 1 => sections.first(),
        None => None,
    }
}

/// The section nearest to a place, and how far it is.
pub fn nearest(sections: &[Section], place: (f64, f64)) -> Option<(&Section, f64)> {
    sections
        .iter()
        .filter_map(|s| Some((s, plane::distance(place, &s.line)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

/// An open finding of the same kind that somebody else entered nearby a little while ago.
fn twin(town: &Town, reader: &mut Reader<'_>, new: &Finding) -> Result<String, AppError> {
    let since = new.made_at - SignedDuration::from_hours(TWIN_HOURS);
    let is_near = |old: &Finding| match (old.place, new.place) {
        (Some(a), Some(b)) => (a.0 - b.0).hypot(a.1 - b.1) <= TWIN_METRES,
        _ => !old.section.is_empty() && old.section == new.section,
    };
    let all = findings::list(town, reader, new.work)?;
    let found = all.into_iter().find(|old| {
        old.kind == new.kind
            && old.state.is_open()
            && old.made_by != new.made_by
            && old.made_at >= since
            && is_near(old)
    });
    Ok(found.map(|old| old.id.to_string()).unwrap_or_default())
}

/// Keeps photos with what is doubtful about them.
///
/// # Errors
/// What the database says.
pub fn keep_pictures(
    tx: &mut Tx<'_>,
    own: &SupervisionSettings,
    finding: &Finding,
    event: &str,
    origin: &str,
    line: Option<&crate::model::Line>,
    pictures: &[Picture],
) -> Result<(), AppError> {
    let device = (finding.source == "device").then_some(finding.place).flatten();
    let at = finding.device_at.parse::<Timestamp>().ok();
    // Later photos are compared with now, not with the day of the finding.
    let at = if event.is_empty() { at.unwrap_or(finding.made_at) } else { tx.now() };
    for picture in pictures {
        let is_seen = findings::is_seen(tx, picture.file.sha256(), finding.id)?;
        let doubts = photo::doubts(picture, &Known { line, device, at, is_seen }, own);
        let from = if origin == "staff" { "staff" } else { "citizen" };
        let file = kernel::files::link(tx, &picture.file, &finding.owner(), "photo", from)?;
        let photo = Photo {
            file,
            event: event.to_owned(),
            sha256: picture.file.sha256().to_owned(),
            origin: origin.to_owned(),
            doubts,
        };
        findings::add_photo(tx, finding.id, &photo)?;
    }
    Ok(())
}

/// What somebody saw when they came back.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Number made on the device.
    pub id: String,
    /// Whether it is repaired.
    pub is_fixed: bool,
    /// In words.
    pub text: String,
    /// The version of the finding the device knew.
    pub base: i64,
    /// When, by the clock of the device.
    pub device_at: String,
    /// Photos.
    pub pictures: Vec<Picture>,
}

/// Takes in that somebody came back. Where another inspector said the opposite meanwhile, both stay
/// and a person decides.
///
/// # Errors
/// What the database says.
pub fn visit(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    finding: &mut Finding,
    sent: &Visit,
) -> Result<(), AppError> {
    match findings::event_known(tx, &sent.id)? {
        Some(there) if there == finding.id => return Ok(()),
        Some(_) => return Err(taken()),
        None => {}
    }
    let own: SupervisionSettings = settings::get(tx)?;
    let what = if sent.is_fixed { "fixed" } else { "not_fixed" };
    let mut new = event(tx, sent.id.clone(), what, &sent.text, sent.base);
    new.device_at.clone_from(&sent.device_at);
    let others = findings::events(town, tx, finding.id)?;
    let is_against = |e: &Event| {
        matches!(e.what.as_str(), "fixed" | "not_fixed")
            && e.what != what
            && e.base >= sent.base
            && e.made_by != new.made_by
    };
    new.is_conflict = others.iter().any(is_against);
    findings::happen(town, tx, finding.id, &new)?;
    let sections = store::sections_of(tx, work.id)?;
    let line = sections.iter().find(|s| s.id == finding.section).map(|s| &s.line);
    keep_pictures(tx, &own, finding, &sent.id, "staff", line, &sent.pictures)?;
    store::visited(tx, work.id)?;
    if new.is_conflict || finding.is_conflict {
        return ladder::dispute(tx, finding);
    }
    if !finding.state.is_open() && sent.is_fixed {
        return Ok(());
    }
    ladder::seen(town, tx, work, finding, sent.is_fixed)
}
