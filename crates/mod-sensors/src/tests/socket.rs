//! MQTT in a WebSocket, through the port of the pages.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use norm_mqtt::{Connect, Packet, Subscribe, Version, read, write};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{STATION, Server};

const PATIENCE: Duration = Duration::from_secs(20);
const TOPIC: &str = "v1.1/Datastreams(1)/Observations?$select=result";

async fn open(port: u16, protocol: &'static str) -> Result<WebSocketStream<TcpStream>, Error> {
    let address = format!("ws://127.0.0.1:{port}/sensorthings/mqtt");
    let mut request = address.into_client_request()?;
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(protocol));
    headers.insert("host", HeaderValue::from_static("town.test"));
    let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    Ok(client_async(request, stream).await?.0)
}

async fn say(socket: &mut WebSocketStream<TcpStream>, packet: &Packet) {
    let mut out = Vec::new();
    write(packet, Version::V3_1_1, &mut out);
    // In two frames: the borders of frames mean nothing.
    let (head, tail) = out.split_at(out.len() / 2);
    for part in [head, tail] {
        socket.send(Message::Binary(part.to_vec().into())).await.expect("sent");
    }
}

async fn hear(socket: &mut WebSocketStream<TcpStream>) -> Packet {
    let mut buffer = Vec::new();
    loop {
        if let Some((packet, _)) = read(&buffer, Version::V3_1_1, 1 << 20).expect("a packet") {
            return packet;
        }
        let message = timeout(PATIENCE, socket.next()).await.expect("in time");
        if let Message::Binary(bytes) = message.expect("open").expect("a message") {
            buffer.extend_from_slice(&bytes);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn maps_hear_values_in_a_web_socket() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let port = server.town.serve().await;
    let closed = open(port, "mqtt").await;
    assert!(closed.is_err(), "nobody listens yet");
    let ear = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    tokio::spawn(crate::listen(Arc::clone(&server.town.town), ear, String::new()));
    let mut socket = loop {
        match open(port, "mqtt").await {
            Ok(socket) => break socket,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert!(open(port, "chat").await.is_err(), "another protocol");
    let root = server.get("/").await.is(200);
    assert!(root.text.contains("/sensorthings/mqtt"), "{}", root.text);
    let connect = Connect {
        version: Version::V3_1_1,
        client: "map".into(),
        is_clean: true,
        ..Connect::default()
    };
    say(&mut socket, &Packet::Connect(Box::new(connect))).await;
    assert!(matches!(hear(&mut socket).await, Packet::ConnAck(yes) if yes.code == 0));
    let filters = vec![(TOPIC.to_owned(), 0)];
    say(&mut socket, &Packet::Subscribe(Subscribe { id: 1, filters })).await;
    assert!(matches!(hear(&mut socket).await, Packet::SubAck(1, codes) if codes == [0]));
    server.post("/Datastreams(1)/Observations", r#"{"result":42}"#).await;
    match hear(&mut socket).await {
        Packet::Publish(message) => assert_eq!(message.payload, br#"{"result":42}"#),
        other => panic!("{other:?} is no message"),
    }
    // MQTT is binary: text ends the connection.
    socket.send(Message::Text("hello".into())).await.expect("sent");
    let end = timeout(PATIENCE, socket.next()).await.expect("in time");
    assert!(!matches!(end, Some(Ok(Message::Binary(_)))), "{end:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_no_socket_is_told_so() {
    let server = Server::one().await;
    let got = server.town.anybody().get("/sensorthings/mqtt").await;
    assert_eq!(got.status, 426);
}
