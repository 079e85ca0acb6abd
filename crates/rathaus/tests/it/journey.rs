//! Journey 14.1: a citizen applies for Wohngeld, a case worker decides, the notice arrives. On
//! both engines, through the real router, with the real press.

use std::sync::Arc;

use kernel::{Actor, Audit, Case, Id, Language, notify, settings};
use testkit::{Answer, Client, TestTown};

/// A Monday morning.
const MONDAY: &str = "2026-11-02T08:00:00Z";
const EMAIL: &str = "rente@mail.test";

/// Answers of an invented household, with an address for notifications.
fn answers(name: &str) -> norm_fim::Answers {
    let path = format!(
        "{}/../../data/wohngeld/sample-{name}.json",
        std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where")
    );
    let text = std::fs::read_to_string(path).expect("the sample is there");
    let mut answers: norm_fim::Answers = serde_json::from_str(&text).expect("it reads");
    let schema = norm_fim::read(mod_wohngeld::FORM.as_bytes()).expect("the form reads").schema;
    for (path, value) in [("G99000000040.F99000000043", "ja"), ("G99000000040.F99000000042", EMAIL)]
    {
        assert!(answers.enter(&schema, &path.parse().expect("a path"), value));
    }
    answers
}

async fn furnish(town: &TestTown) {
    town.competent("wohngeld", "50.2").await;
    town.town
        .write(Actor::system("test"), |tx| {
            let level = mod_wohngeld::WohngeldSettings { rent_level: 3, ..Default::default() };
            settings::set(tx, &level)?;
            Ok(Audit::of("test.level", 3).done())
        })
        .await
        .expect("the rent level");
}

async fn apply(town: &TestTown, sample: &str, holder: &str) -> Id<Case> {
    let case = mod_applications::submit_for_demo(
        &town.town,
        mod_wohngeld::SERVICE,
        answers(sample),
        holder,
        Language::De,
        Vec::new(),
    )
    .await
    .expect("the application is complete");
    town.settle().await;
    case
}

