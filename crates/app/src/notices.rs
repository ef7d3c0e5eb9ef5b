//! Notices leave the machine by SMTP and by an SMS gateway, when its keeper has set them: nothing is set by itself.
//!
//! What is sent is the agency's own text and nothing else: no link, no name of the system, no number. Passwords of the
//! gateways lie in a file of the folder that only the machine's user reads.

use crate::installation::Folder;
use axum::body::Body;
use danbe_house::notices::rows::{Due, due};
use danbe_house::notices::{Try, Way, Went, neutral_address};
use danbe_store::{Clock, Store, Thread};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::io;
use std::time::Duration;

/// The file of the folder that says by what.
pub const FILE: &str = "messages.json";
/// A gateway that does not answer by then has not taken it.
const PATIENCE: Duration = Duration::from_secs(20);

/// By what the machine sends.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateways {
    /// Mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
    /// SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<Sms>,
}

/// A mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `smtps://user:password@host:465`, or `smtp://host:587?tls=required`.
    pub url: String,
    /// The address it comes from, which says nothing.
    pub from: String,
}

/// An SMS gateway spoken to by HTTP: `{to}` and `{text}` stand for what is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// Its address; both marks are written as in a query.
    pub url: String,
    /// The body of a POST; a GET without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The body's type, by which the marks are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The header `authorization`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
}

impl Gateways {
    /// Reads what a folder says; nothing when it says nothing.
    ///
    /// # Errors
    /// When the file does not read.
    pub fn of(folder: &Folder) -> io::Result<Self> {
        match std::fs::read_to_string(folder.path().join(FILE)) {
            Ok(text) => serde_json::from_str(&text).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes it, for the machine's user alone.
    ///
    /// # Errors
    /// When something in it cannot be used, or the folder cannot be written.
    pub fn keep(&self, folder: &Folder) -> io::Result<()> {
        if let Some(mail) = &self.mail {
            mail.transport()?;
            mail.is_private()?;
            if !neutral_address(&mail.from) {
                return Err(io::Error::other(format!(
                    "« {} » : choisissez une adresse d’expéditeur qui ne dit ni le système ni le sujet",
                    mail.from
                )));
            }
        }
        if let Some(sms) = &self.sms {
            sms.request("+22300000000", "essai")?;
        }
        folder.replace(FILE, serde_json::to_string_pretty(self)?.as_bytes())
    }

    /// Whether anything can be sent at all.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.mail.is_some() || self.sms.is_some()
    }

    /// Sends one text to one address.
    ///
    /// # Errors
    /// What the gateway said, or that it said nothing.
    pub async fn send(&self, way: Way, to: &str, text: &str) -> io::Result<()> {
        let work = async {
            match (way, &self.mail, &self.sms) {
                (Way::Mail, Some(mail), _) => mail.send(to, text).await,
                (Way::Sms, _, Some(sms)) => sms.send(to, text).await,
                _ => Err(io::Error::other("cette voie n’est pas réglée")),
            }
        };
        tokio::time::timeout(PATIENCE, work).await.map_err(io::Error::other)?
    }

    /// A notice to every address the agency chose and the machine can reach.
    async fn tell(&self, due: &Due) -> Vec<Went> {
        let wanted = &due.wanted;
        let ways =
            [(Way::Mail, &wanted.mails, self.mail.is_some()), (Way::Sms, &wanted.phones, self.sms.is_some())];
        let mut outcomes = Vec::new();
        for (way, addresses, _) in ways.into_iter().filter(|(_, them, set)| *set && !them.is_empty()) {
            let mut outcome = Went { way, sent: 0, failed: 0 };
            for to in addresses {
                match self.send(way, to, &wanted.text).await {
                    Ok(()) => outcome.sent += 1,
                    Err(error) => {
                        // The address is in nobody's log.
                        tracing::warn!(kind = "notice", way = way.code(), %error, "a notice was not taken");
                        outcome.failed += 1;
                    }
                }
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    /// Sends what is due, now; gives how many agencies were told or tried.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn round(&self, store: &Store, clock: &dyn Clock) -> io::Result<usize> {
        let mut conn = store.read().await.map_err(io::Error::other)?;
        let all = due(&mut conn, clock.now()).await.map_err(io::Error::other)?;
        drop(conn);
        let mut tried = 0;
        for due in all {
            let outcomes = self.tell(&due).await;
            if outcomes.is_empty() {
                continue;
            }
            tried += 1;
            let act = Try { agency: due.agency, rung: due.rung, outcomes };
            store.act(act, Thread::default()).await.map_err(io::Error::other)?;
        }
        Ok(tried)
    }
}

impl Mail {
    fn transport(&self) -> io::Result<AsyncSmtpTransport<Tokio1Executor>> {
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&self.url).map_err(io::Error::other)?;
        Ok(transport.timeout(Some(PATIENCE)).build())
    }

    /// Nothing leaves the machine in clear: neither a password nor who is told.
    fn is_private(&self) -> io::Result<()> {
        let url: hyper::Uri = self.url.parse().map_err(io::Error::other)?;
        let sealed = url.scheme_str() == Some("smtps") || url.query() == Some("tls=required");
        let here = matches!(url.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let clear =
            || format!("« {} » : employez « smtps:// » ou « ?tls=required »", url.host().unwrap_or_default());
        if sealed || here { Ok(()) } else { Err(io::Error::other(clear())) }
    }

    async fn send(&self, to: &str, text: &str) -> io::Result<()> {
        let mailbox = |address: &str| address.parse::<Mailbox>().map_err(io::Error::other);
        let message = Message::builder()
            .from(mailbox(&self.from)?)
            .to(mailbox(to)?)
            .subject(text)
            .body(format!("{text}\r\n"))
            .map_err(io::Error::other)?;
        self.transport()?.send(message).await.map(|_| ()).map_err(io::Error::other)
    }
}

impl Sms {
    fn request(&self, to: &str, text: &str) -> io::Result<hyper::Request<Body>> {
        let filled = |pattern: &str, write: &dyn Fn(&str) -> String| {
            // The number first: a text cannot bring a mark of its own, it has no braces left to fill.
            pattern
                .split("{text}")
                .map(|part| part.replace("{to}", &write(to)))
                .collect::<Vec<_>>()
                .join(&write(text))
        };
        let kind = self.kind.as_deref().unwrap_or("application/x-www-form-urlencoded");
        let url = filled(&self.url, &in_query);
        let body = self.body.as_deref().map(|body| match kind {
            "application/json" => filled(body, &in_json),
            _ => filled(body, &in_query),
        });
        let mut request = hyper::Request::builder().uri(url).header("content-type", kind);
        if let Some(word) = &self.authorization {
            request = request.header("authorization", word);
        }
        match body {
            Some(body) => request.method("POST").body(Body::from(body)),
            None => request.method("GET").body(Body::empty()),
        }
        .map_err(io::Error::other)
    }

    async fn send(&self, to: &str, text: &str) -> io::Result<()> {
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let answer = client.request(self.request(to, text)?).await.map_err(io::Error::other)?;
        let status = answer.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("la passerelle répond {status}")))
        }
    }
}

