//! Where something is: an address, a street, or what the device says.

use kernel::map;
use kernel::places::{self, Extent, Found, plane};
use kernel::{AppError, Ctx, Fields};

use crate::report;

/// A place further from every street is not in this town.
const STREET_METRES: f64 = 300.0;
/// A position that is better than this is exact.
const EXACT_METRES: f64 = 25.0;

/// A place somebody named.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Where, in metres.
    pub at: (f64, f64),
    /// Whether it is known only roughly.
    pub is_rough: bool,
    /// In words.
    pub words: String,
}

/// What is known of the place.
pub(super) enum Place {
    /// Nobody said.
    Unsaid,
    /// Several may be meant.
    Several(Vec<String>),
    /// It is not in this town.
    Elsewhere,
    /// Here.
    Here(Spot),
}

/// Which place somebody means.
pub(super) async fn place(ctx: &Ctx, fields: &Fields) -> Result<Place, AppError> {
    let number = |name: &str| fields.get(name).parse::<f64>().ok();
    if let (Some(lat), Some(lon)) = (number("lat"), number("lon")) {
        let Some(at) = map::metres(lon, lat) else { return Ok(Place::Elsewhere) };
        let Some(street) = ctx.read(move |db| nearest_street(db, at)).await? else {
            return Ok(Place::Elsewhere);
        };
        let is_rough = number("genauigkeit").is_none_or(|metres| metres > EXACT_METRES);
        return Ok(Place::Here(Spot { at, is_rough, words: street }));
    }
    let typed = fields.text("ort");
    if typed.is_empty() {
        return Ok(Place::Unsaid);
    }
    ctx.limit(report::RATE_SEARCH)?;
    if let Some(a) = places::exactly(&ctx.town, &typed).await? {
        return Ok(Place::Here(Spot { at: (a.x, a.y), is_rough: true, words: a.line() }));
    }
    let wanted = typed.clone();
    if let Some(spot) = ctx.read(move |db| street(db, &wanted)).await? {
        return Ok(Place::Here(spot));
    }
    let found = places::search(&ctx.town, &typed, 8).await?;
    Ok(if found.is_empty() {
        Place::Elsewhere
    } else {
        Place::Several(found.iter().map(Found::line).collect())
    })
}

/// A whole street: the middle of what is dug up there, else its own middle.
fn street(db: &mut kernel::Reader<'_>, name: &str) -> Result<Option<Spot>, AppError> {
    let Some((key, name)) = places::street(db, name)? else { return Ok(None) };
    let today = db.today();
    let mut at = None;
    for site in crate::store::list(db, &key, today)? {
        let sections = crate::store::sections(db, site.id)?;
        at = at.or_else(|| sections.first().and_then(|s| s.line.get(s.line.len() / 2)).copied());
    }
    if at.is_none() {
        let axes = places::streets_named(db, &name)?;
        at = axes.first().and_then(|s| s.axis.get(s.axis.len() / 2)).copied();
    }
    Ok(at.map(|at| Spot { at, is_rough: true, words: name }))
}

fn nearest_street(db: &mut kernel::Reader<'_>, at: (f64, f64)) -> Result<Option<String>, AppError> {
    let extent = Extent {
        min_x: at.0 - STREET_METRES,
        min_y: at.1 - STREET_METRES,
        max_x: at.0 + STREET_METRES,
        max_y: at.1 + STREET_METRES,
    };
    let all = places::streets_near(db, &extent)?;
    let nearest = all
        .into_iter()
        .filter_map(|s| Some((plane::distance(at, &s.axis)?, s.name)))
        .filter(|(metres, _)| *metres <= STREET_METRES)
        .min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(nearest.map(|(_, name)| name))
}
