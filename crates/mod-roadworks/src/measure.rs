//! What the benchmark does in a town: fills it with trenches and looks for the nearest to a report.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use kernel::{Actor, AppError, Audit, Id, Town};

use crate::model::{Impact, Section, Site, Sort, State};
use crate::{report, store};

/// South-west corner and edge of the square the trenches lie in, in metres.
const CORNER: (f64, f64) = (360_000.0, 5_690_000.0);
const EDGE: u32 = 12_000;
/// Sections of one site, and sites written at once.
const PER_SITE: usize = 10;
const AT_ONCE: usize = 200;
/// How far a trench may be, in metres: where the place is known only roughly.
const WITHIN: f64 = 50.0;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> f64 {
        let Self(seed) = self;
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from((*seed >> 33) % u64::from(sides.max(1))).unwrap_or(0))
    }

    fn place(&mut self) -> (f64, f64) {
        (CORNER.0 + self.roll(EDGE), CORNER.1 + self.roll(EDGE))
    }
}

fn section(dice: &mut Dice) -> Section {
    let from = dice.place();
    let (length, angle) = (40.0 + dice.roll(200), dice.roll(360).to_radians());
    Section {
        id: Id::<Section>::new().to_string(),
        method: "open".into(),
        line: vec![from, (from.0 + length * angle.cos(), from.1 + length * angle.sin())],
        accepted_on: None,
        warranty_until: None,
        basis: String::new(),
    }
}

/// Fills a town with pieces of trench.
///
/// # Errors
/// What the database says.
pub async fn fill(town: &Arc<Town>, sections: usize) -> Result<(), AppError> {
    let sites = sections / PER_SITE;
    for start in (0..sites).step_by(AT_ONCE) {
        let count = AT_ONCE.min(sites - start);
        town.write(Actor::system("bench"), move |tx| {
            let mut dice = Dice(u64::try_from(start).unwrap_or_default());
            let (today, now) = (tx.today(), tx.now());
            for n in start..start + count {
                let site = Site {
                    id: Id::new(),
                    origin: format!("bench/{n}"),
                    case: String::new(),
                    slug: format!("bench-{n}"),
                    sort: Sort::Lines,
                    title: "Probe".into(),
                    street: "Probestraße".into(),
                    street_key: String::new(),
                    builder: String::new(),
                    state: if n % 4 == 0 { State::Active } else { State::Done },
                    impact: Impact::Some,
                    text: String::new(),
                    detour: String::new(),
                    from: today,
                    until: today.saturating_add(30.days()),
                    started_on: Some(today),
                    finished_on: None,
                    revision: 1,
                    made_at: now,
                    changed_at: now,
                };
                let sections: Vec<Section> = (0..PER_SITE).map(|_| section(&mut dice)).collect();
                store::add(tx, &site, &sections)?;
            }
            Ok(Audit::of("bench.filled", start).done())
        })
        .await?;
    }
    Ok(())
}

/// Looks for the nearest trench to a place; answers how long it took and whether one was near.
///
/// # Errors
/// What the database says.
pub async fn search(town: &Arc<Town>, round: u64) -> Result<(Duration, bool), AppError> {
    town.read(move |db| {
        let at = Dice(round.wrapping_mul(7_919)).place();
        let started = Instant::now();
        let found = report::nearest(db, at, WITHIN)?;
        Ok((started.elapsed(), found.is_some()))
    })
    .await
}
