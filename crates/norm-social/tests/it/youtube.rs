//! `YouTube`.

use emulators::{Fault, How};
use norm_social::{Captions, Class, Order, Post, Stored};

use crate::driver::{Desk, class, youtube};

fn film(desk: &Desk, title: &str) -> Post {
    let mut post = Desk::post(title, "Die Sitzung vom Montag");
    post.title = title.into();
    post.tags = vec!["Rat".into(), "Sitzung".into()];
    post.media = vec![desk.film()];
    post
}

#[test]
fn a_film_is_sent_dressed_changed_and_taken_away() {
    let Some((service, mut desk)) = youtube() else { return };
    let mut post = film(&desk, "Ratssitzung");
    post.still = Some(desk.stored("picture", "image/jpeg"));
    post.captions =
        vec![Captions { file: desk.stored("captions", "text/vtt"), language: "de".into() }];
    post.playlist = emulators::youtube::PLAYLIST.into();
    let shown = desk.run(Order::Publish(post.clone()), &service).unwrap();
    assert_eq!(shown.url, format!("https://www.youtube.com/watch?v={}", shown.id));
    assert!(shown.notes.is_empty(), "{:?}", shown.notes);
    service.with(|s| {
        assert_eq!(s.films[0].bytes, 9 * 1024 * 1024);
        assert_eq!(s.captions, [(shown.id.clone(), "de".to_owned())]);
        assert_eq!(s.stills, std::slice::from_ref(&shown.id));
        assert_eq!(s.entries.iter().filter(|(l, _)| l == "PL-rathaus").count(), 1);
        assert_eq!(s.films[0].resource["status"]["privacyStatus"], "public");
        assert_eq!(s.films[0].resource["snippet"]["tags"][0], "Rat");
    });
    post.title = "Sitzung des Rates".into();
    post.tags.clear();
    desk.run(Order::Correct { id: shown.id.clone(), post }, &service).unwrap();
    service.with(|s| {
        let film = &s.films[0].resource;
        assert_eq!(film["snippet"]["title"], "Sitzung des Rates");
        // What an update leaves out is lost; ours leaves out nothing.
        assert_eq!(film["snippet"]["tags"][0], "Rat");
        assert_eq!(film["status"]["embeddable"], true);
    });
    desk.run(Order::Delete { id: shown.id.clone() }, &service).unwrap();
    desk.run(Order::Delete { id: shown.id }, &service).unwrap();
    service.with(|s| assert!(s.films.is_empty()));
}

#[test]
fn the_last_piece_is_sent_once_whatever_gets_lost() {
    for after in 0..3 {
        for how in [How::LoseAnswer, How::LoseRequest] {
            let Some((service, mut desk)) = youtube() else { return };
            let mut post = film(&desk, "Ratssitzung");
            post.playlist = emulators::youtube::PLAYLIST.into();
            let fault = Fault { after, ..Fault::once("", "", how) };
            service.fault(fault);
            desk.run(Order::Publish(post), &service).unwrap();
            service.with(|s| {
                assert_eq!(s.films.len(), 1, "fault after {after}");
                assert_eq!(s.entries.len(), 2);
            });
        }
    }
}

#[test]
fn a_list_holds_a_film_once_though_the_answer_is_lost() {
    for how in [How::LoseAnswer, How::LoseRequest] {
        let Some((service, mut desk)) = youtube() else { return };
        let mut post = film(&desk, "Ratssitzung");
        post.playlist = emulators::youtube::PLAYLIST.into();
        service.fault(Fault::once("POST", "playlistItems", how));
        desk.run(Order::Publish(post), &service).unwrap();
        service.with(|s| {
            assert_eq!(s.entries.iter().filter(|(l, _)| l == "PL-rathaus").count(), 1);
        });
    }
}

