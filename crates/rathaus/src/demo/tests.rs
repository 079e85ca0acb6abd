//! What a newcomer finds in a small demo town, whatever day it is.

use kernel::cases::{self, Filter};
use kernel::publication::{self, Details, Find};
use kernel::{files, media, notify, org, people};

use super::*;

/// Enough for every kind of story, few enough to wait for.
const FEW: usize = 40;

async fn count(town: &Arc<Town>, state: &'static str, step: &'static str) -> i64 {
    town.read(move |db| {
        let units = org::all(db)?.into_iter().map(|unit| unit.id).collect();
        let filter = Filter { units, state: state.into(), stage: step.into(), ..Filter::default() };
        cases::count(db, &filter)
    })
    .await
    .expect("the cases can be counted")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_finds_cases_of_every_state_and_letters_that_come_true() {
    let folder = tempfile::tempdir().expect("a folder");
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let seen = Arc::new(seen);
    let told_to = Arc::clone(&seen);
    let progress = move |done: usize, _: usize| {
        told_to.fetch_max(done, std::sync::atomic::Ordering::Relaxed);
    };
    let told = make(folder.path(), 0, demo_town::DEMO_SEED, FEW, &progress).await.expect("a town");
    assert_eq!(told.refused, Vec::<String>::new());
    assert_eq!(told.cases, FEW);
    assert!(seen.load(std::sync::atomic::Ordering::Relaxed) > FEW, "the bar moves");
    let town = open(folder.path(), 0).await.expect("it opens");
    for (state, stage) in [
        ("open", "checking"),
        ("open", "documents"),
        ("open", "second_pair"),
        ("decided", "objection"),
        ("closed", ""),
        ("withdrawn", ""),
    ] {
        assert!(count(&town, state, stage).await > 0, "no case is {state} {stage}");
    }
    let pile = town.read(notify::letters).await.expect("the pile");
    assert!(!pile.is_empty(), "nothing lies on the pile of letters");

    // The account that the terminal names has a notice in its mailbox.
    let login = told.citizen.expect("an account is named");
    let notice = move |db: &mut kernel::Reader<'_>| {
        let account = people::by_login(db, &login)?.ok_or(AppError::NotFound)?;
        let mailbox = notify::of_holder(db, &format!("account/{}", account.id))?;
        let file = mailbox.iter().filter(|m| m.is_to_citizen).find_map(|m| m.file);
        files::find(db, file.ok_or(AppError::NotFound)?)
    };
    let before = town.read(notice.clone()).await.expect("a notice in the mailbox");
    assert!(letters::are_waiting(folder.path()));
    let all = letters::set(&town).await.expect("the letters are set");
    assert!(all > FEW, "every case has at least its receipt: {all}");
    assert!(!letters::are_waiting(folder.path()));
    assert_eq!(letters::set(&town).await.expect("nothing to do"), 0);
    let after = town.read(notice).await.expect("the notice is still there");
    assert_eq!(before.id, after.id);
    assert_ne!(before.sha256, after.sha256, "it was set in type");
    let bytes = town.files().read(&after.sha256).expect("its bytes");
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 10_000, "{} bytes", bytes.len());

    every_notice_is_bound_to_its_file(&town).await;
    let set = site_papers::set(&town, demo_town::DEMO_SEED).await.expect("the documents are set");
    assert_eq!(set, DOCUMENTS);
    assert_eq!(site_papers::set(&town, demo_town::DEMO_SEED).await.expect("nothing to do"), 0);
}

/// Documents of the demo town.
const DOCUMENTS: usize = 12;

/// No notice has a file without a digest, and the digest is that of the bytes anybody downloads.
async fn every_notice_is_bound_to_its_file(town: &Arc<Town>) {
    let notices = town
        .read(|db| {
            let mut all = Vec::new();
            for p in publication::list(db, &Find::newest("notice", 100))? {
                let Details::Notice(notice) = &p.details else { continue };
                let Some(file) = &notice.file else { continue };
                let medium = media::find(db, file)?.ok_or(AppError::NotFound)?;
                all.push((p.slug.clone(), notice.sha256.clone(), medium));
            }
            Ok(all)
        })
        .await
        .expect("the notices are read");
    assert!(notices.len() >= 10, "{} notices with a file", notices.len());
    let visitor = testkit::visitor_of(town, None);
    for (slug, sha256, medium) in notices {
        assert_eq!(sha256.len(), 64, "{slug} has no digest");
        let file = medium.renditions.first().expect("the file lies there");
        let answer = visitor.get(&medium.path(file)).await.is(200);
        assert!(answer.body.starts_with(b"%PDF-"), "{slug}");
        let came = files::made_here("file.pdf", "application/pdf", answer.body);
        assert_eq!(came.sha256(), sha256, "{slug}");
    }
}
