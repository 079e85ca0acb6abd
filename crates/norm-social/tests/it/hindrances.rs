//! What comes between: posts deleted by hand, containers that grow old, pictures not yet readable.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use emulators::{Fault, How};
use norm_social::{Channel, Class, Order, Task};
use serde_json::json;

use crate::driver::{Desk, class, facebook, instagram, mastodon, youtube};

#[test]
fn a_post_deleted_by_hand_is_shown_as_gone() {
    let (graph, mut desk) = facebook();
    let correct = |id: &str| Order::Correct { id: id.into(), post: Desk::post("1", "Neu") };
    assert_eq!(class(desk.run(correct("111_1"), &graph)), Class::Gone);
    let (server, mut desk) = mastodon();
    assert_eq!(class(desk.run(correct("77"), &server)), Class::Gone);
    let Some((service, mut desk)) = youtube() else { return };
    let trouble = desk.run(correct("v7"), &service).unwrap_err();
    assert_eq!(trouble.class, Class::Gone);
    assert!(trouble.advice.de.contains("gelöscht"), "{}", trouble.advice.de);
}

#[test]
fn a_container_that_grew_old_is_made_anew() {
    let (graph, mut desk) = instagram();
    let mut post = Desk::post("1", "Brunnen");
    post.media = vec![desk.picture(), desk.picture()];
    let task = Task::new(Channel::Instagram, Order::Publish(post));
    let mut saved = serde_json::to_string(&task).unwrap();
    let dead = json!({ "error": { "code": 190, "error_subcode": 463 } });
    graph.fault(Fault::once("POST", "media_publish", How::Say(400, dead)));
    assert_eq!(class(desk.finish(&mut saved, &graph)), Class::Auth);
    // The account is connected again the day after.
    graph.advance(25 * 3_600);
    let mut task: Task = serde_json::from_str(&saved).unwrap();
    task.resume();
    saved = serde_json::to_string(&task).unwrap();
    desk.finish(&mut saved, &graph).unwrap();
    graph.with(|g| {
        assert_eq!(g.feed().len(), 1);
        assert_eq!(g.containers.len(), 6, "two parts and a whole, twice");
    });
}

/// A picture of the homepage that nobody may read before its time.
fn embargoed() -> (String, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}/b.jpg", listener.local_addr().expect("it has an address"));
    let is_open = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&is_open);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 2_048];
            let read = stream.read(&mut head);
            let status = if flag.load(Ordering::Relaxed) { "200 OK" } else { "404 Not Found" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            drop(read.and_then(|_| stream.write_all(answer.as_bytes())));
        }
    });
    (address, is_open)
}

#[test]
fn a_picture_under_embargo_is_fetched_when_its_time_has_come() {
    let (graph, mut desk) = instagram();
    let (address, is_open) = embargoed();
    let mut picture = desk.picture();
    picture.url = address;
    let mut post = Desk::post("1", "Erst um neun");
    post.media = vec![picture];
    let order = Order::Publish(post);
    assert_eq!(class(desk.run(order.clone(), &graph)), Class::Media);
    is_open.store(true, Ordering::Relaxed);
    desk.run(order, &graph).unwrap();
    graph.with(|g| assert_eq!(g.feed().len(), 1));
}

#[test]
fn a_transfer_that_is_forgotten_begins_anew() {
    let (graph, mut desk) = facebook();
    let gone = json!({ "error": { "code": 100, "error_subcode": 33, "message": "no session" } });
    graph.fault(Fault { after: 4, ..Fault::once("POST", "videos", How::Say(400, gone)) });
    let mut post = Desk::post("1", "Der Film");
    post.media = vec![desk.film()];
    desk.run(Order::Publish(post), &graph).unwrap();
    graph.with(|g| assert_eq!(g.page().len(), 1));
    let Some((service, mut desk)) = youtube() else { return };
    let gone = json!({ "error": { "code": 404, "message": "no session" } });
    service.fault(Fault::once("PUT", "videos", How::Say(404, gone)));
    let mut post = Desk::post("1", "Der Film");
    post.title = "Der Film".into();
    post.media = vec![desk.film()];
    desk.run(Order::Publish(post), &service).unwrap();
    service.with(|s| assert_eq!(s.seen().len(), 1));
}

#[test]
fn a_film_on_facebook_is_finished_once() {
    for how in [How::LoseAnswer, How::LoseRequest] {
        let (graph, mut desk) = facebook();
        // Start, nine pieces of a mebibyte, then the call that shows it.
        graph.fault(Fault { after: 10, ..Fault::once("POST", "videos", how) });
        let mut post = Desk::post("1", "Der Film");
        post.media = vec![desk.film()];
        desk.run(Order::Publish(post), &graph).unwrap();
        graph.with(|g| assert_eq!(g.page().len(), 1));
        let lost = graph.asked().iter().filter(|a| a.ends_with("lost")).count();
        assert_eq!(lost, 1, "{:?}", graph.asked());
    }
}
