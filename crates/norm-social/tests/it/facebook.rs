//! A Facebook Page.

use emulators::{Fault, How};
use norm_social::{Class, Order, Stored};
use serde_json::json;

use crate::driver::{Desk, class, facebook};

#[test]
fn text_link_album_and_film_are_shown_changed_and_taken_away() {
    let (graph, mut desk) = facebook();
    let mut text = Desk::post("1", "Der Brunnen läuft wieder & plätschert.");
    text.link = "https://stadt.example/aktuelles/brunnen".into();
    let shown = desk.run(Order::Publish(text.clone()), &graph).unwrap();
    assert!(shown.url.starts_with("https://www.facebook.com/"), "{}", shown.url);
    let mut album = Desk::post("2", "Bilder vom Fest");
    album.link = "https://stadt.example/fest".into();
    album.media = vec![desk.picture(), desk.picture()];
    desk.run(Order::Publish(album), &graph).unwrap();
    let mut film = Desk::post("3", "Der Film zum Fest");
    film.media = vec![desk.film()];
    desk.run(Order::Publish(film), &graph).unwrap();
    graph.with(|g| {
        let page = g.page();
        assert_eq!(page.len(), 3);
        assert_eq!(g.posts[0].link, "https://stadt.example/aktuelles/brunnen");
        // Beside pictures the link stands in the text.
        assert_eq!(page[1].text, "Bilder vom Fest\n\nhttps://stadt.example/fest");
        assert_eq!(page[1].media.len(), 2);
        assert_eq!(page[2].media.len(), 1);
        assert!(g.photos.is_empty());
    });
    text.text = "Der Brunnen läuft seit heute wieder.".into();
    let correct = Order::Correct { id: shown.id.clone(), post: text };
    desk.run(correct, &graph).unwrap();
    graph.with(|g| assert_eq!(g.page()[0].text, "Der Brunnen läuft seit heute wieder."));
    let delete = Order::Delete { id: shown.id };
    desk.run(delete.clone(), &graph).unwrap();
    graph.with(|g| assert_eq!(g.page().len(), 2));
    let again = desk.run(delete, &graph).unwrap();
    assert!(again.notes[0].de.contains("schon gelöscht"));
}

#[test]
fn the_alternative_text_reaches_the_picture() {
    let (graph, mut desk) = facebook();
    let mut post = Desk::post("1", "Brunnen");
    post.media = vec![desk.picture()];
    // Stops before the post is made, so that the picture can be looked at.
    let refuse = json!({ "error": { "code": 368, "message": "blocked" } });
    graph.fault(Fault::once("POST", "feed", How::Say(400, refuse)));
    assert_eq!(class(desk.run(Order::Publish(post), &graph)), Class::Policy);
    graph.with(|g| assert!(g.photos.values().all(|(alt, _)| alt == "Der neue Brunnen")));
}

#[test]
fn a_lost_answer_is_settled_by_reading() {
    let (graph, mut desk) = facebook();
    graph.fault(Fault::once("POST", "feed", How::LoseAnswer));
    let order = Order::Publish(Desk::post("1", "Nur einmal, bitte."));
    let shown = desk.run(order, &graph).unwrap();
    graph.with(|g| {
        assert_eq!(g.page().len(), 1);
        assert_eq!(g.page()[0].id, shown.id);
    });
    let sent = graph.asked().iter().filter(|a| a.contains("POST") && a.contains("/feed")).count();
    assert_eq!(sent, 1, "it was not sent again");
}

#[test]
fn a_lost_request_is_sent_again_only_after_three_looks() {
    let (graph, mut desk) = facebook();
    graph.fault(Fault::once("POST", "feed", How::LoseRequest));
    desk.run(Order::Publish(Desk::post("1", "Nur einmal, bitte.")), &graph).unwrap();
    let asked = graph.asked();
    let told: Vec<&str> = asked.iter().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "POST /v26.0/111/feed lost",
            "GET /v26.0/111/published_posts 200",
            "GET /v26.0/111/published_posts 200",
            "GET /v26.0/111/published_posts 200",
            "POST /v26.0/111/feed 200",
        ]
    );
}

#[test]
fn done_but_answered_with_an_error_is_not_done_again() {
    let (graph, mut desk) = facebook();
    let body = json!({ "error": { "code": 2, "message": "Service temporarily unavailable" } });
    graph.fault(Fault::once("POST", "feed", How::DoButSay(500, body.clone())));
    desk.run(Order::Publish(Desk::post("1", "Eins")), &graph).unwrap();
    // The same within an answer that looks like a refusal.
    graph.fault(Fault::once("POST", "feed", How::DoButSay(400, body)));
    desk.run(Order::Publish(Desk::post("2", "Zwei")), &graph).unwrap();
    graph.with(|g| assert_eq!(g.page().len(), 2));
}

