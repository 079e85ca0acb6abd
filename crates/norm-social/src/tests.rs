//! Rules that hold for any text and any picture.

use jiff::Timestamp;
use proptest::prelude::*;

use crate::judge::{Measured, Weight, crop, length, media, text};
use crate::mastodon::{Instance, plain};
use crate::wire::{Body, Content, Method};
use crate::{
    Account, Answer, Bases, Channel, Class, Exchange, Here, Medium, Next, Order, Piece, Post,
    Request, Secret, Task, connect, fingerprint,
};

fn post(text: &str) -> Post {
    Post { text: text.into(), ..Post::default() }
}

fn picture(width: u32, height: u32) -> Measured {
    Measured { media_type: "image/jpeg".into(), bytes: 1_000, width, height, ..Measured::default() }
}

fn stops(channel: Channel, files: &[(Measured, String)]) -> Vec<String> {
    let found = media(channel, &Instance::default(), files);
    found.into_iter().filter(|f| f.weight == Weight::Stop).map(|f| f.words.de).collect()
}

#[test]
fn each_channel_counts_its_own_way() {
    let instance = Instance::default();
    let length = |channel, text: &str| length(channel, &instance, &post(text));
    // A family is one letter to people, eleven units to a browser.
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(length(Channel::Mastodon, family), 1);
    assert_eq!(length(Channel::Facebook, family), 11);
    assert_eq!(length(Channel::YouTube, "ä"), 2);
    assert_eq!(length(Channel::Mastodon, "https://stadt.example/ein/sehr/langer/weg/zum/ziel"), 23);
    assert_eq!(length(Channel::Mastodon, "@stadt@social.example"), 6);
    let mut with_link = post("Moin");
    with_link.link = "https://stadt.example/aktuelles/moin-moin-moin".into();
    assert_eq!(super::judge::length(Channel::Mastodon, &instance, &with_link), 4 + 2 + 23);
}

#[test]
fn texts_are_judged_before_they_are_sent() {
    let instance = Instance::default();
    let all = |channel, post: &Post| -> Vec<&'static str> {
        text(channel, &instance, post)
            .into_iter()
            .filter(|f| f.weight == Weight::Stop)
            .map(|f| f.about)
            .collect()
    };
    assert_eq!(all(Channel::Mastodon, &post(&"a".repeat(500))), [] as [&str; 0]);
    assert_eq!(all(Channel::Mastodon, &post(&"a".repeat(501))), ["text"]);
    assert_eq!(all(Channel::Instagram, &post(&"#tag ".repeat(31))), ["text"]);
    let mut film = post("a < b");
    assert_eq!(all(Channel::YouTube, &film), ["title", "text"]);
    film.title = "Film".into();
    film.text = "ä".repeat(2_501);
    film.tags = vec!["lang ".repeat(100)];
    assert_eq!(all(Channel::YouTube, &film), ["text", "tags"]);
    let mut own = post("");
    own.link = "https://www.facebook.com/stadt".into();
    assert_eq!(all(Channel::Facebook, &own), ["link"]);
    let hints = text(Channel::Mastodon, &instance, &post("#straßensperrungheute"));
    assert!(hints[0].words.de.contains("Vorleseprogramme"));
    assert!(text(Channel::Mastodon, &instance, &post("#StraßensperrungHeute")).is_empty());
}

