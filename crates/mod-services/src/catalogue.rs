//! The catalogue as the public sees it: the town's pages, and the open forms that have none.

use kernel::forms::{self, OnlineForm, SharedForm};
use kernel::org::{self, Unit};
use kernel::{AppError, Reader, Text, Town, cases};

use crate::model::{Record, Service, State};
use crate::store;

/// Order of services that nobody put into one.
const LAST: i64 = i64::MAX;

/// A service people can find.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) service: Service,
    /// Whether it can be done online.
    pub(crate) is_online: bool,
    /// Whether it stands for a form that has no page of its own.
    pub(crate) has_no_page: bool,
    /// Kind of case it opens, else the slug: key of the unit in charge.
    pub(crate) competence: String,
}

/// A service with what the town adds to it.
pub(crate) struct Shown {
    pub(crate) service: Service,
    pub(crate) is_online: bool,
    pub(crate) unit: Option<Unit>,
    /// Days until half and until nine of ten of the latest cases were decided.
    pub(crate) days: Option<(i64, i64)>,
}

/// What is at an address.
pub(crate) enum Found {
    /// A service.
    Service(Box<Shown>),
    /// Something that was here once.
    Gone(Box<Gone>),
}

/// A service that the town took away.
pub(crate) struct Gone {
    pub(crate) title: Text,
    pub(crate) reason: Text,
    /// The page that takes its place, if it is public.
    pub(crate) successor: Option<(String, Text)>,
}

/// Every service that people can find: the town's pages in their order, then forms without one.
///
/// # Errors
/// What the database says.
pub(crate) fn public(town: &Town, reader: &mut Reader<'_>) -> Result<Vec<Listed>, AppError> {
    let open = forms::all(town, reader)?;
    let own: Vec<Record> =
        store::all(reader)?.into_iter().filter(|r| r.state == State::Public).collect();
    let bare: Vec<Listed> = open
        .iter()
        .filter(|form| own.iter().all(|record| record.service.slug != form.service))
        .map(|form| Listed { has_no_page: true, ..listed(bare(form), Some(form)) })
        .collect();
    let own = own.into_iter().map(|record| {
        let form = open.iter().find(|form| form.service == record.service.slug);
        listed(record.service, form)
    });
    Ok(own.chain(bare).collect())
}

fn listed(service: Service, form: Option<&SharedForm>) -> Listed {
    let competence = competence(&service, form);
    Listed { competence, is_online: form.is_some(), has_no_page: false, service }
}

/// The key of the unit in charge: applications of an open form go there.
pub(crate) fn competence(service: &Service, form: Option<&SharedForm>) -> String {
    form.map_or_else(|| service.competence().to_owned(), |form| form.kind.clone())
}

/// A service in the words of its form.
pub(crate) fn bare(form: &OnlineForm) -> Service {
    Service {
        slug: form.service.clone(),
        title: form.title.clone(),
        teaser: Text::new(
            "Diesen Antrag können Sie online stellen.",
            "You can make this application online.",
        ),
        fee: form.terms.fee.clone(),
        deadline: form.terms.deadline.clone(),
        kind: form.kind.clone(),
        position: LAST,
        ..Service::default()
    }
}

/// As [`bare`], with the documents that everybody must hand in.
///
/// # Errors
/// Internal when the form writes no JSON.
pub(crate) fn bare_in_full(form: &OnlineForm) -> Result<Service, AppError> {
    let needs = form.needs(&form.form.prefilled())?;
    let required: Vec<_> = needs.iter().filter(|need| need.is_required).collect();
    let join = |pick: fn(&Text) -> &str| {
        required.iter().map(|need| pick(&need.label)).collect::<Vec<_>>().join("\n")
    };
    let documents =
        Text::new(join(|label| &label.de), join(|label| label.of(kernel::Language::En)));
    Ok(Service { documents, ..bare(form) })
}

/// The open form of a service.
pub(crate) fn form_of(
    town: &Town,
    reader: &mut Reader<'_>,
    slug: &str,
) -> Result<Option<SharedForm>, AppError> {
    match forms::of_service(town, reader, slug) {
        // Staff try forms out under addresses of their own.
        Ok(form) if form.terms.is_trial => Ok(None),
        Ok(form) => Ok(Some(form)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the public finds at an address.
///
/// # Errors
/// [`AppError::NotFound`] when there is nothing and never was.
pub(crate) fn find(town: &Town, reader: &mut Reader<'_>, slug: &str) -> Result<Found, AppError> {
    let form = form_of(town, reader, slug)?;
    let record = store::find(reader, slug)?;
    let service = match (record, &form) {
        (Some(record), _) if record.state == State::Public => record.service,
        (_, Some(form)) => bare_in_full(form)?,
        (Some(record), None) if record.state == State::Off && record.was_public => {
            return gone(town, reader, record).map(|gone| Found::Gone(Box::new(gone)));
        }
        _ => return Err(AppError::NotFound),
    };
    shown(reader, service, form.as_ref()).map(|shown| Found::Service(Box::new(shown)))
}

/// A service with unit and processing time.
pub(crate) fn shown(
    reader: &mut Reader<'_>,
    service: Service,
    form: Option<&SharedForm>,
) -> Result<Shown, AppError> {
    let mut unit = org::competent_for(reader, &competence(&service, form))?;
    if unit.is_none() {
        unit = org::competent_for(reader, &service.slug)?;
    }
    let kind = form.map_or_else(|| service.kind.clone(), |form| form.kind.clone());
    let days = if kind.is_empty() { None } else { cases::processing_days(reader, &kind)? };
    Ok(Shown { service: Service { kind, ..service }, is_online: form.is_some(), unit, days })
}

fn gone(town: &Town, reader: &mut Reader<'_>, record: Record) -> Result<Gone, AppError> {
    let successor = if record.successor.is_empty() {
        None
    } else {
        let all = public(town, reader)?;
        all.into_iter()
            .find(|listed| listed.service.slug == record.successor)
            .map(|listed| (listed.service.slug, listed.service.title))
    };
    Ok(Gone { title: record.service.title, reason: record.gone, successor })
}
