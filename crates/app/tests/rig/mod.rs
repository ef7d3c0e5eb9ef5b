//! What the tests of the running server share: a demonstration on a port of its own, and a client of the public
//! protocol that shows every byte of an answer.
//!
//! The demonstration is made once in a test binary and copied for each test. SQLite always; PostgreSQL when
//! `DANBE_TEST_POSTGRES` names a server.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod beyond;
pub mod binary;
pub mod canary;
pub mod cast;
pub mod console;
pub mod database;
pub mod device;
pub mod figures;
pub mod house;
pub mod http;
pub mod people;
pub mod sharing;

use danbe_app::demo::{self, Account};
use danbe_app::installation::{self, Folder};
use danbe_app::web::{House, listen, router};
use danbe_guard::Policy;
use danbe_store::{Clock, SystemClock};
use danbe_vault::{Chance, Entropy};
use danbe_words::{Moment, Side};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engines at hand.
    pub fn at_hand() -> Vec<Self> {
        if std::env::var("DANBE_TEST_POSTGRES").is_ok() {
            vec![Self::Sqlite, Self::Postgres]
        } else {
            vec![Self::Sqlite]
        }
    }
}

/// The real time, moved by the test.
#[derive(Debug, Default)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn forward(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

static DRAWN: AtomicU64 = AtomicU64::new(1);

/// Chance of a test: another stream at each call, the same ones at each run.
pub fn chance() -> Chance {
    let mut seed = *b"the rig of the tests, no secret.";
    for (place, byte) in seed.iter_mut().zip(DRAWN.fetch_add(1, Ordering::SeqCst).to_le_bytes()) {
        *place ^= byte;
    }
    Chance::new(Entropy::from_system(seed))
}

/// A demonstration made once, never served: tests take copies.
struct Made {
    dir: TempDir,
    accounts: Vec<Account>,
    database: Option<String>,
}

fn made(engine: Engine) -> &'static Made {
    static SQLITE: OnceLock<Made> = OnceLock::new();
    static POSTGRES: OnceLock<Made> = OnceLock::new();
    let cell = if engine == Engine::Sqlite { &SQLITE } else { &POSTGRES };
    cell.get_or_init(|| {
        let make = move || tokio::runtime::Runtime::new().unwrap().block_on(make(engine));
        std::thread::spawn(make).join().expect("the demonstration is made")
    })
}

async fn make(engine: Engine) -> Made {
    let dir = tempfile::tempdir().unwrap();
    let first = dir.path().join("first");
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(database::fresh().await),
    };
    let demonstration = demo::open(&first, database.clone()).await.expect("a demonstration");
    let accounts = demonstration.accounts;
    drop(demonstration.house);
    if engine == Engine::Sqlite {
        // One consistent file, whatever still closes behind us.
        let url = format!("sqlite:{}", first.join("danbe.db").display());
        danbe_store::copy_database(&url, &dir.path().join("danbe.db")).await.unwrap();
    }
    for name in ["installation.json", "ledger.key", "server.key"] {
        std::fs::copy(first.join(name), dir.path().join(name)).unwrap();
    }
    Made { dir, accounts, database }
}

/// Five words (or the passphrase) of an account, and the secret of its one-time codes.
pub fn account(handle: &str) -> &'static Account {
    let accounts = &made(Engine::Sqlite).accounts;
    accounts.iter().find(|account| account.handle == handle).expect("a known account")
}

/// Every account somebody may sign in with by five words.
pub fn handles() -> Vec<&'static str> {
    let accounts = &made(Engine::Sqlite).accounts;
    accounts.iter().filter(|a| a.code_secret.is_none()).map(|a| a.handle.as_str()).collect()
}

/// A house serving on a port of its own.
pub struct Served {
    pub address: SocketAddr,
    pub house: Arc<House>,
    serving: JoinHandle<()>,
    ringing: JoinHandle<std::io::Result<()>>,
}

impl Served {
    async fn start(folder: &Path, clock: Arc<TestClock>, policy: Policy) -> Self {
        let folder = Folder::open(folder).unwrap();
        let house = House::open(folder, clock, policy).await.expect("a house");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = router(Arc::clone(&house));
        let serving = tokio::spawn(listen(listener, app, std::future::pending()));
        let bell = Arc::clone(&house);
        let ringing = tokio::spawn(async move { bell.ring().await });
        Self { address, house, serving, ringing }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
        self.ringing.abort();
    }
}

