//! Pages and buttons, by what people do: start, note the code, fill in, hand in documents, check
//! and send, follow what becomes of it.

mod answers;
mod code;
mod documents;
mod download;
mod entries;
mod fill;
mod later;
mod mailbox;
mod papers;
mod resume;
mod review;
mod start;
mod status;
mod streets;
mod withdraw;

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use kernel::db::{DbError, Saved};
use kernel::files::{self, StoredFile};
use kernel::http::see_other;
use kernel::org::{self, Unit};
use kernel::{Actor, AppError, Audit, Case, Ctx, Id, Language, Problem, cases, settings};
use web::contact::{Contact, contact_card};
use web::page::SessionClock;
use web::{Frame, Markup, Page, card, html};

pub use answers::{add_documents, send_message};
pub(crate) use code::{email_of, place as code_place};
pub use code::{mail_code, new_code, note_code, show_code};
pub use documents::{documents, hand_in, remove_file};
pub use download::{download, receipt_pdf};
pub use entries::{confirm_removal, remove_entry};
pub use fill::{enter, go_on, show};
pub use later::later;
pub use mailbox::{applications, confirm_deletion, delete_draft, mailbox};
pub(crate) use resume::take_over;
pub use resume::{ask_number, leave, resume, stay};
pub use review::{receipt, review, submit};
pub(crate) use start::new_holder;
pub use start::{begin, start};
pub use status::status;
pub use streets::streets;
pub use withdraw::{confirm_withdrawal, withdraw};

use crate::catalogue::{self, Loaded};
use crate::model::Draft;
use crate::settings::ApplicationsSettings;
use crate::store;

/// Tries to save a draft that is being saved elsewhere at the same moment.
const SAVE_TRIES: usize = 3;
/// Idle time of a citizen's session in seconds, as `kernel::session` keeps it.
const CITIZEN_IDLE_SECONDS: i64 = 30 * 60;

/// Why a handler stops early.
pub enum Stop {
    /// The page lies elsewhere: a draft was sent already, a page does not apply any more.
    Elsewhere(String),
    /// An error.
    Error(AppError),
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::Elsewhere(path) => see_other(&path),
            Self::Error(error) => error.into_response(),
        }
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Error(error.into())
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Error(problem.into())
    }
}

/// An identifier in an address; a forged one is a page that does not exist.
fn parse_id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// A draft with what its pages need.
pub(crate) struct Opened {
    pub(crate) draft: Draft,
    pub(crate) loaded: Loaded,
    pub(crate) files: Vec<StoredFile>,
    pub(crate) settings: ApplicationsSettings,
    /// Number of the holder, for guests.
    number: Option<String>,
    unit: Option<Unit>,
}

enum Found {
    Draft(Box<Draft>, Vec<StoredFile>, Box<ApplicationsSettings>, Option<String>),
    Sent(Id<Case>),
}

/// Opens a draft for the actor. A draft that was sent leads to its receipt.
pub(crate) async fn open(ctx: &Ctx, id: &str) -> Result<Opened, Stop> {
    let id = parse_id::<Draft>(id)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let found = ctx
        .read(move |db| {
            let Some(sealed) = store::find_draft(db, &town, id)? else {
                let case = store::sent_as(db, id)?.ok_or(AppError::NotFound)?;
                let case = cases::find(db, case)?.open(&actor)?;
                return Ok(Found::Sent(case.id));
            };
            let draft = sealed.open(&actor)?;
            let files = files::of_owner(db, &draft.owner())?;
            let settings = settings::get(db)?;
            let number = store::holder(db, &draft.holder)?.map(|h| h.number);
            Ok(Found::Draft(Box::new(draft), files, Box::new(settings), number))
        })
        .await?;
    let (mut draft, files, settings, number) = match found {
        Found::Draft(draft, files, settings, number) => (*draft, files, *settings, number),
        Found::Sent(case) => return Err(Stop::Elsewhere(ctx.to(&receipt_path(case)))),
    };
    let loaded = catalogue::as_begun(ctx, &draft.service, &draft.schema_key).await?;
    if draft.schema_key != loaded.key {
        // The form was renewed since: what it still asks is kept.
        draft.data.answers.retain_known(loaded.form.schema());
        draft.schema_key.clone_from(&loaded.key);
    }
    let kind = loaded.kind.clone();
    let unit = ctx.read(move |db| org::competent_for(db, &kind)).await?;
    Ok(Opened { draft, loaded, files, settings, number, unit })
}

