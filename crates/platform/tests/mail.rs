//! Mail over a real socket: what the relay says decides what becomes of it.

use kernel::jobs::JobError;
use kernel::notify::{self, Mail, Post, Posted};
use kernel::{Actor, Audit, Module};
use platform::SmtpPost;
use platform::smtp::{Protection, Relay};
use testkit::smtp::Mood;

fn none() -> Vec<Module> {
    Vec::new()
}

fn relay(port: u16) -> SmtpPost {
    let relay = Relay {
        host: "127.0.0.1".into(),
        port,
        protection: Protection::None,
        login: None,
        from: "post@town.test".into(),
    };
    SmtpPost::new(&relay).expect("a relay without TLS")
}

async fn written(town: &testkit::TestTown, to: &'static str) -> Mail {
    town.town
        .write(Actor::system("test"), move |tx| {
            notify::mail(
                tx,
                &format!("test/{to}"),
                to,
                "Grüße aus dem Rathaus",
                "Es liegt etwas für Sie bereit.\n",
            )?;
            Ok(Audit::of("test.mailed", 1).done())
        })
        .await
        .expect("it is written");
    town.town.read(|db| notify::mails(db, 1)).await.expect("mails").remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_with_the_same_identifier_at_every_try() {
    let town = testkit::town(none, "2026-05-04T08:00:00Z").await;
    let server = testkit::smtp::Relay::start().await;
    let mail = written(&town, "erika@mail.test").await;
    let post = relay(server.port);
    for _ in 0..2 {
        let posted = post.send(&town.town, &mail).await.unwrap();
        assert_eq!(posted, Posted::Sent);
    }
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].from, "post@town.test");
    assert_eq!(received[0].to, ["erika@mail.test"]);
    let id = format!("<{}@town.test>", mail.id);
    assert!(received.iter().all(|r| r.data.contains(&id)), "{}", received[0].data);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_of_a_list_says_how_one_click_ends_it() {
    let town = testkit::town(none, "2026-05-04T08:00:00Z").await;
    let server = testkit::smtp::Relay::start().await;
    let plain = written(&town, "erika@mail.test").await;
    let leave = format!("https://town.test/abo/{}/{}/sofort", plain.id, "0".repeat(64));
    let end = leave.clone();
    let wrote = town.town.write(Actor::system("test"), move |tx| {
        notify::mail_of_list(tx, "test/list", "anna@mail.test", "Baustelle", "Neu.\n", &end)?;
        Ok(Audit::of("test.mailed", 2).done())
    });
    wrote.await.expect("it is written");
    let mails = town.town.read(|db| notify::mails(db, 2)).await.expect("mails");
    let of_list = mails.iter().find(|m| m.event == "test/list").expect("the mail");
    let post = relay(server.port);
    for mail in [&plain, of_list] {
        assert_eq!(post.send(&town.town, mail).await.unwrap(), Posted::Sent);
    }
    let received = server.received();
    assert!(!received[0].data.contains("List-Unsubscribe"), "{}", received[0].data);
    assert!(!received[0].data.contains("Precedence"), "{}", received[0].data);
    assert!(received.iter().all(|r| r.data.contains("Auto-Submitted: auto-generated\n")));
    assert!(received[1].data.contains("Precedence: bulk\n"), "{}", received[1].data);
    // A header may be folded at its blanks only.
    let head = received[1].data.replace("\n ", " ");
    assert!(head.contains(&format!("List-Unsubscribe: <{leave}>\n")), "{head}");
    assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_decides_whether_to_try_again() {
    let town = testkit::town(none, "2026-05-04T08:00:00Z").await;
    let server = testkit::smtp::Relay::start().await;
    let mail = written(&town, "otto@mail.test").await;
    let post = relay(server.port);
    server.set_mood(Mood::Busy);
    assert!(matches!(post.send(&town.town, &mail).await, Err(JobError::Later(_))));
    server.set_mood(Mood::Strict);
    assert!(matches!(post.send(&town.town, &mail).await, Err(JobError::Never(_))));
    // Nobody listens there: that is a matter of time.
    assert!(matches!(relay(1).send(&town.town, &mail).await, Err(JobError::Later(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_never_leaves_and_is_not_named() {
    let town = testkit::town(none, "2026-05-04T08:00:00Z").await;
    let mail = written(&town, "kein@@mail").await;
    match relay(1).send(&town.town, &mail).await {
        Err(JobError::Never(words)) => assert!(!words.contains("kein"), "{words}"),
        other => panic!("{other:?}"),
    }
}
