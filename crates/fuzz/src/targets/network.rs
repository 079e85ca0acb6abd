//! What comes from other servers: messages of the fediverse, signatures, answers of providers.

use jiff::Timestamp;
use norm_fediverse::{find, inbox, sign};
use norm_social::{
    Account, Answer, Bases, Channel, Effect, Exchange, Here, Medium, Next, Order, Post, Secret,
    Stored, Task, comments,
};

use super::{first_line, text, texts};
use crate::Target;

const ACTOR: &str = "https://social.example/users/anna";

/// Messages: what is taken speaks of nobody but its sender.
pub(crate) const MESSAGE: Target = Target {
    name: "inbox",
    about: "messages and actors of the fediverse",
    run: |bytes| {
        if let Ok(heard) = inbox::read(bytes) {
            let host = norm_fediverse::host(&heard.actor).expect("a sender has a host");
            if let inbox::Deed::Say(reply) | inbox::Deed::Correct(reply) = &heard.deed {
                assert_eq!(norm_fediverse::host(&reply.id), Some(host), "of another host");
                assert!(!reply.text.contains('\u{202e}'), "letters that turn others");
            }
        }
        if let Ok(person) = inbox::person(bytes, ACTOR) {
            assert!(sign::belongs(&person.inbox, ACTOR), "an inbox elsewhere");
        }
        if let Some(find::Wanted::Name(name, host)) = find::wanted(&text(bytes)) {
            assert!(!name.is_empty() && !host.is_empty());
        }
    },
    seeds: || {
        texts(&[
            r#"{"id":"https://social.example/1","type":"Create","actor":"https://social.example/users/anna","object":{"id":"https://social.example/n/1","type":"Note","attributedTo":"https://social.example/users/anna","content":"<p>Moin &amp; <b>mehr</b></p>","to":"as:Public","inReplyTo":"https://stadt.example/1"}}"#,
            r#"{"type":"Undo","actor":"https://social.example/users/anna","object":{"type":"Follow","object":"https://stadt.example/ap/actor"}}"#,
            r#"{"id":"https://social.example/users/anna","type":"Person","inbox":"https://social.example/i","publicKey":{"id":"https://social.example/users/anna#main-key","owner":"https://social.example/users/anna","publicKeyPem":"x"}}"#,
            "acct:stadt@stadt.example",
        ])
    },
    words: &[
        "as:",
        "@id",
        "@type",
        "object",
        "actor",
        "Delete",
        "Announce",
        "Like",
        "Update",
        "Accept",
        "endpoints",
        "sharedInbox",
        "&#x202e;",
        "<script>",
    ],
};

/// Signatures: the first line is the header, the rest the body.
pub(crate) const SIGNATURE: Target = Target {
    name: "signature",
    about: "signatures of requests, of both kinds",
    run: |bytes| {
        let (line, body) = first_line(bytes);
        let now = Timestamp::UNIX_EPOCH;
        for name in ["signature", "signature-input"] {
            let headers = vec![
                ("signature".to_owned(), line.clone()),
                (name.to_owned(), line.clone()),
                ("date".to_owned(), "Thu, 01 Jan 1970 00:00:00 GMT".to_owned()),
            ];
            let parts = sign::Parts {
                method: "GET".into(),
                target: "/".into(),
                authority: "stadt.example".into(),
                headers,
            };
            if let Ok(claim) = sign::claim(&parts, body, now) {
                assert!(claim.check("-----BEGIN PUBLIC KEY-----\nAAAA").is_err(), "no key fits");
            }
        }
        assert!(!comments::is_signed(&line, body, "secret"), "a signature was guessed");
    },
    seeds: || {
        texts(&[
            "keyId=\"https://a/b#c\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"AAAA\"\n",
            "sig1=(\"@method\" \"@target-uri\");created=0;keyid=\"https://a/b\"\n",
            "sha256=00\n{}",
        ])
    },
    words: &["(created)", "(expires)", "created=0", "expires=1", "digest", "\"", ",", "=", ":"],
};

fn task(channel: Channel) -> Task {
    let file = Stored { key: "f".into(), bytes: 100, media_type: "video/mp4".into() };
    let url = "https://stadt.example/f.mp4".into();
    let moving = Medium { file, url, ..Medium::default() };
    let post = Post {
        key: "k".into(),
        title: "Moin".into(),
        text: "Moin".into(),
        media: vec![moving],
        playlist: "P".into(),
        ..Post::default()
    };
    Task::new(channel, Order::Publish(post))
}

fn drive(channel: Channel, answers: &[Answer]) {
    let account = Account {
        channel,
        id: "1".into(),
        bases: Bases::default(),
        version: "v26.0".into(),
        token: Secret::new("t"),
        app_secret: Secret::default(),
        uploads: "U".into(),
    };
    let mut task = task(channel);
    let mut now = Timestamp::UNIX_EPOCH;
    for answer in answers {
        let here = Here { account: &account, now, is_taken: &|_| false };
        match task.next(&here) {
            Next::Wait(at) => now = at,
            Next::Stuck(trouble) => {
                assert!(!trouble.reason.de.is_empty() && !trouble.advice.en.is_empty());
                task.resume();
            }
            Next::Done(_) => return,
            Next::Send(call) => {
                if call.effect == Effect::Once {
                    assert!(!task.is_unknown(), "sent though the outcome is unknown");
                    task.arm(now);
                }
                task.take(&call, &Exchange::Answered(answer.clone()), &here);
            }
        }
    }
}

/// Answers of providers: each line is one, its status first. Nothing is sent twice unasked.
pub(crate) const ANSWERS: Target = Target {
    name: "channels",
    about: "answers of Facebook, Instagram, YouTube and Mastodon",
    run: |bytes| {
        let answers: Vec<Answer> = bytes
            .split(|b| *b == b'\n')
            .map(|line| {
                let status = line.get(..3).and_then(|s| text(s).parse().ok()).unwrap_or(200);
                let body = line.get(3..).unwrap_or_default().to_vec();
                let headers = vec![
                    ("location".to_owned(), "https://x/u?upload_id=1".to_owned()),
                    ("range".to_owned(), text(&body)),
                    ("x-ratelimit-reset".to_owned(), text(&body)),
                ];
                Answer { status, headers, body }
            })
            .collect();
        for channel in Channel::ALL {
            drive(channel, &answers);
        }
        for told in comments::told(bytes) {
            assert!(told.comment.len() <= bytes.len());
        }
    },
    seeds: || {
        texts(&[
            "200{\"id\":\"1\"}\n200{\"status_code\":\"FINISHED\"}\n200{\"data\":[{\"quota_usage\":1}]}\n500\n200{\"status_code\":\"PUBLISHED\"}",
            "200\n308\n503\n308\n200{\"id\":\"v\"}\n200{\"items\":[]}\n200{\"items\":[{\"status\":{\"uploadStatus\":\"processed\"}}]}",
            "200{\"video_id\":\"1\",\"upload_session_id\":\"2\",\"start_offset\":\"0\",\"end_offset\":\"9\"}\n400{\"error\":{\"code\":190,\"error_subcode\":463}}",
            "202{\"id\":\"1\"}\n206\n429{\"error\":\"Too many\"}\n200{\"id\":\"1\",\"content\":\"<p>Moin</p>\"}",
        ])
    },
    words: &[
        "bytes=0-99",
        "ERROR",
        "EXPIRED",
        "IN_PROGRESS",
        "error_subcode",
        "is_transient",
        "reason",
        "quotaExceeded",
        "start_offset",
        "failureReason",
        "400",
        "404",
        "410",
        "422",
    ],
};
