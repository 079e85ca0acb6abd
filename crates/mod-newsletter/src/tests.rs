//! Stories of the newsletter, through the real router.

use jiff::SignedDuration;
use kernel::notify::{self, Mail};
use kernel::publication::{self, Publication, State};
use kernel::{Actor, Audit, Module, Text};
use testkit::TestTown;

use crate::issue::look;

/// A Monday morning, half past nine in Berlin.
const MONDAY: &str = "2026-05-04T07:30:00Z";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

async fn publish(town: &TestTown, kind: &str, title: &str, after: SignedDuration) {
    let (kind, title) = (kind.to_owned(), title.to_owned());
    town.town
        .write(Actor::system("test"), move |tx| {
            let slug = title.to_lowercase().replace(' ', "-");
            let it = Publication {
                title: Text::new(title, ""),
                teaser: Text::new("Was dazu zu wissen ist.", ""),
                state: State::Published,
                topics: vec!["verkehr".into()],
                ..Publication::new(&kind, &slug, tx.now() + after)
            };
            publication::save(tx, &it, "test")?;
            Ok(Audit::of("test.published", slug).done())
        })
        .await
        .expect("published");
}

async fn mails(town: &TestTown) -> Vec<Mail> {
    let mut all = town.town.read(|db| notify::mails(db, 5_000)).await.expect("mails");
    all.reverse();
    all
}

/// The newest mail to somebody.
async fn mail_to(town: &TestTown, address: &str) -> Mail {
    let all = mails(town).await;
    all.into_iter().rev().find(|m| m.recipient.reveal() == address).expect("a mail")
}

/// The path of the first link of a mail that holds a part.
fn link(mail: &Mail, part: &str) -> String {
    let found = mail.body.reveal().split_whitespace().find(|word| word.contains(part));
    let address = found.unwrap_or_else(|| panic!("no {part} in {}", mail.body.reveal()));
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest[rest.find('/').expect("a path")..].to_owned()
}

async fn turn(town: &TestTown) {
    look(&town.town).await.expect("a look");
    town.settle().await;
}

