//! The one way this department asks the outside: the shared way out of the house, with the requests
//! and answers of channels.

use std::sync::Arc;
use std::time::Duration;

use kernel::{AppError, Id, Town};
use norm_social::{Answer, Exchange, Method, Piece, Request};
use outside::{Limits, NoAnswer};

/// How far a request goes: eight megabytes of a film over a slow line.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(8),
    time: Duration::from_mins(1),
    bytes_max: 8 * 1024 * 1024,
    allows_plain: false,
    is_web_only: false,
};

/// Sends a request on a thread that may wait. `own` are the addresses the town entered itself.
pub(crate) async fn send(town: &Arc<Town>, request: Request, own: Vec<String>) -> Exchange {
    let town = Arc::clone(town);
    let sent = tokio::task::spawn_blocking(move || now(&request, &own, &|p| piece(&town, p)));
    // A panic in between leaves the outcome unknown.
    sent.await.unwrap_or(Exchange::Lost)
}

/// The bytes of a piece; its key is the digest of the file.
fn piece(town: &Town, piece: &Piece) -> Result<Vec<u8>, AppError> {
    let file = town.files().read(&piece.medium)?;
    let at = |n: u64| usize::try_from(n).map_err(AppError::internal);
    let part = file.get(at(piece.from)?..at(piece.until)?);
    part.map(<[u8]>::to_vec).ok_or_else(|| AppError::internal("a file is shorter than it was"))
}

fn now(
    request: &Request,
    own: &[String],
    read: &dyn Fn(&Piece) -> Result<Vec<u8>, AppError>,
) -> Exchange {
    let url = request.url();
    // Files are read only for what may be sent.
    if !outside::may_call(&url, own, LIMITS) {
        return Exchange::NotSent;
    }
    let boundary = Id::<()>::new().to_string();
    let Ok(rendered) = request.render(&boundary, read) else { return Exchange::NotSent };
    let mut headers = request.headers.clone();
    if let Some(kind) = rendered.content_type {
        headers.push(("content-type".to_owned(), kind));
    }
    let method = match request.method {
        Method::Get => outside::Method::Get,
        Method::Post => outside::Method::Post,
        Method::Put => outside::Method::Put,
        Method::Delete => outside::Method::Delete,
    };
    let asked = outside::Request { method, url, headers, body: rendered.body };
    match outside::send(&asked, own, LIMITS) {
        Ok(outside::Answer { status, headers, body }) => {
            Exchange::Answered(Answer { status, headers, body })
        }
        Err(NoAnswer::NotSent) => Exchange::NotSent,
        Err(NoAnswer::Lost) => Exchange::Lost,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use norm_social::mastodon::Instance;

    use super::*;

    #[test]
    fn only_the_open_net_is_asked_unless_the_town_says_so() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let reached = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&reached);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { return };
                let _ = stream.read(&mut [0; 2_000]);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            }
        });
        let none = |_: &Piece| Ok(Vec::new());
        let secure = base.replace("http://", "https://");
        for url in [base.as_str(), secure.as_str(), "https://localhost:1", "https://[::1]:1"] {
            let asked = now(&Instance::request(url), &[], &none);
            assert_eq!(asked, Exchange::NotSent, "{url}");
        }
        assert_eq!(reached.load(Ordering::SeqCst), 0);
        let asked = now(&Instance::request(&base), std::slice::from_ref(&base), &none);
        assert!(matches!(asked, Exchange::Answered(answer) if answer.status == 200));
        assert_eq!(reached.load(Ordering::SeqCst), 1);
        // Nobody listens: nothing left.
        let closed = "http://127.0.0.1:9".to_owned();
        assert_eq!(now(&Instance::request(&closed), &[closed], &none), Exchange::NotSent);
    }

    #[test]
    fn an_answer_that_breaks_off_is_lost() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut stream = stream;
                let _ = stream.read(&mut [0; 2_000]);
            }
        });
        let none = |_: &Piece| Ok(Vec::new());
        let asked = now(&Instance::request(&base), std::slice::from_ref(&base), &none);
        assert_eq!(asked, Exchange::Lost);
    }
}