pub(crate) async fn act(
    client: &Client,
    case: Id<Case>,
    form: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let at = |part: &str| {
        if part.is_empty() {
            format!("/vorgaenge/{case}")
        } else {
            format!("/vorgaenge/{case}/{part}")
        }
    };
    let page = client.get(&at(form)).await.is(200);
    let (seen, once) =
        (page.field("stand").expect("a version"), page.field("einmal").expect("a key"));
    let mut all = vec![("stand", seen.as_str()), ("einmal", once.as_str())];
    all.extend_from_slice(fields);
    client.post(&at(action), &all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_applies_a_case_worker_decides_and_the_notice_arrives() {
    let press = Arc::new(paper::Typesetter::new());
    for town in testkit::towns_with(rathaus::modules, press, MONDAY).await {
        furnish(&town).await;
        let citizen = town.citizen("Käthe Größlinger").await;
        let account = citizen_holder(&town).await;
        let case = apply(&town, "pensioner-alone", &account).await;
        let receipt = town.post.to(EMAIL).len();
        assert_eq!(receipt, 1, "one mail says that the receipt is there");

        // The citizen sees the case and the same list of documents as the case worker.
        let status =
            citizen.get(&format!("/vorgang/{case}")).await.is(200).shows("50.2-2026-00001");
        town.citizen("Otto Fremd").await.get(&format!("/vorgang/{case}")).await.is(404);
        town.anybody().get(&format!("/vorgang/{case}")).await.is(401);
        let needed = documents(&town, case).await;
        assert!(!needed.is_empty());

        // Another department does not learn that the case exists.
        let rights =
            [kernel::cases::WORK, mod_desk::DECIDE, mod_desk::COUNTERSIGN, mod_desk::LETTERS];
        town.staff("Fritz Asphalt", &rights, "66")
            .await
            .get(&format!("/vorgaenge/{case}"))
            .await
            .is(404);

        let egon = town.staff("Egon Amtsmann", &rights, "50.2").await;
        let page = egon.get(&format!("/vorgaenge/{case}")).await.is(200).shows("§ 19");
        for label in &needed {
            assert!(page.words().contains(label), "the desk does not list {label}");
            assert!(status.words().contains(label), "the status page does not list {label}");
        }
        act(&egon, case, "", "uebernehmen", &[]).await.is(303);
        let form = egon.get(&format!("/vorgaenge/{case}/entscheiden")).await.is(200);
        let outcome = if form.words().contains("Bewilligung") { "granted" } else { "refused" };
        assert_eq!(outcome, "granted", "the sample household is entitled");
        let fields = [
            ("ergebnis", outcome),
            ("betrag", ""),
            ("von", "1.11.2026"),
            ("bis", "31.10.2027"),
            ("begruendung", "Ihre Angaben sind belegt."),
        ];
        act(&egon, case, "entscheiden", "entscheiden", &fields).await.is(303);
        act(&egon, case, "entscheiden/pruefen", "erlassen", &[]).await.is(303);
        let state = town
            .town
            .read(move |db| kernel::cases::find_for_update(db, case))
            .await
            .expect("the case");
        if state.stage == "second_pair" {
            let edda = town.staff("Edda Beispiel", &rights, "50.2").await;
            let page = edda.get(&format!("/vorgaenge/{case}/mitzeichnen")).await.is(200);
            let draft = page.field("entwurf").expect("a draft");
            act(
                &edda,
                case,
                "mitzeichnen",
                "mitzeichnen",
                &[("entwurf", &draft), ("aktion", "zeichnen")],
            )
            .await
            .is(303);
        }
        town.settle().await;

        // The notice lies in the mailbox as a real PDF; the mail says only that it is there.
        let mails = town.post.to(EMAIL);
        assert_eq!(mails.len(), receipt + 1, "one more mail, for the notice");
        assert!(!mails.last().expect("a mail").body.reveal().contains('€'));
        let messages = town.town.read(move |db| notify::of_case(db, case)).await.expect("messages");
        let notice = messages.iter().rev().find_map(|m| m.file).expect("a notice");
        let page = citizen.get(&format!("/vorgang/{case}")).await.is(200);
        let link = page.link(&notice.to_string()).expect("a link to the notice");
        let pdf = citizen.get(&link).await.is(200);
        assert!(pdf.body.starts_with(b"%PDF-"), "{}", pdf.kind);
        assert!(
            pdf.headers
                .get("content-disposition")
                .is_some_and(|v| { v.to_str().is_ok_and(|v| v.starts_with("attachment")) })
        );
        town.anybody().get(&link).await.is(401);

        // The grant ends a year later; the household is reminded in time.
        town.advance_days(310);
        town.settle().await;
        assert!(town.post.to(EMAIL).len() > mails.len(), "a reminder before the grant ends");
        sound(&town).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_is_erased_in_the_end_and_the_trail_still_verifies() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        furnish(&town).await;
        let case = apply(&town, "single-parent", "holder/withdrawn").await;
        town.town
            .write(Actor::system("test"), move |tx| {
                let erase_on = tx.today();
                kernel::cases::close(tx, case, true, Some(erase_on))?;
                Ok(Audit::of("test.withdrawn", case).done())
            })
            .await
            .expect("withdrawn");
        town.advance_days(2);
        town.settle().await;
        let gone = town.town.read(move |db| kernel::cases::find_for_update(db, case)).await;
        assert!(matches!(gone, Err(kernel::AppError::NotFound)));
        assert!(town.trail().await.contains(&"kernel.case_erased".to_owned()));
        assert_eq!(town.town.files().on_disk().expect("the folder"), Vec::<String>::new());
        sound(&town).await;
    }
}

async fn citizen_holder(town: &TestTown) -> String {
    let accounts = town
        .town
        .read(|db| kernel::people::of_kind(db, kernel::people::AccountKind::Citizen))
        .await
        .expect("accounts");
    format!("account/{}", accounts.first().expect("one citizen").id)
}

async fn documents(town: &TestTown, case: Id<Case>) -> Vec<String> {
    let house = Arc::clone(&town.town);
    town.town
        .read(move |db| {
            let case = kernel::cases::find_for_update(db, case)?;
            let needed = house.house().procedure(&case.kind)?.documents(&house, db, &case)?;
            Ok(needed
                .into_iter()
                .filter(kernel::procedure::DocumentNeed::is_missing)
                .map(|n| n.label.de)
                .collect())
        })
        .await
        .expect("documents")
}

/// No check of the house says that something is broken.
async fn sound(town: &TestTown) {
    let broken: Vec<_> = kernel::check::run(&town.town)
        .await
        .expect("the checks run")
        .into_iter()
        .filter(|f| f.health == kernel::module::Health::Fail && f.id != "people/administrator")
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
}