/// As a value stands in a query.
fn in_query(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// As a text stands in JSON, between quotes that are there already.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Sms, in_json};

    #[tokio::test]
    async fn a_gateway_gets_what_it_asks_for() {
        let sms = |url: &str, body: Option<&str>, kind: Option<&str>| Sms {
            url: url.into(),
            body: body.map(Into::into),
            kind: kind.map(Into::into),
            authorization: Some("Bearer x".into()),
        };
        let asked = sms("http://p.exemple/envoi?a={to}&t={text}", None, None)
            .request("+22370000000", "é & {to}")
            .unwrap();
        assert_eq!(
            asked.uri().to_string(),
            "http://p.exemple/envoi?a=%2B22370000000&t=%C3%A9%20%26%20%7Bto%7D"
        );
        assert_eq!(asked.method(), "GET");
        let body = r#"{"to":"{to}","text":"{text}"}"#;
        let asked = sms("http://p.exemple/", Some(body), Some("application/json"))
            .request("+22370000000", "\"dit\"")
            .unwrap();
        let bytes = axum::body::to_bytes(asked.into_body(), 1000).await.unwrap();
        assert_eq!(&bytes[..], br#"{"to":"+22370000000","text":"\"dit\""}"#);
        assert_eq!(in_json("\""), "\\\"");
        assert!(sms("pas une adresse", None, None).request("+22370000000", "x").is_err());
    }
}
