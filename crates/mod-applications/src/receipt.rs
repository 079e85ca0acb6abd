//! The receipt (§ 9a (4) OZG): a PDF with everything that was sent, put into the mailbox.

use std::sync::Arc;

use kernel::files::{self, StoredFile};
use kernel::jobs::{JobError, JobKind, Running, Weight};
use kernel::notify::{self, NewMessage};
use kernel::org::{self, Unit};
use kernel::paper::{Block, Embedded, Letter, Sender};
use kernel::procedure::DocumentNeed;
use kernel::{Actor, AppError, Audit, Case, Id, Language, Town, cases};

use crate::model::Submission;
use crate::routes::email_of;
use crate::store;
use crate::submit::Summary;
use crate::{case_needs, catalogue};

/// Name of the job.
pub(crate) const JOB: &str = "applications.receipt";
/// Tries before a person must look.
const ATTEMPTS_MAX: i64 = 8;

/// The job that makes the receipt.
pub(crate) fn job() -> JobKind {
    JobKind { name: JOB, weight: Weight::Light, attempts_max: ATTEMPTS_MAX, is_armed: false, run }
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let case: Id<Case> =
            serde_json::from_str(&body).map_err(|e| JobError::Never(e.to_string()))?;
        make(&town, case).await?;
        Ok(())
    })
}

/// What a receipt tells of.
struct Contents {
    case: Case,
    unit: Unit,
    submission: Submission,
    title: String,
    name: String,
    address: String,
    /// Where a mail goes that says something is there; empty if no address was given.
    email: String,
    handed_in: Vec<StoredFile>,
    needs: Vec<DocumentNeed>,
    summary_sha256: String,
    data_sha256: String,
}

/// Makes the receipt of a case if there is none, and answers its file. Twice is once.
///
/// # Errors
/// [`AppError::NotFound`] when the case did not come through a form here; what press, disk or
/// database say.
pub(crate) async fn make(town: &Arc<Town>, case: Id<Case>) -> Result<Id<StoredFile>, AppError> {
    let house = Arc::clone(town);
    let contents = town.read(move |db| collect(&house, db, case)).await?;
    if let Some(file) = contents.submission.receipt_file {
        return Ok(file);
    }
    let house = Arc::clone(town);
    let (contents, file) = tokio::task::spawn_blocking(move || {
        let summary = house.files().read(&contents.summary_sha256)?;
        let summary: Summary = serde_json::from_slice(&summary)?;
        let data = house.files().read(&contents.data_sha256)?;
        let letter = letter(&house, &contents, summary, data);
        let pdf = house.press().set(&letter).map_err(AppError::internal)?;
        let name = format!("eingang-{}.pdf", contents.case.number);
        let file = files::made_here(&name, "application/pdf", pdf);
        house.files().write(&file)?;
        Ok::<_, AppError>((contents, file))
    })
    .await
    .map_err(AppError::internal)??;
    let base = town.plan().base_url.clone();
    let name = town.profile().name.clone();
    town.write(Actor::system(JOB), move |tx| {
        if let Some(done) = store::submission(tx, case)?.and_then(|s| s.receipt_file) {
            return Ok(kernel::db::Saved::nothing(done));
        }
        let stored = files::link(tx, &file, &contents.case.owner(), "receipt", "house")?;
        store::set_receipt(tx, case, stored)?;
        announce(tx, &contents, stored, &base, &name)?;
        Ok(Audit::of("applications.receipt_made", case).with(stored))
    })
    .await
}

fn collect(town: &Town, db: &mut kernel::Reader<'_>, id: Id<Case>) -> Result<Contents, AppError> {
    let case = cases::find_for_update(db, id)?;
    let submission = store::submission(db, id)?.ok_or(AppError::NotFound)?;
    let applicant = cases::applicant(db, id)?;
    let mut email = applicant.email.reveal().clone();
    if email.is_empty()
        && let Some(holder) = store::holder(db, &case.holder)?
    {
        email = email_of(town, &holder)?;
    }
    let title = catalogue::title(town, db, &case, Some(&submission), submission.language)?;
    let all = files::of_owner(db, &case.owner())?;
    let needs = case_needs(town, db, &case, &all)?;
    Ok(Contents {
        unit: org::find(db, case.unit)?,
        title,
        name: applicant.name.reveal().clone(),
        address: applicant.address.reveal().clone(),
        email,
        needs,
        summary_sha256: files::find(db, submission.summary_file)?.sha256,
        data_sha256: files::find(db, submission.data_file)?.sha256,
        handed_in: all.into_iter().filter(|f| f.origin == "citizen").collect(),
        submission,
        case,
    })
}

