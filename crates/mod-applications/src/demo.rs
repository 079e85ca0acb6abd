//! What only the demo town and measurements need: holders, drafts and lists of documents without a
//! browser. Everything goes through the same model and store as an application of a person.

use std::sync::Arc;

use jiff::ToSpan;
use kernel::procedure::DocumentNeed;
use kernel::{Actor, AppError, Audit, Language, Town, settings};
use norm_fim::{Answers, Severity};

use crate::model::{Draft, DraftData};
use crate::settings::ApplicationsSettings;
use crate::submit::holder_actor;
use crate::{catalogue, routes, store};

/// Somebody who holds things by number and code, as they note them.
#[derive(Clone, Debug)]
pub struct DemoHolder {
    /// `holder/…`.
    pub key: String,
    /// Number as written down.
    pub number: String,
    /// Code as written down.
    pub code: String,
}

/// Makes a holder with a number and a code that can be used at `/antrag/weiter`.
///
/// # Errors
/// What the database says.
pub async fn holder_for_demo(town: &Arc<Town>, language: Language) -> Result<DemoHolder, AppError> {
    let house = Arc::clone(town);
    town.write(Actor::Visitor, move |tx| {
        let holder = routes::new_holder(tx, &house, language)?;
        let code = house.unseal(&routes::code_place(&holder.key), &holder.code_shown)?;
        let code = String::from_utf8(code).map_err(AppError::internal)?;
        let held = DemoHolder { number: holder.number, key: holder.key, code };
        Ok(Audit::of("applications.holder_made", "demo").with(held))
    })
    .await
}

/// The documents that complete answers call for.
///
/// # Errors
/// Internal when the form's schema does not read.
pub async fn needs_for_demo(
    town: &Arc<Town>,
    service: &str,
    answers: &Answers,
) -> Result<Vec<DocumentNeed>, AppError> {
    let loaded = catalogue::for_demo(town, service).await?;
    Ok(loaded.claims.documents(&loaded.exchange(&loaded.form.exported(answers))?))
}

/// Keeps an application that somebody began and left; it opens at the first page that still lacks
/// something.
///
/// # Errors
/// What the database says.
pub async fn draft_for_demo(
    town: &Arc<Town>,
    service: &str,
    answers: Answers,
    holder: &str,
    language: Language,
) -> Result<(), AppError> {
    let loaded = catalogue::for_demo(town, service).await?;
    let pages = loaded.pages(&answers, language.tag());
    let lacks = |page: &&norm_fim::Page| {
        let found = loaded.form.check_page(&answers, page);
        found.iter().any(|f| f.severity == Severity::Error)
    };
    let page = pages.iter().find(lacks).or(pages.last()).map(|p| p.id.clone()).unwrap_or_default();
    let draft = Draft {
        id: kernel::Id::new(),
        service: service.to_owned(),
        schema_key: loaded.key.clone(),
        holder: holder.to_owned(),
        page,
        language,
        version: 1,
        shape: 0,
        changed_at: town.now(),
        expires_on: kernel::clock::local_day(town.now()),
        data: DraftData { answers, ..DraftData::default() },
    };
    let (house, actor) = (Arc::clone(town), holder_actor(holder));
    town.write(actor, move |tx| {
        let rules: ApplicationsSettings = settings::get(tx)?;
        let draft =
            Draft { expires_on: tx.today().saturating_add(rules.draft_days.days()), ..draft };
        store::add_draft(tx, &house, &draft)?;
        Ok(Audit::of("applications.started", draft.id).note(&draft.service).done())
    })
    .await
}
