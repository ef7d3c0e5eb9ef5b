//! HTTP/1.1 as plain bytes over a socket: nothing is added, followed, decoded or hidden.

use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .map(|line| {
                let (name, value) = line.split_once(": ").unwrap_or((line, ""));
                (name.to_owned(), value.to_owned())
            })
            .collect();
        Some(Self { status, headers, body: bytes[end + 4..].to_vec() })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Code and sentence of a problem; neither for another answer.
    pub fn problem(&self) -> Option<(String, String)> {
        let value: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
        Some((text("problem")?, text("sentence")?))
    }

    /// The code of a problem, or nothing.
    pub fn code(&self) -> String {
        self.problem().map(|(code, _)| code).unwrap_or_default()
    }

    /// Everything that could tell two answers apart: all but the date.
    pub fn bytes_but_date(&self) -> (u16, Vec<(String, String)>, Vec<u8>) {
        let headers = self.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
        (self.status, headers, self.body.clone())
    }
}

/// The bytes of a request that asks the server to close.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: danbe.test\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [text.as_bytes(), body].concat()
}

/// Sends bytes and reads until the server closes; none when it gave no answer.
pub async fn raw(address: SocketAddr, bytes: &[u8]) -> Option<Response> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that has seen enough may close while we still write.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    Response::parse(&answer)
}

pub async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    raw(address, &request(method, path, headers, body)).await.expect("an answer")
}

pub async fn get(address: SocketAddr, path: &str) -> Response {
    send(address, "GET", path, &[], b"").await
}

pub async fn post<T: serde::Serialize>(address: SocketAddr, path: &str, body: &T) -> Response {
    let body = serde_json::to_vec(body).unwrap();
    send(address, "POST", path, &[("content-type", "application/json")], &body).await
}

/// A form, as a page without JavaScript sends it.
pub async fn form(address: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Response {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    form_with(address, path, &fields, &[]).await
}

/// A form, with headers a proxy added.
pub async fn form_with(
    address: SocketAddr,
    path: &str,
    fields: &[(&str, String)],
    proxy: &[(&str, &str)],
) -> Response {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
    };
    let pairs: Vec<_> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
    let mut headers =
        vec![("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    headers.extend(proxy);
    send(address, "POST", path, &headers, pairs.join("&").as_bytes()).await
}

/// A refusal as it must be: its status and its code.
pub fn refused(response: &Response, status: u16, code: &str) {
    assert_eq!((response.status, response.code().as_str()), (status, code), "{}", response.text());
}
