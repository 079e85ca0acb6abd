//! Nothing at home is reached unless the town says so, and what is known afterwards is right.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// A listener at home, how often it was reached, and what it answers.
fn at_home(answer: impl Fn(&mut TcpStream) + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let reached = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&reached);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 2_000]);
            answer(&mut stream);
        }
    });
    (base, reached)
}

#[test]
fn addresses_at_home_and_reserved_ones_are_not_the_open_net() {
    for home in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "198.18.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2001:db8::1",
        "2002:a00:1::1",
        "64:ff9b::a00:1",
        "ff02::1",
        "2001::1",
    ] {
        assert!(!is_open_net(home.parse().unwrap()), "{home}");
    }
    for open in ["93.184.215.14", "8.8.8.8", "2a00:1450:4001::1"] {
        assert!(is_open_net(open.parse().unwrap()), "{open}");
    }
}

#[test]
fn only_the_open_net_is_asked_unless_the_town_says_so() {
    let (base, reached) = at_home(|stream| {
        let _ = stream.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\nx-own: 7\r\ncontent-length: 2\r\n\r\n{}",
        );
    });
    let limits = Limits { allows_plain: true, is_web_only: false, ..Limits::default() };
    let port = base.rsplit(':').next().unwrap();
    for url in [
        base.clone(),
        base.replace("http://", "https://"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://127.1:{port}/"),
        "https://localhost:1".to_owned(),
        "file:///etc/passwd".to_owned(),
        "no address".to_owned(),
    ] {
        assert_eq!(send(&Request::get(&url), &[], limits), Err(NoAnswer::NotSent), "{url}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0);
    // A redirect is an answer and is not followed.
    let own = [base.clone()];
    let request = Request::post(format!("{base}/a?b"), b"x".to_vec()).header("x-a", "b");
    let answer = send(&request, &own, Limits::default()).unwrap();
    assert_eq!((answer.status, answer.header("x-own")), (302, Some("7")));
    assert_eq!(answer.body, b"{}");
    assert_eq!(reached.load(Ordering::SeqCst), 1);
}

#[test]
fn without_tls_the_open_net_is_asked_only_where_that_is_allowed() {
    assert!(may_call("https://a.example/", &[], Limits::default()));
    assert!(!may_call("http://a.example/", &[], Limits::default()));
    let plain = Limits { allows_plain: true, ..Limits::default() };
    assert!(may_call("http://a.example/", &[], plain));
    assert!(!may_call("ftp://a.example/", &[], plain));
}

#[test]
fn a_base_is_a_whole_name_and_not_the_start_of_a_longer_one() {
    let base = "https://graph.example";
    assert!(is_below("https://graph.example", base));
    assert!(is_below("https://graph.example/v1?x", base));
    assert!(is_below("https://graph.example/v1", "https://graph.example/"));
    assert!(is_below("https://graph.example?x", base));
    assert!(!is_below("https://graph.example.evil.example/x", base));
    assert!(!is_below("https://graph.example:444/x", base));
    assert!(!is_below("https://graph.example@evil.example/x", base));
    assert!(!is_below("https://evil.example/", ""));
}

#[test]
fn what_never_left_differs_from_what_was_lost() {
    // Nobody listens: nothing left.
    let closed = "http://127.0.0.1:9".to_owned();
    let own = [closed.clone()];
    assert_eq!(send(&Request::get(&closed), &own, Limits::default()), Err(NoAnswer::NotSent));
    // It breaks off before, or within, the answer.
    let (silent, _) = at_home(|_| {});
    let own = [silent.clone()];
    assert_eq!(send(&Request::get(&silent), &own, Limits::default()), Err(NoAnswer::Lost));
    let (half, _) = at_home(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{}");
    });
    let own = [half.clone()];
    assert_eq!(send(&Request::get(&half), &own, Limits::default()), Err(NoAnswer::Lost));
}

#[test]
fn an_answer_is_bounded_in_bytes_and_time() {
    let (long, _) = at_home(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n");
        let _ = stream.write_all(&[b'x'; 20]);
    });
    let own = [long.clone()];
    let tight = Limits { bytes_max: 10, ..Limits::default() };
    assert_eq!(send(&Request::get(&long), &own, tight), Err(NoAnswer::Lost));
    assert_eq!(send(&Request::get(&long), &own, Limits::default()).unwrap().body.len(), 20);
    let (slow, _) = at_home(|_| std::thread::sleep(Duration::from_secs(5)));
    let own = [slow.clone()];
    let tight = Limits { time: Duration::from_millis(200), ..Limits::default() };
    let begun = std::time::Instant::now();
    assert_eq!(send(&Request::get(&slow), &own, tight), Err(NoAnswer::Lost));
    assert!(begun.elapsed() < Duration::from_secs(4));
}
