//! A Mastodon server.

use emulators::{Fault, How};
use norm_social::mastodon::Instance;
use norm_social::{Class, Exchange, Order};

use crate::driver::{Desk, class, mastodon};

#[test]
fn a_post_with_pictures_is_shown_changed_and_taken_away() {
    let (server, mut desk) = mastodon();
    server.with(|s| s.looks = 2);
    let mut post = Desk::post("1", "Der Brunnen läuft wieder");
    post.link = "https://stadt.example/aktuelles/ein-sehr-langer-weg-zum-brunnen".into();
    post.media = vec![desk.picture(), desk.picture()];
    let shown = desk.run(Order::Publish(post.clone()), &server).unwrap();
    server.with(|s| {
        assert_eq!(s.seen()[0].media.len(), 2);
        assert!(s.files.values().all(|f| f.focus == "0.10,0.40"));
        assert_eq!(s.statuses[0].language, "de");
    });
    post.text = "Der Brunnen läuft seit heute".into();
    post.media[0].alt = "Ein anderer Blick".into();
    desk.run(Order::Correct { id: shown.id.clone(), post }, &server).unwrap();
    server.with(|s| {
        assert!(s.seen()[0].text.starts_with("Der Brunnen läuft seit heute"));
        assert_eq!((s.seen()[0].media.len(), s.seen()[0].edits), (2, 1));
        assert!(s.files.values().any(|f| f.description == "Ein anderer Blick"));
    });
    desk.run(Order::Delete { id: shown.id.clone() }, &server).unwrap();
    desk.run(Order::Delete { id: shown.id }, &server).unwrap();
    server.with(|s| assert!(s.seen().is_empty()));
}

#[test]
fn a_lost_answer_is_settled_by_reading() {
    for how in [How::LoseAnswer, How::LoseRequest] {
        let (server, mut desk) = mastodon();
        let mut post = Desk::post("1", "Nur <einmal> & nicht öfter, @stadt@other.example!\nZeile");
        post.link = "https://stadt.example/aktuelles/ein-sehr-langer-weg-zum-brunnen".into();
        server.fault(Fault::once("POST", "statuses", how));
        desk.run(Order::Publish(post), &server).unwrap();
        server.with(|s| assert_eq!(s.seen().len(), 1));
    }
}

#[test]
fn limits_and_refusals_are_understood() {
    let (server, mut desk) = mastodon();
    let long = Desk::post("1", &"ä".repeat(501));
    let trouble = desk.run(Order::Publish(long), &server).unwrap_err();
    assert_eq!(trouble.class, Class::Content);
    assert!(trouble.reason.en.contains("500"));
    server.with(|s| s.is_suspended = true);
    let post = Order::Publish(Desk::post("2", "Gesperrt"));
    assert_eq!(class(desk.run(post, &server)), Class::Suspended);
    server.with(|s| {
        s.is_suspended = false;
        s.tokens.insert(emulators::mastodon::TOKEN.into(), vec!["read:accounts".into()]);
    });
    let post = Order::Publish(Desk::post("3", "Ohne Recht"));
    assert_eq!(class(desk.run(post, &server)), Class::Permission);
    server.with(|s| s.tokens.clear());
    let post = Order::Publish(Desk::post("4", "Ohne Token"));
    assert_eq!(class(desk.run(post, &server)), Class::Auth);
}

#[test]
fn three_hundred_posts_take_more_than_five_minutes() {
    let (server, mut desk) = mastodon();
    let begin = server.now();
    for n in 0..310 {
        desk.run(Order::Publish(Desk::post(&n.to_string(), &format!("Nr. {n}"))), &server).unwrap();
    }
    server.with(|s| assert_eq!(s.seen().len(), 310));
    assert!(server.now().duration_since(begin).as_secs() >= 300);
}

#[test]
fn the_server_names_its_limits() {
    let (server, desk) = mastodon();
    let Exchange::Answered(answer) = desk.send(&Instance::request(&server.address())) else {
        panic!("no answer");
    };
    let limits = Instance::read(&answer);
    assert_eq!((limits.letters_max, limits.url_weight, limits.media_max), (500, 23, 4));
    assert!(limits.media_types.contains(&"image/webp".to_owned()));
}
