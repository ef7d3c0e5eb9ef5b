//! Load: a server process on a folder of its own, and registrations sealed and signed before the clock starts.
//!
//! Everything here blocks on purpose: a client is a thread with one connection, costs little, and leaves the
//! machine to the server. Used by the kill test, the full-disk test and the benchmark.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "tests: each program uses a part of it"
)]

pub mod content;

use danbe_app::demo::{self, Account};
use danbe_house::posts::{Challenge, Enrolment, Opened, Pins, SignIn, challenge_text};
use danbe_protection::cases::{Answer, Facts, NameCard, Registration, Sealing};
use danbe_store::{Clock, SystemClock};
use danbe_vault::{
    Act, Capsule, Chance, Checkpoint, Entropy, Envelope, OpeningKey, Receipt, SecretKey, SigningKey, once,
};
use danbe_words::{
    AgeBand, AgencyId, DeviceId, EnvelopeId, Form, Manner, MemberId, Month, Nationality, Region, Sex, Tier,
};
use serde::Deserialize;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running `danbe serve`; dies with the value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: tempfile::NamedTempFile,
}

impl Server {
    /// Starts the program on a folder and reads the address it listens on.
    pub fn start(program: &Path, data: &Path) -> Self {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("DANBE_LOG", "error")
            .stderr(log.reopen().unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (_, address) = line.trim().rsplit_once('/').expect("an address on the first line");
        Self { child, address: address.parse().expect("an address"), log }
    }

    /// The errors it has logged: what a failed test tells.
    pub fn errors(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, and the process is gone when this returns.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed already in most tests.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection, HTTP/1.1, kept open.
pub struct Wire {
    read: BufReader<TcpStream>,
    write: TcpStream,
}

impl Wire {
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let write = TcpStream::connect(address)?;
        write.set_nodelay(true)?;
        write.set_read_timeout(Some(Duration::from_secs(40)))?;
        Ok(Self { read: BufReader::new(write.try_clone()?), write })
    }

    /// Sends bytes made by [`request`] and reads the whole answer: status and body.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<(u16, Vec<u8>)> {
        self.write.write_all(request)?;
        let mut line = String::new();
        let status = {
            self.line(&mut line)?;
            line.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or_else(cut)?
        };
        let mut length = 0;
        loop {
            self.line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(|_| cut())?;
            }
        }
        let mut body = vec![0; length];
        self.read.read_exact(&mut body)?;
        Ok((status, body))
    }

    fn line(&mut self, line: &mut String) -> io::Result<()> {
        line.clear();
        if self.read.read_line(line)? == 0 { Err(cut()) } else { Ok(()) }
    }
}

fn cut() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

/// A request as bytes; `headers` are whole lines ending in `\r\n`.
pub fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut bytes =
        format!("{method} {path} HTTP/1.1\r\nhost: danbe\r\n{headers}content-length: {length}\r\n\r\n")
            .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// An installation of invented agencies, in a folder no server runs on, and a post signed in to it.
pub struct Prepared {
    pub post: Post,
    /// The cookie of a reading session.
    pub cookie: String,
    pub folder: tempfile::TempDir,
}

/// A member with an open session.
pub struct Post {
    pub token: String,
    pub member: MemberId,
    pub signing: SigningKey,
    /// Opens what is sealed for her: her welcome.
    pub opening: OpeningKey,
    pub pins: Pins,
}

/// Makes the demonstration in a folder and signs its first worker in.
pub fn prepare(program: &Path) -> Prepared {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let made = runtime.block_on(demo::open(folder.path(), None)).unwrap();
    let account =
        |handle: &str| made.accounts.iter().find(|account| account.handle == handle).unwrap().clone();
    let (worker, reader) = (account("bamako-1"), account("comite-lecture"));
    drop(made);
    drop(runtime);
    let mut server = Server::start(program, folder.path());
    let post = sign_in(server.address, &worker.handle, &worker.words);
    let cookie = sign_in_to_read(server.address, &reader);
    server.kill();
    Prepared { post, cookie, folder }
}