/// The mailbox gets the copy, the mail says only that something is there.
fn announce(
    tx: &mut kernel::Tx<'_>,
    contents: &Contents,
    file: Id<StoredFile>,
    base: &str,
    town: &str,
) -> Result<(), AppError> {
    let language = contents.submission.language;
    let number = &contents.case.number;
    let subject = language.of("Ihr Antrag ist eingegangen", "We have received your application");
    let body = match language {
        Language::De => format!(
            "Guten Tag,\n\nIhr Antrag „{}“ ist eingegangen. Das Aktenzeichen ist {number}.\n\n\
             Im Anhang finden Sie die Eingangsbestätigung mit einer Kopie Ihrer Angaben. \
             Auf dieser Seite sehen Sie auch, wie es weitergeht und ob noch Unterlagen fehlen.",
            contents.title
        ),
        Language::En => format!(
            "Hello,\n\nwe have received your application “{}”. The case number is {number}.\n\n\
             The attachment is the receipt with a copy of what you sent. \
             On this page you also see what happens next and whether documents are missing.",
            contents.title
        ),
    };
    let author = contents.unit.name.of(language);
    notify::put(
        tx,
        &NewMessage {
            case: &contents.case,
            is_to_citizen: true,
            subject,
            body: &body,
            file: Some(file),
            author,
        },
    )?;
    if contents.email.is_empty() {
        return Ok(());
    }
    let prefix = language.of("", "/en");
    let link = format!("{base}{prefix}/vorgang/{}", contents.case.id);
    let (subject, body) = match language {
        Language::De => (
            format!("Eingang bestätigt: Aktenzeichen {number}"),
            format!(
                "Guten Tag,\n\nIhr Antrag ist bei uns eingegangen. Das Aktenzeichen ist {number}. \
                 Die Bestätigung liegt in Ihrem Postfach:\n\n{link}\n\n\
                 Wenn Sie kein Konto haben, brauchen Sie Ihre Nummer und Ihren Code.\n\n\
                 Freundliche Grüße\n{town}\n"
            ),
        ),
        Language::En => (
            format!("Receipt confirmed: case number {number}"),
            format!(
                "Hello,\n\nwe have received your application. The case number is {number}. \
                 The receipt is in your mailbox:\n\n{link}\n\n\
                 If you have no account, you need your number and your code.\n\n\
                 Kind regards\n{town}\n"
            ),
        ),
    };
    let event = format!("applications/receipt/{}", contents.case.id);
    notify::mail(tx, &event, &contents.email, &subject, &body)
}

fn letter(town: &Town, contents: &Contents, summary: Summary, data: Vec<u8>) -> Letter {
    let profile = town.profile();
    let language = contents.submission.language;
    let say = |de: &str, en: &str| language.of(de, en).to_owned();
    let sections = match language {
        Language::En if !summary.en.is_empty() => summary.en,
        _ => summary.de,
    };
    let day = kernel::clock::local_day(contents.submission.submitted_at);
    let mut recipient = vec![contents.name.clone()];
    recipient.extend(contents.address.lines().map(str::to_owned));
    recipient.retain(|line| !line.trim().is_empty());
    let mut body = vec![
        Block::Paragraph(say(
            "Ihr Antrag ist bei uns eingegangen. Diese Bestätigung enthält eine Kopie aller Angaben, die Sie gesendet haben (§ 9a Abs. 4 OZG).",
            "We have received your application. This receipt holds a copy of everything you sent (section 9a (4) OZG).",
        )),
        Block::Facts(vec![
            (say("Aktenzeichen", "Case number"), contents.case.number.clone()),
            (
                say("Eingegangen am", "Received on"),
                language.moment(contents.submission.submitted_at),
            ),
            (say("Prüfsumme (SHA-256)", "Checksum (SHA-256)"), contents.submission.sha256.clone()),
        ]),
    ];
    for section in sections {
        body.push(Block::Heading(1, section.title));
        body.push(Block::Facts(section.rows));
    }
    body.push(Block::Heading(1, say("Unterlagen", "Documents")));
    body.push(documents(contents, language));
    let missing: Vec<String> = contents
        .needs
        .iter()
        .filter(|n| n.is_missing())
        .map(|n| n.label.of(language).to_owned())
        .collect();
    if !missing.is_empty() {
        body.push(Block::Paragraph(say("Bitte reichen Sie noch nach:", "Please still hand in:")));
        body.push(Block::List(missing));
    }
    body.push(Block::Notice(say(
        "Dies ist eine Bestätigung des Eingangs, kein Bescheid.",
        "This is a confirmation of receipt, not a decision.",
    )));
    Letter {
        language: language.tag().to_owned(),
        title: say("Eingangsbestätigung", "Receipt"),
        sender: Sender {
            town: profile.name.clone(),
            authority: profile.authority.clone(),
            unit: contents.unit.name.of(language).to_owned(),
            address: format!("{}, {}, {}", profile.name, profile.street, profile.postcode),
            foot: [&contents.unit.telephone, &contents.unit.email]
                .into_iter()
                .filter(|t| !t.is_empty())
                .cloned()
                .collect(),
            arms_svg: Some(profile.arms_svg.clone()).filter(|svg| !svg.is_empty()),
            colour: profile.main_colour().to_owned(),
        },
        recipient,
        reference: vec![(say("Aktenzeichen", "Case number"), contents.case.number.clone())],
        date: language.day(day),
        subject: format!("{}: {}", say("Eingangsbestätigung", "Receipt"), contents.title),
        body,
        embedded: vec![Embedded {
            name: "antrag.json".into(),
            mime: "application/json".into(),
            description: say("Daten des Antrags", "Data of the application"),
            bytes: data,
        }],
    }
}

fn documents(contents: &Contents, language: Language) -> Block {
    if contents.handed_in.is_empty() {
        let none = language.of(
            "Mit dem Antrag haben Sie keine Dateien gesendet.",
            "You sent no files with the application.",
        );
        return Block::Paragraph(none.to_owned());
    }
    Block::List(
        contents
            .handed_in
            .iter()
            .map(|file| {
                let kind = contents
                    .needs
                    .iter()
                    .find(|n| n.key == file.label)
                    .map_or("", |n| n.label.of(language));
                match kind {
                    "" => file.name.reveal().clone(),
                    kind => format!("{kind}: {}", file.name.reveal()),
                }
            })
            .collect(),
    )
}