/// Orders and confirms.
async fn reader(town: &TestTown, address: &str, rhythm: &str, topics: &[&str]) {
    let mut fields = vec![("email", address), ("rhythmus", rhythm)];
    fields.extend(topics.iter().map(|topic| ("thema", *topic)));
    let someone = town.anybody();
    someone.post("/newsletter", &fields).await.is(303);
    let confirm = link(&mail_to(town, address).await, "/newsletter/");
    let mut fields = vec![("rhythmus", rhythm)];
    fields.extend(topics.iter().map(|topic| ("thema", *topic)));
    someone.post(&confirm, &fields).await.is(200).shows("Sie bekommen jetzt den Newsletter");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_orders_confirms_reads_and_leaves_at_one_click() {
    for town in testkit::towns(modules, MONDAY).await {
        publish(&town, "news", "Von gestern", SignedDuration::ZERO).await;
        turn(&town).await;
        let erika = town.anybody();
        let form = erika.get("/newsletter").await.is(200).shows("Verkehr");
        assert!(form.text().contains("value=\"news#verkehr\""));
        let order = [("email", "erika@mail.example"), ("rhythmus", "at-once"), ("thema", "news")];
        let answer = erika.post("/newsletter", &order).await.is(303);
        erika.follow(&answer).await.is(200).shows("sehen Sie in Ihr Postfach");
        let question = mail_to(&town, "erika@mail.example").await;
        assert!(question.body.reveal().contains("Aktuelles"), "{:?}", question.body.reveal());
        assert_eq!(question.leave.reveal(), "", "a question belongs to no list yet");
        let own = link(&question, "/newsletter/");

        // Programs that open links confirm nothing.
        erika.get(&own).await.is(200).shows("Newsletter bestätigen");
        town.advance(SignedDuration::from_mins(1));
        publish(&town, "news", "Zu früh", SignedDuration::ZERO).await;
        turn(&town).await;
        assert_eq!(mails(&town).await.len(), 1);

        let choice = [("rhythmus", "at-once"), ("thema", "news")];
        erika.post(&own, &choice).await.is(200).shows("Sie bekommen jetzt den Newsletter");
        town.advance(SignedDuration::from_mins(1));
        publish(&town, "news", "Neuer Radweg", SignedDuration::ZERO).await;
        publish(&town, "job", "Leitung Bauhof", SignedDuration::ZERO).await;
        turn(&town).await;
        turn(&town).await;
        let all = mails(&town).await;
        assert_eq!(all.len(), 2, "one mail, however often we look");
        let text = all[1].body.reveal();
        assert!(
            text.contains("Neuer Radweg") && text.contains("/aktuelles/neuer-radweg"),
            "{text}"
        );
        assert!(
            !text.contains("Bauhof") && !text.contains("Von gestern") && !text.contains("Zu früh"),
            "{text}"
        );
        assert!(all[1].subject.ends_with("Neuer Radweg"), "{}", all[1].subject);

        // One click in the mail program, twice, without session.
        let leave = all[1].leave.reveal().clone();
        let leave = &leave[leave.find("/newsletter").expect("a path")..];
        let click = [("List-Unsubscribe", "One-Click")];
        town.anybody().post_raw(leave, &click).await.is(200);
        town.anybody().post_raw(leave, &click).await.is(200);
        town.anybody().post_raw(&leave.replace("/sofort", "x/sofort"), &click).await.is(401);
        erika.get(&own).await.is(200).shows("Sie bekommen keinen Newsletter");
        town.advance(SignedDuration::from_mins(1));
        publish(&town, "news", "Danach", SignedDuration::ZERO).await;
        turn(&town).await;
        assert_eq!(mails(&town).await.len(), 2);
        let trail = town.trail().await;
        assert!(trail.iter().any(|act| act == "newsletter.ended"), "{trail:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_and_weeks_are_gathered_and_an_embargo_holds() {
    for town in testkit::towns(modules, MONDAY).await {
        // Topics can be chosen that the town has written about.
        publish(&town, "news", "Längst bekannt", SignedDuration::ZERO).await;
        turn(&town).await;
        town.advance(SignedDuration::from_mins(1));
        reader(&town, "tag@mail.example", "daily", &["news", "notice"]).await;
        reader(&town, "woche@mail.example", "weekly", &["news#verkehr"]).await;
        let before = mails(&town).await.len();
        publish(&town, "news", "Heute", SignedDuration::ZERO).await;
        publish(&town, "notice", "Satzung", SignedDuration::ZERO).await;
        publish(&town, "news", "Übermorgen", SignedDuration::from_hours(48)).await;
        turn(&town).await;
        assert_eq!(mails(&town).await.len(), before, "the day is not over");

        town.advance(SignedDuration::from_hours(22));
        turn(&town).await;
        let all = mails(&town).await;
        assert_eq!(all.len(), before + 1);
        let text = all[before].body.reveal();
        assert!(
            text.contains("Heute") && text.contains("Satzung") && !text.contains("Übermorgen"),
            "{text}"
        );

        // On Friday the week comes, on Thursday the day with what was under embargo.
        for _ in 0..4 {
            town.advance(SignedDuration::from_hours(24));
            turn(&town).await;
        }
        let later: Vec<Mail> = mails(&town).await.split_off(before + 1);
        let to: Vec<&str> = later.iter().map(|m| m.recipient.reveal().as_str()).collect();
        assert_eq!(to, ["tag@mail.example", "woche@mail.example"]);
        assert!(later[0].body.reveal().contains("Übermorgen"));
        let week = later[1].body.reveal();
        assert!(
            week.contains("Heute") && week.contains("Übermorgen") && !week.contains("Satzung"),
            "{week}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_is_not_sent() {
    let town = testkit::town(modules, MONDAY).await;
    turn(&town).await;
    town.advance(SignedDuration::from_mins(1));
    reader(&town, "tag@mail.example", "daily", &["news"]).await;
    let before = mails(&town).await.len();
    publish(&town, "news", "Irrtum", SignedDuration::ZERO).await;
    turn(&town).await;
    town.town
        .write(Actor::system("test"), |tx| {
            let mut it = publication::by_slug(tx, "news", "irrtum")?;
            it.state = State::Withdrawn;
            publication::save(tx, &it, "Irrtum")?;
            Ok(Audit::of("test.withdrawn", "irrtum").done())
        })
        .await
        .expect("withdrawn");
    town.advance(SignedDuration::from_hours(22));
    turn(&town).await;
    assert_eq!(mails(&town).await.len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_get_each_issue_once() {
    for town in testkit::towns(modules, MONDAY).await {
        turn(&town).await;
        crate::fill_for_demo(&town.town).await.expect("readers");
        let many = 250;
        let there = std::sync::Arc::clone(&town.town);
        town.town
            .write(Actor::system("test"), move |tx| {
                use crate::model::{Rhythm, Topics};
                for n in 0..many {
                    let topics = Topics(vec!["event".into()]);
                    let address = format!("nummer-{n}@mail.example");
                    let language = kernel::Language::De;
                    let topics_too = topics.clone();
                    let id = crate::subscribe::ask(
                        &there,
                        tx,
                        &address,
                        language,
                        Rhythm::AtOnce,
                        topics,
                    )?;
                    crate::store::choose(tx, id, Rhythm::AtOnce, &topics_too)?;
                }
                Ok(Audit::of("test.readers", many).done())
            })
            .await
            .expect("readers");
        town.advance(SignedDuration::from_mins(1));
        publish(&town, "event", "Stadtfest", SignedDuration::ZERO).await;
        turn(&town).await;
        turn(&town).await;
        let events: Vec<String> = mails(&town)
            .await
            .into_iter()
            .filter(|m| {
                m.event.starts_with("newsletter/issue/")
                    && m.recipient.reveal().starts_with("nummer-")
            })
            .map(|m| m.recipient.reveal().clone())
            .collect();
        let unique: std::collections::BTreeSet<&String> = events.iter().collect();
        assert_eq!((events.len(), unique.len()), (many, many));
        let dora = town.staff("Dora", &[crate::SEE], "50").await;
        dora.get("/verwaltung/newsletter")
            .await
            .is(200)
            .shows("Veranstaltungen")
            .shows("verschickt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_the_same_for_known_addresses_and_says_what_is_wrong() {
    for town in testkit::towns(modules, MONDAY).await {
        reader(&town, "otto@mail.example", "weekly", &["news"]).await;
        let known = mails(&town).await.len();
        let order = [("email", " OTTO@mail.example "), ("rhythmus", "daily"), ("thema", "job")];
        let other = town.anybody();
        let early = other.post("/newsletter", &order).await.is(303);
        assert_eq!(early.location.as_deref(), Some("/newsletter/gesendet"));
        assert_eq!(mails(&town).await.len(), known, "no flood of mails");
        town.advance(SignedDuration::from_mins(11));
        other.post("/newsletter", &order).await.is(303);
        let all = mails(&town).await;
        assert_eq!(all.len(), known + 1);
        assert!(all[known].body.reveal().contains("Sie bekommen ihn schon"));
        // Nothing was changed by somebody who only knows the address.
        let own = link(&all[known], "/newsletter/");
        let page = other.get(&own).await.is(200).text();
        assert!(page.contains("Auswahl speichern"));
        let weekly = page.split("value=\"weekly\"").nth(1).expect("the choice");
        assert!(weekly.split('>').next().expect("a tag").contains("checked"), "{weekly:.80}");

        other
            .post("/newsletter", &[("email", "otto"), ("rhythmus", "")])
            .await
            .is(422)
            .shows("Wählen Sie mindestens ein Thema")
            .shows("Geben Sie eine E-Mail-Adresse ein")
            .shows("Wählen Sie, wie oft");
        let long = format!("{}@mail.example", "a".repeat(300));
        let order = [("email", long.as_str()), ("rhythmus", "daily"), ("thema", "job")];
        other.post("/newsletter", &order).await.is(422);
        other.get("/newsletter/quatsch/quatsch").await.is(200).shows("Sie bekommen keinen");
        other.post(&own, &[("rhythmus", "daily")]).await.is(422).shows("mindestens ein Thema");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_reached_is_forgotten_after_three_mails() {
    for town in testkit::towns(modules, MONDAY).await {
        turn(&town).await;
        reader(&town, "weg@mail.example", "at-once", &["news"]).await;
        let own = link(&mail_to(&town, "weg@mail.example").await, "/newsletter/");
        let id: kernel::Id<crate::model::Subscriber> =
            own.split('/').nth(2).expect("an id").parse().expect("an id");
        for strike in 1..=3 {
            let there = std::sync::Arc::clone(&town.town);
            let gone = town
                .town
                .write(Actor::system("test"), move |tx| {
                    let gone = crate::subscribe::failed(&there, tx, id)?;
                    Ok(Audit::of("test.failed", strike).with(gone))
                })
                .await
                .expect("a strike");
            assert_eq!(gone, strike == 3);
            town.advance(SignedDuration::from_hours(24));
        }
        town.anybody().get(&own).await.is(200).shows("Sie bekommen keinen Newsletter");
    }
}

/// Somebody's newest mail came back.
async fn came_back(town: &TestTown, address: &str, is_final: bool) -> bool {
    let id = mail_to(town, address).await.id;
    let noted = town
        .town
        .write(Actor::system("test"), move |tx| {
            let is_new = notify::returned(tx, id, is_final)?;
            Ok(Audit::of("test.returned", id).with(is_new))
        })
        .await
        .expect("noted");
    town.settle().await;
    noted
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_comes_back_ends_what_cannot_be_reached() {
    for town in testkit::towns(modules, MONDAY).await {
        turn(&town).await;
        let all = ["gibt-es-nicht@mail.example", "voll@mail.example", "da@mail.example"];
        for address in all {
            reader(&town, address, "at-once", &["news"]).await;
        }
        let mut own = Vec::new();
        for address in all {
            own.push(link(&mail_to(&town, address).await, "/newsletter/"));
        }
        for number in 1..=3 {
            town.advance(SignedDuration::from_hours(48));
            publish(&town, "news", &format!("Nummer {number}"), SignedDuration::ZERO).await;
            turn(&town).await;
            if number == 1 {
                assert!(came_back(&town, all[0], true).await);
                assert!(!came_back(&town, all[0], true).await, "a mail comes back once");
                town.anybody().get(&own[0]).await.is(200).shows("Sie bekommen keinen");
            }
            town.anybody().get(&own[1]).await.is(200).shows("Auswahl speichern");
            assert!(came_back(&town, all[1], false).await);
        }
        town.anybody().get(&own[1]).await.is(200).shows("Sie bekommen keinen Newsletter");
        town.anybody().get(&own[2]).await.is(200).shows("Auswahl speichern");
        // A question that comes back is forgotten with its wish.
        let order = [("email", "tippfeler@mail.example"), ("rhythmus", "daily"), ("thema", "news")];
        town.anybody().post("/newsletter", &order).await.is(303);
        let own = link(&mail_to(&town, "tippfeler@mail.example").await, "/newsletter/");
        town.settle().await;
        assert!(came_back(&town, "tippfeler@mail.example", true).await);
        town.anybody().get(&own).await.is(200).shows("Sie bekommen keinen");
        let dora = town.staff("Dora", &[crate::SEE], "50").await;
        dora.get("/verwaltung/newsletter").await.is(200).shows("unzustellbar gelöscht");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_for_staff_and_name_nobody() {
    for town in testkit::towns(modules, MONDAY).await {
        reader(&town, "erika@mail.example", "daily", &["news"]).await;
        town.anybody().get("/verwaltung/newsletter").await.is(401);
        let other = town.staff("Ohne Recht", &[], "50").await;
        other.get("/verwaltung/newsletter").await.is(403);
        let dora = town.staff("Dora", &[crate::SEE], "50").await;
        dora.get("/verwaltung/newsletter")
            .await
            .is(200)
            .hides("erika@")
            .shows("bestätigte Adressen");
    }
}