/// The form of a reader; gives the cookie.
fn sign_in_to_read(address: SocketAddr, reader: &Account) -> String {
    let secret = once::OnceSecret::from_base32(reader.code_secret.as_ref().unwrap()).unwrap();
    let code = secret.code(SystemClock.now().0.unsigned_abs() / 1_000);
    let form = format!("handle={}&passphrase={}&code={code}", reader.handle, reader.words.replace(' ', "+"));
    let headers = "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(&request("POST", "/lecture", &format!("{headers}connection: close\r\n"), form.as_bytes()))
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    cookie.and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned()
}

fn sign_in(address: SocketAddr, handle: &str, words: &str) -> Post {
    let mut wire = Wire::open(address).unwrap();
    let mut post = |path: &str, body: String| {
        let (status, body) = wire.ask(&request("POST", path, "", body.as_bytes())).unwrap();
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        body
    };
    let capsule = post("/session/capsule", serde_json::json!({ "handle": handle }).to_string());
    let capsule: Capsule = serde_json::from_slice(&capsule).unwrap();
    let plain = capsule.open_with(&capsule.key(words).unwrap()).unwrap();
    let enrolment: Enrolment = serde_json::from_slice(&plain).unwrap();
    let (opening, signing) = enrolment.keys().unwrap();
    let challenge = post("/session/challenge", String::new());
    let Challenge { challenge } = serde_json::from_slice(&challenge).unwrap();
    let sig = signing.sign(SignIn::DOMAIN, challenge_text(handle, &challenge).as_bytes());
    let sign_in = SignIn { handle: handle.to_owned(), challenge, sig };
    let opened = post("/session/open", serde_json::to_string(&sign_in).unwrap());
    let Opened { token, member, .. } = serde_json::from_slice(&opened).unwrap();
    Post { token, member, signing, opening, pins: enrolment.pins.unwrap() }
}

/// The folder of a server that is not running, copied whole, write-ahead log included.
pub fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Chance of a load, from a number that is printed.
pub fn chance(seed: u64) -> Chance {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    Chance::new(Entropy::from_system(bytes))
}

/// Seals invented persons as a device does, for an agency key of its own: the server cannot tell.
pub struct Sealer {
    agency: AgencyId,
    opening: OpeningKey,
    tokens: SecretKey,
    pub chance: Chance,
}

impl Sealer {
    pub fn new(seed: u64) -> Self {
        let mut chance = chance(seed);
        let agency = AgencyId::from_bytes(chance.bytes());
        let (opening, tokens) = (OpeningKey::generate(&mut chance), SecretKey::generate(&mut chance));
        Self::of(agency, opening, tokens, chance)
    }

    /// Seals for a real agency: its devices can open what comes out.
    pub const fn of(agency: AgencyId, opening: OpeningKey, tokens: SecretKey, chance: Chance) -> Self {
        Self { agency, opening, tokens, chance }
    }

    /// One registration: account, identity, name card, tokens.
    pub fn seal(&mut self) -> Registration {
        let [a, b] = self.chance.bytes();
        let (family, given) = (FAMILIES[usize::from(a) % 8], GIVEN[usize::from(b) % 8]);
        self.seal_named(NameCard {
            family: family.into(),
            given: given.into(),
            year: Some(2008),
            ..NameCard::default()
        })
    }

    /// One registration of somebody of this name.
    pub fn seal_named(&mut self, card: NameCard) -> Registration {
        let to = self.opening.sealing();
        let mut sealing = Sealing::begin(self.agency, to, &mut self.chance);
        let answer = |question: &str, value: &str| Answer {
            question: question.into(),
            value: value.into(),
            from: Vec::new(),
        };
        let account = vec![
            answer("region", "bamako"),
            answer("date", "2024-03-09"),
            answer("manner", "other"),
            answer("account", "On lui a promis un travail. Depuis, elle ne garde pas ce qu'elle gagne."),
            answer("age", "16"),
        ];
        sealing.answers(Tier::Account, account, &mut self.chance);
        let year = card.year.unwrap_or_default().to_string();
        let identity =
            vec![answer("family", &card.family), answer("given", &card.given), answer("year", &year)];
        sealing.answers(Tier::Identity, identity, &mut self.chance);
        let tokens = card.kept_tokens(&self.tokens);
        let card = card.seal(sealing.keyring().file, &to, &mut self.chance);
        sealing.finish(danbe_words::FileKind::Trafficking, facts(), Some(card), tokens)
    }
}

