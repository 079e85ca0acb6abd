//! Mail that comes back, as files a mail server writes: read, noted, told, removed; the rest is left.

use std::path::Path;
use std::sync::Arc;

use kernel::facts::{Fact, MailReturned};
use kernel::notify::{self, Mail};
use kernel::outbox::Subscriber;
use kernel::{Actor, AppError, Audit, Module, Town, Tx, outbox};
use platform::SmtpPost;
use platform::returns::{Looked, ReturnsError, look};
use platform::smtp::{Protection, Relay};
use testkit::TestTown;

/// A department that writes down what it hears.
fn listening() -> Vec<Module> {
    fn heard(_: &Arc<Town>, _: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
        let fact: MailReturned = outbox::read(body)?;
        let what = if fact.is_final { "listener.final" } else { "listener.other" };
        Ok(Audit::of(what, fact.event))
    }
    let subscriber = Subscriber { name: "test.returned", fact: MailReturned::NAME, run: heard };
    vec![Module { name: "test", subscribers: vec![subscriber], ..Module::default() }]
}

/// A mail that left, and what the relay got of it.
async fn sent(town: &TestTown, to: &'static str) -> (Mail, String) {
    let server = testkit::smtp::Relay::start().await;
    let written = town.town.write(Actor::system("test"), move |tx| {
        notify::mail(tx, &format!("test/{to}"), to, "Neues", "Guten Tag,\n")?;
        Ok(Audit::of("test.mailed", 1).done())
    });
    written.await.expect("it is written");
    town.settle().await;
    let mails = town.town.read(|db| notify::mails(db, 10)).await.expect("mails");
    let mail = mails.into_iter().find(|m| m.recipient.reveal() == to).expect("the mail");
    let relay = Relay {
        host: "127.0.0.1".into(),
        port: server.port,
        protection: Protection::None,
        login: None,
        from: "post@town.test".into(),
    };
    let post = SmtpPost::new(&relay).expect("a relay");
    kernel::notify::Post::send(&post, &town.town, &mail).await.expect("it leaves");
    (mail, server.received().remove(0).data)
}

/// What a mail server writes when it gives up the mail it was handed.
fn notice(original: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.test\nTo: post@town.test\nSubject: Undelivered\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\n\n\
         --b1\nContent-Type: text/plain\n\nIt could not be delivered.\n\n\
         --b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n\
         Final-Recipient: rfc822; somebody@mail.test\nAction: {action}\nStatus: {status}\n\n\
         --b1\nContent-Type: message/rfc822\n\n{original}\n--b1--\n"
    )
}

fn arrives(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join("new").join(name), text).expect("it arrives");
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_is_told_once_and_removed_and_the_rest_is_left_to_people() {
    let town = testkit::town(listening, "2026-05-04T08:00:00Z").await;
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir(folder.join(part)).expect("a Maildir");
    }
    let towns = [Arc::clone(&town.town)];
    assert_eq!(look(folder, &towns).await.unwrap(), Looked::default());

    let (gone, first) = sent(&town, "weg@mail.test").await;
    let (_, second) = sent(&town, "voll@mail.test").await;
    let (late, third) = sent(&town, "spaet@mail.test").await;
    arrives(folder, "1.a", &notice(&first, "failed", "5.1.1"));
    arrives(folder, "2.a", &notice(&first, "failed", "5.1.1"));
    arrives(folder, "3.a", &notice(&second, "failed", "4.2.2"));
    arrives(folder, "4.a", &notice(&third, "delayed", "4.4.1"));
    arrives(folder, "5.a", "From: erika@mail.test\nSubject: Frage\n\nWann ist offen?\n");
    let stranger = first.replace(&gone.id.to_string(), "0199f3a0-0000-7000-8000-000000000009");
    arrives(folder, "6.a", &notice(&stranger, "failed", "5.1.1"));
    let looked = look(folder, &towns).await.unwrap();
    assert_eq!(looked, Looked { returned: 2, nothing: 2, left: 2 });
    assert_eq!((count(&folder.join("new")), count(&folder.join("cur"))), (0, 2));
    assert_eq!(look(folder, &towns).await.unwrap(), Looked::default());

    town.settle().await;
    let trail = town.trail().await;
    let told = |what: &str| trail.iter().filter(|a| *a == what).count();
    assert_eq!((told("listener.final"), told("listener.other")), (1, 1));
    let state = |id| town.town.read(move |db| notify::find_mail(db, id));
    assert!(state(gone.id).await.unwrap().returned_at.is_some());
    assert!(state(late.id).await.unwrap().returned_at.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_none_is_named() {
    let town = testkit::town(listening, "2026-05-04T08:00:00Z").await;
    let nowhere = Path::new("/nowhere/at/all");
    let error = look(nowhere, &[Arc::clone(&town.town)]).await.unwrap_err();
    assert!(matches!(error, ReturnsError::Folder { .. }));
    assert!(error.to_string().contains("/nowhere/at/all/new"), "{error}");
}