#[test]
fn pictures_and_films_are_judged_before_they_are_sent() {
    let alt = || "Brunnen".to_owned();
    assert!(stops(Channel::Instagram, &[(picture(1080, 1080), alt())]).is_empty());
    assert!(stops(Channel::Instagram, &[(picture(1080, 2000), alt())])[0].contains("4:5"));
    assert!(stops(Channel::Instagram, &[(picture(200, 200), alt())])[0].contains("zu klein"));
    assert!(stops(Channel::Instagram, &[])[0].contains("braucht ein Bild"));
    let png = Measured { media_type: "image/png".into(), ..picture(1080, 1080) };
    assert!(stops(Channel::Instagram, &[(png.clone(), alt())])[0].contains("PNG nicht an"));
    assert!(stops(Channel::Facebook, &[(png, alt())]).is_empty());
    let large = Measured { bytes: 4 * 1024 * 1024 + 1, ..picture(4000, 4000) };
    assert_eq!(
        stops(Channel::Facebook, &[(large, alt())]),
        ["Die Datei ist für Facebook zu groß: 5 MB von höchstens 4 MB."]
    );
    let film = Measured {
        media_type: "video/x-msvideo".into(),
        seconds: 2.0,
        rate: 12.0,
        codec: "mpeg4".into(),
        ..picture(2560, 1440)
    };
    assert_eq!(stops(Channel::Instagram, &[(film.clone(), alt())]).len(), 5);
    let good = Measured {
        media_type: "video/mp4".into(),
        seconds: 30.0,
        rate: 25.0,
        codec: "h264".into(),
        starts_at_once: true,
        ..picture(1080, 1920)
    };
    assert!(stops(Channel::Instagram, &[(good.clone(), alt())]).is_empty());
    let late = Measured { starts_at_once: false, ..good.clone() };
    assert!(stops(Channel::Instagram, &[(late, alt())])[0].contains("für das Web optimiert"));
    assert!(
        stops(Channel::Mastodon, &[(good, alt()), (picture(9, 9), alt())])[0].contains("entweder")
    );
    assert!(stops(Channel::YouTube, &[(picture(9, 9), alt())])[0].contains("braucht ein Video"));
    let five = vec![(picture(9, 9), alt()); 5];
    assert!(stops(Channel::Mastodon, &five)[0].contains("höchstens 4"));
}

#[test]
fn nothing_secret_is_printed() {
    let account = Account {
        channel: Channel::Facebook,
        id: "111".into(),
        bases: Bases::default(),
        version: "v26.0".into(),
        token: Secret::new("very-secret"),
        app_secret: Secret::new("more-secret"),
        uploads: String::new(),
    };
    let request = connect::choices(&account);
    assert!(request.headers.iter().any(|(_, v)| v.contains("very-secret")));
    let shown = format!("{account:?} {request:?}");
    assert!(!shown.contains("secret\"") && !shown.contains("very-secret"), "{shown}");
}

#[test]
fn the_challenge_is_that_of_the_standard() {
    // RFC 7636, appendix B.
    let made = connect::challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(made, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

#[test]
fn bodies_are_written_as_browsers_write_them() {
    let piece = Piece { medium: "a".into(), from: 0, until: 3, media_type: "image/jpeg".into() };
    let parts = vec![
        ("message".to_owned(), Content::Text("Grüße".into())),
        ("source".to_owned(), Content::Media(piece)),
    ];
    let request = Request::new(Method::Post, "https://x").with(Body::Multipart(parts));
    let made = request.render("B", |_| Ok::<_, ()>(b"abc".to_vec())).unwrap();
    let expected = "--B\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nGrüße\r\n--B\r\n\
                    Content-Disposition: form-data; name=\"source\"; filename=\"source.jpeg\"\r\n\
                    Content-Type: image/jpeg\r\n\r\nabc\r\n--B--\r\n";
    assert_eq!(String::from_utf8(made.body).unwrap(), expected);
    assert_eq!(made.content_type.unwrap(), "multipart/form-data; boundary=B");
}

#[test]
fn markup_is_taken_off() {
    let html = "<p>Der <a href=\"https://x\"><span class=\"invisible\">https://</span>x</a><br />und &lt;Sie&gt;</p><p>2</p>";
    assert_eq!(plain(html), "Der https://x\nund <Sie>\n2");
}

fn account() -> Account {
    Account {
        channel: Channel::Facebook,
        id: "1".into(),
        bases: Bases::default(),
        version: String::new(),
        token: Secret::default(),
        app_secret: Secret::default(),
        uploads: "list".into(),
    }
}

fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.to_vec())
}

