//! A module is a value: what a department brings into the house. The binary names each once.

use std::pin::Pin;
use std::sync::Arc;

use axum::response::Response;
use jiff::Timestamp;

use crate::access::{Actor, Permission};
use crate::cases::Case;
use crate::db::{Migration, Reader, Tx};
use crate::error::AppError;
use crate::forms::SharedShelf;
use crate::http::Ctx;
use crate::jobs::JobKind;
use crate::map::Layer;
use crate::open_data::Datasets;
use crate::outbox::Subscriber;
use crate::procedure::SharedProcedure;
use crate::publication::Publication;
use crate::pulse::Pulse;
use crate::questions::{Companies, CoverageAt};
use crate::routes::Routes;
use crate::settings::SettingsPage;
use crate::siren::Signals;
use crate::tally::Tally;
use crate::town::Town;
use crate::value::Text;

/// What a module brings. All fields are plain data or functions, so that it can be printed,
/// compared and tested.
#[derive(Default)]
pub struct Module {
    /// Name: prefix of its tables, permissions, settings.
    pub name: &'static str,
    /// Paths with access and handler.
    pub routes: Routes,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Permissions it asks for.
    pub permissions: Vec<(Permission, Text)>,
    /// Facts it listens to.
    pub subscribers: Vec<Subscriber>,
    /// Work that leaves the house.
    pub jobs: Vec<JobKind>,
    /// Work at a time of day.
    pub schedules: Vec<Schedule>,
    /// Settings a town may edit.
    pub settings: Vec<SettingsPage>,
    /// Entries of the staff navigation.
    pub navigation: Vec<NavEntry>,
    /// Entries of the public main menu.
    pub menu: Vec<NavEntry>,
    /// Kinds of case it answers for.
    pub procedures: Vec<SharedProcedure>,
    /// Forms it offers to the public.
    pub forms: Vec<SharedShelf>,
    /// Layers it brings to the map.
    pub layers: Vec<Layer>,
    /// Whether it knows what is there at an address: the question of fibre.
    pub coverage: Option<CoverageAt>,
    /// Whether it knows the companies that dig, and who acts for them.
    pub companies: Option<Companies>,
    /// How long its rows are kept.
    pub retention: Vec<Retention>,
    /// Checks of `rathaus check`.
    pub checks: Vec<Check>,
    /// What it offers to the public, for the home page, the pages of units and the site map.
    pub offers: Option<Offers>,
    /// Pages the search shall find though no index knows them: helpers, forms.
    pub pages: Vec<FindablePage>,
    /// What people can follow, for the page that lists all of it.
    pub follows: Vec<Following>,
    /// What it warns of on every page.
    pub signals: Option<Signals>,
    /// What it does again and again.
    pub pulses: Vec<Pulse>,
    /// What it counts, without persons.
    pub tallies: Vec<Tally>,
    /// Helps on where a page is not there or no longer there; the first module that answers.
    pub lost: Option<Lost>,
    /// Draws publications as the public will see them; the first module that does.
    pub proofs: Option<Proofs>,
    /// What it knows not to be accessible on the public pages, for the accessibility statement.
    pub barriers: Option<Barriers>,
    /// Takes files into the media library; the first module that does.
    pub takes_media: Option<TakesMedia>,
    /// What it offers as open data, for the catalogue of the town.
    pub datasets: Option<Datasets>,
    /// Where readers of feeds ask to be told of changes; the first module that has such a place.
    pub hub: Option<Hub>,
    /// What it is going to say in public, and has said: for the calendar of editors.
    pub planned: Option<Plans>,
    /// Ways to be told of news that stand at the head of the page that lists all of them, while they
    /// are open.
    pub ways: Option<Ways>,
}

/// Answers what a module says in public between two instants, as far as somebody may see it.
pub type Plans =
    fn(&mut Reader<'_>, &Actor, (Timestamp, Timestamp)) -> Result<Vec<Planned>, AppError>;

/// Something that is said at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// When.
    pub at: Timestamp,
    /// What happens then, in a few words.
    pub what: Text,
    /// Whether somebody must still do something for it.
    pub is_open: bool,
    /// What it is about.
    pub title: String,
    /// Its page for staff, without language.
    pub path: String,
    /// What sort of thing it is.
    pub note: Text,
}

