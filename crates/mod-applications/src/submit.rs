//! Sending: everything is checked again, the data are written, and one transaction makes the case.

use std::sync::Arc;

use kernel::access::Trust;
use kernel::cases::{self, NewParty};
use kernel::db::Saved;
use kernel::facts::ApplicationSubmitted;
use kernel::files::{self, Checked, StoredFile};
use kernel::forms::Applicant;
use kernel::{Actor, AppError, Audit, Case, Id, Language, Problem, Text, Town, Tx, jobs, org};
use norm_fim::{Answers, Finding, Naming, Severity};
use serde::{Deserialize, Serialize};

use crate::catalogue::{self, Loaded};
use crate::model::{Draft, DraftData};
use crate::receipt;
use crate::store::{self, DataFiles};
use crate::summary::{self, Section};

/// The answers as people read them, stored beside the data.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// In German, for the case worker.
    pub de: Vec<Section>,
    /// In English, if the applicant used English pages.
    pub en: Vec<Section>,
}

/// An application ready to be sent: its data lie on the disk, named by nobody yet.
pub(crate) struct Parcel {
    draft: Draft,
    kind: String,
    title: Text,
    applicant: Applicant,
    json: Checked,
    xml: Checked,
    summary: Checked,
}

/// Why an application is not ready.
pub(crate) enum NotReady {
    /// Something is missing or wrong.
    Findings(Vec<Finding>),
    /// An error of the house.
    Error(AppError),
}

