//! Citizens at the door.

use kernel::people::AccountKind;
use kernel::{Actor, Audit, Id, people, session};
use testkit::{Client, TestTown, towns};

use super::{START, egon, modules, seconds};

const ERIKA: &str = "erika@mail.test";

/// The code in the latest mail to an address.
async fn mailed(town: &TestTown, address: &str) -> Option<String> {
    town.settle().await;
    let mail = town.post.to(address).pop()?;
    let body = mail.body.reveal().clone();
    let line = body.lines().find_map(|l| l.strip_prefix("Ihr Code: "))?;
    Some(line.to_owned())
}

async fn ask(browser: &Client, address: &str) {
    let answer = browser.post("/anmelden", &[("email", address)]).await.is(303);
    assert_eq!(answer.location.as_deref(), Some("/anmelden/code"));
    let _ = browser.follow(&answer).await.is(200).shows("Code aus der E-Mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_mail_makes_the_account_and_opens_it_again() {
    for town in towns(modules, START).await {
        let browser = town.anybody();
        let _ = browser.get("/anmelden").await.is(200).shows("E-Mail-Adresse");
        ask(&browser, ERIKA).await;
        let code = mailed(&town, ERIKA).await.unwrap();
        let _ = browser
            .post("/anmelden/code", &[("code", "0000 0000")])
            .await
            .is(422)
            .shows("noch 4 Versuche");
        let answer = browser.post("/anmelden/code", &[("code", &code)]).await.is(303);
        assert_eq!(answer.location.as_deref(), Some("/konto?neu"));
        assert!(browser.session().is_some());
        // The code is used up, here and elsewhere.
        let _ = browser.elsewhere().post("/anmelden/code", &[("code", &code)]).await.is(422);

        let again = town.anybody();
        ask(&again, " ERIKA@mail.test ").await;
        let code = mailed(&town, "ERIKA@mail.test").await.unwrap();
        let answer = again.post("/anmelden/code", &[("code", &code)]).await.is(303);
        assert_eq!(answer.location.as_deref(), Some("/konto"));
        let citizens =
            town.town.read(|db| people::of_kind(db, AccountKind::Citizen)).await.unwrap();
        assert_eq!(citizens.len(), 1, "one account for one address");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_run_out_by_time_and_by_tries() {
    for town in towns(modules, START).await {
        let browser = town.anybody();
        ask(&browser, ERIKA).await;
        let code = mailed(&town, ERIKA).await.unwrap();
        town.advance(seconds(15 * 60 + 1));
        let _ = browser
            .post("/anmelden/code", &[("code", &code)])
            .await
            .is(422)
            .shows("gilt nicht mehr");

        ask(&browser, ERIKA).await;
        let code = mailed(&town, ERIKA).await.unwrap();
        for _ in 0..5 {
            let _ = browser.post("/anmelden/code", &[("code", "00000000")]).await.is(422);
        }
        let _ = browser
            .post("/anmelden/code", &[("code", &code)])
            .await
            .is(422)
            .shows("gilt nicht mehr");
        assert_eq!(browser.session(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_belongs_to_the_browser_that_asked_for_it() {
    for town in towns(modules, START).await {
        let (erika, otto) = (town.anybody(), town.anybody());
        ask(&erika, ERIKA).await;
        let code = mailed(&town, ERIKA).await.unwrap();
        ask(&otto, "otto@mail.test").await;
        let _ = otto.post("/anmelden/code", &[("code", &code)]).await.is(422);
        let _ = erika.post("/anmelden/code", &[("code", &code)]).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_alike_for_everybody_and_the_mailbox_is_not_flooded() {
    for town in towns(modules, START).await {
        egon(&town).await;
        ask(&town.anybody(), "egon@town.test").await;
        town.settle().await;
        let mail = town.post.to("egon@town.test").pop().unwrap();
        assert!(mail.body.reveal().contains("Zugang für Beschäftigte"));
        assert!(!mail.body.reveal().contains("Ihr Code"));

        for _ in 0..4 {
            ask(&town.anybody(), ERIKA).await;
        }
        let _ = town.anybody().post("/anmelden", &[("email", ERIKA)]).await.is(429);
        ask(&town.anybody(), "otto@mail.test").await;
        let _ = town
            .anybody()
            .post("/anmelden", &[("email", "keine Adresse")])
            .await
            .is(422)
            .shows("Geben Sie Ihre E-Mail-Adresse an");
        town.settle().await;
        assert_eq!(town.post.to(ERIKA).len(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_guest_began_goes_along_into_the_account() {
    for town in towns(modules, START).await {
        let unit = town.unit("50").await;
        let (token, case) = town
            .town
            .write(Actor::system("test"), move |tx| {
                let case =
                    kernel::cases::open(tx, Id::new(), "wohngeld", "Wohngeld", &unit, "holder/1")?;
                let token = session::start_guest(tx, "holder/1", "Test")?;
                Ok(Audit::of("test.case", case.id).with((token, case.id)))
            })
            .await
            .unwrap();
        let browser = town.anybody();
        browser.set_cookie("rathaus", Some(&token));
        ask(&browser, ERIKA).await;
        let code = mailed(&town, ERIKA).await.unwrap();
        let _ = browser.post("/anmelden/code", &[("code", &code)]).await.is(303);
        let account = town.town.read(|db| people::by_login(db, ERIKA)).await.unwrap().unwrap().id;
        let holder = town
            .town
            .read(move |db| {
                let house = Actor::system("test");
                Ok(kernel::cases::find(db, case)?.open(&house)?.holder)
            })
            .await
            .unwrap();
        assert_eq!(holder, format!("account/{account}"));
        let old = town.town.read(move |db| session::find(db, &token)).await.unwrap();
        assert!(old.is_none(), "the guest's session is over");
        assert!(town.trail().await.contains(&"people.holder_changed".to_owned()));
    }
}