/// Answers the ways to be told of news that are open now.
pub type Ways = fn(&Town, &mut Reader<'_>) -> Result<Vec<Way>, AppError>;

/// A way to be told of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What it is called.
    pub title: Text,
    /// What one gets and what it takes, in a sentence or two.
    pub text: Text,
    /// Something to copy, such as an address in the fediverse; empty without.
    pub address: String,
    /// The page that explains it, without language, and the words of the link.
    pub page: (&'static str, Text),
}

/// Answers the path, without language, where readers of feeds ask to be told of changes (`WebSub`);
/// nothing while the town has not switched it on.
pub type Hub = fn(&mut Reader<'_>) -> Result<Option<&'static str>, AppError>;

/// The address at which readers of the town's feeds ask to be told of changes; empty where there is
/// none.
///
/// # Errors
/// What the database says.
pub async fn hub_url(town: &Arc<Town>) -> Result<String, AppError> {
    let Some(hub) = town.house().modules().iter().find_map(|m| m.hub) else {
        return Ok(String::new());
    };
    let path = town.read(hub).await?;
    Ok(path.map_or_else(String::new, |path| format!("{}{path}", town.plan().base_url)))
}

/// Takes a file into the media library; answers its key, or that of the same file if it is there
/// already. What is new waits until somebody has settled its rights.
pub type TakesMedia = fn(
    Arc<Town>,
    Actor,
    NewMedia,
) -> Pin<Box<dyn Future<Output = Result<content::Key, AppError>> + Send>>;

/// A file for the media library.
#[derive(Clone, Debug, Default)]
pub struct NewMedia {
    /// Its name where it comes from.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What it shows, as far as somebody said.
    pub alt: Text,
    /// Where it comes from.
    pub source: String,
}

/// Answers what a module knows not to be accessible on the public pages, the oldest first: only what
/// has been open long enough that it is no slip of today.
pub type Barriers = fn(&mut Reader<'_>) -> Result<Vec<KnownBarrier>, AppError>;

/// Something on a public page that is not accessible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBarrier {
    /// The page, without language.
    pub path: String,
    /// What the page is called.
    pub page: Text,
    /// What is wrong, in a sentence for everybody.
    pub text: Text,
    /// Known since.
    pub since: jiff::civil::Date,
}

/// Draws a publication nobody has published yet on the very page it will have. Only for people who
/// may see it: whoever asks has looked at that.
pub type Proofs =
    fn(Ctx, Proof) -> Pin<Box<dyn Future<Output = Result<Response, AppError>> + Send>>;

/// What a proof shows.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The publication as it would stand in the gazette.
    pub publication: Publication,
    /// Its version in easy language.
    pub is_easy: bool,
    /// As it comes out of a printer.
    pub is_print: bool,
}

/// Helps somebody on whose page is not there: redirects, or a page with what they may have meant;
/// nothing where it knows no better.
pub type Lost = fn(Ctx, Missing) -> Pin<Box<dyn Future<Output = Option<Response>> + Send>>;

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// It was there once.
    pub is_gone: bool,
    /// A person asks, not a program.
    pub wants_page: bool,
}

/// A page that people look for by words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindablePage {
    /// Where it is.
    pub path: &'static str,
    /// What it is called.
    pub title: Text,
    /// A sentence about it.
    pub text: Text,
    /// Words it is found by, folded and separated by spaces; what people add to them too, such as
    /// `beantragen`.
    pub words: &'static str,
}

/// Something that tells people by itself what is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    /// What it is about.
    pub title: Text,
    /// What one gets, in a sentence.
    pub text: Text,
    /// Page where it is ordered by mail; empty if there is none.
    pub mail: &'static str,
    /// Feeds: path, and what it is called in all languages.
    pub feeds: &'static [(&'static str, &'static str)],
    /// Kind of publication whose stream this one makes superfluous; empty if there is none.
    pub instead_of: &'static str,
}

/// Answers what a module offers to the public now, the most wanted first.
pub type Offers = fn(&Town, &mut Reader<'_>) -> Result<Vec<Offer>, AppError>;

/// Something people can find or do on the town's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub title: Text,
    /// A sentence or two.
    pub teaser: Text,
    /// Its page.
    pub path: String,
    /// Words that people search for, separated by spaces.
    pub keywords: String,
    /// Whether it can be done online from beginning to end.
    pub is_online: bool,
    /// Key under which the competent unit is looked up; empty if there is none.
    pub competence: String,
}

/// Work done once a day after an hour.
#[derive(Clone, Copy)]
pub struct Schedule {
    /// `module.verb`.
    pub name: &'static str,
    /// Hour of the local day from which it runs.
    pub hour: i8,
    /// What it does; its audit note says what it found.
    pub run: fn(Arc<Town>) -> crate::jobs::Running<'static>,
}

/// An entry of a navigation.
#[derive(Clone, Debug)]
pub struct NavEntry {
    /// Where it leads.
    pub path: &'static str,
    /// Its label.
    pub label: Text,
    /// Heading it stands under in the staff navigation; in the public menu entries with the same
    /// heading share one entry, those without one stand by themselves.
    pub group: Text,
    /// Name of its icon, as the face of the house knows it.
    pub icon: &'static str,
    /// Who sees it; none for all staff.
    pub permission: Option<Permission>,
}

/// What happens to the rows of a table in the end.
#[derive(Clone)]
pub struct Retention {
    /// The table.
    pub table: &'static str,
    /// In words, with the legal reason.
    pub rule: &'static str,
    /// How its rows are erased.
    pub erase: Erase,
}

/// How rows of a table are erased.
#[derive(Clone)]
pub enum Erase {
    /// Kept: the reason stands in the rule.
    Kept,
    /// With the case they belong to, by this function.
    WithCase(fn(&mut Tx<'_>, &Case) -> Result<u64, AppError>),
    /// When they run out, by the nightly work or the function of another table, named in the rule.
    Elsewhere,
    /// By age, by this nightly function; answers how many rows went.
    Nightly(fn(&mut Tx<'_>) -> Result<u64, AppError>),
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// Sound.
    Ok,
    /// Somebody should look.
    Warn,
    /// Broken.
    Fail,
    /// Could not be looked at here.
    Skip,
}

/// A finding of a check.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Finding {
    /// Identifier of the check.
    pub id: &'static str,
    /// How it ended.
    pub health: Health,
    /// What was found, without personal data.
    pub found: String,
    /// What to do, where there is something to do.
    pub remedy: String,
}

impl Finding {
    /// Nothing to do.
    pub fn ok(id: &'static str, found: impl Into<String>) -> Self {
        Self { id, health: Health::Ok, found: found.into(), remedy: String::new() }
    }

    /// Something to do.
    pub fn bad(
        id: &'static str,
        health: Health,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { id, health, found: found.into(), remedy: remedy.into() }
    }
}

/// A check of a running town: reads only.
#[derive(Clone, Copy)]
pub struct Check {
    /// `module/what`.
    pub id: &'static str,
    /// Looks.
    pub run: fn(&Town, &mut Reader<'_>) -> Result<Finding, AppError>,
}
