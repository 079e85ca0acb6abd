//! Pages where staff write what the town offers.

pub(crate) mod edit;
pub(crate) mod export;
mod form;
pub(crate) mod import;
pub(crate) mod maturity;
pub(crate) mod overview;
pub(crate) mod state;
pub(crate) mod topics;
pub(crate) mod versions;

use std::sync::Arc;

use kernel::forms::SharedForm;
use kernel::org::{self, Unit};
use kernel::{AppError, Ctx, Id, Reader};
use web::badge::badge;
use web::tabs::{Tab, tabs};
use web::{Frame, Markup, Page, Say, Tone, html};

use crate::model::{Record, State};
use crate::sheet::Sheet;
use crate::{catalogue, store};

/// Hidden field: the version a page was made from.
const VERSION: &str = "fassung";
/// Where the list is.
const BASE: &str = "/verwaltung/leistungen";

fn base(slug: &str) -> String {
    format!("{BASE}/{slug}")
}

/// A service with everything its page for staff shows.
struct Loaded {
    record: Record,
    form: Option<SharedForm>,
    unit: Option<Id<Unit>>,
    units: Vec<Unit>,
}

impl Loaded {
    fn read(town: &kernel::Town, reader: &mut Reader<'_>, slug: &str) -> Result<Self, AppError> {
        let record = store::find(reader, slug)?.ok_or(AppError::NotFound)?;
        let form = catalogue::form_of(town, reader, slug)?;
        let shown = catalogue::shown(reader, record.service.clone(), form.as_ref())?;
        Ok(Self { record, form, unit: shown.unit.map(|unit| unit.id), units: org::all(reader)? })
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(&self.record.service, self.unit)
    }
}

/// Reads a service with what belongs to it.
async fn load(ctx: &Ctx, slug: &str) -> Result<Loaded, AppError> {
    let (town, slug) = (Arc::clone(&ctx.town), slug.to_owned());
    ctx.read(move |db| Loaded::read(&town, db, &slug)).await
}

/// Where a page stands, as a badge.
fn state(say: Say, state: State) -> Markup {
    match state {
        State::Draft => badge(Tone::Warning, say.of("Entwurf", "Draft")),
        State::Public => badge(Tone::Success, say.of("öffentlich", "public")),
        State::Off => badge(Tone::Neutral, say.of("entfernt", "removed")),
    }
}

/// A page of a service with its tabs.
fn page<'f>(
    frame: &'f Frame<'_>,
    ctx: &Ctx,
    record: &Record,
    current: &str,
    title: &str,
    body: &Markup,
) -> Page<'f> {
    let say = frame.say;
    let base = base(&record.service.slug);
    let tab = |path: &str, de: &str, en: &str| Tab {
        label: say.of(de, en).to_owned(),
        url: ctx.to(&if path.is_empty() { base.clone() } else { format!("{base}/{path}") }),
        count: None,
        current: path == current,
    };
    let all = [
        tab("", "Bearbeiten", "Edit"),
        tab("vorschau", "Vorschau", "Preview"),
        tab("verlauf", "Verlauf", "History"),
        tab("entfernen", "Entfernen", "Remove"),
    ];
    let name = record.service.title.of(ctx.language);
    let mut page = frame.staff(title).crumb(say.of("Leistungen", "Services"), ctx.to(BASE));
    if !current.is_empty() {
        page = page.crumb(name, ctx.to(&base)).preline(name);
    }
    page.body(html! {
        (tabs(say.of("Teile der Leistung", "Parts of the service"), &all))
        (body)
    })
}

fn busy() -> AppError {
    AppError::refused(
        "services/busy",
        "Jemand anderes hat diese Leistung inzwischen geändert. Laden Sie die Seite neu und sehen Sie nach, was sich geändert hat.",
        "Somebody else has changed this service meanwhile. Load the page again and see what has changed.",
    )
}
