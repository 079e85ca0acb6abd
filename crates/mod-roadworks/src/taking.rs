//! Taking reports in, answering them, and their end.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::facts::DefectReported;
use kernel::files::{self, Checked};
use kernel::opt_in::Proof;
use kernel::{AppError, Audit, Ctx, Id, Language, Town, Tx, notify, settings};

use crate::report::{Category, Details, Echo, Report, Stage, Trench, owner, trench};
use crate::settings::RoadworksSettings;
use crate::store::reports;

/// Days a closed report is kept: long enough to ask about the answer.
const KEPT_DAYS: i64 = 365;

/// By what somebody is known who noticed the same.
const ECHO: Proof = Proof { name: "roadworks/echo", bytes: 12 };

/// What somebody sends.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Number of this report: sent twice it is one.
    pub id: Id<Report>,
    /// Where, in metres.
    pub at: (f64, f64),
    /// Whether the place is known only roughly.
    pub is_rough: bool,
    /// Where, in words.
    pub place: String,
    /// What is wrong.
    pub category: Category,
    /// Whether somebody may be hurt.
    pub is_danger: bool,
    /// What they wrote.
    pub details: Details,
}

/// Takes a report in with its photos.
///
/// # Errors
/// What database and disk say.
pub async fn send(ctx: &Ctx, sent: Sent, photos: Vec<Checked>) -> Result<Report, AppError> {
    let house = Arc::clone(&ctx.town);
    let photos = tokio::task::spawn_blocking(move || {
        photos.iter().try_for_each(|photo| house.files().write(photo)).map(|()| photos)
    })
    .await
    .map_err(AppError::internal)??;
    let house = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        if reports::exists(tx, sent.id)? {
            return Ok(kernel::Saved::nothing(reports::find(&house, tx, sent.id)?));
        }
        let report = take_in(&house, tx, sent)?;
        for photo in &photos {
            files::link(tx, photo, &report.owner(), "photo", "citizen")?;
        }
        Ok(Audit::of("roadworks.reported", report.id).with(report))
    })
    .await
}

pub(crate) fn take_in(town: &Town, tx: &mut Tx<'_>, sent: Sent) -> Result<Report, AppError> {
    let found = trench(tx, sent.at, sent.is_rough)?;
    let year = tx.today().year();
    let count = tx.next(&format!("roadworks/report/{year}"))?;
    let of = |pick: fn(&Trench) -> String| found.as_ref().map(pick).unwrap_or_default();
    let report = Report {
        id: sent.id,
        number: format!("M-{year}-{count:05}"),
        made_at: tx.now(),
        at: sent.at,
        place: sent.place,
        category: sent.category,
        is_danger: sent.is_danger,
        details: sent.details,
        section: of(|t| t.near.section.id.clone()),
        site: of(|t| t.site.id.to_string()),
        case: of(|t| t.site.case.clone()),
        builder: of(|t| t.site.builder.clone()),
        warranty_until: found.as_ref().and_then(|t| t.near.section.warranty_until),
        stage: Stage::Open,
        version: 1,
        closed_at: None,
    };
    reports::add(town, tx, &report)?;
    tx.emit(&DefectReported {
        report: report.id.to_string(),
        case: report.case.clone(),
        section: report.section.clone(),
        category: report.category.word().to_owned(),
        is_danger: report.is_danger,
    })?;
    let own: RoadworksSettings = settings::get(tx)?;
    let (number, page) = (&report.number, report.path(town));
    if report.is_danger && !own.alarm_email.is_empty() {
        let body = format!(
            "An einer Baustelle ist eine Gefahr gemeldet.\n\nOrt: {}\nMeldung: {number}\n\n{}/verwaltung/baustellen/meldungen\n",
            report.place,
            town.plan().base_url
        );
        let event = format!("roadworks/alarm/{}", report.id);
        notify::mail(tx, &event, &own.alarm_email, "Gefahr an einer Baustelle gemeldet", &body)?;
    }
    if !report.details.email.is_empty() {
        let base = &town.plan().base_url;
        let language = report.details.language;
        let body = match language {
            Language::De => format!(
                "Guten Tag,\n\nIhre Meldung {number} ist bei uns angekommen. Hier sehen Sie, wie es weitergeht:\n{base}{page}\n"
            ),
            Language::En => format!(
                "Hello,\n\nwe have received your report {number}. See here how it goes on:\n{base}/en{page}\n"
            ),
        };
        let subject = language.of("Ihre Meldung zu einer Baustelle", "Your report on road works");
        let event = format!("roadworks/received/{}", report.id);
        notify::mail(tx, &event, &report.details.email, subject, &body)?;
    }
    Ok(report)
}

/// Somebody noticed the same; with a mail address they get the answer too.
///
/// # Errors
/// What the database says.
pub fn echo(
    town: &Town,
    tx: &mut Tx<'_>,
    report: Id<Report>,
    key: &str,
    email: &str,
    language: Language,
) -> Result<(), AppError> {
    // Without an address every form counts once.
    let of = if email.is_empty() { key.to_owned() } else { email.to_lowercase() };
    let mark = ECHO.mark(town, Some(&report.to_string()), &of);
    reports::add_echo(town, tx, report, &mark, email, language)
}

/// Answers a report: on its page, and by mail to everybody who left an address.
///
/// # Errors
/// [`AppError::Refused`] when somebody else answered meanwhile.
pub fn answer(
    town: &Town,
    tx: &mut Tx<'_>,
    report: &Report,
    stage: Stage,
    text: &str,
) -> Result<(), AppError> {
    if !reports::set_stage(tx, report, stage, text)? {
        return Err(AppError::refused(
            "roadworks/report-changed",
            "Diese Meldung hat inzwischen jemand anders bearbeitet. Laden Sie die Seite neu.",
            "Somebody else has worked on this report meanwhile. Reload the page.",
        ));
    }
    let mut all = reports::echoes(town, tx, report.id)?;
    let details = &report.details;
    all.push(Echo { mark: "own".into(), email: details.email.clone(), language: details.language });
    let base = &town.plan().base_url;
    for one in all.iter().filter(|one| !one.email.is_empty()) {
        let word = stage.label();
        // Only who reported has the code; the others read the answer in the mail.
        let page = if one.mark == "own" {
            format!("{base}{}{}", one.language.of("", "/en"), report.path(town))
        } else {
            String::new()
        };
        let body = match one.language {
            Language::De => format!(
                "Guten Tag,\n\nzur Meldung {} ({}) gibt es etwas Neues: {}.\n\n{text}\n\n{page}\n",
                report.number, report.place, word.de
            ),
            Language::En => format!(
                "Hello,\n\nthere is news on report {} ({}): {}.\n\n{text}\n\n{page}\n",
                report.number, report.place, word.en
            ),
        };
        let subject = one.language.of("Neues zu Ihrer Meldung", "News on your report");
        let event = format!("roadworks/answer/{}/{}/{}", report.id, report.version, one.mark);
        notify::mail(tx, &event, &one.email, subject, &body)?;
    }
    Ok(())
}

/// Erases what was closed long ago, with its photos.
pub(crate) fn erase_old(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - SignedDuration::from_hours(24 * KEPT_DAYS);
    let mut count = 0;
    for id in reports::old(tx, before)? {
        for photo in files::of_owner(tx, &owner(id))? {
            files::unlink(tx, photo.id)?;
        }
        count += reports::erase(tx, id)?;
    }
    Ok(count)
}