#[test]
fn two_posts_with_one_text_are_two() {
    for how in [How::LoseAnswer, How::LoseRequest] {
        let (graph, mut desk) = facebook();
        let first = Order::Publish(Desk::post("1", "Morgen Sperrmüll"));
        let first = desk.run(first, &graph).unwrap();
        graph.advance(90);
        graph.fault(Fault::once("POST", "feed", how));
        let second = Order::Publish(Desk::post("2", "Morgen Sperrmüll"));
        let second = desk.run(second, &graph).unwrap();
        assert_ne!(first.id, second.id);
        graph.with(|g| assert_eq!(g.page().len(), 2));
    }
}

#[test]
fn a_dead_token_waits_for_a_person_and_goes_on_after() {
    let (graph, mut desk) = facebook();
    let sent = |g: &mut emulators::graph::Graph, dead| {
        g.tokens.get_mut(emulators::graph::TOKEN).unwrap().dead = dead;
    };
    graph.with(|g| sent(g, Some(460)));
    let order = Order::Publish(Desk::post("1", "Moin"));
    let task = norm_social::Task::new(norm_social::Channel::Facebook, order);
    let mut saved = serde_json::to_string(&task).unwrap();
    let trouble = desk.finish(&mut saved, &graph).unwrap_err();
    assert_eq!((trouble.class, trouble.code.as_str()), (Class::Auth, "190/460"));
    assert!(trouble.reason.de.contains("Kennwort"), "{}", trouble.reason.de);
    graph.with(|g| sent(g, None));
    let mut task: norm_social::Task = serde_json::from_str(&saved).unwrap();
    task.resume();
    saved = serde_json::to_string(&task).unwrap();
    desk.finish(&mut saved, &graph).unwrap();
    graph.with(|g| assert_eq!(g.page().len(), 1));
}

#[test]
fn limits_are_waited_for() {
    let (graph, mut desk) = facebook();
    graph.with(|g| g.calls_max = 2);
    let begin = graph.now();
    for n in 0..4 {
        let order = Order::Publish(Desk::post(&n.to_string(), &format!("Nummer {n}")));
        desk.run(order, &graph).unwrap();
    }
    graph.with(|g| assert_eq!(g.page().len(), 4));
    assert!(graph.now().duration_since(begin).as_hours() >= 1);
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let (graph, mut desk) = facebook();
    let long = Desk::post("1", &"a".repeat(70_000));
    assert_eq!(class(desk.run(Order::Publish(long), &graph)), Class::Content);
    desk.files.insert("huge".into(), vec![0xff; 5 * 1024 * 1024]);
    let mut picture = desk.picture();
    picture.file = Stored { key: "huge".into(), bytes: 5 * 1024 * 1024, ..picture.file };
    let mut post = Desk::post("2", "Zu groß");
    post.media = vec![picture];
    let trouble = desk.run(Order::Publish(post), &graph).unwrap_err();
    assert_eq!(trouble.class, Class::Media);
    assert!(trouble.reason.de.contains("4 MB"));
    graph.with(|g| {
        g.tokens
            .get_mut(emulators::graph::TOKEN)
            .unwrap()
            .scopes
            .retain(|s| s != "pages_manage_posts");
    });
    let post = Desk::post("3", "Ohne Recht");
    assert_eq!(class(desk.run(Order::Publish(post), &graph)), Class::Permission);
    assert_eq!(class(desk.run(Order::Publish(Desk::post("4", "")), &graph)), Class::Content);
    graph.with(|g| assert!(g.page().is_empty()));
}

#[test]
fn pictures_that_vanished_are_handed_over_anew() {
    let (graph, mut desk) = facebook();
    let mut post = Desk::post("1", "Brunnen");
    post.media = vec![desk.picture()];
    let task = norm_social::Task::new(norm_social::Channel::Facebook, Order::Publish(post));
    let mut saved = serde_json::to_string(&task).unwrap();
    let body = json!({ "error": { "code": 190, "error_subcode": 463, "message": "expired" } });
    graph.fault(Fault::once("POST", "feed", How::Say(400, body)));
    assert_eq!(class(desk.finish(&mut saved, &graph)), Class::Auth);
    // A day later the account is connected again.
    graph.advance(25 * 3_600);
    let mut task: norm_social::Task = serde_json::from_str(&saved).unwrap();
    task.resume();
    saved = serde_json::to_string(&task).unwrap();
    desk.finish(&mut saved, &graph).unwrap();
    graph.with(|g| assert_eq!(g.page()[0].media.len(), 1));
}