/// A copy of the demonstration, served.
pub struct Stage {
    pub engine: Engine,
    pub folder: PathBuf,
    pub url: String,
    pub clock: Arc<TestClock>,
    pub served: Served,
    _dir: TempDir,
}

impl Stage {
    /// A copy under the policy in force.
    pub async fn open(engine: Engine) -> Self {
        let made = made(engine);
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().to_path_buf();
        for name in ["ledger.key", "server.key"] {
            std::fs::copy(made.dir.path().join(name), folder.join(name)).unwrap();
        }
        let mut paper = std::fs::read_to_string(made.dir.path().join("installation.json")).unwrap();
        let url = match &made.database {
            None => {
                std::fs::copy(made.dir.path().join("danbe.db"), folder.join("danbe.db")).unwrap();
                format!("sqlite:{}", folder.join("danbe.db").display())
            }
            Some(template) => {
                let url = database::copy_of(template).await;
                paper = paper.replace(template.as_str(), &url);
                url
            }
        };
        std::fs::write(folder.join("installation.json"), paper).unwrap();
        let clock = Arc::new(TestClock::default());
        let served = Served::start(&folder, Arc::clone(&clock), installation::policy()).await;
        Self { engine, folder, url, clock, served, _dir: dir }
    }

    /// An investigation side nobody has founded anything in, under its policy.
    pub async fn beyond(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("data");
        let database = match engine {
            Engine::Sqlite => "sqlite:danbe.db".to_owned(),
            Engine::Postgres => database::fresh().await,
        };
        let made = beyond::folder(&folder, database);
        let (url, clock) = (made.url(), Arc::new(TestClock::default()));
        let policy = installation::policy_of(Side::Investigation);
        let served = Served::start(&folder, Arc::clone(&clock), policy).await;
        Self { engine, folder, url, clock, served, _dir: dir }
    }

    /// The same database under another policy; the server before is gone.
    pub async fn under(&mut self, policy: Policy) {
        self.served.serving.abort();
        self.served = Served::start(&self.folder, Arc::clone(&self.clock), policy).await;
    }

    pub fn address(&self) -> SocketAddr {
        self.served.address
    }

    /// Kinds and events of the ledger from an index on.
    pub async fn lines_from(&self, index: u64) -> Vec<(danbe_words::Line, danbe_words::Event)> {
        let mut conn = self.served.house.store().read().await.unwrap();
        let from = i64::try_from(index).unwrap();
        let found = danbe_store::rows!(
            &mut conn,
            (String, String),
            "SELECT l.text, e.text FROM ledger_line l JOIN ledger_event e ON e.idx = l.idx
             WHERE l.idx >= $1 ORDER BY l.idx",
            from
        )
        .unwrap();
        found
            .into_iter()
            .map(|(line, event)| {
                (danbe_words::Line::parse(&line).unwrap(), serde_json::from_str(&event).unwrap())
            })
            .collect()
    }

    /// How many lines the ledger has.
    pub async fn size(&self) -> u64 {
        let mut conn = self.served.house.store().read().await.unwrap();
        let found = danbe_store::row!(&mut conn, (i64,), "SELECT COUNT(*) FROM ledger_line").unwrap();
        found.unwrap().0.unsigned_abs()
    }

    /// Verifies the whole ledger apart from the server.
    pub async fn intact(&self) -> bool {
        let paper = Folder::open(&self.folder).unwrap().paper;
        let mut reading = danbe_store::open_reading(&self.url).await.unwrap();
        let report = danbe_store::verify(&mut reading, &paper.ledger, &paper.origin, None, |_, _, _| {})
            .await
            .unwrap();
        report.findings.is_empty()
    }

    /// A registration still goes through, and the ledger holds.
    pub async fn goes_on(&self) {
        let gao = people::sign_in(self.address(), "gao-1").await;
        let desk = gao.welcome(self.address()).await;
        let registration = desk.register(&people::invented(9), &people::invented(9)).registration;
        let _: people::Replied<()> = gao.done(self.address(), "cases.register", &registration).await;
        assert_eq!(http::get(self.address(), "/health").await.text(), "ok\n");
        assert!(self.intact().await);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.served.serving.abort();
        if self.engine == Engine::Postgres {
            database::drop_later(self.url.clone());
        }
    }
}