#[test]
fn a_session_that_is_gone_is_settled_by_the_list_of_uploads() {
    let Some((service, mut desk)) = youtube() else { return };
    service.fault(Fault { after: 1, ..Fault::once("PUT", "videos", How::LoseAnswer) });
    // The last piece was heard, the film is there; then the session is forgotten.
    let gone = serde_json::json!({ "error": { "code": 410, "message": "gone" } });
    service.fault(Fault { after: 0, ..Fault::once("PUT", "videos", How::Say(410, gone)) });
    let post = film(&desk, "Ratssitzung");
    // Faults are asked in order: first piece harmless, second lost, probe gone.
    service.with(|s| assert!(s.films.is_empty()));
    desk.run(Order::Publish(post), &service).unwrap();
    service.with(|s| assert_eq!(s.films.len(), 1));
}

#[test]
fn units_are_waited_for_until_midnight_in_california() {
    let Some((service, mut desk)) = youtube() else { return };
    service.with(|s| s.uploads = 0);
    let post = film(&desk, "Ratssitzung");
    let task = norm_social::Task::new(norm_social::Channel::YouTube, Order::Publish(post));
    let taken = |_: &str| false;
    let now = service.now();
    let here = norm_social::Here { account: &desk.account, now, is_taken: &taken };
    let mut task = task;
    let norm_social::Next::Send(call) = task.next(&here) else { panic!("nothing to send") };
    let exchange = desk.send(&call.request);
    task.take(&call, &exchange, &here);
    assert_eq!(
        task.next(&here),
        norm_social::Next::Wait("2026-11-24T08:00:00Z".parse().unwrap()),
        "midnight in winter is eight in London"
    );
    assert!(task.trouble.as_ref().unwrap().reason.de.contains("Mitternacht"));
    service.with(|s| s.uploads = 100);
    let mut saved = serde_json::to_string(&task).unwrap();
    desk.finish(&mut saved, &service).unwrap();
}

#[test]
fn films_that_fail_or_are_refused_are_told_apart() {
    let Some((service, mut desk)) = youtube() else { return };
    for (ends, expected) in [
        ("failed/codec", Class::Media),
        ("rejected/copyright", Class::Policy),
        ("rejected/uploaderAccountSuspended", Class::Suspended),
    ] {
        service.with(|s| s.ends = ends.into());
        let post = film(&desk, ends);
        assert_eq!(class(desk.run(Order::Publish(post), &service)), expected, "{ends}");
    }
    let post = film(&desk, &"x".repeat(101));
    let trouble = desk.run(Order::Publish(post), &service).unwrap_err();
    assert!(trouble.reason.de.contains("Titel"), "{}", trouble.reason.de);
    service.with(|s| s.tokens.get_mut(emulators::youtube::TOKEN).unwrap().scopes.clear());
    let post = film(&desk, "Ohne Recht");
    assert_eq!(class(desk.run(Order::Publish(post), &service)), Class::Permission);
}

#[test]
fn a_film_without_still_is_still_a_film() {
    let Some((service, mut desk)) = youtube() else { return };
    desk.files.insert("odd".into(), b"GIF89a".to_vec());
    let mut post = film(&desk, "Ratssitzung");
    post.still = Some(Stored { key: "odd".into(), bytes: 6, media_type: "image/gif".into() });
    post.playlist = "PL-gone".into();
    let shown = desk.run(Order::Publish(post), &service).unwrap();
    assert_eq!(shown.notes.len(), 2);
    assert!(shown.notes[0].de.starts_with("Das Vorschaubild fehlt"), "{:?}", shown.notes);
}

#[test]
fn a_film_for_later_is_private_until_then() {
    let Some((service, mut desk)) = youtube() else { return };
    let mut post = film(&desk, "Ratssitzung");
    post.public_at = Some("2026-11-30T09:00:00Z".parse().unwrap());
    let shown = desk.run(Order::Publish(post), &service).unwrap();
    assert!(shown.notes.is_empty(), "{:?}", shown.notes);
    service.with(|s| {
        assert_eq!(s.films[0].resource["status"]["privacyStatus"], "private");
        assert_eq!(s.films[0].resource["status"]["publishAt"], "2026-11-30T09:00:00Z");
    });
}