impl From<AppError> for NotReady {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

/// Errors that keep an application from being sent.
pub(crate) fn findings(loaded: &Loaded, answers: &Answers) -> Vec<Finding> {
    let all = loaded.form.check(answers);
    all.into_iter().filter(|f| f.severity == Severity::Error).collect()
}

/// Checks the whole form and writes its data to the disk.
pub(crate) async fn pack(
    town: &Arc<Town>,
    loaded: &Loaded,
    draft: Draft,
    handed_in: &[StoredFile],
) -> Result<Parcel, NotReady> {
    let answers = loaded.with_files(&draft.data.answers, handed_in);
    let found = findings(loaded, &answers);
    if !found.is_empty() {
        return Err(NotReady::Findings(found));
    }
    let answers = loaded.form.exported(&answers);
    let json = loaded.form.to_json(&answers, Naming::Local);
    let data: serde_json::Value = serde_json::from_str(&json).map_err(AppError::from)?;
    let applicant = loaded.claims.applicant(&data);
    let in_language = |language: &str| {
        summary::answered(summary::sections(loaded, &draft.data.answers, language))
    };
    let summary = Summary {
        de: in_language("de"),
        en: if draft.language == Language::En { in_language("en") } else { Vec::new() },
    };
    let summary = serde_json::to_vec(&summary).map_err(AppError::from)?;
    let xml = loaded.form.to_xml(&answers, Naming::Versioned);
    let parcel = Parcel {
        kind: loaded.kind.clone(),
        title: loaded.title.clone(),
        applicant,
        json: files::made_here("antrag.json", "application/json", json.into_bytes()),
        xml: files::made_here("antrag.xml", "application/xml", xml.into_bytes()),
        summary: files::made_here("angaben.json", "application/json", summary),
        draft,
    };
    let store = Arc::clone(town);
    let parcel = tokio::task::spawn_blocking(move || {
        for file in [&parcel.json, &parcel.xml, &parcel.summary] {
            store.files().write(file)?;
        }
        Ok::<_, AppError>(parcel)
    })
    .await
    .map_err(AppError::internal)??;
    Ok(parcel)
}

/// Why this actor cannot send this form, whatever stands in it.
pub(crate) fn obstacle(loaded: &Loaded, actor: &Actor) -> Option<Problem> {
    if loaded.terms.is_trial {
        return Some(Problem::new(
            "applications/trial",
            "Das ist eine Probe: Sie können alles ausfüllen, aber nichts wird abgesendet.",
            "This is a trial: you can fill everything in, but nothing is sent.",
        ));
    }
    let wanted = match (loaded.terms.trust, actor) {
        // Any account will do for the first level, also one that only a mail link proves.
        (Trust::None, _) | (Trust::Low, Actor::Citizen { .. }) => return None,
        (wanted, Actor::Citizen { trust, .. }) if *trust >= wanted => return None,
        (wanted, _) => wanted,
    };
    let (de, en) = match wanted {
        Trust::None | Trust::Low => ("mit einem Konto", "with an account"),
        Trust::Substantial => (
            "mit einem Zertifikat wie ELSTER oder mit dem Personalausweis",
            "with a certificate such as ELSTER or with your identity card",
        ),
        Trust::High => (
            "mit der Online-Funktion Ihres Personalausweises",
            "with your electronic identity card",
        ),
    };
    Some(Problem::new(
        "applications/trust",
        format!(
            "Bei diesem Antrag müssen wir wissen, wer Sie sind. Melden Sie sich {de} an. Ihr Entwurf bleibt gespeichert und kommt mit."
        ),
        format!(
            "For this application we must know who you are. Sign in {en}. Your draft is kept and comes along."
        ),
    ))
}

/// Sends a parcel: one transaction. A draft that was sent already answers with its case, so that
/// a double click, a replay and the back button all lead to the same receipt.
///
/// # Errors
/// [`AppError::Refused`] when the draft changed since it was packed, no unit is competent, or this
/// actor cannot send this form.
pub(crate) async fn send(
    town: &Arc<Town>,
    loaded: &Loaded,
    actor: Actor,
    parcel: Parcel,
) -> Result<Id<Case>, AppError> {
    if let Some(problem) = obstacle(loaded, &actor) {
        return Err(AppError::Refused(problem));
    }
    let house = Arc::clone(town);
    town.write(actor, move |tx| {
        if let Some(case) = store::sent_as(tx, parcel.draft.id)? {
            return Ok(Saved::nothing(case));
        }
        let now = store::find_draft(tx, &house, parcel.draft.id)?.ok_or(AppError::NotFound)?;
        let now = now.open(tx.actor())?;
        if now.version != parcel.draft.version {
            return Err(changed());
        }
        let case = open_case(tx, &parcel)?;
        Ok(Audit::of("applications.submitted", case.id).note(&case.kind).with(case.id))
    })
    .await
}

/// What is said when a draft is no longer what was looked at.
pub(crate) fn changed() -> AppError {
    AppError::refused(
        "applications/changed",
        "Ihr Entwurf hat sich inzwischen geändert. Bitte prüfen Sie ihn noch einmal.",
        "Your draft has changed meanwhile. Please check it again.",
    )
}

fn open_case(tx: &mut Tx<'_>, parcel: &Parcel) -> Result<Case, AppError> {
    let draft = &parcel.draft;
    let unit = org::competent_for(tx, &parcel.kind)?.ok_or_else(|| {
        AppError::refused(
            "applications/no-unit",
            "Für diesen Antrag ist noch keine Stelle eingetragen. Ihr Entwurf bleibt gespeichert. Bitte rufen Sie uns an.",
            "No office is registered for this application yet. Your draft is kept. Please call us.",
        )
    })?;
    let case = cases::open(tx, Id::new(), &parcel.kind, &parcel.title.de, &unit, &draft.holder)?;
    let applicant = &parcel.applicant;
    cases::add_party(
        tx,
        case.id,
        &NewParty {
            role: "applicant",
            name: &applicant.name,
            address: &applicant.address,
            email: &applicant.email,
            language: draft.language,
            account: draft.holder.strip_prefix("account/").and_then(|id| id.parse().ok()),
            is_digital: applicant.is_digital,
        },
    )?;
    let owner = case.owner();
    files::hand_over(tx, &draft.owner(), &owner)?;
    let made = DataFiles {
        json: files::link(tx, &parcel.json, &owner, "data", "house")?,
        xml: files::link(tx, &parcel.xml, &owner, "data", "house")?,
        summary: files::link(tx, &parcel.summary, &owner, "data", "house")?,
    };
    store::add_submission(tx, case.id, draft, parcel.json.sha256(), made)?;
    store::remove_draft(tx, draft.id)?;
    if draft.holder.starts_with("holder/") {
        store::holder_used(tx, &draft.holder)?;
    }
    cases::log(
        tx,
        case.id,
        "",
        &Text::new("Ihr Antrag ist bei uns eingegangen.", "We have received your application."),
        true,
    )?;
    tx.emit(&ApplicationSubmitted {
        kind: case.kind.clone(),
        case: case.id.to_string(),
        data: made.json.to_string(),
        language: draft.language.tag().to_owned(),
        form: draft.schema_key.clone(),
    })?;
    jobs::schedule(tx, receipt::JOB, &format!("{}/{}", receipt::JOB, case.id), &case.id)?;
    Ok(case)
}

/// A file for [`submit_for_demo`]: kind of document, name, bytes.
pub type DemoFile = (String, String, Vec<u8>);

/// Submits an application as its holder would, with the same checks and the same transaction, for
/// the demo town and for measurements. The time is that of the town's clock.
///
/// # Errors
/// [`AppError::Refused`] with the first finding when the answers are not complete; what the
/// database says.
pub async fn submit_for_demo(
    town: &Arc<Town>,
    service: &str,
    answers: Answers,
    holder: &str,
    language: Language,
    documents: Vec<DemoFile>,
) -> Result<Id<Case>, AppError> {
    let loaded = catalogue::for_demo(town, service).await?;
    let today = kernel::clock::local_day(town.now());
    let draft = Draft {
        id: Id::new(),
        service: service.to_owned(),
        schema_key: loaded.key.clone(),
        holder: holder.to_owned(),
        page: String::new(),
        language,
        version: 1,
        shape: 0,
        changed_at: town.now(),
        expires_on: today,
        data: DraftData { answers, ..DraftData::default() },
    };
    let mut checked: Vec<(String, Checked)> = Vec::new();
    for (kind, name, bytes) in documents {
        checked.push((kind, files::check_upload(&name, bytes)?));
    }
    let disk = Arc::clone(town);
    let checked = tokio::task::spawn_blocking(move || {
        for (_, file) in &checked {
            disk.files().write(file)?;
        }
        Ok::<_, AppError>(checked)
    })
    .await
    .map_err(AppError::internal)??;
    let (house, owner, added) = (Arc::clone(town), draft.owner(), draft.clone());
    let handed_in = town
        .write(holder_actor(holder), move |tx| {
            store::add_draft(tx, &house, &added)?;
            for (kind, file) in &checked {
                files::link(tx, file, &owner, kind, "citizen")?;
            }
            let handed_in = files::of_owner(tx, &owner)?;
            Ok(Audit::of("applications.started", added.id).note(&added.service).with(handed_in))
        })
        .await?;
    let parcel = match pack(town, &loaded, draft, &handed_in).await {
        Ok(parcel) => parcel,
        Err(NotReady::Error(error)) => return Err(error),
        Err(NotReady::Findings(found)) => {
            let first = found.into_iter().next();
            let (de, en) = first.map(|f| (f.message_de, f.message_en)).unwrap_or_default();
            return Err(AppError::refused("applications/incomplete", de, en));
        }
    };
    send(town, &loaded, holder_actor(holder), parcel).await
}

/// The actor of a holder key: only the key matters for what is held.
pub(crate) fn holder_actor(holder: &str) -> Actor {
    Actor::Guest { key: holder.to_owned() }
}