const FAMILIES: [&str; 8] =
    ["Coulibaly", "Diarra", "Traoré", "Keïta", "Sissoko", "Konaté", "Dembélé", "Maïga"];
const GIVEN: [&str; 8] = ["Fatoumata", "Aminata", "Mariam", "Awa", "Assitan", "Hawa", "Kadiatou", "Rokiatou"];
fn facts() -> Facts {
    Facts {
        month: Month::new(2024, 3).unwrap(),
        region: Region::Bamako,
        manner: Manner::Other,
        sex: Sex::Female,
        band: AgeBand::Y15,
        form: Form::ForcedLabour,
        nationality: Nationality::Mali,
    }
}

/// A registration in its signed envelope, as the bytes of a request.
pub struct Ready {
    pub registration: Registration,
    pub envelope: Envelope,
    pub id: EnvelopeId,
}

impl Ready {
    /// Signed for a device, as its write number `seq`.
    pub fn sign(
        post: &Post,
        device: DeviceId,
        seq: u64,
        registration: Registration,
        chance: &mut Chance,
    ) -> Self {
        let id = EnvelopeId::from_bytes(chance.bytes());
        let act = Act {
            v: Envelope::VERSION,
            id: id.to_string(),
            verb: "cases.register".into(),
            member: post.member.to_string(),
            device: device.to_string(),
            seq,
            at: 0,
            body: serde_json::value::to_raw_value(&registration).unwrap(),
        };
        Self { registration, envelope: Envelope::sign(&act, &post.signing), id }
    }

    /// The request; `known` is the size of the checkpoint the client holds.
    pub fn request(&self, post: &Post, known: Option<u64>) -> Vec<u8> {
        let mut headers = format!("authorization: Bearer {}\r\n", post.token);
        if let Some(size) = known {
            headers += &format!("danbe-known: {size}\r\n");
        }
        request("POST", "/sync", &headers, &serde_json::to_vec(&self.envelope).unwrap())
    }
}

/// A client with all it will ever send, signed; lives start from a clone of nothing sent.
pub struct Client {
    pub ready: Vec<Ready>,
}

impl Client {
    pub fn new(post: &Post, sealer: &mut Sealer, each: usize) -> Self {
        let device = DeviceId::from_bytes(sealer.chance.bytes());
        let sealed: Vec<_> = (0..each).map(|_| sealer.seal()).collect();
        let sign = |(registration, seq)| Ready::sign(post, device, seq, registration, &mut sealer.chance);
        Self { ready: sealed.into_iter().zip(1..).map(sign).collect() }
    }
}

/// What a client holds: receipts in the order of its registrations, and the newest checkpoint.
#[derive(Default)]
pub struct Held {
    pub receipts: Vec<Receipt>,
    pub known: Option<Checkpoint>,
    /// The answer that was no receipt.
    pub refused: Option<(u16, String)>,
    /// Receipts that do not hold.
    pub failures: Vec<String>,
}

impl Held {
    /// Sends one registration after the other until the server dies, refuses, or `until` receipts are held.
    pub fn send(&mut self, client: &Client, post: &Post, address: SocketAddr, until: usize) {
        let Ok(mut wire) = Wire::open(address) else { return };
        while let Some(ready) = client.ready[..until].get(self.receipts.len()) {
            let request = ready.request(post, self.known.as_ref().map(|known| known.size));
            let Ok((status, body)) = wire.ask(&request) else { return };
            if status != 200 {
                self.refused = Some((status, String::from_utf8_lossy(&body).into_owned()));
                return;
            }
            let receipt = receipt(&body);
            match receipt.verify(&post.pins.origin, &post.pins.ledger, self.known.as_ref()) {
                Ok(checkpoint) => self.known = Some(checkpoint),
                Err(error) => return self.failures.push(format!("receipt of {}: {error}", ready.id)),
            }
            self.receipts.push(receipt);
        }
    }
}

/// The receipt of an answer.
pub fn receipt(body: &[u8]) -> Receipt {
    #[derive(Deserialize)]
    struct Answered {
        receipt: Receipt,
    }
    let Answered { receipt } = serde_json::from_slice(body).expect("an answer with its receipt");
    receipt
}