/// Anything a server may say.
fn exchange() -> impl Strategy<Value = Exchange> {
    let body = prop::sample::select(vec![
        "",
        "{",
        "{}",
        "[]",
        "{\"id\":\"7\"}",
        "{\"error\":{\"code\":190}}",
        "{\"error\":\"x\"}",
        "{\"error\":{\"code\":2}}",
        "{\"status_code\":\"FINISHED\"}",
        "{\"status_code\":\"ERROR\"}",
        "{\"status_code\":\"EXPIRED\"}",
        "{\"status_code\":\"PUBLISHED\"}",
        "{\"data\":[]}",
        "{\"error\":{\"errors\":[{\"reason\":\"quotaExceeded\"}]}}",
        "{\"items\":[]}",
        "{\"video_id\":\"1\",\"upload_session_id\":\"2\",\"start_offset\":\"0\",\"end_offset\":\"9\"}",
        "{\"items\":[{\"status\":{\"uploadStatus\":\"processed\"}}]}",
    ]);
    let status = prop::sample::select(vec![
        200_u16, 201, 202, 204, 206, 308, 400, 401, 403, 404, 410, 422, 429, 500, 503,
    ]);
    prop_oneof![
        1 => Just(Exchange::Lost),
        1 => Just(Exchange::NotSent),
        8 => (status, body).prop_map(|(status, body)| Exchange::Answered(Answer {
            status,
            headers: vec![("location".into(), "https://x/u?upload_id=1".into()), ("range".into(), "bytes=0-99".into())],
            body: body.as_bytes().to_vec(),
        })),
    ]
}

proptest! {
    #[test]
    fn a_crop_lies_within_and_has_the_shape(
        width in 1_u32..9_000, height in 1_u32..9_000,
        right in -1.5_f64..1.5, up in -1.5_f64..1.5, channel in channel(),
    ) {
        let part = crop(channel, width, height, (right, up));
        prop_assert!(part.x + part.width <= width && part.y + part.height <= height);
        prop_assert!(part.width > 0 && part.height > 0);
        if channel == Channel::Instagram && width > 400 && height > 400 {
            let judged = stops(channel, &[(picture(part.width, part.height), "x".into())]);
            prop_assert!(!judged.iter().any(|s| s.contains("4:5")), "{part:?}");
        }
    }

    #[test]
    fn fingerprints_survive_what_servers_do(words in prop::collection::vec("[a-zäöü0-9&<>.,!]{1,9}", 1..20)) {
        let text = words.join(" ");
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let html = format!("<p>{}</p>", escaped.replace(' ', "<br />"));
        prop_assert_eq!(fingerprint(&plain(&html)), fingerprint(&text));
    }

    /// Whatever servers say: a saved task is the same task, nothing panics, and a call that cannot be
    /// taken back is never offered while the outcome of one before is unknown.
    #[test]
    fn an_armed_task_only_reads(channel in channel(), told in prop::collection::vec(exchange(), 1..40)) {
        let medium = Medium {
            file: crate::Stored { key: "f".into(), bytes: 100, media_type: "video/mp4".into() },
            url: "https://stadt.example/f.mp4".into(),
            ..Medium::default()
        };
        let mut post = post("Moin");
        post.key = "k".into();
        post.title = "Moin".into();
        post.media = vec![medium];
        post.playlist = "P".into();
        let mut task = Task::new(channel, Order::Publish(post));
        let account = Account { channel, ..account() };
        let mut now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for exchange in told {
            let text = serde_json::to_string(&task).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Task>(&text).unwrap(), &task);
            let here = Here { account: &account, now, is_taken: &|_| false };
            match task.next(&here) {
                Next::Wait(at) => now = at,
                Next::Send(call) => {
                    if call.effect == crate::Effect::Once {
                        prop_assert!(!task.is_unknown(), "{:?}", call);
                        task.arm(now);
                    } else if task.is_unknown() {
                        let is_read = matches!(call.request.method, Method::Get)
                            // The probe of a transfer carries nothing.
                            || call.request.headers.iter().any(|(n, v)| n == "content-range" && v.starts_with("bytes */"));
                        prop_assert!(is_read, "{:?}", call);
                    }
                    task.take(&call, &exchange, &here);
                }
                Next::Stuck(trouble) => {
                    prop_assert!(!trouble.reason.de.is_empty() && !trouble.advice.en.is_empty());
                    prop_assert!(trouble.class != Class::Rate);
                    task.resume();
                }
                Next::Done(_) => break,
            }
        }
    }
}