/// Changes a draft and saves it; tries again when somebody else saved in between.
pub(crate) async fn edit<R>(
    ctx: &Ctx,
    id: &str,
    change: impl Fn(&Loaded, &mut Draft) -> Result<R, AppError>,
) -> Result<(Opened, R), Stop> {
    for _ in 0..SAVE_TRIES {
        let mut opened = open(ctx, id).await?;
        let result = change(&opened.loaded, &mut opened.draft)?;
        opened.draft.language = ctx.language;
        opened.draft.expires_on = ctx.today().saturating_add(opened.settings.draft_days.days());
        let (town, draft) = (Arc::clone(&ctx.town), opened.draft.clone());
        let is_saved = ctx
            .write(move |tx| {
                if store::save_draft(tx, &town, &draft)? {
                    Ok(Audit::of("applications.draft_saved", draft.id).with(true))
                } else {
                    Ok(Saved::nothing(false))
                }
            })
            .await?;
        if is_saved {
            opened.draft.version += 1;
            return Ok((opened, result));
        }
    }
    Err(Stop::Error(AppError::refused(
        "applications/busy",
        "Ihr Entwurf wird gerade an anderer Stelle gespeichert. Bitte versuchen Sie es noch einmal.",
        "Your draft is being saved elsewhere at this moment. Please try again.",
    )))
}

/// Address of a page of a draft.
pub(crate) fn draft_path(id: Id<Draft>, page: &str) -> String {
    format!("/antrag/entwurf/{id}/{page}")
}

/// Address of the receipt of a case.
pub(crate) fn receipt_path(case: Id<Case>) -> String {
    format!("/vorgang/{case}/eingang")
}

/// Name of the service as its form says it.
fn title_of(opened: &Opened, language: Language) -> String {
    opened.loaded.title.of(language).to_owned()
}

/// A page of a draft with help beside it and a warning before the session ends.
fn draft_page<'f>(frame: &'f Frame<'_>, ctx: &Ctx, opened: &Opened, title: &str) -> Page<'f> {
    frame.form(title).aside(help(frame, ctx, opened)).session(clock(ctx))
}

fn help(frame: &Frame<'_>, ctx: &Ctx, opened: &Opened) -> Markup {
    let say = frame.say;
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    html! {
        @if let Some(unit) = &opened.unit {
            (contact_card(say, say.of("Hilfe beim Antrag", "Help with the application"), &Contact {
                name: unit.name.of(ctx.language).to_owned(),
                phone: filled(&unit.telephone),
                email: filled(&unit.email),
                ..Contact::default()
            }))
        }
        (card::card(say.of("Später weitermachen", "Continue later"), html! {
            p { (say.of(
                format!("Wir speichern jede Seite, die Sie absenden. Ihr Entwurf bleibt bis zum {} erhalten.", ctx.language.day(opened.draft.expires_on)),
                format!("We save every page you send. Your draft is kept until {}.", ctx.language.day(opened.draft.expires_on)),
            )) }
            @if let Some(number) = &opened.number {
                p { (say.of("Ihre Nummer: ", "Your number: ")) strong { (number) } }
            }
        }))
    }
}

/// When the session ends; pages with inputs warn before.
fn clock(ctx: &Ctx) -> Option<SessionClock> {
    let session = ctx.session.as_ref()?;
    let left = session.expires_at.duration_since(ctx.now()).as_secs();
    let left = match ctx.actor {
        Actor::Guest { .. } => left,
        _ => left.min(CITIZEN_IDLE_SECONDS),
    };
    Some(SessionClock {
        seconds_left: u32::try_from(left.max(0)).ok()?,
        keep_url: ctx.to("/antrag/aktiv"),
    })
}

/// Who holds things here: guests and citizens.
fn holder(ctx: &Ctx) -> Result<String, AppError> {
    ctx.actor.holder().ok_or(AppError::SignInRequired)
}
