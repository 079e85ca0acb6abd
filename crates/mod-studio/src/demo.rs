//! A form that is open from the start, for the demo town: through the same steps and the same list
//! of what is missing as by hand.

use std::sync::Arc;

use kernel::org::Unit;
use kernel::{Actor, AppError, Audit, Id, Text, Town, org};

use crate::model::{Additions, Letters, StudioForm};
use crate::report::Report;
use crate::{guess, store};

/// A form to open.
#[derive(Clone, Debug)]
pub struct DemoForm {
    /// Last part of its address.
    pub service: String,
    /// What people call it.
    pub title: Text,
    /// The schema, as a file of `XDatenfelder`.
    pub xml: String,
    /// Who gets the applications.
    pub unit: Id<Unit>,
    /// What it costs.
    pub fee: Text,
    /// Remedy notice.
    pub remedy: String,
}

/// Reads a form in, sets its terms and opens it.
///
/// # Errors
/// [`AppError::Refused`] when something is missing that would keep staff from opening it; internal
/// when the schema cannot be read.
pub async fn open_for_demo(town: &Arc<Town>, made: DemoForm) -> Result<(), AppError> {
    let schema = norm_fim::read(made.xml.as_bytes()).map_err(AppError::internal)?.schema;
    let house = Arc::clone(town);
    town.write(Actor::system("demo"), move |tx| {
        let form = StudioForm { id: Id::new(), service: made.service, title: made.title };
        let additions = Additions {
            applicant: guess::applicant(&schema),
            fee: made.fee,
            letters: Letters { remedy: made.remedy, ..Letters::default() },
            ..Additions::default()
        };
        org::make_competent(tx, &form.kind(), made.unit)?;
        let is_new = store::add_form(tx, &form)?;
        let key = schema.base.key.to_string();
        let edition = store::add_edition(tx, form.id, &key, &made.xml, &additions)?;
        let report = Report::find(&house, tx, edition)?;
        if !is_new || !report.may_open() || !store::open_up(tx, &report.edition)? {
            return Err(AppError::internal(format!("{} cannot be opened", form.service)));
        }
        Ok(Audit::of("studio.opened", edition).note(&form.service).done())
    })
    .await
}
