//! MQTT within a WebSocket (MQTT 5.0, section 6), for maps and pages in browsers: the same door, the
//! same bounds.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use kernel::Ctx;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::{Hub, PACKET_BYTES_MAX, session};

/// The name of the protocol within.
const MQTT: &str = "mqtt";
/// Bytes that wait between the socket and the session, each way.
const BETWEEN: usize = 64 * 1024;
/// Largest frame, in bytes: the largest packet and its head.
const FRAME_BYTES_MAX: usize = PACKET_BYTES_MAX + 1024;

fn has(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
}

fn refused(status: StatusCode, words: &'static str) -> Response {
    (status, words).into_response()
}

/// Opens a WebSocket for a program that speaks MQTT in it.
pub(crate) async fn open(ctx: Ctx, mut request: Request) -> Response {
    if request.method() != Method::GET {
        return refused(
            StatusCode::UNAUTHORIZED,
            "nothing is changed here but by MQTT with a key\n",
        );
    }
    let headers = request.headers();
    let key = headers.get(header::SEC_WEBSOCKET_KEY).cloned();
    let is_socket = has(headers, header::UPGRADE, "websocket")
        && has(headers, header::CONNECTION, "upgrade")
        && headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|v| v == "13");
    let (Some(key), true) = (key, is_socket) else {
        let mut answer = refused(
            StatusCode::UPGRADE_REQUIRED,
            "Hier sprechen Programme MQTT in einem WebSocket.\n",
        );
        answer.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        return answer;
    };
    if !has(headers, header::SEC_WEBSOCKET_PROTOCOL, MQTT) {
        return refused(StatusCode::BAD_REQUEST, "Sec-WebSocket-Protocol: mqtt is wanted\n");
    }
    let hub = ctx.town.part::<Hub>();
    if !hub.standing().is_open {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "this town does not listen to MQTT\n");
    }
    let (Some(place), Some(upgrade)) =
        (hub.enter(&ctx.caller), request.extensions_mut().remove::<OnUpgrade>())
    else {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "too many connections\n");
    };
    let (town, caller) = (Arc::clone(&ctx.town), ctx.caller.clone());
    tokio::spawn(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let bounds = WebSocketConfig::default()
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let io = TokioIo::new(upgraded);
        let socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(bounds)).await;
        let (near, far) = tokio::io::duplex(BETWEEN);
        tokio::select! {
            () = session::serve(&town, &hub, near, caller) => {}
            () = pass(socket, far) => {}
        }
        drop(place);
    });
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(MQTT));
    if let Ok(accept) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    answer
}

/// Passes bytes both ways until one side ends; the borders of messages mean nothing to MQTT.
async fn pass(socket: WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>, far: DuplexStream) {
    let (mut out, mut heard) = socket.split();
    let (mut from_session, mut to_session) = tokio::io::split(far);
    let inward = async {
        while let Some(Ok(message)) = heard.next().await {
            let bytes = match message {
                Message::Binary(bytes) => bytes,
                // MQTT is binary: text ends the connection.
                Message::Text(_) | Message::Close(_) => return,
                _ => continue,
            };
            if to_session.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    let outward = async {
        let mut chunk = vec![0; BETWEEN];
        while let Ok(count @ 1..) = from_session.read(&mut chunk).await {
            let bytes = chunk.get(..count).unwrap_or_default().to_vec();
            if out.send(Message::Binary(bytes.into())).await.is_err() {
                return;
            }
        }
        drop(out.close().await);
    };
    tokio::select! {
        () = inward => {}
        () = outward => {}
    }
}
