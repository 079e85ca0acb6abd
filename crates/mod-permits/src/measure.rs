//! What the benchmark does in a town: fills it with routes and searches beside them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use kernel::{Actor, AppError, Audit, Id, Town};

use crate::model::{
    Details, Kind, Method, Operator, Request, Road, Ruling, SECTIONS_MAX, Section, State, Surface,
};
use crate::{conflict, shape, store};

/// South-west corner and edge of the square the routes lie in, in metres.
const CORNER: (f64, f64) = (360_000.0, 5_690_000.0);
const EDGE: u32 = 12_000;
/// Edge of the part of town one request lies in.
const QUARTER: u32 = 2_500;

/// What a search took and found.
#[derive(Clone, Copy, Debug)]
pub struct Searched {
    /// How long.
    pub took: Duration,
    /// Requests nearby.
    pub requests: usize,
    /// Pairs of sections within the distance.
    pub pairs: usize,
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> f64 {
        let Self(seed) = self;
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from((*seed >> 33) % u64::from(sides.max(1))).unwrap_or(0))
    }
}

/// Sections of one request: pieces of street of 40 to 240 metres with a bend, in one quarter.
fn sections(dice: &mut Dice, count: usize) -> Vec<Section> {
    let corner = (CORNER.0 + dice.roll(EDGE - QUARTER), CORNER.1 + dice.roll(EDGE - QUARTER));
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let from = (corner.0 + dice.roll(QUARTER), corner.1 + dice.roll(QUARTER));
        let (half, angle) = (20.0 + dice.roll(100), dice.roll(360).to_radians());
        let bend = angle + (dice.roll(40) - 20.0).to_radians();
        let middle = (from.0 + half * angle.cos(), from.1 + half * angle.sin());
        let to = (middle.0 + half * bend.cos(), middle.1 + half * bend.sin());
        let line = shape::rounded(&[from, middle, to]);
        all.push(Section {
            id: Id::new(),
            street: "Probestraße".into(),
            length_cm: shape::length_cm(&line),
            line,
            method: Method::Open,
            depth_cm: 60,
            width_cm: 30,
            surface: Surface::Footway,
            road: Road::Town,
            ruling: Ruling::Pending,
            ground: String::new(),
        });
    }
    all
}

fn request(operator: Id<Operator>, today: jiff::civil::Date) -> Request {
    Request {
        id: Id::new(),
        operator,
        case: None,
        kind: Kind::Consent,
        title: "Probe".into(),
        state: State::Draft,
        from: today,
        until: today.saturating_add(90.days()),
        details: Details::default(),
        received_on: None,
        deemed_on: None,
        cause: String::new(),
        version: 1,
    }
}

/// Fills a town with requests that hold so many sections together.
///
/// # Errors
/// What the database says.
pub async fn fill(town: &Arc<Town>, count: usize) -> Result<(), AppError> {
    let operator = Operator {
        id: Id::new(),
        is_contractor: false,
        name: "Probenetz".into(),
        address: String::new(),
        email: String::new(),
        entitlement: "BNetzA 0".into(),
        entitled_until: None,
    };
    let owner = operator.id;
    town.write(Actor::system("bench"), move |tx| {
        store::add_operator(tx, &operator)?;
        Ok(Audit::of("bench.operator_made", owner).done())
    })
    .await?;
    let mut dice = Dice(1);
    let mut left = count;
    while left > 0 {
        let here = sections(&mut dice, left.min(SECTIONS_MAX / 4));
        left -= here.len();
        let house = Arc::clone(town);
        town.write(Actor::system("bench"), move |tx| {
            let request = request(owner, tx.today());
            store::add(&house, tx, &request, "bench", &request.id.to_string(), &here)?;
            store::set_state(tx, &request, State::Received)?;
            Ok(Audit::of("bench.request_made", request.id).done())
        })
        .await?;
    }
    Ok(())
}

/// Searches beside a request of so many sections, which is none of those of the town.
///
/// # Errors
/// What the database says.
pub async fn search(town: &Arc<Town>, count: usize, round: u64) -> Result<Searched, AppError> {
    let own = sections(&mut Dice(1_000 + round), count);
    town.read(move |db| {
        let request = request(Id::new(), db.today());
        let started = Instant::now();
        let found = conflict::search(db, &request, &own)?;
        let took = started.elapsed();
        let pairs = found.iter().map(|n| n.pairs.len()).sum();
        Ok(Searched { took, requests: found.len(), pairs })
    })
    .await
}
