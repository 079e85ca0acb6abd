//! What road works do when something happened elsewhere.

use std::sync::Arc;

use kernel::facts::{Fact, PermitGranted, WorksMoved};
use kernel::outbox::{self, Subscriber};
use kernel::{AppError, Audit, Town, Tx};

use crate::permit;

pub(crate) fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber { name: "roadworks.announce", fact: PermitGranted::NAME, run: announce },
        Subscriber { name: "roadworks.follow_works", fact: WorksMoved::NAME, run: follow },
    ]
}

/// A granted permit becomes sites everybody can see.
fn announce(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PermitGranted = outbox::read(body)?;
    let sites = permit::of_permit(town, tx, &fact)?;
    Ok(Audit::of("roadworks.announced", &fact.case).note(sites))
}

/// Start, extension, end and acceptance of the works show on the sites.
fn follow(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: WorksMoved = outbox::read(body)?;
    let sites = permit::of_move(town, tx, &fact)?;
    Ok(Audit::of("roadworks.followed", &fact.case).note(format!("{} {sites}", fact.step)))
}
