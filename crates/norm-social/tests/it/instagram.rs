//! A professional account on Instagram.

use emulators::{Fault, How};
use norm_social::{Class, Order};

use crate::driver::{Desk, class, instagram};

#[test]
fn picture_carousel_and_reel_are_shown_and_taken_away() {
    let (graph, mut desk) = instagram();
    let mut post = Desk::post("1", "Brunnen");
    post.media = vec![desk.picture()];
    let one = desk.run(Order::Publish(post.clone()), &graph).unwrap();
    assert_eq!(one.url, format!("https://www.instagram.com/p/{}/", one.id));
    post.text = "Drei Bilder".into();
    post.media = vec![desk.picture(), desk.picture(), desk.picture()];
    desk.run(Order::Publish(post.clone()), &graph).unwrap();
    post.text = "Ein Film".into();
    post.media = vec![desk.film()];
    desk.run(Order::Publish(post.clone()), &graph).unwrap();
    graph.with(|g| {
        let feed = g.feed();
        assert_eq!(feed.iter().map(|s| s.media.len()).collect::<Vec<_>>(), [1, 3, 1]);
    });
    let correct = Order::Correct { id: one.id.clone(), post };
    let trouble = desk.run(correct, &graph).unwrap_err();
    assert_eq!(trouble.class, Class::Unsupported);
    assert!(trouble.advice.de.starts_with("Löschen Sie"));
    desk.run(Order::Delete { id: one.id.clone() }, &graph).unwrap();
    graph.with(|g| assert_eq!(g.feed().len(), 2));
    desk.run(Order::Delete { id: one.id }, &graph).unwrap();
}

#[test]
fn deletion_by_hand_is_asked_for_where_the_provider_has_none() {
    let (graph, mut desk) = instagram();
    graph.with(|g| g.deletes_media = false);
    let mut post = Desk::post("1", "Brunnen");
    post.media = vec![desk.picture()];
    let shown = desk.run(Order::Publish(post), &graph).unwrap();
    let trouble = desk.run(Order::Delete { id: shown.id }, &graph).unwrap_err();
    assert_eq!(trouble.class, Class::Unsupported);
    assert!(trouble.advice.en.contains("app"));
}

#[test]
fn a_lost_answer_is_settled_by_the_container() {
    for how in [How::LoseAnswer, How::LoseRequest] {
        let (graph, mut desk) = instagram();
        let mut post = Desk::post("1", "Nur einmal");
        post.media = vec![desk.picture()];
        graph.fault(Fault::once("POST", "media_publish", how));
        let shown = desk.run(Order::Publish(post), &graph).unwrap();
        graph.with(|g| {
            assert_eq!(g.feed().len(), 1);
            assert_eq!(g.feed()[0].id, shown.id);
        });
    }
}

#[test]
fn a_slow_container_is_waited_for_and_a_stale_one_made_anew() {
    let (graph, mut desk) = instagram();
    graph.with(|g| g.looks = 9);
    let mut post = Desk::post("1", "Langsam");
    post.media = vec![desk.film()];
    desk.run(Order::Publish(post.clone()), &graph).unwrap();
    // Too early, says the provider although it said "finished".
    let early = serde_json::json!({ "error": { "code": 9007, "error_subcode": 2_207_027 } });
    graph.fault(Fault::once("POST", "media_publish", How::Say(400, early)));
    post.text = "Zu früh".into();
    desk.run(Order::Publish(post.clone()), &graph).unwrap();
    let expired = serde_json::json!({ "error": { "code": -2, "error_subcode": 2_207_020 } });
    graph.fault(Fault::once("POST", "media_publish", How::Say(400, expired)));
    post.text = "Abgelaufen".into();
    desk.run(Order::Publish(post), &graph).unwrap();
    graph.with(|g| assert_eq!(g.feed().len(), 3));
}

#[test]
fn the_posts_of_a_day_are_counted_by_the_provider() {
    let (graph, mut desk) = instagram();
    graph.with(|g| g.quota_total = 2);
    let begin = graph.now();
    for n in 0..3 {
        let mut post = Desk::post(&n.to_string(), &format!("Nummer {n}"));
        post.media = vec![desk.picture()];
        desk.run(Order::Publish(post), &graph).unwrap();
    }
    assert!(graph.now().duration_since(begin).as_hours() >= 23);
    graph.with(|g| assert_eq!(g.feed().len(), 3));
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let (graph, mut desk) = instagram();
    let mut post = Desk::post("1", "Falsches Format");
    let mut film = desk.film();
    film.url = "https://stadt.example/film.avi".into();
    post.media = vec![film];
    let trouble = desk.run(Order::Publish(post.clone()), &graph).unwrap_err();
    assert_eq!(trouble.class, Class::Media);
    assert!(trouble.reason.de.contains("MP4"), "{}", trouble.reason.de);
    // Nobody listens there: the picture cannot be fetched.
    let mut picture = desk.picture();
    picture.url = "http://127.0.0.1:1/geheim.jpg".into();
    post.media = vec![picture];
    let trouble = desk.run(Order::Publish(post.clone()), &graph).unwrap_err();
    assert!(trouble.reason.de.contains("abholen"), "{}", trouble.reason.de);
    post.media = vec![desk.picture()];
    post.text = "#wort ".repeat(31);
    assert_eq!(class(desk.run(Order::Publish(post), &graph)), Class::Content);
    graph.with(|g| assert!(g.feed().is_empty()));
}
