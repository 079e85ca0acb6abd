//! Events sent in from outside.

use super::*;

const FORM: &str = "/veranstaltung-melden";

fn event<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("titel", "Sommerkonzert"),
        ("beginn_tag", "20.6.2026"),
        ("beginn_zeit", "18:00"),
        ("ort", "Stadtpark"),
        ("veranstalter", "Musikverein"),
        ("text", "Wir spielen ::bild und **Walzer**."),
        ("name", "Otto Horn"),
        ("mail", "otto@verein.test"),
    ]
}

fn link(mail: &str) -> String {
    let at = mail.find("/veranstaltung-melden/").expect("a link");
    mail[at..].split_whitespace().next().expect("a link").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_club_sends_in_an_event_and_nothing_appears_unchecked() {
    for town in testkit::towns(modules, MONDAY).await {
        let otto = town.anybody();
        let mut wrong = event();
        wrong[1] = ("beginn_tag", "1.6.2020");
        otto.get(FORM).await.is(200).shows("Veranstaltung melden");
        otto.post(FORM, &wrong).await.is(422).shows("in der Vergangenheit");
        otto.post(FORM, &event()).await.is(200).shows("Wir haben Ihnen eine E-Mail geschickt");
        town.settle().await;
        let mails = town.post.mails();
        let link = link(mails.last().expect("a mail").body.reveal());
        let edda = editor(&town, "Edda").await;
        edda.get(BASE).await.is(200).hides("Sommerkonzert");
        otto.get(&link).await.is(200).shows("20. Juni 2026").shows("Stadtpark");
        edda.get(BASE).await.is(200).hides("Sommerkonzert");
        otto.post(&link, &[]).await.is(200).shows("Vielen Dank");
        otto.post(&link, &[]).await.is(410);
        otto.get(&link).await.is(410);

        let page = edda.get(BASE).await.is(200).shows("Sommerkonzert");
        let item = page.link("/verwaltung/redaktion/0").expect("the draft");
        edda.get(&item).await.is(200).shows("::bild");
        edda.get(&format!("{item}/freigabe")).await.is(200).shows("Otto Horn");
        assert!(!is_public(&town, &item).await);
        press(&edda, &item, "freigeben", &[]).await.is(303);
        press(&edda, &item, "veroeffentlichen", &[]).await.is(303);
        assert!(is_public(&town, &item).await);
        town.advance_days(32);
        town.settle().await;
        let edda = editor(&town, "Edda").await;
        edda.get(&format!("{item}/freigabe")).await.is(200).hides("Otto Horn");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_town_can_close_the_form() {
    let town = testkit::town(modules, MONDAY).await;
    town.town
        .write(kernel::Actor::system("test"), |tx| {
            let closed = crate::NewsroomSettings { takes_events: false, ..Default::default() };
            kernel::settings::set(tx, &closed)?;
            Ok(kernel::Audit::of("test.closed", "form").done())
        })
        .await
        .expect("settings");
    town.anybody().get(FORM).await.is(404);
    town.anybody().post(FORM, &event()).await.is(404);
}
