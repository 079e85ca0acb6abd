//! A small proxy on this machine that adds the key to each request: the suite knows none.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

/// Longest head of a request that is read, in bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Starts the proxy; answers its port. It ends with the process.
pub(super) fn start(to: u16, key: String) -> std::io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let key = key.clone();
            thread::spawn(move || drop(pass(stream, to, &key)));
        }
    });
    Ok(port)
}

/// Passes one request and its answer; each connection carries one.
fn pass(mut near: TcpStream, to: u16, key: &str) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let mut buffer = [0_u8; 8192];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        let count = near.read(&mut buffer)?;
        if count == 0 || bytes.len() > HEAD_BYTES_MAX {
            return Ok(());
        }
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    };
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let is = |line: &str, name: &str| line.to_ascii_lowercase().starts_with(name);
    let mut sent: Vec<&str> = head.lines().filter(|line| !is(line, "connection:")).collect();
    let bearer = format!("Authorization: Bearer {key}");
    sent.push(&bearer);
    sent.push("Connection: close");
    let length = head.lines().find(|line| is(line, "content-length:"));
    let length = length.and_then(|line| line.split_once(':')?.1.trim().parse().ok());
    let length: usize = length.unwrap_or(0);
    let mut far = TcpStream::connect(("127.0.0.1", to))?;
    far.write_all(format!("{}\r\n\r\n", sent.join("\r\n")).as_bytes())?;
    let body = bytes.get(end + 4..).unwrap_or_default();
    far.write_all(body)?;
    let mut left = length.saturating_sub(body.len());
    while left > 0 {
        let count = near.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        far.write_all(buffer.get(..count).unwrap_or_default())?;
        left = left.saturating_sub(count);
    }
    std::io::copy(&mut far, &mut near)?;
    near.shutdown(Shutdown::Both)
}
