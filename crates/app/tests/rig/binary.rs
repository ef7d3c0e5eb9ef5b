//! The real binary in a process of its own, with its log at its loudest in a file.

use super::http::{Response, form, post};
use super::people::{SignedIn, open_capsule, sign_in_with};
use danbe_store::Clock;
use danbe_vault::once;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The binary, serving a demonstration of its own, with its log in a file.
pub struct Binary {
    pub child: Child,
    pub address: SocketAddr,
    pub accounts: Vec<Value>,
    pub dir: TempDir,
}

impl Binary {
    pub fn serve(database: Option<&str>, level: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let temporary = dir.path().join("tmp");
        std::fs::create_dir(&temporary).unwrap();
        let log = std::fs::File::create(dir.path().join("log")).unwrap();
        let command = |arguments: &[&str], level: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_danbe"));
            command.args(arguments).arg("--data").arg(dir.path().join("data"));
            command.env("DANBE_LOG", level).env("TMPDIR", &temporary).env("SQLITE_TMPDIR", &temporary);
            command
        };
        let mut making = command(&["demo", "--only-make"], "warn");
        if let Some(url) = database {
            making.args(["--database", url]);
        }
        assert!(making.status().unwrap().success(), "the demonstration is made");
        let mut serving = command(&["demo", "--json", "--listen", "127.0.0.1:0"], level);
        let mut child = serving.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let said: Value = serde_json::from_str(&said).expect("one line of JSON");
        let address = said["address"].as_str().unwrap().trim_start_matches("http://").parse().unwrap();
        let accounts = said["accounts"].as_array().unwrap().clone();
        Self { child, address, accounts, dir }
    }

    pub fn account(&self, handle: &str) -> &Value {
        self.accounts.iter().find(|account| account["handle"] == handle).unwrap()
    }

    pub fn words(&self, handle: &str) -> String {
        self.account(handle)["words"].as_str().unwrap().to_owned()
    }

    pub async fn sign_in(&self, handle: &str) -> SignedIn {
        let body = serde_json::json!({ "handle": handle });
        let capsule = post(self.address, "/session/capsule", &body).await.json();
        let (opening, signing) = open_capsule(&capsule, &self.words(handle)).unwrap().keys().unwrap();
        sign_in_with(self.address, handle, &opening, &signing).await
    }

    /// Signs the reading account in; gives the answer with its cookie.
    pub async fn read(&self) -> Response {
        let account = self.account("comite-lecture");
        let secret = once::OnceSecret::from_base32(account["code_secret"].as_str().unwrap()).unwrap();
        let code = once::totp_code(&secret, danbe_store::SystemClock.now().0.unsigned_abs() / 1000);
        let passphrase = self.words("comite-lecture");
        let fields = [("handle", "comite-lecture"), ("passphrase", &passphrase), ("code", &code)];
        form(self.address, "/lecture", &fields).await
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary, serving a folder made before.
pub struct Serving {
    pub child: Child,
    pub address: SocketAddr,
}

impl Serving {
    /// An installation.
    pub fn of(data: &Path) -> Self {
        Self::by(&["serve"], data)
    }

    /// A witness.
    pub fn witness(data: &Path) -> Self {
        Self::by(&["witness", "serve"], data)
    }

    /// A witness that was gone, back at its address.
    pub fn witness_at(data: &Path, address: SocketAddr) -> Self {
        Self::at(&["witness", "serve"], data, address)
    }

    /// On a port of its own.
    pub fn by(verb: &[&str], data: &Path) -> Self {
        Self::at(verb, data, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The address is the last word it prints before it waits.
    fn at(verb: &[&str], data: &Path, address: SocketAddr) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_danbe"))
            .args(verb)
            .args(["--listen", &address.to_string(), "--data"])
            .arg(data)
            .env("DANBE_LOG", "off")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim().rsplit('/').next().unwrap().parse().unwrap();
        Self { child, address }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
